"""Comparisons of two subjects by one measure: "spends more of its GDP on defence than France", "8 percent of …"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from analysis.attribution import ASSERTED, STATED, Context, Figure, Sentence, StatedPeriod, Subject, Topic
from analysis.attribution.clauses import Named, is_one
from analysis.attribution.fits import amounts, as_share, is_money, is_part, shares, standard
from analysis.attribution.others import within
from analysis.attribution.owners import of_name
from analysis.attribution.periods import ARTICLE
from analysis.claims.doubts import is_explained
from analysis.claims.drafts import Draft, clause_in, draft, named_by, read_clause
from analysis.nodes import Node, spelt
from analysis.rules import words_in
from analysis.tables import Number

_THAN, _PART = ("comparison", "comparisons.than", 4), ("comparison", "wholes.part", 6)
_BESIDE, _FEW = 4, 3  # words
_YEAR = re.compile(r"\d{4}(?:-\d{2})?\Z")
_LEADING = frozenset({"lead", "outspend", "trail", "outstrip"})
_LISTING = frozenset({"and", "or", ",", "the", "in", "of", "that"})
_SMALL = frozenset({"the", "in", "that", "of", "does", "do", "those"})
_COUNTING = frozenset({"more", "fewer", "less", "many", "much", "most"})
MORE = {"more": ">", "larger": ">", "bigger": ">", "higher": ">", "greater": ">", "less": "<", "smaller": "<",
        "lower": "<", "fewer": "<"}  # fmt: skip
MANY = frozenset({"many", "much", "large", "big", "high"})
_ROOM = 0.05  # shares that others work out differ by their totals
_TURNED, _TAKEN = {">": "<", "<": ">"}, frozenset({"put", "taken", "all"})
_PERCENT, _DIGITS = 100.0, 6
_OWNED = ("poss", "compound", "amod", "nmod", "det", "case", "punct")


@dataclass(frozen=True, slots=True)
class _Compared:
    """Words that compare: the measure, the verb of who is first, the word of the relation, whom it is held against."""

    named: Named
    verb: Node
    word: Node
    relation: str
    other: Subject
    added: tuple[Subject, ...] = ()  # with whom others are added up ("than China, Russia and India combined")


def comparison_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the comparisons that a sentence asserts."""
    has_times = any(f.number.kind == "multiple" for f in sentence.figures)
    if not has_times and "than" not in sentence.lowers and sentence.lemmas.isdisjoint(_LEADING):
        return
    for named, verb in said_in(sentence):
        for one in (*_lead(sentence, named), *_than(sentence, named, verb), *_as_many(sentence, named, verb)):
            yield from _drafts(sentence, one, context)


def said_in(sentence: Sentence) -> list[tuple[Named, Node]]:
    """Return the measures that a sentence speaks of, each with its verb."""
    verbs = sentence.predicates.values()
    spans = [(n.start, n.end) for n in verbs] + [(f.start, f.end) for f in sentence.figures]
    bases = sentence.base_words  # "at 3.4 percent of GDP, Estavia spends less than" compares no GDP
    names = [n for n in sentence.names.values()
             if not any(s <= n.token.idx < e for s, e in spans) and spelt(n.token.lower_) not in bases]  # fmt: skip
    nouns = (*names, *_called(sentence), *counted_names(sentence))
    known = [*((n, n.token) for n in verbs), *((n, n.token.verb) for n in nouns)]
    return [(named, verb) for named, verb in known if verb is not None]


def _called(sentence: Sentence) -> Iterator[Named]:
    """Yield the adjectives that compare by a measure whose first and last have words ("more unequal", "richer")."""
    known = sentence.scene.words.ranked
    for token in (t for t in sentence.span if t.tag_ in ("JJ", "JJR", "VBN") and t.dep_ in ("acomp", "amod", "oprd")):
        most = {"more": "most", "less": "least"}.get(sentence.before(token.idx))
        phrase = f"{most} {token.lower_}" if most else f"{token.lower_.removesuffix('er')}est"
        found = [r for r in known.get(most or phrase, ()) if r.phrase == phrase]
        if found and (token.dep_ != "amod" or token.head.lemma in words_in("land")):
            topics, is_negative = tuple(r.topic for r in found), (found[0].order == "asc") != (most == "least")
            yield Named(token, topics, token.idx, token.idx + len(token), is_verb=False, is_negative=is_negative)


def counted_names(sentence: Sentence) -> Iterator[Named]:
    """Yield the nouns of a measure that are compared by number ("has more seats than", "as many people as")."""
    known = sentence.scene.words.counted
    for token in () if known.keys().isdisjoint(sentence.lemmas) else sentence.span:
        if token.dep_ != "dobj" or token.lemma not in known:
            continue
        topics = tuple(t for t in within(sentence, known[token.lemma]) if t.measure.kind == "level")
        verbs = words_in("have") | {spelt(verb) for topic in topics for verb in topic.measure.verbs}
        if not topics or token.i in sentence.names or token.head.lemma not in verbs:
            continue
        before = [c for c in token.lefts if c.dep_ in ("amod", "compound", "nmod") and c.lower_ not in _COUNTING]
        if all(sentence.is_known(part) for part in before):
            yield Named(token, topics, token.idx, token.idx + len(token), is_verb=False)


def compared_in(sentence: Sentence, named: Named, verb: Node) -> tuple[Node, Node, str] | None:
    """Return "than", the word before it that compares a measure, and how its figure stands to the other."""
    words = sorted(verb.subtree, key=lambda t: t.i) if "than" in sentence.lowers else []
    than = next((t for t in words if t.lower_ == "than" and t.i > named.token.i), None)
    led_to = any(f.number.change_role == "to" for f in sentence.figures)
    if than is None or (verb.lemma in words_in("up", "down") and not led_to):
        return None  # moves are compared, not where they led ("shrank by 0.4 percent more than Italy's")
    own = named.token.i if named.token.tag_ == "JJR" else -1
    more = next((t for t in reversed(words) if (t.lower_ in MORE or t.i == own) and t.i < than.i), None)
    if more is None or (more.dep_ == "amod" and more.head.pos_ == "NOUN" and not _is_compared(more.head, named)):
        return None
    if sentence.before(more.idx) in ("no", "not"):
        return None  # "no fewer doctors than" may be as many
    relation = MORE.get(more.lower_, ">")
    return than, more, _TURNED[relation] if named.is_negative else relation


def _is_compared(noun: Node, named: Named) -> bool:
    """Say whether a noun of which somebody has more is what a measure is of (of people who die no "children")."""
    phrases = (p for t in named.topics for p in (*t.measure.names, *t.measure.predicates, *t.measure.counted))
    known = {spelt(word.casefold()) for phrase in phrases for word in phrase.split()}
    return noun.i == named.token.i or noun.lemma in known | words_in("figure", "money_noun", "land")


def others_behind(sentence: Sentence, than: Node) -> tuple[Subject, ...]:
    """Return those who are listed behind "than"."""
    words = [t for t in sorted(than.head.subtree, key=lambda t: t.i) if t.i > than.i]
    others = list(dict.fromkeys(sentence.subjects[t.i] for t in words if t.i in sentence.subjects))
    if not others or _has_between(sentence, than, others[0].token):
        return ()
    listed = others[:1]
    for name in others[1:]:
        words = sentence.doc[listed[-1].token.i + 1 : name.token.i]
        between = {t.lower_ for t in words if t.tag_ != "POS" and t.i not in sentence.subjects}
        if not between or not between <= _LISTING:
            break
        listed.append(name)
    return tuple(listed)


def _than(sentence: Sentence, named: Named, verb: Node) -> Iterator[_Compared]:
    compared = compared_in(sentence, named, verb)
    listed = others_behind(sentence, compared[0]) if compared is not None else ()
    if compared is None or not listed or _are_added(sentence, compared[0]):
        return
    _, more, relation = compared
    behind = [t.lower_ for t in sentence.doc[listed[-1].token.i + 1 : sentence.span.end]]
    if len(listed) == 1 or sentence.lemmas.isdisjoint(words_in("together")):  # one by one
        yield from (_Compared(named, verb, more, relation, other) for other in listed)
    elif next((w for w in behind if w not in _TAKEN), "") in words_in("together"):
        yield _Compared(named, verb, more, relation, listed[0], listed)


def _are_added(sentence: Sentence, than: Node) -> bool:
    """Say whether those before "than" are taken together ("Norvania and Sylvania together have more … than")."""
    before = sentence.doc[sentence.span.start : than.i]
    return any(t.lemma in words_in("together") and t.pos_ != "ADJ" for t in before)


def _as_many(sentence: Sentence, named: Named, verb: Node) -> Iterator[_Compared]:
    """Yield "has four times as many seats as": how many times as much, never that it is as much."""
    words = sorted(verb.subtree, key=lambda t: t.i) if "as" in sentence.lowers else []
    behind_as = (t for t in words if sentence.before(t.idx) == "as")
    many = next((t for t in behind_as if t.lower_ in MANY), None)
    if many is None or times_of(sentence, many) is None:
        return
    behind = next((t for t in words if t.lower_ == "as" and t.i > max(many.i, named.token.i)), None)
    other = next(
        (sentence.subjects[t.i] for t in words if behind and t.i > behind.i and t.i in sentence.subjects), None
    )
    if behind is not None and other is not None and not _has_between(sentence, behind, other.token):
        yield _Compared(named, verb, many, "=", other)


def _has_between(sentence: Sentence, than: Node, other: Node) -> bool:
    """Say whether something else is compared with ("than all of France's neighbours together")."""
    between = {t.lower_ for t in sentence.doc[than.i + 1 : other.i] if t.i not in sentence.subjects}
    head = other.head
    of_another = head.pos_ in ("NOUN", "PROPN") and head.i not in sentence.subjects and head.dep_ != "appos"
    return not between <= _SMALL | words_in("average") or (of_another and head.i > than.i)


def _lead(sentence: Sentence, named: Named) -> Iterator[_Compared]:
    """Yield "both lead the United States in the percentage of GDP they spend on defence"."""
    verbs = [t for t in sentence.span if t.lemma in _LEADING and t.pos_ == "VERB"]
    objects = ((v, next((c for c in v.kids("dobj") if c.i in sentence.subjects), None)) for v in verbs)
    for verb, other in objects:
        if other is not None:
            yield _Compared(named, verb, verb, "<" if verb.lemma == "trail" else ">", sentence.subjects[other.i])


def _drafts(sentence: Sentence, compared: _Compared, context: Context) -> Iterator[Draft]:
    verb, word, against = compared.verb, compared.word, compared.other
    head = verb.subject
    of_whole = any(word.nbor().lemma in words_of_whole(topic) for topic in compared.named.topics)
    if head is None or (of_whole and word.head is word.nbor()):
        return  # "more electricity from wind" is no larger share of it
    subjects, owners = named_by(sentence, head), None
    if head.i in sentence.names:
        owners = of_name(sentence, head, context)
        subjects = owners.subjects if owners is not None else _placed(sentence, verb, against)
    clause = read_clause(sentence, verb, word, context)
    topics, doubt = compared_topics(sentence, compared.named, verb)
    others = compared.added or (against,)
    held = [t for t in compared.named.topics if all(o.key_in(t.reference) in t.reference.keys for o in others)]
    topics = tuple(t for t in topics if t in held) or tuple(t for t in held if topics and t.measure.summable) or topics
    if clause.modality != ASSERTED:
        return
    behind = _year_behind(sentence, against.end)
    if behind is not None and clause.period.source == ARTICLE and verb.finite.is_past:
        clause = clause_in(sentence, verb, StatedPeriod(behind, STATED))  # "was higher than Norvania's in 2018"
    if behind is not None and clause.period.value != behind:
        return  # "emitted less in 2023 than France did in 1990"
    times = times_of(sentence, word)
    for subject in subjects:
        topic = clause.topic_of(subject, topics)
        if topic is None or subject.key == against.key:
            continue
        columns = clause.columns(
            topic, subject, comparator=compared.relation if times is None or "more" in word.lower_ else None,
            arguments={"other_key": against.key_in(topic.reference), **(times or {})} if not compared.added
            else {"others": [other.key_in(topic.reference) for other in compared.added]},
        )  # fmt: skip
        average = [c for s in (subject, against) for c in s.token.kids("amod") if is_one(c, "average")]
        small = {*words_in("together"), *_TAKEN, "as", *" ".join(sentence.says(topic)).split()}
        own = [word, *(average if topic.measure.per == 1 else ()), *(t for t in sentence.span if t.lower_ in small)]
        doubt = None if compared.added and doubt == "measure_ambiguous" else doubt  # shares are not added up
        found = draft(_THAN, (subject, word, *others), columns, doubts=(doubt, clause.period.doubt), own=own)
        is_placed = head.i in sentence.names and owners is None
        is_strict = compared.added or topic.measure.per or compared.named.token.pos_ == "ADJ" or is_placed
        if not is_strict or is_explained(sentence, found):
            yield found


def _placed(sentence: Sentence, verb: Node, against: Subject) -> tuple[Subject, ...]:
    """Return the only place between a verb and whom it is compared with ("is higher in Poland than in Portugal")."""
    places = (p for t in verb.subtree if t.i < against.token.i and t.lower_ == "in" for p in t.kids("pobj"))
    found = {s for p in places if (s := sentence.subjects.get(p.i)) is not None and s.key != against.key}
    return tuple(found) if len(found) == 1 else ()


def _year_behind(sentence: Sentence, place: int) -> str | None:
    """Return the year that stands right behind a place ("than Norvania's in 2018", "than in 2018")."""
    time = next((t for t in sentence.times if t.start >= place), None)
    between = sentence.scene.text[place : time.start].split() if time is not None else []
    is_near = between and between[-1] == "in" and len(between) <= _FEW
    return time.timex if time is not None and is_near and _YEAR.match(time.timex) else None


def _is_rate(unit: Node) -> bool:
    return unit.pos_ == "NOUN" and unit.lemma not in words_in("per_head")


def compared_topics(sentence: Sentence, named: Named, verb: Node) -> tuple[tuple[Topic, ...], str | None]:
    """Return the measures by which a clause compares, with the doubt that others may be meant."""
    cuts = [t.i for t in sentence.span if t.text == ";"]
    first = max((i for i in cuts if i < verb.i), default=sentence.span.start)
    clause = verb.doc[first : min((i for i in cuts if i > verb.i), default=sentence.span.end)]
    if any(t.lower_ == "per" and not named.start <= t.idx < named.end and _is_rate(t.nbor()) for t in clause[:-1]):
        return (), None  # "per dollar of output"
    lemmas, words = {t.lemma for t in clause}, standard(" ".join(t.text for t in clause if t.pos_ != "PUNCT"))
    said = tuple(t for t in named.topics if t.measure.prices in sentence.lemmas)
    said = said or (named.topics if sentence.lemmas.isdisjoint(words_in("price_basis")) else ())
    if sentence.is_of_one or (lemmas & words_in("per_head") and "per" in {t.lower_ for t in clause}):
        rates = tuple(t for t in said if t.measure.per)
        rates = tuple(t for t in rates if sentence.says(t)) or rates
        return rates, "measure_ambiguous" if len({t.measure.title for t in rates}) > 1 else None
    has_base = any(t.measure.base and standard(t.measure.base) <= words for t in said)
    if len({t.measure.title for t in said}) == 1:  # "gives more aid than" is of amounts, not of aid in income
        adds = verb.lemma in words_in("have", "spend") or (named.is_verb and verb.lemma not in words_in("copula"))
        of_shares = all(t.measure.base for t in said) and adds and not has_base
        is_amount = of_shares and not lemmas & {"share", "percentage", "proportion", "rate", "percent"}
        return said, "measure_guessed" if is_amount else None
    only_shares = all(t.measure.unit == "percent" for t in said)
    if has_base or only_shares or lemmas & {"share", "percentage", "proportion"}:
        return shares(said), None
    found = amounts(said)
    of_money = any(is_money(t.measure) for t in found)
    return found, "measure_ambiguous" if of_money and not lemmas & {"money", "dollar", "budget"} else None


def times_of(sentence: Sentence, word: Node) -> dict[str, Any] | None:
    """Return how many times as large ("more than twice as large")."""
    figure: Figure | None = next((f for f in sentence.figures if f.number.kind == "multiple"), None)
    if figure is None or abs(figure.token.i - word.i) > _BESIDE:
        return None
    return times_in(figure.number)


def times_in(number: Number) -> dict[str, Any]:
    """Return how many times a number says, with its ends where it has a bound."""
    times = {"times": number.value, "times_low": number.low, "times_high": number.high}
    is_plain = number.bound == "=" and number.low == number.high  # "twice as much" has the room that words have
    return {name: value for name, value in times.items() if value is not None and not (is_plain and name != "times")}


def words_of_whole(topic: Topic) -> frozenset[str]:
    """Return the words for what a measure is a share of."""
    phrases = (topic.measure.base or "", *topic.measure.of)
    return frozenset(spelt(word.casefold()) for phrase in phrases for word in phrase.split())


def whole_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield what part of the total of somebody larger a subject is said to have."""
    for figure in sentence.figures:
        number, verb = figure.number, figure.token.verb
        if verb is None or number.change_role is not None or not (number.unit == "percent" or is_part(number)):
            continue
        of = (c for c in figure.token.kids("prep") if c.lower_ == "of")
        noun = next((p for c in of for p in c.kids("pobj") if p.i in sentence.names), None)
        more = [c for c in noun.children if c.dep_ not in _OWNED] if noun is not None else []
        if noun is not None and all(c.dep_ == "prep" and c.lower_ in ("of", "in") for c in more):
            yield from _part_of(sentence, figure, verb, noun, context)


def _part_of(sentence: Sentence, figure: Figure, verb: Node, noun: Node, context: Context) -> Iterator[Draft]:
    whole, subject = of_name(sentence, noun, context), _who(sentence, figure, verb, context)
    if "since" in sentence.lowers or any(c.kids("advmod") for c in verb.kids("acomp")):
        return  # of several years; "is hardly responsible for"
    if whole is None or len(whole.subjects) != 1 or subject is None or whole.subjects[0].key == subject.key:
        return
    clause = read_clause(sentence, verb, figure.token, context)
    topics = tuple(  # which may be added up, and whose table has a figure of the whole
        t for t in sentence.names[noun.i].topics if t.measure.summable and t.measure.kind == "level"
        and whole.subjects[0].key_in(t.reference) in t.reference.keys
    )  # fmt: skip
    topic = clause.topic_of(subject, topics)
    if topic is None or clause.modality != ASSERTED:
        return
    columns = clause.columns(
        topic, subject, number_ids=(figure.id,), value_text=sentence.scene.text[figure.start : figure.end],
        arguments={"other_key": whole.subjects[0].key_in(topic.reference), **_times_whole(figure)},
    )  # fmt: skip
    words = (figure, (subject.start, max(subject.end, noun.idx + len(noun))))
    yield draft(_PART, words, columns, takes=(figure,), doubts=(clause.period.doubt,))


def _who(sentence: Sentence, figure: Figure, verb: Node, context: Context) -> Subject | None:
    """Return whose part it is: the subject, the owner of the same measure as subject, or where people live."""
    if figure.token.dep_ == "nsubj" and verb.lemma in words_in("dwell"):
        places = (p for c in verb.kids("prep") if c.lower_ == "in" for p in c.children)
        found = [sentence.subjects[p.i] for p in places if p.i in sentence.subjects]
        return found[0] if len(found) == 1 else None
    head = verb.subject
    if head is None or verb.lemma not in words_in("part_of") or list(head.conjuncts):
        return None
    if head.i in sentence.names:
        owners = of_name(sentence, head, context)
        return owners.subjects[0] if owners is not None and len(owners.subjects) == 1 else None
    return sentence.subjects.get(head.i)


def _times_whole(figure: Figure) -> dict[str, float]:
    number = figure.number
    value, low, high = itemgetter("value", "low", "high")(as_share(number))
    ends = {
        "times": value, "times_low": low if low is None else min(low, value * (1 - _ROOM)),
        "times_high": high if high is None else max(high, value * (1 + _ROOM)),
    }  # fmt: skip
    return {name: round(end / _PERCENT, _DIGITS) for name, end in ends.items() if end is not None}
