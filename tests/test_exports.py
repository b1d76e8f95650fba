"""Drafts of ClaimReview and CSV that opens safely."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.corpus.storage import safe_csv
from analysis.exports import DRAFT_NOTE, claim_reviews, write_claim_reviews

CHECK = {
    "article_id": "a.txt", "claim_id": "a.txt#c0001", "text": "around 2.1 percent", "verdict": "supported",
    "sentence": "The table says 2.12: supported.", "package": "nato", "edition": "nato-2024-06",
    "published_on": pd.Timestamp("2024-06-17"),
}  # fmt: skip
ARTICLES = pd.DataFrame(
    [
        {
            "article_id": "a.txt",
            "title": "A headline",
            "published": pd.Timestamp("2024-06-27"),
            "source": "The Vaher Post",
        }
    ]
)
ENTITIES = pd.DataFrame([{"entity_id": "a.txt#e0001", "name": "Ada Vaher"}])


def drafts(speaker: str | None = None, **changes: Any) -> list[dict[str, Any]]:
    claims = pd.DataFrame([{"claim_id": "a.txt#c0001", "speaker_id": speaker}])
    return claim_reviews(claims, pd.DataFrame([CHECK | changes]), ARTICLES, ENTITIES)


def test_a_decided_claim_gives_a_draft() -> None:
    (review,) = drafts("a.txt#e0001")
    assert (review["@type"], review["creativeWorkStatus"], review["disclaimer"]) == ("ClaimReview", "Draft", DRAFT_NOTE)
    assert review["claimReviewed"] == "around 2.1 percent"
    assert review["reviewRating"]["ratingValue"] == 5
    assert review["itemReviewed"]["author"] == {"@type": "Person", "name": "Ada Vaher"}
    assert review["itemReviewed"]["datePublished"] == "2024-06-27"
    assert review["isBasedOn"]["version"] == "nato-2024-06"
    assert "datePublished" not in review and review["author"]["name"] == "(to be filled in)"


REFUTED_AND_OPEN = [
    pytest.param({"verdict": "refuted"}, [1], id="refuted"),
    pytest.param({"verdict": "not_enough_info"}, [], id="open claims give none"),
]


@pytest.mark.parametrize(("changes", "ratings"), REFUTED_AND_OPEN)
def test_ratings(changes: dict[str, Any], ratings: list[int]) -> None:
    assert [review["reviewRating"]["ratingValue"] for review in drafts(**changes)] == ratings


def test_what_is_missing_is_left_out() -> None:
    (review,) = drafts(edition=None, published_on=None)
    assert "isBasedOn" not in review and "author" not in review["itemReviewed"]


@pytest.mark.parametrize(
    ("speaker", "kind"), [("body/NATO", "Organization"), ("country/DEU", "Organization"), ("person/x", "Person")]
)
def test_speakers_are_persons_or_organisations(speaker: str, kind: str) -> None:
    assert drafts(speaker)[0]["itemReviewed"]["author"]["@type"] == kind


def test_author_and_day_are_given_by_the_caller(tmp_path: Path) -> None:
    claims = pd.DataFrame([{"claim_id": "a.txt#c0001", "speaker_id": None}])
    reviews = claim_reviews(
        claims, pd.DataFrame([CHECK]), ARTICLES, author="The Vaher Post", reviewed_on=date(2024, 7, 1)
    )
    assert reviews[0]["author"]["name"] == "The Vaher Post" and reviews[0]["datePublished"] == "2024-07-01"
    write_claim_reviews(reviews, tmp_path / "reviews.json")
    assert json.loads((tmp_path / "reviews.json").read_text(encoding="utf-8")) == reviews


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2 percent", "@name", "\tx"])
def test_no_cell_of_the_csv_is_a_formula(text: str) -> None:
    frame = pd.DataFrame({"text": [text, "plain", None], "value": [1.5, 2.0, None]})
    rows = list(csv.reader(io.StringIO(safe_csv(frame))))
    assert rows[1][0] == f"'{text}" and rows[2] == ["plain", "2.0"] and rows[3] == ["", ""]
