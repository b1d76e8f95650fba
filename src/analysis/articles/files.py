"""Files and folders of articles, here or in an object store (fsspec)."""

import glob
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from analysis.articles.inputs import Ignored, shown
from analysis.errors import ArticleError

FORMS = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".parquet": "parquet",
    ".rss": "feed", ".atom": "feed", ".xml": "feed", ".warc": "warc",
}  # fmt: skip
COMPRESSED = {".gz": "gzip", ".zst": "zstd"}
COMPRESSIBLE = ("jsonl", "json", "csv", "warc", "feed")
SIDECAR = "articles.csv"


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
        """Open it for reading bytes."""
        return self.filesystem.open(self.location, "rb") if self.filesystem else Path(self.location).open("rb")


def form_of(name: str) -> tuple[str, str] | None:
    """Return form and compression by a file's name, or None when it is no form of article.

    >>> form_of("wire.jsonl.gz"), form_of("photo.jpg")
    (('jsonl', 'gzip'), None)
    """
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes[-2:]]
    if suffixes and suffixes[-1] in COMPRESSED:
        inner = FORMS.get(suffixes[0]) if len(suffixes) == 2 else None
        return (inner, COMPRESSED[suffixes[-1]]) if inner in COMPRESSIBLE else None
    form = FORMS.get(suffixes[-1]) if suffixes else None
    return (form, "") if form else None


def list_files(path: str | Path) -> Iterator[File | Ignored | ArticleError]:
    """Yield the files behind a file name, a folder, a pattern or a URL in the order of their ids.

    An error stands for a file that must not be read (a link that leaves the folder); a file among others that has no
    form of article is `Ignored`.

    Raises
    ------
    ArticleError
        If there is nothing at `path`, or a file named outright has no form that can be read.
    """
    name = str(path)
    if "\0" in name:
        raise ArticleError(f"{shown(name)}: no path may hold a null character")
    if "://" in name:
        yield from _remote(name)
    elif Path(name).is_dir():
        yield from _folder(Path(name))
    elif Path(name).exists():
        yield _single(Path(name))
    elif glob.has_magic(name):
        yield from _pattern(name)
    else:
        raise ArticleError(f"{shown(name)}: there is no such file or folder")


def _single(path: Path) -> File:
    found = form_of(path.name)
    if not stat.S_ISREG(path.stat().st_mode):
        raise ArticleError(f"{shown(path)}: is neither a file nor a folder")
    if found is None:
        raise ArticleError(f"{shown(path)}: {path.suffix or 'no suffix'} is no form of article; {known_forms()}")
    return File(path.name, str(path), *found, size=path.stat().st_size)


def known_forms() -> str:
    """Return the sentence that lists what can be read."""
    return f"give one of {' '.join(FORMS)} (.gz and .zst of jsonl, json, csv, warc and feeds), or a folder of them"


def _folder(folder: Path) -> Iterator[File | Ignored | ArticleError]:
    root = folder.resolve()
    for relative in _relative_paths(folder, ""):
        path = folder / relative
        found = form_of(relative)
        if relative == SIDECAR:
            continue
        if found is None:
            yield _ignored(relative)
        elif not path.resolve().is_relative_to(root):
            yield ArticleError(f"{shown(relative)}: is a link out of the folder; copy the file into it")
        elif stat.S_ISREG((mode := path.stat()).st_mode):
            yield File(relative, str(path), *found, size=mode.st_size)


def _ignored(relative: str) -> Ignored:
    suffix = shown(PurePosixPath(relative).suffix)
    return Ignored(shown(relative), f"{suffix or 'no suffix'} is no form of article that can be read")


def _relative_paths(folder: Path, prefix: str) -> Iterator[str]:
    """Yield relative paths below a folder in POSIX order; hidden ones and linked folders are left out."""
    names: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                names.append(f"{entry.name}/")
            elif entry.is_file():
                names.append(entry.name)
    for name in sorted(names):
        if name.endswith("/"):
            yield from _relative_paths(folder / name, prefix + name)
        else:
            yield prefix + name


def _pattern(pattern: str) -> Iterator[File | Ignored]:
    matches = sorted(Path(match).as_posix() for match in glob.glob(pattern, recursive=True))  # noqa: PTH207
    base = Path(*_fixed_parts(pattern))
    found = False
    for match in matches:
        if not Path(match).is_file():
            continue
        relative = Path(match).relative_to(base).as_posix()
        form = form_of(match)
        if form is None:
            yield _ignored(relative)
            continue
        found = True
        yield File(relative, match, *form, size=Path(match).stat().st_size)
    if not found:
        raise ArticleError(f"{shown(pattern)}: matches no article; {known_forms()}")


def _fixed_parts(pattern: str) -> list[str]:
    """Return the leading parts of a pattern without wildcards; ids are relative to that folder."""
    fixed: list[str] = []
    for part in Path(pattern).parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return fixed


def _remote(url: str) -> Iterator[File | Ignored]:
    from fsspec.core import url_to_fs

    try:
        filesystem, root = url_to_fs(url)
        if glob.has_magic(root):
            details = filesystem.glob(root, detail=True)
            root = "/".join(_fixed_parts(root))
        else:
            details = filesystem.find(root, detail=True) if filesystem.isdir(root) else {root: filesystem.info(root)}
    except (OSError, ImportError, ValueError) as error:
        raise ArticleError(f"{shown(url)}: cannot be listed ({type(error).__name__}: {shown(error)})") from error
    for location in sorted(details):
        form = form_of(location)
        relative = location.removeprefix(root).lstrip("/") or PurePosixPath(location).name
        if details[location]["type"] != "file" or relative == SIDECAR:
            continue
        if form is None:
            yield _ignored(relative)
        else:
            yield File(relative, location, *form, size=details[location].get("size") or 0, filesystem=filesystem)
