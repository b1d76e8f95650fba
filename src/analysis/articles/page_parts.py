"""What of a page is the story: marks in the right form, and what is set apart from it, with its kind.

Set apart are struck words, galleries, and lines that readers skip: adverts, paywalls, newsletters, corrections.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from analysis.lexicons import pairs, read_lexicon
from analysis.unit_names import unit_names

Note = tuple[str, str]

_STRUCK = ("s", "del", "strike")
_FOOTNOTE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*†‡§¶])[\])]?(?:, ?\d{1,3})*")
_DIGITS = re.compile(r"[-−–]?\d{1,3}")
_RAISED = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
_LAST_WORD = re.compile(r"[^\W\d_]*\d*$")
_POST = re.compile(r"twitter-tweet|instagram-media|bluesky-embed|mastodon-embed|fb-post|text-post-media", re.IGNORECASE)
_GALLERY = re.compile(r"gallery|slideshow|carousel", re.IGNORECASE)
_FEWEST_PICTURES = 3
_SIGNATURE = re.compile(r"\s*(?:—|–|--?)\s*(?=[^\W\d_])")
_QUOTED = ("“", '"', "'", "‘")
_COUNT = re.compile(r"\d[\d,.]*[KkMm]?\s+")
_LONGEST_UNIT = 20
_LONGEST_LINE = 240  # characters; a longer paragraph is not boilerplate
_LONGEST_CORRECTION = 900


def set_right(tree: Any) -> list[Note]:
    """Make marks of a page's elements characters, in place; return what was taken out of it.

    Footnote marks go (``1,500<sup>3</sup>``), powers stay (``km<sup>2</sup>``); ``<q>`` and embedded posts get their
    quotation marks; struck words are set apart.
    """
    for element in list(tree.iter("sup")):
        if element.getparent() is not None:
            _set_raised(element)
    for element in list(tree.iter("a")):
        within = element.getparent() is not None and (element.get("href") or "").startswith("#")
        if within and _FOOTNOTE.fullmatch(_words(element)):
            _empty(element)
    for element in list(tree.iter("q")):
        element.text, element.tag = f"“{element.text or ''}", "span"
        _append(element, "”")
    for element in list(tree.iter("blockquote")):
        (_set_post if _POST.search(element.get("class") or "") else _set_block)(element)
    notes: list[Note] = []
    for element in list(tree.iter(*_STRUCK)):
        if element.getparent() is not None and (text := _words(element)):
            notes.append(("struck", text))
            _empty(element)
    return notes


def gallery_text(tree: Any) -> str:
    """Return the words of a page's picture galleries, lower case."""
    found = [e for e in tree.iter("div", "section", "ul", "ol") if _GALLERY.search(e.get("class") or "")]
    galleries = [e for e in found if len(list(e.iter("img"))) >= _FEWEST_PICTURES and e.find(".//h1") is None]
    return plain_words(" ".join(e.text_content() for e in galleries))


def story_links(tree: Any) -> frozenset[str]:
    """Return the headings that are links to other pages, as plain words."""
    headings = ((plain_words(h.text_content()), h) for h in tree.iter("h1", "h2", "h3", "h4"))
    linked = ((words, _links((*h.iter("a"), *h.iterancestors("a")))) for words, h in headings if words)
    return frozenset(words for words, links in linked if any(words in link for link in links))


def linked_items(tree: Any) -> frozenset[str]:
    """Return the items of lists that are nothing but a link to another page, as plain words."""
    items = ((plain_words(item.text_content()), item) for item in tree.iter("li"))
    return frozenset(words for words, item in items if words and words in _links(item.iter("a")))


def _links(elements: Iterable[Any]) -> list[str]:
    return [plain_words(a.text_content()) for a in elements if not (a.get("href") or "#").startswith("#")]


def plain_words(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def kind_of_line(text: str) -> str | None:
    """Return why a paragraph is no part of the story (``boilerplate``, ``correction`` …); None when it is.

    "Read more: Eastmere shuts its pool" is boilerplate, "Read more books, the mayor said." is not.
    """
    if len(text) > _LONGEST_CORRECTION or text.startswith(_QUOTED):
        return None
    line = _COUNT.sub("", text.replace("’", "'").strip("[]()*_ \n").casefold(), count=1)
    phrases = _phrases(line[:1], len(text) > _LONGEST_LINE)
    return next((kind for phrase, kind, where in phrases if phrase in line and _PLACES[where](line, phrase)), None)


def _opens(line: str, phrase: str) -> bool:
    """Say whether a line begins with a phrase and is no sentence that goes on from it."""
    if not line.startswith(phrase):
        return False
    rest = line[len(phrase) :].lstrip()
    return phrase.endswith((":", "(")) or rest[:1] in ("", ":", "»", ">", "|", "…", "—", "-") or rest[-1] not in '.!?”"'


_PLACES: dict[str, Callable[[str, str], bool]] = {
    "start": _opens,
    "opening": str.startswith,
    "whole": lambda line, phrase: line.rstrip(".:!") == phrase,
    "anywhere": lambda line, phrase: phrase in line,
}


@cache
def _phrases(first: str, is_long: bool) -> tuple[tuple[str, str, str], ...]:
    """Return the phrases that a line with a first letter can begin with or hold, a long one those of corrections."""
    rows = (row for row in read_lexicon("page_lines") if row["where"] == "anywhere" or row["phrase"][0] == first)
    kinds = ((row["phrase"], row["kind"], row["where"]) for row in rows)
    return tuple(row for row in kinds if row[1] == "correction" or not is_long)


def _set_raised(element: Any) -> None:
    """Drop a footnote mark; make a power's digits raised characters."""
    text, previous = _words(element), element.getprevious()
    before = element.getparent().text or "" if previous is None else previous.tail or "".join(previous.itertext())
    word = _LAST_WORD.search(before[-_LONGEST_UNIT:])[0]  # type: ignore[index]
    if element.tag == "sup" and _DIGITS.fullmatch(text) and (word == "10" or word in _powered()):
        element.text = text.translate(_RAISED)
        for child in list(element):
            element.remove(child)
    elif _FOOTNOTE.fullmatch(text):
        _empty(element)


@cache
def _powered() -> frozenset[str]:
    symbols = (symbol for name in unit_names() for symbol in name.symbols)
    return frozenset(symbol[:-1] for symbol in symbols if symbol.endswith(("²", "³")))


def _empty(element: Any) -> None:
    """Take out what an element holds; joining its neighbours' text each time would take quadratic time."""
    element.clear(keep_tail=True)
    element.tag = "span"


def _append(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _set_post(element: Any) -> None:
    """Write an embedded post as one paragraph: its words in quotation marks, then who posted it."""
    whole, words = _words(element), " ".join(s for p in element.iter("p") if (s := _words(p)))
    if not words or words not in whole:
        return
    after = _SIGNATURE.sub("", whole.partition(words)[2], count=1).strip()
    for child in list(element):
        child.drop_tree()
    element.tag, element.text = "p", f"“{words.strip('“”')}”" + (f" — {after}" if after else "")


def _set_block(element: Any) -> None:
    """Put a block quote below "She wrote:" in quotation marks, each paragraph opened and the last one closed."""
    before = element.getprevious()
    words = _words(element)
    if before is None or not _words(before).endswith(":") or not words or words.startswith(_QUOTED):
        return
    paragraphs = [p for p in element.iter("p") if _words(p)] or [element]
    for paragraph in paragraphs:
        paragraph.text = f"“{(paragraph.text or '').lstrip()}"
    _append(paragraphs[-1], "”")


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


_BYLINE = re.compile(r"(?:[Bb]y|BY) ([^\W\d_a-z][^\n]{2,100})")
_FIRST_LINES = 6
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: (?:[^\W\d_a-z][\w.'’-]*|de|la|van|von|der|den|al|bin|and|&|,))*")
_UP_TO_BY = re.compile(r"^.*\bby (?=\S)", re.IGNORECASE)  # "View all posts by Ada Marsh"


def page_author(tree: Any, source: str | None = None) -> str | None:
    """Return the authors of a web page, several separated by ``; ``: its meta elements, linked data or byline.

    The name of the site (`source`) beside or behind a person's is left out.
    """
    from trafilatura import metadata

    found = metadata.examine_meta(tree)
    found.author = found.author if found.author and " " in found.author else None
    try:
        found = metadata.extract_meta_json(tree, found)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        found.author = None  # linked data of a form that the library does not know
    return cleaned(found.author or metadata.extract_author(tree), source)


def byline_author(text: str) -> str | None:
    """Return the author that one of the first lines of a text names: "By Ada Marsh and Per Dahl"."""
    lines = [line.strip() for line in text[:2_000].split("\n") if line.strip()][:_FIRST_LINES]
    for line in lines:
        said = _BYLINE.fullmatch(line)
        if said and (name := _NAME.match(said.group(1))) and " " in name.group():
            return cleaned(re.sub(r", and |, | and | & ", "; ", name.group()))
    return None


def cleaned(author: str | None, source: str | None = None) -> str | None:
    """Return an author as given without what is no name; the site stays where it alone is named."""
    names = [_UP_TO_BY.sub("", " ".join(name.split())) for name in (author or "").split(";")]
    kept = [name for name in names if name and not _is_nobody(name)]
    site = _plain(source or "")
    if len(kept) > 1 and _plain(" ".join(kept)) == site:  # "Jobs; Hire", of Jobs & Hire
        return source
    behind = f" {site}" if site else "\n"
    people = [name[: -len(site)].rstrip(" ,-|") if _plain(name).endswith(behind) else name for name in kept]
    return "; ".join([name for name in people if _plain(name) != site] or kept) or None


def _is_nobody(name: str) -> bool:
    kinds, word = pairs("byline_words", "word", "kind"), name.casefold()
    listed = kinds.get(word) == "nobody" or kinds.get(word.rpartition(" ")[2]) == "office"
    return listed or "://" in name or "@" in name or word[:3] == "www"


def _plain(text: str) -> str:
    return re.sub(r"[^\w]+", " ", re.sub(r" (?:and|&) ", " ", text)).strip().casefold()
