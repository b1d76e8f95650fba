"""What axe-core says of a page, and the mark of tests that need a browser."""

from importlib.resources import files

import pytest

BROWSER = pytest.mark.browser


def serious_violations(page, within: str = "body") -> list[tuple[str, str]]:
    """What axe-core finds serious or critical in a part of a page: the rule, and the first element that breaks it."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    run = "within => axe.run(document.querySelector(within), {resultTypes: ['violations']})"  # the rest is not listed
    found = page.evaluate(run, within)["violations"]
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")]
