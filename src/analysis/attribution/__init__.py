"""One pass over the parse: whose a figure is, what it measures, when, whether it is asserted, and how each is known."""

from analysis.attribution.marks import Sentence
from analysis.attribution.package_words import Topic
from analysis.attribution.scene import Body, Condition, Context, Figure, Scene
from analysis.attribution.subjects import Subject

__all__ = ["Body", "Condition", "Context", "Figure", "Scene", "Sentence", "Subject", "Topic"]
