"""What must be made again when something changes, and nothing else."""

import os
import shutil
import subprocess
import sys

import pytest

from analysis.articles import find_inputs
from analysis.corpus import read_tables
from analysis.corpus.fingerprint import _PARSING, _READING, _RULES, fingerprints_of
from analysis.scale import extract_corpus
from analysis.scale.parts import cut_into_jobs


@pytest.fixture
def copied(root, tmp_path):
    """A copy of the package's sources and word lists, of the reference data, and no aliases of the user's own."""
    package, reference = tmp_path / "analysis", tmp_path / "reference"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "src" / "analysis", package, ignore=ignored)
    shutil.copytree(root / "data" / "reference", reference, ignore=ignored)
    return package, reference, tmp_path / "aliases.csv"


CHANGES = {
    "articles/html.py": {"reading"}, "normal.py": {"parse"}, "annotate.py": {"parse"}, "claims/find.py": {"rules"},
    "lexicons/hedges.tsv": {"rules"}, "lexicons/function_words.tsv": {"reading"},
    "corpus/whole.py": set(), "scale/worker.py": set(), "report/page.py": set(), "runs/batch.py": set(),
    "../reference/gazetteer/aliases.csv": {"reference"}, "../aliases.csv": {"reference"},
}  # fmt: skip


@pytest.mark.parametrize(("name", "changed"), CHANGES.items(), ids=CHANGES)
def test_a_change_makes_that_again_which_depends_on_it(copied, name, changed):
    before = fingerprints_of(*copied)
    with (copied[0] / name).open("a", encoding="utf-8") as stream:
        stream.write("# more\n")
    after = fingerprints_of(*copied)
    assert {key for key in before if before[key] != after[key]} == changed


def test_another_model_or_library_makes_that_again_which_depends_on_it(copied, monkeypatch):
    before = fingerprints_of(*copied)
    for name, changed in (("model_version", {"parse"}), ("version", {"reading", "parse", "rules"})):
        with monkeypatch.context() as patch:
            patch.setattr(f"analysis.corpus.fingerprint.{name}", lambda *_: "another")
            after = fingerprints_of(*copied)
        assert {key for key in before if before[key] != after[key]} == changed


WITHOUT_ROWS = {
    "__init__", "__main__", "charts", "cli", "cluster", "corpus", "corrections", "desk", "display",
    "errors", "explanation", "exports", "garbage", "importers", "lexicons", "paths", "quickstart", "report", "runs",
    "spacy_types",
    "scale", "verdicts",
}  # fmt: skip


def test_every_module_that_makes_rows_is_in_a_fingerprint(root):
    modules = {
        p.stem for p in (root / "src" / "analysis").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()
    }
    covered = {name.removesuffix(".py").split("/")[0] for name in (*_READING, *_PARSING, *_RULES)}
    assert modules - WITHOUT_ROWS == covered - {"corpus"}


def described(source, sidecar=""):
    (source / "articles.csv").write_text(f"path,published,title\n{sidecar}")
    return [job.name for job in cut_into_jobs(find_inputs(source), "", [], 1)]


def test_what_is_said_beside_an_article_makes_its_part_again(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(
            "The port of Eastmere will raise its fees by 4 percent, Ada Brennick said."
        )
    plain, dated, titled = (described(tmp_path, row) for row in ("", "a.txt,2021-04-02,\n", "a.txt,,Fees\n"))
    assert len({plain[0], dated[0], titled[0]}) == 3
    assert plain[1] == dated[1] == titled[1]


@pytest.mark.slow
def test_own_aliases_are_found_without_parsing_again(root, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "reference").symlink_to(root / "data" / "reference")
    (tmp_path / "a.txt").write_text(
        "The Marrowick Pact met in Eastmere. The Marrowick Pact has four members, Ada said."
    )
    command = [sys.executable, "-m", "analysis", "extract", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out")]
    extract_corpus(tmp_path / "a.txt", tmp_path / "out")
    before = parses_and_entities(tmp_path / "out")
    (tmp_path / "data" / "aliases.csv").write_text(
        "entity_id,alias,kind,name,label\nown:pact,Marrowick Pact,name,Marrowick Pact,ORG\n"
    )
    subprocess.run(command, check=True, env=os.environ | {"ANALYSIS_ROOT": str(tmp_path)})
    after = parses_and_entities(tmp_path / "out")
    assert before[0] and before[0] == after[0]
    assert "own:pact" not in before[1] and "own:pact" in after[1]


def parses_and_entities(out):
    kept = {path: path.stat().st_mtime_ns for path in out.glob(".cache/parses/*/*.spacy")}
    return kept, set(read_tables(out).entities["entity_id"])
