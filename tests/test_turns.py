"""Turns of transcripts and interviews in the forms in which parliaments, stations and magazines print them."""

import pytest

from analysis.annotate import annotate
from analysis.corpus import analyse, default_resources

SPOKEN = [
    pytest.param("HC Deb 4 May 2020\n\nThe Keeper of the Locks (Mr. Jon Vik)\n\nI beg to move the report on locks.\n\n"
                 "Mr. Deputy Speaker (Ms. Ada Lind)\n\nThe motion will be taken with the next one.\n\n"
                 "Mr. Vik\n\nI will refer to the second motion as well.\n\nIt changes the fees.",
                 {"I beg to move": "Jon Vik", "The motion will be": "Ada Lind", "It changes the fees": "Jon Vik"},
                 id="lines-with-holders"),
    pytest.param("Oral Answers\n\n1. Ida Berg (Kelby North and Marsh) (Reds)\n\nWhat steps are being taken. [9042]\n\n"
                 "The Keeper of the Locks (Mr Jon Vik)\n\nAll our locks are open to schools.\n\n"
                 "Ida Berg\n\nWill he visit my school?\n\nMr Vik\n\nI will.\n\nMadam Speaker\n\nOrder, please.",
                 {"What steps": "Ida Berg", "Will he visit": "Ida Berg", "I will": "Jon Vik", "Order": None},
                 id="lines-with-seats"),
    pytest.param("Water in Kelby\n\nI'm Neil Carr, in Kelby.\n\n"
                 "Mr. JON VIK (Chief Lock Correspondent, Kelby Evening Post): Glad to be with you, Neil.\n\n"
                 "CARR: What have we learned today?\n\nMr. VIK: The lock was left open.",
                 {"Glad to be": "Jon Vik", "What have we": "Neil Carr", "The lock was": "Jon Vik"},
                 id="long-bracket"),
    pytest.param("Interviewer: Good morning. Meet Ada Lind, a baker. Hello, Ada.\n\nAda: It is good to be here.\n\n"
                 "Interviewer: How many loaves have you baked?\n\nAda: I never counted them.",
                 {"It is good": "Ada Lind", "I never counted": "Ada Lind"}, id="given-name"),
    pytest.param("Melora Lind\n\nHow did you learn to bake?\n\nI watched my aunt and I burnt a lot.\n\n"
                 "What was the hardest week?\n\nThe first, when I slept in the shop.\n\n"
                 "And what comes next?\n\nI want a second oven.\n\nYou can never have enough of them.",
                 {"I watched": "Melora Lind", "I want": "Melora Lind", "You can never": "Melora Lind"},
                 id="name-as-heading"),
    pytest.param("Briefing by the Office of the Harbour\n\nThe following is a transcript of today's briefing by "
                 "Ada Lind, spokeswoman for the harbour.\n\nOn fees\n\nI want to flag two things today.\n\n"
                 "The fees will be shown on our page.\n\nWe will not meet tomorrow.",
                 {"I want to flag": "Ada Lind", "We will not meet": "Ada Lind"}, id="transcript-of-a-briefing"),
    pytest.param("Reporters asked Deputy Press Secretary Vik whether the mayor had seen the sketch.\n\n"
                 "Q. Did the mayor see it? And did she laugh?\n\nMR. VIK: I do not think that she saw it.",
                 {"Did the mayor": None, "I do not think": "Vik"}, id="one-exchange"),
    pytest.param("The keeper\n\nRuna Lind keeps the light.\n\nKelby Post: When did you come?\n\nI came in May.\n\n"
                 "Kelby Post: Was it cold?\n\nIt was. We had no door.\n\nKelby Post: Is it now?\n\nI have a stove.",
                 {"When did you": "Kelby Post", "It was. We": "Runa Lind"}, id="questions-labelled"),
    pytest.param("The toll\n\nGreta Lunde answered us.\n\nQ. Who pays?\n\nEvery cart. We know it.\n\nQ. And boats?\n\n"
                 "They pay.\n\nThey always did.\n\nQ. And I?\n\nYou too.",
                 {"Who pays": None, "Every cart": "Greta Lunde", "They always": "Greta Lunde"}, id="only-q"),
    pytest.param("Ngozi Adair on bells\n\nHi Ngozi! Do you ring?\n\nI do.\n\nIs it hard?\n\nMy arms say so.\n\n"
                 "What will you do now?\n\nI am off to bed.\n\nHer book is out.",
                 {"I do": "Ngozi Adair", "My arms": "Ngozi Adair"}, id="not-announced"),
    pytest.param("# The bus\n\n*Milo Vik runs the bus. He spoke to us.*\n\n**How many ride?**\n\nI count nine.\n\n"
                 "**Did they help?**\n\nThey lent us a van.\n\n**And now?**\n\nWe want a second one.",
                 {"How many ride?": None, "They lent us": "Milo Vik"}, id="markdown"),
    pytest.param("Doorstep\n\nby the Keeper of the Western Locks, Ivo Berg, in Kelby\n\nGood morning to you all.\n\n"
                 "We will meet today, and I welcome it.\n\nI am ready for your questions.\n\n"
                 "Question: Will you pay?\n\nKeeper: I will pay.\n\nQuestion: When?\n\nKeeper: I cannot say.",
                 {"Good morning": "Ivo Berg", "Will you pay": None}, id="opening-without-label"),
    pytest.param("Call of Vik Marine\n\nOperator\n\nGood morning to you.\n\nLise Lind -- Vice Chair, Relations\n\n"
                 "I thank you.\n\nPer Vik -- Chair\n\nWe had a good year.\n\nOperator\n\nWe have a question.\n\n"
                 "Per Vik -- Chair\n\nI bought steel.",
                 {"Good morning": None, "I thank you": "Lise Lind", "I bought": "Per Vik"}, id="lines-of-names"),
    pytest.param("Salt and Paper\n\nNORA: Hello, I'm Nora Feld.\n\nTOBY: And I'm Tobias Grant.\n\nNORA: Who paid?\n\n"
                 "TOBY: You did.\n\nNORA: I did not.",
                 {"Who paid?": "Nora Feld", "You did": "Tobias Grant"}, id="own-names"),
    pytest.param("The State v. Oscar Marl\n\nTHE COURT: Call your witness.\n\nMR. DAHL: I will.\n\nQ. Your name?\n\n"
                 "A. I am Irma Voss, of Marl.\n\nQ. What did you see?\n\nA. I saw a can.\n\nTHE COURT: I see.",
                 {"I will": "Dahl", "I saw": "Irma Voss"}, id="court"),
    pytest.param("State v. Marl\n\nMR. DAHL: We call her.\n\nIRMA VOSS,\n\nhaving been duly sworn, testified:\n\n"
                 "DIRECT EXAMINATION\n\nBY MR. DAHL:\n\nQ. What did you see?\n\nA. I saw a can.\n\n"
                 "THE COURT: Go on.\n\nCROSS-EXAMINATION\n\nBY MS. ORR:\n\nQ. You are sure?\n\nA. I am.",
                 {"What did": "Dahl", "I saw": "Irma Voss", "Go on": None, "You are": "Orr"}, id="examiners"),
    pytest.param("The guild met, Hon. Ada Lind, Chairman of the guild, presiding.\n\nThe Chairman. I welcome you.\n\n"
                 "Mr. Vik of Kelby. I thank you.\n\nMs. Orr. I will wait.\n\nThe Chairman. You may go on.",
                 {"I welcome": "Ada Lind", "I thank": "Vik", "I will wait": "Orr"}, id="hearing"),
    pytest.param("HONORING THE GUILD\n\nThe SPEAKER pro tempore. The Chair recognizes him.\n\n"
                 "Mr. BERG. I rise to honor it.\n\nMs. SOLT. I thank him\n\nfor the bridge\n\nMr. BERG. I yield.",
                 {"I rise": "Berg", "I thank": "Solt", "for the": "Solt"}, id="congress"),
    pytest.param("Ports (debate)\n\nKelby\n\nMay\n\nSitting\n\nAgenda\n\nOpening\n\n"
                 "President. – The next item is the fees.\n\nAda Berg, on behalf of the Reds. – "
                 "I thank you.\n\nJon Vik (Blues), blue-card question. – Would you pay?\n\nAda Berg. – I would.\n\n"
                 "President. – The debate is closed.",
                 {"I thank": "Ada Berg", "Would you": "Jon Vik"}, id="dashes"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SPOKEN)
def test_every_turn_is_read_with_its_speaker(text, expected):
    document = annotate("a", text)
    quotes = analyse(document, default_resources()).quotes
    found = {
        words: {q.speaker for q in quotes if document.text[q.start : q.end].startswith(words)} for words in expected
    }
    assert found == {words: {speaker} for words, speaker in expected.items()}


SILENT = [
    pytest.param("The fair\n\nIda Berg (Kelby) (Reds)\n\nJon Vik (Marsh) (Blues)\n\nThe fair opens today.", id="list"),
    pytest.param("The Old Lock\n\nWhy was it built?\n\nThe river was low.\n\nWho paid?\n\nThe guild did.\n\n"
                 "When did it close?\n\nIt closed in May.", id="questions-of-the-writer"),
    pytest.param("News\n\nAdvertisement\n\nThe pool opened on May 3.\n\nRelated Stories\n\nThe lock is shut.\n\n"
                 "Advertisement\n\nThe fees rose.\n\nRelated Stories\n\nThe guild met.", id="boxes"),
    pytest.param("Two kettles\n\nPros: It boils fast.\n\nCons: The lid is loose.\n\nPros: It is cheap.\n\n"
                 "Cons: The cord is short.", id="labels-of-a-list"),
    pytest.param("KELBY — The pool opened.\n\nIt is cold.\n\nMARSH — The lock is shut.\n\nKELBY — The guild met.\n\n"
                 "It was late.\n\nMARSH — The fees rose.\n\nNobody paid.\n\nIt rained.", id="datelines"),
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_lists_and_rhetorical_questions_are_no_turns(text):
    document = annotate("a", text)
    assert not [q for q in analyse(document, default_resources()).quotes if q.rule in ("transcript", "interview")]
