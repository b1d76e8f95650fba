import json
import signal
from dataclasses import asdict, dataclass, replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import tables as t
from analysis.articles import read_articles
from analysis.articles.faults import TimeLimitError, time_limit
from analysis.corpus import ParseCache, build_tables, read_manifest, read_tables, write_tables
from analysis.corpus.building import records_of
from analysis.corpus.folder import Folder
from analysis.corpus.storage import arrow_schema, frame_from, guard_formula, parquet_bytes
from analysis.corpus.stories import PERMUTATIONS, signatures, story_ids
from analysis.errors import TableError
from analysis.normal import NormalText, normalise
from analysis.tables import Article, Failure, Quote
from conftest import SEED_ID

SPAN_TABLES = [table for table in t.TABLES if table.spans]


@dataclass(frozen=True)
class Plain:
    """A document without a parse."""

    article_id: str
    original: str
    normal: NormalText

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        return self.normal.to_original(start, end)


def plain(text: str) -> Plain:
    return Plain("a.txt", text, normalise(text))


@pytest.fixture(scope="session")
def built(root):
    seed = next(iter(read_articles(root / SEED_ID)))
    broken = Failure(article_id="x", stage="read", error="ArticleError", message="x: the file is empty")
    return build_tables([seed, broken])


def test_frame_points_at_the_characters_as_written():
    document = plain("Ada\r\nBrennick  said: \"Fees\r\n rise ``soon''.\"")
    text = document.normal.text
    start = text.index("Fees")
    quote = Quote(
        start=start, end=len(text) - 1, kind="mixed", quoted_spans=((start, start + 4),), cue_start=text.index("said"),
        cue_end=text.index("said") + 4, speaker_start=0, speaker_end=text.index(" said"), rule="r", confidence=1.0,
    )  # fmt: skip
    frame = t.QUOTES.validate(t.QUOTES.frame(records_of(document, t.QUOTES, [quote])))
    row = frame.iloc[0]
    assert (
        document.original[row["start"] : row["end"]]
        == row["text"]
        == document.original[document.original.index("Fees") : -1]
    )
    assert row["cue"] == "said"
    assert row["speaker_text"].split() == ["Ada", "Brennick"]
    assert [document.original[a:b] for a, b in json.loads(row["quoted_spans"])] == ["Fees"]
    assert row["quote_id"] == "a.txt#q0001"


@given(st.text(alphabet=st.sampled_from(list("ab .\"'“”‘’\r\n\t\u00ad１2—")), max_size=80), st.data())
def test_every_range_of_the_normal_form_has_its_characters(text, data):
    document = plain(text)
    length = len(document.normal.text)
    if not length:
        return
    start = data.draw(st.integers(0, length - 1))
    end = data.draw(st.integers(start + 1, length))
    if document.normal.text[start:end].isspace():
        return  # nothing of an article begins in the middle of a paragraph break
    quote = Quote(start=start, end=end, kind="direct", rule="r", confidence=0.5)
    row = t.QUOTES.frame(records_of(document, t.QUOTES, [quote])).iloc[0]
    assert text[row["start"] : row["end"]] == row["text"]
    assert row["start"] < row["end"]


def test_all_tables_are_there_and_fit_their_schemas(built):
    assert list(built) == [table.name for table in t.TABLES if table.name not in ("checks", "failures")] + [
        "checks",
        "failures",
    ]
    for table in t.TABLES:
        table.validate(built[table.name])


@pytest.mark.parametrize("table", SPAN_TABLES, ids=lambda table: table.name)
def test_offsets_point_at_their_text(built, table):
    texts = dict(zip(built.articles["article_id"], built.articles["text"], strict=True))
    for row in built[table.name].itertuples():
        assert texts[row.article_id][row.start : row.end] == row.text


@pytest.mark.parametrize("table", [table for table in t.TABLES if table.id_column], ids=lambda table: table.name)
def test_ids_are_unique_and_counted_by_offset(built, table):
    frame = built[table.name]
    ids = frame[table.id_column]
    assert ids.is_unique
    assert list(ids) == sorted(ids)
    assert frame["start"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("table", "column", "other", "key"),
    [
        ("mentions", "entity_id", "entities", "entity_id"), ("quotes", "speaker_id", "entities", "entity_id"),
        ("numbers", "quote_id", "quotes", "quote_id"), ("numbers", "entity_id", "entities", "entity_id"),
        ("claims", "quote_id", "quotes", "quote_id"), ("checks", "claim_id", "claims", "claim_id"),
    ],
)  # fmt: skip
def test_references_between_tables_hold(built, table, column, other, key):
    named = set(built[table][column].dropna())
    if column == "entity_id" and table == "numbers":
        named = {entity for entity in named if "#" in entity}
    assert named <= set(built[other][key])


def test_every_claim_has_one_check(built):
    assert sorted(built.checks["claim_id"]) == sorted(built.claims["claim_id"])


def test_an_article_that_fails_is_a_row(built):
    assert built.failures[["article_id", "stage"]].values.tolist() == [["x", "read"]]
    assert len(built.articles) == 1


def test_seed_is_dated_by_its_window(built):
    row = built.articles.iloc[0]
    assert pd.isna(row["published"])
    assert row["published_from"] <= pd.Timestamp(2024, 6, 27) <= row["published_to"]
    assert len(row["published_reason"]) > 20
    assert row["title"].startswith("Stoltenberg: NATO does not expect")


def test_tables_come_back_as_written(built, tmp_path):
    manifest = write_tables(built, tmp_path, ["csv", "jsonl"])
    back = read_tables(tmp_path)
    for table in t.TABLES:
        pd.testing.assert_frame_equal(
            back[table.name], built[table.name].reset_index(drop=True), check_index_type=False
        )
    assert read_manifest(Folder(tmp_path)) == manifest
    assert manifest.counts["inputs"] == 2 == manifest.counts["articles"] + manifest.counts["failures"]
    lines = (tmp_path / "quotes.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["start"] for line in lines] == built.quotes["start"].tolist()
    assert len(pd.read_csv(tmp_path / "quotes.csv")) == len(built.quotes)


def test_writing_twice_gives_the_same_bytes(built, tmp_path):
    for name in ("one", "two"):
        write_tables(built, tmp_path / name, ["csv"])
    files = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file())
    assert len(files) > 18
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.parametrize("table", t.TABLES, ids=lambda table: table.name)
def test_parquet_holds_an_empty_table(table):
    assert (
        frame_from(table, parquet_bytes(table, table.frame([])), "x").dtypes.to_dict()
        == table.frame([]).dtypes.to_dict()
    )
    assert arrow_schema(table).names == [c.name for c in table.columns]


def test_dates_before_1678_survive_parquet():
    article = Article(article_id="a", sha256="0", text="x", published=date(1650, 1, 2))
    frame = t.ARTICLES.frame([asdict(article)])
    assert frame_from(t.ARTICLES, parquet_bytes(t.ARTICLES, frame), "x")["published"].iloc[0].date() == date(1650, 1, 2)


def part(folder, table):
    return next((folder / table).iterdir())


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param(lambda d: (d / "manifest.json").unlink(), "no finished tables", id="no-manifest"),
        pytest.param(lambda d: (d / "manifest.json").write_text("{"), "damaged", id="damaged-manifest"),
        pytest.param(lambda d: part(d, "quotes").unlink(), "is missing", id="part-gone"),
        pytest.param(lambda d: part(d, "quotes").write_bytes(b"x"), "cannot be read as parquet", id="not-parquet"),
        pytest.param(
            lambda d: part(d, "quotes").write_bytes(part(d, "dates").read_bytes()), "another version", id="columns"
        ),
    ],
)  # fmt: skip
def test_damaged_folders_are_told(built, tmp_path, damage, said):
    write_tables(built, tmp_path)
    damage(tmp_path)
    with pytest.raises(TableError, match=said):
        read_tables(tmp_path)


def test_missing_table_is_told(built, tmp_path):
    with pytest.raises(TableError, match="lack quotes"):
        write_tables({name: frame for name, frame in built.items() if name != "quotes"}, tmp_path)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_formulas_are_guarded(cell):
    assert guard_formula(cell) == f"'{cell}"


@given(st.text())
def test_other_cells_are_left_alone(text):
    assert guard_formula(text).removeprefix("'") == text.removeprefix("'")


WIRE = (
    "The port of Eastmere will raise its fees by four percent, the harbour master said on Monday. The council had put "
    "off the vote twice since the new quay was opened. Small boats pay twelve crowns a night and large boats ninety. "
    "Fishermen said they had been told of the plan by letter and that they would ask the minister to stop it."
)
UNRELATED = (
    "A storm took the roof off the school in Norrick on Sunday night. Nobody was hurt. The mayor said lessons would "
    "be held in the town hall until the roof is repaired, which may take six weeks. Rain is expected until Thursday."
)


def test_copies_are_one_story_named_by_the_earliest():
    texts = [WIRE, UNRELATED, f"By our staff. {WIRE} More follows.", WIRE.replace("Monday", "Tuesday")]
    found = story_ids(["a", "b", "c", "d"], ["2024-06-28", "", "2024-06-27", ""], signatures(texts))
    assert found == ["c", "b", "c", "c"]


def test_stories_do_not_depend_on_the_order():
    texts, ids = [WIRE, UNRELATED, f"{WIRE} More follows."], ["a", "b", "c"]
    forwards = dict(zip(ids, story_ids(ids, ["", "", ""], signatures(texts)), strict=True))
    backwards = dict(zip(ids[::-1], story_ids(ids[::-1], ["", "", ""], signatures(texts[::-1])), strict=True))
    assert forwards == backwards == {"a": "a", "b": "b", "c": "a"}


def test_no_articles_have_no_stories():
    assert story_ids([], [], signatures([])) == []
    assert signatures([]).shape == (0, PERMUTATIONS)


def test_a_kept_parse_gives_the_same_rows(seed_text, tmp_path, monkeypatch):
    article = Article(article_id="a.txt", sha256="0", text=seed_text)
    parses = ParseCache(tmp_path)
    [first] = parses.documents([(article.article_id, article.text, None)])
    monkeypatch.setattr("analysis.corpus.parses.annotate_many", iter)  # which makes no documents
    [again] = parses.documents([("b.txt", article.text, date(2024, 6, 27))])
    assert again.article_id == "b.txt"
    for name in ("text", "lemma_", "tag_", "pos_", "dep_", "ent_type_", "ent_iob_", "is_sent_start"):
        assert [getattr(x, name) for x in first.doc] == [getattr(x, name) for x in again.doc], name
    assert [x.head.i for x in first.doc] == [x.head.i for x in again.doc]
    assert [str(x.morph) for x in first.doc] == [str(x.morph) for x in again.doc]


def test_a_damaged_parse_is_made_again(seed_text, tmp_path):
    list(ParseCache(tmp_path).documents([("a", "Fees rise in Eastmere.", None)]))
    for path in tmp_path.rglob("*.spacy"):
        path.write_bytes(b"damaged")
    assert len(list(ParseCache(tmp_path).documents([("a", "Fees rise in Eastmere.", None)]))) == 1
    assert all(path.read_bytes() != b"damaged" for path in tmp_path.rglob("*.spacy"))


VARIANTS = {
    "straight": lambda text: text.translate(str.maketrans("“”‘’", "\"\"''")),
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "wrapped": lambda text: "\n\n".join(_wrapped(p) for p in text.split("\n\n")),
}
COMPARED = {
    "quotes": ["kind", "speaker_id", "cue_kind"], "numbers": ["kind", "value", "low", "high", "unit", "of_base"],
    "dates": ["type", "timex"], "claims": ["kind", "measure", "value", "low", "high", "comparator"],
    "checks": ["verdict", "reason", "figure"], "mentions": ["label", "kind", "name"],
}  # fmt: skip


def _wrapped(paragraph: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(paragraph, 72, break_long_words=False, break_on_hyphens=False))


@pytest.mark.parametrize("variant", VARIANTS)
def test_seed_gives_the_same_figures_however_it_is_typed(built, seed_text, variant):
    text = VARIANTS[variant](seed_text)
    assert text != seed_text
    seed = Article(article_id="v.txt", sha256="0", text=text)
    found = build_tables([replace(seed)])
    for name, columns in COMPARED.items():
        expected, actual = built[name][columns], found[name][columns]
        local = [c for c in columns if expected[c].dtype == "string"]
        expected, actual = (
            frame.assign(**{c: frame[c].str.replace(r"^[^#]*#", "#", regex=True) for c in local})
            for frame in (expected, actual)
        )
        pd.testing.assert_frame_equal(actual, expected)


def test_an_endless_article_is_stopped():
    with pytest.raises(TimeLimitError, match="took more than"), time_limit(0.05):
        while True:
            pass


def test_the_limit_ends_with_its_block():
    with time_limit(30):
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
