"""Predictions have the form the evaluators read, for every task."""

import json

import pytest

FIELDS = {
    "quotes": {"start", "end", "type", "group", "speaker_start", "speaker_end", "speaker", "speaker_resolved", "cue"},
    "numbers": {"start", "end", "value", "value_high", "unit", "kind", "approx", "change", "concept"},
    "dates": {"start", "end", "type", "value", "mod", "begin", "end_date"},
    "mentions": {"start", "end", "label", "kind", "entity_id", "name"},
    "claims": {"start", "end", "verdict", "reason", "figure", "edition"},
}


@pytest.mark.parametrize("task", FIELDS)
def test_every_task_writes_its_rows(task, benchmark_module, seed_text, tmp_path):
    predict = benchmark_module("predict")
    given, written = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    records = [
        {"id": "a", "text": seed_text, "published": "2024-06-27", "other": 1},
        {"id": "b", "text": "Nothing."},
    ]
    given.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    assert predict.main([task, str(given), str(written)]) == 0
    first, second = (json.loads(line) for line in written.read_text(encoding="utf-8").splitlines())
    assert (first["id"], second["id"]) == ("a", "b")
    rows = first[predict.LISTS[task]]
    assert len(rows) >= 4
    assert all(row.keys() >= FIELDS[task] and 0 <= row["start"] < row["end"] <= len(seed_text) for row in rows)
    if task == "quotes":
        named = [row for row in rows if row["speaker"]]
        assert all(seed_text[row["speaker_start"] : row["speaker_end"]] == row["speaker"] for row in named)
        assert "Jens Stoltenberg" in {row["speaker_resolved"] for row in named}
