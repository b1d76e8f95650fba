"""What a number's row says beside the number: whose it is, when, in which quote, whether denied, its base."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from analysis.attribution.colours import is_negated
from analysis.attribution.marks import Sentence
from analysis.attribution.periods import is_end, time_of
from analysis.attribution.scene import Figure, Scene
from analysis.nodes import SUBJECT, Node
from analysis.numbers.vocabulary import word_set
from analysis.rules import words_in
from analysis.tables import Mention, Number, TimeExpression

_UNOWNED = frozenset({"reference", "score", "ordinal"})
_UNDATED = frozenset({"age", "ordinal", "reference"})
_OWNERS = frozenset({"poss", "compound", "amod", "nmod", "appos"})
_OF = frozenset({"of", "in", "by", "from", "for"})
_PERSONAL, _NEUTER = frozenset({"he", "she", "his", "her"}), frozenset({"it", "its"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_Row = TypeVar("_Row", Figure, Mention)
_YEAR = len("2024")
_FARTHEST_BASE, _FIGURES_BACK, _DEEPEST = 2, 24, 8  # sentences, figures, heads


def describe_numbers(scene: Scene) -> tuple[Number, ...]:
    """Return the numbers of an article with entity, quote, date, negation and inherited base.

    A base is inherited only from at most two sentences before, by a percentage that states none itself and goes on
    with what was said of the share before it.
    """
    described: list[Number] = []
    sentences = scene.document.sentences
    for place, span in enumerate(sentences):
        if span.start not in scene.figures_from:
            continue
        sentence, before = Sentence(scene, span), Sentence(scene, sentences[place - 1]) if place else None
        dates = [t for t in sentence.times if t.type == "DATE" and t.begin and not is_end(sentence, t, plans=False)]
        respective = _respective(sentence)
        for figure in sentence.figures:
            number = _described(sentence, before, figure, dates, respective.get(figure.id))
            described.append(_with_base(sentence, number, described))
    return tuple(described)


def _described(
    sentence: Sentence, before: Sentence | None, figure: Figure, dates: list[TimeExpression], respective: str | None
) -> Number:
    number, verb = figure.number, figure.token.verb
    quote = sentence.scene.quote_at(number.start)
    time = time_of(sentence, dates, verb, figure.token) if number.kind not in _UNDATED else None
    owned = number.kind not in _UNOWNED
    hedge = range(number.hedge_start or 0, number.hedge_end or 0)
    bounds = verb is not None and verb.idx in hedge  # "must not exceed 3 percent" bounds the figure
    return replace(
        number,
        entity_id=respective or _owner(sentence, before, figure) if owned else None,
        quote_id=quote[0] if quote is not None and number.end <= quote[1].end else None,
        as_of=(time[0].begin or "")[: _YEAR if _is_year(time[0]) else None] if time is not None else None,
        negated=verb is not None and verb.i <= figure.token.i and not bounds and is_negated(sentence, verb),
    )


def _respective(sentence: Sentence) -> dict[str, str]:
    """Return names by figure, matched in order: "Estavia and Norvania follow with 2.7 and 2.5 percent respectively"."""
    document, span = sentence.scene.document, sentence.span
    lower = document.lower[span.start : span.end]
    if "respectively" not in lower:
        return {}
    mark = document.starts[span.start + lower.index("respectively")]
    inside = [f for f in sentence.figures if f.end <= mark]
    names = [m for m in sentence.mentions if inside and m.end < inside[0].start]
    figures, listed = _last_list(sentence.scene.text, inside), _last_list(sentence.scene.text, names)
    return {f.id: m.entity_id for f, m in zip(figures, listed, strict=True)} if len(figures) == len(listed) else {}


def _owner(sentence: Sentence, before: Sentence | None, figure: Figure) -> str | None:
    """Return the entity a number is about: named around it, its owner, or the subject it is told of."""
    number = figure.number
    around = sentence.mention_at.get(figure.token.i)
    if around is not None and around.start <= number.start and number.end <= around.end:
        return around.entity_id
    is_age = number.kind == "age"
    for token in (*(_beside(sentence, figure) if is_age else ()), *_candidates(sentence, figure)):
        mention = sentence.mention_at.get(token.i)
        if mention is not None and (mention.label == "PERSON" or not is_age):
            return mention.entity_id
        if token.lower_ in _NEUTER | _PERSONAL:
            return _antecedent(sentence, before, token)
    return None


def _beside(sentence: Sentence, figure: Figure) -> Iterator[Node]:
    """Yield the words around an age, the nearest before it first: "Ann Lee, 65,", "the 65-year-old Ann Lee"."""
    first, last = sentence.scene.index(figure.number.start), sentence.scene.index(figure.number.end - 1)
    doc, span = sentence.doc, sentence.span
    yield from (doc[i] for i in range(first - 1, max(span.start - 1, first - 4), -1))
    yield from (doc[i] for i in range(last + 1, min(span.end, last + 5)))


def _candidates(sentence: Sentence, figure: Figure) -> Iterator[Node]:
    number = figure.number
    for start, end in ((number.concept_start, number.concept_end), (number.subject_start, number.subject_end)):
        if start is not None and end is not None:
            yield from _with_owners(sentence.scene.root(start, end))
    token = figure.token
    for _ in range(_DEEPEST):
        if token.head.i == token.i or (token.dep_ == "ccomp" and token.head.lemma_ in word_set("saying_verb")):
            return
        token = token.head
        if token.pos_ in ("NOUN", "PROPN", "ADJ"):
            yield from _with_owners(token)
        elif token.pos_ in ("VERB", "AUX") and (subject := token.subject) is not None:
            yield from _with_owners(subject)


def _antecedent(sentence: Sentence, before: Sentence | None, pronoun: Node) -> str | None:
    """Return whom a pronoun stands for: the nearest subject before it, else the first of the sentence before."""
    here = [(i, m) for i, m in sorted(sentence.mention_at.items(), reverse=True) if i < pronoun.i]
    earlier = sorted(before.mention_at.items()) if before is not None else []
    is_person, doc = pronoun.lower_ in _PERSONAL, sentence.doc
    fits = (m for i, m in (*here, *earlier) if doc[i].dep_ in SUBJECT and (m.label == "PERSON") == is_person)
    return next((m.entity_id for m in fits), None)


def _is_year(time: TimeExpression) -> bool:
    begin, end = time.begin or "", time.end_date or ""
    return begin[:_YEAR] == end[:_YEAR] and (begin[_YEAR:], end[_YEAR:]) == ("-01-01", "-12-31")


def _with_owners(token: Node) -> Iterator[Node]:
    yield token
    for child in token.children:
        if child.dep_ in _OWNERS:
            yield child
        elif child.dep_ == "prep" and child.lower_ in _OF:
            yield from (grandchild for grandchild in child.kids("pobj"))


def _last_list(text: str, rows: Sequence[_Row]) -> Sequence[_Row]:
    """Return the last run of rows with nothing but a comma, "and" or "or" between them."""
    first = len(rows) - 1
    while first > 0 and text[rows[first - 1].end : rows[first].start].strip(" ,") in ("", "and", "or"):
        first -= 1
    return rows[max(first, 0) :]


def _with_base(sentence: Sentence, number: Number, before: Sequence[Number]) -> Number:
    """Give a share without a base that of one before it, within two sentences."""
    if number.kind != "percent" or number.of_base is not None or number.change_role == "by":
        return number
    sentence_of, index = sentence.scene.document.sentence_index, sentence.scene.index
    leads = number.change_role == "from"
    for other in reversed(before[-1:] if leads else before[-_FIGURES_BACK:]):
        distance = sentence_of[index(number.start)] - sentence_of[index(other.start)]
        if distance > (0 if leads else _FARTHEST_BASE):
            return number
        if other.kind == "percent" and other.of_base is not None:
            goes_on = leads or _goes_on(sentence, number, other, distance)
            return replace(number, of_base=other.of_base, of_base_source="inherited") if goes_on else number
    return number


def _goes_on(sentence: Sentence, number: Number, other: Number, distance: int) -> bool:
    """Say whether a share continues the talk of the one before it.

    It does where it says the same of another entity of the same kind, or points back in the same paragraph; not where
    its clause speaks of another measure, or it stands before a noun ("the two percent guideline").
    """
    index, document = sentence.scene.index, sentence.scene.document
    clause = document.nodes[sentence.span.start if distance else index(other.end) : index(number.start)]
    following = document.nodes[index(number.end - 1) + 1 :][:1]
    if any(t.lemma_ in words_in("up", "down") for t in clause) or any(t.pos_ in _NOUNS for t in following):
        return False
    is_named = any(mention.start == number.concept_start for mention in sentence.mentions)
    is_other_country = (other.entity_id or "body/").startswith(("country/", "body/"))  # a group may be no entity
    if is_named and (number.entity_id or "").startswith("country/") and is_other_country:
        return True
    together = distance <= 1 and len({document.paragraph_index[index(n.start)] for n in (number, other)}) == 1
    points = any(t.lower_ in words_in("pointing_back") for t in clause)
    return together and points and number.change_role is None
