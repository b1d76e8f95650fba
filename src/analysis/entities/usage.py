"""Labels of unknown names told by the nouns beside them: "the Orduva militia", "Kelder shares", "Varnholt, a mine".

One clear place in an article tells the label of all its mentions of that name. The model labels an unknown surname or
village anew each time; its mentions together tell more than each alone (`weighed`).
"""

from bisect import bisect
from collections import defaultdict
from dataclasses import replace

from analysis.annotate import Document
from analysis.entities.names import Name, fold, honorifics, name_at, words_beside
from analysis.entities.people import role_nouns
from analysis.entities.repair import BODY_NOUNS, given_names, name_heads
from analysis.lexicons import entries, pairs
from analysis.spacy_types import Doc, Token

_OPEN = frozenset({"PERSON", "GPE", "LOC", "FAC", "PRODUCT", "WORK_OF_ART", "EVENT", "NORP", "ORG"})
_CLASSED = _OPEN - {"ORG", "NORP"}
_LOCATIVE = frozenset({"in", "from", "near", "at", "to", "outside", "around"})
_ON = _LOCATIVE | {"on"}
_HE = frozenset({"he", "she", "his", "her", "himself", "herself"})
_PLURAL_VERBS = frozenset({"VBP", "VB"})
_SPEAKS = entries("name_words", "word", kind="speaking")
_TRUST = entries("name_words", "word", kind="trusting")
_PLACE_NOUNS = entries("name_words", "word", kind="place")
_PLACES = frozenset({"GPE", "LOC", "FAC"})


def with_usage(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with the labels that nouns beside them tell; what the gazetteer knows is left alone."""
    doc = document.doc
    words = frozenset(document.words)
    names = _with_peoples(document, [name for name in names if not _is_ordinary(document, name, words)])
    people_at = [name.first for name in names if name.label == "PERSON"]
    told: dict[str, str] = {}
    for name in names:
        if not name.aliases and name.label in _OPEN and (label := _label(doc, name) or _person(doc, name, people_at)):
            told.setdefault(fold(name.text), label)
    full = [n for n in names if n.label == "PERSON" and len(n.words) > 1 and fold(n.text) not in told]
    people = {fold(word) for name in full for word in name.words}
    told = {spelling: label for spelling, label in told.items() if spelling not in people}
    return [
        replace(name, label=told[fold(name.text)]) if not name.aliases and fold(name.text) in told else name
        for name in names
    ]


def contexts(side: str) -> dict[str, str]:
    """Return the nouns that tell a label from one side of a name."""
    return pairs("name_contexts", "word", "label", side=side)


def _label(doc: Doc, name: Name) -> str | None:
    before = doc[name.first - 1] if name.first else None
    after = doc[name.last] if name.last < len(doc) else None
    kin = before is not None and contexts("before").get(before.lower_) == "PERSON" and len(name.words) == 1
    if name.label in _CLASSED or kin:
        if before is not None and before.lower_ in contexts("before") and _leads(doc, before, name):
            return contexts("before")[before.lower_]
        if after is not None and after.pos_ == "NOUN" and after.lower_ in contexts("after"):
            return contexts("after")[after.lower_]
        if before is not None and before.lower_ == "of" and name.first > 1 and (noun := doc[name.first - 2].lower_):
            return contexts("of").get(noun)
        if name.label == "PERSON" and len(name.words) > 1 and name.words[0] in contexts("first"):
            return contexts("first")[name.words[0]] if before is not None and before.lower_ in _ON else None
    last = contexts("end").get(name.words[-1]) if name.label == "ORG" and len(name.words) > 1 else None
    if last and before is not None and before.lower_ in _LOCATIVE:
        return last  # "slate from Crooked Ridge"
    return _apposed(doc, name) or (_after_article(doc, name) if before is not None and before.lower_ == "the" else None)


def _leads(doc: Doc, noun: Token, name: Name) -> bool:
    """Say whether a noun before a name is its class; in "the firm Marsh left" the name is the subject of a clause."""
    root = doc[name.first : name.last].root
    clause = root.dep_ in ("nsubj", "nsubjpass") and root.head.dep_ == "relcl" and root.head.head == noun
    return bool(noun.whitespace_) and not clause and not (name.words[0] in given_names() and len(name.words) > 1)


def _apposed(doc: Doc, name: Name) -> str | None:
    """Return the label that the noun of an apposition tells: "Varnholt, a copper mine"."""
    if name.last >= len(doc) or doc[name.last].text != "," or name.words[0] in given_names():
        return None
    nouns = (child for child in doc[name.last - 1].children if child.dep_ == "appos" and child.i > name.last)
    label = next((contexts("apposed").get(noun.text) for noun in nouns), None)
    located = name.first > 0 and doc[name.first - 1].lower_ in _LOCATIVE
    return label if label != name.label and not (located and label == "ORG") else None


def _after_article(doc: Doc, name: Name) -> str | None:
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


def _person(doc: Doc, name: Name, people_at: list[int]) -> str | None:
    """Return PERSON for a name of two or three words that is a "he" or a "who", whatever the model says.

    "He" means it where the name is the subject of a clause before it and nobody was named until then.
    """
    words = name.words
    if name.label in ("PERSON", "EVENT") or len(words) not in (2, 3):
        return None
    heads = name_heads().keys() | entries("portfolios", "word")
    if any(not (w.isalpha() and w.istitle()) or w in heads or w.lower() in BODY_NOUNS for w in words):
        return None
    after = doc[name.last : name.last + 2]
    if len(after) > 1 and after[0].text == "," and after[1].lower_ == "who":
        return "PERSON"
    root = doc[name.first : name.last].root
    if root.dep_ not in ("nsubj", "nsubjpass") or bisect(people_at, name.first):
        return None
    sentence = list(root.sent)
    following = doc[sentence[-1].i + 1 : sentence[-1].i + 2]
    he = next((token for token in sentence if token.i >= name.last and token.lower_ in _HE), None)
    named = he is not None and bisect(people_at, he.i) > 0
    opens = len(following) == 1 and following[0].lower_ in ("he", "she")
    return "PERSON" if (he is not None and not named) or opens else None


def _is_ordinary(document: Document, name: Name, words: frozenset[str]) -> bool:
    """Say whether a "name" is only the capital of a sentence: the word stands in small letters elsewhere."""
    if name.aliases or len(name.words) != 1 or name.label in ("PERSON", "ORG") or not name.text.istitle():
        return False
    token = document.doc[name.first]
    opens = token.is_sent_start or (document.title_span is not None and name.end <= document.title_span.end_char)
    return opens and name.text.lower() in words and token.tag_ != "NNP"


def _with_peoples(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with peoples as such: "the Maasai have grazed", "Quechua-speaking", "Hausa leaders"."""
    doc, peoples = document.doc, entries("peoples", "name")
    places = [i for i, word in enumerate(document.words) if word in peoples and _is_people(doc, i)]
    found = [name_at(doc, i, i + 1, "NORP") for i in places]
    kept = [n for n in names if n.aliases or n.label == "NORP" or n.last - n.first > 1 or n.first not in places]
    new = [f for f in found if not any(f.overlaps(n) for n in kept)]
    return sorted([*kept, *new], key=lambda name: name.start) if new else names


def _is_people(doc: Doc, i: int) -> bool:
    before, after = (doc[j] if 0 <= j < len(doc) else None for j in (i - 1, i + 1))
    located = before is not None and (before.lower_ in _LOCATIVE or before.text == ",")
    beside = any(t is not None and t.pos_ == "PROPN" and t.text.istitle() for t in (before, after))
    return not located and not beside


def weighed(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with the label that their use in the whole article supports; known ones are left alone."""
    by_spelling: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        if not name.aliases and len(name.words) == 1:
            by_spelling[fold(name.text)].append(name)
    labels = {spelling: _weighed_label(document.doc, found) for spelling, found in by_spelling.items()}
    changed = {name.start: labels[fold(name.text)] for found in by_spelling.values() for name in found}
    return [replace(name, label=label) if (label := changed.get(name.start)) else name for name in names]


def _weighed_label(doc: Doc, names: list[Name]) -> str | None:
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


def _is_speaker(doc: Doc, name: Name) -> bool:
    token = doc[name.last - 1]
    return token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_ in _SPEAKS


def _is_located(doc: Doc, name: Name) -> bool:
    """Say whether "in" or "near" stands before the name alone, and does not belong to "trust in"."""
    before = doc[name.first - 1] if name.first else None
    if before is None or before.lower_ not in ("in", "near", "outside") or before.head.lemma_ in _TRUST:
        return False
    return doc[name.last - 1].dep_ == "pobj" and words_beside(doc, name)[1] not in ("'s", "'", "-")


def _beside_place_noun(doc: Doc, name: Name) -> bool:
    """Say whether the name stands after "city of" or before "province"."""
    before, after = words_beside(doc, name)
    if name.first > 1 and before == "of" and doc[name.first - 2].lower_ in _PLACE_NOUNS:
        return True
    small = after in _PLACE_NOUNS - {"state", "port", "capital"} and doc[name.last].text.islower()
    return small and doc[name.last - 1].dep_ == "compound"
