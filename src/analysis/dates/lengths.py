"""The grammar of lengths of time: durations, and what is counted from a day."""

from dataclasses import replace

from analysis.dates.calendar_grammar import calendar_phrase
from analysis.dates.meanings import Moved, Weekday
from analysis.dates.phrases import Found, once
from analysis.dates.values import CLOCK_UNITS, Day, Duration, Later, Word
from analysis.dates.words import COUNTS, HEDGES, NUMBERS, PLURALS, UNITS, WEEKDAYS, Line
from analysis.lexicons import entries

_BETWEEN, _BEFORE_PLURAL, _AMOUNT_ENDS, _COMPARING = (
    entries("time_contexts", "word", kind=kind) for kind in ("between", "before_plural", "amount", "comparing")
)
_LARGEST_NUMBER = 100  # of units without a plural
_POINTERS = ("these", "those", "this")
_FRAMES = {  # on which side of the day of writing a length lies, and whether the text anchors it
    **dict.fromkeys(("past", "last", "previous", "preceding"), (-1, False)),
    **dict.fromkeys(("next", "coming", "upcoming", "following"), (1, False)),
    **dict.fromkeys(("first", "final", "opening", "latest"), (0, True)),
}
LENGTH_STARTS = frozenset({*_POINTERS, *_FRAMES, *COUNTS, *NUMBERS, *UNITS})
_BEFORE_PART = frozenset({"the", "of", "number", "and", "or", "-", *NUMBERS})
_SHARED = frozenset({"the", "its", "their", "his", "her", "our", "all", "those", "these", "a", "an", "that", "this"})
_SPANNING = frozenset({"over", "within", "during", "for", "throughout", "in", "of"})
_HERE = frozenset({"this", "last", "today"})
_LATER = frozenset({"later", "afterward", "afterwards", "after", "from", "since"})
_FROM_TEXT = frozenset({"earlier", "later", "afterward", "afterwards", "previously"})
_CLAUSE_ENDS = frozenset({".", ",", "", ";", ")", "”", "and", "but", "\n\n"})
_SMALLER = {("year", "month"): 12, ("week", "day"): 7, ("day", "hour"): 24, ("hour", "minute"): 60}


@once
def duration(line: Line, i: int) -> Found | None:
    """Read "two years", "three-week", "an hour and a half", "the past three years", "the first six months"."""
    j = line.skip(i, "the", *_POINTERS)
    framed = line.word(j) in _FRAMES
    towards, from_text = _FRAMES.get(line.word(j), (0, False))
    start = j + 1 if framed else i if line.word(i) == "this" else j
    counted = line.count(start)
    if counted is None:
        return _bare_duration(line, i, start, towards)
    count, j = counted
    hyphen = line.word(j) == "-" and line.glued(j)
    j = line.skip(j, "-") if hyphen else skip_adjectives(line, j)
    unit = UNITS.get(line.word(j))
    if unit is None or (hyphen and not line.glued(j)) or _not_a_length(line, i, j, count, hyphen):
        return None
    end = j + 1
    if line.low[end : end + 3] == ["and", "a", "half"] and count is not None:
        count, end = count + 0.5, end + 3
    if hyphen and line.low[end : end + 2] == ["-", "long"]:
        end += 2
    return Found(i, end, Duration(count, unit, None, towards, from_text), "length of time")


def skip_adjectives(line: Line, i: int) -> int:
    """Return the position after the words that may stand between a number and its unit."""
    while line.word(i) in _BETWEEN:
        i += 1
    return i


def _not_a_length(line: Line, i: int, unit_at: int, count: float | None, hyphen: bool) -> bool:
    """Say whether amount and unit name something else: an age, an ordinal second, a rate."""
    after, unit = line.skip(unit_at + 1, "-", "s"), line.word(unit_at)
    if unit.startswith("quarter") and (hyphen or line.word(unit_at + 1) == "of") and count in (1, 3):
        return hyphen or line.word(unit_at + 2) in _SHARED  # "three-quarters", "three quarters of the flats"
    return (
        line.word(after) in ("old", "olds")
        or line.low[after : after + 2] == ["of", "age"]
        or line.low[i - 1 : i + 1] == ["as", "many"]  # "the third summit in as many months"
        or (line.year(unit_at - 1) is not None and UNITS.get(unit) == "year")  # "the post-2008 years"
        or (
            count is not None and count > _LARGEST_NUMBER and unit not in PLURALS and not hyphen
        )  # "World Cup 2018 day five"
        or (unit == "second" and count in (1, None) and not hyphen)
        or (unit in ("min", "sec", "quarter", "night") and count == 1 and line.kind(i) == "word")
        or (count == 1 and line.word(i) in ("a", "an") and unit in PLURALS and not hyphen)
    )


def _bare_duration(line: Line, i: int, start: int, towards: int) -> Found | None:
    """Read "the past year" (one), "for years" (an open number), "the coming months"."""
    word, before, after, frame = (line.word(at) for at in (start, i - 1, start + 1, start - 1))
    unit, has_the = UNITS.get(word), line.word(i) == "the"
    if unit is None:
        return None
    if word in PLURALS:
        ahead = has_the and start == i + 1 and after == "ahead"
        bare = start == i and (before in _BEFORE_PLURAL or line.low[max(0, i - 2) : i] == ["matter", "of"])
        many = start == i and after == "of" and before not in _BEFORE_PART
        many = many and calendar_phrase(line, i + 2) is None  # "the same months of 1998"
        fits = ahead or (start > i and towards) or bare or many or after in ("ago", "later", "earlier", "long")
        meaning = Duration(None, unit, None, 1 if ahead else towards)
        return Found(i, start + 1 + ahead, meaning, "open length of time") if fits else None
    framed = has_the and start == i + 2
    half = framed and bool(towards) and line.low[start + 1 : start + 4] == ["and", "a", "half"]
    spanned = before in _SPANNING and frame in ("last", "next", "coming", "previous")
    if half or (framed and (frame == "past" or spanned)):
        meaning = Duration(1.5 if half else 1, unit, None, towards)
        return Found(i, start + (4 if half else 1), meaning, "length of time")
    every = before == "all" and start == i
    whole = every or (start > i and frame in ("whole", "entire", "full"))
    return Found(i - every, start + 1, Duration(1, unit), "length of time") if whole else None


def offset(line: Line, i: int) -> Found | None:
    """Read "two years ago", "three weeks later", "two days before Christmas", "a week from Tuesday"."""
    length = duration(line, i)
    if length is None or length.meaning.towards:
        return None
    count, unit, j = _with_smaller(line, length)
    j = line.skip(j, "-") if line.word(j) == "-" and line.word(j + 1) in ("ago", "earlier") else j
    j = j + 2 if line.low[j : j + 2] in (["or", "so"], ["or", "more"]) else j
    word, after = line.word(j), line.word(j + 1)
    if word in ("ago", "hence") or (word == "back" and after in (".", ",", "", "when", "and")):
        sign = 1 if word == "hence" else -1
        if after in WEEKDAYS and unit == "week":
            return Found(i, j + 2, Day(Moved(count, unit, sign, Weekday(WEEKDAYS[after]))), "counted from a day")
        here = calendar_phrase(line, j + 1) if unit == "year" and after in _HERE else None
        if here is not None:
            return Found(i, here.end, Day(Moved(count, unit, sign, here.meaning)), "counted from a day")
        return _moved(i, j + 1, count, unit, sign)
    if word == "from" and after in ("now", "right"):
        return _moved(i, j + (3 if after == "right" else 2), count, unit, 1)
    sign = 1 if word in _LATER else -1
    base = calendar_phrase(line, j + 1) if word in ("before", "after", "from", "since") else None
    if base is not None and base.rule not in ("year", "the unit"):
        moved = Day(Moved(count, unit, sign, base.meaning))
        return Found(i, base.end, moved, "counted from a day") if unit not in CLOCK_UNITS else None
    if word not in _FROM_TEXT and not (word in ("before", "prior") and after in _CLAUSE_ENDS):
        return None
    if unit in CLOCK_UNITS or count is None:
        return Found(i, j + 1, Duration(count, unit), "length of time")
    return Found(i, j + 1, Day(Moved(count, unit, sign, None, True)), "counted from the text")


def _with_smaller(line: Line, length: Found) -> tuple[float | None, str, int]:
    count, unit = length.meaning.count, length.meaning.unit  # "one year and two months": fourteen months
    second = duration(line, length.end + 1) if line.word(length.end) == "and" and count is not None else None
    factor = _SMALLER.get((unit, second.meaning.unit)) if second and second.meaning.count is not None else None
    if second is None or factor is None:
        return count, unit, length.end
    return count * factor + second.meaning.count, second.meaning.unit, second.end


def _moved(start: int, end: int, count: float | None, unit: str, sign: int) -> Found:
    counted = Later(count, unit, sign) if unit in CLOCK_UNITS else Day(Moved(count, unit, sign))
    if count is None and unit not in CLOCK_UNITS:
        vague = Word("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
        return Found(start, end, vague, "open count from the day of writing")
    return Found(start, end, counted, "counted from the day of writing")


def in_length(line: Line, i: int) -> Found | None:
    """Read "in two weeks", for what a named day is moved by."""
    count, end = (line.word(i) == "in" and line.count(i + 1)) or (None, i)
    unit = UNITS.get(line.word(end)) if end > i else None
    moved = Day(Moved(count, unit, 1)) if unit in ("week", "month", "year") else None
    return Found(i, end + 1, moved, "in a length of time") if moved else None


def is_rate(line: Line, i: int) -> bool:
    """Say whether "a year" follows an amount ("$20 a year", "twice a week", "five times a day")."""
    before = line.word(i - 1)
    return line.word(i) == "per" or (
        line.word(i + 2) not in ("ago", "earlier", "later", "before", "after", "and", "from", "old", "-")
        and (before in _AMOUNT_ENDS or line.kind(i - 1) == "number" or before in PLURALS)
    )


def hedged(line: Line, i: int) -> Found | None:
    """Read a hedge before a length of time or a time of day ("more than two years", "nearly four years ago")."""
    hedge = line.phrase(i, HEDGES)
    found = (offset(line, hedge[1]) or duration(line, hedge[1])) if hedge else None
    if found is None or hedge is None or line.word(hedge[1]) in ("the", "this"):
        return None
    if line.word(i) in _COMPARING and isinstance(found.meaning, Day):
        return None  # "3.8 percent higher than a year earlier"
    can_be = isinstance(found.meaning, (Day, Duration))
    return Found(i, found.end, replace(found.meaning, mod=hedge[0]) if can_be else found.meaning, found.rule)
