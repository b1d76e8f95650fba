"""Places told by the words around them: a city's name with another label, a free name after "in", a dateline."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.borders import is_only_name
from analysis.entities.clusters import fold
from analysis.entities.names import Name, name_at
from analysis.entities.repair import word_set
from analysis.reference.gazetteer import Gazetteer

if TYPE_CHECKING:
    from spacy.tokens import Doc

_OTHER = frozenset({"ORG", "PERSON", "NORP", "PRODUCT", "WORK_OF_ART", "FAC", "EVENT"})
_BEFORE_PLACE = frozenset({"in", "near", "outside", "around", "across"})
_PARTS = frozenset({"State", "County", "Province", "District", "Region", "Governorate", "Prefecture", "Oblast"})
_COLON = re.compile(r"([A-ZÀ-Þ][\w.'’\- ]{2,30}):\s")


def with_places(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names with places found or relabelled, in order."""
    doc = document.doc
    people = {fold(word) for n in names if n.label == "PERSON" and len(n.words) > 1 for word in n.words}
    names = [replace(n, label="GPE") if _is_city(doc, n, people, gazetteer) else n for n in names]
    known = [name for name in names if name.aliases]
    opening = [o for o in _openings(document, gazetteer) if not any(o.overlaps(name) for name in known)]
    names = [name for name in names if not any(name.overlaps(place) for place in opening)] + opening
    taken = bytearray(len(doc))
    for name in names:
        taken[name.first : name.last] = b"\1" * (name.last - name.first)
    return sorted([*names, *_after_prepositions(document, taken)], key=lambda name: name.start)


def _is_city(doc: "Doc", name: Name, people: set[str], gazetteer: Gazetteer) -> bool:
    """Say whether a name of another label is a city's, or a place with "State" or "County" behind it."""
    if name.label not in _OTHER or name.aliases or name.source != "model":
        return False
    if name.words[-1] in _PARTS and name.label == "ORG":
        known = gazetteer.aliases.get(name.text.rpartition(" ")[0], ())
        places = [gazetteer.entities[alias.entity_id] for alias in known]
        return any(p.label == "GPE" and p.country != "USA" for p in places)  # "Ohio State" is a university
    after = doc[name.last].lower_ if name.last < len(doc) else ""
    speaks = name.label == "PERSON" and doc[name.last - 1].dep_ == "nsubj"
    return name.text in word_set("city_names", "name") and fold(name.text) not in people and not speaks and after != "&"


def _openings(document: Document, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield the known place that opens a paragraph before a colon ("KUALA LUMPUR: The minister …")."""
    for paragraph in document.paragraphs[:4]:
        found = _COLON.match(document.text[paragraph.start_char : paragraph.start_char + 40])
        aliases = gazetteer.aliases.get(found.group(1).title(), ()) if found else ()
        if not found or not aliases or gazetteer.entities[aliases[0].entity_id].label != "GPE":
            continue
        span = document.doc.char_span(paragraph.start_char, paragraph.start_char + len(found.group(1)))
        if span is not None and not aliases[0].ambiguous:
            yield name_at(document.doc, span.start, span.end, "GPE", "repeat", aliases)


def _after_prepositions(document: Document, taken: bytearray) -> Iterator[Name]:
    """Yield free proper nouns after "in", "near" that are no ordinary words: villages the model left out."""
    doc = document.doc
    for i, word in enumerate(document.lower[:-1]):
        if word not in _BEFORE_PLACE or taken[i + 1]:
            continue
        last = i + 1
        while last < len(doc) and last < i + 4 and not taken[last] and _is_place_word(doc, last):
            last += 1
        after = doc[last] if last < len(doc) else None
        closed = after is None or after.pos_ in ("PUNCT", "CCONJ", "ADP", "AUX", "VERB", "SCONJ", "PART", "ADV", "PRON")
        open_end = not closed or (after is not None and after.text in ("-", "'s"))
        if last > i + 1 and not open_end and is_only_name(doc[last - 1]):
            yield name_at(doc, i + 1, last, "GPE", "repeat")


def _is_place_word(doc: "Doc", i: int) -> bool:
    token = doc[i]
    return token.pos_ == "PROPN" and token.is_title and token.is_alpha and not token.ent_type_
