"""What crosses the tables of one article: whose a number is, in which quote it stands, what it is a share of."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.numbers.vocabulary import word_set
from analysis.tables import Entity, Mention, Number, Quote, TimeExpression, row_id

if TYPE_CHECKING:
    from spacy.tokens import Token

_UNLINKED = frozenset({"reference", "score", "ordinal"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_OWNERS = frozenset({"poss", "compound", "amod", "nmod", "appos"})
_POINTING_BACK = re.compile(
    r"\b(?:this|that|these|those|which|compared|versus|while|whereas|followed|ahead of|behind|among|including|"
    r"includes?|also|too|another|only|still|last year|a year earlier|previously)\b",
    re.IGNORECASE,
)
_OTHER_MEASURE = re.compile(
    r"\b(?:rose|fell|grew|grow|growth|inflation|interest|poll|votes?|turnout|discount|unemployment|prices?|rate)\b",
    re.I,
)
_COMPARED = re.compile(r"\b(?:than|since|from|compared with|compared to|versus|against)(?: in| the)* $", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_LISTED = re.compile(r",? and |, |,? or ")
_FINITE = frozenset({"VBZ", "VBD", "VBP", "MD"})
_NEUTER = frozenset({"it", "its"})
_PERSONAL = frozenset({"he", "she", "his", "her"})
_FARTHEST_BASE, _FIGURES_BACK = 2, 24  # sentences, figures


def link_numbers(
    document: Document,
    numbers: Sequence[Number],
    times: Sequence[TimeExpression],
    mentions: Sequence[Mention],
    entities: Sequence[Entity],
    quotes: Sequence[Quote],
) -> tuple[Number, ...]:
    """Fill entity, quote, inherited base, date and negation of each number.

    A base is inherited only from the sentence before, by a percentage that states none itself and points back.
    """
    places = _Places(document, mentions)
    persons = {entity.entity_id for entity in entities if entity.label == "PERSON"}
    respective = _respective(places, numbers, mentions)
    quote_ids = _quote_ids(document, numbers, quotes)
    dated: dict[int, list[TimeExpression]] = defaultdict(list)
    for time in times:
        if time.type == "DATE" and time.begin:
            dated[places.sentence(time.start)].append(time)
    linked: list[Number] = []
    for place, number in enumerate(numbers):
        row = replace(
            number,
            entity_id=respective.get(place) or _entity(places, number, persons),
            quote_id=quote_ids[place],
            as_of=_as_of(places, number, dated),
            negated=number.negated or _negated(places, number),
        )
        linked.append(_with_base(places, row, linked))
    return tuple(linked)


def link_mentions(mentions: Sequence[Mention], quotes: Sequence[Quote]) -> tuple[Mention, ...]:
    """Mark the mentions that stand inside quotation marks."""
    spans = sorted(span for quote in quotes for span in quote.quoted_spans)
    starts = [start for start, _ in spans]

    def quoted(mention: Mention) -> bool:
        place = bisect_right(starts, mention.start) - 1
        return place >= 0 and mention.end <= spans[place][1]

    return tuple(replace(mention, in_quote=quoted(mention)) for mention in mentions)


class _Places:
    """The tokens of a document with the mention each belongs to."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self.document = document
        self.doc = document.doc
        self.text = document.text
        self._starts = document.starts
        self.mention_starts = {mention.start for mention in mentions}
        self.mention_at: dict[int, Mention] = {}
        for mention in sorted(mentions, key=lambda m: m.start - m.end):
            for index in range(self.index(mention.start), self.index(mention.end - 1) + 1):
                self.mention_at[index] = mention

    def index(self, character: int) -> int:
        return max(0, bisect_right(self._starts, character) - 1)

    def sentence(self, character: int) -> int:
        return self.document.sentence_index[self.index(character)]


def _respective(places: _Places, numbers: Sequence[Number], mentions: Sequence[Mention]) -> dict[int, str]:
    """Match figures and names in order: "Estavia and Norvania follow with 2.7 and 2.5 percent respectively"."""
    matched: dict[int, str] = {}
    hits = [*_RESPECTIVELY.finditer(places.text)]
    numbers_of: dict[int, list[int]] = defaultdict(list)
    mentions_of: dict[int, list[Mention]] = defaultdict(list)
    for i, number in enumerate(numbers if hits else ()):
        numbers_of[places.sentence(number.start)].append(i)
    for mention in mentions if hits else ():
        mentions_of[places.sentence(mention.start)].append(mention)
    for found in hits:
        sentence = places.sentence(found.start())
        inside = [i for i in numbers_of[sentence] if numbers[i].end <= found.start()]
        figures = _last_list(places.text, [(numbers[i].start, numbers[i].end) for i in inside])
        names = [m for m in mentions_of[sentence] if inside and m.end < numbers[inside[0]].start]
        listed = _last_list(places.text, [(m.start, m.end) for m in names])
        if len(figures) == len(listed) > 1:
            pairs = zip(inside[-len(figures) :], names[-len(listed) :], strict=True)
            matched |= {i: mention.entity_id for i, mention in pairs}
    return matched


def _last_list(text: str, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Return the last run of spans with nothing but a comma or "and" between them."""
    first = len(spans) - 1
    while first > 0 and _LISTED.fullmatch(text, spans[first - 1][1], spans[first][0]):
        first -= 1
    return spans[max(first, 0) :]


def _entity(places: _Places, number: Number, persons: set[str]) -> str | None:
    """Return the entity a number is about: named around it, its owner, or the subject it is told of."""
    if number.kind in _UNLINKED:
        return None
    around = places.mention_at.get(places.index(number.start))
    if around is not None and around.start <= number.start and number.end <= around.end:
        return around.entity_id
    if number.kind == "age":
        return _aged(places, number, persons)
    for token in _candidates(places, number):
        mention = places.mention_at.get(token.i)
        if mention is not None:
            return mention.entity_id
        if token.lower_ in _NEUTER | _PERSONAL:
            return _antecedent(places, token, persons)
    return None


def _antecedent(places: _Places, pronoun: "Token", persons: set[str]) -> str | None:
    """Return the entity a pronoun stands for: the subject of its own clause's sentence so far, or of the one before."""
    sentence = places.document.sentence_index[pronoun.i]
    for number in (sentence, sentence - 1):
        if number < 0:
            return None
        tokens = list(places.document.sentences[number])
        for token in reversed(tokens) if number == sentence else tokens:
            mention = places.mention_at.get(token.i)
            if mention is None or token.i >= pronoun.i or token.dep_ not in _SUBJECTS:
                continue
            if (mention.entity_id in persons) == (pronoun.lower_ in _PERSONAL):
                return mention.entity_id
    return None


def _aged(places: _Places, number: Number, persons: set[str]) -> str | None:
    """Return the person an age belongs to: before it ("Ann Lee, 65,"), after it, or the subject of its clause."""
    first, last = places.index(number.start), places.index(number.end - 1)
    for index in (*range(first - 1, max(-1, first - 4), -1), *range(last + 1, min(len(places.doc), last + 5))):
        mention = places.mention_at.get(index)
        if mention is not None and mention.entity_id in persons:
            return mention.entity_id
    for token in _candidates(places, number):
        mention = places.mention_at.get(token.i)
        if mention is not None and mention.entity_id in persons:
            return mention.entity_id
    return None


def _candidates(places: _Places, number: Number) -> "Iterator[Token]":
    """Yield the tokens that may name what a number is about, the nearest relation first."""
    first, last = places.index(number.start), places.index(number.end - 1)
    for start, end in ((number.concept_start, number.concept_end), (number.subject_start, number.subject_end)):
        if start is not None and end is not None:
            named = places.doc[places.index(start) : places.index(end - 1) + 1]
            yield from _noun_and_owners(named.root)
    token = places.doc[last]
    for _ in range(8):
        if token.head.i == token.i or (token.dep_ == "ccomp" and token.head.lemma_ in word_set("saying_verb")):
            break
        token = token.head
        if first <= token.i <= last:
            continue
        if token.pos_ in ("NOUN", "PROPN", "ADJ"):
            yield from _noun_and_owners(token)
        elif token.pos_ in ("VERB", "AUX"):
            for child in token.lefts:
                if child.dep_ in _SUBJECTS:
                    yield from _noun_and_owners(child)


def _noun_and_owners(token: "Token") -> "Iterator[Token]":
    yield token
    for child in token.children:
        if child.dep_ in _OWNERS:
            yield child
        elif child.dep_ == "prep" and child.lower_ in ("of", "in", "by", "from", "for"):
            yield from (grandchild for grandchild in child.children if grandchild.dep_ == "pobj")


def _quote_ids(document: Document, numbers: Sequence[Number], quotes: Sequence[Quote]) -> list[str | None]:
    """Return the narrowest quote each number stands in; both are in order of their offsets."""
    found: list[str | None] = []
    first = 0
    for number in numbers:
        while first < len(quotes) and quotes[first].end <= number.start:
            first += 1
        around: list[tuple[int, int]] = []
        for place in range(first, len(quotes)):
            if quotes[place].start > number.start:
                break
            if number.end <= quotes[place].end:
                around.append((quotes[place].end - quotes[place].start, place + 1))
        found.append(row_id(document.article_id, "q", min(around)[1]) if around else None)
    return found


def _as_of(places: _Places, number: Number, times: dict[int, list[TimeExpression]]) -> str | None:
    """Return the year or day named nearest to a number in its sentence; nothing where the text leaves the year open."""
    if number.kind in ("age", "ordinal", "reference"):
        return None
    near = [
        (min(abs(time.start - number.end), abs(number.start - time.end)), time.begin or "", time.end_date)
        for time in times.get(places.sentence(number.start), ())
        if not _COMPARED.search(places.text, max(0, time.start - 24), time.start)
        and not _in_later_clause(places, number, time)
    ]
    if not near:
        return None
    _, begin, end = min(near, key=lambda item: item[0])
    whole_year = begin[5:] == "01-01" and (end or begin)[5:] == "12-31" and begin[:4] == (end or begin)[:4]
    return begin[:4] if whole_year else begin


def _in_later_clause(places: _Places, number: Number, time: TimeExpression) -> bool:
    """Say whether a date stands after the next verb: "spends 1.7 percent, and it wants to reach more by 2024"."""
    between = places.doc[places.index(number.end - 1) + 1 : places.index(time.start)]
    return any(token.tag_ in _FINITE for token in between)


def _negated(places: _Places, number: Number) -> bool:
    """Say whether the verb above a number is negated: "did not reach two percent"."""
    token = places.doc[places.index(number.end - 1)]
    for _ in range(8):
        if token.pos_ in ("VERB", "AUX"):
            return any(child.dep_ == "neg" and child.idx < number.start for child in token.children)
        if any(child.dep_ == "neg" and child.i < token.i for child in token.children):
            return True
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def _with_base(places: _Places, number: Number, before: Sequence[Number]) -> Number:
    """Give a share without a base that of one before it, within two sentences."""
    if number.kind != "percent" or number.of_base is not None:
        return number
    if number.change_role in ("by", "from"):
        return _with_level_before(places, number, before)
    here = places.sentence(number.start)
    for other in reversed(before[-_FIGURES_BACK:]):
        distance = here - places.sentence(other.start)
        if distance > _FARTHEST_BASE:
            return number
        if other.kind == "percent" and other.of_base is not None:
            if _points_back(places, number, other, distance):
                return replace(number, of_base=other.of_base, of_base_source="inherited")
            return number
    return number


def _with_level_before(places: _Places, number: Number, before: Sequence[Number]) -> Number:
    """Give "up from 2.9 percent" the base of the level it is compared with, just before in its sentence."""
    other = before[-1] if before else None
    if other is None or number.change_role != "from" or other.of_base is None or other.kind != "percent":
        return number
    if places.sentence(other.start) != places.sentence(number.start):
        return number
    return replace(number, of_base=other.of_base, of_base_source="inherited")


def _points_back(places: _Places, number: Number, other: Number, distance: int) -> bool:
    """Say whether the clause of a share continues the talk of the share before it.

    It does where it says the same of another entity of the same kind, or points back in the same paragraph.
    """
    start = places.document.sentences[places.sentence(number.start)].start_char if distance else other.end
    clause = places.text[start : number.start]
    if _OTHER_MEASURE.search(clause) or _modifies_noun(places, number):
        return False
    if number.concept_start in places.mention_starts and _same_kind(number.entity_id, other.entity_id):
        return True
    paragraphs = places.document.paragraph_index
    if number.change_role is not None:
        return False
    together = paragraphs[places.index(other.start)] == paragraphs[places.index(number.start)]
    return together and distance <= 1 and _POINTING_BACK.search(clause) is not None


def _modifies_noun(places: _Places, number: Number) -> bool:
    """Say whether a share stands before a noun: "the two percent guideline"."""
    following = places.index(number.end - 1) + 1
    return following < len(places.doc) and places.doc[following].pos_ in ("NOUN", "PROPN")


def _same_kind(entity_id: str | None, other_id: str | None) -> bool:
    """Say whether two entities are both countries; a group of countries may be no entity of its own."""
    countries = entity_id is not None and entity_id.startswith("country/")
    return countries and (other_id is None or other_id.startswith(("country/", "body/")))
