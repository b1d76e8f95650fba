"""What stands at each word of one sentence: figures, names of measures, countries, bodies, members, lines."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from operator import attrgetter

from analysis.attribution.clauses import Named, behind, is_entered, is_said_of, row_behind, suffix, together
from analysis.attribution.package_words import NamingPhrase, Predicate, Topic
from analysis.attribution.scene import Body, Figure, Scene
from analysis.attribution.subjects import Subject, at_home, find_subjects, noted_in
from analysis.lexicons import entries, read_lexicon
from analysis.nodes import Node, passage, spelt
from analysis.notes import NOTE
from analysis.rules import Marks, Rule, rules_for, words_in
from analysis.spacy_types import Span
from analysis.tables import Mention

NEUTRAL = frozenset(spelt(row["word"]) for row in read_lexicon("neutral_modifiers"))
_OF_TIME = entries("neutral_modifiers", "word", of="time")
_MODIFIERS = frozenset({"amod", "compound", "nmod", "advmod"})


class Sentence:
    """One sentence with its marks, most of them found when first asked for.

    Attributes
    ----------
    text : its words as written. span : its words. doc : those of the article.
    figures, times, mentions, people : the rows that start in it, in order.
    """

    def __init__(self, scene: Scene, span: Span) -> None:
        self.scene = scene
        self.doc = scene.document.nodes
        self.span = passage(self.doc, span)
        self.text = scene.text[span.start_char : span.end_char]
        self.figures = scene.figures_from.get(span.start, ())
        self.times = scene.times_from.get(span.start, ())
        self.mentions = scene.mentions_from.get(span.start, ())
        self.people = tuple(m for m in self.mentions if m.label == "PERSON")
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._clauses: dict[int, list[Node]] = {}

    @cached_property
    def mention_at(self) -> dict[int, Mention]:
        """Every word of a mention, by its place; of nested mentions the inner."""
        longest_first = sorted(self.mentions, key=lambda m: m.start - m.end)
        return {i: m for m in longest_first for i in self.scene.places(m.start, m.end)}

    def holds(self, words: Iterable[str]) -> bool:
        """Say whether one of some words is written in the sentence, in whatever case."""
        return any(word.casefold() in self.folded for word in words)

    def token_at(self, character: int) -> Node:
        """Return the word that a character stands in."""
        return self.doc[self.scene.index(character)]

    def rules(self, name: str) -> tuple[Rule, ...]:
        """Return the rules of a file of which it can have all words."""
        if name not in self._rules:
            self._rules[name] = tuple(rules_for(name, self.forms))
        return self._rules[name]

    @cached_property
    def folded(self) -> str:
        """The sentence in small letters."""
        return self.text.casefold()

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """The lemmas of the sentence, in one spelling."""
        return frozenset(map(attrgetter("lemma"), self.span))

    @cached_property
    def lowers(self) -> frozenset[str]:
        """The words of the sentence in small letters."""
        return frozenset(map(attrgetter("lower_"), self.span))

    @cached_property
    def forms(self) -> frozenset[str]:
        """The words and lemmas of the sentence in small letters, as the nodes of rules ask for them."""
        return self.lowers.union(map(str.lower, map(attrgetter("lemma_"), self.span)))

    @cached_property
    def said(self) -> frozenset[str]:
        """The words and lemmas of the sentence, in one spelling."""
        return self.lemmas.union(map(attrgetter("spelt"), self.span))

    @cached_property
    def subjects(self) -> dict[int, Subject]:
        """Every word of a mention of something with figures, by its place; what is called hides what is inside."""
        found = {i: s for i, s in self._mentioned.items() if i not in self.note_words}
        home = {id(s): at_home(self, s) for s in {id(s): s for s in found.values()}.values()}
        return {i: own for i, s in found.items() if (own := home[id(s)]) is not None}

    @cached_property
    def _mentioned(self) -> dict[int, Subject]:
        return find_subjects(self)

    @cached_property
    def note_words(self) -> frozenset[int]:
        """The words of an editor's notes that are no words of the sentence's own ("our economy [Germany's] grew")."""
        return frozenset(t.i for head in self.span if head.dep_ == NOTE for t in head.subtree)

    @cached_property
    def noted(self) -> tuple[Subject, ...] | None:
        """Whom an editor's note says is meant: one country, nobody that a table knows, or None without a note."""
        return noted_in(self, self._mentioned)

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """The organisations that are mentioned, in order."""
        known, adopted = self.scene.words.bodies, self.scene.words.adopted
        found = (
            Body(m.start, m.end, m.entity_id, self.scene.root(m.start, m.end), known.get(m.entity_id))
            for m in self.mentions
            if ((m.entity_id in known and m.kind != "demonym") or m.label == "ORG")
            and "+" not in self.scene.text[m.start : m.end + 1]  # "OPEC+" is another one
        )
        joined = self.span if self.lowers & adopted.keys() else ()
        called = (
            Body(t.idx, t.idx + len(t), adopted[t.lower_], t, known[adopted[t.lower_]]) for t in joined
            if t.lower_ in adopted and is_entered(t)  # "the euro"
        )  # fmt: skip
        return (*found, *called)

    @cached_property
    def body_at(self) -> dict[int, Body]:
        """Every word of a mention of an organisation, by its place."""
        return {i: body for body in self.bodies for i in self.scene.places(body.start, body.end)}

    @cached_property
    def figure_at(self) -> dict[int, Figure]:
        """The numbers by the word that stands for them."""
        return {figure.token.i: figure for figure in self.figures}

    @cached_property
    def inside_figure(self) -> frozenset[int]:
        """Every word of a number or a time expression."""
        spans = [(f.start, f.end) for f in self.figures] + [(t.start, t.end) for t in self.times]
        inside = (i for start, end in spans for i in self.scene.places(start, end))
        return frozenset(i for i in inside if not self._is_of_counted(self.doc[i]))

    def _is_of_counted(self, token: Node) -> bool:
        """Say whether a word belongs to the noun that a figure counts, not to the figure ("200 new refugees")."""
        if token.own.like_num or token.dep_ not in _MODIFIERS or token.pos_ not in ("NOUN", "ADJ", "PROPN", "VERB"):
            return False  # "Eleven" is tagged an adjective
        return token.head.i in self.figure_at and token.head.pos_ in ("NOUN", "PROPN")

    def before(self, place: int) -> str:
        """Return the word before a place in small letters; none at the beginning of the sentence."""
        token = self.token_at(place)
        return self.doc[token.i - 1].lower_ if token.i > self.span.start else ""

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """What names measures: the names, then the verbs that state them."""
        return (*self.names.values(), *self.predicates.values())

    @cached_property
    def names(self) -> dict[int, Named]:
        """The names of measures, by their head."""
        found: dict[int, Named] = {}
        known = self.scene.words.names
        for token in self.span:
            phrases = known.get(token.lemma) or known.get(token.spelt)
            plain = phrases and token.pos_ in ("NOUN", "PROPN") and not self._is_in_compound(token)
            named = self._named(token, phrases or ()) if plain else None
            if named is not None:
                head = self.scene.root(named.start, token.idx + len(token))  # "emissions" of "emissions per person"
                found[head.i] = named if head.i == token.i else replace(named, token=head)
        return found

    def _is_in_compound(self, token: Node) -> bool:
        """Say whether a word is part of another ("population-wide") or of a longer name ("youth unemployment rate")."""
        longer = self.scene.words.names.get(token.head.lemma, ()) if token.dep_ in ("compound", "nmod") else ()
        is_tied = token.i + 1 < self.span.end and token.nbor().text == "-" and not token.own.whitespace_
        return is_tied or any(token.lemma in phrase.words[:-1] for phrase in longer)

    def _named(self, token: Node, phrases: Iterable[NamingPhrase]) -> Named | None:
        """Return the longest name at a word for which every modifier is accounted for."""
        length, levels, changes = 0, dict[tuple[str, str], Topic](), dict[tuple[str, str], Topic]()
        start, end = token.idx, token.idx + len(token)
        is_negative = False
        for phrase in phrases:
            if not phrase.needed <= self.said:
                continue
            size = phrase.size
            if size < length:
                break
            first = suffix(token, phrase.words)
            if first is None or first < self.span.start:
                continue
            inside = self._complement(token, phrase.preposition, phrase.inside) if phrase.preposition else ()
            if inside is None:
                continue
            if phrase.tail and not any(c.lower_ == phrase.tail for t in (token, *inside) for c in t.children):
                continue
            own = {*range(first, token.i + 1), *(t.i for t in inside)}
            length, is_negative = size, phrase.is_negative
            topics = [
                t for t in phrase.topics if not self._unknown(token, own, t) and (size > 1 or self._says_where(t))
            ]
            (changes if phrase.is_change else levels).update({t.id: t for t in topics})
            last = max((token, *inside), key=lambda t: t.i)
            start, end = min(start, self.doc[first].idx), max(end, last.idx + len(last))
        if not levels and not changes:
            return None
        return Named(token, tuple(levels.values()), start, end, False, tuple(changes.values()), is_negative)

    def _says_where(self, topic: Topic) -> bool:
        """Say whether a name of one word stands where its measure needs it ("seat" in a sentence on a parliament)."""
        words = topic.measure.within if topic.measure.kind == "level" else ()
        return not words or self.holds(words)

    def _complement(
        self, token: Node, preposition: str, inside: tuple[str, ...], allowed: tuple[str, ...] = ()
    ) -> tuple[Node, ...] | None:
        """Return the words of a complement that a phrase asks for ("on defence"), or None."""
        if token.i not in self._clauses:
            self._clauses[token.i] = sorted(token.clause, key=lambda t: t.i)
        for word in self._clauses[token.i]:
            if word.lower_ != preposition or (word.i < token.i and token.pos_ != "AUX"):
                continue
            row = row_behind(word, inside, self.span.end)
            if row is not None:
                return (word, row)
            parts = list(behind(word, self.span.end))
            for part in parts:
                first = suffix(part, inside)
                if first is None or any(c.lemma in _OF_TIME and c.i < first for c in part.lefts):
                    continue  # "for recent graduates"
                if not self._unknown_before(part, set(range(first, part.i + 1)), allowed):
                    return (word, part)
            if any(not self.is_known(part) for part in parts):
                return None  # the complement nearest to the figure is another one
        return None

    def _unknown(self, token: Node, own: set[int], topic: Topic) -> list[Node]:
        unknown = self._unknown_before(token, own, topic.measure.modifiers)
        for child in token.children:
            if child.lower_ in ("per", "a") and child.dep_ == "prep" and child.i not in own:
                unknown.append(child)
            if child.dep_ == "prep" and child.lower_ in ("of", "for", "among", "on") and child.i not in own:
                for noun in (c for c in child.kids("pobj") if c.i not in own):
                    if not self._is_whole(noun, topic) and noun.lemma not in topic.measure.modifiers:
                        unknown.append(noun)
                    elif noun.tag_ in ("NNS", "NNPS"):  # "of white Americans"
                        unknown += self._unknown_before(noun, {*own, noun.i}, topic.measure.modifiers)
        return unknown

    def _is_whole(self, noun: Node, topic: Topic) -> bool:
        """Say whether what a name is of says nothing more ("the share of wind of Denmark", not "of primary energy")."""
        if noun.lemma not in self.scene.words.names or noun.lemma in self.base_words:
            return self.is_known(noun)
        own = (*topic.measure.names, *topic.measure.change_names, *topic.measure.of, topic.measure.base or "")
        return any(noun.lemma in map(spelt, phrase.split()) for phrase in own)

    def _unknown_before(self, token: Node, own: set[int], modifiers: tuple[str, ...]) -> list[Node]:
        words = {spelt(m) for m in modifiers}
        return [
            part
            for child in token.lefts
            if child.dep_ in _MODIFIERS
            for part in child.subtree
            if part.i not in own
            and not self.is_known(part)
            and part.lemma not in words
            and not (part.lower_ in ("more", "fewer", "less") and token.i not in self.figure_at)
        ]

    def is_elsewhere(self, noun: Node, topic: Topic) -> bool:
        """Say whether the noun of a place or an occasion is called by words that its measure does not know."""
        known = (*topic.measure.modifiers, *topic.measure.within)
        of = (p for c in noun.kids("prep") if c.lower_ in ("of", "for") for p in c.children)
        named = any(p.pos_ == "PROPN" and p.i not in self.subjects and p.i not in self.inside_figure for p in of)
        return noun.i not in self.subjects and (named or bool(self._unknown_before(noun, {noun.i}, known)))

    def is_known(self, token: Node) -> bool:
        """Say whether a word beside a name says nothing about what is measured: neutral, a figure, a time, a place."""
        if token.i in self.inside_figure or token.i in self.subjects or token.i in self.body_at:
            return True
        if token.pos_ in ("DET", "PRON", "NUM", "PUNCT", "PART", "CCONJ", "ADP", "ADV", "SYM"):
            return True
        own = token.lemma
        is_name = own in self.scene.words.names or own in self.base_words
        return is_name or own in NEUTRAL or token.spelt in NEUTRAL

    @cached_property
    def base_words(self) -> frozenset[str]:
        """The words of bases ("GDP") that figures of this sentence state."""
        return frozenset(spelt(w) for f in self.figures if f.number.of_base for w in f.number.of_base.split())

    @cached_property
    def predicates(self) -> dict[int, Named]:
        """The verbs that state measures, with their complements, by the verb."""
        found: dict[int, Named] = {}
        known = self.scene.words.predicates
        for token in self.span:
            states = token.lemma in known and token.pos_ in ("VERB", "NOUN", "AUX")
            if states and (named := self._stated(token, known[token.lemma])) is not None:
                found[token.i] = named
        return found

    def _stated(self, token: Node, patterns: Iterable[Predicate]) -> Named | None:
        topics: dict[tuple[str, str], Topic] = {}
        ends = [token]
        longest, has_subject, said = 0, False, self.said
        for pattern in patterns:
            if not pattern.needed <= said or (pattern.preposition and pattern.preposition not in self.lowers):
                continue
            if pattern.object and (len(pattern.object) < longest or not self._object(token, pattern)):
                continue
            if pattern.subject and not is_said_of(token, pattern.subject):
                continue
            if any(not any(c.dep_ == "prt" and c.lower_ == p for c in token.children) for p in pattern.particles):
                continue
            allowed = tuple(m for t in pattern.topics for m in t.measure.modifiers)
            wanted = pattern.preposition
            inside = self._complement(token, wanted, pattern.inside, allowed) if wanted else ()
            if inside is not None:
                longest = max(longest, len(pattern.object))
                if pattern.subject and not has_subject:
                    has_subject, topics = True, {}  # "manufacturing added 23,000 jobs" is not said of all jobs
                elif has_subject and not pattern.subject:
                    continue
                topics |= {t.id: t for t in self._meant(pattern)}
                ends += inside
        if not topics:
            return together(token, patterns)
        end = max(t.idx + len(t) for t in ends)
        return Named(token, tuple(topics.values()), token.idx, end, True, has_subject=has_subject)

    def purpose(self, token: Node) -> Named | None:
        """Return the measures whose purpose a figure itself has ("2 percent of GDP on defence")."""
        topics: dict[tuple[str, str], Topic] = {}
        end = token.idx + len(token)
        for pattern in self.scene.words.purposes:
            if pattern.preposition in self.lowers and pattern.needed <= self.said:
                allowed = tuple(m for t in pattern.topics for m in t.measure.modifiers)
                inside = self._complement(token, pattern.preposition, pattern.inside, allowed)
                if inside is not None:
                    topics |= {t.id: t for t in pattern.topics}
                    end = max(end, *(t.idx + len(t) for t in inside))
        return Named(token, tuple(topics.values()), token.idx, end, False) if topics else None

    def _meant(self, pattern: Predicate) -> tuple[Topic, ...]:
        """Return the measures that a predicate of several is of: those whose own words are said, else those without."""
        meant: list[Topic] = []
        for unit in dict.fromkeys(t.measure.unit for t in pattern.topics):
            kind = [t for t in pattern.topics if t.measure.unit == unit]
            said = [t for t in kind if self.says(t) or (t.measure.per == 1 and self.is_of_one)]
            meant += kind if len(kind) == 1 else said or [t for t in kind if not t.measure.within]
        return tuple(meant)

    @cached_property
    def is_of_one(self) -> bool:
        """Whether something is said of one person of a country ("the average Australian")."""
        return any(c.lower_ in words_in("average") for i in self.subjects for c in self.doc[i].kids("amod"))

    def says(self, topic: Topic) -> tuple[str, ...]:
        """Return which words of a measure are said, not inside names of other packages alone ("Sweden Democrats")."""
        if not self.holds(topic.measure.within):
            return ()
        text = self.text
        for subject in {s for s in self.subjects.values() if " " in s.name}:
            if subject.key_in(topic.reference) is None:
                start, end = subject.start - self.span.start_char, subject.end - self.span.start_char
                text = text[:start] + "\n" * (end - start) + text[end:]
        lower = text.casefold()
        return tuple(w.casefold() for w in topic.measure.within if w.casefold() in lower)

    def _object(self, token: Node, pattern: Predicate) -> bool:
        """Say whether a verb has the object that a predicate asks for, with no word that makes it another one."""
        allowed = (*(m for t in pattern.topics for m in t.measure.modifiers), "more", "fewer", "less", "many", "much")
        objects = token.kids("dobj", "nsubjpass", "attr", "acomp", "oprd")
        is_change = all(t.measure.kind == "change" for t in pattern.topics)
        if is_change and token.dep_ == "acl" and token.tag_ == "VBN":
            objects.append(token.head)  # "200,000 jobs added in May"
        for noun in objects:
            first = suffix(noun, pattern.object)
            if any(c.i in self.subjects for c in noun.kids(*_MODIFIERS) if c.i < (first or c.i)):
                continue  # "three million Syrian refugees" are some of the refugees
            if first is not None and not self._unknown_before(noun, set(range(first, noun.i + 1)), allowed):
                return True
        return False

    @property
    def marks(self) -> Marks:
        """What the rules' nodes test."""
        return {
            "figure": lambda t: t.i in self.figure_at,
            "measure": lambda t: t.i in self.names,
            "predicate": lambda t: t.i in self.predicates,
            "subject": lambda t: t.i in self.subjects,
            "body": lambda t: t.i in self.body_at,
            "verb": lambda t: t.pos_ in ("VERB", "AUX"),
            "noun": lambda t: t.pos_ in ("NOUN", "PROPN", "PRON", "NUM"),
        }
