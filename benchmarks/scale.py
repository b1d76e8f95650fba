"""What a corpus costs: ratios measured in one run on this machine.

    python benchmarks/scale.py [--small 500] [--large 8000] [--pairs 1] [--sentences 4]

Prints: CPU-seconds an article and peak memory at two sizes, two workers against one, Dask against the pool, a second
run over an unchanged corpus against the first, bytes of tables and of kept parses an article.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from generate import write


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, CPU-seconds of all processes, largest resident memory of one process in MB."""

    wall: float
    cpu: float
    peak: float


def run(corpus: Path, out: Path, *options: str) -> Cost:
    """Extract a corpus in a process of its own."""
    command = [sys.executable, "-m", "analysis", "extract", str(corpus), "--out", str(out), *options]
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    return Cost(time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def size_of(folder: Path, pattern: str) -> int:
    """Return the bytes of some files."""
    return sum(path.stat().st_size for path in folder.rglob(pattern))


def sizes(work: Path, options: argparse.Namespace) -> None:
    """Compare CPU-seconds an article and peak memory at two sizes, alternated, with an A/A control."""
    small = write(work / "small.jsonl", options.small, 1, options.sentences)
    large = write(work / "large.jsonl", options.large, 2, options.sentences)
    one = ["--workers", "1", "--cache", ""]
    warm = run(write(work / "warm.jsonl", 2, 3, 3), work / "warm", *one)
    each: dict[str, list[float]] = {"small": [], "again": [], "large": []}
    peaks: dict[str, float] = {}
    for turn in range(options.pairs):
        for name, path, count in (
            ("small", small, options.small),
            ("large", large, options.large),
            ("again", small, options.small),
        ):
            cost = run(path, work / f"{name}{turn}", *one)
            each[name].append((cost.cpu - warm.cpu) / count)
            peaks[name] = cost.peak
    base = median(each["small"])
    print(
        f"CPU-seconds an article, start-up taken off: {base:.4f} at {options.small}, "
        f"{median(each['large']):.4f} at {options.large}"
    )
    print(
        f"  ratio {median(each['large']) / base:.3f}; "
        f"control (the same corpus twice) {median(each['again']) / base:.3f}"
    )
    print(f"peak memory: {peaks['small']:.0f} MB at {options.small}, {peaks['large']:.0f} MB at {options.large}, "
          f"ratio {peaks['large'] / peaks['small']:.3f}")  # fmt: skip
    out = work / "large0"
    print(f"bytes an article: tables {size_of(out, 'part-*.parquet') / options.large:.0f}")


def engines(work: Path, options: argparse.Namespace) -> None:
    """Compare one worker with two, the pool with Dask, a second run with the first."""
    corpus = write(work / "engines.jsonl", options.small, 4, 24)
    one = run(corpus, work / "one", "--workers", "1")
    two = run(corpus, work / "two", "--workers", "2")
    dask = run(corpus, work / "dask", "--workers", "2", "--engine", "dask")
    again = run(corpus, work / "one", "--workers", "1")
    print(f"two workers {one.wall / two.wall:.2f} times as fast as one (clock; only on a machine that is idle)")
    print(
        f"Dask / pool with two workers: {dask.wall / two.wall:.2f} by the clock, "
        f"{dask.cpu / two.cpu:.2f} in CPU-seconds"
    )
    print(f"second run / first: {again.cpu / one.cpu:.3f} in CPU-seconds ({again.cpu:.1f} of {one.cpu:.1f})")
    print(f"bytes an article: kept parses {size_of(work / 'one', '*.spacy') / options.small:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", type=int, default=500)
    parser.add_argument("--large", type=int, default=8000)
    parser.add_argument("--pairs", type=int, default=1)
    parser.add_argument("--sentences", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes(Path(folder), options)
        engines(Path(folder), options)


if __name__ == "__main__":
    main()
