"""Parts held against each other: "more electricity from wind than from coal", "renewables have overtaken coal".

Parts are what the measures of one `family` of a package are of. A comparison is read where a sentence names two of them
and no third, what they are parts of, whose they are and when, and where every word of it is explained; else it is left
out, as much may be compared with the same words (capacity, prices, another year).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from analysis.attribution import ARTICLE, ASSERTED, INHERITED, STATED, Context, Sentence, StatedPeriod, Subject, Topic
from analysis.attribution.colours import content_of
from analysis.attribution.owners import place_of, said_of
from analysis.attribution.periods import is_end
from analysis.claims.comparisons import MANY, MORE, times_of, words_of_whole
from analysis.claims.doubts import doubts_of, is_explained, unexplained
from analysis.claims.drafts import Clause, Draft, clause_in, draft, read_clause
from analysis.nodes import Node, spelt
from analysis.rules import words_in

_THAN, _LARGEST = "comparisons.families", "largest"
_WEIGHT = 5
_BETWEEN = frozenset({"that", "those", "its", "their", "aged"})
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "AUX", "ADJ"})
_OWN = frozenset({"poss", "amod", "compound", "nmod"})
_WHERE = frozenset({"in", "of", "across", "throughout"})
_HALF = 50.0  # percent: what has more of a whole is its largest part
_YEAR, _LENGTHS = 4, {"year": 4, "month": 7}  # of a year, of periods in the table


@dataclass(frozen=True, slots=True)
class NamedPart:
    """Words for a part ("wind power"), from the first to the last, and the measure that is of it."""

    first: Node
    last: Node
    topic: Topic

    @property
    def start(self) -> int:
        """Where it starts."""
        return self.first.idx

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.last.idx + len(self.last)

    def has(self, word: Node) -> bool:
        """Say whether a word is one of it."""
        return self.first.i <= word.i <= self.last.i

    def is_of_some(self, sentence: Sentence) -> bool:
        """Say whether words before it may single some out ("two coal plants", "offshore wind")."""
        beside = (c for c in self.last.kids("nummod", "quantmod", "det", "predet", "amod") if not self.has(c))
        dated = {i for time in sentence.times for i in sentence.scene.places(time.start, time.end)}
        known = {"the", "all", *MORE}
        one = self.last.tag_ == "NN" and self.first is not self.last  # "the coal plant"
        known = known - {"the", "all"} if one else known
        return any(not (c.lower_ in known or c.i in dated or c.i in sentence.subjects) for c in beside)

    def is_linked(self, sentence: Sentence) -> bool:
        """Say whether a preposition before it is one of its package's phrases ("from wind", not "to wind farms")."""
        before = reversed(sentence.doc[sentence.span.start : self.first.i])
        word = next((t for t in before if t.pos_ not in ("DET", "PRON", "ADJ", "PART")), None)
        measure = self.topic.measure
        phrases = (*measure.predicates, *measure.names, *measure.within)
        known = {
            p.removesuffix(f" {part}").split()[-1] for p in phrases for part in measure.part if p.endswith(f" {part}")
        }
        return word is None or word.pos_ != "ADP" or word.lower_ in known | {"than", "as"}


@dataclass(frozen=True, slots=True)
class _Held:
    """A part said to be larger or smaller than another, or the largest (`other` None).

    `word` compares, `verb` is that of the statement, `more` is what else the claim says.
    """

    part: NamedPart
    other: NamedPart | None
    word: Node
    verb: Node
    rule: str
    relation: str
    more: dict[str, Any]
    overtakes: bool = False

    @property
    def parts(self) -> tuple[NamedPart, ...]:
        return (self.part,) if self.other is None else (self.part, self.other)


def family_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield which of two parts a sentence says is the larger one, or that one is the largest of all."""
    for family in families(sentence):
        if any(part.is_of_some(sentence) or not part.is_linked(sentence) for part in family):
            continue
        for held in (*_compared(sentence, family), *_largest(sentence, family)):
            source = _source(sentence, held, context)
            if source is not None:
                yield from _draft(sentence, held, source, context)


def families(sentence: Sentence) -> list[list[NamedPart]]:
    """Return the parts that a sentence names, by family; of words inside others the longest ("wind farm")."""
    known, found = sentence.scene.words.parts, dict[tuple[str, str], list[NamedPart]]()
    for token in () if known.keys().isdisjoint(sentence.said) else sentence.span:
        for words, topic in (pair for form in {token.lemma, token.spelt} for pair in known.get(form, ())):
            first = token.i - len(words) + 1
            said = sentence.doc[first : token.i + 1] if first >= sentence.span.start else []
            if len(said) == len(words) and all(w in (t.lemma, t.spelt) for w, t in zip(words, said, strict=True)):
                own = found.setdefault((topic.reference.name, topic.measure.family), [])
                own[:] = [part for part in own if part.last.i < first]
                if not any(part.last is token for part in own):
                    own.append(NamedPart(said[0], token, topic))
    return list(found.values())


def _compared(sentence: Sentence, parts: list[NamedPart]) -> Iterator[_Held]:
    """Yield the comparison of the only two parts that are named."""
    if len(parts) != 2 or parts[0].topic.id == parts[1].topic.id:  # noqa: PLR2004
        return
    one, other = parts
    for than in (t for t in sentence.doc[one.last.i + 1 : other.first.i] if t.lower_ in ("than", "as")):
        small = sentence.doc[than.i + 1 : other.first.i]
        if all(t.pos_ in ("ADP", "DET") or t.lower_ in _BETWEEN or t.lemma in _amounts(other.topic) for t in small):
            yield from _by_more(sentence, one, other, than)
    for part, second in ((one, other), (other, one)):
        for rule in sentence.rules("families"):
            for found in rule.matches({"part": part.last}, {"other": second.has}) if rule.gives != _LARGEST else ():
                verb = found["beats"]
                more = {} if sentence.lowers.isdisjoint(words_in("largest")) else {"largest": True}
                yield _Held(part, second, verb, verb, rule.id, ">", more, rule.gives == "overtakes")


def _by_more(sentence: Sentence, one: NamedPart, other: NamedPart, than: Node) -> Iterator[_Held]:
    """Yield "more … than", and "three times as much … as" where it says how many times."""
    before = list(reversed(sentence.doc[sentence.span.start : than.i]))
    if than.lower_ == "than":
        word = next((t for t in before if t.lower_ in MORE), None)
    else:
        word = next((t for t in before if t.lower_ in MANY and sentence.before(t.idx) == "as"), None)
    verb = _verb_of(sentence, one, other, word) if word is not None else None
    if word is None or verb is None or not _is_of_amount(sentence, one, word, verb):
        return
    behind = (t for t in content_of(sentence) if t.i > other.last.i and t.pos_ in ("VERB", "AUX"))
    if any(t is not verb and t.lemma != "do" for t in behind):
        return  # "than coal plants had planned", "than its wind farms could"
    times, relation = times_of(sentence, word), MORE.get(word.lower_, "=")
    own = [(p.start, p.end) for p in (one, other)] + [(t.start, t.end) for t in sentence.times]
    others = [f for f in sentence.figures if not any(start < f.end and f.start < end for start, end in own)]
    if len(others) != (times is not None) or (relation == "=" and not times):
        return
    by_number = one.has(word.nbor()) and one.topic.measure.unit == "percent"  # "more men than women"
    if not by_number:
        yield _Held(one, other, word, verb, _THAN, relation, times or {})
    elif not times:
        yield _Held(one, other, word, verb, _THAN, relation, {"by_number": True})


def _largest(sentence: Sentence, parts: list[NamedPart]) -> Iterator[_Held]:
    """Yield that a part is the largest of a whole, which the table shows where it is more than half of that."""
    for part in parts if len(parts) == 1 and parts[0].topic.measure.unit == "percent" else ():
        for rule in (rule for rule in sentence.rules("families") if rule.gives == _LARGEST):
            for found in rule.matches({"part": part.last}, {}):
                source, largest = found["source"], found["largest"]
                beside = source.kids("amod", "nummod", "compound", "det")
                is_plain = all(word is largest or word.lower_ == "the" for word in beside)
                if is_plain and source.lemma in _amounts(part.topic):
                    yield _Held(part, None, largest, found["beats"], rule.id, ">", {})


def _words(*phrases: str) -> frozenset[str]:
    return frozenset(spelt(word.casefold()) for phrase in phrases for word in phrase.split())


def _amounts(topic: Topic) -> frozenset[str]:
    """Return the words for what there is more of: the whole, what is counted, a share."""
    return words_of_whole(topic) | _words(*topic.measure.counted, topic.measure.unit) | words_in("figure")


def _states(topic: Topic) -> frozenset[str]:
    return _words(*topic.measure.predicates, *topic.measure.verbs)


def _verb_of(sentence: Sentence, one: NamedPart, other: NamedPart, word: Node) -> Node | None:
    """Return the verb by which one part or the other is said to have an amount."""
    known = _states(one.topic) | _states(other.topic) | words_in("have", "copula")
    near = (word.verb, one.last.verb, other.last.verb)
    return next((verb for verb in near if verb is not None and verb.lemma in known), None)


def _is_of_amount(sentence: Sentence, one: NamedPart, word: Node, verb: Node) -> bool:
    """Say whether a word compares amounts ("more electricity", "more of it", "more common"), not kinds or manners."""
    if word.dep_ == "acomp":  # "the share of wind was larger than"
        head = verb.subject
        return head is not None and (head.i in sentence.names or head.lemma in words_in("figure"))
    following, before = word.nbor(), word.nbor(-1) if word.i > sentence.span.start else word
    if word.lower_ in MORE and (before.pos_ == "ADV" or before.lower_ == "no" or word.kids("advmod", "neg")):
        return False  # "slightly more", "no more"
    noun = following.head if following.dep_ in _OWN else following
    if following.i in sentence.subjects:  # "more Kenyans", but not "more Kenyan women"
        return (noun is following and not words_of_whole(one.topic)) or noun.lemma in _amounts(one.topic)
    if following.pos_ == "ADP" and following.lower_ != "of":  # "relies more on coal than on wind"
        return bool(words_of_whole(one.topic)) and word.head is verb and following.nbor() is one.first
    if following.lower_ == "likely":
        after = sentence.doc[following.i + 1 : sentence.span.end][:2]
        return [t.lower_ for t in after[:1]] == ["to"] and after[-1].lemma in _states(one.topic) - words_in("copula")
    is_own = one.has(following) or following.lower_ == "of"
    return is_own or following.lemma in _amounts(one.topic) or following.lemma in words_in("widespread")


def _source(sentence: Sentence, held: _Held, context: Context) -> str | None:
    """Return how it is known what two parts are parts of: said with them, or told of in the sentence before."""
    if _is_named(sentence, held):
        return STATED
    own = held.part.topic
    before = context.topics if context.sentence - context.topics_at <= 1 and held.rule != _THAN else ()
    told = any((t.reference.name, t.measure.family) == (own.reference.name, own.measure.family) for t in before)
    return INHERITED if told and not sentence.holds(own.measure.excluded) else None


def _is_named(sentence: Sentence, held: _Held) -> bool:
    """Say whether a sentence names what two parts are parts of, by words that are not their own."""
    own = {t.i for t in sentence.span if t.pos_ not in _CONTENT or any(part.has(t) for part in held.parts)}
    apart = {form for t in sentence.span if t.i not in own for form in (t.lemma, t.spelt)}
    measure, topics = held.part.topic.measure, {part.topic.id for part in held.parts}
    others = (t for t in sentence.span if t.i not in own)
    if sentence.holds(measure.excluded) or any(_is_narrowed(sentence, t, held.part.topic) for t in others):
        return False
    if measure.base and set(measure.of).isdisjoint(measure.part):
        return any(_words(phrase) <= apart for phrase in (measure.base, *measure.of))
    if any(t.id in topics for named in sentence.named for t in named.topics):
        return True
    if measure.base:  # of "men", who are the whole themselves, that they smoke
        stated = _words(*measure.predicates, *measure.names) - words_in("figure", "have", "copula")
        return bool(apart & (stated - _words(*measure.part)))
    says = all(sentence.says(part.topic) for part in held.parts)
    return held.verb.lemma in _states(held.part.topic) or (says and bool(apart & _amounts(held.part.topic)))


def _is_narrowed(sentence: Sentence, noun: Node, topic: Topic) -> bool:
    """Say whether words before what there is more of make it another thing ("new electricity", "the aid budget")."""
    own = words_of_whole(topic) | _words(*topic.measure.counted)
    known = own | words_in("whole", "figure", "largest") | MORE.keys() | MANY
    dated = {i for time in sentence.times for i in sentence.scene.places(time.start, time.end)}
    places = dated | sentence.subjects.keys() | sentence.inside_figure
    beside = noun.kids("amod", "compound", "nummod") if noun.lemma in own else []
    return any(c.lemma not in known and c.lower_ not in known and c.i not in places for c in beside)


def _draft(sentence: Sentence, held: _Held, source: str, context: Context) -> Iterator[Draft]:
    clause, topic = _clause(sentence, held, context), held.part.topic
    if any(c.lower_ in words_in("not_quite") for c in held.verb.kids("advmod")):
        return
    subject = _whom(sentence, held, context)
    if clause is None or subject is None or clause.topic_of(subject, (topic,)) is None:
        return
    if held.other is None:
        more: dict[str, Any] = {"threshold": _HALF}
    else:
        turned = {"overtook": True} if held.overtakes and clause.period.source != ARTICLE else {}
        more = {"arguments": {"other_measure": held.other.topic.measure.id, **held.more, **turned}}
    columns = clause.columns(topic, subject, comparator=None if "times" in held.more else held.relation, **more)
    is_partly_held = held.other is None or held.overtakes or "by_number" in held.more
    doubt = "parts_unknown" if is_partly_held else None
    found = draft(
        ("value" if held.other is None else "comparison", held.rule, _WEIGHT), (*held.parts, held.word), columns,
        doubts=(doubt, *doubts_of(source, subject.source, clause.period, clause.modality)),
    )  # fmt: skip
    if not sentence.span.root.verb and not _is_all_read(sentence, held, subject):
        return
    known = _amounts(topic) | {"as", held.word.lower_, *(words_in("largest") if "largest" in held.more else ())}
    said, last = replace(found, doubts=()), held.parts[-1].last.i
    of_verb = unexplained(sentence, replace(said, start=held.verb.idx))  # by the parse it may be another clause's
    behind = (t for t in of_verb if t.i > last and t.lemma not in known)
    if is_explained(sentence, said, known) and not any(True for _ in behind):
        yield found


def _is_all_read(sentence: Sentence, held: _Held, subject: Subject) -> bool:
    """Say whether a sentence without a verb by the parse has no words but those of a comparison."""
    known = _amounts(held.part.topic) | _states(held.part.topic) | MORE.keys() | MANY
    own: list[Any] = [*held.parts, *sentence.times, *sentence.figures, subject]
    spans = [(one.start, one.end) for one in own]
    others = (t for t in sentence.span if t.pos_ in (*_CONTENT, "ADV") and t is not held.word and t is not held.verb)
    return all(t.lemma in known or any(start <= t.idx < end for start, end in spans) for t in others)


def _clause(sentence: Sentence, held: _Held, context: Context) -> Clause | None:
    """Return the clause that asserts it of one time: the only one that is named, or the last that a table has."""
    times = [t for t in sentence.times if not any(part.start <= t.start < part.end for part in held.parts)]
    if times:
        time, day = times[0], sentence.scene.day.isoformat() if sentence.scene.day else ""
        length = _LENGTHS.get(held.part.topic.reference.grain)
        is_known = len(time.timex) == length and time.timex[:_YEAR].isdigit() and time.timex < day[:length]
        others = sentence.doc[held.word.i : sentence.scene.index(time.start)]
        is_of_other = any(t.lemma == "do" and t.idx > held.parts[-1].end for t in others)  # "than coal did in 2013"
        if len(times) > 1 or not is_known or is_of_other or time.mod or is_end(sentence, time):
            return None
        clause = clause_in(sentence, held.verb, StatedPeriod(time.timex, STATED, time=time))
    else:
        clause = read_clause(sentence, held.verb, held.word, context)
        if clause.period.source == ARTICLE and held.verb.finite.is_past:
            return None
    return None if clause.modality != ASSERTED or (clause.negated and (held.more or held.overtakes)) else clause


def _whom(sentence: Sentence, held: _Held, context: Context) -> Subject | None:
    """Return whose parts they are: the only one whom a clause names, else whom the sentences before told of."""
    named = {s.key: s for s in sentence.subjects.values()}
    if len(named) == 1:
        ((_, subject),) = named.items()
        token, own = subject.token, held.verb.subject
        is_known = own is None or own.i in sentence.subjects or _is_of(held, own)
        if not is_known and own is not None and (own.pos_ in ("NOUN", "PROPN") or own.tag_ == "PRP"):
            return None  # "households in Chad", "in Chad she gets more of her electricity"
        is_inside = held.verb.is_ancestor(token) or sentence.span.root.pos_ not in ("VERB", "AUX")
        words = _amounts(held.part.topic) | _words(*held.part.topic.measure.part)
        is_place = (token.dep_ == "pobj" and token.head.lower_ in _WHERE) or any(p.has(token) for p in held.parts)
        is_owner = token.dep_ in _OWN and token.head.lemma in words
        is_counted = token is held.word.nbor() and token.dep_ not in _OWN  # "killed more Nigerians than"
        return subject if is_inside and (token is own or is_place or is_owner or is_counted) else None
    if named or any(m.label in ("GPE", "LOC", "ORG", "FAC", "NORP") for m in sentence.mentions):
        return None
    head = held.verb.subject
    is_open = head is None or _is_of(held, head)
    owners = place_of(sentence, held.verb, context) if is_open else said_of(sentence, held.verb, context)
    if owners is None and is_open:
        return replace(context.told_of[0], source=INHERITED) if context.told_of else None
    return owners.subjects[0] if owners is not None and len(owners.subjects) == 1 else None


def _is_of(held: _Held, word: Node) -> bool:
    """Say whether a word is one of the parts, or of what there is more of."""
    known = _amounts(held.part.topic) | _words(*held.part.topic.measure.names)
    return any(part.has(word) for part in held.parts) or word.lemma in known or word.spelt in known
