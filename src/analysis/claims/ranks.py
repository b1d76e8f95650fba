"""Places in a table: "the third-largest share", "more than any other ally", "tops the list"."""

import re
from typing import TYPE_CHECKING, Any

from analysis.claims.make import make_claim, period_columns, subject_columns, topic_columns
from analysis.claims.memory import Memory, Topic
from analysis.claims.modality import modality_of
from analysis.claims.periods import period_of
from analysis.claims.ranked import compared_topic, holder_of_place, share_topic, topic_of_rank
from analysis.claims.scene import Scene, Subject
from analysis.claims.syntax import subject_of, verb_of
from analysis.lexicons import read_lexicon
from analysis.tables import Claim

if TYPE_CHECKING:
    from spacy.tokens import Span

_PLACES = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "last": 1, "bottom": 1, "top": 1,
}  # fmt: skip
_ORDER = {row["word"]: row["order"] for row in read_lexicon("claims_orders")}
_SUPERLATIVE = re.compile(
    rf"(?<!\w)(?:(?P<place>{'|'.join(_PLACES)}|\d{{1,2}}(?:st|nd|rd|th))[ -])?(?P<word>{'|'.join(_ORDER)})"
    r" (?P<noun>(?:(?!of\b|in\b|the\b|on\b)[\w’'.-]+ ){0,3}?(?:share|percentage|proportion|spending|"
    r"expenditure|budgets?|outlays?|spender|army|armies|force|forces|military|burden|contributor|"
    r"economy|defen[cs]e spender|spenders|level)(?!\w)|(?=(?:in|of|among|after) (?:the )?(?:alliance|NATO|all|"
    r"its|[A-Z])))",
    re.IGNORECASE,
)
_ANY_OTHER = re.compile(
    r"(?<!\w)(?P<more>more|less|larger|higher|bigger|greater|heavier|smaller|lower)(?P<what>[^.;:]{0,70}?) "
    r"than (?:that of )?(?:any(?:one|body| other)?|every other|all other)"
    r"(?P<who>(?: [\w’'-]+){1,3})",
    re.IGNORECASE,
)
_TABLE = re.compile(
    r"(?<!\w)(?:(?P<lead>top(?:s|ped)|lead(?:s)?|led|head(?:s|ed)) (?:the |that |this |NATO[’']s )(?:[\w’'-]+ "
    r"){0,3}?(?:table|list|ranking|chart|field|league)"
    r"|(?P<end>at the (?P<edge>top|bottom) of (?:the |that |this )(?:[\w’'-]+ ){0,3}?(?:table|list|ranking|"
    r"chart|league))"
    r"|(?:comes?|came|is|was|ranks?|ranked|stands?|stood|remains?) (?:in )?(?P<place>second|third|fourth|fifth|"
    r"sixth|seventh|eighth|ninth|tenth|last|first)"
    r"(?: place)?(?=[,.;]| on the| in the| with| at\b| behind| ahead| among)"
    r"|(?P<next>second) only to\b"
    r"|(?P<rear>brings? up the rear|brought up the rear|comes? last|came last))",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:europe|european|eu|world|worldwide|global|globally|baltic|nordic|eastern|western|southern|northern|"
    r"flank|region|continent|asia|history|put together|combined|"
    r"both|ever|years|decade|decades|since)\b",
    re.IGNORECASE,
)
_OTHERS = frozenset({"country", "nation", "else", "nato"})
_WORDS_AFTER = 60


_AMONG = re.compile(r"\b(?:among|one of|some of)(?: the| its| their)? \Z", re.IGNORECASE)


def find_ranks(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    """Return the claims about places in a sentence."""
    lower = scene.lower_of(sentence)
    claims = _superlatives(scene, sentence, memory) if any(word in lower for word in _ORDER) else []
    if " than " in lower:
        claims += _any_other(scene, sentence, memory) + _no_other(scene, sentence, memory)
    return claims + _tables(scene, sentence, memory)


def _superlatives(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    claims = []
    for hit in _SUPERLATIVE.finditer(scene.text, sentence.start_char, sentence.end_char):
        place = hit.group("place")
        rank = _rank(place) if place else 1
        after = scene.text[hit.end() : min(sentence.end_char, hit.end() + _WORDS_AFTER)]
        if rank is None or (hit.group("noun") and re.match(r"\w", after)):
            continue
        noun = hit.group("noun").casefold() or _subject_noun(scene, hit.start())
        if _AMONG.search(scene.text[max(sentence.start_char, hit.start() - 20) : hit.start()]):
            continue
        figured = (
            not hit.group("noun")
            and memory.topic_at == memory.sentence
            and scene.numbers_in(sentence.start_char, hit.start())
        )
        if re.search(r"\beconomy\Z", noun) or (hit.group("word").casefold() == "top" and not hit.group("noun")):
            continue
        topic = None
        if not is_elsewhere(after, noun) and not _owned_elsewhere(scene, hit.start()):
            end = hit.end()
            topic = memory.topic if figured else topic_of_rank(scene, sentence, memory, noun, hit.start(), end)
        claims += _rank_claim(
            scene,
            sentence,
            memory,
            hit.start(),
            _end_of_domain(scene, hit.end(), sentence),
            topic,
            rank,
            _ORDER[hit.group("word").casefold()],
            "superlative",
        )
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


def is_elsewhere(after: str, noun: str) -> bool:
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
    tail = re.compile(
        r"(?: of (?:its |their )?(?:GDP|gross domestic product|economic output))?(?: (?:on|to|for) (?:the "
        r")?[\w-]+)?(?: (?:in|of|among) (?:the |all |any |its )?(?:NATO )?[\w’'-]+(?: (?:members?|all(?:y|ies)|"
        r"countries|states))?)?"
    )
    hit = tail.match(scene.text, end, sentence.end_char)
    return hit.end() if hit else end


def _any_other(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    claims = []
    nouns = {w.casefold() for _, p in scene.populations for n in p.nouns for w in n.split()} | _OTHERS
    for hit in _ANY_OTHER.finditer(scene.text, sentence.start_char, sentence.end_char):
        who = hit.group("who").casefold().split()
        known = [w for w in who if w.rstrip("s") in nouns]
        what = hit.group("what").casefold()
        order = "asc" if hit.group("more").casefold() in ("less", "smaller", "lower") else "desc"
        end = hit.start("who") + (
            max(hit.group("who").casefold().find(w) + len(w) for w in known) if known else len(hit.group("who"))
        )
        topic = None
        if known and not _ELSEWHERE.search(scene.text[hit.start("who") : end]):
            topic = compared_topic(scene, sentence, memory, what, hit.start())
        excluding = _excluding(scene, end, sentence)
        claims += _rank_claim(scene, sentence, memory, hit.start(), end, topic, 1, order, "any_other", excluding)
    return claims


_NO_OTHER = re.compile(
    r"(?<!\w)(?:no (?:other )?(?:NATO )?(?:ally|member|member state|country|nation)|none of the (?:other "
    r")?(?:allies|members))\b"
    r"[^.;:,]{0,40}?\b(?P<more>more|less|larger|higher|bigger|greater|smaller|lower)(?P<what>[^.;:,]{0,70}?) "
    r"than (?:the )?",
    re.IGNORECASE,
)


def _no_other(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    """Return the first or last place of whom no other exceeds ("No ally spends less than Spain")."""
    claims = []
    for hit in _NO_OTHER.finditer(scene.text, sentence.start_char, sentence.end_char):
        after = [s for s in scene.subjects_in(hit.end(), sentence.end_char) if s.start == hit.end()]
        topic = compared_topic(scene, sentence, memory, hit.group("what").casefold(), hit.start("more"))
        order = "asc" if hit.group("more").casefold() in ("less", "smaller", "lower") else "desc"
        claims += _rank_claim(
            scene, sentence, memory, hit.start(), hit.end(), topic, 1, order, "no_other", holder=after
        )
    return claims


def _excluding(scene: Scene, end: int, sentence: "Span") -> list[str]:
    """Return the keys left out by "any other ally except Poland and Estonia"."""
    hit = re.compile(r",? (?:except|but|bar|apart from|other than|save|besides)(?: for)? (?:the )?").match(
        scene.text, end, sentence.end_char
    )
    after = scene.subjects_in(hit.end(), sentence.end_char) if hit else []
    return [s.key for s in scene.group_of(after[0])] if hit and after and after[0].start == hit.end() else []


def _tables(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    claims = []
    for hit in _TABLE.finditer(scene.text, sentence.start_char, sentence.end_char):
        low = (
            hit.group("rear")
            or (hit.group("edge") or "").casefold() == "bottom"
            or (hit.group("place") or "").casefold() == "last"
        )
        place = hit.group("place") or hit.group("next")
        rank = _rank(place) if place else 1
        topic = share_topic(scene, sentence.text.casefold(), memory) if memory.topic_at >= memory.sentence - 2 else None
        if topic is not None and memory.topic is not None and memory.topic_at == memory.sentence:
            topic = memory.topic
        claims += _rank_claim(
            scene, sentence, memory, hit.start(), hit.end(), topic, rank or 1, "asc" if low else "desc", "table"
        )
    return claims


def _rank_claim(
    scene: Scene,
    sentence: "Span",
    memory: Memory,
    start: int,
    end: int,
    topic: Topic | None,
    rank: int,
    order: str,
    rule: str,
    excluding: list[str] | None = None,
    holder: list[Subject] | None = None,
) -> list[Claim]:
    token = scene.token_at(start)
    own = holder[0] if holder else None
    subject = own or (holder_of_place(scene, sentence, memory, token, start) if token is not None else None)
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
            scene,
            begin,
            end,
            "rank",
            rule=rule,
            confidence=0.85,
            modality=modality,
            arguments=arguments,
            population=population,
            value_text=scene.text[start:end],
            **topic_columns(topic),
            **subject_columns(subject),
            **period_columns(period),
        )
    ]
