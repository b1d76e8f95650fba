"""Whether a figure of the last year published can have become by now what a statement about now says.

News says "a country of 62 million" without a year, and the last table is a year or three old. The figure may have moved
since, but hardly by more than twice what it ever moved in as many years.
"""

from dataclasses import replace
from decimal import Decimal

from analysis.check.evaluate import judge_statement
from analysis.check.finding import REFUTED
from analysis.check.ground import Ground
from analysis.check.statement import Statement

_FEWEST_YEARS = 6  # without so many, nothing is known of how the figure moves
_YEARS, _TWICE = 20, 2
_LARGEST = Decimal("0.5")  # what may move by more is never told apart from what it was


def is_out_of_reach(statement: Statement, ground: Ground) -> bool:
    """Say whether a refuted value stays refuted for any figure that the one published may have become by the day."""
    if statement.kind != "value" or statement.negated or ground.reference.grain != "year":
        return False
    years = max(1, ground.day.year - int((statement.period or "0")[:4]))
    moved = _largest_move(statement, ground)
    if moved is None or moved * years * _TWICE > _LARGEST:
        return False
    return judge_statement(statement, replace(ground, margin=moved * years * _TWICE)).verdict == REFUTED


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
    if len(figures) < _FEWEST_YEARS or any(figure <= 0 for figure in figures):
        return None
    return max(abs(new / old - 1) for old, new in zip(figures, figures[1:], strict=False))
