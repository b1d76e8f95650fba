"""Labels of unknown names told by the nouns beside them: "the Orduva militia", "Kelder shares", "Varnholt, a mine".

One clear place in an article tells the label of all its mentions of that name. The model labels an unknown surname or
village anew each time; its mentions together tell more than each alone (`weighed`).
"""

from bisect import bisect
from collections import defaultdict
from dataclasses import replace

from analysis.annotate import Document
from analysis.entities.names import (
    BODY_NOUNS,
    PARTICLES,
    PERSONAL,
    Name,
    fold,
    given_names,
    honorifics,
    name_at,
    name_heads,
    role_nouns,
    words_beside,
)  # fmt: skip
from analysis.lexicons import entries, pairs
from analysis.spacy_types import Doc, Token

_OPEN = frozenset({"PERSON", "GPE", "LOC", "FAC", "PRODUCT", "WORK_OF_ART", "EVENT", "NORP", "ORG"})
_CLASSED = _OPEN - {"ORG", "NORP"}
_LOCATIVE = frozenset({"in", "from", "near", "at", "to", "outside", "around"})
_ON = _LOCATIVE | {"on"}
_HE = frozenset({"he", "she", "his", "her", "himself", "herself"})
_PLURAL_VERBS = frozenset({"VBP", "VB"})
_SPEAKS = entries("name_words", "word", kind="speaking")
_NEAR = frozenset({"in", "near", "outside"})
_TRUST = entries("name_words", "word", kind="trusting")
_PLACE_NOUNS = entries("name_words", "word", kind="place")
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_SAYING = frozenset({"say", "tell", "add", "recall", "explain", "ask", "reply"})
_HEADED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART"})
_NAMED_BY = frozenset({"compound", "nmod", "appos", "nsubj", "pobj"})  # a noun before its name


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
    before, after = words_beside(doc, name)
    kin = contexts("before").get(before) == "PERSON" and len(name.words) == 1
    if name.label in _CLASSED or kin:
        if before in contexts("before") and _leads(doc, doc[name.first - 1], name):
            return contexts("before")[before]
        if after in contexts("after") and doc[name.last].pos_ == "NOUN":
            return contexts("after")[after]
        if before == "of" and name.first > 1:
            return contexts("of").get(doc[name.first - 2].lower_)
        if name.label == "PERSON" and len(name.words) > 1 and name.words[0] in contexts("first"):
            return contexts("first")[name.words[0]] if before in _ON else None
    last = contexts("end").get(name.words[-1]) if name.label == "ORG" and len(name.words) > 1 else None
    if last and before in _LOCATIVE:
        return last  # "slate from Crooked Ridge"
    return _apposed(doc, name) or (_after_article(doc, name) if before == "the" else None)


def _leads(doc: Doc, noun: Token, name: Name) -> bool:
    """Say whether a noun before a name is its class; in "the firm Marsh left" the name is the subject of a clause."""
    root = doc[name.first : name.last].root
    clause = root.dep_ in ("nsubj", "nsubjpass") and root.head.dep_ == "relcl" and root.head.head == noun
    return bool(noun.whitespace_) and not clause and not (name.words[0] in given_names() and len(name.words) > 1)


def _apposed(doc: Doc, name: Name) -> str | None:
    """Return the label that the noun of an apposition tells: "Varnholt, a copper mine"."""
    before, after = words_beside(doc, name)
    if after != "," or name.words[0] in given_names():
        return None
    label = apposed_label(doc, name.last)
    return label if label != name.label and not (before in _LOCATIVE and label == "ORG") else None


def apposed_label(doc: Doc, comma: int) -> str | None:
    nouns = (child for child in doc[comma - 1].children if child.dep_ == "appos" and child.i > comma)
    return next((contexts("apposed").get(noun.text) for noun in nouns), None)


def _after_article(doc: Doc, name: Name) -> str | None:
    """Return ORG for a "person" of two words behind "the", NORP for one word that acts as many: "the Samburu use"."""
    titles = role_nouns().keys() | honorifics().keys()
    apart = doc[name.first - 1].head.i not in range(name.first, name.last)
    if apart or any(token.pos_ == "NOUN" for token in doc[name.last : name.last + 1]):
        return None
    if any(word in given_names() or word.lower() in titles for word in name.words):
        return None
    if len(name.words) > 1:
        return "ORG" if name.label == "PERSON" and not name.text.endswith("s") else None
    root = doc[name.first : name.last].root
    many = root.dep_ == "nsubj" and root.head.tag_ in _PLURAL_VERBS and root.head.lower_ != "be"
    helped = any(c.dep_ == "aux" and c.i > root.i for c in root.head.children)
    plain = name.label in ("GPE", "PERSON", "LOC") and not name.text.isupper() and not name.text.endswith("s")
    return "NORP" if many and not helped and plain else None


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
    located = i > 0 and (doc[i - 1].lower_ in _LOCATIVE or doc[i - 1].text == ",")
    beside = (*doc[max(0, i - 1) : i], *doc[i + 1 : i + 2])
    return not located and not any(token.pos_ == "PROPN" and token.text.istitle() for token in beside)


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
    labels = {name.label for name in names}
    if any(_beside_place_noun(doc, name) for name in names):
        return "GPE" if labels.isdisjoint(_PLACES) else None
    lasts = [doc[name.last - 1] for name in names]
    speaks = any(t.dep_ in ("nsubj", "nsubjpass") and t.head.lemma_ in _SPEAKS for t in lasts)
    located = any(_is_located(doc, name) for name in names)
    if speaks == located:
        return None
    taken_for = {*_PLACES, "PRODUCT", "WORK_OF_ART"} if speaks else {"PERSON", "PRODUCT", "WORK_OF_ART"}
    return ("PERSON" if speaks else "GPE") if labels <= taken_for else None


def _is_located(doc: Doc, name: Name) -> bool:
    """Say whether "in" or "near" stands before the name alone, and does not belong to "trust in"."""
    before, after = words_beside(doc, name)
    alone = doc[name.last - 1].dep_ == "pobj" and after not in ("'s", "'", "-")
    return before in _NEAR and alone and doc[name.first - 1].head.lemma_ not in _TRUST


def _beside_place_noun(doc: Doc, name: Name) -> bool:
    """Say whether the name stands after "city of" or before "province"."""
    before, after = words_beside(doc, name)
    if name.first > 1 and before == "of" and doc[name.first - 2].lower_ in _PLACE_NOUNS:
        return True
    small = after in _PLACE_NOUNS - {"state", "port", "capital"} and doc[name.last].text.islower()
    return small and doc[name.last - 1].dep_ == "compound"


# ── labels told by the words of a name, and right before it ─────────────────────────────────────────────────────────


def is_portfolio(doc: Doc, name: Name) -> bool:
    """Say whether a name is only the portfolio of an office ("Home Secretary", "Secretary of State")."""
    found = name.source in ("model", "repeat")
    if name.last - name.first != 1 or not found or name.text not in entries("portfolios", "word"):
        return False
    before, after = words_beside(doc, name)
    office = doc[name.first - 2].lower_ if name.first > 1 else ""
    return after in role_nouns() or (before in ("of", "for") and office in role_nouns()) or after == "minister"


def relabelled(doc: Doc, name: Name) -> Name:
    """Return a name that the gazetteer does not know with the label that its own words and those beside it tell."""
    if name.aliases:
        return name
    label = _label_by_head(doc, name) or _label_by_shape(doc, name) or _label_by_noun(doc, name)
    return replace(name, label=label) if label and label != name.label else name


def _label_by_head(doc: Doc, name: Name) -> str | None:
    """Return the label that the head noun of a longer name tells ("… Museum", "University of …")."""
    words = [doc[i].text for i in range(name.first, name.last)]
    if len(words) < 2 or name.label not in _HEADED:
        return None
    small = next((i for i, word in enumerate(words) if word in ("of", "for", "de") and i), len(words))
    head = words[small - 1]
    if name.label in ("WORK_OF_ART", "EVENT", "PRODUCT") and small == len(words):
        return None
    label = name_heads().get(head)
    if name_heads().get(words[-1]) == "LAW":
        return "LAW"  # "Relief for Renters Act"
    if (label in ("GPE", "LOC") and name.label == "ORG") or (head in ("Center", "Centre") and name.label != "PERSON"):
        return None
    return None if label == "GPE" and name.label == "PERSON" and small < len(words) else label


def _label_by_shape(doc: Doc, name: Name) -> str | None:
    """Return ORG for a "person" of one word in capitals ("FTU's Alice Mak"), PERSON for a given name and surname."""
    words, shouted = name.words, name.text.isupper()
    if name.label == "PERSON" and len(words) == 1 and shouted and name.text.isalpha() and 2 < len(name.text) <= 6:
        near = [token for token in doc[max(0, name.first - 3) : name.last + 3] if token.is_alpha]
        return None if all(token.is_upper for token in near) else "ORG"
    if shouted or name.label not in _HEADED - {"PERSON", "EVENT"} or len(words) not in (2, 3):
        return None
    parts = all((w[:1].isupper() or w in PARTICLES) and w not in name_heads() for w in words[1:])
    return "PERSON" if parts and words[0].split("-")[0] in given_names() else None


def _label_by_noun(doc: Doc, name: Name) -> str | None:
    """Return PERSON after Mr, Mrs, Dr, "minister", "singer" …; PRODUCT after "ship", "shuttle" …"""
    before = words_beside(doc, name)[0].rstrip(".")
    if before in PERSONAL and name.label != "PERSON":
        return "PERSON"
    root = doc[name.first : name.last].root
    speaks = root.dep_ == "nsubj" and root.head.lemma_ in _SAYING and len(name.words) == 2
    if speaks and name.label in ("WORK_OF_ART", "PRODUCT", "EVENT", "LOC", "FAC"):
        return "PERSON"
    if before in role_nouns() and name.label in ("ORG", "GPE", "NORP", "PRODUCT") and not name.text.isupper():
        return "PERSON"
    if before in entries("body_nouns", "noun") and name.label in ("PERSON", "GPE", "LOC", "PRODUCT", "WORK_OF_ART"):
        noun = doc[name.first - 1]
        if noun.dep_ in ("compound", "nmod") and name.first <= noun.head.i < name.last and noun.text.islower():
            return "ORG"  # "airline Example Air"
    return "PRODUCT" if before in entries("vehicles", "noun") and doc[name.first - 1].dep_ in _NAMED_BY else None
