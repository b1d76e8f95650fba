"""Whether a clause is asserted where it stands: a main clause, or one under words that vouch for it.

A clause under any other word ("a myth that", "could not confirm that", "the day that", "to ensure that") may be
anybody's thought; what it says is listed and not judged. Predicates that vouch are the factive and the reportive ones
(P. and C. Kiparsky, "Fact", 1970; R. Saurí and J. Pustejovsky, FactBank 1.0, 2009).
"""

from functools import cache
from typing import TYPE_CHECKING

from analysis.attribution.clauses import own_subject
from analysis.attribution.package_words import lemma
from analysis.lexicons import read_lexicon
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_DEEPEST = 6
_OPEN = frozenset({"could", "would", "might", "may", "can", "should", "ca"})
_CLIMBED = frozenset({"conj", "xcomp", "aux", "auxpass", "parataxis", "dep"})
_VERBAL = frozenset({"VERB", "AUX"})


def is_vouched_for(verb: "Token") -> bool:
    """Say whether a clause asserts what it says, and everything above it does."""
    current = verb
    for _ in range(_DEEPEST):
        stands = False if _is_turned(current) else _stands(current)
        if stands is not None:
            return stands
        current = current.head
    return True


def _stands(clause: "Token") -> bool | None:
    """Say whether a clause is asserted; None where that hangs on the one above it."""
    above, relation = clause.head, clause.dep_
    if relation == "ccomp":
        return None if _inserts(clause) or _vouches(above) else False
    if relation == "acl" and _is_that(clause):
        return lemma(above) in words_in("fact_noun") and not _is_denied(above.head)
    if relation == "relcl":
        return lemma(above) not in words_in("time_noun", "hearsay")
    if relation == "advcl":
        return False if any(c.lower_ in words_in("not_yet") for c in clause.children) else None
    return None if relation in _CLIMBED else True


def _is_turned(verb: "Token") -> bool:
    """Say whether a clause is a condition by its first word ("had Norvania spent …", "the day Norvania spends …")."""
    head = own_subject(verb)
    if head is None:
        return False
    before = [c for c in verb.children if c.i < head.i and c.left_edge.i == verb.left_edge.i]
    return any(
        (c.dep_ in ("aux", "auxpass") and c.lower_ in ("had", "were", "should"))
        or (c.dep_ == "npadvmod" and lemma(c) in words_in("time_noun") and c.left_edge.lower_ == "the")
        for c in before
    )


def _inserts(verb: "Token") -> bool:
    """Say whether the verb above is only inserted or stands behind ("…, the report said")."""
    return verb.i < verb.head.i


def _is_that(verb: "Token") -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in verb.children)


def _vouches(verb: "Token") -> bool:
    """Say whether a verb vouches for the clause under it: it reports or knows, and is itself no question or denial."""
    if _is_denied(verb) or lemma(verb) in words_in("unserious"):
        return False
    teller = own_subject(verb)
    if teller is not None and lemma(teller) in words_in("hearsay", "narrowing"):
        return False  # "an earlier version of this article said"
    if verb.lemma_ != "be":
        return lemma(verb) in _reporting() or lemma(verb) in words_in("know")
    predicate = next((c for c in verb.children if c.dep_ in ("acomp", "attr")), None)
    if predicate is None:
        return teller is None or lemma(teller) not in words_in("estimate")  # "the first estimate was that"
    if predicate.pos_ == "ADJ":
        return lemma(predicate) not in words_in("maybe", "untrue")
    return lemma(predicate) in words_in("fact_noun", "figure")


def _is_denied(verb: "Token") -> bool:
    """Say whether a verb is denied, only possible, or said of nobody."""
    if verb.pos_ not in _VERBAL:
        return False
    if any(c.dep_ == "neg" or (c.dep_ == "aux" and c.lower_ in _OPEN) for c in verb.children):
        return True
    head = own_subject(verb)
    nobody = words_in("nobody")
    return head is not None and (head.lower_ in nobody or any(c.lower_ in nobody for c in head.lefts))


@cache
def _reporting() -> frozenset[str]:
    rows = read_lexicon("cues_verbs")
    return frozenset(r["cue"] for r in rows if r["polarity"] == "+" and r["kind"] in ("say", "write", "warn", "agree"))
