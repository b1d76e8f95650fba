"""Rows of an article as Label Studio tasks and as brat stand-off, and back, to correct them in those tools.

Every span row becomes one labelled span; the row's other columns travel along, so that export and import give the
same annotations. `corrections_of` compares what came back with what was sent and writes the differences as
corrections.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.corrections import Correction
from analysis.corrections.records import LABEL_COLUMNS
from analysis.display.readings import is_missing
from analysis.errors import CorrectionError

_LONGEST_BREAK = 4  # characters that a note may add at the end of a span
_CARRIED = {
    "mentions": ("kind", "entity_id", "name"),
    "quotes": ("speaker_id", "speaker"),
    "numbers": ("value", "unit"),
    "dates": ("timex",),
    "claims": ("measure",),
}


@dataclass(frozen=True, slots=True)
class Annotation:
    """One labelled span: offsets in the article's text as read, and the carried columns as (name, value) pairs."""

    id: str
    table: str
    start: int
    end: int
    label: str
    carried: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article's text with its annotations in order."""

    article_id: str
    sha256: str
    text: str
    annotations: tuple[Annotation, ...]


def annotated_articles(
    tables: Mapping[str, pd.DataFrame], names: Sequence[str] = ("mentions", "quotes")
) -> tuple[AnnotatedArticle, ...]:
    """Return the rows of some span tables as annotations, article by article."""
    rows: dict[str, list[Annotation]] = {}
    for name in names:
        for row in tables[name].to_dict("records"):
            carried = tuple((c, None if is_missing(row[c]) else row[c]) for c in _CARRIED[name])
            label = str(row[LABEL_COLUMNS[name]])
            found = Annotation("", name, int(row["start"]), int(row["end"]), label, carried)
            rows.setdefault(row["article_id"], []).append(found)
    articles = tables["articles"][["article_id", "sha256", "text"]].itertuples(index=False)
    return tuple(AnnotatedArticle(a, sha, text, _numbered(rows.get(a, []))) for a, sha, text in articles)


def _numbered(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    ordered = sorted(annotations, key=lambda a: (a.start, a.end, a.table))
    return tuple(replace(annotation, id=f"T{number}") for number, annotation in enumerate(ordered, start=1))


# ── Label Studio ────────────────────────────────────────────────────────────────────────────────────────────────────


def to_label_studio(articles: Iterable[AnnotatedArticle]) -> list[dict[str, Any]]:
    """Return Label Studio tasks: one `Text` object named ``text``, one `Labels` control a table, named like it.

    Offsets are code points, as Label Studio stores them since version 1.4.
    """
    return [
        {
            "data": {"text": a.text, "article_id": a.article_id, "sha256": a.sha256},
            "annotations": [{"result": [
                {
                    "id": span.id, "from_name": span.table, "to_name": "text", "type": "labels",
                    "value": {
                        "start": span.start, "end": span.end, "text": a.text[span.start : span.end],
                        "labels": [span.label],
                    },
                    "meta": {"text": [json.dumps(dict(span.carried), ensure_ascii=False)]},
                }
                for span in a.annotations
            ]}],
        }
        for a in articles
    ]  # fmt: skip


def from_label_studio(tasks: Iterable[Mapping[str, Any]]) -> tuple[AnnotatedArticle, ...]:
    """Read Label Studio tasks (the JSON export); of several annotations of a task the last one counts.

    Raises `CorrectionError` if a task has no text, or a span does not hold the words it says it holds.
    """
    articles = []
    for number, task in enumerate(tasks, start=1):
        try:
            data, results = task["data"], task["annotations"][-1]["result"] if task.get("annotations") else []
            text = data["text"]
            spans = tuple(_from_result(text, r) for r in results if r.get("type") == "labels")
        except (KeyError, TypeError, IndexError, ValueError) as error:
            raise CorrectionError(
                f"task {number}: {error!r}; export from Label Studio as JSON (not JSON-MIN), with the text in data.text"
            ) from error
        article_id, sha256 = data.get("article_id", str(number)), data.get("sha256", "")
        articles.append(AnnotatedArticle(article_id, sha256, text, spans))
    return tuple(articles)


def _from_result(text: str, result: Mapping[str, Any]) -> Annotation:
    value = result["value"]
    start, end = int(value["start"]), int(value["end"])
    if "text" in value and text[start:end] != value["text"]:
        start, end = _code_points(text, start), _code_points(text, end)  # UTF-16 units of older versions
        if text[start:end] != value["text"]:
            raise ValueError(f"the span {value['start']}:{value['end']} does not read {value['text']!r}")
    carried = json.loads(result["meta"]["text"][0]) if result.get("meta", {}).get("text") else {}
    return Annotation(str(result["id"]), result["from_name"], start, end, value["labels"][0], tuple(carried.items()))


def _code_points(text: str, units: int) -> int:
    """Turn an offset in UTF-16 units into one in characters."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


# ── brat ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def to_brat(article: AnnotatedArticle) -> tuple[str, str]:
    """Return the ``.txt`` and the ``.ann`` of an article.

    A type is ``table_label`` with other characters than letters and digits as ``-``; the carried columns stand in a
    note. A span over line breaks is written in fragments, as brat demands.
    """
    lines: list[str] = []
    for number, annotation in enumerate(article.annotations, start=1):
        spans = _fragments(article.text, annotation.start, annotation.end)
        where = ";".join(f"{start} {end}" for start, end in spans)
        words = " ".join(article.text[start:end] for start, end in spans)
        note = {"label": annotation.label, "end": annotation.end, **dict(annotation.carried)}
        lines.append(f"{annotation.id}\t{brat_type(annotation)} {where}\t{words}")
        lines.append(f"#{number}\tAnnotatorNotes {annotation.id}\t{json.dumps(note, ensure_ascii=False)}")
    return article.text, "".join(line + "\n" for line in lines)


def brat_type(annotation: Annotation) -> str:
    """Return the type of an annotation as brat can hold it."""
    safe = "".join(c if c.isalnum() and c.isascii() else "-" for c in annotation.label)
    return f"{annotation.table}_{safe}"


def _fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for line in text[start:end].splitlines(keepends=True):
        stripped = line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        if stripped:
            spans.append((start, start + len(stripped)))
        start += len(line)
    return spans


def from_brat(article_id: str, sha256: str, text: str, ann: str) -> AnnotatedArticle:
    """Read a ``.txt`` and its ``.ann``.

    Raises `CorrectionError` if a line is no text-bound annotation or note of brat, or lies outside the text; the
    message names it.
    """
    spans: dict[str, Annotation] = {}
    for number, line in enumerate(ann.split("\n"), start=1):
        fields = line.rstrip("\r").split("\t")
        try:
            if line.startswith("T"):
                spans[fields[0]] = _text_bound(fields, len(text))
            elif line.startswith("#") and fields[1].startswith("AnnotatorNotes T") and fields[2].startswith("{"):
                _add_note(spans, fields[1].split()[1], json.loads(fields[2]))
        except (ValueError, IndexError, KeyError) as error:
            raise CorrectionError(
                f"{article_id}.ann, line {number}: {error}; a line reads 'T1<tab>type start end<tab>words'"
            ) from error
    return AnnotatedArticle(article_id, sha256, text, tuple(spans.values()))


def _text_bound(fields: list[str], length: int) -> Annotation:
    kind, _, where = fields[1].partition(" ")
    numbers = [int(n) for part in where.split(";") for n in part.split()]
    if not 0 <= numbers[0] < numbers[-1] <= length:
        raise ValueError(f"span {numbers[0]}:{numbers[-1]} lies outside the text of {length} characters")
    table, _, label = kind.partition("_")
    return Annotation(fields[0], table, numbers[0], numbers[-1], label)


def _add_note(spans: dict[str, Annotation], key: str, note: dict[str, Any]) -> None:
    annotation = spans[key]
    label, end = note.pop("label", annotation.label), note.pop("end", annotation.end)
    same = brat_type(replace(annotation, label=label)) == brat_type(annotation)
    end = end if annotation.end <= end and end - annotation.end < _LONGEST_BREAK else annotation.end
    spans[key] = replace(annotation, label=label if same else annotation.label, end=end, carried=tuple(note.items()))


# ── what was corrected ──────────────────────────────────────────────────────────────────────────────────────────────


def corrections_of(
    sent: AnnotatedArticle, returned: AnnotatedArticle, who: str = ""
) -> tuple[tuple[Correction, ...], tuple[Annotation, ...]]:
    """Return the differences as corrections, and the annotations that were added (there is no action for these).

    A span taken out is a ``reject``, another label a ``relabel``, another ``speaker`` a ``re-attribute``.
    """
    if sent.text != returned.text:
        raise CorrectionError(
            f"{sent.article_id}: the text was changed in the annotation tool; import the text as sent"
        )
    after = {(a.table, a.start, a.end): a for a in returned.annotations}
    corrections: list[Correction] = []
    for annotation in sent.annotations:
        key = (annotation.table, annotation.start, annotation.end)
        now = after.pop(key, None)
        for action, value in _changes(annotation, now):
            corrections.append(
                Correction(
                    len(corrections) + 2, annotation.table, sent.sha256, action, annotation.start, annotation.end,
                    value=value, text=sent.text[annotation.start : annotation.end], who=who,
                )
            )  # fmt: skip
    return tuple(corrections), tuple(after.values())


def _changes(before: Annotation, now: Annotation | None) -> list[tuple[str, str]]:
    if now is None:
        return [("reject", "")]
    changes = [("relabel", now.label)] if now.label != before.label else []
    speaker = dict(now.carried).get("speaker")
    if before.table == "quotes" and speaker and speaker != dict(before.carried).get("speaker"):
        changes.append(("re-attribute", speaker))
    return changes
