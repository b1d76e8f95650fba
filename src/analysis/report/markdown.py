"""One executed notebook → one Markdown file that GitHub shows well: no HTML in it, every word of an article escaped."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analysis.report.page import Page, joined, plain_text, prose_html, split_headings, without_controls, without_styles

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ALWAYS = re.compile(r"[\\`*\[\]<|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(:)|\b(www)(\.)")
_EMOJI = re.compile(r":(?=[\w+-]+:)")
_OPENING = re.compile(r"^([#+=>-])|^(\d{1,9})([.)])(?=\s|$)")
_SILENT = ("an-tip", "an-narrow", "an-wide", "an-get", "an-key", "an-why")  # read elsewhere in the report, or drawn
_UNSAID = ("svg", "input", "label", "legend", "style", "script")
_HEADING = re.compile(r"h[1-6]")
_BLOCK = re.compile(
    r"article|blockquote|details|div|dl|fieldset|figure|footer|h[1-6r]|header|li|ol|p|pre|section|table|ul"
)


def notebook_markdown(notebook: Mapping[str, Any], page: Page) -> str:
    """Return the report of an executed notebook as GitHub-flavoured Markdown; code is left out.

    Charts are told by their finding, their description and the figures behind them. Raises `ValueError` if a cell
    failed.
    """
    headings, cells, _ = split_headings(notebook, page)
    parts = [escaped(page.kicker), f"# {escaped(headings['title'])}", escaped(headings["question"])]
    for cell in cells:
        if not cell["code"]:
            parts.append(from_html(prose_html(cell["sources"][0])))
            continue
        parts += [_output(output) for output in cell["outputs"]]
    if headings["about"]:
        parts += ["## About this page", from_html(prose_html(headings["about"]))]
    parts += ["## Terms of the figures", *(escaped(line) for line in page.credits)]
    parts.append("\n".join(f"- {escaped(name)}: {escaped(value)}" for name, value in page.facts))
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def from_html(html: str) -> str:
    r"""Return the words of our own HTML as Markdown; what it does not know is told by its words alone.

    >>> from_html("<p>2 * 3 &lt;b&gt; and <b>more</b></p>")
    '2 \\* 3 \\<b> and **more**'
    """
    from lxml import html as parser

    return "\n\n".join(_blocks(parser.fragment_fromstring(without_controls(html), create_parent="div")))


def escaped(text: str) -> str:
    r"""Return a text as one line that Markdown shows as it is: no markup, link, picture, formula or table in it.

    >>> escaped("1. [a](javascript:x) | <img> www.example.org"), escaped("say_so _x_ &amp; 5 > 3")
    ('1\\. \\[a\\](javascript:x) \\| \\<img> www\\.example.org', 'say_so \\_x\\_ \\&amp; 5 > 3')
    """
    return _OPENING.sub(r"\2\\\1\3", _inline_text(text).strip())


def _inline_text(text: str) -> str:
    text = re.sub(r"\s+", " ", without_controls(text))
    text = _ALWAYS.sub(lambda found: f"\\{found[0]}", text)
    text = _ADDRESS.sub(lambda found: f"{found[1] or found[3]}\\{found[2] or found[4]}", text)
    return _EMOJI.sub(r"\\:", text)


def _output(output: Mapping[str, Any]) -> str:
    if output["output_type"] == "stream":
        return _fenced(plain_text(output["text"]))
    data, metadata = output["data"], output.get("metadata", {})
    plain = plain_text(data.get("text/plain", ""))
    if "text/html" in data:
        shown = without_styles(joined(data["text/html"]))
        words = [escaped(line) for line in plain.splitlines() if line.strip() and 'class="an-chart"' in shown]
        told = [f"**{line}**" if place == 0 else line for place, line in enumerate(words)]  # a chart's finding leads
        return "\n\n".join([*told, from_html(shown)]).strip()
    for kind in ("image/svg+xml", "image/png"):
        if kind in data:
            return escaped(f"Picture: {(metadata.get(kind) or {}).get('alt', 'without a description')}")
    return _fenced(plain)


def _fenced(text: str) -> str:
    text = without_controls(text).rstrip()
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
    return f"{fence}text\n{text}\n{fence}" if text else ""


def _blocks(element: "HtmlElement") -> Iterator[str]:
    run = [_inline_text(element.text or "")]
    for child in element:
        if _is_block(child):
            yield from _paragraph(run)
            yield from _block(child)
            run = []
        else:
            run.append(_inline(child))
        run.append(_inline_text(child.tail or ""))
    yield from _paragraph(run)


def _paragraph(run: Sequence[str]) -> Iterator[str]:
    if text := re.sub(r" +", " ", "".join(run)).strip():
        yield _OPENING.sub(r"\2\\\1\3", text)


def _is_block(element: "HtmlElement") -> bool:
    return isinstance(element.tag, str) and _BLOCK.fullmatch(element.tag) is not None


def _block(element: "HtmlElement") -> Iterator[str]:
    kinds = element.get("class", "").split()
    if any(kind in _SILENT for kind in kinds):
        return
    if _HEADING.fullmatch(element.tag):
        yield from (f"{'#' * int(element.tag[1])} {text}" for text in _paragraph([_words(element)]))
    elif element.tag == "table":
        yield _table(element)
    elif "an-card" in kinds:
        yield _card(element)
    elif element.tag in ("ul", "ol"):
        if element.getparent().tag == "fieldset":  # a legend: one line
            yield escaped(f"{element.get('aria-label')}: ") + " " + "; ".join(_words(item) for item in element)
        else:
            yield "\n".join(_item(list(_blocks(item))) for item in element)
    elif element.tag == "dl":
        told = zip(element.findall("dt"), element.findall("dd"), strict=False)
        yield "\n".join(f"- {_words(name)}: {_words(value)}" for name, value in told)
    elif element.tag == "pre":
        yield _fenced(element.text_content())
    elif element.tag == "blockquote":
        yield "\n>\n".join(f"> {block}".replace("\n", "\n> ") for block in _blocks(element))
    elif "an-title" in kinds:
        yield from (f"**{text}**" for text in _paragraph([_words(element)]))
    else:
        yield from _blocks(element)


def _card(element: "HtmlElement") -> str:
    """Return a claim's card as an item: its number and words, below it verdict, figure, edition, cell."""
    name = _number_of(element.get("id", ""))
    quote = " ".join(_words(child) for child in element[:1])
    below: list[str] = []
    for child in element[1:]:
        if child.tag == "ul":
            below += [_indented(_item(list(_blocks(item)))) for item in child]
        elif child.tag == "details":
            below.append(_item([": ".join(_words(part) for part in child)]))
        else:
            below += [_item([block]) for block in _block(child)]
    return "\n".join([f"- **{name}** {quote}", *(_indented(block) for block in below)])


def _number_of(anchor: str) -> str:
    """Return a claim's number from the id or the link of its card.

    >>> _number_of("k-c0012"), _number_of("#k-c0003")
    ('12', '3')
    """
    return anchor.rpartition("-")[2].lstrip("c0")


def _item(blocks: Sequence[str]) -> str:
    return _indented("\n\n".join(blocks)).replace("  ", "- ", 1)


def _indented(text: str) -> str:
    return re.sub(r"^(?=.)", "  ", text, flags=re.MULTILINE)


def _table(element: "HtmlElement") -> str:
    rows = [list(row.iterchildren("th", "td")) for row in element.iter("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return ""
    width = max(map(len, rows))
    right = ["an-num" in cell.get("class", "") for cell in rows[-1]]
    lines = [[_words(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    rule = ["---:" if numeric else "---" for numeric in right] + ["---"] * (width - len(right))
    return "\n".join(f"| {' | '.join(line)} |" for line in [lines[0], rule, *lines[1:]])


def _words(element: "HtmlElement") -> str:
    parts = [_inline_text(element.text or "")]
    for child in element:
        parts += [_inline(child), _inline_text(child.tail or "")]
    return re.sub(r" +", " ", "".join(parts)).strip()


def _inline(element: "HtmlElement") -> str:
    kinds = element.get("class", "").split() if isinstance(element.tag, str) else ["an-tip"]
    leads = element.tag == "a" and ("download" in element.attrib or (element.text or "").startswith("↑"))
    if leads or element.tag in _UNSAID or any(kind in _SILENT for kind in kinds):  # no words of the report
        return ""
    if element.tag == "code":
        return _code(element.text_content())
    if element.tag == "br":
        return " "
    words = _words(element)
    if "an-who" in kinds:
        return f"‹{words}› "
    if "an-v" in kinds:
        claim = _number_of(element.get("href", ""))
        return f" ‹{words} {claim}›"
    if element.tag in ("em", "i"):
        return f"*{words}*" if words else ""
    if element.tag in ("b", "strong", "mark") or "an-badge" in kinds:
        return f"**{words}**" if words else ""
    return f"{words} " if _is_block(element) else _inner(element)


def _inner(element: "HtmlElement") -> str:
    """Return the words of an element within a line, the spaces at its ends kept."""
    text = element.text_content()
    words = _words(element)
    return (" " if text[:1].isspace() else "") + words + (" " if words and text[-1:].isspace() else "")


def _code(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip().replace("|", "¦")
    fence = "`" * (1 + max(map(len, re.findall(r"`+", text)), default=0))
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""
