"""What stands under a chart: who published the figures and where they were read; and how much of them is held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

import pandas as pd

from analysis.reference import Cell, Edition, Population, Reference
from analysis.reference.model import Source, sources_of

FEWEST_HELD = 0.8  # share of the members an edition must hold for a headline
_TOLD_WHOLE = 2  # editions whose source is told in full; of more only days and places


class Note(str):
    """A line under a chart, with the web pages it is about as pairs of words and address."""

    links: tuple[tuple[str, str], ...]

    def __new__(cls, text: str, links: Iterable[tuple[str, str]] = ()) -> "Note":
        note = super().__new__(cls, text)
        note.links = tuple(links)
        return note


@dataclass(frozen=True, slots=True)
class HeldShare:
    """How many of the members that a table lists have a figure here, and which share of them a headline needs.

    >>> HeldShare(7, 28).enough, HeldShare(30, 31).enough
    (False, True)
    >>> HeldShare(30, 31).of, HeldShare(31, 31).of
    ('of the 30 countries held', 'of 31 countries')
    """

    held: int
    listed: int
    fewest: float = FEWEST_HELD

    @property
    def enough(self) -> bool:
        return self.held > 0 and self.held >= self.fewest * self.listed

    @property
    def of(self) -> str:
        """What a count is a count of."""
        return f"of {self.listed} countries" if self.held >= self.listed else f"of the {self.held} countries held"

    def headline(self, text: str) -> str:
        """Return the headline, or why there is none."""
        if self.enough:
            return text
        return (
            f"Partly held: {self.held} of {self.listed} countries have a figure here, too few for a headline "
            f"(at least {self.fewest:.0%})"
        )


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence that a notebook shows as it is."""

    text: str

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.text)}</p>"

    def __repr__(self) -> str:
        return self.text


def denominator(
    reference: Reference, held: HeldShare, *, year: int, edition: str, measure: str = "share_of_gdp"
) -> ShownSentence:
    """Return what every count of a page is a count of: members, those listed, those held."""
    population = population_of(reference, measure)
    members = population.on(date(year, 12, 31))
    away = [member.name for member in members if not member.listed]
    why = f" ({', '.join(away)} {population.unlisted_note})" if away else ""
    all_of = f"all {held.listed}" if held.held >= held.listed else f"{held.held} of the {held.listed}"
    partly = "" if held.enough else f": partly held, and less than {held.fewest:.0%}, so no headline counts them"
    title = reference.edition_by_id[edition].title
    return ShownSentence(
        f"{held.listed} of the {len(members)} members of {population.name} at the end of {year} are listed{why}. "
        f"Of the edition “{title}” the {year} figures of {all_of} are held here{partly}."
    )


def source_note(
    reference: Reference, editions: Iterable[str], *, measures: Iterable[str] = ("share_of_gdp",),
    estimates: bool = True,
) -> Note:  # fmt: skip
    """Return the line under a chart: credit, who published when, where it was read, marks, who is left out and why."""
    measures = tuple(measures)
    chosen = [edition for edition in reference.editions if edition.id in set(editions)]
    wanted = {(edition.id, measure) for edition in chosen for measure in measures}
    by_edition: dict[str, list[Cell]] = {edition.id: [] for edition in chosen}
    for measure in measures:
        for cell in reference.cells.of(measure):
            if cell.edition in by_edition:
                by_edition[cell.edition].append(cell)
    read = {edition.id: sources_of(by_edition[edition.id], reference.sources) for edition in chosen}
    if len(chosen) <= _TOLD_WHOLE:
        told = ["; ".join([e.credit, *(source.words for source in read[e.id][:2])]) for e in chosen]
    else:
        days = ", ".join(f"{e.published_on.day} {e.published_on:%b %Y}" for e in chosen)
        places = dict.fromkeys(source.read_in for edition in chosen for source in read[edition.id][:1])
        told = [f"{chosen[0].publisher}, editions of {days}; read in {'; '.join(places)}"]
    marks = {reference.notes[p].mark for p in reference.notes if p[:2] in wanted}
    left_out = [
        f"{', '.join(unlisted)} {population.unlisted_note}."
        for population in reference.populations.values()
        if (unlisted := [m.name for m in population.members if not m.listed])
    ]
    parts = [
        f"{reference.credit}.", *(f"{text}." for text in told), *(["e = estimate."] if estimates else []),
        *([f"† = {' or '.join(sorted(marks))} in the source."] if marks else []), *left_out,
    ]  # fmt: skip
    return Note(" ".join(parts), _links(reference, chosen, read))


def _links(reference: Reference, editions: list[Edition], read: dict[str, tuple[Source, ...]]) -> list[tuple[str, str]]:
    pages = [(f"{e.publisher}’s page of {e.published_on.day} {e.published_on:%B %Y}", e.url) for e in editions if e.url]
    publisher = editions[0].publisher if editions else reference.title
    terms = [(f"{publisher}’s terms", reference.terms_url)] if reference.terms_url else []
    places = dict.fromkeys((s.read_in, s.url) for e in editions for s in read[e.id][:2] if s.url)
    return [*pages, *terms, *places]


def coverage(
    reference: Reference, frame: pd.DataFrame, *, year: int, measure: str = "share_of_gdp",
    fewest: float = FEWEST_HELD,
) -> HeldShare:  # fmt: skip
    """Return how many of the year's members with figures are among the rows of a frame."""
    listed = listed_members(reference, measure, year)
    return HeldShare(int(frame["key"].isin(listed).sum()) if len(frame) else 0, len(listed), fewest)


def listed_members(reference: Reference, measure: str, year: int) -> list[str]:
    """Return the keys of those who were members at the end of a year and whom the tables list."""
    return [m.key for m in population_of(reference, measure).on(date(year, 12, 31)) if m.listed]


def population_of(reference: Reference, measure: str) -> Population:
    """Return the population that counts over a measure run through."""
    return reference.populations[reference.measures[measure].population or next(iter(reference.populations))]
