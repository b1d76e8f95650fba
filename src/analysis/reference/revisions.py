"""What one edition revised of another."""

from decimal import Decimal

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference.model import COMPARE
from analysis.reference.package import Reference
from analysis.reference.read import load_references


def diff_editions(first: str, second: str, references: tuple[Reference, ...] | None = None) -> pd.DataFrame:
    """Return the figures that two editions of one package both hold and that differ as published.

    Returns
    -------
    One row a figure: ``key, name, measure, period, first, second, difference, turns``; `turns` names the guidelines
    that the entity meets by one edition and not by the other (``wales-2014-gdp: met → not met``).

    Raises `ReferenceDataError` if no package has both editions.
    """
    reference = package_of(first, second, references)
    one, two = (_published(reference, edition) for edition in (first, second))
    rows = [
        {
            "key": key, "name": reference.keys.get(key), "measure": measure, "period": period, "first": float(before),
            "second": float(two[measure, period, key]), "difference": float(two[measure, period, key] - before),
            "turns": _turns(reference, measure, period, before, two[measure, period, key]),
        }
        for (measure, period, key), before in sorted(one.items()) if two.get((measure, period, key), before) != before
    ]  # fmt: skip
    columns = ["key", "name", "measure", "period", "first", "second", "difference", "turns"]
    return pd.DataFrame(rows, columns=columns)


def _turns(reference: Reference, measure: str, period: str, before: Decimal, after: Decimal) -> str:
    told: dict[Decimal, str] = {}
    for line in reference.thresholds:
        if line.measure == measure and line.agreed.first.year <= int(period[:4]):
            was, now = (COMPARE[line.comparator](figure, line.value) for figure in (before, after))
            if was != now:
                told[line.value] = f"{line.id}: {'met → not met' if was else 'not met → met'}"
    return "; ".join(told.values())


def package_of(first: str, second: str, references: tuple[Reference, ...] | None = None) -> Reference:
    known = load_references() if references is None else references
    for reference in known:
        if first in reference.edition_by_id and second in reference.edition_by_id:
            return reference
    held = ", ".join(e.id for r in known for e in r.editions if e.held != "none")
    missing = [name for name in (first, second) if not any(name in r.edition_by_id for r in known)]
    raise ReferenceDataError(
        f"{' and '.join(missing) or f'{first} and {second}'}: no package has "
        f"{'this edition' if len(missing) == 1 else 'both editions'}; editions with figures are {held}"
    )


def _published(reference: Reference, edition: str) -> dict[tuple[str, str, str], Decimal]:
    """Return the figures of an edition as published, by measure, period and key."""
    cells = [cell for place, cell in reference.cells.items() if place[:2] == (edition, cell.measure)]
    if not cells:
        held = ", ".join(e.id for e in reference.editions if e.held != "none")
        raise ReferenceDataError(f"{edition}: the package holds no figures of it; editions with figures are {held}")
    return {(c.measure, c.period, c.key): reference.measures[c.measure].published(c.value, edition) for c in cells}
