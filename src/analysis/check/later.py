"""Verdicts by an edition published after the article, for packages that hold none as old (``editions: later``).

Such an edition has figures that nobody could know on the article's day, and figures revised since. So a statement about
now is held against the last years up to its day, and is only refuted where it is further off than figures of the
measure are revised.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from analysis.check.editions import periods_of, resolve
from analysis.check.finding import OPEN, REFUTED, SUPPORTED, Finding, edition_name
from analysis.check.statement import Statement
from analysis.reference import Edition, Reference

Judge = Callable[[Statement], Finding]
_FACTORS = frozenset({"times", "by"})
_SIZES = frozenset({"times_low", "times_high", "by_low", "by_high", "from_low", "from_high"})
_LAG = 3  # years that official figures may lie behind
_USUAL_MARGIN = Decimal(10)  # percent, where neither editions nor the package say how far figures are revised


def later_edition(statement: Statement, reference: Reference, day: date) -> Edition | None:
    """Return the first edition after a day that should hold what a statement needs, if the package lets it judge."""
    if not reference.later_decides:
        return None
    for edition in reference.later_editions(day, statement.measure or "", statement.key):
        needed = periods_of(resolve(statement, reference, edition, day))
        if edition.held != "none" and needed and all(edition.covers(period) for period in needed):
            return edition
    return None


def judge_by_later(
    statement: Statement, reference: Reference, edition: Edition, day: date, judge_one: Judge
) -> tuple[Finding, Statement]:
    """Return the finding of a later edition, and the statement as resolved for it."""
    readings = list(_readings(statement, reference, edition, day))
    found = [(judge_one(reading), reading) for reading in readings]
    known = [pair for pair in found if pair[0].figure is not None]
    finding, resolved = next((pair for pair in known if pair[0].verdict == SUPPORTED), (known or found)[0])
    if finding.verdict == REFUTED:
        margin = reference.margin_of(statement.measure or "")
        wide = _USUAL_MARGIN if margin is None else margin
        if any(not _beyond(one, reading, wide, judge_one) for one, reading in known):
            says = f"{finding.says}; it is no further off than such figures are revised ({wide} percent)"
            finding = replace(finding, verdict=OPEN, reason="within_margin", says=says)
    note = f"judged by {edition_name(reference, edition)}, as none held is as old as the article"
    return replace(finding, says=f"{finding.says}; {note}"), resolved


def _readings(statement: Statement, reference: Reference, edition: Edition, day: date) -> Iterator[Statement]:
    """Yield a statement about now for each of the last years that the edition holds, the latest first."""
    resolved = resolve(statement, reference, edition, day)
    held = reference.periods.get((edition.id, statement.measure or ""), ())
    years = [p for p in reversed(held) if p[:4] <= str(day.year)][:_LAG] if statement.present else []
    if not years:
        yield resolved
    for year in years:
        yield replace(resolved, period=year)


def _beyond(finding: Finding, statement: Statement, margin: Decimal, judge_one: Judge) -> bool:
    """Say whether a refuted statement stays refuted when every figure may be off by the margin."""
    if finding.verdict != REFUTED or statement.negated:
        return False
    wider = _widened(statement, margin)
    if statement.kind == "value":
        return judge_one(wider).verdict == REFUTED
    figures = [Decimal(cell.raw) for cell in finding.evidence]
    if statement.kind == "rank" and figures:
        return _apart(figures[0], _at_place(statement, figures), margin)
    if statement.kind not in ("comparison", "change") or len(figures) != 2 or 0 in figures:
        return False
    sized = replace(wider, arguments={k: v for k, v in wider.arguments.items() if k != "direction"})
    by_size = bool(_SIZES & sized.arguments.keys()) and judge_one(sized).verdict == REFUTED
    is_plain = not _FACTORS & statement.arguments.keys()
    return by_size or (is_plain and _apart(figures[0], figures[1], margin) and judge_one(wider).verdict == REFUTED)


def _apart(one: Decimal, other: Decimal | None, margin: Decimal) -> bool:
    """Say whether two figures differ by more than both may be revised."""
    return bool(other) and other is not None and abs(one / other - 1) > 2 * margin / 100


def _at_place(statement: Statement, figures: list[Decimal]) -> Decimal | None:
    """Return the figure at the place that a rank claims."""
    ordered = sorted(figures, reverse=statement.arguments.get("order", "desc") != "asc")
    place = int(statement.arguments.get("rank") or 0)
    return ordered[place - 1] if 0 < place <= len(ordered) else None


def _widened(statement: Statement, margin: Decimal) -> Statement:
    """Return a statement with its bounds moved out by the margin, those of a ratio of two figures by twice as much."""
    share = margin / 100
    line = statement.threshold
    arguments = dict(statement.arguments)
    for name in _SIZES & arguments.keys():
        value, way = Decimal(str(arguments[name])), -1 if name.endswith("_low") else 1
        percent = arguments.get("by_unit") == "percent" and name.startswith("by_")
        room = (100 + abs(value)) * 2 * share if percent else abs(value) * 2 * share
        arguments[name] = float(value + way * room)
    return replace(
        statement,
        low=None if statement.low is None else statement.low - abs(statement.low) * share,
        high=None if statement.high is None else statement.high + abs(statement.high) * share,
        threshold=None if line is None else line + _toward(statement) * abs(line) * share,
        arguments=arguments,
    )


def _toward(statement: Statement) -> int:
    """Return which way a line moves to be met more easily."""
    return -1 if statement.comparator in (">", ">=") else 1
