"""WARC files: one article a response that holds a web page."""

from collections.abc import Iterator
from typing import IO

from analysis.articles.inputs import LARGEST_ARTICLE, Input, shown
from analysis.errors import ArticleError


def read_warc(stream: IO[bytes], place: str) -> Iterator[Input | ArticleError]:
    """Yield the HTML responses of a web archive; the id is the address, with the capture time when it comes again.

    Raises
    ------
    ArticleError
        If it is no WARC file.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(stream):
            if record.rec_type != "response" or record.http_headers is None:
                continue
            if record.http_headers.get_statuscode() != "200":
                continue
            if "html" not in (record.http_headers.get_header("Content-Type") or "").lower():
                continue
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            data = record.content_stream().read(LARGEST_ARTICLE + 1)
            where = f"{place} ({shown(address)})"
            if len(data) > LARGEST_ARTICLE:
                yield ArticleError(f"{where}: the page has more than {LARGEST_ARTICLE:,} bytes")
                continue
            yield Input(article_id=address, form="html", data=data, place=where, given="page", address=address)
    except (ArchiveLoadFailed, ValueError, OSError) as error:
        raise ArticleError(f"{place}: cannot be read as a web archive ({shown(error)})") from error
