"""Who the label of a transcript's turn names: "PRESIDENT LIND", "MS. STONE", "LH", "Ada Brandt, Harbour Post"."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from analysis.annotate import Document
from analysis.lexicons import read_lexicon
from analysis.speakers.classify import source_nouns
from analysis.tables import Entity, Mention, Quote

RULE = "transcript"
_BRACKETS = re.compile(r" ?[(\[][^)\]]*[)\]]?")
_FULL_NAME = re.compile(
    r"[A-Z][a-zà-ÿ][\w'’-]*(?: [A-Z]\.)?(?: (?:de|van|von|der|da|di|al|bin) )?(?: ?[A-Z][\w'’-]+){1,2}"
)
_GLUED = re.compile(r"Q[A-Z][a-z]")  # "QWhat happened?"
_INITIALS = re.compile(r"[A-Z]{2,3}")
_PARTICLES = frozenset(
    ("the", "prime", "vice", "deputy", "former", "acting", "rt", "hon", "right", "honourable", "first")
)
_HELD_BY = r"(?:Sir |Dame |Dr\.? )?((?:[A-Z][a-z][\w'’-]+ ?){1,3})"
_SUFFIXES = frozenset(("kc", "qc", "mp", "mep", "msp", "obe", "phd", "md", "jr", "sr"))


@dataclass
class Labels:
    """The labels of one article's turns; equal labels always mean the same speaker."""

    document: Document
    mentions: Sequence[Mention]
    entities: dict[str, Entity]
    intro: str = ""
    names: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, document: Document, quotes: Sequence[Quote], mentions: Sequence[Mention], entities: dict[str, Entity]
    ) -> "Labels":
        turns = [q for q in quotes if q.rule == RULE]
        first = turns[0].speaker_start if turns and turns[0].speaker_start is not None else 0
        labels = dict.fromkeys(q.speaker_text or "" for q in turns)
        intro = document.text[:first]
        named = [_plain(label) for label in labels]
        people = [e.name for e in entities.values() if e.label == "PERSON"]
        names = [*_FULL_NAME.findall(intro), *(n for n in named if " " in n), *people] if turns else []
        return cls(document, mentions, entities, intro, [n for n in (_untitled(name) for name in names) if n], named)

    def who(self, label: str) -> tuple[str | None, str | None, str]:
        """Return the entity, the name and the kind of source behind a label."""
        if _GLUED.match(label):
            return None, None, "person"
        kind = _kinds().get(_BRACKETS.sub("", label).strip(" .:").rstrip("0123456789 ").lower())
        if kind == "answer":
            return self._known(self._interviewed(), "person")
        if kind is not None:
            return None, None, "anonymous" if kind == "anonymous" else "person"
        held = re.search(r"\((\w+)\.? [^()]+\)$", label)
        office = label.split(maxsplit=1)[0].rstrip(".").casefold() in _titles() or label.startswith("The ")
        if office and held and held[1].casefold() in _honorifics():  # "The Leader (Sir Jon Vik)"
            label = held[0].strip("()")
        head = _BRACKETS.sub("", label).split(",")[0].strip()
        name = _untitled(head)
        if not name:
            return self._known(self._holder(head), "person")
        if name.isupper() and source_nouns().get(name.split()[-1].lower()) in ("person", "anonymous", "group"):
            return None, None, "anonymous"
        full = self._initials(name) if _INITIALS.fullmatch(name) else None
        return self._known(full or self._full(name), "person")

    def _full(self, name: str) -> str:
        """Return the fullest spelling of a name in the article, not in capitals if there is one."""
        cased = _cased(name)
        if " " in name:
            written = re.search(re.escape(name), self.document.text.replace(name, " " * len(name)), re.IGNORECASE)
            return written[0] if written and not written[0].isupper() else cased
        labelled = [n for n in self.labels if " " in n and n.casefold().split()[-1] == name.casefold()]
        if labelled:
            return _cased(labelled[0])
        first = {n for n in self.names if " " in n and n.split()[0].casefold() == name.casefold()}
        following = re.search(rf"\b{re.escape(cased)} [A-Z][a-z][\w’-]+(?=[,.])", self.document.text)
        if len(first) == 1:  # the label is a given name
            return first.pop()
        if following is not None:
            return following[0]
        written = re.search(rf"((?:[A-Z][\w’.-]+ ){{1,4}}){re.escape(cased)}\b", self.document.text)
        given = [w for w in _after_title(written[1].split()) if w not in _openers()] if written else []
        if given:
            return " ".join([*given, cased])
        longer = [n for n in self.names if " " in n and n.casefold().split()[-1] == name.casefold()]
        longer = [n for n in longer if not _titles() & {w.casefold() for w in n.split()}]  # "Press Secretary Berg"
        return _cased(longer[0]) if longer else cased

    def _initials(self, letters: str) -> str | None:
        fitting = dict.fromkeys(n for n in self.names if "".join(w[0] for w in n.split()) == letters)
        return next(iter(fitting), None)

    def _holder(self, role: str) -> str | None:
        """Return who holds an office named without its holder: "PRIME MINISTER" in an article about one."""
        bare = re.escape(role.casefold().removeprefix("the ").strip())
        found = re.search(rf"(?i:\b{bare})(?: of [A-Z]\w+,)? {_HELD_BY}", self.intro or self.document.text)
        return self._full(found[1].strip()) if found else None

    def _interviewed(self) -> str | None:
        """Return the person an interview is with: named in the title, else most often before the first turn."""
        before = [m for m in self.mentions if m.label == "PERSON" and m.start < len(self.intro)]
        title = self.intro.split("\n\n", 1)[0]
        named = [" ".join(_after_title(found.split())) for found in _FULL_NAME.findall(title)]
        named += [m.name for m in before if m.end <= len(title)]
        known = [n for n in named if n and self.intro.count(n.split()[-1]) > 1]
        if known:
            return known[-1]
        return Counter(m.name for m in before).most_common(1)[0][0] if before else None

    def _known(self, name: str | None, kind: str) -> tuple[str | None, str | None, str]:
        if name is None:
            return None, None, kind
        last = name.casefold().split()[-1]
        people = [e for e in self.entities.values() if e.label == "PERSON"]
        same = [e for e in people if e.name.casefold() == name.casefold()]
        same = same or [e for e in people if e.name.casefold().split()[-1] == last and len(e.name.split()) > 1]
        return (same[0].entity_id, same[0].name, kind) if same and not same[0].name.isupper() else (None, name, kind)


def _after_title(words: list[str]) -> list[str]:
    """Return the given names after the last title or office among the words before a surname."""
    titles = [i for i, word in enumerate(words) if word.casefold().rstrip(".") in _titles()]
    return words[titles[-1] + 1 :] if titles else words[-2:]


def _plain(label: str) -> str:
    return _untitled(_BRACKETS.sub("", label).split(",")[0].strip())


def _untitled(name: str) -> str:
    """Drop titles and offices before a name and letters after it: "SEN. MARY ORR" is "MARY ORR"."""
    words = name.split()
    while words and words[0].casefold().rstrip(".") in _titles():
        del words[0]
    while len(words) > 1 and words[-1].casefold().rstrip(".") in _SUFFIXES:
        del words[-1]
    return " ".join(words)


def _cased(name: str) -> str:
    """Return a name in capitals as it is written elsewhere: "MARY O'HARA" is "Mary O'Hara"."""
    if not name.isupper() or (_INITIALS.fullmatch(name) and not re.search("[AEIOUY]", name)):
        return name
    return re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), name)


@cache
def _kinds() -> dict[str, str]:
    return {row["label"]: row["kind"] for row in read_lexicon("labels")}


@cache
def _openers() -> frozenset[str]:
    return frozenset(row["word"] for row in read_lexicon("name_openers"))


@cache
def _honorifics() -> frozenset[str]:
    return frozenset(row["title"].casefold().rstrip(".") for row in read_lexicon("honorifics"))


@cache
def _titles() -> frozenset[str]:
    """Return the words that stand before a name, in small letters without a full stop."""
    titles = {row["title"].casefold().rstrip(".") for row in read_lexicon("honorifics")}
    roles = {row["noun"].casefold() for row in read_lexicon("role_nouns") if row["sector"] != "kin"}
    return frozenset(titles | roles | _PARTICLES)


__all__ = ["RULE", "Labels"]
