"""The grammar of named periods: seasons, quarters, fiscal years, decades, centuries, years and holidays."""

from datetime import date

from analysis.dates.meanings import Calendar, Fixed, NamedPeriod, Relative
from analysis.dates.periods import Period
from analysis.dates.phrases import Phrase, is_year, owner_year, relative_unit, which_way, year_of
from analysis.dates.scanner import full_year
from analysis.dates.words import HOLIDAYS, LAST_ORDINALS, MONTHS, NUMBERS, PLURALS, SEASONS, Line, phrases
from analysis.lexicons import read_lexicon


def season(line: Line, i: int) -> Phrase | None:
    which, j = which_way(line, i)
    if which is None:
        j = line.skip(i, "the")
    month = SEASONS.get(line.word(j))
    if month is None:
        return None
    after = j + 1
    year_at = line.skip(line.skip(after, "of"), ",")
    year = line.year(year_at)
    if which is None and year is not None:
        return Phrase(NamedPeriod("season", month, None, year_of(year)), year_at + 1, "season and year")
    relative = relative_unit(line, line.skip(after, "of"))
    if which is None and relative and is_year(relative):
        return Phrase(NamedPeriod("season", month, None, relative.meaning), relative.end, "season and year")
    return Phrase(NamedPeriod("season", month, which), after, "season" if which is None else "relative season")


def quarter(line: Line, i: int) -> Phrase | None:
    """Read "the third quarter of 1989", "Q3 2013", "last year's first half", "fiscal first quarter", "H1"."""
    owner = relative_unit(line, i)
    year = owner.meaning if owner and is_year(owner) and line.word(owner.end) in ("'s", "'") else None
    if year is None and line.year(i) is not None and line.word(i + 1) == "'s":
        year, j = year_of(line.year(i) or 1), i + 2
    else:
        j = owner.end + 1 if year and owner else line.skip(i, "the")
    j = line.skip(j, "fiscal")
    kind, month, after = _quarter_name(line, j)
    if kind is None:
        return None
    if year is None:
        year, after = _year_of_quarter(line, after)
    return Phrase(NamedPeriod(kind, str(month), None, year), after, "quarter" if kind == "quarter" else "half-year")


def _year_of_quarter(line: Line, i: int) -> tuple[Calendar | None, int]:
    """Return the year after a quarter: "of 2023", "'24", the 24 of "1Q24", "FY25"."""
    at = line.skip(line.skip(line.skip(i, "of", "in"), "fy"), "'")
    short = line.digits(at, 0, 99) if at > i or (line.glued(i) and line.word(i - 1) in ("q", "h")) else None
    if short is not None and len(line.word(at)) == 2 and (line.word(at - 1) in ("fy", "'") or line.glued(at)):
        return year_of(full_year(short)), at + 1
    if line.word(at - 1) == "fy" and (number := line.year(at)) is not None:
        return year_of(number), at + 1
    return owner_year(line, i)


def months_quarter(line: Line, i: int) -> Phrase | None:
    """Read "the July-September quarter", "the April to June period"."""
    j = line.skip(i, "the")
    first, last = MONTHS.get(line.word(j)), MONTHS.get(line.word(j + 2))
    if first is None or last is None or line.word(j + 1) not in ("-", "–", "to"):
        return None
    if last - first != 2 or first % 3 != 1 or line.word(j + 3) not in ("quarter", "period"):
        return None
    year, after = owner_year(line, j + 4)
    return Phrase(NamedPeriod("quarter", str(first), None, year), after, "quarter")


def _quarter_name(line: Line, i: int) -> tuple[str | None, int, int]:
    word = line.word(i)
    number = line.digits(i + 1, 1, 4) if word in ("q", "h") and line.glued(i + 1) else None
    if number and (word == "q" or number <= 2):
        return ("quarter", 3 * number - 2, i + 2) if word == "q" else ("half", 6 * number - 5, i + 2)
    number = line.digits(i, 1, 4) if line.word(i + 1) in ("q", "h") and line.glued(i + 1) else None
    if number and (line.word(i + 1) == "q" or number <= 2):  # "1Q24"
        return ("quarter", 3 * number - 2, i + 2) if line.word(i + 1) == "q" else ("half", 6 * number - 5, i + 2)
    found = line.ordinal(i) or line.phrase(i, LAST_ORDINALS)
    if not found:
        return None, 0, i
    number, j = found
    fiscal = "fiscal" in (line.word(i - 1), line.word(j))
    j = line.skip(line.skip(j, "-"), "fiscal") + 1
    unit = line.word(j - 1)
    if unit in ("quarter", "qtr") and (1 <= number <= 4 or line.word(i) == "final"):
        return "quarter", 3 * (4 if number < 0 else number) - 2, j
    if unit == "half" and number in (1, 2, -1) and (fiscal or number > 0 or owner_year(line, j)[0] is not None):
        return "half", 7 if number < 0 else 6 * number - 5, j
    return None, 0, i


def year_number(line: Line, i: int) -> Phrase | None:
    at = i + 3 if line.low[i : i + 3] == ["full", "-", "year"] else i
    year = line.year(at)
    if year is not None:
        return Phrase(year_of(year), at + 1, "year")
    worded = _year_in_words(line, i)
    if worded is not None:
        return Phrase(year_of(worded[0]), worded[1], "year in words")
    if line.word(i) == "'" and line.glued(i + 1) and not (i and line.glued(i)):
        two = line.digits(i + 1, 0, 99)
        if two is not None and len(line.word(i + 1)) == 2:
            return Phrase(year_of(full_year(two)), i + 2, "short year")
    return None


def _year_in_words(line: Line, i: int) -> tuple[int, int] | None:
    """Read "nineteen ninety-six", "nineteen oh six", "twenty twenty-four" and the position after it."""
    if line.low[i : i + 2] == ["two", "thousand"]:
        found = line.count(i)
        year = int(found[0]) if found and found[0] else 0
        return (year, found[1]) if found and 2000 < year < 2100 and line.word(i - 1) in _BEFORE_YEARS else None
    if line.word(i) not in YEAR_STARTS:
        return None
    j = line.skip(i + 1, "-")
    if line.word(j) in ("oh", "o") and line.word(line.skip(j + 1, "-")) in NUMBERS:
        last = line.skip(j + 1, "-")
        return NUMBERS[line.word(i)][0] * 100 + NUMBERS[line.word(last)][0], last + 1
    found = line.count(j)
    role = NUMBERS.get(line.word(j), (0, ""))[1]
    if found is None or found[0] is None or role not in ("teen", "tens") or not 10 <= found[0] <= 99:
        return None
    if line.word(found[1]) == "-" or line.word(found[1]) in PLURALS or found[0] != int(found[0]):
        return None
    return NUMBERS[line.word(i)][0] * 100 + int(found[0]), found[1]


_BEFORE_YEARS = frozenset({"in", "since", "of", "by", "until", "from", "before", "after", "during"})
YEAR_STARTS = frozenset({"two", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"})


def named_day(line: Line, i: int) -> Phrase | None:
    """Read a day known by a name or figures ("9/11", "D-Day")."""
    found = line.phrase(i, NAMED_DAYS)
    if found is None:
        return None
    return Phrase(Fixed(Period("day", date.fromisoformat(found[0]))), found[1], "named day")


NAMED_DAYS = phrases((row["phrase"], row["day"]) for row in read_lexicon("named_days"))


def fiscal(line: Line, i: int) -> Phrase | None:
    """Read "fiscal 1989", "the fiscal year 2013", "FY2013", "this fiscal year"."""
    which, j = which_way(line, i)
    if which is None:
        j = line.skip(i, "the")
    if line.word(j) not in ("fiscal", "fy", "financial") or (
        line.word(j) == "financial" and line.word(j + 1) != "year"
    ):
        return None
    after = line.skip(j + 1, "year", "years")
    short = line.digits(after, 0, 99) if line.word(j) == "fy" and len(line.word(after)) == 2 else None
    year = line.year(after) if short is None else full_year(short)
    if year is not None and which is None:
        return Phrase(Fixed(Period("fiscal", date(year, 1, 1))), after + 1, "fiscal year")
    if after > j + 1 and (which is not None or j > i):
        return Phrase(Relative("fiscal", which or 0), after, "fiscal year")
    return None


def decade(line: Line, i: int) -> Phrase | None:
    """Read "the 1990s", "the '90s", "the nineties", "the 20th century"."""
    j = line.skip(i, "the")
    if line.kind(j) == "years":
        year = line.value(j)
        grain = (
            "century"
            if year % 100 == 0 and line.word(j)[0] != "'" and len(line.word(j)) > 3 and year < 2000
            else "decade"
        )
        return Phrase(Fixed(Period(grain, date(max(year, 1), 1, 1))), j + 1, "decade")
    if line.word(j) in DECADES and (j > i or line.word(i - 1) in ("mid", "early", "late", "-")):
        return Phrase(Fixed(Period("decade", date(DECADES[line.word(j)], 1, 1))), j + 1, "decade")
    found = line.ordinal(j)
    after = line.skip(found[1], "-") if found else j
    if found and line.word(after) in ("century", "centuries") and 1 <= found[0] <= 30:
        return Phrase(Fixed(Period("century", date(max(1, 100 * (found[0] - 1)), 1, 1))), after + 1, "century")
    return None


DECADES = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970,
    "eighties": 1980, "nineties": 1990,
}  # fmt: skip


def holiday_phrase(line: Line, i: int) -> Phrase | None:
    which, j = which_way(line, i)
    found = line.phrase(j, HOLIDAYS)
    if found is None:
        return None
    name, after = found
    after = (
        line.skip(after, "day")
        if line.word(after) == "day" and name in ("thanksgiving", "christmas", "easter")
        else after
    )
    year, end = owner_year(line, after)
    return Phrase(NamedPeriod("holiday", name, which, year), end, "holiday")
