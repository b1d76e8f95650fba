"""A measure against itself at an earlier time: "was higher in 2016 than in 2011", "40 percent less than in 1990"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.attribution import ARTICLE, ASSERTED, Context, Figure, Sentence, StatedPeriod
from analysis.attribution.antecedents import Owners, by_default, inside_words
from analysis.attribution.clauses import Named
from analysis.attribution.measures import EARLIER
from analysis.attribution.owners import of_name, place_of, said_of
from analysis.claims.changes import change_columns, known_since, size_of
from analysis.claims.comparisons import MORE, counted_names
from analysis.claims.doubts import is_explained
from analysis.claims.drafts import Clause, Draft, clause_in, draft, read_clause
from analysis.nodes import Node
from analysis.rules import words_in
from analysis.tables import TimeExpression

_EARLIER = ("change", EARLIER, 4)
_PERIOD = re.compile(r"\d{4}(?:-\d{2})?\Z")


@dataclass(frozen=True, slots=True)
class _Against:
    """Words that hold a measure against its past: the measure, its verb, the word that compares, the earlier time."""

    named: Named
    verb: Node
    word: Node
    then: TimeExpression


def earlier_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield what a measure of somebody is said to be against its own figure at an earlier time."""
    for than in (t for t in sentence.span if t.lower_ in ("than", "as")) if sentence.times else ():
        then = _then(sentence, than)
        word = _comparing(sentence, than) if then is not None else None
        verb = word.verb if word is not None else None
        named = _named(sentence, word, verb) if word is not None and verb is not None else None
        if then is not None and word is not None and verb is not None and named is not None:
            yield from _drafts(sentence, _Against(named, verb, word, then), context)


def _then(sentence: Sentence, than: Node) -> TimeExpression | None:
    """Return the year or month right behind "than" ("than in 2010", "than it did ten years ago")."""
    time = next((t for t in sentence.times if t.start > than.idx), None)
    between = sentence.scene.text[than.idx + len(than) : time.start].casefold().split() if time is not None else []
    is_time = time is not None and time.type == "DATE" and _PERIOD.match(time.timex) and _ends(sentence, time.end)
    return time if is_time and words_in("than_then").issuperset(between) else None


def _ends(sentence: Sentence, place: int) -> bool:
    """Say whether nothing is added behind a place ("than in 2010 at night")."""
    behind = sentence.token_at(place - 1).i + 1
    return behind >= sentence.span.end or sentence.doc[behind].pos_ in ("PUNCT", "CCONJ")


def _comparing(sentence: Sentence, than: Node) -> Node | None:
    """Return the word that compares: the last "more" before "than", the "high" between two "as"."""
    is_than = than.lower_ == "than"
    wanted = MORE if is_than else words_in("as_large")
    before = [t for t in sentence.span if t.i < than.i and t.lower_ in wanted]
    return next((t for t in reversed(before) if is_than or sentence.before(t.idx) == "as"), None)


def _named(sentence: Sentence, word: Node, verb: Node) -> Named | None:
    """Return the measure that a verb states, or that the subject of "is" names."""
    counted = next((n for n in counted_names(sentence) if n.token.i == word.head.i), None)
    if verb.i in sentence.predicates or counted is not None:
        return counted or sentence.predicates[verb.i]
    head = verb.subject if word.dep_ in ("acomp", "attr", "advmod", "amod") else None
    is_said = verb.lemma in words_in("copula") or word.head.i == verb.i
    return sentence.names.get(head.i) if head is not None and is_said else None


def _drafts(sentence: Sentence, said: _Against, context: Context) -> Iterator[Draft]:
    word, size = said.word, size_before(sentence, said.word)
    clause = _of_now(read_clause(sentence, said.verb, word, context), said.then)
    is_as = word.lower_ in words_in("as_large")
    if clause is None or clause.modality != ASSERTED or (size is None and is_as):
        return
    direction = None if is_as else "up" if MORE[word.lower_] == ">" else "down"
    owners = _owners(sentence, said.named, said.verb, context)
    for subject in owners.subjects if owners is not None else ():
        named = known_since(said.named, subject, said.then.timex)
        columns = change_columns(clause, named, subject, size, ("level", "change"))
        if columns is None:
            continue
        columns["arguments"] = {"from_period": said.then.timex} | size_of(size, direction)
        first = min(t.idx for t in (said.verb, word, said.named.token))
        words = (subject, (first, said.then.end), size)
        found = draft(_EARLIER, words, columns, takes=(size,), doubts=(clause.period.doubt,))
        if is_explained(sentence, found):
            yield found


def _owners(sentence: Sentence, named: Named, verb: Node, context: Context) -> Owners | None:
    if named.is_verb:
        return inside_words(sentence, named) or said_of(sentence, verb, context)
    if named.token.dep_ == "dobj":
        return said_of(sentence, verb, context)
    return of_name(sentence, named.token, context) or place_of(sentence, verb, context) or by_default(named)


def _of_now(clause: Clause, then: TimeExpression) -> Clause | None:
    """Return a clause with the time that is not `then`; one in the past without another time is of no known time."""
    if clause.period.source != ARTICLE and clause.period.value not in (None, then.timex):
        return clause
    if clause.verb is None or clause.verb.finite.is_past:
        return None
    return clause_in(clause.sentence, clause.verb, StatedPeriod(clause.sentence.scene.year, ARTICLE))


def size_before(sentence: Sentence, word: Node) -> Figure | None:
    """Return by how much: the figure right before the word that compares ("40 percent less", "twice as high")."""
    first = word.idx - (len("as ") if sentence.before(word.idx) == "as" else 0)
    return next((f for f in sentence.figures if f.start < first <= f.end + 1), None)
