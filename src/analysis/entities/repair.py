"""Borders and labels of names repaired by what stands in and around them: given names, titles, head nouns, datelines.

Each step takes the names of an article and returns them again, in the order of `repaired`.
"""

from collections.abc import Iterator
from dataclasses import replace

from analysis.annotate import Document
from analysis.entities.clusters import role_nouns
from analysis.entities.names import Name, honorifics, name_at, run_end, run_start, words_beside
from analysis.lexicons import entries, pairs
from analysis.reference.gazetteer import Gazetteer
from analysis.spacy_types import Doc, Token

PARTICLES = entries("name_words", "word", kind="particle")
PERSONAL = frozenset("mr mrs ms miss dr prof sir lady dame lord sen rep gov gen col lt sgt capt rev".split())  # noqa: SIM905
_PREFIXES = frozenset({"pro", "anti", "non", "ex", "then", "former", "post", "pre", "mid", "late"})
_LINKS = frozenset({"for", "of"})
_INNER = frozenset({"of", "for", "the", "and", "&", "de", "la"})
BODY_NOUNS = entries("name_words", "word", kind="body")
_LONGEST_NICKNAME = 3  # words
_SPEAKING = frozenset({"say", "tell", "add", "recall", "explain", "ask", "reply"})
_HEADED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART"})
_NAMED_BY = frozenset({"compound", "nmod", "appos", "nsubj", "pobj"})  # a noun before its name


def name_heads() -> dict[str, str]:
    """Return the last words of names that tell their label ("Museum", "University")."""
    return pairs("name_heads", "word", "label")


def given_names() -> frozenset[str]:
    """Return given names of many countries."""
    return entries("given_names", "name")


def repaired(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names with better borders and labels, none overlapping another."""
    doc = document.doc
    names = [_looked_up(piece, gazetteer) for name in names for piece in _cleaned(doc, name, gazetteer)]
    names = [name for name in names if not _is_bare_title(name)]
    names = _longer_people(document, names)
    names = _joined(doc, names)
    names = [name for name in names if not is_portfolio(doc, name)]
    return [_relabelled(doc, name) for name in names]


# ── borders ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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


def _is_bare_title(name: Name) -> bool:
    """Say whether a name is nothing but a title or role ("Queen", "Imam")."""
    title = name.text.lower() in honorifics() or name.text.lower() in role_nouns()
    return title and not (len(name.words) > 1 or name.aliases or name.text.isupper())


def _cleaned(doc: Doc, name: Name, gazetteer: Gazetteer) -> Iterator[Name]:
    """Cut lower-case edges ("pro-Beijing camp"), scores after a place, and "X of Y" apart for a person."""
    if name.source in ("gazetteer", "both"):
        yield name
        return
    first, last = name.first, name.last
    first = run_end(doc, first, lambda t: t.i < last - 1 and _is_left_edge(t))
    last = run_start(doc, last, lambda t: t.i > first and _is_edge(t) and bool(t.nbor(-1).whitespace_))
    bracket = next((i for i in range(first, last) if doc[i].text in "[]()"), None)
    if bracket is not None and bracket > first:
        last = bracket
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
        of = next((i for i in range(first + 1, last) if doc[i].lower_ == "of"), None)
        if of is not None and of + 1 < last:
            yield name_at(doc, first, of, "PERSON", name.source)
            yield name_at(doc, of + 1, last, "ORG", name.source)
            return
    if first > name.first and doc[first - 1].text == "-" and first + 1 < last and doc[first].ent_type_:
        yield name_at(doc, first, first + 1, "GPE", name.source)  # "pro-Beijing New People's Party"
        first += 1
    yield name if (first, last) == (name.first, name.last) else name_at(doc, first, last, name.label, name.source)


def _is_left_edge(token: Token) -> bool:
    if token.text == "-" or token.lower_ in _PREFIXES:
        return True
    return _is_edge(token) and token.lower_ not in PARTICLES and bool(token.whitespace_)


def _is_edge(token: Token) -> bool:
    text = token.text
    return (text.islower() and text.isalpha()) or not any(character.isalnum() for character in text)


def _longer_people(document: Document, names: list[Name]) -> list[Name]:
    """Extend a person's name over adjacent proper nouns of the phrase, also where they were taken for a place."""
    doc = document.doc
    title_end = document.title_span.end if document.title_span is not None else 0  # verbs are capitals there, too
    starts = {name.first: name for name in names}
    longer: list[Name] = []
    for name in names:
        if longer and name.first < longer[-1].last:
            continue  # it has become part of the name before it
        first, last = name.first, name.last
        if name.label == "PERSON":
            whole = bool(name.aliases) or last <= title_end
            last = _behind_nickname(doc, last)
            while not whole and last < len(doc) and _continues(doc, last, starts.get(last)):
                last = starts[last].last if last in starts else last + 1
            last = max(last, _end_of_headed(doc, last))
            first -= _is_given_before(doc, name, longer)
        same = (first, last) == (name.first, name.last)
        longer.append(name if same else name_at(doc, first, last, "PERSON", name.source))
    return longer


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


def _end_of_headed(doc: Doc, last: int) -> int:
    """Return where a body named after a person ends ("Eric Example Foundation"), else the given end."""
    end = run_end(doc, last, _is_apart_in_capitals, 3)
    return next((i for i in range(end, last, -1) if doc[i - 1].text in name_heads()), last)


def _is_apart_in_capitals(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[:1].isupper() and bool(token.nbor(-1).whitespace_)


def _is_given_before(doc: Doc, name: Name, before: list[Name]) -> bool:
    """Say whether a free given name stands right before a person's surname."""
    i = name.first - 1
    if len(name.words) > 1 or i < 0 or doc[i].text not in given_names():
        return False
    return bool(doc[i].whitespace_) and not (before and before[-1].last > i)


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


def _joined(doc: Doc, names: list[Name]) -> list[Name]:
    """Join "Andy Warhol Foundation" + "for the" + "Visual Arts" and the like."""
    joined: list[Name] = []
    for name in names:
        if joined and name.first < joined[-1].last:
            continue
        last = _end_of_body(doc, name) if name.label in ("ORG", "FAC") else name.last
        joined.append(name_at(doc, name.first, last, name.label, name.source) if last > name.last else name)
    return joined


def _end_of_body(doc: Doc, name: Name) -> int:
    if doc[name.last - 1].lower_ not in BODY_NOUNS or name.aliases:
        return name.last
    i = name.last
    if i >= len(doc) or doc[i].lower_ not in _LINKS:
        return name.last
    end = name.last
    while i < len(doc) and i - name.last < 10:
        if doc[i].text[:1].isupper() and doc[i].pos_ in ("PROPN", "NOUN", "ADJ"):
            end = i + 1
        elif doc[i].lower_ not in _INNER or not (is_capital(doc, i + 1) or doc[i].lower_ in ("of", "for")):
            break
        i += 1
    return end


def is_capital(doc: Doc, i: int) -> bool:
    return i < len(doc) and doc[i].text[:1].isupper()


# ── labels ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_portfolio(doc: Doc, name: Name) -> bool:
    """Say whether a name is only the portfolio of an office ("Home Secretary", "Secretary of State")."""
    found = name.source in ("model", "repeat")
    if name.last - name.first != 1 or not found or name.text not in entries("portfolios", "word"):
        return False
    before, after = words_beside(doc, name)
    office = doc[name.first - 2].lower_ if name.first > 1 else ""
    return after in role_nouns() or (before in ("of", "for") and office in role_nouns()) or after == "minister"


def _relabelled(doc: Doc, name: Name) -> Name:
    if name.aliases:
        return name
    label = _label_by_head(doc, name) or _label_by_shape(doc, name) or _label_by_noun(doc, name)
    return replace(name, label=label) if label and label != name.label else name


def _label_by_head(doc: Doc, name: Name) -> str | None:
    """Return the label that the head noun of a longer name tells ("… Museum", "University of …")."""
    words = [doc[i].text for i in range(name.first, name.last)]
    if len(words) < 2 or name.label not in _HEADED:
        return None
    small = next((i for i, word in enumerate(words) if word in ("of", "for", "de") and i), len(words))
    head = words[small - 1]
    if name.label in ("WORK_OF_ART", "EVENT", "PRODUCT") and small == len(words):
        return None
    label = name_heads().get(head)
    if name_heads().get(words[-1]) == "LAW":
        return "LAW"  # "Relief for Renters Act"
    if (label in ("GPE", "LOC") and name.label == "ORG") or (head in ("Center", "Centre") and name.label != "PERSON"):
        return None
    return None if label == "GPE" and name.label == "PERSON" and small < len(words) else label


def _label_by_shape(doc: Doc, name: Name) -> str | None:
    """Return ORG for a "person" of one word in capitals ("FTU's Alice Mak"), PERSON for a given name and surname."""
    words, shouted = name.words, name.text.isupper()
    if name.label == "PERSON" and len(words) == 1 and shouted and name.text.isalpha() and 2 < len(name.text) <= 6:
        near = [token for token in doc[max(0, name.first - 3) : name.last + 3] if token.is_alpha]
        return None if all(token.is_upper for token in near) else "ORG"
    if shouted or name.label not in _HEADED - {"PERSON", "EVENT"} or len(words) not in (2, 3):
        return None
    parts = all((w[:1].isupper() or w in PARTICLES) and w not in name_heads() for w in words[1:])
    return "PERSON" if parts and words[0].split("-")[0] in given_names() else None


def _label_by_noun(doc: Doc, name: Name) -> str | None:
    """Return PERSON after Mr, Mrs, Dr, "minister", "singer" …; PRODUCT after "ship", "shuttle" …"""
    before = words_beside(doc, name)[0].rstrip(".")
    if before in PERSONAL and name.label != "PERSON":
        return "PERSON"
    root = doc[name.first : name.last].root
    speaks = root.dep_ == "nsubj" and root.head.lemma_ in _SPEAKING and len(name.words) == 2
    if speaks and name.label in ("WORK_OF_ART", "PRODUCT", "EVENT", "LOC", "FAC"):
        return "PERSON"
    if before in role_nouns() and name.label in ("ORG", "GPE", "NORP", "PRODUCT") and not name.text.isupper():
        return "PERSON"
    if before in entries("body_nouns", "noun") and name.label in ("PERSON", "GPE", "LOC", "PRODUCT", "WORK_OF_ART"):
        noun = doc[name.first - 1]
        if noun.dep_ in ("compound", "nmod") and name.first <= noun.head.i < name.last and noun.text.islower():
            return "ORG"  # "airline Example Air"
    return "PRODUCT" if before in entries("vehicles", "noun") and doc[name.first - 1].dep_ in _NAMED_BY else None
