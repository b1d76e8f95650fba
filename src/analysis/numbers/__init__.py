"""Numbers in running text: exact spans, values, units, bounds, intervals, what they count and what they are shares of.

`find_numbers` reads a document once: numerals (`numerals`, `words`), what stands around them (`candidates`, `units`),
ranges and ratios (`phrases`), hedges, distractors, counted nouns, change, concepts; then it makes the rows.
"""

from analysis.numbers.find import find_numbers

__all__ = ["find_numbers"]
