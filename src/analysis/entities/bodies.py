"""Bodies, places and all other names: known ones by the gazetteer, the rest by full form, short form and acronym."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from analysis.annotate import Document
from analysis.entities.names import Cluster, Name, fold
from analysis.entities.repair import name_heads
from analysis.lexicons import entries, pairs

_LEGAL = entries("name_words", "word", kind="legal")
_SMALL = frozenset({"of", "the", "for", "and", "in", "on", "to", "de", "la", "du", "des", "&", "a", "an", "at"})
_LOCATED = frozenset({"GPE", "LOC", "FAC"})


def cluster_others(document: Document, names: list[Name]) -> list[Cluster]:
    """Return the clusters of all names that are no known person's."""
    clusters: dict[str, Cluster] = {}
    labels = _voted_labels(document, names)
    for name in names:
        certain = [alias for alias in name.aliases if not alias.ambiguous]
        alias = next(iter(certain or name.aliases), None)
        label = name.label if alias else labels[fold(name.text)]
        key = alias.entity_id if alias else f"{label} {fold(name.text)}"
        cluster = clusters.setdefault(key, Cluster(label, entity_id=alias.entity_id if alias else None))
        cluster.add(replace(name, label=label), f"{alias.kind} in the gazetteer" if alias else "same name")
    return _united(document, list(clusters.values()))


def _voted_labels(document: Document, names: list[Name]) -> dict[str, str]:
    """Return one label for each spelling: the one that most of its mentions have; headlines count half."""
    title_end = document.title_span.end_char if document.title_span is not None else -1
    votes: dict[str, Counter[str]] = {}
    for name in names:
        weight = 1 if name.end <= title_end else 2
        votes.setdefault(fold(name.text), Counter())[name.label] += weight
    return {spelling: counter.most_common(1)[0][0] for spelling, counter in votes.items()}


def _united(document: Document, clusters: list[Cluster]) -> list[Cluster]:
    """Merge each cluster into the one other cluster that it is a shorter form of; leave it where there are several."""
    merged: set[int] = set()
    for how, owners_of in (
        ("abbreviation introduced in brackets", _by_brackets(document, clusters)),
        ("initials of the full name", _by_initials(clusters)),
        ("short form of the full name", _by_edge_words(clusters)),
    ):
        for short in sorted(clusters, key=lambda c: len(c.full.text)):
            known = any(not alias.ambiguous for name in short.names for alias in name.aliases)
            owners = owners_of(short) if not known and id(short) not in merged else ()
            found = {id(c): c for c in owners if c is not short and id(c) not in merged and _same_sort(short, c)}
            if len(found) == 1:
                (owner,) = found.values()
                for name in short.names:
                    owner.add(replace(name, label=owner.label), how)
                merged.add(id(short))
    return [cluster for cluster in clusters if id(cluster) not in merged]


_Owners = Callable[[Cluster], list[Cluster]]


def _by_brackets(document: Document, clusters: list[Cluster]) -> _Owners:
    """Return the clusters of which a name stands right before the brackets around one of these names."""
    text = document.text
    ending = {name.end: cluster for cluster in clusters for name in cluster.names}

    def owners(short: Cluster) -> list[Cluster]:
        closed = (n for n in short.names if text[n.end : n.end + 1] == ")")
        inside = [n for n in closed if text[max(0, n.start - 6) : n.start].rstrip().endswith(("(", "(the"))]
        before = [text.rfind("(", max(0, n.start - 6), n.start) for n in inside]
        owning = [ending[end] for at in before for end in (at, at - 1) if at >= 0 and end in ending]
        # "BRUSSELS (Northline Wire)" is a dateline with its agency; a place is shortened to capitals only
        return [c for c in owning if c.label not in _LOCATED or short.full.text.isupper()]

    return owners


def _by_initials(clusters: list[Cluster]) -> _Owners:
    """Return the clusters whose main words begin with the letters of this name."""
    by_letters: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        for letters in initials(cluster.full.text):
            by_letters.setdefault(letters, []).append(cluster)
    return lambda short: by_letters.get(short.full.text.replace(".", ""), [])


def _by_edge_words(clusters: list[Cluster]) -> _Owners:
    """Return the clusters whose fullest name begins or ends with this name."""
    by_edge: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        words = _main_words(cluster.full)
        for word in {*words[:1], *words[-1:]}:
            by_edge.setdefault(word, []).append(cluster)

    def owners(short: Cluster) -> list[Cluster]:
        words = _main_words(short.full)
        near = (c for word in {*words[:1], *words[-1:]} for c in by_edge.get(word, ()))
        return [c for c in near if _is_short_form(short.full, c.full)]

    return owners


def _main_words(name: Name) -> list[str]:
    return [word for word in fold(name.text).split() if word not in _LEGAL]


def _same_sort(short: Cluster, full: Cluster) -> bool:
    acronym = full.label == "ORG" and short.full.text.isupper()
    return short.label == full.label or (acronym and short.label in ("PERSON", "PRODUCT", "GPE", "NORP"))


def initials(text: str) -> frozenset[str]:
    """Return the acronyms that the words of a name can give, small words left out or not.

    >>> sorted(initials("Fund for Animal Welfare"))
    ['FAW', 'FFAW']
    """
    words = [word for word in text.replace("-", " ").split() if word[:1].isalnum()]
    main = [word for word in words if word.lower() not in _SMALL]
    if not 2 <= len(main) <= 8:
        return frozenset()
    return frozenset("".join(word[0] for word in some).upper() for some in (main, words))


def _is_short_form(short: Name, full: Name) -> bool:
    """Say whether the short name is the beginning or the end of the full one, legal suffixes aside."""
    if short.label not in ("ORG", "FAC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART"):
        return False
    part, whole = _main_words(short), _main_words(full)
    if not part or len(part) > len(whole) or (len(part) == len(whole) and part != whole):
        return False
    generic = len(part) == 1 and (part[0] in pairs("body_nouns", "noun", "class") or short.text in name_heads())
    return whole[-len(part) :] == part or (whole[: len(part)] == part and not generic)
