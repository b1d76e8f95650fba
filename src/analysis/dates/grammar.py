"""The grammar of whole time expressions: what TIMEX3 tags, from "now" to "8 p.m. on the first Monday of next month".

`expression` returns the longest reading at one position. Spoken forms that only a note or a request uses ("tonight
815", "half three") are in `requests`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.dates.calendar_grammar import Phrase, calendar_phrase
from analysis.dates.meanings import Around, Moved, Relative
from analysis.dates.scanner import Time
from analysis.dates.values import Day, Duration, Later, Meaning, Repeated, TimeOfDay, Word, duration_value, with_mod
from analysis.dates.words import COUNTS, HEDGES, NUMBERS, PARTS, PLURALS, UNITS, WEEKDAYS, WORDS, Line

_BETWEEN = frozenset({
    "more", "straight", "consecutive", "full", "long", "whole", "business", "working", "calendar", "trading",
    "additional", "extra", "further", "other", "solid", "successive", "fiscal", "school", "academic", "entire",
    "short",
})  # fmt: skip
_START = {"early": "START", "late": "END", "mid": "MID", "earlier": None, "later": None, "midway": "MID"}
_EDGES = {
    "end": "END", "close": "END", "start": "START", "beginning": "START", "middle": "MID", "turn": "START",
    "rest": "END", "remainder": "END",
}  # fmt: skip
_SHORT_UNITS = ("second", "minute", "hour")


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression of the grammar: token positions ``[start, end)``, meaning and rule."""

    start: int
    end: int
    meaning: Meaning
    rule: str


def expression(line: Line, i: int) -> Found | None:
    """Return the longest time expression that begins at token `i`."""
    found = [one for rule in _RULES if (one := rule(line, i)) is not None]
    return max(found, key=lambda one: one.end) if found else None


def _calendar(line: Line, i: int) -> Found | None:
    """Read a calendar phrase, with a time of day where one follows ("Tuesday night", "March 3 at 8 p.m.")."""
    phrase = calendar_phrase(line, i)
    if phrase is None:
        return None
    timed = _time_after(line, phrase, i)
    if timed is not None:
        return timed
    before = _counted_from(line, i, phrase)
    return before or Found(i, phrase.end, Day(phrase.meaning), phrase.rule)


def _counted_from(line: Line, i: int, phrase: Phrase) -> Found | None:
    """Read a name of a day moved by a length of time ("Thanksgiving 3 months ago", "March in 1 year")."""
    if phrase.rule not in ("holiday", "month", "weekday"):
        return None
    moved = _offset(line, phrase.end) or _in_length(line, phrase.end)
    if moved is None or not isinstance(moved.meaning, Day) or not isinstance(moved.meaning.inner, Moved):
        return None
    inner = moved.meaning.inner
    if inner.base is not None or inner.from_text:
        return None
    return Found(i, moved.end, Day(Around(phrase.meaning, inner)), "named day, counted")


def _in_length(line: Line, i: int) -> Found | None:
    counted = line.count(i + 1) if line.word(i) == "in" else None
    unit = UNITS.get(line.word(counted[1])) if counted else None
    if counted is None or unit not in ("week", "month", "year"):
        return None
    return Found(i, counted[1] + 1, Day(Moved(counted[0], unit, 1)), "in a length of time")


def _time_after(line: Line, phrase: Phrase, i: int) -> Found | None:
    """Read a part of the day or a clock time after a day."""
    if not _is_day(phrase):
        return None
    j = line.skip(phrase.end, "'s")
    if line.word(j) in ("early", "late", "mid"):
        mod = _START[line.word(j)]
        part = PARTS.get(line.word(line.skip(j + 1, "-")))
        if part and line.word(j + 1) not in PARTS.values():
            return Found(i, line.skip(j + 1, "-") + 1, TimeOfDay(None, part, phrase.meaning, mod), "part of a day")
    part = PARTS.get(line.word(line.skip(j, "in", "the")))
    part_at = j
    if part is None and line.word(j) == "in" and line.word(j + 1) == "the":
        part, part_at = PARTS.get(line.word(j + 2)), j + 2
    if (part and line.word(j) != "in") or part_at == j + 2:
        clock = _clock_only(line, line.skip(line.skip(part_at + 1, ","), "at", "@"))
        if clock and part:
            return Found(i, clock[1], TimeOfDay(clock[0], part, phrase.meaning), "time of a day")
        if part:
            return Found(i, part_at + 1, TimeOfDay(None, part, phrase.meaning), "part of a day")
    clock = _clock_only(line, line.skip(line.skip(j, ","), "at", "@"))
    return Found(i, clock[1], TimeOfDay(clock[0], None, phrase.meaning), "time of a day") if clock else None


def _is_day(phrase: Phrase) -> bool:
    return phrase.rule in _DAYS


_DAYS = frozenset({
    "date in figures", "full date", "date without year", "weekday", "relative weekday", "weekday and day", "today",
    "weekday of a week", "day of a month", "day of the month", "yesterday", "tomorrow", "tmrw", "tomorrows",
    "day beside a day", "holiday", "counted day",
})  # fmt: skip


def _clock_only(line: Line, i: int) -> tuple[Time, int] | None:
    """Read a clock time with what belongs to it: "8 p.m.", "15:11 GMT", "noon", "3 o'clock", "ten o'clock"."""
    word = line.word(i)
    if word in ("noon", "midday", "midnight"):
        return Time(12 if word != "midnight" else 0, 0), i + 1
    if line.kind(i) == "clock" and line.value(i).sure:
        j = i + 1
        return line.value(i), j + 1 if line.word(j) in _ZONES and line.tokens[j].text.isupper() else j
    number = line.digits(i, 1, 12)
    if number is None and word in NUMBERS and 1 <= NUMBERS[word][0] <= 12:
        number = NUMBERS[word][0]
    if number and line.word(i + 1) in ("o'clock", "oclock"):
        half = {"am": "a", "pm": "p"}.get(line.word(i + 2))
        return Time(number, 0, None, half), i + 3 if half else i + 2
    return None


_ZONES = frozenset({
    "gmt", "utc", "et", "est", "edt", "ct", "cst", "cdt", "mt", "mst", "mdt", "pt", "pst", "pdt", "bst", "cet",
    "cest", "msk", "ist", "jst", "local",
})  # fmt: skip


def _clock(line: Line, i: int) -> Found | None:
    """Read a clock time with the day or part of the day after it ("8 p.m. Friday", "2:30 the next day")."""
    found = _clock_only(line, i)
    if found is None:
        return None
    clock, j = found
    part = PARTS.get(line.word(j + 2)) if line.word(j) == "in" and line.word(j + 1) == "the" else None
    if part:
        j += 3
    k = line.skip(line.skip(j, ","), "on")
    if line.word(k) == "this" and line.word(k + 1) in PARTS:
        return Found(i, k + 2, TimeOfDay(clock, PARTS[line.word(k + 1)], Relative("day", 0)), "time of a day")
    day = calendar_phrase(line, k)
    if (day and _is_day(day)) or (day and day.rule == "relative to the text"):
        assert day is not None
        after = PARTS.get(line.word(day.end))
        return Found(i, day.end + (after is not None), TimeOfDay(clock, part or after, day.meaning), "time of a day")
    return Found(i, j, TimeOfDay(clock, part), "clock time")


def _part_of_day(line: Line, i: int) -> Found | None:
    """Read "this morning", "tonight", "that night", "early morning", "the afternoon", "last night"."""
    word = line.word(i)
    if word in ("tonight", "tonite"):
        clock = _clock_only(line, line.skip(i + 1, "at", "@"))
        meaning = TimeOfDay(clock[0] if clock else None, "NI", Relative("day", 0))
        return Found(i, clock[1] if clock else i + 1, meaning, "part of a day")
    day = {"this": 0, "last": -1, "that": None, "the": None}
    part = PARTS.get(line.word(i + 1))
    if word in ("this", "last") and part and (word != "last" or part in ("NI", "EV")):
        clock = _clock_only(line, line.skip(i + 2, "at", "@"))
        return Found(
            i, clock[1] if clock else i + 2, TimeOfDay(clock[0] if clock else None, part, Relative("day", day[word] or 0)),
            "part of a day",
        )  # fmt: skip
    if word == "that" and part:
        return Found(i, i + 2, TimeOfDay(None, part, Relative("day", 0, True)), "part of a day")
    return _loose_part(line, i)


def _loose_part(line: Line, i: int) -> Found | None:
    """Read a part of the day without its day: "the early morning", "in the afternoon", "at night"."""
    j = line.skip(i, "the")
    mod = None
    if line.word(j) in ("early", "late", "mid"):
        mod, j = _START[line.word(j)], line.skip(j + 1, "-")
    part = PARTS.get(line.word(j))
    if part is None or line.word(j).endswith("s"):
        return None
    if j > i or line.word(i - 1) in ("at", "by", "all", "before", "until", "since") or line.word(i) in ("dawn", "dusk"):
        return Found(i, j + 1, TimeOfDay(None, part, None, mod), "part of the day")
    return None


def _duration(line: Line, i: int) -> Found | None:
    """Read "two years", "three-week", "an hour and a half", "the past three years", "the first six months"."""
    start, towards, from_text = _duration_frame(line, i)
    counted = line.count(start)
    if counted is None:
        return _bare_duration(line, i, start, towards)
    count, j = counted
    hyphen = line.word(j) == "-" and line.glued(j)
    j = line.skip(j, "-") if hyphen else _skip_adjectives(line, j)
    unit = UNITS.get(line.word(j).removesuffix("'s").removesuffix("'"))
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
    j = line.skip(i, "the", "these", "those", "this")
    word = line.word(j)
    if word in ("past", "last", "previous", "preceding"):
        return j + 1, -1, False
    if word in ("next", "coming", "upcoming", "following"):
        return j + 1, 1, False
    if word in ("first", "final", "opening", "latest"):
        return j + 1, 0, True
    return (j if j > i and line.word(i) != "this" else i), 0, False


def _skip_adjectives(line: Line, i: int) -> int:
    while line.word(i) in _BETWEEN:
        i += 1
    return i


def _not_a_length(line: Line, i: int, unit_at: int, count: float | None, hyphen: bool) -> bool:
    """Say whether amount and unit name something else: an age, an ordinal second, a rate."""
    after = line.skip(unit_at + 1, "-", "s")
    if line.word(after) in ("old", "olds") or (line.word(after) == "of" and line.word(after + 1) == "age"):
        return True
    unit = line.word(unit_at)
    if count is not None and count > 100 and unit not in PLURALS and not hyphen:
        return True  # "World Cup 2018 day five"
    if unit == "second" and count in (1, None) and not hyphen:
        return True
    if (
        unit in ("min", "sec", "quarter", "quarters", "night")
        and count is not None
        and line.kind(i) == "word"
        and count == 1
    ):
        return True
    return line.word(i) in ("a", "an") and unit in PLURALS and not hyphen and line.phrase(i, COUNTS) == (1.0, i + 1)


def _bare_duration(line: Line, i: int, start: int, towards: int) -> Found | None:
    """Read "the past year" (one), "for years" (an open number), "the coming months"."""
    word = line.word(start)
    unit = UNITS.get(word.removesuffix("'s").removesuffix("'"))
    if unit is None:
        return None
    has_the = line.word(i) == "the"
    if word in PLURALS:
        bare = start == i and (line.word(i - 1) in _BEFORE_PLURAL or line.low[max(0, i - 2) : i] == ["matter", "of"])
        many = start == i and line.word(i + 1) == "of" and line.word(i - 1) not in ("the", "of", "number", "and", "or")
        if (start > i and towards) or bare or many or line.word(start + 1) in ("ago", "later", "earlier", "long"):
            return Found(i, start + 1, Duration(None, unit, None, towards), "open length of time")
        return None
    spanned = line.word(i - 1) in _SPANNING and line.word(start - 1) in ("last", "next", "coming", "previous")
    if has_the and start == i + 2 and (line.word(i + 1) == "past" or spanned):
        return Found(i, start + 1, Duration(1, unit, None, towards), "length of time")
    whole = line.word(start - 1) in ("whole", "entire", "full")
    if start > i and whole:
        return Found(i, start + 1, Duration(1, unit), "length of time")
    return None


_SPANNING = frozenset({"over", "within", "during", "for", "throughout", "in", "of"})
_BEFORE_PLURAL = frozenset({
    "for", "in", "within", "over", "after", "take", "takes", "took", "taken", "last", "lasted", "spent", "spend",
})  # fmt: skip


def _offset(line: Line, i: int) -> Found | None:
    """Read "two years ago", "three weeks later", "a year earlier", "two days before Christmas", "a week from Tuesday"."""
    length = _duration(line, i)
    if length is None or not isinstance(length.meaning, Duration) or length.meaning.towards:
        return None
    count, unit, j = length.meaning.count, length.meaning.unit, length.end
    j = line.skip(j, "-") if line.word(j) == "-" and line.word(j + 1) in ("ago", "earlier") else j
    word = line.word(j)
    if word in ("ago", "back", "hence") and (word != "back" or line.word(j + 1) in (".", ",", "", "when", "and")):
        sign = 1 if word == "hence" else -1
        return _moved(i, j + 1, count, unit, sign, "counted from the day of writing")
    if word in (
        "earlier",
        "later",
        "before",
        "prior",
        "after",
        "afterward",
        "afterwards",
        "previously",
        "from",
        "since",
    ):
        sign = 1 if word in ("later", "after", "afterward", "afterwards", "from", "since") else -1
        base = calendar_phrase(line, j + 1) if word in ("before", "after", "from", "since") else None
        if word == "from" and line.word(j + 1) in ("now", "right"):
            end = j + (3 if line.word(j + 1) == "right" else 2)
            return _moved(i, end, count, unit, 1, "counted from the day of writing")
        if base is not None and base.rule not in ("year", "the unit"):
            meaning = Moved(count, unit if unit not in _SHORT_UNITS else "day", sign, base.meaning)
            return Found(i, base.end, Day(meaning), "counted from a day") if unit not in _SHORT_UNITS else None
        if word in ("earlier", "later", "afterward", "afterwards", "previously") or (
            word in ("before", "prior") and line.word(j + 1) in (".", ",", "", ";", ")", "”")
        ):
            if unit in _SHORT_UNITS:
                return Found(i, j + 1, length.meaning, "length of time")
            return Found(i, j + 1, Day(Moved(count, unit, sign, None, True)), "counted from the text")
    return None


def _moved(start: int, end: int, count: float | None, unit: str, sign: int, rule: str) -> Found:
    if unit in _SHORT_UNITS:
        return Found(start, end, Later(count, unit, sign), rule)
    if count is None:
        return Found(
            start, end, Word("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF"), "open count from the day of writing"
        )
    return Found(start, end, Day(Moved(count, unit, sign)), rule)


def _set(line: Line, i: int) -> Found | None:
    """Read "every year", "each Tuesday", "once a week", "on Mondays", "per month"."""
    word = line.word(i)
    if word in ("every", "each"):
        j = line.skip(i + 1, "single", "other")
        if line.word(j) in WEEKDAYS:
            return Found(i, j + 1, Repeated(f"XXXX-WXX-{WEEKDAYS[line.word(j)]}"), "set")
        if line.word(j) in PARTS:
            return Found(i, j + 1, Repeated(f"XXXX-XX-XXT{PARTS[line.word(j)]}"), "set")
        counted = line.count(j) or (2.0 if line.word(j - 1) == "other" else 1.0, j)
        unit = UNITS.get(_skip_word(line, counted[1]))
        if unit and (line.word(counted[1]) != "second" or counted[1] == j):
            return Found(i, _skip_adjectives(line, counted[1]) + 1, Repeated(duration_value(counted[0], unit)), "set")
        return None
    if word in ("a", "an", "per") and UNITS.get(line.word(i + 1)) and _is_rate(line, i):
        return Found(i, i + 2, Repeated(duration_value(1, UNITS[line.word(i + 1)])), "rate")
    if word.endswith("s") and word[:-1] in WEEKDAYS and len(word) > 5:
        return Found(i, i + 1, Repeated(f"XXXX-WXX-{WEEKDAYS[word[:-1]]}"), "set")
    return None


def _skip_word(line: Line, i: int) -> str:
    return line.word(_skip_adjectives(line, i))


def _is_rate(line: Line, i: int) -> bool:
    """Say whether "a year" follows an amount ("$20 a year", "twice a week", "five times a day")."""
    if line.word(i) == "per":
        return True
    if line.word(i + 2) in ("ago", "earlier", "later", "before", "after", "and", "from", "old", "-"):
        return False
    before = line.word(i - 1)
    if before in (
        "once",
        "twice",
        "thrice",
        "times",
        "percent",
        "%",
        "cent",
        "million",
        "billion",
        "dollars",
        "euros",
        "pounds",
        "hours",
        "days",
    ):
        return True
    return line.kind(i - 1) == "number" or before in PLURALS


def _word(line: Line, i: int) -> Found | None:
    found = line.phrase(i, WORDS)
    return found and Found(i, found[1], Word(*found[0]), "word")


def _modified(line: Line, i: int) -> Found | None:
    """Read a period with a word for its part or its edge: "early November", "mid-2019", "the end of the year"."""
    word = line.word(i)
    if word in _START:
        j = line.skip(i + 1, "-")
        j = (
            line.skip(line.skip(j, "in", "on"), "the")
            if word in ("early", "late") and line.word(j) in ("in", "on")
            else j
        )
        inner = calendar_phrase(line, j)
        if (inner and inner.rule != "the unit") or (inner and word in ("later", "earlier")):
            assert inner is not None
            if (
                word in ("early", "late")
                and inner.rule in ("holiday", "year")
                and j > i + 1
                and line.word(j - 1) in ("in", "on")
            ):
                return None
            timed = _time_after(line, inner, i)
            return timed or Found(i, inner.end, Day(inner.meaning, _START[word]), inner.rule)
        return None
    return _edge(line, i)


def _edge(line: Line, i: int) -> Found | None:
    j = line.skip(i, "the")
    mod = _EDGES.get(line.word(j))
    if mod and line.word(j + 1) == "of":
        inner = calendar_phrase(line, j + 2)
        if inner:
            return Found(
                i,
                inner.end,
                Day(inner.meaning, mod, line.word(j) not in ("rest", "remainder", "middle")),
                "edge of a period",
            )
    unit = UNITS.get(line.word(j))
    if unit in ("year", "month", "week", "quarter") and line.word(line.skip(j + 1, "-")) == "end":
        return Found(i, line.skip(j + 1, "-") + 1, Day(Relative(unit, 0), "END", True), "edge of a period")
    return None


def _hedged(line: Line, i: int) -> Found | None:
    """Read a hedge before a length of time or a time of day ("more than two years", "nearly four years ago")."""
    hedge = line.phrase(i, HEDGES)
    if hedge is None:
        return None
    mod, j = hedge
    found = _offset(line, j) or _duration(line, j)
    if found is None or line.word(j) in ("the", "this"):
        return None
    return Found(i, found.end, with_mod(found.meaning, mod), found.rule)


_RULES: tuple[Callable[[Line, int], Found | None], ...] = (
    _calendar, _modified, _clock, _part_of_day, _set, _duration, _offset, _word, _hedged,
)  # fmt: skip
