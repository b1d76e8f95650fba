"""Who and what an article names, in two passes: names found one by one, then understood together.

`find_entities` is the only entry. The first pass (`names`) takes the model's entities and the gazetteer's matches with
clean borders, mended by what is around them (`borders`), and what was missed (`recover`, `layouts`), with the labels
that their use tells (`usage`, `places`). The second reads the article as a whole: people with their surnames, roles
and gender, bodies with short forms and acronyms (`clusters`), and what stands for an entity (`stand_ins`): capitals for
governments, noun phrases for anybody.
"""

from analysis.entities.assemble import EntityRows, find_entities

__all__ = ["EntityRows", "find_entities"]
