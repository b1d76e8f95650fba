"""The command line: ``python -m analysis``."""

from collections.abc import Sequence

from analysis.cli.parser import make_parser
from analysis.errors import run_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what they mean stands in `parser`."""
    options = make_parser().parse_args(arguments)
    return run_command(lambda: options.run(options), options.command)
