"""What each action does to the rows of one article, and what follows from it in the article's other tables.

What follows leaves alone the rows that a correction of their own decides.
"""

import json
import re
import textwrap
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from analysis.corrections.records import LABEL_COLUMNS, Correction
from analysis.reference.gazetteer import KnownEntity, load_gazetteer
from analysis.wording import counted

Row = dict[str, Any]
Place = tuple[str, int | None, int | None]  # a table and a span in it
TOUCHED = ("mentions", "entities", "quotes", "numbers", "dates", "claims")
_SEEN = 40  # characters of a row that are told of it
_WIKIDATA = re.compile(r"Q[1-9][0-9]*")


class _Reference(NamedTuple):
    """A column of a table that names an entity, the column of its name, and those of the words that tell the entity."""

    table: str
    column: str
    name: str = ""
    first: str = ""
    last: str = ""


_REFERENCES = (
    _Reference("mentions", "entity_id", "name"),
    _Reference("quotes", "speaker_id", "speaker", "speaker_start", "speaker_end"),
    _Reference("numbers", "entity_id", "", "subject_start", "subject_end"),
    _Reference("claims", "entity_id", "subject", "start", "end"),
    _Reference("claims", "speaker_id"),
)
_SPEAKER_KINDS = {"PERSON": "person", "ORG": "organisation"}  # all other labels speak as a group
_FILLED = ("iso3", "wikidata", "role", "nationality", "gender")  # what a merged entity leaves where the other has none


class NotFittingError(Exception):
    """A correction whose row is not there any more; the message is the reason."""


@dataclass(slots=True)
class ArticleRows:
    """The rows of one article while they are corrected, by table."""

    article_id: str
    text: str
    tables: dict[str, list[Row]]
    decided: frozenset[Place] = frozenset()
    """The rows that a correction of their own decides: what follows from another one leaves them alone."""
    _found: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._found = {table: repr(rows) for table, rows in self.tables.items()}

    def is_changed(self, table: str) -> bool:
        return repr(self.tables[table]) != self._found[table]

    def of(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    def at(self, table: str, start: int | None, end: int | None) -> Row:
        """Return the one row at a span."""
        for row in self.of(table):
            if (row["start"], row["end"]) == (start, end):
                return row
        raise NotFittingError(f"no row of {table} has the span {start}:{end} in this run")

    def is_decided(self, table: str, row: Row) -> bool:
        return (table, row["start"], row["end"]) in self.decided

    def entity(self, wanted: str) -> Row:
        """Return the entity with an id or a name, if there is exactly one."""
        for column in ("entity_id", "name"):
            found = [row for row in self.of("entities") if row[column] == wanted]
            if len(found) == 1:
                return found[0]
        raise NotFittingError(f"the article has no entity with the id or name {wanted!r} in this run")

    def corrected_entity(self, correction: Correction) -> Row:
        """Return the entity that a correction names, by a mention's span or by itself."""
        if correction.start is None:
            return self.entity(correction.entity)
        return self.entity(str(self.at("mentions", correction.start, correction.end)["entity_id"]))

    def referring(self, entity_id: object) -> list[tuple[_Reference, Row]]:
        return [(at, row) for at in _REFERENCES for row in self.of(at.table) if row[at.column] == entity_id]

    def mentions(self, entity_id: object) -> list[Row]:
        return [row for row in self.of("mentions") if row["entity_id"] == entity_id]


def _accept(rows: ArticleRows, correction: Correction) -> None:
    row = rows.at(correction.table, correction.start, correction.end)
    if "confidence" in row:
        row["confidence"] = 1.0


def _reject(rows: ArticleRows, correction: Correction) -> str | None:
    row = rows.at(correction.table, correction.start, correction.end)
    resting = _resting(rows, row) if correction.table == "numbers" else []
    rows.tables[correction.table].remove(row)
    if correction.table == "mentions":
        recount(rows, row["entity_id"])
    elif correction.table == "quotes":
        _unquote(rows, row)
    return _left_out(rows, resting)


def _relabel(rows: ArticleRows, correction: Correction) -> str | None:
    if correction.table == "entities":
        entity = rows.corrected_entity(correction)
        entity["label"] = correction.value
        for mention in rows.mentions(entity["entity_id"]):
            if mention["kind"] != "demonym" and not rows.is_decided("mentions", mention):
                mention["label"] = correction.value
        _point(rows, entity["entity_id"], entity)
        return None
    row = rows.at(correction.table, correction.start, correction.end)
    column = LABEL_COLUMNS[correction.table]
    reread = correction.table == "numbers" and row[column] != correction.value
    resting = _resting(rows, row) if reread else []
    row |= {column: correction.value, "confidence": 1.0}
    return _left_out(rows, resting)


def _rename(rows: ArticleRows, correction: Correction) -> None:
    entity = rows.corrected_entity(correction)
    entity["name"] = correction.value
    _point(rows, entity["entity_id"], entity)


def _merge(rows: ArticleRows, correction: Correction) -> None:
    source, target = rows.corrected_entity(correction), rows.entity(correction.value)
    if source is target:
        raise NotFittingError("the entity is already the one it is to be merged into")
    _unite(rows, source, target)


def _link(rows: ArticleRows, correction: Correction) -> str | None:
    if correction.table == "mentions":
        return _link_mention(rows, correction)
    entity, known = rows.corrected_entity(correction), _known(correction.value)
    if known is None and _WIKIDATA.fullmatch(correction.value):
        entity["wikidata"] = correction.value
        return None
    before, columns = dict(entity), _columns(known) if known else {"entity_id": correction.value}
    same = [r for r in rows.of("entities") if r["entity_id"] == columns["entity_id"] and r is not entity]
    if same:
        _unite(rows, entity, same[0])
    else:
        entity |= columns
        _point(rows, before["entity_id"], entity, before["iso3"])
    return None


def _link_mention(rows: ArticleRows, correction: Correction) -> str:
    """Lead a mention, and what was read off it, to another entity; a known one comes in where the article has none."""
    mention = rows.at("mentions", correction.start, correction.end)
    before, target = mention["entity_id"], entity_or_known(rows, correction.value, mention)
    if before == target["entity_id"]:
        raise NotFittingError("the mention is already linked to this entity")
    iso3 = next((row["iso3"] for row in rows.of("entities") if row["entity_id"] == before), None)
    mention |= {"entity_id": target["entity_id"], "name": target["name"], "confidence": 1.0}
    follow = [(at, row) for at, row in _read_off(rows, mention, before) if not rows.is_decided(at.table, row)]
    for at, row in follow:
        _lead(row, at, target, iso3)
    recount(rows, before, target["entity_id"])
    moved = {table: [row for at, row in follow if at.table == table] for table in ("quotes", "numbers", "claims")}
    return "".join(followed(found, table[:-1], "of the new entity") for table, found in moved.items())


def _read_off(rows: ArticleRows, mention: Row, before: object) -> list[tuple[_Reference, Row]]:
    """Return the rows whose entity was read off a mention: all where the entity has no other, else by their words."""
    others, referring = rows.mentions(before), rows.referring(before)

    def told(at: _Reference, row: Row) -> bool:
        words = (row[at.first], row[at.last])
        return inside(mention, *words) and not any(inside(other, *words) for other in others)

    found = [(at, row) for at, row in referring if at.first and (not others or told(at, row))]
    resting = {number for at, row in found if at.table == "claims" for number in json.loads(row["number_ids"])}
    numbers = [(at, row) for at, row in referring if at.table == "numbers" and row["number_id"] in resting]
    return [*found, *(pair for pair in numbers if pair not in found)]


def inside(row: Row, start: Any, end: Any) -> bool:
    return not pd.isna(start) and not pd.isna(end) and start <= row["start"] and row["end"] <= end


def _re_attribute(rows: ArticleRows, correction: Correction) -> str:
    """Give one quote another speaker, and the claims in it; other parts of a quote that was split keep theirs."""
    quote = rows.at("quotes", correction.start, correction.end)
    speaker = entity_or_known(rows, correction.value, None)
    quote |= {
        "speaker_id": speaker["entity_id"], "speaker": speaker["name"], "speaker_kind": speaker_kind(speaker),
        "resolution": f"corrected by {correction.who or 'hand'}", "confidence": 1.0,
    }  # fmt: skip
    claims = [row for row in rows.of("claims") if row["quote_id"] == quote["quote_id"]]
    claims = [row for row in claims if not rows.is_decided("claims", row)]
    for claim in claims:
        claim["speaker_id"] = speaker["entity_id"]
    parts = [row for row in rows.of("quotes") if row["group"] and row["group"] == quote["group"]]
    parts = [row for row in parts if row["speaker_id"] != quote["speaker_id"]]
    return followed(claims, "claim", "of the new speaker") + followed(parts, "other part", "left as before")


CHANGES = {
    "accept": _accept, "reject": _reject, "relabel": _relabel, "merge": _merge, "rename": _rename, "link": _link,
    "re-attribute": _re_attribute,
}  # fmt: skip


def _known(value: str) -> KnownEntity | None:
    entities = load_gazetteer().entities
    if _WIKIDATA.fullmatch(value):
        return next((entity for entity in entities.values() if entity.wikidata == value), None)
    return entities.get(value)


def _columns(known: KnownEntity) -> Row:
    return {name: getattr(known, name) for name in ("entity_id", "name", "label", "iso3", "wikidata")}


def entity_or_known(rows: ArticleRows, value: str, mention: Row | None) -> Row:
    """Return an entity of the article, else one that the gazetteer or Wikidata knows, added to the article."""
    try:
        return rows.entity(value)
    except NotFittingError:
        known = _known(value)
        if known is None and not (mention is not None and _WIKIDATA.fullmatch(value)):
            raise
    if known is not None and any(row["entity_id"] == known.entity_id for row in rows.of("entities")):
        return rows.entity(known.entity_id)
    columns = _columns(known) if known else {"entity_id": value, "name": mention["text"], "wikidata": value}  # type: ignore[index]
    new = {"article_id": rows.article_id, "forms": "[]", "mention_count": 0, "label": mention and mention["label"]}
    rows.tables["entities"].append({**new, **columns})
    return rows.tables["entities"][-1]


def _unite(rows: ArticleRows, source: Row, target: Row) -> None:
    rows.tables["entities"].remove(source)
    for column in _FILLED:
        if pd.isna(target.get(column)):
            target[column] = source.get(column)
    _point(rows, source["entity_id"], target, source["iso3"])
    recount(rows, target["entity_id"])


def _point(rows: ArticleRows, before: object, entity: Row, iso3: Any = None) -> None:
    for at, row in rows.referring(before):
        _lead(row, at, entity, iso3)


def _lead(row: Row, at: _Reference, entity: Row, iso3_before: Any) -> None:
    """Make one row refer to an entity: id, name, for a speaker the kind, for a country's claim the key."""
    row[at.column] = entity["entity_id"]
    if at.name:
        row[at.name] = entity["name"]
    if at.table == "quotes" and row["speaker_kind"] in ("person", "organisation", "group"):
        row["speaker_kind"] = speaker_kind(entity)
    iso3 = entity.get("iso3")
    had = None if pd.isna(iso3_before) else iso3_before
    if at.name == "subject" and (row["key"] == had if had else pd.isna(row["key"]) and not pd.isna(iso3)):
        row["key"] = None if pd.isna(iso3) else iso3


def speaker_kind(entity: Row) -> str:
    return _SPEAKER_KINDS.get(str(entity["label"]), "group")


def _unquote(rows: ArticleRows, quote: Row) -> None:
    """Take what stood in a rejected quote out of it, into another quote around it where there is one."""
    for table in ("numbers", "claims"):
        for row in rows.of(table):
            if row["quote_id"] == quote["quote_id"]:
                around = next((q for q in rows.of("quotes") if inside(row, q["start"], q["end"])), {})
                row["quote_id"] = around.get("quote_id")
                if table == "claims":
                    row["speaker_id"] = around.get("speaker_id")
    left = [tuple(span) for other in rows.of("quotes") for span in json.loads(other["quoted_spans"])]
    for start, end in json.loads(quote["quoted_spans"]):
        for mention in rows.of("mentions"):
            if inside(mention, start, end) and not any(inside(mention, *span) for span in left):
                mention["in_quote"] = False


def _resting(rows: ArticleRows, number: Row) -> list[Row]:
    """Return the claims that rest on a number; NotFittingError if another correction decides one of them."""

    def rests(claim: Row) -> bool:
        written = inside(number, claim["start"], claim["end"]) and claim["threshold"] == number["value"]
        return number["number_id"] in json.loads(claim["number_ids"]) or written  # "meet two percent"

    found = [claim for claim in rows.of("claims") if rests(claim)]
    for row in found:
        if rows.is_decided("claims", row):
            claim = str(row["claim_id"]).rpartition("#")[2]
            raise NotFittingError(f"the claim {claim}, decided by another correction, rests on this number")
    return found


def _left_out(rows: ArticleRows, claims: list[Row]) -> str:
    """Take out claims that rested on a number read wrongly; nothing is left pointing at it."""
    if claims:
        rows.tables["claims"] = [row for row in rows.of("claims") if row not in claims]
    return followed(claims, "claim", "left out")


def followed(changed: list[Row], noun: str, said: str) -> str:
    if not changed:
        return ""
    words = ", ".join(f"“{textwrap.shorten(row['text'], _SEEN, placeholder=' …')}”" for row in changed)
    return f"{counted(len(changed), noun)} {said} ({words}). "


def recount(rows: ArticleRows, *entity_ids: object) -> None:
    """Count the mentions and forms of entities again; one that nothing refers to any more goes."""
    for entity in [row for row in rows.of("entities") if row["entity_id"] in entity_ids]:
        mentions = rows.mentions(entity["entity_id"])
        forms = list(dict.fromkeys(row["text"] for row in mentions if row["kind"] != "nominal"))
        entity["mention_count"] = len(mentions)
        entity["forms"] = json.dumps(forms, ensure_ascii=False, separators=(",", ":"))
        if not rows.referring(entity["entity_id"]):
            rows.tables["entities"].remove(entity)
