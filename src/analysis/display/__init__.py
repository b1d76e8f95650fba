"""Articles, tables, verdicts and evidence as a reader sees them in a notebook and in a report."""

from analysis.display.by_hand import CorrectionsMade, corrections_made
from analysis.display.corpus import (
    claim_overview,
    cue_overview,
    decided_claims,
    hedged_numbers,
    number_overview,
    open_claims,
    review_list,
    speaker_overview,
    stories,
    verdicts_by_article,
)
from analysis.display.doubts import UncertainLinks, uncertain_links
from analysis.display.editor import correct
from analysis.display.entities import EntityPages, entity_pages
from analysis.display.evidence import Cards, Evidence, cell_anchor, cells_of
from analysis.display.explorer import Explorer, explore
from analysis.display.long import LongTable
from analysis.display.marked import marked_up
from analysis.display.sources import SAMPLES, from_root, tables_of
from analysis.display.tables import Table, style_sheet, styled
from analysis.display.view import ArticleView, read_article

__all__ = [
    "SAMPLES", "ArticleView", "Cards", "CorrectionsMade", "EntityPages", "Evidence", "Explorer", "LongTable", "Table",
    "UncertainLinks", "cell_anchor", "cells_of", "claim_overview", "correct", "corrections_made", "cue_overview",
    "decided_claims", "entity_pages", "explore", "from_root", "hedged_numbers", "marked_up", "number_overview",
    "open_claims", "read_article", "review_list", "speaker_overview", "stories", "style_sheet", "styled", "tables_of",
    "uncertain_links", "verdicts_by_article",
]  # fmt: skip
