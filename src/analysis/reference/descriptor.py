"""The descriptor of a reference package: ``datapackage.yaml`` read, and its ``x-reference`` blocks looked at."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import ReferenceDataError
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
        "offices", "organisations", "disputed", "default_subject", "populations",
    }
)  # fmt: skip
_OTHERS = frozenset(
    {
        "kind", "topics", "name", "organisation", "gazetteer", "unlisted_note", "count_noun", "also", "phrases",
        "end_unknown", "editions", "margin", "forecasts", "always", "by_cabinet", "approximate", "events", "adopts",
    }
)  # fmt: skip


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
        if policy not in (None, "later"):
            yield f"editions is {policy!r}; 'later' lets an edition judge older articles, without it none does"
        per = (block.get("edition") or {}).get("per")
        if per and (not isinstance(per, list) or set(per) - {"entity", "measure"}):
            yield f"edition: per is {per!r}; [entity], [measure] or both say that an edition is only of some of them"
