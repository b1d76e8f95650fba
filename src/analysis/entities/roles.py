"""What a person is called beside the name: role, nationality, gender."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.names import Cluster, Name
from analysis.entities.people import cluster_gender
from analysis.lexicons import pairs, read_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_INSIDE_ROLE = frozenset({"ADJ", "NOUN", "PROPN", "ADV"})
_LONGEST = 12  # tokens of a role
_PRONOUNS = {"he": "male", "him": "male", "his": "male", "himself": "male",
             "she": "female", "her": "female", "hers": "female", "herself": "female"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Role:
    """A role as written: tokens ``[first, last)`` and their text."""

    first: int
    last: int
    text: str


@cache
def role_nouns() -> dict[str, str]:
    """Return nouns for what a person is or does, with the gender they tell (or an empty string)."""
    return {row["noun"]: row["gender"] for row in read_lexicon("role_nouns")}


def written_role(document: Document, name: Name) -> Role | None:
    """Return the role that stands right before or, after a comma, right after a person's name."""
    return _role_before(document.doc, name) or _role_after(document.doc, name)


def _role_before(doc: "Doc", name: Name) -> Role | None:
    first = words_before(doc, name)
    words = [t.lemma_.lower() for t in doc[first : name.first]]
    if not any(word in role_nouns() for word in words[-3:]):
        return None
    return Role(first, name.first, doc[first : name.first].text)


def words_before(doc: "Doc", name: Name) -> int:
    """Return the token at which the nouns and adjectives right before a person's name begin."""
    first = name.first
    lowest = max(0, name.first - _LONGEST)
    while first > lowest and not doc[first].is_sent_start and _is_role_part(doc[first - 1]):
        first -= 1
    while first < name.first and doc[first].text in ("'s", "-", "'"):
        first += 1
    return first


def _is_role_part(token: "Token") -> bool:
    return (
        token.pos_ in _INSIDE_ROLE
        or token.text in ("-", "'s", "&")
        or (token.tag_ in ("VBG", "VBN") and token.dep_ == "amod")
    )


def _role_after(doc: "Doc", name: Name) -> Role | None:
    if name.last + 1 >= len(doc) or doc[name.last].text != ",":
        return None
    first = name.last + 1
    while first < len(doc) and doc[first].lower_ in ("the", "a", "an", "its", "their", "his", "her", "who", "then"):
        first += 1
    last = first
    while last < min(len(doc), first + _LONGEST) and not doc[last].is_sent_end:
        if doc[last].text in (",", ";", ":", "—", "–", "”", "“", "(") or doc[last].pos_ in (
            "VERB",
            "AUX",
            "PRON",
            "CCONJ",
        ):
            break
        last += 1
    head = [t.lemma_.lower() for t in doc[first:last] if t.pos_ in ("NOUN", "PROPN")]
    before_of = [t.lemma_.lower() for t in doc[first:last]]
    main = before_of[: before_of.index("of")] if "of" in before_of else before_of
    if (
        not head
        or not any(word in role_nouns() for word in main[-3:])
        or (doc[first].pos_ == "PROPN" and doc[first].ent_type_ == "PERSON")
    ):
        return None
    return Role(first, last, doc[first:last].text)


def cluster_role(document: Document, cluster: Cluster) -> Role | None:
    """Return the longest role written beside any of a person's names; the first of equals."""
    roles = [role for name in cluster.names if (role := written_role(document, name)) is not None]
    return max(roles, key=lambda role: (min(role.last - role.first, 6), -role.first), default=None)


def genders(document: Document, people: list[Cluster]) -> dict[int, str]:
    """Return people's gender by position in the list: by titles, then role and kin nouns, then pronouns."""
    votes: dict[int, Counter[str]] = {i: Counter() for i in range(len(people))}
    for i, cluster in enumerate(people):
        title = cluster_gender(document.doc, cluster)
        if title:
            votes[i][title] += 10
        for name in cluster.names:
            role = written_role(document, name)
            told = {role_nouns().get(w.lower(), "") for w in role.text.split()} - {""} if role else set()
            if len(told) == 1:
                votes[i][told.pop()] += 4
        given = _given_gender(cluster)
        if given and not votes[i]:
            votes[i][given] += 3
    _add_pronouns(document, people, votes)
    return {i: counter.most_common(1)[0][0] for i, counter in votes.items() if counter and _is_clear(counter)}


def _given_gender(cluster: Cluster) -> str:
    """Return the gender of a given name borne almost only by one, or an empty string."""
    words = cluster.full.text.lower().split()
    return pairs("name_genders", "name", "gender").get(words[0], "") if len(words) > 1 else ""


def _fits(told: Counter[str], gender: str) -> bool:
    """Say whether a pronoun may mean somebody, by what titles, nouns, names and earlier pronouns told."""
    return not told or told.most_common(1)[0][0] == gender


def _is_clear(counter: Counter[str]) -> bool:
    (_, most), *rest = counter.most_common(2)
    return not rest or most > 1.5 * rest[0][1]


def _add_pronouns(document: Document, people: list[Cluster], votes: dict[int, Counter[str]]) -> None:
    """Count each "he" or "she" for the person named last before it, within this sentence and the one before.

    Somebody of whom nothing is known yet does not get the pronoun of one whom it is known to fit.
    """
    doc = document.doc
    at = {token: i for i, c in enumerate(people) for n in c.names for token in range(n.first, n.last)}
    for place, word in enumerate(document.lower):
        gender = _PRONOUNS.get(word)
        if gender is None:
            continue
        sentence = document.sentence_index[place]
        begin = document.sentences[max(0, sentence - 1)].start
        fits = {i: at[i] for i in range(begin, place) if i in at and _fits(votes[at[i]], gender)}
        known = {i: person for i, person in fits.items() if votes[person]}
        fits = known or fits
        near = list(fits.values())
        if not near:
            continue
        subjects = [person for i, person in fits.items() if doc[i].dep_ in ("nsubj", "nsubjpass")]
        if len(set(near)) == 1:
            votes[near[0]][gender] += 2
        elif subjects:
            votes[subjects[-1]][gender] += 1
