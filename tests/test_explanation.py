"""What a trial of a sentence tells: each part as read, how it is known, what decided, and what was missing."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

import analysis as an
from analysis.cli import main
from analysis.errors import ParameterError, ReferenceDataError
from analysis.explanation import Trial, explain
from analysis.explanation.trial import told
from analysis.importers import record_checksums
from analysis.reference import load_references

JOBS = "The U.S. unemployment rate rose to 4.3 percent in July."
PACKAGES = {reference.name: reference for reference in load_references()}


def trial(package: str, published: str, sentence: str) -> Trial:
    return explain(sentence, PACKAGES[package], date.fromisoformat(published))


def is_decided(found: Trial) -> bool:
    return any(one.verdict is not None and one.verdict.finding.decided for one in found.tried)


def said(found: Trial, part: str) -> str:
    return "; ".join(step.says for one in found.tried for step in one.steps if step.part == part)


READ = [
    pytest.param("figure", "4.3 percent", "4.25–4.35", "", id="figure"),
    pytest.param("measure", "unemployment rate", "unemployment_rate", "stated", id="measure"),
    pytest.param("subject", "U.S.", "USA", "stated", id="subject"),
    pytest.param("period", "July", "2024-07", "stated", id="period"),
    pytest.param("relation", "", "is 4.25–4.35", "", id="relation"),
    pytest.param("modality", "", "asserted", "", id="modality"),
    pytest.param("doubt", "", "none", "", id="doubt"),
    pytest.param("edition", "", "bls-empsit-2024-07, published 2024-08-02", "", id="edition"),
    pytest.param("cell", "", "(bls-empsit-2024-07, unemployment_rate, USA, 2024-07), value: 4.3", "", id="cell"),
    pytest.param("arithmetic", "", "4.3 in 4.25–4.35", "", id="arithmetic"),
    pytest.param("verdict", "", ": supported.", "", id="verdict"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "words", "says", "source"), READ)
def test_each_part_of_a_statement_is_told(part: str, words: str, says: str, source: str) -> None:
    found = trial("us_employment", "2024-08-05", JOBS)
    step = next(step for one in found.tried for step in one.steps if step.part == part)
    assert says in step.says and (step.source or "") == source
    assert words == ("" if step.start is None else found.text[step.start : step.end])
    assert is_decided(found)


MISSING = [
    pytest.param("us_employment", "Youth unemployment in the United States hit 9.8 percent in July.", "measure",
                 "'Youth' beside 'unemployment' (unemployment_rate) makes it another measure", id="modifier"),
    pytest.param("imf_weo", "Debt in Brazil is 300 billion dollars.", "measure",
                 "government_gross_debt; the figure does not fit: it is in USD, the measure in percent", id="unit"),
    pytest.param("us_employment", "Unemployment in the town of Dunmere was 4 percent.", "subject",
                 "the figure is of 'Unemployment in the town of Dunmere', which is nobody in this table",
                 id="somebody"),
    pytest.param("us_employment", "Unemployment stood at 4 percent in July.", "subject",
                 "no place is named; without one the figure is meant where one of these is said: Labor Department",
                 id="nobody"),
    pytest.param("policy_rates", "The grocer of Tillmouth gives 4 percent off.", "measure",
                 "no word of a name is in the sentence; this package has: policy rate", id="no name"),
    pytest.param("policy_rates", "The savings bank of Tillmouth charges 4 percent.", "measure",
                 "none is named; nearest is 'Bank Rate' (policy_rate), without rate", id="nearest name"),
    pytest.param("owid", "Kenya is far away.", "figure", "none was read", id="no figure"),
    pytest.param("us_employment", "The United States has 7 million workers.", "measure",
                 "only in a sentence with one of the words in 'within': labor force", id="within"),
]  # fmt: skip


@pytest.mark.parametrize(("package", "sentence", "part", "says"), MISSING)
def test_what_is_missing_is_told(package: str, sentence: str, part: str, says: str) -> None:
    found = trial(package, "2024-08-05", sentence)
    lacks = [step.says for one in found.tried for step in one.steps if step.is_missing and step.part == part]
    assert any(says in lack for lack in lacks), told(found)
    assert not is_decided(found) and all(one.verdict is None for one in found.tried)


def test_a_subject_of_another_table_is_told_with_why_none_decides() -> None:
    found = trial("imf_weo", "2024-08-05", "Cuba's unemployment rate was 1.8 percent in 2023.")
    assert "Cuba is not in these tables" in said(found, "verdict")
    assert "none decides: entity not listed" in said(found, "edition")


def test_the_size_of_a_body_is_of_the_articles_own_day() -> None:
    found = trial("nato", "2024-07-01", "NATO has 32 members.")
    assert said(found, "measure") == "the members of NATO" and is_decided(found)
    assert said(found, "period") == "none said, so the article's own day"


def test_another_package_that_takes_the_statement_is_named() -> None:
    sentence = "Germany's population was 84.1 million in 2022."
    found = explain(sentence, PACKAGES["owid"], date(2023, 11, 10), tuple(PACKAGES.values()))
    assert "world_bank takes this statement" in said(found, "package")


def test_a_table_of_ones_own_is_tried_where_it_lies(tmp_path: Path) -> None:
    folder = tmp_path / "rates"
    shutil.copytree(PACKAGES["policy_rates"].folder, folder)
    path = folder / "datapackage.yaml"
    descriptor = yaml.safe_load(path.read_text(encoding="utf-8"))
    descriptor["resources"][0]["x-reference"]["measures"]["policy_rate"]["names"].append("lending price")
    path.write_text(yaml.safe_dump(descriptor), encoding="utf-8")
    record_checksums(folder)
    found = an.try_sentence(str(folder), "The Bank of England's lending price is 5.25 percent.", "2024-03-15")
    assert is_decided(found.trial) and "supported" in repr(found)


def test_a_notebook_shows_the_words_marked_and_escaped() -> None:
    shown = an.try_sentence("us_employment", f"<b>Note:</b> {JOBS}", "2024-08-05")._repr_html_()
    assert "&lt;b&gt;Note:" in shown and "<b>Note" not in shown
    assert '<span class="an-n" title="figure: 4.3 percent: 4.25–4.35 (percent)">4.3 percent</span>' in shown
    assert "unemployment_rate" in shown


def test_the_command_prints_the_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "try", "us_employment", JOBS, "--published", "2024-08-05"]) == 0
    printed = capsys.readouterr().out
    assert "“U.S.” → United States, in the table USA [said in its own clause]" in printed
    assert printed.rstrip().endswith("supported.")


@pytest.mark.parametrize(("package", "sentence", "day", "error", "says"), [
    pytest.param("forests", JOBS, None, ReferenceDataError, "neither a folder nor one of", id="no such package"),
    pytest.param("nato", "  ", None, ParameterError, "the sentence is empty", id="empty"),
    pytest.param("nato", "word " * 2000, None, ParameterError, "too long for a trial", id="too long"),
    pytest.param("nato", JOBS, "5 August", ParameterError, "is no date; write it as", id="no day"),
])  # fmt: skip
def test_bad_input_is_refused(package: str, sentence: str, day: str | None, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        an.try_sentence(package, sentence, day)
