"""The seed article as a whole against its annotation (data/gold/seed_gold.json)."""

import json
import textwrap
from collections.abc import Callable
from datetime import date

import pytest

from analysis.corpus import Tables, build_tables
from analysis.tables import Article

pytestmark = pytest.mark.filterwarnings("ignore")


def tables_of(text: str) -> Tables:
    return build_tables([Article.of("seed.txt", text)])


@pytest.fixture(scope="module")
def tables(seed_text: str) -> Tables:
    return tables_of(seed_text)


def required(rows: list[dict]) -> list[dict]:
    return [row for row in rows if not row.get("optional")]


def iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    common = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, common) / (max(a[1], b[1]) - min(a[0], b[0]))


def test_every_quote_and_its_speaker_is_found(tables, seed_gold):
    quotes = tables["quotes"].to_dict("records")
    wrong, matched = [], set()
    for gold in seed_gold["quotes"]:
        span = (gold["content"]["start"], gold["content"]["end"])
        best = max(quotes, key=lambda q: iou((q["start"], q["end"]), span))
        if iou((best["start"], best["end"]), span) >= 0.5:
            matched.add(best["quote_id"])
            if not gold.get("optional") and best["speaker"] != gold["speaker_resolved"]:
                wrong.append((gold["id"], best["speaker"], gold["speaker_resolved"]))
        elif not gold.get("optional"):
            wrong.append((gold["id"], "missed"))
    assert not wrong
    assert len(quotes) - len(matched) <= 1


def test_all_twelve_pairs_of_marks_have_exact_offsets(tables, seed_gold, seed_text):
    gold = {(s["start"], s["end"]) for q in seed_gold["quotes"] for s in q["quoted_spans"]}
    assert len(gold) == seed_text.count("“") == 12
    found = {tuple(span) for spans in tables["quotes"]["quoted_spans"] for span in json.loads(spans)}
    assert gold <= found


def test_mentions_and_their_entities(tables, seed_gold):
    found = {(m["start"], m["end"]): m for m in tables["mentions"].to_dict("records")}
    gold = {(e["start"], e["end"]): e for e in seed_gold["entities"]}
    needed = {span for span, e in gold.items() if not e.get("optional")}
    assert (needed - set(found), set(found) - set(gold)) == (set(), set())
    assert [span for span in needed if found[span]["name"] != gold[span]["canonical"]] == []


NUMBERS = {
    "n03-ratio": {"kind": "ratio", "value": 23, "ratio_total": 32, "low": 23, "high": 23},
    "n05": {"kind": "percent", "value": 2.0, "unit": "percent", "of_base": "GDP", "of_base_source": "stated",
            "bound": "="},
    "n06": {"kind": "percent", "value": 2.1, "low": 2.0, "high": 2.2, "of_base": "GDP", "of_base_source": "inherited",
            "entity_id": "country/DEU", "bound": "~"},
    "n09": {"kind": "reference", "value": 5},
    "n10": {"kind": "age", "value": 65, "unit": "year"},
    "n12": {"kind": "duration", "value": 10, "unit": "year"},
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_each_number_is_read_right(name, tables, seed_gold):
    gold = next(n for n in seed_gold["numbers"] if n["id"] == name)
    rows = tables["numbers"].to_dict("records")
    row = max(rows, key=lambda n: iou((n["start"], n["end"]), (gold["start"], gold["end"])))
    assert iou((row["start"], row["end"]), (gold["start"], gold["end"])) >= 0.5
    assert {key: row[key] for key in NUMBERS[name]} == pytest.approx(NUMBERS[name])


def test_the_ages_subject_is_the_speaker(tables):
    age = tables["numbers"].query("kind == 'age'").iloc[0]
    names = tables["entities"].set_index("entity_id")["name"]
    assert names[age["entity_id"]] == "Jens Stoltenberg"


@pytest.mark.parametrize(
    ("words", "timex", "begin", "end"),
    [
        pytest.param("October 1", "2024-10-01", "2024-10-01", "2024-10-01", id="n11"),
        pytest.param("early November", "2024-11", "2024-11-01", "2024-11-30", id="n02"),
        pytest.param("ten years", "P10Y", None, None, id="n12"),
    ],
)
def test_each_date_is_resolved_within_the_window(words, timex, begin, end, tables):
    row = tables["dates"].query("text == @words").iloc[0]
    assert row["timex"] == timex
    if begin:
        assert row["begin"] == begin
        if words != "early November":
            assert row["end_date"] == end


def test_window_is_right_and_every_bound_has_its_reason(tables):
    article = tables["articles"].iloc[0]
    assert article["published_from"].date() <= date(2024, 6, 27) <= article["published_to"].date()
    assert article["published_from"].date() >= date(2024, 3, 16)
    assert article["published_to"].date() <= date(2024, 10, 1)
    assert "Rutte" in article["published_reason"] or "Stoltenberg" in article["published_reason"]
    assert "0001" not in article["published_reason"], "a bound that says nothing"


VERDICTS = {
    "c1": ("supported", "nato-2024-06", 23),
    "c2": ("supported", None, 32),
    "c3": ("supported", "nato-2024-06", 2.12),
    "c5": ("supported", None, None),
    "c6": ("supported", None, 10),
    "c7": ("supported", None, 65),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_each_claim_gets_its_verdict(name, tables, seed_gold):
    verdict, edition, figure = VERDICTS[name]
    span = next((c["span"]["start"], c["span"]["end"]) for c in seed_gold["claims"] if c["id"] == name)
    checks = [c for c in tables["checks"].to_dict("records") if c["start"] < span[1] and c["end"] > span[0]]
    wanted = {"verdict": verdict, "edition": edition, "figure": figure}
    wanted = {key: value for key, value in wanted.items() if value is not None}
    right = [check for check in checks if wanted.items() <= check.items()]
    assert right, [(c["text"], c["verdict"], c["reason"]) for c in checks]


def test_the_count_is_shown_as_revised_since(tables):
    check = tables["checks"].query("figure == 23").iloc[0]
    assert "22" in check["since_revised"]
    assert "18" in check["since_revised"]
    assert "nato-2025-08" in check["since_revised"]


def test_nothing_decided_is_wrong(tables):
    assert not (tables["checks"]["verdict"] == "refuted").any()


def test_every_table_cuts_its_text_from_the_article(tables, seed_text):
    for name in ("quotes", "mentions", "numbers", "dates", "claims", "checks"):
        for row in tables[name].to_dict("records"):
            assert seed_text[row["start"] : row["end"]] == row["text"], name


def rewrapped(text: str) -> str:
    return "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in text.split("\n\n"))


def straight(text: str) -> str:
    return text.replace("“", '"').replace("”", '"').replace("’", "'")


def windows(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize("retype", [rewrapped, straight, windows], ids=lambda f: f.__name__)
def test_the_same_figures_come_out_however_it_is_typed(retype: Callable[[str], str], tables, seed_text):
    again = tables_of(retype(seed_text))
    for name, columns in {
        "quotes": ["kind", "speaker", "cue", "resolution"],
        "mentions": ["label", "kind", "name"],
        "numbers": ["kind", "value", "low", "high", "unit", "of_base", "entity_id"],
        "dates": ["timex", "begin", "end_date"],
        "checks": ["verdict", "reason", "figure", "edition"],
    }.items():
        assert again[name][columns].equals(tables[name][columns]), name
