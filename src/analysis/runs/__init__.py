"""Notebooks in a batch: parameters checked first, kernels warm, unchanged runs skipped, failures marked as failures."""

from typing import Any

from analysis.runs.parameters import NOTEBOOKS, check_parameters

__all__ = ["NOTEBOOKS", "RunSummary", "check_parameters", "run_reports"]


def __getattr__(name: str) -> Any:
    """Import the runner, and with it papermill, only when it is used."""
    if name in ("run_reports", "RunSummary"):
        from analysis.runs import batch

        return getattr(batch, name)
    raise AttributeError(f"module 'analysis.runs' has no attribute {name!r}")
