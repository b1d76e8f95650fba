"""The stretches inside quotation marks, as ranges of characters and tokens, without the names of works."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from analysis.annotate import Document
from analysis.lexicons import entries

LONGEST_SINGLE = 400  # characters; a longer pair of single marks is two apostrophes
_MARK = re.compile("[“”]")
_SINGLE = re.compile("[‘’]")


class Quoted(NamedTuple):
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


def find_quoted(parse: Document) -> list[Quoted]:
    """Return the stretches inside quotation marks, paragraph by paragraph, in order."""
    found: list[Quoted] = []
    carried = False  # the paragraph before ended inside a quotation
    for number, (start, end) in enumerate(parse.normal.paragraphs):
        doubles = list(_double(parse.text, start, end, carried))
        carried = bool(doubles) and not doubles[-1][2]
        singles = _single(parse.text, start, end, doubles)
        for a, b, closed, single in sorted([*((*double, False) for double in doubles), *singles]):
            said = parse.text[a:b].strip()
            begin = parse.text.find(said, a)
            first, last = bisect_left(parse.ends, begin + 1), bisect_left(parse.starts, begin + len(said))
            if said and first < last:
                found.append(Quoted(begin, begin + len(said), first, last, number, closed, single))
    return found


def _double(text: str, start: int, end: int, carried: bool) -> Iterator[tuple[int, int, bool]]:
    """Yield what stands between double marks, and whether it was closed."""
    first = _MARK.search(text, start, end)
    # a quotation may go on from the paragraph before without a mark of its own
    opened = start if carried and first is not None and first.group() == "”" else None
    for mark in _MARK.finditer(text, start, end):
        if mark.group() == "“":
            if opened is None:
                opened = mark.end()
            elif text[mark.start() - 1] in " —–-(":  # the mark before was never closed
                yield opened, mark.start(), False
                opened = mark.end()
        elif opened is not None:
            yield opened, mark.start(), True
            opened = None
    if opened is not None:
        yield opened, end, False


def _single(
    text: str, start: int, end: int, doubles: list[tuple[int, int, bool]]
) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield pairs of single marks outside the double ones."""
    edges = [start, *(edge for double in doubles for edge in double[:2]), end]
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        opened: int | None = None
        for mark in _SINGLE.finditer(text, a, b):
            if mark.group() == "‘":
                opened = mark.end()
            elif opened is not None:
                if mark.start() - opened <= LONGEST_SINGLE:
                    yield opened, mark.start(), True, True
                opened = None


# ── names of works and shows, nicknames and "so-called" things stand in marks, too, and are nobody's words ──────────

_NAMING = frozenset(("on", "of", "'s"))  # on CNN's “New Day”, author of “The Last Harbour”
_ARTICLES = ("a", "an", "the", "his", "her")
_LONGEST_NAME = 9  # words
_LONGEST_NICKNAME = 3
_SMALL = frozenset(("DET", "ADP", "CCONJ", "SCONJ", "AUX", "PART", "PRON"))
_SO_CALLED = ("so", "-", "called")
_WIDEST_JOIN = 5  # tokens between two names of a list
_BETWEEN = frozenset((",", "and", "or", "&", "“", "”"))


def without_works(parse: Document, stretches: list[Quoted]) -> list[Quoted]:
    """Leave out the stretches that are the name of a book, a film, a show."""
    kept: list[Quoted] = []
    named = len(parse.words)  # where the last name of a work ends; there is none yet
    for stretch in stretches:
        between = parse.lower[named : stretch.first]
        listed = 0 < len(between) <= _WIDEST_JOIN and _BETWEEN.issuperset(between)  # “…,” “…” and “…”
        if is_work(parse, stretch) or (listed and in_capitals(parse, stretch)):
            named = stretch.last
        elif (
            not _is_nickname(parse, stretch)
            and parse.lower[max(0, stretch.first - 4) : stretch.first - 1] != _SO_CALLED
        ):
            kept.append(stretch)
    return kept


def _is_nickname(parse: Document, stretch: Quoted) -> bool:
    """Say whether words in capitals stand inside a name: Lena “The Lamp” Holm."""
    before, after = stretch.first - 2, stretch.last + 1
    if before < 0 or after >= len(parse.words) or stretch.last - stretch.first > _LONGEST_NICKNAME:
        return False
    same = parse.paragraph_index[before] == parse.paragraph_index[after] == stretch.paragraph
    named = all(parse.tags[k] == "NNP" and parse.is_capital(k) for k in (before, after))
    return same and named and in_capitals(parse, stretch)


def is_work(parse: Document, stretch: Quoted) -> bool:
    """Say whether words in capitals stand beside a word for a work, or where only a name can stand."""
    if not in_capitals(parse, stretch) or stretch.last - stretch.first > _LONGEST_NAME:
        return False
    before, after = stretch.first - 2, stretch.last + 1
    if after < len(parse.words) and parse.paragraph_index[after] == stretch.paragraph:
        comma = parse.lower[after] == "," and after + 2 < len(parse.words) and parse.lower[after + 1] in _ARTICLES
        if comma and _names_work(parse, after + 2, "both"):  # "“…,” a book"
            return True
        if not comma and parse.pos[after] != "VERB" and _names_work(parse, after, "after"):  # "“…” host"
            return True
    if before < 0 or parse.paragraph_index[before] != stretch.paragraph:
        return False
    names = parse.lower[before] in _NAMING and stretch.last - stretch.first > 1
    names = names or parse.lower[before] == "in"  # "a part in “Harbour”"
    return names or _names_work(parse, before - (parse.lower[before] == ","), "before")


def in_capitals(parse: Document, stretch: Quoted) -> bool:
    """Say whether every word begins with a capital or a digit, small words apart, and it is no exclamation."""
    words = [k for k in range(stretch.first, stretch.last) if parse.text[parse.starts[k]].isalnum()]
    small = [k for k in words if parse.text[parse.starts[k]].islower()]
    opens = bool(words) and words[0] not in small
    return opens and all(parse.pos[k] in _SMALL for k in small) and parse.lower[stretch.last - 1] != "!"


def _names_work(parse: Document, i: int, place: str) -> bool:
    """Say whether a noun for a work stands at a token, of those that stand at a place beside its name."""
    noun = parse.lemmas[i].lower() if i >= 0 else ""
    return any(noun in entries("work_nouns", "noun", place=at) for at in (place, "both"))
