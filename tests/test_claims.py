"""Claims: what is stated, of whom, about when; and the labelled set, judged end to end."""

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import ModuleType

import pytest

from analysis.annotate import annotate_many
from analysis.corpus import analyse, default_resources
from analysis.tables import Claim

DAY = date(2024, 7, 10)

# text, then what one of its claims must be: kind, key, measure, period and further columns
STATED = [
    pytest.param(
        "Estonia's inflation rate was 3.4 percent in June.",
        {"kind": "value", "key": "EST", "measure": "inflation", "period": "2024-06", "value": 3.4}, id="inflation",
    ),
    pytest.param(
        "Poland's economy grew by 4.1 percent, and so did its defence industry.",
        {"kind": "value", "key": "POL", "measure": "real_gdp_growth", "value": 4.1}, id="growth",
    ),
    pytest.param(
        "Italy's debt of 137 percent of GDP weighs on its defence plans.",
        {"kind": "value", "key": "ITA", "measure": "government_gross_debt", "value": 137.0}, id="debt",
    ),
    pytest.param(
        "Norway spends 2.2 percent of its GDP on defence.",
        {"kind": "value", "key": "NOR", "measure": "share_of_gdp", "period": "2024", "value": 2.2},
        id="value",
    ),
    pytest.param(
        "In 2021, Danish defence spending stood at 1.3 per cent of gross domestic product.",
        {"kind": "value", "key": "DNK", "period": "2021", "period_source": "stated", "value": 1.3},
        id="value-demonym-year",
    ),
    pytest.param(
        "Allies agreed on two percent of GDP for defence. Hungary is at 2.1 percent.",
        {"kind": "value", "key": "HUN", "measure": "share_of_gdp", "value": 2.1},
        id="measure-inherited",
    ),
    pytest.param(
        "Bulgaria has ordered new ships. It spends 2.2 percent of GDP on defence.",
        {"kind": "value", "key": "BGR", "subject_source": "inherited"},
        id="subject-inherited",
    ),
    pytest.param(
        "Italy and Spain spend 1.5 and 1.3 percent of GDP on defence respectively.",
        {"kind": "value", "key": "ESP", "value": 1.3, "measure": "share_of_gdp"},
        id="respectively",
    ),
    pytest.param(
        "Greece is at 3.1 percent of GDP on defence, France at 2.1 percent.",
        {"kind": "value", "key": "FRA", "value": 2.1, "measure": "share_of_gdp"},
        id="elliptic",
    ),
    pytest.param(
        "Hungary and Slovakia are above the defence spending target of 2 percent, the former with 2.1 percent, the "
        "latter with 2.0 percent of GDP.",
        {"kind": "value", "key": "SVK", "value": 2.0},
        id="the-latter",
    ),
    pytest.param(
        "Of the 32 allies, 23 meet the alliance's target of spending 2 percent of GDP on defence.",
        {"kind": "count", "measure": "share_of_gdp", "value": 23, "comparator": ">=", "threshold": 2.0},
        id="count",
    ),
    pytest.param(
        "All but nine of the 32 allies reach the 2 percent guideline for defence spending.",
        {"kind": "count", "value": 23, "out_of": 32, "comparator": ">="},
        id="all-but",
    ),
    pytest.param(
        "All allies but one meet NATO's 2 percent target for defence spending this year.",
        {"kind": "count", "value": 1, "comparator": "<", "threshold": 2.0},
        id="all-but-one",
    ),
    pytest.param(
        "Nine allies miss the defence spending target of 2 percent of GDP.",
        {"kind": "count", "value": 9, "comparator": "<", "threshold": 2.0},
        id="count-below",
    ),
    pytest.param(
        "Fewer than two thirds of the allies spend more than 2 percent of GDP on defence.",
        {"kind": "count", "unit": "percent", "comparator": ">", "high": pytest.approx(66.67, abs=0.01), "low": None},
        id="share-of-allies",
    ),
    pytest.param(
        "Twenty-three allies met the 2 percent defence spending target in 2024, up from three in 2014.",
        {"kind": "count", "value": 3, "period": "2014", "period_source": "stated"},
        id="count-before",
    ),
    pytest.param(
        "Twenty allies now spend 2 percent of GDP on defence. Among them are Albania and Norway.",
        {"kind": "value", "key": "NOR", "comparator": ">=", "threshold": 2.0, "value": None},
        id="among-them",
    ),
    pytest.param(
        "Canada has yet to reach NATO's defence spending guideline of 2 percent.",
        {"kind": "value", "key": "CAN", "comparator": "<", "threshold": 2.0, "high_open": True},
        id="yet-to-reach",
    ),
    pytest.param(
        "Poland spends more of its GDP on defence than any other ally.",
        {"kind": "rank", "key": "POL", "measure": "share_of_gdp", "arguments": {"rank": 1, "order": "desc"}},
        id="more-than-any-other",
    ),
    pytest.param(
        "Germany has NATO's second-largest defence budget.",
        {"kind": "rank", "key": "DEU", "measure": "expenditure_usd_current", "arguments": {"rank": 2, "order": "desc"}},
        id="second-largest",
    ),
    pytest.param(
        "Estonia spends a larger share of GDP on defence than Latvia.",
        {"kind": "comparison", "key": "EST", "comparator": ">", "arguments": {"other_key": "LVA"}},
        id="comparison",
    ),
    pytest.param(
        "Polish defence spending rose from 2.2 percent of GDP in 2022 to 4.1 percent in 2024.",
        {"kind": "change", "key": "POL", "value": 4.1, "period": "2024"},
        id="change",
    ),
    pytest.param(
        "Sweden has doubled its defence spending as a share of GDP since 2014.",
        {"kind": "change", "key": "SWE", "measure": "share_of_gdp"},
        id="doubled",
    ),
    pytest.param(
        "Canada spent $30.5 billion on defence in 2024.",
        {"kind": "value", "key": "CAN", "measure": "expenditure_usd_current", "value": 30.5e9, "unit": "USD"},
        id="money",
    ),
    pytest.param(
        "Greece has 111,000 troops under arms.",
        {"kind": "value", "key": "GRC", "measure": "military_personnel", "value": 111000, "unit": "person"},
        id="personnel",
    ),
    pytest.param(
        "Finland spends 45.8 percent of its defence budget on equipment.",
        {"kind": "value", "key": "FIN", "measure": "equipment_share", "value": 45.8},
        id="equipment",
    ),
    pytest.param(
        "Slovenia joined NATO on 29 March 2004.",
        {"kind": "membership", "key": "SVN", "population": "members", "arguments": {"date": "2004-03-29"}},
        id="accession",
    ),
    pytest.param(
        "NATO has 32 members.", {"kind": "membership", "key": None, "value": 32, "population": "members"}, id="size"
    ),
    pytest.param(
        "Mark Rutte will succeed Jens Stoltenberg as NATO secretary general on 1 October 2024.",
        {"kind": "date", "key": "Mark Rutte"},
        id="office-date",
    ),
    pytest.param(
        "Jens Stoltenberg, 65, spent ten years as NATO secretary general.",
        {"kind": "term", "key": "Jens Stoltenberg", "value": 10, "unit": "year"},
        id="term",
    ),
    pytest.param("Jens Stoltenberg, 65, left.", {"kind": "age", "key": "Jens Stoltenberg", "value": 65}, id="age"),
]  # fmt: skip

# statements that no table may be asked about: another quantity, or another modality than "asserted"
LISTED = [
    pytest.param("Norway spends 2.2 percent of GDP on roads.", id="other-purpose"),
    pytest.param("According to a poll, 64 percent of Danes want more defence spending.", id="poll"),
    pytest.param("Latvia wants to spend 5 percent of GDP on defence.", id="wish"),
    pytest.param("Lithuania will spend 5.5 percent of GDP on defence in 2026.", id="year-ahead"),
    pytest.param("Spain should spend 2 percent of GDP on defence.", id="should"),
    pytest.param("Belgium would spend 2 percent of GDP on defence if the bill passed.", id="would"),
    pytest.param("Does Portugal spend 1.5 percent of GDP on defence?", id="question"),
    pytest.param("The minister denied that Greece spends 3.1 percent of GDP on defence.", id="denied"),
    pytest.param("Germany has sent 4,800 soldiers to Lithuania.", id="deployed"),
    pytest.param("Poland is buying tanks for 6.5 billion dollars.", id="purchase"),
    pytest.param("Poland has the largest army in Europe.", id="rank-elsewhere"),
    pytest.param("Nineteen allies have sent ammunition.", id="count-of-something-else"),
    pytest.param("Sixteen EU members spend 2 percent of GDP on defence.", id="other-population"),
]


@pytest.fixture(scope="module")
def claims_of() -> Callable[[str], tuple[Claim, ...]]:
    """Return the claims of every text of the tables above, found in one go."""
    texts = [str(case.values[0]) for case in (*STATED, *LISTED)]
    resources = default_resources()
    documents = annotate_many((text, text, DAY) for text in texts)
    found = {document.article_id: tuple(analyse(document, resources).claims) for document in documents}
    return found.__getitem__


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_finds_what_is_stated(claims_of, text: str, expected: dict) -> None:
    claims = claims_of(text)
    wanted = {name: value for name, value in expected.items() if name != "arguments"}
    fitting = [c for c in claims if all(getattr(c, name) == value for name, value in wanted.items())]
    assert fitting, [(c.kind, c.key, c.measure, c.period, c.value) for c in claims]
    assert fitting[0].modality == "asserted"
    arguments = expected.get("arguments")
    assert arguments is None or json.loads(fitting[0].arguments or "{}") == arguments


@pytest.mark.parametrize("text", LISTED)
def test_leaves_other_quantities_alone(claims_of, text: str) -> None:
    asked = [
        c for c in claims_of(text)
        if c.modality == "asserted" and c.measure is not None and c.kind not in ("membership", "guideline")
    ]  # fmt: skip
    assert asked == []


def test_claims_of_the_seed(seed_tables, seed_gold) -> None:
    rows = seed_tables["claims"].merge(seed_tables["checks"][["claim_id", "verdict"]], on="claim_id")
    for gold in seed_gold["claims"]:
        if gold.get("optional"):
            continue
        start, end = gold["span"]["start"], gold["span"]["end"]
        over = rows[(rows["start"] < end) & (rows["end"] > start) & (rows["verdict"] == gold["expected_verdict"])]
        widths = over["end"].clip(upper=end) - over["start"].clip(lower=start)
        unions = over["end"].clip(lower=end) - over["start"].clip(upper=start)
        assert (widths / unions).max() >= 0.5, gold["id"]


@pytest.fixture(scope="module")
def scoring(benchmark_module) -> ModuleType:
    """The scorer of ``benchmarks/claims.py``."""
    return benchmark_module("claims")


def test_labelled_set_is_judged(scoring) -> None:
    score = scoring.score_records(scoring.read_sentences())
    assert score.traps_decided == 0, score.errors
    assert score.accuracy >= 0.97, score.errors
    assert score.coverage >= 0.90, score.errors


def test_labelled_set_is_large_and_full_of_traps(scoring) -> None:
    labels = [label for record in scoring.read_sentences() for label in record["claims"]]
    assert len(labels) >= 120
    assert 3 * sum("trap" in label for label in labels) >= len(labels)
    assert all(
        record["text"][c["start"] : c["end"]] == c["span"]
        for record in scoring.read_sentences()
        for c in record["claims"]
    )


def test_labelled_figures_are_those_of_the_current_edition(scoring, root) -> None:
    """The labels name the deciding cell: in the package, of the last edition published by the article's day."""
    nato, eu = (root / "data" / "reference" / name for name in ("nato", "eu"))
    days = [{r["edition"]: r["published_on"] for r in _rows(folder / "editions.csv")} for folder in (nato, eu)]
    cells = {
        (row["edition"], row["country_iso3"], row["year"], row.get("measure", "seats")): row.get(
            "value", row.get("seats")
        )
        for path in (nato / "defence_expenditure.csv", eu / "parliament_seats.csv")
        for row in _rows(path)
    }
    checked = 0
    for record in scoring.read_sentences():
        for label in record["claims"]:
            if label["kind"] not in ("value", "change", "rank", "comparison") or "edition" not in label:
                continue
            published = next(editions for editions in days if label["edition"] in editions)
            current = max((day, name) for name, day in published.items() if day <= record["published"])[1]
            raw = Decimal(cells[label["edition"], label["key"], str(label["year"]), label["measure"]])
            step = Decimal(1).scaleb(-3 if label["measure"] == "military_personnel" else -2)
            assert label["edition"] == current, record["id"]
            assert float(raw.quantize(step, ROUND_HALF_UP)) == label["figure"], record["id"]
            checked += 1
    assert checked >= 80


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
