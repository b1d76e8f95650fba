"""Which members are among those counted: "This includes Albania, Montenegro and Norway"."""

import re
from typing import TYPE_CHECKING

from analysis.claims.memory import Memory
from analysis.claims.periods import Period
from analysis.claims.scene import Scene
from analysis.claims.sides import line_claim
from analysis.tables import Claim

if TYPE_CHECKING:
    from spacy.tokens import Span

_OPENING = re.compile(
    r"[“ ]*(?:this|that|these|they|the list|the group)(?: also)? (?:includes?|are)\b|[“ ]*among (?:them|these|those)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"\bamong (?:them|these|those)\b|\bincluding\b|\bsuch as\b|\bnamely\b|:(?= )", re.IGNORECASE)
_GAP = 30
_OWN_FIGURE = 40


def find_members(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    """Return the claims that the countries listed are among those counted before, or in the same sentence."""
    line = memory.counted if memory.sentence - memory.counted_at <= 1 else None
    if line is None:
        return []
    pattern = _WITHIN if memory.counted_at == memory.sentence else _OPENING
    hit = pattern.search(scene.text, sentence.start_char, sentence.end_char)
    if hit is None or (pattern is _OPENING and hit.start() > sentence.start_char):
        return []
    after = [s for s in scene.subjects_in(hit.end(), sentence.end_char) if not s.is_aggregate]
    if not after or after[0].start - hit.end() > _GAP:
        return []
    group = [s for s in scene.group_of(after[0]) if s.start >= hit.end()]
    figures = scene.numbers_in(group[-1].end, min(sentence.end_char, group[-1].end + _OWN_FIGURE))
    if any(found.number.unit == "percent" for found in figures):
        return []
    period = Period(scene.year, "article")
    if memory.period is not None and memory.period_at == memory.counted_at:
        period = Period(memory.period, "inherited")
    return [line_claim(scene, s.start, s.end, s, line, period, "asserted", "listed_among") for s in group]
