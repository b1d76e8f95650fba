"""Whether a statement is asserted, and which way round: modality and negation of its verb, by rules."""

from typing import TYPE_CHECKING

from analysis.attribution.clauses import finite_of, own_subject, subject_of
from analysis.attribution.embedding import is_vouched_for
from analysis.attribution.marks import Sentence
from analysis.attribution.package_words import Topic
from analysis.rules import rules, words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_LONGEST_CHAIN = 4  # verbs
ASSERTED, EXPECTED = "asserted", "expected"
_FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo"})


def modality_of(sentence: Sentence, verb: "Token | None", period: str | None = None) -> str:
    """Return how a statement is meant: `asserted`, `expected` (an estimate), or why it is not judged."""
    if sentence.text.rstrip(" ”’\"')").endswith("?"):
        return "question"
    year = sentence.scene.year
    if year is not None and period is not None and period[:4].isdigit() and period[:4] > year:
        return "plan"
    if verb is None:
        return ASSERTED
    for token in _chain(verb):
        for rule in rules("modality"):
            for _ in rule.matches({"verb": token}, sentence.marks):
                return rule.gives
    if any(c.lower_ in _FUTURE for v in (verb, finite_of(verb)) for c in v.children if c.dep_ == "aux"):
        return "plan" if _looks_ahead(sentence, verb) else EXPECTED
    return ASSERTED if is_vouched_for(verb) else "unclear"


def is_forecast(sentence: Sentence, verb: "Token | None", topics: tuple[Topic, ...]) -> bool:
    """Say whether what is expected is what the publisher of a table of forecasts says ("the IMF expects growth of")."""
    publishers = {
        e.publisher.removeprefix("the ") for t in topics if t.reference.forecasts for e in t.reference.editions
    }
    if not publishers or verb is None:
        return False
    head = subject_of(finite_of(verb))
    above = [a for a in (verb, *verb.ancestors) if a.pos_ in ("VERB", "AUX")]
    speakers = [h for v in above if (h := own_subject(v)) is not None] + ([head] if head is not None else [])
    entities = sentence.scene.entities
    named = [m for m in sentence.mentions if any(m.start <= h.idx < m.end for h in speakers)]
    return any((e := entities.get(m.entity_id)) is not None and e.name in publishers for m in named)


def is_of_others(sentence: Sentence, verb: "Token | None", topics: tuple[Topic, ...]) -> bool:
    """Say whether what is expected is somebody else's forecast, or one of then ("analysts had expected growth of")."""
    if verb is None or is_forecast(sentence, verb, topics):
        return False
    own, forecasts = subject_of(verb), any(t.reference.forecasts for t in topics)
    above = [v for v in verb.ancestors if v.pos_ == "VERB"]
    tellers = [h for v in above if forecasts and (h := own_subject(v)) is not None and h != own]
    then = any(c.tag_ == "VBD" for v in (verb, *above) for c in v.children if c.dep_ in ("aux", "auxpass"))
    return then or any(h.pos_ in ("NOUN", "PROPN") for h in tellers)


def _chain(verb: "Token") -> "list[Token]":
    """Return a verb and those it is coordinated under without a subject of its own ("plans to raise and spend")."""
    chain = [verb]
    while (
        chain[-1].dep_ in ("conj", "xcomp") and chain[-1].head.pos_ in ("VERB", "AUX") and len(chain) < _LONGEST_CHAIN
    ):
        if any(c.dep_ in ("nsubj", "nsubjpass") for c in chain[-1].children):
            break
        chain.append(chain[-1].head)
    return chain


def _looks_ahead(sentence: Sentence, verb: "Token") -> bool:
    """Say whether a future has a date after the article's year, or none at all and no estimate behind it."""
    year = sentence.scene.year or ""
    dated = [t.timex for t in sentence.times if t.type == "DATE" and t.timex[:4].isdigit()]
    return any(t[:4] > year for t in dated)


def is_negated(sentence: Sentence, verb: "Token | None") -> bool:
    """Say whether the statement of a verb is turned round; two negations cancel."""
    if verb is None:
        return False
    turned = {rule.id for rule in rules("negation") if any(True for _ in rule.matches({"verb": verb}, sentence.marks))}
    return bool(turned)


def is_vague(verb: "Token | None") -> bool:
    """Say whether a verb is only approached ("nears", "moves towards")."""
    return verb is not None and verb.lemma_ in words_in("approach")
