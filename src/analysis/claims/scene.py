"""One article as the claims see it: its tables side by side, and what each sentence mentions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.claims.placed import Placed
from analysis.claims.words import standard, stands_in
from analysis.reference import Population, Reference
from analysis.tables import Entity, Mention, Number, Quote, TimeExpression, row_id

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_JOINT = re.compile(
    r"(?:,? (?:and|or|as well as|plus|along with)(?: also)? (?:the )?|, (?:the )?| & )\Z", re.IGNORECASE
)
_CONTRASTED = re.compile(r"\b(?:unlike|like|besides|except|from|against|than|with|to)(?: the)? \Z", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}\Z")


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that reference packages have figures for, where it is mentioned."""

    start: int
    end: int
    key: str
    name: str
    entity_id: str | None = None
    source: str = "stated"
    is_aggregate: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A number with its place in the table."""

    number: Number
    id: str

    @property
    def start(self) -> int:
        """Where it starts, its hedge included."""
        hedge = self.number.hedge_start
        return min(self.number.start, hedge) if hedge is not None else self.number.start

    @property
    def end(self) -> int:
        """Where it ends, its hedge included."""
        hedge = self.number.hedge_end
        return max(self.number.end, hedge) if hedge is not None else self.number.end


@dataclass(frozen=True)
class Scene:
    """An article's rows and the reference packages."""

    document: Document
    numbers: tuple[Number, ...]
    times: tuple[TimeExpression, ...]
    mentions: tuple[Mention, ...]
    entities: Mapping[str, Entity]
    quotes: tuple[Quote, ...]
    references: tuple[Reference, ...]

    @property
    def text(self) -> str:
        """The article's normal form."""
        return self.document.text

    @property
    def year(self) -> str | None:
        """The year the article was published in."""
        return str(self.document.published.year) if self.document.published else None

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """The numbers with their ids."""
        article = self.document.article_id
        return tuple(Found(number, row_id(article, "n", i)) for i, number in enumerate(self.numbers, start=1))

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Every mention of something with figures, in order; totals ("allies combined") hide what is inside."""
        totals = self._aggregates()
        countries = [*self._countries(), *self._listed_names()]
        inner = [s for s in countries if not any(t.start <= s.start and s.end <= t.end for t in totals)]
        return tuple(sorted([*totals, *inner], key=lambda s: (s.start, -s.end)))

    def _countries(self) -> list[Subject]:
        found = []
        for mention in self.mentions:
            kind, _, code = mention.entity_id.partition("/")
            if kind == "country" and code and mention.label != "PERSON":
                entity = self.entities.get(mention.entity_id)
                key = (entity.iso3 if entity else None) or code
                found.append(Subject(mention.start, mention.end, key, mention.name, mention.entity_id))
        return found

    def _listed_names(self) -> list[Subject]:
        """Return mentions of rows of packages whose keys are no countries, by their names in the package."""
        found = []
        for reference in self.references:
            if reference.countries or not reference.keys:
                continue
            keys = {name.casefold(): key for key, name in reference.keys.items()}
            found += [
                Subject(m.start, m.end, keys[name], m.name, m.entity_id)
                for m in self.mentions
                for name in (m.name.casefold(),)
                if name in keys
            ]
        return found

    def _aggregates(self) -> list[Subject]:
        found: list[Subject] = []
        for reference in self.references:
            for key, phrases in reference.aggregates.items():
                named = [phrase for phrase in phrases if phrase.lower() in self.lower]
                for phrase in sorted(named, key=len, reverse=True):
                    for hit in re.finditer(rf"(?<!\w){re.escape(phrase.lower())}(?!\w)", self.lower):
                        if not any(s.start < hit.end() and hit.start() < s.end for s in found):
                            name = reference.keys.get(key, phrase)
                            found.append(Subject(*hit.span(), key, name, None, is_aggregate=True))
        return found

    def subjects_in(self, start: int, end: int) -> list[Subject]:
        """Return the subjects that stand inside a range."""
        return self.placed_subjects.inside(start, end)

    def group_of(self, subject: Subject) -> list[Subject]:
        """Return the enumeration a subject belongs to ("Albania, Montenegro and North Macedonia"), in order."""
        row = self._single_subjects if not subject.is_aggregate else (subject,)
        place = self._single_places[subject] if not subject.is_aggregate else 0
        first = last = place
        while first > 0 and _JOINT.match(self.text[row[first - 1].end : row[first].start]):
            first -= 1
        while last + 1 < len(row) and _JOINT.match(self.text[row[last].end : row[last + 1].start]):
            last += 1
        joints = [self.text[a.end : b.start] for a, b in zip(row[first:last], row[first + 1 : last + 1], strict=True)]
        if not any(re.search(r"\b(?:and|or|well|plus|along)\b|&", joint) for joint in joints):
            return [subject]
        if (
            first < place
            and joints[0].startswith(", ")
            and _CONTRASTED.search(self.text[max(0, row[first].start - 25) : row[first].start])
        ):
            first += 1
        return list(row[first : last + 1])

    @cached_property
    def _single_subjects(self) -> tuple[Subject, ...]:
        return tuple(s for s in self.subjects if not s.is_aggregate)

    @cached_property
    def _single_places(self) -> dict[Subject, int]:
        return {s: place for place, s in reversed([*enumerate(self._single_subjects)])}

    @cached_property
    def placed_subjects(self) -> Placed[Subject]:
        """The subjects by place."""
        return Placed((s, (s.start, s.end)) for s in self.subjects)

    @cached_property
    def placed_mentions(self) -> Placed[Mention]:
        """The mentions by place."""
        return Placed((m, (m.start, m.end)) for m in self.mentions)

    @cached_property
    def placed_times(self) -> Placed[TimeExpression]:
        """The time expressions by place."""
        return Placed((t, (t.start, t.end)) for t in self.times)

    @cached_property
    def _placed_numbers(self) -> Placed[Found]:
        return Placed((f, (f.number.start, f.number.end)) for f in self.found)

    @cached_property
    def _placed_quotes(self) -> Placed[tuple[int, Quote]]:
        return Placed(((i, q), (q.start, q.end)) for i, q in enumerate(self.quotes, start=1))

    def numbers_in(self, start: int, end: int) -> list[Found]:
        """Return the numbers that stand inside a range."""
        return self._placed_numbers.inside(start, end)

    def years_in(self, start: int, end: int) -> list[TimeExpression]:
        """Return the dates of one year that stand inside a range."""
        return [t for t in self.times_in(start, end) if _YEAR.match(t.timex)]

    def times_in(self, start: int, end: int) -> list[TimeExpression]:
        """Return the dates that stand inside a range."""
        return [t for t in self.placed_times.inside(start, end) if t.type == "DATE"]

    def people_in(self, start: int, end: int) -> list[Mention]:
        """Return the mentions of people inside a range."""
        return [m for m in self.placed_mentions.inside(start, end) if m.label == "PERSON"]

    def person_before(self, position: int) -> Mention | None:
        """Return the mention of a person nearest before a position."""
        before = self.placed_mentions.before(position)
        return next((m for m in before if m.label == "PERSON" and m.end <= position), None)

    def first_subject(self, sentence: "Span") -> int:
        """Return where the first subject of a sentence starts, else where the sentence ends or a later one starts."""
        first = self.placed_subjects.first_from(sentence.start_char)
        return first.start if first is not None else sentence.end_char

    @cached_property
    def populations(self) -> tuple[tuple[Reference, Population], ...]:
        """Every population of the packages."""
        return tuple((r, p) for r in self.references for p in r.populations.values())

    @cached_property
    def largest(self) -> Mapping[tuple[str, str], float]:
        """The largest figure of each measure by (package, measure), in the table's own unit."""
        return {
            (r.name, str(measure)): float(value)
            for r in self.references
            if len(r.figures)
            for measure, value in r.figures.groupby("measure")["value"].max().items()
        }

    def speaks_of(self, organisation: str | None) -> bool:
        """Say whether the article mentions an organisation."""
        return organisation in self._spoken_of

    @cached_property
    def _spoken_of(self) -> frozenset[str | None]:
        return frozenset(m.entity_id for m in self.mentions)

    @cached_property
    def _said(self) -> dict[str, bool]:
        return {}

    def says(self, words: str) -> bool:
        """Say whether words in small letters stand anywhere in the article."""
        if words not in self._said:
            self._said[words] = stands_in(words, self.lower)
        return self._said[words]

    @cached_property
    def standard_words(self) -> frozenset[str]:
        """The words of the article with synonyms replaced."""
        return standard(re.sub(r"[^\w\s]", " ", self.text))

    @cached_property
    def lower(self) -> str:
        """The article in small letters, with the same offsets."""
        lower = self.text.lower()
        return lower if len(lower) == len(self.text) else "".join(c.lower()[:1] for c in self.text)

    def lower_of(self, sentence: "Span") -> str:
        """Return a sentence in small letters, with the same offsets from its start."""
        return self.lower[sentence.start_char : sentence.end_char]

    def quote_at(self, position: int) -> tuple[str, Quote] | None:
        """Return the innermost quote around a position, with its id."""
        around = self._placed_quotes.around(position)
        if not around:
            return None
        place, quote = min(around, key=lambda pair: pair[1].end - pair[1].start)
        return row_id(self.document.article_id, "q", place), quote

    def token_at(self, position: int) -> "Token | None":
        """Return the token that covers a position."""
        span = self.document.doc.char_span(position, position + 1, alignment_mode="expand")
        return span[0] if span is not None and len(span) else None

    def subject_at(self, token: "Token") -> Subject | None:
        """Return the subject that a token is part of."""
        return next(iter(self.placed_subjects.touching(token.idx, token.idx + len(token))), None)


def sentence_range(sentence: "Span") -> tuple[int, int]:
    """Return a sentence's range of characters."""
    return sentence.start_char, sentence.end_char
