"""The turns of transcripts and interviews: a label, then all paragraphs until the next one."""

import re
from collections import Counter
from functools import cache

from analysis.annotate import Document
from analysis.lexicons import read_lexicon
from analysis.quotes.parse import Parse
from analysis.quotes.reports import Report, trim_content

FEWEST_TURNS = 3  # labelled paragraphs that make a transcript of an article that holds little else
FEWEST_AMONG_OTHERS = 4
_FEWEST_WORDS = 2  # of a turn
_LAST_SETTING = 4  # paragraphs of place and time before a speech
_IN_PERSON = frozenset(("i", "we", "my", "our", "you", "i'm", "we're"))
Labelled = tuple[int, str, tuple[int, int]]  # number of the paragraph, label, range behind it
_WORD = r"(?:[A-Z][\w.'’&/-]*|of|the|de|der|van|von|da|di|du|del|la|le|al|and|for|to|in|no|\d{1,2})"
_BRACKET = r"(?: ?[(\[][^()\[\]\n]{1,70}[)\]])"
_NAME = rf"[A-Z][\w.'’&/-]*{_BRACKET}?(?:,? {_WORD}{_BRACKET}?){{0,13}}"
_TIME = r"(?:[\[(]\d{1,2}:\d\d(?::\d\d)?[\])] )?"  # of the recording, before the label
_LABEL = re.compile(rf"{_TIME}(?P<label>{_NAME})(?P<end>: ?(?:\(\d[\d:]*\))?|\. [–—-])(?: +(?=\S)|$)")
_BY_TITLE = re.compile(rf"(?P<label>(?:The [^()\n.]{{3,80}} \()?[A-Z][\w.]+ {_NAME}\)?)(?P<end>$)")
_BY_SEAT = re.compile(rf"(?P<label>{_NAME}{_BRACKET})(?P<end>$)")  # "Ada Lind (Kelby North) (Lab)"
_LABEL_DASH = re.compile(r"\. [–—-]$")
_QUESTION = re.compile(r"(?P<label>Q)(?P<end>[.:]? +|(?=[A-Z][a-z']))(?=\S)")
_ANSWER = re.compile(r"(?P<label>A)(?P<end>[.:] +)(?=\S)")
_STAGE = re.compile(r"[\[(][^\])]*[\])][.!]?$|(?:END|End)\b.{0,40}$|\W+$")
_SENTENCE_END = frozenset('.?!"”’)…-—–')
_SHARE_OF_CAPITALS = 0.8
_LONGEST_LABEL = 90  # characters
_LONGEST_HEADING = 60


def turn_reports(document: Document, parse: Parse) -> list[Report]:
    """Return one report a turn, with all its paragraphs, where labelled paragraphs make a transcript."""
    marked = _labelled(document)
    if not _is_transcript(document, [m for m in marked if m[1].lower() not in no_labels()]):
        return []
    paragraphs = document.normal.paragraphs
    reports: list[Report] = []
    loose = _is_dense(document, marked)
    for turn, (number, label, content) in enumerate(marked):
        if label.lower() in no_labels():
            continue
        last = marked[turn + 1][0] if turn + 1 < len(marked) else _end_of_last(document, number, loose)
        ranges = [content, *(p for p in paragraphs[number + 1 : last] if _is_spoken(document.text, p))]
        report = _report(document, parse, paragraphs[number][0], label, [r for r in ranges if r[0] < r[1]])
        if report is not None:
            reports.append(report)
    return reports


def _is_transcript(document: Document, labelled: list[Labelled]) -> bool:
    """Say whether labels come back before speech and often enough: two of them, "Q" and "A", or one in capitals."""
    labels = Counter(_surname(label) for _, label, _ in labelled)
    spoken = sum(_is_speech(document.text[start:end]) for _, _, (start, end) in labelled)
    if len(labelled) == 1:
        return _is_one_speech(document, labelled[0])
    if _is_extract(labelled):
        return True
    if not labels or max(labels.values()) < 2 or (len(labels) < 2 and not labels.keys() & {"Q", "A"}):
        return False
    fewest = FEWEST_TURNS if _is_dense(document, labelled) else FEWEST_AMONG_OTHERS
    return len(labelled) >= fewest and 2 * spoken >= len(labelled)


def _is_dense(document: Document, labelled: list[Labelled]) -> bool:
    """Say whether the article holds little but turns.

    Half of its paragraphs are labelled, all labels are in capitals, or each is a line of its own.
    """
    if 2 * len(labelled) >= len(document.normal.paragraphs) or all(_is_capital(m[1]) for m in labelled):
        return True
    return all(start == end for _, _, (start, end) in labelled)


def _is_extract(labelled: list[Labelled]) -> bool:
    """Say whether an article quotes one exchange: "Q. …" and right below it "MS. LIND: …"."""
    return any(
        first[1] == "Q" and second[0] == first[0] + 1 and second[1] != "Q" and _is_capital(second[1])
        for first, second in zip(labelled, labelled[1:], strict=False)
    )


def _is_one_speech(document: Document, only: Labelled) -> bool:
    """Say whether a single label near the top opens a speech: "PRESIDENT LIND: …", or "Ada Lind (NI). – …"."""
    number, label, (start, _) = only
    if number <= _LAST_SETTING and label.endswith(")") and _LABEL_DASH.search(document.text[:start].rstrip()):
        return True
    return label.isupper() and " " in label and number <= _LAST_SETTING and label.split()[0].lower() in _titles()


def _is_speech(content: str) -> bool:
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
    if label.split(maxsplit=1)[0].rstrip(".").casefold() in _before_offices() and "," not in held and _is_held(held):
        label = held
    words = _bare(label).split(",")[0].split()
    return words[-1].casefold() if words and words[-1] not in ("Q", "A") else "".join(words)


def _labelled(document: Document) -> list[Labelled]:
    """Return each labelled paragraph: its number, its label and the range behind the label.

    Where nearly all labels are in capitals, a word in small letters before a colon is none ("Plus: …").
    """
    found = _all_labelled(document)
    capitals = [m for m in found if _is_capital(m[1])]
    return capitals if len(capitals) >= _SHARE_OF_CAPITALS * len(found) else found


def _all_labelled(document: Document) -> list[Labelled]:
    found: list[Labelled] = []
    seated: set[str] = set()  # who was named with a seat before: a bare name is a label then
    for number, (start, end) in enumerate(document.normal.paragraphs):
        match = _match(document.text, start, end)
        seat = _BY_SEAT.match(document.text, start, end) if match is None and end - start <= _LONGEST_LABEL else None
        if match is None and (seat is not None or document.text[start:end] in seated) and _opens_turn(document, number):
            seated.add(_bare(document.text[start:end]))
            found.append((number, document.text[start:end], (end, end)))
        elif match is not None and (number or _comes_back(document, match["label"])):
            found.append((number, match["label"], (match.end(), end)))
    return found


def _opens_turn(document: Document, number: int) -> bool:
    """Say whether a line that is a name stands over a paragraph that ends as sentences do."""
    following = document.normal.paragraphs[number + 1 : number + 2]
    return bool(following) and document.text[following[0][1] - 1] in _SENTENCE_END


def _comes_back(document: Document, label: str) -> bool:
    """Say whether the label of the first paragraph opens another one too, so that it is no headline."""
    return any(document.text.startswith(f"{_bare(label)}", start) for start, _ in document.normal.paragraphs[1:])


def _is_held(label: str) -> bool:
    """Say whether a line is a name with its title: "Dr. Ada Lind (Kelby)", "The Leader of the House (Sir Jon Vik)"."""
    first = label.partition("(")[2] if label.startswith("The ") else label
    return first.split(" ")[0].rstrip(".").casefold() in _honorifics()


def _match(text: str, start: int, end: int) -> re.Match[str] | None:
    match = _QUESTION.match(text, start, end) or _ANSWER.match(text, start, end) or _LABEL.match(text, start, end)
    if match is None and end - start <= _LONGEST_LABEL + 20:
        match = _BY_TITLE.match(text, start, end)
        return match if match is not None and match.end() == end and _is_held(match["label"]) else None
    return match if match is not None and len(match["label"]) <= _LONGEST_LABEL else None


def _end_of_last(document: Document, number: int, loose: bool) -> int:
    """Return where the last turn ends: at a heading and, beside other text, where nobody says "I" or "you"."""
    paragraphs = document.normal.paragraphs
    for i in range(number + 1, len(paragraphs)):
        start, end = paragraphs[i]
        words = set(re.findall(r"[a-z']+", document.text[start:end].lower()))
        if document.text[end - 1] not in _SENTENCE_END or not (loose or words & _IN_PERSON):
            return i
    return len(paragraphs)


def _is_spoken(text: str, paragraph: tuple[int, int]) -> bool:
    """Say whether a paragraph inside a turn is speech: no stage direction, no heading."""
    start, end = paragraph
    if _STAGE.match(text[start:end]):
        return False
    return text[end - 1] in _SENTENCE_END or end - start > _LONGEST_HEADING


def _report(
    document: Document, parse: Parse, start: int, label: str, ranges: list[tuple[int, int]]
) -> Report | None:  # fmt: skip
    name = document.doc.char_span(start, start + len(label), alignment_mode="contract")
    name = name or document.doc.char_span(start, start + len(label), alignment_mode="expand")
    parts = []
    for begin, end in ranges:
        said = document.doc.char_span(begin, end, alignment_mode="contract")
        part = trim_content(parse, said.start, said.end) if said is not None else None
        if part is not None:
            parts.append(part)
    if name is None or not parts or parts[0][0] < name.end:
        return None
    colon = max(name.end - 1, parts[0][0] - 1)
    return Report(
        tuple(parts), (colon, colon + 1), "colon", False, (name.start, name.end), name.end - 1, "transcript", "colon"
    )  # fmt: skip


@cache
def _before_offices() -> frozenset[str]:
    """Return what stands before an office whose holder follows in brackets: "The", "Mr.", "Madam"."""
    return _honorifics() | {"the"}


@cache
def _honorifics() -> frozenset[str]:
    return frozenset(row["title"].casefold().rstrip(".") for row in read_lexicon("honorifics"))


@cache
def _titles() -> frozenset[str]:
    """Return titles and offices in small letters."""
    titles = {row["title"].lower() for row in read_lexicon("honorifics")}
    return frozenset(titles | {row["noun"] for row in read_lexicon("role_nouns") if row["sector"] != "kin"})


@cache
def no_labels() -> frozenset[str]:
    """Return the words before a colon that are no speaker: "Update", "Note", "Photo"."""
    return frozenset(row["label"] for row in read_lexicon("labels") if row["kind"] in ("none", "editors"))


@cache
def editors_labels() -> frozenset[str]:
    """Return the labels of what the paper says of itself: "Correction", "Editor's note"."""
    return frozenset(row["label"] for row in read_lexicon("labels") if row["kind"] == "editors")
