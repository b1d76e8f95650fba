"""Judge statements about people by tables of offices and of people: offices held, their dates, terms, ages.

A table of people lists no office whole: what it lacks is no evidence. By it a statement is only refuted where somebody
certainly held the office then (`_is_ruled_out`), and an age only where the birthday is a day.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from analysis.check.bodies import date_verdict
from analysis.check.finding import OPEN, REFUTED, Evidence, Finding, row_evidence, undecided, verdict_of
from analysis.check.statement import Statement
from analysis.errors import ReferenceDataError
from analysis.reference import Days, OfficeTerm, Reference, parse_days

_OPEN_YEAR = "XXXX"
_JUDGED_LATER = " (judged in hindsight)"
_BURIAL = timedelta(days=60)  # within which an obituary gives the age at death
_HANDOVER = timedelta(days=60)  # between an election or nomination and the day in office, and between two terms of one


def judge_role(reference: Reference, statement: Statement, day: date) -> Finding:
    """Judge "NATO Secretary General Jens Stoltenberg", with "since October 2014" where it is said."""
    terms = _terms(reference, statement)
    if isinstance(terms, Finding):
        return terms
    holder = _holder(statement)
    own = [term for term in terms if same_person(term, holder)]
    if statement.arguments.get("former"):
        return _former_role(reference, statement, own, day)
    since, until = statement.arguments.get("from"), statement.arguments.get("to")
    if since or until:
        found = _dated_role(reference, statement, own, since, until, day)
        claimed = [_claimed(str(text), day) for text in (since, until) if text]
        return _cautious(found, reference, any(_is_ruled_out(terms, days) for days in claimed))
    days = Days(day, day) if statement.present or not statement.period else parse_days(statement.period, "period")
    holding = [term for term in terms if term.holds(days.first) and term.holds(days.last)]
    if any(same_person(term, holder) for term in holding):
        term = next(term for term in holding if same_person(term, holder))
        return _term_finding(reference, term, "role_held", verdict_of(True, statement.negated), _tenure(term))
    maybe = [term for term in own if term.may_hold(days.first) or term.may_hold(days.last)]
    if maybe:
        term = maybe[0]
        reason = "term_end_not_listed" if term.end is None else "table_less_precise"
        return _term_finding(reference, term, reason, OPEN, _tenure(term))
    if holding:
        term = holding[0]
        found = _term_finding(reference, term, "role_not_held", verdict_of(False, statement.negated), _tenure(term))
        return _cautious(found, reference, _is_ruled_out(terms, days))
    return undecided("term_not_listed", f"the table does not say who was {statement.arguments.get('office')} then")


def _former_role(reference: Reference, statement: Statement, own: Sequence[OfficeTerm], day: date) -> Finding:
    """Judge "the former president NAME": a term of theirs has ended; that none is listed shows nothing."""
    ended = [term for term in own if term.end and term.end.last <= day]
    if ended:
        return _term_finding(
            reference, ended[-1], "role_held", verdict_of(True, statement.negated), _tenure(ended[-1])
        )  # fmt: skip
    if own:
        return _term_finding(reference, own[-1], "term_end_not_listed", OPEN, _tenure(own[-1]))
    return undecided("holder_not_listed", f"{_holder(statement)} is not in the office table")


def _cautious(found: Finding, reference: Reference, certain: bool) -> Finding:
    """Leave a refutation by a table of people open where its missing terms could make the statement true."""
    if found.verdict != REFUTED or reference.terms or certain:
        return found
    return replace(found, verdict=OPEN, reason="term_not_listed", says=f"{found.says}; the table may lack other terms")


def _is_ruled_out(terms: Sequence[OfficeTerm], days: Days) -> bool:
    """Say whether one holder certainly was in office well before and well after some days: nothing began or ended then.

    Where two people were ever in the office at once, one of them rules out nothing.
    """
    ordered = sorted(terms, key=lambda t: t.start)
    for place, term in enumerate(ordered):
        for other in ordered[place + 1 :]:
            lasts = term.end.last if term.end else other.start.first if term.holder != other.holder else None
            if term.holder != other.holder and lasts and lasts - other.start.first > _HANDOVER:
                return False
    return any(t.holds(days.first - _HANDOVER) and t.holds(days.last + _HANDOVER) for t in terms)


def _dated_role(
    reference: Reference, statement: Statement, own: Sequence[OfficeTerm], since: object, until: object, day: date
) -> Finding:
    if not own:
        return undecided("holder_not_listed", f"{_holder(statement)} is not in the office table")
    results: list[tuple[bool | None, OfficeTerm]] = []
    for term in own:
        parts = [date_verdict(_claimed(str(since), day), (term.start,))] if since else []
        if until and term.end is None:
            parts.append(None)
        elif until and term.end is not None:
            parts.append(date_verdict(_claimed(str(until), day), (term.end,)))
        results.append((False if False in parts else None if None in parts else True, term))
    holds, term = next((r for r in results if r[0]), next((r for r in results if r[0] is None), results[-1]))
    reason = {True: "date_matches", False: "date_differs", None: "table_less_precise"}[holds]
    return _term_finding(
        reference, term, reason, OPEN if holds is None else verdict_of(holds, statement.negated), _tenure(term)
    )


def judge_date(reference: Reference, statement: Statement, day: date) -> Finding:
    """Judge "will hand over the post … on October 1": a dated event ahead is judged by what happened."""
    terms = _terms(reference, statement)
    if isinstance(terms, Finding):
        return terms
    text = statement.arguments.get("date") or statement.period
    if not text:
        return undecided("period_missing", "the claim does not say when")
    claimed = _claimed(str(text), day)
    holder, successor = _holder(statement), statement.arguments.get("successor")
    event = statement.arguments.get("event") or ("handover" if successor else "start")
    terms = tuple(sorted(terms, key=lambda t: _fits(t.start if event == "start" else t.end, claimed)))
    checked = _event_dates(terms, holder, str(successor) if successor else None, event)
    if not checked:
        who = " or ".join(str(name) for name in (holder, successor) if name)
        return undecided("holder_not_listed", f"the office table has no such day for {who}")
    verdicts = [date_verdict(claimed, (actual,)) for _, actual, _ in checked]
    holds = False if False in verdicts else None if None in verdicts else True
    actual = checked[-1][1]
    reason = {True: "date_matches", False: "date_differs", None: "table_less_precise"}[holds]
    hindsight = claimed.first > day
    says = "; ".join(f"{t.holder} {word} on {days.in_words}" for t, days, word in checked)
    found = Finding(
        verdict=OPEN if holds is None else verdict_of(holds, statement.negated),
        reason=reason,
        says=f"the office table says: {says}; the claim is {claimed.in_words}{_JUDGED_LATER if hindsight else ''}",
        figure_text=str(actual),
        short=str(actual),
        evidence=tuple(
            _evidence(reference, t, "start" if "took" in word else "end", days) for t, days, word in checked
        ),
        arithmetic=f"{actual} within {claimed}" if holds else f"{actual} against {claimed}",
        hindsight=hindsight,
    )
    return _cautious(found, reference, _is_ruled_out(terms, claimed))


def _fits(actual: Days | None, claimed: Days) -> bool:
    """Say whether a listed day is the one claimed; of several terms that one is meant."""
    return actual is not None and date_verdict(claimed, (actual,)) is True


def _event_dates(
    terms: Sequence[OfficeTerm], holder: str | None, successor: str | None, event: object
) -> list[tuple[OfficeTerm, Days, str]]:
    """Return the listed days of an event: the holder's last day, the successor's first one."""
    found: list[tuple[OfficeTerm, Days, str]] = []
    own = [term for term in terms if holder and same_person(term, holder)]
    if own and event in ("end", "handover"):
        if own[-1].end is None:
            return []
        found.append((own[-1], own[-1].end, f"left office as {own[-1].office}"))
    new = [term for term in terms if same_person(term, successor)] if successor else own if event == "start" else []
    if successor and not new:
        return []
    return found + [(term, term.start, f"took office as {term.office}") for term in new[-1:]]


def judge_term(reference: Reference, statement: Statement, day: date) -> Finding:
    """Judge "ten years at the head": years to the article's day, or to the term's end, the claim may mean either."""
    terms = _terms(reference, statement)
    if isinstance(terms, Finding):
        return terms
    own = [term for term in terms if same_person(term, _holder(statement))]
    if not own or statement.value is None:
        return undecided("holder_not_listed", f"{_holder(statement)} is not in the office table")
    served = _joined_terms(own) if not reference.terms else own[-1:]
    spans = [(t, end) for t in served for end in _ends(t, day, certain=not reference.terms)]
    if not spans:
        return undecided("term_not_listed", f"{own[-1].holder} was not in office then")
    years = [(years_between(t.start.last, end.first), years_between(t.start.first, end.last)) for t, end in spans]
    holds = [{_span_holds(statement, low), _span_holds(statement, high)} for low, high in years]
    verdict = True if {True} in holds else None if {True, False} in holds else False
    reason = {True: "term_matches", False: "term_differs", None: "table_less_precise"}[verdict]
    wanted = {True} if verdict else holds[-1]
    chosen = min(
        (n for n, held in enumerate(holds) if held == wanted), key=lambda n: abs(years[n][0] - (statement.value or 0))
    )
    figure = years[chosen][0].quantize(Decimal("0.1"), ROUND_HALF_UP)
    term, end = spans[chosen]
    found = Finding(
        verdict=OPEN if verdict is None else verdict_of(verdict, statement.negated),
        reason=reason,
        says=f"{_tenure(term)}: {figure} years by {end.in_words}; the claim is {statement.wording}",
        figure=figure,
        figure_text=f"{figure} years",
        short=str(figure),
        evidence=(_evidence(reference, term, "start", term.start),),
        arithmetic=f"{end} - {term.start} = {figure} years",
        hindsight=end.first > day,
    )
    return _cautious(found, reference, len(served) == 1 and _is_between_others(terms, served[0]))


def _ends(term: OfficeTerm, day: date, *, certain: bool) -> list[Days]:
    """Return until when years in office may be counted: the article's day, if in office then, and the term's end."""
    ongoing = term.holds(day) if certain else term.may_hold(day)
    return ([Days(day, day)] if ongoing else []) + ([term.end] if term.end else [])


def _joined_terms(own: Sequence[OfficeTerm]) -> list[OfficeTerm]:
    """Return the terms of one person, those that follow on one another as one."""
    joined: list[OfficeTerm] = []
    for term in sorted(own, key=lambda t: t.start):
        last = joined[-1].end if joined else None
        if last is not None and term.start.first - last.last <= _HANDOVER:
            joined[-1] = replace(joined[-1], end=term.end, end_known=term.end_known, as_of=term.as_of)
        else:
            joined.append(term)
    return joined


def _is_between_others(terms: Sequence[OfficeTerm], term: OfficeTerm) -> bool:
    """Say whether others are listed right before and right after a term, or it lasts: no term is missing."""
    others = [t for t in terms if not same_person(t, term.holder)]
    before = any(t.end and abs(t.end.last - term.start.first) <= _HANDOVER for t in others)
    after = term.end is None or any(abs(t.start.first - term.end.last) <= _HANDOVER for t in others)
    return before and after


def _span_holds(statement: Statement, span: Decimal) -> bool:
    whole = span.quantize(Decimal(1), ROUND_HALF_UP)
    return statement.allows(span) or (statement.interval.low is not None and statement.value in (whole, _floor(span)))


def _floor(span: Decimal) -> Decimal:
    return span.quantize(Decimal(1), ROUND_FLOOR)


def judge_age(reference: Reference, statement: Statement, day: date) -> Finding:
    """Judge "the 65-year-old": whole years between the birth date listed and the day."""
    name = statement.key or _holder(statement)
    if not name or statement.value is None:
        return undecided("subject_missing", "the claim does not say whose age it is")
    listed = reference.terms or _people(reference, statement)
    if isinstance(listed, Finding):
        return listed
    known = [term for term in listed if term.born and same_person(term, name)]
    if not known or known[0].born is None:
        return undecided("birth_date_not_listed", f"no birth date of {name} is listed")
    term, born = known[0], known[0].born
    ages = sorted({_age(born.last, day), _age(born.first, day)})
    if not reference.terms:
        if term.died and term.died.last < day - _BURIAL:
            return undecided("doubtful", f"{term.holder} had died on {term.died.in_words}")
        near = {_age(born.first, day + timedelta(days=n)) for n in (-1, 1)} if born.exact else set()
        ages = [age for age in near if statement.allows(Decimal(age))] or ages
    verdicts = {statement.allows(Decimal(age)) for age in ages}
    spread = "–".join(map(str, ages))
    verdict = OPEN if len(verdicts) > 1 else verdict_of(verdicts == {True}, statement.negated)
    reason = "table_less_precise" if len(verdicts) > 1 else "age_matches" if verdicts == {True} else "age_differs"
    return Finding(
        verdict=verdict,
        reason=reason,
        says=(
            f"{term.holder}, born on {born.in_words}, was {spread} on {Days(day, day).in_words}; "
            f"the claim is {statement.wording}"
        ),
        figure=Decimal(ages[0]),
        figure_text=f"{spread} years",
        short=spread,
        evidence=(_evidence(reference, term, "born", born),),
        arithmetic=f"{day} - {born} = {spread} years",
    )


def years_between(first: date, last: date) -> Decimal:
    """Return whole anniversaries and the part of a year after the last one."""
    years = _age(first, last)
    anniversary = _anniversary(first, first.year + years)
    return years + Decimal((last - anniversary).days) / 365


def _age(born: date, day: date) -> int:
    return day.year - born.year - (day < _anniversary(born, day.year))


def _anniversary(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)


def _people(reference: Reference, statement: Statement) -> tuple[OfficeTerm, ...] | Finding:
    """Return the terms of the one person of a name who held the office; that two did leaves it open who is meant."""
    listed = reference.people_named(_holder(statement) or "")
    key = organisation_key(reference, str(statement.arguments.get("organisation")))
    held = [t for t in listed if (t.office, t.organisation) == (statement.arguments.get("office"), key)]
    persons = {(t.holder, t.born) for t in held}
    if len(persons) != 1:
        reason = "sources_disagree" if persons else "holder_not_listed"
        return undecided(reason, f"{len(persons)} people called {_holder(statement)} are listed in that office")
    return tuple(held)


def _terms(reference: Reference, statement: Statement) -> tuple[OfficeTerm, ...] | Finding:
    office = statement.arguments.get("office")
    if not office:
        return undecided("office_missing", "the claim does not say which office")
    organisation = statement.arguments.get("organisation")
    key = organisation_key(reference, str(organisation)) if organisation else None
    terms = reference.terms_of(str(office), key)
    people = reference.people_in(str(office), key) if key and not reference.terms else ()
    if people:
        one = _people(reference, statement)
        return one if isinstance(one, Finding) else people
    if not terms:
        whose = f" of {organisation}" if organisation else ""
        return undecided("office_not_listed", f"no office table lists the {office}{whose}")
    if len({term.organisation for term in terms}) > 1:
        holder = _holder(statement)
        own = {term.organisation for term in terms if same_person(term, holder)}
        if len(own) != 1:
            return undecided("organisation_missing", f"the claim does not say whose {office} is meant")
        return tuple(term for term in terms if term.organisation in own)
    return terms


def organisation_key(reference: Reference, organisation: str) -> str:
    """Return the table's key of an organisation given as key, name or entity id (``body/NATO``, ``country/NLD``)."""
    by_entity = {entity: key for key, entity in reference.organisations.items()}
    return by_entity.get(organisation) or organisation.rpartition("/")[2]


def _holder(statement: Statement) -> str | None:
    return statement.arguments.get("holder") or statement.key or statement.subject


def same_person(term: OfficeTerm, name: str | None) -> bool:
    """Say whether a name, surname or entity id (``person/jens-stoltenberg``) is the holder's."""
    if not name:
        return False
    wanted = _plain_name(name.rpartition("/")[2])
    return wanted in (_plain_name(term.holder), _plain_name(term.family_name))


def _plain_name(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("-", " ")).casefold()
    return re.sub(r"[^a-z ]", "", letters).strip()


def _claimed(text: str, day: date) -> Days:
    """Read a claimed date; a year left open (``XXXX-10-01``) is the next such day, seen from the article's."""
    if not text.startswith(_OPEN_YEAR):
        return parse_days(text, "date of the claim")
    this_year = parse_days(f"{day.year}{text[4:]}", "date of the claim")
    try:
        return this_year if this_year.last >= day else parse_days(f"{day.year + 1}{text[4:]}", "date of the claim")
    except ReferenceDataError:  # 29 February
        return this_year


def _tenure(term: OfficeTerm) -> str:
    until = f"to {term.end.in_words}" if term.end else "on" if term.end_known else "on (its end is not listed)"
    return f"{term.holder} was {term.office} ({term.organisation}) from {term.start.in_words} {until}"


def _term_finding(reference: Reference, term: OfficeTerm, reason: str, verdict: str, says: str) -> Finding:
    return Finding(
        verdict=verdict, reason=reason, says=says, figure_text=str(term.start), short=str(term.start),
        evidence=(_evidence(reference, term, "start", term.start),), arithmetic=f"{term.start} – {term.end or ''}",
    )  # fmt: skip


def _evidence(reference: Reference, term: OfficeTerm, role: str, days: Days) -> Evidence:
    row = {"office": term.office, "organisation": term.organisation, "holder": term.holder}
    column = reference.roles.get(term.resource, {}).get(role, role)
    return row_evidence(reference, term.resource, term.line, row, column, str(days))
