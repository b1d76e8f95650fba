"""Who and what an article names, in two passes: names found one by one, then understood together.

`find_entities` is the only entry. The first pass (`names`) takes the model's entities and the gazetteer's matches with
clean borders, repaired by their surroundings (`repair`, `recover`); the second reads the article as a whole: missed
repetitions (`repeats`), people with their surnames (`people`), bodies with short forms and acronyms (`bodies`),
capitals that stand for governments (`metonyms`), roles, nationality and gender (`roles`), and noun phrases that stand
for an entity (`nominals`).
"""

from analysis.entities.assemble import EntityRows, find_entities

__all__ = ["EntityRows", "find_entities"]
