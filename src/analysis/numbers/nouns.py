"""What a number without a unit counts: the noun it stands before, or the noun of its neighbour."""

import re
from decimal import Decimal
from itertools import islice, pairwise

from analysis.lexicons import entries
from analysis.numbers.candidates import Candidate, set_unit, share_unit, surviving
from analysis.numbers.gapping import is_expecting, is_gapped, is_parallel, is_repeated, is_subject
from analysis.numbers.phrases import follows_change
from analysis.numbers.rates import read_rate
from analysis.numbers.units import unit_after
from analysis.numbers.vocabulary import Tokens, phrase_after, word_before, word_set
from analysis.spacy_types import Token

_SMALL_COUNT = 100
_FARTHEST = 24  # figures back that one may take its unit from
_MODIFIERS = frozenset(
    ("ADD", "JJ", "JJR", "JJS", "NN", "NNP", "NNPS", "NNS", "VBG", "VBN", "HYPH", "CD", "RB", "RBS", "RBR", "POS",
     "AFX", "CC", ",", "DT", "PRP$")
)  # fmt: skip
_HEADS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_LEFT_RELATIONS = frozenset({"nummod", "compound", "amod", "quantmod", "nmod", "npadvmod", "det"})
_NO_ANTECEDENTS = frozenset({"ordinal", "reference", "score", "ratio", "age", "duration", "multiple"})
_INNER = frozenset({"compound", "nmod"})
_LONGEST_PHRASE, _LONGEST_WAY = 8, 4
_SUSPENDED = re.compile(r"-,? (\w+)")
_SUSPENDED_GAP = re.compile(r"-,?((?: [a-z]+)*) ")
_OF_FORMS = frozenset({"fraction", "one_of", "ratio", "magnitude"})

_LEADERS = {"leads": "", "leads_after_figure": "figure_noun", "leads_after_level": "level_word"}


def count_nouns(tokens: Tokens, candidates: list[Candidate]) -> list[Candidate]:
    """Give every number without a unit the noun it counts, or the unit of its neighbour."""
    taken = {tokens.index(c.numeral.start): c for c in candidates}
    counted = [candidate for candidate, _ in surviving(candidates, lambda c: _count_noun(tokens, c, taken))]
    for left, right in reversed([*pairwise(counted)]):
        _share_suspended(tokens.text, left, right)
    return [counted[place] for place, _ in surviving(range(len(counted)), lambda at: _inherit(tokens, counted, at))]


def _share_suspended(text: str, left: Candidate, right: Candidate) -> None:
    """Give the first of "two- and three-bedroom" and "5-, 10- and 30-kilometre" what the last one counts."""
    between = text[left.end : right.start]
    gap = _SUSPENDED_GAP.fullmatch(between)
    shared = between.strip() in ("by", "x", "×") or (gap is not None and set(gap[1].split()) <= word_set("suspends"))
    if not left.bare or left.counted is not None or not shared:
        return
    share_unit(left, right)
    left.kind = left.kind if right.unit is None else right.kind
    left.unit_from, left.per = right, right.per


def _count_noun(tokens: Tokens, candidate: Candidate, taken: dict[int, Candidate]) -> None:
    known = candidate.unit is not None or candidate.counted is not None
    if known or candidate.kind not in ("cardinal", "range", "ratio"):
        return
    suspended = _SUSPENDED.match(tokens.text, candidate.end)
    if suspended and (suspended[1][0].isdigit() or suspended[1] in word_set("suspends")):
        return
    of = _past_of(tokens.text, candidate)
    first = tokens.index(candidate.end - 1) + 1 if of is None else tokens.index(of)
    phrase = _phrase(tokens, first, candidate, taken) or _misread_plural(tokens, first, candidate)
    if phrase is None or is_expecting(tokens.doc[phrase[1]]):
        return
    begin, head = phrase
    hyphen = tokens.doc[first].tag_ == "HYPH"
    if hyphen and tokens.doc[begin].lower_ in word_set("no_part_of_noun") and begin + 2 < head:
        first, begin = begin + 1, begin + 2  # "30-odd-page report"
        hyphen = tokens.doc[first].tag_ == "HYPH"
    glued = hyphen and not tokens.doc[first].whitespace_ and bool(tokens.doc[begin].whitespace_)
    if begin == first + 1 and glued and begin < head and tokens.doc[begin].tag_ in ("NN", "NNS"):
        head = begin  # "three-bedroom homes"
    noun = tokens.doc[head]
    if noun.tag_ == "NN" and candidate.value != 1 and noun.lemma_ in word_set("expected_noun"):
        return
    if of is None and noun.lemma_.lower() in word_set("compound_name") and tokens.text[candidate.end] == "-":
        candidate.kind, candidate.rule = "reference", "compound_name"
        return
    unit = unit_after(" " + noun.text, 0)
    if unit and unit[1] == len(noun.text) + 1 and noun.lemma_ in word_set("modified_unit") and of is None:
        set_unit(candidate, unit[2], (noun.idx, tokens.end(head)), "measure")
        candidate.end = tokens.end(head)
        return
    candidate.counted = (tokens.doc[_own_part(tokens, begin, head, of is not None)].idx, tokens.end(head))
    candidate.lemma = noun.lower_ if noun.lower_ in word_set("same_in_plural") else noun.lemma_.lower()
    if noun.tag_ == "NNPS" and not candidate.lemma.endswith("ss"):  # of a name the lemmatizer keeps the plural
        candidate.lemma = candidate.lemma.removesuffix("s")
    if candidate.kind != "ratio" or candidate.rule == "ratio":
        candidate.end = max(candidate.end, candidate.counted[1])
    if candidate.kind == "cardinal" and candidate.rule in ("bare", "magnitude"):
        candidate.rule = "counted"
    few = candidate.high is None and abs(candidate.value) <= _SMALL_COUNT
    if few and candidate.lemma in entries("counted_exactly", "noun"):
        candidate.exact = candidate.numeral.form in ("digits", "words")
    read_rate(tokens, candidate)


def _misread_plural(tokens: Tokens, first: int, candidate: Candidate) -> tuple[int, int] | None:
    if first >= len(tokens.doc) or candidate.start == tokens.at(candidate.start).sent.start_char:
        return None
    before, verb = tokens.at(candidate.start - 1), tokens.doc[first]
    named = before.pos_ in ("PROPN", "NOUN", "DET") or candidate.kind not in ("cardinal", "ratio")
    misread = verb.tag_ == "VBZ" and verb.pos_ == "VERB" and candidate.value != 1 and not named
    return (first, first) if misread else None  # "8.1 rebounds"


def _past_of(text: str, candidate: Candidate) -> int | None:
    """Return the place after "of its", "of all the", "half the"; after "of" alone where any noun may follow it."""
    end, numeral = candidate.end, candidate.numeral
    any_of = numeral.scale > 1 or numeral.form == "vague" or candidate.rule in _OF_FORMS
    of = text.startswith(" of ", end)
    if not of and not text[:end].endswith("alf"):
        return None
    place = start = end + (4 if of else 1)
    while (stop := phrase_after("owned", text, place)) and text[stop : stop + 1] == " ":
        place = stop + 1
    return place if place > start or (of and any_of) else None


def _own_part(tokens: Tokens, begin: int, head: int, of: bool) -> int:
    """Return where the noun phrase proper begins: past "more", an owner ("the firm's vans"), listed names."""
    place = begin
    for at in range(begin, head):
        token = tokens.doc[at]
        named = token.tag_ == "CC" and at > begin and {tokens.doc[at - 1].tag_, tokens.doc[at + 1].tag_} == {"NNP"}
        if (of and token.tag_ == "POS") or (token.lower_ in word_set("no_part_of_noun") and at == place):
            place = at + 1
        elif named or (token.tag_ == "CD" and at > begin):
            place = head
    while place < head and (tokens.doc[place].tag_ == "HYPH" or not tokens.doc[place].text[0].isalnum()):
        place += 1
    return place


def _phrase(tokens: Tokens, first: int, candidate: Candidate, taken: dict[int, Candidate]) -> tuple[int, int] | None:
    doc = tokens.doc
    parsed = _parsed_head(tokens, candidate)
    begin, head = first, None
    for place in range(first, min(len(doc), first + _LONGEST_PHRASE)):
        token = doc[place]
        if place == first and token.tag_ == "HYPH":
            begin = first + 1
            continue
        if place in taken and place > first and parsed is not None and place < parsed:
            begin = tokens.index(taken[place].end - 1) + 1
        if _ends_phrase(token, head, parsed, first=place == first):
            break
        if token.tag_ in _HEADS and place >= begin:
            head = place
            plural_next = token.tag_ == "NNS" and place + 1 < len(doc) and doc[place + 1].tag_ == "NNS"
            if (parsed == place or (token.tag_ == "NNS" and parsed is None)) and not plural_next:
                break
    if parsed is not None and max(first, head or 0) <= parsed < first + _LONGEST_PHRASE and doc[parsed].tag_ in _HEADS:
        head = None if doc[first].pos_ == "ADP" or doc[first].lower_ == "to" else parsed
    if head is None or not any(map(str.isalpha, doc[head].text)) or doc[head].ent_type_ in ("DATE", "TIME"):
        return None
    singular = doc[head].tag_ in ("NN", "NNP") and candidate.value != 1
    lone = singular and parsed is None and candidate.kind != "ratio"
    if lone or doc[head].lemma_.lower() in word_set("not_counted"):
        return None
    alone = begin < head and doc[begin].tag_ == "NN" and doc[begin + 1].tag_ not in ("HYPH", "POS")
    if singular and alone and candidate.kind == "cardinal" and candidate.numeral.scale == 1:
        head = begin
    return begin, head


def _ends_phrase(token: Token, head: int | None, parsed: int | None, *, first: bool) -> bool:
    if token.tag_ in (",", "CC"):
        joins = token.tag_ == "CC" and not first and token.nbor(-1).tag_ in ("JJ", "JJR", "NNP")
        return not (joins or (parsed is not None and token.i < parsed <= token.i + 3))
    told = token.tag_ in ("RB", "VBN", "VBG") and token.dep_ not in ("amod", "compound")
    return (
        (token.tag_ not in _MODIFIERS or token.is_space)
        or (token.tag_ in ("DT", "PRP$") and not first)
        or ((told or token.tag_ == "CD") and head is not None)
    )


def _parsed_head(tokens: Tokens, candidate: Candidate) -> int | None:
    token = tokens.at(candidate.numeral.end - 1)
    if tokens.text.startswith(" of ", candidate.end):
        of = tokens.at(candidate.end + 1)
        return next((int(child.i) for child in of.children if child.dep_ == "pobj" and child.tag_ in _HEADS), None)
    for head in islice(token.ancestors, _LONGEST_WAY):
        if token.dep_ not in _LEFT_RELATIONS:
            return None
        if head.i > token.i and head.tag_ in _HEADS:
            plural = head.tag_ in ("NNS", "NNPS")
            while not plural and head.dep_ in _INNER and head.head.i > head.i and head.head.tag_ in _HEADS:
                head = head.head
            return int(head.i)
        token = head
    return None


def _inherit(tokens: Tokens, candidates: list[Candidate], place: int) -> None:
    """Take over the unit of the number before it in the sentence: "to 3.9 million headsets from 2.4 million"."""
    candidate = candidates[place]
    if candidate.unit is not None or candidate.counted is not None or candidate.kind not in ("cardinal", "range"):
        return
    acts, leaves_noun = is_subject(tokens, candidate), _leaves_noun(tokens, candidate)
    following = tokens.following(candidate.end)
    if following and following[0].tag_ in ("VBN", "VBD") and not (acts or leaves_noun):
        return
    led = None if acts else _leading(tokens, candidate)
    candidate.gapped = led is None and (leaves_noun or is_gapped(tokens, candidate))
    part = led is None and _is_part_of_them(tokens, candidate)
    reaches = led == "to"
    for other in _antecedents(tokens, candidates, place, led):
        candidate.gapped = candidate.gapped or (led is None and is_repeated(tokens, candidate, other))
        alike = candidate.gapped or part or (acts and other.counted is not None)
        if led is None and not alike and not is_parallel(tokens, candidate, other):
            continue
        if (reaches and other.kind == "percent") or (part and not 0 < candidate.value <= other.value):
            continue
        if other.kind == "percent" and not (candidate.numeral.form == "words" or _comparable(candidate, other, 20)):
            continue
        if not (part or _comparable(candidate, other) or (reaches and follows_change(tokens, other))):
            return
        share_unit(candidate, other, "inherited_unit")
        candidate.unit_from, candidate.per = other, candidate.per or (None if part else other.per)
        return


def _antecedents(tokens: Tokens, candidates: list[Candidate], place: int, led: str | None) -> list[Candidate]:
    """Return the figures with a unit before one in its sentence, the nearest first.

    After "up from" and "down from" those come first that lie on the side it says: in "23 states spent 2 percent, up
    from three" three is a number of states.
    """
    candidate = candidates[place]
    sentence_start = tokens.at(candidate.start).sent.start_char
    others = [
        other
        for other in reversed(candidates[max(0, place - _FARTHEST) : place])
        if other.start >= sentence_start
        and (other.kind not in _NO_ANTECEDENTS or (other.kind == "ratio" and led is None and other.counted))
        and (other.unit is not None or other.counted is not None)
    ]
    word, start = word_before(tokens.text, candidate.begin, "before_figure")
    way = word_before(tokens.text, start)[0] if word == led == "from" else ""
    if way in ("up", "down"):
        others.sort(key=lambda other: ((other.value > candidate.value) != (way == "up"), _distance(candidate, other)))
    return others


def _distance(candidate: Candidate, other: Candidate) -> Decimal:  # the factor between two figures
    small, large = sorted((abs(candidate.value), abs(other.value)))
    return large / small if small else Decimal("Infinity")


def _leaves_noun(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a figure leaves out its noun: "20 more by winter", "the 6 million forecast"."""
    following = tokens.following(candidate.end, 2)
    if not candidate.bare or not following or tokens.text[candidate.end : candidate.end + 1] != " ":
        return False
    first, ends = following[0], len(following) == 1 or following[1].pos_ in ("ADP", "PUNCT", "SCONJ")
    return (
        (first.tag_ == "NN" and first.lemma_ in word_set("expected_noun"))
        or any(is_expecting(token) for token in following)
        or (first.tag_ == "VBN" and first.lemma_ in word_set("expecting_verb"))
        or (first.lower_ in ("more", "less", "fewer") and ends)
    )


def _is_part_of_them(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a figure counts some of what stands before: "30 of them", "of which 30"."""
    which, start = word_before(tokens.text, candidate.begin)
    of_which = which in ("which", "whom") and word_before(tokens.text, start)[0] == "of"
    whole = tokens.at(candidate.end + 4)
    of_them = tokens.text.startswith(" of ", candidate.end) and (whole.tag_ in ("WDT", "WP") or whole.lower_ == "them")
    return candidate.bare and (of_which or of_them)


def _leading(tokens: Tokens, candidate: Candidate) -> str | None:
    """Return the word before a figure and its hedge that ties it to the figure before ("from", "compared with")."""
    place = tokens.index(candidate.begin) - 1
    while place > 0 and tokens.doc[place].lower_ in word_set("before_figure"):
        place -= 1
    word = tokens.doc[max(place, 0)]
    kind = next((name for name in _LEADERS if place >= 0 and word.lower_ in word_set(name)), None)
    led = kind == "leads" or (kind is not None and word.head.lemma_.lower() in word_set(_LEADERS[kind]))
    return str(word.lower_) if led else None


def _comparable(candidate: Candidate, other: Candidate, factor: int = 100) -> bool:
    return candidate.numeral.form != "vague" and _distance(candidate, other) <= factor
