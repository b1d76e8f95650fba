"""When a statement is about: a time of its clause, of its sentence, of the sentence before, or the article's own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.attribution.change_spans import names_a_month
from analysis.attribution.clauses import is_one
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import INHERITED, SENTENCE, STATED
from analysis.attribution.scene import Context
from analysis.nodes import Node
from analysis.rules import words_in
from analysis.tables import TimeExpression

_PLAIN = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?\Z")
ARTICLE = "article"
INDIRECT = "indirect"
OTHERS = "other_times_in_sentence"
PAST = "PAST_REF"  # a past that is not dated, as TIMEX3 writes it
_NEAR = 6  # words
_PER = frozenset({"per", "every", "each"})
_YEAR, _MONTH, _DAY = 4, len("2024-06"), len("2024-06-07")
_WEEK = timedelta(days=7)
_TAKEN_UP = frozenset({"the month", "that month"})
_DATED = re.compile(r"\d{4}(?:-|\Z)")
_ENDS = frozenset({"since", "from", "between", "until", "till", "than", "before", "after", "to", "through"})


@dataclass(frozen=True, slots=True)
class StatedPeriod:
    """A period and how it is known; `doubt` says why a statement about it may not be refuted.

    `time` is the expression that says it, where one does.
    """

    value: str | None
    source: str
    doubt: str | None = None
    time: TimeExpression | None = None


def period_of(sentence: Sentence, verb: Node | None, anchor: Node, context: Context) -> StatedPeriod:
    """Return the period of a statement whose verb is `verb` and whose figure or name is `anchor`."""
    today = sentence.scene.day.isoformat() if sentence.scene.day else None  # which names no period of a table
    times = [
        t for t in sentence.times
        if _is_period(t) and t.timex != today and not is_end(sentence, t) and not _is_basis(sentence, t)
    ]  # fmt: skip
    at = _when(sentence, verb)
    if at is not None:
        return StatedPeriod(_value(at), STATED, time=at)
    found = time_of(sentence, times, verb, anchor)
    if found is None or (found[1] == INDIRECT and _is_news(sentence, found[0])):
        return _of_when(sentence, verb) or _unsaid(sentence, verb, context, bool(times))
    time, source = found
    if _is_taken_up(sentence, time):
        return _month_told_of(sentence, time, context)
    return StatedPeriod(_value(time), source, "period_indirect" if source == INDIRECT else None, time)


def time_of(
    sentence: Sentence, times: Sequence[TimeExpression], verb: Node | None, anchor: Node
) -> tuple[TimeExpression, str] | None:
    """Return the time that a word and its verb belong to, and how that is known: by the parse, or it opens all.

    `INDIRECT` is a time that belongs to something of the clause ("the reforms of 2018"), and perhaps to nothing else.
    """
    own = [(t, tie) for t in times if (tie := _tie(sentence, t, verb, anchor)) is not None]
    if own:
        nearest = min(own, key=lambda o: (o[1] == INDIRECT, abs(o[0].start - anchor.idx), o[0].start))
        timex = nearest[0].timex
        within = (o for o in own if o[1] == nearest[1] and o[0].timex.startswith(f"{timex}-") and len(timex) == _YEAR)
        return next(within, nearest)  # "in the third quarter … on the year"
    opening = [t for t in times if _opens(sentence, t) and _is_plain(sentence, t)]
    return (opening[-1], SENTENCE if len(times) == 1 else INHERITED) if opening else None


def end_of_year(sentence: Sentence, verb: Node | None) -> StatedPeriod | None:
    """Return the month in which a year is said to begin or end with a figure ("began the year at 5 percent")."""
    is_begun = is_one(verb, "begin")
    if verb is None or not (is_begun or is_one(verb, "end")):
        return None
    for noun in verb.kids("dobj", "npadvmod"):
        said = [t.timex for t in sentence.times if t.start <= noun.idx < t.end and len(t.timex) == _YEAR]
        if not said and is_begun and noun.lemma == "year" and noun.left_edge.lower_ in ("the", "this"):
            said = [sentence.scene.year or ""]
        if said and said[0].isdigit():
            return StatedPeriod(f"{said[0]}-{'01' if is_begun else '12'}", INDIRECT, "period_indirect")
    return None


def shared(sentence: Sentence, verb: Node | None, period: StatedPeriod) -> StatedPeriod:
    """Return the only year of a sentence for a past clause without one ("growing by 0.1 percent, it stood still in …").

    The clause that it stands in must be of the past as well, and none that only tells more of the one without.
    """
    if period.doubt != OTHERS or verb is None or not verb.finite.is_past:
        return period
    times = [t for t in sentence.times if _is_period(t) and not is_end(sentence, t) and not _is_basis(sentence, t)]
    first = times[0] if len({t.timex for t in times}) == 1 and len(times[0].timex) == _YEAR else None
    above = sentence.scene.root(first.start, first.end).verb if first is not None else None
    if first is None or above is None or not above.finite.is_past or verb.is_ancestor(above):
        return period
    return StatedPeriod(_value(first), INHERITED, "period_indirect", first)


def _is_news(sentence: Sentence, time: TimeExpression) -> bool:
    """Say whether a time is the day of a report that came out within a week ("a report on Friday showed")."""
    if sentence.scene.day is None or len(time.timex) != _DAY or time.begin is None:
        return False
    return timedelta() <= sentence.scene.day - date.fromisoformat(time.begin) < _WEEK


def _is_taken_up(sentence: Sentence, time: TimeExpression) -> bool:
    return len(time.timex) == _MONTH and sentence.scene.text[time.start : time.end].casefold() in _TAKEN_UP


def _month_told_of(sentence: Sentence, time: TimeExpression, context: Context) -> StatedPeriod:
    """Return which month "the month" is: the last one named in its sentence, else the one told of; never the coming."""
    named = [t.timex for t in sentence.times if t.end <= time.start and names_a_month(sentence, t)]
    if not named and context.period is not None and len(context.period) == _MONTH and context.near(context.period_at):
        named = [context.period]
    return StatedPeriod(named[-1] if named else time.timex, INHERITED, "period_inherited", time)


def _of_when(sentence: Sentence, verb: Node | None) -> StatedPeriod | None:
    """Return the date of the clause that says when something was so ("was 7 percent when she left in May 2009")."""
    clauses = [c for c in (verb.finite.kids("advcl") if verb is not None else []) if c.left_edge.lower_ == "when"]
    for clause in clauses:
        dated = [t for t in sentence.times if _is_period(t) and sentence.scene.root(t.start, t.end).verb is clause]
        if len(dated) == 1 and not is_end(sentence, dated[0]):
            return StatedPeriod(_value(dated[0]), INDIRECT, "period_indirect", dated[0])
    return None


def _when(sentence: Sentence, verb: Node | None) -> TimeExpression | None:
    """Return the date that a clause hangs on ("in 2021, when only six did")."""
    current = verb
    for _ in range(3):
        if current is None:
            break
        if current.dep_ in ("relcl", "advcl", "acl"):
            around = (t for t in sentence.times if _is_period(t) and t.start <= current.head.idx < t.end)
            if (time := next(around, None)) is not None:
                return time
        current = current.head.verb if current.dep_ in ("conj", "xcomp", "aux", "auxpass") else None
    return None


def _unsaid(sentence: Sentence, verb: Node | None, context: Context, others: bool) -> StatedPeriod:
    finite = verb and verb.finite
    past = finite is not None and finite.is_past
    year = sentence.scene.year
    if past and _is_bygone(sentence, finite):
        return StatedPeriod(PAST, STATED, "past_undated")
    before = context.period if context.period is not None and context.near(context.period_at) else None
    before = _year_before(sentence) if before in (None, year) else before
    if past and before is not None and before != year:
        return StatedPeriod(before, INHERITED, "period_inherited")
    return StatedPeriod(year, ARTICLE, OTHERS if others else "past_undated" if past else None)


def _year_before(sentence: Sentence) -> str | None:
    """Return the year that the sentence before names and gives no figure of ("2022 was a bad year. It had …")."""
    doc, start = sentence.doc, sentence.span.start
    if start == 0 or "\n\n" in doc[start - 1].text:
        return None
    first, end = doc[doc[start - 1].first].idx, sentence.span.start_char
    times = [t for t in sentence.scene.times if first <= t.start < end and t.type == "DATE"]
    figures = (n for n in sentence.scene.numbers if first <= n.start < end)
    if any(not any(t.start <= n.start < t.end for t in times) for n in figures):
        return None
    named = {t.timex for t in times}
    return named.pop() if len(named) == 1 and all(len(t) == _YEAR and t.isdigit() for t in named) else None


def _value(time: TimeExpression) -> str:
    """Return a period as years, months or days: a week by its last day, a season by its first, mid-year as June."""
    if time.mod == "MID" and len(time.timex) == _YEAR:
        return f"{time.timex}-06"
    if _PLAIN.match(time.timex) or not time.begin:
        return time.timex
    return time.end_date if "-W" in time.timex and time.end_date else time.begin


def _is_period(time: TimeExpression) -> bool:
    return time.type == "DATE" and _DATED.match(time.timex) is not None


def is_end(sentence: Sentence, time: TimeExpression, *, plans: bool = True) -> bool:
    """Say whether a date is an end of a stretch ("since 2014", "up from 2 percent in 2020" is not).

    The day of a plan ("by 2035") is one too, unless `plans` are let in.
    """
    token, before = sentence.token_at(time.start), sentence.before(time.start)
    ahead = token.doc[token.i - 2].lower_ if token.i - 2 >= sentence.span.start else ""
    before = ahead if before == "the" and ahead else before
    if before == "in" and ahead in ("as", "than"):
        return True  # "twice as many as in 2020"
    if token.i - 1 > sentence.span.start and _ends_months(token.doc[token.i - 1]):
        return False
    if before == "by":
        return plans and sentence.scene.year is not None and time.timex[:4] > sentence.scene.year
    return before in _ENDS


def _tie(sentence: Sentence, time: TimeExpression, verb: Node | None, anchor: Node) -> str | None:
    """Return how a date hangs on a statement's figure, on its verb or on the verbs that carry it, or None.

    What stands behind "up from", "than" or "after" is the time of something else.
    """
    root = sentence.scene.root(time.start, time.end)
    if _follows(anchor, sentence.token_at(time.start)):
        return STATED
    if any(_compares(root.doc[i]) for i in range(anchor.i + 1, root.i)) or _is_of_another(sentence, time, anchor):
        return None
    ends = {anchor.i, *(c.i for c in anchor.kids("prep", "acl")), *_carriers(verb)}
    passed: list[Node] = []
    for token in root.ancestors:
        if token.i in ends:
            return INDIRECT if any(_is_something(sentence, t) for t in passed) else STATED
        is_end = token.dep_ == "prep" and token.lower_ in _ENDS and not _ends_months(token)
        following = token.doc[min(token.i + 1, len(token.doc) - 1)]
        if token.pos_ in ("VERB", "AUX") or (is_end and following.lower_ not in ("every", "each")):
            return None  # but not at "for every 1,000 people in 2022"
        passed.append(token)
    return STATED if root.i in ends else None


def _is_basis(sentence: Sentence, time: TimeExpression) -> bool:
    """Say whether a time is only what a change is over ("rose 0.3 percent on the month")."""
    first, last = sentence.token_at(time.start), sentence.token_at(time.end - 1)
    is_grain = first.lower_ == "the" and last.lemma in words_in("time_noun") and last.i - first.i == 1
    return is_grain and sentence.before(time.start) == "on"


def _ends_months(token: Node) -> bool:
    """Say whether a word joins a year to the month that it is named by ("in the year to October")."""
    before = [t.lower_ for t in token.doc[max(0, token.i - 2) : token.i]]
    months = before[-1:] == ["year"] or before in (["12", "months"], ["twelve", "months"])
    return token.lower_ in ("to", "through") and months


def _is_of_another(sentence: Sentence, time: TimeExpression, anchor: Node) -> bool:
    """Say whether a date stands right behind another figure ("a deficit, 7.2 percent in 2023, is to fall to 3.8")."""
    first = sentence.token_at(time.start)
    figures = (f for f in sentence.figures if f.number.bound == "=" or f.number.unit is not None)  # not "over 65"
    figures = (f for f in figures if f.number.kind != "age" and sentence.before(f.start) not in _PER)
    for other in (f.token for f in figures if f.token.i != anchor.i and anchor.pos_ in ("NOUN", "NUM")):
        between = anchor.doc[min(anchor.i, other.i) : max(anchor.i, other.i)]
        # "Norvania spent 2.2 percent and Estavia 3.1 percent in 2024"
        listed = anchor.lower_ == other.lower_ and any(t.lower_ == "and" for t in between)
        if _follows(other, first) and not listed and other not in anchor.conjuncts:
            return True
    return False


def _compares(token: Node) -> bool:
    """Say whether a word opens a comparison; "from" does before a figure and behind "up" or "down"."""
    if token.lower_ != "from":
        return token.lower_ in words_in("compared")
    around = token.doc[max(0, token.i - 1)], token.doc[min(token.i + 1, len(token.doc) - 1)]
    return around[0].lemma_ in words_in("up", "down") or around[1].pos_ == "NUM"


def _follows(anchor: Node, first: Node) -> bool:
    """Say whether a date stands right behind a figure and what that is a share of ("2.27 percent of GDP in 2024")."""
    between = [anchor.doc[i] for i in range(anchor.i + 1, first.i)]
    inside = {t.i for t in anchor.subtree}
    plain = all(t.pos_ in ("ADP", "DET") or t.i in inside for t in between)
    plain = plain and not any(t.lower_ in ("from", "than") for t in between[:1])  # "1.6 percent from the end of 2023"
    return anchor.pos_ not in ("VERB", "AUX") and plain and 0 < len(between) <= _NEAR and between[-1].pos_ == "ADP"


def _is_plain(sentence: Sentence, time: TimeExpression) -> bool:
    """Say whether a date that opens a sentence is its time, not that of something ("thanks to the law of 2018")."""
    for token in sentence.scene.root(time.start, time.end).ancestors:
        if token.pos_ in ("VERB", "AUX"):
            return True
        if _is_something(sentence, token) or (token.dep_ == "prep" and token.lower_ in _ENDS):
            return False
    return True


def _carriers(verb: Node | None) -> set[int]:
    carriers, current = {verb.i, verb.finite.i} if verb is not None else set(), verb
    while current is not None and _hangs_on(current):
        current = current.head
        carriers.add(current.i)
    return carriers


def _is_something(sentence: Sentence, token: Node) -> bool:
    """Say whether a word between a date and its clause is a thing of its own, no figure, measure, source or time."""
    if token.pos_ not in ("NOUN", "PROPN") or token.i in sentence.inside_figure or token.i in sentence.names:
        return False
    return token.lemma not in words_in("figure", "source", "time_noun")


def _hangs_on(verb: Node) -> bool:
    """Say whether a verb shares the time of the one above it: without a subject or a tense of its own."""
    if verb.dep_ == "conj" and verb.tag_ in ("VBD", "VBZ", "VBP") and verb.is_past != verb.head.is_past:
        return False  # "was launched in 1998 and has 40,000 members"
    return verb.dep_ in ("xcomp", "acl", "pcomp", "conj") and verb.head.i != verb.i and not verb.own_subject


def _opens(sentence: Sentence, time: TimeExpression) -> bool:
    """Say whether a date stands before the first subject and verb of its sentence."""
    before = sentence.doc[sentence.span.start : sentence.scene.index(time.start)]
    return not any(t.dep_ in ("nsubj", "nsubjpass") or t.pos_ in ("VERB", "AUX") for t in before)


def _is_bygone(sentence: Sentence, verb: Node | None) -> bool:
    """Say whether a past clause hints at a time without naming its year ("used to", "once", "when", "ago")."""
    if verb is None:
        return False
    if verb.lemma_ == "use" and any(c.dep_ == "xcomp" for c in verb.children):
        return True
    for child in verb.children:
        below = list(child.children)
        figures = any(c.i in sentence.figure_at for c in below)  # "after 5.4 percent in May", "after a rise in May"
        figures = figures or any(t.lemma in words_in("up", "down", "unchanged") for t in child.subtree)
        led = child.lower_ in ("during", "before", "until", "under", "after")
        if (
            (child.dep_ in ("advmod", "npadvmod") and child.lower_ in words_in("bygone"))
            or (child.dep_ == "advcl" and any(c.lower_ in ("when", "before", "while", "after", "as") for c in below))
            or (child.dep_ == "prep" and led and not figures)
        ):
            return True
    text = sentence.scene.text
    vague = (t for t in sentence.times if t.type in ("DATE", "DURATION") and not _DATED.match(t.timex))
    return any("ago" in text[t.start : t.end + 5] for t in vague)
