"""Any measure of any package: who stands where, since when, and how a figure was revised."""

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from analysis.reference import Reference


def standing(reference: "Reference", measure: str, *, edition: str, period: str) -> pd.DataFrame:
    """Return who has which figure of a period in one edition, highest first, totals apart.

    Columns: `place` (1 is the highest; equal figures share one), `key`, `name`, `value` (as published), `is_estimate`.
    """
    found, cells = reference.measures[measure], reference.cells.of(measure)
    keys = [key for key in cells.keys.get((edition, period), ()) if key not in reference.aggregates]
    rows = [
        {
            "key": key,
            "name": reference.keys.get(key, key),
            "value": float(found.published(cell.value, edition)),
            "is_estimate": cell.is_estimate,
        }
        for key in keys
        if (cell := cells.get(edition, key, period))
    ]
    frame = pd.DataFrame(rows, columns=["key", "name", "value", "is_estimate"]).astype({"value": float})
    frame = frame.sort_values(["value", "key"], ascending=[False, True], ignore_index=True)
    return frame.assign(place=frame["value"].rank(method="min", ascending=False).astype(int))[
        ["place", "key", "name", "value", "is_estimate"]
    ]


def over_periods(reference: "Reference", measure: str, key: str) -> pd.DataFrame:
    """Return an entity's figure of each period, as the last edition that holds it says.

    Columns: `period`, `value`, `is_estimate`, `edition`, `published_on`.
    """
    rows = _figures_of(reference, measure, key)
    return rows.sort_values(["period", "published_on"]).drop_duplicates("period", keep="last", ignore_index=True)


def over_editions(reference: "Reference", measure: str, key: str, period: str) -> pd.DataFrame:
    """Return an entity's figure of one period in every edition that holds it, the first published first."""
    rows = _figures_of(reference, measure, key)
    return rows.loc[rows["period"].eq(period)].sort_values("published_on", ignore_index=True)


def _figures_of(reference: "Reference", measure: str, key: str) -> pd.DataFrame:
    days = {edition.id: pd.Timestamp(edition.published_on) for edition in reference.editions}
    published = reference.measures[measure].published
    rows = [
        {
            "period": cell.period,
            "value": float(published(cell.value, cell.edition)),
            "is_estimate": cell.is_estimate,
            "edition": cell.edition,
            "published_on": days[cell.edition],
        }
        for cell in reference.cells.of(measure)
        if cell.key == key
    ]
    return pd.DataFrame(rows, columns=["period", "value", "is_estimate", "edition", "published_on"])


def claims_of(claims: pd.DataFrame, checks: pd.DataFrame, *, package: str, measure: str) -> pd.DataFrame:
    """Return what articles claim of a measure and how it fares, in the order of the articles."""
    of_it = claims["package"].eq(package) & claims["measure"].eq(measure)
    chosen = claims.loc[of_it, ["claim_id", "article_id", "text"]]
    verdicts = checks[["claim_id", "verdict", "sentence"]]
    return chosen.merge(verdicts, on="claim_id", how="left", validate="one_to_many").drop(columns="claim_id")


def measures_table(reference: "Reference") -> pd.DataFrame:
    """Return the measures of a package: id, title, unit, the names that articles may use."""
    return pd.DataFrame(
        [
            {"measure": m.id, "title": m.title, "unit": m.label, "named": ", ".join((m.names or m.phrases)[:3])}
            for m in reference.measures.values()
        ]
    )
