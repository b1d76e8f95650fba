"""The chart of one year through the editions: what stands beside its lines and under its axis."""

import pytest

from analysis import charts
from analysis.charts.chart import NARROW, WIDE
from analysis.reference import load_reference

WIDTHS = (NARROW, 5.0, WIDE)


@pytest.mark.parametrize("width", WIDTHS)
def test_revisions_keep_their_line_off_the_names_and_their_days_by_the_axis(width):
    nato, year = load_reference("nato"), 2024
    counts = charts.counts_by_edition(nato, guideline=2.0).loc[lambda f: f["period"].eq(year)]
    shares = charts.shares_by_edition(nato, year=year)
    chart = charts.plot_revisions(
        counts, shares=shares, year=year, guideline=2.0, what="Percent", note="", width=width
    )  # fmt: skip
    counts, shares = chart.axes
    line = next(line for line in shares.lines if set(line.get_ydata()) == {2.0} and len(line.get_ydata()) == 2)
    ends = [line.get_xdata()[-1], *(shares.convert_xunits(label.xy[0]) for label in shares.texts[-1:])]
    assert ends[0] == pytest.approx(ends[1]), "names begin right of the last edition"
    floor = counts.get_window_extent().y0
    days = {text: floor - text.get_window_extent().y1 for text in counts.texts if " 20" in text.get_text()}
    assert max(days.values()) * 72 / chart.dpi < (18 if width == min(WIDTHS) else 26), "right under what is above it"
    lowered = [text.xy[0] for text, below in days.items() if below > 0.1 * chart.dpi]
    assert [text.xy[0] for text in counts.texts if text.arrow_patch] == lowered, "tied to the axis"
