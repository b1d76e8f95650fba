"""Terms and relations of people, by tables of offices and of people: offices held, their dates, terms, ages.

A table of people lists no office whole: what it lacks is no evidence. By it a statement is only refuted where somebody
certainly held the office then (`_is_ruled_out`), and an age only where the birthday is a day.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import combinations

from analysis.check.bodies import date_reason, falls_within
from analysis.check.expression import Age, Event, Held, Tenure
from analysis.check.finding import OPEN, REFUTED, SUPPORTED, Evidence, Finding, verdict_of
from analysis.check.ground import Ground, TableFigure, Undecided, country_name
from analysis.check.statement import Wording
from analysis.errors import ReferenceDataError
from analysis.reference import Days, OfficeTerm, Reference, parse_days
from analysis.wording import fold

_OPEN_YEAR = "XXXX"
_JUDGED_LATER = " (judged in hindsight)"
_BURIAL = timedelta(days=60)  # within which an obituary gives the age at death
_HANDOVER = timedelta(days=60)  # between an election or nomination and the day in office, and between two terms of one
_FAREWELL = timedelta(days=270)  # before the end of a term within which its length may be told
_YEAR = timedelta(days=366)  # by which a day of an approximate term may be off
_REASONS = {True: "date_matches", False: "date_differs", None: "table_less_precise"}


def held(node: Held, ground: Ground, turned: bool) -> Finding:
    """Say whether somebody holds an office, held it before, or held it from and until the days said."""
    terms = _terms(node, ground)
    own = [term for term in terms if same_person(term, node.holder)]
    if node.former and own:  # that none of theirs is listed shows nothing
        ended = [term for term in own if term.end and term.end.last <= ground.day]
        reason, holds = ("role_held", True) if ended else ("term_end_not_listed", None)
        return _of_term(ground, (ended or own)[-1], reason, verdict_of(holds, turned))
    if not own and (node.former or node.since or node.until):
        raise _not_listed(node.holder)
    if node.since or node.until:
        found = _dated(node, own, ground, turned)
        if (
            found.verdict == SUPPORTED
            and node.since
            and not node.until
            and _is_over(own, terms, node.since, ground.day)
        ):
            return found.left_open("term_over", f"{node.holder} had left the office by then")
        claimed = [_claimed(text, ground.day) for text in (node.since, node.until) if text]
        return _cautious(found, ground, any(_is_ruled_out(terms, days) for days in claimed))
    days = parse_days(node.day, "period")
    holding = [term for term in terms if term.holds(days.first) and term.holds(days.last)]
    theirs = next((term for term in holding if same_person(term, node.holder)), None)
    if theirs is not None:
        return _of_term(ground, theirs, "role_held", verdict_of(True, turned))
    maybe = [term for term in own if term.may_hold(days.first) or term.may_hold(days.last)]
    if maybe:
        reason = "term_end_not_listed" if maybe[0].end is None else "table_less_precise"
        return _of_term(ground, maybe[0], reason, OPEN)
    if holding:
        found = _of_term(ground, holding[0], "role_not_held", verdict_of(False, turned))
        return _cautious(found, ground, _is_ruled_out(terms, days))
    raise Undecided("term_not_listed", f"the table does not say who was {node.office} then")


def _is_over(own: Sequence[OfficeTerm], terms: Sequence[OfficeTerm], since: str, day: date) -> bool:
    """Say whether somebody's terms since a day ended so long before another that its news does not say "since" of them.

    A term whose end is not listed ended by the next holder's; one that goes on in the next one is not over.
    """
    begun = [t for t in own if falls_within(_claimed(since, day), (t.start,)) is not False]
    ends: list[date] = []
    for term in begun:
        after = [t.start.first for t in terms if t.start > term.start and t.holder != term.holder]
        if term.end is None and not after:
            return False
        ends.append(term.end.last if term.end is not None else min(after))
    goes_on = any(t.start.first - end <= _HANDOVER for end in ends for t in own if t.start.first >= end)
    return bool(ends) and max(ends) < day - _HANDOVER and not goes_on


def _not_listed(holder: str | None) -> Undecided:
    return Undecided("holder_not_listed", f"{holder} is not in the office table")


def _cautious(found: Finding, ground: Ground, certain: bool) -> Finding:
    """Leave a refutation by a table of people open where its missing terms could make the statement true."""
    if found.verdict != REFUTED or ground.reference.terms or certain:
        return found
    return found.left_open("term_not_listed", "the table may lack other terms")


def _is_ruled_out(terms: Sequence[OfficeTerm], days: Days) -> bool:
    """Say whether one holder certainly was in office well before and well after some days: nothing began or ended then.

    Where two people were ever in the office at once, one of them rules out nothing, nor does a term dated by a cabinet.
    """
    pairs = ((a, b) for a, b in combinations(sorted(terms, key=lambda t: t.start), 2) if a.holder != b.holder)
    if any(a.end and a.end.last - b.start.first > _HANDOVER for a, b in pairs):
        return False
    sure = [(t, _YEAR if t.approximate else _HANDOVER) for t in terms if not t.by_cabinet]
    return any(t.holds(days.first - apart) and t.holds(days.last + apart) for t, apart in sure)


def _dated(node: Held, own: Sequence[OfficeTerm], ground: Ground, turned: bool) -> Finding:
    results: list[tuple[bool | None, OfficeTerm]] = []
    for term in own:
        bounds = [(text, day) for text, day in ((node.since, term.start), (node.until, term.end)) if text]
        days = [(_claimed(text, ground.day), day) for text, day in bounds]
        results.append((_all([None if day is None else falls_within(said, (day,)) for said, day in days]), term))
    holds, term = next((r for r in results if r[0]), next((r for r in results if r[0] is None), results[-1]))
    return _of_term(ground, term, _REASONS[holds], verdict_of(holds, turned))


def _all(parts: Sequence[bool | None]) -> bool | None:
    return False if False in parts else None if None in parts else True


def event(node: Event, ground: Ground, turned: bool) -> Finding:
    """Say whether an office began, ended or was handed over on a day; a day ahead is judged by what happened."""
    terms = _terms(node, ground)
    if not node.day:
        raise Undecided("period_missing", "the claim does not say when")
    claimed = _claimed(node.day, ground.day)
    of_event = [(t, t.start if node.event == "start" else t.end) for t in terms]  # last the term that is meant
    terms = tuple(t for t, day in sorted(of_event, key=lambda one: bool(one[1] and falls_within(claimed, (one[1],)))))
    checked = _event_days(terms, node)
    if not checked:
        who = " or ".join(name for name in (node.holder, node.successor) if name)
        raise Undecided("holder_not_listed", f"the office table has no such day for {who}")
    holds = _all([falls_within(claimed, (actual,)) for _, actual, _ in checked])
    actual, hindsight = checked[-1][1], claimed.first > ground.day
    says = "; ".join(f"{t.holder} {word} {days.when}" for t, days, word in checked)
    found = Finding(
        verdict=verdict_of(holds, turned), reason=date_reason(holds, claimed),
        says=f"the office table says: {says}; the claim is {claimed.in_words}{_JUDGED_LATER if hindsight else ''}",
        figure_text=str(actual), short=str(actual),
        evidence=tuple(_evidence(ground, t, "start" if "took" in word else "end", d) for t, d, word in checked),
        arithmetic=f"{actual} within {claimed}" if holds else f"{actual} against {claimed}", hindsight=hindsight,
    )  # fmt: skip
    return _cautious(found, ground, _is_ruled_out(terms, claimed))


def _event_days(terms: Sequence[OfficeTerm], node: Event) -> list[tuple[OfficeTerm, Days, str]]:
    own = [term for term in terms if node.holder and same_person(term, node.holder)]
    new = [term for term in terms if same_person(term, node.successor)]
    leaves = own[-1:] if node.event in ("end", "handover") else []
    takes = (new if node.successor else own if node.event == "start" else [])[-1:]
    if (node.successor and not new) or any(term.end is None for term in leaves):
        return []
    found = [(term, term.end, f"left office as {term.office}") for term in leaves if term.end]
    return found + [(term, term.start, f"took office as {term.office}") for term in takes]


def tenure_holds(node: Tenure, wording: Wording, ground: Ground, turned: bool) -> Finding:
    """Say whether somebody served so many years: to the day, or to the end of the term, it may mean either."""
    terms = _terms(node, ground)
    own = [term for term in terms if same_person(term, node.holder)]
    if not own or wording.value is None:
        raise _not_listed(node.holder)
    served = own[-1:] if ground.reference.terms else _joined_terms(own)
    found = [(*_served(wording, t, end), t, end) for t in served for end in _ends(t, ground)]
    if not found:
        raise Undecided("term_not_listed", f"{own[-1].holder} was not in office then")
    holds = max((answer for answer, *_ in found), key=(False, None, True).index)
    fitting = [reading for reading in found if reading[0] is holds]
    _, years, term, end = min(fitting, key=lambda r: abs(r[1] - (wording.value or 0)))
    figure = years.quantize(Decimal("0.1"), ROUND_HALF_UP)
    finding = Finding(
        verdict=verdict_of(holds, turned),
        reason={True: "term_matches", False: "term_differs", None: "table_less_precise"}[holds],
        says=f"{_tenure(term)}: {figure} years by {end.in_words}; the claim is {wording}",
        figure=figure, figure_text=f"{figure} years", short=str(figure),
        evidence=(_evidence(ground, term, "start", term.start),), arithmetic=f"{end} - {term.start} = {figure} years",
        hindsight=end.first > ground.day,
    )  # fmt: skip
    return _cautious(finding, ground, len(served) == 1 and _is_between_others(terms, served[0]))


def _served(wording: Wording, term: OfficeTerm, end: Days) -> tuple[bool | None, Decimal]:
    """Return whether a term may have lasted by a day as long as is said, and how long it did at least."""
    least, most = years_between(term.start.last, end.first), years_between(term.start.first, end.last)
    answers = set()
    for years in (least, most):
        whole = (years.quantize(Decimal(1), ROUND_HALF_UP), years.quantize(Decimal(1), ROUND_FLOOR))
        answers.add(wording.allows(years) or (wording.interval.low is not None and wording.value in whole))
    return answers.pop() if len(answers) == 1 else None, least


def _ends(term: OfficeTerm, ground: Ground) -> list[Days]:
    ongoing = term.may_hold(ground.day) if ground.reference.terms else term.holds(ground.day)
    end = term.end if term.end and (not ongoing or term.end.first - ground.day <= _FAREWELL) else None
    return ([Days(ground.day, ground.day)] if ongoing else []) + ([end] if end else [])


def _joined_terms(own: Sequence[OfficeTerm]) -> list[OfficeTerm]:
    found: list[OfficeTerm] = []
    for term in sorted(own, key=lambda t: t.start):
        last = found[-1].end if found else None
        if last is not None and term.start.first - last.last <= _HANDOVER:
            term = replace(found.pop(), end=term.end, end_known=term.end_known, as_of=term.as_of)
        found.append(term)
    return found


def _is_between_others(terms: Sequence[OfficeTerm], term: OfficeTerm) -> bool:
    """Say whether others are listed right before and right after a term, or it lasts: no term is missing."""
    others = [t for t in terms if not same_person(t, term.holder)]
    before = any(t.end and abs(t.end.last - term.start.first) <= _HANDOVER for t in others)
    return before and (not term.end or any(abs(t.start.first - term.end.last) <= _HANDOVER for t in others))


def age(node: Age, ground: Ground) -> TableFigure:
    """Return the whole years between the birth date listed and the day."""
    if not node.person:
        raise Undecided("subject_missing", "the claim does not say whose age it is")
    reference = ground.reference
    terms = reference.terms or _people(node.person, node, reference)
    known = [term for term in terms if term.born and same_person(term, node.person)]
    if not known or known[0].born is None:
        raise Undecided("birth_date_not_listed", f"no birth date of {node.person} is listed")
    term, born, day = known[0], known[0].born, ground.day
    if not reference.terms and term.died and term.died.last < day - _BURIAL:
        raise Undecided("doubtful", f"{term.holder} had died {term.died.when}")
    ages = sorted({_age(born.last, day), _age(born.first, day)})
    worlds = tuple((Decimal(n), Decimal(n)) for n in ages)
    if not reference.terms and born.exact:  # the article may have been written the day before, or be read the day after
        near = sorted(_age(born.first, day + timedelta(days=n)) for n in (-1, 1))
        worlds = ((Decimal(near[0]), Decimal(near[-1])),)
    spread = "–".join(map(str, ages))
    return TableFigure(
        worlds=worlds, says=f"{term.holder}, born on {born.in_words}, was {spread} on {Days(day, day).in_words}",
        arithmetic=f"{day} - {born} = {spread} years", shown=Decimal(ages[0]), text=f"{spread} years", short=spread,
        matches=("age_matches", "age_differs"), evidence=(_evidence(ground, term, "born", born),),
    )  # fmt: skip


def years_between(first: date, last: date) -> Decimal:
    """Return whole anniversaries and the part of a year after the last one."""
    years = _age(first, last)
    return years + Decimal((last - _anniversary(first, first.year + years)).days) / 365


def _age(born: date, day: date) -> int:
    return day.year - born.year - (day < _anniversary(born, day.year))


def _anniversary(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)


Office = Held | Event | Tenure | Age


def _people(holder: str | None, node: Office, reference: Reference) -> tuple[OfficeTerm, ...]:
    """Return the terms of the one person of a name who held the office; that two did leaves it open who is meant."""
    office = (node.office, organisation_key(reference, node.organisation or ""))
    found = tuple(t for t in reference.people_named(holder or "") if (t.office, t.organisation) == office)
    persons = {(t.holder, t.born) for t in found}
    if len(persons) != 1:
        reason = "sources_disagree" if persons else "holder_not_listed"
        raise Undecided(reason, f"{len(persons)} people called {holder} are listed in that office")
    return found


def _terms(node: Held | Event | Tenure, ground: Ground) -> tuple[OfficeTerm, ...]:
    reference, organisation = ground.reference, node.organisation
    if not node.office:
        raise Undecided("office_missing", "the claim does not say which office")
    key = organisation_key(reference, organisation) if organisation else None
    terms = reference.terms_of(node.office, key)
    people = reference.people_in(node.office, key) if key and not reference.terms else ()
    if people:
        _people(node.holder, node, reference)
        return people
    if not terms:
        whose = f" of {organisation}" if organisation else ""
        raise Undecided("office_not_listed", f"no office table lists the {node.office}{whose}")
    theirs = {term.organisation for term in terms}
    if len(theirs) > 1:
        theirs = {term.organisation for term in terms if same_person(term, node.holder)}
    if len(theirs) != 1:
        raise Undecided("organisation_missing", f"the claim does not say whose {node.office} is meant")
    return tuple(term for term in terms if term.organisation in theirs)


def organisation_key(reference: Reference, organisation: str) -> str:
    """Return the table's key of an organisation given as key, name or entity id (``body/NATO``, ``country/NLD``)."""
    by_entity = {entity: key for key, entity in reference.organisations.items()}
    return by_entity.get(organisation) or organisation.rpartition("/")[2]


def same_person(term: OfficeTerm, name: str | None) -> bool:
    """Say whether a name, surname or entity id (``person/jens-stoltenberg``) is the holder's."""
    if not name:
        return False
    names = (name.rpartition("/")[2], term.holder, term.family_name)
    wanted, *known = (fold(one.replace("-", " ")) for one in names)
    return wanted in known


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
    return f"{term.holder} was {term.office} ({country_name(term.organisation)}) from {term.start.in_words} {until}"


def _of_term(ground: Ground, term: OfficeTerm, reason: str, verdict: str) -> Finding:
    return Finding(
        verdict=verdict, reason=reason, says=_tenure(term), figure_text=str(term.start), short=str(term.start),
        evidence=(_evidence(ground, term, "start", term.start),), arithmetic=f"{term.start} – {term.end or ''}",
    )  # fmt: skip


def _evidence(ground: Ground, term: OfficeTerm, role: str, days: Days) -> Evidence:
    row = {"office": term.office, "organisation": term.organisation, "holder": term.holder}
    return ground.evidence_in(term.resource, term.line, row, role, days)
