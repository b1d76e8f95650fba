"""Label Studio JSON and brat stand-off: what goes out comes back, and what was changed becomes corrections."""

import copy
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import build_tables
from analysis.corrections import apply_corrections
from analysis.desk.annotation_formats import (
    AnnotatedArticle,
    Annotation,
    annotated_articles,
    corrections_of,
    from_brat,
    from_label_studio,
    to_brat,
    to_label_studio,
)
from analysis.errors import CorrectionError

TEXT = "🚢 Mara Lindqvist visited Oslo. “We will\nbuild 40 houses,” Lindqvist said. Tomasz Wilk disagreed."


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    path = tmp_path_factory.mktemp("articles") / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return build_tables(path)


@pytest.fixture(scope="module")
def article(tables) -> AnnotatedArticle:
    return annotated_articles(tables, ("mentions", "quotes", "numbers"))[0]


def test_label_studio_round_trip(article):
    tasks = json.loads(json.dumps(to_label_studio([article])))
    assert from_label_studio(tasks) == (article,)
    first = tasks[0]["annotations"][0]["result"][0]["value"]
    assert TEXT[first["start"] : first["end"]] == first["text"]


def test_brat_round_trip(article):
    assert from_brat(article.article_id, article.sha256, *to_brat(article)) == article


def test_offsets_in_utf16_units_are_understood(article):
    tasks = to_label_studio([article])
    for result in tasks[0]["annotations"][0]["result"]:
        result["value"]["start"] += 1  # the ship is two units
        result["value"]["end"] += 1
    assert from_label_studio(tasks) == (article,)


def test_changes_become_corrections_that_apply(tables, article):
    tasks = copy.deepcopy(to_label_studio([article]))
    results = tasks[0]["annotations"][0]["result"]
    oslo = next(r for r in results if r["value"]["text"] == "Oslo")
    results.remove(oslo)
    wilk = next(r for r in results if r["value"]["text"] == "Tomasz Wilk")
    wilk["value"]["labels"] = ["ORG"]
    (returned,) = from_label_studio(tasks)
    corrections, added = corrections_of(article, returned, who="R. T.")
    assert added == ()
    assert [(c.action, c.text, c.value) for c in corrections] == [
        ("reject", "Oslo", ""),
        ("relabel", "Tomasz Wilk", "ORG"),
    ]
    assert apply_corrections(tables, corrections).applied == 2


def test_another_speaker_and_a_new_span_are_told(article):
    quote = next(a for a in article.annotations if a.table == "quotes")
    changed = replace(quote, carried=(("speaker_id", None), ("speaker", "Tomasz Wilk")))
    new = Annotation("T99", "mentions", 2, 6, "PERSON")
    kept = tuple(changed if a is quote else a for a in article.annotations)
    corrections, added = corrections_of(article, replace(article, annotations=(*kept, new)))
    assert [(c.action, c.value) for c in corrections] == [("re-attribute", "Tomasz Wilk")]
    assert added == (new,)


def test_a_changed_text_is_refused(article):
    with pytest.raises(CorrectionError, match="the text was changed"):
        corrections_of(article, replace(article, text=article.text + "!"))


@pytest.mark.parametrize(
    ("task", "said"),
    [
        pytest.param({"data": {}}, "task 1: KeyError", id="no text"),
        pytest.param(
            {"data": {"text": "abc"}, "annotations": [{"result": [
                {"id": "x", "type": "labels", "from_name": "mentions",
                 "value": {"start": 0, "end": 2, "text": "zz", "labels": ["ORG"]}}]}]},
            "does not read 'zz'", id="other words",
        ),
    ],
)  # fmt: skip
def test_a_wrong_task_is_refused(task, said):
    with pytest.raises(CorrectionError, match=said):
        from_label_studio([task])


@pytest.mark.parametrize(
    ("ann", "said"),
    [
        pytest.param("T1\tmentions_ORG 0 99\tabc\n", "line 1: span 0:99 lies outside the text of 3", id="outside"),
        pytest.param("T1\tmentions_ORG 0 1\ta\nT2\tmentions_ORG\n", "line 2", id="no span"),
    ],
)
def test_a_wrong_ann_is_refused(ann, said):
    with pytest.raises(CorrectionError, match=said):
        from_brat("a", "", "abc", ann)


@given(st.text("ab🚢 \n”", min_size=1, max_size=30), st.data())
def test_any_span_comes_back(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if text[start] == "\n" or text[end - 1] == "\n":
        return
    article = AnnotatedArticle(
        "a", "", text, (Annotation("T1", "mentions", start, end, "WORK_OF_ART", (("kind", "name"),)),)
    )
    assert from_label_studio(to_label_studio([article])) == (article,)
    assert from_brat("a", "", *to_brat(article)) == article
