"""All tables of a folder at once: for notebooks and small corpora."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.corpus.building import Tables
from analysis.corpus.folder import Folder
from analysis.corpus.manifest import Manifest, Part, make_manifest, read_manifest, write_manifest
from analysis.corpus.storage import export, part_path, read_part, write_part
from analysis.errors import TableError
from analysis.tables import ARTICLES, FAILURES, TABLES

if TYPE_CHECKING:
    import pandas as pd

LOST_STAGES = ("read", "annotate", "extract")


def write_tables(
    tables: "Mapping[str, pd.DataFrame]", out: str | Path, formats: Iterable[str] = (), *, input_name: str = "articles"
) -> Manifest:
    """Write all tables as one part each, the manifest last; `formats` may add ``csv`` and ``jsonl``.

    Raises
    ------
    TableError
        If a table is missing or does not fit its schema, or another run is writing there.
    """
    lacking = [table.name for table in TABLES if table.name not in tables]
    if lacking:
        raise TableError(f"the tables lack {', '.join(lacking)}; pass what build_tables returned")
    frames = {table.name: table.validate(tables[table.name]) for table in TABLES}
    inputs = "".join(frames["articles"]["sha256"]) + "".join(frames["failures"]["article_id"])
    sha256 = hashlib.sha256(inputs.encode("utf-8", "replace")).hexdigest()
    folder = Folder(out)
    with folder.lock():
        write_part(folder, sha256[:16], frames)
        part = Part(sha256[:16], inputs_of(frames), {name: len(f) for name, f in frames.items()}, sha256)
        remove_others(folder, [part.name])
        for form in formats:
            export(folder, [part.name], form)
        manifest = make_manifest([part], input_name=input_name, parameters={})
        write_manifest(folder, manifest)
    return manifest


def inputs_of(frames: "Mapping[str, pd.DataFrame]") -> int:
    """Return how many inputs some tables account for."""
    return len(frames[ARTICLES.name]) + int(frames[FAILURES.name]["stage"].isin(LOST_STAGES).sum())


def read_tables(folder: str | Path) -> Tables:
    """Return all tables of a folder that `extract` or `write_tables` has written, validated.

    Raises
    ------
    TableError
        If there are none, a part is missing, or they were written by another version.
    """
    import pandas as pd

    place = Folder(folder)
    manifest = read_manifest(place)
    tables = Tables()
    for table in TABLES:
        parts = [read_part(place, table, part.name) for part in manifest.parts]
        filled = [part for part in parts if len(part)]
        whole = pd.concat(filled, ignore_index=True) if filled else table.frame([])
        tables[table.name] = table.validate(whole)
    return tables


def remove_others(folder: Folder, kept: Iterable[str]) -> None:
    """Remove the parts of earlier runs."""
    wanted = {part_path("", name).removeprefix("/") for name in kept}
    for table in TABLES:
        for name in folder.names(table.name, ".parquet"):
            if name not in wanted:
                folder.remove(f"{table.name}/{name}")
