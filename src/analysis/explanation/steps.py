"""One step of an explanation: what was read or missing, where it stands, how it is known."""

from dataclasses import dataclass

SOURCES = {
    "stated": "said in its own clause",
    "sentence": "said in the same sentence",
    "inherited": "taken from what was said before",
    "assumed": "assumed, since nothing else fits",
    "article": "not said: the time of the article",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What one part of a statement was read as.

    Attributes
    ----------
    part : figure, measure, subject, period, relation, modality, doubt, rule, edition, cell, arithmetic, verdict, or
        package (another one takes the statement). says : what it was read as, or what is missing.
    start, end : where its words stand, if anywhere. source : how it is known, a key of `SOURCES`.
    is_missing : for want of it no claim came out.
    """

    part: str
    says: str
    start: int | None = None
    end: int | None = None
    source: str | None = None
    is_missing: bool = False

    @property
    def known(self) -> str:
        """How it is known, in words; empty where that goes without saying."""
        return SOURCES.get(self.source or "", "")
