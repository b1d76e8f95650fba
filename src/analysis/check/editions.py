"""Which edition decides: the latest one published by a day that should hold the cell, else perhaps a later one.

An edition published after the article, for packages that hold none as old (``editions: later``), has figures that
nobody could know on that day, and figures revised since. So a statement about now is held against the last years up to
its day, and is only refuted where it is further off than figures of the measure are revised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from analysis.check.evaluate import judge_statement
from analysis.check.finding import OPEN, REFUTED, SUPPORTED, Finding, edition_name, undecided
from analysis.check.ground import Ground
from analysis.check.statement import Statement
from analysis.reference import Edition, Reference

_LAG = 3  # years that official figures may lie behind
_USUAL_MARGIN = Decimal(10)  # percent, where neither editions nor the package say how far figures are revised
_YEARS, _FEWEST = 20, 6  # of the past by which a figure's moves are known; so many must be held
_TIMES = 3  # how many times the largest move a figure may have moved in each year since
_TIMES_SAME = 2  # and where the year has only begun, for which a forecast is held
_OF_TWO = frozenset({"other_key", "others", "times", "times_low", "times_high"})  # what a comparison of two says
_OF_MOVES = frozenset({"from_period", "direction", "by", "by_low", "by_high", "by_unit"})  # and a move from a year
_LARGEST = Decimal("0.8")  # what may move by more is never told apart from what it was
MONTH_BEFORE = "month before"  # a period that is told by the one after it
_MONTH, _YEAR_OF_MONTHS = len("2024-06"), 12
_LENGTHS = {"year": 4, "quarter": 7, "month": 7, "day": 10}


def periods_of(statement: Statement) -> tuple[str, ...]:
    """Return every period a resolved statement needs, the main one first."""
    arguments = statement.arguments
    named = (statement.period, arguments.get("from_period"))
    return tuple(str(period) for period in named if period)


def resolve(statement: Statement, reference: Reference, edition: Edition, day: date) -> Statement:
    """Fill what depends on the edition and the day: the period of "now", the line of "the guideline".

    Periods are those of the table's grain: an annual table answers "June 2024" by its year.
    """
    length = _LENGTHS["year"] if reference.grain == "year" else None
    said = statement.arguments
    main = said.get("to_period") or (None if statement.present else statement.period)
    if main is None:
        main = _present_period(reference, edition, statement.measure or "", day)
    if said.get("from_period") == MONTH_BEFORE:
        said = {**said, "from_period": _month_before(str(main))}
    since = said.get("from_period")
    resolved = replace(
        statement, period=_only_period(reference, edition, statement, str(main)[:length]) if main else None,
        period_source="resolved",
        arguments={**said, **({"from_period": str(since)[:length]} if since else {})},
    )  # fmt: skip
    lacks = resolved.threshold is None and resolved.measure and needs_line(resolved)
    line = reference.guideline_on(resolved.measure or "", day) if lacks else None
    if line is None:
        return resolved
    return replace(resolved, threshold=line.value, comparator=resolved.comparator or line.comparator)


def _month_before(month: str) -> str | None:
    """Return the month before one, and None before anything else.

    >>> _month_before("2024-01"), _month_before("2024")
    ('2023-12', None)
    """
    if len(month) != _MONTH:
        return None
    months = int(month[:4]) * _YEAR_OF_MONTHS + int(month[5:]) - 2
    return f"{months // _YEAR_OF_MONTHS}-{months % _YEAR_OF_MONTHS + 1:02}"


def _only_period(reference: Reference, edition: Edition, statement: Statement, period: str) -> str:
    """Return the only day of a year or month that a table of days has ("in 2019": the day of that year's election)."""
    if reference.grain != "day" or len(period) >= _LENGTHS["day"]:
        return period
    held = [p for p in reference.periods(edition.id, statement.measure or "") if p.startswith(period)]
    return held[0] if len(held) == 1 else period


def needs_line(statement: Statement) -> bool:
    """Say whether a statement is about a guideline without saying its figure."""
    figures = (statement.value, statement.low, statement.high)
    return statement.kind == "count" or (statement.kind == "value" and figures == (None, None, None))


def _present_period(reference: Reference, edition: Edition, measure: str, day: date) -> str | None:
    held = reference.periods(edition.id, measure)
    last = edition.covers_to or (held[-1] if held else None)
    if last is None:
        return str(day.year) if reference.grain == "year" else None
    return min(last, day.isoformat()[: len(last)]) if reference.grain in ("year", "month", "day") else last


def deciding_edition(statement: Statement, reference: Reference, day: date) -> Edition | Finding:
    """Return the edition that decides on a day, or why there is none."""
    published, period = f"published by {day.day} {day:%B %Y}", statement.period or ""
    editions = reference.current_editions(day, statement.measure, statement.key)
    # a month has no figure of its own in a table of years, but perhaps the day of its last ("at the end of June")
    if not statement.present and len(period) > _LENGTHS[reference.grain] and period[:4].isdigit():
        dated = (e for e in editions if e.counted_on is not None and e.held != "none")
        says = f"the claim is about {period}; {reference.title} goes by {reference.grain}"
        return next((e for e in dated if str(e.counted_on).startswith(period)), undecided("period_finer", says))
    if not editions:
        first = next(iter(reference.editions_of(statement.measure or "", statement.key)), reference.editions[0])
        says = f"{edition_name(reference, first)} is the first known one; nothing was {published}"
        return undecided("no_edition_yet", says)
    for edition in editions:
        needed = periods_of(resolve(statement, reference, edition, day))
        if needed and all(edition.covers(period) for period in needed):
            return edition
    needed = periods_of(resolve(statement, reference, editions[0], day))
    ends = [edition.covers_to for edition in editions if edition.covers_to]
    if needed and ends and max(needed) > max(ends):
        says = f"no edition {published} has figures for {max(needed)}; the last one ends with {max(ends)}"
        return undecided("no_edition_yet", says)
    listed = " and ".join(needed) or "the period"
    return undecided("period_not_covered", f"no edition {published} covers {listed}")


def later_edition(statement: Statement, reference: Reference, day: date) -> Edition | None:
    """Return the first edition after a day that should hold what a statement needs, if the package lets it judge."""
    later = reference.later_editions(day, statement.measure or "", statement.key) if reference.later_decides else ()
    held = ((e, periods_of(resolve(statement, reference, e, day))) for e in later if e.held != "none")
    return next((e for e, needed in held if needed and all(map(e.covers, needed))), None)


def printing_edition(statement: Statement, reference: Reference, day: date) -> Edition | None:
    """Return the newest edition of a day that prints what a statement about a past time needs, if a package lets it."""
    if not reference.older_support or statement.present or statement.key is None:
        return None
    measure, key = statement.measure or "", statement.key
    for edition in reference.current_editions(day, measure, key):
        needed = periods_of(resolve(statement, reference, edition, day))
        if needed and all(reference.cell(edition.id, measure, key, period) is not None for period in needed):
            return edition
    return None


def judge_by_later(
    statement: Statement, reference: Reference, edition: Edition, day: date
) -> tuple[Finding, Statement]:
    """Return the finding of a later edition, and the statement as resolved for it."""
    resolved, ground = resolve(statement, reference, edition, day), Ground(reference, edition.published_on, edition)
    held = reversed(reference.periods(edition.id, statement.measure or ""))
    years = [p for p in held if p[:4] <= str(day.year)][:_LAG] if statement.present else []
    readings = [replace(resolved, period=year) for year in years] or [resolved]  # of now: the last years, latest first
    found = [(judge_statement(reading, ground), reading) for reading in readings]
    known = [pair for pair in found if pair[0].figure is not None]
    wanted = (lambda v: v != SUPPORTED) if statement.negated else (lambda v: v == SUPPORTED)  # a denial is of all years
    finding, resolved = next((pair for pair in known if wanted(pair[0].verdict)), (known or found)[0])
    is_order = statement.kind in ("comparison", "rank") and "times" not in statement.arguments
    if is_order and len({one.verdict for one, _ in known} - {OPEN}) > 1:
        finding = finding.left_open("holds_in_part", "other years of that time answer otherwise")
    finding = unless_revised(finding, known, ground)
    note = f"judged by {edition_name(reference, edition)}, as none held is as old as the article"
    return replace(finding, says=f"{finding.says}; {note}"), resolved


def unless_revised(finding: Finding, known: Sequence[tuple[Finding, Statement]], ground: Ground) -> Finding:
    """Leave open what is refuted, by any of the findings known, no further than figures of the measure are revised."""
    statement = known[0][1] if known else None
    if finding.verdict != REFUTED or statement is None:
        return finding
    margin = ground.reference.margin_of(statement.measure or "")
    other = str(statement.arguments.get("other_measure"))
    least = ground.reference.margin_of(other) if other in ground.reference.measures else None
    wide = max(_USUAL_MARGIN if margin is None else margin, least or Decimal(0))
    wider = replace(ground, margin=wide / max(100 - wide, Decimal(1)))  # a revision down by a half is undone by two
    never = statement.negated or statement.kind == "count"
    if not never and all(one.verdict == judge_statement(said, wider).verdict == REFUTED for one, said in known):
        return finding
    return finding.left_open("within_margin", f"it is no further off than such figures are revised ({wide} percent)")


def is_out_of_reach(statement: Statement, ground: Ground) -> bool:
    """Say whether what is refuted stays so for any figures that those published may have become by the day."""
    arguments = statement.arguments
    said = {"comparison": _OF_TWO, "change": _OF_MOVES, "value": arguments.keys()}
    is_plain = statement.kind in said and arguments.keys() <= said[statement.kind]
    if not is_plain or statement.negated or ground.reference.grain != "year":
        return False
    years = ground.day.year - int((statement.period or "0")[:4])
    times = _TIMES * years if years > 0 else _TIMES_SAME
    keys = [str(key) for key in arguments.get("sum_of", ())] or [statement.key or ""]
    keys += [str(key) for key in (arguments.get("other_key"), *arguments.get("others", ())) if key]
    moves = [_largest_move(statement, key, ground) for key in keys]
    margin = max((_LARGEST + 1 if move is None else move * times for move in moves), default=_LARGEST + 1)
    return margin <= _LARGEST and judge_statement(statement, replace(ground, margin=margin)).verdict == REFUTED


def _largest_move(statement: Statement, key: str, ground: Ground) -> Decimal | None:
    """Return the largest relative change of the figure in a year, by twenty years of each edition.

    Where editions hold too few years each, the years of all are one row, with what was revised between them.
    """
    reference, measure, last = ground.reference, statement.measure or "", statement.period or ""
    rows: list[dict[str, Decimal]] = []
    for edition in reference.editions:
        if edition.published_on <= ground.dated.published_on:
            years = (year for year in reference.periods(edition.id, measure) if year <= last)
            figures = ((year, reference.figure(edition.id, measure, key, year)) for year in years)
            rows.append({year: figure for year, figure in figures if figure is not None})
    mixed = {year: figure for row in rows for year, figure in row.items()}
    moves = [move for row in rows for move in _moves(row)]
    if len(mixed) < _FEWEST or any(figure <= 0 for figure in mixed.values()):
        return None
    return max(moves if len(moves) >= _FEWEST else _moves(mixed))


def _moves(figures: Mapping[str, Decimal]) -> list[Decimal]:
    """Return by what part of itself a figure moved a year, from each of the last years held to the next."""
    pairs = pairwise(sorted(figures)[-_YEARS:])
    return [abs(figures[new] / figures[old] - 1) / (int(new) - int(old)) for old, new in pairs if figures[old]]
