"""A trial as plain text."""

from collections.abc import Iterator

from analysis.explanation.steps import Step
from analysis.explanation.trial import Trial, Tried

_WIDEST = 32  # characters of the words that a step rests on


def told(trial: Trial) -> str:
    """Return a trial as lines for a terminal: a heading a statement, a line a step, ``!`` before what is missing."""
    package = trial.reference
    head = f"{package.name}: {package.title}; read as of {trial.published}"
    return "\n".join([head, *(line for one in trial.tried for line in _lines(trial, one))])


def _lines(trial: Trial, one: Tried) -> Iterator[str]:
    yield ""
    yield heading(trial, one)
    yield from (_line(trial, step) for step in one.steps)


def heading(trial: Trial, one: Tried) -> str:
    """Return what is tried and what came of it."""
    words = trial.text[one.start : one.end].replace("\n", " ")
    came = "no claim" if one.verdict is None else one.verdict.finding.verdict.replace("_", " ")
    return f"“{words}”: {came}"


def words_of(trial: Trial, step: Step) -> str:
    """Return the words that a step rests on, shortened; empty where it rests on none."""
    if step.start is None or step.end is None:
        return ""
    words = trial.text[step.start : step.end].replace("\n", " ")
    return words if len(words) <= _WIDEST else f"{words[: _WIDEST - 1]}…"


def _line(trial: Trial, step: Step) -> str:
    words = words_of(trial, step)
    said = f"“{words}” → {step.says}" if words and words != step.says else step.says
    known = f" [{step.known}]" if step.known else ""
    return f"  {'!' if step.is_missing else ' '} {step.part:<10}  {said}{known}"
