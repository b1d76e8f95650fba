"""Offices: who holds one, who hands it to whom and when, and for how long."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.claims.make import make_claim
from analysis.claims.memory import Memory
from analysis.claims.modality import modality_of
from analysis.claims.scene import Found, Scene
from analysis.claims.syntax import subject_of, verb_of
from analysis.claims.titles import Title
from analysis.reference import Reference
from analysis.tables import Claim, Mention, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_HANDOVER = frozenset({"hand", "pass"})
_START = frozenset({"take", "become", "assume", "succeed", "start", "begin", "replace", "appoint", "elect", "enter"})
_END = frozenset({"leave", "step", "resign", "quit", "retire", "depart", "relinquish"})
_BE = frozenset({"be", "serve", "head", "lead", "hold", "remain", "act", "run"})
_DATE = re.compile(r"(?:\d{4}|XXXX)(?:-\d{2}(?:-\d{2})?)?\Z")
_SINCE = re.compile(r"\bsince \Z", re.IGNORECASE)
_TERM_LINK = re.compile(
    r"[\s,]*(?:\b(?:as|at|in|of|the|its|his|her|being|serving|spent|leading|heading|running|on|post|office|"
    r"role|job|NATO|[A-Z]\w+)\b(?:[’']s)?[\s,]*)*\Z"
)
_REACH = 80


@dataclass(frozen=True, slots=True)
class Office:
    """An office where it is mentioned."""

    start: int
    end: int
    reference: Reference
    office: str
    organisation: str


def find_offices(scene: Scene, sentence: "Span", memory: Memory, titles: tuple[Title, ...]) -> list[Claim]:
    """Return the claims about office holders in a sentence; `titles` are those of the article."""
    claims: list[Claim] = []
    for office in _offices(scene, sentence, titles):
        claims += _terms(scene, sentence, memory, office)
        claim = _event(scene, sentence, memory, office)
        if claim is not None:
            claims.append(claim)
        claims += _handed_by_leader(scene, sentence, office)
    _note_holder(scene, sentence, memory, claims)
    return claims


def _offices(scene: Scene, sentence: "Span", titles: tuple[Title, ...]) -> list[Office]:
    """Return the offices a sentence mentions, with the organisation they belong to."""
    found: list[Office] = []
    lower = scene.lower_of(sentence)
    used = [title for title in titles if title.part in lower]
    led = [*_LED.finditer(scene.text, sentence.start_char, sentence.end_char)] if _leads(lower) else []
    for reference in scene.references if used or led else ():
        for title in (t for t in used if t.reference is reference):
            for hit in title.pattern.finditer(lower):
                start, end = sentence.start_char + hit.start(), sentence.start_char + hit.end()
                if any(o.start < end and start < o.end for o in found):
                    continue
                key = _organisation(scene, sentence, title, start, end)
                if key is not None:
                    found.append(Office(start, end, reference, title.office, key))
        found += _led(scene, reference, led, found)
    return sorted(found, key=lambda o: o.start)


def _leads(lower: str) -> bool:
    """Say whether one of the words that `_LED` needs stands in a sentence."""
    return any(word in lower for word in ("led ", "head", "lead", "helm"))


_LED = re.compile(
    r"\b(?:led|headed|has led|has headed|leads|heads|has been leading|has been heading|at the (?:helm|head) "
    r"of) (?:the )?(?P<body>[A-Z]\w+|alliance|organi[sz]ation|bloc)(?!\w)"
)


def _led(scene: Scene, reference: Reference, hits: list[re.Match[str]], found: list[Office]) -> Iterator[Office]:
    """Yield the office meant by "has led the alliance since 2014": the one office of a body that the package lists."""
    for hit in hits:
        if any(o.start < hit.end() and hit.start() < o.end for o in found):
            continue
        named = [m.entity_id for m in scene.placed_mentions.around(hit.start("body"))]
        for key, body in reference.organisations.items():
            offices = {t.office for t in reference.terms if t.organisation == key}
            generic = hit.group("body")[0].islower() and (scene.speaks_of(body) or "alliance" in hit.group("body"))
            if len(offices) == 1 and (body in named or (generic and not named)):
                yield Office(hit.start("body"), hit.end(), reference, next(iter(offices)), key)


def _organisation(scene: Scene, sentence: "Span", title: Title, start: int, end: int) -> str | None:
    """Return the organisation key of an office: named beside it, implied by its words, or the only one there is."""
    reference, keys = title.reference, title.organisations
    first, last = max(start - 25, sentence.start_char), min(end + 45, sentence.end_char)
    near = scene.placed_mentions.inside(first, last)
    for mention in sorted(near, key=lambda m: min(abs(m.end - start), abs(m.start - end))):
        for key in keys:
            if reference.organisations.get(key) == mention.entity_id or mention.entity_id == f"country/{key}":
                return key
    if any(
        m.entity_id.startswith(("body/", "country/")) and m.label != "PERSON" and abs(m.end - start) <= 3 for m in near
    ):
        return None
    plain = {k for k in keys if k in reference.organisations}
    if len(keys) == 1 or (len(plain) == 1 and len(keys) == 1):
        key = next(iter(keys))
        body = reference.organisations.get(key)
        implied = any(n in title.word.casefold() for n in ("alliance", key.casefold()))
        return key if implied or body is None or scene.speaks_of(body) or "alliance" in scene.lower else None
    return None


def person_name(scene: Scene, mention: Mention, reference: Reference) -> str:
    """Return the holder's name as the package has it, else the mention's."""
    return known_holder(mention.name, reference) or mention.name


def known_holder(name: str, reference: Reference) -> str | None:
    for term in reference.terms:
        words = name.split()
        whole = len(words) <= 1 or words[0] == term.holder.split()[0]
        if whole and (name in (term.holder, term.family_name) or words[-1:] == [term.family_name]):
            return term.holder
    return None


def _holder_of(scene: Scene, sentence: "Span", memory: Memory, verb: "Token", office: Office) -> str | None:
    """Return who holds the office by the verb's subject, or the person last spoken of."""
    noun = subject_of(verb)
    if noun is not None:
        people = scene.people_in(noun.left_edge.idx, noun.right_edge.idx + len(noun.right_edge))
        own = [m for m in people if m.start <= noun.idx < m.end]
        if own or people:
            return person_name(scene, (own or people)[0], office.reference)
        if noun.pos_ == "PRON" and noun.lower_ in ("he", "she", "who"):
            before = scene.people_in(max(0, noun.idx - 200), noun.idx)
            return person_name(scene, before[-1], office.reference) if before else memory.holder
        if noun.pos_ == "PRON":
            return memory.holder
    before = scene.people_in(sentence.start_char, office.start)
    return person_name(scene, before[-1], office.reference) if before else None


def _event(scene: Scene, sentence: "Span", memory: Memory, office: Office) -> Claim | None:
    """Return the claim that somebody took, holds, left or handed over an office."""
    token = scene.token_at(office.end - 1)
    verb = _verb_of_office(token, sentence) if token is not None else None
    if token is None or verb is None:
        return None
    holder = _holder_of(scene, sentence, memory, verb, office)
    if holder is None:
        return None
    memory.holder = holder
    time = _time(scene, sentence, verb, office)
    people = [
        m for m in scene.people_in(office.end, sentence.end_char) if person_name(scene, m, office.reference) != holder
    ]
    lemma = verb.lemma_
    arguments: dict[str, Any] = {"office": office.office, "organisation": office.organisation, "holder": holder}
    if lemma in _HANDOVER and people:
        arguments["successor"] = person_name(scene, people[0], office.reference)
        return _dated(scene, verb, office, holder, arguments, time, "handover", max(office.end, people[0].end))
    if lemma in _START and time is not None:
        return _dated(scene, verb, office, holder, arguments, time, "start", office.end)
    if lemma in _END and time is not None:
        return _dated(scene, verb, office, holder, arguments, time, "end", office.end)
    if lemma in _BE or (lemma in _START and time is None and lemma == "become"):
        return _role(scene, sentence, verb, office, holder, arguments, time)
    return None


def _verb_of_office(token: "Token", sentence: "Span") -> "Token | None":
    """Return the verb an office belongs to as object, attribute or "as …"; an apposition or a title says nothing."""
    current = token
    for _ in range(10):
        if current.pos_ in ("VERB", "AUX"):
            return current
        if current.dep_ in ("appos", "nsubj", "nsubjpass", "poss", "relcl", "acl"):
            return None
        if current.dep_ == "compound" and current.head.ent_type_ == "PERSON":
            return None
        if current.head.i == current.i:
            return None
        current = current.head
    return None


def _time(scene: Scene, sentence: "Span", verb: "Token", office: Office) -> TimeExpression | None:
    """Return the date nearest to the office in its sentence."""
    times = [t for t in scene.times_in(sentence.start_char, sentence.end_char) if _DATE.match(t.timex)]
    after = [t for t in times if t.start >= verb.idx]
    pool = after or times
    return min(pool, key=lambda t: abs(t.start - office.end), default=None)


def _dated(
    scene: Scene,
    verb: "Token",
    office: Office,
    holder: str,
    arguments: dict[str, Any],
    time: TimeExpression | None,
    event: str,
    end: int,
) -> Claim | None:
    if time is None:
        return None
    start = _start(verb, office)
    modality = _modality(scene, verb)
    return make_claim(
        scene,
        start,
        max(end, time.end),
        "date",
        rule=f"office_{event}",
        confidence=0.9,
        package=office.reference.name,
        key=holder,
        subject=holder,
        subject_source="stated",
        modality=modality,
        period=time.timex,
        period_source="stated",
        arguments=arguments | {"date": time.timex, "event": event},
    )


def _modality(scene: Scene, verb: "Token") -> str:
    """Return how an event is meant; a dated event ahead is asserted."""
    found = modality_of(scene, verb, verb.sent)
    ahead = any(c.lower_ in ("will", "’ll", "'ll") for c in verb.children)
    return "asserted" if found == "plan" and (ahead or verb.dep_ == "ROOT") else found


def _start(verb: "Token", office: Office) -> int:
    subject = subject_of(verb)
    return min(
        office.start, verb.idx, subject.left_edge.idx if subject is not None and subject.i < verb.i else verb.idx
    )


def _role(
    scene: Scene,
    sentence: "Span",
    verb: "Token",
    office: Office,
    holder: str,
    arguments: dict[str, Any],
    time: TimeExpression | None,
) -> Claim | None:
    """Return the claim that somebody is, or has been since a date, in an office."""
    end = office.end
    tense_past = verb.tag_ == "VBD" and not any(c.dep_ == "aux" for c in verb.children)
    if time is not None and _SINCE.search(scene.text[max(0, time.start - 8) : time.start]) and time.timex[0].isdigit():
        arguments["from"] = time.timex
        end = max(end, time.end)
    elif tense_past or any(c.lower_ in ("had", "will", "would") for c in verb.children if c.dep_ == "aux"):
        return None
    negated = any(c.dep_ == "neg" for c in verb.children)
    return make_claim(
        scene,
        _start(verb, office),
        end,
        "role",
        rule="office_role",
        confidence=0.85,
        package=office.reference.name,
        key=holder,
        subject=holder,
        subject_source="stated",
        modality=modality_of(scene, verb, sentence),
        negated=negated,
        period=scene.document.published.isoformat() if scene.document.published else None,
        period_source="article",
        arguments=arguments,
    )


def _terms(scene: Scene, sentence: "Span", memory: Memory, office: Office) -> Iterator[Claim]:
    """Yield the claim that somebody spent so many years in an office."""
    for found in scene.numbers_in(sentence.start_char, sentence.end_char):
        number = found.number
        if number.kind != "duration" or number.unit != "year":
            continue
        before = found.end <= office.start and _TERM_LINK.match(scene.text[found.end : office.start])
        gap = scene.text[office.end : found.start] if office.end <= found.start else ""
        after = office.end <= found.start and re.fullmatch(
            r"(?: of (?:the )?[\w]+)?,? for(?: (?:about|nearly|almost|more than|over))? ", gap
        )
        if not before and not after:
            continue
        holder = _term_holder(scene, sentence, memory, found, office)
        if holder is None:
            continue
        yield make_claim(
            scene,
            min(found.start, office.start),
            max(found.end, office.end),
            "term",
            rule="office_term",
            confidence=0.9,
            package=office.reference.name,
            key=holder,
            subject=holder,
            subject_source="stated",
            value=number.value,
            value_text=scene.text[found.start : found.end],
            low=number.low,
            high=number.high,
            low_open=number.low_open,
            high_open=number.high_open,
            unit="year",
            number_ids=(found.id,),
            arguments={"office": office.office, "organisation": office.organisation, "holder": holder},
        )


def _term_holder(scene: Scene, sentence: "Span", memory: Memory, found: Found, office: Office) -> str | None:
    token = scene.token_at(found.number.start)
    verb = verb_of(token) if token is not None else None
    return _holder_of(scene, sentence, memory, verb, office) if verb is not None else None


def _handed_by_leader(scene: Scene, sentence: "Span", office: Office) -> Iterator[Claim]:
    """Yield when somebody leaves whose office an aside tells ("Jens Stoltenberg, who leads NATO, steps down on …")."""
    token = scene.token_at(office.end - 1)
    aside = _verb_of_office(token, sentence) if token is not None else None
    if aside is None or aside.dep_ != "relcl" or aside.head.dep_ != "nsubj":
        return
    person, verb = aside.head, aside.head.head
    names = [m for m in scene.people_in(sentence.start_char, aside.idx) if m.start <= person.idx < m.end]
    particles = {c.lower_ for c in verb.children if c.dep_ == "prt"}
    leaves = verb.lemma_ in _END and (verb.lemma_ != "step" or "down" in particles)
    times = [t for t in scene.times_in(verb.idx, sentence.end_char) if _DATE.match(t.timex)]
    if not names or len(times) != 1 or not (leaves or (verb.lemma_ in _HANDOVER and particles & {"over", "on"})):
        return
    holder = known_holder(names[0].name, office.reference)
    if holder is None:
        return
    arguments: dict[str, Any] = {"office": office.office, "organisation": office.organisation, "holder": holder}
    people = scene.people_in(verb.idx, sentence.end_char)
    if people and not leaves:
        arguments["successor"] = person_name(scene, people[0], office.reference)
    event = "end" if leaves else "handover"
    claim = _dated(scene, verb, office, holder, arguments, times[0], event, times[0].end)
    if claim is not None:
        yield claim


def _note_holder(scene: Scene, sentence: "Span", memory: Memory, claims: list[Claim]) -> None:
    """Keep the person a sentence is about in mind for the next one."""
    people = scene.people_in(sentence.start_char, sentence.end_char)
    if people and not claims:
        memory.holder = people[0].name
