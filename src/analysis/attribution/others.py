"""Whether a figure is of something else than what the words around it name: another purpose, a noun of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analysis.attribution.clauses import Named, is_one
from analysis.attribution.fits import is_money, is_spent
from analysis.attribution.marks import NEUTRAL, Sentence
from analysis.attribution.package_words import Topic
from analysis.attribution.scene import Figure
from analysis.lexicons import pairs
from analysis.nodes import Node, spelt
from analysis.rules import words_in
from analysis.tables import Number

_NEAR = 3  # words between a noun and its figure
_APART = frozenset({"CCONJ", "VERB", "AUX", "PUNCT", "SCONJ", "PRON"})
_PURPOSES = frozenset({"on", "into", "to"})
_OUT_OF = frozenset({"of", "out", "from", "in", "within", "under"})
_OF_A_FIGURE = ("figure", "level", "pace", "up", "down", "gain")
_LISTED = frozenset(
    {"ADJ", "ADP", "ADV", "CCONJ", "DET", "NOUN", "NUM", "PRON"}
)  # "aside from those of food and energy"


def has_other_purpose(sentence: Sentence, figure: Figure, named: Named | None, topics: tuple[Topic, ...]) -> bool:
    """Say whether a figure is for something else than what it is read as ("1.5 percent of GDP on schools")."""
    if named is None:
        return False
    following = (f.start for f in sentence.figures if f.start > figure.end)
    end = sentence.scene.index(next(following, sentence.span.end_char - 1))
    heads = {t.i for t in figure.token.subtree} | ({named.token.i} if named.is_verb else set())
    for token in sentence.doc[sentence.scene.index(figure.end - 1) + 1 : end + 1]:
        if token.lower_ in _PURPOSES and token.dep_ in ("prep", "dative") and token.head.i in heads:
            kinds = ("NOUN",) if token.lower_ == "to" else ("NOUN", "PROPN")
            nouns = [c for c in token.kids("pobj") if c.pos_ in kinds]
            return any(not (_is_said_by(n, topics) or _is_aside(sentence, n)) for n in nouns)
    return False


def is_rated(sentence: Sentence, figure: Figure, topic: Topic) -> bool:
    """Say whether a count of what happens may be one a day of some, or beside one ("…, and every day the graves …").

    It is one of all where the sentence has no word but those of the figure, the measure, its place and time.
    """
    sets = (t for t in sentence.times if t.type == "SET" and t.timex != "P1Y")
    measure = topic.measure
    if not measure.is_flow or (figure.number.per in (None, "year") and not any(sets)):
        return False
    spans = [(figure.number.start, figure.number.end), *((t.start, t.end) for t in sentence.times)]
    own = {i for start, end in spans for i in sentence.scene.places(start, end)} | set(sentence.subjects)
    said = {w for phrase in (*measure.names, *measure.predicates, *measure.within) for w in phrase.split()}
    said |= words_in("whole_people", "nowadays") | {"in", "a", "the", "alone", "around", "about"}
    return any(t.i not in own and t.pos_ != "PUNCT" and said.isdisjoint((t.lower_, t.lemma)) for t in sentence.span)


def is_of_own_noun(sentence: Sentence, figure: Figure, named: Named | None) -> bool:
    """Say whether a figure stands behind a noun of its own that leaves its verb out ("… and the deficit to 3")."""
    doc, first = sentence.doc, sentence.scene.index(figure.start)
    place = first - 1
    while place > sentence.span.start and first - place <= _NEAR and doc[place].pos_ in ("ADP", "ADV"):
        place -= 1
    noun = doc[place]
    before = [f for f in sentence.figures if f.end <= noun.idx]
    if noun.pos_ != "NOUN" or not before or place in sentence.inside_figure or place in sentence.subjects:
        return False
    between = doc[sentence.scene.index(before[-1].end - 1) + 1 : place]
    opens = next((t for t in reversed(between) if t.pos_ in _APART), None)
    if named is None or opens is None or opens.pos_ != "CCONJ" or is_one(noun, "time_noun", "figure"):
        return False
    return not named.start <= noun.idx < named.end


def is_taken_out(figure: Figure, named: Named) -> bool:
    """Say whether a figure is a piece of what is named ("of the budget, 2 percent goes …", "2 percent of it")."""
    token, above = figure.token, named.token.head
    pieces = (p for c in token.kids("prep") if c.lower_ == "of" for p in c.kids("pobj"))
    if any(p.pos_ == "PRON" for p in pieces):
        return True
    own = token.head.head if token.dep_ == "pobj" and token.head.lower_ == "of" else None
    names = {word for t in named.topics for name in t.measure.names for word in name.split()}
    if own is not None and own.pos_ == "NOUN" and own.lemma not in names and not is_one(own, *_OF_A_FIGURE):
        return True  # "the budget has a hole of 2 percent"
    while above.pos_ == "ADP" and above.head.pos_ == "ADP":  # "out of"
        above = above.head
    is_opening = named.token.dep_ == "pobj" and above.lower_ in _OUT_OF and above.i < token.i
    return is_opening and above.head.i in (token.i, token.head.i) and token.dep_ in ("nsubj", "nsubjpass", "dobj")


def is_difference(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure is how many more or fewer ("17 more than France", "210 fewer people")."""
    doc, behind = sentence.doc, sentence.scene.index(figure.number.end - 1) + 1
    first = next((t.i for t in doc[sentence.scene.index(figure.start) : behind] if t.own.like_num), behind)
    if any(t.lower_ in words_in("more_or_less", "added") for t in doc[first:behind]):
        return figure.number.unit != "percent"  # "210 fewer people", "300 additional people"
    verb = figure.token.verb
    last = [c for c in (verb.kids("advmod", "acomp") if verb is not None else ()) if c.i > behind]
    if any(c.lower_ in words_in("more_or_less") and not list(c.children) for c in last):
        return True  # "50 million tonnes of carbon dioxide less"
    if behind >= sentence.span.end or doc[behind].lower_ not in words_in("more_or_less"):
        return False
    return figure.number.unit != "percent" or doc[behind].dep_ == "amod"  # "53 percent more coal"


def is_half_read(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a range goes on behind a figure that was read alone ("at zero to a quarter")."""
    doc, behind = sentence.doc, sentence.scene.index(figure.number.end - 1) + 1
    following = doc[behind + 1 : min(behind + 3, sentence.span.end)]
    if not following or doc[behind].lower_ not in ("to", "-", "–"):
        return False
    nearby = (f for f in sentence.figures if sentence.scene.index(f.start) in (behind + 1, behind + 2))
    goes_on = any(f.number.value > figure.number.value for f in nearby)  # but "219 to 215"
    is_part = following[0].lower_ == "a" and any(t.lower_ in words_in("fraction") for t in following[1:])
    return figure.number.change_role is None and figure.number.value_high is None and (is_part or goes_on)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that leave something out ("excluding food and energy"): their places, what they name, what they hang on."""

    places: range
    nouns: frozenset[str]
    above: Node


def left_out(sentence: Sentence) -> Iterator[LeftOut]:
    """Yield what a sentence leaves out of what it measures."""
    openers = words_in("leaving_out")
    for token in sentence.span if not sentence.lowers.isdisjoint(_first_words()) else ():
        first, last = token.i, token.i + 1
        pair = " ".join(t.lower_ for t in token.doc[first : first + 2])
        if token.lower_ not in openers and pair not in openers:
            continue
        if token.tag_ == "VBN" and any(c.dep_ == "nsubjpass" for c in token.children):
            first = token.left_edge.i  # "when food and energy are excluded"
        else:
            last += pair in openers
            while last < sentence.span.end and _is_listed(token.doc[last]):
                last += 1
        above = next((a for a in token.ancestors if not first <= a.i < last), token)
        nouns = {t.lemma for t in token.doc[first:last] if t.pos_ == "NOUN"} - words_in("cost_noun")
        yield LeftOut(range(first, last), frozenset(nouns), above)


def _is_listed(word: Node) -> bool:
    """Say whether a word goes on with what is left out ("food, energy and housing")."""
    goes_on = word.text == "," and word.nbor().dep_ == "conj" and word.nbor().pos_ == "NOUN"
    return word.pos_ in _LISTED or word.text == "-" or goes_on


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in words_in("leaving_out"))


def with_left_out(
    sentence: Sentence, figure: Figure, named: Named | None, topics: tuple[Topic, ...]
) -> tuple[Topic, ...] | None:  # fmt: skip
    """Return the measures that leave out what a sentence says is left out ("excluding food and energy, prices rose 2").

    None where no measure does, so that the figure is of something else ("excluding one-off costs, the deficit was 3").
    """
    for found in left_out(sentence):
        verb = figure.token.verb
        is_verb = found.above.pos_ in ("VERB", "AUX")
        of_verb = is_verb and verb is not None and found.above.i == verb.i and found.places.start < figure.token.i
        of_name = named is not None and found.above.i in (named.token.i, *(t.i for t in named.token.subtree))
        if not found.nouns or not (of_verb or of_name or found.above.i == figure.token.i):
            continue
        references, unit = [t.reference for t in topics], topics[0].measure.unit
        own = tuple(t for t in topics if found.nouns == set(t.measure.without)) or tuple(
            t for t in sentence.scene.words.topics
            if found.nouns == set(t.measure.without) and t.reference in references and t.measure.unit == unit
        )  # fmt: skip
        return own or None
    return topics


def _is_said_by(noun: Node, topics: tuple[Topic, ...]) -> bool:
    """Say whether a noun, or a word before it in its phrase, is in the words of all of some measures."""
    words = {word for t in (noun, *noun.lefts) for word in (t.lemma, t.spelt)}
    phrases = ((*t.measure.predicates, *t.measure.names, *t.measure.phrases) for t in topics)
    return all(words & {spelt(w.casefold()) for phrase in said for w in phrase.split()} for said in phrases)


def _is_aside(sentence: Sentence, noun: Node) -> bool:
    """Say whether a noun behind "on" is no purpose: a time, a figure, a place, a word of no weight ("on average")."""
    known = noun.i in sentence.inside_figure or noun.i in sentence.subjects or noun.i in sentence.body_at
    return known or noun.lemma in NEUTRAL or noun.lemma in words_in("figure")


def is_of_some(figure: Figure, sentence: Sentence, allowed: set[str]) -> bool:
    """Say whether a word of what a figure counts makes it some of that ("one public hospital bed")."""
    words = (figure.number.unit_text or "").casefold().split()[:-1]
    inside = [t for i in sentence.scene.places(figure.start, figure.end) if (t := sentence.doc[i]).lower_ in words]
    own = [t for t in inside if t.pos_ in ("ADJ", "NOUN", "PROPN") and t.dep_ in ("amod", "compound", "nmod")]
    known = (sentence.subjects.keys(), sentence.body_at.keys())
    new = (t for t in own if not any(t.i in places for places in known) and not t.own.like_num)
    return any(allowed.isdisjoint((t.lemma, t.spelt)) and {t.lemma, t.spelt}.isdisjoint(NEUTRAL) for t in new)


def is_without_base(sentence: Sentence, number: Number, named: Named | None, topic: Topic) -> bool:
    """Say whether a share of what an economy makes may be one of something else ("spends 20 percent on schools")."""
    measure = topic.measure
    is_of_output = measure.base in pairs("share_bases", "phrase", "base").values() and not topic.lines
    is_said = number.of_base is not None or sentence.holds((measure.base or "", *measure.of))
    return is_of_output and not is_said and (is_spent(measure) or (named is not None and named.is_verb))


def at_said_prices(topics: tuple[Topic, ...], sentence: Sentence) -> tuple[Topic, ...]:
    """Return the measures that a figure can be of by what its sentence says of prices ("in constant dollars")."""
    if not sentence.holds(words_in("constant_prices")):
        return topics
    return tuple(t for t in topics if not is_money(t.measure) or t.measure.prices == "constant")


def within(sentence: Sentence, topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Return the measures for which the sentence says where their noun must stand; of words in words the longer ones'.

    "In the European Parliament" is said for the measure of that house, not for one of any parliament.
    """
    said = {t.id: sentence.says(t) for t in topics}
    words = {w for found in said.values() for w in found}
    longest = {w for w in words if not any(w != other and w in other for other in words)}
    return tuple(t for t in topics if not t.measure.within or longest & set(said[t.id]))


def of_one(sentence: Sentence, figure: Figure, topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Return the measures of whom a figure is, by its phrase or its verb's subject, where several are spoken of.

    "Against 45 Reds, the Blues hold 53 seats" is said of the Blues; where neither phrase says whose it is, of nobody.
    """
    if len({t.reference.name for t in topics}) > 1:
        return topics
    verb = figure.token.verb
    doer, is_there = (verb.own_subject, bool(verb.kids("expl"))) if verb is not None else (None, False)
    if len({t.measure.within for t in topics}) <= 1 and not is_there:
        return topics
    for word in (figure.token, doer):
        phrase = word.parsed[word.left_edge.i : word.right_edge.i + 1].text.casefold() if word is not None else ""
        own = tuple(t for t in topics if any(w.casefold() in phrase for w in t.measure.within))
        if own:
            return own
    shared = set.intersection(*(set(t.measure.within) for t in topics))
    are_names = any(w != w.lower() for t in topics for w in t.measure.within)
    if are_names and is_there:  # "there are 100 seats in the upper house, and the Reds …" says it of another clause
        clause = " ".join(t.text for t in sentence.span if t.verb == verb).casefold()
        shared = {w for w in shared if w.casefold() in clause}
    return () if are_names and not shared else topics


def of_that_count(sentence: Sentence, figure: Figure, topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Return the measures of a verb, none where the noun counted is another's ("6 seats in that house")."""
    noun = spelt(figure.number.unit or "")
    counted = [t for t in sentence.scene.words.counted.get(noun, ()) if t.measure.within]
    meant = within(sentence, tuple(counted))
    is_other = bool(meant) and all(t.measure.within for t in topics) and set(meant).isdisjoint(topics)
    return () if is_other else topics
