"""Who keeps a guideline: the figures of one measure counted, ordered and compared across editions."""

import numpy as np
import pandas as pd

DECIMALS = 2  # the decimals at which the tables are published, and at which they are compared


def one_edition(figures: pd.DataFrame, measure: str, edition: str) -> pd.DataFrame:
    """Return an edition's figures of one measure for single countries.

    Columns: `key`, `name`, `period`, `value` (at published decimals), `exact` (full precision), `is_estimate`.
    """
    chosen = figures["measure"].eq(measure) & figures["edition"].eq(edition)
    single = figures["country_iso3"].str.fullmatch("[A-Z]{3}")
    return (
        figures.loc[chosen & single]
        .rename(columns={"country_iso3": "key", "country": "name", "year": "period", "value": "exact"})
        .assign(value=lambda f: round_half_up(f["exact"]))
        .loc[:, ["key", "name", "period", "value", "exact", "is_estimate"]]
        .sort_values(["period", "key"], ignore_index=True)
    )


def round_half_up(values: pd.Series, decimals: int = DECIMALS) -> pd.Series:
    """Round once, half away from zero, as statisticians publish; binary halves are read as written."""
    scale = 10**decimals
    return np.sign(values) * np.floor(np.round(np.abs(values) * scale, 6) + 0.5) / scale


def compliance(
    figures: pd.DataFrame, members: pd.DataFrame, *, year: int, edition: str, guideline: float,
    measure: str = "share_of_gdp",
) -> pd.DataFrame:  # fmt: skip
    """Return one row a member of that year, highest first, with `meets` telling who keeps the guideline."""
    return (
        one_edition(figures, measure, edition)
        .loc[lambda f: f["period"] == year]
        .loc[lambda f: f["key"].isin(_members_in(members, year))]
        .assign(meets=lambda f: f["value"] >= guideline, edition=edition)
        .sort_values(["value", "exact", "key"], ascending=[False, False, True], ignore_index=True)
    )


def counts_by_edition(
    figures: pd.DataFrame, editions: pd.DataFrame, members: pd.DataFrame, *, guideline: float,
    measure: str = "share_of_gdp",
) -> pd.DataFrame:  # fmt: skip
    """Return how many members keep the guideline, one row an edition and year.

    Columns: `edition`, `title`, `published_on`, `period`, `count`, `held` (members with a figure), `missing` (members
    with armed forces whose figure we do not hold) and `is_estimate`.
    """
    joined = pd.to_datetime(members["joined_on"]).dt.year.set_axis(members["iso3"])
    armed = members.loc[members["has_armed_forces"].astype(str).str.lower() != "false", "iso3"]
    rows = (
        figures.loc[figures["measure"].eq(measure)]
        .assign(joined=lambda f: f["country_iso3"].map(joined), value=lambda f: round_half_up(f["value"]))
        .loc[lambda f: f["joined"] <= f["year"]]
        .groupby(["edition", "year"], as_index=False)
        .agg(
            count=("value", lambda v: int((v >= guideline).sum())),
            held=("value", "size"),
            is_estimate=("is_estimate", "any"),
        )
        .rename(columns={"year": "period"})
    )
    expected = rows["period"].map(lambda year: int((joined.reindex(armed) <= year).sum()))
    return (
        rows.assign(missing=expected - rows["held"])
        .merge(editions.loc[:, ["edition", "title", "published_on"]], on="edition", validate="many_to_one")
        .sort_values(["published_on", "period"], ignore_index=True)
        .loc[:, ["edition", "title", "published_on", "period", "count", "held", "missing", "is_estimate"]]
    )


def two_years(
    figures: pd.DataFrame, *, first: int, last: int, edition: str, measure: str = "share_of_gdp"
) -> pd.DataFrame:
    """Return each country's value in two years of one edition, largest rise first."""
    chosen = one_edition(figures, measure, edition)
    wide = chosen.pivot(index=["key", "name"], columns="period", values="value")
    estimates = chosen.loc[chosen["period"].eq(last)].set_index("key")["is_estimate"]
    return (
        wide.loc[:, [first, last]]
        .dropna()
        .set_axis(["first", "last"], axis=1)
        .assign(change=lambda f: round_half_up(f["last"] - f["first"]))
        .reset_index()
        .assign(is_estimate=lambda f: f["key"].map(estimates))
        .sort_values(["last", "key"], ascending=[False, True], ignore_index=True)
    )


def two_measures(
    figures: pd.DataFrame, *, year: int, edition: str, across: str = "share_of_gdp", up: str = "equipment_share"
) -> pd.DataFrame:
    """Return each country's value of two measures in one year: columns `across` and `up`."""
    left, right = (one_edition(figures, m, edition).loc[lambda f: f["period"] == year] for m in (across, up))
    return (
        left.merge(right.loc[:, ["key", "value"]], on="key", suffixes=("", "_up"), validate="one_to_one")
        .rename(columns={"value": "across", "value_up": "up"})
        .loc[:, ["key", "name", "across", "up", "is_estimate"]]
        .sort_values("key", ignore_index=True)
    )


def gap_to_lines(
    figures: pd.DataFrame, *, year: int, edition: str, lines: tuple[float, ...],
    share: str = "share_of_gdp", product: str = "gdp_usd_current",
) -> pd.DataFrame:  # fmt: skip
    """Return what each country lacks to each share of GDP, in the product's unit (zero where it lacks nothing).

    Columns: `key`, `name`, `value` (the share), `product` and one column ``to_<line>`` a line.
    """
    shares, products = (one_edition(figures, m, edition).loc[lambda f: f["period"] == year] for m in (share, product))
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


def source_note(edition: str, editions: pd.DataFrame, members: pd.DataFrame, estimates: bool) -> str:
    """Return the line under a chart: publisher, edition, its day, what "e" means and who is left out.

    Members without armed forces (Iceland) have no row in the tables; the note says so.
    """
    row = editions.set_index("edition").loc[edition]
    day = pd.Timestamp(row["published_on"])
    unarmed = members.loc[members["has_armed_forces"].astype(str).str.lower() == "false", "name"].tolist()
    return " ".join(
        [
            f"Source: {row['publisher']}, {row['title']}, published {day.day} {day:%B %Y}.",
            *(["e = estimate."] if estimates else []),
            *(
                [f"{' and '.join(unarmed)} {'has' if len(unarmed) == 1 else 'have'} no armed forces and no figure."]
                if unarmed
                else []
            ),
        ]
    )


def _members_in(members: pd.DataFrame, year: int) -> pd.Series:
    return members.loc[pd.to_datetime(members["joined_on"]).dt.year <= year, "iso3"]
