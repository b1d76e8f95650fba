"""Membership: who is said to be, to have become or no longer to be a member of a body, and since when."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.attribution.antecedents import pronoun
from analysis.attribution.clauses import joined
from analysis.attribution.colours import ASSERTED, is_negated, modality_of
from analysis.attribution.context import Context
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import SENTENCE, STATED
from analysis.attribution.package_words import lemma
from analysis.attribution.periods import ARTICLE, StatedPeriod, period_of
from analysis.attribution.populations import restrictions
from analysis.attribution.scene import Body, Figure
from analysis.attribution.subjects import Subject
from analysis.claims.drafts import Draft, figure_columns, period_columns
from analysis.claims.values import subject_columns
from analysis.reference import is_days
from analysis.rules import Rule, rules, words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_WEIGHT = 6
_FULL = words_in("member_modifier")
_BEFORE = ("amod", "compound", "nmod")


def member_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the memberships that a sentence asserts."""
    for body in sentence.bodies:
        if body.population is not None:
            yield from _of_body(sentence, body, context)


def _of_body(sentence: Sentence, body: Body, context: Context) -> Iterator[Draft]:
    marks = {**sentence.marks, "body": lambda t: t.i == body.token.i}
    for rule in rules("membership"):
        for found in rule.matches({"body": body.token}, marks):
            head, member = found["subject_head"], found.get("member")
            verb = found.get("verb") or found.get("noun") or member or body.token  # an apposition has no verb
            if member is not None and _is_other_kind(sentence, member):
                return
            if rule.gives == "apposed" and "verb" not in found and head.i not in sentence.subjects:
                head = _right_before(sentence, verb)
            subjects, source = _subjects(sentence, head, verb, context)
            for subject in subjects:
                draft = _draft(sentence, body, subject, source, verb, member, rule.gives, rule.id, context)
                if draft is not None:
                    yield draft
            if not subjects and rule.gives in ("joined", "left"):
                yield from _joiners(sentence, body, head, verb, rule, context)
            if subjects:
                return


def _joiners(
    sentence: Sentence, body: Body, head: "Token", verb: "Token", rule: Rule, context: Context
) -> Iterator[Draft]:
    """Yield how many are said to have joined or left a body at a time ("ten countries joined the union in 2004")."""
    figure, period = _counted(sentence, head), period_of(sentence, verb, verb, context)
    if figure is None or body.population is None or period.source not in (STATED, SENTENCE) or _is_wished(verb):
        return
    if is_negated(sentence, verb) or modality_of(sentence, verb, period.value) != ASSERTED:
        return
    reference, population = body.population
    columns: dict[str, Any] = {
        **figure_columns(sentence.scene, figure, "member"), "package": reference.name, "measure": population.id,
        "population": population.id, "measure_source": STATED,
        **period_columns(StatedPeriod(sentence.scene.year, ARTICLE)),
        "arguments": _arguments(sentence, period, rule.gives, None, verb),
    }  # fmt: skip
    doubts = ("body_nominal",) if _is_nominal(sentence, body) else ()
    yield Draft(
        start=figure.start, end=max(body.end, _end(sentence, period), verb.idx + len(verb)), kind="membership",
        rule=rule.id, weight=_WEIGHT + 1, takes=(figure.id,), doubts=doubts, columns=columns,
    )  # fmt: skip


def _counted(sentence: Sentence, head: "Token") -> Figure | None:
    """Return the figure that counts members, of no kind but "new" ones."""
    figures = (sentence.figure_at.get(t.i) for t in (head, *head.children))
    figure = next((f for f in figures if f is not None and f.number.kind in ("cardinal", "measure")), None)
    is_members = lemma(head) in sentence.scene.words.nouns or head.pos_ == "NUM"
    if figure is None or not is_members or any(w != "new" for w in restrictions(sentence, head)):
        return None
    return figure


def _is_other_kind(sentence: Sentence, member: "Token") -> bool:
    """Say whether more is said than membership, or less ("the only member to", "a potential member")."""
    words = [c for c in member.children if c.dep_ in (*_BEFORE, "advmod") and c.i not in sentence.body_at]
    parts = [part for word in words for part in word.subtree]
    return any(lemma(p) in words_in("no_member", "bygone") or p.tag_ in ("JJS", "RBS") for p in parts)


def _is_described(sentence: Sentence, member: "Token") -> bool:
    """Say whether a word beside a member may make it another kind of member ("a troubled member")."""
    words = [c for c in member.children if c.dep_ in _BEFORE and c.i not in sentence.body_at]
    return any(
        lemma(w) not in _FULL and w.i not in sentence.inside_figure and w.i not in sentence.subjects for w in words
    )


def _right_before(sentence: Sentence, member: "Token") -> "Token":
    """Return the word that an apposition stands right behind, whatever the parser hangs it on."""
    place = member.left_edge.i - 1
    while place > sentence.span.start and member.doc[place].is_punct:
        place -= 1
    subject = sentence.subjects.get(place)
    return subject.token if subject is not None else member.head


def _subjects(sentence: Sentence, head: "Token", verb: "Token", context: Context) -> tuple[tuple[Subject, ...], str]:
    if head.lower_ in ("it", "they", "which", "that", "who"):
        if head.lower_ in ("which", "that", "who"):
            head = verb.head
        else:
            owners = pronoun(sentence, head, context)
            return (owners.subjects, owners.source) if owners is not None else ((), "none")
    found = [sentence.subjects[t.i] for t in joined(head) if t.i in sentence.subjects]
    if not found:
        found = [sentence.subjects[c.i] for t in joined(head) for c in t.children
                 if c.dep_ == "appos" and c.i in sentence.subjects]  # fmt: skip
    return tuple(dict.fromkeys(s for s in found if s.is_country)), STATED


def _draft(
    sentence: Sentence, body: Body, subject: Subject, source: str, verb: "Token", member: "Token | None", gives: str,
    rule: str, context: Context,
) -> Draft | None:  # fmt: skip
    assert body.population is not None
    reference, population = body.population
    period = period_of(sentence, verb, verb, context)
    if not _is_apposed(sentence, verb, subject) if gives == "apposed" else (
        modality_of(sentence, verb, period.value) != ASSERTED or _is_wished(verb)
    ):  # fmt: skip
        return None
    arguments = _arguments(sentence, period, gives, member, verb)
    if gives == "joined" and _is_for_something(verb, body):
        return None
    if verb.pos_ == "NOUN" and gives != "apposed" and "date" not in arguments:
        return None  # "the admission of Norvania" may be ahead
    doubts = [] if gives == "apposed" or _is_finite(verb) else ["not_finite"]
    if member is not None and _is_described(sentence, member):
        doubts.append("member_described")
    if _is_nominal(sentence, body):
        doubts.append("body_nominal")
    if source != STATED:
        doubts.append(f"subject_{source}")
    if period.doubt not in (None, "past_undated", "other_times_in_sentence"):
        doubts.append(period.doubt or "")
    parts = [(subject.start, subject.end), (verb.idx, verb.idx + len(verb)), (body.start, body.end)]
    columns: dict[str, Any] = {
        "package": reference.name, "measure": population.id, "population": population.id, "measure_source": STATED,
        **subject_columns(subject), "negated": _is_denied(sentence, verb, body), "arguments": arguments or None,
        **period_columns(StatedPeriod(sentence.scene.year, ARTICLE)),
    }  # fmt: skip
    return Draft(
        start=min(s for s, _ in parts), end=max(_end(sentence, period), *(e for _, e in parts)), kind="membership",
        rule=rule, weight=_WEIGHT, doubts=tuple(doubts), columns=columns,
    )  # fmt: skip


def _is_apposed(sentence: Sentence, verb: "Token", subject: Subject) -> bool:
    """Say whether an apposition tells what is so: no question, no denial, nor what would be."""
    first, last = sorted((sentence.scene.index(subject.end), verb.i + 1))
    if any(t.lower_ in words_in("denying") for t in verb.doc[max(first - 3, sentence.span.start) : last + 3]):
        return False
    would = any(c.lower_ in ("would", "could", "might", "should") for c in verb.children if c.dep_ == "aux")
    return not would and modality_of(sentence, None) == ASSERTED


def _is_denied(sentence: Sentence, verb: "Token", body: Body) -> bool:
    before = (t.lower_ for t in verb.doc[verb.i + 1 : sentence.scene.index(body.start)])
    return (
        is_negated(sentence, verb)
        or "no" in before
        or (verb.pos_ == "NOUN" and any(c.dep_ == "neg" or c.lower_ == "not" for c in verb.children))
    )


def _is_wished(verb: "Token") -> bool:
    """Say whether joining is only spoken of: an infinitive ("applied to join"), or a future."""
    helpers = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    return "to" in helpers or bool(helpers & {"will", "would", "'ll", "’ll", "shall", "could", "may", "might", "can"})


def _is_for_something(verb: "Token", body: Body) -> bool:
    """Say whether a body is only joined in doing something ("joined the union in freezing assets", "… for talks")."""
    prepositions = [c for t in (verb, body.token) for c in t.children if c.dep_ == "prep"]
    behind = (t.lower_ for c in prepositions for t in c.doc[c.i + 1 : c.i + 2])
    return any(c.lower_ in ("for", "at") for c in prepositions) or any(word.endswith("ing") for word in behind)


def _is_finite(verb: "Token") -> bool:
    """Say whether a verb asserts by its form ("joined", "has joined"), not by a participle ("joining")."""
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(
        c.dep_ in ("aux", "auxpass") and c.tag_ != "VBG" for c in verb.children
    )


def _end(sentence: Sentence, period: StatedPeriod) -> int:
    if period.source != STATED:
        return 0
    return period.time.end if period.time is not None else 0


def _arguments(
    sentence: Sentence, period: StatedPeriod, gives: str, member: "Token | None", verb: "Token"
) -> dict[str, Any]:
    """Return the day of joining or leaving and the place in the order of members, where they are said."""
    arguments: dict[str, Any] = {}
    if member is not None:
        order = [f for f in sentence.figures if f.number.kind == "ordinal" and f.token.head.i == member.i]
        if order:
            arguments["order"] = int(order[0].number.value)
    moves = gives in ("joined", "left") or verb.lemma_ == "become"
    since = _since(sentence, verb) if not moves else None
    if moves and period.source in ("stated", "sentence") and period.value:
        arguments["date"] = period.time.timex if period.time and is_days(period.time.timex) else period.value
    elif since is not None:
        arguments["date"] = since
    if gives == "left":
        arguments["event"] = "end"
    return arguments


def _since(sentence: Sentence, verb: "Token") -> str | None:
    """Return the date of "has been a member since 2004"."""
    for time in sentence.times:
        token = sentence.token_at(time.start)
        before = token.doc[token.i - 1].lower_ if token.i > sentence.span.start else ""
        if before == "since" and time.type == "DATE" and time.timex[:4].isdigit():
            return time.timex
    return None


def _is_nominal(sentence: Sentence, body: Body) -> bool:
    """Say whether a body is only called by a common noun ("the group", "the bloc")."""
    mention = next((m for m in sentence.mentions if m.start == body.start), None)
    return mention is not None and mention.kind == "nominal"
