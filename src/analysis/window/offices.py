"""Offices held, left and ahead: "outgoing Dutch Prime Minister Mark Rutte" was written before he left."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.lexicons import pairs
from analysis.spacy_types import Span
from analysis.tables import TimeExpression
from analysis.window.facts import Bound

if TYPE_CHECKING:
    from analysis.reference import OfficeTerm, Reference

_DATED = frozenset({"full date", "month and year", "year", "date without year", "month", "date in figures"})
_AHEAD = re.compile(
    r"\b(?:will|'ll|is to|are to|(?:due|set|expected|scheduled|poised) to)\b[^.;]{0,40}?"
    r"\b(?:hand|succeed|replace|become|take|assume|step|be sworn)\b",
    re.IGNORECASE,
)
_VERBS = frozenset(
    {"who", "which", "was", "were", "had", "has", "been", "became", "served", "elected", "will", "would"}
)
_SAID_LATELY = re.compile(
    r"\b(?:said|told|warned|announced|added|stressed|insisted) (?:[\w']+ ){0,4}?(?:on )?"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"(?! (?:in|of)\b|,? \d|,? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
_LONGEST_QUALIFIER = 60  # characters between a name and its office


def office_bounds(document: Document, reference: "Reference", times: tuple[TimeExpression, ...]) -> Iterator[Bound]:
    """Yield what the offices that the text gives to people say about the day of writing."""
    dated = [(t.start, t.end) for t in times if t.rule in _DATED]
    for term in reference.terms:
        if term.family_name not in document.text:
            continue
        names = _office_names(reference, term)
        for sentence in document.sentences:
            if term.family_name not in sentence.text:
                continue
            yield from _ahead(sentence, term, names)
            historical = any(sentence.start_char <= start < sentence.end_char for start, _ in dated)
            yield from _held(sentence, term, names, historical)


def _office_names(reference: "Reference", term: "OfficeTerm") -> tuple[str, ...]:
    """Return the office's names in lower case with spaces for hyphens, longest first."""
    names = {term.office, *reference.offices.get(term.office, ())}
    return tuple(sorted((_plain(name) for name in names), key=len, reverse=True))


def _plain(text: str) -> str:
    return text.lower().replace("-", " ").replace("’", "'")


def _held(sentence: "Span", term: "OfficeTerm", names: tuple[str, ...], historical: bool) -> Iterator[Bound]:
    text = _plain(sentence.text)
    for name in {_plain(term.holder), _plain(term.family_name)}:
        for found in re.finditer(rf"\b{re.escape(name)}\b", text):
            qualifier = _before(text[: found.start()], names)
            if qualifier is None and name == _plain(term.holder):
                qualifier = _after(text[found.end() :], names)
            if qualifier is None:
                continue
            historical = historical and not _SAID_LATELY.match(text, found.end() + 1)
            said = {
                word: pairs("office_qualifiers", "word", "when")[word]
                for word in re.findall(r"[\w-]+", qualifier)
                if word in pairs("office_qualifiers", "word", "when")
            }
            yield from _bound(term, said, historical)


def _before(context: str, names: tuple[str, ...]) -> str | None:
    """Return the words before "OFFICE Name", None where no office stands there."""
    for name in names:
        if context.rstrip().endswith(name):
            head = context.rstrip()[: -len(name)]
            if not head or not head[-1].isalnum():
                return re.split(r"[,;:.“”()]", head[-_LONGEST_QUALIFIER:])[-1]
    return None


def _after(context: str, names: tuple[str, ...]) -> str | None:
    """Return the words between "Name," and its office, None where no office follows."""
    for name in names:
        found = re.match(rf", ((?:[\w'.]+ ){{0,6}}){re.escape(name)}\b", context)
        if found and not _VERBS.intersection(found.group(1).split()):
            return found.group(1)
    return None


def _bound(term: "OfficeTerm", said: dict[str, str], historical: bool) -> Iterator[Bound]:
    when = set(said.values())
    if "skip" in when:
        return
    office = f"{term.office} ({term.organisation})"
    if "past" in when:
        if term.end is not None:
            yield Bound(f"{term.holder} is called former {office}; the term ended {term.end}", first=term.end.first)
    elif "ahead" in when:
        yield Bound(f"{term.holder} is not yet {office}; the term began {term.start}", last=term.start.last)
    elif "now" in when or not historical:
        end = term.end
        until = f" to {end}" if end else ""
        called = next((word for word, what in said.items() if what == "now"), "the")
        yield Bound(
            f"{term.holder} is called {called} {office}; term {term.start}{until}",
            first=term.start.first,
            last=end.last if end else None,
        )


def _ahead(sentence: "Span", term: "OfficeTerm", names: tuple[str, ...]) -> Iterator[Bound]:
    """Yield the end that a hand-over still ahead sets: "will hand over … to the new holder"."""
    text = _plain(sentence.text)
    if not term.start.exact or not any(name in text for name in names):
        return
    verb = _AHEAD.search(text)
    if verb is None:
        return
    place = text.rfind(_plain(term.family_name))
    receives = "hand" in verb.group() or "step" in verb.group()
    if (receives and place > verb.end()) or (not receives and place < verb.start()):
        last = term.start.first - timedelta(days=1)
        yield Bound(f"{term.holder}'s term as {term.office} (from {term.start}) lies ahead", last=last)
