"""Entries of a folder that are no files, or cannot be read: each is told by its name, none stops the others."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.articles import Ignored, Input, find_inputs, read_articles
from analysis.articles.files import File
from analysis.corpus.folder import keep_apart
from analysis.errors import ArticleError
from analysis.tables import Article, Failure

GOOD = "The port of Eastmere will raise its fees by 4 percent, the harbour master said on Monday."
NOBODY = 65_534


def put_file(path: Path) -> None:
    path.write_text(GOOD)


def put_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket may have 100 characters at most
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def put_unnameable(path: Path) -> None:
    with open(os.fsencode(path).replace(b".txt", b"\xe9\xff.txt"), "wb") as stream:  # noqa: PTH123 - no UTF-8
        stream.write(GOOD.encode())


ENTRIES: dict[str, Callable[[Path], object]] = {
    "file": put_file,
    "unnameable": put_unnameable,
    "loop": lambda path: path.symlink_to(path.name),
    "dangling": lambda path: path.symlink_to("nowhere"),
    "leaving": lambda path: path.symlink_to("/"),
    "pipe": os.mkfifo,
    "socket": put_socket,
    "inner": lambda path: path.symlink_to("."),
    "device": lambda path: path.symlink_to("/dev/zero"),
    "image": lambda path: path.with_suffix(".png").touch(),
}
ARTICLES = ("file", "unnameable")
IGNORED = ("inner", "image")

trees = st.recursive(
    st.dictionaries(st.integers(0, 9), st.sampled_from(sorted(ENTRIES)), max_size=5),
    lambda inner: st.dictionaries(st.integers(0, 9), inner, max_size=3),
    max_leaves=6,
)


def build(folder: Path, tree: dict) -> Iterator[str]:
    """Make the entries of a tree in a folder and yield their kinds."""
    for number, entry in tree.items():
        if isinstance(entry, dict):
            (folder / f"d{number}").mkdir()
            yield from build(folder / f"d{number}", entry)
        else:
            ENTRIES[entry](folder / f"{number}{'' if entry == 'leaving' else '.txt'}")
            yield entry


@given(trees)
def test_every_entry_of_any_tree_is_an_article_a_failure_or_ignored(tree):
    with TemporaryDirectory() as name:
        kinds = list(build(Path(name), tree))
        put_file(Path(name) / "last.txt")
        found = list(find_inputs(name))
    read = [item for item in found if isinstance(item, Input)]
    ignored = [item for item in found if isinstance(item, Ignored)]
    failures = [item for item in found if isinstance(item, Failure)]
    assert len(read) == 1 + sum(kind in ARTICLES for kind in kinds)
    assert len(ignored) == sum(kind in IGNORED for kind in kinds)
    assert len(failures) == len(kinds) - (len(read) - 1) - len(ignored)
    for failure in failures:
        assert failure.article_id in failure.message
        assert failure.fault == "input"
    for item in read:
        assert item.data == GOOD.encode()
        assert item.article_id.encode("utf-8")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("loop", "leads back to itself"), ("dangling", "a link to nothing"), ("leaving", "a link out of the folder"),
        ("device", "a link out of the folder"), ("pipe", "is a pipe (FIFO), not a file"), ("socket", "is a socket"),
    ],
)  # fmt: skip
def test_what_an_entry_is_stands_in_its_failure(tmp_path, kind, said):
    ENTRIES[kind](tmp_path / "odd.txt")
    put_file(tmp_path / "good.txt")
    for path in (tmp_path, f"{tmp_path}/*.txt"):
        told = {item.article_id: item.message for item in read_articles(path) if isinstance(item, Failure)}
        if kind in ("leaving", "device") and path != tmp_path:
            continue  # a pattern names no folder that must not be left
        assert list(told) == ["odd.txt"]
        assert said in told["odd.txt"]


def test_a_file_named_outright_that_is_none_is_refused(tmp_path):
    ENTRIES["pipe"](tmp_path / "pipe.txt")
    ENTRIES["loop"](tmp_path / "loop.txt")
    for name, said in {"pipe.txt": "neither a file", "loop.txt": "back to itself", "x" * 5_000: "too long"}.items():
        keep_apart(tmp_path / name, tmp_path / "loop.txt")
        with pytest.raises(ArticleError, match=said):
            list(read_articles(tmp_path / name))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Take away from the superuser what permissions do not stop."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_files_and_folders_without_permission_are_told():
    with TemporaryDirectory(dir="/tmp") as name:
        root = Path(name)
        root.chmod(0o755)
        (root / "locked").mkdir()
        for path in ("good.txt", "closed.txt", "closed.csv", "locked/in.txt", "articles.csv"):
            put_file(root / path)
        for path in ("closed.txt", "closed.csv", "locked", "articles.csv"):
            (root / path).chmod(0)
        with as_nobody():
            found = list(read_articles(root))
        (root / "locked").chmod(0o700)
    assert [item.article_id for item in found if isinstance(item, Article)] == ["good.txt"]
    told = {item.article_id: item.message for item in found if isinstance(item, Failure)}
    assert sorted(told) == ["articles.csv", "closed.csv", "closed.txt", "locked/"]
    assert all(message.endswith("Permission denied") for message in told.values())


def test_a_file_that_vanishes_or_turns_into_a_pipe_after_it_was_listed_is_told(tmp_path):
    for name in ("a.txt", "b.txt", "c.txt"):
        put_file(tmp_path / name)
    found = read_articles(tmp_path)
    assert next(found).article_id == "a.txt"
    (tmp_path / "b.txt").unlink()
    (tmp_path / "c.txt").unlink()
    os.mkfifo(tmp_path / "c.txt")
    assert ["b.txt: is a link to nothing" in next(found).message, "is a pipe" in next(found).message] == [True, True]
    file = File("c.txt", str(tmp_path / "c.txt"), "text", size=5)
    with pytest.raises(ArticleError, match="is no file any more"):
        file.open()


def test_a_tree_deeper_than_a_path_may_be_long_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put_file(tmp_path / "good.txt")
    for _ in range(60):
        os.mkdir("d" * 100)  # noqa: PTH102 - a path cannot name it
        os.chdir("d" * 100)
    monkeypatch.chdir(tmp_path)
    found = list(read_articles(tmp_path))
    assert ["File name too long" in item.message for item in found if isinstance(item, Failure)] == [True]
    assert [item.article_id for item in found if isinstance(item, Article)] == ["good.txt"]
