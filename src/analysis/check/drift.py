"""Whether a figure of the last year published can have become by now what a statement about now says.

News says "a country of 62 million" without a year, and the last table is a year or three old. The figure may have moved
since, but hardly by more than three times what it moved at most in as many years. Twice is not enough: Germany's share
of 1.66 in 2023 was 2.12 a year later, and had never moved by more than an eighth.
"""

from dataclasses import replace
from decimal import Decimal

from analysis.check.evaluate import judge_statement
from analysis.check.finding import REFUTED
from analysis.check.ground import Ground
from analysis.check.statement import Statement

_YEARS, _FEWEST = 20, 6  # of the past by which a figure's moves are known; so many must be held
_TIMES = 3  # how many times the largest move a figure may have moved in each year since
_TIMES_SAME = 2  # and where the year has only begun, for which a forecast is held
_LARGEST = Decimal("0.8")  # what may move by more is never told apart from what it was


def is_out_of_reach(statement: Statement, ground: Ground) -> bool:
    """Say whether a refuted value stays refuted for any figure that the one published may have become by the day."""
    if statement.kind != "value" or statement.negated or ground.reference.grain != "year":
        return False
    years = ground.day.year - int((statement.period or "0")[:4])
    times = _TIMES * years if years > 0 else _TIMES_SAME
    moved = _largest_move(statement, ground)
    if moved is None or moved * times > _LARGEST:
        return False
    return judge_statement(statement, replace(ground, margin=moved * times)).verdict == REFUTED


def _largest_move(statement: Statement, ground: Ground) -> Decimal | None:
    """Return the largest relative change of the figure from one year to the next, in twenty years of all editions."""
    reference, measure, key = ground.reference, statement.measure or "", statement.key or ""
    known: dict[str, Decimal] = {}
    for edition in reference.editions:
        if edition.published_on <= ground.dated.published_on:
            for year in reference.periods.get((edition.id, measure), ()):
                figure = reference.figure(edition.id, measure, key, year)
                if figure is not None and year <= (statement.period or ""):
                    known[year] = figure
    figures = [known[year] for year in sorted(known)[-_YEARS:]]
    if len(figures) < _FEWEST or any(figure <= 0 for figure in figures):
        return None
    return max(abs(new / old - 1) for old, new in zip(figures, figures[1:], strict=False))
