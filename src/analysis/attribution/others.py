"""Whether a figure is of something else than what the words around it name: another purpose, a noun of its own."""

from analysis.attribution.clauses import Named, is_one
from analysis.attribution.marks import NEUTRAL, Sentence
from analysis.attribution.package_words import Topic, lemma, spelt
from analysis.attribution.scene import Figure
from analysis.rules import words_in
from analysis.spacy_types import Token

_NEAR = 3  # words between a noun and its figure
_APART = frozenset({"CCONJ", "VERB", "AUX", "PUNCT", "SCONJ", "PRON"})
_PURPOSES = frozenset({"on", "into", "to"})


def has_other_purpose(sentence: Sentence, figure: Figure, named: Named | None, topics: tuple[Topic, ...]) -> bool:
    """Say whether a figure is for something else than what it is read as ("1.5 percent of GDP on schools")."""
    following = (f.start for f in sentence.figures if f.start > figure.end)
    end = sentence.scene.index(next(following, sentence.span.end_char - 1))
    doc = sentence.scene.document.doc
    if named is None:
        return False
    heads = {t.i for t in figure.token.subtree} | ({named.token.i} if named.is_verb else set())
    for token in doc[sentence.scene.index(figure.end - 1) + 1 : end + 1]:
        if token.lower_ in _PURPOSES and token.dep_ in ("prep", "dative") and token.head.i in heads:
            kinds = ("NOUN",) if token.lower_ == "to" else ("NOUN", "PROPN")
            nouns = [c for c in token.children if c.dep_ == "pobj" and c.pos_ in kinds]
            return any(not (_is_said_by(n, topics) or _is_aside(sentence, n)) for n in nouns)
    return False


def is_of_own_noun(sentence: Sentence, figure: Figure, named: Named | None) -> bool:
    """Say whether a figure stands behind a noun of its own that leaves its verb out ("… and the deficit to 3")."""
    doc, first = sentence.scene.document.doc, sentence.scene.index(figure.start)
    place = first - 1
    while place > sentence.span.start and first - place <= _NEAR and doc[place].pos_ in ("ADP", "ADV"):
        place -= 1
    noun = doc[place]
    before = [f for f in sentence.figures if f.end <= noun.idx]
    if noun.pos_ != "NOUN" or not before or place in sentence.inside_figure or place in sentence.subjects:
        return False
    between = doc[sentence.scene.index(before[-1].end - 1) + 1 : place]
    opens = next((t for t in reversed(between) if t.pos_ in _APART), None)
    if named is None or opens is None or opens.pos_ != "CCONJ" or is_one(noun, "time_noun", "figure"):
        return False
    return not named.start <= noun.idx < named.end


def _is_said_by(noun: Token, topics: tuple[Topic, ...]) -> bool:
    """Say whether a noun, or a word before it in its phrase, is in the words of all of some measures."""
    words = {word for t in (noun, *noun.lefts) for word in (lemma(t), spelt(t.lower_))}
    phrases = ((*t.measure.predicates, *t.measure.names, *t.measure.phrases) for t in topics)
    return all(words & {spelt(w.casefold()) for phrase in said for w in phrase.split()} for said in phrases)


def _is_aside(sentence: Sentence, noun: Token) -> bool:
    """Say whether a noun behind "on" is no purpose: a time, a figure, a place, a word of no weight ("on average")."""
    known = noun.i in sentence.inside_figure or noun.i in sentence.subjects or noun.i in sentence.body_at
    return known or lemma(noun) in NEUTRAL or lemma(noun) in words_in("figure")
