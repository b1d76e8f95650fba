"""Read a reference package: its descriptor at once, its tables on demand; anything wrong in it is refused by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import ReferenceDataError
from analysis.paths import reference_folder
from analysis.reference import validate
from analysis.reference.figures import measure_column
from analysis.reference.gazetteer import tell_unknown
from analysis.reference.measures import read_measures
from analysis.reference.package import Reference
from analysis.reference.resource import DESCRIPTOR, Resource

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, in C, where PyYAML was built with it
GAZETTEER = "gazetteer"  # `analysis.reference.gazetteer` reads these
KINDS = (
    "indicator", "editions", "population", "populations", "guidelines", "offices", "people", "names", "sources",
    "notes",
)  # fmt: skip
_MAPS = frozenset(
    {
        "entity", "time", "edition", "measure", "columns", "population", "thresholds", "measures", "covers",
        "offices", "organisations", "disputed", "default_subject", "populations", "term_years",
    }
)  # fmt: skip
_OTHERS = frozenset(
    {
        "kind", "topics", "name", "organisation", "gazetteer", "unlisted_note", "count_noun", "also", "phrases",
        "end_unknown", "editions", "margin", "forecasts", "always", "by_cabinet", "approximate", "events", "adopts",
        "perhaps",
    }
)  # fmt: skip
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
        chambers={str(key): tuple(parts) for key, parts in (entity.get("chambers") or {}).items()},
        forecasts=bool(block.get("forecasts", False)),
        editions_per=frozenset((block.get("edition") or {}).get("per") or ()),
        later_decides=block.get("editions") == "later",
        older_support=block.get("editions") == "printed",
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


def read_descriptor(folder: Path) -> tuple[Mapping[str, Any], tuple[Resource, ...]]:
    """Read ``datapackage.yaml`` of a package and its resources that have an ``x-reference`` block.

    Raises `ReferenceDataError` if the file is missing, is not YAML, or says something in another way than is right.
    """
    where, path = f"{folder.name}/{DESCRIPTOR}", folder / DESCRIPTOR
    if not path.is_file():
        raise ReferenceDataError(
            f"{folder}: no {DESCRIPTOR} there; a reference package is a folder with {DESCRIPTOR} and CSV files"
        )
    try:
        descriptor = _LOADER(path.read_text(encoding="utf-8")).get_single_data()
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ReferenceDataError(f"{where}: not YAML in UTF-8 ({' '.join(str(error).split())})") from error
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise ReferenceDataError(f"{where}: no list 'resources'; see docs/adding.md for an example")
    found = (_resource(folder, raw, where) for raw in descriptor["resources"])
    resources = tuple(resource for resource in found if resource is not None)
    if not resources:
        raise ReferenceDataError(
            f"{where}: no resource has an 'x-reference' block, so nothing says how its columns are "
            "to be read; see docs/adding.md for an example"
        )
    for wrong in _wrong_between(resources):
        raise ReferenceDataError(f"{where}: {wrong}")
    return descriptor, resources


def _resource(folder: Path, raw: Any, where: str) -> Resource | None:
    if not isinstance(raw, dict) or not raw.get("name") or not raw.get("path"):
        raise ReferenceDataError(f"{where}: a resource needs 'name' and 'path', found {raw!r}")
    block = raw.get("x-reference")
    if block is None or (isinstance(block, dict) and block.get("kind") == GAZETTEER):
        return None
    if not isinstance(block, dict) or block.get("kind") not in KINDS:
        kind = block.get("kind") if isinstance(block, dict) else block
        raise ReferenceDataError(
            f"{where}: resource {raw['name']}: x-reference kind is {kind!r}, one of {', '.join(KINDS)} is right"
        )
    for wrong in _wrong_in(block):
        raise ReferenceDataError(f"{where}: resource {raw['name']}: x-reference: {wrong}")
    schema = raw.get("schema") or {}
    key = schema.get("primaryKey") or ()
    return Resource(
        folder, raw["name"], raw["path"], raw.get("hash"), raw.get("bytes"),
        tuple(f["name"] for f in schema.get("fields") or ()), (key,) if isinstance(key, str) else tuple(key), block,
    )  # fmt: skip


def _wrong_in(block: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of a block that mean nothing here, and a list or text where names with values belong."""
    unknown = sorted(set(map(str, block)) - _MAPS - _OTHERS)
    if unknown:
        yield f"{unknown[0]!r} is no key of a block; known are {', '.join(sorted(_MAPS | _OTHERS))}"
    measures = block.get("measures")
    several = {f"measures: {name}": spec for name, spec in measures.items()} if isinstance(measures, dict) else {}
    for key, value in ({key: block.get(key) for key in _MAPS} | several).items():
        if not isinstance(value, dict | None):
            yield f"{key} is {value!r}; names with values are right, as {{column: NAME}}"


def _wrong_between(resources: Sequence[Resource]) -> Iterator[str]:
    """Yield what an indicator's block says in another way than is right, and a second indicator."""
    indicators = [resource.block for resource in resources if resource.kind == "indicator"]
    if len(indicators) > 1:
        yield (
            f"{len(indicators)} resources of kind indicator; one a package is right, put the second table into a "
            "package of its own"
        )
    populations = {resource.name for resource in resources if resource.kind == "population"}
    for block in indicators:
        population, policy = (block.get("population") or {}).get("table"), block.get("editions")
        if population and population not in populations:
            yield f"population table {population!r} is no resource of kind population"
        if policy not in (None, "later", "printed"):
            yield (
                f"editions is {policy!r}; 'later' lets an edition judge older articles, 'printed' an older edition "
                "support what the current one does not print"
            )
        per = (block.get("edition") or {}).get("per")
        if per and (not isinstance(per, list) or set(per) - {"entity", "measure"}):
            yield f"edition: per is {per!r}; [entity], [measure] or both say that an edition is only of some of them"
