"""The rules of a verdict: what is judged at all, on which days, by which edition, and what later editions say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from analysis.check.editions import (
    MONTH_BEFORE,
    deciding_edition,
    is_out_of_reach,
    judge_by_later,
    later_edition,
    needs_line,
    printing_edition,
    resolve,
    unless_revised,
)
from analysis.check.evaluate import judge_if_held, judge_statement
from analysis.check.finding import OPEN, REFUTED, SUPPORTED, Finding, doubt_words, edition_name, undecided
from analysis.check.ground import Ground
from analysis.check.past import unless_moved_otherwise
from analysis.check.statement import Statement
from analysis.errors import ReferenceDataError
from analysis.reference import Edition, Reference
from analysis.tables.intervals import plain

Window = tuple[date | None, date | None]

_BY_DAY = frozenset({"membership", "guideline", "role", "date", "term", "age"})
_DAYS = frozenset({"date", "order", "from", "to"})
_MOST_NAMED = 3
_NEAR = Decimal("0.1")  # of a bound: "more than 4 percent" is said of 4.1, not of 8
_YEAR, _YEAR_END = 4, 12
_ENOUGH = 0.8  # of the cells, so that a later count is one over the same members
_DATED = re.compile(r"\d{4}")  # a decade ("198") and a past that is not dated ("PAST_REF") name no period of a table
_NEVER_DECIDED = frozenset({
    "measure_guessed", "newer_event", "subject_crossed", "fiscal_year", "other_forecast", "other_span", "of_a_part",
    "other_basis", "other_verb", "taken_back", "more_said",
})  # fmt: skip
_UNSURE_READINGS = frozenset({"measure_inherited", "narrowed"})
_EASILY_SO = frozenset({"record", "in_a_row", "sum_of"})  # so every other time, or of a part as of the whole
_UNJUDGED = {
    "ability": "what can be, not what is",
    "plan": "a plan, not a fact", "target": "a target, not a fact", "conditional": "a condition, not a fact",
    "poll": "an opinion poll, not an official figure", "denied": "a denial of what someone else said",
    "question": "a question", "unclear": "under words that do not vouch for it",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """The finding that stands, what later editions say, and the nearest figure held where none decides.

    Attributes
    ----------
    later : findings by editions published after the deciding one. nearest : a finding of a held edition, beside an
        edition that is not held. statement : as resolved for the deciding edition.
    """

    finding: Finding
    statement: Statement
    reference: Reference | None = None
    later: tuple[Finding, ...] = ()
    nearest: Finding | None = None


def judge(statement: Statement, window: Window, references: Mapping[str, Reference]) -> Verdict:
    """Return the verdict on a statement of an article published within a window of days (one day when known).

    A statement with a doubt is never refuted: what it says may not be what was meant. Some doubts leave it open either
    way (`_is_cheap`).
    """
    verdict, doubt = _judged(statement, window, references), statement.doubt
    others = statement.arguments.get("or", ()) if verdict.finding.verdict != SUPPORTED else ()  # it may mean as well
    either = (_judged(replace(statement, measure=str(other)), window, references) for other in others)
    verdict = next((other for other in either if other.finding.verdict == SUPPORTED), verdict)
    if not verdict.finding.decided:
        return verdict
    if not doubt or (doubt == "part_of_period" and _is_of_the_cell(statement, verdict.finding.figure)):
        return _unless_borne_out(verdict, statement, window, references)
    if verdict.finding.verdict == SUPPORTED and not _is_cheap(statement, verdict.finding.figure):
        return verdict
    because = doubt_words(doubt)
    note = because if verdict.finding.verdict == SUPPORTED else f"not refuted, since {because}"
    return _left_open(verdict, "doubtful", note)


def _is_of_the_cell(statement: Statement, figure: Decimal | None) -> bool:
    """Say whether a record is told of the figure that the table has, and so of the same period."""
    low, high = statement.arguments.get("of_low"), statement.arguments.get("of_high")
    return figure is not None and low is not None and high is not None and low <= figure <= high


def _is_cheap(statement: Statement, figure: Decimal | None) -> bool:
    """Say whether a doubtful statement would be supported by chance: nothing ties it to the table, or half of all fit.

    A figure that hits a cell is unlikely to do so by accident, nor is one close to what it is said to be more than.
    """
    without = not statement.arguments.keys().isdisjoint(_EASILY_SO)
    if statement.doubt in _NEVER_DECIDED or (without and statement.doubt in _UNSURE_READINGS):
        return True
    bound = statement.low if statement.high is None else statement.high if statement.low is None else None
    loose = bound is not None and statement.threshold is None and not statement.arguments.get("through")
    if not loose or statement.doubt not in _UNSURE_READINGS or bound is None or figure is None:
        return False
    return abs(figure - bound) > _NEAR * abs(bound)


def _unless_borne_out(
    verdict: Verdict, statement: Statement, window: Window, references: Mapping[str, Reference]
) -> Verdict:
    """Leave open what one package refutes and another supports that has the same thing by the same name."""
    own = references[statement.package or ""]
    mine = own.measures.get(statement.measure or "")
    if verdict.finding.verdict != REFUTED or mine is None:
        return verdict
    same = (
        (other.name, m.id)
        for other in references.values() if other is not own and statement.key in other.keys
        for m in other.measures.values()
        if (m.unit, m.kind) == (mine.unit, mine.kind) and not set(m.names).isdisjoint(mine.names)
    )  # fmt: skip
    found = (_judged(replace(statement, package=p, measure=m), window, references).finding for p, m in same)
    says = next((finding.says for finding in found if finding.verdict == SUPPORTED), None)
    return verdict if says is None else _left_open(verdict, "sources_disagree", says)


def _left_open(verdict: Verdict, reason: str, note: str) -> Verdict:
    return replace(verdict, finding=verdict.finding.left_open(reason, note), later=())


def _judged(statement: Statement, window: Window, references: Mapping[str, Reference]) -> Verdict:
    is_dated = statement.kind in ("date", "term") or not _DAYS.isdisjoint(statement.arguments)
    if statement.modality not in ("asserted", "expected") and not (statement.modality == "plan" and is_dated):
        return Verdict(_not_judged(statement, window), statement)  # a plan with a day is judged by what happened
    reference = references.get(statement.package or "")
    if reference is None:
        missing = ("package_missing", f"the reference package {statement.package} is not there")
        if statement.package is None:
            missing = ("measure_missing", "no reference package measures what is stated")
        return Verdict(undecided(*missing), statement)
    periods = (statement.period, statement.arguments.get("from_period"))
    if not statement.arguments.get("date") and any(p and not _DATED.match(str(p)) for p in periods):
        unsaid = Verdict(undecided("period_missing", "the claim does not say when in the past"), statement, reference)
        return _from_month_before(statement, window, reference) or unsaid
    try:
        if statement.kind in _BY_DAY:
            finding = _over_days(statement, window, reference)
            if statement.modality == "plan" and finding.verdict == REFUTED:
                finding = _not_judged(statement, window)  # a plan that came out otherwise was no false statement
            return Verdict(finding, statement, reference)
        return _over_editions(statement, window, reference)
    except ReferenceDataError as error:  # a date in the claim that is none
        return Verdict(undecided("unreadable_claim", str(error)), statement, reference)


def _from_month_before(statement: Statement, window: Window, reference: Reference) -> Verdict | None:
    """Return the support of a monthly table for a move from a figure without a date ("from 3.9 to 3.7 percent")."""
    end = statement.period
    is_move = statement.kind == "change" and "from_value" in statement.arguments
    if reference.grain != "month" or not is_move or (end is not None and not _DATED.match(end)):
        return None
    moved = replace(statement, arguments={**statement.arguments, "from_period": MONTH_BEFORE, "to_period": None})
    verdict = _over_editions(moved, window, reference)
    return verdict if verdict.finding.verdict == SUPPORTED else None


def _not_judged(statement: Statement, window: Window) -> Finding:
    says = f"it is {_UNJUDGED.get(statement.modality, statement.modality)}; listed, not judged"
    year, last = (statement.period or "")[:_YEAR], window[1]
    if last is not None and year.isdigit() and int(year) > last.year:
        says = f"{says}; the article is dated before {year}"
    return undecided(f"not_judged_{statement.modality}", says)


def _dating(window: Window) -> str:
    first, last = window
    if first and last:
        return f"the article is dated between {first} and {last}"
    if first or last:
        ends = ("later", "latest") if first else ("earlier", "earliest")
        return f"the article is dated {first or last} or {ends[0]}, with no {ends[1]} day"
    return "the article has no date"


def _over_days(statement: Statement, window: Window, reference: Reference) -> Finding:
    """Judge what depends on a day alone: the verdict must be one on the window's first and last day."""
    first, last = window
    if first is None or last is None:
        if statement.kind == "date" and not str(statement.arguments.get("date", "XXXX")).startswith("XXXX"):
            return judge_statement(statement, Ground(reference, date.max))
        return undecided("undated", f"{_dating(window)}, and the answer depends on the day")
    findings = [judge_statement(statement, Ground(reference, day)) for day in dict.fromkeys((first, last))]
    if len({finding.verdict for finding in findings}) == 1:
        return findings[-1]
    return undecided("window_spans_dates", f"{_dating(window)}, and the answer changes in between")


def _over_editions(statement: Statement, window: Window, reference: Reference) -> Verdict:
    """Judge by the edition current on the article's day, or by each one current within its window."""
    if statement.measure not in reference.measures:
        says = f"{reference.title} has no measure {statement.measure}"
        says = says if statement.measure is not None else "no table here measures what is stated"
        return Verdict(undecided("measure_missing", says), statement, reference)
    days = _days(window, reference)
    verdicts = [_on_day(statement, day, reference, tell_others=day == days[-1]) for day in days]
    if len({verdict.finding.verdict for verdict in verdicts}) == 1:
        return verdicts[-1]
    reason = "undated" if window == (None, None) else "window_spans_editions"
    says = f"{_dating(window)}, and {_disagreement(verdicts, reference)}"
    return replace(verdicts[-1], finding=undecided(reason, says), later=(), nearest=None)


def _days(window: Window, reference: Reference) -> Sequence[date]:
    """Return the days on which another edition may decide: the window's bounds and each publication within."""
    first, last = window
    published = [edition.published_on for edition in reference.editions]
    if not published:
        return [last or first or date.max]
    low = first or published[0]
    high = last or max(published[-1], low)
    return sorted({low, high, *(day for day in published if low < day <= high)})


def _disagreement(verdicts: Sequence[Verdict], reference: Reference) -> str:
    """Return which editions leave the answer open between them; some days may have none that decides."""
    editions = [v.finding.edition for v in verdicts]
    names = list(dict.fromkeys(edition_name(reference, edition) for edition in editions if edition))
    gap = "on some of these days no edition decides"
    if len(names) <= 1:
        return gap
    if len(names) > _MOST_NAMED + 1:
        names[_MOST_NAMED:] = [f"{len(names) - _MOST_NAMED} more"]
    together = f"{', '.join(names[:-1])} and {names[-1]} do not all give the same answer"
    return together if all(editions) else f"{together}; {gap}"


def _on_day(statement: Statement, day: date, reference: Reference, *, tell_others: bool) -> Verdict:
    """Judge on one day; of the guidelines that a claim without a figure may mean, all must give the same answer.

    `tell_others` : say what later editions and the nearest one have; asked of each day of a window it costs its square.
    """
    in_force = reference.guidelines_on(statement.measure or "", day) if needs_line(statement) else ()
    lines = list(dict.fromkeys(line.value for line in in_force)) if statement.threshold is None else []
    if len(lines) <= 1:
        return _with_line(statement, day, reference, tell_others)
    verdicts = [_with_line(replace(statement, threshold=line), day, reference, tell_others) for line in lines]
    if len({verdict.finding.verdict for verdict in verdicts}) == 1:
        return verdicts[0]
    listed = " and ".join(plain(line) for line in lines)
    says = f"lines of {listed} are in force, the claim does not say which, and they do not give the same answer"
    return replace(verdicts[0], finding=undecided("guideline_ambiguous", says), later=(), nearest=None)


def _with_line(statement: Statement, day: date, reference: Reference, tell_others: bool) -> Verdict:
    if not reference.editions:
        return Verdict(undecided("no_edition_yet", "the package has no figures"), statement, reference)
    if statement.present and reference.measures[statement.measure or ""].needs_period:
        says = f"the claim does not say its {reference.grain}, and {reference.title} has no other periods"
        return Verdict(undecided("period_unsaid", says), statement, reference)
    edition = deciding_edition(statement, reference, day)
    if isinstance(edition, Edition):
        return _by_edition(statement, reference, edition, day, tell_others)
    later = _by_later(statement, reference, day) if edition.reason != "period_finer" else None
    if later is not None:
        return later
    resolved = resolve(statement, reference, next(iter(reference.current_editions(day)), reference.editions[0]), day)
    return Verdict(edition, resolved, reference, nearest=_nearest(resolved, reference, day) if tell_others else None)


def _by_edition(
    statement: Statement, reference: Reference, edition: Edition, day: date, tell_others: bool
) -> Verdict:  # fmt: skip
    ground, resolved = Ground(reference, day, edition), resolve(statement, reference, edition, day)
    finding = unless_moved_otherwise(judge_statement(resolved, ground), resolved, reference)
    finding = _unless_newer(finding, statement, resolved, reference, day)
    is_last = edition is reference.current_editions(day, statement.measure, statement.key)[0]
    is_of_days = reference.grain == "day"  # what a chamber has may have changed since the last day that is held
    if (is_of_days or not is_last) and reference.margin_of(statement.measure or "") is not None:
        finding = unless_revised(finding, [(finding, resolved)], ground)
    if finding.verdict == REFUTED:
        finding = _announced(resolved, reference, day) or finding
        counted, year = edition.counted_on, str(edition.counted_on)[:_YEAR]
        if counted is not None and not statement.present and statement.period == year and counted.month < _YEAR_END:
            finding = finding.left_open("period_open", f"{year} was not over then: the figures are of {counted}")
    is_open = (resolved.period or "") < str(day.year) or reference.forecasts  # a forecast of this year is no figure yet
    if finding.verdict == REFUTED and statement.present and is_open:
        of_year = _by_later(replace(statement, period=str(day.year), period_source="stated"), reference, day)
        if of_year is not None and of_year.finding.decided:
            return of_year
        if not is_out_of_reach(resolved, ground):
            note = f"it may be about {day.year}, for which no edition was published by then"
            return Verdict(finding.left_open("period_open", note), resolved, reference)
    if finding.reason == "edition_not_held":
        older = _supported_by_older(statement, reference, day)
        if older is not None:
            return older
        nearest = _nearest(resolved, reference, edition.published_on) if tell_others else None
        return Verdict(finding, resolved, reference, nearest=nearest)
    is_told = tell_others and finding.edition is not None
    later = _later(resolved, reference, edition, day, finding) if is_told else ()
    return Verdict(finding, resolved, reference, later=later)


def _supported_by_older(statement: Statement, reference: Reference, day: date) -> Verdict | None:
    """Return the support of the newest edition that prints a period which the current one has left out."""
    older = printing_edition(statement, reference, day)
    if older is None:
        return None
    resolved = resolve(statement, reference, older, day)
    finding = unless_moved_otherwise(judge_statement(resolved, Ground(reference, day, older)), resolved, reference)
    return Verdict(finding, resolved, reference) if finding.verdict == SUPPORTED else None


def _by_later(statement: Statement, reference: Reference, day: date) -> Verdict | None:
    """Return the verdict of an edition published after a day, or None where none may judge."""
    after = later_edition(statement, reference, day)
    if after is None or (statement.modality == "expected" and not reference.forecasts):
        return None  # an expectation is not judged by what came
    finding, resolved = judge_by_later(statement, reference, after, day)
    return Verdict(finding, resolved, reference)


def _announced(statement: Statement, reference: Reference, day: date) -> Finding | None:
    """Return the support of an edition that was decided but not yet in force, which articles may speak of already."""
    ahead = (e for e in reference.editions if e.announced is not None and e.announced <= day < e.published_on)
    found = (judge_statement(statement, Ground(reference, day, edition)) for edition in ahead)
    return next((finding for finding in found if finding.verdict == SUPPORTED), None)


def _unless_newer(
    finding: Finding, statement: Statement, resolved: Statement, reference: Reference, day: date
) -> Finding:
    """Leave open what the last event published decides otherwise than one that was over, but not yet certified."""
    if not (finding.decided and statement.present and reference.events):
        return finding
    for edition in reference.later_editions(day, statement.measure or "", statement.key):
        newer = resolve(statement, reference, edition, day)
        if (resolved.period or "") < (newer.period or "") < day.isoformat() and edition.held != "none":
            other = judge_statement(newer, Ground(reference, edition.published_on, edition))
            if other.verdict != finding.verdict:
                return finding.left_open("period_open", f"it may be about {newer.period}, which was published later")
    return finding


def judge_by(statement: Statement, reference: Reference, edition: Edition, day: date) -> Finding | None:
    """Judge a resolved statement by one given edition; None for a kind that no edition decides."""
    return None if statement.kind in _BY_DAY else judge_statement(statement, Ground(reference, day, edition))


def _later(
    statement: Statement, reference: Reference, edition: Edition, day: date, decided: Finding
) -> tuple[Finding, ...]:
    """Return what editions published after the deciding one say, those that hold nearly as many of its cells."""
    enough = _ENOUGH * len(decided.evidence)
    after = (e for e in reference.editions if e.published_on > edition.published_on and e.held != "none")
    found = (judge_if_held(statement, Ground(reference, max(day, e.published_on), e)) for e in after)
    return tuple(finding for finding in found if finding is not None and len(finding.evidence) >= enough)


def _nearest(statement: Statement, reference: Reference, day: date) -> Finding | None:
    """Return the finding of the held edition published nearest to a day, the earlier one when two are as near."""
    held = [e for e in reference.editions if e.held != "none"]
    ordered = sorted(held, key=lambda e: (abs((e.published_on - day).days), e.published_on))
    found = (judge_if_held(statement, Ground(reference, max(day, e.published_on), e)) for e in ordered)
    return next(filter(None, found), None)


def plain_reason(reason: str) -> str:
    """Return a machine reason in words.

    >>> plain_reason("edition_not_held")
    'edition not held'
    """
    return reason.replace("_", " ")


__all__ = ["OPEN", "Verdict", "Window", "judge", "judge_by", "plain_reason"]
