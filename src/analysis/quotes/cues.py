"""Reporting words: the verbs of ``lexicons/cues_verbs.tsv`` and what each may govern."""

from dataclasses import dataclass
from functools import cache

from analysis.lexicons import read_lexicon
from analysis.quotes.parse import Parse

_NEAR = 3  # words
NEGATIONS = frozenset(("not", "n't", "never", "nothing", "no"))


@dataclass(frozen=True, slots=True)
class Cue:
    """One entry of a cue lexicon: speech act, whether it denies, and the patterns it takes.

    `vague` are the patterns whose noun phrase is what was said only if it tells something: "repeated himself" is none.
    """

    lemma: str
    kind: str
    denies: bool
    patterns: frozenset[str]
    vague: frozenset[str] = frozenset()


@cache
def verb_cues() -> dict[str, Cue]:
    """Return the reporting verbs by lemma; a verb with a particle is ``point out``."""
    return _cues("cues_verbs")


@cache
def noun_cues() -> dict[str, Cue]:
    """Return the reporting nouns by lemma."""
    return _cues("cues_nouns")


def _cues(name: str) -> dict[str, Cue]:
    return {row["cue"]: _cue(row["cue"], row["kind"], row["polarity"], row["patterns"]) for row in read_lexicon(name)}


def _cue(lemma: str, kind: str, polarity: str, patterns: str) -> Cue:
    vague = frozenset(p.removesuffix("~") for p in patterns.split() if p.endswith("~"))
    return Cue(lemma, kind, polarity == "-", frozenset(p.removesuffix("~") for p in patterns.split()), vague)


def cue_of(parse: Parse, verb: int) -> tuple[Cue, int] | None:
    """Return the entry for a verb in its context and the last token of the cue (its particle), if it reports."""
    cues = verb_cues()
    lemma = parse.lemma[verb].lower()
    for c in parse.children[verb]:
        if c > verb and parse.dep[c] in ("prt", "prep", "advmod", "acomp") and c - verb <= _NEAR:
            entry = cues.get(f"{lemma} {parse.lower[c]}")
            if entry is not None:
                return entry, c
    entry = cues.get(lemma)
    if entry is None or parse.child(verb, "prt") is not None:
        return None
    return entry, verb


def is_negated(parse: Parse, verb: int) -> bool:
    """Say whether a verb stands under "not", "never" or "no"."""
    return any(parse.dep[c] == "neg" or parse.lower[c] in ("never", "nothing") for c in parse.children[verb])
