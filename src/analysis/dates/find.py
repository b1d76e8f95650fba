"""`find_dates`: all time expressions of a document."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from analysis.annotate import Document
from analysis.datelines import DATELINE_PARAGRAPHS, FULL_DATE, PLACE, SOURCE
from analysis.dates.calendar_grammar import NAMED_DAYS, YEAR_STARTS, calendar_phrase
from analysis.dates.filters import is_time
from analysis.dates.full_dates import left_out, range_of, share_year
from analysis.dates.grammar import EXPRESSIONS, expression
from analysis.dates.meanings import Calendar, DateContext, Moved, NamedPeriod, Relative
from analysis.dates.periods import Period
from analysis.dates.phrases import Found
from analysis.dates.tense import tense_of
from analysis.dates.values import Reported, Resolved
from analysis.dates.words import HOLIDAYS, MONTHS, PARTS, SEASONS, UNITS, WEEKDAYS, WORDS, Line
from analysis.lexicons import entries, read_lexicon
from analysis.spacy_types import Doc, Span
from analysis.tables import TimeExpression

Grammar = Callable[[Line, int], Found | None]


class Frame(NamedTuple):
    """The quarter or half-year a report speaks of, and where the text names it."""

    period: Period
    start: int
    end: int


_DIGITS_OF_A_YEAR = 4
_REACH = 10  # tokens within which an expression must name its time
_LISTED = {words[-1] for index in (NAMED_DAYS, WORDS) for known in index.values() for words, _ in known}
_CORE_WORDS = frozenset({
    *YEAR_STARTS, *_LISTED, *MONTHS, *WEEKDAYS, *SEASONS, *PARTS, *UNITS, *HOLIDAYS, "today", "yesterday", "tomorrow",
    "tonight", "noon", "midnight", "fiscal", "fy", "q", "twenties", "thirties", "forties", "fifties", "sixties",
    "seventies", "eighties", "nineties", "past", "half", "tomorrows", "tmrw", "tonite", "o'clock", "oclock",
}) - {"at", "by", "so", "to", "the", "of", "this", "a", "an", "these"}  # fmt: skip
_CORE = _CORE_WORDS | {f"{word}s" for word in _CORE_WORDS} | {"'"}
_CORE_KINDS = frozenset({"clock", "date", "years", "ordinal"})
_FIGURES = _CORE_KINDS | {"number"}
_CONFIDENCE = {row["rule"]: float(row["confidence"]) for row in read_lexicon("date_confidence")}
_UNMEASURED = 0.8


def find_dates(
    document: Document,
    window: tuple[date, date] | None = None,
    *,
    reference_time: datetime | None = None,
    notes: Grammar | None = None,
) -> tuple[TimeExpression, ...]:
    """Return the time expressions of a document, in order.

    Parameters
    ----------
    window : first and last possible day of writing of an undated article. A value that depends on the day is given
        only where both ends of the window agree on it.
    reference_time : day and time of writing, where a source gives both.
    notes : the grammar for a text that is a note or a request written at a known time of day; articles need none.

    Returns
    -------
    Rows whose `timex` keeps an open year (``XXXX-10-01``) where nothing tells it.
    """
    contexts, known_from = _contexts(document, window, reference_time, may_be_note=notes is not None)
    grammar = notes if contexts[0].request else None
    line, readings = _read(document.doc, document.text, document.title_end, grammar)
    last: Period | None = None
    named_at = 0  # where `last` is named
    frame: Frame | None = None
    rows: list[TimeExpression] = []
    for found, tense in readings:
        if rows and line.starts[found.start] < rows[-1].end:
            continue
        resolved, source = _resolve(found, [c._replace(tense=tense, last=last) for c in contexts], known_from, frame)
        if resolved is None:
            continue
        rows.append(_row(found, line, resolved, source))
        if resolved.stretch is not None and _names_frame(found, resolved.stretch, frame):
            frame = Frame(resolved.stretch, rows[-1].start, rows[-1].end)
        if resolved.stretch is None or _looks_back(found.inner):
            continue
        if last is None or not (_is_before(resolved.stretch, last) and _share_sentence(document, named_at, rows[-1])):
            last, named_at = resolved.stretch, rows[-1].start
    return tuple(rows)


def _names_frame(found: Found, period: Period, frame: Frame | None) -> bool:
    # the first quarter or half named is the report's period, or a later one of its own; the same quarter of another
    # year, and one that is told from the report's, are what it is compared with
    if not isinstance(found.inner, NamedPeriod) or period.grain not in ("quarter", "half"):
        return False
    return frame is None or (period.first.month != frame.period.first.month and found.inner.year is None)


def _is_before(period: Period, last: Period) -> bool:
    """Say whether a period is an earlier one of the same length: behind a later one it is what that is held against."""
    return period.grain == last.grain and period.first < last.first


def _share_sentence(document: Document, place: int, row: TimeExpression) -> bool:
    """Say whether a time stands in the sentence of the one named at a place ("in August from 4.3 percent in July")."""
    one, other = (document.sentence_index[document.tokens(at, at + 1)[0]] for at in (place, row.start))
    return one == other


def _looks_back(inner: Calendar | None) -> bool:
    """Say whether an expression goes back from the date named before it, which stays the one to count from."""
    if isinstance(inner, Moved):
        return inner.direction < 0 and (inner.from_text or (inner.unit == "year" and inner.base is None))
    before = isinstance(inner, Relative) and inner.from_text and inner.count < 0
    return before or (isinstance(inner, Reported) and inner.unit != "year")


@lru_cache(maxsize=1)
def _read(doc: Doc, text: str, title_end: int, notes: Grammar | None) -> tuple[Line, tuple[tuple[Found, str], ...]]:
    """Return the tokens of a text and its readings with their tense; an undated article asks for them twice."""
    line = Line(text)
    candidates = [*_candidates(doc, line, notes)]
    readings: list[tuple[Found, str]] = []
    for (found, span), following in zip(candidates, [*candidates[1:], None], strict=False):
        governed = following[1] if following and found.rule == "first day of a range" else span
        tense = tense_of(governed, governed.start_char < title_end)
        readings.append((share_year(found, following[0], line) if following else found, tense))
    return line, tuple(readings)


def _candidates(doc: Doc, line: Line, notes: Grammar | None) -> Iterator[tuple[Found, Span]]:
    """Yield the grammar's readings that are time expressions, left to right, longest first."""
    grammar = notes or expression
    places = [*range(line.size)] if notes else _beginnings(line)
    coming: dict[int, Found] = {}
    end = 0
    while places:
        i = heappop(places)
        found = (coming.get(i) or grammar(line, i)) if i >= end else None
        span = found and _span(doc, line, found)
        if found is None or span is None or not is_time(found, line, span, notes is not None):
            continue
        for one in range_of(found, line):
            yield one, span if one is found else _span(doc, line, one) or span
            end = max(end, one.end)
        for one in left_out(found, line):
            coming[one.start] = one
            heappush(places, one.start)


def _beginnings(line: Line) -> list[int]:
    """Return the places where an expression can begin: by the words there, and as a word of time comes soon."""
    core = [
        i for i, word in enumerate(line.low)
        if word in _CORE or line.kinds[i] in _CORE_KINDS or (len(word) == _DIGITS_OF_A_YEAR and word.isdecimal())
    ]  # fmt: skip
    near = {place for i in core for place in range(max(0, i - _REACH + 1), i + 1)}
    begins = (i for i in near if line.low[i] in EXPRESSIONS.opens or line.kinds[i] in _FIGURES)
    return sorted(i for i in begins if EXPRESSIONS.at(line, i))


def _span(doc: Doc, line: Line, found: Found) -> Span | None:
    start, end = line.starts[found.start], line.ends[found.end - 1]
    return doc.char_span(start, end, alignment_mode="expand")


def _resolve(
    found: Found, contexts: list[DateContext], known_from: str | None, frame: Frame | None
) -> tuple[Resolved | None, str | Frame | None]:
    """Resolve an expression; the second value says what it was resolved against, None for what needs nothing."""
    try:
        alone = found.meaning.resolve(DateContext(tense=contexts[0].tense))
        readings = [found.meaning.resolve(context) for context in contexts]
        if frame is not None:
            alike = [context._replace(last=None) for context in contexts]
            framed = [found.meaning.resolve(context._replace(frame=frame.period)) for context in alike]
            if framed != [found.meaning.resolve(context) for context in alike]:
                return framed[0], frame
    except (OverflowError, ValueError):  # outside the calendar
        return None, None
    said = {(r.value, r.begin, r.end) for r in readings}
    if len(said) > 1 or (alone.value, alone.begin, alone.end) in said:
        return alone, None
    return readings[0], known_from or "text"


def _row(found: Found, line: Line, resolved: Resolved, source: str | Frame | None) -> TimeExpression:
    frame = source if isinstance(source, Frame) else None
    return TimeExpression(
        start=line.starts[found.start], end=line.ends[found.end - 1], type=resolved.type,
        timex=resolved.value, mod=resolved.mod, begin=resolved.begin.isoformat() if resolved.begin else None,
        end_date=resolved.end.isoformat() if resolved.end else None,
        anchor="text" if isinstance(source, Frame) else source,
        anchor_start=frame and frame.start, anchor_end=frame and frame.end,
        rule=found.rule, confidence=_CONFIDENCE.get(found.rule, _UNMEASURED),
    )  # fmt: skip


_LONGEST_NOTE = 12  # tokens
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE_ALONE = re.compile(rf"(?P<date>{FULL_DATE})(?=\.?$|\s*[–—-]+ | [A-Z“‘(])")
_BYLINE = re.compile(rf"(?P<opening>[^\W\d_]+):?[ ,|–—-]+(?:[^\d\n]{{2,60}}?[ ,|–—-]+)?(?P<date>{FULL_DATE})\.?$")
_BYLINE_WORDS = entries("byline_words", "word", kind="published") | {"by"}  # "Posted on 4 May 2024"
_PLACE_AND_DATE = re.compile(rf"{PLACE}{SOURCE},? (?P<date>{FULL_DATE}){SOURCE} ?[–—-]+ ")


def _contexts(
    document: Document, window: tuple[date, date] | None, moment: datetime | None, may_be_note: bool
) -> tuple[list[DateContext], str | None]:
    """Return what relative expressions are resolved against, two contexts for a window, and where their day is from."""
    if may_be_note and moment and (moment.hour, moment.minute) != (0, 0) and _is_request(document):
        return [DateContext(moment.date(), moment, request=True)], "published"
    known = ((dateline(document), "text"), (moment.date() if moment else document.published, "published"))
    day, source = next((pair for pair in known if pair[0]), (None, "window" if window else None))
    return [DateContext(one) for one in (window if window and not day else (day,))], source


def dateline(document: Document) -> date | None:
    """Return the full date that stands at the head of an article as its dateline."""
    for start, end in document.normal.paragraphs[:DATELINE_PARAGRAPHS]:
        paragraph = document.text[start:end]
        if not _YEAR.search(paragraph):
            continue
        found = _DATE_ALONE.match(paragraph) or _PLACE_AND_DATE.match(paragraph) or _BYLINE.match(paragraph)
        if found is None or (found.re is _BYLINE and found["opening"].casefold() not in _BYLINE_WORDS):
            continue
        phrase = calendar_phrase(Line(found["date"]), 0)
        if phrase and isinstance(phrase.meaning, Period) and phrase.meaning.grain == "day":
            return phrase.meaning.first
    return None


def _is_request(document: Document) -> bool:
    """Say whether the text is a note without a finite verb, which looks ahead."""
    doc = document.doc
    if not 0 < len(doc) <= _LONGEST_NOTE:
        return False
    line = Line(document.text)
    whole = expression(line, 0)
    has_subject = any(token.dep_ in ("nsubj", "nsubjpass", "expl") for token in doc)
    finite = any(token.tag_ in ("VBD", "VBZ", "VBP", "MD") and token.pos_ in ("VERB", "AUX") for token in doc)
    told = document.text[-1:] == "." or (finite and has_subject)
    return not told or (whole is not None and whole.end == line.size)
