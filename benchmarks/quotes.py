"""Quotes and speakers per phenomenon on the development data, with gains and losses against the last run.

    python benchmarks/quotes.py [SET ...] [--doubling] [--calibrate]

SET is the name of a file in ``../shared/eval/quotes`` (default: all). A gold row counts as found when a row of ours
covers the same words (IoU of word tokens at least 0.5) and as right when the speaker as written agrees too; both are
the rules of the evaluator beside the data. ``--doubling`` shows that the time after the parse grows with the length of
the text and not faster. ``--calibrate`` writes the shares that were right, by rule and kind, into
``lexicons/quote_confidence.tsv``.
"""

import importlib.util
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from analysis.annotate import Document, annotate_many
from analysis.entities import find_entities
from analysis.paths import project_root
from analysis.quotes import find_quotes
from analysis.reference import load_gazetteer
from analysis.speakers import resolve_speakers
from analysis.tables import Quote
from changes import tell_changes

_SAME = 0.5  # share of two spans that is common to them
DATA = project_root().parent / "shared" / "eval"
CONFIDENCE = project_root() / "src" / "analysis" / "lexicons" / "quote_confidence.tsv"
PRONOUNS = frozenset(("he", "she", "they", "it", "we", "i", "you", "who", "which", "that"))
FEWEST = 25  # rows behind a share
FIRST_READING = {"transcript": (156, 223)}  # turns of 39 real transcripts right before any fault found there was mended
NOT_ANNOTATED = ("transcript", "interview", "speech")  # in the development data
SHOWN = 10  # gains and losses listed


@dataclass(frozen=True)
class Outcome:
    """One gold row and what became of it; or one row of ours that has no gold row."""

    key: str
    phenomena: tuple[str, ...]
    found: bool
    right: bool


def evaluator() -> ModuleType:
    """Import the evaluator that lies beside the data."""
    spec = importlib.util.spec_from_file_location("eval_quotes", DATA / "eval_quotes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_documents(name: str) -> Iterator[tuple[dict, Document]]:
    """Yield each record of a set with its parse."""
    lines = (DATA / "quotes" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    yield from zip(records, annotate_many((r["id"], r["text"], None) for r in records), strict=True)


def predict(document: Document) -> list[dict]:
    """Return our rows in the evaluator's form, in original offsets; confidence is that of the words and the cue."""
    rows = find_entities(document, load_gazetteer())
    quotes = find_quotes(document)
    resolved = resolve_speakers(document, quotes, rows.mentions, rows.entities)
    return [_record(document, replace(r, confidence=q.confidence)) for q, r in zip(quotes, resolved, strict=True)]


def _record(document: Document, quote: Quote) -> dict:
    start, end = document.to_original(quote.start, quote.end)
    record: dict = {"start": start, "end": end, "type": quote.kind, "rule": quote.rule, "confidence": quote.confidence}
    if quote.speaker_start is not None and quote.speaker_end is not None:
        first, last = document.to_original(quote.speaker_start, quote.speaker_end)
        record |= {"speaker_start": first, "speaker_end": last, "speaker": document.original[first:last]}
    return record | {"speaker_resolved": quote.speaker}


def phenomena(record: dict, row: dict) -> tuple[str, ...]:
    """Name what is hard about a gold row."""
    text = record["text"]
    cue, speaker = (row.get("cue") or "").lower(), (row.get("speaker") or "")
    last = speaker.split()[-1] if speaker.split() else ""
    paragraph = text.rfind("\n", 0, row["start"]), text.find("\n", row["end"]) % (len(text) + 1)
    cue_start = row.get("cue_start")
    others = [o for o in record["quotes"] if o is not row and not o["ignore"]]
    checks = {
        row["type"]: True,
        "indirect without that": row["type"] == "indirect" and not text.startswith("that ", row["start"]),
        "pronoun speaker": speaker.lower() in PRONOUNS,
        "nominal speaker": bool(last) and last[0].islower() and speaker.lower() not in PRONOUNS,
        "no speaker": not speaker,
        "split": any(o["group"] == row["group"] for o in others),
        "floating": cue_start is not None and not paragraph[0] <= cue_start < max(paragraph[1], 0),
        "nested": any(o["start"] <= row["start"] and row["end"] <= o["end"] for o in others),
        "according to": cue.startswith("according"),
        "colon": cue == ":",
    }
    return tuple(name for name, holds in checks.items() if holds)


def compare(module: ModuleType, record: dict, rows: list[dict]) -> tuple[list[Outcome], list[tuple[dict, str]]]:
    """Match our rows with the gold rows of one text; rows on ignored gold are left out."""
    gold, ours = _units(module, record, record["quotes"]), _units(module, record, rows)
    pairs = sorted(
        ((len(g & o) / len(g | o), not gr["ignore"], -i, -j) for i, (gr, g) in enumerate(gold)
         for j, (_, o) in enumerate(ours) if g & o), reverse=True,
    )  # fmt: skip
    partner: dict[int, int] = {}
    taken: dict[int, int] = {}
    for iou, _, i, j in pairs:
        if iou >= _SAME and -i not in partner and -j not in taken:
            partner[-i], taken[-j] = -j, -i
    outcomes = []
    for i, (row, _) in enumerate(gold):
        if not row["ignore"]:
            found = i in partner
            right = found and _same_speaker(module, row, ours[partner[i]][0])
            key = f"{record['id']}:{row['start']}-{row['end']}"
            outcomes.append(Outcome(key, phenomena(record, row), found, right))
    return outcomes, _judged(module, gold, ours, taken)


def _judged(module: ModuleType, gold: list, ours: list, taken: dict[int, int]) -> list[tuple[dict, str]]:
    ignored = set().union(*(words for row, words in gold if row["ignore"]))
    judged = []
    for j, (row, words) in enumerate(ours):
        if j in taken:
            match = gold[taken[j]][0]
            status = "dropped" if match["ignore"] else "right" if _same_speaker(module, match, row) else "speaker"
        else:
            status = "dropped" if 2 * len(words & ignored) >= len(words) else "wrong"
        judged.append((row, status))
    return judged


def _units(module: ModuleType, record: dict, rows: Iterable[dict]) -> list[tuple[dict, set[int]]]:
    units = []
    for row in rows:
        start, end = module.trim(record["text"], row["start"], row["end"])
        words = {m.start() for m in module.W.finditer(record["text"], start, end)}
        if words:
            units.append((row, words))
    return units


def _same_speaker(module: ModuleType, gold: dict, ours: dict) -> bool:
    if not gold.get("speaker"):
        return True
    return bool(module.head(gold, ours) or module.surf(gold.get("speaker"), ours.get("speaker")))


def report(name: str, outcomes: list[Outcome], judged: list[tuple[dict, str]]) -> None:
    """Print recall per phenomenon, precision per rule, reliability, and what changed since the last run."""
    print(f"\n{name}: {len(outcomes)} gold rows, {len(judged)} rows of ours")
    table: dict[str, Counter] = defaultdict(Counter)
    for outcome in outcomes:
        for phenomenon in outcome.phenomena:
            table[phenomenon].update(rows=1, found=outcome.found, right=outcome.right)
    for phenomenon, c in sorted(table.items(), key=lambda item: -item[1]["rows"]):
        found, right = c["found"] / c["rows"], c["right"] / c["rows"]
        print(f"  {phenomenon:24}{c['rows']:6} rows  found {found:6.1%}  with speaker {right:6.1%}")
    print("  share right by rule")
    for rule, c in sorted(_shares(judged, lambda row: row["rule"]).items()):
        print(f"  {rule:24}{sum(c.values()):6} rows  right {c['right'] / max(1, sum(c.values())):6.1%}")
    print("  reliability (stated → measured)")
    for bin_, c in sorted(_shares(judged, lambda row: f"{int(10 * row['confidence']) / 10:.1f}").items()):
        stated = [
            row["confidence"] for row, s in judged if s != "dropped" and int(10 * row["confidence"]) / 10 == float(bin_)
        ]
        print(
            f"  {bin_}: {sum(c.values()):5} rows  {sum(stated) / len(stated):.2f} → {c['right'] / sum(c.values()):.2f}"
        )
    tell_changes(f"quotes_{name}", {outcome.key: outcome.right for outcome in outcomes}, most=SHOWN)


def _shares(judged: list[tuple[dict, str]], key) -> dict[str, Counter]:
    shares: dict[str, Counter] = defaultdict(Counter)
    for row, status in judged:
        if status != "dropped":
            shares[key(row)][status] += 1
    return shares


def calibrate(judged: list[tuple[dict, str]]) -> None:
    """Write the share of rows that were right by rule and kind, and by rule alone."""
    lines = [
        "# Share of rows with the right words and the right speaker as written, on the development half of PolNeAR.",
        "# Written by benchmarks/quotes.py --calibrate; kind * is the rule as a whole. Transcripts: turns right at the",
        "# first reading of 24 real ones.",
        "rule\tkind\tshare\trows",
    ]
    judged = [(row, status) for row, status in judged if row["rule"] not in NOT_ANNOTATED]
    by_rule = _shares(judged, lambda row: f"{row['rule']}\t*")
    by_kind = _shares(judged, lambda row: f"{row['rule']}\t{row['type'] if row.get('speaker') else 'unnamed'}")
    for key, c in sorted((by_rule | by_kind).items()):
        rows = sum(c.values())
        if rows >= FEWEST or key.endswith("*"):
            lines.append(f"{key}\t{(c['right'] + 1) / (rows + 2):.2f}\t{rows}")
    lines += [f"{rule}\t*\t{(right + 1) / (rows + 2):.2f}\t{rows}" for rule, (right, rows) in FIRST_READING.items()]
    CONFIDENCE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure(name: str, documents: Iterable[tuple[dict, Document]], *, calibrating: bool = False) -> None:
    """Score one set of parsed documents."""
    module = evaluator()
    outcomes: list[Outcome] = []
    judged: list[tuple[dict, str]] = []
    for record, document in documents:
        found, rows = compare(module, record, predict(document))
        outcomes += found
        judged += rows
    report(name, outcomes, judged)
    if calibrating:
        calibrate(judged)


def doubling() -> None:
    """Print the CPU time after the parse for texts of doubling length; a linear rule gives ratios near 2."""
    paragraph = "“We are ready,” said Ada Brandt. “We will win.” She told the Post that the plan, he said, was “good”."
    before = None
    for paragraphs in (200, 400, 800, 1600):
        document = next(annotate_many([("doubling", "\n\n".join([paragraph] * paragraphs), None)]))
        seconds = float("inf")
        for _ in range(3):
            start = time.process_time()
            rows = find_quotes(document)
            seconds = min(seconds, time.process_time() - start)
        ratio = f"{seconds / before:.2f}" if before else "-"
        print(f"{len(document.text):8} characters {len(rows):6} quotes {seconds:7.3f} s  ratio {ratio}")
        before = seconds


def main() -> None:
    if "--help" in sys.argv:
        sys.exit(__doc__)
    if "--doubling" in sys.argv:
        doubling()
        return
    names = [a for a in sys.argv[1:] if not a.startswith("-")] or [
        p.stem for p in sorted((DATA / "quotes").glob("*.jsonl"))
    ]
    if not Path(DATA).is_dir():
        sys.exit(f"no development data in {DATA.name}; they are not part of the project")
    for name in names:
        measure(name, read_documents(name), calibrating="--calibrate" in sys.argv and name == "polnear")


if __name__ == "__main__":
    main()
