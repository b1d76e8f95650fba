"""Borders of names mended by the words in and beside them: edges cut, parts joined, an office or a verb cut off.

Each rule takes one name, or two neighbours, and looks at most a few tokens around.
"""

import re
from collections.abc import Iterator
from functools import cache, partial

from analysis.annotate import Document
from analysis.entities import lists
from analysis.entities.found import after_titles
from analysis.entities.names import Name, is_only_name, name_at, rebordered, regrown, run_end, run_start, with_found
from analysis.entities.usage import is_portfolio, relabelled
from analysis.lexicons import entries
from analysis.reference.gazetteer import Gazetteer

_PREFIXES = frozenset({"pro", "anti", "non", "ex", "then", "former", "post", "pre", "mid", "late"})
_LINKS = frozenset({"for", "of"})
_INNER = frozenset({"of", "for", "the", "and", "&", "de", "la"})
_LONGEST_NICKNAME = 3  # words
_LONGEST_LINK = 10  # tokens
_SUM = re.compile(r"(?:[A-Z]{1,3}|Rs\.?|Sh|Ksh|KSh)\d[\d.,]*(?:bn|tn|mn|m|b|k)?")
_RESULT = re.compile(r"\s\d{1,3}\s?[-–]\s?\d{1,3}$")
_LONGEST = 5  # words of a person's name
_TITLES = ("MD", "CEO", "Chairman")
_SINGLE = ("GPE", "PERSON", "LOC", "NORP", "ORG")
_NAME_ENDS = tuple((mark,) for mark in (",", ".", "'s", "’s", ")"))


def mended(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names with better borders and labels, in order, none overlapping another."""
    names = [_looked_up(piece, gazetteer) for name in names for piece in _cleaned(document, name, gazetteer)]
    names = [name for name in names if not _is_only_title(name)]
    title_end = document.title_span.end if document.title_span is not None else 0  # verbs are capitals there, too
    names = regrown(names, partial(_longer_person, document, title_end, {name.first: name for name in names}))
    names = regrown(names, lambda name, _: rebordered(document, name, name.first, _end_of_body(document, name)))
    names = [relabelled(document, name) for name in names if not is_portfolio(document, name)]
    names = [piece for name in names for piece in _parted(document, name, gazetteer)]
    names = regrown(names, partial(_joined_person, document, title_end, {name.first for name in names}))
    return with_found(names, list(_hyphened(document)))


def _is_only_title(name: Name) -> bool:
    """Say whether a name is a word like "Queen" or "Imam", which alone is nobody's."""
    word = name.text.lower()
    titled = (word in lists.HONORIFICS or word in lists.ROLE_NOUNS) and not name.aliases
    return titled and len(name.words) == 1 and not name.text.isupper()


def _looked_up(name: Name, gazetteer: Gazetteer) -> Name:
    """Give a name with new borders its readings in the gazetteer."""
    if name.aliases:
        return name
    aliases = gazetteer.aliases.get(name.text, ())
    if not aliases and name.label == "GPE" and name.text.isupper() and len(name.text) > 4:
        aliases = gazetteer.aliases.get(name.text.title(), ())  # "MOSCOW. Feb 3 (Interfax)"
    if not aliases and name.label == "ORG" and len(name.words) > 1:  # "NATO Alliance": the body and its class
        *body, noun = name.words
        known = gazetteer.aliases.get(" ".join(body), ())
        aliases = tuple(a for a in known if noun.lower() in gazetteer.entities[a.entity_id].classes)
    if not aliases or any(alias.ambiguous or alias.context for alias in aliases):
        return name
    return name._replace(label=gazetteer.label_of(aliases) or name.label, aliases=aliases)


# ── cut ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cleaned(document: Document, name: Name, gazetteer: Gazetteer) -> Iterator[Name]:
    """Cut lower-case edges ("pro-Beijing camp"), scores after a place, and "X of Y" apart for a person."""
    if name.source in ("gazetteer", "both"):
        yield name
        return
    words, last = document.words, name.last
    first = run_end(document, name.first, lambda i: i < last - 1 and _is_left_edge(document, i))
    last = run_start(last, lambda i: i > first and _is_edge(words[i]) and document.is_spaced(i - 1))
    bracket = next((i for i in range(first, last) if words[i] in "[]()"), first)
    last = bracket if bracket > first else last
    if words[last : last + 1] == (".",) and words[last - 1] in ("Jr", "Sr", "Inc", "Corp", "Ltd", "Co"):
        last += 1
    if name.label in ("GPE", "LOC", "PERSON"):
        while first < last - 1 and (not words[last - 1][0].isalnum() or document.doc[last - 1].like_num):
            last -= 1
    if name.label == "PERSON":
        nation = gazetteer.aliases.get(words[first], ())
        if last - first > 2 and nation and nation[0].kind == "demonym" and not nation[0].ambiguous:
            yield name_at(document, first, first + 1, "NORP", "model")  # "Bahraini Mahmood Al Yousif"
            first += 1
        of = next((i for i in range(first + 1, last - 1) if document.lower[i] == "of"), None)
        if of is not None:
            yield name_at(document, first, of, "PERSON", name.source)
            yield name_at(document, of + 1, last, "ORG", name.source)
            return
    if first > name.first and words[first - 1] == "-" and first + 1 < last and document.doc[first].ent_type_:
        yield name_at(document, first, first + 1, "GPE", name.source)  # "pro-Beijing New People's Party"
        first += 1
    yield rebordered(document, name, first, last)


def _is_left_edge(document: Document, i: int) -> bool:
    word, lower = document.words[i], document.lower[i]
    small = _is_edge(word) and lower not in lists.PARTICLES and document.is_spaced(i)
    return small or word == "-" or lower in _PREFIXES


def _is_edge(word: str) -> bool:
    return (word.islower() and word.isalpha()) or not any(map(str.isalnum, word))


def _parted(document: Document, name: Name, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield what a name of the model holds: without a class noun, an office or a verb; nothing for a sum of money."""
    words, first, last = document.words, name.first, name.last
    if name.source != "model" or name.aliases:
        yield name
    elif _SUM.fullmatch(name.text) or _is_office(document, name) or name.text.lower() in _company_nouns():
        return
    elif name.label == "PERSON" and "and" in words[first + 1 : last - 1]:
        both = words.index("and", first + 1)
        label = "GPE" if first and document.lower[first - 1] in ("in", "into", "near") else "PERSON"
        yield name_at(document, first, both, label, "model")
        yield name_at(document, both + 1, last, label, "model")
    elif name.label == "PERSON" and document.lower[first] in _company_nouns() and last - first > 1:
        yield name_at(document, first + 1, last, "ORG", "model")  # "Drugmaker Altavar said"
    elif name.label == "PERSON":
        first = first if words[first] in lists.GIVEN_NAMES else after_titles(document, first, last)
        opens = last - first > 1 and words[first] in entries("name_openers", "word")
        first += opens and bool(document.doc[first].is_sent_start)
        bare = last - first == 2 and f"{document.lower[first]} {document.lower[last - 1]}" in lists.HONORIFICS
        if not bare:
            yield rebordered(document, name, first, last)
    elif name.label == "ORG" and last - first > 1:
        yield from _parted_body(document, name, gazetteer)
    else:
        yield name


def _is_office(document: Document, name: Name) -> bool:
    """Say whether a name is only the field of an office ("Minister of National Defence")."""
    office, of = (document.lower[i] if i >= 0 else "" for i in (name.first - 2, name.first - 1))
    if name.label != "ORG" or of not in ("of", "for") or office not in lists.ROLE_NOUNS:
        return False
    inside = range(name.first, name.last)
    return all(document.words[i] in lists.PORTFOLIOS or document.lower[i] in ("and", "of", "&") for i in inside)


def _parted_body(document: Document, name: Name, gazetteer: Gazetteer) -> Iterator[Name]:
    first, last, words, tags = name.first, name.last, document.words, document.tags
    result = _RESULT.search(name.text)
    while result and document.starts[last - 1] >= name.start + result.start():  # "Tenbury 2-1"
        last -= 1
    verb = next((i for i in range(first + 1, last - 1) if tags[i] in ("VBD", "VBZ") and words[i].islower()), None)
    if verb is not None:  # "Ashford Rovers beat Tenbury"
        yield name_at(document, first, verb, "ORG", "model")
        yield name_at(document, verb + 1, last, "ORG", "model")
        return
    if document.lower[first] in _company_nouns() and document.doc[first].is_sent_start:  # "Drugmaker Example AG"
        first += 1
    elif document.lower[first + 1] == "of" and last - first > 2 and _is_title(document, first):  # "MD of Example Ltd"
        first += 2
    elif last < len(words) and _is_title(document, last):  # "Sindh Information Minister", "U.S. Surgeon General"
        readings = {i: gazetteer.aliases.get(document.written(first, i), ()) for i in range(first + 1, last)}
        place = max((i for i, known in readings.items() if gazetteer.label_of(known) == "GPE"), default=last)
        if lists.PORTFOLIOS.issuperset(words[place:last]):
            last = place
    if last < name.last and not result:
        known = gazetteer.aliases.get(document.written(first, last), ())
        yield name_at(document, first, last, "GPE", "model", known)
    else:
        yield rebordered(document, name, first, last)


def _is_title(document: Document, i: int) -> bool:
    word = document.lower[i]
    return word in lists.ROLE_NOUNS or word in lists.HONORIFICS or document.words[i] in _TITLES


@cache
def _company_nouns() -> frozenset[str]:
    generic = {"company", "firm", "corporation", "manufacturer"}
    return entries("body_nouns", "noun", **{"class": "company"}) - generic


# ── joined ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _longer_person(
    document: Document, title_end: int, starts: dict[int, Name], name: Name, before: Name | None
) -> Name:  # fmt: skip
    """Extend a person's name over adjacent proper nouns of the phrase, also where they were taken for a place."""
    if name.label != "PERSON":
        return name
    words = document.words
    whole = bool(name.aliases) or name.last <= title_end
    last = _behind_nickname(document, name.last)
    while not whole and last < len(words) and _continues(document, last, starts.get(last)):
        last = starts[last].last if last in starts else last + 1
    # a body named after a person: "Eric Example Foundation"
    end = run_end(document, last, lambda i: _is_capital_noun(document, i) and document.is_spaced(i - 1), 3)
    last = next((i for i in range(end, last, -1) if words[i - 1] in lists.NAME_HEADS), last)
    i = name.first - 1  # a free given name right before a surname
    given = i >= 0 and words[i] in lists.GIVEN_NAMES and len(name.words) == 1 and document.is_spaced(i)
    return rebordered(document, name, name.first - bool(given and (before is None or before.last <= i)), last)


def _is_capital_noun(document: Document, i: int) -> bool:
    return document.pos[i] == "PROPN" and document.words[i][:1].isupper()


def _behind_nickname(document: Document, last: int) -> int:
    """Return where a name ends that a nickname in marks interrupts: Lena “The Lamp” Holm."""
    words = document.words
    if last >= len(words) or words[last] not in "“‘":
        return last
    for close in range(last + 2, min(last + 2 + _LONGEST_NICKNAME, len(words) - 1)):
        if words[close] in "”’'":
            named = all(word[0].isupper() for word in words[last + 1 : close]) and document.tags[close + 1] == "NNP"
            return close + 2 if named else last
    return last


def _continues(document: Document, i: int, name: Name | None) -> bool:
    """Say whether the token after a person's name belongs to it: a capitalised proper noun that heads the phrase."""
    word, lower = document.words[i], document.lower[i]
    if not word.isalpha() or not _is_capital_noun(document, i) or not document.is_spaced(i - 1):
        return False
    if (word.isupper() and len(word) > 2) or lower in lists.ROLE_NOUNS or lower in lists.HONORIFICS:
        return False
    joined = document.deps[i - 1] in ("compound", "flat") and document.doc[i - 1].head.i >= i
    if name is None or not joined:
        return joined
    return name.last - name.first == 1 and name.label in _SINGLE and word not in lists.NAME_HEADS


def _end_of_body(document: Document, name: Name) -> int:
    """Return where a body ends of which the model saw the first part: "Andy Warhol Foundation" + "for the …"."""
    i, lower = name.last, document.lower
    headed = name.label in ("ORG", "FAC") and lower[i - 1] in lists.BODY_NOUNS and not name.aliases
    if not headed or i >= len(lower) or lower[i] not in _LINKS:
        return name.last
    end = i
    while i < min(len(lower), name.last + _LONGEST_LINK):
        if document.is_capital(i) and document.pos[i] in ("PROPN", "NOUN", "ADJ"):
            end = i + 1
        elif lower[i] not in _INNER or not (document.is_capital(i + 1) or lower[i] in _LINKS):
            break
        i += 1
    return end


def _joined_person(document: Document, title_end: int, starts: set[int], name: Name, before: Name | None) -> Name:
    """Join the parts of one person's name: "María del Carmen" + "Alva Quispe", "Ana" + "dela" + "Cruz", a free word."""
    if name.label != "PERSON" or name.aliases or name.first < title_end:
        return name
    if before is not None and _are_one(document, before, name):
        return name_at(document, before.first, name.last, "PERSON", "model")
    i = name.first - 1  # a free capitalised word before a surname that the parser joins to it
    free = i >= 0 and document.deps[i] in ("compound", "flat") and (before is None or before.last <= i)
    joined = free and len(name.words) == 1 and name.first <= document.doc[i].head.i < name.last
    given = joined and (document.words[i] in lists.GIVEN_NAMES or is_only_name(document, i))
    longer = given and _may_be_name(document, i) and not _is_title(document, max(0, i - 1))
    first, last = name.first - bool(longer), _last_word(document, name, starts)
    same = (first, last) == (name.first, name.last)
    return name if same else name_at(document, first, last, "PERSON", "model")


def _are_one(document: Document, left: Name, right: Name) -> bool:
    if left.label != "PERSON" or left.aliases or right.first >= left.last + 3:
        return False
    between = range(left.last, right.first)
    beside = all(document.is_spaced(i) for i in range(left.last - 1, right.first))
    small = all(document.words[i] in lists.PARTICLES and document.words[i].islower() for i in between)
    short = len(left.words) + len(right.words) <= _LONGEST
    return beside and small and short and (len(between) > 0 or len(left.words) > 1)


def _last_word(document: Document, name: Name, starts: set[int]) -> int:
    """Return where a person's name ends: after a free capitalised word, or a particle and one."""
    words = document.words

    def is_particle(i: int) -> bool:
        return words[i] in lists.PARTICLES and words[i].islower() and i not in starts and document.is_spaced(i - 1)

    i = run_end(document, name.last, is_particle)
    if i >= len(words) or i in starts or not document.is_spaced(i - 1) or not 1 < len(name.words) < _LONGEST:
        return name.last
    free = _may_be_name(document, i) and not document.doc[i].is_sent_start
    return i + 1 if free and not (i + 1 < len(words) and _is_capital_noun(document, i + 1)) else name.last


def _may_be_name(document: Document, i: int) -> bool:
    word = document.words[i]
    shape = _is_capital_noun(document, i) and word.isalpha() and not word.isupper() and len(word) > 2
    ends = shape and (document.is_spaced(i) or document.words[i + 1 : i + 2] in _NAME_ENDS)
    known = word in lists.NAME_HEADS or word in lists.PORTFOLIOS or _is_title(document, i)
    return ends and not known and not document.doc[i].ent_type_


def _hyphened(document: Document) -> Iterator[Name]:
    """Yield Korean names ("Chung Hae-won") and bodies joined by "-e-" ("Hefazat-e-Islam")."""
    words = document.words
    for at in [at for at, word in enumerate(words[:-3]) if word == "-" and at]:
        given, second = words[at - 1], words[at + 1]
        tight = given.istitle() and not document.is_spaced(at - 1) and not document.is_spaced(at)
        named = tight and given.isalpha() and at > 1 and words[at - 2] in lists.SURNAMES and document.is_spaced(at - 2)
        if named and second.isalpha() and second.islower() and len(second) <= 5:
            yield name_at(document, at - 2, at + 2, "PERSON")
        elif tight and second in ("e", "i") and words[at + 2] == "-" and words[at + 3].istitle():
            joined = not document.is_spaced(at + 1) and not document.is_spaced(at + 2)
            yield from [name_at(document, at - 1, at + 4, "ORG")] if joined else []
