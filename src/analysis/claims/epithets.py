"""Who is meant by an epithet with an office ("the 74-year-old senator"), and terms told by their number.

The name must stand near before, and nobody else may be meant; such a statement is supported or left open.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from analysis.attribution import Context, Sentence
from analysis.attribution.package_words import folded, titles
from analysis.claims.drafts import Draft, draft
from analysis.dates.words import ORDINALS
from analysis.lexicons import entries, read_lexicon
from analysis.nodes import SUBJECT, Node
from analysis.reference import OfficeTerm, Reference
from analysis.rules import words_in
from analysis.tables import Mention

_FARTHEST = 2  # sentences before
_CLASS = 3  # people who began together: then by an election, not in the middle of a term
_WHEN = {row["word"]: row["when"] for row in read_lexicon("office_qualifiers")}
_HYPHENS = frozenset({"-", "‑"})


@dataclass(frozen=True, slots=True)
class Meant:
    """Somebody in a table of people, by the term of the office that an epithet names."""

    name: str
    reference: Reference
    term: OfficeTerm


def described(token: Node) -> Node:
    """Return the noun that a word before it describes ("president" of "the 81-year-old president")."""
    while token.dep_ in ("amod", "compound", "nummod", "npadvmod", "quantmod") and token.head.i != token.i:
        token = token.head
    return token


def meant_by(sentence: Sentence, noun: Node) -> Meant | None:
    """Return the only person named near before who has, or had, the office of an epithet ("the 81-year-old president").

    Nobody where the article gives the title to somebody else who is named near, or a word of the epithet is unknown.
    """
    if noun.dep_ == "poss" or noun.kids("conj") or _is_past_or_denied(noun):
        return None  # "the 46-year-old president's wife"
    beside = _beside(sentence, noun)
    if beside is None and (noun.left_edge.lower_ != "the" or noun.dep_ == "appos"):
        return None
    near = [beside] if beside is not None else _people_near(sentence, noun)
    found = _holders(sentence, noun, near)
    only = found[0] if len(found) == 1 else None
    if only is None or (beside is None and _is_of_another(sentence, noun, only, near)):
        return None
    return only


def _is_past_or_denied(noun: Node) -> bool:
    """Say whether the word before an epithet is of another time or a "not" ("NAME, then a first-term senator")."""
    first = noun.left_edge
    before = [t.lower_ for t in noun.doc[max(noun.first, first.i - 1) : first.i + 1]]
    return "not" in before or not words_in("bygone").isdisjoint(before)


def _holders(sentence: Sentence, noun: Node, people: Iterable[Mention]) -> list[Meant]:
    """Return who of some people has the office of an epithet: those who certainly do, else those who may."""
    found: dict[str, Meant] = {}
    for name in dict.fromkeys(m.name for m in people):
        for meant in _holding(sentence, name, noun):
            found.setdefault(meant.term.holder, meant)
    day = sentence.scene.day
    sure = [meant for meant in found.values() if day is not None and meant.term.holds(day)]
    return sure or list(found.values())


def _beside(sentence: Sentence, noun: Node) -> Mention | None:
    """Return the name that an epithet stands beside ("NAME, a first-term senator")."""
    words = [noun, *noun.kids("appos"), *([noun.head] if noun.dep_ == "appos" else [])]
    named = [m for m in sentence.people if m.kind != "nominal"]
    return next((m for m in named for word in words if m.start <= word.idx < m.end), None)


def _people_near(sentence: Sentence, noun: Node) -> list[Mention]:
    """Return the people named before an epithet in its sentence and the two before, and behind it in its own."""
    scene = sentence.scene
    sentences = scene.document.sentences
    place = scene.document.sentence_index[sentence.span.start]
    first, last = sentences[max(0, place - _FARTHEST)].start_char, sentence.span.end_char
    people = [m for m in scene.mentions if m.label == "PERSON" and m.kind != "nominal" and first <= m.start < last]
    own = (m for m in people if m.start >= sentence.span.start_char)
    apart = {m.name for m in own if _is_apart(scene.root(m.start, m.end), noun)}
    return [m for m in people if m.name not in apart]


def _is_apart(name: Node, noun: Node) -> bool:
    """Say whether a name in the sentence of an epithet is somebody else's, by the parse.

    So is one in its own clause ("Ann endorsed the senator") and the subject of a verb above ("Ann said the senator …").
    """
    verb = name.verb
    is_below = any(a.i == noun.i for a in name.ancestors)
    is_above = verb is not None and name.dep_ in SUBJECT and any(a.i == verb.i for a in noun.ancestors)
    return is_above or (verb == noun.verb and not is_below)


def is_untold(sentence: Sentence, noun: Node, name: str) -> bool:
    """Say whether an epithet has an office for its noun that need not be that of whom it was taken for.

    It is theirs where they have it and stand right before a comma ("than Ann, the 68-year-old former senator").
    """
    people = [m.name for m in sentence.scene.mentions if m.label == "PERSON"]
    listed = ((r, r.people_named(name)) for r in sentence.scene.words.people_tables for name in dict.fromkeys(people))
    words = {word for r, terms in listed for title, _ in titles(r, terms) for word in title.split()}
    before = sentence.scene.text[: noun.left_edge.idx]
    beside = (m for m in sentence.people if m.name == name and before[m.end :] == ", ")
    is_theirs = any(True for m in beside for _ in _holding(sentence, m.name, noun))
    return not is_theirs and noun.lower_ in words


def _title(sentence: Sentence, noun: Node) -> str:
    """Return an epithet in small letters, with the complement of its title ("former secretary of state")."""
    doc, last = noun.doc, noun.i
    if last + 2 < sentence.span.end and doc[last + 1].lower_ == "of":
        last += 2
    words = [t.text for t in doc[noun.left_edge.i : last + 1]]
    return f" {folded(' '.join(words))} "


def _holding(sentence: Sentence, name: str, noun: Node) -> Iterator[Meant]:
    """Yield the terms of somebody in the office that an epithet names, those of the day or, of a former one, over."""
    day, said = sentence.scene.day, _title(sentence, noun)
    is_former = any(_WHEN.get(c.lower_) == "past" for c in noun.lefts)
    for reference in sentence.scene.words.people_tables if day is not None else ():
        terms = reference.people_named(name)
        if day is None or len({(t.holder, t.born) for t in terms}) != 1:
            continue
        named = {office for title, office in titles(reference, terms) if f" {title} " in said
                 and noun.lower_ in title.replace(".", "").split() and _is_known(sentence, noun, title)}  # fmt: skip
        for term in terms:
            is_of_day = term.start.last <= day and not term.holds(day) if is_former else term.may_hold(day)
            meant = Meant(name, reference, term)
            if term.office in named and is_of_day and _is_of_country(sentence, noun, meant):
                yield meant


def _words(meant: Meant) -> list[str]:
    return [title for title, _ in titles(meant.reference, (meant.term,))]


def _is_known(sentence: Sentence, noun: Node, title: str) -> bool:
    """Say whether each word before the noun of an epithet is one of its title, an age, a number of terms or a name."""
    named = {i for m in _inside(sentence, noun) for i in sentence.scene.places(m.start, m.end)}
    for word in (t for left in noun.lefts for t in left.subtree):
        is_number = word.lower_ in ORDINALS or word.lower_ == "term" or word.text in _HYPHENS
        is_plain = word.lower_ in ("the", "a", "an") or _WHEN.get(word.lower_) in ("past", "now")
        is_own = word.i in named or word.i in sentence.inside_figure or word.lower_ in title.split()
        if not (is_number or is_plain or is_own):
            return False
    return True


def _is_of_country(sentence: Sentence, noun: Node, meant: Meant) -> bool:
    """Say whether what an epithet names before and behind its noun may be the country of a term."""
    term, words = meant.term, {word for title in _words(meant) for word in title.split()}
    for part in noun.below("of", "at", "for"):
        own = (m for m in sentence.mentions if m.start <= part.idx < m.end)
        keys = {getattr(sentence.scene.entities.get(m.entity_id), "iso3", None) for m in own}
        if part.lower_ not in words and term.organisation not in keys:
            return False  # "president of Harvard"
    countries = {e.iso3 for m in _inside(sentence, noun) if (e := sentence.scene.entities.get(m.entity_id)) is not None}
    return countries - {None} <= {term.organisation}


def _inside(sentence: Sentence, noun: Node) -> list[Mention]:
    """Return what is named in an epithet before its noun ("the 74-year-old Vermont senator")."""
    return [m for m in sentence.mentions if noun.left_edge.idx <= m.start and m.end <= noun.idx and m.label != "PERSON"]


def _is_of_another(sentence: Sentence, noun: Node, meant: Meant, near: list[Mention]) -> bool:
    """Say whether an epithet may be somebody else's: whom the article gives the title, or of the place it names."""
    scene, office = sentence.scene, (meant.term.office, meant.term.organisation)
    is_placed = any(not getattr(scene.entities.get(m.entity_id), "iso3", None) for m in _inside(sentence, noun))
    everyone = [m for m in scene.mentions if m.label == "PERSON"] if is_placed else near
    if len(_holders(sentence, noun, everyone)) > 1:
        return True
    if any(is_of_another_trade(sentence, m) for m in near if m.name == meant.name):
        return True
    listed = {name: meant.reference.people_named(name) for name in {m.name for m in everyone}}
    strangers = {name for name, terms in listed.items() if office not in {(t.office, t.organisation) for t in terms}}
    others = (m for m in scene.mentions if m.name in strangers and m.kind != "nominal")
    around = (said_around(scene.root(m.start, m.end), m, scene.text) for m in others)
    return any(f" {word} " in said for said in around for word in _words(meant))


def is_of_another_trade(sentence: Sentence, mention: Mention) -> bool:
    """Say whether a name stands beside a noun that is no office ("the plumber", "a dentist")."""
    root, offices = sentence.scene.root(mention.start, mention.end), _offices()
    titles_here = {word for _, pairs in sentence.scene.titles for title, _ in pairs for word in title.split()}
    trades = (c for c in root.kids("appos") if c.pos_ == "NOUN" and any(d.pos_ == "DET" for d in c.kids("det")))
    return any({c.lower_, c.lemma}.isdisjoint(offices | titles_here) for c in trades)


@cache
def _offices() -> frozenset[str]:
    """Return what people of a table of offices are called: by an office, or as somebody's kin."""
    return frozenset().union(*(entries("role_nouns", "noun", sector=s) for s in ("politics", "office", "kin")))


def said_around(root: Node, mention: Mention, text: str) -> str:
    """Return the words said of a name in small letters: before it, beside it, or by "is" of it."""
    parts = [text[root.left_edge.idx : mention.end]]
    parts += [_with_complement(c) for c in root.kids("appos")]
    if root.dep_ == "appos":
        parts.append(_with_complement(root.head))
    if root.dep_ == "nsubj" and root.head.lemma_ == "be":
        parts += [_with_complement(c) for c in root.head.kids("attr")]
    said = folded(" ; ".join(parts))
    return " " + " ".join("".join(c if c.isalnum() or c in ".'’" else " " for c in said).split()) + " "


def _with_complement(token: Node) -> str:
    """Return a noun with what stands before it and the complement of a title ("chair of the Fed")."""
    behind = token.doc[token.i + 1 : token.i + 4]
    behind = behind if behind and behind[0].text == "of" else []
    more = [t.text for t in behind] if not any(t.lower_ in ("a", "an") for t in behind) else []
    return " ".join([*(t.text for t in token.subtree if t.i <= token.i), *more])


def numbered_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield that somebody is in the first or a later term of an office whose terms have a length in the package."""
    for token in sentence.span if "term" in sentence.lowers else ():
        if token.lower_ != "term" or token.i - token.first < len(_HYPHENS) or token.nbor(-1).text not in _HYPHENS:
            continue
        number, noun = ORDINALS.get(token.nbor(-2).lower_), described(token)
        meant = meant_by(sentence, noun) if number is not None and noun.i != token.i else None
        years = meant.term.term_years if meant is not None else None
        if number is None or meant is None or years is None or not _is_regular(meant) or _is_of_then(sentence):
            continue
        term = meant.term
        columns = {
            "package": meant.reference.name, "key": term.holder, "subject": term.holder, "subject_source": "inherited",
            "arguments": {"office": term.office, "organisation": term.organisation, "holder": term.holder},
            "value": (number - 0.5) * years, "value_text": f"{token.nbor(-2).text}-term", "unit": "year",
            "low": (number - 1.0) * years, "high": float(number * years), "low_open": False, "high_open": True,
        }  # fmt: skip
        yield draft(("term", "people.numbered", 4), (token.nbor(-2), noun), columns, doubts=("subject_inherited",))


def _is_of_then(sentence: Sentence) -> bool:
    """Say whether a sentence names a year before the article's."""
    said = (word.text for word in sentence.span if word.pos_ == "NUM" and len(word.text) == len("2024"))
    return any(year.isdigit() and year < (sentence.scene.year or "") for year in said)


def _is_regular(meant: Meant) -> bool:
    """Say whether somebody has served without a break since a day on which several began."""
    everyone = meant.reference.people_in(meant.term.office, meant.term.organisation)
    own = [t for t in everyone if t.holder == meant.term.holder]
    return len(own) == 1 and sum(t.start == meant.term.start for t in everyone) >= _CLASS
