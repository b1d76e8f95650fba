import json
import re
import subprocess
import sys
from datetime import date

import pandas as pd
import pytest

from analysis.cli import main
from analysis.cli.chains import verified
from analysis.corpus import build_tables, read_tables
from analysis.errors import printable
from analysis.exports import codebook_text
from analysis.tables import TABLES, Article
from conftest import SEED_ID


@pytest.fixture(scope="session")
def extracted(root, tmp_path_factory):
    """The seed's tables as `extract` writes them."""
    out = tmp_path_factory.mktemp("cli") / "tables"
    assert main(["extract", str(root / SEED_ID), "--out", str(out), "--workers", "1", "--format", "csv"]) == 0
    return out


def test_extract_writes_every_table_and_a_manifest(extracted):
    for table in TABLES:
        assert list((extracted / table.name).glob("part-*.parquet"))
        assert (extracted / f"{table.name}.csv").is_file()
    manifest = json.loads((extracted / "manifest.json").read_text(encoding="utf-8"))
    counts = manifest["counts"]
    assert counts["inputs"] == counts["articles"] + counts["failures"] == 1
    assert {name: len(frame) for name, frame in read_tables(extracted).items()} == {
        table.name: counts[table.name] for table in TABLES
    }
    assert re.fullmatch(r"[0-9a-f]{16}", manifest["policy"])
    assert manifest["model"]


def test_extract_again_reads_nothing_again(extracted, root, capsys):
    before = {p: p.stat().st_mtime_ns for p in extracted.rglob("part-*")}
    assert main(["extract", str(root / SEED_ID), "--out", str(extracted), "--workers", "1"]) == 0
    assert {p: p.stat().st_mtime_ns for p in extracted.rglob("part-*")} == before


def test_some_inputs_failed_is_exit_code_one(root, tmp_path, capsys):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_text("")
    (tmp_path / "in" / "good.txt").write_text("Fees rise by 4 percent in the port of Eastmere, the council said.")
    assert main(["extract", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--workers", "1"]) == 1
    said = capsys.readouterr()
    assert "empty.txt: the file is empty" in said.err
    assert "1 failed" in said.err
    assert "Traceback" not in said.err
    tables = read_tables(tmp_path / "out")
    assert tables.articles["article_id"].tolist() == ["good.txt"]
    assert tables.failures["article_id"].tolist() == ["empty.txt"]


def test_published_dates_an_article(root, tmp_path):
    out = tmp_path / "out"
    arguments = ["extract", str(root / SEED_ID), "--out", str(out), "--published", "2024-06-27", "--workers", "1"]
    assert main(arguments) == 0
    row = read_tables(out).articles.iloc[0]
    assert row["published"] == row["published_from"] == row["published_to"] == pd.Timestamp(2024, 6, 27)


def test_check_judges_again_with_the_same_verdicts(extracted, capsys):
    before = read_tables(extracted).checks
    assert main(["check", str(extracted)]) == 0
    assert "0 verdicts changed" in capsys.readouterr().out
    pd.testing.assert_frame_equal(read_tables(extracted).checks, before)


def test_the_user_s_sidecar_survives_a_wrong_out(tmp_path, capsys):
    sidecar = tmp_path / "articles.csv"
    sidecar.write_text("path,published\na.txt,2024-06-27\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Fees rise by 4 percent in the port of Eastmere, the council said.")
    assert main(["extract", str(tmp_path), "--out", str(tmp_path), "--format", "csv"]) == 2
    assert sidecar.read_text(encoding="utf-8").startswith("path,published\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "articles.csv"]


def test_ignored_files_and_titles_are_told(tmp_path, capsys):
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.md").write_text("# Fees rise\n\nFees rise by 4 percent in the port of Eastmere, the council said.\n")
    (source / "b.odt").write_text("x")
    (source / "c.csv").write_text("path,size\n")
    assert main(["extract", str(source), "--out", str(tmp_path / "out"), "--workers", "1"]) == 0
    said = capsys.readouterr()
    assert re.search(r"1 of 1 article read, 1 quote, \d+ numbers?, 0 claims, 0 checks", said.out)
    assert "ignored: b.odt: .odt is no form of article" in said.err
    assert "ignored: c.csv: has no column 'text'; it has: path, size" in said.err
    assert read_tables(tmp_path / "out").articles["title"].tolist() == ["Fees rise"]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert [told.split(":")[0] for told in manifest["ignored"]] == ["b.odt", "c.csv"]


@pytest.fixture(scope="module")
def chains(extracted, tmp_path_factory):
    """What `query` writes of the seed's chains."""
    path = tmp_path_factory.mktemp("chains") / "chains.jsonl"
    rows = read_tables(extracted).checks[["claim_id", "chain"]]
    path.write_text(rows.to_json(orient="records", lines=True, force_ascii=False), encoding="utf-8")
    return path


def test_verify_reads_what_query_writes(extracted, chains, root, capsys):
    assert main(["query", "select claim_id, chain from checks", "--tables", str(extracted), "--format", "jsonl"]) == 0
    assert capsys.readouterr().out == chains.read_text(encoding="utf-8")
    count = len(chains.read_text(encoding="utf-8").splitlines())
    for words in (["--tables", str(extracted)], ["--article", str(root / SEED_ID)]):
        assert main(["verify", str(chains), *words]) == 0
        said = capsys.readouterr().out
        assert f"{count} chains, 0 of them broken, 0 with nothing to verify" in said
        assert "note:" not in said
    assert main(["verify", str(chains)]) == 0
    assert capsys.readouterr().out.count("the words were not compared with the article") == count


def test_a_chain_without_cells_is_not_said_to_hold(capsys):
    text = (
        "Norway spent 2 percent of GDP on defence in 1931. Norway plans to spend 5 percent of GDP on defence in 2090."
    )
    found = build_tables([Article.of("a", text, date(2024, 6, 27))])
    chains = [json.loads(chain) for chain in found.checks["chain"]]
    assert len(chains) == 2 and all(report.holds for report in verified(chains, None, None))
    said = capsys.readouterr().out
    assert said.count("nothing to verify: no cell decides it") == 2 and "the chain holds" not in said
    assert "2 chains, 0 of them broken, 2 with nothing to verify" in said


def test_where_no_row_is_found_there_is_nothing_to_verify(extracted, tmp_path, capsys):
    none = ["query", "select chain from checks where false", "--tables", str(extracted), "--format", "jsonl"]
    assert main(none) == 0
    (tmp_path / "none.jsonl").write_text(told := capsys.readouterr().out)
    assert told == "" and main(["verify", str(tmp_path / "none.jsonl")]) == 0
    assert capsys.readouterr().out == "nothing to verify: there is no chain\n"


def test_verify_finds_words_that_the_article_does_not_have(extracted, chains, tmp_path, capsys):
    chain = json.loads(json.loads(chains.read_text(encoding="utf-8").splitlines()[0])["chain"])
    chain["article"]["start"] += 1
    chain["article"]["end"] += 1
    path = tmp_path / "chain.json"
    path.write_text(json.dumps(chain), encoding="utf-8")
    assert main(["verify", str(path), "--tables", str(extracted)]) == 1
    assert "stands" in capsys.readouterr().out
    chain["article"]["article_id"] = "elsewhere.txt"
    path.write_text(json.dumps(chain), encoding="utf-8")
    assert main(["verify", str(path), "--tables", str(extracted)]) == 2
    assert "there is no article 'elsewhere.txt'" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["table", "csv", "jsonl"])
def test_query_answers(extracted, capsys, form):
    sql = "select count(*) as quotes, max(speaker) as speaker from quotes where kind = 'direct'"
    assert main(["query", sql, "--tables", str(extracted), "--format", form]) == 0
    assert "quotes" in capsys.readouterr().out


def test_query_joins_tables(extracted, capsys):
    sql = "select c.kind, k.verdict from claims c join checks k using (claim_id) order by claim_id"
    assert main(["query", sql, "--tables", str(extracted), "--format", "csv"]) == 0
    assert "supported" in capsys.readouterr().out


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("drop view quotes", id="drop"),
        pytest.param("select 1; select 2", id="two"),
        pytest.param("copy quotes to 'x.csv'", id="copy"),
        pytest.param("select * from read_csv('/etc/passwd')", id="other-file"),
        pytest.param("select * from 'pyproject.toml'", id="file-by-name"),
        pytest.param("set enable_external_access = true", id="setting"),
        pytest.param("select * from nothing", id="no-such-table"),
        pytest.param("selec", id="syntax"),
    ],
)
def test_query_refuses_the_rest(extracted, capsys, sql):
    assert main(["query", sql, "--tables", str(extracted)]) == 2
    assert capsys.readouterr().err.startswith("query: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["extract", "nowhere", "--out", "{out}"], "no such file or folder", id="missing-input"),
        pytest.param(["extract", "{empty}", "--out", "{out}"], "holds no articles", id="folder-without-articles"),
        pytest.param(["report", "nowhere", "--out", "{out}"], "no such file or folder", id="report-missing-input"),
        pytest.param(["extract", "{seed}", "--out", "{file}"], "is a file", id="out-is-a-file"),
        pytest.param(["extract", "{seed}", "--out", "{out}", "--workers", "0"], "workers is 0", id="no-workers"),
        pytest.param(["extract", "{seed}", "--out", "{out}", "--part-size", "0"], "part size is 0", id="no-part"),
        pytest.param(["check", "{empty}"], "no finished tables", id="check-nothing"),
        pytest.param(["query", "select 1", "--tables", "{empty}"], "no finished tables", id="query-nothing"),
        pytest.param(["verify", "{empty}/x.json"], "No such file", id="verify-nothing"),
        pytest.param(["verify", "{file}"], "is not JSON", id="verify-no-json"),
        pytest.param(["extract", "{empty}", "--out", "{empty}"], "folder of the articles", id="out-is-the-input"),
        pytest.param(["extract", "{empty}/*.txt", "--out", "{empty}/"], "folder of the articles", id="out-of-pattern"),
        pytest.param(["extract", "{file}", "--out", "{empty}/.."], "folder of the articles", id="out-beside-the-file"),
        pytest.param(["extract", "memory://in", "--out", "memory://in/"], "folder of the articles", id="out-same-url"),
        pytest.param(["report", "{empty}", "--out", "{empty}"], "folder of the articles", id="report-into-the-input"),
        pytest.param(["verify", "{lines}"], "lines, line 2: is not JSON", id="verify-broken-line"),
        pytest.param(["verify", "{list}"], "no evidence chain", id="verify-no-chain"),
        pytest.param(["report", "{seed}", "--out", "{out}", "-p", "year"], "name=value", id="parameter-form"),
    ],
)
def test_unusable_input_is_exit_code_two_and_one_clear_line(root, tmp_path, capsys, arguments, said):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("{")
    (tmp_path / "lines").write_text('{"chain": "{}"}\n{')
    (tmp_path / "list").write_text("[1]")
    names = {name: tmp_path / name for name in ("out", "empty", "file", "lines", "list")} | {"seed": root / SEED_ID}
    assert main([argument.format(**names) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments", [[], ["extract"], ["extract", "a"], ["nonsense"], ["extract", "a", "--out", "b", "--published", "May"]]
)
def test_wrong_usage_is_exit_code_two(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [[], ["extract"], ["report"], ["check"], ["query"], ["verify"], ["reference"], ["codebook"]]
)
def test_help_is_worth_reading(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    assert "exit codes" in said
    assert len(said) > 200


def test_module_runs_and_import_is_light(root):
    code = (
        "import sys, analysis; heavy = {'spacy', 'matplotlib', 'pandas', 'papermill'} & set(sys.modules); "
        "assert not heavy, heavy; analysis.read_articles; assert 'spacy' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    told = subprocess.run([sys.executable, "-m", "analysis", "--version"], check=False, capture_output=True, text=True)
    assert told.stdout.startswith("analysis ")


def test_faces_are_there():
    import analysis as an

    for name in an.__all__:
        assert callable(getattr(an, name))
    assert set(an.__all__) == {name for name in dir(an) if not name.startswith("__")}
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        an.nothing  # noqa: B018


def test_codebook_is_current(root):
    written = (root / "docs" / "codebook.md").read_text(encoding="utf-8")
    assert written == codebook_text(), "write it with 'python -m analysis codebook'"


def test_codebook_describes_every_column():
    text = codebook_text()
    for table in TABLES:
        assert f"## {table.name}\n" in text
        for column in table.columns:
            assert column.description
            assert f"| `{column.name}` |" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain – “text”", "plain – “text”"), ("a\x1b[31mb", "a\\x1b[31mb"), ("a\rb", "a\\rb"), ("a\u202eb", "a\\u202eb")],
)
def test_nothing_steers_the_terminal(text, shown):
    assert printable(text) == shown


def test_corrections_are_applied_and_what_no_longer_fits_is_told(extracted, tmp_path, capsys, monkeypatch):
    tables = read_tables(extracted)
    sha = tables["articles"]["sha256"].iloc[0]
    mention = tables["mentions"].query("text == 'Brussels'").iloc[0]
    rows = [
        f"mentions,{sha},relabel,{mention['start']},{mention['end']},LOC",
        f"mentions,{sha},reject,0,5,",
    ]
    path = tmp_path / "corrections.csv"
    path.write_text("\n".join(["table,article_sha256,action,start,end,value", *rows]), encoding="utf-8")
    out = tmp_path / "corrected"
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANALYSIS_CORRECTIONS")
    assert main(["correct", str(extracted), "--out", str(out)]) == 1, "the file of this folder is found"
    told = capsys.readouterr()
    assert "1 correction applied, 1 no longer fitting" in told.out
    assert "row 3 (mentions, reject)" in told.err
    corrected = read_tables(out)
    assert corrected["mentions"].query("text == 'Brussels'")["label"].tolist() == ["LOC"]
    assert corrected["checks"]["verdict"].tolist() == tables["checks"]["verdict"].tolist()


def test_corrections_do_not_overwrite_their_source(extracted, tmp_path, capsys):
    path = tmp_path / "corrections.csv"
    path.write_text("table,article_sha256,action\n", encoding="utf-8")
    assert main(["correct", str(extracted), "--corrections", str(path), "--out", str(extracted)]) == 2
    assert "name another one" in capsys.readouterr().err
