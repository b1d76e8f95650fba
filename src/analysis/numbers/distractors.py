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
_CAPITALS = re.compile(r"(?: [A-Z][\w.']+){2,4}")


def sort_out(tokens: Tokens, candidates: list[Candidate]) -> list[Candidate]:
    """Mark references and scores as such and drop what is no number at all."""
    scored = _join_scores(tokens, candidates)
    return [candidate for candidate, kept in surviving(scored, lambda c: _keeps(tokens, c)) if kept]


def _keeps(tokens: Tokens, candidate: Candidate) -> bool:
    text = tokens.text
    if candidate.kind == "ordinal":
        return _is_rank(tokens, candidate)
    if _DIALLED.fullmatch(text, candidate.start, candidate.end) and _is_dialled(text, candidate.start):
        return False
    if candidate.kind in ("score", "ratio"):
        return not (candidate.rule == "fraction" and _no_share(tokens, candidate))
    if candidate.unit is None and _glued_after(text, candidate):
        return _generation(text, candidate)
    letter = candidate.unit is not None and candidate.unit.symbol and candidate.end == candidate.numeral.end + 1
    if (letter or candidate.unit is None) and (is_reference(tokens, candidate) or _is_called(tokens, candidate)):
        candidate.kind, candidate.rule, candidate.unit, candidate.unit_span = "reference", "reference", None, None
        return True
    if _is_title(tokens, candidate):
        candidate.kind, candidate.rule, candidate.unit, candidate.unit_span = "reference", "name", None, None
        return True
    if text[candidate.numeral.start : candidate.numeral.end].lower() == "one":
        return _counts_one(tokens, candidate)
    if (
        (candidate.bare or candidate.rule == "range")
        and _is_name(tokens, candidate)
        and not is_gapped(tokens, candidate)
    ):
        candidate.kind, candidate.rule, candidate.high = "reference", "name", None
        return True
    return not (candidate.bare and (_is_year(tokens, candidate) or _is_place_in_table(tokens, candidate)))


def part_of_word(text: str, candidate: Candidate) -> bool:
    """Say whether a numeral that counts nothing only begins a word ("six-pointed", "401(k)") or marks a list."""
    if not candidate.bare or candidate.counted is not None:
        return False
    if _WORD_GOES_ON.match(text, candidate.end):
        return True
    starts = candidate.start == 0 or text[candidate.start - 1] == "\n"
    return starts and candidate.numeral.form == "digits" and _LIST_ITEM.match(text, candidate.end) is not None


def _is_called(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a figure is a house number, or one that is dialled ("call 999")."""
    dialled = candidate.bare and _is_dialled(tokens.text, candidate.start)
    no_noun = tokens.tag_after(candidate.end)[:2] not in ("NN", "JJ")
    return (dialled and no_noun and candidate.numeral.form == "digits") or _is_address(tokens.text, candidate)


def _is_dialled(text: str, start: int) -> bool:
    return word_before(text, start, "before_dialled")[0].rstrip(".") in word_set("dial_verb")


def _is_address(text: str, candidate: Candidate) -> bool:
    """Say whether a figure is a house number: names follow it, the last of them a street's."""
    names = _CAPITALS.match(text, candidate.end)
    return names is not None and any(name.strip(".").lower() in word_set("street") for name in names[0].split()[1:])


def _join_scores(tokens: Tokens, candidates: list[Candidate]) -> list[Candidate]:
    """Join "3-1", "52 to 48" and the like into one score of two numbers."""
    text = tokens.text
    joined: list[Candidate] = []
    for candidate in candidates:
        left = joined[-1] if joined else None
        if left is not None and left.bare and candidate.bare and left.end <= candidate.start:
            gap = text[left.end : candidate.start]
            apart = gap in _SCORE_GAPS or (gap == " to " and _is_vote(tokens, joined))
            if (
                apart
                and not _glued_after(text, candidate)
                and max(left.value, candidate.value) < 1000
                and left.numeral.form == "digits"
            ):
                left.kind, left.rule, left.total, left.end = "score", "score", candidate.value, candidate.end
                continue
        joined.append(candidate)
    return joined


def _is_vote(tokens: Tokens, before: list[Candidate]) -> bool:
    """Say whether the last figure is the first of a score: "passed 218 to 212", after another score in its sentence."""
    left = before[-1]
    if word_before(tokens.text, left.start)[0] in word_set("vote_before"):
        return True
    other = before[-2] if len(before) > 1 else None
    return other is not None and other.kind == "score" and other.start >= tokens.at(left.start).sent.start_char


def is_reference(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether the number names one of a series ("Article five", "page 7", "Game 2")."""
    text = tokens.text
    if candidate.value in _ROUNDS and phrase_before(
        "round_of", text, candidate.start - (text[candidate.start - 1] == "-")
    ):
        return plural_follows(tokens.at(candidate.start)) is False
    group = phrase_before("group_name", text, candidate.start)
    if group is not None and text[group].isupper():
        return True
    before = None if "," in text[candidate.start : candidate.end] else _reference_head(text, candidate.start)
    if before is None:
        return _REFERENCE_SIGN.search(text, max(0, candidate.start - 2), candidate.start) is not None
    word = before[1].lower()
    if word in ("no", "nos") and candidate.numeral.form != "digits":
        return False
    if word in word_set("capital_series") and before[1][0].islower():
        return False
    token = tokens.at(before.start(1))
    return token.pos_ in ("NOUN", "PROPN", "X", "ADJ") or before[1][0].isupper()


def _reference_head(text: str, start: int) -> re.Match[str] | None:
    """Return the noun of a series before a figure, past the "No." or "number" between them."""
    head = _REFERENCE_HEAD.search(text, max(0, start - _LONGEST_HEAD), start)
    if head and head[1].lower() in word_set("number_sign"):
        before = _REFERENCE_HEAD.search(text, max(0, head.start() - _LONGEST_HEAD), head.start())
        head = before if before and _is_series(before[1]) else head
    return head if head and _is_series(head[1]) else None


def _is_series(word: str) -> bool:
    return word.lower() in entries("reference_nouns", "noun") or word.lower().removesuffix("s") in entries(
        "reference_nouns", "noun"
    )


def _glued_after(text: str, candidate: Candidate) -> bool:
    """Say whether letters follow the figure directly ("737s", "49ers", "3D")."""
    following = text[candidate.end : candidate.end + 1]
    return candidate.numeral.form == "digits" and (following.isalpha() or following == "_")


def _generation(text: str, candidate: Candidate) -> bool:
    if re.match(r"G(?!\w)", text[candidate.end : candidate.end + 2]) and candidate.value in (2, 3, 4, 5, 6):
        candidate.kind, candidate.rule, candidate.end = "reference", "generation", candidate.end + 1
        return True
    return False


def _is_rank(tokens: Tokens, candidate: Candidate) -> bool:
    if tokens.text[candidate.end : candidate.end + 1] == "-":
        return False
    token = tokens.at(candidate.start)
    if token.lower_ == "second" and token.dep_ == "pobj" and token.i and token.nbor(-1).lower_ == "a":
        return tokens.text.startswith(" of ", candidate.end)  # "by less than a second"
    return token.tag_ in ("JJ", "CD", "NN", "NNP") or candidate.numeral.form == "digits"


def _no_share(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether "half" is a period or a part of the game and no share."""
    text = tokens.text[candidate.start : candidate.end].lower()
    if text not in ("half", "a half"):
        return False
    place = tokens.index(candidate.start)
    if place and tokens.doc[place].dep_ != "amod" and tokens.doc[place - 1].tag_ in ("JJ", "NNP"):
        return True
    if word_before(tokens.text, candidate.start)[0] in word_set("no_share_after"):
        return True
    return word_after(tokens.text, candidate.end) not in word_set("share_before")


def _counts_one(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether "one" counts: it stands before a noun or "of", and is no pronoun."""
    text = tokens.text
    if candidate.kind == "duration":
        day = tokens.at(candidate.end - 1)
        return not (day.lower_ == "day" and day.dep_ == "npadvmod" and day.head.pos_ in ("VERB", "AUX"))
    if candidate.unit is not None:
        return True
    if text.startswith(("- and ", "- or ", "- to "), candidate.end):
        return True
    hyphen = text[candidate.start - 1 : candidate.start] == "-"
    before = word_before(text, candidate.start - hyphen)[0]
    if text.startswith(" of ", candidate.end) and before not in word_set("one_of_any"):
        candidate.rule = "one_of"
        return True
    if before in word_set("not_one_before") or hyphen:
        return False
    follows = "after_one_hyphened" if text[candidate.end : candidate.end + 1] == "-" else "after_one"
    if phrase_after(follows, text, candidate.end) or text.startswith("'s", candidate.end):
        return False
    token = tokens.at(candidate.start)
    return token.dep_ in ("nummod", "compound", "amod") and token.head.i > token.i


def _is_name(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a bare figure is part of a name ("iPhone 14", "S&P 500", "two new 737 Max jets")."""
    text = tokens.text
    figures = text[candidate.start : candidate.end]
    model = re.fullmatch(r"\d{3}-\d{3}", figures) is not None and not plural_follows(tokens.at(candidate.start))
    if (candidate.high is not None and not model) or "," in figures:
        return False
    if candidate.numeral.form != "digits":
        number = tokens.at(candidate.start)
        ends_name = number.i > 0 and number.head.i == number.i - 1 and number.head.pos_ == "PROPN"  # "World War Three"
        return figures[0].isupper() and (ends_name or _is_nickname(number) or _begins_name(number))
    number = tokens.at(candidate.start)
    if number.i == 0:
        return False
    before = number.nbor(-1)
    if text[candidate.start - 1] == "(":
        return number.i > 1 and number.nbor(-2).ent_type_ == "PERSON" and text[candidate.end : candidate.end + 1] in ")"
    if before.ent_type_ == "GPE" and candidate.value != int(candidate.value):
        return False  # "in Estavia 84.5"
    if before.ent_type_ in _NAMED and number.ent_type_ == before.ent_type_ and number.ent_iob_ == "I":
        return True
    if text[candidate.start - 1] in " -" and before.pos_ == "PROPN" and any(map(str.isupper, before.text)):
        head_right = number.head.i > number.i
        return (
            number.head.i == before.i
            or (head_right and number.ent_type_ not in _COUNTED_ENTITIES)
            or not plural_follows(number)
        )
    return len(figures) >= 3 and _names_next(number)


def _is_nickname(number: "Token") -> bool:
    """Say whether a capitalised number ends a name in a sentence that is no headline: "the Gang of Four"."""
    if number.i - number.sent.start < 2 or plural_follows(number):
        return False
    before = number.nbor(-2) if number.nbor(-1).lower_ == "of" else number.nbor(-1)
    return before.is_title and before.pos_ in ("PROPN", "NOUN", "ADJ") and _in_running_text(number)


def _begins_name(number: "Token") -> bool:
    """Say whether a number is the first word of a name, as the tagger sees it: "the Four Seasons hotel"."""
    named = number.tag_ == "NNP" and number.i + 1 < len(number.doc) and number.nbor().is_title
    return named and _in_running_text(number)


def _in_running_text(token: "Token") -> bool:
    """Say whether a sentence is no headline, whose words all begin with capitals."""
    return sum(word.is_lower and len(word) >= _LONG_WORD for word in token.sent) > 1


def _is_title(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a length of time is a name: its unit has a capital where other words have none ("60 Minutes")."""
    if candidate.kind != "duration" or candidate.unit_span is None or candidate.numeral.form != "digits":
        return False
    unit = tokens.text[slice(*candidate.unit_span)]
    return unit[0].isupper() and unit[1:].islower() and _in_running_text(tokens.at(candidate.start))


def _names_next(number: "Token") -> bool:
    """Say whether a counted figure and the name after it make one name ("two new 787 Dreamliner jets")."""
    if number.i + 1 >= len(number.doc):
        return False
    following = number.nbor()
    if following.tag_ != "NNP" or following.ent_type_ in ("NORP", "GPE", "PERSON", "DATE"):
        return False
    return any(child.pos_ == "NUM" and child.i < number.i for child in number.head.children)


def plural_follows(number: "Token") -> bool:
    """Say whether a plural noun stands within three words after a token."""
    following = number.doc[number.i + 1 : number.i + 4]
    return any(token.tag_ in ("NNS", "NNPS") for token in following)


def _is_year(tokens: Tokens, candidate: Candidate) -> bool:
    text = tokens.text
    figures = text[candidate.numeral.start : candidate.numeral.end]
    if re.search(r"(?:19|20)\d\d[-–/]$", text[max(0, candidate.start - 5) : candidate.start]):
        return True
    month = word_before(text, candidate.start)[0].rstrip(".")
    if (
        month in entries("months", "word")
        and 0 < candidate.value <= 31
        and text[candidate.start - 1 : candidate.start] == " "
    ):
        return tokens.tag_after(candidate.end) not in ("NNS", "NNPS")
    if _is_era(text, candidate):
        return True
    if not _YEAR.fullmatch(figures) or candidate.hedge is not None:
        return False
    number = tokens.at(candidate.numeral.start)
    if number.ent_type_ == "DATE":
        return True
    return not plural_follows(number)


def _is_era(text: str, candidate: Candidate) -> bool:
    after = phrase_after("era", text, candidate.end)
    before = phrase_before("era", text, candidate.start)
    return (after is not None and text[candidate.end + 1 : after].isupper()) or (
        before is not None and text[before : candidate.start].isupper()
    )


def _is_place_in_table(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a figure is a place in a ranking: "the bottom three"."""
    if word_before(tokens.text, candidate.start)[0] not in word_set("series_noun"):
        return False
    last = tokens.index(candidate.end - 1)
    return last + 1 >= len(tokens.doc) or tokens.doc[last + 1].pos_ not in ("NOUN", "PROPN", "ADJ")
