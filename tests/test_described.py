"""Described numbers: whose number it is, its date, its quote, its negation, what a share is a share of."""

import pytest

from analysis.annotate import annotate
from analysis.attribution import Scene
from analysis.attribution.described import describe_numbers
from analysis.dates import find_dates
from analysis.entities import find_entities
from analysis.numbers import find_numbers
from analysis.quotes import find_quotes
from analysis.reference import load_gazetteer
from analysis.speakers import mark_quoted


@pytest.fixture(scope="module")
def link():
    gazetteer = load_gazetteer()

    def linked(text):
        document = annotate("t", text)
        times = find_dates(document)
        found = find_entities(document, gazetteer)
        quotes = find_quotes(document)
        numbers = find_numbers(document, times)
        entities = {entity.entity_id: entity for entity in found.entities}
        rows = describe_numbers(Scene(document, numbers, times, found.mentions, entities, quotes, ()))
        names = {entity.entity_id: entity.name for entity in found.entities}
        return rows, names, quotes, mark_quoted(found.mentions, quotes)

    return linked


SUBJECTS = [
    pytest.param("Germany spends 1.9 percent of its GDP on defense.", ["Germany"], id="subject"),
    pytest.param("This includes Germany with around 2.1 percent.", ["Germany"], id="with"),
    pytest.param("Italy stands at 1.4 percent, Spain at 1.2 percent.", ["Italy", "Spain"], id="at"),
    pytest.param("Poland leads with 4 percent, ahead of Greece with 3 percent.", ["Poland", "Greece"], id="ahead of"),
    pytest.param("France's debt rose to 110 percent of GDP.", ["France"], id="owner"),
    pytest.param("Norway joined early. It spends 2.2 percent of GDP on research.", ["Norway"], id="pronoun"),
    pytest.param("Marta Kolen, 41, runs the mill.", ["Marta Kolen"], id="age"),
    pytest.param(
        "Estonia and Lithuania follow with 2.7 and 2.5 percent respectively.",
        ["Estonia", "Lithuania"],
        id="respectively",
    ),
]


@pytest.mark.parametrize(("text", "subjects"), SUBJECTS)
def test_whose_number_it_is(link, text, subjects):
    rows, names, _, _ = link(text)
    assert [names.get(row.entity_id) for row in rows] == subjects


def test_the_seed_numbers_belong_to_germany_and_stoltenberg(link, seed_text):
    rows, names, quotes, _ = link(seed_text)
    by_kind = {row.kind: row for row in rows if row.value in (2.1, 65, 10)}
    assert names[by_kind["percent"].entity_id] == "Germany"
    assert names[by_kind["age"].entity_id] == names[by_kind["duration"].entity_id] == "Jens Stoltenberg"
    reference = next(row for row in rows if row.kind == "reference")
    quote = quotes[int(reference.quote_id[-4:]) - 1]
    assert quote.start <= reference.start < quote.end


BASES = [
    pytest.param(
        "The alliance asks for two percent of GDP. This includes Germany with 1.9 percent.",
        [("GDP", "stated"), ("GDP", "inherited")], id="points back",
    ),
    pytest.param(
        "Poland spends 4 percent of its gross domestic product. Greece spends 3 percent, Italy 1.5 percent.",
        [("GDP", "stated"), ("GDP", "inherited"), ("GDP", "inherited")], id="same said of others",
    ),
    pytest.param(
        "Poland spends 4 percent of its GDP on defense. Inflation in Poland is 3 percent.",
        [("GDP", "stated"), (None, None)], id="another measure",
    ),
    pytest.param(
        "Poland spends 4 percent of its GDP on defense. Prices rose by 3 percent.",
        [("GDP", "stated"), (None, None)], id="a change",
    ),
    pytest.param(
        "Poland spends 4 percent of its GDP on defense. This is the two percent rule.",
        [("GDP", "stated"), (None, None)], id="before a noun",
    ),
    pytest.param(
        "Poland spends 4 percent of its GDP on defense. The rain fell. The sun shone. That is 3 percent.",
        [("GDP", "stated"), (None, None)], id="too far",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "bases"), BASES)
def test_what_a_share_is_a_share_of(link, text, bases):
    assert [(row.of_base, row.of_base_source) for row in link(text)[0]] == bases


DATES = [
    pytest.param("In 2023 the plant made 40 engines.", "2023", id="year"),
    pytest.param("On 4 May 2021 the port handled 40 ships.", "2021-05-04", id="day"),
    pytest.param("That is four tonnes more than in 2022.", None, id="compared"),
    pytest.param("The plant made 40 engines.", None, id="none"),
    pytest.param("The choir was founded in 1998 and has 40 singers.", None, id="another tense"),
]


@pytest.mark.parametrize(("text", "as_of"), DATES)
def test_the_date_a_number_is_about(link, text, as_of):
    assert [row.as_of for row in link(text)[0]] == [as_of]


NEGATIONS = [
    ("Spain did not reach 2 percent.", True),
    ("Spain reached 2 percent.", False),
    ("Twelve ships did not arrive.", False),
    ("Spain never spent 2 percent.", True),
]


@pytest.mark.parametrize(("text", "negated"), NEGATIONS, ids=[text for text, _ in NEGATIONS])
def test_negation_reaches_what_follows_it(link, text, negated):
    assert [row.negated for row in link(text)[0]] == [negated]


def test_mentions_inside_marks_are_marked(link):
    mentions = link("“Germany will pay,” the envoy said in Norway.")[3]
    assert {mention.name: mention.in_quote for mention in mentions if mention.kind == "name"} == {
        "Germany": True, "Norway": False,
    }  # fmt: skip
