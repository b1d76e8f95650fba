"""Reports and quotation marks put together: each stretch inside marks gets its report, or is left alone."""

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, field
from operator import attrgetter

from analysis.annotate import Document
from analysis.lexicons import pairs
from analysis.quotes.beside import report_around, report_before_sentence, report_beside, stands_alone
from analysis.quotes.parse import sentence_of
from analysis.quotes.quoted import Quoted
from analysis.quotes.reports import Report
from analysis.quotes.sources import beside_verb, can_speak, noun_phrase
from analysis.tables import Quote

_SHORTEST = {"object": 1, "predicate": 5, "preposition": 3}  # tokens of a noun phrase that counts as speech
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_MOST_ASIDES = 4
_LONG_PHRASE = 12  # tokens
_SHORTEST_CONTINUATION = 3
_SHORTEST_FRAGMENT = 3
_WIDEST_JOIN = 6  # tokens
_RELATIVES = ("WP", "WDT")
_JOINTS = frozenset(("”", ",", "and", "or", "but", "as", "a", "an", "the", "“"))


@dataclass
class QuoteDraft:
    parts: list[tuple[int, int]]
    report: Report | None
    stretches: list[Quoted] = field(default_factory=list)
    rule: str = ""
    follows: "QuoteDraft | None" = None

    @property
    def origin(self) -> "QuoteDraft":
        """The quote that this one goes on from in the end; itself where it continues none."""
        return self if self.follows is None else self.follows.origin

    def ends(self, parse: Document) -> int:
        """Return the token that the quote or its reporting words end with."""
        last = max((s.last for s in self.stretches), default=0)
        last = max(last, bisect_left(parse.starts, self.parts[-1][1]))
        cue = self.report.cue if self.report is not None else None
        return max(last, cue[1]) if cue is not None else last


def assemble(parse: Document, reports: list[Report], stretches: list[Quoted]) -> list[QuoteDraft]:
    """Return one draft per report or attributed stretch, ordered by first character."""
    found = ((report, _from_report(parse, report, stretches)) for report in reports)
    drafts = [draft for report, draft in found if draft is not None and (draft.stretches or _says(parse, report))]
    drafts = _outermost(_without_duplicates(drafts), parse)
    covered = {id(s) for d in drafts for s in d.stretches}
    for stretch in stretches:
        report = report_beside(parse, stretch) if id(stretch) not in covered else None
        if report is not None:
            start = min(stretch.start, parse.starts[report.parts[0][0]])
            drafts.append(QuoteDraft([(start, stretch.end)], report, [stretch], report.rule))
            covered.add(id(stretch))
    drafts.sort(key=lambda d: d.parts[0])
    return _with_the_rest(parse, drafts, [s for s in stretches if id(s) not in covered])


def _with_the_rest(parse: Document, drafts: list[QuoteDraft], rest: list[Quoted]) -> list[QuoteDraft]:
    """Add the stretches that have no reporting words of their own."""
    reporting = {parse.sentence_index[d.report.cue[0]]: d for d in drafts if d.report and d.report.cue}
    merged: list[QuoteDraft] = []
    waiting = deque(drafts)
    for stretch in rest:
        while waiting and waiting[0].parts[0][0] < stretch.start:
            merged.append(waiting.popleft())
        # a quotation goes on from the last one, not from the aside in '“…,” said Ann, who called it late. “…”'
        recent = merged[: -_MOST_ASIDES - 1 : -1]
        tops = [draft.report.top if draft.report is not None else None for draft in recent]
        speaking = (d for d, top in zip(recent, tops, strict=True) if top is None or parse.tags[top] not in _RELATIVES)
        draft = _cueless(parse, stretch, next(speaking, merged[-1] if merged else None), reporting)
        merged += [draft] if draft is not None else []
    return [*merged, *waiting]


def _says(parse: Document, report: Report) -> bool:
    """Say whether a noun phrase tells what was said, where its verb alone leaves that open.

    "Repeated himself" does not; a phrase with a finite clause or of some length does.
    """
    if report.rule in _SHORTEST and report.top is None:
        return False
    promised = report.kind == "promise" and report.rule == "infinitive"  # "the leg promises to be hard"
    if (promised or report.rule in _SHORTEST) and report.top is not None and not can_speak(parse, report.top):
        return False
    tokens = [k for i, j in report.parts for k in range(i, j)]
    if not report.vague and len(tokens) >= _SHORTEST.get(report.rule, 0):
        return not (len(tokens) == 1 and parse.pos[tokens[0]] == "PRON")
    finite = (parse.heads[k] if parse.deps[k] in ("aux", "auxpass") else k for k in tokens if parse.tags[k] in _FINITE)
    return len(tokens) >= _LONG_PHRASE or any(parse.deps[k] != "relcl" for k in finite)


def _near(stretches: list[Quoted], start: int, end: int, before: int = 1) -> list[Quoted]:
    begins = attrgetter("start")
    first = bisect_left(stretches, start, key=begins)
    return stretches[max(0, first - before) : bisect_left(stretches, end, key=begins)]


def _from_report(parse: Document, report: Report, stretches: list[Quoted]) -> QuoteDraft | None:
    cue_start, cue_end = parse.characters(*report.cue) if report.cue is not None else (-1, -1)
    parts: list[tuple[int, int]] = []
    inside: list[Quoted] = []
    for tokens in report.parts:
        start, end = parse.characters(*tokens)
        for s in _near(stretches, start, end):
            if s.end <= start:
                continue
            if s.start <= cue_start and cue_end <= s.end:  # someone's words inside someone else's
                return None
            inside.append(s)
            start, end = min(start, s.start), max(end, s.end)
        if start < end and not (start <= cue_start and cue_end <= end):
            parts.append((start, end))
    if not parts:
        return None
    near = _near(stretches, parts[0][0], parts[-1][1], before=2)
    return QuoteDraft(parts, _outside(parse, report, near), inside, report.rule)


def _outside(parse: Document, report: Report, near: list[Quoted]) -> Report:
    """Look for the speaker beside the cue when the parse found it inside the words quoted."""
    top, cue = report.top, report.cue
    around = next((s for s in near if top is not None and s.first <= top < s.last), None)
    if around is None or cue is None:
        return report
    first = around.last + 1 if around.last < cue[0] else cue[0]
    top = beside_verb(parse, first, cue[0], cue[1] - 1, min(len(parse.words), cue[1] + _LONG_PHRASE))
    return report._replace(speaker=noun_phrase(parse, top, cue[0]) if top is not None else None, top=top)


def _without_duplicates(drafts: list[QuoteDraft]) -> list[QuoteDraft]:
    """Of drafts with the same first part keep the one with a speaker, else the first."""
    kept: dict[tuple[int, int], QuoteDraft] = {}
    for draft in sorted(drafts, key=lambda d: d.report is None or d.report.speaker is None):
        kept.setdefault(draft.parts[0], draft)
    first = {draft.parts[0]: None for draft in drafts}
    return [kept[part] for part in first]


def _outermost(drafts: list[QuoteDraft], parse: Document) -> list[QuoteDraft]:
    """Drop reports whose cue stands inside what another report says; sources named by "according to" stay."""
    spans = sorted(part for draft in drafts for part in draft.parts)
    kept: list[QuoteDraft] = []
    for draft in drafts:
        cue = draft.report.cue if draft.report is not None else None
        position = parse.starts[cue[0]] if cue is not None else -1
        i = bisect_left(spans, (position + 1, 0))
        covered = any(start <= position < end for start, end in spans[max(0, i - 12) : i])
        if draft.rule == "according" or not covered:
            kept.append(draft)
    return kept


def _cueless(
    parse: Document, stretch: Quoted, previous: QuoteDraft | None, reporting: dict[int, QuoteDraft]
) -> QuoteDraft | None:
    """Give a stretch without reporting words to who is told of before it, or to the subject of its sentence."""
    whole = [(stretch.start, stretch.end)]
    words = stretch.last - stretch.first
    text = parse.text[stretch.start : stretch.end]
    if stretch.single and not (text[0].isupper() and text[-1] in ".!?,"):  # no sentence
        return None
    if stands_alone(parse, stretch) and words >= _SHORTEST_CONTINUATION:
        report = report_before_sentence(parse, stretch, previous.ends(parse) if previous is not None else -1)
        if report is not None:
            return QuoteDraft(whole, report, [stretch], report.rule)
        if previous is not None and (not stretch.single or all(s.single for s in previous.stretches)):
            return QuoteDraft(whole, None, [stretch], "continued", previous)
    if stretch.single:
        return None
    sentence = parse.sentence_index[stretch.first]
    if previous is not None and _is_coordinated(parse, stretch, previous):
        previous.parts[-1] = previous.parts[-1][0], stretch.end
        previous.stretches.append(stretch)
        return None
    if words < _SHORTEST_FRAGMENT or _is_title(parse, stretch):
        return None
    beside = reporting.get(sentence)
    if beside is not None:
        return QuoteDraft(whole, None, [stretch], "around", beside)
    first, last = sentence_of(parse, stretch.first)
    if previous is not None and words > _SHORTEST_CONTINUATION and _goes_on(parse, first, previous):
        start, end = min(parse.starts[first], stretch.start), max(parse.ends[last - 1], stretch.end)
        return QuoteDraft([(start, end)], None, [stretch], "continued-mixed", previous)
    report = report_around(parse, stretch)
    return QuoteDraft(whole, report, [stretch], report.rule) if report else None


def _is_coordinated(parse: Document, stretch: Quoted, previous: QuoteDraft) -> bool:
    """Say whether nothing but "and" or "or", an article and marks stand between it and the words quoted before."""
    if not previous.stretches or previous.report is None or previous.parts[-1][1] > stretch.start:
        return False
    end = previous.stretches[-1].last
    between = parse.lower[end : stretch.first]
    same = parse.sentence_index[end - 1] == parse.sentence_index[stretch.first]
    return same and 0 < len(between) <= _WIDEST_JOIN and _JOINTS.issuperset(between)


def _is_title(parse: Document, stretch: Quoted) -> bool:
    """Say whether most words begin with a capital: the name of a film, a show, a book."""
    words = [k for k in range(stretch.first, stretch.last) if parse.text[parse.starts[k]].isalpha()]
    return sum(map(parse.is_capital, words)) > 0.6 * len(words)


def _goes_on(parse: Document, first: int, previous: QuoteDraft) -> bool:
    """Say whether a sentence follows a quotation and takes up its subject ("They “go on”", "This applies …")."""
    taken_up = parse.pos[first] in ("PRON", "DET") and parse.deps[first] in ("nsubj", "nsubjpass")
    if not previous.stretches or not taken_up:
        return False
    cue = previous.report.cue if previous.report is not None else None
    end = max(*(s.last for s in previous.stretches), cue[1] if cue is not None else 0)
    near = parse.sentence_index[first] - parse.sentence_index[end - 1] <= 1
    return near and parse.paragraph_index[first] == previous.stretches[-1].paragraph


UNMEASURED = 0.5  # confidence of a rule that the development data never showed


def quote_rows(parse: Document, drafts: list[QuoteDraft], stretches: list[Quoted]) -> tuple[Quote, ...]:
    """Return one row a part, sorted by offset, rows of one utterance sharing a group."""
    groups: dict[int, int] = {}
    rows: list[Quote] = []
    for draft in drafts:
        group = groups.setdefault(id(draft.origin), len(groups) + 1)
        rows += [_row(parse, draft, part, group, stretches) for part in draft.parts]
    unique: dict[tuple[int, int], Quote] = {}
    for row in sorted(rows, key=lambda r: (r.start, r.end)):
        unique.setdefault((row.start, row.end), row)
    return tuple(unique.values())


def _row(parse: Document, draft: QuoteDraft, part: tuple[int, int], group: int, stretches: list[Quoted]) -> Quote:
    """Return one part of a quote as a row; a quote without a cue has the speaker of the utterance it continues."""
    text, (start, end) = parse.text, part
    spans = [(s.start, s.end) for s in _near(stretches, start, end) if s.start < end and s.end > start]
    kind = _kind(text, start, end, spans)
    if draft.rule in ("transcript", "interview", "speech") or (draft.rule == "block" and len(draft.parts) == 1):
        kind = "direct"  # word for word, whether in marks or not
    elif kind == "direct":
        start, end = max(start, spans[0][0]), min(end, spans[-1][1])
    else:
        # an outer mark whose partner is inside belongs to it: "the “strong ally”"
        end += end < len(text) and text[end] in "”’" and _unbalanced(text[start:end]) > 0
        start -= start > 0 and text[start - 1] in "“‘" and _unbalanced(text[start:end]) < 0
    report, first = draft.report, draft.origin.report
    cue = parse.characters(*report.cue) if report and report.cue else None
    speaker = parse.characters(*first.speaker) if first and first.speaker else None
    return Quote(
        start=start, end=end, kind=kind, group=group, rule=draft.rule,
        quoted_spans=tuple((max(a, start), min(b, end)) for a, b in spans if min(b, end) > max(a, start)),
        cue=text[slice(*cue)] if cue else None, cue_start=cue and cue[0], cue_end=cue and cue[1],
        cue_kind=report.kind if report else "none", cue_negated=bool(report and report.negated),
        speaker_text=text[slice(*speaker)] if speaker else None,
        speaker_start=speaker and speaker[0], speaker_end=speaker and speaker[1],
        confidence=_confidence(draft.rule, kind if speaker else "unnamed"),
    )  # fmt: skip


def _confidence(rule: str, kind: str) -> float:
    shares = pairs("quote_confidence", "kind", "share", rule=rule)
    return float(shares.get(kind) or shares.get("*") or UNMEASURED)


def _kind(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> str:
    edges = [start, *(edge for span in spans for edge in span), end]
    outside = "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    return "indirect" if not spans else "mixed" if any(map(str.isalnum, outside)) else "direct"


def _unbalanced(content: str) -> int:
    return content.count("“") + content.count("‘") - content.count("”") - content.count("’")
