"""The sample articles: what they are, and that their statements are judged as a careful reader would."""

import csv
from pathlib import Path

import pytest

from analysis.articles import Input, find_inputs, read_articles
from analysis.tables import Article


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "data" / "samples"


@pytest.fixture(scope="module")
def articles(folder: Path) -> list[Article]:
    return [item for item in read_articles(folder) if isinstance(item, Article)]


def test_the_folder_holds_articles_and_nothing_else(folder, articles) -> None:
    listed = {path.name for path in folder.iterdir()} - {"articles.csv"}
    assert {article.article_id for article in articles} == listed
    assert all(isinstance(item, Input) for item in find_inputs(folder))


def test_there_are_enough_dated_and_titled(articles) -> None:
    dated = [article for article in articles if article.published and article.title and article.source]
    assert len(dated) >= 12
    assert {article.published.year for article in dated} >= {2017, 2019, 2021, 2023, 2024, 2025}


def test_each_is_of_an_article_s_length(articles) -> None:
    lengths = {article.article_id: len(article.text.split()) for article in articles}
    assert all(290 <= length <= 600 for length in lengths.values()), lengths


def test_expected_statements_stand_once_in_their_article(root, articles) -> None:
    texts = {article.article_id: article.text for article in articles}
    with (root / "data" / "gold" / "samples" / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["path"] for row in rows} == set(texts)
    assert [row["text"] for row in rows if texts[row["path"]].count(row["text"]) != 1] == []


def test_statements_are_judged_as_expected(benchmark_module) -> None:
    scoring = benchmark_module("claims")
    score = scoring.score_records(scoring.read_samples())
    assert score.traps_decided == 0, score.errors
    assert score.accuracy == 1, score.errors
    assert score.coverage >= 0.938, score.errors
