"""The algebra of claims: written, printed, evaluated, and turned by negation."""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.check import expression as ex
from analysis.check.evaluate import evaluate, find
from analysis.check.express import express
from analysis.check.expression import as_json, formula
from analysis.check.finding import OPEN, REFUTED, SUPPORTED
from analysis.check.ground import Ground, Undecided
from analysis.check.statement import Statement, Wording
from analysis.reference import Reference, load_references
from analysis.reference.read import read_descriptor

D = Decimal
GERMANY, POLAND = ex.Value("share_of_gdp", "DEU", "2024"), ex.Value("share_of_gdp", "POL", "2024")
BEFORE = ex.Value("share_of_gdp", "DEU", "2014")
COUNT = ex.Count("members", "share_of_gdp", ">=", D(2), "2024")
TWO = Wording(D("2.1"), "around 2.1", D(2), D("2.2"))
EXPRESSIONS = [
    ex.Within(GERMANY, TWO),
    ex.Within(ex.Sum((GERMANY, POLAND)), TWO),
    ex.Within(ex.Ratio(POLAND, GERMANY), Wording(D(2), low=D("1.5"), high=D("2.5"))),
    ex.Compare(GERMANY, "<", POLAND),
    ex.Compare(GERMANY, ">=", D(2)),
    ex.Compare(GERMANY, ">", ex.Sum((POLAND, BEFORE))),
    ex.Compare(ex.Ratio(POLAND, GERMANY), ">", D("1.5")),
    ex.Every((BEFORE, GERMANY), TWO, always=True),
    ex.Every((BEFORE, GERMANY), TWO, always=True, never=True),
    ex.Extreme(GERMANY, highest=True, since="2014"),
    ex.InARow(GERMANY, D(2), "up"),
    ex.All((ex.Compare(GERMANY, ">", D(2)), ex.Compare(POLAND, ">", D(2)))),
    ex.Changed(BEFORE, GERMANY, (ex.Within(GERMANY, TWO), ex.Compare(GERMANY, ">", BEFORE))),
    ex.Within(ex.Change(BEFORE, GERMANY, "percent"), Wording(D(78))),
    ex.Within(ex.Rank(POLAND, "members"), Wording(D(1))),
    ex.Within(ex.Rank(POLAND, None, among=("DEU", "POL"), falling=False), Wording(D(2))),
    ex.Within(COUNT, Wording(D(23))),
    ex.Within(ex.Share(COUNT), Wording(D(72), "72", D("71.5"), D("72.5"))),
    ex.Those(COUNT, ("POL", "EST")),
    ex.OutOf(ex.Within(COUNT, Wording(D(23))), COUNT, D(32)),
    ex.Within(ex.Size("members", "2024-06-17"), Wording(D(32))),
    ex.Within(ex.Place("members", "SWE"), Wording(D(32))),
    ex.Within(ex.Joiners("members", "1999"), Wording(D(3))),
    ex.Member("members", "FIN", "Finland", "2024-06-17"),
    ex.Joined("members", "FIN", "Finland", "2023-04"),
    ex.InForce("share_of_gdp", D(2), "2024-06-17"),
    ex.Held("Jens Stoltenberg", "Secretary General", "NATO", "2024-06-17"),
    ex.Held("Jens Stoltenberg", "Secretary General", "NATO", "2024-06-17", since="2014"),
    ex.Event("Jens Stoltenberg", "Mark Rutte", "Secretary General", "NATO", "handover", "2024-10-01"),
    ex.Within(ex.Tenure("Jens Stoltenberg", "Secretary General", "NATO", "2024-06-17"), Wording(D(9))),
    ex.Contest("share_of_gdp", "equipment_share", ("DEU", "POL"), ("2024",), ("2014",)),
    ex.Within(ex.Age("Jens Stoltenberg", "Secretary General", "NATO", "2024-06-17"), Wording(D(65))),
]


@cache
def ground(edition: str | None = "nato-2024-06") -> Ground:
    reference = next(r for r in load_references() if r.name == "nato")
    return Ground(reference, date(2024, 6, 17), reference.edition_by_id[edition] if edition else None)


def _on(relation: object) -> Ground:
    of_a_day = (ex.Member, ex.Joined, ex.Held, ex.Event, ex.InForce)
    term = getattr(relation, "term", None)
    return (
        ground(None)
        if isinstance(relation, of_a_day) or isinstance(term, (ex.Size, ex.Place, ex.Age, ex.Tenure))
        else ground()
    )


@pytest.mark.parametrize("relation", EXPRESSIONS, ids=lambda r: formula(r)[:60])
def test_every_expression_is_written_printed_and_evaluated(relation: object) -> None:
    assert json.loads(json.dumps(as_json(relation))) == as_json(relation)
    assert formula(relation)
    found = find(relation, _on(relation))  # type: ignore[arg-type]
    assert found.expression == relation
    assert found.says
    if found.decided:
        assert found.arithmetic
        turned = find(ex.Not(relation), _on(relation))  # type: ignore[arg-type]
        assert {found.verdict, turned.verdict} in ({SUPPORTED, REFUTED}, {SUPPORTED, OPEN})
        assert find(ex.Not(ex.Not(relation)), _on(relation)).verdict == found.verdict  # type: ignore[arg-type]


def test_the_list_above_has_every_node() -> None:
    def used(node: object) -> set[str]:
        parts = node if isinstance(node, tuple) else tuple(getattr(node, f.name) for f in fields(node))  # type: ignore[arg-type]
        found = {type(node).__name__} - {"tuple"}
        return found.union(*(used(p) for p in parts if isinstance(p, tuple) or hasattr(p, "__dataclass_fields__")))

    known = {node.__name__ for node in ex._WORDS} - {"Decimal"} | {"Wording"}
    assert set().union(*(used(e) for e in EXPRESSIONS), {"Not"}) == known


@given(low=st.decimals(0, 5, places=2), width=st.decimals(0, 5, places=2))
def test_negation_turns_the_relation(low: Decimal, width: Decimal) -> None:
    inside = ex.Within(GERMANY, Wording(low + width / 2, low=low, high=low + width))
    answers = {find(relation, ground()).verdict for relation in (inside, ex.Not(inside))}
    assert answers == {SUPPORTED, REFUTED}


@given(low=st.decimals(0, 5, places=2), width=st.decimals(0, 1, places=2), margin=st.decimals(0, 1, places=2))
def test_a_margin_never_refutes_more(low: Decimal, width: Decimal, margin: Decimal) -> None:
    relation = ex.Within(GERMANY, Wording(low, low=low, high=low + width))
    known = ground()
    wider = Ground(known.reference, known.day, known.edition, margin)
    if find(relation, wider).verdict == REFUTED:
        assert find(relation, known).verdict == REFUTED


def test_the_figures_of_terms() -> None:
    assert evaluate(GERMANY, ground()).shown == D("2.12")
    assert evaluate(COUNT, ground()).worlds == ((D(23), D(23)),)
    assert evaluate(ex.Rank(POLAND, "members"), ground()).worlds == ((D(1), D(1)),)
    assert evaluate(ex.Sum((GERMANY, POLAND)), ground()).shown == D("2.12") + evaluate(POLAND, ground()).shown
    assert evaluate(ex.Ratio(GERMANY, GERMANY), ground()).worlds == ((D(1), D(1)),)
    assert "2.12" in evaluate(ex.Change(BEFORE, GERMANY, "percent"), ground()).arithmetic
    with pytest.raises(Undecided, match="has no figure"):
        evaluate(ex.Value("share_of_gdp", "DEU", "1914"), ground())


def test_what_a_statement_does_not_say_is_named() -> None:
    comparison = Statement("comparison", measure="share_of_gdp", key="DEU", period="2024", comparator=">")
    with pytest.raises(Undecided, match="what it compares with"):
        express(comparison, ground())
    with pytest.raises(Undecided, match="since when"):
        express(Statement("change", measure="share_of_gdp", key="DEU", period="2024"), ground())


def test_parts_are_held_against_each_other_with_all_that_is_said_of_them() -> None:
    one, other = ex.Value("equipment_share", "DEU", "2024"), ex.Value("personnel_share", "DEU", "2024")
    then = ex.Compare(
        ex.Value("personnel_share", "DEU", "2023"), ">", ex.Value("equipment_share", "DEU", "2023")
    )  # fmt: skip
    more = {
        "overtook": then, "largest": ex.Compare(one, ">", D(50)),
        "by_number": ex.Compare(ex.Ratio(one, other), ">", D("1.25")),
    }  # fmt: skip
    for name, relation in more.items():
        said = Statement(
            "comparison", measure="equipment_share", key="DEU", period="2024", comparator=">",
            arguments={"other_measure": "personnel_share", name: True},
        )  # fmt: skip
        assert express(said, ground()) == ex.All((ex.Compare(one, ">", other), relation))
    plain = Statement(
        "comparison", measure="equipment_share", key="DEU", period="2024", comparator=">",
        arguments={"other_measure": "personnel_share"},
    )  # fmt: skip
    assert express(plain, ground()) == ex.Compare(one, ">", other)


def test_a_figure_that_may_be_revised_is_not_beyond_a_line_near_it() -> None:
    known = ground()
    wider = Ground(known.reference, known.day, known.edition, D("0.1"))
    for relation in (
        ex.Compare(GERMANY, ">", D("2.2")),
        ex.Compare(GERMANY, "<", D("2.0")),
        ex.Compare(GERMANY, "<", BEFORE),
    ):
        assert find(relation, known).verdict == REFUTED
    assert find(ex.Compare(GERMANY, ">", D("2.2")), wider).verdict == SUPPORTED
    assert find(ex.Compare(GERMANY, "<", D("2.0")), wider).verdict == SUPPORTED
    assert find(ex.Compare(GERMANY, "<", BEFORE), wider).verdict == REFUTED


def test_a_change_with_a_wrong_part_is_wrong_whatever_else_is_unsure() -> None:
    unsure = ex.Within(GERMANY, Wording(D(2), "around 2.0", D("1.93"), D("2.07")))
    assert find(ex.Changed(BEFORE, GERMANY, (unsure,)), ground()).reason == "hedge_borderline"
    assert find(ex.Changed(BEFORE, GERMANY, (unsure, ex.Compare(GERMANY, "<", BEFORE))), ground()).verdict == REFUTED
    assert find(ex.Changed(BEFORE, GERMANY, (unsure, ex.Compare(GERMANY, ">", BEFORE))), ground()).verdict == OPEN


def test_names_of_those_who_meet_a_line_are_open_while_one_is_unread() -> None:
    known = ground()
    later = Ground(known.reference, date(2025, 5, 1), known.reference.edition_by_id["nato-ar2024"])
    assert find(ex.Those(COUNT, ("POL",)), later).reason == "coverage_incomplete"
    assert find(ex.Those(COUNT, ("POL",)), known).verdict == REFUTED


def test_a_line_is_put_in_the_unit_of_the_table() -> None:
    said = Statement(
        "value", measure="military_personnel", key="DEU", period="2024", comparator=">=", threshold=D(100_000)
    )  # fmt: skip
    assert express(said, ground()) == ex.Compare(ex.Value("military_personnel", "DEU", "2024"), ">=", D(100))


def test_the_cell_of_a_guideline_is_named_by_its_own_column(tmp_path):
    (tmp_path / "datapackage.yaml").write_text(
        "resources: [{name: lines, path: lines.csv, x-reference: {kind: guidelines, columns: {measure: of, "
        "comparator: how, threshold: line, unit: unit, agreed: agreed}}}]", encoding="utf-8",
    )  # fmt: skip
    text = "of,how,line,unit,agreed\nrain,>=,40,mm,2019\n"
    (tmp_path / "lines.csv").write_text(text, encoding="utf-8")
    resources = read_descriptor(tmp_path)[1]
    ground = Ground(Reference("rain", "Rain", "", tmp_path, "", {}, resources), date(2020, 1, 1))
    (cell,) = find(ex.InForce("rain", D(40), "2020-01-01"), ground).evidence
    assert (cell.file, cell.line, cell.column, cell.raw) == ("lines.csv", 2, "line", "40")
