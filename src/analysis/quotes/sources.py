"""Who speaks, as written: the subject of a reporting verb, found through coordination, control and relative clauses."""

from functools import cache

from analysis.annotate import Document
from analysis.lexicons import entries, pairs
from analysis.quotes.parse import has_to

_DROPPED = frozenset(("relcl", "advcl", "parataxis", "ccomp"))
_ENDS = frozenset((".", "!", "?", ";", ":", "”", "’"))
_PASSED = frozenset((",", "-", "–", "—"))
_LONGEST_BRACKET = 8  # tokens
_BORROWING = frozenset(("conj", "xcomp", "advcl", "ccomp", "parataxis", "dep", "acomp"))
_ACTIVE = ("nsubj",)
_LONGEST_CLIMB = 6
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "VBN"))
_BEFORE_INVERSION = frozenset(("”", ",", "’", "?", "!"))
_ISSUING = frozenset(
    ("issue", "release", "publish", "send", "sign", "post", "write", "make", "give", "deliver", "file", "put")
)


def speaker_of(parse: Document, verb: int) -> int | None:
    """Return the token that heads the speaker of a reporting verb, or None when the text names none."""
    node: int | None = verb
    for _ in range(_LONGEST_CLIMB):
        if node is None:
            return None
        if parse.child(node, "nsubjpass", "auxpass") is not None:
            return agent_of(parse, node) if node == verb else parse.child(node, "nsubjpass")
        helped = parse.deps[verb] == "acl" or parse.child(verb, "aux", "agent") is not None
        if node == verb and parse.tags[verb] == "VBN" and helped:
            agent = agent_of(parse, verb)  # "Asked by reporters why …, she left"
            if agent is not None:
                return agent
        found = _active_subject(parse, node)
        if found is None and (node == verb or parse.lower[node - 1] != ","):
            found = _inverted_subject(parse, node)
        if found is None:
            found, node = _above(parse, node)
        if found is not None:
            return found
    return None


def _above(parse: Document, verb: int) -> tuple[int | None, int | None]:
    """Return the subject that a verb without one borrows from its governor, else the verb to look at next."""
    governor, dep = parse.heads[verb], parse.deps[verb]
    if governor == verb:
        return noun_before(parse, verb), None
    if dep == "acl":
        beside = parse.tags[verb] in ("VBD", "VBZ") and governor == verb - 1
        return governor if beside else _issuer(parse, governor) if parse.tags[verb] == "VBG" else None, None
    if dep == "pcomp":  # "left without saying", "made a point of saying"
        over = parse.heads[governor]
        over = parse.heads[over] if parse.pos[over] == "NOUN" and parse.deps[over] == "dobj" else over
        return None, over if parse.pos[over] in ("VERB", "AUX") else None
    if dep not in _BORROWING:
        return None, None
    goes_on = verb > 1 and parse.tags[verb] == "VBG" and parse.lower[verb - 1] == "," and parse.pos[verb - 2] == "VERB"
    if dep == "advcl" and governor > verb and goes_on:  # "she said, adding that …"
        return None, verb - 2
    if parse.pos[governor] not in ("VERB", "AUX") and not (parse.pos[governor] == "ADJ" and dep == "xcomp"):
        named = parse.pos[governor] in ("PROPN", "NOUN", "PRON") and dep in ("advcl", "conj")
        return (governor if named else None), None
    receiver = parse.child(governor, "dobj", "dative") if dep == "xcomp" and parse.pos[governor] != "ADJ" else None
    acts = receiver is not None and receiver < verb and can_speak(parse, receiver) and not is_document(parse, receiver)
    return (receiver, None) if acts and has_to(parse, verb) else (None, governor)  # "is quick to say"


def noun_before(parse: Document, verb: int) -> int | None:
    """Return the noun before a finite verb that the parse left without a subject, behind days and places."""
    if parse.tags[verb] not in _FINITE:
        return None
    k = verb - 1
    while k >= 0 and parse.paragraph_index[k] == parse.paragraph_index[verb] and parse.lower[k] not in _ENDS:
        aside = parse.tags[k] == "VBN" and parse.lower[k - 1] == ","  # "Lind, asked about the fees, had said"
        if parse.pos[k] in ("AUX", "ADV", "ADP") or parse.lower[k] in _PASSED or aside:
            k -= 1
            continue
        if parse.lower[k] == ")":
            k = next((i for i in range(k, max(k - _LONGEST_BRACKET, -1), -1) if parse.lower[i] == "("), 0) - 1
            continue
        if parse.pos[k] not in ("NOUN", "PROPN", "PRON", "NUM"):
            return None
        k, before = _top_of(parse, k, verb)
        if before is None:
            return k
        k = before
    return None


def _top_of(parse: Document, k: int, verb: int) -> tuple[int, int | None]:
    """Return the head of the noun phrase that ends at a token; or the token before it, when it says where or when."""
    last = k
    while parse.heads[k] != k and parse.heads[k] < verb:
        over = parse.heads[k]
        if parse.pos[over] == "ADP" and "," not in parse.lower[over:last]:
            if parse.pos[parse.heads[over]] not in ("NOUN", "PROPN") or parse.heads[over] > over:
                return k, over - 1
            over = parse.heads[over]
        elif parse.pos[over] not in ("NOUN", "PROPN"):
            break
        k = over
    return (k, parse.left(k) - 1) if parse.lower[k] in time_nouns() else (k, None)


def _active_subject(parse: Document, verb: int) -> int | None:
    """Return the subject; of two, the one beside the verb: "The fees, said Ann, are …", "Ann, an aide said, is …"."""
    subjects = [c for c in parse.children[verb] if parse.deps[c] in _ACTIVE and parse.tags[c] != "EX"]
    if not subjects:
        return None
    after = subjects[-1]
    if len(subjects) > 1 and after > verb and parse.lower[verb - 1] == "," and parse.left(after) == verb + 1:
        return after
    if len(subjects) > 1 and after == verb - 1 and parse.lower[verb + 1 : verb + 2] == (",",):
        return after if parse.lower[parse.left(after) - 1] == "," else subjects[0]
    return subjects[0]


def _issuer(parse: Document, noun: int) -> int:
    """Return who issued "a statement saying …" or drew "crowds describing …" where the sentence says so."""
    verb = parse.heads[noun]
    if parse.deps[noun] == "dobj" and (parse.lemmas[verb] in _ISSUING or not can_speak(parse, noun)):
        subject = parse.child(verb, "nsubj")
        return subject if subject is not None else noun
    return noun


def can_speak(parse: Document, noun: int) -> bool:
    """Say whether a noun can be a source: a name, a pronoun, or a word of ``source_nouns.tsv``."""
    lemma = parse.lemmas[noun].lower()
    return parse.pos[noun] != "NOUN" or lemma in source_nouns() or lemma in pairs("role_nouns", "noun", "gender")


def agent_of(parse: Document, verb: int) -> int | None:
    by = (c for c in parse.children[verb] if parse.deps[c] == "prep" and parse.lower[c] == "by")
    agent = parse.child(verb, "agent")
    agent = agent if agent is not None else next(by, None)
    return parse.child(agent, "pobj") if agent is not None else None


def _inverted_subject(parse: Document, verb: int) -> int | None:
    """Return the noun after a finite verb that follows a quotation ('…,” warned the 65-year-old')."""
    if parse.tags[verb] not in _FINITE or verb == 0 or parse.lower[verb - 1] not in _BEFORE_INVERSION:
        return None
    noun = parse.child(verb, "dobj", "attr", "npadvmod", "oprd")
    if noun is None or noun < verb or parse.left(noun) > verb + 2:
        return None
    return noun if parse.pos[noun] in _NOMINAL else None


def beside_verb(parse: Document, first: int, verb: int, last: int, stop: int) -> int | None:
    """Return the head of the noun phrase right before a verb (from token `first` on) or right after it.

    Used where the parse puts the subject into the quotation.
    """
    first, stop = (first, verb) if first < verb else (last + 1, stop)
    while first < stop and parse.pos[first] in ("ADV", "PUNCT", "CCONJ"):
        first += 1
    if first >= stop:
        return None
    node = first  # up to the highest governor within the range
    while parse.heads[node] != node and first <= parse.heads[node] < stop and parse.pos[parse.heads[node]] in _NOMINAL:
        node = parse.heads[node]
    if parse.pos[node] == "DET" and node + 1 < stop:
        node = next((i for i in range(node, stop) if parse.pos[i] in ("NOUN", "PROPN")), node)
    return node if parse.pos[node] in _NOMINAL else None


def source_nouns() -> dict[str, str]:
    return pairs("source_nouns", "noun", "kind")


def is_document(parse: Document, noun: int) -> bool:
    """Say whether a noun is a text that may speak: "report", "statement"."""
    return source_nouns().get(parse.lemmas[noun].lower()) == "document"


@cache
def time_nouns() -> frozenset[str]:
    """Return the words for days, months and spans of time: they never speak."""
    lists = ("weekdays", "months", "time_units", "day_parts")
    return frozenset({"today", "yesterday"}).union(*(entries(name, "word") for name in lists))


def noun_phrase(parse: Document, top: int, verb: int | None = None) -> tuple[int, int]:
    """Return the range of the noun phrase under `top` with its appositions, without relative clauses and outer marks.

    It stops before the reporting `verb`.
    """
    start, end = parse.left(top), parse.right(top) + 1
    end = min([end, *(parse.left(c) for c in parse.children[top] if parse.deps[c] in _DROPPED and c > top)])
    if verb is not None and start <= verb < end:
        start, end = (start, verb) if verb > top else (verb + 1, end)
    return trim(parse, start, end)


def trim(parse: Document, start: int, end: int) -> tuple[int, int]:
    """Drop punctuation and quotation marks at both ends of a range; a bracket stays with its partner."""
    while start < end and (parse.pos[start] in ("PUNCT", "SPACE", "CCONJ") or parse.lower[start] in "“”‘’"):
        start += 1
    while end > start and (parse.pos[end - 1] in ("PUNCT", "SPACE") or parse.lower[end - 1] in "“”‘’"):
        if parse.lower[end - 1] == ")" and "(" in parse.lower[start : end - 1]:
            break
        end -= 1
    return start, end
