"""Who is who: one part a person, body or place, with all its forms, its mentions in context, its words and the talk."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.display.doubts import doubts_of, in_context
from analysis.display.markup import Shown, cut, filled
from analysis.display.places import HERE, places_of
from analysis.display.profiles import Profile, Row, profiles
from analysis.display.readings import headline, plain, window_words
from analysis.errors import ParameterError
from analysis.reference.gazetteer import Gazetteer, load_gazetteer
from analysis.wording import counted

LABEL_WORDS = {
    "PERSON": "person", "ORG": "body", "GPE": "country or city", "LOC": "place", "FAC": "site", "NORP": "people",
    "LAW": "law", "EVENT": "event", "PRODUCT": "product", "WORK_OF_ART": "work", "LANGUAGE": "language",
}  # fmt: skip
_KIND_WORDS = {"country": "country", "capital": "capital", "city": "city", "media": "news medium", "people": "people"}
_FIRST, _MORE = 8, 40  # rows of a list shown at once, and behind a second heading where they link into the text
_LONGEST_QUOTE = 280
_ORDERS = ("mentions", "quotes", "name")


class EntityPages(Shown):
    """Profiles of the entities of one or many articles, each in a block that opens.

    Attributes
    ----------
    profiles : all of them, in the order asked for; the first `most` are shown, the rest is counted.
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
        self.profiles = sorted(profiles(tables), key=_order(order))

    def __repr__(self) -> str:
        shown = [f"{p.name}: {', '.join(f'{form} {n}' for form, n in p.forms)}" for p in self.profiles[: self.most]]
        return "\n".join([*shown, *([self._rest()] if self._rest() else [])])

    def to_html(self) -> str:
        """Return the blocks, or a sentence where nothing is named."""
        entities = [self._block(profile) for profile in self.profiles[: self.most]]
        further = _MORE if self._linked else 0
        return filled("entities", entities=entities, rest=self._rest(), first=_FIRST, further=further)

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
            "roles": _by_day(
                [(plain(row["role"]), self._day(row["article_id"])) for row in profile.rows if plain(row["role"])]
            ),
            "offices": "; ".join(self._offices(profile, gazetteer)),
            "ids": ", ".join(
                [profile.key if known else "not in the gazetteer", *sorted(f"{n} {i}" for n, i in ids if i)]
            ),
            "doubts": "; ".join(doubts_of(profile, known is not None, self._readings)),
            "parts": [
                ("In context", [self._in_context(mention) for mention in _spread(profile.mentions)]),
                ("Said by", [self._quote(quote, "") for quote in profile.said]),
                ("Said about, by others", [self._quote(quote, _who(quote)) for quote in profile.told]),
                ("Claims about", [self._claim(claim) for claim in profile.claims]),
            ],
        }

    def _offices(self, profile: Profile, gazetteer: Gazetteer) -> list[str]:
        """Return the terms in office that include an article's day, or may overlap the window of its publication."""
        windows = [_window(self._articles[row["article_id"]]) for row in profile.rows]
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

    def _day(self, article_id: str) -> str:
        article = self._articles[article_id]
        given = plain(article["published"])
        return given or window_words(plain(article["published_from"]), plain(article["published_to"]))

    def _in_context(self, mention: Row) -> Row:
        text = self._articles[mention["article_id"]]["text"]
        context = in_context(text, mention["start"], mention["end"])
        return {"context": context, **self._place(mention, mention["mention_id"])}

    def _place(self, row: Row, row_id: str) -> Row:
        """Return where a row stands: characters that lead into the text on the page, else the article with its day."""
        article_id = row["article_id"]
        return {
            "span": f"{row['start']}–{row['end']}",
            "href": self._places.in_text(article_id, row_id),
            "article": f"{headline(self._articles[article_id])}, {self._day(article_id)}",
            "linked": self._linked,
        }

    def _quote(self, quote: Row, who: str) -> Row:
        claims = [self._claim(claim) for claim in self._claims_of[quote["quote_id"]]]
        told = {"kind": quote["kind"], "who": who, "told": cut(quote["text"], _LONGEST_QUOTE), "claims": claims}
        return {"context": None, **told, **self._place(quote, quote["quote_id"])}

    def _claim(self, claim: Row) -> Row:
        check = self._checks.get(claim["claim_id"])
        judged = {
            "verdict": check and check["verdict"],
            "card": self._places.card(claim["article_id"], claim["claim_id"]),
        }
        told = {"context": None, "kind": "", "told": " ".join(claim["text"].split())}
        return {**judged, **told, **self._place(claim, claim["claim_id"])}


def entity_pages(
    tables: Mapping[str, pd.DataFrame], most: int = 25, *, order: str = "mentions", linked: bool = False,
    pages: str = "",
) -> EntityPages:  # fmt: skip
    """Return who is who in some articles: forms, roles, mentions in context, what is said by and about each.

    Parameters
    ----------
    tables : as `tables_of` gives them. Entities of the gazetteer are one across articles; others by name and label,
        which their block says.
    most : blocks shown; the rest is counted.
    order : ``mentions`` (the most mentioned first), ``quotes`` (the most quoted first) or ``name``.
    linked : the article stands marked up on the same page, so that places in it are links.
    pages : folder of the articles' pages, to which places lead otherwise; empty: they do not.

    Raises
    ------
    ParameterError
        If there is no such order.
    """
    return EntityPages(tables, most, order=order, linked=linked, pages=pages)


def _order(order: str) -> Callable[[Profile], tuple[Any, ...]]:
    return {
        "mentions": lambda p: (-len(p.mentions), p.name),
        "quotes": lambda p: (-len(p.said), -len(p.mentions), p.name),
        "name": lambda p: (p.name.casefold(), p.key),
    }[order]


def _spread(mentions: Iterable[Row]) -> list[Row]:
    """Return mentions so that the first of every article stand before the second of any."""
    seen: Counter[str] = Counter()

    def nth(mention: Row) -> int:
        seen[mention["article_id"]] += 1
        return seen[mention["article_id"]]

    return sorted(mentions, key=nth)


def _window(article: Row) -> tuple[pd.Timestamp, ...]:
    days = (
        [article["published"]] if plain(article["published"]) else [article["published_from"], article["published_to"]]
    )
    return tuple(pd.Timestamp(day) for day in days if plain(day))


def _by_day(roles: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return each role once, with the first and the last day of the articles that give it."""
    days: dict[str, set[str]] = {}
    for role, day in roles:
        days.setdefault(" ".join(role.split()), set()).update({day} - {""})
    return [(role, " … ".join(sorted({min(found), max(found)}) if found else ())) for role, found in days.items()]


def _who(quote: Row) -> str:
    return plain(quote["speaker"]) if quote["named"] else f"not named ({plain(quote['speaker_text']) or 'nobody'})"
