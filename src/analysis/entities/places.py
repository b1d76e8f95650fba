"""Places, and the clubs that are named by them: "Ashford beat Tenbury 2-1" in a sports report names two teams.

National sides keep the name and label of their country, as news corpora mark them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from analysis.annotate import Document
from analysis.entities.lists import PLACES
from analysis.entities.names import (
    Name,
    free_of,
    in_order,
    is_name_word,
    is_only_name,
    name_at,
    root_of,
    run_end,
    taken_by,
    tokens_at,
    words_beside,
)
from analysis.lexicons import entries
from analysis.reference.gazetteer import Gazetteer
from analysis.wording import fold

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
    by_form: dict[str, list[Name]] = defaultdict(list)
    people = {fold(word) for n in names if n.label == "PERSON" and len(n.words) > 1 for word in n.words}
    countries = {n.words[-1] for n in names if any(a.entity_id.startswith("country/") for a in n.aliases)}
    for name in names:
        # a single word, in no full name of the article, that does what sides do: "Ulster lost to Toulouse"
        single = name.label == "PERSON" and not name.aliases and len(name.words) == 1 and fold(name.text) not in people
        clashes = single and document.deps[name.last - 1] in ("nsubj", "dobj")
        clashes = clashes and document.doc[name.last - 1].head.lemma_.lower() in _words("clash")
        if clashes or (_may_be_side(name) and name.text not in countries):
            by_form[name.text].append(name)
    sides: set[int] = set()
    for found in by_form.values():
        plays = [name for name in found if _plays(document, name)]
        located = [name for name in found if _is_town(document, name)]
        most = len(plays) > len(located)
        sides.update(name.start for name in (found if most else plays) if name not in located)
    return [name._replace(label="ORG", aliases=()) if name.start in sides else name for name in names]


def _is_sports_report(document: Document, names: list[Name], gazetteer: Gazetteer) -> bool:
    """Say whether enough of an article is words of sport, clubs and competitions, and results ("2-1")."""
    known = (gazetteer.entities[alias.entity_id] for name in names for alias in name.aliases[:1])
    sport = _words("sport")
    signs = [word for word in document.lower if word in sport]
    signs += [entity.entity_id for entity in known if entity.kind == "competition" or _CLUBS & set(entity.classes)]
    results = _RESULT.findall(document.text)
    signs += ["result" for _ in results[:20]]
    enough = len(set(signs)) >= _KINDS_OF_SIGNS and len(signs) >= _SHARE * len(document.words)
    pairs = zip(names, names[1:], strict=False) if results else ()
    return enough or any(_is_match(document, name, other) for name, other in pairs)


def _is_match(document: Document, name: Name, other: Name) -> bool:
    """Say whether two places clash with a result beside them: "Ashford outscored Tenbury 21-7"."""
    verb = document.doc[name.last - 1].head if document.deps[name.last - 1] == "nsubj" else None
    if verb is None or verb.lemma_.lower() not in _words("clash"):
        return False
    met = document.doc[other.last - 1].head in (verb, *verb.children) and _may_be_side(name) and len(other.words) < 4
    return met and bool(_RESULT.match(document.doc[other.last : other.last + 4].text))


def _may_be_side(name: Name) -> bool:
    if name.label not in PLACES or len(name.words) > 3:
        return False
    return all(alias.entity_id.startswith(("city/", "state/")) for alias in name.aliases)


def _is_town(document: Document, name: Name) -> bool:
    before, after = words_beside(document, name)
    shouted = document.words[name.first].isupper() and len(name.text) > 3
    return shouted or before in _BEFORE_TOWN or after in (",", "(", "—", "–")


def _plays(document: Document, name: Name) -> bool:
    """Say whether grammar or a score shows a side: it wins, is beaten, has a striker, stands beside a result."""
    if _is_town(document, name):
        return False
    if words_beside(document, name)[1] in _words("player") or _has_score(document, name):
        return True
    token = root_of(document, name)
    while token.dep_ == "conj" and token.head.pos_ == "PROPN":
        token = token.head
    verb = token.head.lemma_.lower()
    if token.dep_ in ("nsubj", "dobj", "nsubjpass"):
        return verb in _words("act" if token.dep_ == "nsubj" else "told")
    if token.dep_ == "pobj" and token.head.lower_ in _words("against"):
        above = token.head.head.lemma_.lower()
        return above in _words("act") or above in _CONTESTS
    return False


def _has_score(document: Document, name: Name) -> bool:
    """Say whether the name stands in a line of results ("Ashford 2 Tenbury 1", "Ashford v Tenbury")."""
    beside = words_beside(document, name)
    number = beside[1].isdigit() and len(beside[1]) < 4
    following = "".join(document.words[name.last + 1 : name.last + 2])
    # nothing, a break or the other side's name ends a result
    ends = not following.strip() or following in (".", ";", "(") or following[0].isupper()
    return bool({"v", "vs", "vs."}.intersection(beside)) or (number and ends)


_OTHER = frozenset({"ORG", "PERSON", "NORP", "PRODUCT", "WORK_OF_ART", "FAC", "EVENT"})
_BEFORE_PLACE = frozenset({"in", "near", "outside", "around", "across"})
_PARTS = frozenset({"State", "County", "Province", "District", "Region", "Governorate", "Prefecture", "Oblast"})
_CLOSING = frozenset({"PUNCT", "CCONJ", "ADP", "AUX", "VERB", "SCONJ", "PART", "ADV", "PRON"})
_COLON = re.compile(r"([A-ZÀ-Þ][\w.'’\- ]{2,30}):\s")


def with_places(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names with places found or relabelled, in order."""
    people = {fold(word) for n in names if n.label == "PERSON" and len(n.words) > 1 for word in n.words}
    names = [n._replace(label="GPE") if _is_city(document, n, people, gazetteer) else n for n in names]
    opening = free_of(list(_openings(document, gazetteer)), [name for name in names if name.aliases])
    names = [*free_of(names, opening), *opening]
    return in_order([*names, *_after_prepositions(document, taken_by(document, names))])


def _is_city(document: Document, name: Name, people: set[str], gazetteer: Gazetteer) -> bool:
    """Say whether a name of another label is a city's, or a place with "State" or "County" behind it."""
    if name.label not in _OTHER or name.aliases or name.source != "model":
        return False
    if name.words[-1] in _PARTS and name.label == "ORG":
        known = gazetteer.aliases.get(name.text.rpartition(" ")[0], ())
        places = [gazetteer.entities[alias.entity_id] for alias in known]
        return any(p.label == "GPE" and p.country != "USA" for p in places)  # "Ohio State" is a university
    speaks = name.label == "PERSON" and document.deps[name.last - 1] == "nsubj"
    other = speaks or fold(name.text) in people or words_beside(document, name)[1] == "&"
    return not other and name.text in entries("city_names", "name")


def _openings(document: Document, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield the known place that opens a paragraph before a colon ("KUALA LUMPUR: The minister …")."""
    for start, _ in document.normal.paragraphs[:4]:
        found = _COLON.match(document.text[start : start + 40])
        aliases = gazetteer.aliases.get(found.group(1).title(), ()) if found else ()
        if not found or gazetteer.label_of(aliases) != "GPE":
            continue
        tokens = tokens_at(document, start, start + len(found.group(1)))
        if tokens is not None and not aliases[0].ambiguous:
            yield name_at(document, *tokens, "GPE", "repeat", aliases)


def _after_prepositions(document: Document, taken: bytearray) -> Iterator[Name]:
    """Yield free proper nouns after "in", "near" that are no ordinary words: villages the model left out."""
    pos = document.pos

    def is_free(i: int) -> bool:
        return not taken[i] and is_name_word(document, i) and not document.doc[i].ent_type_

    for i in [i + 1 for i, word in enumerate(document.lower[:-1]) if word in _BEFORE_PLACE and pos[i + 1] == "PROPN"]:
        last = run_end(document, i, is_free, 3)
        closed = last >= len(pos) or (pos[last] in _CLOSING and document.words[last] not in ("-", "'s"))
        if last > i and closed and is_only_name(document, last - 1):
            yield name_at(document, i, last, "GPE")
