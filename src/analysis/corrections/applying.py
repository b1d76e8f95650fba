"""Apply corrections to the tables of a run and tell for each what became of it."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.corrections.actions import CHANGES, TOUCHED, ArticleRows, NotFittingError
from analysis.corrections.adding import add
from analysis.corrections.records import Correction, check_corrections
from analysis.errors import CorrectionError
from analysis.wording import counted

ABSENT = "no article with this sha256: it is not in this run, or its text has changed"
LOG_COLUMNS = (
    "row", "table", "action", "article_id", "applied", "reason", "also", "text", "value", "who", "why",
)  # fmt: skip
_PLACE = "_place"


@dataclass(frozen=True)
class Corrected:
    """The corrected tables and a log with one row a correction and article of that text.

    `log` has the columns row, table, action, article_id (missing where no article has that text), applied, reason
    (empty when applied), also (what followed in other tables), and text, value, who and why of the correction.
    """

    tables: dict[str, pd.DataFrame]
    log: pd.DataFrame

    @property
    def applied(self) -> int:
        """How many corrections were applied."""
        return int(self.log["applied"].sum())


def apply_corrections(tables: Mapping[str, pd.DataFrame], corrections: Iterable[Correction]) -> Corrected:
    """Return corrected copies of the tables; the given ones are not changed.

    A correction applies to every article with its sha256 and there to the row with exactly its span; where either is
    missing, or `text` differs, it is logged with the reason and nothing is changed. The checks are left as they were:
    `correct_tables` judges the claims again.

    Raises
    ------
    CorrectionError
        If corrections contradict each other, merge in a circle, or a span lies outside its article's text.
    """
    todo = tuple(corrections)
    check_corrections(todo)
    wanted = {correction.article_sha256 for correction in todo}
    articles = tables["articles"].loc[tables["articles"]["sha256"].isin(wanted), ["article_id", "sha256", "text"]]
    touched = [name for name in TOUCHED if name in tables] if len(articles) else []
    records = {name: _records(tables[name], articles["article_id"]) for name in touched}
    present = set(articles["sha256"])
    log = [_entry(correction, None, ABSENT) for correction in todo if correction.article_sha256 not in present]
    done: list[ArticleRows] = []
    for article_id, sha, text in articles.itertuples(index=False):
        own = [correction for correction in todo if correction.article_sha256 == sha]
        decided = frozenset((c.table, c.start, c.end) for c in own if c.start is not None and c.action != "reject")
        rows = ArticleRows(article_id, text, {name: records[name].get(article_id, []) for name in touched}, decided)
        _refuse_outside(own, text)
        check_corrections(_resolved(rows, own))
        log += [_logged(rows, correction) for correction in own]
        done.append(rows)
    corrected = {n: _frame(frame, n, done) if n in touched else frame for n, frame in tables.items()}
    told = pd.DataFrame(log, columns=list(LOG_COLUMNS)).astype({"applied": bool})
    return Corrected(corrected, told.sort_values("row", kind="stable", ignore_index=True))


def fits_told(log: pd.DataFrame) -> str:
    """Return in one sentence how many corrections were applied and how many were not; nothing where there are none.

    >>> import pandas as pd
    >>> fits_told(pd.DataFrame({"applied": [True, True, False], "article_id": ["a", "a", "a"]}))
    '2 corrections applied, 1 no longer fits'
    """
    if log.empty:
        return ""
    applied, absent = int(log["applied"].sum()), int(log["article_id"].isna().sum())
    left = len(log) - applied - absent
    told = f"{counted(applied, 'correction')} applied"
    told += f", {left:,} no longer fit{'s' if left == 1 else ''}" if left else ""
    return told + (f", {absent:,} for articles that are not here or have another text" if absent else "")


def _records(frame: pd.DataFrame, article_ids: pd.Series) -> dict[str, list[dict[str, object]]]:
    chosen = frame.loc[frame["article_id"].isin(article_ids)].assign(**{_PLACE: lambda f: f.index})
    found: dict[str, list[dict[str, object]]] = {}
    for row in chosen.to_dict("records"):
        found.setdefault(row["article_id"], []).append({str(name): value for name, value in row.items()})
    return found


def _frame(before: pd.DataFrame, name: str, articles: Sequence[ArticleRows]) -> pd.DataFrame:
    """Put the corrected rows of some articles back where they stood; a new row stands beside those around it."""
    kept = before.loc[~before["article_id"].isin([rows.article_id for rows in articles])]
    rows: list[dict[str, object]] = []
    places: list[int] = []
    for article in articles:
        place = next((row[_PLACE] for row in article.of(name) if _PLACE in row), len(before))
        for row in article.of(name):
            place = row.get(_PLACE, place)
            rows.append(row)
            places.append(place)
    changed = pd.DataFrame({c: pd.Series([row.get(c) for row in rows], dtype=before[c].dtype) for c in before.columns})
    changed.index = pd.Index(places, dtype="int64")
    both = pd.concat([kept, changed]) if len(kept) else changed
    return both.sort_index(kind="stable").reset_index(drop=True)


def _refuse_outside(corrections: Sequence[Correction], text: str) -> None:
    outside = [
        f"row {c.row}: span {c.start}:{c.end} lies outside the text of {len(text)} characters; "
        "give offsets into the article's text as read"
        for c in corrections
        if c.end is not None and c.end > len(text)
    ]
    if outside:
        raise CorrectionError("\n".join(outside))


def _resolved(rows: ArticleRows, corrections: Iterable[Correction]) -> Iterator[Correction]:
    """Name every corrected entity by its id, so that two ways to name one cannot hide a contradiction or a circle."""
    for correction in corrections:
        if correction.table != "entities":
            continue
        try:
            entity = str(rows.corrected_entity(correction)["entity_id"])
            value = correction.value
            if correction.action == "merge":
                value = str(rows.entity(value)["entity_id"])
        except NotFittingError:
            continue  # told in the log
        yield dataclasses.replace(correction, start=None, end=None, entity=entity, value=value)


def _logged(rows: ArticleRows, correction: Correction) -> dict[str, object]:
    try:
        also = _act(rows, correction)
    except NotFittingError as reason:
        return _entry(correction, rows.article_id, str(reason))
    return _entry(correction, rows.article_id, "", also=also.strip(), applied=True)


def _act(rows: ArticleRows, correction: Correction) -> str:
    """Apply one correction to the rows of its article and return what followed from it elsewhere, in words."""
    written = rows.text[correction.start : correction.end] if correction.start is not None else correction.text
    if correction.text and written != correction.text:
        raise NotFittingError(f"the span reads {written!r}, not {correction.text!r}")
    return {**CHANGES, "add": add}[correction.action](rows, correction) or ""


def _entry(
    correction: Correction, article_id: str | None, reason: str, *, also: str = "", applied: bool = False
) -> dict[str, object]:
    own = {name: getattr(correction, name) for name in ("row", "table", "action", "text", "value", "who", "why")}
    return {**own, "article_id": article_id, "applied": applied, "reason": reason, "also": also}


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
