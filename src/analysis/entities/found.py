"""Names from the model and from the gazetteer, with clean borders, united to one list."""

import re
from collections.abc import Iterator

from analysis.annotate import Document
from analysis.entities.lists import HONORIFICS
from analysis.entities.names import Name, in_order, name_at, tokens_at
from analysis.lexicons import entries
from analysis.reference.gazetteer import Alias, Gazetteer

# spaCy labels that are times, numbers or languages, not names of somebody or something
_NOT_NAMES = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE"})
_DETERMINERS = frozenset(
    {"the", "a", "an", "this", "that", "these", "those", "its", "his", "her", "their", "our", "my"}
)
_NAMELIKE = re.compile(r"[A-ZÀ-ÞĀ-Ž]|\d[A-Za-z]|[a-z]{2}-[A-Z]")  # the model knows no other script
_MARKUP = re.compile(r"[=<>{}]")
_SHOUTED = frozenset({"US", "WHO", "IT", "AID", "PAP", "TT", "EC", "SEC"})  # acronyms that are also words in capitals
_MOST_OVER = 50  # known names inside one name of the model
_LOOSE = frozenset({"'s", "'", "’s", "“", "”", "‘", "’", '"', ",", ";", ":", "-", "–", "—", "(", ")", "[", "]", "..."})


def find_names(document: Document, gazetteer: Gazetteer) -> list[Name]:
    """Return the names of an article in order, none overlapping another."""
    ents = ((e.start, e.end, e.label_) for e in document.doc.ents)
    model = [_trimmed(document, *ent) for ent in ents if ent[2] not in _NOT_NAMES]
    merged = _merge([name for name in model if name is not None], list(_known_names(document, gazetteer)))
    return in_order(_supported(merged))


def _trimmed(document: Document, first: int, last: int, label: str) -> Name | None:
    """Cut determiners, possessives, titles and stray punctuation off a name; None if no name is left."""
    words, lower = document.words, document.lower
    while first < last and (lower[first] in _DETERMINERS or _is_loose(words[first])):
        first += 1
    while last > first and _is_loose(words[last - 1]):
        last -= 1
    if label == "PERSON":
        first = after_titles(document, first, last)
    if first >= last:
        return None
    name = name_at(document, first, last, label, "model")
    text = name.text
    if text[0] in "@#" or document.doc[first].like_url or _MARKUP.search(text) or not _NAMELIKE.search(text):
        return None
    half_bracket = "]" in text and "[" not in text  # "[W]e must": a letter that an editor changed
    bare = label in ("ORG", "PRODUCT", "GPE") and text in entries("acronyms_no_body", "acronym")
    return None if half_bracket or bare or text in entries("not_names", "word") else name


def after_titles(document: Document, first: int, last: int) -> int:
    """Return where a person's name begins after its titles, also those of two words ("Tan Sri"); one word is left."""
    lower = document.lower
    while first < last - 1:
        pair = first + 2 < last and f"{lower[first]} {lower[first + 1]}" in HONORIFICS
        if not pair and lower[first] not in HONORIFICS:
            break
        first += 2 if pair else 1
    return first


def _is_loose(word: str) -> bool:
    return word in _LOOSE or word.isspace()


def _known_names(document: Document, gazetteer: Gazetteer) -> Iterator[Name]:
    for match in gazetteer.find(document.text):
        aliases = tuple(alias for alias in match.aliases if alias.may_hold_on(document.published))
        tokens = tokens_at(document, match.start, match.end) if aliases else None
        if tokens is None:
            continue
        first, last = tokens
        single = last - first == 1
        if single and _is_shouted(document, first, aliases):
            continue
        label, text = gazetteer.label_of(aliases) or "", document.text[match.start : match.end]
        bare = text[4:] if text.startswith(("The ", "the ")) else ""
        first += bool(bare) and not single and (label == "ORG" or bare in gazetteer.aliases)
        yield name_at(document, first, last, label, "gazetteer", aliases)


def _is_shouted(document: Document, i: int, aliases: tuple[Alias, ...]) -> bool:
    """Say whether a short acronym stands among words in capitals ("GIVE US HOPE") and may be an ordinary word."""
    if document.words[i] not in _SHOUTED or aliases[0].kind != "acronym":
        return False
    sentence = document.doc[i].sent
    near = range(max(sentence.start, i - 2), min(sentence.end, max(sentence.start, i - 2) + 5))
    words = [document.words[k] for k in near if k != i and document.words[k].isalpha()]
    return bool(words) and all(map(str.isupper, words))


def _merge(model: list[Name], known: list[Name]) -> list[Name]:
    """Unite both lists: the longer name wins; for equal borders the gazetteer gives label and readings."""
    kept: list[Name] = []
    first = 0  # both lists are in order, so each is passed once
    for name in model:
        while first < len(known) and known[first].end <= name.start:
            first += 1
        last = first
        while last < min(len(known), first + _MOST_OVER) and known[last].start < name.end:
            last += 1
        over = known[first:last]
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
    return [*kept, *(name for name in known if taken.isdisjoint(range(name.first, name.last)))]


def _united(model: Name, known: Name) -> Name:
    ambiguous, labels = all(alias.ambiguous for alias in known.aliases), {model.label, known.label}
    places = labels <= {"GPE", "LOC", "FAC"}
    if ambiguous and not (len(labels) == 1 or places or labels <= {"ORG", "GPE", "NORP"}):
        return model
    return known._replace(label=model.label if ambiguous and places else known.label, source="both")


def _supported(names: list[Name]) -> Iterator[Name]:
    """Drop ambiguous gazetteer names that the model did not see, and names whose context the article lacks."""
    present = {a.entity_id for n in names for a in n.aliases if not a.ambiguous and not a.context}
    for name in names:
        readings = tuple(a for a in name.aliases if not a.context or a.context in present)
        if name.aliases and not readings and name.source == "both":
            yield name._replace(aliases=(), source="model")
        elif not name.aliases or not (name.source == "gazetteer" and all(a.ambiguous for a in readings)):
            yield name if readings == name.aliases else name._replace(aliases=readings)
