"""The gazetteer: who and what a name may stand for, who held which office when, and where names stand in a text."""

import csv
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.grouping import grouped
from analysis.lexicons import read_lexicon
from analysis.paths import own_aliases as own_aliases_file
from analysis.paths import reference_folder
from analysis.reference.days import Days, parse_days
from analysis.wording import counted, fold

_KINDS = {kind: kind for kind in ("name", "acronym", "demonym")}  # one string each, however many aliases
_NEEDED = {
    "entities.csv": ("entity_id", "name", "label", "kind"),
    "aliases.csv": ("entity_id", "alias", "kind"),
    "offices.csv": ("office", "organisation", "holder"),
}
_LOG = logging.getLogger(__name__)
_NAMED = 10  # unknown codes named in one message


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """A person, body or place of the gazetteer.

    Attributes
    ----------
    entity_id : ``country/DEU``, ``body/NATO``, ``person/jens-stoltenberg``, ``city/moscow`` …
    label : OntoNotes entity type. kind : country, capital, body, media, person, region, seat, people, law …
    iso3 : of a country itself. country : iso3 a person, city or seat belongs to.
    classes : nouns that may stand for it ("alliance").
    born_on : where known, as precise as known.
    """

    entity_id: str
    name: str
    label: str
    kind: str
    iso3: str | None = None
    wikidata: str | None = None
    country: str | None = None
    classes: tuple[str, ...] = ()
    born_on: Days | None = None


class Alias(NamedTuple):
    """One form of a name. `ambiguous`: means its entity only where the text supports it; `context`: only beside it."""

    entity_id: str
    alias: str
    kind: str
    language: str
    valid_from: str
    valid_to: str
    ambiguous: bool
    context: str

    def may_hold_on(self, day: date | None) -> bool:
        """Say whether the alias is in use on a day; without a day, or without limits, it is."""
        if day is None or not (self.valid_from or self.valid_to):
            return True
        iso = day.isoformat()
        return self.valid_from <= iso and (not self.valid_to or iso <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Office:
    """One term in an office: who held it, from when until when (missing: still, or not recorded)."""

    office: str
    organisation: str
    holder: str
    from_date: Days | None
    to_date: Days | None
    source: str = ""

    def may_hold_on(self, day: date) -> bool:
        """Say whether the term can include the day, given the precision of its dates."""
        begun = self.from_date is None or self.from_date.first <= day
        return begun and (self.to_date is None or day <= self.to_date.last)


class Match(NamedTuple):
    """Where an alias stands in a text, with every row of that spelling."""

    start: int
    end: int
    aliases: tuple[Alias, ...]


@dataclass(frozen=True)
class Gazetteer:
    """All that is known by name; built once a process by `load_gazetteer`."""

    entities: Mapping[str, KnownEntity]
    aliases: Mapping[str, tuple[Alias, ...]]
    offices: tuple[Office, ...]

    @cached_property
    def _matcher(self) -> Any:
        import ahocorasick

        automaton = ahocorasick.Automaton()
        for text in self.aliases:
            automaton.add_word(text, text)
        if len(automaton):
            automaton.make_automaton()
        return automaton

    @cached_property
    def offices_by_surname(self) -> Mapping[str, tuple[Office, ...]]:
        """Return the offices by the last word of their holder's name, folded."""
        return grouped((fold(self.entities[office.holder].name).split()[-1], office) for office in self.offices)

    def label_of(self, readings: tuple[Alias, ...]) -> str | None:
        """Return the label of the first of a name's readings, NORP where that is a people; None without any."""
        if not readings:
            return None
        return "NORP" if readings[0].kind == "demonym" else self.entities[readings[0].entity_id].label

    def find(self, text: str) -> tuple[Match, ...]:
        """Return the aliases that stand in a text as whole words: leftmost, longest, none inside another.

        >>> gazetteer = Gazetteer({}, {"UN": (Alias("body/UN", "UN", "acronym", "en", "", "", False, ""),)}, ())
        >>> [(match.start, match.end) for match in gazetteer.find("UN and UNO")]
        [(0, 2)]
        """
        if not self.aliases or not text:
            return ()
        found: list[tuple[int, int, str]] = []
        for last, alias in self._matcher.iter(text):
            start, end = last + 1 - len(alias), last + 1
            if _is_whole(text, start, end):
                found.append((start, -end, alias))
        matches: list[Match] = []
        for start, negative_end, alias in sorted(found):
            if not matches or start >= matches[-1].end:
                matches.append(Match(start, -negative_end, self.aliases[alias]))
        return tuple(matches)

    def offices_of(self, entity_id: str) -> tuple[Office, ...]:
        return tuple(office for office in self.offices if office.holder == entity_id)

    def country_of_capital(self, entity_id: str) -> str | None:
        city = self.entities.get(entity_id)
        return f"country/{city.country}" if city and city.kind == "capital" and city.country else None


def _is_whole(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() or before in "_@#") and not (after.isalnum() or after == "_")


@cache
def load_gazetteer(folder: Path | None = None, own_aliases: tuple[Path, ...] = ()) -> Gazetteer:
    """Read the gazetteer package, and alias tables of the user's own beside it.

    Parameters
    ----------
    folder : a package with ``entities.csv``, ``aliases.csv`` and ``offices.csv``; by default the bundled one.
    own_aliases : CSVs with the columns ``entity_id, alias, kind`` and, where wanted, the others of ``aliases.csv``; for
        an entity the gazetteer does not know also ``name`` and ``label`` (``wikidata``, ``country`` are optional).
        By default ``data/aliases.csv`` where there is one.

    Raises `ReferenceDataError` if a file or column is missing or a row names an unknown entity or kind; the message
    names file and line.
    """
    own = own_aliases_file()
    if folder is None and not own_aliases and own.is_file():
        own_aliases = (own,)
    folder = folder or reference_folder() / "gazetteer"
    entities = {row["entity_id"]: _entity(row, where) for row, where in _rows(folder / "entities.csv", "entities.csv")}
    paths = (folder / "aliases.csv", *map(Path, own_aliases))
    aliases = grouped((alias.alias, alias) for path in paths for alias in _aliases(path, entities))
    return Gazetteer(entities, aliases, tuple(_offices(folder / "offices.csv", entities)))


def _aliases(path: Path, entities: dict[str, KnownEntity]) -> Iterator[Alias]:
    """Yield the aliases of a file; an entity that is not known and is named and labelled there is added."""
    for row, where in _rows(path, "aliases.csv"):
        entity_id, text, kind = row["entity_id"], row["alias"].strip(), row["kind"]
        if entity_id not in entities:
            if not (row.get("name") and row.get("label")):
                raise ReferenceDataError(
                    f"{where}: unknown entity {entity_id!r}; use an id of entities.csv or fill in name and label"
                )
            entities[entity_id] = _entity(row, where)
        if not text or kind not in _KINDS:
            wanted = f"needs an alias and a kind of {', '.join(_KINDS)}"
            raise ReferenceDataError(f"{where}: {wanted}; found {text!r}, {kind!r}")
        cell = row.get
        yield Alias(
            entity_id, text, _KINDS[kind], cell("language") or "en", cell("valid_from", ""), cell("valid_to", ""),
            cell("ambiguous", "").lower() == "true", cell("context", ""),
        )  # fmt: skip


def _entity(row: Mapping[str, str], where: str) -> KnownEntity:
    return KnownEntity(
        entity_id=row["entity_id"], name=row["name"], label=row["label"], kind=row["kind"],
        iso3=row.get("iso3") or None, wikidata=row.get("wikidata") or None, country=row.get("country") or None,
        classes=tuple(c for c in (row.get("classes") or "").split(";") if c),
        born_on=parse_days(row["born_on"], where) if row.get("born_on") else None,
    )  # fmt: skip


def _offices(path: Path, entities: Mapping[str, KnownEntity]) -> Iterator[Office]:
    for row, where in _rows(path, "offices.csv"):
        for column in ("organisation", "holder"):
            if row[column] not in entities:
                raise ReferenceDataError(f"{where}: unknown {column} {row[column]!r}; add it to entities.csv")
        begun, ended = (parse_days(row[end], where) if row.get(end) else None for end in ("from_date", "to_date"))
        yield Office(row["office"], row["organisation"], row["holder"], begun, ended, row.get("source") or "")


def _rows(path: Path, pattern: str) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the rows of a small table, each with how to name it in a message."""
    if not path.is_file():
        raise ReferenceDataError(
            f"{path.name}: not found in {path.parent.name}/; a gazetteer needs {', '.join(_NEEDED)}"
        )
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = [row for row in csv.reader(file) if row] or [[]]
    missing = [column for column in _NEEDED[pattern] if column not in header]
    if missing:
        raise ReferenceDataError(
            f"{path.name}: lacks the column(s) {', '.join(missing)}; the header must name {', '.join(_NEEDED[pattern])}"
        )
    for number, cells in enumerate(rows, start=2):
        where = f"{path.name}, line {number}"
        if len(cells) > len(header):
            raise ReferenceDataError(
                f"{where}: {len(cells)} cells, the header has {len(header)}; quote cells with commas"
            )
        yield dict(zip_longest(header, cells, fillvalue="")), where


@cache
def country_names() -> Mapping[str, str]:
    """Return the name of every country and territory by its code."""
    names = {entity.iso3: entity.name for entity in load_gazetteer().entities.values() if entity.iso3}
    return {row["code"]: row["name"] for row in read_lexicon("country_codes") if row["total"] == "-"} | names


@cache
def usual_totals() -> Mapping[str, tuple[str, ...]]:
    """Return the codes that statistical files give totals, each with words that name it."""
    rows = read_lexicon("country_codes")
    return {row["code"]: tuple(row["total"].split("|")) for row in rows if row["total"] != "-"}


def tell_unknown(where: str, keys: "pd.Series[str]", lines: "pd.Series[int]", *, strict: bool) -> None:
    """Tell in one warning which codes of a table are unknown, and that their rows are left out.

    Raises `ReferenceDataError` if `strict` and there is one; the message names its first line.
    """
    if keys.empty:
        return
    if strict:
        raise ReferenceDataError(
            f"{where}, line {lines.iloc[0]}: {keys.iloc[0]!r} is no country code known here; write ISO 3166-1 alpha-3 "
            "(DEU, FRA), list a total under 'aggregates', or read the table without --strict"
        )
    codes = sorted(keys.unique())
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    _LOG.warning(
        "%s: %s of %s that are no country codes known here left out (%s%s); list totals under 'aggregates'",
        where, counted(len(keys), "row"), counted(len(codes), "area"), ", ".join(codes[:_NAMED]), more,
    )  # fmt: skip
