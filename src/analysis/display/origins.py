"""Where official figures come from, as readers are told: publisher, title, day, where it was read, the rows used."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis.display.evidence import cell_anchor, cells_of
from analysis.display.provenance import mark_of, provenance, references
from analysis.display.readings import html, plain, short_id
from analysis.display.tables import styled
from analysis.verdicts import day_words

_YEAR_DIGITS = 4
_FEW = 8  # rows shown at once; more are behind a heading, and a chart shows them
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
        package, file, _ = group
        body = "\n".join(self._row(package, file, line, cell, claims) for line, (cell, claims) in sorted(rows.items()))
        head = "".join(f'<th scope="col">{name}</th>' for name in ("Who or what", "When", "Says", "Claim"))
        named = "an-table an-compare an-rows"
        table = f'<table class="{named}"><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>'
        if len(rows) > _FEW:
            table = f'<details class="an-many"><summary>The {len(rows)} rows counted</summary>{table}</details>'
        told = provenance(package, [cell for cell, _ in rows.values()])
        said = f'<p class="an-muted">{f"T{told[1:]}" if told.startswith("the ") else told}</p>'
        return f'<div class="an-origin"><h3>{escape(_title(*group))}</h3>{said}{table}</div>'

    def _row(self, package: str, file: str, line: int, cell: Cell, claims: list[str]) -> str:
        row, reference = cell["row"], references().get(package)
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
        figure = escape(says) + html(_grouped(cell["raw"], _YEAR_DIGITS - bool(measure))) + mark_of(package, cell)
        told = "".join(f"<td>{part}</td>" for part in (escape(who), html(row.get("period")), figure, links))
        return f'<tr id="{cell_anchor(package, file, line)}">{told}</tr>'


def _grouped(raw: Any, most: int = _YEAR_DIGITS) -> str:
    """Return a cell as readers see it: days in words, digits of whole numbers with more than `most` in threes.

    >>> _grouped("216422446"), _grouped("2.00"), _grouped("2024-06-17"), _grouped("2024"), _grouped("-0.5")
    ('216,422,446', '2.00', '17 June 2024', '2024', '−0.5')
    """
    text = str(raw)
    if text.isdecimal() and len(text) > most and not text.startswith("0"):
        return f"{int(text):,}"
    return f"−{text[1:]}" if text.startswith("-") else day_words(raw)


def row_words(package: str, cell: Cell) -> str:
    """Return a row of an official table in a few words: whose, and when."""
    reference = references().get(package)
    key = str(cell["row"].get("key") or cell["row"].get("holder") or "row")
    return " ".join(
        filter(None, (reference.keys.get(key, key) if reference else key, plain(cell["row"].get("period"))))
    )


def _title(package: str, file: str, edition: str) -> str:
    reference = references().get(package)
    found = reference.edition_by_id.get(edition) if reference else None
    if found is not None:
        told = ", ".join(filter(None, (found.publisher, found.title, day_words(found.published_on))))
        return f"{told[:1].upper()}{told[1:]}"
    name = file.rpartition("/")[2].rpartition(".")[0].replace("_", " ")
    return f"{name[:1].upper()}{name[1:]}" + (f" ({reference.title})" if reference else "")
