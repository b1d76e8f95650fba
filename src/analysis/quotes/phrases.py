"""Reports without a reporting verb of their own: "according to X", "as X put it", "his claim that …"."""

from collections.abc import Iterator

from analysis.quotes.parse import SUBJECTS, Cue, Parse, cue_of, noun_cues
from analysis.quotes.reports import Report, trim_content
from analysis.quotes.sources import can_speak, noun_phrase, speaker_of

_OWNERS = frozenset(("by", "from"))
_LIGHT = frozenset(
    ("make", "issue", "give", "offer", "repeat", "renew", "reiterate", "voice", "express", "deliver", "raise",
     "release", "send", "put", "bring", "face", "reject", "deny", "have", "release", "publish", "post", "share", "add",
     "level", "air", "break", "keep", "extend", "withdraw", "drop", "press", "defend", "echo")
)  # fmt: skip
_MOST_STEPS = 12
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))


def according_reports(parse: Parse, i: int) -> Iterator[Report]:
    """Read "according to X, …" and "…, according to X"."""
    to = next((c for c in parse.children[i] if parse.lower[c] == "to"), None)
    top = parse.child(to, "pobj") if to is not None else None
    host = _clause_of(parse, i)
    if to is None or top is None or host is None:
        return
    right = _end_of_source(parse, host, top)
    parts = _around(parse, host, i, right, _second_report(parse, host))
    first, last = noun_phrase(parse, top)
    if parts:
        yield Report(parts, (i, to + 1), "according", False, (first, min(last, right)), top, "according")


def _end_of_source(parse: Parse, host: int, top: int) -> int:
    """Return where the source ends: at a comma, when the parse took the subject of the clause into it.

    So it did where the clause has no subject, or where its verb follows the source without a comma between; in
    "According to Lind the harbour is full" the source ends with the name.
    """
    end = parse.right[top] + 1
    runs_on = end < len(parse) and parse.tag[end] in _FINITE and parse.lower[end - 1] != ","
    if parse.child(host, *SUBJECTS) is not None and not runs_on:
        return end
    comma = next((k for k in range(top + 1, end - 1) if parse.lower[k] == ","), None)
    if comma is not None:
        return end if parse.tag[comma + 1] == "VBG" else comma
    first = parse.left[top]
    name = next((k for k in range(first, end) if parse.tag[k] != "NNP"), end)
    return name if name > first and name < end and parse.pos[name] == "DET" else end


def as_reports(parse: Parse, verb: int) -> Iterator[Report]:
    """Read "as X said, …" and "…, as X put it"."""
    mark, top, host = parse.child(verb, "mark"), parse.child(verb, "nsubj"), parse.head[verb]
    if mark is None or parse.lower[mark] != "as" or parse.dep[verb] != "advcl" or top is None or top > verb:
        return
    found = _as_cue(parse, verb) if parse.child(verb, "ccomp", "xcomp") is None else None
    goes_on = parse.lemma[verb] == "continue" and not can_speak(parse, top)  # "as the attack continues"
    if found is None or goes_on or parse.pos[host] not in ("VERB", "AUX"):
        return
    cue, last = found
    parts = _around(parse, host, parse.left[verb], parse.right[verb] + 1)
    if parts:
        yield Report(parts, (verb, last + 1), cue.kind, cue.denies, noun_phrase(parse, top, verb), top, "as")


def _as_cue(parse: Parse, verb: int) -> tuple[Cue, int] | None:
    it = parse.child(verb, "dobj")
    if parse.lemma[verb] == "put" and it is not None and parse.lower[it] == "it":
        return Cue("put it", "say", False, frozenset("q")), it
    found = cue_of(parse, verb)
    if found is None or not {"q", "s"} <= found[0].patterns:
        return None
    return found if it is None or parse.lemma[verb] == "tell" else None


def noun_reports(parse: Parse, noun: int) -> Iterator[Report]:
    """Read "the claim that …", "their call for …", "a promise to …"."""
    cue = noun_cues().get(parse.lemma[noun].lower())
    if cue is None:
        return
    for c in [*parse.children[noun], *_clauses_farther(parse, noun)]:
        content = _noun_content(parse, cue, c) if c > noun else None
        part = trim_content(parse, *content) if content is not None else None
        if part is None:
            continue
        top = _noun_speaker(parse, noun)
        if top is None:
            return
        speaker = noun_phrase(parse, top, noun)
        yield Report((part,), (noun, noun + 1), cue.kind, cue.denies, speaker, top, "noun")
        return


def _clauses_farther(parse: Parse, noun: int) -> list[int]:
    """Return the that-clauses that the parse hangs on a noun between: "her claim in May that the port is full"."""
    if parse.child(noun, "poss") is None:
        return []
    inner = (parse.child(p, "pobj") for p in parse.children[noun] if parse.dep[p] == "prep" and p > noun)
    return [
        c
        for o in inner
        if o is not None and parse.lemma[o].lower() not in noun_cues()
        for c in parse.children[o]
        if parse.dep[c] in ("acl", "relcl") and None not in (parse.child(c, "mark"), parse.child(c, "nsubj"))
    ]


def _noun_content(parse: Parse, cue: Cue, c: int) -> tuple[int, int] | None:
    if parse.dep[c] == "prep":
        o = parse.child(c, "pobj", "pcomp") if parse.lower[c] in cue.patterns else None
        return (parse.left[o], parse.right[o] + 1) if o is not None else None
    if parse.dep[c] not in ("acl", "ccomp", "relcl", "xcomp"):
        return None
    marks = {parse.lower[m] for m in parse.children[c] if m < c}
    that = "that" in marks and "s" in cue.patterns and parse.child(c, "mark") is not None
    to = "to" in marks and "t" in cue.patterns and parse.tag[c] == "VB"
    return (parse.left[c], parse.right[c] + 1) if that or to else None


def _noun_speaker(parse: Parse, noun: int) -> int | None:
    owner = parse.child(noun, "poss")
    if owner is not None:
        return owner
    for c in parse.children[noun]:
        if parse.dep[c] in ("prep", "agent") and parse.lower[c] in _OWNERS:
            return parse.child(c, "pobj")
    verb = parse.head[noun]
    if parse.dep[noun] == "dobj" and parse.lemma[verb] in _LIGHT:
        return speaker_of(parse, verb)
    return None


def _second_report(parse: Parse, host: int) -> int | None:
    """Return where another speaker's report begins: "According to A, the plan failed, and B said that …"."""
    for c in parse.children[host]:
        reports = parse.child(c, "nsubj") is not None and parse.child(c, "ccomp") is not None
        if parse.dep[c] == "conj" and reports and cue_of(parse, c) is not None:
            return next((k for k in parse.children[host] if k < c and parse.dep[k] == "cc"), parse.left[c])
    return None


def _around(
    parse: Parse, host: int, left: int, right: int, stop: int | None = None
) -> tuple[tuple[int, int], ...]:  # fmt: skip
    """Return a clause without a phrase inside it, as one or two ranges; it ends before the token `stop`."""
    start, end = min(parse.left[host], left), max(parse.right[host] + 1, right)
    end = stop if stop is not None and stop > right else end
    parts = [trim_content(parse, start, left), trim_content(parse, right, end)]
    return tuple(p for p in parts if p is not None and p[1] - p[0] > 1)


def _clause_of(parse: Parse, i: int) -> int | None:
    """Return the verb of the clause that a token belongs to."""
    node = i
    for _ in range(_MOST_STEPS):
        if parse.head[node] == node:
            return node if node != i else None
        node = parse.head[node]
        if parse.pos[node] in ("VERB", "AUX") and parse.child(node, *SUBJECTS) is not None:
            while parse.dep[node] in ("conj", "ccomp") and parse.pos[parse.head[node]] in ("VERB", "AUX"):
                node = parse.head[node]
            return node
    return None
