"""Interviews without labels: a question as a paragraph of its own, then the answer of the person introduced."""

import re
from collections import Counter

from analysis.annotate import Document
from analysis.lexicons import entries
from analysis.quotes.parse import Parse
from analysis.quotes.reports import Report, trim_content

RULE = "interview"
TURN = "transcript"  # of a question with a label
FEWEST_QUESTIONS = 3
_LONGEST_QUESTION = 300  # characters
_LONGEST_INTRODUCTION = 12  # paragraphs
_LONGEST_NAME = 3  # words
_IN_PERSON = frozenset(("i", "we", "my", "our", "me", "us", "i'm", "we're", "i've", "we've"))
_YOU = frozenset(("you", "your", "you're", "you've"))
_TO_SOMEBODY = _IN_PERSON | _YOU
_EMPHASIS = "*_ "  # of Markdown, around a question
_LABEL = re.compile(
    r"[*_]{0,3}(?P<label>Q(?=[.:*_ ])|[A-Z][\w.'’&-]*(?: [A-Z][\w.'’&-]*){0,3}(?=[*_]{0,3}:))[*_]{0,3}[.:]?[*_]{0,3} *"
)
_SENTENCE_END = frozenset('.?!"”’)…')


def interview_reports(document: Document, parse: Parse) -> list[Report]:
    """Return one report a question and one an answer, or nothing where the text is no interview."""
    questions, labelled = _questions(document)
    if len(questions) < FEWEST_QUESTIONS or not 0 < questions[0] <= _LONGEST_INTRODUCTION:
        return []
    answers = _answers(document, questions)
    askers = [_label(document, question) for question in questions]
    person = _introduced(document, questions[0], 1 if labelled else 2)
    surname = document.lower[person[1] - 1] if person is not None else None
    if not all(answers) or not (labelled or (surname and _is_interview(document, questions, answers, surname))):
        return []
    reports = []
    for question, answer, asker in zip(questions, answers, askers, strict=True):
        for numbers, speaker in (([question], asker), (answer, person)):
            parts = [part for n in numbers if (part := _part(document, parse, n, n in questions)) is not None]
            if parts:
                top = speaker[1] - 1 if speaker is not None else None
                rule = TURN if speaker is not None and speaker is asker else RULE
                reports.append(Report(tuple(parts), None, "say", False, speaker, top, rule, rule))
    return reports


def _questions(document: Document) -> tuple[list[int], bool]:
    """Return the paragraphs that ask, and whether one label opens each: those without it are no questions then."""
    numbers = range(len(document.normal.paragraphs))
    questions = [n for n in numbers if _asks(document.text[slice(*document.normal.paragraphs[n])])]
    if not questions:
        return [], False
    labels = {n: document.doc[slice(*name)].text for n in numbers if (name := _label(document, n)) is not None}
    asking = {labels[n] for n in questions if n in labels}
    labelled = [n for n, label in labels.items() if label in asking and len(asking) == 1]
    return (labelled, True) if len(labelled) >= FEWEST_QUESTIONS else (questions, False)


def _asks(paragraph: str) -> bool:
    paragraph = paragraph.strip(_EMPHASIS)
    return paragraph[-1:] == "?" and len(paragraph) <= _LONGEST_QUESTION and paragraph[0] not in "“‘"


def _label(document: Document, number: int) -> tuple[int, int] | None:
    """Return the tokens of who asks, where each question is labelled and no answer is: "Harbour Times: When …?"."""
    start, end = document.normal.paragraphs[number]
    label = _LABEL.match(document.text, start, end)
    name = document.doc.char_span(*label.span("label"), alignment_mode="expand") if label is not None else None
    return (name.start, name.end) if name is not None else None


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


def _is_interview(document: Document, questions: list[int], answers: list[list[int]], surname: str) -> bool:
    """Say whether the introduction announces one and at least half of the answers speak of "I" or "we".

    Without an announcement all answers must, and half of the questions be put to "you". An author who asks the reader
    and tells of the person by name writes no interview.
    """
    paragraphs = document.normal.paragraphs
    opening = document.text[: paragraphs[questions[0]][0]].lower()
    only_a_name = len(opening.split()) <= _LONGEST_NAME  # the heading is the person
    announced = not entries("interview_words", "word").isdisjoint(re.findall(r"[\w&]+", opening))
    put = sum(not _YOU.isdisjoint(_words(document.text[slice(*paragraphs[n])])) for n in questions)
    if not (only_a_name or announced or 2 * put >= len(questions)):
        return False
    words = [{word for n in answer for word in _words(document.text[slice(*paragraphs[n])])} for answer in answers]
    spoken = sum(not _IN_PERSON.isdisjoint(w) for w in words)
    told = sum(surname in w or any(word.startswith("“") for word in w) for w in words)
    needed = 2 if announced else 3 if only_a_name else 4
    return 4 * spoken >= needed * len(answers) and 3 * told <= len(answers)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'“]+", text.lower())


def _introduced(document: Document, first: int, fewest: int) -> tuple[int, int] | None:
    """Return the tokens of the last full name of the person named most often before the first question.

    Where no person is named it is the heading, if that is a name of as many words as are asked for.
    """
    stop = document.normal.paragraphs[first][0]
    people = [e for e in document.doc.ents if e.label_ == "PERSON" and e.end_char <= stop]
    if not people:
        heading = document.paragraphs[0]
        name = all(tag == "NNP" for tag in document.tags[heading.start : heading.end])
        return (heading.start, heading.end) if name and fewest <= len(heading) <= _LONGEST_NAME else None
    most = Counter(e[-1].lower_ for e in people).most_common(1)[0][0]
    named = [e for e in people if e[-1].lower_ == most]
    best = max(named, key=lambda e: (len(e) > 1, e.start))
    return best.start, best.end


def _part(document: Document, parse: Parse, number: int, labelled: bool) -> tuple[int, int] | None:
    start, end = document.normal.paragraphs[number]
    label = _LABEL.match(document.text, start, end) if labelled else None
    start = label.end() if label is not None else start
    while start < end and document.text[start] in _EMPHASIS:
        start += 1
    while end > start and document.text[end - 1] in _EMPHASIS:
        end -= 1
    said = document.doc.char_span(start, end, alignment_mode="contract")
    return trim_content(parse, said.start, said.end) if said is not None else None
