"""People in offices: who holds one, since when, who hands it to whom and when, for how long; and their ages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.attribution.clauses import subject_of, verb_above
from analysis.attribution.colours import ASSERTED, is_negated, modality_of
from analysis.attribution.context import Context
from analysis.attribution.marks import Sentence
from analysis.attribution.scene import Figure
from analysis.attribution.words import lemma
from analysis.claims.drafts import Draft, figure_columns
from analysis.reference import Reference
from analysis.rules import words_in
from analysis.tables import Mention, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Token

_WEIGHT = 4
_OLDEST = 99


@dataclass(frozen=True, slots=True)
class Office:
    """An office where it is mentioned; `organisation` is the package's key."""

    start: int
    end: int
    token: "Token"
    reference: Reference
    office: str
    organisation: str


def people_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield what a sentence asserts of office holders, and the ages of those whose birthday is known."""
    for office in _offices(sentence):
        yield from _terms(sentence, office, context)
        yield from _event(sentence, office, context)
    yield from _ages(sentence, context)


def _read_titles(reference: Reference) -> tuple[tuple[str, str], ...]:
    titles = {(word.casefold().replace("-", " "), office)
              for office in {t.office for t in reference.terms}
              for word in (office, *reference.offices.get(office, ()))}  # fmt: skip
    return tuple(sorted(titles, key=lambda pair: (-len(pair[0]), pair)))


def _offices(sentence: Sentence) -> list[Office]:
    """Return the offices a sentence mentions whose organisation it makes plain."""
    lower = sentence.text.casefold().replace("-", " ")
    found: list[Office] = []
    for reference in sentence.scene.references:
        for title, office in _titles_of(reference) if reference.terms else ():
            place = lower.find(title)
            start, end = sentence.span.start_char + place, sentence.span.start_char + place + len(title)
            if (
                place < 0
                or any(o.start < end and start < o.end for o in found)
                or not _is_word(lower, place, len(title))
            ):
                continue
            key = _organisation(sentence, reference, office, title, start, end)
            if key is not None:
                found.append(Office(start, end, sentence.token_at(end - 1), reference, office, key))
        found += _led(sentence, reference, found)
    return found


def _titles_of(reference: Reference) -> tuple[tuple[str, str], ...]:
    key = id(reference)
    if key not in _TITLES:
        _TITLES[key] = _read_titles(reference)
    return _TITLES[key]


_TITLES: dict[int, tuple[tuple[str, str], ...]] = {}


def _is_word(text: str, place: int, length: int) -> bool:
    before, after = text[place - 1 : place], text[place + length : place + length + 1]
    return not before.isalnum() and not after.isalnum()


def _organisation(
    sentence: Sentence, reference: Reference, office: str, title: str, start: int, end: int
) -> str | None:
    """Return whose office it is: of the body or country beside it, or of the only one of that office."""
    keys = sorted({t.organisation for t in reference.terms if t.office == office})
    near = [m for m in sentence.mentions if m.start < end + 40 and start - 30 < m.end and m.label != "PERSON"]
    for mention in sorted(near, key=lambda m: min(abs(m.end - start), abs(m.start - end))):
        for key in keys:
            if mention.entity_id in (reference.organisations.get(key), f"country/{key}"):
                return key
    if near and any(m.end <= start and start - m.end <= 3 for m in near):
        return None
    holders = {known_holder(m.name, reference) for m in _people(sentence)} - {None}
    theirs = sorted({t.organisation for t in reference.terms if t.office == office and t.holder in holders})
    if len(theirs) == 1 and len(keys) > 1:
        return theirs[0]
    bodies = [k for k in keys if k in reference.organisations]
    if len(bodies) == 1 and len(keys) == 1:
        known = reference.organisations[bodies[0]] in sentence.scene.entities
        return bodies[0] if known or bodies[0].casefold() in title else None
    return None


def _led(sentence: Sentence, reference: Reference, found: list[Office]) -> Iterator[Office]:
    """Yield the office meant by "has led the alliance since 2014": the one office of a body that the package lists."""
    for body in sentence.bodies:
        keys = [k for k, entity in reference.organisations.items() if entity == body.entity_id]
        verb = body.token.head if body.token.dep_ == "dobj" else None
        if (
            not keys
            or verb is None
            or lemma(verb) not in ("lead", "head")
            or any(o.start <= body.start < o.end for o in found)
        ):
            continue
        offices = {t.office for t in reference.terms if t.organisation == keys[0]}
        if len(offices) == 1:
            yield Office(body.start, body.end, body.token, reference, next(iter(offices)), keys[0])


def known_holder(name: str, reference: Reference) -> str | None:
    """Return the holder whom a name means: the whole name, or its family name with the same first name."""
    words = name.split()
    for term in reference.terms:
        same_first = len(words) <= 1 or words[0] == term.holder.split()[0]
        if same_first and (name in (term.holder, term.family_name) or words[-1:] == [term.family_name]):
            return term.holder
    return None


def _people(sentence: Sentence) -> list[Mention]:
    return [m for m in sentence.mentions if m.label == "PERSON"]


def _holder(sentence: Sentence, verb: "Token", office: Office, context: Context) -> str | None:
    """Return who the verb of an office is said of: by name, by "he", or the person of the sentence before."""
    head = subject_of(verb)
    people = _people(sentence)
    if head is not None:
        own = [m for m in people if m.start <= head.idx < m.end]
        if own:
            return known_holder(own[0].name, office.reference) or own[0].name
        if head.lower_ in ("he", "she", "who", "it"):
            before = [m for m in people if m.end <= head.idx]
            name = before[-1].name if before else context.person
            return (known_holder(name, office.reference) or name) if name else None
    return None


def _event(sentence: Sentence, office: Office, context: Context) -> Iterator[Draft]:
    verb = _verb_of(office.token)
    if verb is None:
        return
    if verb.dep_ == "relcl" and verb.head.dep_ in ("nsubj", "nsubjpass"):
        yield from _after_aside(sentence, office, verb)
    holder = _holder(sentence, verb, office, context)
    if holder is None:
        return
    time = _time(sentence, verb)
    word = lemma(verb)
    particles = {c.lower_ for c in verb.children if c.dep_ in ("prt", "prep", "advmod")}
    arguments: dict[str, Any] = {"office": office.office, "organisation": office.organisation, "holder": holder}
    if word in ("hand", "pass") and time is not None:
        others = [m for m in _people(sentence) if m.start >= office.end]
        successor = {"successor": known_holder(others[0].name, office.reference) or others[0].name} if others else {}
        yield from _dated(sentence, office, verb, holder, {**arguments, **successor}, time, "handover")
    elif (
        word in words_in("take_office")
        and time is not None
        and (word != "take" or particles & {"over", "up"} or _takes(verb))
    ):
        yield from _dated(sentence, office, verb, holder, arguments, time, "start")
    elif word in words_in("leave_office") and time is not None:
        yield from _dated(sentence, office, verb, holder, arguments, time, "end")
    elif word in ("be", "serve", "lead", "head", "hold"):
        yield from _role(sentence, office, verb, holder, arguments, time)


def _takes(verb: "Token") -> bool:
    return any(c.dep_ == "dobj" and c.lower_ in ("office", "post", "helm", "job", "reins") for c in verb.children)


def _after_aside(sentence: Sentence, office: Office, aside: "Token") -> Iterator[Draft]:
    """Yield when somebody leaves whose office an aside tells ("Jens Stoltenberg, who leads NATO, steps down on …")."""
    person, verb = aside.head, aside.head.head
    names = [m for m in _people(sentence) if m.start <= person.idx < m.end]
    holder = known_holder(names[0].name, office.reference) if names else None
    time = _time(sentence, verb)
    if holder is None or time is None or time.start < verb.idx or lemma(verb) not in words_in("leave_office"):
        return
    arguments = {"office": office.office, "organisation": office.organisation, "holder": holder}
    yield from _dated(sentence, office, verb, holder, arguments, time, "end")


def _verb_of(token: "Token") -> "Token | None":
    """Return the verb an office belongs to as object, attribute or "as …"; an apposition or a title says nothing."""
    current = token
    for _ in range(10):
        if current.pos_ in ("VERB", "AUX"):
            return current
        if current.dep_ in ("appos", "nsubj", "nsubjpass", "poss") or current.head.i == current.i:
            return None
        if current.dep_ == "compound" and current.head.ent_type_ == "PERSON":
            return None
        current = current.head
    return None


def _time(sentence: Sentence, verb: "Token") -> TimeExpression | None:
    """Return the date of a clause: the first behind its verb, else the last before it."""
    times = [t for t in sentence.times if t.type == "DATE" and (t.timex[:4].isdigit() or t.timex.startswith("XXXX"))
             and "W" not in t.timex]  # fmt: skip
    after = [t for t in times if t.start >= verb.idx]
    return after[0] if after else (times[-1] if times else None)


def _dated(
    sentence: Sentence, office: Office, verb: "Token", holder: str, arguments: dict[str, Any], time: TimeExpression,
    event: str,
) -> Iterator[Draft]:  # fmt: skip
    modality = modality_of(sentence, verb)
    ahead = modality in ("expected", "plan") and any(c.lower_ in ("will", "'ll", "’ll") for c in verb.children)
    head = subject_of(verb)
    people = [m.end for m in _people(sentence) if m.name == arguments.get("successor")]
    yield Draft(
        start=min(office.start, verb.idx, head.left_edge.idx if head is not None and head.i < verb.i else verb.idx),
        end=max(office.end, time.end, *people), kind="date", rule=f"people.{event}", weight=_WEIGHT,
        columns={
            "package": office.reference.name, "key": holder, "subject": holder, "subject_source": "stated",
            "modality": ASSERTED if ahead else modality, "period": time.timex, "period_source": "stated",
            "arguments": {**arguments, "date": time.timex, "event": event},
        },
    )  # fmt: skip


def _role(
    sentence: Sentence,
    office: Office,
    verb: "Token",
    holder: str,
    arguments: dict[str, Any],
    time: TimeExpression | None,
) -> Iterator[Draft]:
    token = sentence.token_at(time.start) if time is not None else None
    before = token.doc[token.i - 1].lower_ if token is not None and token.i > 0 else ""
    end = office.end
    if time is not None and before == "since" and time.timex[0].isdigit():
        arguments = {**arguments, "from": time.timex}
        end = max(end, time.end)
    elif verb.tag_ == "VBD" or any(c.lower_ in ("had", "will", "would") for c in verb.children if c.dep_ == "aux"):
        return
    published = sentence.scene.document.published
    head = subject_of(verb)
    yield Draft(
        start=min(office.start, verb.idx, head.left_edge.idx if head is not None else verb.idx), end=end, kind="role",
        rule="people.role", weight=_WEIGHT,
        columns={
            "package": office.reference.name, "key": holder, "subject": holder, "subject_source": "stated",
            "modality": modality_of(sentence, verb), "negated": is_negated(sentence, verb), "arguments": arguments,
            "period": published.isoformat() if published else None, "period_source": "article",
        },
    )  # fmt: skip


def _terms(sentence: Sentence, office: Office, context: Context) -> Iterator[Draft]:
    """Yield how many years somebody is said to have spent in an office."""
    for figure in sentence.figures:
        number = figure.number
        if number.kind != "duration" or number.unit != "year" or not _is_term(sentence, figure, office):
            continue
        verb = verb_above(figure.token)
        holder = _holder(sentence, verb, office, context) if verb is not None else None
        if holder is not None:
            arguments = {"office": office.office, "organisation": office.organisation, "holder": holder}
            columns = {**figure_columns(sentence.scene, figure, "year"), "package": office.reference.name,
                       "key": holder, "subject": holder, "subject_source": "stated",
                       "arguments": arguments}  # fmt: skip
            yield Draft(
                start=min(figure.start, office.start), end=max(figure.end, office.end), kind="term",
                rule="people.term", weight=_WEIGHT, takes=(figure.id,), columns=columns,
            )  # fmt: skip


def _is_term(sentence: Sentence, figure: Figure, office: Office) -> bool:
    """Say whether years are those of an office: it hangs on them, or they on its clause with "for"."""
    above = {a.i for a in office.token.ancestors}
    if figure.token.i in above or (
        figure.token.head.i in above and figure.token.dep_ in ("nummod", "compound", "amod")
    ):
        return True
    between = sentence.scene.text[figure.end : office.start].split()
    if figure.end <= office.start and len(between) <= 4 and between[:1] in (["as"], ["at"]):
        return True
    preposition = figure.token.head
    behind = figure.start >= office.end and preposition.lower_ == "for" and preposition.dep_ == "prep"
    return behind and (preposition.head.i in above or preposition.head.i == office.token.i)


def _ages(sentence: Sentence, context: Context) -> Iterator[Draft]:
    for figure in sentence.figures:
        name = _aged(sentence, figure, context)
        for reference in sentence.scene.references if name else ():
            holder = known_holder(name or "", reference)
            if holder is not None and any(t.born for t in reference.terms if t.holder == holder):
                yield _age(sentence, figure, reference, holder)
                break


def _aged(sentence: Sentence, figure: Figure, context: Context) -> str | None:
    """Return whose age a figure is: of the person it names or stands behind between commas, or of the one spoken of."""
    number, people = figure.number, _people(sentence)
    if number.kind == "age":
        around = [m.name for m in people if m.start <= number.start and number.end <= m.end]
        before = [m.name for m in people if m.end <= number.start and number.start - m.end <= 9]
        return next(iter(around or before), None) or _spoken_of(sentence, figure, context)
    plain = number.kind == "cardinal" and number.unit is None and number.value <= _OLDEST
    text = sentence.scene.text
    beside = [m.name for m in people if text[m.end : number.start] in (", ", " (", ", aged ", " aged ", ", who is ")]
    return beside[0] if plain and beside and text[number.end : number.end + 1] in ",.;)” " else None


def _spoken_of(sentence: Sentence, figure: Figure, context: Context) -> str | None:
    before = [m.name for m in _people(sentence) if m.end <= figure.start]
    return before[-1] if before else context.person


def _age(sentence: Sentence, figure: Figure, reference: Reference, holder: str) -> Draft:
    number = figure.number
    text = sentence.scene.text
    start = number.start - 4 if text[max(0, number.start - 4) : number.start].casefold() == "the " else number.start
    mention = next((m for m in _people(sentence) if m.end <= number.start and number.start - m.end <= 9), None)
    published = sentence.scene.document.published
    columns = {
        "package": reference.name, "key": holder, "subject": holder, "subject_source": "stated", "value": number.value,
        "low": number.value, "high": number.value, "value_text": text[number.start : number.end], "unit": "year",
        "number_ids": (figure.id,), "period": published.isoformat() if published else None, "period_source": "article",
    }  # fmt: skip
    return Draft(
        start=min(start, mention.start) if mention else start, end=number.end, kind="age", rule="people.age",
        weight=_WEIGHT, takes=(figure.id,), columns=columns,
    )  # fmt: skip
