"""Charts: one function each, frame in, `Chart` (a matplotlib Figure with words and data) out; no pyplot state."""

from analysis.charts.bars import plot_compliance, plot_gap
from analysis.charts.chart import CHART_CSS, Chart, Nothing
from analysis.charts.claim_times import claims_by_day, plot_claims_by_day
from analysis.charts.claims import claim_intervals, plot_claims, plot_verdicts
from analysis.charts.compliance import (
    compliance,
    counts_by_edition,
    editions_table,
    gap_to_lines,
    one_edition,
    source_note,
    two_measures,
    two_years,
)
from analysis.charts.deciding import plot_deciding_ranking
from analysis.charts.quadrants import plot_quadrants
from analysis.charts.speech import (
    plot_quote_entities,
    plot_speaker_shares,
    plot_timeline,
    quote_entity_counts,
    speaker_shares,
)
from analysis.charts.style import NARROW, WIDE, overlaps
from analysis.charts.together import co_mentions, plot_pairs
from analysis.charts.years import plot_counts_by_year, plot_dumbbell, plot_editions, plot_small_multiples
from analysis.verdicts import VERDICT_WORDS

__all__ = [
    "CHART_CSS", "NARROW", "VERDICT_WORDS", "WIDE", "Chart", "Nothing", "claim_intervals", "claims_by_day",
    "co_mentions", "compliance", "counts_by_edition", "editions_table", "gap_to_lines", "one_edition", "overlaps",
    "plot_claims", "plot_claims_by_day", "plot_compliance", "plot_counts_by_year", "plot_deciding_ranking",
    "plot_dumbbell", "plot_editions", "plot_gap", "plot_pairs", "plot_quadrants", "plot_quote_entities",
    "plot_small_multiples", "plot_speaker_shares", "plot_timeline", "plot_verdicts", "quote_entity_counts",
    "source_note", "speaker_shares", "two_measures", "two_years",
]  # fmt: skip
