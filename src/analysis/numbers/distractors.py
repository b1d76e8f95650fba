"""Numbers that count nothing: references, names with a number, scores, years that no date rule took."""

import re

from analysis.lexicons import entries
from analysis.numbers.candidates import Candidate, surviving
from analysis.numbers.gapping import is_gapped
from analysis.numbers.vocabulary import Tokens, phrase_after, phrase_before, word_after, word_before, word_set
from analysis.spacy_types import Token

_REFERENCE_HEAD = re.compile(r"([^\W\d_]+)\.?(?: [A-Z]{1,2})?[ -]\(?$")
_REFERENCE_SIGN = re.compile(r"(?:§|#|№) ?$")
_SCORE_GAPS = ("-", "–", "—", ":", "-to-")
_NAMED = frozenset({"PRODUCT", "ORG", "FAC", "LAW", "EVENT", "WORK_OF_ART", "PERSON", "LOC", "GPE"})
_COUNTED_ENTITIES = frozenset({"CARDINAL", "QUANTITY", "MONEY"})
_YEAR = re.compile(r"1[5-9]\d\d|2[01]\d\d")
_LONG_WORD = 4
_LONGEST_HEAD = 24
_ROUNDS = frozenset({4, 8, 16, 32, 64, 128})
_WORD_GOES_ON = re.compile(r"-[a-z]|\([a-z]\)")
_LIST_ITEM = re.compile(r"\.? [A-Z]|\.(?:\s|$)")
_DIALLED = re.compile(r"\d{3}-\d{4}")
_GENERATION, _GENERATIONS = re.compile(r"G(?!\w)"), range(2, 7)  # of networks: "5G"
_CAPITALS = re.compile(r"(?: [A-Z][\w.']+){2,4}")


def sort_out(tokens: Tokens, candidates: list[Candidate]) -> list[Candidate]:
    """Mark references and scores as such ("3-1", "52 to 48") and drop what is no number at all."""
    scored: list[Candidate] = []
    for candidate in candidates:
        left = scored[-1] if scored else None
        if left is not None and _is_score(tokens, left, candidate, scored):
            left.kind, left.rule, left.total, left.end = "score", "score", candidate.value, candidate.end
        else:
            scored.append(candidate)
    return [candidate for candidate, kept in surviving(scored, lambda c: _keeps(tokens, c)) if kept]


def _keeps(tokens: Tokens, candidate: Candidate) -> bool:
    text, unit = tokens.text, candidate.unit
    if candidate.kind == "ordinal":
        return _is_rank(tokens, candidate)
    if _DIALLED.fullmatch(text, candidate.start, candidate.end) and _is_dialled(text, candidate.start):
        return False
    if candidate.kind in ("score", "ratio"):
        return not (candidate.rule == "fraction" and _no_share(tokens, candidate))
    if unit is None and _glued_after(text, candidate):
        if not _GENERATION.match(text, candidate.end) or candidate.value not in _GENERATIONS:
            return False
        candidate.end += 1
        return _made_reference(candidate, "generation")
    is_plain = unit is None or (unit.symbol and candidate.end == candidate.numeral.end + 1)
    if is_plain and (_is_reference(tokens, candidate) or _is_called(tokens, candidate)):
        return _made_reference(candidate, "reference")
    if _is_title(tokens, candidate):
        return _made_reference(candidate, "name")
    if text[candidate.numeral.start : candidate.numeral.end].lower() == "one":
        return _counts_one(tokens, candidate)
    may_be = candidate.bare or candidate.rule == "range"
    if may_be and _is_name(tokens, candidate) and not is_gapped(tokens, candidate):
        candidate.high = None
        return _made_reference(candidate, "name")
    return not (candidate.bare and _is_year_or_place(tokens, candidate))


def _made_reference(candidate: Candidate, rule: str) -> bool:
    candidate.kind, candidate.rule, candidate.unit, candidate.unit_span = "reference", rule, None, None
    return True


def part_of_word(text: str, candidate: Candidate) -> bool:
    """Say whether a numeral that counts nothing only begins a word ("six-pointed", "401(k)") or marks a list."""
    starts = candidate.start == 0 or text[candidate.start - 1] == "\n"
    item = starts and candidate.numeral.form == "digits" and _LIST_ITEM.match(text, candidate.end) is not None
    counts = not candidate.bare or candidate.counted is not None
    return not counts and (item or _WORD_GOES_ON.match(text, candidate.end) is not None)


def _is_called(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a figure is one that is dialled ("call 999"), or a house number: a street's name follows it."""
    dialled = candidate.bare and candidate.numeral.form == "digits" and _is_dialled(tokens.text, candidate.start)
    counts = any(token.tag_[:2] in ("NN", "JJ") for token in tokens.following(candidate.end))
    names = _CAPITALS.match(tokens.text, candidate.end)
    in_street = names and any(name.strip(".").lower() in word_set("street") for name in names[0].split()[1:])
    return bool(in_street) or (dialled and not counts)


def _is_dialled(text: str, start: int) -> bool:
    return word_before(text, start, "before_dialled")[0].rstrip(".") in word_set("dial_verb")


def _is_score(tokens: Tokens, left: Candidate, right: Candidate, before: list[Candidate]) -> bool:
    if not (left.bare and right.bare and left.end <= right.start and left.numeral.form == "digits"):
        return False
    gap = tokens.text[left.end : right.start]
    apart = gap in _SCORE_GAPS
    if gap == " to ":  # "passed 218 to 212", and after another score in its sentence
        sentence = tokens.at(left.start).sent.start_char
        after_score = any(c.kind == "score" and c.start >= sentence for c in before[-2:-1])
        apart = after_score or word_before(tokens.text, left.start)[0] in word_set("vote_before")
    return apart and not _glued_after(tokens.text, right) and max(left.value, right.value) < 1000


def _is_reference(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether the number names one of a series ("Article five", "page 7", "Game 2")."""
    text, start = tokens.text, candidate.start
    if candidate.value in _ROUNDS and phrase_before("round_of", text, start - (text[start - 1] == "-")):
        return not plural_follows(tokens.at(start))
    group = phrase_before("group_name", text, start)
    if group is not None and text[group].isupper():
        return True
    before = None if "," in text[start : candidate.end] else _reference_head(text, start)
    if before is None:
        return _REFERENCE_SIGN.search(text, max(0, start - 2), start) is not None
    word, capital = before[1].lower(), before[1][0].isupper()
    if (word in ("no", "nos") and candidate.numeral.form != "digits") or (
        word in word_set("capital_series") and before[1][0].islower()
    ):
        return False
    return capital or tokens.at(before.start(1)).pos_ in ("NOUN", "PROPN", "X", "ADJ")


def _reference_head(text: str, start: int) -> re.Match[str] | None:
    """Return the noun of a series before a figure, past the "No." or "number" between them."""
    head = _REFERENCE_HEAD.search(text, max(0, start - _LONGEST_HEAD), start)
    if head and head[1].lower() in word_set("number_sign"):
        before = _REFERENCE_HEAD.search(text, max(0, head.start() - _LONGEST_HEAD), head.start())
        head = before if before and _is_series(before[1]) else head
    return head if head and _is_series(head[1]) else None


def _is_series(word: str) -> bool:
    return not {word.lower(), word.lower().removesuffix("s")}.isdisjoint(entries("reference_nouns", "noun"))


def _glued_after(text: str, candidate: Candidate) -> bool:  # "737s", "49ers", "3D"
    following = text[candidate.end : candidate.end + 1]
    return candidate.numeral.form == "digits" and (following.isalpha() or following == "_")


def _is_rank(tokens: Tokens, candidate: Candidate) -> bool:
    if tokens.text[candidate.end : candidate.end + 1] == "-":
        return False
    token = tokens.at(candidate.start)
    if token.lower_ == "second" and token.dep_ == "pobj" and token.i and token.nbor(-1).lower_ == "a":
        return tokens.text.startswith(" of ", candidate.end)  # "by less than a second"
    return token.tag_ in ("JJ", "CD", "NN", "NNP") or candidate.numeral.form == "digits"


def _no_share(tokens: Tokens, candidate: Candidate) -> bool:
    place, text = tokens.index(candidate.start), tokens.text
    last = tokens.doc[place - 1] if place and tokens.doc[place].dep_ != "amod" else None
    part = last is not None and last.tag_ in ("JJ", "NNP")  # of a game
    part = part or word_before(text, candidate.start)[0] in word_set("no_share_after")
    named = text[candidate.start : candidate.end].lower() in ("half", "a half")
    return named and (part or word_after(text, candidate.end) not in word_set("share_before"))


def _counts_one(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether "one" counts: it stands before a noun or "of", and is no pronoun."""
    text, start, end = tokens.text, candidate.start, candidate.end
    if candidate.kind == "duration":
        day = tokens.at(end - 1)
        return not (day.lower_ == "day" and day.dep_ == "npadvmod" and day.head.pos_ in ("VERB", "AUX"))
    if candidate.unit is not None or text.startswith(("- and ", "- or ", "- to "), end):
        return True
    hyphen = text[start - 1 : start] == "-"
    before = word_before(text, start - hyphen)[0]
    if text.startswith(" of ", end) and before not in word_set("one_of_any"):
        candidate.rule = "one_of"
        return True
    follows = "after_one_hyphened" if text[end : end + 1] == "-" else "after_one"
    follower = phrase_after(follows, text, end) or text.startswith("'s", end)
    token = tokens.at(start)
    counts = token.dep_ in ("nummod", "compound", "amod") and token.head.i > token.i
    return counts and not (follower or hyphen or before in word_set("not_one_before"))


def _is_name(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a bare figure is part of a name ("iPhone 14", "S&P 500", "two new 737 Max jets")."""
    text, number = tokens.text, tokens.at(candidate.start)
    figures, mark = text[candidate.start : candidate.end], text[candidate.start - 1]
    model = re.fullmatch(r"\d{3}-\d{3}", figures) is not None and not plural_follows(number)
    if (candidate.high is not None and not model) or "," in figures:
        return False
    if candidate.numeral.form != "digits":
        return figures[0].isupper() and _is_word_of_name(number)
    if number.i == 0:
        return False
    before = number.nbor(-1)
    if mark == "(":
        return number.i > 1 and number.nbor(-2).ent_type_ == "PERSON" and text[candidate.end : candidate.end + 1] in ")"
    if before.ent_type_ == "GPE" and candidate.value != int(candidate.value):
        return False  # "in Estavia 84.5"
    if before.ent_type_ in _NAMED and number.ent_type_ == before.ent_type_ and number.ent_iob_ == "I":
        return True
    if mark in " -" and before.pos_ == "PROPN" and any(map(str.isupper, before.text)):
        inside = number.head.i > number.i and number.ent_type_ not in _COUNTED_ENTITIES
        return number.head.i == before.i or inside or not plural_follows(number)
    following = number.doc[number.i + 1 : number.i + 2]  # "two new 787 Dreamliner jets"
    named = any(t.tag_ == "NNP" and t.ent_type_ not in ("NORP", "GPE", "PERSON", "DATE") for t in following)
    counted = any(child.pos_ == "NUM" and child.i < number.i for child in number.head.children)
    return len(figures) >= 3 and named and counted


def _is_word_of_name(number: Token) -> bool:
    """Say whether a capitalised number is part of a name: "World War Three", "the Gang of Four", "the Four Seasons"."""
    if number.i > 0 and number.head.i == number.i - 1 and number.head.pos_ == "PROPN":
        return True
    begins = number.tag_ == "NNP" and number.i + 1 < len(number.doc) and number.nbor().is_title
    if not begins and (number.i - number.sent.start < 2 or plural_follows(number)):
        return False
    before = number.nbor(-2 if number.nbor(-1).lower_ == "of" else -1) if not begins else number
    return (begins or (before.is_title and before.pos_ in ("PROPN", "NOUN", "ADJ"))) and _in_running_text(number)


def _in_running_text(token: Token) -> bool:  # no headline, whose words all begin with capitals
    return sum(word.is_lower and len(word) >= _LONG_WORD for word in token.sent) > 1


def _is_title(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a length of time is a name: its unit has a capital where other words have none ("60 Minutes")."""
    if candidate.kind != "duration" or candidate.unit_span is None or candidate.numeral.form != "digits":
        return False
    unit = tokens.text[slice(*candidate.unit_span)]
    return unit[0].isupper() and unit[1:].islower() and _in_running_text(tokens.at(candidate.start))


def plural_follows(number: Token) -> bool:
    """Say whether a plural noun stands within three words after a token."""
    return any(token.tag_ in ("NNS", "NNPS") for token in number.doc[number.i + 1 : number.i + 4])


def _is_year_or_place(tokens: Tokens, candidate: Candidate) -> bool:
    text, start, following = tokens.text, candidate.start, tokens.following(candidate.end)
    counts = any(token.pos_ in ("NOUN", "PROPN", "ADJ") for token in following)
    if not counts and word_before(text, start)[0] in word_set("series_noun"):  # "the bottom three"
        return True
    month = text[start - 1 : start] == " " and word_before(text, start)[0].rstrip(".") in entries("months", "word")
    if re.search(r"(?:19|20)\d\d[-–/]$", text[max(0, start - 5) : start]):
        return True
    if month and 0 < candidate.value <= 31:
        return not any(token.tag_ in ("NNS", "NNPS") for token in following)
    after, before = phrase_after("era", text, candidate.end), phrase_before("era", text, start)
    if (after and text[candidate.end + 1 : after].isupper()) or (before is not None and text[before:start].isupper()):
        return True
    figures, number = text[candidate.numeral.start : candidate.numeral.end], tokens.at(candidate.numeral.start)
    may_be = _YEAR.fullmatch(figures) is not None and candidate.hedge is None
    return may_be and (number.ent_type_ == "DATE" or not plural_follows(number))
