"""Whom packages have figures for, where it is mentioned: countries of the gazetteer, and what only packages know."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.reference import Reference

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that packages have figures for, where it is mentioned.

    Attributes
    ----------
    key : the ISO 3166-1 code of a country; for what only packages know, the key of the first of them.
    keys : packages that have a key of their own for it, each with that key. is_country : `key` is that of all others.
    """

    start: int
    end: int
    key: str
    name: str
    entity_id: str | None
    token: "Token"
    keys: tuple[tuple[str, str], ...] = ()
    is_country: bool = True
    source: str = "stated"

    def key_in(self, reference: Reference) -> str | None:
        """Return its key in a package, or None where the package does not know it."""
        return dict(self.keys).get(reference.name) or (self.key if self.is_country else None)


@dataclass(frozen=True, slots=True)
class Called:
    """Words that name a key of a package; with capitals they are matched as written."""

    phrase: str
    reference: Reference
    key: str

    def stands_at(self, text: str, place: int) -> bool:
        """Say whether the phrase stands whole at a place of a text."""
        end = place + len(self.phrase)
        found = text[place:end]
        if found != self.phrase and (self.phrase != self.phrase.lower() or found.lower() != self.phrase):
            return False
        return end == len(text) or not text[end].isalnum()


def called_index(references: Iterable[Reference]) -> Mapping[str, tuple[Called, ...]]:
    """Return the phrases of all packages by their first word, and their gazetteer ids by themselves."""
    found: dict[str, list[Called]] = defaultdict(list)
    for reference in references:
        for key, phrases in (*reference.aggregates.items(), *reference.subjects.items()):
            for phrase in phrases:
                first = phrase if "/" in phrase else phrase.split()[0].split("-")[0].lower()
                found[first].append(Called(phrase, reference, key))
    return {first: tuple(calls) for first, calls in found.items()}


def told_apart(calls: Iterable[Called], *places: frozenset[str]) -> tuple[Called, ...]:
    """Return the calls of packages where the words mean one key alone, or one of the places that are spoken of.

    Keys of what belongs to a country begin with its code ("GBR:Lab"); `places` are codes, those of the sentence first.
    """
    by_package: dict[str, list[Called]] = defaultdict(list)
    for call in calls:
        by_package[call.reference.name].append(call)
    return tuple(call for group in by_package.values() for call in _meant(group, places))


def _meant(group: list[Called], places: tuple[frozenset[str], ...]) -> list[Called]:
    if len({call.key for call in group}) == 1 and ":" not in group[0].key:
        return group
    for codes in places:
        here = [call for call in group if call.key.split(":")[0] in codes]
        if here:
            return here if len({call.key for call in here}) == 1 else []
    plain = group[0].phrase.endswith("s") and " " not in group[0].phrase  # "Democrats" may be anybody's
    return group if len({call.key for call in group}) == 1 and not plain else []


def merged(calls: Iterable[Called], start: int, end: int, entity_id: str | None, token: "Token") -> Subject | None:
    """Return one subject of the packages that call a key by the same words."""
    first: Called | None = None
    keys: dict[str, str] = {}
    for call in calls:
        first = first or call
        keys.setdefault(call.reference.name, call.key)
    if first is None:
        return None
    name = first.reference.keys.get(first.key, first.phrase) if "/" in first.phrase else first.phrase
    return Subject(start, end, first.key, name, entity_id, token, tuple(keys.items()), is_country=False)


def longest(calls: Iterable[Called], text: str, place: int) -> Iterator[Called]:
    """Yield the calls of the longest phrase that stands at a place."""
    standing = [call for call in calls if call.stands_at(text, place)]
    most = max((len(call.phrase) for call in standing), default=0)
    return (call for call in standing if len(call.phrase) == most)
