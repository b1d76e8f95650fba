"""Score numbers by phenomenon and by rule, with what was gained and lost since the run before.

    python benchmarks/number_phenomena.py [--calibrate] [--growth]

The project's own sentences (``tests/number_sentences.tsv``) are scored by phenomenon; the development data beside the
project, where there are any, by the rule that read each number: the share whose value and unit are right.
``--calibrate`` writes these shares into ``lexicons/number_confidence.tsv``; ``--growth`` times texts of growing length.
"""

import argparse
import importlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import forms
from analysis.annotate import annotate_many
from analysis.attribution import Scene
from analysis.attribution.described import describe_numbers
from analysis.dates import find_dates
from analysis.numbers import find_numbers
from analysis.numbers.numerals import scan_numerals
from changes import tell_changes

ROOT = Path(__file__).resolve().parents[1]
EVAL = ROOT.parent / "shared" / "eval"
CONFIDENCE = ROOT / "src" / "analysis" / "lexicons" / "number_confidence.tsv"
SETS = ("newsquant", "rquant_currency", "rquant_dimension", "rquant_age", "rquant_temperature")
PRIOR_RIGHT, PRIOR_ALL = 4.0, 5.0  # a rule seen rarely is drawn towards 0.8
LENGTHS = (10_000, 100_000, 1_000_000)
HARD = {
    "digits": "7",
    "grouped digits": "1,234.",
    "number words": "two hundred and ",
    "fractions": "1/2 ",
    "signs": "-–-",
    "hyphenated": "one-two-",
    "prose": "About 23 of the 32 states spent 2.1 percent, or $4.5bn. ",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calibrate", action="store_true", help="write the confidence of each rule")
    parser.add_argument("--growth", action="store_true", help="time the scanner on texts of growing length")
    options = parser.parse_args()
    if options.growth:
        growth()
        return 0
    own = list(own_sentences())
    right = {f"{phenomenon}: {sentence}": ok for phenomenon, sentence, ok, _ in own}
    report("own sentences, by phenomenon", "number_sentences", right, lambda key: key.split(":")[0])
    rules = dict(development_numbers()) if EVAL.is_dir() else {}
    report("development data, by rule", "number_rules", rules, lambda key: key.split("|")[1])
    if options.calibrate:
        calibrate([*((key.split("|")[1], ok) for key, ok in rules.items()),
                   *((rule, ok) for _, _, ok, found in own for rule in found)])  # fmt: skip
    return 0


def own_sentences() -> Iterator[tuple[str, str, bool, list[str]]]:
    """Yield each sentence of the project: phenomenon, text, whether it is read right, the rules that read it."""
    sys.path.insert(0, str(ROOT / "tests"))
    notation = importlib.import_module("number_notation")
    rows = notation.read_sentences()
    documents = annotate_many((str(i), sentence, None) for i, (_, sentence, _) in enumerate(rows))
    for (phenomenon, sentence, expected), document in zip(rows, documents, strict=True):
        times = find_dates(document)
        numbers = describe_numbers(Scene(document, find_numbers(document, times), times, (), {}, (), ()))
        wanted = [] if expected == "none" else expected.split(" ; ")
        ok = len(wanted) == len(numbers) and all(map(notation.matches, wanted, numbers))
        yield phenomenon, sentence, ok, [number.rule for number in numbers]


def development_numbers() -> Iterator[tuple[str, bool]]:
    """Yield each number found in the development data, by place and rule, and whether value and unit are right."""
    sys.path.insert(0, str(EVAL))
    evaluator = importlib.import_module("eval_numbers")
    for name in SETS:
        lines = (EVAL / "numbers" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        records = [json.loads(line) for line in lines if line.strip()]
        documents = annotate_many((record["id"], record["text"], None) for record in records)
        for record, document in zip(records, documents, strict=True):
            numbers = find_numbers(document, find_dates(document))
            rules = {document.to_original(n.start, n.end)[0]: n.rule for n in numbers}
            predicted = forms.numbers_for_evaluation(numbers, document)
            pairs = evaluator.match(
                record["numbers"], predicted, evaluator.val_eq, lambda g, p: same_unit(evaluator, g, p)
            )
            for number in predicted:
                ok = any(p is number and same_unit(evaluator, g, p) for g, p in pairs)
                yield f"{record['id']}@{number['start']}|{rules[number['start']]}", ok


def same_unit(evaluator: object, gold: dict, found: dict) -> bool:
    return evaluator.nunit(gold.get("unit")) == evaluator.nunit(found.get("unit"))


def report(title: str, name: str, right: dict[str, bool], group: Callable[[str], str]) -> None:
    """Print the share that is right by group, then what the run before had otherwise."""
    if not right:
        return
    groups: dict[str, list[bool]] = defaultdict(list)
    for key, ok in right.items():
        groups[group(key)].append(ok)
    print(f"== {title}: {sum(right.values())} of {len(right)} right ({sum(right.values()) / len(right):.1%})")
    for part, values in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"   {part:22s} {sum(values):4d} of {len(values):4d}  {sum(values) / len(values):6.1%}")
    tell_changes(name, right)


def calibrate(rows: list[tuple[str, bool]]) -> None:
    """Write the share of right rows of each rule, drawn towards a prior where there are few."""
    seen: dict[str, list[bool]] = defaultdict(list)
    for rule, ok in rows:
        seen[rule].append(ok)
    lines = [line for line in CONFIDENCE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    lines.append("rule\tconfidence")
    for rule, values in sorted(seen.items()):
        lines.append(f"{rule}\t{(sum(values) + PRIOR_RIGHT) / (len(values) + PRIOR_ALL):.2f}")
    CONFIDENCE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def growth() -> None:
    """Print the scanner's time on hard texts of ten times the length each; ten times the time is linear."""
    for name, piece in HARD.items():
        seconds = []
        for length in LENGTHS:
            text = piece * (length // len(piece))
            begin = time.process_time()
            scan_numerals(text)
            seconds.append(time.process_time() - begin)
        ratios = ", ".join(f"{b / a:.1f}" for a, b in zip(seconds, seconds[1:], strict=False))
        print(f"   {name:16s} {LENGTHS[-1]:,} characters in {seconds[-1]:.2f} s; ten times longer takes times {ratios}")


if __name__ == "__main__":
    sys.exit(main())
