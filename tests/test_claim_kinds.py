"""The same kinds of statement on three subjects: an alliance's spending, a parliament's seats, the world's tables."""

from datetime import date

import pandas as pd
import pytest

from analysis.check import verify_chain
from analysis.corpus import build_tables
from analysis.tables import Article

NATO, PARLIAMENT, WORLD = "NATO", "European Parliament", "world"
SENTENCES = [
    ("value", NATO, "supported", "Germany spends 2.12 percent of its GDP on defence."),
    ("value", NATO, "refuted", "Germany spends 2.42 percent of its GDP on defence."),
    ("value", PARLIAMENT, "supported", "Germany has 96 seats in the European Parliament."),
    ("value", PARLIAMENT, "refuted", "Germany has 99 seats in the European Parliament."),
    ("value", WORLD, "supported", "Germany has a population of 84 million."),
    ("value", WORLD, "refuted", "Germany has a population of 64 million."),
    (
        "change",
        NATO,
        "supported",
        "Germany's defence spending has risen from 1.19 percent of GDP in 2014 to 2.12 percent in 2024.",
    ),
    ("change", WORLD, "supported", "Japan's population has fallen since 2010."),
    ("rank", NATO, "supported", "Poland has the highest defence spending in NATO as a share of GDP."),
    ("rank", PARLIAMENT, "supported", "Germany has the most seats in the European Parliament."),
    ("rank", PARLIAMENT, "refuted", "France has the most seats in the European Parliament."),
    ("rank", WORLD, "supported", "India is the world's most populous country."),
    ("rank", WORLD, "refuted", "Brazil is the world's most populous country."),
    ("count", NATO, "supported", "Twenty-three of NATO's 32 allies now spend at least 2 percent of GDP on defence."),
    ("share", NATO, "supported", "More than two thirds of NATO's members spend at least 2 percent of GDP on defence."),
    ("comparison", NATO, "supported", "Estonia spends more on defence as a share of GDP than Germany."),
    ("comparison", PARLIAMENT, "supported", "Italy has more seats in the European Parliament than Spain."),
    ("comparison", PARLIAMENT, "refuted", "Spain has more seats in the European Parliament than Italy."),
    ("comparison", WORLD, "supported", "Germany's population is smaller than that of Japan."),
    ("times", NATO, "supported", "Poland spends about twice as much of its GDP on defence as Germany."),
    ("times", NATO, "refuted", "Poland spends about four times as much of its GDP on defence as Germany."),
    ("times", PARLIAMENT, "supported", "Germany has more than four times as many MEPs as Austria."),
    ("times", WORLD, "supported", "Brazil's population is about four times as large as Spain's."),
    ("trend", NATO, "supported", "German defence spending as a share of GDP has risen since 2014."),
    ("size", NATO, "supported", "NATO has 32 members."),
    ("size", PARLIAMENT, "supported", "The European Union has 27 members."),
    ("size", PARLIAMENT, "refuted", "The European Union has 28 members."),
    ("size", WORLD, "supported", "The African Union has 55 members."),
    ("member", NATO, "supported", "Finland is a member of NATO."),
    ("member", PARLIAMENT, "supported", "Croatia is a member of the European Union."),
    ("member", WORLD, "supported", "Kenya is a member of the African Union."),
    ("joined", NATO, "supported", "Sweden joined NATO in March 2024."),
    ("joined", PARLIAMENT, "supported", "Croatia joined the European Union in July 2013."),
    ("joined", PARLIAMENT, "refuted", "Croatia joined the European Union in May 2004."),
    ("term", NATO, "supported", "Jens Stoltenberg has led NATO for almost ten years."),
    ("term", PARLIAMENT, "supported", "Ursula von der Leyen has been president of the European Commission since 2019."),
    ("term", WORLD, "supported", "Emmanuel Macron has been president of France since 2017."),
    ("age", NATO, "supported", "Jens Stoltenberg, 65, is the secretary general of NATO."),
    ("age", WORLD, "supported", "French President Emmanuel Macron, 46, arrived in the evening."),
    ("share", NATO, "supported", "Some 72 percent of NATO allies spend at least 2 percent of their GDP on defence."),
    ("count", PARLIAMENT, "supported", "Seven EU countries have more than 30 seats in the European Parliament."),
    ("count", PARLIAMENT, "refuted", "Twelve EU countries have more than 30 seats in the European Parliament."),
    (
        "joiners",
        NATO,
        "supported",
        "Three countries entered NATO in 1999, all of them in March.",
    ),
    ("joiners", PARLIAMENT, "refuted", "Twelve countries joined the European Union in 2004."),
    ("accession", NATO, "supported", "Since Montenegro's accession to NATO in June 2017 the alliance has grown."),
    ("accession", PARLIAMENT, "open", "The accession of Croatia to the European Union in 2011 was no surprise."),
    (
        "where",
        NATO,
        "supported",
        "In Belgium, where defence spending came to 1.30 percent of GDP, the budget will grow.",
    ),
    (
        "this",
        NATO,
        "supported",
        "Estonia spends 3.43 percent of its GDP on defence. That is the second-highest share in NATO.",
    ),
    (
        "helper",
        NATO,
        "supported",
        "Germany has for the first time in decades met the 2 percent target for defence spending.",
    ),
    (
        "fall",
        WORLD,
        "supported",
        "The Bank of England cut its rate by half a point to 4.5 percent in October 2008.",
    ),
    ("open", PARLIAMENT, "open", "Germany has more than four times as many female MEPs as Austria."),
    ("open", PARLIAMENT, "open", "Would Spain have more seats in the European Parliament than Italy?"),
    ("open", PARLIAMENT, "open", "Italy has more elderly lawmakers in the European Parliament than Spain."),
    ("open", NATO, "open", "Poland may one day spend twice as much of its GDP on defence as Germany."),
]


@pytest.fixture(scope="module")
def checks() -> pd.DataFrame:
    articles = [
        Article.of(str(n), text, date(2024, 6, 27) if subject == NATO or kind == "age" else date(2024, 9, 27))
        for n, (kind, subject, _, text) in enumerate(SENTENCES)
    ]
    return build_tables(articles)["checks"]


@pytest.fixture(scope="module")
def verdicts(checks: pd.DataFrame) -> dict[str, set[str]]:
    decided = checks.loc[checks["verdict"] != "not_enough_info"]
    return {str(n): set(decided.loc[decided["article_id"] == str(n), "verdict"]) for n in range(len(SENTENCES))}


@pytest.mark.parametrize(
    ("place", "expected"), [(n, s[2]) for n, s in enumerate(SENTENCES)], ids=[s[3] for s in SENTENCES]
)
def test_a_kind_is_judged_alike_on_every_subject(verdicts, place, expected):
    assert verdicts[str(place)] == (set() if expected == "open" else {expected})


def test_every_chain_holds(checks):
    reports = {row.article_id: verify_chain(row.chain) for row in checks.itertuples() if row.chain}
    assert {name: str(report) for name, report in reports.items() if not report.holds} == {}
