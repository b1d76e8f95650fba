"""A figure beside those before it: the highest since a time, the third fall in a row, the way that it came.

The figures before it are those of the newest edition that has them. What two editions say may differ by revisions, so
that only what lies further off refutes; what is equal, or would hold for longer than is said, leaves a statement open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from analysis.check.expression import Extreme, InARow, Value
from analysis.check.figures import value
from analysis.check.finding import OPEN, SUPPORTED, Finding
from analysis.check.ground import Ground, plain_at, with_unit
from analysis.check.statement import Statement
from analysis.reference import Cell, Reference

_GAP = 130  # days that may lie between two decisions of a table of days
_LOST = 12  # of so many months one may never have been published
_SIGNS = {"up": 1, "down": -1, "flat": 0}
_IN_WORDS = {"up": "rises", "down": "falls", "flat": "the same"}
_REASONS = ("past_holds", "past_differs")
_OPEN, _LONGER = "coverage_incomplete", "holds_longer"


def record(node: Extreme, ground: Ground, turned: bool) -> Finding:
    """Say whether a figure is the highest or lowest since a time, or of all that the table has."""
    own, past = value(node.value, ground), _past(node.value, ground)
    cell, since = past[node.value.period or ""], node.since
    after = {p: c for p, c in past.items() if p < cell.period and (since is None or p[: len(since)] > since)}
    before = [c for p, c in past.items() if since and p.startswith(since) and p > min(past)]
    sign, extreme = (1, "highest") if node.highest else (-1, "lowest")
    worst = max(after.values(), key=lambda c: sign * ground.published(c), default=cell)
    ahead = sign * (ground.published(worst) - own.shown)
    when = "in the table" if since is None else f"since {since}"
    says = f"{own.says}; the {extreme} {when} before it was {_shown(worst, ground)} in {worst.period}"
    figure = own.besides(ground.evidence(*(c for c in (worst, *before[:1]) if c != cell)), matches=_REASONS)
    arithmetic = f"{own.shown} {'>' if node.highest else '<'} {ground.published(worst)} is {str(ahead < 0).lower()}"
    if ahead > _room(worst, cell, ground):
        return figure.finding(False, turned, says, arithmetic)
    if ahead >= 0 and after:
        return figure.finding(None, turned, f"{says}, no further off than may be a tie", arithmetic)
    if since is None or not after or not _is_covered(cell.period, since, past, ground):
        says = f"{says}; the table begins with {min(past)} and may lack others"
        return figure.finding(None, turned, says, arithmetic, _OPEN)
    if node.exact and before and all(sign * (ground.published(c) - own.shown) < 0 for c in before):
        return figure.finding(None, turned, f"{says}; in {since} it was not {extreme[:-2]} either", arithmetic, _LONGER)
    return figure.finding(True, turned, says, arithmetic)


def in_a_row(node: InARow, ground: Ground, turned: bool) -> Finding:
    """Say whether a figure moved one way so many times in a row, and not one time more."""
    own, past = value(node.value, ground), _past(node.value, ground)
    wanted, number = _SIGNS[node.direction], int(node.number)
    moves = list(_moves(node, past, number + 1, ground))
    told = ", ".join(f"{_shown(past[p], ground)} in {p}" for p, _ in moves)
    says = f"{own.says}; before it {told}" if told else own.says
    figure = own.besides(ground.evidence(*(past[p] for p, _ in moves)), matches=_REASONS)
    count = next((n for n, (_, move) in enumerate(moves) if move != wanted), len(moves))
    arithmetic = f"{count} {_IN_WORDS[node.direction]} in a row up to {node.value.period}"
    against = [move for _, move in moves[:number] if move is not None and move != wanted]
    if any(move == -wanted or (0 in (wanted, move) and _is_exact(ground)) for move in against):
        return figure.finding(False, turned, says, arithmetic)
    if against or len(moves) <= number or any(move is None for _, move in moves):
        return figure.finding(None, turned, says, arithmetic, "" if against else _OPEN)
    if count > number:
        return figure.finding(None, turned, f"{says}; it was so for longer", arithmetic, _LONGER)
    return figure.finding(True, turned, says, arithmetic)


def _moves(node: InARow, past: Mapping[str, Cell], number: int, ground: Ground) -> Iterator[tuple[str, int | None]]:
    """Yield how each figure stands to the one before it, the latest first: 1, 0, -1, None where revisions hide it.

    Of a measure that is itself a change its own sign is asked (`own`).
    """
    period = node.value.period or ""
    for _ in range(number):
        before = _before(period, past, ground)
        if before is None:
            return
        if node.own:
            yield before, _sign(ground.published(past[period]))
        else:
            yield before, _move(node.value, past[before], past[period], ground)
        period = before


def _move(node: Value, old: Cell, new: Cell, ground: Ground) -> int | None:
    """Return the direction of a move, by the newest edition that has both figures."""
    pairs = ([ground.reference.cell(edition, node.measure, c.key, c.period) for c in (old, new)]
             for edition in _editions(node, ground))  # fmt: skip
    old, new = next(((a, b) for a, b in pairs if a is not None and b is not None), (old, new))
    moved, room = ground.published(new) - ground.published(old), _room(old, new, ground)
    return None if room and abs(moved) <= room else _sign(moved)


def _is_exact(ground: Ground) -> bool:
    return ground.reference.grain == "day"  # figures of decisions are not revised


def _sign(figure: Decimal) -> int:
    return (figure > 0) - (figure < 0)


def _past(node: Value, ground: Ground) -> dict[str, Cell]:
    """Return the cells up to a value's period, each by the newest edition that has it."""
    reference, found = ground.reference, {node.period or "": ground.cell(node)}
    for edition in _editions(node, ground):
        periods = (p for p in reference.periods(edition, node.measure) if p < (node.period or "") and p not in found)
        cells = ((p, reference.cell(edition, node.measure, node.subject or "", p)) for p in periods)
        found |= {period: cell for period, cell in cells if cell is not None}
    return found


def _editions(node: Value, ground: Ground) -> list[str]:
    editions = reversed(ground.reference.editions_of(node.measure, node.subject))
    return [e.id for e in editions if e.published_on <= ground.dated.published_on]


def _room(one: Cell, other: Cell, ground: Ground) -> Decimal:
    """Return how far two figures may be off from one another: by revisions between the editions that they are of."""
    share = ground.margin
    if one.edition != other.edition and not _is_exact(ground):
        share = max(share, (ground.reference.margin_of(one.measure) or Decimal(0)) / 100)
    return (abs(ground.published(one)) + abs(ground.published(other))) * share


def _before(period: str, past: Mapping[str, Cell], ground: Ground) -> str | None:
    if _is_exact(ground):
        earlier = max((p for p in past if p < period), default=None)
        return earlier if earlier is not None and _days(earlier, period) <= _GAP else None
    before = _previous(period)
    return before if before in past else None


def _previous(period: str) -> str:
    year, _, month = period.partition("-")
    if not month or month == "01":
        return f"{int(year) - 1}-12" if month else str(int(year) - 1)
    return f"{year}-{int(month) - 1:02}"


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _is_covered(period: str, since: str, past: Mapping[str, Cell], ground: Ground) -> bool:
    """Say whether a table has all periods after a time up to one, months but for one in a year or more."""
    if _is_exact(ground):
        days = sorted(p for p in past if p <= period and p[: len(since)] >= since)
        end = f"{since}-12-31" if "-" not in since else f"{since[:7]}-28"
        first = [end, *days] if days and days[0] > end else days
        return all(_days(a, b) <= _GAP for a, b in pairwise(first))
    wanted, current = [], _previous(period)
    while current[: len(since)] > since:
        wanted.append(current)
        current = _previous(current)
    missing = sum(p not in past for p in wanted)
    return missing == 0 or ("-" in period and missing == 1 and len(wanted) >= _LOST)


def _shown(cell: Cell, ground: Ground) -> str:
    return plain_at(ground.measure(cell.measure), ground.published(cell))


def unless_moved_otherwise(finding: Finding, statement: Statement, reference: Reference) -> Finding:
    """Leave a supported level open that did not move as stated: "rose to 5" is not borne out by more the period before.

    The argument ``moved`` of a value (``up``, ``down``) is the way its verb says. The period before is that of the same
    edition, else the last of an earlier one (the decision or election before).
    """
    way, measure = statement.arguments.get("moved"), statement.measure or ""
    if finding.verdict != SUPPORTED or way is None or finding.edition is None or statement.negated:
        return finding
    key, period = statement.key or "", statement.period or ""
    now = reference.cell(finding.edition.id, measure, key, period)
    editions = reference.current_editions(finding.edition.published_on, measure, key)
    earlier = ((e.id, p) for e in editions for p in reversed(reference.periods(e.id, measure)) if p < period)
    cells = (reference.cell(edition, measure, key, p) for edition, p in earlier)
    before = next((cell for cell in cells if cell is not None), None)
    if now is None or before is None or _sign(now.value - before.value) == _SIGNS.get(str(way), 0) != 0:
        return finding
    says = f"{finding.says}, but {before.period} had {with_unit(reference.measures[measure], before.value)}"
    return replace(finding, verdict=OPEN, reason="moved_otherwise", says=says)
