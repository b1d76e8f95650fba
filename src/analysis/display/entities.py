"""Who is who: one part a person, body or place, with all its forms, its mentions in context, its words and the talk."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pandas as pd

from analysis.display.doubts import in_context
from analysis.display.markup import HERE, Shown, cut, filled, places_of
from analysis.display.readings import day_or_window, headline, plain
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
        entities = [self._block(profile) for profile in self.profiles[: self.most]]
        further = _MORE if self._linked else 0
        return filled("entities.html", entities=entities, rest=self._rest(), first=_FIRST, further=further)

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
        return {
            "name": profile.name,
            "counts": ", ".join(counts),
            "forms": profile.forms,
            "country": ", ".join(
                gazetteer.entities[n].name if n in gazetteer.entities else n[8:] for n in sorted(nations)
            ),
            "roles": self._roles(profile.rows),
            "offices": "; ".join(self._offices(profile, gazetteer)),
            "ids": ", ".join(
                [profile.key if known else "not in the gazetteer", *sorted(f"{n} {i}" for n, i in ids if i)]
            ),
            "doubts": "; ".join(_doubts_of(profile, known is not None, self._readings)),
            "parts": [
                ("In context", self._in_context(profile.mentions)),
                ("Said by", [self._quote(quote) | {"who": ""} for quote in profile.said]),
                ("Said about, by others", [self._quote(quote) for quote in profile.told]),
                ("Claims about", [self._claim(claim) for claim in profile.claims]),
            ],
        }

    def _offices(self, profile: Profile, gazetteer: Gazetteer) -> list[str]:
        """Return the terms in office that include an article's day, or may overlap the window of its publication."""
        windows = [self._window(row["article_id"]) for row in profile.rows]
        held = [
            term
            for term in gazetteer.offices_of(profile.key)
            if any(all(term.may_hold_on(day.date()) for day in window) for window in windows if window)
        ]
        return [
            f"{term.office}, {gazetteer.entities[term.organisation].name} "
            f"({term.from_date or '…'} to {term.to_date or 'now or not recorded'})"
            for term in held
        ]

    def _roles(self, rows: Iterable[Row]) -> list[tuple[str, str]]:
        """Return each role once, with the first and the last day of the articles that give it."""
        days: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            if role := " ".join(plain(row["role"]).split()):
                days[role] |= {day_or_window(self._articles[row["article_id"]])} - {""}
        return [(role, " … ".join(sorted({min(found), max(found)}) if found else ())) for role, found in days.items()]

    def _window(self, article_id: str) -> list[pd.Timestamp]:
        day, *ends = (self._articles[article_id][name] for name in ("published", "published_from", "published_to"))
        return [pd.Timestamp(day) for day in ([day] if plain(day) else ends) if plain(day)]

    def _in_context(self, mentions: Iterable[Row]) -> list[Row]:
        """Return mentions in their places; the first of every article stand before the second of any."""
        seen: defaultdict[str, Iterator[int]] = defaultdict(count)
        ordered = sorted(mentions, key=lambda mention: next(seen[mention["article_id"]]))
        texts = (self._articles[m["article_id"]]["text"] for m in ordered)
        contexts = (in_context(text, m["start"], m["end"]) for text, m in zip(texts, ordered, strict=True))
        return [{"context": c, **self._place(m, m["mention_id"])} for c, m in zip(contexts, ordered, strict=True)]

    def _place(self, row: Row, row_id: str) -> Row:
        """Return where a row stands: characters that lead into the text on the page, else the article with its day."""
        article_id = row["article_id"]
        return {
            "span": f"{row['start']}–{row['end']}",
            "href": self._places.in_text(article_id, row_id),
            "article": f"{headline(self._articles[article_id])}, {day_or_window(self._articles[article_id])}",
            "linked": self._linked,
        }

    def _quote(self, quote: Row) -> Row:
        who = plain(quote["speaker"]) if quote["named"] else f"not named ({plain(quote['speaker_text']) or 'nobody'})"
        claims = [self._claim(claim) for claim in self._claims_of[quote["quote_id"]]]
        told = {"kind": quote["kind"], "who": who, "told": cut(quote["text"], _LONGEST_QUOTE), "claims": claims}
        return {"context": None, **told, **self._place(quote, quote["quote_id"])}

    def _claim(self, claim: Row) -> Row:
        check, card = self._checks.get(claim["claim_id"]), self._places.card(claim["article_id"], claim["claim_id"])
        told = {"context": None, "kind": "", "told": " ".join(claim["text"].split())}
        return {"verdict": check and check["verdict"], "card": card, **told, **self._place(claim, claim["claim_id"])}


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


def _doubts_of(profile: Profile, known: bool, readings: Mapping[tuple[str, str], Collection[str]]) -> list[str]:
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
    others: dict[str, set[str]] = {}
    for mention in named:
        names = set(readings[mention["article_id"], mention["text"]]) - {profile.name}
        if names:
            others.setdefault(mention["text"], set()).update(names)
    doubts += [f"“{form}” is elsewhere read as {', '.join(sorted(names))}" for form, names in sorted(others.items())]
    spelt = sorted({m["text"] for m in named if "one other letter" in m["resolution"]})
    if spelt:
        doubts.append(f"joined although spelt {', '.join(spelt)}")
    return doubts
