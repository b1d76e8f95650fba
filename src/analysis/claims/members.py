"""Membership: who is said to be, to have become or no longer to be a member of a body, and since when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from analysis.attribution import Body, Context, Figure, Sentence, StatedPeriod, Subject
from analysis.attribution.antecedents import pronoun
from analysis.attribution.colours import ASSERTED, modality_of
from analysis.attribution.measures import SENTENCE, STATED
from analysis.attribution.periods import ARTICLE, PAST
from analysis.attribution.populations import restrictions
from analysis.attribution.subjects import is_demonym
from analysis.claims.drafts import (
    Clause,
    Draft,
    body_columns,
    draft,
    figure_columns,
    hangs_on,
    may_be_of_then,
    named_by,
    read_clause,
    subject_columns,
)
from analysis.nodes import Node
from analysis.reference import is_days
from analysis.rules import Bindings, Rule, words_in
from analysis.tables import TimeExpression

_WEIGHT = 6
_FULL = words_in("member_modifier")
_BOUNDS = frozenset({"before", "after", "between", "by"})
_DENIALS = frozenset({"not", "nor"})
_WISHES = frozenset({"to", "will", "would", "'ll", "’ll", "shall", "could", "may", "might", "can"})
_BEFORE = ("amod", "compound", "nmod")
_ASIDE = frozenset({"apposed", "implied"})  # said beside something else, so that no verb vouches for it


def member_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the memberships that a sentence asserts."""
    for body in (b for b in sentence.bodies if b.population is not None):
        yield from _of_body(sentence, body, context)


def _of_body(sentence: Sentence, body: Body, context: Context) -> Iterator[Draft]:
    first = _first_of_list(sentence, body)
    marks = {**sentence.marks, "body": lambda t: t.i == first.i}
    for rule in sentence.rules("membership"):
        for found in rule.matches({"body": first}, marks):
            head, member = found["subject_head"], found.get("member")
            verb = found.get("verb") or found.get("noun") or member or body.token  # an apposition has no verb
            if _is_of_something_else(sentence, body, rule, found):
                return
            if rule.gives == "apposed" and "verb" not in found and head.i not in sentence.subjects:
                before = verb.left_edge.i - 1  # an apposition stands right behind its noun, whatever it hangs on
                while before > sentence.span.start and verb.doc[before].own.is_punct:
                    before -= 1
                head = sentence.subjects[before].token if before in sentence.subjects else verb.head
            subjects, source = _subjects(sentence, head, verb, context)
            moved = _Moved(read_clause(sentence, found.get("joining", verb), verb, context), verb, body, member, rule)
            yield from _drafts(moved, subjects, source)
            if not subjects and rule.gives in ("joined", "left"):
                yield from _joiners(moved, head)
            if subjects:
                return


def _is_of_something_else(sentence: Sentence, body: Body, rule: Rule, found: Bindings) -> bool:
    """Say whether words by which a membership would be told of tell of something else, or of another kind of it."""
    member, group, place = found.get("member"), found.get("group"), found.get("place")
    head = found.get("subject_head")
    verb = found.get("verb") or found.get("noun") or member or body.token
    if member is not None and _is_other_kind(sentence, member):
        return True
    if head is not None and head.dep_ in ("dobj", "pobj", "nsubjpass") and is_demonym(sentence, head):
        return True  # "the union took in 4 million Norvanians"
    if found["body"].dep_ == "pobj" and sentence.scene.text.startswith(("'", "’"), body.end):
        return True  # "the exit from the Council of Norvania's court"
    if group is not None and group.i > sentence.scene.index(body.end - 1) + 1:
        return True  # "the union's customs group", "the union customs group"
    if rule.gives == "implied" and member is not None and member.i in sentence.figure_at:
        return True  # "five NATO members, including Norvania, …" tells of the five
    between = verb.doc[verb.i + 1 : place.i] if place is not None else ()
    return any(t.lower_ not in words_in("still") for t in between)  # "is ahead of Norvania in the alliance"


def _first_of_list(sentence: Sentence, body: Body) -> Node:
    """Return the body by which a list of bodies hangs on its clause ("a member of both the union and the alliance")."""
    token = body.token
    while token.dep_ == "conj" and token.head.i in sentence.body_at:
        token = token.head
    return token


def _is_listed(sentence: Sentence, body: Body, dated: StatedPeriod | None) -> bool:
    """Say whether a body hangs on another one, or a date may be that of another ("the union and, in 2023, NATO")."""
    if _first_of_list(sentence, body) is not body.token:
        return True
    if dated is None or dated.time is None:
        return False
    return _goes_on(sentence, body, dated.time) or any(
        _first_of_list(sentence, b).i == body.token.i for b in sentence.bodies if b is not body
    )


def _goes_on(sentence: Sentence, body: Body, time: TimeExpression) -> bool:
    """Say whether an "and" stands between a body and a time behind it."""
    return any(sentence.doc[i].pos_ == "CCONJ" for i in sentence.scene.places(body.end, time.start))


@dataclass(frozen=True, slots=True)
class _Moved:
    """Words that tell of a membership: their clause, its verb or noun, the body, the member noun, by which rule."""

    clause: Clause
    verb: Node
    body: Body
    member: Node | None
    rule: Rule


def _joiners(moved: _Moved, head: Node) -> Iterator[Draft]:
    """Yield how many are said to have joined or left a body at a time ("ten countries joined the union in 2004")."""
    clause, verb, body = moved.clause, moved.verb, moved.body
    sentence, figure = clause.sentence, _counted(clause.sentence, head)
    if figure is None or clause.period.source not in (STATED, SENTENCE) or _is_wished(verb):
        return
    if body.population is None or clause.negated or clause.modality != ASSERTED:
        return
    now = StatedPeriod(sentence.scene.year, ARTICLE)
    columns = {
        **figure_columns(sentence.scene, figure, "member"), **body_columns(body.population, STATED, now),
        "arguments": _arguments(replace(moved, member=None)),
    }  # fmt: skip
    words = ((figure.start, max(body.end, _end(clause.period))), (figure.start, verb.idx + len(verb)))
    doubts = ("body_nominal" if _is_nominal(sentence, body) else None,)
    yield draft(("membership", moved.rule.id, _WEIGHT + 1), words, columns, takes=(figure,), doubts=doubts)


def _counted(sentence: Sentence, head: Node) -> Figure | None:
    """Return the figure that counts members, of no kind but "new" ones."""
    if head.pos_ != "NUM" and head.lemma not in sentence.scene.words.nouns:
        return None
    figures = (sentence.figure_at.get(t.i) for t in (head, *head.children))
    found = next((f for f in figures if f is not None and f.number.kind in ("cardinal", "measure")), None)
    return found if all(w == "new" for w in restrictions(sentence, head)) else None


def _is_other_kind(sentence: Sentence, member: Node) -> bool:
    """Say whether more is said than membership, or less ("the only member to", "a potential member")."""
    words = (c for c in member.children if c.dep_ in (*_BEFORE, "advmod") and c.i not in sentence.body_at)
    beside = {c.lower_ for c in (*member.children, *member.head.children) if c.dep_ == "advmod"}
    if "but name" in sentence.text or beside & words_in("not_quite"):  # "is virtually a member", "in all but name"
        return True
    parts = (part for word in words for part in word.subtree)
    return any(p.lemma in words_in("no_member", "bygone") or p.tag_ in ("JJS", "RBS") for p in parts)


def _is_described(sentence: Sentence, member: Node | None) -> bool:
    """Say whether words beside a member may make it another kind of member ("a troubled member")."""
    if member is None:
        return False
    known = {*sentence.body_at, *sentence.inside_figure, *sentence.subjects}
    return any(c.dep_ in _BEFORE and c.i not in known and c.lemma not in _FULL for c in member.children)


def _goes_further(moved: _Moved) -> bool:
    """Say whether an aside says more than that somebody is a member ("twice a member", "a member … for years")."""
    sentence, member, body = moved.clause.sentence, moved.member, moved.body
    last = max(sentence.scene.index(body.end - 1), member.i if member is not None else 0)
    behind = sentence.doc[last + 1 : min(last + 2, sentence.span.end)]
    said = (t for t in behind if t.lower_ not in ("since", "with", "and"))
    more = any(t.pos_ in ("ADP", "SCONJ", "ADV") or t.lower_ == "according" for t in said)
    before = sentence.doc[member.left_edge.i - 1 : member.i] if member is not None and member.left_edge.i else ()
    return more or any(t.pos_ == "ADV" or t.dep_ == "predet" for t in before)


def _subjects(sentence: Sentence, head: Node, verb: Node, context: Context) -> tuple[tuple[Subject, ...], str]:
    if head.lower_ in ("it", "they"):
        owners = pronoun(sentence, head, context)
        return (owners.subjects, owners.source) if owners is not None else ((), "none")
    head = verb.head if head.lower_ in ("which", "that", "who") else head
    beside = (c.i for t in head.joined for c in t.kids("appos"))
    found = named_by(sentence, head) or [sentence.subjects[i] for i in beside if i in sentence.subjects]
    return tuple(dict.fromkeys(s for s in found if s.is_country)), STATED


def _drafts(moved: _Moved, subjects: tuple[Subject, ...], source: str) -> Iterator[Draft]:
    clause, verb, body, gives = moved.clause, moved.verb, moved.body, moved.rule.gives
    sentence, arguments = clause.sentence, _arguments(moved)
    assert body.population is not None
    apposed = gives in _ASIDE
    period, when = clause.period, _when(moved, arguments)
    if not apposed and (clause.modality != ASSERTED or _is_wished(verb)):
        return
    prepositions = [c for t in (verb, body.token) for c in t.kids("prep")]
    behind = (t.lower_ for c in prepositions for t in c.doc[c.i + 1 : c.i + 2])  # "in freezing assets", "for talks"
    for_something = any(c.lower_ in ("for", "at") for c in prepositions) or any(w.endswith("ing") for w in behind)
    is_ahead = verb.pos_ == "NOUN" and not apposed and "date" not in arguments  # "the admission of Norvania"
    compared = any(c.lower_ in _BOUNDS and t.i in sentence.subjects for c in prepositions for t in c.children)
    if (gives == "joined" and (for_something or compared)) or is_ahead or when is None:
        return  # "adopted the euro before Norvania"
    helpers = [c for c in verb.kids("aux", "auxpass") if c.tag_ != "VBG"]
    is_finite = verb.tag_ in ("VBD", "VBZ", "VBP") or bool(helpers)  # "joined", "has joined", not "joining"
    denied = (clause.negated or _is_denied(verb, sentence.scene.index(body.start))) != (gives == "outside")
    founds = moved.member is not None and any(c.lower_ in words_in("founding") for c in moved.member.children)
    doubts = (
        "more_said" if founds or _says_more(moved) else None,  # "a founding member"
        when.doubt if when.source == ARTICLE else None,
        None if apposed or is_finite else "not_finite",
        "member_implied" if gives == "implied" else None,
        "member_described" if _is_described(sentence, moved.member) or (apposed and _goes_further(moved)) else None,
        "body_nominal" if _is_nominal(sentence, body) else None,
        "doubtful" if _is_listed(sentence, body, period if "date" in arguments else None) else None,
        None if source == STATED else f"subject_{source}",
        None if period.doubt in ("past_undated", "other_times_in_sentence") else period.doubt,
    )
    for subject in subjects:
        if not apposed or _is_apposed(sentence, verb, subject):
            columns = {
                **body_columns(body.population, STATED, when), **subject_columns(subject, subject.key),
                "negated": denied, "arguments": arguments,
            }  # fmt: skip
            since = (t for t in sentence.times if "date" in arguments and _is_since(moved, t))
            words = (subject, verb, body, moved.member, (subject.start, _end(period)), *since)
            yield draft(("membership", moved.rule.id, _WEIGHT), words, columns, doubts=doubts)


def _says_more(moved: _Moved) -> bool:
    """Say whether it is told with whom, or among which members ("on the same day", "the fourth Asian member")."""
    sentence = moved.clause.sentence
    places = {f.token.i for f in sentence.figures if f.number.kind == "ordinal"}
    before = moved.member.kids("amod", "compound", "nmod") if moved.member is not None else []
    others = [c for c in before if c.i in sentence.subjects or not sentence.is_known(c)]
    among_some = len(others) > 0 and any(c.i in places for c in before)
    return among_some or any(
        t.lower_ == "same" and t.dep_ == "amod" and t.head.lemma != "year" for t in moved.verb.subtree
    )


def _is_denied(verb: Node, place: int) -> bool:
    """Say whether a membership is denied behind its verb or noun, or before the body alone ("but not of the EU")."""
    before = list(verb.doc[verb.i + 1 : place])
    of_noun = verb.pos_ == "NOUN" and any(c.dep_ == "neg" or c.lower_ == "not" for c in verb.children)
    if of_noun or any(t.lower_ in ("no", "neither") for t in before):
        return True
    ends = _DENIALS | words_in("merely")
    while before and before[-1].pos_ in ("DET", "ADP", "ADV") and before[-1].lower_ not in ends:
        before.pop()
    return bool(before) and before[-1].lower_ in _DENIALS


def _when(moved: _Moved, arguments: dict[str, Any]) -> StatedPeriod | None:
    """Return when a membership is said to be: now, or at a past time that is named; None where it is not named.

    "Britain was a member of the union" says nothing of now, "In 2015 … the union's member Britain …" perhaps not.
    """
    clause, verb, now = moved.clause, moved.verb, StatedPeriod(moved.clause.sentence.scene.year, ARTICLE)
    if moved.rule.gives in ("joined", "left") or verb.lemma_ == "become" or "date" in arguments:
        return now
    if moved.rule.gives in _ASIDE or verb.pos_ not in ("VERB", "AUX"):
        return replace(now, doubt="past_undated") if may_be_of_then(clause.sentence) else now
    if not verb.is_past:
        return now
    time = clause.period.time
    if clause.period.source not in (STATED, SENTENCE) or time is None or not time.timex[:4].isdigit():
        return None
    is_bound = clause.sentence.before(time.start) in words_in("term_from", "term_to") | _BOUNDS
    return None if is_bound else clause.period


def _is_apposed(sentence: Sentence, verb: Node, subject: Subject) -> bool:
    first, last = sorted((sentence.scene.index(subject.end), verb.i + 1))
    if any(t.lower_ in words_in("denying") for t in verb.doc[max(first - 3, sentence.span.start) : last + 3]):
        return False
    would = any(c.lower_ in ("would", "could", "might", "should") for c in verb.kids("aux"))
    return not would and modality_of(sentence, None) == ASSERTED


def _is_wished(verb: Node) -> bool:
    """Say whether joining is only spoken of: an infinitive ("applied to join"), or a future."""
    return any(c.dep_ == "aux" and c.lower_ in _WISHES for c in verb.children)


def _end(period: StatedPeriod) -> int:
    return period.time.end if period.source == STATED and period.time is not None else 0


def _arguments(moved: _Moved) -> dict[str, Any]:
    """Return the day of joining or leaving and the place in the order of members, where they are said."""
    sentence, period, member = moved.clause.sentence, moved.clause.period, moved.member
    as_which = (p for c in moved.verb.children if c.lower_ == "as" for p in c.children if c.dep_ == "prep")
    member = next(as_which, None) if member is None else member  # "joined … as its 32nd member"
    ordinals = (f for f in sentence.figures if f.number.kind == "ordinal")
    order = next((f for f in ordinals if member is not None and f.token.head.i == member.i), None)
    dated = (t for t in sentence.times if t.type == "DATE" and t.timex[:4].isdigit())
    is_lasting = moved.rule.gives not in ("joined", "left") and moved.verb.lemma_ != "become"
    if is_lasting:
        day = next((t.timex for t in dated if _is_since(moved, t)), None)  # "a member since 2004"
    elif period.source in (STATED, SENTENCE) and period.value != PAST:
        day = period.time.timex if period.time and is_days(period.time.timex) else period.value
    else:
        day = None
    told = {"order": order and int(order.number.value), "date": day or None,
            "event": "end" if moved.rule.gives == "left" else None,
            "still": bool(is_lasting and day) or None}  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


def _is_since(moved: _Moved, time: TimeExpression) -> bool:
    """Say whether a membership lasts since a time, by the parse or right behind the body.

    No other body, nor an "and" behind its own, stands between them.
    """
    sentence, body = moved.clause.sentence, moved.body
    if sentence.before(time.start) != "since":
        return False
    first, last = sorted((time.start, body.start))
    others = any(first < b.start < last for b in sentence.bodies)
    goes_on = time.start > body.start and _goes_on(sentence, body, time)
    nearest = max((s for s in sentence.subjects.values() if s.end <= body.start), key=lambda s: s.end, default=None)
    words = (moved.verb, body.token, moved.member, nearest.token if nearest is not None else None)
    return hangs_on(sentence, time, words, body.end) and not others and not goes_on


def _is_nominal(sentence: Sentence, body: Body) -> bool:
    """Say whether a body is only called by a common noun ("the group", "adopted the euro")."""
    return next((m.kind for m in sentence.mentions if m.start == body.start), "nominal") == "nominal"
