"""Changes and the past: a measure moved between two periods, is the highest since one, fell again and again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from analysis.attribution import ARTICLE, ASSERTED, STATED, Context, Figure, Sentence, StatedPeriod, Subject, Topic
from analysis.attribution.antecedents import Owners, by_default
from analysis.attribution.clauses import Named
from analysis.attribution.colours import modality_of
from analysis.attribution.fits import as_share, is_money, is_part, unit_fits
from analysis.attribution.owners import of_name, place_of, said_of
from analysis.attribution.spans import Recorded, recorded
from analysis.claims.drafts import Clause, Draft, clause_in, draft, read_clause
from analysis.dates.words import ORDINALS
from analysis.nodes import Node
from analysis.rules import words_in

_MOVED = ("change", "changes.moved", 8)
_SINCE, _IN_A_ROW = ("rank", "records.since", 4), ("change", "records.in_a_row", 4)
_BESIDE, _YEAR = 3, 4  # words, characters
_LEAST, _MOST = 0.9, 1.1  # of a multiple that is told in round words
_TIMES = {"double": 2.0, "triple": 3.0, "treble": 3.0, "quadruple": 4.0, "halve": 0.5}
_FIGURE = ("value", "value_text", "low", "high", "low_open", "high_open", "number_ids", "comparator", "threshold")
_STEPS = frozenset({"PUNCT", "ADP", "DET", "PRON", "ADV", "AUX", "CCONJ", "PART"})


def change_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the changes that a sentence asserts about measures that it names."""
    moves = not sentence.lemmas.isdisjoint(words_in("up", "down", "coming"))
    for named in sentence.named if sentence.times and moves else ():
        verb = _moving(sentence, named)
        ends = ends_of(sentence) if verb is not None else None
        if verb is None or ends is None or modality_of(sentence, verb) != ASSERTED:
            continue
        owners = _owners_of_move(sentence, named, verb, context)
        for subject in owners.subjects if owners is not None else ():
            found = _change(sentence, named, verb, subject, ends)
            if found is not None:
                yield found


def _direction(verb: Node) -> str | None:
    """Return which way a verb moves, by its particle too ("fell", "has come down")."""
    if verb.lemma in words_in("up", "down"):
        return "up" if verb.lemma in words_in("up") else "down"
    words = (c.lower_ for c in verb.children if c.dep_ in ("prt", "advmod"))
    return next((w for w in words if w in ("up", "down")), None) if verb.lemma in words_in("coming") else None


def _moving(sentence: Sentence, named: Named) -> Node | None:
    """Return the verb that says that the measure moves ("fell", "has more than tripled")."""
    token, is_amount = named.token, all(is_money(t.measure) for t in named.topics)  # "as a share of GDP"
    seen = _seen_to_move(token)
    if seen is not None:
        return seen
    for _ in range(6):
        if token.pos_ in ("VERB", "AUX") and token is not named.token and _direction(token) is not None:
            return token
        if token.dep_ not in ("nsubj", "dobj", "nsubjpass", "relcl", "pobj", "prep", "conj", "acl", "aux"):
            return None
        is_base = is_amount and token is not named.token and token.lemma in words_in("said_share")
        if is_base or token.lower_ in ("out", "from"):
            return None  # "lifted 900 million people out of poverty"
        token = token.head
    return token if token.pos_ == "VERB" and _direction(token) is not None else None


def _seen_to_move(token: Node) -> Node | None:
    """Return the verb that a measure is seen to move by ("has seen its population double")."""
    moves = token.head.kids("oprd", "xcomp", "ccomp", "advmod") if token.dep_ == "dobj" else []
    if token.dep_ == "nsubj" and token.head.dep_ in ("ccomp", "xcomp"):
        moves = [token.head]
    return next((m for m in moves if m.head.lemma in words_in("seeing") and _direction(m) is not None), None)


def _owners_of_move(sentence: Sentence, named: Named, verb: Node, context: Context) -> Owners | None:
    if named.is_verb:
        return said_of(sentence, named.token, context)
    own, head = of_name(sentence, named.token, context), verb.subject
    if own is None and head is not None and head.i != named.token.i:
        return said_of(sentence, verb, context, named.token)
    return own or place_of(sentence, verb, context) or by_default(named)


def ends_of(sentence: Sentence) -> tuple[str, str | None] | None:
    """Return the first and last period of a change: "between 2022 and 2023", "since 2014"."""
    of_records, first_char = {found.time.start for found in recorded(sentence)}, sentence.span.start_char
    times = [
        t for t in sentence.times if t.start not in of_records  # nor the last time at which something happened
        and not sentence.text[: t.start - first_char].casefold().endswith("first time since ")
    ]  # fmt: skip
    before = [(_before(sentence, t.start), t.timex) for t in times if t.type == "DATE" and t.timex[:4].isdigit()]
    first = next((year for word, year in before if word in ("since", "from", "between")), None)
    stretch = [t for t in times if t.type == "DURATION" and t.begin and t.end_date]
    if first is None:
        is_within = len(stretch) == 1 and sentence.before(stretch[0].start) in ("in", "over", "during", "within")
        return (str(stretch[0].begin)[:4], None) if is_within else None
    last = next((year for word, year in before if word in ("to", "and", "until", "in") and year > first), None)
    return first, last


def _before(sentence: Sentence, start: int) -> str:
    """Return the word before a time, or before "the year" of it ("since the year 2000")."""
    words = sentence.scene.text[sentence.span.start_char : start].casefold().split()
    return (words[:-2] if words[-2:] == ["the", "year"] else words)[-1:][0] if words else ""


def _change(
    sentence: Sentence, named: Named, verb: Node, subject: Subject, ends: tuple[str, str | None]
) -> Draft | None:
    first, last = ends
    size = next((f for f in sentence.figures if f.number.change_role == "by"), None)
    period = StatedPeriod(last, STATED) if last else StatedPeriod(sentence.scene.year, ARTICLE)
    columns = change_columns(clause_in(sentence, verb, period), known_since(named, subject, first), subject, size)
    levels = any(f.number.unit == "percent" and f.number.change_role in ("to", "from") for f in sentence.figures)
    amounts = [c for p in verb.kids("prep") if p.lower_ == "by" for c in p.children]
    if size is None and any(not any(t.start <= c.idx < t.end for t in sentence.times) for c in amounts):
        return None  # by a size that no figure gives ("has fallen by half")
    if columns is None or levels:
        return None
    times = _TIMES.get(verb.lemma)
    more = any(c.lower_ in ("more", "than") for c in verb.subtree if abs(c.i - verb.i) <= _BESIDE)
    size_said = size_of(size, _direction(verb)) if times is None else _multiple(times, times, more=more)
    arguments = {"from_period": first, **({"to_period": last} if last else {}), **size_said}
    tail = max((t.end for t in sentence.times if t.timex in ends), default=0)
    columns |= {"arguments": arguments, "modality": ASSERTED}
    return draft(_MOVED, (subject, verb, size, (verb.idx, tail)), columns, takes=(size,))


def change_columns(
    clause: Clause, named: Named, subject: Subject, size: Figure | None, kinds: tuple[str, ...] = ("level",)
) -> dict[str, Any] | None:
    """Return the columns of a change of what is named, by the measure that such a size can be of.

    Amounts of money change by inflation too: a size is asked only of those at constant prices.
    """
    sentence, shares = clause.sentence, [t for t in named.topics if t.measure.unit == "percent"]
    in_points = size is not None and size.number.unit == "percentage_point"
    is_said = len(shares) == len(named.topics) or in_points or not sentence.lemmas.isdisjoint(words_in("said_share"))
    share = bool(shares) and is_said
    if size is not None and size.number.unit == "percent" and share:
        return None  # percent of a share or points of it: nobody can tell
    levels = (t for t in named.topics if (t.measure.unit == "percent") == share and t.measure.kind in kinds)
    topics = tuple(t for t in levels if size is None or _can_move_by(size, t, sentence))
    topic = clause.topic_of(subject, topics)
    return clause.columns(topic, subject) if topic is not None else None


def known_since(named: Named, subject: Subject, since: str) -> Named:
    """Return a name with those of its measures that some table has for the beginning of a change, else with all."""
    held = []
    for topic in named.topics:
        reference, key = topic.reference, subject.key_in(topic.reference) or ""
        period = since[:_YEAR] if reference.grain == "year" else since
        if any(reference.cell(e.id, topic.measure.id, key, period) for e in reference.editions):
            held.append(topic)
    return replace(named, topics=tuple(held)) if held else named


def _can_move_by(size: Figure, topic: Topic, sentence: Sentence) -> bool:
    measure, number = topic.measure, size.number
    if _is_relative(size):
        return not is_money(measure) or measure.prices == "constant"
    in_points = number.unit == "percentage_point" and measure.unit == "percent"
    return in_points or (not is_money(measure) and unit_fits(measure, number, sentence))


def _is_relative(size: Figure) -> bool:
    number = size.number
    return number.unit == "percent" or number.kind == "multiple" or is_part(number)


def _multiple(times: float, highest: float, *, more: bool = False) -> dict[str, Any]:
    """Return how many times as large something became; what "more than halved" is at most a half."""
    ends = {"by_low": times * _LEAST, "by_high": highest * _MOST}
    if more:
        ends = {"by_low": times} if times > 1 else {"by_high": times}
    return {"by": times, "by_unit": "multiple", **ends}


def size_of(size: Figure | None, direction: str | None) -> dict[str, Any]:
    """Return how far something moved and which way; of a multiple the direction is told by its size."""
    moved = {"direction": direction} if direction else {}
    if size is None:
        return moved
    number = size.number
    if number.kind == "multiple":
        return _multiple(number.value, number.value + (direction is not None))  # "three times more" may be four times
    said = as_share(number)
    unit = "percent" if is_part(number) else number.unit
    ends = {f"by_{name}": said[name] for name in ("low", "high") if said[name] is not None}
    return {**moved, "by": said["value"], "by_unit": unit, **ends}


def record_drafts(sentence: Sentence, drafts: Sequence[Draft], context: Context) -> Iterator[Draft]:
    """Yield that a figure is the highest or lowest since a time: of a value just said, or of the measure named."""
    for found in recorded(sentence):
        base = _of_value(sentence, drafts, found) or _of_subject(sentence, found, context)
        highest = _order(sentence, found, base) if base is not None else None
        if base is not None and highest is not None:
            since = {"since": found.since} if found.since else {"years": found.years}
            columns = {name: value for name, value in base.columns.items() if name not in _FIGURE}
            ends = {f"of_{end}": base.columns[end] for end in ("low", "high") if base.columns.get(end) is not None}
            columns["arguments"] = {"record": "highest" if highest else "lowest", **since, **ends}
            words = (found.word.idx, found.time.end), found.time
            yield draft(_SINCE, words, columns, doubts=base.doubts)


def _of_value(sentence: Sentence, drafts: Sequence[Draft], found: Recorded) -> Draft | None:
    """Return the value that an apposition behind it is of ("fell to 4.2 percent in November, the lowest since …")."""
    values = [d for d in drafts if d.kind == "value" and d.takes and d.columns.get("value") is not None]
    ends = {f.id: f.end for f in sentence.figures if f.number.change_role != "from"}
    before = [d for d in values if ends.get(d.takes[0], sentence.span.end_char) <= found.word.idx]
    last = max(before, key=lambda d: ends[d.takes[0]], default=None)
    if last is None or sum(d.takes == last.takes for d in before) > 1:
        return None
    between = sentence.doc[sentence.scene.index(ends[last.takes[0]] - 1) + 1 : found.word.i]
    says_more = any(t.dep_ in ("nsubj", "nsubjpass") and t.tag_ not in ("WDT", "WP") for t in between)
    steps = (t.pos_ in _STEPS or sentence.is_known(t) or t.i == found.noun.i for t in between)
    return last if not says_more and all(steps) else None


def _of_subject(sentence: Sentence, found: Recorded, context: Context) -> Draft | None:
    """Return what is said of the measure that is the subject ("emissions in 2023 were the lowest since 1990")."""
    noun, verb = found.noun, found.noun.verb
    head = verb and verb.subject
    if verb is None or head is None or head.i not in sentence.names:
        return None
    is_at = noun.dep_ == "pobj" and noun.head.lower_ in ("at", "to") and noun.head.head.i == verb.i
    if noun.head.i == verb.i and noun.dep_ in ("attr", "acomp", "oprd", "dobj", "npadvmod"):  # "was the lowest"
        is_at = noun.dep_ != "dobj" or verb.lemma in words_in("level", "have", "up", "down")  # "hit its lowest"
    if not is_at:
        return None
    owners = of_name(sentence, head, context) or place_of(sentence, verb, context)
    return _stated(read_clause(sentence, verb, found.word, context), sentence.names[head.i].topics, owners)


def _stated(clause: Clause, topics: tuple[Topic, ...], owners: Owners | None) -> Draft | None:
    """Return a statement about the only subject and measure that are meant, without what it says of them.

    A name must mean one thing ("emissions", not "spending" in many units).
    """
    if owners is None or len(owners.subjects) != 1 or clause.modality != ASSERTED:
        return None
    subject = owners.subjects[0]
    levels = tuple(t for t in topics if t.measure.has_figures and not is_money(t.measure))
    topic = clause.topic_of(subject, levels)
    if topic is None or len({t.measure.unit for t in levels if t.reference is topic.reference}) > 1:
        return None
    doubts = (clause.period.doubt, None if subject.source == STATED else "subject_inherited")
    return draft(_SINCE, (subject,), clause.columns(topic, subject), doubts=doubts)


def _order(sentence: Sentence, found: Recorded, base: Draft) -> bool | None:
    """Return whether the highest is meant by the sign of a measure; None where the noun names something else."""
    topic = next(t for t in sentence.scene.words.topics if t.id == (base.columns["package"], base.columns["measure"]))
    is_change, noun = topic.measure.kind == "change", found.noun.lemma
    if found.word.lower_ in words_in("fastest", "slowest") and not is_change:
        return None
    named = sentence.names.get(found.noun.i)
    its_own = named is not None and any(t.id == topic.id for t in (*named.topics, *named.change_topics))
    if found.noun.i == found.word.i or noun in words_in("figure", "level") or its_own:
        return found.highest
    if is_change and noun in words_in("up", "pace"):
        return found.highest
    return not found.highest if is_change and noun in words_in("down") else None


def row_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield "fell for the third year in a row", "for three straight years": so many moves of one direction, no more."""
    for token in sentence.span if sentence.lowers & words_in("in_a_row") else ():
        figure = sentence.figure_at.get(token.i)
        is_often = figure is not None and figure.number.unit == "time"  # "cut rates five times in a row"
        is_noun = is_often or (figure is not None and figure.number.kind == "duration")
        noun = token if is_noun else token.head
        verb, number = noun.verb, ORDINALS.get(token.lower_) if token.dep_ == "amod" else None
        if figure is not None and (is_often or figure.number.kind in ("ordinal", "duration")):
            number = int(figure.number.value)
        behind = [t.lower_ for t in noun.doc[noun.i + 1 : noun.i + 4]]
        is_row = {c.lower_ for c in noun.lefts} & (words_in("in_a_row") - {"row"}) or behind[:1] == ["running"]
        is_said = noun.head.lower_ == "for" or (
            is_often and noun.dep_ == "npadvmod" and noun.left_edge.nbor(-1).text != ","
        )
        if number is None or verb is None or not is_said or not (is_row or behind == ["in", "a", "row"]):
            continue
        for named, direction in _moved(sentence, verb):
            found = _row(sentence, noun, verb, named, context)
            if found is not None:
                arguments = {**found.columns["arguments"], "in_a_row": number, "direction": direction}
                yield replace(found, columns={**found.columns, "arguments": arguments})
                return


def _moved(sentence: Sentence, verb: Node) -> Iterator[tuple[Named, str]]:
    """Yield the measures that a verb moves, or leaves as they are, with the direction."""
    still = any(
        c.lower_ in words_in("unchanged") and c.dep_ in ("oprd", "acomp", "advcl", "ccomp") for c in verb.children
    )
    for named in (*sentence.predicates.values(), *sentence.names.values()):
        if still and named.token.head.i == verb.i and not named.is_verb:
            yield named, "flat"
        elif named.is_verb and named.token.i == verb.i:
            falls = {p.split()[0] for t in named.topics for p in t.measure.predicates_down}
            yield named, "down" if verb.lemma in words_in("down") or verb.lemma in falls else "up"
        elif (mover := _moving(sentence, named)) is not None and mover.i == verb.i:
            yield named, str(_direction(verb))


def _row(sentence: Sentence, noun: Node, verb: Node, named: Named, context: Context) -> Draft | None:
    """Return a run of moves over the grain of a table; of a change by its own sign, where it is named by its verb."""
    grain = "day" if noun.lemma in words_in("decision") else noun.lemma
    known, own = named.topics or named.change_topics, named.is_verb or not named.topics
    topics = tuple(
        t for t in known
        if t.reference.grain == grain and (t.measure.kind == "change" or not own)
        and (not own or t.measure.over in (None, grain, "decision"))
    )  # fmt: skip
    owners = _owners_of_move(sentence, named, verb, context)
    base = _stated(read_clause(sentence, verb, noun, context), topics, owners)
    if base is None:
        return None
    columns = base.columns | {"arguments": {"own": True} if own else {}}
    return draft(_IN_A_ROW, ((base.start, noun.idx + len(noun)), (verb.idx, 0)), columns, doubts=base.doubts)
