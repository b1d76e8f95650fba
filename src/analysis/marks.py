"""Quotation marks and apostrophes told apart, paragraph by paragraph.

An automaton reads the characters of one paragraph once and gives every mark a role. It knows curly, straight, German
(„…“), French («…»), single (‘…’, '…') and wire-style (``…'') marks. A mark that cannot be paired keeps its role
``open`` or ``close`` and costs at most its own quote.
"""

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["open", "close", "open_single", "close_single", "apostrophe", "inch"]

_MARK = re.compile(r"''|``|[\"“”„‟«»‘’‚‛'`´＂]")
_CLOSING = re.compile(r"[^\s(\[]['’´](?=[\s.,;:!?)\]\"”—–-]|$)")
_OPENING = re.compile(r"(?<=[\s(])['´](?=\w)")
_FARTHEST = 400  # characters
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")  # a mark inside is markup, not speech
_DOUBLE = {"''", "``", '"', "“", "”", "„", "‟", "«", "»", "＂"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its characters ``[start, end)`` in the paragraph and the role the automaton gave it."""

    start: int
    end: int
    role: Role


def read_marks(paragraph: str) -> list[Mark]:
    r"""Return every quotation mark and apostrophe of one paragraph with its role.

    >>> [(m.start, m.role) for m in read_marks('"It\'s on," she said.')]
    [(0, 'open'), (3, 'apostrophe'), (9, 'close')]
    """
    marks: list[Mark] = []
    double_open = False
    single_open = False
    tags = [(tag.start(), tag.end()) for tag in _TAG.finditer(paragraph)]
    for found in _MARK.finditer(paragraph):
        start, end, text = found.start(), found.end(), found.group()
        while tags and tags[0][1] <= start:
            tags.pop(0)
        if tags and tags[0][0] <= start:
            marks.append(Mark(start, end, "inch" if text in _DOUBLE else "apostrophe"))
            continue
        before = paragraph[start - 1] if start else " "
        after = paragraph[end] if end < len(paragraph) else " "
        if text in _DOUBLE:
            role = _double_role(text, before, after, double_open)
            if role != "inch":
                double_open = role == "open"
                single_open = single_open and double_open
        else:
            role = _single_role(text, before, after, single_open, paragraph, end)
            single_open = role == "open_single" or (single_open and role == "apostrophe")
        marks.append(Mark(start, end, role))
    return marks


def _double_role(text: str, before: str, after: str, is_open: bool) -> Role:
    if text in ("„", "«", "``"):
        return "open"
    if text == "”" and not is_open and before.isspace() and (after.isalnum() or after == "…"):
        return "open"  # a closing mark typed where a quotation begins
    if text in ("”", "»"):
        return "close"
    if text == "“" and is_open and before.isspace() and after.isspace():
        return "close"
    if text == "“":
        # the German closing mark has the shape of the English opening one
        return "close" if is_open and not after.isalnum() and not before.isspace() else "open"
    if before.isdigit() and not is_open and not after.isalnum():
        return "inch"
    if is_open:
        opens = before.isspace() and (after.isalnum() or after in "$€£[('‘…")
        return "open" if opens and text == "''" else "close"
    closes = not before.isspace() and before not in "([—–-:'‘/" and not after.isalnum() and after not in "[$€£…"
    return "close" if closes else "open"


def _single_role(text: str, before: str, after: str, is_open: bool, paragraph: str, end: int) -> Role:
    if text == "‘" and is_open and not before.isspace() and not after.isalnum():
        return "close_single"  # the German closing mark has the shape of the English opening one
    if text in ("‘", "‚", "‛", "`"):
        return "apostrophe" if before.isalnum() else "open_single"
    if before.isalnum() and after.isalnum():
        return "apostrophe"
    if is_open and not before.isspace() and not after.isalnum():
        if before in "sS" and after == " " and _closes_later(paragraph, end) and not _opens_first(paragraph, end):
            return "apostrophe"
        return "close_single"
    if not is_open and not before.isalnum() and after.isalnum() and text in ("'", "´"):
        return "open_single" if _closes_later(paragraph, end) and not _elided(paragraph, end) else "apostrophe"
    return "apostrophe"


def _closes_later(paragraph: str, position: int) -> bool:
    """Say whether a single mark that can close stands within the next 400 characters."""
    return _CLOSING.search(paragraph, position, position + _FARTHEST) is not None


def _opens_first(paragraph: str, position: int) -> bool:
    """Say whether the next single mark that is no apostrophe opens: 'a mess' and told us: 'Wait.'"""
    close = _CLOSING.search(paragraph, position, position + _FARTHEST)
    opening = _OPENING.search(paragraph, position + 1)
    return opening is not None and close is not None and opening.start() < close.start()


def _elided(paragraph: str, position: int) -> bool:
    """Say whether the word after the mark is a clipped one ('90s, 'em, 'til, 'tis)."""
    return re.match(r"(?:\d0s|em|til|tis|twas|cause|round|bout|n)\b", paragraph[position:], re.IGNORECASE) is not None
