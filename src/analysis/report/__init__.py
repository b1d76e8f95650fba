"""Reports: executed notebooks as self-contained pages, as PDF and Markdown; pages that say what failed; an index."""

from analysis.report.index import Entry, index_page
from analysis.report.page import Page, content_security_policy, failure_page, notebook_page

__all__ = ["Entry", "Page", "content_security_policy", "failure_page", "index_page", "notebook_page"]
