"""The one boundary: whatever is raised over one input becomes its row in `failures`, and the next one is read."""

import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from analysis.articles.inputs import LARGEST_ARTICLE, shown
from analysis.errors import FAULTS_VARIABLE, OWN_FOLDER, AnalysisError, ArticleError, told_fault
from analysis.tables import Failure

_NEVER_INPUT = (TypeError, AttributeError, NameError, AssertionError, ImportError, NotImplementedError)
_EXHAUSTED = (MemoryError, RecursionError)
_LONGEST = 300  # characters of another library's message
_END = object()

T = TypeVar("T")


def attempt(stage: str, article_id: str, function: Callable[..., T], *arguments: Any, place: str = "") -> T | Failure:
    """Return what a function returns for some arguments, or the failure of the input it is about.

    `place` is where the input stands, for messages; by default its id. Raises AnalysisError for what is no fault of an
    input: a disk is full, the model is not there.
    """
    try:
        return function(*arguments)
    except Exception as error:
        if isinstance(error, AnalysisError) and not isinstance(error, ArticleError):
            raise
        return failure_of(article_id, stage, error, place)


def each(stage: str, article_id: str, items: Iterator[T], seconds: float, place: str = "") -> Iterator[T | Failure]:
    """Yield what a generator yields, each in so many CPU-seconds; what ends it before its time is one failure more."""

    def following() -> T | object:
        with time_limit(seconds):
            return next(items, _END)

    while (item := attempt(stage, article_id, following, place=place)) is not _END:
        yield item  # type: ignore[misc]


def failure_of(article_id: str, stage: str, error: Exception, place: str = "") -> Failure:
    """Return an error as a row of FAILURES, which says whose fault it was.

    Raises the error itself where it is a fault of the program and ``ANALYSIS_FAULTS`` is ``raise``.
    """
    place = place or shown(article_id)
    kind = type(error).__name__
    is_fault = is_program_fault(error, stage)
    if is_fault and os.environ.get(FAULTS_VARIABLE) == "raise":
        raise error
    said = f"{place}: cannot be read ({kind}: {shown(error, _LONGEST)})"
    if is_fault:
        said = f"{place}: {told_fault(error)}"
    elif isinstance(error, AnalysisError):
        said = str(error) if place in str(error) else f"{place}: {error}"
    elif isinstance(error, OSError) and error.strerror:
        said = f"{place}: {error.strerror}"
    fault = "program" if is_fault else "input"
    return Failure(article_id=storable(article_id), stage=stage, error=kind, message=storable(said), fault=fault)


def is_program_fault(error: BaseException, stage: str) -> bool:
    """Say whether an error is the program's: after reading, whatever is neither a limit nor ours to tell.

    While an input is read its bytes may make a library raise anything; what only a mistake in a program can raise is
    one when it comes from our own code.
    """
    if isinstance(error, (AnalysisError, *_EXHAUSTED)) or stage != "read":
        return not isinstance(error, (AnalysisError, *_EXHAUSTED))
    frames = traceback.extract_tb(error.__traceback__)
    return isinstance(error, _NEVER_INPUT) and bool(frames) and frames[-1].filename.startswith(OWN_FOLDER)


def storable(text: str) -> str:
    """Return a text as UTF-8 can hold it: half a surrogate pair, as a file name may hold, is written out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


ARTICLE_SECONDS = 60.0  # CPU-seconds for an article, and as much again for each so many characters:
_CHARACTERS = 300_000  # ten times what news takes; only a text made to be slow needs more
_AGAIN_SECONDS = 5  # a library may swallow the first exception


class TimeLimitError(ArticleError):
    """An article over which the rules did not come to an end."""


def reading_seconds(size: int, seconds: float = ARTICLE_SECONDS) -> float:
    """Return how many CPU-seconds reading so many bytes may take: that is quicker by far than the rules."""
    return seconds_for(min(size, LARGEST_ARTICLE) // 10, seconds)


def seconds_for(size: int, seconds: float = ARTICLE_SECONDS) -> float:
    """Return how many CPU-seconds an article of so many characters may take: 120 for 300,000."""
    return seconds * (1 + size / _CHARACTERS)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop the block with a TimeLimitError after so many CPU-seconds of this process.

    Without effect outside a main thread and where the system has no such timer (Windows).
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeLimitError(f"took more than {seconds:.0f} CPU-seconds (a text made to be slow?); shorten or split it")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
