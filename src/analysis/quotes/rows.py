"""Drafts → rows of the quotes table."""

from bisect import bisect_left
from functools import cache

from analysis.lexicons import read_lexicon
from analysis.quotes.assemble import QuoteDraft
from analysis.quotes.parse import Parse
from analysis.quotes.quoted import Quoted
from analysis.tables import Quote

UNMEASURED = 0.5  # confidence of a rule that the development data never showed


def quote_rows(parse: Parse, drafts: list[QuoteDraft], stretches: list[Quoted]) -> tuple[Quote, ...]:
    """Return one row a part, sorted by offset, rows of one utterance sharing a group."""
    groups: dict[int, int] = {}
    rows: list[Quote] = []
    starts = [s.start for s in stretches]
    for draft in drafts:
        root = draft
        while root.follows is not None:
            root = root.follows
        group = groups.setdefault(id(root), len(groups) + 1)
        rows += [_row(parse, draft, part, group, stretches, starts) for part in draft.parts]
    seen: set[tuple[int, int]] = set()
    unique = []
    for row in sorted(rows, key=lambda r: (r.start, r.end)):
        if (row.start, row.end) not in seen:
            seen.add((row.start, row.end))
            unique.append(row)
    return tuple(unique)


def _row(
    parse: Parse, draft: QuoteDraft, part: tuple[int, int], group: int, stretches: list[Quoted], starts: list[int]
) -> Quote:
    start, end = part
    near = stretches[max(0, bisect_left(starts, start) - 1) : bisect_left(starts, end)]
    spans = tuple((s.start, s.end) for s in near if s.start < end and s.end > start)
    kind = _kind(parse.text, start, end, spans)
    if draft.rule in ("transcript", "interview", "speech") or (draft.rule == "block" and len(draft.parts) == 1):
        kind = "direct"  # word for word, whether in marks or not
    elif kind == "direct":
        start, end = max(start, spans[0][0]), min(end, spans[-1][1])
    else:
        start, end = _with_marks(parse.text, start, end)
    inner = tuple((max(a, start), min(b, end)) for a, b in spans if min(b, end) > max(a, start))
    report = draft.report
    cue = report.cue if report else None
    speaker = _speaker(draft)
    cue_range = (parse.start[cue[0]], parse.end[cue[1] - 1]) if cue else (None, None)
    speaker_range = (parse.start[speaker[0]], parse.end[speaker[1] - 1]) if speaker else (None, None)
    return Quote(
        start=start, end=end, kind=kind, quoted_spans=inner, group=group,
        cue=parse.text[cue_range[0] : cue_range[1]] if cue else None, cue_start=cue_range[0], cue_end=cue_range[1],
        cue_kind=report.kind if report else "none", cue_negated=bool(report and report.negated),
        speaker_text=parse.text[speaker_range[0] : speaker_range[1]] if speaker else None,
        speaker_start=speaker_range[0], speaker_end=speaker_range[1],
        rule=draft.rule, confidence=_confidence(draft.rule, kind if speaker else "unnamed"),
    )  # fmt: skip


def _confidence(rule: str, kind: str) -> float:
    """Return the share of such rows that were right on development data."""
    shares = _shares()
    return shares.get((rule, kind)) or shares.get((rule, "*")) or UNMEASURED


@cache
def _shares() -> dict[tuple[str, str], float]:
    return {(row["rule"], row["kind"]): float(row["share"]) for row in read_lexicon("quote_confidence")}


def _speaker(draft: QuoteDraft) -> tuple[int, int] | None:
    """Return the speaker as written; a quote without a cue has that of the utterance it continues."""
    while draft.report is None and draft.follows is not None:
        draft = draft.follows
    return draft.report.speaker if draft.report else None


def _kind(text: str, start: int, end: int, spans: tuple[tuple[int, int], ...]) -> str:
    """Say how much of a range stands inside marks."""
    if not spans:
        return "indirect"
    position = start
    for a, b in spans:
        if any(c.isalnum() for c in text[position:a]):
            return "mixed"
        position = b
    return "mixed" if any(c.isalnum() for c in text[position:end]) else "direct"


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Take an outer mark in when its partner is inside ("the “strong ally”")."""
    if end < len(text) and text[end] in "”’" and _unbalanced(text[start:end]):
        end += 1
    if start and text[start - 1] in "“‘" and _unbalanced(text[start:end], closing=True):
        start -= 1
    return start, end


def _unbalanced(content: str, *, closing: bool = False) -> bool:
    difference = content.count("“") + content.count("‘") - content.count("”") - content.count("’")
    return difference < 0 if closing else difference > 0
