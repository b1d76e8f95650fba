"""Articles in: a file, folder, pattern or URL of text, web pages, records, feeds, archives, PDF → `Article` rows."""

from analysis.articles.faults import attempt, failure_of
from analysis.articles.finding import digest_inputs, find_ignored, find_inputs
from analysis.articles.inputs import LARGEST_ARTICLE, Ignored, Input
from analysis.articles.reading import read_article, read_articles, read_input
from analysis.articles.records import Columns

__all__ = [
    "LARGEST_ARTICLE", "Columns", "Ignored", "Input", "attempt", "digest_inputs", "failure_of", "find_ignored",
    "find_inputs", "read_article", "read_articles", "read_input",
]  # fmt: skip
