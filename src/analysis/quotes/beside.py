"""Reporting words beside a stretch inside marks, for the stretches that the syntax leaves without a report."""

from analysis.quotes.alone import owned_words, report_behind, report_to, stands_alone, words_of
from analysis.quotes.parse import Cue, Parse, cue_of, verb_cues
from analysis.quotes.quoted import Quoted
from analysis.quotes.reports import Report, trim_content
from analysis.quotes.sources import beside_verb, can_speak, noun_before, noun_phrase, speaker_of
from analysis.quotes.turns import no_labels

FARTHEST_AFTER = 30  # tokens
FARTHEST_BEFORE = 30
NEAREST_BEFORE = 8
LONGEST_NAME = 12
_INNER_STOPS = frozenset(",?!-–—―…")
_ENDS = frozenset((".", "!", "?", "”", "\n\n"))
_CLAUSE_ENDS = frozenset((".", "!", "?", "”", ";"))
_WORDS_AND_NAMES = frozenset(("ADP", "AUX", "ADV", "SCONJ"))  # what the tagger takes "From", "Will", "Early" for
_RECEIVERS = frozenset(("dobj", "dative"))
_DASHES = frozenset(("-", "--", "–", "—", "―", "~"))
_POINTING = frozenset(("DT", "EX", "WDT", "WP"))
_AFTER_NAME = frozenset(("“", "\n\n", ".", ",", "("))
_INNER_MARKS = "’'‘”\" "


def report_beside(parse: Parse, stretch: Quoted) -> Report | None:
    """Return the report whose cue stands right after or before a stretch."""
    if _is_named(parse, stretch):  # "under what Ann called the “old way,” the club said"
        return _before(parse, stretch)
    return (
        _dash(parse, stretch)
        or owned_words(parse, stretch)
        or words_of(parse, stretch)
        or _after(parse, stretch)
        or _trailing(parse, stretch)
        or _before(parse, stretch)
        or report_behind(parse, stretch)
    )


def _is_named(parse: Parse, stretch: Quoted) -> bool:
    """Say whether a verb of naming stands right before the mark, with an article between at most."""
    k = stretch.first - 2
    if k > 0 and parse.pos[k] == "DET":
        k -= 1
    if k < 1 or parse.paragraph[k] != stretch.paragraph or parse.tag[k] not in ("VBD", "VBZ", "VBP"):
        return False
    found = cue_of(parse, k)
    return found is not None and "a" in found[0].patterns


def _after(parse: Parse, stretch: Quoted) -> Report | None:
    if not stretch.closed:
        return None
    k = stretch.last + 1
    if k < len(parse) and parse.lower[k] == ",":
        k += 1
    elif parse.text[stretch.start : stretch.end].rstrip(_INNER_MARKS)[-1:] not in _INNER_STOPS and not _said(parse, k):
        return None
    for verb in range(k, min(k + FARTHEST_AFTER, len(parse))):
        if parse.paragraph[verb] != stretch.paragraph or parse.lower[verb] in "“”.;":
            return None
        if parse.pos[verb] != "VERB":
            continue
        found = cue_of(parse, verb)
        if found is None and not _closes_sentence(parse, verb):
            continue
        cue, last = found or (Cue(parse.lemma[verb], "say", False, frozenset("q")), verb)
        if "q" not in cue.patterns:
            continue
        top = _speaker_after(parse, k, verb, last)
        if top is None:
            return None
        speaker = noun_phrase(parse, top, verb)
        if speaker[0] > verb + 3:
            continue
        return _report(stretch, (verb, last + 1), cue, speaker, top, "beside")
    return None


def _trailing(parse: Parse, stretch: Quoted) -> Report | None:
    """Read "“It was late” when the ship came, said Ann Lee." where the sentence opens with the marks."""
    if not (stretch.closed and stands_alone(parse, stretch)):
        return None
    for verb in range(stretch.last + 2, min(stretch.last + FARTHEST_AFTER, len(parse) - 1)):
        if parse.paragraph[verb] != stretch.paragraph or parse.lower[verb] in "“”.;:":
            return None
        if parse.lower[verb - 1] == "," and _said(parse, verb) and parse.left[verb + 1] == verb + 1:
            top = beside_verb(parse, verb, verb, verb, min(len(parse), verb + 1 + LONGEST_NAME))
            found = cue_of(parse, verb)
            if top is None or found is None or not can_speak(parse, top):
                return None
            return _report(stretch, (verb, verb + 1), found[0], noun_phrase(parse, top, verb), top, "beside")
    return None


def _said(parse: Parse, k: int) -> bool:
    """Say whether a reporting verb in small letters follows: '… dropped the ball.” said Ann Lee'."""
    if k >= len(parse) or not parse.text[parse.start[k]].islower():
        return False
    found = cue_of(parse, k) if parse.tag[k] in ("VBD", "VBZ") else None
    return found is not None and "q" in found[0].patterns


def _closes_sentence(parse: Parse, verb: int) -> bool:
    """Say whether '…,” she smiled.' ends with the verb: any verb can then report."""
    following = parse.lower[verb + 1] if verb + 1 < len(parse) else "."
    return parse.tag[verb] in ("VBD", "VBZ") and following in (".", ",", ";", "\n\n")


def _speaker_after(parse: Parse, k: int, verb: int, last: int) -> int | None:
    if verb == k + 1 and parse.text[parse.start[k]].isupper() and parse.pos[k] in _WORDS_AND_NAMES:
        return k  # "“…,” Early said"
    top = speaker_of(parse, verb)
    if top is not None and parse.left[top] >= k:
        return top
    return beside_verb(parse, k, verb, last, min(len(parse), last + 1 + LONGEST_NAME))


def _dash(parse: Parse, stretch: Quoted) -> Report | None:
    """Read '“…” — Ann Lee' and '“…” -Mayor Ann Lee (@annlee) May 3': a name after a dash at the end of the line."""
    k = stretch.last + 1
    if k + 1 < len(parse) and parse.paragraph[k] == -1:  # the name is a line of its own
        k += 1
    if not stretch.closed or k >= len(parse) or not parse.lower[k].startswith(tuple(_DASHES)):
        return None
    first = k + 1 if parse.lower[k] in _DASHES else k
    end = first
    while end < min(len(parse), first + LONGEST_NAME) and (parse.pos[end] == "PROPN" or _is_capital(parse, end)):
        end += 1
    following = parse.lower[end] if end < len(parse) else "\n\n"
    if end == first or following not in _AFTER_NAME:
        return None
    cue = Cue("—", "say", False, frozenset("q"))
    return _report(stretch, (k, k + 1), cue, (first, end), end - 1, "dash")


def _is_capital(parse: Parse, k: int) -> bool:
    return parse.pos[k] in ("NOUN", "ADJ") and parse.text[parse.start[k]].isupper()


def _before(parse: Parse, stretch: Quoted) -> Report | None:
    k = stretch.first - 2  # the token before the opening mark
    if k > 0 and parse.paragraph[k] == -1 and parse.lower[k - 1] in (":", ","):  # "Ann Lee said:" is a paragraph
        k -= 1
    elif k < 0 or parse.paragraph[k] != stretch.paragraph or parse.lower[k] in _ENDS:
        return None
    colon = parse.lower[k] == ":"
    label = _label(parse, stretch, k) if colon else None
    if label is not None:
        return label
    adjacent = parse.lower[k] in (",", ":", "that")
    if adjacent:
        k -= 1
    reach = NEAREST_BEFORE if not adjacent or colon else FARTHEST_BEFORE
    sentence = parse.sentence[k]
    for verb in range(k, max(k - reach, -1), -1):
        if parse.sentence[verb] != sentence or parse.lower[verb] in "“”":
            break
        naming = parse.dep[verb] == "acl" and parse.tag[verb] == "VBN" and not colon  # "a print called “Cowboys”"
        found = cue_of(parse, verb) if parse.pos[verb] == "VERB" and not naming else None
        if found is None or "q" not in found[0].patterns or (found[0].patterns <= {"q"} and not adjacent and verb < k):
            continue
        asked = _request_over(parse, verb, k)
        verb, found = asked or (verb, found)
        top = speaker_of(parse, verb)
        if top is None and colon:  # "Added Lind: “…”"
            top = noun_before(parse, verb) or beside_verb(parse, verb, verb, found[1], k + 1)
        speaker = noun_phrase(parse, top, verb) if top is not None else None
        first = k if asked else k + 1 if adjacent else found[1] + 1
        return _report(stretch, (verb, found[1] + 1), found[0], speaker, top, "before", first)
    return _colon(parse, stretch, k) if colon or _opens_sentence(parse, stretch) else None


def _opens_sentence(parse: Parse, stretch: Quoted) -> bool:
    """Say whether a whole sentence is quoted behind a comma or a dash: "Lind shared her worry, “I do not know.”"."""
    before = parse.lower[stretch.first - 2]
    text = parse.text[stretch.start : stretch.end]
    long = stretch.last - stretch.first >= NEAREST_BEFORE
    return (before == "," or before in _DASHES) and long and text[0].isupper() and text[-1] in ".!?"


def _request_over(parse: Parse, verb: int, k: int) -> tuple[int, tuple[Cue, int]] | None:
    """Return the request to people whom another verb describes: "asking those demanding a keeper to “wait”"."""
    receiver = parse.head[verb]
    over = parse.head[receiver]
    if parse.lower[k] != "to" or parse.dep[verb] not in ("acl", "relcl") or parse.dep[receiver] not in _RECEIVERS:
        return None
    found = cue_of(parse, over)
    return (over, found) if found is not None and "n" in found[0].patterns else None


def _label(parse: Parse, stretch: Quoted, k: int) -> Report | None:
    """Read 'Two differ. Lind: “…” Brandt: “…”': a name right after the end of a clause, then a colon."""
    first = k
    while first > 0 and k - first < LONGEST_NAME and parse.tag[first - 1] in ("NNP", "NNPS"):
        first -= 1
    opens = first == 0 or parse.paragraph[first - 1] != parse.paragraph[first] or parse.lower[first - 1] in _CLAUSE_ENDS
    said = k - first > 1 and _is_past(parse.lower[first])  # "Said Lind: “…”"
    if first == k or not opens or parse.lower[k - 1] in no_labels():
        return None
    cue = Cue(":", "colon", False, frozenset("q"))
    words = (first, first + 1) if said else (k, k + 1)
    return _report(stretch, words, cue, (first + said, k), k - 1, "colon")


def _is_past(word: str) -> bool:
    """Say whether a word is a reporting verb in the past, which the parse takes for a name in "Added Lind:"."""
    cues = verb_cues()
    return word == "said" or (word.endswith("ed") and (word[:-1] in cues or word[:-2] in cues))


def _colon(parse: Parse, stretch: Quoted, k: int) -> Report | None:
    """Read 'Ann was blunt: “…”' and 'Ann's message: “…”': the subject or owner before the colon speaks."""
    root = k
    cue = Cue(":", "colon", False, frozenset("q"))
    while parse.head[root] != root and parse.sentence[parse.head[root]] == parse.sentence[k] and parse.head[root] <= k:
        root = parse.head[root]
    if parse.pos[root] in ("VERB", "AUX"):
        top = speaker_of(parse, root)
    else:  # "And from Senator Lind:" or "Ann's message:"
        top = parse.child(root, "pobj" if parse.lower[root] in ("from", "by") else "poss")
    if top is None:
        return None
    return _report(stretch, (k + 1, k + 2), cue, noun_phrase(parse, top, root), top, "colon")


def report_around(parse: Parse, stretch: Quoted) -> Report | None:
    """Return the report of words quoted in a sentence without reporting words: its subject uses them."""
    to = report_to(parse, stretch)
    if to is not None:
        return to
    node = stretch.first
    for _ in range(FARTHEST_AFTER):
        outside = not stretch.first <= node < stretch.last
        if outside and parse.pos[node] in ("VERB", "AUX"):
            over = _governing(parse, node)
            if over is not None:
                node = over
                continue
            top = speaker_of(parse, node)
            if top is None or stretch.first <= top < stretch.last or not _uses_words(parse, top):
                return None
            cue = Cue(parse.lemma[node], "say", False, frozenset("q"))
            return _report(stretch, (node, node + 1), cue, noun_phrase(parse, top, node), top, "around")
        if parse.head[node] == node:
            return None
        node = parse.head[node]
    return None


def _uses_words(parse: Parse, top: int) -> bool:
    """Say whether a subject is somebody: not "this", "which", "there", "you", a thing or a plan."""
    return parse.tag[top] not in _POINTING and parse.lower[top] not in ("it", "you") and can_speak(parse, top)


def _governing(parse: Parse, verb: int) -> int | None:
    """Return the verb over a clause that somebody thinks, sees or means ("worried that it was “a trap”")."""
    over = parse.head[verb]
    if parse.dep[verb] == "ccomp" and over < verb and parse.pos[over] == "VERB":
        return over
    return None


def _report(
    stretch: Quoted, cue_range: tuple[int, int], cue: Cue, speaker: tuple[int, int] | None, top: int | None,
    rule: str, first: int | None = None,
) -> Report:  # fmt: skip
    start = stretch.first if first is None or first >= stretch.first - 1 else first
    return Report(((start, stretch.last),), cue_range, cue.kind, cue.denies, speaker, top, rule, cue.lemma)


__all__ = ["report_beside", "trim_content"]
