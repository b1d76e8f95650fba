"""What an output depends on, as hashes: the sources of the rules, the word lists, the model, the reference tables."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from analysis.annotate import model_version

_READING = ("articles",)
_PARSING = ("normal.py", "marks.py", "annotate.py")
_RULES = (
    "tables", "dates", "numbers", "entities", "quotes", "speakers", "links", "claims", "window", "check", "corpus",
    "reference",
)  # fmt: skip
_READING_LISTS = ("function_words.tsv",)
_SOURCES = (".py", ".tsv", ".json")


@cache
def fingerprints() -> dict[str, str]:
    """Return one hash each for reading, parsing, rules (with their word lists) and reference data.

    A change in a word list changes `rules` alone, so that parses are kept; a new edition changes `reference` alone.
    """
    package = files("analysis")
    lists = [item for item in package.joinpath("lexicons").iterdir() if item.name.endswith(".tsv")]
    return {
        "reading": _hash(*_modules(package, _READING), *(i for i in lists if i.name in _READING_LISTS)),
        "parse": _text_hash(model_version(), version("spacy"), _hash(*_modules(package, _PARSING))),
        "rules": _hash(*_modules(package, _RULES), *(i for i in lists if i.name not in _READING_LISTS)),
        "reference": _reference(),
    }


def policy() -> str:
    """Return one hash over all of them."""
    return _text_hash(*(f"{name}={value}" for name, value in sorted(fingerprints().items())))


def _modules(package: Traversable, names: Iterable[str]) -> list[Traversable]:
    """Return module files; ``dates`` is the module or the package of that name."""
    found: list[Traversable] = []
    for name in names:
        single = package.joinpath(name if name.endswith(".py") else f"{name}.py")
        if single.is_file():
            found.append(single)
        elif package.joinpath(name).is_dir():
            found += _below(package.joinpath(name))
    return found


def _below(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        if item.is_dir() and item.name != "__pycache__":
            found += _below(item)
        elif item.name.endswith(_SOURCES):
            found.append(item)
    return found


def _hash(*items: Traversable) -> str:
    digest = hashlib.sha256()
    for item in sorted(items, key=str):
        digest.update(item.name.encode() + b"\0" + hashlib.sha256(item.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _text_hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def _reference() -> str:
    from analysis.paths import reference_folder

    root = reference_folder()
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix in (".csv", ".yaml", ".yml"):
            digest.update(
                path.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest()
            )
    return digest.hexdigest()[:16]
