"""What a new edition revised, how the counts over each guideline moved, and which verdicts turn with it."""

from dataclasses import dataclass

import pandas as pd

from analysis.check.counts import counted, members_in
from analysis.check.editions import resolve
from analysis.check.expression import Count
from analysis.check.ground import Ground
from analysis.check.judge import judge_by
from analysis.check.statement import read_statement
from analysis.reference import Edition, Reference, diff_editions
from analysis.reference.revisions import package_of


@dataclass(frozen=True)
class Revisions:
    """Three frames about two editions of one package.

    Attributes
    ----------
    figures : one revised figure a row, as `analysis.reference.diff_editions` returns them.
    counts : one guideline and period a row that both editions hold: ``measure, line, period, first, second,
        first_held, second_held, gained, lost`` (names of the members that changed sides).
    verdicts : one claim a row whose verdict differs: ``claim_id, text, first, second, first_figure, second_figure``.
    """

    figures: pd.DataFrame
    counts: pd.DataFrame
    verdicts: pd.DataFrame


def reference_diff(
    first: str, second: str, claims: pd.DataFrame | None = None, references: tuple[Reference, ...] | None = None
) -> Revisions:
    """Compare two editions of one package.

    Parameters
    ----------
    first, second : ids of the editions; `second` is the later one.
    claims : the `CLAIMS` whose verdicts are compared; none by default.

    Raises
    ------
    ReferenceDataError
        If no package has both editions, or it holds no figures of one.
    """
    reference = package_of(first, second, references)
    one, two = reference.edition_by_id[first], reference.edition_by_id[second]
    rows = [] if claims is None else claims.loc[claims["package"] == reference.name].to_dict("records")
    turned = (_turned({str(k): v for k, v in row.items()}, reference, one, two) for row in rows)
    columns = ["claim_id", "text", "first", "second", "first_figure", "second_figure"]
    return Revisions(
        figures=diff_editions(first, second, (reference,)),
        counts=_counts(reference, one, two),
        verdicts=pd.DataFrame([row for row in turned if row is not None], columns=columns),
    )


def _turned(claim: dict[str, object], reference: Reference, one: Edition, two: Edition) -> dict[str, object] | None:
    """Return a claim whose verdict by one edition is not that by the other; both judged for the period of the first."""
    statement = read_statement(claim)
    if statement.measure not in reference.measures:
        return None
    resolved = resolve(statement, reference, one, one.published_on)
    before, after = (judge_by(resolved, reference, edition, edition.published_on) for edition in (one, two))
    if before is None or after is None or before.verdict == after.verdict:
        return None
    return {
        "claim_id": claim["claim_id"], "text": claim["text"], "first": before.verdict, "second": after.verdict,
        "first_figure": before.figure_text, "second_figure": after.figure_text,
    }  # fmt: skip


def _counts(reference: Reference, one: Edition, two: Edition) -> pd.DataFrame:
    lines = {(t.measure, t.comparator, t.value) for t in reference.thresholds}
    rows = []
    for measure, comparator, value in sorted(lines):
        held = set(reference.periods(one.id, measure)) & set(reference.periods(two.id, measure))
        population = reference.populations.get(reference.measures[measure].population or "")
        if population is None:
            continue
        for period in sorted(held):
            node = Count(population.id, measure, comparator, value / reference.measures[measure].scale, period)
            before, after = (
                counted(node, Ground(reference, e.published_on, e), members_in(population, e, period))
                for e in (one, two)
            )
            met, meets = ({cell.key for cell in count.met} for count in (before, after))
            names = reference.keys
            rows.append(
                {
                    "measure": measure, "line": f"{comparator} {value}", "period": period, "first": before.count,
                    "second": after.count, "first_held": len(before.cells), "second_held": len(after.cells),
                    "gained": ", ".join(sorted(names[k] for k in meets - met)),
                    "lost": ", ".join(sorted(names[k] for k in met - meets)),
                }
            )  # fmt: skip
    columns = ["measure", "line", "period", "first", "second", "first_held", "second_held", "gained", "lost"]
    return pd.DataFrame(rows, columns=columns)
