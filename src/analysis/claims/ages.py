"""Ages of people whose birthday a table of offices or of people has."""

from collections.abc import Iterator
from typing import Any

from analysis.attribution.clauses import verb_above
from analysis.attribution.marks import Sentence
from analysis.attribution.package_words import lemma
from analysis.attribution.scene import Context, Figure
from analysis.claims.drafts import Draft, draft, figure_columns, of_the_day
from analysis.claims.offices import entities_of, known_holder, people_of, people_tables, titles
from analysis.reference import OfficeTerm, Reference
from analysis.rules import words_in
from analysis.spacy_types import Token
from analysis.tables import Mention

_NEAR = 9  # characters between a name and the age behind it
_WEIGHT = 4
_OLDEST = 99
_YOUNGEST = 18
_BESIDE = (", ", " (", ", aged ", " aged ", ", who is ")


def age_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the ages a sentence gives; of a table of people only those of one whose office the text tells."""
    for figure in sentence.figures:
        name = _aged(sentence, figure, context)
        for reference in sentence.scene.references if name else ():
            holder = known_holder(name or "", reference)
            if holder is not None and any(t.born for t in reference.terms if t.holder == holder):
                exact = {"low": figure.number.value, "high": figure.number.value}
                yield _age(sentence, figure, {"package": reference.name, "key": holder, **exact})
                break
        else:
            yield from _listed_age(sentence, figure, context)


def _aged(sentence: Sentence, figure: Figure, context: Context) -> str | None:
    """Return whose age a figure is: of the person it names or stands behind between commas, or of the one spoken of."""
    number, people = figure.number, people_of(sentence)
    if number.kind != "age":
        beside = _named_beside(sentence, figure)
        return beside.name if beside else None
    around = [m.name for m in people if m.start <= number.start and number.end <= m.end]
    before = [m.name for m in people if m.end <= number.start and number.start - m.end <= _NEAR]
    spoken = [m.name for m in people if m.end <= figure.start]
    return next(iter((*around, *before, *reversed(spoken))), context.person)


def _named_beside(sentence: Sentence, figure: Figure) -> Mention | None:
    """Return whom a bare figure between commas or in brackets stands behind ("NAME, 45, said")."""
    number, text = figure.number, sentence.scene.text
    plain = number.kind == "age" or (number.kind == "cardinal" and number.unit is None and number.value <= _OLDEST)
    beside = [m for m in people_of(sentence) if text[m.end : number.start] in _BESIDE]
    return beside[0] if plain and beside and text[number.end : number.end + 1] in ",.;)” " else None


def _listed_age(sentence: Sentence, figure: Figure, context: Context) -> Iterator[Draft]:
    """Yield the age of somebody in a table of people, where it plainly is that person's and now."""
    mention = _named_beside(sentence, figure) or _described(sentence, figure)
    name = mention.name if mention else _meant(sentence, figure, context)
    plain = figure.number.value >= _YOUNGEST
    for reference in people_tables(sentence) if name and plain else ():
        terms = [t for t in reference.people_named(name or "") if t.born and _is_told(sentence, reference, name, t)]
        if terms:
            doubts = () if mention and mention.kind != "nominal" else ("subject_inherited",)
            if any(lemma(t) in words_in("dying") for t in sentence.span):
                doubts = (*doubts, "doubtful")
            told = {"office": terms[0].office, "organisation": terms[0].organisation, "holder": terms[0].holder}
            columns = {"package": reference.name, "key": terms[0].holder, "arguments": told}
            yield _age(sentence, figure, columns, doubts)
            return


def _is_told(sentence: Sentence, reference: Reference, name: str | None, term: OfficeTerm) -> bool:
    """Say whether the article gives somebody the office of a term beside the name, and speaks of whose office it is."""
    scene = sentence.scene
    if scene.entities.keys().isdisjoint(entities_of(reference, term.organisation)):
        return False
    words = [title for title, _ in titles(reference, (term,))]
    for mention in (m for m in scene.mentions if m.label == "PERSON" and m.name == name):
        around = _around(scene.root(mention.start, mention.end), mention, scene.text)
        if any(f" {word} " in around for word in words):
            return True
    return False


def _around(root: "Token", mention: Mention, text: str) -> str:
    """Return the words said of a name in small letters: before it, beside it, or by "is" of it."""
    parts = [text[root.left_edge.idx : mention.end]]
    parts += [_words(c) for c in root.children if c.dep_ == "appos"]
    if root.dep_ == "appos":
        parts.append(_words(root.head))
    if root.dep_ == "nsubj" and root.head.lemma_ == "be":
        parts += [_words(c) for c in root.head.children if c.dep_ == "attr"]
    said = " ; ".join(parts).casefold().replace("-", " ")
    return " " + " ".join("".join(c if c.isalnum() or c in ".'’" else " " for c in said).split()) + " "


def _words(token: "Token") -> str:
    """Return a noun with what stands before it and the complement of a title ("chair of the Fed")."""
    behind = token.doc[token.i + 1 : token.i + 4] if token.doc[token.i + 1 :][:1].text == "of" else ()
    more = [t.text for t in behind] if not any(t.lower_ in ("a", "an") for t in behind) else []
    return " ".join([*(t.text for t in token.subtree if t.i <= token.i), *more])


def _described(sentence: Sentence, figure: Figure) -> Mention | None:
    """Return whom an age describes ("the 81-year-old president, NAME", "NAME, the 81-year-old", "NAME is 81")."""
    noun = figure.token
    while noun.dep_ in ("amod", "compound", "nummod", "npadvmod", "quantmod") and noun.head.i != noun.i:
        noun = noun.head
    candidates = [noun, *(c for c in noun.children if c.dep_ == "appos")]
    if noun.dep_ == "appos" and noun.head.i < noun.i:
        candidates.append(noun.head)
    verb = verb_above(noun)
    if noun.dep_ in ("attr", "acomp") and verb is not None and verb.lower_ in ("is", "’s", "'s"):
        candidates += [c for c in verb.children if c.dep_ == "nsubj"]
    if figure.number.kind != "age" and noun.dep_ not in ("attr", "acomp"):
        return None
    found = [m for c in candidates for m in people_of(sentence) if m.start <= c.idx < m.end]
    return min(found, key=lambda m: m.kind == "nominal", default=None)


def _meant(sentence: Sentence, figure: Figure, context: Context) -> str | None:
    """Return whom "the 57-year-old" means as a subject: the one person of the sentence before."""
    token = figure.token
    alone = token.dep_ in ("nsubj", "nsubjpass") and any(c.lower_ == "the" for c in token.children)
    return context.person if figure.number.kind == "age" and alone and not people_of(sentence) else None


def _age(sentence: Sentence, figure: Figure, columns: dict[str, Any], doubts: tuple[str, ...] = ()) -> Draft:
    number, scene = figure.number, sentence.scene
    has_the = scene.text[max(0, number.start - 4) : number.start].casefold() == "the "
    mention = next((m for m in people_of(sentence) if m.end <= number.start and number.start - m.end <= _NEAR), None)
    columns = {
        **figure_columns(scene, figure, "year"), **of_the_day(scene), "subject": columns["key"],
        "subject_source": "stated", "value_text": scene.text[number.start : number.end],
        "low_open": False, "high_open": False, **columns,
    }  # fmt: skip
    words = (number, (number.start - 4, 0) if has_the else None, (mention.start, 0) if mention else None)
    return draft(("age", "people.age", _WEIGHT), words, columns, takes=(figure,), doubts=doubts)
