"""Figures whose unit is left out because a clause like theirs stands before: "Sweden has 21 seats and Denmark 15".

Two kinds. *Gapping*: the remnants stand in the order of the clause before, a noun phrase for its subject and a bare
figure for its object (Huddleston and Pullum, *The Cambridge Grammar of the English Language*, chapter 15, § 4.2).
*Parallel clauses*: the figure has a verb of its own, joined to that of the figure before ("copper slid 1.4").
"""

from itertools import islice

from analysis.numbers.candidates import Candidate
from analysis.numbers.vocabulary import Tokens, directed_words, word_set
from analysis.spacy_types import Token

_FOLLOWERS = frozenset({"PUNCT", "ADP", "SCONJ", "CCONJ", "ADV", "SPACE"})
_VERBS = ("VERB", "AUX")
_HEADS = ("NOUN", "PROPN", "PRON")
_JOINS = frozenset({",", ";", "and", "while", "but", "or", "whereas"})
_OBJECTS = frozenset({"dobj", "attr", "npadvmod", "oprd"})
_LONGEST_WAY = 4  # from a figure to its verb
_LINKS = frozenset({"conj", "ccomp", "advcl", "parataxis", "dep"})


def is_gapped(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a bare figure stands after a noun phrase in place of a whole clause like the one before."""
    if not _ends_phrase(tokens, candidate):
        return False
    place, number = _before_hedge(tokens, candidate), tokens.at(candidate.start)
    start = number.sent.start
    comma = tokens.doc[place].text == ","  # "insurers, 120", behind a semicolon only
    place -= comma
    name = tokens.doc[max(place, 0)]
    in_name = number.ent_iob_ == "I" and number.nbor(-1).pos_ != "ADV"
    if place <= start or in_name or not (name.pos_ in _HEADS or name.tag_ in ("JJ", "CD")):
        return False
    while place > start and tokens.doc[place - 1].pos_ in (*_HEADS, "DET", "ADJ", "NUM", "PART"):
        place -= 1
    joins = {";"} if comma else _JOINS
    return place > start and tokens.doc[place - 1].lower_ in joins and _clause_before(start, name)


def is_parallel(tokens: Tokens, candidate: Candidate, other: Candidate) -> bool:
    """Say whether a bare figure and one with a unit before it are objects of joined verbs of one kind."""
    if not candidate.bare or not _ends_phrase(tokens, candidate):
        return False
    verb, before = _verb_of(tokens, candidate), _verb_of(tokens, other)
    if verb is None or before is None or verb.i == before.i:
        return False
    alike = verb.lemma_ == before.lemma_ or {verb.lemma_, before.lemma_} <= directed_words()
    if alike or (tokens.at(candidate.numeral.end - 1).dep_ == "dobj" and other.counted is not None):
        return verb.sent.start == before.sent.start
    joined = verb.head.i == before.i or before.head.i == verb.i
    return joined and (verb.dep_ in _LINKS or before.dep_ in _LINKS) and candidate.numeral.scale > 1


def is_repeated(tokens: Tokens, candidate: Candidate, other: Candidate) -> bool:
    """Say whether a bare figure repeats a figure and its preposition: "3 percent in Varna, 7 in Tarn and 9 in Kelm"."""
    following = tokens.following(candidate.end)
    between = tokens.doc[tokens.index(other.end - 1) + 1 : tokens.index(candidate.start)]
    return (
        candidate.bare
        and len(between) > 1
        and any(token.pos_ == "ADP" and token.lower_ == between[0].lower_ for token in following)
        and tokens.doc[_before_hedge(tokens, candidate)].lower_ in _JOINS
        and not any(token.pos_ in _VERBS for token in between)
    )


def is_expecting(noun: Token) -> bool:
    """Say whether a noun is who expects the figure before it: "the 3.1 billion analysts had forecast"."""
    verb = noun.head
    return (
        noun.dep_ == "nsubj"
        and verb.lemma_ in word_set("expecting_verb")
        and verb.dep_ in ("relcl", "ccomp", "acl", "advcl")
        and not any(child.dep_ in ("dobj", "ccomp", "xcomp") for child in verb.rights)
    )


def is_subject(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a bare figure is what a verb is said of: "of 340 passengers, 12 were treated"."""
    first, last = tokens.index(candidate.numeral.start), tokens.index(candidate.numeral.end - 1)
    acts = any(token.pos_ in (*_VERBS, "ADV") for token in tokens.following(candidate.numeral.end))
    words = tokens.doc[first : last + 1] if candidate.bare and acts else ()
    return any(token.dep_ in ("nsubj", "nsubjpass") for token in words)


def _ends_phrase(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a figure stands alone: what follows is no noun of its own but a mark, a preposition, a date."""
    text, end = tokens.text, candidate.end
    if text[candidate.start - 1 : candidate.start] != " " or text[end : end + 1] in ("-", "/"):
        return False
    return all(t.pos_ in _FOLLOWERS or t.ent_type_ in ("DATE", "TIME") for t in tokens.following(end))


def _before_hedge(tokens: Tokens, candidate: Candidate) -> int:
    """Return the place of the token before a figure and its "just", "about", "only"."""
    place = tokens.index(candidate.begin) - 1
    while place > 0 and tokens.doc[place].pos_ == "ADV":
        place -= 1
    return place


def _clause_before(start: int, name: Token) -> bool:
    """Say whether a noun, a verb and a figure stand in this order in the sentence before a name, and no verb after."""
    seen_noun = seen_verb = seen_figure = False
    for token in name.doc[start : name.i]:
        if token.pos_ in _VERBS and token.tag_ != "VBN":
            if seen_figure:
                return False
            seen_verb = seen_noun
        elif token.like_num and seen_verb:
            seen_figure = True
        elif token.pos_ in _HEADS:
            seen_noun = True
    return seen_figure


def _verb_of(tokens: Tokens, candidate: Candidate) -> Token | None:
    """Return the verb whose object a figure is, with its unit and "for" or "to" between."""
    token = tokens.at(candidate.numeral.end - 1)
    for head in islice(token.ancestors, _LONGEST_WAY):
        if head.pos_ in _VERBS:
            return head if token.dep_ in _OBJECTS or token.lower_ in ("for", "to") else None
        if token.dep_ not in ("nummod", "compound", "quantmod", "pobj", "nmod", "advmod", "prep"):
            return None
        token = head
    return None
