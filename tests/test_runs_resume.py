"""A run of notebooks that is stopped goes on; a kernel, a fork server or a worker that dies costs no report."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from analysis.cluster import Engine
from analysis.errors import ParameterError, TableError
from analysis.runs.batch import run_rows
from analysis.runs.beside import second_process
from analysis.runs.forkserver import ForkServer
from analysis.runs.progress import doing

pytestmark = pytest.mark.slow
can_fork = pytest.mark.skipif(not ForkServer.available(), reason="this system cannot fork")
TWO = Engine(workers=2)
HAS_PROC = Path("/proc/self/stat").exists()
has_proc = pytest.mark.skipif(not HAS_PROC, reason="needs Linux's list of processes")

PARAMETERS = 'article: str = ""\ntables: str = ""\npublished: str = ""'
STEPS = """import os, pathlib, signal, time
here = pathlib.Path(tables)
first = not (here / article).exists()
_ = (here / article).write_text(str(os.getpid()))
parent = os.getppid()
if article.startswith("waits"):
    while not (here / "go").exists():
        time.sleep(0.02)
if article == "dies" and first or article == "always dies":
    os.kill(os.getpid(), signal.SIGKILL)
if article == "orphaned" and first:
    os.kill(parent, signal.SIGKILL)
    time.sleep(60)
if article == "unemployed" and first:
    worker = int(pathlib.Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(worker, signal.SIGKILL)
    time.sleep(60)
print(article)"""


class Workshop:
    """A project of its own with one small notebook, and folders for what it does."""

    def __init__(self, place: Path, root: Path) -> None:
        self.root, self.marks = place / "root", place / "marks"
        (self.root / "notebooks").mkdir(parents=True)
        self.marks.mkdir()
        (self.root / "data").symlink_to(root / "data")
        (self.root / "pyproject.toml").write_text("")
        cells = [nbformat.v4.new_code_cell(source, id=f"cell{n}") for n, source in enumerate((PARAMETERS, STEPS))]
        cells[0].metadata["tags"] = ["parameters"]
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.root / "notebooks" / "01_article.ipynb")

    def rows(self, *articles: str) -> Path:
        path = self.root / "rows.csv"
        path.write_text("article,tables\n" + "".join(f"{name},{self.marks}\n" for name in articles))
        return path

    def start(self, rows: Path, out: Path) -> subprocess.Popen:
        """Start a run that Ctrl-C reaches, also where the tests themselves run in the background and ignore it."""
        command = [sys.executable, "-m", "analysis.runs", "01_article", str(rows), "--out", str(out), "--workers", "2"]
        return subprocess.Popen(
            command, env={**os.environ, "ANALYSIS_ROOT": str(self.root)}, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - it only execs
        )  # fmt: skip

    def kernels(self) -> list[int]:
        return [int(path.read_text() or 0) for path in self.marks.iterdir() if path.name != "go"]


@pytest.fixture
def workshop(tmp_path, root, monkeypatch):
    made = Workshop(tmp_path, root)
    monkeypatch.setenv("ANALYSIS_ROOT", str(made.root))
    return made


def wait_for(condition, what: str) -> None:
    until = time.monotonic() + 180
    while not condition():
        assert time.monotonic() < until, f"{what} did not happen"
        time.sleep(0.05)


def ended(process: int) -> bool:
    """Say whether a process has gone, or is only waiting to be reaped."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def written(out: Path) -> dict[str, bytes]:
    """Return every file of a run by name; logs hold times and are only named."""
    files = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    return {name: b"" if name.startswith("logs/") else path.read_bytes() for name, path in files.items()}


def statuses(out: Path) -> dict[str, str]:
    content = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return {run["parameters"]["article"]: run["status"] for run in content["runs"]}


def stop_mid_run(workshop: Workshop, rows: Path, out: Path, number: int) -> str:
    """Stop a run when its first page is there and two kernels are at work; return what it told."""
    run = workshop.start(rows, out)
    wait_for(lambda: list(out.glob("01_article-001*.html")) and len(workshop.kernels()) == 3, "the first page")
    with pytest.raises(TableError, match="another run is writing there"):
        run_rows("01_article", rows, out)
    run.send_signal(number)
    told = run.communicate(timeout=180)[1]
    assert run.returncode == 130
    wait_for(lambda: all(map(ended, workshop.kernels())), "the end of the kernels")
    assert statuses(out) == {"quick": "done"}
    assert not [name for name in written(out) if "partial" in name or "failed" in name]
    return told


WAITING = ("quick", "waits 1", "waits 2", "waits 3")


@has_proc
def test_a_run_ends_at_once_when_the_system_says_so(workshop, tmp_path):
    told = stop_mid_run(workshop, workshop.rows(*WAITING), tmp_path / "out", signal.SIGTERM)
    assert "stopped: 1 of 4 reports are done" in told


@has_proc
def test_an_interrupted_run_goes_on_where_it_was(workshop, tmp_path, one_server, capsys):
    rows, out = workshop.rows(*WAITING), tmp_path / "out"
    told = stop_mid_run(workshop, rows, out, signal.SIGINT)
    assert "stopped: 1 of 4 reports are done" in told and "run it again to go on" in told
    page = next(out.glob("01_article-001*.html"))
    before = page.stat().st_mtime_ns
    (workshop.marks / "go").touch()
    capsys.readouterr()
    with one_server():
        assert int(run_rows("01_article", rows, out, TWO)) == 0
    assert "4 reports, 1 unchanged, 0 failed" in capsys.readouterr().err
    assert page.stat().st_mtime_ns == before
    with one_server():
        run_rows("01_article", rows, tmp_path / "undisturbed", TWO)
    assert written(out) == written(tmp_path / "undisturbed")


class Bare(ForkServer):
    """Loads what any kernel needs: the notebook here needs no more."""

    def __init__(self) -> None:
        super().__init__(("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell"))


@can_fork
def test_a_kernel_or_a_fork_server_that_dies_costs_no_other_report(workshop, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.runs.kernels.ForkServer", Bare)
    rows = workshop.rows("quick", "dies", "always dies", "orphaned", "slow")
    summary = run_rows("01_article", rows, tmp_path / "out", TWO)
    assert (summary.done, summary.failed, summary.exit_code) == (5, 1, 1)
    assert statuses(tmp_path / "out") == {
        "quick": "done", "dies": "done", "always dies": "failed", "orphaned": "done", "slow": "done",
    }  # fmt: skip
    page = next((tmp_path / "out").glob("01_article-003*.html")).read_text(encoding="utf-8")
    assert "its kernel died" in page
    assert "its kernel died" in summary.index.read_text(encoding="utf-8")
    log = next((tmp_path / "out" / "logs").glob("01_article-002*.log")).read_text(encoding="utf-8")
    assert "once more with a kernel of its own" in log and log.endswith("done\n")


@pytest.fixture(scope="module")
def on_threads(tmp_path_factory, root, one_server):
    """A run of two rows on threads, and its project."""
    place = tmp_path_factory.mktemp("threads")
    made = Workshop(place, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYSIS_ROOT", str(made.root))
        rows = made.rows("quick", "other", "unemployed")
        (made.marks / "unemployed").touch()
        with one_server():
            run_rows("01_article", rows, place / "out", TWO)
        yield made, rows, place / "out"


def test_dask_writes_the_same_bytes_also_where_a_worker_is_killed(on_threads, tmp_path):
    made, rows, out = on_threads
    if ForkServer.available() and HAS_PROC:
        (made.marks / "unemployed").unlink()
    summary = run_rows("01_article", rows, tmp_path / "out", Engine("dask", 2))
    assert (summary.done, summary.failed) == (3, 0)
    assert written(tmp_path / "out") == written(out)


def test_a_scheduler_that_does_not_answer_is_told(workshop, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.cluster._PATIENCE", "1s")
    with pytest.raises(ParameterError, match="no Dask scheduler"):
        spread = Engine("dask", scheduler="tcp://127.0.0.1:9")
        run_rows("01_article", workshop.rows("a"), tmp_path / "out", spread)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"name": "spark"}, "engine 'spark' is unknown"), ({"workers": 0}, "workers is 0"),
        ({"scheduler": "tcp://127.0.0.1:9"}, "needs the engine dask"),
    ],
)  # fmt: skip
def test_unknown_settings_are_told(settings, said):
    with pytest.raises(ParameterError, match=said):
        Engine(**settings)


@can_fork
def test_the_process_beside_does_the_same_and_what_it_cannot_is_done_here(seed_text):
    from analysis.annotate import annotate
    from analysis.corpus.stages import analyse, rows_of

    with second_process() as beside:
        (document,) = beside.documents([("a", seed_text, None)])
        assert rows_of(analyse(document)) == rows_of(analyse(annotate("a", seed_text)))
        assert beside.begin(os.getpid)() != os.getpid(), "not done beside"
        with pytest.raises(TypeError, match="not supported"):
            beside.begin(sorted, [1, "a"])()
        beside.begin(os._exit, 1)
        assert beside.begin(os.getpid)() == os.getpid(), "waits for a process that has gone"


def test_what_was_stopped_is_told(capsys):
    with pytest.raises(KeyboardInterrupt), doing("reading the articles"):
        raise KeyboardInterrupt
    assert "stopped while reading the articles" in capsys.readouterr().err
