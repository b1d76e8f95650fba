"""English told from other languages, so that nothing else is read as if it were English."""

import re

from analysis.lexicons import entries

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE = 4_000  # characters from the start, the middle and the end
_SHORTEST = 12  # words; fewer do not tell a language
_TOO_NEAR = 10  # nats; briefs full of names are as likely English as its creoles
_ENGLISH_SHARE = 0.25  # of function words: running English has 0.35 to 0.5, headlines 0.2


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language a text is written in; a text too short to tell is ``en``.

    >>> language_of("The minister said on Monday that the ships would not be sold to anybody before the spring.")
    'en'
    """
    sample = _sample(text)
    words = [word.casefold() for word in _WORD.findall(sample)]
    if len(words) < _SHORTEST and sample.isascii():
        return "en"
    english = entries("function_words", "word")
    if words and sum(word in english for word in words) >= _ENGLISH_SHARE * len(words):
        return "en"
    import py3langid

    ranked = py3langid.rank(sample)
    best, score = ranked[0]
    near = score - dict(ranked)["en"] < _TOO_NEAR
    return "en" if near else str(best)


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    third = _SAMPLE // 3
    middle = len(text) // 2
    return " ".join((text[:third], text[middle : middle + third], text[-third:]))
