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
from analysis.display.findings import FindingText, corpus_finding, frame_of, quotes_finding
from analysis.display.marked import marked_up
from analysis.display.markup import places_of, style_sheet, styled
from analysis.display.origins import DecidingRows, cell_anchor, cells_of
from analysis.display.sources import SAMPLES, CorrectionsMade, corrections_made, tables_of
from analysis.display.tables import LongTable, ShownTable, article_titles, linked_table
from analysis.display.tried import TrialView, try_sentence
from analysis.display.view import ArticleView, read_article

__all__ = [
    "ArticleView", "Cards", "Claimed", "CorrectionsMade", "DecidingRows", "EntityPages", "FindingText",
    "LongTable", "SAMPLES", "ShownTable", "TrialView", "UncertainLinks", "article_titles", "cell_anchor", "cells_of",
    "claim_overview", "corpus_finding", "corrections_made", "cue_overview",
    "entity_pages", "frame_of", "hedged_numbers", "linked_table", "marked_up", "number_overview",
    "open_claims", "places_of", "quotes_finding", "read_article", "review_list", "speaker_overview", "speakers_across",
    "stories", "style_sheet", "styled", "tables_of", "try_sentence", "uncertain_links", "verdicts_by_article",
]  # fmt: skip
