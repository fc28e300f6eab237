"""Who acts in infinitives, in nouns with a verb or clause beside them, and in clauses whose next noun is no subject."""

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bombs fell. Hall paid two men $500 to kill Brandt.", ("kill", "active", "two men", "Brandt")),
        ("Hall sent two men and a driver to kill Brandt.", ("kill", "active", "two men and a driver", "Brandt")),
        ("Hall sent the chief of staff to arrest Brandt.", ("arrest", "active", "the chief of staff", "Brandt")),
        ("Bombs fell. Hall ordered troops there to shoot looters.", ("shoot", "active", "troops", "looters")),
        ("He tried to grab his gun, prompting Hall to shoot him.", ("shoot", "active", "Hall", "him")),
        ("Ten died. Dorlin called on Keldry to arrest Brandt.", ("arrest", "active", "Keldry", "Brandt")),
        ("Hall used Brandt to kill Lind.", ("kill", "active", "Hall", "Lind")),
        ("They have found a new way to kill children.", ("kill", "active", "They", "children")),
        ("Bombs fell. The only reason to kill Brandt is revenge.", ("kill", "active", None, "Brandt")),
        ("It is the latest attempt by rebels to kill Brandt.", ("kill", "active", "rebels", "Brandt")),
        (
            "After the launch of rockets, which killed two, the army launched operations to destroy the tunnels.",
            ("destroy", "active", "the army", "the tunnels"),
        ),
        ("Bombs fell. The rebels use drills, hammers and a car to destroy homes.", ("destroy", "active", "The rebels", "homes")),
        ("The rebels used heavy armed vehicles to bulldoze homes.", ("bulldoze", "active", "The rebels", "homes")),
        ("Bombs fell. The rule allows companies to use drones to kill geese.", ("kill", "active", "companies", "geese")),
        ("Bombs fell. The act allows security forces to arrest Hall.", ("arrest", "active", "security forces", "Hall")),
        ("Bombs fell. It may have led to police decisions to shoot Hall.", ("shoot", "active", "police", "Hall")),
        ("We heard of the bombing but they will continue to kill him.", ("kill", "active", "they", "him")),
    ],
)
def test_whoever_is_sent_or_called_on_acts_in_an_infinitive_or_else_the_subject_of_its_verb(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A raid by police led to the death of Brandt.", ("death", "nominal", "A raid", "Brandt")),
        ("Bombs fell. Mistakes led to the death of Brandt.", ("death", "nominal", None, "Brandt")),
        ("Bombs fell. The hatred and almost daily attacks in Dorlin came from nowhere.", ("attacks", "nominal", None, None)),
        ("Bombs fell. Unconfirmed reports of airstrikes came in.", ("airstrikes", "nominal", None, None)),
        ("Bombs fell. The rebels outside the station launched the attack.", ("attack", "nominal", "The rebels", None)),
        ("Bombs fell. Keldry has stepped up its attacks on Dorlin.", ("attacks", "nominal", "Keldry", "Dorlin")),
        ("Bombs fell. The Red Band led a militant offensive.", ("offensive", "nominal", "The Red Band", None)),
        ("Bombs fell. Dorlin faced a Keldry-backed offensive.", ("offensive", "nominal", None, "Dorlin")),
        ("The rebels executed several attacks on the town.", ("attacks", "nominal", "The rebels", "the town")),
        ("Bombs fell. He staged attacks on Dorlin, including the attack of May.", ("attack", "nominal", "He", None)),
        ("The atrocities caused by the army went on.", ("atrocities", "nominal", "the army", None)),
        ("Killings and other atrocities committed by rebels went on.", ("Killings", "nominal", "rebels", None)),
        ("Bombs fell. The attacks of May, which were planned by Hall, went on.", ("attacks", "nominal", "Hall", None)),
        ("The raids, in which police broke doors, went on.", ("raids", "nominal", "police", None)),
        ("The raids, in which police were killed, went on.", ("raids", "nominal", None, None)),
        ("Bombs fell. The attack was the first time since 2013 that Keldry had used gas.", ("attack", "nominal", "Keldry", None)),
        ("Bombs fell. They filed a complaint against Keldry over the attack.", ("attack", "nominal", "Keldry", None)),
        (
            "Bombs fell. The Red Band was behind a coup in Dorlin in 2016 and the murder of Hall.",
            ("murder", "nominal", "The Red Band", "Hall"),
        ),
        ("Bombs fell. The deaths of ten people in its air strikes are known.", ("deaths", "nominal", "its", "ten people")),
        ("Troops shelled the town, injuring ten people and causing damage to homes.", ("damage", "nominal", "Troops", "homes")),
        ("Bombs fell. When Hall addresses violence, we listen.", ("violence", "nominal", None, None)),
        ("Rebels killed ten guards during an attack on Dorlin.", ("attack", "nominal", "Rebels", "Dorlin")),
        ("Bombs fell. Hall accepted responsibility for the killing.", ("killing", "nominal", "Hall", None)),
        ("Bombs fell. They saw the attack. From Dorlin came news.", ("attack", "nominal", None, None)),
        ("Bombs fell. Brandt was charged with involvement in the attack.", ("attack", "nominal", "Brandt", None)),
    ],
)
def test_verbs_and_clauses_beside_a_noun_tell_who_acts(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The attack in which gas was used killed ten people.", ("killed", "active", "The attack", "ten people")),
        ("A shooting at a base that killed two was long.", ("killed", "active", "A shooting", "two")),
        ("The attack two weeks ago outside Dorlin that killed two was long.", ("killed", "active", "The attack", "two")),
        ("He was near the attack in Dorlin, Keldry, that killed two.", ("killed", "active", "the attack", "two")),
        ("Bombs fell. Keldry – a member of the pact – invaded Dorlin.", ("invaded", "active", "Keldry", "Dorlin")),
        ("Hall has so far deported ten people.", ("deported", "active", "Hall", "ten people")),
        (
            "Bombs fell. There are fears the rebels could flood it and devastate Dorlin.",
            ("devastate", "active", "the rebels", "Dorlin"),
        ),
        ("Bombs fell. Keldry squashed the Red Band, killing or injuring its men.", ("killing", "active", "Keldry", "its men")),
        ("It is wrong to talk of it by killing Brandt.", ("killing", "active", None, "Brandt")),
        ("The justice of killing Brandt was doubted.", ("killing", "active", None, "Brandt")),
        ("Fourth, as in wartime, arrest those who shoot.", ("arrest", "active", None, "those")),
        ("Ten were killed by rebels and dozens wounded.", ("wounded", "passive", "rebels", "dozens")),
    ],
)
def test_subjects_behind_relative_clauses_and_verbs_without_any(told, text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels killed two. The mayor said Keldry tends to attack schools.", ("attack", "active", "Keldry", "schools")),
        ("The mayor said rebels tend to attack schools.", ("attack", "active", "rebels", "schools")),
        ("The storm came hours after Keldry started bombing ports.", ("bombing", "active", "Keldry", "ports")),
        ("A man entered the hall, began shooting boys and fled.", ("shooting", "active", "A man", "boys")),
        ("The raid, in which two boys and a driver were killed, shocked all.", ("raid", "nominal", None, None)),
        ("Rebels killed two. Gangs capitalized on this chaos to attack the camp.", ("attack", "active", "Gangs", "the camp")),
    ],
)
def test_who_tells_of_it_or_suffers_it_does_not_act(told, text, expected):
    assert expected in told(text)
