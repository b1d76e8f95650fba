"""The words of all reference packages in one index: what names a measure, a population, a body, a line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.attribution.subjects import Called, called_index
from analysis.grouping import grouped
from analysis.lexicons import entries
from analysis.nodes import spelt
from analysis.reference import Measure, OfficeTerm, Population, Reference, Threshold
from analysis.wording import fold

PREPOSITIONS = frozenset(
    {"on", "in", "into", "to", "for", "of", "at", "from", "with", "under", "by", "among", "towards"}
)
DECISION = "decision"  # over which a measure changes
_BARE = frozenset({"be", "have", "do"})  # they state shares alone: "are obese"; or with more: "have under arms"
_PARTICLES = frozenset({"up", "out", "off"})


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """A measure of a package."""

    reference: Reference
    measure: Measure

    @property
    def id(self) -> tuple[str, str]:
        """Its name over all packages."""
        return self.reference.name, self.measure.id

    @property
    def lines(self) -> tuple[Threshold, ...]:
        """The lines that figures of it are held against."""
        return tuple(t for t in self.reference.thresholds if t.measure == self.measure.id)


@dataclass(frozen=True, slots=True)
class NamingPhrase:
    """Words that name measures, as lemmas.

    `words` are those of a noun phrase up to its head. With `preposition`, its complement must be `inside`; with `tail`
    that preposition must follow ("refugee from"); an `is_negative` name states the figure with its sign turned.
    The words `needed` must all stand in the sentence.
    """

    words: tuple[str, ...]
    topics: tuple[Topic, ...]
    preposition: str | None = None
    inside: tuple[str, ...] = ()
    is_change: bool = False
    tail: str | None = None
    is_negative: bool = False
    needed: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needed", _needed(self.words, self.inside))

    @property
    def size(self) -> int:
        """How much it says; words of its complement count twice."""
        return len(self.words) + 2 * len(self.inside) + (self.tail is not None)


def _needed(*parts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for part in parts for word in part if word not in ("a", "an", "the", "-"))


@dataclass(frozen=True, slots=True)
class Predicate:
    """A verb that states measures, with its subject ("wind generate"), object ("host refugee") or complement ("spend on
    defence").
    """

    verb: str
    topics: tuple[Topic, ...]
    object: tuple[str, ...] = ()
    preposition: str | None = None
    inside: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    needed: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needed", _needed(self.object, self.inside, self.subject, self.particles))


@dataclass(frozen=True, slots=True)
class Ranked:
    """Words for who stands first (``desc``) or last (``asc``) by a measure ("most populous")."""

    phrase: str
    topic: Topic
    order: str


@dataclass(frozen=True)
class PackageWords:
    """Everything that articles may call what the packages hold, by the lemma it is found by.

    Attributes
    ----------
    names : noun phrases by their head, those that say most first. predicates : by verb. counted : measures by the noun
    counted.
    purposes : the complements of predicates, one each ("on defence"), for a figure that has one without a verb.
    nouns : populations by the lemma of a member's noun. bodies : populations by gazetteer id.
    adopted : gazetteer ids by what joining is called by.
    topics : all measures that have words. of_people : those by which a package says that somebody "has people".
    deciding : the triggers of packages with changes that somebody decides. owned_nouns : member nouns of one population
    alone ("MEP").
    called : what packages call keys, by first word and by gazetteer id. triggers : by package, the lemmas of which one
    stands in every sentence that names a measure of it. ranked : words for the first and the last, by their first word,
    the longest first.
    parts : the words for what measures of a family are of, by the last one ("wind farm"), the longest first.
    states : what is said of those whom a measure counts ("be over 65"), by the last word: the measure, its phrases, and
    whether they are said of all others.
    sides : measures whose figure another's is held against ("Republicans", the name of a candidate), by word or name.
    titles : the words for the offices of each package that lists all terms. people_tables : packages that list people.
    """

    names: Mapping[str, tuple[NamingPhrase, ...]]
    predicates: Mapping[str, tuple[Predicate, ...]]
    counted: Mapping[str, tuple[Topic, ...]]
    purposes: tuple[Predicate, ...]
    nouns: Mapping[str, tuple[tuple[Reference, Population], ...]]
    bodies: Mapping[str, tuple[Reference, Population]]
    adopted: Mapping[str, str]
    topics: tuple[Topic, ...]
    of_people: tuple[Topic, ...]
    deciding: frozenset[str]
    owned_nouns: frozenset[str]
    called: Mapping[str, tuple[Called, ...]]
    triggers: Mapping[str, frozenset[str]]
    ranked: Mapping[str, tuple[Ranked, ...]]
    sides: Mapping[str, tuple[Topic, ...]]
    parts: Mapping[str, tuple[tuple[tuple[str, ...], Topic], ...]]
    states: Mapping[str, tuple[tuple[Topic, tuple[str, ...], bool], ...]]
    titles: tuple[tuple[Reference, tuple[tuple[str, str], ...]], ...]
    people_tables: tuple[Reference, ...]


_known: dict[tuple[int, ...], PackageWords] = {}


def package_words(references: tuple[Reference, ...]) -> PackageWords:
    """Return the index of all words of these packages; it is built once for the same packages."""
    key = tuple(map(id, references))
    if key not in _known:
        _known[key] = _build(references)
    return _known[key]


def _build(references: tuple[Reference, ...]) -> PackageWords:
    topics = tuple(Topic(r, m) for r in references for m in r.measures.values())
    populations = _populations(references)
    nouns = grouped((noun, pair) for pair in populations for noun in {spelt(n.split()[-1]) for n in pair[1].nouns})
    generic = entries("word_classes", "word", **{"class": "member_noun"})
    predicates = sorted(_predicates(topics), key=lambda p: -len(p.object))
    return PackageWords(
        names=grouped((phrase.words[-1], phrase) for phrase in sorted(_names(topics), key=lambda p: -p.size)),
        predicates=grouped((predicate.verb, predicate) for predicate in predicates),
        counted=grouped((noun, t) for t in topics for noun in _counted(t.measure)),
        purposes=_purposes(topics),
        nouns=nouns,
        bodies={p.organisation: (r, p) for r, p in populations if p.organisation},
        adopted={p.adopts: p.organisation for _, p in populations if p.organisation and p.adopts},
        topics=topics,
        of_people=tuple(t for t in topics if "have people" in t.measure.predicates),
        deciding=frozenset(
            w for r in references if any(m.over == DECISION for m in r.measures.values()) for w in _triggers(r)
        ),
        owned_nouns=frozenset(noun for noun, found in nouns.items() if len(found) == 1) - generic,
        called=called_index(references),
        ranked=grouped(
            (ranked.phrase.split()[0], ranked) for ranked in sorted(_ranked(topics), key=lambda r: -len(r.phrase))
        ),
        triggers={r.name: frozenset(_triggers(r)) for r in references},
        parts=grouped((words[-1], (words, t)) for words, t in sorted(_parts(topics), key=lambda p: -len(p[0]))),
        states=grouped(pair for t in topics for pair in _states(t)),
        sides=grouped((name, t) for t in topics for name in _sides(t.measure)),
        titles=tuple((r, titles(r, r.terms)) for r in references if r.terms),
        people_tables=tuple(r for r in references if r.offices and not r.terms),
    )


def _ranked(topics: Iterable[Topic]) -> Iterator[Ranked]:
    for topic in topics:
        for phrases, order in ((topic.measure.ranked_top, "desc"), (topic.measure.ranked_bottom, "asc")):
            yield from (Ranked(phrase.lower(), topic, order) for phrase in phrases)


def folded(text: str) -> str:
    """Return a text in small letters, with spaces for hyphens."""
    return text.casefold().replace("-", " ")


def titles(reference: Reference, terms: Iterable[OfficeTerm]) -> tuple[tuple[str, str], ...]:
    """Return the words for the offices of some terms in small letters, the longest first."""
    found = {(folded(word), office)
             for office in {t.office for t in terms}
             for word in (office, *reference.offices.get(office, ()))}  # fmt: skip
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))


def _populations(references: Iterable[Reference]) -> list[tuple[Reference, Population]]:
    """Return the populations; of a body in several packages the one that measures of its package run through."""
    found: dict[str, tuple[Reference, Population]] = {}
    for reference in references:
        measured = {measure.population for measure in reference.measures.values()}
        for population in reference.populations.values():
            name = population.organisation or f"{reference.name}/{population.id}"
            if name not in found or population.id in measured:
                found[name] = (reference, population)
    return list(found.values())


def _triggers(reference: Reference) -> Iterator[str]:
    for measure in reference.measures.values():
        yield from _counted(measure)
        yield from (word for state in (*measure.states, *measure.lacks) for word in state.split()[1:])
        for phrase in (*measure.names, *measure.change_names, *measure.predicates):
            words, _, inside = _split(phrase)
            yield inside[-1] if inside and words[0] not in ("number",) else words[-1]


def _states(topic: Topic) -> Iterator[tuple[str, tuple[Topic, tuple[str, ...], bool]]]:
    for states, is_lack in ((topic.measure.states, False), (topic.measure.lacks, True)):
        yield from ((last, (topic, states, is_lack)) for last in dict.fromkeys(state.split()[-1] for state in states))


def _sides(measure: Measure) -> Iterator[str]:
    yield from {fold(name) for name in measure.stood.values()}
    yield from {word.casefold() for word in measure.within if measure.majority_of or measure.rival}


def _parts(topics: Iterable[Topic]) -> Iterator[tuple[tuple[str, ...], Topic]]:
    of_families = (t for t in topics if t.measure.family)
    yield from ((_parted(tuple(map(spelt, part.split()))), t) for t in of_families for part in t.measure.part)


def _counted(measure: Measure) -> Iterator[str]:
    yield from {spelt(noun) for noun in (*measure.counted, *measure.nouns)}


def _names(topics: Iterable[Topic]) -> Iterator[NamingPhrase]:
    found: dict[tuple[Any, ...], dict[tuple[str, str], Topic]] = defaultdict(dict)
    for topic in topics:
        m = topic.measure
        kinds = ((m.names, False, False), (m.change_names, True, False), (m.negative_names, False, True))
        for names, is_change, is_negative in kinds:
            for name in names:
                body, _, last = name.rpartition(" ")
                tail = last if body and last in PREPOSITIONS else None  # "refugee from"
                found[*_split(body if tail else name), is_change, tail, is_negative][topic.id] = topic
    for (words, preposition, inside, is_change, tail, is_negative), named in found.items():
        yield NamingPhrase(words, tuple(named.values()), preposition, inside, is_change, tail, is_negative)


def _split(text: str) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
    """Cut a phrase at its preposition: ``number of refugee`` → number, of, refugee."""
    words = tuple(spelt(w) for w in text.split())
    place = next((i for i, w in enumerate(words) if i and w in PREPOSITIONS), None)
    if place is None:
        return _parted(words), None, ()
    return _parted(words[:place]), words[place], _parted(words[place + 1 :])


def _parted(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words as the tokenizer has them, cut at hyphens."""
    return tuple(part for word in words for part in word.replace("-", " - ").split())


def _predicates(topics: Iterable[Topic]) -> Iterator[Predicate]:
    found = grouped(
        (_split(text), topic)
        for topic in topics
        for text in (*topic.measure.predicates, *topic.measure.predicates_down)
    )
    for (words, preposition, inside), ts in found.items():
        named = tuple({t.id: t for t in ts}.values())
        shares = tuple(t for t in named if inside or (t.measure.unit == "percent" and words[1:]))
        stated = named if words[0] not in _BARE else shares
        particles = tuple(w for w in words if w in _PARTICLES)
        words = tuple(w for w in words if w not in _PARTICLES)
        if stated:
            yield Predicate(words[0], stated, words[1:], preposition, inside, particles=particles)
        if len(words) > 1:
            yield Predicate(words[-1], named, (), preposition, inside, words[:-1])


def _purposes(topics: Iterable[Topic]) -> tuple[Predicate, ...]:
    found: dict[tuple[str, tuple[str, ...]], dict[tuple[str, str], Topic]] = {}
    for predicate in _predicates(topics):
        if predicate.inside and not predicate.object and predicate.preposition in ("on", "for", "in", "to"):
            own = found.setdefault((predicate.preposition, predicate.inside), {})
            own.update({t.id: t for t in predicate.topics if t.measure.base})
    return tuple(Predicate("", tuple(ts.values()), (), p, inside) for (p, inside), ts in found.items() if ts)
