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


def given_path(path: Path | str) -> Path:
    """Return the place that a user names: from where he stands; what is not there but ships with the project, there."""
    place = Path(path)
    here, shipped = Path.cwd() / place, project_root() / place
    return shipped if shipped.exists() and not here.exists() else here


def from_root_text(path: Path) -> str:
    """Return a path as a notebook parameter: from the project root where it lies below it, so that no machine shows.

    Where the same words would lead a user's `given_path` elsewhere, the path is given in full.
    """
    resolved = path.resolve()
    root = project_root()
    if not resolved.is_relative_to(root):
        return str(resolved)
    text = resolved.relative_to(root).as_posix()
    return text if not Path(text).exists() or Path(text).resolve() == resolved else str(resolved)
