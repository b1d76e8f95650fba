"""A second process for the second core: it loads the model and draws, while this one loads the rules and writes.

A command forks it before anything is loaded. Where the system cannot fork or has one core, and when the process dies or
fails, the work is done here, with the same result.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from analysis.annotate import Document

P = ParamSpec("P")
Made = TypeVar("Made")
_GONE = (OSError, EOFError)


class Beside:
    """The process beside this one, or none; wait for a large result before more of any size is begun."""

    def __init__(self, connection: "Connection | None" = None) -> None:
        self._connection = connection
        self._begun = 0
        self._made: dict[int, tuple[Any, ...]] = {}

    def begin(self, work: Callable[P, Made], /, *args: P.args, **kwargs: P.kwargs) -> Callable[[], Made]:
        """Begin some work over there and return what waits for its result; an error is raised by doing it here."""
        here = partial(work, *args, **kwargs)
        self._begun += 1
        if self._connection is not None:
            try:
                self._connection.send((self._begun, here))
            except _GONE:
                self._connection = None
        return partial(self._wait, self._begun, here)

    def _wait(self, number: int, here: Callable[[], Made]) -> Made:
        while self._connection is not None and number not in self._made:
            try:
                got, made = self._connection.recv()
                self._made[got] = made
            except _GONE:
                self._connection = None
        made = self._made.pop(number, ())
        return made[0] if made else here()

    def documents(self, articles: "Iterable[tuple[str, str, date | None]]") -> "Iterator[Document]":
        """Parse some articles over there, and have it make ready for drawing afterwards."""
        from analysis.annotate import annotate_many
        from analysis.corpus.parses import packed_parses, ready_to_unpack, unpacked

        batch = list(articles)
        if self._connection is None:
            return annotate_many(batch)
        parsed = self.begin(packed_parses, batch)
        self.begin(_prepare)
        ready_to_unpack()  # while the parse is made
        return unpacked(batch, parsed())


@contextmanager
def second_process() -> Iterator[Beside]:
    """Give the process beside this one, and end it with the block."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    if not hasattr(os, "fork") or sys.platform == "darwin" or len(cores) == 1:
        yield Beside()
        return
    from multiprocessing import get_context

    context = get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, ours), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Beside(ours)
    finally:
        ours.close()
        process.kill()
        process.join()


def _prepare() -> None:
    from analysis.report.article import prepare_drawing  # loads matplotlib, which is not needed here

    prepare_drawing()


def _serve(connection: "Connection", other_end: "Connection") -> None:
    """Load the model, then do one piece of work after the other until nobody asks any more."""
    other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this ends it
    with contextlib.suppress(Exception):
        from analysis.annotate import load_model

        load_model()
    with contextlib.suppress(*_GONE):
        while True:
            number, work = connection.recv()
            made: tuple[Any, ...] = ()
            with contextlib.suppress(Exception):
                made = (work(),)
            connection.send((number, made))
