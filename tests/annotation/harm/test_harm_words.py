"""Which words tell of harm: in which sense, with which words beside them."""

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An officer shot and killed the driver.", ["shot", "killed"]),
        ("Hall protested against her detention in May.", ["detention"]),
        ("He fell ill while in police custody.", ["custody"]),
        ("The mayor spent three nights in jail.", ["in jail"]),
        ("Hundreds of drivers are behind bars.", ["behind bars"]),
        ("The evacuation of 300 families began.", ["evacuation"]),
        ("There has been vandalism near the bridge.", ["vandalism"]),
        ("They were placed in fast deportation proceedings.", ["deportation proceedings"]),
        ("There were hundreds of political arrests.", ["arrests"]),
        ("The raiders took the mayor hostage.", ["took"]),
        ("Police locked thousands of rebels up.", ["locked"]),
        ("The police threw stones and dropped more bombs on Dorlin.", ["threw stones", "dropped more bombs"]),
        ("The army fired a number of rockets at Dorlin.", ["fired a number of rockets"]),
        ("Rebels are accused of dropping a bomb containing gas.", ["dropping a bomb"]),
        ("The town remembers the 1890 Keldry Massacre.", ["Massacre"]),
        ("The raid claimed more than 20 lives.", ["raid", "claimed"]),
        ("Gunmen fled. One of them took his own life.", ["fled", "took his own life"]),
        ("The town came under rocket fire.", ["rocket fire"]),
        ("The minister called it a terrorist act.", ["terrorist act"]),
        ("Hall was sentenced to 12 years in prison.", ["sentenced to 12 years"]),
        ("Soldiers fled. A mob tore down the statue.", ["fled", "tore down"]),
        ("The driver was sexually assaulted.", ["sexually assaulted"]),
        ("Soldiers fled. Its jets have hit Dorlin.", ["fled", "hit"]),
        ("The witnesses saw Hall shoot a driver.", ["shoot"]),
        ("Raids on shops in Dorlin kill 12 drivers.", ["Raids", "kill"]),
        ("He had a rifle during the shooting spree Friday.", ["shooting spree"]),
        ("Two men were arrested. The clip shows his punch.", ["arrested", "punch"]),
        ("An officer suffered a gunshot wound.", ["gunshot wound"]),
        ("Two men were killed. It may hide evidence of the earlier assault.", ["killed", "assault"]),
        ("The bombing run on Dorlin ended a truce.", ["bombing run"]),
        ("Gunmen raped a woman. The victim of that assault spoke.", ["raped", "assault"]),
    ],
)
def test_words_of_harm(told, text, expected):
    assert [event[0] for event in told(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The guards work at a detention center.",
        "The parents had joint custody.",
        "He faces up to 20 years in prison.",
        "The voters support military intervention.",
        "The campaign has a robust ground operation.",
        "The clinic asked for medical evacuations.",
        "The law shields the workers from deportation.",
        "The crowd looted two shops.",
        "The doctor listed the causes of death.",
        "The army fired two missiles in a test.",
        "The army fired two missiles into the sea.",
        "The mayor dropped the charges and fired the driver.",
        "The mayor wrote the torture memo.",
        "The mayor condemned hate and violence.",
        "The army met Loretta Lynch. Lynch told reporters about it.",
        "The mayor stormed out of the room.",
        "The loss wounded the national pride.",
        "The state changed its method of execution.",
    ],
)
def test_other_senses_are_no_harm(told, text):
    assert [event[0] for event in told("Soldiers fled the bombs. " + text)] == ["fled"]


def test_a_verb_around_its_object_is_read_as_any_other(told):
    assert told("The raiders will beat a driver to death.") == [("beat", "active", "The raiders", "a driver")]
    assert told("The raiders took the mayor hostage.") == [("took", "active", "The raiders", "the mayor")]
    assert told("The army fired six rockets at a village.") == [("fired six rockets", "active", "The army", "a village")]


def test_a_verb_in_ing_shares_the_object_of_the_one_that_and_joins_to_it(told):
    assert told("He fled after shooting and killing two drivers.")[1:] == [
        ("shooting", "active", "He", "two drivers"),
        ("killing", "active", "He", "two drivers"),
    ]


def test_attacks_with_bombs_are_where_somebody_is_killed(told):
    assert [event[:2] for event in told("Two boys were killed and 12 others wounded in a car bomb blast.")] == [
        ("killed", "in_attack"),
        ("wounded", "in_attack"),
    ]
