"""Who is who: one part a person, body or place, with all its forms, its mentions in context, its words and the talk."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis.display.doubts import doubts_of, in_context
from analysis.display.places import HERE, link, places_of
from analysis.display.profiles import Profile, Row, profiles
from analysis.display.readings import MARKS, VERDICTS, headline, html, plain, window_words
from analysis.display.tables import styled
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


class EntityPages:
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

    def _repr_html_(self) -> str:
        return styled(self.to_html())

    def to_html(self) -> str:
        """Return the blocks without the style sheet."""
        if not self.profiles:
            return '<p class="an-muted an-empty">Nobody and nothing is named.</p>'
        blocks = "\n".join(self._block(profile) for profile in self.profiles[: self.most])
        return f'<div class="an-entities">{blocks}</div><p class="an-muted">{escape(self._rest())}</p>'

    def _rest(self) -> str:
        left = self.profiles[self.most :]
        count = sum(len(profile.mentions) for profile in left)
        return f"{len(left):,} more entities with {count:,} mentions are in the tables." if left else ""

    def _block(self, profile: Profile) -> str:
        label = str(profile.rows[0]["label"])
        known = load_gazetteer().entities.get(profile.key)
        sort = _KIND_WORDS.get(known.kind) if known else None
        counts = [sort or LABEL_WORDS.get(label, label), counted(len(profile.mentions), "mention")]
        counts += [f"in {len(profile.rows)} articles"] if len(self._articles) > 1 else []
        counts += [counted(len(profile.said), "quote")] if profile.said else []
        counts += [f"spoken of in {counted(len(profile.told), 'quote')}"] if profile.told else []
        counts += [counted(len(profile.claims), "claim")] if profile.claims else []
        facts = "".join(f"<dt>{term}</dt><dd>{told}</dd>" for term, told in self._facts(profile) if told)
        parts = [
            ("In context", [self._in_context(m) for m in _spread(profile.mentions)]),
            ("Said by", [self._quote(q, who=False) for q in profile.said]),
            ("Said about, by others", [self._quote(q, who=True) for q in profile.told]),
            ("Claims about", [self._claim(c) for c in profile.claims]),
        ]
        lists = "".join(self._listed(f"{word} {profile.name}", rows, word) for word, rows in parts if rows)
        return (
            f'<details class="an-entity"><summary><strong>{html(profile.name)}</strong> '
            f'<span class="an-muted">{escape(", ".join(counts))}</span></summary><dl>{facts}</dl>{lists}</details>'
        )

    def _facts(self, profile: Profile) -> list[tuple[str, str]]:
        gazetteer = load_gazetteer()
        known = gazetteer.entities.get(profile.key)
        ids = [
            *([profile.key] if known else ["not in the gazetteer"]),
            *sorted({f"ISO {r['iso3']}" for r in profile.rows if plain(r["iso3"])}),
            *sorted({f"Wikidata {r['wikidata']}" for r in profile.rows if plain(r["wikidata"])}),
        ]
        nations = sorted({plain(r["nationality"]) for r in profile.rows} - {""})
        places = [
            gazetteer.entities[f"country/{n}"].name if f"country/{n}" in gazetteer.entities else n for n in nations
        ]
        roles = [(plain(row["role"]), self._day(row["article_id"])) for row in profile.rows if plain(row["role"])]
        return [
            ("Forms", ", ".join(f"{html(form)}&nbsp;{count}" for form, count in profile.forms)),
            ("Country", escape(", ".join(places))),
            ("Role as written", _by_day(roles)),
            ("Office then", escape("; ".join(self._offices(profile, gazetteer)))),
            ("Link", escape(", ".join(ids))),
            ("In doubt", "; ".join(html(doubt) for doubt in doubts_of(profile, known is not None, self._readings))),
        ]

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

    def _in_context(self, mention: Row) -> str:
        text = self._articles[mention["article_id"]]["text"]
        before, words, after = (escape(part) for part in in_context(text, mention["start"], mention["end"]))
        return f"{before}<mark>{words}</mark>{after} {self._place(mention, mention['mention_id'])}"

    def _place(self, row: Row, row_id: str) -> str:
        """Return the characters of a row: a link into the text where it stands on the page, else with the article."""
        span = f"{row['start']}–{row['end']}"
        href = self._places.in_text(row["article_id"], row_id)
        if self._linked:
            return f'<a href="{href}" aria-label="characters {span}, in the text">{span}</a>'
        article = self._articles[row["article_id"]]
        title = headline(article)
        told = link(href, f"{escape(title)}, {escape(self._day(row['article_id']))}")
        return f'<span class="an-muted">{told}, {span}</span>'

    def _quote(self, quote: Row, *, who: bool) -> str:
        text = " ".join(quote["text"].split())
        short = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
        speaker = (
            plain(quote["speaker"]) if quote["named"] else f"not named ({plain(quote['speaker_text']) or 'nobody'})"
        )
        lead = f"{escape(speaker)}: " if who else ""
        marks = ("“", "”") if quote["kind"] == "direct" else ("", "")
        claims = "".join(f" {self._verdict(claim)}" for claim in self._claims_of[quote["quote_id"]])
        kind = "" if quote["kind"] == "direct" else f' <span class="an-muted">({quote["kind"]})</span>'
        said = f"{lead}{marks[0]}{escape(short)}{marks[1]}{kind}{claims}"
        return f"{said} {self._place(quote, quote['quote_id'])}"

    def _claim(self, claim: Row) -> str:
        return (
            f"{self._verdict(claim)} {escape(' '.join(claim['text'].split()))} {self._place(claim, claim['claim_id'])}"
        )

    def _verdict(self, claim: Row) -> str:
        check = self._checks.get(claim["claim_id"])
        if check is None:
            return '<span class="an-badge">not judged</span>'
        verdict = check["verdict"]
        word = f"{MARKS[verdict]} {VERDICTS[verdict]}"
        inner = link(self._places.card(claim["article_id"], claim["claim_id"]), word)
        return f'<span class="an-badge an-{verdict}">{inner}</span>'

    def _listed(self, name: str, rows: list[str], word: str) -> str:
        """Return the first rows of a list, more behind a second heading, and how many are left out."""
        more = rows[_FIRST : _FIRST + _MORE] if self._linked else []
        left = len(rows) - _FIRST - len(more)
        parts = [f'<p class="an-part">{escape(word)}</p>', _list(rows[:_FIRST], name)]
        if more:
            parts.append(f"<details><summary>{len(more)} more</summary>{_list(more, f'{name}, more')}</details>")
        if left > 0:
            parts.append(f'<p class="an-muted">{left:,} more are in the tables.</p>')
        return "".join(parts)


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
    ranked: list[tuple[int, Row]] = []
    for mention in mentions:
        ranked.append((seen[mention["article_id"]], mention))
        seen[mention["article_id"]] += 1
    if len(seen) == 1:
        return [mention for _, mention in ranked]
    return [mention for _, mention in sorted(ranked, key=lambda item: item[0])]


def _window(article: Row) -> tuple[pd.Timestamp, ...]:
    days = (
        [article["published"]] if plain(article["published"]) else [article["published_from"], article["published_to"]]
    )
    return tuple(pd.Timestamp(day) for day in days if plain(day))


def _by_day(roles: list[tuple[str, str]]) -> str:
    """Return each role once, with the days of the articles that give it."""
    days: dict[str, list[str]] = {}
    for role, day in roles:
        days.setdefault(" ".join(role.split()), []).append(day)
    return "; ".join(
        html(role) + (f' <span class="an-muted">({escape(_first_and_last(found))})</span>' if any(found) else "")
        for role, found in days.items()
    )


def _first_and_last(days: list[str]) -> str:
    known = sorted({day for day in days if day})
    return known[0] if len(known) == 1 else f"{known[0]} … {known[-1]}"


def _list(rows: list[str], name: str) -> str:
    items = "".join(f"<li>{row}</li>" for row in rows)
    return f'<ul class="an-lines" aria-label="{escape(name)}">{items}</ul>'
