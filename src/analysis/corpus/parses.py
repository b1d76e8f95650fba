"""Parses kept on disk by content, so that an unchanged text is parsed once. They hold numbers and strings, no code."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from analysis.annotate import Document, annotate_many, load_model
from analysis.attribution.package_words import package_words
from analysis.corpus.fingerprint import fingerprints
from analysis.corpus.folder import Folder
from analysis.normal import normalise
from analysis.quickstart import import_spacy
from analysis.reference import load_references


class ParseCache:
    """A folder of parses, one small file a text, named by a hash of the text and of all that parses depend on."""

    def __init__(self, root: str | Path) -> None:
        self._folder = Folder(root)

    def documents(self, articles: Iterable[tuple[str, str, date | None]]) -> Iterator[Document]:
        """Yield one `Document` an article, in order; parse only what is not there."""
        batch = list(articles)
        keys = [hashlib.sha256(f"{fingerprints()['parse']}\0{text}".encode()).hexdigest() for _, text, _ in batch]
        names = [f"{key[:2]}/{key[2:40]}.spacy" for key in keys]
        found = [self._load(name, *article) for name, article in zip(names, batch, strict=True)]
        made = iter(annotate_many(batch[i] for i, document in enumerate(found) if document is None))
        for name, document in zip(names, found, strict=True):
            if document is None:
                document = next(made)
                self._folder.write(name, _packed(document), lasting=False)
            yield document

    def _load(self, name: str, article_id: str, text: str, published: date | None) -> Document | None:
        from spacy.tokens import DocBin

        if not self._folder.exists(name):
            return None
        try:
            doc = next(DocBin(store_user_data=False).from_bytes(self._folder.read(name)).get_docs(load_model().vocab))
        except Exception:  # noqa: BLE001 - a damaged file is as good as none
            return None
        normal = normalise(text)
        return Document(article_id, text, normal, doc, published) if doc.text == normal.text else None


def packed_parses(articles: Sequence[tuple[str, str, date | None]]) -> list[tuple[bytes, list[str]]]:
    """Parse some articles; return each parse, packed, with those of its words in lower case that the model knows."""
    vectors, strings = load_model().vocab.vectors, load_model().vocab.strings
    documents = list(annotate_many(articles))
    return [(_packed(d), [word for word in set(d.lower) if strings[word] in vectors]) for d in documents]


def ready_to_unpack() -> None:
    """Load what `unpacked` needs, and the packages that the rules ask first."""
    import_spacy()
    import_module("spacy.lang.en")
    package_words(load_references())


def unpacked(
    articles: Sequence[tuple[str, str, date | None]], parses: Sequence[tuple[bytes, list[str]]]
) -> Iterator[Document]:
    """Yield the documents of packed parses; the model is not loaded for them."""
    from spacy.lang.en import English
    from spacy.tokens import DocBin
    from spacy.vectors import Vectors
    from spacy.vocab import create_vocab

    for (article_id, text, published), (packed, known) in zip(articles, parses, strict=True):
        vocab = create_vocab("en", English.Defaults)
        vocab.vectors = Vectors(shape=(len(known) + 1, 1))  # no meanings, but which words have one
        for row, word in enumerate(known):
            vocab.vectors.add(vocab.strings.add(word), row=row)
        doc = next(DocBin(store_user_data=False).from_bytes(packed).get_docs(vocab))
        yield Document(article_id, text, normalise(text), doc, published)


_ATTRIBUTES = ("LEMMA", "TAG", "POS", "MORPH", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE", "SENT_START")


def _packed(document: Document) -> bytes:
    from spacy.tokens import DocBin

    packed = DocBin(attrs=list(_ATTRIBUTES), store_user_data=False)
    packed.add(document.doc)
    return packed.to_bytes()
