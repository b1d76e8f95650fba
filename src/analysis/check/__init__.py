"""Claims judged by official tables, edition by edition; every verdict with its evidence chain."""

from analysis.check.chain import ChainReport, verify_chain
from analysis.check.judge import Verdict, judge
from analysis.check.statement import Statement, read_statement
from analysis.check.table import Revisions, article_windows, check_claims, reference_diff
from analysis.tables.intervals import Interval

__all__ = [
    "ChainReport", "Interval", "Revisions", "Statement", "Verdict", "article_windows", "check_claims", "judge",
    "read_statement", "reference_diff", "verify_chain",
]  # fmt: skip
