"""Bring a new edition of NATO's tables into a folder of its own, or into a package."""

import shutil
import tempfile
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.importers.formats import record_checksums
from analysis.importers.nato_workbook import NatoWorkbook, read_nato_workbook
from analysis.reference.descriptor import DESCRIPTOR
from analysis.reference.provenance import source_keys
from analysis.reference.read import load_reference

FIGURES, EDITIONS, REMARKS = "defence_expenditure.csv", "editions.csv", "remarks.csv"
NOTES, SOURCES = "cell_notes.csv", "sources.csv"


def import_nato(
    workbook: Path, out: Path, *, published_on: date | None = None, source: str | None = None
) -> tuple[Path, ...]:
    """Read NATO's workbook into a folder and return the files written.

    In a new or empty folder: the edition's figures, its row for ``editions.csv``, and the shares that differ from
    expenditure over GDP. In a package folder (one with ``datapackage.yaml``): the same, added to its tables, with the
    checksums of the descriptor brought up to date.

    Raises
    ------
    ReferenceDataError
        If the workbook's structure is broken, or the package already has the edition.
    """
    read = read_nato_workbook(Path(workbook), published_on=published_on, source=source)
    out = Path(out)
    if (out / DESCRIPTOR).is_file():
        return _add_to_package(read, out)
    out.mkdir(parents=True, exist_ok=True)
    written = {FIGURES: read.rows, EDITIONS: pd.DataFrame([edition_row(read)]), REMARKS: read.remarks}
    for name, frame in written.items():
        frame.to_csv(out / name, index=False, lineterminator="\n")
    return tuple(out / name for name in written)


def edition_row(read: NatoWorkbook) -> dict[str, str]:
    """Return the workbook's row for ``editions.csv``."""
    aggregates = ("NATO_TOTAL", "NATO_EUR_CAN")
    shares = read.rows.loc[(read.rows["measure"] == "share_of_gdp") & ~read.rows["country_iso3"].isin(aggregates)]
    return {
        "edition": read.edition,
        "title": read.title,
        "publisher": "NATO",
        "published_on": read.published_on.isoformat(),
        "date_basis": "file name or given on import",
        "first_year": str(read.first_year),
        "last_year": str(read.last_year),
        "estimate_years": ";".join(map(str, read.estimate_years)),
        "allies_with_figures": str(shares["country_iso3"].nunique()),
        "figures_held": "full (Tables 1-8b)",
    }


def _add_to_package(read: NatoWorkbook, folder: Path) -> tuple[Path, ...]:
    """Add an edition to a copy of a package, check the copy, and only then replace the files."""
    if read.edition in load_reference(folder).edition_by_id:
        raise ReferenceDataError(
            f"{folder.name}: edition {read.edition!r} is already there; import into an empty folder and compare, "
            "or remove the old rows first"
        )
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / folder.name
        shutil.copytree(folder, copy)
        editions = pd.DataFrame([edition_row(read)])
        added = {FIGURES: read.rows, EDITIONS: editions, NOTES: _notes(read), SOURCES: _source(read, copy)}
        files = tuple(name for name in added if (copy / name).is_file())
        for file in files:
            _append(copy / file, added[file])
        record_checksums(copy)
        load_reference(copy)
        changed = tuple(folder / file for file in (*files, DESCRIPTOR))
        for path in changed:
            path.write_bytes((copy / path.name).read_bytes())
    return changed


def _notes(read: NatoWorkbook) -> pd.DataFrame:
    """Return a note on each share that differs from expenditure over GDP."""
    return read.remarks.assign(
        edition=read.edition,
        measure="share_of_gdp",
        mark="typed by hand",
        note=lambda f: [
            f"stored as {stated:.2f}; expenditure over GDP is {computed:.3f}"
            for stated, computed in zip(f["stated"], f["computed"], strict=True)
        ],
    )


def _source(read: NatoWorkbook, folder: Path) -> pd.DataFrame:
    """Return the row that says where the figures were read, unless the package has it."""
    key = source_keys(read.rows["source"].iloc[0])[0]
    known = folder / SOURCES
    if known.is_file() and key in set(pd.read_csv(known, dtype=str)["key"]):
        return pd.DataFrame()
    return pd.DataFrame([{"key": key, "read_in": f"NATO's workbook {key}"}])


def _append(path: Path, rows: pd.DataFrame) -> None:
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    texts = rows.map(lambda v: str(v).lower() if isinstance(v, bool) else str(v)).reindex(columns=table.columns)
    pd.concat([table, texts.fillna("")]).to_csv(path, index=False, lineterminator="\n")
