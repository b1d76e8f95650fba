"""What stands without marks below "She said:": a list, or a block of her words."""

import re
from collections.abc import Iterator

from analysis.annotate import Document
from analysis.quotes.parse import Parse, cue_of
from analysis.quotes.reports import Report, trim_content
from analysis.quotes.sources import noun_phrase, source_nouns, speaker_of

RULE = "block"
_LONGEST_ITEM = 300  # characters
_NEAREST = 12  # tokens between the verb and its colon
_BULLETS = ("-", "–", "—", "•", "*", "·")
_HANDLE = re.compile(r"[–—-]+ ?(?P<name>[^()]{2,50}) \(@\w+\)")
_SENTENCE_END = frozenset('.?!"”’)…:')
_IN_PERSON = frozenset(("i", "we", "my", "our", "us", "me"))


def block_reports(document: Document, parse: Parse, syntax: list[Report]) -> list[Report]:
    """Return the list or the paragraph below a paragraph that ends with a reporting verb and a colon."""
    found = list(_signed(document, parse))
    reported = {report.cue[0] for report in syntax if report.cue is not None}
    paragraphs = document.paragraphs
    for number, paragraph in enumerate(paragraphs[:-1]):
        last = paragraph.end - 1
        if parse.lower[last] != ":" or last == paragraph.start:
            continue
        verb = _verb_before(parse, paragraph.start, last)
        if verb is None:
            continue
        top = speaker_of(parse, verb)
        parts = _items(document, parse, number + 1)
        if top is None or not parts or (verb in reported and len(parts) == 1):
            continue
        found.append(
            Report(tuple(parts), (verb, verb + 1), "say", False, noun_phrase(parse, top, verb), top, RULE, RULE)
        )
    return found


def _signed(document: Document, parse: Parse) -> Iterator[Report]:
    """Yield each post without marks over the line that says whose it is: "— Ada Lind (@adalind) May 3, 2023"."""
    for number, (start, end) in enumerate(document.normal.paragraphs[1:]):
        signed = _HANDLE.match(document.text, start, end)
        if signed is None:
            continue
        said = document.paragraphs[number]
        name = document.doc.char_span(*signed.span("name"), alignment_mode="expand")
        part = trim_content(parse, said.start, said.end)
        if name is not None and part is not None and "“" not in said.text:
            yield Report((part,), None, "say", False, (name.start, name.end), name.end - 1, RULE, RULE)


def _verb_before(parse: Parse, first: int, colon: int) -> int | None:
    """Return the reporting verb of the last words before a colon."""
    for k in range(colon - 1, max(first, colon - _NEAREST) - 1, -1):
        if parse.lower[k] in ".!?”":
            return None
        if parse.pos[k] == "VERB":
            found = cue_of(parse, k)
            told = found is not None and "q" in found[0].patterns
            return k if told or _makes_document(parse, k, colon) else None
    return None


def _makes_document(parse: Parse, verb: int, colon: int) -> bool:
    """Say whether the words before a colon give out a text: "The board issued a statement:"."""
    noun = parse.child(verb, "dobj")
    if noun is None or any(parse.pos[k] == "VERB" for k in range(noun, colon)):
        return False
    return source_nouns().get(parse.lemma[noun].lower()) == "document"


def _items(document: Document, parse: Parse, number: int) -> list[tuple[int, int]]:
    """Return the points of a list, else one paragraph if it speaks of "I" or "we"."""
    items: list[tuple[int, int]] = []
    for paragraph in document.paragraphs[number:]:
        text = paragraph.text
        if len(text) > _LONGEST_ITEM or not (text[-1] not in _SENTENCE_END or text.startswith(_BULLETS)):
            break
        first = paragraph.start + text.startswith(_BULLETS)
        part = trim_content(parse, first, paragraph.end)
        items += [part] if part is not None else []
    if len(items) > 1:
        return items
    paragraph = document.paragraphs[number]
    first = paragraph.start + (parse.lower[paragraph.start] == ">")
    spoken = any(word in _IN_PERSON for word in parse.lower[paragraph.start : paragraph.end])
    part = trim_content(parse, first, paragraph.end) if spoken and parse.lower[paragraph.start] != "“" else None
    return [part] if part is not None else []
