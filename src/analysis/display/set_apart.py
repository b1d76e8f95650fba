"""What of a page was set apart from its story, told above the article."""

from collections import Counter
from html import escape
from typing import Any

from analysis.display.readings import loads, plain

_WARNED = {
    "list_page": "The page is a list of stories, not one",
    "paywall": "The page is cut off for readers who do not pay",
    "unparsed": "A part of the text is no language and was not read",
}
_NO_PART = ("list_page", "unparsed")


def set_apart(notes: Any) -> str:
    """Return the notes of an ARTICLES row as HTML that opens; nothing where there are none."""
    if not plain(notes):
        return ""
    pairs = [(str(kind), str(text)) for kind, text in loads(notes)]
    counts = ", ".join(f"{count} {kind}" for kind, count in Counter(k for k, _ in pairs if k not in _NO_PART).items())
    warned = [warning for kind, warning in _WARNED.items() if any(kind == k for k, _ in pairs)]
    told = ". ".join([*warned, *([f"Not part of the story: {counts.replace('_', ' ')}"] if counts else [])])
    items = "".join(f"<li>{escape(kind.replace('_', ' '))}: {escape(text)}</li>" for kind, text in pairs)
    return f'<details class="an-muted"><summary>{escape(told)}</summary><ul>{items}</ul></details>'
