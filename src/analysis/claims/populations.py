"""Numbers that count members of a population: "23 of the 32 member states", "two thirds of the allies"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.claims.owners import is_foreign, owner_of
from analysis.claims.scene import Found, Scene
from analysis.reference import Population, Reference

if TYPE_CHECKING:
    from spacy.tokens import Span

_ALL_BUT = re.compile(r"\ball (?:but|except)(?: for)? \Z|\bevery(?:one)? (?:but|except) \Z", re.IGNORECASE)
_NEUTRAL = frozenset(
    [
        "of",
        "the",
        "its",
        "their",
        "his",
        "all",
        "'s",
        "’s",
        "member",
        "members",
        "allied",
        "current",
        "other",
        "present",
        "some",
        "only",
        "just",
        "nearly",
        "almost",
        "about",
        "more",
        "than",
        "less",
        "fewer",
        "over",
        "under",
        "out",
        "at",
        "least",
        "around",
        "roughly",
        "as",
        "many",
        "and",
        "or",
        "a",
        "an",
        "now",
        "those",
        "these",
        "is",
        "are",
        "to",
        "our",
        "up",
    ]
)
_NUMBER_WORDS = re.compile(
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|"
    r"eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|half|thirds?|quarters?|fifths?|tenths?|dozen|none|"
    r"percent|per|cent|%)\Z"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of members of a population, where it stands."""

    start: int
    end: int
    reference: Reference
    population: Population | None
    found: Found
    value: float
    total: float | None
    is_share: bool
    inverted: bool
    size: tuple[int, int] | None = None


def find_counted(scene: Scene, sentence: "Span") -> Iterator[Counted]:
    """Yield the numbers that count members."""
    row = scene.numbers_in(sentence.start_char, sentence.end_char)
    skip: set[int] = set()
    for place, found in enumerate(row):
        number = found.number
        if place in skip or number.currency or number.kind not in ("cardinal", "ratio", "range", "measure"):
            continue
        following = row[place + 1] if place + 1 < len(row) else None
        part = number.kind == "ratio" and number.unit != "percent" and _is_fraction(scene, found)
        one_of = number.value == 1 and not part and following is not None and _is_of(scene, found, following)
        if (number.unit is None or part) and following is not None and not one_of and _is_of(scene, found, following):
            counted = _as_counted(scene, sentence, following)
            if counted is not None:
                skip.add(place + 1)
                size = (following.number.start, following.number.end) if part else None
                yield replace(
                    counted,
                    start=min(found.start, counted.start),
                    found=found,
                    value=number.value,
                    total=following.number.value,
                    inverted=_inverted(scene, found, sentence),
                    is_share=part,
                    size=size,
                )
            continue
        counted = _as_counted(scene, sentence, found)
        if counted is not None and following is not None and _is_out_of(scene, counted, following):
            skip.add(place + 1)
            yield replace(
                counted,
                start=following.start,
                end=following.end,
                found=following,
                value=following.number.value,
                total=counted.value,
                size=(counted.start, counted.end),
            )
        elif counted is not None:
            yield counted


def is_bare_number(scene: Scene, found: Found) -> bool:
    """Say whether a number stands without a unit, or with a member noun."""
    return all(
        _is_number_word(w) or w in _NEUTRAL
        for w in re.split(r"[\s-]+", scene.text[found.number.start : found.number.end].casefold())
    ) and ("percent" not in scene.text[found.number.start : found.number.end].casefold())


def _is_of(scene: Scene, first: Found, second: Found) -> bool:
    """Say whether a number counts out of the next one ("Eleven of NATO's 31 members")."""
    return bool(
        re.fullmatch(
            r" (?:out )?of (?:the |its |their |[\w]+[’']s? )?(?:now |current )?", scene.text[first.end : second.start]
        )
    )


def _is_out_of(scene: Scene, counted: Counted, following: Found) -> bool:
    """Say whether a population's size only leads to the count: "Of the 32 allies, 23 meet …"."""
    before = scene.text[max(0, counted.start - 24) : counted.start].casefold()
    between = scene.text[counted.end : following.start].casefold()
    led = re.search(r"(?:\bof|\bamong)(?: the| its| [\w]+[’']s?)? \Z", before) is not None
    return (
        led
        and re.fullmatch(r",? (?:only |just |now )?", between) is not None
        and following.number.unit in (None, "state", "member")
    )


def _inverted(scene: Scene, found: Found, sentence: "Span") -> bool:
    return bool(_ALL_BUT.search(scene.text[max(sentence.start_char, found.start - 20) : found.start]))


def _as_counted(scene: Scene, sentence: "Span", found: Found) -> Counted | None:
    number = found.number
    if not number.unit or number.value < 0:
        return None
    start, end = found.start, found.end
    noun = number.unit.casefold()
    text = scene.text[number.start : number.end]
    if number.kind == "ratio" and number.end == found.number.end:
        stem = re.escape(noun[:-1] if len(noun) > 3 else noun)
        tail = re.match(
            rf"(?: of)?(?: (?:the|its|their|all|member|[\w]+[’']s?|[A-Z]+))* {stem}\w*",
            scene.text[number.end : number.end + 45],
        )
        if not re.search(stem, text.casefold()) and tail:
            end = number.end + tail.end()
            text = scene.text[number.start : end]
    bodies = frozenset(p.organisation for _, p in scene.populations if p.organisation)
    owner = owner_of(scene, number.start, end)
    chosen = None if is_foreign(scene, owner, bodies) else population_of(scene, noun, text, start, end)
    if chosen is None:
        return None
    reference, population = chosen
    total = number.ratio_total
    if (
        total is not None
        and number.value == 1
        and re.match(r"one(?: out)? of ", scene.text[number.start : number.end], re.IGNORECASE)
    ):
        several = replace(number, value=total, low=total, high=total, ratio_total=None)
        return Counted(start, end, reference, population, replace(found, number=several), total, None, False, False)
    is_share = total is not None and _is_fraction(scene, found)
    return Counted(
        start,
        end,
        reference,
        population,
        found,
        number.value,
        None if is_share else total,
        is_share,
        _inverted(scene, found, sentence),
    )


def _is_fraction(scene: Scene, found: Found) -> bool:
    """Say whether a ratio is a share ("two thirds", "half"), not a count out of a total."""
    return (
        not re.search(r"\d|\bof\b|\bout\b", scene.text[found.number.start : found.number.end])
        or "%" in scene.text[found.start : found.end]
    )


def population_of(
    scene: Scene, noun: str, text: str, start: int, end: int
) -> tuple[Reference, Population | None] | None:
    """Return the population a counted noun belongs to; with None where only a part is meant."""
    fitting = [
        (r, p)
        for r, p in scene.populations
        if noun in {n.split()[-1] for n in p.nouns} | {n.split()[-1].rstrip("s") for n in p.nouns}
    ]
    if not fitting:
        return None
    tail = re.match(r" (?:of|in) (?:the )?[\w’'-]+", scene.text[end : end + 40])
    last = end + tail.end() if tail else end
    inside = scene.placed_mentions.inside(start, last)
    bodies = {m.entity_id for m in inside if m.entity_id.startswith("body/")}
    named = [(r, p) for r, p in fitting if p.organisation in bodies]
    if named:
        return named[0] if not _restricted(scene, named[0][1], text) else (named[0][0], None)
    if bodies:
        return fitting[0][0], None
    ranked = sorted(fitting, key=lambda pair: -_nearness(scene, noun, *pair))
    pick = ranked[0]
    if _nearness(scene, noun, *pick) == 0:
        return None
    return pick if not _restricted(scene, pick[1], text) else (pick[0], None)


def _nearness(scene: Scene, noun: str, reference: Reference, population: Population) -> int:
    """Return how surely an unnamed population is meant: by its body, its noun, its subject."""
    own = sum(noun in {n.split()[-1] for n in p.nouns} for _, p in scene.populations) == 1
    called = "ally" in population.nouns and scene.says("alliance")
    return 4 * scene.speaks_of(population.organisation) + 2 * own + 2 * called + _in_topic(scene, reference)


def _in_topic(scene: Scene, reference: Reference) -> bool:
    """Say whether the article uses a word of the package's subject matter."""
    words = {w.casefold() for m in reference.measures.values() for w in m.topics}
    return any(scene.says(w) for w in words)


def _restricted(scene: Scene, population: Population, text: str) -> bool:
    """Say whether a word in the count picks out a part of the population."""
    own = {w for n in population.nouns for w in n.split()} | {f"{w}s" for n in population.nouns for w in n.split()}
    own |= {
        "allies",
        "countries",
        "alliance",
        "alliance's",
        "alliance’s",
        population.name.casefold(),
        f"{population.name.casefold()}'s",
        f"{population.name.casefold()}’s",
    }
    words = [w.strip("()") for w in re.split(r"[\s,-]+", text.casefold())]
    return any(w and w not in own and w not in _NEUTRAL and not _is_number_word(w) for w in words)


def _is_number_word(word: str) -> bool:
    return bool(_NUMBER_WORDS.match(word))
