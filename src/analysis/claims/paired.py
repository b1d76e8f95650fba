"""Lists of figures beside lists of subjects: which is whose."""

from dataclasses import replace

from analysis.attribution.antecedents import NOBODY, Owners
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import Reading
from analysis.attribution.scene import Figure

_APART = 6  # words from one figure of a list to the next


def respective(sentence: Sentence, reading: Reading, owners: Owners) -> Owners:
    """Return the one subject that a figure of a list belongs to, where there are as many figures as subjects."""
    if len(owners.subjects) <= 1:
        return owners
    unit, last = reading.figure.number.unit, max(s.end for s in owners.subjects)
    row = _run([f for f in sentence.figures if f.start > last and f.number.unit in (unit, None)])
    row = row[-len(owners.subjects) :]
    ordered = sorted(owners.subjects, key=lambda s: s.start)
    if len(row) == len(ordered) and reading.figure in row:
        return replace(owners, subjects=(ordered[row.index(reading.figure)],))
    return NOBODY if len(row) > 1 and reading.figure in row else owners


def _run(figures: list[Figure]) -> list[Figure]:
    """Return the first figures that follow on one another with commas or "and"."""
    row = figures[:1]
    for figure in figures[1:]:
        if figure.token.i - row[-1].token.i > _APART:
            break
        row.append(figure)
    return row
