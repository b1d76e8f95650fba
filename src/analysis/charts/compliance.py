"""Who keeps a guideline: the figures of one measure counted, ordered and compared across editions."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from analysis.reference import Population, Reference


def one_edition(reference: "Reference", measure: str, edition: str) -> pd.DataFrame:
    """Return an edition's figures of one measure for single entities, without totals.

    Columns: `key`, `name`, `period` (year), `value` (as published: rounded once), `exact` (full precision),
    `is_estimate`.
    """
    figures = reference.figures
    chosen = (
        figures["measure"].eq(measure) & figures["edition"].eq(edition) & ~figures["key"].isin(reference.aggregates)
    )
    published = reference.measures[measure].published
    return (
        figures.loc[chosen]
        .assign(
            exact=lambda f: f["value"],
            value=lambda f: [float(published(Decimal(raw))) for raw in f["raw"]],
            period=lambda f: f["period"].astype(int),
        )
        .loc[:, ["key", "name", "period", "value", "exact", "is_estimate"]]
        .sort_values(["period", "key"], ignore_index=True)
    )


def compliance(
    reference: "Reference", *, year: int, edition: str, guideline: float, measure: str = "share_of_gdp"
) -> pd.DataFrame:
    """Return one row a member of that year, highest first, with `meets` telling who keeps the guideline."""
    members = [m.key for m in _population(reference, measure).on(date(year, 12, 31))]
    return (
        one_edition(reference, measure, edition)
        .loc[lambda f: f["period"].eq(year) & f["key"].isin(members)]
        .assign(meets=lambda f: f["value"] >= guideline, edition=edition)
        .sort_values(["value", "exact", "key"], ascending=[False, False, True], ignore_index=True)
    )


def counts_by_edition(reference: "Reference", *, guideline: float, measure: str = "share_of_gdp") -> pd.DataFrame:
    """Return how many members of each year keep the guideline, one row an edition and year.

    Columns: `edition`, `published_on`, `period`, `count`, `held` (members with a figure), `missing` (members whose
    figure the edition publishes and we do not hold) and `is_estimate`.
    """
    population = _population(reference, measure)
    rows = []
    for edition in reference.editions:
        for year, figures in one_edition(reference, measure, edition.id).groupby("period"):
            listed = [m.key for m in population.on(date(int(year), 12, 31)) if m.listed]
            held = figures.loc[figures["key"].isin(listed)]
            rows.append(
                {
                    "edition": edition.id,
                    "published_on": edition.published_on.isoformat(),
                    "period": int(year),
                    "count": int((held["value"] >= guideline).sum()),
                    "held": len(held),
                    "missing": len(listed) - len(held),
                    "is_estimate": bool(held["is_estimate"].any()),
                }
            )
    return pd.DataFrame(rows).sort_values(["published_on", "period"], ignore_index=True)


def two_years(
    reference: "Reference", *, first: int, last: int, edition: str, measure: str = "share_of_gdp"
) -> pd.DataFrame:
    """Return each entity's value in two years of one edition, highest last value first, and the change in points."""
    chosen = one_edition(reference, measure, edition)
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
        .sort_values(["last", "key"], ascending=[False, True], ignore_index=True)
    )


def two_measures(
    reference: "Reference", *, year: int, edition: str, across: str = "share_of_gdp", up: str = "equipment_share"
) -> pd.DataFrame:
    """Return each entity's value of two measures in one year: columns `across` and `up`."""
    left, right = (one_edition(reference, m, edition).loc[lambda f: f["period"] == year] for m in (across, up))
    return (
        left.merge(right.loc[:, ["key", "value"]], on="key", suffixes=("", "_up"), validate="one_to_one")
        .rename(columns={"value": "across", "value_up": "up"})
        .loc[:, ["key", "name", "across", "up", "is_estimate"]]
        .sort_values("key", ignore_index=True)
    )


def gap_to_lines(
    reference: "Reference", *, year: int, edition: str, lines: tuple[float, ...], share: str = "share_of_gdp",
    product: str = "gdp_usd_current",
) -> pd.DataFrame:  # fmt: skip
    """Return what each entity lacks to each share of a product, in the product's unit; zero where it lacks nothing.

    Columns: `key`, `name`, `value` (the share), `product`, `is_estimate` and one column ``to_<line>`` a line.
    """
    shares, products = (one_edition(reference, m, edition).loc[lambda f: f["period"] == year] for m in (share, product))
    merged = shares.merge(
        products.loc[:, ["key", "exact"]].rename(columns={"exact": "product"}), on="key", validate="one_to_one"
    )
    lacks = {line: (line - merged["exact"]).where(merged["value"] < line, 0.0).clip(lower=0) for line in lines}
    gaps = {f"to_{line:g}": (lacks[line] * merged["product"] / 100).round(1) for line in lines}
    return (
        merged.assign(**gaps)
        .loc[:, ["key", "name", "value", "product", "is_estimate", *gaps]]
        .sort_values([*reversed(list(gaps)), "key"], ascending=[False] * len(gaps) + [True], ignore_index=True)
    )


def source_note(reference: "Reference", editions: tuple[str, ...], *, estimates: bool = True) -> str:
    """Return the line under a chart: credit, editions and their days, what "e" means, who is left out and why."""
    told = [f"{e.title} ({e.published_on.day} {e.published_on:%B %Y})" for e in reference.editions if e.id in editions]
    left_out = [
        f"{', '.join(unlisted)} {population.unlisted_note}."
        for population in reference.populations.values()
        if (unlisted := [m.name for m in population.members if not m.listed])
    ]
    parts = [f"{reference.credit}. Source: {'; '.join(told)}.", *(["e = estimate."] if estimates else []), *left_out]
    return " ".join(parts)


def _population(reference: "Reference", measure: str) -> "Population":
    return reference.populations[reference.measures[measure].population or next(iter(reference.populations))]


def editions_table(reference: "Reference") -> pd.DataFrame:
    """Return the editions of a package, oldest first: day of publication, title, and how much of each is held."""
    return pd.DataFrame(
        [
            {"edition": e.id, "published": e.published_on.isoformat(), "title": e.title, "held": e.held_text or e.held}
            for e in reference.editions
        ]
    )
