"""The evidence chain of a verdict as JSON, and its re-run: from the article's characters to the cell and back."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from analysis.check.expression import as_json, formula
from analysis.check.finding import Finding
from analysis.check.judge import Verdict, Window, judge
from analysis.check.statement import Statement, read_statement, write_statement
from analysis.errors import TableError
from analysis.lexicons import read_lexicon
from analysis.normal import normalise
from analysis.numbers.numerals import scan_numerals
from analysis.reference import Reference, load_references
from analysis.tables.intervals import plain

VERSION = 1
_LARGE = tuple(Decimal(10) ** power for power in (12, 9, 6, 3))
_PERCENT, _ROUNDED = Decimal(100), Decimal("1e-9")
_MOST = 4  # later editions that are told one by one
_UNSEEN = "the words were not compared with the article; give it with --article FILE or --tables DIR"
_NEEDED = ("article", "statement", "window", "verdict", "reason")


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Whether a chain still leads to its verdict, and each point in which it does not.

    `notes` say what changed beside the chain: a file with a new edition has another checksum and the same cells.
    """

    holds: bool
    verdict: str
    sentence: str
    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the report as a reader sees it: the sentence, then what has changed."""
        told = "the chain holds" if self.holds else "the chain does not hold:"
        listed = [f"- {difference}" for difference in self.differences] + [f"note: {note}" for note in self.notes]
        return "\n".join([self.sentence, told, *listed])


def build_chain(claim: Mapping[str, Any], window: Window, verdict: Verdict, sentence: str) -> dict[str, Any]:
    """Return the chain of a verdict: article, statement, expression, edition, cells, arithmetic."""
    edition, reference = verdict.finding.edition, verdict.reference
    now = _found(verdict.finding)
    return {
        "chain": VERSION,
        "article": {name: claim[name] for name in ("article_id", "claim_id", "start", "end", "text")}
        | {name: _text(claim.get(name)) for name in ("sha256", "speaker_id", "quote_id")},
        "statement": write_statement(read_statement(claim)),
        "expression": now["expression"], "formula": now["formula"],
        "window": [day and day.isoformat() for day in window],
        "reference": reference and {
            "package": reference.name, "version": reference.version, "edition": edition and edition.id,
            "published_on": edition and edition.published_on.isoformat(), "period": verdict.statement.period,
        },
        "cells": [evidence.as_json() for evidence in verdict.finding.evidence],
        **{name: now[name] for name in ("arithmetic", "figure", "verdict", "reason")},
        "sentence": sentence,
    }  # fmt: skip


def _found(finding: Finding) -> dict[str, Any]:
    expression, edition = finding.expression, finding.edition
    return {
        "verdict": finding.verdict, "reason": finding.reason, "expression": as_json(expression),
        "formula": expression and formula(expression), "figure": finding.figure_text, "arithmetic": finding.arithmetic,
        "edition": edition and edition.id,
    }  # fmt: skip


def verify_chain(
    chain: Mapping[str, Any] | str | Path, references: Iterable[Reference] | None = None, article: str | None = None
) -> ChainReport:
    """Run a chain again with the packages at hand and say whether every link still holds.

    Parameters
    ----------
    chain : the chain, its JSON text, or the path of a file that holds it.
    references : the packages; by default those of ``data/reference``.
    article : the article's text; without it the words are only compared with one another, and a note says so.

    Raises
    ------
    TableError
        If it is no chain: not JSON, or one of its links is missing.
    """
    content = read_chain(chain)
    by_name = {reference.name: reference for reference in (load_references() if references is None else references)}
    statement = read_statement(content["statement"])
    verdict = judge(statement, _window(content["window"]), by_name)
    finding = verdict.finding
    now = _found(finding)
    was = {**content, "edition": (content.get("reference") or {}).get("edition")}
    cells = content.get("cells") or []
    changed = (
        f"{what}: the chain says {was.get(what)}, now it is {now[what]}"
        for what in ("verdict", "reason", "expression", "formula", "figure", "arithmetic", "edition")
        if (was.get(what) or None) != (now[what] or None)
    )
    differences = [*_words_that_differ(content, statement, article), *changed, *_changed_cells(cells, finding)]
    if not str(content.get("sentence", "")).startswith(finding.sentence):
        differences.append(f"sentence: the chain says {content.get('sentence')!r}, now it is {finding.sentence!r}")
    current = {evidence.file: evidence.sha256 for evidence in finding.evidence}
    notes = [
        f"{file} is another file now: sha256 was {digest[:12]}…, is {current[file][:12]}…"
        for file, digest in sorted({(cell["file"], cell["sha256"]) for cell in cells})
        if current.get(file, digest) != digest
    ]
    notes += _notes_on_words(content["article"], article)
    return ChainReport(not differences, finding.verdict, write_sentence(verdict), tuple(differences), tuple(notes))


def _window(days: Any) -> Window:
    try:
        first, last = (date.fromisoformat(day) if day else None for day in days)
    except (TypeError, ValueError) as error:
        raise TableError(f"the chain's window is {days!r}; two ISO dates are right, as ['2024-06-27', …]") from error
    return first, last


def read_chain(chain: Mapping[str, Any] | str | Path) -> Mapping[str, Any]:
    """Return a chain given as data, as JSON text or as a file; anything else is refused."""
    where = "the chain"
    if isinstance(chain, Path) or (isinstance(chain, str) and not chain.lstrip().startswith("{")):
        where = Path(chain).name
        try:
            chain = Path(chain).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            told = f"cannot be read ({error}); give a file with one evidence chain as JSON"
            raise TableError(f"{where}: {told}") from error
    try:
        content = json.loads(chain) if isinstance(chain, str) else chain
    except json.JSONDecodeError as error:
        raise TableError(f"{where}: not JSON ({error}); copy the column 'chain' of the table checks") from error
    missing = [name for name in _NEEDED if not isinstance(content, Mapping) or name not in content]
    if missing:
        raise TableError(f"{where}: no evidence chain, {', '.join(missing)} missing; see the column 'chain' of checks")
    return content


def _changed_cells(was: list[Mapping[str, Any]], finding: Finding) -> Iterator[str]:
    before = {_cell_key(cell): cell for cell in was}
    now = {_cell_key(cell): cell for cell in (evidence.as_json() for evidence in finding.evidence)}
    for key in {**before, **now}:
        cell = before.get(key) or now[key]
        told = "no longer used" if key not in now else "not in the chain" if key not in before else ""
        if not told and before[key]["raw"] != now[key]["raw"]:
            told = f"was {before[key]['raw']}, now {now[key]['raw']}"
        if told:
            yield f"cell {cell['file']} {cell['row']} {cell['column']}: {told}"


def _cell_key(cell: Mapping[str, Any]) -> tuple[str, str, str]:
    return cell["file"], json.dumps(cell["row"], sort_keys=True), cell["column"]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _words_that_differ(chain: Mapping[str, Any], statement: Statement, text: str | None) -> list[str]:
    """Return each point in which a chain's words do not fit one another, its figure, or the article's `text`.

    Raises
    ------
    TableError
        If the chain's ``article`` has no text or no offsets.
    """
    start, end, words = _span(chain["article"])
    there = words if text is None else text[start:end]
    worded, value = normalise(statement.value_text or "").text, statement.value
    read, named = _readings(worded), repr(statement.value_text)
    is_read = value is None or not read or any(abs(abs(value) - abs(figure)) <= _ROUNDED for figure in read)
    in_bounds = value is None or value in statement.interval or value in (statement.low, statement.high)
    return [said for said, holds in (
        (f"article: {start}–{end} are {end - start} characters, the text has {len(words)}", end - start == len(words)),
        (f"article: the chain says {words!r}, at {start}–{end} stands {there!r}", there == words),
        (f"value_text: {named} is not in the text {words!r}", worded in normalise(words).text),
        # a fall is a figure below zero, its words are not
        (f"value: {named} reads {', '.join(map(plain, read))}; the chain says {plain(value)}", is_read),
        (f"interval: {statement.interval} does not hold the figure itself, {plain(value)}", in_bounds),
    ) if not holds]  # fmt: skip


def _span(article: Any) -> tuple[int, int, str]:
    found = article if isinstance(article, Mapping) else {}
    start, end, words = (found.get(name) for name in ("start", "end", "text"))
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(words, str)) or start < 0:
        raise TableError("the chain's article lacks start, end or text; copy the column 'chain' of the table checks")
    return start, end, words


def _readings(words: str) -> list[Decimal]:
    """Return the figures that words can be read as: of a part its count, itself, and itself in percent.

    >>> list(map(str, _readings("36.7m"))), str(_readings("almost a third")[-1])[:5], str(_readings("seven in ten")[0])
    (['36.7', '36700000.0'], '33.33', '70.0')
    """
    read: list[Decimal] = []
    for first, whole in (words.split(link, 1) for link in (" in ", " out of ") if link in words):
        ends = [next(iter(scan_numerals(side)), None) for side in (first, whole)]
        read += [ends[0].value / ends[1].value * _PERCENT] if ends[0] and ends[1] and ends[1].value else []
    numerals = list(scan_numerals(words))
    shared = next((m for m in _LARGE if numerals[1:] and numerals[-1].value >= m), 1)  # "175 and 190 million"
    read += [numeral.value * shared for numeral in numerals[:-1]]
    for numeral in numerals:
        parts = [numeral.value / numeral.total] if numeral.total else []
        if numeral.value and not any(c.isdigit() for c in words):
            parts.append(1 / numeral.value)
        letters = "".join(takewhile(str.isalpha, words[numeral.end :].strip()))
        large = [numeral.value * _magnitudes()[letters]] if letters in _magnitudes() else []
        read += [numeral.value, *large, *parts, *(part * _PERCENT for part in parts)]
    return read


@cache
def _magnitudes() -> dict[str, Decimal]:
    """Return how large the letters for magnitudes behind a figure are ("bn")."""
    return {row["form"]: Decimal(row["value"]) for row in read_lexicon("magnitudes")}


def _notes_on_words(article: Mapping[str, Any], text: str | None) -> list[str]:
    if text is None:
        return [_UNSEEN]
    was, found = article.get("sha256"), hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if not was:
        return ["the chain names no checksum of its article"]
    return [] if was == found else [f"the article is another text now: sha256 was {was[:12]}…, is {found[:12]}…"]


def write_sentence(verdict: Verdict) -> str:
    """Return what was compared, the verdict, and what was revised since.

    "NATO's June 2024 edition estimates Germany's 2024 share at 2.12 % of GDP; 'around 2.1' allows 2.0–2.2: supported.
    Since revised: 2.10 (Apr 2025), 2.00 (Aug 2025)."
    """
    finding = verdict.finding
    parts, near, later = [finding.sentence], verdict.nearest, verdict.later
    if near is not None and near.edition is not None:
        parts.append(f"The nearest edition held says {near.figure_text or near.short} ({_month(near)}).")
    if any(other.short != finding.short for other in later):
        told = [f for i, f in enumerate(later) if len(later) <= _MOST or not i or f.short != later[i - 1].short]
        parts.append(f"Since revised: {', '.join(f'{other.short} ({_month(other)})' for other in told)}.")
    elif len(later) > _MOST:
        parts.append(f"Unchanged in {len(later)} later editions, the last of {_month(later[-1])}.")
    elif later:
        parts.append(f"Unchanged since ({', '.join(map(_month, later))}).")
    return " ".join(parts)


def _month(finding: Finding) -> str:
    return f"{finding.edition.published_on:%b %Y}" if finding.edition else ""
