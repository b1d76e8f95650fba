"""Many articles: all stages over each, tables in the text's own offsets, on disk in parts with a manifest."""

from importlib import import_module
from typing import Any

__all__ = [
    "Analysis", "Manifest", "ParseCache", "Resources", "Tables", "analyse", "build_part", "build_tables",
    "default_resources", "read_manifest", "read_table", "read_tables", "recheck", "write_tables",
]  # fmt: skip

_MODULES = {
    "building": ("Tables", "build_part", "build_tables"),
    "parses": ("ParseCache",),
    "stages": ("Analysis", "Resources", "analyse", "default_resources"),
    "storage": ("Manifest", "read_manifest"),
    "whole": ("read_table", "read_tables", "recheck", "write_tables"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a name when it is first used: a run over an unchanged corpus needs neither the rules nor pandas."""
    if name in _MODULE_OF:
        return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
