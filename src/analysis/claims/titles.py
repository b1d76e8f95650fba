"""The words for offices that an article may use, read off the reference packages once an article."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analysis.claims.scene import Scene
from analysis.reference import Reference


@dataclass(frozen=True, slots=True)
class Title:
    """A word for an office; `part` is its longest part, which stands wherever the word does."""

    reference: Reference
    office: str
    organisations: frozenset[str]
    word: str
    part: str
    pattern: re.Pattern[str]


def titles_of(scene: Scene) -> tuple[Title, ...]:
    """Return the words for offices that an article may use, package by package, the longest of an office first."""
    return tuple(title for reference in scene.references for title in _titles(reference, scene.lower))


def _titles(reference: Reference, lower: str) -> Iterator[Title]:
    for office in dict.fromkeys(t.office for t in reference.terms):
        words = {office, *reference.offices.get(office, ())}
        used = [word for word in sorted(words, key=len, reverse=True) if _part(word) in lower]
        organisations = frozenset(t.organisation for t in reference.terms if used and t.office == office)
        for word in used:
            yield Title(reference, office, organisations, word, _part(word), _pattern(word))


@cache
def _part(word: str) -> str:
    return max(re.split(r"[- ']", word.lower()), key=len)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """Return a pattern of an office's word, with hyphens or spaces between its parts."""
    spaced = r"[- ]".join(re.escape(part) for part in re.split(r"[- ]", word.lower()))
    return re.compile(rf"(?<!\w){spaced}(?!\w)".replace("'", "['’]"))
