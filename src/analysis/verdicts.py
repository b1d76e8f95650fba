"""Claims beside what decided them: claimed, official, difference, by which edition; the order in which readers care."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

VERDICT_WORDS = {"supported": "supported", "refuted": "refuted", "not_enough_info": "not enough information"}
_DAY, _MILLION = len("2024-06-17"), 1_000_000
_NEAR = (0.5, 2)  # times the official figure, which a claim of the same thing may be
_POINTS = {"percent": " points", "percentage_point": " points"}
_JOINED = ("verdict", "reason", "sentence", "package", "edition", "published_on", "figure", "figure_text")
_OF_THOSE_HELD = re.compile(r" of the \d+ held$")
_WHOLE_YEARS = re.compile(r"^(\d+)\.0 years$")
_OWN = (
    "claim_id", "article_id", "start", "end", "text", "kind", "measure", "subject", "key", "period", "value",
    "value_text", "low", "high", "unit", "speaker_id", "quote_id", "doubt",
)  # fmt: skip


@dataclass(frozen=True)
class Revision:
    """What the newest edition with a whole figure says of the cell that decided."""

    figure_text: str
    published_on: str
    verdict: str


def side_by_side(claims: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Return the judged claims, refuted ones first, then open ones with a figure beside them, supported ones, the rest.

    Columns: those of `claims` and `checks` that readers need, and `claimed` (figure or day as the claim has it; empty
    for an office), `official` (the figure with its unit, for an open claim that of the nearest edition held),
    `official_value` (in the claim's unit), `difference` (claimed minus official, in words; empty where there are not
    two numbers), `by` (publisher and day), `revised` (a `Revision` or None), `has_figure`, `order` (0 refuted … 3 open
    without a figure).
    """
    merged = claims.loc[:, list(_OWN)].merge(
        checks.loc[:, ["claim_id", *_JOINED, "since_revised", "nearest", "cell", "hindsight"]],
        on="claim_id", validate="one_to_one",
    )  # fmt: skip
    rows = [_beside({str(name): value for name, value in row.items()}) for row in merged.to_dict("records")]
    columns = ["claimed", "official", "official_value", "difference", "by", "revised", "has_figure", "order"]
    added = pd.DataFrame(rows, columns=columns, index=merged.index)
    return pd.concat([merged, added], axis=1).sort_values(
        ["order", "article_id", "start", "claim_id"], kind="stable", ignore_index=True
    )


def _beside(row: Mapping[str, Any]) -> dict[str, Any]:
    nearest = loads(row["nearest"]) or {}
    decided = row["verdict"] != "not_enough_info"
    official = _whole(row["figure_text"]) or _whole(nearest.get("figure_text"))
    figure = row["figure"] if pd.notna(row["figure"]) else nearest.get("figure") if official else None
    scale = _scales().get((row["package"], row["measure"]), 1.0)
    value = None if figure is None or pd.isna(figure) else float(figure) * scale
    if not decided and _of_something_else(row, value):
        official, value = None, None
    order = 0 if row["verdict"] == "refuted" else 2 if decided else 1 if official else 3
    is_day = day_words(official) != (official or "")
    period = _text(row["period"]) or ""
    claims_day = is_day and row["kind"] != "role" and len(period) == _DAY
    claimed = _text(row["value_text"]) or (day_words(period) if claims_day else "")
    difference = "none" if is_day and claimed == day_words(official) else difference_words(row, value)
    if row["kind"] == "role" and row["verdict"] == "supported" and is_day:
        official = f"in office from {day_words(official)}"
    return {
        "claimed": claimed, "official": official, "official_value": value, "difference": difference,
        "by": _source(row, nearest), "revised": _revision(row["since_revised"]) if decided else None,
        "has_figure": bool(official), "order": order,
    }  # fmt: skip


_OF_OTHERS = frozenset({"subject_crossed", "part_of_members", "newer_event", "other_forecast"})


def _of_something_else(row: Mapping[str, Any], official: float | None) -> bool:
    """Say whether an open claim may be of another measure or subject than the figure found: the two are not compared.

    >>> row = {"reason": "doubtful", "doubt": "measure_assumed", "value": 6.4e6}
    >>> _of_something_else(row, 12011.0), _of_something_else(row | {"doubt": "measure_inherited", "value": 3}, 2.5)
    (True, False)
    """
    doubt = _text(row["doubt"]) or ""
    if row["reason"] != "doubtful" or not doubt.startswith("measure_"):
        return row["reason"] == "doubtful" and doubt in _OF_OTHERS
    claimed = row["value"]
    near = official and pd.notna(claimed) and _NEAR[0] <= abs(float(claimed) / official) <= _NEAR[1]
    return not (doubt == "measure_inherited" and near)


def difference_words(claim: Mapping[str, Any], official: float | None) -> str:
    """Return how far a claimed figure lies from the official one, both in the claim's unit; empty for no plain figure.

    >>> difference_words({"value": 2.1, "low": 2.0, "high": 2.2, "unit": "percent"}, 2.12)
    '−0.02 points'
    >>> difference_words({"value": 23.0, "low": 23.0, "high": 23.0, "unit": "member"}, 23.0)
    'none'
    >>> difference_words({"value": 20.0, "low": 20.0, "high": None, "unit": "member"}, 23.0)
    ''
    """
    ends = [claim.get(name) for name in ("value", "low", "high")]
    if official is None or any(end is None or pd.isna(end) for end in ends):
        return ""
    gap = round(float(claim["value"]) - official, 6)
    sign, points = "+" if gap > 0 else "−", _POINTS.get(str(claim.get("unit")), "")
    if abs(gap) >= _MILLION:
        return f"{sign}{abs(gap) / _MILLION:,.1f} million".replace(".0 ", " ")
    said = f"{abs(gap):,.2f}".rstrip("0").rstrip(".")
    return f"{sign}{said}{points.removesuffix('s') if said == '1' else points}" if gap else "none"


def day_words(day: Any) -> str:
    """Return a day as readers write it; another text stays.

    >>> day_words("2024-06-17"), day_words("2024"), day_words(None)
    ('17 June 2024', '2024', '')
    """
    if day is None or day is pd.NaT or (isinstance(day, float) and pd.isna(day)):
        return ""
    text = str(day)[:_DAY]
    if len(text) != _DAY or text[4] != "-":
        return str(day)
    found = pd.Timestamp(text)
    return f"{found.day} {found:%B %Y}"


@cache
def publishers() -> dict[str, str]:
    """Return who published each edition that a package lists."""
    from analysis.reference import load_references

    return {edition.id: edition.publisher for reference in load_references() for edition in reference.editions}


@cache
def _scales() -> dict[tuple[Any, Any], float]:
    """Return what a figure of a table is multiplied with to be in the claim's unit ("million dollars")."""
    from analysis.reference import load_references

    return {(r.name, m.id): float(m.scale) for r in load_references() for m in r.measures.values()}


def _source(row: Mapping[str, Any], nearest: Mapping[str, Any]) -> str:
    edition = _text(row["edition"])
    day = day_words(row["published_on"])
    if (edition is None or not _text(row["figure_text"])) and nearest:
        edition, day = _text(nearest.get("edition")), day_words(nearest.get("published_on"))
    if edition:
        return ", ".join(filter(None, (publishers().get(edition, edition), day)))
    cell = loads(row["cell"]) or {}
    file = str(cell.get("file") or "")
    return f"table of {file.rpartition('/')[2].rpartition('.')[0].replace('_', ' ')}" if file else ""


def _revision(value: Any) -> Revision | None:
    later = (row for row in loads(value) or [] if isinstance(row, dict) and row.get("figure_text"))
    *_, last = ({}, *(row for row in later if row.get("verdict") != "not_enough_info"))
    if not last or last.get("changed") is False:
        return None
    return Revision(str(last["figure_text"]), str(last.get("published_on") or ""), str(last.get("verdict")))


def _whole(value: Any) -> str | None:
    """Return a figure as readers see it, if it is one: a count over some of its members' figures is none."""
    found = _text(value)
    return None if not found or _OF_THOSE_HELD.search(found) else _WHOLE_YEARS.sub(r"\1 years", found)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def loads(value: Any) -> Any:
    """Return what a JSON column holds; None for a missing or broken one."""
    try:
        return json.loads(value) if isinstance(value, str) else None
    except json.JSONDecodeError:
        return None
