"""Which measure a figure is of, and how that is known."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from analysis.attribution import fits
from analysis.attribution.clauses import (
    Named,
    ends_there,
    held_side,
    is_joined,
    is_one,
    place_behind,
    possessor_beside,
    subject_beside,
    suffix,
)
from analysis.attribution.fits import PEOPLE, base_fits, fitted, fitting, in_itself, people_per, plainly_had
from analysis.attribution.marks import NEUTRAL, Sentence
from analysis.attribution.others import (
    has_other_purpose,
    is_difference,
    is_half_read,
    is_of_own_noun,
    is_of_some,
    is_taken_out,
    of_one,
    of_that_count,
    with_left_out,
    within,
)
from analysis.attribution.package_words import Topic
from analysis.attribution.scene import Context, Figure, in_points
from analysis.nodes import Node, spelt
from analysis.rules import words_in

STATED, SENTENCE, INHERITED, ASSUMED = "stated", "sentence", "inherited", "assumed"
_FIGURE_KINDS = frozenset(
    {"percent", "money", "cardinal", "measure", "range", "ratio", "percentage_point", "multiple", "duration"}
)
HELD_AGAINST, LISTED, TRACED = "measures.held_against", "measures.listed", "measures.traced"
EARLIER = "changes.than"  # a measure against itself, its words read up to the earlier time
OF_NATION = "measures.of_nation"
_FARTHEST = 6  # sentences in which a measure may be left out; such a figure is never refuted
_TAILS = frozenset({"from", "to", "in", "of"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure is said to measure.

    Attributes
    ----------
    topics : the measures it can be of; `source` : how that is known. `linked` : its verb says the figure of it.
    named : the words that name them, where there are any. verb : the verb of the statement.
    """

    figure: Figure
    topics: tuple[Topic, ...]
    source: str
    named: Named | None
    verb: Node | None
    rule: str
    linked: bool = False


def read_figure(sentence: Sentence, figure: Figure, context: Context) -> Reading | None:
    """Return which measures a figure can be of, or None where nothing says so."""
    figure = in_points(figure)
    is_denominator = sentence.before(figure.start) in ("per", "every", "each")  # "per 1,000 people"
    is_whole = not (is_denominator or is_difference(sentence, figure) or is_half_read(sentence, figure))
    if figure.number.kind not in _FIGURE_KINDS or not is_whole:
        return None
    finders = (_held_against(sentence, figure), _gapped(sentence, figure), _listed(sentence, figure, context),
               _by_rule(sentence, figure), _purpose(sentence, figure),
               _named_itself(sentence, figure), _counted(sentence, figure, context),
               _based(sentence, figure), _of_nation(sentence, figure), _in_clause(sentence, figure))  # fmt: skip
    reading = next(chain.from_iterable(finders), None)
    if reading is not None:
        is_listed = reading.rule in ("measures.gapped", LISTED)
        is_other = has_other_purpose(sentence, figure, reading.named, reading.topics)
        is_other = is_other or (not is_listed and is_of_own_noun(sentence, figure, reading.named))
        topics = None if is_other else with_left_out(sentence, figure, reading.named, reading.topics)
        topics = of_one(sentence, figure, topics) if topics else None
        return replace(reading, topics=topics) if topics else None
    return _beside(sentence, figure) or _inherited(sentence, figure, context) or _at_guideline(sentence, figure)


def _held_against(sentence: Sentence, figure: Figure) -> Iterator[Reading]:
    """Yield the measure that a ratio is a line for ("its doctor-to-population ratio falls short of … 1:600").

    Only what is said of now: of a stretch of years every one would have to be asked.
    """
    is_line = figure.number.kind == "ratio" and not sentence.times
    before = [t for t in sentence.span if t.i < figure.token.i] if is_line else []
    for verb in (t for t in reversed(before) if t.pos_ == "VERB"):
        head = verb.own_subject
        named = sentence.names.get(head.i) if head is not None else None
        denied = held_side(verb, figure) is None or any(c.dep_ == "neg" for c in verb.children)
        topics = fitted(named, figure.number, sentence) if named is not None and not denied else ()
        if topics:
            yield Reading(figure, topics, STATED, named, verb, HELD_AGAINST, True)


def _gapped(sentence: Sentence, figure: Figure) -> Iterator[Reading]:
    """Yield the measure of a subject before a figure that leaves its verb out ("coal gave 34 percent, wind 8")."""
    before = sentence.doc[max(sentence.span.start, sentence.scene.index(figure.start) - 1)]
    for verb in (n.token for i, n in sentence.predicates.items() if n.has_subject and i < before.i):
        for pattern in sentence.scene.words.predicates[verb.lemma]:
            if not pattern.subject or pattern.inside or suffix(before, pattern.subject) is None:
                continue
            topics = fitting(pattern.topics, figure.number, sentence, False)
            start = verb.doc[before.i - len(pattern.subject) + 1].idx
            if topics and start > verb.idx and is_joined(sentence, start) and ends_there(sentence, figure):
                named = Named(verb, topics, before.idx, figure.end, True, has_subject=True)
                yield Reading(figure, topics, STATED, named, verb, "measures.gapped", True)


def _listed(sentence: Sentence, figure: Figure, context: Context) -> Iterator[Reading]:
    """Yield the measure of a list, behind its first figure ("Estavia has 30 seats, Norvania 21, Sudria's allies 9")."""
    if context.listed_at != context.sentence or figure.number.change_role is not None:
        return
    behind = place_behind(sentence, figure)
    name = behind or subject_beside(sentence, figure) or possessor_beside(sentence, figure)
    if name is None:
        return
    is_capital = any(m.kind == "metonym" and m.start <= name.idx < m.end for m in sentence.mentions)
    if is_capital or (figure.number.kind == "cardinal" and figure.number.unit is not None):
        return  # "Warsaw's 1.8 million", "Norvania 20 ministers"
    first = tuple(t for t in context.topics if t.measure.unit == context.topics[0].measure.unit)
    topics = fitting(first, figure.number, sentence, False, bare=True)
    is_next = is_joined(sentence, sentence.subjects[name.i].start) and ends_there(sentence, figure)
    if topics and (is_next or behind is not None):
        yield Reading(figure, topics, SENTENCE, None, figure.token.verb, LISTED)


def _at_guideline(sentence: Sentence, figure: Figure) -> Reading | None:
    """Return the measure whose guideline a share is, where members of its package's body are said to be at it."""
    number, verb = figure.number, figure.token.verb
    is_at = verb is not None and spelt(verb.lemma_) in words_in("level", "copula", "spend", "meet")
    if not number.of_base or number.unit != "percent" or not is_at:
        return None
    found = tuple(
        t for t in sentence.scene.words.topics
        if t.measure.kind == "level" and t.measure.unit == "percent" and base_fits(number, t.measure)
        and any(float(line.value) == number.value for line in t.lines)
        and _speaks_of(sentence, t)
    )  # fmt: skip
    return Reading(figure, found, ASSUMED, None, verb, "measures.guideline", True) if len(found) == 1 else None


def _speaks_of(sentence: Sentence, topic: Topic) -> bool:
    """Say whether a sentence names the body of a measure's package, or its members by a noun that is theirs alone."""
    words = sentence.scene.words
    named = [b.population[0] for b in sentence.bodies if b.population]
    owned = [r for noun in sentence.lemmas & words.owned_nouns for r, _ in words.nouns[noun]]
    return any(reference is topic.reference for reference in (*named, *owned))


def _beside(sentence: Sentence, figure: Figure) -> Reading | None:
    """Return the only measure of the sentence for a figure beside a name ("Poland, at 4 percent, leads …")."""
    if subject_beside(sentence, figure) is None or figure.token.dep_ in ("nsubj", "nsubjpass"):
        return None  # "in Estavia 40 percent think so"
    found = [topics for n in sentence.named if (topics := fitted(n, figure.number, sentence))]
    if len({topics[0].id for topics in found}) != 1:
        return None
    return Reading(figure, found[0], SENTENCE, None, figure.token.verb, "measures.beside")


def _by_rule(sentence: Sentence, figure: Figure) -> Iterator[Reading]:
    marks = {**sentence.marks, "figure": lambda _: True}
    for token in standing_for(sentence, figure) if sentence.names or sentence.predicates else ():
        for rule in sentence.rules("measures"):
            for found in rule.matches({"figure": token}, marks):
                in_verb = rule.gives != "measure"
                named = sentence.predicates[found["predicate"].i] if in_verb else sentence.names[found["measure"].i]
                bare = bool(rule.settings.get("bare")) and token is figure.token
                topics = of_that_count(sentence, figure, fitted(named, figure.number, sentence, bare))
                if topics:
                    verb = found.get("above") or found.get("verb") or (named.token if named.is_verb else None)
                    above, source = verb or named.token.verb, rule.settings.get("source", STATED)
                    yield Reading(figure, topics, source, named, above, rule.id, verb is not None)
                elif found.keys().isdisjoint(("verb", "above")) and (own := in_itself(named, figure.number, sentence)):
                    verb = named.token.verb  # the size of a change is stated where somebody is said to have it
                    told = verb is not None and verb.i in sentence.predicates  # "deliver a hike"
                    had = told or (is_one(verb, "have", "record") and named.token.dep_ == "dobj")
                    yield Reading(figure, own, STATED if had else ASSUMED, named, verb, rule.id, told)


def _purpose(sentence: Sentence, figure: Figure) -> Iterator[Reading]:
    """Yield the measure whose purpose stands in a figure's own phrase ("is at 3.1 percent of GDP on defence")."""
    token, number = figure.token, figure.number
    is_anothers = token.dep_ == "pobj" and token.head.lower_ in ("of", "than")  # "the average of 1.9 percent of GDP on"
    if is_anothers or number.unit != "percent" or not number.of_base:
        return
    verb = token.verb
    spent = verb is not None and spelt(verb.lemma_) in words_in("level", "copula", "spend", "have")
    named = sentence.purpose(token) or (sentence.purpose(verb) if verb is not None and spent else None)
    topics = fitted(named, number, sentence) if named is not None and named.end > figure.end else ()
    if topics:
        yield Reading(figure, topics, STATED, None, verb, "measures.purpose", spent)


def standing_for(sentence: Sentence, figure: Figure) -> Iterator[Node]:
    """Yield the word of a figure, then the first of those it is coordinated with ("3.2 and 2.9 percent")."""
    yield figure.token
    if people_per(figure.number, sentence) is not None:
        yield next(f.token for f in sentence.figures if f.number.start >= figure.number.end)
    if figure.token.dep_ == "predet":
        yield figure.token.head  # "half the men"
    if figure.token.dep_ == "conj" and figure.token.head.pos_ in ("NOUN", "NUM", "SYM", "PROPN"):
        yield figure.token.head


def _named_itself(sentence: Sentence, figure: Figure) -> Iterator[Reading]:
    """Yield the measure that the noun of a figure names, more closely than by one word or with its preposition."""
    named = sentence.names.get(figure.token.i)
    if named is not None and figure.token.dep_ in ("attr", "nsubj", "nsubjpass", "dobj", "appos", "npadvmod"):
        topics = fitting(tuple(t for t in named.topics if t.measure.counted), figure.number, sentence, False)
        words = len(sentence.scene.text[named.start : named.end].split())
        verb = figure.token.verb
        had = is_one(verb, "have", "copula")
        close = tuple(t for t in topics if any(n.split()[-1] in _TAILS for n in t.measure.names) or (
            had and words > 1 and all(" " in noun for noun in t.measure.counted[:1])
        ))  # fmt: skip
        if close:
            yield Reading(figure, close, STATED, named, verb, "measures.named_itself", True)


def _counted(sentence: Sentence, figure: Figure, context: Context) -> Iterator[Reading]:
    """Yield the measure that counts the noun ("96 seats in the European Parliament"), had by somebody."""
    noun, token = spelt(figure.number.unit or ("person" if is_of_land(figure) else "")), figure.token
    words, known = (figure.number.unit_text or "").casefold().split()[:-1], sentence.scene.words.counted
    owned = bool(token.kids("poss"))
    is_given = owned or noun not in known or token.dep_ in ("pobj", "dobj", "attr")
    phrase = known.get(" ".join((*words, noun)), ()) if is_given else ()  # "asylum seekers", "with 19 electoral votes"
    counted = tuple(t for t in phrase or known.get(noun, ()) if t.measure.kind == "level")
    plain = plainly_had(sentence, figure, noun)
    topics, source = within(sentence, counted) or (plain if noun in PEOPLE else ()), STATED
    if not topics and context.near(context.topics_at, 2):
        source, before = INHERITED, {t.id for t in context.topics}
        topics = tuple(t for t in counted if t.id in before)
    if not topics and plain:
        source, topics = ASSUMED, plain  # "has 800 troops" may be said of a mission's
    if is_described(sentence, figure):
        topics = tuple(t for t in topics if not t.measure.within or fits.says_beside(figure, t))
    plainly = tuple(t for t in topics if owned and not t.measure.within)  # of the owner, no side's
    topics = fitting(plainly or topics, figure.number, sentence, False)
    allowed = {spelt(w) for t in topics for w in (*t.measure.modifiers, *t.measure.within, *t.measure.counted)}
    allowed |= {spelt(w) for phrase in allowed for w in phrase.split()}
    beside = token.kids("amod", "compound", "nmod", "relcl", "acl")
    are_some = token.dep_ in ("dobj", "attr") and any(c.i in sentence.subjects for c in beside)  # "Syrian refugees"
    are_some = are_some or (noun in PEOPLE and token.dep_ == "nsubj" and not _is_written(sentence, figure))
    others = (c for c in beside if not sentence.is_known(c) and allowed.isdisjoint((c.lemma, c.spelt)))
    if not topics or are_some or any(others) or is_of_some(figure, sentence, allowed):
        return
    verb = token.verb
    had = is_one(verb, "have", "level", "copula")
    if verb is not None and not had:
        verbs = {spelt(v) for t in topics for v in t.measure.verbs}
        controls = token.head.head == verb and (token.dep_, token.head.lower_) == ("pobj", "with")  # "… with 52 seats"
        dwells = is_one(verb, "dwell") and token.dep_ == "nsubj"
        times = {i for t in sentence.times for i in sentence.scene.places(t.start, t.end)}
        places = sum(times.isdisjoint(p.i for p in c.children) for c in verb.kids("prep") if c.lower_ == "in")
        had = verb.lemma in verbs or controls or (dwells and places == 1)
    above = token.head.head if token.dep_ == "pobj" and token.head.lower_ == "of" else token
    if above is not token and (token.head.i < above.i or above.i in sentence.subjects):
        return  # "of 720 seats, Estavia has six", "in a chamber of 720 seats"
    if had or owned or is_of_land(figure) or is_described(sentence, figure):
        yield Reading(figure, topics, source, None, verb, "measures.counted", had)


def _is_written(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure has its noun with it, not one of those of whom it counts some ("of whom 14 million …")."""
    return (figure.number.unit_text or "") in sentence.scene.text[figure.start : figure.end]


def is_described(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure describes the name behind it ("the 720-seat European Parliament")."""
    tied = figure.token.dep_ in ("compound", "nmod", "amod") and figure.token.head.i in sentence.subjects
    text = sentence.scene.text[figure.number.start : figure.number.end + len("-")]
    return tied and any(mark in text for mark in "-‑")


def is_of_land(figure: Figure) -> bool:
    """Say whether a figure is that of those who live in a land ("a country of 83 million people"), and not once did."""
    token, noun = figure.token, figure.token.head.head
    if token.dep_ != "pobj" or token.head.lower_ != "of" or not is_one(noun, "land", "bloc"):
        return False
    before = noun.left_edge.i - (noun.left_edge.i > noun.first)
    is_past = any(t.lower_ in words_in("bygone") for t in noun.doc[before : noun.i])
    some = (c for c in token.kids("amod", "compound") if c.pos_ != "NUM")  # "a nation of 2 million unemployed people"
    return not is_past and all(c.lemma in NEUTRAL for c in some)


def _based(sentence: Sentence, figure: Figure) -> Iterator[Reading]:
    """Yield the share of a base that a package's own subject is at ("the party slumped to 20 percent of the vote")."""
    number, verb = figure.number, figure.token.verb
    head = verb and verb.own_subject
    if not number.of_base or head is None or verb is None or head.i not in sentence.subjects:
        return
    subject = sentence.subjects[head.i]
    own = tuple(t for t in sentence.scene.words.topics if t.measure.base and t.reference.name in dict(subject.keys))
    topics = fitting(own, number, sentence, False) if not subject.is_country else ()
    if len({t.id for t in topics}) == 1 and is_one(verb, "up", "down", "level", "have", "rank"):
        yield Reading(figure, topics, STATED, None, verb, "measures.based", True)


def _of_nation(sentence: Sentence, figure: Figure) -> Iterator[Reading]:
    """Yield the only measure of a sentence for a nation's average ("above the national average of 5 percent")."""
    token = figure.token
    mean = token.head.head if token.dep_ == "pobj" and token.head.lower_ in ("of", "at") else token.head
    is_national = is_one(mean, "mean") and any(is_one(c, "national") for c in mean.lefts)
    if token.verb is None or mean.pos_ != "NOUN" or mean.i in sentence.names or not is_national:
        return
    clause = {t.i for t in token.verb.clause}
    found = [t for n in sentence.names.values() if n.token.i in clause and (t := fitted(n, figure.number, sentence))]
    own = [tuple(t for t in topics if t.measure.default_subject is not None) for topics in found]
    if all(own) and len({t.id for topics in own for t in topics}) == 1:
        yield Reading(figure, own[0], ASSUMED, None, token.verb, OF_NATION)


def _in_clause(sentence: Sentence, figure: Figure) -> Iterator[Reading]:
    """Yield the only measure named in the figure's clause, where no rule ties the two."""
    verb = figure.token.verb
    name = figure.token.head
    of_another = figure.token.dep_ == "appos" and name.pos_ == "PROPN" and name.i not in sentence.subjects
    named_here = sentence.names or sentence.predicates
    if verb is None or figure.token.dep_ in ("nummod",) or of_another or not named_here:
        return
    words = {verb.i, *(t.i for t in verb.clause)}
    inside = (n for n in sentence.named if n.token.i in words)
    found = [(n, t) for n in inside if (t := fitted(n, figure.number, sentence))]
    if len({t[0].id for _, t in found}) == 1:
        named, topics = found[0]
        if not is_taken_out(figure, named):
            yield Reading(figure, topics, ASSUMED, named, verb, "measures.clause", True)


def _inherited(sentence: Sentence, figure: Figure, context: Context) -> Reading | None:
    """Return the measure last spoken of, for a figure beside a name or after a bare verb of being or spending."""
    near = bool(context.topics) and context.near(context.topics_at, _FARTHEST)
    before = sentence.scene.index(figure.start) - 1
    known = before < sentence.span.start or before in sentence.subjects or before in sentence.body_at
    is_strangers = not known and sentence.doc[before].pos_ == "PROPN"  # "Greece has 6.3 doctors, Athens 8"
    if not near or is_strangers or not _is_elliptic(sentence, figure, context.topics):
        return None
    topics = fitting(context.topics, figure.number, sentence, False, bare=True)
    linked, verb = subject_beside(sentence, figure) is None, figure.token.verb
    return Reading(figure, topics, INHERITED, None, verb, "measures.inherited", linked) if topics else None


def _is_elliptic(sentence: Sentence, figure: Figure, topics: tuple[Topic, ...]) -> bool:
    number, kinds = figure.number, ("percent", "money", "range", "cardinal")
    if number.kind not in (*kinds, "duration", "measure") or number.change_role == "by":
        return False
    if is_one(figure.token, "guideline") or is_one(figure.token.head, "guideline"):
        return False  # "meets the 2 percent target" says nothing of a figure
    if subject_beside(sentence, figure) is not None:
        return True
    verb = figure.token.verb
    stated = {phrase.split()[0] for t in topics for phrase in t.measure.predicates}  # "Estavia hosts 300,000"
    plain = words_in("level", "copula", "spend", "have", "meet", "lead", "trail", "up", "down", "follow")
    if number.kind not in kinds or verb is None or verb.lemma not in stated | plain:
        return False
    allowed = {figure.token.i, *sentence.inside_figure, *sentence.subjects}
    others = [
        t for t in verb.clause
        if t.pos_ in ("NOUN", "PROPN")
        and not any(a.dep_ in ("acl", "appos") and a.i != verb.i for a in (t, *t.ancestors) if a.i > verb.left_edge.i)
        and t.i not in allowed and not sentence.is_known(t)
        and t.lemma not in words_in("figure", "organ", "list", "guideline", "time_noun")
    ]  # fmt: skip
    return not others and verb.own_subject is not None
