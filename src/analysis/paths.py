"""Where the project's own data lie."""

import os
from pathlib import Path

from analysis.errors import AnalysisError


def project_root() -> Path:
    """Return the folder that holds ``pyproject.toml``, ``data/`` and ``notebooks/``.

    ``ANALYSIS_ROOT`` overrides the search, which starts at this file and goes upwards.
    """
    named = os.environ.get("ANALYSIS_ROOT")
    if named:
        return Path(named).resolve()
    for folder in Path(__file__).resolve().parents:
        if (folder / "pyproject.toml").is_file() and (folder / "data").is_dir():
            return folder
    raise AnalysisError(
        "the project's data folder was not found beside the installed package; "
        "install with 'pip install -e .' or set ANALYSIS_ROOT to the project folder"
    )


def reference_folder() -> Path:
    """Return ``data/reference``, the folder with one sub-folder a reference package."""
    return project_root() / "data" / "reference"


def own_aliases() -> Path:
    """Return ``data/aliases.csv``, the user's own names for the gazetteer; it need not be there."""
    return project_root() / "data" / "aliases.csv"


def from_root_text(path: Path) -> str:
    """Return a path as a notebook parameter: from the project root where it lies below it, so that no machine shows."""
    resolved = path.resolve()
    root = project_root()
    return resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else str(resolved)
