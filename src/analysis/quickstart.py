"""Faster start of libraries: left out is what nobody here needs of them.

``jsonschema[format-nongpl]`` imports ``rfc3987_syntax``, which compiles some 35 grammars, and suppresses its
ImportError; importing papermill takes 1.3 instead of 5.8 CPU-seconds without it. Import this module before papermill,
nbconvert or nbval; for pytest, ``-p analysis.quickstart``. spaCy imports its own command line, a quarter of its start.
"""

import sys
from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
_REGISTRIES = ("spacy", "thinc", "confection")
_COMMANDS = ("spacy.cli", "spacy.cli.info")


def import_spacy() -> Any:
    """Return spaCy, imported without its command line, which is still there for who asks for it later."""
    stands_in = [name for name in _COMMANDS if name not in sys.modules] if "spacy" not in sys.modules else []
    for name in stands_in:
        sys.modules[name] = ModuleType(name)
        sys.modules[name].info = _info  # type: ignore[attr-defined]
    catalogue: Any = import_module("catalogue")  # asks 200 times which of a thousand entry points are its own
    points = entry_points()
    own = (group for group in points.groups if group.startswith(_REGISTRIES))
    catalogue.AVAILABLE_ENTRY_POINTS = {group: tuple(points.select(group=group)) for group in own}
    try:
        return import_module("spacy")
    finally:
        for name in stands_in:
            sys.modules.pop(name, None)


def import_minhash() -> Any:
    """Return datasketch's MinHash, without what its index, not used here, integrates with: longer than all of it."""
    integrates = "scipy.integrate"
    stands_in = not {integrates, "datasketch"} & sys.modules.keys()
    if stands_in:
        sys.modules[integrates] = ModuleType(integrates)
        sys.modules[integrates].quad = _quad  # type: ignore[attr-defined]
    try:
        return import_module("datasketch").MinHash
    finally:
        if stands_in:
            del sys.modules[integrates]


def _quad(*asked: Any, **options: Any) -> Any:
    """Do what ``scipy.integrate.quad`` does, which is imported now."""
    return import_module("scipy.integrate").quad(*asked, **options)


def _info(*asked: Any, **options: Any) -> Any:
    """Do what ``spacy.info`` does, which is imported now."""
    return import_module("spacy.cli.info").info(*asked, **options)
