"""One pass over the parse: whose a figure is, what it measures, when, whether it is asserted, and how each is known."""

from analysis.attribution.colours import ASSERTED, EXPECTED
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import ASSUMED, INHERITED, SENTENCE, STATED
from analysis.attribution.package_words import Topic
from analysis.attribution.periods import ARTICLE, StatedPeriod
from analysis.attribution.scene import Body, Condition, Context, Figure, Scene
from analysis.attribution.subjects import Subject

__all__ = [
    "ARTICLE", "ASSERTED", "ASSUMED", "EXPECTED", "INHERITED", "SENTENCE", "STATED", "Body", "Condition", "Context",
    "Figure", "Scene", "Sentence", "StatedPeriod", "Subject", "Topic",
]  # fmt: skip
