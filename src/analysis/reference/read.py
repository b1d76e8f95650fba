"""Read a reference package: descriptor, checksums, CSV files, rows; anything wrong in it is refused by name."""

import hashlib
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.paths import reference_folder
from analysis.reference import validate
from analysis.reference.descriptor import DESCRIPTOR, GAZETTEER, Resource, read_descriptor
from analysis.reference.figures import FIGURE_COLUMNS, editions_of_figures, read_editions, read_figures
from analysis.reference.measures import read_measures
from analysis.reference.model import DataFile, Edition, OfficeTerm, Population, Reference, Threshold
from analysis.reference.rows import read_population, read_term, read_threshold


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
        roles={resource.name: dict(resource.block.get("columns") or {}) for resource in resources},
        **parts.indicator(),
    )
    validate.check_reference(reference)
    return reference


def load_references() -> tuple[Reference, ...]:
    """Read every package of ``data/reference``, in order of their names; kept until a file of theirs changes."""
    return tuple(_kept(folder, _stamps(folder)) for folder in _packages())


@lru_cache(maxsize=16)
def _kept(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> Reference:
    return load_reference(folder)


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
        frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, pd.errors.ParserError) as error:
        raise ReferenceDataError(f"{resource.where}: not a CSV table in UTF-8 ({error})") from error
    missing = [name for name in resource.fields if name not in frame.columns]
    if missing:
        raise ReferenceDataError(
            f"{resource.where}: column {missing[0]!r} is missing; {DESCRIPTOR} lists it, the file has "
            f"{', '.join(map(str, frame.columns))}"
        )
    frame = frame.assign(_line=range(2, len(frame) + 2))
    validate.check_keys(frame, resource)
    return DataFile(resource.name, resource.path, sha256, len(content)), frame


def _later_decides(package: str, block: Mapping[str, Any]) -> bool:
    policy = block.get("editions")
    if policy not in (None, "later"):
        raise ReferenceDataError(
            f"{package}/{DESCRIPTOR}: editions is {policy!r}; 'later' lets an edition judge older articles, "
            "without the key it judges none"
        )
    return policy == "later"


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
            empty = pd.DataFrame(columns=list(FIGURE_COLUMNS))
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
        figures = read_figures(resource, frame, tuple(measures))
        editions = self.editions(resource, figures)
        published = {edition.id: edition.published_on for edition in editions}
        aggregates, subjects = (dict(block.get("entity") or {}).get(key) or {} for key in ("aggregates", "subjects"))
        return {
            "measures": measures,
            "editions": editions,
            "figures": figures.assign(published_on=pd.to_datetime(figures["edition"].map(published)))[
                list(FIGURE_COLUMNS)
            ],
            "keys": dict(zip(figures["key"], figures["name"], strict=True)),
            "aggregates": {str(key): tuple(words) for key, words in aggregates.items()},
            "subjects": {str(key): tuple(words) for key, words in subjects.items()},
            "later_decides": _later_decides(self.package, block),
            "countries": (block.get("entity") or {}).get("gazetteer") == "countries",
            "grain": str((block.get("time") or {}).get("grain", "year")),
        }

    def editions(self, indicator: Resource, figures: pd.DataFrame) -> tuple[Edition, ...]:
        found = self.of_kind("editions")
        if found:
            return read_editions(*found[0], figures)
        return editions_of_figures(indicator, figures)

    def populations(self) -> dict[str, Population]:
        return {resource.name: read_population(resource, frame) for resource, frame in self.of_kind("population")}

    def thresholds(self) -> tuple[Threshold, ...]:
        rows = [read_threshold(r, row) for r, frame in self.of_kind("guidelines") for row in frame.to_dict("records")]
        return tuple(rows)

    def terms(self) -> tuple[OfficeTerm, ...]:
        rows = [read_term(r, row) for r, frame in self.of_kind("offices") for row in frame.to_dict("records")]
        return tuple(rows)

    def office_words(self) -> dict[str, tuple[str, ...]]:
        blocks = [r.block.get("offices") or {} for r, _ in self.of_kind("offices")]
        return {str(office): tuple(words or ()) for block in blocks for office, words in block.items()}

    def organisations(self) -> dict[str, str]:
        blocks = [r.block.get("organisations") or {} for r, _ in self.of_kind("offices")]
        return {str(key): str(entity) for block in blocks for key, entity in block.items()}
