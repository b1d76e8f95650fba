"""Rows of the tables beside the indicator: members, guidelines, office holders."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference.days import Days, parse_days
from analysis.reference.descriptor import Resource, Row, flag_column, read_decimal, require_column, rows_of
from analysis.reference.model import Membership, OfficeTerm, Population, Threshold


def read_population(resource: Resource, frame: pd.DataFrame) -> Population:
    """Return a population with the dates its members joined and left."""
    also, disputed = resource.block.get("also") or (), resource.block.get("disputed") or {}
    for column in also:
        require_column(resource, frame, column)
    rows = rows_of(resource, frame, "key", "joined")
    column = resource.columns().get("listed")
    listed = flag_column(resource, frame, column).tolist() if column else [True] * len(frame)
    members = [
        Membership(
            row["key"], row["name"] or row["key"], row.needed_days("joined", "the day the member joined"),
            row.days("left"), is_listed, row.line,
            tuple(parse_days(str(row.cells[name]), row.where) for name in also if row.cells[name]),
            tuple(parse_days(str(day), row.where) for day in disputed.get(row["key"]) or ()),
        )
        for row, is_listed in zip(rows, listed, strict=True)
    ]  # fmt: skip
    block = {"name": resource.package, "count_noun": ("member",)} | dict(resource.block)
    return _population(resource, resource.name, block, members)


def read_populations(resource: Resource, frame: pd.DataFrame) -> dict[str, Population]:
    """Return the populations of a table that holds several; the block's ``populations`` says what each is.

    A member without a day of entry was one on every day (``always: true``, parts of the world), or by the day the table
    is of, not before the population was founded.
    """
    rows: dict[str, list[Row]] = {}
    for row in rows_of(resource, frame, "population", "key", "joined"):
        rows.setdefault(row["population"], []).append(row)
    declared = {str(name): spec for name, spec in (resource.block.get("populations") or {}).items()}
    unknown = sorted(set(rows) ^ set(declared))
    if unknown:
        raise ReferenceDataError(
            f"{resource.where}: population {unknown[0]!r} is in the table or under 'populations' of its x-reference, "
            "not in both; add or remove it"
        )
    return {name: _one_of_several(resource, name, spec, rows[name]) for name, spec in declared.items()}


def _one_of_several(resource: Resource, name: str, spec: Mapping[str, Any], rows: list[Row]) -> Population:
    where = f"{resource.where}: population {name}"
    first = parse_days(str(spec["founded"]), where).first if spec.get("founded") else date.min
    entry = Days(first, parse_days(str(spec["as_of"]), where).last if spec.get("as_of") else first)
    members = [
        Membership(row["key"], row["name"] or row["key"], row.days("joined") or entry, row.days("left"), True, row.line)
        for row in rows
    ]
    return _population(resource, name, spec, members)


def _population(resource: Resource, name: str, spec: Mapping[str, Any], members: list[Membership]) -> Population:
    columns = resource.columns()
    return Population(
        name, str(spec.get("name") or name), spec.get("organisation"), tuple(map(str, spec.get("count_noun") or ())),
        tuple(members), columns["joined"], columns.get("left"), str(spec.get("unlisted_note") or ""),
        resource.block.get("gazetteer") == "countries", tuple(map(str, spec.get("phrases") or ())),
        "" if name == resource.name else resource.name, str(spec.get("adopts") or ""),
    )  # fmt: skip


def read_threshold(resource: Resource, cells: Mapping[Any, Any]) -> Threshold:
    row = Row(resource, resource.columns("measure", "comparator", "threshold", "agreed", "unit"), cells)
    agreed = row.needed_days("agreed", "when the guideline was agreed")
    if not row["unit"]:
        raise ReferenceDataError(
            f"{row.where}: the threshold {row['threshold']} has no unit; write it beside the figure, as '% of GDP'"
        )
    if row["comparator"] not in (">=", ">", "<=", "<", "="):
        raise ReferenceDataError(f"{row.where}: comparator {row['comparator']!r}; one of >=, >, <=, <, = is right")
    return Threshold(
        row["id"] or f"line {row.line}", row["measure"], row["comparator"],
        read_decimal(resource, row["threshold"], row.line), row["unit"], agreed, row["event"], row["status"],
        int(row["target_year"]) if row["target_year"] else None, row.days("ended"), row.line, resource.name,
    )  # fmt: skip


def read_term(resource: Resource, cells: Mapping[Any, Any]) -> OfficeTerm:
    row = Row(resource, resource.columns("office", "organisation", "holder", "start"), cells)
    as_of, block = row.days("as_of"), resource.block
    mark = block.get("end_unknown")  # of notes that say that an empty end does not mean "still in office"
    known = bool(row["end"]) if resource.kind == "people" else not (mark and mark in row["note"])
    return OfficeTerm(
        row["office"], row["organisation"], row["holder"], row["family_name"] or row["holder"].split()[-1],
        row["nationality"] or None, row.days("born"), row.needed_days("start", "when the term began"), row.days("end"),
        row.line, resource.name, known, as_of.last if as_of else None,
        tuple(name for name in row["aliases"].split("|") if name), row.days("died"),
        bool(row["kind"]) and row["kind"] in block.get("by_cabinet", ()),
        bool(row["source"]) and row["source"] in block.get("approximate", ()),
    )  # fmt: skip
