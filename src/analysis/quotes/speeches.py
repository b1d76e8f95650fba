"""Speeches without labels: "Remarks by Ada Lind at the harbour", then nothing but her words."""

from functools import cache

from analysis.annotate import Document
from analysis.lexicons import read_lexicon
from analysis.quotes.parse import Parse
from analysis.quotes.reports import Report, trim_content

RULE = "speech"
_LAST_HEADING = 8  # paragraphs in which the page says what it is
_FEWEST_SPOKEN = 3  # paragraphs
_IN_PERSON = frozenset(("i", "we", "my", "our", "us", "me", "you", "your"))
_SENTENCE_END = frozenset('.?!:;"”’)…')


def speech_reports(document: Document, parse: Parse, syntax: list[Report], turns: list[Report]) -> list[Report]:
    """Return one report with all paragraphs below the headings, if they are a speech by the person named there.

    Where turns follow it ends before the first of them.
    """
    found = _announced(document)
    if found is None:
        return []
    first, speaker = found
    starts = [turn.speaker[0] if turn.speaker is not None else turn.parts[0][0] for turn in turns]
    last = parse.paragraph[min(starts)] if starts else len(document.paragraphs)
    numbers = [n for n in range(first, last) if document.paragraphs[n].text[-1] in _SENTENCE_END]
    if len(numbers) < _FEWEST_SPOKEN or not _is_spoken(document, parse, numbers, syntax, speaker):
        return []
    spans = (document.paragraphs[n] for n in numbers)
    parts = [part for span in spans if (part := trim_content(parse, span.start, span.end)) is not None]
    return [Report(tuple(parts), None, "say", False, speaker, speaker[1] - 1, RULE, RULE)]


def _announced(document: Document) -> tuple[int, tuple[int, int]] | None:
    """Return the first paragraph below the headings and the tokens of the name after "… by" in one of them."""
    announced: tuple[int, int] | None = None
    for number, paragraph in enumerate(document.paragraphs[:_LAST_HEADING]):
        words = document.lower[paragraph.start : paragraph.end]
        told = "transcript" in words and "by" in words and announced is None  # "The following is a transcript of …"
        if paragraph.text[-1] in _SENTENCE_END and not told and not paragraph.text.startswith(("(", "[")):
            return (number, announced) if announced is not None else None
        before = document.lower[: paragraph.end]
        if "by" in words and not speech_nouns().isdisjoint(before):
            by = paragraph.start + words.index("by")
            named = [e for e in document.doc.ents if e.label_ == "PERSON" and by < e.start < paragraph.end]
            announced = (named[0].start, named[0].end) if named else announced
    return None


def _is_spoken(
    document: Document, parse: Parse, numbers: list[int], syntax: list[Report], speaker: tuple[int, int]
) -> bool:  # fmt: skip
    """Say whether a third of the paragraphs speak of "I", "we" or "you" and none tells what the person said."""
    paragraphs = [document.lower[document.paragraphs[n].start : document.paragraphs[n].end] for n in numbers]
    spoken = sum(not _IN_PERSON.isdisjoint(words) for words in paragraphs)
    surname = document.lower[speaker[1] - 1]
    told = any(r.speaker is not None and surname in parse.lower[slice(*r.speaker)] for r in syntax)
    quoted = sum("“" in words for words in paragraphs)
    return 3 * spoken >= len(numbers) and not told and 4 * quoted <= len(numbers)


@cache
def speech_nouns() -> frozenset[str]:
    """Return the nouns for a text that is one person's words."""
    return frozenset(row["noun"] for row in read_lexicon("speech_nouns"))
