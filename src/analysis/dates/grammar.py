"""The grammar of whole time expressions: what TIMEX3 tags, from "now" to "8 p.m. on the first Monday of next month".

`expression` returns the longest reading at one position. Spoken forms that only a note or a request uses ("tonight
815", "half three") are in `benchmarks/notes.py`.
"""

from dataclasses import replace
from functools import partial

from analysis.dates.calendar_grammar import CALENDAR, READERS, calendar_phrase, listed, year_of
from analysis.dates.lengths import LENGTH_STARTS, duration, hedged, in_length, is_rate, offset, skip_adjectives
from analysis.dates.meanings import Around, Calendar, DateContext, Moved, NamedPeriod, Relative
from analysis.dates.phrases import Found, Grammar, Reader, one_of, opening, phrase_openings
from analysis.dates.scanner import Time
from analysis.dates.values import Day, PartOfPeriod, TimeOfDay, Word, duration_value
from analysis.dates.words import HEDGES, NUMBERS, PARTS, PLURALS, UNITS, WEEKDAYS, WORDS, Line
from analysis.lexicons import entries

PART_MODS = {"early": "START", "late": "END", "mid": "MID", "earlier": None, "later": None, "midway": "MID"}
_DAYS = frozenset({
    "date in figures", "date in figures, order open",
    "full date", "date without year", "weekday", "relative weekday", "weekday and day", "today",
    "weekday of a week", "day of a month", "day of the month", "yesterday", "tomorrow", "tmrw", "tomorrows",
    "day beside a day", "holiday", "counted day",
})  # fmt: skip
_LONGEST_BRACKET = 8  # tokens
_ZONES = entries("time_contexts", "word", kind="zone")
_HOURS = {word: value for word, (value, _) in NUMBERS.items() if 1 <= value <= 12}
_set = partial(Word, "SET")
_HALVED = ("year", "month", "week")


def expression(line: Line, i: int) -> Found | None:
    """Return the longest time expression that begins at token `i`."""
    return EXPRESSIONS.longest(line, i)


def _calendar(line: Line, i: int) -> Found | None:
    """Read a calendar phrase with the time of day or the length of time that follows and belongs to it.

    "Tuesday night", "March 3 at 8 p.m."; "Thanksgiving 3 months ago", "March in 1 year".
    """
    phrase = calendar_phrase(line, i)
    timed = phrase and time_after(line, phrase, i)
    if phrase is None or timed:
        return timed
    moves = phrase.rule in ("holiday", "month", "weekday")
    moved = (offset(line, phrase.end) or in_length(line, phrase.end)) if moves else None
    if moved and isinstance(moved.inner, Moved) and moved.inner.base is None and not moved.inner.from_text:
        return Found(i, moved.end, Day(Around(phrase.meaning, moved.inner)), "named day, counted")
    return Found(i, phrase.end, Day(phrase.meaning), phrase.rule)


def _modified(line: Line, i: int) -> Found | None:
    """Read a period with a word for its part: "early November", "the mid-1990s", "late in the year"."""
    at = line.skip(i, "the")
    word, j = line.word(at), line.skip(at + 1, "-")
    inside = word in ("early", "late") and line.word(j) in ("in", "on")
    inner = calendar_phrase(line, line.skip(j + 1, "the") if inside else j) if word in PART_MODS else None
    if (
        inner is None
        or (inner.rule == "the unit" and word not in ("later", "earlier"))
        or (inside and inner.rule in ("holiday", "year"))
        or (at > i and inner.rule not in ("decade", "century", "month", "year"))
    ):
        return None
    return time_after(line, inner, i) or Found(i, inner.end, Day(inner.meaning, PART_MODS[word]), inner.rule)


def _length_within(part: str, count: float | None, unit: str, period: Found) -> PartOfPeriod | None:
    wanted = count is not None and period.rule != "the unit"
    return PartOfPeriod(count, unit, period.meaning, part == "END") if count is not None and wanted else None


def time_after(line: Line, day: Found, i: int) -> Found | None:
    """Read a part of the day or a clock time after a day."""
    found = _AFTER_DAY.first(line, day.end) if day.rule in _DAYS else None
    return found and Found(i, found.end, replace(found.meaning, day=day.meaning), found.rule)


def _hour(line: Line, i: int) -> tuple[int, int] | None:
    number = line.digits(i, 1, 12) or _HOURS.get(line.word(i))
    return (number, i + 1) if number else None


def _military(line: Line, i: int) -> tuple[Time, int] | None:  # the 1511 of "1511 GMT"
    hour, minute = divmod(line.digits(i, 0, 2359) or 0, 100)
    is_time = line.kind(i) == "number" and len(line.word(i)) == 4 and line.word(i).isdecimal()
    return (Time(hour, minute), i + 1) if is_time and minute < 60 and hour < 24 else None


def _day(line: Line, i: int, or_that: bool = False) -> tuple[Calendar, int] | None:
    day = calendar_phrase(line, i)
    wanted = day and (day.rule in _DAYS or (or_that and day.rule == "relative to the text"))
    return (day.meaning, day.end) if day and wanted else None


def _past_bracket(line: Line, i: int) -> tuple[Calendar, int] | None:
    """Read the day of "10 a.m. EST (1500 GMT) on Tuesday"; the time in brackets takes it as the day named last."""
    bracket = range(i + 1, i + _LONGEST_BRACKET) if line.word(i) == "(" else ()
    close = next((at for at in bracket if line.word(at) == ")"), None)
    return _day(line, line.skip(close + 1, "on")) if close else None


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
        day = _day(line, line.skip(j + 1, "of", "on"))
        if day:
            return Found(i, day[1], TimeOfDay(None, part, day[0], mod), "part of a day")
    if j > i or line.word(i - 1) in ("at", "by", "all", "before", "until", "since") or line.word(i) in ("dawn", "dusk"):
        return Found(i, j + 1, TimeOfDay(None, part, None, mod), "part of the day")
    return None


_NUMBER = frozenset({"<number>"})
_READERS = READERS | {
    "DAYPART": one_of(PARTS),
    "BY_DAY": one_of(PARTS, "MO", "AF", "EV"),
    "NIGHT": one_of(PARTS, "NI", "EV"),
    "MOD": one_of({word: PART_MODS[word] for word in ("early", "late", "mid")}),
    "NOON": one_of({"noon": Time(12, 0), "midday": Time(12, 0), "midnight": Time(24, 0)}),
    "WEEKDAYS": one_of({f"{day}s": number for day, number in WEEKDAYS.items() if len(day) > 4}),
    "CAPITAL": Reader(lambda line, i: (None, i) if i < line.size and line.texts[i][0].isupper() else None),
    "MORE": Reader(lambda line, i: (None, skip_adjectives(line, i))),
    "IN_RATE": Reader(lambda line, i: (None, i) if is_rate(line, i) else None),
    "HALF": one_of({"am": "a", "pm": "p"}),
    "HOUR_WORD": one_of(_HOURS),
    "HOUR": Reader(_hour, dict.fromkeys(_NUMBER | set(_HOURS))),
    "MILITARY": Reader(_military, dict.fromkeys(_NUMBER)),
    "SURE": Reader(
        lambda line, i: (line.value(i), i + 1) if line.kind(i) == "clock" and line.value(i).sure else None,
        {"<clock>": None},
    ),
    "ZONE": Reader(lambda line, i: (None, i + 1) if line.word(i) in _ZONES and line.texts[i].isupper() else None),
    "A_DAY": Reader(_day),
    "DAY_OR_THAT": Reader(partial(_day, or_that=True)),
    "PAST_BRACKET": Reader(_past_bracket),
    "WORD": listed(WORDS),
    "COUNT": Reader(lambda line, i: line.count(i)),
    "ANY_UNIT": one_of(UNITS),
    "UNITS": one_of(dict.fromkeys(PLURALS)),
    "END": one_of({"first": "START", "opening": "START", "last": "END", "final": "END", "closing": "END"}),
    "EDGE": one_of({"end": "END", "close": "END", "start": "START", "beginning": "START", "turn": "START"}),
    "INSIDE": one_of({"middle": "MID", "rest": "END", "remainder": "END"}),
    "ENDED": one_of(UNITS, "year", "month", "week", "quarter"),
    "HALVED": one_of(UNITS, *_HALVED),
    "MIDDLE": one_of({f"mid{word}": unit for word, unit in UNITS.items()}, *_HALVED),
    "MIDYEAR": one_of({f"mid{word}": unit for word, unit in UNITS.items()}, "year"),
}
_EACH = "every|each single|other?"
_BEFORE_HOURS = "at|by|until|till|from|around|about|to|after|before|since"
_READERS["CLOCK"] = Grammar(
    _READERS,
    ("", "half past HOUR_WORD", lambda hour: Time(hour, 30)),
    ("", "NOON ZONE?", lambda time, zone: time),
    ("", "SURE ZONE?", lambda time, zone: time),
    ("", "MILITARY gmt|utc|hours|hrs", lambda time: time),
    ("", f"^{_BEFORE_HOURS} HOUR @ in the BY_DAY", lambda hour, part: Time(hour, 0)),
    ("", "HOUR o'clock|oclock HALF?", lambda hour, half: Time(hour, 0, None, half)),
).reader()
_READERS["AT"] = Grammar(
    _READERS, ("", "CLOCK local time", lambda time: time), ("", "CLOCK", lambda time: time)
).reader()  # fmt: skip
_AFTER_DAY = Grammar(
    _READERS,
    ("part of a day", "'s? MOD -? DAYPART", lambda mod, part: TimeOfDay(None, part, None, mod)),
    ("time of a day", "'s? DAYPART ,? at|@? CLOCK", lambda part, time: TimeOfDay(time, part)),
    ("part of a day", "'s? DAYPART", lambda part: TimeOfDay(None, part)),
    ("time of a day", "'s? in the DAYPART ,? at|@? CLOCK", lambda part, time: TimeOfDay(time, part)),
    ("part of a day", "'s? in the DAYPART", lambda part: TimeOfDay(None, part)),
    ("time of a day", "'s? ,? at|@? CLOCK", TimeOfDay),
)


def _tonight(day: int, part: str, time: Time | None = None) -> TimeOfDay:
    return TimeOfDay(time, part, Relative("day", day))


EXPRESSIONS = Grammar(
    _READERS,
    ("set", f"{_EACH} WEEKDAY", lambda number: _set(f"XXXX-WXX-{number}")),
    ("set", f"{_EACH} SEASON", lambda month: _set(NamedPeriod("season", month).period(DateContext()).value)),
    ("set", f"{_EACH} =CAPITAL MONTH", lambda number: _set(f"XXXX-{number:02d}")),
    ("set", f"{_EACH} DAYPART", lambda part: _set(f"XXXX-XX-XXT{part}")),
    ("set", "every|each other MORE ANY_UNIT", lambda _, unit: _set(duration_value(2.0, unit))),
    ("set", "every|each single? MORE ANY_UNIT", lambda _, unit: _set(duration_value(1.0, unit))),
    ("set", f"{_EACH} COUNT !second MORE ANY_UNIT", lambda n, _, unit: _set(duration_value(n, unit))),
    ("rate", "=IN_RATE a|an|per ANY_UNIT", lambda unit: _set(duration_value(1, unit))),
    ("set", "WEEKDAYS", lambda number: _set(f"XXXX-WXX-{number}")),
    Reader(duration, opening(LENGTH_STARTS | _NUMBER)),
    Reader(_calendar, CALENDAR.opens),
    Reader(_modified, opening(frozenset(PART_MODS))),
    ("edge of a period", "the? EDGE of CALENDAR", lambda mod, period: Day(period.meaning, mod, True)),
    ("edge of a period", "the? INSIDE of CALENDAR", lambda mod, period: Day(period.meaning, mod)),
    ("edge of a period", "the? END UNITS of CALENDAR", lambda mod, units, period: Day(period.meaning, mod)),
    ("length within a period", "the? END COUNT ANY_UNIT of CALENDAR", _length_within),
    ("edge of a period", "the? A_YEAR -|'s? end YEAR", lambda unit, year: Day(year_of(year), "END", True)),
    ("edge of a period", "the? ENDED -|'s? end", lambda unit: Day(Relative(unit, 0), "END", True)),
    ("counted from the day of writing", "A_YEAR - ago|earlier", lambda unit: Day(Moved(1, "year", -1))),
    ("edge of a period", "the? mid -? A_YEAR YEAR", lambda unit, year: Day(year_of(year), "MID")),
    ("edge of a period", "the? mid -? HALVED", lambda unit: Day(Relative(unit, 0), "MID")),
    ("edge of a period", "the? MIDYEAR YEAR", lambda unit, year: Day(year_of(year), "MID")),
    ("edge of a period", "the? MIDDLE", lambda unit: Day(Relative(unit, 0), "MID")),
    ("time of a day", "AT ,? on? this DAYPART", lambda time, part: _tonight(0, part, time)),
    ("time of a day", "AT ,? on? DAY_OR_THAT DAYPART?", lambda time, day, part: TimeOfDay(time, part, day)),
    ("time of a day", "AT in the DAYPART ,? on? DAY_OR_THAT", TimeOfDay),
    ("clock time", "AT @ PAST_BRACKET", lambda time, day: TimeOfDay(time, None, day)),
    ("clock time", "AT", TimeOfDay),
    ("clock time", "AT in the DAYPART", TimeOfDay),
    ("part of a day", "tonight|tonite", lambda: _tonight(0, "NI")),
    ("part of a day", "tonight|tonite at|@? CLOCK", lambda time: _tonight(0, "NI", time)),
    ("part of a day", "this DAYPART", lambda part: _tonight(0, part)),
    ("part of a day", "this DAYPART at|@? CLOCK", lambda part, time: _tonight(0, part, time)),
    ("part of a day", "last NIGHT", lambda part: _tonight(-1, part)),
    ("part of a day", "last NIGHT at|@? CLOCK", lambda part, time: _tonight(-1, part, time)),
    ("part of a day", "the FROM_TEXT DAYPART", lambda n, part: TimeOfDay(None, part, Relative("day", n, True))),
    ("part of a day", "that DAYPART", lambda part: TimeOfDay(None, part, Relative("day", 0, True))),
    Reader(_loose_part, opening(frozenset({"early", "late", "mid", "small", "wee", *PARTS}))),
    Reader(offset, opening(LENGTH_STARTS | _NUMBER)),
    ("word", "WORD", lambda listed: Word(*listed)),
    Reader(hedged, phrase_openings(HEDGES)),
)
