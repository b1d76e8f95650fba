"""Make a reference package of a downloaded file, or a new edition of one that is there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis.errors import ReferenceDataError
from analysis.importers.editions import EDITIONS, append_rows, changed_copy, without_edition
from analysis.importers.first_words import first_words, read_unit, singular
from analysis.importers.formats import Download, Series, one_grain, read_download
from analysis.lexicons import read_lexicon
from analysis.paths import reference_folder
from analysis.reference.gazetteer import country_names
from analysis.reference.resource import DESCRIPTOR
from analysis.wording import counted

_EDITION = ("edition", "published_on", "title", "publisher")
_PEOPLE = ("people", "inhabitants", "residents", "citizens")
_NAMED = 5  # unknown codes told
_ISO2 = 2  # letters
_NAME = re.compile(r"[a-z][a-z0-9_]{1,40}")


@dataclass(frozen=True)
class Added:
    """What `add_download` did: the package, its edition, what was counted, and what a reader should look at."""

    folder: Path
    edition: str
    figures: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Areas:
    """The key of each code (unknown ones are missing), the words for totals, and what to tell."""

    keys: Mapping[str, str]
    totals: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]


def add_download(
    file: Path, name: str, *, out: Path | None = None, published_on: date | None = None, entity: str = "USA"
) -> Added:
    """Read a downloaded file into ``data/reference/NAME``: a new package, or a second edition of one that is there.

    Parameters
    ----------
    published_on : the day the file was published, where it does not say so itself.
    entity : whose figures a file without a column of countries holds (FRED).

    Raises `ReferenceDataError` if the file or the package made of it is wrong; nothing is written then.
    """
    if not _NAME.fullmatch(name):
        raise ReferenceDataError(
            f"{name!r}: small letters, digits and _ are right for a package's name, as forest_area"
        )
    read = read_download(Path(file), entity=entity)
    day = published_on or read.published_on
    if day is None:
        raise ReferenceDataError(
            f"{Path(file).name}: it does not say when it was published, and verdicts depend on it; "
            "add the day, as --published 2024-10-22"
        )
    folder = (out or reference_folder()) / name
    edition = f"{name}-{day.isoformat()}"
    grain, periods = one_grain(read.rows["period"], Path(file).name)
    areas = _read_areas(read.rows["entity"])
    rows = _rows(read, periods, areas, edition, Path(file).name)
    title = f"{read.kind}, {day.day} {day:%B %Y}"
    row = pd.DataFrame([dict(zip(_EDITION, (edition, day.isoformat(), title, read.publisher), strict=True))])
    added = {f"{name}.csv": rows, EDITIONS: row}
    if folder.exists():
        _check_second(folder, added, edition)
    with changed_copy(folder) as made:
        if folder.exists():
            append_rows(made, added)
        else:
            _new_package(made, read, added, grain, areas)
    return Added(folder, edition, len(rows), (*areas.notes, *_unit_notes(read.series)))


def _unit_notes(series: Iterable[Series]) -> Iterator[str]:
    if unknown := sorted({one.unit for one in series if not read_unit(one.unit)}):
        yield f"unit {', '.join(map(repr, unknown))} is not one known: look at 'unit' in {DESCRIPTOR}"
    if codes := [repr(one.title) for one in series if one.title == one.title.upper()]:
        yield f"the file has only codes for names ({', '.join(codes)}): write words into 'title' and 'names'"


def _read_areas(codes: "pd.Series[str]") -> Areas:
    others = {row["code"]: row for row in read_lexicon("download_areas")}
    keys: dict[str, str] = {}
    totals: dict[str, tuple[str, ...]] = {}
    for code in codes.unique():
        if code in others:
            keys[code] = others[code]["key"]
            if others[code]["total"] != "-":
                totals[others[code]["key"]] = tuple(others[code]["total"].split("|"))
        elif code in country_names():
            keys[code] = code
        elif code in _iso2():
            keys[code] = _iso2()[code]
    unknown = codes.loc[~codes.isin(keys)]
    if unknown.empty:
        return Areas(keys, totals, ())
    names = ", ".join(map(str, unknown.unique()[:_NAMED]))
    kinds = unknown.nunique()
    left = f"{counted(len(unknown), 'figure')} of {counted(kinds, 'area')} without a country code known here"
    said = f"{left} {'is' if len(unknown) == 1 else 'are'} left out ({names}"
    return Areas(keys, totals, (said + (", …)" if kinds > _NAMED else ")"),))


@cache
def _iso2() -> Mapping[str, str]:
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {
        two[0]: three
        for three, two in aliases.items()
        if three in country_names() and len(two) == 1 and len(two[0]) == _ISO2
    }


def _rows(read: Download, periods: "pd.Series[str]", areas: Areas, edition: str, name: str) -> pd.DataFrame:
    rows = read.rows.assign(period=periods, entity=read.rows["entity"].map(areas.keys)).dropna(subset=["entity"])
    twice = rows.loc[rows.duplicated(["entity", "period", "measure"], keep=False)]
    if len(twice):
        first = twice.iloc[0]
        same = twice.loc[(twice[["entity", "period", "measure"]] == first[["entity", "period", "measure"]]).all(axis=1)]
        raise ReferenceDataError(
            f"{name}: {' and '.join(same['value'])} for {first['measure']} of {first['entity']}, {first['period']}; "
            "one value a cell is right: download one series a breakdown"
        )
    wrong = rows.loc[pd.to_numeric(rows["value"], errors="coerce").isna()]
    if len(wrong):
        first = wrong.iloc[0]
        where = f"{first['measure']} of {first['entity']}, {first['period']}"
        raise ReferenceDataError(f"{name}: {first['value']!r} is not a number ({where})")
    if rows.empty:
        raise ReferenceDataError(f"{name}: no figure of a country in it")
    return rows.assign(edition=edition)[["edition", "entity", "period", "measure", "value"]]


def _new_package(made: Path, read: Download, added: Mapping[str, pd.DataFrame], grain: str, areas: Areas) -> None:
    for path, table in added.items():
        table.to_csv(made / path, index=False, lineterminator="\n")
    rows, row = added.values()
    used = set(rows["measure"])
    read = replace(read, series=tuple(one for one in read.series if one.id in used))
    descriptor = _descriptor(made.name, read, grain, areas, rows)
    text = yaml.safe_dump(descriptor, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)
    (made / DESCRIPTOR).write_text(text, encoding="utf-8")
    lines = "".join(f"| {one.id} | {one.title} | {one.unit or '?'} |\n" for one in read.series)
    (made / "SOURCES.md").write_text(
        f"# {made.name}: sources\nCredit: {read.publisher}. Terms: {read.licence or 'look them up'}. {read.url}\n\n"
        f"Read from a file of {read.kind}, published {row['published_on'].iloc[0]}.\n\n"
        f"| measure | title | unit |\n|---|---|---|\n{lines}", encoding="utf-8",
    )  # fmt: skip


def _descriptor(name: str, read: Download, grain: str, areas: Areas, rows: pd.DataFrame) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(files("analysis.importers").joinpath("package.yaml").read_text("utf-8"))
    title = read.series[0].title if len(read.series) == 1 else f"{read.kind}: {name}"
    told |= {"name": name.replace("_", "-"), "title": title}
    told["licenses"][0]["title"] = f"Figures: {', '.join(filter(None, (read.publisher, read.licence)))}"
    table = told["resources"][0]
    table |= {"name": name, "path": f"{name}.csv"}
    block = table["x-reference"]
    block["time"]["grain"] = grain
    if areas.totals:
        block["entity"]["aggregates"] = {key: list(words) for key, words in areas.totals.items()}
    block["measures"] = {one.id: _measure(one, rows.loc[rows["measure"] == one.id, "value"]) for one in read.series}
    return told


def _measure(one: Series, values: "pd.Series[str]") -> dict[str, Any]:
    unit, words = read_unit(one.unit), first_words(one.title)
    decimals = int(values.str.extract(r"\.(\d+)$")[0].str.len().fillna(0).quantile(0.5, interpolation="higher"))
    short = words.get("names", [one.title])[0]
    spec: dict[str, Any] = {"title": one.title, "short": short, "unit": (one.unit or "point").lower(), **unit}
    if unit.get("per") and "unit" not in unit:
        *modifiers, noun = singular(one.title.split(" per ")[0].lower()).split()
        words = {**words, "counted": [noun], "modifiers": modifiers, "within": [f"per {unit['per']:,}"]}
        spec["unit"] = noun
    if spec["unit"] == "percent" and (spec.get("base") == "population" or "population" in one.title.split(" with")[0]):
        spec |= {"base": "population", "of": list(_PEOPLE)}
    label = one.unit[:1].lower() + one.unit[1:] if one.unit[1:2].islower() else one.unit
    spec |= {"label": label or spec["unit"], "decimals": min(decimals, 2), **words}
    if spec.get("kind") == "change":
        spec["change_names"] = spec.get("names", [one.title])
    if spec["unit"] == "percent" and values.astype(float).abs().max() <= 1:
        spec["fractions_are_real"] = True
    return spec


def _check_second(folder: Path, added: Mapping[str, pd.DataFrame], edition: str) -> None:
    there = without_edition(folder, edition)
    figures, _ = added.values()
    if not all((folder / name).is_file() for name in added):
        raise ReferenceDataError(
            f"{folder.name}: not a package that 'reference add' made ({' and '.join(added)}); choose another name"
        )
    unknown = sorted(set(figures["measure"]) - set(there.measures))
    if unknown:
        raise ReferenceDataError(
            f"{folder.name}: it has no measure {unknown[0]!r} (it has {', '.join(there.measures)}); a second file is a "
            "second edition of the same series: choose another name for others"
        )
