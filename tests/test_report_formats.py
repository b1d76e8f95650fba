"""Reports as PDF and Markdown: the same words, nothing of an article that acts, failures never look like results."""

import io
import os
import shutil
import subprocess
import sys
from html import escape

import mistune
import nbformat
import pypdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.cli import main
from analysis.errors import ReportFormatError
from analysis.paths import project_root
from analysis.report import Page
from analysis.report.markdown import escaped, from_html, notebook_markdown
from analysis.report.pdf import check_pdf, notebook_pdf
from analysis.runs.pages import check_formats

PAGE = Page(
    title="An article", kicker="Articles", credits=("Figures: somebody.",), facts=(("Made with", "analysis 1, code x"),)
)
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def shows(html: str, plain: str = "x"):
    return nbformat.v4.new_output("display_data", data={"text/html": html, "text/plain": plain})


def notebook(*outputs):
    cells = [
        nbformat.v4.new_markdown_cell("# What is it?\n\nAn introduction.", id="a"),
        nbformat.v4.new_code_cell("import os", id="b"),
        nbformat.v4.new_markdown_cell("## Part <b>one</b>\n\nText.", id="c"),
        nbformat.v4.new_code_cell("show()", id="d", outputs=list(outputs)),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def failed():
    return notebook(nbformat.v4.new_output("error", ename="KeyError", evalue="'x'", traceback=["line"]))


@pytest.fixture(scope="module")
def committed():
    return nbformat.read(project_root() / "notebooks" / "01_article.ipynb", as_version=4)


@pytest.fixture
def _pdf():
    try:
        check_pdf()
    except ReportFormatError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def article_pdf(committed):
    try:
        return pypdf.PdfReader(io.BytesIO(notebook_pdf(committed, PAGE)))
    except ReportFormatError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def article_texts(article_pdf) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in article_pdf.pages]


def read_pdf(*outputs) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(notebook_pdf(notebook(*outputs), PAGE)))


def elements(reader: pypdf.PdfReader, kind: str) -> list:
    waiting, found = [reader.trailer["/Root"]["/StructTreeRoot"]], []
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, pypdf.generic.DictionaryObject):
            found += [node] if node.get("/S") == kind else []
            inner = node.get("/K", [])
            waiting += inner if isinstance(inner, list) else [inner]
    return found


def pictures(reader: pypdf.PdfReader) -> int:
    return sum(len(page.images) for page in reader.pages)


@pytest.mark.slow
def test_a_pdf_is_tagged_titled_and_in_english(article_pdf):
    root = article_pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    assert article_pdf.metadata.title == "An article"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert len(elements(article_pdf, "/H1")) == 1 and len(elements(article_pdf, "/H2")) > 5
    assert elements(article_pdf, "/Table") and elements(article_pdf, "/TH")


@pytest.mark.slow
def test_charts_are_vectors_with_their_words(article_pdf, committed):
    figures = elements(article_pdf, "/Figure")
    charts = [o for c in committed.cells for o in c.get("outputs", []) if "<figure" in str(o.get("data", {}))]
    assert len(figures) == len(charts) > 2
    assert all(len(figure["/Alt"]) > 20 for figure in figures)
    assert pictures(article_pdf) == 0


@pytest.mark.slow
def test_every_page_has_its_number_and_where_it_comes_from(article_pdf, article_texts):
    count = len(article_texts)
    assert count > 5
    for number, (page, text) in enumerate(zip(article_pdf.pages, article_texts, strict=True), start=1):
        assert f"page {number} of {count}" in text and "Made with analysis 1, code x." in text
        assert page.mediabox.width == pytest.approx(595.28, abs=0.1)
        assert "An article" in text


@pytest.mark.slow
def test_the_outline_and_the_contents_name_the_parts(article_pdf, committed):
    parts = [line[3:] for c in committed.cells if c.cell_type == "markdown" for line in c.source.splitlines()
             if line.startswith("## ")]  # fmt: skip
    named = [entry.title for entry in article_pdf.outline[1] if not isinstance(entry, list)]
    assert named[:-2] == [part for part in parts if part in named] and len(named) > 6
    assert named[-2:] == ["About this page", "Terms of the figures"]


@pytest.mark.slow
def test_the_evidence_chain_can_be_followed(article_pdf):
    names = set(article_pdf.named_destinations)
    targets = [
        link.get_object()["/Dest"]
        for page in article_pdf.pages
        for link in page.get("/Annots", [])
        if "/Dest" in link.get_object()
    ]
    assert targets and set(targets) <= names
    assert {"t-c0001", "k-c0001"} <= set(targets)
    assert any(target.startswith("cell-nato-defence_expenditure-csv-") for target in targets)
    actions = [link.get_object().get("/A", {}) for page in article_pdf.pages for link in page.get("/Annots", [])]
    addresses = {str(action["/URI"]) for action in actions if "/URI" in action}
    named = "".join(
        path.read_text(encoding="utf-8")
        for path in (project_root() / "data" / "reference" / "nato").iterdir()
        if path.suffix in (".md", ".yaml", ".csv")
    )
    assert [address for address in addresses if not address.startswith("https://") or address not in named] == []


@pytest.mark.slow
def test_the_words_a_screen_shows_on_hover_are_on_the_cards(article_texts):
    text = " ".join(article_texts)
    assert "✓ 1" in text and "Reckoned:" in text
    assert "The figures behind this chart" not in text and "import analysis" not in text


@pytest.mark.slow
@pytest.mark.usefixtures("_pdf")
def test_the_signs_of_verdicts_have_glyphs():
    reader = read_pdf(shows("<p>✓ ✗ ≈ – € … “ ” ↑ ü ł ğ</p>"))
    assert "✓ ✗ ≈ – € … “ ” ↑ ü ł ğ" in reader.pages[0].extract_text()
    fonts = {font for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert all("+Report-" in font.get_object()["/BaseFont"] for font in fonts)


STRANGE = "<p>a\x01b\x00c\ud800d\u202ee</p>"


@pytest.mark.usefixtures("_pdf")
def test_characters_that_cannot_be_set_are_left_out():
    assert "abc?de" in read_pdf(shows(STRANGE)).pages[0].extract_text()


def test_characters_that_cannot_be_written_are_left_out():
    assert "\n\nabc?de\n\n" in notebook_markdown(notebook(shows(STRANGE)), PAGE)


@pytest.mark.usefixtures("_pdf")
def test_nothing_is_read_from_outside(tmp_path):
    from base64 import b64decode

    picture = tmp_path / "pixel.png"
    picture.write_bytes(b64decode(PIXEL))
    assert pictures(read_pdf(shows(f'<img alt="a" src="data:image/png;base64,{PIXEL}">'))) == 1
    assert pictures(read_pdf(shows(f'<img alt="a" src="{picture.as_uri()}">'))) == 0
    assert pictures(read_pdf(shows('<img alt="a" src="http://localhost:9/x.png">'))) == 0
    assert "localhost" not in str(read_pdf(shows('<link rel="stylesheet" href="http://localhost:9/x.css">')).metadata)


@pytest.mark.slow
@pytest.mark.usefixtures("_pdf")
def test_a_wide_table_stays_on_the_paper():
    words = [f"column{number:02d}" for number in range(14)]
    head = "".join(f'<th scope="col">{word}</th>' for word in words)
    body = "".join(f"<td>{word}</td>" for word in words)
    rows = f"<tr>{body}</tr>" * 110
    reader = read_pdf(shows(f'<table class="an-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'))
    places: list[float] = []

    def note(text, cm, tm, *_):
        places.extend([tm[4] * cm[0] + cm[4]] if text else [])

    texts = [page.extract_text(visitor_text=note) for page in reader.pages]
    assert max(places) < 595
    heads = [text.lower().count("column00") for text in texts]  # a heading has a capital
    assert len(heads) > 2 and sum(heads) == 110 + len([n for n in heads if n])


@pytest.mark.usefixtures("_pdf")
def test_the_same_report_gives_the_same_pdf():
    table = shows('<table class="an-table"><tr><th scope="col">a</th></tr><tr><td>✓</td></tr></table>')
    assert notebook_pdf(notebook(table), PAGE) == notebook_pdf(notebook(table), PAGE)


SHOW = """
import sys
from pathlib import Path
import analysis.quickstart, nbformat
from analysis.report import Page
from analysis.report.pdf import notebook_pdf
Path(sys.argv[2]).write_bytes(notebook_pdf(nbformat.read(sys.argv[1], 4), eval(sys.argv[3])))
"""
NO_FONTS = "<fontconfig><cachedir>{}</cachedir></fontconfig>"


@pytest.mark.slow
@pytest.mark.usefixtures("_pdf")
def test_another_process_with_other_fonts_and_caches_gives_the_same_pdf(article_pdf, tmp_path):
    copy = shutil.copy(project_root() / "notebooks" / "01_article.ipynb", tmp_path)
    (tmp_path / "fonts.conf").write_text(NO_FONTS.format(tmp_path))
    elsewhere = {
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path),
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2",
    }
    command = [sys.executable, "-c", SHOW, copy, str(tmp_path / "there"), repr(PAGE)]
    subprocess.run(command, check=True, env={**os.environ, **elsewhere})
    here, there = article_pdf.stream.getvalue(), (tmp_path / "there").read_bytes()
    place = next((at for at, pair in enumerate(zip(here, there, strict=False)) if pair[0] != pair[1]), len(here))
    assert here == there, f"they differ from byte {place}: {here[place - 200 : place + 100]!r}"


LISTED = """
import sys
import analysis.quickstart, nbformat
from analysis.report import Page
from analysis.report.pdf import notebook_pdf
notebook_pdf(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(sys.argv[1])]), Page(title="x"))
"""


@pytest.mark.slow
@pytest.mark.usefixtures("_pdf")
@pytest.mark.parametrize(
    ("words", "asked"),
    [
        pytest.param("✓ naïve Ελλάδα Россия", False, id="ours suffice"),
        pytest.param("中文", True, id="ours lack a glyph"),
    ],
)
def test_the_systems_fonts_are_looked_at_only_where_ours_lack_a_glyph(tmp_path, words, asked):
    (tmp_path / "system").mkdir()
    (tmp_path / "fonts.conf").write_text(
        f"<fontconfig><dir>{tmp_path}/system</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    subprocess.run(
        [sys.executable, "-c", LISTED, words], check=True, capture_output=True,
        env={**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")},
    )  # fmt: skip
    assert (tmp_path / "cache").is_dir() == asked, "Fontconfig caches each folder that it has looked into"


def test_where_the_library_is_missing_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(ReportFormatError, match=r"analysis\[pdf\].*libpango-1\.0-0"):
        check_formats(["html", "pdf"])
    assert check_formats(["html", "md"]) == ["md"]


def test_an_unknown_format_names_the_known_ones(tmp_path, capsys):
    assert main(["report", str(project_root() / "seeds"), "--out", str(tmp_path / "out"), "--formats", "docx"]) == 2
    assert "'docx' is unknown; known are html, pdf, md" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("render", [notebook_pdf, notebook_markdown])
def test_a_failed_notebook_has_no_other_form(render):
    with pytest.raises((ValueError, ReportFormatError)):
        render(failed(), PAGE)


# Markdown


def seen(markdown: str) -> str:
    """Return what a reader of GitHub sees: HTML let through, tables, addresses and formulas active."""
    render = mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "url", "math"])
    return str(render(markdown))


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](http://a.example/b)",
    "a | b", "| --- |", "``` x", "`code`", "**b** __b__ *i* _i_ ~~s~~", "# head", "1. one", "- one", "+ one", "> said",
    "===", "---", "http://a.example/b", "see www.a.example now", "$x$ $$y$$", "&lt;b&gt; &amp; &#60;", "a\\*b\\",
    "[a]: b", "<!-- c -->", "    four spaces", "two\n\nparagraphs", "[^1]: note", "~~~", "<a@b.example>", "<https://a.example>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_an_articles_words_are_only_words(text):
    shown = seen(escaped(text))
    assert shown == f"<p>{mistune.escape(' '.join(text.split()), quote=False)}</p>\n"


@given(st.text(alphabet=st.sampled_from(list("ab1 .*_[]()<>|`~$&;#!+-=:\\/\"'{}^@\n")), max_size=30))
@example("&amp;")
def test_any_text_comes_out_as_it_went_in(text):
    words = " ".join(text.split())
    shown = seen(f"x {escaped(text)}").replace("&quot;", '"')
    assert shown == f"<p>{mistune.escape(f'x {words}'.strip(), quote=False)}</p>\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_stays_one_cell(text):
    table = from_html(f"<table><tr><th>a</th><th>b</th></tr><tr><td>{escape(text)}</td><td>end</td></tr></table>")
    shown = seen(table)
    assert shown.count("<td>") == 2 and "<td>end</td>" in shown
    assert mistune.escape(" ".join(text.split()), quote=False) in shown


def test_prose_keeps_its_form_and_loses_its_html():
    found = notebook_markdown(notebook(), PAGE)
    assert found.startswith("Articles\n\n# An article\n\nWhat is it?\n\n## Part \\<b>one\\</b>\n")
    assert "## About this page\n\nAn introduction." in found
    assert "import os" not in found and found.endswith("- Made with: analysis 1, code x\n")
    assert from_html("<ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>") == "- one\n\n  - inner\n- two"
    assert from_html("<p>a <strong>b</strong> <code>c`d</code></p>") == "a **b** ``c`d``"


def test_printed_text_is_a_block_that_cannot_be_left():
    stream = nbformat.v4.new_output("stream", name="stdout", text="\x1b[31m```\n# out <b>\x1b[0m")
    assert "\n````text\n```\n# out <b>\n````\n" in notebook_markdown(notebook(stream), PAGE)


def test_a_chart_is_its_finding_its_description_and_its_figures():
    html = (
        '<figure class="an-chart"><div class="an-wide"><svg><text>drawn</text></svg></div><details><summary>'
        "The figures behind this chart</summary><table><tr><th>a</th></tr><tr><td>1</td></tr></table>"
        '<a download="x.csv" href="data:text/csv,a">Download as CSV</a></details></figure>'
    )
    found = notebook_markdown(notebook(shows(html, "23 of 31\nBars, longest first.\nSource: NATO")), PAGE)
    assert "**23 of 31**\n\nBars, longest first.\n\nSource: NATO\n\nThe figures behind this chart\n\n| a |" in found
    assert "drawn" not in found and "Download" not in found


def test_the_article_reads_as_markdown(committed):
    found = notebook_markdown(committed, PAGE)
    assert found == notebook_markdown(committed, PAGE)
    assert "- **1** “23 of the 32 member states" in found
    assert "  - **✓ supported** " in found and "defence_expenditure.csv line " in found and "‹✓ 1›" in found
    shown = seen(found)
    assert [tag for tag in ("<script", "<img", "<a ", "<svg", "<div", "<span", "<details") if tag in shown] == []
    assert shown.count("<table>") >= 8 and shown.count("<h1>") == 1
