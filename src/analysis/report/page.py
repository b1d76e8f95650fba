"""One executed notebook → one page: offline, self-contained, light and dark, inputs hidden; empty parts left out."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from importlib.resources import files
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2

_STYLE_BLOCK = re.compile(r"<style\b[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_WIDE_PICTURE = re.compile(r'<div class="an-wide">(<svg\b.*?</svg>)</div>', re.DOTALL)
_DOWNLOAD = re.compile(r'<a download="([\w-]+)\.csv"')
_THEMED = re.compile(r"var\(--an-[\w-]+,\s*(#[0-9a-fA-F]{3,8})\)")
CANNOT = "It cannot tell"  # what a reader must know of a page; before it stand words for those who run the notebook
MADE_WITH = "Made with"  # the fact that also stands at the foot of every printed page
WORKING = "working"  # the tag of cells that stand on the working page only
_FINDING = 'class="an-finding"'
_SECTION = re.compile(r"^## .*$", re.MULTILINE)
_EMPTY = re.compile(
    r'\s*(?:<style\b[^>]*>.*?</style>)?\s*(?:<div class="an[^"]*">)?\s*'
    r'<p class="an-muted an-empty">(?:(?!</p>).)*</p>\s*(?:</div>)?\s*',
    re.DOTALL,
)
Cell = Mapping[str, Any]
Shown = dict[str, Any]  # a cell made here


@dataclass(frozen=True)
class Page:
    """What stands around a report's body."""

    title: str = ""  # the heading; empty: the notebook's own question
    kicker: str = ""  # the small line above it
    home: str = ""  # link to the index; empty: none
    other: str = ""  # link to the other page of the same report, published or working; empty: none
    published: bool = False  # leave out code, cells tagged ``working`` and the facts
    feed: str = ""  # link to the Atom feed of a folder of reports; empty: none
    credits: Sequence[str] = ()  # lines of the footer: where figures come from, on what terms
    facts: Sequence[tuple[str, str]] = ()  # of the footer: notebook, parameters, versions, hashes


def notebook_page(notebook: Mapping[str, Any], page: Page) -> str:
    """Return the page of an executed notebook.

    A notebook that holds an error output is refused: it gets `failure_page`. Raises `ValueError` if a cell failed.
    """
    return render_page(page, **_parts(notebook, page))


def printable_parts(notebook: Mapping[str, Any], page: Page) -> str:
    """Return the page of an executed notebook for paper: no code, no script, no style of its own.

    Raises `ValueError` if a cell failed.
    """
    parts = _parts(notebook, page, with_code=False)
    template = _environment().get_template("print.html.j2")
    made = " ".join(f"{name} {value}." for name, value in page.facts if name == MADE_WITH)
    return template.render(page=page, made=made, **parts)


def ready_to_render() -> None:
    """Load what the first page is made with."""
    _markdown()
    _css()
    _environment().get_template("page.html.j2")


def failure_page(page: Page, message: str, notebook: Mapping[str, Any] | None = None) -> str:
    """Return a page that says that a report failed and why; what the notebook got done stays out of sight below."""
    body = (
        f'<div class="failure" role="alert"><p><strong>This report failed.</strong></p><pre>{escape(message)}</pre>'
        "<p>Nothing on this page is a result. Mend the cause and run the report again.</p></div>"
    )
    if notebook is not None:
        done = _body(page_cells(_split_question(notebook)[2], published=False)[0])
        body += f"<details><summary>What ran before the failure</summary>{done}</details>"
    return render_page(page, title=f"Failed: {page.title}", body=body, failed=True)


def _parts(notebook: Mapping[str, Any], page: Page, *, with_code: bool = True) -> dict[str, Any]:
    headings, cells, gone = split_headings(notebook, page)
    body, contents = _with_anchors(_body(cells, with_code=with_code and not page.published))
    about = headings.pop("about")
    about = prose_html(about[about.find(CANNOT) :] if page.published and CANNOT in about else about) if about else ""
    return {**headings, "body": body, "contents": contents, "about": about, "gone": gone}


def split_headings(notebook: Mapping[str, Any], page: Page) -> tuple[dict[str, str], list[dict[str, Any]], list[str]]:
    """Return title, question and what the page can tell; the cells of the page; the headings of empty sections.

    Raises `ValueError` if a cell failed.
    """
    if any(output["output_type"] == "error" for cell in notebook["cells"] for output in cell.get("outputs", [])):
        raise ValueError("a notebook with a failed cell is no report; render it with failure_page")
    question, about, cells = _split_question(notebook)
    below = "" if not page.title or page.title.startswith(question) else question
    kept, gone = page_cells(cells, published=page.published)
    return {"title": page.title or question, "question": below, "about": about}, kept, gone


def _body(cells: Sequence[Mapping[str, Any]], *, with_code: bool = True) -> str:
    return _environment().get_template("notebook.html.j2").render(cells=cells, with_code=with_code)


def render_page(page: Page, *, script: str = "", failed: bool = False, **parts: Any) -> str:
    about: dict[str, Any] = {"question": "", "about": "", "contents": [], "gone": [], **parts, "page": page}
    template, policy = _environment().get_template("page.html.j2"), content_security_policy(script)
    return template.render(policy=policy, css="\n".join(_css()), script=script, failed=failed, **about) + "\n"


@cache
def _css() -> tuple[str, ...]:
    """Return the page's styles; the display's own come first so that the page's theme wins."""
    sheets = ("display/article.css", "charts/chart.css", "report/template/report.css")
    return tuple(files("analysis").joinpath(sheet).read_text(encoding="utf-8").rstrip() for sheet in sheets)


@cache
def _environment() -> "jinja2.Environment":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("analysis.report", "template"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters.update(prose=prose_html, shown=_shown, plain=plain_text)
    return environment


@cache
def _markdown() -> Any:
    import mistune

    return mistune.create_markdown(escape=True, plugins=["table", "strikethrough"])


def prose_html(source: Any) -> str:
    """Return a Markdown cell as HTML; HTML in it is shown, not used."""
    return str(_markdown()(joined(source)))


def _shown(data: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    """Return the richest form of an output that is safe in a page; scripts and formulas stay text."""
    if "text/html" in data:
        shown = with_downloads(without_styles(joined(data["text/html"])), joined(data.get("image/png", "")))
        return (
            f'<div class="frame" tabindex="0">{shown}</div>'
            if 'class="dataframe"' in shown and "an-" not in shown
            else shown
        )
    for kind in ("image/svg+xml", "image/png"):
        if kind in data:
            alt, content = (metadata.get(kind) or {}).get("alt", "Chart without a description"), joined(data[kind])
            plain = content.replace("\n", "") if kind == "image/png" else _in_base64(content)
            return f'<img src="data:{kind};base64,{plain}" alt="{escape(alt)}">'
    return f"<pre>{escape(plain_text(data.get('text/plain', '')))}</pre>"


def with_downloads(html: str, png: str) -> str:
    """Return a chart's HTML with links to its picture as PNG and as SVG in plain colours beside that to its figures."""
    drawn, named = _WIDE_PICTURE.search(html), _DOWNLOAD.search(html)
    if drawn is None or named is None:
        return html
    svg = _THEMED.sub(r"\1", drawn[1]).replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1)
    links = f'<a download="{named[1]}.svg" href="data:image/svg+xml;base64,{_in_base64(svg)}">SVG</a> '
    if png:
        picture = png.replace("\n", "")
        links = f'<a download="{named[1]}.png" href="data:image/png;base64,{picture}">PNG</a> {links}'
    return html.replace(named[0], links + named[0], 1)


def _in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def without_styles(html: str) -> str:
    """Return the HTML of an output without the style sheets that it carries for a notebook."""
    return _STYLE_BLOCK.sub("", html)


def without_controls(text: str) -> str:
    """Return a text without what is no character to be read: controls, turns of direction, halves of pairs."""
    return _CONTROLS.sub("", text.encode("utf-8", "replace").decode("utf-8"))


def plain_text(text: Any) -> str:
    """Return printed text without the codes that colour it."""
    return _ANSI.sub("", joined(text))


def question_of(notebook: Mapping[str, Any]) -> str:
    """Return the question that is a notebook's title; empty where it has none."""
    return _split_question(notebook)[0]


def said_first(notebook: Mapping[str, Any]) -> str:
    """Return the finding that an executed notebook shows, as plain text; empty where it shows none."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if _FINDING in joined(data.get("text/html", "")):
                return plain_text(data.get("text/plain", "")).strip()
    return ""


def _split_question(notebook: Mapping[str, Any]) -> tuple[str, str, Sequence[Mapping[str, Any]]]:
    cells = list(notebook["cells"])
    if not cells or cells[0]["cell_type"] != "markdown":
        return "", "", cells
    first, _, rest = joined(cells[0]["source"]).partition("\n")
    if not first.startswith("# "):
        return "", "", cells
    return first[2:].strip(), rest.strip(), cells[1:]


def _with_anchors(body: str) -> tuple[str, list[tuple[str, str]]]:
    contents: list[tuple[str, str]] = []
    used: dict[str, int] = {}

    def anchor(found: re.Match[str]) -> str:
        text = re.sub(r"<[^>]+>", "", found[2])
        name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"
        used[name] = used.get(name, 0) + 1
        name += f"-{used[name]}" if used[name] > 1 else ""
        if found[1] == "2":
            contents.append((name, unescape(text)))
        return f'<h{found[1]} id="{name}">{found[2]}</h{found[1]}>'

    return _HEADING.sub(anchor, body), contents


def content_security_policy(script: str = "") -> str:
    """Return the policy of a page whose only script, if any, is `script`.

    Nothing is fetched, framed, submitted or run; pictures are inline. Styles are inline because charts carry theirs.

    >>> content_security_policy()
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    """
    rules = [
        "default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip
    if script:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
        rules.insert(1, f"script-src 'sha256-{digest}'")
    return "; ".join(rules)


def prose(text: str) -> Shown:
    return {"cell_type": "markdown", "source": text}


def shown(html: str) -> Shown:
    return shown_as({"text/html": f'<div class="an">{html}</div>'})


def shown_as(data: Mapping[str, str]) -> Shown:
    """Return a cell that shows something in some forms, by their media types."""
    return {"cell_type": "code", "source": "", "outputs": [{"output_type": "display_data", "data": data}]}


def page_cells(cells: Sequence[Cell], *, published: bool) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the cells of a page, code cells that show nothing put together with the next, and the headings left out.

    A section in which nothing was found is left out with its explanation; the published page has no cell tagged
    ``working`` and no code.
    """
    chosen = [cell for cell in cells if not (published and WORKING in cell.get("metadata", {}).get("tags", []))]
    kept: list[dict[str, Any]] = []
    for part in _grouped(chosen, published=published):
        prose = [] if part[0]["code"] else part[:1]
        full = [cell for cell in part[len(prose) :] if not is_empty(cell)]
        if full or len(part) == 1:
            kept += [*prose, *full]
        elif prose and (heading := _SECTION.search(prose[0]["sources"][0])):
            kept.append({**prose[0], "sources": [heading[0]]})
    left, gone = [], []
    for cell, after in zip_longest(kept, kept[1:]):  # a heading followed by another, or by nothing
        lonely = not cell["code"] and _SECTION.fullmatch(cell["sources"][0].strip())
        if lonely and (after is None or (not after["code"] and after["sources"][0].startswith("## "))):
            gone.append(cell["sources"][0].strip().removeprefix("## "))
        else:
            left.append(cell)
    return left, gone


def is_empty(cell: Mapping[str, Any]) -> bool:
    """Say whether a cell has outputs and all of them only say that there is nothing."""
    outputs = cell["outputs"]
    return bool(outputs) and all(
        _EMPTY.fullmatch(joined(output.get("data", {}).get("text/html", ""))) is not None for output in outputs
    )


def _grouped(cells: Sequence[Cell], *, published: bool) -> list[list[dict[str, Any]]]:
    """Return prose cells each with the code cells that follow; code before any prose is a part of its own."""
    parts: list[list[dict[str, Any]]] = []
    for cell in cells:
        source, outputs, is_code = joined(cell["source"]).strip(), cell.get("outputs", []), cell["cell_type"] == "code"
        bare, before = published and is_code, parts[-1][-1] if parts else None
        if is_code and before and before["code"] and not before["outputs"]:
            before["sources"].append(source)
            before["outputs"] = outputs
        elif outputs if bare else source:
            parts += [] if is_code and parts else [[]]
            parts[-1].append({"code": is_code, "sources": [] if bare else [source], "outputs": outputs})
    return parts


def joined(text: Any) -> str:
    """Return a text that a notebook may hold as lines."""
    return text if isinstance(text, str) else "".join(text)
