"""Bodies, places and all other names: known ones by the gazetteer, the rest by full form, short form and acronym."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from analysis.annotate import Document
from analysis.entities.clusters import Cluster, fold
from analysis.entities.names import Name
from analysis.entities.nominals import body_nouns
from analysis.entities.repair import name_heads
from analysis.reference.gazetteer import Alias

_LEGAL = frozenset(
    {"inc", "corp", "co", "ltd", "plc", "llc", "ag", "gmbh", "sa", "nv", "group", "company", "corporation", "holdings"}
)
_SMALL = frozenset({"of", "the", "for", "and", "in", "on", "to", "de", "la", "du", "des", "&", "a", "an", "at"})
_LOCATED = frozenset({"GPE", "LOC", "FAC"})


def cluster_others(document: Document, names: list[Name]) -> list[Cluster]:
    """Return the clusters of all names that are no known person's."""
    clusters: dict[str, Cluster] = {}
    labels = _voted_labels(document, names)
    for name in names:
        alias = _reading(name)
        label = name.label if alias else labels[fold(name.text)]
        key = alias.entity_id if alias else f"{label} {fold(name.text)}"
        cluster = clusters.setdefault(key, Cluster(label, entity_id=alias.entity_id if alias else None))
        cluster.add(replace(name, label=label), f"{alias.kind} in the gazetteer" if alias else "same name")
    united = list(clusters.values())
    _unite(united, lambda short, full: _introduced(document, short, full), "abbreviation introduced in brackets")
    _unite(united, lambda short, full: _is_acronym(short.text, full), "initials of the full name")
    _unite(united, _is_short_form, "short form of the full name")
    return united


def _reading(name: Name) -> Alias | None:
    """Return the gazetteer's reading of a name: the only one, or the first certain one."""
    certain = [alias for alias in name.aliases if not alias.ambiguous]
    return next(iter(certain or name.aliases), None)


def _voted_labels(document: Document, names: list[Name]) -> dict[str, str]:
    """Return one label for each spelling: the one that most of its mentions have; headlines count half."""
    title_end = document.title_span.end_char if document.title_span is not None else -1
    votes: dict[str, Counter[str]] = {}
    for name in names:
        weight = 1 if name.end <= title_end else 2
        votes.setdefault(fold(name.text), Counter())[name.label] += weight
    return {spelling: counter.most_common(1)[0][0] for spelling, counter in votes.items()}


def _unite(clusters: list[Cluster], fits: Callable[[Name, Name], bool], how: str) -> None:
    """Merge a cluster into the one other cluster that it is a shorter form of; leave it where there are several."""
    for short in sorted(clusters, key=lambda c: len(c.full.text)):
        if short.entity_id is not None and _known_by_itself(short):
            continue
        owners = [c for c in clusters if c is not short and _same_sort(short, c) and fits(short.full, c.full)]
        if len(owners) != 1:
            continue
        for name in short.names:
            owners[0].add(replace(name, label=owners[0].label), how)
        clusters.remove(short)


def _known_by_itself(cluster: Cluster) -> bool:
    return any(not alias.ambiguous for name in cluster.names for alias in name.aliases)


def _same_sort(short: Cluster, full: Cluster) -> bool:
    if short.label == full.label:
        return True
    return (
        short.label in ("ORG", "PERSON", "PRODUCT", "GPE", "NORP") and full.label == "ORG" and short.full.text.isupper()
    )


def _introduced(document: Document, short: Name, full: Name) -> bool:
    """Say whether the short name stands in brackets right after the full one somewhere."""
    return (
        document.text[full.end : short.start].strip() in ("(", "(the")
        and document.text[short.end : short.end + 1] == ")"
    )


def _is_acronym(text: str, full: Name) -> bool:
    """Say whether the letters are the initials of the full name's main words ("IFAW").

    >>> _is_acronym("WHO", Name(0, 3, 0, 25, "World Health Organization", "ORG", "model"))
    True
    """
    letters = text.replace(".", "")
    if not letters.isupper() or not letters.isalpha() or not 2 <= len(letters) <= 8:
        return False
    words = [word for word in full.text.replace("-", " ").split() if word[:1].isalnum()]
    main = [word for word in words if word.lower() not in _SMALL]
    return len(main) > 1 and letters in (_initials(main), _initials(words))


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words).upper()


def _is_short_form(short: Name, full: Name) -> bool:
    """Say whether the short name is the beginning or the end of the full one, legal suffixes aside."""
    if short.label not in ("ORG", "FAC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART"):
        return False
    part = [word for word in fold(short.text).split() if word not in _LEGAL]
    whole = [word for word in fold(full.text).split() if word not in _LEGAL]
    if not part or len(part) > len(whole) or (len(part) == len(whole) and part != whole):
        return False
    generic = len(part) == 1 and (part[0] in body_nouns() or short.text in name_heads())
    return whole[-len(part) :] == part or (whole[: len(part)] == part and not generic)
