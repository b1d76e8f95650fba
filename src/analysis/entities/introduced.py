"""Names that the article itself makes known: acronyms introduced in brackets, headline names by the text below them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.borders import is_only_name
from analysis.entities.metonyms import acting_verbs
from analysis.entities.names import Name, fold, name_at, taken_by, with_found
from analysis.entities.people import role_nouns
from analysis.entities.recover import name_like
from analysis.entities.repair import given_names, name_heads, word_set
from analysis.entities.usage import contexts
from analysis.lexicons import read_lexicon
from analysis.reference.gazetteer import Gazetteer

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_ACRONYM = re.compile(r"[A-Z][A-Za-z&-]{1,8}")
_TICKER = re.compile(r"[A-Z]{2,6}\.[A-Z]{1,2}")
_SMALL = frozenset({"of", "the", "for", "and", "in", "on", "de", "la", "du", "&", "to", "against", "with"})
_MOST_WORDS = 9  # of a name before its acronym
_LONGEST_HEADLINE = 160  # characters
_MOST_HEADLINES = 3
_HEADLINE = ("ORG", "PERSON", "GPE", "LOC", "FAC")


def with_introduced(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with those of bodies before and in brackets: "Fund for Animal Care (FAC)"."""
    doc = document.doc
    found = [pair for i, word in enumerate(document.words) if word == "(" for pair in _introduced(doc, i)]
    by_start = {name.first: name for name in names}
    found = [n for n in found if not _is_held(by_start, n)]
    return with_found([n for n in names if not _TICKER.fullmatch(n.text)], found)


def _is_held(by_start: dict[int, Name], name: Name) -> bool:
    same = by_start.get(name.first)
    return same is not None and same.last == name.last and same.label == "ORG"


def _introduced(doc: "Doc", bracket: int) -> Iterator[Name]:
    """Yield the full name before a bracket and the acronym in it, where the letters are the initials."""
    at = bracket + 1
    if at + 1 >= len(doc) or doc[at + 1].text != ")":
        return
    if _TICKER.fullmatch(doc[at].text) and (head := _start_of_run(doc, bracket)) < bracket:
        yield name_at(doc, head, bracket, "ORG", "repeat")
    if not _ACRONYM.fullmatch(doc[at].text):
        return
    acronym = doc[at].text
    if sum(c.isupper() for c in acronym) < 2:
        return
    first = _start_of_full(doc, bracket, "".join(c for c in acronym if c.isalpha()).upper())
    if first is not None:
        yield name_at(doc, first, bracket, "ORG", "repeat")
        yield name_at(doc, at, at + 1, "ORG", "repeat")


def _start_of_run(doc: "Doc", i: int) -> int:
    """Return where the capitalised proper nouns before a token begin."""
    while i and doc[i - 1].text[:1].isupper() and (doc[i - 1].pos_ == "PROPN" or doc[i - 1].is_sent_start):
        i -= 1
    return i


def _start_of_full(doc: "Doc", bracket: int, letters: str) -> int | None:
    """Return where the capitalised words begin whose initials, in order, are the letters."""
    i, left, first = bracket - 1, len(letters), None
    while i >= 0 and bracket - i <= _MOST_WORDS and left:
        word = doc[i].text
        if word[:1].isupper() and word[0].upper() == letters[left - 1]:
            left -= 1
            first = i
        elif word[:1].isupper() and left == len(letters):
            return None  # the last word's letter is missing
        elif not (word[:1].isupper() or word.lower() in _SMALL or word in ("-", "'s", "’s", "'", "’")):
            return None
        i -= 1
    return first if left == 0 and first is not None and first < bracket - 1 else None


def with_headline(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names with those of the headline cut to, and found by, the names of the text below it.

    In a headline every word may be a capital ("Example Bank Fails to Pay"), so the text tells what is a name there.
    """
    heads = document.paragraphs[: min(_MOST_HEADLINES, max(1, len(document.paragraphs) - 1))]
    for number, title in enumerate(heads):  # some outlets end it with a full stop, some have a line above it
        is_line = number == 0 or not title.text.endswith(".")
        if is_line and len(title.text) <= _LONGEST_HEADLINE and _is_capitalised(title):
            names = _with_title(document, names, title, gazetteer)
    return names


def _with_title(document: Document, names: list[Name], title: "Span", gazetteer: Gazetteer) -> list[Name]:
    below = [n for n in names if n.first >= title.end and n.label in _HEADLINE and len(n.text) > 2]
    forms: dict[tuple[str, ...], Name] = {}
    for name in below:
        forms.setdefault(tuple(fold(t.text) for t in document.doc[name.first : name.last]), name)
    if title.text.isupper():
        for name in below:
            if name.label == "PERSON" and len(name.words) > 1:
                forms.setdefault((fold(name.words[-1]),), name_like(name, name.words[-1]))
    shouted = title.text.isupper()
    people = [n for n in names if shouted and n.first < title.end and n.label == "PERSON" and _is_full(n)]
    found = [n for n in _in_title(document, forms, title.start, title.end) if not any(p.contains(n) for p in people)]
    if shouted:
        found += [n for n in _shouted(document, title, gazetteer) if not any(n.overlaps(f) for f in found)]
    inside = [n for n in names if title.start <= n.first < title.end]
    above = [_until_verb(document.doc, n) for n in inside if not any(n.overlaps(f) for f in found)]
    if shouted:  # the model takes words in capitals for bodies
        above = [n for n in above if n.aliases or len(n.words) > 1 or len(n.text) < 4]
    else:  # known names that stood in what was cut
        held = [*found, *above]
        found += [n for n in _shouted(document, title, gazetteer) if not any(n.overlaps(f) for f in held)]
    before, after = [n for n in names if n.first < title.start], [n for n in names if n.first >= title.end]
    return [*before, *sorted([*above, *found], key=lambda name: name.start), *after]


def _is_full(name: Name) -> bool:
    """Say whether a person has a given name; a surname of the text below is no part of it."""
    return len(name.words) in (2, 3) and name.words[0].title() in given_names()


def _until_verb(doc: "Doc", name: Name) -> Name:
    """Return a name of a headline up to the verb in it: "Example Bank Announces Results"."""
    if name.aliases or name.last - name.first < 2:
        return name
    verb = next((i for i in range(name.first + 1, name.last) if _is_headline_verb(doc[i])), None)
    return name if verb is None else name_at(doc, name.first, verb, name.label, name.source)


def _is_headline_verb(token: "Token") -> bool:
    word = token.lower_
    stems = (word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y")
    return token.tag_ in ("VBZ", "VBD") or (word.endswith("s") and any(stem in _headline_verbs() for stem in stems))


@cache
def _headline_verbs() -> frozenset[str]:
    sport = {row["word"] for row in read_lexicon("sport_words") if row["use"] in ("act", "clash")}
    return frozenset(sport | acting_verbs().keys() | {row["cue"] for row in read_lexicon("cues_verbs")})


def _shouted(document: Document, title: "Span", gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield the known places and bodies of a headline; in capitals a city of many names counts after "in"."""
    doc, i = document.doc, title.start
    while i < title.end:
        for width in (3, 2, 1):
            text = doc[i : min(i + width, title.end)].text
            aliases = gazetteer.aliases.get(text.title() if text.isupper() else text, ())
            located = i > title.start and doc[i - 1].text == "IN"
            if aliases and (located or not aliases[0].ambiguous) and not aliases[0].context and len(text) > 3:
                label = "NORP" if aliases[0].kind == "demonym" else gazetteer.entities[aliases[0].entity_id].label
                yield name_at(doc, i, min(i + width, title.end), label, "repeat", aliases)
                i += width - 1
                break
        i += 1


def _is_capitalised(title: object) -> bool:
    words = [t.text for t in title if t.is_alpha and len(t.text) > 3]  # type: ignore[attr-defined]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _in_title(document: Document, forms: dict[tuple[str, ...], Name], first: int, last: int) -> Iterator[Name]:
    doc = document.doc
    words = tuple(fold(t.text) for t in doc[first:last])
    longest = max(map(len, forms), default=0)
    i = 0
    while i < len(words):
        for width in range(min(longest, len(words) - i), 0, -1):
            name = forms.get(words[i : i + width])
            if name is not None and doc[first + i].text[:1].isupper():
                yield name_at(doc, first + i, first + i + width, name.label, "repeat", name.aliases)
                i += width - 1
                break
        i += 1


_LONGEST = 4  # words


def with_missed_people(document: Document, names: list[Name]) -> list[Name]:
    """Return the names and, in order, unlabelled ones told by a role or noun beside them ("co-leader Mithat San")."""
    title_end = document.title_span.end if document.title_span is not None else 0
    missed = _missed(document, taken_by(document.doc, names), title_end)
    return sorted([*names, *missed], key=lambda name: name.start)


def _missed(document: Document, taken: bytearray, first: int) -> Iterator[Name]:
    doc = document.doc
    free = [i for i, word in enumerate(document.words[:-1]) if i >= first and not taken[i] and word[:1].isupper()]
    i = first
    for start in free:
        if start < i or start + 1 >= len(doc):
            continue
        i = last = start
        while last < len(doc) and last - i <= _LONGEST and not taken[last] and _is_part(doc[last]):
            last += 1
        if 2 <= last - i <= _LONGEST and _is_person(doc, i, last):
            yield name_at(doc, i, last, "PERSON", "repeat")
        elif last > i and is_only_name(doc[last - 1]) and (label := _told_beside(doc, last)):
            yield name_at(doc, i, last, label, "repeat")
        i = max(last, i + 1)


def _told_beside(doc: "Doc", last: int) -> str | None:
    """Return the label that the noun behind an unlabelled name tells: "Varan fighters", "Varan, a slum in Lagos"."""
    if doc[last].text == ",":
        nouns = [child.text for child in doc[last - 1].children if child.dep_ == "appos" and child.i > last]
        return next((contexts("apposed").get(noun) for noun in nouns), None)
    return contexts("after").get(doc[last].text) if doc[last].pos_ == "NOUN" else None


def _is_part(token: "Token") -> bool:
    word = token.text
    initial = len(word) == 2 and word[0].isupper() and word[1] == "."
    return token.pos_ == "PROPN" and (initial or (token.is_title and token.is_alpha))


def _is_person(doc: "Doc", first: int, last: int) -> bool:
    if not is_only_name(doc[last - 1]) or any(doc[i].text in name_heads() for i in range(first, last)):
        return False
    if any(doc[i].text in word_set("portfolios", "word") or doc[i].lower_ in role_nouns() for i in range(first, last)):
        return False
    before = doc[first - 1] if first else None
    introduced = before is not None and before.lower_ in role_nouns() and bool(before.whitespace_)
    root = doc[first:last].root
    return introduced or (root.dep_ == "nsubj" and root.head.pos_ == "VERB" and root.i == last - 1)
