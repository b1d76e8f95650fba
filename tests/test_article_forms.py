"""Forms of articles and tables as people have them: front matter, Word, JSON, semicolons, columns of other names."""

import io
import json
import zipfile
from datetime import date, datetime

import docx
import pytest

from analysis.articles import Columns, find_ignored, read_article, read_articles
from analysis.articles.reading import language_of, part_front_matter
from analysis.articles.records import delimiter_of
from analysis.cli import make_parser
from analysis.errors import ArticleError
from analysis.runs.parameters import read_rows
from analysis.tables import Article

TEXT = (
    "The harbour council of Eastmere raised its fees on Monday, and the masters of the boats said they would not pay."
)
MORE = "The council of Westmere said that it would wait until June before it decides on the fees of its own harbour."


def all_of(path, columns=None) -> list[Article]:
    return [a for a in read_articles(path, columns) if isinstance(a, Article)]


FRONT = [
    pytest.param("---\ntitle: Fees\ndate: 2024-06-27\nauthors:\n  - Ada Marsh\n  - Per Dahl\n---\n\n", id="yaml"),
    pytest.param(
        "---\r\ntitle: 'Fees'\r\npublished: 27 June 2024\r\nauthor: Ada Marsh; Per Dahl\r\n---\r\n", id="windows"
    ),
    pytest.param(
        '+++\ntitle = "Fees"\ndate = 2024-06-27T08:00:00Z\nauthors = ["Ada Marsh", "Per Dahl"]\n+++\n', id="toml"
    ),
]


@pytest.mark.parametrize("front", FRONT)
def test_front_matter_describes_the_article_and_is_not_its_text(tmp_path, front):
    path = tmp_path / "fees.md"
    path.write_bytes((front + TEXT).encode())
    article = read_article(path)
    assert (article.text, article.title, article.published) == (TEXT, "Fees", date(2024, 6, 27))
    assert (article.author, article.published_reason) == ("Ada Marsh; Per Dahl", "given: front matter")


def test_front_matter_that_repeats_itself_does_not_grow():
    levels = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 20))
    found = part_front_matter(f"---\na0: &a0 [x]\n{levels}title: *a19\nauthor: [Ada Marsh, [Per Dahl]]\n---\n{TEXT}")
    assert found == ({"author": "Ada Marsh"}, TEXT)


@pytest.mark.parametrize("text", [f"---\n{TEXT}\n---\n", f"---\na: [\n---\n{TEXT}", f"{TEXT}\n---\na: b\n---\n", "---"])
def test_a_rule_above_a_text_is_no_front_matter(text):
    assert part_front_matter(text) == ({}, text)


def test_word_document_gives_paragraphs_and_rows(tmp_path):
    written = docx.Document()
    said = written.core_properties
    said.title, said.author, said.created = "Fees", "Ada Marsh, Per Dahl", datetime(2024, 6, 20, 9, 0)
    written.add_heading("Harbour fees rise", 1)
    paragraph = written.add_paragraph(TEXT)
    paragraph.add_run(" Not this.").font.strike = True
    table = written.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Eastmere", "4.12"
    written.save(tmp_path / "2024-06-27 fees.docx")
    article = read_article(tmp_path / "2024-06-27 fees.docx")
    assert article.text == f"Harbour fees rise\n\n{TEXT}\n\nEastmere | 4.12"
    assert [name for *_, name in json.loads(article.blocks)] == ["head", "p", "table/row"]
    assert (article.title, article.published, article.author) == ("Fees", date(2024, 6, 27), "Ada Marsh; Per Dahl")
    (tmp_path / "2024-06-27 fees.docx").rename(tmp_path / "fees.docx")
    article = read_article(tmp_path / "fees.docx")
    assert (article.published, article.published_reason) == (date(2024, 6, 20), "made on this day, says the document")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.xml": b"0" * 21_000_000}, "unpacks to"),
        ({"a.txt": b"no document"}, "cannot be read as a Word document"),
        (None, "cannot be read as a Word document"),
    ],
    ids=["bomb", "other-archive", "no-archive"],
)
def test_what_is_no_word_document_is_refused(tmp_path, files, said):
    data = io.BytesIO(b"PK nothing" if files is None else b"")
    if files:
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    (tmp_path / "a.docx").write_bytes(data.getvalue())
    with pytest.raises(ArticleError, match=said):
        read_article(tmp_path / "a.docx")


RECORD = {"id": "w1", "text": TEXT, "title": "Fees", "published": "2024-06-27", "source": "Post", "author": "Ada Marsh"}
JSON = [
    pytest.param([RECORD], "w1", id="list"),
    pytest.param({"status": "ok", "articles": [RECORD]}, "w1", id="list-inside"),
    pytest.param(RECORD, "w1", id="one"),
    pytest.param({k: v for k, v in RECORD.items() if k != "id"}, "wire.json", id="one-without-id"),
    pytest.param({**RECORD, "source": {"id": None, "name": "Post"}, "author": ["Ada Marsh"]}, "w1", id="objects"),
]


@pytest.mark.parametrize(("content", "identity"), JSON)
def test_json_files_hold_records(tmp_path, content, identity):
    (tmp_path / "wire.json").write_text(json.dumps(content), encoding="utf-8")
    (article,) = all_of(tmp_path / "wire.json")
    assert (article.article_id, article.text, article.title) == (identity, TEXT, "Fees")
    assert (article.source, article.author, article.published) == ("Post", "Ada Marsh", date(2024, 6, 27))


def test_json_lines_under_the_name_of_json_are_read(tmp_path):
    lines = [json.dumps(RECORD), json.dumps({**RECORD, "id": "w2"})]
    (tmp_path / "wire.json").write_text("\n".join(lines), encoding="utf-8")
    assert [a.article_id for a in all_of(tmp_path / "wire.json")] == ["w1", "w2"]


def test_json_without_articles_is_ignored_in_a_folder_and_refused_alone(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "settings.json").write_text('{"colour": "red"}', encoding="utf-8")
    assert [i.place for i in find_ignored(tmp_path)] == ["settings.json"]
    assert len(all_of(tmp_path)) == 1
    with pytest.raises(ArticleError, match="no column 'text'; it has: colour"):
        all_of(tmp_path / "settings.json")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_columns_apart_by_what_spreadsheets_write(tmp_path, mark):
    rows = [["id", "text", "published"], ["w1", f'"{TEXT}"', "27.06.2024"]]
    (tmp_path / "wire.csv").write_text("\ufeff" + "\r\n".join(mark.join(row) for row in rows), encoding="utf-8")
    (article,) = all_of(tmp_path / "wire.csv")
    assert (article.article_id, article.text, article.published) == ("w1", TEXT, date(2024, 6, 27))
    assert delimiter_of("no header", ["text"]) == ","


def test_a_sidecar_with_semicolons_names_date_and_author(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "articles.csv").write_bytes("\ufeffpath;published;author\r\na.txt;2024-06-27;Ada Marsh\r\n".encode())
    (article,) = all_of(tmp_path)
    assert (article.published, article.author) == (date(2024, 6, 27), "Ada Marsh")


OTHER = {"url": "https://post.example/2024/06/27/fees", "headline": "Fees", "body": TEXT, "byline": "Ada Marsh"}
OWN = [
    pytest.param(OTHER, Columns("body"), OTHER["url"], id="usual-names-and-address"),
    pytest.param({**OTHER, "nr": 7, "day": "2024-06-27"}, Columns("body", "nr", "day"), "7", id="all-named"),
    pytest.param(
        {"headline": "Fees", "body": TEXT, "byline": "Ada Marsh", "date": "June 27, 2024"},
        Columns("body"),
        "wire.json:1",
        id="counted",
    ),
]


@pytest.mark.parametrize(("record", "columns", "identity"), OWN)
def test_columns_of_other_names(tmp_path, record, columns, identity):
    (tmp_path / "wire.json").write_text(json.dumps([record, {**record, "url": "b", "nr": 8, "body": MORE}]), "utf-8")
    article, other = all_of(tmp_path / "wire.json", columns)
    assert (article.article_id, article.text, article.title) == (identity, TEXT, "Fees")
    assert (article.author, article.published, other.text) == ("Ada Marsh", date(2024, 6, 27), MORE)


def test_columns_are_named_on_the_command_line():
    given = ["extract", "wire.csv", "--out", "t", "--text-column", "body", "--id-column", "nr"]
    options = make_parser().parse_args(given)
    assert (options.text_column, options.id_column, options.published_column) == ("body", "nr", None)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("runs.yaml", "- article: a.txt\n  published: 2024-06-27\n"),
        ("runs.csv", "article;published\na.txt;2024-06-27\n"),
    ],
)
def test_rows_of_parameters_know_yaml_days_and_semicolons(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert read_rows("01_article", tmp_path / name) == [{"article": "a.txt", "published": "2024-06-27"}]


@pytest.mark.parametrize(
    ("brief", "language"),
    [
        (
            "French President Marc Dubois met Premier Karl Ott on Monday. Dubois said talks went well in Bern town.",
            "en",
        ),
        ("Shares in Hafenbank fell 4.2 percent in Frankfurt. Kaufbank lost 3.1 percent. Otto Werke gained 1.2.", "en"),
        ("Dem dey talk say di council no go pay di money wey dem promise us since last year for di harbour.", "pcm"),
    ],
)
def test_short_english_briefs_are_english(brief, language):
    assert language_of(brief) == language


def test_records_of_a_json_list_need_no_ids(tmp_path):
    records = [{k: v for k, v in RECORD.items() if k != "id"}] * 2
    (tmp_path / "wire.json").write_text(json.dumps(records), encoding="utf-8")
    assert [a.article_id for a in all_of(tmp_path / "wire.json")] == ["wire.json:1", "wire.json:2"]
