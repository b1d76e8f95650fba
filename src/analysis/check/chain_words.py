"""The words of an evidence chain: that they fit one another, and the article when it is at hand."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from itertools import takewhile
from typing import Any

from analysis.check.statement import Statement
from analysis.errors import TableError
from analysis.lexicons import read_lexicon
from analysis.normal import normalise
from analysis.numbers.numerals import scan_numerals
from analysis.tables.intervals import plain

_PERCENT, _ROUNDED = Decimal(100), Decimal("1e-9")
_UNSEEN = "the words were not compared with the article; give it with --article FILE or --tables DIR"


def words_that_differ(chain: Mapping[str, Any], statement: Statement, text: str | None) -> list[str]:
    """Return each point in which a chain's words do not fit one another, its figure, or the article's `text`.

    Raises
    ------
    TableError
        If the chain's ``article`` has no text or no offsets.
    """
    start, end, words = _span(chain["article"])
    differences = []
    if end - start != len(words):
        differences.append(f"article: {start}–{end} are {end - start} characters, the text has {len(words)}")
    if text is not None and text[start:end] != words:
        differences.append(f"article: the chain says {words!r}, at {start}–{end} stands {text[start:end]!r}")
    return differences + _unread_figure(statement, words)


def _span(article: Any) -> tuple[int, int, str]:
    found = article if isinstance(article, Mapping) else {}
    start, end, words = (found.get(name) for name in ("start", "end", "text"))
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(words, str)) or start < 0:
        raise TableError("the chain's article lacks start, end or text; copy the column 'chain' of the table checks")
    return start, end, words


def _unread_figure(statement: Statement, words: str) -> list[str]:
    """Return in what the figure as worded fits neither the words around it nor the figure that was compared."""
    worded, value = statement.value_text, statement.value
    differences = []
    if worded and _plain(worded) not in _plain(words):
        differences.append(f"value_text: {worded!r} is not in the text {words!r}")
    read = _readings(_plain(worded)) if worded else []
    if (
        value is not None and read and not any(abs(abs(value) - abs(figure)) <= _ROUNDED for figure in read)
    ):  # a fall is a figure below zero, its words are not
        differences.append(f"value: {worded!r} reads {', '.join(map(plain, read))}; the chain says {plain(value)}")
    if value is not None and not _may_stand_for(statement, value):
        differences.append(f"interval: {statement.interval} does not hold the figure itself, {plain(value)}")
    return differences


def _readings(words: str) -> list[Decimal]:
    """Return the figures that words can be read as: of a part its count, itself, and itself in percent.

    >>> list(map(str, _readings("36.7m"))), str(_readings("almost a third")[-1])[:5]
    (['36.7', '36700000.0'], '33.33')
    """
    read: list[Decimal] = []
    for numeral in scan_numerals(words):
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


def _may_stand_for(statement: Statement, value: Decimal) -> bool:
    """Say whether the figure lies in its interval; "more than 20" leaves out 20 itself."""
    interval = statement.interval
    return value in interval or value in (interval.low, interval.high)


def _plain(text: str) -> str:
    return normalise(text).text


def notes_on_words(article: Mapping[str, Any], text: str | None) -> list[str]:
    """Return what a reader must know of the article: that it was not seen, or is another text by its checksum."""
    if text is None:
        return [_UNSEEN]
    was, found = article.get("sha256"), hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if not was:
        return ["the chain names no checksum of its article"]
    return [] if was == found else [f"the article is another text now: sha256 was {was[:12]}…, is {found[:12]}…"]
