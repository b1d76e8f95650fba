"""Values filled into templates, told as readers see them and escaped; links to where rows can be seen."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.display.readings import MARKS, plain, short_id
from analysis.verdicts import VERDICT_WORDS
from analysis.wording import counted

if TYPE_CHECKING:
    import jinja2


class Shown:
    """What shows itself in a notebook as its `to_html` gives it, with the style sheet that it needs there."""

    def to_html(self) -> str:
        """Return the HTML without the style sheet."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return styled(self.to_html())


def styled(body: str) -> str:
    """Return HTML with the style sheet that it needs in a notebook; a report has the sheet once and drops this one."""
    return f'<style class="an-style">{style_sheet()}</style><div class="an tex2jax_ignore mathjax_ignore">{body}</div>'


def style_sheet() -> str:
    """Return the style sheet of marked-up articles, cards and tables."""
    return files("analysis.display").joinpath("article.css").read_text(encoding="utf-8")


def filled(template: str, package: str = "analysis.display", **values: Any) -> str:
    """Return a template with values filled in: missing ones are empty, all text is escaped that is not `Markup`."""
    return _environment(package).get_template(f"{template}.j2").render(values)


def load_templates() -> None:
    """Read all templates that views are filled into: a process that is forked afterwards has them at once."""
    environment = _environment("analysis.display")
    for name in environment.list_templates():
        environment.get_template(name)


def one_line(text: Any) -> str:
    return " ".join(plain(text).split())


def cut(text: Any, most: int) -> str:
    """Return a text on one line, cut between words and ended with an ellipsis where it is longer than `most`.

    >>> cut("The lake of  Sele rose.", 30), cut("The lake of Sele rose.", 12)
    ('The lake of Sele rose.', 'The lake of …')
    """
    line = one_line(text)
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


@cache
def _environment(package: str) -> "jinja2.Environment":
    import jinja2
    from jinja2.ext import Extension
    from markupsafe import Markup

    class OneLine(Extension):
        """Let a template's lines and indents be for whoever reads the template: none of them is in the page."""

        def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
            return re.sub(r"\n\s*", "", source)

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(package, "template"), autoescape=True, undefined=jinja2.StrictUndefined,
        extensions=[OneLine], finalize=lambda v: v if hasattr(v, "__html__") else Markup(escape(plain(v))),
    )  # fmt: skip
    environment.globals.update(MARKS=MARKS, VERDICTS=VERDICT_WORDS, link=link)
    environment.filters.update(short=short_id, plain=plain, line=one_line, counted=counted, cut=cut)
    return environment


@dataclass(frozen=True)
class Places:
    """Where rows of articles lead.

    `pages`: the page of each article, relative to where the link stands. `here`: the article stands on this page.
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
        return self.href(article_id, f"t-{short_id(row_id)}")

    def card(self, article_id: str, claim_id: Any) -> str:
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
    marks = {name: sha256(name.encode("utf-8", "replace")).hexdigest()[:6] for name in stems}
    return {name: f"article-{stem}" + (f"-{marks[name]}" if taken[stem] > 1 else "") for name, stem in stems.items()}


def link(href: str, told: Any, more: str = "") -> str:
    """Return a value as a link in HTML, or as it is where nothing is to be linked."""
    from markupsafe import Markup

    inner = escape(plain(told))
    return Markup(f'<a href="{escape(href)}"{more}>{inner}</a>' if href else inner)
