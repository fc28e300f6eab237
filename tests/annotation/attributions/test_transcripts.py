"""Conversations and speeches printed in full: a whole turn is its speaker's."""

import pytest

import toolkit as tk
from toolkit.annotation.attributions.attribution import Attribution
from toolkit.annotation.attributions.transcripts import Transcript
from toolkit.annotation.sources.registry import shipped_registry
from toolkit.annotation.sources.turn_speakers import settled
from toolkit.text.spans import Span


def turns(text, **fields):
    document = tk.annotate(tk.article_of(text, **fields))
    said = [a for a in document.attributions if not a.cue and a.kind == "direct"]
    return document, [(a.speaker, [span.of(text) for span in a.content]) for a in said]


RADIO = (
    "ADA HALL, HOST:\n\nWe talk about rain today. I'm Ada Hall.\n\nBEN ABAY: Thank you.\n\n"
    "HALL: How long will you wait?\n\n(SOUNDBITE OF RAIN)\n\nABAY: We wait.\n\nIt is our bridge, and we will pay for it.\n\n"
    "HALL: Thank you."
)


def test_a_turn_goes_on_until_the_next_label():
    document, said = turns(RADIO)
    assert document.transcript
    assert said[3] == ("Ben Abay", ["We wait.", "It is our bridge, and we will pay for it"])


def test_a_label_may_be_a_line_of_its_own():
    assert turns(RADIO)[1][0] == ("Ada Hall", ["We talk about rain today. I'm Ada Hall"])


def test_hosts_are_media_and_surnames_their_full_names():
    document, _ = turns(RADIO)
    assert {a.speaker: a.source_type for a in document.attributions if a.source and a.source[0].of(RADIO).isupper()} == {
        "Ada Hall": "media",
        "Ben Abay": None,
    }


def test_labels_whose_turns_are_nobodys_are_no_speakers():
    found = Transcript([Attribution((Span(6, 9),), source=(Span(0, 4),))], True, frozenset())
    assert settled([], [], found, "HALL: Yes", shipped_registry()) == []


def test_stage_directions_are_nobodys():
    assert not any("SOUNDBITE" in part for _, parts in turns(RADIO)[1] for part in parts)


def test_what_is_printed_in_full_is_quotation():
    document, _ = turns(RADIO)
    assert document.words_by_voice["paraphrase"] == 0
    assert document.words_by_voice["quotation"] > document.words_by_voice["narration"]


def test_labels_in_small_letters_and_initials():
    text = (
        "Ada Hall: Why do you wait?\nBen Abay: I have no bridge.\nAH: Who has?\nBA: You have, I think.\n"
        "AH: Do you pay?\nBA: I never pay for my bridges."
    )
    document, said = turns(text)
    assert [speaker for speaker, _ in said] == ["Ada Hall", "Ben Abay"] * 3
    assert document.transcript


def test_a_label_may_be_an_office():
    text = "THE PRESIDENT: The road is open.\n\nTHE FIRST LADY: It is wide and long.\n\nTHE PRESIDENT: Let us go."
    dated = tk.annotate(tk.article_of(text, published="2016-12-24")).attributions
    assert [turn.entity for turn in dated] == ["Barack Obama", "Michelle Obama", "Barack Obama"]
    assert {turn.entity for turn in tk.annotate(text).attributions} == {None}


def test_a_label_means_whom_the_article_introduces():
    text = (
        "French President Jean Abay spoke to reporters on Monday.\nABAY: I have a bridge.\nREPORTER: Do you?\n"
        "ABAY: We all have one.\nREPORTER: Where is it?"
    )
    document, _ = turns(text)
    abay = [a for a in document.attributions if a.source and a.source[0].of(text) == "ABAY"]
    assert {(a.speaker, a.source_type) for a in abay} == {("Jean Abay", "government")}


@pytest.mark.parametrize(
    "text",
    [
        "TRUMP: “We have a bridge.”\nTHE FACTS: He has none.\nTRUMP: “You pay.”\nTHE FACTS: Nobody pays.",
        "Problem: It rained.\nSolution: A bridge.\nProblem: It snowed.\nSolution: A road.",
        "NEW BRIDGE: It is our bridge.\nOLD ROAD: It rained.\nNEXT UP: You will see.",
        "Q: What is a bridge?\nA: A road over a river.\nQ: Who pays?\nA: The town.",
    ],
)
def test_what_looks_like_a_conversation_and_is_none(text):
    document, _ = turns(text)
    assert not document.transcript
    assert not any(a.source and a.source[0].of(text) in ("THE FACTS", "Problem", "A") for a in document.attributions)


SPEECH = "I stand here today with all of you. We have built a bridge, and we will pay for it. You know my town. " * 3


@pytest.mark.parametrize(
    ("lead", "title"),
    [
        ("Following is the transcript of remarks by Ada Hall:", "The mayor speaks"),
        ("Transcript: Ada Hall's remarks on the bridge", "Transcript: Ada Hall's remarks on the bridge"),
        ("Full text of Ada Hall's address, as prepared for delivery", "Bridge"),
    ],
)
def test_a_speech_in_full_is_its_speakers(lead, title):
    text = f"{lead}\n\n{SPEECH}\n\n(APPLAUSE)\n\nIt is late. We thank you."
    document, said = turns(text, title=title)
    assert document.transcript
    assert [(speaker, len(parts)) for speaker, parts in said] == [("Ada Hall", 2)]


def test_an_article_about_a_speech_is_none():
    document, _ = turns("The full text of the bill is long. Hall said it rained.\n\nThe army left.\n\nThe town paid for it.")
    assert not document.transcript


def test_annotations_tell_transcripts():
    assert tk.annotate(RADIO).to_dict()["transcript"] is True
    assert tk.annotate("It rained.").to_dict()["transcript"] is False


def test_a_conversation_in_one_line_is_parted_at_its_labels():
    text = "The talk went on.\n\nHALL: Why did you leave? ABAY: I was tired. HALL: Of what? ABAY: Of it all.\n\nThe mayor left."
    turns = [(a.source[0].of(text), a.content[0].of(text)) for a in tk.annotate(text).attributions if a.kind == "direct"]
    assert turns == [("HALL", "Why did you leave?"), ("ABAY", "I was tired"), ("HALL", "Of what?"), ("ABAY", "Of it all")]


INTERVIEW = (
    "Ada Hall says the road is lost. “I left it to the snow,” Hall said in an interview. Q: Why is the road closed? "
    "A: It snowed for a week. The plough broke. Q: Who is to mend it? A: Nobody knows, and the council has no money."
)


def test_questions_and_answers_behind_an_introduction_are_parted():
    found = tk.annotate(INTERVIEW)
    turns = [(a.source[0].of(INTERVIEW), a.content[0].of(INTERVIEW)) for a in found.attributions if a.link and a.source][-4:]
    assert found.transcript
    assert turns == [
        ("Q", "Why is the road closed?"),
        ("A", "It snowed for a week. The plough broke"),
        ("Q", "Who is to mend it?"),
        ("A", "Nobody knows, and the council has no money"),
    ]


def test_answers_are_those_of_whom_the_introduction_quotes():
    said = {a.source[0].of(INTERVIEW): a for a in tk.annotate(INTERVIEW).attributions if a.source}
    assert (said["A"].speaker, said["A"].named) == ("Ada Hall", True)
    assert said["Q"].source_type == "media"


def test_answers_of_nobody_who_was_named_have_no_speaker():
    text = "Q: Do you like the road?\n\nA: I do not like it.\n\nQ: Would you close it?\n\nA: I would close it at once."
    answers = [a for a in tk.annotate(text).attributions if a.source and a.source[0].of(text) == "A"]
    assert [(a.speaker, a.source_type) for a in answers] == [(None, None)] * 2


def test_one_label_in_capitals_is_a_turn_where_the_line_before_announces_it():
    text = "The senator told it in a hearing:\n\nHALL: We sought all the help that there was, and none came.\n\nThe mayor left."
    assert [a.source[0].of(text) for a in tk.annotate(text).attributions if a.kind == "direct"] == ["HALL"]


def test_names_with_a_colon_inside_a_line_are_no_conversation():
    text = "They drew three lessons. First: The road is long. Second: The road is bad. Third: The road is closed, and it will be."
    assert not any(a.kind == "direct" for a in tk.annotate(text).attributions)


@pytest.mark.parametrize("who", ["UNIDENTIFIED PERSON #1", "UNIDENTIFIED MALE", "UNKNOWN WOMAN #12"])
def test_speakers_who_are_not_identified_have_turns_and_no_name(who):
    text = f"ADA HALL: We go now.\n{who}: You are not ready.\nADA HALL: Why not?\n{who}: I am tired."
    document, said = turns(text)
    assert [content for _, content in said] == [["We go now"], ["You are not ready"], ["Why not?"], ["I am tired"]]
    assert [a.named for a in document.attributions] == [True, False, True, False]


def test_unidentified_speakers_are_told_apart_by_their_numbers():
    text = "HALL: Are you ready?\nUNIDENTIFIED PERSON #1: We are.\nUNIDENTIFIED PERSON #2: I am not.\nHALL: Why not?"
    _, said = turns(text)
    assert [speaker for speaker, _ in said[1:3]] == ["Unidentified Person #1", "Unidentified Person #2"]


def test_a_quotation_that_is_a_turn_is_counted_once():
    text = (
        'TRUMP: "Cases are going down." — interview Monday.\n\nTHE FACTS: That is false.\n\n'
        'TRUMP on the virus: "We test more." — remarks Tuesday.\n\nTHE FACTS: President Donald Trump is wrong.'
    )
    said = [(a.speaker, a.content[0].of(text)) for a in tk.annotate(text).attributions]
    assert said == [
        ("Donald Trump", '"Cases are going down." — interview Monday'),
        ("Donald Trump", '"We test more." — remarks Tuesday'),
    ]


def test_labels_are_of_whoever_has_their_first_name():
    text = (
        "JIM ACOSTA: You said the leaks are real.\n\nPRESIDENT DONALD TRUMP: Alexander Acosta is my labor secretary.\n\n"
        "JIM ACOSTA: May I ask?\n\nPRESIDENT DONALD TRUMP: Go ahead."
    )
    assert [a.speaker for a in tk.annotate(text).attributions] == ["Jim Acosta", "Donald Trump"] * 2


def test_labels_may_begin_with_an_outlet():
    text = "ABC's RICK KLEIN: You said so, and I agree.\n\nABC's MARY BRUCE: Why?\n\nABC's RICK KLEIN: I know."
    assert [a.speaker for a in tk.annotate(text).attributions] == ["Rick Klein", "Mary Bruce", "Rick Klein"]
