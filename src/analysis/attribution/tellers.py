"""Whose figure somebody tells of who is nobody of the table: its publisher, a report, one who calls it the nation's."""

from dataclasses import replace

from analysis.attribution.antecedents import Owners, is_elsewhere, only_one
from analysis.attribution.clauses import is_one
from analysis.attribution.colours import vouches
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import INHERITED, Reading
from analysis.nodes import Node


def told_by(sentence: Sentence, teller: Node | None, reading: Reading) -> Owners | None:
    """Return whose figure a publisher or a report tells of ("the Labor Department reported a gain of 20,000 jobs").

    So it is with what anybody calls official or the nation's ("doubted the official unemployment rate of 5 percent").
    """
    defaults = [t.measure.default_subject for t in reading.topics]
    words = {word for default in defaults if default is not None for word in default.when}
    verb, named = reading.verb, reading.named
    away = is_elsewhere(sentence, reading, "LOC", "NORP", "ORG")
    if teller is None or verb is None or not words or away or _says_more(sentence, reading):
        return None
    phrase = teller.parsed[teller.left_edge.i : teller.right_edge.i + 1].text
    is_said = vouches(verb) and all(c.lemma == "have" for c in verb.kids("aux"))
    is_publisher = is_said and any(word in phrase for word in words)
    name = named.token if named is not None and not named.is_verb else None
    is_national = name is not None and any(is_one(c, "national") for c in name.lefts)  # "the official jobless rate of"
    if not (is_publisher or is_national or (name is not None and is_one(teller, "statistic"))):
        return None
    found = only_one(sentence, reading)
    return found and Owners(tuple(replace(s, source=INHERITED) for s in found.subjects), source=INHERITED)


def is_reduced(reading: Reading) -> bool:
    """Say whether a figure is the object of a participle that says nothing of who did it ("20,000 jobs added")."""
    named, token = reading.named, reading.figure.token
    return named is not None and named.is_verb and named.token.dep_ == "acl" and named.token.head.i == token.i


def _says_more(sentence: Sentence, reading: Reading) -> bool:
    """Say whether the phrase of a figure goes on with anything but a time ("a gain of 20,000 jobs abroad")."""
    named, figure = reading.named, reading.figure
    phrases = [figure.token] if named is None or named.is_verb else [figure.token, named.token]
    behind = (t for phrase in phrases for t in phrase.subtree if t.idx >= figure.end)
    return any(t.i not in sentence.inside_figure and t.pos_ not in ("ADP", "DET", "PUNCT") for t in behind)
