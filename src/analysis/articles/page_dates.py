"""The day of publication: as given, or as a web page tells it: declared, linked data, address, by the headline."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from analysis.articles.inputs import PageDate, shown
from analysis.articles.page_parts import plain_words
from analysis.errors import ArticleError
from analysis.lexicons import entries, pairs

_ISO_STAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_MAIL_STAMP = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})? [A-Z0-9+-]{1,5}")
EARLIEST_YEAR, LATEST_YEAR = 1600, 2500
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d{1,5}(?!\d))")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-](\d{1,2}|[a-z]{3})[/_-](\d{1,2})(?!\d)")
_ADDRESS_COMPACT = re.compile(r"(?<![\d.])((?:19|20)\d\d)(\d\d)(\d\d)(?![\d.])")
_MONTH_DOT = re.compile(r"(?<=[A-Za-z]{3})\.")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)")
_UTC = re.compile(r"T.*(?:Z|[+-]00:?00)$")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")
_OFFSET = re.compile(r"\d\d:\d\d:\d\d(?:\.\d+)? ?([+-][01]\d:?[034][05])(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_MARKED = re.compile(r"date|datum|time(?!line)|publish|posted|byline|pubdate", re.IGNORECASE)
_DECLARED = "declared by the page"
_ELSEWHERE = ("nav", "aside", "footer", "script", "style", "noscript", "select", "button")
_BLOCKS = ("p", "div", "li", "ul", "ol", "table", "section", "article", "h1", "h2", "h3", "h4")
_LONGEST_BYLINE = 160
_LONGEST_DATE = 300
_LONGEST_DATE_LINE = 60
_STORY = re.compile(r"(?:Article|Posting|Report|WebPage|CreativeWork|Review)$")
_LISTS = ("itemListElement", "hasPart", "comment", "isPartOf", "relatedLink", "review", "mentions", "citation", "video")


def read_published(value: object, place: str) -> date | None:
    """Return a publication date: ISO 8601 (with or without a time) or the form of e-mails and feeds.

    A time of day is dropped, the day stays the one written. Missing or empty is None. Raises ArticleError if it is
    anything else: ``03/04/2024`` could be two days.
    """
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    written = str(value).strip() if value is not None else ""
    if not written:
        return None
    with suppress(ValueError):
        if found := _ISO_STAMP.fullmatch(written):
            day = date.fromisoformat(found.group(1))
            if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
                return day
        elif _MAIL_STAMP.fullmatch(written):
            return parsedate_to_datetime(written).date()
    raise ArticleError(f"{place}: published is {shown(written)!r}; write the day as 2024-06-27")


def is_declared(found: PageDate) -> bool:
    """Say whether the page itself says, for machines, when it was published."""
    return found.reason.startswith(_DECLARED)


def page_date(tree: Any, source: str, title: str | None = None, address: str | None = None) -> PageDate | None:
    """Return the publication day of a page, or None when nothing tells it.

    In this order: what the page declares (``<meta>``), its linked data about this very story (`title` is its headline),
    the address (the one it came from, else its own canonical one), what is shown by the headline, the address of its
    picture. A day stays the one written, in its own time zone. `source` is the page as characters, for what the parser
    drops from `tree`.
    """
    addresses = _addresses(tree, source, address)
    declared = _declared(tree, _offset(source)) or _linked(tree, title, addresses)
    pictures = [e.get("content") or "" for e in tree.iter("meta") if e.get("property") == "og:image"]
    found = declared or _in_addresses(addresses, "read in the page's address")
    if found is None:  # the date nearest to the headline; one that says "updated" only when no other does
        shown_dates = _shown_dates(tree, title)
        found = min(shown_dates, key=lambda shown: shown[:2], default=(True, 0, None))[2]
    return found or _in_addresses(pictures, "read in the address of the page's picture")


def day_of(written: str | None) -> date | None:
    """Return the one day that a written date names; None for two-way forms (``03/04/2024``) and incomplete ones.

    With full stops the day comes first.

    >>> day_of("Tue, Sep 15 2020 10:01:41 EDT"), day_of("06.03.2024"), day_of("03/04/2024")
    (datetime.date(2020, 9, 15), datetime.date(2024, 3, 6), None)
    """
    text = " ".join((written or "")[:_LONGEST_DATE].split())
    if not text:
        return None
    with suppress(ArticleError):
        return read_published(text, "page")
    for pattern in (_ISO, _COMPACT):
        if (match := pattern.search(text)) and (day := _day(*match.groups())):
            return day
    if match := _NUMERIC.search(text):
        first, mark, second, year = match.groups()
        days = {_day(year, second, first), _day(year, first, second) if mark != "." else None} - {None}
        return days.pop() if len(days) == 1 else None
    from htmldate.extractors import regex_parse

    found = regex_parse(_MONTH_DOT.sub("", text))
    return found.date() if found else None


def day_in_address(address: str | None) -> date | None:
    """Return the day in an address (".../2020/11/23/fees.html") or a file's name ("20201123-fees.txt")."""
    found = (match for pattern in (_ADDRESS, _ADDRESS_COMPACT) for match in pattern.finditer(address or ""))
    return next((day for match in found if (day := _day(*match.groups()))), None)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        number = int(month) if month.isdigit() else datetime.strptime(month, "%b").month
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _offset(source: str) -> timezone | None:
    """Return the time zone of a page's stamps, where two or more have an offset and all the same one."""
    offsets = [m for m in _OFFSET.findall(source) if m.strip("+-0:")]
    if len(offsets) < 2 or len(set(offsets)) > 1:
        return None
    sign, hours, minutes = re.findall(r"[+-]|\d\d", offsets[0])
    return timezone(timedelta(hours=int(sign + hours), minutes=int(sign + minutes)))


def _declared(tree: Any, zone: timezone | None) -> PageDate | None:
    """Return the first publication date among the ``<meta>`` elements; a form nobody reads hides no other.

    An instant in universal time is a day of the `zone` that the page's other stamps are written in.
    """
    from htmldate.core import DATE_ATTRIBUTES

    known = DATE_ATTRIBUTES - {"meta", "timestamp", "release_date"}
    for element in tree.iter("meta"):
        names = [(element.get(key) or "").lower() for key in ("property", "name", "itemprop")]
        names += ["pubdate"] if element.get("pubdate") is not None else []
        name = next((n for n in names if n in known), None)
        content = (element.get("content") or element.get("datetime") or "").strip()
        instant = datetime.fromisoformat(content) if name and zone and _INSTANT.fullmatch(content) else None
        if name and (day := instant.astimezone(zone).date() if instant else day_of(content)):
            return PageDate(day, f"{_DECLARED} ({name})")
    return None


def _linked(tree: Any, title: str | None, addresses: list[str]) -> PageDate | None:
    scripts = [e.text or "" for e in tree.iter("script") if (e.get("type") or "").startswith("application/ld+json")]
    stories: list[tuple[int, date]] = []
    for script in scripts:
        try:
            content = json.loads(script.strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        for depth, thing in _things(content):
            if day := day_of(str(thing.get("datePublished") or "")):
                stories.append((_likeness(thing, title, addresses) - depth, day))
    written = {m for s in scripts for m in re.findall(r'"datePublished"\s*:\s*"([^"]{8,40})"', s)}
    days = {day for w in written if (day := day_of(w))} if not stories else {max(stories, key=lambda s: s[0])[1]}
    return PageDate(days.pop(), f"{_DECLARED} (JSON-LD datePublished)") if len(days) == 1 else None


def _things(value: Any, depth: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of linked data with how deep they stand; those in lists of other stories stand deeper."""
    if isinstance(value, list):
        for item in value:
            yield from _things(item, depth)
    elif isinstance(value, dict) and depth < 40:
        yield depth, value
        for key, item in value.items():
            yield from _things(item, depth + (10 if key in _LISTS else 0 if key == "@graph" else 1))


def _likeness(thing: dict[str, Any], title: str | None, addresses: list[str]) -> int:
    """Say how surely an object of linked data is this story: 100 by its headline or address, 5 by its type."""
    headline = plain_words(str(thing.get("headline") or thing.get("name") or ""))
    main, types = thing.get("mainEntityOfPage"), thing.get("@type")
    main = main.get("@id") if isinstance(main, dict) else main
    own = {_bare(str(address)) for address in (thing.get("url"), main, thing.get("@id"))}
    same = bool(headline and title and headline == plain_words(title)) or any(_bare(a) in own for a in addresses)
    return 100 * same + 5 * any(_STORY.search(str(t)) for t in (types if isinstance(types, list) else [types]))


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[?#].*$|/$", "", address)


def _addresses(tree: Any, source: str, address: str | None) -> list[str]:
    saved = _SAVED_FROM.search(source, 0, 2_000)
    canonical = [e.get("href") for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical"]
    social = [e.get("content") for e in tree.iter("meta") if e.get("property") == "og:url"]
    return [a for a in (address, *canonical, *social, saved.group(1) if saved else None) if a]


def _in_addresses(addresses: list[str], reason: str) -> PageDate | None:
    return next((PageDate(day, reason) for address in addresses if (day := day_in_address(address))), None)


def _shown_dates(tree: Any, title: str | None) -> Iterator[tuple[bool, int, PageDate]]:
    """Yield whether a date is that of an update, how far it stands from the headline, and the date."""
    position = 0
    headline: int | None = None
    wanted = plain_words(title or "")
    waiting: list[tuple[int, bool, PageDate]] = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in ("h1", "h2", "h3") and wanted and plain_words(element.text_content()) == wanted:
            headline = position if headline is None else headline
        elsewhere = any(around.tag in _ELSEWHERE for around in (element, *element.iterancestors()))
        if not elsewhere and (read := _byline(element)):
            waiting.append((position, *read))
        position += len((element.text or "").strip()) + len((element.tail or "").strip())
    for place, updated, found in waiting:
        distance = place - (headline or 0)
        yield updated, distance if distance >= 0 else -2 * distance, found


def _byline(element: Any) -> tuple[bool, PageDate] | None:
    """Return whether a short line says "updated", and its date, if the line is a byline or marked as a date."""
    if element.tag in ("title", "meta", "html", "body", "head") or any(c.tag in _BLOCKS for c in element):
        return None
    text = " ".join(element.text_content().split())
    stamp = element.get("datetime") or element.get("title") or ""
    if len(text) > _LONGEST_BYLINE or not any(c.isdigit() for c in text + stamp):
        return None
    kinds = {_byline_words().get(w.casefold(), "other") for w in _WORD.findall(text)}
    label = " ".join(filter(None, (element.get(k) for k in ("class", "id", "itemprop", "pubdate"))))
    marked = element.tag in ("time", "abbr") or bool(_MARKED.search(label))
    day, reason = day_of(text), f"read in the byline ({text[:60]!r})"
    if element.tag in ("time", "abbr") and (exact := day_of(stamp)) and (day is None or abs((day - exact).days) > 1):
        day, reason = _local(exact, stamp, text), f"{_DECLARED} (<{element.tag}>)"
    # a byline is nothing but date and small words, or "posted" or "updated" with a name
    told = len(text) <= _LONGEST_DATE_LINE and bool(kinds & {"published", "updated"})
    if day is None or not (marked or told or kinds <= {"small", "day"}):
        return None
    return "updated" in kinds and "published" not in kinds, PageDate(day, reason)


def _local(exact: date, stamp: str, text: str) -> date:
    """Return the day shown for an instant given in universal time, when a two-way form allows its neighbour."""
    if _UTC.search(stamp) and (match := _NUMERIC.search(text)):
        first, _, second, year = match.groups()
        days = [d for d in (_day(year, second, first), _day(year, first, second)) if d and abs((d - exact).days) <= 1]
        return days[0] if len(days) == 1 else exact
    return exact


@cache
def _byline_words() -> dict[str, str]:
    calendar = dict.fromkeys(entries("months", "word") | entries("weekdays", "word"), "day")
    return calendar | pairs("byline_words", "word", "kind")
