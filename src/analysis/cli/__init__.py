"""The command line: ``python -m analysis``."""

import os
import sys
from collections.abc import Sequence

from analysis.cli.parser import make_parser
from analysis.errors import AnalysisError
from analysis.errors import printable as printable
from analysis.wording import counted as counted

SUCCESS, SOME_FAILED, UNUSABLE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 some inputs failed, 2 unusable input, 130 interrupted."""
    options = make_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except AnalysisError as error:
        print(f"{options.command}: {printable(str(error))}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print(f"{options.command}: interrupted; run it again to go on from here", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SUCCESS
