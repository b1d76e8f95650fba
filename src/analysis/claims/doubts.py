"""Doubts: why a statement of a figure must not be refuted.

A figure is read by its measure, its subject and its time. Whatever else its clause says may make it the figure of a
part, of another kind or of another count ("for women", "in Sicily", "unadjusted"), so that a statement with words that
nothing explains is never refuted; nor is one that may be about an event newer than its table.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from analysis.attribution import ARTICLE, EXPECTED, INHERITED, STATED, Scene, Sentence, StatedPeriod, Subject, Topic
from analysis.attribution.change_spans import has_clause, is_peak
from analysis.attribution.clauses import is_one, place_behind, possessor_beside, subject_beside, told_of
from analysis.attribution.colours import added_behind, told_behind
from analysis.attribution.fits import PEOPLE, is_ton
from analysis.attribution.marks import NEUTRAL
from analysis.attribution.measures import EARLIER, HELD_AGAINST, LISTED, Reading
from analysis.attribution.others import is_rated, is_without_base, left_out
from analysis.attribution.spans import recorded
from analysis.claims.drafts import Draft
from analysis.claims.framing import another_source, is_called_untrue, is_framed, is_of_another_verb, of_an_age
from analysis.dates.words import ORDINALS
from analysis.nodes import SUBJECT, Node, spelt
from analysis.reference import Reference, load_gazetteer
from analysis.rules import words_in
from analysis.tables import TimeExpression

_NARROWED, _FISCAL, _FRAMED = "narrowed", "fiscal_year", "framed"
_KINDS = frozenset({"value", "count", "change", "comparison", "rank"})
_SAID = _KINDS | {"membership", "guideline"}  # by a verb, and not in passing
_PLAIN = (
    "harmless", "figure", "organ", "time_noun", "guideline", "land", "member_noun", "body", "level", "spend", "up",
    "down", "have", "copula", "meet", "miss", "estimate", "list", "lead", "trail", "world", "always",
)  # fmt: skip
_SMALL = frozenset({"DET", "PRON", "AUX", "PART", "CCONJ", "SCONJ", "PUNCT", "SYM", "NUM", "INTJ", "SPACE", "X"})
_OF_WHOLE = ("subject", "kind_of_change", "may_be_a_part")  # they leave open whether a figure is of a part
_FEW, _SHARES = 10, ("percent", "percentage_point")
_OF_A_PART = frozenset({"pobj", "compound", "amod", "nmod", "poss"})
_APART = frozenset({"relcl", "ccomp", "parataxis"})
_OTHER_FIGURES = frozenset({"age", "duration"})
_SAME = timedelta(days=60)  # within which a date is still of the event that is listed
_PAST = timedelta(days=45)  # within which news speaks of an event by its weekday


def doubts_of(measure: str, subject: str, period: StatedPeriod, modality: str) -> Iterator[str]:
    """Yield why a statement must not be refuted."""
    if measure not in (STATED, "sentence"):
        yield f"measure_{measure}"
    if subject not in (STATED, "sentence"):
        yield f"subject_{subject}"
    if period.doubt:
        yield period.doubt
    elif period.source == INHERITED:
        yield "period_inherited"
    if modality == EXPECTED:
        yield "expected"


def doubts_of_value(
    sentence: Sentence, reading: Reading, topic: Topic, period: StatedPeriod, *, negated: bool
) -> Iterator[str]:
    """Yield why the figure of a measure must not be refuted, the weightiest first."""
    number, measure, verb = reading.figure.number, topic.measure, reading.verb
    is_mean = measure.kind == "change" or measure.unit == "percent"
    of_year = topic.reference.grain == "year" and period.time is not None
    has_part = of_year and is_mean and bool(period.time and period.time.mod)
    has_part = has_part or (of_year and measure.needs_period and is_peak(number, verb))
    head = verb and verb.subject  # "the armed forces have 200,000 soldiers" means them all
    is_whole = (head is not None and head.i in sentence.names) or sentence.holds(measure.within)
    is_part = head is not None and head.lemma in words_in("part_organ") and head.i not in sentence.subjects
    in_plain_dollars = measure.prices == "international" and measure.prices not in sentence.lemmas
    had = verb is not None and any(c.dep_ == "aux" and c.lemma == "have" for c in verb.children)
    own = any(is_one(t, "definition") and {p.i for p in t.subtree}.isdisjoint(sentence.body_at) for t in sentence.span)
    stated_by = reading.named.token if reading.named and reading.named.is_verb else verb
    is_reduced = stated_by is not None and stated_by.dep_ == "acl" and stated_by.head.i == reading.figure.token.i
    yield from (doubt for doubt, holds in (
        ("measure_guessed", reading.rule == "measures.clause" and None in (number.low, number.high)),
        ("approached", stated_by is not None and stated_by.lemma_ in words_in("approach")),
        ("may_be_a_part", is_reduced and measure.unit != "percent"),  # "20,000 jobs added in May", perhaps by somebody
        ("may_be_a_part", reading.rule == "measures.counted" and measure.unit == "person" and not is_whole),
        ("may_be_a_part", (measure.summable or measure.per is not None) and has_clause(reading)),
        ("kind_of_change_unsaid", measure.kind == "change" and measure.within and not sentence.holds(measure.within)),
        ("base_unsaid", is_without_base(sentence, number, reading.named, topic)),
        ("own_accounts", measure.unit == "national_currency" or in_plain_dollars),
        ("denied_figure", negated and number.bound == "="),
        ("summed", number.change_role == "by" and had),  # "has cut its rate by 1.5 points", perhaps in steps
        ("part_of_period", has_part or is_rated(sentence, reading.figure, topic)),
        ("of_organ", measure.summable and is_part),
        ("other_terms", own or is_ton(number, measure)),
    ) if holds)  # fmt: skip


def unless_newer(sentence: Sentence, draft: Draft) -> Draft:
    """Return a draft with the doubt `newer_event` where its table's last event by then is not the one it may be about.

    The events are what the package's descriptor calls so (``events: [election]``); a draft that names its period is
    about that.
    """
    scene, day = sentence.scene, sentence.scene.day
    reference = next((r for r in scene.references if r.name == draft.columns.get("package")), None)
    if reference is None or not reference.events or day is None or draft.columns.get("period_source") != ARTICLE:
        return draft
    editions = reference.current_editions(day, draft.columns.get("measure"), draft.columns.get("key"))
    last = editions[0].published_on if editions else None
    if last is None or last > day - _SAME:
        return draft
    names = {w.split()[-1] for words in reference.own_subjects.values() for w in words} | reference.events
    new = (t.head for t in sentence.doc if t.text == "new" and t.dep_ == "amod")  # "the new Bundestag"
    if any({h.text, h.lemma} & names for h in new) or any(d > last + _SAME for d in _event_days(scene, reference)):
        return replace(draft, doubts=("newer_event", *draft.doubts))
    return draft


def _event_days(scene: Scene, reference: Reference) -> Iterator[date]:
    """Yield the days and weeks shortly before an article that it names in a sentence with an event."""
    day = scene.day
    if day is None:
        return
    for time in scene.times:
        is_short = time.type == "DATE" and len(time.timex) > len("2024-06")
        if not is_short or time.begin is None or time.end_date is None:
            continue
        begin, end = date.fromisoformat(time.begin), date.fromisoformat(time.end_date)
        root = scene.root(time.start, time.end)
        around = (word for word in root.doc[root.first :] if word.first == root.first)
        if day - _PAST <= end and begin <= day and any(word.lemma in reference.events for word in around):
            yield end


def with_doubt(sentence: Sentence, draft: Draft) -> Draft:
    """Return a draft with a doubt where words of its clause are not explained by what it says, or do not vouch."""
    is_known = draft.kind in _KINDS  # fiscal years have no figures in a table of other years
    if is_known and not sentence.lowers.isdisjoint(words_in("fiscal")):
        following = [t.nbor() for t in sentence.span[:-1] if t.lower_ in words_in("fiscal")]
        if any(after.lemma in words_in("time_noun") or after.own.like_num for after in following):
            return replace(draft, doubts=(_FISCAL, *draft.doubts))
    if draft.rule == "measures.clause" and draft.columns.get("unit") in PEOPLE and _is_moved(sentence, draft):
        return replace(draft, doubts=("other_verb", *draft.doubts))
    left = list(unexplained(sentence, draft)) if is_known and draft.rule != "zeros.none" else []
    may_be = not draft.doubts or draft.doubts[0].startswith(_OF_WHOLE) or draft.rule == "changes.from_to"
    others = (word for word in left if word.i not in sentence.subjects or len(sentence.subjects) > 1)
    is_part = may_be and any(map(_is_of_a_part, others))
    if is_part or (any(word.dep_ in _OF_A_PART for word in left) and _is_by_few(sentence, draft)):
        return replace(draft, doubts=("of_a_part", *draft.doubts))
    if may_be and is_known and _on_another_basis(sentence, draft, left):
        return replace(draft, doubts=("other_basis", *draft.doubts))
    if draft.doubts:
        return draft
    is_said = draft.kind in _SAID and draft.rule != "membership.title"  # "dismissed NATO member Norvania as …"
    is_untrue = is_said and is_called_untrue(sentence, _anchor(sentence, draft))
    doubt = "taken_back" if is_untrue else _NARROWED if left else None
    doubt = doubt or (_FRAMED if _stands_in_a_frame(sentence, draft) else None)
    return replace(draft, doubts=(doubt,)) if doubt is not None else draft


def _is_by_few(sentence: Sentence, draft: Draft) -> bool:
    """Say whether a draft is a change by so few units that a part may have the same ("5 cents")."""
    measure, value = (draft.columns.get("package"), draft.columns.get("measure")), draft.columns.get("value")
    own = [t.measure for t in sentence.scene.words.topics if t.id == measure and t.measure.kind == "change"]
    return value is not None and abs(value) < _FEW and any(m.unit not in _SHARES for m in own)


def is_explained(sentence: Sentence, draft: Draft, known: Set[str] = frozenset()) -> bool:
    """Say whether each word of a draft's clause is explained or `known`, and what stands around it vouches for it."""
    return all(word.lemma in known for word in unexplained(sentence, draft)) and not _stands_in_a_frame(sentence, draft)


def _is_moved(sentence: Sentence, draft: Draft) -> bool:
    """Say whether people are told of by a verb that counts no stock of them ("deported", "took in 2 million")."""
    verb = _anchor(sentence, draft).verb
    if verb is None or is_one(verb, "dwell"):
        return False
    has_taken = is_one(verb, "taking") and any(c.lemma == "have" for c in verb.kids("aux"))
    return not has_taken and is_of_another_verb(verb, _own(sentence, draft, verb))


def _is_of_a_part(word: Node) -> bool:
    """Say whether an unexplained word makes a figure one of a place or a group ("in the south", "for women")."""
    above = word.head
    if word.dep_ in ("amod", "compound") and word.pos_ != "PROPN":  # "northern Norvania", "the digital economy"
        return is_one(above, "maker") or (is_one(word, "regional") and above.pos_ == "PROPN")
    if word.dep_ != "pobj" or above.head.pos_ not in ("VERB", "AUX", "NOUN"):
        return False
    is_place = word.ent_type_ in ("GPE", "LOC", "FAC") or word.lemma in words_in("side", "district")
    is_group = above.lower_ in ("for", "among") and word.lemma not in words_in("passing", "time_noun")
    return is_group or (above.lower_ == "in" and is_place)


def _on_another_basis(sentence: Sentence, draft: Draft, unexplained: list[Node]) -> bool:
    """Say whether a clause tells how its figure was reckoned ("before adjustment", "on an unadjusted basis")."""
    verb = _verb(_anchor(sentence, draft))
    own = _own(sentence, draft, verb)
    phrases = (p for p in verb.kids("prep") if p.lower_ in ("after", "at", "before", "in", "on"))
    words = (t for phrase in phrases for t in phrase.subtree if t.lemma in words_in("basis") and t.i not in own)
    return any(t.lemma != "basis" or any(c in unexplained for c in t.kids("amod")) for t in words)


def _stands_in_a_frame(sentence: Sentence, draft: Draft) -> bool:
    is_held = draft.rule == HELD_AGAINST  # "falls far short of the recommended ratio of 1:600"
    anchor = sentence.token_at(draft.start) if is_held else _anchor(sentence, draft)
    events = {word for r in sentence.scene.references for word in r.events}
    own = _own(sentence, draft, _verb(anchor)) | {t.i for t in sentence.span if t.lemma in events}
    own |= set(sentence.scene.places(draft.start, draft.end)) if is_held else set()
    return is_framed(sentence, draft, anchor, own)


def unexplained(sentence: Sentence, draft: Draft) -> Iterator[Node]:
    """Yield the words of a draft's clause that are neither its own nor harmless."""
    anchor = _anchor(sentence, draft)
    verb = _verb(anchor)
    own = _own(sentence, draft, verb)
    yield from another_source(sentence, draft, verb)
    yield from of_an_age(sentence, draft)
    yield from _namesake(sentence, draft)
    yield from (t for t in sentence.span if t.dep_ == "ROOT" and t.i < anchor.i and t.pos_ == "NOUN")
    yield from (t for t in sentence.span[:1] if t.lower_ == ",")  # cut in two by the parse
    aside = _aside(sentence, draft, anchor)
    words, asides = list(aside.subtree if aside is not None else _clause(verb, anchor)), set[int]()
    if draft.rule == HELD_AGAINST:  # all words up to the line are its own
        words = [t for t in sentence.span if not draft.start <= t.idx < draft.end]
    else:
        own_left_out = own & {i for out in left_out(sentence) for i in out.places}
        asides = {t.i for t in words if _is_participle(t) and t.i != verb.i and not t.is_ancestor(anchor)}
        asides -= own_left_out | draft.own
    told = told_behind(sentence, anchor.i)
    words = [*(t for t in words if t.i not in told), *added_behind(sentence, told)]
    yield from (t for t in words if t.i in asides or not (t.i in own or _is_harmless(sentence, t, verb, anchor)))


def _aside(sentence: Sentence, draft: Draft, anchor: Node) -> Node | None:
    """Return the "with" of a phrase right behind whom a draft is of ("Chad, with its 18 lakes, …")."""
    named = sentence.subjects.get(anchor.aside.i - 2) if anchor.aside is not None else None
    is_doer = named is not None and named.token.dep_ in SUBJECT
    return anchor.aside if named is not None and is_doer and _is_subject(draft.columns, named) else None


def _anchor(sentence: Sentence, draft: Draft) -> Node:
    """Return the word that a draft is read of: its first figure, else where it begins."""
    return next((f.token for f in sentence.figures if f.id in draft.takes), sentence.token_at(draft.start))


def _verb(anchor: Node) -> Node:
    root = [anchor, *anchor.ancestors][-1]
    verb = anchor.verb or (root if root.kids("dobj") else anchor)  # a verb that the parse takes for a noun
    while verb.dep_ in ("xcomp", "conj", "acl", "aux", "auxpass", "pcomp", "advcl") and not verb.own_subject:
        above = verb.head.verb
        if above is None or above.i == verb.i:
            break
        verb = above
    return verb


def _clause(verb: Node, anchor: Node) -> Iterator[Node]:
    """Yield the words of a clause, of what a relative one tells of, and of participles and phrases that hang on it."""
    queue = [verb, *told_of(verb)]
    while queue:
        token = queue.pop()
        yield token
        for child in token.children:
            is_another = child.lower_ == "according" or (child.dep_ in _APART and not _is_participle(child))
            is_verb = child.pos_ in ("VERB", "AUX") and child.dep_ in ("advcl", "conj")
            is_call = (child.dep_, child.tag_) == ("conj", "VB") and token.tag_ in ("VBD", "VBP", "VBZ")  # "so let us"
            apart = is_another or (is_verb and (child.own_subject is not None or is_call))
            if not apart or child.i == anchor.i or child.is_ancestor(anchor):
                queue.append(child)


def _namesake(sentence: Sentence, draft: Draft) -> Iterator[Node]:
    """Yield the name of a country that others share ("Georgia"), where nothing else in the article is of it."""
    gazetteer, key = load_gazetteer(), draft.columns.get("key")
    subjects = {s.key: s for s in sentence.subjects.values() if s.is_country and s.key == key}
    for subject in subjects.values():
        matches = gazetteer.find(sentence.scene.text[subject.start : subject.end])
        shared = any(a.ambiguous for m in matches for a in m.aliases if a.entity_id == subject.entity_id)
        others = [e for e in sentence.scene.entities.values() if e.entity_id != subject.entity_id]
        known = (gazetteer.entities.get(e.entity_id) for e in others)
        meant = {e.nationality for e in others} | {k.country for k in known if k is not None}
        if shared and subject.key not in meant:
            yield subject.token


def _is_participle(token: Node) -> bool:
    """Say whether a word is a participle beside a clause ("burning coal, …", "adjusted for …, …")."""
    return token.tag_ in ("VBG", "VBN") and token.dep_ in ("advcl", "ccomp", "csubj") and token.own_subject is None


def _own(sentence: Sentence, draft: Draft, verb: Node) -> set[int]:
    """Return the words that a draft reads: its measure's, its subjects', and those of other figures with theirs."""
    columns, arguments = draft.columns, draft.columns.get("arguments") or {}
    measure = (columns.get("package"), columns.get("measure"))
    own_figures = [f for f in sentence.figures if f.id in draft.takes]
    others = [f for f in sentence.figures if f.id not in draft.takes]
    is_long = "from_period" in arguments or any(f.number.change_role == "to" for f in own_figures)
    plain = [f for f in others if f.number.kind not in _OTHER_FIGURES]
    spans: list[Any] = [
        *(n for n in sentence.named if any(t.id == measure for t in (*n.topics, *n.change_topics))),
        # "in the last decade", "between 2015 and 2019"
        *(t for t in sentence.times if is_long or (t.type != "DURATION" and not _is_joined(sentence, t))),
        *own_figures, *(others if draft.rule == LISTED else plain),
    ]  # fmt: skip
    own = {i for one in spans for i in sentence.scene.places(one.start, one.end)}
    beside = {t.i for f in others if (t := subject_beside(sentence, f) or place_behind(sentence, f)) is not None}
    beside |= {t.i for f in plain if (t := possessor_beside(sentence, f)) is not None}
    if draft.rule == LISTED:  # the names of a list are those of its other figures
        beside |= {s.token.i for s in sentence.subjects.values()}
    main = verb.own_subject
    if plain and main is not None:  # the first of a list of names with figures
        beside.add(main.i)
    topics = (t for t in sentence.scene.words.topics if t.reference.name == measure[0])
    tellers = {spelt(word.casefold()) for t in topics for phrase in t.measure.within for word in phrase.split()}
    if main is not None and {main.lemma, main.spelt} & tellers:  # of such the package has measures
        own.add(main.i)
    subjects = {i for i, s in sentence.subjects.items() if _is_subject(columns, s) or s.token.i in beside}
    bodies = {i for i, body in sentence.body_at.items() if body.population is not None}
    nouns, is_sum = sentence.scene.words.nouns, not {"sum_of", "among", "others"}.isdisjoint(arguments)
    members = {
        t.i for t in sentence.span
        if any(is_sum or r.name == measure[0] for r, _ in nouns.get(t.lemma, ()))
        or (is_sum and t.lower_ in words_in("together"))
    }  # fmt: skip
    without = {frozenset(t.measure.without) for t in sentence.scene.words.topics if t.id == measure} - {frozenset()}
    own |= {verb.i} if draft.rule == "wholes.part" and verb.lemma in words_in("part_of") else set()
    own |= {i for out in left_out(sentence) if out.nouns in without for i in out.places}
    if "families" in draft.rule:  # one part held against another
        own |= {t.i for t in sentence.span if t.lemma in words_in("outdo", "overtake", "widespread")}
        own |= _words_of(sentence, (measure[0], arguments.get("other_measure")))
    own |= sentence.note_words if sentence.noted else set()
    return own | draft.own | _of_past(sentence, draft) | subjects | bodies | members | _words_of(sentence, measure)


def _is_joined(sentence: Sentence, time: TimeExpression) -> bool:
    """Say whether a time is one of two ("over 2022 and 2023")."""
    root = sentence.scene.root(time.start, time.end)
    return root.dep_ == "conj" and any(t.start <= root.head.idx < t.end for t in sentence.times)


def _of_past(sentence: Sentence, draft: Draft) -> set[int]:
    """Return the words by which a draft speaks of what was before ("its lowest level since"), or of a place."""
    if draft.rule == EARLIER:
        said = words_in("than_then", "comparing")
        return {i for i in sentence.scene.places(draft.start, draft.end) if sentence.doc[i].lower_ in said}
    if not draft.rule.startswith("records."):
        return {t.i for t in sentence.span if draft.kind == "rank" and t.lower_ in ORDINALS}
    own = words_in("in_a_row", "decision", "time_noun", "unchanged", "fastest", "slowest", "pace", "up", "down")
    inside = {i for found in recorded(sentence) for i in sentence.scene.places(found.word.idx, found.time.end)}
    return inside | {t.i for t in sentence.span if t.lemma in own or t.lower_ in own or t.lower_ in ORDINALS}


def _is_subject(columns: Mapping[str, Any], subject: Subject) -> bool:
    """Say whether a draft is about somebody, or about something of theirs ("GBR" of the key of a British party)."""
    arguments = columns.get("arguments") or {}
    others = (*arguments.get("sum_of", ()), *arguments.get("others", ()))
    keys = {columns.get("key"), arguments.get("other_key"), *others} - {None}
    names = {subject.key, *(key for _, key in subject.keys)}
    return bool(names & keys) or any(subject.key in str(key) for key in keys)


def _words_of(sentence: Sentence, measure: tuple[object, object]) -> set[int]:
    """Return the places of words that a package knows for a measure, or for what it is about."""
    topic = next((t for t in sentence.scene.words.topics if t.id == measure), None)
    if topic is None:
        return set()
    m = topic.measure
    phrases = (*m.modifiers, *m.within, *m.counted, *m.nouns, *m.of, *m.verbs, m.base or "", *m.names, *m.predicates,
               *m.topics, *m.states, *m.lacks, *m.ranked_top, *m.ranked_bottom)  # fmt: skip
    known = {spelt(word.casefold()) for phrase in phrases for word in phrase.split()}
    said = sentence.says(topic)
    return {
        token.i for token in sentence.span
        if token.lemma in known or token.spelt in known or any(part in token.lower_ for part in said)
    }  # fmt: skip


def _is_harmless(sentence: Sentence, token: Node, verb: Node, anchor: Node) -> bool:
    word, head = token.lemma, token.head
    is_for = token.dep_ == "pobj" and head.lower_ in ("for", "among")  # "for households"
    of_some = head.i in sentence.subjects or head.lemma in words_in("organ", "people")  # "small employers"
    is_part = token.dep_ in ("amod", "nmod", "compound") and of_some and token.tag_ not in ("JJR", "JJS")
    picks_out = is_part and token.i not in sentence.subjects and word not in words_in("whole")
    if {word, token.lower_} & words_in("narrowing") or picks_out or (is_for and word in words_in("organ")):
        return False
    if token.dep_ == "neg":
        return head.i == verb.i or (head.pos_ in ("VERB", "AUX") and head.tag_ != "VBN")
    if token.i in sentence.inside_figure or word in words_in("area"):
        return False  # an age, or for how long; "within the territory that the government holds"
    is_all = is_one(token, "everybody") and [c.lower_ for c in token.children] == ["all"]  # "for all workers"
    if is_all or token.pos_ in _SMALL or token.pos_ == "ADP":
        return True
    if token.pos_ in ("VERB", "AUX") and (token.i == verb.i or token.is_ancestor(anchor)):
        return True
    return word in NEUTRAL or token.lower_ in words_in("harmless") or word in words_in(*_PLAIN)
