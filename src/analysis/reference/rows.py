"""Rows of the tables beside the indicator: members, guidelines, office holders."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference.days import Days, parse_days
from analysis.reference.descriptor import Resource, flag_column, read_days, read_decimal, require_column
from analysis.reference.model import Membership, OfficeTerm, Population, Threshold


def read_population(resource: Resource, frame: pd.DataFrame) -> Population:
    """Return a population with the dates its members joined and left."""
    columns = resource.columns("key", "joined")
    for column in columns.values():
        require_column(resource, frame, column)
    for column in resource.block.get("also") or ():
        require_column(resource, frame, column)
    listed = flag_column(resource, frame, columns["listed"]).tolist() if "listed" in columns else [True] * len(frame)
    rows = zip(frame.to_dict("records"), listed, strict=True)
    members = [_member(resource, columns, row, is_listed) for row, is_listed in rows]
    nouns = resource.block.get("count_noun") or ("member",)
    return Population(
        resource.name, str(resource.block.get("name") or resource.package), resource.block.get("organisation"),
        tuple(map(str, nouns)), tuple(members), columns["joined"], columns.get("left"),
        str(resource.block.get("unlisted_note") or ""), resource.block.get("gazetteer") == "countries",
        tuple(map(str, resource.block.get("phrases") or ())),
    )  # fmt: skip


def read_populations(resource: Resource, frame: pd.DataFrame) -> dict[str, Population]:
    """Return the populations of a table that holds several; the block's ``populations`` says what each is.

    A member without a day of entry was one on every day (``always: true``, parts of the world), or by the day the table
    is of, not before the population was founded.
    """
    columns = resource.columns("population", "key", "joined")
    for column in columns.values():
        require_column(resource, frame, column)
    rows: dict[str, list[Mapping[Any, Any]]] = {}
    for row in frame.to_dict("records"):
        rows.setdefault(str(row[columns["population"]]), []).append(row)
    declared = resource.block.get("populations") or {}
    unknown = sorted(set(rows) ^ set(map(str, declared)))
    if unknown:
        raise ReferenceDataError(
            f"{resource.where}: population {unknown[0]!r} is in the table or under 'populations' of its x-reference, "
            "not in both; add or remove it"
        )
    return {
        str(name): _one_of_several(resource, columns, str(name), spec, rows[str(name)])
        for name, spec in declared.items()
    }


def _one_of_several(
    resource: Resource, columns: Mapping[str, str], name: str, spec: Mapping[str, Any], rows: list[Mapping[Any, Any]]
) -> Population:
    where = f"{resource.where}: population {name}"
    first = parse_days(str(spec.get("founded") or "0001-01-01"), where).first
    last = parse_days(str(spec["as_of"]), where).last if spec.get("as_of") else first
    members = [
        Membership(
            str(row[columns["key"]]), str(row[columns.get("name", columns["key"])]),
            read_days(row, columns["joined"], where) or Days(first, last), read_days(row, columns.get("left"), where),
            True, int(row["_line"]),
        )
        for row in rows
    ]  # fmt: skip
    return Population(
        name, str(spec.get("name") or name), spec.get("organisation"), tuple(map(str, spec.get("count_noun") or ())),
        tuple(members), columns["joined"], columns.get("left"), "", resource.block.get("gazetteer") == "countries",
        tuple(map(str, spec.get("phrases") or ())), resource.name,
    )  # fmt: skip


def _member(resource: Resource, columns: Mapping[str, str], row: Mapping[Any, Any], is_listed: bool) -> Membership:
    where = f"{resource.where}, line {row['_line']}"
    joined = read_days(row, columns["joined"], where)
    if joined is None:
        raise ReferenceDataError(f"{where}: {columns['joined']} is empty; write the day the member joined")
    key = str(row[columns["key"]])
    also = (read_days(row, column, where) for column in resource.block.get("also") or ())
    disputed = (resource.block.get("disputed") or {}).get(key) or ()
    return Membership(
        key, str(row[columns.get("name", columns["key"])]), joined, read_days(row, columns.get("left"), where),
        is_listed, int(row["_line"]), tuple(day for day in also if day),
        tuple(parse_days(str(day), where) for day in disputed),
    )  # fmt: skip


def read_threshold(resource: Resource, row: Mapping[Any, Any]) -> Threshold:
    """Return one guideline."""
    columns = resource.columns("measure", "comparator", "threshold", "agreed", "unit")
    where = f"{resource.where}, line {row['_line']}"
    get = {role: str(row.get(column, "")).strip() for role, column in columns.items()}
    agreed = read_days(row, columns["agreed"], where)
    if not get["unit"]:
        raise ReferenceDataError(
            f"{where}: the threshold {get['threshold']} has no unit; write it beside the figure, as '% of GDP'"
        )
    if agreed is None:
        raise ReferenceDataError(f"{where}: {columns['agreed']} is empty; write when the guideline was agreed")
    if get["comparator"] not in (">=", ">", "<=", "<", "="):
        raise ReferenceDataError(f"{where}: comparator {get['comparator']!r}; one of >=, >, <=, <, = is right")
    target = get.get("target_year")
    return Threshold(
        get.get("id") or f"line {row['_line']}", get["measure"], get["comparator"],
        read_decimal(resource, get["threshold"], int(row["_line"])), get["unit"], agreed, get.get("event", ""),
        get.get("status", ""), int(target) if target else None, read_days(row, columns.get("ended"), where),
        int(row["_line"]), resource.name,
    )  # fmt: skip


def read_term(resource: Resource, row: Mapping[Any, Any]) -> OfficeTerm:
    """Return one term of an office holder."""
    columns = resource.columns("office", "organisation", "holder", "start")
    where = f"{resource.where}, line {row['_line']}"
    get = {role: str(row.get(column, "")).strip() for role, column in columns.items()}
    start = read_days(row, columns["start"], where)
    if start is None:
        raise ReferenceDataError(f"{where}: {columns['start']} is empty; write when the term began")
    return OfficeTerm(
        get["office"], get["organisation"], get["holder"], get.get("family_name") or get["holder"].split()[-1],
        get.get("nationality") or None, read_days(row, columns.get("born"), where), start,
        read_days(row, columns.get("end"), where), int(row["_line"]), resource.name, _end_is_known(resource, get),
        parse_days(get["as_of"], where).last if get.get("as_of") else None,
        tuple(name for name in get.get("aliases", "").split("|") if name), read_days(row, columns.get("died"), where),
        bool(get.get("kind")) and get["kind"] in resource.block.get("by_cabinet", ()),
        bool(get.get("source")) and get["source"] in resource.block.get("approximate", ()),
    )  # fmt: skip


def _end_is_known(resource: Resource, get: Mapping[str, str]) -> bool:
    """Say whether an empty end means "still in office"; the block's ``end_unknown`` marks notes that say otherwise."""
    if resource.kind == "people":
        return bool(get.get("end"))
    mark = resource.block.get("end_unknown")
    return not (mark and mark in get.get("note", ""))
