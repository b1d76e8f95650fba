"""Where official figures come from, as readers are told: publisher, title, day, where it was read, the rows used."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

import pandas as pd

from analysis.display.evidence import cell_anchor, cells_of, rows_of_file
from analysis.display.tables import styled
from analysis.display.words import html, plain, short_id
from analysis.paths import reference_folder
from analysis.reference import Reference, load_references
from analysis.verdicts import day_words

_FEW = 8  # rows shown at once; more are behind a heading, and a chart shows them
_SOURCE_ROW = re.compile(r"^\|\s*([\w–-]+)\s*\|\s*(.+?)\s*\|\s*(.+?)\s*\|\s*$", re.MULTILINE)
Cell = Mapping[str, Any]


class Origins:
    """The editions and tables that decided an article's claims, each with the rows used."""

    def __init__(self, checks: pd.DataFrame) -> None:
        self._used: dict[tuple[str, str, str], dict[int, tuple[Cell, list[str]]]] = {}
        for check in checks.to_dict("records"):
            for cell in cells_of(check):
                group = (plain(check["package"]), str(cell["file"]), str(cell["row"].get("edition") or ""))
                _, claims = self._used.setdefault(group, {}).setdefault(cell["line"], (cell, []))
                if check["claim_id"] not in claims:
                    claims.append(check["claim_id"])

    def __repr__(self) -> str:
        return "\n".join(_title(*group) for group in self._used)

    def _repr_html_(self) -> str:
        return styled(self.to_html())

    def to_html(self) -> str:
        """Return one part an edition or table, without the style sheet."""
        if not self._used:
            return '<p class="an-muted an-empty">No official table was used.</p>'
        return "\n".join(self._part(group, rows) for group, rows in sorted(self._used.items()))

    def _part(self, group: tuple[str, str, str], rows: Mapping[int, tuple[Cell, list[str]]]) -> str:
        package, file, edition = group
        body = "\n".join(self._row(package, file, line, cell, claims) for line, (cell, claims) in sorted(rows.items()))
        head = "".join(f'<th scope="col">{name}</th>' for name in ("Who or what", "When", "Says", "Claim"))
        table = f'<table class="an-table an-rows"><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>'
        if len(rows) > _FEW:
            table = f'<details class="an-many"><summary>The {len(rows)} rows counted</summary>{table}</details>'
        read = _read_in(package, file, rows) if edition else ""
        said = f'<p class="an-muted">{escape(read)}</p>' if read else ""
        return f'<div class="an-origin"><h3>{escape(_title(*group))}</h3>{said}{table}</div>'

    def _row(self, package: str, file: str, line: int, cell: Cell, claims: list[str]) -> str:
        row, reference = cell["row"], _references().get(package)
        key = str(row.get("key") or row.get("holder") or "")
        who = reference.keys.get(key, key) if reference else key
        if office := row.get("office"):
            who = f"{who}, {office}"
        measure = reference.measures.get(str(row.get("measure"))) if reference else None
        column = "" if measure else f"{str(cell['column']).replace('_', ' ')} "
        says = f"{measure.short}: " if measure else column
        links = " ".join(
            f'<a href="#k-{short_id(c)}" aria-label="claim {short_id(c)}">claim {int(short_id(c)[1:] or 0)}</a>'
            for c in claims
        )
        told = "".join(
            f"<td>{part}</td>"
            for part in (escape(who), html(row.get("period")), escape(says) + html(day_words(cell["raw"])), links)
        )
        return f'<tr id="{cell_anchor(package, file, line)}">{told}</tr>'


def row_words(package: str, cell: Cell) -> str:
    """Return a row of an official table in a few words: whose, and when."""
    reference = _references().get(package)
    key = str(cell["row"].get("key") or cell["row"].get("holder") or "row")
    return " ".join(
        filter(None, (reference.keys.get(key, key) if reference else key, plain(cell["row"].get("period"))))
    )


@cache
def _references() -> dict[str, Reference]:
    return {reference.name: reference for reference in load_references()}


def _title(package: str, file: str, edition: str) -> str:
    reference = _references().get(package)
    found = reference.edition_by_id.get(edition) if reference else None
    if found is not None:
        return ", ".join(filter(None, (found.publisher, found.title, day_words(found.published_on))))
    name = file.rpartition("/")[2].rpartition(".")[0].replace("_", " ")
    return f"{name[:1].upper()}{name[1:]}" + (f" ({reference.title})" if reference else "")


def _read_in(package: str, file: str, lines: Iterable[int]) -> str:
    """Return where the figures were read, as the package's list of sources tells it."""
    header, rows = rows_of_file(reference_folder() / package / file, lines)
    if "source" not in header or not rows:
        return ""
    place, told = header.index("source"), _sources(package)
    keys = sorted({row[place] for _, row in rows if place < len(row) and row[place]})
    listed = [f"{told[key][0]}; read in {told[key][1]}" for key in keys if key in told]
    return "; ".join(listed).replace("`", "")


@cache
def _sources(package: str) -> dict[str, tuple[str, str]]:
    path = reference_folder() / package / "SOURCES.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return {key: (what, read) for key, what, read in _SOURCE_ROW.findall(text)}
