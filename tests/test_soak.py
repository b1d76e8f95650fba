"""`make soak`: a corpus run killed at twenty random moments gives what an undisturbed one gives."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis.corpus import read_tables
from analysis.scale import extract_corpus
from analysis.tables import TABLES

MOMENTS = 20
SEED = 7


@pytest.mark.soak
@pytest.mark.slow
def test_twenty_kills_lose_nothing_and_give_nothing_twice(root: Path, tmp_path: Path):
    sys.path.insert(0, str(root / "benchmarks"))
    from generate import write

    corpus = write(tmp_path / "corpus.jsonl", 120, seed=SEED, sentences=12)
    extract_corpus(corpus, tmp_path / "calm", workers=2, part_articles=4)
    out = tmp_path / "disturbed"
    draw = random.Random(SEED)
    command = [sys.executable, "-m", "analysis", "extract", str(corpus), "--out", str(out), "--part-size", "4"]
    for _ in range(MOMENTS):
        run = subprocess.Popen([*command, "--workers", "2"], start_new_session=True)
        time.sleep(draw.uniform(0.5, 12))
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        run.wait(60)
    assert subprocess.run([*command, "--workers", "2"], check=False).returncode == 0
    calm, disturbed = read_tables(tmp_path / "calm"), read_tables(out)
    for table in TABLES:
        pd.testing.assert_frame_equal(calm[table.name], disturbed[table.name])
    assert not list(out.rglob("*.partial"))
