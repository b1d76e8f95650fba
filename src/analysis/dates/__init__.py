"""Time expressions in the terms of TIMEX3 (TimeML 1.2.1), resolved to days.

Three steps: a grammar of patterns reads the characters (`phrases`, `grammar`), the parse tells names and verbs apart
(`filters`), and what remains is resolved against the day of writing by the tense of its clause (`meanings`, `tense`).
"""

from analysis.dates.find import dateline, find_dates

__all__ = ["dateline", "find_dates"]
