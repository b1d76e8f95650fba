"""When an event was that news speaks of without its day, and on which day of a week a table has a figure."""

from dataclasses import replace
from datetime import date, timedelta

from analysis.attribution import ARTICLE, Sentence, StatedPeriod, Subject, Topic

_NEWS = 31  # days for which an event is still the last one


def is_news(topic: Topic, subject: Subject, period: StatedPeriod, sentence: Sentence) -> bool:
    """Say whether an event without a day is one of the last weeks: an election or a decision just published."""
    day, reference = sentence.scene.day, topic.reference
    if period.doubt != "past_undated" or period.source != ARTICLE or reference.grain != "day" or day is None:
        return False
    places = (t for t in sentence.span if t.dep_ == "pobj" and t.head.lower_ in ("in", "at"))
    editions = reference.current_editions(day, topic.measure.id, subject.key_in(reference) or "")
    is_fresh = any((day - edition.published_on).days <= _NEWS for edition in editions[:1])
    return is_fresh and not any(sentence.is_elsewhere(place, topic) for place in places)


def day_of_week(topic: Topic, subject: Subject, period: StatedPeriod, sentence: Sentence) -> StatedPeriod:
    """Return a week that is said ("last week") as its last day with a figure, by a table of days."""
    weeks = [t for t in sentence.times if "-W" in t.timex and t.end_date is not None and t.end_date == period.value]
    day, reference = sentence.scene.day, topic.reference
    if not weeks or reference.grain != "day" or day is None:
        return period
    key, end = subject.key_in(reference) or "", date.fromisoformat(weeks[0].end_date or "")
    days = [(end - timedelta(days=n)).isoformat() for n in range(7)]
    editions = reference.current_editions(day, topic.measure.id, key)
    held = (d for d in days if any(reference.cell(e.id, topic.measure.id, key, d) is not None for e in editions))
    return replace(period, value=next(held, period.value))
