"""The grammar of lengths of time: durations, and what is counted from a day."""

from analysis.dates.calendar_grammar import calendar_phrase
from analysis.dates.meanings import Moved, Weekday
from analysis.dates.phrases import Found
from analysis.dates.values import Day, Duration, Later, Word, with_mod
from analysis.dates.words import (
    COUNTS,
    HEDGES,
    NUMBERS,
    PLURALS,
    UNITS,
    WEEKDAYS,
    Line,
)
from analysis.lexicons import entries

_BETWEEN = entries("time_contexts", "word", kind="between")


CLOCK_UNITS = ("second", "minute", "hour")
_PAST_FRAMES = frozenset({"past", "last", "previous", "preceding"})
_COMING_FRAMES = frozenset({"next", "coming", "upcoming", "following"})
_OPEN_FRAMES = frozenset({"first", "final", "opening", "latest"})
_POINTERS = ("these", "those", "this")
LENGTH_STARTS = frozenset({*_POINTERS, *_PAST_FRAMES, *_COMING_FRAMES, *_OPEN_FRAMES, *COUNTS, *NUMBERS, *UNITS})


def duration(line: Line, i: int) -> Found | None:
    """Read "two years", "three-week", "an hour and a half", "the past three years", "the first six months"."""
    start, towards, from_text = _duration_frame(line, i)
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
    if hyphen and line.word(end) == "-" and line.word(end + 1) == "long":
        end += 2
    return Found(i, end, Duration(count, unit, None, towards, from_text), "length of time")


def _duration_frame(line: Line, i: int) -> tuple[int, int, bool]:
    """Return where the amount begins, on which side of the day of writing it lies, and whether the text anchors it."""
    j = line.skip(i, "the", *_POINTERS)
    word = line.word(j)
    if word in _PAST_FRAMES:
        return j + 1, -1, False
    if word in _COMING_FRAMES:
        return j + 1, 1, False
    if word in _OPEN_FRAMES:
        return j + 1, 0, True
    return (j if j > i and line.word(i) != "this" else i), 0, False


def skip_adjectives(line: Line, i: int) -> int:
    """Return the position after the words that may stand between a number and its unit."""
    while line.word(i) in _BETWEEN:
        i += 1
    return i


def _not_a_length(line: Line, i: int, unit_at: int, count: float | None, hyphen: bool) -> bool:
    """Say whether amount and unit name something else: an age, an ordinal second, a rate."""
    after = line.skip(unit_at + 1, "-", "s")
    if line.word(after) in ("old", "olds") or (line.word(after) == "of" and line.word(after + 1) == "age"):
        return True
    unit = line.word(unit_at)
    if line.low[i - 1 : i + 1] == ["as", "many"]:
        return True  # "the third summit in as many months"
    if line.year(unit_at - 1) is not None and UNITS.get(unit) == "year":
        return True  # "the post-2008 years"
    if unit.startswith("quarter") and (hyphen or line.word(unit_at + 1) == "of") and count in (1, 3):
        return hyphen or line.word(unit_at + 2) in _SHARED  # "three-quarters", "three quarters of the flats"
    if count is not None and count > 100 and unit not in PLURALS and not hyphen:
        return True  # "World Cup 2018 day five"
    if unit == "second" and count in (1, None) and not hyphen:
        return True
    if unit in ("min", "sec", "quarter", "night") and count == 1 and line.kind(i) == "word":
        return True
    return count == 1 and line.word(i) in ("a", "an") and unit in PLURALS and not hyphen


_BEFORE_PART = frozenset({"the", "of", "number", "and", "or", "-", *NUMBERS})
_SHARED = frozenset({"the", "its", "their", "his", "her", "our", "all", "those", "these", "a", "an", "that", "this"})


def _bare_duration(line: Line, i: int, start: int, towards: int) -> Found | None:
    """Read "the past year" (one), "for years" (an open number), "the coming months"."""
    word = line.word(start)
    unit = UNITS.get(word)
    if unit is None:
        return None
    has_the = line.word(i) == "the"
    if word in PLURALS:
        if has_the and start == i + 1 and line.word(start + 1) == "ahead":
            return Found(i, start + 2, Duration(None, unit, None, 1), "open length of time")
        bare = start == i and (line.word(i - 1) in _BEFORE_PLURAL or line.low[max(0, i - 2) : i] == ["matter", "of"])
        many = start == i and line.word(i + 1) == "of" and line.word(i - 1) not in _BEFORE_PART
        many = many and calendar_phrase(line, i + 2) is None  # "the same months of 1998"
        if (start > i and towards) or bare or many or line.word(start + 1) in ("ago", "later", "earlier", "long"):
            return Found(i, start + 1, Duration(None, unit, None, towards), "open length of time")
        return None
    spanned = line.word(i - 1) in _SPANNING and line.word(start - 1) in ("last", "next", "coming", "previous")
    if has_the and start == i + 2 and towards and line.low[start + 1 : start + 4] == ["and", "a", "half"]:
        return Found(i, start + 4, Duration(1.5, unit, None, towards), "length of time")
    if has_the and start == i + 2 and (line.word(i + 1) == "past" or spanned):
        return Found(i, start + 1, Duration(1, unit, None, towards), "length of time")
    if line.word(i - 1) == "all" and start == i:
        return Found(i - 1, start + 1, Duration(1, unit), "length of time")
    whole = line.word(start - 1) in ("whole", "entire", "full")
    if start > i and whole:
        return Found(i, start + 1, Duration(1, unit), "length of time")
    return None


_SPANNING = frozenset({"over", "within", "during", "for", "throughout", "in", "of"})


_HERE = frozenset({"this", "last", "today"})
_BEFORE_PLURAL = entries("time_contexts", "word", kind="before_plural")


def offset(line: Line, i: int) -> Found | None:
    """Read "two years ago", "three weeks later", "two days before Christmas", "a week from Tuesday"."""
    length = duration(line, i)
    if length is None or not isinstance(length.meaning, Duration) or length.meaning.towards:
        return None
    count, unit, j = _with_smaller(line, length)
    j = line.skip(j, "-") if line.word(j) == "-" and line.word(j + 1) in ("ago", "earlier") else j
    j = j + 2 if line.low[j : j + 2] in (["or", "so"], ["or", "more"]) else j
    word = line.word(j)
    if word in ("ago", "back", "hence") and (word != "back" or line.word(j + 1) in (".", ",", "", "when", "and")):
        sign = 1 if word == "hence" else -1
        day = WEEKDAYS.get(line.word(j + 1))
        if day and unit == "week":
            return Found(i, j + 2, Day(Moved(count, unit, sign, Weekday(day))), "counted from a day")
        here = calendar_phrase(line, j + 1) if unit == "year" and line.word(j + 1) in _HERE else None
        if here is not None:
            return Found(i, here.end, Day(Moved(count, unit, sign, here.meaning)), "counted from a day")
        return _moved(i, j + 1, count, unit, sign, "counted from the day of writing")
    if word == "from" and line.word(j + 1) in ("now", "right"):
        end = j + (3 if line.word(j + 1) == "right" else 2)
        return _moved(i, end, count, unit, 1, "counted from the day of writing")
    base = calendar_phrase(line, j + 1) if word in ("before", "after", "from", "since") else None
    if base is not None and base.rule not in ("year", "the unit"):
        if unit in CLOCK_UNITS:
            return None
        return Found(i, base.end, Day(Moved(count, unit, _sign(word), base.meaning)), "counted from a day")
    return _from_text(line, i, j, count, unit)


def _from_text(line: Line, i: int, j: int, count: float | None, unit: str) -> Found | None:
    """Read "three weeks later", "a year before." as counted from the period named last."""
    word = line.word(j)
    alone = word in ("before", "prior") and line.word(j + 1) in _CLAUSE_ENDS
    if word not in _FROM_TEXT and not alone:
        return None
    if unit in CLOCK_UNITS or count is None:
        return Found(i, j + 1, Duration(count, unit), "length of time")
    return Found(i, j + 1, Day(Moved(count, unit, _sign(word), None, True)), "counted from the text")


def _sign(word: str) -> int:
    return 1 if word in ("later", "after", "afterward", "afterwards", "from", "since") else -1


_FROM_TEXT = frozenset({"earlier", "later", "afterward", "afterwards", "previously"})
_CLAUSE_ENDS = frozenset({".", ",", "", ";", ")", "”", "and", "but", "\n\n"})


def _with_smaller(line: Line, length: Found) -> tuple[float | None, str, int]:
    """Return count, unit and end of a length, "one year and two months" as fourteen months."""
    assert isinstance(length.meaning, Duration)
    count, unit = length.meaning.count, length.meaning.unit
    second = duration(line, length.end + 1) if line.word(length.end) == "and" and count is not None else None
    if second is not None and isinstance(second.meaning, Duration) and second.meaning.count is not None:
        factor = _SMALLER.get((unit, second.meaning.unit))
        if factor and count is not None:
            return count * factor + second.meaning.count, second.meaning.unit, second.end
    return count, unit, length.end


_SMALLER = {("year", "month"): 12, ("week", "day"): 7, ("day", "hour"): 24, ("hour", "minute"): 60}


def _moved(start: int, end: int, count: float | None, unit: str, sign: int, rule: str) -> Found:
    if unit in CLOCK_UNITS:
        return Found(start, end, Later(count, unit, sign), rule)
    if count is None:
        vague = Word("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
        return Found(start, end, vague, "open count from the day of writing")
    return Found(start, end, Day(Moved(count, unit, sign)), rule)


def in_length(line: Line, i: int) -> Found | None:
    counted = line.count(i + 1) if line.word(i) == "in" else None
    unit = UNITS.get(line.word(counted[1])) if counted else None
    if counted is None or unit not in ("week", "month", "year"):
        return None
    return Found(i, counted[1] + 1, Day(Moved(counted[0], unit, 1)), "in a length of time")


def is_rate(line: Line, i: int) -> bool:
    """Say whether "a year" follows an amount ("$20 a year", "twice a week", "five times a day")."""
    if line.word(i) == "per":
        return True
    if line.word(i + 2) in ("ago", "earlier", "later", "before", "after", "and", "from", "old", "-"):
        return False
    before = line.word(i - 1)
    return before in _AMOUNT_ENDS or line.kind(i - 1) == "number" or before in PLURALS


_AMOUNT_ENDS = entries("time_contexts", "word", kind="amount")


def hedged(line: Line, i: int) -> Found | None:
    """Read a hedge before a length of time or a time of day ("more than two years", "nearly four years ago")."""
    hedge = line.phrase(i, HEDGES)
    if hedge is None:
        return None
    mod, j = hedge
    found = offset(line, j) or duration(line, j)
    if found is None or line.word(j) in ("the", "this"):
        return None
    return Found(i, found.end, with_mod(found.meaning, mod), found.rule)
