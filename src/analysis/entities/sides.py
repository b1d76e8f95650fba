"""Clubs named by their city: "Ashford beat Tenbury 2-1" in a sports report names two teams, not two towns.

National sides keep the name and label of their country, as news corpora mark them.
"""

import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.clusters import fold
from analysis.entities.located import with_places
from analysis.entities.names import Name
from analysis.lexicons import read_lexicon
from analysis.reference.gazetteer import Gazetteer

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_KINDS_OF_SIGNS = 4  # different words of sport, known clubs and results that make a sports report …
_SHARE = 0.012  # … and their share of all words
_RESULT = re.compile(r"\b\d{1,3}[-–]\d{1,3}\b")
_CLUBS = frozenset({"club", "team", "league"})
_LOCATIVE = frozenset({"in", "near", "outside", "around", "across", "into", "of"})
_MAYBE = frozenset({"GPE", "LOC", "FAC"})


@cache
def _words(use: str) -> frozenset[str]:
    return frozenset(row["word"] for row in read_lexicon("sport_words") if row["use"] == use)


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
        located = [name for name in found if _is_located(doc, name)]
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


def _is_match(doc: "Doc", name: Name, other: Name) -> bool:
    """Say whether two places clash with a result beside them: "Ashford outscored Tenbury 21-7"."""
    verb = doc[name.last - 1].head
    clash = doc[name.last - 1].dep_ == "nsubj" and verb.lemma_.lower() in _words("clash")
    met = doc[other.last - 1].head in (verb, *verb.children) and _may_be_side(name) and len(other.words) < 4
    return clash and met and bool(_RESULT.match(doc[other.last : other.last + 4].text))


def _may_be_side(name: Name) -> bool:
    if name.label not in _MAYBE or len(name.words) > 3:
        return False
    return all(alias.entity_id.startswith(("city/", "state/")) for alias in name.aliases)


def _is_clashing(doc: "Doc", name: Name, people: set[str]) -> bool:
    """Say whether a single word, in no full name of the article, does what sides do ("Ulster lost to Toulouse")."""
    if len(name.words) > 1 or name.aliases or fold(name.text) in people:
        return False
    token = doc[name.last - 1]
    return token.dep_ in ("nsubj", "dobj") and token.head.lemma_.lower() in _words("clash")


def _is_located(doc: "Doc", name: Name) -> bool:
    before = doc[name.first - 1].lower_ if name.first else ""
    after = doc[name.last].text if name.last < len(doc) else ""
    return before in _LOCATIVE or after in (",", "(", "—", "–") or (doc[name.first].is_upper and len(name.text) > 3)


def _plays(doc: "Doc", name: Name) -> bool:
    """Say whether grammar or a score shows a side: it wins, is beaten, has a striker, stands beside a result."""
    token = doc[name.first : name.last].root
    after = doc[name.last] if name.last < len(doc) else None
    if _is_located(doc, name):
        return False
    if after is not None and after.lower_ in _words("player"):
        return True
    if _has_score(doc, name):
        return True
    while token.dep_ == "conj" and token.head.pos_ == "PROPN":
        token = token.head
    return _is_argument(token)


def _is_argument(token: "Token") -> bool:
    head = token.head
    verb = head.lemma_.lower()
    if token.dep_ == "nsubj":
        return verb in _words("act")
    if token.dep_ in ("dobj", "nsubjpass"):
        return verb in _words("told")
    if token.dep_ == "pobj" and head.lower_ in _words("against"):
        above = head.head.lemma_.lower()
        return above in _words("act") or above in ("win", "victory", "defeat", "loss", "draw", "match", "game", "goal")
    return False


def _has_score(doc: "Doc", name: Name) -> bool:
    """Say whether the name stands in a line of results ("Ashford 2 Tenbury 1", "Ashford v Tenbury")."""
    after = doc[name.last] if name.last < len(doc) else None
    before = doc[name.first - 1] if name.first else None
    number = after is not None and after.text.isdigit() and len(after.text) < 4
    versus = any(t is not None and t.lower_ in ("v", "vs", "vs.") for t in (before, after))
    return versus or (number and _ends(doc, name.last + 1))


def _ends(doc: "Doc", i: int) -> bool:
    """Say whether a result ends before token `i`: there is a break, or the other side's name."""
    after = doc[i] if i < len(doc) else None
    return after is None or after.is_space or after.text in (".", ";", "(") or after.text[:1].isupper()
