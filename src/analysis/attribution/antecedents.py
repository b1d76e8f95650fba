"""Whom a figure is about where its clause leaves it out: who a pronoun stands for, the only subject of a measure."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.attribution.clauses import joined, own_subject
from analysis.attribution.context import Context
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import ASSUMED, INHERITED, SENTENCE, STATED, Reading
from analysis.attribution.populations import Quantified
from analysis.attribution.subjects import Subject

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Owners:
    """Whom a statement is about: subjects, or one part of a population; `source` says how that is known."""

    subjects: tuple[Subject, ...] = ()
    counted: Quantified | None = None
    source: str = STATED
    blocked: bool = False


NOBODY = Owners(source="none")
BLOCKED = Owners(source="none", blocked=True)


def pronoun(sentence: Sentence, head: "Token", context: Context) -> Owners | None:
    """Return whom "it", "its" or "they" means: the only subject of the sentence so far, else of the one before."""
    if head.lower_ in ("we", "our", "he", "she"):
        return BLOCKED
    before = {s.key: s for i, s in sentence.subjects.items() if i < head.i}
    if len(before) == 1 and head.lower_ in ("it", "its", "they", "their", "them", "country"):
        return Owners((replace(next(iter(before.values())), source=SENTENCE),), source=SENTENCE)
    main = _main_subject(sentence, head)
    if main is not None:
        return Owners((replace(main, source=SENTENCE),), source=SENTENCE)
    if before:
        return BLOCKED
    known = context.subjects if context.near(context.subjects_at) else ()
    wanted = known if len(known) == 1 or head.lower_ in ("they", "their", "them") else ()
    if not wanted:
        return BLOCKED
    return Owners(tuple(replace(s, source=INHERITED) for s in wanted), source=INHERITED)


def _main_subject(sentence: Sentence, head: "Token") -> Subject | None:
    """Return the subject of the main clause that a singular pronoun of a clause below it takes up."""
    root = sentence.span.root
    main = own_subject(root)
    if main is None or main.i not in sentence.subjects or main.i >= head.i or head.lower_ not in ("it", "its"):
        return None
    return sentence.subjects[main.i] if len(list(joined(main))) == 1 else None


def only_one(sentence: Sentence, reading: Reading) -> Owners | None:
    """Return the subject that a measure has where no other place is named, if its package says one."""
    places = {s.key for s in sentence.subjects.values()}
    for topic in reading.topics:
        default = topic.measure.default_subject
        if default is not None and places <= {default.key}:
            name = topic.reference.keys.get(default.key, default.key)
            source = INHERITED if places else _said_by(sentence, default.when)
            if source is not None:
                figure, keys = reading.figure, ((topic.reference.name, default.key),)
                subject = Subject(
                    figure.start, figure.end, default.key, name, None, figure.token, keys, False, source
                )  # fmt: skip
                return Owners((subject,), source=source)
    return None


def _said_by(sentence: Sentence, words: tuple[str, ...]) -> str | None:
    """Return how it is known that a measure's own subject is meant: a word for its publisher or place is said."""
    if not words:
        return ASSUMED
    if any(word in sentence.text for word in words):
        return SENTENCE
    return INHERITED if any(word in sentence.scene.text for word in words) else None
