"""Front matter: title, date and author in YAML or TOML above a Markdown text, as Hugo, Jekyll and Obsidian write it."""

import re
import tomllib
from datetime import date
from typing import Any, NamedTuple

_YAML = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)\r?\n\+\+\+[ \t]*(?:\r?\n|$)", re.DOTALL)
_LONGEST = 20_000  # characters
_NAMES = {
    "title": ("title",), "published": ("date", "published", "publishDate", "published_at", "created"),
    "author": ("author", "authors", "byline"), "source": ("source", "publisher", "publication"),
    "address": ("url", "source_url", "link"),
}  # fmt: skip


class FrontMatter(NamedTuple):
    """What front matter says, and the text below it."""

    said: dict[str, str]
    text: str


def part_front_matter(text: str) -> FrontMatter:
    r"""Return front matter and the text below it; a text without readable front matter is returned as it is.

    >>> part_front_matter("---\ntitle: Eastmere shuts its pool\ndate: 2024-06-27\n---\nThe pool …")
    FrontMatter(said={'title': 'Eastmere shuts its pool', 'published': '2024-06-27'}, text='The pool …')
    """
    head = text[:_LONGEST]
    found = _YAML.match(head) or _TOML.match(head)
    given = _read(found.group(1), is_toml=head.startswith("+")) if found else None
    if found is None or given is None:
        return FrontMatter({}, text)
    said = {what: value for what, names in _NAMES.items() if (value := _first(given, names))}
    return FrontMatter(said, text[found.end() :].lstrip("\r\n"))


def _read(written: str, *, is_toml: bool) -> dict[str, Any] | None:
    import yaml

    try:
        read = tomllib.loads(written) if is_toml else yaml.safe_load(written)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _first(given: dict[str, Any], names: tuple[str, ...]) -> str | None:
    value = next((given[name] for name in names if given.get(name)), None)
    items = value if isinstance(value, list) else [value]
    return "; ".join(str(item).strip() for item in items if isinstance(item, (str, int, date))) or None
