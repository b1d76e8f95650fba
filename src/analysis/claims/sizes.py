"""Sizes: how many members a body is said to have."""

from collections.abc import Iterator

from analysis.attribution.clauses import SUBJECT, subject_of, verb_above
from analysis.attribution.colours import ASSERTED
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import SENTENCE, STATED
from analysis.attribution.package_words import lemma, spelt
from analysis.attribution.periods import ARTICLE, StatedPeriod, period_of
from analysis.attribution.populations import Owned, body_of, restrictions
from analysis.attribution.scene import Context, Figure
from analysis.claims.drafts import Draft, body_columns, clause_in, draft, may_be_of_then
from analysis.reference import load_gazetteer
from analysis.rules import words_in
from analysis.spacy_types import Token

_WEIGHT = 6
_SMALLEST = 5  # fewer may be any members
_WHOLE = frozenset({"all", "its", "their", "our"})
_OBJECTS = ("dobj", "attr", "pobj")
_HAS = frozenset({"have", "count", "comprise", "include", "unite", "number", "consist", "contain", "group"})


def size_drafts(sentence: Sentence, figure: Figure, context: Context) -> Iterator[Draft]:
    """Yield the size of a body that a figure states."""
    number = figure.number
    if number.currency or number.kind not in ("cardinal", "measure", "ratio") or number.bound not in ("=", ">=", ">"):
        return
    if number.kind == "ratio":
        found = _of_total(sentence, figure, context)
    else:
        found = _hyphened(sentence, figure) or _members(sentence, figure, context)
    if found is None:
        return
    (reference, population, source), rule, doubt, start, end = found
    has = rule == "sizes.has"
    verb = verb_above(figure.token)
    period = period_of(sentence, verb, figure.token, context)
    if not has or period.source != STATED:
        doubt_of_then = "past_undated" if may_be_of_then(sentence) else None
        period = StatedPeriod(sentence.scene.year, ARTICLE, period.doubt if has else doubt_of_then)
    clause = clause_in(sentence, verb, period)
    if has and clause.modality != ASSERTED:
        return
    head = subject_of(verb) if verb is not None else None
    body = sentence.body_at.get(head.i) if head is not None else None
    if has and source == SENTENCE and body is not None and body.population and body.population[1] is population:
        source = STATED
    value = number.value if number.ratio_total is None else number.ratio_total  # the 32 of "23 of the 32 members"
    columns = body_columns((reference, population), source, period) | {
        "value": value, "low": value, "high": value, "value_text": sentence.scene.text[start:end], "unit": "member",
        "number_ids": (figure.id,), "negated": has and clause.negated,
    }  # fmt: skip
    yield draft(
        ("membership", rule, _WEIGHT), ((start, end),), columns, takes=() if number.kind == "ratio" else (figure,),
        doubts=(doubt, None if source == STATED else f"body_{source}", period.doubt),
    )  # fmt: skip


FoundSize = tuple[Owned, str, str | None, int, int]


def _hyphened(sentence: Sentence, figure: Figure) -> FoundSize | None:
    """Return whose size "32-member" or "27-nation" before a body's name gives."""
    text = sentence.scene.text
    tail = text[figure.number.start : figure.number.end + 16]
    parts = tail.replace("‑", "-").split()[0].split("-") if tail.strip() else []
    nouns = [p for p in parts[1:] if spelt(p.rstrip(",.")) in sentence.scene.words.nouns]
    if len(parts) <= 1 or not nouns:
        return None
    index = sentence.scene.index(figure.number.start)
    for token in sentence.scene.document.doc[index + 1 : min(index + 9, sentence.span.end)]:
        body = sentence.body_at.get(token.i)
        if body is not None:
            sized = (*body.population, STATED) if body.population is not None else None
            return None if sized is None else (sized, "sizes.hyphened", None, figure.number.start, body.end)
        if token.pos_ in ("NOUN", "PROPN") and token.lower_ not in ("member", "nation", "country", "state"):
            return _nominal(sentence, token, figure)
        if token.pos_ in ("VERB", "AUX") or token.text in ",;:":
            return None
    return None


def _nominal(sentence: Sentence, noun: "Token", figure: Figure) -> FoundSize | None:
    """Return the size of a body that is only called "alliance" or "union", in a sentence of that body alone."""
    here = {b.entity_id: b for b in sentence.bodies if b.population}
    named = [b for b in here.values() if _is_kind_of(sentence, b.entity_id, noun)]
    source = "sentence"
    if not named and not here:
        source, known = "inherited", {e for e in sentence.scene.entities if e in sentence.scene.words.bodies}
        named_ids = [e for e in sorted(known) if _is_kind_of(sentence, e, noun)]
        pairs = [sentence.scene.words.bodies[e] for e in named_ids]
    else:
        pairs = [b.population for b in named if b.population]
    if len(pairs) != 1 or any(b.population is None for b in sentence.bodies):
        return None
    return (*pairs[0], source), "sizes.hyphened", None, figure.number.start, noun.idx + len(noun)


def _is_kind_of(sentence: Sentence, entity_id: str, noun: "Token") -> bool:
    entity = load_gazetteer().entities.get(entity_id)
    classes = {spelt(c.split()[-1]) for c in entity.classes} if entity else set()
    return lemma(noun) in classes or (entity is not None and lemma(noun) in entity.name.casefold())


def _members(sentence: Sentence, figure: Figure, context: Context) -> FoundSize | None:
    """Return whose size "NATO's 32 members", "all 32 allies" or "28 countries in NATO" gives."""
    noun = _noun(sentence, figure)
    if noun is None:
        return _membership(sentence, figure)
    bloc = _bloc(sentence, noun)
    verb = noun.head if noun.dep_ == "dobj" and lemma(noun.head) in _HAS else None
    head = subject_of(verb) if verb is not None else bloc.head if bloc is not None else None
    body = sentence.body_at.get(head.i) if head is not None else None  # which itself has them, whatever stands beside
    own = (*body.population, STATED) if body is not None and body.population is not None else None
    owner = own or body_of(sentence, noun, context)
    strong = any(c.lower_ == "strong" for c in noun.children)
    moves = noun.dep_ in SUBJECT and lemma(noun.head) in words_in("join", "leave", "admit") and not strong
    if owner is None or moves:
        return None  # "ten countries joined the union"
    rule, doubt = _form(sentence, figure, noun) if bloc is None else ("sizes.whole", None)
    apart = [c.lower_ for c in noun.children if c.dep_ == "relcl" and _makes_up(sentence, c)]
    if rule is None or (bloc is None and any(w not in ("strong", *apart) for w in restrictions(sentence, noun))):
        return None
    return owner, rule, doubt, figure.start, max(figure.end, noun.idx + len(noun))


def _bloc(sentence: Sentence, noun: "Token") -> "Token | None":
    """Return the apposition by which members are those of the body it describes ("ASEAN, a bloc of ten countries")."""
    bloc = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else None
    is_of_body = bloc is not None and bloc.dep_ == "appos" and bloc.head.i in sentence.body_at
    return bloc if bloc is not None and is_of_body and lemma(bloc) in words_in("body") else None


def _membership(sentence: Sentence, figure: Figure) -> FoundSize | None:
    """Return whose size "NATO's membership rose to 31" gives."""
    verb = verb_above(figure.token)
    head = subject_of(verb) if verb is not None and figure.token.head.lower_ in ("to", "at") else None
    if verb is None or head is None or lemma(head) != "membership":
        return None
    owner = next((sentence.body_at[c.i] for c in head.children if c.dep_ == "poss" and c.i in sentence.body_at), None)
    if owner is None or owner.population is None or lemma(verb) not in words_in("up", "down", "level"):
        return None
    return (*owner.population, STATED), "sizes.has", None, head.left_edge.idx, figure.end


def _of_total(sentence: Sentence, figure: Figure, context: Context) -> FoundSize | None:
    """Return whose size the second number of "23 of the 32 members" gives."""
    total = figure.number.ratio_total
    if total is None or total < _SMALLEST or figure.token.lower_ == "one":
        return None
    inside = [t for t in sentence.span if figure.start <= t.idx < figure.end and t.i > figure.token.i]
    noun = next((t for t in reversed(inside) if lemma(t) in sentence.scene.words.nouns), None)
    written = next((t for t in inside if t.pos_ == "NUM"), None)
    owner = body_of(sentence, noun, context) if noun is not None else None
    if noun is None or written is None or owner is None or any(True for _ in restrictions(sentence, noun)):
        return None
    return owner, "sizes.partitive", "part_of_members", written.idx, noun.idx + len(noun)


def _makes_up(sentence: Sentence, verb: "Token") -> bool:
    """Say whether members are those that make up a body ("the 27 states that make up the union")."""
    return lemma(verb) in ("make", "form", "constitute", "comprise") and any(
        t.i in sentence.body_at for t in verb.subtree
    )


def _noun(sentence: Sentence, figure: Figure) -> "Token | None":
    """Return the noun of members that a figure counts, not one whose part it counts."""
    for token in (figure.token, figure.token.head):
        own = token.i == figure.token.i or figure.token.dep_ in ("nummod", "quantmod", "compound", "nmod")
        if own and lemma(token) in sentence.scene.words.nouns and token.i >= figure.token.i:
            return token
    return None


def _form(sentence: Sentence, figure: Figure, noun: "Token") -> tuple[str | None, str | None]:
    """Return which form of words states a size, and the doubt where it may count a part only."""
    lefts = {c.lower_ for c in noun.lefts}
    if lefts & _WHOLE or any(c.dep_ == "poss" for c in noun.children):
        return "sizes.whole", None
    if figure.number.value < _SMALLEST:
        return None, None
    verb = verb_above(noun)
    head = subject_of(verb) if verb is not None and noun.dep_ in _OBJECTS and lemma(verb) in _HAS else None
    by_body = head is not None and (head.i in sentence.body_at or head.lower_ in ("it", "you"))
    if by_body or (verb is not None and verb.lemma_ == "make" and noun.dep_ in ("nsubj", "pobj")):
        return "sizes.has", None
    if any(_makes_up(sentence, c) for c in noun.children if c.dep_ == "relcl"):
        return "sizes.whole", None
    is_part = noun.dep_ == "pobj" and noun.head.lower_ == "of" and ({"the"} & lefts or noun.head.head.pos_ == "NUM")
    return "sizes.partitive" if is_part else "sizes.members", "part_of_members"
