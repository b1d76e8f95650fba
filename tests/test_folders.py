"""Where tables may be written, and by one run at a time."""

import socket
import subprocess
import sys

import pytest

from analysis.corpus.folder import LOCK, Folder, keep_apart
from analysis.errors import ParameterError, TableError


def test_another_run_keeps_out_of_a_folder_of_an_object_store():
    with (
        Folder("memory://tables/held").lock(),
        pytest.raises(TableError, match="another run"),
        Folder("memory://tables/held").lock(),
    ):
        pass
    with Folder("memory://tables/held").lock():
        pass


def test_the_lock_of_a_run_that_was_killed_is_taken_over():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    folder = Folder("memory://tables/left")
    folder.write(LOCK, f"{socket.gethostname()} {ended.pid}".encode())
    with folder.lock():
        pass
    folder.write(LOCK, f"elsewhere {ended.pid}".encode())
    with pytest.raises(TableError, match="remove"), folder.lock():
        pass


@pytest.mark.parametrize(
    ("source", "out"),
    [
        ("in", "in"), ("in", "in/tables"), ("in", "in/a/b"), ("in/*/*", "in/tables"), ("in/**/*.csv", "in/tables"),
        ("out/articles", "out"), ("out/articles/b.parquet", "out"), ("memory://in", "memory://in/tables"),
        ("memory://out/quotes/", "memory://out"),
    ],
)  # fmt: skip
def test_tables_are_kept_apart_from_articles(tmp_path, monkeypatch, source, out):
    monkeypatch.chdir(tmp_path)
    for folder in ("in/a", "out/articles"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "out/articles/b.parquet").touch()
    with pytest.raises(ParameterError, match="--out"):
        keep_apart(source, out)


@pytest.mark.parametrize(
    ("source", "out"),
    [
        ("in", "tables"), ("in", "inner"), ("in/*.csv", "in/tables"), ("in/**/*.txt", "in/tables"),
        ("in/a.txt", "in/t"), ("in", "in/.tables"), ("out/raw", "out"), ("memory://in", "memory://inner"),
    ],
)  # fmt: skip
def test_other_folders_may_be_near(tmp_path, monkeypatch, source, out):
    monkeypatch.chdir(tmp_path)
    for folder in ("in", "out/raw"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "in/a.txt").touch()
    assert keep_apart(source, out) is None
