"""Progress on a terminal: what is done, at what rate, how long it will take. Silent when nobody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.scale import RunStep


@contextmanager
def watched(path: str | Path) -> "Iterator[Callable[[RunStep], None]]":
    """Show a line of progress on stderr while the block runs, when that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[failed]}"), TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("articles", total=expected(path), rate="", failed="")

        def show(step: "RunStep") -> None:
            speed = progress.tasks[0].speed
            progress.update(
                task, completed=step.inputs, rate=f"{speed:.1f}/s" if speed else "",
                failed=f"{step.failures} failed" if step.failures else "",
            )  # fmt: skip

        yield show


def expected(path: str | Path) -> int | None:
    """Return how many articles to expect: the number of files, or None where one file holds many."""
    from analysis.articles.files import File, list_files
    from analysis.errors import ArticleError

    count = 0
    try:
        for file in list_files(path):
            if isinstance(file, File):
                if file.form not in ("text", "html", "pdf", "docx"):
                    return None
                count += 1
    except ArticleError:
        return None
    return count
