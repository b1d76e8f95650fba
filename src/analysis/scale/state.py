"""What is kept of a finished part beside its tables: a note of what they hold, a sketch of its articles, and marks."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict

from analysis.corpus.folder import Folder
from analysis.corpus.manifest import Part
from analysis.corpus.storage import STATE


def finished(folder: Folder, name: str) -> Part | None:
    """Return the note of a part that an earlier run has finished, or None."""
    note = f"{STATE}/{name}.json"
    return Part(**json.loads(folder.read(note))) if folder.exists(note) else None


def keep(folder: Folder, part: Part, sketch: bytes) -> None:
    """Keep the sketch and, last of all, the note of a part whose tables are written."""
    folder.write(f"{STATE}/{part.name}.npy", sketch)
    folder.write(f"{STATE}/{part.name}.json", json.dumps(asdict(part)).encode("utf-8"))


def sketch_of(folder: Folder, name: str) -> bytes:
    return folder.read(f"{STATE}/{name}.npy")


def once(folder: Folder, step: str, parts: Iterable[Part], work: Callable[[], object]) -> None:
    """Do a step over all parts, unless its mark says that it was finished for just these."""
    mark, key = f"{STATE}/{step}", hashlib.sha256("\0".join(part.name for part in parts).encode()).hexdigest()
    if not folder.exists(mark) or folder.read(mark).decode() != key:
        folder.remove(mark)
        work()
        folder.write(mark, key.encode())


def undo(folder: Folder, *steps: str) -> None:
    """Let some steps over all parts be done again."""
    for step in steps:
        folder.remove(f"{STATE}/{step}")
