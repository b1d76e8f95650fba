"""Who wrote an article: as the page says, or its byline."""

import re
from typing import Any

from analysis.lexicons import read_lexicon

_BYLINE = re.compile(r"(?:[Bb]y|BY) ([^\W\d_a-z][^\n]{2,100})")
_FIRST_LINES = 6
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: (?:[^\W\d_a-z][\w.'’-]*|de|la|van|von|der|den|al|bin|and|&|,))*")
_UP_TO_BY = re.compile(r"^.*\bby (?=\S)", re.IGNORECASE)  # "View all posts by Ada Marsh"


def page_author(tree: Any, source: str | None = None) -> str | None:
    """Return the authors of a web page, several separated by ``; ``: its meta elements, linked data or byline.

    The name of the site (`source`) beside or behind a person's is left out.
    """
    from trafilatura import metadata

    found = metadata.examine_meta(tree)
    if found.author and " " not in found.author:
        found.author = None
    try:
        found = metadata.extract_meta_json(tree, found)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        found.author = None  # linked data of a form that the library does not know
    return cleaned(found.author or metadata.extract_author(tree), source)


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


def cleaned(author: str | None, source: str | None = None) -> str | None:
    """Return an author as given without what is no name; the site stays where it alone is named."""
    if not author:
        return None
    names = [_UP_TO_BY.sub("", " ".join(name.split())) for name in author.split(";")]
    kept = [name for name in names if name and not _is_nobody(name)]
    site = _plain(source or "")
    if len(kept) > 1 and _plain(" ".join(kept)) == site:  # "Jobs; Hire", of Jobs & Hire
        return source
    people = [
        name[: -len(site)].rstrip(" ,-|") if site and _plain(name).endswith(f" {site}") else name for name in kept
    ]
    people = [name for name in people if _plain(name) != site]
    return "; ".join(people or kept) or None


def _is_nobody(name: str) -> bool:
    kinds = {row["word"]: row["kind"] for row in read_lexicon("byline_words")}
    word = name.casefold()
    last = word.rpartition(" ")[2]
    return (
        kinds.get(word) == "nobody" or kinds.get(last) == "office" or "://" in name or "@" in name or word[:3] == "www"
    )


def _plain(text: str) -> str:
    return re.sub(r"[^\w]+", " ", re.sub(r" (?:and|&) ", " ", text)).strip().casefold()
