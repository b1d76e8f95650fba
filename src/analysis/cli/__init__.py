"""The command line: ``python -m analysis``."""

import os
import sys
from collections.abc import Sequence

from analysis.cli.commands import INTERRUPTED, SUCCESS
from analysis.cli.parser import make_parser
from analysis.errors import ending


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what they mean stands in `parser`."""
    options = make_parser().parse_args(arguments)
    try:
        return int(options.run(options) or SUCCESS)
    except KeyboardInterrupt:
        print(f"{options.command}: interrupted; run it again to go on from here", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SUCCESS
    except Exception as error:  # noqa: BLE001 - a person reads one line, whatever it is
        said, code = ending(error)
        print(f"{options.command}: {said}", file=sys.stderr)
        return code
