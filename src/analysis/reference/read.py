"""Read a reference package: descriptor, checksums, CSV files, rows; anything wrong in it is refused by name."""

import hashlib
import io
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.paths import reference_folder
from analysis.reference import validate
from analysis.reference.days import Days, parse_days
from analysis.reference.descriptor import DESCRIPTOR, Resource, read_descriptor, read_measures
from analysis.reference.model import DataFile, Edition, Member, OfficeTerm, Population, Reference, Threshold

_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0", ""})


def load_reference(name_or_folder: str | Path) -> Reference:
    """Read a package of ``data/reference`` by name, or any folder with a ``datapackage.yaml``.

    Raises
    ------
    ReferenceDataError
        If the package does not exist, contradicts itself, its descriptor or a checksum.
    """
    folder = _find(name_or_folder)
    descriptor, resources = read_descriptor(folder)
    tables = {resource.name: _read_table(folder, resource) for resource in resources}
    files = {name: file for name, (file, _) in tables.items()}
    frames = {name: frame for name, (_, frame) in tables.items()}
    parts = _Parts(folder.name, resources, frames)
    reference = Reference(
        name=folder.name,
        title=str(descriptor.get("title") or folder.name),
        version=str(descriptor.get("version") or ""),
        folder=folder,
        credit="; ".join(str(licence.get("title") or "") for licence in descriptor.get("licenses") or ()),
        files=files,
        populations=parts.populations(),
        thresholds=parts.thresholds(),
        terms=parts.terms(),
        offices=parts.office_words(),
        organisations=parts.organisations(),
        **parts.indicator(),
    )
    validate.check_reference(reference)
    return reference


def load_references() -> tuple[Reference, ...]:
    """Read every package of ``data/reference``, in order of their names."""
    folders = sorted(path.parent for path in reference_folder().glob(f"*/{DESCRIPTOR}"))
    return tuple(load_reference(folder) for folder in folders)


def _find(name_or_folder: str | Path) -> Path:
    named = Path(name_or_folder)
    folder = named if named.is_dir() else reference_folder() / named
    if not folder.is_dir():
        there = ", ".join(sorted(p.parent.name for p in reference_folder().glob(f"*/{DESCRIPTOR}")))
        raise ReferenceDataError(
            f"no reference package {str(name_or_folder)!r}: neither a folder nor one of data/reference ({there})"
        )
    return folder.resolve()


def _read_table(folder: Path, resource: Resource) -> tuple[DataFile, pd.DataFrame]:
    path = folder / resource.path
    if not path.is_file():
        raise ReferenceDataError(f"{resource.where}: the file is missing; {DESCRIPTOR} names it as {resource.name}")
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    expected = (resource.hash or "").removeprefix("sha256:")
    if expected and expected != sha256:
        raise ReferenceDataError(
            f"{resource.where}: sha256 is {sha256[:12]}…, {DESCRIPTOR} says {expected[:12]}…; "
            "restore the file or record the new one ('hash' and 'bytes' of the resource)"
        )
    try:
        frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8")
    except (ValueError, pd.errors.ParserError) as error:
        raise ReferenceDataError(f"{resource.where}: not a CSV table in UTF-8 ({error})") from error
    missing = [name for name in resource.fields if name not in frame.columns]
    if missing:
        raise ReferenceDataError(
            f"{resource.where}: column {missing[0]!r} is missing; {DESCRIPTOR} lists it, the file has "
            f"{', '.join(map(str, frame.columns))}"
        )
    frame = frame.assign(line=range(2, len(frame) + 2))
    validate.check_keys(frame, resource)
    return DataFile(resource.name, resource.path, sha256, len(content)), frame


class _Parts:
    """The rows of a package turned into its parts, kind by kind."""

    def __init__(self, package: str, resources: tuple[Resource, ...], frames: Mapping[str, pd.DataFrame]) -> None:
        self.package = package
        self.resources = resources
        self.frames = frames

    def of_kind(self, kind: str) -> list[tuple[Resource, pd.DataFrame]]:
        return [(r, self.frames[r.name]) for r in self.resources if r.kind == kind]

    def indicator(self) -> dict[str, Any]:
        """Return measures, editions, figures and keys of the package's indicator table, if it has one."""
        found = self.of_kind("indicator")
        if len(found) > 1:
            raise ReferenceDataError(
                f"{self.package}/{DESCRIPTOR}: {len(found)} resources of kind indicator; one a package is right, "
                "put the second table into a package of its own"
            )
        if not found:
            empty = pd.DataFrame(columns=list(_FIGURE_COLUMNS))
            return {"editions": (), "measures": {}, "figures": empty}
        resource, frame = found[0]
        block = resource.block
        populations = self.of_kind("population")
        named = (block.get("population") or {}).get("table")
        if named and named not in {r.name for r, _ in populations}:
            raise ReferenceDataError(
                f"{self.package}/{DESCRIPTOR}: population table {named!r} is no resource of kind population"
            )
        measures = read_measures(resource, named)
        figures = _figures(resource, frame, tuple(measures))
        editions = self.editions(resource, figures)
        published = {edition.id: edition.published_on for edition in editions}
        aggregates = (block.get("entity") or {}).get("aggregates") or {}
        return {
            "measures": measures,
            "editions": editions,
            "figures": figures.assign(published_on=pd.to_datetime(figures["edition"].map(published)))[
                list(_FIGURE_COLUMNS)
            ],
            "keys": dict(zip(figures["key"], figures["name"], strict=True)),
            "aggregates": {str(key): tuple(words) for key, words in aggregates.items()},
            "countries": (block.get("entity") or {}).get("gazetteer") == "countries",
            "grain": str((block.get("time") or {}).get("grain", "year")),
        }

    def editions(self, indicator: Resource, figures: pd.DataFrame) -> tuple[Edition, ...]:
        found = self.of_kind("editions")
        if found:
            return _editions(*found[0], figures)
        return _editions_of_figures(indicator, figures)

    def populations(self) -> dict[str, Population]:
        return {resource.name: _population(resource, frame) for resource, frame in self.of_kind("population")}

    def thresholds(self) -> tuple[Threshold, ...]:
        rows = [_threshold(r, row) for r, frame in self.of_kind("guidelines") for row in frame.to_dict("records")]
        return tuple(rows)

    def terms(self) -> tuple[OfficeTerm, ...]:
        rows = [_term(r, row) for r, frame in self.of_kind("offices") for row in frame.to_dict("records")]
        return tuple(rows)

    def office_words(self) -> dict[str, tuple[str, ...]]:
        blocks = [r.block.get("offices") or {} for r, _ in self.of_kind("offices")]
        return {str(office): tuple(words or ()) for block in blocks for office, words in block.items()}

    def organisations(self) -> dict[str, str]:
        blocks = [r.block.get("organisations") or {} for r, _ in self.of_kind("offices")]
        return {str(key): str(entity) for block in blocks for key, entity in block.items()}


_FIGURE_COLUMNS = (
    "edition", "published_on", "key", "name", "period", "measure", "unit", "value", "raw", "is_estimate", "source",
    "file", "line", "column",
)  # fmt: skip


def _figures(resource: Resource, frame: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return the indicator's cells in long form, whatever form the file has (a row a cell, or a column a measure)."""
    block = resource.block
    key, period = _column(resource, frame, "entity"), _column(resource, frame, "time")
    columns = dict(block.get("columns") or {})
    measure_column = (block.get("measure") or {}).get("column")
    base = pd.DataFrame(
        {
            "edition": _edition_ids(resource, frame),
            "published_text": _published_texts(resource, frame),
            "key": frame[key],
            "name": frame[(block["entity"]).get("name") or key],
            "period": frame[period],
            "unit": _optional(resource, frame, columns.get("unit")),
            "is_estimate": _flags(resource, frame, columns.get("estimate")),
            "source": _optional(resource, frame, columns.get("source")),
            "file": resource.path,
            "line": frame["line"],
        }
    )
    if measure_column:
        _need(resource, frame, measure_column)
        validate.check_measures(resource, frame[measure_column], measures)
        value_column = next((m["value"] for m in block["measures"].values() if m and m.get("value")), "value")
        _need(resource, frame, value_column)
        long = base.assign(measure=frame[measure_column], raw=frame[value_column], column=value_column)
    else:
        wide = {name: (spec or {}).get("value", name) for name, spec in block["measures"].items()}
        wide = {
            name: column for name, column in wide.items() if (block["measures"][name] or {}).get("figures") != "none"
        }
        for name, column in wide.items():
            _need(resource, frame, column, f"measure {name}")
        parts = [base.assign(measure=name, raw=frame[column], column=column) for name, column in wide.items()]
        long = pd.concat(parts, ignore_index=True)
    long = long.loc[long["raw"].str.strip() != ""].reset_index(drop=True)
    return long.assign(
        value=[float(_decimal(resource, raw, n)) for raw, n in zip(long["raw"], long["line"], strict=True)]
    )


def _column(resource: Resource, frame: pd.DataFrame, role: str) -> str:
    name = (resource.block.get(role) or {}).get("column")
    if not name:
        raise ReferenceDataError(
            f"{resource.package}/{DESCRIPTOR}: resource {resource.name} does not say which column is the {role}; "
            f"add '{role}: {{column: NAME}}' to its x-reference"
        )
    _need(resource, frame, name)
    return str(name)


def _need(resource: Resource, frame: pd.DataFrame, column: str, what: str = "x-reference") -> None:
    if column not in frame.columns:
        have = ", ".join(str(c) for c in frame.columns if c != "line")
        raise ReferenceDataError(f"{resource.where}: column {column!r} ({what}) is missing; the file has {have}")


def _optional(resource: Resource, frame: pd.DataFrame, column: str | None) -> "pd.Series[str]":
    if column is None:
        return pd.Series([""] * len(frame), index=frame.index, dtype="str")
    _need(resource, frame, column)
    return frame[column]


def _flags(resource: Resource, frame: pd.DataFrame, column: str | None) -> "pd.Series[bool]":
    texts = _optional(resource, frame, column).str.strip().str.lower()
    wrong = texts.loc[~texts.isin(_TRUE | _FALSE)]
    if len(wrong):
        raise ReferenceDataError(
            f"{resource.where}, line {wrong.index[0] + 2}: {column} is {wrong.iloc[0]!r}; true or false is right"
        )
    return texts.isin(_TRUE)


def _edition_ids(resource: Resource, frame: pd.DataFrame) -> "pd.Series[str] | str":
    spec = resource.block.get("edition") or {}
    if "column" in spec:
        return frame[_column(resource, frame, "edition")]
    return str(spec.get("id") or resource.package)


def _published_texts(resource: Resource, frame: pd.DataFrame) -> "pd.Series[str] | str":
    """Return the publication days the indicator itself gives: a column, or one day for a table of one edition."""
    spec = resource.block.get("edition") or {}
    if spec.get("published"):
        _need(resource, frame, spec["published"])
        return frame[spec["published"]]
    return str(spec.get("published_on") or "")


def _decimal(resource: Resource, raw: str, line: int) -> Decimal:
    try:
        number = Decimal(raw.strip())
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise ReferenceDataError(
            f"{resource.where}, line {line}: {raw!r} is not a number; write digits with a decimal point, no commas"
        )
    return number


def _editions(resource: Resource, frame: pd.DataFrame, figures: pd.DataFrame) -> tuple[Edition, ...]:
    columns = resource.columns("edition", "published")
    for column in columns.values():
        _need(resource, frame, column)
    covers = resource.block.get("covers") or {}
    rows = []
    for row in frame.to_dict("records"):
        get = {role: str(row[column]).strip() for role, column in columns.items()}
        where = f"{resource.where}, line {row['line']}"
        published = validate.publication_day(get["edition"], get["published"], where)
        first, last = covers.get(get["edition"], (get.get("covers_from") or None, get.get("covers_to") or None))
        as_of = parse_days(get["as_of"], where).last if get.get("as_of") else published
        held = get.get("held") or "full"
        rows.append(
            Edition(
                get["edition"], get.get("title") or get["edition"], get.get("publisher", ""), published,
                _held(held), held, first and str(first), last and str(last), as_of,
            )
        )  # fmt: skip
    validate.check_editions(rows, resource.where)
    validate.check_edition_column(figures, {row.id: row for row in rows}, resource.where)
    return tuple(sorted(rows, key=lambda edition: edition.published_on))


def _held(text: str) -> str:
    if text == "none":
        return "none"
    return "full" if text.startswith("full") and "except" not in text else "partly"


def _editions_of_figures(resource: Resource, figures: pd.DataFrame) -> tuple[Edition, ...]:
    """Return the editions of a package without an edition table: what its rows say."""
    rows = []
    for name, group in figures.groupby("edition", sort=True):
        texts = sorted(set(group["published_text"]))
        if len(texts) > 1:
            raise ReferenceDataError(
                f"{resource.where}: edition {name!r} has {len(texts)} publication dates ({', '.join(texts)}); "
                "one edition has one"
            )
        published = validate.publication_day(str(name), texts[0], resource.where)
        rows.append(
            Edition(
                str(name),
                str(name),
                "",
                published,
                "full",
                "full",
                min(group["period"]),
                max(group["period"]),
                published,
            )
        )
    validate.check_editions(rows, resource.where)
    return tuple(sorted(rows, key=lambda edition: edition.published_on))


def _days(row: Mapping[Any, Any], column: str | None, where: str) -> Days | None:
    text = str(row[column]).strip() if column else ""
    return parse_days(text, f"{where}, column {column}") if text else None


def _population(resource: Resource, frame: pd.DataFrame) -> Population:
    columns = resource.columns("key", "joined")
    for column in columns.values():
        _need(resource, frame, column)
    listed = _flags(resource, frame, columns["listed"]).tolist() if "listed" in columns else [True] * len(frame)
    members = []
    for row, is_listed in zip(frame.to_dict("records"), listed, strict=True):
        where = f"{resource.where}, line {row['line']}"
        joined = _days(row, columns["joined"], where)
        if joined is None:
            raise ReferenceDataError(f"{where}: {columns['joined']} is empty; write the day the member joined")
        key = str(row[columns["key"]])
        name = str(row[columns.get("name", columns["key"])])
        members.append(Member(key, name, joined, _days(row, columns.get("left"), where), is_listed, int(row["line"])))
    nouns = resource.block.get("count_noun") or ("member",)
    return Population(
        resource.name, str(resource.block.get("name") or resource.package), resource.block.get("organisation"),
        tuple(map(str, nouns)), tuple(members), columns["joined"], columns.get("left"),
        str(resource.block.get("unlisted_note") or ""), resource.block.get("gazetteer") == "countries",
        tuple(map(str, resource.block.get("phrases") or ())),
    )  # fmt: skip


def _threshold(resource: Resource, row: Mapping[Any, Any]) -> Threshold:
    columns = resource.columns("measure", "comparator", "threshold", "agreed", "unit")
    where = f"{resource.where}, line {row['line']}"
    get = {role: str(row.get(column, "")).strip() for role, column in columns.items()}
    agreed = _days(row, columns["agreed"], where)
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
        get.get("id") or f"line {row['line']}", get["measure"], get["comparator"],
        _decimal(resource, get["threshold"], int(row["line"])), get["unit"], agreed, get.get("event", ""),
        get.get("status", ""), int(target) if target else None, _days(row, columns.get("ended"), where),
        int(row["line"]), resource.name,
    )  # fmt: skip


def _term(resource: Resource, row: Mapping[Any, Any]) -> OfficeTerm:
    columns = resource.columns("office", "organisation", "holder", "start")
    where = f"{resource.where}, line {row['line']}"
    get = {role: str(row.get(column, "")).strip() for role, column in columns.items()}
    start = _days(row, columns["start"], where)
    if start is None:
        raise ReferenceDataError(f"{where}: {columns['start']} is empty; write when the term began")
    return OfficeTerm(
        get["office"], get["organisation"], get["holder"], get.get("family_name") or get["holder"].split()[-1],
        get.get("nationality") or None, _days(row, columns.get("born"), where), start,
        _days(row, columns.get("end"), where), int(row["line"]), resource.name,
    )  # fmt: skip
