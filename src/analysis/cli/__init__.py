"""The command line, ``python -m analysis``: what ``commands.yaml`` says can be said, as a parser."""

import argparse
import os
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from analysis import __version__
from analysis.cli import commands
from analysis.errors import run_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what they mean stands in ``commands.yaml``."""
    options = make_parser().parse_args(arguments)
    return run_command(lambda: options.run(options), options.command)


def make_parser() -> argparse.ArgumentParser:
    told = yaml.safe_load(files("analysis.cli").joinpath("commands.yaml").read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description=told["description"], epilog=told["epilog"],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"analysis {__version__}")
    _add_commands(parser, "command", told["commands"], told["epilog"])
    return parser


def _add_commands(
    parser: argparse.ArgumentParser, kind: str, declared: Mapping[str, Mapping[str, Any]], epilog: str
) -> None:
    several = parser.add_subparsers(dest=kind, required=True, metavar=kind.upper())
    for name, spec in declared.items():
        said = spec["help"]
        command = several.add_parser(
            name, help=said, description=f"{said[0].upper()}{said[1:]}. {spec.get('more', '')}".strip(), epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        for argument in spec.get("arguments", ()):
            either = command.add_mutually_exclusive_group() if "either" in argument else command
            for one in argument.get("either", [argument]):
                _add_argument(either, one)
        if "actions" in spec:
            _add_commands(command, "action", spec["actions"], epilog)
        else:
            command.set_defaults(run=getattr(commands, spec.get("run", name)))


def _add_argument(to: Any, argument: Mapping[str, Any]) -> None:
    names = argument["name"] if isinstance(argument["name"], list) else [argument["name"]]
    options = {key: value for key, value in argument.items() if key != "name"}
    kinds = {
        "int": int,
        "float": float,
        "path": Path,
        "list": lambda text: text.replace(" ", "").split(","),
        "day": day,
    }
    if "type" in options:
        options["type"] = kinds[options["type"]]
    if options.get("default") == "processors":  # that this process may use, at most four
        affinity = getattr(os, "sched_getaffinity", None)
        options["default"] = min(4, len(affinity(0)) if affinity else os.cpu_count() or 1)
    to.add_argument(*names, **options)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2024-06-27") from None
