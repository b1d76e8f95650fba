"""Quotations without a reporting verb whose speaker is named beside them.

"Lind sighed. “It is late.”" · "“It is late.” That was the verdict of Ada Lind." · "in the words of Lind, “…”" ·
"To Lind, the harbour is “a trap”" · a name with its office on the line below.
"""

from functools import cache

from analysis.lexicons import entries
from analysis.quotes.parse import Cue, Parse, noun_cues
from analysis.quotes.quoted import Quoted
from analysis.quotes.reports import Report
from analysis.quotes.sources import noun_phrase, source_nouns, trim

_CLOSED = frozenset((".", "!", "?", "”", ":"))
_PRONOUNS = frozenset(("he", "she"))
_PEOPLE = frozenset(("person", "spokesperson"))
_POINTING = frozenset(("that", "this", "those", "these", "such", "so", "it"))
_WORDS = frozenset(("word", "view", "reaction", "answer", "plea", "line", "slogan", "mantra", "motto"))
_OBJECTS = frozenset(("him", "her", "them", "me", "us"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_LONGEST_LINE = 16  # tokens
_FARTHEST = 16
_SHORTEST_SENTENCE = 5  # tokens
_LONGEST_OPENING = 4  # "But now, “…”"
_SAID = Cue("say", "say", False, frozenset("q"))


def stands_alone(parse: Parse, stretch: Quoted) -> bool:
    """Say whether a stretch opens its paragraph or follows the end of a sentence."""
    opens = stretch.first - 1
    if opens < 1 or parse.paragraph[opens - 1] != stretch.paragraph or parse.lower[opens - 1] in _CLOSED:
        return True
    if parse.text[stretch.end - 1] not in ".!?" or stretch.last - stretch.first < _SHORTEST_SENTENCE:
        return False
    if parse.text[stretch.start].isupper() and parse.lower[opens - 1].endswith("."):  # "in Kelby, Calif. “It is late.”"
        return True
    k = opens - 1
    while k > 0 and opens - k < _LONGEST_OPENING and (parse.pos[k] in ("CCONJ", "ADV") or parse.lower[k] == ","):
        k -= 1
    return k < opens - 1 and parse.text[parse.start[k + 1]].isupper() and parse.lower[k] in _CLOSED


def report_before_sentence(parse: Parse, stretch: Quoted, told: int) -> Report | None:
    """Return the report of the person that the sentence before a quotation is about: "Lind sighed. “It is late.”".

    Parameters
    ----------
    told : the token that the quote before ends with; a sentence that holds part of it is not asked.
    """
    end = stretch.first - 1
    if end <= 1 or parse.lower[end - 1] not in (".", "!", "?") or parse.paragraph[end - 1] != stretch.paragraph:
        return None
    first, last = parse.sentence_range[parse.sentence[end - 1]]
    if first < told or "“" in parse.lower[first:last]:
        return None
    verb = next((k for k in range(first, last) if parse.head[k] == k), None)
    top = parse.child(verb, "nsubj") if verb is not None and parse.pos[verb] == "VERB" else None
    if verb is None or top is None or not _is_person(parse, top):
        return None
    return _report(stretch, (verb, verb + 1), noun_phrase(parse, top, verb), top, "alone")


def report_behind(parse: Parse, stretch: Quoted) -> Report | None:
    """Return the report of who is named behind a quotation: "That was the verdict of Lind.", or on the line below."""
    k = stretch.last + 1
    if not stretch.closed or k + 3 >= len(parse):
        return None
    if parse.lower[k] in _POINTING and parse.paragraph[k] == stretch.paragraph and parse.dep[k] == "nsubj":
        verb = parse.head[k]
        noun = parse.child(verb, "attr") if parse.lemma[verb] == "be" else None
        if noun is not None and parse.lemma[noun].lower() in said_nouns():
            return _owned(parse, stretch, noun)
        return None
    if parse.paragraph[k] == -1 and stands_alone(parse, stretch):
        return _line_below(parse, stretch, k)
    return None


def _line_below(parse: Parse, stretch: Quoted, gap: int) -> Report | None:
    """Read "Ada Lind, harbour master" as a paragraph of its own under a quotation."""
    first = gap + 1
    last = next((k for k in range(first, min(first + _LONGEST_LINE, len(parse))) if parse.paragraph[k] == -1), None)
    last = len(parse) if last is None and len(parse) - first < _LONGEST_LINE else last
    if last is None or parse.lower[last - 1] in _CLOSED or parse.lower[first] in "“‘":
        return None
    comma = next((k for k in range(first, last) if parse.lower[k] == ","), first)
    named = comma - first > 1 and all(parse.tag[k] == "NNP" for k in range(first, comma))
    if not named or last - comma <= 1 or any(parse.tag[k] in _FINITE for k in range(first, last)):
        return None
    return _report(stretch, None, (first, last), comma - 1, "dash")


def words_of(parse: Parse, stretch: Quoted) -> Report | None:
    """Read "in the words of Ada Lind, “…”" and "in Ada Lind's words, “…”", before or right behind the marks."""
    before = [k for k in range(max(0, stretch.first - _FARTHEST), stretch.first - 1) if parse.lower[k] == "words"]
    behind = [k for k in range(stretch.last + 1, min(len(parse), stretch.last + 8)) if parse.lower[k] == "words"]
    for noun in [*before[-1:], *behind[:1]]:
        over = parse.head[noun]
        if parse.sentence[noun] != parse.sentence[stretch.first] or parse.lower[over] != "in":
            continue
        end = max(parse.right[noun] + 1, noun + 1)
        if noun < stretch.first and not (end <= stretch.first <= end + 2 or parse.lower[stretch.first - 2] == ","):
            continue
        return _owned(parse, stretch, noun)
    return None


def owned_words(parse: Parse, stretch: Quoted) -> Report | None:
    """Read "Lind's “no more fees” promise" and "her “dry feet” line": the owner's words, then what they are."""
    owner, noun = stretch.first - 2, stretch.last + 1
    if owner < 0 or noun >= len(parse) or not stretch.closed or parse.paragraph[owner] != parse.paragraph[noun]:
        return None
    if parse.pos[noun] == "ADJ":
        noun += 1
    owned = parse.tag[owner] == "PRP$" or (parse.tag[owner] == "POS" and parse.head[owner] < owner)
    if not owned or parse.lemma[noun].lower() not in said_nouns():
        return None
    top = owner if parse.tag[owner] == "PRP$" else parse.head[owner]
    speaker = (owner, owner + 1) if top == owner else noun_phrase(parse, top, owner)
    return _report(stretch, (noun, noun + 1), speaker, top, "noun") if speaker[0] < speaker[1] else None


def report_to(parse: Parse, stretch: Quoted) -> Report | None:
    """Read "To Lind, the harbour is “a trap”": she sees it so."""
    first, _ = parse.sentence_range[parse.sentence[stretch.first]]
    starts = [first, *(k for k in range(first + 1, stretch.first - 1) if parse.lower[k] == "because")]
    for k in (starts[0], *(k + 1 for k in starts[1:])):
        top = parse.child(k, "pobj") if parse.lower[k] in ("to", "for") else None
        if top is None or not (_is_person(parse, top) or parse.lower[top] in _OBJECTS):
            continue
        end = parse.right[top] + 1
        if end < stretch.first and parse.lower[end] == ",":
            return _report(stretch, (k, k + 1), noun_phrase(parse, top), top, "around")
    return None


def _owned(parse: Parse, stretch: Quoted, noun: int) -> Report | None:
    """Return the report of the owner of words: "her words", "the verdict of Lind"."""
    top = parse.child(noun, "poss")
    for c in parse.children[noun]:
        if top is None and parse.dep[c] == "prep" and parse.lower[c] in ("of", "from", "by"):
            top = parse.child(c, "pobj")
    if top is None or stretch.first <= top < stretch.last:
        return None
    first, last = noun_phrase(parse, top, noun)
    if first < stretch.first:
        first, last = trim(parse, first, min(last, stretch.first - 1))
    return _report(stretch, (noun, noun + 1), (first, last), top, "noun") if first < last else None


def _report(stretch: Quoted, cue: tuple[int, int] | None, speaker: tuple[int, int], top: int, rule: str) -> Report:
    return Report(((stretch.first, stretch.last),), cue, "say", False, speaker, top, rule, _SAID.lemma)


@cache
def said_nouns() -> frozenset[str]:
    """Return the nouns for what somebody says: "verdict", "message", "words"."""
    return frozenset(noun_cues()) | _WORDS


def _is_person(parse: Parse, top: int) -> bool:
    """Say whether a name, "he", "she" or a noun for a person stands there."""
    if parse.pos[top] == "PROPN" or parse.lower[top] in _PRONOUNS:
        return True
    if any(parse.dep[c] == "appos" and parse.pos[c] == "PROPN" for c in parse.children[top]):
        return True
    noun = parse.lemma[top].lower()
    return parse.tag[top] == "NN" and (source_nouns().get(noun) in _PEOPLE or noun in entries("role_nouns", "noun"))
