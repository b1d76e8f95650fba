"""The words of a parse as plain objects with spaCy's names; asked very often, they answer ten times as quickly."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count, repeat

from analysis.lexicons import entries, pairs
from analysis.spacy_types import Doc, Span, Token

SUBJECT = frozenset({"nsubj", "nsubjpass"})
_VERBAL = frozenset({"VERB", "AUX"})
_RELATIVE = frozenset({"which", "that", "who", "whom"})
_CARRIED = frozenset({"xcomp", "pcomp", "conj", "advcl", "ccomp", "dep", "aux", "auxpass"})
_OTHER_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "parataxis"})
_UNDATED = frozenset({"will", "would", "shall", "has", "have", "'ll", "’ll", "'s", "is", "are"})
_KEEPING = entries("word_classes", "word", **{"class": "keeping"})
_DASHES = frozenset({"—", "–", "-", "--"})


class Nodes(list["Node"]):
    """Nodes in a row; `start` and `end` are places among all words of a text, or characters."""

    start = end = start_char = end_char = 0

    @property
    def root(self) -> "Node":
        """The word that the others hang on."""
        return next(word for word in self if word.head is word)


class Node:
    """One word; `lemma` and `spelt` are in one spelling and small letters, `first` is where its sentence begins."""

    __slots__ = (
        "children", "dep_", "doc", "first", "head", "i", "idx", "lemma", "lemma_", "lower_", "parsed", "pos_", "spelt",
        "tag_", "text",
    )  # fmt: skip
    children: Sequence["Node"]
    head: "Node"

    def __init__(self, doc: Nodes, parsed: Doc, places: tuple[int, int, int], columns: tuple[str, ...]) -> None:
        self.doc, self.parsed = doc, parsed
        self.i, self.first, self.idx = places
        self.text, self.lower_, self.lemma_, self.pos_, self.tag_, self.dep_, self.lemma, self.spelt = columns
        self.head, self.children = self, ()

    def __len__(self) -> int:
        return len(self.text)

    @property
    def lefts(self) -> list["Node"]:
        return [child for child in self.children if child.i < self.i]

    @property
    def rights(self) -> list["Node"]:
        return [child for child in self.children if child.i > self.i]

    @property
    def subtree(self) -> Iterator["Node"]:
        """The word and all below it, in order."""
        for child in self.children:
            if child.i < self.i:
                yield from child.subtree
        yield self
        for child in self.children:
            if child.i > self.i:
                yield from child.subtree

    @property
    def ancestors(self) -> Iterator["Node"]:
        word = self
        while word.head is not word:
            word = word.head
            yield word

    def is_ancestor(self, word: "Node") -> bool:
        return any(above is self for above in word.ancestors)

    def nbor(self, steps: int = 1) -> "Node":
        return self.doc[self.i + steps]

    @property
    def own(self) -> Token:
        """The word as spaCy has it."""
        return self.parsed[self.i]

    @property
    def left_edge(self) -> "Node":
        return self.doc[self.own.left_edge.i]

    @property
    def right_edge(self) -> "Node":
        return self.doc[self.own.right_edge.i]

    @property
    def conjuncts(self) -> tuple["Node", ...]:
        return tuple(self.doc[token.i] for token in self.own.conjuncts)

    @property
    def ent_type_(self) -> str:
        return self.own.ent_type_

    def kids(self, *relations: str) -> list["Node"]:
        """Return the words right below that stand in some relation to it."""
        return [child for child in self.children if child.dep_ in relations]

    def below(self, *prepositions: str) -> Iterator["Node"]:
        """Yield the words below some prepositions of it ("of", "in")."""
        return (part for c in self.kids("prep") if c.lower_ in prepositions for part in c.children)

    @property
    def joined(self) -> Iterator["Node"]:
        """The word and those coordinated with it."""
        yield self
        for child in self.kids("conj"):
            yield from child.joined

    @property
    def clause(self) -> Iterator["Node"]:
        """The words below that belong to its own clause, in breadth."""
        queue = [self]
        for current in queue:
            for child in current.children:
                verbal = child.dep_ == "conj" and child.pos_ in _VERBAL
                if child.dep_ not in _OTHER_CLAUSES and not verbal:
                    yield child
                    queue.append(child)

    @property
    def verb(self) -> "Node | None":
        """The verb whose clause it stands in; the word itself if it is one."""
        word = self
        while word.pos_ not in _VERBAL:
            if word.head is word:
                return None
            word = word.head
        return word

    @property
    def aside(self) -> "Node | None":
        """The "with" of the phrase between commas, right behind a noun, that it stands in ("Chad, with 18 lakes,")."""
        for above in self.ancestors:
            if above.lower_ == "with" and above.dep_ == "prep" and above.i > above.first + 1:
                behind = self.doc[min(above.right_edge.i + 1, len(self.doc) - 1)]
                is_behind_noun = self.doc[above.i - 2].pos_ in ("NOUN", "PROPN")
                return above if is_behind_noun and self.doc[above.i - 1].text == behind.text == "," else None
            if above.pos_ in _VERBAL:
                return None
        return None

    @property
    def finite(self) -> "Node":
        """The verb that carries the tense of its clause ("is expected to reach" → "expected")."""
        word = self
        while word.head is not word and (
            word.dep_ in ("xcomp", "pcomp", "acl", "csubj")
            or (word.dep_ == "advcl" and word.tag_ in ("VBG", "VBN", "VB") and word.own_subject is None)
            or word.pos_ not in _VERBAL
        ):
            word = word.head
        return word if word.pos_ in _VERBAL else self

    @property
    def is_past(self) -> bool:
        """Whether it is a finite verb in the past ("spent", "was spending"; "has spent" is not)."""
        helpers = self.kids("aux", "auxpass")
        if any(helper.lower_ in _UNDATED for helper in helpers):
            return False
        return any(c.tag_ == "VBD" for c in (self, *helpers)) or (self.tag_ == "VBN" and not helpers)

    @property
    def is_scope(self) -> bool:
        """Whether it is a place where a superlative only holds ("among the highest in the world")."""
        preposition = self.head
        above = preposition.head if preposition.dep_ == "prep" else preposition
        before = (preposition.nbor(-1) if preposition.i > 0 else preposition, above, *above.children)
        return self.dep_ == "pobj" and any(word.tag_ in ("JJS", "RBS") for word in before)

    @property
    def own_subject(self) -> "Node | None":
        """The subject that a verb itself has."""
        found = self.kids(*SUBJECT)
        if not found:  # the parser hangs it on the helper ("Norvania has for the first time met …")
            found = [c for helper in self.kids("aux") for c in helper.kids(*SUBJECT)]
        subject = next((c for c in reversed(found) if c.i < self.i), found[0] if found else None)
        if subject is None or subject.i > subject.first + 2:
            return subject
        # the parser hangs it on a dateline ("BRUSSELS, October 2 – Mark Rutte took over")
        dash = next((c for c in subject.children if c.text in _DASHES), None)
        behind = (c for c in subject.kids("appos", "conj") if dash is not None and c.i > dash.i)
        return next(behind, subject)

    @property
    def subject(self) -> "Node | None":
        """The head word of whom a verb is said of: its own subject, else that of the verb it depends on.

        A relative pronoun gives its antecedent, a participle what it modifies, an infinitive the subject of the verb
        above (the object, after "ask somebody to", but not after "overtake somebody to").
        """
        verb = self
        for _ in range(8):
            own, above = verb.own_subject, verb.head
            if own is not None:
                return above if own.lower_ in _RELATIVE and verb.dep_ == "relcl" else own
            if verb.dep_ in ("relcl", "acl"):
                return above
            carrier = above.verb if verb.dep_ in _CARRIED and above is not verb else None
            if carrier is None:
                return None
            handed = next(iter(carrier.kids("dobj")), None) if verb.dep_ == "xcomp" else None
            if handed is not None and carrier.lemma_ not in _KEEPING:
                return handed
            verb = carrier
        return None


@lru_cache(maxsize=65536)
def spelt(lemma: str) -> str:
    """Return a word in one spelling, in small letters.

    >>> spelt("Defense")
    'defence'
    """
    lower = lemma.lower()
    return pairs("spellings", "word", "spelt").get(lower, lower)


@lru_cache(maxsize=65536)
def lemma_of(tag: str, pos: str, lower: str, parsed: str) -> str:
    """Return a word's lemma in one spelling; of plurals too that the parser leaves or misreads ("the Allies")."""
    plurals = pairs("capital_plurals", "plural", "singular")
    if tag == "NNPS" or (lower in plurals and (pos == "PROPN" or tag == "NNS")):
        return spelt(plurals.get(lower, lower.removesuffix("s")))
    return spelt(parsed)


def read_nodes(
    doc: Doc, sentences: Sequence[Span], starts: Sequence[int], children: Mapping[int, list[int]],
    columns: Sequence[Sequence[str]],
) -> Nodes:  # fmt: skip
    """Return the words of a parse; `columns` : their texts, small letters, lemmas, parts of speech, tags, relations."""
    firsts = list(range(len(starts)))
    for span in sentences:
        firsts[span.start : span.end] = [span.start] * (span.end - span.start)
    _, lower, lemmas, pos, tags, _ = columns
    own, spelled = map(lemma_of, tags, pos, lower, lemmas), map(spelt, lower)
    cells = zip(*columns, own, spelled, strict=True)
    words = Nodes()
    words.extend(map(Node, repeat(words), repeat(doc), zip(count(), firsts, starts), cells))
    for place, below in children.items():
        head = words[place]
        head.children = [words[i] for i in below]
        for child in head.children:
            child.head = head
    return words


def passage(words: Nodes, span: Span) -> Nodes:
    """Return the words of a sentence."""
    found = Nodes(words[span.start : span.end])
    found.start, found.end, found.start_char, found.end_char = span.start, span.end, span.start_char, span.end_char
    return found
