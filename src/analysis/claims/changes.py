"""Changes of a measure between two periods: from one figure to another, by how much, or only up or down."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.attribution.antecedents import Owners
from analysis.attribution.clauses import subject_of
from analysis.attribution.colours import ASSERTED, is_negated, modality_of
from analysis.attribution.context import Context
from analysis.attribution.fits import is_money
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import STATED
from analysis.attribution.owners import of_name, place_of, said_of
from analysis.attribution.package_words import lemma
from analysis.attribution.periods import ARTICLE, StatedPeriod
from analysis.attribution.phrases import Named
from analysis.attribution.records import recorded
from analysis.attribution.scene import Figure
from analysis.attribution.subjects import Subject
from analysis.claims.drafts import Draft, topic_columns
from analysis.claims.topics import topic_for
from analysis.claims.values import subject_columns
from analysis.rules import words_in
from analysis.tables import TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Token

_BESIDE = 3  # words
_WEIGHT = 8
_TIMES = {"double": 2.0, "triple": 3.0, "treble": 3.0, "quadruple": 4.0, "halve": 0.5}


def change_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the changes that a sentence asserts about measures that it names."""
    for named in (*sentence.names.values(), *sentence.predicates.values()):
        verb = moving(sentence, named)
        ends = _ends(sentence) if verb is not None else None
        if verb is None or ends is None or modality_of(sentence, verb) != ASSERTED:
            continue
        owners = owners_of_move(sentence, named, verb, context)
        for subject in owners.subjects if owners is not None else ():
            draft = _draft(sentence, named, verb, subject, *ends)
            if draft is not None:
                yield draft


def moving(sentence: Sentence, named: Named) -> "Token | None":
    """Return the verb that says that the measure moves ("fell", "has more than tripled")."""
    token = named.token
    for _ in range(6):
        if token.pos_ in ("VERB", "AUX") and lemma(token) in words_in("up", "down") and token is not named.token:
            return token
        if token.dep_ not in ("nsubj", "dobj", "nsubjpass", "relcl", "pobj", "prep", "conj", "acl"):
            return None
        token = token.head
    return token if lemma(token) in words_in("up", "down") and token.pos_ == "VERB" else None


def owners_of_move(sentence: Sentence, named: Named, verb: "Token", context: Context) -> Owners | None:
    """Return whose measure moves."""
    if named.is_verb:
        return said_of(sentence, named.token, context)
    own = of_name(sentence, named.token, context)
    if own is not None:
        return own
    head = subject_of(verb)
    if head is not None and head.i != named.token.i:
        return said_of(sentence, verb, context, named.token)
    return place_of(sentence, verb, context)


def _ends(sentence: Sentence) -> tuple[str, str | None] | None:
    """Return the first and last period of a change: "between 2022 and 2023", "since 2014"."""
    of_records = {found.time.start for found in recorded(sentence)}
    times = [t for t in sentence.times if t.start not in of_records and not _is_after_first(sentence, t)]
    years = [t for t in times if t.type == "DATE" and t.timex[:4].isdigit()]
    before = [(_before(sentence, t), t.timex) for t in years]
    first = next((year for word, year in before if word in ("since", "from", "between")), None)
    stretch = [t for t in times if t.type == "DURATION" and t.begin and t.end_date]
    if first is None and len(stretch) == 1 and _before(sentence, stretch[0]) in ("in", "over", "during", "within"):
        return str(stretch[0].begin)[:4], None
    if first is None:
        return None
    last = next((year for word, year in before if word in ("to", "and", "until", "in") and year > first), None)
    return first, last


def _is_after_first(sentence: Sentence, time: TimeExpression) -> bool:
    """Say whether a time is the last one at which something happened ("for the first time since March")."""
    return sentence.scene.text[sentence.span.start_char : time.start].casefold().endswith("first time since ")


def _before(sentence: Sentence, time: TimeExpression) -> str:
    token = sentence.token_at(time.start)
    return str(token.doc[token.i - 1].lower_) if token.i > sentence.span.start else ""


def _draft(
    sentence: Sentence, named: Named, verb: "Token", subject: Subject, first: str, last: str | None
) -> Draft | None:
    size = next((f for f in sentence.figures if f.number.change_role == "by"), None)
    levels = [f for f in sentence.figures if f.number.unit in ("percent",) and f.number.change_role in ("to", "from")]
    times = _TIMES.get(lemma(verb))
    shares = [t for t in named.topics if t.measure.unit == "percent"]
    share = bool(shares) and bool(
        len(shares) == len(named.topics)
        or sentence.lemmas & {"share", "percentage", "proportion", "gdp", "percent"}
        or (size and size.number.unit == "percentage_point")
    )
    topics = tuple(t for t in named.topics if (t.measure.unit == "percent") == share and t.measure.kind == "level")
    period = StatedPeriod(last, STATED) if last else StatedPeriod(sentence.scene.year, ARTICLE)
    topic = topic_for(topics, subject, period, sentence)
    if topic is None or levels or (size is not None and is_money(topic.measure)):
        return None
    if size is not None and share and size.number.unit == "percent":
        return None  # percent of a share or points of it: nobody can tell
    if size is None and _is_sized(sentence, verb):
        return None
    arguments: dict[str, Any] = {"from_period": first, **({"to_period": last} if last else {})}
    arguments |= _size(size, times, verb)
    columns: dict[str, Any] = {
        **topic_columns(topic, "stated"), **subject_columns(subject, topic), "arguments": arguments,
        "period": last or sentence.scene.year, "period_source": "stated" if last else "article",
        "modality": ASSERTED, "negated": is_negated(sentence, verb),
    }  # fmt: skip
    parts = [
        (subject.start, subject.end),
        (verb.idx, verb.idx + len(verb)),
        *([(size.start, size.end)] if size else []),
    ]
    tail = max((t.end for t in sentence.times if t.timex in (first, last)), default=0)
    return Draft(
        start=min(s for s, _ in parts), end=max(tail, *(e for _, e in parts)), kind="change", rule="changes.moved",
        weight=_WEIGHT, takes=(size.id,) if size else (), columns=columns,
    )  # fmt: skip


def _is_sized(sentence: Sentence, verb: "Token") -> bool:
    """Say whether a change has a size that no figure gives ("has fallen by half")."""
    amounts = [c for p in verb.children if p.dep_ == "prep" and p.lower_ == "by" for c in p.children]
    return any(not any(t.start <= c.idx < t.end for t in sentence.times) for c in amounts)


def _size(size: Figure | None, times: float | None, verb: "Token") -> dict[str, Any]:
    up = lemma(verb) in words_in("up")
    if times is not None:
        more = any(c.lower_ in ("more", "than") for c in verb.subtree if abs(c.i - verb.i) <= _BESIDE)
        ends = {"by_low": times} if more else {"by_low": times * 0.9, "by_high": times * 1.1}
        return {"by": times, "by_unit": "multiple", **ends}
    if size is None:
        return {"direction": "up" if up else "down"}
    number = size.number
    sides: dict[str, float | None] = {"by_low": number.low, "by_high": number.high}
    return {
        "direction": "up" if up else "down", "by": number.value, "by_unit": number.unit,
        **{name: value for name, value in sides.items() if value is not None},
    }  # fmt: skip
