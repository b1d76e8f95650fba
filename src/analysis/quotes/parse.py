"""The dependency parse as plain columns: the rules read each token many times, and they are ten times faster."""

from dataclasses import dataclass
from functools import cache

from analysis.annotate import Document
from analysis.lexicons import read_lexicon

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))


class Parse:
    """One article's tokens and their syntax (labels of the CLEAR style that spaCy's English models use).

    Attributes
    ----------
    text : the normal form of `document`.
    start, end : character offsets of each token.
    lower, lemma, pos, tag, dep : strings of each token.
    head : index of each token's governor; a root governs itself.
    children : indices of each token's dependants, in order.
    left, right : first and last token of each token's subtree.
    sentence, paragraph : index of each token's sentence and paragraph; -1 for paragraph breaks.
    sentence_range : the tokens of each sentence.
    """

    def __init__(self, document: Document) -> None:
        doc = document.doc
        self.document, self.text = document, document.text
        self.start, self.lower, self.lemma = document.starts, document.lower, document.lemmas
        self.pos, self.tag, self.dep = document.pos, document.tags, document.deps
        self.sentence, self.paragraph = document.sentence_index, document.paragraph_index
        self.sentence_range = [(sentence.start, sentence.end) for sentence in document.sentences]
        self.end = [start + len(word) for start, word in zip(document.starts, document.words, strict=True)]
        self.head = [i + ahead for i, ahead in enumerate(doc.to_array("HEAD").astype("int64").tolist())]
        self.left = [token.left_edge.i for token in doc]
        self.right = [token.right_edge.i for token in doc]
        self.children: list[list[int]] = [[] for _ in doc]
        for i, governor in enumerate(self.head):
            if governor != i:
                self.children[governor].append(i)

    def __len__(self) -> int:
        return len(self.start)

    def characters(self, tokens: tuple[int, int]) -> tuple[int, int]:
        return self.start[tokens[0]], self.end[tokens[1] - 1]

    def is_capital(self, i: int) -> bool:
        return self.text[self.start[i]].isupper()

    def child(self, i: int, *deps: str) -> int | None:
        """Return the first dependant of a token with one of the labels."""
        for c in self.children[i]:
            if self.dep[c] in deps:
                return c
        return None


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
def cues(name: str) -> dict[str, Cue]:
    """Return the reporting ``verbs`` or ``nouns`` by lemma; a verb with a particle is ``point out``."""
    found: dict[str, Cue] = {}
    for row in read_lexicon(f"cues_{name}"):
        patterns = row["patterns"].split()
        vague = frozenset(p.removesuffix("~") for p in patterns if p.endswith("~"))
        all_of_it = frozenset(p.removesuffix("~") for p in patterns)
        found[row["cue"]] = Cue(row["cue"], row["kind"], row["polarity"] == "-", all_of_it, vague)
    return found


def cue_of(parse: Parse, verb: int) -> tuple[Cue, int] | None:
    """Return the entry for a verb in its context and the last token of the cue (its particle), if it reports."""
    verbs, lemma = cues("verbs"), parse.lemma[verb].lower()
    for c in parse.children[verb]:
        if c > verb and parse.dep[c] in ("prt", "prep", "advmod", "acomp") and c - verb <= _NEAR:
            entry = verbs.get(f"{lemma} {parse.lower[c]}")
            if entry is not None:
                return entry, c
    entry = verbs.get(lemma)
    return (entry, verb) if entry is not None and parse.child(verb, "prt") is None else None


def is_negated(parse: Parse, verb: int) -> bool:
    return any(parse.dep[c] == "neg" or parse.lower[c] in ("never", "nothing") for c in parse.children[verb])


def has_to(parse: Parse, verb: int) -> bool:
    return any(parse.lower[c] == "to" and parse.dep[c] == "aux" for c in parse.children[verb])
