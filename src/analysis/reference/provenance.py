"""Where a package's figures were read, and which cells are not what the rest of their table is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.errors import ReferenceDataError

if TYPE_CHECKING:
    from analysis.reference.cells import Cell
    from analysis.reference.model import Edition
    from analysis.reference.package import Reference


@dataclass(frozen=True, slots=True)
class Source:
    """A place where figures were read: in words, what it was checked against, and its address; missing is empty."""

    key: str
    read_in: str
    checked: str = ""
    url: str = ""

    @property
    def words(self) -> str:
        """What a line under a figure says.

        >>> Source("S1", "a public copy of the workbook", "two press lists").words
        'read in a public copy of the workbook, checked against two press lists'
        """
        return f"read in {self.read_in}" + (f", checked against {self.checked}" if self.checked else "")


@dataclass(frozen=True, slots=True)
class CellNote:
    """What is said of one cell: a `mark` of two words ("typed by hand") and the `note` that explains it."""

    mark: str
    note: str


Place = tuple[str, str, str, str]  # edition, measure, key, period: as in `Reference.cells`


def check_provenance(notes: Mapping[Place, CellNote], sources: Mapping[str, Source], reference: "Reference") -> None:
    """Refuse a note on a cell that is not held, and a source key of a figure that no row explains."""
    lost = next((place for place in notes if place not in reference.cells), None)
    if lost is not None:
        raise ReferenceDataError(f"{reference.name}: a note is about {' '.join(lost)}, a cell that is not held")
    used = {key for text in reference.figures["source"].unique() for key in source_keys(str(text))}
    if sources and (unknown := sorted(used - set(sources))):
        raise ReferenceDataError(
            f"{reference.name}: figures name the source {unknown[0]!r}; add a row that says where it was read"
        )


def source_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a cell's source column, the one its figure was copied from first.

    >>> source_keys("S21:TABLE3;S20")
    ('S21', 'S20')
    """
    return tuple(part.partition(":")[0].strip() for part in text.split(";") if part.strip())


def sources_of(cells: Iterable["Cell"], known: Mapping[str, Source]) -> tuple[Source, ...]:
    """Return where some cells were read, the source of most of them first; `known`: the sources by key."""
    keys = Counter(keys[0] for cell in cells if (keys := source_keys(cell.source)))
    return tuple(known[key] for key, _ in keys.most_common() if key in known)


def credit_of(edition: "Edition", sources: Iterable[Source] = ()) -> str:
    """Return who published an edition, when, and where it was read: what a newsroom prints under a figure."""
    day = f"{edition.published_on.day} {edition.published_on:%B %Y}"
    told = [source.words for source in sources]
    return "; ".join([f"{edition.publisher or edition.title}, {day}", *told])
