"""Who speaks, as written: the subject of a reporting verb, found through coordination, control and relative clauses."""

from analysis.quotes.parse import Parse

_DROPPED = frozenset(("relcl", "advcl", "parataxis", "ccomp"))
_ACTIVE = ("nsubj",)
_LONGEST_CLIMB = 6
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "VBN"))
_BEFORE_INVERSION = frozenset(("”", ",", "’", "?", "!"))
_ISSUING = frozenset(
    ("issue", "release", "publish", "send", "sign", "post", "write", "make", "give", "deliver", "file", "put")
)


def speaker_of(parse: Parse, verb: int) -> int | None:
    """Return the token that heads the speaker of a reporting verb, or None when the text names none."""
    for _ in range(_LONGEST_CLIMB):
        passive = parse.child(verb, "nsubjpass", "auxpass") is not None
        if passive:
            return _agent(parse, verb)
        subject = _active_subject(parse, verb)
        if subject is not None:
            return subject
        inverted = _inverted_subject(parse, verb)
        if inverted is not None:
            return inverted
        governor = parse.head[verb]
        dep = parse.dep[verb]
        if governor == verb:
            return None
        if dep == "acl":
            return _issuer(parse, governor) if parse.tag[verb] == "VBG" else None
        if dep == "relcl":
            return None
        if dep == "pcomp":
            governor = parse.head[governor]
            if parse.pos[governor] not in ("VERB", "AUX"):
                return None
        elif dep not in ("conj", "xcomp", "advcl", "ccomp", "parataxis", "dep"):
            return None
        if parse.pos[governor] not in ("VERB", "AUX"):
            return governor if parse.pos[governor] in ("PROPN", "NOUN", "PRON") and dep in ("advcl", "conj") else None
        if dep == "xcomp":
            receiver = parse.child(governor, "dobj", "dative")
            if receiver is not None and receiver < verb and _has_to(parse, verb):
                return receiver
        verb = governor
    return None


def _active_subject(parse: Parse, verb: int) -> int | None:
    """Return the subject; of two, the one right after the verb in "The recipients, said Ann, are …"."""
    subjects = [c for c in parse.children[verb] if parse.dep[c] in _ACTIVE]
    if not subjects:
        return None
    after = subjects[-1]
    if len(subjects) > 1 and after > verb and parse.lower[verb - 1] == "," and parse.left[after] == verb + 1:
        return after
    return subjects[0]


def _issuer(parse: Parse, noun: int) -> int:
    """Return who issued "a statement saying …" where the sentence says so, else the statement itself."""
    verb = parse.head[noun]
    if parse.dep[noun] == "dobj" and parse.lemma[verb] in _ISSUING:
        subject = parse.child(verb, "nsubj")
        return subject if subject is not None else noun
    return noun


def _has_to(parse: Parse, verb: int) -> bool:
    return any(parse.lower[c] == "to" and parse.dep[c] == "aux" for c in parse.children[verb])


def _agent(parse: Parse, verb: int) -> int | None:
    agent = parse.child(verb, "agent")
    if agent is None:
        agent = next((c for c in parse.children[verb] if parse.dep[c] == "prep" and parse.lower[c] == "by"), None)
    return parse.child(agent, "pobj") if agent is not None else None


def _inverted_subject(parse: Parse, verb: int) -> int | None:
    """Return the noun after a finite verb that follows a quotation ('…,” warned the 65-year-old')."""
    if parse.tag[verb] not in _FINITE or verb == 0 or parse.lower[verb - 1] not in _BEFORE_INVERSION:
        return None
    noun = parse.child(verb, "dobj", "attr", "npadvmod", "oprd")
    if noun is None or noun < verb or parse.left[noun] > verb + 2:
        return None
    return noun if parse.pos[noun] in ("NOUN", "PROPN", "PRON", "ADJ", "NUM") else None


def beside_verb(parse: Parse, first: int, verb: int, last: int, stop: int) -> int | None:
    """Return the head of the noun phrase right before a verb (from token `first` on) or right after it.

    Used where the parse puts the subject into the quotation.
    """
    if first < verb:
        return _head_within(parse, first, verb)
    return _head_within(parse, last + 1, stop)


def _head_within(parse: Parse, first: int, stop: int) -> int | None:
    """Follow governors from the first token as long as they stay inside the range."""
    while first < stop and parse.pos[first] in ("ADV", "PUNCT", "CCONJ"):
        first += 1
    if first >= stop:
        return None
    node = first
    while parse.head[node] != node and first <= parse.head[node] < stop and parse.pos[parse.head[node]] in _NOMINAL:
        node = parse.head[node]
    if parse.pos[node] == "DET" and node + 1 < stop:
        node = next((i for i in range(node, stop) if parse.pos[i] in ("NOUN", "PROPN")), node)
    return node if parse.pos[node] in _NOMINAL else None


def noun_phrase(parse: Parse, top: int, verb: int | None = None) -> tuple[int, int]:
    """Return the range of a noun phrase with its appositions, without relative clauses and outer punctuation.

    Parameters
    ----------
    top : its head.
    verb : the reporting verb; the range stops before it.
    """
    start, end = parse.left[top], parse.right[top] + 1
    for c in parse.children[top]:
        if parse.dep[c] in _DROPPED and c > top:
            end = min(end, parse.left[c])
    if verb is not None and start <= verb < end:
        if verb > top:
            end = verb
        else:
            start = verb + 1
    return trim(parse, start, end)


def antecedent_of(parse: Parse, pronoun: int) -> int | None:
    """Return the noun that a relative pronoun stands for."""
    verb = parse.head[pronoun]
    for _ in range(_LONGEST_CLIMB):
        if parse.dep[verb] == "relcl":
            return parse.head[verb]
        verb = parse.head[verb]
    return None


def trim(parse: Parse, start: int, end: int) -> tuple[int, int]:
    """Drop punctuation and quotation marks at both ends of a range; a bracket stays with its partner."""
    while start < end and (parse.pos[start] in ("PUNCT", "SPACE", "CCONJ") or parse.lower[start] in "“”‘’"):
        start += 1
    while end > start and (parse.pos[end - 1] in ("PUNCT", "SPACE") or parse.lower[end - 1] in "“”‘’"):
        if parse.lower[end - 1] == ")" and "(" in parse.lower[start : end - 1]:
            break
        end -= 1
    return start, end
