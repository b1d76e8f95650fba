"""Reporting words beside a stretch inside marks, for the stretches that the syntax leaves without a report."""

from analysis.annotate import Document
from analysis.lexicons import entries
from analysis.quotes.parse import Cue, cue_of, cues, sentence_of
from analysis.quotes.quoted import Quoted
from analysis.quotes.reports import Report
from analysis.quotes.sources import beside_verb, can_speak, noun_before, noun_phrase, source_nouns, speaker_of, trim
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
_SAID = Cue("say", "say", False, frozenset("q"))
_NO_CUE = Cue("", "none", False, frozenset())
_VERB_ENDS = (".", ",", ";", "\n\n")
_COLON = Cue(":", "colon", False, frozenset("q"))


def report_beside(parse: Document, stretch: Quoted) -> Report | None:
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


def _is_named(parse: Document, stretch: Quoted) -> bool:
    """Say whether a verb of naming stands right before the mark, with an article between at most."""
    k = stretch.first - 2
    k -= k > 0 and parse.pos[k] == "DET"
    finite = k > 0 and parse.paragraph_index[k] == stretch.paragraph and parse.tags[k] in ("VBD", "VBZ", "VBP")
    found = cue_of(parse, k) if finite else None
    return found is not None and "a" in found[0].patterns


def _after(parse: Document, stretch: Quoted) -> Report | None:
    k = stretch.last + 1
    stops = parse.text[stretch.start : stretch.end].rstrip(_INNER_MARKS)[-1:] in _INNER_STOPS
    comma = k < len(parse.words) and parse.lower[k] == ","
    if not stretch.closed or not (comma or stops or _said(parse, k)):
        return None
    k += comma
    for verb in range(k, min(k + FARTHEST_AFTER, len(parse.words))):
        if parse.paragraph_index[verb] != stretch.paragraph or parse.lower[verb] in "“”.;":
            return None
        if parse.pos[verb] != "VERB":
            continue
        following = parse.lower[verb + 1] if verb + 1 < len(parse.words) else "."
        closes = parse.tags[verb] in ("VBD", "VBZ") and following in _VERB_ENDS  # '…,” she smiled.': any verb reports
        cue, last = cue_of(parse, verb) or (_SAID if closes else _NO_CUE, verb)
        if "q" not in cue.patterns:
            continue
        top = speaker_of(parse, verb)
        if verb == k + 1 and parse.is_capital(k) and parse.pos[k] in _WORDS_AND_NAMES:
            top = k  # "“…,” Early said"
        elif top is None or parse.left(top) < k:
            top = beside_verb(parse, k, verb, last, min(len(parse.words), last + 1 + LONGEST_NAME))
        speaker = noun_phrase(parse, top, verb) if top is not None else None
        if speaker is None or speaker[0] <= verb + 3:
            return _report(stretch, (verb, last + 1), speaker, top, "beside", cue) if speaker is not None else None
    return None


def _trailing(parse: Document, stretch: Quoted) -> Report | None:
    """Read "“It was late” when the ship came, said Ann Lee." where the sentence opens with the marks."""
    if not (stretch.closed and stands_alone(parse, stretch)):
        return None
    for verb in range(stretch.last + 2, min(stretch.last + FARTHEST_AFTER, len(parse.words) - 1)):
        if parse.paragraph_index[verb] != stretch.paragraph or parse.lower[verb] in "“”.;:":
            return None
        if parse.lower[verb - 1] == "," and (cue := _said(parse, verb)) and parse.left(verb + 1) == verb + 1:
            top = beside_verb(parse, verb, verb, verb, min(len(parse.words), verb + 1 + LONGEST_NAME))
            if top is None or not can_speak(parse, top):
                return None
            return _report(stretch, (verb, verb + 1), noun_phrase(parse, top, verb), top, "beside", cue)
    return None


def _said(parse: Document, k: int) -> Cue | None:
    """Return the cue of a reporting verb in small letters that follows: '… dropped the ball.” said Ann Lee'."""
    small = k < len(parse.words) and parse.text[parse.starts[k]].islower() and parse.tags[k] in ("VBD", "VBZ")
    found = cue_of(parse, k) if small else None
    return found[0] if found is not None and "q" in found[0].patterns else None


def _dash(parse: Document, stretch: Quoted) -> Report | None:
    """Read '“…” — Ann Lee' and '“…” -Mayor Ann Lee (@annlee) May 3': a name after a dash at the end of the line."""
    k = stretch.last + 1
    k += k + 1 < len(parse.words) and parse.paragraph_index[k] == -1  # the name is a line of its own
    if not stretch.closed or k >= len(parse.words) or not parse.lower[k].startswith(tuple(_DASHES)):
        return None
    end = first = k + 1 if parse.lower[k] in _DASHES else k
    while end < min(len(parse.words), first + LONGEST_NAME) and (
        parse.pos[end] == "PROPN" or (parse.pos[end] in ("NOUN", "ADJ") and parse.is_capital(end))
    ):
        end += 1
    following = parse.lower[end] if end < len(parse.words) else "\n\n"
    return (
        _report(stretch, (k, k + 1), (first, end), end - 1, "dash")
        if first < end and following in _AFTER_NAME
        else None
    )


def _before(parse: Document, stretch: Quoted) -> Report | None:
    k = stretch.first - 2  # the token before the opening mark
    if k > 0 and parse.paragraph_index[k] == -1 and parse.lower[k - 1] in (":", ","):  # "Ann Lee said:" is a paragraph
        k -= 1
    elif k < 0 or parse.paragraph_index[k] != stretch.paragraph or parse.lower[k] in _ENDS:
        return None
    colon = parse.lower[k] == ":"
    label = _label(parse, stretch, k) if colon else None
    if label is not None:
        return label
    adjacent = parse.lower[k] in (",", ":", "that")
    k -= adjacent
    reach = NEAREST_BEFORE if not adjacent or colon else FARTHEST_BEFORE
    sentence = parse.sentence_index[k]
    for verb in range(k, max(k - reach, -1), -1):
        if parse.sentence_index[verb] != sentence or parse.lower[verb] in "“”":
            break
        naming = parse.deps[verb] == "acl" and parse.tags[verb] == "VBN" and not colon  # "a print called “Cowboys”"
        found = cue_of(parse, verb) if parse.pos[verb] == "VERB" and not naming else None
        if found is None or "q" not in found[0].patterns or (found[0].patterns <= {"q"} and not adjacent and verb < k):
            continue
        # a request to people whom another verb describes: "asking those demanding a keeper to “wait”"
        receiver, over = parse.heads[verb], parse.heads[parse.heads[verb]]
        described = parse.deps[verb] in ("acl", "relcl") and parse.deps[receiver] in _RECEIVERS
        asked = cue_of(parse, over) if described and parse.lower[k] == "to" else None
        asked = asked if asked is not None and "n" in asked[0].patterns else None
        (cue, last), verb = asked or found, over if asked else verb
        top = speaker_of(parse, verb)
        if top is None and colon:  # "Added Lind: “…”"
            top = noun_before(parse, verb) or beside_verb(parse, verb, verb, last, k + 1)
        speaker = noun_phrase(parse, top, verb) if top is not None else None
        first = k if asked else k + 1 if adjacent else last + 1
        return _report(stretch, (verb, last + 1), speaker, top, "before", cue, first)
    # a whole sentence behind a comma or a dash: "Lind shared her worry, “I do not know.”"
    before, text = parse.lower[stretch.first - 2], parse.text[stretch.start : stretch.end]
    long = stretch.last - stretch.first >= NEAREST_BEFORE and (before == "," or before in _DASHES)
    return _colon(parse, stretch, k) if colon or (long and text[0].isupper() and text[-1] in ".!?") else None


def _label(parse: Document, stretch: Quoted, k: int) -> Report | None:
    """Read 'Two differ. Lind: “…” Brandt: “…”': a name right after the end of a clause, then a colon."""
    first = k
    while first > 0 and k - first < LONGEST_NAME and parse.tags[first - 1] in ("NNP", "NNPS"):
        first -= 1
    paragraph = parse.paragraph_index
    opens = first == 0 or paragraph[first - 1] != paragraph[first] or parse.lower[first - 1] in _CLAUSE_ENDS
    if first == k or not opens or parse.lower[k - 1] in no_labels():
        return None
    word, verbs = parse.lower[first], cues("verbs")
    past = word == "said" or (word.endswith("ed") and (word[:-1] in verbs or word[:-2] in verbs))
    said = past and k - first > 1  # "Said Lind: “…”", where the parse takes the verb for a name
    return _report(stretch, (first, first + 1) if said else (k, k + 1), (first + said, k), k - 1, "colon", _COLON)


def _colon(parse: Document, stretch: Quoted, k: int) -> Report | None:
    """Read 'Ann was blunt: “…”' and 'Ann's message: “…”': the subject or owner before the colon speaks."""
    root = k
    sentence = parse.sentence_index
    while (over := parse.heads[root]) != root and over <= k and sentence[over] == sentence[k]:
        root = over
    owner = "pobj" if parse.lower[root] in ("from", "by") else "poss"  # "And from Senator Lind:" or "Ann's message:"
    top = speaker_of(parse, root) if parse.pos[root] in ("VERB", "AUX") else parse.child(root, owner)
    if top is None:
        return None
    return _report(stretch, (k + 1, k + 2), noun_phrase(parse, top, root), top, "colon", _COLON)


def report_around(parse: Document, stretch: Quoted) -> Report | None:
    """Return the report of words quoted in a sentence without reporting words: its subject uses them."""
    if (to := report_to(parse, stretch)) is not None:
        return to
    node = stretch.first
    for _ in range(FARTHEST_AFTER):
        over = parse.heads[node]
        if not stretch.first <= node < stretch.last and parse.pos[node] in ("VERB", "AUX"):
            thought = parse.deps[node] == "ccomp" and over < node and parse.pos[over] == "VERB"
            if not thought:  # else what somebody thinks, sees or means: "worried that it was “a trap”"
                top = speaker_of(parse, node)
                # somebody uses words: not "this", "which", "there", "you", a thing or a plan
                if top is None or stretch.first <= top < stretch.last or not can_speak(parse, top):
                    return None
                if parse.tags[top] in _POINTING or parse.lower[top] in ("it", "you"):
                    return None
                return _report(stretch, (node, node + 1), noun_phrase(parse, top, node), top, "around")
        if over == node:
            return None
        node = over
    return None


def _report(
    stretch: Quoted, words: tuple[int, int] | None, speaker: tuple[int, int] | None, top: int | None, rule: str,
    cue: Cue = _SAID, first: int | None = None,
) -> Report:  # fmt: skip
    start = stretch.first if first is None or first >= stretch.first - 1 else first
    return Report(((start, stretch.last),), words, cue.kind, cue.denies, speaker, top, rule)


# ── no reporting verb, but the speaker is named beside the marks ────────────────────────────────────────────────────
# "Lind sighed. “It is late.”" · "“It is late.” That was the verdict of Ada Lind." · "in the words of Lind, “…”" ·
# "To Lind, the harbour is “a trap”" · a name with its office on the line below

_CLOSED = frozenset((".", "!", "?", "”", ":"))
_PRONOUNS = frozenset(("he", "she"))
_PEOPLE = frozenset(("person", "spokesperson"))
_POINTING_WORDS = frozenset(("that", "this", "those", "these", "such", "so", "it"))
_WORDS = frozenset(("word", "view", "reaction", "answer", "plea", "line", "slogan", "mantra", "motto"))
_OBJECTS = frozenset(("him", "her", "them", "me", "us"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_LONGEST_LINE = 16  # tokens
_FARTHEST = 16
_SHORTEST_SENTENCE = 5  # tokens
_LONGEST_OPENING = 4  # "But now, “…”"


def stands_alone(parse: Document, stretch: Quoted) -> bool:
    """Say whether a stretch opens its paragraph or follows the end of a sentence."""
    before = k = stretch.first - 2
    if before < 0 or parse.paragraph_index[before] != stretch.paragraph or parse.lower[before] in _CLOSED:
        return True
    if parse.text[stretch.end - 1] not in ".!?" or stretch.last - stretch.first < _SHORTEST_SENTENCE:
        return False
    if parse.text[stretch.start].isupper() and parse.lower[before].endswith("."):  # "in Kelby, Calif. “It is late.”"
        return True
    while k > 0 and before - k < _LONGEST_OPENING - 1 and (parse.pos[k] in ("CCONJ", "ADV") or parse.lower[k] == ","):
        k -= 1
    return k < before and parse.text[parse.starts[k + 1]].isupper() and parse.lower[k] in _CLOSED


def report_before_sentence(parse: Document, stretch: Quoted, told: int) -> Report | None:
    """Return the report of the person that the sentence before a quotation is about: "Lind sighed. “It is late.”".

    A sentence that holds part of the quote before, which ends with the token `told`, is not asked.
    """
    end = stretch.first - 1
    if end <= 1 or parse.lower[end - 1] not in (".", "!", "?") or parse.paragraph_index[end - 1] != stretch.paragraph:
        return None
    first, last = sentence_of(parse, end - 1)
    if first < told or "“" in parse.lower[first:last]:
        return None
    verb = next((k for k in range(first, last) if parse.heads[k] == k), first)
    top = parse.child(verb, "nsubj") if parse.pos[verb] == "VERB" else None
    if top is None or not _is_person(parse, top):
        return None
    return _report(stretch, (verb, verb + 1), noun_phrase(parse, top, verb), top, "alone")


def report_behind(parse: Document, stretch: Quoted) -> Report | None:
    """Return the report of who is named behind a quotation: "That was the verdict of Lind.", or on the line below."""
    k = stretch.last + 1
    if not stretch.closed or k + 3 >= len(parse.words):
        return None
    if parse.lower[k] in _POINTING_WORDS and parse.paragraph_index[k] == stretch.paragraph and parse.deps[k] == "nsubj":
        verb = parse.heads[k]
        noun = parse.child(verb, "attr") if parse.lemmas[verb] == "be" else None
        return _owned(parse, stretch, noun) if noun is not None and _tells_words(parse, noun) else None
    if parse.paragraph_index[k] != -1 or not stands_alone(parse, stretch):
        return None
    first = k + 1  # "Ada Lind, harbour master" as a paragraph of its own
    ends = (k for k in range(first, min(first + _LONGEST_LINE, len(parse.words))) if parse.paragraph_index[k] == -1)
    last = next(ends, len(parse.words) if len(parse.words) - first < _LONGEST_LINE else first)
    if last == first or parse.lower[last - 1] in _CLOSED or parse.lower[first] in "“‘":
        return None
    comma = next((k for k in range(first, last) if parse.lower[k] == ","), first)
    named = comma - first > 1 and all(parse.tags[k] == "NNP" for k in range(first, comma))
    if not named or last - comma <= 1 or any(parse.tags[k] in _FINITE for k in range(first, last)):
        return None
    return _report(stretch, None, (first, last), comma - 1, "dash")


def words_of(parse: Document, stretch: Quoted) -> Report | None:
    """Read "in the words of Ada Lind, “…”" and "in Ada Lind's words, “…”", before or right behind the marks."""
    before = [k for k in range(max(0, stretch.first - _FARTHEST), stretch.first - 1) if parse.lower[k] == "words"]
    behind = [k for k in range(stretch.last + 1, min(len(parse.words), stretch.last + 8)) if parse.lower[k] == "words"]
    for noun in [*before[-1:], *behind[:1]]:
        end = parse.right(noun) + 1
        joined = end <= stretch.first <= end + 2 or parse.lower[stretch.first - 2] == ","
        same = parse.sentence_index[noun] == parse.sentence_index[stretch.first]
        if same and parse.lower[parse.heads[noun]] == "in" and (noun > stretch.first or joined):
            return _owned(parse, stretch, noun)
    return None


def owned_words(parse: Document, stretch: Quoted) -> Report | None:
    """Read "Lind's “no more fees” promise" and "her “dry feet” line": the owner's words, then what they are."""
    owner, noun = stretch.first - 2, stretch.last + 1
    paragraph = parse.paragraph_index
    if owner < 0 or noun >= len(parse.words) or not stretch.closed or paragraph[owner] != paragraph[noun]:
        return None
    noun += parse.pos[noun] == "ADJ"
    owned = parse.tags[owner] == "PRP$" or (parse.tags[owner] == "POS" and parse.heads[owner] < owner)
    if not owned or not _tells_words(parse, noun):
        return None
    top = owner if parse.tags[owner] == "PRP$" else parse.heads[owner]
    speaker = (owner, owner + 1) if top == owner else noun_phrase(parse, top, owner)
    return _report(stretch, (noun, noun + 1), speaker, top, "noun") if speaker[0] < speaker[1] else None


def report_to(parse: Document, stretch: Quoted) -> Report | None:
    """Read "To Lind, the harbour is “a trap”": she sees it so."""
    first, _ = sentence_of(parse, stretch.first)
    for k in (first, *(k + 1 for k in range(first + 1, stretch.first - 1) if parse.lower[k] == "because")):
        top = parse.child(k, "pobj") if parse.lower[k] in ("to", "for") else None
        if top is None or not (_is_person(parse, top) or parse.lower[top] in _OBJECTS):
            continue
        end = parse.right(top) + 1
        if end < stretch.first and parse.lower[end] == ",":
            return _report(stretch, (k, k + 1), noun_phrase(parse, top), top, "around")
    return None


def _owned(parse: Document, stretch: Quoted, noun: int) -> Report | None:
    """Return the report of the owner of words: "her words", "the verdict of Lind"."""
    ofs = (c for c in parse.children[noun] if parse.deps[c] == "prep" and parse.lower[c] in ("of", "from", "by"))
    tops = (parse.child(noun, "poss"), *(parse.child(c, "pobj") for c in ofs))
    top = next((found for found in tops if found is not None), None)
    if top is None or stretch.first <= top < stretch.last:
        return None
    first, last = noun_phrase(parse, top, noun)
    if first < stretch.first:
        first, last = trim(parse, first, min(last, stretch.first - 1))
    return _report(stretch, (noun, noun + 1), (first, last), top, "noun") if first < last else None


def _tells_words(parse: Document, noun: int) -> bool:
    """Say whether a noun is what somebody says: "verdict", "message", "words"."""
    return parse.lemmas[noun].lower() in _WORDS or parse.lemmas[noun].lower() in cues("nouns")


def _is_person(parse: Document, top: int) -> bool:
    """Say whether a name, "he", "she" or a noun for a person stands there."""
    noun = parse.lemmas[top].lower()
    role = source_nouns().get(noun) in _PEOPLE or noun in entries("role_nouns", "noun")
    named = any(parse.deps[c] == "appos" and parse.pos[c] == "PROPN" for c in parse.children[top])
    return parse.pos[top] == "PROPN" or parse.lower[top] in _PRONOUNS or named or (parse.tags[top] == "NN" and role)
