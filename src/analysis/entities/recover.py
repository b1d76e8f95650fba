"""Names that the model left out: people by title or given name, places that open a paragraph, repetitions."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.metonyms import acting_verbs
from analysis.entities.names import Name, fold, honorifics, name_at, taken_by
from analysis.entities.people import role_nouns, short_forms
from analysis.entities.repair import PARTICLES, PERSONAL, given_names, is_capital, is_portfolio, name_heads, word_set
from analysis.entities.usage import contexts
from analysis.lexicons import entries
from analysis.reference.gazetteer import Gazetteer

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_DATELINE = re.compile(
    r"([A-ZÀ-Þ][A-ZÀ-Þ.'\- ]{2,30}?)(?:, [A-Z][\w. ]{1,20})?(?: \([^)]{2,30}\))? ?(?:—|–|--| - |, \d{4})"
)
_ACRONYM = re.compile(r"[A-Z]{3,6}")
_KICKERS = entries("name_words", "word", kind="kicker")


def recovered(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names and those found beside them, in order."""
    names = [*names, *_titled(document, names)]
    people = list(_given(document, [name for name in names if not _is_half(name)]))
    names = [*(name for name in names if not any(name.overlaps(person) for person in people)), *people]
    names = [*names, *_acting_acronyms(document, names)]
    return sorted(_with_datelines(document, names, gazetteer), key=lambda name: name.start)


def _titled(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield people after a personal title: "Ms Bauchtman"."""
    doc = document.doc
    taken = taken_by(doc, names)
    for i, word in enumerate(document.words[:-1]):
        if not word[:1].isupper() or word.lower().rstrip(".") not in PERSONAL:
            continue
        first = i + 1
        while first + 1 < len(doc) and (  # "Lt Gen", "Mr Justice"
            doc[first].lower_.rstrip(".") in PERSONAL
            or (doc[first].lower_ in honorifics() and is_capital(doc, first + 1) and not taken[first])
        ):
            first += 1
        last = _run(doc, first, taken)
        if last > first:
            yield name_at(doc, first, last, "PERSON", "repeat")


def _is_kin(doc: "Doc", i: int) -> bool:
    """Say whether a noun tells that a bare given name follows: "Twins Ida and Alva"."""
    return i >= 0 and contexts("before").get(doc[i].lower_) == "PERSON"


def _is_half(name: Name) -> bool:
    """Say whether a "place" or "body" of one unknown word is a given name: the surname may stand free behind it."""
    unknown = not name.aliases and len(name.words) == 1 and name.label in ("GPE", "LOC", "FAC", "ORG")
    return unknown and name.text in given_names()


def _given(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield people by a given name and one or two more capitalised words that the model left out."""
    doc, given = document.doc, given_names()
    taken = taken_by(doc, names)
    i = 0
    while i < len(doc) - 1:
        free = not taken[i] and doc[i].pos_ == "PROPN" and (_is_kin(doc, i - 1) or not _before_is_name(doc, i))
        if free and document.words[i] in given:
            last = _run(doc, i, taken)
            headed = any(doc[j].text in name_heads() for j in range(i, last))
            if 2 - _is_kin(doc, i - 1) <= last - i <= 4 and not headed and not doc[i:last].text.isupper():
                yield name_at(doc, i, last, "PERSON", "repeat")
                i = last
                continue
        i += 1


def _acting_acronyms(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield bodies that only their acronym names and that do what bodies do: "the NPA attacked", "said the BSP".

    The verbs are those with which a capital stands for its government.
    """
    doc = document.doc
    taken = taken_by(doc, names)
    for i, word in enumerate(document.words):
        if taken[i] or not _ACRONYM.fullmatch(word) or word in word_set("acronyms_no_body", "acronym"):
            continue
        token = doc[i]
        acts = token.dep_ == "nsubj" and acting_verbs().get(token.head.lemma_.lower()) == "government"
        if acts and token.pos_ == "PROPN" and not _is_shouted(doc, i):
            yield name_at(doc, i, i + 1, "ORG", "repeat")


def _is_shouted(doc: "Doc", i: int) -> bool:
    """Say whether the words beside a word are in capitals, too."""
    near = [doc[j] for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < len(doc) and doc[j].is_alpha]
    return sum(token.is_upper and len(token) > 1 for token in near) > len(near) / 2


def _before_is_name(doc: "Doc", i: int) -> bool:
    if not i or doc[i - 1].pos_ != "PROPN" or not doc[i - 1].text[:1].isupper():
        return False
    return doc[i - 1].lower_ not in honorifics() and doc[i - 1].lower_ not in role_nouns()


def _run(doc: "Doc", first: int, taken: bytearray) -> int:
    """Return where a run of free capitalised proper nouns, particles inside allowed, ends."""
    i = first
    while i < len(doc) and not taken[i] and i - first < 5:
        inside = i > first and doc[i].lower_ in PARTICLES and is_capital(doc, i + 1)
        if not inside and not (doc[i].text[:1].isupper() and doc[i].pos_ == "PROPN"):
            break
        i += 1
    return i


def _with_datelines(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Add the place in capitals that opens a paragraph ("OTTAWA, Ontario —"); what else was seen there gives way."""
    places = list(_datelines(document, gazetteer))
    taken = {token for place in places for token in range(place.first, place.last)}
    return [*(name for name in names if taken.isdisjoint(range(name.first, name.last))), *places]


def _datelines(document: Document, gazetteer: Gazetteer) -> Iterator[Name]:
    for paragraph in document.paragraphs:
        start = paragraph.start_char
        found = _DATELINE.match(document.text[start : min(start + 90, paragraph.end_char)])
        if not found or found.group(1).split()[0] in _KICKERS or paragraph == document.title_span:
            continue
        span = document.doc.char_span(start, start + len(found.group(1).rstrip()))
        if span is not None and len(span) <= 4 and any(t.is_alpha for t in span):
            aliases = gazetteer.aliases.get(span.text.title(), ())
            place = aliases if aliases and gazetteer.entities[aliases[0].entity_id].label == "GPE" else ()
            yield name_at(document.doc, span.start, span.end, "GPE", "repeat", place)


def with_repeats(document: Document, names: list[Name]) -> list[Name]:
    """Return the names and, in order, the repetitions among tokens that belong to none."""
    forms = _forms(names)
    names = _with_whole_names(document, names, forms)
    taken = taken_by(document.doc, names)
    longest = {words[0]: len(words) for words in sorted(forms, key=len) if words}
    found = list(names)
    words = document.words
    for i, word in enumerate(words):
        if word not in longest or taken[i] or not word[:1].isupper():
            continue
        for width in range(longest[word], 0, -1):
            model = forms.get(words[i : i + width])
            if model is None or any(taken[i : i + width]):
                continue
            span = document.doc[i : i + width]
            if not _stands_alone(span[0], span[-1]):
                continue
            repeat = name_at(document.doc, span.start, span.end, model.label, "repeat", model.aliases)
            if not is_portfolio(document.doc, repeat):
                found.append(repeat)
            taken[i : i + width] = b"\1" * width
            break
    return sorted(found, key=lambda name: name.start)


def _with_whole_names(document: Document, names: list[Name], forms: dict[tuple[str, ...], Name]) -> list[Name]:
    """Return the names with full names of people put in where the model saw only parts ("Qasem" + "Soleimani")."""
    doc = document.doc
    firsts = {words[0]: words for words, name in forms.items() if len(words) > 1 and name.label == "PERSON"}
    kept: list[Name] = []
    for name in names:
        words = firsts.get(doc[name.first].text)
        if kept and kept[-1].last > name.first:
            continue  # swallowed by the whole name before it
        if words and name.last - name.first < len(words):
            span = doc[name.first : name.first + len(words)]
            if tuple(t.text for t in span) == words:
                kept.append(name_at(doc, span.start, span.end, "PERSON", "repeat", forms[words].aliases))
                continue
        kept.append(name)
    return kept


def _forms(names: list[Name]) -> dict[tuple[str, ...], Name]:
    """Return the token sequences that are names when they stand alone: each name, and people's surnames."""
    forms: dict[tuple[str, ...], Name] = {}
    titles = honorifics().keys() | role_nouns().keys()
    for name in names:
        if len(name.text) < 3 or name.label in ("WORK_OF_ART", "PRODUCT", "EVENT"):
            continue
        forms.setdefault(tuple(name.text.split()), name)
        if name.label == "PERSON" and len(name.words) > 1:
            surname = name.words[-1]
            if fold(surname) == short_forms(name)[0] and len(surname) > 2 and surname.lower() not in titles:
                forms.setdefault((surname,), name_like(name, surname))
    return forms


def name_like(name: Name, text: str) -> Name:
    """Return a form of a name with the same label and no reading of its own."""
    return Name(name.first, name.last, name.start, name.end, text, name.label, "repeat")


def _stands_alone(first: "Token", last: "Token") -> bool:
    """Say whether tokens are a name of their own: a proper noun, and no capitalised neighbour in the same phrase."""
    if not any(t.pos_ == "PROPN" for t in (first, last)):
        return False
    doc = first.doc
    before = doc[first.i - 1] if first.i else None
    after = doc[last.i + 1] if last.i + 1 < len(doc) else None
    links = ("compound", "flat")
    if before is not None and before.pos_ == "PROPN" and before.dep_ in links and before.head in (first, last):
        return False
    return after is None or after.pos_ != "PROPN" or last.dep_ not in links or last.head != after
