"""A warm kernel: one process that has imported what notebooks need and forks a kernel when asked.

Starting a kernel and importing pandas and matplotlib is nearly all the cost of a short notebook. The server pays it
once. ``python -m analysis.runs.forkserver`` reads one JSON request a line and answers with the process id of a new
kernel. Linux and macOS; elsewhere, and whenever the server fails, the default kernel is used.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError

PRELOADED = (  # modules, and functions called once as "module:function" or "module:function argument"
    "analysis.quickstart", "pandas", "numpy", "pyarrow.parquet", "matplotlib.figure",
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "matplotlib_inline.backend_inline",
    "matplotlib.pyplot", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger",
    "IPython.core.magics.execution", "IPython.core.magics.pylab", "IPython.core.completerlib", "tornado.queues",
    "tornado.platform.asyncio", "psutil", "sqlite3", "pyarrow.dataset", "pandas.io.formats.html", "pandera.pandas",
    "analysis.tables", "analysis.reference", "analysis.corpus.whole", "analysis.check", "analysis.charts",
    "analysis.display", "analysis.display.markup:load_templates", "analysis.reference:load_references",
)  # fmt: skip


class ForkServer:
    """The parent's side: start it, ask it for kernels, close it. Safe to use from several threads."""

    def __init__(self, preload: tuple[str, ...] = PRELOADED) -> None:
        environment = {**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # silences the debugger that kernels bring along
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # a thread does not survive a fork
            environment.setdefault(name, "1")
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "analysis.runs.forkserver", *preload],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True, start_new_session=True,
        )  # fmt: skip

    @staticmethod
    def available() -> bool:
        return hasattr(os, "fork") and sys.platform != "win32"

    def start_kernel(self, command: list[str], cwd: str | None, env: dict[str, str]) -> int | None:
        """Return the process id of a new kernel, or None when the server cannot give one."""
        request = json.dumps({"argv": command, "cwd": cwd or str(Path.cwd()), "env": env})
        with self._lock:
            try:
                assert self._process.stdin is not None and self._process.stdout is not None
                self._process.stdin.write(request + "\n")
                self._process.stdin.flush()
                answer = self._process.stdout.readline()
            except (OSError, ValueError):
                return None
        return int(answer) if answer.strip().isdigit() else None

    def close(self) -> None:
        """End the server and the kernels that still run."""
        with contextlib.suppress(OSError, ValueError, subprocess.TimeoutExpired):
            self._process.communicate(timeout=5)  # closes its input, which ends it
        self._process.kill()
        self._process.wait()


def serve(preload: list[str]) -> None:
    """Import the modules, then fork one kernel for each request on standard input until it closes."""
    sys.path[:] = [path for path in sys.path if path not in ("", str(Path.cwd()))]  # "-m" put it there
    for named in preload:  # what is missing costs a kernel some time
        module, _, call = named.partition(":")
        function, _, argument = call.partition(" ")
        with contextlib.suppress(ImportError, AttributeError, AnalysisError):
            imported = importlib.import_module(module)
            if function:
                getattr(imported, function)(*filter(None, [argument]))
    gc.freeze()  # kernels need not look for garbage among what was loaded for all of them
    if "pandas" in sys.modules:  # pandas takes a process without IPython for a terminal
        sys.modules["pandas"].set_option("display.max_columns", 20)
    kernels: set[int] = set()

    def reap(*_: object) -> None:
        """Take note of kernels that have ended, so that none stays a zombie."""
        for pid in tuple(kernels):
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG)[0]:
                    kernels.discard(pid)

    signal.signal(signal.SIGCHLD, reap)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            answers.close()
            _become_kernel(request)
        kernels.add(pid)
        print(pid, file=answers, flush=True)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for pid in kernels:  # whoever asked for them has gone
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _become_kernel(request: dict[str, Any]) -> None:
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with open(os.devnull) as nothing:  # noqa: PTH123
            os.dup2(nothing.fileno(), 0)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        from ipykernel.kernelapp import IPKernelApp

        arguments = request["argv"]
        parent = f"--IPKernelApp.parent_handle={os.getppid()}"  # the kernel ends when the server has gone
        quiet = "--IPKernelApp.log_level=50"
        IPKernelApp.launch_instance([*arguments[arguments.index("-f") :], parent, quiet])
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1:])
