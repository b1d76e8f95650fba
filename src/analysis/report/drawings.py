"""The charts of an article's published report; matplotlib is loaded where this is."""

from typing import Any

import pandas as pd

from analysis import charts
from analysis.report.cells import Shown, shown
from analysis.verdicts import publishers


def draw_article(
    claims: pd.DataFrame, checks: pd.DataFrame, quotes: pd.DataFrame, *, pictures: bool = True
) -> dict[str, Shown]:
    """Return the charts of an article as cells: `claims`, `ranking`, `speakers`; `pictures`: as PNG as well."""
    made = {
        "claims": charts.plot_claims(charts.claim_intervals(claims, checks), note=""),
        "ranking": charts.plot_deciding_ranking(claims, checks),
        "speakers": _shares(quotes),
    }
    return {name: drawn(chart, picture=pictures) for name, chart in made.items()}


def prepare_drawing() -> None:
    """Load what charts are made with, and draw one that nobody sees: the first costs the most."""
    publishers()  # which reads the packages
    said = pd.DataFrame({"speaker": ["Ada", "Eva"], "way": "verbatim", "words": [3, 2], "share": [60.0, 40.0]})
    drawn(charts.plot_speaker_shares(said, note=""))


def drawn(chart: Any, *, picture: bool = True) -> Shown:
    """Return a cell that shows a chart, or says why there is none."""
    if isinstance(chart, charts.Nothing):
        return shown(chart._repr_html_())
    data = chart.bundle(picture=picture)
    return {"cell_type": "code", "source": "", "outputs": [{"output_type": "display_data", "data": data}]}


def _shares(quotes: pd.DataFrame) -> Any:
    shares = charts.speaker_shares(quotes)
    if shares["speaker"].nunique() == 1:
        return charts.Nothing("One speaker has all the quoted words.")
    return charts.plot_speaker_shares(shares, note="Words of quotes in this article, counted from the text.")
