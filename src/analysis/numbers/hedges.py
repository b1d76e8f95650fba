"""Hedges: the words that say how a figure is meant, before it or after it, and the interval of values they allow."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from analysis.lexicons import read_lexicon
from analysis.numbers.candidates import Candidate
from analysis.numbers.vocabulary import Phrases, Tokens, phrase_after, phrase_before, undirected_verbs, word_set
from analysis.tables.intervals import Interval

_MARGIN = Decimal("0.05")
_MOST = Decimal("0.1")
_HALF = Decimal("0.5")
_RESTATED = ("(", "(or", "/")
_OBJECTS = frozenset({"NOUN", "PROPN", "NUM", "SYM", "PRON"})
_PREPOSITIONS = frozenset({"about", "around", "over", "under", "near", "above", "below"})


@cache
def _hedges(side: str) -> Phrases:
    rows = (row for row in read_lexicon("hedges") if row["side"] == side)
    return Phrases(((row["phrase"], (row["bound"], row["rule"])) for row in rows), lower=True)


def read_hedge(tokens: Tokens, candidate: Candidate, previous: Candidate | None) -> None:
    """Find the hedge of a candidate and set its bound and its interval rule."""
    if candidate.kind in ("ordinal", "reference"):
        return
    text = tokens.text
    if candidate.numeral.approximate:
        candidate.bound, candidate.interval_rule = "~", "double"
    if not (_read_before(tokens, candidate) or _read_after(text, candidate)) and previous is not None:
        _inherit(text, previous, candidate)


def _read_before(tokens: Tokens, candidate: Candidate) -> bool:
    """Read the longest hedge that ends where the figure begins, or before an article that belongs to the figure."""
    text = tokens.text
    end = candidate.start
    places = [end, end - 1] if end and text[end - 1] in " -(" else [end]
    if (skipped := phrase_before("after_hedge", text, end)) is not None:
        places.append(skipped - (text[skipped - 1 : skipped] == " "))
    matches = [(match[0], place, match[1]) for place in places if (match := _hedges("before").before(text, place))]
    if not matches:
        return False
    start, stop, (bound, rule) = min(matches, key=lambda match: (match[0], -match[1]))
    words = text[start:stop].lower()
    compared, *than = words.split()
    compares = than[-1:] == ["than"] and compared not in word_set("amount_than")  # "higher than four years ago"
    lasts = candidate.kind == "duration" and phrase_after("after_length", text, candidate.end)
    restricts = words == "some" and text[max(0, start - 5) : start].lower() == "than "
    if (lasts and compares) or restricts or _is_preposition(tokens, candidate, start, words):
        return False
    candidate.bound, candidate.interval_rule = bound, rule
    if bound != "=":
        candidate.hedge = (start, stop)
    return True


def _is_preposition(tokens: Tokens, candidate: Candidate, start: int, words: str) -> bool:
    """Say whether a word that may hedge is a preposition here: "a talk about three bills", "spread over two years"."""
    text, numeral = tokens.text, candidate.numeral
    if words == "up to":
        before = tokens.before(start)
        picked = tokens.at(start).dep_ == "prt"  # "inflation picked up to 4 percent"
        verbs = word_set("phrasal_up") | undirected_verbs()
        return picked or (before is not None and before.lemma_.lower() in verbs)
    if words not in _PREPOSITIONS:
        return False
    token, lasts = tokens.at(start), words == "over" and candidate.kind == "duration"
    article = text[start + len(words) : candidate.start].strip()
    if (
        (text[numeral.start : numeral.end].lower() == "one" and candidate.unit is None)
        or (article and text[numeral.end : numeral.end + 1] == "-")  # "under a five-year contract"
        or (lasts and token.i and token.nbor(-1).pos_ in _OBJECTS)  # "$1,400 over 10 years"
    ):
        return True
    topic = words == "about" and token.head.lemma_ in word_set("about_topic")
    passes = lasts and token.head.lemma_ not in word_set("takes_time")
    return token.dep_ in ("prep", "prt") and (topic or passes)


def _read_after(text: str, candidate: Candidate) -> bool:
    spaced = text[candidate.end : candidate.end + 1] in (" ", "-")
    for place in (candidate.end, candidate.end + 1) if spaced else (candidate.end,):
        end, said = _hedges("after").after(text, place) or (place, None)
        adds = text[place:end].lower() == "plus" and text[end : end + 2].strip()[:1].isdigit()  # "10 plus 20"
        if said is None or adds:
            continue
        candidate.hedge, (candidate.bound, candidate.interval_rule) = (place, end), said
        if text[place] == "+":
            candidate.end = end
        return True
    return False


def _inherit(text: str, previous: Candidate, candidate: Candidate) -> None:
    """Give an equivalent in brackets the hedge of the figure it restates ("under 296 hp (224 kW)")."""
    restated = previous.unit is not None and candidate.unit is not None and previous.unit.name != candidate.unit.name
    restated = restated and text[previous.end : candidate.start].strip() in _RESTATED
    if restated and previous.hedge is not None and previous.hedge[0] < previous.start:
        candidate.hedge, candidate.bound = previous.hedge, previous.bound
        candidate.interval_rule = previous.interval_rule


def interval_of(
    value: Decimal, quantum: Decimal, rule: str, high: Decimal | None = None, written: Decimal | None = None
) -> Interval:
    """Return the interval of a figure under a hedge rule of ``hedges.tsv``.

    `quantum` is the unit of the last digit that is no trailing zero, zero for what is counted exactly; `high` the upper
    end of a range; `written` the unit of the last written digit, where zeros follow ("40 million": a million).

    >>> interval_of(Decimal("2.1"), Decimal("0.1"), "double")
    Interval(low=Decimal('2.0'), high=Decimal('2.2'), low_open=False, high_open=False)
    """
    top = value if high is None else high
    if rule not in ("plain", "double"):
        return _bounded(rule, value, top)
    if high is not None and rule != "double":
        return Interval(min(value, top), max(value, top))
    unit = quantum if written is None else min(quantum, written)
    size = abs(value)
    margin = min(quantum * _HALF, max(size * _MARGIN, unit * _HALF))  # a round figure: 5 % or half a written unit
    if rule == "double":  # a hedged one: as a round one, but at most 10 %, in whole written units
        margin = min(max(size * _MARGIN, unit * _HALF), size * _MOST)
        whole = (margin / unit).to_integral_value(ROUND_HALF_UP) * unit if unit else margin
        margin = whole if 0 < whole <= size * _MOST else margin
    return Interval(min(value, top) - margin, max(value, top) + margin)


def _bounded(rule: str, value: Decimal, top: Decimal) -> Interval:
    intervals = {
        "above": Interval(value, None, low_open=True),
        "at_least": Interval(value, None),
        "below": Interval(None, top, high_open=True),
        "at_most": Interval(None, top),
        "just_below": Interval(top - abs(top) * _MARGIN, top, high_open=True),
        "just_above": Interval(value, value + abs(value) * _MARGIN, low_open=True),
    }
    return intervals[rule]
