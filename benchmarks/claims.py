"""Score claims and verdicts on labelled sentences: the committed set and the sample articles.

    python benchmarks/claims.py [--errors N]

A record has `id`, `published`, `text` and `claims` with `start`, `end`, `kind`, `verdict` and, where one decides,
`edition`, `key`, `measure`, `year`, `figure`; `trap` says why a careful reader leaves a statement undecided.

accuracy = right verdicts / decided; coverage = decided / decidable; traps decided must be zero.
"""

import argparse
import csv
import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from analysis.corpus import build_tables
from analysis.tables import Article

Record = dict[str, Any]
ROOT = Path(__file__).resolve().parents[1]
OPEN = "not_enough_info"
_ALIKE = ({"role", "date"}, {"value", "change"})


@dataclass
class Score:
    """What became of the labelled statements."""

    decidable: int = 0
    decided: int = 0
    right: int = 0
    traps: int = 0
    traps_decided: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """Right verdicts among the decided."""
        return self.right / self.decided if self.decided else 0.0

    @property
    def coverage(self) -> float:
        """Decided among what the tables can decide."""
        return self.decided / self.decidable if self.decidable else 0.0

    def line(self, name: str) -> str:
        """Return the figures as one line."""
        return (
            f"{name:10} accuracy {self.accuracy:.3f} ({self.right}/{self.decided})  coverage {self.coverage:.3f} "
            f"({self.decided}/{self.decidable})  traps decided {self.traps_decided}/{self.traps}"
        )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each set")
    options = parser.parse_args(arguments)
    for name, records in (("sentences", read_sentences()), ("samples", read_samples())):
        score = score_records(records)
        print(score.line(name))
        print(*score.errors[: options.errors], sep="\n") if options.errors else None
    return 0


def read_sentences() -> list[Record]:
    """Return the committed set of labelled sentences."""
    path = ROOT / "tests" / "claim_sentences.jsonl"
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def read_samples() -> list[Record]:
    """Return the sample articles with their expected verdicts; `text` is as the article reader gives it."""
    from analysis.articles import read_articles

    with (ROOT / "data" / "gold" / "samples" / "expected.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    records = []
    for article in read_articles(ROOT / "data" / "samples"):
        labels = [row for row in expected if isinstance(article, Article) and row["path"] == article.article_id]
        if labels and isinstance(article, Article):
            claims = [_label(article.text, row) for row in labels]
            records.append({"id": article.article_id, "article": article, "text": article.text, "claims": claims})
    return records


def _label(text: str, row: dict[str, str]) -> Record:
    start = text.index(row["text"])
    kept = {name: value for name, value in row.items() if value and name not in ("path", "text")}
    return {"start": start, "end": start + len(row["text"]), "span": row["text"], **kept}


def score_records(records: Iterable[Record]) -> Score:
    """Find and judge the claims of each record and compare them with its labels."""
    records = list(records)
    tables = build_tables([_article(record) for record in records])
    rows = tables["claims"].merge(
        tables["checks"][["claim_id", "verdict", "reason", "edition", "figure"]], on="claim_id", validate="one_to_one"
    )
    by_article = {key: group.to_dict("records") for key, group in rows.groupby("article_id")}
    score = Score()
    for record in records:
        for label in record["claims"]:
            _score_label(score, record, label, by_article.get(record["id"], []))
    return score


def _article(record: Record) -> Article:
    if "article" in record:
        return record["article"]
    digest = hashlib.sha256(record["text"].encode("utf-8")).hexdigest()
    day = date.fromisoformat(record["published"])
    return Article(
        article_id=record["id"], text=record["text"], sha256=digest, published=day, published_from=day, published_to=day
    )


def _score_label(score: Score, record: Record, label: Record, rows: list[Record]) -> None:
    over = [
        row for row in rows if row["start"] < label["end"] and label["start"] < row["end"] and row["verdict"] != OPEN
    ]
    same = [row for row in over if _alike(row["kind"], label["kind"])]
    if "trap" in label:
        score.traps += 1
        if same:
            score.traps_decided += 1
            score.errors.append(
                f"trap decided: {record['id']}: {label['span']!r} as {same[0]['kind']} {same[0]['verdict']}"
            )
        return
    score.decidable += 1
    same = [row for row in same if not label.get("key") or row["key"] == label["key"]]
    if not same:
        score.errors.append(f"not decided: {record['id']}: {label['span']!r} ({label['kind']})")
        return
    score.decided += 1
    if any(_right(row, label) for row in same):
        score.right += 1
    else:
        score.errors.append(f"wrong: {record['id']}: {label['span']!r} {same[0]['verdict']} by {same[0]['edition']}")


def _alike(kind: str, labelled: str) -> bool:
    return kind == labelled or any({kind, labelled} <= pair for pair in _ALIKE)


def _right(row: Record, label: Record) -> bool:
    """Say whether verdict and deciding edition are the labelled ones."""
    edition = label.get("edition")
    return row["verdict"] == label["verdict"] and (not edition or row["edition"] == edition)


if __name__ == "__main__":
    sys.exit(main())
