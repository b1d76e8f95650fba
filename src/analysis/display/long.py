"""Long tables in JupyterLab: searched, sorted and paged in the browser, offline; on paper the table as it is."""

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from analysis.display.readings import plain
from analysis.display.tables import ShownTable

_ON_PAPER = 100  # rows of the table that stands for the widget in a report and in a notebook not yet run
_OPTIONS: dict[str, Any] = {
    "showIndex": False,
    "allow_html": False,  # what an article says stays text
    "classes": "display compact",
    "style": "width:100%;table-layout:auto;margin:0",
    "maxBytes": "8MB",
    "language": {
        "info": "_START_ to _END_ of _TOTAL_",
        "infoEmpty": "",
        "infoFiltered": "(found among _MAX_)",
        "lengthMenu": "_MENU_ a page",
        "zeroRecords": "Nothing found.",
    },
}


@dataclass(frozen=True)
class LongTable:
    """A frame that shows itself as a table with search, sorting and pages where widgets live, else as a plain table.

    Attributes
    ----------
    frame : the rows; underscores of column names read as spaces.
    label : what the table holds; its heading.
    """

    frame: pd.DataFrame
    label: str = "ShownTable"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return shown_as(widget(self.frame, self.label), self.on_paper())

    def __repr__(self) -> str:
        return repr(self.on_paper())

    def on_paper(self) -> ShownTable:
        """Return the table for where no widget lives."""
        return ShownTable(self.frame, self.label, most=_ON_PAPER)


def shown_as(live: Any, still: Any) -> dict[str, Any]:
    """Return both forms of an output: the widget, and what a report or a notebook not yet run shows in its place."""
    bundle = live._repr_mimebundle_()
    views: dict[str, Any] = bundle[0] if isinstance(bundle, tuple) else bundle
    return {**views, "text/html": still._repr_html_(), "text/plain": repr(still)}


def widget(frame: pd.DataFrame, label: str) -> Any:
    """Return a frame as a heading over an itables widget, whose code comes from the kernel, never from another host."""
    import ipywidgets
    from itables.widget import ITable

    return keeping_keys(ipywidgets.HTML(f"<h3>{escape(label)}</h3>"), ITable(_readable(frame), **_OPTIONS))


def refill(shown: Any, frame: pd.DataFrame) -> None:
    """Give a widget other rows; without any it is not shown."""
    shown.children[1].update(_readable(frame), **_OPTIONS)
    shown.layout.display = None if len(frame) else "none"


def _readable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return all values as readers see them; columns of numbers are still sorted as numbers."""
    return pd.DataFrame({str(name).replace("_", " "): [plain(v) for v in frame[name]] for name in frame.columns})


def keeping_keys(*children: Any) -> Any:
    """Return widgets in a column whose keys are theirs while one of them has the focus."""
    from importlib.resources import files

    import ipywidgets
    from anywidget import AnyWidget

    script = files("analysis.display").joinpath("keys.js").read_text(encoding="utf-8")
    return ipywidgets.VBox([*children, AnyWidget(_esm=script)])
