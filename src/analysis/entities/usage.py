"""Labels of unknown names told by the nouns beside them: "the Orduva militia", "Kelder shares", "Varnholt, a mine".

One clear place in an article tells the label of all its mentions of that name.
"""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.clusters import fold
from analysis.entities.names import Name, honorifics
from analysis.entities.repair import given_names
from analysis.entities.roles import role_nouns
from analysis.lexicons import read_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_OPEN = frozenset({"PERSON", "GPE", "LOC", "FAC", "PRODUCT", "WORK_OF_ART", "EVENT", "NORP", "ORG"})
_CLASSED = _OPEN - {"ORG", "NORP"}
_LOCATIVE = frozenset({"in", "from", "near", "at", "to", "outside", "around"})
_PLURAL_VERBS = frozenset({"VBP", "VB"})


def with_usage(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with the labels that nouns beside them tell; what the gazetteer knows is left alone."""
    doc = document.doc
    told: dict[str, str] = {}
    for name in names:
        if not name.aliases and name.label in _OPEN and (label := _label(doc, name)):
            told.setdefault(fold(name.text), label)
    people = {fold(word) for n in names if n.label == "PERSON" and len(n.words) > 1 for word in n.words}
    told = {spelling: label for spelling, label in told.items() if spelling not in people}
    return [
        replace(name, label=told[fold(name.text)]) if not name.aliases and fold(name.text) in told else name
        for name in names
    ]


@cache
def contexts(side: str) -> dict[str, str]:
    """Return the nouns that tell a label from one side of a name."""
    return {row["word"]: row["label"] for row in read_lexicon("name_contexts") if row["side"] == side}


def _label(doc: "Doc", name: Name) -> str | None:
    before = doc[name.first - 1] if name.first else None
    after = doc[name.last] if name.last < len(doc) else None
    if name.label in _CLASSED:
        if before is not None and before.lower_ in contexts("before") and _leads(doc, before, name):
            return contexts("before")[before.lower_]
        if after is not None and after.pos_ == "NOUN" and after.lower_ in contexts("after"):
            return contexts("after")[after.lower_]
        if before is not None and before.lower_ == "of" and name.first > 1 and (noun := doc[name.first - 2].lower_):
            return contexts("of").get(noun)
    last = contexts("end").get(name.words[-1]) if name.label == "ORG" and len(name.words) > 1 else None
    if last and before is not None and before.lower_ in _LOCATIVE:
        return last  # "slate from Crooked Ridge"
    return _apposed(doc, name) or (_after_article(doc, name) if before is not None and before.lower_ == "the" else None)


def _leads(doc: "Doc", noun: "Token", name: Name) -> bool:
    """Say whether a noun before a name is its class; in "the firm Marsh left" the name is the subject of a clause."""
    root = doc[name.first : name.last].root
    clause = root.dep_ in ("nsubj", "nsubjpass") and root.head.dep_ == "relcl" and root.head.head == noun
    return bool(noun.whitespace_) and not clause and not (name.words[0] in given_names() and len(name.words) > 1)


def _apposed(doc: "Doc", name: Name) -> str | None:
    """Return the label that the noun of an apposition tells: "Varnholt, a copper mine"."""
    if name.last >= len(doc) or doc[name.last].text != "," or name.words[0] in given_names():
        return None
    nouns = (child for child in doc[name.last - 1].children if child.dep_ == "appos" and child.i > name.last)
    label = next((contexts("apposed").get(noun.lower_) for noun in nouns), None)
    return label if label != name.label else None


def _after_article(doc: "Doc", name: Name) -> str | None:
    """Return ORG for a "person" of two words behind "the", NORP for one word that acts as many: "the Samburu use"."""
    root = doc[name.first : name.last].root
    after = doc[name.last] if name.last < len(doc) else None
    if doc[name.first - 1].head.i not in range(name.first, name.last) or (after is not None and after.pos_ == "NOUN"):
        return None
    titles = role_nouns().keys() | honorifics().keys()
    if any(word in given_names() or word.lower() in titles for word in name.words):
        return None
    if len(name.words) == 1:
        many = root.dep_ == "nsubj" and root.head.tag_ in _PLURAL_VERBS and root.head.lower_ != "be"
        helped = any(c.dep_ == "aux" and c.i > root.i for c in root.head.children)
        plain = name.label in ("GPE", "PERSON", "LOC") and not name.text.isupper() and not name.text.endswith("s")
        return "NORP" if many and not helped and plain else None
    return "ORG" if name.label == "PERSON" and not name.text.endswith("s") else None
