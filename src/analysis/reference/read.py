"""Read a reference package: its descriptor at once, its tables on demand; anything wrong in it is refused by name."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.paths import reference_folder
from analysis.reference import validate
from analysis.reference.cells import FIGURE_COLUMNS
from analysis.reference.countries import country_names, tell_unknown, usual_totals
from analysis.reference.descriptor import DESCRIPTOR, GAZETTEER, Resource, read_descriptor, require_column, role_column
from analysis.reference.figures import (
    editions_of_rows,
    measure_column,
    read_editions,
    read_figures,
    read_keys,
    the_one_edition,
)
from analysis.reference.measures import read_measures
from analysis.reference.model import DataFile, Edition, OfficeTerm, Population, Reference, Threshold
from analysis.reference.provenance import CellNote, Place, Source, check_provenance, read_notes, read_sources
from analysis.reference.rows import read_population, read_populations, read_term, read_threshold
from analysis.reference.tables import PackageTables


def load_reference(name_or_folder: str | Path, *, strict: bool = False) -> Reference:
    """Read a package of ``data/reference`` by name, or any folder with a ``datapackage.yaml``, and check all of it.

    Figures under codes that are no country's are left out, and one warning counts them; `strict` refuses them.

    Raises
    ------
    ReferenceDataError
        If the package does not exist, contradicts itself, its descriptor or a checksum.
    """
    folder = _find(name_or_folder)
    reference, parts = _open(folder)
    if strict or not parts.tables.recorded():
        _check(reference, parts, strict=strict)
    else:
        _checked(folder, _stamps(folder))
    return reference


def kept_reference(name_or_folder: str | Path) -> Reference:
    """Return one package as `load_references` keeps it: what is as recorded is read on demand and not checked."""
    folder = _find(name_or_folder)
    return _kept(folder, _stamps(folder))


@lru_cache(maxsize=64)
def _checked(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> None:
    """Check a package whose files are as recorded: once a process, while none of them changes."""
    _check(*_open(folder))


def _open(folder: Path) -> "tuple[Reference, PackageParts]":
    """Read the descriptor of a package, not yet its tables."""
    descriptor, resources = read_descriptor(folder)
    parts = PackageParts(PackageTables(folder, resources))
    block = parts.indicator.block if parts.indicator else {}
    entity = dict(block.get("entity") or {})
    reference = Reference(
        name=folder.name,
        title=str(descriptor.get("title") or folder.name),
        version=str(descriptor.get("version") or ""),
        folder=folder,
        credit="; ".join(str(licence.get("title") or "") for licence in descriptor.get("licenses") or ()),
        measures=parts.measures,
        parts=parts,
        offices=_joined(parts, "offices", lambda words: tuple(words or ())),
        organisations=_joined(parts, "organisations", str),
        aggregates=parts.aggregates,
        own_subjects={str(key): tuple(words) for key, words in (entity.get("subjects") or {}).items()},
        forecasts=bool(block.get("forecasts", False)),
        editions_per=_editions_per(folder.name, block),
        later_decides=_later_decides(folder.name, block),
        events=frozenset(map(str, block.get("events") or ())),
        countries=entity.get("gazetteer") == "countries",
        grain=str((block.get("time") or {}).get("grain", "year")),
        terms_url=next((str(one["path"]) for one in descriptor.get("licenses") or () if one.get("path")), ""),
        roles={resource.name: dict(resource.block.get("columns") or {}) for resource in resources},
    )
    return reference, parts


def _joined(parts: "PackageParts", key: str, read: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the maps of a key of all tables of offices, people and populations as one."""
    blocks = [resource.block.get(key) or {} for resource in parts.tables.resources if resource.kind != "indicator"]
    return {str(name): read(value) for block in blocks for name, value in block.items()}


def _check(reference: Reference, parts: "PackageParts", *, strict: bool = False) -> None:
    """Read everything and refuse what is wrong."""
    for resource in parts.tables.resources:
        parts.tables.frame(resource)
    parts.check_codes(strict=strict)
    if parts.indicator is not None:
        parts.check_measures()
        for measure in reference.measures:
            reference.cells.of(measure)
    validate.check_reference(reference)
    check_provenance(reference.notes, reference.sources, reference)


def load_references() -> tuple[Reference, ...]:
    """Read every package of ``data/reference``, in order of their names; kept until a file of theirs changes."""
    return tuple(_kept(folder, _stamps(folder)) for folder in _packages())


@lru_cache(maxsize=64)
def _kept(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> Reference:
    """Open a package; where files or checksums are not as recorded, all of it is read and checked at once."""
    reference, parts = _open(folder)
    if not parts.tables.recorded():
        _check(reference, parts)
    return reference


def _stamps(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, size and time of change of every file of a package."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files)


def _packages() -> list[Path]:
    """Return the folders of ``data/reference`` with a package of ours; the gazetteer is another kind of package."""
    descriptors = sorted(reference_folder().glob(f"*/{DESCRIPTOR}"))
    return [path.parent for path in descriptors if path.parent.name != GAZETTEER]


def _find(name_or_folder: str | Path) -> Path:
    named = Path(name_or_folder)
    folder = named if named.is_dir() else reference_folder() / named
    if not folder.is_dir():
        there = ", ".join(folder.name for folder in _packages())
        raise ReferenceDataError(
            f"no reference package {str(name_or_folder)!r}: neither a folder nor one of data/reference ({there})"
        )
    return folder.resolve()


def _later_decides(package: str, block: Mapping[str, Any]) -> bool:
    policy = block.get("editions")
    if policy not in (None, "later"):
        raise ReferenceDataError(
            f"{package}/{DESCRIPTOR}: editions is {policy!r}; 'later' lets an edition judge older articles, "
            "without the key it judges none"
        )
    return policy == "later"


def _editions_per(package: str, block: Mapping[str, Any]) -> frozenset[str]:
    per = (block.get("edition") or {}).get("per") or []
    if not isinstance(per, list) or set(per) - {"entity", "measure"}:
        raise ReferenceDataError(
            f"{package}/{DESCRIPTOR}: edition: per is {per!r}; [entity], [measure] or both say that an edition is only "
            "of some of them"
        )
    return frozenset(per)


class PackageParts:
    """The parts of a package, made from its tables when they are asked for."""

    def __init__(self, tables: PackageTables) -> None:
        self.tables = tables
        self.package = tables.folder.name
        indicators = tables.of_kind("indicator")
        if len(indicators) > 1:
            raise ReferenceDataError(
                f"{self.package}/{DESCRIPTOR}: {len(indicators)} resources of kind indicator; one a package is right, "
                "put the second table into a package of its own"
            )
        self.indicator = next(iter(indicators), None)
        self.measures = read_measures(self.indicator, self._population(self.indicator)) if self.indicator else {}

    def _population(self, indicator: Resource) -> str | None:
        named = (indicator.block.get("population") or {}).get("table")
        if named and named not in {resource.name for resource in self.tables.of_kind("population")}:
            raise ReferenceDataError(
                f"{self.package}/{DESCRIPTOR}: population table {named!r} is no resource of kind population"
            )
        return named

    @property
    def files(self) -> Mapping[str, DataFile]:
        """The files by resource, and by population for tables of several."""
        files = self.tables.files
        several = ((r, name) for r in self.tables.of_kind("populations") for name in r.block.get("populations") or {})
        return {**files, **{str(name): files[resource.name] for resource, name in several}}

    def editions(self) -> tuple[Edition, ...]:
        return self._editions

    @cached_property
    def _editions(self) -> tuple[Edition, ...]:
        found = self.tables.of_kind("editions")
        if found:
            per = bool((self.indicator.block.get("edition") or {}).get("per")) if self.indicator else False
            return read_editions(found[0], self.tables.frame(found[0]), same_day=per)
        if self.indicator is None:
            return ()
        one = the_one_edition(self.indicator)
        return (one,) if one else editions_of_rows(self.indicator, self.tables.frame(self.indicator))

    def figures(self, measure: str | None = None) -> pd.DataFrame:
        if self.indicator is None:
            return pd.DataFrame(columns=["published_text", *FIGURE_COLUMNS])
        column = measure_column(self.indicator)
        if measure is None or column is None:
            frame = self.tables.frame(self.indicator)
        else:
            frame = self.tables.rows(self.indicator, column, measure)
        figures = read_figures(
            self.indicator, self._known(frame), tuple(self.measures) if measure is None else (measure,)
        )
        validate.check_edition_column(figures, {e.id: e for e in self.editions()}, f"{self.package}/editions")
        return figures

    @cached_property
    def aggregates(self) -> Mapping[str, tuple[str, ...]]:
        """The totals that the descriptor declares; where no checksum vouches for the table, the usual ones as well."""
        block = self.indicator.block if self.indicator else {}
        entity = block.get("entity") or {}
        declared = {str(key): tuple(words) for key, words in (entity.get("aggregates") or {}).items()}
        if self.indicator is None or not self._of_countries or self.tables.recorded():
            return declared
        frame = self.tables.frame(self.indicator)
        there = set(frame[role_column(self.indicator, frame, "entity")])
        return {key: words for key, words in usual_totals().items() if key in there} | declared

    @property
    def _of_countries(self) -> bool:
        block = self.indicator.block if self.indicator else {}
        return (block.get("entity") or {}).get("gazetteer") == "countries"

    def _known(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Leave out the rows of the indicator that are of no country or total."""
        if self.indicator is None or not self._of_countries:
            return frame
        key = frame[role_column(self.indicator, frame, "entity")]
        return frame.loc[key.isin(country_names().keys() | self.aggregates.keys())]

    def check_codes(self, *, strict: bool) -> None:
        if self.indicator is not None and self._of_countries:
            frame = self.tables.frame(self.indicator)
            unknown = frame.drop(index=self._known(frame).index)
            keys = unknown[role_column(self.indicator, frame, "entity")]
            tell_unknown(f"{self.package}/{self.indicator.path}", keys, unknown["_line"], strict=strict)

    def check_measures(self) -> None:
        column = self.indicator and measure_column(self.indicator)
        if self.indicator is not None and column:
            frame = self.tables.frame(self.indicator)
            require_column(self.indicator, frame, column)
            validate.check_measures(self.indicator, frame[column], tuple(self.measures))

    def keys(self) -> Mapping[str, str]:
        if self.indicator is None:
            return {}
        names = read_keys(self.indicator, self._known(self.tables.frame(self.indicator)))
        own = (self.indicator.block.get("entity") or {}).get("subjects") or {}
        called = {**self.aggregates, **self.subjects(), **own}  # of what the table itself gives no name
        words = {key: [phrase for phrase in phrases if "/" not in phrase] for key, phrases in called.items()}
        return {key: words[key][0] if name == key and words.get(key) else name for key, name in names.items()}

    def populations(self) -> Mapping[str, Population]:
        found = {r.name: read_population(r, self.tables.frame(r)) for r in self.tables.of_kind("population")}
        for resource in self.tables.of_kind("populations"):
            found |= read_populations(resource, self.tables.frame(resource))
        return found

    def thresholds(self) -> tuple[Threshold, ...]:
        return tuple(read_threshold(r, row) for r, row in self._rows("guidelines"))

    def sources(self) -> Mapping[str, Source]:
        found = (read_sources(r, self.tables.frame(r)) for r in self.tables.of_kind("sources"))
        return {key: source for sources in found for key, source in sources.items()}

    def notes(self) -> Mapping[Place, CellNote]:
        found = (read_notes(r, self.tables.frame(r)) for r in self.tables.of_kind("notes"))
        return {place: note for notes in found for place, note in notes.items()}

    def terms(self) -> tuple[OfficeTerm, ...]:
        return tuple(read_term(r, row) for r, row in self._rows("offices"))

    def people_named(self, name: str) -> tuple[OfficeTerm, ...]:
        return self._people_at(name.casefold())

    def people_in(self, office: str, organisation: str) -> tuple[OfficeTerm, ...]:
        return self._people_at((office, organisation))

    def _people_at(self, key: object) -> tuple[OfficeTerm, ...]:
        if key not in self._people_terms and any(key in places for _, _, places in self._people):
            self._people_terms[key] = tuple(
                read_term(resource, frame.loc[place].to_dict())
                for resource, frame, places in self._people
                for place in places.get(key, ())
            )
        return self._people_terms.get(key, ())

    @cached_property
    def _people_terms(self) -> dict[object, tuple[OfficeTerm, ...]]:
        return {}

    @cached_property
    def _people(self) -> list[tuple[Resource, pd.DataFrame, dict[object, list[Any]]]]:
        """The tables of people, with where the terms of a name in small letters and of an office stand."""
        found = []
        for resource in self.tables.of_kind("people"):
            frame, columns = self.tables.frame(resource), resource.columns("holder", "start", "office", "organisation")
            aliases = frame[columns["aliases"]].tolist() if "aliases" in columns else [""] * len(frame)
            named = (frame[columns[role]].tolist() for role in ("holder", "office", "organisation"))
            places: dict[object, list[Any]] = {}
            for place, others, holder, office, organisation in zip(frame.index, aliases, *named, strict=True):
                names = {holder.casefold(), *(o.casefold() for o in others.split("|") if o)}
                for key in (*names, (office, organisation)):
                    places.setdefault(key, []).append(place)
            found.append((resource, frame, places))
        return found

    def subjects(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for resource in self.tables.of_kind("names"):
            columns, frame = resource.columns("key", "name"), self.tables.frame(resource)
            others = frame[columns["aliases"]].tolist() if "aliases" in columns else [""] * len(frame)
            for key, name, more in zip(frame[columns["key"]], frame[columns["name"]], others, strict=True):
                found[str(key)] = (str(name), *(other for other in more.split("|") if other))
        return found

    def _rows(self, kind: str) -> Iterator[tuple[Resource, Mapping[Any, Any]]]:
        for resource in self.tables.of_kind(kind):
            for row in self.tables.frame(resource).to_dict("records"):
                yield resource, row
