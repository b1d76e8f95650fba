"""What a reporting verb reports: its clause, infinitive, object or prepositional phrase, read off the parse.

Patterns (the letters of ``lexicons/cues_verbs.tsv``)
    ``s`` finite clause with or without "that" · ``w`` indirect question · ``t`` infinitive of the subject ·
    ``n`` infinitive of another person ("urged allies to …") · ``g`` gerund · ``o`` noun phrase ·
    ``d`` noun phrase with all behind it, if a document speaks ("the poll shows Lind with 40 percent") ·
    ``a`` noun phrase and what it is called ("called the plan a mistake", "dismissed it as …") ·
    a preposition (``for``, ``about`` …) and its object · ``i`` inserted or following ("The plan, he said, …").
"""

from collections.abc import Iterator
from typing import NamedTuple

from analysis.annotate import Document
from analysis.quotes.parse import SUBJECTS, cue_of, has_to, sentence_of
from analysis.quotes.sources import is_document

WH_WORDS = frozenset(("whether", "if", "what", "who", "whom", "whose", "which", "when", "where", "why", "how"))
_BOUNDARIES = frozenset((",", ".", ";", "?", "!", "-", "–", "—", "--", "―", "“", "”", "’", "\n\n"))
_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_GAPS = frozenset(("that", "what", "which", "whatever"))
_TOLD = frozenset(("tell", "inform", "remind", "assure", "warn", "advise", "notify"))
_CONDITIONS = frozenset(("if", "unless", "until"))
_REASONS = frozenset(("because",))
_LONGEST_INSERTION = 25  # tokens
_LONGEST_RETELLING = 8


class Complement(NamedTuple):
    """One thing reported by a verb: the pattern, the range of tokens, and the token that heads it."""

    pattern: str
    start: int
    end: int
    top: int


def find_complements(parse: Document, verb: int) -> list[Complement]:
    """Return what a verb may report, by pattern, in the order of the text."""
    found: list[Complement] = []
    objects = [c for c in parse.children[verb] if parse.deps[c] in ("dobj", "dative") and c > verb]
    for c in parse.children[verb]:
        dep = parse.deps[c]
        if dep == "ccomp":
            found += _clause(parse, verb, c)
        elif c < verb:
            continue
        elif dep == "xcomp":
            to, gerund = has_to(parse, c), "g" if _is_gerund(parse, c) else "a"
            receivers = to and (any(o < c for o in objects) or _has_receiver(parse, verb, c))
            found.append(_whole(parse, "n" if receivers else "t" if to else gerund, c))
        elif dep in ("dobj", "oprd", "attr"):
            found += _noun_phrase(parse, verb, c)
        elif dep == "prep":
            found += _prepositional(parse, verb, c, objects)
        elif dep == "advcl" and parse.tags[c] == "VB" and has_to(parse, c):
            found += [_whole(parse, "n", c)] if objects or _has_receiver(parse, verb, c) else []
    if not any(f.pattern in "swtng" for f in found):
        found += _in_document(parse, verb)
    host = _host(parse, verb) if not any(f.pattern in "sw" for f in found) else None
    if host is not None:  # the clause around an inserted verb, behind the one that the parse hangs on the verb itself
        leading = [c for c in parse.children[verb] if parse.deps[c] == "advcl" and c < verb]
        found += [_whole(parse, "i", c) for c in (*leading[:1], host)]
    return found


def _has_receiver(parse: Document, verb: int, c: int) -> bool:
    """Say whether it is said to whom before an infinitive: "called on allies to …"."""
    before = (p for p in parse.children[verb] if parse.deps[p] in ("prep", "prt") and p < c)
    return any(parse.lower[p] in ("on", "upon", "with", "to") for p in before)


def _whole(parse: Document, pattern: str, c: int) -> Complement:
    """Return all that a token governs as a complement."""
    return Complement(pattern, parse.left(c), parse.right(c) + 1, c)


def _in_document(parse: Document, verb: int) -> Iterator[Complement]:
    """Yield the clause that the parse hangs on a noun: "told the paper in a statement that …"."""
    for p in parse.children[verb]:
        noun = parse.child(p, "pobj") if parse.deps[p] == "prep" and p > verb else None
        if noun is None or not is_document(parse, noun):
            continue
        for c in parse.children[noun]:
            that = next((k for k in parse.children[c] if parse.deps[k] == "mark" and parse.lower[k] == "that"), None)
            if parse.deps[c] == "acl" and that is not None and parse.child(c, *SUBJECTS) is not None:
                yield _whole(parse, "s", c)


def _clause(parse: Document, verb: int, c: int) -> Iterator[Complement]:
    start, end = parse.left(c), _end_of_clause(parse, verb, c)
    if c > verb and _reports_all(parse, c):
        return
    if start <= verb < end or (c < verb and (parse.deps[end - 1] == "cc" or _stands_apart(parse, verb, c))):
        return
    subject = parse.child(c, *SUBJECTS)
    asks = parse.lower[start] in WH_WORDS or any(
        parse.deps[m] == "mark" and parse.lower[m] in ("whether", "if") for m in parse.children[c] if m < c
    )
    if parse.tags[c] == "VB" and has_to(parse, c):  # behind its own subject
        start = parse.right(subject) + 1 if subject is not None and subject < c else start
        yield Complement("n" if subject is not None else "t", start, end, c)
    elif _is_gerund(parse, c):
        yield Complement("g", start, end, c)
    elif asks and c > verb:
        yield Complement("w", start, end, c)
    elif parse.pos[c] not in ("VERB", "AUX"):
        yield Complement("a" if c > verb else "s", start, end, c)
    elif not _is_gapped(parse, verb, c) and (
        c < verb or parse.tags[c] != "VBN" or subject is not None or _auxiliaries(parse, c)
    ):
        yield Complement("s", start, end, c)


def _reports_all(parse: Document, c: int) -> bool:
    """Say whether what seems a clause is who says all of it: "We cannot “see it,” Lind added"."""
    subject = parse.child(c, *SUBJECTS)
    if subject is None or subject != c - 1 or parse.tags[c] not in _FINITE:
        return False
    first = parse.left(subject)
    return first > 1 and parse.lower[first - 2 : first] == (",", "”") and cue_of(parse, c) is not None


def _is_gapped(parse: Document, verb: int, c: int) -> bool:
    """Say whether what seems a clause is the rest of the sentence: "Little that the mayor says is true"."""
    bare = parse.tags[c] in _FINITE and parse.left(c) == verb + 1 and parse.child(c, *SUBJECTS) is None
    if c < verb or not bare or not any(k < verb and parse.lower[k] in _GAPS for k in parse.children[verb]):
        return False
    first = sentence_of(parse, verb)[0]  # no verb before it: the main one must still come
    return not any(parse.pos[k] in ("VERB", "AUX") for k in range(first, verb))


def _stands_apart(parse: Document, verb: int, c: int) -> bool:
    """Say whether a clause before the verb is a sentence of its own: "Two died; the driver said the road was wet"."""
    end = parse.right(c) + 1
    if any(parse.lower[k] in "”’" for k in range(end - 1, min(end + 2, verb))):
        return False
    stop = any(parse.lower[k] in (";", ":") for k in range(end - 1, verb))
    return stop or any(parse.deps[k] == "ccomp" and k > verb for k in parse.children[verb])


def _end_of_clause(parse: Document, verb: int, c: int) -> int:
    """Return where a clause ends: before a second reporting verb that the parse coordinates with it.

    In "he said the plan failed and claimed that …" the second verb belongs beside "said".
    """
    end = parse.right(c) + 1
    if c < verb or parse.tags[verb] not in _FINITE:
        return end
    end = _before_retelling(parse, _before_other_colon(parse, c, end))
    node: int | None = c
    while node is not None:
        following = next((k for k in parse.children[node] if parse.deps[k] == "conj" and k > node), None)
        if following is not None and coordinated_cue(parse, verb, following):
            marks = [k for k in parse.children[node] if parse.deps[k] in ("cc", "punct") and node < k < following]
            return min([*marks, parse.left(following)])
        node = following
    return end


def end_of_condition(parse: Document, verb: int, end: int) -> int:
    """Return where content ends with the condition or reason that the parse hangs on the verb or above it.

    "Threatened to leave if the fees rose" threatens no more than that; "promised to stay while smiling" ends before.
    """
    node = verb
    while True:
        comma = node == verb and parse.lower[end : end + 1] == (",",)
        for c in parse.children[node]:
            if parse.deps[c] == "advcl" and c > verb and parse.left(c) == end + comma:
                words = {parse.lower[k] for k in parse.children[c] if k < c}
                if words & _CONDITIONS or (node == verb and words & (_REASONS if comma else _REASONS | {"when"})):
                    return parse.right(c) + 1
        if parse.heads[node] == node:
            return end
        node = parse.heads[node]


def _before_other_colon(parse: Document, c: int, end: int) -> int:
    """Return where a clause ends before another that opens a quotation: "…, but he gave an excuse: “We were ill.”"."""
    colon = next((k for k in range(c + 1, end - 1) if parse.lower[k] == ":" and parse.lower[k + 1] == "“"), c)
    for v in range(colon - 1, c, -1):
        if parse.deps[v] == "conj" and parse.child(v, "nsubj") is not None:
            after = max(c, parse.heads[v])
            marks = [k for k in parse.children[parse.heads[v]] if parse.deps[k] in ("cc", "punct") and after < k < v]
            return min([*marks, parse.left(v)])
    return end


def _before_retelling(parse: Document, end: int) -> int:
    """Return where a clause ends before '”, she recalled': who recalls is outside the marks."""
    for k in range(end - 1, max(end - _LONGEST_RETELLING, 0), -1):
        if parse.lower[k] == "”":
            comma = k + 1 < end and parse.lower[k + 1] == ","
            told = comma and any(parse.pos[v] == "VERB" and cue_of(parse, v) is not None for v in range(k + 2, end))
            return k + 1 if told else end
    return end


def coordinated_cue(parse: Document, verb: int, other: int) -> bool:
    """Say whether a coordinated verb reports too, with the same subject: same tense, no subject of its own."""
    finite = parse.tags[other] in _FINITE and parse.tags[verb] in _FINITE
    found = cue_of(parse, other) if finite and parse.child(other, *SUBJECTS, "aux", "auxpass") is None else None
    return found is not None and "q" in found[0].patterns


def _noun_phrase(parse: Document, verb: int, c: int) -> Iterator[Complement]:
    if parse.deps[c] != "dobj":
        if parse.child(verb, "dobj") is None:
            yield _whole(parse, "a", c)
        return
    named = parse.child(verb, "oprd", "xcomp")
    if named is not None and named > c and not has_to(parse, named):
        yield Complement("a", parse.left(c), parse.right(named) + 1, named)
        return
    for p in parse.children[verb]:
        if parse.deps[p] == "prep" and parse.lower[p] == "as" and p > c:
            yield Complement("a", parse.left(c), parse.right(p) + 1, c)
            return
    yield _whole(parse, "o", c)
    subject = parse.child(verb, "nsubj")
    if subject is not None and is_document(parse, subject):
        yield Complement("d", parse.left(c), parse.right(verb) + 1, c)


def _prepositional(parse: Document, verb: int, c: int, objects: list[int]) -> Iterator[Complement]:
    whom = any(parse.deps[k] == "dobj" and parse.tags[k] in ("WP", "WDT") for k in parse.children[verb] if k < verb)
    if parse.lower[c] == "as" and whom and not objects:  # "whom she described as “bold”"
        yield Complement("a", c + 1, parse.right(c) + 1, c)
    elif parse.lower[c] != "as" or not objects:
        things = (o for o in parse.children[c] if parse.deps[o] in ("pobj", "pcomp") and o > c)
        yield from (_whole(parse, parse.lower[c], o) for o in things)


def _host(parse: Document, verb: int) -> int | None:
    """Return the clause a reporting verb is inserted into ("The plan, he said, is good"; "…, said Ann")."""
    host, dep = parse.heads[verb], parse.deps[verb]
    if dep not in ("parataxis", "ccomp", "advcl", "conj", "dep") or host == verb:
        return None
    left, right = parse.left(verb), parse.right(verb)
    if parse.pos[host] not in ("VERB", "AUX") and dep != "parataxis":
        return None
    if dep == "ccomp" and verb < host:  # "He promised to go, aides said": the host tells who says all before it
        subject = parse.child(host, *SUBJECTS)
        bare = all(parse.pos[k] == "PUNCT" for k in range(host + 1, parse.right(host) + 1))
        if bare and subject is not None and subject > right and cue_of(parse, host) is not None:
            return None
    if right - left > _LONGEST_INSERTION or _opens_with_conjunction(parse, verb) or _has_own_object(parse, verb):
        return None
    if parse.child(verb, "nsubj") is None and (parse.tags[verb] == "VBG" or not _follows_mark(parse, left)):
        return None
    opens = parse.lower[max(0, left - 1) : left + 1]  # the mark may be the first token of the verb's clause
    if left and (_BOUNDARIES.isdisjoint(opens) or not {";", ":"}.isdisjoint(opens)):
        return None
    closed = parse.lower[right] in _BOUNDARIES or right + 1 == len(parse.words) or parse.lower[right + 1] in _BOUNDARIES
    return host if closed or parse.right(host) == right else None


def _opens_with_conjunction(parse: Document, verb: int) -> bool:
    """Say whether a conjunction or "when" opens the verb's clause: "When I asked him, he left"."""
    before = [c for c in parse.children[verb] if c < verb]
    when = any(parse.tags[c] == "WRB" and parse.deps[c] == "advmod" for c in before)
    return when or any(parse.deps[c] in ("mark", "cc") for c in before)


def _has_own_object(parse: Document, verb: int) -> bool:
    """Say whether the verb tells something else: "— she cites a report". Whom it tells is no such object."""
    if parse.child(verb, "auxpass") is not None and parse.child(verb, "agent") is None:
        return True
    things = (c for c in parse.children[verb] if parse.deps[c] == "dobj" and c > verb)
    return any(parse.lemmas[verb] not in _TOLD for c in things if not _follows_mark(parse, verb))


def _follows_mark(parse: Document, i: int) -> bool:
    """Say whether a closing mark stands before a token, perhaps with a comma between."""
    return any(parse.lower[k] in "”’" for k in range(max(0, i - 2), i + 1))


def _is_gerund(parse: Document, c: int) -> bool:
    if parse.tags[c] == "VBG":
        return not _auxiliaries(parse, c)
    return any(parse.deps[a] in ("aux", "auxpass") and parse.tags[a] == "VBG" for a in parse.children[c])


def _auxiliaries(parse: Document, c: int) -> list[int]:
    helping = (a for a in parse.children[c] if parse.deps[a] in ("aux", "auxpass"))
    return [a for a in helping if parse.lower[a] != "to" and parse.tags[a] != "VBG"]
