"""Interviews without labels: a question as a paragraph of its own, then the answer of the person introduced."""

import re
from collections import Counter
from functools import cache

from analysis.annotate import Document
from analysis.lexicons import read_lexicon
from analysis.quotes.parse import Parse
from analysis.quotes.reports import Report, trim_content

RULE = "interview"
FEWEST_QUESTIONS = 3
_LONGEST_QUESTION = 300  # characters
_LONGEST_INTRODUCTION = 12  # paragraphs
_LONGEST_NAME = 3  # words
_IN_PERSON = frozenset(("i", "we", "my", "our", "me", "us", "i'm", "we're", "i've", "we've"))
_TO_SOMEBODY = _IN_PERSON | {"you", "your", "you're"}
_SENTENCE_END = frozenset('.?!"”’)…')


def interview_reports(document: Document, parse: Parse) -> list[Report]:
    """Return one report a question and one an answer, or nothing where the text is no interview."""
    questions = [n for n, (start, end) in enumerate(document.normal.paragraphs) if _asks(document.text[start:end])]
    if len(questions) < FEWEST_QUESTIONS or not 0 < questions[0] <= _LONGEST_INTRODUCTION:
        return []
    answers = _answers(document, questions)
    person = _introduced(document, questions[0])
    if person is None or not _is_interview(document, questions[0], answers, document.lower[person[1] - 1]):
        return []
    reports = []
    for question, answer in zip(questions, answers, strict=True):
        for numbers, speaker in (([question], None), (answer, person)):
            parts = [part for n in numbers if (part := _part(document, parse, n)) is not None]
            if parts:
                top = speaker[1] - 1 if speaker is not None else None
                reports.append(Report(tuple(parts), None, "say", False, speaker, top, RULE, RULE))
    return reports


def _asks(paragraph: str) -> bool:
    return paragraph[-1:] == "?" and len(paragraph) <= _LONGEST_QUESTION and paragraph[0] not in "“‘"


def _answers(document: Document, questions: list[int]) -> list[list[int]]:
    """Return the paragraphs behind each question, without headings; the last answer ends where nobody says "I"."""
    paragraphs = document.normal.paragraphs
    last = min(questions[-1] + 2, len(paragraphs))
    while last < len(paragraphs) and not _TO_SOMEBODY.isdisjoint(_words(document.text[slice(*paragraphs[last])])):
        last += 1
    ends = [*questions[1:], last]
    return [
        [n for n in range(question + 1, end) if document.text[paragraphs[n][1] - 1] in _SENTENCE_END]
        for question, end in zip(questions, ends, strict=True)
    ]


def _is_interview(document: Document, first: int, answers: list[list[int]], surname: str) -> bool:
    """Say whether the introduction announces one and at least half of the answers speak of "I" or "we".

    An author who asks the reader and tells of the person by name writes no interview.
    """
    paragraphs = document.normal.paragraphs
    opening = document.text[: paragraphs[first][0]].lower()
    only_a_name = len(opening.split()) <= _LONGEST_NAME  # the heading is the person
    if not only_a_name and interview_words().isdisjoint(re.findall(r"[\w&]+", opening)):
        return False
    if not all(answers):
        return False
    words = [{word for n in answer for word in _words(document.text[slice(*paragraphs[n])])} for answer in answers]
    spoken = sum(not _IN_PERSON.isdisjoint(w) for w in words)
    told = sum(surname in w or any(word.startswith("“") for word in w) for w in words)
    needed = 3 if only_a_name else 2
    return 4 * spoken >= needed * len(answers) and 3 * told <= len(answers)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'“]+", text.lower())


def _introduced(document: Document, first: int) -> tuple[int, int] | None:
    """Return the tokens of the last full name of the person named most often before the first question."""
    stop = document.normal.paragraphs[first][0]
    people = [e for e in document.doc.ents if e.label_ == "PERSON" and e.end_char <= stop]
    if not people:
        heading = document.paragraphs[0]
        name = all(tag == "NNP" for tag in document.tags[heading.start : heading.end])
        return (heading.start, heading.end) if name and 2 <= len(heading) <= _LONGEST_NAME else None
    most = Counter(e[-1].lower_ for e in people).most_common(1)[0][0]
    named = [e for e in people if e[-1].lower_ == most]
    best = max(named, key=lambda e: (len(e) > 1, e.start))
    return best.start, best.end


def _part(document: Document, parse: Parse, number: int) -> tuple[int, int] | None:
    start, end = document.normal.paragraphs[number]
    said = document.doc.char_span(start, end, alignment_mode="contract")
    return trim_content(parse, said.start, said.end) if said is not None else None


@cache
def interview_words() -> frozenset[str]:
    """Return the words that announce an interview."""
    return frozenset(row["word"] for row in read_lexicon("interview_words"))
