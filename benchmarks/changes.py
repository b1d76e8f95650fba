"""What a run of a benchmark won and lost against the one whose cases were kept."""

import json
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


def tell_changes(name: str, cases: dict[str, bool], *, keep: bool = True, most: int | None = None) -> None:
    """Print which cases became right or wrong since the run kept under a name, at most so many of each; keep this one.

    A case that the earlier run did not have is neither won nor lost.
    """
    path = RESULTS / f"{name}.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    won = [case for case, right in cases.items() if right and before.get(case) is False]
    lost = [case for case, right in cases.items() if not right and before.get(case)]
    if before:
        print(f"  since the run kept: {len(won)} won, {len(lost)} lost")
    for sign, found in (("+", won), ("-", lost)):
        for case in found[:most]:
            print(f"    {sign} {case}")
    if keep:
        RESULTS.mkdir(exist_ok=True)
        path.write_text(json.dumps(cases, indent=0, sort_keys=True, ensure_ascii=False), encoding="utf-8")
