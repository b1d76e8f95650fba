"""Clauses of the parse: which verb governs a word, and who that verb is said of."""

from collections.abc import Iterator

from analysis.spacy_types import Token

SUBJECT = frozenset({"nsubj", "nsubjpass"})
RELATIVE = frozenset({"which", "that", "who", "whom"})
_VERBAL = frozenset({"VERB", "AUX"})
_CONTROLLED = frozenset({"xcomp", "pcomp"})


def verb_above(token: "Token") -> "Token | None":
    """Return the verb whose clause a word stands in; the word itself if it is one."""
    current = token
    while current.pos_ not in _VERBAL:
        if current.head.i == current.i:
            return None
        current = current.head
    return current


def finite_of(verb: "Token") -> "Token":
    """Return the verb that carries the tense of a clause ("is expected to reach" → "expected")."""
    current = verb
    while current.head.i != current.i and (
        current.dep_ in ("xcomp", "pcomp", "acl", "csubj")
        or (current.dep_ == "advcl" and current.tag_ in ("VBG", "VBN", "VB") and not own_subject(current))
        or (current.dep_ == "prep" and current.pos_ not in _VERBAL)
        or current.pos_ not in _VERBAL
    ):
        current = current.head
    return current if current.pos_ in _VERBAL else verb


def own_subject(verb: "Token") -> "Token | None":
    """Return the subject that a verb itself has."""
    found = [c for c in verb.children if c.dep_ in SUBJECT]
    if not found:  # the parser hangs it on the helper ("Norvania has for the first time met …")
        found = [c for h in verb.children if h.dep_ == "aux" for c in h.children if c.dep_ in SUBJECT]
    chosen = next((c for c in reversed(found) if c.i < verb.i), found[0] if found else None)
    return _behind_dateline(chosen) if chosen is not None else None


def _behind_dateline(subject: "Token") -> "Token":
    """Return the subject that the parser hangs on a dateline ("BRUSSELS, October 2 – Mark Rutte took over")."""
    dash = next((c for c in subject.children if c.text in ("—", "–", "-", "--")), None)
    named = [c for c in subject.children if c.dep_ in ("appos", "conj") and dash is not None and c.i > dash.i]
    return named[0] if named and subject.i <= subject.sent.start + 2 else subject


def subject_of(verb: "Token") -> "Token | None":
    """Return the head word of whom a verb is said of: its own subject, else that of the verb it depends on.

    A relative pronoun gives its antecedent, a participle what it modifies, an infinitive the subject of the verb above
    (the object, after "ask somebody to").
    """
    for _ in range(8):
        own = own_subject(verb)
        if own is not None:
            return _antecedent(own, verb)
        if verb.dep_ in ("relcl", "acl"):
            return verb.head
        above = verb.head
        if above.i == verb.i:
            return None
        if verb.dep_ in _CONTROLLED or verb.dep_ in ("conj", "advcl", "ccomp", "dep", "aux", "auxpass"):
            verb_next = verb_above(above)
            if verb_next is None:
                return None
            handed = next((c for c in verb_next.children if c.dep_ == "dobj"), None) if verb.dep_ == "xcomp" else None
            if handed is not None and verb_next.lemma_ not in ("have", "take"):
                return handed
            verb = verb_next
            continue
        return None
    return None


def _antecedent(own: "Token", verb: "Token") -> "Token":
    if own.lower_ in RELATIVE and verb.dep_ == "relcl":
        return verb.head
    return own


def joined(token: "Token") -> "Iterator[Token]":
    """Yield a word and those coordinated with it."""
    yield token
    for child in token.children:
        if child.dep_ == "conj":
            yield from joined(child)


def is_past(verb: "Token") -> bool:
    """Say whether a finite verb is in the past ("spent", "was spending", "has spent" is not)."""
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if any(c.lower_ in ("will", "would", "shall", "has", "have", "'ll", "’ll", "'s", "is", "are") for c in helpers):
        return False
    if any(c.tag_ == "VBD" for c in helpers):
        return True
    return verb.tag_ == "VBD" or (verb.tag_ == "VBN" and not helpers)
