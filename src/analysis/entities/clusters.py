"""From names to entities: surnames led back to full names, short forms and acronyms to bodies; who people are.

Role and gender of a person are told beside the names.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Set

from rapidfuzz.distance import Levenshtein

from analysis.annotate import Document
from analysis.entities.lists import HONORIFICS, NAME_HEADS, PARTICLES, PLACES, ROLE_NOUNS
from analysis.entities.names import Cluster, Name, Role, run_end, run_start, words_beside
from analysis.lexicons import entries, pairs
from analysis.reference import load_gazetteer
from analysis.wording import fold

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "jnr", "snr"})
_PARTICLES = PARTICLES | {"st"}
_LOCATIVE = frozenset({"in", "near", "at", "from", "to", "outside", "around", "across", "into", "central", "of"})
_RELABELLED = frozenset({"PERSON", "ORG", "GPE", "NORP", "PRODUCT", "FAC", "LOC", "WORK_OF_ART", "EVENT"})
_INSIDE_ROLE = frozenset({"ADJ", "NOUN", "PROPN", "ADV"})
_OPENS_ROLE = frozenset({"the", "a", "an", "its", "their", "his", "her", "who", "then"})
_MARKS = frozenset({",", ";", ":", "—", "–", "”", "“", "("})
_ENDS_ROLE = frozenset({"VERB", "AUX", "PRON", "CCONJ"})
_LONGEST = 12  # tokens of a role
_KIN = pairs("role_nouns", "noun", "gender", sector="kin")
_PRONOUNS = {"he": "male", "him": "male", "his": "male", "himself": "male",
             "she": "female", "her": "female", "hers": "female", "herself": "female"}  # fmt: skip


def cluster_people(document: Document, names: list[Name]) -> tuple[list[Cluster], list[Name]]:
    """Return the clusters of people and the names that belong to none of them."""
    clusters = _full_names(names)
    taken = {name.start for cluster in clusters for name in cluster.names}
    index: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        for form in dict.fromkeys(form for name in cluster.names for form in short_forms(name)):
            index.setdefault(form, []).append(cluster)
    told: dict[int, list[str]] = {}

    def gender_of(cluster: Cluster) -> str:
        if id(cluster) not in told:
            told[id(cluster)] = _told_genders(document, cluster.names)
        return _most_frequent(told[id(cluster)])

    rest: list[Name] = []
    for name in names:
        if name.start in taken:
            continue
        candidates = index.get(fold(name.text)) or _spelt_alike(name, index)
        may_own = bool(candidates) and _may_be_person(document, name)
        owner = _owner(document, name, candidates, gender_of) if may_own else None
        if owner is None:
            rest.append(name)
        else:
            if id(owner) in told:
                told[id(owner)] += _told_genders(document, [name])
            owner.add(name._replace(label="PERSON", aliases=()), _rule(document, name, owner))
    return clusters, rest


def _full_names(names: list[Name]) -> list[Cluster]:
    """Unite full names of people: the same known person, or the same first and last name."""
    clusters: dict[str, Cluster] = {}
    for name in names:
        parts = _parts(name) if name.label == "PERSON" else []
        if len(parts) < 2:
            continue
        known = next((a.entity_id for a in name.aliases if a.entity_id.startswith("person/")), None)
        cluster = clusters.setdefault(known or f"{parts[0]} {parts[-1]}", Cluster("PERSON", entity_id=known))
        cluster.add(name, "full name in the gazetteer" if known else "full name")
    return list(clusters.values())


def _parts(name: Name) -> list[str]:
    return [part for part in fold(name.text).split() if part not in _SUFFIXES]


def short_forms(full: Name) -> tuple[str, ...]:
    """Return the forms, folded, under which a person may be named again, the given name last.

    Of "Ursula von der Leyen" they are "leyen", "der leyen", "von der leyen", "ursula".
    """
    parts = _parts(full)
    forms = [parts[-1]]
    for i in range(len(parts) - 2, 0, -1):
        forms.append(" ".join(parts[i:]))
        if parts[i] not in _PARTICLES:
            break
    return (*forms, parts[0])


def _spelt_alike(name: Name, index: dict[str, list[Cluster]]) -> list[Cluster]:
    """Return the one person whose surname differs by a letter ("Saree", "Sarea"), for names from other scripts."""
    key = fold(name.text)
    if name.label != "PERSON" or len(name.words) > 1 or len(key) < 5:
        return []
    alike = (cs for form, cs in index.items() if form[:2] == key[:2] and Levenshtein.distance(form, key) == 1)
    found = {id(c): c for cs in alike for c in cs}
    return list(found.values()) if len(found) == 1 else []


def _may_be_person(document: Document, name: Name) -> bool:
    """Say whether a name could be a surname: no known body or country, and a city only where one is not in it."""
    certain = any(not a.ambiguous and not a.entity_id.startswith(("person/", "city/")) for a in name.aliases)
    city = any(a.entity_id.startswith("city/") for a in name.aliases)
    before, after = words_beside(document, name)
    return not certain and name.label in _RELABELLED and not (city and (before in _LOCATIVE or after == ","))


def _owner(
    document: Document, name: Name, candidates: list[Cluster], gender_of: Callable[[Cluster], str]
) -> Cluster | None:  # fmt: skip
    """Return whose family or given name this is: the person named last before it, else the first one after it."""
    gender = _title_gender(document, name)
    key = fold(name.text)
    fitting = [
        c
        for c in candidates
        if (not gender or gender_of(c) in ("", gender)) and (name.label == "PERSON" or key != short_forms(c.full)[-1])
    ]
    before = [c for c in fitting if c.names[0].start < name.start]
    if before:
        return max(before, key=lambda c: c.last_before(name.start))
    return min(fitting, key=lambda c: c.names[0].start, default=None)


def _rule(document: Document, name: Name, owner: Cluster) -> str:
    if name.end <= document.title_end and owner.full.start > name.start:
        return "headline name, full name in the text"
    part = "first name" if fold(name.text) == short_forms(owner.full)[-1] else "surname"
    return f"{part} of the full name"


def _title_gender(document: Document, name: Name) -> str:
    return HONORIFICS.get(document.lower[name.first - 1], "") if name.first else ""


def _told_genders(document: Document, names: list[Name]) -> list[str]:
    """Return the genders that titles or kinship nouns before names tell ("his daughter, Nora …")."""
    told = (_title_gender(document, name) or _kin_gender(document, name) for name in names)
    return list(filter(None, told))


def _kin_gender(document: Document, name: Name) -> str:
    near = range(max(0, name.first - 2), name.first)
    lemmas = [document.lemmas[i].lower() for i in near if document.words[i].isalpha()]
    told = (_KIN.get(lemma, "") for lemma in lemmas if lemmas[-1] != "of")  # "the widow of Leonard Vik"
    return next(filter(None, told), "")


def _most_frequent(told: list[str]) -> str:
    return max(told, key=told.count, default="")


def _most_told(told: Mapping[str, int]) -> str:
    return max(told, key=told.__getitem__, default="")


def written_role(document: Document, name: Name) -> Role | None:
    """Return the role that stands right before or, after a comma, right after a person's name."""
    words, pos = document.words, document.pos
    first = words_before(document, name)
    if any(lemma.lower() in ROLE_NOUNS for lemma in document.lemmas[max(first, name.first - 3) : name.first]):
        return Role(first, name.first, document.written(first, name.first))
    if words[name.last : name.last + 1] != (",",) or name.last + 1 >= len(words):
        return None
    first = run_end(document, name.last + 1, lambda i: document.lower[i] in _OPENS_ROLE)
    last = run_end(document, first, lambda i: not _ends_role(document, i), _LONGEST)
    lemmas = [lemma.lower() for lemma in document.lemmas[first:last]]
    main = lemmas[: lemmas.index("of")] if "of" in lemmas else lemmas
    if ROLE_NOUNS.keys().isdisjoint(main[-3:]) or not {"NOUN", "PROPN"}.intersection(pos[first:last]):
        return None
    is_person = pos[first] == "PROPN" and document.doc[first].ent_type_ == "PERSON"
    return None if is_person else Role(first, last, document.written(first, last))


def _ends_role(document: Document, i: int) -> bool:
    return document.words[i] in _MARKS or document.pos[i] in _ENDS_ROLE or bool(document.doc[i].is_sent_end)


def words_before(document: Document, name: Name) -> int:
    """Return the token at which the nouns and adjectives right before a person's name begin."""
    words, doc = document.words, document.doc

    def is_part(i: int) -> bool:
        participle = document.tags[i] in ("VBG", "VBN") and document.deps[i] == "amod"
        part = participle or document.pos[i] in _INSIDE_ROLE or words[i] in ("-", "'s", "&")
        return part and not doc[i + 1].is_sent_start

    first = run_start(name.first, is_part, _LONGEST)
    return run_end(document, first, lambda i: i < name.first and words[i] in ("'s", "-", "'"))


def tell_genders(document: Document, people: list[Cluster]) -> None:
    """Tell people's gender by titles, then role and kin nouns, then pronouns."""
    votes: dict[int, Counter[str]] = {id(person): Counter() for person in people}
    for person in people:
        told_of = votes[id(person)]
        if title := _most_frequent(_told_genders(document, person.names)):
            told_of[title] += 10
        for role in person.roles:
            told = {ROLE_NOUNS.get(word.lower(), "") for word in role.text.split()} - {""}
            if len(told) == 1:
                told_of[told.pop()] += 4
        words = person.full.text.lower().split()
        given = pairs("name_genders", "name", "gender").get(words[0], "") if len(words) > 1 else ""
        if given and not told_of:
            told_of[given] += 3
    _add_pronouns(document, people, votes)
    for person in people:
        most = votes[id(person)].most_common(2)
        clear = bool(most) and (len(most) == 1 or most[0][1] > 1.5 * most[1][1])
        person.gender = most[0][0] if clear else None


def _add_pronouns(document: Document, people: list[Cluster], votes: dict[int, Counter[str]]) -> None:
    """Count each "he" or "she" for the person named last before it, within this sentence and the one before.

    Somebody of whom nothing is known yet does not get the pronoun of one whom it is known to fit.
    """
    at = {token: id(c) for c in people for n in c.names for token in range(n.first, n.last)}
    for place, word in enumerate(document.lower):
        gender = _PRONOUNS.get(word)
        if gender is None:
            continue
        begin = document.sentences[max(0, document.sentence_index[place] - 1)].start
        fits = {i: at[i] for i in range(begin, place) if i in at and _most_told(votes[at[i]]) in ("", gender)}
        fits = {i: person for i, person in fits.items() if votes[person]} or fits
        subjects = [person for i, person in fits.items() if document.deps[i] in ("nsubj", "nsubjpass")]
        if len(set(fits.values())) == 1:
            votes[next(iter(fits.values()))][gender] += 2
        elif subjects:
            votes[subjects[-1]][gender] += 1


_LEGAL = entries("name_words", "word", kind="legal")
_SHORTENED = frozenset({"ORG", "FAC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART"})
_SMALL = frozenset({"of", "the", "for", "and", "in", "on", "to", "de", "la", "du", "des", "&", "a", "an", "at"})


def cluster_others(document: Document, names: list[Name]) -> list[Cluster]:
    """Return the clusters of all names that are no known person's."""
    clusters: dict[str, Cluster] = {}
    votes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))  # of a spelling; headlines count half
    unknown = {fold(name.text) for name in names if not name.aliases}
    for name in names:
        if (spelling := fold(name.text)) in unknown:
            votes[spelling][name.label] += 1 if name.end <= document.title_end else 2
    labels = {spelling: _most_told(told) for spelling, told in votes.items()}
    for name in names:
        certain = [alias for alias in name.aliases if not alias.ambiguous]
        alias = next(iter(certain or name.aliases), None)
        label = name.label if alias else labels[fold(name.text)]
        key = alias.entity_id if alias else f"{label} {fold(name.text)}"
        cluster = clusters.setdefault(key, Cluster(label, entity_id=alias.entity_id if alias else None))
        how = f"{alias.kind} in the gazetteer" if alias else "same name"
        cluster.add(name if label == name.label else name._replace(label=label), how)
    return _united(document, list(clusters.values()))


def _united(document: Document, clusters: list[Cluster]) -> list[Cluster]:
    """Merge each cluster into the one other cluster that it is a shorter form of; leave it where there are several.

    A known body's acronym is another body's in an article that writes that one out and never the known one.
    """
    merged: set[int] = set()
    unsure = [c for c in clusters if all(alias.ambiguous for name in c.names for alias in name.aliases)]
    acronyms = [c for c in clusters if _is_known_acronym(c)]
    shortened = [c for c in unsure if c.full.label in _SHORTENED]
    sorts = {"ORG", *(c.label for c in shortened)}
    by_letters = _indexed(clusters, lambda c: initials(c.full.text))
    by_edge = _indexed([c for c in clusters if c.label in sorts], _edge_words)

    def of_edges(short: Cluster) -> list[Cluster]:
        near = (c for word in _edge_words(short) for c in by_edge.get(word, ()))
        return [c for c in near if _is_short_form(short.full, c.full)]

    for how, shorts, owners_of in (
        ("abbreviation introduced in brackets", [*unsure, *acronyms], _by_brackets(document, clusters)),
        ("initials of the full name", [*unsure, *acronyms],
         lambda short: by_letters.get(short.full.text.replace(".", ""), [])),
        ("short form of the full name", shortened, of_edges),
    ):  # fmt: skip
        for short in sorted(shorts, key=lambda c: len(c.full.text)):
            owners = [c for c in owners_of(short) if c is not short and id(c) not in merged and _same_sort(short, c)]
            found = {id(c): c for c in owners if not _is_known_acronym(short) or _is_other_body(c, short)}
            if len(found) == 1 and id(short) not in merged:
                (owner,) = found.values()
                for name in short.names:
                    owner.add(name._replace(label=owner.label), how)
                merged.add(id(short))
    return [cluster for cluster in clusters if id(cluster) not in merged]


def _indexed(clusters: list[Cluster], keys: Callable[[Cluster], Set[str]]) -> dict[str, list[Cluster]]:
    index: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        for key in keys(cluster):
            index[key].append(cluster)
    return index


def _by_brackets(document: Document, clusters: list[Cluster]) -> Callable[[Cluster], list[Cluster]]:
    """Return the clusters of which a name stands right before the brackets around one of these names."""
    text = document.text
    ending = {name.end: cluster for cluster in clusters for name in cluster.names}

    def owners(short: Cluster) -> list[Cluster]:
        closed = (n for n in short.names if text[n.end : n.end + 1] == ")")
        inside = [n for n in closed if text[max(0, n.start - 6) : n.start].rstrip().endswith(("(", "(the"))]
        before = [text.rfind("(", max(0, n.start - 6), n.start) for n in inside]
        owning = [ending[end] for at in before for end in (at, at - 1) if at >= 0 and end in ending]
        # "BRUSSELS (Northline Wire)" is a dateline with its agency; a place is shortened to capitals only
        return [c for c in owning if c.label not in PLACES or short.full.text.isupper()]

    return owners


def _edge_words(cluster: Cluster) -> set[str]:
    words = _main_words(cluster.full)
    return {*words[:1], *words[-1:]}


def _main_words(name: Name) -> list[str]:
    return [word for word in fold(name.text).split() if word not in _LEGAL]


def _same_sort(short: Cluster, full: Cluster) -> bool:
    acronym = full.label == "ORG" and short.full.text.isupper()
    return short.label == full.label or (acronym and short.label in ("PERSON", "PRODUCT", "GPE", "NORP"))


def _is_known_acronym(cluster: Cluster) -> bool:
    """Say whether an article has but the acronym of a known body."""
    aliases = [alias for name in cluster.names for alias in name.aliases]
    return cluster.label == "ORG" and bool(aliases) and all(a.kind == "acronym" and not a.ambiguous for a in aliases)


def _is_other_body(full: Cluster, acronym: Cluster) -> bool:
    """Say whether a name with the initials of a known body is another's: few of its words are in that one's name.

    A body that goes by its acronym alone ("NATO") is known by it, whatever is written out.
    """
    name = load_gazetteer().entities[acronym.names[0].aliases[0].entity_id].name
    words, letters = set(_main_words(full.full)), acronym.full.text.replace(".", "")
    shared = words.intersection(fold(name).split())
    is_written_out = letters in initials(full.full.text) and fold(letters) not in words
    return full.entity_id is None and is_written_out and " " in name and 2 * len(shared) < len(words)


def initials(text: str) -> frozenset[str]:
    """Return the acronyms that the words of a name can give: FAW and FFAW for "Fund for Animal Welfare"."""
    words = [word for word in text.replace("-", " ").split() if word[:1].isalnum()]
    main = [word for word in words if word.lower() not in _SMALL]
    some = (main, words) if 2 <= len(main) <= 8 else ()
    return frozenset("".join(word[0] for word in chosen).upper() for chosen in some)


def _is_short_form(short: Name, full: Name) -> bool:
    """Say whether the short name is the beginning or the end of the full one, legal suffixes aside."""
    part, whole = _main_words(short), _main_words(full)
    if not part or len(part) > len(whole) or (len(part) == len(whole) and part != whole):
        return False
    head = part[0] in pairs("body_nouns", "noun", "class") or short.text in NAME_HEADS
    return whole[-len(part) :] == part or (whole[: len(part)] == part and not (len(part) == 1 and head))
