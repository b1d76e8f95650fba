"""The rules by their own examples: each fires where it says it does, and nowhere that it says it does not."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest

from analysis.annotate import Document, annotate_many
from analysis.attribution.lines import find_lines
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import read_figure, standing_for
from analysis.attribution.scene import Context, Scene
from analysis.claims.contests import contest_drafts, sides
from analysis.claims.families import families, family_drafts
from analysis.claims.headcounts import headcount_drafts
from analysis.claims.streaks import streak_drafts
from analysis.corpus import analyse, default_resources
from analysis.errors import AnalysisError
from analysis.rules import Rule, read_path, rule_files, rules

if TYPE_CHECKING:
    from spacy.tokens import Token

DAY = date(2024, 7, 10)


@cache
def documents() -> dict[str, Document]:
    """Return all examples, parsed in one go."""
    texts = dict.fromkeys(text for rule in ALL for text in (*rule.fires, *rule.silent))
    return dict(zip(texts, annotate_many(("example", text, DAY) for text in texts), strict=True))


@cache
def sentences_of(text: str) -> tuple[Sentence, ...]:
    document, resources = documents()[text], default_resources()
    found = analyse(document, resources)
    entities = {entity.entity_id: entity for entity in found.entities}
    scene = Scene(
        document, found.numbers, found.times, found.mentions, entities, found.quotes, resources.references
    )  # fmt: skip
    return tuple(Sentence(scene, span) for span in document.sentences)


def starts(name: str, sentence: Sentence) -> "Iterator[tuple[str, Token]]":
    """Yield the words that a stage gives the rules of a file to start at, with the node's name."""
    if name == "measures":
        yield from (("figure", token) for figure in sentence.figures for token in standing_for(sentence, figure))
    elif name == "lines":
        yield from (("line", line.token) for line in find_lines(sentence, Context()))
    elif name == "membership":
        yield from (("body", body.token) for body in sentence.bodies if body.population)
    elif name == "power":
        yield from (("power", token) for token in sentence.span if token.lower_ in ("power", "office"))
    elif name in ("contests", "polled"):
        yield from (("side", side.word) for side in sides(sentence))
    elif name == "families":
        yield from (("part", part.last) for own in families(sentence) for part in own)
    elif name == "headcounts":
        yield from (("counted", subject.token) for subject in sentence.subjects.values())
    elif name == "streaks":
        known = sentence.scene.words.sides
        yield from (("party", token) for token in sentence.span if token.lower_ in known)
    else:
        yield from (("verb", token) for token in sentence.span if token.pos_ in ("VERB", "AUX"))


def fires(rule: Rule, text: str) -> bool:
    name = rule.id.split(".")[0]
    return any(
        True
        for sentence in sentences_of(text)
        for node, token in starts(name, sentence)
        for _ in rule.matches({node: token}, {**sentence.marks, node: lambda _: True})
    )


def takes_part(rule: Rule, text: str) -> bool:
    """Say whether a rule reads a sentence; a figure's unit and base must fit the measure, too, a place the table."""
    if rule.id.startswith("contests."):
        return any(draft.rule == rule.id for s in sentences_of(text) for draft in contest_drafts(s, Context()))
    if rule.id.startswith("families."):
        return any(draft.rule == rule.id for s in sentences_of(text) for draft in family_drafts(s, Context()))
    if rule.id.startswith("headcounts."):
        return fires(rule, text) and any(list(headcount_drafts(s, Context())) for s in sentences_of(text))
    if rule.id.startswith("streaks."):
        return any(draft.rule == rule.id for s in sentences_of(text) for draft in streak_drafts(s, Context()))
    if not rule.id.startswith("measures."):
        return fires(rule, text)
    readings = (read_figure(s, figure, Context()) for s in sentences_of(text) for figure in s.figures)
    return any(reading is not None and reading.rule == rule.id for reading in readings)


ALL = [rule for name in rule_files() for rule in rules(name)]
FIRES = [pytest.param(rule, text, id=f"{rule.id}-{n}") for rule in ALL for n, text in enumerate(rule.fires)]
SILENT = [pytest.param(rule, text, id=f"{rule.id}-{n}") for rule in ALL for n, text in enumerate(rule.silent)]


@pytest.mark.parametrize(("rule", "text"), FIRES)
def test_a_rule_fires_on_its_examples(rule: Rule, text: str) -> None:
    assert fires(rule, text)


@pytest.mark.parametrize(("rule", "text"), SILENT)
def test_a_rule_is_silent_elsewhere(rule: Rule, text: str) -> None:
    assert not takes_part(rule, text)


def test_ids_are_unique() -> None:
    assert len({rule.id for rule in ALL}) == len(ALL)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("figure <dobj", "must begin and end with a node", id="no end"),
        pytest.param("figure dobj verb", "is no step", id="no direction"),
        pytest.param("figure <dobj verb[fly_high]", "is no class of words", id="unknown class"),
    ],
)
def test_a_malformed_path_is_named(text: str, part: str) -> None:
    with pytest.raises(AnalysisError, match=part):
        read_path(text)
