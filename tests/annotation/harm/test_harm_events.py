"""Events of harm: in which form they are told, by whom, to whom, how many, and by whose words."""

import pytest

import toolkit as tk
from toolkit.annotation.sources.registry import load_registry


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Soldiers killed two boys.", ("killed", "active", "Soldiers", "two boys")),
        ("Two boys were killed by soldiers.", ("killed", "passive_by", "soldiers", "Two boys")),
        ("Two boys were killed on Tuesday.", ("killed", "passive", None, "Two boys")),
        ("Two boys perished on Tuesday.", ("perished", "intransitive", None, "Two boys")),
        ("The killing of two boys by soldiers was condemned.", ("killing", "nominal", "soldiers", "two boys")),
        ("US airstrikes on Dorlin continued.", ("airstrikes", "nominal", "US", "Dorlin")),
        ("Hall protested after his arrest.", ("arrest", "nominal", None, "his")),
        ("Two boys were killed in an airstrike.", ("killed", "in_attack", None, "Two boys")),
        ("Two boys were killed in Israeli airstrikes.", ("killed", "in_attack", "Israeli", "Two boys")),
        ("On Tuesday, at least 13 people were killed.", ("killed", "passive", None, "at least 13 people")),
        ("As many as 1,000 villagers have been killed.", ("killed", "passive", None, "As many as 1,000 villagers")),
        ("Hall, a driver, was killed on Friday.", ("killed", "passive", None, "Hall")),
        ("Men who came from Dorlin were kidnapped.", ("kidnapped", "passive", None, "Men")),
        ("He thanked the gunman who killed the mayor.", ("killed", "active", "the gunman", "the mayor")),
        ("The army is accused of killing the mayor.", ("killing", "active", "The army", "the mayor")),
        ("A column honoured her slain sister.", ("slain", "passive", None, "her slain sister")),
        ("A list of the 22 people killed was read.", ("killed", "passive", None, "the 22 people")),
        ("The militia carried out the massacre of villagers.", ("massacre", "nominal", "The militia", "villagers")),
        ("The army did not kill the mayor.", ("kill", "active", "The army", "the mayor")),
        ("The raiders want to kidnap the mayor.", ("kidnap", "active", "The raiders", "the mayor")),
    ],
)
def test_one_event(told, text, expected):
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Hall died of cancer at the age of 80.",
        "The striking workers hit a record and struck a deal.",
        "Critics attacked the budget, which will destroy the market.",
        "He suffered a heart attack.",
        "The bill was a way of killing time.",
    ],
)
def test_what_is_no_harm_is_no_event(told, text):
    assert [word for word, *_ in told(text)] == []


def test_who_executes_an_attack_kills_nobody_yet(told):
    assert [word for word, *_ in told("Gunmen executed the attack.")] == ["attack"]


def test_a_word_of_low_weight_counts_near_a_word_of_violence(told):
    assert told("They hit the town.") == []
    assert told("The rockets hit the town.") == [("hit", "active", "The rockets", "the town")]


def test_a_verb_takes_the_subject_and_the_object_of_the_one_beside_it(told):
    assert told("Some police officers were ambushed and executed.") == [
        ("ambushed", "passive", None, "Some police officers"),
        ("executed", "passive", None, "Some police officers"),
    ]
    assert told("Rebels shot and wounded two soldiers.") == [
        ("shot", "active", "Rebels", "two soldiers"),
        ("wounded", "active", "Rebels", "two soldiers"),
    ]


def test_the_subject_of_a_passive_does_not_do_what_follows(told):
    assert told("Two cars were attacked by gunmen, killing four women.")[1] == ("killing", "active", "gunmen", "four women")
    assert told("Two cars of the militia were attacked, killing four women.")[1] == ("killing", "active", None, "four women")


def test_the_attack_in_which_somebody_is_killed_is_no_second_event(told):
    text = "At least 13 people were killed and 25 others wounded in a suicide attack."
    assert [(word, form) for word, form, *_ in told(text)] == [("killed", "in_attack"), ("wounded", "in_attack")]


@pytest.mark.parametrize(
    ("text", "victims"),
    [
        ("Soldiers killed 1,200 villagers.", 1200),
        ("Soldiers killed two hundred villagers.", 200),
        ("Soldiers killed a driver and 22 children.", 23),
        ("Soldiers killed dozens of villagers.", "dozens"),
        ("Soldiers killed hundreds of thousands of villagers.", "hundreds of thousands"),
        ("Soldiers killed the families of five drivers.", None),
        ("Soldiers killed Ada Hall.", None),
        ("Soldiers killed a family in Dorlin.", None),
        ("At least nine people were killed.", 9),
        ("About 30 people were killed in the raid.", 30),
        ("Up to 30 people were killed.", 30),
        ("Soldiers killed up to 30 people.", 30),
        ("Nearly 30 people were killed.", 30),
        ("Soldiers killed 29, of whom two were children.", 29),
        ("The murder of the 29, of Fishponds, shocked the town.", None),
        ("Soldiers killed the group's No. 2 leader.", None),
        ("At least 95 deaths were reported after gunfire.", 95),
        ("The police reported dozens of injuries in the riots.", "dozens"),
    ],
)
def test_victims_are_counted(text, victims):
    assert tk.annotate(text).harm[0].victims == victims


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No one was injured in the crash.", []),
        ("Nobody was killed, and none of the passengers were hurt.", []),
        ("Soldiers shot nobody.", []),
        ("The attack killed no one.", ["attack"]),
        ("No civilians were killed in the raid.", ["raid"]),
        ("No one was killed but 12 were wounded.", ["wounded"]),
        ("No 10 was attacked by a mob.", ["attacked"]),
        ("He had seen no indications Hall was killed.", ["killed"]),
    ],
)
def test_harm_that_nobody_suffers_is_none(text, words):
    assert [event.trigger.of(text) for event in tk.annotate(text).harm] == words


def test_participants_are_those_whom_the_article_knows():
    [murder] = tk.annotate("President Ada Hall spoke in Dorlin. On Friday Hall was murdered by the Islamic State.").harm
    assert (murder.patient.name, murder.patient.kind) == ("Ada Hall", "person")
    assert murder.agent.entity == "Islamic State"


def test_who_tells_it():
    first, second = tk.annotate("Soldiers killed two boys. “Soldiers murdered a girl,” Ada Hall said.").harm
    assert (first.voice, first.speaker, second.voice, second.speaker) == ("narration", None, "quotation", "Ada Hall")


def test_the_side_of_a_description_is_that_of_its_country(tmp_path):
    path = tmp_path / "sides.csv"
    path.write_text("name,side\nIsrael,one\nIran,other\n", encoding="utf-8")
    annotator = tk.Annotator(registry=load_registry(sides=path))
    [event] = tk.annotate("Israeli soldiers killed two Iranian drivers.", annotator).harm
    assert (event.agent.side, event.patient.side) == ("one", "other")


@pytest.mark.parametrize(
    ("told", "events"),
    [
        ("The rebels shot down the plane.", [("shot down", "plane")]),
        ("The senators shot down the idea.", []),
        ("What I saw strikes me as a pattern.", []),
        ("On June 29, 2007, this effort, like so many before it, died in the Senate.", [("died", None)]),
    ],
)
def test_what_is_no_harm_and_nobody(told, events):
    found = tk.annotate(f"Police shot three men. {told}")
    text = found.article.text
    assert [(event.trigger.of(text), event.patient and event.patient.called(text)) for event in found.harm[1:]] == events


def test_annotations_hold_the_events():
    [record] = tk.annotate("Two boys were killed by soldiers.").to_dict()["harm"]
    assert record == {
        "field": "text",
        "trigger": [14, 20],
        "group": "kill",
        "form": "passive_by",
        "agent": {"span": [24, 32], "name": "soldiers", "entity": None, "kind": "unnamed", "side": None},
        "patient": {"span": [0, 8], "name": "Two boys", "entity": None, "kind": "unnamed", "side": None},
        "victims": 2,
        "voice": "narration",
        "speaker": None,
        "doubted": False,
    }


@pytest.mark.parametrize("end", range(4, 60, 3))
def test_a_text_may_break_off_anywhere(end):
    tk.annotate("Gunmen killed at least two of those who were shot in as many as 20 attacks by the last"[:end])


def test_texts_without_harm_are_not_parsed(monkeypatch):
    monkeypatch.setattr("toolkit.annotation.harm.harm_events.Chunks", None)
    assert tk.annotate("Hall opened a bridge near the hospital.").harm == ()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Soldiers kill two boys in Keldry", ("kill", "active", "Soldiers", "two boys")),
        ("Two Boys Killed in Israeli Air Strike", ("Killed", "in_attack", "Israel", "Two Boys")),
        ("Army raid kills 12", ("raid", "nominal", "Army", None)),
        ("Gunman shoots Hall", ("shoots", "active", "Gunman", "Ada Hall")),  # whom the text knows
    ],
)
def test_the_title_tells_of_harm_too(title, expected):
    article = tk.article_of("President Ada Hall was killed in Keldry.", title=title)
    event, *_, in_text = tk.annotate(article).harm
    called = [part and part.called(title) for part in (event.agent, event.patient)]
    assert (event.trigger.of(title), event.form, *called) == expected
    assert (event.field, event.voice, event.speaker) == ("title", "headline", None)
    assert (in_text.field, in_text.voice) == ("text", "narration")
    records = tk.annotate(article).to_dict()["harm"]
    assert (records[0]["field"], records[-1]["field"]) == ("title", "text")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The missile strikes on Sunday that killed 14 villagers were filmed.",
            ("killed", "active", "The missile strikes", "14 villagers"),
        ),
        ("Soldiers killed more than 100 men, while wounding a boy.", ("wounding", "active", "Soldiers", "a boy")),
        ("Hall, 17, who is accused of murdering ten villagers, was silent.", ("murdering", "active", "Hall", "ten villagers")),
        ("Raiders flew into the tower -- killing two boys.", ("killing", "active", "Raiders", "two boys")),
        ("The army would operate as part of a coalition and continue air strikes.", ("air strikes", "nominal", "The army", None)),
        ("Lawmakers urged soldiers to bomb the town.", ("bomb", "active", "soldiers", "the town")),
        ("All of the villagers he had killed were guards.", ("killed", "active", "he", "All of the villagers")),
        ("Hall strangled and sexually assaulted a driver.", ("strangled", "active", "Hall", "a driver")),
        ("A suicide car bombing in Dorlin killed two boys.", ("killed", "active", "A suicide car bombing", "two boys")),
        ("Air strikes in the north kill 20 villagers.", ("kill", "active", "Air strikes", "20 villagers")),
        ("Two boys were confirmed killed.", ("killed", "passive", None, "Two boys")),
        ("The shootings left 31 villagers dead.", ("dead", "intransitive", "The shootings", "31 villagers")),
        ("Hall would let a boy die after the massacre.", ("die", "intransitive", "Hall", "a boy")),
        ("Two boys were killed when planes slammed into the tower.", ("killed", "passive", "planes", "Two boys")),
        (
            "The mayor blamed the army. It was one of the attacks blamed on the militia.",
            ("attacks", "nominal", "the militia", None),
        ),
        ("Raiders detonated a bomb.", ("detonated", "active", "Raiders", None)),
        ("A bomb exploded in the airport.", ("exploded", "intransitive", None, None)),
        ("The bombing comes after a truce.", ("bombing", "nominal", None, None)),
        ("Doctors treated the wounded.", ("wounded", "passive", None, "the wounded")),
        ("Gunmen attacked the town, killing four villagers.", ("killing", "active", "Gunmen", "four villagers")),
        ("US forces killed two boys.", ("killed", "active", "US forces", "two boys")),
    ],
)
def test_agents_and_patients_behind_dates_comparisons_and_other_verbs(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers fled the bombs. The mayor attacked the idea of peace.",
        "Soldiers fled the bombs. A deal was struck.",
        "Soldiers fled the bombs. The mayor verbally attacked Hall.",
        "Soldiers fled the bombs. The disease is killing drivers.",
        "Soldiers fled the bombs. The law has exceptions in cases of rape.",
        "Soldiers fled the bombs. Her remarks are offensive.",
        "Soldiers fled the bombs. Voters support military action.",
        "Soldiers fled the bombs. Crowds protested against police brutality.",
    ],
)
def test_figures_of_speech_illnesses_and_mere_topics_are_no_events(told, text):
    assert [event[0] for event in told(text)] == ["fled"]


def test_deaths_in_an_epidemic_are_natural_unless_violence_is_nearer(told):
    assert told("The coronavirus spread. The death toll rose again, and more deaths are feared.") == []
    assert [event[0] for event in told("The coronavirus spread. Gunmen shot two boys. The death toll rose.")] == [
        "shot",
        "death toll",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A rocket attack on a base that killed two drivers followed.", ("killed", "active", "A rocket attack", "two drivers")),
        ("The raid on the town on Sunday killed four.", ("killed", "active", "The raid", "four")),
        ("Raiders took credit for the bombing, which killed two.", ("killed", "active", "the bombing", "two")),
        ("Raiders killed two drivers and injured three guards.", ("injured", "active", "Raiders", "three guards")),
        ("Militias were behind the Kabul bombing.", ("bombing", "nominal", "Militias", None)),
        ("It was France's deadliest bombing in years.", ("bombing", "nominal", None, None)),
        ("Saudi Arabia's military aggression killed ten.", ("aggression", "nominal", "Saudi Arabia's", None)),
        ("The bombing caused damage to the bridge.", ("damage", "nominal", "The bombing", "the bridge")),
        ("Two boys were killed as raiders bombed the town.", ("killed", "passive", "raiders", "Two boys")),
        ("Raiders shelled the town with rocket attacks.", ("rocket attacks", "nominal", "Raiders", "the town")),
        ("Soldiers murdered guards and hid the murders.", ("murders", "nominal", "Soldiers", None)),
        ("The mayor accused the army of killing guards.", ("killing", "active", "the army", "guards")),
        ("He blamed President Hall for the assassination.", ("assassination", "nominal", "President Hall", None)),
        ("It was Hall's decision to invade Dorlin in March; ten were killed.", ("invade", "active", "Hall's", "Dorlin")),
        ("He told of Iranian plans to bomb the town.", ("bomb", "active", "Iranian", "the town")),
        ("It is forbidden to bomb the town.", ("bomb", "active", None, "the town")),
        ("Their school was looted, razed and burned.", ("razed", "passive", None, "Their school")),
        ("Guards told of Hall being beheaded.", ("beheaded", "passive", None, "Hall")),
        ("A boy died at the hands of soldiers.", ("died", "intransitive", "soldiers", "A boy")),
        ("Bombers fled. He condemned attacks in Syria targeting villagers.", ("attacks", "nominal", None, "villagers")),
        ("After killing two guards, Hall fled.", ("killing", "active", "Hall", "two guards")),
        ("Troops hit a convoy, which was moving to Dorlin, killing ten.", ("killing", "active", "Troops", "ten")),
        ("Jets hit the base on Wednesday, killing and wounding guards.", ("killing", "active", "Jets", "guards")),
        ("Jets left two guards dead and wounded.", ("wounded", "passive", "Jets", "two guards")),
        ("A bombing that year by a soldier killed two.", ("bombing", "nominal", "a soldier", None)),
        ("They spoke of police killings in Dorlin.", ("killings", "nominal", "police", None)),
        ("He spoke of a store going up in flames after the bombing.", ("going up in flames", "intransitive", None, "a store")),
        ("After the attacks, a wave of bombers hit Dorlin.", ("hit", "active", "a wave of bombers", "Dorlin")),
        ("The suspect in the shooting was silent.", ("shooting", "nominal", "The suspect", None)),
        ("Hall was arrested for the murder of a guard.", ("murder", "nominal", "Hall", "a guard")),
        ("Two were killed by US-led airstrikes.", ("killed", "in_attack", "US-led", "Two")),
        ("The army said it will soon launch an offensive; ten were killed.", ("offensive", "nominal", "it", None)),
        ("The dispute almost led to the US bombing Iran.", ("bombing", "active", "the US", "Iran")),
        ("He will not forget the U.S. crime in killing a guard.", ("killing", "active", "the U.S.", "a guard")),
        ("A wave of raids left at least 38 guards killed.", ("killed", "passive", "A wave of raids", "at least 38 guards")),
        ("Jets hit the town and killed about a hundred guards.", ("killed", "active", "Jets", "about a hundred guards")),
        ("The mayor ordered airstrikes against two bases.", ("airstrikes", "nominal", "The mayor", "two bases")),
        ("They would limit Hall's power to order airstrikes.", ("airstrikes", "nominal", "Hall's", None)),
        (
            "The Keldry bombers carried out raids southwest of the city, killing two.",
            ("raids", "nominal", "The Keldry bombers", None),
        ),
        ("The bombing is a reminder that attacks on drivers are common.", ("attacks", "nominal", None, "drivers")),
        ("Ten raiders were killed in clashes with the army.", ("killed", "in_attack", "the army", "Ten raiders")),
        ("Ten raiders were killed in fighting with the army.", ("killed", "in_attack", "the army", "Ten raiders")),
        ("The army killed ten raiders in a series of airstrikes.", ("airstrikes", "nominal", "The army", None)),
        ("Airstrikes left ten drivers killed and dozens wounded.", ("wounded", "passive", "Airstrikes", "dozens")),
        ("They fought in brawls during the day that left ten injured.", ("injured", "passive", "brawls", "ten")),
        (
            "He recalled the murder of a boy by a previously deported driver.",
            ("murder", "nominal", "a previously deported driver", "a boy"),
        ),
        ("They said the massacre was staged and a plot was hatched by drivers.", ("massacre", "nominal", None, None)),
        ("A man was arrested on charges of driving into a crowd, killing a boy.", ("killing", "active", "A man", "a boy")),
        ("Gangs such as the Brandt Raiders in Dorlin are killing drivers.", ("killing", "active", "Gangs", "drivers")),
        ("Over two tonnes of aid for Dorlin The Army shelled a base.", ("shelled", "active", "The Army", "a base")),
        ("While they're attacking drivers, boys were shot.", ("attacking", "active", "they're", "drivers")),
        ("Hall was questioned, eventually arrested and held without bond.", ("arrested", "passive", None, "Hall")),
    ],
)
def test_agents_that_other_words_of_the_sentence_tell(told, text, expected):
    assert expected in told(text)


def test_whom_an_attack_is_on_is_no_attack_of_its_own(told):
    assert [event[0] for event in told("He condemned attacks in Syria targeting villagers near the bombs.")] == ["attacks"]


def test_victims_are_people():
    events = tk.annotate("Two homes were bombed. An American was killed. Her son was shot. Two boys were bombed.").harm
    assert [event.victims for event in events] == [None, 1, 1, 2]


def test_a_title_in_title_case_is_read_too():
    title = "Police Shoot Two Men, Killing One"
    events = tk.annotate(tk.Article("a", "It rained.", title=title)).harm
    assert [(e.trigger.of(title), e.form, e.agent and e.agent.span.of(title)) for e in events] == [
        ("Shoot", "active", "Police"),
        ("Killing", "active", "Police"),
    ]
