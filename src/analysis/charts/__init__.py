"""Charts: one function each, frame in, `Chart` (a matplotlib Figure with words and data) out; no pyplot state.

What many take: `guideline`, in the unit of the figures; `what` is measured and in what unit, for readers; the `note`
under the chart; `held`, how much of the year is held, all of it where nothing is said; the `subject`, whose name stands
in bold, by its key; `most` rows drawn; `width` in inches.
"""

from analysis.charts.bars import plot_compliance, plot_deciding_ranking, plot_quadrants, plot_road
from analysis.charts.chart import NARROW, WIDE, Chart, Nothing
from analysis.charts.claims import claim_intervals, claims_by_day, plot_claims, plot_claims_by_day, plot_verdicts
from analysis.charts.compliance import (
    compliance,
    counts_by_edition,
    editions_table,
    last_year,
    one_edition,
    road_to,
    shares_by_edition,
    two_measures,
    two_years,
    whole_editions,
)
from analysis.charts.measures import (
    claims_of,
    measures_table,
    over_editions,
    over_periods,
    plot_path,
    plot_revised,
    plot_standing,
    standing,
)
from analysis.charts.notes import HeldShare, coverage, denominator, listed_members, source_note
from analysis.charts.revisions import kept_words, plot_revisions
from analysis.charts.speech import (
    co_mentions,
    plot_pairs,
    plot_quote_entities,
    plot_speaker_shares,
    plot_timeline,
    quote_entity_counts,
    speaker_shares,
)
from analysis.charts.years import plot_counts_by_year, plot_dumbbell, plot_small_multiples

__all__ = [
    "Chart", "HeldShare", "NARROW", "Nothing", "WIDE", "claim_intervals", "claims_by_day", "claims_of",
    "co_mentions", "compliance", "counts_by_edition", "coverage", "denominator", "editions_table", "kept_words",
    "last_year", "listed_members", "measures_table", "one_edition", "over_editions", "over_periods",
    "plot_claims", "plot_claims_by_day", "plot_compliance", "plot_counts_by_year", "plot_deciding_ranking",
    "plot_dumbbell", "plot_pairs", "plot_path", "plot_quadrants", "plot_quote_entities", "plot_revised",
    "plot_revisions", "plot_road", "plot_small_multiples", "plot_speaker_shares", "plot_standing",
    "plot_timeline", "plot_verdicts", "quote_entity_counts", "road_to", "shares_by_edition", "source_note",
    "speaker_shares", "standing", "two_measures", "two_years", "whole_editions",
]  # fmt: skip
