"""One executed notebook → one tagged PDF for paper: vector charts, page numbers, links that work, the same bytes."""

import atexit
import os
import re
import warnings
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from html import unescape
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from analysis.errors import ReportFormatError
from analysis.garbage import no_collection
from analysis.report.page import Page, printable_parts, without_controls

_FONTS = {
    ("Report Sans", "normal", "normal"): "DejaVuSans.ttf",
    ("Report Sans", "bold", "normal"): "DejaVuSans-Bold.ttf",
    ("Report Sans", "normal", "italic"): "DejaVuSans-Oblique.ttf",
    ("Report Serif", "normal", "normal"): "DejaVuSerif.ttf",
    ("Report Serif", "bold", "normal"): "DejaVuSerif-Bold.ttf",
    ("Report Mono", "normal", "normal"): "DejaVuSansMono.ttf",
}
_INSTALL = (
    "install them with pip install weasyprint (the extra analysis[pdf]) and, on Debian, apt install libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0, or leave pdf out of the formats"
)
_PRINTED = (  # what differs on paper, as patterns over the HTML that our own display functions make
    (re.compile(r'<div class="an-narrow">.*?</svg></div>', re.DOTALL), ""),
    (re.compile(r"<details><summary>The figures behind this chart</summary>.*?</details>", re.DOTALL), ""),
    (re.compile(r'<p class="an-get">.*?</p>', re.DOTALL), ""),
    (re.compile(r'<span class="an-tip"[^>]*>[^<]*</span>'), ""),
    (re.compile(r"<label>.*?</label>"), ""),
    (re.compile(r"var\(--an-[\w-]+,\s*(#[0-9a-fA-F]{3,8})\)"), r"\1"),
    (re.compile(r"font-family: (?:inherit|'DejaVu Sans')"), "font-family: 'Report Sans'"),
    (re.compile(r'(<a class="an-v [^"]*" href="#k-[a-z]*0*(\d+)"[^>]*>[^<]*)'), r"\1 \2"),
    (re.compile(r'(<article class="an-card[^>]*\bid="k-[a-z]*0*(\d+)"[^>]*><blockquote\b[^>]*>)'), r"\1<b>\2</b> "),
)
_PICTURE = re.compile(r'<svg\b[^>]*?\baria-label="([^"]*)"[^>]*>.*?</svg>', re.DOTALL)
_TABLE = re.compile(r'<table class="(an-table(?: an-compare)?)">(.*?)</table>', re.DOTALL)
_TABLE_CELL = re.compile(r"(<t[dh]\b[^>]*>)(.*?)</t[dh]>", re.DOTALL)
_HEAD = re.compile(r'<th scope="col">[^<]*')
_TAG = re.compile(r"<[^>]*>")
_LINE, _TYPE, _SMALLEST = 102, 7.5, 0.76  # characters on a line of a table, its type in points, how far that shrinks
_GAP, _BOLD, _LONG_WORD = 2.5, 1.2, 24  # between columns; headings are wider; a longer word may be broken
_FAIR, _LONG = 26, 90  # room that a usual text is given first, and from which on all texts are long
_FONTCONFIG = "FONTCONFIG_FILE"
_drawing = Lock()  # Pango draws one document at a time


def notebook_pdf(notebook: Mapping[str, Any], page: Page) -> bytes:
    """Return the report of an executed notebook as a PDF: tagged, A4, with an outline, code left out.

    Raises `ReportFormatError` if WeasyPrint or the Pango library that it draws with is not installed; `ValueError` if a
    cell failed.
    """
    check_pdf()
    parts = without_controls(printable_parts(notebook, page))
    html = _for_print(parts)
    from weasyprint import HTML

    with _drawing, no_collection():
        beyond = any(letter.isprintable() and ord(letter) not in _ours() for letter in set(unescape(parts)))
        style, fonts = _style(others=beyond)
        found: bytes = HTML(string=html, url_fetcher=_fetcher()).write_pdf(
            stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1",
            pdf_identifier=sha256(html.encode()).digest()[:16],
        )  # fmt: skip
    return found


def check_pdf() -> None:
    """Make sure that PDFs can be made here.

    Raises `ReportFormatError` if WeasyPrint or the Pango library that it draws with is not installed; the message says
    what to install.
    """
    try:
        with _our_fonts_alone():
            import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        raise ReportFormatError(f"pdf: WeasyPrint or the library Pango is missing ({error}); {_INSTALL}") from error


def _for_print(html: str) -> str:
    """Return a page for paper; each drawing is an image of its own: in the page each of its lines would be styled."""
    for pattern, written in _PRINTED:
        html = pattern.sub(written, html)
    data = "data:image/svg+xml;base64,"
    drawn = _PICTURE.sub(
        lambda f: f'<img class="picture" alt="{f[1]}" src="{data}{b64encode(f[0].encode()).decode()}">', html
    )
    return _TABLE.sub(_sized, drawn)


def _sized(found: re.Match[str]) -> str:
    """Give a table's columns widths by their words and, where they are many, smaller type: none runs off the paper."""
    rows = [row for row in map(_TABLE_CELL.findall, found[2].split("</tr>")) if row]
    columns = list(zip_longest(*rows, fillvalue=("", "")))
    texts = [[unescape(_TAG.sub("", cell)) for _, cell in column] for column in columns]
    needs = [_room(words) for words in texts]
    scale = min(max(_LINE / sum(needs), _SMALLEST), 1)
    over = [max(min(max(map(len, words)), _LONG) - need, 0) for words, need in zip(texts, needs, strict=True)]
    spare = min(max(_LINE / scale - sum(needs), 0) / (sum(over) or 1), 1)
    widths = [need + more * spare for need, more in zip(needs, over, strict=True)]
    told = "".join(f'<col style="width:{100 * width / sum(widths):.1f}%">' for width in widths)
    inner = _HEAD.sub(lambda head: head[0].replace("_", "_<wbr>"), found[2])
    share = min(100, 120 * scale * sum(widths) / _LINE)
    style = f"width:{share:.0f}%;font-size:{_TYPE * scale:.2f}pt"
    return f'<table class="{found[1]}" style="{style}"><colgroup>{told}</colgroup>{inner}</table>'


def _room(texts: list[str]) -> float:
    """Return how many characters wide a column must be: its longest word, or a fair part of its usual text."""
    usual = min(sum(map(len, texts)) / len(texts), _FAIR)
    return max(_longest_word(texts[0].replace("_", "_ ")) * _BOLD, *map(_longest_word, texts), usual) + _GAP


def _longest_word(text: str) -> int:
    return max((min(len(word), _LONG_WORD) for word in text.split()), default=0)


@cache
def _style(*, others: bool) -> Any:
    """Return the style sheet and the fonts it names; the display's own styles come first so that paper wins.

    The system's `others` may help out only where ours lack a character: what they are, and whether they have just
    changed, must not show in any other report.
    """
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    if others:
        fonts = FontConfiguration()
    else:
        with _our_fonts_alone():
            fonts = FontConfiguration()
            HTML(string="a").render(font_config=fonts)  # waits for Pango, which sets itself up in a thread
    atexit.register(_style.cache_clear)  # while what it cleans up with is still there
    article = files("analysis.display").joinpath("article.css").read_text(encoding="utf-8")
    own = files("analysis.report").joinpath("template", "print.css").read_text(encoding="utf-8")
    faces = [
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};src:url({path.as_uri()})}}'
        for (family, weight, style), path in _font_files().items()
    ]
    return CSS(string="\n".join([*faces, article, own]), font_config=fonts, url_fetcher=_fetcher()), fonts


@cache
def _font_files() -> dict[tuple[str, str, str], Path]:
    import matplotlib as mpl

    folder = Path(mpl.get_data_path()).resolve() / "fonts" / "ttf"
    return {kind: folder / name for kind, name in _FONTS.items()}


@contextmanager
def _our_fonts_alone() -> Iterator[None]:
    """Have Fontconfig, as it sets itself up, know of no font: ours are named by the style sheet."""
    before = os.environ.get(_FONTCONFIG)
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        empty = Path(folder, "fonts.conf")
        empty.write_text(f"<fontconfig><cachedir>{folder}</cachedir></fontconfig>", encoding="utf-8")
        os.environ[_FONTCONFIG] = str(empty)
        warnings.filterwarnings("ignore", message="No fonts configured in FontConfig")
        try:
            yield
        finally:
            os.environ.pop(_FONTCONFIG)
            if before is not None:
                os.environ[_FONTCONFIG] = before


@cache
def _ours() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(_font_files()["Report Sans", "normal", "normal"], lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _fetcher() -> Any:
    """Return what WeasyPrint may read: pictures inside the page and our fonts; nothing of the net or this machine."""
    from weasyprint.urls import URLFetcher

    class NoNetwork(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:") or url in {path.as_uri() for path in _font_files().values()}:
                return super().fetch(url, headers)
            raise ValueError(f"a report reads nothing from outside: {url[:80]}")

    return NoNetwork()
