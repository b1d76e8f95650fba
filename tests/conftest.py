"""Fixtures shared by all tests: the seed article, parsed once a session."""

import gc
import importlib
import json
import os
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from analysis.annotate import Document, annotate
from analysis.paths import project_root

os.environ["ANALYSIS_CORRECTIONS"] = "none"  # whoever runs the tests may keep corrections in the project
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")
os.environ["ANALYSIS_FAULTS"] = "raise"  # a fault of the program fails its test instead of costing an article

SHARED = project_root().parent / "shared"
SEED_ID = "seeds/000_a3d80e40c71e1304.txt"


@pytest.fixture(scope="session")
def root() -> Path:
    return project_root()


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not among what was imported: among a model and its libraries that takes long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put long files first, so that the workers end together; leave out what cannot be run.

    Long are the passages, which are read in one go, and files with many slow tests.

    Tests of development data are deselected where none lie beside the project: they are no part of it.
    """
    slow = Counter(item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser"))
    items.sort(key=lambda item: (item.path.name != "test_passages.py", -slow[item.path]))
    if not SHARED.is_dir():
        without = [item for item in items if "shared" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in without]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data beside the project."""
    return SHARED


@pytest.fixture(scope="session")
def benchmark_module(root: Path) -> Callable[[str], ModuleType]:
    """Imports a module of ``benchmarks/`` by name; its own imports from that folder work too."""

    def load(name: str) -> ModuleType:
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(str(root / "benchmarks"))
            return importlib.import_module(name)

    return load


@pytest.fixture(scope="session")
def seed_text(root: Path) -> str:
    return (root / SEED_ID).read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def seed_gold(root: Path) -> dict:
    return json.loads((root / "data" / "gold" / "seed_gold.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def seed_document(seed_text: str) -> Document:
    return annotate(SEED_ID, seed_text)


@pytest.fixture(scope="session")
def seed_tables(seed_text: str) -> dict:
    """All tables of the seed article, built once."""
    import hashlib

    from analysis.corpus import build_tables
    from analysis.tables import Article

    digest = hashlib.sha256(seed_text.encode("utf-8")).hexdigest()
    return build_tables([Article(article_id=SEED_ID, text=seed_text, sha256=digest)])


@pytest.fixture(scope="session")
def kernels():
    """Warm kernels: their server imports once a session what notebooks need."""
    from analysis.runs.kernels import Kernels

    with Kernels() as found:
        yield found


@pytest.fixture(scope="session")
def one_server(kernels):
    """Gives a block whose runs fork their kernels from the session's server instead of starting one each."""
    from analysis.runs.forkserver import ForkServer

    class Shared(ForkServer):
        def __init__(self) -> None:
            vars(self).update(vars(kernels.server))

        def close(self) -> None:
            """It ends with the session."""

    @contextmanager
    def shared():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("analysis.runs.kernels.ForkServer", Shared)
            yield

    return shared


@pytest.fixture(scope="module")
def browser():
    """A browser; tests that ask for it are skipped, and say so, where none can be had."""
    import equipment

    path = equipment.browser()
    if path is None:
        pytest.skip("no browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=path, args=equipment.FLAGS)
        yield running
        running.close()
