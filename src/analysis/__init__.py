"""News articles in; offset-exact tables of quotes, entities, numbers, dates and checked claims out.

>>> import analysis as an
>>> article = an.read_article("seeds/000_a3d80e40c71e1304.txt")  # doctest: +SKIP
>>> tables = an.build_tables("seeds")  # doctest: +SKIP

The names below are loaded when they are first used: importing the package imports neither spaCy nor matplotlib.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.articles import read_articles
    from analysis.check import check_claims
    from analysis.corpus import build_tables, read_tables
    from analysis.display import read_article
    from analysis.reference import load_reference

__version__ = "0.1.0"
__all__ = ["build_tables", "check_claims", "load_reference", "read_article", "read_articles", "read_tables"]

_FACES = {
    "read_article": "analysis.display",
    "read_articles": "analysis.articles",
    "build_tables": "analysis.corpus",
    "read_tables": "analysis.corpus",
    "check_claims": "analysis.check",
    "load_reference": "analysis.reference",
}


def __getattr__(name: str) -> Any:
    if name not in _FACES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}; it has {', '.join(_FACES)}")
    return getattr(import_module(_FACES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_FACES})
