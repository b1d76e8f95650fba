"""One notebook run many times: parameters from a YAML list or a CSV, one row a run."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from analysis.articles.records import delimiter_of
from analysis.cluster import Engine
from analysis.errors import ParameterError
from analysis.runs.batch import RunSummary, run_jobs
from analysis.runs.execute import Job
from analysis.runs.parameters import NOTEBOOKS, check_parameters
from analysis.runs.record import digest


def run_rows(notebook: str, rows: str | Path, out: str | Path, spread: Engine | None = None) -> RunSummary:
    """Run a notebook once for each row of a file of parameters; pages, index and manifest as `run_reports` writes them.

    Raises `ParameterError`, before anything runs, if a row names an unknown parameter or holds a wrong value; the
    message names the row as a spreadsheet counts it, with the header as row 1.
    """
    jobs = []
    for number, row in enumerate(read_rows(notebook, rows), start=1):
        told = ", ".join(f"{name} = {value}" for name, value in row.items()) or "defaults"
        name, title = f"{notebook}-{number:03d}-{digest(told)[:6]}", f"{notebook}: {told}"
        jobs.append(Job(name=name, notebook=notebook, parameters=row, title=title, group=notebook))
    return run_jobs(jobs, Path(out), spread or Engine())


def read_rows(notebook: str, path: str | Path) -> list[dict[str, Any]]:
    """Return the rows of a parameter file, each checked; an empty cell of a CSV leaves the default.

    Raises `ParameterError` if the file cannot be read, holds no rows, or a row does not fit the notebook.
    """
    where = Path(path)
    try:
        text = where.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ParameterError(f"{where.name}: cannot be read ({error}); give a CSV or YAML file in UTF-8") from error
    is_yaml = where.suffix.lower() in (".yaml", ".yml")
    rows = _yaml(where.name, text) if is_yaml else _csv(text, [*NOTEBOOKS.get(notebook, ())])
    if not rows:
        raise ParameterError(f"{where.name}: holds no rows; give one row of parameters a run")
    for place, row in rows.items():
        try:
            check_parameters(notebook, row)
        except ParameterError as error:
            raise ParameterError(f"{where.name}, {place}: {error}") from None
    return [*rows.values()]


def _csv(text: str, known: list[str]) -> dict[str, dict[str, Any]]:
    lines = text.splitlines()
    rows = csv.DictReader(lines, delimiter=delimiter_of(lines[0], known) if lines else ",")
    return {
        f"row {rows.line_num} (the header is row 1)": {
            str(n): value for n, value in row.items() if value not in ("", None)
        }
        for row in rows
    }


def _yaml(name: str, text: str) -> dict[str, dict[str, Any]]:
    import yaml

    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ParameterError(f"{name}: no YAML ({error}); give a list of mappings, one a run") from error
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise ParameterError(f"{name}: give a list of mappings, one a run, such as '- year: 2023'")
    return {
        f"item {number}": {n: v.isoformat()[:10] if isinstance(v, date) else v for n, v in row.items()}
        for number, row in enumerate(content, start=1)
    }
