"""Spoken and note forms of times, for sets of requests and notes whose moment is known; no article needs them.

`find_dates(…, notes=note)` reads with them: "tonight at 8", "quarter past three", "in half an hour", "7p". In a news
sentence such figures count something else.
"""

from dataclasses import dataclass
from datetime import timedelta

from analysis.dates.calendar_grammar import calendar_phrase
from analysis.dates.grammar import expression
from analysis.dates.meanings import Calendar, DateContext, DayOfMonth, MonthDay, Moved, Open, Relative, Weekday
from analysis.dates.periods import Period, add, is_date
from analysis.dates.phrases import Found
from analysis.dates.scanner import Time
from analysis.dates.values import Day, Later, Resolved, TimeOfDay
from analysis.dates.words import NUMBERS, PARTS, UNITS, WEEKDAYS, Line

_CLOCK_UNITS = ("second", "minute", "hour")
_HALVES = {"a": "a", "am": "a", "p": "p", "pm": "p"}


def note(line: Line, i: int) -> Found | None:
    """Return the longest reading at token `i`, note forms included."""
    found = [one for rule in _RULES if (one := rule(line, i))]
    return max(found, key=lambda one: one.end) if found else None


def _figures(line: Line, i: int) -> Found | None:
    """Read "2/15" (month first, the usage of American notes), "the 24"."""
    month, day = line.digits(i, 1, 12), line.digits(i + 2, 1, 31)
    if month and day and line.word(i + 1) == "/" and is_date(2000, month, day):
        return Found(i, i + 3, Day(MonthDay(month, day)), "request: date in figures")
    number = line.digits(i + 1, 1, 31) if line.word(i) == "the" else None
    if number and line.word(i + 2) in ("", ",", ".", "of"):
        return Found(i, i + 2, Day(DayOfMonth(number)), "request: day of the month")
    return None


def _upcoming(line: Line, i: int) -> Found | None:
    """Read "upcoming two months", "2 upcoming quarters" as where that length of time leads."""
    ahead = ("upcoming", "coming")
    counted = line.count(i + 1) if line.word(i) in ahead else line.count(i)
    if counted is None or counted[0] is None:
        return None
    j = line.skip(counted[1], *ahead)
    unit = UNITS.get(line.word(j))
    if unit is None or unit in _CLOCK_UNITS or (line.word(i) not in ahead and j == counted[1]):
        return None
    return Found(i, j + 1, Day(Relative(unit, int(counted[0]))), "request: coming periods")


def _in_length(line: Line, i: int) -> Found | None:
    """Read "in two hours", "in 3/4 h", "in 1'", "in a week at 5pm"."""
    if line.word(i) not in ("in", "within"):
        return None
    quarter = {"1/4": 0.25, "1/2": 0.5, "3/4": 0.75}.get("".join(line.low[i + 1 : i + 4]))
    counted = (quarter, i + 4) if quarter else line.count(i + 1)
    if counted is None:
        return None
    count, j = counted
    unit = {"'": "minute", "’": "minute", "h": "hour", '"': "second"}.get(line.word(j)) or UNITS.get(line.word(j))
    if unit is None:
        return None
    count = 3.0 if count is None else count
    if unit in _CLOCK_UNITS:
        return Found(i, j + 1, Later(count, unit, 1), "request: in a length of time")
    day = Moved(count, unit, 1)
    clock = _clock(line, line.skip(j + 1, "at", "@"))
    if clock and line.word(j + 1) in ("at", "@"):
        return Found(i, clock[1], TimeOfDay(clock[0], None, day), "request: in a length of time")
    return Found(i, j + 1, Day(day), "request: in a length of time")


def _weekdays_on(line: Line, i: int) -> Found | None:
    """Read "three Fridays from now"."""
    counted = line.count(i)
    if counted is None or counted[0] is None:
        return None
    count, j = counted
    weekday = WEEKDAYS.get(line.word(j).removesuffix("s"))
    if (
        weekday is None
        or line.low[j + 1 : j + 3] not in (["from", "now"], ["from", "today"])
        or not 1 <= (count or 0) <= 60
    ):
        return None
    return Found(i, j + 3, Day(_CountedWeekday(int(count or 1), weekday)), "request: weekdays from now")


@dataclass(frozen=True, slots=True)
class _CountedWeekday:
    count: int
    weekday: int

    def period(self, context: DateContext) -> Period | Open:
        first = Weekday(self.weekday).period(context)
        return Period("day", add(first.first, "week", self.count - 1)) if isinstance(first, Period) else first


def _loose_time(line: Line, i: int) -> Found | None:
    """Read a time of day with its day or part of the day on either side, in any of the spoken forms."""
    j = line.skip(i, "at", "@", "around", "about", "for", "by")
    part, day, k = _part_or_day(line, j)
    if k > j:
        clock = _clock(line, line.skip(line.skip(k, ","), "at", "@"))
        return Found(i, clock[1], _Loose(clock[0], part, day), "request: time") if clock else None
    clock = _clock(line, j)
    if clock is None:
        return None
    k = line.skip(clock[1], "on")
    part, day, end = _part_or_day(line, k)
    if end == k:
        end, k = clock[1], clock[1]
        if line.word(k) == "in" and (moved := _in_length(line, k)) and isinstance(moved.meaning, Day):
            day, end = moved.meaning.inner, moved.end
    end = line.skip(end, "approximately", "exactly", "sharp")
    return Found(i, end, _Loose(clock[0], part, day), "request: time")


def _part_or_day(line: Line, i: int) -> tuple[str | None, Calendar | None, int]:
    """Read "in the morning", "this evening", "tonight", "tomorrow afternoon", "on Saturday"."""
    if line.word(i) in ("tonight", "tonite"):
        return "NI", Relative("day", 0), i + 1
    j = line.skip(line.skip(i, "in"), "the", "this", "early")
    j = line.skip(j, "early")
    if line.word(j) in PARTS and (j > i or line.word(j) in ("morning", "evening")):
        return PARTS[line.word(j)], None, j + 1
    phrase = calendar_phrase(line, line.skip(i, "on"))
    if phrase and phrase.rule in _DAY_RULES:
        part = PARTS.get(line.word(phrase.end))
        return part, phrase.meaning, phrase.end + (part is not None)
    return None, None, i


_DAY_RULES = frozenset({
    "weekday", "relative weekday", "today", "tomorrow", "tmrw", "yesterday", "full date", "date without year",
    "date in figures", "day beside a day", "weekday of a week", "weekday and day",
})  # fmt: skip


def _clock(line: Line, i: int) -> tuple[Time, int] | None:
    """Read a clock time in figures or words, or one counted from another ("a quarter to noon")."""
    plain = _plain_clock(line, i)
    shifted = _shifted_clock(line, i)
    found = [one for one in (plain, shifted) if one]
    return max(found, key=lambda one: one[1]) if found else None


def _plain_clock(line: Line, i: int) -> tuple[Time, int] | None:
    word = line.word(i)
    if word in ("noon", "midday", "midnight"):
        return Time(12, 0, None, None if word != "midnight" else "a"), i + 1
    if line.word(i) == "the" and line.word(i + 1) == "midday":
        return Time(12, 0), i + 2
    if line.kind(i) == "clock":
        time = line.value(i)
        half = _HALVES.get(line.word(i + 1)) if time.half is None and line.glued(i + 1) else None
        exact = Time(time.hour, time.minute or 0, time.second, time.half or half or ("24" if "h" in word else None))
        return exact, i + 1 + (half is not None)
    number, j = _number(line, i)
    if number is None:
        return None
    hour, minute = (number, 0) if number <= 24 else divmod(number, 100)
    if hour > 24 or minute > 59 or (number > 24 and len(word) < 3):
        return None
    if number <= 24:
        minute, j = _spoken_minute(line, j)
    j = line.skip(j, "ish", "o'clock", "oclock")
    half, j = _half(line, j)
    return Time(hour, minute, None, half), j


def _number(line: Line, i: int) -> tuple[int | None, int]:
    found = line.digits(i, 0, 2459)
    if found is not None and not (len(line.word(i)) == 4 and 1900 <= found <= 2059 and line.word(i - 1) != "at"):
        return found, i + 1
    if line.word(i) in NUMBERS and NUMBERS[line.word(i)][1] in ("unit", "teen") and NUMBERS[line.word(i)][0] <= 12:
        return NUMBERS[line.word(i)][0], i + 1
    return None, i


def _spoken_minute(line: Line, i: int) -> tuple[int, int]:
    """Read "thirty", "zero three", "twenty-three" after an hour in words."""
    j = line.skip(i, "-")
    if line.word(j) in ("zero", "oh", "o") and line.word(line.skip(j + 1, "-")) in NUMBERS:
        j = line.skip(j + 1, "-")
        return NUMBERS[line.word(j)][0], j + 1
    if line.kind(i - 1) == "word" and line.word(j) in NUMBERS and NUMBERS[line.word(j)][1] in ("tens", "teen"):
        counted = line.count(j)
        if counted and counted[0] is not None and counted[0] < 60:
            return int(counted[0]), counted[1]
    return 0, i


def _half(line: Line, i: int) -> tuple[str | None, int]:
    if line.word(i) in ("a", "p") and line.word(i + 1) == "m":
        return line.word(i), i + 2
    if line.word(i) in _HALVES and (len(line.word(i)) == 2 or line.glued(i)):
        return _HALVES[line.word(i)], i + 1
    return None, i


def _shifted_clock(line: Line, i: int) -> tuple[Time, int] | None:
    """Read "half past three", "a quarter to noon", "twenty after 3pm", "15 minutes past noon", "half three"."""
    j = line.skip(i, "a")
    minutes: float | None = {"quarter": 15, "half": 30}.get(line.word(j))
    if minutes is None:
        counted = line.count(i)
        minutes, j = (counted[0], counted[1]) if counted else (None, i)
        j = line.skip(j, "minutes", "minute")
    else:
        j += 1
    if minutes is None or not 0 < minutes < 60:
        return None
    sign = {"past": 1, "after": 1, "from": 1, "to": -1, "till": -1, "before": -1, "of": -1}.get(line.word(j))
    if sign is None and line.word(j - 1) == "half":
        sign, j = 1, j - 1
    base = _plain_clock(line, j + 1) if sign else None
    if base is None or sign is None:
        return None
    total = base[0].hour * 60 + (base[0].minute or 0) + sign * int(minutes)
    return Time(total // 60 % 24, total % 60, None, base[0].half), base[1]


@dataclass(frozen=True, slots=True)
class _Loose:
    """A time of day that, left open, is the next one to come."""

    time: Time
    part: str | None
    day: Calendar | None

    def resolve(self, context: DateContext) -> Resolved:
        moment = context.moment
        if moment is None:
            return TimeOfDay(self.time, self.part, self.day).resolve(context)
        hour = self._hour(moment.hour if self.day is None and self.part is None else 0)
        minute, second = self.time.minute or 0, self.time.second
        found = self.day.period(context) if self.day else None
        day = found.first if isinstance(found, Period) else moment.date()
        late_midnight = self.part in ("EV", "NI") and hour == 0
        if late_midnight or (self.day is None and hour < moment.hour):
            day += timedelta(days=1)
        value = f"{day.isoformat()}T{hour:02d}:{minute:02d}" + ("" if second is None else f":{second:02d}")
        return Resolved("TIME", value, None, day, day, Period("day", day))

    def _hour(self, now: int) -> int:
        hour, half = self.time.hour, self.time.half
        half = half or {"AF": "p", "EV": "p", "NI": "p", "MO": "a"}.get(self.part or "")
        if half == "24" or hour > 12:
            return hour % 24
        if half == "p":
            return hour if hour == 12 and self.part not in ("EV", "NI") else (hour + 12) % 24
        if half == "a":
            return hour % 12
        return hour + 12 if hour < now and hour < 12 else hour


_RULES = (_upcoming, _loose_time, expression, _in_length, _weekdays_on, _figures)
