"""Reports and quotation marks put together: each stretch inside marks gets its report, or is left alone."""

from bisect import bisect_left
from dataclasses import dataclass, field

from analysis.annotate import Document
from analysis.quotes.cues import cue_of
from analysis.quotes.parse import SUBJECTS, Parse
from analysis.quotes.quoted import Quoted
from analysis.quotes.reports import Report
from analysis.quotes.sources import noun_phrase, speaker_of

_INNER_STOPS = (",", "?", "!", "-", "–", "—", "―", "…")
_FARTHEST_CUE = 30


@dataclass
class Draft:
    """A quote being put together; offsets are characters."""

    parts: list[tuple[int, int]]
    report: Report | None
    stretches: list[Quoted] = field(default_factory=list)
    rule: str = ""
    follows: "Draft | None" = None
    confidence: float = 0.0


def assemble(document: Document, parse: Parse, reports: list[Report], stretches: list[Quoted]) -> list[Draft]:
    """Return one draft per report or attributed stretch, ordered by first character."""
    drafts = [d for r in reports if (d := _from_report(parse, r, stretches)) is not None]
    drafts = _without_duplicates(drafts)
    covered = {id(s) for d in drafts for s in d.stretches}
    for stretch in stretches:
        if id(stretch) not in covered:
            draft = _from_adjacent(parse, stretch)
            if draft is not None:
                drafts.append(draft)
                covered.add(id(stretch))
    drafts.sort(key=lambda d: d.parts[0])
    for stretch in stretches:
        if id(stretch) not in covered:
            draft = _continuation(parse, stretch, drafts)
            if draft is not None:
                drafts.append(draft)
                drafts.sort(key=lambda d: d.parts[0])
    return drafts


def _from_report(parse: Parse, report: Report, stretches: list[Quoted]) -> Draft | None:
    assert report.cue is not None
    cue_start, cue_end = parse.start[report.cue[0]], parse.end[report.cue[1] - 1]
    parts: list[tuple[int, int]] = []
    inside: list[Quoted] = []
    for i, j in report.parts:
        start, end = parse.start[i], parse.end[j - 1]
        for s in stretches:
            if s.end <= start or s.start >= end:
                continue
            if s.start <= cue_start and cue_end <= s.end:  # a report inside a quotation
                start, end = max(start, s.start), min(end, s.end)
                continue
            inside.append(s)
            start, end = min(start, s.start), max(end, s.end)
        if start < end:
            parts.append((start, end))
    parts = [p for p in parts if not (p[0] <= cue_start and cue_end <= p[1])] or []
    return Draft(parts, report, inside, report.rule) if parts else None


def _without_duplicates(drafts: list[Draft]) -> list[Draft]:
    """Of drafts with the same first part keep the one with a speaker, else the first."""
    kept: dict[tuple[int, int], Draft] = {}
    for draft in drafts:
        assert draft.report is not None
        other = kept.get(draft.parts[0])
        if other is None or (
            other.report is not None and other.report.speaker is None and draft.report.speaker is not None
        ):
            kept[draft.parts[0]] = draft
    return list(kept.values())


def _from_adjacent(parse: Parse, stretch: Quoted) -> Draft | None:
    """Find the reporting words beside a stretch inside marks."""
    report = _cue_after(parse, stretch) or _cue_before(parse, stretch)
    return Draft([(stretch.start, stretch.end)], report, [stretch], report.rule) if report else None


def _cue_after(parse: Parse, stretch: Quoted) -> Report | None:
    if not stretch.closed:
        return None
    k = stretch.last + 1
    if k < len(parse) and parse.lower[k] == ",":
        k += 1
    elif parse.text[stretch.end - 1] not in _INNER_STOPS:
        return None
    if k >= len(parse) or parse.paragraph[k] != stretch.paragraph:
        return None
    for verb in range(k, min(k + _FARTHEST_CUE, len(parse))):
        if parse.paragraph[verb] != stretch.paragraph or parse.lower[verb] in "“”.;":
            return None
        if parse.pos[verb] != "VERB":
            continue
        found = cue_of(parse, verb)
        if found is None or "q" not in found[0].patterns:
            continue
        top = speaker_of(parse, verb)
        if top is None and verb == k:
            top = _noun_after(parse, found[1] + 1)
        speaker = noun_phrase(parse, top, verb) if top is not None else None
        if speaker is not None and (speaker[0] < k or speaker[0] > verb + 3):
            continue
        return Report(
            ((stretch.first, stretch.last),),
            (verb, found[1] + 1),
            found[0].kind,
            found[0].denies,
            speaker,
            top,
            "beside",
            found[0].lemma,
        )
    return None


def _noun_after(parse: Parse, k: int) -> int | None:
    """Return the head of the noun phrase that begins at a token."""
    if k >= len(parse):
        return None
    node = k
    while parse.head[node] != node and parse.left[parse.head[node]] >= k and parse.head[node] - k < 20:
        node = parse.head[node]
    return node if parse.pos[node] in ("NOUN", "PROPN", "PRON") else None


def _cue_before(parse: Parse, stretch: Quoted) -> Report | None:
    k = stretch.first - 2  # the token before the opening mark
    if k < 0 or parse.paragraph[k] != stretch.paragraph:
        return None
    colon = parse.lower[k] == ":"
    if parse.lower[k] in (",", ":", "that"):
        k -= 1
    sentence = parse.sentence[k]
    for verb in range(k, max(k - _FARTHEST_CUE, -1), -1):
        if parse.sentence[verb] != sentence or parse.lower[verb] in "“”":
            break
        if parse.pos[verb] != "VERB":
            continue
        found = cue_of(parse, verb)
        if found is None or "q" not in found[0].patterns or (not colon and k - found[1] > 8):
            continue
        top = speaker_of(parse, verb)
        speaker = noun_phrase(parse, top, verb) if top is not None else None
        return Report(
            ((stretch.first, stretch.last),),
            (verb, found[1] + 1),
            found[0].kind,
            found[0].denies,
            speaker,
            top,
            "before",
            found[0].lemma,
        )
    return _colon(parse, stretch, k) if colon else None


def _colon(parse: Parse, stretch: Quoted, k: int) -> Report | None:
    """Read 'Ann was blunt: “…”': the subject of the clause before the colon speaks."""
    sentence = parse.sentence[k]
    for verb in range(k, -1, -1):
        if parse.sentence[verb] != sentence:
            return None
        if parse.pos[verb] in ("VERB", "AUX"):
            top = speaker_of(parse, verb)
            if top is not None:
                return Report(
                    ((stretch.first, stretch.last),),
                    (k + 1, k + 2),
                    "colon",
                    False,
                    noun_phrase(parse, top, verb),
                    top,
                    "colon",
                    "colon",
                )
    return None


def _continuation(parse: Parse, stretch: Quoted, drafts: list[Draft]) -> Draft | None:
    """Give a stretch without reporting words to the speaker before it."""
    if stretch.single:
        return None
    before = bisect_left([d.parts[0][0] for d in drafts], stretch.start)
    previous = next((d for d in reversed(drafts[:before]) if d.report is not None or d.follows), None)
    if previous is None:
        return None
    opens = stretch.first - 1
    sentence_start = opens < 1 or parse.paragraph[opens - 1] != stretch.paragraph or parse.lower[opens - 1] in ".!?”:"
    words = stretch.last - stretch.first
    if sentence_start and words >= 3:
        return Draft([(stretch.start, stretch.end)], None, [stretch], "continued", previous)
    has_verb = any(parse.pos[i] in ("VERB", "AUX", "ADP") for i in range(stretch.first, stretch.last))
    if words >= 4 and has_verb:
        i = parse.sentence[stretch.first]
        first, last = parse.sentence_range[i]
        if any(d.report and d.report.cue and first <= d.report.cue[0] < last for d in drafts):
            return None
        start, end = min(parse.start[first], stretch.start), max(parse.end[last - 1], stretch.end)
        return Draft([(start, end)], None, [stretch], "continued-mixed", previous)
    return None


__all__ = ["Draft", "SUBJECTS", "assemble"]
