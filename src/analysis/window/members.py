"""How many members an organisation is said to have: the days on which it had as many."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.dates.tense import tense_of
from analysis.spacy_types import Span
from analysis.tables import TimeExpression
from analysis.window.facts import Bound, will
from analysis.wording import plural

if TYPE_CHECKING:
    from analysis.reference import Population, Reference

_MEMBERS = ("member state", "member", "nation")
_WHOLE = re.compile(r"(?:\b(?:all|the|its|of|with|has|have|now)(?: the)?|'s) $")
_IN_FORCE = re.compile(r"(?:\bof (?:all |the |its )?|\bhas |\bnow (?:has )?|'s )$")
_PART = re.compile(r" ?(?:,? (?:that|which|who|whose|with|without|except|excluding|apart|at|then|in|from|by)\b|\()")
_RECENT = ("today", "yesterday", "tonight", "this ", "now")
_PAST_WORDS = re.compile(
    r"\b(?:then|former|formerly|once|ago|at the time|used to|back in|founding|original)\b", re.IGNORECASE
)
_LONGEST_BEFORE = 12  # characters


def member_bounds(document: Document, reference: "Reference") -> Iterator[Bound]:
    """Yield the day from which an organisation has had as many members as the text gives it.

    Only the lower end is certain: a smaller number may leave members out.
    """
    for population, found in _counts(document, reference):
        count = int(found.group(1))
        first = _since(population, count)
        if first is not None and _WHOLE.search(_before(found)) and not _is_ahead(document, found.start()):
            yield Bound(f"{population.name} has had {count} members since {first.isoformat()}", first=first)


def member_ends(document: Document, reference: "Reference", times: Sequence[TimeExpression]) -> Iterator[Bound]:
    """Yield the last day on which an organisation had as many members as the text says it has.

    The number must be that of a membership as it once was, count all members, and stand in a clause that is not in
    the past, in a sentence that names no other time than a day of the week.
    """
    for population, found in _counts(document, reference):
        count = int(found.group(1))
        last = _until(population, count)
        if last is None or not _IN_FORCE.search(_before(found)) or not _names_it(population, found):
            continue
        span = document.doc.char_span(found.start(1), found.end(1), alignment_mode="expand")
        if span is not None and _is_present(span, times):
            yield Bound(f"{population.name} had {count} members until {last.isoformat()}", last=last)


def _counts(document: Document, reference: "Reference") -> "Iterator[tuple[Population, re.Match[str]]]":
    for population in reference.populations.values():
        if population.name and population.name not in document.text:
            continue
        nouns = sorted({form for noun in (*population.nouns, *_MEMBERS) for form in (noun, plural(noun))}, key=len)
        pattern = re.compile(
            rf"\b(?<!other )(\d{{1,3}})[ -](?:[A-Z]\w+ )?(?:{'|'.join(map(re.escape, nouns[::-1]))})\b"
        )
        yield from ((population, found) for found in pattern.finditer(document.text))


def _names_it(population: "Population", found: "re.Match[str]") -> bool:
    """Say whether a number counts the population and no part of it: by a noun of its own, or its name beside it."""
    name = population.name.removeprefix("the ")
    behind = re.compile(rf" of (?:the )?{re.escape(name)}\b").match(found.string, found.end())
    if _PART.match(found.string, behind.end() if behind else found.end()):
        return False
    if found.group().endswith(("ally", "allies")) and "ally" in population.nouns:
        return True
    before = found.string[max(0, found.start() - len(name) - _LONGEST_BEFORE) : found.start()]
    return behind is not None or name in found.group() or name in before


def _before(found: "re.Match[str]") -> str:
    """Return the words before a number, which say whether it counts all: "all 32 allies", "NATO's 32 nations"."""
    return found.string[max(0, found.start() - _LONGEST_BEFORE) : found.start()].lower()


def _is_ahead(document: Document, start: int) -> bool:
    """Say whether the sentence speaks of a number to come ("could have 32 members")."""
    span = document.doc.char_span(start, start + 1, alignment_mode="expand")
    return span is None or (tense_of(span) == "future" and will(span, "could", "would", "may", "might", "should"))


def _is_present(span: "Span", times: Sequence[TimeExpression]) -> bool:
    sentence = span.sent
    inside = [t for t in times if sentence.start_char <= t.start < sentence.end_char]
    said = [sentence.doc.text[t.start : t.end].lower() for t in inside if t.rule != "weekday"]
    if not all(words.startswith(_RECENT) for words in said) or _PAST_WORDS.search(sentence.text):
        return False
    return tense_of(span) != "past" and not will(span, "could", "would", "may", "might", "should")


def _since(population: "Population", count: int) -> date | None:
    """Return the first day on which the population may have had that many members; None where it always had."""
    days = sorted(member.joined.first for member in population.members)
    first = next((day for day in days if len(population.maybe_on(day)) >= count), None)
    return None if first == date.min else first


def _until(population: "Population", count: int) -> date | None:
    """Return the last day on which the population had exactly so many members; None where it may have them still."""
    ends = [(m.joined.first, m.joined.last, m.left.first if m.left else None, m.left.last if m.left else None)
            for m in population.members]  # fmt: skip
    days = sorted({day for member in ends for day in member if day is not None})
    sizes = [len(population.on(day)) <= count <= len(population.maybe_on(day)) for day in days]
    if not any(sizes) or sizes[-1]:
        return None
    after = max(i for i, fits in enumerate(sizes) if fits) + 1
    return days[after] - timedelta(days=1)
