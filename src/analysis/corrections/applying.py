"""Apply corrections to the tables of a run and tell for each what became of it."""

import dataclasses
import json
import re
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.annotate import annotate
from analysis.corrections.actions import (
    CHANGES,
    TOUCHED,
    ArticleRows,
    NotFittingError,
    Row,
    entity_or_known,
    followed,
    inside,
    recount,
    speaker_kind,
)
from analysis.corrections.records import ENTITY_LABELS, Correction, check_corrections
from analysis.errors import CorrectionError
from analysis.marks import read_marks
from analysis.numbers import find_numbers
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
        return int(self.log["applied"].sum())


def apply_corrections(tables: Mapping[str, pd.DataFrame], corrections: Iterable[Correction]) -> Corrected:
    """Return corrected copies of the tables; the given ones are not changed.

    A correction applies to every article with its sha256 and there to the row with exactly its span; where either is
    missing, or `text` differs, it is logged with the reason and nothing is changed. The checks are left as they were:
    `correct_tables` judges the claims again. Raises CorrectionError if corrections contradict each other, merge in a
    circle, or a span lies outside its article's text.
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
    changed = {name: [rows for rows in done if rows.is_changed(name)] for name in touched}
    corrected = {name: _frame(frame, name, changed.get(name, [])) for name, frame in tables.items()}
    told = pd.DataFrame(log, columns=list(LOG_COLUMNS)).astype({"applied": bool})
    return Corrected(corrected, told.sort_values("row", kind="stable", ignore_index=True))


def fits_told(log: pd.DataFrame) -> str:
    """Return in one sentence how many corrections were applied and how many were not; nothing where there are none."""
    if log.empty:
        return ""
    applied, absent = int(log["applied"].sum()), int(log["article_id"].isna().sum())
    left = len(log) - applied - absent
    told = f"{counted(applied, 'correction')} applied"
    told += f", {left:,} no longer fit{'s' if left == 1 else ''}" if left else ""
    return told + (f", {absent:,} for articles that are not here or have another text" if absent else "")


def _records(frame: pd.DataFrame, article_ids: pd.Series) -> dict[str, list[Row]]:
    chosen = frame.loc[frame["article_id"].isin(article_ids)].assign(**{_PLACE: lambda f: f.index})
    return {str(article_id): rows.to_dict("records") for article_id, rows in chosen.groupby("article_id", sort=False)}


def _frame(before: pd.DataFrame, name: str, articles: Sequence[ArticleRows]) -> pd.DataFrame:
    """Put the corrected rows of some articles back where they stood; a new row stands beside those around it."""
    if not articles:
        return before
    kept = before.loc[~before["article_id"].isin([rows.article_id for rows in articles])]
    rows: list[Row] = []
    places: list[int] = []
    for article in articles:
        place = next((row[_PLACE] for row in article.of(name) if _PLACE in row), len(before))
        for row in article.of(name):
            place = row.get(_PLACE, place)
            rows.append(row)
            places.append(place)
    columns = {name: pd.array([row.get(name) for row in rows], dtype=dtype) for name, dtype in before.dtypes.items()}
    changed = pd.DataFrame(columns, index=pd.Index(places, dtype="int64"))
    both = pd.concat([kept, changed]) if len(kept) else changed
    return both.sort_index(kind="stable").reset_index(drop=True)


def _refuse_outside(corrections: Sequence[Correction], text: str) -> None:
    said = f"lies outside the text of {len(text)} characters; give offsets into the article's text as read"
    outside = [c for c in corrections if c.end is not None and c.end > len(text)]
    if outside:
        raise CorrectionError("\n".join(f"row {c.row}: span {c.start}:{c.end} {said}" for c in outside))


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


def _logged(rows: ArticleRows, correction: Correction) -> Row:
    """Apply one correction to the rows of its article and return what became of it, and followed from it elsewhere."""
    written = rows.text[correction.start : correction.end] if correction.start is not None else correction.text
    try:
        if correction.text and written != correction.text:
            raise NotFittingError(f"the span reads {written!r}, not {correction.text!r}")
        also = {**CHANGES, "add": add}[correction.action](rows, correction) or ""
    except NotFittingError as reason:
        return _entry(correction, rows.article_id, str(reason))
    return _entry(correction, rows.article_id, "", also.strip())


def _entry(correction: Correction, article_id: str | None, reason: str, also: str = "") -> Row:
    own = {name: getattr(correction, name) for name in ("row", "table", "action", "text", "value", "who", "why")}
    return {**own, "article_id": article_id, "applied": not reason, "reason": reason, "also": also}


def correct_tables(tables: Mapping[str, pd.DataFrame], corrections: Iterable[Correction]) -> Corrected:
    """Return the tables corrected and, where claims changed, those of every corrected article judged again.

    Raises CorrectionError as `apply_corrections` does.
    """
    corrected = apply_corrections(tables, corrections)
    if "checks" not in tables or corrected.tables.get("claims") is tables.get("claims"):
        return corrected
    changed = set(corrected.log.loc[corrected.log["applied"], "article_id"])
    from analysis.check import check_claims
    from analysis.corpus import default_resources

    claims, checks = corrected.tables["claims"], corrected.tables["checks"]
    kept, again = (frame["article_id"].isin(changed) for frame in (checks, claims))
    judged = check_claims(claims.loc[again], corrected.tables["articles"], default_resources().references)
    both = pd.concat([frame for frame in (checks.loc[~kept], judged) if len(frame)] or [judged], ignore_index=True)
    order = {claim_id: place for place, claim_id in enumerate(claims["claim_id"])}
    corrected.tables["checks"] = both.sort_values(
        "claim_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True
    )
    return corrected


RULE = "by_hand"
_INSTEAD = {"quotes": "re-attribute", "mentions": "link", "numbers": "accept"}  # where the row is there by now


def add(rows: ArticleRows, correction: Correction) -> str:
    """Add a row in the place of those it overlaps; where the rules find it by now, make it what the correction says.

    `value` is for a quote its speaker (empty: not named), for a name its entity or the label of a new one, for a number
    what it says where its words alone cannot be read ("2.1 percent"). Raises NotFittingError if the entity is not
    known, the words are no number, or another correction decides a row it overlaps.
    """
    table, start, end = correction.table, correction.start or 0, correction.end or 0
    if any((row["start"], row["end"]) == (start, end) for row in rows.of(table)):
        new_entity = table == "mentions" and correction.value in ENTITY_LABELS
        instead = _INSTEAD[table] if correction.value and not new_entity else "accept"
        return CHANGES[instead](rows, dataclasses.replace(correction, action=instead)) or ""
    text = rows.text[start:end]
    if text != text.strip() or not text:
        raise NotFittingError(f"the span reads {text!r}; it must begin and end with a character that is no space")
    # such as "Kelby" where "Kelby council" is added
    over = [row for row in rows.of(table) if row["start"] < end and start < row["end"]]
    for row in over:
        if rows.is_decided(table, row):
            raise NotFittingError(f"it overlaps {row['text']!r}, which another correction decides")
    new: Row = {"article_id": rows.article_id, "start": start, "end": end, "text": text}
    new |= {"rule": RULE, "confidence": 1.0, "resolution": f"corrected by {correction.who or 'hand'}"}
    told = {"quotes": _quote, "mentions": _mention, "numbers": _number}[table](rows, correction, new)
    insort(rows.tables[table], new, key=lambda row: (row["start"], row["end"]))
    if table == "mentions":
        recount(rows, new["entity_id"])
    gone = [dataclasses.replace(correction, start=row["start"], end=row["end"]) for row in over]
    rests = "".join(CHANGES["reject"](rows, row) or "" for row in gone)
    return followed(over, table[:-1], "left out for it") + rests + told


def _quote(rows: ArticleRows, correction: Correction, new: Row) -> str:
    start, end = new["start"], new["end"]
    marked = [(first, last) for first, last in _in_marks(rows.text) if first < end and start < last]
    spans = [(max(first, start), min(last, end)) for first, last in marked]
    speaker = entity_or_known(rows, correction.value, None) if correction.value else None
    new |= {
        "quote_id": _next_id(rows, "quotes"), "quoted_spans": json.dumps(spans, separators=(",", ":")),
        "kind": "indirect" if not spans else "direct" if spans == [(start, end)] else "mixed",
        "group": max((int(row["group"]) for row in rows.of("quotes")), default=0) + 1,
        "cue_kind": "none", "cue_negated": False, "speaker_id": speaker and speaker["entity_id"],
        "speaker": speaker and speaker["name"], "speaker_kind": speaker_kind(speaker) if speaker else "unknown",
    }  # fmt: skip
    told = ""
    for table in ("numbers", "claims"):
        free = [r for r in rows.of(table) if not isinstance(r["quote_id"], str) and inside(r, start, end)]
        speaks = {"speaker_id": new["speaker_id"]} if table == "claims" else {}
        for row in (row for row in free if not rows.is_decided(table, row)):
            row |= {"quote_id": new["quote_id"], **speaks}
        told += followed(free, table[:-1], "in the quote")
    for mention in rows.of("mentions"):
        if any(inside(mention, *span) for span in spans):
            mention["in_quote"] = True
    return told


def _mention(rows: ArticleRows, correction: Correction, new: Row) -> str:
    if correction.value in ENTITY_LABELS:
        entity = {
            "article_id": rows.article_id, "entity_id": _next_id(rows, "entities"), "name": new["text"],
            "label": correction.value, "forms": "[]", "mention_count": 0,
        }  # fmt: skip
        rows.tables["entities"].append(entity)
    else:
        entity = entity_or_known(rows, correction.value, {**new, "label": "PERSON"})
    quoted = [span for quote in rows.of("quotes") for span in json.loads(quote["quoted_spans"])]
    new |= {
        "mention_id": _next_id(rows, "mentions"), "label": entity["label"], "kind": "name", "name": entity["name"],
        "entity_id": entity["entity_id"], "in_quote": any(inside(new, *span) for span in quoted),
    }  # fmt: skip
    return ""


def _number(rows: ArticleRows, correction: Correction, new: Row) -> str:
    words = correction.value or new["text"]
    found = find_numbers(annotate("by hand", words))
    if len(found) != 1:
        raise NotFittingError(f"{words!r} reads as {len(found)} numbers; give one as value, such as 2.1 percent")
    read = dataclasses.asdict(found[0])
    quotes = [quote for quote in rows.of("quotes") if inside(new, quote["start"], quote["end"])]
    new |= {name: read[name] for name in read if name not in new and not name.endswith(("_start", "_end"))}
    new |= {"number_id": _next_id(rows, "numbers"), "quote_id": quotes[-1]["quote_id"] if quotes else None}
    return ""


def _in_marks(text: str) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", text):
        opened = None
        for mark in read_marks(line[0]):
            if mark.role == "open":
                opened = line.start() + mark.end
            elif mark.role == "close" and opened is not None:
                yield opened, line.start() + mark.start
                opened = None


def _next_id(rows: ArticleRows, table: str) -> str:
    """Return an id behind all of the article: those of other rows stay what they are."""
    column = "entity_id" if table == "entities" else f"{table[:-1]}_id"
    letter = table[0]
    used = [str(row[column]).rpartition(f"#{letter}")[2] for row in rows.of(table)]
    last = max((int(number) for number in used if number.isdigit()), default=0)
    return f"{rows.article_id}#{letter}{last + 1:04d}"
