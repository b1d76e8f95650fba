"""What reports cost: many in parallel on warm kernels against plain papermill runs one after the other, in one run.

    python benchmarks/reports.py [--reports 20] [--rounds 2] [--workers 2]

The articles are the seed, the samples and generated ones; both sides read the same tables and run ``01_article``. Plain
runs share one process, so that they import papermill once, and are not rendered; the warm side starts its fork server,
renders the pages and writes index and manifest. The two alternate. Prints seconds on the clock (only an idle machine's
count) and CPU-seconds of all processes, their ratios, the seconds a page takes, the bytes of the largest page.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from analysis.cluster import Engine
from analysis.corpus import build_tables, read_tables, write_tables
from analysis.paths import project_root
from analysis.runs.batch import run_jobs, run_reports
from analysis.runs.jobs import article_jobs
from analysis.runs.pages import write_page
from analysis.runs.parameters import check_parameters, notebook_path
from analysis.runs.record import Job
from generate import articles

SEED = "seeds/000_a3d80e40c71e1304.txt"


def corpus(folder: Path, count: int) -> Path:
    """Write the seed, the samples and as many generated articles as are missing."""
    folder.mkdir()
    for path in [project_root() / SEED, *sorted((project_root() / "data" / "samples").glob("*.txt"))][:count]:
        shutil.copy(path, folder)
    for record in articles(count - len(list(folder.iterdir()))):
        (folder / f"{record['id']}.txt").write_text(record["text"], encoding="utf-8")
    return folder


def jobs_over(tables: Path) -> list[Job]:
    return article_jobs(read_tables(tables), tables, "benchmark")


def plain(tables: Path, out: Path) -> None:
    """Run the notebook with papermill as its manual shows, one article after the other."""
    import papermill

    out.mkdir()
    for job in jobs_over(tables):
        source, target = str(notebook_path(job.notebook)), str(out / f"{job.name}.ipynb")
        given = check_parameters(job.notebook, job.parameters)
        papermill.execute_notebook(source, target, parameters=given, progress_bar=False, start_timeout=600)


def warm(tables: Path, out: Path, workers: int) -> None:
    """Run the notebook as the runner does, with pages, index and manifest."""
    if run_jobs(jobs_over(tables), out, Engine(workers=workers)).exit_code:
        raise SystemExit(f"reports failed; see {out}")


def cost(kind: str, tables: Path, out: Path, workers: int) -> tuple[float, float]:
    """Return clock and CPU-seconds of one side in a process of its own, with all processes that it starts."""
    command = [sys.executable, __file__, "--only", kind, str(tables), str(out), "--workers", str(workers)]
    told = out.with_suffix(".log")
    begin = time.monotonic()
    with told.open("w") as stream:
        process = subprocess.Popen(command, stderr=stream)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} ended with {status}:\n{told.read_text()}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime


def compare(work: Path, tables: Path, options: argparse.Namespace) -> None:
    total = {"plain": (0.0, 0.0), "warm": (0.0, 0.0)}
    for turn in range(options.rounds):
        for kind, before in total.items():
            wall, cpu = cost(kind, tables, work / f"{kind}{turn}", options.workers)
            total[kind] = (before[0] + wall, before[1] + cpu)
            print(f"{kind}, round {turn + 1}: {wall:.1f} s on the clock, {cpu:.1f} CPU-s", flush=True)
    ratios = [fast / slow for fast, slow in zip(total["warm"], total["plain"], strict=True)]
    print(
        f"{options.reports} reports, warm with {options.workers} workers / plain one by one: "
        f"{ratios[0]:.3f} on the clock (wanted 0.30 on two idle cores), {ratios[1]:.3f} in CPU-seconds"
    )


def pages(tables: Path, out: Path) -> None:
    """Time the rendering of finished notebooks."""
    seconds = []
    for job in jobs_over(tables):
        begin = time.process_time()
        write_page(job, out, f"again-{job.name}.html", f"notebooks/{job.name}.ipynb", "")
        seconds.append(time.process_time() - begin)
    print(f"rendering a page: {median(seconds):.3f} CPU-s, at most {max(seconds):.3f} (target 0.3)")


def largest(source: Path, out: Path, workers: int) -> None:
    """Run all five notebooks and find the largest page."""
    run_reports(source, out, workers=workers)
    page = max(out.glob("*.html"), key=lambda path: path.stat().st_size)
    print(f"largest page: {page.name}, {page.stat().st_size:,} bytes (target 1,500,000)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs=3, metavar=("KIND", "TABLES", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        kind, tables, out = options.only
        plain(Path(tables), Path(out)) if kind == "plain" else warm(Path(tables), Path(out), options.workers)
        return
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        source = corpus(work / "articles", options.reports)
        write_tables(build_tables(source), work / "tables")
        compare(work, work / "tables", options)
        pages(work / "tables", work / "warm0")
        largest(source, work / "all", options.workers)


if __name__ == "__main__":
    main()
