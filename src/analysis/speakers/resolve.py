"""The speaker as written → the entity that speaks, with the rule that decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.speakers.classify import KIND_OF_LABEL, is_spokesperson, kind_of_noun
from analysis.speakers.pronouns import GENDER, NEUTER, PLURAL, Candidate, antecedent
from analysis.tables import Entity, Mention, Quote

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_FIRST = frozenset(("i", "we", "me", "us", "my", "our", "myself"))
_RELATIVE = frozenset(("WP", "WDT"))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the entity if known, what kind of source, and the rule that decided."""

    entity_id: str | None
    name: str | None
    kind: str
    resolution: str


@dataclass
class Resolver:
    """One article's speakers, resolved in the order of the text."""

    document: Document
    mentions: Sequence[Mention]
    entities: dict[str, Entity]
    candidates: Sequence[Candidate]
    last: str | None = None
    known: dict[tuple[int, int], Speaker] = field(default_factory=dict)

    def resolve(self, quote: Quote, enclosing: Speaker | None) -> Speaker:
        """Return who says a quote."""
        if quote.speaker_start is None or quote.speaker_end is None:
            return Speaker(None, None, "unknown", "not named")
        key = (quote.speaker_start, quote.speaker_end)
        if key not in self.known:
            span = self.document.doc.char_span(*key, alignment_mode="expand")
            assert span is not None
            self.known[key] = self._resolve_span(span, span.root, enclosing)
        speaker = self.known[key]
        if speaker.entity_id is not None and enclosing is None:
            self.last = speaker.entity_id
        if quote.cue_start is None and speaker.resolution != "not named":
            return replace(speaker, resolution=f"continued, {speaker.resolution.removeprefix('continued, ')}")
        return speaker

    def _resolve_span(self, span: "Span", root: "Token", enclosing: Speaker | None) -> Speaker:
        word = root.lower_
        if word in _FIRST:
            if enclosing is not None and enclosing.name is not None:
                return replace(enclosing, resolution="first person inside a quote")
            return Speaker(None, None, "unknown", "first person")
        if root.tag_ in _RELATIVE:
            return self._relative(root)
        if word in GENDER or word in PLURAL or word in NEUTER:
            return self._pronoun(root)
        return self._noun_phrase(span, root)

    def _pronoun(self, root: "Token") -> Speaker:
        sentence = self.document.sentence_index[root.i]
        found = antecedent(root.lower_, root.idx, sentence, self.candidates, self.entities, self.last)
        kind = "person" if root.lower_ in GENDER else "unknown"
        return self._of(found, "pronoun") if found else Speaker(None, None, kind, "pronoun without antecedent")

    def _relative(self, root: "Token") -> Speaker:
        verb = root.head
        while verb.dep_ != "relcl" and verb.head.i != verb.i:
            verb = verb.head
        if verb.dep_ != "relcl":
            return Speaker(None, None, "unknown", "relative pronoun without antecedent")
        noun = verb.head
        span = self.document.doc[noun.left_edge.i : max(noun.i + 1, min(verb.left_edge.i, noun.right_edge.i + 1))]
        speaker = self._noun_phrase(span, noun)
        return replace(speaker, resolution=f"relative pronoun, {speaker.resolution}")

    def _noun_phrase(self, span: "Span", root: "Token") -> Speaker:
        inside = [m for m in self.mentions if m.start < span.end_char and m.end > span.start_char]
        if any(c.dep_ == "conj" and c.i < span.end for c in root.rights):
            return self._conjunction(span, root, inside)
        head = self._heading(root, inside)
        if head is not None:
            speaker = self._of(head.entity_id, head.kind)
            return replace(speaker, kind="spokesperson") if is_spokesperson(span) else speaker
        if is_spokesperson(span):
            return Speaker(None, _plain(span), "spokesperson", "spokesperson not named")
        kind = kind_of_noun(root)
        if kind == "document":
            return self._document(span, inside)
        if kind == "unknown" and root.pos_ == "PROPN":
            return Speaker(None, _plain(span), "unknown", "name not linked")
        return Speaker(None, None, kind, "description not resolved")

    def _heading(self, root: "Token", inside: list[Mention]) -> Mention | None:
        """Return the mention that heads a noun phrase, or stands beside its head as its name."""
        over_root = [m for m in inside if m.start <= root.idx < m.end]
        if over_root:
            return max(over_root, key=lambda m: (m.label == "PERSON", m.end - m.start))
        names = [c for c in root.children if c.dep_ in ("appos", "compound", "nmod", "flat")]
        for c in names:
            over = [m for m in inside if m.start <= c.idx < m.end and m.label == "PERSON"]
            if over:
                return over[0]
        return None

    def _conjunction(self, span: "Span", root: "Token", inside: list[Mention]) -> Speaker:
        heads = [root]
        while following := [c for c in heads[-1].rights if c.dep_ == "conj"]:
            heads.append(following[0])
        named = [m for h in heads if (m := self._heading(h, inside)) is not None]
        if len({m.entity_id for m in named}) == 1 and len(heads) == len(named):
            return self._of(named[0].entity_id, named[0].kind)
        if len(named) == len(heads):
            return Speaker(None, " and ".join(self._name(m.entity_id, m.name) for m in named), "group", "conjunction")
        return Speaker(None, None, "group", "conjunction not resolved")

    def _document(self, span: "Span", inside: list[Mention]) -> Speaker:
        """Resolve a document to the body that publishes it, when the phrase names one."""
        publishers = [m for m in inside if m.label in ("ORG", "GPE", "PERSON", "NORP")]
        if publishers:
            best = min(publishers, key=lambda m: (m.label != "ORG", m.start))
            return Speaker(
                best.entity_id, self._name(best.entity_id, best.name), "document", "publisher of the document"
            )
        return Speaker(None, None, "document", "document without publisher")

    def _of(self, entity_id: str, resolution: str) -> Speaker:
        entity = self.entities.get(entity_id)
        if entity is None:
            return Speaker(entity_id, None, "unknown", resolution)
        return Speaker(entity_id, entity.name, KIND_OF_LABEL.get(entity.label, "unknown"), resolution)

    def _name(self, entity_id: str, default: str) -> str:
        entity = self.entities.get(entity_id)
        return entity.name if entity else default


def _plain(span: "Span") -> str:
    """Return a phrase without its article."""
    first = 1 if span[0].pos_ == "DET" and len(span) > 1 else 0
    return span[first:].text
