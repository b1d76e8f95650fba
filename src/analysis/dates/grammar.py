"""The grammar of whole time expressions: what TIMEX3 tags, from "now" to "8 p.m. on the first Monday of next month".

`expression` returns the longest reading at one position. Spoken forms that only a note or a request uses ("tonight
815", "half three") are in `benchmarks/notes.py`.
"""

from analysis.dates.calendar_grammar import CALENDAR, calendar_phrase
from analysis.dates.hours import PART_MODS, clock, part_of_day, time_after
from analysis.dates.lengths import LENGTH_STARTS, REPEATED_STARTS, duration, hedged, in_length, offset, repeated
from analysis.dates.meanings import Around, Moved, Relative
from analysis.dates.phrases import FROM_TEXT, Found, Phrase, Starts, year_of
from analysis.dates.values import Day, PartOfPeriod, Word
from analysis.dates.words import HEDGES, NUMBERS, PARTS, PLURALS, UNITS, WORDS, Line

_EDGES = {
    "end": "END", "close": "END", "start": "START", "beginning": "START", "middle": "MID", "turn": "START",
    "rest": "END", "remainder": "END",
}  # fmt: skip
_EDGE_PARTS = {"first": "START", "opening": "START", "last": "END", "final": "END", "closing": "END"}


def expression(line: Line, i: int) -> Found | None:
    """Return the longest time expression that begins at token `i`."""
    found = [one for rule in EXPRESSIONS.at(line, i) if (one := rule(line, i)) is not None]
    return max(found, key=lambda one: one.end) if found else None


def _calendar(line: Line, i: int) -> Found | None:
    """Read a calendar phrase, with a time of day where one follows ("Tuesday night", "March 3 at 8 p.m.")."""
    phrase = calendar_phrase(line, i)
    if phrase is None:
        return None
    timed = time_after(line, phrase, i)
    if timed is not None:
        return timed
    before = _counted_from(line, i, phrase)
    return before or Found(i, phrase.end, Day(phrase.meaning), phrase.rule)


def _counted_from(line: Line, i: int, phrase: Phrase) -> Found | None:
    """Read a name of a day moved by a length of time ("Thanksgiving 3 months ago", "March in 1 year")."""
    if phrase.rule not in ("holiday", "month", "weekday"):
        return None
    moved = offset(line, phrase.end) or in_length(line, phrase.end)
    if moved is None or not isinstance(moved.meaning, Day) or not isinstance(moved.meaning.inner, Moved):
        return None
    inner = moved.meaning.inner
    if inner.base is not None or inner.from_text:
        return None
    return Found(i, moved.end, Day(Around(phrase.meaning, inner)), "named day, counted")


def _word(line: Line, i: int) -> Found | None:
    found = line.phrase(i, WORDS)
    return found and Found(i, found[1], Word(*found[0]), "word")


def _modified(line: Line, i: int) -> Found | None:
    """Read a period with a word for its part or its edge: "early November", "the mid-1990s", "the end of the year"."""
    at = line.skip(i, "the")
    word = line.word(at)
    if word not in PART_MODS:
        return _edge(line, i)
    j = line.skip(at + 1, "-")
    inside = word in ("early", "late") and line.word(j) in ("in", "on")
    j = line.skip(j + 1, "the") if inside else j
    inner = calendar_phrase(line, j)
    if inner is None or (inner.rule == "the unit" and word not in ("later", "earlier")):
        return _edge_word(line, i, at) if inner is None else None
    if inside and inner.rule in ("holiday", "year"):
        return None
    if at > i and inner.rule not in ("decade", "century", "month", "year"):
        return None
    return time_after(line, inner, i) or Found(i, inner.end, Day(inner.meaning, PART_MODS[word]), inner.rule)


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
    counted = _counted_edge(line, i, j)
    if counted is not None:
        return counted
    part = _EDGE_PARTS.get(line.word(j))
    if part and line.word(j + 1) in PLURALS and line.word(j + 2) == "of":
        inner = calendar_phrase(line, j + 3)
        if inner:
            return Found(i, inner.end, Day(inner.meaning, part), "edge of a period")
    return _edge_word(line, i, j)


def _counted_edge(line: Line, i: int, j: int) -> Found | None:
    """Read "the last five days of May 2017", "the first two weeks of June" as a length within a period."""
    part = _EDGE_PARTS.get(line.word(j))
    counted = line.count(j + 1) if part else None
    unit = UNITS.get(line.word(counted[1])) if counted else None
    if counted is None or unit is None or counted[0] is None or line.word(counted[1] + 1) != "of":
        return None
    inner = calendar_phrase(line, counted[1] + 2)
    if inner is None or part is None or inner.rule == "the unit":
        return None
    return Found(i, inner.end, PartOfPeriod(counted[0], unit, inner.meaning, part == "END"), "length within a period")


def _edge_word(line: Line, i: int, j: int) -> Found | None:
    """Read "year-end", "year's end", "midyear", "mid-week", "year-ago"."""
    word = line.word(j)
    unit = UNITS.get(word)
    after = line.skip(j + 1, "-", "'s")
    if unit in ("year", "month", "week", "quarter") and line.word(after) == "end":
        year = line.year(after + 1) if unit == "year" else None
        inner = year_of(year) if year else Relative(unit, 0)
        return Found(i, after + 1 + (year is not None), Day(inner, "END", True), "edge of a period")
    if unit == "year" and line.word(j + 1) == "-" and line.word(j + 2) in ("ago", "earlier"):
        return Found(j, j + 3, Day(Moved(1, "year", -1)), "counted from the day of writing")
    middle = UNITS.get(word.removeprefix("mid")) if word != "mid" else UNITS.get(line.word(line.skip(j + 1, "-")))
    if word.startswith("mid") and middle in ("year", "month", "week"):
        end = j + 1 if word != "mid" else line.skip(j + 1, "-") + 1
        year = line.year(end) if middle == "year" else None
        inner = year_of(year) if year else Relative(middle, 0)
        return Found(i, end + (year is not None), Day(inner, "MID"), "edge of a period")
    return None


_MODIFIED_STARTS = frozenset({*PART_MODS, *_EDGES, *_EDGE_PARTS, *UNITS, *(f"mid{unit}" for unit in UNITS)})
_CLOCK_STARTS = frozenset({"half", "noon", "midday", "midnight", *NUMBERS})
_PART_STARTS = frozenset(
    {"tonight", "tonite", "this", "last", "that", "early", "late", "mid", "small", "wee", *PARTS, *FROM_TEXT}
)

EXPRESSIONS: Starts[Found] = Starts(
    (repeated, REPEATED_STARTS, ()),
    (duration, LENGTH_STARTS, {"number"}),
    (_calendar, CALENDAR.words, CALENDAR.kinds),
    (_modified, _MODIFIED_STARTS, ()),
    (clock, _CLOCK_STARTS, {"clock", "number"}),
    (part_of_day, _PART_STARTS, ()),
    (offset, LENGTH_STARTS, {"number"}),
    (_word, WORDS, ()),
    (hedged, HEDGES, ()),
)
