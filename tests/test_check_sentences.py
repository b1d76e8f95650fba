"""The sentence of a verdict: editions by name, what is not held, which end of a window is missing."""

from datetime import date
from typing import Any

import pytest

from analysis.check import judge, read_statement
from analysis.check.chain import write_sentence
from analysis.reference import Reference
from test_check import count, loaded, on, share, stated


@pytest.fixture(scope="module")
def references() -> dict[str, Reference]:
    return loaded()


SENTENCES = [
    pytest.param("2018-03-01", None, share("DEU", 1.2, **stated(2014)),
                 "gives Germany's 2014 share, but its 2014 figures are not held here (held: ", id="one year not held"),
    pytest.param("2025-05-20", None, share("HRV", 1.8, **stated(2024)),
                 "but its 2024 figures are not all held here (held: ", id="one cell not held"),
    pytest.param("2020-01-15", None, count(5), "which gives the 2019 figures, is not held here", id="nothing held"),
    pytest.param("2023-07-20", "2026-01-01", count(11),
                 "between 2023-07-20 and 2026-01-01, and NATO's July 2023 edition, NATO's March 2024 edition",
                 id="editions by name"),
    pytest.param("2010-01-01", "2024-06-20", count(23), "; on some of these days no edition decides", id="no edition"),
    pytest.param("2024-06-27", None, share("DEU", 70, 5, value_text="70 percent"),
                 "'70 percent', a round figure, allows 65–75", id="round"),
    pytest.param("2024-06-27", None, share("DEU", 70, 0.5, value_text="70 percent"),
                 "'70 percent' allows 69.5–70.5", id="narrower than round"),
    pytest.param("2024-06-27", None, share("DEU", 2.1, value_text="2.1 percent"), "'2.1 percent' allows",
                 id="not round"),
    pytest.param("2024-06-27", None, share("DEU", 3.5, modality="plan", **stated(2030)),
                 "not judged; the article is dated before 2030:", id="plan ahead"),
    pytest.param("2024-06-27", None, share("DEU", 2.1, modality="plan", **stated(2024)), "listed, not judged:",
                 id="plan for this year"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "last", "fields", "part"), SENTENCES)
def test_sentences(
    references: dict[str, Reference], first: str, last: str | None, fields: dict[str, Any], part: str
) -> None:
    assert part in write_sentence(on(first, references, last, **fields))


MISSING_ENDS = [
    pytest.param((None, None), "The article has no date", id="neither"),
    pytest.param((date(2024, 3, 1), None), "The article is dated 2024-03-01 or later, with no latest day", id="latest"),
    pytest.param((None, date(2024, 3, 1)), "The article is dated 2024-03-01 or earlier, with no earliest day",
                 id="earliest"),
]  # fmt: skip


@pytest.mark.parametrize(("window", "part"), MISSING_ENDS)
def test_a_sentence_says_which_end_is_missing(
    references: dict[str, Reference], window: tuple[date | None, date | None], part: str
) -> None:
    statement = read_statement({"package": "nato", "kind": "age", "key": "Jens Stoltenberg", "value": 65})
    assert write_sentence(judge(statement, window, references)).startswith(part)
