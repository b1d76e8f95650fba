"""Which columns of a table of articles hold what, and what stands between them."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_KNOWN = {
    "id": ("id", "article_id"), "title": ("title",), "published": ("published",), "source": ("source",),
    "author": ("author",), "address": ("url",),
}  # fmt: skip
_ELSEWHERE = {
    "id": ("id", "article_id", "uid", "uuid", "guid", "url", "link", "uri"),
    "title": ("title", "headline"),
    "published": ("published", "published_at", "publishedAt", "published_date", "date_published", "datePublished",
                  "publish_date", "publication_date", "pubDate", "pub_date", "date"),
    "source": ("source", "publisher", "publication", "outlet", "newspaper", "site"),
    "author": ("author", "authors", "byline"),
    "address": ("url", "link", "uri"),
}  # fmt: skip
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table as its owner names them.

    With a `text` column of another name, id, date, title, source and author are looked for under the names that data
    sets use, and rows without an id are counted; `id` and `published` name them outright.

    >>> Columns(text="body").of({"url": "https://a.example/1", "body": "…", "date": "2024-06-27"}, "published")
    '2024-06-27'
    """

    text: str = "text"
    id: str | None = None
    published: str | None = None

    @property
    def are_own(self) -> bool:
        """True when the user has named any of them."""
        return self != Columns()

    def names(self, what: str) -> tuple[str, ...]:
        """Return the columns that may hold an id, a title …, the first filled one counts."""
        named = {"text": self.text, "id": self.id, "published": self.published}.get(what)
        return (named,) if named else (_ELSEWHERE if self.are_own else _KNOWN)[what]

    def of(self, record: Mapping[str, Any], what: str) -> Any:
        """Return what a record says under any of the names; None when it says nothing."""
        return next((record[name] for name in self.names(what) if record.get(name) not in (None, "")), None)

    def wanted(self) -> frozenset[str]:
        """Return the names of all columns that are read."""
        return frozenset(name for what in ("text", *_KNOWN) for name in self.names(what))


def delimiter_of(header: str, needed: Iterable[str]) -> str:
    r"""Return what stands between the columns of a CSV: the mark that makes one of the needed names a column.

    >>> delimiter_of("id;text;published\n", ["text"])
    ';'
    """
    wanted = set(needed)
    for mark in _DELIMITERS:
        names = next(csv.reader([header.strip("\ufeff\r\n")], delimiter=mark), [])
        if wanted & set(names):
            return mark
    return ","
