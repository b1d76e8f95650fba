"""A sentence tried on one package: each statement read in it with its steps, each figure that is in none."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date

from analysis.annotate import annotate
from analysis.attribution import Scene, Sentence
from analysis.check import Verdict, judge, read_statement
from analysis.corpus.stages import Analysis, Resources, analyse
from analysis.errors import ParameterError
from analysis.explanation.claimed import Step, claimed_steps
from analysis.explanation.missing import unread_figure, unread_sentence
from analysis.reference import Reference, load_gazetteer
from analysis.tables import Claim

LONGEST = 5_000  # characters: a trial is of a sentence or a paragraph


@dataclass(frozen=True)
class Tried:
    """One statement or figure of a trial; without a verdict where no claim came out."""

    start: int
    end: int
    steps: tuple[Step, ...]
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Trial:
    """A text tried on a package; offsets are in `text`."""

    text: str
    published: date
    reference: Reference
    tried: tuple[Tried, ...]


def explain(text: str, reference: Reference, published: date, others: tuple[Reference, ...] = ()) -> Trial:
    """Return how a text of a day is read and judged by one package.

    `others` : the packages of a usual run; where one of them takes a statement instead, a step says so.
    """
    if not text.strip():
        raise ParameterError("the sentence is empty; give one as an article writes it, in quotation marks")
    if len(text) > LONGEST:
        raise ParameterError(f"{len(text):,} characters are too long for a trial; {LONGEST:,} at most are right")
    document = annotate("trial", text, published)
    resources = Resources(load_gazetteer(), (reference,))
    found = analyse(document, resources)
    elsewhere = _taken_elsewhere(found, reference, others, resources)
    scene = Scene(
        document, found.numbers, found.times, found.mentions, {e.entity_id: e for e in found.entities}, found.quotes,
        (reference,),
    )  # fmt: skip
    tried = [one for span in document.sentences for one in _tried(Sentence(scene, span), found, reference, elsewhere)]
    return Trial(document.text, published, reference, tuple(tried))


def _taken_elsewhere(
    found: Analysis, reference: Reference, others: tuple[Reference, ...], resources: Resources
) -> dict[tuple[str, ...], str]:
    usual = (*(other for other in others if other.name != reference.name), reference)
    if len(usual) == 1 or not found.claims:
        return {}
    claims = analyse(found.document, replace(resources, references=usual)).claims
    return {c.number_ids: c.package for c in claims if c.number_ids and c.package not in (None, reference.name)}


def _tried(
    sentence: Sentence, found: Analysis, reference: Reference, elsewhere: dict[tuple[str, ...], str]
) -> Iterator[Tried]:
    claims = [c for c in found.claims if sentence.span.start_char <= c.start < sentence.span.end_char]
    for claim in claims:
        yield _claimed(claim, sentence, reference, elsewhere)
    taken = {number for claim in claims for number in claim.number_ids}
    numbers = [figure.number for figure in sentence.figures]
    left = [
        f for f in sentence.figures if f.id not in taken  # nor only a part of another ("4 doctors per 1,000 people")
        and not any(n.start <= f.number.start < f.number.end <= n.end and f.number is not n for n in numbers)
    ]  # fmt: skip
    for figure in left:
        steps = tuple(unread_figure(sentence, figure, reference))
        yield Tried(figure.number.start, figure.number.end, steps)
    if not claims and not left:
        yield Tried(sentence.span.start_char, sentence.span.end_char, tuple(unread_sentence(sentence, reference)))


def _claimed(claim: Claim, sentence: Sentence, reference: Reference, elsewhere: dict[tuple[str, ...], str]) -> Tried:
    day = sentence.scene.day
    verdict = judge(read_statement(asdict(claim)), (day, day), {reference.name: reference})
    steps = list(claimed_steps(claim, verdict, sentence))
    other = elsewhere.get(claim.number_ids)
    if other is not None:
        steps.append(Step("package", f"in a run over all packages, {other} takes this statement", is_missing=True))
    return Tried(claim.start, claim.end, tuple(steps), verdict)


_WIDEST = 32  # characters of the words that a step rests on


def told(trial: Trial) -> str:
    """Return a trial as lines for a terminal: a heading a statement, a line a step, ``!`` before what is missing."""
    package = trial.reference
    lines = [f"{package.name}: {package.title}; read as of {trial.published}"]
    for one in trial.tried:
        lines += ["", heading(trial, one)]
        for step in one.steps:
            words = words_of(trial, step)
            said = f"“{words}” → {step.says}" if words and words != step.says else step.says
            known = f" [{step.known}]" if step.known else ""
            lines.append(f"  {'!' if step.is_missing else ' '} {step.part:<10}  {said}{known}")
    return "\n".join(lines)


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
