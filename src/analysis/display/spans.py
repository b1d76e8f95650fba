"""A text cut at the ends of overlapping spans and put together again as properly nested HTML."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Markup:
    """One span to mark up.

    Attributes
    ----------
    layer : 0 is outermost. Spans of one layer that overlap are nested by length.
    opening : the start tag of its first piece; `again` : of every further piece; `tag` : the element.
    before, after : HTML put inside the element at the very start and the very end of the span.
    """

    start: int
    end: int
    layer: int
    opening: str
    again: str
    tag: str = "span"
    before: str = ""
    after: str = ""


def nest(text: str, start: int, end: int, marks: Sequence[Markup]) -> str:
    """Return ``text[start:end]`` as HTML with the parts of the marks that lie inside; every character is escaped.

    >>> bold = Markup(0, 3, 0, "<b>", "<b>", "b")
    >>> tilted = Markup(2, 5, 1, "<i>", "<i>", "i")
    >>> nest("a<bcd", 0, 5, [bold, tilted])
    '<b>a&lt;<i>b</i></b><i>cd</i>'
    """
    inside = sorted((m for m in marks if m.start < end and start < m.end), key=lambda m: (m.layer, m.start, -m.end))
    cuts = sorted({start, end, *(max(start, m.start) for m in inside), *(min(end, m.end) for m in inside)})
    out: list[str] = []
    stack: list[Markup] = []
    for left, right in zip(cuts, cuts[1:], strict=False):
        covering = [m for m in inside if m.start <= left and right <= m.end]
        kept = _common(stack, covering)
        _close(out, stack, kept)
        for mark in covering[kept:]:
            first = mark.start == left
            out.append(mark.opening + mark.before if first else mark.again)
            stack.append(mark)
        out.append(escape(text[left:right]).replace("\n", " "))
        for mark in reversed(stack):
            if mark.end != right:
                break
            out.append(mark.after + f"</{mark.tag}>")
            stack.pop()
        _finish(out, stack, right)
    _close(out, stack, 0)
    return "".join(out)


def paragraphs(text: str, is_break: Callable[[str], bool] = lambda line: not line.strip()) -> list[tuple[int, int]]:
    r"""Return the ranges of a text's lines that hold something.

    >>> paragraphs("One.\n\nTwo.")
    [(0, 4), (6, 10)]
    """
    ranges: list[tuple[int, int]] = []
    position = 0
    for line in text.splitlines(keepends=True):
        if not is_break(line):
            stripped = line.rstrip()
            ranges.append((position + len(line) - len(line.lstrip()), position + len(stripped)))
        position += len(line)
    return ranges


def _common(stack: list[Markup], covering: list[Markup]) -> int:
    kept = 0
    while kept < min(len(stack), len(covering)) and stack[kept] is covering[kept]:
        kept += 1
    return kept


def _close(out: list[str], stack: list[Markup], kept: int) -> None:
    while len(stack) > kept:
        out.append(f"</{stack.pop().tag}>")


def _finish(out: list[str], stack: list[Markup], position: int) -> None:
    """Close marks that end here although an inner one goes on; the inner one is opened again by the next piece."""
    for number, mark in enumerate(stack):
        if mark.end == position:
            while len(stack) > number:
                inner = stack.pop()
                out.append((inner.after if inner.end == position else "") + f"</{inner.tag}>")
            return
