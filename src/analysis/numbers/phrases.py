"""Two numerals that make one statement: ranges, ratios, shared units and magnitudes."""

import re
from dataclasses import replace

from analysis.numbers.candidates import Candidate, share_unit
from analysis.numbers.numerals import scaled
from analysis.numbers.units import common_unit
from analysis.numbers.vocabulary import Tokens, directed_words, word_before, word_set

_DASH = re.compile(r" ?[-–—‑] ?")
_SLASH = re.compile(r" ?/ ?")
_OWNER = re.compile(r"(?:[\w.&-]+ ){0,3}[\w.&-]+(?:'s|s')")
_MOVING = frozenset({"money", "measure", "percentage_point"})
_LARGEST_BASE = 1_000_000_000
_WIDEST, _WIDEST_STEP = 20, 3  # how many times the lower end a range reaches; after "by": "rose by 12 to 89" is none


def join_phrases(tokens: Tokens, candidates: list[Candidate]) -> list[Candidate]:
    """Join ranges and ratios, and give a numeral the unit or magnitude it shares with its neighbour."""
    joined: list[Candidate] = []
    for candidate in candidates:
        if not joined or not _join(tokens, joined[-1], candidate):
            joined.append(candidate)
    return joined


def _join(tokens: Tokens, left: Candidate, right: Candidate) -> bool:
    """Merge `right` into `left` where both are one phrase; else share what they share and return False."""
    text = tokens.text
    gap = text[left.end : right.start]
    if len(gap) > 60 or left.kind == "ordinal" or right.kind == "ordinal":
        return False
    joint = _joint(gap)
    if left.bare and left.numeral.scale > 1 and joint == "of" and right.unit is not None:
        share_unit(left, right)
        return False
    whole = right.value == 1 and right.kind in ("percent", "percentage_point")
    if left.rule == "fraction" and whole and right.unit is not None and gap == " of ":
        share_unit(left, right)
        left.end = right.end
        return True
    if _is_ratio(joint, left, right) or _counts_one_in(tokens, left, right):
        left.kind, left.rule, left.total, left.end = "ratio", "ratio", right.value, right.end
        return True
    if left.high is not None and left.numeral.form != "vague":
        return False
    either = word_before(text, left.start)[0] == "either" or text[right.numeral.end : right.numeral.end + 1] == "-"
    words = left.bare and left.numeral.form == right.numeral.form == "words"
    neighbours = words and right.value - left.value == left.numeral.quantum  # "three or four"; "60 or 80" are two
    choice = joint == "or" and neighbours and not either
    spanning = joint in ("dash", "to") or choice or (joint == "up to" and left.unit is not None)
    between = joint in ("and", "up to") and word_before(text, left.start, "before_limit")[0] == "between"
    listed = gap == " and " and not between
    sides = joint == "by" and right.kind == "measure"
    joins = spanning or between or listed or sides or joint == "or"
    if not joins or (listed and not _lists_figures(left, right)):
        return False
    moved = gap == " to " and left.unit is not None and left.kind in _MOVING and follows_change(tokens, left)
    scale = left.numeral.scale
    compatible = _share(left, right)
    moved = moved and scale == left.numeral.scale  # "adds $2 to $3 billion" is one amount
    ranges = compatible and not moved and (spanning or between)
    if not ranges or not (between or choice or _is_range(text, left, right, gap)):
        return False
    _merge_range(left, right)
    if joint == "up to":
        left.bound, left.interval_rule = "=", "plain"
    return True


def _joint(gap: str) -> str | None:
    """Return what stands between two figures: dash, to, up to, and, or, of, in, by; None for the rest."""
    if _DASH.fullmatch(gap) or _SLASH.fullmatch(gap):
        return "or" if "/" in gap else "dash"
    first, *rest = gap.removeprefix(",").replace("-", " ").lower().split() or [""]
    if first == "out" and rest[:1] == ["of"]:
        first, *rest = rest
    if first == "of" or gap == "-for-":
        return "of" if _leads_to_total(rest) else None
    joints = {
        "to": first in word_set("range_join") and not rest,
        "up to": [first, *rest][-2:] == ["up", "to"] and first in ("up", "and"),
        "and": first == "and" and set(rest) <= word_set("before_figure"),
        "by": first in ("by", "x", "×") and not rest,
        "or": first == "or" and rest in ([], ["even"]),
        "in": first == "in" and rest in ([], ["every"]),
    }
    return next((joint for joint, fits in joints.items() if fits and not gap.startswith(",")), None)


def _leads_to_total(words: list[str]) -> bool:
    """Say whether the words after "of" only lead to the total: determiners, then perhaps an owner ("the firm's")."""
    owner = [place for place, word in enumerate(words) if word not in word_set("before_total")]
    return not owner or _OWNER.fullmatch(" ".join(words[owner[0] : owner[-1] + 1])) is not None


def follows_change(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether an amount stands right after a word of change: "fell $2 million to $15 million"."""
    for token in reversed(tokens.doc[max(0, tokens.index(candidate.start) - 4) : tokens.index(candidate.start)]):
        if token.pos_ == "VERB" or token.tag_ == "RP" or token.lower_ in ("up", "down"):
            return token.lemma_.lower() in directed_words()
        if token.lower_ == "of" and token.i and token.nbor(-1).pos_ == "NOUN":
            return token.nbor(-1).lemma_ in directed_words()
        if token.pos_ not in ("ADV", "DET", "ADJ"):
            return False
    return False


def _lists_figures(left: Candidate, right: Candidate) -> bool:
    """Say whether two figures joined by "and" share the unit of the second: "2.73 and 2.54 percent"."""
    of_a_kind = left.bare and right.kind in ("percent", "money", "measure") and left.numeral.form == "digits"
    return of_a_kind and (right.kind == "percent" or left.value != left.value.to_integral_value())


def _is_ratio(joint: str | None, left: Candidate, right: Candidate) -> bool:
    plain = left.bare and right.bare and left.per is None and left.high is None and right.high is None
    whole = all(side.value == side.value.to_integral_value() for side in (left, right))
    if not (plain and whole and 0 <= left.value <= right.value <= _LARGEST_BASE and left.numeral.scale == 1):
        return False
    largest = _LARGEST_BASE if left.value == 1 and right.numeral.scale > 1 else 1_000_000
    is_round = right.value <= 12 or right.value % 10 == 0 or (left.value == 1 and right.value < 1000)
    return joint == "of" or (joint == "in" and left.value < right.value <= largest and is_round)


def _counts_one_in(tokens: Tokens, left: Candidate, right: Candidate) -> bool:
    """Say whether a ratio holds its noun ("one Italian in ten"), which it then counts."""
    first, last = tokens.index(left.end - 1), tokens.index(right.start)
    noun, link = tokens.doc[first].head, tokens.doc[last - 1]
    of_noun = first < noun.i == last - 2 and link.lower_ == "in" and link.head.i == noun.i
    if tokens.doc[first].lower_ != "one" or not of_noun or tokens.doc[last].head.i != link.i:
        return False
    phrase = tokens.doc[first + 1 : noun.i + 1]
    if not _is_ratio("in", left, right) or any(t.pos_ not in ("ADJ", "NOUN", "PROPN") for t in phrase):
        return False
    left.counted, left.lemma = (phrase[0].idx, tokens.end(noun.i)), noun.lemma_.lower()
    return True


def _share(left: Candidate, right: Candidate) -> bool:
    """Give each side what only the other one says; False where the two cannot be of one kind."""
    scale = right.numeral.scale
    common = left.unit and right.unit and common_unit(left.unit, right.unit)
    same_symbol = left.unit is None or right.unit is None or common is not None
    if left.unit is None and left.numeral.form == "fraction":
        return False
    lower = abs(left.value) < 1000 and abs(left.value) * scale < abs(right.value)
    if left.numeral.scale == 1 < scale and same_symbol and lower:
        left.numeral = scaled(left.numeral, scale, left.numeral.end)
    if left.unit is None and right.unit is not None and left.kind == "cardinal":
        share_unit(left, right)
        left.kind, left.unit_from = right.kind, right
    elif right.unit is None and left.unit is not None and right.kind == "cardinal" and left.unit.kind == "money":
        share_unit(right, left)
        right.unit_from = left
    if left.unit is None or right.unit is None:
        return left.unit is right.unit
    if left.unit.english != right.unit.english:
        if common is None:
            return False
        left.unit = right.unit = common
    left.per = left.per or right.per
    return True


def _is_range(text: str, left: Candidate, right: Candidate, gap: str) -> bool:
    dash, lead = _DASH.fullmatch(gap) is not None, word_before(text, left.start, "before_limit")[0]
    bare = left.bare and right.bare
    sides = bare if dash else left.kind == "percent" and lead != "from"  # "45 percent to 42 percent"
    by = not dash and left.unit_from is None and not left.bare and lead == "by"
    if by or (dash and left.value == right.value) or (left.value > right.value and sides):
        return False
    if not bare or dash or lead == "from":
        return True
    widest = _WIDEST_STEP if lead == "by" else _WIDEST
    return left.value < right.value <= left.value * widest or left.value == 0


def _merge_range(left: Candidate, right: Candidate) -> None:
    left.high, left.upper = right.value, replace(right)
    left.lower_end, left.end = left.end, right.end
    left.numeral = replace(left.numeral, quantum=min(left.numeral.quantum, right.numeral.quantum))
    left.per, left.unit_from = right.per or left.per, None if left.unit_from is right else left.unit_from
    if left.kind == "cardinal":
        left.kind = left.rule = "range"
