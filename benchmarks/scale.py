"""What a corpus costs: ratios measured in one run on this machine, which should have nothing else to do.

    python benchmarks/scale.py [--small 500] [--middle 1000] [--large 8000] [--pairs 2] [--sentences 4] [--long 2000]

Prints the figures of docs/scale.md: CPU-seconds an article and peak memory at several sizes, a second run against the
first, two workers against one and against two bare parses, Dask against the pool, bytes an article. About 15 minutes
on two cores.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from generate import write

_PARSE = """
import json, sys
from analysis.annotate import annotate_many
records = map(json.loads, open(sys.argv[1], encoding="utf-8"))
for document in annotate_many((r["id"], r["text"], None) for r in records): pass
"""
_SAMPLE_SECONDS = 0.2
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, CPU-seconds of all processes, peak memory of all processes together in MB."""

    wall: float
    cpu: float
    peak: float


class _Watch(threading.Thread):
    """Look at a process and those below it: their shared-out memory (PSS) at its highest, their CPU-time."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._ended = threading.Event()
        self._seconds: dict[int, float] = {}
        self.peak = 0.0

    @property
    def cpu(self) -> float:
        """The CPU-seconds of all processes seen."""
        return sum(self._seconds.values())

    def run(self) -> None:
        """Sample until stopped."""
        while not self._ended.wait(_SAMPLE_SECONDS):
            self.peak = max(self.peak, sum(map(self._look, self._tree(self._root))))

    def stop(self) -> None:
        """End sampling."""
        self._ended.set()
        self.join()

    def _tree(self, process: int) -> list[int]:
        found = [process]
        for listed in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                found += [inner for child in listed.read_text().split() for inner in self._tree(int(child))]
            except OSError:
                continue
        return found

    def _look(self, process: int) -> float:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            self._seconds[process] = (int(fields[11]) + int(fields[12])) / _TICK
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text().split()
        except OSError:
            return 0.0
        return int(rollup[rollup.index("Pss:") + 1]) / 1024


def measured(*commands: list[str]) -> Cost:
    """Run commands side by side, each in a process of its own."""
    begin = time.monotonic()
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]
    watches = [_Watch(process.pid) for process in running]
    for watch in watches:
        watch.start()
    cpu = peak = 0.0
    for process, watch in zip(running, watches, strict=True):
        _, status, usage = os.wait4(process.pid, 0)
        watch.stop()
        if os.waitstatus_to_exitcode(status):
            raise SystemExit(f"{' '.join(map(str, process.args))} ended with {status}")
        cpu += max(usage.ru_utime + usage.ru_stime, watch.cpu)
        peak += watch.peak or usage.ru_maxrss / 1024
    return Cost(time.monotonic() - begin, cpu, peak)


def extract(corpus: Path, out: Path, *options: str) -> Cost:
    """Extract a corpus."""
    return measured([sys.executable, "-m", "analysis", "extract", str(corpus), "--out", str(out), *options])


def size_of(folder: Path, pattern: str) -> int:
    """Return the bytes of some files."""
    return sum(path.stat().st_size for path in folder.rglob(pattern))


def show(what: str, value: float, wanted: str = "", more: str = "") -> None:
    """Print one figure at once, with what it should be."""
    print(f"{what:58} {value:8.3f}  {wanted:8} {more}".rstrip(), flush=True)


def sizes(work: Path, options: argparse.Namespace) -> None:
    """Compare CPU-seconds an article at two sizes, alternated, with an A/A control; then memory and second runs."""
    small, middle, large = (
        write(work / f"{name}.jsonl", getattr(options, name), seed, options.sentences)
        for seed, name in enumerate(("small", "middle", "large"), start=1)
    )
    one = ["--workers", "1", "--cache", ""]
    few = write(work / "few.jsonl", 2, 4, 3)
    start_up = min(extract(few, work / f"few{turn}", *one).cpu for turn in range(2))  # the first one compiles
    each: dict[str, list[float]] = {"small": [], "again": [], "large": []}
    for turn in range(options.pairs):
        for name, path in (("small", small), ("large", large), ("again", small)):
            cost = extract(path, work / f"{name}{turn}", *one)
            each[name].append((cost.cpu - start_up) / getattr(options, "large" if name == "large" else "small"))
            print(f"  {name}: {cost.cpu:.1f} CPU-s, {cost.wall:.1f} s, {cost.peak:.0f} MB", flush=True)
    base = median(each["small"])
    show("start-up, CPU-seconds", start_up)
    show(f"CPU-seconds an article at {options.small:,}", base)
    show(f"the same at {options.large:,} / {options.small:,}", median(each["large"]) / base, "0.9-1.1")
    show(f"control: the same {options.small:,} again", median(each["again"]) / base)
    for name, count, path in (("small", options.small, small), ("large", options.large, large)):
        again = extract(path, work / f"{name}0", *one)
        first = each[name][0] * count + start_up
        show(f"second run / first at {count:,} short articles", again.cpu / first, "<= 0.02", f"{again.cpu:.2f} CPU-s")
    two = ["--workers", "2", "--cache", ""]
    peaks = [extract(path, work / f"two-{path.stem}", *two).peak for path in (middle, large)]
    show(f"peak memory, all processes, {options.large:,} / {options.middle:,}", peaks[1] / peaks[0], "<= 1.3",
         f"{peaks[0]:.0f} MB, {peaks[1]:.0f} MB")  # fmt: skip
    show("bytes of tables, a short article", size_of(work / "large0", "part-*.parquet") / options.large)
    show("bytes of the signature", size_of(work / "large0", "*.npy") / options.large)


def engines(work: Path, options: argparse.Namespace) -> None:
    """Compare one worker with two, both with bare parses, the pool with Dask, a second run with the first."""
    corpus = write(work / "long.jsonl", options.long, 5, 24)
    one = extract(corpus, work / "one", "--workers", "1")
    two = extract(corpus, work / "two", "--workers", "2")
    dask = extract(corpus, work / "dask", "--workers", "2", "--engine", "dask")
    again = extract(corpus, work / "one", "--workers", "1")
    lines = corpus.read_text(encoding="utf-8").splitlines(keepends=True)
    halves = [work / "odd.jsonl", work / "even.jsonl"]
    for index, half in enumerate(halves):
        half.write_text("".join(lines[index::2]), encoding="utf-8")
    parse = [[sys.executable, "-c", _PARSE, str(path)] for path in (corpus, *halves)]
    bare, beside = measured(parse[0]), measured(*parse[1:])
    show("two workers, times as fast as one", one.wall / two.wall, ">= 1.7", f"{one.wall:.1f} s, {two.wall:.1f} s")
    show("two bare parses side by side, times as fast as one", bare.wall / beside.wall, "", f"{bare.wall:.1f} s")
    show("two workers / two bare parses", one.wall / two.wall / (bare.wall / beside.wall), ">= 0.95")
    show("Dask / pool, two workers, clock", dask.wall / two.wall, "<= 1.15", f"{dask.wall:.1f} s")
    show("Dask / pool, two workers, CPU-seconds", dask.cpu / two.cpu)
    show("second run / first", again.cpu / one.cpu, "<= 0.02", f"{again.cpu:.2f} of {one.cpu:.1f} CPU-s")
    show("CPU-seconds an article of 350 words", one.cpu / options.long)
    show("CPU-seconds of its bare parse", bare.cpu / options.long)
    show("bytes of tables, an article of 350 words", size_of(work / "one", "part-*.parquet") / options.long)
    show("bytes of its kept parse", size_of(work / "one", "*.spacy") / options.long)
    texts = sum(len(json.loads(line)["text"].encode("utf-8")) for line in lines)
    show("bytes of its text", texts / options.long)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", type=int, default=500)
    parser.add_argument("--middle", type=int, default=1000)
    parser.add_argument("--large", type=int, default=8000)
    parser.add_argument("--pairs", type=int, default=2)
    parser.add_argument("--sentences", type=int, default=4)
    parser.add_argument("--long", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes(Path(folder), options)
        engines(Path(folder), options)


if __name__ == "__main__":
    main()
