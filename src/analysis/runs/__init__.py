"""Notebooks in a batch: parameters checked first, kernels warm, unchanged runs skipped, failures marked as failures."""

from importlib import import_module
from typing import Any

__all__ = ["NOTEBOOKS", "RunSummary", "check_parameters", "run_reports"]


def __getattr__(name: str) -> Any:
    """Import the runner, and with it pandas, only when it is used."""
    if name in __all__:
        module = "batch" if name in ("run_reports", "RunSummary") else "parameters"
        return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module 'analysis.runs' has no attribute {name!r}")
