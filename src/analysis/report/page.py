"""One executed notebook → one page: offline, self-contained, light and dark, inputs hidden and reachable."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from analysis.report.policy import content_security_policy

if TYPE_CHECKING:
    import jinja2

_STYLE_BLOCK = re.compile(r"<style\b[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """What stands around a report's body.

    Attributes
    ----------
    title : the heading; empty: the notebook's own question.
    kicker : the small line above it.
    home : link to the index; empty: none.
    credits : lines of the footer: where figures come from, on what terms.
    facts : name and value pairs of the footer: notebook, parameters, versions, hashes.
    """

    title: str = ""
    kicker: str = ""
    home: str = ""
    credits: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = field(default=())


def notebook_page(notebook: Mapping[str, Any], page: Page) -> str:
    """Return the page of an executed notebook.

    A notebook that holds an error output is refused: it gets `failure_page`.

    Raises
    ------
    ValueError
        If a cell failed.
    """
    if failed_cells(notebook):
        raise ValueError("a notebook with a failed cell is no report; render it with failure_page")
    question, notebook = _split_question(notebook)
    body, contents = _with_anchors(_body(notebook))
    return _render(
        page,
        title=page.title or question,
        question=question if page.title not in ("", question) else "",
        body=body,
        contents=contents,
    )


def failure_page(page: Page, message: str, notebook: Mapping[str, Any] | None = None) -> str:
    """Return a page that says that a report failed and why; what the notebook got done stays out of sight below."""
    body = (
        f'<div class="failure" role="alert"><p><strong>This report failed.</strong></p><pre>{escape(message)}</pre>'
        "<p>Nothing on this page is a result. Mend the cause and run the report again.</p></div>"
    )
    if notebook is not None:
        _, notebook = _split_question(notebook)
        done = _body(notebook)
        body += f"<details><summary>What ran before the failure</summary>{done}</details>"
    return _render(page, title=f"Failed: {page.title}", question="", body=body, contents=[], failed=True)


def render_plain(page: Page, body: str, script: str = "") -> str:
    """Return a page around a body that is HTML already."""
    return _render(page, title=page.title, question="", body=body, contents=[], script=script)


def failed_cells(notebook: Mapping[str, Any]) -> list[int]:
    """Return the numbers of the cells with an error output."""
    return [
        number
        for number, cell in enumerate(notebook["cells"])
        if any(output["output_type"] == "error" for output in cell.get("outputs", []))
    ]


def _body(notebook: Mapping[str, Any]) -> str:
    return _environment().get_template("notebook.html.j2").render(cells=_grouped(notebook["cells"]))


def _grouped(cells: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put code cells that show nothing together with the code that follows them, so that set-up is one line."""
    grouped: list[dict[str, Any]] = []
    for cell in cells:
        source = _joined(cell["source"]).strip()
        outputs = cell.get("outputs", [])
        before = grouped[-1] if grouped else None
        if cell["cell_type"] == "code" and before and before["code"] and not before["outputs"]:
            before["sources"].append(source)
            before["outputs"] = outputs
        elif source:
            grouped.append({"code": cell["cell_type"] == "code", "sources": [source], "outputs": outputs})
    return grouped


def _render(page: Page, *, script: str = "", failed: bool = False, **parts: Any) -> str:
    css = "\n".join(_css())
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            policy=content_security_policy(script), css=css, script=script, failed=failed, kicker=page.kicker,
            home=page.home, credits=page.credits, facts=page.facts, **parts,
        )
        + "\n"
    )  # fmt: skip


@cache
def _css() -> tuple[str, ...]:
    """Return the page's styles; the display's own come first so that the page's theme wins."""
    from analysis.charts import CHART_CSS

    article = files("analysis.display").joinpath("article.css").read_text(encoding="utf-8")
    own = files("analysis.report").joinpath("template", "report.css").read_text(encoding="utf-8")
    return article, CHART_CSS, own


@cache
def _environment() -> "jinja2.Environment":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("analysis.report", "template"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters.update(prose=_prose, shown=_shown, plain=lambda text: _ANSI.sub("", _joined(text)))
    return environment


@cache
def _markdown() -> Any:
    import mistune

    return mistune.create_markdown(escape=True, plugins=["table", "strikethrough"])


def _prose(source: Any) -> str:
    return str(_markdown()(_joined(source)))


def _shown(data: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    """Return the richest form of an output that is safe in a page; scripts and formulas stay text."""
    if "text/html" in data:
        shown = _STYLE_BLOCK.sub("", _joined(data["text/html"]))
        return (
            f'<div class="frame" tabindex="0">{shown}</div>'
            if 'class="dataframe"' in shown and "an-" not in shown
            else shown
        )
    for kind in ("image/svg+xml", "image/png"):
        if kind in data:
            alt = (metadata.get(kind) or {}).get("alt", "Chart without a description")
            return _picture(kind, _joined(data[kind]), alt)
    return f"<pre>{escape(_ANSI.sub('', _joined(data.get('text/plain', ''))))}</pre>"


def _picture(kind: str, content: str, alt: str) -> str:
    import base64

    encoded = content.replace("\n", "") if kind == "image/png" else base64.b64encode(content.encode()).decode("ascii")
    return f'<img src="data:{kind};base64,{encoded}" alt="{escape(alt)}">'


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)


def _split_question(notebook: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Take the notebook's heading out of its first cell."""
    cells = list(notebook["cells"])
    if not cells or cells[0]["cell_type"] != "markdown":
        return "", notebook
    first, _, rest = _joined(cells[0]["source"]).partition("\n")
    if not first.startswith("# "):
        return "", notebook
    return first[2:].strip(), {"cells": [{**cells[0], "source": rest.strip()}, *cells[1:]]}


def _with_anchors(body: str) -> tuple[str, list[tuple[str, str]]]:
    """Give every heading of the prose an anchor and return the second-level ones as the contents."""
    contents: list[tuple[str, str]] = []
    used: dict[str, int] = {}

    def anchor(found: re.Match[str]) -> str:
        text = re.sub(r"<[^>]+>", "", found[2])
        name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"
        used[name] = used.get(name, 0) + 1
        name += f"-{used[name]}" if used[name] > 1 else ""
        if found[1] == "2":
            contents.append((name, _unescape(text)))
        return f'<h{found[1]} id="{name}">{found[2]}</h{found[1]}>'

    return _HEADING.sub(anchor, body), contents


def _unescape(text: str) -> str:
    import html

    return html.unescape(text)
