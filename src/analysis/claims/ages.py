"""Ages of people whose birthday a package knows: "the 65-year-old", "Jens Stoltenberg, 65,"."""

import re
from typing import TYPE_CHECKING

from analysis.claims.make import make_claim
from analysis.claims.offices import known_holder, person_name
from analysis.claims.scene import Found, Scene
from analysis.reference import Reference
from analysis.tables import Claim

if TYPE_CHECKING:
    from spacy.tokens import Span

_AGE_AFTER = re.compile(
    r"(?:, (?:who is |aged )?| \((?:aged )?| aged )(?P<age>\d{2})(?=[,.;)”]| years old| and | who )"
)


def find_ages(scene: Scene, sentence: "Span") -> list[Claim]:
    """Return the claims about the ages of people whose birthday a package knows."""
    claims: list[Claim] = []
    for found in scene.numbers_in(sentence.start_char, sentence.end_char):
        if found.number.kind == "age":
            holder = _aged(scene, found)
            if holder is not None:
                claims.append(_age(scene, *_nominal(scene, found), holder, found))
    for mention in scene.people_in(sentence.start_char, sentence.end_char):
        hit = _AGE_AFTER.match(scene.text, mention.end)
        reference = _born(scene, mention.name) if hit else None
        inside = list(scene.numbers_in(mention.end, hit.end())) if hit else []
        if hit and reference is not None and inside and inside[0].number.kind != "age":
            claims.append(
                _age(scene, mention.start, hit.end(), (reference, person_name(scene, mention, reference)), inside[0])
            )
    return claims


def _nominal(scene: Scene, found: Found) -> tuple[int, int]:
    """Return the range of "the 65-year-old" with its article."""
    start = found.number.start
    before = scene.text[max(0, start - 4) : start].casefold()
    return (start - 4 if before == "the " else start), found.number.end


def _born(scene: Scene, name: str) -> Reference | None:
    return next((r for r in scene.references if any(t.born for t in r.terms) and known_holder(name, r)), None)


def _aged(scene: Scene, found: Found) -> tuple[Reference, str] | None:
    """Return whose age a number is: by its mention, the name beside it, or the person spoken of."""
    names = [
        m.name
        for m in scene.placed_mentions.around(found.number.start)
        if m.label == "PERSON" and found.number.end <= m.end
    ]
    start = found.number.start
    touching = scene.placed_mentions.touching(start - 9, start)
    beside = [m.name for m in touching if m.label == "PERSON" and m.end <= start]
    if not names and not beside and (before := scene.person_before(start)) is not None:
        names = [before.name]
    for name in [*names, *beside]:
        reference = _born(scene, name)
        if reference is not None:
            return reference, known_holder(name, reference) or name
    return None


def _age(scene: Scene, start: int, end: int, holder: tuple[Reference, str], found: Found) -> Claim:
    reference, name = holder
    number = found.number
    return make_claim(
        scene,
        start,
        end,
        "age",
        rule="age",
        confidence=0.9,
        package=reference.name,
        key=name,
        subject=name,
        subject_source="stated",
        value=number.value,
        low=number.value,
        high=number.value,
        value_text=scene.text[number.start : number.end],
        unit="year",
        number_ids=(found.id,),
        period=scene.document.published.isoformat() if scene.document.published else None,
        period_source="article",
    )
