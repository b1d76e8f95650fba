"""Headlines that report with a colon: "Stoltenberg: …" and "…: study"."""

from functools import cache

from analysis.annotate import Document
from analysis.lexicons import read_lexicon
from analysis.quotes.parse import Parse
from analysis.quotes.reports import Report, trim_content

LONGEST_SOURCE = 5  # tokens before the colon
SHORTEST_CONTENT = 3  # tokens after it
_TOPIC_KINDS = frozenset(("document", "spokesperson", "anonymous", "group", "person", "organisation"))


def headline_reports(document: Document, parse: Parse) -> list[Report]:
    """Return what a headline reports with a colon, before or after it."""
    title = document.title_span
    if title is None:
        return []
    colons = [i for i in range(title.start, title.end) if parse.lower[i] == ":"]
    if len(colons) != 1:
        return []
    colon = colons[0]
    before, after = (title.start, colon), (colon + 1, title.end)
    if _is_source(document, parse, *before) and _is_statement(parse, *after):
        source, content = before, after
    elif _is_common_source(parse, *after) and _is_statement(parse, *before):
        source, content = after, before
    else:
        return []
    part = trim_content(parse, *content)
    if part is None:
        return []
    return [Report((part,), (colon, colon + 1), "colon", False, source, source[1] - 1, "headline", "colon")]


def _is_source(document: Document, parse: Parse, start: int, end: int) -> bool:
    """Say whether a person, a body or a kind of source stands before the colon, and nothing else."""
    if not 0 < end - start <= LONGEST_SOURCE or any(parse.pos[i] in ("VERB", "AUX") for i in range(start, end)):
        return False
    types = document.doc[end - 1].ent_type_
    return types in ("PERSON", "ORG", "GPE", "NORP") or _is_common_source(parse, start, end)


def _is_common_source(parse: Parse, start: int, end: int) -> bool:
    return 0 < end - start <= LONGEST_SOURCE and parse.lemma[end - 1].lower() in _source_nouns()


def _is_statement(parse: Parse, start: int, end: int) -> bool:
    """Say whether a headline's part holds a verb, or stands in quotation marks."""
    if end - start < SHORTEST_CONTENT:
        return False
    return any(parse.pos[i] in ("VERB", "AUX") for i in range(start, end)) or parse.lower[start] in "“‘"


@cache
def _source_nouns() -> frozenset[str]:
    return frozenset(row["noun"] for row in read_lexicon("source_nouns") if row["kind"] in _TOPIC_KINDS)
