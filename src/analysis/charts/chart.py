"""A figure that knows its finding, its data and how to show itself in a page, light or dark, wide or narrow."""

import base64
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from analysis.garbage import no_collection

WIDE, NARROW = 7.4, 3.7  # inches: a page column, a phone
INK, MUTED, FAINT, PAPER = "#1b1f24", "#59636e", "#d3d9df", "#ffffff"
BLUE, ORANGE = "#0b5fa5", "#c2500a"  # told apart by readers with any form of colour blindness; always with a shape
_THEMED = {
    INK: "--an-ink", MUTED: "--an-muted", FAINT: "--an-faint", PAPER: "--an-paper", BLUE: "--an-blue",
    ORANGE: "--an-orange",
}  # fmt: skip
_FONTS = "'DejaVu Sans', Verdana, sans-serif"  # the second is as wide as the first, with which labels were placed
_COLOURS = 64  # of a PNG: shades of few colours
_LONGEST_TABLE = 60  # rows of the table beside a chart


@dataclass(frozen=True)
class Nothing:
    """What a notebook shows where there is nothing to draw."""

    reason: str

    def _repr_html_(self) -> str:
        return f'<p class="an-muted an-empty">{escape(self.reason)}</p>'

    def __repr__(self) -> str:
        return self.reason


class Chart(Figure):
    """A matplotlib figure with words and data.

    Attributes
    ----------
    finding : the title: what the figures say, computed.
    alt : the picture in words, computed from the data.
    note : source, edition and what is left out.
    data : the rows that were drawn.
    name : stem for the file name of the data.
    redraw : draws the same chart at another width in inches.
    """

    finding: str
    alt: str
    note: str
    data: pd.DataFrame
    name: str
    redraw: Callable[[float], "Chart"]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"dpi": 72, **kwargs})
        FigureCanvasAgg(self)

    def describe(self, name: str, alt: str, data: pd.DataFrame) -> "Chart":
        """Attach the words for readers who do not see the picture, and the data behind it."""
        self.name, self.alt, self.data = name, alt, data.reset_index(drop=True)
        return self

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.bundle(), raw=True)

    def bundle(self, *, picture: bool = True) -> dict[str, str]:
        """Return the chart in all its forms, by their media types; the PNG costs a third of it."""
        told = f"{self.finding}\n{self.alt}\n{self.note}"
        with no_collection():
            forms = {"text/html": self.to_html(), "text/plain": told}
            return forms | {"image/png": self.to_png()} if picture else forms

    def to_png(self) -> str:
        """Return the picture as PNG on white, at twice the size of a screen, in base64."""
        buffer = io.BytesIO()
        with mpl.rc_context({"text.parse_math": False}):
            self.savefig(buffer, format="rgba", dpi=150, facecolor=PAPER)
        width, height = (int(inches * 150) for inches in self.get_size_inches())
        small = io.BytesIO()  # in a palette a chart is a third as large
        drawn = Image.frombuffer("RGBA", (width, height), buffer.getvalue())
        drawn.convert("RGB").quantize(_COLOURS, Image.Quantize.FASTOCTREE).save(small, format="png")
        return base64.b64encode(small.getvalue()).decode("ascii")

    def to_svg(self) -> str:
        """Return the picture as SVG whose colours follow the page's theme; the same bytes for the same data."""
        buffer = io.StringIO()
        with mpl.rc_context({"svg.hashsalt": "analysis", "svg.fonttype": "none", "text.parse_math": False}):
            self.savefig(
                buffer, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
            )
        return _for_page(buffer.getvalue(), self.alt)

    def to_html(self) -> str:
        """Return a figure element: the wide and the narrow picture, and the data as a table and as CSV."""
        drawn = {"wide": self.at(WIDE), "narrow": self.at(NARROW)}
        pictures = "".join(f'<div class="an-{name}">{chart.to_svg()}</div>' for name, chart in drawn.items())
        links = getattr(self.note, "links", ())  # nothing is loaded from them
        told = " · ".join(f'<a href="{escape(page)}" rel="noreferrer">{escape(words)}</a>' for words, page in links)
        more = f'<figcaption class="an-muted">Read more: {told}</figcaption>' if told else ""
        return (
            f'<style class="an-style">{CHART_CSS}</style><figure class="an-chart" data-chart="{escape(self.name)}">'
            f"{pictures}{more}{self._table_html()}</figure>"
        )

    def at(self, width: float) -> "Chart":
        """Return the same chart at a width: itself where it has it, else drawn again."""
        return self if self.get_size_inches()[0] == width else self.redraw(width)

    def _table_html(self) -> str:
        rows = self.data.head(_LONGEST_TABLE)
        texts = rows.select_dtypes(["object", "string"])
        shown = rows.assign(**texts.fillna("–")).to_html(index=False, border=0, na_rep="–", escape=True)
        rest = len(self.data) - _LONGEST_TABLE
        more = f"<p>{rest} more rows in the file.</p>" if rest > 0 else ""
        csv = base64.b64encode(self.data.to_csv(index=False, lineterminator="\n").encode()).decode("ascii")
        name = escape(self.name)
        return (
            f'<p class="an-get">Download: <a download="{name}.csv" href="data:text/csv;base64,{csv}">CSV</a></p>'
            f"<details><summary>The figures behind this chart</summary>"
            f'<div class="an-scroll tex2jax_ignore" tabindex="0" role="region" aria-label="Figures: {name}">'
            f"{shown}</div>"
            f"{more}</details>"
        )


CHART_CSS = files("analysis").joinpath("charts", "chart.css").read_text(encoding="utf-8").strip()


def _for_page(svg: str, alt: str) -> str:
    """Make matplotlib's SVG fit to stand inside a page: ids of its own, theme colours, the page's typeface, words."""
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*<!--.*?-->", "", svg, flags=re.DOTALL)
    used = set(re.findall(r'(?:xlink:href="#|url\(#)([\w.-]+)', svg))
    svg = re.sub(r' id="([\w.-]+)"', lambda m: m.group() if m.group(1) in used else "", svg)
    mark = "c" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    for name in sorted(used, key=len, reverse=True):
        svg = re.sub(rf'(id="|#){re.escape(name)}(?=["\)])', rf"\g<1>{mark}-{name}", svg)
    for colour, variable in _THEMED.items():
        svg = svg.replace(colour, f"var({variable},{colour})")
    svg = svg.replace("font-family: 'DejaVu Sans'", f"font-family: {_FONTS}")
    svg = re.sub(r"(<style[^>]*>[^<]*</style>)", "", svg, count=1)
    svg = re.sub(r'="[^"]*"', lambda m: re.sub(r"(\.\d\d)\d+", r"\1", m.group()), svg)
    svg = _without_plain_groups(re.sub(r"\n\s*", "\n", svg)).replace("<defs>\n</defs>\n", "")
    words = f' role="img" aria-label="{escape(alt)}"'
    head = re.sub(r' (?:width|height|xmlns:xlink|version)="[^"]*"', "", svg[: svg.index(">")])
    body = svg[svg.index(">") :].replace("xlink:href", "href")
    return head + words + body


def _without_plain_groups(svg: str) -> str:
    """Leave out groups without attributes: a third of the elements that a browser would have to build.

    >>> _without_plain_groups('<g><g clip-path="url(#a)"><g><path/></g></g></g><g/>')
    '<g clip-path="url(#a)"><path/></g>'
    """
    kept: list[bool] = []  # of the groups that are open

    def shown(tag: re.Match[str]) -> str:
        closing, attributes, empty = tag.groups()
        if not closing:
            kept.append(bool(attributes))
        keep = kept.pop() if closing or empty else kept[-1]
        return tag.group() if keep else ""

    return re.sub(r"<(/?)g\b\s*([^>]*?)(/?)>\n?", shown, svg)
