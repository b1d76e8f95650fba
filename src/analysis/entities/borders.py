"""Borders of names mended by the words in and beside them: edges cut, parts joined, an office or a verb cut off.

Each rule takes one name, or two neighbours, and looks at most a few tokens around.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial

from analysis.annotate import Document
from analysis.entities.names import (
    BODY_NOUNS,
    PARTICLES,
    SURNAMES,
    Name,
    after_titles,
    given_names,
    honorifics,
    is_capital,
    is_only_name,
    name_at,
    name_heads,
    rebordered,
    regrown,
    role_nouns,
    run_end,
    run_start,
    with_found,
)  # fmt: skip
from analysis.entities.usage import is_portfolio, relabelled
from analysis.lexicons import entries
from analysis.reference.gazetteer import Gazetteer
from analysis.spacy_types import Doc, Token

_PREFIXES = frozenset({"pro", "anti", "non", "ex", "then", "former", "post", "pre", "mid", "late"})
_LINKS = frozenset({"for", "of"})
_INNER = frozenset({"of", "for", "the", "and", "&", "de", "la"})
_LONGEST_NICKNAME = 3  # words
_LONGEST_LINK = 10  # tokens
_SUM = re.compile(r"(?:[A-Z]{1,3}|Rs\.?|Sh|Ksh|KSh)\d[\d.,]*(?:bn|tn|mn|m|b|k)?")
_RESULT = re.compile(r"\s\d{1,3}\s?[-–]\s?\d{1,3}$")
_LONGEST = 5  # words of a person's name
_TITLES = ("MD", "CEO", "Chairman")


def mended(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names with better borders and labels, in order, none overlapping another."""
    doc = document.doc
    titled = honorifics().keys() | role_nouns().keys()  # "Queen", "Imam" alone are nobody's name
    names = [_looked_up(piece, gazetteer) for name in names for piece in _cleaned(doc, name, gazetteer)]
    names = [n for n in names if n.text.lower() not in titled or len(n.words) > 1 or n.aliases or n.text.isupper()]
    title_end = document.title_span.end if document.title_span is not None else 0  # verbs are capitals there, too
    names = regrown(names, partial(_longer_person, doc, title_end, {name.first: name for name in names}))
    names = regrown(names, lambda name, _: rebordered(doc, name, name.first, _end_of_body(doc, name)))
    names = [relabelled(doc, name) for name in names if not is_portfolio(doc, name)]
    names = [piece for name in names for piece in _parted(doc, name, gazetteer)]
    names = regrown(names, partial(_joined_person, doc, title_end, {name.first for name in names}))
    return with_found(names, list(_hyphened(document)))


def _looked_up(name: Name, gazetteer: Gazetteer) -> Name:
    """Give a name with new borders its readings in the gazetteer."""
    aliases = gazetteer.aliases.get(name.text, ())
    if not aliases and name.label == "GPE" and name.text.isupper() and len(name.text) > 4:
        aliases = gazetteer.aliases.get(name.text.title(), ())  # "MOSCOW. Feb 3 (Interfax)"
    if not aliases and name.label == "ORG" and len(name.words) > 1:  # "NATO Alliance": the body and its class
        *body, noun = name.words
        known = gazetteer.aliases.get(" ".join(body), ())
        aliases = tuple(a for a in known if noun.lower() in gazetteer.entities[a.entity_id].classes)
    if name.aliases or not aliases or any(alias.ambiguous or alias.context for alias in aliases):
        return name
    return replace(name, label=gazetteer.label_of(aliases) or name.label, aliases=aliases)


# ── cut ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cleaned(doc: Doc, name: Name, gazetteer: Gazetteer) -> Iterator[Name]:
    """Cut lower-case edges ("pro-Beijing camp"), scores after a place, and "X of Y" apart for a person."""
    if name.source in ("gazetteer", "both"):
        yield name
        return
    last = name.last
    first = run_end(doc, name.first, lambda t: t.i < last - 1 and _is_left_edge(t))
    last = run_start(doc, last, lambda t: t.i > first and _is_edge(t) and bool(t.nbor(-1).whitespace_))
    bracket = next((i for i in range(first, last) if doc[i].text in "[]()"), first)
    last = bracket if bracket > first else last
    if last < len(doc) and doc[last].text == "." and doc[last - 1].text in ("Jr", "Sr", "Inc", "Corp", "Ltd", "Co"):
        last += 1
    if name.label in ("GPE", "LOC", "PERSON"):
        while first < last - 1 and (doc[last - 1].like_num or not doc[last - 1].text[0].isalnum()):
            last -= 1
    if name.label == "PERSON":
        nation = gazetteer.aliases.get(doc[first].text, ())
        if last - first > 2 and nation and nation[0].kind == "demonym" and not nation[0].ambiguous:
            yield name_at(doc, first, first + 1, "NORP", "model")  # "Bahraini Mahmood Al Yousif"
            first += 1
        of = next((i for i in range(first + 1, last - 1) if doc[i].lower_ == "of"), None)
        if of is not None:
            yield name_at(doc, first, of, "PERSON", name.source)
            yield name_at(doc, of + 1, last, "ORG", name.source)
            return
    if first > name.first and doc[first - 1].text == "-" and first + 1 < last and doc[first].ent_type_:
        yield name_at(doc, first, first + 1, "GPE", name.source)  # "pro-Beijing New People's Party"
        first += 1
    yield rebordered(doc, name, first, last)


def _is_left_edge(token: Token) -> bool:
    small = _is_edge(token) and token.lower_ not in PARTICLES and bool(token.whitespace_)
    return small or token.text == "-" or token.lower_ in _PREFIXES


def _is_edge(token: Token) -> bool:
    text = token.text
    return (text.islower() and text.isalpha()) or not any(character.isalnum() for character in text)


def _parted(doc: Doc, name: Name, gazetteer: Gazetteer) -> Iterator[Name]:
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
        first = name.first if doc[name.first].text in given_names() else after_titles(doc, name.first, name.last)
        opens = name.last - first > 1 and doc[first].is_sent_start
        first += opens and doc[first].text in entries("name_openers", "word")
        bare = f"{doc[first].lower_} {doc[name.last - 1].lower_}" in honorifics() and name.last - first == 2
        if not bare:
            yield rebordered(doc, name, first, name.last)
    elif name.label == "ORG" and name.last - name.first > 1:
        yield from _parted_body(doc, name, gazetteer)
    else:
        yield name


def _is_office(doc: Doc, name: Name) -> bool:
    """Say whether a name is only the field of an office ("Minister of National Defence")."""
    office, of = (doc[i].lower_ if i >= 0 else "" for i in (name.first - 2, name.first - 1))
    if name.label != "ORG" or of not in ("of", "for") or office not in role_nouns():
        return False
    fields = entries("portfolios", "word")
    return all(token.text in fields or token.lower_ in ("and", "of", "&") for token in doc[name.first : name.last])


def _parted_body(doc: Doc, name: Name, gazetteer: Gazetteer) -> Iterator[Name]:
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
    if last < name.last and not result:
        yield name_at(doc, first, last, "GPE", "model", gazetteer.aliases.get(doc[first:last].text, ()))
    else:
        yield rebordered(doc, name, first, last)


def _is_title(token: Token) -> bool:
    return token.lower_ in role_nouns() or token.lower_ in honorifics() or token.text in _TITLES


@cache
def _company_nouns() -> frozenset[str]:
    generic = {"company", "firm", "corporation", "manufacturer"}
    return entries("body_nouns", "noun", **{"class": "company"}) - generic


# ── joined ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _longer_person(doc: Doc, title_end: int, starts: dict[int, Name], name: Name, before: Name | None) -> Name:
    """Extend a person's name over adjacent proper nouns of the phrase, also where they were taken for a place."""
    if name.label != "PERSON":
        return name
    whole = bool(name.aliases) or name.last <= title_end
    last = _behind_nickname(doc, name.last)
    while not whole and last < len(doc) and _continues(doc, last, starts.get(last)):
        last = starts[last].last if last in starts else last + 1
    # a body named after a person: "Eric Example Foundation"
    end = run_end(doc, last, lambda t: t.pos_ == "PROPN" and t.text[:1].isupper() and bool(t.nbor(-1).whitespace_), 3)
    last = next((i for i in range(end, last, -1) if doc[i - 1].text in name_heads()), last)
    i = name.first - 1  # a free given name right before a surname
    given = len(name.words) == 1 and i >= 0 and doc[i].text in given_names() and doc[i].whitespace_
    return rebordered(doc, name, name.first - bool(given and (before is None or before.last <= i)), last)


def _behind_nickname(doc: Doc, last: int) -> int:
    """Return where a name ends that a nickname in marks interrupts: Lena “The Lamp” Holm."""
    if last >= len(doc) or doc[last].text not in "“‘":
        return last
    for close in range(last + 2, min(last + 2 + _LONGEST_NICKNAME, len(doc) - 1)):
        if doc[close].text in "”’'":
            inside = doc[last + 1 : close]
            named = all(token.text[0].isupper() for token in inside) and doc[close + 1].tag_ == "NNP"
            return close + 2 if named else last
    return last


def _continues(doc: Doc, i: int, name: Name | None) -> bool:
    """Say whether the token after a person's name belongs to it: a capitalised proper noun that heads the phrase."""
    token = doc[i]
    if not token.is_alpha or not token.text[0].isupper() or token.pos_ != "PROPN" or doc[i - 1].whitespace_ == "":
        return False
    if (token.is_upper and len(token.text) > 2) or token.lower_ in role_nouns() or token.lower_ in honorifics():
        return False
    joined = doc[i - 1].dep_ in ("compound", "flat") and doc[i - 1].head.i >= i
    if name is None or not joined:
        return joined
    single = name.last - name.first == 1 and name.label in ("GPE", "PERSON", "LOC", "NORP", "ORG")
    return single and token.text not in name_heads()


def _end_of_body(doc: Doc, name: Name) -> int:
    """Return where a body ends of which the model saw the first part: "Andy Warhol Foundation" + "for the …"."""
    i = end = name.last
    headed = name.label in ("ORG", "FAC") and doc[end - 1].lower_ in BODY_NOUNS and not name.aliases
    if not headed or i >= len(doc) or doc[i].lower_ not in _LINKS:
        return end
    while i < min(len(doc), name.last + _LONGEST_LINK):
        if doc[i].text[:1].isupper() and doc[i].pos_ in ("PROPN", "NOUN", "ADJ"):
            end = i + 1
        elif doc[i].lower_ not in _INNER or not (is_capital(doc, i + 1) or doc[i].lower_ in _LINKS):
            break
        i += 1
    return end


def _joined_person(doc: Doc, title_end: int, starts: set[int], name: Name, before: Name | None) -> Name:
    """Join the parts of one person's name: "María del Carmen" + "Alva Quispe", "Ana" + "dela" + "Cruz", a free word."""
    if name.label != "PERSON" or name.aliases or name.first < title_end:
        return name
    if before is not None and _are_one(doc, before, name):
        return name_at(doc, before.first, name.last, "PERSON", "model")
    i = name.first - 1  # a free capitalised word before a surname that the parser joins to it
    free = len(name.words) == 1 and i >= 0 and (before is None or before.last <= i)
    joined = free and doc[i].dep_ in ("compound", "flat") and name.first <= doc[i].head.i < name.last
    given = joined and (doc[i].text in given_names() or is_only_name(doc[i]))
    longer = given and _may_be_name(doc[i]) and not _is_title(doc[max(0, i - 1)])
    first, last = name.first - bool(longer), _last_word(doc, name, starts)
    same = (first, last) == (name.first, name.last)
    return name if same else name_at(doc, first, last, "PERSON", "model")


def _are_one(doc: Doc, left: Name, right: Name) -> bool:
    if left.label != "PERSON" or left.aliases or len(left.words) + len(right.words) > _LONGEST:
        return False
    between = doc[left.last : right.first]
    beside = all(token.whitespace_ == " " for token in doc[left.last - 1 : right.first])
    small = all(token.lower_ in PARTICLES and token.is_lower for token in between)
    return beside and small and (len(between) > 0 or len(left.words) > 1) and right.first < left.last + 3


def _last_word(doc: Doc, name: Name, starts: set[int]) -> int:
    """Return where a person's name ends: after a free capitalised word, or a particle and one."""

    def is_particle(token: Token) -> bool:
        small = token.lower_ in PARTICLES and token.is_lower
        return small and token.i not in starts and bool(token.nbor(-1).whitespace_)

    i = run_end(doc, name.last, is_particle)
    if i >= len(doc) or i in starts or doc[i - 1].whitespace_ != " " or len(name.words) >= _LONGEST:
        return name.last
    alone = i + 1 == len(doc) or not (doc[i + 1].pos_ == "PROPN" and is_capital(doc, i + 1))
    return i + 1 if alone and len(name.words) > 1 and _may_be_name(doc[i]) and not doc[i].is_sent_start else name.last


def _may_be_name(token: Token) -> bool:
    word = token.text
    shape = token.pos_ == "PROPN" and token.is_alpha and word[:1].isupper() and not token.is_upper and len(word) > 2
    known = word in name_heads() or word in entries("portfolios", "word") or _is_title(token)
    after = token.doc[token.i + 1 : token.i + 2].text
    ends = bool(token.whitespace_) or after in (",", ".", "'s", "’s", ")")
    return shape and ends and not known and not token.ent_type_


def _hyphened(document: Document) -> Iterator[Name]:
    """Yield Korean names ("Chung Hae-won") and bodies joined by "-e-" ("Hefazat-e-Islam")."""
    doc, words = document.doc, document.words
    for at in [at for at, word in enumerate(words[:-3]) if word == "-" and at]:
        given, second = doc[at - 1], doc[at + 1]
        if at > 1 and words[at - 2] in SURNAMES and doc[at - 2].whitespace_ == " " and given.is_title:
            tight = given.is_alpha and not given.whitespace_ and not doc[at].whitespace_
            if tight and second.is_alpha and len(second) <= 5 and second.is_lower:
                yield name_at(doc, at - 2, at + 2, "PERSON")
                continue
        if words[at + 1] in ("e", "i") and words[at + 2] == "-":
            tight = not any(token.whitespace_ for token in doc[at - 1 : at + 3])
            if tight and given.is_title and doc[at + 3].is_title:
                yield name_at(doc, at - 1, at + 4, "ORG")
