"""People that the model left out: free capitalised words that an office introduces or that act, and are no words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.borders import is_only_name
from analysis.entities.names import Name, name_at
from analysis.entities.repair import name_heads, word_set
from analysis.entities.roles import role_nouns

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LONGEST = 4  # words


def with_missed_people(document: Document, names: list[Name]) -> list[Name]:
    """Return the names and, in order, unlabelled full names before a verb or after a role ("co-leader Mithat San")."""
    doc = document.doc
    taken = bytearray(len(doc))
    for name in names:
        taken[name.first : name.last] = b"\1" * (name.last - name.first)
    title_end = document.title_span.end if document.title_span is not None else 0
    return sorted([*names, *_missed(document, taken, title_end)], key=lambda name: name.start)


def _missed(document: Document, taken: bytearray, first: int) -> Iterator[Name]:
    doc = document.doc
    free = [i for i, word in enumerate(document.words[:-1]) if i >= first and not taken[i] and word[:1].isupper()]
    i = first
    for start in free:
        if start < i or start + 1 >= len(doc):
            continue
        i = last = start
        while last < len(doc) and last - i <= _LONGEST and not taken[last] and _is_part(doc[last]):
            last += 1
        if 2 <= last - i <= _LONGEST and _is_person(doc, i, last):
            yield name_at(doc, i, last, "PERSON", "repeat")
        i = max(last, i + 1)


def _is_part(token: "Token") -> bool:
    word = token.text
    initial = len(word) == 2 and word[0].isupper() and word[1] == "."
    return token.pos_ == "PROPN" and (initial or (token.is_title and token.is_alpha))


def _is_person(doc: "Doc", first: int, last: int) -> bool:
    if not is_only_name(doc[last - 1]) or any(doc[i].text in name_heads() for i in range(first, last)):
        return False
    if any(doc[i].text in word_set("portfolios", "word") or doc[i].lower_ in role_nouns() for i in range(first, last)):
        return False
    before = doc[first - 1] if first else None
    introduced = before is not None and before.lower_ in role_nouns() and bool(before.whitespace_)
    root = doc[first:last].root
    return introduced or (root.dep_ == "nsubj" and root.head.pos_ == "VERB" and root.i == last - 1)
