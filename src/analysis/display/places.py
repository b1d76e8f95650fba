"""Where a row of an article can be seen: on this page, on the article's own page, or nowhere that can be linked."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.display.readings import plain, short_id


@dataclass(frozen=True)
class Places:
    """Where rows of articles lead.

    Attributes
    ----------
    pages : the page of each article, relative to where the link stands. here : the article stands on this page.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    here: bool = False

    def href(self, article_id: str, anchor: str) -> str:
        """Return where an anchor of an article is, empty where it has no page."""
        if self.here:
            return f"#{anchor}"
        page = self.pages.get(article_id, "")
        return f"{page}#{anchor}" if page and anchor else page

    def in_text(self, article_id: str, row_id: Any) -> str:
        """Return where a row stands in the text."""
        return self.href(article_id, f"t-{short_id(row_id)}")

    def card(self, article_id: str, claim_id: Any) -> str:
        """Return where a claim's card is."""
        return self.href(article_id, f"k-{short_id(claim_id)}")


HERE, NOWHERE = Places(here=True), Places()


def places_of(articles: pd.DataFrame, pages: str) -> Places:
    """Return the pages of some articles in a folder of reports; `pages` leads there, empty: they have none."""
    if not pages:
        return NOWHERE
    names = page_names(articles["article_id"].tolist())
    lead = "" if pages == "." else f"{pages.rstrip('/')}/"
    return Places({article_id: f"{lead}{name}.html" for article_id, name in names.items()})


def page_names(article_ids: Iterable[str]) -> dict[str, str]:
    """Return a file stem for each article: readable, portable, unique.

    >>> page_names(["a b.txt", "a-b.txt"])["a b.txt"].startswith("article-a-b")
    True
    """
    stems = {name: re.sub(r"[^a-z0-9]+", "-", Path(name).stem.lower()).strip("-")[:60] or "x" for name in article_ids}
    taken = pd.Series(list(stems.values())).value_counts().to_dict()
    return {name: f"article-{stem}" + (f"-{_mark(name)}" if taken[stem] > 1 else "") for name, stem in stems.items()}


def _mark(name: str) -> str:
    return sha256(name.encode("utf-8", "replace")).hexdigest()[:6]


def link(href: str, told: Any, more: str = "") -> str:
    """Return a value as a link in HTML, or as it is where nothing is to be linked."""
    from markupsafe import Markup

    inner = escape(plain(told))
    return Markup(f'<a href="{escape(href)}"{more}>{inner}</a>' if href else inner)
