"""Who wrote an article: as the page says, or its byline."""

import re
from typing import Any

from analysis.lexicons import read_lexicon

_BYLINE = re.compile(r"(?:[Bb]y|BY) ([^\W\d_a-z][^\n]{2,100})")
_FIRST_LINES = 6
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: (?:[^\W\d_a-z][\w.'’-]*|de|la|van|von|der|den|al|bin|and|&|,))*")
_UP_TO_BY = re.compile(r"^.*\bby (?=\S)", re.IGNORECASE)  # "View all posts by Ada Marsh"


def page_author(tree: Any) -> str | None:
    """Return the authors of a web page, several separated by ``; ``: its meta elements, linked data or byline."""
    from trafilatura import metadata

    found = metadata.examine_meta(tree)
    if found.author and " " not in found.author:
        found.author = None
    try:
        found = metadata.extract_meta_json(tree, found)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        found.author = None  # linked data of a form that the library does not know
    return cleaned(found.author or metadata.extract_author(tree))


def byline_author(text: str) -> str | None:
    r"""Return the author that one of the first lines of a text names.

    >>> byline_author("Town shuts pool\n\nBy Ada Marsh and Per Dahl\n\nThe pool …")
    'Ada Marsh; Per Dahl'
    """
    lines = [line.strip() for line in text[:2_000].split("\n") if line.strip()][:_FIRST_LINES]
    for line in lines:
        said = _BYLINE.fullmatch(line)
        if said and (name := _NAME.match(said.group(1))) and " " in name.group():
            return cleaned(re.sub(r", and |, | and | & ", "; ", name.group()))
    return None


def cleaned(author: str | None) -> str | None:
    """Return an author as given without what is no name."""
    if not author:
        return None
    names = (_UP_TO_BY.sub("", " ".join(name.split())) for name in author.split(";"))
    unknown = {row["word"] for row in read_lexicon("byline_words") if row["kind"] == "nobody"}
    kept = [name for name in names if name and name.casefold() not in unknown and "://" not in name]
    return "; ".join(kept) or None
