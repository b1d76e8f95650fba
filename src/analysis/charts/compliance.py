"""Who keeps a guideline: the figures of one measure counted, ordered and compared across editions."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from analysis.charts.notes import listed_members
from analysis.reference import Cell, Reference

FEWEST_YEARS = 3  # whole years that make a line


def figures(reference: Reference, measure: str, cells: Iterable[Cell]) -> pd.DataFrame:
    """Return cells of a measure as rows.

    Columns: `edition`, `key`, `name`, `period`, `value` (as published: rounded once), `exact` (full precision),
    `is_estimate`, and `mark` where a note of the package marks the cell ("typed by hand").
    """
    published, names, notes = reference.measures[measure].published, reference.keys, reference.notes
    rows = [*cells]
    marking = [notes.get((cell.edition, measure, cell.key, cell.period)) for cell in rows]
    return pd.DataFrame(
        {
            "edition": [cell.edition for cell in rows],
            "key": [cell.key for cell in rows],
            "name": [names.get(cell.key, cell.key) for cell in rows],
            "period": [cell.period for cell in rows],
            "value": np.array([published(cell.value, cell.edition) for cell in rows], dtype=float),
            "exact": np.array([cell.value for cell in rows], dtype=float),
            "is_estimate": np.array([cell.is_estimate for cell in rows], dtype=bool),
            "mark": [note.mark if note else "" for note in marking],
        }
    )


def one_edition(reference: Reference, measure: str, edition: str) -> pd.DataFrame:
    """Return an edition's `figures` of one measure for single entities, without totals; `period` is a year."""
    return _single(reference, measure, reference.cells.of(measure).of_edition(edition))


def one_year(reference: Reference, measure: str, edition: str, year: int) -> pd.DataFrame:
    """Return the rows of `one_edition` of one year, of that year's members alone."""
    members, period = frozenset(listed_members(reference, measure, year)), str(year)
    cells = reference.cells.of(measure).of_edition(edition)
    return _single(reference, measure, (cell for cell in cells if cell.period == period and cell.key in members))


def _single(reference: Reference, measure: str, cells: Iterable[Cell]) -> pd.DataFrame:
    single = (cell for cell in cells if cell.key not in reference.aggregates)
    rows = sorted(single, key=lambda cell: (int(cell.period), cell.key))
    years = np.array([cell.period for cell in rows], dtype=int)
    return figures(reference, measure, rows).drop(columns="edition").assign(period=years)


def compliance(
    reference: Reference, *, year: int, edition: str, guideline: float, measure: str = "share_of_gdp"
) -> pd.DataFrame:
    """Return one row a member of that year, highest first, with `meets` telling who keeps the guideline."""
    return (
        one_year(reference, measure, edition, year)
        .assign(meets=lambda f: f["value"] >= guideline, edition=edition)
        .sort_values(["value", "exact", "key"], ascending=[False, False, True], ignore_index=True)
    )


def counts_by_edition(reference: Reference, *, guideline: float, measure: str = "share_of_gdp") -> pd.DataFrame:
    """Return how many members of each year keep the guideline, one row an edition and year.

    Columns: `edition`, `published_on`, `period`, `count`, `held` (members with a figure), `missing` (members whose
    figure the edition publishes and we do not hold) and `is_estimate`.
    """
    rows = []
    for edition in reference.editions:
        told: dict[str, Any] = {"edition": edition.id, "published_on": edition.published_on.isoformat()}
        for year, figures in one_edition(reference, measure, edition.id).groupby("period"):
            listed = listed_members(reference, measure, int(year))
            held = figures.loc[figures["key"].isin(listed)]
            counts = {"count": int((held["value"] >= guideline).sum()), "held": len(held)}
            missing, estimated = len(listed) - len(held), bool(held["is_estimate"].any())
            rows.append({**told, "period": int(year), **counts, "missing": missing, "is_estimate": estimated})
    return pd.DataFrame(rows).sort_values(["published_on", "period"], ignore_index=True)


def whole_editions(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `counts_by_edition` without a missing figure, of editions that have a line's worth of them."""
    whole = counts.loc[counts["missing"].eq(0)]
    return whole.loc[whole.groupby("edition")["period"].transform("size") >= FEWEST_YEARS].reset_index(drop=True)


def last_year(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the last year that `one_edition` has."""
    return figures.loc[figures["period"].eq(figures["period"].max())]


def shares_by_edition(reference: Reference, *, year: int, measure: str = "share_of_gdp") -> pd.DataFrame:
    """Return the figures of one year's members as each edition has them, the earliest edition first."""
    parts = [
        one_year(reference, measure, edition.id, year).assign(
            edition=edition.id, published_on=edition.published_on.isoformat()
        )
        for edition in reference.editions
    ]
    columns = ["edition", "published_on", "key", "name", "value", "is_estimate", "mark"]
    return pd.concat(parts, ignore_index=True).loc[:, columns]


def two_years(
    reference: Reference, *, first: int, last: int, edition: str, measure: str = "share_of_gdp"
) -> pd.DataFrame:
    """Return each member's value in two years of one edition and the change in points, who rose most first."""
    members = listed_members(reference, measure, last)
    chosen = one_edition(reference, measure, edition).loc[lambda f: f["key"].isin(members)]
    decimals = reference.measures[measure].decimals
    estimates = chosen.loc[chosen["period"].eq(last)].set_index("key")["is_estimate"]
    return (
        chosen.pivot(index=["key", "name"], columns="period", values="value")
        .reindex(columns=[first, last])
        .dropna()
        .set_axis(["first", "last"], axis=1)
        .assign(change=lambda f: (f["last"] - f["first"]).round(decimals))
        .reset_index()
        .assign(is_estimate=lambda f: f["key"].map(estimates))
        .sort_values(["change", "key"], ascending=[False, True], ignore_index=True)
    )


def two_measures(
    reference: Reference, *, year: int, edition: str, across: str = "share_of_gdp", up: str = "equipment_share"
) -> pd.DataFrame:
    """Return each member's value of two measures in one year: columns `across` and `up`."""
    left, right = (one_year(reference, measure, edition, year) for measure in (across, up))
    return (
        left.merge(right.loc[:, ["key", "value"]], on="key", suffixes=("", "_up"), validate="one_to_one")
        .rename(columns={"value": "across", "value_up": "up"})
        .loc[:, ["key", "name", "across", "up", "is_estimate"]]
        .sort_values("key", ignore_index=True)
    )


def road_to(
    reference: Reference, *, year: int, edition: str, line: float, pace_years: int = 3, share: str = "share_of_gdp",
    product: str = "gdp_usd_current",
) -> pd.DataFrame:  # fmt: skip
    """Return how far each member is from a line, and when it is there at its present pace, widest gap first.

    Columns: `key`, `name`, `value`, `is_estimate`, `gap` (points, nothing at the line), `money` (the gap times the
    product, in the product's unit; missing where the edition has none), `pace` (points a year over the last
    `pace_years` years) and `reached_in` (the year; missing where the share does not rise).
    """
    now, products = (one_year(reference, m, edition, year).set_index("key") for m in (share, product))
    before = one_edition(reference, share, edition).loc[lambda f: f["period"].eq(year - pace_years)].set_index("key")
    return (
        now.assign(
            gap=(line - now["value"]).clip(lower=0).round(reference.measures[share].decimals),
            money=((line - now["exact"]).where(now["value"] < line, 0.0).clip(lower=0) * products["exact"] / 100),
            pace=((now["exact"] - before["exact"]) / pace_years).round(4),
        )
        .assign(
            money=lambda f: f["money"].round(1),
            reached_in=lambda f: (year + np.ceil(f["gap"] / f["pace"].where(f["pace"] > 0))).astype("Int64"),
        )
        .reset_index()
        .loc[:, ["key", "name", "value", "is_estimate", "gap", "money", "pace", "reached_in"]]
        .sort_values(["gap", "value", "key"], ascending=[False, True, True], ignore_index=True)
    )


def editions_table(reference: Reference) -> pd.DataFrame:
    """Return the editions of a package, oldest first: day of publication, title, and how much of each is held."""
    return pd.DataFrame(
        [
            {"edition": e.id, "published": e.published_on.isoformat(), "title": e.title, "held": e.held_text or e.held}
            for e in reference.editions
        ]
    )
