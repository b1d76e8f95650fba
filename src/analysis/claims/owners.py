"""Whose members are counted: the possessor, the subject of "have", what "with its members" hangs on."""

from typing import TYPE_CHECKING

from analysis.claims.scene import Scene
from analysis.claims.syntax import root_of, subject_of
from analysis.claims.words import verbs_of, words_of

if TYPE_CHECKING:
    from spacy.tokens import Token


def owner_of(scene: Scene, start: int, end: int) -> "Token | None":
    """Return the word for whoever the members counted in a range belong to, or None where nothing says so."""
    noun = root_of(scene.document.doc, start, end)
    if noun is None:
        return None
    possessor = next((c for c in noun.children if c.dep_ == "poss" and c.tag_ not in ("PRP$", "WP$")), None)
    if possessor is not None:
        return possessor
    verb = noun.head
    if noun.dep_ in ("dobj", "attr") and verb.lemma_ in verbs_of("have"):
        return subject_of(verb)
    if noun.dep_ == "pobj" and verb.lower_ == "with":
        above = verb.head
        return subject_of(above) if above.pos_ in ("VERB", "AUX") else above
    return None


def is_foreign(scene: Scene, owner: "Token | None", organisations: frozenset[str]) -> bool:
    """Say whether an owner is somebody else than the organisations known: another body, a country, a parliament."""
    if owner is None or owner.pos_ in ("PRON", "DET"):
        return False
    first, last = owner.left_edge.idx, owner.idx + len(owner)
    inside = scene.placed_mentions.touching(owner.idx, last)
    if any(m.entity_id in organisations for m in inside):
        return False
    phrase = scene.text[first:last].casefold().removeprefix("the ")
    return phrase not in words_of("body") and (owner.pos_ == "PROPN" or owner.lemma_.casefold() not in words_of("body"))
