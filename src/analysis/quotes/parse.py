"""The dependency parse as plain columns: the rules read each token many times, and they are ten times faster."""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from analysis.annotate import Document
from analysis.lexicons import read_lexicon

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))


@dataclass(frozen=True)
class Parse:
    """One article's tokens and their syntax (labels of the CLEAR style that spaCy's English models use).

    Attributes
    ----------
    text : the normal form.
    start, end : character offsets of each token.
    lower, lemma, pos, tag, dep : strings of each token.
    head : index of each token's governor; a root governs itself.
    children : indices of each token's dependants, in order.
    left, right : first and last token of each token's subtree.
    sentence, paragraph : index of each token's sentence and paragraph; -1 for paragraph breaks.
    """

    text: str
    start: tuple[int, ...]
    end: list[int]
    lower: tuple[str, ...]
    lemma: tuple[str, ...]
    pos: tuple[str, ...]
    tag: tuple[str, ...]
    dep: tuple[str, ...]
    head: list[int]
    children: list[list[int]]
    left: list[int]
    right: list[int]
    sentence: tuple[int, ...]
    paragraph: tuple[int, ...]
    sentence_range: list[tuple[int, int]]

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def token_at(self) -> dict[int, int]:
        """Map the offset of each token's first character to its index."""
        return {start: i for i, start in enumerate(self.start)}

    def child(self, i: int, *deps: str) -> int | None:
        """Return the first dependant of a token with one of the labels."""
        for c in self.children[i]:
            if self.dep[c] in deps:
                return c
        return None

    def words(self, i: int, j: int) -> str:
        """Return the text of tokens i to j (exclusive)."""
        return self.text[self.start[i] : self.end[j - 1]] if j > i else ""


def read_parse(document: Document) -> Parse:
    """Unpack a document's parse."""
    offsets = document.doc.to_array("HEAD").astype(np.int64)
    head = (offsets + np.arange(len(offsets))).tolist()
    children: list[list[int]] = [[] for _ in head]
    for i, governor in enumerate(head):
        if governor != i:
            children[governor].append(i)
    left, right = _edges(head)
    end = [start + len(word) for start, word in zip(document.starts, document.words, strict=True)]
    return Parse(
        document.text, document.starts, end, document.lower, document.lemmas, document.pos, document.tags,
        document.deps, head, children, left, right,
        document.sentence_index, document.paragraph_index, [(s.start, s.end) for s in document.sentences],
    )  # fmt: skip


def _edges(head: list[int]) -> tuple[list[int], list[int]]:
    """Return the first and the last token of each token's subtree."""
    left, right = list(range(len(head))), list(range(len(head)))
    changed = True
    while changed:  # as many rounds as the parse is deep, at most a few
        changed = False
        for order in (range(len(head)), range(len(head) - 1, -1, -1)):
            for i in order:
                governor = head[i]
                if left[i] < left[governor]:
                    left[governor] = left[i]
                    changed = True
                if right[i] > right[governor]:
                    right[governor] = right[i]
                    changed = True
    return left, right


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
