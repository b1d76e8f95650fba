"""The normal form of a text: what the parser reads, with a map back to every character as written.

The article's text is never changed. Rules work on a copy in which line wraps, line-end styles, quotation-mark styles,
full-width digits and invisible characters no longer differ, so that one sentence gives one analysis however it was
typed; `NormalText.to_original` projects spans back.

In the normal form ``“ ”`` and ``‘ ’`` are quotation marks only, ``'`` is an apostrophe only, paragraphs are
separated by exactly one empty line and no other line break occurs.
"""

import re
import unicodedata
from array import array
from dataclasses import dataclass

from analysis.marks import read_marks

PARAGRAPH_BREAK = "\n\n"
WIDEST_WRAP = 200  # characters; longer lines are paragraphs, not wrapped lines
_NARROWEST_WRAP = 30
_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_DROPPED = frozenset(
    "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_RUN = re.compile(  # a footnote of Markdown ("rose by 4 percent[^1]"), words of ASCII as they stay, any other character
    r"(?P<footnote>\[\^[^\]\s]{1,20}\]:?)|(?P<plain>[!-Z\\-~]+(?: [!-Z\\-~]+)*)|.", re.DOTALL
)
_ROLE_CHARACTER = {"open": "“", "close": "”", "open_single": "‘", "close_single": "’", "apostrophe": "'", "inch": '"'}


@dataclass(frozen=True, slots=True)
class NormalText:
    """A normal form with the original range of each of its characters.

    Attributes
    ----------
    text : the normal form.
    starts, ends : for each character of `text`, the range ``[start, end)`` it stands for in the original.
    paragraphs : ranges of the paragraphs in `text`.
    """

    text: str
    starts: array
    ends: array
    paragraphs: tuple[tuple[int, int], ...]

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"range {start}:{end} is empty or outside a normal form of {len(self.text)} characters")
        return self.starts[start], self.ends[end - 1]


def normalise(original: str) -> NormalText:
    r"""Return the normal form of a text.

    >>> normalise('It is "good,"\r\nhe said.').text
    'It is “good,”\n\nhe said.'
    """
    texts: list[str] = []
    starts, ends = array("l"), array("l")
    paragraphs: list[tuple[int, int]] = []
    for lines in _paragraph_lines(original):
        raw, raw_starts, raw_ends = _visible(original, lines)
        if not raw:
            continue
        if texts:
            texts.append(PARAGRAPH_BREAK)
            starts.extend((ends[-1], lines[0][0]))
            ends.extend((lines[0][0], lines[0][0]))
        begin, done = len(starts), 0
        for mark in read_marks(raw):
            texts += raw[done : mark.start], _ROLE_CHARACTER[mark.role]
            starts.extend(raw_starts[done : mark.start + 1])
            ends.extend(raw_ends[done : mark.start])
            ends.append(raw_ends[mark.end - 1])
            done = mark.end
        texts.append(raw[done:])
        starts.extend(raw_starts[done:])
        ends.extend(raw_ends[done:])
        paragraphs.append((begin, len(starts)))
    return NormalText("".join(texts), starts, ends, tuple(paragraphs))


def _visible(original: str, lines: list[tuple[int, int]]) -> tuple[str, array, array]:
    """Join a paragraph's lines: one space for each run of white space, nothing for invisible characters."""
    out: list[str] = []
    starts, ends = array("l"), array("l")

    def space(start: int, end: int) -> None:
        if out and out[-1] != " ":
            out.append(" ")
            starts.append(start)
            ends.append(end)
        elif out:
            ends[-1] = end

    for number, (line_start, line_end) in enumerate(lines):
        if number and not _broken_at_hyphen(original, lines, number):
            space(lines[number - 1][1], line_start)
        for found in _RUN.finditer(original, line_start, line_end):
            (start, end), text = found.span(), found.group()
            if found.lastgroup == "footnote" or text in _DROPPED:
                continue
            if found.lastgroup is None and (text.isspace() or unicodedata.category(text) in ("Cc", "Cs")):
                space(start, end)
                continue
            # a digit of any script, full-width or Arabic-Indic …, is an ASCII one
            out.append(text if text.isascii() else str(unicodedata.decimal(text, text)))
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
    if out and out[-1] == " ":
        out.pop(), starts.pop(), ends.pop()
    return "".join(out), starts, ends


def _broken_at_hyphen(original: str, lines: list[tuple[int, int]], number: int) -> bool:
    """Say whether a line was broken inside a hyphenated word ("low-" / "level")."""
    end, start = lines[number - 1][1], lines[number][0]
    if not re.search(r"\w-$", original[max(0, end - 2) : end]):
        return False
    return re.match(r"(?!(?:and|or|to|und)\b)\w", original[start : start + 5]) is not None


def _paragraph_lines(original: str) -> list[list[tuple[int, int]]]:
    """Group the lines that hold text into paragraphs; each line is its range without outer white space."""
    blocks = _blocks(original)
    width = _wrap_width(original, blocks)
    paragraphs: list[list[tuple[int, int]]] = []
    for block in blocks:
        for before, line in zip([None, *block], block, strict=False):
            if width is not None and before is not None and _is_wrap(original, before, line, width):
                paragraphs[-1].append(line)
            else:
                paragraphs.append([line])
    return paragraphs


def _blocks(original: str) -> list[list[tuple[int, int]]]:
    """Return runs of consecutive lines with text; an empty line ends a run."""
    blocks: list[list[tuple[int, int]]] = []
    for found in _LINE.finditer(original):
        line = found.group()
        if not line.strip():
            continue
        start, end = found.end() - len(line.lstrip()), found.start() + len(line.rstrip())
        between = re.findall(r"\r\n|[^\S \t]", original[blocks[-1][-1][1] : start]) if blocks else ()
        if not blocks or len(between) > 1:
            blocks.append([])
        blocks[-1].append((start, end))
    return blocks


def _wrap_width(original: str, blocks: list[list[tuple[int, int]]]) -> int | None:
    """Return the line width a text was wrapped to, or None when its line breaks are paragraph breaks.

    A text is wrapped when nearly every line break inside a block comes just where the next word would not have fitted.
    """
    pairs = [pair for block in blocks for pair in zip(block, block[1:], strict=False)]
    width = max((end - start for block in blocks for start, end in block), default=0)
    if not pairs or not _NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return None
    wrapped = sum(_is_wrap(original, before, line, width) for before, line in pairs)
    sentence_ends = sum(original[before[1] - 1] in '.!?”"' for before, _ in pairs)
    if wrapped < 0.8 * len(pairs) or (sentence_ends == len(pairs) and len(pairs) > 1):
        return None
    return width


def _is_wrap(original: str, before: tuple[int, int], line: tuple[int, int], width: int) -> bool:
    first_word = re.match(r"\S+?(?:-(?=\w)|(?=\s|$))", original[line[0] : line[1]])
    needed = len(first_word.group()) if first_word else 0
    slack = max(3, width // 25)
    return (before[1] - before[0]) + 1 + needed > width - slack
