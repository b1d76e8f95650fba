"""Who is who: one part a person, body or place, with all its forms, its mentions in context, its words and the talk."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pandas as pd

from analysis.display.doubts import in_context
from analysis.display.markup import HERE, Shown, filled, places_of
from analysis.display.readings import day_or_window, headline, plain, window_of
from analysis.errors import ParameterError
from analysis.reference.gazetteer import Gazetteer, load_gazetteer
from analysis.tables.speakers import is_named
from analysis.wording import counted

LABEL_WORDS = {
    "PERSON": "person", "ORG": "body", "GPE": "country or city", "LOC": "place", "FAC": "site", "NORP": "people",
    "LAW": "law", "EVENT": "event", "PRODUCT": "product", "WORK_OF_ART": "work", "LANGUAGE": "language",
}  # fmt: skip
_KIND_WORDS = {"country": "country", "capital": "capital", "city": "city", "media": "news medium", "people": "people"}
_FIRST, _MORE = 8, 40  # rows of a list shown at once, and behind a second heading where they link into the text
_LONGEST_QUOTE = 280
_LOW = 0.75  # confidence below which a mention is told as a doubt
Row = dict[str, Any]


@dataclass
class Profile:
    """What the tables hold about one entity; rows as they stand in the tables."""

    key: str
    name: str
    rows: list[Row] = field(default_factory=list)  # of `entities`, one an article
    mentions: list[Row] = field(default_factory=list)
    said: list[Row] = field(default_factory=list)  # quotes with it as the speaker
    told: list[Row] = field(default_factory=list)  # quotes of others that mention it
    claims: list[Row] = field(default_factory=list)  # claims about it

    @property
    def in_turn(self) -> list[Row]:
        """The mentions: the first of every article stand before the second of any."""
        seen: defaultdict[str, Iterator[int]] = defaultdict(count)
        return sorted(self.mentions, key=lambda mention: next(seen[mention["article_id"]]))

    @property
    def forms(self) -> list[tuple[str, int]]:
        counts: Counter[str] = Counter()
        for mention in self.mentions:
            words = " ".join(mention["text"].split())
            phrase = f"{words[:1].lower()}{words[1:]} (noun phrase)"
            counts[{"nominal": phrase, "metonym": f"{words} (the government)"}.get(mention["kind"], words)] += 1
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


_ORDERS: Mapping[str, Callable[[Profile], tuple[Any, ...]]] = {
    "mentions": lambda p: (-len(p.mentions), p.name),
    "quotes": lambda p: (-len(p.said), -len(p.mentions), p.name),
    "name": lambda p: (p.name.casefold(), p.key),
}


class EntityPages(Shown):
    """Profiles of the entities of one or many articles, each in a block that opens.

    Parameters
    ----------
    tables : as `tables_of` gives them. Entities of the gazetteer are one across articles; others by name and label,
        which their block says.
    most : blocks shown; the rest is counted.
    order : ``mentions`` (the most mentioned first), ``quotes`` (the most quoted first) or ``name``.
    linked : the article stands marked up on the same page, so that places in it are links.
    pages : folder of the articles' pages, to which places lead otherwise; empty: they do not.

    Attributes
    ----------
    profiles : all of them, in the order asked for.

    Raises `ParameterError` if there is no such order.
    """

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], most: int = 25, *, order: str = "mentions", linked: bool = False,
        pages: str = "",
    ) -> None:  # fmt: skip
        if order not in _ORDERS:
            raise ParameterError(f"order is {order!r}; entities can be sorted by {', '.join(_ORDERS)}")
        self._articles = {row["article_id"]: row for row in tables["articles"].to_dict("records")}
        self._checks = {row["claim_id"]: row for row in tables["checks"].to_dict("records")}
        self._claims_of: dict[str, list[Row]] = defaultdict(list)
        for claim in tables["claims"].dropna(subset=["quote_id"]).to_dict("records"):
            self._claims_of[claim["quote_id"]].append(claim)
        self._linked, self.most = linked, most
        self._places = HERE if linked else places_of(tables["articles"], pages)
        self._readings: dict[tuple[str, str], set[str]] = defaultdict(set)
        for mention in tables["mentions"].to_dict("records"):
            self._readings[mention["article_id"], mention["text"]].add(mention["name"])
        self.profiles = sorted(profiles(tables), key=_ORDERS[order])

    def __repr__(self) -> str:
        shown = [f"{p.name}: {', '.join(f'{form} {n}' for form, n in p.forms)}" for p in self.profiles[: self.most]]
        return "\n".join([*shown, *([self._rest()] if self._rest() else [])])

    def to_html(self) -> str:
        return filled(
            "entities.html", entities=[self._block(profile) for profile in self.profiles[: self.most]],
            rest=self._rest(), first=_FIRST, further=_MORE if self._linked else 0, linked=self._linked,
            longest=_LONGEST_QUOTE, places=self._places, articles=self._articles, checks=self._checks,
            claims_of=self._claims_of, in_context=in_context, headline=headline, day_or_window=day_or_window,
        )  # fmt: skip

    def _rest(self) -> str:
        left = self.profiles[self.most :]
        count = sum(len(profile.mentions) for profile in left)
        return f"{len(left):,} more entities with {count:,} mentions are in the tables." if left else ""

    def _block(self, profile: Profile) -> dict[str, Any]:
        gazetteer, label = load_gazetteer(), str(profile.rows[0]["label"])
        known = gazetteer.entities.get(profile.key)
        sort = _KIND_WORDS.get(known.kind) if known else None
        counts = [sort or LABEL_WORDS.get(label, label), counted(len(profile.mentions), "mention")]
        counts += [f"in {len(profile.rows)} articles"] if len(self._articles) > 1 else []
        counts += [counted(len(profile.said), "quote")] if profile.said else []
        counts += [f"spoken of in {counted(len(profile.told), 'quote')}"] if profile.told else []
        counts += [counted(len(profile.claims), "claim")] if profile.claims else []
        nations = {f"country/{plain(row['nationality'])}" for row in profile.rows if plain(row["nationality"])}
        ids = {(name, plain(row[c])) for name, c in (("ISO", "iso3"), ("Wikidata", "wikidata")) for row in profile.rows}
        names = (gazetteer.entities[n].name if n in gazetteer.entities else n[8:] for n in sorted(nations))
        linked = [profile.key if known else "not in the gazetteer", *sorted(f"{n} {i}" for n, i in ids if i)]
        return {
            "profile": profile,
            "counts": ", ".join(counts),
            "country": ", ".join(names),
            "roles": self._roles(profile.rows),
            "offices": "; ".join(self._offices(profile, gazetteer)),
            "ids": ", ".join(linked),
            "doubts": "; ".join(_doubts_of(profile, known is not None, self._readings)),
        }

    def _offices(self, profile: Profile, gazetteer: Gazetteer) -> list[str]:
        """Return the terms in office that include an article's day, or may overlap the window of its publication."""
        windows = (window_of(self._articles[row["article_id"]]) for row in profile.rows)
        days = [[date.fromisoformat(day) for day in window if day] for window in windows if any(window)]
        return [
            f"{term.office}, {gazetteer.entities[term.organisation].name} "
            f"({term.from_date or '…'} to {term.to_date or 'now or not recorded'})"
            for term in gazetteer.offices_of(profile.key)
            if any(all(map(term.may_hold_on, window)) for window in days)
        ]

    def _roles(self, rows: Iterable[Row]) -> list[tuple[str, str]]:
        """Return each role once, with the first and the last day of the articles that give it."""
        days: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            if role := " ".join(plain(row["role"]).split()):
                days[role] |= {day_or_window(self._articles[row["article_id"]])} - {""}
        return [(role, " … ".join(sorted({min(found), max(found)}) if found else ())) for role, found in days.items()]


entity_pages = EntityPages  # as notebooks call it


def profiles(tables: Mapping[str, pd.DataFrame]) -> list[Profile]:
    found: dict[str, Profile] = {}
    at: dict[tuple[str, str], Profile] = {}
    entities = tables["entities"]
    repeated = entities.groupby(["article_id", "label", "name"]).cumcount()
    for row, nth in zip(entities.to_dict("records"), repeated, strict=True):
        own = "#" in row["entity_id"]
        key = f"{row['label']} {row['name']} {nth}" if own else row["entity_id"]
        profile = at[row["article_id"], row["entity_id"]] = found.setdefault(key, Profile(key, row["name"]))
        profile.rows.append(row)
    mentions: dict[str, list[Row]] = defaultdict(list)
    for mention in tables["mentions"].to_dict("records"):
        mentions[mention["article_id"]].append(mention)
        if owner := at.get((mention["article_id"], mention["entity_id"])):
            owner.mentions.append(mention)
    for quote in tables["quotes"].assign(named=is_named(tables["quotes"]).astype(bool)).to_dict("records"):
        article_id, start, end = (quote[name] for name in ("article_id", "start", "end"))
        if speaker := at.get((article_id, plain(quote["speaker_id"]))):
            speaker.said.append(quote)
        inside = (m["entity_id"] for m in mentions[article_id] if start <= m["start"] and m["end"] <= end)
        for named in (at.get((article_id, entity_id)) for entity_id in dict.fromkeys(inside)):
            if named is not None and named is not speaker:
                named.told.append(quote)
    for claim in tables["claims"].dropna(subset=["entity_id"]).to_dict("records"):
        if owner := at.get((claim["article_id"], claim["entity_id"])):
            owner.claims.append(claim)
    return list(found.values())


def _doubts_of(profile: Profile, known: bool, readings: Mapping[tuple[str, str], set[str]]) -> list[str]:
    """Return what may be wrong with an entity, in words.

    `profile`: the entity. `known`: it is in the gazetteer. `readings`: for each article and form, the names of the
    entities that the form is read as there.
    """
    low = [m for m in profile.mentions if m["confidence"] < _LOW]
    named = [m for m in profile.mentions if m["kind"] != "nominal"]
    doubts = []
    if not known and len(profile.rows) > 1:
        doubts.append(f"one in {len(profile.rows)} articles by the same name alone")
    if low:
        doubts.append(f"{len(low)} of {len(profile.mentions)} mentions below {_LOW}")
    forms: dict[str, set[str]] = defaultdict(set)
    for mention in named:
        forms[mention["text"]] |= readings[mention["article_id"], mention["text"]] - {profile.name}
    others = ((form, ", ".join(sorted(names))) for form, names in sorted(forms.items()) if names)
    doubts += [f"“{form}” is elsewhere read as {names}" for form, names in others]
    spelt = sorted({m["text"] for m in named if "one other letter" in m["resolution"]})
    if spelt:
        doubts.append(f"joined although spelt {', '.join(spelt)}")
    return doubts
