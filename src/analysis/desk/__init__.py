"""Tools for a person at a desk: look through articles, correct rows by hand, or in an annotation tool."""

from analysis.desk.editor import correct
from analysis.desk.explorer import Explorer, explore

__all__ = ["Explorer", "correct", "explore"]
