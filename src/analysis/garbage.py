"""When Python looks for unreachable objects: not while a page or a chart is laid out, which frees none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Leave garbage for later; to look for it among all that is loaded takes a third of the time of a drawing."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
