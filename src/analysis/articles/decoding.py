"""Bytes to characters: unpacked within bounds, decoded without touching one of them (only a leading BOM is dropped)."""

import codecs
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO

from analysis.errors import ArticleError

BLANK = "\ufeff\u200b\u2060 \t\r\n\f\v\x00"
CHUNK = 1 << 16
HIGHEST_RATIO = 100  # news text packs 3 to 10 times
ALLOWANCE = 50_000_000  # bytes before the ratio counts
_LEAST_BYTES = 8
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\x1f\x8b", b"BZh", b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"RIFF", b"PAR1", b"SQLite format 3", b"MZ\x90",
)  # fmt: skip
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.002  # of the bytes; a stray null character does not make a text binary
_SAMPLE = 200_000
_LEGACY = ["cp1252", "mac_roman", "cp1250", "cp1251", "cp1253", "shift_jis", "gb18030", "big5", "euc_kr"]
_DAMAGED = (OSError, EOFError, zlib.error, ArithmeticError)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE)


def decode(data: bytes, place: str) -> tuple[str, str]:
    """Return the text behind some bytes and the encoding found.

    A byte-order mark decides; otherwise UTF-8 when the bytes are valid UTF-8; otherwise the most plausible of the older
    encodings (charset-normalizer). Raises ArticleError if the bytes are empty, no text, or fit no encoding.
    """
    if not data:
        raise ArticleError(f"{place}: the file is empty; an article needs text")
    text, encoding = _by_mark(data, place) or _by_content(data, place)
    if not text.strip(BLANK):
        raise ArticleError(f"{place}: holds white space only; an article needs text")
    return text, encoding


def decode_html(data: bytes, place: str) -> tuple[str, str]:
    """Return the source of a web page; its own charset declaration counts when the bytes obey it."""
    declared = _META_CHARSET.search(data[:4096])
    if declared and not any(data.startswith(mark) for mark, _ in _BOMS):
        name = declared.group(1).decode("ascii").lower()
        name = "cp1252" if name in ("iso-8859-1", "latin1", "ascii", "us-ascii") else name  # as browsers read it
        with suppress(LookupError, UnicodeDecodeError, ValueError):  # a wrong declaration: go by the bytes
            if codecs.lookup(name).name != "utf-8":
                return data.decode(name), name
    return decode(data, place)


def _by_mark(data: bytes, place: str) -> tuple[str, str] | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise ArticleError(
                    f"{place}: begins with the mark of {encoding} but byte {error.start + len(mark)} does not fit it; "
                    "save the file as UTF-8"
                ) from error
    return None


def _by_content(data: bytes, place: str) -> tuple[str, str]:
    if (wide := _first_fitting(data, _unmarked_utf16(data))) is not None:
        return wide
    if data.startswith(_SIGNATURES) or len(_CONTROL.findall(data)) > max(1, _MOST_CONTROLS * len(data)):
        raise ArticleError(f"{place}: is binary, not text; give .txt, .md, .html, .pdf, .jsonl, .csv or .parquet")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        found = _first_fitting(data, _legacy(data))
        if found is None:
            raise ArticleError(
                f"{place}: is not UTF-8 (byte {error.start} is 0x{data[error.start]:02x}) and fits no other known "
                "encoding; save the file as UTF-8"
            ) from error
        return found


def _first_fitting(data: bytes, encodings: Iterable[str]) -> tuple[str, str] | None:
    for name in encodings:
        with suppress(UnicodeDecodeError):
            return data.decode(name), name
    return None


def _unmarked_utf16(data: bytes) -> list[str]:
    """Return UTF-16 without a mark: every second byte of the start of an English text is null."""
    even, odd = data[:2000:2], data[1:2000:2]
    if len(data) < _LEAST_BYTES or len(data) % 2:
        return []
    pairs = (("utf-16-le", odd, even), ("utf-16-be", even, odd))
    return [name for name, nulls, others in pairs if nulls.count(0) > 0.9 * len(nulls) and others.count(0) == 0]


def _legacy(data: bytes) -> list[str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_LEGACY, enable_fallback=False).best()
    names = [best.encoding] if best else []
    if not names or names[0].startswith("cp125"):
        names.insert(0, "cp1252")  # short texts do not tell the Windows code pages apart; English ones use this one
    return names


class _Bounded(io.RawIOBase):
    """A decompressed stream that refuses to grow far beyond what was read for it."""

    def __init__(self, packed: IO[bytes], compression: str, place: str) -> None:
        self._packed, self._place, self._given = packed, place, 0
        self._plain: IO[bytes]
        if compression == "gzip":
            import gzip

            self._plain = gzip.GzipFile(fileobj=packed, mode="rb")  # type: ignore[assignment]
        else:
            import zstandard

            unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27)
            self._plain = unpacker.stream_reader(packed, read_across_frames=True)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._plain.read(min(len(buffer), CHUNK))
        except Exception as error:
            if not isinstance(error, _DAMAGED) and type(error).__name__ != "ZstdError":
                raise
            raise ArticleError(f"{self._place}: the compressed data are damaged ({error})") from error
        self._given += len(data)
        if self._given > ALLOWANCE + HIGHEST_RATIO * self._packed.tell():
            raise ArticleError(
                f"{self._place}: expands to more than {HIGHEST_RATIO} times its size, as no text does; not read further"
            )
        buffer[: len(data)] = data
        return len(data)


def decompressed(packed: IO[bytes], compression: str, place: str) -> IO[bytes]:
    """Return the plain bytes of a gzip or zstd stream (or the stream itself when `compression` is empty).

    Reading it raises `ArticleError` when the data are damaged or expand more than `HIGHEST_RATIO` times.
    """
    return io.BufferedReader(_Bounded(packed, compression, place), CHUNK) if compression else packed


def bounded_lines(stream: IO[bytes], longest: int) -> Iterator[bytes | None]:
    """Yield the lines of a stream, line ends included; None for a line over `longest` bytes, which is skipped."""
    while line := stream.readline(longest + 1):
        if len(line) <= longest:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(CHUNK)
        yield None
