"""The walk through an article: each sentence asked for each kind of statement, with what was said before in mind."""

from analysis.annotate import Document
from analysis.claims.ages import find_ages
from analysis.claims.comparisons import find_comparisons
from analysis.claims.counts import find_counts
from analysis.claims.figures import find_figures
from analysis.claims.guidelines import find_guidelines, find_meeting
from analysis.claims.lines import find_lines, note_line
from analysis.claims.members import find_members
from analysis.claims.membership import find_memberships
from analysis.claims.memory import Memory
from analysis.claims.offices import find_offices
from analysis.claims.ranks import find_ranks
from analysis.claims.scene import Scene
from analysis.claims.sources import without_other_sources
from analysis.claims.subjects import note_subject
from analysis.claims.titles import titles_of
from analysis.claims.trends import find_trends
from analysis.reference import Reference
from analysis.tables import Claim, Entity, Mention, Number, Quote, TimeExpression


def find_claims(
    document: Document,
    numbers: tuple[Number, ...],
    times: tuple[TimeExpression, ...],
    mentions: tuple[Mention, ...],
    entities: tuple[Entity, ...],
    quotes: tuple[Quote, ...],
    references: tuple[Reference, ...],
) -> tuple[Claim, ...]:
    """Return the statements of an article that reference packages could decide, sorted by their place.

    Statements without a measure, plans, targets and polls are listed too; `Claim.modality` and a missing
    `Claim.measure` say why they are not judged.
    """
    scene = Scene(document, numbers, times, mentions, {e.entity_id: e for e in entities}, quotes, references)
    titles = titles_of(scene)
    memory = Memory()
    claims: list[Claim] = []
    for memory.sentence, sentence in enumerate(document.sentences):
        taken: set[int] = set()
        lines = find_lines(scene, sentence, memory)
        note_line(lines, memory)
        first = len(claims)
        claims += find_counts(scene, sentence, memory, lines, taken)
        claims += find_members(scene, sentence, memory)
        claims += find_meeting(scene, sentence, memory, lines, taken)
        claims += find_guidelines(scene, sentence, memory, lines, taken)
        claims += find_figures(scene, sentence, memory, taken)
        claims += find_trends(scene, sentence, memory)
        claims += find_ranks(scene, sentence, memory)
        claims += find_comparisons(scene, sentence, memory)
        claims += find_memberships(scene, sentence, memory)
        claims += find_offices(scene, sentence, memory, titles)
        claims += find_ages(scene, sentence)
        claims[first:] = without_other_sources(scene, sentence, claims[first:])
        note_subject(scene, sentence, memory)
    return _ordered(claims)


def _ordered(claims: list[Claim]) -> tuple[Claim, ...]:
    """Sort claims by place and drop repetitions."""
    seen: dict[tuple[object, ...], Claim] = {}
    for claim in sorted(claims, key=lambda c: (c.start, c.end)):
        mark = (claim.start, claim.end, claim.kind, claim.key, claim.measure, claim.value, claim.arguments)
        seen.setdefault(mark, claim)
    return tuple(seen.values())
