"""What a downloaded file says, whatever its format: series, and a row a figure."""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference.descriptor import DESCRIPTOR

LARGEST = 200_000_000  # bytes of a table, packed or not
ROWS = ("entity", "period", "measure", "value")
_PERIODS = {
    "year": re.compile(r"\d{4}"),
    "quarter": re.compile(r"\d{4}-?Q[1-4]"),
    "month": re.compile(r"\d{4}-?M?(?:0[1-9]|1[0-2])"),
    "day": re.compile(r"\d{4}-\d{2}-\d{2}"),
}


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a file: its id in the package, title and unit as the file writes them."""

    id: str
    title: str
    unit: str = ""
    description: str = ""


@dataclass(frozen=True)
class Download:
    """A file as read. `rows` has the columns `ROWS`, all text; codes and periods are as the file writes them."""

    kind: str
    publisher: str
    series: tuple[Series, ...]
    rows: pd.DataFrame
    published_on: date | None = None
    licence: str = ""
    url: str = ""


def read_text(content: bytes, name: str) -> str:
    """Return a table's text: UTF-8, UTF-16 with its mark, else Latin-1."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in content[:1000]:
            raise ReferenceDataError(f"{name}: not a text table; save it as CSV or tab-separated text") from None
        return content.decode("latin-1")


def read_frame(text: str, name: str, separator: str = ",", skip: int = 0) -> pd.DataFrame:
    """Return a table as text."""
    try:
        return pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, skiprows=skip)
    except (ValueError, pd.errors.ParserError) as error:
        raise ReferenceDataError(f"{name}: not a table that can be read ({error})") from error


def read_member(path: Path, wanted: str) -> tuple[str, bytes]:
    """Return name and content of the one file of a zip whose name matches; a zip that unpacks too large is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if re.fullmatch(wanted, Path(info.filename).name)]
            if len(found) != 1:
                names = ", ".join(info.filename for info in archive.infolist()[:5])
                raise ReferenceDataError(f"{path.name}: {len(found)} tables in it, one is right (it has {names})")
            if found[0].file_size > LARGEST:
                raise ReferenceDataError(f"{path.name}: {_megabytes(found[0].file_size)} unpacked; {_allowed()}")
            with archive.open(found[0]) as file:
                content = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise ReferenceDataError(f"{path.name}: not a zip that can be read ({error}); download it again") from error
    if len(content) > LARGEST:
        raise ReferenceDataError(f"{path.name}: more unpacked than it says; {_allowed()}")
    return Path(found[0].filename).name, content


def check_size(path: Path) -> None:
    """Refuse a file that is not there or too large."""
    if not path.is_file():
        raise ReferenceDataError(f"{path}: no such file; give the file as downloaded")
    if path.stat().st_size > LARGEST:
        raise ReferenceDataError(f"{path.name}: {_megabytes(path.stat().st_size)}; {_allowed()}")


def _allowed() -> str:
    return f"{_megabytes(LARGEST)} at most; download fewer series or years"


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"


def one_grain(periods: "pd.Series[str]", name: str) -> tuple[str, "pd.Series[str]"]:
    """Return what the periods of a file are, and the periods as 2024, 2024-Q2, 2024-06 or 2024-06-30.

    Days that all begin a year, a quarter or a month stand for it. A mixture is refused.
    """
    found = {grain: periods.str.fullmatch(form) for grain, form in _PERIODS.items()}
    grains = [grain for grain, fits in found.items() if fits.any()]
    other = periods.loc[~pd.concat(found.values(), axis=1).any(axis=1)]
    if len(other):
        raise ReferenceDataError(
            f"{name}: {other.iloc[0]!r} is no period; 2024, 2024-Q2, 2024-06 or 2024-06-30 is right"
        )
    if len(grains) != 1:
        examples = " and ".join(periods.loc[found[grain]].iloc[0] for grain in grains)
        raise ReferenceDataError(f"{name}: periods of mixed length ({examples}); download one frequency")
    if grains == ["day"]:
        return _grain_of_days(periods)
    return grains[0], periods.str.replace(r"^(\d{4})-?(?:M?(\d{2})|(Q\d))$", r"\1-\2\3", regex=True)


def _grain_of_days(days: "pd.Series[str]") -> tuple[str, "pd.Series[str]"]:
    if not days.str.endswith("-01").all():
        return "day", days
    months = set(days.str[5:7])
    if months == {"01"} and days.nunique() > 1:
        return "year", days.str[:4]
    if months <= {"01", "04", "07", "10"} and len(months) > 1:
        return "quarter", days.str[:4] + "-Q" + ((days.str[5:7].astype(int) + 2) // 3).astype(str)
    return "month", days.str[:7]


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
