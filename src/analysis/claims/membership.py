"""Who joined a population when, and as which member."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.claims.make import make_claim, subject_columns
from analysis.claims.memory import Memory
from analysis.claims.modality import modality_of
from analysis.claims.scene import Scene, Subject
from analysis.claims.subjects import carried, subjects_of_noun
from analysis.claims.syntax import subject_of
from analysis.reference import Population, Reference
from analysis.tables import Claim, TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_JOIN = re.compile(
    r"(?:(?<!\w)(?:joined|entered|acceded to|(?:was|were) admitted to|(?:has|have) (?:joined|acceded to|been "
    r"(?:a |an )?(?:full )?(?:[\w’'-]+ )?members? of|been in)|"
    r"became (?:a |an )?(?:full )?(?:members?|part) of|(?:is|are|was) (?:a |an )?(?:full )?members? of)(?= )"
    r"|(?<!\w)(?:became|been|is|are|become|was)(?: not| now| also| still| already)?(?: a| an| the(?= [\w’'-]+ "
    r"\d))?(?: [\w’'-]+){0,2}? (?P<order>\d{1,3}(?:st|nd|"
    r"rd|th) )?(?P<noun>members?|all(?:y|ies)|member states?)(?!\w)"
    r"|, (?:which |who )?joined\b|(?<!\w)joined(?= (?:in|on) ))",
    re.IGNORECASE,
)
_ORDER_OF = re.compile(r"(?P<order>\d{1,3})(?:st|nd|rd|th)? (?:full )?(?:member|ally|member state)\b", re.IGNORECASE)
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?\Z")
_JOINING = re.compile(r"\b(?:joined|acceded|new members|enlargement)\b", re.IGNORECASE)
_NEEDED = ("join", "enter", "acced", "admit", "member", "been in", "part of", "ally", "allies", "enlargement")
_REACH = 90


def find_memberships(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    """Return the claims that a subject joined a population, with the date where it is given."""
    lower = scene.lower_of(sentence)
    if not any(word in lower for word in _NEEDED):
        return []
    claims: list[Claim] = []
    for hit in _JOIN.finditer(scene.text, sentence.start_char, sentence.end_char):
        claims += _joined(scene, sentence, memory, hit)
    return claims or [*_elliptic(scene, sentence, memory)]


def _joined(scene: Scene, sentence: "Span", memory: Memory, hit: re.Match[str]) -> Iterator[Claim]:
    if re.search(
        r"\b(?:only|first|last|few|main|other|many|best|biggest|largest|closest)\b", hit.group(), re.IGNORECASE
    ):
        return
    population = _population(scene, sentence, hit)
    subjects = _subjects(scene, sentence, memory, hit)
    token = scene.token_at(hit.start()) or scene.token_at(hit.end() - 1)
    if population is None or not subjects or token is None:
        return
    limit = _limit(scene, hit.end(), sentence)
    time = next(
        (t for t in scene.times_in(hit.start(), limit) if _DATE.match(t.timex) or t.timex.startswith("XXXX")), None
    )
    if time is None:
        time = _opening(scene, sentence, hit)
    order = _ORDER_OF.search(scene.text, hit.start(), limit)
    if time is None and order is None and "joined" in hit.group().casefold():
        return
    verb = _verb(token)
    modality = modality_of(scene, verb, sentence)
    if any(c.lower_ in ("will", "wo", "to") and c.dep_ == "aux" for c in verb.children):
        modality = "plan"
    memory.subjects, memory.subjects_at = subjects, memory.sentence
    end = max(hit.end(), time.end if time else 0, order.end() if order else 0, _body_end(scene, hit, limit))
    negated = any(c.dep_ == "neg" for c in verb.children)
    if negated and (time is not None or any(c.lower_ in ("had", "was", "were") for c in [verb, *verb.children])):
        return
    for subject in subjects:
        yield _claim(scene, _start(subject, hit), end, population, subject, time, order, modality, negated)


def _start(subject: Subject, hit: re.Match[str]) -> int:
    return subject.start if subject.source == "stated" and subject.end <= hit.end() else hit.start()


def _claim(
    scene: Scene,
    start: int,
    end: int,
    population: tuple[Reference, Population],
    subject: Subject,
    time: TimeExpression | None,
    order: re.Match[str] | None,
    modality: str,
    negated: bool = False,
) -> Claim:
    arguments: dict[str, Any] = {}
    if time is not None:
        arguments["date"] = _day(scene, time)
    if order is not None:
        arguments["order"] = int(order.group("order"))
    arguments = {k: v for k, v in arguments.items() if v is not None}
    return make_claim(
        scene,
        start,
        end,
        "membership",
        rule="accession",
        confidence=0.9,
        modality=modality,
        package=population[0].name,
        population=population[1].id,
        arguments=arguments or None,
        negated=negated,
        period=scene.year,
        period_source="article",
        **subject_columns(subject),
    )


def _day(scene: Scene, time: TimeExpression) -> str | None:
    """Return a date of TIMEX3 as a partial ISO date."""
    return time.timex if _DATE.match(time.timex) else None


def _population(scene: Scene, sentence: "Span", hit: re.Match[str]) -> tuple[Reference, Population] | None:
    """Return the population joined: named right after, or by its noun."""
    limit = min(sentence.end_char, hit.end() + 45)
    near = scene.placed_mentions.starting(hit.start(), limit)
    noun = (hit.groupdict().get("noun") or "").casefold()
    for reference, population in scene.populations:
        called = not noun or any(noun.startswith(n.split()[-1][:-1]) for n in population.nouns)
        if called and any(m.entity_id == population.organisation for m in near):
            return reference, population
    if any(m.entity_id.startswith("body/") for m in near):
        return None
    spoken = [(r, p) for r, p in scene.populations if scene.speaks_of(p.organisation)]
    after = scene.text[hit.start() : limit].casefold()
    by_class = [pair for pair in scene.populations if _is_called(pair[1], after)]
    if by_class:
        return next((pair for pair in by_class if pair in spoken), by_class[0])
    elided = hit.group().startswith(", ") or hit.group().casefold() == "joined"
    if elided and len(spoken) == 1:
        return spoken[0]
    fitting = [(r, p) for r, p in spoken if noun and any(noun.startswith(n.split()[-1][:-1]) for n in p.nouns)]
    return fitting[0] if len(fitting) == 1 else None


def _is_called(population: Population, words: str) -> bool:
    """Say whether "the alliance" or "the bloc" can mean a population's body: an alliance is what has allies."""
    if "ally" in population.nouns:
        return re.search(r"\bthe (?:[\w-]+ )?alliance\b", words) is not None
    return re.search(r"\bthe (?:[\w-]+ )?(?:bloc|union|club)\b", words) is not None


def _subjects(scene: Scene, sentence: "Span", memory: Memory, hit: re.Match[str]) -> tuple[Subject, ...]:
    if hit.group().startswith(", "):
        before = scene.subjects_in(sentence.start_char, hit.start())
        return tuple(scene.group_of(before[-1])) if before and hit.start() - before[-1].end <= 2 else ()
    token = scene.token_at(hit.start())
    noun = subject_of(_verb(token)) if token is not None else None
    if noun is None:
        return ()
    if noun.tag_ in ("WDT", "WP") or noun.lower_ in ("which", "who"):
        before = scene.subjects_in(sentence.start_char, noun.idx)
        return (before[-1],) if before else ()
    if noun.pos_ == "PRON":
        return carried(memory) if noun.lower_ == "it" else ()
    own = scene.subject_at(noun)
    if own is not None:
        return tuple(scene.group_of(own))
    return (
        subjects_of_noun(scene, noun, memory)
        if noun.lemma_.casefold() in ("country", "nation", "republic", "kingdom", "state")
        else ()
    )


def _verb(token: "Token") -> "Token":
    current = token
    while current.pos_ not in ("VERB", "AUX") and current.head.i != current.i:
        current = current.head
    if current.pos_ == "AUX" and current.head.pos_ == "VERB" and current.dep_ in ("aux", "auxpass"):
        return current.head
    return current


def _limit(scene: Scene, start: int, sentence: "Span") -> int:
    """Return where what is said of a joining ends: the clause's end or the reach."""
    stop = re.compile(
        r"[;:]|, (?:and|but|while|which|when|where|ending|after)\b| (?:when|before|after|while)\b| and "
        r"(?:spends?|has|held|is|was)\b"
    ).search(scene.text, start, sentence.end_char)
    return min(stop.start() if stop else sentence.end_char, start + _REACH)


def _opening(scene: Scene, sentence: "Span", hit: re.Match[str]) -> TimeExpression | None:
    """Return a date that opens the sentence ("In 2004, Latvia joined …")."""
    times = [t for t in scene.times_in(sentence.start_char, hit.start()) if _DATE.match(t.timex)]
    return times[0] if times and times[0].start < scene.first_subject(sentence) else None


def _body_end(scene: Scene, hit: re.Match[str], limit: int) -> int:
    ends = [
        m.end
        for m in scene.placed_mentions.inside(hit.start(), limit)
        if m.start <= hit.end() + 5 and m.entity_id.startswith("body/")
    ]
    return max(ends, default=hit.end())


def _elliptic(scene: Scene, sentence: "Span", memory: Memory) -> Iterator[Claim]:
    """Yield the members of "Four countries have joined since then: Montenegro in 2017, Finland in 2023"."""
    hit = _JOINING.search(sentence.text)
    spoken = [(r, p) for r, p in scene.populations if scene.speaks_of(p.organisation)] if hit is not None else []
    if hit is None or len(spoken) != 1:
        return
    population = spoken[0]
    begin = sentence.start_char + hit.end()
    for subject in scene.subjects_in(begin, sentence.end_char):
        after = [t for t in scene.times_in(subject.end, sentence.end_char) if _DATE.match(t.timex)]
        if after and re.fullmatch(r" (?:in|on)(?: the year)? |, in | \(", scene.text[subject.end : after[0].start]):
            yield _claim(scene, subject.start, after[0].end, population, subject, after[0], None, "asserted")
