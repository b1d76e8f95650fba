"""Who asks and who answers in court: "BY MR. VIK:" over the questions, a sworn witness over the answers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.annotate import Document

QUESTION, ANSWER = "Q", "A"
_EXAMINER = re.compile(r"(?:[A-Z-]+ ){0,3}(?:BY|By) (?P<name>[A-Z][^:\n]{2,40}):$")
_WITNESS = re.compile(r"(?P<name>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}),")
_SWORN = ("sworn", "affirmed")


class CourtRole(NamedTuple):
    """Who asks (`letter` "Q") or answers ("A") from paragraph `number` on, and where the name stands."""

    number: int
    letter: str
    start: int
    name: str


def court_roles(document: Document) -> list[CourtRole]:
    """Return each line that names who asks or answers below it."""
    return list(_roles(document))


def _roles(document: Document) -> Iterator[CourtRole]:
    paragraphs = document.normal.paragraphs
    sworn = [any(word in document.text[a:b] for word in _SWORN) for a, b in paragraphs]
    for number, (start, end) in enumerate(paragraphs):
        asks = _EXAMINER.match(document.text, start, end)
        answers = _WITNESS.match(document.text, start, end) if any(sworn[number : number + 2]) else None
        if asks is not None:
            yield CourtRole(number, QUESTION, asks.start("name"), asks["name"])
        elif answers is not None and (sworn[number] or answers.end() == end):
            yield CourtRole(number, ANSWER, start, answers["name"])
