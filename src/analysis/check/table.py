"""CLAIMS in, CHECKS out; and what a new edition revised: figures, counts over each guideline, verdicts."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.check.chain import build_chain, write_sentence
from analysis.check.editions import resolve
from analysis.check.expression import Count
from analysis.check.figures import counted, members_in
from analysis.check.finding import Finding
from analysis.check.ground import Ground
from analysis.check.judge import Verdict, Window, judge, judge_by
from analysis.check.statement import read_statement
from analysis.reference import Edition, Reference, diff_editions
from analysis.reference.revisions import package_of
from analysis.tables import CHECKS

_UNDATED: Window = (None, None)


def check_claims(claims: pd.DataFrame, articles: pd.DataFrame, references: Iterable[Reference]) -> pd.DataFrame:
    """Compare each claim with the official figure of the edition current on its article's date.

    Parameters
    ----------
    claims : the `CLAIMS` table; `value` is in `unit` (``percent`` = 0–100, not 0–1).
    articles : the `ARTICLES` table; `published`, else the window `published_from` … `published_to`, dates the claims.
    references : the packages that may decide, each with all its editions.

    Returns
    -------
    The `CHECKS` table, one row per claim in the order of `claims`; nothing is dropped. `verdict` is ``supported``,
    ``refuted`` or ``not_enough_info`` (labels of FEVER, Thorne et al. 2018).
    """
    by_name = {reference.name: reference for reference in references}
    windows = article_windows(articles)
    digests = dict(zip(articles["article_id"], articles["sha256"], strict=True)) if "sha256" in articles else {}
    rows = (
        _check(claim, digests.get(claim["article_id"]), windows.get(claim["article_id"], _UNDATED), by_name)
        for claim in map(_plain, claims.to_dict("records"))
    )
    return CHECKS.frame(rows)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: None if pd.isna(cell) else cell for name, cell in row.items()}


def article_windows(articles: pd.DataFrame) -> dict[str, Window]:
    """Return for each article the days between which it was published: one day twice when that is known."""
    wanted = ["article_id", "published", "published_from", "published_to"]
    return {
        row["article_id"]: (
            _day(row["published"]) or _day(row["published_from"]), _day(row["published"]) or _day(row["published_to"])
        )
        for row in articles.reindex(columns=wanted).to_dict("records")
    }  # fmt: skip


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def _check(
    claim: dict[str, Any], digest: str | None, window: Window, references: Mapping[str, Reference]
) -> dict[str, Any]:
    statement = read_statement(claim)
    verdict = judge(statement, window, references)
    finding, sentence, interval = verdict.finding, write_sentence(verdict), statement.interval
    edition = finding.edition
    return {
        **{name: claim[name] for name in ("article_id", "start", "end", "text", "claim_id")},
        **{name: getattr(finding, name) for name in ("verdict", "reason", "figure_text", "is_estimate", "hindsight")},
        "sentence": sentence,
        "package": verdict.reference and verdict.reference.name,
        "edition": edition and edition.id,
        "published_on": edition and edition.published_on,
        "figure": _float(finding.figure),
        "low": _float(interval.low),
        "high": _float(interval.high),
        "since_revised": _dump([_later(other, finding) for other in verdict.later]) if verdict.later else None,
        "nearest": _dump(_later(verdict.nearest, finding)) if verdict.nearest else None,
        "cell": _dump(_cell(verdict)) if finding.evidence else None,
        "chain": _dump(build_chain({**claim, "sha256": digest}, window, verdict, sentence)),
    }


def _later(other: Finding, decided: Finding) -> dict[str, Any]:
    return {
        "edition": other.edition and other.edition.id,
        "published_on": other.edition and other.edition.published_on.isoformat(), "figure": _float(other.figure),
        "figure_text": other.figure_text, "verdict": other.verdict, "reason": other.reason,
        "changed": other.short != decided.short,
    }  # fmt: skip


def _cell(verdict: Verdict) -> dict[str, Any]:
    """Return the deciding cell; for a count, its column and how many cells went in (the chain lists them)."""
    evidence = verdict.finding.evidence
    first = evidence[0].as_json()
    if verdict.statement.kind != "count" or len(evidence) == 1:
        return first
    row = {name: value for name, value in first["row"].items() if name != "key"}
    return {**{name: first[name] for name in ("file", "sha256", "column")}, "row": row, "cells": len(evidence)}


def _float(figure: Decimal | None) -> float | None:
    return None if figure is None else float(figure)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class Revisions:
    """Three frames about two editions of one package.

    Attributes
    ----------
    figures : one revised figure a row, as `analysis.reference.diff_editions` returns them.
    counts : one guideline and period a row that both editions hold: ``measure, line, period, first, second,
        first_held, second_held, gained, lost`` (names of the members that changed sides).
    verdicts : one claim a row whose verdict differs: ``claim_id, text, first, second, first_figure, second_figure``.
    """

    figures: pd.DataFrame
    counts: pd.DataFrame
    verdicts: pd.DataFrame


def reference_diff(
    first: str, second: str, claims: pd.DataFrame | None = None, references: tuple[Reference, ...] | None = None
) -> Revisions:
    """Compare two editions of one package.

    Parameters
    ----------
    first, second : ids of the editions; `second` is the later one.
    claims : the `CLAIMS` whose verdicts are compared; none by default.

    Raises
    ------
    ReferenceDataError
        If no package has both editions, or it holds no figures of one.
    """
    reference = package_of(first, second, references)
    one, two = reference.edition_by_id[first], reference.edition_by_id[second]
    rows = [] if claims is None else claims.loc[claims["package"] == reference.name].to_dict("records")
    turned = (_turned({str(k): v for k, v in row.items()}, reference, one, two) for row in rows)
    columns = ["claim_id", "text", "first", "second", "first_figure", "second_figure"]
    return Revisions(
        figures=diff_editions(first, second, (reference,)),
        counts=_counts(reference, one, two),
        verdicts=pd.DataFrame([row for row in turned if row is not None], columns=columns),
    )


def _turned(claim: dict[str, object], reference: Reference, one: Edition, two: Edition) -> dict[str, object] | None:
    """Return a claim whose verdict by one edition is not that by the other; both judged for the period of the first."""
    statement = read_statement(claim)
    if statement.measure not in reference.measures:
        return None
    resolved = resolve(statement, reference, one, one.published_on)
    before, after = (judge_by(resolved, reference, edition, edition.published_on) for edition in (one, two))
    if before is None or after is None or before.verdict == after.verdict:
        return None
    return {
        "claim_id": claim["claim_id"], "text": claim["text"], "first": before.verdict, "second": after.verdict,
        "first_figure": before.figure_text, "second_figure": after.figure_text,
    }  # fmt: skip


def _counts(reference: Reference, one: Edition, two: Edition) -> pd.DataFrame:
    lines = {(t.measure, t.comparator, t.value) for t in reference.thresholds}
    rows = []
    for measure, comparator, value in sorted(lines):
        held = set(reference.periods(one.id, measure)) & set(reference.periods(two.id, measure))
        population = reference.populations.get(reference.measures[measure].population or "")
        if population is None:
            continue
        for period in sorted(held):
            node = Count(population.id, measure, comparator, value / reference.measures[measure].scale, period)
            before, after = (
                counted(node, Ground(reference, e.published_on, e), members_in(population, e, period))
                for e in (one, two)
            )
            met, meets = ({cell.key for cell in count.met} for count in (before, after))
            names = reference.keys
            rows.append(
                {
                    "measure": measure, "line": f"{comparator} {value}", "period": period, "first": before.count,
                    "second": after.count, "first_held": len(before.cells), "second_held": len(after.cells),
                    "gained": ", ".join(sorted(names[k] for k in meets - met)),
                    "lost": ", ".join(sorted(names[k] for k in met - meets)),
                }
            )  # fmt: skip
    columns = ["measure", "line", "period", "first", "second", "first_held", "second_held", "gained", "lost"]
    return pd.DataFrame(rows, columns=columns)
