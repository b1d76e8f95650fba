"""The same rows from ten articles or ten million: parts built by worker processes or by Dask, kept and resumed."""

from analysis.scale.run import RunStep, extract_corpus

__all__ = ["RunStep", "extract_corpus"]
