"""What kind of source a noun phrase names."""

from functools import cache
from typing import TYPE_CHECKING

from analysis.lexicons import read_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_BARE = 6  # letters: "person"
KIND_OF_LABEL = {
    "PERSON": "person", "ORG": "organisation", "GPE": "organisation", "NORP": "group", "FAC": "organisation",
    "LOC": "organisation", "LAW": "document", "WORK_OF_ART": "document", "PRODUCT": "organisation",
    "EVENT": "organisation",
}  # fmt: skip
_PLURAL = frozenset(("NNS", "NNPS"))
_PEOPLE = frozenset(("person", "group", "anonymous"))


@cache
def source_nouns() -> dict[str, str]:
    """Return the kind of source by common noun."""
    return {row["noun"]: row["kind"] for row in read_lexicon("source_nouns")}


def kind_of_noun(root: "Token") -> str:
    """Return the kind of source a common noun names: a plural role is a group, an unknown noun is unknown."""
    lemma = root.lemma_.lower()
    kind = source_nouns().get(lemma) or source_nouns().get(root.lower_) or _by_ending(lemma)
    if kind == "person" and root.tag_ in _PLURAL:
        return "group"
    if kind == "person" and _is_indefinite(root):
        return "anonymous"
    return kind


def is_spokesperson(span: "Span") -> bool:
    """Say whether someone speaks for another: "a spokesman for X", "spokeswoman Ann Lee"."""
    return any(source_nouns().get(token.lemma_.lower()) == "spokesperson" for token in span)


def _by_ending(lemma: str) -> str:
    if lemma.endswith(("man", "woman", "person")) and len(lemma) > _BARE:
        return "person"
    return "person" if lemma.endswith(("ologist", "ician", "er-in-chief")) else "unknown"


def _is_indefinite(root: "Token") -> bool:
    return any(c.dep_ == "det" and c.lower_ in ("a", "an", "one", "some", "another") for c in root.lefts)
