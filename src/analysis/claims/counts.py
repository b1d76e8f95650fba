"""Counts: how many members of a population meet a line."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.attribution.colours import ASSERTED, EXPECTED
from analysis.attribution.context import Condition
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import ASSUMED, INHERITED
from analysis.attribution.package_words import lemma
from analysis.attribution.periods import StatedPeriod
from analysis.attribution.populations import Quantified
from analysis.attribution.scene import Figure
from analysis.claims.drafts import Draft, period_columns, topic_columns

if TYPE_CHECKING:
    from spacy.tokens import Token

_WEIGHT = 9
_TURNED = {">=": "<", ">": "<=", "<": ">=", "<=": ">", "=": "="}


def count_draft(
    sentence: Sentence, counted: Quantified, condition: Condition, period: StatedPeriod, modality: str,
    doubts: tuple[str, ...], verb: "Token | None", figure: Figure | None,
) -> Iterator[Draft]:  # fmt: skip
    """Yield the count that a part of a population and a condition make."""
    reference, population, source = counted.owner
    if condition.topic.reference is not reference:
        return
    restricted = [w for w in counted.restricted if verb is None or w != verb.lower_]
    if restricted or (modality not in (ASSERTED, EXPECTED) and not counted.figures):
        return
    owned = any(lemma(t) in sentence.scene.words.owned_nouns for t in counted.token.subtree)
    sure = source not in (INHERITED, ASSUMED) or (source == ASSUMED and owned)
    more = () if sure else (f"population_{source}",)
    left_out = counted.inverted and counted.out_of is None
    turned = _TURNED[condition.comparator] if left_out else condition.comparator
    columns: dict[str, Any] = {
        **topic_columns(condition.topic, "stated"), **period_columns(period), **_figures(sentence, counted),
        "comparator": turned, "threshold": condition.threshold, "population": population.id,
        "modality": modality,
    }  # fmt: skip
    taken = tuple(f.id for f in counted.figures if f is not counted.size)
    end = max(counted.end, figure.end if figure else 0, verb.idx + len(verb) if verb is not None else 0)
    yield Draft(
        start=counted.start, end=end, kind="count", rule="counts.members", weight=_WEIGHT,
        takes=(*taken, *((figure.id,) if figure else ())), doubts=(*more, *doubts), columns=columns,
        condition=condition,
    )  # fmt: skip


def _figures(sentence: Sentence, counted: Quantified) -> dict[str, Any]:
    """Return the number of members, or the percent of them, that is claimed."""
    value, low, high = counted.value, counted.low, counted.high
    if counted.inverted and counted.out_of is not None:
        value = low = high = counted.out_of - value
    return {
        "value": value, "low": low, "high": high, "low_open": counted.low_open,
        "high_open": counted.high_open,
        "unit": "percent" if counted.is_share else None, "out_of": counted.out_of,
        "value_text": _text(sentence, counted), "arguments": {"share": True} if counted.is_share else None,
        "number_ids": tuple(f.id for f in counted.figures),
    }  # fmt: skip


def _text(sentence: Sentence, counted: Quantified) -> str:
    return sentence.scene.text[counted.start : counted.end]
