"""Twice the text costs twice the work, in every stage: steps of our own code are counted, not seconds."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import analysis
from analysis.articles import read_articles
from analysis.corpus import build_tables

PACKAGE = f"{Path(analysis.__file__).parent}/"
SHORT, ENDLESS = 1_100, 1_500  # characters: the longest sentence is shorter, also of words that never end one
MOST = 2.6  # what twice the text may cost; a loop over pairs costs four times as much
FEW = 1_000  # steps: a stage below is one with nothing to do

REPEATED = [
    pytest.param("12 ", SHORT, id="bare-numbers"),
    pytest.param("2.1 percent, ", ENDLESS, id="shares"),
    pytest.param("3%", SHORT, id="shares-in-one-word"),
    pytest.param("from $5 million to 7 or ", SHORT, id="ranges"),
    pytest.param("Anna Berg and ", ENDLESS, id="names"),
    pytest.param("Germany, Norvania, ", ENDLESS, id="countries"),
    pytest.param("“Yes,” said Anna Berg. She added that it rained. ", SHORT, id="quotes"),
    pytest.param("“so ", SHORT, id="open-quotes"),
    pytest.param("he said that ", ENDLESS, id="reports"),
    pytest.param("on 3 May 2024 and in June ", ENDLESS, id="dates"),
    pytest.param("Germany spent 2.1 percent of GDP on defence. ", SHORT, id="claims"),
    pytest.param("23 of the 32 members meet two percent, ", ENDLESS, id="counts"),
    pytest.param("U.S. J. R. ", SHORT, id="initials"),
    pytest.param("(a) [b] ", SHORT, id="brackets"),
    pytest.param("MAYOR BERG: No.\n\n", SHORT, id="turns"),
    pytest.param("- 12 jobs\n", SHORT, id="list"),
    pytest.param("the former head of the board of ", ENDLESS, id="of"),
]


def steps(folder: Path, repeated: str, size: int) -> Counter[str]:
    """Count the lines run, each round of a loop anew, by the module or package of ours that they stand in."""
    path = folder / f"{size}.txt"
    path.write_text("Anna Berg spoke of the budget on Monday.\n\n" + repeated * (size // len(repeated)), "utf-8")
    files: dict[str, tuple[Callable, Callable[[], int]]] = {}

    def call(frame, event, argument):
        name = frame.f_code.co_filename
        if not name.startswith(PACKAGE):
            return None
        if name not in files:
            files[name] = lines()
        return files[name][0]

    articles = list(read_articles(path))
    before = sys.gettrace()
    sys.settrace(call)
    try:
        tables = build_tables(articles)
    finally:
        sys.settrace(before)
    assert tables.failures.empty
    stages: Counter[str] = Counter()
    for name, (_, number) in files.items():
        stages[name.removeprefix(PACKAGE).split("/")[0]] += number()
    return stages


def lines() -> tuple[Callable, Callable[[], int]]:
    """Return what is called at each line of a file, and what says how often: thrice as fast as a dictionary."""
    number = 0

    def line(frame, event, argument):
        nonlocal number
        number += 1

    return line, lambda: number


@pytest.fixture(scope="module")
def _warm(tmp_path_factory):
    """Fill what is read once a process: word lists, the gazetteer, the reference packages."""
    folder = tmp_path_factory.mktemp("warm")
    for case in REPEATED:
        (folder / f"{case.id}.txt").write_text(f"Anna Berg spoke on Monday.\n\n{case.values[0] * 5}", "utf-8")
    build_tables(folder)


@pytest.mark.slow
@pytest.mark.usefixtures("_warm")
@pytest.mark.parametrize(("repeated", "size"), REPEATED)
def test_every_stage_is_linear(tmp_path, repeated, size):
    short, long = (steps(tmp_path, repeated, times * size) for times in (1, 2))
    grown = {stage: round(long[stage] / short[stage], 2) for stage in long if short[stage] > FEW}
    assert len(grown) > 3
    assert not {stage: factor for stage, factor in grown.items() if factor > MOST}
