"""Labels of unknown names told by the nouns beside them: "the Orduva militia", "Kelder shares", "Varnholt, a mine".

One clear place in an article tells the label of all its mentions of that name. The model labels an unknown surname or
village anew each time; its mentions together tell more than each alone (`weighed`).
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from analysis.annotate import Document
from analysis.entities.borders import is_only_name
from analysis.entities.clusters import role_nouns
from analysis.entities.names import Name, fold, honorifics, name_at, run_end, taken_by, words_beside
from analysis.entities.repair import BODY_NOUNS, given_names, name_heads
from analysis.lexicons import entries, pairs
from analysis.reference.gazetteer import Gazetteer
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
    lasts = [doc[name.last - 1] for name in names]
    speaks = any(t.dep_ in ("nsubj", "nsubjpass") and t.head.lemma_ in _SPEAKS for t in lasts)
    located = any(_is_located(doc, name) for name in names)
    if speaks and not located and all(name.label in (*_PLACES, "PRODUCT", "WORK_OF_ART") for name in names):
        return "PERSON"
    if located and not speaks and all(name.label in ("PERSON", "PRODUCT", "WORK_OF_ART") for name in names):
        return "GPE"
    return None


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


# ── clubs named by their city, and places ───────────────────────────────────────────────────────────────────────────
# "Ashford beat Tenbury 2-1" in a sports report names two teams, not two towns. National sides keep the name and label
# of their country, as news corpora mark them.

_KINDS_OF_SIGNS = 4  # different words of sport, known clubs and results that make a sports report …
_SHARE = 0.012  # … and their share of all words
_RESULT = re.compile(r"\b\d{1,3}[-–]\d{1,3}\b")
_CLUBS = frozenset({"club", "team", "league"})
_BEFORE_TOWN = frozenset({"in", "near", "outside", "around", "across", "into", "of"})
_MAYBE = frozenset({"GPE", "LOC", "FAC"})


def _words(use: str) -> frozenset[str]:
    return entries("sport_words", "word", use=use)


def with_sides(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names with those of cities and unknown places that stand for a club labelled ORG, unlinked.

    In other articles than sports reports the names of cities are places (`with_places`).
    """
    if not _is_sports_report(document, names, gazetteer):
        return with_places(document, names, gazetteer)
    doc = document.doc
    by_form: dict[str, list[Name]] = defaultdict(list)
    people = {fold(word) for n in names if n.label == "PERSON" and len(n.words) > 1 for word in n.words}
    countries = {n.words[-1] for n in names if any(a.entity_id.startswith("country/") for a in n.aliases)}
    for name in names:
        unknown = name.label == "PERSON" and _is_clashing(doc, name, people)
        if unknown or (_may_be_side(name) and name.text not in countries):
            by_form[name.text].append(name)
    sides: set[int] = set()
    for found in by_form.values():
        plays = [name for name in found if _plays(doc, name)]
        located = [name for name in found if _is_town(doc, name)]
        most = len(plays) > len(located)
        sides.update(name.start for name in (found if most else plays) if name not in located)
    return [replace(name, label="ORG", aliases=()) if name.start in sides else name for name in names]


def _is_sports_report(document: Document, names: list[Name], gazetteer: Gazetteer) -> bool:
    """Say whether enough of an article is words of sport, clubs and competitions, and results ("2-1")."""
    known = (gazetteer.entities[alias.entity_id] for name in names for alias in name.aliases[:1])
    sport = _words("sport")
    signs = [word for word in document.lower if word in sport]
    signs += [entity.entity_id for entity in known if entity.kind == "competition" or _CLUBS & set(entity.classes)]
    signs += ["result" for _ in _RESULT.finditer(document.text)][:20]
    enough = len(set(signs)) >= _KINDS_OF_SIGNS and len(signs) >= _SHARE * len(document.words)
    return enough or any(_is_match(document.doc, name, other) for name, other in zip(names, names[1:], strict=False))


def _is_match(doc: Doc, name: Name, other: Name) -> bool:
    """Say whether two places clash with a result beside them: "Ashford outscored Tenbury 21-7"."""
    subject = doc[name.last - 1]
    verb = subject.head
    if subject.dep_ != "nsubj" or verb.lemma_.lower() not in _words("clash"):
        return False
    met = doc[other.last - 1].head in (verb, *verb.children) and _may_be_side(name) and len(other.words) < 4
    return met and bool(_RESULT.match(doc[other.last : other.last + 4].text))


def _may_be_side(name: Name) -> bool:
    if name.label not in _MAYBE or len(name.words) > 3:
        return False
    return all(alias.entity_id.startswith(("city/", "state/")) for alias in name.aliases)


def _is_clashing(doc: Doc, name: Name, people: set[str]) -> bool:
    """Say whether a single word, in no full name of the article, does what sides do ("Ulster lost to Toulouse")."""
    if len(name.words) > 1 or name.aliases or fold(name.text) in people:
        return False
    token = doc[name.last - 1]
    return token.dep_ in ("nsubj", "dobj") and token.head.lemma_.lower() in _words("clash")


def _is_town(doc: Doc, name: Name) -> bool:
    before, after = words_beside(doc, name)
    return before in _BEFORE_TOWN or after in (",", "(", "—", "–") or (doc[name.first].is_upper and len(name.text) > 3)


def _plays(doc: Doc, name: Name) -> bool:
    """Say whether grammar or a score shows a side: it wins, is beaten, has a striker, stands beside a result."""
    token = doc[name.first : name.last].root
    if _is_town(doc, name):
        return False
    if words_beside(doc, name)[1] in _words("player") or _has_score(doc, name):
        return True
    while token.dep_ == "conj" and token.head.pos_ == "PROPN":
        token = token.head
    return _is_argument(token)


def _is_argument(token: Token) -> bool:
    head = token.head
    verb = head.lemma_.lower()
    if token.dep_ in ("nsubj", "dobj", "nsubjpass"):
        return verb in _words("act" if token.dep_ == "nsubj" else "told")
    if token.dep_ == "pobj" and head.lower_ in _words("against"):
        above = head.head.lemma_.lower()
        return above in _words("act") or above in ("win", "victory", "defeat", "loss", "draw", "match", "game", "goal")
    return False


def _has_score(doc: Doc, name: Name) -> bool:
    """Say whether the name stands in a line of results ("Ashford 2 Tenbury 1", "Ashford v Tenbury")."""
    beside = words_beside(doc, name)
    number = beside[1].isdigit() and len(beside[1]) < 4
    following = doc[name.last + 1 : name.last + 2].text  # nothing, a break or the other side's name ends a result
    ends = not following.strip() or following in (".", ";", "(") or following[0].isupper()
    return bool({"v", "vs", "vs."}.intersection(beside)) or (number and ends)


_OTHER = frozenset({"ORG", "PERSON", "NORP", "PRODUCT", "WORK_OF_ART", "FAC", "EVENT"})
_BEFORE_PLACE = frozenset({"in", "near", "outside", "around", "across"})
_PARTS = frozenset({"State", "County", "Province", "District", "Region", "Governorate", "Prefecture", "Oblast"})
_CLOSING = frozenset({"PUNCT", "CCONJ", "ADP", "AUX", "VERB", "SCONJ", "PART", "ADV", "PRON"})
_COLON = re.compile(r"([A-ZÀ-Þ][\w.'’\- ]{2,30}):\s")


def with_places(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names with places found or relabelled, in order."""
    doc = document.doc
    people = {fold(word) for n in names if n.label == "PERSON" and len(n.words) > 1 for word in n.words}
    names = [replace(n, label="GPE") if _is_city(doc, n, people, gazetteer) else n for n in names]
    known = [name for name in names if name.aliases]
    opening = [o for o in _openings(document, gazetteer) if not any(o.overlaps(name) for name in known)]
    names = [name for name in names if not any(name.overlaps(place) for place in opening)] + opening
    return sorted([*names, *_after_prepositions(document, taken_by(doc, names))], key=lambda name: name.start)


def _is_city(doc: Doc, name: Name, people: set[str], gazetteer: Gazetteer) -> bool:
    """Say whether a name of another label is a city's, or a place with "State" or "County" behind it."""
    if name.label not in _OTHER or name.aliases or name.source != "model":
        return False
    if name.words[-1] in _PARTS and name.label == "ORG":
        known = gazetteer.aliases.get(name.text.rpartition(" ")[0], ())
        places = [gazetteer.entities[alias.entity_id] for alias in known]
        return any(p.label == "GPE" and p.country != "USA" for p in places)  # "Ohio State" is a university
    speaks = name.label == "PERSON" and doc[name.last - 1].dep_ == "nsubj"
    other = speaks or fold(name.text) in people or words_beside(doc, name)[1] == "&"
    return not other and name.text in entries("city_names", "name")


def _openings(document: Document, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield the known place that opens a paragraph before a colon ("KUALA LUMPUR: The minister …")."""
    for paragraph in document.paragraphs[:4]:
        found = _COLON.match(document.text[paragraph.start_char : paragraph.start_char + 40])
        aliases = gazetteer.aliases.get(found.group(1).title(), ()) if found else ()
        if not found or gazetteer.label_of(aliases) != "GPE":
            continue
        span = document.doc.char_span(paragraph.start_char, paragraph.start_char + len(found.group(1)))
        if span is not None and not aliases[0].ambiguous:
            yield name_at(document.doc, span.start, span.end, "GPE", "repeat", aliases)


def _after_prepositions(document: Document, taken: bytearray) -> Iterator[Name]:
    """Yield free proper nouns after "in", "near" that are no ordinary words: villages the model left out."""
    doc = document.doc
    for i, word in enumerate(document.lower[:-1]):
        if word not in _BEFORE_PLACE or taken[i + 1]:
            continue
        last = run_end(doc, i + 1, lambda t: not taken[t.i] and is_name_word(t) and not t.ent_type_, 3)
        after = doc[last] if last < len(doc) else None
        closed = after is None or (after.pos_ in _CLOSING and after.text not in ("-", "'s"))
        if last > i + 1 and closed and is_only_name(doc[last - 1]):
            yield name_at(doc, i + 1, last, "GPE")


def is_name_word(token: Token) -> bool:
    return token.pos_ == "PROPN" and bool(token.is_title and token.is_alpha)
