"""Who had more votes: two figures held against each other in one vote or in several, each by its own edition."""

from analysis.check.expression import Contest, Value
from analysis.check.finding import Evidence, Finding, period_words, verdict_of
from analysis.check.ground import Ground, Undecided, plain_at
from analysis.reference import Edition


def decided(node: Contest, ground: Ground, turned: bool) -> Finding:
    """Say whether a side had more votes than the other where it is said to have won, and fewer where to have lost."""
    evidence: list[Evidence] = []
    told: list[str] = []
    sums: list[str] = []
    holds = True
    for period, has_won in (*((day, True) for day in node.won), *((day, False) for day in node.lost)):
        for subject in node.subjects:
            one, other = (Value(measure, subject, period) for measure in (node.one, node.other))
            asked = Ground(ground.reference, ground.day, _edition(one, ground))
            cells = asked.cell(one), asked.cell(other)
            mine, theirs = map(asked.published, cells)
            holds = holds and (mine > theirs if has_won else mine < theirs)
            evidence += asked.evidence(*cells)
            sums.append(f"{mine} {'>' if has_won else '<'} {theirs}")
            told.append(
                f"{ground.name(subject)} on {period_words(period)}: "
                f"{plain_at(ground.measure(node.one), mine)} against {plain_at(ground.measure(node.other), theirs)}"
            )
    names = " and ".join(ground.measure(measure).short for measure in (node.one, node.other))
    return Finding(
        verdict=verdict_of(holds, turned), reason="comparison_holds" if holds else "comparison_fails",
        says=f"{names} in {'; '.join(told)}", evidence=tuple(evidence), arithmetic="; ".join(sums),
    )  # fmt: skip


def _edition(value: Value, ground: Ground) -> Edition:
    """Return the newest edition of the day that has a figure."""
    reference = ground.reference
    for edition in reference.current_editions(ground.day, value.measure, value.subject):
        if reference.cell(edition.id, value.measure, value.subject or "", value.period or "") is not None:
            return edition
    raise Undecided("cell_missing", f"no edition of then has the {value.period} figure", ground.edition)
