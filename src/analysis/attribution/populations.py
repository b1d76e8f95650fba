"""Parts of a population, and whose it is: "23 of the 32 members", "most allies", "a third of the bloc's countries"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from analysis.attribution.clauses import is_one
from analysis.attribution.fits import is_fraction
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import ASSUMED, INHERITED, SENTENCE, STATED
from analysis.attribution.scene import Body, Context, Figure
from analysis.lexicons import read_lexicon
from analysis.nodes import Node
from analysis.reference import Population, Reference
from analysis.rules import words_in

_WHOLE = 100.0
_BEFORE, _BEHIND = 16, 24  # characters
_PLACES = frozenset({"GPE", "LOC", "PERSON"})
_PLAIN = words_in("plain_modifier")
_PARTS = frozenset({"of", "out"})
Owned = tuple[Reference, Population, str]
_LINKS = frozenset({"of", "in", "within", "from", "to", "inside", "across"})


@dataclass(frozen=True, slots=True)
class Quantified:
    """How many of whose members are meant.

    Attributes
    ----------
    value, low, high, low_open, high_open : a number of members, or with `is_share` percent of them.
    out_of : the population's size as stated, with `size` its figure. owner : package, population and how it is known.
    inverted : all but so many. restricted : words that pick out a part ("European allies"), empty for all members.
    verb : the verb that says how many, where it is not theirs ("the number of allies that meet it rose to 23").
    """

    start: int
    end: int
    token: Node
    value: float
    low: float | None
    high: float | None
    low_open: bool
    high_open: bool
    is_share: bool
    out_of: float | None
    owner: Owned
    figures: tuple[Figure, ...]
    size: Figure | None = None
    inverted: bool = False
    restricted: tuple[str, ...] = ()
    verb: Node | None = None


def quantified(
    sentence: Sentence, token: Node, context: Context, fallback: tuple[Reference, Population] | None = None
) -> Quantified | None:
    """Return the part of a population that a subject's head word stands for, or None where it is none.

    `fallback` is the population of the measure spoken of, for a noun that nobody else owns.
    """
    token = _but(token)
    noun = member_noun(sentence, token) or _fronted(sentence, token)
    if noun is None:
        return None
    owner = body_of(sentence, noun, context)
    if owner is None and fallback is not None and not sentence.bodies and not has_other_owner(sentence, noun):
        owner = (*fallback, ASSUMED)
    if owner is None:
        return None
    size = _size(sentence, noun, token)
    found = _all_but_after(sentence, token, noun) or _by_figure(sentence, token, noun, size)
    found = found or _by_word(sentence, token, noun)
    total = _total(sentence, noun) if found is None else None
    if total is not None:
        return _of_total(sentence, noun, total, owner)
    if found is None or sentence.before(found[0]) in words_in("not_quite"):
        return None  # "nearly all allies"
    start, end, values, is_share, figure, inverted = found
    value, low, high, low_open, high_open = values
    one_of = figure is not None and figure.number.value == 1 and value != 1
    stated = figure.number.ratio_total if figure is not None and not is_share and not one_of else None
    out_of = size.number.value if size else stated
    return Quantified(
        start, max(end, noun.idx + len(noun)), token, value, low, high, low_open, high_open, is_share, out_of, owner,
        tuple(f for f in (figure, size) if f is not None), size, inverted, restrictions(sentence, noun, token),
    )  # fmt: skip


def _total(sentence: Sentence, noun: Node) -> Figure | None:
    """Return how many "the number of allies that meet it" is said to be: what it rose to, stands at or is."""
    number = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else None
    if number is None or not is_one(number, "total") or number.dep_ != "nsubj" or number.kids("amod", "compound"):
        return None
    clauses = _clauses(noun)
    verb = number.head
    said = [c for told in (verb, *clauses) for c in told.children]
    is_told = len(clauses) == 1 and is_one(verb, "up", "down", "level", "copula")
    if not is_told or any(c.dep_ == "neg" or c.tag_ == "MD" for c in said):
        return None
    own = (f for f in sentence.figures if f.token.verb == verb and f.number.change_role in (None, "to"))
    return next((f for f in own if f.number.kind == "cardinal" or sentence.scene.text[f.start : f.end].isalnum()), None)


def _clauses(noun: Node) -> tuple[Node, ...]:
    """Return the verbs of the clauses that pick out members, which the parse may hang on "the number of" them."""
    return (*noun.kids("acl", "relcl"), *noun.head.head.kids("acl", "relcl"))


def _of_total(sentence: Sentence, noun: Node, figure: Figure, owner: Owned) -> Quantified:
    number, clause = figure.number, _clauses(noun)[0]
    low, high = (number.value, number.value) if number.bound == "=" else (number.low, number.high)
    picked = tuple(word for word in restrictions(sentence, noun) if word != clause.lower_)
    return Quantified(
        noun.head.head.idx, figure.end, noun, number.value, low, high, number.low_open, number.high_open, False, None,
        owner, (figure,), restricted=picked, verb=noun.head.head.head,
    )  # fmt: skip


def _but(token: Node) -> Node:
    """Return the number of "all but nine (of the members)"."""
    found: Iterable[Node] = ()
    if token.lower_ == "one":
        inner = [c for p in token.children if p.lower_ == "of" for c in p.kids("pobj")][:1]
        found = (c for c in inner if c.tag_ == "CD" or any(g.dep_ == "nummod" for g in c.children))
    elif token.lower_ in ("all", "every", "everyone"):
        found = (c for c in token.children if c.dep_ in ("conj", "pobj") or c.tag_ == "CD")
    return next(iter(found), token)


def member_noun(sentence: Sentence, token: Node) -> Node | None:
    """Return the noun of members that a word is, or is a part of ("23 of the members", "most of the allies")."""
    nouns = sentence.scene.words.nouns
    if token.lemma in nouns and token.tag_ != "VB":
        return token
    links = (c for c in token.kids("prep") if c.lower_ in _PARTS)
    return next((p for c in links for p in c.subtree if p.dep_ == "pobj" and p.lemma in nouns), None)


def _fronted(sentence: Sentence, token: Node) -> Node | None:
    """Return the members in front of a bare number ("Of the 32 allies, 23 meet it")."""
    bare = token.tag_ == "CD" and token.dep_ in ("nsubj", "nsubjpass")
    parts = (p for c in token.head.children if bare and c.lower_ == "of" and c.i < token.i for p in c.children)
    return next((p for p in parts if p.dep_ == "pobj" and p.lemma in sentence.scene.words.nouns), None)


def _size(sentence: Sentence, noun: Node, token: Node) -> Figure | None:
    """Return the number of all members in "23 of the 32 members"."""
    if noun.i == token.i:
        return None
    inside = [f for f in sentence.figures if noun.i in (f.token.i, f.token.head.i)]
    return next((f for f in inside if f.token.i != token.i and f.number.kind in ("cardinal", "measure")), None)


Values = tuple[float, float | None, float | None, bool, bool]
FoundGroup = tuple[int, int, Values, bool, Figure | None, bool]


def _by_figure(sentence: Sentence, token: Node, noun: Node, size: Figure | None) -> FoundGroup | None:
    for figure in sentence.figures:
        number = figure.number
        counts = number.kind in ("cardinal", "ratio", "range", "measure", "percent") and not number.currency
        if figure is size or not counts or not _belongs(figure, token):
            continue
        if number.kind == "ratio" and number.value == 1 and number.ratio_total and figure.token.lower_ == "one":
            total = number.ratio_total
            return figure.start, figure.end, (total, total, total, False, False), False, figure, False
        fraction = number.kind == "ratio" and is_fraction(number, sentence)
        is_share = number.unit == "percent" or fraction
        low, high = number.low, number.high
        if not is_share and number.bound == "=":
            low, high = number.value, number.value_high or number.value
        values = _percent(figure) if fraction else (number.value, low, high, number.low_open, number.high_open)
        first = max(sentence.span.start_char, number.start - _BEFORE)
        before = sentence.scene.text[first : number.start].casefold().split()
        is_inverted = before[-2:] in (["all", "but"], ["all", "except"]) or before[-3:] == ["all", "except", "for"]
        return figure.start, figure.end, values, is_share, figure, is_inverted
    return None


def _belongs(figure: Figure, token: Node) -> bool:
    root, number = figure.token, figure.number
    one_of = number.kind == "ratio" and number.value == 1 and figure.start < token.idx < figure.end
    tied = root.head.i == token.i and root.dep_ in ("nummod", "quantmod", "det", "nmod", "appos")
    of_all = root.head.head.i == token.i and (root.head.lower_, root.dep_) in (("record", "nummod"), ("all", "conj"))
    return root.i == token.i or one_of or tied or of_all


def _percent(figure: Figure) -> Values:
    """Return a fraction as percent; without a bound it may be five points off."""
    number = figure.number
    value = _WHOLE * number.value / (number.ratio_total or 1)
    if number.bound in (">", ">="):
        return value, value, None, number.bound == ">", False
    if number.bound in ("<", "<="):
        return value, None, value, False, number.bound == "<"
    return value, value - 5, value + 5, False, False


def _all_but_after(sentence: Sentence, token: Node, noun: Node) -> FoundGroup | None:
    """Return how many are left out of all ("all allies but one")."""
    doc = sentence.doc
    behind = [t.lower_ for t in doc[noun.i + 1 : min(noun.i + 3, sentence.span.end)]]
    whole = any(c.lower_ in ("all", "every") for c in token.lefts)
    left_out = next((f for f in sentence.figures if f.token.i == noun.i + 2), None)
    if not whole or behind[:1] not in (["but"], ["except"]) or (left_out is None and behind[1:] != ["one"]):
        return None
    value = left_out.number.value if left_out is not None else 1.0  # "one" alone is no row of the numbers
    last = doc[noun.i + 2]
    return token.left_edge.idx, last.idx + len(last), (value, value, value, False, False), False, left_out, True


def _by_word(sentence: Sentence, token: Node, noun: Node) -> FoundGroup | None:
    """Return the share that a quantifier gives ("most", "none of", "not all")."""
    first = min((t.i for t in token.lefts), default=token.i)
    start = max(sentence.span.start, first - 1)
    doc = sentence.doc
    words = [doc[i].lower_ for i in range(start, noun.i)]
    behind = sentence.scene.text[noun.idx + len(noun) :][:_BEHIND].casefold().replace(",", " ").split()
    is_excepted = behind[:1] in (["but"], ["except"], ["besides"]) or behind[:2] == ["apart", "from"]
    for length in (3, 2, 1):
        for place in range(len(words) - length + 1):
            shares = _shares().get(" ".join(words[place : place + length]))
            if shares is not None and not is_excepted:
                low, high, is_open = shares
                at = doc[start + place].idx
                values = (low if low is not None else high or 0.0, low, high, is_open == "low", is_open == "high")
                return at, noun.idx + len(noun), values, True, None, False
    return None


@cache
def _shares() -> Mapping[str, tuple[float | None, float | None, str]]:
    def number(cell: str) -> float | None:
        return float(cell) if cell else None

    rows = read_lexicon("claims_quantifiers")
    return {row["quantifier"]: (number(row["low"]), number(row["high"]), row["open"]) for row in rows}


def restrictions(sentence: Sentence, noun: Node, token: Node | None = None) -> tuple[str, ...]:
    """Return the words that pick out a part of the members: adjectives, clauses and places beside their noun."""
    own = {sentence.body_at[t.i].entity_id for c in noun.lefts for t in c.subtree if t.i in sentence.body_at}
    found = [c.lower_ for c in noun.children if _restricts(sentence, c, own)]
    if token is not None and token.i != noun.i:
        found += (child.lower_ for child in token.kids("relcl", "acl"))
    return tuple(found)


def _restricts(sentence: Sentence, word: Node, own: set[str]) -> bool:
    """Say whether a word beside members picks out some, as another body than their `own` does ("its 22 in NATO")."""
    if word.dep_ in ("amod", "compound", "nmod"):
        known = word.i in sentence.body_at or word.i in sentence.inside_figure or word.pos_ in ("NUM", "DET", "ADV")
        plain = known or word.lemma in _PLAIN or word.lemma in sentence.scene.words.nouns
        return not plain and not any(word.lower_ in phrase.split() for phrase in _shares())
    if word.dep_ == "prep" and word.lower_ not in ("of", "out"):
        named = {sentence.body_at[part.i].entity_id for part in word.subtree if part.i in sentence.body_at}
        return not named or (bool(own) and named.isdisjoint(own))
    return word.dep_ in ("relcl", "acl", "advcl")


def body_of(sentence: Sentence, noun: Node, context: Context) -> Owned | None:
    """Return whose members a noun speaks of: by the noun's own phrase, else by its sentence, else by the one before.

    An organisation of the phrase that no package lists, or a noun phrase with a foreign owner, gives None: the members
    are somebody else's.
    """
    own = _in_phrase(sentence, noun)
    if own is not None:
        return None if own.population is None else (*own.population, STATED)
    if has_other_owner(sentence, noun):
        return None
    of_noun = sentence.scene.words.nouns.get(noun.lemma, ())
    is_owned = noun.lemma in sentence.scene.words.owned_nouns
    here = list({b.entity_id: b for b in sentence.bodies}.values())
    if here:
        owners = [b for b in here if len(here) == 1 or (b.population and is_owned)]
        return _listed(owners[0], of_noun, SENTENCE) if len(owners) == 1 else None
    if context.body is not None and context.near(context.body_at) and context.others == 0:
        return _listed(context.body, of_noun, INHERITED)
    return (*of_noun[0], ASSUMED) if is_owned else None


def _listed(body: Body, of_noun: tuple[tuple[Reference, Population], ...], source: str) -> Owned | None:
    if body.population is None or not any(p is body.population[1] for _, p in of_noun):
        return None
    return (*body.population, source)


def _in_phrase(sentence: Sentence, noun: Node) -> Body | None:
    """Return the organisation in a noun's own phrase: before it, as its owner, or after "of" and "in"."""
    for child in noun.children:
        parts: Iterable[Node] = ()
        if child.dep_ in ("poss", "compound", "nmod", "amod") or (child.dep_ == "appos" and child.i < noun.i):
            parts = (child, *(child.children if child.dep_ in ("compound", "amod", "poss") else ()))
        elif child.dep_ == "prep" and child.lower_ in _LINKS:
            parts = child.kids("pobj")
        inside = next((part for part in parts if part.i in sentence.body_at), None)
        if inside is not None:
            return sentence.body_at[inside.i]  # but not in "29 countries (Europe, Canada)"
    between = ((b, sentence.scene.text[b.end : noun.idx].split()) for b in sentence.bodies)  # "NATO: 29 countries"
    colon = next((b for b, words in between if len(words[1:]) == 1 and words[0].endswith(":")), None)
    return colon or (sentence.body_at.get(noun.i - 1) if noun.i > sentence.span.start else None)


def has_other_owner(sentence: Sentence, noun: Node) -> bool:
    """Say whether a noun belongs to somebody who is no organisation with members ("the country's seven states")."""
    others = [c for c in noun.kids("poss") if c.lower_ not in ("its", "their", "our", "whose")]
    places = (p for p in noun.below("of", "in") if p.dep_ == "pobj")
    names = (p.i in sentence.subjects or p.ent_type_ in _PLACES or p.pos_ == "PROPN" for p in places)
    return bool(others) or any(names)
