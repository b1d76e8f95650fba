"""Change: which way a figure moves, and whether it is what changed by, changed to, or changed from."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

from analysis.lexicons import pairs
from analysis.numbers.candidates import Candidate, surviving
from analysis.numbers.phrases import follows_change
from analysis.numbers.vocabulary import Tokens, word_after, word_before, word_set
from analysis.spacy_types import Token

_UNCHANGING = frozenset({"ordinal", "reference", "score", "age"})
_ROLES = frozenset({"by", "to", "from", "at", "of"})
_PREPOSITIONS = frozenset({"by", "to", "from", "of", "than", "about", "around", "over", "under"})
_DOUBLE = 2
_PARTS = frozenset({"compound", "nmod", "amod", "nummod", "npadvmod"})


@cache
def _words(part: str) -> dict[str, str | None]:
    known = pairs("change_words", "word", "direction", part=part)
    return {word: None if direction == "-" else direction for word, direction in known.items()}


def read_change(tokens: Tokens, candidates: list[Candidate]) -> list[Candidate]:
    """Set direction and role of every figure; what restates another or repeats its clause takes them over."""
    read = [part for _, parts in surviving(candidates, lambda c: _read_parts(tokens, c)) for part in parts]
    for before, candidate in pairwise(read):
        restated = before if _restates(tokens.text, before, candidate) else None
        source = candidate.unit_from if candidate.gapped else restated
        if source is None and _repeats(tokens, before, candidate):
            source = before
        if source is not None and candidate.direction is None and source.change_role == "by":
            candidate.direction, candidate.change_role = source.direction, "by"
        roles, reaches = (before.change_role, candidate.change_role), candidate.unit_from is before
        if roles == ("to", "by") and _is_other_level(tokens, before, candidate):
            candidate.change_role = "to"
        reaches = reaches and tokens.text[before.end : candidate.start] == " to "
        if roles == (None, "to") and reaches and follows_change(tokens, before):  # "dropped 40 crates to 300"
            before.direction, before.change_role = candidate.direction, "by"
    return read


def _is_other_level(tokens: Tokens, before: Candidate, candidate: Candidate) -> bool:
    """Say whether a figure is joined to the level before it: "fall to -5C in the valleys and -11C on the hills"."""
    number = tokens.at(candidate.numeral.start)
    last = tokens.at(candidate.end - 1)
    word = word_before(tokens.text, candidate.start, "before_change")[0]
    return word in ("and", "or") and "conj" in (number.dep_, last.dep_) and before.unit == candidate.unit


def _repeats(tokens: Tokens, before: Candidate, candidate: Candidate) -> bool:
    """Say whether "by" ties a figure to a clause that leaves out its verb: "coal fell 2 percent, gas by 3"."""
    word, at = word_before(tokens.text, candidate.begin, "before_change")
    tied = word == "by" and before.kind == candidate.kind and tokens.at(at).head.pos_ not in ("VERB", "AUX", "NOUN")
    return tied and tokens.at(before.start).sent.start == tokens.at(at).sent.start


def _restates(text: str, before: Candidate, candidate: Candidate) -> bool:
    """Say whether an amount gives the one before it in another unit: "12 points, or 0.6 percent"."""
    units = [c.unit.name if c.unit else c.lemma for c in (before, candidate)]
    apart = units[0] != units[1] and None not in units
    gap = text[before.end : candidate.start].strip(" ,")
    return apart and before.kind not in _UNCHANGING and gap in word_set("restates")


def _read_parts(tokens: Tokens, candidate: Candidate) -> list[Candidate]:
    """Set direction and role of a figure that a word of change governs.

    "From 5 to 7" under such a word is no range but two figures, where the change starts and where it ends.
    """
    if candidate.kind not in _UNCHANGING:
        _read(tokens, candidate)
    upper = candidate.upper
    if candidate.change_role != "from" or upper is None or upper.high is not None:
        return [candidate]
    lower = replace(candidate, high=None, upper=None, end=candidate.lower_end or candidate.numeral.end)
    upper = replace(upper, change_role="to", direction=candidate.direction, per=candidate.per or upper.per)
    upper.end = max(upper.end, candidate.end)
    if upper.unit is None and candidate.unit is not None:
        upper.unit, upper.unit_span = candidate.unit, candidate.unit_span
        upper.kind, upper.rule = candidate.unit.kind, candidate.rule
    if candidate.counted:
        upper.counted, upper.lemma, upper.rule = candidate.counted, candidate.lemma, candidate.rule
        lower.unit_from = upper
    if lower.kind == "range":
        lower.kind = "cardinal"
    return [lower, upper]


def _read(tokens: Tokens, candidate: Candidate) -> None:
    text = tokens.text
    before = candidate.begin
    word, start = word_before(text, before, "before_change")
    if word == "of" and (noun := word_before(text, start))[0] in word_set("figure_noun"):
        led = word_before(text, noun[1], "before_change")
        word, start = led if led[0] in ("by", "to", "from") else (word, start)  # "fell to a low of 9"
    if word == "by" and candidate.counted is not None and tokens.at(start).dep_ == "agent":
        return  # "lost by three firms"
    role = word if word in _ROLES else None
    way, place = word_before(text, start)
    direction = None
    if role in (None, "by"):
        direction = _sign(text, candidate) or _particle(tokens, candidate, start if role else before)
    elif way in ("up", "down") and (role == "from" or (role == "to" and tokens.at(place).dep_ == "prt")):
        direction = _words("particle")[way]  # "picked up to 4 percent"
    if direction:
        candidate.direction, candidate.change_role = direction, role or "by"
        return
    governor = _governor(tokens, candidate) or (tokens.at(start).head if role == "by" else None)
    if governor is not None:
        read = _read_verb if governor.pos_ in ("VERB", "AUX") else _read_noun
        read(candidate, governor, role)


def _sign(text: str, candidate: Candidate) -> str | None:  # "FTSE -0.6%"
    if candidate.kind != "percent" or candidate.numeral.form != "digits":
        return None
    sign = text[max(0, candidate.start - 1) : candidate.start + 1]
    return "down" if sign[-1] in "-−–" else "up" if "+" in sign else None


def _particle(tokens: Tokens, candidate: Candidate, before: int) -> str | None:  # "up 3%", "down by 12", "3% higher"
    text = tokens.text
    word, start = word_before(text, before)
    if word in ("up", "down", "off"):
        token = tokens.at(start)
        amount = candidate.counted is None or candidate.lemma == "point"
        moves = token.dep_ != "prt" or (amount and token.head.lemma_ in word_set("moves_up_or_down"))
        if moves and (word != "off" or candidate.kind == "percent"):
            return _words("particle")[word]
    amount = candidate.kind in ("percent", "percentage_point", "measure", "money") or candidate.lemma == "point"
    after = word_after(text, candidate.end) if amount and text[candidate.end : candidate.end + 1] == " " else ""
    return _words("particle").get(after) if after not in ("up", "down", "off") else None


def _read_verb(candidate: Candidate, verb: Token, role: str | None) -> None:
    words, lemma = _words("verb"), verb.lemma_.lower()
    alone = candidate.counted and candidate.upper is None and candidate.unit_from is None
    subjects = [child for child in verb.lefts if child.dep_ in ("nsubj", "nsubjpass")]
    said_of = candidate.upper and candidate.start < verb.idx
    said_of = said_of and all(s.left_edge.idx <= candidate.end and candidate.start <= s.idx for s in subjects)
    if lemma not in words or (role == "from" and (alone or said_of)):
        return  # "from 50 to 100 jobs may go"
    if role in ("by", "to", "from"):  # "edged down", "crept up to"
        behind = [verb.nbor()] if verb.i + 1 < len(verb.doc) else []
        particles = (*behind, *(child for child in verb.rights if child.dep_ in ("prt", "advmod")))
        ways = filter(None, (_words("particle").get(child.lower_) for child in particles))
        candidate.change_role, candidate.direction = role, words[lemma] or next(ways, None)
    elif role is None and words[lemma] and _is_amount(candidate, verb):
        candidate.change_role, candidate.direction = "by", words[lemma]


def _read_noun(candidate: Candidate, noun: Token, role: str | None) -> None:
    """Read "an increase of 5%", "a 4.2 percent drop"; the latter states no role."""
    words, lemma = _words("noun"), noun.lemma_.lower()
    counted = role is None and candidate.kind == "cardinal" and candidate.lemma != "point"
    if lemma in words and not counted:
        candidate.direction = words[lemma]
        candidate.change_role = {"of": "by", "at": None, None: None}.get(role, role) or candidate.change_role


def _is_amount(candidate: Candidate, verb: Token) -> bool:
    """Say whether a figure without a preposition is how much something changed: "rose 3%", "gained 15 cents"."""
    amount = verb.lemma_ in word_set("amount_verb")
    if candidate.start < verb.idx or candidate.kind in ("percent", "percentage_point"):
        return candidate.start >= verb.idx
    if candidate.rule == "multiple_word":
        return amount and candidate.value > _DOUBLE
    counted = candidate.kind == "cardinal" and candidate.lemma in (None, "point")
    return amount and (counted or candidate.kind in ("money", "measure"))


def _governor(tokens: Tokens, candidate: Candidate) -> Token | None:
    """Return the verb or noun of change that governs a figure, through its unit and one preposition."""
    first, last = tokens.index(candidate.start), tokens.index(candidate.end - 1)
    token = tokens.doc[last]
    for _ in range(8):
        head = token.head
        if head.i == token.i:
            return head if head.pos_ in ("VERB", "AUX") else None
        passes = first <= head.i <= last or head.pos_ in ("ADV", "NUM", "SYM", "ADJ", "PUNCT")
        links = not passes and head.pos_ in ("ADP", "SCONJ", "PART")
        if head.lower_ in word_set("states_worth") or (links and head.lower_ not in _PREPOSITIONS):
            return None
        passes = passes or links
        if not passes and head.pos_ in ("VERB", "AUX"):
            return head
        in_year = head.i > last and head.dep_ == "npadvmod" and head.head.pos_ == "VERB"  # "6 per cent year on year"
        if not passes and not in_year:
            part = head.i > last and token.dep_ in _PARTS
            while part and head.lemma_ not in _words("noun") and head.dep_ == "compound" and head.head.i > head.i:
                head = head.head  # "a 7% share price increase"
            if part or head.lemma_ in _words("noun"):
                return head if head.lemma_ in _words("noun") else None
            joined = token.dep_ in ("conj", "appos") and head.i < first
            if not joined and not (token.lower_ == "of" and head.lemma_ in word_set("figure_noun")):
                return None  # "to a low of 9" goes on
        token = head
    return None
