"""Events newer than a table: an article that speaks of the next election is not about the last one listed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from analysis.attribution.marks import Sentence
from analysis.attribution.package_words import lemma
from analysis.attribution.periods import ARTICLE
from analysis.attribution.scene import Scene
from analysis.claims.drafts import Draft
from analysis.reference import Reference

_SAME = timedelta(days=60)  # within which a date is still of the event that is listed
_PAST = timedelta(days=45)  # within which news speaks of an event by its weekday


def unless_newer(sentence: Sentence, draft: Draft) -> Draft:
    """Return a draft with the doubt `newer_event` where its table's last event by then is not the one it may be about.

    The events are what the package's descriptor calls so (``events: [election]``); a draft that names its period is
    about that.
    """
    scene, day = sentence.scene, sentence.scene.document.published
    reference = next((r for r in scene.references if r.name == draft.columns.get("package")), None)
    if reference is None or not reference.events or day is None or draft.columns.get("period_source") != ARTICLE:
        return draft
    editions = reference.current_editions(day, draft.columns.get("measure"), draft.columns.get("key"))
    last = editions[0].published_on if editions else None
    if last is None or last > day - _SAME:
        return draft
    if not _is_renewed(scene, reference) and not any(d > last + _SAME for d in _event_days(scene, reference)):
        return draft
    return replace(draft, doubts=("newer_event", *draft.doubts))


def _is_renewed(scene: Scene, reference: Reference) -> bool:
    """Say whether an article speaks of what an event made new ("the new Bundestag")."""
    names = {w.split()[-1] for words in reference.own_subjects.values() for w in words} | reference.events
    return any(
        t.text == "new" and t.dep_ == "amod" and {t.head.text, lemma(t.head)} & names for t in scene.document.doc
    )


def _event_days(scene: Scene, reference: Reference) -> Iterator[date]:
    """Yield the days and weeks shortly before an article that it names in a sentence with an event."""
    day = scene.document.published
    if day is None:
        return
    for time in scene.times:
        is_short = time.type == "DATE" and len(time.timex) > len("2024-06")
        if not is_short or time.begin is None or time.end_date is None:
            continue
        begin, end = date.fromisoformat(time.begin), date.fromisoformat(time.end_date)
        sentence = scene.root(time.start, time.end).sent
        if day - _PAST <= end and begin <= day and any(lemma(token) in reference.events for token in sentence):
            yield end
