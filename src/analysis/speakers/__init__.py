"""Who says each quote: the speaker as written resolved to an entity, or left open."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from analysis.annotate import Document
from analysis.lexicons import pairs
from analysis.speakers.resolve import Resolver, Speaker
from analysis.tables import Entity, Mention, Quote


def resolve_speakers(
    document: Document, quotes: Sequence[Quote], mentions: Sequence[Mention], entities: Sequence[Entity]
) -> tuple[Quote, ...]:
    """Fill `speaker_id`, `speaker`, `speaker_kind`, `resolution` and `confidence` of every quote.

    What the text does not decide stays missing; `resolution` then says why.
    """
    resolver = Resolver(document, quotes, mentions, {e.entity_id: e for e in entities})
    resolved: list[Quote] = []
    outer: list[tuple[int, Speaker]] = []
    for quote in quotes:
        while outer and outer[-1][0] <= quote.start:
            outer.pop()
        inside = quote.speaker_start is not None and outer and quote.speaker_start < outer[-1][0]
        speaker = resolver.resolve(quote, outer[-1][1] if inside and outer else None)
        if quote.kind != "indirect":
            outer.append((quote.end, speaker))
        resolved.append(
            replace(
                quote, speaker_id=speaker.entity_id, speaker=speaker.name, speaker_kind=speaker.kind,
                resolution=speaker.resolution, confidence=_confidence(quote, speaker),
            )
        )  # fmt: skip
    return tuple(resolved)


def _confidence(quote: Quote, speaker: Speaker) -> float:
    """Multiply the share of right rows by the share of right entities of the rule that resolved the speaker."""
    shares = pairs("speaker_confidence", "resolution", "share")
    return round(quote.confidence * float(shares.get(speaker.resolution.rsplit(", ", 1)[-1], 1.0)), 3)


def mark_quoted(mentions: Sequence[Mention], quotes: Sequence[Quote]) -> tuple[Mention, ...]:
    """Mark the mentions that stand inside quotation marks."""
    spans = sorted(span for quote in quotes for span in quote.quoted_spans)
    starts = [start for start, _ in spans]

    def quoted(mention: Mention) -> bool:
        place = bisect_right(starts, mention.start) - 1
        return place >= 0 and mention.end <= spans[place][1]

    return tuple(replace(mention, in_quote=True) if quoted(mention) else mention for mention in mentions)
