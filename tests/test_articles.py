import gzip
import io
import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from analysis.articles import read_article, read_articles
from analysis.articles.decoding import decode
from analysis.articles.files import form_of
from analysis.articles.html import read_html
from analysis.articles.page_dates import read_published
from analysis.articles.reading import language_of
from analysis.errors import ArticleError
from analysis.tables import Article, Failure

TEXT = (
    "Harbour fees rise\n\nThe port of Eastmere will raise its fees by 4 percent, the harbour master said on Monday. "
    "“We have waited for three years,” Ada Brennick told the council."
)
OTHER = "The council of Eastmere met for two hours and put off the vote on the new bridge until the autumn."


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def articles(path) -> dict[str, Article]:
    return {a.article_id: a for a in read_articles(path) if isinstance(a, Article)}


def failures(path) -> dict[str, str]:
    return {f.article_id: f.message for f in read_articles(path) if isinstance(f, Failure)}


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        pytest.param(TEXT.encode(), TEXT, "utf-8", id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + TEXT.encode(), TEXT, "utf-8", id="utf-8-bom"),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le"), TEXT, "utf-16-le", id="utf-16-le-bom"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, "utf-16-be", id="utf-16-be-bom"),
        pytest.param(b"\xff\xfe\0\0" + TEXT.encode("utf-32-le"), TEXT, "utf-32-le", id="utf-32-bom"),
        pytest.param(OTHER.encode("utf-16-le"), OTHER, "utf-16-le", id="utf-16-without-bom"),
        pytest.param(TEXT.encode("cp1252"), TEXT, "cp1252", id="cp1252"),
        pytest.param("Café “Zoë” closes.".encode("cp1252"), "Café “Zoë” closes.", "cp1252", id="cp1252-short"),
        pytest.param(b"One\r\nTwo\rThree\n", "One\r\nTwo\rThree\n", "utf-8", id="line-ends-kept"),
        pytest.param("a\ufeffb c".encode(), "a\ufeffb c", "utf-8", id="inner-bom-kept"),
        pytest.param(b"one \x00 null in a text", "one \x00 null in a text", "utf-8", id="one-null"),
    ],
)
def test_bytes_become_the_characters_written(data, text, encoding):
    assert decode(data, "a.txt") == (text, encoding)


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
        lambda t: t.strip("\ufeff\u200b\u2060 ")
    )
)
def test_utf8_round_trips(text):
    expected = text.removeprefix("\ufeff")
    if expected.strip("\ufeff\u200b\u2060 \t\r\n\f\v\x00"):
        assert decode(text.encode("utf-8"), "a.txt")[0] == expected


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \r\n\t ", "white space", id="white-space"),
        pytest.param(b"\xef\xbb\xbf", "white space", id="bom-alone"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary", id="png"),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, "binary", id="zip"),
        pytest.param(bytes(range(1, 256)) * 20, "binary", id="all-bytes"),
        pytest.param(b"\xff\xfea", "begins with the mark of utf-16", id="broken-utf-16"),
    ],
)
def test_what_is_no_text_is_refused(data, said):
    with pytest.raises(ArticleError, match=said):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        pytest.param("2024-06-27", date(2024, 6, 27), id="day"),
        pytest.param("2024-06-27T23:59:59+02:00", date(2024, 6, 27), id="with-time"),
        pytest.param("2024-06-27T23:59:59.123Z", date(2024, 6, 27), id="zulu"),
        pytest.param("Thu, 27 Jun 2024 10:00:00 GMT", date(2024, 6, 27), id="mail"),
        pytest.param(" ", None, id="blank"),
        pytest.param(None, None, id="none"),
    ],
)
def test_dates_are_read_strictly(written, day):
    assert read_published(written, "a") == day


@pytest.mark.parametrize("written", ["03/04/2024", "27 June", "2024", "2024-13-01", "0000-00-00", "9999-12-31", "1e5"])
def test_other_dates_are_refused(written):
    with pytest.raises(ArticleError, match="write the day as"):
        read_published(written, "a")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.txt", ("text", "")), ("A.TXT", ("text", "")), ("a.b.html", ("html", "")), ("x.jsonl.gz", ("jsonl", "gzip")),
        ("x.csv.zst", ("csv", "zstd")), ("x.txt.gz", None), ("x.zip", None), ("x", None), ("x.pdf", ("pdf", "")),
    ],
)  # fmt: skip
def test_forms_go_by_the_name(name, form):
    assert form_of(name) == form


def test_folder_gives_relative_ids_in_order(tmp_path):
    write(tmp_path / "b" / "two.txt", TEXT)
    write(tmp_path / "a.md", OTHER)
    write(tmp_path / "b.txt", OTHER)
    write(tmp_path / ".hidden.txt", OTHER)
    write(tmp_path / "photo.jpg", b"\xff\xd8\xff")
    assert list(articles(tmp_path)) == ["a.md", "b.txt", "b/two.txt"]


def test_pattern_gives_ids_from_its_fixed_folder(tmp_path):
    write(tmp_path / "x" / "one.txt", TEXT)
    write(tmp_path / "x" / "y" / "two.txt", OTHER)
    assert list(articles(f"{tmp_path}/x/**/*.txt")) == ["one.txt", "y/two.txt"]


def test_sidecar_describes_files(tmp_path):
    write(tmp_path / "one.txt", TEXT)
    write(
        tmp_path / "articles.csv", "path,published,source,title\none.txt,2024-06-27,Eastmere Post,Fees\ngone.txt,,,\n"
    )
    one = articles(tmp_path)["one.txt"]
    assert (one.published, one.source, one.title) == (date(2024, 6, 27), "Eastmere Post", "Fees")
    assert one.published_reason == "given: articles.csv"
    assert "not there" in failures(tmp_path)["gone.txt"]


@pytest.mark.parametrize(
    ("sidecar", "said"),
    [
        pytest.param(
            "file,published\na.txt,2024-01-01\n",
            "no column 'path'; it has: file, published; expected: path, pub",
            id="no-path",
        ),
        pytest.param("path,published\na.txt,2024-01-01\na.txt,2024-01-02\n", "listed twice", id="twice"),
    ],
)
def test_sidecar_errors_are_told(tmp_path, sidecar, said):
    write(tmp_path / "a.txt", TEXT)
    write(tmp_path / "articles.csv", sidecar)
    assert list(articles(tmp_path)) == ["a.txt"]
    assert said in failures(tmp_path)["articles.csv"]


RECORDS = [
    {"id": "w1", "text": TEXT, "title": "Fees", "published": "2024-06-27", "source": "Post"},
    {"id": 2, "text": OTHER},
]


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz", "r.jsonl.zst", "r.csv", "r.parquet"])
def test_records_are_the_same_in_every_form(tmp_path, name):
    lines = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()
    path = tmp_path / name
    if name.endswith(".csv"):
        pd.DataFrame(RECORDS).to_csv(path, index=False)
    elif name.endswith(".parquet"):
        pd.DataFrame(RECORDS).assign(id=lambda f: f["id"].astype(str)).to_parquet(path)
    else:
        pack = {"gz": gzip.compress, "zst": zstandard.compress}.get(name.rsplit(".", 1)[1], bytes)
        path.write_bytes(pack(lines))
    found = articles(path)
    assert list(found) == ["w1", "2"]
    first = found["w1"]
    assert (first.text, first.title, first.published, first.source) == (TEXT, "Fees", date(2024, 6, 27), "Post")
    assert found["2"].published is None
    assert found["2"].encoding is None


def test_records_that_are_wrong_are_failures_and_the_rest_is_read(tmp_path):
    lines = [
        json.dumps({"id": "a", "text": OTHER}),
        "{broken",
        "[1, 2]",
        json.dumps({"text": OTHER}),
        json.dumps({"id": "b", "text": None}),
        json.dumps({"id": "c", "text": "  "}),
        json.dumps({"id": "a", "text": TEXT}),
        json.dumps({"id": "d", "text": "half \ud800 a pair"}),
        json.dumps({"id": "e", "text": OTHER, "published": "1/2/24"}),
        "",
        json.dumps({"id": "f", "text": TEXT}),
    ]
    path = write(tmp_path / "r.jsonl", "\n".join(lines))
    assert list(articles(path)) == ["a", "f"]
    messages = [f.message for f in read_articles(path) if isinstance(f, Failure)]
    said = [
        "not valid JSON",
        "not an object",
        "has no id",
        "not a string",
        "text is empty",
        "used before",
        "surrogate",
        "write the day",
    ]
    assert len(messages) == len(said)
    assert all(any(part in message for message in messages) for part in said)
    assert any("line 2" in message for message in messages)


PAGE = """<html><head><title>Harbour fees rise | Eastmere Post</title>
<meta property="article:published_time" content="2024-06-27T08:00:00+02:00">
<meta property="og:site_name" content="Eastmere Post"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><h1>Harbour fees rise</h1><article>
<p>The port of Eastmere will raise its fees by&nbsp;4 percent, the harbour master said on Monday.</p>
<p>&ldquo;We have waited for three years,&rdquo; Ada Brennick told the council on Monday evening. The fees were last
raised when the new quay was opened, and the council had promised not to touch them again before the bridge was.</p>
<ul><li>Small boats pay 12 crowns.</li><li>Large boats pay 90 crowns.</li></ul></article>
<footer>All rights reserved</footer></body></html>"""


def test_page_gives_text_blocks_and_what_it_says_of_itself(tmp_path):
    article = read_article(write(tmp_path / "p.html", PAGE))
    assert article.title == "Harbour fees rise"
    assert (article.published, article.source) == (date(2024, 6, 27), "Eastmere Post")
    assert article.extractor.startswith("trafilatura ")
    assert "Home" not in article.text
    assert "All rights" not in article.text
    blocks = json.loads(article.blocks)
    assert article.text[slice(*blocks[0][:2])] == "Harbour fees rise"
    assert [name for _, _, name in blocks].count("p") == 2
    assert "\n\n".join(article.text[start:end] for start, end, _ in blocks) == article.text
    assert "“We have waited for three years,” Ada Brennick told" in article.text


def test_running_text_in_divisions_beside_paragraphs_is_kept(tmp_path):
    said = "The harbour master wrote that the new fees would be paid by everybody from Monday on."
    other = "The union answered that its members had been asked for nothing but their patience."
    links = "".join(f'<a href="/{n}">More about the harbour, part {n}</a> ' for n in range(9))
    body = f"<p>{said}</p><div class='translation'>{other}</div><p>{said[::-1]}</p><div>{links}</div>"
    (tmp_path / "a.html").write_text(f"<html><body><div id='content'>{body * 2}</div></body></html>")
    [article] = read_articles(tmp_path / "a.html")
    assert other in article.text
    assert "More about the harbour" not in article.text


def test_declared_charset_of_a_page_counts(tmp_path):
    page = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').encode("cp1252")
    assert read_article(write(tmp_path / "p.html", page)).encoding == "cp1252"


def test_a_page_without_article_is_refused(tmp_path):
    with pytest.raises(ArticleError, match="no article text"):
        read_article(write(tmp_path / "p.html", "<html><body><nav>Home</nav></body></html>"))


FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Eastmere Post</title>
<item><title>Harbour fees rise</title><guid>urn:1</guid><pubDate>Thu, 27 Jun 2024 08:00:00 GMT</pubDate>
<description>&lt;p&gt;{OTHER}&lt;/p&gt;&lt;p&gt;{OTHER.replace("two", "three")}&lt;/p&gt;</description></item>
<item><title>Nothing</title><guid>urn:2</guid></item></channel></rss>"""


def test_feed_gives_its_entries(tmp_path):
    path = write(tmp_path / "f.rss", FEED)
    found = articles(path)["urn:1"]
    assert found.published == date(2024, 6, 27)
    assert (found.title, found.source) == ("Harbour fees rise", "Eastmere Post")
    assert OTHER in found.text
    assert any("no text" in message for message in failures(path).values())


def test_archive_gives_its_pages(tmp_path):
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            "https://news.example/fees",
            "response",
            payload=io.BytesIO(PAGE.encode()),
            http_headers=headers,
            warc_headers_dict={"WARC-Date": "2024-06-28T00:00:00Z"},
        )
    )
    for name, data in (("w.warc", buffer.getvalue()), ("w.warc.gz", gzip.compress(buffer.getvalue()))):
        found = articles(write(tmp_path / name, data))
        assert list(found) == ["https://news.example/fees"]
        assert found["https://news.example/fees"].published == date(2024, 6, 27)


def test_pdf_gives_pages(tmp_path):
    path = write(
        tmp_path / "a.pdf", pdf_of(["The port of Eastmere raised its fees.", "The council met for two hours."])
    )
    article = read_article(path)
    blocks = json.loads(article.blocks)
    assert [name for _, _, name in blocks] == ["page 1", "page 2"]
    assert article.text[slice(*blocks[1][:2])].strip() == "The council met for two hours."
    assert article.extractor.startswith("pypdf ")


def pdf_of(pages: list[str]) -> bytes:
    """A minimal PDF, one line of Helvetica a page."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    tail = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return out + f"{tail}startxref\n{len(out)}\n%%EOF".encode()


LANGUAGES = [
    pytest.param(TEXT, "en", id="english"),
    pytest.param("Harbour fees: 4 %", "en", id="too-short-to-tell"),
    pytest.param(
        "Der Hafen von Ostmeer erhöht die Gebühren um vier Prozent, sagte die Hafenmeisterin am Montag im Rat.",
        "de", id="german",
    ),
    pytest.param(
        "Le port a annoncé lundi que les droits de quai augmenteront de quatre pour cent au printemps prochain.",
        "fr", id="french",
    ),
    pytest.param(
        "El puerto subirá las tasas un cuatro por ciento la próxima primavera, dijo el lunes la capitana del puerto.",
        "es", id="spanish",
    ),
    pytest.param(
        "De haven verhoogt de tarieven met vier procent, zei de havenmeester maandag in de raad van de stad.",
        "nl", id="dutch",
    ),
    pytest.param("Порт повысит сборы на четыре процента, сообщила в понедельник начальник порта.", "ru", id="russian"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), LANGUAGES)
def test_languages_are_told_apart(text, language):
    assert language_of(text) == language


def test_another_language_is_a_failure_never_read_as_english(tmp_path):
    path = write(tmp_path / "de.txt", LANGUAGES[2].values[0])
    assert "another language (de)" in failures(path)["de.txt"]


def test_one_article_is_one(tmp_path):
    assert read_article(write(tmp_path / "a.txt", TEXT), published=date(2024, 1, 2)).published == date(2024, 1, 2)
    two = write(tmp_path / "two.jsonl", "".join(json.dumps(r) + "\n" for r in RECORDS))
    with pytest.raises(ArticleError, match="more than one"):
        read_article(two)


def test_url_of_an_object_store_is_read():
    import fsspec

    store = fsspec.filesystem("memory")
    store.pipe("/wire/x/one.txt", TEXT.encode())
    store.pipe("/wire/two.jsonl", json.dumps(RECORDS[1]).encode())
    assert set(articles("memory://wire")) == {"2", "x/one.txt"}


@given(st.text(max_size=300))
def test_any_text_in_a_page_is_read_or_refused(text):
    try:
        page = read_html(f"<html><body><article><p>{text}</p></article></body></html>", "p.html")
    except ArticleError:
        return
    assert all(page.text[start:end] for start, end, _ in page.blocks)
