"""Files and folders of articles, here or in an object store (fsspec)."""

import errno
import glob
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import IO, Any

from analysis.articles.faults import attempt, failure_of, storable
from analysis.articles.inputs import Ignored, shown
from analysis.errors import ArticleError
from analysis.tables import Failure

FORMS = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".parquet": "parquet",
    ".rss": "feed", ".atom": "feed", ".xml": "feed", ".warc": "warc",
}  # fmt: skip
COMPRESSED = {".gz": "gzip", ".zst": "zstd"}
COMPRESSIBLE = ("jsonl", "json", "csv", "warc", "feed")
SIDECAR = "articles.csv"
_KINDS = {stat.S_IFIFO: "pipe (FIFO)", stat.S_IFSOCK: "socket", stat.S_IFCHR: "device", stat.S_IFBLK: "device"}
_FAULTS_OF_LINKS = {
    errno.ELOOP: "is a link that leads back to itself; remove it or link to a file",
    errno.ENOENT: "is a link to nothing, or was removed meanwhile",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file of an input: its id (relative POSIX path), where it is and what form it has."""

    article_id: str
    location: str
    form: str
    compression: str = ""
    size: int = 0
    filesystem: Any = None

    def open(self) -> IO[bytes]:
        if self.filesystem:
            return self.filesystem.open(self.location, "rb")
        return open(self.location, "rb", opener=_open_file)  # Path.open takes no opener


def _open_file(path: str, flags: int) -> int:
    """Open a file without waiting, should it have become a pipe since it was listed."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ArticleError(f"{shown(path)}: is no file any more")
    return descriptor


def form_of(name: str) -> tuple[str, str] | None:
    """Return form and compression by a file's name ("jsonl", "gzip"), or None when it is no form of article."""
    before, last = ["", "", *(suffix.lower() for suffix in PurePosixPath(name).suffixes)][-2:]
    compression = COMPRESSED.get(last, "")
    form = FORMS.get(before if compression else last)
    return (form, compression) if form and (not compression or form in COMPRESSIBLE) else None


def list_files(path: str | Path) -> Iterator[File | Ignored | Failure]:
    """Yield the files behind a file name, a folder, a pattern or a URL in the order of their ids.

    A failure stands for an entry that cannot or must not be read: a link to nothing, to itself or out of the folder, a
    pipe, a device, a folder without permission. A file among others that has no form of article is `Ignored`.
    Raises ArticleError if there is nothing at `path`, it cannot be looked at, or a file named outright has no form that
    can be read.
    """
    name, place = str(path), Path(path)
    if "\0" in name:
        raise ArticleError(f"{shown(name)}: no path may hold a null character")
    if "://" in name:
        yield from _remote(name)
        return
    try:
        is_folder, is_there = place.is_dir(), place.exists()
    except OSError as error:
        raise ArticleError(f"{shown(name)}: {error.strerror}") from error
    if is_folder:
        yield from _folder(place)
    elif is_there:
        found = form_of(place.name)
        if not place.is_file():
            raise ArticleError(f"{shown(place)}: is neither a file nor a folder")
        if found is None:
            raise ArticleError(f"{shown(place)}: {place.suffix or 'no suffix'} is no form of article; {known_forms()}")
        yield File(storable(place.name), str(place), *found, size=place.stat().st_size)
    elif glob.has_magic(name):
        yield from _pattern(name)
    else:
        link = os.path.lexists(name)
        said = "is a link to nothing or back to itself" if link else "there is no such file or folder"
        raise ArticleError(f"{shown(name)}: {said}")


def known_forms() -> str:
    return f"give one of {' '.join(FORMS)} (.gz and .zst of jsonl, json, csv, warc and feeds), or a folder of them"


def _folder(folder: Path) -> Iterator[File | Ignored | Failure]:
    """Yield what a folder holds in POSIX order; hidden entries are left out, linked folders are not entered."""
    root = folder.resolve()
    waiting = [""]  # relative paths, those of folders with a slash at the end
    while waiting:
        relative = waiting.pop()
        if relative and not relative.endswith("/"):
            if relative != SIDECAR:
                yield _entry(folder / relative, relative, root)
            continue
        try:
            with os.scandir(folder / relative) as entries:
                shown_ones = [e for e in entries if not e.name.startswith(".")]
                names = [f"{relative}{e.name}{'/' * e.is_dir(follow_symlinks=False)}" for e in shown_ones]
        except OSError as error:
            if not relative:
                raise ArticleError(f"{shown(folder)}: {error.strerror}") from error
            yield failure_of(relative, "read", error)
            continue
        waiting += sorted(names, reverse=True)


def _entry(path: Path, relative: str, root: Path | None) -> File | Ignored | Failure:
    """Return an entry that is no folder as a file, or why it is none; links may not lead out of `root`."""
    return attempt("read", relative, _looked_at, path, relative, root)


def _looked_at(path: Path, relative: str, root: Path | None) -> File | Ignored:
    place, found = shown(relative), form_of(relative)
    try:
        status = path.stat()
    except OSError as error:
        raise ArticleError(f"{place}: {_FAULTS_OF_LINKS.get(error.errno or 0, error.strerror)}") from error
    leaves = root is not None and not path.resolve().is_relative_to(root)
    if stat.S_ISDIR(status.st_mode) and not leaves:
        return Ignored(place, "is a link to a folder; what that holds is read at its own place")
    if not stat.S_ISREG(status.st_mode) and not leaves:
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "thing of its own kind")
        raise ArticleError(f"{place}: is a {kind}, not a file; remove it from the folder")
    if found is None and stat.S_ISREG(status.st_mode):
        return _ignored(relative)
    if leaves or found is None:
        raise ArticleError(f"{place}: is a link out of the folder; copy what it leads to into it")
    return File(storable(relative), str(path), *found, size=status.st_size)


def _ignored(relative: str) -> Ignored:
    suffix = shown(PurePosixPath(relative).suffix)
    return Ignored(shown(relative), f"{suffix or 'no suffix'} is no form of article that can be read")


def _pattern(pattern: str) -> Iterator[File | Ignored | Failure]:
    matches = sorted(Path(match).as_posix() for match in glob.glob(pattern, recursive=True))  # noqa: PTH207
    base = Path(*_fixed_parts(pattern))
    found = False
    for match in matches:
        if not os.path.isdir(match):  # noqa: PTH112 - says False where Path.is_dir raises
            item = _entry(Path(match), Path(match).relative_to(base).as_posix(), None)
            found = found or not isinstance(item, Ignored)
            yield item
    if not found:
        raise ArticleError(f"{shown(pattern)}: matches no article; {known_forms()}")


def _fixed_parts(pattern: str) -> list[str]:
    return list(takewhile(lambda part: not glob.has_magic(part), Path(pattern).parts[:-1]))


def _remote(url: str) -> Iterator[File | Ignored | Failure]:
    from fsspec.core import url_to_fs

    try:
        filesystem, root = url_to_fs(url)
        if glob.has_magic(root):
            details = filesystem.glob(root, detail=True)
            root = "/".join(_fixed_parts(root))
        else:
            details = filesystem.find(root, detail=True) if filesystem.isdir(root) else {root: filesystem.info(root)}
    except Exception as error:  # each store has errors of its own
        raise ArticleError(f"{shown(url)}: cannot be listed ({type(error).__name__}: {shown(error)})") from error
    for location in sorted(details):
        form = form_of(location)
        relative = location.removeprefix(root).lstrip("/") or PurePosixPath(location).name
        kind = details[location]["type"]
        if kind == "directory" or relative == SIDECAR:
            continue
        if kind != "file":
            yield failure_of(relative, "read", ArticleError(f"{shown(relative)}: is a {kind}, not a file"))
        elif form is None:
            yield _ignored(relative)
        else:
            yield File(
                storable(relative), location, *form, size=details[location].get("size") or 0, filesystem=filesystem
            )
