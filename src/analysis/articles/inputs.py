"""An article before it is read, its bytes, where they stand and what is said about them; and what is read in it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from itertools import accumulate
from typing import Literal

from analysis.errors import ArticleError

Form = Literal["text", "html", "pdf", "docx", "record"]

LARGEST_ARTICLE = 20_000_000  # bytes; a larger "article" is a dump or an attack
_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One article that has been found but not read.

    Attributes
    ----------
    article_id : relative POSIX path, or the record's own id.
    form : how `data` is to be read; a ``record`` holds its text in UTF-8.
    data : the bytes.
    place : where it stands, for messages ("wire.jsonl, line 7").
    title, published, source, author : as given beside the text; `published` is still as written.
    address : where it was published, if known.
    given : where title, date and source were given ("articles.csv", "record").
    """

    article_id: str
    form: Form
    data: bytes
    place: str
    title: str | None = None
    published: str | None = None
    source: str | None = None
    author: str | None = None
    address: str | None = None
    given: str = "record"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file in a folder that is no article, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class PageDate:
    day: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What an input holds: its text and what it says of itself.

    `blocks` are ``(start, end, element)`` in the text; `notes` are ``(kind, text)`` of what was set apart from it;
    `created` is the day on which the file was made.
    """

    text: str
    encoding: str | None = None
    extractor: str | None = None
    blocks: tuple[tuple[int, int, str], ...] = ()
    title: str | None = None
    published: PageDate | None = None
    source: str | None = None
    author: str | None = None
    created: date | None = None
    notes: tuple[tuple[str, str], ...] = ()


@cache
def with_version(library: str) -> str:
    """Return the name and version of the library that a text was read with."""
    return f"{library} {version(library)}"


def joined(parts: list[tuple[str, str]]) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Return named texts as one, an empty line between them, with the range and the name of each."""
    ends = list(accumulate((len(text) + 2 for _, text in parts), initial=0))
    ranges = ((start, start + len(text), name) for start, (name, text) in zip(ends, parts, strict=False))
    return "\n\n".join(text for _, text in parts), tuple(ranges)


def refuse_large(size: int, place: str) -> None:
    """Raise ArticleError for an input above `LARGEST_ARTICLE`."""
    if size > LARGEST_ARTICLE:
        raise ArticleError(
            f"{place}: {size:,} bytes are more than the {LARGEST_ARTICLE:,} an article may have; split the file"
        )


def shown(text: object, most: int = _SHOWN) -> str:
    """Return a text from an input as a message may show it: short, one line, no control characters."""
    whole = str(text)
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in whole[: most + 1])
    return safe if len(whole) <= most else safe[:most] + "…"
