"""What kind of source a phrase names, and who the label of a turn: "PRESIDENT LIND", "LH", "Ada Brandt, Post"."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from analysis.annotate import Document
from analysis.lexicons import entries, pairs, read_lexicon
from analysis.quotes.turns import PARTICLE
from analysis.spacy_types import Span, Token
from analysis.tables import Entity, Mention, Quote

RULE = "transcript"
_BRACKETS = re.compile(r" ?[(\[][^)\]]*[)\]]?")
_FULL_NAME = re.compile(rf"[A-Z][a-zà-ÿ][\w'’-]*(?: [A-Z]\.)?(?: (?:{PARTICLE}) )?(?: ?[A-Z][\w'’-]+){{1,2}}")
_GLUED = re.compile(r"Q[A-Z][a-z]")  # "QWhat happened?"
_INITIALS = re.compile(r"[A-Z]{2,3}")
_PARTICLES = frozenset(
    ("the", "prime", "vice", "deputy", "former", "acting", "rt", "hon", "right", "honourable", "first")
)
_PEOPLE = frozenset(("person", "group", "anonymous"))
_OWN_NAME = re.compile(rf"(?P<name>{_FULL_NAME.pattern})(?:\. |\.?$)")  # "Q. Your name? A. Ada Lind. I keep …"
_SUFFIXES = frozenset(("kc", "qc", "mp", "mep", "msp", "obe", "phd", "md", "jr", "sr"))


class Labels:
    """The labels of one article's turns; equal labels always mean the same speaker."""

    def __init__(
        self, document: Document, quotes: Sequence[Quote], mentions: Sequence[Mention], entities: dict[str, Entity]
    ) -> None:
        turns = [q for q in quotes if q.rule == RULE]
        first = turns[0].speaker_start if turns and turns[0].speaker_start is not None else 0
        self.document, self.entities, self.intro = document, entities, document.text[:first]
        self.people = [m for m in mentions if m.label == "PERSON"]
        labels = dict.fromkeys(q.speaker_text or "" for q in turns)
        self.labels = [_untitled(_head(label)).partition(" of ")[0] for label in labels]
        people = [e.name for e in entities.values() if e.label == "PERSON"]
        names = [*_FULL_NAME.findall(self.intro), *(n for n in self.labels if " " in n), *people] if turns else []
        self.names = [name for name in map(_untitled, names) if name]
        self.own: dict[str, str] = {}  # the name that who has a label gives
        for turn in turns:
            said, label = document.text[turn.start : turn.end], (turn.speaker_text or "").casefold()
            given = _introductions().search(said)
            if given is None and _kind_of(label.strip(" .:")) == "answer":
                given = _OWN_NAME.match(said)
            if given is not None:
                self.own.setdefault(label, given["name"])

    def who(self, label: str) -> tuple[str | None, str | None, str]:
        """Return the entity, the name and the kind of source behind a label."""
        bare = _BRACKETS.sub("", label).strip(" .:").rstrip("0123456789 ").lower()
        kind = "question" if _GLUED.match(label) else _kind_of(bare)
        held = _bracket(label)
        if kind is not None and _untitled(held) == held:  # not "Mr. Deputy Speaker (Ms. Ada Lind)"
            return self._known(self._in_role(label, kind), "anonymous" if kind == "anonymous" else "person")
        name = self._name(label)
        if name.isupper() and pairs("source_nouns", "noun", "kind").get(name.split()[-1].lower()) in _PEOPLE:
            return None, None, "anonymous"
        return self._known(self._full(name) if name else self._holder(_head(label)), "person")

    def _in_role(self, label: str, kind: str) -> str | None:
        """Return who answers, or who asks all the time; many others may ask."""
        own = self.own.get(label.casefold())
        if kind == "answer":
            own = own or next((name for other, name in self.own.items() if _kind_of(other) == "answer"), None)
            return own or self._holder(label) or self._interviewed()
        return own or self._holder(label) or self._asking() if kind == "host" else None

    def _name(self, label: str) -> str:
        """Return the name in a label, without titles; "" where it is an office alone."""
        name, bracket = _untitled(_head(label)), _bracket(label)
        name = name if label.startswith("The ") else name.partition(" of ")[0]  # "Mr. Vik of Kelby"
        held = _untitled(bracket)
        office = not name or name[0].islower() or label.startswith("The ")
        if office and held[:1].isupper() and (" " in held or held != bracket):
            return held  # "The Leader of the House (Sir Jon Vik)"
        own = self.own.get(label.casefold(), "")
        if name and " " not in name and own.casefold()[:2] == name.casefold()[:2]:  # "TOBY: … I'm Tobias …"
            return own
        fitting = (n for n in self.names if "".join(w[0] for w in n.split()) == name)
        return (next(fitting, None) if _INITIALS.fullmatch(name) else None) or name

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
        by_given = first.pop() if len(first) == 1 else following[0] if following is not None else None
        return by_given or self._by_surname(name, cased) or cased

    def _by_surname(self, name: str, cased: str) -> str | None:
        written = re.search(rf"((?:[A-Z][\w’.-]+ ){{1,4}}){re.escape(cased)}\b", self.document.text)
        openers = entries("name_openers", "word")
        given = [w for w in _after_title(written[1].split()) if w not in openers] if written else []
        capitals = re.findall(rf"((?:[A-Z][A-Z’.-]+ ){{1,4}}){re.escape(name)}\b", self.intro)
        for words in capitals if name.isupper() and not given else ():
            given = given or _cased(" ".join(_after_title(words.split()))).split()
        if given:
            return " ".join([*given, cased])
        longer = [n for n in self.names if " " in n and n.casefold().split()[-1] == name.casefold()]
        longer = [n for n in longer if not _titles() & {w.casefold() for w in n.split()}]  # "Press Secretary Berg"
        return _cased(longer[0]) if longer else None

    def _holder(self, role: str) -> str | None:
        """Return who holds an office named without its holder: "PRIME MINISTER" in an article about one.

        The name follows in the same paragraph, with no verb but "is" between: "the guest was the writer Ada Lind".
        """
        bare = re.escape(role.casefold().removeprefix("the ").strip())
        found = re.search(rf"(?i:\b{bare}\b)", self.intro or self.document.text)
        if found is None:
            return None
        beside = (m for m in self.people if self.document.text[m.end : found.start()] in (", ", ", the "))
        before = next(beside, None)
        person = before or next((m for m in self.people if m.start >= found.end()), None)
        if person is None:
            return None
        between = self.document.doc.char_span(found.end(), person.start, alignment_mode="contract")
        apart = between is not None and any(t.pos_ == "VERB" or t.is_space or t.text in ".;" for t in between)
        return self._full(_untitled(person.name)) if before is not None or not apart else None

    def _asking(self) -> str | None:
        guest = self._holder("guest") or self._interviewed()
        before = [m.name for m in self.people if m.start < len(self.intro) and " " in m.name]
        names = dict.fromkeys(name for name in before if name != guest)
        return next(iter(names)) if len(names) == 1 and guest is not None else None

    def _interviewed(self) -> str | None:
        """Return the person an interview is with: named in the title, else most often before the first turn."""
        if "court" in map(str.casefold, self.labels):  # the title names the accused, not the witness
            return None
        before = [m for m in self.people if m.start < len(self.intro)]
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
        folded, before = name.casefold(), entries("name_openers", "word") | {"A.", "Q."}
        named = [e for e in self.entities.values() if e.label == "PERSON" and e.name.split()[0] not in before]
        people = [(e, e.name.casefold().split()) for e in named]
        same = [e for e, words in people if e.name.casefold() == folded]
        same = same or [e for e, words in people if words[-1] == folded.split()[-1] and len(words) > 1]
        return (same[0].entity_id, same[0].name, kind) if same and not same[0].name.isupper() else (None, name, kind)


def _after_title(words: list[str]) -> list[str]:
    """Return the given names after the last title, office or small word among the words before a surname.

    Of "Ports Ada", behind "Secretary of", the known given name is the name.
    """
    no_names = _titles() | entries("function_words", "word")
    titles = [i for i, word in enumerate(words) if word.casefold().rstrip(".") in no_names]
    given = words[titles[-1] + 1 :] if titles else words[-2:]
    known = [i for i, word in enumerate(given) if word.capitalize() in entries("given_names", "name")]
    return given[known[0] :] if known else given


def _bracket(label: str) -> str:
    """Return what stands in the first brackets of a label: "The Minister (Lord Vik) (Reds)"."""
    return label.partition("(")[2].partition(")")[0]


def _head(label: str) -> str:
    return _BRACKETS.sub("", label).split(",")[0].strip()


def _untitled(name: str) -> str:
    """Drop titles and offices before a name and letters after it: "SEN. MARY ORR" is "MARY ORR"."""
    words = name.split()
    while words and (words[0].casefold().rstrip(".") in _titles() or words[0] in entries("name_openers", "word")):
        del words[0]
    while len(words) > 1 and (
        words[-1].casefold().rstrip(".") in _SUFFIXES or words[-1].lower() in entries("function_words", "word")
    ):
        del words[-1]  # "President Lind Before Departure"
    return " ".join(words)


def _cased(name: str) -> str:
    """Return a name in capitals as it is written elsewhere: "MARY O'HARA" is "Mary O'Hara"."""
    if not name.isupper() or (_INITIALS.fullmatch(name) and not re.search("[AEIOUY]", name)):
        return name
    return re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), name)


@cache
def _introductions() -> re.Pattern[str]:
    words = "|".join(re.escape(row["words"]) for row in read_lexicon("self_introductions"))
    return re.compile(rf"\b(?:{words}) (?P<name>{_FULL_NAME.pattern})(?=[,.;!]| and |$)")


@cache
def _titles() -> frozenset[str]:
    titles = {title.casefold().rstrip(".") for title in entries("honorifics", "title")}
    roles = {row["noun"].casefold() for row in read_lexicon("role_nouns") if row["sector"] != "kin"}
    return frozenset(titles | roles | _PARTICLES)


def _kind_of(label: str) -> str | None:
    return pairs("labels", "label", "kind").get(label)


# ── kinds of sources ────────────────────────────────────────────────────────────────────────────────────────────────

_BARE = 6  # letters: "person"
KIND_OF_LABEL = {
    "PERSON": "person", "ORG": "organisation", "GPE": "organisation", "NORP": "group", "FAC": "organisation",
    "LOC": "organisation", "LAW": "document", "WORK_OF_ART": "document", "PRODUCT": "organisation",
    "EVENT": "organisation",
}  # fmt: skip
_PLURAL = frozenset(("NNS", "NNPS"))


def kind_of_noun(root: Token) -> str:
    """Return the kind of source a common noun names: a plural role is a group, an unknown noun is unknown."""
    lemma, kinds = root.lemma_.lower(), pairs("source_nouns", "noun", "kind")
    someone = lemma.endswith(("man", "woman", "person")) and len(lemma) > _BARE
    by_ending = "person" if someone or lemma.endswith(("ologist", "ician", "er-in-chief")) else "unknown"
    kind = kinds.get(lemma) or kinds.get(root.lower_) or by_ending
    if kind == "person" and root.tag_ in _PLURAL:
        return "group"
    indefinite = any(c.dep_ == "det" and c.lower_ in ("a", "an", "one", "some", "another") for c in root.lefts)
    return "anonymous" if kind == "person" and indefinite else kind


def is_spokesperson(span: Span) -> bool:
    """Say whether someone speaks for another: "a spokesman for X", "spokeswoman Ann Lee"."""
    return any(pairs("source_nouns", "noun", "kind").get(token.lemma_.lower()) == "spokesperson" for token in span)
