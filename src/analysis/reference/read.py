"""Read a reference package: its descriptor at once, its tables on demand; anything wrong in it is refused by name."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.errors import ReferenceDataError
from analysis.paths import reference_folder
from analysis.reference import validate
from analysis.reference.descriptor import GAZETTEER, read_descriptor
from analysis.reference.figures import measure_column
from analysis.reference.gazetteer import tell_unknown
from analysis.reference.measures import read_measures
from analysis.reference.package import Reference
from analysis.reference.provenance import check_provenance
from analysis.reference.resource import DESCRIPTOR, Resource

_CHECKED: set[tuple[Path, tuple[tuple[str, int, int], ...]]] = set()  # what is as recorded is checked once a process


def load_reference(name_or_folder: str | Path, *, strict: bool = False) -> Reference:
    """Read a package of ``data/reference`` by name, or any folder with a ``datapackage.yaml``, and check all of it.

    Figures under codes that are no country's are left out, and one warning counts them; `strict` refuses them. Raises
    `ReferenceDataError` if the package does not exist, contradicts itself, its descriptor or a checksum.
    """
    folder = _find(name_or_folder)
    reference, state = _open(folder), (folder, _stamps(folder))
    if strict or not reference.is_recorded or state not in _CHECKED:
        _check(reference, strict=strict)
        _CHECKED.add(state)
    return reference


def kept_reference(name_or_folder: str | Path) -> Reference:
    """Return one package as `load_references` keeps it: what is as recorded is read on demand and not checked."""
    folder = _find(name_or_folder)
    return _kept(folder, _stamps(folder))


def _open(folder: Path) -> Reference:
    descriptor, resources = read_descriptor(folder)
    indicator = next((resource for resource in resources if resource.kind == "indicator"), None)
    block = indicator.block if indicator else {}
    entity, population = dict(block.get("entity") or {}), (block.get("population") or {}).get("table")
    licences = descriptor.get("licenses") or ()
    return Reference(
        name=folder.name,
        title=str(descriptor.get("title") or folder.name),
        version=str(descriptor.get("version") or ""),
        folder=folder,
        credit="; ".join(str(licence.get("title") or "") for licence in licences),
        measures=read_measures(indicator, population) if indicator else {},
        resources=resources,
        indicator=indicator,
        offices=_joined(resources, "offices", lambda words: tuple(words or ())),
        organisations=_joined(resources, "organisations", str),
        own_subjects={str(key): tuple(words) for key, words in (entity.get("subjects") or {}).items()},
        forecasts=bool(block.get("forecasts", False)),
        editions_per=frozenset((block.get("edition") or {}).get("per") or ()),
        later_decides=block.get("editions") == "later",
        events=frozenset(map(str, block.get("events") or ())),
        countries=entity.get("gazetteer") == "countries",
        grain=str((block.get("time") or {}).get("grain", "year")),
        terms_url=next((str(one["path"]) for one in licences if one.get("path")), ""),
    )


def _joined(resources: tuple[Resource, ...], key: str, read: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the maps of a key of all tables of offices, people and populations as one."""
    blocks = [resource.block.get(key) or {} for resource in resources if resource.kind != "indicator"]
    return {str(name): read(value) for block in blocks for name, value in block.items()}


def _check(reference: Reference, *, strict: bool = False) -> None:
    for resource in reference.resources:
        resource.check()
    indicator = reference.indicator
    if indicator is not None:
        frame = indicator.frame()
        unknown = frame.drop(index=reference.known(frame).index)
        if len(unknown):
            tell_unknown(indicator.where, unknown[indicator.role_column("entity")], unknown["_line"], strict=strict)
        column = measure_column(indicator)
        if column:
            validate.check_measures(indicator, frame[indicator.require(column)], tuple(reference.measures))
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
    if not reference.is_recorded:
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
