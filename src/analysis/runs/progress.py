"""What a run of notebooks tells while it goes on: a bar on a terminal, one line a run elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from analysis.errors import printable
from analysis.runs.record import Run


@contextmanager
def watched(total: int) -> Iterator[Callable[[Run, str], None]]:
    """Give a function that takes each finished run with its title; failed ones are told in either case."""
    if not sys.stderr.isatty() or not total:
        yield tell_run
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.progress import TimeRemainingColumn as Left

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[failed]}"))
    with Progress(*columns, TimeElapsedColumn(), Left(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("working pages", total=total, failed="")
        failed = 0

        def advance(run: Run, title: str) -> None:
            nonlocal failed
            if run.error:
                failed += 1
                tell_run(run, title)
            bar.update(
                task,
                advance=1,
                description=f"working pages: {printable(title)[:48]}",
                failed=f"{failed} failed" if failed else "",
            )

        yield advance


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Show on a terminal what is being done and for how long; tell everywhere when it is stopped."""
    try:
        with _shown(what):
            yield
    except KeyboardInterrupt:
        say(f"stopped while {what}; what was done before is kept")
        raise


@contextmanager
def _shown(what: str) -> Iterator[None]:
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        shown.add_task(what, total=None)
        yield


def say(line: str) -> None:
    """Tell a line on the standard error output, without what would steer a terminal."""
    print(printable(line), file=sys.stderr)  # noqa: T201


def tell_run(run: Run, title: str) -> None:
    """Tell one finished run."""
    say(f"{run.status}: {run.name}" + (f", {title}" if title else "") + (f" ({run.error})" if run.error else ""))
