"""Run one notebook with papermill and leave a clean executed copy: no times, no paths of this machine."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import analysis.quickstart  # noqa: F401  before any Jupyter import
from analysis.errors import NotebookRunError
from analysis.paths import project_root
from analysis.runs.parameters import check_parameters, notebook_path

if TYPE_CHECKING:
    from analysis.runs.forkserver import ForkServer

LONGEST_RUN = 600  # seconds one cell may take
_QUIET = {"metadata": ("papermill", "widgets"), "cell": ("papermill", "execution")}


@dataclass(frozen=True)
class Job:
    """One run of one notebook.

    Attributes
    ----------
    name : stem of the files written, unique within a run of reports.
    notebook : name of the notebook.
    parameters : what differs from the notebook's defaults.
    title, summary : what the index says of it; `group` is the heading it stands under.
    inputs : hash of what the notebook reads; the same hash means the same result.
    """

    name: str
    notebook: str
    parameters: Mapping[str, Any]
    title: str = ""
    summary: str = ""
    group: str = ""
    inputs: str = ""
    facts: Mapping[str, int] = field(default_factory=dict)
    verdicts: Mapping[str, int] = field(default_factory=dict)


def run_notebook(job: Job, out: Path, server: "ForkServer | None" = None, source: Path | None = None) -> Path:
    """Run a notebook with checked parameters and write the executed copy to `out`.

    Raises
    ------
    ParameterError
        Before a kernel starts, if a parameter is unknown or of the wrong type.
    NotebookRunError
        If a cell fails. The notebook as far as it came stands beside `out`, its name ending in ``.failed.ipynb``.
    """
    parameters = check_parameters(job.notebook, job.parameters)
    import nbformat
    from papermill.exceptions import PapermillExecutionError

    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_suffix(".partial.ipynb")
    failed = out.with_suffix(".failed.ipynb")
    for old in (out, failed, partial):
        old.unlink(missing_ok=True)
    try:
        notebook = _execute(source or notebook_path(job.notebook), partial, parameters, server)
    except PapermillExecutionError as error:
        notebook = nbformat.read(partial, as_version=4)
        nbformat.write(without_traces(notebook), failed)
        partial.unlink()
        raise NotebookRunError(
            f"{job.notebook} for {job.name}: cell {error.exec_count or '?'} failed with {error.ename}: {error.evalue}"
        ) from error
    except Exception:
        partial.unlink(missing_ok=True)
        raise
    nbformat.write(without_traces(notebook), partial)
    partial.replace(out)
    return out


def _execute(source: Path, out: Path, parameters: dict[str, Any], server: "ForkServer | None") -> Any:
    import papermill
    from traitlets.config import Config

    options: dict[str, Any] = {"config": Config({"KernelManager": {"transport_encryption": "auto"}})}
    if server is not None:
        from analysis.runs.kernels import warm_manager

        options["kernel_manager_class"] = warm_manager(server)
    return papermill.execute_notebook(
        str(source), str(out), parameters=parameters, kernel_name="python3", progress_bar=False, log_output=False,
        start_timeout=120, execution_timeout=LONGEST_RUN, record_timing=False, cwd=None, **options,
    )  # fmt: skip


def without_traces(notebook: Any) -> Any:
    """Take out of an executed notebook what differs from run to run: times, durations, paths of this machine."""
    for name in _QUIET["metadata"]:
        notebook.metadata.pop(name, None)
    notebook.metadata.pop("language_info", None)
    for number, cell in enumerate(notebook.cells):
        for name in _QUIET["cell"]:
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = f"injected-{number:02d}"
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [_without_root(line) for line in output.traceback]
                output.evalue = _without_root(output.evalue)
    return notebook


def _without_root(text: str) -> str:
    text = text.replace(f"{project_root()}/", "")
    return re.sub(r"/\S*/ipykernel_\d+/\d+\.py", "<cell>", text)


def execute_in_place(folder: Path) -> list[Path]:
    """Run every notebook of a folder top to bottom with its own parameters and keep the outputs."""
    import nbformat
    from nbclient import NotebookClient
    from traitlets.config import Config

    written = []
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook, timeout=LONGEST_RUN, kernel_name="python3", record_timing=False,
            resources={"metadata": {"path": str(folder)}},
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        )  # fmt: skip
        client.execute()
        nbformat.write(without_traces(notebook), path)
        written.append(path)
    return written


if __name__ == "__main__":
    import sys

    execute_in_place(Path(sys.argv[1] if len(sys.argv) > 1 else "notebooks"))
