"""Words that look like a time expression and are none: "may", "march", "the fall of Kabul", "2000 soldiers"."""

from collections.abc import Iterable

from analysis.dates.meanings import NamedPeriod
from analysis.dates.phrases import Found
from analysis.dates.values import Day
from analysis.dates.words import MONTHS, PARTS, WEEKDAYS, WHICH, Line
from analysis.lexicons import entries, read_lexicon
from analysis.spacy_types import Doc, Span, Token

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
_SPORT = frozenset(row["word"] for row in read_lexicon("sport_words") if row["use"] == "sport")
_SPORTY = 3  # words of sport that make an article one on sport
_UNIT_PREPOSITIONS = entries("time_contexts", "word", kind="before_unit")


def is_time(found: Found, line: Line, span: "Span", request: bool) -> bool:
    """Say whether a reading of the grammar is a time expression where it stands."""
    if request:
        return True
    if _in_compound(found, line):
        return False
    check = _CHECKS.get(found.rule)
    return check is None or check(found, line, span)


def _in_compound(found: Found, line: Line) -> bool:
    """Say whether a word is part of a hyphenated one ("late-coming", "non-current")."""
    if found.rule not in ("word", "today", "weekday", "month"):
        return False
    before = (
        line.word(found.start - 1) == "-"
        and line.glued(found.start)
        and line.word(found.start - 2) not in ("mid", "pre")
    )
    return before or (line.word(found.end) == "-" and line.glued(found.end) and line.glued(found.end + 1))


def _month(found: Found, line: Line, span: "Span") -> bool:
    at = next((i for i in range(found.start, found.end) if line.word(i) in MONTHS), found.start)
    word = line.word(at)
    token = line.tokens[at]
    if token.text.isupper() and len(token.text) < 4:
        return False
    if not token.text[0].isupper():
        return _unmistakable(word) and (found.end - found.start > 1 or line.word(found.start - 1) in _TIME_PREPOSITIONS)
    label = span[-1].ent_type_
    if line.year(found.start - 1) is not None:  # "the 1963 March on …"
        return False
    if word in _NAME_MONTHS and at == found.start and (_follows_name(span) or _begins_name(span)):
        return False
    if found.end - found.start > 1 or label == "DATE":
        return label != "PERSON" and (label == "DATE" or span[-1].pos_ != "AUX")
    if len(word) <= 4 and word not in ("may", "june", "july"):
        return line.word(at + 1) == "."
    before = line.word(found.start - 1) in _TIME_PREPOSITIONS
    if word in _AMBIGUOUS_MONTHS:
        return before and span[0].pos_ == "PROPN" and label not in _NAMES
    return label not in _NAMES or (before and label != "PERSON")


def _follows_name(span: "Span") -> bool:
    """Say whether a capitalised word that can be a first name stands right before ("Theresa May")."""
    if span[0].is_sent_start or not span.start:
        return False
    before = span.doc[span.start - 1]
    return before.is_title and before.pos_ == "PROPN" and before.lower_ not in WEEKDAYS and before.ent_type_ != "DATE"


def _begins_name(span: "Span") -> bool:
    """Say whether a surname stands right after ("April Green")."""
    head = span[-1].head
    return span[-1].dep_ == "compound" and head.i == span.end and head.pos_ == "PROPN" and span[-1].ent_type_ != "DATE"


def _dated(found: Found, line: Line, span: "Span") -> bool:
    """Want a capital on a month's name that is also another word ("may 5 of them")."""
    return all(
        line.tokens[i].text[0].isupper()
        or _unmistakable(line.word(i))
        or (found.rule == "full date" and (line.word(i + 1) == "." or len(line.word(i)) > 3))
        for i in range(found.start, found.end)
        if line.word(i) in MONTHS
    )


def _unmistakable(month: str) -> bool:
    return month not in _AMBIGUOUS_MONTHS and len(month) > 3


def _weekday(found: Found, line: Line, span: "Span") -> bool:
    at = next((i for i in range(found.start, found.end) if line.word(i) in WEEKDAYS), found.start)
    if not line.tokens[at].text[0].isupper() and len(line.word(at)) < 6:
        return False
    if line.word(at - 1) in ("super", "bloody"):
        return False
    following = span.doc[span.end] if span.end < len(span.doc) else None
    if (
        "the" in line.low[max(0, found.start - 1) : found.start + 1]
        and following is not None
        and following.pos_ == "PROPN"
        and following.is_title
    ):
        return False  # "the Thursday Murder Society"
    if line.word(at) in _SHORT_DAYS and line.word(at + 1) != "." and found.end - found.start < 2:
        return False
    return not (_is_named(span) and _in_longer_name(span))


def _is_named(span: "Span") -> bool:
    return span[-1].ent_type_ in _NAMES


def _in_longer_name(span: "Span") -> bool:
    """Say whether the span is part of a longer named entity ("the Sunday Times", "Bloody Sunday")."""
    token = span[-1]
    neighbours = [i for i in (span.start - 1, span.end) if 0 <= i < len(token.doc)]
    return any(token.doc[i].ent_type_ == token.ent_type_ and token.doc[i].is_title for i in neighbours)


def _season(found: Found, line: Line, span: "Span") -> bool:
    noun = span[-1]
    if noun.pos_ not in ("NOUN", "PROPN") or (noun.is_title and not noun.is_sent_start and noun.ent_type_ != "DATE"):
        return False
    before = line.word(found.start - 1)
    if line.word(found.start) == "the":
        return line.word(found.end) != "of" or before in ("in", "during", "since", "by", "until", "for")
    following = span.doc[span.end] if span.end < len(span.doc) else None
    if following is not None and following.pos_ in ("NOUN", "PROPN", "NUM"):
        return False  # "winter wheat"
    return before in ("in", "during", "since", "by", "until", "last", "and", "early", "late", "this", "every", "each")


def _year(found: Found, line: Line, span: "Span") -> bool:
    token = span[-1]
    at = found.end - 1
    number = line.year(at) or 0
    before, after = line.word(at - 1), line.word(found.end)
    if at > found.start:
        return True  # "mid-2019"
    if line.glued(at) and before not in ("-", "–", "—", "(", "“", "‘", "/", "'", "["):
        return False
    if line.glued(found.end) and after in ("%", "°", "@", "x", ":", "$", "€", "£"):
        return False
    if before in _NUMBERED or (
        before == "/" and line.glued(at - 1) and line.word(at - 3) == "." and line.glued(at - 2)
    ):
        return False  # numbered, or in a web address
    if not 1700 <= number <= 2100:
        return token.ent_type_ == "DATE" and before in _YEAR_PREPOSITIONS
    return not _counts_something(token) and (token.ent_type_ in ("DATE", "EVENT") or 1900 <= number <= 2060)


def _counts_something(token: "Token") -> bool:
    """Say whether a number of four digits is an amount ("has 2012 members", "2000 soldiers")."""
    if token.ent_type_ in ("MONEY", "PERCENT", "QUANTITY"):
        return True
    if token.dep_ != "nummod" or token.head.i < token.i or token.head.tag_ not in ("NNS", "NNPS"):
        return False
    after_verb = token.i > 0 and token.doc[token.i - 1].pos_ in ("VERB", "AUX")
    return after_verb or token.ent_type_ != "DATE"


def _clock_time(found: Found, line: Line, span: "Span") -> bool:
    if line.kind(found.start) != "clock" or line.value(found.start).half or found.end - found.start > 1:
        return True
    return line.word(found.start - 1) in _CLOCK_PREPOSITIONS


def _the_unit(found: Found, line: Line, span: "Span") -> bool:
    """Want "the year" after a preposition and without a clause or noun that says which year."""
    if line.tokens[found.end - 1].text[0].isupper():
        return False
    if line.word(found.end - 1) == "weekend":
        return line.word(found.end) not in ("of", "-")
    if line.word(found.end) in _SAYS_WHICH_UNIT:
        return False
    following = span.doc[span.end] if span.end < len(span.doc) else None
    if following is not None and following.pos_ in ("NOUN", "PROPN") and following.tag_ != "POS":
        return False
    return line.word(found.start - 1) in _UNIT_PREPOSITIONS


def _word(found: Found, line: Line, span: "Span") -> bool:
    first, last = line.tokens[found.start], span[-1]
    if last.ent_type_ in _NAMES:
        return False
    if first.text[0].isupper() and not span[0].is_sent_start and line.word(found.start - 1) not in ("“", "‘", ":"):
        return False
    word = line.word(found.end - 1)
    if word in ("soon", "recently") and "as" in (line.word(found.start - 1), line.word(found.end)):
        return False
    if word == "now" and line.low[found.end : found.end + 2] in (["and", "again"], ["and", "then"]):
        return False
    if word in ("past", "future", "present"):
        following = span.doc[span.end] if span.end < len(span.doc) else None
        return last.pos_ == "NOUN" and (following is None or following.pos_ not in ("NOUN", "NUM", "PROPN"))
    if word == "now" and line.word(found.end) == "that" and span[-1].pos_ == "SCONJ":
        return False
    if word == "current" and line.word(found.end) in ("account", "accounts"):
        return False
    return not (word == "now" and line.word(found.end) == "-")


def _quarter(found: Found, line: Line, span: "Span") -> bool:
    """Leave the quarter or half of a game, a mile, a book alone."""
    inner = found.meaning.inner if isinstance(found.meaning, Day) else None
    if line.word(found.end) in _OTHER_QUARTERS or not isinstance(inner, NamedPeriod):
        return line.word(found.end) not in _OTHER_QUARTERS
    if inner.year is not None or line.word(found.end - 1).isdecimal():
        return True
    if inner.kind == "half" and (span[-1].ent_type_ != "DATE" or line.word(found.end) == "of"):
        return "fiscal" in line.low[found.start : found.end]
    return not _words_of_sport(span.sent) and _in_article(span.doc) < _SPORTY


def _in_article(doc: "Doc") -> int:
    """Return how many words of sport an article has, counted once."""
    if "words_of_sport" not in doc.user_data:
        doc.user_data["words_of_sport"] = _words_of_sport(doc)
    return int(doc.user_data["words_of_sport"])


def _words_of_sport(tokens: "Iterable[Token]") -> int:
    return sum(token.lower_ in _SPORT or token.lemma_ in _SPORT for token in tokens)


def _part(found: Found, line: Line, span: "Span") -> bool:
    """Leave "Monday Night Football" alone."""
    last = line.tokens[found.end - 1].text
    following = line.tokens[found.end].text if found.end < line.size else ""
    return not (last.istitle() and last.lower() in PARTS and following.istitle())


def _holiday(found: Found, line: Line, span: "Span") -> bool:
    """Leave people and places called after a feast alone, and words that only a capital makes a feast."""
    capital = any(line.tokens[i].text[0].isupper() for i in range(found.start, found.end))
    return span[0].ent_type_ not in ("PERSON", "GPE") and (capital or line.word(found.start) in WHICH)


def _length(found: Found, line: Line, span: "Span") -> bool:
    """Leave the verb of "to last six weeks" out, and a title ("60 Minutes") in a sentence that is none."""
    unit = line.tokens[found.end - 1].text
    if unit.istitle() and found.end - found.start > 1 and _is_plain(line, found):
        return False
    return not (line.word(found.start) == "last" and span[0].pos_ in ("VERB", "AUX"))


def _year_in_words(found: Found, line: Line, span: "Span") -> bool:
    """Leave "two thousand and ten people" alone."""
    following = span.doc[span.end] if span.end < len(span.doc) else None
    return following is None or following.tag_ not in ("NNS", "NNPS")


def _is_plain(line: Line, found: Found) -> bool:
    """Say whether the words around an expression are not written as those of a headline."""
    places = (found.start - 2, found.start - 1, found.end, found.end + 1)
    beside = (line.tokens[i].text for i in places if 0 <= i < line.size)
    return any(word.islower() and len(word) > 3 for word in beside)


def _decade(found: Found, line: Line, span: "Span") -> bool:
    """Leave an age alone ("in his early 60s")."""
    figure = line.word(found.end - 1)
    following = span.doc[span.end] if span.end < len(span.doc) else None
    if len(figure) <= 3 and following is not None and following.pos_ == "NOUN":
        return False  # "the mid-40s executive"
    return len(figure) > 3 or figure.startswith("'") or "the" in line.low[found.start - 1 : found.end]


def _day_number(found: Found, line: Line, span: "Span") -> bool:
    """Leave "the 4th District" alone."""
    following = span.doc[span.end] if span.end < len(span.doc) else None
    return following is None or following.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM")


_CHECKS = {
    "month": _month, "relative month": _month, "date without year": _dated, "full date": _dated,
    "month and year": _dated, "weekday": _weekday, "relative weekday": _weekday, "season": _season, "year": _year,
    "clock time": _clock_time, "the unit": _the_unit, "part of a day": _part, "holiday": _holiday,
    "length of time": _length, "decade": _decade, "day of the month": _day_number,
    "word": _word, "quarter": _quarter, "half-year": _quarter,
    "year in words": _year_in_words,
    "today": lambda found, line, span: not (_is_named(span) and line.tokens[found.end - 1].text[0].isupper()),
    "part of the day": lambda found, line, span: not _is_named(span) and span[-1].pos_ != "PROPN",
    "short year": lambda found, line, span: (
        line.word(found.start) != "'" or line.word(found.start - 1) in _YEAR_PREPOSITIONS
    ),
}  # fmt: skip
