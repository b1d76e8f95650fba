"""The steps of a statement that was read: its parts, the edition and cells that decide it, the arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analysis.attribution import Sentence
from analysis.check import Verdict
from analysis.check.expression import formula
from analysis.check.finding import Finding, doubt_words, edition_name
from analysis.check.judge import plain_reason
from analysis.check.statement import Statement
from analysis.reference import Reference
from analysis.tables import Claim
from analysis.tables.intervals import plain

_MOST_CELLS = 3
_OF_A_DAY = frozenset({"membership", "guideline", "role", "date", "term", "age"})
_MODALITIES = {"asserted": "asserted", "expected": "an expectation: a forecast is held against the edition's forecast"}
SOURCES = {
    "stated": "said in its own clause",
    "sentence": "said in the same sentence",
    "inherited": "taken from what was said before",
    "assumed": "assumed, since nothing else fits",
    "article": "not said: the time of the article",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What one part of a statement was read as.

    `part`: figure, measure, subject, period, relation, modality, doubt, rule, edition, cell, arithmetic, verdict, or
    package (another one takes the statement).
    """

    part: str
    says: str  # what it was read as, or what is missing
    start: int | None = None  # where its words stand, if anywhere
    end: int | None = None
    source: str | None = None  # how it is known, a key of `SOURCES`
    is_missing: bool = False  # for want of it no claim came out

    @property
    def known(self) -> str:
        """How it is known, in words; empty where that goes without saying."""
        return SOURCES.get(self.source or "", "")


def claimed_steps(claim: Claim, verdict: Verdict, sentence: Sentence) -> Iterator[Step]:
    """Yield what a claim was read as and what decided it, in the order in which it was found out."""
    statement, reference = verdict.statement, verdict.reference
    yield from _figure(claim, statement, sentence)
    if reference is not None:
        yield from _measure(claim, sentence, reference)
    yield from _subject(claim, sentence)
    yield _period(claim, statement, sentence)
    yield Step("relation", _relation(statement))
    if verdict.finding.expression is not None:
        yield Step("expression", formula(verdict.finding.expression))
    yield Step("modality", _MODALITIES.get(claim.modality, f"{plain_reason(claim.modality)}: listed, not judged"))
    yield Step("doubt", doubt_words(claim.doubt) if claim.doubt else "none")
    yield Step("rule", claim.rule)
    if reference is not None:
        yield from _decided(verdict.finding, reference)


def _at(part: str, says: str, words: Any, source: str | None = None) -> Step:
    return Step(part, says, words and words.start, words and words.end, source)


def _figure(claim: Claim, statement: Statement, sentence: Sentence) -> Iterator[Step]:
    if statement.value is not None and claim.value_text:
        number = next((f.number for f in sentence.figures if f.id in claim.number_ids), None)
        unit = f" ({claim.unit})" if claim.unit else ""
        yield _at("figure", f"{claim.value_text}: {statement.interval}{unit}", number)


def _measure(claim: Claim, sentence: Sentence, reference: Reference) -> Iterator[Step]:
    measure = reference.measures.get(claim.measure or "")
    population = reference.populations.get(claim.population or "")
    if measure is not None:
        named = [n for n in sentence.named if measure in (t.measure for t in (*n.topics, *n.change_topics))]
        words = max(named, key=lambda n: n.end - n.start, default=None)
        yield _at("measure", f"{measure.id}: {measure.title} ({measure.label})", words, claim.measure_source)
    elif claim.population:
        yield Step("measure", f"the members of {population.name if population else claim.population}")


def _subject(claim: Claim, sentence: Sentence) -> Iterator[Step]:
    name = claim.subject or claim.key
    known = next((s for s in sentence.subjects.values() if s.name == claim.subject), None)
    if name is not None:
        yield _at("subject", f"{name}, in the table {claim.key}", known, claim.subject_source)


def _period(claim: Claim, statement: Statement, sentence: Sentence) -> Step:
    said = next((t for t in sentence.times if claim.period and claim.period in (t.timex, t.begin)), None)
    if claim.period_source not in (None, "article"):
        return _at("period", str(statement.period or claim.period), said, claim.period_source)
    held = f": {statement.period}" if statement.period else ""
    day = "none said, so the article's own day"
    says = day if claim.kind in _OF_A_DAY else f"none said, so the last one published by then{held}"
    return Step("period", says, source="article")


def _relation(statement: Statement) -> str:
    is_not = "is not" if statement.negated else "is"
    said = {
        "value": f"{is_not} {statement.interval}",
        "count": f"{is_not} how many are {statement.comparator} {plain(statement.threshold)}",
        "change": "changed", "rank": f"{is_not} at a place of a ranking", "comparison": f"{is_not} held beside another",
        "membership": f"{is_not} a member, or the number of members",
    }.get(statement.kind, plain_reason(statement.kind))  # fmt: skip
    if statement.kind == "value" and statement.value is None and statement.threshold is not None:
        said = f"{is_not} {statement.comparator} {plain(statement.threshold)}"
    values = {n: ", ".join(map(str, v)) if isinstance(v, list) else str(v) for n, v in statement.arguments.items()}
    more = ", ".join(f"{plain_reason(name)} {value}" for name, value in values.items())
    return f"{said} ({more})" if more else said


def _decided(finding: Finding, reference: Reference) -> Iterator[Step]:
    if finding.edition is not None:
        name = edition_name(reference, finding.edition)
        yield Step("edition", f"{name} ({finding.edition.id}, published {finding.edition.published_on})")
    elif not finding.decided:
        yield Step("edition", f"none decides: {plain_reason(finding.reason)}", is_missing=True)
    for cell in finding.evidence[:_MOST_CELLS]:
        key = ", ".join(str(part) for part in cell.row.values() if part)
        yield Step("cell", f"{cell.file}, line {cell.line} ({key}), {cell.column}: {cell.raw}")
    if len(finding.evidence) > _MOST_CELLS:
        yield Step("cell", f"and {len(finding.evidence) - _MOST_CELLS} more")
    if finding.arithmetic:
        yield Step("arithmetic", finding.arithmetic)
    yield Step("verdict", finding.sentence)
