"""All tables of a folder at once, for notebooks and small corpora; SQL over them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.corpus import storage
from analysis.corpus.building import Tables
from analysis.corpus.fingerprint import fingerprints, policy
from analysis.corpus.folder import Folder
from analysis.corpus.stages import default_resources
from analysis.corpus.storage import FORMATS, Manifest, read_manifest, read_part
from analysis.errors import ParameterError, TableError
from analysis.tables import ARTICLES, CHECKS, CLAIMS, TABLES


def write_tables(
    tables: Mapping[str, pd.DataFrame], out: str | Path, formats: Iterable[str] = (), *, input_name: str = "articles"
) -> Manifest:
    """Write all tables as one part each, the manifest last; `formats` may add ``csv`` and ``jsonl``.

    Raises `TableError` if a table is missing or does not fit its schema, or another run is writing there.
    """
    lacking = [table.name for table in TABLES if table.name not in tables]
    if lacking:
        raise TableError(f"the tables lack {', '.join(lacking)}; pass what build_tables returned")
    frames = {table.name: table.validate(tables[table.name]) for table in TABLES}
    inputs = "".join(frames["articles"]["sha256"]) + "".join(frames["failures"]["article_id"])
    sha256 = hashlib.sha256(inputs.encode("utf-8", "replace")).hexdigest()
    folder = Folder(out)
    with folder.lock():
        part = storage.write_part(folder, sha256[:16], frames, sha256)
        storage.remove_others(folder, [part.name])
        for form in formats:
            storage.export(folder, [part.name], form)
        manifest = storage.make_manifest([part], input_name=input_name, parameters={})
        storage.write_manifest(folder, manifest)
    return manifest


def read_tables(folder: str | Path) -> Tables:
    """Return all tables of a folder that `extract` or `write_tables` has written, validated.

    Raises `TableError` if there are none, a part is missing, or they were written by another version.
    """
    return Tables({table.name: read_table(folder, table.name) for table in TABLES})


def read_table(folder: str | Path, name: str) -> pd.DataFrame:
    """Return one table of a folder of tables, validated."""
    place = Folder(folder)
    table = next(table for table in TABLES if table.name == name)
    parts = [read_part(place, table, part.name) for part in read_manifest(place).parts]
    filled = [part for part in parts if len(part)]
    return table.validate(pd.concat(filled, ignore_index=True) if filled else table.frame([]))


def recheck(folder: str | Path) -> tuple[dict[str, str], dict[str, str]]:
    """Judge the claims of a folder of tables again, part by part; return the verdicts by claim before and after.

    Raises `TableError` if there are no tables.
    """
    from analysis.check import check_claims

    place = Folder(folder)
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    references = default_resources().references
    with place.lock():
        manifest = read_manifest(place)
        for part in manifest.parts:
            old = read_part(place, CHECKS, part.name)
            claims, articles = read_part(place, CLAIMS, part.name), read_part(place, ARTICLES, part.name)
            new = check_claims(claims, articles, references)
            place.write(storage.part_path(CHECKS.name, part.name), storage.parquet_bytes(CHECKS, new))
            before |= dict(zip(old["claim_id"], old["verdict"], strict=True))
            after |= dict(zip(new["claim_id"], new["verdict"], strict=True))
        for form in FORMATS:
            if place.exists(f"{CHECKS.name}.{form}"):
                storage.export(place, [part.name for part in manifest.parts], form)
        current = manifest.fingerprints | {"reference": fingerprints()["reference"]}
        storage.write_manifest(place, replace(manifest, fingerprints=current, policy=policy(current)))
    return before, after


def run_query(folder: str | Path, sql: str) -> pd.DataFrame:
    """Answer one select statement; every table is a view of its name.

    The statement can read the tables only: no other file, no network, no setting. Raises `ParameterError` if the
    statement is not valid or is more than one; `TableError` if the folder holds no tables.
    """
    import duckdb

    place = Folder(folder)
    parts = [part.name for part in read_manifest(place).parts]
    connection = duckdb.connect(":memory:")
    try:
        for table in TABLES:
            paths = [storage.part_path(table.name, name) for name in parts]
            if place.is_local:
                connection.read_parquet([str(place.path(part).resolve()) for part in paths]).create_view(table.name)
            else:  # only what a query needs is fetched, through fsspec
                import pyarrow.dataset as ds

                filesystem, targets = place.located(paths)
                connection.register(table.name, ds.dataset(targets, filesystem=filesystem, format="parquet"))
        if place.is_local:
            connection.execute("SET allowed_directories = ?", [[str(Path(place.root).resolve()) + "/"]])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise ParameterError("give exactly one select statement")
        return connection.execute(statements[0]).df()
    except duckdb.Error as error:
        raise ParameterError(f"the query cannot be answered: {error}") from error
    finally:
        connection.close()
