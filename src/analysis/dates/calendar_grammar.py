"""The grammar of calendar phrases: dates, weekdays, months, seasons, quarters, years, decades, holidays.

`CALENDAR` lists the shapes as patterns (`phrases.Shape`); what takes more than a pattern is a reader, a function of its
own. `calendar_phrase` returns the longest reading.
"""

from dataclasses import replace
from datetime import date
from functools import partial

from analysis.dates import words
from analysis.dates.full_dates import full_date, is_amount
from analysis.dates.meanings import Calendar, DayOfMonth, MonthDay, Moved, NamedPeriod, Nth, Relative, Weekday, WeekOf
from analysis.dates.periods import Period
from analysis.dates.phrases import Found, Grammar, Reader, one_of, opening, phrase_openings
from analysis.dates.values import Closed, Reported
from analysis.dates.words import Line, Phrases, phrases
from analysis.lexicons import read_lexicon


def calendar_phrase(line: Line, i: int) -> Found | None:
    """Return the longest calendar phrase that begins at token `i`."""
    return CALENDAR.longest(line, i)


def _way(line: Line, i: int) -> tuple[int, int] | None:
    """Read "last", "this past", "the previous", "next" …: -1, 0 or 1."""
    j = line.skip(i, "the")
    if line.word(j) == "this" and line.word(j + 1) in ("past", "coming", "last", "next"):
        return words.WHICH[line.word(j + 1)], j + 2
    return (words.WHICH[line.word(j)], j + 1) if line.word(j) in words.WHICH else None


def year_of(number: int) -> Period:
    return Period("year", date(number, 1, 1))


def owner_year(line: Line, i: int) -> tuple[Calendar | None, int]:
    """Return the year that follows ("of 1989", "2013", "of last year", "this year") and the position after it."""
    j = line.skip(line.skip(i, ","), "of", "in")
    j = line.skip(line.skip(j, "fiscal"), "year") if line.word(j) == "fiscal" else j
    number = line.year(j)
    if number is not None:
        return year_of(number), j + 1
    relative = _RELATIVE.first(line, j)
    if relative and isinstance(relative.meaning, Relative) and relative.meaning.grain == "year":
        return relative.meaning, relative.end
    return None, i


def _year_of_quarter(line: Line, i: int) -> tuple[Calendar | None, int]:  # "of 2023", "'24", "1Q24", "FY25"
    at = line.skip(line.skip(line.skip(i, "of", "in"), "fy"), "'")
    short = line.short_year(at) if at > i or (line.glued(i) and line.word(i - 1) in ("q", "h")) else None
    short = short if line.word(at - 1) in ("fy", "'") or line.glued(at) else None
    year = short or (line.year(at) if line.word(at - 1) == "fy" else None)
    return (year_of(year), at + 1) if year else owner_year(line, i)


def _quarter(line: Line, i: int) -> tuple[NamedPeriod, int] | None:  # "Q3", "1Q24", "third quarter", "second half"
    for letter, figure in ((i, i + 1), (i + 1, i)):
        kind = {"q": "quarter", "h": "half"}.get(line.word(letter), "")
        number = line.digits(figure, 1, 4 if kind == "quarter" else 2) if kind and line.glued(i + 1) else None
        if number:
            return _named(kind, 3 * number - 2 if kind == "quarter" else 6 * number - 5), i + 2
    found = line.ordinal(i) or line.phrase(i, words.LAST_ORDINALS)
    if not found:
        return None
    number, j = found
    fiscal = "fiscal" in (line.word(i - 1), line.word(j))
    j = line.skip(line.skip(j, "-"), "fiscal") + 1
    unit = line.word(j - 1)
    if unit in ("quarter", "qtr") and (1 <= number <= 4 or line.word(i) == "final"):
        return _named("quarter", 3 * (4 if number < 0 else number) - 2), j
    if unit == "half" and number in (1, 2, -1) and (fiscal or number > 0 or owner_year(line, j)[0] is not None):
        return _named("half", 7 if number < 0 else 6 * number - 5), j
    return None


def _year_in_words(line: Line, i: int) -> tuple[int, int] | None:
    """Read "nineteen ninety-six", "nineteen oh six", "twenty twenty-four" and the position after it."""
    if line.low[i : i + 2] == ["two", "thousand"]:
        found = line.count(i)
        year = int(found[0]) if found and found[0] else 0
        return (year, found[1]) if found and 2000 < year < 2100 and line.word(i - 1) in _BEFORE_YEARS else None
    if line.word(i) not in YEAR_STARTS:
        return None
    century, j = words.NUMBERS[line.word(i)][0] * 100, line.skip(i + 1, "-")
    last = line.skip(j + 1, "-")
    if line.word(j) in ("oh", "o") and line.word(last) in words.NUMBERS:
        return century + words.NUMBERS[line.word(last)][0], last + 1
    number, end = line.count(j) or (None, j)
    is_year = number is not None and 10 <= number <= 99 and number == int(number)
    counts = line.word(end) == "-" or line.word(end) in words.PLURALS
    if not is_year or counts or words.NUMBERS.get(line.word(j), (0, ""))[1] not in ("teen", "tens"):
        return None
    return century + int(number or 0), end


_BEFORE_YEARS = frozenset({"in", "since", "of", "by", "until", "from", "before", "after", "during"})
YEAR_STARTS = frozenset({"two", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"})


def _relative(grain: str) -> Reader:
    return _RELATIVE.reader(lambda found: isinstance(found.meaning, Relative) and found.meaning.grain == grain)


def listed(index: Phrases) -> Reader:
    """Return the reader of the phrases of a lexicon."""
    return Reader(lambda line, i: line.phrase(i, index), phrase_openings(index))


def _dotted(table: dict[str, int], longest: int, line: Line, i: int) -> tuple[int, int] | None:
    word = line.word(i)
    cut = len(word) <= longest and line.word(i + 1) == "." and line.glued(i + 1)
    return (table[word], i + 1 + cut) if word in table else None


def _years(line: Line, i: int) -> tuple[Period, int] | None:  # "1990s", "'90s", and "1800s", a century
    if line.kind(i) != "years":
        return None
    year, word = line.value(i), line.word(i)
    whole = year % 100 == 0 and word[0] != "'" and len(word) > 3 and year < 2000
    return Period("century" if whole else "decade", date(max(year, 1), 1, 1)), i + 1


def _year_before(unit: str, which: int = -1) -> Reported | None:
    return Reported(unit, -1, -1 if unit in ("quarter", "half") else 0) if which == -1 else None


def _named(kind: str, month: int | str, year: Calendar | None = None) -> NamedPeriod:
    return NamedPeriod(kind, str(month), None, year)


def _kind(meaning: NamedPeriod) -> str:
    return "quarter" if meaning.kind == "quarter" else "half-year"


def _months_quarter(first: int, last: int, year: Calendar | None) -> NamedPeriod | None:  # "the July-September quarter"
    return _named("quarter", first, year) if last - first == 2 and first % 3 == 1 else None


def _nth(number: int, unit: str, weekday: int | None, within: Found) -> Nth | None:
    return Nth(number, unit, weekday, within.meaning) if within.rule != "day of the month" else None


FROM_TEXT = {"following": 1, "next": 1, "preceding": -1, "previous": -1, "prior": -1, "same": 0}
DECADES = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970,
    "eighties": 1980, "nineties": 1990,
}  # fmt: skip
NAMED_DAYS = phrases((row["phrase"], row["day"]) for row in read_lexicon("named_days"))
_DEICTIC = {"today": 0, "yesterday": -1, "tomorrow": 1, "tmrw": 1, "tomorrows": 1, "todays": 0}
_CLAUSE_ENDS = (".", ",", ";", "", ")", "”", "and", "when", "in", "but", "at", "with", "to", "for", "\n\n")
_ORDINALS = frozenset({*words.ORDINALS, *words.NUMBERS, *words.LAST_ORDINALS})
_NUMERIC = frozenset({"<number>", "<ordinal>"})
_FIGURE = dict.fromkeys(_NUMERIC)
_DAY_NUMBERS = dict.fromkeys(_ORDINALS | _NUMERIC)
_DATE = Reader(full_date, opening(frozenset({*words.WEEKDAYS, *words.MONTHS, *_ORDINALS, *_NUMERIC, "<date>"})))
_SINGULAR = {word: unit for word, unit in words.UNITS.items() if not (word.endswith("s") and len(word) > 3)}
_REPORTED = {"period": "period", "half": "half", **words.UNITS}
_ONE = ("day", "week", "weekend", "month", "quarter", "year", "decade", "century")

_WORDS = {
    "WAY": Reader(_way, opening(frozenset(words.WHICH))),
    "NEXT": one_of({"next": 1, "previous": -1}),
    "FROM_TEXT": one_of(FROM_TEXT),
    "WEEKDAY": one_of(words.WEEKDAYS),
    "BESIDE": one_of({"before": -1, "after": 1}),
    "CLAUSE_END": one_of(dict.fromkeys(_CLAUSE_ENDS)),
    "THE_UNIT": one_of(_SINGULAR, *_ONE),
    "UNIT": one_of(_SINGULAR, *_ONE, "half", "fortnight"),
}
_RELATIVE = Grammar(
    _WORDS,
    ("relative period", "the NEXT UNIT", lambda n, unit: Relative(unit, n, True)),
    ("relative period", "WAY UNIT", lambda which, unit: Relative(unit, which)),
    ("relative to the text", "the FROM_TEXT UNIT", lambda n, unit: Relative(unit, n, True)),
    ("relative to the text", "that UNIT", lambda unit: Relative(unit, 0, True)),
    ("relative weekday", "the FROM_TEXT WEEKDAY", lambda n, day: Weekday(day, None, n)),
    ("relative weekday", "that WEEKDAY", lambda day: Weekday(day, None, 0)),
    ("relative period", "the THE_UNIT before last", lambda unit: Relative(unit, -2)),
    ("relative to the text", "the THE_UNIT BESIDE =CLAUSE_END", lambda unit, n: Relative(unit, n, True)),
    ("the unit", "the THE_UNIT", lambda unit: Relative(unit, 0, unit == "day")),
)
_DATES = Grammar({}, _DATE)
READERS = _WORDS | {
    "MONTH": one_of(words.MONTHS),
    "MONTH.": Reader(partial(_dotted, words.MONTHS, 4), dict.fromkeys(words.MONTHS)),
    "WEEKDAY.": Reader(partial(_dotted, words.WEEKDAYS, 5), dict.fromkeys(words.WEEKDAYS)),
    "SEASON": one_of(words.SEASONS),
    "DECADE": one_of(DECADES),
    "HOLIDAY": listed(words.HOLIDAYS),
    "FEAST": one_of({name: name for name in ("thanksgiving", "christmas", "easter")}),
    "NAMED_DAY": listed(NAMED_DAYS),
    "YEAR": Reader(lambda line, i: (year, i + 1) if (year := line.year(i)) else None, _FIGURE),
    "SHORT_YEAR": Reader(lambda line, i: (year, i + 1) if (year := line.short_year(i)) else None, _FIGURE),
    "GLUED": Reader(lambda line, i: (None, i) if i and line.glued(i) else None),
    "YEAR_IN_WORDS": Reader(_year_in_words, dict.fromkeys(YEAR_STARTS)),
    "YEARS": Reader(_years, dict.fromkeys(["<years>"])),
    "QUARTER": Reader(_quarter, _DAY_NUMBERS | dict.fromkeys("qh")),
    "OF_QUARTER": Reader(_year_of_quarter),
    "OF_YEAR": Reader(owner_year),
    "THIS_YEAR": _relative("year"),
    "THIS_MONTH": _relative("month"),
    "THIS_WEEK": _relative("week"),
    "DAY": Reader(lambda line, i: line.day_number(i), _DAY_NUMBERS),
    "3RD": Reader(lambda line, i: line.day_number(i) if line.kind(i) == "ordinal" else None, _FIGURE),
    "ORDINAL": Reader(lambda line, i: line.ordinal(i), _DAY_NUMBERS),
    "NTH": Reader(lambda line, i: line.phrase(i, words.LAST_ORDINALS) or line.ordinal(i), _DAY_NUMBERS),
    "PART": one_of({word: unit for word, unit in _SINGULAR.items() if word not in words.PLURALS}, *_ONE[:5]),
    "AMOUNT": Reader(lambda line, i: (None, i) if is_amount(line, i) else None),
    "FULL_DATE": _DATES.reader(),
    "MONTH_DAY": _DATES.reader(lambda found: isinstance(found.meaning, MonthDay)),
    "CALENDAR": Reader(lambda line, i: (found, found.end) if (found := calendar_phrase(line, i)) else None),
    "PERIOD": one_of(_REPORTED, "quarter", "period", "half", "month", "week"),
    "REPORTED": one_of(_REPORTED, "quarter", "period", "half"),
    "A_YEAR": one_of(words.UNITS, "year"),
    "CLOSED": one_of({word: word for word in ("quarter", "half", "year")}),
    "IT": one_of({word: word for word in ("quarter", "period")}),
    "BEFORE_DAY": one_of(dict.fromkeys(("on", "until", "by", "of", "from", "since", "to", ""))),
}

_SAME = "the|a? same|comparable|corresponding|like|similar PERIOD of|in?"
CALENDAR = Grammar(
    READERS,
    _DATE,
    ("date without year", "WAY MONTH. DAY !AMOUNT", lambda which, month, day: MonthDay(month, day, None, which)),
    ("relative month", "WAY MONTH", lambda which, month: MonthDay(month, None, None, which)),
    ("month of a relative year", "MONTH_DAY ,? of|in? THIS_YEAR", lambda day, year: replace(day, year=year)),
    ("weekday and day", "the? WEEKDAY. the? ORDINAL", lambda w, n: DayOfMonth(n, w) if 1 <= n <= 31 else None),
    ("weekday of a week", "WAY? the? WEEKDAY. of? THIS_WEEK", lambda which, day, week: WeekOf(week, day)),
    ("relative weekday", "WAY WEEKDAY.", lambda which, day: Weekday(day, which)),
    ("weekday", "the? WEEKDAY.", Weekday),
    ("week of a date", "the week of|beginning|ended|ending|starting FULL_DATE", WeekOf),
    ("weekday of a week", "THIS_WEEK 's|'? on? WEEKDAY", WeekOf),
    ("day of a month", "the DAY of? THIS_MONTH", lambda day, month: DayOfMonth(day, None, month)),
    ("day of a month", "3RD of? THIS_MONTH", lambda day, month: DayOfMonth(day, None, month)),
    ("day of a month", "DAY of THIS_MONTH", lambda day, month: DayOfMonth(day, None, month)),
    ("day of the month", "^BEFORE_DAY the? 3RD", DayOfMonth),
    ("reported period", "the fiscal? CLOSED @ that|which? ended|ending on|in? FULL_DATE", Closed),
    ("reported period", "the? latest|reported REPORTED", Reported),
    ("reported period", "the full A_YEAR", lambda unit: Reported(unit, 0, 0)),
    ("reported period", "^for the year =CLAUSE_END", lambda: Reported("year", 0, 0)),
    ("reported period", "^in|during|for|of|over|throughout the IT", lambda unit: Reported(unit, 0, 0)),
    *((word, word, partial(Relative, "day", count)) for word, count in _DEICTIC.items()),
    (
        "day beside a day",
        "the? day BESIDE CALENDAR",
        lambda count, day: Moved(1, "day", count, day.meaning) if day.rule != "the unit" else None,
    ),
    ("a year before", "the|a? year - ago|earlier|before PERIOD", _year_before),
    ("a year before", "the|a? year - ago|earlier|before", lambda: Reported("period", -1)),
    ("a year before", "the|a prior|previous year 's IT", lambda unit: Reported(unit, -1, 0)),
    ("a year before", f"{_SAME} WAY year", _year_before),
    ("a year before", f"{_SAME} a|one|the? year ago|earlier|before", _year_before),
    ("a year before", f"{_SAME} a|one|the? prior year", _year_before),
    ("season and year", "the? SEASON of? ,? YEAR", lambda month, year: _named("season", month, year_of(year))),
    ("season and year", "the? SEASON of? THIS_YEAR", partial(_named, "season")),
    ("relative season", "WAY SEASON", lambda which, month: NamedPeriod("season", month, which)),
    ("season", "the? SEASON", partial(_named, "season")),
    ("quarter", "the? MONTH -|–|to MONTH quarter|period OF_YEAR", _months_quarter),
    (_kind, "THIS_YEAR 's|' fiscal? QUARTER", lambda year, quarter: replace(quarter, year=year)),
    (_kind, "YEAR 's fiscal? QUARTER", lambda year, quarter: replace(quarter, year=year_of(year))),
    (_kind, "the? fiscal? QUARTER OF_QUARTER", lambda quarter, year: replace(quarter, year=year)),
    ("year", "YEAR", year_of),
    ("year", "full - year YEAR", year_of),
    ("year in words", "YEAR_IN_WORDS", year_of),
    ("short year", "!GLUED ' ~SHORT_YEAR", year_of),
    ("named day", "NAMED_DAY", lambda day: Period("day", date.fromisoformat(day))),
    ("fiscal year", "the? fiscal|fy year|years? YEAR", lambda year: Period("fiscal", date(year, 1, 1))),
    ("fiscal year", "the? financial year YEAR", lambda year: Period("fiscal", date(year, 1, 1))),
    ("fiscal year", "the? fy year|years? SHORT_YEAR", lambda year: Period("fiscal", date(year, 1, 1))),
    ("fiscal year", "WAY fiscal|fy|financial year|years", lambda which: Relative("fiscal", which)),
    ("fiscal year", "the fiscal|fy|financial year|years", partial(Relative, "fiscal", 0)),
    ("decade", "the? YEARS", lambda years: years),
    ("decade", "the DECADE", lambda year: Period("decade", date(year, 1, 1))),
    ("decade", "^mid|early|late|- DECADE", lambda year: Period("decade", date(year, 1, 1))),
    (
        "century",
        "the? ORDINAL -? century|centuries",
        lambda n: Period("century", date(max(1, 100 * (n - 1)), 1, 1)) if 1 <= n <= 30 else None,
    ),
    ("holiday", "WAY? HOLIDAY OF_YEAR", lambda which, name, year: NamedPeriod("holiday", name, which, year)),
    ("holiday", "WAY? FEAST day OF_YEAR", lambda which, name, year: NamedPeriod("holiday", name, which, year)),
    ("counted day", "the? NTH WEEKDAY of|in CALENDAR", lambda n, day, within: _nth(n, "day", day, within)),
    ("counted day", "the? NTH PART of|in CALENDAR", lambda n, unit, within: _nth(n, unit, None, within)),
    Reader(_RELATIVE.first, _RELATIVE.opens),
)
