"""Charts: computed findings, no label over another at any width, the same bytes for the same data, words for all."""

import re
from functools import cache

import pandas as pd
import pytest

from analysis import charts
from analysis.charts.chart import NARROW, WIDE
from analysis.charts.style import shorten, text_width, wrap_text
from analysis.reference import load_reference
from chart_texts import overlaps

EDITION = "nato-2024-06"
WHAT = "Defence expenditure, percent of GDP"
LONG = "Organisation for the Prohibition of Things that Nobody has yet Heard of and Others"
ROAD = {"target": 2035, "pace_years": 3, "unit": "billion US dollars"}
WIDTHS = (NARROW, 5.0, WIDE, 10.0)


@pytest.fixture(scope="module")
def nato():
    return load_reference("nato")


@pytest.fixture(scope="module")
def note(nato) -> str:
    return charts.source_note(nato, (EDITION,))


@pytest.fixture(scope="module")
def ranking(nato) -> pd.DataFrame:
    return charts.compliance(nato, year=2024, edition=EDITION, guideline=2.0)


@pytest.fixture(scope="module")
def counts(nato) -> pd.DataFrame:
    return charts.counts_by_edition(nato, guideline=2.0)


def shares_claimed(tables: dict) -> pd.DataFrame:
    """Return the seed's claim about a share of GDP four times, as four claims of one unit."""
    found = charts.claim_intervals(tables["claims"], tables["checks"])
    share = found.loc[found["unit_label"].eq("% of GDP")].iloc[[0, 0, 0, 0]].reset_index(drop=True)
    return share.assign(
        claim_id=[f"a#c{n}" for n in range(4)], text=["Germany with 2.1 percent", "A", LONG, "B"],
        verdict=["supported", "refuted", "supported", "not_enough_info"], high=[2.2, 2.2, 2.2, float("nan")],
    )  # fmt: skip


@pytest.fixture(scope="module")
def drawn(nato, note, ranking, counts, seed_tables) -> dict[str, charts.Chart]:
    """One of each kind, drawn once at a width."""
    change = charts.two_years(nato, first=2014, last=2024, edition=EDITION)
    shares = charts.two_measures(nato, year=2024, edition=EDITION)
    road = charts.road_to(nato, year=2024, edition=EDITION, line=3.5)
    speakers = charts.speaker_shares(seed_tables["quotes"])
    pairs = charts.quote_entity_counts(seed_tables["quotes"], seed_tables["mentions"])
    intervals = shares_claimed(seed_tables)
    verdicts = pd.DataFrame(
        {"title": ["One", "One", "Two"], "verdict": ["supported", "refuted", "not_enough_info"], "count": [4, 1, 2]}
    )
    common = {"guideline": 2.0, "what": WHAT, "note": note}
    made = {
        "compliance": charts.plot_compliance(ranking, year=2024, subject="DEU", **common),
        "dumbbell": charts.plot_dumbbell(change, first=2014, last=2024, subject="DEU", **common),
        "quadrants": charts.plot_quadrants(
            shares, year=2024, across_line=2.0, up_line=20.0, across=WHAT, up="equipment", note=note, subject="DEU"
        ),
        "revisions": charts.plot_revisions(
            counts.loc[counts["period"].eq(2024)],
            shares=charts.shares_by_edition(nato, year=2024),
            year=2024,
            subject="DEU",
            **common,
        ),
        "counts": charts.plot_counts_by_year(counts, **common),
        "multiples": charts.plot_small_multiples(charts.one_edition(nato, "share_of_gdp", EDITION), **common),
        "road": charts.plot_road(road, line=3.5, year=2024, note=note, subject="DEU", **ROAD),
        "speakers": charts.plot_speaker_shares(speakers, note="Words."),
        "pairs": charts.plot_quote_entities(pairs, note="Mentions."),
        "timeline": charts.plot_timeline(seed_tables["dates"], published=("2024-06-17", "2024-07-02"), note="Dates."),
        "claims": charts.plot_claims(intervals, note="Claims."),
        "verdicts": charts.plot_verdicts(verdicts, group="title", note="Verdicts."),
    }
    for chart in made.values():
        chart.redraw = cache(chart.redraw)
    return made


KINDS = (
    "compliance", "dumbbell", "quadrants", "revisions", "counts", "multiples", "road", "speakers", "pairs", "timeline",
    "claims", "verdicts",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_label_stands_on_another_or_leaves_the_sheet(drawn, kind, width):
    assert overlaps(drawn[kind].at(width)) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", ["compliance", "dumbbell"])
def test_no_label_lies_on_the_guideline(drawn, kind, width):
    chart = drawn[kind].at(width)
    (line,) = [line for line in chart.axes[0].lines if list(line.get_xdata()) == [2.0, 2.0]]
    x = line.get_window_extent().x0
    boxes = [(t.get_text(), t.get_window_extent()) for t in chart.axes[0].texts if not t.get_text().startswith("guide")]
    assert len(boxes) == 31 and [text for text, box in boxes if box.x0 - 2 < x < box.x1 + 2] == []


@pytest.fixture(scope="module")
def svg(drawn):
    """Gives the wide picture of a kind, drawn once."""
    return cache(lambda kind: drawn[kind].to_svg())


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_data_give_the_same_bytes(drawn, svg, kind):
    assert drawn[kind].redraw(WIDE).to_svg() == svg(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_comes_with_words_and_data(drawn, kind):
    chart = drawn[kind]
    assert len(chart.alt) > 40 and chart.finding and chart.note
    assert len(chart.data)
    html = chart.to_html()
    assert html.count('role="img"') == 2 and "aria-label=" in html and "<table" in html and "data:text/csv" in html


@pytest.mark.parametrize("kind", KINDS)
def test_colours_follow_the_theme_and_ids_are_the_charts_own(svg, kind):
    picture = svg(kind)
    bare = set(re.findall(r"#[0-9a-f]{6}\b", re.sub(r"var\([^)]*\)", "", picture)))
    assert bare <= {"#000000"}, f"colours that no theme can change: {bare}"
    names = re.findall(r' id="([^"]+)"', picture)
    assert len(names) == len(set(names)) and all(re.match(r"c[0-9a-f]{8}-", name) for name in names)
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")


FINDINGS = [
    pytest.param(
        "compliance",
        "23 of 31 countries reach 2 percent in 2024, by estimates; Germany stands 15th with 2.12",
        id="bars",
    ),
    pytest.param(
        "revisions",
        "At 2 percent in 2024, by edition: 23, 22 of the 30 held, 18, 17 countries. Germany: 2.12, 2.10, 2.00, 2.00",
        id="revisions",
    ),
    pytest.param(
        "dumbbell",
        "29 of 31 countries spent a larger share in 2024 than in 2014: Poland +2.24 points, United States",
        id="dumbbell",
    ),
    pytest.param("quadrants", "23 of 31 countries kept both guidelines in 2024, 2 kept neither", id="quadrants"),
    pytest.param(
        "road",
        "1 of 31 countries is at 3.5 percent in 2024; the others lack 0.07 to 2.22 points, together 414",
        id="road",
    ),
    pytest.param("verdicts", "4 of 7 claims are supported, 1 refuted, 2 cannot be decided", id="verdicts"),
]


@pytest.mark.parametrize(("kind", "finding"), FINDINGS)
def test_the_title_states_what_the_figures_say(drawn, kind, finding):
    assert drawn[kind].finding.startswith(finding)


def test_the_title_changes_with_the_figures(ranking, note):
    changed = ranking.assign(value=ranking["value"].where(ranking["key"] != "SVK", 1.99)).assign(
        meets=lambda f: f["value"] >= 2.0
    )
    chart = charts.plot_compliance(changed, guideline=2.0, year=2024, what=WHAT, note=note)
    assert chart.finding == "22 of 31 countries reach 2 percent in 2024, by estimates"


def test_one_changed_figure_changes_the_picture(drawn, ranking, note):
    changed = ranking.assign(value=ranking["value"].where(ranking["key"] != "DEU", 2.13))
    other = charts.plot_compliance(changed, guideline=2.0, year=2024, what=WHAT, note=note, subject="DEU")
    assert other.to_svg() != drawn["compliance"].to_svg()


COUNTS = [
    pytest.param("nato-2024-06", 2024, 23, 0, id="june-2024"),
    pytest.param("nato-ar2024", 2024, 22, 1, id="croatia-unread"),
    pytest.param("nato-2025-08", 2024, 18, 0, id="august-2025"),
    pytest.param("nato-2024-06", 2014, 3, 0, id="first-year"),
    pytest.param("nato-2023-07", 2023, 11, 0, id="july-2023"),
]


@pytest.mark.parametrize(("edition", "year", "count", "missing"), COUNTS)
def test_members_of_the_year_are_counted_by_edition(counts, edition, year, count, missing):
    row = counts.loc[counts["edition"].eq(edition) & counts["period"].eq(year)].iloc[0]
    assert (row["count"], row["missing"]) == (count, missing)


def test_a_gap_is_nothing_where_the_published_share_reaches_the_line(nato):
    road = charts.road_to(nato, year=2024, edition=EDITION, line=2.0).set_index("key")
    assert road.loc["SVK", "gap"] == road.loc["SVK", "money"] == 0, "Slovakia's published 2.00 reaches the line"
    assert road.loc["CAN", "gap"] == 0.63 and road.loc["CAN", "reached_in"] > 2024


def test_a_road_without_gdp_tells_no_money(nato, note):
    road = charts.road_to(nato, year=2025, edition="nato-2025-08", line=3.5)
    chart = charts.plot_road(road, line=3.5, year=2025, note=note, **ROAD)
    assert road["money"].isna().all() and "dollars" not in chart.finding and "bn $" not in chart.alt


def test_who_moved_most_stands_first(nato):
    change = charts.two_years(nato, first=2014, last=2026, edition="nato-2026-07")
    assert (change["key"].iloc[0], change["change"].iloc[0]) == ("LTU", 4.45)
    assert change["change"].is_monotonic_decreasing and change["key"].iloc[-1] == "USA"


def test_a_cell_typed_by_hand_is_marked(ranking, drawn):
    assert ranking.set_index("key")["mark"].loc[["SVK", "DEU"]].tolist() == ["typed by hand", ""]
    assert "2.00e†" in drawn["compliance"].to_svg()
    assert drawn["revisions"].data["Slovakia"].tolist() == ["2.00†", "2.00", "1.96", "1.99"]


def test_a_note_says_where_figures_were_read_and_links_there(nato, drawn):
    note = charts.source_note(nato, ("nato-2026-07",))
    assert "NATO, 10 July 2026; read in a public transcription of NATO's workbook, checked against three others" in note
    assert dict(charts.source_note(nato, ("nato-2018-07",)).links)["NATO’s page of 10 July 2018"].startswith("https://")
    assert 'rel="noreferrer">NATO’s terms</a>' in drawn["compliance"].to_html()


def test_the_note_names_edition_credit_and_who_is_left_out(note):
    assert "17 June 2024" in note and "credit" in note and "Iceland" in note and "e = estimate" in note


HOSTILE = ["$\\frac{1}{0}$", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{x}", "%s", "a\u202eb"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text(name):
    frame = pd.DataFrame(
        {"speaker": [name, "Ada"], "way": ["verbatim", "reported"], "words": [9, 4], "share": [69.2, 30.8]}
    )
    html = charts.plot_speaker_shares(frame, note=name).to_html()
    assert "<script" not in html and "<img" not in html


@pytest.fixture(scope="module")
def extremes(nato, note, counts) -> dict[str, charts.Chart]:
    """Charts of very little, of very much, of long names, of lines that nobody or everybody reaches."""
    common = {"what": WHAT, "note": note}
    never = charts.counts_by_edition(nato, guideline=99.0)
    one = pd.DataFrame({"speaker": [LONG], "way": ["verbatim"], "words": [1], "share": [100.0]})
    many = pd.DataFrame({"speaker": [f"{n} {LONG}" for n in range(40)], "way": "reported", "words": 7, "share": 2.5})
    pairs = pd.DataFrame({"speaker": [LONG, "Bo", "Cy"], "entity": [LONG, "X", "X"], "count": [12, 1, 1]})
    refuted = pd.DataFrame({"title": [LONG, "Two"], "verdict": "refuted", "count": [3, 1]})
    change = charts.two_years(nato, first=2014, last=2024, edition=EDITION)
    year = counts["period"].eq(2024)
    road = charts.road_to(nato, year=2024, edition=EDITION, line=4.5)
    shares = charts.shares_by_edition(nato, year=2024)
    return {
        "one speaker": charts.plot_speaker_shares(one, note=""),
        "many speakers": charts.plot_speaker_shares(many, note=""),
        "long pairs": charts.plot_quote_entities(pairs, note=""),
        "equal pairs": charts.plot_quote_entities(pairs.tail(2), note=""),
        "all refuted": charts.plot_verdicts(refuted, group="title", note=""),
        "one claim": charts.plot_verdicts(refuted.tail(1), group="title", note=""),
        "nobody ever": charts.plot_counts_by_year(never, guideline=99.0, **common),
        "one edition": charts.plot_revisions(
            counts.loc[year].head(1), shares=shares, year=2024, guideline=2.0, **common
        ),
        "high line": charts.plot_dumbbell(change, first=2014, last=2024, guideline=9.0, subject="XXX", **common),
        "nobody there": charts.plot_road(road, line=4.5, year=2024, note=note, **ROAD),
    }


EXTREMES = {
    "one speaker": f"{LONG} has all of the quoted words",
    "many speakers": f"9 {LONG} has 2 percent of the quoted words",
    "long pairs": f"{LONG} speaks most often of {LONG}: 12 mentions",
    "equal pairs": "No one name stands out: at most 1 mention by one speaker",
    "all refuted": "All 4 claims are refuted",
    "one claim": "The only claim is refuted",
    "nobody ever": "The last full edition sees no country at 99 percent in 2014 and never more up to 2026",
    "one edition": "At 2 percent in 2024, by edition: 23 countries",
    "high line": "29 of 31 countries spent a larger share in 2024 than in 2014",
    "nobody there": "0 of 31 countries are at 4.5 percent in 2024; the others lack 0.38 to 3.22 points",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", EXTREMES)
def test_extremes_keep_their_labels_apart_and_their_sentences_right(extremes, kind):
    chart = extremes[kind]
    assert chart.finding.startswith(EXTREMES[kind])
    assert [pair for width in WIDTHS for pair in overlaps(chart.at(width))] == []


def test_every_row_of_the_narrow_grid_has_a_dot(extremes, seed_tables):
    counts = charts.quote_entity_counts(seed_tables["quotes"], seed_tables["mentions"], most=40)
    for width in WIDTHS:
        ax = charts.plot_quote_entities(counts, note="", width=width).axes[0]
        dots = {int(line.get_ydata()[0]) for line in ax.lines}
        assert dots == set(range(len(ax.get_yticks())))


def test_nothing_to_draw_is_said(seed_tables):
    empty = seed_tables["claims"].head(0)
    told = charts.plot_deciding_ranking(empty, seed_tables["checks"].head(0))
    assert isinstance(told, charts.Nothing) and "No claim" in told._repr_html_()


def test_empty_tables_give_charts_that_say_so(seed_tables):
    quotes, mentions = seed_tables["quotes"].head(0), seed_tables["mentions"].head(0)
    pairs = charts.quote_entity_counts(quotes, mentions)
    intervals = charts.claim_intervals(seed_tables["claims"].head(0), seed_tables["checks"].head(0))
    verdicts = pd.DataFrame({"title": [], "verdict": [], "count": []})
    told = {
        "No quote was found.": charts.plot_speaker_shares(charts.speaker_shares(quotes), note=""),
        "No quote names anybody else.": charts.plot_quote_entities(pairs, note=""),
        "No date was found.": charts.plot_timeline(seed_tables["dates"].head(0), note=""),
        "Fewer than three claims share a unit: the table compares them.": charts.plot_claims(intervals, note=""),
        "No checkable claim was found.": charts.plot_verdicts(verdicts, group="title", note=""),
    }
    assert {reason: nothing.reason for reason, nothing in told.items()} == {reason: reason for reason in told}


def test_claims_of_units_that_few_share_are_counted_in_the_note(seed_tables):
    alone = charts.claim_intervals(seed_tables["claims"], seed_tables["checks"])
    assert isinstance(charts.plot_claims(alone, note=""), charts.Nothing)
    chart = charts.plot_claims(pd.concat([alone, shares_claimed(seed_tables)], ignore_index=True), note="Scales.")
    assert (
        len(chart.data) == 5
        and chart.note == f"Scales. {len(alone) - 1} other claims of {len(alone) + 4} stand in the table alone."
    )
    assert [ax.get_xlabel() for ax in chart.axes] == ["% of GDP"]


def test_the_unnamed_are_one_row_and_never_lead():
    quotes = pd.DataFrame(
        {
            "text": ["one two three", "four five six", "seven", "eight nine", "ten"],
            "kind": ["direct"] * 5,
            "speaker": ["Ada Byron", None, None, None, "spokeswoman for the mill"],
            "speaker_text": ["Ada Byron", "She", "they", "estimates", "a spokeswoman for the mill"],
            "speaker_id": ["a#e0001", None, None, None, None],
            "speaker_kind": ["person", "person", "group", "document", "spokesperson"],
        }
    )
    shares = charts.speaker_shares(quotes).set_index("speaker")["words"].to_dict()
    assert shares == {"Ada Byron": 3, "(not named)": 5, "(documents, publisher not named)": 2}
    chart = charts.plot_speaker_shares(charts.speaker_shares(quotes), note="Words.")
    assert chart.finding == "Ada Byron has 30 percent of the quoted words"
    unnamed = charts.speaker_shares(quotes.tail(4))
    assert charts.plot_speaker_shares(unnamed, note="Words.").finding == "No quote has a named speaker"


def test_the_ranking_behind_the_seeds_claims_is_the_june_2024_edition(seed_tables):
    chart = charts.plot_deciding_ranking(seed_tables["claims"], seed_tables["checks"])
    assert chart.finding.startswith("23 of 31") and "17 June 2024" in chart.note


def test_lines_are_broken_and_labels_cut_to_their_width():
    assert all(text_width(line, 9) <= 2 for line in wrap_text("a few words that do not fit on one line", 2, 9))
    assert text_width(shorten("a label that is much too long for its place", 1.0, 9), 9) <= 1.0


def test_missing_words_are_dashes_and_type_has_a_fallback(seed_tables):
    frame = charts.claims_by_day(
        seed_tables["articles"].assign(published=pd.Timestamp("2024-06-27")),
        seed_tables["claims"],
        seed_tables["checks"],
    )
    alone = charts.plot_claims_by_day(frame, what="Share", note="Note.")
    assert isinstance(alone, charts.Nothing)  # one article is no order in time
    frame = pd.concat([frame, frame.assign(article_id="b.txt")], ignore_index=True)
    html = charts.plot_claims_by_day(frame, what="Share", note="Note.").to_html()
    assert frame["source"].isna().all() and "&lt;NA&gt;" not in html and "<td>–</td>" in html
    assert "font-family: 'DejaVu Sans', Verdana, sans-serif" in html and "font-family: 'DejaVu Sans';" not in html


def test_words_are_verbatim_inside_marks_only_and_shares_are_of_all(seed_tables):
    quotes = seed_tables["quotes"]
    shares = charts.speaker_shares(quotes)
    mixed = quotes.loc[quotes["kind"].eq("mixed")]
    assert set(shares["way"]) == {"verbatim", "reported"} and shares["share"].sum() == pytest.approx(100, abs=0.5)
    assert shares["words"].sum() == quotes["text"].str.split().str.len().sum()
    inside = shares.loc[shares["way"].eq("verbatim"), "words"].sum()
    whole = quotes.loc[quotes["kind"].eq("direct"), "text"].str.split().str.len().sum()
    assert whole < inside < whole + mixed["text"].str.split().str.len().sum()
    assert charts.speaker_shares(quotes, most=1)["share"].sum() < 100
