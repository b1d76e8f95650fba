"""Files that lie among the articles and are none: told, not read."""

import pytest

from analysis.articles import Ignored, find_ignored, find_inputs, read_articles
from analysis.errors import ArticleError
from analysis.tables import Article, Failure

TEXT = "The port of Eastmere will raise its fees by 4 percent, the harbour master said on Monday."


def write(path, text):
    path.write_text(text, encoding="utf-8")


def articles(path):
    return [item.article_id for item in read_articles(path) if isinstance(item, Article)]


def test_table_without_text_is_ignored_in_a_folder_and_refused_alone(tmp_path):
    write(tmp_path / "list.csv", "path,size\na.txt,3\n")
    with pytest.raises(ArticleError, match=r"no column 'text'; it has: path, size; expected: id, text"):
        list(read_articles(tmp_path / "list.csv"))
    with pytest.raises(ArticleError, match="holds no articles"):
        list(read_articles(tmp_path))
    write(tmp_path / "a.txt", TEXT)
    ignored = [item for item in find_inputs(tmp_path) if isinstance(item, Ignored)]
    assert ignored == list(find_ignored(tmp_path))
    assert [item.place for item in ignored] == ["list.csv"]
    assert ignored[0].reason.startswith("has no column 'text'")
    assert articles(tmp_path) == ["a.txt"]


def test_files_of_other_forms_are_told_and_not_read(tmp_path):
    for name in ("a.txt", "b.odt", "c.png", "notes/NOTES", ".hidden.odt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, TEXT)
    told = {item.place: item.reason for item in find_ignored(tmp_path)}
    assert told == {
        "b.odt": ".odt is no form of article that can be read",
        "c.png": ".png is no form of article that can be read",
        "notes/NOTES": "no suffix is no form of article that can be read",
    }
    assert articles(tmp_path) == ["a.txt"]
    assert [item.place for item in find_ignored(str(tmp_path / "*"))] == ["b.odt", "c.png"]


def test_a_file_of_another_form_that_the_sidecar_lists_has_failed(tmp_path):
    write(tmp_path / "a.txt", TEXT)
    write(tmp_path / "b.odt", TEXT)
    write(tmp_path / "articles.csv", "path,published\nb.odt,2024-01-01\n")
    failures = [item for item in read_articles(tmp_path) if isinstance(item, Failure)]
    assert [failure.article_id for failure in failures] == ["b.odt"]
    assert "give one of .txt" in failures[0].message
    assert list(find_ignored(tmp_path)) == []
