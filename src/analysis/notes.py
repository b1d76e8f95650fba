"""An editor's notes of who is meant ("our economy [Germany's] grew"): parsed apart from the sentence they stand in."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from analysis.spacy_types import Doc, Token

NOTE = "note"  # the relation of a note to the word beside it
_BRACKET = re.compile(r"(?<![^\s“‘])\[(?:[A-Za-z][a-z]{1,2} ){0,2}[A-Z][\w.’' -]*\](?=[ ,.;:!?”]|\Z)")
_OPENED = re.compile(r"(?:\A|[.!?:][”’)]* |[“‘])\Z")
_SPEAKERS = frozenset({"we", "We", "our", "Our", "us"})
_FARTHEST = 3  # words from "our" to the note behind its noun


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the text or of a note in it: where it stands, the word that it hangs on, and how."""

    place: int
    token: Token
    head: Token
    dep: str


def find_notes(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of notes at the head of a sentence or behind "we" and "our", and of the marks of other brackets.

    What stands in those is a part of the sentence.

    >>> list(find_notes("Our economy [Germany's] grew. [He] said so."))
    [(12, 23), (30, 31), (33, 34)]
    """
    for found in _BRACKET.finditer(text) if "[" in text else ():
        start, end = found.span()
        is_opening = _OPENED.search(text[:start]) is not None
        if is_opening and not (text[end + 1 : end + 2].isupper() and not found[0].endswith("'s]")):
            yield start, start + 1
            yield end - 1, end
        elif is_opening or not _SPEAKERS.isdisjoint(text[:start].split()[-_FARTHEST:]):
            yield start, end


def without_notes(text: str) -> str:
    """Return a text without its notes, each with a space beside it.

    >>> without_notes("[Chad] Our economy grew more than that of others [in Africa], and so did we [Chad].")
    'Our economy grew more than that of others [in Africa], and so did we.'
    """
    kept, place = "", 0
    for start, end in _cuts(text):
        kept += text[place:start]
        place = end
    return kept + text[place:]


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    for start, end in find_notes(text):
        if end - start == 1:
            yield start, end
        elif start == 0 or text[end : end + 1] == " ":
            yield start, end + 1
        else:
            yield start - 1, end


def with_notes(doc: Doc, text: str, parse: Callable[[str], Doc]) -> Doc:
    """Return a parse of a text without its notes with them in their places, hanging on the word before or behind."""
    notes = list(find_notes(text))
    if not notes or not len(doc):
        return doc
    places = list(_places(doc, text))
    words = [_Word(place, token, token.head, token.dep_) for place, token in zip(places, doc, strict=True)]
    for start, end in notes:
        following = bisect_left(places, start)
        is_opening = following < len(doc) and _OPENED.search(text[:start]) is not None
        beside = doc[following if is_opening else following - 1]
        words += _note(parse(text[start:end]), start, beside)
    return _joined(sorted(words, key=attrgetter("place")), text)


def _places(doc: Doc, text: str) -> Iterator[int]:
    """Yield where each word of a text without its notes stands in the text with them."""
    cuts, shift = list(_cuts(text)), 0
    for token in doc:
        while cuts and token.idx + shift >= cuts[0][0]:
            start, end = cuts.pop(0)
            shift += end - start
        yield token.idx + shift


def _note(doc: Doc, start: int, beside: Token) -> Iterator[_Word]:
    relation = NOTE if len(doc) > 1 else "punct"
    for token in doc:
        is_root = token.head.i == token.i
        yield _Word(start + token.idx, token, beside if is_root else token.head, relation if is_root else token.dep_)


def _joined(words: list[_Word], text: str) -> Doc:
    from spacy.tokens import Doc

    rows = {word.token: row for row, word in enumerate(words)}
    starts = [bool(word.token.is_sent_start) and word.token.doc is word.head.doc for word in words]
    ends = [word.place + len(word.token) for word in words]
    tokens = [word.token for word in words]
    ents = [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in tokens]
    return Doc(
        tokens[0].vocab, words=[t.text for t in tokens], spaces=[text[end : end + 1] == " " for end in ends],
        tags=[t.tag_ for t in tokens], pos=[t.pos_ for t in tokens], morphs=[str(t.morph) for t in tokens],
        lemmas=[t.lemma_ for t in tokens], heads=[rows[word.head] for word in words],
        deps=[word.dep for word in words], sent_starts=starts, ents=ents,
    )  # fmt: skip
