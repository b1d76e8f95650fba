"""A sentence tried on a package, in a notebook: its words marked, then step by step what was read of them."""

from dataclasses import dataclass
from datetime import date
from html import escape

import pandas as pd

from analysis.display.marked import Markup, nest, paragraphs
from analysis.display.markup import Shown
from analysis.display.tables import ShownTable
from analysis.errors import ParameterError
from analysis.explanation import Step, Trial, explain
from analysis.explanation.trial import heading, told, words_of
from analysis.reference import load_reference, load_references

_CLASSES = {"figure": "an-n", "period": "an-d", "subject": "an-e", "measure": "an-m"}


@dataclass(frozen=True)
class TrialView(Shown):
    """A trial that shows itself."""

    trial: Trial

    def __repr__(self) -> str:
        return told(self.trial)

    def to_html(self) -> str:
        trial = self.trial
        package = f"{escape(trial.reference.name)}: {escape(trial.reference.title)}; read as of {trial.published}"
        marks = _marks(trial)
        text = "".join(
            f'<p dir="auto">{nest(trial.text, start, end, marks)}</p>' for start, end in paragraphs(trial.text)
        )
        parts = (f"<h4>{escape(heading(trial, one))}</h4>{_table(trial, one.steps)}" for one in trial.tried)
        return f'<p class="an-muted">{package}</p><div class="an-text">{text}</div>{"".join(parts)}'


def try_sentence(package: str, sentence: str, published: date | str | None = None) -> TrialView:
    """Say step by step how a sentence is read and judged by one reference package, or what keeps it from being.

    Parameters
    ----------
    package : its name, or the folder of one's own table.
    sentence : a sentence or a paragraph, as an article writes it.
    published : the day of the article (2024-08-05); without one, today.

    Raises `ReferenceDataError` if there is no such package, or it contradicts itself; `ParameterError` if the sentence
    is empty or longer than a paragraph, or the day is none.
    """
    try:
        day = date.today() if published is None else date.fromisoformat(str(published))
    except ValueError:
        raise ParameterError(f"published {published!r} is no date; write it as 2024-08-05") from None
    usual = load_references()
    reference = next((one for one in usual if one.name == package), None) or load_reference(package)
    return TrialView(explain(sentence, reference, day, usual))


def _marks(trial: Trial) -> list[Markup]:
    found: dict[tuple[int, int, str], Markup] = {}
    for step in (step for one in trial.tried for step in one.steps):
        if step.start is not None and step.end is not None and step.part in _CLASSES:
            opening = f'<span class="{_CLASSES[step.part]}" title="{escape(f"{step.part}: {step.says}")}">'
            found.setdefault((step.start, step.end, step.part), Markup(step.start, step.end, 0, opening, opening))
    return list(found.values())


def _table(trial: Trial, steps: tuple[Step, ...]) -> str:
    rows = [
        {"": "!" if step.is_missing else "", "step": step.part, "words": words_of(trial, step), "read_as": step.says,
         "known": step.known}
        for step in steps
    ]  # fmt: skip
    return ShownTable(pd.DataFrame(rows), "Steps").to_html()
