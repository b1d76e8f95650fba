"""The words that report, with what each of them takes.

Here and in the modules beside, an article is its `parse`: a `Document` of which tokens are read by their index.
"""

from dataclasses import dataclass
from functools import cache

from analysis.annotate import Document
from analysis.lexicons import read_lexicon

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
_NEAR = 3  # words


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
def cue_verbs() -> frozenset[str]:
    """Return the lemmas of the verbs that may report, whatever stands beside them."""
    return frozenset(cue.partition(" ")[0] for cue in cues("verbs"))


@cache
def cues(name: str) -> dict[str, Cue]:
    """Return the reporting ``verbs`` or ``nouns`` by lemma; a verb with a particle is ``point out``."""
    found: dict[str, Cue] = {}
    for row in read_lexicon(f"cues_{name}"):
        patterns = row["patterns"].split()
        vague = frozenset(p.removesuffix("~") for p in patterns if p.endswith("~"))
        all_of_it = frozenset(p.removesuffix("~") for p in patterns)
        found[row["cue"]] = Cue(row["cue"], row["kind"], row["polarity"] == "-", all_of_it, vague)
    return found


def cue_of(parse: Document, verb: int) -> tuple[Cue, int] | None:
    """Return the entry for a verb in its context and the last token of the cue (its particle), if it reports."""
    verbs, lemma = cues("verbs"), parse.lemmas[verb].lower()
    if lemma not in cue_verbs():
        return None
    for c in parse.children[verb]:
        if c > verb and parse.deps[c] in ("prt", "prep", "advmod", "acomp") and c - verb <= _NEAR:
            entry = verbs.get(f"{lemma} {parse.lower[c]}")
            if entry is not None:
                return entry, c
    entry = verbs.get(lemma)
    return (entry, verb) if entry is not None and parse.child(verb, "prt") is None else None


def is_negated(parse: Document, verb: int) -> bool:
    return any(parse.deps[c] == "neg" or parse.lower[c] in ("never", "nothing") for c in parse.children[verb])


def has_to(parse: Document, verb: int) -> bool:
    return any(parse.lower[c] == "to" and parse.deps[c] == "aux" for c in parse.children[verb])


def sentence_of(parse: Document, i: int) -> tuple[int, int]:
    """Return the tokens of the sentence that a token stands in."""
    sentence = parse.sentences[parse.sentence_index[i]]
    return sentence.start, sentence.end
