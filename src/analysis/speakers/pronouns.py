"""Whom "he", "she", "they" and "it" mean when they speak.

A score over the people or bodies mentioned before: nearness in sentences, standing as a subject, having spoken last,
agreement in gender. The weights follow the order of preference in centering theory (Grosz, Joshi & Weinstein 1995):
subjects before objects, the current topic before a new one.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from analysis.annotate import Document
from analysis.lexicons import pairs
from analysis.tables import Entity, Mention

GENDER = {"he": "male", "his": "male", "him": "male", "she": "female", "her": "female", "hers": "female"}
PLURAL = frozenset(("they", "them", "their", "these", "those"))
NEUTER = frozenset(("it", "its"))
FARTHEST = 12  # sentences
_SURE, _LIKELY, _SPEAKS = 2.0, 1.5, 1.0
_SUBJECT, _LAST = 1.5, 2.0
_LOWEST = -4.0
UNLINKED = _SUBJECT + _LAST + _SPEAKS  # a speaker just named that is no entity
SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_VERBS = frozenset(("VERB", "AUX"))
_BODIES = frozenset(("ORG", "GPE", "NORP"))
_IN_NAMES = frozenset(("compound", "appos", "nmod", "flat"))


class Antecedent(NamedTuple):
    """A mention that a pronoun may refer to."""

    start: int
    sentence: int
    entity_id: str
    is_subject: bool
    is_possessive: bool
    in_quote: bool
    verb: int = -1  # the token that heads its clause


def candidates(document: Document, mentions: Sequence[Mention], quoted: Sequence[tuple[int, int]]) -> list[Antecedent]:
    """Return the mentions of people and bodies with what the pronoun rules need, in order."""
    found: list[Antecedent] = []
    position, heads, deps = 0, document.heads, document.deps
    for mention in mentions:
        if mention.label != "PERSON" and mention.label not in _BODIES:
            continue
        while position < len(quoted) and quoted[position][1] <= mention.start:
            position += 1
        inside = position < len(quoted) and quoted[position][0] <= mention.start
        first, last = document.tokens(mention.start, mention.end)
        root = first if last - first == 1 else document.doc[first:last].root.i
        while deps[root] in _IN_NAMES and heads[root] != root:
            root = heads[root]
        found.append(
            Antecedent(
                mention.start, document.sentence_index[first], mention.entity_id,
                deps[root] in SUBJECTS, deps[root] == "poss", inside, clause_of(document, root),
            )
        )  # fmt: skip
    return found


def clause_of(document: Document, i: int) -> int:
    while document.pos[i] not in _VERBS and document.heads[i] != i:
        i = document.heads[i]
    return i


def antecedent(
    pronoun: str, start: int, sentence: int, found: Sequence[Antecedent], entities: Mapping[str, Entity],
    last_speaker: str | None, speaking: Set[str], verb: int = -2,
) -> tuple[str, float] | None:  # fmt: skip
    """Return the entity a speaking pronoun refers to and its score, or None when nothing fits well enough.

    What stands in the pronoun's own clause, under `verb`, is somebody else: "with Lind she spoke of loss".
    """
    best: tuple[float, int, str] | None = None
    gender = GENDER.get(pronoun)
    behind = bisect_left(found, start, key=lambda candidate: candidate.start)
    for place in range(behind - 1, -1, -1):
        candidate = found[place]
        if sentence - candidate.sentence > FARTHEST:
            break
        entity = entities.get(candidate.entity_id)
        own_clause = candidate.verb == verb and not candidate.is_possessive
        if own_clause or entity is None or not _agrees(gender, entity):
            continue
        speaks = candidate.entity_id in speaking
        if gender is None and entity.label != "ORG" and not speaks:
            continue
        told = _SURE if entity.gender else _LIKELY if likely_gender(entity.name) else 0.0
        score = _SUBJECT * candidate.is_subject + _LAST * (candidate.entity_id == last_speaker)
        score -= (sentence - candidate.sentence) + 0.5 * candidate.is_possessive + 2.0 * candidate.in_quote
        score += (told if gender is not None else 0.0) + _SPEAKS * speaks
        if best is None or (score, candidate.start) > best[:2]:
            best = (score, candidate.start, candidate.entity_id)
    return (best[2], best[0]) if best and best[0] >= _LOWEST else None


def _agrees(gender: str | None, entity: Entity) -> bool:
    if gender is None:
        return entity.label in _BODIES
    return entity.label == "PERSON" and (entity.gender or likely_gender(entity.name) or gender) == gender


def likely_gender(name: str) -> str | None:
    """Return the gender that the given name of a full name suggests."""
    words = name.lower().split()
    return pairs("name_genders", "name", "gender").get(words[0]) if len(words) > 1 else None
