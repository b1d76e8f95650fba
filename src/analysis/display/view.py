"""An article that shows itself: its text marked up, its tables as frames, its claims as cards."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.display.doubts import UncertainLinks
from analysis.display.entities import EntityPages
from analysis.display.evidence import Cards, Claimed
from analysis.display.findings import FindingText, article_finding, frame_of
from analysis.display.marked import marked_up, speaker_signs
from analysis.display.markup import HERE, Shown, filled, link
from analysis.display.origins import DecidingRows
from analysis.display.readings import (
    date_reading,
    dating_advice,
    day_or_window,
    headline,
    number_reading,
    plain,
    short_id,
    window_of,
)
from analysis.display.sources import (
    CorrectionsMade,
    analysed_article,
    check_corrections_file,
    stored_article,
    with_file,
)
from analysis.display.tables import ShownTable
from analysis.errors import ArticleError
from analysis.tables.speakers import speaker_names
from analysis.verdicts import loads

_IN_ARTICLE = ("quotes", "mentions", "entities", "numbers", "dates", "claims", "checks")
_TABLES = ("articles", *_IN_ARTICLE)


class ArticleView(Shown):
    """One article with everything found in it.

    In a notebook the last line ``article`` shows the text with quotes tinted by speaker, entities, dates and numbers
    marked, verdicts by colour and sign; hover or focus tells the reading or the evidence.

    Attributes
    ----------
    quotes, mentions, entities, numbers, dates, claims, checks : the tables of this article; `articles` has its one row.
    article : its row of the articles table, by column; `article_id`, `text` and `title` (else the first words) of it.
    published : the day of publication or the window inferred, in words.
    corrections : what corrections by hand did to them; None where none were given.
    before : the tables of this article as they were extracted.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], article_id: str | None = None) -> None:
        articles = tables["articles"]
        wanted = articles if article_id is None else articles.loc[articles["article_id"].eq(article_id)]
        if len(wanted) != 1:
            known = ", ".join(articles["article_id"].head(5)) or "none"
            raise ArticleError(
                f"{article_id or 'no article'}: the tables hold {len(wanted)} such articles; give one of {known}"
            )
        self.article: Mapping[str, Any] = {str(k): v for k, v in wanted.iloc[0].to_dict().items()}
        self.article_id, self.text = str(self.article["article_id"]), str(self.article["text"])
        self.title, self.published = headline(self.article), day_or_window(self.article) or "on an unknown day"
        self.tables = {name: rows.reset_index(drop=True) for name, rows in self._own(tables).items()}
        log = tables.get("corrections")
        self.corrections = None if log is None else CorrectionsMade(log.loc[log["article_id"].eq(self.article_id)])
        self._found = tables

    @cached_property
    def before(self) -> dict[str, pd.DataFrame]:
        """The tables of this article as they were extracted, before corrections by hand."""
        return self._own(getattr(self._found, "before", self._found))

    def _own(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        return {name: tables[name].loc[tables[name]["article_id"].eq(self.article_id)] for name in _TABLES}

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in _TABLES:
            return self.tables[name]
        raise AttributeError(f"an article has no {name!r}; it has {', '.join(_IN_ARTICLE)}, text, title")

    @cached_property
    def window(self) -> tuple[str, str] | None:
        """The first and the last day on which it can have appeared, when both are known."""
        first, last = window_of(self.article)
        return (first, last) if first and last else None

    @property
    def finding(self) -> FindingText:
        """What the article claims and whether it holds, in a sentence or two."""
        return article_finding(self.claims, self.checks, frame_of(self.articles))

    @property
    def claimed(self) -> Claimed:
        """The claims that have an official figure beside them, refuted ones first."""
        return Claimed(self.claims, self.checks, self.names)

    @property
    def cards(self) -> Cards:
        """The claims as cards with verdict and evidence."""
        return Cards(self.claims, self.checks, self.names)

    @property
    def evidence(self) -> DecidingRows:
        """The rows of official tables that decided."""
        return DecidingRows(self.checks)

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self.tables[name])} {name}" for name in ("quotes", "numbers", "dates", "claims"))
        return f"{self.title}\n{self.article_id}, published {self.published}: {counts}"

    def to_html(self) -> str:
        legend = filled(
            "legend.html", published=self.published, reason=self.article["published_reason"],
            advice=dating_advice(self.article),
            author=plain(self.article.get("author")), notes=set_apart(self.article.get("notes")),
            corrections=self.corrections.to_html() if self.corrections else "", who=speaker_signs(self.quotes),
        )  # fmt: skip
        marked = marked_up(self.text, self.tables, plain(self.article["title"]) or None)
        return f'<div class="an-view">{legend}<div class="an-text" lang="en">{marked}</div></div>'

    def quote_table(self) -> ShownTable:
        """Return the quotes with their speakers, each row linked with its place in the text."""
        frame = self.quotes.assign(who=speaker_names(self.quotes), as_written=self.quotes["speaker_text"])
        columns = ["quote_id", "text", "kind", "who", "as_written", "cue", "resolution", "confidence"]
        return _linked(frame[columns], "quote_id", "Quotes and who said them")

    def number_table(self) -> ShownTable:
        frame = self.numbers.assign(
            read_as=[number_reading(row) for row in self.numbers.to_dict("records")],
            about=[self.names.get(value, plain(value)) for value in self.numbers["entity_id"].astype(object)],
            in_quote=[short_id(v) if plain(v) else "" for v in self.numbers["quote_id"]],
        ).loc[:, ["number_id", "text", "bound_text", "read_as", "about", "in_quote"]]
        return _linked(frame, "number_id", "Numbers and how they were read")

    def date_table(self) -> ShownTable:
        """Return the time expressions with their TIMEX3 values and days."""
        frame = self.dates.assign(read_as=[date_reading(row) for row in self.dates.to_dict("records")])
        return _linked(frame.loc[:, ["date_id", "text", "type", "read_as"]], "date_id", "Time expressions")

    def entity_table(self) -> ShownTable:
        """Return the entities, the most mentioned first."""
        frame = self.entities.sort_values(["mention_count", "name"], ascending=[False, True])
        columns = ["name", "label", "iso3", "wikidata", "role", "nationality", "forms", "mention_count"]
        forms = {"forms": lambda row: ", ".join(loads(row["forms"]) or [])}
        return ShownTable(frame.loc[:, columns], "Entities of the article", cells=forms)

    def entity_pages(self, most: int = 25, *, order: str = "mentions") -> EntityPages:
        """Return who is who: forms, roles, mentions in context with links into the text, what is said by and about."""
        return EntityPages(self.tables, most, order=order, linked=True)

    def uncertain_links(self, below: float = 0.75, *, decisive: bool = False) -> UncertainLinks:
        """Return the names whose entity is uncertain, each with the line that corrects it."""
        return UncertainLinks(self.tables, below, linked=True, decisive=decisive)

    @cached_property
    def names(self) -> dict[Any, str]:
        return self.entities.drop_duplicates("entity_id").set_index("entity_id")["name"].to_dict()


def _linked(frame: pd.DataFrame, id_column: str, label: str) -> ShownTable:
    return ShownTable(
        frame, label, lambda row: f"r-{short_id(row[id_column])}",
        {"text": lambda row: link(HERE.in_text("", row[id_column]), row["text"]),
         id_column: lambda row: short_id(row[id_column])},
    )  # fmt: skip


def read_article(path: str, tables: str = "", published: str = "", corrections: str = "") -> ArticleView:
    """Return one article with everything found in it.

    Parameters
    ----------
    path : a file; with `tables`, the id of the article in them.
    tables : a folder of tables written before; empty: the file is read and analysed now.
    published : its day of publication (YYYY-MM-DD) where the file does not say it.
    corrections : a corrections table; applied, and the claims judged again. Empty: those of this article in the usual
        ``corrections.csv``, if there is one; "none": none.

    Raises `ArticleError` if the file cannot be read, or the tables do not hold the article; `CorrectionError` if the
    corrections cannot be read or contradict each other.
    """
    check_corrections_file(corrections)
    found = stored_article(Path(tables), path) if tables else analysed_article(path, published)
    return ArticleView(with_file(found, corrections), path if tables else None)


_WARNED = {
    "list_page": "The page is a list of stories, not one",
    "paywall": "The page is cut off for readers who do not pay",
    "unparsed": "A part of the text is no language and was not read",
}


def set_apart(notes: Any) -> str:
    """Return the notes of an ARTICLES row as HTML that opens; nothing where there are none."""
    pairs = [(str(kind), str(text)) for kind, text in loads(notes) or []]
    counts = Counter(kind for kind, _ in pairs if kind not in ("list_page", "unparsed"))
    warned = [warning for kind, warning in _WARNED.items() if kind in dict(pairs)]
    return filled("notes.html", warned=warned, counts=counts, notes=pairs) if pairs else ""
