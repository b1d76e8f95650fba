"""The gazetteer: what it holds, how it is searched, what it refuses."""

import csv
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ReferenceDataError
from analysis.reference.gazetteer import Alias, Gazetteer, load_gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize(
    ("text", "entity_id", "kind"),
    [
        pytest.param("Germany", "country/DEU", "name", id="country"),
        pytest.param("Germans", "country/DEU", "demonym", id="people"),
        pytest.param("Danes", "country/DNK", "demonym", id="noun of a people"),
        pytest.param("Frenchmen", "country/FRA", "demonym", id="irregular plural"),
        pytest.param("U.S.", "country/USA", "acronym", id="with full stops"),
        pytest.param("Turkey", "country/TUR", "name", id="older name"),
        pytest.param("Kiev", "city/kyiv", "name", id="older spelling of a capital"),
        pytest.param("North Atlantic Treaty Organisation", "body/NATO", "name", id="British spelling"),
        pytest.param("AFP", "body/AFP", "acronym", id="agency"),
        pytest.param("Recep Tayyip Erdogan", "person/recep-tayyip-erdogan", "name", id="without diacritics"),
    ],
)
def test_an_alias_names_its_entity(gazetteer, text, entity_id, kind):
    (match,) = gazetteer.find(text)
    assert (match.aliases[0].entity_id, match.aliases[0].kind) == (entity_id, kind)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("the United States of America", ["United States of America"], id="longest"),
        pytest.param("USDA and AFPs", [], id="whole words only"),
        pytest.param("pro-Russian", ["Russian"], id="after a hyphen"),
        pytest.param("UN's", ["UN"], id="possessive"),
        pytest.param("", [], id="empty text"),
    ],
)
def test_find_takes_the_longest_whole_words(gazetteer, text, found):
    assert [text[match.start : match.end] for match in gazetteer.find(text)] == found


def test_ids_come_from_the_seed_gold(gazetteer, seed_gold):
    by_name = {entity.name: entity for entity in gazetteer.entities.values()}
    for row in seed_gold["entities"]:
        if row["qid"]:
            assert by_name[row["canonical"]].wikidata == row["qid"]
        if row["iso3"]:
            assert by_name[row["canonical"]].iso3 == row["iso3"]


def test_an_id_has_a_source(root):
    with (root / "data/reference/gazetteer/entities.csv").open(encoding="utf-8") as file:
        assert [r["entity_id"] for r in csv.DictReader(file) if r["wikidata"] and "id" not in r["source"]] == []


@pytest.mark.parametrize(
    ("office", "organisation", "day", "holder"),
    [
        pytest.param("Secretary General", "body/NATO", "2024-09-30", "person/jens-stoltenberg", id="before hand-over"),
        pytest.param("Secretary General", "body/NATO", "2024-10-02", "person/mark-rutte", id="after hand-over"),
        pytest.param("Chancellor", "country/DEU", "2020-01-01", "person/angela-merkel", id="chancellor"),
        pytest.param("President", "country/USA", "2019-05-05", "person/donald-trump", id="first term"),
        pytest.param("President", "country/USA", "2025-05-05", "person/donald-trump", id="second term"),
    ],
)
def test_holders_depend_on_the_day(gazetteer, office, organisation, day, holder):
    terms = [t for t in gazetteer.offices if (t.office, t.organisation) == (office, organisation)]
    assert [t.holder for t in terms if t.may_hold_on(date.fromisoformat(day))] == [holder]


def test_every_country_has_one_entity_and_an_own_alias(gazetteer):
    countries = [e for e in gazetteer.entities.values() if e.kind == "country"]
    assert len(countries) == len({e.iso3 for e in countries}) >= 190
    assert all(any(a.entity_id == e.entity_id for a in gazetteer.aliases.get(e.name, ())) for e in countries)


def test_the_tables_are_what_the_builder_writes(root, tmp_path):
    folder = root / "data" / "reference"
    before = {p.name: p.read_bytes() for p in (folder / "gazetteer").glob("*.csv")}
    copy = tmp_path / "reference"
    for part in ("gazetteer", "nato"):
        (copy / part).mkdir(parents=True)
    (copy / "gazetteer" / "own").mkdir()
    for path in (folder / "gazetteer" / "own").glob("*.csv"):
        (copy / "gazetteer" / "own" / path.name).write_bytes(path.read_bytes())
    (copy / "nato" / "office_holders.csv").write_bytes((folder / "nato" / "office_holders.csv").read_bytes())
    (copy / "gazetteer" / "build.py").write_bytes((folder / "gazetteer" / "build.py").read_bytes())
    subprocess.run([sys.executable, str(copy / "gazetteer" / "build.py")], check=True)
    assert {p.name: p.read_bytes() for p in (copy / "gazetteer").glob("*.csv")} == before


def test_a_user_adds_aliases_and_entities_of_his_own(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(
        "entity_id,alias,kind,name,label\n"
        "body/NATO,the Brussels pact,name,,\n"
        "body/own-club,Harbour Club,name,Harbour Club,ORG\n"
        "body/own-club,HC,acronym,,\n",
        encoding="utf-8",
    )
    gazetteer = load_gazetteer(None, (own,))
    assert gazetteer.find("the Brussels pact")[0].aliases[0].entity_id == "body/NATO"
    assert gazetteer.entities["body/own-club"].name == "Harbour Club"
    assert gazetteer.find("HC")[0].aliases[0].entity_id == "body/own-club"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("entity_id,alias\nbody/NATO,x\n", "lacks the column", id="missing column"),
        pytest.param("entity_id,alias,kind\nbody/none,x,name\n", "line 2: unknown entity 'body/none'", id="entity"),
        pytest.param("entity_id,alias,kind\nbody/NATO,x,name,y\n", "line 2: 4 cells, the header has 3", id="cells"),
        pytest.param("entity_id,alias,kind\nbody/NATO,x,nickname\n", "line 2: needs an alias and a kind", id="kind"),
    ],
)
def test_a_wrong_alias_table_is_refused_by_row(tmp_path, content, said):
    own = tmp_path / "own.csv"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=said):
        load_gazetteer(None, (own,))


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(ReferenceDataError, match=r"entities\.csv: not found"):
        load_gazetteer(tmp_path)


def test_a_users_table_in_the_data_folder_is_read(root, tmp_path, monkeypatch):
    folder = tmp_path / "data" / "reference" / "gazetteer"
    folder.mkdir(parents=True)
    for path in (root / "data" / "reference" / "gazetteer").glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    (tmp_path / "data" / "aliases.csv").write_text("entity_id,alias,kind\nbody/NATO,the pact,name\n", encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_ROOT", str(tmp_path))
    assert load_gazetteer.__wrapped__().find("the pact")[0].aliases[0].entity_id == "body/NATO"


def test_an_alias_holds_within_its_dates():
    alias = Alias("country/X", "Oldland", "name", "en", "2001-01-01", "2018-04-18", False, "")
    days = ("2000-12-31", "2001-01-01", "2018-04-18", "2018-04-19")
    assert [alias.may_hold_on(date.fromisoformat(day)) for day in days] == [False, True, True, False]
    assert alias.may_hold_on(None)


_WORDS = st.lists(st.sampled_from(["Ava", "Ava Bo", "Bo", "UN", "xUN", "Bo-UN"]), max_size=12)


@given(_WORDS)
def test_matches_are_in_order_whole_and_apart(words):
    names = ("Ava", "Ava Bo", "Bo", "UN")
    small = Gazetteer({}, {n: (Alias("person/x", n, "name", "en", "", "", False, ""),) for n in names}, ())
    text = " ".join(words)
    previous = 0
    for match in small.find(text):
        assert previous <= match.start < match.end
        assert text[match.start : match.end] in names
        assert not (match.end < len(text) and text[match.end].isalnum())
        previous = match.end
