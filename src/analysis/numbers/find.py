"""From a document to its `Number` rows."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from analysis.annotate import Document
from analysis.lexicons import pairs
from analysis.numbers.candidates import Candidate, quantities, surviving
from analysis.numbers.change import read_change
from analysis.numbers.concepts import read_concepts
from analysis.numbers.currencies import certain_marks, settle_currencies, settle_pounds
from analysis.numbers.distractors import part_of_word, sort_out
from analysis.numbers.hedges import interval_of, read_hedge
from analysis.numbers.nouns import count_nouns
from analysis.numbers.numerals import scan_numerals, within
from analysis.numbers.phrases import join_phrases
from analysis.numbers.rates import find_multiples, read_age, read_rates, settle_times, with_ratios
from analysis.numbers.vocabulary import Tokens
from analysis.tables import Number, TimeExpression

_UNUSUALLY_LONG = 1000


def find_numbers(document: Document, times: Sequence[TimeExpression] = ()) -> tuple[Number, ...]:
    """Return the numbers of a document as written, in order.

    What stands in a date, a time or a set of `times` is no number, a duration is both.
    """
    tokens = Tokens(document)
    text = tokens.text
    taken = sorted((t.start, t.end) for t in times if t.type != "DURATION")
    candidates = quantities(tokens, scan_numerals(text, document.original_text))
    candidates = _kept([c for c in candidates if not _is_time(c, taken)], lambda c: settle_times(tokens, c))
    settle_pounds(tokens, candidates)
    candidates = _kept(candidates, lambda c: read_rates(tokens, c))
    candidates = sort_out(tokens, join_phrases(tokens, certain_marks(text, candidates)))
    candidates = with_ratios(tokens, sorted(candidates + find_multiples(tokens), key=lambda c: c.start))
    before = dict(zip(map(id, candidates), [None, *candidates], strict=False))
    candidates = _kept(candidates, lambda c: read_age(tokens, c, before[id(c)]))
    settle_currencies(text, candidates)
    candidates = _kept(candidates, lambda c: read_hedge(tokens, c, before[id(c)]))
    candidates = [c for c in count_nouns(tokens, candidates) if not part_of_word(text, c)]
    candidates = read_concepts(tokens, read_change(tokens, candidates))
    rows = (row for _, row in surviving(candidates, lambda c: _row(tokens, c)))
    return tuple(sorted(rows, key=lambda row: (row.start, row.end)))


def _kept(candidates: list[Candidate], rule: Callable[[Candidate], None]) -> list[Candidate]:
    return [candidate for candidate, _ in surviving(candidates, rule)]


def _is_time(candidate: Candidate, taken: list[tuple[int, int]]) -> bool:
    """Say whether a figure belongs to a date; a length of time inside one ("nine days later") is a number too."""
    if not within(taken, candidate.numeral.start, candidate.numeral.end):
        return False
    return candidate.kind != "duration" or candidate.value >= _UNUSUALLY_LONG


def _row(tokens: Tokens, c: Candidate) -> Number:
    text = tokens.text
    exact = c.exact or c.kind in ("reference", "score", "ordinal", "ratio", "age")
    quantum = Decimal(0) if exact else c.numeral.quantum
    interval = interval_of(c.value, quantum, c.interval_rule, c.high, Decimal(str(c.numeral.scale)))
    unit_span, nowhere = c.unit_span or c.counted, (None, None)
    (hedge_start, hedge_end), (concept_start, concept_end) = c.hedge or nowhere, c.concept or nowhere
    subject_start, subject_end = c.subject or nowhere
    unit = c.lemma if c.unit is None else c.unit.english if c.kind == "money" else c.unit.name
    known = pairs("number_confidence", "rule", "confidence")  # the share of a rule's rows that were right
    return Number(
        start=c.start, end=c.end, kind=c.kind, value=float(c.value), value_high=_float(c.high),
        low=_float(interval.low), high=_float(interval.high), low_open=interval.low_open, high_open=interval.high_open,
        exact=exact, unit=unit, unit_text=_cut(text, unit_span),
        currency=c.unit.name.rstrip("?") if c.unit and c.kind == "money" and c.unit.name != "MINOR" else None,
        scale=float(c.numeral.scale), per=c.per, bound=c.bound,
        bound_text=_cut(text, c.hedge), hedge_start=hedge_start, hedge_end=hedge_end,
        direction=c.direction, change_role=c.change_role, ratio_total=_float(c.total), of_base=c.of_base,
        of_base_source="stated" if c.of_base else None,
        concept=_cut(text, c.concept), concept_start=concept_start, concept_end=concept_end,
        subject=_cut(text, c.subject), subject_start=subject_start, subject_end=subject_end,
        rule=c.rule, confidence=float(known.get(c.rule, known["bare"])),
    )  # fmt: skip


def _cut(text: str, span: tuple[int, int] | None) -> str | None:
    return None if span is None else text[slice(*span)]


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
