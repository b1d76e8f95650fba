"""Rates, ages and multiples: "a year", "per share", "65-year-old", "Ann Lee, 41,", "doubled", "a tenfold rise"."""

import re
from decimal import Decimal
from functools import cache

from analysis.lexicons import entries, read_lexicon
from analysis.number_words import Numeral
from analysis.numbers.candidates import Candidate, set_unit
from analysis.numbers.units import Unit, unit_after
from analysis.numbers.vocabulary import Phrases, Tokens, phrase_after, word_after, word_before, word_set
from analysis.spacy_types import Token

_LINK = re.compile(r" - |[ -]")
_SLASH = re.compile(r" ?/ ?")
_WORD = re.compile(r"[^\W\d_]+")
_BRACKET = re.compile(r" \([^()]{1,40}\)")
_CLAUSE_END = re.compile(r"[,);]|\.(?!\d)|$")
_LIST_GAP = re.compile(r",? (?:[a-z]+ )?")
_MODIFIERS = frozenset({"JJ", "NN", "NNP", "VBN", "VBG"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_YEAR = Unit("year", "duration", "year")
_OLDEST = 120


@cache
def _adverbs() -> Phrases:
    return Phrases(((row["phrase"], row["unit"]) for row in read_lexicon("rate_words")), lower=True)


def read_rates(tokens: Tokens, candidate: Candidate) -> None:
    """Read what a quantity is per, and whether a duration is an age."""
    text = tokens.text
    link = _LINK.match(text, candidate.end) if candidate.kind == "duration" else None
    old = phrase_after("after_age", text, link.end()) if link else None
    if old:
        candidate.kind, candidate.rule, candidate.end = "age", "age", old
    else:
        read_rate(tokens, candidate)


def read_rate(tokens: Tokens, candidate: Candidate) -> None:
    """Read "per share", "a year", "an hour" after a quantity, or after its equivalent in brackets."""
    if candidate.kind in ("ordinal", "age", "ratio", "reference", "score"):
        return
    text, end = tokens.text, candidate.end
    after = _past_equivalent(tokens, candidate)
    adverb = _adverbs().after(text, after + 1) if text[after : after + 1] == " " else None
    if adverb and tokens.at(after + 1).dep_ == "amod":
        return  # "2 billion monthly users"
    if adverb:
        stop, candidate.per = adverb
    else:
        join, start = _rate_join(text, after)
        word = _WORD.match(text, start) if join else None
        unit, length = _denominator(tokens, join, word, candidate) if word else (None, 0)
        if unit is None:
            return
        candidate.per, stop = unit, start + length
    if after == end:
        candidate.end = stop


def _past_equivalent(tokens: Tokens, candidate: Candidate) -> int:
    """Return the place after an equivalent in brackets, or after what is measured ("95 grams of CO2 per mile")."""
    if candidate.kind == "money":
        bracket = _BRACKET.match(tokens.text, candidate.end)
        return bracket.end() if bracket else candidate.end
    if candidate.kind not in ("measure", "cardinal", "range") or not tokens.text.startswith(" of ", candidate.end):
        return candidate.end
    of = tokens.at(candidate.end + 1)
    return next((tokens.end(child.i) for child in of.children if child.dep_ == "pobj"), candidate.end)


def _rate_join(text: str, end: int) -> tuple[str, int]:
    """Return the "per", "a", "every" or slash after a place and where the word after it begins."""
    if slash := _SLASH.match(text, end):
        return "/", slash.end()
    link = _LINK.match(text, end)
    stop = phrase_after("rate_join", text, link.end()) if link else None
    after = _LINK.match(text, stop) if stop else None
    return (text[link.end() : stop].lower(), after.end()) if link and after else ("", end)


def _denominator(tokens: Tokens, join: str, word: re.Match[str], candidate: Candidate) -> tuple[str | None, int]:
    """Return what a rate is per and its length in characters."""
    text, start = tokens.text, word.start()
    if join != "per" and phrase_after("after_length", text, word.end()):
        return None, 0
    named = unit_after(" " + text[start : start + 30], 0)
    noun = word.group().lower()
    token = tokens.at(start)
    if named and named[2].kind in ("duration", "measure"):
        return named[2].english, named[1] - 1
    if join == "per":
        head = _head_noun(token)
        return head.lemma_.lower(), head.idx + len(head.text) - start
    if join != "/" and (noun in word_set("rate_noun") or _is_measure_of(tokens, token, candidate, join)):
        return noun, len(noun)
    return None, 0


def _head_noun(token: Token) -> Token:
    """Return the noun that the words from a token on lead to ("per diluted share"), the token where there is none."""
    head = token
    while head.i + 1 < len(head.doc) and head.tag_ in _MODIFIERS and head.head.i > head.i and head.head.tag_ in _NOUNS:
        head = head.nbor()
    return head if head.tag_ in _NOUNS else token


def _is_measure_of(tokens: Tokens, noun: Token, candidate: Candidate, join: str) -> bool:
    """Say whether the parse makes a noun with its article what an amount is counted by ("12 euros a bottle")."""
    if noun.tag_ != "NN" or candidate.kind not in ("money", "measure"):
        return False
    first, last = tokens.index(candidate.start), tokens.index(candidate.end - 1)
    return join in ("for every", "for each") or (noun.dep_ == "npadvmod" and first <= noun.head.i <= last)


def read_age(tokens: Tokens, candidate: Candidate, previous: Candidate | None) -> None:
    """Read a bare figure that is an age: after a name, after "aged" and another age, said of a person."""
    value, plain = candidate.value, candidate.bare and candidate.total is None and candidate.numeral.form != "vague"
    is_range = candidate.kind == "range" and candidate.numeral.form != "vague"
    if not (plain or is_range) or not 0 < value <= _OLDEST or value != value.to_integral_value():
        return
    rule = _age_rule(tokens, candidate, previous)
    if rule:
        set_unit(candidate, _YEAR, (candidate.start, candidate.end), rule)
        candidate.kind, candidate.rule = "age", rule


def _age_rule(tokens: Tokens, candidate: Candidate, previous: Candidate | None) -> str | None:
    if _is_limit_of_age(tokens, candidate):
        return "age" if candidate.bare else None
    if _is_said_age(tokens, candidate, previous):
        return "age"
    text, value = tokens.text, candidate.value
    number = tokens.at(candidate.start)
    if not _CLAUSE_END.match(text, candidate.end):
        return None
    before = text[max(0, candidate.start - 2) : candidate.start]
    if before in (", ", " (") and candidate.start > 2:
        name = tokens.at(candidate.start - 3)
        roles = entries("counted_exactly", "noun") | entries("role_nouns", "noun")
        named = name.pos_ == "PROPN" or (name.tag_ == "NN" and name.lemma_.lower() in roles)
        person = name.ent_type_ == "PERSON" or (named and before == ", ")
        return "age_after_name" if person and (value >= 18 or before == ", ") else None
    if value > 1 and number.head.lemma_ == "be" and number.dep_ in ("attr", "acomp") and _of_person(number.head):
        return "age_predicate"
    return None


def _is_limit_of_age(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a figure bounds the age of people: "65 and over", "children under 12"."""
    text, people = tokens.text, entries("counted_exactly", "noun")
    after = phrase_after("after_age_limit", text, candidate.end)
    if after:
        return tokens.at(after + 1).tag_ not in ("NNS", "NNPS")
    hyphen = text[candidate.start - 1 : candidate.start] == "-"
    word, start = word_before(text, candidate.start - hyphen, "before_age_limit")
    if word not in ("under", "over") or hyphen:
        return word in ("under", "over")
    verb, noun = tokens.at(start).head, tokens.at(start - 1)
    ends = verb.lemma_ == "be" and _CLAUSE_END.match(text, candidate.end) is not None
    if ends and any(t.lemma_.lower() in people for left in verb.lefts for t in left.subtree):
        return True
    named = noun.lemma_.lower() in people or noun.lower_ in word_set("age_holder")
    return noun.i < tokens.index(start) and named


def _is_said_age(tokens: Tokens, candidate: Candidate, previous: Candidate | None) -> bool:
    """Say whether the words before a figure make it an age: "aged 12 and 14", "turns 30", "life expectancy of 81"."""
    text, start = tokens.text, candidate.start
    if word_before(text, start, "before_age")[0] in word_set("age_word"):
        return True
    counts = tokens.at(candidate.end + 1).tag_ in ("NNS", "NNPS")
    if word_before(text, start)[0] in word_set("age_verb"):
        return not counts
    if previous is not None and previous.rule == "age" and _LIST_GAP.fullmatch(text, previous.end, start):
        return not counts and text[previous.end - 1].isalnum()
    if text[max(0, start - 3) : start] == "At " and text[candidate.end : candidate.end + 1] == ",":
        return True
    return not counts and _measures_age(tokens.at(start))


def _measures_age(number: Token) -> bool:
    """Say whether a figure is said of an age or a life expectancy ("life expectancy rose to 81")."""
    token = number
    while token.dep_ in ("attr", "pobj", "prep", "nummod", "acomp") and token.head.i != token.i:
        token = token.head
        subjects = [token] if token.pos_ == "NOUN" else [child for child in token.lefts if child.dep_ == "nsubj"]
        if any(subject.lemma_ in word_set("age_subject") for subject in subjects):
            return True
        if token.pos_ in ("VERB", "AUX", "NOUN"):
            return False
    return False


def _of_person(verb: Token) -> bool:
    subject = next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
    if subject is None:
        return False
    return subject.lower_ in ("he", "she", "i", "who") or subject.ent_type_ == "PERSON"


_NO_COMPARISON = frozenset({"ADP", "PUNCT", "VERB", "AUX", "CCONJ", "SCONJ", "PART", "SPACE"})
_COUNT = Unit("count", "multiple", "count")


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["word"]: row for row in read_lexicon("multiple_words")}


def find_multiples(tokens: Tokens) -> list[Candidate]:
    """Return the multiples that one word states."""
    found = []
    for match in re.finditer(rf"(?<![\w-])(?:{'|'.join(_rows())})(?![\w-])", tokens.text, re.IGNORECASE):
        row = _rows()[match.group().lower()]
        if not _fits(tokens, match, row["needs"]):
            continue
        numeral = Numeral(*match.span(), Decimal(row["factor"]), Decimal(0), form="words")
        candidate = Candidate(*match.span(), numeral, "multiple", "multiple_word", unit=_COUNT)
        if row["needs"] == "comparison" and _is_frequency(tokens, match.end()):
            candidate = Candidate(*match.span(), numeral, rule="counted", counted=match.span(), lemma="time")
        if row["direction"] != "-":
            candidate.direction = row["direction"]
        found.append(candidate)
    return found


def _is_frequency(tokens: Tokens, end: int) -> bool:
    """Say whether nothing is compared after "twice": "was fined twice in May", "twice a week"."""
    place = tokens.index(end - 1) + 1
    if place >= len(tokens.doc):
        return True
    following = tokens.doc[place]
    if following.lower_ in word_set("compared_with") and following.lower_ != "over":
        return False
    return following.pos_ in _NO_COMPARISON or following.lower_ in ("a", "an")


def settle_times(tokens: Tokens, candidate: Candidate) -> None:
    """Make "three times" a count of occasions where nothing is compared ("she ran three times")."""
    if candidate.unit is None or candidate.unit.name != "count" or candidate.unit_span is None:
        return
    text, at = tokens.text, tokens.index(candidate.unit_span[0]) + 1
    if (
        text[slice(*candidate.unit_span)].lower() not in ("times", "time")
        or "." in text[candidate.start : candidate.end]
    ):
        return
    following = tokens.doc[at : at + 2]
    compares = any(t.tag_ in ("JJR", "RBR") or t.lower_ in word_set("compared_with") for t in following[:1])
    if compares or any(t.lower_ == "than" for t in following[1:]):
        return
    candidate.unit, candidate.kind, candidate.rule = None, "cardinal", "counted"
    candidate.counted, candidate.lemma, candidate.unit_span = candidate.unit_span, "time", None


def _fits(tokens: Tokens, match: re.Match[str], needs: str) -> bool:
    verb, after = tokens.at(match.start()).pos_ == "VERB", word_after(tokens.text, match.end())
    if after in word_set("phrasal"):
        return False
    figure = tokens.text[match.end() + 1 : match.end() + 2].isdigit()
    return {"verb": verb, "amount": verb or after in word_set("multiplied") or figure}.get(needs, True)


_WRITTEN = re.compile(
    r"(?<![\w:.,/-])(?P<first>\d{1,3}):(?P<total>\d{1,3}(?:,\d{3})+|\d+)(?:[-–](?P<high>\d{1,3}(?:,\d{3})+|\d+))?(?![\w:])"
)
_NEAR = 12  # words before a ratio within which its noun stands


def with_ratios(tokens: Tokens, candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates with the ratios that a noun for one announces, in place of what was read inside them."""
    ratios = [found for match in _WRITTEN.finditer(tokens.text) if (found := _ratio(tokens, match)) is not None]
    kept = [c for c in candidates if not any(r.start <= c.start < r.end for r in ratios)]
    return sorted([*kept, *ratios], key=lambda c: c.start)


def _ratio(tokens: Tokens, match: re.Match[str]) -> Candidate | None:
    at = tokens.index(match.start())
    before = tokens.doc[max(tokens.doc[at].sent.start, at - _NEAR) : at]
    if not any(token.lower_ in word_set("ratio_noun") for token in before):
        return None
    total, high = (Decimal(match[name].replace(",", "")) if match[name] else None for name in ("total", "high"))
    if not total:
        return None
    numeral = Numeral(match.start(), match.end(), Decimal(match["first"]), Decimal(0))
    middle = total if high is None else (total + high) / 2
    return Candidate(match.start(), match.end(), numeral, "ratio", "colon", total=middle, exact=True)
