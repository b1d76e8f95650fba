"""Tables on disk: parquet in parts, each with a note, CSV or JSON lines of the whole when asked, and the manifest.

The manifest says what a run read and wrote, so that it can be told apart, checked and taken up again. No clock, no
machine in it.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from analysis.corpus.folder import Folder
from analysis.errors import TableError
from analysis.tables import TABLES, Table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MANIFEST = "manifest.json"
FORMATS = ("csv", "jsonl")
_STATE = ".state"  # what is kept of parts beside their tables
_FORM = 1  # of the manifest
_LOST = ("read", "annotate", "extract")  # stages at which an input fails that gives no article
_PARTS = tuple((table.name, "part-", ".parquet") for table in TABLES)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    form: int = _FORM


@cache
def arrow_schema(table: Table) -> "pa.Schema":
    import pyarrow as pa

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), date: pa.date32()}
    return pa.schema([pa.field(c.name, kinds[c.type], nullable=c.optional) for c in table.columns])


def parquet_bytes(table: Table, frame: "pd.DataFrame") -> bytes:
    """Return a frame as one parquet file (zstd)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.Table.from_pandas(frame, schema=arrow_schema(table), preserve_index=False, nthreads=1)
    sink = io.BytesIO()
    pq.write_table(arrow.replace_schema_metadata(None), sink, compression="zstd", compression_level=3)
    return sink.getvalue()


def frame_from(table: Table, data: bytes, place: str) -> "pd.DataFrame":
    """Return one parquet file of a table as a frame with the table's dtypes.

    Raises `TableError` if it is no parquet file or has other columns.
    """
    import pyarrow as pa

    try:
        arrow = _arrow(data)
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{place}: cannot be read as parquet ({error}); extract again") from error
    wanted = [c.name for c in table.columns]
    if arrow.column_names != wanted:
        other = sorted(set(arrow.column_names) ^ set(wanted))
        raise TableError(f"{place}: its columns are of another version (differs: {', '.join(other)}); extract again")
    return arrow.to_pandas(use_threads=False).astype({c.name: c.dtype for c in table.columns})


def write_part(folder: Folder, name: str, frames: Mapping[str, "pd.DataFrame"], input_sha256: str) -> Part:
    """Write one part of every table, ``<table>/part-<name>.parquet``, and return what it holds."""
    for table in TABLES:
        folder.write(part_path(table.name, name), parquet_bytes(table, frames[table.name]))
    inputs = len(frames["articles"]) + int(frames["failures"]["stage"].isin(_LOST).sum())
    return Part(name, inputs, {name: len(frame) for name, frame in frames.items()}, input_sha256)


def read_part(folder: Folder, table: Table, name: str) -> "pd.DataFrame":
    path = part_path(table.name, name)
    try:
        data = folder.read(path)
    except FileNotFoundError as error:
        raise TableError(f"{folder.root}/{path}: is missing; extract again, finished parts are kept") from error
    return frame_from(table, data, f"{folder.root}/{path}")


def stored_rows(folder: Folder, table: Table, parts: Iterable[Part]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, read part by part; pandas is not needed."""
    for part in parts:
        if part.rows[table.name]:
            yield from _arrow(folder.read(part_path(table.name, part.name))).to_pylist()


def _arrow(data: bytes) -> "pa.Table":
    """Read a parquet file in this thread alone: Arrow's own threads abort a process that ends soon after."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pq.ParquetFile(pa.BufferReader(data)).read(use_threads=False)


def part_path(table: str, name: str) -> str:
    return f"{table}/part-{name}.parquet"


def remove_others(folder: Folder, kept: Iterable[str]) -> None:
    """Remove what is there of other parts: first the note that says that one is finished."""
    wanted = set(kept)
    for place, begins, ends in ((_STATE, "", ".json"), (_STATE, "", ".npy"), *_PARTS):
        for name in folder.names(place, ends):
            if name.startswith(begins) and name[len(begins) : -len(ends)] not in wanted:
                folder.remove(f"{place}/{name}")


def export(folder: Folder, parts: Iterable[str], form: str) -> None:
    """Write every table as one ``<table>.csv`` or ``<table>.jsonl``, part by part."""
    for table in TABLES:
        pieces, name = _pieces(folder, table, parts, form), f"{table.name}.{form}"
        if not folder.is_local:
            folder.write(name, b"".join(pieces))
            continue
        with folder.writing(name) as stream:
            stream.writelines(pieces)


def _pieces(folder: Folder, table: Table, parts: Iterable[str], form: str) -> Iterator[bytes]:
    if form == "csv":
        yield (",".join(c.name for c in table.columns) + "\r\n").encode("utf-8")
    for part in parts:
        piece = read_part(folder, table, part)
        yield (safe_csv(piece, header=False, line_end="\r\n") if form == "csv" else json_lines(piece)).encode("utf-8")


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


def finished(folder: Folder, name: str) -> Part | None:
    """Return the note of a part that an earlier run has finished, or None."""
    note = f"{_STATE}/{name}.json"
    return Part(**json.loads(folder.read(note))) if folder.exists(note) else None


def keep(folder: Folder, part: Part, sketch: bytes) -> None:
    """Keep the sketch and, last of all, the note of a part whose tables are written."""
    folder.write(f"{_STATE}/{part.name}.npy", sketch)
    folder.write(f"{_STATE}/{part.name}.json", json.dumps(asdict(part)).encode("utf-8"))


def sketch_of(folder: Folder, name: str) -> bytes:
    return folder.read(f"{_STATE}/{name}.npy")


def once(folder: Folder, step: str, parts: Iterable[Part], work: Callable[[], object]) -> None:
    """Do a step over all parts, unless its mark says that it was finished for just these."""
    mark, key = f"{_STATE}/{step}", hashlib.sha256("\0".join(part.name for part in parts).encode()).hexdigest()
    if not folder.exists(mark) or folder.read(mark).decode() != key:
        folder.remove(mark)
        work()
        folder.write(mark, key.encode())


def undo(folder: Folder, *steps: str) -> None:
    """Let some steps over all parts be done again."""
    for step in steps:
        folder.remove(f"{_STATE}/{step}")


def json_lines(frame: "pd.DataFrame") -> str:
    """Return a frame as JSON lines: days as ISO dates, what is missing as null."""
    days = {name: frame[name].dt.strftime("%Y-%m-%d") for name in frame.select_dtypes("datetime")}
    plain = frame.assign(**days).astype(object)
    records = plain.where(frame.notna(), None).to_dict("records")
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def safe_csv(frame: "pd.DataFrame", *, header: bool = True, line_end: str = "\n") -> str:
    """Return a frame as CSV in which no cell is computed by a spreadsheet: text that begins like a formula is quoted.

    >>> import pandas as pd
    >>> safe_csv(pd.DataFrame({"text": ["=1+1", "two percent"]})).split()[1]
    "'=1+1"
    """
    texts = frame.select_dtypes(["object", "string"]).columns
    guarded = frame.assign(**{name: frame[name].map(guard_formula, na_action="ignore") for name in texts})
    return guarded.to_csv(index=False, header=header, lineterminator=line_end)


def guard_formula(cell: Any) -> Any:
    """Return a cell that no spreadsheet computes: an apostrophe before a leading ``= + - @``, tab or return.

    >>> guard_formula("=1+1"), guard_formula(2)
    ("'=1+1", 2)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
