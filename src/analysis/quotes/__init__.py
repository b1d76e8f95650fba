"""Quotes: direct, mixed and reported speech with its cue and the speaker as written."""

from bisect import bisect_left

from analysis.annotate import Document
from analysis.quotes.assemble import QuoteDraft, assemble, quote_rows
from analysis.quotes.layout import editors_notes, layout_reports
from analysis.quotes.parse import cue_verbs, cues
from analysis.quotes.quoted import find_quoted, without_works
from analysis.quotes.reports import Report, according_reports, as_reports, noun_reports, verb_reports
from analysis.quotes.sources import beside_verb, noun_phrase
from analysis.tables import Quote


def find_quotes(document: Document) -> tuple[Quote, ...]:
    """Return every quote of an article with its cue and its speaker as written, sorted by offset.

    A quote split around its cue is one row a part; the rows share a `group`, and so do those that continue a
    speaker without a cue of their own. `speaker_id` and `speaker` are filled by `speakers.resolve_speakers`.
    """
    notes = editors_notes(document)
    stretches = [s for s in without_works(document, find_quoted(document)) if s.paragraph not in notes]
    syntax = find_reports(document)
    reports = [*layout_reports(document, syntax), *syntax]
    reports = [r for r in reports if document.paragraph_index[r.parts[0][0]] not in notes]
    drafts = [_without_dateline(document, draft) for draft in assemble(document, reports, stretches)]
    return quote_rows(document, drafts, stretches)


def _without_dateline(parse: Document, draft: QuoteDraft) -> QuoteDraft:
    """Let the parts of a quote and its speaker start behind a dateline; a part that is nothing else goes."""
    behind_dateline = parse.behind_dateline
    parts = [(behind_dateline(start), end) for start, end in draft.parts]
    draft.parts = [(start, end) for start, end in parts if start < end]
    report = draft.report
    if report is not None and report.speaker is not None and report.cue is not None:
        start = parse.starts[report.speaker[0]]
        behind = behind_dateline(start)
        if behind > start:
            first = bisect_left(parse.starts, behind)
            top = beside_verb(parse, first, report.cue[0], report.cue[1] - 1, len(parse.words))
            speaker = noun_phrase(parse, top, report.cue[0]) if top is not None else None
            if speaker is not None:
                speaker = max(speaker[0], first), speaker[1]
            draft.report = report._replace(speaker=speaker, top=top)
    return draft


def find_reports(parse: Document) -> list[Report]:
    """Return every report that the syntax shows, in the order of its cue."""
    reports: list[Report] = []
    verbs, nouns = cue_verbs(), cues("nouns")
    for i, (pos, word) in enumerate(zip(parse.pos, parse.lower, strict=True)):
        if word == "according":
            reports += according_reports(parse, i)
        elif pos in ("VERB", "AUX"):
            reports += verb_reports(parse, i) if parse.lemmas[i].lower() in verbs else ()
            reports += as_reports(parse, i) if parse.deps[i] == "advcl" else ()
        elif pos == "NOUN" and parse.lemmas[i].lower() in nouns:
            reports += noun_reports(parse, i)
    return reports
