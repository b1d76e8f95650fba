"""Tables of a package are read when they are asked for, whole or a measure at a time, and checked then."""

import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.errors import ReferenceDataError
from analysis.importers import record_checksums
from analysis.reference import Reference, load_reference, load_references

DESCRIPTOR = """
name: wells
title: Wells
resources:
  - name: wells
    path: wells.parquet
    hash: x
    bytes: 0
    x-reference:
      kind: indicator
      editions: later
      entity: {column: country, gazetteer: countries, subjects: {DEU: [the republic]}}
      time: {column: month, grain: month}
      edition: {id: count-1, title: "The count", published_on: 2024-05-01, publisher: the Well Office}
      measure: {column: measure}
      measures:
        depth: {unit: meter, decimals: 0, names: [depth of well]}
        number: {unit: well, decimals: 0, names: [number of well], counted: [well], sum: true}
"""
ROWS = [
    ("DEU", "2024-01", "depth", "31.5"), ("FRA", "2024-01", "depth", "18"),
    ("DEU", "2024-01", "number", "7"), ("DEU", "2024-02", "number", "9"), ("FRA", "2024-02", "number", "4"),
]  # fmt: skip


def write_wells(root: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    folder = root / "data" / "reference" / "wells"
    folder.mkdir(parents=True)
    frame = pd.DataFrame(rows, columns=["country", "month", "measure", "value"])
    table = pa.Table.from_pandas(frame, preserve_index=False)
    pq.write_table(table, folder / "wells.parquet", row_group_size=2, compression="zstd")
    (folder / "datapackage.yaml").write_text(DESCRIPTOR, encoding="utf-8")
    record_checksums(folder)
    return folder


def open_wells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Reference:
    """Return the package as a run opens it, among all of its data folder."""
    monkeypatch.setattr("analysis.reference.read.reference_folder", lambda: tmp_path / "data" / "reference")
    return next(reference for reference in load_references() if reference.name == "wells")


def test_a_measure_is_read_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_wells(tmp_path, ROWS)
    wells = open_wells(monkeypatch, tmp_path)
    found = wells.cell("count-1", "number", "DEU", "2024-02")
    assert found is not None
    assert (found.value, found.line, found.file) == (Decimal(9), 4, "wells.parquet")
    assert wells.cells.of("number").keys["count-1", "2024-02"] == ("DEU", "FRA")
    assert wells.periods("count-1", "number") == ("2024-01", "2024-02")
    assert (wells.grain, wells.later_decides, wells.subjects) == ("month", True, {"DEU": ("the republic",)})
    assert wells.editions[0].title == "The count" and wells.current_editions(date(2024, 4, 30)) == ()


def test_all_of_it_is_the_same(tmp_path: Path) -> None:
    wells = load_reference(write_wells(tmp_path, ROWS))
    assert [(c.key, c.period, c.measure, c.raw) for c in wells.cells.values()] == ROWS
    assert wells.figures["value"].tolist() == [31.5, 18, 7, 9, 4]
    assert wells.keys == {"DEU": "Germany", "FRA": "France"}
    again = pickle.loads(pickle.dumps(wells))
    assert again.figure("count-1", "depth", "DEU", "2024-01") == Decimal(32)


def test_a_file_that_is_not_needed_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = write_wells(tmp_path, ROWS)
    content = (folder / "wells.parquet").read_bytes()
    (folder / "wells.parquet").write_bytes(bytes(len(content)))
    wells = open_wells(monkeypatch, tmp_path)
    assert list(wells.measures) == ["depth", "number"]
    with pytest.raises(ReferenceDataError, match=r"wells/wells\.parquet: sha256 is"):
        wells.figure("count-1", "depth", "DEU", "2024-01")


def test_a_file_of_another_size_is_refused_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = write_wells(tmp_path, ROWS)
    with (folder / "wells.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ReferenceDataError, match=r"wells/wells\.parquet: sha256 is"):
        open_wells(monkeypatch, tmp_path)


def test_two_values_for_one_cell_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_wells(tmp_path, [*ROWS, ("FRA", "2024-01", "depth", "19")])
    wells = open_wells(monkeypatch, tmp_path)
    with pytest.raises(ReferenceDataError, match="lines 2 and 6 both give depth of FRA, 2024-01"):
        wells.figure("count-1", "depth", "DEU", "2024-01")


def test_a_broken_parquet_file_is_refused(tmp_path: Path) -> None:
    folder = write_wells(tmp_path, ROWS)
    (folder / "wells.parquet").write_bytes(b"PAR1 but no more")
    record_checksums(folder)
    with pytest.raises(ReferenceDataError, match="not a parquet file"):
        load_reference(folder)


def test_the_packages_at_hand_are_opened_without_their_figures(root: Path) -> None:
    recorded = [reference for reference in load_references() if reference.name in {"owid", "us_employment"}]
    assert [str(next(iter(r.measures.values())).names[0]) for r in recorded] == ["population", "unemployment rate"]
    assert all(reference.folder.parent == root / "data" / "reference" for reference in recorded)
