"""What an output depends on, as hashes: the sources of the rules, the word lists, the model, the reference tables."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from analysis.annotate import model_version
from analysis.paths import own_aliases, reference_folder

_READING = ("articles",)
_READING_LIBRARIES = (
    "trafilatura", "lxml", "pypdf", "feedparser", "warcio", "charset-normalizer", "py3langid",
)  # fmt: skip
_PARSING = ("normal.py", "marks.py", "annotate.py")
_RULES = (
    "tables", "wording", "datelines", "dates", "numbers", "entities", "quotes", "speakers",
    "attribution", "rules", "claims", "number_words.py", "unit_names.py", "window",
    "check", "reference", "corpus/building.py", "corpus/frames.py", "corpus/stages.py", "corpus/storage.py",
    "corpus/stories.py",
)  # fmt: skip
_RULES_LIBRARIES = ("rapidfuzz", "pyahocorasick", "datasketch")
_READING_LISTS = ("function_words.tsv",)
_SOURCES = (".py", ".tsv", ".json", ".toml")


@cache
def fingerprints() -> dict[str, str]:
    """Return one hash each for reading, parsing, rules (with their word lists) and reference data.

    A change in a word list changes `rules` alone, so that parses are kept; a new edition or a change in the user's own
    aliases changes `reference` alone.
    """
    return fingerprints_of(files("analysis"), reference_folder(), own_aliases())


def fingerprints_of(package: Traversable, reference: Path, aliases: Path) -> dict[str, str]:
    """Return the fingerprints of a copy of the package with its data."""
    lists = [item for item in package.joinpath("lexicons").iterdir() if item.name.endswith(".tsv")]
    reading = [*_modules(package, _READING), *(i for i in lists if i.name in _READING_LISTS)]
    rules = [*_modules(package, _RULES), *(i for i in lists if i.name not in _READING_LISTS)]
    return {
        "reading": _text_hash(_hash(*reading), *map(version, _READING_LIBRARIES)),
        "parse": _text_hash(model_version(), version("spacy"), _hash(*_modules(package, _PARSING))),
        "rules": _text_hash(_hash(*rules), *map(version, _RULES_LIBRARIES)),
        "reference": _reference(reference, aliases),
    }


def policy() -> str:
    """Return one hash over all of them."""
    return policy_of(fingerprints())


def policy_of(current: Mapping[str, str]) -> str:
    """Return one hash over some fingerprints."""
    return _text_hash(*(f"{name}={value}" for name, value in sorted(current.items())))


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


def _reference(root: Path, aliases: Path) -> str:
    digest = hashlib.sha256()
    for path in [*sorted(root.rglob("*")), aliases]:
        if path.is_file() and path.suffix in (".csv", ".yaml", ".yml"):
            name = path.relative_to(root).as_posix() if path.is_relative_to(root) else "own aliases"
            digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
