"""Whether a statement is asserted where it stands, and which way round: modality and negation of its verb, by rules.

A clause under any other word than one that vouches for it ("a myth that", "could not confirm that", "to ensure that")
may be anybody's thought; what it says is listed and not judged. Predicates that vouch are the factive and the reportive
ones (P. and C. Kiparsky, "Fact", 1970; R. Saurí and J. Pustejovsky, FactBank 1.0, 2009).
"""

from functools import cache
from itertools import islice

from analysis.attribution.clauses import is_one
from analysis.attribution.marks import Sentence
from analysis.attribution.package_words import Topic
from analysis.lexicons import read_lexicon
from analysis.nodes import Node
from analysis.rules import rules, words_in
from analysis.tables import Mention

_STILL = 600  # characters in which a publisher is still the one who says it
_LONGEST_CHAIN = 4  # verbs
_DEEPEST = 6
_OPEN = frozenset({"could", "would", "might", "may", "can", "should", "ca"})
_CLIMBED = frozenset({"conj", "xcomp", "aux", "auxpass", "parataxis", "dep"})
_VERBAL = frozenset({"VERB", "AUX"})
ASSERTED, EXPECTED = "asserted", "expected"
_FUTURE = frozenset({"will", "shall", "'ll", "’ll", "wo"})


def modality_of(sentence: Sentence, verb: Node | None, period: str | None = None) -> str:
    """Return how a statement is meant: `asserted`, `expected` (an estimate), or why it is not judged."""
    if sentence.text.rstrip(" ”’\"')").endswith("?"):
        return "question"
    year = sentence.scene.year
    if year is not None and period is not None and period[:4].isdigit() and period[:4] > year:
        return "plan"
    if verb is None:
        return ASSERTED
    for token in _chain(verb):
        for rule in rules("modality"):
            for _ in rule.matches({"verb": token}, sentence.marks):
                return rule.gives
    if any(c.lower_ in _FUTURE for v in (verb, verb.finite) for c in v.kids("aux")):
        dated = [t.timex[:4] for t in sentence.times if t.type == "DATE" and t.timex[:4].isdigit()]
        return "plan" if any(t > (year or "") for t in dated) else EXPECTED  # a date after the article's year
    return ASSERTED if is_vouched_for(verb) else "unclear"


def is_forecast(sentence: Sentence, verb: Node | None, topics: tuple[Topic, ...]) -> bool:
    """Say whether what is expected is what the publisher of a table of forecasts says ("the IMF expects growth of")."""
    named = publishers_in(sentence, tuple(t for t in topics if t.reference.forecasts))
    if not named or verb is None:
        return False
    tellers = (h for v in verb.ancestors if v.pos_ in _VERBAL and (h := v.own_subject) is not None)
    speakers = [h for h in (verb.own_subject, verb.finite.subject, next(tellers, None)) if h is not None]
    return any(m.start <= h.idx < m.end for m in named for h in speakers if not are_apart(verb, h))


def are_apart(one: Node, other: Node) -> bool:
    """Say whether a semicolon stands between two words."""
    first, last = sorted((one.i, other.i))
    return any(word.text == ";" for word in one.doc[first:last])


def is_forecast_on(sentence: Sentence, verb: Node | None, topics: tuple[Topic, ...]) -> bool:
    """Say whether a sentence goes on with what the publisher of a table of forecasts, named shortly before, says.

    Another organisation in the sentence may be the one that forecasts.
    """
    forecasts = tuple(t for t in topics if t.reference.forecasts)
    if not forecasts or (verb is not None and not is_vouched_for(verb)):
        return False
    named = publishers_in(sentence, forecasts, before=_STILL)
    others = (m for m in sentence.mentions if m.label == "ORG" and m.kind == "name" and m not in named)
    return bool(named) and not any(others)


def publishers_in(sentence: Sentence, topics: tuple[Topic, ...], before: int = 0) -> list[Mention]:
    """Return where a sentence, or the characters `before` it, name those who publish the tables of some measures."""
    publishers = {e.publisher.removeprefix("the ") for t in topics for e in t.reference.editions}
    scene, start, end = sentence.scene, sentence.span.start_char - before, sentence.span.end_char
    near = (m for m in scene.mentions if start <= m.start < end) if before else sentence.mentions
    return [m for m in near if (e := scene.entities.get(m.entity_id)) is not None and e.name in publishers]


def is_of_others(sentence: Sentence, verb: Node | None, topics: tuple[Topic, ...]) -> bool:
    """Say whether what is expected is somebody else's forecast, or one of then ("analysts had expected growth of")."""
    if verb is None or is_forecast(sentence, verb, topics):
        return False
    own, forecasts = verb.subject, any(t.reference.forecasts for t in topics)
    above = [v for v in verb.ancestors if v.pos_ == "VERB"]
    tellers = [h for v in above if forecasts and (h := v.own_subject) is not None and h != own]
    then = any(c.tag_ == "VBD" for v in (verb, *above) for c in v.kids("aux", "auxpass"))
    known = {
        e.publisher.split()[-1] for t in topics if t.reference.forecasts for e in t.reference.editions if e.publisher
    }
    return then or any(h.pos_ in ("NOUN", "PROPN") and not _is_short_for(h, known) for h in tellers)


def _is_short_for(word: Node, names: set[str]) -> bool:
    """Say whether a word with its article is the last of a name, and so short for it ("the Fund")."""
    return word.text in names and [c.lower_ for c in word.lefts] == ["the"]


def _chain(verb: Node) -> list[Node]:
    """Return a verb and those it is coordinated under without a subject of its own ("plans to raise and spend")."""
    chain = [verb]
    while len(chain) < _LONGEST_CHAIN and verb.dep_ in ("conj", "xcomp") and verb.head.pos_ in _VERBAL:
        if any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
            break
        verb = verb.head
        chain.append(verb)
    return chain


def is_negated(sentence: Sentence, verb: Node | None) -> bool:
    """Say whether the statement of a verb is turned round; "not only" and the like do not turn it."""
    if verb is None:
        return False
    turning = sentence.rules("negation")
    words = (f.get("word") for rule in turning for f in rule.matches({"verb": verb}, sentence.marks))
    last = sentence.span.end - 1
    return any(w is None or w.i >= last or w.nbor().lower_ not in words_in("merely") for w in words)


def is_vouched_for(verb: Node) -> bool:
    """Say whether a clause asserts what it says, and everything above it does."""
    chain = (verb, *islice(verb.ancestors, _DEEPEST - 1))
    said = (False if is_turned(clause) else _stands(clause) for clause in chain)
    return next((stands for stands in said if stands is not None), True)


def _stands(clause: Node) -> bool | None:
    """Say whether a clause is asserted; None where that hangs on the one above it."""
    above, relation = clause.head, clause.dep_
    if relation == "ccomp":
        is_inserted = clause.i < above.i  # the verb above stands behind ("…, the report said")
        return None if is_inserted or vouches(above) else False
    if relation == "acl" and any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children):
        return is_one(above, "fact_noun") and not _is_denied(above.head)
    if relation == "relcl":
        return not is_one(above, "time_noun", "hearsay")
    if relation == "advcl":
        return False if any(c.lower_ in words_in("not_yet") for c in clause.children) else None
    return None if relation in _CLIMBED else True


def is_turned(verb: Node) -> bool:
    """Say whether a clause is a condition by its first word ("had Norvania spent …", "the day Norvania spends …")."""
    head = verb.own_subject
    before = [c for c in verb.children if head is not None and c.i < head.i and c.left_edge.i == verb.left_edge.i]
    return any(
        (c.dep_ in ("aux", "auxpass") and c.lower_ in ("had", "were", "should"))
        or (c.dep_ == "npadvmod" and is_one(c, "time_noun") and c.left_edge.lower_ == "the")
        for c in before
    )


def told_behind(sentence: Sentence, place: int) -> range:
    """Return the places of the words behind a statement that say who told it, up to the comma behind them.

    The parse loses a verb that stands far behind ("…, NAME, a lecturer in the south, told reporters").
    """
    for mention in sentence.people:
        first, last = sentence.scene.index(mention.start), sentence.scene.index(mention.end - 1)
        if first <= place or sentence.doc[first - 1].text != ",":
            continue
        behind = sentence.doc[last + 1 : sentence.span.end]
        verb = next((w for w in behind if w.pos_ == "VERB" and w.lemma in _reporting()), None)
        aside = behind[:1] and behind[0].text == "," and verb is not None and verb.nbor(-1).text == ","
        if verb is not None and (aside or verb.i == last + 1):
            ends = (w.i for w in sentence.doc[verb.i + 1 : sentence.span.end] if w.text in (",", ";", "–", "—", "("))
            return range(first, next(ends, sentence.span.end))
    return range(0)


def added_behind(sentence: Sentence, told: range) -> list[Node]:
    """Return the words of a phrase that goes on with a statement behind who told it ("…, NAME said, for women")."""
    behind = sentence.doc[told.stop + 1 : sentence.span.end] if told else []
    goes_on = bool(behind) and (behind[0].pos_ in ("ADP", "SCONJ") or behind[0].tag_ in ("VBG", "VBN"))
    return [word for word in behind if word.pos_ in ("NOUN", "PROPN", "VERB")] if goes_on else []


def content_of(sentence: Sentence) -> list[Node]:
    """Return the words of what a verb of saying tells, without the teller; else all words of a sentence."""
    root = sentence.span.root
    told = [c for c in root.kids("ccomp") if root.lemma in _reporting()]
    if not told:
        return list(sentence.span)
    return [t for t in sorted(told[0].subtree, key=lambda t: t.i) if t.lower_ != "that"]


def vouches(verb: Node) -> bool:
    """Say whether a verb vouches for the clause under it: it reports or knows, and is itself no question or denial."""
    teller = verb.own_subject
    if _is_denied(verb) or is_one(verb, "unserious") or is_one(teller, "hearsay", "narrowing"):
        return False  # "an earlier version of this article said"
    if any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children) and is_one(verb.head, "copula"):
        called = [c for c in verb.head.kids("acomp", "attr") if c.i < verb.i]
        if called and not is_one(called[-1], "apt"):
            return False  # "it would be wrong to say"
    if verb.lemma_ != "be":
        return verb.lemma in _reporting() or is_one(verb, "know")
    predicate = next(iter(verb.kids("acomp", "attr")), None)
    if predicate is None:
        return not is_one(teller, "estimate")  # "the first estimate was that"
    if predicate.pos_ == "ADJ":
        return not is_one(predicate, "maybe", "untrue")
    return is_one(predicate, "fact_noun", "figure")


def _is_denied(verb: Node) -> bool:
    """Say whether a verb is denied, only possible, or said of nobody."""
    head, nobody = verb.own_subject, words_in("nobody")
    nobodys = head is not None and any(t.lower_ in nobody for t in (head, *head.lefts))
    denied = any(c.dep_ == "neg" or (c.dep_ == "aux" and c.lower_ in _OPEN) for c in verb.children)
    return verb.pos_ in _VERBAL and (denied or nobodys)


@cache
def _reporting() -> frozenset[str]:
    rows = read_lexicon("cues_verbs")
    return frozenset(r["cue"] for r in rows if r["polarity"] == "+" and r["kind"] in ("say", "write", "warn", "agree"))
