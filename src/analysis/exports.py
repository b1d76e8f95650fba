"""What leaves the project for other systems: ClaimReview drafts.

A draft is not a publication: schema.org asks who reviewed a claim, and only a person can say that. Every draft says so.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

DRAFT_NOTE = "Draft made by a program from official tables; to be read and signed by a person before it is published."
_RATINGS = {"supported": (5, "Supported by the official table"), "refuted": (1, "Refuted by the official table")}


def claim_reviews(
    claims: pd.DataFrame, checks: pd.DataFrame, articles: pd.DataFrame, entities: pd.DataFrame | None = None, *,
    author: str = "", reviewed_on: date | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return one schema.org ``ClaimReview`` (JSON-LD) for each decided claim, marked as a draft.

    Parameters
    ----------
    claims, checks, articles, entities : the tables; a claim inside a quote names its speaker from `entities`.
    author : the organisation that will answer for the review; a draft without one says that it is missing.
    reviewed_on : becomes ``datePublished``; left out when not given.
    """
    decided = checks.loc[checks["verdict"].isin(_RATINGS)]
    speakers = claims[["claim_id", "speaker_id"]]
    rows = decided.merge(speakers, on="claim_id", how="left", validate="one_to_one").merge(
        articles.reindex(columns=["article_id", "title", "published", "source"]),
        on="article_id", how="left", validate="many_to_one",
    )  # fmt: skip
    names = {} if entities is None else dict(zip(entities["entity_id"], entities["name"], strict=True))
    plain = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return [_review({str(k): v for k, v in row.items()}, names, author, reviewed_on) for row in plain]


def _review(row: Mapping[str, Any], names: Mapping[str, str], author: str, reviewed_on: date | None) -> dict[str, Any]:
    value, label = _RATINGS[row["verdict"]]
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "creativeWorkStatus": "Draft",
        "disclaimer": DRAFT_NOTE,
        "identifier": row["claim_id"],
        "claimReviewed": row["text"],
        "reviewBody": row["sentence"],
        "author": {"@type": "Organization", "name": author or "(to be filled in)"},
        "reviewRating": {
            "@type": "Rating", "ratingValue": value, "bestRating": 5, "worstRating": 1, "alternateName": label,
        },
        "itemReviewed": _claim(row, names),
    }  # fmt: skip
    if reviewed_on is not None:
        review["datePublished"] = reviewed_on.isoformat()
    if row.get("edition"):
        review["isBasedOn"] = {
            "@type": "Dataset", "name": row["package"], "version": row["edition"],
            "datePublished": pd.Timestamp(row["published_on"]).date().isoformat(),
        }  # fmt: skip
    return review


def _claim(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    appearance: dict[str, Any] = {"@type": "NewsArticle", "identifier": row["article_id"]}
    if row.get("title"):
        appearance["headline"] = row["title"]
    if row.get("source"):
        appearance["publisher"] = {"@type": "Organization", "name": row["source"]}
    claim: dict[str, Any] = {"@type": "Claim", "appearance": appearance}
    if row.get("published") is not None:
        claim["datePublished"] = appearance["datePublished"] = pd.Timestamp(row["published"]).date().isoformat()
    if row.get("speaker_id"):
        speaker = row["speaker_id"]
        kind = "Organization" if speaker.startswith(("body/", "country/")) else "Person"
        claim["author"] = {"@type": kind, "name": names.get(speaker, speaker.rpartition("/")[2])}
    return claim


def write_claim_reviews(reviews: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write drafts as one JSON-LD file."""
    path.write_text(json.dumps(list(reviews), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
