"""Labels of unknown names told by the nouns beside them: "the Orduva militia", "Kelder shares", "Varnholt, a mine".

One clear place in an article tells the label of all its mentions of that name. The model labels an unknown surname or
village anew each time; its mentions together tell more than each alone (`weighed`).
"""

from bisect import bisect
from collections import defaultdict

from analysis.annotate import Document
from analysis.entities import lists
from analysis.entities.names import Name, free_of, in_order, name_at, root_of, words_beside
from analysis.lexicons import entries
from analysis.wording import fold

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
_SAYING = frozenset({"say", "tell", "add", "recall", "explain", "ask", "reply"})
_HEADED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART"})
_NAMED_BY = frozenset({"compound", "nmod", "appos", "nsubj", "pobj"})  # a noun before its name


def with_usage(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with the labels that nouns beside them tell; what the gazetteer knows is left alone."""
    words = frozenset(document.words)
    names = _with_peoples(document, [name for name in names if not _is_ordinary(document, name, words)])
    people_at = [name.first for name in names if name.label == "PERSON"]
    told: dict[str, str] = {}
    for name in names:
        is_open = not name.aliases and name.label in _OPEN
        if is_open and (label := _label(document, name) or _person(document, name, people_at)):
            told.setdefault(fold(name.text), label)
    full = [n for n in names if n.label == "PERSON" and len(n.words) > 1 and fold(n.text) not in told]
    people = {fold(word) for name in full for word in name.words}
    told = {spelling: label for spelling, label in told.items() if spelling not in people}
    return [
        name._replace(label=told[fold(name.text)]) if not name.aliases and fold(name.text) in told else name
        for name in names
    ]


def _label(document: Document, name: Name) -> str | None:
    before, after = words_beside(document, name)
    kin = lists.BEFORE.get(before) == "PERSON" and len(name.words) == 1
    if name.label in _CLASSED or kin:
        if before in lists.BEFORE and _leads(document, name):
            return lists.BEFORE[before]
        if after in lists.AFTER and document.pos[name.last] == "NOUN":
            return lists.AFTER[after]
        if before == "of" and name.first > 1:
            return lists.OF.get(document.lower[name.first - 2])
        if name.label == "PERSON" and len(name.words) > 1 and name.words[0] in lists.OPENING:
            return lists.OPENING[name.words[0]] if before in _ON else None
    last = lists.ENDING.get(name.words[-1]) if name.label == "ORG" and len(name.words) > 1 else None
    if last and before in _LOCATIVE:
        return last  # "slate from Crooked Ridge"
    label = _apposed(document, name, before) if after == "," else None
    return label or (_after_article(document, name) if before == "the" else None)


def _leads(document: Document, name: Name) -> bool:
    """Say whether a noun before a name is its class; in "the firm Marsh left" the name is the subject of a clause."""
    root, noun = root_of(document, name), document.doc[name.first - 1]
    clause = root.dep_ in ("nsubj", "nsubjpass") and root.head.dep_ == "relcl" and root.head.head == noun
    return bool(noun.whitespace_) and not clause and not (name.words[0] in lists.GIVEN_NAMES and len(name.words) > 1)


def _apposed(document: Document, name: Name, before: str) -> str | None:
    """Return the label that the noun of an apposition tells: "Varnholt, a copper mine"."""
    label = apposed_label(document, name.last) if name.words[0] not in lists.GIVEN_NAMES else None
    return label if label != name.label and not (before in _LOCATIVE and label == "ORG") else None


def apposed_label(document: Document, comma: int) -> str | None:
    nouns = (child for child in document.doc[comma - 1].children if child.dep_ == "appos" and child.i > comma)
    return next((lists.APPOSED.get(noun.text) for noun in nouns), None)


def _after_article(document: Document, name: Name) -> str | None:
    """Return ORG for a "person" of two words behind "the", NORP for one word that acts as many: "the Samburu use"."""
    apart = document.doc[name.first - 1].head.i not in range(name.first, name.last)
    if apart or document.pos[name.last : name.last + 1] == ("NOUN",):
        return None
    words = name.words
    titles = (lists.ROLE_NOUNS, lists.HONORIFICS)
    if any(word in lists.GIVEN_NAMES or any(word.lower() in known for known in titles) for word in words):
        return None
    if len(words) > 1:
        return "ORG" if name.label == "PERSON" and not name.text.endswith("s") else None
    root = root_of(document, name)
    many = root.dep_ == "nsubj" and root.head.tag_ in _PLURAL_VERBS and root.head.lower_ != "be"
    helped = any(c.dep_ == "aux" and c.i > root.i for c in root.head.children)
    plain = name.label in ("GPE", "PERSON", "LOC") and not name.text.isupper() and not name.text.endswith("s")
    return "NORP" if many and not helped and plain else None


def _person(document: Document, name: Name, people_at: list[int]) -> str | None:
    """Return PERSON for a name of two or three words that is a "he" or a "who", whatever the model says.

    "He" means it where the name is the subject of a clause before it and nobody was named until then.
    """
    words, lower = name.words, document.lower
    if name.label in ("PERSON", "EVENT") or len(words) not in (2, 3):
        return None
    if not all(word.isalpha() and word.istitle() for word in words):
        return None
    if any(w in lists.NAME_HEADS or w in lists.PORTFOLIOS or w.lower() in lists.BODY_NOUNS for w in words):
        return None
    if lower[name.last : name.last + 2] == (",", "who"):
        return "PERSON"
    root = root_of(document, name)
    if root.dep_ not in ("nsubj", "nsubjpass") or bisect(people_at, name.first):
        return None
    end = root.sent.end
    he = next((i for i in range(name.last, end) if lower[i] in _HE), None)
    named = he is not None and bisect(people_at, he) > 0
    opens = lower[end : end + 1] in (("he",), ("she",))
    return "PERSON" if (he is not None and not named) or opens else None


def _is_ordinary(document: Document, name: Name, words: frozenset[str]) -> bool:
    """Say whether a "name" is only the capital of a sentence: the word stands in small letters elsewhere."""
    if name.aliases or name.label in ("PERSON", "ORG") or not name.text.istitle() or len(name.words) != 1:
        return False
    if name.text.lower() not in words or document.tags[name.first] == "NNP":
        return False
    return bool(document.doc[name.first].is_sent_start) or name.end <= document.title_end


def _with_peoples(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with peoples as such: "the Maasai have grazed", "Quechua-speaking", "Hausa leaders"."""
    peoples = entries("peoples", "name")
    places = [i for i, word in enumerate(document.words) if word in peoples and _is_people(document, i)]
    found = [name_at(document, i, i + 1, "NORP") for i in places]
    kept = [n for n in names if n.aliases or n.label == "NORP" or n.last - n.first > 1 or n.first not in places]
    new = free_of(found, kept)
    return in_order([*kept, *new]) if new else names


def _is_people(document: Document, i: int) -> bool:
    located = i > 0 and (document.lower[i - 1] in _LOCATIVE or document.words[i - 1] == ",")
    beside = (k for k in (i - 1, i + 1) if 0 <= k < len(document.words))
    return not located and not any(document.pos[k] == "PROPN" and document.words[k].istitle() for k in beside)


def weighed(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with the label that their use in the whole article supports; known ones are left alone."""
    by_spelling: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        if not name.aliases and len(name.words) == 1:
            by_spelling[fold(name.text)].append(name)
    labels = {spelling: _weighed_label(document, found) for spelling, found in by_spelling.items()}
    changed = {name.start: labels[fold(name.text)] for found in by_spelling.values() for name in found}
    return [name._replace(label=label) if (label := changed.get(name.start)) else name for name in names]


def _weighed_label(document: Document, names: list[Name]) -> str | None:
    """Return another label where the uses of a word speak clearly against the one it has."""
    labels = {name.label for name in names}
    if any(_beside_place_noun(document, name) for name in names):
        return "GPE" if labels.isdisjoint(lists.PLACES) else None
    subjects = (name.last - 1 for name in names if document.deps[name.last - 1] in ("nsubj", "nsubjpass"))
    speaks = any(document.doc[i].head.lemma_ in _SPEAKS for i in subjects)
    located = any(_is_located(document, name) for name in names)
    if speaks == located:
        return None
    taken_for = {*lists.PLACES, "PRODUCT", "WORK_OF_ART"} if speaks else {"PERSON", "PRODUCT", "WORK_OF_ART"}
    return ("PERSON" if speaks else "GPE") if labels <= taken_for else None


def _is_located(document: Document, name: Name) -> bool:
    """Say whether "in" or "near" stands before the name alone, and does not belong to "trust in"."""
    before, after = words_beside(document, name)
    alone = before in _NEAR and document.deps[name.last - 1] == "pobj" and after not in ("'s", "'", "-")
    return alone and document.doc[name.first - 1].head.lemma_ not in _TRUST


def _beside_place_noun(document: Document, name: Name) -> bool:
    """Say whether the name stands after "city of" or before "province"."""
    before, after = words_beside(document, name)
    if name.first > 1 and before == "of" and document.lower[name.first - 2] in _PLACE_NOUNS:
        return True
    small = after in _PLACE_NOUNS and after not in ("state", "port", "capital") and document.words[name.last].islower()
    return small and document.deps[name.last - 1] == "compound"


# ── labels told by the words of a name, and right before it ─────────────────────────────────────────────────────────


def is_portfolio(document: Document, name: Name) -> bool:
    """Say whether a name is only the portfolio of an office ("Home Secretary", "Secretary of State")."""
    found = name.source in ("model", "repeat")
    if name.last - name.first != 1 or not found or name.text not in lists.PORTFOLIOS:
        return False
    before, after = words_beside(document, name)
    office = document.lower[name.first - 2] if name.first > 1 else ""
    return after in lists.ROLE_NOUNS or (before in ("of", "for") and office in lists.ROLE_NOUNS) or after == "minister"


def relabelled(document: Document, name: Name) -> Name:
    """Return a name that the gazetteer does not know with the label that its own words and those beside it tell."""
    if name.aliases:
        return name
    label = _label_by_head(document, name) or _label_by_shape(document, name) or _label_by_noun(document, name)
    return name._replace(label=label) if label and label != name.label else name


def _label_by_head(document: Document, name: Name) -> str | None:
    """Return the label that the head noun of a longer name tells ("… Museum", "University of …")."""
    words = document.words[name.first : name.last]
    if len(words) < 2 or name.label not in _HEADED:
        return None
    small = next((i for i, word in enumerate(words) if word in ("of", "for", "de") and i), len(words))
    head = words[small - 1]
    if name.label in ("WORK_OF_ART", "EVENT", "PRODUCT") and small == len(words):
        return None
    label = lists.NAME_HEADS.get(head)
    if lists.NAME_HEADS.get(words[-1]) == "LAW":
        return "LAW"  # "Relief for Renters Act"
    if (label in ("GPE", "LOC") and name.label == "ORG") or (head in ("Center", "Centre") and name.label != "PERSON"):
        return None
    return None if label == "GPE" and name.label == "PERSON" and small < len(words) else label


def _label_by_shape(document: Document, name: Name) -> str | None:
    """Return ORG for a "person" of one word in capitals ("FTU's Alice Mak"), PERSON for a given name and surname."""
    words, shouted = name.words, name.text.isupper()
    if name.label == "PERSON" and len(words) == 1 and shouted and name.text.isalpha() and 2 < len(name.text) <= 6:
        near = filter(str.isalpha, document.words[max(0, name.first - 3) : name.last + 3])
        return None if all(map(str.isupper, near)) else "ORG"
    if shouted or name.label not in _HEADED - {"PERSON", "EVENT"} or len(words) not in (2, 3):
        return None
    parts = all((w[:1].isupper() or w in lists.PARTICLES) and w not in lists.NAME_HEADS for w in words[1:])
    return "PERSON" if parts and words[0].split("-")[0] in lists.GIVEN_NAMES else None


def _label_by_noun(document: Document, name: Name) -> str | None:
    """Return PERSON after Mr, Mrs, Dr, "minister", "singer" …; PRODUCT after "ship", "shuttle" …"""
    before = words_beside(document, name)[0].rstrip(".")
    if before in lists.PERSONAL and name.label != "PERSON":
        return "PERSON"
    if name.label in ("WORK_OF_ART", "PRODUCT", "EVENT", "LOC", "FAC") and len(name.words) == 2:
        root = root_of(document, name)
        if root.dep_ == "nsubj" and root.head.lemma_ in _SAYING:
            return "PERSON"
    if before in lists.ROLE_NOUNS and name.label in ("ORG", "GPE", "NORP", "PRODUCT") and not name.text.isupper():
        return "PERSON"
    if before in entries("body_nouns", "noun") and name.label in ("PERSON", "GPE", "LOC", "PRODUCT", "WORK_OF_ART"):
        noun = document.doc[name.first - 1]
        if noun.dep_ in ("compound", "nmod") and name.first <= noun.head.i < name.last and noun.text.islower():
            return "ORG"  # "airline Example Air"
    return "PRODUCT" if before in entries("vehicles", "noun") and document.deps[name.first - 1] in _NAMED_BY else None
