"""What is kept of a finished part beside its tables: a note of what they hold, a sketch of its articles, and marks."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

from analysis.corpus.folder import Folder
from analysis.corpus.manifest import Part

_STATE = ".state"


def finished(folder: Folder, name: str) -> Part | None:
    """Return the note of a part that an earlier run has finished, or None."""
    note = f"{_STATE}/{name}.json"
    return Part(**json.loads(folder.read(note))) if folder.exists(note) else None


def keep(folder: Folder, part: Part, sketch: bytes) -> None:
    """Keep the sketch and, last of all, the note of a part whose tables are written."""
    folder.write(f"{_STATE}/{part.name}.npy", sketch)
    folder.write(f"{_STATE}/{part.name}.json", json.dumps(asdict(part)).encode("utf-8"))


def sketch_of(folder: Folder, name: str) -> bytes:
    return folder.read(f"{_STATE}/{name}.npy")


def forget_others(folder: Folder, names: Iterable[str]) -> None:
    """Remove what is kept of parts that are no longer wanted."""
    wanted = set(names)
    for note in folder.names(_STATE, ".json"):
        name = note.removesuffix(".json")
        if name not in wanted:
            folder.remove(f"{_STATE}/{note}")
            folder.remove(f"{_STATE}/{name}.npy")


def is_done(folder: Folder, step: str, parts: Iterable[Part]) -> bool:
    """Say whether a step over all parts was finished for just these."""
    mark = f"{_STATE}/{step}"
    return folder.exists(mark) and folder.read(mark).decode() == _key(parts)


def begin(folder: Folder, step: str) -> None:
    folder.remove(f"{_STATE}/{step}")


def done(folder: Folder, step: str, parts: Iterable[Part]) -> None:
    folder.write(f"{_STATE}/{step}", _key(parts).encode())


def _key(parts: Iterable[Part]) -> str:
    return hashlib.sha256("\0".join(part.name for part in parts).encode()).hexdigest()
