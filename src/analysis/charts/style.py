"""What all charts share: colours, type, and the sheet with a finding above and a source below the picture."""

from collections.abc import Callable
from functools import cache, partial, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FuncFormatter

from analysis.charts.chart import FAINT, INK, MUTED, PAPER, Chart, Nothing
from analysis.garbage import no_collection

STYLE = {
    "text.parse_math": False,  # names from articles are text, never formulas
    "font.family": "DejaVu Sans", "font.size": 8.5, "text.color": INK,
    "axes.edgecolor": FAINT, "axes.labelcolor": MUTED, "axes.spines.top": False, "axes.spines.right": False,
    "axes.linewidth": 0.8, "axes.axisbelow": True,
    "xtick.color": MUTED, "xtick.labelsize": 8, "xtick.major.size": 0,
    "ytick.color": INK, "ytick.labelsize": 8.5, "ytick.major.size": 0,
    "grid.color": FAINT, "grid.linewidth": 0.6, "hatch.linewidth": 0.6,
}  # fmt: skip
NO_FIGURES = "There is no chart: the edition holds no figures of this kind for these years."
PLATE = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}  # behind a label that a line may cross
_RENDERER = RendererAgg(1, 1, 72)  # that texts are measured with
_SIDE = 0.08  # inches left and right of the sheet
_LINE = {"finding": 0.2, "scale": 0.165, "note": 0.145}
_SIZE = {"finding": 10.5, "scale": 8.5, "note": 7.5}

P = ParamSpec("P")
Draws = Callable[Concatenate[pd.DataFrame, P], Chart | Nothing]


def plot(nothing: str) -> Callable[[Draws[P]], Draws[P]]:
    """Give a drawing function the house style, and its chart the way to draw itself again at another width.

    `nothing`: what is said in place of a chart where its frame has no rows.
    """

    def styled(draw: Draws[P]) -> Draws[P]:
        @wraps(draw)
        def drawn(frame: pd.DataFrame, /, *args: P.args, **kwargs: P.kwargs) -> Chart | Nothing:
            if frame.empty:
                return Nothing(nothing)
            with mpl.rc_context(STYLE), no_collection():
                chart = draw(frame, *args, **kwargs)
            if isinstance(chart, Chart):
                again: Any = partial(drawn, frame, *args)
                chart.redraw = lambda width: again(**{**kwargs, "width": width})
            return chart

        return drawn

    return styled


class Words(NamedTuple):
    """What stands around a picture: finding and scale (what is shown) above it, the note under it."""

    finding: str
    scale: str
    note: str


def sheet(width: float, body: float, words: Words) -> tuple[Chart, float, float]:
    """Return an empty chart with its words, `body` inches left for the picture.

    Returns the chart, and the bottom and top of the space left for the picture, as shares of its height.
    """
    chart = Chart(figsize=(width, body))
    chart.finding, chart.note = words.finding, words.note
    blocks = {
        kind: wrap_text(text, width - 2 * _SIDE, _SIZE[kind], kind == "finding")
        for kind, text in words._asdict().items()
    }
    above = sum(len(blocks[kind]) * _LINE[kind] for kind in ("finding", "scale")) + 0.16
    below = len(blocks["note"]) * _LINE["note"] + 0.12
    height = above + body + below
    chart.set_size_inches(width, height)
    y = height - 0.04
    for kind in ("finding", "scale", "note"):
        y = below - 0.08 if kind == "note" else y
        for line in blocks[kind]:
            chart.text(
                _SIDE / width, y / height, line, va="top", ha="left", fontsize=_SIZE[kind],
                color=INK if kind == "finding" else MUTED, weight="bold" if kind == "finding" else "normal",
            )  # fmt: skip
            y -= _LINE[kind]
    return chart, below / height, (height - above) / height


def framed(width: float, body: float, words: Words, *, left: float, right: float, floor: float) -> tuple[Chart, Axes]:
    """Return a chart with its words and, in the `body` inches between them, axes with margins in inches."""
    chart, bottom, top = sheet(width, body, words)
    return chart, axes_in(chart, left, right, bottom, top, floor=floor)


def axes_in(chart: Chart, left: float, right: float, bottom: float, top: float, *, floor: float = 0.0) -> Axes:
    """Add axes with margins in inches left, right and below, between two heights given as shares."""
    width, height = chart.get_size_inches()
    low = bottom + floor / height
    return chart.add_axes((left / width, low, 1 - (left + right) / width, top - low))


def short_number(value: float) -> str:
    """Return a figure as an axis shows it.

    >>> short_number(12_500_000), short_number(8e9), short_number(25_000), short_number(-0.5)
    ('12.5m', '8bn', '25,000', '−0.5')
    """
    size, word = next(((s, w) for s, w in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")) if abs(value) >= s), (1, ""))
    return f"{value / size:,.10g}{word}".replace("-", "−")


def label_numbers(axis: Axis) -> None:
    """Label an axis with figures as readers write them: no powers of ten."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: short_number(value)))


@cache
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    font = FontProperties(family=str(STYLE["font.family"]), size=size, weight="bold" if bold else "normal")
    return float(_RENDERER.get_text_width_height_descent(text, font, ismath=False)[0]) / 72


def wrap_text(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than `width` inches."""
    lines: list[str] = []
    begin = 0.0  # of the next word in its line
    for word in text.split():
        if lines and begin + text_width(word, size, bold=bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
            begin = 0.0
        begin += _advance(word, size, bold)
    return lines


def _advance(word: str, size: float, bold: bool) -> float:
    """Return how far behind the beginning of a word the next one begins: a text is as wide as its words add up to."""
    return text_width(f"{word} |", size, bold=bold) - text_width("|", size, bold=bold)


def shorten(text: str, width: float, size: float) -> str:
    """Cut a label that is wider than `width` inches and end it with an ellipsis."""
    if text_width(text, size) <= width:
        return text
    while len(text) > 1 and text_width(text + "…", size) > width:
        text = text[:-1].rstrip()
    return text + "…"
