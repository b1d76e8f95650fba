"""What the tables hold about each person, body or place."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.display.readings import plain
from analysis.tables.speakers import is_named

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
        """All forms with their counts, the commonest first; those that are no name with their kind."""
        counts = Counter(_form(mention) for mention in self.mentions)
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def profiles(tables: Mapping[str, pd.DataFrame]) -> list[Profile]:
    """Return what the tables hold about each entity."""
    found: dict[str, Profile] = {}
    at: dict[tuple[str, str], Profile] = {}
    entities = tables["entities"]
    repeated = entities.groupby(["article_id", "label", "name"]).cumcount()
    for row, nth in zip(entities.to_dict("records"), repeated, strict=True):
        own = "#" in row["entity_id"]
        key = f"{row['label']} {row['name']} {nth}" if own else row["entity_id"]
        profile = at[row["article_id"], row["entity_id"]] = found.setdefault(key, Profile(key, row["name"]))
        profile.rows.append(row)
    for mention in tables["mentions"].to_dict("records"):
        if owner := at.get((mention["article_id"], mention["entity_id"])):
            owner.mentions.append(mention)
    _add_quotes(tables, at)
    for claim in tables["claims"].dropna(subset=["entity_id"]).to_dict("records"):
        if owner := at.get((claim["article_id"], claim["entity_id"])):
            owner.claims.append(claim)
    return list(found.values())


def _add_quotes(tables: Mapping[str, pd.DataFrame], at: Mapping[tuple[str, str], Profile]) -> None:
    quotes = tables["quotes"].assign(named=is_named(tables["quotes"]).astype(bool)).to_dict("records")
    mentions: dict[str, list[Row]] = defaultdict(list)
    for mention in tables["mentions"].to_dict("records"):
        mentions[mention["article_id"]].append(mention)
    for quote in quotes:
        speaker = at.get((quote["article_id"], plain(quote["speaker_id"])))
        if speaker is not None:
            speaker.said.append(quote)
        inside = [m for m in mentions[quote["article_id"]] if quote["start"] <= m["start"] and m["end"] <= quote["end"]]
        for entity_id in dict.fromkeys(m["entity_id"] for m in inside):
            named = at.get((quote["article_id"], entity_id))
            if named is not None and named is not speaker:
                named.told.append(quote)


def _form(mention: Row) -> str:
    words = " ".join(mention["text"].split())
    if mention["kind"] == "nominal":
        return f"{words[:1].lower()}{words[1:]} (noun phrase)"
    return f"{words} (the government)" if mention["kind"] == "metonym" else words
