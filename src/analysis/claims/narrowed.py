"""Words of a clause that nothing explains: they may narrow what it says ("for women", "in Sicily", "unadjusted").

A figure is read by its measure, its subject and its time. Whatever else its clause says may make it the figure of a part,
of another kind or of another count, so that a statement with such words is never refuted.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.attribution.clauses import own_subject, verb_above
from analysis.attribution.marks import NEUTRAL, Sentence
from analysis.attribution.package_words import lemma, spelt
from analysis.claims.drafts import Draft
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

DOUBT = "narrowed"
_KINDS = frozenset({"value", "count", "change", "comparison", "rank"})
_SMALL = frozenset({"DET", "PRON", "AUX", "PART", "CCONJ", "SCONJ", "PUNCT", "SYM", "NUM", "INTJ", "SPACE", "X"})
_APART = frozenset({"relcl", "ccomp", "parataxis"})
_NEAR = 5  # words from a name to a figure of its own


def with_doubt(sentence: Sentence, draft: Draft) -> Draft:
    """Return a draft with a doubt where words of its clause are not explained by what it says."""
    if draft.doubts or draft.kind not in _KINDS:
        return draft
    return replace(draft, doubts=(DOUBT,)) if any(True for _ in unexplained(sentence, draft)) else draft


def unexplained(sentence: Sentence, draft: Draft) -> "Iterator[Token]":
    """Yield the words of a draft's clause that are neither its own nor harmless."""
    anchor = next((f.token for f in sentence.figures if f.id in draft.takes), sentence.token_at(draft.start))
    own = _own(sentence, draft)
    for token in _clause(anchor):
        if token.i not in own and not _is_harmless(sentence, token):
            yield token


def _clause(anchor: "Token") -> "Iterator[Token]":
    """Yield the words of the clause that a word stands in, and of the participles and phrases that hang on it."""
    verb = verb_above(anchor) or anchor
    while verb.dep_ in ("xcomp", "conj", "acl", "aux", "auxpass", "pcomp", "advcl") and not own_subject(verb):
        above = verb_above(verb.head)
        if above is None or above.i == verb.i:
            break
        verb = above
    queue = [verb]
    while queue:
        token = queue.pop()
        yield token
        queue += [child for child in token.children if not _is_apart(child, anchor)]


def _is_apart(token: "Token", anchor: "Token") -> bool:
    """Say whether a word begins another clause than the figure's: one with a subject of its own."""
    if token.is_ancestor(anchor) or token.i == anchor.i:
        return False
    if token.dep_ in _APART:
        return True
    return token.pos_ in ("VERB", "AUX") and token.dep_ in ("advcl", "conj") and own_subject(token) is not None


def _own(sentence: Sentence, draft: Draft) -> set[int]:
    """Return the words that a draft reads: its measure's, its subjects', and those of other figures with theirs."""
    columns, index = draft.columns, sentence.scene.index
    measure = (columns.get("package"), columns.get("measure"))
    spans = [
        (n.start, n.end) for n in (*sentence.names.values(), *sentence.predicates.values())
        if any(t.id == measure for t in (*n.topics, *n.change_topics))
    ]  # fmt: skip
    own = {i for start, end in spans for i in range(index(start), index(end - 1) + 1)}
    arguments = columns.get("arguments") or {}
    keys = {columns.get("key"), arguments.get("other_key"), *(arguments.get("among") or ())}
    own |= {
        i
        for i, s in sentence.subjects.items()
        if s.key in keys or keys & {k for _, k in s.keys} or _has_figure(sentence, i)
    }
    return own | set(sentence.body_at) | set(sentence.inside_figure) | _words_of(sentence, measure)


def _has_figure(sentence: Sentence, place: int) -> bool:
    """Say whether a name has a figure of its own right behind it ("Norvania 3.4 percent")."""
    return any(0 < figure.token.i - place <= _NEAR for figure in sentence.figures)


def _words_of(sentence: Sentence, measure: tuple[object, object]) -> set[int]:
    """Return the places of words that a measure's package knows for it: modifiers, bases, counted nouns."""
    topic = next((t for t in sentence.scene.words.topics if t.id == measure), None)
    if topic is None:
        return set()
    m = topic.measure
    known = {spelt(w) for phrase in (*m.modifiers, *m.within, *m.counted, *m.nouns, *m.of, *m.verbs, m.base or "")
             for w in phrase.split()}  # fmt: skip
    return {token.i for token, word in sentence.lemma_of if word in known or spelt(token.lower_) in known}


def _is_harmless(sentence: Sentence, token: "Token") -> bool:
    word = lemma(token)
    if word in words_in("narrowing") or token.lower_ in words_in("narrowing"):
        return False
    if token.pos_ in _SMALL or token.pos_ == "ADP" or token.ent_type_ in ("PERSON", "DATE", "TIME", "CARDINAL"):
        return True
    if token.pos_ in ("VERB", "AUX") and (token.dep_ in ("ROOT", "xcomp", "conj", "ccomp", "relcl", "acl", "pcomp")):
        return token.tag_ != "VBN" or own_subject(token) is not None or word in NEUTRAL or _is_plain(sentence, word)
    return word in NEUTRAL or _is_plain(sentence, word) or token.lower_ in words_in("harmless")


def _is_plain(sentence: Sentence, word: str) -> bool:
    nouns = sentence.scene.words.nouns
    return word in nouns or word in words_in(
        "harmless", "figure", "organ", "time_noun", "guideline", "land", "member_noun", "body", "level", "spend", "up",
        "down", "have", "copula", "meet", "miss", "estimate", "list", "lead", "trail", "world",
    )  # fmt: skip
