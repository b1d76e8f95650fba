"""Rows that the rules missed: a quote, a name or a number that a reader has found, made from its words."""

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

from analysis.annotate import annotate
from analysis.corrections.actions import (
    CHANGES,
    ArticleRows,
    NotFittingError,
    Row,
    entity_or_known,
    followed,
    inside,
    recount,
    speaker_kind,
)
from analysis.corrections.records import ENTITY_LABELS, Correction
from analysis.marks import read_marks
from analysis.numbers import find_numbers

RULE = "by_hand"
_INSTEAD = {"quotes": "re-attribute", "mentions": "link", "numbers": "accept"}  # where the row is there by now


def add(rows: ArticleRows, correction: Correction) -> str:
    """Add a row in the place of those it overlaps; where the rules find it by now, make it what the correction says.

    `value` is for a quote its speaker (empty: not named), for a name its entity or the label of a new one, for a number
    what it says where its words alone cannot be read ("2.1 percent").

    Raises
    ------
    NotFittingError
        If the entity is not known, the words are no number, or another correction decides a row it overlaps.
    """
    table = correction.table
    if any((row["start"], row["end"]) == (correction.start, correction.end) for row in rows.of(table)):
        new_entity = table == "mentions" and correction.value in ENTITY_LABELS
        instead = _INSTEAD[table] if correction.value and not new_entity else "accept"
        return CHANGES[instead](rows, dataclasses.replace(correction, action=instead)) or ""
    text = rows.text[correction.start : correction.end]
    if text != text.strip() or not text:
        raise NotFittingError(f"the span reads {text!r}; it must begin and end with a character that is no space")
    over = _overlapped(rows, correction)
    new: Row = {"article_id": rows.article_id, "start": correction.start, "end": correction.end, "text": text}
    new |= {"rule": RULE, "confidence": 1.0}
    told = {"quotes": _quote, "mentions": _mention, "numbers": _number}[table](rows, correction, new)
    gone = [dataclasses.replace(correction, start=row["start"], end=row["end"]) for row in over]
    rests = "".join(CHANGES["reject"](rows, row) or "" for row in gone)
    return followed(over, table[:-1], "left out for it") + rests + told


def _overlapped(rows: ArticleRows, correction: Correction) -> list[Row]:
    """Return the rows that a new one takes the place of, such as "Kelby" where "Kelby council" is added."""
    table, start, end = correction.table, correction.start or 0, correction.end or 0
    over = [row for row in rows.of(table) if row["start"] < end and start < row["end"]]
    for row in over:
        if rows.is_decided(table, row):
            raise NotFittingError(f"it overlaps {row['text']!r}, which another correction decides")
    return over


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
        "resolution": f"corrected by {correction.who or 'hand'}",
    }  # fmt: skip
    _insert(rows, "quotes", new)
    told = ""
    for table, noun in (("numbers", "number"), ("claims", "claim")):
        free = [r for r in rows.of(table) if not isinstance(r["quote_id"], str) and inside(r, start, end)]
        for row in (row for row in free if not rows.is_decided(table, row)):
            row["quote_id"] = new["quote_id"]
            if table == "claims":
                row["speaker_id"] = new["speaker_id"]
        told += followed(free, noun, "in the quote")
    for mention in rows.of("mentions"):
        if any(inside(mention, *span) for span in spans):
            mention["in_quote"] = True
    return told


def _mention(rows: ArticleRows, correction: Correction, new: Row) -> str:
    label = correction.value if correction.value in ENTITY_LABELS else None
    if label:
        entity = {
            "article_id": rows.article_id, "entity_id": _next_id(rows, "entities"), "name": new["text"],
            "label": label, "forms": "[]", "mention_count": 0,
        }  # fmt: skip
        rows.tables["entities"].append(entity)
    else:
        entity = entity_or_known(rows, correction.value, {**new, "label": "PERSON"})
    quoted = [span for quote in rows.of("quotes") for span in json.loads(quote["quoted_spans"])]
    new |= {
        "mention_id": _next_id(rows, "mentions"), "label": entity["label"], "kind": "name", "name": entity["name"],
        "entity_id": entity["entity_id"], "in_quote": any(inside(new, *span) for span in quoted),
        "resolution": f"corrected by {correction.who or 'hand'}",
    }  # fmt: skip
    _insert(rows, "mentions", new)
    recount(rows, entity["entity_id"])
    return ""


def _number(rows: ArticleRows, correction: Correction, new: Row) -> str:
    words = correction.value or new["text"]
    found = find_numbers(annotate("by hand", words))
    if len(found) != 1:
        raise NotFittingError(f"{words!r} reads as {len(found)} numbers; give one as value, such as 2.1 percent")
    read: dict[str, Any] = {
        name: value
        for name, value in dataclasses.asdict(found[0]).items()
        if name not in new and not name.endswith(("_start", "_end"))
    }
    quotes = [quote for quote in rows.of("quotes") if inside(new, quote["start"], quote["end"])]
    new |= {**read, "number_id": _next_id(rows, "numbers"), "quote_id": quotes[-1]["quote_id"] if quotes else None}
    _insert(rows, "numbers", new)
    return ""


def _in_marks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges between double quotation marks, line by line."""
    for line in re.finditer(r"[^\n]+", text):
        opened = None
        for mark in read_marks(line[0]):
            if mark.role == "open":
                opened = line.start() + mark.end
            elif mark.role == "close" and opened is not None:
                yield opened, line.start() + mark.start
                opened = None


def _insert(rows: ArticleRows, table: str, new: Row) -> None:
    """Put a row where its offsets say."""
    own = rows.tables[table]
    place = next((n for n, row in enumerate(own) if (row["start"], row["end"]) > (new["start"], new["end"])), len(own))
    own.insert(place, new)


def _next_id(rows: ArticleRows, table: str) -> str:
    """Return an id behind all of the article: those of other rows stay what they are."""
    column = "entity_id" if table == "entities" else f"{table[:-1]}_id"
    letter = table[0]
    used = [str(row[column]).rpartition(f"#{letter}")[2] for row in rows.of(table)]
    last = max((int(number) for number in used if number.isdigit()), default=0)
    return f"{rows.article_id}#{letter}{last + 1:04d}"
