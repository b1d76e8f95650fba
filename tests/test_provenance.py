"""Where a figure comes from: a card says who published it, when, where it was read, and which cells are marked."""

import re

import pytest

from analysis import display
from analysis.display.evidence import PublishedCards
from analysis.display.origins import Origins, mark_of, provenance

READ = "read in a copy of NATO's workbook in a public repository, checked against two press lists."


def plain_text(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).replace("&#x27;", "'")


def cell(edition: str, key: str, period: str, measure: str = "share_of_gdp") -> dict:
    row = {"edition": edition, "measure": measure, "key": key, "period": period}
    return {"file": "defence_expenditure.csv", "line": 1, "row": row, "column": "value"}


WHERE = [
    pytest.param([("nato-2024-06", "DEU", "2024")], f"NATO, 17 June 2024; {READ}", id="one"),
    pytest.param([("nato-2024-06", "DEU", "2024"), ("nato-2024-06", "POL", "2024")], f"NATO, 17 June 2024; {READ}",
                 id="one edition"),
    pytest.param([("nato-2024-06", "SVK", "2024")],
                 f"NATO, 17 June 2024; {READ} † Slovakia 2024: typed by hand, stored as exactly 2.00; "
                 "expenditure over GDP is 1.989.", id="typed by hand"),
    pytest.param([("nato-2016-07", "DEU", "2016"), ("nato-2024-06", "DEU", "2016")],
                 "NATO, 4 July 2016; read in a press list (ABC News / AP, February 2017), checked against two other "
                 f"press lists. NATO, 17 June 2024; {READ}", id="two editions"),
]  # fmt: skip


@pytest.mark.parametrize(("places", "said"), WHERE)
def test_the_words_under_a_figure(places, said):
    shown = plain_text(provenance("nato", [cell(*place) for place in places]))
    assert shown == f"{said} Figures: NATO, credit required; not for sale or advertising."


def test_no_terms_are_told_without_a_figure():
    assert provenance("nato", []) == ""


def test_a_figure_leads_to_the_publishers_page_and_to_the_place_where_it_was_read():
    shown = provenance("nato", [cell("nato-2026-07", "DEU", "2026")])
    links = re.findall(r'href="([^"]+)" rel="noreferrer">([^<]+)<', shown)
    assert [words for _, words in links] == [
        "NATO, 10 July 2026", "a public transcription of NATO&#x27;s workbook",
        "Figures: NATO, credit required; not for sale or advertising",
    ]  # fmt: skip
    assert links[0][0].startswith("https://www.nato.int/") and links[1][0].startswith("https://github.com/")


def test_only_cells_unlike_the_rest_are_marked():
    carried = cell("nato-2024-06", "GBR", "2024", "military_personnel")
    assert "† carried over" in mark_of("nato", carried) and "to the person" in mark_of("nato", carried)
    assert mark_of("nato", cell("nato-2024-06", "DEU", "2024")) == ""


@pytest.mark.parametrize("kind", [display.Cards, PublishedCards])
def test_every_card_with_a_figure_says_where_it_comes_from(seed_tables, kind):
    cards = re.findall(r"<article.*?</article>", kind(seed_tables["claims"], seed_tables["checks"]).to_html(), re.S)
    told = [plain_text(card) for card in cards]
    assert len(told) == 6
    assert all("Source: NATO, 17 June 2024; read in " in t or "Source: Table of " in t for t in told)
    assert sum("† Slovakia 2024: typed by hand" in t for t in told) == 1


def test_the_rows_shown_mark_the_cell_as_well(seed_tables):
    for shown in (Origins(seed_tables["checks"]), display.DecidingRows(seed_tables["checks"])):
        assert shown.to_html().count("† typed by hand") == 1


def test_a_row_of_a_parquet_table_is_shown_as_it_stands_there():
    from datetime import date

    from analysis.corpus import build_tables
    from analysis.tables import Article

    text = "About 76 percent of Kenyans have access to electricity."
    checks = build_tables([Article.of("a.txt", text, date(2023, 5, 1))])["checks"]
    shown = plain_text(display.DecidingRows(checks).to_html())
    assert "data/reference/owid/owid.parquet" in shown and "The file has changed" not in shown
    assert re.search(r"KEN\s*2023\s*access_to_electricity\s*76\.2", shown), shown[-300:]
