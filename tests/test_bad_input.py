"""Input that is wrong in every way we know: each gets a clear message, none a traceback, none stops the others."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.articles import read_articles
from analysis.articles.inputs import shown
from analysis.cli import main
from analysis.corpus import build_tables, read_tables
from analysis.errors import ArticleError
from analysis.tables import Article, Failure

GOOD = "The port of Eastmere will raise its fees by 4 percent, the harbour master said on Monday."

FILES = [
    pytest.param("a.txt", b"", "empty", id="empty"),
    pytest.param("a.txt", b"\n \n", "white space", id="white-space"),
    pytest.param("a.txt", b"\x7fELF" + bytes(500), "binary", id="binary"),
    pytest.param("a.txt", b"\xff\xfeabc", "mark of utf-16", id="broken-utf-16"),
    pytest.param("a.html", b"", "empty", id="empty-html"),
    pytest.param("a.html", b"<html><body></body></html>", "no article text", id="html-without-text"),
    pytest.param("a.html", b"<" * 5000, "", id="html-of-brackets"),
    pytest.param("a.pdf", b"%PDF-1.4 broken", "cannot be read as PDF", id="broken-pdf"),
    pytest.param("a.pdf", b"", "cannot be read as PDF", id="empty-pdf"),
    pytest.param("a.jsonl", b"{", "not valid JSON", id="broken-json"),
    pytest.param("a.jsonl", b'{"id": 1}', "not a string", id="no-text"),
    pytest.param("a.jsonl", b"\xff\xfe{", "not UTF-8", id="json-not-utf-8"),
    pytest.param("a.jsonl", b"[" * 100_000, "not valid JSON", id="deep-json"),
    pytest.param("a.jsonl", b'{"id": true, "text": "x"}', "has no id", id="id-is-true"),
    pytest.param("a.parquet", b"PAR1 broken", "cannot be read as parquet", id="broken-parquet"),
    pytest.param("a.csv", b"id,text\n1,\xff\n", "not UTF-8", id="csv-not-utf-8"),
    pytest.param("a.jsonl.gz", b"no gzip", "damaged", id="broken-gzip"),
    pytest.param("a.jsonl.zst", b"no zstd", "damaged", id="broken-zstd"),
    pytest.param("a.rss", b"<rss", "not well-formed", id="broken-feed"),
    pytest.param("a.xml", b"<a>x</a>", "neither RSS nor Atom", id="xml-no-feed"),
    pytest.param("a.warc", b"no archive at all", "", id="broken-warc"),
]


@pytest.mark.parametrize(("name", "data", "said"), FILES)
def test_one_bad_file_is_told_and_the_rest_is_read(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(GOOD)
    found = list(read_articles(tmp_path))
    assert [item.article_id for item in found if isinstance(item, Article)] == ["good.txt"]
    messages = [item.message for item in found if isinstance(item, Failure)]
    assert len(messages) == 1
    assert said in messages[0]
    assert name in messages[0]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param("nowhere", "no such file or folder", id="missing"),
        pytest.param("*.txt", "matches no article", id="pattern-without-match"),
        pytest.param("a\0b", "null character", id="null-in-path"),
        pytest.param("nonsense://x/y", "cannot be listed", id="unknown-protocol"),
        pytest.param("photo.jpg", "is no form of article", id="unknown-form"),
    ],
)
def test_paths_that_lead_nowhere(tmp_path, monkeypatch, path, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(ArticleError, match=said):
        list(read_articles(path))


def test_a_device_is_no_article():
    with pytest.raises(ArticleError, match="neither a file nor a folder"):
        list(read_articles("/dev/null"))


ODD = [
    pytest.param("“Fees will rise, the harbour master said on Monday. Nobody was asked.", id="unclosed-quote"),
    pytest.param("" + "\x00".join(GOOD), id="null-characters"),
    pytest.param("!!! ??? ... --- “”", id="punctuation-only"),
    pytest.param("\u202e" + GOOD + "\u200b" * 50, id="invisible"),
    pytest.param("x" * 30_000, id="one-long-word"),
    pytest.param("5 percent " * 500, id="only-numbers"),
    pytest.param("“" * 1000, id="only-marks"),
    pytest.param("👩‍👩‍👧‍👦 said 4️⃣ percent 🇩🇪", id="emoji"),
    pytest.param("a\n" * 1000, id="many-lines"),
    pytest.param("1" * 400 + " percent of 1e400 and 9" + "9" * 400, id="huge-number"),
    pytest.param("A", id="one-letter"),
    pytest.param("Mr. " * 1500, id="titles-only"),
    pytest.param("He said that she said that he said that " * 300, id="nested-reports"),
]


@pytest.mark.slow
@pytest.mark.parametrize("text", ODD)
def test_odd_texts_give_tables_or_a_reason(text):
    tables = build_tables(
        [Article(article_id="odd", sha256="0", text=text), Article(article_id="g", sha256="0", text=GOOD)]
    )
    assert set(tables.articles["article_id"]) | set(tables.failures["article_id"]) == {"odd", "g"}
    assert tables.failures["message"].tolist() == []
    for name in ("quotes", "mentions", "numbers", "dates", "claims"):
        for row in tables[name].query("article_id == 'odd'").itertuples():
            assert text[row.start : row.end] == row.text


@given(st.text(max_size=200))
def test_messages_show_input_on_one_safe_line(text):
    safe = shown(text)
    assert all(character.isprintable() for character in safe)


def test_a_batch_with_bad_files_ends_with_exit_code_one(tmp_path, capsys):
    source = tmp_path / "in"
    source.mkdir()
    (source / "good.txt").write_text(GOOD)
    (source / "bad.txt").write_bytes(b"\x7fELF" + bytes(500))
    (source / "wire.jsonl").write_text(json.dumps({"id": "w", "text": GOOD}) + "\n{broken\n")
    assert main(["extract", str(source), "--out", str(tmp_path / "out"), "--workers", "1"]) == 1
    tables = read_tables(tmp_path / "out")
    assert tables.articles["article_id"].tolist() == ["good.txt", "w"]
    assert sorted(tables.failures["article_id"]) == ["bad.txt", "wire.jsonl:2"]
    assert "Traceback" not in capsys.readouterr().err


FILL = "The port of Eastmere will raise its fees by 4 percent, the harbour master said on Monday. "
SLOW_PAGES = [
    pytest.param("a.html", "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">", "500 attributes", id="attributes"),
    pytest.param("a.html", "<p ='\">" + "<p " + "a " * 900 + ">'\"", "500 attributes", id="attributes-in-marks"),
    pytest.param("a.html", "<title><script></title><p " + "a " * 900, "500 attributes", id="attributes-hidden"),
    pytest.param("a.html", "<div>" * 100_000, "60,000 tags", id="nested-divisions"),
    pytest.param("a.html", f"<p>{FILL}</p>" * 50_000, "60,000 tags", id="paragraphs"),
    pytest.param("a.rss", "<rss version='2.0'><i " + " ".join(f"a{n}='1'" for n in range(900)) + "/></rss>",
                 "500 attributes", id="attributes-of-a-feed"),
    pytest.param("a.rss", f"<rss version='2.0'>{'<item/>' * 400_000}</rss>", "300,000 tags", id="entries-of-a-feed"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "source", "said"), SLOW_PAGES)
def test_markup_made_to_be_slow_is_refused_with_its_limit(tmp_path, name, source, said):
    (tmp_path / name).write_text(source)
    (tmp_path / "good.txt").write_text(GOOD)
    failure, good = read_articles(tmp_path)
    assert f"{name}: has" in failure.message
    assert said in failure.message
    assert good.article_id == "good.txt"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("<script>for(i=0;i<n;i++){" + "a b c; " * 2_000 + "}</script>", id="comparison-in-a-script"),
        pytest.param("<style>" + "a b " * 2_000 + "</style>", id="style"),
        pytest.param("<!-- <p " + "a " * 2_000 + "-->", id="comment"),
        pytest.param("<img alt='" + "a b " * 2_000 + "'>", id="long-value"),
        pytest.param(f"<p>{FILL}</p>" * 2_000, id="long-page"),
    ],
)
def test_markup_that_only_looks_slow_is_read(tmp_path, source):
    (tmp_path / "a.html").write_text(f"<html><body>{source}<p>{FILL * 3}</p></body></html>")
    (article,) = read_articles(tmp_path)
    assert FILL.strip() in article.text


def test_absent_files_of_the_table_beside_the_articles_are_one_failure(tmp_path):
    (tmp_path / "good.txt").write_text(GOOD)
    rows = "".join(f"gone{number}.txt,2024-01-01\n" for number in range(50_000))
    (tmp_path / "articles.csv").write_text(f"path,published\n{rows}")
    _, failure = read_articles(tmp_path)
    assert (failure.article_id, failure.fault) == ("articles.csv", "input")
    assert "and 49,995 more, which are not there" in failure.message
