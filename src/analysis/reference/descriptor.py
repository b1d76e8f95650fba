"""The descriptor of a reference package: ``datapackage.yaml`` read and its ``x-reference`` blocks looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import ReferenceDataError

DESCRIPTOR = "datapackage.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, in C, where PyYAML was built with it
GAZETTEER = "gazetteer"  # `analysis.reference.gazetteer` reads these
KINDS = (
    "indicator",
    "editions",
    "population",
    "populations",
    "guidelines",
    "offices",
    "people",
    "names",
    "sources",
    "notes",
)
_MAPS = frozenset(
    {
        "entity", "time", "edition", "measure", "columns", "population", "thresholds", "measures", "covers",
        "offices", "organisations", "disputed", "default_subject", "populations",
    }
)  # fmt: skip
_OTHERS = frozenset(
    {
        "kind", "topics", "name", "organisation", "gazetteer", "unlisted_note", "count_noun", "also", "phrases",
        "end_unknown", "editions", "margin", "forecasts", "always",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Resource:
    """One resource of the descriptor: a CSV file, its schema and our block about it."""

    package: str
    name: str
    path: str
    hash: str | None
    bytes: int | None
    fields: tuple[str, ...]
    primary_key: tuple[str, ...]
    block: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """What the resource is for us: one of `KINDS`."""
        return str(self.block["kind"])

    @property
    def where(self) -> str:
        """How messages name it."""
        return f"{self.package}/{self.path}"

    def columns(self, *required: str) -> dict[str, str]:
        """Return the block's ``columns`` map; a required role without a column is refused."""
        columns = dict(self.block.get("columns") or {})
        missing = [role for role in required if role not in columns]
        if missing:
            raise ReferenceDataError(
                f"{self.package}/{DESCRIPTOR}: resource {self.name} (kind {self.kind}) does not say which column "
                f"holds {', '.join(missing)}; add 'x-reference: columns: {{{missing[0]}: COLUMN}}'"
            )
        return columns


def read_descriptor(folder: Path) -> tuple[Mapping[str, Any], tuple[Resource, ...]]:
    """Read ``datapackage.yaml`` of a package and its resources that have an ``x-reference`` block.

    Raises
    ------
    ReferenceDataError
        If the file is missing, is not YAML, or a block's kind is unknown.
    """
    path = folder / DESCRIPTOR
    if not path.is_file():
        raise ReferenceDataError(
            f"{folder}: no {DESCRIPTOR} there; a reference package is a folder with {DESCRIPTOR} and CSV files"
        )
    try:
        descriptor = _LOADER(path.read_text(encoding="utf-8")).get_single_data()
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ReferenceDataError(
            f"{folder.name}/{DESCRIPTOR}: not YAML in UTF-8 ({' '.join(str(error).split())})"
        ) from error
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise ReferenceDataError(f"{folder.name}/{DESCRIPTOR}: no list 'resources'; see docs/adding.md for an example")
    found = (_resource(folder.name, raw) for raw in descriptor["resources"])
    resources = tuple(resource for resource in found if resource is not None)
    if not resources:
        raise ReferenceDataError(
            f"{folder.name}/{DESCRIPTOR}: no resource has an 'x-reference' block, so nothing says how its columns are "
            "to be read; see docs/adding.md for an example"
        )
    return descriptor, resources


def _resource(package: str, raw: Any) -> Resource | None:
    where = f"{package}/{DESCRIPTOR}"
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
    _check_shape(block, f"{where}: resource {raw['name']}: x-reference")
    schema = raw.get("schema") or {}
    key = schema.get("primaryKey") or ()
    return Resource(
        package, raw["name"], raw["path"], raw.get("hash"), raw.get("bytes"),
        tuple(f["name"] for f in schema.get("fields") or ()), (key,) if isinstance(key, str) else tuple(key), block,
    )  # fmt: skip


def _check_shape(block: Mapping[str, Any], where: str) -> None:
    """Refuse keys that mean nothing here, and a list or text where names with values belong."""
    unknown = sorted(set(map(str, block)) - _MAPS - _OTHERS)
    if unknown:
        raise ReferenceDataError(
            f"{where}: {unknown[0]!r} is no key of a block; known are {', '.join(sorted(_MAPS | _OTHERS))}"
        )
    maps = {key: block[key] for key in _MAPS if block.get(key) is not None}
    maps |= {f"measures: {name}": spec for name, spec in dict(_map(maps.get("measures"))).items() if spec is not None}
    for key, value in maps.items():
        if not isinstance(value, dict):
            raise ReferenceDataError(f"{where}: {key} is {value!r}; names with values are right, as {{column: NAME}}")


def _map(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, dict) else {}
