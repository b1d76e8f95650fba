"""Words that look like a time expression and are none: "may", "march", "the fall of Kabul", "2000 soldiers"."""

from collections.abc import Callable, Iterable

from analysis.dates.meanings import NamedPeriod
from analysis.dates.phrases import Found
from analysis.dates.words import MONTHS, PARTS, WEEKDAYS, WHICH, Line
from analysis.lexicons import entries
from analysis.spacy_types import Span, Token

_NAMES = frozenset({"PERSON", "ORG", "WORK_OF_ART", "PRODUCT", "FAC", "GPE", "LAW"})
_TIME_PREPOSITIONS = entries("time_contexts", "word", kind="before_time")
_NAME_MONTHS = frozenset({"may", "april", "june", "august", "jan"})
_AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar", "august"})
_SHORT_DAYS = frozenset({"sun", "sat", "wed", "mon", "weds"})
_YEAR_PREPOSITIONS = entries("time_contexts", "word", kind="before_year")
_CLOCK_PREPOSITIONS = entries("time_contexts", "word", kind="before_clock")
_NUMBERED = entries("time_contexts", "word", kind="numbered") | {"#"}
_SAYS_WHICH_UNIT = entries("time_contexts", "word", kind="says_which")
_OTHER_QUARTERS = entries("time_contexts", "word", kind="other_quarter")
_SPORT = entries("sport_words", "word", use="sport")
_SPANNING = ("in", "during", "since", "by", "until", "for")
_BEFORE_SEASON = {"in", "during", "since", "by", "until", "last", "and", "early", "late", "this", "every", "each"}
_SPORTY = 3  # words of sport that make an article one on sport
_UNIT_PREPOSITIONS = entries("time_contexts", "word", kind="before_unit")


class _Reading:
    """A reading of the grammar where it stands: its place among the tokens and in the parse, the words beside it."""

    def __init__(self, found: Found, line: Line, span: Span) -> None:
        self.found, self.line, self.span = found, line, span
        self.start, self.end = found.start, found.end
        self.before, self.after = line.word(found.start - 1), line.word(found.end)
        self.alone = found.end - found.start == 1
        self.label = span[-1].ent_type_
        self.following = span.doc[span.end] if span.end < len(span.doc) else None

    def precedes(self, *kinds: str) -> bool:
        return self.following is not None and self.following.pos_ in kinds

    def place_of(self, words: Iterable[str]) -> int:
        """Return the place of the first of its words that is one of some, else its own."""
        return next((i for i in range(self.start, self.end) if self.line.word(i) in words), self.start)

    def has_capital(self, at: int) -> bool:
        return self.line.texts[at][0].isupper()


def is_time(found: Found, line: Line, span: Span, request: bool) -> bool:
    """Say whether a reading of the grammar is a time expression where it stands."""
    if request:
        return True
    if found.rule in ("word", "today", "weekday", "month"):  # not in "late-coming", "non-current"
        behind = line.word(found.start - 1) == "-" and line.glued(found.start)
        before = line.word(found.end) == "-" and line.glued(found.end) and line.glued(found.end + 1)
        if before or (behind and line.word(found.start - 2) not in ("mid", "pre")):
            return False
    check = _CHECKS.get(found.rule)
    return check is None or check(_Reading(found, line, span))


def _month(r: _Reading) -> bool:
    at = r.place_of(MONTHS)
    word, text, label = r.line.word(at), r.line.texts[at], r.label
    timed = r.before in _TIME_PREPOSITIONS
    if text.isupper() and len(text) < 4:
        return False
    if not text[0].isupper():
        return _unmistakable(word) and (timed or not r.alone)
    if (word in _NAME_MONTHS and at == r.start and _names_person(r.span)) or r.line.year(r.start - 1) is not None:
        return False  # "the 1963 March on …"
    if not r.alone or label == "DATE":
        return label != "PERSON" and (label == "DATE" or r.span[-1].pos_ != "AUX")
    if len(word) <= 4 and word not in ("may", "june", "july"):
        return r.line.word(at + 1) == "."
    if word in _AMBIGUOUS_MONTHS:
        return timed and r.span[0].pos_ == "PROPN" and label not in _NAMES
    return label not in _NAMES or (timed and label != "PERSON")


def _names_person(span: Span) -> bool:
    """Say whether a first name stands right before ("Theresa May") or a surname right after ("April Green")."""
    month, head, before = span[-1], span[-1].head, span.doc[max(0, span.start - 1)]
    begins = month.dep_ == "compound" and head.i == span.end and head.pos_ == "PROPN" and month.ent_type_ != "DATE"
    first = before.is_title and before.pos_ == "PROPN" and before.lower_ not in WEEKDAYS and before.ent_type_ != "DATE"
    return begins or (first and span.start > 0 and not span[0].is_sent_start)


def _dated(r: _Reading) -> bool:
    """Want a capital on a month's name that is also another word ("may 5 of them"); no "July the fifth member"."""
    word = r.line.word
    is_of_noun = "the" in r.line.low[r.start + 1 : r.end] and r.precedes("NOUN", "ADJ")
    return not is_of_noun and all(
        r.has_capital(i)
        or _unmistakable(word(i))
        or (r.found.rule == "full date" and (word(i + 1) == "." or len(word(i)) > 3))
        for i in range(r.start, r.end)
        if word(i) in MONTHS
    )


def _unmistakable(month: str) -> bool:
    return month not in _AMBIGUOUS_MONTHS and len(month) > 3


def _weekday(r: _Reading) -> bool:
    at = r.place_of(WEEKDAYS)
    word, title = r.line.word(at), r.precedes("PROPN") and r.following is not None and r.following.is_title
    beside = [r.span.doc[i] for i in (r.span.start - 1, r.span.end) if 0 <= i < len(r.span.doc)]
    return not (
        (not r.has_capital(at) and len(word) < 6)
        or r.line.word(at - 1) in ("super", "bloody")
        or (title and "the" in r.line.low[max(0, r.start - 1) : r.start + 1])  # "the Thursday Murder Society"
        or (word in _SHORT_DAYS and r.line.word(at + 1) != "." and r.alone)
        or (r.label in _NAMES and any(t.ent_type_ == r.label and t.is_title for t in beside))  # "the Sunday Times"
    )


def _season(r: _Reading) -> bool:
    noun = r.span[-1]
    if noun.pos_ not in ("NOUN", "PROPN") or (noun.is_title and not noun.is_sent_start and noun.ent_type_ != "DATE"):
        return False
    if r.line.word(r.start) == "the":
        return r.after != "of" or r.before in _SPANNING
    return r.before in _BEFORE_SEASON and not r.precedes("NOUN", "PROPN", "NUM")  # "winter wheat"


def _year(r: _Reading) -> bool:
    line, token, at = r.line, r.span[-1], r.end - 1
    number, before = line.year(at) or 0, line.word(at - 1)
    if at > r.start:
        return True  # "mid-2019"
    address = before == "/" and line.glued(at - 1) and line.word(at - 3) == "." and line.glued(at - 2)
    if (
        (line.glued(at) and before not in ("-", "–", "—", "(", "“", "‘", "/", "'", "["))
        or (line.glued(r.end) and r.after in ("%", "°", "@", "x", ":", "$", "€", "£"))
        or before in _NUMBERED
        or address
    ):
        return False
    if not 1700 <= number <= 2100:
        return token.ent_type_ == "DATE" and before in _YEAR_PREPOSITIONS
    return not _counts_something(token) and (token.ent_type_ in ("DATE", "EVENT") or 1900 <= number <= 2060)


def _counts_something(token: Token) -> bool:  # "has 2012 members", "2000 soldiers"
    if token.ent_type_ in ("MONEY", "PERCENT", "QUANTITY"):
        return True
    counts = token.dep_ == "nummod" and token.head.i >= token.i and token.head.tag_ in ("NNS", "NNPS")
    after_verb = token.i > 0 and token.doc[token.i - 1].pos_ in ("VERB", "AUX")
    return counts and (after_verb or token.ent_type_ != "DATE")


def _clock_time(r: _Reading) -> bool:
    open_hour = r.line.kind(r.start) == "clock" and not r.line.value(r.start).half and r.alone
    return not open_hour or r.before in _CLOCK_PREPOSITIONS


def _the_unit(r: _Reading) -> bool:
    if r.has_capital(r.end - 1):
        return False
    if r.line.word(r.end - 1) == "weekend":
        return r.after not in ("of", "-")
    noun = r.precedes("NOUN", "PROPN") and r.following is not None and r.following.tag_ != "POS"
    return r.after not in _SAYS_WHICH_UNIT and not noun and r.before in _UNIT_PREPOSITIONS


def _word(r: _Reading) -> bool:
    last, word, after = r.span[-1], r.line.word(r.end - 1), r.after
    if word in ("past", "future", "present"):
        fits = last.pos_ == "NOUN" and not r.precedes("NOUN", "NUM", "PROPN")
    elif word == "now":
        again = r.line.low[r.end : r.end + 2] in (["and", "again"], ["and", "then"])
        fits = not (again or after == "-" or (after == "that" and last.pos_ == "SCONJ"))
    elif word in ("soon", "recently"):
        fits = "as" not in (r.before, after)
    else:
        fits = word != "current" or after not in ("account", "accounts")
    inside = r.has_capital(r.start) and not r.span[0].is_sent_start and r.before not in ("“", "‘", ":")
    return fits and not inside and r.label not in _NAMES


def _quarter(r: _Reading) -> bool:
    """Leave the quarter or half of a game, a mile, a book alone."""
    inner = r.found.inner
    if r.after in _OTHER_QUARTERS or not isinstance(inner, NamedPeriod):
        return r.after not in _OTHER_QUARTERS
    if inner.year is not None or r.line.word(r.end - 1).isdecimal():
        return True
    if inner.kind == "half" and (r.label != "DATE" or r.after == "of"):
        return "fiscal" in r.line.low[r.start : r.end]
    known = r.span.doc.user_data
    if "places_of_sport" not in known:  # counted once an article
        known["places_of_sport"] = [t.i for t in r.span.doc if t.lower_ in _SPORT or t.lemma_ in _SPORT]
    sport, sentence = known["places_of_sport"], r.span.sent
    return len(sport) < _SPORTY and not any(sentence.start <= place < sentence.end for place in sport)


def _part(r: _Reading) -> bool:  # not in "Monday Night Football"
    last = r.line.texts[r.end - 1]
    following = r.line.texts[r.end] if r.end < r.line.size else ""
    return not (last.istitle() and last.lower() in PARTS and following.istitle())


def _holiday(r: _Reading) -> bool:
    """Leave people and places called after a feast alone, and words that only a capital makes a feast."""
    capital = any(r.has_capital(i) for i in range(r.start, r.end))
    return r.span[0].ent_type_ not in ("PERSON", "GPE") and (capital or r.line.word(r.start) in WHICH)


def _length(r: _Reading) -> bool:
    """Leave the verb of "to last six weeks" out, and a title ("60 Minutes") in a sentence that is none."""
    places = (r.start - 2, r.start - 1, r.end, r.end + 1)
    beside = (r.line.texts[i] for i in places if 0 <= i < r.line.size)
    if r.line.texts[r.end - 1].istitle() and not r.alone and any(w.islower() and len(w) > 3 for w in beside):
        return False
    return not (r.line.word(r.start) == "last" and r.span[0].pos_ in ("VERB", "AUX"))


def _decade(r: _Reading) -> bool:  # no age: "in his early 60s", "the mid-40s executive"
    figure = r.line.word(r.end - 1)
    led = figure.startswith("'") or "the" in r.line.low[r.start - 1 : r.end]
    return len(figure) > 3 or (led and not r.precedes("NOUN"))


_CHECKS: dict[str, Callable[[_Reading], bool]] = {
    "month": _month, "relative month": _month, "date without year": _dated, "full date": _dated,
    "month and year": _dated, "weekday": _weekday, "relative weekday": _weekday, "season": _season, "year": _year,
    "clock time": _clock_time, "the unit": _the_unit, "part of a day": _part, "holiday": _holiday,
    "length of time": _length, "decade": _decade, "word": _word, "quarter": _quarter, "half-year": _quarter,
    "day of the month": lambda r: not r.precedes("NOUN", "PROPN", "ADJ", "NUM"),  # "the 4th District"
    "year in words": lambda r: r.following is None or r.following.tag_ not in ("NNS", "NNPS"),  # "… and ten people"
    "today": lambda r: not (r.label in _NAMES and r.has_capital(r.end - 1)),
    "part of the day": lambda r: r.label not in _NAMES and r.span[-1].pos_ != "PROPN",
    "short year": lambda r: r.line.word(r.start) != "'" or r.before in _YEAR_PREPOSITIONS,
}  # fmt: skip
