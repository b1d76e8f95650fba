"""Labels of single unknown words weighed by all their places in the article: who speaks is a person, for example.

The model labels an unknown surname or village anew each time; its mentions together tell more than each alone.
"""

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.names import Name, fold
from analysis.lexicons import entries

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SPEAKS = entries("name_words", "word", kind="speaking")
_TRUST = entries("name_words", "word", kind="trusting")
_PLACE_NOUNS = entries("name_words", "word", kind="place")
_PLACES = frozenset({"GPE", "LOC", "FAC"})


def weighed(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with the label that their use in the whole article supports; known ones are left alone."""
    by_spelling: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        if not name.aliases and len(name.words) == 1:
            by_spelling[fold(name.text)].append(name)
    labels = {spelling: _label(document.doc, found) for spelling, found in by_spelling.items()}
    changed = {name.start: labels[fold(name.text)] for found in by_spelling.values() for name in found}
    return [replace(name, label=label) if (label := changed.get(name.start)) else name for name in names]


def _label(doc: "Doc", names: list[Name]) -> str | None:
    """Return another label where the uses of a word speak clearly against the one it has."""
    if any(_beside_place_noun(doc, name) for name in names):
        return "GPE" if all(name.label not in _PLACES for name in names) else None
    speaks = sum(_is_speaker(doc, name) for name in names)
    located = sum(_is_located(doc, name) for name in names)
    if speaks and not located and all(name.label in (*_PLACES, "PRODUCT", "WORK_OF_ART") for name in names):
        return "PERSON"
    if located and not speaks and all(name.label in ("PERSON", "PRODUCT", "WORK_OF_ART") for name in names):
        return "GPE"
    return None


def _is_speaker(doc: "Doc", name: Name) -> bool:
    token = doc[name.last - 1]
    return token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_ in _SPEAKS


def _is_located(doc: "Doc", name: Name) -> bool:
    """Say whether "in" or "near" stands before the name alone, and does not belong to "trust in"."""
    before = doc[name.first - 1] if name.first else None
    if before is None or before.lower_ not in ("in", "near", "outside") or before.head.lemma_ in _TRUST:
        return False
    after = doc[name.last] if name.last < len(doc) else None
    return doc[name.last - 1].dep_ == "pobj" and (after is None or after.text not in ("'s", "'", "-"))


def _beside_place_noun(doc: "Doc", name: Name) -> bool:
    """Say whether the name stands after "city of" or before "province"."""
    of = name.first > 1 and doc[name.first - 1].lower_ == "of" and doc[name.first - 2].lower_ in _PLACE_NOUNS
    after = doc[name.last] if name.last < len(doc) else None
    before_noun = after is not None and after.lower_ in _PLACE_NOUNS - {"state", "port", "capital"}
    return of or (before_noun and doc[name.last - 1].dep_ == "compound" and after.text.islower() if after else False)
