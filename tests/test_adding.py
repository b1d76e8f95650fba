"""docs/adding.md is followed word for word: a newcomer who copies its files gets a package that judges claims."""

import re
import shlex
from dataclasses import fields
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis.check import check_claims
from analysis.cli import main
from analysis.corpus import build_tables
from analysis.reference import Measure, load_reference, load_references
from analysis.reference.measures import read_measures
from analysis.reference.resource import Resource
from analysis.tables import CLAIMS, Article


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "adding.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def files(page: str) -> dict[str, str]:
    return dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", page, flags=re.DOTALL))


@pytest.fixture
def download(files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the downloaded file of the page, in which its commands are run."""
    for name in ("internet.csv", "internet.metadata.json"):
        (tmp_path / name).write_text(files[name], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("analysis.reference.read.reference_folder", lambda: tmp_path / "data" / "reference")
    monkeypatch.setattr("analysis.importers.add.reference_folder", lambda: Path("data/reference"))
    return tmp_path


def test_the_walk_from_a_download_prints_what_the_page_says(
    page: str, download: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = page.split("## Ten minutes")[1].split("\n## ", maxsplit=1)[0]
    commands = re.findall(r"```console\n\$ .venv/bin/python -m analysis (.+)\n((?:.*\n)*?)```", walk)
    assert len(commands) == 4
    for command, printed in commands:
        assert main(shlex.split(command)) == 0
        assert capsys.readouterr().out == printed
    old, new = re.findall(r"^[-+](        names: .+)$", walk, flags=re.MULTILINE)
    descriptor = download / "data" / "reference" / "internet" / "datapackage.yaml"
    text = descriptor.read_text(encoding="utf-8")
    assert text.count(old) == 1
    descriptor.write_text(text.replace(old, new), encoding="utf-8")
    assert main(shlex.split(commands[2][0])) == 0
    ending = re.search(r"<!-- ends -->\n```text\n(.+\n)```", walk)
    assert ending is not None and capsys.readouterr().out.endswith(ending[1])


@pytest.fixture
def package(files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data" / "reference" / "forest"
    folder.mkdir(parents=True)
    for name in ("forest_area.csv", "datapackage.yaml"):
        (folder / name).write_text(files[name], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def test_the_steps_work_and_print_what_the_page_says(
    files: dict[str, str], page: str, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(compile(files["look.py"], "look.py", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert printed == ["['survey-2021', 'survey-2023']", "51.0", "survey-2021"]
    assert all(f"`{line}`" in page for line in printed)


def test_frictionless_accepts_it(package: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    assert frictionless.Package(str(package / "datapackage.yaml")).validate().valid


def test_the_checksum_is_filled_in(files: dict[str, str], package: Path) -> None:
    descriptor = package / "datapackage.yaml"
    text = descriptor.read_text(encoding="utf-8")
    with_keys = text.replace("path: forest_area.csv\n", "path: forest_area.csv\n    hash: x\n    bytes: 0\n")
    descriptor.write_text(with_keys, encoding="utf-8")
    exec(compile(files["checksum.py"], "checksum.py", "exec"), {})
    assert re.search(r'hash: "sha256:[0-9a-f]{64}"\n    bytes: \d{3}', descriptor.read_text(encoding="utf-8"))
    assert len(load_reference(package).figures) == 7


def test_the_package_judges_a_claim_without_a_line_of_code(package: Path) -> None:
    claim = {
        "article_id": "a", "claim_id": "a#c0001", "start": 0, "end": 9, "text": "51 percent", "kind": "value",
        "package": "forest", "measure": "forest_share", "key": "EST", "value": 51.3, "value_text": "51.3 percent",
        "unit": "percent", "low": 51.25, "high": 51.35, "rule": "test",
    }  # fmt: skip
    articles = pd.DataFrame([{"article_id": "a", "published": pd.Timestamp("2022-02-01")}])
    row = check_claims(CLAIMS.frame([claim]), articles, [load_reference(package)]).iloc[0]
    assert (row["verdict"], row["edition"], row["figure_text"]) == ("supported", "survey-2021", "51.3 % of land area")
    assert row["sentence"].endswith("Since revised: 51.0 (May 2023).")


def test_an_article_is_judged_by_it_as_the_page_says(package: Path, page: str) -> None:
    found = re.search(r"^> \*\*(.+?)\*\* (.+)$", page, flags=re.MULTILINE)
    assert found is not None
    article = Article(article_id="a", text=found[1], published=date(2022, 2, 1), sha256="")
    tables = build_tables([article], references=(*load_references(), load_reference(package)))
    assert tables["checks"]["sentence"].tolist() == [found[2]]


def test_words_that_measures_share_are_spelt_out_as_the_page_says(files: dict[str, str]) -> None:
    block = {"kind": "indicator", "measures": yaml.safe_load(files["part.yaml"])}
    found = read_measures(Resource(Path("a"), "a", "a.csv", None, None, (), (), block), None)
    assert found["electricity_share_wind"].names[:3] == ("wind share", "wind power share", "wind farm share")
    coal = {f"{part} generate" for part in ("coal", "coal power", "coal-fired plant")} | {"come from coal", "burn coal"}
    assert coal <= set(found["electricity_share_coal"].predicates)


def test_every_key_of_the_page_is_known(page: str, root: Path) -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (root / "src" / "analysis" / "reference").glob("*.py")
    )
    keys = set(re.findall(r"^\| `(\w+)`", page.split("A *measure* has")[1], flags=re.MULTILINE))
    read_by_name = {f.name for f in fields(Measure)}
    assert {key for key in keys - read_by_name if f'"{key}"' not in source} == set()
