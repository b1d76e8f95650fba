"""Names that the article itself makes known: acronyms introduced in brackets, headline names by the text below them."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.clusters import fold
from analysis.entities.names import Name, name_at

if TYPE_CHECKING:
    from spacy.tokens import Doc

_ACRONYM = re.compile(r"[A-Z][A-Za-z&-]{1,8}")
_SMALL = frozenset({"of", "the", "for", "and", "in", "on", "de", "la", "du", "&", "to", "against", "with"})
_MOST_WORDS = 9  # of a name before its acronym
_LONGEST_HEADLINE = 160  # characters
_HEADLINE = ("ORG", "PERSON", "GPE", "LOC", "FAC")


def with_introduced(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with those of bodies before and in brackets: "Fund for Animal Care (FAC)"."""
    doc = document.doc
    found = [pair for i, word in enumerate(document.words) if word == "(" for pair in _introduced(doc, i)]
    by_start = {name.first: name for name in names}
    known = [n for n in found if not _is_held(by_start, n)]
    kept = [n for n in names if n.aliases or not any(n.overlaps(f) for f in known)]
    new = [f for f in known if not any(f.overlaps(n) for n in kept)]
    return sorted([*kept, *new], key=lambda name: name.start)


def _is_held(by_start: dict[int, Name], name: Name) -> bool:
    same = by_start.get(name.first)
    return same is not None and same.last == name.last and same.label == "ORG"


def _introduced(doc: "Doc", bracket: int) -> Iterator[Name]:
    """Yield the full name before a bracket and the acronym in it, where the letters are the initials."""
    at = bracket + 1
    if at + 1 >= len(doc) or doc[at + 1].text != ")" or not _ACRONYM.fullmatch(doc[at].text):
        return
    acronym = doc[at].text
    if sum(c.isupper() for c in acronym) < 2:
        return
    first = _start_of_full(doc, bracket, "".join(c for c in acronym if c.isalpha()).upper())
    if first is not None:
        yield name_at(doc, first, bracket, "ORG", "repeat")
        yield name_at(doc, at, at + 1, "ORG", "repeat")


def _start_of_full(doc: "Doc", bracket: int, letters: str) -> int | None:
    """Return where the capitalised words begin whose initials, in order, are the letters."""
    i, left, first = bracket - 1, len(letters), None
    while i >= 0 and bracket - i <= _MOST_WORDS and left:
        word = doc[i].text
        if word[:1].isupper() and word[0].upper() == letters[left - 1]:
            left -= 1
            first = i
        elif word[:1].isupper() and left == len(letters):
            return None  # the last word's letter is missing
        elif not (word[:1].isupper() or word.lower() in _SMALL or word in ("-", "'s", "’s", "'", "’")):
            return None
        i -= 1
    return first if left == 0 and first is not None and first < bracket - 1 else None


def with_headline(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with those of the headline cut to, and found by, the names of the text below it.

    In a headline every word may be a capital ("Example Bank Fails to Pay"), so the text tells what is a name there.
    """
    title = document.paragraphs[0] if len(document.paragraphs) > 1 else None  # some outlets end it with a full stop
    if title is None or len(title.text) > _LONGEST_HEADLINE or not _is_capitalised(title):
        return names
    below = [n for n in names if n.first >= title.end and n.label in _HEADLINE and len(n.text) > 2]
    forms: dict[tuple[str, ...], Name] = {}
    for name in below:
        forms.setdefault(tuple(fold(t.text) for t in document.doc[name.first : name.last]), name)
    found = list(_in_title(document, forms, title.start, title.end))
    above = [n for n in names if n.first < title.end and not any(n.overlaps(f) for f in found)]
    return [*sorted([*above, *found], key=lambda name: name.start), *(n for n in names if n.first >= title.end)]


def _is_capitalised(title: object) -> bool:
    words = [t.text for t in title if t.is_alpha and len(t.text) > 3]  # type: ignore[attr-defined]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _in_title(document: Document, forms: dict[tuple[str, ...], Name], first: int, last: int) -> Iterator[Name]:
    doc = document.doc
    words = tuple(fold(t.text) for t in doc[first:last])
    longest = max(map(len, forms), default=0)
    i = 0
    while i < len(words):
        for width in range(min(longest, len(words) - i), 0, -1):
            name = forms.get(words[i : i + width])
            if name is not None and doc[first + i].text[:1].isupper():
                yield name_at(doc, first + i, first + i + width, name.label, "repeat", name.aliases)
                i += width - 1
                break
        i += 1
