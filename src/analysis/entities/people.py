"""People: full names united, surnames and given names led back to them, family members kept apart."""

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.names import Cluster, Name, fold, honorifics
from analysis.lexicons import entries, pairs

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "jnr", "snr"})
_PARTICLES = entries("name_words", "word", kind="particle") | {"st"}
_LOCATIVE = frozenset({"in", "near", "at", "from", "to", "outside", "around", "across", "into", "central", "of"})
_RELABELLED = frozenset({"PERSON", "ORG", "GPE", "NORP", "PRODUCT", "FAC", "LOC", "WORK_OF_ART", "EVENT"})


def cluster_people(document: Document, names: list[Name]) -> tuple[list[Cluster], list[Name]]:
    """Return the clusters of people and the names that belong to none of them."""
    clusters = _full_names(names)
    taken = {name.start for cluster in clusters for name in cluster.names}
    index = _index(clusters)
    told = {id(cluster): _told_genders(document.doc, cluster.names) for cluster in clusters}
    rest: list[Name] = []
    for name in names:
        if name.start in taken:
            continue
        candidates = index.get(fold(name.text)) or _spelt_alike(name, index)
        owner = _owner(document, name, candidates, told) if _may_be_person(document.doc, name) else None
        if owner is None:
            rest.append(name)
        else:
            told[id(owner)] += _told_genders(document.doc, [name])
            owner.add(replace(name, label="PERSON", aliases=()), _rule(document, name, owner))
    return clusters, rest


def _full_names(names: list[Name]) -> list[Cluster]:
    """Unite full names of people: the same known person, or the same first and last name."""
    clusters: dict[str, Cluster] = {}
    for name in names:
        parts = _parts(name)
        if name.label != "PERSON" or len(parts) < 2:
            continue
        known = next((a.entity_id for a in name.aliases if a.entity_id.startswith("person/")), None)
        cluster = clusters.setdefault(known or f"{parts[0]} {parts[-1]}", Cluster("PERSON", entity_id=known))
        cluster.add(name, "full name in the gazetteer" if known else "full name")
    return list(clusters.values())


def _parts(name: Name) -> list[str]:
    return [part for part in fold(name.text).split() if part not in _SUFFIXES]


def short_forms(full: Name) -> tuple[str, ...]:
    """Return the forms, folded, under which a person may be named again; the given name comes last.

    >>> short_forms(Name(0, 4, 0, 19, "Ursula von der Leyen", "PERSON", "model"))
    ('leyen', 'der leyen', 'von der leyen', 'ursula')
    """
    parts = _parts(full)
    forms = [parts[-1]]
    for i in range(len(parts) - 2, 0, -1):
        forms.append(" ".join(parts[i:]))
        if parts[i] not in _PARTICLES:
            break
    return (*forms, parts[0])


def _index(clusters: list[Cluster]) -> dict[str, list[Cluster]]:
    index: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        for form in dict.fromkeys(form for name in cluster.names for form in short_forms(name)):
            index.setdefault(form, []).append(cluster)
    return index


def _spelt_alike(name: Name, index: dict[str, list[Cluster]]) -> list[Cluster]:
    """Return the one person whose surname differs by a letter ("Saree", "Sarea"), for names from other scripts."""
    key = fold(name.text)
    if name.label != "PERSON" or len(name.words) > 1 or len(key) < 5:
        return []
    found = {id(c): c for form, cs in index.items() if form[:2] == key[:2] and _one_letter_apart(form, key) for c in cs}
    return list(found.values()) if len(found) == 1 else []


def _one_letter_apart(left: str, right: str) -> bool:
    """Say whether two words differ by one letter changed, added or dropped.

    >>> _one_letter_apart("saree", "sarea"), _one_letter_apart("zelensky", "zelenskyy")
    (True, True)
    """
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    same = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    pairs = ((left[same + 1 :], right[same + 1 :]), (left[same + 1 :], right[same:]), (left[same:], right[same + 1 :]))
    return any(a == b for a, b in pairs)


def _may_be_person(doc: "Doc", name: Name) -> bool:
    """Say whether a name could be a surname: no known body or country, and a city only where one is not in it."""
    certain = any(not a.ambiguous and not a.entity_id.startswith(("person/", "city/")) for a in name.aliases)
    if certain or name.label not in _RELABELLED:
        return False
    city = any(a.entity_id.startswith("city/") for a in name.aliases)
    before = doc[name.first - 1].lower_ if name.first else ""
    after = doc[name.last].text if name.last < len(doc) else ""
    return not (city and (before in _LOCATIVE or after == ","))


def _owner(document: Document, name: Name, candidates: list[Cluster], told: dict[int, Counter[str]]) -> Cluster | None:
    """Return whose family or given name this is: the person named last before it, else the first one after it."""
    gender = title_gender(document.doc, name)
    key = fold(name.text)
    fitting = [
        c
        for c in candidates
        if (not gender or _most_told(told[id(c)]) in ("", gender))
        and (name.label == "PERSON" or key != short_forms(c.full)[-1])
    ]
    before = [c for c in fitting if c.names[0].start < name.start]
    if before:
        return max(before, key=lambda c: c.last_before(name.start))
    return min(fitting, key=lambda c: c.names[0].start, default=None)


def _rule(document: Document, name: Name, owner: Cluster) -> str:
    title = document.title_span
    if title is not None and name.end <= title.end_char and owner.full.start > name.start:
        return "headline name, full name in the text"
    return (
        "first name of the full name" if fold(name.text) == short_forms(owner.full)[-1] else "surname of the full name"
    )


def title_gender(doc: "Doc", name: Name) -> str:
    """Return the gender that a title right before the name tells, or an empty string."""
    return honorifics().get(doc[name.first - 1].lower_, "") if name.first else ""


def _kin_gender(doc: "Doc", name: Name) -> str:
    """Return the gender that a kinship noun before the name tells ("his daughter, Nora …"), or an empty string."""
    near = [t.lemma_.lower() for t in doc[max(0, name.first - 2) : name.first] if t.is_alpha]
    if near[-1:] == ["of"]:  # "the widow of Leonard Vik"
        return ""
    return next(
        (gender for word in near if (gender := pairs("role_nouns", "noun", "gender", sector="kin").get(word))), ""
    )


def cluster_gender(doc: "Doc", cluster: Cluster) -> str:
    """Return the gender that titles and kinship nouns before a person's names tell, or an empty string."""
    return _most_told(_told_genders(doc, cluster.names))


def _told_genders(doc: "Doc", names: list[Name]) -> Counter[str]:
    return Counter(g for name in names if (g := title_gender(doc, name) or _kin_gender(doc, name)))


def _most_told(told: Counter[str]) -> str:
    return told.most_common(1)[0][0] if told else ""
