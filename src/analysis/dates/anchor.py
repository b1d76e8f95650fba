"""The day an article was written on, as far as it is known: its dateline, its publication date, its window."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from analysis.annotate import DATELINE_PARAGRAPHS, Document
from analysis.datelines import FULL_DATE, PLACE, SOURCE
from analysis.dates.calendar_grammar import calendar_phrase
from analysis.dates.grammar import expression
from analysis.dates.meanings import DateContext, Fixed
from analysis.dates.words import Line

_LONGEST_NOTE = 12  # tokens
_DATE_ALONE = re.compile(rf"(?P<date>{FULL_DATE})(?=\.?$|\s*[–—-]+ | [A-Z“‘(])")
_PLACE_AND_DATE = re.compile(rf"{PLACE}{SOURCE},? (?P<date>{FULL_DATE}){SOURCE} ?[–—-]+ ")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The days relative expressions are resolved against: one, or the ends of a window, and where they come from."""

    days: tuple[date, ...]
    source: str | None
    moment: datetime | None = None
    request: bool = False

    def contexts(self) -> list[DateContext]:
        """Return one empty context for each day."""
        return [DateContext(day, self.moment, request=self.request) for day in self.days]


def find_anchor(
    document: Document,
    window: tuple[date, date] | None = None,
    reference_time: datetime | None = None,
    may_be_note: bool = False,
) -> Anchor:
    """Return the anchor of an article: its dateline, else the day it was published, else its window."""
    timed = reference_time is not None and (reference_time.hour, reference_time.minute) != (0, 0)
    if may_be_note and reference_time is not None and timed and _is_request(document):
        return Anchor((reference_time.date(),), "published", reference_time, request=True)
    line_date = dateline(document)
    if line_date is not None:
        return Anchor((line_date,), "text")
    published = reference_time.date() if reference_time else document.published
    if published is not None:
        return Anchor((published,), "published")
    if window is not None:
        return Anchor(tuple(window), "window")
    return Anchor((), None)


def dateline(document: Document) -> date | None:
    """Return the full date that stands at the head of an article as its dateline."""
    for start, end in document.normal.paragraphs[:DATELINE_PARAGRAPHS]:
        paragraph = document.text[start:end]
        found = _DATE_ALONE.match(paragraph) or _PLACE_AND_DATE.match(paragraph)
        if found is None:
            continue
        phrase = calendar_phrase(Line(found["date"]), 0)
        if phrase and isinstance(phrase.meaning, Fixed) and phrase.meaning.stretch.grain == "day":
            return phrase.meaning.stretch.first
    return None


def _is_request(document: Document) -> bool:
    """Say whether the text is a note without a finite verb, which looks ahead."""
    doc = document.doc
    if not 0 < len(doc) <= _LONGEST_NOTE:
        return False
    line = Line(document.text)
    whole = expression(line, 0)
    if whole is not None and whole.end == line.size:
        return True
    has_subject = any(token.dep_ in ("nsubj", "nsubjpass", "expl") for token in doc)
    finite = any(token.tag_ in ("VBD", "VBZ", "VBP", "MD") and token.pos_ in ("VERB", "AUX") for token in doc)
    return document.text[-1:] != "." and not (finite and has_subject)
