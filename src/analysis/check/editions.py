"""Which edition decides: the latest one published on or before a day that should hold the cell."""

from dataclasses import replace
from datetime import date

from analysis.check.finding import Finding, edition_name, undecided
from analysis.check.statement import Statement
from analysis.reference import Edition, Reference

_LENGTHS = {"year": 4, "quarter": 7, "month": 7, "day": 10}


def periods_of(statement: Statement) -> tuple[str, ...]:
    """Return every period a resolved statement needs, the main one first."""
    arguments = statement.arguments
    named = (statement.period, arguments.get("from_period"), arguments.get("other_period"))
    return tuple(str(period) for period in named if period)


def resolve(statement: Statement, reference: Reference, edition: Edition, day: date) -> Statement:
    """Fill what depends on the edition and the day: the period of "now", the line of "the guideline"."""
    main = statement.arguments.get("to_period") or (None if statement.present else statement.period)
    if main is None:
        main = _present_period(reference, edition, statement.measure or "", day)
    other = {
        name: _period(reference, statement.arguments[name])
        for name in ("from_period", "other_period")
        if statement.arguments.get(name)
    }
    resolved = replace(
        statement,
        period=_only_period(reference, edition, statement, _period(reference, main)) if main else None,
        period_source="resolved",
        arguments={**statement.arguments, **other},
    )
    if resolved.threshold is None and resolved.measure and needs_line(resolved):
        guideline = reference.guideline_on(resolved.measure, day)
        if guideline is not None:
            resolved = replace(
                resolved, threshold=guideline.value, comparator=resolved.comparator or guideline.comparator
            )
    return resolved


def _only_period(reference: Reference, edition: Edition, statement: Statement, period: str) -> str:
    """Return the only day of a year or month that a table of days has ("in 2019": the day of that year's election)."""
    if reference.grain != "day" or len(period) >= _LENGTHS["day"]:
        return period
    cells = reference.cells.of(statement.measure or "") if statement.measure in reference.measures else None
    held = [] if cells is None else [p for p in cells.periods.get(edition.id, ()) if p.startswith(period)]
    return held[0] if len(held) == 1 else period


def _period(reference: Reference, text: object) -> str:
    """Return a period at the table's grain: an annual table answers "June 2024" by its year."""
    return str(text)[:4] if reference.grain == "year" else str(text)


def needs_line(statement: Statement) -> bool:
    """Say whether a statement is about a guideline without saying its figure."""
    figures = (statement.value, statement.low, statement.high)
    return statement.kind == "count" or (statement.kind == "value" and figures == (None, None, None))


def _present_period(reference: Reference, edition: Edition, measure: str, day: date) -> str | None:
    """Return the last period an edition publishes that has begun by a day."""
    held = reference.periods(edition.id, measure)
    last = edition.covers_to or (held[-1] if held else None)
    if last is None:
        return str(day.year) if reference.grain == "year" else None
    return min(last, day.isoformat()[: len(last)]) if reference.grain in ("year", "month", "day") else last


def deciding_edition(statement: Statement, reference: Reference, day: date) -> Edition | Finding:
    """Return the edition that decides on a day, or why there is none."""
    if not statement.present and _is_finer(statement.period, reference.grain):
        counted = _counted_in(statement, reference, day)
        if counted is not None:
            return counted
        says = f"the claim is about {statement.period}; {reference.title} goes by {reference.grain}"
        return undecided("period_finer", says)
    editions = reference.current_editions(day, statement.measure, statement.key)
    if not editions:
        first = next(iter(reference.editions_of(statement.measure or "", statement.key)), reference.editions[0])
        return undecided(
            "no_edition_yet",
            f"{edition_name(reference, first)} is the first known one; nothing was published by {_on(day)}",
        )
    for edition in editions:
        needed = periods_of(resolve(statement, reference, edition, day))
        if needed and all(edition.covers(period) for period in needed):
            return edition
    needed = periods_of(resolve(statement, reference, editions[0], day))
    ends = [edition.covers_to for edition in editions if edition.covers_to]
    if needed and ends and max(needed) > max(ends):
        return undecided(
            "no_edition_yet",
            f"no edition published by {_on(day)} has figures for {max(needed)}; the last one ends with {max(ends)}",
            None,
        )
    listed = " and ".join(needed) or "the period"
    return undecided("period_not_covered", f"no edition published by {_on(day)} covers {listed}")


def _is_finer(period: str | None, grain: str) -> bool:
    """Say whether a period is shorter than those of a table: a month has no figure of its own in a table of years."""
    return period is not None and len(period) > _LENGTHS[grain] and period[:4].isdigit()


def _counted_in(statement: Statement, reference: Reference, day: date) -> Edition | None:
    """Return the edition whose last figures are those of a day within a month ("at the end of June")."""
    editions = reference.current_editions(day, statement.measure, statement.key)
    dated = (e for e in editions if e.counted_on is not None and e.held != "none")
    return next((e for e in dated if str(e.counted_on).startswith(statement.period or "-")), None)


def _on(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
