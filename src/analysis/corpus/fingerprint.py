"""What an output depends on, as hashes: the sources of the rules, the word lists, the model, the reference tables."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
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
_PARSING = ("normal.py", "marks.py", "datelines.py", "notes.py", "annotate.py")
_RULES = (
    "tables", "wording.py", "dates", "numbers", "entities", "quotes", "speakers",
    "attribution", "rules", "claims", "nodes.py", "grouping.py", "number_words.py", "unit_names.py", "window.py",
    "check", "reference", "corpus/building.py", "corpus/stages.py", "corpus/storage.py",
    "corpus/stories.py",
)  # fmt: skip
_RULES_LIBRARIES = ("rapidfuzz", "pyahocorasick", "datasketch")
_READING_LISTS = ("function_words.tsv",)
_SOURCES = (".py", ".tsv", ".json", ".toml")
_TABLES = (".csv", ".yaml", ".yml")


@cache
def fingerprints() -> dict[str, str]:
    """Return one hash each for reading, parsing, rules (with their word lists) and reference data.

    A change in a word list changes `rules` alone, so that parses are kept; a new edition or a change in the user's own
    aliases changes `reference` alone.
    """
    return fingerprints_of(files("analysis"), reference_folder(), own_aliases())


def fingerprints_of(package: Traversable, reference: Path, aliases: Path) -> dict[str, str]:
    """Return the fingerprints of a copy of the package with its data."""
    lists = dict(_modules(package, ("lexicons",)))
    reading = [*_modules(package, _READING), *((name, lists.pop(f"lexicons/{name}")) for name in _READING_LISTS)]
    rules = [*_modules(package, _RULES), *lists.items()]
    own = [("own aliases", aliases)] if aliases.is_file() else []
    return {
        "reading": digest(hash_of(reading), *map(version, _READING_LIBRARIES)),
        "parse": digest(model_version(), version("spacy"), hash_of(_modules(package, _PARSING))),
        "rules": digest(hash_of(rules), *map(version, _RULES_LIBRARIES)),
        "reference": hash_of([*files_below(reference, _TABLES), *own]),
    }


def policy(current: Mapping[str, str] | None = None) -> str:
    """Return one hash over some fingerprints, else over those of now."""
    return digest(*(f"{name}={value}" for name, value in sorted((current or fingerprints()).items())))


def _modules(package: Traversable, names: Iterable[str]) -> Iterator[tuple[str, Traversable]]:
    """Yield the files of modules (``window.py``) and packages (``dates``) with their names."""
    for name in names:
        if name.endswith(".py"):
            yield name, package.joinpath(name)
        else:
            yield from files_below(package.joinpath(name), _SOURCES, f"{name}/")


def files_below(
    folder: Traversable, endings: tuple[str, ...] = ("",), prefix: str = ""
) -> Iterator[tuple[str, Traversable]]:
    """Yield the files of a folder and of those in it, each with its name from there."""
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            yield from files_below(item, endings, f"{prefix}{item.name}/")
        elif item.is_file() and item.name.endswith(endings):
            yield prefix + item.name, item


def hash_of(files: Iterable[tuple[str, Traversable]]) -> str:
    """Return a hash over names and bytes of files, in the order of their names."""
    found = hashlib.sha256()
    for name, item in sorted(files, key=lambda pair: pair[0]):
        found.update(name.encode("utf-8", "replace") + b"\0" + hashlib.sha256(item.read_bytes()).digest())
    return found.hexdigest()[:16]


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()[:16]
