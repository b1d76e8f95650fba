"""The grammar of times of day: clock times, parts of the day, and both beside a day."""

from analysis.dates.calendar_grammar import calendar_phrase
from analysis.dates.meanings import Relative
from analysis.dates.phrases import FROM_TEXT, Found, Phrase
from analysis.dates.scanner import Time
from analysis.dates.values import TimeOfDay
from analysis.dates.words import NUMBERS, PARTS, WEEKDAYS, Line
from analysis.lexicons import entries

PART_MODS = {"early": "START", "late": "END", "mid": "MID", "earlier": None, "later": None, "midway": "MID"}


def time_after(line: Line, phrase: Phrase, i: int) -> Found | None:
    """Read a part of the day or a clock time after a day."""
    if not _is_day(phrase):
        return None
    j = line.skip(phrase.end, "'s")
    if line.word(j) in ("early", "late", "mid"):
        mod = PART_MODS[line.word(j)]
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
    "date in figures", "date in figures, order open",
    "full date", "date without year", "weekday", "relative weekday", "weekday and day", "today",
    "weekday of a week", "day of a month", "day of the month", "yesterday", "tomorrow", "tmrw", "tomorrows",
    "day beside a day", "holiday", "counted day",
})  # fmt: skip


def _clock_only(line: Line, i: int) -> tuple[Time, int] | None:
    """Read a clock time with what belongs to it: "8 p.m.", "15:11 GMT", "noon", "3 o'clock", "ten o'clock"."""
    word = line.word(i)
    if word == "half" and line.word(i + 1) == "past" and 1 <= NUMBERS.get(line.word(i + 2), (0, ""))[0] <= 12:
        return Time(NUMBERS[line.word(i + 2)][0], 30), i + 3
    if word in ("noon", "midday", "midnight"):
        return Time(12 if word != "midnight" else 24, 0), _past_zone(line, i + 1)
    if line.kind(i) == "clock" and line.value(i).sure:
        return line.value(i), _past_zone(line, i + 1)
    if line.digits(i, 0, 2359) is not None and len(word) == 4 and line.word(i + 1) in _CLOCK_LABELS:
        hour, minute = divmod(int(word), 100)
        return (Time(hour, minute), i + 2) if minute < 60 else None
    number = line.digits(i, 1, 12)
    if number is None and word in NUMBERS and 1 <= NUMBERS[word][0] <= 12:
        number = NUMBERS[word][0]
    if number and line.low[i + 1 : i + 3] == ["in", "the"] and PARTS.get(line.word(i + 3)) in ("MO", "AF", "EV"):
        return (Time(number, 0), i + 1) if line.word(i - 1) in _BEFORE_HOURS else None
    if number and line.word(i + 1) in ("o'clock", "oclock"):
        half = {"am": "a", "pm": "p"}.get(line.word(i + 2))
        return Time(number, 0, None, half), i + 3 if half else i + 2
    return None


def _past_zone(line: Line, i: int) -> int:
    return i + 1 if line.word(i) in _ZONES and line.tokens[i].text.isupper() else i


_BEFORE_HOURS = frozenset({"at", "by", "until", "till", "from", "around", "about", "to", "after", "before", "since"})
_LONGEST_BRACKET = 8  # tokens
_CLOCK_LABELS = frozenset({"gmt", "utc", "hours", "hrs"})
_ZONES = entries("time_contexts", "word", kind="zone")


def clock(line: Line, i: int) -> Found | None:
    """Read a clock time with the day or part of the day after it ("8 p.m. Friday", "2:30 the next day")."""
    found = _clock_only(line, i)
    if found is None:
        return None
    clock, j = found
    j = j + 2 if line.low[j : j + 2] == ["local", "time"] else j
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
    day = _day_past_bracket(line, j)
    return Found(i, j, TimeOfDay(clock, part, day.meaning if day else None), "clock time")


def _day_past_bracket(line: Line, i: int) -> Phrase | None:
    """Return the day of "10 a.m. EST (1500 GMT) on Tuesday"; the time in brackets takes it as the day named last."""
    bracket = range(i + 1, i + _LONGEST_BRACKET) if line.word(i) == "(" else ()
    close = next((at for at in bracket if line.word(at) == ")"), None)
    day = calendar_phrase(line, line.skip(close + 1, "on")) if close else None
    return day if day and _is_day(day) else None


def part_of_day(line: Line, i: int) -> Found | None:
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
        meaning = TimeOfDay(clock[0] if clock else None, part, Relative("day", day[word] or 0))
        return Found(i, clock[1] if clock else i + 2, meaning, "part of a day")
    moved = FROM_TEXT.get(line.word(i + 1)) if word == "the" else None
    if moved is not None and line.word(i + 2) in PARTS:
        return Found(i, i + 3, TimeOfDay(None, PARTS[line.word(i + 2)], Relative("day", moved, True)), "part of a day")
    if word == "that" and part:
        return Found(i, i + 2, TimeOfDay(None, part, Relative("day", 0, True)), "part of a day")
    return _loose_part(line, i)


def _loose_part(line: Line, i: int) -> Found | None:
    """Read a part of the day without its day: "the early morning", "in the afternoon", "at night"."""
    j = line.skip(i, "the")
    mod = None
    small_hours = line.word(j) in ("early", "small", "wee") and line.word(j + 1) == "hours" and j > i
    if line.word(j) in ("early", "late", "mid"):
        mod, j = PART_MODS[line.word(j)], line.skip(j + 1, "-")
    j += line.word(j) in ("small", "wee") and small_hours
    part = "MO" if small_hours else PARTS.get(line.word(j))
    if part is None or (line.word(j).endswith("s") and not small_hours):
        return None
    if line.word(j + 1) in ("of", "on", *WEEKDAYS):
        day = calendar_phrase(line, line.skip(j + 1, "of", "on"))
        if day and _is_day(day):
            return Found(i, day.end, TimeOfDay(None, part, day.meaning, mod), "part of a day")
    if j > i or line.word(i - 1) in ("at", "by", "all", "before", "until", "since") or line.word(i) in ("dawn", "dusk"):
        return Found(i, j + 1, TimeOfDay(None, part, None, mod), "part of the day")
    return None
