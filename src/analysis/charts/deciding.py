"""The ranking behind an article's claims: all countries of the year and the edition that decided, its subjects bold."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts.bars import plot_compliance
from analysis.charts.chart import Chart, Nothing
from analysis.charts.compliance import compliance
from analysis.charts.notes import coverage, source_note

if TYPE_CHECKING:
    from analysis.reference import Reference


def plot_deciding_ranking(
    claims: pd.DataFrame, checks: pd.DataFrame, references: "Iterable[Reference] | None" = None
) -> Chart | Nothing:
    """Draw the ranking that an article's claims rest on, in the edition that decided.

    The claim is chosen that counts over a threshold, else one that gives a country's figure; its measure, year and
    edition are drawn against that threshold, else against the guideline then in force.
    """
    from analysis.reference import load_references

    packages = {reference.name: reference for reference in (references or load_references())}
    decided = claims.merge(
        checks.loc[:, ["claim_id", "verdict", "edition", "published_on", "chain"]].dropna(subset=["edition"]),
        on="claim_id",
        validate="one_to_one",
    ).assign(period=lambda f: [_period(chain) for chain in f["chain"]])
    usable = decided.loc[
        decided["kind"].isin(["count", "value", "guideline", "comparison", "rank"])
        & decided["measure"].notna()
        & decided["period"].astype(str).str.fullmatch(r"\d{4}")
    ].assign(counts=lambda f: f["threshold"].isna())
    for row in usable.sort_values("counts", kind="stable").to_dict("records"):
        reference = packages.get(row["package"])
        if reference is not None and (drawn := _draw(reference, row, usable)) is not None:
            return drawn
    return Nothing("No claim of this article rests on a ranking of countries in one year.")


def _period(chain: object) -> str:
    """Return the period a verdict was reached on, as its evidence chain tells it."""
    found = json.loads(chain) if isinstance(chain, str) else {}
    return str((found.get("reference") or {}).get("period") or "")


def _draw(reference: "Reference", row: dict, usable: pd.DataFrame) -> Chart | Nothing | None:
    measure = reference.measures.get(row["measure"])
    if measure is None or measure.unit != "percent":
        return None
    line = row["threshold"]
    if pd.isna(line):
        guideline = reference.guideline_on(measure.id, pd.Timestamp(row["published_on"]).date())
        if guideline is None:
            return None
        line = float(guideline.value)
    year = int(row["period"])
    ranking = compliance(reference, year=year, edition=row["edition"], guideline=line, measure=measure.id)
    if ranking.empty:
        return None
    named = usable.loc[usable["measure"].eq(measure.id) & usable["key"].isin(ranking["key"])]
    subjects = named.sort_values("verdict", key=lambda v: v.ne("refuted"), kind="stable")["key"]
    return plot_compliance(
        ranking, guideline=line, year=year, what=f"{measure.title[:1].upper()}{measure.title[1:]}, percent",
        note=source_note(
            reference, (row["edition"],), measures=(measure.id,), estimates=bool(ranking["is_estimate"].any())
        ),
        held=coverage(reference, ranking, year=year, measure=measure.id),
        subject=None if subjects.empty else str(subjects.iloc[0]),
    )  # fmt: skip
