"""The walk through an article: each sentence asked for each kind of statement, with the sentence before in mind."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from math import inf

from analysis.attribution import ASSERTED, STATED, Context, Scene, Sentence, Subject
from analysis.attribution.lines import MentionedLine, find_lines, taken_up
from analysis.attribution.measures import read_figure
from analysis.attribution.others import within
from analysis.claims.changes import change_drafts, record_drafts, row_drafts
from analysis.claims.comparisons import comparison_drafts, whole_drafts
from analysis.claims.contests import contest_drafts
from analysis.claims.counts import before_drafts, included_drafts, recount_drafts, size_drafts, with_changes
from analysis.claims.doubts import unless_newer, with_doubt
from analysis.claims.drafts import Draft, as_claim, chosen
from analysis.claims.earlier import earlier_drafts
from analysis.claims.epithets import numbered_drafts
from analysis.claims.families import family_drafts
from analysis.claims.headcounts import headcount_drafts
from analysis.claims.members import member_drafts
from analysis.claims.offices import age_drafts
from analysis.claims.parts import made_drafts, part_drafts
from analysis.claims.people import people_drafts
from analysis.claims.polled import polled_drafts
from analysis.claims.power import power_drafts
from analysis.claims.ranks import first_drafts, rank_drafts
from analysis.claims.rivals import rival_drafts
from analysis.claims.signs import sign_drafts
from analysis.claims.streaks import streak_drafts
from analysis.claims.traced import traced_drafts
from analysis.claims.values import line_drafts, value_drafts, with_reading
from analysis.claims.zeros import zero_drafts
from analysis.rules import words_in
from analysis.tables import Claim

_MAIN = ("nsubj", "nsubjpass", "poss", "conj", "ROOT")
_FINDERS = (
    included_drafts, member_drafts, rank_drafts, first_drafts, comparison_drafts, earlier_drafts, change_drafts,
    people_drafts, power_drafts, age_drafts, whole_drafts, row_drafts, contest_drafts, polled_drafts, streak_drafts,
    numbered_drafts, part_drafts, made_drafts, family_drafts, zero_drafts, rival_drafts, headcount_drafts,
    sign_drafts,
)  # fmt: skip


def find_claims(scene: Scene) -> tuple[Claim, ...]:
    """Return the statements of an article that reference packages could decide, sorted by their place.

    Plans, targets and conditions about a known measure are listed too; `Claim.modality` says why they are not judged,
    `Claim.doubt` why a statement is never refuted.
    """
    claims: list[Claim] = []
    context = Context()
    for place, span in enumerate(scene.document.sentences):
        sentence = Sentence(scene, span)
        drafts, context = _read(sentence, _with_note(sentence, context._replace(sentence=place)))
        claims += [as_claim(scene, with_doubt(sentence, unless_newer(sentence, draft))) for draft in chosen(drafts)]
    claims = list(_uncontradicted(claims))
    seen: dict[tuple[object, ...], Claim] = {}
    for c in sorted(claims, key=lambda c: (c.start, c.end)):
        seen.setdefault((c.start, c.end, c.kind, c.key, c.measure, c.value, c.arguments), c)
    return tuple(seen.values())


def _uncontradicted(claims: list[Claim]) -> Iterator[Claim]:
    """Yield claims, with a doubt where the same article gives another figure of the same thing and time.

    One of them is not what it seems: an error that it corrects, an earlier count, or one that was misread.
    """
    said: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.kind == "value" and claim.modality == ASSERTED and claim.measure_source == STATED:
            said[claim.package, claim.measure, claim.key, claim.period].append(claim)
    for claim in claims:
        others = said.get((claim.package, claim.measure, claim.key, claim.period), ()) if claim.doubt is None else ()
        is_contradicted = claim.kind == "value" and any(_differ(claim, other) for other in others)
        yield replace(claim, doubt="contradicted") if is_contradicted else claim


def _differ(one: Claim, other: Claim) -> bool:
    """Say whether the intervals of two figures have nothing in common."""
    ends = [(c.low if c.low is not None else -inf, c.high if c.high is not None else inf) for c in (one, other)]
    return ends[0][1] < ends[1][0] or ends[1][1] < ends[0][0]


def _with_note(sentence: Sentence, context: Context) -> Context:
    """Return the context with whom an editor's note says is meant, to the end of its quote, else of its paragraph."""
    if sentence.noted is None and context.noted is None:
        return context
    start, scene = sentence.span.start_char, sentence.scene
    paragraph = next(end for _, end in scene.document.normal.paragraphs if start < end)
    closing = scene.text.find("”", start, paragraph)
    return context.with_note(sentence.noted, start, paragraph if closing < 0 else closing)


def _read(sentence: Sentence, context: Context) -> tuple[list[Draft], Context]:
    drafts: list[Draft] = []
    lines = find_lines(sentence, context) or taken_up(sentence, context)
    of_lines = {line.figure.id for line in lines if line.figure is not None}
    for line in lines:
        drafts += line_drafts(sentence, line, context)
    for figure in sentence.figures:
        if figure.id not in of_lines:
            drafts += size_drafts(sentence, figure, context)
            drafts += recount_drafts(sentence, figure, context)
            reading = read_figure(sentence, figure, context)
            found = list(value_drafts(sentence, reading, context)) if reading is not None else []
            drafts += found or traced_drafts(sentence, figure, context)
            if reading is not None:
                context = with_reading(context, reading, found)
    records = list(record_drafts(sentence, drafts, context))
    drafts = [*with_changes(sentence, drafts), *before_drafts(sentence, drafts), *records]
    for finder in _FINDERS:
        drafts += finder(sentence, context)
    return drafts, _remember(sentence, context, lines, drafts)


def _remember(sentence: Sentence, context: Context, lines: tuple[MentionedLine, ...], drafts: list[Draft]) -> Context:
    counted = next((d.condition for d in reversed(drafts) if d.condition is not None), None)
    if counted is not None:
        context = context._replace(condition=counted, condition_at=context.sentence)
    elif any(d.rule == "counts.again" for d in drafts):
        context = context._replace(condition_at=context.sentence)
    if lines:
        last = lines[-1]
        context = context._replace(line=last.condition, line_at=context.sentence).with_topics((last.topic,))
    if context.topics_at != context.sentence:
        context = _with_named(sentence, context)
    context = _with_spoken(sentence, _with_subjects(sentence, context, drafts))
    if sentence.people:
        context = context._replace(person=sentence.people[0].name)
    known = [b for b in sentence.bodies if b.population]
    if known:
        others = {b.entity_id for b in sentence.bodies} - {known[-1].entity_id}
        context = context._replace(body=known[-1], body_at=context.sentence, others=len(others))
    return context


def _with_spoken(sentence: Sentence, context: Context) -> Context:
    """Return the context with the measures and bodies that a sentence names."""
    named = sentence.named if _tells(sentence) else ()
    said = {t: context.sentence for n in named for t in n.topics}
    bodies = {id(b.population[0]) for b in sentence.bodies if b.population}
    if not said and bodies <= context.bodies:
        return context
    return context._replace(spoken={**context.spoken, **said}, bodies=context.bodies | bodies)


def _tells(sentence: Sentence) -> bool:
    """Say whether a sentence says what a table could: of a place, or of a rise ("The refugees eat rice." does not)."""
    return bool(sentence.subjects) or not sentence.lemmas.isdisjoint(words_in("up", "down"))


def _with_subjects(sentence: Sentence, context: Context, drafts: list[Draft]) -> Context:
    main: dict[str, Subject] = {}  # those of its verbs, with those who own them
    for place, subject in sorted(sentence.subjects.items()):
        if subject.token.i == place and subject.token.dep_ in _MAIN:
            main.setdefault(subject.key, subject)
    if main:
        context = context.with_subjects(tuple(main.values()))
    if sentence.subjects:
        context = context._replace(named=tuple(sentence.subjects.values()), named_at=context.sentence)
        return context.with_land(tuple(sentence.subjects.values()), tuple(main.values()))
    if any(d.columns.get("key") == s.key for d in drafts for s in context.told_of):
        context = context._replace(land_at=context.sentence)
    return context


def _with_named(sentence: Sentence, context: Context) -> Context:
    """Return the context with the measures that a sentence only names ("defence spending is rising in Europe")."""
    if not _tells(sentence):
        return context
    named = (*sentence.predicates.values(), *sentence.names.values())
    topics = within(sentence, tuple({t.id: t for n in named for t in n.topics if t.measure.names}.values()))
    return context.with_topics(topics) if topics else context
