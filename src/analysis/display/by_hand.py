"""What corrections by hand did to some tables: one line, and the decisions behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd

from analysis.corrections import fits_told
from analysis.display.markup import Shown
from analysis.display.readings import plain
from analysis.display.tables import ShownTable


@dataclass(frozen=True)
class CorrectionsMade(Shown):
    """The log of some corrections; shows itself as a line that opens a table."""

    log: pd.DataFrame

    def __repr__(self) -> str:
        return f"{fits_told(self.log)}."

    def to_html(self) -> str:
        """Return the line and the table without the style sheet; nothing where there are no corrections."""
        if self.log.empty:
            return ""
        lost = self.log["article_id"].notna() & ~self.log["applied"]
        opened = " open" if lost.any() else ""
        table = ShownTable(_readable(self.log), "Corrections by hand").to_html()
        return f"<details{opened}><summary>By hand: {escape(fits_told(self.log))}.</summary>{table}</details>"


def corrections_made(found: Mapping[str, pd.DataFrame]) -> CorrectionsMade | None:
    """Return what corrections by hand did to some tables, or None, which shows nothing, where none were given."""
    log = found.get("corrections")
    return None if log is None or log.empty else CorrectionsMade(log)


def _readable(log: pd.DataFrame) -> pd.DataFrame:
    result = [
        f"applied. {row['also']}".strip() if row["applied"] else f"left out: {row['reason']}"
        for row in log.to_dict("records")
    ]
    decided = [
        ": ".join(filter(None, (plain(who), plain(why)))) for who, why in zip(log["who"], log["why"], strict=True)
    ]
    shown = log.loc[:, ["row", "table", "action", "text", "value"]].assign(reason=decided, result=result)
    return shown.rename(columns={"row": "row of the file"})
