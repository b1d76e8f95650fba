"""What a run of notebooks tells, as a bar on a terminal or a line a run elsewhere; how it is stopped."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from analysis.errors import printable

if TYPE_CHECKING:
    from analysis.runs.record import Run

_ENDING = ("SIGTERM", "SIGHUP")


@contextmanager
def watched(total: int) -> Iterator[Callable[["Run", str], None]]:
    """Give a function that takes each finished run with its title; failed ones are told in either case."""
    if not sys.stderr.isatty() or not total:
        yield tell_run
        return
    done: list[bool] = []  # whether each run failed
    with shown_bar("working pages", total) as show:

        def advance(run: "Run", title: str) -> None:
            done.append(bool(run.error))
            if run.error:
                tell_run(run, title)
            show(len(done), sum(done), f"working pages: {printable(title)[:48]}")

        yield advance


@contextmanager
def shown_bar(what: str, total: int | None) -> Iterator[Callable[..., None]]:
    """Show a bar on the terminal, with rate and times; it is told how many are done, how many failed, what is next."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.progress import TimeRemainingColumn as Left

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}"))
    with Progress(*columns, TimeElapsedColumn(), Left(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total, told="")

        def show(done: int, failed: int, now: str = what) -> None:
            speed = bar.tasks[0].speed
            told = (f"{speed:.1f}/s" if speed else "", f"{failed} failed" if failed else "")
            bar.update(task, completed=done, description=now, told=" ".join(filter(None, told)))

        yield show


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Show on a terminal what is being done and for how long; tell everywhere when it is stopped."""
    try:
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
            shown.add_task(what, total=None)
            yield
    except KeyboardInterrupt:
        say(f"stopped while {what}; what was done before is kept")
        raise


def say(line: str) -> None:
    """Tell a line on the standard error output, without what would steer a terminal."""
    print(printable(line), file=sys.stderr)  # noqa: T201


def tell_run(run: "Run", title: str) -> None:
    say(f"{run.status}: {run.name}" + (f", {title}" if title else "") + (f" ({run.error})" if run.error else ""))


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise KeyboardInterrupt in the block at SIGTERM and SIGHUP, unless somebody else handles or ignores them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    ours = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
