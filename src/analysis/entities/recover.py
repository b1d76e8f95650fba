"""Names that the model left out: people by title or given name, places that open a paragraph, repetitions."""

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis.annotate import Document
from analysis.entities.clusters import short_forms
from analysis.entities.names import (
    PARTICLES,
    PERSONAL,
    Name,
    fold,
    given_names,
    honorifics,
    is_capital,
    is_only_name,
    longest_known,
    name_at,
    name_heads,
    rebordered,
    regrown,
    role_nouns,
    run_end,
    run_start,
    taken_by,
    with_found,
)  # fmt: skip
from analysis.entities.stand_ins import acts_like_government
from analysis.entities.usage import apposed_label, contexts, is_portfolio
from analysis.lexicons import entries
from analysis.reference.gazetteer import Gazetteer
from analysis.spacy_types import Doc, Span, Token

_DATELINE = re.compile(
    r"([A-ZÀ-Þ][A-ZÀ-Þ.'\- ]{2,30}?)(?:, [A-Z][\w. ]{1,20})?(?: \([^)]{2,30}\))? ?(?:—|–|--| - |, \d{4})"
)
_ACRONYM = re.compile(r"[A-Z]{3,6}")
_PLACE_OR_BODY = frozenset({"GPE", "LOC", "FAC", "ORG"})
_JOINED = ("compound", "flat")
_KICKERS = entries("name_words", "word", kind="kicker")


def recovered(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    names = [*names, *_titled(document, names)]
    # a "place" or "body" of one unknown word may be a given name whose surname stands free behind it
    whole = [n for n in names if n.aliases or n.label not in _PLACE_OR_BODY or n.text not in given_names()]
    names = _instead(names, list(_given(document, whole)))
    names = _instead([*names, *_acting_acronyms(document, names)], list(_datelines(document, gazetteer)))
    return sorted(names, key=lambda name: name.start)


def _instead(names: list[Name], found: list[Name]) -> list[Name]:
    return [*(name for name in names if not any(name.overlaps(other) for other in found)), *found]


def _titled(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield people after a personal title: "Ms Bauchtman"."""
    doc = document.doc
    taken = taken_by(doc, names)
    titles = [i for i, w in enumerate(document.words[:-1]) if w[:1].isupper() and w.lower().rstrip(".") in PERSONAL]
    for first in [i + 1 for i in titles]:
        while first + 1 < len(doc) and (  # "Lt Gen", "Mr Justice"
            doc[first].lower_.rstrip(".") in PERSONAL
            or (doc[first].lower_ in honorifics() and is_capital(doc, first + 1) and not taken[first])
        ):
            first += 1
        last = _run(doc, first, taken)
        if last > first:
            yield name_at(doc, first, last, "PERSON")


def _given(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield people by a given name and one or two more capitalised words that the model left out."""
    doc, given = document.doc, given_names()
    taken = taken_by(doc, names)
    known = honorifics().keys() | role_nouns().keys()
    end = 0
    for i in [i for i, word in enumerate(document.words[:-1]) if word in given]:
        if i < end or document.pos[i] != "PROPN" or taken[i]:
            continue
        # after "Twins" a bare given name follows: "Twins Ida and Alva"
        before = doc[i - 1] if i else None
        kin = before is not None and contexts("before").get(before.lower_) == "PERSON"
        named = before is not None and before.pos_ == "PROPN" and before.text[:1].isupper()
        last = _run(doc, i, taken)
        headed = any(token.text in name_heads() for token in doc[i:last])
        free = kin or before is None or not named or before.lower_ in known
        if free and 2 - kin <= last - i <= 4 and not headed and not doc[i:last].text.isupper():
            yield name_at(doc, i, last, "PERSON")
            end = last


def _acting_acronyms(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield bodies that only their acronym names and that do what bodies do: "the NPA attacked", "said the BSP".

    The verbs are those with which a capital stands for its government.
    """
    doc = document.doc
    taken = taken_by(doc, names)
    for i, word in enumerate(document.words):
        if taken[i] or not _ACRONYM.fullmatch(word) or word in entries("acronyms_no_body", "acronym"):
            continue
        acts = document.deps[i] == "nsubj" and document.pos[i] == "PROPN" and acts_like_government(doc[i].head)
        near = [t for t in doc[max(0, i - 2) : i + 3] if t.is_alpha and t.i != i]  # most of them in capitals, too?
        if acts and sum(token.is_upper and len(token) > 1 for token in near) <= len(near) / 2:
            yield name_at(doc, i, i + 1, "ORG")


def _run(doc: Doc, first: int, taken: bytearray) -> int:
    """Return where a run of free capitalised proper nouns, particles inside allowed, ends."""
    i = first
    while i < len(doc) and not taken[i] and i - first < 5:
        inside = i > first and doc[i].lower_ in PARTICLES and is_capital(doc, i + 1)
        if not inside and not (doc[i].text[:1].isupper() and doc[i].pos_ == "PROPN"):
            break
        i += 1
    return i


def _datelines(document: Document, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield the place in capitals that opens a paragraph ("OTTAWA, Ontario —"); what else was seen there gives way."""
    for paragraph in document.paragraphs:
        start = paragraph.start_char
        found = _DATELINE.match(document.text[start : min(start + 90, paragraph.end_char)])
        if not found or found.group(1).split()[0] in _KICKERS or paragraph == document.title_span:
            continue
        span = document.doc.char_span(start, start + len(found.group(1).rstrip()))
        if span is not None and len(span) <= 4 and any(t.is_alpha for t in span):
            aliases = gazetteer.aliases.get(span.text.title(), ())
            place = aliases if gazetteer.label_of(aliases) == "GPE" else ()
            yield name_at(document.doc, span.start, span.end, "GPE", "repeat", place)


def with_repeats(document: Document, names: list[Name]) -> list[Name]:
    doc, words = document.doc, document.words
    forms = _forms(names)
    names = _with_whole_names(document, names, forms)
    taken = taken_by(doc, names)
    longest = {words[0]: len(words) for words in sorted(forms, key=len) if words}

    def known(first: int, last: int) -> Name | None:
        model = forms.get(words[first:last])
        if model is None or any(taken[first:last]) or not _stands_alone(doc[first], doc[last - 1]):
            return None
        return name_at(doc, first, last, model.label, "repeat", model.aliases)

    def widest(i: int) -> int:
        return 0 if taken[i] or not words[i][:1].isupper() else longest.get(words[i], 0)

    found = longest_known(0, len(words), widest, known)
    repeats = [repeat for repeat in found if not is_portfolio(doc, repeat)]
    return sorted([*names, *repeats], key=lambda name: name.start)


def _with_whole_names(document: Document, names: list[Name], forms: dict[tuple[str, ...], Name]) -> list[Name]:
    """Return the names with full names of people put in where the model saw only parts ("Qasem" + "Soleimani")."""
    firsts = {words[0]: words for words, name in forms.items() if len(words) > 1 and name.label == "PERSON"}

    def whole(name: Name, _: Name | None) -> Name:
        words = firsts.get(document.words[name.first], ())
        last = name.first + len(words)
        longer = name.last < last and document.words[name.first : last] == words
        return name_at(document.doc, name.first, last, "PERSON", "repeat", forms[words].aliases) if longer else name

    return regrown(names, whole)


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
                forms.setdefault((surname,), replace(name, text=surname, source="repeat", aliases=()))
    return forms


def _stands_alone(first: Token, last: Token) -> bool:
    """Say whether tokens are a name of their own: a proper noun, and no capitalised neighbour in the same phrase."""
    before, after = (first.doc[max(0, i) : i + 1] for i in (first.i - 1, last.i + 1))
    led = any(t.pos_ == "PROPN" and t.dep_ in _JOINED and t.head in (first, last) for t in before)
    leads = any(t.pos_ == "PROPN" and last.dep_ in _JOINED and last.head == t for t in after)
    return "PROPN" in (first.pos_, last.pos_) and not led and not leads


_INTRODUCED = re.compile(r"[A-Z][A-Za-z&-]{1,8}")
_TICKER = re.compile(r"[A-Z]{2,6}\.[A-Z]{1,2}")
_SMALL = frozenset({"of", "the", "for", "and", "in", "on", "de", "la", "du", "&", "to", "against", "with"})
_INSIDE = ("-", "'s", "’s", "'", "’")
_MOST_WORDS = 9  # of a name before its acronym
_LONGEST_HEADLINE = 160  # characters
_MOST_HEADLINES = 3
_HEADLINE = ("ORG", "PERSON", "GPE", "LOC", "FAC")


def with_introduced(document: Document, names: list[Name]) -> list[Name]:
    """Return the names with those of bodies before and in brackets: "Fund for Animal Care (FAC)"."""
    doc = document.doc
    found = [pair for i, word in enumerate(document.words) if word == "(" for pair in _introduced(doc, i)]
    held = {(name.first, name.last) for name in names if name.label == "ORG"}
    found = [name for name in found if (name.first, name.last) not in held]
    return with_found([n for n in names if not _TICKER.fullmatch(n.text)], found)


def _introduced(doc: Doc, bracket: int) -> Iterator[Name]:
    at = bracket + 1
    if at + 1 >= len(doc) or doc[at + 1].text != ")":
        return
    acronym = doc[at].text
    if _TICKER.fullmatch(acronym):
        head = run_start(doc, bracket, lambda t: t.text[:1].isupper() and (t.pos_ == "PROPN" or bool(t.is_sent_start)))
        yield from [name_at(doc, head, bracket, "ORG")] if head < bracket else []
    if not _INTRODUCED.fullmatch(acronym) or sum(c.isupper() for c in acronym) < 2:
        return
    first = _start_of_full(doc, bracket, "".join(c for c in acronym if c.isalpha()).upper())
    if first is not None:
        yield name_at(doc, first, bracket, "ORG")
        yield name_at(doc, at, at + 1, "ORG")


def _start_of_full(doc: Doc, bracket: int, letters: str) -> int | None:
    """Return where the capitalised words begin whose initials, in order, are the letters."""
    first = bracket
    waiting = list(letters)
    for i in range(bracket - 1, max(-1, bracket - _MOST_WORDS - 1), -1):
        word = doc[i].text
        if not waiting:
            break
        if word[:1].isupper() and word[0].upper() == waiting[-1]:
            waiting.pop()
            first = i
        elif word[:1].isupper() and len(waiting) == len(letters):
            return None  # the last word's letter is missing
        elif not (word[:1].isupper() or word.lower() in _SMALL or word in _INSIDE):
            return None
    return first if not waiting and first < bracket - 1 else None


def with_headline(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names with those of the headline cut to, and found by, the names of the text below it.

    In a headline every word may be a capital ("Example Bank Fails to Pay"), so the text tells what is a name there.
    """
    heads = document.paragraphs[: min(_MOST_HEADLINES, max(1, len(document.paragraphs) - 1))]
    for number, title in enumerate(heads):  # some outlets end it with a full stop, some have a line above it
        is_line = number == 0 or not title.text.endswith(".")
        is_short = title.end_char - title.start_char <= _LONGEST_HEADLINE
        words = [t.text for t in title if t.is_alpha and len(t.text) > 3] if is_line and is_short else []
        if len(words) > 2 and sum(word[0].isupper() for word in words) > 0.7 * len(words):
            names = _with_title(document, names, title, gazetteer)
    return names


def _with_title(document: Document, names: list[Name], title: Span, gazetteer: Gazetteer) -> list[Name]:
    below = [n for n in names if n.first >= title.end and n.label in _HEADLINE and len(n.text) > 2]
    forms: dict[tuple[str, ...], Name] = {}
    for name in below:
        forms.setdefault(tuple(fold(t.text) for t in document.doc[name.first : name.last]), name)
    shouted = title.text.isupper()
    for name in below if shouted else ():
        if name.label == "PERSON" and len(name.words) > 1:
            forms.setdefault((fold(name.words[-1]),), replace(name, text=name.words[-1], aliases=()))
    named = [n for n in names if shouted and n.first < title.end and n.label == "PERSON" and len(n.words) in (2, 3)]
    people = [n for n in named if n.words[0].title() in given_names()]  # a surname of the text below is no part of them
    found = [n for n in _in_title(document, forms, title) if not any(p.contains(n) for p in people)]
    known = list(_shouted(document, title, gazetteer))
    found += [n for n in known if shouted and not any(n.overlaps(f) for f in found)]
    inside = [n for n in names if title.start <= n.first < title.end]
    above = [_until_verb(document.doc, n) for n in inside if not any(n.overlaps(f) for f in found)]
    if shouted:  # the model takes words in capitals for bodies
        above = [n for n in above if n.aliases or len(n.words) > 1 or len(n.text) < 4]
    else:  # known names that stood in what was cut
        found += [n for n in known if not any(n.overlaps(f) for f in (*found, *above))]
    before, after = [n for n in names if n.first < title.start], [n for n in names if n.first >= title.end]
    return [*before, *sorted([*above, *found], key=lambda name: name.start), *after]


def _until_verb(doc: Doc, name: Name) -> Name:
    """Return a name of a headline up to the verb in it: "Example Bank Announces Results"."""
    inside = range(name.first + 1, name.last) if not name.aliases else ()
    verb = next((i for i in inside if _is_headline_verb(doc[i])), name.last)
    return rebordered(doc, name, name.first, verb)


def _is_headline_verb(token: Token) -> bool:
    word = token.lower_
    stems = (word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y")
    acts, clashes = (entries("sport_words", "word", use=use) for use in ("act", "clash"))
    lists = (acts, clashes, entries("metonyms", "word", role="subject"), entries("cues_verbs", "cue"))
    listed = word.endswith("s") and any(stem in verbs for verbs in lists for stem in stems)
    return token.tag_ in ("VBZ", "VBD") or listed


def _shouted(document: Document, title: Span, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield the known places and bodies of a headline; in capitals a city of many names counts after "in"."""
    doc = document.doc

    def known(first: int, last: int) -> Name | None:
        text = doc[first:last].text
        aliases = gazetteer.aliases.get(text.title() if text.isupper() else text, ())
        label = gazetteer.label_of(aliases)
        if label is None or aliases[0].context or len(text) <= 3:
            return None
        located = first > title.start and doc[first - 1].text == "IN"
        return name_at(doc, first, last, label, "repeat", aliases) if located or not aliases[0].ambiguous else None

    return longest_known(title.start, title.end, lambda _: 3, known)


def _in_title(document: Document, forms: dict[tuple[str, ...], Name], title: Span) -> Iterator[Name]:
    doc = document.doc
    words = tuple(fold(t.text) for t in title)
    longest = max(map(len, forms), default=0)

    def known(first: int, last: int) -> Name | None:
        name = forms.get(words[first - title.start : last - title.start])
        capital = name is not None and doc[first].text[:1].isupper()
        return name_at(doc, first, last, name.label, "repeat", name.aliases) if name is not None and capital else None

    return longest_known(title.start, title.end, lambda _: longest, known)


_LONGEST = 4  # words


def with_missed_people(document: Document, names: list[Name]) -> list[Name]:
    """Return the names and, in order, unlabelled ones told by a role or noun beside them ("co-leader Mithat San")."""
    title_end = document.title_span.end if document.title_span is not None else 0
    missed = _missed(document, taken_by(document.doc, names), title_end)
    return sorted([*names, *missed], key=lambda name: name.start)


def _missed(document: Document, taken: bytearray, first: int) -> Iterator[Name]:
    """Yield free names told by what they are, or by the noun behind: "Varan fighters", "Varan, a slum in Lagos"."""
    doc = document.doc
    free = [i for i, word in enumerate(document.words[:-1]) if i >= first and not taken[i] and word[:1].isupper()]
    end = first
    for i in free:
        if i < end:
            continue
        last = run_end(doc, i, lambda token: not taken[token.i] and _is_part(token), _LONGEST + 1)
        if 2 <= last - i <= _LONGEST and _is_person(doc, i, last):
            yield name_at(doc, i, last, "PERSON")
        elif last > i and is_only_name(doc[last - 1]):
            noun = contexts("after").get(doc[last].text) if doc[last].pos_ == "NOUN" else None
            if label := apposed_label(doc, last) if doc[last].text == "," else noun:
                yield name_at(doc, i, last, label)
        end = max(last, i + 1)


def _is_part(token: Token) -> bool:
    word = token.text
    initial = len(word) == 2 and word[0].isupper() and word[1] == "."
    return token.pos_ == "PROPN" and (initial or (token.is_title and token.is_alpha))


def _is_person(doc: Doc, first: int, last: int) -> bool:
    others = name_heads().keys() | entries("portfolios", "word")
    if any(t.text in others or t.lower_ in role_nouns() for t in doc[first:last]) or not is_only_name(doc[last - 1]):
        return False
    introduced = first > 0 and doc[first - 1].lower_ in role_nouns() and bool(doc[first - 1].whitespace_)
    root = doc[first:last].root
    return introduced or (root.dep_ == "nsubj" and root.head.pos_ == "VERB" and root.i == last - 1)
