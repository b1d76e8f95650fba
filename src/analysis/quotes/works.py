"""Names of works and shows, nicknames and "so-called" things, which stand in quotation marks and are nobody's words."""

from functools import cache

from analysis.lexicons import read_lexicon
from analysis.quotes.parse import Parse
from analysis.quotes.quoted import Quoted

_NAMING = frozenset(("on", "of", "'s"))  # on CNN's “New Day”, author of “The Last Harbour”
_LONGEST_NAME = 9  # words
_LONGEST_NICKNAME = 3
_SMALL = frozenset(("DET", "ADP", "CCONJ", "SCONJ", "AUX", "PART", "PRON"))
_BETWEEN = frozenset((",", "and", "or", "&", "“", "”"))


def without_works(parse: Parse, stretches: list[Quoted]) -> list[Quoted]:
    """Leave out the stretches that are the name of a book, a film, a show."""
    kept: list[Quoted] = []
    named: Quoted | None = None  # the last name of a work
    for stretch in stretches:
        if is_work(parse, stretch) or (named is not None and _goes_on(parse, named, stretch)):
            named = stretch
        elif is_nickname(parse, stretch) or _is_so_called(parse, stretch):
            continue
        else:
            kept.append(stretch)
    return kept


def is_work(parse: Parse, stretch: Quoted) -> bool:
    """Say whether words in capitals stand beside a word for a work, or where only a name can stand."""
    if not in_capitals(parse, stretch) or stretch.last - stretch.first > _LONGEST_NAME:
        return False
    before, after = stretch.first - 2, stretch.last + 1
    if after < len(parse) and parse.paragraph[after] == stretch.paragraph and _after(parse, after):
        return True
    if before < 0 or parse.paragraph[before] != stretch.paragraph:
        return False
    if parse.lower[before] == "," and _lemma(parse, before - 1) in _nouns("before"):
        return True
    names = parse.lower[before] in _NAMING and stretch.last - stretch.first > 1
    names = names or parse.lower[before] == "in"  # "a part in “Harbour”"
    return names or _lemma(parse, before) in _nouns("before")


def is_nickname(parse: Parse, stretch: Quoted) -> bool:
    """Say whether words in capitals stand inside a name: Lena “The Lamp” Holm."""
    before, after = stretch.first - 2, stretch.last + 1
    if before < 0 or after >= len(parse) or stretch.last - stretch.first > _LONGEST_NICKNAME:
        return False
    same = parse.paragraph[before] == parse.paragraph[after] == stretch.paragraph
    named = all(parse.tag[k] == "NNP" and parse.text[parse.start[k]].isupper() for k in (before, after))
    return same and named and in_capitals(parse, stretch)


def _is_so_called(parse: Parse, stretch: Quoted) -> bool:
    """Say whether "so-called" stands before the mark."""
    k = stretch.first - 2
    return k >= 2 and parse.lower[k - 2 : k + 1] == ("so", "-", "called")


def in_capitals(parse: Parse, stretch: Quoted) -> bool:
    """Say whether every word begins with a capital or a digit, small words apart, and it is no exclamation."""
    words = [k for k in range(stretch.first, stretch.last) if parse.text[parse.start[k]].isalnum()]
    large = [k for k in words if not parse.text[parse.start[k]].islower()]
    small = [k for k in words if parse.text[parse.start[k]].islower() and parse.pos[k] not in _SMALL]
    return bool(large) and large[0] == words[0] and not small and parse.lower[stretch.last - 1] != "!"


def _after(parse: Parse, after: int) -> bool:
    """Say whether "“…” host" or "“…,” a book" follows."""
    if (
        parse.lower[after] == ","
        and after + 2 < len(parse)
        and parse.lower[after + 1] in ("a", "an", "the", "his", "her")
    ):
        return _lemma(parse, after + 2) in _nouns("both")
    return parse.pos[after] != "VERB" and _lemma(parse, after) in _nouns("after")


def _goes_on(parse: Parse, named: Quoted, stretch: Quoted) -> bool:
    """Say whether a list of names goes on: “…,” “…” and “…”."""
    between = parse.lower[named.last : stretch.first]
    return len(between) <= 5 and _BETWEEN.issuperset(between) and in_capitals(parse, stretch)


def _lemma(parse: Parse, i: int) -> str:
    return parse.lemma[i].lower() if i >= 0 else ""


@cache
def _nouns(place: str) -> frozenset[str]:
    places = (place,) if place == "both" else (place, "both")
    return frozenset(row["noun"] for row in read_lexicon("work_nouns") if row["place"] in places)
