"""Where corrections are kept when no file is named: the same place for notebooks and commands, in later runs too."""

import os
from collections.abc import Collection
from pathlib import Path

from analysis.corrections.records import Correction, read_corrections
from analysis.paths import given_path, project_root

NAME = "corrections.csv"
VARIABLE = "ANALYSIS_CORRECTIONS"  # names another file, or is "none"
NONE = "none"


def usual_file() -> Path | None:
    """Return the file that corrections are saved in and looked for when none is named; None where none is wanted.

    ``ANALYSIS_CORRECTIONS`` names it; else it is ``corrections.csv`` in the working folder or, for those who stand
    inside the project (notebooks run in a folder of theirs), in the project's.
    """
    named = os.environ.get(VARIABLE, "")
    if named:
        return None if named == NONE else Path(named).absolute()
    here, root = Path.cwd(), project_root()
    return (root if here.is_relative_to(root) else here) / NAME


def named_file(path: str | Path | None) -> tuple[Path | None, bool]:
    """Return the file that a user means, and whether he named it; the usual one where there is one and he did not."""
    if path is None or str(path) == "":
        usual = usual_file()
        return (usual if usual is not None and usual.is_file() else None), False
    return (None if str(path) == NONE else given_path(path)), True


def corrections_of(path: str | Path | None, sha256s: Collection[str]) -> tuple[Correction, ...]:
    """Return the corrections of a named file, or those of the usual one that are about some articles.

    Raises
    ------
    CorrectionError
        If they cannot be read or contradict each other.
    """
    place, named = named_file(path)
    found = read_corrections(place) if place is not None else ()
    return found if named else tuple(c for c in found if c.article_sha256 in sha256s)
