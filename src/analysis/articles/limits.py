"""A bound on the time that one article may take, to read and to analyse."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from analysis.articles.inputs import LARGEST_ARTICLE
from analysis.errors import ArticleError

ARTICLE_SECONDS = 60.0  # CPU-seconds for an article, and as much again for each so many characters:
_CHARACTERS = 300_000  # ten times what news takes; only a text made to be slow needs more
_AGAIN_SECONDS = 5  # a library may swallow the first exception


class TimeLimitError(ArticleError):
    """An article over which the rules did not come to an end."""


def reading_seconds(size: int, seconds: float = ARTICLE_SECONDS) -> float:
    """Return how many CPU-seconds reading so many bytes may take: that is quicker by far than the rules.

    >>> reading_seconds(3_000_000)
    120.0
    """
    return seconds_for(min(size, LARGEST_ARTICLE) // 10, seconds)


def seconds_for(size: int, seconds: float = ARTICLE_SECONDS) -> float:
    """Return how many CPU-seconds an article of so many characters may take.

    >>> seconds_for(300_000)
    120.0
    """
    return seconds * (1 + size / _CHARACTERS)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop the block after so many CPU-seconds of this process.

    Without effect outside a main thread and where the system has no such timer (Windows).

    Raises
    ------
    TimeLimitError
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
