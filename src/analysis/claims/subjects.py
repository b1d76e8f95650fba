"""Whom a figure is about: by list, by nearness, by grammar, or carried over from the sentence before."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.claims.memory import Memory
from analysis.claims.reading import Reading
from analysis.claims.scene import Found, Scene, Subject
from analysis.claims.syntax import antecedent, subject_of
from analysis.claims.words import words_of

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_LINKS = re.compile(
    r"(?:[\s,(:–—-]|’s\b|'s\b|\b(?:at|with|to|on|by|is|are|was|were|has|have|had|been|stands?|stood|comes?|"
    r"came|in|spen[dt]s?|spending|"
    r"devotes?|devoted|allocates?|allocated|puts?|manages?|managed|reache[sd]|hits?|follows?|second|third|"
    r"fourth|fifth|last|next|first|"
    r"place|just|only|a|an|mere|itself|both|each|all|now|still|already|also|again|even|meanwhile|which|who|"
    r"that|its|own|alone|today|"
    r"respectively|then|exactly|some|around|about|once|used|ever|\w{2,}ly)\b)*\Z",
    re.IGNORECASE,
)
_JOINT_FIGURES = re.compile(
    r"(?: of (?:its |their )?(?:GDP|gross domestic product))?(?:, and|,| and| or|,? as well as) \Z"
)
_POSTPOSED = re.compile(
    r"(?: of (?:its |their |the )?[\w-]+(?: [\w-]+){0,2})??(?: on (?:its |their |the )?[\w-]+)? ?(?:for|in|by|"
    r"from) (?:the )?\Z"
)
_OVERTAKE = frozenset(
    {"overtake", "pass", "surpass", "beat", "outspend", "exceed", "outrank", "outstrip", "replace", "trail", "follow"}
)
_LONGEST_LINK = 45


def subjects_of(reading: Reading, memory: Memory) -> tuple[Subject, ...]:
    """Return whom a figure is about: one subject, several ("both spend"), or none."""
    zipped = _in_list(reading)
    if zipped is not None:
        return (zipped,)
    scene, found = reading.scene, reading.found
    if is_average(reading):
        return _total_of_body(scene, reading.complemented) if reading.complemented is not None else ()
    named = _ORDINAL_PRONOUN.search(scene.text, reading.sentence.start_char, found.start)
    either = _of_two(reading, named) if named is not None else None
    if either is not None:
        return (either,)
    beside = _beside(reading)
    if beside is not None:
        return tuple(_shared(scene, beside, found))
    behind = _behind(reading)
    by_grammar = _by_grammar(reading, memory)
    if by_grammar and by_grammar[0].source == "stated" and _blocked(reading, by_grammar[0]):
        group = scene.group_of(by_grammar[0])
        others = [x for x in scene.subjects_in(reading.sentence.start_char, found.start) if x not in group]
        by_grammar = (others[-1],) if others else ()
    stated = bool(by_grammar) and by_grammar[0].source == "stated"
    if stated and not (behind and _is_taken(reading, by_grammar[0])):
        return by_grammar
    if behind is not None:
        return (behind,)
    before = _before(reading) or (_in_front(reading) if reading.noun_class == "pronoun" else None)
    if before is not None:
        return tuple(_shared(scene, before, found))
    if by_grammar:
        return by_grammar
    if reading.base_subjects:
        return (reading.base_subjects[0],)
    ahead = _ahead(reading)
    if ahead is not None:
        return (ahead,)
    if reading.noun_class in ("figure", "pronoun", "none", "list", "spending", "force"):
        return carried(memory)
    return ()


def is_average(reading: Reading) -> bool:
    """Say whether a figure is an average of several ("the alliance average of 2.7 percent")."""
    return reading.complemented is not None and reading.complemented.lemma_.casefold() == "average"


def _ahead(reading: Reading) -> Subject | None:
    """Return the subject after a figure that opens the sentence: "At 4.1 percent of GDP, Poland's budget …"."""
    scene, sentence = reading.scene, reading.sentence
    if not re.match(r"“?(?:At|With|Spending|On)\b", scene.text[sentence.start_char : reading.found.start + 1]):
        return None
    after = scene.subjects_in(reading.base_end, sentence.end_char)
    gap = scene.text[reading.base_end : after[0].start] if after else ""
    return (
        after[0]
        if after
        and re.match(r"[^,;]{0,40},? (?:the )?\Z", gap)
        and reading.found.start - sentence.start_char < _LONGEST_LINK
        else None
    )


def carried(memory: Memory) -> tuple[Subject, ...]:
    """Return the subject of the sentences before, marked as inherited."""
    return tuple(replace(s, source="inherited") for s in memory.recent_subjects[:1])


def _shared(scene: Scene, subject: Subject, found: Found) -> list[Subject]:
    """Return all of an enumeration when no figure stands inside it."""
    group = scene.group_of(subject)
    return group if group[-1].end == subject.end else [subject]


def _in_list(reading: Reading) -> Subject | None:
    """Pair an enumeration of figures with the enumeration of subjects before or after it, one by one."""
    figures = figure_list(reading)
    if len(figures) < 2:
        return None
    place = next(i for i, f in enumerate(figures) if f.number.start == reading.found.number.start)
    sentence = reading.sentence
    subjects = reading.scene.subjects_in(sentence.start_char, sentence.end_char)
    groups = {tuple(reading.scene.group_of(s)) for s in subjects if not s.is_aggregate}
    fitting = [g for g in groups if len(g) == len(figures)]
    before = [g for g in fitting if g[-1].end <= figures[0].start]
    after = [g for g in fitting if g[0].start >= figures[-1].end]
    if before:
        return max(before, key=lambda g: g[-1].end)[place]
    return min(after, key=lambda g: g[0].start)[place] if after else None


def figure_list(reading: Reading) -> list[Found]:
    """Return the enumeration of figures a figure stands in ("3.15 and 2.85 percent"), in order."""
    sentence = reading.sentence
    row = reading.scene.numbers_in(sentence.start_char, sentence.end_char)
    kinds = (
        {reading.found.number.kind, "percent", "cardinal"}
        if reading.found.number.kind in ("percent", "cardinal")
        else {reading.found.number.kind}
    )
    row = [f for f in row if f.number.kind in kinds]
    place = next((i for i, f in enumerate(row) if f.number.start == reading.found.number.start), None)
    if place is None:
        return []
    text = reading.scene.text
    first = last = place
    while first > 0 and _JOINT_FIGURES.match(text[row[first - 1].end : row[first].start]):
        first -= 1
    while last + 1 < len(row) and _JOINT_FIGURES.match(text[row[last].end : row[last + 1].start]):
        last += 1
    return row[first : last + 1]


def _beside(reading: Reading) -> Subject | None:
    """Return the subject right before a figure with nothing but linking words between."""
    found, text = reading.found, reading.scene.text
    near = reading.scene.subjects_in(reading.sentence.start_char, found.start)
    if not near:
        return None
    subject = near[-1]
    between = text[subject.end : found.start]
    if len(between) > _LONGEST_LINK or not _LINKS.match(between) or _blocked(reading, subject):
        return None
    return subject


_ORDINAL_PRONOUN = re.compile(
    r"\bthe (?P<which>former|latter),?(?: (?:is|was|stands|spends|with|at|on|to|has|just|only|about|around))* "
    r"?\Z|\bthe (?P<which2>former|latter) ",
    re.IGNORECASE,
)


def _of_two(reading: Reading, hit: re.Match[str]) -> Subject | None:
    """Return which of two countries "the former" or "the latter" is."""
    which = (hit.group("which") or hit.group("which2")).casefold()
    last = None
    for found in _ORDINAL_PRONOUN.finditer(reading.scene.text, reading.sentence.start_char, reading.found.start):
        which, last = (found.group("which") or found.group("which2")).casefold(), found
    if last is None or reading.scene.numbers_in(last.end(), reading.found.start):
        return None
    before = reading.scene.subjects_in(max(0, reading.sentence.start_char - 200), hit.start())
    group = reading.scene.group_of(before[-1]) if before else []
    return (group[0] if which == "former" else group[1]) if len(group) == 2 else None


_BESIDE_OTHERS = re.compile(
    r"\b(?:unlike|like|than|behind|ahead of|against|from|unlike that of|compared with|compared to|contrast to|"
    r"contrast with|opposed to|similar to|next to|not|after|before)(?: the)? \Z",
    re.IGNORECASE,
)


def _blocked(reading: Reading, subject: Subject) -> bool:
    """Say whether the nearest subject is what another one is compared with, or where something else happens."""
    token = reading.scene.token_at(subject.start)
    if token is None:
        return False
    last = reading.scene.token_at(subject.end - 1) or token
    for part in (token, last):
        if part.dep_ == "dobj" and part.head.lemma_ in _OVERTAKE:
            own = subject_of(part.head)
            return own is not None and own.i < part.i and reading.scene.subject_at(own) is not None
    group = reading.scene.group_of(subject)
    before = reading.scene.text[max(reading.sentence.start_char, group[0].start - 30) : group[0].start]
    return _BESIDE_OTHERS.search(before) is not None and reading.scene.text[group[-1].end : group[-1].end + 1] == ","


def _behind(reading: Reading) -> Subject | None:
    """Return the subject that follows a figure: "3.9 percent for Poland"."""
    scene, end = reading.scene, reading.found.end
    after = scene.subjects_in(end, reading.sentence.end_char)
    if not after or after[0].start - end > _LONGEST_LINK:
        return None
    return after[0] if _POSTPOSED.match(scene.text[end : after[0].start]) else None


def _is_taken(reading: Reading, subject: Subject) -> bool:
    """Say whether another figure of the sentence stands between a subject and this figure."""
    return bool(reading.scene.numbers_in(subject.end, reading.found.start))


def _by_grammar(reading: Reading, memory: Memory) -> tuple[Subject, ...]:
    """Return the subject inside the noun or the verb's subject that the figure belongs to."""
    noun = reading.noun
    if noun is None:
        return ()
    found = subjects_of_noun(reading.scene, noun, memory)
    if found and found[0].source == "stated":
        return found
    holder = subject_of(reading.verb) if reading.verb is not None else None
    if reading.complemented is not None and holder is not None and holder.i != noun.i:
        return subjects_of_noun(reading.scene, holder, memory) or found
    return found


def subjects_of_noun(scene: Scene, noun: "Token", memory: Memory) -> tuple[Subject, ...]:
    """Return whom a noun phrase is about: itself, its possessor, what is in it, or what a pronoun stands for."""
    noun = antecedent(noun)
    own = scene.subject_at(noun)
    if own is not None:
        return tuple(scene.group_of(own))
    if noun.lower_ in ("it", "they", "he", "she", "this", "that", "these", "which", "who") and noun.pos_ in (
        "PRON",
        "DET",
    ):
        return _in_sentence(scene, noun) or carried(memory)
    totals = _totals(scene, noun)
    if totals:
        return totals
    named = _apposed(scene, noun)
    if named:
        return named
    inside = [s for t in noun.subtree for s in (scene.subject_at(t),) if s is not None]
    ranked = sorted(inside, key=lambda s: _closeness(scene, noun, s))
    if ranked:
        chosen = ranked[0]
        group = scene.group_of(chosen)
        return tuple(g for g in group if g in inside) if group[0] == chosen else (chosen,)
    lemma = noun.lemma_.casefold()
    generic = ("country", "nation", "government", "capital", "republic", "kingdom", "state", "ally", "member")
    definite = any(c.lower_ in ("the", "this", "that", "its", "his", "their") for c in noun.children)
    if (lemma in generic and definite and noun.tag_ in ("NN", "NNP")) or any(
        c.lower_ in ("its", "their") for c in noun.subtree
    ):
        return _in_sentence(scene, noun) or carried(memory)
    if lemma in words_of("figure") | words_of("spending") | words_of("force"):
        return carried(memory)
    return ()


def _apposed(scene: Scene, noun: "Token") -> tuple[Subject, ...]:
    """Return whom a noun between commas is another word for ("Sweden, the newest member, allocates …")."""
    start, last = noun.left_edge.idx, noun.right_edge
    if not scene.text.startswith(",", last.idx) and not scene.text.startswith(",", last.idx + len(last)):
        return ()
    beside = scene.placed_subjects.touching(start - 3, start - 2) if scene.text[start - 2 : start] == ", " else []
    before = [s for s in beside if s.end == start - 2]
    return (before[0],) if before and scene.group_of(before[0]) == [before[0]] else ()


def _in_sentence(scene: Scene, pronoun: "Token") -> tuple[Subject, ...]:
    """Return what a pronoun stands for when its sentence has a subject before it."""
    sentence = pronoun.sent
    for subject in reversed(scene.subjects_in(sentence.start_char, pronoun.idx)):
        token = scene.token_at(subject.end - 1)
        if token is not None and token.dep_ in ("nsubj", "nsubjpass") and not subject.is_aggregate:
            return tuple(scene.group_of(subject)) if len(scene.group_of(subject)) == 1 else ()
    return ()


def _closeness(scene: Scene, noun: "Token", subject: Subject) -> tuple[int, int]:
    """Rank a subject inside a noun phrase: possessor or adjective first, then "of" and "in", then the rest."""
    token = scene.token_at(subject.end - 1) or scene.token_at(subject.start)
    if token is None:
        return 9, subject.start
    for rank, deps in enumerate((("poss",), ("amod", "compound", "nmod"), ("pobj", "nsubj", "conj", "appos"))):
        if token.dep_ in deps:
            return rank, subject.start
    return 5, subject.start


def _totals(scene: Scene, noun: "Token") -> tuple[Subject, ...]:
    """Return the total of a package for "the allies together"."""
    lemma = noun.lemma_.casefold()
    if lemma in words_of("spending"):
        return _total_of_body(scene, noun)
    if noun.tag_ not in ("NNS", "NNPS"):
        return ()
    sentence = noun.sent.text.casefold()
    together = words_together()
    if not any(re.search(rf"\b{w}\b", sentence) for w in together):
        return ()
    for reference, population in scene.populations:
        nouns = {n.split()[-1] for n in population.nouns}
        restricted = [
            c
            for c in noun.children
            if c.dep_ in ("amod", "compound", "nummod") and c.lower_ not in ("nato", "allied", "member", "all")
        ]
        if lemma in nouns and not restricted:
            for key, phrases in reference.aggregates.items():
                if any(re.search(rf"\b{w}\b", p.casefold()) for p in phrases for w in together):
                    start, end = noun.idx, noun.idx + len(noun)
                    return (Subject(start, end, key, reference.keys.get(key, key), None, is_aggregate=True),)
    return ()


def _total_of_body(scene: Scene, noun: "Token") -> tuple[Subject, ...]:
    """Return the total of a package for "NATO's total defence expenditure"."""
    first, last = noun.left_edge.idx, noun.right_edge.idx + len(noun.right_edge)
    if scene.subjects_in(first, last):
        return ()
    for reference, population in scene.populations:
        named = any(m.entity_id == population.organisation for m in scene.placed_mentions.starting(first, last))
        words = {t.lower_ for t in noun.children if t.dep_ in ("compound", "poss")}
        named = named or ("ally" in population.nouns and "alliance" in words)
        for key, phrases in reference.aggregates.items():
            if named and any(re.search(r"\b(?:total|as a whole)\b", p, re.IGNORECASE) for p in phrases):
                return (Subject(noun.idx, noun.idx + len(noun), key, reference.keys.get(key, key), is_aggregate=True),)
    return ()


def words_together() -> frozenset[str]:
    """Return the words that say that a figure is about all of them taken together."""
    return words_of("together")


def _in_front(reading: Reading) -> Subject | None:
    """Return the subject that opens a sentence as its place: "In France, it is 2.06 percent"."""
    start = reading.sentence.start_char
    first = next(iter(reading.scene.subjects_in(start, reading.found.start)), None)
    led = first is not None and re.fullmatch(r"“?(?:In|For) (?:the )?", reading.scene.text[start : first.start])
    return first if led else None


def _before(reading: Reading) -> Subject | None:
    """Return the nearest subject before the figure in its clause when no other figure stands between."""
    if reading.noun_class not in ("figure", "list", "spending", "none", "force"):
        return None
    clause = {t.i for t in reading.clause}
    for subject in reversed(reading.scene.subjects_in(reading.sentence.start_char, reading.found.start)):
        token = reading.scene.token_at(subject.start)
        if token is not None and token.i in clause and not (_is_taken(reading, subject) or _blocked(reading, subject)):
            return subject
    return None


def last_before(reading: Reading) -> tuple[Subject, ...]:
    """Return the only thing with figures named in the sentence before its first figure."""
    noun, sentence = reading.noun, reading.sentence
    if noun is not None and noun.lower_ == "we":
        said = reading.scene.subjects_in(sentence.start_char, sentence.end_char)
        return (replace(said[0], source="inherited"),) if len({s.key for s in said}) == 1 else ()
    own = noun is not None and noun.lemma_.casefold() in ("country", "nation", "government") and noun.tag_ == "NN"
    if not own and reading.noun_class not in ("none", "pronoun", "figure", "list"):
        return ()
    before = reading.scene.subjects_in(sentence.start_char, reading.found.start)
    if len({s.key for s in before}) != 1 or _is_taken(reading, before[0]):
        return ()
    return (replace(before[-1], source="inherited" if own else "stated"),)


def note_subject(scene: Scene, sentence: "Span", memory: Memory) -> None:
    """Keep whom a sentence is about in mind, when none of its claims said so."""
    if memory.subjects_at == memory.sentence:
        return
    root = sentence.root
    noun = subject_of(root) if root.pos_ in ("VERB", "AUX") else None
    if noun is None:
        return
    own = scene.subject_at(noun)
    inside = [s for t in noun.subtree if t.dep_ == "poss" for s in (scene.subject_at(t),) if s is not None]
    found = own or next(iter(inside), None)
    if found is not None and len(scene.group_of(found)) == 1:
        memory.subjects, memory.subjects_at = (found,), memory.sentence
    elif noun.pos_ == "PRON" and memory.subjects:
        memory.subjects_at = memory.sentence
