"""Names that the model left out: people by title or given name, places that open a paragraph, repetitions."""

import re
from collections.abc import Iterator

from analysis.annotate import Document
from analysis.entities import lists
from analysis.entities.clusters import short_forms
from analysis.entities.names import (
    Name,
    free_of,
    in_order,
    is_name_word,
    is_only_name,
    longest_known,
    name_at,
    rebordered,
    regrown,
    run_end,
    run_start,
    taken_by,
    tokens_at,
    with_found,
)
from analysis.entities.stand_ins import acts_like_government
from analysis.entities.usage import apposed_label, is_portfolio
from analysis.lexicons import entries
from analysis.reference.gazetteer import Gazetteer
from analysis.spacy_types import Span
from analysis.wording import fold

_DATELINE = re.compile(
    r"([A-ZÀ-Þ][A-ZÀ-Þ.'\- ]{2,30}?)(?:, [A-Z][\w. ]{1,20})?(?: \([^)]{2,30}\))? ?(?:—|–|--| - |, \d{4})"
)
_ACRONYM = re.compile(r"[A-Z]{3,6}")
_PLACE_OR_BODY = frozenset({"GPE", "LOC", "FAC", "ORG"})
_JOINED = ("compound", "flat")
_PERSONAL = lists.PERSONAL | {f"{title}." for title in lists.PERSONAL}
_KICKERS = entries("name_words", "word", kind="kicker")


def recovered(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    names = [*names, *_titled(document, names)]
    # a "place" or "body" of one unknown word may be a given name whose surname stands free behind it
    whole = [n for n in names if n.aliases or n.label not in _PLACE_OR_BODY or n.text not in lists.GIVEN_NAMES]
    given = list(_given(document, whole))
    names = [*free_of(names, given), *given]
    datelines = list(_datelines(document, gazetteer))
    return in_order([*free_of([*names, *_acting_acronyms(document, names)], datelines), *datelines])


def _titled(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield people after a personal title: "Ms Bauchtman"."""
    words, lower = document.words, document.lower
    taken = taken_by(document, names)
    titles = [i for i, word in enumerate(lower[:-1]) if word in _PERSONAL and words[i][:1].isupper()]
    for first in [i + 1 for i in titles]:
        while first + 1 < len(words) and (  # "Lt Gen", "Mr Justice"
            lower[first] in _PERSONAL
            or (lower[first] in lists.HONORIFICS and document.is_capital(first + 1) and not taken[first])
        ):
            first += 1
        last = _run(document, first, taken)
        if last > first:
            yield name_at(document, first, last, "PERSON")


def _given(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield people by a given name and one or two more capitalised words that the model left out."""
    words, lower, end = document.words, document.lower, 0
    taken = taken_by(document, names)
    for i in [i for i, word in enumerate(words[:-1]) if word in lists.GIVEN_NAMES]:
        if i < end or document.pos[i] != "PROPN" or taken[i]:
            continue
        # after "Twins" a bare given name follows: "Twins Ida and Alva"
        before = lower[i - 1] if i else ""
        kin = lists.BEFORE.get(before) == "PERSON"
        named = i > 0 and document.pos[i - 1] == "PROPN" and document.is_capital(i - 1)
        last = _run(document, i, taken)
        free = kin or not named or before in lists.HONORIFICS or before in lists.ROLE_NOUNS
        if free and 2 - kin <= last - i <= 4 and lists.NAME_HEADS.keys().isdisjoint(words[i:last]):
            name = name_at(document, i, last, "PERSON")
            if not name.text.isupper():
                yield name
                end = last


def _acting_acronyms(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield bodies that only their acronym names and that do what bodies do: "the NPA attacked", "said the BSP".

    The verbs are those with which a capital stands for its government.
    """
    words, taken = document.words, taken_by(document, names)
    subjects = [i for i, dep in enumerate(document.deps) if dep == "nsubj" and _ACRONYM.fullmatch(words[i])]
    for i in subjects:
        if taken[i] or document.pos[i] != "PROPN" or words[i] in entries("acronyms_no_body", "acronym"):
            continue
        near = [words[k] for k in range(max(0, i - 2), min(len(words), i + 3)) if k != i and words[k].isalpha()]
        shouted = sum(word.isupper() and len(word) > 1 for word in near)  # most of them in capitals, too?
        if shouted <= len(near) / 2 and acts_like_government(document.doc[i].head):
            yield name_at(document, i, i + 1, "ORG")


def _run(document: Document, first: int, taken: bytearray) -> int:
    """Return where a run of free capitalised proper nouns, particles inside allowed, ends."""

    def goes_on(i: int) -> bool:
        inside = i > first and document.lower[i] in lists.PARTICLES and document.is_capital(i + 1)
        return not taken[i] and (inside or (document.pos[i] == "PROPN" and document.is_capital(i)))

    return run_end(document, first, goes_on, 5)


def _datelines(document: Document, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield the place in capitals that opens a paragraph ("OTTAWA, Ontario —"); what else was seen there gives way."""
    for start, end in document.normal.paragraphs:
        found = _DATELINE.match(document.text[start : min(start + 90, end)])
        if not found or found.group(1).split()[0] in _KICKERS or end == document.title_end:
            continue
        tokens = tokens_at(document, start, start + len(found.group(1).rstrip()))
        if tokens is not None and tokens[1] - tokens[0] <= 4 and any(map(str.isalpha, document.words[slice(*tokens)])):
            aliases = gazetteer.aliases.get(document.written(*tokens).title(), ())
            place = aliases if gazetteer.label_of(aliases) == "GPE" else ()
            yield name_at(document, *tokens, "GPE", "repeat", place)


def with_repeats(document: Document, names: list[Name]) -> list[Name]:
    words = document.words
    forms = _forms(names)
    names = _with_whole_names(document, names, forms)
    taken = taken_by(document, names)
    longest = {form[0]: len(form) for form in sorted(forms, key=len) if form and form[0][:1].isupper()}

    def known(first: int, last: int) -> Name | None:
        model = forms.get(words[first:last])
        if model is None or any(taken[first:last]) or not _stands_alone(document, first, last - 1):
            return None
        return name_at(document, first, last, model.label, "repeat", model.aliases)

    places = [i for i, word in enumerate(words) if word in longest and not taken[i]]
    found = longest_known(places, len(words), lambda i: longest[words[i]], known)
    return in_order([*names, *(repeat for repeat in found if not is_portfolio(document, repeat))])


def _with_whole_names(document: Document, names: list[Name], forms: dict[tuple[str, ...], Name]) -> list[Name]:
    """Return the names with full names of people put in where the model saw only parts ("Qasem" + "Soleimani")."""
    firsts = {words[0]: words for words, name in forms.items() if len(words) > 1 and name.label == "PERSON"}

    def whole(name: Name, _: Name | None) -> Name:
        words = firsts.get(document.words[name.first], ())
        last = name.first + len(words)
        longer = name.last < last and document.words[name.first : last] == words
        return name_at(document, name.first, last, "PERSON", "repeat", forms[words].aliases) if longer else name

    return regrown(names, whole)


def _forms(names: list[Name]) -> dict[tuple[str, ...], Name]:
    """Return the token sequences that are names when they stand alone: each name, and people's surnames."""
    forms: dict[tuple[str, ...], Name] = {}
    for name in names:
        if len(name.text) < 3 or name.label in ("WORK_OF_ART", "PRODUCT", "EVENT"):
            continue
        words = tuple(name.words)
        forms.setdefault(words, name)
        if name.label == "PERSON" and len(words) > 1:
            surname = words[-1]
            title = surname.lower() in lists.HONORIFICS or surname.lower() in lists.ROLE_NOUNS
            if fold(surname) == short_forms(name)[0] and len(surname) > 2 and not title:
                forms.setdefault((surname,), name._replace(text=surname, source="repeat", aliases=()))
    return forms


def _stands_alone(document: Document, first: int, last: int) -> bool:
    """Say whether tokens are a name of their own: a proper noun, and no capitalised neighbour in the same phrase."""
    pos, deps, doc = document.pos, document.deps, document.doc
    if "PROPN" not in (pos[first], pos[last]):
        return False
    joins = first > 0 and pos[first - 1] == "PROPN" and deps[first - 1] in _JOINED
    led = joins and doc[first - 1].head.i in (first, last)
    joined = deps[last] in _JOINED and pos[last + 1 : last + 2] == ("PROPN",)
    return not led and not (joined and doc[last].head.i == last + 1)


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
    found = [pair for i, word in enumerate(document.words[:-2]) if word == "(" for pair in _introduced(document, i)]
    held = {(name.first, name.last) for name in names if name.label == "ORG"}
    found = [name for name in found if (name.first, name.last) not in held]
    return with_found([n for n in names if not _TICKER.fullmatch(n.text)], found)


def _introduced(document: Document, bracket: int) -> Iterator[Name]:
    at, words = bracket + 1, document.words
    if words[at + 1] != ")":
        return
    acronym = words[at]
    if _TICKER.fullmatch(acronym):
        head = run_start(bracket, lambda i: document.is_capital(i) and (
            document.pos[i] == "PROPN" or bool(document.doc[i].is_sent_start)
        ))  # fmt: skip
        yield from [name_at(document, head, bracket, "ORG")] if head < bracket else []
    if not _INTRODUCED.fullmatch(acronym) or sum(map(str.isupper, acronym)) < 2:
        return
    first = _start_of_full(words, bracket, "".join(filter(str.isalpha, acronym)).upper())
    if first is not None:
        yield name_at(document, first, bracket, "ORG")
        yield name_at(document, at, at + 1, "ORG")


def _start_of_full(words: tuple[str, ...], bracket: int, letters: str) -> int | None:
    """Return where the capitalised words begin whose initials, in order, are the letters."""
    first = bracket
    waiting = list(letters)
    for i in range(bracket - 1, max(-1, bracket - _MOST_WORDS - 1), -1):
        word = words[i]
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
        is_line = number == 0 or document.words[title.end - 1][-1] != "."
        is_short = title.end_char - title.start_char <= _LONGEST_HEADLINE
        inside = document.words[title.start : title.end] if is_line and is_short else ()
        words = [word for word in inside if len(word) > 3 and word.isalpha()]
        if len(words) > 2 and sum(word[0].isupper() for word in words) > 0.7 * len(words):
            names = _with_title(document, names, title, gazetteer)
    return names


def _with_title(document: Document, names: list[Name], title: Span, gazetteer: Gazetteer) -> list[Name]:
    below = [n for n in names if n.first >= title.end and n.label in _HEADLINE and len(n.text) > 2]
    forms: dict[tuple[str, ...], Name] = {}
    for name in below:
        forms.setdefault(tuple(map(fold, document.words[name.first : name.last])), name)
    shouted = title.text.isupper()
    for name in below if shouted else ():
        if name.label == "PERSON" and len(name.words) > 1:
            forms.setdefault((fold(name.words[-1]),), name._replace(text=name.words[-1], aliases=()))
    named = [n for n in names if shouted and n.first < title.end and n.label == "PERSON" and len(n.words) in (2, 3)]
    # a surname of the text below is no part of them
    people = [
        n for n in named if n.words[0].title() in lists.GIVEN_NAMES
    ]  # a surname of the text below is no part of them
    found = [n for n in _in_title(document, forms, title) if not any(p.contains(n) for p in people)]
    known = list(_shouted(document, title, gazetteer))
    found += free_of(known, found) if shouted else []
    inside = [n for n in names if title.start <= n.first < title.end]
    above = [_until_verb(document, n) for n in free_of(inside, found)]
    if shouted:  # the model takes words in capitals for bodies
        above = [n for n in above if n.aliases or len(n.words) > 1 or len(n.text) < 4]
    else:  # known names that stood in what was cut
        found += free_of(known, [*found, *above])
    before, after = [n for n in names if n.first < title.start], [n for n in names if n.first >= title.end]
    return [*before, *in_order([*above, *found]), *after]


def _until_verb(document: Document, name: Name) -> Name:
    """Return a name of a headline up to the verb in it: "Example Bank Announces Results"."""
    inside = range(name.first + 1, name.last) if not name.aliases else ()
    verb = next((i for i in inside if _is_headline_verb(document, i)), name.last)
    return rebordered(document, name, name.first, verb)


def _is_headline_verb(document: Document, i: int) -> bool:
    word = document.lower[i]
    stems = (word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y")
    acts, clashes = (entries("sport_words", "word", use=use) for use in ("act", "clash"))
    verbs = (acts, clashes, entries("metonyms", "word", role="subject"), entries("cues_verbs", "cue"))
    listed = word.endswith("s") and any(stem in known for known in verbs for stem in stems)
    return document.tags[i] in ("VBZ", "VBD") or listed


def _shouted(document: Document, title: Span, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield the known places and bodies of a headline; in capitals a city of many names counts after "in"."""

    def known(first: int, last: int) -> Name | None:
        text = document.written(first, last)
        aliases = gazetteer.aliases.get(text.title() if text.isupper() else text, ())
        label = gazetteer.label_of(aliases)
        if label is None or aliases[0].context or len(text) <= 3:
            return None
        located = not aliases[0].ambiguous or (first > title.start and document.words[first - 1] == "IN")
        return name_at(document, first, last, label, "repeat", aliases) if located else None

    return longest_known(range(title.start, title.end), title.end, lambda _: 3, known)


def _in_title(document: Document, forms: dict[tuple[str, ...], Name], title: Span) -> Iterator[Name]:
    words = tuple(map(fold, document.words[: title.end]))
    longest = max(map(len, forms), default=0)

    def known(first: int, last: int) -> Name | None:
        name = forms.get(words[first:last])
        return name_at(document, first, last, name.label, "repeat", name.aliases) if name is not None else None

    places = [i for i in range(title.start, title.end) if document.is_capital(i)]
    return longest_known(places, title.end, lambda _: longest, known)


_LONGEST = 4  # words


def with_missed_people(document: Document, names: list[Name]) -> list[Name]:
    """Return the names and, in order, unlabelled ones told by a role or noun beside them ("co-leader Mithat San")."""
    title_end = document.title_span.end if document.title_span is not None else 0
    return in_order([*names, *_missed(document, taken_by(document, names), title_end)])


def _missed(document: Document, taken: bytearray, first: int) -> Iterator[Name]:
    """Yield free names told by what they are, or by the noun behind: "Varan fighters", "Varan, a slum in Lagos"."""
    words, pos = document.words, document.pos
    end = first
    for i in [i for i in range(first, len(words) - 1) if pos[i] == "PROPN" and not taken[i] and words[i][:1].isupper()]:
        if i < end:
            continue
        last = run_end(document, i, lambda k: not taken[k] and _is_part(document, k), _LONGEST + 1)
        if 2 <= last - i <= _LONGEST and _is_person(document, i, last):
            yield name_at(document, i, last, "PERSON")
        elif i < last < len(words) and (words[last] == "," or (pos[last] == "NOUN" and words[last] in lists.AFTER)):
            label = apposed_label(document, last) if words[last] == "," else lists.AFTER[words[last]]
            if label and is_only_name(document, last - 1):
                yield name_at(document, i, last, label)
        end = max(last, i + 1)


def _is_part(document: Document, i: int) -> bool:
    word = document.words[i]
    initial = len(word) == 2 and word[0].isupper() and word[1] == "."
    return is_name_word(document, i) or (initial and document.pos[i] == "PROPN")


def _is_person(document: Document, first: int, last: int) -> bool:
    words, lower = document.words[first:last], document.lower
    if any(word in lists.NAME_HEADS or word in lists.PORTFOLIOS for word in words):
        return False
    if not lists.ROLE_NOUNS.keys().isdisjoint(lower[first:last]) or not is_only_name(document, last - 1):
        return False
    introduced = first > 0 and lower[first - 1] in lists.ROLE_NOUNS and document.is_spaced(first - 1)
    root = document.doc[first:last].root
    return introduced or (root.dep_ == "nsubj" and root.head.pos_ == "VERB" and root.i == last - 1)
