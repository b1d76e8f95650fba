"""Names and figures side by side: what a figure hangs on without a verb, alone or in a list."""

from analysis.attribution.clauses import own_subject
from analysis.attribution.marks import Sentence
from analysis.attribution.scene import Figure
from analysis.spacy_types import Token

_NEAR = 4  # words between a subject and a figure that hangs on it ("Estonia with about 3.4 percent")
_OPENERS, _JOINTS = frozenset({"the", "in"}), frozenset({",", ";", "and", "while", "but"})
_BETWEEN = frozenset({"with", "at", "on", "(", ",", ":", "—", "–", "-", "just", "only", "now"})


def is_joined(sentence: Sentence, start: int) -> bool:
    """Say whether a name goes on with a list: a comma or an "and" stands before it, and its "the" or "in"."""
    doc, place = sentence.scene.document.doc, sentence.scene.index(start) - 1
    while place > sentence.span.start and doc[place].lower_ in _OPENERS:
        place -= 1
    return place > sentence.span.start and doc[place].lower_ in _JOINTS


def ends_there(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure ends an item of a list ("Malta six," but not "Malta one of the smallest")."""
    place, doc = sentence.scene.index(figure.end - 1) + 1, sentence.scene.document.doc
    following = doc[place] if place < sentence.span.end else None
    return following is None or following.pos_ in ("PUNCT", "CCONJ") or following.lower_ in ("in", "per", "at", "as")


def is_beside_subject(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure hangs on a name right before it ("Estonia with 3.4 percent", "Poland (4.1 percent)")."""
    return subject_beside(sentence, figure) is not None


def is_metonym(sentence: Sentence, name: "Token") -> bool:
    """Say whether a name is that of a capital or the like, which may stand for itself ("Warsaw's 1.8 million")."""
    return any(m.kind == "metonym" and m.start <= name.idx < m.end for m in sentence.mentions)


def is_beside_stranger(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure stands right behind a name that no table knows ("Greece has 6.3 doctors, Athens 8")."""
    place = sentence.scene.index(figure.start) - 1
    if place < sentence.span.start or place in sentence.subjects or place in sentence.body_at:
        return False
    return bool(sentence.scene.document.doc[place].pos_ == "PROPN")


def subject_beside(sentence: Sentence, figure: Figure) -> "Token | None":
    """Return the name that a figure stands right behind, with nothing but small words between."""
    place = sentence.scene.index(figure.start) - 1
    doc = sentence.scene.document.doc
    for _ in range(_NEAR):
        if place < sentence.span.start:
            return None
        token = doc[place]
        if place in sentence.subjects:
            if figure.token.head.lower_ == "with" and _is_had_by_another(sentence, doc[place], figure):
                return None  # "entered the chamber with 94 seats"
            return sentence.subjects[place].token
        is_small = token.lower_ in _BETWEEN or token.ent_type_ == "ORDINAL"
        if not is_small and not (token.lower_ == "by" and _is_one_of_several(sentence, figure)):
            return None
        place -= 1
    return None


def _is_one_of_several(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure before this one follows a "by" as well ("won Estavia by 300 votes, Norvania by 200")."""
    doc, index = sentence.scene.document.doc, sentence.scene.index
    return any(doc[max(0, index(f.start) - 1)].lower_ == "by" for f in sentence.figures if f.end <= figure.start)


def _is_had_by_another(sentence: Sentence, name: "Token", figure: Figure) -> bool:
    """Say whether a verb takes a name as its object and has a figure of its own subject, which is named too."""
    verb, head = name.head, own_subject(name.head)
    named = head is not None and (head.i in sentence.subjects or head.pos_ == "PROPN")
    return name.dep_ == "dobj" and figure.token.head.head == verb and named


def possessor_beside(sentence: Sentence, figure: Figure) -> "Token | None":
    """Return the name that owns what a figure leaves out ("…, Italy's 1.2")."""
    doc, place = sentence.scene.document.doc, sentence.scene.index(figure.start) - 1
    owned = place > sentence.span.start and doc[place].tag_ == "POS" and place - 1 in sentence.subjects
    return doc[place - 1] if owned else None
