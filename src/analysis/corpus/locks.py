"""One run at a time in a folder: a file lock on a disk, an object that names its owner in an object store."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from analysis.errors import OutputError, TableError

LOCK = ".lock"


@contextmanager
def file_lock(root: Path) -> Iterator[None]:
    """Hold a folder on a disk; the system lets go of it when the process ends, however it ends.

    Raises
    ------
    TableError
        If another run has it.
    OutputError
        If nothing can be written there.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(root / LOCK)
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
        lock.release()


@contextmanager
def object_lock(filesystem: Any, place: str) -> Iterator[None]:
    """Hold a folder of an object store by an object that names this machine and process.

    What a killed run of the same machine left is taken over; a lock of another machine has to be removed by hand.

    Raises
    ------
    TableError
        If another run has it.
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
    host, _, process = owner.rpartition(" ")
    if host != socket.gethostname() or not process.isdecimal() or os.name == "nt":
        return False
    try:
        os.kill(int(process), 0)  # asks whether it is there; nothing is sent
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
