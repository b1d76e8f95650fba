"""The stretches inside quotation marks, as ranges of characters and tokens."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from analysis.annotate import Document
from analysis.quotes.parse import Parse

LONGEST_SINGLE = 400  # characters; a longer pair of single marks is two apostrophes
_MARK = re.compile("[“”]")
_SINGLE = re.compile("[‘’]")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch inside marks.

    Attributes
    ----------
    start, end : characters between the marks.
    first, last : tokens between the marks, `last` exclusive.
    closed : false when the paragraph ended before a closing mark.
    single : true for single marks outside double ones.
    """

    start: int
    end: int
    first: int
    last: int
    paragraph: int
    closed: bool
    single: bool = False


def find_quoted(document: Document, parse: Parse) -> list[Quoted]:
    """Return the stretches inside quotation marks, paragraph by paragraph, in order."""
    found: list[Quoted] = []
    carried = False  # the paragraph before ended inside a quotation
    for number, (start, end) in enumerate(document.normal.paragraphs):
        spans = _double(document.text, start, end, carried)
        carried = bool(spans) and not spans[-1][2]
        spans += _single(document.text, start, end, spans)
        found += [
            stretch
            for a, b, closed, single in sorted(spans)
            if (stretch := _stretch(document.text, parse, a, b, number, closed, single)) is not None
        ]
    return found


def _double(text: str, start: int, end: int, carried: bool) -> list[tuple[int, int, bool, bool]]:
    spans: list[tuple[int, int, bool, bool]] = []
    opened: int | None = None
    first = _MARK.search(text, start, end)
    if carried and first is not None and first.group() == "”":  # the quotation goes on without a mark of its own
        opened = start
    for mark in _MARK.finditer(text, start, end):
        if mark.group() == "“":
            if opened is None:
                opened = mark.end()
            elif text[mark.start() - 1] in " —–-(":  # the mark before was never closed
                spans.append((opened, mark.start(), False, False))
                opened = mark.end()
        elif opened is not None:
            spans.append((opened, mark.start(), True, False))
            opened = None
    if opened is not None:
        spans.append((opened, end, False, False))
    return spans


def _single(
    text: str, start: int, end: int, doubles: list[tuple[int, int, bool, bool]]
) -> list[tuple[int, int, bool, bool]]:
    """Return pairs of single marks outside the double ones."""
    spans: list[tuple[int, int, bool, bool]] = []
    edges = [start, *(edge for a, b, *_ in doubles for edge in (a, b)), end]
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        opened: int | None = None
        for mark in _SINGLE.finditer(text, a, b):
            if mark.group() == "‘":
                opened = mark.end()
            elif opened is not None:
                if mark.start() - opened <= LONGEST_SINGLE:
                    spans.append((opened, mark.start(), True, True))
                opened = None
    return spans


def _stretch(
    text: str, parse: Parse, start: int, end: int, paragraph: int, closed: bool, single: bool
) -> Quoted | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    first, last = bisect_left(parse.end, start + 1), bisect_left(parse.start, end)
    if start >= end or first >= last:
        return None
    return Quoted(start, end, first, last, paragraph, closed, single)
