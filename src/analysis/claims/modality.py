"""Whether a statement is asserted, or a plan, a target, a condition, a poll, a denial, a question."""

import re
from functools import cache
from typing import TYPE_CHECKING

from analysis.claims.scene import Scene
from analysis.claims.syntax import clause_tokens, climb
from analysis.claims.words import verbs_of, words_of
from analysis.lexicons import read_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_WOULD = frozenset({"would", "could", "may", "might", "'d"})
_SHOULD = frozenset({"should", "must", "ought", "shall"})
_WILLING = frozenset(
    {"willing", "ready", "determined", "eager", "keen", "prepared", "obliged", "committed", "supposed", "due"}
)
_PLAN_NOUNS = frozenset(
    [
        "plan",
        "proposal",
        "pledge",
        "promise",
        "goal",
        "target",
        "aim",
        "ambition",
        "objective",
        "intention",
        "commitment",
        "vow",
        "call",
        "demand",
        "draft",
        "bill",
        "motion",
        "offer",
        "hope",
        "idea",
        "wish",
        "desire",
        "dream",
        "request",
        "recommendation",
    ]
)
_DRAFT = re.compile(r"\b(?:draft|proposed|planned|future|next year's|targeted)\b", re.IGNORECASE)
_NOT_TRUE = re.compile(r"\b(?:not true|untrue|false|wrong|no truth|a myth|mistaken|incorrect)\b", re.IGNORECASE)
_FORETELLING = frozenset({"predict", "promise", "pledge", "vow", "warn", "threaten", "suggest", "believe"})


def modality_of(scene: Scene, token: "Token", sentence: "Span", period: str | None = None) -> str:
    """Return how a statement is meant whose head word is `token`.

    A statement about a year after the article's is a plan, however it is worded.
    """
    if sentence.text.rstrip(" ”’\"')").endswith("?"):
        return "question"
    year = scene.year
    if year is not None and period is not None and period[:4].isdigit() and period[:4] > year:
        return "plan"
    if year is not None and _looks_ahead(scene, token, sentence, year):
        return "plan"
    due = any(t.timex == year for t in scene.years_in(sentence.start_char, sentence.end_char))
    for current in (token, *climb(token)):
        if _has_semicolon(token, current):
            break
        found = _of_word(current, token)
        if found is not None and not (due and _is_set_to(current)):
            return found
    return "asserted"


def _has_semicolon(first: "Token", second: "Token") -> bool:
    """Say whether a semicolon stands between two words: what is said beyond it colours nothing."""
    low, high = sorted((first.i, second.i))
    return any(t.text == ";" for t in first.doc[low:high])


def _is_set_to(verb: "Token") -> bool:
    """Say whether a verb is the "set" of "is set to spend", an estimate where the year is the article's own."""
    return verb.lemma_ == "set" and any(c.dep_ == "auxpass" for c in verb.children)


def _of_word(current: "Token", token: "Token") -> str | None:
    """Return the modality that one word above the figure gives it."""
    lemma = current.lemma_.casefold()
    auxiliaries = {c.lower_ for c in current.children if c.dep_ == "aux"}
    if auxiliaries & _SHOULD:
        return "target"
    if (auxiliaries & _WOULD and not _is_reported(current, auxiliaries)) or any(
        c.lower_ in ("if", "unless") and c.dep_ in ("mark", "advmod") for c in current.children
    ):
        return "conditional"
    if any(c.dep_ == "advcl" and any(g.lower_ in ("if", "unless") for g in c.children) for c in current.children):
        return "conditional"
    if current.i == token.i:
        return None
    below = _child_towards(current, token)
    if current.pos_ in ("VERB", "AUX") and below is not None:
        return _of_verb(current, below, lemma)
    if current.pos_ == "NOUN" and below is not None and lemma in _PLAN_NOUNS:
        return "plan"
    if current.pos_ == "ADJ" and lemma in _WILLING and below is not None and below.dep_ in ("xcomp", "ccomp"):
        return "plan"
    return None


def _is_reported(verb: "Token", auxiliaries: set[str]) -> bool:
    """Say whether "would" is a reported "will" ("NATO said that 23 allies would meet the goal")."""
    above = verb.head
    if not auxiliaries & _WOULD <= {"would", "'d"} or verb.dep_ != "ccomp" or above.tag_ not in ("VBD", "VBN"):
        return False
    if above.lemma_ not in _reporting():
        return False
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    return own is not None and own.pos_ != "PRON"


@cache
def _reporting() -> frozenset[str]:
    return frozenset(row["cue"] for row in read_lexicon("cues_verbs") if row["kind"] in ("say", "write")) - _FORETELLING


def _of_verb(verb: "Token", below: "Token", lemma: str) -> str | None:
    embeds = below.dep_ in ("xcomp", "ccomp", "dobj", "prep", "advcl", "pcomp", "oprd")
    clausal = below.dep_ in ("xcomp", "ccomp", "advcl", "pcomp")
    if lemma in verbs_of("doubt") and embeds:
        return "denied"
    if verb.dep_ in ("xcomp", "ccomp") and lemma == "be" and _NOT_TRUE.search(verb.sent.text):
        return "denied"
    if any(c.dep_ == "acomp" and _NOT_TRUE.match(c.text) for c in verb.children) and below.dep_ in ("ccomp", "csubj"):
        return "denied"
    if (
        lemma in verbs_of("plan", "hope")
        and embeds
        and (clausal or lemma not in verbs_of("spend", "level"))
        and not _is_settled(verb, below)
    ):
        return "plan"
    told = below.dep_ == "ccomp" and (
        below.tag_ in ("VBZ", "VBD")
        or (lemma == "tell" and not any(c.lower_ == "to" and c.dep_ == "aux" for c in below.children))
    )
    if (
        lemma in verbs_of("demand")
        and embeds
        and not told
        and not (verb.tag_ == "VBN" and lemma == "require" and not clausal)
    ):
        return "target"
    if (
        lemma in ("have", "be")
        and below.dep_ == "xcomp"
        and any(c.lower_ == "to" and c.dep_ == "aux" for c in below.children)
    ):
        return None if _expected(verb) else "plan"
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    if any(s.lemma_.casefold() in _PLAN_NOUNS and s.i != below.i for s in subjects):
        return "plan"
    if any(_DRAFT.search(" ".join(t.text for t in s.subtree)) and s.i != below.i for s in subjects):
        return "plan"
    return None


def _is_settled(verb: "Token", below: "Token") -> bool:
    """Say whether a verb of planning only carries a figure already spent ("announced that it spent", "budgeted")."""
    if verb.lemma_ in ("announce", "report", "set", "decide", "agree", "foresee", "approve") and below.dep_ == "ccomp":
        return below.tag_ in ("VBD", "VBZ", "VBP", "VBN")
    return False


def _expected(verb: "Token") -> bool:
    """Say whether "is on course to", "is expected to", "has yet to", "is likely to" is an estimate, not a plan."""
    words = {c.lower_ for c in verb.children}
    return bool(words & {"yet", "likely", "on", "expected", "set", "estimated", "able"})


def _child_towards(above: "Token", token: "Token") -> "Token | None":
    """Return the child of `above` that contains `token`."""
    current = token
    while current.head.i != above.i:
        if current.head.i == current.i:
            return None
        current = current.head
    return current if current.i != above.i else None


def _looks_ahead(scene: Scene, token: "Token", sentence: "Span", year: str) -> bool:
    """Say whether the clause names a time after the article's year ("by 2030", "next year")."""
    ahead = [t for t in scene.times_in(sentence.start_char, sentence.end_char) if (t.begin or "")[:4] > year]
    if not ahead:
        return False
    later = scene.numbers_in(token.idx + len(token) + 1, sentence.end_char)
    clause_end = min((f.number.start for f in later), default=sentence.end_char)
    earlier = [f.number for f in scene.numbers_in(sentence.start_char, token.idx)]
    first = max((n.end for n in earlier if n.unit == "percent"), default=sentence.start_char)
    clause = {t.i for t in clause_tokens(token)}
    ahead = [t for t in ahead if (w := scene.token_at(t.start)) is None or w.i in clause or t.start > token.idx]
    ahead = [t for t in ahead if ";" not in scene.text[min(token.idx, t.start) : max(token.idx, t.start)]]
    return any(first <= t.start < max(clause_end, token.idx + 60) for t in ahead)


def is_polled(sentence: "Span") -> bool:
    """Say whether a sentence reports an opinion poll."""
    return any(t.lemma_.casefold() in words_of("poll") for t in sentence)
