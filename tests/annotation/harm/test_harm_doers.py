"""Who acts and suffers where the words around tell it: verbs of wanting and blaming, times, and marks that a text has lost."""

import pytest

import toolkit as tk


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Drivers are stopped by police, and arrested and jailed.", ("arrested", "passive", "police", "Drivers")),
        (
            "Hall was shot by raiders and is buried here. Brandt was seen by Lind and was killed.",
            ("killed", "passive", None, "Brandt"),
        ),
        ("Police tried to prevent the gang from killing drivers.", ("killing", "active", "the gang", "drivers")),
        ("Bombs fell. Fences are to keep raiders from attacking the town.", ("attacking", "active", "raiders", "the town")),
        ("That did not stop soldiers from shooting Hall.", ("shooting", "active", "soldiers", "Hall")),
        ("The bombers hid. They launched the attack from a bridge.", ("attack", "nominal", "They", None)),
        ("The bombing of Dorlin was later claimed by the Red Band.", ("bombing", "nominal", "the Red Band", "Dorlin")),
        ("Ten were killed in an attack claimed by the Red Band.", ("killed", "in_attack", "the Red Band", "Ten")),
        ("Hall denied Keldry’s role in the assassination.", ("assassination", "nominal", "Keldry’s", None)),
        ("Bombs fell. Guards found one of the people behind the attack.", ("attack", "nominal", "the people", None)),
        ("Hall said the army was not behind the massacre.", ("massacre", "nominal", None, None)),
    ],
)
def test_agents_of_joined_passives_of_nouns_and_of_those_who_are_stopped(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bombs fell. The attacks of the rebels were repelled.", ("attacks", "nominal", "the rebels", None)),
        ("Gunmen killed ten. The raids of the Hall family on Dorlin went on.", ("raids", "nominal", "the Hall family", "Dorlin")),
        ("Gunmen killed ten. The invasion of Keldry on the claim of Hall went on.", ("invasion", "nominal", None, "Keldry")),
        ("Ten died in the bombing of the troops.", ("bombing", "nominal", None, "the troops")),
        ("Ten died. The report named Tuesdays air strikes.", ("air strikes", "nominal", None, None)),
        ("The raiders committed brutal, wanton murders.", ("murders", "nominal", "The raiders", None)),
        ("The raiders staged murders and several bomb attacks.", ("bomb attacks", "nominal", "The raiders", None)),
        ("Bombs fell. A blast near the bridge left ten people dead.", ("dead", "intransitive", "A blast", "ten people")),
        ("Hall fought rebels in a war that has killed 4,000 people.", ("killed", "active", "a war", "4,000 people")),
        ("Lind was named by Ada Hall, the driver who shot two guards.", ("shot", "active", "Ada Hall", "two guards")),
        ("According to Ada Hall, the driver who shot two guards fled.", ("shot", "active", "the driver", "two guards")),
        (
            "The army committed a massacre in Dorlin in which ten people were killed.",
            ("killed", "passive", "The army", "ten people"),
        ),
        ("Police have a list of drivers involved in the assassination.", ("assassination", "nominal", "drivers", None)),
        ("Police questioned the suspect in shootings at two banks.", ("shootings", "nominal", "the suspect", None)),
        ("Bombs fell. Villagers fled the rebels.", ("fled", "intransitive", "the rebels", "Villagers")),
        ("Bombs fell. Villagers fled the town.", ("fled", "intransitive", None, "Villagers")),
        ("The army performed air strikes on Dorlin.", ("air strikes", "nominal", "The army", "Dorlin")),
        ("It is the worst raid since gunmen killed two drivers.", ("killed", "active", "gunmen", "two drivers")),
    ],
)
def test_nouns_of_harm_and_what_stands_with_them_tell_who_acts(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Keldry tested a missile capable of striking the town.", ("striking", "active", "a missile", "the town")),
        ("Bombs fell. Hall warned of men intent on destroying it.", ("destroying", "active", "men", "it")),
        ("Hall found himself targeted by raiders seeking to kill him.", ("kill", "active", "raiders", "him")),
        ("Hall said they believe Keldry agents killed Brandt.", ("killed", "active", "Keldry agents", "Brandt")),
        (
            "The army opened fire to help fellow troops trying to storm the town.",
            ("storm", "active", "fellow troops", "the town"),
        ),
        (
            "His party has opposed the arrival of refugees and threatened to deport them.",
            ("deport", "active", "His party", "them"),
        ),
        ("Prosecutors asked a judge to consider jailing Brandt.", ("jailing", "active", "a judge", "Brandt")),
        ("Hall named the man accused of ordering Brandt's murder.", ("murder", "nominal", "the man", "Brandt's")),
        ("Brandt was sentenced to life in prison for the murder of a driver.", ("murder", "nominal", "Brandt", "a driver")),
        ("Hall blamed the attack on the militia.", ("attack", "nominal", "the militia", None)),
        ("After months of bombing the town, Hall suddenly agreed to talks.", ("bombing", "active", "Hall", "the town")),
        ("Hall was shot, and he’s died.", ("died", "intransitive", None, "he’s")),
        ("Raiders shot a guard and drowned two men.", ("drowned", "active", "Raiders", "two men")),
        ("Hall showed how soldiers fired at protesters, killing nine.", ("killing", "active", "soldiers", "nine")),
    ],
)
def test_verbs_of_wanting_blaming_and_trying_tell_who_acts(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lind fled. Who murdered Hall?", ("murdered", "active", "Who", "Hall")),
        ("They thought that by killing Hall, they would win.", ("killing", "active", "they", "Hall")),
        ("She said that after killing two men, Hall fled.", ("killing", "active", "Hall", "two men")),
        (
            "It was the month of mass shootings in Keldry and Dorlin that killed 31 people.",
            ("killed", "active", "mass shootings", "31 people"),
        ),
        ("Two boys were killed by rebels in a raid on the town.", ("raid", "nominal", "rebels", "the town")),
        (
            "Stung by criticism that its answer was weak, Keldria has threatened to bomb the port.",
            ("bomb", "active", "Keldria", "the port"),
        ),
        (
            "Stung by criticism that it was weak, Keldria has threatened to bomb the port and to kill the mayor.",
            ("kill", "active", "Keldria", "the mayor"),
        ),
        ("The attackers used grenades in the assault.", ("assault", "nominal", "The attackers", None)),
        ("Bombs fell. Villagers used shovels in the attack.", ("attack", "nominal", None, None)),
        (
            "The war forced hundreds of thousands of refugees to flee.",
            ("flee", "intransitive", "The war", "hundreds of thousands of refugees"),
        ),
        ("Witnesses said the man, wearing a mask, shot the clerk.", ("shot", "active", "the man", "the clerk")),
    ],
)
def test_who_acts_is_told_by_the_nearest_verb_and_clause(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hall spoke of attacks in 2015 and 2016 that killed nine.", ("killed", "active", "attacks", "nine")),
        ("It was revenge for an attack last week that killed nine.", ("killed", "active", "an attack", "nine")),
        ("Brandt sank a ship that same year, killing nine sailors.", ("killing", "active", "Brandt", "nine sailors")),
        ("Shells hit a school in a barrage that killed nine.", ("killed", "active", "a barrage", "nine")),
        ("A blast hit a convoy in Dorlin on Saturday killing nine.", ("killing", "active", "A blast", "nine")),
        (
            "The missile had reached a height of 900 km (560 miles) and flew west before hitting a ship, killing two.",
            ("killing", "active", "The missile", "two"),
        ),
        (
            "Nine died and dozens were injured Saturday in a raid carried out by troops.",
            ("injured", "in_attack", "troops", "dozens"),
        ),
        ("Nine were killed in airstrikes reportedly carried out by Keldry.", ("killed", "in_attack", "Keldry", "Nine")),
        (
            "Nine raiders were killed in overnight clashes with Keldry troops.",
            ("killed", "in_attack", "Keldry troops", "Nine raiders"),
        ),
        ("Men were shot by raiders while trying to flee.", ("flee", "intransitive", None, "Men")),
        ("It did not tell of carnage from new attacks late Friday.", ("attacks", "nominal", None, None)),
        ("Hall would not go after Wednesday’s violence that killed nine.", ("killed", "active", "Wednesday’s violence", "nine")),
        ("Nine people have been killed since the war started.", ("killed", "passive", None, "Nine people")),
        ("Bombs in and around the town of Dorlin killed nine.", ("killed", "active", "Bombs", "nine")),
        ("Keldry regime bombing kills nine in Dorlin.", ("bombing", "nominal", "Keldry regime", None)),
        ("After the bombing, some 6 million people were displaced.", ("displaced", "passive", None, "some 6 million people")),
    ],
)
def test_times_and_places_do_not_act(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    "text", ["massacre", "killed", "bombing on", "of massacre", "yet massacre", "shooting suspects", "by shooting"]
)
def test_a_text_of_a_word_or_two_is_read(text):
    assert tk.annotate(tk.Article(id="1", text=text, title=text)).words.text == text


def test_in_a_text_without_commas_a_result_is_that_of_the_verb_before_and_not_of_a_place(told):
    text = "Rebels fired rocket shells on the town of Dorlin killing ten people. " * 8
    assert ("killing", "active", "Rebels", "ten people") in told(text)


def test_in_a_text_without_commas_a_verb_in_ing_tells_what_another_has_done(told):
    filler = "The council of the town met in the hall and spoke of roads and schools for an hour. " * 8
    text = filler + "Keldry planes hit a car near the border with Dorlin killing two men and wounding ten."
    assert ("killing", "active", "Keldry planes", "two men") in told(text)
    assert ("wounding", "active", "Keldry planes", "ten") in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The army was responsible for the killing and expulsion of drivers.", ("killing", "nominal", "The army", "drivers")),
        ("The violence inflicted on protesters by the police shocked Hall.", ("violence", "nominal", "the police", "protesters")),
        (
            "He deplored the murder of Emil Hall, the Dorlin reporter, by the militia.",
            ("murder", "nominal", "the militia", "Emil Hall"),
        ),
        ("Dorlin has been the target of yet another bomb attack.", ("bomb attack", "nominal", None, "Dorlin")),
        ("Hall survived the Dorlin Hotel bombing.", ("bombing", "nominal", None, "Dorlin Hotel")),
        ("They spoke of Keldry's recent deadly airstrike on Dorlin.", ("airstrike", "nominal", "Keldry's", "Dorlin")),
        ("Raiders bombed the town in a major offensive on Dorlin.", ("offensive", "nominal", "Raiders", "Dorlin")),
        ("Some believe Brandt's murder was a mistake.", ("murder", "nominal", None, "Brandt's")),
        ("They will find the truth behind the massacre.", ("massacre", "nominal", None, None)),
        ("He fled before the Boston Marathon bombing.", ("bombing", "nominal", None, None)),
        ("He spoke of the Boston police shooting of a boy.", ("shooting", "nominal", "Boston police", "a boy")),
        ("They spoke after the consulate attack and the massacre.", ("attack", "nominal", None, "consulate")),
        (
            "He knew Emil Hall, who was suspected of harboring Ada Pell, who plotted the massacre.",
            ("massacre", "nominal", "Ada Pell", None),
        ),
        ("After the bombing it denied its continuing aggression.", ("aggression", "nominal", "its", None)),
        ("They do not want massacres in Dorlin.", ("massacres", "nominal", None, None)),
    ],
)
def test_nouns_of_harm_tell_who_acts_and_suffers(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The doctors treated wounded soldiers.", ("wounded", "passive", None, "wounded soldiers")),
        ("After the bombing they spoke of repairing damaged roads.", ("damaged", "passive", None, "damaged roads")),
        ("Hall said that wounded soldiers were helped.", ("wounded", "passive", None, "wounded soldiers")),
        (
            "Bombs killed refugees and internally displaced persons.",
            ("displaced", "passive", None, "internally displaced persons"),
        ),
        ("Hall said he did not deserve to die in the shooting.", ("die", "intransitive", None, "he")),
        ("Brandt stabbed one person in the car, wounding the other, Hall said.", ("wounding", "active", "Brandt", "the other")),
    ],
)
def test_participles_before_a_noun_have_no_subject(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Brandt wound his way through the crowd after the bombing.",
        "The court saw something offensive in the bombing report.",
        "Troops fired on Friday several rockets from the bombed town.",
        "Brandt fired a warning shot to rivals near the bombed town.",
        "Hall gave the team a realistic shot at success in the bombed town.",
        "Our hero, Martyred General Brandt, was praised in the bombed town.",
    ],
)
def test_words_that_mean_something_else_tell_of_no_harm(text):
    assert {event.trigger.of(text) for event in tk.annotate(text).harm} <= {"bombing", "bombed"}


@pytest.fixture
def headline():
    """Gives each event of a title over a text of violence as its word, form, and the words of agent and patient."""

    def events(title, text="Raiders shot two men in Dorlin on Monday."):
        def words(participant):
            return participant and participant.span.of(title)

        found = tk.annotate(tk.Article(id="1", text=text, title=title)).harm
        return [(e.trigger.of(title), e.form, words(e.agent), words(e.patient)) for e in found if e.field == "title"]

    return events


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Keldry army attacks Dorlin", [("attacks", "active", "Keldry army", "Dorlin")]),
        ("Mayor condemns attack in Keldry", [("attack", "nominal", None, None)]),
        ("Envoy to Keldry killed in blast", [("killed", "in_attack", None, "Envoy")]),
        ("Dorlin attack: 34 die in market", [("attack", "nominal", None, None), ("die", "intransitive", None, "34")]),
        ("Festival shooting victims buried", [("shooting", "nominal", None, None)]),
        ("Bomb suspect flees Dorlin", [("flees", "intransitive", None, "Bomb suspect")]),
        ("Captain Suspected in Keldry Crash", []),
        ("Dozens killed ahead of vote", [("killed", "passive", None, "Dozens")]),
        ("Embassy attacked by crowd angry at air strikes", None),
        (
            "Rebel strike on Dorlin kills 7",
            [("strike", "nominal", "Rebel", "Dorlin"), ("kills", "active", "Rebel strike", "7")],
        ),
        (
            "Rebel attack leaves five dead",
            [("attack", "nominal", "Rebel", None), ("dead", "intransitive", "Rebel attack", "five")],
        ),
        (
            "Army strikes kill ten in Dorlin",
            [("strikes", "nominal", "Army", None), ("kill", "active", "Army strikes", "ten")],
        ),
        ("Ten Killed as Army Bombs Dorlin", [("Killed", "passive", "Army", "Ten"), ("Bombs", "active", "Army", "Dorlin")]),
        ("Two Boys Killed in Shooting Attack", [("Killed", "in_attack", None, "Two Boys")]),
        (
            "Raiders attack village, burn homes",
            [("attack", "active", "Raiders", "village"), ("burn", "active", "Raiders", "homes")],
        ),
        ("Army Says It Shot Down A Plane", [("Shot Down", "active", "It", "A Plane")]),
        ("Attacks put fear into Dorlin", [("Attacks", "nominal", None, None)]),
        (
            "Suspect in church shooting killed",
            [("shooting", "nominal", "Suspect", "church"), ("killed", "passive", None, "Suspect")],
        ),
        ("Slain captain's mother honoured", [("Slain", "passive", None, "Slain captain's")]),
        ("Boy killed after alleged stabbing attempt", [("killed", "passive", None, "Boy")]),
    ],
)
def test_titles_are_read_with_the_text_below_them(headline, title, expected):
    if expected is None:
        assert headline(title)[0][:2] == ("attacked", "passive_by")
    else:
        assert headline(title) == expected


def test_a_title_over_a_text_without_violence_tells_of_none(headline):
    assert headline("Senator attacks the budget again", "The senators met on Monday and spoke of the budget.") == []
