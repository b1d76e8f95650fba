"""The tables: names, columns, schemas. `docs/codebook.md` is generated from here."""

from analysis.tables.columns import Column, Table, column, row_id
from analysis.tables.rows import Article, Check, Claim, Entity, Failure, Mention, Number, Quote, TimeExpression

ARTICLES = Table("articles", "an article", Article, spans=False)
QUOTES = Table("quotes", "a quote", Quote, "quote_id", "q")
MENTIONS = Table("mentions", "a mention of an entity", Mention, "mention_id", "m")
ENTITIES = Table("entities", "an entity of an article", Entity, spans=False)
NUMBERS = Table("numbers", "a number as written", Number, "number_id", "n")
DATES = Table("dates", "a time expression", TimeExpression, "date_id", "d")
CLAIMS = Table("claims", "a checkable statement", Claim, "claim_id", "c")
CHECKS = Table("checks", "a verdict", Check, spans=True)
FAILURES = Table("failures", "an input that could not be analysed", Failure, spans=False)

TABLES: tuple[Table, ...] = (ARTICLES, QUOTES, MENTIONS, ENTITIES, NUMBERS, DATES, CLAIMS, CHECKS, FAILURES)

__all__ = [
    "ARTICLES", "CHECKS", "CLAIMS", "DATES", "ENTITIES", "FAILURES", "MENTIONS", "NUMBERS", "QUOTES", "TABLES",
    "Article", "Check", "Claim", "Column", "Entity", "Failure", "Mention", "Number", "Quote", "Table",
    "TimeExpression", "column", "row_id",
]  # fmt: skip
