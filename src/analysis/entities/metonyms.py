"""Capital for government: "Moscow will continue …" is Russia, "in Moscow" the city. Decided by grammar and word lists.

The rules follow Markert and Nissim (SemEval-2007 task 8): a place that acts, is told or owns a policy stands for its
government; a place one is in, goes to or lives in is the place.
"""

from functools import cache
from typing import TYPE_CHECKING

from analysis.entities.names import Name
from analysis.lexicons import entries, read_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_LOCATIVE = entries("name_words", "word", kind="where")
_DIPLOMATIC = frozenset({"with", "against", "by", "towards", "upon", "vis", "under"})
_BE = "be"


@cache
def _words() -> dict[tuple[str, str], str]:
    return {(row["word"], row["role"]): row["reading"] for row in read_lexicon("metonyms")}


@cache
def acting_verbs() -> dict[str, str]:
    """Return the verbs that tell whether their subject acts like a government or is a city."""
    return {word: reading for (word, role), reading in _words().items() if role == "subject"}


def metonym_rule(doc: "Doc", name: Name) -> str | None:
    """Return the rule by which a capital's name means its government here; None where it is the city.

    The rule is written into the mention's `resolution`.
    """
    span = doc[name.first : name.last]
    token = span.root
    if _is_located(doc, name):
        return None
    hyphenated = _hyphenated(doc, name)
    if name.first > 1 and doc[name.first - 1].text == "-" and doc[name.first - 2].lower_ in ("pro", "anti"):
        return "capital for government: compound"
    if hyphenated:
        return "capital for government: compound" if _words().get((hyphenated, "hyphen")) == "government" else None
    while token.dep_ == "conj" and token.head.pos_ in ("PROPN", "NOUN"):
        token = token.head
    reading = _reading(token)
    return f"capital for government: {reading}" if reading else None


def _is_located(doc: "Doc", name: Name) -> bool:
    """Say whether the name has a comma and its country or region after it, or opens a dateline."""
    after = doc[name.last : name.last + 2]
    if len(after) == 2 and after[0].text == "," and after[1].ent_type_ in ("GPE", "LOC"):
        return not any(t.dep_ == "conj" for t in after)
    if doc[name.first].text.isupper() and len(doc[name.first]) > 3:
        return True  # a dateline in capitals
    dash = len(after) > 0 and after[0].text in ("—", "–", "-", "(", "--") and doc[name.first].is_sent_start
    return bool(dash)


def _hyphenated(doc: "Doc", name: Name) -> str:
    """Return the word joined to the name by a hyphen ("Moscow-backed"), lower case."""
    after = doc[name.last : name.last + 2]
    if len(after) == 2 and after[0].text == "-" and not doc[name.last - 1].whitespace_:
        return str(after[1].lower_)
    return ""


def _reading(token: "Token") -> str | None:
    head = token.head
    if any(child.dep_ == "amod" for child in token.children):
        return None  # "a united Jerusalem", "downtown Paris": a government has no adjectives of its own
    if token.dep_ in ("nsubj", "csubj", "nsubjpass"):
        acts = head.pos_ in ("VERB", "AUX") and not _has_people(token)
        return _subject(head, token.dep_ == "nsubjpass") if acts else None
    if token.dep_ == "agent" or (token.dep_ == "pobj" and head.dep_ == "agent"):
        return "agent"
    if token.dep_ == "poss":
        before = [f"{child.lemma_} {head.lemma_}".lower() for child in head.children if child.dep_ == "compound"]
        owned = (_words().get((noun, "owned")) for noun in (head.lemma_.lower(), *before))
        return None if "city" in owned else "owner of a policy"
    if token.dep_ in ("dobj", "dative", "iobj") and head.pos_ in ("VERB", "AUX"):
        return "addressed" if _words().get((head.lemma_.lower(), "object")) == "government" else None
    return _after_preposition(head) if token.dep_ == "pobj" else None


def _has_people(token: "Token") -> bool:
    """Say whether the name has what only a city has beside it: "Lima, with a population of 10 million"."""
    nouns = (noun.lemma_.lower() for prep in token.children if prep.lower_ == "with" for noun in prep.children)
    return any(_words().get((noun, "undergone")) == "city" for noun in nouns)


def _subject(verb: "Token", passive: bool) -> str | None:
    """Read the subject of a verb; where the verb only raises it ("is forecast to", "seems to"), of the infinitive."""
    lemma = verb.lemma_.lower()
    raised = _infinitive(verb)
    if raised is not None:
        return _subject(raised, any(c.dep_ == "auxpass" for c in raised.children))
    if passive:
        return "told or judged" if _words().get((lemma, "object")) == "government" else None
    if lemma == _BE or verb.pos_ == "AUX":
        complements = [c for c in verb.children if c.dep_ in ("acomp", "attr", "prep", "advmod")]
        readings = {_words().get((c.lemma_.lower(), "complement")) for c in complements}
        return "subject of a stance" if "government" in readings and "city" not in readings else None
    objects = (c.lemma_.lower() for c in verb.children if c.dep_ == "dobj")
    if any(_words().get((noun, "undergone")) == "city" for noun in objects):
        return None  # "Ottawa will see rain", "Paris has 2 million inhabitants"
    return None if _words().get((lemma, "subject")) == "city" else "subject of an act"


def _infinitive(verb: "Token") -> "Token | None":
    """Return the infinitive whose subject this verb or adjective only raises: forecast, likely, due, seem, be to …"""
    for above in (verb, *(c for c in verb.children if c.dep_ in ("acomp", "attr"))):
        if above.lemma_.lower() != _BE and _words().get((above.lemma_.lower(), "raising")) is None:
            continue
        for child in above.children:
            if child.dep_ == "xcomp" and any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children):
                return child
    return None


def _after_preposition(preposition: "Token") -> str | None:
    word, governor = preposition.lower_, preposition.head
    listed = _words().get((governor.lemma_.lower(), word))
    if word in _LOCATIVE or word == "of":
        return None
    if word == "to":
        if governor.lower_ == "according":
            return "source"
        leaves = any(c.dep_ == "prep" and c.lower_ == "from" for c in governor.children)
        return "addressee" if listed == "government" and not leaves else None
    if word in ("from", "on", "for"):
        return {"from": "origin of an act"}.get(word, "party to a relation") if listed == "government" else None
    if word == "between":
        return None if listed == "city" else "party to a relation"
    related = word in _DIPLOMATIC and listed != "city" and governor.pos_ in ("NOUN", "VERB", "ADJ", "PROPN")
    return "party to a relation" if related else None
