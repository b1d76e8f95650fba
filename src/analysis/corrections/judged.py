"""Corrections from a file to tables whose claims are judged again."""

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.corrections.applying import Corrected, apply_corrections
from analysis.corrections.records import Correction


def correct_tables(tables: Mapping[str, pd.DataFrame], corrections: Iterable[Correction]) -> Corrected:
    """Return the tables corrected, the claims of every corrected article judged again.

    Raises
    ------
    CorrectionError
        As `apply_corrections` does.
    """
    corrected = apply_corrections(tables, corrections)
    changed = set(corrected.log.loc[corrected.log["applied"], "article_id"])
    if changed and {"claims", "checks"} <= tables.keys():
        corrected.tables["checks"] = _judged(corrected.tables, changed)
    return corrected


def _judged(tables: Mapping[str, pd.DataFrame], article_ids: set[str]) -> pd.DataFrame:
    from analysis.check import check_claims
    from analysis.corpus import default_resources

    claims, checks = tables["claims"], tables["checks"]
    corrected = claims.loc[claims["article_id"].isin(article_ids)]
    kept = checks.loc[~checks["article_id"].isin(article_ids)]
    judged = check_claims(corrected, tables["articles"], default_resources().references)
    both = pd.concat([frame for frame in (kept, judged) if len(frame)] or [judged], ignore_index=True)
    order = {claim_id: place for place, claim_id in enumerate(claims["claim_id"])}
    return both.sort_values("claim_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)
