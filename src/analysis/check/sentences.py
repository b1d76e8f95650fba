"""One plain computed sentence for each verdict."""

from analysis.check.finding import OPEN, REFUTED, SUPPORTED, Finding
from analysis.check.judge import Verdict

_MOST = 4  # later editions that are told one by one
_WORDS = {SUPPORTED: "supported", REFUTED: "refuted", OPEN: "not enough information"}


def write_sentence(verdict: Verdict) -> str:
    """Return what was compared, the verdict, and what was revised since.

    "NATO's June 2024 edition estimates Germany's 2024 share at 2.12 % of GDP; 'around 2.1' allows 2.0–2.2: supported.
    Since revised: 2.10 (Apr 2025), 2.00 (Aug 2025)."
    """
    finding = verdict.finding
    parts = [first_sentence(finding)]
    if verdict.nearest is not None and verdict.nearest.edition is not None:
        near = verdict.nearest
        parts.append(f"The nearest edition held says {near.figure_text or near.short} ({_month(near)}).")
    parts.append(_revisions(finding, verdict.later))
    return " ".join(part for part in parts if part)


def first_sentence(finding: Finding) -> str:
    """Return what was compared and the verdict, which no later edition changes."""
    return f"{_capital(finding.says)}: {_WORDS[finding.verdict]}."


def _revisions(finding: Finding, later: tuple[Finding, ...]) -> str:
    if not later:
        return ""
    if all(other.short == finding.short for other in later):
        if len(later) > _MOST:
            return f"Unchanged in {len(later)} later editions, the last of {_month(later[-1])}."
        return f"Unchanged since ({', '.join(_month(other) for other in later)})."
    told = _first_of_each(later) if len(later) > _MOST else later
    return f"Since revised: {', '.join(f'{other.short} ({_month(other)})' for other in told)}."


def _first_of_each(later: tuple[Finding, ...]) -> list[Finding]:
    """Return the findings whose figure is not that of the edition before."""
    return [other for i, other in enumerate(later) if not i or other.short != later[i - 1].short]


def _month(finding: Finding) -> str:
    return f"{finding.edition.published_on:%b %Y}" if finding.edition else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
