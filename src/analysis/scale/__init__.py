"""The same rows from ten articles or ten million: parts built by worker processes or by Dask, kept and resumed."""

from analysis.scale.run import Step, extract_corpus

__all__ = ["Step", "extract_corpus"]
