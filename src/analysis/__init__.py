"""News articles in; offset-exact tables of quotes, entities, numbers, dates and checked claims out.

>>> import analysis as an
>>> an.load_reference("nato").name
'nato'
"""

from importlib import import_module
from typing import Any

from analysis.garbage import no_collection

__version__ = "0.1.0"
__all__ = [
    "build_tables", "check_claims", "correct", "explore", "load_reference", "read_article", "read_articles",
    "read_tables", "try_sentence",
]  # fmt: skip

_FACE = {
    "read_article": "analysis.display",
    "correct": "analysis.desk",
    "explore": "analysis.desk",
    "try_sentence": "analysis.display",
    "read_articles": "analysis.articles",
    "build_tables": "analysis.corpus",
    "read_tables": "analysis.corpus",
    "check_claims": "analysis.check",
    "load_reference": "analysis.reference",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package loads neither spaCy nor matplotlib."""
    if name in _FACE:
        with no_collection():
            return getattr(import_module(_FACE[name]), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}; it offers {', '.join(_FACE)}")


def __dir__() -> list[str]:
    return [*__all__, *(name for name in globals() if name.startswith("__"))]
