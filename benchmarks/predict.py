"""Write predictions for a file of records in the form the evaluators read.

    python benchmarks/predict.py TASK IN.jsonl OUT.jsonl [--kinds percent,money]

TASK is quotes, numbers, dates, mentions or claims. A record has `id` and `text` and may have `published` or `dct` (an
ISO date or date-time: the article's date); every other field is ignored. One line a record is written, in the same
order, with the record's `id` and a list named `quotes`, `numbers`, `times`, `mentions` or `claims`; offsets are into
the record's text. For dates, a record with a document creation time (`dct`, TimeML's term) gets every time expression
that TimeML tags; one with `published` gets those with a place in the calendar ("now", "daily", "two hours" have none).
A record that cannot be analysed gets an empty list and a line on stderr, and the exit code is 1.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import forms
from analysis.annotate import Document, annotate_many
from analysis.corpus import Analysis, analyse, build_tables, default_resources
from analysis.dates import find_dates
from analysis.tables import Article
from notes import note

_FEW = 10
LISTS = {"quotes": "quotes", "numbers": "numbers", "dates": "times", "mentions": "mentions", "claims": "claims"}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=sorted(LISTS))
    parser.add_argument("input", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--kinds", default="", help="numbers: only these kinds, separated by commas")
    options = parser.parse_args(arguments)
    kinds = tuple(kind for kind in options.kinds.split(",") if kind)
    records = [json.loads(line) for line in options.input.open(encoding="utf-8") if line.strip()]
    failures = 0
    with options.output.open("w", encoding="utf-8") as out:
        for record, rows in predictions(options.task, records, kinds):
            failures += rows is None
            out.write(json.dumps({"id": record["id"], LISTS[options.task]: rows or []}, ensure_ascii=False) + "\n")
    return 1 if failures else 0


def predictions(
    task: str, records: list[dict[str, Any]], kinds: tuple[str, ...] = ()
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]] | None]]:
    """Yield each record with its rows, or with None where it could not be analysed."""
    if task == "claims":
        yield from zip(records, _claims(records), strict=True)
        return
    documents = annotate_many((str(record["id"]), record["text"], _day(record)) for record in records)
    for record, document in zip(records, documents, strict=True):
        try:
            rows = _rows(task, document, record, kinds)
        except Exception as error:  # noqa: BLE001 - one bad record never stops the others; it is reported
            print(f"{record['id']}: {type(error).__name__}: {error}", file=sys.stderr)
            rows = None
        yield record, rows


def _rows(task: str, document: Document, record: dict[str, Any], kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    if task == "dates":
        times = find_dates(document, reference_time=_moment(record), notes=note)
        placed_only = bool(record.get("published")) and not record.get("dct")
        return forms.times_for_evaluation(times, document, placed_only)
    analysis: Analysis = analyse(document, default_resources())
    if task == "quotes":
        return forms.quotes_for_evaluation(analysis.quotes, document)
    if task == "mentions":
        return forms.mentions_for_evaluation(analysis.mentions, document)
    return forms.numbers_for_evaluation(analysis.numbers, document, kinds or None)


def _claims(records: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]] | None]:
    """Judge the claims of all records in one batch; a record's place is its article id, so that ids may repeat."""
    names = [f"{number:08d}" for number in range(len(records))]
    tables = build_tables(
        Article.of(name, record["text"], _day(record)) for name, record in zip(names, records, strict=True)
    )
    for failure in tables["failures"].to_dict("records"):
        print(f"{records[int(failure['article_id'])]['id']}: {failure['message']}", file=sys.stderr)
    failed = set(tables["failures"]["article_id"])
    claims = dict(list(tables["claims"].groupby("article_id", sort=False)))
    checks = dict(list(tables["checks"].groupby("article_id", sort=False)))
    for name in names:
        if name in failed:
            yield None
        else:
            yield forms.claims_for_evaluation(claims[name], checks[name]) if name in claims else []


def _moment(record: dict[str, Any]) -> datetime | None:
    """Return the record's date and time of day; midnight where only the day is given."""
    given = record.get("published") or record.get("dct")
    if not given:
        return None
    if len(given) <= _FEW:
        return datetime.combine(date.fromisoformat(given), time())
    return datetime.fromisoformat(given)


def _day(record: dict[str, Any]) -> date | None:
    moment = _moment(record)
    return moment.date() if moment else None


if __name__ == "__main__":
    sys.exit(main())
