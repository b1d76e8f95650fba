"""Who is held up against all others: "no country spends more than", "more than any other"."""

from collections.abc import Iterator

from analysis.attribution import Context, Sentence
from analysis.attribution.owners import place_of
from analysis.attribution.populations import body_of
from analysis.claims.comparisons import compared_in, compared_topics, others_behind, said_in
from analysis.claims.drafts import Draft, named_by
from analysis.claims.ranks import OF_WORLD, Among, Standing, place_drafts
from analysis.nodes import Node
from analysis.rules import words_in

_NEAR, _BESIDE = 3, frozenset({"any", "other", "single", "no"})


def rival_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the first and last places that a comparison with all others gives ("than any other country")."""
    if "than" not in sentence.lowers or sentence.lowers.isdisjoint({"any", "no"}):
        return
    for named, verb in said_in(sentence):
        compared, head = compared_in(sentence, named, verb), verb.subject
        if compared is None or head is None:
            continue
        than, more, relation = compared
        whole = next((t for t in than.doc[than.i + 1 : than.i + _NEAR] if t.lower_ == "any"), None)
        is_nobody = any(c.lower_ == "no" for c in head.kids("det")) and not verb.kids("neg")
        noun = whole.head if whole is not None else head
        where = place_of(sentence, verb, context) if head.lemma in words_in("people") else None  # "people die in"
        subjects = where.subjects if where is not None else named_by(sentence, head)
        subjects = others_behind(sentence, than) if is_nobody else subjects
        topics, doubt = compared_topics(sentence, named, verb)
        among, words = _among(sentence, noun, context)
        if among is not None and is_nobody == (whole is None) and doubt is None:
            order = "desc" if relation == ">" else "asc"
            place = Standing(1, order, among, verb, more, noun, words, of_nobody=is_nobody)
            yield from place_drafts(sentence, subjects, topics, place, context)


def _among(sentence: Sentence, noun: Node, context: Context) -> tuple[Among | None, frozenset[Node]]:
    """Return among whom a noun for countries or members counts ("G7 country", "ally"), and the words that say so."""
    known, at = sentence.scene.words.bodies, sentence.mention_at
    bodies = {t: known[at[t.i].entity_id] for t in noun.subtree if t.i in at and at[t.i].entity_id in known}
    words = frozenset(t for t in noun.subtree if t in bodies or t.lower_ in _BESIDE)
    if bodies:
        return (*next(iter(bodies.values())), "stated"), words
    if noun.lemma not in words_in("land"):
        return body_of(sentence, noun, context) if noun.lemma in sentence.scene.words.nouns else None, words
    return None if sentence.bodies else (sentence.scene.references[0], None, OF_WORLD), words
