"""Web pages: the article as trafilatura finds it, a map from its blocks to elements, what the page says of itself."""

import re
from html import unescape
from typing import Any

from analysis.articles.inputs import Read, joined, with_version
from analysis.articles.page_dates import is_declared, page_date
from analysis.articles.page_parts import (
    Note,
    gallery_text,
    kind_of_line,
    linked_items,
    page_author,
    plain_words,
    set_right,
    story_links,
)
from analysis.errors import ArticleError

_SOURCE_PROPERTIES = ("og:site_name", "application-name", "dc.publisher", "publisher")
_TITLE_PROPERTIES = ("og:title", "twitter:title", "dc.title")
_INLINE = (
    "a", "abbr", "b", "br", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub",
    "sup", "time", "u",
)  # fmt: skip
_SHORTEST_PARAGRAPH = 40  # characters outside links, twice over those in links
_CELL_BORDER = " | "
_FEWEST_HEADINGS = 5
_TEASED = (0.8, 2)  # headings that lead elsewhere for each line of a list of teasers
_FEWEST_TEASERS = 3
_BLOCKS_A_TEASER = 4  # heading, summary, byline, button
_MOST_PICTURED = 0.8
_INNER_BLOCKS = ("p", "item", "head", "row", "quote")


def read_html(source: str, place: str, address: str | None = None) -> Read:
    """Extract the article of a web page; `address` is where it came from, if that is known.

    The headline is the first block.

    Raises ArticleError if no article is found in it.
    """
    from lxml import etree, html
    from trafilatura import bare_extraction

    refuse_markup(source, place)
    try:
        tree = html.document_fromstring(
            source.encode("utf-8", "replace"),
            parser=html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
        )
        title = _title(tree)
        published = page_date(tree, source, title, address)
        source_name = _meta(tree, _SOURCE_PROPERTIES)
        author = page_author(tree, source_name)
        notes, gallery, links = set_right(tree), gallery_text(tree), story_links(tree)
        items = linked_items(tree)
        _name_paragraphs(tree)
        found = bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False)
    except (etree.LxmlError, ValueError, RecursionError, AssertionError) as error:
        said = f"{place}: cannot be read as HTML ({type(error).__name__}); give a saved web page"
        raise ArticleError(said) from error
    blocks = _blocks(found.body) if found is not None and found.body is not None else []
    if published is None or not is_declared(published):
        notes += _list_told(blocks, links - {plain_words(title or "")}, items)
    blocks, apart = _story(blocks, gallery)
    if all(name == "head" for name, _ in blocks):
        raise ArticleError(f"{place}: no article text was found in the page; save the text itself as .txt")
    if title and plain_words(blocks[0][1]) != plain_words(title):
        blocks.insert(0, ("title", title))
    text, ranges = joined(blocks)
    return Read(
        text=text, blocks=ranges, extractor=with_version("trafilatura"), title=title, published=published,
        source=source_name, author=author, notes=(*notes, *apart),
    )  # fmt: skip


def _list_told(blocks: list[tuple[str, str]], links: frozenset[str], items: frozenset[str]) -> list[Note]:
    """Tell a page of teasers: headings, or most lines, that lead to other pages, and no day declared for it."""
    lines = [line for _, text in blocks for line in text.split("\n")]
    teasers = [line for line in lines if plain_words(line) in links]
    linked = [line for line in lines if plain_words(line) in items]
    about_one_each = _TEASED[0] * len(lines) <= len(links) <= _TEASED[1] * len(lines)
    if len(teasers) < max(_FEWEST_TEASERS, len(lines) / _BLOCKS_A_TEASER):
        most = len(linked) > max(_FEWEST_TEASERS, len(lines) / 2)
        left_out = about_one_each and len(links) >= _FEWEST_HEADINGS  # the extractor left the headings out
        teasers = sorted(links) if left_out else linked if most else []
    return [("list_page", "; ".join(teasers))] if teasers else []


def _story(blocks: list[tuple[str, str]], gallery: str) -> tuple[list[tuple[str, str]], list[Note]]:
    """Part the blocks of the story from what is set apart; a page that is a gallery keeps it."""
    plain = [plain_words(text) for _, text in blocks]
    shown = [len(words) >= _SHORTEST_PARAGRAPH and words in gallery for words in plain]
    kinds = [kind_of_line(b[1]) or ("gallery" if within else None) for b, within in zip(blocks, shown, strict=True)]
    pictured = sum(len(b[1]) for b, kind in zip(blocks, kinds, strict=True) if kind == "gallery")
    if pictured > _MOST_PICTURED * sum(len(text) for _, text in blocks):
        kinds = [None if kind == "gallery" else kind for kind in kinds]
    pairs = list(zip(blocks, kinds, strict=True))
    return [block for block, kind in pairs if kind is None], [(kind, text) for (_, text), kind in pairs if kind]


def _name_paragraphs(tree: Any) -> None:
    """Make ``<p>`` of each ``<div>`` of running text beside paragraphs: trafilatura leaves such text out."""
    beside = {paragraph.getparent() for paragraph in tree.iter("p")}
    for element in list(tree.iter("div")):
        if element.getparent() not in beside or any(child.tag not in _INLINE for child in element):
            continue
        linked = sum(len(link.text_content()) for link in element.iter("a"))
        if len(element.text_content().strip()) - 2 * linked >= _SHORTEST_PARAGRAPH:
            element.tag = "p"


def _blocks(body: Any) -> "list[tuple[str, str]]":
    """Return ``(element, text)`` for each paragraph, heading, list item, table row and quotation, in reading order."""
    blocks: list[tuple[str, str]] = []
    stack = [(part, str(part.tag)) for part in reversed(body)]
    while stack:
        part, name = stack.pop()
        if not isinstance(part, str):
            stack.extend(p if isinstance(p, tuple) else (p, name) for p in reversed(_parts(part, name)))
            continue
        lines = (" ".join(line.split()) for line in part.replace("\xa0", " ").split("\n"))
        if text := "\n".join(line for line in lines if line):  # single spaces; a line break stays one
            blocks.append((name, text))
    return blocks


def _parts(element: Any, name: str) -> "list[tuple[Any, str] | str]":
    """Return an element's own text and the blocks inside it in their order; cells of a row stand apart."""
    if element.tag == "row":
        return [_CELL_BORDER.join(" ".join(" ".join(cell.itertext()).split()) for cell in element)]
    parts: list[tuple[Any, str] | str] = []
    run = [element.text or ""]
    for child in element:
        if child.tag in _INNER_BLOCKS:
            parts += ["".join(run), (child, f"{name}/{child.tag}")]
            run = []
        elif isinstance(child.tag, str):
            run.append("\n" if child.tag == "lb" else "".join(child.itertext()))
        run.append(child.tail or "")
    return [*parts, "".join(run)]


def _title(tree: Any) -> str | None:
    """Return the longest heading that the page's declared title contains, else that title."""
    page = " ".join((tree.findtext(".//title") or "").split())
    declared = unescape(_meta(tree, _TITLE_PROPERTIES) or page)  # some pages escape twice
    headings = [" ".join(heading.text_content().split()) for heading in tree.iter("h1", "h2")]
    within = [h for h in headings if plain_words(h) and plain_words(h) in plain_words(declared)]
    return max(within, key=len, default=None) or declared or next(filter(None, headings), None)


def _meta(tree: Any, names: tuple[str, ...]) -> str | None:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        content = " ".join((element.get("content") or "").split())
        if key and content:
            found.setdefault(key.lower(), content)
    return next((found[name] for name in names if name in found), None)


MOST_TAGS = 60_000  # of a page, opening and closing; of 69 pages of news the fullest has 3,772
MOST_FEED_TAGS = 300_000
MOST_ATTRIBUTES = 500  # of one element; in those pages the most are 126
_NAMED = "script|style|title|textarea|xmp|iframe|noembed|noframes|plaintext"
_RAW_HTML = re.compile(rf"<(?:!(--)|({_NAMED})[\s/>])", re.IGNORECASE)  # what begins here holds no tags
_RAW_XML = re.compile(r"<!(?:(--)|(\[CDATA\[))")
_ATTRIBUTE = r"""[\s/]*+(?:=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""  # as HTML has it
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_TAG = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE})*+")


def refuse_markup(source: str, place: str, *, is_feed: bool = False) -> None:
    """Refuse a page or feed of too many tags, or with an element of too many attributes.

    Raises ArticleError with the limit that is passed.
    """
    most = MOST_FEED_TAGS if is_feed else MOST_TAGS
    if source.count("<") > most:
        raise ArticleError(f"{place}: has more than {most:,} tags, as no page of news has; split it")
    raw = _RAW_XML if is_feed else _RAW_HTML
    position = source.find("<")
    while position >= 0:
        position = source.find("<", _behind(source, position, raw, place))


def _behind(source: str, start: int, raw: re.Pattern[str], place: str) -> int:
    """Return where the tag, comment or script that begins at a place ends, at the end of the page if it never does."""
    if opening := raw.match(source, start):
        plain = r"\]\]>" if (opening[2] or "").startswith("[") else f"</{opening[2]}"
        ending = re.compile("--!?>" if opening[1] else plain, re.IGNORECASE).search(source, start + 2)
        return ending.end() if ending else len(source)
    tag = _TAG.match(source, start)
    if tag is None:
        return start + 1
    if len(tag[0]) > 2 * MOST_ATTRIBUTES and len(_ATTRIBUTES.findall(tag[0])) > MOST_ATTRIBUTES:
        raise ArticleError(f"{place}: has an element of more than {MOST_ATTRIBUTES} attributes, as none in news has")
    return tag.end()
