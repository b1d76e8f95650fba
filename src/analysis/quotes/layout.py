"""What layout reports without a verb: a headline's colon, a speech, a list or block below "She said:", an interview."""

import re
from collections import Counter
from collections.abc import Iterator

from analysis.annotate import LONGEST_TITLE, Document
from analysis.lexicons import entries
from analysis.quotes.parse import cue_of
from analysis.quotes.reports import Report, part_within, trim_content
from analysis.quotes.sources import is_document, noun_phrase, source_nouns, speaker_of
from analysis.quotes.turns import editors_labels, no_labels, turn_reports

LONGEST_NOTE = 24  # characters of an editor's label
_SENTENCE_END = frozenset('.?!"”’)…')
_SPEAKING = frozenset(("i", "we", "my", "our", "us", "me"))
_YOU = frozenset(("you", "your", "you're", "you've"))


def layout_reports(document: Document, syntax: list[Report]) -> list[Report]:
    """Return what the headline reports with a colon, the turns of a transcript, and what follows "She said:"."""
    turns = turn_reports(document) or interview_reports(document)
    spoken = [*speech_reports(document, syntax, turns), *turns]
    return spoken or [*_headline(document), *block_reports(document, syntax)]


def editors_notes(document: Document) -> frozenset[int]:
    """Return the numbers of the paragraphs in which the paper speaks of itself: "Correction: An earlier version …"."""
    heads = (paragraph[:LONGEST_NOTE].partition(":") for paragraph in document.paragraph_texts)
    return frozenset(
        n for n, (head, colon, _) in enumerate(heads) if colon and head.strip(" *_[(").lower() in editors_labels()
    )


# ── headlines ───────────────────────────────────────────────────────────────────────────────────────────────────────

LONGEST_SOURCE = 8  # tokens before the colon
SHORTEST_CONTENT = 3  # tokens after it
_VERBS = frozenset(("VERB", "AUX"))
_SOURCES = frozenset(("PERSON", "ORG", "GPE", "NORP"))
_OPENS_SOURCE = frozenset(("–", "—", "-", "exclusive"))
_AFTER_SOURCE = frozenset(("on", "to", "at", "in"))


def _headline(document: Document) -> list[Report]:
    title = document.paragraphs[0] if len(document.paragraphs) > 1 else None
    if title is None or len(title.text) > LONGEST_TITLE or document.lower[title.start : title.end].count(":") != 1:
        return []
    colon = document.lower.index(":", title.start)
    if document.text[title.start_char : document.starts[colon]].strip().lower() in no_labels():
        return []
    source, content = _source_before(document, title.start, colon), (colon + 1, title.end)
    if source is None and _is_common_source(document, *content):
        source, content = content, (title.start, colon)
    part = trim_content(document, *content) if source is not None else None
    # what someone said, not a topic
    marks = [document.lower[i] in "“‘" for i in range(*content)]
    short = len(marks) < SHORTEST_CONTENT
    said = marks[:1] == [True] if short else any(marks) or not _VERBS.isdisjoint(document.pos[slice(*content)])
    if source is None or part is None or not said:
        return []
    return [Report((part,), (colon, colon + 1), "colon", False, source, source[1] - 1, "headline")]


def _source_before(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """Return the person, body or kind of source before the colon ("Ann Lee on taxes:" is Ann Lee)."""
    while start < end and document.lower[start] in _OPENS_SOURCE:
        start += 1
    stop = next((i for i in range(start + 1, end) if document.lower[i] in _AFTER_SOURCE), end)
    if not 0 < stop - start <= LONGEST_SOURCE or not _VERBS.isdisjoint(document.pos[start:end]):
        return None
    named = _is_common_source(document, start, stop) or (
        document.pos[start] == "PROPN" and _is_in_name(document, document.lower[start])
    )
    kind = document.doc[stop - 1].ent_type_
    place = kind == "GPE" and not any(mark in document.lower[end:] for mark in "“‘")  # "Norland: ferries stop"
    return (start, stop) if named or (kind in _SOURCES and not place) else None


def _is_in_name(document: Document, word: str) -> bool:
    names = (e for e in document.doc.ents if e.label_ in ("PERSON", "ORG"))
    return word.isalpha() and any(word in document.lower[e.start : e.end] for e in names)


def _is_common_source(document: Document, start: int, end: int) -> bool:
    while end > start and document.pos[end - 1] == "PUNCT":
        end -= 1
    return 0 < end - start <= LONGEST_SOURCE and document.lemmas[end - 1].lower() in source_nouns()


# ── speeches ────────────────────────────────────────────────────────────────────────────────────────────────────────

_SPEECH = "speech"
_IN_PERSON = _SPEAKING | {"you", "your"}
_LAST_HEADING = 8  # paragraphs in which the page says what it is
_FEWEST_SPOKEN = 3  # paragraphs
_CLAUSE_END = _SENTENCE_END | frozenset(":;")


def speech_reports(document: Document, syntax: list[Report], turns: list[Report]) -> list[Report]:
    """Return one report with all paragraphs below the headings, if they are a speech by the person named there.

    Where turns follow it ends before the first of them. A third of the paragraphs speak of "I", "we" or "you", few of
    them quote, and nothing that this person said is reported in the third person.
    """
    found = _announced(document)
    if found is None:
        return []
    first, speaker = found
    surname = document.lower[speaker[1] - 1]
    paragraphs = document.paragraphs
    starts = [turn.speaker[0] if turn.speaker is not None else turn.parts[0][0] for turn in turns]
    last = document.paragraph_index[min(starts)] if starts else len(paragraphs)
    spans = [span for span in paragraphs[first:last] if span.text[-1] in _CLAUSE_END]
    said = [document.lower[span.start : span.end] for span in spans]
    spoken = sum(not _IN_PERSON.isdisjoint(words) for words in said)
    quoting = sum("“" in words for words in said)
    told = any(r.speaker is not None and surname in document.lower[slice(*r.speaker)] for r in syntax)
    if len(spans) < _FEWEST_SPOKEN or told or not (3 * spoken >= len(said) >= 4 * quoting):
        return []
    parts = [part for span in spans if (part := trim_content(document, span.start, span.end)) is not None]
    return [Report(tuple(parts), None, "say", False, speaker, speaker[1] - 1, _SPEECH)]


def _announced(document: Document) -> tuple[int, tuple[int, int]] | None:
    """Return the first paragraph below the headings and the tokens of the name after "… by" in one of them."""
    announced: tuple[int, int] | None = None
    for number, paragraph in enumerate(document.paragraphs[:_LAST_HEADING]):
        words, text = document.lower[paragraph.start : paragraph.end], document.paragraph_texts[number]
        told = "transcript" in words and "by" in words and announced is None  # "The following is a transcript of …"
        if text[-1] in _CLAUSE_END and not told and not text.startswith(("(", "[")):
            return (number, announced) if announced is not None else None
        before = document.lower[: paragraph.end]
        if "by" in words and not entries("speech_nouns", "noun").isdisjoint(before):
            by = paragraph.start + words.index("by")
            named = [e for e in document.doc.ents if e.label_ == "PERSON" and by < e.start < paragraph.end]
            announced = (named[0].start, named[0].end) if named else announced
    return None


# ── lists and blocks ────────────────────────────────────────────────────────────────────────────────────────────────

_BLOCK = "block"
_LONGEST_ITEM = 300  # characters
_NEAREST = 12  # tokens between the verb and its colon
_BULLETS = ("-", "–", "—", "•", "*", "·")
_HANDLE = re.compile(r"[–—-]+ ?(?P<name>[^()]{2,50}) \(@\w+\)")
_ITEM_END = _SENTENCE_END | {":"}


def block_reports(document: Document, syntax: list[Report]) -> list[Report]:
    """Return the list or the paragraph below a paragraph that ends with a reporting verb and a colon."""
    found = list(_signed(document))
    reported = {report.cue[0] for report in syntax if report.cue is not None}
    for number, paragraph in enumerate(document.paragraphs[:-1]):
        last = paragraph.end - 1
        verb = _verb_before(document, paragraph.start, last) if document.lower[last] == ":" else None
        top = speaker_of(document, verb) if verb is not None else None
        parts = _items(document, number + 1) if top is not None else []
        if verb is not None and top is not None and parts and (verb not in reported or len(parts) > 1):
            speaker = noun_phrase(document, top, verb)
            found.append(Report(tuple(parts), (verb, verb + 1), "say", False, speaker, top, _BLOCK))
    return found


def _signed(document: Document) -> Iterator[Report]:
    """Yield each post without marks over the line that says whose it is: "— Ada Lind (@adalind) May 3, 2023"."""
    for number, (start, end) in enumerate(document.normal.paragraphs[1:]):
        signed = _HANDLE.match(document.text, start, end)
        if signed is None:
            continue
        said = document.paragraphs[number]
        name = document.doc.char_span(*signed.span("name"), alignment_mode="expand")
        part = trim_content(document, said.start, said.end)
        if name is not None and part is not None and "“" not in said.text:
            yield Report((part,), None, "say", False, (name.start, name.end), name.end - 1, _BLOCK)


def _verb_before(document: Document, first: int, colon: int) -> int | None:
    """Return the reporting verb of the last words before a colon, or one that gives out a text ("issued a note:")."""
    for k in range(colon - 1, max(first, colon - _NEAREST) - 1, -1):
        if document.lower[k] in ".!?”":
            return None
        if document.pos[k] == "VERB":
            found, noun = cue_of(document, k), document.child(k, "dobj")
            told = found is not None and "q" in found[0].patterns
            last = noun is not None and not any(document.pos[n] == "VERB" for n in range(noun, colon))
            return k if told or (noun is not None and last and is_document(document, noun)) else None
    return None


def _items(document: Document, number: int) -> list[tuple[int, int]]:
    """Return the points of a list, else one paragraph if it speaks of "I" or "we"."""
    items: list[tuple[int, int]] = []
    paragraphs = document.paragraphs[number:]
    for paragraph in paragraphs:
        text = paragraph.text
        if len(text) > _LONGEST_ITEM or not (text[-1] not in _ITEM_END or text.startswith(_BULLETS)):
            break
        part = trim_content(document, paragraph.start + text.startswith(_BULLETS), paragraph.end)
        items += [part] if part is not None else []
    if len(items) > 1:
        return items
    first, last = paragraphs[0].start, paragraphs[0].end
    spoken = document.lower[first] != "“" and not _SPEAKING.isdisjoint(document.lower[first:last])
    part = trim_content(document, first + (document.lower[first] == ">"), last) if spoken else None
    return [part] if part is not None else []


# ── interviews without labels: a question as a paragraph of its own, then the answer of the person introduced ───────

_INTERVIEW = "interview"
_TRANSCRIPT = "transcript"  # of a question with a label
FEWEST_QUESTIONS = 3
_LONGEST_QUESTION = 300  # characters
_LONGEST_INTRODUCTION = 12  # paragraphs
_LONGEST_NAME = 3  # words
_INTERVIEWED = _SPEAKING | {"i'm", "we're", "i've", "we've"}
_EMPHASIS = "*_ "  # of Markdown, around a question
_LABEL = re.compile(
    r"[*_]{0,3}(?P<label>Q(?=[.:*_ ])|[A-Z][\w.'’&-]*(?: [A-Z][\w.'’&-]*){0,3}(?=[*_]{0,3}:))[*_]{0,3}[.:]?[*_]{0,3} *"
)


def interview_reports(document: Document) -> list[Report]:
    """Return one report a question and one an answer, or nothing where the text is no interview."""
    questions, labelled = _questions(document)
    if len(questions) < FEWEST_QUESTIONS or not 0 < questions[0] <= _LONGEST_INTRODUCTION:
        return []
    answers = _answers(document, questions)
    person = _introduced(document, questions[0], 1 if labelled else 2)
    surname = document.lower[person[1] - 1] if person is not None else None
    if not all(answers) or not (labelled or (surname and _is_interview(document, questions, answers, surname))):
        return []
    reports = []
    for question, answer in zip(questions, answers, strict=True):
        asker = _label(document, question)
        asked = _TRANSCRIPT if asker is not None else _INTERVIEW
        for numbers, speaker, rule in (([question], asker, asked), (answer, person, _INTERVIEW)):
            parts = [part for n in numbers if (part := _said(document, n, n == question)) is not None]
            if parts:
                top = speaker[1] - 1 if speaker is not None else None
                reports.append(Report(tuple(parts), None, "say", False, speaker, top, rule))
    return reports


def _said(document: Document, number: int, labelled: bool) -> tuple[int, int] | None:
    start, end = document.normal.paragraphs[number]
    label = _LABEL.match(document.text, start, end) if labelled else None
    said = document.text[label.end() if label is not None else start : end].strip(_EMPHASIS)
    begin = document.text.find(said, label.end() if label is not None else start)
    return part_within(document, begin, begin + len(said))


def _questions(document: Document) -> tuple[list[int], bool]:
    """Return the paragraphs that ask, and whether one label opens each: those without it are no questions then."""
    bare = [paragraph.strip(_EMPHASIS) for paragraph in document.paragraph_texts]
    asks = [p[-1:] == "?" and len(p) <= _LONGEST_QUESTION and p[0] not in "“‘" for p in bare]
    if not any(asks):
        return [], False
    names = {n: name for n in range(len(bare)) if (name := _label(document, n)) is not None}
    labels = {n: document.doc[slice(*name)].text for n, name in names.items()}
    asking = {label for n, label in labels.items() if asks[n]}
    labelled = [n for n, label in labels.items() if label in asking and len(asking) == 1]
    return (labelled, True) if len(labelled) >= FEWEST_QUESTIONS else ([n for n, ask in enumerate(asks) if ask], False)


def _label(document: Document, number: int) -> tuple[int, int] | None:
    """Return the tokens of who asks, where each question is labelled and no answer is: "Harbour Times: When …?"."""
    label = _LABEL.match(document.text, *document.normal.paragraphs[number])
    name = document.doc.char_span(*label.span("label"), alignment_mode="expand") if label is not None else None
    return (name.start, name.end) if name is not None else None


def _answers(document: Document, questions: list[int]) -> list[list[int]]:
    """Return the paragraphs behind each question, without headings; the last answer ends where nobody says "I"."""
    texts = document.paragraph_texts
    last = min(questions[-1] + 2, len(texts))
    while last < len(texts) and not (_INTERVIEWED | _YOU).isdisjoint(_words(texts[last])):
        last += 1
    return [
        [n for n in range(question + 1, end) if texts[n][-1] in _SENTENCE_END]
        for question, end in zip(questions, [*questions[1:], last], strict=True)
    ]


def _is_interview(document: Document, questions: list[int], answers: list[list[int]], surname: str) -> bool:
    """Say whether the introduction announces one and at least half of the answers speak of "I" or "we".

    Without an announcement all answers must, and half of the questions be put to "you". An author who asks the reader
    and tells of the person by name writes no interview.
    """
    texts = document.paragraph_texts
    opening = document.text[: document.normal.paragraphs[questions[0]][0]].lower()
    only_a_name = len(opening.split()) <= _LONGEST_NAME  # the heading is the person
    announced = not entries("interview_words", "word").isdisjoint(re.findall(r"[\w&]+", opening))
    put = sum(not _YOU.isdisjoint(_words(texts[n])) for n in questions)
    if not (only_a_name or announced or 2 * put >= len(questions)):
        return False
    words = [{word for n in answer for word in _words(texts[n])} for answer in answers]
    spoken = sum(not _INTERVIEWED.isdisjoint(w) for w in words)
    told = sum(surname in w or any(word.startswith("“") for word in w) for w in words)
    needed = 2 if announced else 3 if only_a_name else 4
    return 4 * spoken >= needed * len(answers) and 3 * told <= len(answers)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'“]+", text.lower())


def _introduced(document: Document, first: int, fewest: int) -> tuple[int, int] | None:
    """Return the tokens of the last full name of the person named most often before the first question.

    Where no person is named it is the heading, if that is a name of as many words as are asked for.
    """
    stop = document.normal.paragraphs[first][0]
    people = [e for e in document.doc.ents if e.label_ == "PERSON" and e.end_char <= stop]
    if not people:
        heading = document.paragraphs[0]
        name = all(tag == "NNP" for tag in document.tags[heading.start : heading.end])
        return (heading.start, heading.end) if name and fewest <= len(heading) <= _LONGEST_NAME else None
    most = Counter(e[-1].lower_ for e in people).most_common(1)[0][0]
    best = max((e for e in people if e[-1].lower_ == most), key=lambda e: (len(e) > 1, e.start))
    return best.start, best.end
