"""Borders of names mended by the words beside them: two parts joined, a class noun, an office or a verb cut off.

Each rule takes one name, or two neighbours, and looks at most a few tokens around.
"""

import re
from collections.abc import Iterator
from functools import cache

from analysis.annotate import Document
from analysis.entities.clusters import role_nouns
from analysis.entities.names import Name, after_titles, honorifics, name_at, run_end, with_found
from analysis.entities.repair import PARTICLES, given_names, name_heads
from analysis.lexicons import entries
from analysis.reference.gazetteer import Gazetteer
from analysis.spacy_types import Doc, Token

_SUM = re.compile(r"(?:[A-Z]{1,3}|Rs\.?|Sh|Ksh|KSh)\d[\d.,]*(?:bn|tn|mn|m|b|k)?")
_RESULT = re.compile(r"\s\d{1,3}\s?[-–]\s?\d{1,3}$")
_LONGEST = 5  # words of a person's name
SURNAMES = entries("name_words", "word", kind="surname")


def mended(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names with better borders, in order, none overlapping another."""
    doc = document.doc
    names = [piece for name in names for piece in _cut(doc, name, gazetteer)]
    names = _joined_people(document, names)
    return _with_hyphened(document, names)


# ── cut ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cut(doc: Doc, name: Name, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield what a name of the model holds: without a class noun, an office or a verb; nothing for a sum of money."""
    if name.source != "model" or name.aliases:
        yield name
    elif _SUM.fullmatch(name.text) or _is_office(doc, name) or name.text.lower() in _company_nouns():
        return
    elif name.label == "PERSON" and "and" in (inside := [token.text for token in doc[name.first + 1 : name.last - 1]]):
        both = name.first + 1 + inside.index("and")
        label = "GPE" if name.first and doc[name.first - 1].lower_ in ("in", "into", "near") else "PERSON"
        yield name_at(doc, name.first, both, label, "model")
        yield name_at(doc, both + 1, name.last, label, "model")
    elif name.label == "PERSON" and doc[name.first].lower_ in _company_nouns() and name.last - name.first > 1:
        yield name_at(doc, name.first + 1, name.last, "ORG", "model")  # "Drugmaker Altavar said"
    elif name.label == "PERSON":
        given = doc[name.first].text in given_names()
        first = name.first if given else after_titles(doc, name.first, name.last)
        opens = name.last - first > 1 and doc[first].is_sent_start
        first += opens and doc[first].text in entries("name_openers", "word")
        bare = f"{doc[first].lower_} {doc[name.last - 1].lower_}" in honorifics() and name.last - first == 2
        if not bare:
            yield name if first == name.first else name_at(doc, first, name.last, "PERSON", "model")
    elif name.label == "ORG" and name.last - name.first > 1:
        yield from _cut_body(doc, name, gazetteer)
    else:
        yield name


def _is_office(doc: Doc, name: Name) -> bool:
    """Say whether a name is only the field of an office ("Minister of National Defence")."""
    if name.label != "ORG" or name.first < 2 or doc[name.first - 1].lower_ not in ("of", "for"):
        return False
    if doc[name.first - 2].lower_ not in role_nouns():
        return False
    fields = entries("portfolios", "word")
    return all(token.text in fields or token.lower_ in ("and", "of", "&") for token in doc[name.first : name.last])


def _cut_body(doc: Doc, name: Name, gazetteer: Gazetteer) -> Iterator[Name]:
    first, last = name.first, name.last
    result = _RESULT.search(name.text)
    while result and doc[last - 1].idx >= name.start + result.start():  # "Tenbury 2-1"
        last -= 1
    verb = next((i for i in range(first + 1, last - 1) if doc[i].is_lower and doc[i].tag_ in ("VBD", "VBZ")), None)
    if verb is not None:  # "Ashford Rovers beat Tenbury"
        yield name_at(doc, first, verb, "ORG", "model")
        yield name_at(doc, verb + 1, last, "ORG", "model")
        return
    if doc[first].is_sent_start and doc[first].lower_ in _company_nouns():  # "Drugmaker Example AG"
        first += 1
    elif doc[first + 1].lower_ == "of" and last - first > 2 and _is_title(doc[first]):  # "MD of Example Ltd"
        first += 2
    elif last < len(doc) and _is_title(doc[last]):  # "Sindh Information Minister", "U.S. Surgeon General"
        readings = {i: gazetteer.aliases.get(doc[first:i].text, ()) for i in range(first + 1, last)}
        place = max((i for i, known in readings.items() if gazetteer.label_of(known) == "GPE"), default=last)
        if all(doc[i].text in entries("portfolios", "word") for i in range(place, last)):
            last = place
    label = "GPE" if last < name.last and not result else "ORG"
    aliases = gazetteer.aliases.get(doc[first:last].text, ()) if label == "GPE" else ()
    yield name if (first, last) == (name.first, name.last) else name_at(doc, first, last, label, "model", aliases)


def _is_title(token: Token) -> bool:
    return token.lower_ in role_nouns() or token.lower_ in honorifics() or token.text in ("MD", "CEO", "Chairman")


@cache
def _company_nouns() -> frozenset[str]:
    generic = {"company", "firm", "corporation", "manufacturer"}
    return entries("body_nouns", "noun", **{"class": "company"}) - generic


# ── joined ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _joined_people(document: Document, names: list[Name]) -> list[Name]:
    """Join the parts of one person's name: "María del Carmen" + "Alva Quispe", "Ana" + "dela" + "Cruz", a free word."""
    doc = document.doc
    title_end = document.title_span.end if document.title_span is not None else 0  # verbs are capitals there, too
    starts = {name.first for name in names}
    joined: list[Name] = []
    for name in names:
        before = joined[-1] if joined else None
        if name.label == "PERSON" and not name.aliases and name.first >= title_end:
            if before is not None and _are_one(doc, before, name):
                joined[-1] = name_at(doc, before.first, name.last, "PERSON", "model")
                continue
            first, last = _first_word(doc, name, before), _last_word(doc, name, starts)
            if (first, last) != (name.first, name.last):
                name = name_at(doc, first, last, "PERSON", "model")
        if before is None or before.last <= name.first:
            joined.append(name)
    return joined


def _are_one(doc: Doc, left: Name, right: Name) -> bool:
    if left.label != "PERSON" or left.aliases or len(left.words) + len(right.words) > _LONGEST:
        return False
    between = doc[left.last : right.first]
    beside = all(token.whitespace_ == " " for token in doc[left.last - 1 : right.first])
    small = all(token.lower_ in PARTICLES and token.is_lower for token in between)
    return beside and small and (len(between) > 0 or len(left.words) > 1) and right.first < left.last + 3


def _first_word(doc: Doc, name: Name, before: Name | None) -> int:
    """Return where a surname's person begins: a free capitalised word before it that the parser joins to it."""
    i = name.first - 1
    if len(name.words) > 1 or i < 0 or (before is not None and before.last > i):
        return name.first
    token = doc[i]
    joined = token.dep_ in ("compound", "flat") and name.first <= token.head.i < name.last
    given = token.text in given_names() or is_only_name(token)
    return i if joined and given and _may_be_name(token) and not _is_title(doc[max(0, i - 1)]) else name.first


def is_only_name(token: Token) -> bool:
    """Say whether a word is known to the model's vectors at most with a capital: no ordinary word."""
    vocab = token.vocab
    return bool(vocab.vectors_length) and bool(vocab[token.lower_].is_oov)


def _last_word(doc: Doc, name: Name, starts: set[int]) -> int:
    """Return where a person's name ends: after a free capitalised word, or a particle and one."""
    i = run_end(doc, name.last, lambda token: token.i not in starts and _is_particle(token))
    if i >= len(doc) or i in starts or doc[i - 1].whitespace_ != " " or len(name.words) >= _LONGEST:
        return name.last
    after = doc[i + 1] if i + 1 < len(doc) else None
    alone = after is None or not (after.pos_ == "PROPN" and after.text[:1].isupper())
    return i + 1 if alone and len(name.words) > 1 and _may_be_name(doc[i]) and not doc[i].is_sent_start else name.last


def _is_particle(token: Token) -> bool:
    return token.lower_ in PARTICLES and bool(token.is_lower and token.nbor(-1).whitespace_)


def _may_be_name(token: Token) -> bool:
    word = token.text
    shape = token.pos_ == "PROPN" and token.is_alpha and word[:1].isupper() and not token.is_upper and len(word) > 2
    known = word in name_heads() or word in entries("portfolios", "word") or _is_title(token)
    after = token.doc[token.i + 1 : token.i + 2].text
    ends = bool(token.whitespace_) or after in (",", ".", "'s", "’s", ")")
    return shape and ends and not known and not token.ent_type_


def _with_hyphened(document: Document, names: list[Name]) -> list[Name]:
    """Put Korean names ("Chung Hae-won") and bodies joined by "-e-" in the place of what was seen there."""
    doc, words = document.doc, document.words
    found = []
    for at in [at for at, word in enumerate(words[:-3]) if word == "-" and at]:
        if at > 1 and words[at - 2] in SURNAMES and _is_given_pair(doc, at - 2):
            found.append(name_at(doc, at - 2, at + 2, "PERSON"))
        elif words[at + 1] in ("e", "i") and words[at + 2] == "-":
            tight = not any(token.whitespace_ for token in doc[at - 1 : at + 3])
            if tight and doc[at - 1].is_title and doc[at + 3].is_title:
                found.append(name_at(doc, at - 1, at + 4, "ORG"))  # "Hefazat-e-Islam"
    return with_found(names, found)


def _is_given_pair(doc: Doc, i: int) -> bool:
    given, hyphen, second = doc[i + 1], doc[i + 2], doc[i + 3]
    tight = doc[i].whitespace_ == " " and not given.whitespace_ and not hyphen.whitespace_
    return tight and given.is_title and given.is_alpha and second.is_alpha and len(second.text) <= 5 and second.is_lower
