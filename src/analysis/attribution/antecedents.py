"""Whom a figure is about where its clause names nobody: a pronoun, a measure's only subject, a group it sums up."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.attribution.clauses import Named, is_one
from analysis.attribution.colours import publishers_in
from analysis.attribution.fits import people_per
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import ASSUMED, INHERITED, SENTENCE, STATED, Reading
from analysis.attribution.package_words import Topic
from analysis.attribution.populations import Quantified, body_of, member_noun, restrictions
from analysis.attribution.scene import Context, Figure
from analysis.attribution.subjects import Subject
from analysis.nodes import Node
from analysis.reference import Population, Reference
from analysis.rules import words_in


@dataclass(frozen=True, slots=True)
class Owners:
    """Whom a statement is about: subjects, or one part of a population; `source` says how that is known."""

    subjects: tuple[Subject, ...] = ()
    counted: Quantified | None = None
    source: str = STATED
    blocked: bool = False

    def teller(self, verb: Node) -> Node:
        """Return the verb that says how many of them there are, else theirs."""
        return self.counted.verb if self.counted is not None and self.counted.verb is not None else verb


_AGED = 3  # words
_ELECTION = 4  # sentences in which the parties of a country stand for its election
_PLACES = frozenset({"GPE", "FAC"})
_INSIDE = frozenset({"DET", "PART"})  # parts of a name that name nothing
_SINGULAR = frozenset({"it", "its", "country", "there"})
_SPEAKERS = frozenset({"we", "our"})
_PEOPLE = _SPEAKERS | {"he", "she"}
_PRONOUNS = _PEOPLE | {"it", "its", "they", "their", "them", "this", "that"}
NOBODY = Owners(source="none")
BLOCKED = Owners(source="none", blocked=True)


def pronoun(sentence: Sentence, head: Node, context: Context) -> Owners | None:
    """Return whom "it", "its" or "they" means: the only subject of the sentence so far, else of the one before."""
    if head.lower_ in _PEOPLE:  # only an editor's note tells who "we" are
        return Owners(context.noted) if context.noted and head.lower_ in _SPEAKERS else BLOCKED
    before = {s.key: s for i, s in sentence.subjects.items() if i < head.i and not _holds(s, head)}
    if len(before) == 1 and head.lower_ in (*_SINGULAR, "they", "their", "them"):
        return Owners((replace(next(iter(before.values())), source=SENTENCE),), source=SENTENCE)
    main = sentence.span.root.own_subject  # of the main clause, which one below it takes up
    is_taken_up = main is not None and main.i < head.i and head.lower_ in ("it", "its", "there")
    if main is not None and is_taken_up and main.i in sentence.subjects and not list(main.conjuncts):
        return Owners((replace(sentence.subjects[main.i], source=SENTENCE),), source=SENTENCE)
    if before:
        return BLOCKED
    known = context.subjects if context.near(context.subjects_at) else ()
    if len(known) != 1 and head.lower_ in _SINGULAR and (head.lower_ == "country" or context.near(context.land_at)):
        known = context.told_of
    if not known or (len(known) > 1 and head.lower_ not in ("they", "their", "them")):
        return BLOCKED
    return Owners(tuple(replace(s, source=INHERITED) for s in known), source=INHERITED)


def pointer(head: Node) -> Node | None:
    """Return the word by which a noun points to somebody known ("it", "this country", "our government")."""
    if head.lower_ in _PRONOUNS or (is_one(head, "organ") and only_points(head)):
        return head
    ours = (c for c in head.kids("poss") if c.lower_ == "our" and is_one(head, "state_organ"))
    return next(ours, None)


def only_points(head: Node) -> bool:
    """Say whether a noun for a state only points back ("the country", "this nation")."""
    pointed = bool(list(head.children)) and all(c.lower_ in ("the", "this") for c in head.lefts)
    return pointed and not any(c.dep_ in ("prep", "relcl", "acl", "appos") for c in head.rights)


def of_whose(sentence: Sentence, word: Node) -> Owners:
    """Return the land that "whose" stands for: the noun that its clause hangs on, by the parse or right before it."""
    clause = next((a for a in word.ancestors if a.dep_ == "relcl"), None)
    place = word.i - 1 - (word.i > word.first and word.nbor(-1).text == ",")
    own = sentence.subjects.get(place if clause is None else clause.head.i)
    return Owners((own,)) if own is not None else BLOCKED


def is_of_another(sentence: Sentence, part: Node) -> bool:
    """Say whether an organ is that of a place that no table of countries has ("the German state of Bavaria")."""
    names = [p for p in part.below("of") if p.pos_ == "PROPN"]
    of_land = is_one(part, "organ") and any(c.i in sentence.subjects for c in part.kids("compound", "amod", "poss"))
    return any(p.i not in sentence.subjects or (of_land and not sentence.subjects[p.i].is_country) for p in names)


def inside_words(sentence: Sentence, named: Named) -> Owners | None:
    """Return the only name in the words of a measure's verb ("died on Norvania's roads", "in attacks in Norvania")."""
    words = [t for t in sentence.span if named.token.idx < t.idx < named.end]
    parts = [p for t in words for p in (*t.kids("poss", "compound", "amod"), *t.below("in", "across"))]
    found = {s.key: s for p in parts if (s := sentence.subjects.get(p.i)) is not None}
    is_part = any(c.idx < s.start for s in found.values() for c in s.token.kids("amod", "compound", "poss"))
    known = {word for t in named.topics for phrase in t.measure.predicates for word in phrase.split()}
    more = (c for t in words for c in t.kids("amod", "compound") if c.i not in sentence.subjects)
    if len(found) != 1 or is_part or any(c.lemma not in known for c in more):
        return None  # "in northern Norvania", "on Norvania's toll roads"
    return Owners(tuple(found.values()))


def of_people(sentence: Sentence, reading: Reading) -> Owners | None:
    """Return whose people a figure counts, or is reckoned on ("killed 50 Kenyans", "a doctor for every 600 Kenyans").

    Beside another place they are nobody's: "killed 50 Germans in Spain".
    """
    behind = [f.token for f in sentence.figures if f.start >= reading.figure.end]
    per = behind[: people_per(reading.figure.number, sentence) is not None]
    token = (*per, reading.figure.token)[0]
    own = sentence.subjects.get(token.i) if token.dep_ in ("dobj", "pobj") else None
    if own is None or not any(m.kind == "demonym" and m.start == own.start for m in sentence.mentions):
        return None
    more = [c for c in token.kids("amod", "compound", "relcl", "acl") if c.i not in sentence.subjects]
    near = sentence.scene.index(max(own.end, reading.figure.end) - 1) + _AGED
    is_aged = any(token.i < f.token.i <= near for f in sentence.figures)  # "50 Germans under 25"
    is_whole = not is_aged and all(c.i in sentence.inside_figure and c.own.like_num for c in more)
    return Owners((own,)) if is_whole and {s.key for s in sentence.subjects.values()} == {own.key} else BLOCKED


def around(sentence: Sentence, word: Node) -> Owners | None:
    """Return the place that an adverb, or a whole phrase, beside a word is ("worldwide", "around the world")."""
    beside = (c.i for c in word.kids("advmod", "npadvmod", "prep"))
    return next((Owners((sentence.subjects[i],)) for i in beside if i in sentence.subjects), None)


def _holds(subject: Subject, head: Node) -> bool:
    """Say whether a subject is a whole in which a pronoun's has a part ("in the parliament it has 84 seats")."""
    inside = subject.token.head
    return not subject.is_country and inside.lower_ == "in" and inside.head.i == head.head.i


def only_one(sentence: Sentence, reading: Reading) -> Owners | None:
    """Return the subject that a measure has where no other place is named, if its package says one."""
    places = {s.key for s in sentence.subjects.values()}
    for topic in reading.topics:
        default = topic.measure.default_subject
        if default is None or not places <= {default.key}:
            continue
        if not places and not default.when:
            return _unnamed(reading.figure, topic.reference, default.key, ASSUMED)
        if not places and any(word in sentence.text for word in default.when):  # for its publisher or place
            return _unnamed(reading.figure, topic.reference, default.key, SENTENCE)
        if places or (sentence.scene.is_at_home(default.key, default.when) and not is_elsewhere(sentence, reading)):
            return _unnamed(reading.figure, topic.reference, default.key, INHERITED)
    return None


def of_home(sentence: Sentence, reading: Reading, context: Context) -> Owners | None:
    """Return the country told of for what "the economy" did, where the table is about that country alone."""
    if sentence.subjects or is_elsewhere(sentence, reading):
        return None
    keys = {s.key for s in context.told_of}
    defaults = ((t.reference, t.measure.default_subject) for t in reading.topics)
    known = (_unnamed(reading.figure, r, d.key, INHERITED) for r, d in defaults if d is not None and d.key in keys)
    return next(known, None)


def of_nation(sentence: Sentence, reading: Reading, context: Context) -> Owners:
    """Return the country of a table about one country alone, where an article is about it and names no other here."""
    topic, default = reading.topics[0], reading.topics[0].measure.default_subject
    if default is None or not {s.key for s in sentence.subjects.values() if s.is_country} <= {default.key}:
        return NOBODY
    places = (t for t in sentence.span if t.ent_type_ in ("GPE", "LOC", "NORP") and t.pos_ not in _INSIDE)
    if any(place.i not in sentence.subjects for place in places):
        return NOBODY  # a town that may lie anywhere
    is_told = any(s.key == default.key for s in context.told_of)
    is_home = is_told or sentence.scene.is_at_home(default.key, default.when)
    return _unnamed(reading.figure, topic.reference, default.key, INHERITED) if is_home else NOBODY


def by_default(named: Named) -> Owners | None:
    """Return the only one whose figures a measure has ("the sea level fell")."""
    for topic in named.topics:
        default, keys = topic.measure.default_subject, topic.reference.cells.of(topic.measure.id).editions_by_key
        if default is not None and not default.when and len(keys) == 1:
            return _unnamed(named, topic.reference, default.key, STATED)
    return None


def by_home(sentence: Sentence, topics: tuple[Topic, ...]) -> Owners | None:
    """Return whose figures measures are by the words of their publisher or country, where no place is named."""
    for named in sentence.named if not sentence.subjects else ():
        for topic in (t for t in topics if t in (*named.topics, *named.change_topics)):
            default = topic.measure.default_subject
            if default is not None and any(word in sentence.text for word in default.when):
                return _unnamed(named, topic.reference, default.key, SENTENCE)
            if default is not None and default.when and sentence.scene.is_at_home(default.key, default.when):
                return _unnamed(named, topic.reference, default.key, INHERITED)
    return None


def _unnamed(words: Figure | Named, reference: Reference, key: str, source: str) -> Owners:
    """Return a key of a package as whom a figure or a measure is about, where its words stand."""
    name = reference.keys.get(key, key)
    subject = Subject(words.start, words.end, key, name, None, words.token, ((reference.name, key),), False, source)
    return Owners((subject,), source=source)


def voted(sentence: Sentence, reading: Reading, context: Context) -> Owners | None:
    """Return the country whose parties were last spoken of, for a figure of its election ("Turnout was 71 percent")."""
    if sentence.subjects or not context.near(context.subjects_at, _ELECTION) or reading.named is None:
        return None
    if reading.verb is not None and reading.verb.dep_ == "ccomp":
        return None  # "my neighbour claims that turnout was 80 percent"
    for reference in {id(t.reference): t.reference for t in reading.topics if t.reference.events}.values():
        keys = {(subject.key_in(reference) or "").split(":")[0] for subject in context.subjects}
        if len(keys) == 1 and (key := keys.pop()) in reference.keys:
            return _unnamed(reading.figure, reference, key, INHERITED)
    return None


def told_of(sentence: Sentence, reading: Reading, context: Context) -> Owners | None:
    """Return the country that an article was telling of, for a measure named without a place ("Inflation was 2 …").

    No other place or body may be named before the figure or in its clause, but the publisher of the table.
    """
    places = [s for s in sentence.subjects.values() if not s.token.is_scope]
    named = reading.named
    if named is None or (named.is_verb and not named.has_subject) or places or not context.told_of:
        return None
    if is_elsewhere(sentence, reading, "LOC", "NORP", "ORG") or any(b.population for b in sentence.bodies):
        return None
    start, end = reading.figure.start, reading.figure.end
    is_ours = context.noted is not None and not sentence.lowers.isdisjoint(_SPEAKERS)
    source = STATED if sentence.noted or is_ours else INHERITED
    return Owners((replace(context.told_of[0], start=start, end=end, source=source),), source=source)


def is_elsewhere(sentence: Sentence, reading: Reading, *others: str) -> bool:
    """Say whether a place (or one of other kinds) is named before a figure or in its clause, but its publisher."""
    clause = {t.i for t in reading.verb.clause} if reading.verb is not None else set()
    publishers = publishers_in(sentence, reading.topics)
    at_home = {i for m in publishers for i in sentence.scene.places(m.start, m.end)}
    at_home.update(_home_words(sentence, reading), sentence.note_words)
    pointed = (t for t in sentence.span if t.lower_ == "here" or (t.lower_ == "there" and t.dep_ == "advmod"))
    named = (*pointed, *(t for t in sentence.span if t.ent_type_ in (*_PLACES, *others) and t.pos_ not in _INSIDE))
    homes = {d.key for t in reading.topics if (d := t.measure.default_subject) is not None}
    people = (sentence.scene.entities.get(m.entity_id) for m in sentence.people)
    if any(person is not None and person.nationality and person.nationality not in homes for person in people):
        return True
    return any(t.i not in at_home and (t.i < reading.figure.token.i or t.i in clause) for t in named)


def _home_words(sentence: Sentence, reading: Reading) -> Iterator[int]:
    """Yield the places of the words that tell whose figure is meant ("Labor Department")."""
    defaults = (t.measure.default_subject for t in reading.topics)
    for word in {word for default in defaults if default is not None for word in default.when}:
        place = sentence.text.find(word)
        while place >= 0:
            start = sentence.span.start_char + place
            yield from sentence.scene.places(start, start + len(word))
            place = sentence.text.find(word, place + 1)


def group_of(sentence: Sentence, reading: Reading, owners: Owners, context: Context) -> Subject | None:
    """Return the group that a figure is the sum of, where whom it is about is a group and no table has its total.

    Of several countries that are named it is so only where they are said to be taken together, of members never where
    each of them is spoken of.
    """
    verb = reading.verb
    said = {t.lower_ for t in verb.clause} if verb is not None else set()
    if said & words_in("each") or reading.figure.number.unit == "percent":
        return None
    together = bool(said & words_in("together") or {t.lower_ for t in sentence.span[:1]} & words_in("together"))
    named = tuple(s for s in owners.subjects if s.is_country)
    if len(named) <= 1 or len(named) != len(owners.subjects):
        return next(_of_members(sentence, reading, owners, context), None)
    first, end = min(named, key=lambda s: s.start), max(s.end for s in named)
    return None if not together else replace(
        first, end=end, name=sentence.scene.text[first.start : end], entity_id=None, is_country=False,
        members=tuple(s.key for s in named),
    )  # fmt: skip


def summed(topics: tuple[Topic, ...], group: Subject) -> tuple[Topic, ...]:
    """Return the measures that can be added up, of the tables that have all members of a group."""
    return tuple(
        t for t in topics
        if t.measure.summable and t.measure.kind == "level" and all(key in t.reference.keys for key in group.members)
    )  # fmt: skip


def _of_members(sentence: Sentence, reading: Reading, owners: Owners, context: Context) -> Iterator[Subject]:
    counted = owners.counted
    if counted is not None:
        found = _group(sentence, counted.token, counted.owner[1], counted.start)
        plain = not (counted.is_share or counted.inverted or counted.restricted)
        is_whole = found is not None and counted.value == len(found.members)
        if found is not None and plain and is_whole and counted.owner[2] in (STATED, SENTENCE):
            yield found
        return
    for head in _heads(sentence, reading):
        body = sentence.body_at.get(head.i)
        if body is not None and head.i == body.token.i:
            if body.population is not None and not _is_part(sentence, head, body.start):
                yield from filter(None, [_group(sentence, head, body.population[1], body.start)])
            return
        noun = member_noun(sentence, head)
        owner = body_of(sentence, noun, context) if noun is not None and noun.i == head.i else None
        if owner is not None and owner[2] == STATED and not restrictions(sentence, head):
            yield from filter(None, [_group(sentence, head, owner[1], head.idx)])
            return


def _heads(sentence: Sentence, reading: Reading) -> Iterator[Node]:
    """Yield the words that may name whom a figure is about: owner and complement of the measure's name, the subject."""
    named = reading.named
    if named is not None and not named.is_verb:
        yield from named.token.kids("poss")
        yield from named.token.below("of", "in")
    head = reading.verb.own_subject if reading.verb is not None else None
    if head is not None and head.i not in sentence.names:
        yield head


def _is_part(sentence: Sentence, head: Node, start: int) -> bool:
    """Say whether words pick out a part of a body ("the poorer half of ASEAN", "northern Europe")."""
    inside = head.dep_ == "pobj" and head.head.head.i not in sentence.names
    return inside or any(c.dep_ == "amod" and c.idx < start for c in head.lefts)


def _group(sentence: Sentence, head: Node, population: Population, start: int) -> Subject | None:
    day = sentence.scene.day
    members = population.on(day) if day is not None else ()
    if not members[1:] or (day is not None and len(population.maybe_on(day)) != len(members)):
        return None
    return Subject(
        start, head.idx + len(head), population.id, population.name, None, head, is_country=False,
        members=tuple(sorted(m.key for m in members)),
    )  # fmt: skip
