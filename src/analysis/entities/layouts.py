"""Names told by the form of a line, not by its grammar: credits of photographs, headings in capitals, ages, hyphens.

Each finder proposes names; a proposal takes the place of what overlaps it, the longer one first.
"""

from collections.abc import Iterator
from functools import cache

from analysis.annotate import Document
from analysis.entities.names import (
    BODY_NOUNS,
    SURNAMES,
    Name,
    fold,
    given_names,
    is_capital,
    is_name_word,
    name_at,
    name_heads,
    role_nouns,
    run_end,
    run_start,
)  # fmt: skip
from analysis.entities.usage import contexts
from analysis.lexicons import entries
from analysis.reference.gazetteer import Gazetteer
from analysis.spacy_types import Doc, Token

_LONGEST = 4  # words of a person's name
_OLDEST = 110
_SUFFIXES = entries("name_words", "word", kind="company_suffix")


def with_layouts(document: Document, names: list[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return the names and those that the form of a line tells, in order, none overlapping another."""
    found = [*_hyphened(document), *_credited(document, gazetteer), *_headings(document)]
    found += [*_aged(document, names), *_companies(document, names), *_offices(document, names), *_started(document)]
    chosen: list[Name] = []
    for name in sorted(found, key=lambda name: (name.first - name.last, name.first)):
        if not any(name.overlaps(other) for other in chosen):
            chosen.append(name)
    same = {(name.first, name.last, name.label) for name in chosen}
    kept = [n for n in names if (n.first, n.last, n.label) in same or not any(n.overlaps(other) for other in chosen)]
    kept = [name for name in kept if not _is_field(document.doc, name)]
    chosen = [name for name in chosen if not any(name.overlaps(other) for other in kept)]
    return sorted([*kept, *chosen], key=lambda name: name.start)


def _is_field(doc: Doc, name: Name) -> bool:
    after = doc[name.last] if name.last < len(doc) else None
    office = after is not None and after.is_upper and after.lower_ in role_nouns()
    return office and name.text.isupper() and not name.aliases


# ── spaced hyphens ──────────────────────────────────────────────────────────────────────────────────────────────────


def _hyphened(document: Document) -> Iterator[Name]:
    """Yield people whose hyphens stand between spaces ("Lee Jae - min", "Jean - Claude Marsh", "Bashar al - Amin")."""
    doc, words = document.doc, document.words
    for at in [at for at, word in enumerate(words[:-1]) if word == "-" and at and doc[at - 1].whitespace_]:
        if not doc[at].whitespace_ or not is_capital(doc, at - 1 - (words[at - 1] == "al")):
            continue
        first, second = doc[at - 1], doc[at + 1]
        if first.lower_ == "al" and second.is_title and second.is_alpha:
            first = run_start(doc, at - 1, lambda token: is_name_word(token) and bool(token.whitespace_))
            yield name_at(doc, first, at + 2, "PERSON")
        elif first.text in given_names() and second.text in given_names() and is_capital(doc, at + 2):
            yield name_at(doc, at - 1, run_end(doc, at + 2, is_name_word), "PERSON")
        elif at > 1 and _is_given_pair(doc, at):
            yield name_at(doc, at - 2, at + 2, "PERSON")


def _is_given_pair(doc: Doc, at: int) -> bool:
    surname, given, second = doc[at - 2], doc[at - 1], doc[at + 1]
    short = second.is_alpha and second.is_lower and 1 < len(second) <= 5 and not second.is_stop
    after = doc[at + 2] if at + 2 < len(doc) else None
    joined = after is None or after.text != "-"  # "sister - in - law"
    return short and joined and surname.text in SURNAMES and given.is_title and given.is_alpha


# ── credits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _credited(document: Document, gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield photographers and agencies of credits ("REUTERS / Ada Marsh / File Photo", "Ada Marsh / Pool")."""
    doc, at, credit = document.doc, 0, entries("credit_words", "word", kind="word")

    def goes_on(token: Token) -> bool:
        return _is_part(token) and (token.i == at + 1 or not token.is_sent_start)

    for slash in [i for i, word in enumerate(document.words) if word == "/"]:
        if slash < at:
            continue
        segments = [(run_start(doc, slash, _is_part, _LONGEST + 1), slash)]
        at = slash
        while at < len(doc) and doc[at].text == "/":
            segments.append((at + 1, run_end(doc, at + 1, goes_on, _LONGEST + 1)))
            at = segments[-1][1]
        words = [{token.lower_ for token in doc[first:last]} for first, last in segments]
        told = zip(words, segments, strict=True)
        if any(some and (_agency_end(doc, first) or some <= credit) for some, (first, _) in told):
            yield from (name for s in segments for name in _credit_names(doc, *s, gazetteer))
    for i, word in enumerate(document.lower[:-1]):
        if word == "via" and (end := _agency_end(doc, i + 1)):
            yield _agency(doc, i + 1, end, gazetteer)


def _is_part(token: Token) -> bool:
    doc, i = token.doc, token.i
    if not all(c.isalpha() or c in ".'’-" for c in token.text):
        return False  # "Marsh)The": words run together
    hyphen = token.text == "-" and 0 < i < len(doc) - 1 and doc[i - 1].is_title
    short = i > 0 and doc[i - 1].text == "-" and token.is_lower and len(token) <= 5
    return hyphen or short or (token.text[:1].isupper() and not token.is_stop)


def _agency_end(doc: Doc, first: int) -> int:
    """Return where an agency's name that begins at a token ends, 0 where none begins."""
    for width in (3, 2, 1):
        last = first + width
        if last <= len(doc) and doc[first:last].text.casefold() in _agencies():
            longer = last < len(doc) and doc[last].ent_iob_ == "I" and doc[last].ent_type_ == "ORG"
            own = longer and doc[last].lower_ not in entries("credit_words", "word", kind="word")
            own = own and doc[last].text[:1].isupper()
            return 0 if own else last  # "Bloomberg Politics" is no agency
    return 0


def _agency(doc: Doc, first: int, last: int, gazetteer: Gazetteer) -> Name:
    text = doc[first:last].text
    aliases = gazetteer.aliases.get(text) or gazetteer.aliases.get(text.title(), ())
    bodies = tuple(a for a in aliases if gazetteer.entities[a.entity_id].label == "ORG")
    return name_at(doc, first, last, "ORG", "repeat", bodies)


def _credit_names(doc: Doc, first: int, last: int, gazetteer: Gazetteer) -> Iterator[Name]:
    if end := _agency_end(doc, first):
        yield _agency(doc, first, end, gazetteer)
        return
    inside = [i for i in range(first, last) if doc[i].lower_ not in entries("credit_words", "word", kind="word")]
    for i in [i for i in inside if doc[i].is_upper and len(doc[i]) > 3]:  # the dateline behind "File Photo OSLO"
        aliases = gazetteer.aliases.get(doc[i].text.title(), ())
        if gazetteer.label_of(aliases) == "GPE":
            yield name_at(doc, i, i + 1, "GPE", "repeat", aliases)
            inside.remove(i)
    words = [doc[i].text for i in inside]
    if len(inside) < 2 or inside != list(range(inside[0], inside[-1] + 1)):
        return
    half = len(words) // 2
    if words[:half] == words[half:]:  # "REUTERS/Ada Marsh Ada Marsh/Reuters"
        yield name_at(doc, inside[half], inside[-1] + 1, "PERSON")
        inside = inside[:half]
    body = any(word in name_heads() for word in words)
    yield name_at(doc, inside[0], inside[-1] + 1, "ORG" if body else "PERSON")


@cache
def _agencies() -> frozenset[str]:
    listed = entries("credit_words", "word", kind="agency") | entries("news_agencies", "name")
    return frozenset(name.casefold() for name in listed)


# ── capitals, ages, legal forms ─────────────────────────────────────────────────────────────────────────────────────


def _headings(document: Document) -> Iterator[Name]:
    """Yield people in capitals whose surname, or given name, is known: "COMMISSIONER: ADA MARSH"."""
    doc, words = document.doc, document.words
    end = 0
    for i in [i for i, word in enumerate(words[:-1]) if word.isupper()]:
        if i < end:
            continue
        end = run_end(doc, i, lambda token: token.text.isupper() and token.text.isalpha() and len(token.text) > 1)
        surname, given = words[end - 1], words[i].title() in given_names()
        if not 2 <= end - i <= 3 or not given:
            continue
        if not any(words[j].lower() in role_nouns() or words[j].title() in name_heads() for j in range(i, end)):
            yield name_at(doc, i, end, "PERSON")
            again = [j for j, word in enumerate(words) if word.istitle() and fold(word) == fold(surname)]
            capitals = {j for j, token in enumerate(doc) if token.is_title and token.pos_ == "PROPN"}
            yield from (name_at(doc, j, j + 1, "PERSON") for j in again if capitals.isdisjoint((j - 1, j + 1)))


def _aged(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield people by the age behind their full name: "Ada Marsh, 34, a nurse"; those known by a shorter form stay."""
    doc, words = document.doc, document.words
    known_ends = {name.last for name in names if name.label == "PERSON"}
    for i in range(2, len(words) - 2):
        is_age = words[i] == "," and words[i + 1].isdigit() and words[i + 2] in (",", ".", ")", "and")
        if not is_age or i in known_ends:
            continue
        first = run_start(doc, i, lambda token: token.text.istitle() and token.text.isalpha(), _LONGEST)
        known = any(word in name_heads() or word.lower() in role_nouns() for word in words[first:i])
        is_month = words[i - 1].lower() in entries("months", "word")
        if i - first >= 2 and 0 < int(words[i + 1]) < _OLDEST and not known and not is_month:
            yield name_at(doc, first, i, "PERSON")


def _companies(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield companies by their legal form: "Norsk Papir AS"; a longer name that ends with it stays."""
    doc, words = document.doc, document.words
    known_ends = {name.last for name in names if name.label == "ORG" and len(name.words) > 1}
    for i, word in enumerate(words):
        if word not in _SUFFIXES or not i or not words[i - 1].istitle() or {i, i + 1} & known_ends:
            continue
        first = i
        while first and i - first < _LONGEST and (words[first - 1][:1].isupper() or words[first - 1] == "&"):
            opens = doc[first - 1].is_sent_start
            first -= not (opens and doc[first - 1].is_stop)
            if opens:
                break
        if first < i and not all(w.isupper() for w in words[first:i]):
            yield name_at(doc, first, i + 1, "ORG")


def _offices(document: Document, names: list[Name]) -> Iterator[Name]:
    """Yield bodies of a body: "Bureau of the Chief Surveyor" + "of the" + "Department of Canals"."""
    doc = document.doc
    bodies = [name for name in names if name.label == "ORG" and not name.aliases]
    for name, after in zip(bodies, bodies[1:], strict=False):
        between = document.lower[name.last : after.first]
        if between in (("of",), ("of", "the")) and all(n.words[0].lower() in BODY_NOUNS for n in (name, after)):
            yield name_at(doc, name.first, after.last, "ORG")


def _started(document: Document) -> Iterator[Name]:
    """Yield storms and ships by their first word: "Typhoon Marsh", "HMS Duke of Eastmere"."""
    doc = document.doc
    for i, word in enumerate(document.words[:-1]):
        label = contexts("start").get(word)
        named = label != "EVENT" or doc[i + 1].text in given_names() or word != "Storm"  # "Storm Shadow" is a missile
        if label is None or not is_capital(doc, i + 1) or not named:
            continue
        last = i + 2
        while label != "EVENT" and last < len(doc):
            if is_capital(doc, last) and doc[last].is_alpha:
                last += 1
            elif doc[last].lower_ == "of" and is_capital(doc, last + 1):
                last += 2
            else:
                break
        yield name_at(doc, i, last, label)
