"""Fixtures shared by all tests: the seed article, parsed once a session."""

import gc
import hashlib
import importlib
import json
import os
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from analysis.annotate import Document, annotate
from analysis.paths import project_root

pytest_plugins = ["forking", "warm_kernels"]

os.environ["ANALYSIS_CORRECTIONS"] = "none"  # whoever runs the tests may keep corrections in the project
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")
os.environ["ANALYSIS_FAULTS"] = "raise"  # a fault of the program fails its test instead of costing an article

SHARED = project_root().parent / "shared"
READ_IN_ONE_GO = {"test_passages.py", "test_world_sentences.py", "test_corrections_follow.py"}
SEED_ID = "seeds/000_a3d80e40c71e1304.txt"


@pytest.fixture(scope="session")
def root() -> Path:
    return project_root()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Load what all processes need; look for garbage seldom, and not among what was loaded: there it takes long."""
    if session.config.option.processes > 1:
        tables_of_seed()  # model, word lists and tables of figures are read when they are first asked for
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put long files first, so that the workers end together; leave out what cannot be run.

    Long are a few files with much to read in one go, notebooks, and files with many slow tests.

    Tests of development data are deselected where none lie beside the project: they are no part of it.
    """
    slow = Counter(
        item.path
        for item in items
        if item.path.suffix == ".ipynb" or item.get_closest_marker("slow") or item.get_closest_marker("browser")
    )
    items.sort(key=lambda item: (item.path.name not in READ_IN_ONE_GO, -slow[item.path]))
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


@cache
def text_of_seed() -> str:
    return (project_root() / SEED_ID).read_bytes().decode("utf-8")


@cache
def tables_of_seed() -> dict:
    from analysis.corpus import build_tables
    from analysis.tables import Article

    digest = hashlib.sha256(text_of_seed().encode("utf-8")).hexdigest()
    return build_tables([Article(article_id=SEED_ID, text=text_of_seed(), sha256=digest)])


@pytest.fixture(scope="session")
def seed_text() -> str:
    return text_of_seed()


@pytest.fixture(scope="session")
def seed_gold(root: Path) -> dict:
    return json.loads((root / "data" / "gold" / "seed_gold.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def seed_document(seed_text: str) -> Document:
    return annotate(SEED_ID, seed_text)


@pytest.fixture(scope="session")
def seed_tables() -> dict:
    """All tables of the seed article, built once."""
    return tables_of_seed()


@pytest.fixture(scope="session")
def kernels():
    """Warm kernels: their server imports once what notebooks need."""
    import warm_kernels

    return warm_kernels.kernels()


@pytest.fixture(scope="session")
def one_server():
    """Gives a block whose runs fork their kernels from the tests' one server instead of starting one each."""
    import warm_kernels

    return warm_kernels.one_server


@pytest.fixture(scope="module")
def browser():
    """A browser; tests that ask for it are skipped, and say so, where none can be had."""
    import equipment

    if not equipment.driver_starts():
        pytest.skip("no browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        running = equipment.browser(started)
        if running is None:
            pytest.skip("no browser")
        yield running
        running.close()
