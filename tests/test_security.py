"""Input made to do harm: refused or disarmed, in bounded memory and time."""

import gzip
import io
import json
import tracemalloc
import zlib
from dataclasses import asdict

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import srsly
import zstandard
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from analysis.articles import read_articles
from analysis.articles.decoding import bounded_lines, decompressed
from analysis.cli import main
from analysis.corpus import ParseCache, write_tables
from analysis.corpus.folder import Folder
from analysis.corpus.storage import export, write_part
from analysis.errors import ArticleError, TableError
from analysis.normal import normalise
from analysis.tables import TABLES, Article, Failure

GOOD = "The port of Eastmere will raise its fees by 4 percent, the harbour master said on Monday."
HUNDRED_MB = 100_000_000


def messages(path) -> list[str]:
    return [item.message for item in read_articles(path) if isinstance(item, Failure)]


@pytest.fixture
def memory():
    """Fails a test that allocates more than 150 MB."""
    tracemalloc.start()
    yield
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 150_000_000


def test_file_of_100_mb_is_refused_unread(tmp_path, memory):
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.truncate(HUNDRED_MB)
    (tmp_path / "good.txt").write_text(GOOD)
    assert "are more than the" in messages(tmp_path)[0]


def test_line_of_100_mb_is_skipped_and_the_next_is_read(tmp_path, memory):
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"id": "big", "text": "')
        for _ in range(100):
            stream.write(b"x" * (HUNDRED_MB // 100))
        stream.write(b'"}\n' + json.dumps({"id": "next", "text": GOOD}).encode())
    found = list(read_articles(path))
    assert "is longer than" in found[0].message
    assert found[1].article_id == "next"


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_bombs_are_given_up(tmp_path, memory, suffix):
    path = tmp_path / f"a.jsonl.{suffix}"
    chunk = b"0" * 1_000_000
    if suffix == "gz":
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)  # quick, and 200 times smaller
        packed = b"".join([packer.compress(chunk) for _ in range(400)]) + packer.flush()
    else:
        pack = zstandard.ZstdCompressor().compressobj()
        packed = b"".join([pack.compress(chunk) for _ in range(400)]) + pack.flush()
    path.write_bytes(packed)
    with pytest.raises(ArticleError, match="expands to more than 100 times"):
        list(read_articles(path))


def warc_of(path, pages, **options):
    with path.open("wb") as stream:
        writer = WARCWriter(stream, **options)
        for address, body, encoding in pages:
            packing = [("Content-Encoding", encoding)] if encoding else []
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *packing], protocol="HTTP/1.0")
            record = writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=headers)
            writer.write_record(record)


def gzipped(size):
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)  # quick, and 200 times smaller
    return b"".join(packer.compress(b"0" * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()


def test_a_page_that_expands_in_an_archive_is_refused_and_the_next_is_read(tmp_path, memory):
    page = f"<html><body><article><p>{GOOD * 3}</p></article></body></html>".encode()
    warc_of(tmp_path / "a.warc", [("http://a/", gzipped(200_000_000), "gzip"), ("http://b/", page, None)], gzip=False)
    found = list(read_articles(tmp_path / "a.warc"))
    assert "more than 20,000,000 bytes" in found[0].message
    assert found[1].article_id == "http://b/"


def test_a_pdf_that_expands_ends_in_a_refusal(tmp_path, memory):
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    content = StreamObject()
    content._data = zlib.compress(b"BT (x) Tj ET " * 20_000_000, 9)
    content[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = writer._add_object(content)
    tracemalloc.stop()  # what was needed to make the file does not count
    writer.write(tmp_path / "a.pdf")
    del writer, page, content
    tracemalloc.start()
    assert len(messages(tmp_path)) == 1


def test_a_parquet_file_that_expands_is_refused(tmp_path, memory):
    schema = pa.schema([("id", pa.string()), ("text", pa.string())])
    with pq.ParquetWriter(tmp_path / "a.parquet", schema, compression="zstd", use_dictionary=False) as writer:
        text = "x" * 10_000_000
        writer.write_table(pa.table({"id": ["a"] * 12, "text": [text] * 12}, schema=schema))
    del text
    with pytest.raises(ArticleError, match="expands to more than"):
        list(read_articles(tmp_path / "a.parquet"))


def test_a_cell_of_100_mb_in_many_lines_is_refused(tmp_path, memory):
    with (tmp_path / "a.csv").open("w") as stream:
        stream.write('id,text\n1,"')
        for _ in range(1_000):
            stream.write(("x" * 99 + "\n") * 1_000)
        stream.write('"\n')
    [failure] = read_articles(tmp_path / "a.csv")
    assert "field larger than field limit" in failure.message


def test_a_query_sends_no_steering_to_a_terminal(tmp_path, capsys, monkeypatch):
    article = Article(article_id="a", sha256="0", text="x", title="red \x1b[31malert \x9b2J")
    frames = {table.name: table.frame([asdict(article)] if table.name == "articles" else []) for table in TABLES}
    write_tables(frames, tmp_path)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for form in ("table", "csv", "jsonl"):
        assert main(["query", "select title from articles", "--tables", str(tmp_path), "--format", form]) == 0
        said = capsys.readouterr().out
        assert "alert" in said
        assert "\x1b" not in said
        assert "\x9b" not in said


def test_failures_send_no_steering_to_a_terminal(tmp_path, capsys):
    (tmp_path / "a\x1b[2J.txt").write_text("")
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": "\x1b[31mred", "text": 4}) + "\n")
    assert main(["extract", str(tmp_path), "--out", str(tmp_path / ".out"), "--workers", "1"]) == 1
    said = capsys.readouterr()
    assert "2 failed" in said.err
    assert "\x1b" not in said.out + said.err


def test_kept_parses_hold_no_user_data(tmp_path):
    list(ParseCache(tmp_path).documents([("a", GOOD, None)]))
    [kept] = tmp_path.rglob("*.spacy")
    assert "user_data" not in srsly.msgpack_loads(zlib.decompress(kept.read_bytes()))


def test_ordinary_compression_is_no_bomb():
    plain = b"".join(f'{{"id": {i}, "text": "{GOOD}"}}\n'.encode() for i in range(20_000))
    stream = decompressed(io.BytesIO(gzip.compress(plain)), "gzip", "a")
    assert sum(len(line) for line in bounded_lines(stream, 1000) if line) == len(plain)


def test_zip_is_not_opened(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(ArticleError, match="no form of article"):
        list(read_articles(tmp_path / "a.zip"))


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">{}]>
<rss version="2.0"><channel><title>&j;</title><item><guid>1</guid><description>&j;</description></item></channel>
</rss>"""


@pytest.mark.parametrize(
    "entities",
    [
        pytest.param(
            "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)),
            id="laughs",
        ),
        pytest.param('<!ENTITY j SYSTEM "file:///etc/passwd">', id="external"),
        pytest.param(f'<!ENTITY j "{"x" * 100_000}">', id="quadratic"),
    ],
)
@pytest.mark.parametrize("name", ["a.rss", "a.xml"])
def test_entities_are_refused(tmp_path, memory, entities, name):
    (tmp_path / name).write_text(LAUGHS.format(entities))
    with pytest.raises(ArticleError, match="declares XML entities"):
        list(read_articles(tmp_path / name))


def test_entities_in_a_page_are_not_expanded(tmp_path):
    page = LAUGHS.split("<rss", maxsplit=1)[0].format('<!ENTITY j SYSTEM "file:///etc/passwd">')
    (tmp_path / "a.html").write_text(f"{page}<html><body><article><p>{GOOD} &j;</p></article></body></html>")
    assert all("root:" not in item.text for item in read_articles(tmp_path) if isinstance(item, Article))


def test_deep_pages_are_read_or_refused(tmp_path):
    (tmp_path / "deep.html").write_text("<div>" * 50_000 + GOOD + "</div>" * 50_000)
    (tmp_path / "good.txt").write_text(GOOD)
    assert "good.txt" in {item.article_id for item in read_articles(tmp_path) if isinstance(item, Article)}


def test_links_out_of_the_folder_are_refused(tmp_path):
    (tmp_path / "secret.txt").write_text(GOOD)
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "folder").symlink_to(tmp_path)
    (inside / "good.txt").write_text(GOOD)
    found = list(read_articles(inside))
    assert [item.article_id for item in found if isinstance(item, Article)] == ["good.txt"]
    assert ["link out of the folder" in item.message for item in found if isinstance(item, Failure)] == [True, True]


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a\\..\\x", "a\0b"])
def test_no_name_leaves_the_output_folder(tmp_path, name):
    with pytest.raises(TableError, match="leaves the folder"):
        Folder(tmp_path).write(name, b"")


def test_two_runs_do_not_mix(tmp_path):
    with Folder(tmp_path).lock(), pytest.raises(TableError, match="another run"), Folder(tmp_path).lock():
        pass


def test_ids_with_paths_write_nothing_outside(tmp_path):
    article = Article(article_id="../../evil", sha256="0", text="=HYPERLINK(1)", title="=1+1")
    frames = {table.name: table.frame([asdict(article)] if table.name == "articles" else []) for table in TABLES}
    folder = Folder(tmp_path / "out")
    write_part(folder, "p", frames, "")
    export(folder, ["p"], "csv")
    assert {p.parent for p in tmp_path.rglob("*evil*")} == set()
    row = (tmp_path / "out" / "articles.csv").read_text().splitlines()[1]
    assert ",'=1+1," in row
    assert row.endswith("'=HYPERLINK(1)")


SLOW = {
    "marks": "'" * 100_000,
    "open-marks": "“a " * 40_000,
    "apostrophes": "s' " * 40_000,
    "spaces": " " * 300_000 + "x",
    "hyphens": "a-\n" * 60_000,
    "lines": "x\n" * 100_000,
    "wrapped": ("word " * 14 + "\n") * 4_000,
    "numbers": "1,000," * 40_000,
    "breaks": "\r\n" * 150_000 + "x",
    "invisible": "\u200b" * 300_000 + "x",
}


@pytest.mark.slow
@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_normal_form_comes_to_an_end(text):
    """A quadratic rule would take hours on these."""
    normal = normalise(text)
    assert len(normal.text) == len(normal.starts) == len(normal.ends)


def test_no_pickle_is_loaded(root):
    for path in (root / "src").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for word in ("import pickle", "pickle.load", "allow_pickle=True", "yaml.load(", "eval(", "shelve", "marshal"):
            assert word not in source, f"{path.name}: {word}"
