"""Pages and feeds made to be slow, refused before they are parsed: parsing takes more than linear time for them."""

import re

from analysis.errors import ArticleError

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

    Raises
    ------
    ArticleError
        With the limit that is passed.
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
        ending = re.compile(_ending(opening), re.IGNORECASE).search(source, start + 2)
        return ending.end() if ending else len(source)
    tag = _TAG.match(source, start)
    if tag is None:
        return start + 1
    if len(tag[0]) > 2 * MOST_ATTRIBUTES and len(_ATTRIBUTES.findall(tag[0])) > MOST_ATTRIBUTES:
        raise ArticleError(f"{place}: has an element of more than {MOST_ATTRIBUTES} attributes, as none in news has")
    return tag.end()


def _ending(opening: re.Match[str]) -> str:
    if opening[1]:
        return "--!?>"
    return r"\]\]>" if opening[2].startswith("[") else f"</{opening[2]}"
