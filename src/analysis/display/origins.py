"""The rows of official tables that decided, as in the files and in words, and where their figures come from."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

import pandas as pd

from analysis.display.markup import Shown, filled, link
from analysis.display.readings import plain, short_id
from analysis.paths import reference_folder
from analysis.reference import Reference, load_references
from analysis.reference.days import is_days, parse_days
from analysis.reference.figures import CellKey
from analysis.reference.model import CellNote, Source, sources_of
from analysis.reference.resource import Resource
from analysis.verdicts import day_words, loads
from analysis.wording import counted

_KEYS = 5  # columns of a row's key that stand before the deciding cell
_YEAR_DIGITS = 4
_DAYS = {"start": "from", "from_date": "from", "end": "until", "to_date": "until"}  # columns of terms and memberships
_LONG_FRACTION = re.compile(r"^-?\d+\.\d{4,}$")
_FEW = 8  # rows shown at once; more are behind a heading, and a chart shows them
Cell = Mapping[str, Any]  # of an evidence chain
_ELSEWHERE = ' rel="noreferrer"'  # of links that lead out of the report
_TOLD = 2  # places told of an edition; further ones are counted
_SOURCE_ROW = re.compile(  # key, what, perhaps the licence, where it was read
    r"^\|\s*([\w–-]+)\s*\|\s*([^|\n]+?)\s*\|(?:[^|\n]*\|)?\s*([^|\n]+?)\s*\|\s*$", re.MULTILINE
)


@dataclass(frozen=True)
class _UsedRow:
    cells: list[Cell] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)


def _used(checks: pd.DataFrame) -> dict[tuple[str, str], dict[int, _UsedRow]]:
    found: dict[tuple[str, str], dict[int, _UsedRow]] = {}
    for check in checks.to_dict("records"):
        for cell in cells_of(check):
            lines = found.setdefault((plain(check["package"]), str(cell["file"])), {})
            row = lines.setdefault(cell["line"], _UsedRow())
            row.cells.append(cell)
            if (name := short_id(check["claim_id"])) not in row.claims:
                row.claims.append(name)
    return found


class DecidingRows(Shown):
    """The rows of the official tables that decided, as they stand in the files, the cells used marked."""

    def __init__(self, checks: pd.DataFrame) -> None:
        self._used = _used(checks)

    def __repr__(self) -> str:
        return "\n".join(
            f"{package}/{file}: lines {', '.join(map(str, sorted(lines)))}"
            for (package, file), lines in self._used.items()
        )

    def to_html(self) -> str:
        tables = [self._table(package, file, lines) for (package, file), lines in sorted(self._used.items())]
        return filled("deciding_rows.html", tables=tables)

    def _table(self, package: str, file: str, lines: Mapping[int, _UsedRow]) -> dict[str, Any]:
        reference, cells = references().get(package), [cell for row in lines.values() for cell in row.cells]
        resource = next((one for one in reference.resources if one.path == file), None) if reference else None
        header, rows = _rows_at(resource, lines)
        used = {cell["column"] for cell in cells}
        shown, same = _arranged(header, [row for _, row in rows], used)
        return {
            "place": f"data/reference/{package}/{file}",
            "same": same,
            "sha256": cells[0]["sha256"],
            "changed": resource is None or resource.sha256 != cells[0]["sha256"],
            "provenance": provenance(package, cells),
            "names": [header[place] for place in shown],
            "rows": [
                (cell_anchor(package, file, line), line, lines[line], mark_of(package, lines[line].cells[0]),
                 [(header[place], row[place]) for place in shown])
                for line, row in rows
            ],
        }  # fmt: skip


class Origins(Shown):
    """The editions and tables that decided an article's claims, each with the rows used."""

    def __init__(self, checks: pd.DataFrame) -> None:
        self._groups: dict[tuple[str, str, str], dict[int, _UsedRow]] = {}
        for (package, file), lines in _used(checks).items():
            for line, row in lines.items():
                edition = str(row.cells[0]["row"].get("edition") or "")
                self._groups.setdefault((package, file, edition), {})[line] = row

    def __repr__(self) -> str:
        return "\n".join(_title(*group) for group in self._groups)

    def to_html(self) -> str:
        return filled(
            "origins.html", origins=sorted(self._groups.items()), few=_FEW, title=_title, provenance=provenance,
            anchor=cell_anchor, holder=_holder, when=_when, says=_says, mark_of=mark_of,
        )  # fmt: skip


def _says(package: str, cell: Cell) -> str:
    reference, column = references().get(package), str(cell["column"])
    measure = reference.measures.get(str(cell["row"].get("measure"))) if reference else None
    says = f"{measure.short}:" if measure else _DAYS.get(column, column.replace("_", " "))
    return f"{says} {_grouped(cell['raw'], _YEAR_DIGITS - bool(measure))}"


def cells_of(check: Mapping[str, Any]) -> list[dict[str, Any]]:
    chain = loads(check["chain"]) or {}
    return [cell for cell in chain.get("cells") or [] if isinstance(cell, dict) and "line" in cell]


def cell_anchor(package: str, file: str, line: int) -> str:
    """Return the HTML id of a row of an official table."""
    return f"cell-{short_id(package)}-{short_id(file)}-{line}"


def row_words(package: str, cell: Cell) -> str:
    """Return a row of an official table in a few words: whose, and when."""
    return " ".join(filter(None, (_holder(package, cell) or "row", _when(cell["row"]))))


def _holder(package: str, cell: Cell) -> str:
    reference, key = references().get(package), str(cell["row"].get("key") or cell["row"].get("holder") or "")
    return reference.keys.get(key, key) if reference else key


def _when(row: Mapping[str, Any]) -> str:
    period = plain(row.get("period"))
    return parse_days(period, "period").in_words if is_days(period) else period


def _grouped(raw: Any, most: int = _YEAR_DIGITS) -> str:
    """Return a cell as readers see it: days in words, digits of whole numbers with more than `most` in threes.

    >>> _grouped("216422446"), _grouped("2.00"), _grouped("2024-06-17"), _grouped("2024"), _grouped("-0.5")
    ('216,422,446', '2.00', '17 June 2024', '2024', '−0.5')
    >>> _grouped("1.28254964"), _grouped("v1.28254964")
    ('1.283', 'v1.28254964')
    """
    text = _LONG_FRACTION.sub(lambda found: f"{float(found[0]):.3f}", str(raw))
    if text.isdecimal() and len(text) > most and not text.startswith("0"):
        return f"{int(text):,}"
    return f"−{text[1:]}" if text.startswith("-") else day_words(text)


def _title(package: str, file: str, edition: str) -> str:
    reference = references().get(package)
    found = reference.edition_by_id.get(edition) if reference else None
    if found is not None:
        day = day_words(found.published_on)
        publisher = "" if found.title.startswith(found.publisher) else found.publisher
        told = ", ".join(filter(None, (publisher, found.title, "" if day in found.title else day)))
        return f"{told[:1].upper()}{told[1:]}"
    name = file.rpartition("/")[2].rpartition(".")[0].replace("_", " ")
    return f"{name[:1].upper()}{name[1:]}" + (f" ({reference.title})" if reference else "")


def _arranged(header: list[str], rows: list[list[str]], used: set[str]) -> tuple[list[int], str]:
    """Return the places of the columns to show, deciding ones early, and what is the same in all rows; none is empty.

    >>> _arranged(["edition", "key", "unit", "note", "value"], [["e", "A", "%", "x", "1"], ["e", "B", "%", "", "2"]],
    ...           {"value"})
    ([1, 3, 4], 'The same in all rows: edition = e, unit = %. ')
    """
    same = [
        place
        for place, name in enumerate(header)
        if len(rows) > 1 and name not in used and len({row[place] for row in rows}) == 1
    ]
    empty = [place for place in range(len(header)) if not any(row[place] for row in rows)]
    others = [place for place, name in enumerate(header) if name not in used and place not in (*same, *empty)]
    deciding = [place for place, name in enumerate(header) if name in used]
    told = ", ".join(f"{header[place]} = {rows[0][place]}" for place in same if rows[0][place])
    keys = min(sum(place < min(deciding, default=0) for place in others), _KEYS)
    return [*others[:keys], *deciding, *others[keys:]], f"The same in all rows: {told}. " if told else ""


def _rows_at(resource: Resource | None, lines: Iterable[int]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header of a table and its rows at some lines; nothing where the package has that table no more."""
    if resource is None:
        return [], []
    from pyarrow import compute

    rows = resource.table.filter(compute.field("_line").isin(list(lines))).to_pylist()
    return resource.table.column_names[:-1], [(row.pop("_line"), list(row.values())) for row in rows]


def provenance(package: str, cells: Iterable[Cell], *, terms: bool = True) -> str:
    """Return where cells of a package come from as HTML: a sentence an edition or table, marks of cells, `terms`."""
    cells = list(cells)
    by_edition: dict[str, list[Cell]] = {}
    for cell in cells:
        by_edition.setdefault(place_of(cell)[0], []).append(cell)
    alone = by_edition.pop("", [])  # of tables without editions
    told = [_of_edition(package, edition, own) for edition, own in by_edition.items()]
    made_from = {table: what.rpartition(": ")[2] for what, table in reversed(_listed(package).values())}
    for name in dict.fromkeys(str(cell["file"]).rpartition("/")[2] for cell in alone):
        what = f", from {made_from[name]}" if name in made_from else ""
        told.append(escape(f"Table of {name.rpartition('.')[0].replace('_', ' ')}{what}."))
    marks = dict.fromkeys(
        f"† {escape(_holder(package, cell))} {escape(place_of(cell)[3])}: {escape(note.mark)}, {escape(note.note)}."
        for cell in cells
        if (note := note_of(package, cell))
    )
    return " ".join([*filter(None, told), *marks, *(terms_of(package) if cells and terms else [])])


def terms_of(package: str) -> list[str]:
    """Return on what terms the figures of a package may be shown, as HTML; nothing where it names none."""
    reference = references().get(package)
    if reference is None or not reference.credit:
        return []
    return [f'<span class="an-terms">{link(reference.terms_url, reference.credit, _ELSEWHERE)}.</span>']


def of_edition(package: str, edition: str) -> str:
    """Return who published an edition and when as HTML, with a link to the publisher's page of it."""
    reference = references().get(package)
    found = reference.edition_by_id.get(edition) if reference else None
    if found is None:
        return escape(edition)
    return link(found.url, found.credit, _ELSEWHERE)


def place_of(cell: Cell) -> CellKey:
    """Return edition, measure, key and period of a cell; those that its table does not have are empty."""
    edition, measure, key, period = (plain(cell["row"].get(name)) for name in ("edition", "measure", "key", "period"))
    return edition, measure, key, period


def note_of(package: str, cell: Cell) -> CellNote | None:
    """Return what the package says of one cell that is not what the rest of its table is."""
    reference = references().get(package)
    return reference.notes.get(place_of(cell)) if reference else None


def mark_of(package: str, cell: Cell) -> str:
    """Return the mark that stands beside a figure typed in by hand or carried over, as HTML; empty for others."""
    note = note_of(package, cell)
    return f' <span class="an-muted" title="{escape(note.note)}">† {escape(note.mark)}</span>' if note else ""


@cache
def references() -> dict[str, Reference]:
    return {reference.name: reference for reference in load_references()}


def _of_edition(package: str, edition: str, cells: list[Cell]) -> str:
    reference = references().get(package)
    held = (reference.cells.get(place_of(cell)) for cell in cells) if reference else ()
    places = sources_of(filter(None, held), _sources(package))
    read = []
    for place in places[:_TOLD]:
        checked = f", checked against {place.checked}" if place.checked else ""
        read.append(f"read in {link(place.url, place.read_in, _ELSEWHERE)}{escape(checked)}")
    more = [f"and in {counted(len(places) - _TOLD, 'other place')}"] if len(places) > _TOLD else []
    return "; ".join([of_edition(package, edition), *read, *more]) + "."


@cache
def _sources(package: str) -> Mapping[str, Source]:
    """Return where a package's figures were read by key: its table of sources, else the list in SOURCES.md."""
    reference = references().get(package)
    if reference and reference.sources:
        return reference.sources
    return {key: Source(key, read) for key, (_, read) in _listed(package).items()}


@cache
def _listed(package: str) -> dict[str, tuple[str, str]]:
    """Return what SOURCES.md lists by key: what was read, and in which place or for which table."""
    path = reference_folder() / package / "SOURCES.md"
    text = path.read_text(encoding="utf-8").replace("`", "") if path.is_file() else ""
    return {key: (what, read) for key, what, read in _SOURCE_ROW.findall(text)}
