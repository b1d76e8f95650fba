"""Build entities.csv, aliases.csv and offices.csv from countryinfo, babel and the tables in ``own/``.

Run from anywhere: ``python data/reference/gazetteer/build.py``. The three tables are committed; this script shows
where each row comes from and builds them again when ``own/`` or a library changes.

In ``own/`` several values in one field are separated by ``;``, spellings of one city by ``=``, and a value ending in
``!`` is ambiguous: it is matched only where the model or the article supports it ("Chad", "Georgia", "Jordan").
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import babel
from countryinfo import CountryInfo
from countryinfo.exceptions import CountryNotFoundError

FOLDER = Path(__file__).resolve().parent
OFFICE_HOLDERS = FOLDER.parent / "nato" / "office_holders.csv"
NATO_SOURCE = "data/reference/nato/office_holders.csv"
KNOWLEDGE = "general knowledge"

ENTITY_FIELDS = ("entity_id", "name", "label", "kind", "iso3", "wikidata", "country", "classes", "born_on", "source")
ALIAS_FIELDS = ("entity_id", "alias", "kind", "language", "valid_from", "valid_to", "ambiguous", "context", "source")
OFFICE_FIELDS = ("office", "organisation", "holder", "from_date", "to_date", "precision", "source")


def main() -> None:
    """Write the three tables."""
    entities: dict[str, dict[str, str]] = {}
    aliases: dict[tuple[str, str, str], dict[str, str]] = {}
    for rows in (_countries(), _bodies(), _places(), _listed(), _people(), _treaties(), _contextual()):
        for table, row in rows:
            if table == "entity":
                entities.setdefault(row["entity_id"], row)
            else:
                aliases.setdefault((row["entity_id"], row["alias"], row["kind"]), row)
    _write("entities.csv", ENTITY_FIELDS, sorted(entities.values(), key=lambda r: r["entity_id"]))
    _write("aliases.csv", ALIAS_FIELDS, sorted(aliases.values(), key=lambda r: (r["entity_id"], r["kind"], r["alias"])))
    _write(
        "offices.csv", OFFICE_FIELDS, sorted(_offices(), key=lambda r: (r["organisation"], r["office"], r["from_date"]))
    )


Row = tuple[str, dict[str, str]]


def _countries() -> Iterator[Row]:
    babel_names = _babel_names()
    for own in _own("countries"):
        iso3, name = own["iso3"], own["name"].rstrip("!")
        entity_id = f"country/{iso3}"
        source = "own; ids from owid-grapher CountriesRegions.ts" if own["wikidata"] else "own"
        if own["wikidata"] == "Q55":
            source = "own; id from the seed gold"
        yield _entity(entity_id, name, "GPE", "country", source, iso3=iso3, wikidata=own["wikidata"], country=iso3)
        yield _alias(entity_id, own["name"], "name", "own")
        for alias in _values(own["aliases"]):
            kind = "acronym" if re.fullmatch(r"(?:[A-Z]\.?){2,}!?", alias) else "name"
            yield _alias(entity_id, alias, kind, "own")
        for alias in _library_names(iso3, name) | {babel_names.get(_alpha2(iso3), name)}:
            yield _alias(entity_id, alias, "name", "countryinfo, babel")
        for demonym in _values(own["demonyms"]):
            yield _alias(entity_id, demonym, "demonym", "own")
        for person in _values(own["persons"]):
            yield _alias(entity_id, person, "demonym", "own")
            yield _alias(entity_id, _plural(person), "demonym", "own")
        for place in _values(own["capitals"]):
            spellings = place.split("=")
            city = f"city/{_slug(spellings[0])}"
            yield _entity(city, spellings[0].rstrip("!"), "GPE", "capital", "own", country=iso3)
            for spelling in spellings:
                yield _alias(city, spelling, "name", "own")


def _library_names(iso3: str, name: str) -> set[str]:
    """Return the official and short English names that countryinfo gives, checked against `name`'s country."""
    try:
        spellings = CountryInfo(iso3).alt_spellings()
    except CountryNotFoundError:
        return set()
    official = re.compile(r"(?:Republic|Kingdom|State|Commonwealth|Principality|Union|Sultanate|Federa\w+)\b.*\bof\b.*")
    return {
        s
        for s in spellings
        if s.isascii() and s[:1].isupper() and official.search(s) and "," not in s and name.rsplit(maxsplit=1)[-1] in s
    }


def _bodies() -> Iterator[Row]:
    for own in _own("bodies"):
        entity_id = f"body/{own['id']}"
        source = f"own; id from {own['wikidata_source']}" if own["wikidata"] else "own"
        classes = own["class"]
        kind = "media" if {"broadcaster", "newspaper", "magazine"} & set(classes.split(";")) else "body"
        yield _entity(entity_id, own["name"], own["label"], kind, source, wikidata=own["wikidata"], classes=classes)
        if own["name"] not in _values(own["acronyms"]):
            yield _alias(entity_id, own["name"], "name", "own")
        for alias in _values(own["aliases"]):
            yield _alias(entity_id, alias, "name", "own")
        for alias in _values(own["acronyms"]):
            yield _alias(entity_id, alias, "acronym", "own")


def _places() -> Iterator[Row]:
    for own in _own("places"):
        name = own["name"].rstrip("!")
        yield _entity(own["id"], name, own["label"], own["kind"], "own", country=own["country"])
        many = "demonym" if own["kind"] == "people" else "name"
        for alias in (own["name"], *_values(own["aliases"])):
            yield _alias(own["id"], alias, many, "own")
        for demonym in _values(own["demonyms"]):
            yield _alias(own["id"], demonym, "demonym", "own")
            if not demonym.rstrip("!").endswith(("ish", "ese", "sh", "ic", "ya")):
                yield _alias(own["id"], _plural(demonym), "demonym", "own")


def _listed() -> Iterator[Row]:
    """Yield what the tables with one row a country list: cities, provinces, clubs, companies, media, parties."""
    for table, column, kind, label in (
        ("cities", "cities", "city", "GPE"),
        ("provinces", "provinces", "state", "GPE"),
        ("organisations", "names", "body", "ORG"),
    ):
        for own in _own(table):
            for place in _values(own[column]):
                spellings = place.split("=")
                entity_id = f"{kind}/{_slug(spellings[0])}" + (f"-{own['country'].lower()}" if own["country"] else "")
                more = {"country": own["country"], "classes": own.get("class", "")}
                shown = "media" if more["classes"] == "media" else kind
                yield _entity(entity_id, spellings[0].rstrip("!"), label, shown, "own", **more)
                for spelling in spellings:
                    yield _alias(entity_id, spelling, _form(spelling) if label == "ORG" else "name", "own")


def _form(alias: str) -> str:
    return "acronym" if re.fullmatch(r"[A-Z]{2,6}!?", alias) else "name"


def _people() -> Iterator[Row]:
    known = {row["holder"]: row for row in _own("people")}
    born = {row["holder"]: row["born_on"] for row in _read(OFFICE_HOLDERS)}
    nationality = {row["holder"]: row["nationality_iso3"] for row in _read(OFFICE_HOLDERS)}
    for office in _offices():
        nation = office["organisation"].partition("country/")[2]
        nationality.setdefault(office["holder_name"], nation)
    for name, nation in nationality.items():
        own = known.get(name, {})
        entity_id = f"person/{_slug(name)}"
        wikidata = own.get("wikidata", "")
        source = f"offices.csv; id from {own['wikidata_source']}" if wikidata else "offices.csv"
        country = own.get("nationality") or nation
        yield _entity(
            entity_id, name, "PERSON", "person", source, wikidata=wikidata, country=country, born_on=born.get(name, "")
        )
        for alias in {name, _plain(name), *_values(own.get("aliases", ""))}:
            yield _alias(entity_id, alias, "name", "own")


def _treaties() -> Iterator[Row]:
    for number, word in ((3, "three"), (4, "four"), (5, "five"), (6, "six")):
        entity_id = f"law/north-atlantic-treaty-{number}"
        yield _entity(entity_id, f"Article {number} of the North Atlantic Treaty", "LAW", "law", "own")
        for form in (str(number), word, word.capitalize()):
            yield _alias(entity_id, f"Article {form}", "name", "own", context="body/NATO")
    yield _entity("law/north-atlantic-treaty", "North Atlantic Treaty", "LAW", "law", "own")
    for alias in ("North Atlantic Treaty", "Washington Treaty"):
        yield _alias("law/north-atlantic-treaty", alias, "name", "own")


def _contextual() -> Iterator[Row]:
    """Yield aliases that hold only beside the entity in `context` ("the North" beside North Korea)."""
    for own in _own("contextual"):
        yield _alias(own["entity_id"], own["alias"], own["kind"], "own", context=own["context"])


def _offices() -> list[dict[str, str]]:
    """Return own offices and those of the NATO package; `holder_name` is for `_people` and is not written."""
    rows = [
        row | {"holder_name": row["holder"], "source": f"{KNOWLEDGE}, not read in a source"} for row in _own("offices")
    ]
    for row in _read(OFFICE_HOLDERS):
        code = row["organisation_iso3"]
        organisation = f"country/{code}" if len(code) == 3 else f"body/{code}"
        rows.append(row | {"organisation": organisation, "holder_name": row["holder"], "source": NATO_SOURCE})
    return [row | {"holder": f"person/{_slug(row['holder_name'])}"} for row in rows]


def _entity(entity_id: str, name: str, label: str, kind: str, source: str, **more: str) -> Row:
    return "entity", {"entity_id": entity_id, "name": name, "label": label, "kind": kind, "source": source, **more}


def _alias(entity_id: str, alias: str, kind: str, source: str, context: str = "") -> Row:
    ambiguous = "true" if alias.endswith("!") else "false"
    row = {"entity_id": entity_id, "alias": alias.rstrip("!"), "kind": kind, "language": "en", "source": source}
    return "alias", row | {"ambiguous": ambiguous, "context": context}


def _babel_names() -> dict[str, str]:
    names = babel.Locale("en").territories
    return {
        code: name.replace("’", "'")
        for code, name in names.items()
        if re.fullmatch(r"[A-Z]{2}", code) and "(" not in name
    }


def _alpha2(iso3: str) -> str:
    try:
        return str(CountryInfo(iso3).iso(2))
    except CountryNotFoundError:
        return ""


def _plural(word: str) -> str:
    mark = "!" if word.endswith("!") else ""
    word = word.rstrip("!")
    if word.endswith(("chman", "shman", "woman")):
        return word[:-3] + "men" + mark
    return word + "s" + mark


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("ł", "l").replace("ğ", "g"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _plain(name.rstrip("!")).lower()).strip("-")


def _values(field: str) -> list[str]:
    return [value.strip() for value in field.split(";") if value.strip()]


def _own(name: str) -> list[dict[str, str]]:
    return _read(FOLDER / "own" / f"{name}.csv")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(name: str, fields: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
