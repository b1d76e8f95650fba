"""Words that names are made of or told by, from the lists."""

from analysis.lexicons import entries, pairs

PERSONAL = frozenset("mr mrs ms miss dr prof sir lady dame lord sen rep gov gen col lt sgt capt rev".split())  # noqa: SIM905
PARTICLES, BODY_NOUNS, SURNAMES = (entries("name_words", "word", kind=kind) for kind in ("particle", "body", "surname"))
HONORIFICS = {title.lower(): gender for title, gender in pairs("honorifics", "title", "gender").items()}  # "" untold
ROLE_NOUNS = pairs("role_nouns", "noun", "gender")  # for what a person is or does, with the gender that tells, or ""
GIVEN_NAMES = entries("given_names", "name")
NAME_HEADS = pairs("name_heads", "word", "label")  # last words of names that tell their label ("Museum", "University")
PORTFOLIOS = entries("portfolios", "word")
PLACES = frozenset({"GPE", "LOC", "FAC"})
# nouns that tell a label from one side of a name
BEFORE, AFTER, OF, OPENING, ENDING, APPOSED, START = (
    pairs("name_contexts", "word", "label", side=side)
    for side in ("before", "after", "of", "first", "end", "apposed", "start")
)
