"""How an importer writes into a package: into a copy, which takes its place when all of it is right."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference import Reference, load_reference
from analysis.reference.resource import DESCRIPTOR

EDITIONS = "editions.csv"


@contextmanager
def changed_copy(folder: Path) -> Iterator[Path]:
    """Give a copy of a package to change, or an empty folder for a new one; if it is wrong, nothing is written.

    Raises `ReferenceDataError` if the package, as changed and with its checksums recorded, cannot be read.
    """
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / folder.name
        shutil.copytree(folder, made) if folder.exists() else made.mkdir()
        yield made
        record_checksums(made)
        load_reference(made)
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside, old = (folder.with_name(f".{folder.name}.{which}") for which in ("new", "old"))
        for place in (beside, old):
            shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(made, beside)
        if folder.exists():  # one that is there is replaced whole
            folder.rename(old)
        beside.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def without_edition(folder: Path, edition: str) -> Reference:
    """Return a package that an edition is to be added to; one that has it is refused."""
    reference = load_reference(folder)
    if edition in reference.edition_by_id:
        raise ReferenceDataError(
            f"{folder.name}: edition {edition!r} is already there; remove its rows first, or read the file into "
            "another folder and compare"
        )
    return reference


def append_rows(folder: Path, added: Mapping[str, pd.DataFrame]) -> None:
    """Add rows to tables of a package, to the columns that they have."""
    for name, rows in added.items():
        table = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
        texts = rows.map(lambda v: str(v).lower() if isinstance(v, bool) else str(v)).reindex(columns=table.columns)
        pd.concat([table, texts.fillna("")]).to_csv(folder / name, index=False, lineterminator="\n")


def record_checksums(folder: Path) -> None:
    """Write the sha256 and size of every table into the descriptor where it records them (``hash``, ``bytes``).

    The rest of the descriptor, comments included, stays as it is.
    """
    path = folder / DESCRIPTOR
    text = path.read_text(encoding="utf-8")
    for table in sorted((*folder.glob("*.csv"), *folder.glob("*.parquet"))):
        content = table.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        block = re.compile(rf"(path: {re.escape(table.name)}\n(?:(?!\s*- name:).*\n)*?\s+hash: )\S+(\n\s+bytes: )\d+")
        text = block.sub(rf'\g<1>"sha256:{digest}"\g<2>{len(content)}', text)
    path.write_text(text, encoding="utf-8", newline="\n")
