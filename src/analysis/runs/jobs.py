"""Which notebooks run over some tables, and what the index says of each."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.display import SAMPLES
from analysis.display.words import plain, window_words
from analysis.paths import from_root_text
from analysis.runs.by_hand import ByHand, corrected_by_hand
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
_CORPUS_FACTS = {
    "02_quotes": ("articles", "quotes"),
    "03_numbers_and_claims": ("numbers", "claims"),
    "05_corpus": ("articles", "claims"),
}
_FACTS = ("quotes", "numbers", "dates", "claims")
_NONE = ByHand()


def all_jobs(
    tables: "Tables", samples: "Tables | None", out: Path, made_from: Mapping[str, str], by_hand: ByHand = _NONE
) -> list[Job]:
    """Return the jobs of a run of reports into a folder, `tables` with its corrections by hand applied.

    Parameters
    ----------
    samples : the sample articles' tables, for corpus pages over a single article; not corrected yet.
    made_from : hashes of what the tables were made from, by ``tables`` and ``samples``.
    """
    about = by_hand
    if samples is not None:
        samples, about = corrected_by_hand(samples, by_hand, own=False)
    inputs = digest(*made_from.values())
    return [
        *article_jobs(tables, out / "tables", made_from["tables"], by_hand),
        *corpus_jobs(tables, out / "tables", samples, out / "sample-tables", inputs, about),
        spending_job(),
    ]


def article_jobs(tables: "Tables", folder: Path, made_from: str, by_hand: ByHand = _NONE) -> list[Job]:
    """Return one job an article; `tables` are corrected already, those in `folder` are not."""
    names = page_names(tables["articles"]["article_id"].tolist())
    counts = {name: tables[name]["article_id"].value_counts().to_dict() for name in _FACTS}
    speakers = tables["quotes"].groupby("article_id")["speaker"].agg(lambda s: sorted(set(s.dropna()))).to_dict()
    return [
        Job(
            name=names[row["article_id"]],
            notebook="01_article",
            parameters={"article": row["article_id"], "tables": from_root_text(folder)}
            | by_hand.parameters(row["sha256"]),
            title=plain(row["title"]) or row["article_id"],
            summary=_summary(row, speakers.get(row["article_id"], [])),
            group=ARTICLES,
            inputs=digest(made_from, row["article_id"], row["sha256"], by_hand.hash(row["sha256"])),
            facts={name: int(counts[name].get(row["article_id"], 0)) for name in _FACTS}
            | by_hand.facts(row["article_id"]),
            verdicts=verdict_counts(tables["checks"], row["article_id"]),
            by_hand=by_hand.told(row["article_id"]),
        )
        for row in tables["articles"].to_dict("records")
    ]


def corpus_jobs(
    tables: "Tables", folder: Path, samples: "Tables | None", sample_folder: Path, inputs: str, by_hand: ByHand = _NONE
) -> list[Job]:
    """Return the jobs over many articles: the input's own when there are several, else the samples.

    `by_hand` are the corrections of the articles chosen; their tables are corrected already, those in the folder not.
    """
    chosen, place = (tables, folder) if len(tables["articles"]) > 1 or samples is None else (samples, sample_folder)
    count = len(chosen["articles"])
    if not count:
        return []
    over = f"{count} sample articles" if chosen is samples else f"{count} article{'s' if count > 1 else ''}"
    parameters: dict[str, Any] = {"tables": from_root_text(place), **by_hand.parameters()}
    if chosen is samples:
        parameters = {"articles": SAMPLES, **parameters}
    return [
        Job(
            name=notebook, notebook=notebook, parameters=parameters, title=title, summary=f"Over {over}.",
            group=CORPUS, inputs=digest(inputs, by_hand.hash()), by_hand=by_hand.told(),
            facts={name: len(chosen[name]) for name in _CORPUS_FACTS[notebook]} | by_hand.facts(),
            verdicts={} if notebook == "02_quotes" else verdict_counts(chosen["checks"]),
        )
        for notebook, title in _CORPUS_NOTEBOOKS.items()
    ]  # fmt: skip


def spending_job() -> Job:
    """Return the job over the official tables alone."""
    return Job(
        name="04_defence_spending", notebook="04_defence_spending", parameters={},
        title="Who keeps the spending guideline, and what do later editions say?",
        summary="The compliance charts, edition by edition.", group=REFERENCE,
    )  # fmt: skip


def verdict_counts(checks: pd.DataFrame, article_id: str | None = None) -> Mapping[str, int]:
    """Return how many claims were supported, refuted, left open."""
    chosen = checks if article_id is None else checks.loc[checks["article_id"].eq(article_id)]
    counts = chosen["verdict"].value_counts()
    return {verdict: int(counts.get(verdict, 0)) for verdict in ("supported", "refuted", "not_enough_info")}


def page_names(article_ids: list[str]) -> dict[str, str]:
    """Return a file stem for each article: readable, portable, unique.

    >>> page_names(["a b.txt", "a-b.txt"])["a b.txt"].startswith("article-a-b")
    True
    """
    stems = {name: re.sub(r"[^a-z0-9]+", "-", Path(name).stem.lower()).strip("-")[:60] or "x" for name in article_ids}
    taken = pd.Series(list(stems.values())).value_counts().to_dict()
    return {
        name: f"article-{stem}" + (f"-{digest(name)[:6]}" if taken[stem] > 1 else "") for name, stem in stems.items()
    }


def _summary(row: Mapping[str, Any], speakers: list[str]) -> str:
    day = plain(row["published"])
    first, last = plain(row["published_from"]), plain(row["published_to"])
    told = day or (", ".join(filter(None, ("undated", window_words(first, last)))))
    parts = [plain(row["source"]), told, f"quoted: {', '.join(speakers[:4])}" if speakers else ""]
    return "; ".join(part for part in parts if part)
