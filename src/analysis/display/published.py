"""One article as a newsroom publishes it: text, quotes and names without what only the maker needs."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.display.marked import marked_up
from analysis.display.markup import filled
from analysis.display.readings import QUOTE_KINDS, loads, plain, short_id
from analysis.tables.speakers import is_named

_GROUPS = (
    ("People", ("PERSON",)),
    ("Organisations", ("ORG",)),
    ("Countries, peoples and places", ("GPE", "LOC", "FAC", "NORP")),
    ("Others", ("LAW", "EVENT", "PRODUCT", "WORK_OF_ART")),
)
_MOST_NAMES, _MOST_FORMS = 24, 6  # of a group, of a name


def published_text(text: str, tables: Mapping[str, pd.DataFrame], title: str | None) -> str:
    """Return the text with its quotes and its claims marked; names, dates and other numbers keep their places only."""
    return f'<div class="an-text" lang="en">{marked_up(text, tables, title, published=True)}</div>'


def published_quotes(quotes: pd.DataFrame) -> str:
    """Return the quotes as readers need them: who, in what way, the words, which lead into the text."""
    rows = [
        {
            **{str(column): value for column, value in quote.items()},
            "named": known,
            "written": " ".join(plain(quote["speaker_text"]).split()),
            "way": QUOTE_KINDS[quote["kind"]],
            "name": short_id(quote["quote_id"]),
            "words": " ".join(quote["text"].split()),
        }
        for quote, known in zip(quotes.to_dict("records"), is_named(quotes), strict=True)
    ]
    return filled("quotes.html", quotes=rows)


def published_names(entities: pd.DataFrame, mentions: pd.DataFrame) -> str:
    """Return who and what is named, the most mentioned first, each leading to its first mention."""
    first = mentions.sort_values("start").drop_duplicates("entity_id").set_index("entity_id")["mention_id"].to_dict()
    ordered = entities.sort_values(["mention_count", "name"], ascending=[False, True], kind="stable").to_dict("records")
    groups = [
        (word, [_name(r, first[r["entity_id"]]) for r in ordered if r["label"] in labels and r["entity_id"] in first])
        for word, labels in _GROUPS
    ]
    return filled("names.html", groups=[(word, names) for word, names in groups if names], most=_MOST_NAMES)


def _name(row: Mapping[Any, Any], mention_id: Any) -> dict[str, str]:
    times = f"{row['mention_count']}×" if row["mention_count"] > 1 else ""
    forms = [form for form in loads(row["forms"]) or [] if form != row["name"]]
    return {
        "name": row["name"],
        "anchor": short_id(mention_id),
        "told": ", ".join(filter(None, (" ".join(plain(row["role"]).split()), times))),
        "forms": ", ".join(forms[:_MOST_FORMS]),
    }
