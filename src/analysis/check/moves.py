"""Which way a figure came: "rose to 5 percent" is not borne out by a 5 that was more the period before."""

from dataclasses import replace

from analysis.check.finding import OPEN, SUPPORTED, Finding
from analysis.check.ground import with_unit
from analysis.check.statement import Statement
from analysis.reference import Cell, Reference


def unless_moved_otherwise(finding: Finding, statement: Statement, reference: Reference) -> Finding:
    """Leave a supported level open that did not move as stated from the period before.

    The argument ``moved`` of a value (``up``, ``down``) is the way its verb says. The period before is that of the same
    edition, else the last of an earlier one (the decision or election before).
    """
    way = statement.arguments.get("moved")
    if finding.verdict != SUPPORTED or way is None or finding.edition is None or statement.negated:
        return finding
    measure, key, period = statement.measure or "", statement.key or "", statement.period or ""
    now, before = reference.cell(finding.edition.id, measure, key, period), _before(finding, statement, reference)
    if now is None or before is None:
        return finding
    rose, fell = now.value > before.value, now.value < before.value
    if (rose and way == "up") or (fell and way == "down"):
        return finding
    figure = with_unit(reference.measures[measure], before.value)
    return replace(
        finding, verdict=OPEN, reason="moved_otherwise", says=f"{finding.says}, but {before.period} had {figure}"
    )


def _before(finding: Finding, statement: Statement, reference: Reference) -> Cell | None:
    """Return the last cell before a statement's period, of the deciding edition or else of an earlier one."""
    measure, key, period = statement.measure or "", statement.key or "", statement.period or ""
    assert finding.edition is not None
    for edition in reference.current_editions(finding.edition.published_on, measure, key):
        for earlier in reversed(reference.periods.get((edition.id, measure), ())):
            cell = reference.cell(edition.id, measure, key, earlier) if earlier < period else None
            if cell is not None:
                return cell
    return None
