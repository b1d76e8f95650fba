"""Comparisons of two subjects by one measure: "spends more of its GDP on defence than France", "8 percent of …"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.attribution.clauses import subject_of, verb_above
from analysis.attribution.colours import ASSERTED
from analysis.attribution.context import Context
from analysis.attribution.fits import is_money, standard
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import within
from analysis.attribution.owners import of_name
from analysis.attribution.package_words import Topic, lemma, spelt
from analysis.attribution.phrases import Named
from analysis.attribution.scene import Figure
from analysis.attribution.shares import as_percent, is_part
from analysis.attribution.subjects import Subject
from analysis.claims.drafts import Draft, draft, named_by, read_clause
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_THAN, _PART = ("comparison", "comparisons.than", 4), ("comparison", "wholes.part", 6)
_BESIDE = 4  # words
_LEADING = frozenset({"lead", "outspend", "trail", "outstrip"})
_LISTING = frozenset({"and", "or", ",", "the", "in", "of", "that"})
_COUNTING = frozenset({"more", "fewer", "less", "many", "much", "most"})
_MORE = {"more": ">", "larger": ">", "bigger": ">", "higher": ">", "greater": ">", "less": "<", "smaller": "<",
         "lower": "<", "fewer": "<"}  # fmt: skip
_ROOM = 0.05  # shares that others work out differ by their totals
_PERCENT, _DIGITS = 100.0, 6
_OWNED = ("poss", "compound", "amod", "nmod", "det", "case", "punct")


@dataclass(frozen=True, slots=True)
class _Compared:
    """Words that compare: the measure, the verb of who is first, the word of the relation, whom it is held against."""

    named: Named
    verb: "Token"
    word: "Token"
    relation: str
    other: Subject


def comparison_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the comparisons that a sentence asserts."""
    verbs = sentence.predicates.values()
    spans = [(n.start, n.end) for n in verbs] + [(f.start, f.end) for f in sentence.figures]
    names = (n for n in sentence.names.values() if not any(s <= n.token.idx < e for s, e in spans))
    known = [(n, n.token if n.is_verb else verb_above(n.token)) for n in (*verbs, *names)]
    said = [(named, verb) for named, verb in known if verb is not None]
    found = [c for n, v in said for c in (*_than(sentence, n, v), *_as_many(sentence, n, v), *_lead(sentence, n))]
    counted = [(n, n.token.head) for n in _counted(sentence)]
    found += [c for n, v in counted for c in (*_than(sentence, n, v), *_as_many(sentence, n, v))]
    for compared in found:
        yield from _drafts(sentence, compared, context)


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


def _than(sentence: Sentence, named: Named, verb: "Token") -> Iterator[_Compared]:
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
        yield _Compared(named, verb, more, _MORE[more.lower_], other)


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


def _as_many(sentence: Sentence, named: Named, verb: "Token") -> Iterator[_Compared]:
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
        yield _Compared(named, verb, many, "=", others[0])


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


def _lead(sentence: Sentence, named: Named) -> Iterator[_Compared]:
    """Yield "both lead the United States in the percentage of GDP they spend on defence"."""
    for token in sentence.span if sentence.lemmas & _LEADING else ():
        if lemma(token) in _LEADING and token.pos_ == "VERB":
            other = next((c for c in token.children if c.dep_ == "dobj" and c.i in sentence.subjects), None)
            if other is not None:
                relation = "<" if lemma(token) == "trail" else ">"
                yield _Compared(named, token, token, relation, sentence.subjects[other.i])


def _drafts(sentence: Sentence, compared: _Compared, context: Context) -> Iterator[Draft]:
    verb, word, against = compared.verb, compared.word, compared.other
    head = subject_of(verb)
    if head is None:
        return
    subjects = named_by(sentence, head)
    if head.i in sentence.names:
        owners = of_name(sentence, head, context)
        subjects = owners.subjects if owners is not None else ()
    clause = read_clause(sentence, verb, word, context)
    topics, doubt = _topics(sentence, compared.named, verb)
    if clause.modality != ASSERTED:
        return
    times = _times(sentence, word)
    for subject in subjects:
        topic = clause.topic_of(subject, topics)
        if topic is None or subject.key == against.key:
            continue
        columns = clause.columns(
            topic, subject, comparator=compared.relation if times is None or "more" in word.lower_ else None,
            arguments={"other_key": against.key_in(topic.reference), **(times or {})},
        )  # fmt: skip
        yield draft(_THAN, (subject, word, against), columns, doubts=(doubt, clause.period.doubt))


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


def whole_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield what part of the total of somebody larger a subject is said to have."""
    for figure in sentence.figures:
        number = figure.number
        if number.unit == "percent" or is_part(number):
            verb, named = verb_above(figure.token), _whole(sentence, figure)
            if verb is not None and named is not None and number.change_role is None:
                yield from _part_of(sentence, figure, verb, named, context)


def _whole(sentence: Sentence, figure: Figure) -> "Token | None":
    """Return the name of a measure that a part is of, where nothing else is said of it."""
    of = (c for c in figure.token.children if c.dep_ == "prep" and c.lower_ == "of")
    noun = next((p for c in of for p in c.children if p.dep_ == "pobj" and p.i in sentence.names), None)
    if noun is None:
        return None
    more = (c for c in noun.children if c.dep_ not in _OWNED and not (c.dep_ == "prep" and c.lower_ in ("of", "in")))
    return None if any(True for _ in more) else noun


def _part_of(sentence: Sentence, figure: Figure, verb: "Token", noun: "Token", context: Context) -> Iterator[Draft]:
    whole, subject = of_name(sentence, noun, context), _who(sentence, figure, verb, context)
    if whole is None or len(whole.subjects) != 1 or subject is None or whole.subjects[0].key == subject.key:
        return
    clause = read_clause(sentence, verb, figure.token, context)
    topics = tuple(t for t in sentence.names[noun.i].topics if _is_total(t, whole.subjects[0]))
    topic = clause.topic_of(subject, topics)
    if topic is None or clause.modality != ASSERTED:
        return
    columns = clause.columns(
        topic, subject, number_ids=(figure.id,), value_text=sentence.scene.text[figure.start : figure.end],
        arguments={"other_key": whole.subjects[0].key_in(topic.reference), **_times_whole(figure)},
    )  # fmt: skip
    words = (figure, (subject.start, max(subject.end, noun.idx + len(noun))))
    yield draft(_PART, words, columns, takes=(figure,), doubts=(clause.period.doubt,))


def _is_total(topic: Topic, whole: Subject) -> bool:
    """Say whether a measure may be added up and its table has a figure of the whole."""
    return (
        topic.measure.summable
        and topic.measure.kind == "level"
        and whole.key_in(topic.reference) in topic.reference.keys
    )


def _who(sentence: Sentence, figure: Figure, verb: "Token", context: Context) -> Subject | None:
    """Return whose part it is: the subject, the owner of the same measure as subject, or where people live."""
    if figure.token.dep_ == "nsubj" and lemma(verb) in words_in("dwell"):
        places = (p for c in verb.children if c.dep_ == "prep" and c.lower_ == "in" for p in c.children)
        found = [sentence.subjects[p.i] for p in places if p.i in sentence.subjects]
        return found[0] if len(found) == 1 else None
    head = subject_of(verb)
    if head is None or lemma(verb) not in words_in("part_of") or list(head.conjuncts):
        return None
    if head.i in sentence.names:
        owners = of_name(sentence, head, context)
        return owners.subjects[0] if owners is not None and len(owners.subjects) == 1 else None
    return sentence.subjects.get(head.i)


def _times_whole(figure: Figure) -> dict[str, float]:
    """Return a part as so many times the whole, with room for another way to add it up."""
    number = figure.number
    said: dict[str, Any] = {"value": number.value, "low": number.low, "high": number.high}
    if is_part(number):
        said = as_percent(number)
    value: float = said["value"]
    ends = {"times": value}
    if said["low"] is not None:
        ends["times_low"] = min(said["low"], value * (1 - _ROOM))
    if said["high"] is not None:
        ends["times_high"] = max(said["high"], value * (1 + _ROOM))
    return {name: round(end / _PERCENT, _DIGITS) for name, end in ends.items()}
