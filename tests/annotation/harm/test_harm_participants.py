"""Who is no agent or patient of harm: whoever only tells of it, a verb, words across a quotation mark, one and the same twice."""

import pytest

import toolkit as tk


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hall told of a bombing campaign that, as the Keldry Post explains, is targeting the rebels.",
            ("targeting", "active", "a bombing campaign", "the rebels"),
        ),
        ("The army, as Hall explained, killed two boys.", ("killed", "active", "The army", "two boys")),
        ("He named the brothers who police say killed two boys.", ("killed", "active", "the brothers", "two boys")),
        ("He praised the raid, which the mayor says has killed ten.", ("killed", "active", "the raid", "ten")),
        ("The mayor knows the brothers who police say carried out the attack.", ("attack", "nominal", "the brothers", None)),
        ("He praised drones which Hall said were meant to bomb rebels.", ("bomb", "active", "drones", "rebels")),
        (
            "The mayor described how soldiers chased a raider in Dorlin, with the raider shouting before detonating a bomb, "
            "killing two boys.",
            ("killing", "active", "the raider", "two boys"),
        ),
        ("Hall described how soldiers went to Dorlin, killing two boys.", ("killing", "active", "soldiers", "two boys")),
        ("Her client believes Brandt attempted to rape a driver.", ("rape", "active", "Brandt", "a driver")),
        ("The Keldry mayor threatened to bomb the town.", ("bomb", "active", "The Keldry mayor", "the town")),
        ("In addition to staging the massacre, officials said, Brandt sent a letter.", ("massacre", "nominal", "Brandt", None)),
        ("Hall was calling for someone to kill Brandt.", ("kill", "active", "someone", "Brandt")),
        ("Hall waited for the army to bomb the town.", ("bomb", "active", "the army", "the town")),
        ("Officials accuse the army of heavily shelling the town.", ("shelling", "active", "the army", "the town")),
        ("Hall then accused Brandt of orchestrating the bombing.", ("bombing", "nominal", "Brandt", None)),
        (
            "Hall said largely Keldry troops went to Dorlin to bomb a school.",
            ("bomb", "active", "largely Keldry troops", "a school"),
        ),
        ("Hall vowed to punish those responsible for the massacre.", ("massacre", "nominal", "those", None)),
        ("Hall condemned what she called the attempted violent killings of Brandt.", ("killings", "nominal", None, "Brandt")),
        ("The onslaught, he said, killed two boys.", ("killed", "active", "The onslaught", "two boys")),
        ("Brandt, he said, had been building drones as a means of bombing Dorlin.", ("bombing", "active", "Brandt", "Dorlin")),
        ("The Post reported that murders in Dorlin rose.", ("murders", "nominal", None, None)),
        ("Hall threatened to bomb the town.", ("bomb", "active", "Hall", "the town")),
        ("Hall admitted that he had killed a driver.", ("killed", "active", "he", "a driver")),
        ("The militia claimed responsibility for the bombing.", ("bombing", "nominal", "The militia", None)),
    ],
)
def test_who_only_tells_of_harm_does_not_do_it(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A vote on the killing of Keldrians by Brandt Raiders “genocide”.",
            ("killing", "nominal", "Brandt Raiders", "Keldrians"),
        ),
        ("The posters read “Keep the children, deport the racists” and “Sing”.", ("deport", "active", None, "the racists")),
        ("A film about Emil “Max” Brandt, who was murdered, opened.", ("murdered", "passive", None, "Emil “Max” Brandt")),
        ("Rounding up and deporting millions of people isn't wise.", ("deporting", "active", None, "millions of people")),
        ("Rioters smashed windows, set fires, assaulted two boys and wounded.", ("wounded", "active", "Rioters", None)),
        ("She saw a comedy that centers on a plot to assassinate the mayor.", ("assassinate", "active", "a comedy", "the mayor")),
        ("He knows the raiders who want to kidnap the mayor.", ("kidnap", "active", "the raiders", "the mayor")),
    ],
)
def test_verbs_and_words_across_a_quotation_mark_do_not_act_or_suffer(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers fled the bombs. The mayor was in Dorlin on 9/11.",
        "Soldiers fled the bombs. The mayor spoke, since it was 9/11.",
        "Soldiers fled the bombs. They came to apprehend why they had lost.",
    ],
)
def test_dates_and_what_is_understood_are_no_events(told, text):
    assert [event[0] for event in told(text)] == ["fled"]


def test_who_acts_and_who_suffers_are_not_the_same():
    text = "The balloon drifted over the country of Mayor Ada Hall. She said so before the army destroyed it."
    [event] = tk.annotate(text).harm
    assert event.agent.name == "army"
    assert event.patient.name != "army"
    title = "Rebels Have Committed Genocide, Officials Say"
    [event] = tk.annotate(tk.Article("a", "It rained.", title=title)).harm
    assert (event.agent.span.of(title), event.patient) == ("Rebels", None)


@pytest.mark.parametrize(
    ("text", "words", "called"),
    [
        ("An Israeli air strike killed two boys.", "An Israeli air strike", "Israel"),
        ("Two boys were killed in Iranian air strikes.", "Iranian", "Iran"),
        ("Air strikes carried out by rebel jets killed two boys.", "Air strikes", "rebel jets"),
        ("The bombing killed two boys.", "The bombing", "bombing"),
    ],
)
def test_whose_deed_it_is_does_what_the_deed_does(text, words, called):
    agent = next(event.agent for event in tk.annotate(text).harm if event.group == "kill")
    assert (agent.span.of(text), agent.called(text)) == (words, called)


def test_a_people_is_no_country():
    text = "Soldiers killed two Israelis."
    [event] = tk.annotate(text).harm
    assert (event.patient.name, event.patient.entity) == ("two Israelis", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Officials said the militia was responsible for that attack.", ("attack", "nominal", "the militia", None)),
        ("Two days of relentless strikes killed ten boys.", ("killed", "active", "Two days of relentless strikes", "ten boys")),
        ("The suspect in shootings at two mosques that killed ten fled.", ("killed", "active", "The suspect", "ten")),
        ("Last month, Karl Brandt, 68, of Keldry was arrested.", ("arrested", "passive", None, "Karl Brandt")),
        ("Hall fled after allegedly calling a mayor and threatening to shoot him.", ("shoot", "active", "Hall", "him")),
        ("Many fighters died after the jets bombarded Dorlin.", ("died", "intransitive", "the jets", "Many fighters")),
        ("The coalition has been bombing targets near Dorlin.", ("bombing", "active", "The coalition", "targets")),
        ("Brandt was responsible for the deaths of ten men and the wounding of two.", ("wounding", "nominal", "Brandt", "two")),
        ("The army killed Hall, the envoy of Keldry, in an air strike.", ("air strike", "nominal", "The army", None)),
        ("There was no word yet, but raiders had come and bombed a school.", ("bombed", "active", "raiders", "a school")),
        ("A driver was shot. He was pronounced dead.", ("dead", "intransitive", None, "He")),
    ],
)
def test_participants_further_away_are_found(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "The fight wound down near Keldry, where two men were shot.",
        "Bleach can kill the virus, said a man who was shot.",
        "Hall shot back that the bombing was no matter for him.",
    ],
)
def test_senses_without_harm_are_left_out(told, text):
    assert len(told(text)) == 1


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("A gunman entered the mall, police chief Carl Hall said. He killed five people.", None),
        ("Suspect Carl Hall said the war was just. He killed five people.", "Carl Hall"),
        ("Police chief Carl Hall said he killed five people.", "Carl Hall"),
    ],
)
def test_an_official_who_has_just_told_of_a_deed_is_not_who_did_it(text, agent):
    [event] = tk.annotate(text).harm
    assert event.agent.name == agent


def test_numbers_of_victims_may_be_of_several_words():
    text = "Thirty-eight people were killed. Two hundred and six people were killed. 1.2 million people were displaced."
    assert [event.victims for event in tk.annotate(text).harm] == [38, 206, 1_200_000]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was hard for women to see men get arrested.", ("arrested", "passive", None, "men")),
        ("You don't see soldiers attacking farmers.", ("attacking", "active", "soldiers", "farmers")),
        ("They are not going to risk dying in a raid that killed two.", ("dying", "intransitive", None, "They")),
        ("Yet the decision to kill Hall was made.", ("kill", "active", None, "Hall")),
        ("The intention was to kill Hall.", ("kill", "active", None, "Hall")),
        ("The report lists Hall's injuries after the killing.", ("injuries", "nominal", None, "Hall's")),
        ("The law bans killing drivers.", ("killing", "active", None, "drivers")),
        ("The mayor denies killing drivers.", ("killing", "active", "The mayor", "drivers")),
        ("A soldier was killed. The army will attack all night.", ("attack", "active", "The army", None)),
        ("Boys generally cannot be kidnapped.", ("kidnapped", "passive", None, "Boys")),
        ("Scores of boys remain kidnapped.", ("kidnapped", "passive", None, "Scores of boys")),
        ("They want to kill those with whom they disagree.", ("kill", "active", "They", "those")),
        ("They killed that man in Dorlin.", ("killed", "active", "They", "that man")),
        ("Looters burned the shop down and killed a driver.", ("burned", "active", "Looters", "the shop")),
        ("A killer was due to shoot Friday, Hall said.", ("shoot", "active", "A killer", None)),
    ],
)
def test_a_verb_is_no_part_of_a_noun_phrase(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two boys were beaten and then taken to a camp and shot.", ("shot", "passive", None, "Two boys")),
        ("A man was taken from his home and shot.", ("shot", "passive", None, "A man")),
        ("Drivers shared their own stories of being kidnapped.", ("kidnapped", "passive", None, "Drivers")),
        ("The rules should keep the boys from being kidnapped.", ("kidnapped", "passive", None, "the boys")),
        ("A video showing Emil Brandt being shot was found.", ("shot", "passive", None, "Emil Brandt")),
        ("Children who are first kidnapped by gangs in Dorlin went.", ("kidnapped", "passive_by", "gangs", "Children")),
        (
            "Senator Ada Hall (R., Keldry), who was shot by a driver, left.",
            ("shot", "passive_by", "a driver", "Senator Ada Hall"),
        ),
    ],
)
def test_a_participle_is_not_of_the_nearest_noun(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He met police after a standoff, but not before killing two men.", ("killing", "active", "He", "two men")),
        (
            "Riots followed the acquittal of officers charged with murdering a driver.",
            ("murdering", "active", "officers", "a driver"),
        ),
        ("Most favour the ban for people convicted of murder.", ("murder", "nominal", "people", None)),
        ("Violence of any kind is wrong after the killing.", ("Violence", "nominal", None, None)),
        ("It was the worst massacre of the century.", ("massacre", "nominal", None, None)),
        ("None has been executed since 2003, when Hall murdered a boy.", ("murdered", "active", "Hall", "a boy")),
    ],
)
def test_what_stands_nearest_need_not_act_or_suffer(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Under the Murder of Children Act, the state may sue.",
        "Soldiers shot a driver. Teachers went on strike in Dorlin.",
        "Soldiers shot a driver. Nurses and their union voted for a strike.",
        "Soldiers shot a driver. Tariffs hurt farmers.",
        "Soldiers shot a driver. Prices hit a new low.",
        "Soldiers shot a driver. Hall shot back that it was late.",
        "Soldiers shot a driver. Hall was blamed for being offensive.",
    ],
)
def test_laws_labour_strikes_and_figures_of_speech_are_no_harm(told, text):
    assert [event[0] for event in told(text) if event[0] != "shot" or event[2] != "Soldiers"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They foiled an attack launched by rebels against two posts.", ("attack", "nominal", "rebels", "two posts")),
        ("Soldiers led strikes on Sunday against five towns.", ("strikes", "nominal", "Soldiers", "five towns")),
        ("Rebels killed two. The airstrike targeted a school.", ("airstrike", "nominal", None, "a school")),
        ("The hospital had come under terrorist attack.", ("terrorist attack", "nominal", None, "The hospital")),
        ("Rebels killed two. It comes under heavy attack often.", ("attack", "nominal", None, "It")),
        ("The mayor fled after coming under attack from rebels.", ("attack", "nominal", "rebels", "The mayor")),
        ("Rebels killed two. Allies came to the aid of a member under attack.", ("attack", "nominal", None, "a member")),
        ("Rebels killed two. The exiles have suffered deadly attacks in Keldry.", ("attacks", "nominal", None, "The exiles")),
        ("Hall resisted arrest.", ("arrest", "nominal", None, "Hall")),
        ("Ten died in clashes. Others were in clashes with police.", ("clashes", "nominal", None, "police")),
        ("They called for his murder or abduction.", ("abduction", "nominal", None, "his")),
        ("Many drivers have been among those killed.", ("killed", "passive", None, "Many drivers")),
        ("The crowd called for two soldiers to be kidnapped.", ("kidnapped", "passive", None, "two soldiers")),
        ("The site held films of very young children being raped.", ("raped", "passive", None, "very young children")),
        (
            "The raid destroyed a residential building, killing ten.",
            ("destroyed", "active", "The raid", "a residential building"),
        ),
    ],
)
def test_who_suffers_is_told_by_other_words_of_the_clause(told, text, expected):
    assert expected in told(text)


def test_the_dead_of_an_attack_are_not_what_it_was_on(told):
    assert told("An airstrike killed ten.")[0] == ("airstrike", "nominal", None, None)
    assert told("The law is ever more under attack. Rebels killed two.")[0] == ("attack", "nominal", None, None)


def test_any_number_of_times_may_stand_behind_a_noun_of_harm():
    assert tk.annotate("Soldiers fled. The strikes " + "on Sunday " * 3000 + "went on.").harm


def test_an_adverb_that_ends_a_text_is_no_part_of_who_suffers_before(told):
    assert told("Two boys were shot in Keldry suddenly") == [("shot", "passive", None, "Two boys")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels killed two. The raiders first burned the shops there.", ("burned", "active", "The raiders", "the shops")),
        ("The police either had arrested Hall or were about to.", ("arrested", "active", "The police", "Hall")),
        ("Rebels killed two. Two shops have either been destroyed or damaged.", ("destroyed", "passive", None, "Two shops")),
        ("Protesters threw stones at troops below.", ("threw stones", "active", "Protesters", "troops")),
        ("The gang seized the mayor and killed the remaining 12.", ("killed", "active", "The gang", "the remaining 12")),
        ("The shelling killed too many people.", ("killed", "active", "The shelling", "too many people")),
        ("The army shelled such a large hospital.", ("shelled", "active", "The army", "such a large hospital")),
        ("Fewer than 20 people were killed.", ("killed", "passive", None, "Fewer than 20 people")),
        ("A neighbour helped rescue someone who was shot.", ("shot", "passive", None, "someone")),
        ("Rebels killed two. The mill is to be destroyed by mid-2014.", ("destroyed", "passive", None, "The mill")),
        ("Rebels killed two. The assault on the club comes after a truce.", ("assault", "nominal", None, "the club")),
        ("The mayor who gives orders was shot.", ("shot", "passive", None, "The mayor")),
        (
            "Rebels killed two. Any leader that believes in raids and tries to kill Hall in his house fails.",
            ("kill", "active", "Any leader", "Hall"),
        ),
        (
            "Rebels killed two. A clerk works near a bank after a series of coordinated attacks.",
            ("attacks", "nominal", None, None),
        ),
        ("Rebels killed two. It was not clear who was behind the raid.", ("raid", "nominal", "who", None)),
    ],
)
def test_what_stands_beside_a_noun_phrase_is_no_part_of_who_acts_or_suffers(told, text, expected):
    assert expected in told(text)


def test_a_country_may_be_called_by_an_adjective_of_two_words():
    text = "Rebels killed two. A North Korean missile strike destroyed a school in South Korea."
    strike = next(event for event in tk.annotate(text).harm if event.form == "nominal")
    assert (strike.agent.span.of(text), strike.agent.entity, strike.agent.kind) == ("North Korean", "North Korea", "country")
