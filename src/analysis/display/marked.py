"""An article's text with quotes by speaker, entities, numbers with their verdicts, and dates marked up.

A text is cut at the ends of overlapping spans and put together again as properly nested HTML.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import takewhile
from typing import Any

import pandas as pd

from analysis.display.readings import MARKS, date_reading, number_reading, plain, short_id
from analysis.tables.speakers import is_named
from analysis.verdicts import VERDICT_WORDS, loads

TINTS = 6
NOBODY = "?"  # the badge of quotes whose speaker has no name
_QUOTE, _SPOKEN, _CLAIM, _WORD, _SIGN = 0, 1, 2, 3, 4
_MARKDOWN_HEADING = re.compile(r"#{1,6} +")
_MARKDOWN_EMPHASIS = re.compile(r"(\*{1,3})(?=\S)[^*\n]*\S\1")
_LINE = re.compile(r"\S(?:[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*\S)?")  # without the spaces at its ends
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Markup:
    """One span to mark up."""

    start: int
    end: int
    layer: int  # 0 is outermost; spans of one layer that overlap are nested by length
    opening: str  # the start tag of its first piece
    again: str  # and of every further piece
    tag: str = "span"
    before: str = ""  # HTML put inside the element at the very start of the span
    after: str = ""  # and at its very end


def marked_up(
    text: str, tables: Mapping[str, pd.DataFrame], title: str | None = None, *, published: bool = False
) -> str:
    """Return a text's paragraphs as HTML, marked up from the tables of that one article.

    Every quote, mention, number, date and claim has an anchor ``t-<id>`` at its first character; numbers and claims
    link to their rows and cards (``r-<id>``, ``k-<id>``) and show their reading or verdict on hover and on focus.
    `published`: only quotes and claims are to be seen; all other rows keep their anchors.
    """
    rows = {name: frame.to_dict("records") for name, frame in tables.items()}
    verdicts = {check["claim_id"]: check for check in rows.get("checks", [])}
    marks = [
        *_quote_marks(rows.get("quotes", []), speaker_tints(tables["quotes"]), published=published),
        *_claim_marks(rows.get("claims", []), verdicts),
        *_number_marks(rows.get("numbers", []), rows.get("claims", []), verdicts, published=published),
    ]
    dates, mentions = ("", "") if published else ("an-d", "an-e")
    marks += _words(rows.get("dates", []), "date_id", dates, date_reading)
    marks += _words(rows.get("mentions", []), "mention_id", mentions, "{name} ({label}, {kind})".format_map)
    marks += _emphasis_marks(text)
    out: list[str] = []
    for start, end in paragraphs(text):
        found = _MARKDOWN_HEADING.match(text, start, end)
        if found and not any(start <= mark.start < found.end() for mark in marks):
            start = found.end()
        headline = title is not None and not out and text[start:end] == title
        kind = ' class="an-title"' if headline else ' class="an-sub"' if found else ""
        out.append(f'<p{kind} dir="auto">{nest(text, start, end, marks)}</p>')
    return "\n".join(out)


def speaker_tints(quotes: pd.DataFrame) -> dict[str, int]:
    """Return a tint number for each named speaker, the most quoted first; speakers beyond the tints share the last."""
    names = quotes.loc[is_named(quotes), "speaker"]
    order = names.value_counts(sort=False).sort_values(ascending=False, kind="stable").index
    return {str(name): min(number, TINTS - 1) for number, name in enumerate(order)}


def speaker_signs(quotes: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return for a legend each speaker's tint, sign in the text and name; last that of those not named."""
    tints = speaker_tints(quotes)
    short = initials(list(tints))
    signs = [(f"s{tint}", short[name], name) for name, tint in tints.items()]
    return signs if is_named(quotes).all() else [*signs, ("nobody", NOBODY, "not named")]


def initials(names: list[str]) -> dict[str, str]:
    """Return short forms of names, told apart where two would be the same.

    >>> initials(["Jens Stoltenberg", "NATO", "Jana Steiner", "Germany"])
    {'Jens Stoltenberg': 'JS', 'NATO': 'NATO', 'Jana Steiner': 'JS2', 'Germany': 'Ger'}
    """
    found: dict[str, str] = {}
    for name in names:
        words = [word for word in name.split() if word[:1].isalnum()]
        short = (
            words[0][: 5 if words[0].isupper() else 3] if len(words) == 1 else "".join(word[0] for word in words[:3])
        )
        short, number = short or "?", 2
        while short in found.values():
            short = f"{short.rstrip('0123456789')}{number}"
            number += 1
        found[name] = short
    return found


def _emphasis_marks(text: str) -> list[Markup]:
    """Return marks that dim the asterisks around words of a Markdown text: as characters of it they stay."""
    dimmed = '<span class="an-muted">'
    matches = _MARKDOWN_EMPHASIS.finditer(text)
    ends = [(end, len(match[1])) for match in matches for end in (match.end(1), match.end())]
    return [Markup(end - length, end, _SIGN, dimmed, dimmed) for end, length in ends]


def _span(row: Mapping[str, Any], layer: int, kind: str, name: str, told: str = "", **more: str) -> Markup:
    again, title = f'<span class="{kind}">' if kind else "<span>", f' title="{escape(told)}"' if told else ""
    return Markup(row["start"], row["end"], layer, f'{again[:-1]} id="t-{name}"{title}>', again, **more)


def _words(rows: Rows, column: str, kind: str = "", told: Callable[[Any], str] = str) -> list[Markup]:
    """Return marks that can be linked to; those of no kind are not to be seen."""
    return [_span(row, _WORD, kind, short_id(row[column]), told(row) if kind else "") for row in rows]


def _quote_marks(quotes: Rows, tints: Mapping[str, int], *, published: bool) -> list[Markup]:
    short = initials(list(tints))
    marks = []
    for quote in quotes:
        who, written = plain(quote["speaker"]), plain(quote["speaker_text"])
        tint = f"s{tints[who]}" if who in tints else "nobody"
        inside = loads(quote["quoted_spans"]) or [] if quote["kind"] == "mixed" else []
        name, sign = short_id(quote["quote_id"]), escape(short.get(who, NOBODY))
        name_told = who if who in tints else f"not named (“{written}”)" if written else "not named"
        told = f"{name_told}, {quote['kind']} quote"
        leads = f'a class="an-who" href="#r-{name}" aria-label="{sign}: {escape(told)}"'
        label = f'<span class="an-who">{sign}</span>' if published else f"<{leads}>{sign}</a>"
        kind = f"an-q an-{tint} an-{'indirect' if inside else quote['kind']}"
        marks.append(_span(quote, _QUOTE, kind, name, told, before=label))
        spoken = f'<span class="an-q an-{tint} an-direct">'
        marks += [Markup(start, end, _SPOKEN, spoken, spoken) for start, end in inside]
    return marks


def _claim_marks(claims: Rows, verdicts: Mapping[str, dict[str, Any]]) -> list[Markup]:
    marks = []
    for claim in claims:
        if check := verdicts.get(claim["claim_id"]):
            name, verdict = short_id(claim["claim_id"]), check["verdict"]
            told = f"{VERDICT_WORDS[verdict].capitalize()}. {plain(check['sentence'])}"
            sign = (
                f'<a class="an-v an-{verdict}" href="#k-{name}" '
                f'aria-label="{MARKS[verdict]} claim {VERDICT_WORDS[verdict]}" aria-describedby="h-{name}">'
                f"{MARKS[verdict]}{_tip(name, told)}</a>"
            )
            marks.append(_span(claim, _CLAIM, "an-c", name, after=sign))
    return marks


def _number_marks(
    numbers: Rows, claims: Rows, verdicts: Mapping[str, dict[str, Any]], *, published: bool
) -> list[Markup]:
    shortest_last = sorted(claims, key=lambda c: c["end"] - c["start"], reverse=True)
    judged = [claim for claim in shortest_last if claim["claim_id"] in verdicts]
    claim_of = {number_id: claim["claim_id"] for claim in judged for number_id in loads(claim["number_ids"]) or []}
    marks = []
    for number in _outermost(numbers):
        name, claim_id = short_id(number["number_id"]), claim_of.get(number["number_id"])
        kind, target, told = "an-n", f"r-{name}", number_reading(number)
        if claim_id:
            verdict, sentence = (verdicts[claim_id][column] for column in ("verdict", "sentence"))
            said = f"{VERDICT_WORDS[verdict].capitalize()}. {sentence}"
            told = said if published else f"{said} Read as: {told}"
            kind, target = f"an-n an-{verdict}", f"k-{short_id(claim_id)}"
        elif published:
            marks += _words([number], "number_id")
            continue
        opening = f'<a class="{kind}" id="t-{name}" href="#{target}" aria-describedby="h-{name}">'
        again = f'<a class="{kind}" href="#{target}" tabindex="-1">'
        marks.append(Markup(number["start"], number["end"], _WORD, opening, again, "a", after=_tip(name, told)))
    return marks


def _tip(name: str, text: str) -> str:
    return f'<span class="an-tip" role="tooltip" id="h-{name}">{escape(text)}</span>'


def _outermost(rows: Rows) -> Rows:
    """Leave out rows inside another row: a link cannot stand in a link."""
    kept: Rows = []
    for row in sorted(rows, key=lambda r: (r["start"], -r["end"])):
        if not kept or row["start"] >= kept[-1]["end"]:
            kept.append(row)
    return kept


def nest(text: str, start: int, end: int, marks: Sequence[Markup]) -> str:
    """Return ``text[start:end]`` as HTML with the parts of the marks that lie inside; every character is escaped.

    >>> bold = Markup(0, 3, 0, "<b>", "<b>", "b")
    >>> tilted = Markup(2, 5, 1, "<i>", "<i>", "i")
    >>> nest("a<bcd", 0, 5, [bold, tilted])
    '<b>a&lt;<i>b</i></b><i>cd</i>'
    """
    inside = sorted((m for m in marks if m.start < end and start < m.end), key=lambda m: (m.layer, m.start, -m.end))
    cuts = sorted({start, end, *(max(start, m.start) for m in inside), *(min(end, m.end) for m in inside)})
    out: list[str] = []
    stack: list[Markup] = []
    for left, right in zip(cuts, [*cuts[1:], end], strict=True):
        covering = [m for m in inside if m.start <= left and right <= m.end] if left < end else []
        kept = len(list(takewhile(lambda pair: pair[0] is pair[1], zip(stack, covering, strict=False))))
        while len(stack) > kept:  # an inner one that goes on is opened again
            inner = stack.pop()
            out.append((inner.after if inner.end == left else "") + f"</{inner.tag}>")
        for mark in covering[kept:]:
            out.append(mark.opening + mark.before if mark.start == left else mark.again)
            stack.append(mark)
        out.append(escape(text[left:right]).replace("\n", " "))
    return "".join(out)


def paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return the ranges of a text's lines that hold something.

    >>> paragraphs("One.\n\nTwo.")
    [(0, 4), (6, 10)]
    """
    return [found.span() for found in _LINE.finditer(text)]
