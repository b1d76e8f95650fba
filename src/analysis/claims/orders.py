"""Places in a table and comparisons of two: "the third-largest share", "more than any other ally", "twice as much as"."""

import re
from typing import TYPE_CHECKING, Any

from analysis.claims.make import make_claim, period_columns, subject_columns, topic_columns
from analysis.claims.matching import all_measures
from analysis.claims.memory import Memory, Topic
from analysis.claims.modality import modality_of
from analysis.claims.periods import period_of
from analysis.claims.scene import Scene, Subject
from analysis.claims.subjects import carried, subjects_of_noun
from analysis.claims.syntax import subject_of, verb_of
from analysis.claims.words import standard
from analysis.lexicons import read_lexicon
from analysis.tables import Claim

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_PLACES = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "last": 1, "bottom": 1, "top": 1,
}  # fmt: skip
_ORDER = {row["word"]: row["order"] for row in read_lexicon("claims_orders")}
_SUPERLATIVE = re.compile(
    rf"(?<!\w)(?:(?P<place>{'|'.join(_PLACES)}|\d{{1,2}}(?:st|nd|rd|th))[ -])?(?P<word>{'|'.join(_ORDER)})"
    r" (?P<noun>(?:(?!of\b|in\b|the\b|on\b)[\w’'.-]+ ){0,3}?(?:share|percentage|proportion|spending|expenditure|budgets?|outlays?|spender|army|armies|force|forces|military|burden|contributor|"
    r"economy|defen[cs]e spender|spenders|level)(?!\w)|(?=(?:in|of|among|after) (?:the )?(?:alliance|NATO|all|its|[A-Z])))",
    re.IGNORECASE,
)
_ANY_OTHER = re.compile(
    r"(?<!\w)(?P<more>more|less|larger|higher|bigger|greater|heavier|smaller|lower)(?P<what>[^.;:]{0,70}?) than (?:that of )?any(?:one|body| other)?"
    r"(?P<who>(?: [\w’'-]+){1,3})",
    re.IGNORECASE,
)
_TABLE = re.compile(
    r"(?<!\w)(?:(?P<lead>top(?:s|ped)|lead(?:s)?|led|head(?:s|ed)) (?:the |that |this |NATO[’']s )(?:[\w’'-]+ ){0,3}?(?:table|list|ranking|chart|field|league)"
    r"|(?P<end>at the (?P<edge>top|bottom) of (?:the |that |this )(?:[\w’'-]+ ){0,3}?(?:table|list|ranking|chart|league))"
    r"|(?:comes?|came|is|was|ranks?|ranked|stands?|stood|remains?) (?:in )?(?P<place>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|first)"
    r"(?: place)?(?=[,.;]| on the| in the| with| at\b| behind| ahead)"
    r"|(?P<rear>brings? up the rear|brought up the rear|comes? last|came last))",
    re.IGNORECASE,
)
_THAN = re.compile(
    r"(?<!\w)(?P<more>more|less|larger|higher|bigger|greater|heavier|smaller|lower|fewer)(?P<what>[^.;:,]{0,80}?) than (?:that of |does |did )?(?:the )?\Z",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"(?P<hedge>more than |over |nearly |almost |about |around |roughly |less than )?(?P<times>twice|double|three times|four times|five times|six times|eight times|ten times|"
    r"half) (?:as (?:much|large|high|big|many)(?P<what>[^.;:,]{0,60}?) as )(?:that of |does |did )?(?:the )?\Z",
    re.IGNORECASE,
)
_FACTORS = {"twice": 2.0, "double": 2.0, "half": 0.5, "three times": 3.0, "four times": 4.0, "five times": 5.0, "six times": 6.0, "eight times": 8.0, "ten times": 10.0}
_ELSEWHERE = re.compile(
    r"\b(?:europe|european|eu|world|worldwide|global|globally|baltic|nordic|eastern|western|southern|northern|flank|region|continent|asia|history|put together|combined|"
    r"both|ever|years|decade|decades|since)\b",
    re.IGNORECASE,
)
_WORDS_AFTER = 60


def find_orders(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    """Return the claims about places and comparisons in a sentence."""
    claims = [*_superlatives(scene, sentence, memory), *_any_other(scene, sentence, memory), *_tables(scene, sentence, memory)]
    return [*claims, *_comparisons(scene, sentence, memory)]


def _superlatives(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    claims = []
    for hit in _SUPERLATIVE.finditer(scene.text, sentence.start_char, sentence.end_char):
        place = hit.group("place")
        rank = _rank(place) if place else 1
        after = scene.text[hit.end() : min(sentence.end_char, hit.end() + _WORDS_AFTER)]
        if rank is None or (hit.group("noun") and re.match(r"\w", after)):
            continue
        noun = hit.group("noun").casefold() or _subject_noun(scene, hit.start())
        if re.search(r"\beconomy\Z", noun):
            continue
        topic = None if _elsewhere(after, noun) or _owned_elsewhere(scene, hit.start()) else _topic(scene, sentence, memory, noun, hit.start(), hit.end())
        claims += _rank_claim(scene, sentence, memory, hit.start(), _end_of_domain(scene, hit.end(), sentence), topic, rank, _ORDER[hit.group("word").casefold()], "superlative")
    return claims


def _subject_noun(scene: Scene, start: int) -> str:
    """Return the noun that "is the second-largest in the alliance" speaks of."""
    token = scene.token_at(start)
    verb = verb_of(token) if token is not None else None
    noun = subject_of(verb) if verb is not None and verb.lemma_ == "be" else None
    return noun.lower_ if noun is not None else ""


def _rank(place: str) -> int | None:
    lower = place.casefold()
    return _PLACES.get(lower) or (int(re.sub(r"\D", "", lower)) if lower[0].isdigit() else None)


def _elsewhere(after: str, noun: str) -> bool:
    """Say whether the place is among others than the population: "in Europe", "in the world"."""
    domain = re.match(r"[^.;:]{0,60}?(?=,|\bafter\b|\bbehind\b|\bwith\b|\bat\b|\Z|[.;:])", after)
    return bool(_ELSEWHERE.search(domain.group() if domain else after) or _ELSEWHERE.search(noun))


def _owned_elsewhere(scene: Scene, start: int) -> bool:
    """Say whether a place is "Europe's" or "the world's": of another set than a population's."""
    owner = re.search(r"([\w-]+)[’']s? \Z", scene.text[max(0, start - 30) : start])
    if owner is None:
        return False
    names = {p.name.casefold() for _, p in scene.populations} | {"alliance", "bloc", "union", "allies", "members"}
    return owner.group(1).casefold() not in names


def _end_of_domain(scene: Scene, end: int, sentence: "Span") -> int:
    """Return where "in the alliance", "of all NATO members" ends."""
    tail = re.compile(r"(?: of (?:its |their )?(?:GDP|gross domestic product|economic output))?(?: (?:on|to|for) (?:the )?[\w-]+)?(?: (?:in|of|among) (?:the |all |any |its )?(?:NATO )?[\w’'-]+(?: (?:members?|all(?:y|ies)|countries|states))?)?")
    hit = tail.match(scene.text, end, sentence.end_char)
    return hit.end() if hit else end


def _topic(scene: Scene, sentence: "Span", memory: Memory, noun: str, start: int, end: int) -> Topic | None:
    """Return the measure that a ranked noun stands for: a share, money, or people under arms."""
    around = scene.text[sentence.start_char : sentence.end_char].casefold()
    near = scene.text[start : min(sentence.end_char, end + _WORDS_AFTER)].casefold()
    if re.search(r"\b(?:army|armies|force|forces|military)\Z", noun):
        return _by_unit(scene, "person", around)
    if re.search(r"\b(?:share|percentage|proportion|burden|level)\Z", noun) or _has_base(scene, near):
        return _share(scene, around, memory)
    if re.search(r"\b(?:per head|per capita|a head|per person|per inhabitant)\b", around):
        return _per_head(scene)
    if re.search(r"\b(?:budgets?|spender|spenders|contributor|outlays?|spending|expenditure)\Z", noun) and _topical(scene, around):
        return _money(scene)
    return None


def _has_base(scene: Scene, text: str) -> bool:
    words = standard(re.sub(r"[^\w\s]", " ", text))
    return any(t.measure.base and standard(t.measure.base) <= words and "share" not in t.measure.base for t in all_measures(scene.references) if t.measure.base and len(standard(t.measure.base)) == 1)


def _topical(scene: Scene, text: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(w.casefold())}(?!\w)", text) for t in all_measures(scene.references) for w in t.measure.topics)


def _share(scene: Scene, text: str, memory: Memory) -> Topic | None:
    """Return the share whose base and subject matter a sentence names, or the one spoken of before."""
    words = standard(re.sub(r"[^\w\s]", " ", text))
    for topic in all_measures(scene.references):
        measure = topic.measure
        if measure.base is None or measure.kind == "change" or not measure.has_figures or measure.unit != "percent":
            continue
        if standard(measure.base) <= words and any(re.search(rf"(?<!\w){re.escape(t.casefold())}(?!\w)", text) for t in measure.topics):
            if not any(re.search(rf"(?<!\w){re.escape(x.casefold())}(?!\w)", text) for x in measure.excluded):
                return topic
    recent = memory.recent_topic
    return recent if recent is not None and recent.measure.unit == "percent" else None


def _money(scene: Scene) -> Topic | None:
    return next(
        (t for t in all_measures(scene.references) if re.fullmatch(r"[A-Z]{3}", t.measure.unit) and t.measure.prices == "current" and _lays_out(t)), None
    )


def _lays_out(topic: Topic) -> bool:
    return any("expenditure" in standard(p) or "spent" in p.split() for p in topic.measure.phrases)


def _per_head(scene: Scene) -> Topic | None:
    found = (t for t in all_measures(scene.references) if any(p in ("per capita", "per head") for p in t.measure.phrases))
    return next(found, None)


def _by_unit(scene: Scene, unit: str, text: str) -> Topic | None:
    for topic in all_measures(scene.references):
        if topic.measure.unit == unit and not any(re.search(rf"(?<!\w){re.escape(x.casefold())}(?!\w)", text) for x in topic.measure.excluded):
            return topic
    return None


def _any_other(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    claims = []
    nouns = {w.casefold() for _, p in scene.populations for n in p.nouns for w in n.split()} | {"country", "nation", "else", "nato"}
    for hit in _ANY_OTHER.finditer(scene.text, sentence.start_char, sentence.end_char):
        who = hit.group("who").casefold().split()
        known = [w for w in who if w.rstrip("s") in nouns]
        what = hit.group("what").casefold()
        order = "asc" if hit.group("more").casefold() in ("less", "smaller", "lower") else "desc"
        topic = None
        if known and not _ELSEWHERE.search(" ".join(known)):
            topic = compared_topic(scene, sentence, memory, what, hit.start())
        end = hit.start("who") + (max(hit.group("who").casefold().find(w) + len(w) for w in known) if known else len(hit.group("who")))
        excluding = _excluding(scene, end, sentence)
        claims += _rank_claim(scene, sentence, memory, hit.start(), end, topic, 1, order, "any_other", excluding)
    return claims


def _excluding(scene: Scene, end: int, sentence: "Span") -> list[str]:
    """Return the keys left out by "any other ally except Poland and Estonia"."""
    hit = re.compile(r",? (?:except|but|bar|apart from|other than|save|besides)(?: for)? (?:the )?").match(scene.text, end, sentence.end_char)
    after = scene.subjects_in(hit.end(), sentence.end_char) if hit else []
    return [s.key for s in scene.group_of(after[0])] if hit and after and after[0].start == hit.end() else []


def compared_topic(scene: Scene, sentence: "Span", memory: Memory, what: str, start: int) -> Topic | None:
    """Return the measure that "more … than" compares; bare "more" takes that of the figure before it in the sentence."""
    before = scene.text[sentence.start_char : start].casefold()
    around = sentence.text.casefold()
    if re.search(r"\b(?:per head|per capita|a head|per person|per inhabitant)\b", around):
        return _per_head(scene)
    if _has_base(scene, what) or re.search(r"\b(?:share|percentage|proportion)\b", what):
        return _share(scene, around, memory)
    if re.search(r"\b(?:money|dollars|cash|euros)\b", around) and _topical(scene, around):
        return _money(scene)
    if re.search(r"\b(?:troops|soldiers|personnel)\b", what):
        return _by_unit(scene, "person", around)
    if re.search(r"\w", what) is None or not _topical(scene, what):
        figures = [f for f in scene.numbers_in(sentence.start_char, start) if f.number.unit == "percent" or f.number.currency or f.number.unit]
        if figures and memory.topic_at == memory.sentence and not re.search(r"\w", what):
            return memory.recent_topic if _same_unit(memory.recent_topic, figures[-1].number.unit, figures[-1].number.currency) else None
    if _has_base(scene, before) and "share" in around and not re.search(r"\w", what):
        return _share(scene, around, memory)
    return None


def _same_unit(topic: Topic | None, unit: str | None, currency: str | None) -> bool:
    return topic is not None and (topic.measure.unit in (unit, currency) or (topic.measure.unit == "person" and unit not in ("percent", None)))


def _tables(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    claims = []
    for hit in _TABLE.finditer(scene.text, sentence.start_char, sentence.end_char):
        low = hit.group("rear") or (hit.group("edge") or "").casefold() == "bottom" or (hit.group("place") or "").casefold() == "last"
        rank = _rank(hit.group("place")) if hit.group("place") else 1
        topic = _share(scene, sentence.text.casefold(), memory) if memory.topic_at >= memory.sentence - 2 else None
        if topic is not None and memory.topic is not None and memory.topic_at == memory.sentence:
            topic = memory.topic
        claims += _rank_claim(scene, sentence, memory, hit.start(), hit.end(), topic, rank or 1, "asc" if low else "desc", "table")
    return claims


def _rank_claim(
    scene: Scene, sentence: "Span", memory: Memory, start: int, end: int, topic: Topic | None, rank: int, order: str, rule: str,
    excluding: list[str] | None = None,
) -> list[Claim]:
    token = scene.token_at(start)
    subject = _holder(scene, sentence, memory, token, start) if token is not None else None
    if token is None or subject is None or subject.is_aggregate:
        return []
    verb = verb_of(token)
    period = period_of(scene, token, sentence, memory, start, end)
    modality = modality_of(scene, verb or token, sentence, period.value)
    begin = subject.start if subject.source == "stated" and subject.end <= start else start
    if scene.numbers_in(begin, start):
        begin = start
    arguments: dict[str, Any] = {"rank": rank, "order": order} | ({"excluding": excluding} if excluding else {})
    population = topic.measure.population if topic else None
    return [
        make_claim(
            scene, begin, end, "rank", rule=rule, confidence=0.85, modality=modality, arguments=arguments, population=population,
            value_text=scene.text[start:end], **topic_columns(topic), **subject_columns(subject), **period_columns(period),
        )
    ]  # fmt: skip


def _holder(scene: Scene, sentence: "Span", memory: Memory, token: "Token", start: int) -> Subject | None:
    """Return who has a place: the subject of the verb, else the nearest one before."""
    verb = verb_of(token)
    noun = subject_of(verb) if verb is not None else None
    if noun is not None and noun.i < token.i:
        found = subjects_of_noun(scene, noun, memory)
        if len(found) == 1:
            return found[0]
        if found:
            return None
    before = scene.subjects_in(sentence.start_char, start)
    if before:
        return before[-1]
    return next(iter(carried(memory)), None)


def _comparisons(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    """Return the claims that compare one subject with another."""
    claims = []
    for other in scene.subjects_in(sentence.start_char, sentence.end_char):
        before = scene.text[max(sentence.start_char, other.start - 130) : other.start]
        offset = other.start - len(before)
        hit = _THAN.search(before) or _TIMES.search(before)
        if hit is None or other.is_aggregate or len(scene.group_of(other)) > 1:
            continue
        start = offset + hit.start()
        if scene.subjects_in(start, other.start) or re.search(r"\d", hit.group()):
            continue
        claims += _comparison(scene, sentence, memory, hit, start, other)
    return claims


def _comparison(scene: Scene, sentence: "Span", memory: Memory, hit: re.Match[str], start: int, other: Subject) -> list[Claim]:
    token = scene.token_at(start)
    subject = _holder(scene, sentence, memory, token, start) if token is not None else None
    if token is None or subject is None or subject.key == other.key or subject.is_aggregate:
        return []
    tail = scene.text[other.end : min(sentence.end_char, other.end + 40)]
    topic = None if re.match(r" (?:and|or|combined|put together|together)\b", tail) else _compared(scene, sentence, memory, hit, start)
    period = period_of(scene, token, sentence, memory, start, other.end)
    modality = modality_of(scene, verb_of(token) or token, sentence, period.value)
    arguments: dict[str, Any] = {"other_key": other.key}
    comparator = ">"
    if "times" in hit.groupdict():
        arguments |= _times(hit)
    elif hit.group("more").casefold() in ("less", "smaller", "lower", "fewer"):
        comparator = "<"
    begin = subject.start if subject.source == "stated" and subject.end <= start else start
    return [
        make_claim(
            scene, begin, other.end, "comparison", rule="comparison", confidence=0.85, modality=modality, arguments=arguments,
            comparator=comparator, **topic_columns(topic), **subject_columns(subject), **period_columns(period),
        )
    ]  # fmt: skip


def _compared(scene: Scene, sentence: "Span", memory: Memory, hit: re.Match[str], start: int) -> Topic | None:
    what = (hit.groupdict().get("what") or "").casefold()
    around = sentence.text.casefold()
    if "times" in hit.groupdict() and re.search(r"\b(?:dollars?|euros?|money)\b", around) and _topical(scene, around):
        return _money(scene)
    if "times" in hit.groupdict() and not _has_base(scene, around):
        return None
    return compared_topic(scene, sentence, memory, what, start)


def _times(hit: re.Match[str]) -> dict[str, Any]:
    """Return the factor of "twice as much" with the interval its wording allows."""
    factor = _FACTORS[hit.group("times").casefold()]
    hedge = (hit.group("hedge") or "").strip().casefold()
    if hedge in ("more than", "over"):
        return {"times": factor, "times_low": factor}
    if hedge == "less than":
        return {"times": factor, "times_high": factor}
    if hedge in ("nearly", "almost"):
        return {"times": factor, "times_low": factor * 0.9, "times_high": factor}
    slack = 0.25 if hedge else 0.1
    return {"times": factor, "times_low": factor * (1 - slack), "times_high": factor * (1 + slack)}
