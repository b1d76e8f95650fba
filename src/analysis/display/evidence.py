"""Verdicts with their evidence: a card a claim, and the rows of the official tables that decided."""

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.display.provenance import mark_of, of_edition, provenance
from analysis.display.readings import MARKS, VERDICTS, html, interval, is_missing, loads, plain, short_id
from analysis.display.tables import named, styled
from analysis.paths import reference_folder
from analysis.verdicts import side_by_side

_MOST = 4  # later editions that are told one by one
_KEYS = 5  # columns of a row's key that stand before the deciding cell


class Cards:
    """The claims of one article as cards: what is claimed, the verdict, the figure, the cell, later editions."""

    def __init__(self, claims: pd.DataFrame, checks: pd.DataFrame, names: Mapping[str, str] | None = None) -> None:
        self._names = names or {}
        self._claims = {claim["claim_id"]: claim for claim in claims.to_dict("records")}
        by_id = {check["claim_id"]: check for check in checks.to_dict("records")}
        ordered = side_by_side(claims, checks)  # refuted, open with a figure, supported, open
        self._checks = [by_id[claim_id] for claim_id in ordered["claim_id"]]
        self._beside = {row["claim_id"]: row for row in ordered.to_dict("records")}

    def __repr__(self) -> str:
        return "\n".join(
            f"{MARKS[c['verdict']]} {VERDICTS[c['verdict']]}: “{c['text']}” {plain(c['sentence'])}"
            for c in self._checks
        )

    def _repr_html_(self) -> str:
        return styled(self.to_html())

    def to_html(self) -> str:
        """Return the cards: refuted claims, open ones with a figure, supported ones, the rest, as the text has them."""
        if not self._checks:
            return '<p class="an-muted an-empty">No checkable claim was found.</p>'
        return "\n".join(self._card(check) for check in self._checks)

    def _card(self, check: Mapping[str, Any]) -> str:
        claim, name, verdict = self._claims[check["claim_id"]], short_id(check["claim_id"]), check["verdict"]
        decided = verdict != "not_enough_info"
        parts = [
            f'<blockquote>“{html(check["text"])}” <a href="#t-{name}" aria-label="↑ in the text, claim {name}">'
            "↑ in the text</a></blockquote>",
            f'<p><span class="an-badge an-{verdict}">{MARKS[verdict]} {VERDICTS[verdict]}</span>'
            f"{_hindsight(check)} {html(check['sentence'])}</p>",
        ]
        facts = [
            ("Official figure", check["figure_text"]) if decided else ("", None),
            ("The wording allows", interval(dict(claim)) or None),
            ("Edition", _edition(check)),
            ("Said by", self._names.get(claim["speaker_id"], claim["speaker_id"])),
            ("Why it is open" if not decided else "Reason", str(check["reason"]).replace("_", " ")),
        ]
        told = [f"{label}: {html(value)}" for label, value in facts if label and plain(value)]
        parts.append(f'<p class="an-muted">{" · ".join(told)}</p>')
        revised = any(row.get("changed") is not False for row in later_of(check["since_revised"]))
        parts += [
            _later("Since revised" if revised else "Later editions", check["since_revised"]),
            _later("Nearest edition held", check["nearest"]),
        ]
        origin = origin_of(check)
        parts += [f'<p class="an-muted an-from">Source: {origin}</p>' if origin else "", _cell_links(check)]
        return f'<article class="an-card an-{verdict}" id="k-{name}" tabindex="-1">{"".join(parts)}</article>'


class DecidingRows:
    """The rows of the official tables that decided, as they stand in the files, the cells used marked."""

    def __init__(self, checks: pd.DataFrame) -> None:
        self._cells: dict[tuple[str, str], dict[int, list[Mapping[str, Any]]]] = {}
        self._used_by: dict[tuple[str, str, int], list[str]] = {}
        for check in checks.to_dict("records"):
            for cell in cells_of(check):
                key = (plain(check["package"]), cell["file"])
                self._cells.setdefault(key, {}).setdefault(cell["line"], []).append(cell)
                used = self._used_by.setdefault((*key, cell["line"]), [])
                if check["claim_id"] not in used:
                    used.append(check["claim_id"])

    def __repr__(self) -> str:
        return "\n".join(
            f"{package}/{file}: lines {', '.join(map(str, sorted(lines)))}"
            for (package, file), lines in self._cells.items()
        )

    def _repr_html_(self) -> str:
        return styled(self.to_html())

    def to_html(self) -> str:
        """Return one table a file."""
        if not self._cells:
            return '<p class="an-muted an-empty">No official table was used.</p>'
        return "\n".join(self._file(package, file, lines) for (package, file), lines in sorted(self._cells.items()))

    def _file(self, package: str, file: str, lines: Mapping[int, list[Mapping[str, Any]]]) -> str:
        path = reference_folder() / package / file
        told = next(iter(lines.values()))[0]["sha256"]
        header, rows = rows_of_file(path, sorted(lines))
        changed = "" if _sha256(path) == told else " <strong>The file has changed since.</strong>"
        used = {cell["column"] for cells in lines.values() for cell in cells}
        shown, same = _arranged(header, [row for _, row in rows], used)
        names = [header[place] for place in shown]
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("line", "decides", *names))
        body = "\n".join(
            self._row(package, file, number, names, [row[place] for place in shown], lines[number])
            for number, row in rows
        )
        place = escape(f"data/reference/{package}/{file}")
        return (
            f'<h3>{place}</h3><p class="an-muted">{same}sha256 {escape(told)}{changed}</p>'
            f'<p class="an-muted">{provenance(package, [cell for cells in lines.values() for cell in cells])}</p>'
            f'<div class="an-scroll" tabindex="0" role="region" aria-label="Rows of {place}"><table class="an-table">'
            f"<thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
        )

    def _row(
        self, package: str, file: str, number: int, header: list[str], row: list[str], cells: list[Mapping[str, Any]]
    ) -> str:
        used = {cell["column"] for cell in cells}
        written = "".join(
            f'<td class="an-short"{named(name)}><mark>{escape(value)}</mark>{mark_of(package, cells[0])}</td>'
            if name in used
            else _cell(name, value)
            for name, value in zip(header, row, strict=False)
        )
        claims = " ".join(
            f'<a href="#k-{short_id(c)}">{escape(short_id(c))}</a>' for c in self._used_by[(package, file, number)]
        )
        lead = f"<td{named('line')}>{number}</td><td{named('decides')}>{claims}</td>"
        return f'<tr id="{cell_anchor(package, file, number)}">{lead}{written}</tr>'


def cells_of(check: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the cells of a verdict's evidence chain."""
    chain = loads(check["chain"]) or {}
    return [cell for cell in chain.get("cells") or [] if isinstance(cell, dict) and "line" in cell]


def cell_anchor(package: str, file: str, line: int) -> str:
    """Return the HTML id of a row of an official table."""
    return f"cell-{short_id(package)}-{short_id(file)}-{line}"


def _hindsight(check: Mapping[str, Any]) -> str:
    """Say that a verdict knows more than the article's day did, where its sentence does not."""
    said = "in hindsight" in plain(check["sentence"])
    return " (judged in hindsight)" if check["hindsight"] is True and not said else ""


def origin_of(check: Mapping[str, Any], *, terms: bool = True) -> str:
    """Return who published the figure beside a claim, when, and where it was read, as HTML; empty without one."""
    package, nearest = plain(check["package"]), loads(check["nearest"]) or {}
    told = provenance(package, cells_of(check), terms=terms)
    return told or (f"{of_edition(package, nearest['edition'])}." if nearest.get("edition") else "")


def _cell_links(check: Mapping[str, Any]) -> str:
    cells = cells_of(check)
    if not cells:
        return ""
    package = plain(check["package"])
    links = [
        f'<a href="#{cell_anchor(package, cell["file"], cell["line"])}">{escape(cell["file"])} line {cell["line"]}</a>'
        for cell in cells
    ]
    arithmetic = plain((loads(check["chain"]) or {}).get("arithmetic"))
    said = f"<p>Reckoned: <code>{escape(arithmetic)}</code></p>" if arithmetic else ""
    if len(links) > 3:
        return f"{said}<details><summary>{len(links)} cells of the table</summary><p>{', '.join(links)}</p></details>"
    return f"{said}<p>Cell: {', '.join(links)}</p>"


def _cell(name: str, value: str) -> str:
    short = ' class="an-short"' if len(value) <= 20 else ""
    return f"<td{short}{named(name)}>{escape(value)}</td>"


def _edition(check: Mapping[str, Any]) -> str | None:
    if is_missing(check["edition"]):
        return None
    day = plain(check["published_on"])
    return f"{check['edition']}" + (f", published {day}" if day else "")


def _later(heading: str, value: Any) -> str:
    rows = later_of(value)
    if not rows:
        return ""
    if len(rows) > _MOST:  # of runs of the same figure the first
        rows = [row for i, row in enumerate(rows) if not i or _figure_of(row) != _figure_of(rows[i - 1])]
    told = "; ".join(f"{_figure_of(row)} in {_month(row.get('published_on'))}" for row in rows)
    return f"<p>{heading}: {told}.</p>"


def _figure_of(row: Mapping[str, Any]) -> str:
    """Return a later edition's figure in words; a verdict on it would read as one on the claim."""
    return html(re.sub(r" of \d+ members$", "", plain(row.get("figure_text"))) or row.get("figure"))


def _month(day: Any) -> str:
    """Return the month of an ISO date in words.

    >>> _month("2025-04-24")
    'April 2025'
    """
    return f"{date.fromisoformat(str(day)):%B %Y}" if not is_missing(day) else "an edition without a day"


def later_of(value: Any) -> list[dict[str, Any]]:
    """Return the findings of other editions that a column of `checks` holds."""
    found = loads(value)
    return found if isinstance(found, list) else [found] if found else []


def _arranged(header: list[str], rows: list[list[str]], used: set[str]) -> tuple[list[int], str]:
    """Return the places of the columns to show, deciding ones early, and what is the same in all rows; none is empty.

    >>> _arranged(["edition", "key", "unit", "note", "value"], [["e", "A", "%", "x", "1"], ["e", "B", "%", "", "2"]],
    ...           {"value"})
    ([1, 3, 4], 'The same in all rows: edition = e, unit = %. ')
    """
    complete = [row for row in rows if len(row) == len(header)]
    same = [
        place
        for place, name in enumerate(header)
        if len(complete) == len(rows) > 1 and name not in used and len({row[place] for row in rows}) == 1
    ]
    empty = [place for place in range(len(header)) if complete == rows and not any(row[place] for row in rows)]
    others = [place for place, name in enumerate(header) if name not in used and place not in (*same, *empty)]
    deciding = [place for place, name in enumerate(header) if name in used]
    told = ", ".join(f"{header[place]} = {rows[0][place]}" for place in same if rows[0][place])
    keys = sum(place < min(deciding, default=0) for place in others)
    shown = [*others[: min(keys, _KEYS)], *deciding, *others[min(keys, _KEYS) :]]
    return shown, escape(f"The same in all rows: {told}. ") if told else ""


def rows_of_file(path: Path, numbers: Iterable[int]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header and some rows of a table: by the line they begin on, of a parquet file by their place."""
    wanted = set(numbers)
    found: list[tuple[int, list[str]]] = []
    if not path.is_file():
        return [], []
    if path.suffix == ".parquet":
        return _rows_of_parquet(path, sorted(wanted))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader, [])
        begins = reader.line_num + 1
        for row in reader:
            if begins in wanted:
                found.append((begins, row))
            begins = reader.line_num + 1
    return header, found


def _rows_of_parquet(path: Path, numbers: list[int]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    from pyarrow.parquet import read_table

    table = read_table(path)
    inside = [number for number in numbers if 0 < number <= table.num_rows]
    rows = table.take([number - 1 for number in inside]).to_pylist()
    header = list(table.column_names)
    written = [["" if row[name] is None else str(row[name]) for name in header] for row in rows]
    return header, list(zip(inside, written, strict=True))


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
