"""Statements about people in the table of persons: ages, offices held and left, their days and lengths, and traps.

What is said of real people here is only what the table holds, or a day, age or length turned wrong for the test.
"""

import json
from datetime import date

import pandas as pd
import pytest

from analysis.check import check_claims, verify_chain
from analysis.corpus import build_tables
from analysis.reference import load_references
from analysis.tables import Article

KINDS = ("role", "date", "term", "age")
JUNE, BEFORE = "2024-06-27", "2023-02-01"
CASES = [
    # ages
    (JUNE, "French President Emmanuel Macron, 46, arrived in the city on Thursday.", "S"),
    (JUNE, "French President Emmanuel Macron, 45, arrived in the city on Thursday.", "R"),
    ("2024-12-21", "French President Emmanuel Macron, 46, arrived in the city on Saturday.", "S"),
    ("2024-12-20", "French President Emmanuel Macron, 47, arrived in the city on Friday.", "S"),
    (JUNE, "The 81-year-old U.S. president, Joe Biden, left on Monday.", "SS"),
    (JUNE, "Joe Biden, the 79-year-old president, left the United States on Monday.", "RS"),
    (BEFORE, "U.N. Secretary-General António Guterres, 73, opened the meeting.", "S"),
    (BEFORE, "U.N. Secretary-General António Guterres, 76, opened the meeting.", "R"),
    (JUNE, "Vladimir Putin, Russia's president, is 71 years old.", "SS"),
    (JUNE, "Vladimir Putin, Russia's president, is 75 years old.", "RS"),
    ("2023-06-27", "Barack Obama, 61, a former president of the United States, spoke.", "SS"),
    ("2023-06-27", "Former U.S. President Barack Obama, 65, spoke.", "R"),
    ("2022-06-27", "Israeli Prime Minister Naftali Bennett, 50, spoke.", "S"),
    ("2022-06-27", "Israeli Prime Minister Naftali Bennett, 55, spoke.", "R"),
    ("2024-06-20", "Elizabeth Warren, 74, a senator in the United States, spoke.", "SS"),
    (JUNE, "French President Emmanuel Macron spoke. The 46-year-old left early.", "S"),
    (JUNE, "French President Emmanuel Macron spoke. The 45-year-old left early.", "N"),
    # offices held, and left
    (JUNE, "Emmanuel Macron has been president of France since 2017.", "S"),
    (JUNE, "Emmanuel Macron has been president of France since 2019.", "R"),
    (JUNE, "Emmanuel Macron, who has been president of France since 2014, spoke.", "R"),
    (JUNE, "Italy's prime minister, Giorgia Meloni, hosted the meeting.", "S"),
    (JUNE, "The prime minister of Italy, Giorgia Meloni, hosted the meeting.", "S"),
    (JUNE, "Rishi Sunak is the prime minister of the United Kingdom.", "S"),
    (JUNE, "Barack Obama is president of the United States.", "R"),
    (JUNE, "Joe Biden is not the president of the United States.", "R"),
    (JUNE, "Barack Obama is a former president of the United States.", "S"),
    (JUNE, "The former French president Nicolas Sarkozy came to the dinner.", ""),
    (JUNE, "The former foreign minister of Ukraine, Pavlo Klimkin, came to the dinner.", "S"),
    (JUNE, "Scott Morrison, the former prime minister of Australia, arrived.", "S"),
    (JUNE, "Barack Obama was president of the United States from 2009 to 2017.", "S"),
    (JUNE, "Barack Obama was president of the United States from 2007 to 2017.", "R"),
    (JUNE, "Theresa May was prime minister of Britain until 2019.", "S"),
    (BEFORE, "Giorgia Meloni, Italy's prime minister since October 2022, will speak.", "S"),
    (BEFORE, "Giorgia Meloni, Italy's prime minister since October 2021, will speak.", "R"),
    (JUNE, "Tony Blair, British prime minister from 1997 until 2005, will speak.", "R"),
    (JUNE, "Janet Yellen, chair of the Federal Reserve from 2014 to 2018, spoke.", "S"),
    ("2004-05-04", "President Jacques Chirac of France will come.", "S"),
    ("2004-05-04", "The Irish premier, Bertie Ahern, will come.", "S"),
    # days
    (BEFORE, "Jacinda Ardern became prime minister of New Zealand in October 2017.", "S"),
    (BEFORE, "Jacinda Ardern became prime minister of New Zealand in October 2019.", "R"),
    (JUNE, "David Cameron resigned as prime minister of the United Kingdom in July 2016.", "S"),
    (JUNE, "David Cameron resigned as prime minister of the United Kingdom in July 2014.", "R"),
    (JUNE, "Giorgia Meloni took office as prime minister of Italy in October 2022.", "S"),
    (JUNE, "Olaf Scholz became chancellor of Germany in December 2019.", "R"),
    # lengths
    ("2022-01-10", "Angela Merkel was chancellor of Germany for 16 years.", "S"),
    ("2022-01-10", "Angela Merkel was chancellor of Germany for 12 years.", "N"),
    (JUNE, "Barack Obama was president of the United States for eight years.", "S"),
    (JUNE, "Barack Obama was president of the United States for six years.", "R"),
    (JUNE, "Joe Biden was vice president of the United States for eight years.", "S"),
    (JUNE, "Tony Blair was prime minister of the United Kingdom for 15 years.", "N"),
    # traps: bare titles, others' ages, namesakes, other offices, candidates, ages of another day
    (JUNE, "French President Emmanuel Macron said on Thursday that talks would go on.", ""),
    (JUNE, "Emmanuel Macron, 30, is a carpenter in Quebec.", ""),
    (JUNE, "Actor Chris Evans, 43, plays the president of the United States.", ""),
    (JUNE, "Emmanuel Macron's son, 12, plays chess in France, the president said.", ""),
    (JUNE, "President Joe Biden met a 12-year-old boy in the United States.", ""),
    (JUNE, "The horse President Joe Biden, 7, won the race in the United States.", ""),
    (JUNE, "The aircraft carrier USS Ronald Reagan, 21, left the United States.", ""),
    (JUNE, "Emmanuel Macron was 39 when he became the youngest president of France.", ""),
    (JUNE, "French President Emmanuel Macron, then 39, won the vote.", ""),
    (JUNE, "Ronja Vester, 41, met French President Emmanuel Macron.", ""),
    (JUNE, "Former Japanese Prime Minister Shinzo Abe, 69, died in July 2022.", "N"),
    (JUNE, "Donald Trump is the Republican nominee for president of the United States.", ""),
    (JUNE, "Barack Obama had been president of the United States for two years.", ""),
    (JUNE, "Emmanuel Macron, president of the France Bowling Club, is 45.", ""),
    (JUNE, "Joe Biden was vice president under Barack Obama.", ""),
    (JUNE, "Ronja Vester became an adviser to the president of France in 2012.", ""),
    (JUNE, "An aide to Israel's prime minister, Benjamin Netanyahu's rival, spoke.", ""),
]


@pytest.fixture(scope="module")
def judged() -> dict[str, list[dict[str, object]]]:
    articles = [
        Article.of(f"{n:03}", text, published=date.fromisoformat(day)) for n, (day, text, _) in enumerate(CASES)
    ]
    tables = build_tables(articles)
    checks = check_claims(tables.claims, tables.articles, load_references())
    rows = tables.claims.merge(checks[["claim_id", "verdict", "reason", "sentence", "chain"]], on="claim_id")
    rows = rows.loc[rows["kind"].isin(KINDS)]
    return {str(name): group.to_dict("records") for name, group in rows.groupby("article_id")}


@pytest.mark.parametrize(("place", "case"), list(enumerate(CASES)), ids=[case[1][:50] for case in CASES])
def test_people_of_the_table(
    judged: dict[str, list[dict[str, object]]], place: int, case: tuple[str, str, str]
) -> None:
    found = judged.get(f"{place:03}", [])
    letters = {"supported": "S", "refuted": "R", "not_enough_info": "N"}
    assert "".join(sorted(letters[str(row["verdict"])] for row in found)) == case[2], found


def test_each_verdict_runs_again_from_its_chain(judged: dict[str, list[dict[str, object]]]) -> None:
    chains = [str(row["chain"]) for rows in judged.values() for row in rows]
    assert len(chains) > len(KINDS) * 10
    for chain in chains:
        report = verify_chain(chain)
        assert report.holds, report
    cells = [cell for chain in chains for cell in json.loads(chain)["cells"]]
    assert {cell["column"] for cell in cells} >= {"born", "start", "end"}
    assert pd.Series([cell["line"] for cell in cells]).gt(0).all()
