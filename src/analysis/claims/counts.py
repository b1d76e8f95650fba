"""Statements about a population: how many of its members meet a line, which do, and how many members it has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analysis.claims.lines import LineMention
from analysis.claims.make import make_claim, period_columns, subject_columns, topic_columns
from analysis.claims.matching import measure_of
from analysis.claims.memory import Line, Memory
from analysis.claims.modality import modality_of
from analysis.claims.periods import Period, period_of
from analysis.claims.reading import read
from analysis.claims.scene import Found, Scene, Subject
from analysis.claims.words import verbs_of
from analysis.reference import Population, Reference
from analysis.tables import Claim

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_MISS = re.compile(
    r"\b(?:short of|fall(?:s|ing)? short|fell short|below|under|beneath|fail(?:s|ed|ing)? to|miss(?:es|ed|ing)?|lag(?:s|ged|ging)?|"
    r"yet to|still to|less than|do(?:es)? not|did not|don[’']t|doesn[’']t|didn[’']t|not (?:yet )?(?:meet|reach|hit|spend)|short)\b",
    re.IGNORECASE,
)
_MEET_WORDS = re.compile(
    r"\b(?:above|over|at or above|beyond|in line with|compliant|in compliance|on target|past|at the|there)\b", re.IGNORECASE
)
_ALL_BUT = re.compile(r"\ball (?:but|except)(?: for)? \Z|\bevery(?:one)? (?:but|except) \Z", re.IGNORECASE)
_DID = re.compile(r"\W*(?:[\w’'-]+ ){0,3}?(?:did|do|does|had|have)(?: so| it| that)?(?: (?:in|then|at)\b|[.,;”]|\Z)", re.IGNORECASE)
_HOLDS = re.compile(r"\b(?:has|have|had|counts?|numbers?|comprises?|with|of|includes?|consists? of|become|became|grew to|grown to)(?: now| today| its| only| just| about)* \Z", re.IGNORECASE)
_DEFINITE = re.compile(r"\b(?:the|all|its|their|[\w]+[’']s?)(?: (?:current|now|other|present))? \Z", re.IGNORECASE)
_QUANTIFIER = re.compile(r"(?<!\w)(?P<word>all|none|every|each|no|most|half)(?: of)?(?: the| NATO[’']s| its)? (?P<noun>[\w-]+(?: [\w-]+)?)", re.IGNORECASE)
_NEUTRAL = frozenset(
    "of the its their his all 's ’s member members allied current other present some only just nearly almost about more than less fewer over "
    "under at least around roughly as many and or a an now those these is are to our up".split()
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of members of a population, where it stands."""

    start: int
    end: int
    reference: Reference
    population: Population | None
    found: Found
    value: float
    total: float | None
    is_share: bool
    inverted: bool


def find_counts(
    scene: Scene, sentence: "Span", memory: Memory, lines: tuple[LineMention, ...], taken: set[int]
) -> list[Claim]:
    """Return the claims that count members of a population, and those that state its size."""
    claims: list[Claim] = []
    for counted in _counted(scene, sentence):
        taken.add(counted.found.number.start)
        claims += _size(scene, counted)
        claim = _count(scene, sentence, memory, lines, counted, taken)
        if claim is not None:
            claims.append(claim)
            claims += _compared(scene, sentence, memory, counted, taken)
    return claims


_COMPARED = re.compile(
    r"(?:\b(?:up|down)(?: sharply)? from|\bcompared (?:with|to)|\bagainst|\bafter|\bthan)(?: just| only| the)?(?: (?:the )?(?:three|four|other)(?= who))? \Z",
    re.IGNORECASE,
)


def _compared(scene: Scene, sentence: "Span", memory: Memory, counted: Counted, taken: set[int]) -> Iterator[Claim]:
    """Yield the count that another is compared with ("23 allies meet it, up from three in 2014")."""
    line = memory.counted
    for found in scene.numbers_in(counted.end, sentence.end_char):
        number = found.number
        if number.currency or number.value != int(number.value) or "%" in (number.unit_text or "") or line is None:
            continue
        if not _COMPARED.search(scene.text[counted.end : found.start]) or number.unit_text:
            continue
        years = [t for t in scene.years_in(found.end, sentence.end_char) if t.start - found.end <= 20]
        if years:
            taken.add(number.start)
            other = replace(counted, start=found.start, end=found.end, found=found, value=number.value, total=None, is_share=False)
            exact = replace(found.number, low=number.value, high=number.value)
            other = replace(other, found=replace(found, number=exact))
            yield _claim(scene, other, line, found.start, years[0].end, Period(years[0].timex, "stated"), "asserted")


def _counted(scene: Scene, sentence: "Span") -> Iterator[Counted]:
    """Yield the numbers that count members."""
    row = scene.numbers_in(sentence.start_char, sentence.end_char)
    skip: set[int] = set()
    for place, found in enumerate(row):
        number = found.number
        if place in skip or number.currency or number.kind not in ("cardinal", "ratio", "range", "measure"):
            continue
        following = row[place + 1] if place + 1 < len(row) else None
        if number.unit is None and following is not None and _is_of(scene, found, following):
            counted = _as_counted(scene, sentence, following)
            if counted is not None:
                skip.add(place + 1)
                yield replace(
                    counted, start=min(found.start, counted.start), found=found, value=number.value,
                    total=following.number.value, inverted=_inverted(scene, found, sentence),
                )  # fmt: skip
            continue
        counted = _as_counted(scene, sentence, found)
        if counted is not None:
            yield counted


def _is_of(scene: Scene, first: Found, second: Found) -> bool:
    """Say whether a number counts out of the next one ("Eleven of NATO's 31 members")."""
    return bool(re.fullmatch(r" (?:out )?of (?:the |its |their |[\w]+[’']s? )?(?:now |current )?", scene.text[first.end : second.start]))


def _inverted(scene: Scene, found: Found, sentence: "Span") -> bool:
    return bool(_ALL_BUT.search(scene.text[max(sentence.start_char, found.start - 20) : found.start]))


def _as_counted(scene: Scene, sentence: "Span", found: Found) -> Counted | None:
    number = found.number
    if not number.unit or number.value < 0:
        return None
    start, end = found.start, found.end
    noun = number.unit.casefold()
    text = scene.text[number.start : number.end]
    if number.kind == "ratio" and number.end == found.number.end:
        stem = re.escape(noun[:-1] if len(noun) > 3 else noun)
        tail = re.match(
            rf"(?: of)?(?: (?:the|its|their|all|member|[\w]+[’']s?|[A-Z]+))* {stem}\w*", scene.text[number.end : number.end + 45]
        )
        if not re.search(stem, text.casefold()) and tail:
            end = number.end + tail.end()
            text = scene.text[number.start : end]
    chosen = _population(scene, noun, text, start, end)
    if chosen is None:
        return None
    reference, population = chosen
    total = number.ratio_total
    is_share = total is not None and _is_fraction(scene, found)
    return Counted(
        start, end, reference, population, found, number.value, None if is_share else total, is_share, _inverted(scene, found, sentence)
    )


def _is_fraction(scene: Scene, found: Found) -> bool:
    """Say whether a ratio is a share ("two thirds", "half"), not a count out of a total."""
    return not re.search(r"\d|\bof\b|\bout\b", scene.text[found.number.start : found.number.end]) or "%" in scene.text[found.start : found.end]


def _population(scene: Scene, noun: str, text: str, start: int, end: int) -> tuple[Reference, Population | None] | None:
    """Return the population a counted noun belongs to; with None for its rows when only a part is meant ("EU countries")."""
    fitting = [(r, p) for r, p in scene.populations if noun in {n.split()[-1] for n in p.nouns} | {n.split()[-1].rstrip("s") for n in p.nouns}]
    if not fitting:
        return None
    tail = re.match(r" (?:of|in) (?:the )?[\w’'-]+", scene.text[end : end + 40])
    last = end + tail.end() if tail else end
    bodies = {m.entity_id for m in scene.mentions if start <= m.start and m.end <= last and m.entity_id.startswith("body/")}
    named = [(r, p) for r, p in fitting if p.organisation in bodies]
    if named:
        return named[0] if not _restricted(scene, named[0][1], text) else (named[0][0], None)
    if bodies:
        return fitting[0][0], None
    ranked = sorted(fitting, key=lambda pair: -_nearness(scene, noun, *pair))
    pick = ranked[0]
    if _nearness(scene, noun, *pick) == 0:
        return None
    return pick if not _restricted(scene, pick[1], text) else (pick[0], None)


def _nearness(scene: Scene, noun: str, reference: Reference, population: Population) -> int:
    """Return how surely an unnamed population is meant: its body is named, its own noun is used, its subject is spoken of."""
    own = sum(noun in {n.split()[-1] for n in p.nouns} for _, p in scene.populations) == 1
    called = "ally" in population.nouns and re.search(r"\balliance\b", scene.text, re.IGNORECASE) is not None
    return 4 * scene.speaks_of(population.organisation) + 2 * own + 2 * called + _in_topic(scene, reference)


def _in_topic(scene: Scene, reference: Reference) -> bool:
    """Say whether the article uses a word of the package's subject matter."""
    words = {w.casefold() for m in reference.measures.values() for w in m.topics}
    return any(re.search(rf"(?<!\w){re.escape(w)}(?!\w)", scene.text.casefold()) for w in words)


def _restricted(scene: Scene, population: Population, text: str) -> bool:
    """Say whether a word in the count picks out a part of the population."""
    own = {w for n in population.nouns for w in n.split()} | {f"{w}s" for n in population.nouns for w in n.split()}
    own |= {"allies", "countries", "alliance", "alliance's", "alliance’s", population.name.casefold(), f"{population.name.casefold()}'s", f"{population.name.casefold()}’s"}
    words = [w.strip("()") for w in re.split(r"[\s,-]+", text.casefold())]
    return any(w and w not in own and w not in _NEUTRAL and not _is_number_word(w) for w in words)


_NUMBER_WORDS = re.compile(
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|half|thirds?|quarters?|fifths?|tenths?|dozen|none|percent|per|cent|%)\Z"
)


def _is_number_word(word: str) -> bool:
    return bool(_NUMBER_WORDS.match(word))


def _size(scene: Scene, counted: Counted) -> Iterator[Claim]:
    """Yield the claim that a population has so many members, where the wording presumes or says so."""
    population, number = counted.population, counted.found.number
    if population is None or counted.is_share:
        return
    total = counted.total
    text = scene.text
    if total is not None:
        inner = re.search(rf"(?:of|out of)\s+(?P<size>.*)\Z", text[counted.start : counted.end], re.IGNORECASE | re.DOTALL)
        start = counted.start + (inner.start("size") if inner else 0)
        article = re.match(r"(?:the |its |their |[\w]+[’']s? )", text[start : counted.end], re.IGNORECASE)
        start += article.end() if article else 0
        yield _size_claim(scene, start, counted.end, counted.reference, population, total, (counted.found.id,))
        return
    if number.bound != "=" or number.value != int(number.value) or counted.inverted:
        return
    before = text[max(0, counted.start - 30) : counted.start]
    after = text[counted.end : counted.end + 30]
    named = any(m.entity_id == population.organisation for m in scene.mentions if counted.start - 60 <= m.start < counted.start)
    called = "ally" in population.nouns and re.search(r"\balliance\b", text[max(0, counted.start - 60) : counted.start])
    owned = _HOLDS.search(before) and (named or called)
    definite = _DEFINITE.search(before) and not re.search(r"\b(?:\d+|some|most|many|none|half|all|few|several|one|each|any|these|those)(?: of(?: the)?)? \Z", before)
    at_table = re.match(r" (?:at the table|around the table|of the (?:alliance|bloc|union)|in the (?:alliance|bloc|union))\b", after)
    if owned or definite or at_table:
        ids = (counted.found.id,)
        yield _size_claim(scene, counted.start, counted.end, counted.reference, population, number.value, ids, told=bool(owned))


def _size_claim(
    scene: Scene, start: int, end: int, reference: Reference, population: Population, value: float, ids: tuple[str, ...], *,
    told: bool = False,
) -> Claim:  # fmt: skip
    token = scene.token_at(start)
    modality = modality_of(scene, token, token.sent) if token is not None and told else "asserted"
    return make_claim(
        scene, start, end, "membership", rule="population_size", confidence=0.9, modality=modality, package=reference.name, population=population.id,
        value=value, low=value, high=value, unit=population.nouns[0], value_text=scene.text[start:end], number_ids=ids,
        period=scene.year, period_source="article",
    )  # fmt: skip


def _count(
    scene: Scene, sentence: "Span", memory: Memory, lines: tuple[LineMention, ...], counted: Counted, taken: set[int]
) -> Claim | None:
    """Return the claim that so many members meet a line."""
    token = scene.token_at(counted.found.number.start)
    if token is None:
        return None
    line = line_of(scene, sentence, memory, lines, counted.end, taken)
    if line is None:
        return None
    end, found_line = line
    if counted.inverted and counted.total is None:
        found_line = opposite(found_line)
    period = period_of(scene, _main_verb(token), sentence, memory, counted.start, counted.end, across=True)
    modality = modality_of(scene, _main_verb(token), sentence, period.value)
    memory.line, memory.line_at = replace(found_line, comparator=">=" if found_line.is_guideline else found_line.comparator), memory.sentence
    memory.counted, memory.counted_at = found_line, memory.sentence
    memory.remember(found_line.topic, (), period.value if period.source == "stated" else None)
    return _claim(scene, counted, found_line, counted.start, end, period, modality)


def _claim(scene: Scene, counted: Counted, line: Line, start: int, end: int, period: Period, modality: str) -> Claim:
    number = counted.found.number
    columns: dict[str, Any] = {
        "value": counted.value, "low": number.low, "high": number.high, "low_open": number.low_open, "high_open": number.high_open,
        "unit": counted.population.nouns[0] if counted.population else number.unit,
    }  # fmt: skip
    arguments: dict[str, Any] = {}
    if number.bound == "=" and not counted.is_share and number.value_high is None:
        columns |= {"low": counted.value, "high": counted.value}
    if counted.is_share and number.ratio_total:
        columns |= _share(counted)
        arguments["share"] = True
    if counted.inverted and counted.total is not None and number.bound == "=":
        rest = counted.total - counted.value
        columns |= {"value": rest, "low": rest, "high": rest}
        columns["value_text"] = None
    else:
        columns["value_text"] = scene.text[counted.found.start : counted.found.end]
    columns["out_of"] = counted.total
    topic = line.topic if counted.population is not None else None
    return make_claim(
        scene, start, end, "count", rule="count" if topic else "count_of_a_part", confidence=0.9, modality=modality,
        comparator=line.comparator, threshold=line.threshold, population=counted.population.id if counted.population else None,
        number_ids=(counted.found.id,), arguments=arguments or None, **topic_columns(topic), **period_columns(period), **columns,
    )  # fmt: skip


def _share(counted: Counted) -> dict[str, Any]:
    """Return a fraction as percent of the population; a plain fraction allows what would be rounded to it."""
    number = counted.found.number
    total = number.ratio_total or 1.0
    percent = 100 * number.value / total
    if number.bound in ("=", "~"):
        return {"value": percent, "low": percent - 5, "high": percent + 5, "unit": "percent"}
    scale = 100 / total
    return {
        "value": percent, "unit": "percent", "low": None if number.low is None else number.low * scale,
        "high": None if number.high is None else number.high * scale,
    }  # fmt: skip


def line_of(
    scene: Scene, sentence: "Span", memory: Memory, lines: tuple[LineMention, ...], start: int, taken: set[int]
) -> tuple[int, Line] | None:
    """Return the line that what stands before `start` is said to meet or miss, and where that is said to its end."""
    text, limit = scene.text, sentence.end_char
    aside = _ASIDE.match(text, start, limit)
    start = aside.end() - 1 if aside else start
    for mention in lines:
        if mention.start >= start and not _other_subject(scene, start, mention.start):
            between = text[start : mention.start]
            if mention.figure is not None:
                taken.add(mention.figure.number.start)
            direction = direction_of(between, text[mention.end : limit])
            if direction is None:
                continue
            line = mention.line if direction == ">=" else opposite(mention.line)
            return _range_end(scene, mention.end, limit), line
    pronoun = _PRONOUN_LINE.match(text, start, limit)
    if pronoun is not None and memory.recent_line is not None:
        below = direction_of(pronoun.group()) == "<"
        return pronoun.end(), opposite(memory.recent_line) if below else memory.recent_line
    spent = _spent(scene, sentence, memory, start, taken)
    if spent is not None:
        return spent
    elliptic = _DID.match(text[start:limit])
    if elliptic and memory.recent_line is not None and memory.counted is not None:
        return start + len(elliptic.group().rstrip(" .,;”")), replace(memory.recent_line, comparator=memory.counted.comparator)
    return None


_ASIDE = re.compile(r", (?:(?!\d)[^,;]){3,70}, ?")
_PRONOUN_LINE = re.compile(
    r" (?:now |still |already |will |would )*(?:fall(?:s)? short of|fell short of|miss(?:ed|es)?|meet(?:s)?|met|reach(?:ed)?|hit|exceed(?:ed)?|are above|are below|were above|were below|"
    r"remain below|do not meet|fail to meet) (?:it|this|that)(?=[,.;]| (?:this|in|today|now)\b)",
    re.IGNORECASE,
)


def direction_of(between: str, after: str = "") -> str | None:
    """Return on which side of a line the words between a subject and the line put it; None where they do neither.

    >>> direction_of(" now meet "), direction_of(" fall short of "), direction_of(" criticised ")
    ('>=', '<', None)
    """
    words = re.findall(r"[\w’']+", between.casefold())
    if _MISS.search(between):
        return "<"
    meets = verbs_of("meet")
    forms = {w for w in words} | {w.rstrip("s") for w in words} | {re.sub(r"(?:ed|es|ing)\Z", "", w) for w in words}
    forms |= {re.sub(r"(?:ed|ing)\Z", "e", w) for w in words} | ({"meet"} if "met" in words else set()) | {re.sub(r"ting\Z", "t", w) for w in words}
    if forms & meets or _MEET_WORDS.search(between):
        return ">="
    return None


def opposite(line: Line) -> Line:
    """Return the other side of a line."""
    return replace(line, comparator={">=": "<", ">": "<=", "<": ">=", "<=": ">"}[line.comparator])


def _other_subject(scene: Scene, start: int, end: int) -> bool:
    """Say whether a clause of its own begins between two offsets."""
    return bool(re.search(r"[;:]|, (?:while|whereas|but)\b", scene.text[start:end]))


def _spent(scene: Scene, sentence: "Span", memory: Memory, start: int, taken: set[int]) -> tuple[int, Line] | None:
    """Return the line of "spend at least two percent of GDP on defence" after a count."""
    for found in scene.numbers_in(start, sentence.end_char):
        number = found.number
        if number.unit != "percent" or number.start in taken or _other_subject(scene, start, found.start):
            continue
        reading = read(scene, found, sentence)
        between = scene.text[start : found.start]
        if reading is None or any(not _is_modifier(scene, s) for s in scene.subjects_in(start, found.start)):
            return None
        verb = reading.verb
        if verb is None or verb.lemma_ not in verbs_of("spend", "level", "meet", "have") or verb.idx < start - 1:
            return None
        match = measure_of(reading, memory, None)
        if match is None:
            return None
        taken.add(number.start)
        comparator = {">": ">", "<": "<", "<=": "<=", ">=": ">="}.get(number.bound, ">=")
        line = Line(match.topic, comparator, number.value, False)
        if re.search(r"\b(?:do|does|did) not\b|n[’']t\b|\bfail", between):
            line = opposite(line)
        end = max(reading.base_end, found.end)
        return _range_end(scene, end, sentence.end_char), line
    return None


def _is_modifier(scene: Scene, subject: Subject) -> bool:
    """Say whether a mention only describes another noun ("the American delegation")."""
    token = scene.token_at(subject.end - 1)
    return token is not None and token.dep_ in ("amod", "compound", "nmod", "poss")


_STOP = re.compile(r"[,;:.!?”“()–—]|\b(?:and|but|while|whereas|which|who|according|up from|down from|compared)\b")


def _range_end(scene: Scene, end: int, limit: int) -> int:
    stop = _STOP.search(scene.text, end, limit)
    return stop.start() if stop else limit


def _main_verb(token: "Token") -> "Token":
    current = token
    while current.pos_ not in ("VERB", "AUX") and current.head.i != current.i:
        current = current.head
    return current


_AMONG = re.compile(r"(?:\b(?:among|including|include[sd]?|includ(?:es|ing)|such as|namely|these are|they are|are)\b)", re.IGNORECASE)


def find_members(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    """Return the claims that the countries listed are among those counted before ("This includes Albania and Norway")."""
    line = memory.counted if memory.sentence - memory.counted_at <= 1 else None
    if line is None:
        return []
    hit = _AMONG.search(scene.text, sentence.start_char, sentence.end_char)
    if not hit:
        return []
    opens = sentence.text.casefold().lstrip("“ ").startswith(("this includes", "these include", "among them", "they include", "these are", "that includes"))
    same = memory.counted_at == memory.sentence and re.search(r"\bamong (?:them|these|those)\b|\bincluding\b|\bsuch as\b|\bnamely\b", sentence.text, re.IGNORECASE)
    if not opens and not same:
        return []
    begin = hit.end() if opens else scene.text.index(same.group(), sentence.start_char) + len(same.group()) if same else hit.end()
    after = [s for s in scene.subjects_in(begin, sentence.end_char) if not s.is_aggregate]
    if not after or after[0].start - begin > 30:
        return []
    group = scene.group_of(after[0])
    if scene.numbers_in(begin, sentence.end_char) and any(f.number.unit == "percent" for f in scene.numbers_in(group[-1].end, min(sentence.end_char, group[-1].end + 40))):
        return []
    period = Period(memory.recent_period, "inherited") if memory.period_at == memory.counted_at and memory.period else Period(scene.year, "article")
    return [line_claim(scene, s.start, s.end, s, line, period, "asserted", "listed_among") for s in group if s.start >= begin]


def line_claim(
    scene: Scene, start: int, end: int, subject: Subject, line: Line, period: Period, modality: str, rule: str
) -> Claim:
    """Return the claim that one subject stands on one side of a line."""
    below = line.comparator in ("<", "<=")
    return make_claim(
        scene, start, end, "value", rule=rule, confidence=0.9, modality=modality, comparator=line.comparator, threshold=line.threshold,
        low=None if below else line.threshold, high=line.threshold if below else None, low_open=line.comparator == ">",
        high_open=line.comparator == "<", unit=line.topic.measure.unit,
        arguments={"guideline": True} if line.is_guideline else None,
        **topic_columns(line.topic), **subject_columns(subject), **period_columns(period),
    )  # fmt: skip
