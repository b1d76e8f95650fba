"""Reference packages: official tables with all their editions, read once, checked, asked by claims, window and check.

>>> nato = load_reference("nato")
>>> [edition.id for edition in nato.current_editions(date(2024, 6, 27))][:2]
['nato-2024-06', 'nato-ar2023']
>>> nato.figure("nato-2024-06", "share_of_gdp", "DEU", "2024")
Decimal('2.12')
>>> len(nato.populations["members"].on(date(2024, 6, 27)))
32
>>> str(nato.guideline_on("share_of_gdp", date(2024, 6, 27)).value)
'2.0'
>>> [str(term.start) for term in nato.terms_of("NATO chief")][-2:]
['2014-10-01', '2024-10-01']
"""

from datetime import date  # noqa: F401  for the example above

from analysis.reference.days import Days, is_days, parse_days
from analysis.reference.figures import Cell
from analysis.reference.gazetteer import load_gazetteer
from analysis.reference.measures import DefaultSubject, Measure
from analysis.reference.model import Edition, Membership, OfficeTerm, Population, Threshold
from analysis.reference.package import Reference
from analysis.reference.read import load_reference, load_references
from analysis.reference.revisions import diff_editions

__all__ = [
    "Cell", "Days", "DefaultSubject", "Edition", "Measure", "Membership", "OfficeTerm",
    "Population", "Reference", "Threshold", "diff_editions", "load_gazetteer", "load_reference",
    "load_references", "is_days", "parse_days",
]  # fmt: skip
