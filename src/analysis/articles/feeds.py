"""Many articles in one file: RSS and Atom feeds, an article an entry, and WARC archives, one a page."""

from collections.abc import Iterator
from typing import IO, Any

from analysis.articles.faults import attempt
from analysis.articles.html import refuse_markup
from analysis.articles.inputs import LARGEST_ARTICLE, Input, shown
from analysis.errors import ArticleError
from analysis.tables import Failure


def read_feed(stream: IO[bytes], place: str) -> Iterator[Input | ArticleError]:
    """Yield the entries of an RSS or Atom file.

    Raises ArticleError if it is no feed, is too large or declares entities, by which a document could expand itself.
    """
    data = stream.read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        raise ArticleError(f"{place}: a feed of more than {LARGEST_ARTICLE:,} bytes is not read; split it")
    refuse_markup(data.decode("latin-1"), place, is_feed=True)
    import feedparser
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise ArticleError(f"{place}: declares XML entities ({shown(type(error).__name__)}); not read") from error
    except (ParseError, ValueError, LookupError) as error:
        raise ArticleError(f"{place}: is not well-formed XML ({shown(error)})") from error
    feed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version"):
        raise ArticleError(f"{place}: is XML but neither RSS nor Atom; {len(data):,} bytes not read")
    source = feed.feed.get("title")
    for number, entry in enumerate(feed.entries, start=1):
        yield _entry(entry, source, f"{place}, entry {number}")


def _entry(entry: Any, source: str | None, place: str) -> Input | ArticleError:
    identity = entry.get("id") or entry.get("link")
    if not identity:
        return ArticleError(f"{place}: has neither id nor link")
    contents = [part.get("value", "") for part in entry.get("content", ())] or [entry.get("summary", "")]
    body = max(contents, key=len)
    if not body.strip():
        return ArticleError(f"{place} ({shown(identity)}): has no text")
    if "<" not in body:
        body = "".join(f"<p>{line}</p>" for line in body.splitlines() if line.strip())
    title = entry.get("title")
    heading = f"<h1>{title}</h1>" if title else ""
    page = f'<html><head><meta charset="utf-8"></head><body>{heading}<article>{body}</article></body></html>'
    return Input(
        article_id=str(identity), form="html", data=page.encode("utf-8", "replace"),
        place=f"{place} ({shown(identity)})",
        title=title, published=entry.get("published") or entry.get("updated"), source=source, given="feed",
        author=entry.get("author"), address=entry.get("link"),
    )  # fmt: skip


def read_warc(stream: IO[bytes], place: str) -> Iterator[Input | Failure]:
    """Yield the HTML responses of a web archive; the id is the address, with the capture time when it comes again.

    Raises ArticleError if it is no WARC file.
    """
    from warcio.archiveiterator import ArchiveIterator

    try:
        for record in ArchiveIterator(stream):
            headers = record.http_headers
            if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
                continue
            if "html" in (headers.get_header("Content-Type") or "").lower():
                address = record.rec_headers.get_header("WARC-Target-URI") or ""
                where = f"{place} ({shown(address)})"
                yield attempt("read", address or place, _page, record, address, where, place=where)
    except ArticleError:
        raise
    except Exception as error:  # of the archive as a whole
        said = f"{place}: cannot be read as a web archive ({type(error).__name__}: {shown(error)})"
        raise ArticleError(said) from error


def _page(record: Any, address: str, where: str) -> Input:
    if not address:
        raise ArticleError(f"{where}: a page without its address (WARC-Target-URI)")
    data = record.content_stream().read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        raise ArticleError(f"{where}: the page has more than {LARGEST_ARTICLE:,} bytes")
    if record.raw_stream.limit > 0 and not record.raw_stream.read(1):
        raise ArticleError(f"{where}: the archive ends before the page does; fetch it again")
    return Input(article_id=address, form="html", data=data, place=where, given="page", address=address)
