"""SQL over the tables of a folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.corpus.folder import Folder
from analysis.corpus.manifest import read_manifest
from analysis.corpus.storage import part_path
from analysis.errors import ParameterError
from analysis.tables import TABLES

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


def run_query(folder: str | Path, sql: str) -> "pd.DataFrame":
    """Answer one select statement; every table is a view of its name.

    The statement can read the tables only: no other file, no network, no setting.

    Raises
    ------
    ParameterError
        If the statement is not valid or is more than one.
    TableError
        If the folder holds no tables.
    """
    import duckdb

    place = Folder(folder)
    parts = [part.name for part in read_manifest(place).parts]
    connection = duckdb.connect(":memory:")
    try:
        for table in TABLES:
            _create_view(connection, place, table.name, [part_path(table.name, name) for name in parts])
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


def _create_view(connection: "duckdb.DuckDBPyConnection", place: Folder, name: str, parts: list[str]) -> None:
    """Name the parts of a table; of an object store only what a query needs is fetched, through fsspec."""
    if place.is_local:
        connection.read_parquet([str(place.path(part).resolve()) for part in parts]).create_view(name)
        return
    import pyarrow.dataset as ds

    filesystem, targets = place.located(parts)
    connection.register(name, ds.dataset(targets, filesystem=filesystem, format="parquet"))
