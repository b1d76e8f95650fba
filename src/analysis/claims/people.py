"""People in offices: who holds or held one, since when, who hands it to whom and when, and for how long."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from analysis.attribution import ASSERTED, Context, Figure, Sentence
from analysis.attribution.colours import is_negated, modality_of
from analysis.claims.drafts import Draft, draft, figure_columns, hangs_on, may_be_of_then, of_the_day
from analysis.claims.offices import NOW, PAST, OfficeMention, entities_of, is_former, known_holder, offices_in
from analysis.dates.words import ORDINALS
from analysis.nodes import Node
from analysis.reference import is_days
from analysis.rules import words_in
from analysis.tables import Mention, TimeExpression

_MOST_BETWEEN = 4  # words
_BOUNDS = {**dict.fromkeys(words_in("term_to"), "to"), **dict.fromkeys(words_in("term_from"), "from")}
_DESCRIBES = ("amod", "relcl", "acl", "advcl", "appos", "nummod")
_OF_A_TIME = frozenset({"during", "until", "till", "since", "between", "before", "after"})
_WEIGHT = 4
_DEEPEST = 9  # words above an office


def people_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield what a sentence asserts of office holders."""
    offices = offices_in(sentence, context)
    yield from _terms(sentence, offices, context)
    for office in offices:
        yield from _event(sentence, office, context)
        yield from _beside(sentence, office)


def _holder(sentence: Sentence, verb: Node, office: OfficeMention, context: Context) -> str | None:
    """Return who the verb of an office is said of: by name, by "he", or the person of the sentence before.

    A name that is not listed stands for itself, but not beside a table of people.
    """
    head, people = verb.subject, sentence.people
    if head is not None and head.dep_ == "appos" and any(m.start <= head.head.idx < m.end for m in people):
        head = head.head  # "NAME, the premier, took office"
    if head is None:
        return None
    own = [m.name for m in people if m.start <= head.idx < m.end]
    last = head.right_edge.idx
    inside = [m.name for m in people if head.left_edge.idx <= m.start < last + len(head.right_edge)]
    own = own or (inside if len(inside) == 1 and office.start < last else [])
    if not own and head.lower_ in ("he", "she", "who", "it") and (head.lower_ != "it" or office.reference.terms):
        before = [m.name for m in people if m.end <= head.idx]
        own = before[-1:] or ([context.person] if context.person else [])
    name = own[0] if own else None
    return name and (known_holder(name, office.reference, office) or (name if office.reference.terms else None))


def _event(sentence: Sentence, office: OfficeMention, context: Context) -> Iterator[Draft]:
    listed = not office.reference.terms
    verb = _verb_of(office.token, plainly=True) or (_term_verb(office.token) if listed else None)
    holder = _holder(sentence, verb, office, context) if verb is not None else None
    if verb is not None and verb.dep_ == "relcl" and verb.head.dep_ in ("nsubj", "nsubjpass"):
        yield from _after_aside(sentence, office, verb)
    if verb is None or holder is None:
        return
    told, time, word = OfOffice(sentence, office, verb, holder), _time(sentence, verb), verb.lemma
    particles = {c.lower_ for c in verb.children if c.dep_ in ("prt", "prep", "advmod")}
    takes = word in words_in("take_office") and (word != "take" or particles & {"over", "up"} or _takes(verb))
    leaves = word in words_in("leave_office")
    event = "handover" if word in ("hand", "pass") else "start" if takes else "end" if leaves else None
    if any(c.lemma == "term" and any(w.dep_ == "amod" for w in c.children) for c in verb.children):
        return  # "began a second term as premier"
    if event is not None and time is not None:
        yield dated(told, event, time)
    elif word in ("be", "serve", "lead", "head", "hold"):
        has_to = any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)
        if not (has_to and verb.dep_ in ("acl", "xcomp", "advcl", "ccomp", "relcl")):  # "his suitability to be premier"
            yield from _role(told)


@dataclass(frozen=True, slots=True)
class OfOffice:
    """What a clause tells of an office: its verb, and of whom it is said."""

    sentence: Sentence
    office: OfficeMention
    verb: Node
    holder: str


def _takes(verb: Node) -> bool:
    return any(c.dep_ == "dobj" and c.lower_ in words_in("seat_of_office") for c in verb.children)


def _term_verb(token: Node) -> Node | None:
    """Return the verb that tells of the term of whom an office stands beside ("NAME, the premier, took office …")."""
    noun = token
    while noun.dep_ in ("appos", "compound", "nmod") and noun.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head
    verbs = [noun.head] if noun.dep_ in ("nsubj", "nsubjpass") else []
    beside = (noun, *noun.kids("appos"))
    for verb in (*verbs, *(c for t in beside for c in t.kids("relcl"))):
        inside = (p for c in verb.kids("prep") if c.lower_ in ("in", "into") for p in c.children)
        sworn = verb.lemma == "swear" and any(c.lower_ == "in" for c in verb.children)
        if _takes(verb) or sworn or any(p.lower_ in words_in("seat_of_office") for p in inside):
            return verb
    return None


def _after_aside(sentence: Sentence, office: OfficeMention, aside: Node) -> Iterator[Draft]:
    """Yield when somebody leaves whose office an aside tells ("Jens Stoltenberg, who leads NATO, steps down on …")."""
    person, verb = aside.head, aside.head.head
    name = next((m.name for m in sentence.people if m.start <= person.idx < m.end), None)
    holder, time = name and known_holder(name, office.reference, office), _time(sentence, verb)
    if holder and time is not None and time.start >= verb.idx and verb.lemma in words_in("leave_office"):
        yield dated(OfOffice(sentence, office, verb, holder), "end", time)


def _verb_of(token: Node, *, plainly: bool = False) -> Node | None:
    """Return the verb an office belongs to as object, attribute or "as …"; an apposition or a title says nothing.

    Where it must belong plainly, other prepositions than "as" say nothing either ("nominee for president").
    """
    for current in (token, *islice(token.ancestors, _DEEPEST)):
        if current.pos_ in ("VERB", "AUX"):
            return current
        is_title = current.dep_ == "compound" and current.head.ent_type_ == "PERSON"
        is_loose = plainly and current.pos_ == "ADP" and current.lower_ not in ("as", "of")
        if is_title or is_loose or current.dep_ in ("appos", "nsubj", "nsubjpass", "poss"):
            return None
    return None


def _time(sentence: Sentence, verb: Node) -> TimeExpression | None:
    times = [t for t in sentence.times if t.type == "DATE" and is_days(t.timex)]
    after = [t for t in times if t.start >= verb.idx]
    return after[0] if after else (times[-1] if times else None)


def dated(told: OfOffice, event: str, time: TimeExpression) -> Draft:
    sentence, office, verb = told.sentence, told.office, told.verb
    modality, head = modality_of(sentence, verb), verb.subject
    ahead = modality in ("expected", "plan") and any(c.lower_ in ("will", "'ll", "’ll") for c in verb.children)
    arguments = {"date": time.timex, "event": event}
    others = [m for m in sentence.people if m.start >= office.end] if event == "handover" else []
    if others:
        arguments["successor"] = known_holder(others[0].name, office.reference, office) or others[0].name
    columns = office.columns(told.holder, **arguments) | {
        "modality": ASSERTED if ahead else modality, "period": time.timex, "period_source": "stated",
    }  # fmt: skip
    first = head.left_edge.idx if head is not None and head.i < verb.i else verb.idx
    ends = [time.end, *(m.end for m in sentence.people if m.name == arguments.get("successor"))]
    words = (office, (min(first, verb.idx), max(ends)))
    again = (t for t in verb.subtree if t.lower_ == "again" or (t.lower_ in ORDINALS and t.lower_ != "first"))
    is_renewed = event == "start" and (verb.lemma == "swear" or any(True for _ in again))
    doubts = (*office.doubts, "another_term" if is_renewed else None)
    return draft(("date", f"people.{event}", _WEIGHT), words, columns, doubts=doubts)


def _role(told: OfOffice) -> Iterator[Draft]:
    sentence, office, verb = told.sentence, told.office, told.verb
    bounds = _bounds(sentence, verb, office)
    arguments: dict[str, Any] = {name: t.timex for name, t in bounds.items()}
    if not bounds:
        if verb.tag_ == "VBD" or any(c.lower_ in ("had", "will", "would") for c in verb.kids("aux")):
            return
        if not office.reference.terms and is_former(sentence, office) is not None:
            arguments["former"] = True
    columns = office.columns(told.holder, **arguments) | {
        "modality": modality_of(sentence, verb), "negated": is_negated(sentence, verb), **of_the_day(sentence.scene),
    }  # fmt: skip
    head = verb.subject
    first = min(verb.idx, head.left_edge.idx) if head is not None else verb.idx
    words = (office, (first, max((t.end for t in bounds.values()), default=0)))
    if office.doubts and (not bounds or any(first <= f.start < office.start for f in sentence.figures)):
        return  # "NAME, 77, was president from …" may be right in one of both
    more = (c for c in office.token.kids(*_DESCRIBES) if c.i not in sentence.mention_at)
    is_loose = not bounds and not office.reference.terms and any(True for _ in more)  # "the first president to be …"
    doubts = (_told_more(sentence, office, office.token), *office.doubts, "doubtful" if is_loose else None)
    yield draft(("role", "people.role", _WEIGHT), words, columns, doubts=doubts)


def _told_more(sentence: Sentence, office: OfficeMention, title: Node) -> str | None:
    """Return the doubt of an office that words before it say more of ("the youngest president", "the 44th premier")."""
    before = [c for c in title.kids("amod", "nummod", "compound", "nmod") if c.idx < office.start]
    ages = (f for f in sentence.figures if f.number.kind == "age")  # "the 81-year-old U.S. president"
    own = {*sentence.subjects, *sentence.body_at, *(i for f in ages for i in sentence.scene.places(f.start, f.end))}
    return None if all(c.i in own or c.lower_ in NOW | PAST for c in before) else "more_said"


def _bounds(sentence: Sentence, verb: Node, office: OfficeMention) -> dict[str, TimeExpression]:
    """Return from when until when a clause says ("since 2017", "from 2014 to 2024", "until March 2021").

    Of two stretches, as two offices or two terms have, none can be told apart unless only one hangs on the office.
    """
    found: list[tuple[str, TimeExpression, bool]] = []
    for time in sentence.times:
        token, before = sentence.token_at(time.start), sentence.before(time.start)
        name = _BOUNDS.get(before)
        if before == "and" and found and sentence.before(found[-1][1].start) == "between":
            name = "to"
        if before == "between" and sentence.scene.text[office.end : time.start].split() != ["between"]:
            continue  # "was chancellor during the crisis between 2010 and 2012"
        if name and time.type == "DATE" and time.timex[:4].isdigit() and is_days(time.timex) and time.start > verb.idx:
            found.append((name, time, any(a.i == office.token.i for a in token.ancestors)))
    names = [name for name, *_ in found]
    own = [(name, time) for name, time, is_own in found if is_own or len(set(names)) == len(names)]
    own = [(name, time) for name, time in own if hangs_on(sentence, time, (verb, office.token), office.end)]
    return dict(own) if len(dict(own)) == len(own) else {}


def _beside(sentence: Sentence, office: OfficeMention) -> Iterator[Draft]:
    """Yield an office that stands beside its holder: "the former premier, NAME", "NAME, the premier of COUNTRY,".

    A title right before a name states nothing, former or not.
    """
    text = sentence.scene.text
    for mention in sentence.people:
        between = text[office.end : mention.start] if mention.start >= office.end else text[mention.end : office.start]
        former, behind = is_former(sentence, office), mention.end <= office.start
        bounds = _stretch(sentence, office) if former is None else {}
        if not bounds and (office.doubts or _is_of_a_time(sentence, office)):
            continue
        title = sentence.scene.root(office.start, office.end)
        apart = title.dep_ == "appos" and mention.start <= title.head.idx < mention.end
        is_one = (former is not None and between == ", ") or _owned(sentence, office, mention, between)
        holder = known_holder(mention.name, office.reference, office)
        if holder is not None and (apart if behind else is_one):
            told = {"former": True} if former is not None else {name: t.timex for name, t in bounds.items()}
            words = (office, mention, None if former is None else (former, 0), *bounds.values())
            columns = office.columns(holder, **told) | of_the_day(sentence.scene)
            then = "past_undated" if not bounds and may_be_of_then(sentence) else None
            more = "narrowed" if former is None and not _is_bare(sentence, office, mention, bounds) else None
            doubts = (_told_more(sentence, office, title), then, more, *office.doubts)
            yield draft(("role", "people.beside", _WEIGHT), words, columns, doubts=doubts)


def _is_bare(
    sentence: Sentence, office: OfficeMention, mention: Mention, bounds: dict[str, TimeExpression]
) -> bool:  # fmt: skip
    """Say whether an office beside a name is held now: nothing but its owner and "the" or "current" stands with it."""
    scene, doc = sentence.scene, sentence.doc
    title = scene.root(office.start, office.end)
    if title.dep_ == "pobj" and title.head.lower_ == "as":
        return False  # "his predecessor as premier, NAME"
    first = scene.index(mention.end - 1) + 1 if mention.end <= office.start else title.left_edge.i
    last = scene.index(max([office.end, *(t.end for t in bounds.values())]) - 1)
    owners = {i for m in sentence.mentions if m.label != "PERSON" for i in scene.places(m.start, m.end)}
    before = (t for t in doc[first : scene.index(office.start)] if t.i not in owners)
    if not all(t.pos_ in ("PUNCT", "DET", "PART", "PRON") or t.lower_ in NOW for t in before):
        return False
    whose = (t for t in doc[last + 1 : sentence.span.end] if t.i not in owners and t.lower_ not in ("of", "the"))
    following = islice(whose, 1)
    return all(t.pos_ in ("PUNCT", "CCONJ", "VERB", "AUX") or t.idx == mention.start for t in following)


def _stretch(sentence: Sentence, office: OfficeMention) -> dict[str, TimeExpression]:
    """Return from when until when an office beside a name is said to be held ("NAME, the premier since May 2017,")."""
    found: dict[str, TimeExpression] = {}
    at = sentence.scene.index(office.end - 1) + 1
    times = {sentence.token_at(t.start).i: t for t in sentence.times if t.type == "DATE" and t.timex[:4].isdigit()}
    while at + 1 < sentence.span.end and (time := times.get(at + 1)) is not None and is_days(time.timex):
        name = _BOUNDS.get(sentence.doc[at].lower_)
        if name is None or name in found:
            break
        found[name] = time
        at = sentence.scene.index(time.end - 1) + 1
    return found


def _is_of_a_time(sentence: Sentence, office: OfficeMention) -> bool:
    """Say whether an office beside a name is one of a time ("the chancellor for 16 years", "premier until 2022")."""
    last = sentence.scene.index(office.end - 1)
    behind = sentence.doc[last + 1 : min(last + 5, sentence.span.end)]
    if any(c.left_edge.i == last + 1 for c in office.token.kids("relcl", "advcl", "acl")):
        return True
    said = [(t.start, t.end) for t in sentence.times] + [(f.start, f.end) for f in sentence.figures]
    in_time = any(start <= t.idx < end for t in behind for start, end in said)
    return any(t.pos_ == "SCONJ" or (t.pos_ == "ADP" and (t.lower_ in _OF_A_TIME or in_time)) for t in behind[:1])


def _owned(sentence: Sentence, office: OfficeMention, mention: Mention, between: str) -> bool:
    """Say whether an office and a name between commas are one ("Germany's chancellor, NAME,")."""
    others = [m for m in sentence.mentions if m.label != "PERSON"]
    owners = [m for m in others if m.end == office.end or 0 < office.start - m.end <= len("'s new ")]
    if between == " " and sentence.scene.text[mention.end :].startswith(" of "):  # "President NAME of COUNTRY"
        whose = entities_of(office.reference, office.organisation)
        return any(m.entity_id in whose and 0 < m.start - mention.end <= len(" of the ") for m in others)
    aside = between == ", " and sentence.scene.text[mention.end : mention.end + 1] in ",.;)"
    return aside and bool(owners) and office.token.dep_ not in ("conj", "appos")


def _terms(sentence: Sentence, offices: list[OfficeMention], context: Context) -> Iterator[Draft]:
    """Yield how many years somebody is said to have spent in an office: of several, in the one nearest to them."""
    for figure in sentence.figures:
        number = figure.number
        is_years = number.kind == "duration" and number.unit == "year"
        meant = [o for o in offices if _is_term(sentence, figure, o)] if is_years else []
        if not meant:
            continue
        office = min(meant, key=lambda o: max(figure.start - o.end, o.start - figure.end))
        verb = figure.token.verb
        had = verb is not None and not office.reference.terms and any(c.lower_ == "had" for c in verb.children)
        if verb is not None and (had or (verb.dep_ == "advcl" and verb.is_past)):
            continue  # by a day before the article's
        holder = _holder(sentence, verb, office, context) if verb is not None else None
        if holder is not None:
            columns = office.columns(holder) | figure_columns(sentence.scene, figure, "year")
            in_all = " in all" in sentence.folded or not sentence.lemmas.isdisjoint(words_in("several_terms"))
            doubts = (*office.doubts, "another_term" if in_all else None)
            yield draft(("term", "people.term", _WEIGHT), (figure, office), columns, takes=(figure,), doubts=doubts)


def _is_term(sentence: Sentence, figure: Figure, office: OfficeMention) -> bool:
    """Say whether years are those of an office: it hangs on them, or they on its clause with "for"."""
    above, token, head = {a.i for a in office.token.ancestors}, figure.token, figure.token.head
    if token.i in above or (head.i in above and token.dep_ in ("nummod", "compound", "amod")):
        return True
    between = sentence.scene.text[figure.end : office.start].split()
    if figure.end <= office.start and len(between) <= _MOST_BETWEEN and between[:1] in (["as"], ["at"]):
        return True
    first = head.head.left_edge.i
    if any(a.dep_ == "appos" and a.i > first for a in (office.token, *office.token.ancestors)):
        return False  # the office of an apposition, the years of the clause
    behind = figure.start >= office.end and head.lower_ == "for" and head.dep_ == "prep"
    if not behind or _verb_of(office.token) is None:
        return False  # a title: "President NAME has led the country for 17 years", in whatever office
    path = [office.token, *office.token.ancestors]
    places = [a.i for a in path]
    if head.head.i not in places:
        return False
    return not any(a.dep_ == "relcl" for a in path[: places.index(head.head.i)])  # "who leads NATO, was premier for …"
