"""Names of one article, from the model and the gazetteer, with clean borders; and the clusters they come in."""

import re
import unicodedata
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from analysis.annotate import Document
from analysis.lexicons import entries, pairs
from analysis.reference.gazetteer import Alias, Gazetteer, KnownEntity
from analysis.spacy_types import Doc, Token

# spaCy labels that are times, numbers or languages, not names of somebody or something
NOT_NAMES = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE"})
_DETERMINERS = frozenset(
    {"the", "a", "an", "this", "that", "these", "those", "its", "his", "her", "their", "our", "my"}
)
_NAMELIKE = re.compile(r"[A-ZÀ-ÞĀ-Ž]|\d[A-Za-z]|[a-z]{2}-[A-Z]")  # the model knows no other script
_MARKUP = re.compile(r"[=<>{}]")
_SHOUTED = frozenset({"US", "WHO", "IT", "AID", "PAP", "TT", "EC", "SEC"})  # acronyms that are also words in capitals
_MOST_OVER = 50  # known names inside one name of the model
_LOOSE = frozenset({"'s", "'", "’s", "“", "”", "‘", "’", '"', ",", ";", ":", "-", "–", "—", "(", ")", "[", "]", "..."})


PERSONAL = frozenset("mr mrs ms miss dr prof sir lady dame lord sen rep gov gen col lt sgt capt rev".split())  # noqa: SIM905
PARTICLES, BODY_NOUNS, SURNAMES = (entries("name_words", "word", kind=kind) for kind in ("particle", "body", "surname"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text: tokens ``[first, last)``, what the model and the gazetteer make of it.

    `label` is the OntoNotes type; `aliases` are the gazetteer's readings; `source` says who found it: ``model``,
    ``gazetteer``, ``both`` or ``repeat`` (an unlabelled repetition of a name found elsewhere).
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    label: str
    source: str
    aliases: tuple[Alias, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.split())

    def overlaps(self, other: "Name") -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Name") -> bool:
        """Say whether the other name lies within this one and is shorter."""
        return self.start <= other.start and other.end <= self.end and len(other.text) < len(self.text)


@cache
def honorifics() -> dict[str, str]:
    """Return titles that stand before a person's name, with the gender they tell (or an empty string)."""
    return {title.lower(): gender for title, gender in pairs("honorifics", "title", "gender").items()}


def name_heads() -> dict[str, str]:
    """Return the last words of names that tell their label ("Museum", "University")."""
    return pairs("name_heads", "word", "label")


def given_names() -> frozenset[str]:
    return entries("given_names", "name")


def role_nouns() -> dict[str, str]:
    """Return nouns for what a person is or does, with the gender they tell (or an empty string)."""
    return pairs("role_nouns", "noun", "gender")


def is_capital(doc: Doc, i: int) -> bool:
    return i < len(doc) and doc[i].text[:1].isupper()


def is_name_word(token: Token) -> bool:
    return token.pos_ == "PROPN" and bool(token.is_title and token.is_alpha)


def is_only_name(token: Token) -> bool:
    """Say whether a word is known to the model's vectors at most with a capital: no ordinary word."""
    vocab = token.vocab
    return bool(vocab.vectors_length) and bool(vocab[token.lower_].is_oov)


def name_at(
    doc: Doc, first: int, last: int, label: str, source: str = "repeat", aliases: tuple[Alias, ...] = ()
) -> Name:
    """Return the name that tokens ``[first, last)`` make."""
    span = doc[first:last]
    return Name(first, last, span.start_char, span.end_char, span.text, label, source, aliases)


def rebordered(doc: Doc, name: Name, first: int, last: int) -> Name:
    """Return a name with other borders, without the readings it had; itself where the borders are the same."""
    same = (first, last) == (name.first, name.last)
    return name if same else name_at(doc, first, last, name.label, name.source)


def regrown(names: list[Name], grow: Callable[[Name, Name | None], Name]) -> list[Name]:
    """Return the names as `grow` makes them, each given with the one before it; what a name has grown over goes."""
    kept: list[Name] = []
    for name in names:
        before = kept[-1] if kept else None
        if before is None or name.first >= before.last:
            grown = grow(name, before)
            if before is not None and grown.first <= before.first:
                kept.pop()
            kept.append(grown)
    return kept


def taken_by(doc: Doc, names: list[Name]) -> bytearray:
    taken = bytearray(len(doc))
    for name in names:
        taken[name.first : name.last] = b"\1" * (name.last - name.first)
    return taken


def run_end(doc: Doc, first: int, test: Callable[[Token], bool], most: int = 1_000) -> int:
    """Return where the tokens from a place on that pass a test end, so many at most."""
    last = first
    while last < min(len(doc), first + most) and test(doc[last]):
        last += 1
    return last


def run_start(doc: Doc, last: int, test: Callable[[Token], bool], most: int = 1_000) -> int:
    """Return where the tokens before a place that pass a test begin, so many at most."""
    first = last
    while first > max(0, last - most) and test(doc[first - 1]):
        first -= 1
    return first


def longest_known(
    first: int, last: int, widest: Callable[[int], int], known: Callable[[int, int], Name | None]
) -> Iterator[Name]:
    """Yield the names that `known` makes of tokens between two places, from the left, the longest at each."""
    i = first
    while i < last:
        found = next((n for end in range(min(i + widest(i), last), i, -1) if (n := known(i, end)) is not None), None)
        if found is not None:
            yield found
        i = found.last if found is not None else i + 1


def words_beside(doc: Doc, name: Name) -> tuple[str, str]:
    """Return the words before and behind a name in small letters; empty at the ends of the text."""
    before = doc[name.first - 1].lower_ if name.first else ""
    return before, doc[name.last].lower_ if name.last < len(doc) else ""


def with_found(names: list[Name], found: list[Name]) -> list[Name]:
    """Return names and found ones in order; where they overlap, only a name that the gazetteer knows stays."""
    kept = [n for n in names if n.aliases or not any(n.overlaps(f) for f in found)]
    new = [f for f in found if not any(f.overlaps(n) for n in kept)]
    return sorted([*kept, *new], key=lambda name: name.start)


def find_names(document: Document, gazetteer: Gazetteer) -> list[Name]:
    """Return the names of an article in order, none overlapping another."""
    ents = [(e.start, e.end, e.label_) for e in document.doc.ents if e.label_ not in NOT_NAMES]
    model = [name for ent in ents if (name := _trimmed(document.doc, *ent)) is not None]
    merged = _merge(model, list(_known_names(document, gazetteer)))
    return sorted(_supported(merged), key=lambda name: name.start)


def _trimmed(doc: Doc, first: int, last: int, label: str) -> Name | None:
    """Cut determiners, possessives, titles and stray punctuation off a name; None if no name is left."""
    first = run_end(doc, first, lambda t: t.i < last and (_is_loose(t) or t.lower_ in _DETERMINERS))
    last = run_start(doc, last, lambda t: t.i >= first and _is_loose(t))
    if label == "PERSON":
        first = after_titles(doc, first, last)
    if first >= last:
        return None
    name = name_at(doc, first, last, label, "model")
    if name.text[0] in "@#" or doc[first].like_url or _MARKUP.search(name.text) or not _NAMELIKE.search(name.text):
        return None
    half_bracket = "]" in name.text and "[" not in name.text  # "[W]e must": a letter that an editor changed
    bare = label in ("ORG", "PRODUCT", "GPE") and name.text in entries("acronyms_no_body", "acronym")
    return None if half_bracket or bare or name.text in entries("not_names", "word") else name


def after_titles(doc: Doc, first: int, last: int) -> int:
    """Return where a person's name begins after its titles, also those of two words ("Tan Sri"); one word is left."""
    while first < last - 1:
        pair = first + 2 < last and f"{doc[first].lower_} {doc[first + 1].lower_}" in honorifics()
        if not pair and doc[first].lower_ not in honorifics():
            break
        first += 2 if pair else 1
    return first


def _is_loose(token: Token) -> bool:
    return token.is_space or token.text in _LOOSE


def _known_names(document: Document, gazetteer: Gazetteer) -> Iterator[Name]:
    doc = document.doc
    for match in gazetteer.find(document.text):
        aliases = tuple(alias for alias in match.aliases if alias.may_hold_on(document.published))
        span = doc.char_span(match.start, match.end) if aliases else None
        if span is None or (len(span) == 1 and _is_shouted(span[0], aliases)):
            continue
        label = gazetteer.label_of(aliases) or ""
        bare = span.text[4:] if span.text.startswith(("The ", "the ")) else ""
        first = span.start + (bool(bare) and len(span) > 1 and (label == "ORG" or bare in gazetteer.aliases))
        yield name_at(doc, first, span.end, label, "gazetteer", aliases)


def _is_shouted(token: Token, aliases: tuple[Alias, ...]) -> bool:
    """Say whether a short acronym stands among words in capitals ("GIVE US HOPE") and may be an ordinary word."""
    if aliases[0].kind != "acronym" or token.text not in _SHOUTED:
        return False
    near = [t for t in token.sent[max(0, token.i - token.sent.start - 2) :][:5] if t.is_alpha and t.i != token.i]
    return bool(near) and all(t.is_upper for t in near)


def _merge(model: list[Name], known: list[Name]) -> list[Name]:
    """Unite both lists: the longer name wins; for equal borders the gazetteer gives label and readings."""
    kept: list[Name] = []
    first = 0  # both lists are in order, so each is passed once
    for name in model:
        while first < len(known) and known[first].end <= name.start:
            first += 1
        over = [k for k in known[first : first + _MOST_OVER] if k.start < name.end]
        if not over:
            kept.append(name)
            continue
        same = next((k for k in over if (k.start, k.end) == (name.start, name.end)), None)
        if same is not None:
            kept.append(_united(name, same))
            continue
        full = [k for k in over if k.label == "PERSON" and len(k.words) > 1]  # in "NATO Jens Stoltenberg", too long
        holds_all = any(name.contains(k) for k in over) and not (full and name.label == "PERSON")
        sure = (k for k in over if len(k.words) > 1 and not all(alias.ambiguous for alias in k.aliases))
        if holds_all or not (any(sure) or any(k.contains(name) for k in over)):
            kept.append(name)
    taken = {token for name in kept for token in range(name.first, name.last)}
    return [*kept, *(name for name in known if not taken.intersection(range(name.first, name.last)))]


def _united(model: Name, known: Name) -> Name:
    ambiguous, labels = all(alias.ambiguous for alias in known.aliases), {model.label, known.label}
    places = labels <= {"GPE", "LOC", "FAC"}
    if ambiguous and not (len(labels) == 1 or places or labels <= {"ORG", "GPE", "NORP"}):
        return model
    return replace(known, label=model.label if ambiguous and places else known.label, source="both")


def _supported(names: list[Name]) -> Iterator[Name]:
    """Drop ambiguous gazetteer names that the model did not see, and names whose context the article lacks."""
    present = {a.entity_id for n in names for a in n.aliases if not a.ambiguous and not a.context}
    for name in names:
        readings = tuple(a for a in name.aliases if not a.context or a.context in present)
        if name.aliases and not readings and name.source == "both":
            yield replace(name, aliases=(), source="model")
        elif not name.aliases or not (name.source == "gazetteer" and all(a.ambiguous for a in readings)):
            yield name if readings == name.aliases else replace(name, aliases=readings)


@dataclass(frozen=True, slots=True)
class Role:
    """A role as written: tokens ``[first, last)`` and their text."""

    first: int
    last: int
    text: str


@dataclass(slots=True)
class Cluster:
    """The names of one entity while its article is read, with what the gazetteer (`known`) and the article say of it.

    `how` is the rule by which each name belongs to it, by the name's start.
    """

    label: str
    names: list[Name] = field(default_factory=list)
    entity_id: str | None = None
    how: dict[int, str] = field(default_factory=dict)
    known: KnownEntity | None = None
    role: Role | None = None
    nationality: str | None = None
    gender: str | None = None
    _starts: list[int] = field(default_factory=list)  # in order
    _full: Name | None = None

    @property
    def born(self) -> int | None:
        return self.known.born_on.first.year if self.known and self.known.born_on else None

    @property
    def full(self) -> Name:
        """The fullest form: most words, then first."""
        if self._full is None:
            self._full = max(self.names, key=_fullness)
        return self._full

    def add(self, name: Name, how: str) -> None:
        self.names.append(name)
        self.how[name.start] = how
        insort(self._starts, name.start)
        if self._full is not None and _fullness(name) > _fullness(self._full):
            self._full = name

    def drop(self, names: list[Name]) -> None:
        gone = {name.start for name in names}
        self.names = [name for name in self.names if name.start not in gone]
        self._starts = sorted(name.start for name in self.names)
        self._full = None

    def last_before(self, position: int) -> int:
        """Return where the last name before a position starts, or -1."""
        place = bisect_left(self._starts, position)
        return self._starts[place - 1] if place else -1


def _fullness(name: Name) -> tuple[int, int]:
    return len(name.words), -name.start


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Return a text without case, diacritics and full stops, for comparing names.

    >>> fold("Viktor Orbán Jr.")
    'viktor orban jr'
    """
    if text.isascii():
        return text.replace(".", "").lower()
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("Ø", "O").replace("ł", "l"))
    return "".join(c for c in plain if not unicodedata.combining(c)).replace(".", "").casefold()
