"""Many articles in tables for readers: who speaks, what to review, what is claimed how often, what stays open."""

import pandas as pd

from analysis.display.readings import QUOTE_KINDS, headline, interval, number_reading, plain, published_words
from analysis.tables.rows import VERDICTS
from analysis.tables.speakers import DOCUMENTS, NOT_NAMED, speaker_names

_HEADS = {"not_enough_info": "open"}  # of columns of counts
_HEDGES_BEHIND = ("or ", "and ", "plus")  # "two percent or more"
_PERIODS = {"PAST_REF": "in the past", "PRESENT_REF": "now", "FUTURE_REF": "to come"}  # TIMEX3


def speaker_overview(quotes: pd.DataFrame) -> pd.DataFrame:
    """Return one row a speaker: in how many articles, how many quotes, in what way, with how many words.

    All who are not named are one row, documents of no publisher another; both stand last.
    """
    named = quotes.assign(speaker=speaker_names(quotes), words=quotes["text"].str.split().str.len())
    kinds = {
        words: ("kind", lambda values, kind=kind: int((values == kind).sum())) for kind, words in QUOTE_KINDS.items()
    }
    return (
        named.groupby("speaker", as_index=False)
        .agg(
            articles=("article_id", "nunique"),
            quotes=("kind", "size"),
            words=("words", "sum"),
            **kinds,
            article_id=("article_id", "first"),
            quote_id=("quote_id", "first"),
        )
        .assign(last=lambda f: f["speaker"].isin([NOT_NAMED, DOCUMENTS]))
        .sort_values(["last", "words", "speaker"], ascending=[True, False, True], ignore_index=True)
        .drop(columns="last")
    )


def speakers_across(quotes: pd.DataFrame) -> pd.DataFrame:
    """Return those rows of `speaker_overview` whose speaker has a name and is quoted in several articles."""
    rows = speaker_overview(quotes)
    several = rows["articles"].gt(1) & ~rows["speaker"].isin([NOT_NAMED, DOCUMENTS])
    return rows.loc[several].sort_values(["articles", "words"], ascending=False, kind="stable", ignore_index=True)


def review_list(quotes: pd.DataFrame, low: float) -> pd.DataFrame:
    """Return the quotes that a person should look at: confidence below `low`, or no speaker; least certain first."""
    return (
        quotes.loc[quotes["confidence"].lt(low) | quotes["speaker"].isna()]
        .assign(speaker=speaker_names)
        .sort_values(["confidence", "article_id", "start"], ignore_index=True)
        .loc[:, ["confidence", "speaker", "text", "kind", "resolution", "rule", "article_id", "quote_id"]]
    )


def cue_overview(quotes: pd.DataFrame) -> pd.DataFrame:
    """Return how speech is reported: kinds of cue with their commonest words."""
    return (
        quotes.groupby("cue_kind", as_index=False)
        .agg(quotes=("kind", "size"), words=("cue", _commonest))
        .sort_values(["quotes", "cue_kind"], ascending=[False, True], ignore_index=True)
    )


def number_overview(numbers: pd.DataFrame) -> pd.DataFrame:
    """Return one row a kind and unit of number: how many, how many hedged, examples."""
    return (
        numbers.assign(
            unit=numbers["currency"].fillna(numbers["unit"]).fillna(""), hedged=numbers["bound_text"].notna()
        )
        .groupby(["kind", "unit"], as_index=False)
        .agg(numbers=("text", "size"), hedged=("hedged", "sum"), examples=("text", _commonest))
        .sort_values(["numbers", "kind", "unit"], ascending=[False, True, True], ignore_index=True)
    )


def hedged_numbers(numbers: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers whose wording allows an interval, with the interval."""
    chosen = numbers.loc[numbers["bound_text"].notna()]
    return (
        chosen.assign(
            as_written=[
                f"{number} {hedge}" if hedge.lower().startswith(_HEDGES_BEHIND) else f"{hedge} {number}"
                for hedge, number in zip(chosen["bound_text"], chosen["text"], strict=True)
            ],
            allows=[interval(row) for row in chosen.to_dict("records")],
            read_as=[number_reading(row, bounds=False) for row in chosen.to_dict("records")],
        )
        .loc[:, ["as_written", "allows", "read_as", "article_id", "number_id"]]
        .reset_index(drop=True)
    )


def claim_overview(claims: pd.DataFrame, checks: pd.DataFrame, *, least: int = 1) -> pd.DataFrame:
    """Return what is claimed `least` times or more and how it fares, one row a subject, measure, period and figure."""
    from analysis.reference import load_references

    judged = _judged(claims, checks)
    titles = {(package.name, m.id): m.title for package in load_references() for m in package.measures.values()}
    measures = zip(judged["package"], judged["measure"], judged["kind"], strict=True)
    return (
        judged.assign(
            measure=[titles.get((p, m), plain(m).replace("_", " ")) or kind for p, m, kind in measures],
            claimed=judged["value_text"].fillna(judged["text"]),
            period=judged["period"].replace(_PERIODS),
            **{verdict: judged["verdict"].eq(verdict) for verdict in VERDICTS},
        )
        .groupby(["measure", "subject", "period", "claimed"], as_index=False, dropna=False)
        .agg(
            times=("claim_id", "size"),
            articles=("article_id", "nunique"),
            **{v: (v, "sum") for v in VERDICTS},
            article_id=("article_id", "first"),
            claim_id=("claim_id", "first"),
        )
        .loc[
            lambda f: f["times"].ge(least),
            ["claimed", "measure", "subject", "period", "times", "articles", *VERDICTS, "article_id", "claim_id"],
        ]
        .sort_values(["times", "measure", "subject", "period"], ascending=[False, True, True, True], ignore_index=True)
        .rename(columns=_HEADS)
    )


def open_claims(claims: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Return what could not be decided, and why."""
    judged = _judged(claims, checks)
    return (
        judged.loc[judged["verdict"].eq("not_enough_info")]
        .assign(why=lambda f: f["reason"].str.replace("_", " "))
        .loc[:, ["why", "text", "sentence", "article_id", "claim_id"]]
        .sort_values(["why", "article_id"], kind="stable", ignore_index=True)
    )


def verdicts_by_article(articles: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Return counts of verdicts an article: columns `title`, `verdict`, `count`, in the order of publication."""
    titles = pd.Series([headline(row) for row in articles.to_dict("records")], articles.index, dtype=object)
    years = articles["published"].fillna("").astype(str).str[:4]
    named = titles.where(~titles.duplicated(keep=False), (years + " " + titles).str.strip())
    names = dict(zip(articles["article_id"], named, strict=True))
    return (
        checks.assign(title=checks["article_id"].map(names))
        .groupby(["title", "verdict"], as_index=False)
        .size()
        .rename(columns={"size": "count"})
    )


def stories(articles: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Return the articles in the order of publication, with their counts of verdicts.

    Articles on one event have one number in `story`; the column is left out where no two are on one event.
    """
    counts = (
        checks.pivot_table(index="article_id", columns="verdict", values="claim_id", aggfunc="count", fill_value=0)
        .reindex(columns=list(VERDICTS), fill_value=0)
        .reset_index()
    )
    day = articles["published"].fillna(articles["published_to"]).fillna(articles["published_from"])
    ordered = articles.assign(day=day).sort_values(["day", "article_id"], ignore_index=True)
    numbers = {story: number + 1 for number, story in enumerate(ordered["story_id"].drop_duplicates())}
    together = ["story"] if len(numbers) < len(ordered) else []
    return (
        ordered.assign(
            title=[headline(row) for row in ordered.to_dict("records")],
            story=ordered["story_id"].map(numbers),
            published=[published_words(row) for row in ordered.to_dict("records")],
        )
        .merge(counts, on="article_id", how="left", validate="one_to_one")
        .fillna(dict.fromkeys(VERDICTS, 0))
        .astype(dict.fromkeys(VERDICTS, "int64"))
        .loc[:, ["title", *VERDICTS, *together, "published", "source", "article_id"]]
        .rename(columns=_HEADS)
    )


def _judged(claims: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    columns = ["claim_id", "verdict", "reason", "sentence", "figure", "figure_text", "edition"]
    return claims.merge(checks.loc[:, columns], on="claim_id", validate="one_to_one")


def _commonest(values: pd.Series, most: int = 5) -> str:
    return ", ".join(values.dropna().str.lower().value_counts().head(most).index)
