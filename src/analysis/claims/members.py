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

_AMONG = re.compile(
    r"(?:\b(?:among|including|include[sd]?|includ(?:es|ing)|such as|namely|these are|they are|are)\b)", re.IGNORECASE
)


def find_members(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    """Return the claims that the countries listed are among those counted before."""
    line = memory.counted if memory.sentence - memory.counted_at <= 1 else None
    if line is None:
        return []
    hit = _AMONG.search(scene.text, sentence.start_char, sentence.end_char)
    if not hit:
        return []
    opens = (
        sentence.text.casefold()
        .lstrip("“ ")
        .startswith(("this includes", "these include", "among them", "they include", "these are", "that includes"))
    )
    same = memory.counted_at == memory.sentence and re.search(
        r"\bamong (?:them|these|those)\b|\bincluding\b|\bsuch as\b|\bnamely\b", sentence.text, re.IGNORECASE
    )
    if not opens and not same:
        return []
    begin = (
        hit.end()
        if opens
        else scene.text.index(same.group(), sentence.start_char) + len(same.group())
        if same
        else hit.end()
    )
    after = [s for s in scene.subjects_in(begin, sentence.end_char) if not s.is_aggregate]
    if not after or after[0].start - begin > 30:
        return []
    group = scene.group_of(after[0])
    if scene.numbers_in(begin, sentence.end_char) and any(
        f.number.unit == "percent" for f in scene.numbers_in(group[-1].end, min(sentence.end_char, group[-1].end + 40))
    ):
        return []
    period = (
        Period(memory.recent_period, "inherited")
        if memory.period_at == memory.counted_at and memory.period
        else Period(scene.year, "article")
    )
    return [
        line_claim(scene, s.start, s.end, s, line, period, "asserted", "listed_among")
        for s in group
        if s.start >= begin
    ]
