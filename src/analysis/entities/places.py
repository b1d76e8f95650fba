"""Places, and the clubs that are named by them: "Ashford beat Tenbury 2-1" in a sports report names two teams.

National sides keep the name and label of their country, as news corpora mark them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from analysis.annotate import Document
from analysis.entities.names import Name, fold, is_name_word, is_only_name, name_at, run_end, taken_by, words_beside
from analysis.lexicons import entries
from analysis.reference.gazetteer import Gazetteer
from analysis.spacy_types import Doc

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_KINDS_OF_SIGNS = 4  # different words of sport, known clubs and results that make a sports report …
_SHARE = 0.012  # … and their share of all words
_RESULT = re.compile(r"\b\d{1,3}[-–]\d{1,3}\b")
_CLUBS = frozenset({"club", "team", "league"})
_BEFORE_TOWN = frozenset({"in", "near", "outside", "around", "across", "into", "of"})
_CONTESTS = frozenset({"win", "victory", "defeat", "loss", "draw", "match", "game", "goal"})


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
        # a single word, in no full name of the article, that does what sides do: "Ulster lost to Toulouse"
        single = name.label == "PERSON" and not name.aliases and len(name.words) == 1 and fold(name.text) not in people
        last = doc[name.last - 1]
        clashes = single and last.dep_ in ("nsubj", "dobj") and last.head.lemma_.lower() in _words("clash")
        if clashes or (_may_be_side(name) and name.text not in countries):
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
    if name.label not in _PLACES or len(name.words) > 3:
        return False
    return all(alias.entity_id.startswith(("city/", "state/")) for alias in name.aliases)


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
    verb = token.head.lemma_.lower()
    if token.dep_ in ("nsubj", "dobj", "nsubjpass"):
        return verb in _words("act" if token.dep_ == "nsubj" else "told")
    if token.dep_ == "pobj" and token.head.lower_ in _words("against"):
        above = token.head.head.lemma_.lower()
        return above in _words("act") or above in _CONTESTS
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
