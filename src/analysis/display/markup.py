"""Values filled into templates: each told as readers see it, and escaped; what shows itself so in a notebook."""

import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from analysis.display.readings import MARKS, VERDICTS, plain, short_id
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


def cut(text: Any, most: int) -> str:
    """Return a text on one line, cut between words and ended with an ellipsis where it is longer than `most`.

    >>> cut("The lake of  Sele rose.", 30), cut("The lake of Sele rose.", 12)
    ('The lake of Sele rose.', 'The lake of …')
    """
    line = " ".join(plain(text).split())
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
    environment.globals.update(MARKS=MARKS, VERDICTS=VERDICTS)
    environment.filters.update(short=short_id, plain=plain, counted=counted, cut=cut)
    return environment
