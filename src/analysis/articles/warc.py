"""WARC files: one article a response that holds a web page."""

from collections.abc import Iterator
from typing import IO, Any

from analysis.articles.faults import attempt
from analysis.articles.inputs import LARGEST_ARTICLE, Input, shown
from analysis.errors import ArticleError
from analysis.tables import Failure


def read_warc(stream: IO[bytes], place: str) -> Iterator[Input | Failure]:
    """Yield the HTML responses of a web archive; the id is the address, with the capture time when it comes again.

    Raises
    ------
    ArticleError
        If it is no WARC file.
    """
    from warcio.archiveiterator import ArchiveIterator

    try:
        for record in ArchiveIterator(stream):
            if _is_page(record):
                address = record.rec_headers.get_header("WARC-Target-URI") or ""
                where = f"{place} ({shown(address)})"
                yield attempt("read", address or place, _page, record, address, where, place=where)
    except ArticleError:
        raise
    except Exception as error:  # of the archive as a whole
        raise ArticleError(
            f"{place}: cannot be read as a web archive ({type(error).__name__}: {shown(error)})"
        ) from error


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return False
    return "html" in (headers.get_header("Content-Type") or "").lower()


def _page(record: Any, address: str, where: str) -> Input:
    if not address:
        raise ArticleError(f"{where}: a page without its address (WARC-Target-URI)")
    data = record.content_stream().read(LARGEST_ARTICLE + 1)
    if len(data) > LARGEST_ARTICLE:
        raise ArticleError(f"{where}: the page has more than {LARGEST_ARTICLE:,} bytes")
    if record.raw_stream.limit > 0 and not record.raw_stream.read(1):
        raise ArticleError(f"{where}: the archive ends before the page does; fetch it again")
    return Input(article_id=address, form="html", data=data, place=where, given="page", address=address)
