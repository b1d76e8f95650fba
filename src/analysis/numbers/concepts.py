"""What a number is about: the thing measured, the subject it is told of, and the base of a share.

A counted noun is the number's unit; its concept is what the count is told of ("The bridge has 12 lanes": the bridge).
"""

import re
from itertools import islice, pairwise, takewhile

from analysis.lexicons import pairs
from analysis.numbers.candidates import Candidate, surviving
from analysis.numbers.vocabulary import Tokens, word_set
from analysis.spacy_types import Token

_NOUNS = frozenset({"NOUN", "PROPN"})
_NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "SYM", "X", "ADJ"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_KEPT_LEFT = frozenset({"compound", "amod", "nmod", "poss", "nummod"})
_KEPT_RIGHT = frozenset({"of", "in", "for", "on", "between", "from", "per", "at"})
_MODIFYING = frozenset({"compound", "nummod", "amod", "nmod", "npadvmod", "quantmod", "punct"})
_FUNCTION = frozenset({"ADP", "PART", "ADV", "NUM", "SYM", "SCONJ", "PUNCT", "ADJ", "CCONJ", "DET", "X"})
_OF = re.compile(r"(?: \([^()]{1,30}\))? of (?!course\b)")
_TOLD_OF = re.compile(r" (?:for|off|in|from|to) (?=[^\d])")
_RESTATED = re.compile(r" ?\((?:or )?|,? or (?:about |around |nearly |some )?| / |, (?:about |around )?|,? and ")
_PASSING = re.compile(
    r"\b(?:for|after|within|last|next|another)"
    r"(?: (?:about|around|more than|over|nearly|almost|at least|the|the last))* $",
    re.I,
)
_WITH = re.compile(r"(?: (?:second|third|fourth|fifth|last))? (?:with|at|on)(?: (?:a|only|just))* $")
_GAPPED = re.compile(r"(?: by)? $")
_ENTITIES = frozenset({"GPE", "ORG", "PERSON", "NORP", "LOC", "PRODUCT", "FAC"})
_THEN = re.compile(r" (?:later|ago|earlier|before|after)\b")
_TOLD_KINDS = frozenset({"money", "percent", "cardinal", "measure", "duration"})
_DEEPEST, _LONGEST_WAY, _LONGEST_PHRASE = 8, 4, 9


def read_concepts(tokens: Tokens, candidates: list[Candidate]) -> list[Candidate]:
    """Set concept, subject and the stated base of every number."""
    spans = [(c.start, max(c.end, c.counted[1] if c.counted and c.unit_from is None else 0)) for c in candidates
             if c.kind not in ("reference", "ordinal")]  # fmt: skip
    inside = {index for start, end in spans for index in range(tokens.index(start), tokens.index(end - 1) + 1)}
    told = [candidate for candidate in candidates if candidate.kind not in ("reference", "score")]
    before = dict(zip(map(id, told), [None, *told], strict=False))

    def read(candidate: Candidate) -> None:
        if id(candidate) in before:
            reader = _Reader(tokens, candidate, inside)
            reader.read_base()
            reader.read_concept(before[id(candidate)])

    survivors = [candidate for candidate, _ in surviving(candidates, read)]
    for left, right in pairwise(survivors):
        joined = (left.change_role, right.change_role) == ("from", "to") or left.unit_from is right
        if joined and left.of_base is None and left.kind == right.kind == "percent":
            left.of_base = right.of_base
    return survivors


class _Reader:
    """Reads what one quantity is about; `inside` are the tokens of all quantities."""

    def __init__(self, tokens: Tokens, candidate: Candidate, inside: set[int]) -> None:
        self.tokens, self.text, self.candidate, self.inside = tokens, tokens.text, candidate, inside
        self.first = tokens.index(candidate.start)
        self.last = tokens.index(candidate.end - 1)
        self.end = self.last
        if candidate.counted and candidate.unit_from is None:
            self.end = max(self.last, tokens.index(candidate.counted[1] - 1))

    def read_base(self) -> None:  # "60 percent of its revenue", "a third of the population"
        candidate = self.candidate
        if candidate.kind not in ("percent", "ratio") or candidate.rule == "ratio":
            return
        of = _OF.match(self.text, max(candidate.end, candidate.hedge[1] if candidate.hedge else 0))
        candidate.base_span = _noun_phrase(self.tokens, self.tokens.index(of.end())) if of else None
        candidate.of_base = _base_name(self.text, candidate.base_span) if candidate.base_span else None

    def read_concept(self, previous: Candidate | None) -> None:
        """Find the noun the quantity belongs to and the subject it is told of."""
        candidate = self.candidate
        if previous is not None and self._restates(previous):
            candidate.concept, candidate.subject = previous.concept, previous.subject
            return
        governor = self._governor()
        if candidate.kind == "ratio":
            subject = self._subject(governor)
            candidate.concept = self._span(subject) if subject is not None else None
            return
        if candidate.kind == "duration" and self._passes(governor):
            return
        noun = self._named_before() or self._owner() or self._own_noun() or self._told_of()
        noun = noun or (governor if self._is_noun(governor) else None)
        if noun is None or governor.pos_ in ("VERB", "AUX") or self._is_noun(governor):
            subject = self._subject(governor)
            if subject is not None and (noun is None or subject.i != noun.i) and not self._is_subject():
                candidate.subject = self._span(subject)
        if noun is not None:
            candidate.concept = self._span(noun)
        elif candidate.subject is not None:
            candidate.concept, candidate.subject = candidate.subject, None
        elif not self._is_subject() and (noun := self._object(governor) or self._noun_before()) is not None:
            candidate.concept = self._span(noun)
        if candidate.base_span is not None:
            candidate.concept = candidate.base_span

    def _passes(self, governor: Token) -> bool:  # "for fifty years", "nine days later"
        start = self.candidate.begin
        passing = governor.pos_ in ("VERB", "AUX") and _PASSING.search(self.text, max(0, start - 30), start) is not None
        return passing or _THEN.match(self.text, self.candidate.end) is not None

    def _object(self, verb: Token) -> Token | None:
        """Return the object before the quantity where the verb has no subject: "boost the range by 35 miles"."""
        objects = [c for c in verb.rights if c.dep_ == "dobj" and c.i < self.first and self._is_noun(c)]
        return objects[-1] if objects and verb.pos_ == "VERB" else None

    def _noun_before(self) -> Token | None:  # "FTSE -0.6%", "strength lower than 9 ksi"
        start, doc = self.candidate.begin, self.tokens.doc
        place = self.tokens.index(start - 1) if start else -1
        first = doc[self.first].sent.start
        while place >= first and (doc[place].pos_ == "NUM" or doc[place].text == "-"):
            place -= 1
        return doc[place] if place >= first and place != self.first and self._is_noun(doc[place]) else None

    def _is_noun(self, token: Token) -> bool:
        return token.pos_ in _NOUNS and token.i not in self.inside

    def _restates(self, previous: Candidate) -> bool:
        """Say whether the quantity is the one before it again, in brackets or after "or"."""
        start = self.candidate.start
        again = previous.end <= start and _RESTATED.fullmatch(self.text, previous.end, start) is not None
        return again and (self._own_noun() or self._told_of()) is None

    def _named_before(self) -> Token | None:
        """Return the name before "with" or "at": "ahead of Estavia with 3.4 percent", "Norvania at 1.2 percent"."""
        text, start = self.text, self.candidate.begin
        found = _WITH.search(text, max(0, start - 30), start) or _GAPPED.search(text, max(0, start - 5), start)
        token = self.tokens.at(found.start() - 1) if found and found.start() else None
        if token is None or token.pos_ != "PROPN" or token.ent_type_ not in _ENTITIES or not self._is_noun(token):
            return None
        begin = token.i
        while begin and token.doc[begin].ent_iob_ == "I":
            begin -= 1
        listed = begin > 0 and token.doc[begin - 1].lower_ in (",", "and", ";", "while", "but", "the")
        return token if listed or (found and found.re is _WITH) else None

    def _owner(self) -> Token | None:  # "Norvania's 2.3 percent"
        inside = (child for token in self.tokens.doc[self.first : self.end + 1] for child in token.lefts)
        return next((c for c in inside if c.dep_ == "poss" and c.i < self.first and self._is_noun(c)), None)

    def _own_noun(self) -> Token | None:  # "a 12-page document", "450 Nm of torque"
        of = _OF.match(self.text, self.candidate.end)
        if of and self.candidate.kind not in ("percent", "ratio"):
            return self._head_from(self.tokens.index(of.end()))
        token = self.tokens.doc[self.last]
        for head in islice(token.ancestors, _LONGEST_WAY):
            if token.dep_ in _MODIFYING and head.i > self.last and self._is_noun(head):
                return head
            if token.dep_ not in _MODIFYING or not self.first <= head.i <= self.last:
                return None
            token = head
        return None

    def _told_of(self) -> Token | None:  # "$75,000 for the clinic"
        found = _TOLD_OF.match(self.text, self.candidate.end)
        word = found.group().strip() if found else ""
        moved = word in ("from", "to", "off") and self._governor().lemma_ in word_set("moving_verb")
        told = moved or word in ("for", "off") or (word == "in" and self.candidate.rule == "inherited_unit")
        if found is None or not told or self.candidate.kind not in _TOLD_KINDS:
            return None
        head = self._head_from(self.tokens.index(found.end()))
        return head if head is None or head.ent_type_ not in ("DATE", "TIME") else None

    def _head_from(self, place: int) -> Token | None:
        token = self.tokens.doc[place]
        for _ in range(_DEEPEST):
            inner = token.dep_ in ("compound", "amod", "nmod", "poss") and token.head.i >= token.i
            if token.head.i <= token.i or (self._is_noun(token) and not inner):
                return token if self._is_noun(token) else None
            token = token.head
        return None

    def _governor(self) -> Token:
        """Return the first verb or noun above the quantity that belongs to no quantity."""
        above = last = self.tokens.doc[self.last]
        for above in islice(last.ancestors, _DEEPEST):
            if above.i not in self.inside and above.pos_ not in _FUNCTION:
                break
        return above

    def _is_subject(self) -> bool:
        token = self.tokens.doc[self.last]
        way = [token, *takewhile(lambda above: above.i in self.inside, token.ancestors)]
        return any(above.dep_ in _SUBJECTS for above in way[:_DEEPEST])

    def _subject(self, token: Token) -> Token | None:
        """Return the subject of the nearest verb above a token that has a noun for it."""
        for _ in range(0 if self._is_subject() else _DEEPEST):
            for child in token.lefts:
                if child.dep_ in _SUBJECTS and (found := self._noun_of(child)) is not None:
                    return found
            pronoun = any(child.dep_ in _SUBJECTS and child.tag_ == "PRP" for child in token.lefts)
            describes = token.dep_ == "acl" and token.tag_ in ("VBN", "VBG")
            if (describes or (token.dep_ == "relcl" and not pronoun)) and self._is_noun(token.head):
                return token.head
            if token.head.i == token.i or (token.dep_ == "ccomp" and token.head.lemma_ in word_set("saying_verb")):
                return None
            token = token.head
        return None

    def _noun_of(self, child: Token) -> Token | None:
        if child.i in self.inside:
            counted = child.tag_ in ("NNS", "NNPS") and not self.first <= child.i <= self.end
            return child if counted and child.lemma_ not in word_set("no_subject") else None
        if child.tag_ in ("WDT", "WP") and child.head.dep_ == "relcl" and self._is_noun(child.head.head):
            return child.head.head  # a relative pronoun stands for the noun before it
        return child if child.pos_ in _NOMINAL and child.lower_ not in ("one", "each", "some") else None

    def _span(self, noun: Token) -> tuple[int, int]:
        """Return a noun with its modifiers and the phrases on it, as far as the next quantity."""
        start = end = noun.i
        for child in noun.lefts:
            if child.dep_ in _KEPT_LEFT:
                start = min(start, child.left_edge.i)
        for child in noun.rights:
            if child.dep_ == "prep" and child.lower_ in _KEPT_RIGHT and child.i == end + 1:
                end = child.right_edge.i
        doc = self.tokens.doc
        while start < noun.i and (start in self.inside or doc[start].lower_ in word_set("determiner")):
            start += 1
        start = max((index + 1 for index in range(start, noun.i) if index in self.inside), default=start)
        end = min((index for index in range(noun.i + 1, end + 1) if index in self.inside), default=end + 1) - 1
        hyphen = end + 2 < len(doc) and doc[end + 1].text == "-" and not doc[end].whitespace_
        if hyphen and doc[end + 2].pos_ == "PROPN":
            end += 2
        while end > noun.i and doc[end].pos_ in _FUNCTION - {"NUM"}:
            end -= 1
        return int(doc[start].idx), self.tokens.end(end)


def _base_name(text: str, span: tuple[int, int]) -> str:
    words = text[span[0] : span[1]]
    plain = " ".join(word for word in words.split() if word.lower() not in word_set("determiner"))
    known = pairs("share_bases", "phrase", "base")
    listed = known.get(plain.lower()) or known.get(plain.lower().split("'s ")[-1])
    return listed or plain or words


def _noun_phrase(tokens: Tokens, first: int) -> tuple[int, int] | None:
    """Return the span of the noun phrase that begins at a token, up to its head noun."""
    doc = tokens.doc
    head = None
    for place in range(first, min(len(doc), first + _LONGEST_PHRASE)):
        token = doc[place]
        mark = token.is_space or (token.pos_ == "PUNCT" and token.text not in ("-", "'", "&"))
        joins = token.pos_ in ("VERB", "AUX", "ADP", "SCONJ", "CCONJ") and token.tag_ not in ("VBN", "VBG")
        goes_on = head is None or token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM", "PART", "PUNCT")
        if mark or joins or not goes_on:
            break
        if token.pos_ in _NOUNS:
            head = place
            possessor = place + 1 < len(doc) and doc[place + 1].tag_ == "POS"
            if token.dep_ not in ("compound", "nmod", "amod", "poss", "npadvmod", "nsubj") and not possessor:
                break
    return (int(doc[first].idx), tokens.end(head)) if head is not None else None
