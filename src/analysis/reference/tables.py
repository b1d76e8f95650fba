"""The files of a package: each is read once, when it is first asked for, and checked against its checksum."""

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference import validate
from analysis.reference.descriptor import DESCRIPTOR, Resource
from analysis.reference.model import DataFile

PARQUET = ".parquet"


class PackageTables:
    """The tables of a package as text, with `_line`: the line of the CSV, or the row of the parquet file, from 1."""

    def __init__(self, folder: Path, resources: tuple[Resource, ...]) -> None:
        self.folder = folder
        self.resources = resources
        self._frames: dict[str, pd.DataFrame] = {}
        self._files: dict[str, DataFile] = {}
        self._parquet: dict[str, Any] = {}

    def of_kind(self, kind: str) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources if resource.kind == kind)

    def recorded(self) -> bool:
        """Say whether every file is there with the size recorded for it, and has a checksum to be read against.

        Such a package is trusted until one of its files is needed; any other is read and checked at once.
        """
        paths = [(resource, self.folder / resource.path) for resource in self.resources]
        return all(r.hash and path.is_file() and path.stat().st_size == r.bytes for r, path in paths)

    @property
    def files(self) -> Mapping[str, DataFile]:
        """The files by resource, as recorded, else as read."""
        for resource in self.resources:
            if resource.hash and resource.bytes:
                recorded = DataFile(resource.name, resource.path, resource.hash.removeprefix("sha256:"), resource.bytes)
                self._files.setdefault(resource.name, recorded)
            elif resource.name not in self._files:
                self._content(resource)
        return {resource.name: self._files[resource.name] for resource in self.resources}

    def frame(self, resource: Resource) -> pd.DataFrame:
        if resource.path.endswith(PARQUET):
            return self._checked(resource, self._groups(resource, "", None))
        if resource.name not in self._frames:
            self._frames[resource.name] = self._checked(resource, self._csv(resource))
        return self._frames[resource.name]

    def rows(self, resource: Resource, column: str, value: str) -> pd.DataFrame:
        """Return the rows with a value in a column; of a parquet file only the row groups that can have it are read."""
        parquet = resource.path.endswith(PARQUET)
        frame = self._groups(resource, column, value) if parquet else self.frame(resource)
        return frame.loc[frame[column] == value]

    def _content(self, resource: Resource) -> bytes:
        path = self.folder / resource.path
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
        self._files[resource.name] = DataFile(resource.name, resource.path, sha256, len(content))
        return content

    def _csv(self, resource: Resource) -> pd.DataFrame:
        content = self._content(resource)
        try:
            frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except (ValueError, pd.errors.ParserError) as error:
            raise ReferenceDataError(f"{resource.where}: not a CSV table in UTF-8 ({error})") from error
        return frame.assign(_line=range(2, len(frame) + 2))

    def _groups(self, resource: Resource, column: str, value: str | None) -> pd.DataFrame:
        """Return the row groups of a parquet file whose statistics do not exclude a value, as text."""
        file = self._open(resource)
        parts, row = [], 1
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).num_rows
            if value is None or _may_hold(file.metadata.row_group(group), column, value):
                part = file.read_row_group(group, use_threads=False).to_pandas().astype(str)
                parts.append(part.assign(_line=range(row, row + size)))
            row += size
        if not parts:
            return pd.DataFrame(columns=[*file.schema_arrow.names, "_line"])
        return pd.concat(parts, ignore_index=True)

    def _open(self, resource: Resource) -> Any:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if resource.name not in self._parquet:
            try:
                self._parquet[resource.name] = pq.ParquetFile(pa.BufferReader(self._content(resource)))
            except pa.ArrowInvalid as error:
                raise ReferenceDataError(f"{resource.where}: not a parquet file ({error})") from error
        return self._parquet[resource.name]

    def _checked(self, resource: Resource, frame: pd.DataFrame) -> pd.DataFrame:
        missing = [name for name in resource.fields if name not in frame.columns]
        if missing:
            raise ReferenceDataError(
                f"{resource.where}: column {missing[0]!r} is missing; {DESCRIPTOR} lists it, the file has "
                f"{', '.join(str(name) for name in frame.columns if name != '_line')}"
            )
        validate.check_keys(frame, resource)
        return frame

    def __getstate__(self) -> dict[str, Any]:
        """Leave open files out when sent to a worker."""
        return self.__dict__ | {"_parquet": {}}


def _may_hold(group: Any, column: str, value: str) -> bool:
    for place in range(group.num_columns):
        found = group.column(place)
        if found.path_in_schema == column and found.statistics is not None and found.statistics.has_min_max:
            return bool(found.statistics.min <= value <= found.statistics.max)
    return True
