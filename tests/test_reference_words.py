"""The words by which a package says how articles speak of its measures: what is read of them, and what is refused."""

import re
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import ReferenceDataError
from analysis.lexicons import read_lexicon
from analysis.reference import DefaultSubject, load_reference, load_references
from analysis.reference.measures import Measure, read_measures
from analysis.reference.resource import Resource


def measure(**keys: Any) -> Measure:
    """Return the one measure of a block that says the keys of it."""
    spec = {"unit": "percent", "decimals": 1, "names": ["jobless rate"], **keys}
    block = {"kind": "indicator", "measures": {"rate": spec}}
    return read_measures(Resource(Path("jobs"), "rates", "rates.csv", None, None, (), (), block), None)["rate"]


def test_words_are_read() -> None:
    found = measure(
        modifiers=["civilian"], counted=["person"], within=["out of work"], sum=True, per=1000,
        ranked={"top": ["worst-hit"]}, default_subject={"key": "USA", "when": ["Labor Department"]}, kind="change",
        over="month", change_names=["payroll"], predicates=["add job"], predicates_down=["lose job"], margin=2.5,
    )  # fmt: skip
    assert (found.names, found.modifiers, found.counted, found.within) == (
        ("jobless rate",), ("civilian",), ("person",), ("out of work",),
    )  # fmt: skip
    assert found.default_subject == DefaultSubject("USA", ("Labor Department",))
    assert (found.summable, found.per, found.over, found.kind) == (True, 1000, "month", "change")
    assert (found.ranked_top, found.ranked_bottom, str(found.margin)) == (("worst-hit",), (), "2.5")
    assert (found.predicates, found.predicates_down) == (("add job",), ("lose job",))


def test_the_words_of_a_part_stand_where_a_phrase_has_part() -> None:
    found = measure(
        part=["wind", "wind power"], names=["jobless rate", "share of <part>"],
        predicates=[["come from <part>", "<part> generate"], ["burn wood", ["come from wind"]]],
        ranked={"top": ["largest <part> producer"]},
    )  # fmt: skip
    assert found.part == ("wind", "wind power")
    assert found.names == ("jobless rate", "share of wind", "share of wind power")
    assert found.predicates == (
        "come from wind", "come from wind power", "wind generate", "wind power generate", "burn wood",
    )  # fmt: skip
    assert found.ranked_top == ("largest wind producer", "largest wind power producer")


def test_a_family_has_one_unit() -> None:
    def named(unit: str, part: str) -> dict[str, Any]:
        return {"unit": unit, "decimals": 1, "family": "crops", "part": [part], "names": ["<part> harvest"]}

    block = {"kind": "indicator", "measures": {"wheat": named("metric_ton", "wheat"), "wine": named("liter", "wine")}}
    with pytest.raises(ReferenceDataError, match="family 'crops' have several units"):
        read_measures(Resource(Path("crops"), "crops", "crops.csv", None, None, (), (), block), None)


REFUSED = [
    pytest.param({"names": ["<part> share"]}, "nothing says what <part> stands for", id="phrase without part"),
    pytest.param({"part": ["wind"], "names": ["<parts> share"]}, "what <parts> stands for", id="another placeholder"),
    pytest.param({"family": "sources"}, "say of which 'part' this one is", id="family without part"),
    pytest.param({"part": ["wind"]}, "'part' stands in no phrase", id="part without phrase"),
    pytest.param({"part": ["wind"], "names": "<part> share"}, "belongs in a list", id="phrase outside a list"),
    pytest.param({"part": [True], "names": ["<part> share"]}, "part is .True.; a list of words", id="part is no word"),
    pytest.param({"names": []}, "no noun phrase that names it", id="no name"),
    pytest.param({"names": [True]}, "a list of words is right", id="a word that YAML reads as true"),
    pytest.param({"name": ["x"]}, "name is no key of a measure", id="unknown key"),
    pytest.param({"over": "week"}, "over is 'week'; one of month", id="unknown span"),
    pytest.param({"kind": "delta"}, "kind is 'delta'", id="unknown kind"),
    pytest.param({"ranked": ["largest"]}, "ranked is ", id="ranked as a list"),
    pytest.param({"default_subject": "USA"}, "default_subject is 'USA'", id="subject as text"),
    pytest.param({"per": "thousand"}, "per is 'thousand'; a number", id="per in words"),
]


@pytest.mark.parametrize(("keys", "said"), REFUSED)
def test_wrong_words_are_refused(keys: dict[str, Any], said: str) -> None:
    with pytest.raises(ReferenceDataError, match=said):
        measure(**keys)


def test_what_is_said_for_all_measures_is_read_for_each() -> None:
    block = {
        "kind": "indicator", "default_subject": {"key": "WORLD"}, "margin": 3,
        "measures": {
            "deaths": {"unit": "death", "decimals": 0, "names": ["death toll"]},
            "births": {"unit": "birth", "decimals": 0, "names": ["birth"], "default_subject": {"key": "USA"}},
        },
    }  # fmt: skip
    found = read_measures(Resource(Path("life"), "life", "life.csv", None, None, (), (), block), None)
    assert [m.default_subject.key for m in found.values() if m.default_subject] == ["WORLD", "USA"]
    assert {str(m.margin) for m in found.values()} == {"3"}


def test_every_measure_of_every_package_can_be_spoken_of(root: Path) -> None:
    silent = [
        f"{reference.name}: {found.id}"
        for reference in load_references()
        for found in reference.measures.values()
        if not (found.names or found.counted or found.predicates or found.change_names or found.phrases)
    ]
    assert silent == []


def test_neutral_modifiers_are_no_part_of_a_name() -> None:
    neutral = {row["word"] for row in read_lexicon("neutral_modifiers")}
    assert {"total", "official", "annual", "latest"} <= neutral
    assert not neutral & {"youth", "core", "real", "net", "black", "private", "nominal", "public"}


WRONG_WHOLE = [
    pytest.param("unit: percent\n", "unit: florps\n", "unit 'florps' is none known", id="unknown unit"),
    pytest.param("FIN,2022,", "FIN,2022-05,", "period '2022-05' is no year", id="periods of mixed length"),
    pytest.param("title: Forest area by country", "title: !!python/object/apply:os.getcwd []",
                 "not YAML in UTF-8 (could not determine a constructor", id="YAML with a tag"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), WRONG_WHOLE)
def test_a_package_that_is_wrong_as_a_whole_is_refused(
    root: Path, tmp_path: Path, old: str, new: str, says: str
) -> None:
    page = (root / "docs" / "adding.md").read_text(encoding="utf-8")
    files = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", page, flags=re.DOTALL))
    wanted = {name: files[name].replace(old, new, 1) for name in ("forest_area.csv", "datapackage.yaml")}
    assert wanted != {name: files[name] for name in wanted}
    for name, text in wanted.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDataError) as refused:
        load_reference(tmp_path)
    assert says in str(refused.value) and "\n" not in str(refused.value)


def test_totals_have_names_for_readers() -> None:
    keys = [name for reference in load_references() for name in map(reference.keys.get, reference.aggregates) if name]
    assert "world" in keys
    assert [name for name in keys if re.fullmatch(r"[A-Z0-9_]+", name)] == []
