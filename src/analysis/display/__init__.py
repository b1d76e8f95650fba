"""Articles, tables, verdicts and evidence as a reader sees them in a notebook and in a report."""

from analysis.display.corpus import (
    claim_overview,
    cue_overview,
    hedged_numbers,
    number_overview,
    open_claims,
    review_list,
    speaker_overview,
    speakers_across,
    stories,
    verdicts_by_article,
)
from analysis.display.doubts import UncertainLinks, uncertain_links
from analysis.display.entities import EntityPages, entity_pages
from analysis.display.evidence import Cards, Claimed
from analysis.display.findings import FindingText, corpus_finding, quotes_finding
from analysis.display.marked import marked_up
from analysis.display.markup import places_of
from analysis.display.origins import DecidingRows
from analysis.display.sources import CorrectionsMade, corrections_made, tables_of
from analysis.display.tables import LongTable, ShownTable, article_titles, linked_table
from analysis.display.tried import TrialView, try_sentence
from analysis.display.view import ArticleView, read_article

__all__ = [
    "ArticleView", "Cards", "Claimed", "CorrectionsMade", "DecidingRows", "EntityPages", "FindingText",
    "LongTable", "ShownTable", "TrialView", "UncertainLinks", "article_titles", "claim_overview",
    "corpus_finding", "corrections_made", "cue_overview", "entity_pages", "hedged_numbers", "linked_table",
    "marked_up", "number_overview", "open_claims", "places_of", "quotes_finding", "read_article", "review_list",
    "speaker_overview", "speakers_across", "stories", "tables_of", "try_sentence", "uncertain_links",
    "verdicts_by_article",
]  # fmt: skip
