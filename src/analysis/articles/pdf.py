"""PDF files: the text of the pages as pypdf yields it, with the range of each page."""

import functools
import io
import logging
from importlib.metadata import version

from analysis.articles.inputs import LARGEST_ARTICLE
from analysis.errors import ArticleError

MOST_PAGES = 500


@functools.cache
def pdf_extractor() -> str:
    """Return name and version of the extractor."""
    return f"pypdf {version('pypdf')}"


def read_pdf(data: bytes, place: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Return the text of a PDF and ``(start, end, "page 1")`` for each page that has any.

    Raises
    ------
    ArticleError
        If it is damaged, locked, too long, or pictures only.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    texts: list[tuple[str, str]] = []
    try:
        reader = PdfReader(io.BytesIO(data))
        if len(reader.pages) > MOST_PAGES:
            raise ArticleError(f"{place}: has {len(reader.pages)} pages, at most {MOST_PAGES} are read; split it")
        for number, page in enumerate(reader.pages, start=1):
            text = page.extract_text().encode("utf-8", "replace").decode("utf-8")
            if text.strip():
                texts.append((f"page {number}", text))
            if sum(len(t) for _, t in texts) > LARGEST_ARTICLE:
                raise ArticleError(f"{place}: yields more than {LARGEST_ARTICLE:,} characters; split it")
    except ArticleError:
        raise
    except Exception as error:
        raise ArticleError(f"{place}: cannot be read as PDF ({type(error).__name__}: {error})") from error
    if not texts:
        raise ArticleError(f"{place}: no page yields text (a scan?); run text recognition over it first")
    pages: list[tuple[int, int, str]] = []
    position = 0
    for name, text in texts:
        pages.append((position, position + len(text), name))
        position += len(text) + 2
    return "\n\n".join(text for _, text in texts), tuple(pages)
