"""What of a page is the story: marks in the right form, and what is set apart from it, with its kind.

Set apart are struck words, galleries, and lines that readers skip: adverts, paywalls, newsletters, corrections.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from analysis.lexicons import read_lexicon
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
        if (
            element.getparent() is not None
            and (element.get("href") or "").startswith("#")
            and _FOOTNOTE.fullmatch(_words(element))
        ):
            _empty(element)
    for element in list(tree.iter("q")):
        element.text, element.tag = f"“{element.text or ''}", "span"
        _append(element, "”")
    for element in list(tree.iter("blockquote")):
        if _POST.search(element.get("class") or ""):
            _set_post(element)
        else:
            _set_block(element)
    return _struck(tree)


def gallery_text(tree: Any) -> str:
    """Return the words of a page's picture galleries, lower case."""
    found = [e for e in tree.iter("div", "section", "ul", "ol") if _GALLERY.search(e.get("class") or "")]
    galleries = [e for e in found if len(list(e.iter("img"))) >= _FEWEST_PICTURES and e.find(".//h1") is None]
    return plain_words(" ".join(e.text_content() for e in galleries))


def story_links(tree: Any) -> frozenset[str]:
    """Return the headings that are links to other pages, as plain words."""
    found = set()
    for heading in tree.iter("h1", "h2", "h3", "h4"):
        links = [a for a in heading.iter("a") if not (a.get("href") or "#").startswith("#")]
        links += [a for a in heading.iterancestors("a") if not (a.get("href") or "#").startswith("#")]
        words = plain_words(heading.text_content())
        if words and any(words in plain_words(a.text_content()) for a in links):
            found.add(words)
    return frozenset(found)


def linked_items(tree: Any) -> frozenset[str]:
    """Return the items of lists that are nothing but a link to another page, as plain words."""
    found = set()
    for item in tree.iter("li"):
        words = plain_words(item.text_content())
        links = [a for a in item.iter("a") if not (a.get("href") or "#").startswith("#")]
        if words and any(words == plain_words(a.text_content()) for a in links):
            found.add(words)
    return frozenset(found)


def plain_words(text: str) -> str:
    """Return a text's words in lower case, for comparing."""
    return re.sub(r"\W+", " ", text).strip().casefold()


def kind_of_line(text: str) -> str | None:
    """Return why a paragraph is no part of the story (``boilerplate``, ``correction`` …); None when it is.

    >>> kind_of_line("Read more: Eastmere shuts its pool"), kind_of_line("Read more books, the mayor said.")
    ('boilerplate', None)
    """
    if len(text) > _LONGEST_CORRECTION or text.startswith(_QUOTED):
        return None
    line = _COUNT.sub("", text.replace("’", "'").strip("[]()*_ \n").casefold(), count=1)
    lists = _phrases() if len(text) <= _LONGEST_LINE else [row for row in _phrases() if row[1] == "correction"]
    return next((kind for phrase, kind, where in lists if _PLACES[where](line, phrase)), None)


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
def _phrases() -> tuple[tuple[str, str, str], ...]:
    return tuple((row["phrase"], row["kind"], row["where"]) for row in read_lexicon("page_lines"))


def _set_raised(element: Any) -> None:
    """Drop a footnote mark; make a power's digits raised characters."""
    text = _words(element)
    before = _text_before(element)
    word = _LAST_WORD.search(before[-_LONGEST_UNIT:]).group()  # type: ignore[union-attr]
    if element.tag == "sup" and _DIGITS.fullmatch(text) and (word == "10" or word in _powered()):
        element.text = text.translate(_RAISED)
        for child in list(element):
            element.remove(child)
    elif _FOOTNOTE.fullmatch(text):
        _empty(element)


def _text_before(element: Any) -> str:
    previous = element.getprevious()
    if previous is not None:
        return str(previous.tail or "".join(previous.itertext()))
    parent = element.getparent()
    return str(parent.text or "") if parent is not None else ""


@cache
def _powered() -> frozenset[str]:
    """Return the short forms of units that are raised to a power."""
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
    said = [" ".join(p.text_content().split()) for p in element.iter("p")]
    whole = _words(element)
    words = " ".join(s for s in said if s)
    at = whole.find(words)
    if not words or at < 0:
        return
    after = _SIGNATURE.sub("", whole[at + len(words) :], count=1).strip()
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


def _struck(tree: Any) -> list[Note]:
    notes: list[Note] = []
    for element in list(tree.iter(*_STRUCK)):
        if element.getparent() is not None and (text := _words(element)):
            notes.append(("struck", text))
            _empty(element)
    return notes


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())
