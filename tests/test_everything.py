"""The closing of `make test`: every part counts, a known wrong answer is no skip, CI accepts none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from everything import PARTS, Outcome, close, outcome_of, read_report

REPORT = """<testsuites><testsuite>
<testcase classname="tests.test_a" name="test_right"/>
<testcase classname="tests.test_a" name="test_known"><skipped type="pytest.xfail" message="German decimals"/></testcase>
<testcase classname="tests.test_a" name="test_left"><skipped type="pytest.skip" message="no browser"/></testcase>
<testcase classname="tests.test_a" name="test_wrong"><failure message="assert"/></testcase>
<testcase classname="" name="tests.test_b"><error message="collection failure"/></testcase>
</testsuite></testsuites>"""


def test_a_report_is_counted_and_what_did_not_pass_is_named(tmp_path):
    (tmp_path / "fast.xml").write_text(REPORT)
    found = read_report(tmp_path / "fast.xml")
    assert found.passed == 2
    assert found.failed == ["tests.test_a::test_wrong", "tests.test_b"]
    assert found.skipped == ["tests.test_a::test_left (no browser)"]
    assert outcome_of("fast", 1, tmp_path / "fast.xml") == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param(0, Outcome(1), id="a check that passes counts as one"),
        pytest.param(2, Outcome(0, ["types (exit code 2)"]), id="a check that fails is named"),
    ],
)
def test_a_part_without_a_report_is_one_test(tmp_path, code, found):
    assert outcome_of("types", code, tmp_path / "none.xml") == found


def test_a_part_that_ends_badly_has_failed_whatever_its_report_says(tmp_path):
    (tmp_path / "slow.xml").write_text('<testsuite><testcase classname="a" name="b"/></testsuite>')
    assert outcome_of("slow", 3, tmp_path / "slow.xml") == Outcome(1, ["slow (exit code 3)"])


@pytest.mark.parametrize(
    ("whole", "in_ci", "code", "last"),
    [
        pytest.param(Outcome(5), True, 0, "5 passed, 0 failed, 0 skipped", id="all"),
        pytest.param(Outcome(4, [], ["a (no browser)"]), False, 0, "4 passed, 0 failed, 1 skipped", id="skipped"),
        pytest.param(Outcome(4, [], ["a (no browser)"]), True, 1, "4 passed, 0 failed, 1 skipped", id="skipped in CI"),
        pytest.param(Outcome(4, ["b"], []), False, 1, "4 passed, 1 failed, 0 skipped", id="failed"),
    ],
)
def test_the_last_line_counts_and_the_names_stand_before_it(capsys, whole, in_ci, code, last):
    assert close(whole, in_ci=in_ci) == code
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == last
    assert lines[:-1] == [f"{said}: {name}" for said in ("failed", "skipped") for name in getattr(whole, said)]


def test_every_part_is_a_target_of_the_makefile(root):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{part}: $(INSTALLED)" in makefile for part in PARTS)


DIES = "import os\n\n\ndef test_one(): pass\n\n\ndef test_two(): os._exit(0)\n\n\ndef test_three(): pass\n"
LIVES = "def test_four(): pass\n\n\ndef test_five(): assert False\n"


def test_a_process_that_ends_fails_the_tests_it_has_not_told_of(tmp_path):
    (tmp_path / "test_a.py").write_text(DIES)
    (tmp_path / "test_b.py").write_text(LIVES)
    quick = ["-p", "analysis.quickstart", "-p", "forking"]
    command = [sys.executable, "-m", "pytest", *quick, "-q", "--processes", "2", "--junitxml=r.xml"]
    elsewhere = {"PYTHONPATH": str(Path(__file__).parent), "PYTEST_ADDOPTS": ""}
    run = subprocess.run(command, cwd=tmp_path, env={**os.environ, **elsewhere}, capture_output=True, check=False)
    found = read_report(tmp_path / "r.xml")
    assert run.returncode == 1 and found.passed == 2
    assert sorted(found.failed) == ["test_a::test_three", "test_a::test_two", "test_b::test_five"]
