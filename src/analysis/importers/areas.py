"""Codes of areas in downloaded files, made into keys of a package; unknown ones are counted, not refused one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis.lexicons import read_lexicon
from analysis.reference.countries import country_names
from analysis.wording import counted


@dataclass(frozen=True)
class Areas:
    """The key of each code (unknown ones are missing), the words for totals, and what to tell."""

    keys: Mapping[str, str]
    totals: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]


def read_areas(codes: "pd.Series[str]") -> Areas:
    """Return what the codes of a file stand for."""
    others = {row["code"]: row for row in read_lexicon("download_areas")}
    keys: dict[str, str] = {}
    totals: dict[str, tuple[str, ...]] = {}
    for code in codes.unique():
        if code in others:
            keys[code] = others[code]["key"]
            if others[code]["total"] != "-":
                totals[others[code]["key"]] = tuple(others[code]["total"].split("|"))
        elif code in country_names():
            keys[code] = code
        elif code in _iso2():
            keys[code] = _iso2()[code]
    unknown = codes.loc[~codes.isin(keys)]
    if unknown.empty:
        return Areas(keys, totals, ())
    names = ", ".join(map(str, unknown.unique()[:5]))
    kinds = unknown.nunique()
    left = f"{counted(len(unknown), 'figure')} of {counted(kinds, 'area')} without a country code known here"
    said = f"{left} {'is' if len(unknown) == 1 else 'are'} left out ({names}"
    return Areas(keys, totals, (said + (", …)" if kinds > 5 else ")"),))


@cache
def _iso2() -> Mapping[str, str]:
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {
        two[0]: three
        for three, two in aliases.items()
        if three in country_names() and len(two) == 1 and len(two[0]) == 2
    }
