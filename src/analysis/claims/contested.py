"""What is contested, and when: the places or the prize that a word of a contest means, the days of its votes."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from analysis.attribution import STATED, Scene, Sentence, Subject, Topic
from analysis.attribution.periods import INDIRECT, StatedPeriod
from analysis.attribution.subjects import Called, at_home, longest, merged
from analysis.nodes import Node
from analysis.tables import Mention
from analysis.wording import fold

NAMED = "named"  # what a noun means that stands for places named before
_FARTHEST = 3  # sentences back in which places are looked for
_YEAR = 4  # digits
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_TWICE = frozenset({"twice"})


def places_of(sentence: Sentence, word: Node, topic: Topic) -> tuple[Subject, ...]:
    """Return what is won or lost in the package of a measure, and nothing where a part of it is not known.

    It is named ("Georgia and Ohio"), a prize of its own ("the popular vote"), or was named before ("both states").
    """
    if word.dep_ == "appos" and word.left_edge.lower_ in ("a", "the"):
        word = word.head  # "in Georgia, a state that …"
    named = tuple(place_at(sentence, part, topic) for part in word.joined)
    if any(named):
        return tuple(place for place in named if place is not None) if all(named) else ()
    if word.lower_ in ("it", "them"):
        before = _contested_before(sentence, word, topic)
        return places_of(sentence, before, topic) if before is not None else ()
    meant = topic.measure.contested.get(phrase_of(word), "")
    is_number = word.pos_ == "NUM" and word.left_edge.lower_ == "all" and NAMED in topic.measure.contested.values()
    if meant == NAMED or is_number:
        return _named_before(sentence, word, topic)
    parts = [part for part in word.below("in", "to", "at", "among", "of") if not _is_event(part, topic)]
    is_whole = meant and word.tag_ != "NNS" and not parts and not other_places(sentence, topic, word)
    return (whole(word, meant, topic),) if is_whole else ()


def place_at(sentence: Sentence, token: Node, topic: Topic) -> Subject | None:
    """Return what a word names in the package of a measure, where that has figures of it ("Georgia": the state)."""
    named, reference = sentence.subjects.get(token.i), topic.reference
    held = topic.reference.cells.of(topic.measure.id).editions_by_key.keys() | reference.chambers.keys()
    if named is None or named.key_in(reference) not in held:
        first = token.left_edge if token.left_edge.i + 1 == token.i and token.left_edge.dep_ == "compound" else token
        own = [c for c in sentence.scene.words.called.get(first.lower_, ()) if c.reference is reference]
        end = token.idx + len(token)
        calls = tuple(c for c in longest(own, sentence.scene.text, first.idx) if first.idx + len(c.phrase) == end)
        named = merged(calls, first.idx, end, None, token) if calls else None
    return at_home(sentence, named) if named is not None and named.key_in(reference) in held else None


def phrase_of(word: Node) -> str:
    """Return a noun with the words before it as small lemmas, without articles and years ("presidential election")."""
    before = [c.lemma for c in word.lefts if c.dep_ in ("amod", "compound", "poss", "nmod") and not c.text.isdigit()]
    return " ".join([*before, word.lemma]).lower()


def whole(word: Node, key: str, topic: Topic) -> Subject:
    """Return the country whose vote a word stands for, as a subject."""
    called = Called(topic.reference.subjects[key][0], topic.reference, key, word.lower_)
    return merged((called,), word.idx, word.idx + len(word), None, word)


def _is_event(word: Node, topic: Topic) -> bool:
    """Say whether a word is a year or the event that the package of a measure tells of ("in the 2016 election")."""
    return word.text.isdigit() or word.lemma in topic.reference.events


def other_places(sentence: Sentence, topic: Topic, prize: Node) -> bool:
    """Say whether a sentence names a place, beside a prize, that is not the whole of the package of a measure."""
    own = topic.measure.default_subject
    country = own.key if own is not None else ""
    text, prizes = sentence.scene.text, topic.measure.contested
    named = (m for m in sentence.mentions if not m.start <= prize.idx < m.end)
    named = (m for m in named if text[m.start : m.end].lower().removeprefix("the ") not in prizes)
    places = (m for m in named if m.label in _PLACES and m.kind != "demonym")
    return any(getattr(sentence.scene.entities.get(m.entity_id), "iso3", None) != country for m in places)


def time_of(sentence: Sentence, verb: Node, period: StatedPeriod) -> StatedPeriod:
    """Return the time of a verb itself, else that of its clause, which a second verb shares only with an opening one.

    Without such a time nothing is said of the second verb ("won it in 2008 but lost it later").
    """
    times = ((t, sentence.scene.root(t.start, t.end)) for t in sentence.times if t.timex[:_YEAR].isdigit())
    own = [t for t, root in times if next((a for a in root.ancestors if a.pos_ in ("VERB", "AUX")), None) is verb]
    if own:
        nearest = min(own, key=lambda t: abs(t.start - verb.idx))
        return period if nearest is period.time else StatedPeriod(nearest.timex, STATED, time=nearest)
    is_shared = verb.dep_ != "conj" or (period.time is not None and period.time.start < verb.head.idx)
    return period if is_shared else StatedPeriod(None, STATED)


def votes_of(sentence: Sentence, topic: Topic, name: str, verb: Node, period: StatedPeriod) -> list[str]:
    """Return the days of the votes in which somebody (or a side, by an empty name) stood in the years that are said.

    They are none where nothing says a year, or where nobody stood in one of them.
    """
    stood = {day for day, who in topic.measure.stood.items() if not name or fold(who) == name}
    is_said = period.source == STATED or (period.source == INDIRECT and _is_of_event(sentence, period, topic))
    if period.value is None or not is_said:
        before = sorted(day for day in stood if sentence.scene.day is not None and day < sentence.scene.day.isoformat())
        is_twice = name and any(c.lower_ in _TWICE for c in verb.children) and len(before) == len("ab")
        return before if is_twice and not any(t.type == "DATE" for t in sentence.times) else []
    days = [next((d for d in sorted(stood) if d.startswith(said)), None) for said in _said(sentence, period)]
    return [day for day in days if day is not None] if all(days) else []


def figure_of(sentence: Sentence, topic: Topic, key: str, day: str) -> Decimal | None:
    """Return the figure of a vote in the newest edition of the article's day, or None where that has none."""
    reference, measure = topic.reference, topic.measure.id
    editions = reference.current_editions(sentence.scene.day or date.max, measure, key)
    found = (reference.figure(edition.id, measure, key, day) for edition in editions)
    return next((figure for figure in found if figure is not None), None)


def _is_of_event(sentence: Sentence, period: StatedPeriod, topic: Topic) -> bool:
    """Say whether a time is that of an event of the package of a measure ("in the 2016 election")."""
    if period.time is None:
        return False
    root = sentence.scene.root(period.time.start, period.time.end)
    return bool({root.lemma, root.head.lemma} & set(topic.reference.events))


def _said(sentence: Sentence, period: StatedPeriod) -> list[str]:
    """Return a time with those that it is coordinated with ("in 2008 and 2012")."""
    if period.time is None:
        return [period.value or ""]
    root = sentence.scene.root(period.time.start, period.time.end)
    joined = {root.i, *(word.i for word in root.conjuncts)}
    years = (t for t in sentence.times if t.timex[:_YEAR].isdigit() and t is not period.time)
    others = (t.timex for t in years if sentence.scene.root(t.start, t.end).i in joined)
    return list(dict.fromkeys([period.value or "", *others]))


def _contested_before(sentence: Sentence, word: Node, topic: Topic) -> Node | None:
    """Return the object that "it" takes up: the one of a verb before it that names places or what stands for them."""
    objects = [t for t in sentence.span if t.dep_ == "dobj" and t.i < word.i and t.lower_ not in ("it", "them")]
    return next((t for t in reversed(objects) if places_of(sentence, t, topic)), None)


def _named_before(sentence: Sentence, word: Node, topic: Topic) -> tuple[Subject, ...]:
    """Return the places that "the state" or "all three states" stands for: so many are named last before it."""
    wanted = _number_of(sentence, word)
    scene, place = sentence.scene, sentence.scene.document.sentence_index[sentence.span.start]
    spans = scene.document.sentences[max(0, place - _FARTHEST) : place + 1]
    for span in reversed(spans):
        last = min(span.end_char, word.idx)
        found = {key: m for m in scene.mentions if span.start_char <= m.start < last
                 for key in _keys_of(scene, m, topic)}  # fmt: skip
        if found and any(word in scene.text[span.start_char : last].casefold() for word in topic.measure.excluded):
            return ()  # "South Carolina held its primary. He won the state"
        if found:
            own = {key: ((topic.reference.name, key),) for key in found}
            subjects = (
                Subject(m.start, m.end, key, m.name, m.entity_id, word, own[key], is_country=False, source="inherited")
                for key, m in found.items()
            )
            return tuple(subjects) if len(found) == wanted else ()
    return ()


def _number_of(sentence: Sentence, word: Node) -> int:
    """Return how many things a noun stands for ("the state", "both states", "all three"), 0 where that is not said."""
    if word.tag_ == "NN":
        return int(word.left_edge.lower_ in ("the", "that"))
    if any(c.lower_ == "both" for c in word.lefts):
        return len("ab")
    counts = (f.number.value for f in sentence.figures if f.token.i == word.i)
    return int(next((count for count in counts if count), 0))


def _keys_of(scene: Scene, mention: Mention, topic: Topic) -> Iterator[str]:
    """Yield what a mention is in the package of a measure, one of its places."""
    reference, country = topic.reference, topic.measure.default_subject
    text = scene.text[mention.start : mention.end]
    held = reference.cells.of(topic.measure.id).editions_by_key.keys()
    for key in (mention.entity_id, text.split()[0].lower()):
        calls = (c for c in scene.words.called.get(key, ()) if c.reference is reference and c.key in held)
        fitting = [c.key for c in calls if c.phrase in (mention.entity_id, text)]
        if fitting and (country is None or fitting[0] != country.key):
            yield fitting[0]
            return
