"""Web pages: the article as trafilatura finds it, a map from its blocks to elements, what the page says of itself."""

import functools
import json
import re
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from analysis.articles.authors import page_author
from analysis.articles.page_dates import PageDate, page_date
from analysis.errors import ArticleError

_SOURCE_PROPERTIES = ("og:site_name", "application-name", "dc.publisher", "publisher")
_TITLE_PROPERTIES = ("og:title", "twitter:title", "dc.title")
_INLINE = (
    "a", "abbr", "b", "br", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub",
    "sup", "time", "u",
)  # fmt: skip
_SHORTEST_PARAGRAPH = 40  # characters outside links, twice over those in links
_INNER_BLOCKS = ("p", "item", "head", "row", "quote")


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page; `blocks` are ``(start, end, element)`` in it."""

    text: str
    blocks: tuple[tuple[int, int, str], ...]
    title: str | None
    published: PageDate | None
    source: str | None
    author: str | None


@functools.cache
def html_extractor() -> str:
    """Return name and version of the extractor."""
    return f"trafilatura {version('trafilatura')}"


def read_html(source: str, place: str, address: str | None = None) -> Page:
    """Extract the article of a web page; `address` is where it came from, if that is known.

    The headline is the first block.

    Raises
    ------
    ArticleError
        If no article is found in it.
    """
    from lxml import etree, html
    from trafilatura import bare_extraction

    try:
        tree = html.document_fromstring(source.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
        title = _title(tree)
        published = page_date(tree, source, title, address)
        author = page_author(tree)
        _name_paragraphs(tree)
        found = bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False)
    except (etree.LxmlError, ValueError, RecursionError, AssertionError) as error:
        said = f"{place}: cannot be read as HTML ({type(error).__name__}); give a saved web page"
        raise ArticleError(said) from error
    blocks = list(_blocks(found.body)) if found is not None and found.body is not None else []
    if not blocks:
        raise ArticleError(f"{place}: no article text was found in the page; save the text itself as .txt")
    if title and _plain(blocks[0][1]) != _plain(title):
        blocks.insert(0, ("title", title))
    text, ranges = _join(blocks)
    return Page(text, ranges, title, published, _meta(tree, _SOURCE_PROPERTIES), author)


def _name_paragraphs(tree: Any) -> None:
    """Make ``<p>`` of each ``<div>`` of running text beside paragraphs: trafilatura leaves such text out."""
    for element in list(tree.iter("div")):
        parent = element.getparent()
        if parent is None or parent.find("p") is None or any(child.tag not in _INLINE for child in element):
            continue
        linked = sum(len(link.text_content()) for link in element.iter("a"))
        if len(element.text_content().strip()) - 2 * linked >= _SHORTEST_PARAGRAPH:
            element.tag = "p"


def blocks_as_json(blocks: tuple[tuple[int, int, str], ...]) -> str:
    """Return a block map as the ARTICLES table holds it."""
    return json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))


def _blocks(body: Any) -> "list[tuple[str, str]]":
    """Return ``(element, text)`` for each paragraph, heading, list item, table row and quotation."""
    blocks: list[tuple[str, str]] = []
    stack = [(element, element.tag) for element in reversed(body)]
    while stack:
        element, name = stack.pop()
        inner = [child for child in element if child.tag in _INNER_BLOCKS]
        own = _own_text(element)
        if own:
            blocks.append((str(name), own))
        stack.extend((child, f"{name}/{child.tag}") for child in reversed(inner))
    return blocks


def _own_text(element: Any) -> str:
    """Return the text of an element without that of the blocks inside it; a line break stays one."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            pieces.append("\n")
        elif child.tag not in _INNER_BLOCKS and isinstance(child.tag, str):
            pieces.append("".join(child.itertext()))
        pieces.append(child.tail or "")
    lines = (" ".join(line.split()) for line in "".join(pieces).replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def _join(blocks: list[tuple[str, str]]) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    ranges: list[tuple[int, int, str]] = []
    position = 0
    for name, text in blocks:
        ranges.append((position, position + len(text), name))
        position += len(text) + 2
    return "\n\n".join(text for _, text in blocks), tuple(ranges)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _title(tree: Any) -> str | None:
    """Return the longest heading that the page's declared title contains, else that title."""
    page = " ".join((tree.findtext(".//title") or "").split())
    declared = _meta(tree, _TITLE_PROPERTIES) or page
    headings = [" ".join(heading.text_content().split()) for heading in tree.iter("h1", "h2")]
    within = [h for h in headings if _plain(h) and _plain(h) in _plain(declared)]
    return max(within, key=len, default=None) or declared or next(filter(None, headings), None)


def _meta(tree: Any, names: tuple[str, ...]) -> str | None:
    """Return the content of the first of some ``<meta>`` elements that is there."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        content = " ".join((element.get("content") or "").split())
        if key and content:
            found.setdefault(key.lower(), content)
    return next((found[name] for name in names if name in found), None)
