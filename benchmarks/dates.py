"""Score dates by phenomenon and by rule, and list what a change won and lost.

    python benchmarks/dates.py [--save]

Phenomena: the project's own sentences (``tests/date_sentences.tsv``). Rules: the development data of
``../shared/eval/numbers``, where they are there: for each rule of the grammar how many of its expressions overlap a
gold one, and how many of those have its value (duckling) or its interval (GUM). With ``--save`` each right and wrong
case is kept in ``benchmarks/results/dates.json``, and later runs print what was won and lost since.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analysis.annotate import Document, annotate_many
from analysis.dates import find_dates
from changes import tell_changes
from forms import times_for_evaluation
from notes import note

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT / "tests" / "date_sentences.tsv"
DATA = ROOT.parent / "shared" / "eval" / "numbers"
WRITTEN = date(2013, 3, 22)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--save", action="store_true", help="keep this run as the state to compare with")
    options = parser.parse_args(arguments)
    cases = dict(_sentences())
    for name in ("gum_dates", "duckling_time"):
        if (DATA / f"{name}.jsonl").is_file():
            cases.update(_by_rule(name))
    tell_changes("dates", cases, keep=options.save)
    return 0


def _sentences() -> Iterator[tuple[str, bool]]:
    """Yield each sentence of the project's own set with whether all its expressions are right."""
    lines = [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")][1:]
    rows = [line.split("\t") for line in lines]
    documents = list(annotate_many((row[1], row[1], WRITTEN) for row in rows))
    began = time.process_time()
    found = [_written(document) for document in documents]
    seconds = time.process_time() - began
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for (phenomenon, sentence, expected, _), got in zip(rows, found, strict=True):
        total[phenomenon] += 1
        right[phenomenon] += got == expected
        yield f"sentences: {sentence}", got == expected
    print("phenomenon           right  of")
    for phenomenon, count in total.items():
        print(f"{phenomenon:20s} {right[phenomenon]:5d} {count:3d}")
    speed = len(rows) / max(seconds, 1e-6)
    print(f"{'all':20s} {right.total():5d} {total.total():3d}   {speed:,.0f} sentences per CPU-second\n")


def _written(document: Document) -> str:
    rows = (
        f"{document.text[row.start : row.end]} = {row.timex}" + (f" / {row.mod}" if row.mod else "")
        for row in find_dates(document)
    )
    return " ; ".join(rows) or "none"


def _by_rule(name: str) -> Iterator[tuple[str, bool]]:
    """Yield each gold expression with whether it is right; print the counts by rule."""
    records = [json.loads(line) for line in (DATA / f"{name}.jsonl").open(encoding="utf-8")]
    made: Counter[str] = Counter()
    matched: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for record, document in zip(records, annotate_many((r["id"], r["text"], None) for r in records), strict=True):
        moment = datetime.fromisoformat(record.get("dct") or record["published"])
        times = find_dates(document, reference_time=moment, notes=note)
        forms = times_for_evaluation(times, document)
        made.update(row.rule for row in times)
        for gold in record["times"]:
            hit = next((n for n, p in enumerate(forms) if p["start"] < gold["end"] and p["end"] > gold["start"]), None)
            good = hit is not None and _agrees(gold, forms[hit])
            if hit is not None:
                matched[times[hit].rule] += 1
                right[times[hit].rule] += good
            yield f"{name}: {record['id']} {gold['start']}", good
    print(f"{name:32s} made  in gold  right")
    for rule, count in made.most_common():
        print(f"{rule:32s} {count:4d} {matched[rule]:8d} {right[rule]:6d}")
    print()


def _agrees(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    if "value" in gold:
        return _plain(gold["value"]) == _plain(found["value"])
    first, last = gold.get("when") or gold.get("from"), gold.get("when") or gold.get("to")
    begin, end = found["begin"] or "", found["end_date"] or ""
    return bool(first and last and begin.startswith(first[:10]) and end.startswith(last[:10]))


def _plain(value: str | None) -> str:
    """Return a value without the seconds of a full minute, as the evaluator compares it."""
    return re.sub(r"(T\d\d:\d\d):00$", r"\1", value or "")


if __name__ == "__main__":
    sys.exit(main())
