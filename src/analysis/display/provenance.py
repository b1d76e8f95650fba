"""Where the figures behind a verdict come from, as a newsroom prints it: who published, when, where it was read."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

from analysis.display.readings import plain
from analysis.paths import reference_folder
from analysis.reference import Reference, load_references
from analysis.reference.provenance import CellNote, Place, Source, credit_of, source_keys
from analysis.wording import counted

_TOLD = 2  # places told of an edition; further ones are counted
_SOURCE_ROW = re.compile(  # key, what, perhaps the licence, where it was read
    r"^\|\s*([\w–-]+)\s*\|\s*([^|\n]+?)\s*\|(?:[^|\n]*\|)?\s*([^|\n]+?)\s*\|\s*$", re.MULTILINE
)
EvidenceCell = Mapping[str, Any]  # a cell of an evidence chain


def provenance(package: str, cells: Iterable[EvidenceCell], *, terms: bool = True) -> str:
    """Return where cells of a package come from as HTML: a sentence an edition or table, marks of cells, `terms`."""
    cells = list(cells)
    editions = Counter(_edition(cell) for cell in cells if _edition(cell))
    told = [_of_edition(package, edition, cells) for edition in editions]
    tables = dict.fromkeys(str(cell["file"]) for cell in cells if not _edition(cell))
    told += [_of_table(package, file) for file in tables]
    marks = dict.fromkeys(filter(None, (_mark_words(package, cell) for cell in cells)))
    return " ".join([*filter(None, told), *marks, *(terms_of(package) if cells and terms else [])])


def terms_of(package: str) -> list[str]:
    """Return on what terms the figures of a package may be shown, as HTML; nothing where it names none."""
    reference = references().get(package)
    if reference is None or not reference.credit:
        return []
    return [f'<span class="an-terms">{_linked(reference.credit, reference.terms_url)}.</span>']


def of_edition(package: str, edition: str) -> str:
    """Return who published an edition and when as HTML, with a link to the publisher's page of it."""
    reference = references().get(package)
    found = reference.edition_by_id.get(edition) if reference else None
    if found is None:
        return escape(edition)
    return _linked(credit_of(found), found.url)


def note_of(package: str, cell: EvidenceCell) -> CellNote | None:
    """Return what the package says of one cell that is not what the rest of its table is."""
    reference, row = references().get(package), cell["row"]
    return reference.notes.get(_place(row)) if reference else None


def mark_of(package: str, cell: EvidenceCell) -> str:
    """Return the mark that stands beside a figure typed in by hand or carried over, as HTML; empty for others."""
    note = note_of(package, cell)
    return f' <span class="an-muted" title="{escape(note.note)}">† {escape(note.mark)}</span>' if note else ""


@cache
def references() -> dict[str, Reference]:
    """Return all reference packages by name."""
    return {reference.name: reference for reference in load_references()}


def _of_edition(package: str, edition: str, cells: list[EvidenceCell]) -> str:
    keys = Counter(filter(None, (_source_key(package, cell) for cell in cells if _edition(cell) == edition)))
    known = _sources(package)
    places = [known[key] for key, _ in keys.most_common() if key in known]
    read = [f"read in {_linked(source.read_in, source.url)}{_checked(source)}" for source in places[:_TOLD]]
    more = [f"and in {counted(len(places) - _TOLD, 'other place')}"] if len(places) > _TOLD else []
    return "; ".join([of_edition(package, edition), *read, *more]) + "."


def _of_table(package: str, file: str) -> str:
    """Return what a table without editions was made from."""
    name = file.rpartition("/")[2]
    what = next((what.rpartition(": ")[2] for what, table in _listed(package).values() if table == name), "")
    return escape(f"Table of {name.rpartition('.')[0].replace('_', ' ')}{what and f', from {what}'}.")


def _checked(source: Source) -> str:
    return f", checked against {escape(source.checked)}" if source.checked else ""


def _edition(cell: EvidenceCell) -> str:
    return plain(cell["row"].get("edition"))


def _source_key(package: str, cell: EvidenceCell) -> str:
    reference = references().get(package)
    found = reference.cells.get(_place(cell["row"])) if reference else None
    return next(iter(source_keys(found.source)), "") if found else ""


def _place(row: Mapping[str, Any]) -> Place:
    return plain(row.get("edition")), plain(row.get("measure")), plain(row.get("key")), plain(row.get("period"))


def _mark_words(package: str, cell: EvidenceCell) -> str:
    note, reference, row = note_of(package, cell), references().get(package), cell["row"]
    if note is None or reference is None:
        return ""
    who = reference.keys.get(str(row["key"]), str(row["key"]))
    return f"† {escape(who)} {escape(plain(row.get('period')))}: {escape(note.mark)}, {escape(note.note)}."


@cache
def _sources(package: str) -> Mapping[str, Source]:
    """Return where a package's figures were read by key: its table of sources, else the list in SOURCES.md."""
    reference = references().get(package)
    if reference and reference.sources:
        return reference.sources
    return {key: Source(key, read) for key, (_, read) in _listed(package).items()}


@cache
def _listed(package: str) -> Mapping[str, tuple[str, str]]:
    """Return what SOURCES.md lists by key: what was read, and in which place or for which table."""
    path = reference_folder() / package / "SOURCES.md"
    text = path.read_text(encoding="utf-8").replace("`", "") if path.is_file() else ""
    return {key: (what, read) for key, what, read in _SOURCE_ROW.findall(text)}


def _linked(words: str, url: str) -> str:
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(words)}</a>' if url else escape(words)
