"""When an undated article was written: the days that dated facts in its text leave open, each end with its reason."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.dates import dateline
from analysis.dates.periods import add
from analysis.dates.tense import tense_of
from analysis.lexicons import pairs
from analysis.spacy_types import Span
from analysis.tables import Claim, Entity, Mention, TimeExpression
from analysis.wording import plural

if TYPE_CHECKING:
    from analysis.reference import OfficeTerm, Population, Reference


@dataclass(frozen=True, slots=True)
class Bound:
    """What one fact says: not before `first`, not after `last` (both included); `reason` is for a reader."""

    reason: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The days an undated article may have been written on; an end nothing tells is None."""

    first: date | None
    last: date | None
    reasons: tuple[str, ...]  # the fact behind each end, the deciding ones first


def infer_window(
    document: Document,
    claims: Callable[[], Sequence[Claim]],
    times: Sequence[TimeExpression],
    mentions: Iterable[Mention],
    entities: Iterable[Entity],
    references: "Sequence[Reference]",
) -> Window | None:
    """Return the days on which an article may have been written, None where its text tells nothing.

    Facts are taken in this order, and one that contradicts those before it is left out: a dateline; offices held, left
    and ahead; ages; numbers of members; full dates spoken of as past or as ahead; sizes of a membership that
    has changed since; an edition named as current, by the day it first holds the year, never by whether its figures
    agree.
    """
    line_date = dateline(document)
    if line_date is not None:
        return Window(line_date, line_date, (f"the dateline says {line_date.isoformat()}",))
    mentions, names = tuple(mentions), {entity.entity_id: entity.name for entity in entities}
    bounds = [bound for reference in references for bound in _office_bounds(document, reference, times)]
    ends: list[Bound] = []
    for reference in references:
        members = [*_member_bounds(document, reference, times)]
        ends += (bound for bound in members if bound.last)
        bounds += (*_age_bounds(document, mentions, names, reference), *(bound for bound in members if bound.first))
    bounds += (*_date_bounds(document, times), *ends)
    window = combine(bounds)
    if window and window.first and window.last and window.first.year == window.last.year:
        citing = [s for s in document.sentences if _SOURCE.search(s.text)]
        found = claims() if citing else ()
        for reference in references:
            bounds += _edition_bounds(citing, found, reference, window.first.year)
    return combine(bounds)


def combine(bounds: Iterable[Bound]) -> Window | None:
    """Intersect bounds, the most certain first; one that contradicts those before it is left out.

    >>> combine([Bound("held until May", None, date(2024, 5, 1)), Bound("in June", date(2024, 6, 1))])
    Window(first=None, last=datetime.date(2024, 5, 1), reasons=('held until May',))
    """
    first: date | None = None
    last: date | None = None
    kept: list[Bound] = []
    for bound in bounds:
        low = max((day for day in (first, bound.first) if day), default=None)
        high = min((day for day in (last, bound.last) if day), default=None)
        if not (low and high and low > high):
            first, last = low, high
            kept.append(bound)
    if first is None and last is None:
        return None
    kept.sort(key=lambda b: not ((first and b.first == first) or (last and b.last == last)))
    return Window(first, last, tuple(dict.fromkeys(bound.reason for bound in kept)))


_AGE = re.compile(r"\b(\d{1,3})-year-old\b")
_AGE_AFTER = re.compile(r", (?:aged )?(\d{2,3})(?=,)")
_ABSOLUTE = frozenset({"full date", "date in figures", "month and year", "year"})
_LIMITS = frozenset({"by", "until", "till", "through", "to", "before", "for", "–", "-"})  # "by 2050" is no past
_SOURCE = re.compile(
    r"\b(?:current|latest|new|newest|most recent|recent|updated)\b[\w ]{0,30}?"
    r"\b(?:lists?|figures?|reports?|estimates?|data|statistics|numbers|overview)\b",
    re.IGNORECASE,
)


def _age_bounds(
    document: Document, mentions: Iterable[Mention], names: Mapping[str, str], reference: "Reference"
) -> Iterator[Bound]:
    """Yield the year in which a person of known birth has the age the text gives."""
    born = {term.holder: term.born for term in reference.terms if term.born is not None}
    for mention in mentions:
        name = names.get(mention.entity_id, mention.name)
        birth, text = born.get(name), document.text[mention.start : mention.end]
        found = (_AGE.search(text) or _AGE_AFTER.match(document.text, mention.end)) if birth else None
        if found is not None and birth is not None:
            age = int(found.group(1))
            last = add(birth.last, "year", age + 1) - timedelta(days=1)
            yield Bound(f"{name}, born {birth}, is {age}", add(birth.first, "year", age), last)


def _edition_bounds(
    citing: Iterable[Span], claims: Sequence[Claim], reference: "Reference", year: int
) -> Iterator[Bound]:
    """Yield when the edition appeared that first holds the year of which sentences cite the latest figures.

    Whether a figure of that edition agrees with the text is never used.
    """
    own = [c.start for c in claims
           if c.package == reference.name and c.modality == "asserted" and c.period_source != "stated"]  # fmt: skip
    cited = any(sentence.start_char <= start < sentence.end_char for sentence in citing for start in own)
    # an edition of unknown coverage reaches the year it appeared in
    holding = (e for e in reference.editions if (e.covers_to or str(e.published_on.year)) >= str(year))
    if cited and (first := next(holding, None)) is not None:
        told = f"{first.title} is the first edition with {year}, published {first.published_on}"
        yield Bound(f"cites current figures; {told}", first.published_on)


def _date_bounds(document: Document, times: Iterable[TimeExpression]) -> Iterator[Bound]:
    """Yield what full dates say: none spoken of as past is later than the day of writing, none ahead is earlier.

    A date ahead counts where it is the only one of its sentence: "promised in 2015 that it will open in May 2016" looks
    ahead from 2015.
    """
    dated = [t for t in times if t.type == "DATE" and t.rule in _ABSOLUTE and not t.mod and t.begin and t.end_date]
    for time in dated:
        span = document.doc.char_span(time.start, time.end, alignment_mode="expand")
        if span is None or (span.start and span.doc[span.start - 1].lower_ in _LIMITS):
            continue
        said, tense = document.text[time.start : time.end], tense_of(span)
        if tense == "past":
            yield Bound(f"speaks of {said} as past", first=date.fromisoformat(time.begin or ""))
        elif tense == "future" and time.rule != "year" and _will(span) and _inside(span.sent, dated) == [time]:
            yield Bound(f"speaks of {said} as ahead", last=date.fromisoformat(time.end_date or ""))


def _inside(sentence: Span, times: Iterable[TimeExpression]) -> list[TimeExpression]:
    return [t for t in times if sentence.start_char <= t.start < sentence.end_char]


_UNSURE = ("could", "would", "may", "might", "should")


def _will(span: Span, *others: str) -> bool:
    way = (span.root, *span.root.ancestors)
    token = next((token for token in way if token.pos_ in ("VERB", "AUX")), way[-1])
    return any(child.lower_ in ("will", "'ll", *others) for child in token.children)


_MEMBERS = ("member state", "member", "nation")
_WHOLE = re.compile(r"(?:\b(?:all|the|its|of|with|has|have|now)(?: the)?|'s) $")
_IN_FORCE = re.compile(r"(?:\bof (?:all |the |its )?|\bhas |\bnow (?:has )?|'s )$")
_PART = re.compile(r" ?(?:,? (?:that|which|who|whose|with|without|except|excluding|apart|at|then|in|from|by)\b|\()")
_RECENT = ("today", "yesterday", "tonight", "this ", "now")
_PAST_WORDS = re.compile(
    r"\b(?:then|former|formerly|once|ago|at the time|used to|back in|founding|original)\b", re.IGNORECASE
)
_LONGEST_BEFORE = 12  # characters


def _member_bounds(document: Document, reference: "Reference", times: Sequence[TimeExpression]) -> Iterator[Bound]:
    """Yield the first and the last day on which an organisation had as many members as the text gives it.

    The lower end is certain: a smaller number may leave members out. For the last day the number must be that of a
    membership as it once was, count all members, and stand in a clause that is not in the past, in a sentence that
    names no other time than a day of the week.
    """
    for population, found in _counts(document, reference):
        before = found.string[max(0, found.start() - _LONGEST_BEFORE) : found.start()].lower()  # "all", "NATO's"
        span = document.doc.char_span(found.start(1), found.end(1), alignment_mode="expand")
        if span is None:
            continue
        count, ahead = int(found.group(1)), tense_of(span) == "future" and _will(span, *_UNSURE)
        first = _since(population, count) if _WHOLE.search(before) and not ahead else None  # "could have 32 members"
        if first is not None:
            yield Bound(f"{population.name} has had {count} members since {first.isoformat()}", first=first)
        in_force = _IN_FORCE.search(before) and _names_it(population, found) and _is_present(span, times)
        last = _until(population, count) if in_force else None
        if last is not None:
            yield Bound(f"{population.name} had {count} members until {last.isoformat()}", last=last)


def _counts(document: Document, reference: "Reference") -> "Iterator[tuple[Population, re.Match[str]]]":
    for population in reference.populations.values():
        if not population.name or population.name in document.text:
            nouns = sorted({form for noun in (*population.nouns, *_MEMBERS) for form in (noun, plural(noun))}, key=len)
            named = "|".join(map(re.escape, nouns[::-1]))
            pattern = re.compile(rf"\b(?<!other )(\d{{1,3}})[ -](?:[A-Z]\w+ )?(?:{named})\b")
            yield from ((population, found) for found in pattern.finditer(document.text))


def _names_it(population: "Population", found: "re.Match[str]") -> bool:
    name = population.name.removeprefix("the ")
    behind = re.compile(rf" of (?:the )?{re.escape(name)}\b").match(found.string, found.end())
    own_noun = found.group().endswith(("ally", "allies")) and "ally" in population.nouns
    beside = found.string[max(0, found.start() - len(name) - _LONGEST_BEFORE) : found.end()]
    part = _PART.match(found.string, behind.end() if behind else found.end())
    return not part and (own_noun or behind is not None or name in beside)


def _is_present(span: Span, times: Sequence[TimeExpression]) -> bool:
    said = [span.doc.text[t.start : t.end].lower() for t in _inside(span.sent, times) if t.rule != "weekday"]
    told = _PAST_WORDS.search(span.sent.text) or not all(words.startswith(_RECENT) for words in said)
    return not told and tense_of(span) != "past" and not _will(span, *_UNSURE)


def _since(population: "Population", count: int) -> date | None:
    """Return the first day on which the population may have had that many members; None where it always had."""
    days = sorted(member.joined.first for member in population.members)
    first = next((day for day in days if len(population.maybe_on(day)) >= count), None)
    return None if first == date.min else first


def _until(population: "Population", count: int) -> date | None:
    """Return the last day on which the population had exactly so many members; None where it may have them still."""
    spans = [span for m in population.members for span in (m.joined, m.left) if span]
    days = sorted({day for span in spans for day in (span.first, span.last)})
    sizes = [len(population.on(day)) <= count <= len(population.maybe_on(day)) for day in days]
    after = max((i + 1 for i, fits in enumerate(sizes) if fits), default=len(days))
    return days[after] - timedelta(days=1) if after < len(days) else None


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


def _office_bounds(document: Document, reference: "Reference", times: Sequence[TimeExpression]) -> Iterator[Bound]:
    """Yield what the offices that the text gives to people say about the day of writing.

    "Outgoing Dutch Prime Minister Mark Rutte" was written before he left.
    """
    dated = [t for t in times if t.rule in _DATED]
    for term in (term for term in reference.terms if term.family_name in document.text):
        offices = {term.office, *reference.offices.get(term.office, ())}
        names = tuple(sorted(map(_plain, offices), key=len, reverse=True))
        for sentence in (sentence for sentence in document.sentences if term.family_name in sentence.text):
            yield from _ahead(sentence, term, names)
            yield from _held(sentence, term, names, bool(_inside(sentence, dated)))


def _plain(text: str) -> str:
    return text.lower().replace("-", " ").replace("’", "'")


def _held(sentence: Span, term: "OfficeTerm", names: tuple[str, ...], historical: bool) -> Iterator[Bound]:
    text, known = _plain(sentence.text), pairs("office_qualifiers", "word", "when")
    offices = "|".join(map(re.escape, names))
    for name in {_plain(term.holder), _plain(term.family_name)}:
        for found in re.finditer(rf"\b{re.escape(name)}\b", text):
            office = re.search(rf"(?<![^\W_])(?:{offices})\s*$", text[: found.start()])
            qualifier = office and re.split(r"[,;:.“”()]", text[: office.start()][-_LONGEST_QUALIFIER:])[-1]
            if qualifier is None and name == _plain(term.holder):
                behind = (re.match(rf", ((?:[\w'.]+ ){{0,6}}){o}\b", text[found.end() :]) for o in offices.split("|"))
                said_behind = (match[1] for match in behind if match and not _VERBS & {*match[1].split()})
                qualifier = next(said_behind, None)
            if qualifier is not None:
                historical = historical and not _SAID_LATELY.match(text, found.end() + 1)
                said = {word: known[word] for word in re.findall(r"[\w-]+", qualifier) if word in known}
                yield from _bound(term, said, historical)


def _bound(term: "OfficeTerm", said: dict[str, str], historical: bool) -> Iterator[Bound]:
    when, office, end = set(said.values()), f"{term.office} ({term.organisation})", term.end
    if "skip" in when or ("past" in when and end is None):
        return
    if "past" in when and end:
        yield Bound(f"{term.holder} is called former {office}; the term ended {end}", first=end.first)
    elif "ahead" in when:
        yield Bound(f"{term.holder} is not yet {office}; the term began {term.start}", last=term.start.last)
    elif "now" in when or not historical:
        until = f" to {end}" if end else ""
        called = next((word for word, what in said.items() if what == "now"), "the")
        reason = f"{term.holder} is called {called} {office}; term {term.start}{until}"
        yield Bound(reason, term.start.first, end.last if end else None)


def _ahead(sentence: Span, term: "OfficeTerm", names: tuple[str, ...]) -> Iterator[Bound]:
    """Yield the end that a hand-over still ahead sets: "will hand over … to the new holder"."""
    text = _plain(sentence.text)
    verb = _AHEAD.search(text) if term.start.exact and any(name in text for name in names) else None
    place = text.rfind(_plain(term.family_name))
    receives = verb is not None and ("hand" in verb.group() or "step" in verb.group())
    if verb is not None and (place > verb.end() if receives else place < verb.start()):
        last = term.start.first - timedelta(days=1)
        yield Bound(f"{term.holder}'s term as {term.office} (from {term.start}) lies ahead", last=last)
