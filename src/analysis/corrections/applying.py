"""Apply corrections to the tables of a run and tell for each what became of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.corrections.records import LABEL_COLUMNS, Correction, check_corrections
from analysis.errors import CorrectionError

if TYPE_CHECKING:
    import pandas as pd

_WIKIDATA = re.compile(r"Q[1-9][0-9]*")
# where an entity's id and name stand in each table
_ENTITY_COLUMNS = {
    "mentions": ("entity_id", "name"),
    "quotes": ("speaker_id", "speaker"),
    "numbers": ("entity_id", None),
    "claims": ("entity_id", "subject"),
}


@dataclass(frozen=True)
class Corrected:
    """The corrected tables and a log with one row a correction.

    `log` has the columns row, table, action, article_id, applied and reason (empty when applied).
    """

    tables: dict[str, "pd.DataFrame"]
    log: "pd.DataFrame"

    @property
    def applied(self) -> int:
        """How many corrections were applied."""
        return int(self.log["applied"].sum())


class _NotFittingError(Exception):
    """A correction whose row is not there any more; the message is the reason."""


@dataclass(slots=True)
class _Work:
    """The tables while they are corrected: lists of rows, by table."""

    rows: dict[str, list[dict[str, object]]]
    articles: dict[str, tuple[str, str]] = field(default_factory=dict)  # sha256 → article_id, text


def apply_corrections(tables: Mapping[str, "pd.DataFrame"], corrections: Iterable[Correction]) -> Corrected:
    """Return corrected copies of the tables; the given ones are not changed.

    A correction applies to the article with its sha256 and to the row with exactly its span; where either is missing,
    or `text` differs, it is logged with the reason and nothing is changed.

    Raises
    ------
    CorrectionError
        If corrections contradict each other, or a span lies outside its article's text.
    """
    import pandas as pd

    todo = tuple(corrections)
    check_corrections(todo)
    touched = {"mentions", "entities", "quotes", "numbers", "dates", "claims"} & tables.keys() if todo else set()
    work = _Work({name: tables[name].to_dict("records") for name in touched})
    for article_id, sha, text in tables["articles"][["article_id", "sha256", "text"]].itertuples(index=False):
        work.articles.setdefault(sha, (article_id, text))
    _refuse_outside(work, todo)
    log = [_apply(work, correction) for correction in todo]
    corrected = {name: _frame(frame, work.rows.get(name)) for name, frame in tables.items()}
    return Corrected(
        corrected, pd.DataFrame(log, columns=["row", "table", "action", "article_id", "applied", "reason"])
    )


def _frame(before: "pd.DataFrame", rows: list[dict[str, object]] | None) -> "pd.DataFrame":
    import pandas as pd

    if rows is None:
        return before
    return pd.DataFrame({c: pd.Series([row[c] for row in rows], dtype=before[c].dtype) for c in before.columns})


def _refuse_outside(work: _Work, corrections: tuple[Correction, ...]) -> None:
    outside = [
        f"row {c.row}: span {c.start}:{c.end} lies outside the text of {len(work.articles[c.article_sha256][1])} "
        "characters; give offsets into the article's text as read"
        for c in corrections
        if c.end is not None and c.article_sha256 in work.articles and c.end > len(work.articles[c.article_sha256][1])
    ]
    if outside:
        raise CorrectionError("\n".join(outside))


def _apply(work: _Work, correction: Correction) -> dict[str, object]:
    entry = {"row": correction.row, "table": correction.table, "action": correction.action, "article_id": None}
    try:
        if correction.article_sha256 not in work.articles:
            raise _NotFittingError("no article with this sha256: it is not in this run, or its text has changed")
        article_id, text = work.articles[correction.article_sha256]
        entry["article_id"] = article_id
        if (
            correction.start is not None
            and correction.text
            and text[correction.start : correction.end] != correction.text
        ):
            raise _NotFittingError(
                f"the span reads {text[correction.start : correction.end]!r}, not {correction.text!r}"
            )
        _APPLY[correction.action](work, correction, article_id)
    except _NotFittingError as reason:
        return {**entry, "applied": False, "reason": str(reason)}
    return {**entry, "applied": True, "reason": ""}


def _row(work: _Work, correction: Correction, article_id: str) -> dict[str, object]:
    """Return the one row at the correction's span."""
    for row in work.rows.get(correction.table, ()):
        if (row["article_id"], row["start"], row["end"]) == (article_id, correction.start, correction.end):
            return row
    raise _NotFittingError(f"no row of {correction.table} has the span {correction.start}:{correction.end} in this run")


def _entity(work: _Work, article_id: str, wanted: str) -> dict[str, object]:
    """Return an article's entity by id, name or one of its forms, if there is exactly one."""
    own = [row for row in work.rows.get("entities", ()) if row["article_id"] == article_id]
    for column in ("entity_id", "name"):
        found = [row for row in own if row[column] == wanted]
        if len(found) == 1:
            return found[0]
    raise _NotFittingError(f"the article has no entity with the id or name {wanted!r} in this run")


def _corrected_entity(work: _Work, correction: Correction, article_id: str) -> dict[str, object]:
    if correction.start is None:
        return _entity(work, article_id, correction.entity)
    mention = _row(work, Correction(correction.row, "mentions", "", "", correction.start, correction.end), article_id)
    return _entity(work, article_id, str(mention["entity_id"]))


def _accept(work: _Work, correction: Correction, article_id: str) -> None:
    row = _row(work, correction, article_id)
    if "confidence" in row:
        row["confidence"] = 1.0


def _reject(work: _Work, correction: Correction, article_id: str) -> None:
    row = _row(work, correction, article_id)
    work.rows[correction.table].remove(row)
    if correction.table == "mentions":
        _recount(work, article_id)


def _relabel(work: _Work, correction: Correction, article_id: str) -> None:
    if correction.table == "entities":
        entity = _corrected_entity(work, correction, article_id)
        entity["label"] = correction.value
        for mention in _of(work, "mentions", article_id, entity["entity_id"]):
            if mention["kind"] != "demonym":
                mention["label"] = correction.value
        return
    row = _row(work, correction, article_id)
    row[LABEL_COLUMNS[correction.table]] = correction.value
    row["confidence"] = 1.0


def _rename(work: _Work, correction: Correction, article_id: str) -> None:
    entity = _corrected_entity(work, correction, article_id)
    entity["name"] = correction.value
    _point(work, article_id, entity["entity_id"], entity)


def _merge(work: _Work, correction: Correction, article_id: str) -> None:
    source = _corrected_entity(work, correction, article_id)
    target = _entity(work, article_id, correction.value)
    if source is target:
        raise _NotFittingError("the entity is already the one it is to be merged into")
    work.rows["entities"].remove(source)
    _point(work, article_id, source["entity_id"], target)
    _recount(work, article_id)


def _link(work: _Work, correction: Correction, article_id: str) -> None:
    if correction.table == "mentions":
        row, target = _row(work, correction, article_id), _entity(work, article_id, correction.value)
        row |= {"entity_id": target["entity_id"], "name": target["name"], "confidence": 1.0}
        _recount(work, article_id)
        return
    entity = _corrected_entity(work, correction, article_id)
    if _WIKIDATA.fullmatch(correction.value):
        entity["wikidata"] = correction.value
        return
    before = entity["entity_id"]
    entity["entity_id"] = correction.value
    _point(work, article_id, before, entity)


def _re_attribute(work: _Work, correction: Correction, article_id: str) -> None:
    row, speaker = _row(work, correction, article_id), _entity(work, article_id, correction.value)
    kind = {"PERSON": "person", "ORG": "organisation"}.get(str(speaker["label"]), "group")
    row |= {
        "speaker_id": speaker["entity_id"], "speaker": speaker["name"], "speaker_kind": kind,
        "resolution": f"corrected by {correction.who or 'hand'}", "confidence": 1.0,
    }  # fmt: skip


_APPLY = {
    "accept": _accept, "reject": _reject, "relabel": _relabel, "merge": _merge, "rename": _rename, "link": _link,
    "re-attribute": _re_attribute,
}  # fmt: skip


def _of(work: _Work, table: str, article_id: str, entity_id: object) -> list[dict[str, object]]:
    column, _ = _ENTITY_COLUMNS[table]
    return [r for r in work.rows.get(table, ()) if r["article_id"] == article_id and r[column] == entity_id]


def _point(work: _Work, article_id: str, before: object, entity: dict[str, object]) -> None:
    """Lead every row of an entity to what the entity is now."""
    for table, (id_column, name_column) in _ENTITY_COLUMNS.items():
        for row in _of(work, table, article_id, before):
            row[id_column] = entity["entity_id"]
            if name_column:
                row[name_column] = entity["name"]
    for row in work.rows.get("claims", ()):
        if row["article_id"] == article_id and row.get("speaker_id") == before:
            row["speaker_id"] = entity["entity_id"]


def _recount(work: _Work, article_id: str) -> None:
    for entity in [r for r in work.rows.get("entities", ()) if r["article_id"] == article_id]:
        entity["mention_count"] = len(_of(work, "mentions", article_id, entity["entity_id"]))
