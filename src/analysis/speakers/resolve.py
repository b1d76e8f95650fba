"""The speaker as written → the entity that speaks, with the rule that decided."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from rapidfuzz import fuzz

from analysis.annotate import Document
from analysis.spacy_types import Span, Token
from analysis.speakers import pronouns
from analysis.speakers.labels import KIND_OF_LABEL, RULE, Labels, is_spokesperson, kind_of_noun
from analysis.tables import Entity, Mention, Quote

_FIRST = frozenset(("i", "we", "me", "us", "my", "our", "myself"))
_RELATIVE = frozenset(("WP", "WDT"))
_PUBLISHERS = frozenset(("ORG", "GPE", "PERSON", "NORP"))
_LONGEST_MENTION = 200  # characters
_CLOSE_SPELLING = 88  # of 100, rapidfuzz ratio
_SHORTEST_MISSPELT = 5
_NEAR = 6  # sentences


class Speaker(NamedTuple):
    """Who speaks: the entity if known, what kind of source, and the rule that decided."""

    entity_id: str | None
    name: str | None
    kind: str
    resolution: str


class Resolver:
    """One article's speakers, resolved in the order of the text.

    Who speaks under a name anywhere is known from the start: a pronoun that speaks rather means one of them.
    """

    def __init__(
        self, document: Document, quotes: Sequence[Quote], mentions: Sequence[Mention], entities: dict[str, Entity]
    ) -> None:
        self.document, self.mentions, self.entities = document, mentions, entities
        self.quoted = sorted({span for quote in quotes for span in quote.quoted_spans})
        self.quotes = quotes
        self.last: str | None = None
        self.unlinked: tuple[str, int] | None = None
        self.unnamed: int | None = None
        self.followed: dict[int, str | None] = {}
        self.known: dict[tuple[int, int], Speaker] = {}
        self.surnames: dict[str, list[str]] = {}
        self.initials: dict[str, list[str]] = {}
        self.first_words: dict[str, list[str]] = {}
        for entity in entities.values():
            words = entity.name.split()
            if entity.label == "ORG" and len(words) > 1:
                self.initials.setdefault(_initials(words), []).append(entity.entity_id)
                self.first_words.setdefault(words[0], []).append(entity.entity_id)
            if entity.label == "PERSON" and len(words) > 1:
                self.surnames.setdefault(words[-1], []).append(entity.entity_id)

        named = (
            [m.entity_id for m in self._inside(quote.speaker_start, quote.speaker_end) if m.kind == "name"]
            for quote in quotes
            if quote.speaker_start is not None and quote.speaker_end is not None
        )
        self.speaking = {entity_id for ids in named for entity_id in ids[:1]}

    @cached_property
    def candidates(self) -> list[pronouns.Antecedent]:
        return pronouns.candidates(self.document, self.mentions, self.quoted)

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.document, self.quotes, self.mentions, self.entities)

    def resolve(self, quote: Quote, enclosing: Speaker | None) -> Speaker:
        if quote.speaker_start is None or quote.speaker_end is None:
            return Speaker(None, None, "unknown", "not named")
        key = (quote.speaker_start, quote.speaker_end)
        if key not in self.known:
            span = self.document.doc.char_span(*key, alignment_mode="expand")
            assert span is not None
            if quote.rule == RULE:  # the label of a transcript's turn
                self.known[key] = Speaker(*self.labels.who(quote.speaker_text or ""), "label")
            else:
                self.known[key] = self._resolve_span(span, span.root, enclosing)
        speaker = self.known[key]
        if enclosing is None:
            self._remember(speaker, key)
        if quote.cue_start is None and speaker.resolution != "not named":
            return speaker._replace(resolution=f"continued, {speaker.resolution.removeprefix('continued, ')}")
        return speaker

    def _remember(self, speaker: Speaker, key: tuple[int, int]) -> None:
        """Keep who spoke last: an entity, else a name without one, else the place of people without a name."""
        if speaker.entity_id is not None:
            self.last, self.unlinked, self.unnamed = speaker.entity_id, None, None
            return
        span = self.document.doc.char_span(*key, alignment_mode="expand")
        sentence = self.document.sentence_index[span.start] if span is not None else 0
        if speaker.name is not None and speaker.kind in ("unknown", "spokesperson"):
            self.unlinked = speaker.name, sentence
        elif speaker.name is None and speaker.kind in ("group", "anonymous"):
            self.unnamed = sentence

    def _resolve_span(self, span: Span, root: Token, enclosing: Speaker | None) -> Speaker:
        word = root.lower_
        if word in _FIRST:
            if enclosing is not None and enclosing.name is not None:
                return enclosing._replace(resolution="first person inside a quote")
            return Speaker(None, None, "unknown", "first person")
        if root.tag_ in _RELATIVE and not root.is_upper:
            return self._relative(root)
        if word in pronouns.GENDER or word in pronouns.PLURAL or word in pronouns.NEUTER:
            return self._pronoun(root)
        return self._noun_phrase(span, root)

    def _pronoun(self, root: Token) -> Speaker:
        sentence = self.document.sentence_index[root.i]
        found = self._antecedent(root, self._before(root))
        if root.lower_ in pronouns.PLURAL and self.unnamed is not None and sentence - self.unnamed <= _NEAR:
            return Speaker(None, None, "group", "pronoun without antecedent")  # the researchers who spoke last
        kind = "person" if root.lower_ in pronouns.GENDER else "unknown"
        if self.unlinked is not None and root.lower_ in pronouns.GENDER:
            name, position = self.unlinked
            suits = pronouns.likely_gender(name) in (None, pronouns.GENDER[root.lower_])
            score = pronouns.UNLINKED - (sentence - position)
            if suits and position <= sentence and (found is None or score > found[1]):
                return Speaker(None, name, kind, "pronoun")
        return self._of(found[0], "pronoun") if found else Speaker(None, None, kind, "pronoun without antecedent")

    def _antecedent(self, root: Token, topic: str | None) -> tuple[str, float] | None:
        sentence = self.document.sentence_index[root.i]
        verb = pronouns.clause_of(self.document, root.i) if root.lower_ in pronouns.GENDER else -2
        return pronouns.antecedent(
            root.lower_, root.idx, sentence, self.candidates, self.entities, topic or self.last, self.speaking, verb
        )  # fmt: skip

    def _before(self, root: Token) -> str | None:
        """Return whom the same pronoun means as the subject of the sentence before: "She spoke of loss. She said …"."""
        sentence = self.document.sentence_index[root.i] - 1
        if root.lower_ not in pronouns.GENDER or sentence < 0:
            return None
        before = self.document.sentences[sentence]
        words, deps, starts = self.document.lower, self.document.deps, self.document.starts
        for i in range(before.start, before.end):
            if words[i] != root.lower_ or deps[i] not in pronouns.SUBJECTS:
                continue
            quoted = bisect_left(self.quoted, (starts[i] + 1, 0)) - 1
            if quoted < 0 or starts[i] >= self.quoted[quoted][1]:
                if i not in self.followed:
                    found = self._antecedent(self.document.doc[i], None)
                    self.followed[i] = found[0] if found else None
                return self.followed[i]
        return None

    def _relative(self, root: Token) -> Speaker:
        verb = root.head
        while verb.dep_ != "relcl" and verb.head.i != verb.i:
            verb = verb.head
        if verb.dep_ != "relcl":
            return Speaker(None, None, "unknown", "relative pronoun without antecedent")
        noun = verb.head
        span = self.document.doc[noun.left_edge.i : max(noun.i + 1, min(verb.left_edge.i, noun.right_edge.i + 1))]
        speaker = self._noun_phrase(span, noun)
        return speaker._replace(resolution=f"relative pronoun, {speaker.resolution}")

    def _noun_phrase(self, span: Span, root: Token) -> Speaker:
        inside = self._inside(span.start_char, span.end_char)
        if any(c.dep_ == "conj" and c.i < span.end for c in root.rights):
            return self._conjunction(span, root, inside)
        head = self._heading(root, inside) or self._named_beside(span, root)
        person = self._surname(span.text) if head is None or head.label != "PERSON" else None
        if person is not None:
            return self._of(person, "name")
        one = len(span) > 1 and span[0].pos_ == "DET" and span[-1].lower_.endswith(("an", "on", "er", "i", "ek"))
        if head is not None and head.kind == "demonym" and one:  # "the Briton", not "the British" or "Britons"
            return Speaker(None, None, "person", "description not resolved")
        if head is not None:
            speaker = self._of(head.entity_id, head.kind)
            return speaker._replace(kind="spokesperson") if is_spokesperson(span) else speaker
        if is_spokesperson(span):
            return Speaker(None, _plain(span), "spokesperson", "spokesperson not named")
        kind = kind_of_noun(root)
        if kind == "document":
            return self._document(root, inside)
        if kind == "unknown" and (root.pos_ == "PROPN" or (len(span) == 1 and root.is_title)):
            return Speaker(None, _plain(span), "unknown", "name not linked")
        return Speaker(None, None, kind, "description not resolved")

    def _inside(self, start: int, end: int) -> list[Mention]:
        begins = attrgetter("start")
        first = bisect_left(self.mentions, start - _LONGEST_MENTION, key=begins)
        last = bisect_left(self.mentions, end, key=begins)
        return [mention for mention in self.mentions[first:last] if mention.end > start]

    def _named_beside(self, span: Span, root: Token) -> Mention | None:
        """Return the person named at the end of a title, or right after it ("Norland's coach Ada Brandt")."""
        if kind_of_noun(root) not in ("person", "spokesperson", "anonymous"):
            return None
        last = self._inside(span.end_char - 1, span.end_char + 2)
        person = next((m for m in last if m.label == "PERSON" and m.kind == "name"), None)
        return person if person is not None and person.start > root.idx else None

    def _surname(self, text: str) -> str | None:
        word = text.removesuffix("'s")
        if not word[:1].isupper() or " " in word:
            return None
        alike = (b for name, ids in self.surnames.items() if _is_misspelling(word, name) for b in ids)
        bearers = self.surnames.get(word) or list(alike)
        return bearers[0] if len(bearers) == 1 else None

    def _heading(self, root: Token, inside: list[Mention]) -> Mention | None:
        """Return the mention that heads a noun phrase, or stands beside its head as its name."""
        over_root = [m for m in inside if m.start <= root.idx < m.end]
        if over_root:
            return max(over_root, key=lambda m: (m.label == "PERSON", m.end - m.start))
        names = [c.idx for c in root.children if c.dep_ in ("appos", "compound", "nmod", "flat")]
        people = [m for m in inside if m.label == "PERSON"]
        return next((m for at in names for m in people if m.start <= at < m.end), None)

    def _conjunction(self, span: Span, root: Token, inside: list[Mention]) -> Speaker:
        heads = [root]
        while following := [c for c in heads[-1].rights if c.dep_ == "conj"]:
            heads.append(following[0])
        named = [m for h in heads if (m := self._heading(h, inside)) is not None]
        if len({m.entity_id for m in named}) == 1 and len(heads) == len(named):
            return self._of(named[0].entity_id, named[0].kind)
        if len(named) == len(heads):
            return Speaker(None, " and ".join(self._name(m.entity_id, m.name) for m in named), "group", "conjunction")
        return Speaker(None, None, "group", "conjunction not resolved")

    def _document(self, root: Token, inside: list[Mention]) -> Speaker:
        """Resolve a document to the body that publishes it, when the phrase names one ("the alliance's report")."""
        owners = [c.idx for c in root.children if c.dep_ in ("poss", "compound", "amod", "nmod")]
        owners += [c.idx for p in root.children if p.lower_ in ("of", "by", "from") for c in p.children]
        bodies = (m for m in inside if m.label in _PUBLISHERS)
        publishers = [m for m in bodies if any(m.start <= owner < m.end for owner in owners)]
        if publishers:
            best = min(publishers, key=lambda m: (m.label != "ORG", m.start))
            name = self._name(best.entity_id, best.name)
            return Speaker(best.entity_id, name, "document", "publisher of the document")
        return Speaker(None, None, "document", "document without publisher")

    def _fuller(self, entity: Entity) -> Entity:
        """Return the entity a short name stands for: initials, the head of a longer name, a misspelt surname."""
        if " " in entity.name:
            return entity
        if entity.label == "PERSON":
            close = [ids for name, ids in self.surnames.items() if _is_misspelling(entity.name, name)]
            return self.entities[close[0][0]] if len(close) == 1 and len(close[0]) == 1 else entity
        if entity.label != "ORG":
            return entity
        known = self.initials.get(entity.name) or self.first_words.get(entity.name, [])
        if len(known) == 1:
            return self.entities[known[0]]
        return replace(entity, name=_expansion(self.document.text, entity.name) or entity.name)

    def _of(self, entity_id: str, resolution: str) -> Speaker:
        entity = self.entities.get(entity_id)
        if entity is None:
            return Speaker(entity_id, None, "unknown", resolution)
        entity = self._fuller(entity)
        return Speaker(entity.entity_id, entity.name, KIND_OF_LABEL.get(entity.label, "unknown"), resolution)

    def _name(self, entity_id: str, default: str) -> str:
        entity = self.entities.get(entity_id)
        return entity.name if entity else default


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words if word[0].isupper())


def _expansion(text: str, acronym: str) -> str | None:
    """Return the name before "(ACRONYM)" in a text, when its initials fit."""
    position = text.find(f"({acronym})")
    if position < 0 or not acronym.isupper():
        return None
    words = text[max(0, position - _LONGEST_MENTION) : position].split()
    for count in range(len(acronym), min(len(words), len(acronym) + 3) + 1):
        if words[-count][0].isupper() and _initials(words[-count:]) == acronym:
            return " ".join(words[-count:])
    return None


def _is_misspelling(word: str, name: str) -> bool:
    long = word != name and min(len(word), len(name)) >= _SHORTEST_MISSPELT
    return long and fuzz.ratio(word, name) >= _CLOSE_SPELLING


def _plain(span: Span) -> str:
    return span[int(span[0].pos_ == "DET" and len(span) > 1) :].text  # without its article
