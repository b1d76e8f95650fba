"""Names that the model missed: unlabelled repetitions of a name found elsewhere in the article."""

from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.names import Name, fold, honorifics, name_at
from analysis.entities.people import short_forms
from analysis.entities.repair import is_portfolio
from analysis.entities.roles import role_nouns

if TYPE_CHECKING:
    from spacy.tokens import Token


def with_repeats(document: Document, names: list[Name]) -> list[Name]:
    """Return the names and, in order, the repetitions among tokens that belong to none."""
    forms = _forms(names)
    names = _with_whole_names(document, names, forms)
    taken = bytearray(len(document.doc))
    for name in names:
        taken[name.first : name.last] = b"\1" * (name.last - name.first)
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
    joined_before = (
        before is not None
        and before.pos_ == "PROPN"
        and before.dep_ in ("compound", "flat")
        and before.head in (first, last)
    )
    joined_after = (
        after is not None and after.pos_ == "PROPN" and last.dep_ in ("compound", "flat") and last.head == after
    )
    return not (joined_before or joined_after)
