"""What stands around a figure: its base, its purpose, the noun and the verb it belongs to, its clause."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.claims.scene import Found, Scene, Subject
from analysis.claims.syntax import clause_tokens, governor, root_of, subject_of, verb_of
from analysis.claims.words import standard, words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_BASE_WORDS = 7
_REACH = 16  # tokens after a figure in which its purpose may stand
_STOP_TAGS = frozenset(
    {"VBZ", "VBP", "VBD", "MD", "WDT", "WP", "WRB", "IN", "TO", "CC", ",", ".", ":", "-RRB-", "-LRB-"}
)
_PURPOSE = frozenset({"on", "to", "into", "for", "toward", "towards", "in"})
_AFTERTHOUGHT = frozenset({"according", "said", "says", ";"})
_LED_BASE = re.compile(
    r"[“ ]*Of (?:the |its |their |[\w]+[’']s )?(?P<base>[\w-]+(?: [\w-]+){0,3}?)"
    r"(?: (?:spent|that|which|by|in|of|last|this) [^,;:]{1,60})?, "
)
_FRACTION_TAIL = re.compile(r" (?:or (?:more|less|above|over|higher|fewer)|and (?:more|above|over))\b")


@dataclass(frozen=True)
class Reading:
    """One figure in its sentence."""

    scene: Scene
    found: Found
    sentence: "Span"
    root: "Token"

    @cached_property
    def noun(self) -> "Token | None":
        """The noun the figure complements, or the subject of its verb."""
        noun, verb = self._governor
        if noun is not None or verb is None:
            return noun
        objects = [c for c in verb.children if c.dep_ == "dobj" and c.idx < self.found.start]
        if objects and objects[0].lemma_.casefold() in words_of("spending") | words_of("figure"):
            return objects[0]
        return subject_of(verb)

    @cached_property
    def complemented(self) -> "Token | None":
        """The noun the figure complements directly ("a tax of 2 percent")."""
        return self._governor[0]

    @cached_property
    def verb(self) -> "Token | None":
        """The verb of the figure."""
        noun, verb = self._governor
        return verb if verb is not None else (verb_of(noun) if noun is not None else verb_of(self.root))

    @cached_property
    def _governor(self) -> "tuple[Token | None, Token | None]":
        return governor(self.root)

    @cached_property
    def clause(self) -> "list[Token]":
        """The tokens of the figure's clause."""
        return clause_tokens(self.root)

    @cached_property
    def clause_text(self) -> str:
        """The clause in small letters."""
        return " ".join(t.lower_ for t in self.clause)

    @cached_property
    def near(self) -> "list[Token]":
        """The clause's tokens with no other figure of the same kind between them and this one."""
        numbers = self.scene.numbers_in(self.sentence.start_char, self.sentence.end_char)
        own = self.found.number
        same = [f.number for f in numbers if f.number.unit == own.unit and f.number.start != own.start]
        first = max((n.end for n in same if n.end <= own.start), default=self.sentence.start_char)
        last = min((n.start for n in same if n.start >= own.end), default=self.sentence.end_char)
        return [t for t in self.clause if first <= t.idx < last]

    @cached_property
    def near_text(self) -> str:
        """The words of `near` in small letters."""
        return " ".join(t.lower_ for t in self.near)

    @cached_property
    def sentence_text(self) -> str:
        """The sentence in small letters."""
        return self.sentence.text.casefold()

    @cached_property
    def after(self) -> "list[Token]":
        """The tokens after the figure, up to the reach of its complements."""
        end = self.found.end
        tail = _FRACTION_TAIL.match(self.scene.text, end)
        end = tail.end() if tail else end
        tokens = [t for t in self.sentence if t.idx >= end][:_REACH]
        return tokens[: next((i for i, t in enumerate(tokens) if t.lower_ in _AFTERTHOUGHT), _REACH)]

    @cached_property
    def base(self) -> frozenset[str] | None:
        """The words of what the figure is a share of, synonyms replaced; None when it does not say."""
        text = self.base_text or self._led_base
        return standard(text) if text else None

    @cached_property
    def _led_base(self) -> str:
        """The base where it opens the sentence: "Of the defence budget, 58 percent goes on personnel"."""
        start = self.sentence.start_char
        hit = _LED_BASE.match(self.scene.text, start, self.found.start)
        if hit is None or self.scene.numbers_in(hit.end(), self.found.start):
            return ""
        return hit.group("base")

    @cached_property
    def base_subjects(self) -> "list[Subject]":
        """Whose the base is: named in it after the figure, or where it opens the sentence."""
        first = self.sentence.start_char
        opening = self.scene.subjects_in(first, self.found.start) if self._led_base else []
        return self.scene.subjects_in(self.found.end, self.base_end) or (opening if len(opening) == 1 else [])

    @cached_property
    def base_text(self) -> str:
        """What the figure is a share of, as written."""
        after = self.after
        if not after or after[0].lower_ != "of":
            return ""
        words: list[str] = []
        for token in after[1 : 1 + _BASE_WORDS]:
            if token.tag_ in _STOP_TAGS or (token.tag_ == "VBN" and words and token.dep_ != "amod"):
                break
            words.append(token.lower_)
        return " ".join(words)

    @cached_property
    def base_end(self) -> int:
        """The offset after the base, or after the figure."""
        count = len(self.base_text.split())
        if not count:
            return self.found.end
        last = self.after[count]
        return last.idx + len(last)

    @cached_property
    def purposes(self) -> tuple[tuple[str, str], ...]:
        """What the figure goes on or to: preposition and words of each complement after it, up to the next figure."""
        found: list[tuple[str, str]] = []
        i = 0
        tokens = [t for t in self.after if t.idx < self._limit]
        while i < len(tokens):
            if tokens[i].lower_ in _PURPOSE and tokens[i].tag_ in ("IN", "TO", "RP"):
                words = []
                for token in tokens[i + 1 : i + 8]:
                    if token.tag_ in _STOP_TAGS:
                        break
                    words.append(token.lower_)
                if words:
                    found.append((tokens[i].lower_, " ".join(words)))
            i += 1
        return tuple(found)

    @cached_property
    def _limit(self) -> int:
        others = self.scene.numbers_in(self.found.end, self.sentence.end_char)
        return min((f.start for f in others), default=self.sentence.end_char)

    @cached_property
    def noun_phrase(self) -> str:
        """The words of the noun the figure belongs to, with what modifies it, in small letters."""
        return phrase_of(self.noun) if self.noun is not None else ""

    @cached_property
    def noun_class(self) -> str:
        """What kind of noun the figure belongs to: spending, figure, force, list, other, entity, pronoun, …"""
        return classify(self.scene, self.noun) if self.noun is not None else "none"


def phrase_of(noun: "Token") -> str:
    """Return a noun with its modifiers, clauses left out, in small letters."""
    kept = []
    for token in noun.subtree:
        above = token
        while above.i != noun.i and above.dep_ not in ("relcl", "acl", "appos", "advcl", "conj"):
            above = above.head
        if above.i == noun.i:
            kept.append(token.lower_)
    return " ".join(kept)


def classify(scene: Scene, noun: "Token") -> str:
    """Return the class of a noun a figure belongs to."""
    lemma = noun.lemma_.casefold()
    modifiers = {t.lemma_.casefold() for t in noun.children if t.dep_ in ("compound", "amod", "nmod")}
    if scene.subject_at(noun) is not None:
        return "entity"
    if noun.pos_ in ("PRON", "DET") or noun.tag_ in ("WDT", "WP", "DT", "PRP"):
        return "pronoun"
    if lemma in ("former", "latter"):
        return "pronoun"
    others = words_of("other")
    of_words = {g.lemma_.casefold() for c in noun.children if c.lower_ in ("of", "in") for g in c.children}
    if lemma in words_of("spending"):
        return "spending"
    if lemma in words_of("figure"):
        return "other" if (modifiers | of_words) & others - {"output", "economy"} else "figure"
    if lemma in words_of("force"):
        return "force"
    if lemma in words_of("list"):
        return "list"
    if lemma in others or modifiers & others:
        return "other"
    if any(lemma in p.nouns for _, p in scene.populations) or lemma in (
        "country",
        "government",
        "nation",
        "republic",
        "kingdom",
        "neighbour",
        "neighbor",
        "state",
    ):
        return "entity"
    return "unknown"


def read(scene: Scene, found: Found, sentence: "Span") -> Reading | None:
    """Return the reading of a figure, or None where the parse has no word for it."""
    root = root_of(scene.document.doc, found.number.start, found.number.end)
    return Reading(scene, found, sentence, root) if root is not None else None
