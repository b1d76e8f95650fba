"""Tests in several processes, forked when everything is collected: what all need is imported and read once.

    pytest --processes 3 tests

A file stays in one process, which keeps what the file has set up; whoever is done takes the next file. With
pytest-xdist each process collects and imports all by itself, 15 CPU-seconds every time.
"""

import multiprocessing
import sys
from collections import deque
from collections.abc import Iterator
from itertools import chain, pairwise
from multiprocessing.connection import Connection, wait
from types import ModuleType

import pytest

DIED = "its process ended before it told what became of this test"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--processes", type=int, default=1, help="how many processes run the tests; a file stays in one")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Fork, hand out files, and tell here what the others found."""
    options = session.config.option
    if options.processes < 2 or options.collectonly or session.testsfailed:
        return None
    session.config._tmp_path_factory.getbasetemp()  # one for all, removed by this process
    files: dict[object, list[pytest.Item]] = {}
    for item in session.items:
        files.setdefault(item.path, []).append(item)
    waiting, fork = deque(files), multiprocessing.get_context("fork")
    owed: dict[Connection, list[str]] = {}  # names of the tests that a process has still to tell of
    for _ in range(options.processes):
        pipe, its_own = fork.Pipe()
        fork.Process(target=_work, args=(session, files, its_own)).start()
        its_own.close()
        owed[pipe] = []
    while owed:
        for pipe in wait([*owed]):
            try:
                told = pipe.recv()
            except EOFError:
                _fail(session, owed.pop(pipe))
                continue
            if told is not None:
                _tell(session, told, owed[pipe])
                continue
            path = waiting.popleft() if waiting and not session.shouldfail else None
            owed[pipe] += [item.nodeid for item in files.get(path, ())]
            pipe.send(path)
    if session.shouldfail:
        raise session.Failed(session.shouldfail)
    _fail(session, [item.nodeid for path in waiting for item in files[path]])
    return True


def _tell(session: pytest.Session, told: dict, owed: list[str]) -> None:
    report = session.config.hook.pytest_report_from_serializable(config=session.config, data=told)
    session.config.hook.pytest_runtest_logreport(report=report)
    if report.when == "teardown":
        owed.remove(report.nodeid)


def _fail(session: pytest.Session, names: list[str]) -> None:
    for name in names:
        report = pytest.TestReport(name, (name, None, name), {}, "failed", DIED, "call")
        session.config.hook.pytest_runtest_logreport(report=report)


class _Teller:
    """Sends what became of a test to the process that tells it."""

    def __init__(self, config: pytest.Config, pipe: Connection) -> None:
        self.config, self.pipe = config, pipe

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.pipe.send(self.config.hook.pytest_report_to_serializable(config=self.config, report=report))


def _work(session: pytest.Session, files: dict[object, list[pytest.Item]], pipe: Connection) -> None:
    """Run files one after the other; the next is asked for before the last test, so that what both need is kept."""
    plugins = session.config.pluginmanager
    capturing = plugins.getplugin("capturemanager")
    capturing.stop_global_capturing()  # its files are those of the other processes too
    capturing.start_global_capturing()
    capturing.suspend_global_capture()
    plugins.unregister(name="terminalreporter")
    sys.modules["__main__"] = ModuleType("__main__")  # what processes of their own that tests start would import first
    plugins.register(_Teller(session.config, pipe))

    def given() -> Iterator[pytest.Item]:
        while not session.shouldfail:
            pipe.send(None)
            if (path := pipe.recv()) is None:
                return
            yield from files[path]

    for item, following in pairwise(chain(given(), [None])):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            break
