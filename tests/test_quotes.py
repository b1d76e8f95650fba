"""Quotes: what is said, by which words, by whom as written."""

import pytest

from analysis.annotate import annotate
from analysis.quotes import find_quotes

CASES = [
    pytest.param("“We are ready,” said Ada Brandt.", "We are ready,", "direct", "Ada Brandt", "said", id="inversion"),
    pytest.param("Brandt said it was safe.", "it was safe", "indirect", "Brandt", "said", id="zero-that"),
    pytest.param(
        "Brandt said that the bridge was safe.", "the bridge was safe", "indirect", "Brandt", "said", id="that"
    ),
    pytest.param(
        "According to the harbour office, traffic will rise next year.",
        "traffic will rise next year", "indirect", "the harbour office", "According to", id="according",
    ),
    pytest.param("She denied having paid the fee.", "having paid the fee", "indirect", "She", "denied", id="gerund"),
    pytest.param(
        "Brandt urged all members to pay their share.",
        "to pay their share", "indirect", "Brandt", "urged", id="request",
    ),
    pytest.param(
        "He asked whether the plan was legal.", "whether the plan was legal", "indirect", "He", "asked", id="question"
    ),
    pytest.param(
        "The mayor called the plan a mistake.", "the plan a mistake", "indirect", "The mayor", "called", id="predicate"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "content", "kind", "speaker", "cue"), CASES)
def test_quote(text, content, kind, speaker, cue):
    quotes = find_quotes(annotate("a", text))
    assert [(text_of(text, q), q.kind, q.speaker_text, q.cue) for q in quotes] == [(content, kind, speaker, cue)]


def text_of(text, quote):
    return text[quote.start : quote.end]


def overlap(a, b):
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, shared) / (max(a[1], b[1]) - min(a[0], b[0]))


def test_seed_quotes(seed_document, seed_gold):
    found = [(*seed_document.to_original(q.start, q.end), q) for q in find_quotes(seed_document)]
    unmatched = list(found)
    for gold in seed_gold["quotes"]:
        span = gold["content"]["start"], gold["content"]["end"]
        best = max(found, key=lambda f: overlap(span, f[:2]))
        if overlap(span, best[:2]) >= 0.5:
            unmatched.remove(best)
            assert best[2].kind == gold["type"], gold["id"]
        else:
            assert gold.get("optional"), gold["id"]
    assert len(unmatched) <= 1


def test_seed_marks(seed_document, seed_gold):
    spans = {seed_document.to_original(*span) for q in find_quotes(seed_document) for span in q.quoted_spans}
    gold = {(s["start"], s["end"]) for q in seed_gold["quotes"] for s in q["quoted_spans"]}
    assert gold <= spans
    assert len(gold) == 12
