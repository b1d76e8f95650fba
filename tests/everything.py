"""Run every part of the tests, each whatever became of the others, and close with one summary.

    python tests/everything.py

The tests wait now and then for a browser or a process: style, types and imports run beside them, one after the other
and yielding to them, and what each said is printed when it is done. The last line counts tests and style checks:
``N passed, N failed, N skipped``. The exit code is 1 if anything failed, and where CI is set also if anything was
skipped.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

MAIN, BESIDE = "tests", ("style", "types", "imports")  # targets of the Makefile
PARTS = (*BESIDE, MAIN)
KNOWN_WRONG = "pytest.xfail"


@dataclass
class Outcome:
    """What became of the tests of one part or of all: how many passed, and the names of the others."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Count the tests of a part in."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


def main() -> int:
    """Run all parts and return the exit code."""
    whole, begun = Outcome(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(max_workers=1) as beside:
        reports = {part: Path(folder) / f"{part}.xml" for part in PARTS}
        begun_beside = [beside.submit(_run, part, reports[part], told=False) for part in BESIDE]
        whole.add(_run(MAIN, reports[MAIN]))
        for done in begun_beside:
            whole.add(done.result())
    print(f"\nmake test took {(time.monotonic() - begun) / 60:.1f} minutes")
    return close(whole, in_ci=bool(os.environ.get("CI")))


def close(whole: Outcome, *, in_ci: bool) -> int:
    """Print the summary and return the exit code."""
    for said, names in (("failed", whole.failed), ("skipped", whole.skipped)):
        if names:
            print(f"{said}: {'; '.join(names)}")
    print(f"{whole.passed} passed, {len(whole.failed)} failed, {len(whole.skipped)} skipped")
    return int(bool(whole.failed or (in_ci and whole.skipped)))


def _run(part: str, report: Path, *, told: bool = True) -> Outcome:
    """Run one target of the Makefile; it counts as one test unless pytest leaves a report of its tests.

    What it says is shown at once, or, where it is not `told`, at its end: then it yields to what runs beside it.
    """
    options = f"{os.environ.get('PYTEST_ADDOPTS', '')} --junitxml={report}"
    yielding = [] if told or shutil.which("nice") is None else ["nice", "-n", "5"]
    if told:
        print(f"\n== {part}", flush=True)
    done = subprocess.run(
        [*yielding, os.environ.get("MAKE", "make"), "--no-print-directory", part],
        env={**os.environ, "PYTEST_ADDOPTS": options}, check=False, text=True, errors="replace",
        stdout=None if told else subprocess.PIPE, stderr=None if told else subprocess.STDOUT,
    )  # fmt: skip
    if not told:
        print(f"\n== {part}\n{done.stdout.strip()}", flush=True)
    return outcome_of(part, done.returncode, report)


def outcome_of(part: str, code: int, report: Path) -> Outcome:
    """Return what became of a part by its exit code and, where there is one, pytest's report."""
    found = read_report(report) if report.is_file() else Outcome(passed=int(code == 0))
    if code and not found.failed:
        found.failed.append(f"{part} (exit code {code})")
    return found


def read_report(report: Path) -> Outcome:
    """Read a JUnit report; a test that fails as it is known to (xfail) has passed."""
    found = Outcome()
    for case in ElementTree.parse(report).iter("testcase"):
        name = "::".join(filter(None, (case.get("classname"), case.get("name"))))
        left = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            found.failed.append(name)
        elif left is not None and left.get("type") != KNOWN_WRONG:
            found.skipped.append(f"{name} ({left.get('message')})")
        else:
            found.passed += 1
    return found


if __name__ == "__main__":
    sys.exit(main())
