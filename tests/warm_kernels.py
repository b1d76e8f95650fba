"""Kernels of tests: forked from one server, whichever process runs the test, for `make notebooks` and JupyterLab too.

The committed outputs come from default kernels (`make execute`): every cell that is compared also shows that a warm
kernel gives what the default one gives.
"""

import json
import multiprocessing
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

from analysis.runs.forkserver import PRELOADED, ForkServer
from analysis.runs.kernels import Kernels

ANALYSED = "analysis.display:tables_of data/samples"  # what reads articles finds model and word lists loaded


@cache
def server() -> ForkServer:
    """Start the server; the processes that are forked afterwards ask the same one, one at a time."""
    found = ForkServer((*PRELOADED, ANALYSED))
    found._lock = multiprocessing.get_context("fork").Lock()
    return found


class _Shared(ForkServer):
    def __init__(self) -> None:
        vars(self).update(vars(server()))

    def close(self) -> None:
        """It ends with the session."""


@contextmanager
def one_server() -> Iterator[None]:
    """Let runs fork their kernels from the one server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.runs.kernels.ForkServer", _Shared)
        yield


@cache
def kernels() -> Kernels:
    """Return where this process has its kernels from."""
    with one_server():
        return Kernels()


CLIENT = """import json, os, signal, socket, sys, time
asked = socket.socket(socket.AF_UNIX)
asked.connect(sys.argv[1])
asked.sendall(json.dumps({"command": sys.argv[2:], "cwd": os.getcwd(), "env": dict(os.environ)}).encode() + b"\\n")
kernel = int(asked.makefile().readline())
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda number, frame: os.kill(kernel, number))
while os.path.exists(f"/proc/{kernel}"):
    time.sleep(0.1)
"""


class _Asked(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(f"{server().start_kernel(**json.loads(self.rfile.readline()))}\n".encode())


@contextmanager
def kernelspec(folder: Path) -> Iterator[None]:
    """Give Jupyter's data folder a python3 whose kernels come from the one server."""
    if not (ForkServer.available() and Path("/proc/self").exists()):
        yield
        return
    place = folder / "kernels" / "python3"
    place.mkdir(parents=True)
    (place / "client.py").write_text(CLIENT)
    argv = [sys.executable, "-I", str(place / "client.py"), str(place / "socket"), "-f", "{connection_file}"]
    (place / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}))
    with socketserver.ThreadingUnixStreamServer(str(place / "socket"), _Asked) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield
        listening.shutdown()


def _manager(**options: object) -> KernelManager:
    manager = KernelManager(**options)
    manager.provisioner = kernels().provisioner(manager)
    return manager


def pytest_configure(config: pytest.Config) -> None:
    if config.option.nbval and ForkServer.available():
        import nbval.kernel

        nbval.kernel.KernelManager = _manager


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the server before this process is forked, and early."""
    needed = {"kernels", "one_server", "lab"}
    asked = (item.path.suffix == ".ipynb" or needed & {*getattr(item, "fixturenames", ())} for item in session.items)
    if session.config.option.processes > 1 and ForkServer.available() and any(asked):
        server()


def pytest_sessionfinish() -> None:
    if server.cache_info().currsize:
        kernels().stop()
        server().close()
