"""Quotations whose speaker stands elsewhere than as the subject of a reporting verb, and words that nobody says."""

import pytest

from analysis.annotate import annotate
from analysis.quotes import find_quotes

SPOKEN = [
    pytest.param("TRONDHEIM, Norway (NTB) — Councillor Ida Berg says the rink has become “soft”.",
                 "soft", "Councillor Ida Berg", id="behind-a-dateline"),
    pytest.param("Trainer Odd Vik, urging those calling for a new goalkeeper to “keep calm,” left early.",
                 "keep calm,", "Trainer Odd Vik", id="request-to-people-described"),
    pytest.param("They differ on the bridge. Marsh: “We will stop it.” Lind: “We will build it.”",
                 "We will build it.", "Lind", id="label-on-the-line"),
    pytest.param("The mayor says fees will stay; Norland: “We will answer.”", "We will answer.", "Norland",
                 id="label-behind-a-semicolon"),
    pytest.param("“Ships wait,” Ida Berg said. Added Lind: “They will wait longer.”",
                 "They will wait longer.", "Lind", id="verb-and-label"),
    pytest.param("And from Senator Ida Berg:\n\n“The rink was a joy.”", "The rink was a joy.", "Senator Ida Berg",
                 id="from"),
    pytest.param("“The fee is fair,” said Leila Marsh, a diver.\n\nThe pilot, Jon Vik, agreed. “Nobody complained.”",
                 "Nobody complained.", "The pilot, Jon Vik", id="verb-without-complement"),
    pytest.param("Ida Berg turned to the crew. “The ship leaves at noon.”", "The ship leaves at noon.", "Ida Berg",
                 id="sentence-before"),
    pytest.param("“We will win.” That was the verdict of Ida Berg on Monday.", "We will win.", "Ida Berg",
                 id="verdict-of"),
    pytest.param("The port is, in the words of its master, “a bathtub with cranes”.", "a bathtub with cranes",
                 "its master", id="in-the-words-of"),
    pytest.param("To Lind, the council is a “slow but kind” uncle.", "slow but kind", "Lind", id="to-somebody"),
    pytest.param("“The sea took it all.”\n\n— Lena Holm, baker", "The sea took it all.", "Lena Holm", id="dash-below"),
    pytest.param("“The sea took it all.”\n\nLena Holm, baker in Kelby", "The sea took it all.",
                 "Lena Holm, baker in Kelby", id="name-below"),
    pytest.param("Under what Ida Berg called the “old way,” the club charged nothing.", "old way,", "Ida Berg",
                 id="what-somebody-called"),
    pytest.param("Berg called it 'a mess' and told the Post: 'We'll fix it by June.'", "We'll fix it by June.", "Berg",
                 id="single-marks"),
    pytest.param("'We won't pay,' said Tom Reed. 'It is theirs and we've told them so.'",
                 "It is theirs and we've told them so.", "Tom Reed", id="single-marks-go-on"),
    pytest.param("Berg condemned the strike as “unfair” and a “grave mistake”.",
                 "the strike as “unfair” and a “grave mistake”", "Berg", id="coordinated-marks"),
    pytest.param("Asked by reporters why she had left, Berg said she was tired.", "why she had left", "reporters",
                 id="asked-by"),
    pytest.param("A Kelby Post poll shows Marsh with 47 percent and Lind with 44.",
                 "Marsh with 47 percent and Lind with 44", "A Kelby Post poll", id="poll-shows"),
    pytest.param("The survey puts the Reds at 12 percent.", "the Reds at 12 percent", "The survey", id="survey-puts"),
    pytest.param("According to Marsh the north quay in question was sold in May.",
                 "the north quay in question was sold in May", "Marsh", id="source-without-comma"),
    pytest.param("Boats came which, according to NTB, the council and the port have both criticised.",
                 "the council and the port have both criticised", "NTB", id="source-before-subject"),
    pytest.param("Berg declined to say whether the rink would open.",
                 "to say whether the rink would open", "Berg",
                 id="declined-to-say-whether"),
    pytest.param("Ida Berg met the press. In a long interview, Berg also said:\n\nThe rink must stay open\n\n"
                 "Fees will fall by 2 percent next year\n\nThe hall was full.",
                 "Fees will fall by 2 percent next year", "Berg", id="list-below"),
    pytest.param("The shop shuts\n\nLena Holm wrote in a letter:\n\nI thank you all for coming. We are tired.\n\n"
                 "It opened in 1980.", "I thank you all for coming. We are tired", "Lena Holm", id="block-below"),
    pytest.param("The shop\n\nThe guild sent a letter to members:\n\n> We are sorry for it.\n\nIt opened in 1980.",
                 "We are sorry for it", "The guild", id="statement-below"),
    pytest.param("The plan has three points, Berg said:\n\n- Close the rink\n- Pay the staff\n- Plant trees",
                 "Plant trees", "Berg", id="list-behind-a-report"),
    pytest.param("We won! Thank you all.\n\n— Ida Berg (@idaberg) May 3, 2023\n\nBerg won by nine votes.",
                 "We won! Thank you all", "Ida Berg", id="post"),
    pytest.param("“The rink,” said Lena Holm, whose niece skates there, “is the only dry place in Kelby.”",
                 "is the only dry place in Kelby.", "Lena Holm", id="aside-behind-the-speaker"),
    pytest.param("She has agreed to leave unless Kelby pays, aides of Berg said.",
                 "She has agreed to leave unless Kelby pays", "aides of Berg", id="who-says-all"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "content", "speaker"), SPOKEN)
def test_speaker_of_a_form(text, content, speaker):
    document = annotate("a", text)
    found = {document.text[q.start : q.end]: q.speaker_text for q in find_quotes(document)}
    spans = {document.text[a:b]: q.speaker_text for q in find_quotes(document) for a, b in q.quoted_spans}
    assert (spans | found).get(content) == speaker


SILENT = [
    pytest.param("Most of what the mayor says is true, and few mind.", id="main-verb-behind"),
    pytest.param("Little that the coach says makes sense.", id="main-verb-behind-little"),
    pytest.param("The winter regatta promises to be a wet affair for the smaller boats.", id="what-cannot-speak"),
    pytest.param("The company declined to comment on Monday.", id="no-comment"),
    pytest.param("Two ministers refused to elaborate, and Berg declined to respond to questions.", id="no-answer"),
    pytest.param("The so-called “harbour plan” was rejected.", id="so-called"),
    pytest.param("The crowd cheered Nora “The Hammer” Lind for an hour.", id="nickname"),
    pytest.param("Her brother plays a pilot who finds a friend in “Harbour”.", id="film"),
    pytest.param("The bridge opened.\n\nCORRECTION: An earlier version said the bridge was 200 metres long.",
                 id="correction-note"),
    pytest.param("Editor's note: Ida Berg has pledged to close the rink.", id="editors-note"),
    pytest.param("Peru: ferries stop running after a strike\n\nFerries stopped on Monday.", id="place-in-a-headline"),
    pytest.param("The mayor put the vase on the table.", id="put-by-a-person"),
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_said(text):
    assert find_quotes(annotate("a", text)) == ()


def test_retelling_is_outside_the_quotation():
    document = annotate("a", "He told me “you will never win”, she recalled.")
    assert [document.text[q.start : q.end] for q in find_quotes(document)] == ["you will never win"]


INTERVIEW = (
    "{title}\n\nLena Holm runs the food bank of the harbour. We met her on Monday.\n\nHow did it begin?\n\n"
    "By chance. I had a van.\n\nWhat was the hardest month?\n\nJanuary. We had no heating.\n\nIt froze.\n\n"
    "And what comes next?\n\nWe want a second van."
)


def test_interview_without_labels():
    document = annotate("a", INTERVIEW.format(title="Five questions for Lena Holm"))
    rows = [(document.text[q.start : q.end], q.speaker_text) for q in find_quotes(document)]
    assert rows == [
        ("How did it begin?", None), ("By chance. I had a van", "Lena Holm"), ("What was the hardest month?", None),
        ("January. We had no heating", "Lena Holm"), ("It froze", "Lena Holm"), ("And what comes next?", None),
        ("We want a second van", "Lena Holm"),
    ]  # fmt: skip


def test_questions_of_an_author_make_no_interview():
    text = (
        "Why the rink shut\n\nIda Berg, who talked to us, shut the rink.\n\nWas it the money?\n\n"
        "Berg says I am wrong.\n\nWas it the ice?\n\n"
        "Tests were fine, Berg told me.\n\nWill it open?\n\nNobody but Berg knows."
    )
    assert not [q for q in find_quotes(annotate("a", text)) if q.rule == "interview"]
