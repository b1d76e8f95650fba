"""Why a sentence is or is not decided by a reference package, step by step."""

from analysis.explanation.claimed import Step
from analysis.explanation.trial import Trial, Tried, explain

__all__ = ["Step", "Trial", "Tried", "explain"]
