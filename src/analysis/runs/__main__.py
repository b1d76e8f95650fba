"""``python -m analysis.runs NOTEBOOK ROWS --out DIR``: one notebook, one run for each row of a CSV or YAML file."""

import argparse

from analysis.cluster import ENGINES, Engine
from analysis.errors import run_command
from analysis.runs.batch import RunSummary, run_rows


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code, as ``python -m analysis`` has them."""
    parser = argparse.ArgumentParser(prog="python -m analysis.runs", description=__doc__)
    parser.add_argument("notebook", help="name of the notebook, such as 04_defence_spending")
    parser.add_argument("rows", help="CSV with a header of parameter names, or YAML with a list of mappings")
    parser.add_argument("--out", required=True, help="folder for the pages and the index")
    parser.add_argument("--workers", type=int, default=1, help="notebooks run at once (default: %(default)s)")
    parser.add_argument("--engine", choices=ENGINES, default="local", help="default: %(default)s")
    parser.add_argument("--scheduler", metavar="URL", help="address of a running Dask scheduler (tcp://…)")
    chosen = parser.parse_args(arguments)

    def run() -> RunSummary:
        spread = Engine(chosen.engine, chosen.workers, chosen.scheduler)
        return run_rows(chosen.notebook, chosen.rows, chosen.out, spread)

    return run_command(run, "error")


if __name__ == "__main__":
    raise SystemExit(main())
