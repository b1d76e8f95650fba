"""The grammar as data: rules with their examples, in ``rules/*.toml``, and what reads them."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from analysis.errors import AnalysisError
from analysis.rules.paths import Bindings, Marks, Path, class_names, follow, follow_all, read_path, words_in

FEWEST_EXAMPLES = 2
_KEYS = frozenset({"id", "gives", "path", "unless", "with", "note", "fires", "silent"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes
    ----------
    id : ``file.name``. gives : what a match means to the stage that asks.
    paths : all must be there, the first from the word that the stage starts at. unless : none may be there.
    settings : what else the rule sets (``{comparator = ">="}``).
    fires, silent : sentences of the project's own in which it must and must not take part.
    """

    id: str
    gives: str
    paths: tuple[Path, ...]
    unless: tuple[Path, ...]
    settings: Mapping[str, Any]
    fires: tuple[str, ...]
    silent: tuple[str, ...]

    def matches(self, bound: Bindings, marks: Marks) -> Iterator[Bindings]:
        """Yield the words that the rule binds, given the word it starts at."""
        for found in follow_all(self.paths, bound, marks):
            if not any(True for path in self.unless for _ in follow(path, found, marks)):
                yield found


@cache
def rules(name: str) -> tuple[Rule, ...]:
    """Return the rules of ``rules/<name>.toml``, in order; earlier ones win where a stage asks for one.

    Raises
    ------
    AnalysisError
        If a rule has an unknown key, no path, or fewer examples than it must have.
    """
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tuple(_rule(name, entry) for entry in tomllib.loads(text)["rule"])


def _rule(name: str, entry: Mapping[str, Any]) -> Rule:
    where = f"{name}.toml, rule {entry.get('id')!r}"
    unknown = entry.keys() - _KEYS
    if unknown or not entry.get("path") or "gives" not in entry:
        raise AnalysisError(f"{where}: keys are {', '.join(sorted(_KEYS))}; path and gives must be there")
    if len(entry.get("fires", ())) < FEWEST_EXAMPLES or not entry.get("silent"):
        raise AnalysisError(f"{where}: give at least {FEWEST_EXAMPLES} sentences that fire and one that must not")
    paths = entry["path"] if isinstance(entry["path"], list) else [entry["path"]]
    return Rule(
        id=f"{name}.{entry['id']}", gives=entry["gives"], paths=tuple(map(read_path, paths)),
        unless=tuple(map(read_path, entry.get("unless", ()))), settings=entry.get("with", {}),
        fires=tuple(entry["fires"]), silent=tuple(entry["silent"]),
    )  # fmt: skip


def rule_files() -> tuple[str, ...]:
    """Return the names of all files of rules, sorted."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in files(__package__).iterdir() if f.name.endswith(".toml")))


__all__ = ["Bindings", "Marks", "Rule", "class_names", "rule_files", "rules", "words_in"]
