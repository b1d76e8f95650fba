"""Datelines: the place, day and agency before a dash that open a report ("BERLIN, June 20 (Reuters) - ")."""

import re
from collections.abc import Iterator

from analysis.lexicons import entries
from analysis.normal import NormalText

DATELINE_PARAGRAPHS = 4  # a dateline stands in one of the first
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
FULL_DATE = rf"(?:{_WEEKDAY}(?:\d{{1,2}} [A-Z][a-z]+|[A-Z][a-z]+\.? \d{{1,2}}),? (?:19|20)\d\d\b)"
PLACE = r"[A-Z][\w.'-]*(?:,? [A-Z][\w.'-]*){0,5}"
SOURCE = r"(?: \([^()]{2,40}\))?"
_DATE = rf"(?:{FULL_DATE}|{_WEEKDAY}(?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}}))"
_DASH = r"(?: ?(?:—|–|--) ?| - )(?=[^\W_a-z]|[“‘(])"
_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ.'-]*"
_DATED = re.compile(rf"(?:{PLACE}{SOURCE},? )?{_DATE}{SOURCE}{_DASH}")
_FROM_AGENCY = re.compile(rf"{PLACE} ?\((?P<agency>[\w/ ]{{2,20}})\){_DASH}")
_IN_CAPITALS = re.compile(
    rf"(?P<place>{_CAPITALS}(?: {_CAPITALS}){{0,3}})(?P<more>(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)?)?{SOURCE}){_DASH}"
)
_LONG_WORD = re.compile(r"[A-ZÀ-Þ]{4}")


def datelines(normal: NormalText) -> Iterator[tuple[int, int]]:
    """Yield the range of each dateline that opens one of the first paragraphs, with its dash and the space behind."""
    ends = ((start, _dateline_end(normal.text, start, end)) for start, end in normal.paragraphs[:DATELINE_PARAGRAPHS])
    return ((start, behind) for start, behind in ends if behind > start)


def _dateline_end(text: str, start: int, end: int) -> int:
    """Return where a paragraph's content begins behind its dateline ("BERLIN - "); its start where it has none.

    A place not in capitals needs a day or the name of an agency beside it.
    """
    dated = _DATED.match(text, start, end)
    if dated is not None:
        return dated.end()
    agency = _FROM_AGENCY.match(text, start, end)
    if agency is not None and agency["agency"] in entries("news_agencies", "name"):
        return agency.end()
    found = _IN_CAPITALS.match(text, start, end)
    if found is None or not _LONG_WORD.search(found["place"]) or text[found.end() : end].isupper():
        return start
    is_acronym = not found["more"] and text.count(found["place"]) > 1  # "NATO - EU talks" names it in capitals again
    return start if is_acronym else found.end()
