"""Speakers: as written resolved to who speaks, with the rule that decided."""

import pytest

from analysis.annotate import annotate
from analysis.entities import find_entities
from analysis.quotes import find_quotes
from analysis.reference import load_gazetteer
from analysis.speakers import resolve_speakers


def speakers(document):
    rows = find_entities(document, load_gazetteer())
    return resolve_speakers(document, find_quotes(document), rows.mentions, rows.entities)


CASES = [
    pytest.param(
        "Ada Brandt met the board.\n\n“We are ready,” Brandt said.", "Ada Brandt", "person", "name", id="surname"
    ),
    pytest.param(
        "Minister Ada Brandt met the board. She said the bridge was safe.", "Ada Brandt", "person", "pronoun", id="she"
    ),
    pytest.param(
        "Nora Lind waited. Karl Brandt, the mayor, came late. He said the road was closed.",
        "Karl Brandt", "person", "pronoun", id="gender",
    ),
    pytest.param(
        "Karl Starm met Ursula Lind on Monday. She said talks went well.",
        "Ursula Lind", "person", "pronoun", id="she-is-not-the-subject",
    ),
    pytest.param(
        "Keir Starm met Ursula von der Lind on Monday. She said talks went well.",
        "Ursula von der Lind", "person", "pronoun", id="she-is-whom-the-name-fits",
    ),
    pytest.param(
        "Keir Starm met Ursula Lind on Monday. She said talks went well. He said he agreed.",
        "Keir Starm", "person", "pronoun", id="he-is-the-other",
    ),
    pytest.param(
        "Ida Berg won. In her talk with Nora Lind she spoke of loss. She said the vote was fair.",
        "Ida Berg", "person", "pronoun", id="she-goes-on",
    ),
    pytest.param(
        "“We lost,” said Lena “Lolo” Marsh.", "Lena “Lolo” Marsh", "person", "name", id="nickname",
    ),
    pytest.param("“The pool was fun.” -Mayor Ida Berg", "Ida Berg", "person", "name", id="dash-and-title"),
    pytest.param(
        "“We are ready,” said Ada Brandt. “We will win.”",
        "Ada Brandt", "person", "continued, name", id="continued",
    ),
    pytest.param(
        "Norland’s coach Karl Brandt said the team had won.", "Karl Brandt", "person", "name", id="title-and-name"
    ),
    pytest.param(
        "“It is late,” said a senior official.", None, "anonymous", "description not resolved", id="anonymous"
    ),
    pytest.param(
        "A spokesman for the ministry said the road was closed.",
        "spokesman for the ministry", "spokesperson", "spokesperson not named", id="spokesman",
    ),
    pytest.param(
        "According to a NATO report, spending has risen.",
        "NATO", "document", "publisher of the document", id="document",
    ),
    pytest.param("The report said spending had risen.", None, "document", "document without publisher", id="abstain"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker", "kind", "resolution"), CASES)
def test_speaker(text, speaker, kind, resolution):
    quote = speakers(annotate("a", text))[-1]
    assert (quote.speaker, quote.speaker_kind, quote.resolution) == (speaker, kind, resolution)


def test_seed_speakers(seed_document, seed_gold):
    found = [(*seed_document.to_original(q.start, q.end), q) for q in speakers(seed_document)]
    for gold in seed_gold["quotes"]:
        if gold.get("optional"):
            continue
        start, end = gold["content"]["start"], gold["content"]["end"]
        best = max(found, key=lambda f: min(end, f[1]) - max(start, f[0]))
        assert best[2].speaker == gold["speaker_resolved"], gold["id"]


def test_confidence_is_a_share(seed_document):
    assert all(0 < quote.confidence <= 1 for quote in speakers(seed_document))


TRANSCRIPTS = [
    pytest.param(
        "Farah Dalal, Harbour Spokesperson: Good morning. We begin.\n\nAndrew Grau, Morning Post: Will it be shut?\n\n"
        "Farah Dalal, Harbour Spokesperson: I have answered it.\n\nWe will come back to this.",
        ["Farah Dalal", "Andrew Grau", "Farah Dalal", "Farah Dalal"], id="name-and-office",
    ),
    pytest.param(
        "Remarks by Press Secretary Ada Stone\n\nMS. STONE:  Hello, all.\n\nQ    Ada, will the pool be shut?\n\n"
        "MS. STONE:  It will be.\n\n(Laughter.)\n\nQ    And then?\n\nMS. STONE:  It is old.",
        ["Ada Stone", None, "Ada Stone", None, "Ada Stone"], id="briefing",
    ),
    pytest.param(
        "The head of the food bank, Lena Holm, talks to Per Dahl.\n\nPD: How did it begin?\n\nLH: I had a van.\n\n"
        "PD: And what now?\n\nLH: Now we have ten.",
        ["Per Dahl", "Lena Holm", "Per Dahl", "Lena Holm"], id="initials",
    ),
    pytest.param(
        "PLETNER (voice-over): The bill came late.\n\nSEN. MARY ORR (D-OH): We will vote for it.\n\n"
        "TEXT: Poll of May 2.\n\nPLETNER: She voted for it.",
        ["Pletner", "Mary Orr", "Pletner"], id="brackets-and-text",
    ),
    pytest.param(
        "Q&A with Mayor Lena Holm\n\nQ. What did you see?\n\nA. I saw it.\n\nThey left.\n\nQ. Then?\n\nA. I went home.",
        [None, "Lena Holm", "Lena Holm", None, "Lena Holm"], id="question-and-answer",
    ),
    pytest.param(
        "Interview with Senator Ida Berg\n\nODD VIK, KELBY ANCHOR: Good morning.\n\n"
        "[16:50:02] SEN. IDA BERG (D), KELBY: Thank you, Odd.\n\n"
        "VIK: Tell us about it. I'm Odd Vik.\n\nPlus: the ice is gone.\n\nBERG: We went there in May.",
        ["Odd Vik", "Ida Berg", "Odd Vik", "Odd Vik", "Ida Berg"], id="surnames-times-capitals",
    ),
    pytest.param(
        "Debate of 1 February\n\nDr. Jon Lind (Kelby)\n\nWill the Leader state the business?\n\n"
        "The Leader of the House (Sir Odd Vik)\n\nYes, Sir. There will be a debate.\n\nDr. Lind\n\nI thank him.\n\n"
        "Sir Odd Vik\n\nI note what he says.",
        ["Jon Lind", "Odd Vik", "Jon Lind", "Odd Vik"], id="lines-with-titles",
    ),
    pytest.param(
        "Thursday, 10 October\n\nAda Lind (NI). – Mr President, the treaty bars this. We will vote against it.",
        ["Ada Lind"], id="one-speech-behind-a-dash",
    ),
    pytest.param(
        "KBG on the new rules\n\nReporter: Will you stay?\n\nKBG: No, I will go home now.\n\nReporter: And then?\n\n"
        "KBG: Then I will rest for a year.",
        [None, "KBG", None, "KBG"], id="initials-of-nobody-known",
    ),
    pytest.param("Ports: closed.\n\nRoads: open.\n\nPorts: closed again.\n\nShips: none.", [], id="list"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), TRANSCRIPTS)
def test_turns_of_a_transcript(text, names):
    turns = [q for q in speakers(annotate("a", text)) if q.rule == "transcript"]
    assert [q.speaker for q in turns] == names
    assert {q.kind for q in turns} <= {"direct"}


SPEECH = (
    "Press conference\n\nby Harbour Secretary Ada Lind {after}\n\n(As delivered)\n\nGood morning.\n\n"
    "Two weeks from now, our members will meet here.\n\n{body}\n\nThank you all."
)


def test_speech_without_labels():
    document = annotate("a", SPEECH.format(after="ahead of the meeting", body="We will talk of fees."))
    rows = [(q.rule, q.speaker) for q in speakers(document)]
    assert rows == [("speech", "Ada Lind")] * 4


def test_story_about_a_speech_is_none():
    document = annotate("a", SPEECH.format(after="angers ports", body="Lind said that fees would rise."))
    assert "speech" not in {q.rule for q in speakers(document)}
