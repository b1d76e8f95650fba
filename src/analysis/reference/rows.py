"""Rows of the tables beside the indicator: editions, members, guidelines, office holders, sources, notes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from analysis.errors import ReferenceDataError
from analysis.grouping import grouped
from analysis.reference import validate
from analysis.reference.days import Days, parse_days
from analysis.reference.model import (
    COMPARE,
    CellNote,
    Edition,
    Membership,
    OfficeTerm,
    Population,
    Source,
    Threshold,
)
from analysis.reference.resource import Resource, Row

_ENDS = ("covers_from", "covers_to")
_PLACE = ("edition", "measure", "entity", "time")


def _edition(row: Row) -> Edition:
    covers = row.resource.block.get("covers") or {}
    name, held = row["edition"], row["held"] or "full"
    published = validate.publication_day(name, row["published"], row.where)
    given = covers.get(name, [row[end] or None for end in _ENDS])
    if not (isinstance(given, list) and len(given) == len(_ENDS)):
        raise ReferenceDataError(f"{row.where}: covers of {name} is {given!r}; [first, last] is right")
    first, last = (end and str(end) for end in given)
    as_of, announced, counted_on = (row.days(role) for role in ("as_of", "announced", "counted_on"))
    whole = "full" if held.startswith("full") and "except" not in held else "partly"
    return Edition(
        name, row["title"] or name, row["publisher"], published, "none" if held.startswith("none") else whole, held,
        first, last, as_of.last if as_of else published, row["url"],
        announced.first if announced else None, counted_on.last if counted_on else None,
    )  # fmt: skip


def read_population(resource: Resource) -> Population:
    """Return a population with the dates its members joined and left."""
    also, disputed = resource.block.get("also") or (), resource.block.get("disputed") or {}
    is_marked = "listed" in resource.columns()
    members = [
        Membership(
            row["key"], row["name"] or row["key"], row.needed_days("joined", "the day the member joined"),
            row.days("left"), not is_marked or row.flag("listed"), row.line,
            tuple(days for days in map(row.days, also) if days),
            tuple(parse_days(str(day), row.where) for day in disputed.get(row["key"]) or ()),
        )
        for row in resource.rows("key", "joined", also=also)
    ]  # fmt: skip
    block = {"name": resource.folder.name, "count_noun": ("member",)} | dict(resource.block)
    return _population(resource, resource.name, block, members)


def read_populations(resource: Resource) -> dict[str, Population]:
    """Return the populations of a table that holds several; the block's ``populations`` says what each is.

    A member without a day of entry was one on every day (``always: true``, parts of the world), or by the day the table
    is of, not before the population was founded.
    """
    rows = grouped((row["population"], row) for row in resource.rows("population", "key", "joined"))
    declared = {str(name): spec for name, spec in (resource.block.get("populations") or {}).items()}
    unknown = sorted(set(rows) ^ set(declared))
    if unknown:
        raise ReferenceDataError(
            f"{resource.where}: population {unknown[0]!r} is in the table or under 'populations' of its x-reference, "
            "not in both; add or remove it"
        )
    return {name: _one_of_several(resource, name, spec, rows[name]) for name, spec in declared.items()}


def _one_of_several(resource: Resource, name: str, spec: Mapping[str, Any], rows: tuple[Row, ...]) -> Population:
    where = f"{resource.where}: population {name}"
    first = parse_days(str(spec["founded"]), where).first if spec.get("founded") else date.min
    entry = Days(first, parse_days(str(spec["as_of"]), where).last if spec.get("as_of") else first)
    disputed, suspended = spec.get("disputed") or {}, spec.get("suspended") or {}
    members = [
        Membership(
            row["key"], row["name"] or row["key"], row.days("joined") or entry, row.days("left"), True, row.line,
            disputed=tuple(parse_days(str(day), where) for day in disputed.get(row["key"]) or ()),
            suspended=parse_days(str(suspended[row["key"]]), where) if row["key"] in suspended else None,
        )
        for row in rows
    ]  # fmt: skip
    return _population(resource, name, spec, members)


def _population(resource: Resource, name: str, spec: Mapping[str, Any], members: list[Membership]) -> Population:
    columns = resource.columns()
    return Population(
        name, str(spec.get("name") or name), spec.get("organisation"), tuple(map(str, spec.get("count_noun") or ())),
        tuple(members), columns["joined"], columns.get("left"), str(spec.get("unlisted_note") or ""),
        resource.block.get("gazetteer") == "countries", tuple(map(str, spec.get("phrases") or ())),
        "" if name == resource.name else resource.name, str(spec.get("adopts") or ""),
        frozenset(map(str, spec.get("perhaps") or ())), int(spec.get("notice") or 0),
    )  # fmt: skip


def _threshold(row: Row) -> Threshold:
    agreed = row.needed_days("agreed", "when the guideline was agreed")
    if not row["unit"]:
        raise ReferenceDataError(
            f"{row.where}: the threshold {row['threshold']} has no unit; write it beside the figure, as '% of GDP'"
        )
    if row["comparator"] not in COMPARE:
        raise ReferenceDataError(f"{row.where}: comparator {row['comparator']!r}; one of {', '.join(COMPARE)} is right")
    return Threshold(
        row["id"] or f"line {row.line}", row["measure"], row["comparator"], row.number("threshold"), row["unit"],
        agreed, row["event"], int(row["target_year"]) if row["target_year"] else None,
        row.days("ended"), row.line, row.resource.name,
    )  # fmt: skip


def read_term(row: Row) -> OfficeTerm:
    as_of, block = row.days("as_of"), row.resource.block
    mark = block.get("end_unknown")  # of notes that say that an empty end does not mean "still in office"
    known = bool(row["end"]) if row.resource.kind == "people" else not (mark and mark in row["note"])
    return OfficeTerm(
        row["office"], row["organisation"], row["holder"], row["family_name"] or row["holder"].split()[-1],
        row["nationality"] or None, row.days("born"), row.needed_days("start", "when the term began"), row.days("end"),
        row.line, row.resource.name, known, as_of.last if as_of else None, row.days("died"),
        bool(row["kind"]) and row["kind"] in block.get("by_cabinet", ()),
        bool(row["source"]) and row["source"] in block.get("approximate", ()),
        (block.get("term_years") or {}).get(row["office"]),
    )  # fmt: skip


_READERS: Mapping[str, tuple[tuple[str, ...], Callable[[Row], Any]]] = {
    "editions": (("edition", "published"), _edition),
    "guidelines": (("measure", "comparator", "threshold", "agreed", "unit"), _threshold),
    "offices": (("office", "organisation", "holder", "start"), read_term),
    "names": (("key", "name"), lambda row: (row["key"], (row["name"], *row.names("aliases")))),
    "sources": (
        ("key", "read_in"), lambda row: (row["key"], Source(row["key"], row["read_in"], row["checked"], row["url"]))
    ),
    "notes": (
        (*_PLACE, "mark", "note"), lambda row: (tuple(map(row.__getitem__, _PLACE)), CellNote(row["mark"], row["note"]))
    ),
}  # fmt: skip


def read_rows(resource: Resource) -> list[Any]:
    """Return what the rows of a table hold; of names, sources and notes each with its key."""
    required, read = _READERS[resource.kind]
    return [read(row) for row in resource.rows(*required)]
