"""Layout that reports without a verb: "Stoltenberg: …" and "…: study" in a headline, "NAME: …" in a transcript."""

from analysis.annotate import LONGEST_TITLE, Document
from analysis.lexicons import entries
from analysis.quotes.blocks import block_reports
from analysis.quotes.interviews import interview_reports
from analysis.quotes.parse import Parse
from analysis.quotes.reports import Report, trim_content
from analysis.quotes.sources import source_nouns
from analysis.quotes.turns import editors_labels, no_labels, turn_reports

LONGEST_NOTE = 24  # characters of an editor's label
LONGEST_SOURCE = 8  # tokens before the colon
SHORTEST_CONTENT = 3  # tokens after it
_SOURCES = frozenset(("PERSON", "ORG", "GPE", "NORP"))
_OPENS_SOURCE = frozenset(("–", "—", "-", "exclusive"))
_AFTER_SOURCE = frozenset(("on", "to", "at", "in"))


def layout_reports(document: Document, parse: Parse, syntax: list[Report]) -> list[Report]:
    """Return what the headline reports with a colon, the turns of a transcript, and what follows "She said:"."""
    turns = turn_reports(document, parse) or interview_reports(document, parse)
    return [*speech_reports(document, parse, syntax, turns), *turns] or [
        *_headline(document, parse),
        *block_reports(document, parse, syntax),
    ]


def editors_notes(document: Document) -> frozenset[int]:
    """Return the numbers of the paragraphs in which the paper speaks of itself: "Correction: An earlier version …"."""
    heads = (document.text[start : start + LONGEST_NOTE].partition(":") for start, _ in document.normal.paragraphs)
    return frozenset(
        n for n, (head, colon, _) in enumerate(heads) if colon and head.strip(" *_[(").lower() in editors_labels()
    )


def _headline(document: Document, parse: Parse) -> list[Report]:
    if len(document.paragraphs) <= 1 or len(document.paragraphs[0].text) > LONGEST_TITLE:
        return []
    title = document.paragraphs[0]
    colons = [i for i in range(title.start, title.end) if parse.lower[i] == ":"]
    if len(colons) != 1:
        return []
    colon = colons[0]
    if document.text[title.start_char : parse.start[colon]].strip().lower() in no_labels():
        return []
    source = _source_before(document, parse, title.start, colon)
    content = (colon + 1, title.end)
    if source is None and _is_common_source(parse, colon + 1, title.end):
        source, content = (colon + 1, title.end), (title.start, colon)
    part = trim_content(parse, *content) if source is not None else None
    if source is None or part is None or not _is_statement(parse, *content):
        return []
    return [Report((part,), (colon, colon + 1), "colon", False, source, source[1] - 1, "headline", "colon")]


def _source_before(document: Document, parse: Parse, start: int, end: int) -> tuple[int, int] | None:
    """Return the person, body or kind of source before the colon ("Ann Lee on taxes:" is Ann Lee)."""
    while start < end and parse.lower[start] in _OPENS_SOURCE:
        start += 1
    stop = next((i for i in range(start + 1, end) if parse.lower[i] in _AFTER_SOURCE), end)
    if not 0 < stop - start <= LONGEST_SOURCE or any(parse.pos[i] in ("VERB", "AUX") for i in range(start, end)):
        return None
    if _is_common_source(parse, start, stop):
        return start, stop
    named = parse.pos[start] == "PROPN" and parse.lower[start] in _names(document)
    kind = document.doc[stop - 1].ent_type_
    if kind == "GPE" and not named and not any(mark in parse.lower[end:] for mark in "“‘"):  # "Norland: ferries stop"
        return None
    return (start, stop) if named or kind in _SOURCES else None


def _names(document: Document) -> frozenset[str]:
    """Return the words of the persons and bodies named below the headline."""
    return frozenset(t.lower_ for e in document.doc.ents if e.label_ in ("PERSON", "ORG") for t in e if t.is_alpha)


def _is_common_source(parse: Parse, start: int, end: int) -> bool:
    while end > start and parse.pos[end - 1] == "PUNCT":
        end -= 1
    return 0 < end - start <= LONGEST_SOURCE and parse.lemma[end - 1].lower() in source_nouns()


def _is_statement(parse: Parse, start: int, end: int) -> bool:
    """Say whether a headline's part can be what someone said, not a topic."""
    if end - start < SHORTEST_CONTENT:
        return parse.lower[start] in "“‘"
    has_verb = any(parse.pos[i] in ("VERB", "AUX") for i in range(start, end))
    return has_verb or any(parse.lower[i] in "“‘" for i in range(start, end))


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
        if "by" in words and not entries("speech_nouns", "noun").isdisjoint(before):
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
