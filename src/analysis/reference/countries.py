"""Which codes a table of countries may use: ISO 3166-1 alpha-3, Kosovo's, and the usual ones of totals."""

import logging
from collections.abc import Mapping
from functools import cache

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.lexicons import read_lexicon
from analysis.reference.gazetteer import load_gazetteer
from analysis.wording import counted

_LOG = logging.getLogger(__name__)
_NAMED = 10  # unknown codes named in one message


@cache
def country_names() -> Mapping[str, str]:
    """Return the name of every country and territory by its code."""
    names = {entity.iso3: entity.name for entity in load_gazetteer().entities.values() if entity.iso3}
    return {row["code"]: row["name"] for row in read_lexicon("country_codes") if row["total"] == "-"} | names


@cache
def usual_totals() -> Mapping[str, tuple[str, ...]]:
    """Return the codes that statistical files give totals, each with words that name it."""
    rows = read_lexicon("country_codes")
    return {row["code"]: tuple(row["total"].split("|")) for row in rows if row["total"] != "-"}


def tell_unknown(where: str, keys: "pd.Series[str]", lines: "pd.Series[int]", *, strict: bool) -> None:
    """Tell in one warning which codes of a table are unknown, and that their rows are left out.

    Raises
    ------
    ReferenceDataError
        If `strict` and there is one; the message names its first line.
    """
    if keys.empty:
        return
    if strict:
        raise ReferenceDataError(
            f"{where}, line {lines.iloc[0]}: {keys.iloc[0]!r} is no country code known here; write ISO 3166-1 alpha-3 "
            "(DEU, FRA), list a total under 'aggregates', or read the table without --strict"
        )
    codes = sorted(keys.unique())
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    _LOG.warning(
        "%s: %s of %s that are no country codes known here left out (%s%s); list totals under 'aggregates'",
        where, counted(len(keys), "row"), counted(len(codes), "area"), ", ".join(codes[:_NAMED]), more,
    )  # fmt: skip
