"""Score named mentions, name clusters and links on the GUM news articles, against the spaCy model alone.

    python benchmarks/entities.py ../shared/articles/gum

GUM marks whole noun phrases, nested, with a Wikipedia title where there is one. A *named mention* is read from it as
the part of such a phrase that is a name: the longest run of capitalised words, cut at commas and possessives, that
shares a word with the Wikipedia title, or, without a title, a phrase of nothing but capitalised words. Types are
mapped to PER, ORG, LOC; a prediction of another type counts neither way, nor do nominal mentions.
"""

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from analysis.annotate import Document, annotate_many
from analysis.entities import find_entities
from analysis.entities.lists import HONORIFICS, ROLE_NOUNS
from analysis.reference import load_gazetteer

GOLD_TYPES = {"person": "PER", "organization": "ORG", "place": "LOC"}
MODEL_TYPES = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
TITLES = set(HONORIFICS) | set(ROLE_NOUNS) | {"administrator", "commissioner", "emeritus", "image", "scientologist"}
PREPOSITIONS = {"of", "in", "from", "at", "by", "for", "with", "to", "on", "who", "whose"}
POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
SMALL = {"of", "the", "and", "for", "de", "la", "el", "al", "von", "van", "&", "del", "di"}
WORD = re.compile(r"[^\s,()“”\"]+")
Span = tuple[int, int]


@dataclass(frozen=True)
class Named:
    """A named mention: span, type, cluster, and the Wikipedia title or entity id."""

    span: Span
    type: str
    cluster: str
    link: str


def gold_named(gold: dict, text: str) -> dict[Span, Named]:
    """Return the named mentions of a GUM article by span, none inside another."""
    named: dict[Span, Named] = {}
    for row in sorted(gold["entities"], key=lambda r: r["start"] - r["end"]):
        kind = GOLD_TYPES.get(row["type"])
        title = unquote(row.get("identity") or "").replace("_", " ")
        core = (
            _core(text, row["start"], row["end"], title, kind) if kind and row["link"] not in ("ana", "cata") else None
        )
        if core and not any(s <= core[0] and core[1] <= e and (s, e) != core for s, e in named):
            named[core] = Named(core, kind, str(row["group"]), title)
    full = {word for n in named.values() for word in text[slice(*n.span)].split() if " " in text[slice(*n.span)]}
    return {span: n for span, n in named.items() if n.link or " " in text[slice(*span)] or text[slice(*span)] in full}


def _core(text: str, start: int, end: int, title: str, kind: str) -> Span | None:
    """Return the part of a noun phrase that is its name."""
    runs = [run for run in (_untitled(text, r, kind) for r in _runs(text, start, end, kind)) if run]
    spans = [(run[0].start(), _without_possessive(text, run)) for run in runs]
    spans = [span for span in spans if not _is_demonym(text[slice(*span)])]
    if title:
        wanted = set(_fold(title).split()) - SMALL
        return max(
            (s for s in spans if _shares(text[slice(*s)], wanted, title)), key=lambda s: s[1] - s[0], default=None
        )
    if not spans or set(text[start : spans[0][0]].lower().split()) & PREPOSITIONS:
        return None
    return spans[0] if kind == "PER" or spans[0][1] >= end - 2 else None


def _runs(text: str, start: int, end: int, kind: str) -> Iterator[list[re.Match[str]]]:
    """Yield the runs of capitalised words, small words inside them allowed where a name of that type has them."""
    run: list[re.Match[str]] = []
    inner = {"de", "la", "el", "al", "von", "van", "del", "di"} if kind == "PER" else SMALL
    previous = start
    for word in WORD.finditer(text, start, end):
        capital = word.group()[:1].isupper() or (bool(run) and word.group()[:1].isdigit())
        small = bool(run) and word.group() in inner
        if set(text[previous : word.start()]) & set(',()"“”') or not (capital or small):
            yield run
            run = []
        if capital or (small and run):
            run = [*run, word]
        if POSSESSIVE.search(word.group()) and word.end() < end - 1 and not title_like(text, word):
            yield run
            run = []
        previous = word.end()
    yield run


def title_like(text: str, word: re.Match[str]) -> bool:
    """Say whether a possessive is part of a longer name ("People's Party")."""
    return word.group().startswith(("People", "Worker", "Children", "Veteran", "Women", "Men"))


def _untitled(text: str, run: list[re.Match[str]], kind: str) -> list[re.Match[str]]:
    while run and run[-1].group() in SMALL:
        run = run[:-1]
    while run and run[0].group() in ("The", "A", "An", "One", "My", "Image:"):
        run = run[1:]
    if kind == "PER":
        titles = [i for i, word in enumerate(run) if word.group().lower() in TITLES]
        run = run[titles[-1] + 1 :] if titles else run
    return run


def _without_possessive(text: str, run: list[re.Match[str]]) -> int:
    word = run[-1]
    cut = POSSESSIVE.search(word.group())
    end = word.start() + cut.start() if cut else word.end()
    return end if text[end - 1] != "." or re.search(r"\.[A-Z]\.$", text[:end]) else end - 1


def _is_demonym(text: str) -> bool:
    aliases = load_gazetteer().aliases.get(text, ())
    return bool(aliases) and all(alias.kind == "demonym" for alias in aliases)


def _shares(text: str, wanted: set[str], title: str) -> bool:
    words = set(_fold(text).split())
    initials = "".join(word[0] for word in title.split() if word[:1].isupper())
    letters = text.replace(".", "")
    return bool(words & wanted) or letters in initials or initials.startswith(letters)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9 ]+", " ", "".join(c for c in plain if not unicodedata.combining(c)).lower())


def model_alone(document: Document) -> dict[Span, Named]:
    """Return what the model gives, with the same cutting of articles and possessives as the gold."""
    found = {}
    for entity in document.doc.ents:
        kind = MODEL_TYPES.get(entity.label_)
        words = list(WORD.finditer(document.text, entity.start_char, entity.end_char))
        while words and words[0].group().lower() in ("the", "a", "an"):
            words = words[1:]
        if kind and words:
            original = document.to_original(words[0].start(), _without_possessive(document.text, words))
            found[original] = Named(original, kind, entity.text, "")
    return found


def ours(document: Document) -> dict[Span, Named]:
    """Return our named mentions."""
    gazetteer = load_gazetteer()
    found = {}
    for mention in find_entities(document, gazetteer).mentions:
        kind = MODEL_TYPES.get(mention.label)
        if kind and mention.kind != "nominal":
            span = document.to_original(mention.start, mention.end)
            found[span] = Named(span, kind, mention.entity_id, mention.entity_id)
    return found


def f1(pairs: Iterable[tuple[set, set]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 in percent over pairs of gold and predicted sets."""
    right = gold_count = found_count = 0
    for gold, found in pairs:
        right += len(gold & found)
        gold_count += len(gold)
        found_count += len(found)
    precision, recall = right / max(found_count, 1), right / max(gold_count, 1)
    return 100 * precision, 100 * recall, 200 * precision * recall / max(precision + recall, 1e-9)


def b_cubed(articles: Iterable[tuple[dict[Span, Named], dict[Span, Named]]]) -> float:
    """Return the B³ F1 in percent over the mentions that both have."""
    precision = recall = count = 0.0
    for gold, found in articles:
        common = gold.keys() & found.keys()
        for span in common:
            same_gold = {s for s in common if gold[s].cluster == gold[span].cluster}
            same_found = {s for s in common if found[s].cluster == found[span].cluster}
            precision += len(same_gold & same_found) / len(same_found)
            recall += len(same_gold & same_found) / len(same_gold)
            count += 1
    precision, recall = precision / max(count, 1), recall / max(count, 1)
    return 200 * precision * recall / max(precision + recall, 1e-9)


def links(articles: Iterable[tuple[dict[Span, Named], dict[Span, Named]]]) -> Iterator[tuple[bool, str, str]]:
    """Yield, for each linked gold mention of a country or body the gazetteer knows, whether our link is it."""
    gazetteer = load_gazetteer()
    by_name = {_fold(e.name).strip(): e.entity_id for e in gazetteer.entities.values()}
    by_name |= {
        _fold(t).strip(): a[0].entity_id
        for t, a in gazetteer.aliases.items()
        if a[0].kind != "demonym" and not a[0].ambiguous
    }
    for gold, found in articles:
        for span in gold.keys() & found.keys():
            right = by_name.get(_fold(gold[span].link).strip()) if gold[span].link else None
            if right and right.startswith(("country/", "body/", "city/")):
                yield found[span].link == right, gold[span].link, found[span].link


def main() -> int:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of GUM .txt and .gold.json files")
    parser.add_argument("--errors", type=int, default=0, help="show this many errors")
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.glob("*.gold.json"))
    if not paths:
        print(f"{arguments.folder}: no .gold.json files", file=sys.stderr)
        return 2
    texts = [path.with_name(path.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8") for path in paths]
    documents = list(annotate_many((p.name, t, None) for p, t in zip(paths, texts, strict=True)))
    report(paths, texts, documents, arguments.errors)
    return 0


def report(paths: list[Path], texts: list[str], documents: list[Document], errors: int) -> None:
    """Print precision, recall, F1, B³ and link accuracy."""
    golds = [gold_named(json.loads(p.read_text(encoding="utf-8")), t) for p, t in zip(paths, texts, strict=True)]
    for name, system in (("model alone", model_alone), ("ours", ours)):
        found = [system(d) for d in documents]
        typed = f1(
            ({(n.span, n.type) for n in g.values()}, {(n.span, n.type) for n in f.values()})
            for g, f in zip(golds, found, strict=True)
        )
        spans = f1((set(g), set(f)) for g, f in zip(golds, found, strict=True))
        print(f"{name:12}  typed P {typed[0]:.1f} R {typed[1]:.1f} F1 {typed[2]:.1f}   span F1 {spans[2]:.1f}")
    pairs = list(zip(golds, found, strict=True))
    judged = list(links(pairs))
    right = sum(ok for ok, *_ in judged)
    print(f"B³ F1 {b_cubed(pairs):.1f}   links {right}/{len(judged)} = {100 * right / max(len(judged), 1):.1f} %")
    for ok, gold, link in judged:
        if errors and not ok:
            print("  link", gold, "->", link)
    for text, (gold, system_found) in zip(texts, pairs, strict=True):
        for span in sorted(gold.keys() | system_found.keys())[: 10**6 if errors else 0]:
            g, s = gold.get(span), system_found.get(span)
            if errors and (g is None or s is None or g.type != s.type):
                errors -= 1
                near = text[max(0, span[0] - 30) : span[1] + 30]
                print(f"  {g.type if g else '-':4}{s.type if s else '-':4} {text[slice(*span)]!r}  … {near!r}")


if __name__ == "__main__":
    sys.exit(main())
