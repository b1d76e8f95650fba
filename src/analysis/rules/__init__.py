"""The grammar as data: rules with their examples, in ``rules/*.toml``, and what reads them.

A rule is a pattern over the dependency parse: paths from a word to the words that belong to it.
A path is nodes joined by steps, written with spaces: ``figure <attr|acomp verb[level] >nsubj measure``.

- ``<dep`` goes to the head where the word is its `dep`; ``>dep`` to each child that is a `dep`; ``<`` and ``>`` alone
  allow any relation; a trailing ``?`` makes a step optional, ``*`` repeats it (none to four times).
- A node has a name; the same name is the same word everywhere in a rule. Names that `Marks` knows (``figure``,
  ``measure``, ``subject`` …) must carry that mark. ``[level|=at]`` asks for a lemma of a class, or for a lemma itself.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from analysis.errors import AnalysisError
from analysis.lexicons import read_lexicon
from analysis.nodes import Node

FEWEST_EXAMPLES = 2
_KEYS = frozenset({"id", "gives", "path", "unless", "with", "note", "fires", "silent"})
Marks = Mapping[str, Callable[[Node], bool]]
Bindings = dict[str, Node]

_NODE = re.compile(r"(?P<name>[a-z_]+)(?:\[(?P<words>[^\]]+)\])?\Z")
_STEP = re.compile(r"(?P<way>[<>])(?P<deps>[a-z|:]*)(?P<often>[?*]?)\Z")
_MOST_REPEATED = 4


@dataclass(frozen=True, slots=True)
class PathNode:
    """A word that a path passes: its name and the lemmas it may have (none: any)."""

    name: str
    lemmas: frozenset[str]

    def fits(self, token: Node, marks: Marks) -> bool:
        """Say whether a word can be this node."""
        if self.lemmas and token.lemma_.lower() not in self.lemmas and token.lower_ not in self.lemmas:
            return False
        has_mark = marks.get(self.name)
        return has_mark is None or has_mark(token)


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step: up or down, by which relations (none: any), how often."""

    up: bool
    deps: frozenset[str]
    least: int
    most: int

    def reach(self, token: Node) -> Iterator[Node]:
        level = [token]
        if self.least == 0:
            yield token
        for _ in range(self.most):
            level = [further for word in level for further in self._once(word)]
            yield from level

    def _once(self, token: Node) -> list[Node]:
        if self.up:
            climbs = token.head.i != token.i and (not self.deps or token.dep_ in self.deps)
            return [token.head] if climbs else []
        return [child for child in token.children if not self.deps or child.dep_ in self.deps]


class Path(NamedTuple):
    """A path as read."""

    nodes: tuple[PathNode, ...]
    steps: tuple[PathStep, ...]


@cache
def read_path(text: str) -> Path:
    """Read a path; an `AnalysisError` shows it where a node or a step is malformed or a class of words is unknown.

    >>> [node.name for node in read_path("figure <dobj verb[=spend] >nsubj subject").nodes]
    ['figure', 'verb', 'subject']
    """
    parts = text.split()
    if len(parts) % 2 == 0:
        raise AnalysisError(f"path {text!r}: it must begin and end with a node, with a step between any two")
    return Path(tuple(_node(p, text) for p in parts[::2]), tuple(_step(p, text) for p in parts[1::2]))


def _node(part: str, text: str) -> PathNode:
    found = _NODE.match(part)
    if found is None:
        raise AnalysisError(f"path {text!r}: {part!r} is no node; write name, name[class] or name[=lemma]")
    lemmas: set[str] = set()
    for word in (found["words"] or "").split("|"):
        if word.startswith("="):
            lemmas.add(word[1:])
        elif word in _classes():
            lemmas |= words_in(word)
        elif word:
            raise AnalysisError(f"path {text!r}: {word!r} is no class of words; a lemma is written ={word}")
    return PathNode(found["name"], frozenset(lemmas))


def _step(part: str, text: str) -> PathStep:
    found = _STEP.match(part)
    if found is None:
        raise AnalysisError(f"path {text!r}: {part!r} is no step; write <dep, >dep, with | between relations")
    most = _MOST_REPEATED if found["often"] == "*" else 1
    return PathStep(found["way"] == "<", frozenset(filter(None, found["deps"].split("|"))), not found["often"], most)


def follow(path: Path, bound: Bindings, marks: Marks) -> Iterator[Bindings]:
    """Yield every way to follow a path whose first node is bound, with the words bound on the way."""
    start = bound.get(path.nodes[0].name)
    if start is not None and path.nodes[0].fits(start, marks):
        yield from _follow(path, 0, start, bound, marks)


def _follow(path: Path, place: int, token: Node, bound: Bindings, marks: Marks) -> Iterator[Bindings]:
    if place == len(path.steps):
        yield bound
        return
    node = path.nodes[place + 1]
    for further in path.steps[place].reach(token):
        known = bound.get(node.name)
        if (known is None or known.i == further.i) and node.fits(further, marks):
            yield from _follow(path, place + 1, further, {**bound, node.name: further}, marks)


def follow_all(paths: tuple[Path, ...], bound: Bindings, marks: Marks) -> Iterator[Bindings]:
    """Yield every way to follow all paths one after another."""
    if not paths:
        yield bound
        return
    for found in follow(paths[0], bound, marks):
        yield from follow_all(paths[1:], found, marks)


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in read_lexicon("word_classes"):
        found.setdefault(row["class"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in found.items()}


@cache
def words_in(*names: str) -> frozenset[str]:
    """Return the lemmas of one or more classes of ``lexicons/word_classes.tsv``.

    >>> "reach" in words_in("meet")
    True
    """
    return frozenset().union(*(_classes()[name] for name in names))


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule."""

    id: str  # file.name
    gives: str  # what a match means to the stage that asks
    paths: tuple[Path, ...]  # all must be there, the first from the word that the stage starts at
    unless: tuple[Path, ...]  # none may be there
    cues: tuple[frozenset[str], ...]  # words of which it wants one each, somewhere in a sentence
    settings: Mapping[str, Any]  # what else the rule sets ({comparator = ">="})
    fires: tuple[str, ...]  # sentences of the project's own in which it must take part
    silent: tuple[str, ...]  # and must not

    def matches(self, bound: Bindings, marks: Marks) -> Iterator[Bindings]:
        """Yield the words that the rule binds, given the word it starts at."""
        for found in follow_all(self.paths, bound, marks):
            if not any(True for path in self.unless for _ in follow(path, found, marks)):
                yield found


@cache
def rules(name: str) -> tuple[Rule, ...]:
    """Return the rules of ``rules/<name>.toml``, in order; earlier ones win where a stage asks for one.

    An `AnalysisError` names a rule with an unknown key, no path, or fewer examples than it must have.
    """
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tuple(_rule(name, entry) for entry in tomllib.loads(text)["rule"])


def rules_for(name: str, forms: Set[str]) -> Iterator[Rule]:
    """Yield the rules of a file of which a sentence with these words and lemmas can have all words."""
    return (rule for rule in rules(name) if not any(forms.isdisjoint(words) for words in rule.cues))


def _rule(name: str, entry: Mapping[str, Any]) -> Rule:
    where = f"{name}.toml, rule {entry.get('id')!r}"
    unknown = entry.keys() - _KEYS
    if unknown or not entry.get("path") or "gives" not in entry:
        raise AnalysisError(f"{where}: keys are {', '.join(sorted(_KEYS))}; path and gives must be there")
    if len(entry.get("fires", ())) < FEWEST_EXAMPLES or not entry.get("silent"):
        raise AnalysisError(f"{where}: give at least {FEWEST_EXAMPLES} sentences that fire and one that must not")
    written = entry["path"] if isinstance(entry["path"], list) else [entry["path"]]
    paths = tuple(map(read_path, written))
    return Rule(
        id=f"{name}.{entry['id']}", gives=entry["gives"], paths=paths,
        unless=tuple(map(read_path, entry.get("unless", ()))),
        cues=tuple(node.lemmas for path in paths for node in path.nodes if node.lemmas),
        settings=entry.get("with", {}),
        fires=tuple(entry["fires"]), silent=tuple(entry["silent"]),
    )  # fmt: skip


def rule_files() -> tuple[str, ...]:
    """Return the names of all files of rules, sorted."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in files(__package__).iterdir() if f.name.endswith(".toml")))
