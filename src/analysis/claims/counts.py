"""Statements about a population: how many of its members meet a line, and how many members it has."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.claims.lines import LineMention
from analysis.claims.make import make_claim, period_columns, topic_columns
from analysis.claims.memory import Line, Memory
from analysis.claims.modality import modality_of
from analysis.claims.periods import Period, period_of
from analysis.claims.populations import Counted, find_counted, is_bare_number
from analysis.claims.quantifiers import find_quantified
from analysis.claims.scene import Scene
from analysis.claims.sides import line_of, opposite
from analysis.reference import Population, Reference
from analysis.tables import Claim

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_HOLDS = re.compile(
    r"\b(?:has|have|had|counts?|numbers?|comprises?|with|(?:alliance|bloc|union) of|includes?|consists? of|"
    r"become|became|grew to|grown "
    r"to)(?: now| today| its| only| just| about)* \Z",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\b(?:the|all|its|their|[\w]+[’']s?)(?: (?:current|now|other|present))? \Z", re.IGNORECASE)
_PARTIAL = re.compile(
    r"\b(?:(?:\d+|some|most|many|none|half|few|several|one|each|any|these|those)(?: of(?: the)?)?|"
    r"(?:first|last|two|three|four|five) of (?:the|its|their|[\w]+[’']s?)) \Z"
)
_GENERIC = re.compile(r"(?<!member )(?<!member-)\b(?:nations?|states?|countr(?:y|ies))\Z", re.IGNORECASE)
_AT_LEAST = re.compile(r"\b(?:at least|more than|less than|over|above|below|under|or more|a minimum of)\b|≥|>")
_COMPARED = re.compile(
    r"(?:\b(?:up|down)(?: sharply)? from|\bcompared (?:with|to)|\bagainst|\bafter|\bthan)(?: just| only| "
    r"the)?(?: (?:the )?(?:three|four|other)(?= who))? \Z",
    re.IGNORECASE,
)


def find_counts(
    scene: Scene, sentence: "Span", memory: Memory, lines: tuple[LineMention, ...], taken: set[int]
) -> list[Claim]:
    """Return the claims that count members of a population, and those that state its size."""
    claims: list[Claim] = []
    quantified = list(find_quantified(scene, sentence))
    for counted in quantified:
        claim = _count(scene, sentence, memory, lines, counted, taken)
        if claim is not None:
            claims += [claim, *_compared(scene, sentence, memory, counted, taken)]
    for counted in find_counted(scene, sentence):
        if any(q.start <= counted.start < q.end for q in quantified):
            claims += _size(scene, counted)
            continue
        taken.add(counted.found.number.start)
        claims += _size(scene, counted)
        claim = _count(scene, sentence, memory, lines, counted, taken)
        if claim is not None:
            claims.append(claim)
            claims += _compared(scene, sentence, memory, counted, taken)
    return claims


def _compared(scene: Scene, sentence: "Span", memory: Memory, counted: Counted, taken: set[int]) -> Iterator[Claim]:
    """Yield the count that another is compared with ("23 allies meet it, up from three in 2014")."""
    line = memory.counted
    for found in scene.numbers_in(counted.end, sentence.end_char):
        number = found.number
        if number.currency or number.value != int(number.value) or line is None:
            continue
        if not _COMPARED.search(scene.text[counted.end : found.start]) or not is_bare_number(scene, found):
            continue
        years = [t for t in scene.years_in(found.end, sentence.end_char) if t.start - found.end <= 20]
        if years:
            taken.add(number.start)
            other = replace(
                counted, start=found.start, end=found.end, found=found, value=number.value, total=None, is_share=False
            )
            exact = replace(found.number, low=number.value, high=number.value)
            other = replace(other, found=replace(found, number=exact))
            yield _claim(scene, other, line, found.start, years[0].end, Period(years[0].timex, "stated"), "asserted")


def _size(scene: Scene, counted: Counted) -> Iterator[Claim]:
    """Yield the claim that a population has so many members, where the wording presumes or says so."""
    population, number = counted.population, counted.found.number
    total = counted.total
    text = scene.text
    if population is not None and total is not None and counted.size is not None:
        yield _size_claim(scene, *counted.size, counted.reference, population, total, (counted.found.id,))
        return
    if population is None or counted.is_share:
        return
    if total is not None:
        inner = re.search(
            r"(?:of|out of)\s+(?P<size>.*)\Z", text[counted.start : counted.end], re.IGNORECASE | re.DOTALL
        )
        start = counted.start + (inner.start("size") if inner else 0)
        article = re.match(r"(?:the |its |their |[\w]+[’']s? )", text[start : counted.end], re.IGNORECASE)
        start += article.end() if article else 0
        yield _size_claim(scene, start, counted.end, counted.reference, population, total, (counted.found.id,))
        return
    if number.bound != "=" or number.value != int(number.value) or counted.inverted:
        return
    before = text[max(0, counted.start - 30) : counted.start]
    after = text[counted.end : counted.end + 30]
    named = any(
        m.entity_id == population.organisation
        for m in scene.placed_mentions.starting(counted.start - 60, counted.start)
    )
    called = "ally" in population.nouns and re.search(r"\balliance\b", text[max(0, counted.start - 60) : counted.start])
    owned = _HOLDS.search(before) is not None and bool(named or called)
    definite = _DEFINITE.search(before) is not None and not _PARTIAL.search(before)
    at_table = re.match(r" (?:at|around) the table\b", after)
    generic = _GENERIC.search(text[counted.start : counted.end]) is not None
    definite = definite and bool(named or called or (not generic and scene.speaks_of(population.organisation)))
    if owned or definite or at_table:
        ids = (counted.found.id,)
        yield _size_claim(
            scene, counted.start, counted.end, counted.reference, population, number.value, ids, told=bool(owned)
        )


def _size_claim(
    scene: Scene,
    start: int,
    end: int,
    reference: Reference,
    population: Population,
    value: float,
    ids: tuple[str, ...],
    *,
    told: bool = False,
) -> Claim:
    token = scene.token_at(start)
    modality = modality_of(scene, token, token.sent) if token is not None and told else "asserted"
    return make_claim(
        scene,
        start,
        end,
        "membership",
        rule="population_size",
        confidence=0.9,
        modality=modality,
        package=reference.name,
        population=population.id,
        value=value,
        low=value,
        high=value,
        unit=population.nouns[0],
        value_text=scene.text[start:end],
        number_ids=ids,
        period=scene.year,
        period_source="article",
    )


def _count(
    scene: Scene, sentence: "Span", memory: Memory, lines: tuple[LineMention, ...], counted: Counted, taken: set[int]
) -> Claim | None:
    """Return the claim that so many members meet a line."""
    token = scene.token_at(counted.found.number.start)
    if token is None:
        return None
    other = set(taken)
    line = line_of(scene, sentence, memory, lines, counted.end, taken)
    if line is None:
        return None
    end, found_line = line
    if _is_collective(scene, counted, found_line, end):
        taken &= other
        return None
    if found_line.topic.reference.name != counted.reference.name:
        return None  # the members of another body than the one the line's figures are of
    if _is_narrowed(scene, counted, lines):
        counted = replace(counted, population=None)
    if counted.inverted and counted.total is None:
        found_line = opposite(found_line)
    period = period_of(scene, main_verb(token), sentence, memory, counted.start, counted.end, across=True)
    modality = modality_of(scene, main_verb(token), sentence, period.value)
    memory.line, memory.line_at = (
        replace(found_line, comparator=">=" if found_line.is_guideline else found_line.comparator),
        memory.sentence,
    )
    memory.counted, memory.counted_at = found_line, memory.sentence
    memory.remember(found_line.topic, (), period.value if period.source == "stated" else None)
    return _claim(scene, counted, found_line, counted.start, end, period, modality)


def _is_narrowed(scene: Scene, counted: Counted, lines: tuple[LineMention, ...]) -> bool:
    """Say whether a clause without the line picks out a part of the members ("allies that joined after 1999")."""
    noun = scene.token_at(counted.end - 1)
    if noun is None:
        return False
    for clause in noun.children:
        first, last = clause.left_edge.idx, clause.right_edge.idx + len(clause.right_edge)
        restricts = clause.dep_ in ("relcl", "acl") and clause.left_edge.i == noun.i + 1
        told = [f for f in scene.numbers_in(first, last) if f.number.unit == "percent"]
        if restricts and not told and not any(first <= line.start < last for line in lines):
            return True
    return False


def _is_collective(scene: Scene, counted: Counted, line: Line, end: int) -> bool:
    """Say whether a figure is that of all members together ("the bloc's 27 members spent 1.6 percent")."""
    if counted.total is not None or counted.is_share or line.is_guideline:
        return False
    before = scene.text[max(0, counted.start - 30) : counted.start]
    whole = _DEFINITE.search(before) is not None and not re.search(r"\ball(?: the)? \Z", before, re.IGNORECASE)
    return whole and not _AT_LEAST.search(scene.text[counted.end : end])


def _claim(scene: Scene, counted: Counted, line: Line, start: int, end: int, period: Period, modality: str) -> Claim:
    number = counted.found.number
    columns: dict[str, Any] = {
        "value": counted.value,
        "low": number.low,
        "high": number.high,
        "low_open": number.low_open,
        "high_open": number.high_open,
        "unit": counted.population.nouns[0] if counted.population else number.unit,
    }
    arguments: dict[str, Any] = {}
    if number.bound == "=" and not counted.is_share and number.value_high is None:
        columns |= {"low": counted.value, "high": counted.value}
    if counted.is_share and number.ratio_total:
        columns |= _share(counted)
        arguments["share"] = True
    if counted.inverted and counted.total is not None and not counted.is_share and number.bound == "=":
        rest = counted.total - counted.value
        columns |= {"value": rest, "low": rest, "high": rest}
        columns["value_text"] = None
    else:
        columns["value_text"] = scene.text[counted.found.start : counted.found.end]
    columns["out_of"] = counted.total
    topic = line.topic if counted.population is not None else None
    return make_claim(
        scene,
        start,
        end,
        "count",
        rule="count" if topic else "count_of_a_part",
        confidence=0.9,
        modality=modality,
        comparator=line.comparator,
        threshold=line.threshold,
        population=counted.population.id if counted.population else None,
        number_ids=tuple(filter(None, (counted.found.id,))),
        arguments=arguments or None,
        **topic_columns(topic),
        **period_columns(period),
        **columns,
    )


def _share(counted: Counted) -> dict[str, Any]:
    """Return a fraction as percent of the population; a plain fraction allows what would be rounded to it."""
    number = counted.found.number
    total = number.ratio_total or 1.0
    percent = 100 * number.value / total
    if number.bound in ("=", "~"):
        return {"value": percent, "low": percent - 5, "high": percent + 5, "unit": "percent"}
    scale = 100 / total
    return {
        "value": percent,
        "unit": "percent",
        "low": None if number.low is None else number.low * scale,
        "high": None if number.high is None else number.high * scale,
    }


def main_verb(token: "Token") -> "Token":
    current = token
    while current.pos_ not in ("VERB", "AUX") and current.head.i != current.i:
        current = current.head
    return current
