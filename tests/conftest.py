"""Fixtures shared by all tests: the seed article, parsed once a session."""

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from analysis.annotate import Document, annotate
from analysis.paths import project_root

settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")

SEED_ID = "seeds/000_a3d80e40c71e1304.txt"


@pytest.fixture(scope="session")
def root() -> Path:
    return project_root()


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The development data beside the project, where there are any."""
    folder = root.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no development data beside the project")
    return folder


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


@pytest.fixture(scope="module")
def browser():
    """Debian's chromium, for tests marked with `browsing.BROWSER`."""
    from browsing import CHROMIUM, FLAGS

    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()
