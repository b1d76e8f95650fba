"""CLAIMS in, CHECKS out."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from analysis.check.chain import build_chain, write_sentence
from analysis.check.finding import Finding
from analysis.check.judge import Verdict, Window, judge
from analysis.check.statement import read_statement
from analysis.reference import Reference
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
        for claim in claims.astype(object).where(claims.notna(), None).to_dict("records")
    )
    return CHECKS.frame(rows)


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
    finding = verdict.finding
    sentence = write_sentence(verdict)
    edition = finding.edition
    interval = statement.interval
    return {
        **{name: claim[name] for name in ("article_id", "start", "end", "text", "claim_id")},
        "verdict": finding.verdict,
        "reason": finding.reason,
        "sentence": sentence,
        "package": verdict.reference.name if verdict.reference else None,
        "edition": edition.id if edition else None,
        "published_on": edition.published_on if edition else None,
        "figure": None if finding.figure is None else float(finding.figure),
        "figure_text": finding.figure_text,
        "is_estimate": finding.is_estimate,
        "low": None if interval.low is None else float(interval.low),
        "high": None if interval.high is None else float(interval.high),
        "hindsight": finding.hindsight,
        "since_revised": _dump([_later(other, finding) for other in verdict.later]) if verdict.later else None,
        "nearest": _dump(_later(verdict.nearest, finding)) if verdict.nearest else None,
        "cell": _dump(_cell(verdict)) if finding.evidence else None,
        "chain": _dump(build_chain({**claim, "sha256": digest}, window, verdict, sentence)),
    }


def _later(other: Finding, decided: Finding) -> dict[str, Any]:
    """Return another edition's finding as `since_revised` and `nearest` hold it."""
    return {
        "edition": other.edition.id if other.edition else None,
        "published_on": other.edition.published_on.isoformat() if other.edition else None,
        "figure": None if other.figure is None else float(other.figure),
        "figure_text": other.figure_text,
        "verdict": other.verdict,
        "reason": other.reason,
        "changed": other.short != decided.short,
    }


def _cell(verdict: Verdict) -> dict[str, Any]:
    """Return the deciding cell; for a count, its column and how many cells went in (the chain lists them)."""
    evidence = verdict.finding.evidence
    first = evidence[0].as_json()
    if verdict.statement.kind != "count" or len(evidence) == 1:
        return first
    row = {name: value for name, value in first["row"].items() if name != "key"}
    return {**{name: first[name] for name in ("file", "sha256", "column")}, "row": row, "cells": len(evidence)}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
