"""What a run read and wrote, so that it can be told apart, checked and taken up again. No clock, no machine in it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from analysis.corpus.folder import Folder
from analysis.errors import TableError
from analysis.tables import TABLES

MANIFEST = "manifest.json"
_FORM = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One finished part: `name` is a hash of its inputs and of everything its rows depend on."""

    name: str
    inputs: int
    rows: dict[str, int]
    input_sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A folder of tables as a whole.

    `counts` add up: every input is a row of `articles` or of `failures` at the stages read, annotate, extract.
    """

    version: str
    model: str
    policy: str
    fingerprints: dict[str, str]
    parameters: dict[str, str]
    input_name: str
    input_sha256: str
    counts: dict[str, int]
    parts: tuple[Part, ...]
    ignored: tuple[str, ...] = ()
    form: int = field(default=_FORM)


def make_manifest(
    parts: Iterable[Part], *, input_name: str, parameters: Mapping[str, str], ignored: Iterable[str] = ()
) -> Manifest:
    from analysis import __version__
    from analysis.annotate import model_version
    from analysis.corpus.fingerprint import fingerprints, policy

    parts = tuple(parts)
    counts = {"inputs": sum(part.inputs for part in parts)}
    for table in TABLES:
        counts[table.name] = sum(part.rows[table.name] for part in parts)
    whole = hashlib.sha256("".join(part.input_sha256 for part in parts).encode()).hexdigest()
    return Manifest(
        __version__, model_version(), policy(), fingerprints(), dict(parameters), input_name, whole, counts, parts,
        tuple(ignored),
    )  # fmt: skip


def write_manifest(folder: Folder, manifest: Manifest) -> None:
    """Write the manifest, last of all files."""
    folder.write(MANIFEST, (json.dumps(asdict(manifest), indent=1, ensure_ascii=False) + "\n").encode("utf-8"))


def read_manifest(folder: Folder) -> Manifest:
    """Return the manifest of a folder of tables.

    Raises `TableError` if there is none or it is of another form.
    """
    try:
        data: dict[str, Any] = json.loads(folder.read(MANIFEST))
        if data["form"] != _FORM:
            raise TableError(f"{folder.root}: was written by version {data['version']}; extract again")
        parts = tuple(Part(**part) for part in data.pop("parts"))
        return Manifest(**{**data, "parts": parts, "ignored": tuple(data["ignored"])})
    except FileNotFoundError as error:
        raise TableError(
            f"{folder.root}: holds no finished tables (no {MANIFEST}); write them with "
            "'python -m analysis extract INPUT --out DIR'"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise TableError(f"{folder.root}/{MANIFEST}: is damaged ({error}); extract again") from error
