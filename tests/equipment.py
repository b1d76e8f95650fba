"""What some tests need beside Python packages, a browser and Pango: found, else got where that is possible.

    python tests/equipment.py

What cannot be had is said; the tests that need it are then skipped, by name.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
DRIVER = {"libatomic.so.1": "libatomic1"}  # library that Playwright's own Node needs, and Debian's package of it
PANGO = {  # the same of what draws a PDF
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
LONGEST = 900  # seconds one installation may take


def main() -> None:
    """Get what is missing: as root from Debian's packages, a browser else from Playwright."""
    if packages := [*missing_libraries(), *([] if driver_starts() else missing_libraries(DRIVER))]:
        _apt(packages)
    found = has_browser()
    if not found:
        _apt(["chromium"])
        found = has_browser()
    if not found and driver_starts():
        _run([sys.executable, "-m", "playwright", "install", *(["--with-deps"] if _root() else []), "chromium"])
        found = has_browser()
    if not found:
        print("no browser can be had here: the tests that need one will be skipped", flush=True)
    if left := missing_libraries():
        print(f"no {', '.join(left)} can be had here: the tests of PDF will be skipped", flush=True)


def has_browser() -> bool:
    """Say whether a browser starts."""
    from playwright.sync_api import sync_playwright

    if not driver_starts():
        return False
    with sync_playwright() as started:
        if running := browser(started):
            running.close()
        return running is not None


def browser(started: "Playwright") -> "Browser | None":
    """Return a browser that runs: the one named by CHROMIUM, one on the path, or Playwright's own."""
    from playwright.sync_api import Error

    for path in _browsers(started.chromium.executable_path):
        try:
            return started.chromium.launch(executable_path=path, args=FLAGS)
        except Error:
            continue
    return None


def driver_starts() -> bool:
    """Say whether Playwright can run its driver, a Node of its own that needs a library of the system."""
    tried = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(tried, capture_output=True, check=False, timeout=LONGEST).returncode == 0


def missing_libraries(packages: Mapping[str, str] = PANGO) -> list[str]:
    """Return Debian's packages of the libraries that are not here: of those that a PDF is drawn with, or of others."""
    return [package for library, package in packages.items() if not _loads(library)]


def _browsers(own: str) -> Iterator[str]:
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [*map(shutil.which, NAMES), own]
    yield from (path for path in found if path and Path(path).is_file())


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(packages: Sequence[str]) -> None:
    if _root():
        _run(["apt-get", "update", "-qq"])
        _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages])


def _run(command: Sequence[str]) -> None:
    """Run an installer; what it says is shown only when it fails."""
    print(f"installing: {' '.join(command)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=LONGEST, check=False, text=True, errors="replace",
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  failed: {error}", flush=True)
        return
    if done.returncode:
        print("\n".join(f"  {line}" for line in done.stdout.splitlines()[-10:]), flush=True)


if __name__ == "__main__":
    main()
