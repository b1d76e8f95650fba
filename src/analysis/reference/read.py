"""Read a reference package: its descriptor at once, its tables on demand; anything wrong in it is refused by name."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.errors import ReferenceDataError
from analysis.paths import reference_folder
from analysis.reference import validate
from analysis.reference.descriptor import DESCRIPTOR, GAZETTEER, read_descriptor, require_column, role_column
from analysis.reference.figures import measure_column
from analysis.reference.gazetteer import tell_unknown
from analysis.reference.measures import read_measures
from analysis.reference.package import Reference
from analysis.reference.provenance import check_provenance
from analysis.reference.tables import PackageTables


def load_reference(name_or_folder: str | Path, *, strict: bool = False) -> Reference:
    """Read a package of ``data/reference`` by name, or any folder with a ``datapackage.yaml``, and check all of it.

    Figures under codes that are no country's are left out, and one warning counts them; `strict` refuses them. Raises
    `ReferenceDataError` if the package does not exist, contradicts itself, its descriptor or a checksum.
    """
    folder = _find(name_or_folder)
    reference = _open(folder)
    if strict or not reference.tables.recorded():
        _check(reference, strict=strict)
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
    _check(_open(folder))


def _open(folder: Path) -> Reference:
    descriptor, resources = read_descriptor(folder)
    tables = PackageTables(folder, resources)
    indicator = next(iter(tables.of_kind("indicator")), None)
    block = indicator.block if indicator else {}
    entity, population = dict(block.get("entity") or {}), (block.get("population") or {}).get("table")
    _check_block(tables, block, population)
    return Reference(
        name=folder.name,
        title=str(descriptor.get("title") or folder.name),
        version=str(descriptor.get("version") or ""),
        folder=folder,
        credit="; ".join(str(licence.get("title") or "") for licence in descriptor.get("licenses") or ()),
        measures=read_measures(indicator, population) if indicator else {},
        tables=tables,
        indicator=indicator,
        offices=_joined(tables, "offices", lambda words: tuple(words or ())),
        organisations=_joined(tables, "organisations", str),
        own_subjects={str(key): tuple(words) for key, words in (entity.get("subjects") or {}).items()},
        forecasts=bool(block.get("forecasts", False)),
        editions_per=frozenset((block.get("edition") or {}).get("per") or ()),
        later_decides=block.get("editions") == "later",
        events=frozenset(map(str, block.get("events") or ())),
        countries=entity.get("gazetteer") == "countries",
        grain=str((block.get("time") or {}).get("grain", "year")),
        terms_url=next((str(one["path"]) for one in descriptor.get("licenses") or () if one.get("path")), ""),
        roles={resource.name: dict(resource.block.get("columns") or {}) for resource in resources},
    )


def _check_block(tables: PackageTables, block: Mapping[str, Any], population: str | None) -> None:
    """Refuse a second indicator, and what its block says in another way than is right."""
    count, policy, per = (
        len(tables.of_kind("indicator")),
        block.get("editions"),
        (block.get("edition") or {}).get("per"),
    )
    refused = (
        (count > 1, f"{count} resources of kind indicator; one a package is right, put the second table into a package "
                    "of its own"),
        (population and population not in {resource.name for resource in tables.of_kind("population")},
         f"population table {population!r} is no resource of kind population"),
        (policy not in (None, "later"),
         f"editions is {policy!r}; 'later' lets an edition judge older articles, without the key it judges none"),
        (per and (not isinstance(per, list) or set(per) - {"entity", "measure"}),
         f"edition: per is {per!r}; [entity], [measure] or both say that an edition is only of some of them"),
    )  # fmt: skip
    for wrong, said in refused:
        if wrong:
            raise ReferenceDataError(f"{tables.folder.name}/{DESCRIPTOR}: {said}")


def _joined(tables: PackageTables, key: str, read: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the maps of a key of all tables of offices, people and populations as one."""
    blocks = [resource.block.get(key) or {} for resource in tables.resources if resource.kind != "indicator"]
    return {str(name): read(value) for block in blocks for name, value in block.items()}


def _check(reference: Reference, *, strict: bool = False) -> None:
    tables, indicator = reference.tables, reference.indicator
    for resource in tables.resources:
        tables.frame(resource)
    if indicator is not None:
        frame = tables.frame(indicator)
        unknown = frame.drop(index=reference.known(frame).index)
        if len(unknown):
            keys = unknown[role_column(indicator, frame, "entity")]
            tell_unknown(indicator.where, keys, unknown["_line"], strict=strict)
        column = measure_column(indicator)
        if column:
            require_column(indicator, frame, column)
            validate.check_measures(indicator, frame[column], tuple(reference.measures))
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
    reference = _open(folder)
    if not reference.tables.recorded():
        _check(reference)
    return reference


def _stamps(folder: Path) -> tuple[tuple[str, int, int], ...]:
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
