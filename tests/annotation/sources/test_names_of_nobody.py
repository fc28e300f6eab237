"""Capitalised words that are nobody's name: adjectives, places, things, and parts of the names of bodies and laws."""

import pytest

import toolkit as tk

END = " Ada Hall met the mayor. Hall left."


def named(text):
    return {(one.name, one.kind) for one in tk.annotate(text + END).named} - {("Ada Hall", "person")}


@pytest.mark.parametrize(
    "text",
    [
        "In Dorlin the Democratic plan failed. Some Democratic voters wept, and the Democratic plan died.",
        "He met the Hispanic nurses. She met the Hispanic drivers.",
        "The Presumptive Democratic nominee left. The Presumptive Democratic nominee wept.",
        "The roads of Kerala were closed. Floods came to Kerala and to Mumbai, and Mumbai wept.",
        "The bridge in St. Louis fell. The mayor of St. Louis wept.",
        "They came to Puerto Rico. The roads of Puerto Rico were closed.",
        "They would repeal Obamacare. Without Obamacare the ward would close.",
        "The Dorlin-based firm closed. Another Dorlin-based firm opened.",
        "He saw the Page of the day. On that page was a map.",
        "“No,” said Keldry Director and Founder Ben Abay of the Keldry Director.",
        "Neither Hall nor the mayor wept. Neither Hall spoke.",
    ],
)
def test_adjectives_places_and_things_are_no_persons(text):
    assert not {name for name, kind in named(text) if kind == "person"} - {"Ben Abay", "Hall"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Families Against Rising Waters said the dam was weak.", "Families Against Rising Waters"),
        ("Immanuel Christian School said it would stay.", "Immanuel Christian School"),
        ("The head of Whole Woman's Health wept. Whole Woman's Health said it would close.", "Whole Woman's Health"),
        ("The Inspector General Act of 1978 says who must report.", "Inspector General Act"),
        ("The Dorlin Consumer Privacy Act says who must report.", "Dorlin Consumer Privacy Act"),
    ],
)
def test_a_body_or_law_has_its_whole_name(text, name):
    document = tk.annotate(text)
    assert document.attributions[-1].speaker == name
    assert {one.kind for one in document.named if one.name == name} == {"body"}


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("New Alternatives for Homeless Youth Executive Director Kate Barnart", "Kate Barnart"),
        ("Keldry Outdoors Vice President of Operations Bill Ortiz", "Bill Ortiz"),
        ("Dorlin Association for the Deaf President Ada Lund", "Ada Lund"),
        ("British Prime Minister Theresa May", "Theresa May"),
        ("Lauren Southern", "Lauren Southern"),
    ],
)
def test_somebody_in_a_body_is_a_person(source, speaker):
    assert tk.annotate(f"{source} said the road was closed.").attributions[-1].speaker == speaker


@pytest.mark.parametrize(
    ("name", "entity"),
    [("Sen. Joe Manchin III", "Joe Manchin"), ("Joe Manchin", "Joe Manchin"), ("Driver Joe Manchin III", None)],
)
def test_a_number_behind_the_name_of_a_known_holder_of_the_office_is_no_other_person(name, entity):
    assert tk.annotate(f"{name} said the road was closed.").attributions[-1].entity == entity


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Jordan Lund said the road was closed. She wept. Jordan said the dam was weak.", "Jordan Lund"),
        ("Jordan Lund said it rained. In Jordan, the king wept. Jordan said the dam was weak.", "Jordan"),
    ],
)
def test_a_first_name_that_is_a_country_is_a_persons(text, speaker):
    assert tk.annotate(text).attributions[-1].speaker == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("In an interview with Ada Hall, the governor said he would go.", "governor"),
        ("Ada Hall, the governor, said she would go.", "Ada Hall"),
        ("The Abay campaign met. Sen. Ada Rhodes' 2020 campaign said the plan was wrong.", "Ada Rhodes's campaign"),
    ],
)
def test_whose_role_it_is(text, speaker):
    assert tk.annotate(text).attributions[-1].speaker == speaker


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Removing Lund from office would help. Critics of Lund left.", "Lund"),
        ("Eventually Lund closed the road. Ada Lund wept.", "Ada Lund"),
        ("Even Lund, who had wept, left. Lund won.", "Lund"),
        ("Unlike Lund, he lost. Lund won.", "Lund"),
        ("Said Lund: “The road is closed.” Lund left.", "Lund"),
        ("The letter names Derek Lund Jr. The family wept.", "Derek Lund Jr"),
        ("Sure I met Lund. Obviously I left.", "Lund"),
        ("He met Elizabeth I. Lund of the union.", "Elizabeth I. Lund"),
        ("Sterling Lund left.", "Sterling Lund"),
        ("Bing Lund left. Lund wept.", "Bing Lund"),
    ],
)
def test_a_name_begins_behind_the_word_that_opens_its_sentence_and_ends_before_the_next(text, name):
    assert tk.annotate(f"{text} Lund said it rained.").attributions[-1].speaker == name
    assert {one for one, kind in named(text) if kind == "person"} <= {name}


@pytest.mark.parametrize("made_of", ["pro-Dorlin", "un-Dorlin", "Dorlin-based"])
def test_an_adjective_made_of_a_name_is_nobody(made_of):
    text = f"The {made_of} crowd wept. A brutal {made_of} crowd said it rained."
    assert not named(text)
    assert tk.annotate(text).attributions[-1].speaker == f"brutal {made_of} crowd"
