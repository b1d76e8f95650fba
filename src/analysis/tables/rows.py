"""What the stages hand to one another inside an article. Offsets are in the article's normal form."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from analysis.tables.columns import column

CONFIDENCE = "share of such rows that were right on development data, 0–1"
RULE = "the rule that made the row"

QUOTE_KINDS = ("direct", "mixed", "indirect")
SPEAKER_KINDS = ("person", "organisation", "document", "spokesperson", "group", "anonymous", "unknown")
CUE_KINDS = ("say", "deny", "ask", "promise", "order", "warn", "agree", "think", "write", "according", "colon", "none")
MENTION_KINDS = ("name", "acronym", "demonym", "metonym", "nominal")
NUMBER_KINDS = (
    "cardinal", "ordinal", "percent", "percentage_point", "money", "ratio", "range", "age", "duration", "multiple",
    "measure", "reference", "score",
)  # fmt: skip
TIME_TYPES = ("DATE", "TIME", "DURATION", "SET")
CLAIM_KINDS = (
    "value", "count", "change", "rank", "date", "role", "age", "term", "membership", "comparison", "guideline",
)  # fmt: skip
MODALITIES = ("asserted", "expected", "plan", "target", "conditional", "ability", "poll", "denied", "question",
              "unclear")  # fmt: skip
VERDICTS = ("supported", "refuted", "not_enough_info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as read; `text` is never changed."""

    article_id: str = column("path relative to the input folder (POSIX), or the record's own id")
    title: str | None = column("as given, else the headline line of the text", default=None)
    published: date | None = column("publication date as given; missing when only a window is known", default=None)
    published_from: date | None = column("first day of the publication window", default=None)
    published_to: date | None = column("last day of the publication window", default=None)
    published_reason: str | None = column("where the date or each bound of the window comes from", default=None)
    source: str | None = column("publisher or feed, as given", default=None)
    author: str | None = column("who wrote it, as given or in its byline; several separated by `; `", default=None)
    language: str = column("ISO 639-1 code of the language found", default="en")
    encoding: str | None = column("character encoding the bytes were read in; missing for records", default=None)
    extractor: str | None = column("extractor and version for HTML, PDF or Word, else missing", default=None)
    source_sha256: str | None = column("sha256 of the bytes read; missing for records", default=None)
    sha256: str = column("sha256 of `text` in UTF-8")
    story_id: str | None = column("earliest article of the same story: wire copies and reprints share it", default=None)
    blocks: str | None = column("JSON map `[[start, end, element or page], …]` for HTML, PDF and Word", default=None)
    notes: str | None = column(
        "JSON `[[kind, text], …]` of a page's lines that are no part of the story, and so not in `text`: boilerplate, "
        "newsletter, paywall, correction, struck, gallery; `list_page`: the page is a list of these stories; "
        "`unparsed`: a part of `text` that is no language, in which nothing is found; a `correction` of "
        "plain text stays in `text`, but no quote, number or claim is read in it",
        default=None,
    )
    text: str = column("the text that all offsets refer to")

    @classmethod
    def of(cls, article_id: str, text: str, published: date | None = None) -> "Article":
        return cls(
            article_id=article_id, text=text, published=published, sha256=sha256(text.encode("utf-8")).hexdigest()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One stretch of reported speech with its cue and its speaker."""

    start: int = column("offset of the content's first character, outer marks excluded", low=0)
    end: int = column("offset after the content", low=0)
    kind: str = column("all inside marks, partly, or reported", values=QUOTE_KINDS)
    quoted_spans: tuple[tuple[int, int], ...] = column("JSON offsets of the parts inside marks", default=())
    group: int = column(
        "rows of one utterance, split around its cue, share it (counted from 1 in an article)", default=0
    )
    cue: str | None = column("the reporting words", cut="cue", default=None)
    cue_start: int | None = column("offset of the cue", low=0, default=None)
    cue_end: int | None = column("offset after the cue", low=0, default=None)
    cue_kind: str = column("kind of speech act", values=CUE_KINDS, default="none")
    cue_negated: bool = column("true for denials ('denied that', 'did not say')", default=False)
    speaker_text: str | None = column("the speaker as written", cut="speaker", default=None)
    speaker_start: int | None = column("offset of the speaker as written", low=0, default=None)
    speaker_end: int | None = column("offset after it", low=0, default=None)
    speaker_id: str | None = column("entity of the speaker; see `entities`", default=None)
    speaker: str | None = column("canonical name of the speaker", default=None)
    speaker_kind: str = column("what kind of source speaks", values=SPEAKER_KINDS, default="unknown")
    resolution: str | None = column("how the speaker was resolved", default=None)
    rule: str = column(RULE)
    confidence: float = column(CONFIDENCE, low=0, high=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One mention of an entity."""

    start: int = column("offset of the first character", low=0)
    end: int = column("offset after the last character", low=0)
    label: str = column("OntoNotes entity type (PERSON, ORG, GPE, NORP, LOC, FAC, LAW, EVENT …)")
    kind: str = column("how it refers", values=MENTION_KINDS)
    entity_id: str = column("see `entities`")
    name: str = column("canonical name of the entity")
    in_quote: bool = column("stands inside quotation marks", default=False)
    resolution: str = column("how the entity was found", default="")
    rule: str = column(RULE)
    confidence: float = column(CONFIDENCE, low=0, high=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One person, body, country … of an article. `gender` is used for pronouns and comes from the text alone."""

    entity_id: str = column("`person/…`, `country/DEU`, `body/NATO` from the gazetteer, else `article_id#eNNNN`")
    name: str = column("canonical name: the gazetteer's, else the fullest form in the article")
    label: str = column("OntoNotes entity type")
    iso3: str | None = column("ISO 3166-1 alpha-3 code of a country", default=None)
    wikidata: str | None = column("Wikidata id where a source names it", default=None)
    role: str | None = column("role or office as written or as the gazetteer says for the article's date", default=None)
    nationality: str | None = column("ISO 3166-1 alpha-3 code", default=None)
    gender: str | None = column("`male`, `female` or missing: by title, noun, given name, pronoun", default=None)
    forms: tuple[str, ...] = column("JSON list of the forms in the article", default=())
    mention_count: int = column("mentions in the article", low=0, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number as written, read into a value, a unit and the interval its wording allows."""

    start: int = column("offset of the first character, hedge words excluded, unit included", low=0)
    end: int = column("offset after the last character", low=0)
    kind: str = column("what kind of number", values=NUMBER_KINDS)
    value: float = column("what is written: percent 0–100, magnitudes multiplied out, a ratio's first number")
    value_high: float | None = column("upper end of a range", default=None)
    low: float | None = column("lower end of the interval the wording allows; missing is minus infinity", default=None)
    high: float | None = column("upper end; missing is infinity", default=None)
    low_open: bool = column("the lower end itself is excluded", default=False)
    high_open: bool = column("the upper end itself is excluded", default=False)
    exact: bool = column("a count that has no rounding interval", default=False)
    unit: str | None = column("`percent`, pint name, or lemma of the counted noun", default=None)
    unit_text: str | None = column("the unit as written", default=None)
    currency: str | None = column("ISO 4217 code", default=None)
    scale: float = column("magnitude multiplied out (1000000 for 'million')", default=1.0)
    per: str | None = column("denominator of a rate ('year', 'person')", default=None)
    bound: str = column("what the wording says", values=("=", "~", ">", "<", ">=", "<="), default="=")
    bound_text: str | None = column("the hedge words", cut="hedge", default=None)
    hedge_start: int | None = column("offset of the hedge words", low=0, default=None)
    hedge_end: int | None = column("offset after them", low=0, default=None)
    direction: str | None = column("`up` or `down` for a change", values=("up", "down"), default=None)
    change_role: str | None = column("role in a change", values=("by", "to", "from"), default=None)
    ratio_total: float | None = column("the second number of a ratio (32 in '23 of the 32')", default=None)
    of_base: str | None = column("what a share is a share of ('GDP')", default=None)
    of_base_source: str | None = column("where the base stands", values=("stated", "inherited"), default=None)
    concept: str | None = column("what is counted or measured, in the article's words", default=None)
    concept_start: int | None = column("offset of the concept's first word", low=0, default=None)
    concept_end: int | None = column("offset after its last word", low=0, default=None)
    subject: str | None = column("whose number it is, in the article's words", cut="subject", default=None)
    subject_start: int | None = column("offset of the subject's first word", low=0, default=None)
    subject_end: int | None = column("offset after its last word", low=0, default=None)
    entity_id: str | None = column("entity the number is about; see `entities`", default=None)
    as_of: str | None = column("year or ISO date the number is about", default=None)
    quote_id: str | None = column("the quote it stands in; see `quotes`", default=None)
    negated: bool = column("under a negation", default=False)
    rule: str = column(RULE)
    confidence: float = column(CONFIDENCE, low=0, high=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """One time expression in the terms of TIMEX3 (TimeML 1.2.1)."""

    start: int = column("offset of the first character", low=0)
    end: int = column("offset after the last character", low=0)
    type: str = column("TIMEX3 type", values=TIME_TYPES)
    timex: str = column("TIMEX3 value; a year that the text leaves open is XXXX")
    mod: str | None = column("TIMEX3 mod (START, MID, END, APPROX, BEFORE …)", default=None)
    begin: str | None = column("first day (ISO) of the resolved interval", default=None)
    end_date: str | None = column("last day (ISO) of the resolved interval", default=None)
    anchor: str | None = column(
        "what a relative expression was resolved against: `published`, `window`, `text`", default=None
    )
    anchor_start: int | None = column(
        "offset of the expression it counts from, where the text names a report's period", low=0, default=None
    )
    anchor_end: int | None = column("offset after its last word", low=0, default=None)
    rule: str = column(RULE)
    confidence: float = column(CONFIDENCE, low=0, high=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement that a table could decide.

    What `arguments` (JSON object) and the other columns hold, by `kind`; a key that the text does not give is left out.
    A missing `measure` says that no package measures what is stated; a modality other than `asserted` is not judged.

    value : `measure` of `key` in `period` lies in `low` … `high`. Without a figure ("meets the guideline") `value` is
        missing, `comparator` and `threshold` say the line and the interval is that line's side.
        ``{"guideline": true}`` when the line is the package's guideline.
    count : how many rows of `population` have `measure` `comparator` `threshold` in `period`: `value`, `low` … `high`
        members, or percent of the population (`unit` ``percent``: "two thirds of the allies"). `out_of` as claimed.
        ``{"share": true}`` with percent; ``{"names": [keys]}`` for "only X, Y and Z" with nothing counted.
    membership : without `key`: `population` has `value` members on the date. With `key`: it is (`negated`: is not) a
        member; ``{"date": "2004" | "2004-03" | "2004-03-29", "order": 32}`` when and as which one it joined,
        ``{"still": true}`` where it is said to be one yet ("a member since 2004").
    change : `measure` of `key` went to `value` (`low` … `high`) in `to_period` from `from_value` in `from_period`:
        ``{"direction": "up" | "down", "from_value", "from_low", "from_high", "from_period", "to_period",
        "by": number, "by_low", "by_high", "by_unit": "percent" | "percentage_point" | "multiple" | unit}``.
    rank : `key` has place `rank` (1 = first) by `measure` in `period`: ``{"rank": 3, "order": "desc" | "asc"}``;
        ``{"excluding": [keys]}`` takes rows out ("after the United States"); `out_of` when said. Of its own past:
        ``{"record": "highest" | "lowest", "since": "2001", "years": 20, "of_low", "of_high"}``, the last two the ends
        of the figure that is called so.
    comparison : `measure` of `key` stands in relation `comparator` to that of ``other_key``:
        ``{"other_key": "FRA", "times": 3, "times_low", "times_high"}``; to the sum of ``others``, a list of keys.
        With ``other_measure`` the other figure is of that measure ("the Republican-controlled Senate": seats more than
        0.5 ``times`` all; "more electricity from wind than from coal"), with ``each`` it is said of each of those keys,
        with ``or`` it may be of those measures. ``overtook``: and was the smaller one the year before; ``largest``: and
        is more than 50 (percent); ``by_number``: of shares of two groups one must be larger by a quarter.
    guideline : the package's guideline for `measure` is `comparator` `threshold` on the article's date.
    date : ``{"office", "organisation", "holder", "successor", "date", "event": "start" | "end" | "handover"}``.
    term : `value` years of `holder` in `office`: ``{"office", "organisation", "holder"}``.
    age : `key` is the holder's name, `value` the age in years.
    role : ``{"office", "organisation", "holder", "from": date, "to": date}``; without dates as of `period`.
    """

    start: int = column("offset of the first character", low=0)
    end: int = column("offset after the last character", low=0)
    kind: str = column("what kind of statement", values=CLAIM_KINDS)
    package: str | None = column("reference package that holds the measure", default=None)
    measure: str | None = column("measure or table of that package", default=None)
    entity_id: str | None = column("what the claim is about; see `entities`", default=None)
    key: str | None = column("its key in the reference package (ISO code, office holder)", default=None)
    subject: str | None = column("its name", default=None)
    subject_source: str | None = column("where the subject stands", values=("stated", "inherited"), default=None)
    measure_source: str | None = column(
        "how the measure (of a size: the body) is known: in its clause, its sentence, the one before, by its unit",
        values=("stated", "sentence", "inherited", "assumed"), default=None,
    )  # fmt: skip
    period: str | None = column("year or date the claim is about", default=None)
    period_source: str | None = column(
        "where the period stands", values=("stated", "sentence", "inherited", "article"), default=None
    )
    value: float | None = column("the figure claimed", default=None)
    value_text: str | None = column("the figure as written, hedge included", default=None)
    low: float | None = column("interval the wording allows; missing is minus infinity", default=None)
    high: float | None = column("upper end; missing is infinity", default=None)
    low_open: bool = column("the lower end itself is excluded", default=False)
    high_open: bool = column("the upper end itself is excluded", default=False)
    unit: str | None = column("unit of value, low and high", default=None)
    comparator: str | None = column("comparison with the threshold", values=(">=", ">", "<=", "<", "="), default=None)
    threshold: float | None = column("the line counted against", default=None)
    out_of: float | None = column("size of the population claimed", default=None)
    population: str | None = column("table of the package that lists the population", default=None)
    arguments: str | None = column(
        "JSON of what else the statement says (office, successor, from year …)", default=None
    )
    modality: str = column("asserted, or why it is not to be judged", values=MODALITIES, default="asserted")
    negated: bool = column("the statement is denied", default=False)
    doubt: str | None = column("why it is never refuted: what of it rests on less than named evidence", default=None)
    number_ids: tuple[str, ...] = column("JSON list; see `numbers`", default=())
    speaker_id: str | None = column("who says it, when inside a quote; see `entities`", default=None)
    quote_id: str | None = column("the quote it stands in; see `quotes`", default=None)
    rule: str = column(RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A verdict on a claim."""

    start: int = column("offset of the claim", low=0)
    end: int = column("offset after the claim", low=0)
    claim_id: str = column("see `claims`")
    verdict: str = column("labels of FEVER (Thorne et al. 2018)", values=VERDICTS)
    reason: str = column("machine-readable reason; listed in docs/method.md")
    sentence: str = column("the verdict as one computed sentence")
    package: str | None = column("reference package", default=None)
    edition: str | None = column("edition that decided", default=None)
    published_on: date | None = column("its publication day", default=None)
    figure: float | None = column("the official figure at the table's published decimals", default=None)
    figure_text: str | None = column("the same as shown to a reader, with unit", default=None)
    is_estimate: bool | None = column("the edition marks the figure as an estimate", default=None)
    low: float | None = column("interval the claim allows", default=None)
    high: float | None = column("upper end", default=None)
    hindsight: bool = column("the claim looked ahead; judged by what happened", default=False)
    since_revised: str | None = column("JSON list of later editions with figure and verdict", default=None)
    nearest: str | None = column("JSON of the nearest held edition's figure when none decides", default=None)
    cell: str | None = column("JSON: file, sha256, row key, column, raw value", default=None)
    chain: str | None = column("JSON evidence chain; re-run by `python -m analysis verify`", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An input that could not be analysed."""

    article_id: str = column("the input: path or record id")
    stage: str = column("where it failed", values=("read", "annotate", "extract", "check", "write", "report"))
    error: str = column("type of the error")
    message: str = column("what was wrong and what would be right")
    fault: str = column(
        "whose fault it was: the input cannot be read or passes a limit; or the program has one, please report it",
        values=("input", "program"), default="input",
    )  # fmt: skip
