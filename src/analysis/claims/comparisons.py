"""Comparisons of two subjects by one measure: "spends more of its GDP on defence than France"."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analysis.attribution.clauses import joined, subject_of, verb_above
from analysis.attribution.colours import ASSERTED, is_negated, modality_of
from analysis.attribution.context import Context
from analysis.attribution.fits import is_money, standard
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import within
from analysis.attribution.owners import of_name
from analysis.attribution.package_words import Topic, lemma, spelt
from analysis.attribution.periods import period_of
from analysis.attribution.phrases import Named
from analysis.attribution.scene import Figure
from analysis.attribution.subjects import Subject
from analysis.claims.drafts import Draft, period_columns, topic_columns
from analysis.claims.topics import topic_for
from analysis.claims.values import subject_columns
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_BESIDE = 4  # words
_WEIGHT = 4
_LEADING = frozenset({"lead", "outspend", "trail", "outstrip"})
_LISTING = frozenset({"and", "or", ",", "the", "in", "of", "that"})
_COUNTING = frozenset({"more", "fewer", "less", "many", "much", "most"})
_MORE = {"more": ">", "larger": ">", "bigger": ">", "higher": ">", "greater": ">", "less": "<", "smaller": "<",
         "lower": "<", "fewer": "<"}  # fmt: skip


def comparison_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the comparisons that a sentence asserts."""
    verbs = sentence.predicates.values()
    spans = [(n.start, n.end) for n in verbs] + [(f.start, f.end) for f in sentence.figures]
    names = (n for n in sentence.names.values() if not any(s <= n.token.idx < e for s, e in spans))
    for named in (*verbs, *names):
        verb = named.token if named.is_verb else verb_above(named.token)
        if verb is not None:
            yield from _than(sentence, named, verb, context)
            yield from _as_many(sentence, named, verb, context)
            yield from _lead(sentence, named, verb, context)
    for named in _counted(sentence):
        yield from _than(sentence, named, named.token.head, context)
        yield from _as_many(sentence, named, named.token.head, context)


def _counted(sentence: Sentence) -> Iterator[Named]:
    """Yield the nouns of a measure that are compared by number ("has more seats than", "as many people as")."""
    known = sentence.scene.words.counted
    for token, word in sentence.lemma_of if sentence.lemmas & known.keys() else ():
        if token.dep_ != "dobj" or word not in known:
            continue
        topics = tuple(t for t in within(sentence, known[word]) if t.measure.kind == "level")
        verbs = words_in("have") | {spelt(verb) for topic in topics for verb in topic.measure.verbs}
        if not topics or token.i in sentence.names or lemma(token.head) not in verbs:
            continue
        before = [c for c in token.lefts if c.dep_ in ("amod", "compound", "nmod") and c.lower_ not in _COUNTING]
        if all(sentence.is_known(part) for part in before):
            yield Named(token, topics, token.idx, token.idx + len(token), is_verb=False)


def _than(sentence: Sentence, named: Named, verb: "Token", context: Context) -> Iterator[Draft]:
    if "than" not in sentence.lowers:
        return
    words = sorted(verb.subtree, key=lambda t: t.i)
    than = next((t for t in words if t.lower_ == "than" and t.i > named.token.i), None)
    if than is None or _is_of_moves(sentence, verb):
        return
    more = next((t for t in reversed(words) if t.lower_ in _MORE and t.i < than.i), None)
    others = [sentence.subjects[t.i] for t in words if t.i > than.i and t.i in sentence.subjects]
    if more is None or not others or _has_between(sentence, than, others[0].token):
        return
    for other in _joined_to(others[0], others):
        yield from _drafts(sentence, named, verb, other.token, _MORE[more.lower_], more, context)


def _is_of_moves(sentence: Sentence, verb: "Token") -> bool:
    """Say whether moves are compared, not where they led ("shrank by 0.4 percent more than Italy's")."""
    moves = lemma(verb) in words_in("up", "down")
    return moves and not any(f.number.change_role == "to" for f in sentence.figures)


def _joined_to(first: Subject, others: Sequence[Subject]) -> Iterator[Subject]:
    """Yield those that something is compared with, one by one; none where they are taken together."""
    names = list(dict.fromkeys(others))
    listed = [first]
    for name in names[names.index(first) + 1 :]:
        between = [t.lower_ for t in name.token.doc[listed[-1].token.i + 1 : name.token.i] if t.tag_ != "POS"]
        if not between or not set(between) <= _LISTING:
            break
        listed.append(name)
    words = {lemma(t) for t in first.token.sent}
    if len(listed) == 1 or not words & words_in("together"):
        yield from listed


def _as_many(sentence: Sentence, named: Named, verb: "Token", context: Context) -> Iterator[Draft]:
    """Yield "has four times as many seats as": how many times as much, never that it is as much."""
    if "as" not in sentence.lowers:
        return
    words = sorted(verb.subtree, key=lambda t: t.i)
    many = next((t for t in words if t.lower_ in ("many", "much", "large", "big", "high") and _is_after_as(t)), None)
    if many is None or _times(sentence, many) is None:
        return
    behind = next((t for t in words if t.lower_ == "as" and t.i > max(many.i, named.token.i)), None)
    others = [sentence.subjects[t.i] for t in words if behind and t.i > behind.i and t.i in sentence.subjects]
    if behind is not None and others and not _has_between(sentence, behind, others[0].token):
        yield from _drafts(sentence, named, verb, others[0].token, "=", many, context)


def _is_after_as(token: "Token") -> bool:
    return token.i > token.sent.start and token.doc[token.i - 1].lower_ == "as"


def _has_between(sentence: Sentence, than: "Token", other: "Token") -> bool:
    """Say whether something else is compared with ("than all of France's neighbours together")."""
    doc = than.doc
    between = [doc[i] for i in range(than.i + 1, other.i) if i not in sentence.subjects]
    return any(t.lower_ not in ("the", "in", "that", "of", "does", "do", "those") for t in between) or any(
        t.pos_ in ("NOUN", "PROPN") and t.i not in sentence.subjects and t.dep_ != "appos" for t in (other.head,)
        if t.i > than.i
    )  # fmt: skip


def _lead(sentence: Sentence, named: Named, verb: "Token", context: Context) -> Iterator[Draft]:
    """Yield "both lead the United States in the percentage of GDP they spend on defence"."""
    for token in sentence.span if sentence.lemmas & _LEADING else ():
        if lemma(token) in _LEADING and token.pos_ == "VERB":
            other = next((c for c in token.children if c.dep_ == "dobj" and c.i in sentence.subjects), None)
            if other is not None:
                relation = "<" if lemma(token) == "trail" else ">"
                yield from _drafts(sentence, named, token, sentence.subjects[other.i].token, relation, token, context)


def _drafts(
    sentence: Sentence, named: Named, verb: "Token", other: "Token", relation: str, word: "Token", context: Context
) -> Iterator[Draft]:
    head = subject_of(verb)
    if head is None:
        return
    if head.i in sentence.names:
        owners = of_name(sentence, head, context)
        subjects = list(owners.subjects) if owners is not None else []
    else:
        subjects = [sentence.subjects[t.i] for t in joined(head) if t.i in sentence.subjects]
    against = sentence.subjects[other.i]
    period = period_of(sentence, verb, word, context)
    modality = modality_of(sentence, verb, period.value)
    topics, doubt = _topics(sentence, named, verb)
    if modality != ASSERTED:
        return
    times = _times(sentence, word)
    for subject in subjects:
        topic = topic_for(topics, subject, period, sentence)
        if topic is None or subject.key == against.key:
            continue
        arguments: dict[str, Any] = {"other_key": against.key_in(topic.reference), **(times or {})}
        columns: dict[str, Any] = {
            **topic_columns(topic, "stated"), **subject_columns(subject, topic), **period_columns(period),
            "comparator": relation if times is None or "more" in word.lower_ else None, "arguments": arguments,
            "modality": modality, "negated": is_negated(sentence, verb),
        }  # fmt: skip
        ends = [(subject.start, subject.end), (word.idx, word.idx + len(word)), (against.start, against.end)]
        yield Draft(
            start=min(s for s, _ in ends), end=max(e for _, e in ends), kind="comparison", rule="comparisons.than",
            weight=_WEIGHT, doubts=tuple(d for d in (doubt, period.doubt) if d), columns=columns,
        )  # fmt: skip


def _part(sentence: Sentence, verb: "Token") -> "list[Token]":
    """Return the words of a sentence between the semicolons around a verb."""
    cuts = [t.i for t in sentence.span if t.text == ";"]
    first = max((i for i in cuts if i < verb.i), default=sentence.span.start)
    last = min((i for i in cuts if i > verb.i), default=sentence.span.end)
    return list(verb.doc[first:last])


def _topics(sentence: Sentence, named: Named, verb: "Token") -> tuple[tuple[Topic, ...], str | None]:
    """Return what is compared: a share where a base or "share" is said, an amount where money is, else in doubt."""
    if len({t.measure.title for t in named.topics}) == 1:
        return named.topics, "measure_guessed" if _is_amount(sentence, named, verb) else None
    clause = _part(sentence, verb)
    words = standard(" ".join(t.text for t in clause if t.pos_ != "PUNCT"))
    bases = [t for t in named.topics if t.measure.base and standard(t.measure.base) <= words]
    lemmas = {lemma(t) for t in clause}
    if bases or lemmas & {"share", "percentage", "proportion"}:
        return tuple(t for t in named.topics if t.measure.unit == "percent" and t.measure.kind == "level"), None
    heads = [t for t in named.topics if "per head" in t.measure.title or "per capita" in t.measure.title]
    if lemmas & {"capita", "head"}:
        return tuple(heads), None
    money = tuple(t for t in named.topics if is_money(t.measure) and t.measure.prices != "constant" and
                  t.measure.unit != "national_currency")  # fmt: skip
    plain = tuple(t for t in named.topics if not is_money(t.measure) and t.measure.unit != "percent")
    said = bool(lemmas & {"money", "dollar", "budget"})
    return money or plain, None if said or not money else "measure_ambiguous"


def _is_amount(sentence: Sentence, named: Named, verb: "Token") -> bool:
    """Say whether amounts are compared of what a table has the shares of ("gives more aid than", of aid in income)."""
    if not all(t.measure.base for t in named.topics):
        return False
    lemmas = {lemma(t) for t in _part(sentence, verb)}
    said = standard(" ".join(t.text for t in _part(sentence, verb) if t.pos_ != "PUNCT"))
    bases = any(standard(t.measure.base) <= said for t in named.topics if t.measure.base)
    adds = lemma(verb) in words_in("have", "spend") or named.is_verb
    return adds and not bases and not lemmas & {"share", "percentage", "proportion", "rate", "percent"}


def _times(sentence: Sentence, word: "Token") -> dict[str, Any] | None:
    """Return how many times as large ("more than twice as large")."""
    figure: Figure | None = next((f for f in sentence.figures if f.number.kind == "multiple"), None)
    if figure is None or abs(figure.token.i - word.i) > _BESIDE:
        return None
    number = figure.number
    times = {"times": number.value, "times_low": number.low, "times_high": number.high}
    return {name: value for name, value in times.items() if value is not None}
