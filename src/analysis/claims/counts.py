"""How many: members of a population that meet a line, members that a body has; and what takes up a count.

"Now it's 23", "that increased to nine by 2020", "up from three in 2014", "this includes Germany"; "the 32-member bloc".
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from analysis.attribution import Body, Condition, Context, Figure, Sentence, StatedPeriod
from analysis.attribution.clauses import is_one
from analysis.attribution.colours import ASSERTED, EXPECTED
from analysis.attribution.measures import ASSUMED, INHERITED, SENTENCE, STATED
from analysis.attribution.periods import ARTICLE, PAST, period_of
from analysis.attribution.populations import Owned, Quantified, body_of, restrictions
from analysis.attribution.spans import more_said, span_of
from analysis.claims.drafts import (
    Clause,
    Draft,
    body_columns,
    clause_in,
    draft,
    figure_columns,
    may_be_of_then,
    period_columns,
    read_clause,
    side,
)
from analysis.nodes import SUBJECT, Node, spelt
from analysis.reference import load_gazetteer
from analysis.rules import words_in

TURNED = {">=": "<", ">": "<=", "<": ">=", "<=": ">", "=": "="}
_COUNT, _AGAIN = ("count", "counts.members", 9), ("count", "counts.again", 8)
_INCLUDED = ("value", "values.included", 3)
_SUBJECTS = frozenset({"it", "that", "this", "number", "figure", "count", "total", "today", "now"})
_DESCRIBES = ("prep", "relcl", "acl", "amod", "compound")
_OPENINGS = (("among", "them"), ("these", "include"), ("this", "includes"), ("they", "include"), ("those", "include"))
_WEIGHT_SIZE = 6
_SMALLEST = 5  # fewer may be any members
_WHOLE = frozenset({"all", "its", "their", "our"})
_OBJECTS = ("dobj", "attr", "pobj")
_MAKES_UP = frozenset({"make", "form", "constitute", "comprise", "share"})
_HAS = frozenset({"have", "count", "comprise", "include", "unite", "number", "consist", "contain", "group"})


def count_draft(
    clause: Clause, counted: Quantified, condition: Condition, doubts: tuple[str, ...], figure: Figure | None
) -> Iterator[Draft]:
    """Yield the count that a part of a population and a condition make."""
    reference, population, source = counted.owner
    verb, nouns = clause.verb, clause.sentence.scene.words.owned_nouns
    restricted = [w for w in counted.restricted if verb is None or w != verb.lower_]
    is_unsaid = clause.modality not in (ASSERTED, EXPECTED) and not counted.figures
    if condition.topic.reference is not reference or restricted or is_unsaid:
        return
    owned = any(t.lemma in nouns for t in counted.token.subtree)
    sure = source not in (INHERITED, ASSUMED) or (source == ASSUMED and owned)
    left_out = counted.inverted and counted.out_of is None
    columns = clause.columns(
        condition.topic, None, negated=False, **_figures(clause.sentence, counted),
        comparator=TURNED[condition.comparator] if left_out else condition.comparator,
        threshold=condition.threshold, population=population.id,
    )  # fmt: skip
    ends = [(counted.start, end) for end in (figure.end if figure else 0, verb.idx + len(verb) if verb else 0)]
    takes = (*(f for f in counted.figures if f is not counted.size), figure)
    unsure = None if sure else f"population_{source}"
    found = draft(_COUNT, (counted, *ends), columns, takes=takes, doubts=(unsure, *doubts))
    yield replace(found, condition=condition)


def _figures(sentence: Sentence, counted: Quantified) -> dict[str, Any]:
    value, low, high = counted.value, counted.low, counted.high
    if counted.inverted and counted.out_of is not None:
        value = low = high = counted.out_of - value
    return {
        "value": value, "low": low, "high": high, "low_open": counted.low_open, "high_open": counted.high_open,
        "unit": "percent" if counted.is_share else None, "out_of": counted.out_of,
        "value_text": sentence.scene.text[counted.start : counted.end],
        "arguments": {"share": True} if counted.is_share else None, "number_ids": tuple(f.id for f in counted.figures),
    }  # fmt: skip


def recount_drafts(sentence: Sentence, figure: Figure, context: Context) -> Iterator[Draft]:
    """Yield the count of a figure that says how many it is now, after a count in the sentence before."""
    condition, number, verb = context.condition, figure.number, figure.token.verb
    head = verb and verb.own_subject
    if condition is None or verb is None or head is None or not context.near(context.condition_at):
        return
    is_noun = number.unit is None or figure.token.lemma in sentence.scene.words.nouns
    is_count = number.kind in ("cardinal", "measure") and is_noun and not number.currency
    points_back = {head.lower_, head.lemma} & _SUBJECTS and all(c.dep_ not in _DESCRIBES for c in head.children)
    if not (is_count and points_back) or verb.lemma not in words_in("up", "down", "level", "copula"):
        return
    clause = read_clause(sentence, verb, figure.token, context)
    if clause.modality not in (ASSERTED, EXPECTED) or clause.negated:
        return
    exact = number.bound == "=" or (number.bound == "<=" and verb.lemma in words_in("up"))
    columns = clause.columns(
        condition.topic, None, INHERITED, **figure_columns(sentence.scene, figure),
        comparator=condition.comparator, threshold=condition.threshold,
        population=condition.topic.measure.population,
    ) | ({"low": number.value, "high": number.value} if exact else {}) | {"unit": None}  # fmt: skip
    yield draft(_AGAIN, (figure, (head.idx, 0)), columns, takes=(figure,), doubts=("measure_inherited",))


def included_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield that each subject meets what members were just counted by ("Among them are Albania and Norway")."""
    condition = context.condition
    if condition is None or sentence.figures or not context.near(context.condition_at):
        return
    if tuple(t.lower_ for t in sentence.span[:2]) not in _OPENINGS:
        return
    clause = clause_in(sentence, None, period_of(sentence, sentence.span.root, sentence.span.root, context))
    subjects = {s.key: s for s in sentence.subjects.values() if s.is_country}
    for subject in subjects.values():
        columns = clause.columns(
            condition.topic, subject, INHERITED, comparator=condition.comparator, threshold=condition.threshold,
            unit=condition.topic.measure.unit, **side(condition.comparator, condition.threshold),
            modality=ASSERTED, negated=False,
        )  # fmt: skip
        first = sentence.span.start_char if len(subjects) == 1 else subject.start
        yield draft(_INCLUDED, ((first, subject.end),), columns, doubts=("measure_inherited",))


def before_drafts(sentence: Sentence, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the count that a count is compared with ("up from three in 2014", "compared with nine in 2020")."""
    counted = next((d for d in drafts if d.condition is not None), None)
    for figure in sentence.figures if counted is not None else ():
        number, scene = figure.number, sentence.scene
        before = sentence.doc[max(0, scene.index(number.start) - 1)].lower_
        bare = scene.text[number.start : number.end].isalnum() or spelt(number.unit or "") in scene.words.nouns
        is_count = number.kind in ("cardinal", "percent") and not number.currency and bare
        behind = [t for t in sentence.times if t.start >= figure.end and t.type == "DATE" and t.timex[:4].isdigit()]
        if counted is None or figure.start < counted.end or not is_count or not behind:
            continue
        if before in ("from", "with", "than"):
            columns = {
                **counted.columns, **period_columns(StatedPeriod(behind[0].timex, "stated")),
                **figure_columns(scene, figure), "low": number.value, "high": number.value,
                "low_open": False, "high_open": False, "out_of": None, "unit": None, "arguments": None,
            }  # fmt: skip
            yield replace(
                counted, start=figure.start, end=figure.end, rule="counts.before", takes=(figure.id,), columns=columns,
                condition=None, doubts=("measure_inherited",),
            )  # fmt: skip


def with_changes(sentence: Sentence, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the drafts, two values of one subject "from … to …" joined into a change."""
    roles = {f.id: f.number.change_role for f in sentence.figures}
    values = [d for d in drafts if d.kind == "value" and d.takes and d.columns.get("value") is not None]
    starts = [d for d in values if roles.get(d.takes[0]) == "from"]
    used: set[int] = set()
    for end in (d for d in values if roles.get(d.takes[0]) == "to"):
        same = (d for d in starts if all(d.columns.get(n) == end.columns.get(n) for n in ("key", "measure", "package")))
        start = next(same, None)
        if start is None:
            continue
        pair, first, last = span_of(sentence, None), start.columns["period"], end.columns["period"]
        if pair is not None and (first == last or end.columns["period_source"] == ARTICLE):
            first, last, end = pair.first, pair.last, _dated(end)
            start = _dated(start)
        is_monthly = any(r.grain == "month" for r in sentence.scene.references if r.name == end.columns["package"])
        is_told = first != PAST or is_monthly or end.columns["period_source"] == ARTICLE
        if is_told and (first != last or pair is not None):
            used |= {id(start), id(end)}
            if first == PAST and f"measure_{ASSUMED}" in start.doubts:
                start = replace(start, doubts=("measure_guessed", *start.doubts))
            is_now = is_monthly and pair is None and end.columns["period_source"] == ARTICLE
            yield _change(start, end, first, None if is_now else last)
    yield from (d for d in drafts if id(d) not in used)


def _dated(draft: Draft) -> Draft:
    """Return a draft whose time a stretch gives that its sentence names."""
    doubts = tuple(d for d in draft.doubts if d not in ("past_undated", "other_times_in_sentence"))
    return replace(draft, doubts=doubts, columns={**draft.columns, "period_source": STATED})


def _change(start: Draft, end: Draft, first: str, last: str | None) -> Draft:
    """Return two values as a change, of which the last is of `last`, else of the newest month."""
    known = {f"from_{name}": start.columns[name] for name in ("value", "low", "high")} | {"to_period": last}
    arguments = {
        **{name: value for name, value in known.items() if value is not None}, "from_period": first,
        "direction": "up" if end.columns["value"] > start.columns["value"] else "down",
    }  # fmt: skip
    numbers = (*start.columns["number_ids"], *end.columns["number_ids"])
    return replace(
        end, kind="change", rule="changes.from_to", start=min(start.start, end.start), end=max(start.end, end.end),
        takes=(*start.takes, *end.takes), doubts=tuple(dict.fromkeys((*start.doubts, *end.doubts))),
        columns={**end.columns, "arguments": arguments, "period": last or end.columns["period"], "number_ids": numbers},
    )  # fmt: skip


def size_drafts(sentence: Sentence, figure: Figure, context: Context) -> Iterator[Draft]:
    """Yield the size of a body that a figure states."""
    number, found = figure.number, None
    if number.currency or number.bound not in ("=", ">=", ">"):
        return
    if number.kind == "ratio":
        found = _of_total(sentence, figure, context)
    elif number.kind in ("cardinal", "measure"):
        found = _hyphened(sentence, figure) or _size_of_members(sentence, figure, context)
    if found is None:
        return
    (reference, population, source), rule, doubt, start, end = found
    has = rule == "sizes.has"
    verb = figure.token.verb
    period = period_of(sentence, verb, figure.token, context)
    then = period.source == SENTENCE and verb is not None and verb.is_past  # "In 2014, when NATO had 28 members, …"
    if not has or not (period.source == STATED or then):
        doubt_of_then = "past_undated" if may_be_of_then(sentence) else None
        period = StatedPeriod(sentence.scene.year, ARTICLE, period.doubt if has else doubt_of_then)
    clause = clause_in(sentence, verb, period)
    if has and clause.modality != ASSERTED:
        return
    head = verb and verb.subject
    body = sentence.body_at.get(head.i) if head is not None else None
    if has and source == SENTENCE and body is not None and body.population and body.population[1] is population:
        source = STATED
    value = number.value if number.ratio_total is None else number.ratio_total  # the 32 of "23 of the 32 members"
    more = more_said(sentence) if has and verb is not None and verb.kids("aux") else ()  # "has had 32 members since"
    columns = body_columns((reference, population), source, period) | {
        "value": value, "low": value, "high": value, "value_text": sentence.scene.text[start:end], "unit": "member",
        "number_ids": (figure.id,), "negated": has and clause.negated,
    }  # fmt: skip
    yield draft(
        ("membership", rule, _WEIGHT_SIZE), ((start, end),), columns, takes=() if number.kind == "ratio" else (figure,),
        doubts=(*more, doubt, None if source == STATED else f"body_{source}", period.doubt),
    )  # fmt: skip


FoundSize = tuple[Owned, str, str | None, int, int]


def _hyphened(sentence: Sentence, figure: Figure) -> FoundSize | None:
    """Return whose size "32-member" or "27-nation" before a body's name gives."""
    text = sentence.scene.text
    tail = text[figure.number.start : figure.number.end + 16]
    parts = tail.replace("‑", "-").split()[0].split("-") if tail.strip() else []
    nouns = [p for p in parts[1:] if spelt(p.rstrip(",.")) in sentence.scene.words.nouns]
    if len(parts) <= 1 or not nouns:
        return None
    index = sentence.scene.index(figure.number.start)
    for token in sentence.doc[index + 1 : min(index + 9, sentence.span.end)]:
        body = sentence.body_at.get(token.i)
        if body is not None:
            sized = (*body.population, STATED) if body.population is not None else None
            return None if sized is None else (sized, "sizes.hyphened", None, figure.number.start, body.end)
        if token.pos_ in ("NOUN", "PROPN") and token.lower_ not in ("member", "nation", "country", "state"):
            return _nominal(sentence, token, figure)
        if token.pos_ in ("VERB", "AUX") or token.text in ",;:":
            return None
    return None


def _nominal(sentence: Sentence, noun: Node, figure: Figure) -> FoundSize | None:
    """Return the size of a body that is only called "alliance" or "union", in a sentence of that body alone."""
    here = {b.entity_id: b.population for b in sentence.bodies if b.population}
    bodies = sentence.scene.words.bodies
    spoken_of = here or {entity: bodies[entity] for entity in sorted(sentence.scene.entities) if entity in bodies}
    known, kind = load_gazetteer().entities, noun.lemma
    named = [(body, known[entity]) for entity, body in spoken_of.items() if entity in known]
    bodies_of_kind = [
        body for body, entity in named
        if kind in {spelt(c.split()[-1]) for c in entity.classes} or kind in entity.name.casefold()
    ]  # fmt: skip
    if len(bodies_of_kind) != 1 or any(b.population is None for b in sentence.bodies):
        return None
    source = SENTENCE if here else INHERITED
    return (*bodies_of_kind[0], source), "sizes.hyphened", None, figure.number.start, noun.idx + len(noun)


def _size_of_members(sentence: Sentence, figure: Figure, context: Context) -> FoundSize | None:
    """Return whose size "NATO's 32 members", "all 32 allies" or "28 countries in NATO" gives."""
    noun, nouns = figure.token, sentence.scene.words.nouns
    counts = noun.head.i >= noun.i and noun.dep_ in ("nummod", "quantmod", "compound", "nmod")
    if noun.lemma not in nouns:
        noun = noun.head if counts else noun
    if noun.lemma not in nouns:
        return _membership(sentence, figure)
    bloc = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else None  # "ASEAN, a bloc of ten …"
    if bloc is not None and not (bloc.dep_ == "appos" and bloc.head.i in sentence.body_at and is_one(bloc, "body")):
        bloc = None
    verb = noun.head if noun.dep_ == "dobj" and noun.head.lemma in _HAS else None
    head = verb.subject if verb is not None else bloc.head if bloc is not None else None
    body = sentence.body_at.get(head.i) if head is not None else None  # which itself has them, whatever stands beside
    own = (*body.population, STATED) if body is not None and body.population is not None else None
    owner = own or body_of(sentence, noun, context)
    strong = any(c.lower_ == "strong" for c in noun.children)
    moves = noun.dep_ in SUBJECT and noun.head.lemma in words_in("join", "leave", "admit") and not strong
    if owner is None or moves or any(c.lower_ in words_in("of_some") for c in noun.kids("amod")):
        return None  # "ten countries joined the union", "24 founding members"
    if _is_of_members_elsewhere(sentence, noun, verb, owner):
        return None  # "has 21 members in Africa"
    rule, doubt = _form_of_size(sentence, figure, noun) if bloc is None else ("sizes.whole", None)
    apart = [c.lower_ for c in noun.kids("relcl", "acl") if _makes_up(sentence, c)]
    if rule is None or (bloc is None and any(w not in ("strong", *apart) for w in restrictions(sentence, noun))):
        return None
    return owner, rule, doubt, figure.start, max(figure.end, noun.idx + len(noun))


def _is_of_members_elsewhere(sentence: Sentence, noun: Node, verb: Node | None, owner: Owned) -> bool:
    """Say whether a place or another body behind picks out some members of a body."""
    own = {i for i, body in sentence.body_at.items() if body.population is not None and body.population[1] is owner[1]}
    beside = (*noun.kids("prep"), *(verb.kids("prep") if verb is not None else ()))
    inside = (c for c in beside if c.lower_ in ("in", "outside", "from", "across") and c.i > noun.i)
    return any(t.pos_ == "PROPN" and t.i not in own for c in inside for t in c.kids("pobj"))


def _membership(sentence: Sentence, figure: Figure) -> FoundSize | None:
    """Return whose size "NATO's membership rose to 31" gives."""
    verb = figure.token.verb
    head = verb.subject if verb is not None and figure.token.head.lower_ in ("to", "at") else None
    if verb is None or head is None or head.lemma != "membership":
        return None
    owner = next((sentence.body_at[c.i] for c in head.kids("poss") if c.i in sentence.body_at), None)
    if owner is None or owner.population is None or verb.lemma not in words_in("up", "down", "level"):
        return None
    return (*owner.population, STATED), "sizes.has", None, head.left_edge.idx, figure.end


def _of_total(sentence: Sentence, figure: Figure, context: Context) -> FoundSize | None:
    """Return whose size the second number of "23 of the 32 members" gives."""
    total = figure.number.ratio_total
    if total is None or total < _SMALLEST or figure.token.lower_ == "one":
        return None
    inside = [t for t in sentence.span if figure.start <= t.idx < figure.end and t.i > figure.token.i]
    noun = next((t for t in reversed(inside) if t.lemma in sentence.scene.words.nouns), None)
    written = next((t for t in inside if t.pos_ == "NUM"), None)
    owner = body_of(sentence, noun, context) if noun is not None else None
    if noun is None or written is None or owner is None or restrictions(sentence, noun):
        return None
    return owner, "sizes.partitive", "part_of_members", written.idx, noun.idx + len(noun)


def _owns(sentence: Sentence, body: Body) -> bool:
    """Say whether a body's name owns what stands behind it, so that it is not itself who does something."""
    return sentence.scene.text.startswith(("'", "’"), body.end)


def _makes_up(sentence: Sentence, verb: Node) -> bool:
    """Say whether members are those that make up a body ("the 27 states that make up the union", "share the euro")."""
    return verb.lemma in _MAKES_UP and any(t.i in sentence.body_at for t in verb.subtree)


def _form_of_size(sentence: Sentence, figure: Figure, noun: Node) -> tuple[str | None, str | None]:
    lefts = {c.lower_ for c in noun.lefts}
    if lefts & _WHOLE or any(c.dep_ == "poss" for c in noun.children):
        return "sizes.whole", None
    if figure.number.value < _SMALLEST:
        return None, None
    verb = noun.verb
    head = verb.subject if verb is not None and noun.dep_ in _OBJECTS and verb.lemma in _HAS else None
    own = sentence.body_at.get(head.i) if head is not None else None
    by_body = head is not None and (head.lower_ in ("it", "you") or (own is not None and not _owns(sentence, own)))
    if own is not None and not by_body:
        return None, None  # "the Council of Estavia's assembly has 90 members"
    if by_body or (verb is not None and verb.lemma_ == "make" and noun.dep_ in ("nsubj", "pobj")):
        return "sizes.has", None
    if "the" in lefts and any(_makes_up(sentence, c) for c in noun.kids("relcl", "acl")):
        return "sizes.whole", None
    is_part = noun.dep_ == "pobj" and noun.head.lower_ == "of" and ({"the"} & lefts or noun.head.head.pos_ == "NUM")
    return "sizes.partitive" if is_part else "sizes.members", "part_of_members"
