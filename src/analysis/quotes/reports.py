"""Reports: a cue, its speaker and the stretches of text it reports, read off the parse."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from analysis.annotate import Document
from analysis.lexicons import entries
from analysis.quotes.complements import Complement, coordinated_cue, end_of_condition, find_complements
from analysis.quotes.parse import SUBJECTS, Cue, cue_of, cues, is_negated, sentence_of
from analysis.quotes.sources import agent_of, beside_verb, can_speak, noun_phrase, speaker_of

_GAP = 2
_CLAUSES = frozenset("swi")
_RULES = {
    "w": "question", "t": "infinitive", "n": "request", "g": "gerund", "o": "object", "d": "object", "a": "predicate",
}  # fmt: skip
_RELATIVES = frozenset(("which", "who", "whose", "whom", "where"))
_LONGEST_NAME = 12  # tokens after an inverted verb
_SAYS = ("VBD", "VBZ")


class Report(NamedTuple):
    """One act of reporting.

    Attributes
    ----------
    parts : token ranges of what is reported.
    cue : token range of the reporting words; None when there are none.
    speaker : token range of the speaker as written; None when not written.
    top : the token that heads the speaker.
    rule : which rule found it.
    vague : whether the words reported must tell something to count as speech.
    """

    parts: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None
    kind: str
    negated: bool
    speaker: tuple[int, int] | None
    top: int | None
    rule: str
    vague: bool = False


def verb_reports(parse: Document, verb: int) -> Iterator[Report]:
    found = cue_of(parse, verb)
    if found is None or parse.lower[max(0, verb - 1) : verb + 2] == ("that", "said", ","):
        return
    cue, last = found
    over = cue_of(parse, parse.heads[verb]) if parse.deps[verb] == "xcomp" else None
    if over is not None and over[0].denies and parse.lemmas[verb].lower() in entries("silences", "verb"):
        return  # "declined to say"
    negated = is_negated(parse, verb)
    complements = [c for c in find_complements(parse, verb) if _governs(parse, cue, c, negated)]
    if parse.deps[verb] == "acl" and parse.tags[verb] == "VBN" and agent_of(parse, verb) is None:  # "a device called …"
        complements = [c for c in complements if c.pattern in _CLAUSES]
    if not complements:
        return
    chosen = _strongest(complements)
    top = speaker_of(parse, _first_of_two(parse, verb))
    if top is None and chosen[0].top < verb and parse.child(verb, "auxpass") is None:
        top = beside_verb(parse, verb, verb, last, min(len(parse.words), last + _LONGEST_NAME))
    speaker = noun_phrase(parse, top, verb) if top is not None else None
    if speaker is not None and speaker[0] >= speaker[1]:
        speaker, top = None, None
    main = _main_report(parse, verb) if top is None else None
    if main is not None:
        chosen = [c._replace(end=min(c.end, parse.left(main))) for c in chosen if c.start < parse.left(main)]
        if parse.tags[verb] == "VBG":
            top, speaker = main, noun_phrase(parse, main)
    parts = _merged(part for c in chosen for part in _parts(parse, verb, c, speaker))
    if parts:
        rule, vague = _rule_name(parse, verb, chosen[0]), chosen[0].pattern in cue.vague
        yield Report(parts, (verb, last + 1), cue.kind, negated != cue.denies, speaker, top, rule, vague)


def _main_report(parse: Document, verb: int) -> int | None:
    """Return the subject of the report that a participle opens: "Conceding that fees had risen, she said: “…”"."""
    first, last = sentence_of(parse, verb)
    if verb != first or parse.tags[verb] not in ("VBG", "VBN", "VBD"):
        return None
    opening = (k for k in range(verb + 2, last - 1) if parse.lower[k + 1] in (":", ",") and parse.tags[k] in _SAYS)
    said = (k for k in opening if parse.lower[k + 2 : k + 3] == ("“",))
    return next((k - 1 for k in said if parse.child(k, "nsubj") == k - 1), None)


def _first_of_two(parse: Document, verb: int) -> int:
    """Return the reporting verb that shares its subject with one that the parse put into its clause."""
    node = verb
    while parse.deps[node] == "conj" and parse.heads[node] != node:
        node = parse.heads[node]
    governor, subject = parse.heads[node], parse.child(node, *SUBJECTS)
    own = subject is not None and parse.lower[parse.left(subject) - 1] == "”"  # "“…,” he said, and then warned"
    shares = not own and node != verb and parse.deps[node] == "ccomp" and coordinated_cue(parse, governor, verb)
    return governor if shares else verb


def _rule_name(parse: Document, verb: int, c: Complement) -> str:
    if c.pattern == "i" or (c.pattern in "sw" and c.top < verb):
        return "inserted"
    if c.pattern == "s":
        return "clause-that" if any(parse.lower[m] == "that" for m in parse.children[c.top] if m < c.top) else "clause"
    return _RULES.get(c.pattern, "preposition")


def _governs(parse: Document, cue: Cue, c: Complement, negated: bool) -> bool:
    if negated and c.pattern in "tn" and not cue.denies:  # "he does not claim to know" reports nothing
        return False
    silence = cue.denies and c.pattern == "t" and parse.lemmas[c.top].lower() in entries("silences", "verb")
    if silence and parse.child(c.top, "dobj", "ccomp", "xcomp") is None:
        return False  # "declined to comment" says nothing at all; "declined to say whether …" does
    if c.pattern == "i":
        return "q" in cue.patterns and not cue.patterns.isdisjoint("sw")
    return c.pattern in cue.patterns or (negated and f"-{c.pattern}" in cue.patterns)


def _strongest(complements: list[Complement]) -> list[Complement]:
    """Keep the clauses when there are any, else the last infinitive, else the widest of the rest."""
    if clauses := [c for c in complements if c.pattern in _CLAUSES]:
        return clauses
    if infinitives := [c for c in complements if c.pattern in "tng"]:
        return infinitives[-1:]
    widest = max(complements, key=lambda c: (c.pattern == "a", c.end - c.start))
    named = [c for c in complements if c.pattern == "o" and c.start < widest.start and widest.pattern != "a"]
    return [named[0]._replace(end=widest.end) if named else widest]  # "praised Ann for the plan" tells of both


def _parts(parse: Document, verb: int, c: Complement, speaker: tuple[int, int] | None) -> Iterator[tuple[int, int]]:
    """Yield the ranges of one complement, without the reporting words and its conjunction "that"."""
    if not (c.start <= verb < c.end or (c.pattern == "i" and c.end > verb)):
        end = _before_aside(parse, c) if c.pattern in "sw" else _before_second(parse, verb, c)
        part = trim_content(parse, c.start, end_of_condition(parse, verb, c.end) if end == c.end else end)
        yield from (part,) if part else ()
        return
    left, right = parse.left(verb), parse.right(verb) + 1
    start = min(c.start, left)
    if speaker is not None:
        left = verb if speaker[0] > verb else min(left, speaker[0])
        right = max(right, speaker[1])
    before, after = trim_content(parse, start, min(left, c.end)), trim_content(parse, right, c.end)
    if before and after:
        # what only joins the clause behind it is no part: "the plan, which he said is good"
        link = before[1] - before[0] == 1 and parse.tags[before[0]] in ("WDT", "WP")
        told = (k for k in range(*before) if parse.deps[k] in SUBJECTS or parse.pos[k] == "VERB")
        setting = parse.lower[after[0]] == "“" and all(k == c.top for k in told)  # "On taxes, he said, “…”"
        before = None if link or setting else before
    yield from (part for part in (before, after) if part)


def _before_second(parse: Document, verb: int, c: Complement) -> int:
    """Return where a noun phrase ends: before "and told …", which the parse may have put into it."""
    for k in range(c.top, c.end):
        if _is_told_by_another(parse, c, k):
            return parse.left(k) - 1
        if parse.pos[k] == "VERB" and coordinated_cue(parse, verb, k):
            near = range(max(c.start + 1, k - 3), k)
            return max((m for m in near if parse.deps[m] == "cc"), default=c.end)
    return c.end


def _is_told_by_another(parse: Document, c: Complement, k: int) -> bool:
    """Say whether an aside has its own speaker: "criticised the fees, which an auditor said were “mad”"."""
    first = parse.left(k)
    if parse.deps[k] not in ("relcl", "advcl") or first - 1 <= c.start or parse.lower[first - 1] != ",":
        return False
    subject = parse.child(k, "nsubj")
    found = cue_of(parse, k) if subject is not None and parse.tags[subject] not in ("WP", "WDT") else None
    if found is None:
        return False
    names = "a" in found[0].patterns and parse.deps[k] == "relcl"  # ", whom she described as “bold”"
    return names or ("s" in found[0].patterns and parse.child(k, "ccomp") is not None)


def _before_aside(parse: Document, c: Complement) -> int:
    """Return where a clause ends without the writer's own addition: a last ", which …" or ", who …"."""
    node = last = c.end - 1
    while parse.heads[node] != node and c.start <= parse.heads[node] < c.end:
        comma = parse.left(node) - 1
        closes = parse.deps[node] == "relcl" and parse.right(node) >= last - 1
        if closes and comma > c.start and parse.lower[comma] == "," and parse.lower[comma + 1] in _RELATIVES:
            return comma
        node = parse.heads[node]
    return c.end


def trim_content(parse: Document, start: int, end: int) -> tuple[int, int] | None:
    """Drop outer punctuation (not quotation marks) and a leading "that"."""
    while start < end and (
        (parse.pos[start] in ("PUNCT", "SPACE") and parse.lower[start] not in "“‘([")
        or (parse.lower[start] == "that" and parse.deps[start] == "mark")
        or parse.lower[start] in "”’"
    ):
        start += 1
    while end > start and parse.pos[end - 1] in ("PUNCT", "SPACE") and parse.lower[end - 1] not in "”’)]?!":
        end -= 1
    return (start, end) if start < end else None


def part_within(parse: Document, start: int, end: int) -> tuple[int, int] | None:
    said = parse.doc.char_span(start, end, alignment_mode="contract")
    return trim_content(parse, said.start, said.end) if said is not None else None


def _merged(parts: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join parts that touch or overlap, or have nothing but two tokens ("and that") between them."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if merged and start - merged[-1][1] <= _GAP:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


_PUT_IT = Cue("put it", "say", False, frozenset("qs"))
_OWNERS = frozenset(("by", "from"))
_LIGHT = frozenset(
    ("make", "issue", "give", "offer", "repeat", "renew", "reiterate", "voice", "express", "deliver", "raise",
     "release", "send", "put", "bring", "face", "reject", "deny", "have", "release", "publish", "post", "share", "add",
     "level", "air", "break", "keep", "extend", "withdraw", "drop", "press", "defend", "echo")
)  # fmt: skip
_MOST_STEPS = 12
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))


def according_reports(parse: Document, i: int) -> Iterator[Report]:
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


def _end_of_source(parse: Document, host: int, top: int) -> int:
    """Return where the source ends: at a comma, when the parse took the subject of the clause into it.

    So it did where the clause has no subject, or where its verb follows the source without a comma between; in
    "According to Lind the harbour is full" the source ends with the name.
    """
    first, end = parse.left(top), parse.right(top) + 1
    runs_on = end < len(parse.words) and parse.tags[end] in _FINITE and parse.lower[end - 1] != ","
    if parse.child(host, *SUBJECTS) is not None and not runs_on:
        return end
    comma = next((k for k in range(top + 1, end - 1) if parse.lower[k] == ","), None)
    if comma is not None:
        return end if parse.tags[comma + 1] == "VBG" else comma
    name = next((k for k in range(first, end) if parse.tags[k] != "NNP"), end)
    return name if first < name < end and parse.pos[name] == "DET" else end


def as_reports(parse: Document, verb: int) -> Iterator[Report]:
    """Read "as X said, …" and "…, as X put it"."""
    mark, top, host = parse.child(verb, "mark"), parse.child(verb, "nsubj"), parse.heads[verb]
    if mark is None or parse.lower[mark] != "as" or top is None or top > verb:
        return
    lemma, it = parse.lemmas[verb], parse.child(verb, "dobj")
    if parse.child(verb, "ccomp", "xcomp") is not None or parse.pos[host] not in ("VERB", "AUX"):
        return
    if lemma == "continue" and not can_speak(parse, top):  # "as the attack continues"
        return
    found = cue_of(parse, verb) if it is None or lemma == "tell" else None
    if lemma == "put" and it is not None and parse.lower[it] == "it":
        found = _PUT_IT, it
    if found is None or not {"q", "s"} <= found[0].patterns:
        return
    cue, last = found
    parts = _around(parse, host, parse.left(verb), parse.right(verb) + 1)
    if parts:
        yield Report(parts, (verb, last + 1), cue.kind, cue.denies, noun_phrase(parse, top, verb), top, "as")


def noun_reports(parse: Document, noun: int) -> Iterator[Report]:
    """Read "the claim that …", "their call for …", "a promise to …"."""
    cue = cues("nouns")[parse.lemmas[noun].lower()]
    for c in [*parse.children[noun], *_clauses_farther(parse, noun)]:
        content = _noun_content(parse, cue, c) if c > noun else None
        part = trim_content(parse, *content) if content is not None else None
        if part is not None:
            top = _noun_speaker(parse, noun)
            if top is not None:
                speaker = noun_phrase(parse, top, noun)
                yield Report((part,), (noun, noun + 1), cue.kind, cue.denies, speaker, top, "noun")
            return


def _clauses_farther(parse: Document, noun: int) -> list[int]:
    """Return the that-clauses that the parse hangs on a noun between: "her claim in May that the port is full"."""
    if parse.child(noun, "poss") is None:
        return []
    inner = (parse.child(p, "pobj") for p in parse.children[noun] if parse.deps[p] == "prep" and p > noun)
    return [
        c
        for o in inner
        if o is not None and parse.lemmas[o].lower() not in cues("nouns")
        for c in parse.children[o]
        if parse.deps[c] in ("acl", "relcl") and None not in (parse.child(c, "mark"), parse.child(c, "nsubj"))
    ]


def _noun_content(parse: Document, cue: Cue, c: int) -> tuple[int, int] | None:
    if parse.deps[c] == "prep":
        o = parse.child(c, "pobj", "pcomp") if parse.lower[c] in cue.patterns else None
        return (parse.left(o), parse.right(o) + 1) if o is not None else None
    if parse.deps[c] not in ("acl", "ccomp", "relcl", "xcomp"):
        return None
    marks = {parse.lower[m] for m in parse.children[c] if m < c}
    that = "that" in marks and "s" in cue.patterns and parse.child(c, "mark") is not None
    to = "to" in marks and "t" in cue.patterns and parse.tags[c] == "VB"
    return (parse.left(c), parse.right(c) + 1) if that or to else None


def _noun_speaker(parse: Document, noun: int) -> int | None:
    owner, verb = parse.child(noun, "poss"), parse.heads[noun]
    if owner is not None:
        return owner
    for c in parse.children[noun]:
        if parse.deps[c] in ("prep", "agent") and parse.lower[c] in _OWNERS:
            return parse.child(c, "pobj")
    return speaker_of(parse, verb) if parse.deps[noun] == "dobj" and parse.lemmas[verb] in _LIGHT else None


def _second_report(parse: Document, host: int) -> int | None:
    """Return where another speaker's report begins: "According to A, the plan failed, and B said that …"."""
    for c in parse.children[host]:
        reports = parse.child(c, "nsubj") is not None and parse.child(c, "ccomp") is not None
        if parse.deps[c] == "conj" and reports and cue_of(parse, c) is not None:
            return next((k for k in parse.children[host] if k < c and parse.deps[k] == "cc"), parse.left(c))
    return None


def _around(
    parse: Document, host: int, left: int, right: int, stop: int | None = None
) -> tuple[tuple[int, int], ...]:  # fmt: skip
    """Return a clause without a phrase inside it, as one or two ranges; it ends before the token `stop`."""
    end = stop if stop is not None and stop > right else max(parse.right(host) + 1, right)
    parts = (trim_content(parse, min(parse.left(host), left), left), trim_content(parse, right, end))
    return tuple(p for p in parts if p is not None and p[1] - p[0] > 1)


def _clause_of(parse: Document, i: int) -> int | None:
    node = i
    for _ in range(_MOST_STEPS):
        if parse.heads[node] == node:
            return node if node != i else None
        node = parse.heads[node]
        if parse.pos[node] in ("VERB", "AUX") and parse.child(node, *SUBJECTS) is not None:
            while parse.deps[node] in ("conj", "ccomp") and parse.pos[parse.heads[node]] in ("VERB", "AUX"):
                node = parse.heads[node]
            return node
    return None
