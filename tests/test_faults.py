"""The one boundary: what is raised over an input becomes its failure; only a fault of the output ends a run."""

import io
import json
import re
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from analysis.articles import attempt, read_articles
from analysis.cli import main
from analysis.corpus import build_tables, read_tables
from analysis.corpus.building import build_part
from analysis.corpus.stages import default_resources
from analysis.errors import FAULTS_VARIABLE, OutputError, ending
from analysis.numbers.candidates import surviving
from analysis.tables import Article, Failure
from test_entries import as_nobody

GOOD = "The port of Eastmere will raise its fees by 4 percent, the harbour master said on Monday."
PAGE = f"<html><body><article><h1>Fees</h1><p>{GOOD * 3}</p></article></body></html>".encode()


def column(kind, *values):
    return pa.array(values, kind)


def table(**columns):
    names = {"id": column(pa.string(), "a", "b"), "text": column(pa.string(), GOOD, GOOD + " So be it.")}
    sink = io.BytesIO()
    pq.write_table(pa.table(names | columns), sink)
    return sink.getvalue()


def broken_utf8():
    good = column(pa.string(), "ab", "éx")
    return pa.Array.from_buffers(pa.string(), 2, [None, good.buffers()[1], pa.py_buffer(b"ab\xff\xfex")])


def doubled():
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([column(pa.string(), "a")] * 3, names=["id", "text", "text"]), sink)
    return sink.getvalue()


def archive(body=PAGE, packing=None):
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=False)
    for number, (data, encoding) in enumerate([(body, packing), (PAGE, None)]):
        headers = [("Content-Type", "text/html"), *([("Content-Encoding", encoding)] if encoding else [])]
        http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.0")
        address = f"http://eastmere.example/{number}"
        writer.write_record(writer.create_warc_record(address, "response", payload=io.BytesIO(data), http_headers=http))
    return stream.getvalue()


def line(**fields):
    return json.dumps({"id": "a", "text": GOOD} | fields).encode() + b"\n"


RECORDS = [
    pytest.param("r.jsonl", line(id="\ud800"), 1, "of id is half a surrogate", id="surrogate-id"),
    pytest.param("r.jsonl", line(title="x\udfff"), 1, "character 1 of title is half", id="surrogate-title"),
    pytest.param("r.jsonl", line(source="\ud83d"), 1, "of source is half", id="surrogate-source"),
    pytest.param("r.jsonl", line(id="i" * 2_000), 1, "at most 1,000", id="endless-id"),
    pytest.param("r.jsonl", b'{"id": 1e999, "text": "x"}', 1, "has no id", id="infinite-id"),
    pytest.param("r.csv", b"id,text,text\n1,a,b\n", 1, "the column 'text' 2 times", id="doubled-in-csv"),
    pytest.param("r.csv", b"", 1, "the file is empty", id="empty"),
    pytest.param("r.parquet", table(text=broken_utf8()), 1, "UnicodeDecodeError", id="utf-8-in-parquet"),
    pytest.param("r.parquet", doubled(), 1, "the column 'text' 2 times", id="doubled-in-parquet"),
    pytest.param("r.parquet", table(text=column(pa.list_(pa.string()), ["a"], ["b"])), 2, "text is list", id="list"),
    pytest.param("r.parquet", table(text=pa.array([{"a": 1}] * 2)), 2, "text is dict", id="struct"),
    pytest.param(
        "r.parquet", table(published=column(pa.int32(), 2**31 - 1, 9).view(pa.date32())), 1, "Overflow", id="far-day"
    ),
    pytest.param(
        "r.parquet", table(published=column(pa.timestamp("s", "Moon/Sea"), 1, 2)), 2, "UnknownTimeZone", id="zone"
    ),
    pytest.param("r.warc", archive(b"\0no brotli" * 9, "br"), 1, "http://eastmere.example/0", id="brotli"),
    pytest.param("r.warc", re.sub(rb"WARC-Target-URI: \S+\r\n", b"", archive(), count=1), 1, "r.warc", id="no-address"),
    pytest.param(
        "r.warc",
        re.sub(rb"Content-Length: \d+", b"Content-Length: " + b"9" * 30, archive(), count=1),
        1,
        "r.warc",
        id="length",
    ),
    pytest.param("r.warc", archive()[:-100], 1, "the archive ends before the page does", id="cut-off"),
]


@pytest.mark.parametrize(("name", "data", "count", "said"), RECORDS)
def test_records_that_readers_raise_over_are_failures(tmp_path, name, data, count, said):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(GOOD + " All of them.")
    found = list(read_articles(tmp_path))
    failures = [item for item in found if isinstance(item, Failure)]
    assert "good.txt" in {item.article_id for item in found if isinstance(item, Article)}
    assert [name in failure.message for failure in failures] == [True] * count
    assert said in failures[0].message
    assert {failure.fault for failure in failures} == {"input"}
    build_tables(found)  # all of it can be stored


def test_what_an_archive_held_before_its_fault_is_read(tmp_path):
    (tmp_path / "r.warc").write_bytes(archive()[:-100])
    found = list(read_articles(tmp_path / "r.warc"))
    assert [type(item) for item in found] == [Article, Failure]


ARTICLES = [Article(article_id="a", sha256="0", text=GOOD), Article(article_id="b", sha256="0", text=GOOD)]
BROKEN = replace(default_resources(), gazetteer=None)  # what no article can bring about


def test_a_fault_of_the_program_is_told_as_one_with_its_article_and_place(monkeypatch):
    monkeypatch.delenv(FAULTS_VARIABLE)
    failures = build_part(ARTICLES, BROKEN)["failures"]
    assert failures["article_id"].tolist() == ["a", "b"]
    assert set(failures["fault"]) == {"program"}
    assert set(failures["stage"]) == {"extract"}
    for row in failures.itertuples():
        assert re.match(
            rf"{row.article_id}: a fault of the program.*AttributeError in entities/\w+\.py, line \d+", row.message
        )


def test_a_fault_of_the_program_fails_a_test():
    with pytest.raises(AttributeError):
        build_part(ARTICLES, BROKEN)


def test_a_fault_of_the_output_passes_the_boundary():
    def write():
        raise OutputError("tables/x: cannot be written (No space left on device)")

    with pytest.raises(OutputError):
        attempt("annotate", "a", write)


def test_a_fault_of_the_program_has_its_own_exit_code_and_words(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv(FAULTS_VARIABLE)
    monkeypatch.setattr("analysis.scale.build.default_resources", lambda: BROKEN)
    (tmp_path / "a.txt").write_text(GOOD)
    (tmp_path / "b.txt").write_bytes(b"")
    assert main(["extract", str(tmp_path), "--out", f"{tmp_path}.out", "--workers", "1"]) == 3
    said = capsys.readouterr().err.splitlines()
    assert said[-1].startswith("2 failed, 1 of them by a fault of the program: please report it; all are listed in")


@contextmanager
def no_room(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.slow
@pytest.mark.parametrize("form", [(), ("--format", "jsonl")], ids=["parts", "jsonl"])
def test_a_full_disk_ends_in_one_line_and_the_same_command_goes_on(tmp_path, capsys, form):
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for number in range(3):
        (source / f"{number}.txt").write_text(f"{GOOD} It was number {number}.")
    command = ["extract", str(source), "--out", str(out), "--workers", "1", "--part-size", "1", *form]
    if form:
        assert main(command[:-2]) == 0
        (source / "3.txt").write_text(GOOD)
        capsys.readouterr()
    with no_room(3_000):
        assert main(command) == 4
    said = capsys.readouterr().err
    assert said.startswith("extract: ")
    assert said.count("\n") == 1
    assert "cannot be written (File too large)" in said
    assert not list(out.glob("*.jsonl"))
    assert main(command) == 0
    assert len(read_tables(out).articles) == 3 + bool(form)


def test_a_folder_without_permission_to_write_ends_in_one_line(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(GOOD)
    with as_nobody():
        assert main(["extract", "seeds", "--out", "/analysis-tables"]) == 4
    assert capsys.readouterr().err == "extract: /analysis-tables: cannot be written (Permission denied)\n"


def test_an_error_of_another_kind_ends_a_run_with_its_place_in_the_code(monkeypatch):
    monkeypatch.delenv(FAULTS_VARIABLE)
    said, code = ending(KeyError("x"))
    assert (said, code) == (
        "a fault of the program, please report it (KeyError: 'x'); ANALYSIS_FAULTS=raise shows its traceback", 3
    )  # fmt: skip
    assert ending(OSError(28, "No space left on device", "/out/x")) == (
        "/out/x: No space left on device; what is finished is kept", 4
    )  # fmt: skip


def test_a_rule_that_fails_for_a_figure_costs_it_and_one_with_a_fault_fails():
    assert surviving(["1", "²³", "3"], int) == [("1", 1), ("3", 3)]
    with pytest.raises(TypeError):
        surviving([None], int)
    with pytest.raises(LookupError):
        surviving(["a"], {}.__getitem__)
