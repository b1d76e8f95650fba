"""Names told by the form of a line, not by its grammar: credits of photographs, headings in capitals, ages, hyphens.

Each finder proposes names; a proposal takes the place of what overlaps it, the longer one first.
"""

from collections.abc import Iterator
from functools import cache

from analysis.annotate import Document
from analysis.entities.lists import BODY_NOUNS, GIVEN_NAMES, NAME_HEADS, ROLE_NOUNS, START, SURNAMES
from analysis.entities.names import Name, free_of, in_order, is_name_word, name_at, run_end, run_start
from analysis.lexicons import entries
from analysis.reference.gazetteer import Gazetteer
from analysis.wording import fold

_LONGEST = 4  # words of a person's name
_OLDEST = 110
_SUFFIXES = entries("name_words", "word", kind="company_suffix")
_CREDIT = entries("credit_words", "word", kind="word")


def with_layouts(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names and those that the form of a line tells, in order, none overlapping another."""
    found = [*_hyphened(document), *_credited(document, gazetteer), *_headings(document)]
    found += [*_aged(document, names), *_companies(document, names), *_offices(document, names), *_started(document)]
    chosen: list[Name] = []
    for name in sorted(found, key=lambda name: (name.first - name.last, name.first)):
        chosen += free_of([name], chosen)
    same = {(name.first, name.last, name.label) for name in chosen}
    kept = [n for n in names if (n.first, n.last, n.label) in same or not any(n.overlaps(other) for other in chosen)]
    kept = [name for name in kept if not _is_field(document, name)]
    return in_order([*kept, *free_of(chosen, kept)])


def _is_field(document: Document, name: Name) -> bool:
    if name.aliases or not name.text.isupper() or name.last >= len(document.words):
        return False
    return document.words[name.last].isupper() and document.lower[name.last] in ROLE_NOUNS


# ── spaced hyphens ──────────────────────────────────────────────────────────────────────────────────────────────────


def _hyphened(document: Document) -> Iterator[Name]:
    """Yield people whose hyphens stand between spaces ("Lee Jae - min", "Jean - Claude Marsh", "Bashar al - Amin")."""
    words = document.words
    for at in [at for at, word in enumerate(words[:-1]) if word == "-" and at]:
        first, second = words[at - 1], words[at + 1]
        spaced = document.is_spaced(at - 1) and document.is_spaced(at)
        if not spaced or not document.is_capital(at - 1 - (first == "al")):
            continue
        if first.lower() == "al" and second.istitle() and second.isalpha():
            begin = run_start(at - 1, lambda i: is_name_word(document, i) and document.is_spaced(i))
            yield name_at(document, begin, at + 2, "PERSON")
        elif first in GIVEN_NAMES and second in GIVEN_NAMES and document.is_capital(at + 2):
            yield name_at(document, at - 1, run_end(document, at + 2, lambda i: is_name_word(document, i)), "PERSON")
        elif at > 1 and _is_given_pair(document, at):
            yield name_at(document, at - 2, at + 2, "PERSON")


def _is_given_pair(document: Document, at: int) -> bool:
    surname, given, _, second = document.words[at - 2 : at + 2]
    if surname not in SURNAMES or not (given.istitle() and given.isalpha()):
        return False
    short = second.isalpha() and second.islower() and 1 < len(second) <= 5 and not document.doc[at + 1].is_stop
    return short and document.words[at + 2 : at + 3] != ("-",)  # "sister - in - law"


# ── credits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _credited(document: Document, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield photographers and agencies of credits ("REUTERS / Ada Marsh / File Photo", "Ada Marsh / Pool")."""
    words, at = document.words, 0

    def is_part(i: int) -> bool:
        return _is_part(document, i)

    def goes_on(i: int) -> bool:
        return is_part(i) and (i == at + 1 or not document.doc[i].is_sent_start)

    for slash in [i for i, word in enumerate(words) if word == "/"]:
        if slash < at:
            continue
        segments = [(run_start(slash, is_part, _LONGEST + 1), slash)]
        at = slash
        while words[at : at + 1] == ("/",):
            segments.append((at + 1, run_end(document, at + 1, goes_on, _LONGEST + 1)))
            at = segments[-1][1]
        some = (s for s in segments if s[0] < s[1])
        if any(_agency_end(document, s[0]) or _CREDIT.issuperset(document.lower[slice(*s)]) for s in some):
            yield from (name for s in segments for name in _credit_names(document, *s, gazetteer))
    for i, word in enumerate(document.lower[:-1]):
        if word == "via" and (end := _agency_end(document, i + 1)):
            yield _agency(document, i + 1, end, gazetteer)


def _is_part(document: Document, i: int) -> bool:
    words, word = document.words, document.words[i]
    if not all(c.isalpha() or c in ".'’-" for c in word):
        return False  # "Marsh)The": words run together
    hyphen = word == "-" and 0 < i < len(words) - 1 and words[i - 1].istitle()
    short = i > 0 and words[i - 1] == "-" and word.islower() and len(word) <= 5
    return hyphen or short or (word[:1].isupper() and not document.doc[i].is_stop)


def _agency_end(document: Document, first: int) -> int:
    """Return where an agency's name that begins at a token ends, 0 where none begins."""
    for last in range(min(first + 3, len(document.words)), first, -1):
        if document.written(first, last).casefold() in _agencies():
            after = document.doc[last] if document.is_capital(last) else None
            longer = after is not None and after.ent_iob_ == "I" and after.ent_type_ == "ORG"
            return 0 if longer and document.lower[last] not in _CREDIT else last  # "Bloomberg Politics" is no agency
    return 0


def _agency(document: Document, first: int, last: int, gazetteer: Gazetteer) -> Name:
    text = document.written(first, last)
    aliases = gazetteer.aliases.get(text) or gazetteer.aliases.get(text.title(), ())
    bodies = tuple(a for a in aliases if gazetteer.entities[a.entity_id].label == "ORG")
    return name_at(document, first, last, "ORG", "repeat", bodies)


def _credit_names(document: Document, first: int, last: int, gazetteer: Gazetteer) -> Iterator[Name]:
    if end := _agency_end(document, first):
        yield _agency(document, first, end, gazetteer)
        return
    inside = [i for i in range(first, last) if document.lower[i] not in _CREDIT]
    shouted = [i for i in inside if document.words[i].isupper() and len(document.words[i]) > 3]
    for i in shouted:  # the dateline behind "File Photo OSLO"
        aliases = gazetteer.aliases.get(document.words[i].title(), ())
        if gazetteer.label_of(aliases) == "GPE":
            yield name_at(document, i, i + 1, "GPE", "repeat", aliases)
            inside.remove(i)
    words = [document.words[i] for i in inside]
    if len(inside) < 2 or inside != list(range(inside[0], inside[-1] + 1)):
        return
    half = len(words) // 2
    if words[:half] == words[half:]:  # "REUTERS/Ada Marsh Ada Marsh/Reuters"
        yield name_at(document, inside[half], inside[-1] + 1, "PERSON")
        inside = inside[:half]
    yield name_at(document, inside[0], inside[-1] + 1, "PERSON" if NAME_HEADS.keys().isdisjoint(words) else "ORG")


@cache
def _agencies() -> frozenset[str]:
    listed = entries("credit_words", "word", kind="agency") | entries("news_agencies", "name")
    return frozenset(name.casefold() for name in listed)


# ── capitals, ages, legal forms ─────────────────────────────────────────────────────────────────────────────────────


def _headings(document: Document) -> Iterator[Name]:
    """Yield people in capitals whose surname, or given name, is known: "COMMISSIONER: ADA MARSH"."""
    words, end = document.words, 0
    for i in [i for i, word in enumerate(words[:-1]) if word.isupper()]:
        if i < end:
            continue
        end = run_end(document, i, lambda k: words[k].isupper() and words[k].isalpha() and len(words[k]) > 1)
        if not 2 <= end - i <= 3 or words[i].title() not in GIVEN_NAMES:
            continue
        if not any(words[j].lower() in ROLE_NOUNS or words[j].title() in NAME_HEADS for j in range(i, end)):
            yield name_at(document, i, end, "PERSON")
            surname = fold(words[end - 1])
            again = [j for j, word in enumerate(words) if word.istitle() and fold(word) == surname]
            alone = (j for j in again if not any(_is_title_noun(document, k) for k in (j - 1, j + 1)))
            yield from (name_at(document, j, j + 1, "PERSON") for j in alone)


def _is_title_noun(document: Document, i: int) -> bool:
    return 0 <= i < len(document.words) and document.pos[i] == "PROPN" and document.words[i].istitle()


def _aged(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield people by the age behind their full name: "Ada Marsh, 34, a nurse"; those known by a shorter form stay."""
    words = document.words
    known_ends = {name.last for name in names if name.label == "PERSON"}
    for i in [i for i, word in enumerate(words[:-2]) if word == "," and i > 1 and words[i + 1].isdigit()]:
        if words[i + 2] not in (",", ".", ")", "and") or i in known_ends:
            continue
        first = run_start(i, lambda k: words[k].istitle() and words[k].isalpha(), _LONGEST)
        known = any(word in NAME_HEADS or word.lower() in ROLE_NOUNS for word in words[first:i])
        is_month = document.lower[i - 1] in entries("months", "word")
        if i - first >= 2 and 0 < int(words[i + 1]) < _OLDEST and not known and not is_month:
            yield name_at(document, first, i, "PERSON")


def _companies(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield companies by their legal form: "Norsk Papir AS"; a longer name that ends with it stays."""
    doc, words = document.doc, document.words
    known_ends = {name.last for name in names if name.label == "ORG" and len(name.words) > 1}
    for i in [i for i, word in enumerate(words) if word in _SUFFIXES and i and words[i - 1].istitle()]:
        if not known_ends.isdisjoint((i, i + 1)):
            continue
        first = i
        while first and i - first < _LONGEST and (words[first - 1][:1].isupper() or words[first - 1] == "&"):
            opens = doc[first - 1].is_sent_start
            first -= not (opens and doc[first - 1].is_stop)
            if opens:
                break
        if first < i and not all(w.isupper() for w in words[first:i]):
            yield name_at(document, first, i + 1, "ORG")


def _offices(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield bodies of a body: "Bureau of the Chief Surveyor" + "of the" + "Department of Canals"."""
    bodies = [name for name in names if name.label == "ORG" and not name.aliases]
    for name, after in zip(bodies, bodies[1:], strict=False):
        between = document.lower[name.last : after.first]
        if between in (("of",), ("of", "the")) and all(n.words[0].lower() in BODY_NOUNS for n in (name, after)):
            yield name_at(document, name.first, after.last, "ORG")


def _started(document: Document) -> Iterator[Name]:
    """Yield storms and ships by their first word: "Typhoon Marsh", "HMS Duke of Eastmere"."""
    words = document.words
    for i in [i for i, word in enumerate(words[:-1]) if word in START and document.is_capital(i + 1)]:
        label = START[words[i]]
        if words[i] == "Storm" and label == "EVENT" and words[i + 1] not in GIVEN_NAMES:  # "Storm Shadow" is a missile
            continue
        last = i + 2
        while label != "EVENT" and last < len(words):
            if document.is_capital(last) and words[last].isalpha():
                last += 1
            elif document.lower[last] == "of" and document.is_capital(last + 1):
                last += 2
            else:
                break
        yield name_at(document, i, last, label)
