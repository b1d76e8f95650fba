"""Names, clusters, links, metonyms and nominals on the seed and on sentences with fictional people."""

import csv
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.annotate import annotate, annotate_many
from analysis.entities import EntityRows, find_entities
from analysis.entities.clusters import cluster_others, cluster_people
from analysis.reference.gazetteer import load_gazetteer


def entities_of(text: str) -> tuple[str, EntityRows]:
    document = annotate("a", text)
    return document.text, find_entities(document, load_gazetteer())


def found(text: str) -> dict[str, list[tuple[str, str, str]]]:
    """Return ``(label, kind, entity name)`` of the mentions by their words."""
    normal, rows = entities_of(text)
    mentions: dict[str, list[tuple[str, str, str]]] = {}
    for m in rows.mentions:
        mentions.setdefault(normal[m.start : m.end], []).append((m.label, m.kind, m.name))
    return mentions


@pytest.fixture(scope="module")
def seed_rows(seed_document) -> EntityRows:
    return find_entities(seed_document, load_gazetteer())


def test_seed_mentions(seed_document, seed_rows, seed_gold):
    spans = {seed_document.to_original(m.start, m.end): m for m in seed_rows.mentions}
    gold = {(r["start"], r["end"]): r for r in seed_gold["entities"]}
    wanted = {span for span, row in gold.items() if not row.get("optional")}
    extra = set(spans) - set(gold)
    matched = wanted & set(spans)
    assert (wanted - set(spans), extra) == (set(), set())
    assert [span for span in matched if spans[span].name != gold[span]["canonical"]] == []
    for span in matched:
        assert (spans[span].label, spans[span].kind) == (gold[span]["label"], gold[span]["mention_kind"])


def test_seed_entities(seed_rows):
    by_id = {entity.entity_id: entity for entity in seed_rows.entities}
    stoltenberg = by_id["person/jens-stoltenberg"]
    assert (stoltenberg.nationality, stoltenberg.gender) == ("NOR", "male")
    assert stoltenberg.role == "outgoing Secretary General"
    assert by_id["person/mark-rutte"].role == "outgoing Dutch Prime Minister"
    assert by_id["country/NLD"].iso3 == "NLD"
    counts = Counter(m.entity_id for m in seed_rows.mentions)
    assert {e.entity_id: e.mention_count for e in seed_rows.entities} == counts


SAMPLE = "Mara Lindqvist, 52, met Tomasz Wilk in Oslo. Lindqvist said the talks went well. Wilk left early."

CASES = [
    pytest.param(
        "Mara Lindqvist of Norvania said the ARP must decide.", "ARP", ("ORG", "name", "ARP"),
        id="a body named by its acronym alone does what bodies do",
    ),
    pytest.param(
        "Lt Gen Osman Wilk Tarn spoke in Oslo.", "Osman Wilk Tarn", ("PERSON", "name", "Osman Wilk Tarn"),
        id="two ranks before a name",
    ),
    pytest.param(SAMPLE, "Lindqvist", ("PERSON", "name", "Mara Lindqvist"), id="surname"),
    pytest.param(
        "Hagemann: no new taxes\n\nThe minister Petra Hagemann spoke on Monday in Berlin. Nothing changes.",
        "Hagemann", ("PERSON", "name", "Petra Hagemann"), id="headline name resolved from the body",
    ),
    pytest.param(
        "The Harbour Safety Authority (HSA) opened an inquiry. The HSA gave no details on Friday.",
        "HSA", ("ORG", "acronym", "Harbour Safety Authority"), id="abbreviation in brackets",
    ),
    pytest.param(
        "Officials in the United Kingdom's ports were warned.", "United Kingdom", ("GPE", "name", "United Kingdom"),
        id="article and possessive cut",
    ),
    pytest.param("He sold the shares to Danes.", "Danes", ("NORP", "demonym", "Denmark"), id="noun of a people"),
    pytest.param("A pro-Russian party won.", "Russian", ("NORP", "demonym", "Russia"), id="after a prefix"),
    pytest.param(
        "According to the Union for the Defence of Whales, Ms Oduya Karanja resigned.",
        "Oduya Karanja", ("PERSON", "name", "Oduya Karanja"), id="name after a title",
    ),
    pytest.param(
        "NATO leaders met. Article 5 was not mentioned.", "Article 5",
        ("LAW", "name", "Article 5 of the North Atlantic Treaty"), id="article of a treaty beside its body",
    ),
    pytest.param(
        "Norwegian skipper Sindre Tangen won the race. The Norwegian wept at the finish.",
        "The Norwegian", ("PERSON", "nominal", "Sindre Tangen"), id="nationality noun",
    ),
    pytest.param(
        "Rosa Bellini, 47, founded the firm in Turin. “We were lucky,” said the 47-year-old.",
        "the 47-year-old", ("PERSON", "nominal", "Rosa Bellini"), id="age beside the name",
    ),
    pytest.param(
        "The European Union delayed the vote. The bloc had promised a decision by May.",
        "The bloc", ("ORG", "nominal", "European Union"), id="noun for a body",
    ),
    pytest.param(
        "Finance Minister Olga Petrenko-Vale resigned on Friday. The minister gave no reason.",
        "The minister", ("PERSON", "nominal", "Olga Petrenko-Vale"), id="role noun",
    ),
    pytest.param(
        "Tarek Saree spoke first. “We will go on,” Sarea said.", "Sarea", ("PERSON", "name", "Tarek Saree"),
        id="other spelling of a surname",
    ),
    pytest.param(
        "The Hollander Museum of Glass reopened on Sunday.", "Hollander Museum of Glass",
        ("FAC", "name", "Hollander Museum of Glass"), id="label by head noun",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "expected"), CASES)
def test_mention(text, words, expected):
    assert expected in found(text).get(words, [])


# what stands in and around a name tells its borders and its label: names and labels of the whole text, in order
BORDERS = [
    pytest.param(
        "Ashvale beat Tenbury 2-1 in the league on Sunday. Ashvale striker Ola Brandt scored from a penalty after the "
        "goalkeeper slipped in stoppage time.",
        [("Ashvale", "ORG"), ("Tenbury", "ORG"), ("Ashvale", "ORG"), ("Ola Brandt", "PERSON")], id="clubs of towns",
    ),
    pytest.param(
        "Ashvale is a town in Norway. She lives in Ashvale.",
        [("Ashvale", "GPE"), ("Norway", "GPE"), ("Ashvale", "GPE")],
        id="a town where nobody plays",
    ),
    pytest.param(
        "The minister Chung Hae-won spoke in Seoul.", [("Chung Hae-won", "PERSON"), ("Seoul", "GPE")],
        id="Korean given name",
    ),
    pytest.param(
        "The Rural Water Safety Authority (RWSA) fined the firm. The RWSA said so.",
        [("Rural Water Safety Authority", "ORG"), ("RWSA", "ORG"), ("RWSA", "ORG")], id="acronym in brackets",
    ),
    pytest.param("Drugmaker Halvar Pharma AG said it would pay.", [("Halvar Pharma AG", "ORG")], id="class noun"),
    pytest.param(
        "Sindh Information Minister Nasir Belaru said so.", [("Sindh", "GPE"), ("Nasir Belaru", "PERSON")],
        id="place before an office",
    ),
    pytest.param(
        "Kelder Bank Fails to Calm Savers in Norway\n\nKelder Bank said on Monday that it had money. Savers in Norway "
        "doubted it.",
        [("Kelder Bank", "ORG"), ("Norway", "GPE"), ("Kelder Bank", "ORG"), ("Norway", "GPE")],
        id="headline cut to the names below it",
    ),
    pytest.param(
        "Mayor María del Carmen Alva Quispe spoke in Lima.",
        [("María del Carmen Alva Quispe", "PERSON"), ("Lima", "GPE")],
        id="two given names and two surnames",
    ),
    pytest.param(
        "Lt. Oda Brekke met Ana dela Cruz in Oslo.",
        [("Oda Brekke", "PERSON"), ("Ana dela Cruz", "PERSON"), ("Oslo", "GPE")], id="particle of the Philippines",
    ),
    pytest.param(
        "KUALA LUMPUR: The minister said prices had risen.\n\nHe left.", [("KUALA LUMPUR", "GPE")], id="colon",
    ),
    pytest.param("The leader of Hefazat-e-Noor spoke.", [("Hefazat-e-Noor", "ORG")], id="body joined by -e-"),
    pytest.param("COVID-19 spread. The FTSE 100 fell.", [], id="diseases and indices name nobody"),
    pytest.param(
        "According to The Wall Street Journal, the firm is sold.", [("Wall Street Journal", "ORG")], id="no article",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BORDERS)
def test_borders_and_labels(text, expected):
    normal, rows = entities_of(text)
    assert [(normal[m.start : m.end], m.label) for m in rows.mentions if m.kind != "nominal"] == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "On Monday, 23 of the 32 members paid two percent, or $5 million.", None, id="no numbers or dates"
        ),
        pytest.param("The Home Secretary and the Secretary of State met.", "State", id="portfolio"),
        pytest.param("They said that she told him everything.", None, id="pronouns"),
    ],
)
def test_no_mention(text, words):
    mentions = found(text)
    assert words not in mentions if words else mentions == {}


def test_an_alias_with_a_context_needs_it():
    assert all(name == "Article 5" for _, _, name in found("The club met. Article 5 was dropped.").get("Article 5", []))


def test_family_members_stay_apart():
    text = (
        "Ivan Corley ran the shop for years. His daughter, Nora Corley, took over in May. "
        "Mr. Corley stayed on as an adviser. Ms. Corley wants to expand."
    )
    normal, rows = entities_of(text)
    last = [m.name for m in rows.mentions if normal[m.start : m.end] == "Corley"]
    assert last == ["Ivan Corley", "Nora Corley"]


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        pytest.param("Ms. Adair Quill resigned. The board thanked her.", "female", id="title"),
        pytest.param("Adair Quill resigned. He had led the firm since May.", "male", id="pronoun"),
        pytest.param("Spokeswoman Adair Quill declined to comment.", "female", id="role"),
        pytest.param("Adair Quill resigned.", None, id="not told"),
    ],
)
def test_gender(text, gender):
    _, rows = entities_of(text)
    assert [e.gender for e in rows.entities if e.label == "PERSON"] == [gender]


def test_metonyms_against_cities(root):
    with (root / "tests" / "metonyms.tsv").open(encoding="utf-8") as file:
        cases = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    documents = annotate_many((str(i), case["sentence"], None) for i, case in enumerate(cases))
    right = 0
    for case, document in zip(cases, documents, strict=True):
        rows = find_entities(document, load_gazetteer())
        kinds = [m.kind for m in rows.mentions if document.text[m.start : m.end] == case["name"]]
        right += bool(kinds) and (kinds[0] == "metonym") == (case["reading"] == "government")
    assert len(cases) == 146
    assert right >= 141, right


def test_an_agency_in_a_dateline_is_no_short_form_of_its_place():
    text = "Three states lead\n\nBRUSSELS (Northline Wire) — Three states lead the table. They met in Oslo."
    assert [name for _, _, name in found(text)["Northline Wire"]] == ["Northline Wire"]


def test_a_quantity_in_capitals_is_no_body():
    assert "GDP" not in found("On Monday the GDP fell again, the mayor of Oslo said.")


def test_two_ranks_are_no_name():
    assert "Gen" not in found("Lt Gen Osman Wilk Tarn spoke in Oslo.")


def test_brussels_is_the_city_the_union_or_the_alliance():
    assert found("The ministers met in Brussels.")["Brussels"] == [("GPE", "name", "Brussels")]
    assert found("Brussels rejected the proposal.")["Brussels"] == [("GPE", "metonym", "European Union")]
    assert ("GPE", "metonym", "NATO") in found("NATO met. Brussels rejected the proposal.")["Brussels"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda t: t.replace("\n\n", "\r\n\r\n"), id="windows line ends"),
        pytest.param(lambda t: re.sub("[“”]", '"', t).replace("’", "'"), id="straight quotes"),
    ],
)
def test_the_way_of_typing_changes_nothing(seed_text, seed_rows, seed_document, change):
    document = annotate("seed", change(seed_text))
    rows = find_entities(document, load_gazetteer())
    wanted = [(seed_document.text[m.start : m.end], m.kind, m.name) for m in seed_rows.mentions]
    assert [(document.text[m.start : m.end], m.kind, m.name) for m in rows.mentions] == wanted


_PIECES = st.sampled_from(
    [
        "Ada Ferro",
        "Ferro",
        "the Norwegian",
        "NATO",
        "said",
        "(",
        ")",
        ",",
        ".",
        "in",
        "Moscow",
        "'s",
        "U.S.",
        "–",
        "the",
    ]
)


@settings(max_examples=30, deadline=None)
@given(st.lists(_PIECES, max_size=25))
def test_mentions_are_ordered_apart_and_counted(pieces):
    text = " ".join(pieces)
    normal, rows = entities_of(text)
    ids = {entity.entity_id for entity in rows.entities}
    previous = 0
    for mention in rows.mentions:
        assert previous <= mention.start < mention.end <= len(normal)
        assert mention.entity_id in ids
        previous = mention.end


def test_an_empty_text_has_no_entities():
    assert entities_of("")[1] == EntityRows((), ())
    document = annotate("a", "")
    assert cluster_people(document, []) == ([], [])
    assert cluster_others(document, []) == []
