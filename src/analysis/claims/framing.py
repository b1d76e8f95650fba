"""Framing: whether what stands around a statement vouches for it.

A statement may be taken back in the same breath ("…, the pamphlet says. It does not."), be told of another world ("in
the novel, …") or hang on a verb that leaves open whether it is so ("pretends to spend"). What is known to vouch is
listed, as is the plain wording of a correction; everything else is left open (R. Saurí and J. Pustejovsky, FactBank
1.0, 2009; M.-C. de Marneffe et al., "Did It Happen?", 2012).
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice, takewhile

from analysis.attribution import EXPECTED, Sentence
from analysis.attribution.clauses import is_one
from analysis.attribution.colours import are_apart, is_turned, is_vouched_for, vouches
from analysis.attribution.marks import NEUTRAL
from analysis.claims.drafts import Draft
from analysis.lexicons import entries
from analysis.nodes import Node
from analysis.rules import words_in

_NEWS = timedelta(days=32)  # within which what was said is news
_BEHIND = 8  # words of the next sentence
_ASKED = 4  # sentences
_OLDEST = 99  # years
_LABEL = 7  # words of a sentence that only sets the scene
_VERBAL = frozenset({"VERB", "AUX"})
_VOUCHING = (
    "level", "have", "spend", "up", "down", "copula", "meet", "exceed", "lead", "know", "expect", "estimate", "miss",
    "vouching", "fact_noun", "figure", "time_noun", "always",
)  # fmt: skip
_BESIDE = ("harmless", "member_noun", "body", "land", "world", "still", "organ", "member_modifier", "label", "list")
_CARRYING = frozenset({"by", "despite", "besides", "after", "with", "in", "for"})
_JOINING = frozenset({"while", "whereas", "because", "since", "although", "though", "as", "when", "after", "where"})
_GUESSING = frozenset({"if", "long", "though", "soon", "far"})
_TAKEN_UP = frozenset({"that", "this", "it", "they", "none", "neither", "no", "not", "or"})
_NO = frozenset({"no", "not", "none", "neither"})
_OF_PEOPLE = frozenset({"role", "age", "term"})
_OF_FIGURES = frozenset({"value", "count", "change", "comparison"})
_WEIGHTY = frozenset({"NOUN", "ADJ", "ADV", "VERB", "INTJ"})


def is_framed(sentence: Sentence, draft: Draft, anchor: Node, own: set[int]) -> bool:
    """Say whether what stands around a statement may not vouch for it.

    `anchor` is a word that the statement is read of, `own` are the places of the words that it explains.
    """
    verb = anchor.verb
    if _is_taken_back(sentence, verb) or _is_staged(sentence) or _is_labelled(sentence, anchor):
        return True
    if verb is None or (_is_of_a_person(draft) and not draft.start <= verb.idx < draft.end):
        return False  # "NAME, 45, arrived"
    is_off = _is_off_figure(sentence, draft, anchor, own) if draft.kind in _OF_FIGURES else _is_nearly(verb)
    if is_off or _is_shared(sentence, draft, anchor, own) or any(map(_is_condition, verb.kids("advcl", "parataxis"))):
        return True
    if _is_of_then(sentence, verb):
        return True
    is_thought = draft.columns.get("modality") != EXPECTED and not is_vouched_for(verb)
    said = [t for t in sentence.span if t.pos_ in _VERBAL and draft.start <= t.idx < draft.end]
    inside = [] if draft.kind in _OF_FIGURES else said  # "Norvania claims to be the biggest spender"
    return is_thought or _is_placed(draft, verb, own) or any(map(_leaves_open, (*_upwards(verb), *inside)))


def _is_of_a_person(draft: Draft) -> bool:
    return draft.kind in _OF_PEOPLE or "office" in (draft.columns.get("arguments") or ())


def _is_placed(draft: Draft, verb: Node, own: set[int]) -> bool:
    """Say whether a phrase beside the words of a statement sets where or how it is so ("on paper", "in the novel")."""
    said = (verb, *verb.kids("attr", "acomp", "dobj", "oprd"))
    beside = [c for word in said for c in word.kids("prep", "advmod", "npadvmod")]
    beside = [c for c in beside if c.lower_ != "according" or c.kids("advmod")]  # "at least according to"
    beside += [c for c in verb.kids("advcl") if c.i < verb.i and c.tag_ == "VB"]  # "to hear them tell it"
    methods = (c for c in beside if c.lower_ == "by" and c.i not in own)
    if any(c.i < verb.i or any(is_one(p, "method") for p in c.children) for c in methods):
        return True  # "by one measure", "… by the national count"
    objects = [p for c in beside for p in c.kids("pobj")]
    if any(p.lower_ in words_in("hour") or (is_one(p, "deducted") and p.head.lower_ != "in") for p in objects):
        return True  # "at noon", "after inflation"
    if _is_of_a_person(draft):  # "resigned as prime minister"
        beside = [c for c in beside if not any(draft.start <= t.idx < draft.end for t in c.subtree)]
    return any(t.pos_ in _WEIGHTY and t.i not in own and not _is_plain(t) for c in beside for t in c.subtree)


def _is_off_figure(sentence: Sentence, draft: Draft, anchor: Node, own: set[int]) -> bool:
    """Say whether a figure is not what is said to be ("far from 2 percent", "votes for 2 percent")."""
    first = next((f.start for f in sentence.figures if f.id in draft.takes), anchor.idx)
    before = [t.lower_ for t in sentence.span if t.idx < first][-3:]
    if before and (before[-1] in entries("multiple_words", "word") or not words_in("off").isdisjoint(before)):
        return True
    above, verb = anchor.head, anchor.verb or anchor
    is_aim = above.lower_ in ("for", "toward", "towards") and above.head.lemma_ not in ("account", "responsible")
    measure = (draft.columns.get("package"), draft.columns.get("measure"))
    kinds = {t.measure.kind for t in sentence.scene.words.topics if t.id == measure}
    is_gain = is_one(verb, "gain") and kinds == {"level"}  # by so many, or up to them
    return is_aim or is_gain or is_of_another_verb(verb, own)


def of_an_age(sentence: Sentence, draft: Draft) -> Iterator[Node]:
    """Yield ages right behind people of which a statement is not read ("among South Africans under 25")."""
    for figure in sentence.figures if "measures" in draft.rule else ():
        before = sentence.token_at(figure.start).i - 1
        is_bare = figure.number.kind in ("cardinal", "age") and figure.number.value <= _OLDEST
        if is_bare and before in sentence.subjects and sentence.doc[before + 1].lower_ in words_in("age_bound"):
            yield figure.token


def another_source(sentence: Sentence, draft: Draft, verb: Node) -> Iterator[Node]:
    """Yield an office or organisation that the clause is reported of, where it is not the publisher of the table."""
    above = [verb.head] if verb.dep_ == "ccomp" else []
    tellers = [v.own_subject for v in (*above, *verb.kids("parataxis"))]
    sources = [t for word in sentence.span if word.lower_ == "according" for t in word.subtree if t.dep_ == "pobj"]
    offices = [t for t in sources if any(map(_is_office, t.subtree))]
    people = {i for m in sentence.people for i in sentence.scene.places(m.start, m.end)}
    offices += [t for t in tellers if t is not None and t.i not in people and _is_office(t)]
    if not offices:
        return
    own = [r for r in sentence.scene.references if r.name == draft.columns.get("package")]
    known = "".join(f"{r.title} {' '.join(e.publisher for e in r.editions)}" for r in own)
    defaults = (m.default_subject for r in own for m in r.measures.values())
    known += " ".join(word for default in defaults if default is not None for word in default.when)
    names = [[t.text for t in office.subtree if t.pos_ == "PROPN"] for office in offices]
    if not any(name and all(word in known for word in name) for name in names):
        yield offices[0]


def _is_office(word: Node) -> bool:
    is_acronym = word.text.isupper() and len(word) > 1
    is_name = word.pos_ == "PROPN" and (is_acronym or word.ent_type_ not in ("PERSON", "DATE", "NORP"))
    return is_name or word.lemma in words_in("office_of")


def is_of_another_verb(verb: Node, own: set[int]) -> bool:
    """Say whether a verb is none of figures ("Norvania deported 2 million refugees")."""
    return verb.pos_ == "VERB" and verb.i not in own and not _is_plain(verb)


def _is_nearly(verb: Node) -> bool:
    """Say whether what a verb says is so only nearly ("all but joined")."""
    is_but = verb.i > 0 and verb.nbor(-1).lower_ == "but"
    return is_but or any(is_one(c, "not_quite") for c in verb.kids("advmod"))


def _is_shared(sentence: Sentence, draft: Draft, anchor: Node, own: set[int]) -> bool:
    """Say whether a statement is of more than its table ("on defence and policing", "Norvania and its companies")."""
    verb = anchor.verb or anchor
    doer = verb.subject
    more = [c for named in sentence.named for c in named.token.kids("conj") if c.i not in own]
    if "plus" not in (draft.columns.get("arguments") or {}) and any(map(_is_of_two, verb.kids("prep", "agent"))):
        return True  # "from hydropower and wind"
    counted = anchor.kids("amod", "compound")
    others = (sentence.subjects[c.i] for c in counted if c.i in sentence.subjects and draft.kind == "value")
    if any(s.key != draft.columns.get("key") for s in others):
        return True  # "1.5 million Sudrian refugees"
    doers = doer.kids("conj") if doer is not None else []
    more += [c for c in doers if c.i not in sentence.subjects and c.i not in draft.own]
    return any(c.pos_ == "NOUN" and not is_one(c, "figure", "land") for c in more)


def _is_of_two(preposition: Node) -> bool:
    objects = preposition.kids("pobj") if preposition.lower_ in ("from", "by") else []
    return any(c.pos_ in ("NOUN", "ADJ") for word in objects for c in word.kids("conj"))


def _is_condition(clause: Node) -> bool:
    """Say whether a clause beside a statement is one that it hangs on ("once pensions are taken out", "I think")."""
    if clause.dep_ == "parataxis":
        return not vouches(clause) and not _is_plain(clause)
    is_bare = clause.own_subject is not None and clause.tag_ == "VBN" and not clause.kids("aux", "auxpass", "mark")
    return clause.left_edge.lower_ in ("once", "provided", "save", "except") or is_bare or is_turned(clause)


def _is_plain(word: Node) -> bool:
    if word.tag_ in ("JJS", "RBS") and word.i > 0 and word.nbor(-1).lower_ == "at":
        return False  # "at best"
    known = words_in(*_VOUCHING, *_BESIDE)
    return word.lemma in NEUTRAL or not known.isdisjoint((word.lemma, word.lower_))


def _is_taken_back(sentence: Sentence, verb: Node | None) -> bool:
    """Say whether words of its sentence may call a statement untrue, or those behind one of no source deny it."""
    if any(map(_is_untrue, sentence.span)) or _is_denied(sentence, verb):
        return True
    # "… is what many wrote"
    return any(word.lower_ == "what" and word.nbor(-1).lower_ in ("is", "was") for word in sentence.span[1:])


def is_called_untrue(sentence: Sentence, anchor: Node) -> bool:
    """Say whether words of its own part of a sentence, or right behind it, plainly call a statement untrue."""
    before = _before(sentence, sentence.span.start)
    label = before if before and before[-1].text == ":" else []
    own = (w for w in sentence.span if not are_apart(w, anchor) and (w.pos_ != "NOUN" or is_one(w, "falsehood")))
    return _is_denied(sentence, anchor.verb) or any(map(_is_untrue, (*label, *filter(_is_of_what_is_said, own))))


def _is_denied(sentence: Sentence, verb: Node | None) -> bool:
    """Say whether the words behind deny a statement; what a source said is judged whatever is said of it behind."""
    return (verb is None or not _is_of_a_source(verb)) and _is_denied_behind(sentence)


def _is_of_a_source(verb: Node) -> bool:
    """Say whether a clause is what some source said."""
    reports = (clause.head for clause in _upwards(verb) if clause.dep_ == "ccomp")
    tellers = (v.own_subject for v in reports if vouches(v))
    return any(t is not None and t.pos_ in ("NOUN", "PROPN") and not is_one(t, "own_text") for t in tellers)


def _is_denied_behind(sentence: Sentence) -> bool:
    """Say whether the words behind a sentence call something untrue, or deny what was just said."""
    behind = sentence.doc[sentence.span.end : sentence.span.end + _BEHIND]
    behind = list(takewhile(lambda word: "\n\n" not in word.text, behind))
    if any(_is_untrue(word) and not is_one(word, "doubt") for word in filter(_is_of_what_is_said, behind)):
        return True  # not "The ministry denied that it had left."
    following = [word for word in behind if word.first == behind[0].first]
    if not following or following[0].lower_ not in _TAKEN_UP:
        return False
    if len(following) == _BEHIND and following[-1].text != ".":
        return False  # a longer sentence
    if following[0].lower_ == "no" and following[1:] and following[1].pos_ not in ("PUNCT", "PRON"):
        return False  # "No ally spends less."
    is_echo = [word.lower_ for word in following[:2]] == ["or", "so"]
    return is_echo or any(word.dep_ == "neg" or word.lower_ in _NO for word in following)


def _is_of_what_is_said(word: Node) -> bool:
    """Say whether an adjective may be one of a statement ("a false figure"), not of somebody ("a fictional man")."""
    return word.dep_ != "amod" or is_one(word.head, "figure", "hearsay", "claim")


def _is_untrue(word: Node) -> bool:
    if word.pos_ == "ADJ" and is_one(word, "apt"):  # "which is not true"
        return any(c.dep_ == "neg" for c in (*word.children, *word.head.children))
    if word.lower_ == "without":
        return any(is_one(c, "fact_noun") for c in word.children)
    if word.pos_ in _VERBAL and any(c.lower_ == "from" for c in word.kids("prep")) and not word.kids("auxpass"):
        return False  # "Norvania withdrew from the union", not "the claim was withdrawn from the site"
    if word.pos_ in _VERBAL:
        return is_one(word, "doubt", "retract", "unserious") or word.lower_ in words_in("retract")
    return word.lower_ in words_in("invented") or word.lemma in words_in("invented")


def _is_staged(sentence: Sentence) -> bool:
    """Say whether a short sentence before only sets another year ("It is 1985."), or asks what is true."""
    before = _before(sentence, sentence.span.start)
    is_mocked = any(t.dep_ == "intj" and is_one(t, "mocking") for t in sentence.span)  # "Yeah, right, …"
    if is_mocked or any(map(_is_untrue, _question(sentence))):
        return True
    if not before or len(before) > _LABEL:
        return False
    year = sentence.scene.year or ""
    told = [t.timex[:4] for t in sentence.scene.times if before[0].idx <= t.start < sentence.span.start_char]
    is_set = not sentence.times and any(word.dep_ == "ROOT" and word.lemma_ == "be" for word in before)
    return any(map(_is_untrue, before)) or (is_set and any(t.isdigit() and t != year for t in told))


def _question(sentence: Sentence) -> list[Node]:
    """Return the words of a question shortly before ("Which statement is wrong? a) … b) …")."""
    start = sentence.span.start
    for _ in range(_ASKED):
        before = _before(sentence, start)
        if not before or any(word.text == "?" for word in before):
            return before
        start = before[0].i
    return []


def _before(sentence: Sentence, start: int) -> list[Node]:
    """Return the words of the sentence before a place."""
    doc = sentence.doc
    return [*doc[doc[start - 1].first : start]] if start > 0 else []


def _is_labelled(sentence: Sentence, anchor: Node) -> bool:
    """Say whether a colon before a statement ends words that may not vouch for it ("Myth: …")."""
    words = [word for word in sentence.span if word.i < anchor.i]
    before = _before(sentence, sentence.span.start)
    if before and before[-1].text == ":":
        words = [*before, *words]
    colon = next((n for n in range(len(words) - 1, -1, -1) if words[n].text == ":"), None)
    label = words[:colon] if colon is not None else []
    if any(is_one(w, "fraction") for w in label):
        return True  # "a third of that: 2 percent"
    if any(w.pos_ in _VERBAL and w.own_subject is not None for w in label):
        return False  # a sentence of its own
    return any(w.pos_ in ("NOUN", "ADJ", "VERB", "INTJ") and not _is_plain(w) for w in label)


def _upwards(verb: Node) -> Iterator[Node]:
    """Yield a verb and the verbs that it hangs on."""
    return islice((word for word in (verb, *verb.ancestors) if word.pos_ in _VERBAL), 6)


def _leaves_open(clause: Node) -> bool:
    """Say whether what a clause hangs on leaves open whether it is so."""
    relation, above = clause.dep_, clause.head
    if relation == "pcomp" or (relation == "ccomp" and above.pos_ not in _VERBAL):
        return above.lower_ not in _CARRYING
    if clause.own_subject is None and relation in ("xcomp", "ccomp"):
        is_to_be = above.lemma_ == "be" and any(c.lower_ == "to" for c in clause.lefts)  # "was to join"
        return is_to_be or (above.pos_ != "NOUN" and not is_one(above, *_VOUCHING))
    if relation == "advcl" and clause.own_subject is not None:
        first, second = clause.left_edge, clause.left_edge.nbor()
        return above.pos_ not in _VERBAL or first.lower_ not in _JOINING or second.lower_ in _GUESSING
    if relation == "ccomp":
        is_of_none = clause.i < above.i and not (vouches(above) or _is_plain(above))
        return not are_apart(clause, above) and (is_of_none or _is_told_by_any(above))
    return relation == "csubj" or (relation == "relcl" and _is_of_another(clause))


def _is_told_by_any(verb: Node) -> bool:
    """Say whether a clause is told by nobody in particular ("those who say that …", "it used to be that …")."""
    if verb.dep_ in ("relcl", "csubj", "acl") or any(c.dep_ == "neg" for c in verb.children):
        return True
    teller = verb.own_subject
    if teller is None and verb.tag_ == "VB" and not verb.lefts:  # "say Norvania spends …"
        return True
    if _is_told_before(verb):
        return True  # "the office first said that", "two months ago it reported"
    if is_one(teller, "own_text"):
        return True  # "an article on Tuesday said that …", which is told when it was wrong
    is_bare = verb.lemma_ == "be" and not verb.kids("acomp", "attr")
    return is_bare and not is_one(teller, "fact_noun", "figure", "vouching")


def _is_of_then(sentence: Sentence, verb: Node) -> bool:
    """Say whether what a statement hangs on was said well before the article ("in June the office reported that …")."""
    above = {a.i for a in verb.ancestors if a.pos_ in _VERBAL}
    if sentence.scene.day is None or not above:
        return False
    news = (sentence.scene.day - _NEWS).isoformat()
    for time in sentence.times:
        teller = next((a for a in sentence.token_at(time.start).ancestors if a.pos_ in _VERBAL), None)
        is_old = time.end_date is not None and time.end_date < news
        if is_old and time.type == "DATE" and teller is not None and teller.i in above and vouches(teller):
            return True
    return False


def _is_told_before(verb: Node) -> bool:
    """Say whether something was said at first, or at a time well before the article."""
    first = any(c.lower_ in words_in("at_first", "bygone") for c in verb.kids("advmod"))
    return first or any(t.lower_ == "ago" for c in verb.kids("advmod", "npadvmod") for t in c.subtree)


def _is_of_another(clause: Node) -> bool:
    """Say whether a relative clause is told of a thing in general ("in a world in which …", "a Norvania that …")."""
    noun, subject = clause.head, clause.own_subject
    is_any = any(c.dep_ == "det" and c.lower_ in ("a", "an", "any", "no") for c in noun.children)
    is_own = subject is not None and subject.lower_ in ("that", "which", "who")
    return is_any and noun.pos_ == "PROPN" if is_own else is_any and not is_one(noun, "time_noun")
