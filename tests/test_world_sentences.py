"""Sentences of our own on the subject of each world package: no verdict is wrong, and no fewer are given than were."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from analysis.annotate import annotate_many
from analysis.check import judge, read_statement
from analysis.corpus.stages import analyse, default_resources
from analysis.paths import project_root

FEWEST = 25
RIGHT = {
    "bodies": 47, "imf_weo": 54, "owid": 69, "parliaments": 47, "persons": 32, "policy_rates": 48, "unhcr_refugees": 45,
    "us_cpi": 49, "us_employment": 46, "us_politics": 40, "world_bank": 49,
}  # fmt: skip  # of those with a verdict to be found; these figures may only rise, the aim is nine in ten
OPEN = "not_enough_info"
Row = Mapping[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with Path(__file__).with_name("world_sentences.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def judged(rows: list[Row]) -> list[tuple[Row, set[str]]]:
    return list(zip(rows, _verdicts(rows), strict=True))


def _verdicts(rows: list[Row]) -> Iterator[set[str]]:
    """Yield the verdicts given on each sentence, by whichever package gives one."""
    resources = default_resources()
    packages = {reference.name: reference for reference in resources.references}
    dated = ((str(n), row["text"], date.fromisoformat(row["published"])) for n, row in enumerate(rows))
    for document in annotate_many(dated):
        window = (document.published, document.published)
        found = (judge(read_statement(asdict(c)), window, packages) for c in analyse(document, resources).claims)
        yield {verdict.finding.verdict for verdict in found} - {OPEN}


def test_each_package_has_true_false_and_undecidable_ones(rows: list[Row]) -> None:
    kinds = Counter((row["package"], row["expected"]) for row in rows)
    for package in RIGHT:
        assert sum(count for (name, _), count in kinds.items() if name == package) >= FEWEST
        assert all(kinds[package, expected] >= 5 for expected in ("supported", "open")) and kinds[package, "refuted"]


def test_no_verdict_is_wrong(judged: list[tuple[Row, set[str]]]) -> None:
    wrong = [
        (row["published"], row["text"], sorted(given))
        for row, given in judged
        if given - ({row["expected"]} if row["expected"] != "open" else set())
        and not (row["expected"] == "refuted" and "refuted" in given)
    ]
    assert wrong == []


@pytest.mark.parametrize("package", sorted(RIGHT))
def test_no_fewer_are_decided_than_were(judged: list[tuple[Row, set[str]]], package: str) -> None:
    right = [row for row, given in judged if row["package"] == package and row["expected"] in given]
    assert len(right) >= RIGHT[package]


ARTICLES = project_root() / "data" / "gold" / "world"


@pytest.mark.parametrize("name", sorted(path.name for path in ARTICLES.glob("*.txt")))
def test_articles_on_several_packages_are_judged_as_a_reader_would(name: str) -> None:
    with (ARTICLES / "expected.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["text"]: row["verdict"] for row in csv.DictReader(file) if row["path"] == name}
    resources = default_resources()
    packages = {reference.name: reference for reference in resources.references}
    text = (ARTICLES / name).read_text(encoding="utf-8")
    (document,) = annotate_many([(name, text, date.fromisoformat(name[:10]))])
    given: dict[str, set[str]] = {words: set() for words in (*expected, "elsewhere")}
    for claim in analyse(document, resources).claims:
        verdict = judge(read_statement(asdict(claim)), (document.published,) * 2, packages).finding.verdict
        words = next((w for w in expected if _overlap(document.text, w, claim.start, claim.end)), "elsewhere")
        given[words] |= {verdict} - {OPEN}
    assert all(document.text.count(words) == 1 for words in expected)
    assert given == {**{words: {verdict} - {OPEN} for words, verdict in expected.items()}, "elsewhere": set()}


def _overlap(text: str, words: str, start: int, end: int) -> bool:
    place = text.find(words)
    return start < place + len(words) and place < end
