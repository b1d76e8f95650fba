"""Rates, ages and multiples: "a year", "per share", "65-year-old", "Ann Lee, 41,", "doubled", "a tenfold rise"."""

import re
from decimal import Decimal

from analysis.lexicons import entries, pairs, read_lexicon
from analysis.number_words import Numeral
from analysis.numbers.candidates import Candidate, set_unit
from analysis.numbers.units import Unit, unit_after
from analysis.numbers.vocabulary import (
    Phrases,
    Tokens,
    any_of,
    lowered,
    phrase_after,
    word_after,
    word_before,
    word_set,
)
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


_ADVERBS = Phrases(pairs("rate_words", "phrase", "unit").items(), lower=True)


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
    adverb = _ADVERBS.after(text, after + 1) if text[after : after + 1] == " " else None
    if adverb and tokens.at(after + 1).dep_ == "amod":
        return  # "2 billion monthly users"
    stop, unit = adverb or _denominator(tokens, candidate, after)
    candidate.per = unit or candidate.per
    if after == end and unit:
        candidate.end = stop


def _past_equivalent(tokens: Tokens, candidate: Candidate) -> int:
    """Return the place after an equivalent in brackets, or after what is measured ("95 grams of CO2 per mile")."""
    end, counts = candidate.end, candidate.kind in ("measure", "cardinal", "range")
    bracket = _BRACKET.match(tokens.text, end) if candidate.kind == "money" else None
    parts = tokens.at(end + 1).children if counts and tokens.text.startswith(" of ", end) else ()
    behind_of = next((tokens.end(part.i) for part in parts if part.dep_ == "pobj"), end)
    return bracket.end() if bracket else behind_of


def _denominator(tokens: Tokens, candidate: Candidate, end: int) -> tuple[int, str | None]:
    """Return where what a rate is per ends and its name, behind a "per", "a", "every" or slash at a place."""
    text, slash, link = tokens.text, _SLASH.match(tokens.text, end), _LINK.match(tokens.text, end)
    stop = phrase_after("rate_join", text, link.end()) if link and not slash else None
    joined = slash or (_LINK.match(text, stop) if stop else None)
    word = _WORD.match(text, joined.end()) if joined else None
    join = "/" if slash else text[link.end() : stop].lower() if link else ""
    if word is None or (join != "per" and phrase_after("after_length", text, word.end())):
        return end, None
    start, noun, token = word.start(), word.group().lower(), tokens.at(word.start())
    named = unit_after(" " + text[start : start + 30], 0)
    if named and named[2].kind in ("duration", "measure"):
        return start + named[1] - 1, named[2].english
    if join == "per":
        head = _head_noun(token)
        return head.idx + len(head.text), head.lemma_.lower()
    first, last = tokens.index(candidate.start), tokens.index(candidate.end - 1)
    counts = join in ("for every", "for each") or (token.dep_ == "npadvmod" and first <= token.head.i <= last)
    by_noun = counts and token.tag_ == "NN" and candidate.kind in ("money", "measure")  # "12 euros a bottle"
    named_by = join != "/" and (noun in word_set("rate_noun") or by_noun)
    return (word.end(), noun) if named_by else (end, None)


def _head_noun(token: Token) -> Token:
    """Return the noun that the words from a token on lead to ("per diluted share"), the token where there is none."""
    head = token
    while head.i + 1 < len(head.doc) and head.tag_ in _MODIFIERS and head.head.i > head.i and head.head.tag_ in _NOUNS:
        head = head.nbor()
    return head if head.tag_ in _NOUNS else token


def read_age(tokens: Tokens, candidate: Candidate, previous: Candidate | None) -> None:
    """Read a bare figure that is an age: after a name, after "aged" and another age, said of a person."""
    value, plain = candidate.value, candidate.bare and candidate.total is None and candidate.numeral.form != "vague"
    is_range = candidate.kind == "range" and candidate.numeral.form != "vague"
    if not (plain or is_range) or not 0 < value <= _OLDEST or value != value.to_integral_value():
        return
    if rule := _age_rule(tokens, candidate, previous):
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
    subjects = [child for child in number.head.lefts if child.dep_ == "nsubj"][:1]
    person = any(s.lower_ in ("he", "she", "i", "who") or s.ent_type_ == "PERSON" for s in subjects)
    said = value > 1 and number.head.lemma_ == "be" and number.dep_ in ("attr", "acomp")
    return "age_predicate" if said and person else None


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
    at = text[max(0, start - 3) : start] == "At " and text[candidate.end : candidate.end + 1] == ","
    if at or word_before(text, start, "before_age")[0] in word_set("age_word"):
        return True
    counts = tokens.at(candidate.end + 1).tag_ in ("NNS", "NNPS")
    if word_before(text, start)[0] in word_set("age_verb"):
        return not counts
    if previous is not None and previous.rule == "age" and _LIST_GAP.fullmatch(text, previous.end, start):
        return not counts and text[previous.end - 1].isalnum()
    token = tokens.at(start)
    while not counts and token.dep_ in ("attr", "pobj", "prep", "nummod", "acomp") and token.head.i != token.i:
        token = token.head
        subjects = [token] if token.pos_ == "NOUN" else [child for child in token.lefts if child.dep_ == "nsubj"]
        if any(subject.lemma_ in word_set("age_subject") for subject in subjects):
            return True
        if token.pos_ in ("VERB", "AUX", "NOUN"):
            return False
    return False


_NO_COMPARISON = frozenset({"ADP", "PUNCT", "VERB", "AUX", "CCONJ", "SCONJ", "PART", "SPACE"})
_COUNT = Unit("count", "multiple", "count")
_MULTIPLES = {row["word"]: row for row in read_lexicon("multiple_words")}
_MULTIPLE = re.compile(rf"(?<![\w-])(?:{any_of(_MULTIPLES)})(?![\w-])")


def find_multiples(tokens: Tokens) -> list[Candidate]:
    """Return the multiples that one word states."""
    found, text = [], tokens.text
    for match in _MULTIPLE.finditer(lowered(text)):
        row, (start, end) = _MULTIPLES[match.group()], match.span()
        verb, after = tokens.at(start).pos_ == "VERB", word_after(text, end)
        figure = text[end + 1 : end + 2].isdigit()
        fits = {"verb": verb, "amount": verb or after in word_set("multiplied") or figure}.get(row["needs"], True)
        if not fits or after in word_set("phrasal"):
            continue
        numeral = Numeral(start, end, Decimal(row["factor"]), Decimal(0), form="words")
        candidate = Candidate(start, end, numeral, "multiple", "multiple_word", unit=_COUNT)
        if row["needs"] == "comparison" and _is_frequency(tokens, end):
            candidate = Candidate(start, end, numeral, rule="counted", counted=(start, end), lemma="time")
        if row["direction"] != "-":
            candidate.direction = row["direction"]
        found.append(candidate)
    return found


def _is_frequency(tokens: Tokens, end: int) -> bool:  # "was fined twice in May", "twice a week"
    return all(
        (token.lower_ == "over" or token.lower_ not in word_set("compared_with"))
        and (token.pos_ in _NO_COMPARISON or token.lower_ in ("a", "an"))
        for token in tokens.following(end)
    )


def settle_times(tokens: Tokens, candidate: Candidate) -> None:
    """Make "three times" a count of occasions where nothing is compared ("she ran three times")."""
    if candidate.unit is None or candidate.unit.name != "count" or candidate.unit_span is None:
        return
    text, span = tokens.text, candidate.unit_span
    following = tokens.following(span[0] + 1, 2)
    compares = any(t.tag_ in ("JJR", "RBR") or t.lower_ in word_set("compared_with") for t in following[:1])
    whole = "." not in text[candidate.start : candidate.end] and text[slice(*span)].lower() in ("times", "time")
    if whole and not compares and not any(t.lower_ == "than" for t in following[1:]):
        candidate.unit, candidate.kind, candidate.rule = None, "cardinal", "counted"
        candidate.counted, candidate.lemma, candidate.unit_span = span, "time", None


_COLON = re.compile(r":\d")  # found several times as fast as what it is part of
_WRITTEN = re.compile(
    r"(?<![\w:.,/-])(?P<first>\d{1,3}):(?P<total>\d{1,3}(?:,\d{3})+|\d+)(?:[-–](?P<high>\d{1,3}(?:,\d{3})+|\d+))?(?![\w:])"
)
_NEAR = 12  # words before a ratio within which its noun stands


def with_ratios(tokens: Tokens, candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates with the ratios that a noun for one announces, in place of what was read inside them."""
    written = _WRITTEN.finditer(tokens.text) if _COLON.search(tokens.text) else ()
    ratios = [*filter(None, (_ratio(tokens, match) for match in written))]
    if not ratios:
        return candidates
    kept = [c for c in candidates if not any(r.start <= c.start < r.end for r in ratios)]
    return sorted([*kept, *ratios], key=lambda c: c.start)


def _ratio(tokens: Tokens, match: re.Match[str]) -> Candidate | None:
    at = tokens.index(match.start())
    before = tokens.doc[max(tokens.doc[at].sent.start, at - _NEAR) : at]
    total, high = (Decimal(match[name].replace(",", "")) if match[name] else None for name in ("total", "high"))
    if not total or not any(token.lower_ in word_set("ratio_noun") for token in before):
        return None
    numeral = Numeral(match.start(), match.end(), Decimal(match["first"]), Decimal(0))
    middle = total if high is None else (total + high) / 2
    return Candidate(match.start(), match.end(), numeral, "ratio", "colon", total=middle, exact=True)
