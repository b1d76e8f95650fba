"""What a judge found: a verdict with its reason, the figure, the cells it was read from and the arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from analysis.check.expression import Relation
from analysis.lexicons import read_lexicon
from analysis.reference import Edition, Reference, is_days, parse_days

SUPPORTED, REFUTED, OPEN = "supported", "refuted", "not_enough_info"
_WORDS = {SUPPORTED: "supported", REFUTED: "refuted", OPEN: "not enough information"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One cell: its file, its line, the key of its row, its column and what it holds, as written there."""

    file: str
    sha256: str
    line: int
    row: Mapping[str, str]
    column: str
    raw: str

    def as_json(self) -> dict[str, Any]:
        """Return the cell as the ``cell`` column and the chain hold it."""
        return {field.name: getattr(self, field.name) for field in fields(self)} | {"row": dict(self.row)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The judgement of one statement by one edition, or by a table without editions.

    Attributes
    ----------
    figure : the deciding figure at the table's published decimals; figure_text : with its unit; short : without.
    says : the sentence up to the verdict.
    arithmetic : the comparison that was made, as a formula. expression : what was evaluated; missing where a statement
        has none.
    """

    verdict: str
    reason: str
    says: str
    figure: Decimal | None = None
    figure_text: str | None = None
    short: str | None = None
    is_estimate: bool | None = None
    edition: Edition | None = None
    evidence: tuple[Evidence, ...] = ()
    arithmetic: str = ""
    hindsight: bool = False
    expression: Relation | None = None

    @property
    def decided(self) -> bool:
        """Whether the verdict is one way or the other."""
        return self.verdict != OPEN

    @property
    def sentence(self) -> str:
        """What was compared and the verdict, which no later edition changes."""
        return f"{self.says[:1].upper()}{self.says[1:]}: {_WORDS[self.verdict]}."

    def left_open(self, reason: str, note: str) -> "Finding":
        """Return the finding as one that decides nothing, and why."""
        return replace(self, verdict=OPEN, reason=reason, says=f"{self.says}; {note}")


def undecided(reason: str, says: str, edition: Edition | None = None) -> Finding:
    """Return the finding that nothing can be found."""
    return Finding(verdict=OPEN, reason=reason, says=says, edition=edition)


def verdict_of(holds: bool | None, negated: bool = False) -> str:
    """Return the verdict on a statement that holds, does not, or may (None); a denied one is turned."""
    return OPEN if holds is None else SUPPORTED if holds != negated else REFUTED


def edition_name(reference: Reference, edition: Edition) -> str:
    """Return an edition as a sentence names it: ``NATO's June 2024 edition``."""
    publisher = edition.publisher
    if not publisher:
        return f"the {edition.published_on:%B %Y} edition of {reference.title}"
    return f"{possessive(publisher)} {edition.published_on:%B %Y} edition"


def not_held(reference: Reference, edition: Edition, what: str, measure: str, period: str) -> str:
    """Return that what an edition gives is not held: nothing of it is, or only other figures, and which."""
    name = edition_name(reference, edition)
    if edition.held == "none":
        return f"{name}, which gives {what}, is not held here"
    some = "all " if period in reference.periods(edition.id, measure) else ""
    when = period_words(period)
    return f"{name} gives {what}, but its {when} figures are not {some}held here (held: {edition.held_text})"


def period_words(period: str) -> str:
    """Return a period as a sentence names it.

    >>> period_words("2024-11"), period_words("2024")
    ('November 2024', '2024')
    """
    return parse_days(period, "period").in_words if is_days(period) else period


def doubt_words(doubt: str) -> str:
    """Return in words why a claim is never refuted.

    >>> doubt_words("period_inherited"), doubt_words("subject_head"), doubt_words("doubtful")
    ('the period is that of the sentence before', 'whom it is about is not named with it', 'more may be meant by it')
    """
    known = {row["doubt"]: row["words"] for row in read_lexicon("doubt_words")}
    return known.get(doubt) or known.get(doubt.partition("_")[0]) or "more may be meant by it"


def possessive(name: str) -> str:
    """Return a name's genitive.

    >>> possessive("Germany"), possessive("the Netherlands")
    ("Germany's", "the Netherlands'")
    """
    return f"{name}'" if name.endswith("s") else f"{name}'s"
