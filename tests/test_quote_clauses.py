"""Whose clause is quoted, where two people speak in one sentence and where marks open in the middle of one."""

import pytest

from analysis.annotate import annotate
from analysis.quotes import find_quotes

SPOKEN = [
    pytest.param("“The rink was a joy.”― Ida Berg\n“It was cold.”― Jon Vik\n", "It was cold.", "Jon Vik",
                 id="bar-glued-to-the-mark"),
    pytest.param("Vik attacked the fee, which an auditor said was “far too high”.", "was “far too high”",
                 "an auditor", id="aside-of-another"),
    pytest.param("The hall heard Vik's “no more fees” promise again.", "no more fees", "Vik", id="owner-and-noun"),
    pytest.param("Her “dry feet” remark was not forgotten.", "dry feet", "Her", id="pronoun-and-noun"),
    pytest.param("“Fees will fall,” Lind said outside the hall. But “the rink has to close before the summer.”",
                 "the rink has to close before the summer.", "Lind", id="but-and-a-sentence"),
    pytest.param("“Ships wait,” said Ida Berg, 20, of Marsh, Calif. “They wait longer than they should.”",
                 "They wait longer than they should.", "Ida Berg, 20, of Marsh", id="after-an-abbreviation"),
    pytest.param("Conceding that fees had risen, she warned: “They will rise again.”", "They will rise again.", "she",
                 id="participle-first"),
    pytest.param("Asked what a fair fee looks like, Vik replied: “We will see.”", "We will see.", "Vik",
                 id="question-first"),
    pytest.param("“The ice will hold,” Lind said, and then warned: “We do think it is thin.”",
                 "We do think it is thin.", "Lind", id="second-verb-after-marks"),
    pytest.param("Vik, a top aide said, “is very sure of the plan”.", "is very sure of the plan", "a top aide",
                 id="inserted-aide"),
    pytest.param("Lind shared her worry with the crowd, “I do not know which of them will come.”",
                 "I do not know which of them will come.", "Lind", id="sentence-behind-a-comma"),
    pytest.param("The guild -- dubbed “the wet few” by the mayor -- met in May.", "the wet few", "the mayor",
                 id="dubbed-by"),
    pytest.param("Jon Vik, the new trainer, tweeted in response: “We are not done yet.”", "We are not done yet.",
                 "Jon Vik, the new trainer", id="verb-and-phrase-before-colon"),
    pytest.param("Vik, asked about the fees in the hall, had said, “They are high.”", "They are high.", "Vik",
                 id="asked-had-said"),
    pytest.param("“The ice is thin when the sun is out,” From said.", "The ice is thin when the sun is out,", "From",
                 id="name-that-is-a-word"),
    pytest.param("Lind praised Vik, whom she described as “bold”.", "bold", "she", id="whom-she-described"),
    pytest.param("Vik caused a stir by threatening to close the rink if they did not pay enough.",
                 "to close the rink if they did not pay enough", "Vik", id="condition"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "content", "speaker"), SPOKEN)
def test_the_nearest_clause_decides_who_speaks(text, content, speaker):
    document = annotate("a", text)
    found = [(document.text[q.start : q.end], q.speaker_text) for q in find_quotes(document)]
    assert (content, speaker) in found


SILENT = [
    pytest.param("Lind's “Night Train” opens today.", id="title-and-owner"),
    pytest.param("The guild -- dubbed “the wet few” -- met in May.", id="dubbed-by-nobody"),
    pytest.param("Now “the wet few” met again.", id="short-phrase-after-now"),
    pytest.param("That said, we like the rink.", id="that-said"),
    pytest.param("This is the club that swallowed “all of the smaller rinks”.", id="what-uses-no-words"),
    pytest.param("The rink is shut as the storm continues.", id="as-it-continues"),
]


@pytest.mark.parametrize("text", SILENT)
def test_a_name_in_marks_is_said_by_nobody(text):
    assert not find_quotes(annotate("a", text))
