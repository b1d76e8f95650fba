"""The exceptions of the package: each says what was wrong, where, and what is right; and how one ends a run."""

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

FAULTS_VARIABLE = "ANALYSIS_FAULTS"  # "raise": a fault of the program ends the run with its traceback, as under test
OWN_FOLDER = str(Path(__file__).parent)
_LONGEST = 300  # characters of another library's message


class AnalysisError(Exception):
    """Anything this package refuses to do; the message is written for the person who gave the input."""

    exit_code: ClassVar[int] = 2


class ArticleError(AnalysisError):
    """An article that cannot be read: missing, empty, binary, in an unknown encoding."""


class ReferenceDataError(AnalysisError):
    """A reference package that contradicts itself, its descriptor or its checksum."""


class ModelError(AnalysisError):
    """The spaCy pipeline named in ``ANALYSIS_MODEL`` is not installed or lacks a component."""


class ParameterError(AnalysisError):
    """An unknown notebook parameter, or one of the wrong type."""


class NotebookRunError(AnalysisError):
    """A notebook that stopped before its last cell."""


class TableError(AnalysisError):
    """A folder of tables that is missing, incomplete or of another version."""


class OutputError(TableError):
    """An output that cannot be written: no permission, no room. What is finished stays."""

    exit_code = 4


class ProgramError(AnalysisError):
    """A fault of this program, not of what it was given."""

    exit_code = 3


class CorrectionError(AnalysisError):
    """A correction that cannot be applied as written."""


class ReportFormatError(AnalysisError):
    """A form of report that is unknown, or that cannot be made with what is installed."""


def printable(text: str) -> str:
    r"""Return a text without the control characters that would steer a terminal.

    >>> printable("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode("ascii") for c in text)


def run_command(command: Callable[[], Any], name: str) -> int:
    """Return the exit code of a command; what ends it is told in one line on the standard error output."""
    try:
        return int(command() or 0)
    except KeyboardInterrupt:
        said, code = "interrupted; run it again to go on from here", 130
    except BrokenPipeError:  # the reader of our output has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - a person reads one line, whatever it is
        said, code = ending(error)
    sys.stderr.write(f"{name}: {said}\n")
    return code


def ending(error: Exception) -> tuple[str, int]:
    """Return the line and the exit code by which an error ends a run.

    Raises
    ------
    Exception
        The error itself where it is a fault of the program and ``ANALYSIS_FAULTS`` is ``raise``.
    """
    if isinstance(error, AnalysisError):
        return printable(str(error)), error.exit_code
    if isinstance(error, OSError) and error.strerror:  # that of an input is told where the input is read
        where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, (str, bytes)) else ""
        return printable(f"{where}{error.strerror}; what is finished is kept"), OutputError.exit_code
    if os.environ.get(FAULTS_VARIABLE) == "raise":
        raise error
    return f"{told_fault(error)}; {FAULTS_VARIABLE}=raise shows its traceback", ProgramError.exit_code


def told_fault(error: BaseException) -> str:
    """Return a fault of the program in one line: what, and where in the code."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(OWN_FOLDER)]
    where = f" in {Path(frames[-1].filename).relative_to(OWN_FOLDER)}, line {frames[-1].lineno}" if frames else ""
    said = " ".join(printable(str(error)).split())[:_LONGEST]
    return f"a fault of the program, please report it ({type(error).__name__}{where}: {said})"
