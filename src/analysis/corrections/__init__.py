"""Corrections by hand: a table of decisions, checked as a whole, applied to the tables after extraction.

A correction names its article by the sha256 of the text, and its row by the exact span (or an entity by id, name or
mention). It is applied there or, where it no longer fits, reported; never anywhere else.

>>> from analysis.corrections import Correction, check_corrections
>>> check_corrections((Correction(1, "mentions", "ab" * 32, "reject", 0, 4),))
"""

from importlib import import_module
from typing import Any

from analysis.corrections.records import (
    ACTIONS,
    Correction,
    check_corrections,
    corrections_csv,
    corrections_of,
    named_file,
    read_corrections,
    usual_file,
    write_corrections,
)

__all__ = [
    "ACTIONS", "Corrected", "Correction", "apply_corrections", "check_corrections", "correct_tables",
    "corrections_csv", "corrections_of", "fits_told", "named_file", "read_corrections", "usual_file",
    "write_corrections",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what applies corrections when it is first used: to ask whether there are any needs no pandas."""
    if name in ("Corrected", "apply_corrections", "correct_tables", "fits_told"):
        return getattr(import_module("analysis.corrections.applying"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
