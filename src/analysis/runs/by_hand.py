"""The corrections by hand of a run of reports: read once, applied to its tables, counted for pages and index."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from analysis.corpus import Tables
from analysis.corpus.fingerprint import digest
from analysis.corrections import Correction, correct_tables, fits_told, named_file, read_corrections
from analysis.corrections.records import NONE
from analysis.paths import from_root_text


@dataclass(frozen=True)
class ByHand:
    """Some corrections and what became of them in some tables.

    Attributes
    ----------
    path : the file, as notebooks are told it; empty: none.
    named : the user named the file; else it is the usual one, and what it holds for other articles is no matter.
    log : one row a correction, as `apply_corrections` returns it.
    """

    path: str = ""
    named: bool = True
    corrections: tuple[Correction, ...] = ()
    log: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["applied", "article_id"]))

    def parameters(self, sha256: str | None = None) -> dict[str, str]:
        """Return what a notebook is told; that of an article which no correction concerns is told nothing."""
        return {"corrections": self.path} if self._about(sha256) or self.path == NONE else {}

    @property
    def unfitting(self) -> list[str]:
        """What no longer fits the articles of the run, one sentence each."""
        lost = self.log.loc[~self.log["applied"] & self.log["article_id"].notna()]
        return [
            f"row {row['row']} ({row['table']}, {row['action']}) no longer fits {row['article_id']}: {row['reason']}"
            for row in lost.to_dict("records")
        ]

    def told(self, article_id: str | None = None) -> str:
        """Return how many were applied and how many were not, of all or of one article; nothing where none are."""
        return fits_told(self._of(article_id))

    @property
    def provenance(self) -> list[tuple[str, str]]:
        """What the footer of the index says."""
        said = "; ".join([f"{Path(self.path).name}: {self.told() or 'no corrections'}", *self.unfitting])
        return [("Corrections by hand", said)] if self.corrections or self.path not in ("", NONE) else []

    def facts(self, article_id: str | None = None) -> dict[str, int]:
        """Return the same as counts for the index."""
        own = self._of(article_id)
        found = {
            "corrections": int(own["applied"].sum()),
            "misfitting corrections": int((~own["applied"] & own["article_id"].notna()).sum()),
        }
        return {name: count for name, count in found.items() if count}

    def hash(self, sha256: str | None = None) -> str:
        """Return a hash over all corrections, or over those of one article: what a page of it depends on."""
        return digest(*map(repr, self._about(sha256)))

    def _about(self, sha256: str | None) -> list[Correction]:
        return [correction for correction in self.corrections if sha256 in (None, correction.article_sha256)]

    def _of(self, article_id: str | None) -> pd.DataFrame:
        return self.log if article_id is None else self.log.loc[self.log["article_id"].eq(article_id)]


def read_by_hand(path: str | Path | None) -> ByHand:
    """Read the corrections of a run: of a file, else of the usual one; "none" reads none.

    Raises `CorrectionError` if they cannot be read or contradict each other.
    """
    place, named = named_file(path)
    if place is None:
        return ByHand(NONE) if named else ByHand()
    return ByHand(from_root_text(place), named, read_corrections(place))


def corrected_by_hand(tables: Tables, by_hand: ByHand) -> tuple[Tables, ByHand]:
    """Return the tables corrected, and the corrections with their log; of the usual file, those about the tables."""
    about = tuple(c for c in by_hand.corrections if c.article_sha256 in set(tables["articles"]["sha256"]))
    if not by_hand.named:
        if not about:
            return tables, ByHand()
        by_hand = replace(by_hand, corrections=about)
    done = correct_tables(tables, by_hand.corrections)
    return Tables(done.tables), replace(by_hand, log=done.log)
