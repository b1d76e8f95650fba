"""The turns of transcripts and interviews: a label, then all paragraphs until the next one."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from analysis.annotate import Document
from analysis.lexicons import entries, pairs, read_lexicon
from analysis.quotes.reports import Report, part_within

FEWEST_TURNS = 3  # labelled paragraphs that make a transcript of an article that holds little else
FEWEST_AMONG_OTHERS = 4
_FEWEST_WORDS = 2  # of a turn
_FEWEST_TOLD = 8  # of a sentence of the author
_LAST_SETTING = 4  # paragraphs of place and time before a speech
_IN_PERSON = frozenset(("i", "we", "my", "our", "you", "i'm", "we're"))
PARTICLE = "|".join(sorted(entries("name_words", "word", kind="particle")))  # of a surname: "van"
_WORD = rf"(?:[A-Z][\w.'’&/-]*|of|the|{PARTICLE}|and|for|to|in|no|\d{{1,2}})"
_BRACKET = r"(?: ?[(\[][^()\[\]\n]{1,70}[)\]])"
_ASIDE = r"(?: \([a-z][^()\n]{1,40}\))?"  # "(spoke in French)"
_NAME = rf"[A-Z][\w.'’&/-]*{_BRACKET}?(?:,? {_WORD}{_BRACKET}?){{0,13}}{_ASIDE}"
_TIME = r"(?:[\[(]\d{1,2}:\d\d(?::\d\d)?[\])] )?"  # of the recording, before the label
_MARKS = r"[*_\[\]]{0,3}"  # of emphasis, in Markdown
_LABEL = re.compile(
    rf"(?:>> ?)?{_TIME}{_MARKS}(?P<label>{_NAME}(?:, [^.:\n]{{3,70}}(?=\. [–—-] ))?)"
    rf"(?P<end>{_MARKS}(?:: ?(?:\(\d[\d:]*\))?|\. [–—-]|(?<!\.) [–—](?= \S)){_MARKS})(?: +(?=\S)|$)"
)
_WITH_STOP = re.compile(  # "Mr. LIND. I rise …", "The Chairman. The committee …", "Ms. Orr of Kelby. I thank …"
    r"(?P<label>(?P<title>[A-Z][a-z]+)\.? (?P<name>[A-Z][\w'’-]{2,})(?: [A-Za-z]+){0,4})(?P<end>\. )(?=[A-Z])"
)
_NUMBER = re.compile(r"[A-Z]?\d{1,3}\. ")  # of a question tabled: "1. Ada Lind (Kelby North)"
_BY_TITLE = re.compile(rf"(?P<label>(?:The [^()\n.]{{3,80}} \()?[A-Z][\w.]+ {_NAME}\)?)(?P<end>$)")
_BY_SEAT = re.compile(rf"(?P<label>{_NAME}{_BRACKET})(?P<end>$)")  # "Ada Lind (Kelby North) (Lab)"
_BY_NAME = re.compile(rf"(?P<name>[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|{PARTICLE})){{0,3}})(?: --? .*)?$")
_LABEL_DASH = re.compile(r"\. [–—-]$")
_QUESTION = re.compile(rf"{_MARKS}(?P<label>Q)(?P<end>{_MARKS}[.:]?{_MARKS} +|(?=[A-Z][a-z']))(?=\S)")
_ANSWER = re.compile(rf"{_MARKS}(?P<label>A)(?P<end>{_MARKS}[.:]{_MARKS} +)(?=\S)")
_BARE_ANSWER = re.compile(r"(?P<label>A)(?P<end> +)(?=[A-Z])")  # below a "Q" without a stop
_NOTE = re.compile(r"\s*[\[(][^\])]*[\])]\W*$")  # behind the words: "[inaudible 00:01:33]"
_STAGE = re.compile(r"[\[(][^\])]*[\])][.!]?$|(?:END|End)\b.{0,40}$|\W+$")
_SENTENCE_END = frozenset('.?!"”’)…-—–')
_SHARE_OF_CAPITALS = 0.8
_FEWEST_SHARE = 0.15  # of turns whose label comes back, and of those that speak of "I" or "you"
_LONGEST_LABEL = 90  # characters
_LONGEST_HEADING = 60

_EXAMINER = re.compile(r"(?:[A-Z-]+ ){0,3}(?:BY|By) (?P<name>[A-Z][^:\n]{2,40}):$")
_WITNESS = re.compile(r"(?P<name>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}),")
_SWORN = ("sworn", "affirmed")


class Turn(NamedTuple):
    """A label, the number of its paragraph, and the range behind it in that paragraph."""

    number: int
    start: int
    label: str
    content: tuple[int, int]


def turn_reports(document: Document) -> list[Report]:
    """Return one report a turn, with all its paragraphs, where labelled paragraphs make a transcript."""
    roles = list(_court_roles(document))
    marked = [turn for turn in _labelled(document) if turn.number not in {held.number for _, held in roles}]
    if not _is_transcript(document, [m for m in marked if m.label.lower() not in no_labels()]):
        return []
    paragraphs = document.normal.paragraphs
    reports: list[Report] = []
    dense, told = _is_dense(document, marked), _is_told(document, marked[0].number)
    for turn, following in zip(marked, [*marked[1:], None], strict=True):
        if turn.label.lower() in no_labels():
            continue
        last = following.number if following is not None else _end_of_last(document, turn.number, dense, told)
        last = min([last, *(held.number for _, held in roles if held.number > turn.number)])
        letter = {"q": "Q", "a": "A", "the witness": "A"}.get(turn.label.lower())
        named = [held for role, held in roles if held.number < turn.number and role == letter]
        if named:
            turn = turn._replace(start=named[-1].start, label=named[-1].label)
        ranges = [turn.content, *(p for p in paragraphs[turn.number + 1 : last] if _is_spoken(document.text, p))]
        report = _report(document, turn, [r for r in ranges if r[0] < r[1]])
        if report is not None:
            reports.append(report)
    return reports


def _court_roles(document: Document) -> Iterator[tuple[str, Turn]]:
    """Yield each line that names who asks ("Q") or answers ("A") in court below it: "BY MR. VIK:", a sworn witness."""
    sworn = [any(word in paragraph for word in _SWORN) for paragraph in document.paragraph_texts]
    for number, (start, end) in enumerate(document.normal.paragraphs):
        asks = _EXAMINER.match(document.text, start, end)
        answers = _WITNESS.match(document.text, start, end) if any(sworn[number : number + 2]) else None
        if asks is not None:
            yield "Q", Turn(number, asks.start("name"), asks["name"], (end, end))
        elif answers is not None and (sworn[number] or answers.end() == end):
            yield "A", Turn(number, start, answers["name"], (end, end))


def _is_transcript(document: Document, labelled: list[Turn]) -> bool:
    """Say whether labels come back before speech and often enough: two of them, "Q" and "A", or one in capitals.

    Turns speak of "I" or "you": "Pros: …", "Funding: …" of a list do not.
    """
    labels = Counter(_surname(turn.label) for turn in labelled)
    if len(labelled) == 1:
        return _is_one_speech(document, labelled[0])
    for first, second in zip(
        labelled, labelled[1:], strict=False
    ):  # one exchange: "Q. …" and right below "MS. LIND: …"
        if first.label == "Q" != second.label and second.number == first.number + 1 and _is_capital(second.label):
            return True
    if len(labels) < 2 or max(labels.values()) < 2:
        return False
    fewest = FEWEST_TURNS if _is_dense(document, labelled) else FEWEST_AMONG_OTHERS
    spoken = sum(_is_speech(document.text[slice(*turn.content)]) for turn in labelled)
    back = sum(times for times in labels.values() if times > 1)
    ends = [*(turn.start for turn in labelled[1:]), len(document.text)]
    said = (words_in(document.text[turn.content[0] : end]) for turn, end in zip(labelled, ends, strict=True))
    in_person = sum(not _IN_PERSON.isdisjoint(words) for words in said)
    enough = _FEWEST_SHARE * len(labelled) <= min(back, in_person)
    return enough and len(labelled) >= fewest and 2 * spoken >= len(labelled)


def _is_dense(document: Document, labelled: list[Turn]) -> bool:
    """Say whether an article holds little but turns: half of it is labelled, or all labels are in capitals or lines."""
    most = 2 * len(labelled) >= len(document.normal.paragraphs)
    return most or all(_is_capital(t.label) for t in labelled) or all(t.content[0] == t.content[1] for t in labelled)


def _is_told(document: Document, first: int) -> bool:
    """Say whether the author tells something before the first turn, so that the end may be the author's too."""
    told = [words_in(text) for text in document.paragraph_texts[:first] if text[-1] in _SENTENCE_END]
    return any(len(words) >= _FEWEST_TOLD and _IN_PERSON.isdisjoint(words) for words in told)


def words_in(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def _is_one_speech(document: Document, only: Turn) -> bool:
    """Say whether a single label near the top opens a speech: "PRESIDENT LIND: …", or "Ada Lind (NI). – …"."""
    if only.number > _LAST_SETTING:
        return False
    if only.label.endswith(")") and _LABEL_DASH.search(document.text[: only.content[0]].rstrip()):
        return True
    return only.label.isupper() and " " in only.label and only.label.split()[0].lower() in _titles()


def _is_speech(content: str) -> bool:
    content = _NOTE.sub("", content) or content
    return not content or (content[-1] in _SENTENCE_END and len(re.findall(r"[A-Za-z]{2,}", content)) >= _FEWEST_WORDS)


def _bare(label: str) -> str:
    return re.sub(r" ?[(\[].*", "", label)


def _is_capital(label: str) -> bool:
    """Say whether the surname of a label is in capitals: "LIND", "Mr. ADA LIND (Baker)"."""
    words = _bare(label).split(",")[0].split()
    return bool(words) and words[-1].isupper()


def _surname(label: str) -> str:
    """Return what "SEN. ADA LIND (D), NORLAND", "Mr. Deputy Speaker (Ms. Ada Lind)" and "LIND" share."""
    held = label.partition("(")[2].rstrip(")")
    first = label.split(maxsplit=1)[0].rstrip(".").casefold()
    if (first == "the" or first in _honorifics()) and "," not in held and _is_held(held):
        label = held
    words = _bare(label).split(",")[0].split()
    return words[-1].casefold() if words and words[-1] not in ("Q", "A") else "".join(words)


def _labelled(document: Document) -> list[Turn]:
    """Return each labelled paragraph.

    Where nearly all labels are in capitals, a word in small letters before a colon is none ("Plus: …").
    """
    found = _all_labelled(document)
    between = (document.text[turn.start + len(turn.label) : turn.content[0]].strip() for turn in found)
    dashes = [turn for turn, mark in zip(found, between, strict=True) if mark in ("–", "—")]
    people = [turn for turn in dashes if _is_held(turn.label) or _is_person(document, turn.start, turn.label)]
    if 2 * len(dashes) < len(document.normal.paragraphs) or not people:  # "KELBY — The mayor …"
        found = [turn for turn in found if turn not in dashes]
    capitals = [turn for turn in found if _is_capital(turn.label)]
    return capitals if len(capitals) >= _SHARE_OF_CAPITALS * len(found) else found


def _all_labelled(document: Document) -> list[Turn]:
    found: list[Turn] = []
    bare = _named_lines(document)
    seated: set[str] = set()  # who was named with a seat before: a bare name is a label then
    for number, (start, end) in enumerate(document.normal.paragraphs):
        tabled = _NUMBER.match(document.text, start, end)
        start = tabled.end() if tabled is not None else start
        line = document.text[start:end]
        is_chair = pairs("labels", "label", "kind").get(line.lower()) == "question"  # "Madam Speaker"
        match = _match(document.text, start, end)
        if match is None and any(t.label == "Q" and document.text[t.start + 1].isspace() for t in found):
            match = _BARE_ANSWER.match(document.text, start, end)
        seat = _BY_SEAT.match(document.text, start, end) if match is None and end - start <= _LONGEST_LABEL else None
        if match is not None and match.end() == end and match["label"].startswith("The "):
            seated.add(match["label"].partition("(")[2].rstrip(")"))
        if number in bare:
            found.append(Turn(number, start, bare[number], (end, end)))
        elif match is None and (seat or line in seated or (seated and is_chair)) and _opens_turn(document, number):
            seated.add(_bare(line))
            found.append(Turn(number, start, line, (end, end)))
        elif match is not None:  # the label of the first paragraph opens another one too, or it is a headline
            label = match["label"]
            if number or any(paragraph.startswith(_bare(label)) for paragraph in document.paragraph_texts[1:]):
                found.append(Turn(number, match.start("label"), label, (match.end(), end)))
    return found


def _named_lines(document: Document) -> dict[int, str]:
    """Return the lines that are names over what those say, where two of them come back: "Ada Lind -- Chair"."""
    texts, paragraphs = document.paragraph_texts, document.normal.paragraphs
    short = ((n, _BY_NAME.match(line)) for n, line in enumerate(texts[:-1]) if len(line) <= _LONGEST_LABEL)
    named = ((n, match["name"]) for n, match in short if match is not None and _opens_turn(document, n))
    found = {n: name for n, name in named if name.lower() not in no_labels()}
    lines = Counter(found.values())
    spoken = [n for n in found if not _IN_PERSON.isdisjoint(words_in(texts[n + 1]))]
    with_role = {n for n, name in found.items() if texts[n] != name}
    people = {n for n, name in found.items() if lines[name] > 1 and _is_person(document, paragraphs[n][0], name)}
    if sum(times > 1 for times in lines.values()) < 2 or 2 * len(spoken) < len(found) or not with_role | people:
        return {}
    return {n: name for n, name in found.items() if lines[name] > 1 or n in with_role}


def _is_person(document: Document, start: int, name: str) -> bool:
    """Say whether a line of several words is the name of a person, for the model or by its first word."""
    span = document.doc.char_span(start, start + len(name), alignment_mode="expand")
    named = span is not None and any(e.label_ == "PERSON" for e in span.ents)
    return " " in name and (named or name.split(maxsplit=1)[0] in entries("given_names", "name"))


def _opens_turn(document: Document, number: int) -> bool:
    """Say whether a line that is a name stands over a paragraph that ends as sentences do."""
    following = document.paragraph_texts[number + 1 : number + 2]
    return bool(following) and _NOTE.sub("", following[0])[-1:] in _SENTENCE_END


def _is_held(label: str) -> bool:
    """Say whether a line is a name with its title: "Dr. Ada Lind (Kelby)", "The Leader of the House (Sir Jon Vik)"."""
    held = label.partition("(")[2].rstrip(")") if label.startswith("The ") else ""
    titled = (held or label).split(" ")[0].rstrip(".").casefold() in _honorifics()
    return titled or (" " in held and held.istitle())


def _match(text: str, start: int, end: int) -> re.Match[str] | None:
    for pattern in (_QUESTION, _ANSWER, _LABEL):
        if match := pattern.match(text, start, end):
            return match if len(match["label"]) <= _LONGEST_LABEL else None
    if match := _WITH_STOP.match(text, start, end):
        held = match["name"].lower() if match["title"] == "The" else match["title"].casefold()
        return match if held in _titles() else None
    match = _BY_TITLE.match(text, start, end) if end - start <= _LONGEST_LABEL + 20 else None
    return match if match is not None and match.end() == end and _is_held(match["label"]) else None


def _end_of_last(document: Document, number: int, dense: bool, told: bool) -> int:
    """Return where the last turn ends: at a heading, beside other text where nobody says "I" or "you".

    What an author who also opens the article adds to a transcript is no turn either.
    """
    texts = document.paragraph_texts
    spoken = [not _IN_PERSON.isdisjoint(words_in(text)) for text in texts]
    end = len(texts)
    while dense and told and end > number + 1 and not spoken[end - 1]:
        end -= 1
    others = (n for n in range(number + 1, end) if texts[n][-1] not in _SENTENCE_END or not (dense or spoken[n]))
    return next(others, end)


def _is_spoken(text: str, paragraph: tuple[int, int]) -> bool:
    """Say whether a paragraph inside a turn is speech: no stage direction, heading or notice; lines may be wrapped."""
    start, end = paragraph
    if _STAGE.match(text[start:end]) or "©" in text[start:end]:
        return False
    closed = _NOTE.sub("", text[start:end])[-1] in _SENTENCE_END
    return closed or text[start].islower() or end - start > _LONGEST_HEADING


def _report(document: Document, turn: Turn, ranges: list[tuple[int, int]]) -> Report | None:
    doc, start, end = document.doc, turn.start, turn.start + len(turn.label)
    name = doc.char_span(start, end, alignment_mode="contract") or doc.char_span(start, end, alignment_mode="expand")
    parts = tuple(part for r in ranges if (part := part_within(document, *r)) is not None)
    if name is None or not parts or parts[0][0] < name.end:
        return None
    colon = max(name.end - 1, parts[0][0] - 1)
    speaker = (name.start, name.end)
    return Report(parts, (colon, colon + 1), "colon", False, speaker, name.end - 1, "transcript")


@cache
def _honorifics() -> frozenset[str]:
    return frozenset(title.casefold().rstrip(".") for title in entries("honorifics", "title"))


@cache
def _titles() -> frozenset[str]:
    titles = frozenset(title.lower() for title in entries("honorifics", "title"))
    return titles | frozenset(row["noun"] for row in read_lexicon("role_nouns") if row["sector"] != "kin")


def no_labels() -> frozenset[str]:
    """Return the words before a colon that are no speaker: "Update", "Note", "Photo"."""
    return entries("labels", "label", kind="none") | editors_labels()


def editors_labels() -> frozenset[str]:
    """Return the labels of what the paper says of itself: "Correction", "Editor's note"."""
    return entries("labels", "label", kind="editors")
