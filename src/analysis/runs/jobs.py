"""Which notebooks run over some tables, and what the index says of each."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.display.findings import article_finding, corpus_finding, quotes_finding
from analysis.display.places import page_names
from analysis.display.readings import headline, last_day, plain, published_words
from analysis.paths import from_root_text
from analysis.runs.by_hand import ByHand
from analysis.runs.execute import Job
from analysis.runs.record import digest

if TYPE_CHECKING:
    from analysis.corpus import Tables

ARTICLES, CORPUS, REFERENCE = "Articles", "All articles together", "Official tables"
_CORPUS_NOTEBOOKS = {
    "02_quotes": "Who is quoted, how much, and in what way?",
    "03_numbers_and_claims": "Which numbers are claimed, and which of them hold?",
    "05_corpus": "Who says what across these articles, and how does it fare?",
}
SPENDING_PACKAGE = "nato"  # the reference package that the notebook of the official tables shows
_NONE = ByHand()


def all_jobs(tables: "Tables", out: Path, made_from: str, by_hand: ByHand = _NONE) -> list[Job]:
    """Return the jobs of a run of reports into a folder, `tables` with its corrections by hand applied.

    Pages over many articles are about the articles given: one article has none. The official tables have a page where
    a claim rests on them. `made_from` is the hash of what the tables were made from.
    """
    return [
        *article_jobs(tables, out / "tables", made_from, by_hand),
        *corpus_jobs(tables, out / "tables", made_from, by_hand),
        *([spending_job()] if tables["checks"]["package"].eq(SPENDING_PACKAGE).any() else []),
    ]


def article_jobs(tables: "Tables", folder: Path, made_from: str, by_hand: ByHand = _NONE) -> list[Job]:
    """Return one job an article; `tables` are corrected already, those in `folder` are not."""
    names = page_names(tables["articles"]["article_id"].tolist())
    claims = dict(tuple(tables["claims"].groupby("article_id")))
    checks = dict(tuple(tables["checks"].groupby("article_id")))
    speakers = tables["quotes"].groupby("article_id")["speaker"].agg(lambda s: sorted(set(s.dropna()))).to_dict()
    return [
        Job(
            name=names[row["article_id"]],
            notebook="01_article",
            parameters={"article": row["article_id"], "tables": from_root_text(folder)}
            | by_hand.parameters(row["sha256"]),
            title=headline(row),
            summary=_summary(row, speakers.get(row["article_id"], [])),
            group=ARTICLES,
            inputs=digest(made_from, row["article_id"], row["sha256"], by_hand.hash(row["sha256"])),
            facts=by_hand.facts(row["article_id"]),
            verdicts=verdict_counts(tables["checks"], row["article_id"]),
            by_hand=by_hand.told(row["article_id"]),
            finding=article_finding(
                claims.get(row["article_id"], tables["claims"].head(0)),
                checks.get(row["article_id"], tables["checks"].head(0)),
                linked=False,
            ).text,
            source=plain(row["source"]),
            day=last_day(row),
            kicker=_kicker(row),
            packages=_packages(checks.get(row["article_id"])),
        )
        for row in tables["articles"].to_dict("records")
    ]


def corpus_jobs(tables: "Tables", folder: Path, made_from: str, by_hand: ByHand = _NONE) -> list[Job]:
    """Return the jobs over several articles; `tables` are corrected already, those in the folder are not."""
    if len(tables["articles"]) <= 1:
        return []
    parameters: dict[str, Any] = {"tables": from_root_text(folder), "pages": ".", **by_hand.parameters()}
    findings = {name: corpus_finding(tables).text for name in _CORPUS_NOTEBOOKS}
    findings["02_quotes"] = quotes_finding(tables).text
    return [
        Job(
            name=notebook,
            notebook=notebook,
            parameters=parameters,
            title=title,
            finding=findings[notebook],
            group=CORPUS,
            packages=() if notebook == "02_quotes" else _packages(tables["checks"]),  # quotes rest on no table
            inputs=digest(made_from, by_hand.hash()),
            by_hand=by_hand.told(),
            facts=by_hand.facts(),
        )
        for notebook, title in _CORPUS_NOTEBOOKS.items()
    ]


def spending_job() -> Job:
    """Return the job over the official tables alone."""
    return Job(
        name="04_defence_spending", notebook="04_defence_spending", parameters={},
        title="Who keeps the spending guideline, and what do later editions say?",
        summary="The compliance charts, edition by edition.", group=REFERENCE, packages=(SPENDING_PACKAGE,),
    )  # fmt: skip


def verdict_counts(checks: pd.DataFrame, article_id: str | None = None) -> Mapping[str, int]:
    """Return how many claims were supported, refuted, left open."""
    chosen = checks if article_id is None else checks.loc[checks["article_id"].eq(article_id)]
    counts = chosen["verdict"].value_counts()
    return {verdict: int(counts.get(verdict, 0)) for verdict in ("supported", "refuted", "not_enough_info")}


def _packages(checks: pd.DataFrame | None) -> tuple[str, ...]:
    return () if checks is None else tuple(sorted(checks["package"].dropna().unique()))


def _kicker(row: Mapping[str, Any]) -> str:
    return " · ".join(filter(None, (plain(row["source"]), published_words(row))))


def _summary(row: Mapping[str, Any], speakers: list[str]) -> str:
    quoted = f"quoted: {', '.join(speakers[:4])}" if speakers else ""
    return "; ".join(filter(None, (_kicker(row), quoted)))
