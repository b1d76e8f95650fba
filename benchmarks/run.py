"""Score every task on the development data beside the project, then each phenomenon, then the speed.

    python benchmarks/run.py [--tasks quotes,numbers,dates] [--no-phenomena] [--no-speed]

The evaluators and the data are looked for in ``../shared/eval``; without them only the project's own sentences and the
speed are measured. Predictions and the figures of this run are kept in ``benchmarks/results/`` and compared with the
run before. The costs of a large corpus are a run of their own: ``python benchmarks/scale.py``.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EVAL = ROOT.parent / "shared" / "eval"
RESULTS = ROOT / "benchmarks" / "results"


@dataclass(frozen=True)
class Score:
    """One measured run: a data set, the task that predicts it, the evaluator's arguments."""

    name: str
    task: str
    data: str
    evaluator: tuple[str, ...]
    kinds: str = ""


def _quotes(name: str, data: str, *arguments: str) -> Score:
    return Score(name, "quotes", f"quotes/{data}.jsonl", ("eval_quotes.py", "{gold}", "{pred}", *arguments))


def _numbers(data: str, kinds: str = "") -> Score:
    return Score(
        data, "numbers", f"numbers/{data}.jsonl", ("eval_numbers.py", "--gold", "{gold}", "--pred", "{pred}"), kinds
    )


GUM_ARTICLES = ROOT.parent / "shared" / "articles" / "gum"
# the reports by phenomenon: script, arguments, folder without which it has nothing to read
PHENOMENA: tuple[tuple[str, tuple[str, ...], Path], ...] = (
    ("quotes.py", ("--doubling",), EVAL),
    ("number_phenomena.py", ("--growth",), ROOT),
    ("dates.py", ("--save",), ROOT),
    ("entities.py", (str(GUM_ARTICLES),), GUM_ARTICLES),
    ("claims.py", (), ROOT),
)

SCORES = (
    _quotes("PolNeAR, inside marks", "polnear", "--view", "quoted"),
    _quotes("PolNeAR, whole spans", "polnear"),
    _quotes("GUM news, whole spans", "gum_news"),
    _numbers("newsquant"),
    _numbers("rquant_currency"),
    _numbers("rquant_dimension"),
    _numbers("rquant_age"),
    _numbers("rquant_temperature"),
    _numbers("rt_money", "money"),
    _numbers("rt_percent", "percent"),
    _numbers("rt_age", "age"),
    _numbers("rt_range", "range"),
    _numbers("duckling"),
    Score("GUM dates", "dates", "numbers/gum_dates.jsonl", ("eval_dates.py", "{gold}", "{pred}")),
    Score("duckling times", "dates", "numbers/duckling_time.jsonl",
          ("eval_numbers.py", "--gold", "{gold}", "--pred", "{pred}", "--times")),
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", default="quotes,numbers,dates", help="tasks to score, separated by commas")
    parser.add_argument("--no-phenomena", action="store_true", help="leave the reports by phenomenon out")
    parser.add_argument("--no-speed", action="store_true", help="leave the speed ratios out")
    options = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    if EVAL.is_dir():
        wanted = set(options.tasks.split(","))
        predicted: set[Path] = set()
        for score in (score for score in SCORES if score.task in wanted):
            predicted.add(_report(score, predicted))
    else:
        print("no development data in ../shared/eval: accuracy not measured")
    if not options.no_phenomena:
        for script, arguments, data in PHENOMENA:
            if data.is_dir():
                _run(script, *arguments)
    if not options.no_speed:
        _run("speed.py")
    return 0


def _run(script: str, *arguments: str) -> None:
    print(f"\n== {script}", flush=True)
    subprocess.run([sys.executable, str(ROOT / "benchmarks" / script), *arguments], check=True)


def _report(score: Score, made: set[Path]) -> Path:
    """Predict, unless an earlier score of this run did, evaluate and print; return the file of predictions."""
    gold = EVAL / score.data
    predicted = RESULTS / f"{gold.stem}.{score.kinds or 'all'}.jsonl"
    if predicted not in made:
        command = [sys.executable, str(ROOT / "benchmarks" / "predict.py"), score.task, str(gold), str(predicted)]
        subprocess.run([*command, "--kinds", score.kinds] if score.kinds else command, check=True)
    arguments = [part.format(gold=gold, pred=predicted) for part in score.evaluator[1:]]
    printed = subprocess.run(
        [sys.executable, str(EVAL / score.evaluator[0]), *arguments], check=True, capture_output=True, text=True
    ).stdout
    print(f"\n== {score.name}\n{printed}{_difference(score.name, printed)}", flush=True)
    return predicted


def _difference(name: str, printed: str) -> str:
    """Return the lines that changed since the run before, and keep this run's."""
    path = RESULTS / "last.json"
    last = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    before = last.get(name, "")
    path.write_text(json.dumps({**last, name: printed}, indent=1), encoding="utf-8")
    changed = [line for line in before.splitlines() if line not in printed.splitlines()]
    return "".join(f"   was: {line}\n" for line in changed)


if __name__ == "__main__":
    sys.exit(main())
