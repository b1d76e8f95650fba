"""The tables of verdicts: sentences, evidence chains, editions compared; and what holds for every verdict."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.check import check_claims, read_statement, reference_diff, verify_chain
from analysis.check.statement import write_statement
from analysis.errors import TableError
from analysis.lexicons import read_lexicon
from analysis.reference import Reference
from analysis.tables import CHECKS, CLAIMS
from test_check import COUNTS, MEMBERSHIP, RELATIONS, VALUES, R, S, count, loaded, on, share


@pytest.fixture(scope="module")
def references() -> dict[str, Reference]:
    return loaded()


ROW = {
    "article_id": "a.txt",
    "start": 3,
    "end": 20,
    "text": "a sentence's part",
    "package": "nato",
    "rule": "test",
    "confidence": 1.0,
}


def frames(*fields: dict[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = [
        ROW | {"claim_id": f"a.txt#c{n:04d}"} | field | {"arguments": json.dumps(field.get("arguments", {}))}
        for n, field in enumerate(fields, start=1)
    ]
    articles = pd.DataFrame([{"article_id": "a.txt", "published": pd.Timestamp("2024-06-27")}])
    return CLAIMS.frame(rows), articles


def test_germany_sentence(references: dict[str, Reference]) -> None:
    claims, articles = frames(share("DEU", 2.1, 0.1, value_text="around 2.1"))
    row = check_claims(claims, articles, references.values()).iloc[0]
    assert row["sentence"] == (
        "NATO's June 2024 edition estimates Germany's 2024 share at 2.12 % of GDP; 'around 2.1' allows 2.0–2.2: "
        "supported. Since revised: 2.10 (Apr 2025), 2.00 (Aug 2025), 2.00 (Jul 2026)."
    )
    assert row["is_estimate"] and row["figure"] == 2.12
    cell = json.loads(row["cell"])
    assert (cell["raw"], cell["row"]["key"], cell["column"]) == ("2.11897709", "DEU", "value")


def test_nothing_is_dropped_and_the_table_fits_its_schema(references: dict[str, Reference]) -> None:
    cases: list[dict[str, Any]] = [case.values[1] for case in (*VALUES, *COUNTS)]
    cases += [case.values[0] for case in RELATIONS]
    cases += [{"kind": "membership", "population": "members"} | case.values[1] for case in MEMBERSHIP]
    claims, articles = frames(*cases)
    checks = check_claims(claims, articles, references.values())
    CHECKS.validate(checks)
    known = {row["reason"] for row in read_lexicon("verdict_reasons")}
    assert set(checks["reason"]) <= known
    assert checks["claim_id"].tolist() == claims["claim_id"].tolist()
    assert checks["sentence"].str.endswith(".").all()


def test_no_claims_give_an_empty_table(references: dict[str, Reference]) -> None:
    claims, articles = frames()
    assert CHECKS.validate(check_claims(claims, articles, references.values())).empty


def test_every_reason_is_explained_and_occurs(root: Path) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (root / "src" / "analysis" / "check").glob("*.py"))
    reasons = [row["reason"] for row in read_lexicon("verdict_reasons")]
    section = (root / "docs" / "method.md").read_text(encoding="utf-8").split("## Verdicts")[1].split("\n## ")[0]
    assert reasons == [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
    assert [r for r in reasons if f'"{r}"' not in source and not r.startswith("not_judged_")] == []


@pytest.fixture(scope="module")
def chain(references: dict[str, Reference]) -> str:
    claims, articles = frames(count(23, out_of=32))
    claims = claims.assign(text="23 of 32 members", end=claims["start"] + 16)
    return str(check_claims(claims, articles, references.values()).loc[0, "chain"])


def test_a_chain_runs_again(chain: str, references: dict[str, Reference], tmp_path: Path) -> None:
    path = tmp_path / "chain.json"
    path.write_text(chain, encoding="utf-8")
    for form in (chain, json.loads(chain), path):
        report = verify_chain(form, references.values())
        assert report.holds and "the chain holds" in str(report)
    assert len(json.loads(chain)["cells"]) == 31


CHANGES = [
    pytest.param({"verdict": "refuted"}, "verdict: the chain says refuted, now it is supported", id="verdict"),
    pytest.param({"figure": "24 of 32 members"}, "figure: the chain says 24 of 32", id="figure"),
    pytest.param({"window": ["2025-10-01", "2025-10-01"]}, "verdict: the chain says supported", id="date"),
    pytest.param({"cells": []}, "not in the chain", id="cells"),
]


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_a_chain_that_was_changed_does_not_hold(
    chain: str, references: dict[str, Reference], change: dict[str, Any], said: str
) -> None:
    report = verify_chain(json.loads(chain) | change, references.values())
    assert not report.holds
    assert said in str(report)


WORDS = [
    pytest.param("article", {"text": "23 of the 32 allies"}, "characters, the text has 19", id="text"),
    pytest.param("article", {"end": 6}, "are 3 characters", id="end"),
    pytest.param("statement", {"value_text": "24"}, "value_text: '24' is not in the text", id="words of the figure"),
    pytest.param("statement", {"value": 22.0, "value_text": "23"}, "reads 23; the chain says 22", id="figure read"),
    pytest.param("statement", {"low": 24.0, "high": 25.0}, "interval: 24–25 does not hold", id="interval"),
]


@pytest.mark.parametrize(("part", "change", "said"), WORDS)
def test_words_that_do_not_fit_one_another_break_a_chain(
    chain: str, references: dict[str, Reference], part: str, change: dict[str, Any], said: str
) -> None:
    content = json.loads(chain)
    content[part] |= change
    report = verify_chain(content, references.values())
    assert any(said in difference for difference in report.differences), report


def test_words_are_compared_with_the_article(chain: str, references: dict[str, Reference]) -> None:
    content = json.loads(chain)
    article = " " * content["article"]["start"] + content["article"]["text"] + " And more."
    assert verify_chain(content, references.values(), article).holds
    content["article"]["sha256"] = "00" * 32
    assert "the article is another text now" in verify_chain(content, references.values(), article).notes[-1]
    shifted = verify_chain(content, references.values(), "x" + article)
    assert any("stands" in difference for difference in shifted.differences)
    assert "not compared with the article" in verify_chain(content, references.values()).notes[-1]


def test_a_chain_whose_sentence_was_rewritten_does_not_hold(chain: str, references: dict[str, Reference]) -> None:
    report = verify_chain(json.loads(chain) | {"sentence": "All is well: supported."}, references.values())
    assert any(difference.startswith("sentence: ") for difference in report.differences)


def test_a_changed_cell_is_named(chain: str, references: dict[str, Reference]) -> None:
    content = json.loads(chain)
    content["cells"][0]["raw"] = "9.99"
    report = verify_chain(content, references.values())
    assert any("was 9.99, now" in difference for difference in report.differences)


def test_a_file_with_another_checksum_and_the_same_cells_is_a_note(
    chain: str, references: dict[str, Reference]
) -> None:
    content = json.loads(chain)
    content["cells"][0]["sha256"] = "00" * 32
    report = verify_chain(content, references.values())
    assert report.holds
    assert report.notes[0].startswith("defence_expenditure.csv is another file now: sha256 was 000000000000…")


@pytest.mark.parametrize("text", ["{}", "{not json", "[1]"])
def test_what_is_no_chain_is_refused(text: str, references: dict[str, Reference], tmp_path: Path) -> None:
    path = tmp_path / "chain.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match="chain"):
        verify_chain(path, references.values())


def test_editions_compared_show_counts_and_verdicts_that_turn(references: dict[str, Reference]) -> None:
    claims, _ = frames(count(23, out_of=32), share("DEU", 2.1, 0.1), share("POL", 4.12, 0.005))
    found = reference_diff("nato-2024-06", "nato-2025-08", claims, tuple(references.values()))
    counts = found.counts.set_index(["measure", "line", "period"]).loc[("share_of_gdp", ">= 2.0", "2024")]
    assert (counts["first"], counts["second"], counts["gained"]) == (23, 18, "")
    assert counts["lost"] == "Albania, Bulgaria, Montenegro, North Macedonia, Slovakia"
    assert found.verdicts["claim_id"].tolist() == ["a.txt#c0001", "a.txt#c0003"]


# Invariants

FIGURE = st.decimals(0, 10, places=2, allow_nan=False)


@given(FIGURE, FIGURE, st.booleans(), st.booleans())
def test_a_denied_statement_has_the_other_verdict(low: Decimal, high: Decimal, low_open: bool, high_open: bool) -> None:
    references = loaded()
    ends = {"low": float(min(low, high)), "high": float(max(low, high)), "low_open": low_open, "high_open": high_open}
    fields = {"kind": "value", "measure": "share_of_gdp", "key": "DEU", "value": float(low), **ends}
    verdicts = {on("2024-07-01", references, negated=negated, **fields).finding.verdict for negated in (True, False)}
    assert verdicts == {S, R}


@given(st.floats(0.01, 9.99), st.sampled_from(["DEU", "POL", "SVK", "USA"]))
def test_a_wider_interval_is_never_less_true(value: float, key: str) -> None:
    references = loaded()
    narrow, wide = (on("2024-07-01", references, **share(key, value, w)).finding.verdict for w in (0.05, 0.5))
    assert (narrow, wide) != (S, R)


WRONG = [
    pytest.param({"kind": "guess"}, "kind 'guess'; one of value", id="kind"),
    pytest.param({"kind": "value", "value": "many"}, "value is 'many'; a number", id="figure"),
    pytest.param({"kind": "rank", "arguments": "{rank"}, "arguments are not JSON", id="no JSON"),
    pytest.param({"kind": "rank", "arguments": "[3]"}, "a JSON object is right", id="a list"),
    pytest.param({"kind": "rank", "arguments": '{"rank": "third"}'}, "argument rank is 'third'", id="rank in words"),
]


@pytest.mark.parametrize(("row", "said"), WRONG)
def test_rows_that_are_no_claims_are_refused(row: dict[str, Any], said: str) -> None:
    with pytest.raises(TableError, match=said) as refused:
        read_statement({"claim_id": "a.txt#c0007"} | row)
    assert "a.txt#c0007" in str(refused.value)


def test_a_chain_with_a_window_that_is_none_is_refused(chain: str, references: dict[str, Reference]) -> None:
    with pytest.raises(TableError, match="two ISO dates are right"):
        verify_chain(json.loads(chain) | {"window": ["June"]}, references.values())


def test_statements_survive_json() -> None:
    statement = read_statement({"kind": "count", "value": 23.0, "threshold": 2.0, "arguments": {"names": ["DEU"]}})
    assert read_statement(json.loads(json.dumps(write_statement(statement)))) == statement
