"""People and offices that a sentence names: who they are in the tables of offices and of people, and how old."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.attribution import Context, Figure, Sentence
from analysis.attribution.package_words import folded, titles
from analysis.claims.drafts import Draft, draft, figure_columns, of_the_day
from analysis.claims.epithets import described, is_of_another_trade, is_untold, meant_by, said_around
from analysis.lexicons import pairs
from analysis.nodes import Node
from analysis.reference import OfficeTerm, Reference
from analysis.rules import words_in
from analysis.tables import Mention

_BESIDE = 3  # characters
_NEAR_AGE = 9  # characters between a name and the age behind it
_WEIGHT = 4
_OLDEST = 99
_YOUNGEST = 18
_WHEN = pairs("office_qualifiers", "word", "when")
_OTHERS = [[word] for word, when in _WHEN.items() if when in ("skip", "ahead")]
PAST = frozenset(word for word, when in _WHEN.items() if when == "past")
NOW = frozenset(word for word, when in _WHEN.items() if when == "now")
_BEFORE_AGE = (", ", " (", ", aged ", " aged ", ", who is ")


@dataclass(frozen=True, slots=True)
class OfficeMention:
    """An office where it is mentioned; `organisation` is the package's key.

    doubts : why what is said of it is not refuted: the article names the country or body whose office it is nowhere.
    """

    start: int
    end: int
    token: Node
    reference: Reference
    office: str
    organisation: str
    doubts: tuple[str, ...] = ()

    def columns(self, holder: str, **arguments: Any) -> dict[str, Any]:
        """Return the columns of what is said of somebody in this office."""
        return {
            "package": self.reference.name, "key": holder, "subject": holder, "subject_source": "stated",
            "arguments": {"office": self.office, "organisation": self.organisation, "holder": holder, **arguments},
        }  # fmt: skip


def offices_in(sentence: Sentence, context: Context) -> list[OfficeMention]:
    """Return the offices a sentence mentions whose organisation it makes plain.

    Those of a table of people only where somebody held them who is named here, or was the last person named.
    """
    found: list[OfficeMention] = []
    for reference, words in sentence.scene.titles:
        _add(found, sentence, reference, words)
    people = [m.name for m in sentence.people] or ([context.person] if context.person else [])
    for reference in sentence.scene.words.people_tables:
        for name in dict.fromkeys(people):
            terms = reference.people_named(name)
            if terms:
                _add(found, sentence, reference, titles(reference, terms), terms)
    return found


def _add(
    found: list[OfficeMention], sentence: Sentence, reference: Reference, words: Sequence[tuple[str, str]],
    terms: Sequence[OfficeTerm] = (),
) -> None:  # fmt: skip
    lower, first = sentence.folded.replace("-", " "), sentence.span.start_char
    for title, office in (pair for pair in words if pair[0] in lower):
        place = lower.find(title)
        start, end = first + place, first + place + len(title)
        taken = any(o.start < end and start < o.end for o in found)
        if taken or lower[:place][-1:].isalnum() or lower[place + len(title) :][:1].isalnum():
            continue
        named = OfficeMention(start, end, sentence.token_at(end - 1), reference, office, "")
        key, told = _organisation(sentence, named, terms or reference.terms)
        if key is None:
            continue
        own = (m.end for m in sentence.mentions if m.entity_id in entities_of(reference, key)
               and end < m.start <= end + len(" of the "))  # fmt: skip
        behind = next(own, end) if terms else end  # "president of France"
        text = sentence.scene.text[end : sentence.span.end_char]
        of_another = bool(terms) and text.split()[:1] == ["of"] and behind == end  # "president of the Senate"
        if not (text[:1] == "-" or lower[:place].split()[-1:] in _OTHERS or of_another):  # "vice president"
            found.append(replace(named, end=behind, organisation=key, doubts=() if told else ("subject_assumed",)))
    found += _led(sentence, reference, found, terms or reference.terms)


def is_former(sentence: Sentence, office: OfficeMention) -> int | None:
    """Return where a word stands that makes an office one of the past ("former", "ex-"), close before it."""
    place = sentence.scene.index(office.start)
    before = sentence.doc[max(sentence.span.start, place - 4) : place]
    return next((t.idx for t in before if t.lower_.rstrip("-") in PAST), None)


def entities_of(reference: Reference, key: str) -> tuple[str, ...]:
    """Return the gazetteer ids that an organisation key may have."""
    return (reference.organisations.get(key, ""), f"country/{key}")


def _organisation(
    sentence: Sentence, named: OfficeMention, terms: Sequence[OfficeTerm]
) -> tuple[str | None, bool]:  # fmt: skip
    """Return whose office it is: of the body or country beside it, or of the only one of that office; is it named?"""
    reference, start, end = named.reference, named.start, named.end
    keys = sorted({t.organisation for t in terms if t.office == named.office})
    near = [m for m in sentence.mentions if m.start < end + 40 and start - 30 < m.end and m.label != "PERSON"]
    for mention in sorted(near, key=lambda m: min(abs(m.end - start), abs(m.start - end))):
        for key in keys:
            inside = len(keys) == 1 and start <= mention.start and mention.end <= end  # "chair of the Federal Reserve"
            if inside or mention.entity_id in entities_of(reference, key):
                return key, True
    if any(0 <= start - m.end <= _BESIDE for m in near):
        return None, False
    if not reference.terms:
        spoken = [k for k in keys if not sentence.scene.entities.keys().isdisjoint(entities_of(reference, k))]
        return (spoken or keys)[0] if len(spoken or keys) == 1 else None, bool(spoken)
    holders = {known_holder(m.name, reference) for m in sentence.people} - {None}
    theirs = sorted({t.organisation for t in terms if t.office == named.office and t.holder in holders})
    if len(theirs) == 1 and len(keys) > 1:
        return theirs[0], True
    if len(keys) != 1 or keys[0] not in reference.organisations:
        return None, False
    title = folded(sentence.scene.text[start:end])
    known = reference.organisations[keys[0]] in sentence.scene.entities or keys[0].casefold() in title
    return keys[0] if known else None, known


def _led(
    sentence: Sentence, reference: Reference, found: list[OfficeMention], terms: Sequence[OfficeTerm]
) -> Iterator[OfficeMention]:
    """Yield the office meant by "has led the alliance since 2014": the one office of a body that the package lists."""
    for body in sentence.bodies:
        if body.token.dep_ != "dobj" or body.token.head.lemma not in ("lead", "head"):
            continue
        keys = sorted({t.organisation for t in terms if reference.organisations.get(t.organisation) == body.entity_id})
        offices = {t.office for t in terms if t.organisation in keys[:1]}
        if len(offices) == 1 and not any(o.start <= body.start < o.end for o in found):
            yield OfficeMention(body.start, body.end, body.token, reference, next(iter(offices)), keys[0])


def known_holder(name: str, reference: Reference, office: OfficeMention | None = None) -> str | None:
    """Return the holder whom a name means: the whole name, or its family name with the same first name.

    In a table of people only a whole name counts, of somebody who held the office.
    """
    words = name.split()
    for term in reference.terms:
        same_first = len(words) <= 1 or words[0] == term.holder.split()[0]
        if same_first and (name in (term.holder, term.family_name) or words[-1:] == [term.family_name]):
            return term.holder
    people = reference.people_named(name) if office is not None else ()
    held = (t for t in people if office and (t.office, t.organisation) == (office.office, office.organisation))
    return next((t.holder for t in held), None)


def age_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the ages a sentence gives; of a table of people only those of one whose office the text tells."""
    for figure in sentence.figures:
        if figure.number.kind not in ("age", "cardinal"):
            continue
        mention = _named_beside(sentence, figure) or _described(sentence, figure)
        is_named = mention is not None and mention.kind != "nominal"
        meant = meant_by(sentence, described(figure.token)) if figure.number.kind == "age" and not is_named else None
        if meant is not None:
            yield _age_of(sentence, figure, meant.reference, meant.term, ("subject_inherited",))
            continue
        name = mention.name if mention else _meant(sentence, figure, context)
        if not name or (mention is not None and is_of_another_trade(sentence, mention)):
            continue  # "NAME, 62, the plumber"
        for reference in sentence.scene.references:
            holder = known_holder(name, reference)
            if holder is not None and any(t.born for t in reference.terms if t.holder == holder):
                exact = {"low": figure.number.value, "high": figure.number.value}
                is_told = any(_is_told(sentence, reference, name, t) for t in reference.terms if t.holder == holder)
                doubts = () if is_told else ("subject_assumed",)
                yield _age(sentence, figure, {"package": reference.name, "key": holder, **exact}, doubts)
                break
        else:
            if not is_named and is_untold(sentence, described(figure.token), name):
                continue  # "the 81-year-old college president"
            yield from _listed_age(sentence, figure, mention, name)


def _named_beside(sentence: Sentence, figure: Figure) -> Mention | None:
    """Return whom a bare figure between commas or in brackets stands behind ("NAME, 45, said")."""
    number, text = figure.number, sentence.scene.text
    plain = number.kind == "age" or (number.kind == "cardinal" and number.unit is None and number.value <= _OLDEST)
    beside = [m for m in sentence.people if text[m.end : number.start] in _BEFORE_AGE]
    if not (plain and beside) or text[number.end : number.end + 1] not in ",.;)” ":
        return None
    following = sentence.scene.index(number.end - 1) + 1  # "NAME, 57 in the polls"
    is_more = text[number.end : number.end + 1] == " " and sentence.doc[following].pos_ not in ("VERB", "AUX", "CCONJ")
    return None if is_more else beside[0]


def _listed_age(sentence: Sentence, figure: Figure, mention: Mention | None, name: str) -> Iterator[Draft]:
    """Yield the age of somebody in a table of people, where it plainly is that person's and now.

    Where the article tells no office of theirs, it may be a namesake's: then one that fits the year of birth alone.
    """
    for reference in sentence.scene.words.people_tables if figure.number.value >= _YOUNGEST else ():
        listed = [t for t in reference.people_named(name) if t.born]
        named = [t for t in listed if _is_told(sentence, reference, name, t)]
        terms = named or [t for t in listed if mention and _is_their_age(sentence, figure, listed)]
        if terms:
            doubts = () if mention and mention.kind != "nominal" else ("subject_inherited",)
            doubts = doubts if named else ("subject_assumed", *doubts)
            yield _age_of(sentence, figure, reference, terms[0], doubts)
            return


def _age_of(
    sentence: Sentence, figure: Figure, reference: Reference, term: OfficeTerm, doubts: tuple[str, ...]
) -> Draft:  # fmt: skip
    if any(t.lemma in words_in("dying") for t in sentence.span):
        doubts = (*doubts, "doubtful")
    told = {"office": term.office, "organisation": term.organisation, "holder": term.holder}
    return _age(sentence, figure, {"package": reference.name, "key": term.holder, "arguments": told}, doubts)


def _is_their_age(sentence: Sentence, figure: Figure, listed: Sequence[OfficeTerm]) -> bool:
    """Say whether an age fits the year of birth of the only person of a name."""
    born, day = {(t.holder, t.born.first.year) for t in listed if t.born}, sentence.scene.document.published
    return len(born) == 1 and day is not None and day.year - next(iter(born))[1] - figure.number.value in (0, 1)


def _is_told(sentence: Sentence, reference: Reference, name: str, term: OfficeTerm) -> bool:
    """Say whether the article gives somebody the office of a term beside the name, and speaks of whose office it is."""
    scene, words = sentence.scene, [title for title, _ in titles(reference, (term,))]
    named = (m for m in scene.mentions if m.label == "PERSON" and m.name == name)
    around = (said_around(scene.root(m.start, m.end), m, scene.text) for m in named)
    is_spoken_of = not scene.entities.keys().isdisjoint(entities_of(reference, term.organisation))
    return is_spoken_of and any(f" {word} " in said for said in around for word in words)


def _described(sentence: Sentence, figure: Figure) -> Mention | None:
    """Return whom an age describes ("the 81-year-old president, NAME", "NAME, the 81-year-old", "NAME is 81")."""
    noun = described(figure.token)
    candidates = [noun, *noun.kids("appos")]
    if noun.dep_ == "appos" and noun.head.i < noun.i:
        candidates.append(noun.head)
    verb = noun.verb
    if noun.dep_ in ("attr", "acomp") and verb is not None and verb.lower_ in ("is", "’s", "'s"):
        heads = verb.kids("nsubj")
        candidates += [*heads, *(c for head in heads for c in head.kids("appos"))]
    if figure.number.kind != "age" and noun.dep_ not in ("attr", "acomp"):
        return None
    found = [m for c in candidates for m in sentence.people if m.start <= c.idx < m.end]
    return min(found, key=lambda m: m.kind == "nominal", default=None)


def _meant(sentence: Sentence, figure: Figure, context: Context) -> str | None:
    """Return whom "the 57-year-old" or "he is 57 years old" means: the one person of the sentence before."""
    token, kind = figure.token, figure.number.kind
    alone = token.dep_ in ("nsubj", "nsubjpass") and any(c.lower_ == "the" for c in token.children)
    verb = token.verb
    head = verb.own_subject if verb is not None and verb.lower_ in ("is", "’s", "'s") else None
    alone = alone or (head is not None and head.lower_ in ("he", "she") and token.i > head.i)
    first, is_verbless = figure.start - len("the "), not any(t.pos_ in ("VERB", "AUX") for t in sentence.span)
    alone = alone or (
        first == sentence.span.start_char and is_verbless
    )  # "The 60-year-old heads NATO", tagged as nouns
    return context.person if kind == "age" and alone and not sentence.people else None


def _age(sentence: Sentence, figure: Figure, columns: dict[str, Any], doubts: tuple[str, ...] = ()) -> Draft:
    number, scene = figure.number, sentence.scene
    has_the = scene.text[max(0, number.start - 4) : number.start].casefold() == "the "
    mention = next((m for m in sentence.people if 0 <= number.start - m.end <= _NEAR_AGE), None)
    columns = {
        **figure_columns(scene, figure, "year"), **of_the_day(scene), "subject": columns["key"],
        "subject_source": "stated", "value_text": scene.text[number.start : number.end],
        "low_open": False, "high_open": False, **columns,
    }  # fmt: skip
    words = (number, (number.start - 4, 0) if has_the else None, (mention.start, 0) if mention else None)
    return draft(("age", "people.age", _WEIGHT), words, columns, takes=(figure,), doubts=doubts)
