"""Names told by the form of a line and by the nouns beside them, on sentences with fictional people."""

import pytest

from analysis.annotate import annotate
from analysis.entities import find_entities
from analysis.reference.gazetteer import load_gazetteer

_SORTS = {"PERSON": "person", "ORG": "body", "GPE": "place", "LOC": "place", "FAC": "place"}


def named(text: str) -> list[tuple[str, str]]:
    """Return the names of a text with their sorts, in order."""
    document = annotate("a", text)
    rows = find_entities(document, load_gazetteer()).mentions
    return [(document.text[m.start : m.end], _SORTS.get(m.label, m.label)) for m in rows if m.kind != "nominal"]


CASES = [
    pytest.param(
        "A ferry leaves Tromso, Norway, May 9, 2022. REUTERS / Ada Lindmark / File Photo OSLO (Reuters) - It rained.",
        {"Tromso": "place", "Norway": "place", "REUTERS": "body", "Ada Lindmark": "person", "OSLO": "place"}
        | {"Reuters": "body"},
        id="credit-between-caption-and-dateline",
    ),
    pytest.param(
        "Ministers meet in Vienna. Marta Vidal/Pool/AFP/Getty Images",
        {"Vienna": "place", "Marta Vidal": "person", "AFP": "body", "Getty Images": "body"},
        id="chain-of-credits",
    ),
    pytest.param(
        "Ships wait outside the port. Eastmere Harbour Authority/Reuters",
        {"Eastmere Harbour Authority": "body", "Reuters": "body"},
        id="credit-of-a-body",
    ),
    pytest.param(
        "Supporters of Lee Jae - dong cheered. Jean - Claude Marsh left, as did Bashar al - Amin.",
        {"Lee Jae - dong": "person", "Jean - Claude Marsh": "person", "Bashar al - Amin": "person"},
        id="spaced-hyphens",
    ),
    pytest.param(
        "He was in his native New York - said a friend - and at the White House - talks went well.",
        {"New York": "place", "White House": "place"},
        id="spaced-dashes-join-nothing",
    ),
    pytest.param(
        "TREASURER OF THE GUILD: MIRIAM TASKER Tasker, once a weaver, lives in Bergen.",
        {"MIRIAM TASKER": "person", "Tasker": "person", "Bergen": "place"},
        id="heading-in-capitals",
    ),
    pytest.param(
        "DUBOIS VOWS TO SEND SHIPS TO ESTONIA\n\nPresident Marc Dubois said on Friday that the ships would leave.",
        {"DUBOIS": "person", "ESTONIA": "place", "Marc Dubois": "person"},
        id="headline-in-capitals",
    ),
    pytest.param(
        "Harbour Bank Reports Record Profit\n\nHarbour Bank said on Monday that its profit rose by 4 percent.",
        {"Harbour Bank": "body"},
        id="headline-ends-at-its-verb",
    ),
    pytest.param(
        "OSLO, Norway--(BUSINESS WIRE)--Jul. 18, 2024-- Norhavn Bank ASA today announced its results.",
        {"OSLO": "place", "Norway": "place", "Norhavn Bank ASA": "body"},
        id="business-wire",
    ),
    pytest.param(
        "Two men of the Orduva militia fled north, and Orduva blamed the rain.", {"Orduva": "body"}, id="militia"
    ),
    pytest.param(
        "Drugmaker Altavar said its vaccine works. Altavar shares fell in Zurich.",
        {"Altavar": "body", "Zurich": "place"},
        id="company-by-its-class",
    ),
    pytest.param(
        "The group bought Norsk Papir AS and sold Kelder Ltd. in May.",
        {"Norsk Papir AS": "body", "Kelder Ltd.": "body"},
        id="legal-forms",
    ),
    pytest.param(
        "Olena Marchuk, 61, left. Marchuk said that her house was gone.",
        {"Olena Marchuk": "person", "Marchuk": "person"},
        id="age-behind-a-name",
    ),
    pytest.param(
        "Vermont beat Delaware 14-3 on Saturday, and Delaware missed a field goal.",
        {"Vermont": "body", "Delaware": "body"},
        id="teams-by-a-result",
    ),
    pytest.param(
        "Vermont is far from Delaware. The vote in Delaware was 14-3.",
        {"Vermont": "place", "Delaware": "place"},
        id="states",
    ),
    pytest.param("The Quiet Harbours Act was signed on a ferry.", {"Quiet Harbours Act": "LAW"}, id="act"),
    pytest.param(
        "Typhoon Marsh killed two. HMS Duke of Eastmere sailed.",
        {"Typhoon Marsh": "EVENT", "HMS Duke of Eastmere": "PRODUCT"},
        id="storms-and-ships",
    ),
    pytest.param(
        "Nobody at the Bureau of the Chief Surveyor of the Department of Canals and Mills picked up the phone.",
        {"Bureau of the Chief Surveyor of the Department of Canals and Mills": "body"},
        id="body-of-a-body",
    ),
    pytest.param("The Shura Varan has seven seats to fill.", {"Shura Varan": "body"}, id="no-person-behind-the"),
    pytest.param(
        "Slate comes from Crooked Ridge; a crane tipped over at Varnholt, a copper mine.",
        {"Crooked Ridge": "place", "Varnholt": "place"},
        id="places",
    ),
    pytest.param(
        "Why Lindiwe Varane Left The Unity Guild\n\nLindiwe Varane said she could no longer defend it. Chase Banksy, "
        "who is 34, met Chinedu Ezeoke.",
        {"Lindiwe Varane": "person", "Unity Guild": "body", "Chase Banksy": "person", "Chinedu Ezeoke": "person"},
        id="he-and-who-are-people",
    ),
    pytest.param(
        "Jund al-Varan, a group that broke away, denied it. Harlix (HAR.L) fell, Radio Varan Sud reported.",
        {"Jund al-Varan": "body", "Harlix": "body", "Radio Varan Sud": "body"},
        id="bodies-by-apposition-ticker-and-first-word",
    ),
    pytest.param(
        "The Maasai have grazed here. Hausa leaders met Quechua-speaking families in Osh.",
        {"Maasai": "NORP", "Hausa": "NORP", "Quechua": "NORP", "Osh": "place"},
        id="peoples",
    ),
    pytest.param(
        "WARDEN OF THE PIER: JONAS TASKER\n\nTasker, once a weaver, lives on Little Kelby, a baker said.",
        {"JONAS TASKER": "person", "Tasker": "person", "Little Kelby": "place"},
        id="heading-in-capitals-above-the-text",
    ),
    pytest.param(
        "Harbour Bank Halts Work At Zambian Mine After Flood\n\nBoko Varan fighters left Makovo, a slum in Lagos. The "
        "Relief for Renters Act was signed, said Harbour Bank (HAR.J).",
        {"Harbour Bank": "body", "Zambian": "NORP", "Boko Varan": "body", "Makovo": "place", "Lagos": "place"}
        | {"Relief for Renters Act": "LAW"},
        id="names-told-by-the-noun-behind-them",
    ),
    pytest.param("Twins Ida and Alva were born in May.", {"Ida": "person", "Alva": "person"}, id="kin"),
    pytest.param("The judge, Mr Justice Farlow, agreed.", {"Farlow": "person"}, id="two-titles"),
    pytest.param(
        "MOSCOW. Feb 3 (Interfax) - Russia denied it.",
        {"MOSCOW": "place", "Interfax": "body", "Russia": "place"},
        id="dateline-with-a-stop",
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_names_and_their_sorts(text, expected):
    found = named(text)
    assert dict(found) == expected
    assert not any(words in expected and sort != expected[words] for words, sort in found)


@pytest.mark.parametrize("acronym", ["ETF", "NDA", "IPO", "AI", "CEO"])
def test_acronyms_of_no_body_are_no_names(acronym):
    assert acronym not in dict(named(f"The group wants more {acronym} business, and an {acronym} before May."))


def test_a_dateline_is_the_city_not_its_government():
    document = annotate("a", "Oslo, March 3 (Reuters) - Norway will raise aid by 10%, its government said.")
    first = find_entities(document, load_gazetteer()).mentions[0]
    assert (first.kind, first.name) == ("name", "Oslo")
