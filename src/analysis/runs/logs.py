"""One log a run: with what it ran, how long each cell took, what the notebook printed, how it ended.

Logs hold times; nothing else that a run writes does.
"""

import re
from pathlib import Path
from typing import Any

from analysis.errors import printable

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class RunLog:
    """Lines gathered while a notebook runs, written once at its end."""

    def __init__(self, notebook: str, parameters: dict[str, Any]) -> None:
        self._lines = [f"notebook: {notebook}", *(f"parameter: {name} = {parameters[name]!r}" for name in parameters)]

    def tell(self, line: str) -> None:
        """Add a line."""
        self._lines.append(line)

    def cells(self, executed: Any) -> None:
        """Add a line for each cell that ran, and what it printed."""
        for number, cell in enumerate(executed.cells):
            times = cell.metadata.get("papermill", {})
            if cell.cell_type != "code" or times.get("start_time") is None:
                continue
            seconds = times.get("duration")
            self.tell(f"{times['start_time']} cell {number}: " + ("" if seconds is None else f"{seconds:.2f} s"))
            for output in cell.get("outputs", []):
                self._output(output)

    def _output(self, output: Any) -> None:
        if output.output_type == "stream":
            self._lines += [f"  {output.name}: {line}" for line in output.text.splitlines()]
        elif output.output_type == "error":
            traceback = _COLOURS.sub("", "\n".join(output.traceback))
            self._lines += [f"  {line}" for line in traceback.splitlines()]

    def write(self, path: Path, ending: str) -> None:
        """Write the log, ending with how the run ended; characters that steer a terminal are spelt out."""
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [*self._lines, ending]
        path.write_text("".join(f"{printable(line)}\n" for line in lines), encoding="utf-8", errors="replace")
