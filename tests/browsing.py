"""Marks of tests that need a browser or axe-core, skipped, and saying so, without it; what axe-core says of a page."""

import os
from pathlib import Path

import pytest

from analysis.paths import project_root

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no browser at {CHROMIUM}; apt-get install chromium"),
]


def axe() -> Path | None:
    """Where axe-core lies: named by AXE_CORE, or installed beside the project by npm."""
    named = os.environ.get("AXE_CORE")
    found = Path(named) if named else project_root() / "node_modules" / "axe-core" / "axe.min.js"
    return found if found.is_file() else None


NEEDS_AXE = pytest.mark.skipif(axe() is None, reason="no axe-core; npm install --no-save axe-core")


def serious_violations(page, within: str = "body") -> list[tuple[str, str]]:
    """What axe-core finds serious or critical in a part of a page: the rule, and the first element that breaks it."""
    page.evaluate(axe().read_text(encoding="utf-8"))
    found = page.evaluate("within => axe.run(document.querySelector(within))", within)["violations"]
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")]
