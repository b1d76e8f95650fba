"""A folder of outputs, here or in an object store: every file appears whole or not at all, one run at a time."""

import glob
import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import IO, Any

from analysis.articles.files import form_of
from analysis.errors import OutputError, ParameterError, TableError
from analysis.tables import TABLES

_PARTIAL = ".partial"  # files being written; they are moved from here to their places
PARSES = ".cache/parses"  # below a folder of tables
LOCK = ".lock"


def keep_apart(source: str | Path, out: str | Path) -> None:
    """Refuse tables or reports among the articles, where the next run would read them, and articles among the tables.

    Raises `ParameterError` if `out` is the folder that the articles are read from, lies in it, or has it as the folder
    of one table.
    """
    place, deep = _read_from(str(source))
    target = _parts(str(out))
    if target == place:
        raise ParameterError(f"--out {out}: is the folder of the articles themselves; name another one")
    inner = target[len(place) :]
    if deep and target[: len(place)] == place and not any(part.startswith(".") for part in inner):
        raise ParameterError(
            f"--out {out}: lies in the folder of the articles, and the next run would read what is written there; "
            "name a folder beside it"
        )
    if place[: len(target)] == target and place[len(target)] in {table.name for table in TABLES}:
        raise ParameterError(
            f"--out {out}: would write the table {place[len(target)]!r} into the folder of the articles; "
            "name another one"
        )


def _read_from(source: str) -> tuple[tuple[str, ...], bool]:
    """Return the folder that articles are read from and whether also those below it can hold some."""
    if "://" not in source and os.path.isdir(source):  # noqa: PTH112 - says False where Path.is_dir raises
        return _parts(source), True
    parts = Path(source).parts if "://" not in source else tuple(source.split("/"))
    fixed = list(takewhile(lambda part: not glob.has_magic(part), parts[:-1]))
    if "://" in source:
        is_pattern = glob.has_magic(source.partition("://")[2])
        return (_parts("/".join(fixed)), True) if is_pattern else (_parts(source), True)
    written = form_of(source) is None or source.endswith((".csv", ".jsonl", ".parquet", ".html"))
    return _parts(str(Path(*fixed))), len(fixed) < len(parts) - 1 and written


def _parts(place: str) -> tuple[str, ...]:
    return tuple(place.rstrip("/").split("/")) if "://" in place else Path(os.path.realpath(place)).parts


class Folder:
    """Files by relative name below one root; `root` is a path or an fsspec URL.

    Raises `TableError` if the root is a file, or a name leaves the root.
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
        return self._remote is None

    def path(self, name: str) -> Path:
        return Path(self.root) / _safe(name)

    def write(self, name: str, data: bytes, *, lasting: bool = True) -> None:
        """Write a file atomically; one that is not `lasting` may be lost when the machine stops."""
        if self._remote is not None:
            target = self._target(name)
            self._remote.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
            self._remote.pipe_file(target, data)
            return
        with self.writing(name) as stream:
            stream.write(data)
            if lasting:
                stream.flush()
                os.fsync(stream.fileno())

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """Give a stream for a file of a local folder; the file appears, whole, when the block ends.

        Raises `OutputError` if there is no permission or no room.
        """
        path = self.path(name)
        partial = Path(self.root) / _PARTIAL / secrets.token_hex(16)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.parent.mkdir(exist_ok=True)
            with partial.open("wb") as stream:
                yield stream
            partial.replace(path)
        except OSError as error:
            with suppress(OSError):
                partial.unlink()
            raise OutputError(f"{path}: cannot be written ({error.strerror})") from error

    def read(self, name: str) -> bytes:
        return self._remote.cat_file(self._target(name)) if self._remote is not None else self.path(name).read_bytes()

    def exists(self, name: str) -> bool:
        return bool(self._remote.exists(self._target(name))) if self._remote is not None else self.path(name).is_file()

    def remove(self, name: str) -> None:
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

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other runs out of the folder; half-written files of runs that were killed are removed.

        Raises `TableError` if another run has it.
        """
        if not self.is_local:
            with object_lock(self._remote, self._base):
                yield
            return
        with file_lock(Path(self.root)):
            self._sweep()
            yield
            self._sweep()

    def _sweep(self) -> None:
        for place in (_PARTIAL, f"{PARSES}/{_PARTIAL}"):
            shutil.rmtree(Path(self.root) / place, ignore_errors=True)

    def located(self, names: list[str]) -> tuple[Any, list[str]]:
        """Return the fsspec file system of an object store and the places of some files in it."""
        return self._remote, [self._target(name) for name in names]

    def _target(self, name: str) -> str:
        return f"{self._base}/{_safe(name)}"


def _safe(name: str) -> str:
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
        raise TableError(f"{name!r}: leaves the folder it is meant for")
    return name


@contextmanager
def file_lock(root: Path) -> Iterator[None]:
    """Hold a folder on a disk; the system lets go of it when the process ends, however it ends.

    A folder that was not there before and in which nothing was written is removed.
    Raises `TableError` if another run has it; `OutputError` if nothing can be written there.
    """
    from filelock import FileLock, Timeout

    lock, is_new = FileLock(root / LOCK), not root.exists()
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise TableError(f"{root}: another run is writing there; wait for it or choose another folder") from error
    except OSError as error:
        raise OutputError(f"{root}: cannot be written ({error.strerror})") from error
    try:
        yield
    finally:
        if is_new and [path.name for path in root.glob("*")] == [LOCK]:
            shutil.rmtree(root)
        lock.release()


@contextmanager
def object_lock(filesystem: Any, place: str) -> Iterator[None]:
    """Hold a folder of an object store by an object that names this machine and process.

    What a killed run of the same machine left is taken over; a lock of another machine has to be removed by hand.
    Raises `TableError` if another run has it.
    """
    target = f"{place}/{LOCK}"
    owner = f"{socket.gethostname()} {os.getpid()}"
    filesystem.makedirs(place, exist_ok=True)
    try:
        filesystem.pipe_file(target, owner.encode(), mode="create")
    except FileExistsError as error:
        held = filesystem.cat_file(target).decode("utf-8", "replace")
        if not _has_ended(held):
            raise TableError(
                f"{place}: another run ({held!r}: machine, process) is writing there; wait for it or choose another "
                f"folder. If that run was killed, remove {target}"
            ) from error
        filesystem.pipe_file(target, owner.encode())
    try:
        yield
    finally:
        filesystem.rm_file(target)


def _has_ended(owner: str) -> bool:
    """Say whether a lock's owner was a process of this machine that no longer runs."""
    import psutil

    host, _, process = owner.rpartition(" ")
    return host == socket.gethostname() and process.isdecimal() and not psutil.pid_exists(int(process))
