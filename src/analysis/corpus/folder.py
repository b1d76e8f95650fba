"""A folder of outputs, here or in an object store: every file appears whole or not at all."""

import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

from analysis.errors import ParameterError, TableError

_LOCK = ".lock"


def keep_apart(source: str | Path, out: str | Path) -> None:
    """Refuse to write tables or reports into the folder that the articles are read from.

    Raises
    ------
    ParameterError
        If `out` is that folder: an ``articles.csv`` there would be overwritten, and the next run would read its output.
    """
    if "://" in str(source) or "://" in str(out):
        same = str(source).rstrip("/") == str(out).rstrip("/")
    else:
        place = Path(source)
        if not place.is_dir():
            fixed = list(takewhile(lambda part: not glob.has_magic(part), place.parts[:-1]))
            place = place.parent if place.is_file() else Path(*fixed)
        same = place.resolve() == Path(out).resolve()
    if same:
        raise ParameterError(f"--out {out}: is the folder of the articles themselves; name another one")


class Folder:
    """Files by relative name below one root; `root` is a path or an fsspec URL.

    Raises
    ------
    TableError
        If the root is a file, or a name leaves the root.
    """

    def __init__(self, root: str | Path) -> None:
        self.root = str(root)
        self._remote: Any = None
        if "://" in self.root:
            from fsspec.core import url_to_fs

            self._remote, self._base = url_to_fs(self.root)
        elif Path(self.root).exists() and not Path(self.root).is_dir():
            raise TableError(f"{self.root}: is a file; name a folder for the tables")

    @property
    def is_local(self) -> bool:
        """Say whether the folder is on a disk of this machine."""
        return self._remote is None

    def path(self, name: str) -> Path:
        """Return the local path of a file."""
        return Path(self.root) / _safe(name)

    def write(self, name: str, data: bytes) -> None:
        """Write a file atomically."""
        if self._remote is not None:
            target = self._target(name)
            self._remote.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
            self._remote.pipe_file(target, data)
            return
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        try:
            with partial.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(path)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise TableError(f"{path}: cannot be written ({error.strerror})") from error

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        return self._remote.cat_file(self._target(name)) if self._remote is not None else self.path(name).read_bytes()

    def exists(self, name: str) -> bool:
        """Say whether a file is there."""
        return bool(self._remote.exists(self._target(name))) if self._remote is not None else self.path(name).is_file()

    def remove(self, name: str) -> None:
        """Remove a file if it is there."""
        if self._remote is None:
            self.path(name).unlink(missing_ok=True)
        elif self._remote.exists(self._target(name)):
            self._remote.rm_file(self._target(name))

    def names(self, subfolder: str, suffix: str) -> list[str]:
        """Return the names of the files directly in a subfolder that end in `suffix`, sorted, hidden ones left out."""
        if self._remote is not None:
            target = self._target(subfolder)
            found = self._remote.ls(target, detail=False) if self._remote.isdir(target) else []
            plain = [str(item).rsplit("/", 1)[1] for item in found]
        else:
            folder = self.path(subfolder)
            plain = [item.name for item in folder.iterdir()] if folder.is_dir() else []
        return sorted(name for name in plain if name.endswith(suffix) and not name.startswith("."))

    def sweep(self) -> None:
        """Remove the half-written files of runs that were killed; only for who holds the lock."""
        if self.is_local:
            for partial in Path(self.root).glob("*/.*.partial"):
                partial.unlink(missing_ok=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other runs out of the folder.

        Raises
        ------
        TableError
            If another run has it.
        """
        if not self.is_local:
            yield
            return
        from filelock import FileLock, Timeout

        Path(self.root).mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(Path(self.root) / _LOCK, timeout=0):
                yield
        except Timeout as error:
            raise TableError(
                f"{self.root}: another run is writing there; wait for it or choose another folder"
            ) from error

    def _target(self, name: str) -> str:
        return f"{self._base}/{_safe(name)}"


def _safe(name: str) -> str:
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
        raise TableError(f"{name!r}: leaves the folder it is meant for")
    return name
