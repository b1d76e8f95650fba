"""From clusters of names to the rows of the mentions and entities tables."""

from dataclasses import dataclass

from analysis.annotate import Document
from analysis.entities.borders import mended
from analysis.entities.clusters import cluster_others, cluster_people, tell_genders, words_before, written_role
from analysis.entities.found import find_names
from analysis.entities.layouts import with_layouts
from analysis.entities.names import Cluster, Name
from analysis.entities.places import with_sides
from analysis.entities.recover import recovered, with_headline, with_introduced, with_missed_people, with_repeats
from analysis.entities.stand_ins import Nominal, compatriot, find_nominals, metonym_rule
from analysis.entities.usage import weighed, with_usage
from analysis.reference.gazetteer import Gazetteer
from analysis.tables import Entity, Mention
from analysis.wording import fold

# shares right on the GUM news articles, by the rule that led the name to its entity, else by who found it
_BY_RULE = {
    "full name in the gazetteer": 0.98, "full name": 0.92, "surname of the full name": 0.9,
    "first name of the full name": 0.9, "surname of the full name, spelt with one other letter": 0.7,
    "headline name, full name in the text": 0.9, "initials of the full name": 0.95, "short form of the full name": 0.95,
    "abbreviation introduced in brackets": 0.9,
}  # fmt: skip
_BY_SOURCE = {"both": 0.96, "gazetteer": 0.8, "repeat": 0.8, "model": 0.65}
_OF_METONYMS = 0.9  # 58 of 65 in PolNeAR


@dataclass(frozen=True)
class EntityRows:
    """The mentions of an article, by offset, and its entities, by first mention."""

    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]


def find_entities(document: Document, gazetteer: Gazetteer) -> EntityRows:
    """Return every mention of a person, body, place … with its kind, and the entities they refer to.

    Pronouns are no mentions; nor are dates, sums and numbers, which have tables of their own. `entity_id` is the
    gazetteer's where it knows the entity, else ``article_id#eNNNN``, counted by first mention.
    """
    names = mended(document, find_names(document, gazetteer), gazetteer)
    names = with_introduced(document, with_missed_people(document, recovered(document, names, gazetteer)))
    names = with_layouts(document, names, gazetteer)
    names = with_usage(document, with_repeats(document, with_headline(document, names, gazetteer)))
    names = with_sides(document, names, gazetteer)
    people, rest = cluster_people(document, names)
    clusters = [*people, *cluster_others(document, weighed(document, rest))]
    clusters = _with_metonyms(document, clusters, gazetteer)
    for cluster in clusters:
        cluster.names.sort(key=lambda name: name.start)
    clusters.sort(key=lambda cluster: cluster.names[0].start)
    _tell(document, clusters, gazetteer)
    return _rows(document, clusters, _nominals(document, clusters))


def _with_metonyms(document: Document, clusters: list[Cluster], gazetteer: Gazetteer) -> list[Cluster]:
    """Move a capital's names that mean its government to the government's entity."""
    by_id = {cluster.entity_id: cluster for cluster in clusters if cluster.entity_id}
    for city in list(by_id.values()):
        country = _government(city, by_id, gazetteer)
        if country is None:
            continue
        running = (name for name in city.names if document.behind_dateline(name.start) == name.start)
        moved = [(name, rule) for name in running if (rule := metonym_rule(document, name)) is not None]
        if moved and country not in by_id:
            by_id[country] = Cluster("GPE", entity_id=country)
            clusters.append(by_id[country])
        for name, rule in moved:
            by_id[country].add(name, rule)
        city.drop([name for name, _ in moved])
    return [cluster for cluster in clusters if cluster.names]


def _government(city: Cluster, by_id: dict[str, Cluster], gazetteer: Gazetteer) -> str | None:
    """Return the entity that a capital stands for; Brussels is the European Union unless only NATO is in the text."""
    if city.entity_id == "city/brussels":
        european = {"body/EU", "body/EC", "body/EP", "body/EUCO"} & by_id.keys()
        return "body/NATO" if "body/NATO" in by_id and not european else "body/EU"
    return gazetteer.country_of_capital(city.entity_id or "")


def _tell(document: Document, clusters: list[Cluster], gazetteer: Gazetteer) -> None:
    people = [cluster for cluster in clusters if cluster.label == "PERSON"]
    for person in people:
        person.roles = [role for name in person.names if (role := written_role(document, name)) is not None]
        person.entity_id = person.entity_id or _known_by_office(document, person, gazetteer)
    for cluster in clusters:
        cluster.known = gazetteer.entities.get(cluster.entity_id or "")
    tell_genders(document, people)
    nationality_at = {
        token: cluster.known.iso3
        for cluster in clusters
        if cluster.known is not None and cluster.known.iso3
        for name in cluster.names
        for token in range(name.first, name.last)
    }
    for person in people:
        beside = [*range(person.role.first, person.role.last)] if person.role else []
        beside += [t for n in person.names for t in range(words_before(document, n), n.first)]
        written = [nationality_at[t] for t in beside if t in nationality_at]
        person.nationality = (person.known.country if person.known else None) or (written[0] if written else None)


def _known_by_office(document: Document, person: Cluster, gazetteer: Gazetteer) -> str | None:
    """Return the office holder that a surname with the office before it names ("Chancellor Merkel")."""
    role = person.role
    if role is None or len(person.full.words) > 1:
        return None
    holders = {
        office.holder
        for office in gazetteer.offices_by_surname.get(fold(person.full.text), ())
        if fold(office.office) in fold(role.text)
        and (not document.published or not office.from_date or office.from_date.first <= document.published)
    }
    return holders.pop() if len(holders) == 1 else None


def _nominals(document: Document, clusters: list[Cluster]) -> list[Nominal]:
    people = [cluster for cluster in clusters if cluster.label == "PERSON"]
    compatriots: list[Nominal] = []
    for cluster in clusters:
        iso3 = cluster.known.iso3 if cluster.known else None
        demonyms = [n for n in cluster.names if n.aliases and n.aliases[0].kind == "demonym"]
        found = [(n, compatriot(document, n, iso3, people)) for n in demonyms]
        compatriots += [person for _, person in found if person is not None]
        cluster.drop([name for name, person in found if person is not None])
    taken = [(n.start, n.end) for c in clusters for n in c.names] + [(n.start, n.end) for n in compatriots]
    bodies = [cluster for cluster in clusters if cluster.label == "ORG" and cluster.names]
    return [*compatriots, *find_nominals(document, people, bodies, taken)]


def _rows(document: Document, clusters: list[Cluster], nominals: list[Nominal]) -> EntityRows:
    mentions: list[Mention] = []
    entities: list[Entity] = []
    nominals_of: dict[int, list[Nominal]] = {}
    for nominal in nominals:
        nominals_of.setdefault(id(nominal.cluster), []).append(nominal)
    unlinked = 0
    for cluster in clusters:
        if not cluster.names:
            continue
        unlinked += cluster.entity_id is None
        entity_id = cluster.entity_id or f"{document.article_id}#e{unlinked:04d}"
        name = cluster.known.name if cluster.known else cluster.full.text
        rows = [_mention(cluster, n, entity_id, name) for n in cluster.names]
        rows += [_nominal_mention(n, entity_id, name) for n in nominals_of.get(id(cluster), ())]
        mentions += rows
        entities.append(_entity(cluster, entity_id, name, len(rows)))
    return EntityRows(tuple(sorted(mentions, key=lambda m: (m.start, m.end))), tuple(entities))


def _mention(cluster: Cluster, name: Name, entity_id: str, entity_name: str) -> Mention:
    rule = cluster.how[name.start]
    kind = name.aliases[0].kind if name.aliases else "name"
    if rule.startswith("capital for government"):
        kind = "metonym"
    elif name.text == entity_name and kind == "acronym":
        kind = "name"
    elif fold(name.text) != fold(entity_name) and kind == "name" and name.label != "PERSON":
        letters = name.text.replace(".", "")
        kind = "acronym" if 2 <= len(letters) <= 6 and letters.isalpha() and letters.isupper() else kind
    confidence = _OF_METONYMS if kind == "metonym" else _BY_RULE.get(rule, _BY_SOURCE[name.source])
    return Mention(
        start=name.start, end=name.end, label=name.label, kind=kind, entity_id=entity_id, name=entity_name,
        resolution=rule, rule=name.source, confidence=confidence,
    )  # fmt: skip


def _nominal_mention(nominal: Nominal, entity_id: str, entity_name: str) -> Mention:
    return Mention(
        start=nominal.start, end=nominal.end, label=nominal.cluster.label, kind="nominal", entity_id=entity_id,
        name=entity_name, resolution=nominal.resolution, rule="nominal", confidence=nominal.confidence,
    )  # fmt: skip


def _entity(cluster: Cluster, entity_id: str, name: str, mention_count: int) -> Entity:
    known, role = cluster.known, cluster.role
    return Entity(
        entity_id=entity_id, name=name, label=known.label if known else cluster.label,
        iso3=known.iso3 if known else None, wikidata=known.wikidata if known else None,
        role=role.text if role else None, nationality=cluster.nationality, gender=cluster.gender,
        forms=tuple(dict.fromkeys(n.text for n in cluster.names)), mention_count=mention_count,
    )  # fmt: skip
