"""Whose a figure is: countries, totals, parts of a population, by the parse; else what the sentence before spoke of."""

from collections.abc import Iterator
from dataclasses import replace

from analysis.attribution.antecedents import (
    BLOCKED,
    NOBODY,
    Owners,
    around,
    inside_words,
    is_elsewhere,
    is_of_another,
    of_home,
    of_nation,
    of_people,
    of_whose,
    only_one,
    only_points,
    pointer,
    pronoun,
    told_of,
    voted,
)
from analysis.attribution.clauses import is_one, place_behind, subject_beside
from analysis.attribution.fits import PEOPLE, is_part, people_per
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import INHERITED, OF_NATION, Reading, is_described, is_of_land
from analysis.attribution.package_words import Topic
from analysis.attribution.populations import body_of, member_noun, quantified, restrictions
from analysis.attribution.scene import Context, Figure
from analysis.attribution.subjects import Subject
from analysis.attribution.tellers import is_reduced, told_by
from analysis.nodes import SUBJECT, Node
from analysis.reference import Population, Reference
from analysis.rules import words_in

_BESIDE = frozenset({"poss", "compound", "nmod", "amod", "npadvmod"})
_OF = frozenset({"of", "in", "for", "by", "across", "among", "from"})
_TAKEN_UP = SUBJECT | {"dobj", "pobj", "poss", "dative"}
_NEAR = 4  # words
_HOME = frozenset({"nation", "country"})
_WHOLE_PHRASE = frozenset({"which", "that", "who", "where"})


def owners_of(sentence: Sentence, reading: Reading, context: Context) -> Owners:
    """Return whom a figure is about. A subject that is somebody else blocks: the figure is not anybody else's."""
    of_all = of_nation(sentence, reading, context) if reading.rule == OF_NATION else None
    beside = of_all or _beside(sentence, reading, context)
    if beside is not None:
        return beside
    fallback = population_of(reading.topics[0])
    named = reading.named
    verb = named.token if named is not None and named.is_verb else reading.verb
    doer = verb and verb.subject
    if named is not None and not named.is_verb:
        found = of_name(sentence, named.token, context)
        if found is not None:
            return BLOCKED if _is_total(found) and _is_stranger(sentence, doer, reading) else found
    is_stated = named is not None and named.has_subject  # "wind generated …" is not said of the wind
    found = None
    if verb is not None and not is_stated:
        found = said_of(sentence, verb, context, named.token if named else None, fallback)
    if verb is not None and found is not None and found.counted is not None and not is_guideline(reading):
        found = _one_of(sentence, verb, context) or found
    base = of_people(sentence, reading) or _of_base(sentence, reading)
    if _is_total(base) and not is_stated and _is_stranger(sentence, doer, reading):
        base = None  # "women hold 277 seats in the parliament"
    if found is not None and not found.blocked:
        return found
    objects = verb.kids("dobj") if verb is not None else []
    places = [s for c in objects if (s := sentence.subjects.get(c.i)) is not None and s.keys]
    won = tuple(s for s in places if any(s.key_in(t.reference) in t.reference.keys for t in reading.topics))
    if won:  # "carried Arizona by …": a place of the package's own
        return Owners(won)
    if base is not None:
        return base
    place = _placed(sentence, verb, context) if verb is not None else None
    if place is None and named is not None and named.is_verb:
        place = inside_words(sentence, named)
    if place is None and is_stated and doer is not None:
        place = of_name(sentence, doer, context)  # "women in Niger have", "Danish turbines generate"
    measured = doer is not None and (doer.i in sentence.names or doer.i == reading.figure.token.i)
    measured = measured or (_is_total(place) and not _is_other(sentence, doer, reading))
    if place is not None and (found is None or measured):
        return place
    return _by_default(sentence, reading, context, doer, found)


def _by_default(
    sentence: Sentence, reading: Reading, context: Context, doer: Node | None, found: Owners | None
) -> Owners:
    """Return whom a figure is of where its clause names nobody, or a part of every economy, or who tells of it."""
    if is_reduced(reading) and is_elsewhere(sentence, reading, "LOC", "NORP", "ORG"):
        return BLOCKED  # "the Norvanian office's report, with 3,000 jobs added in May"
    is_anybody = doer is not None and _is_anybody(sentence, doer, reading)
    at_home = of_home(sentence, reading, context) if is_anybody else None
    if found is not None:
        told = only_one(sentence, reading) if is_anybody else told_by(sentence, doer, reading)
        return told or at_home or found
    by_default = None if context.noted is not None else only_one(sentence, reading) or voted(sentence, reading, context)
    return by_default or told_of(sentence, reading, context) or at_home or NOBODY


def _placed(sentence: Sentence, verb: Node, context: Context) -> Owners | None:
    """Return the place of a clause, but a total of which somebody has a part ("in the parliament it has 84")."""
    place, doer = place_of(sentence, verb, context), verb.subject
    return BLOCKED if _is_total(place) and doer is not None and doer.lower_ in ("it", "they") else place


def _beside(sentence: Sentence, reading: Reading, context: Context) -> Owners | None:
    doc, first, text = sentence.doc, sentence.scene.index(reading.figure.start) - 1, sentence.scene.text
    place = first
    while place > sentence.span.start and (doc[place].pos_ in ("ADP", "ADV", "PUNCT") and first - place < _NEAR):
        place -= 1
    if doc[place].tag_ == "POS" and place > sentence.span.start:  # "…, Spain's at 1.28 percent"
        return Owners((sentence.subjects[place - 1],)) if place - 1 in sentence.subjects else BLOCKED
    beside = subject_beside(sentence, reading.figure) or place_behind(sentence, reading.figure)
    if beside is not None:
        own = sentence.subjects[beside.i]
        before = (s for s in sentence.subjects.values() if text[s.end : own.start] == " and ")
        joined_to = {s for s in before if s.is_country == own.is_country}  # "Estavia and Norvania seven and six"
        return Owners((*joined_to, own))
    if is_described(sentence, reading.figure):
        return Owners((sentence.subjects[reading.figure.token.head.i],))
    return _land(sentence, reading, context)


def _is_anybody(sentence: Sentence, head: Node, reading: Reading) -> bool:
    """Say whether a verb's subject is a part of every economy ("employers added"), or whom the measure itself is of."""
    apart = (c for c in head.kids("amod") if c.i not in sentence.subjects)
    is_all = is_one(head, "organ") and all(is_one(c, "whole") for c in apart)  # "private employers" are not
    return (is_all or _is_of_measure(sentence, head, reading)) and all(c.dep_ != "poss" for c in head.children)


def _is_of_measure(sentence: Sentence, head: Node, reading: Reading) -> bool:
    """Say whether a subject is said by the words of a measure ("the Republican candidate" of Republican votes)."""
    said = {w for t in reading.topics for w in sentence.says(t)}
    return any(t.lower_ in said for t in (head, *head.children))


def _is_other(sentence: Sentence, head: Node | None, reading: Reading) -> bool:
    """Say whether a verb's subject is somebody of their own ("the Finns Party", "women"), so that no total is meant."""
    if head is None or head.pos_ not in ("NOUN", "PROPN") or head.i in (*sentence.names, reading.figure.token.i):
        return False
    known = head.lemma in {*sentence.scene.words.nouns, *words_in("organ", "figure")}
    return not _is_of_measure(sentence, head, reading) and (head.pos_ == "PROPN" or not known)


def _is_stranger(sentence: Sentence, head: Node | None, reading: Reading) -> bool:
    if head is None or not _is_other(sentence, head, reading):
        return False
    known = sentence.subjects.get(head.i)
    return known is None or all(known.key_in(topic.reference) is None for topic in reading.topics)


def _land(sentence: Sentence, reading: Reading, context: Context) -> Owners | None:
    """Return the land that is called "a nation of 97 million people", or taken up as "the country of 97 million"."""
    noun = reading.figure.token.head.head
    if is_of_land(reading.figure) and _is_taken_up(noun):
        if noun.dep_ in SUBJECT and context.told_of:
            return Owners((replace(context.told_of[0], source=INHERITED),), source=INHERITED)
        return _renamed(sentence, noun, context)
    if reading.figure.token.dep_ == "pobj" and noun.dep_ == "appos" and noun.head.i in sentence.subjects:
        return Owners((sentence.subjects[noun.head.i],))
    return _behind_name(sentence, noun) if is_of_land(reading.figure) else None


def is_in_passing(figure: Figure) -> bool:
    """Say whether a figure is of what is told in passing ("Chad, a country of 18 million, may", "its 18 seats")."""
    noun, is_apart = figure.token.head.head, bool(figure.token.kids("poss")) or figure.token.aside is not None
    return is_apart or (is_of_land(figure) and (noun.dep_ == "appos" or _is_taken_up(noun)))


def _is_taken_up(noun: Node) -> bool:
    """Say whether a noun takes up what is known, not what something is said to be or become ("in the nation of …")."""
    return noun.left_edge.lower_ == "the" and noun.dep_ in _TAKEN_UP


def _renamed(sentence: Sentence, noun: Node, context: Context) -> Owners:
    """Return the only land that "the nation of 53 million" can mean, named before it or in the sentence before.

    "U.S. investment in the nation" and "French aid reached the nation" are another one's.
    """
    above = {a.i for a in noun.ancestors}
    beside = ((s.key, s.token.head) for s in sentence.subjects.values() if s.token.dep_ in _BESIDE)
    apart = {key for key, head in beside if above & {head.i, head.head.i}}
    before = [s for i, s in sentence.subjects.items() if i < noun.i]
    before += context.named if context.near(context.named_at) else ()
    able = (s for s in before if s.key not in apart and s.is_country != is_one(noun, "bloc"))
    found = list({s.key: s for s in able}.values())
    return Owners((replace(found[0], source=INHERITED),), source=INHERITED) if len(found) == 1 else BLOCKED


def _behind_name(sentence: Sentence, noun: Node) -> Owners | None:
    """Return the land right before a comma and "a country of 83 million people", whatever the parse hangs that on."""
    first = noun.left_edge
    own = sentence.subjects.get(first.i - 2) if first.lower_ in ("a", "an") else None
    is_aside = own is not None and sentence.doc[first.i - 1].text == ","
    return Owners((replace(own, source=INHERITED),), source=INHERITED) if own is not None and is_aside else None


def population_of(topic: Topic) -> tuple[Reference, Population] | None:
    """Return the population that a measure's counts run through."""
    population = topic.reference.populations.get(topic.measure.population or "")
    return (topic.reference, population) if population is not None else None


def _is_total(place: Owners | None) -> bool:
    """Say whether a place is a total of a package ("across Europe and Canada")."""
    return place is not None and bool(place.subjects) and not place.subjects[0].is_country


def is_guideline(reading: Reading) -> bool:
    """Say whether a figure is the height of a line that members are counted by."""
    return any(float(line.value) == reading.figure.number.value for t in reading.topics for line in t.lines)


def _one_of(sentence: Sentence, verb: Node, context: Context) -> Owners | None:
    """Return who is "one of the 23 … spending 2.3 percent": the subject of the sentence."""
    head = verb.subject
    main = head.head.own_subject if head is not None and head.lower_ == "one" and head.dep_ == "attr" else None
    return _as_owners(sentence, main, context) if main is not None else None


def of_name(sentence: Sentence, name: Node, context: Context) -> Owners | None:
    """Return who stands in the phrase of a name: its owner, an adjective before it, "of" and "in" behind it."""
    named = sentence.names.get(name.i)
    for child in name.children:
        if child.lower_ == "there":
            return pronoun(sentence, child, context)
        if child.lower_ == "whose":
            return of_whose(sentence, child)
        own = named is not None and named.start <= child.idx < name.idx  # "wind power's share"
        if child.dep_ in _BESIDE and not own:
            inside = sentence.subjects.get(child.i)  # "the Reserve Bank of New Zealand's rate"
            whole = inside is not None and inside.token.i != child.i and child.dep_ == "poss"
            found = Owners((inside,)) if inside is not None and whole else _as_owners(sentence, child, context)
            if found is BLOCKED and child.lemma in _HOME and only_points(child) and not context.subjects:
                continue  # "the nation's unemployment rate"
            if found is not None and not (found.blocked and child.dep_ != "poss"):
                return found
    receives = named is not None and any(n.endswith(" to") for t in named.topics for n in t.measure.names)
    for part in name.below(*_OF, *(("to",) if receives else ())):  # "aid to Chad"
        own = named is not None and part.idx < named.end and part.i not in sentence.subjects  # "for black Americans"
        if part.dep_ == "pobj" and part.i not in sentence.figure_at and not own:
            another = is_of_another(sentence, part)
            found = BLOCKED if another else _as_owners(sentence, part, context)
            is_place = part.ent_type_ in ("GPE", "LOC", "ORG", "NORP")
            if found is not None and (another or not found.blocked or is_place):
                return found
    above = name.head.head if name.dep_ == "pobj" and name.head.dep_ == "prep" else name
    if above.i != name.i and above.i in sentence.subjects:
        return Owners((sentence.subjects[above.i],))
    complements = [c for c in name.kids("prep") if c.lower_ not in ("than", "to")]
    for token in complements:  # which grows: "the share of people with access to power in Chad"
        complements += token.kids("prep", "pobj", "amod", "poss", "nmod", "compound")
        complements += [c for c in token.kids("relcl", "acl", "agent") if named is not None and c.idx < named.end]
    dwellers = (c for c in name.kids("acl") if is_one(c, "dwell", "birth"))  # "a child born in Chad"
    complements += [p for c in dwellers for p in c.below("in")]
    deep = {s.key: s for token in complements if (s := sentence.subjects.get(token.i)) is not None}
    return Owners(tuple(deep.values())) if len(deep) == 1 else None


def said_of(
    sentence: Sentence, verb: Node, context: Context, name: Node | None = None,
    fallback: "tuple[Reference, Population] | None" = None,
) -> Owners | None:  # fmt: skip
    """Return whom a verb is said of, or None where it has no subject or its subject is the name of the measure."""
    head = verb.subject
    if head is None or (name is not None and head.i == name.i):
        return None
    figure = sentence.figure_at.get(head.i)  # "3.08 percent is spent on …"
    part = figure is not None and (figure.number.unit == "percent" or is_part(figure.number))
    if figure is not None and (figure.number.currency or (part and member_noun(sentence, head) is None)):
        return None
    if head.i in sentence.names:
        return of_name(sentence, head, context)
    if is_one(head, "figure"):  # "Chad's ratio", "in Chad the share"
        named = of_name(sentence, head, context) or place_of(sentence, verb, context)
        if named is not None or only_points(head):
            return named or pronoun(sentence, head, context)
    return _as_owners(sentence, head, context, fallback) or BLOCKED


def _as_owners(
    sentence: Sentence, head: Node, context: Context, fallback: "tuple[Reference, Population] | None" = None
) -> Owners | None:
    counted = quantified(sentence, head, context, fallback)
    if counted is not None:
        return Owners(counted=counted, source=counted.owner[2])
    total = _together(sentence, head, context)
    if total is not None:
        return total
    pointing = pointer(head)
    if pointing is not None:
        return pronoun(sentence, pointing, context)
    subjects = [s for part in head.joined for s in _subject(sentence, part)]
    if subjects:
        return Owners(tuple(dict.fromkeys(subjects)))
    is_somebody = head.pos_ in ("NOUN", "PROPN", "PRON") and head.lower_ not in _WHOLE_PHRASE
    return BLOCKED if is_somebody else None


def _together(sentence: Sentence, head: Node, context: Context) -> Owners | None:
    if head.lemma not in sentence.scene.words.nouns or not sentence.lemmas & words_in("together"):
        return None
    called = sentence.subjects.get(head.i)
    if called is not None and not called.is_country:
        return Owners((called,))
    owner = body_of(sentence, head, context)
    if owner is None or not owner[0].aggregates or restrictions(sentence, head):
        return None
    key = next(iter(owner[0].aggregates))
    name = owner[0].keys.get(key, key)
    subject = Subject(head.idx, head.idx + len(head), key, name, None, head, ((owner[0].name, key),), is_country=False)
    return Owners((subject,))


def _subject(sentence: Sentence, part: Node) -> Iterator[Subject]:
    """Yield the subject that a word is, or that owns it where it is an organ of a state ("Spain's government")."""
    if part.i in sentence.subjects and sentence.subjects[part.i].token.i == part.i:
        yield sentence.subjects[part.i]
    elif is_one(part, "organ"):
        if is_of_another(sentence, part):
            return
        for child in part.children:
            if child.i in sentence.subjects and child.dep_ in (*_BESIDE, "appos"):
                yield sentence.subjects[child.i]
            elif child.dep_ == "prep" and child.lower_ == "of":
                yield from (sentence.subjects[c.i] for c in child.children if c.i in sentence.subjects)
    elif part.pos_ == "NOUN":  # "the neighbour, NAME,"
        beside = (c for c in part.kids("appos") if c.i in sentence.subjects)
        yield from (sentence.subjects[c.i] for c in beside)


def place_of(sentence: Sentence, verb: Node, context: Context) -> Owners | None:
    """Return the place of a clause: "in Spain", "across the alliance", at the verb or at the head of the sentence."""
    current = verb
    if verb.dep_ == "relcl" and any(c.lower_ == "where" for c in verb.children):
        return Owners(tuple(_subject(sentence, verb.head))) if verb.head.i in sentence.subjects else BLOCKED
    for _ in range(4):
        for word in (current, *current.kids("dobj")):
            if (beside := around(sentence, word)) is not None:
                return beside
        for child in current.children:
            if child.dep_ == "advmod" and child.lower_ == "there":
                return pronoun(sentence, child, context)
            if child.dep_ == "prep" and child.lower_ == "of" and child.i < verb.i:
                for part in (c for c in child.children if c.i in sentence.names):
                    return of_name(sentence, part, context)
            if child.dep_ == "prep" and child.lower_ in ("in", "across", "for", "among", "within"):
                for part in (c for c in child.kids("pobj") if not c.is_scope and c.tag_ != "JJS"):
                    if (place := _place(sentence, part, context)) is not None:
                        return place
        if current.head.i == current.i or current.dep_ in ("relcl", "advcl"):
            return None
        current = current.head
    return None


def _place(sentence: Sentence, part: Node, context: Context) -> Owners | None:
    """Return the place that a noun behind "in" or "across" stands for."""
    named = (p for p in part.below("including", "like", "as") if p.dep_ == "pobj")
    listed = (one for p in named for one in p.joined)  # "in several countries, including Chad"
    found = [s for p in part.joined for s in _subject(sentence, p)]
    found = found or [s for p in listed for s in _subject(sentence, p)]
    inside = (sentence.subjects.get(i) for i in range(part.i, part.right_edge.i + 1))
    total = [s for s in inside if s is not None and not s.is_country]
    if total or found:
        return Owners((total[0],) if total else tuple(found))
    if part.lemma in _HOME and only_points(part):  # "in this country"
        return pronoun(sentence, part, context)
    return BLOCKED if part.ent_type_ in ("GPE", "LOC") else None


def _of_base(sentence: Sentence, reading: Reading) -> Owners | None:
    """Return whose base a share is of ("2.06 percent of French GDP", "two in five Greek adults")."""
    token, number = reading.figure.token, reading.figure.number
    if (beside := around(sentence, token)) is not None:
        return beside
    per = [f.token for f in sentence.figures if f.start >= number.end][: people_per(number, sentence) is not None]
    bases = [base for word in (token, *per) for base in word.below("of", "in") if base.dep_ == "pobj"]
    is_counted = is_part(number) and all(t.measure.unit != "percent" for t in reading.topics)
    head = reading.verb.subject if reading.verb is not None else None
    if is_counted and (head is None or not _is_of_measure(sentence, head, reading)):
        # of who has so many of all, not of who has all ("73 of the parliament's seats are held by Estavia")
        verb = reading.verb
        agents = [p for c in (verb.children if verb is not None else ()) if c.dep_ == "agent" for p in c.children]
        subjects = tuple(sentence.subjects[a.i] for a in agents if a.i in sentence.subjects)
        return Owners(subjects) if subjects else BLOCKED
    owners = (c for b in bases for c in b.kids("poss") if c.pos_ == "NOUN" and c.i not in sentence.subjects)
    if any(c.lemma not in _HOME and not is_one(c, "organ") for c in owners):
        return BLOCKED  # "the school's electricity"
    for base in (token, *bases) if is_part(number) or number.unit in PEOPLE else bases:
        inside = {s.key: s for t in base.subtree if (s := sentence.subjects.get(t.i)) is not None}
        if len(inside) == 1:
            return Owners(tuple(inside.values()))
    return None
