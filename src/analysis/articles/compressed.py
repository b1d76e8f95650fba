"""Compressed and very long input, read in bounded memory and given up when it expands beyond reason."""

import io
import zlib
from collections.abc import Iterator
from typing import IO

from analysis.errors import ArticleError

CHUNK = 1 << 16
HIGHEST_RATIO = 100  # news text packs 3 to 10 times
ALLOWANCE = 50_000_000  # bytes before the ratio counts


class _Bounded(io.RawIOBase):
    """A decompressed stream that refuses to grow far beyond what was read for it."""

    def __init__(self, packed: IO[bytes], compression: str, place: str) -> None:
        self._packed = _Counting(packed)
        self._place = place
        self._given = 0
        self._plain = _open(self._packed, compression)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._plain.read(min(len(buffer), CHUNK))
        except (OSError, EOFError, zlib.error, ArithmeticError) as error:
            raise ArticleError(f"{self._place}: the compressed data are damaged ({error})") from error
        except Exception as error:
            if type(error).__name__ != "ZstdError":
                raise
            raise ArticleError(f"{self._place}: the compressed data are damaged ({error})") from error
        self._given += len(data)
        if self._given > ALLOWANCE + HIGHEST_RATIO * self._packed.taken:
            raise ArticleError(
                f"{self._place}: expands to more than {HIGHEST_RATIO} times its size, as no text does; not read further"
            )
        buffer[: len(data)] = data
        return len(data)


class _Counting(io.RawIOBase):
    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._inner.read(min(len(buffer), CHUNK))
        self.taken += len(data)
        buffer[: len(data)] = data
        return len(data)


def _open(packed: io.RawIOBase, compression: str) -> IO[bytes]:
    if compression == "gzip":
        import gzip

        return gzip.GzipFile(fileobj=packed, mode="rb")  # type: ignore[return-value]
    import zstandard

    return zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(packed, read_across_frames=True)  # type: ignore[arg-type]


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
