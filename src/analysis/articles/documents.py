"""Word documents (.docx), their paragraphs and rows of tables in order, and PDF files, their pages."""

import io
import logging
import zipfile

from analysis.articles.inputs import LARGEST_ARTICLE, Read, joined, with_version
from analysis.articles.page_parts import byline_author, cleaned
from analysis.errors import ArticleError

_CELL_BORDER = " | "
MOST_PAGES = 500  # of a PDF
_LIBRARY = "python-docx"  # the author in a document that a program made; its day is that of the program's template


def read_docx(data: bytes, place: str) -> Read:
    """Read a Word document without struck and deleted words, notes, headers and footers.

    Raises ArticleError if it is none, is encrypted, or unpacks to more than an article may have.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from docx.table import Table
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(item.file_size for item in archive.infolist() if item.filename.endswith((".xml", ".rels")))
        if size > LARGEST_ARTICLE:
            raise ArticleError(f"{place}: unpacks to {size:,} bytes, more than {LARGEST_ARTICLE:,}; split the document")
        opened = docx.Document(io.BytesIO(data))
        lines: list[tuple[str, str]] = []
        for item in opened.iter_inner_content():
            if isinstance(item, Table):
                lines += [("table/row", _CELL_BORDER.join(c.text.strip() for c in row.cells)) for row in item.rows]
            else:
                name = "head" if item.style is not None and str(item.style.name).startswith("Heading") else "p"
                lines.append((name, "".join(run.text for run in item.iter_inner_content() if not _is_struck(run))))
        said = opened.core_properties
    except (zipfile.BadZipFile, OpcError, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        raise ArticleError(
            f"{place}: cannot be read as a Word document ({type(error).__name__}); save it as .docx without a password"
        ) from error
    lines = [(name, line.strip()) for name, line in lines if line.strip(" |\n")]
    if not lines:
        raise ArticleError(f"{place}: holds no text; pictures of pages are not read")
    author = (said.author or "").strip()
    is_own = said.created is not None and author != _LIBRARY
    text, blocks = joined(lines)
    return Read(
        text=text, blocks=blocks, extractor=with_version("python-docx"), title=(said.title or "").strip() or None,
        author=byline_author(text) or (cleaned(author.replace(",", ";")) if is_own else None),
        created=said.created.date() if is_own else None,
    )  # fmt: skip


def _is_struck(run: object) -> bool:
    font = getattr(run, "font", None)  # hyperlinks have none
    return bool(font is not None and (font.strike or font.double_strike))


def read_pdf(data: bytes, place: str) -> Read:
    """Read a PDF; its blocks are ``(start, end, "page 1")`` for each page that has any text.

    Raises ArticleError if it is damaged, locked, too long, or pictures only.
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
    text, pages = joined(texts)
    return Read(text=text, blocks=pages, extractor=with_version("pypdf"))
