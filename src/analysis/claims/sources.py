"""Figures that a sentence ascribes to a body with a series of its own ("SIPRI puts it at 1.5 percent")."""

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from analysis.claims.scene import Scene
from analysis.claims.words import words_of
from analysis.tables import Claim

if TYPE_CHECKING:
    from spacy.tokens import Span

_FIGURES = frozenset({"value", "change", "rank", "comparison", "count"})


def without_other_sources(scene: Scene, sentence: "Span", claims: list[Claim]) -> list[Claim]:
    """Take the measure from claims of figures that a sentence ascribes to somebody else than their package."""
    named = {hit.group().casefold() for hit in _sources().finditer(sentence.text)} if claims else set()
    if not named:
        return claims
    own = {r.name: {n for n in named if n in _titles(scene, r.name)} for r in scene.references}
    told = any(
        m.entity_id == p.organisation and _SAYS.match(scene.text, m.end)
        for m in scene.placed_mentions.starting(sentence.start_char, sentence.end_char)
        for _, p in scene.populations
    )
    return [
        replace(c, measure=None) if c.kind in _FIGURES and c.package and not own.get(c.package) and not told else c
        for c in claims
    ]


_SAYS = re.compile(r"(?:[’']s)? (?:figures?|data|estimates?|tables?|report|numbers|says?|said|puts?)\b")


def _titles(scene: Scene, name: str) -> str:
    reference = next(r for r in scene.references if r.name == name)
    return " ".join([reference.title, *(e.publisher or "" for e in reference.editions)]).casefold()


@cache
def _sources() -> re.Pattern[str]:
    names = "|".join(re.escape(w) for w in sorted(words_of("source"), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)
