"""Who is meant: by a role with a title, an "of" or a name behind it, by a pronoun that is no subject, and
not whoever is told or accused."""

from datetime import date

import pytest

import toolkit as tk
from toolkit.annotation.attributions.attribution import Attribution
from toolkit.annotation.phrases.noun_phrases import Phrases
from toolkit.annotation.sources.speakers import resolve
from toolkit.text.quotations import quotations
from toolkit.text.sentences import sentences
from toolkit.text.spans import Span
from toolkit.text.words import Words


def who(text):
    last = tk.annotate(text).attributions[-1]
    return last.speaker, last.named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A former minister, Sir Alan Pike, said the road was closed.", "Alan Pike"),
        ("The Minister of Roads, Dr. Ibrahim Pell, urged drivers to stay calm.", "Ibrahim Pell"),
        ("The chairman, Senator Mary Pell, said the road was closed.", "Mary Pell"),
        ("The widow, Mrs. Clara Dunne, told reporters that the house was cold.", "Clara Dunne"),
    ],
)
def test_a_name_behind_a_role_may_have_a_title(text, name):
    assert who(text) == (name, True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Minister Clara May arrived. On Monday, May announced that the road would be closed.", "Clara May"),
        ("Minister Clara May arrived. May has said that the road would be closed.", "Clara May"),
        ("Mrs. May arrived. Buses were late, Mrs. May added. May said that the road was closed.", "Theresa May"),
        ("The columnist George Will wrote a book. Mr. Will said that the road was closed.", "George Will"),
        ("Minister Clara May arrived. In May ministers said that the road was closed.", "ministers"),
    ],
)
def test_a_last_name_may_be_an_auxiliary(text, name):
    assert who(text)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mary Pell is expected to announce that the road will be closed.", "Mary Pell"),
        ("Mary Pell has been eager to signal that the road would be closed.", "Mary Pell"),
        ("Mary Pell was ill. Her illness led her to conclude that the road should be closed.", "Mary Pell"),
        ("It was hard for Mary Pell to argue that the road should be closed.", "Mary Pell"),
        ("Mary Pell spoke. That was the basis for her somewhat blithe assertion that the road was closed.", "Mary Pell"),
        ("The vote was dismissed as a farce by Mary Pell.", "Mary Pell"),
    ],
)
def test_nouns_infinitives_and_passives_have_a_speaker_too(text, name):
    assert who(text)[0] == name


@pytest.mark.parametrize(
    "text", ["It is absurd to suggest that the road was closed.", "It rained after last week's news that the road was closed."]
)
def test_nobody_is_meant_by_it_or_a_week(text):
    assert not any(attribution.speaker for attribution in tk.annotate(text).attributions)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ohio, unlike Texas, voted. Ohio was first. The state said that the road was closed.", "Ohio"),
        ("The New York Times wrote of Denver. The city said that the road was closed.", "Denver"),
        ("Saudi Arabia built a road. The kingdom said that it would be long.", "Saudi Arabia"),
        ("Voters left. The state said that the road was closed.", "state"),
        ("Ohio left. " * 25 + "Texas left. " * 13 + "The state said that the road was closed.", "Texas"),
    ],
)
def test_a_place_may_be_called_by_its_kind(text, name):
    assert who(text)[0] == name


@pytest.mark.parametrize("place", ["across the state", "within the party", "against the ministry"])
def test_the_noun_before_a_place_says_who_it_is(place):
    assert who(f"Mary Pell lost. Her advocates {place} said that the road was closed.")[0] == f"Her advocates {place}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It rained. A federal judge ruled that the road was closed. Voters wept. District Judge Mary Pell left.", "Mary Pell"),
        ("District Judge Mary Pell left. A federal judge ruled that the road was closed.", "federal judge"),
    ],
)
def test_the_article_may_name_a_judge_later(text, name):
    assert who(text)[0] == name


def test_a_country_may_begin_with_the_name_of_its_people():
    named = tk.annotate("Envoys of Saudi Arabia met those of the Czech Republic. A Saudi paper wept.").named
    assert {(one.name, one.kind) for one in named} == {("Saudi Arabia", "country"), ("Czech Republic", "country")}
    assert who("Envoys left North Korea. The North Koreans said that the road was closed.")[0] == "North Korea"


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("Leader of the Opposition Mary Pell", "Mary Pell"),
        ("President of the Senate Mary Pell", "Mary Pell"),
        ("Chief of Army Staff General Ben Abay", "Ben Abay"),
        ("Governor of Keldry State Ben Abay", "Ben Abay"),
        ("Governor of Keldry Tunde Alabi", "Tunde Alabi"),
        ("Minister of State for Harbours Heineken Lokpobiri", "Heineken Lokpobiri"),
        ("Friend of Bola Ahmed Pell", "Friend of Bola Ahmed Pell"),
        ("Critics of Senate Leader Ben Abay", "Critics of Senate Leader Ben Abay"),
        ("Supporters of the Opposition", "Supporters of the Opposition"),
        ("The widow of Army General Ben Abay", "widow of Army General Ben Abay"),
        ("Relatives of Ben Abay", "Relatives of Ben Abay"),
    ],
)
def test_a_name_behind_a_title_with_of(source, speaker):
    assert who(f"{source} said the town was safe.") == (speaker, speaker.count(" ") == 1)


def test_a_title_and_a_name_may_be_part_of_the_source():
    text = "The Minister of Roads, Dr. Ibrahim Pell, said it rained."
    said = Attribution(content=(Span(46, 55),), cue=(Span(41, 45),), source=(Span(0, 39),))
    assert resolve([said], Phrases(Words(text), []), sentences(text)).attributions[0].speaker == "Ibrahim Pell"


def test_those_in_the_plural_are_not_the_person_named_behind_them():
    assert who("According to the experts, Sen. Mary Pell (D-VT) has lost.") == ("experts", False)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Adewale Pell said the road was closed. According to him, nobody had been paid.", "Adewale Pell"),
        ("Clara Dunne said the road was closed. Nobody had been paid, according to her.", "Clara Dunne"),
        ("Nurses said the ward was full. According to them, nobody had been paid.", "Nurses"),
        ("Clara Dunne said the road was closed. According to her lawyer, nobody had been paid.", "Clara Dunne's lawyer"),
    ],
)
@pytest.mark.parametrize("rules_only", [True, False])
def test_according_to_a_pronoun(text, speaker, rules_only):
    document = tk.annotate(text, tk.Annotator(rules_only=True) if rules_only else None)
    assert document.attributions[-1].speaker == speaker


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        pytest.param(
            "Pell has been accused of fraud by the council.",
            "council",
            ["Pell", "fraud"],
            marks=pytest.mark.xfail(reason="the tagger leaves out who is accused"),
        ),
        ("The pilot has been blamed for the delay by passengers.", "passengers", ["The pilot", "the delay"]),
        ("Ada Hall was accused by nine pilots of stealing fuel.", "nine pilots", ["of stealing fuel"]),
        ("The pilot was accused of being paid by the council.", None, ["The pilot", "being paid by the council"]),
        ("Crews left the town, with residents told it is too late to leave.", None, ["it is too late to leave"]),
        ("Crews left, with officials warning that it was late.", "officials", ["it was late"]),
        ("Passengers warned of delays as storm nears", None, ["delays as storm nears"]),
        ("Officials warned of delays.", "Officials", ["delays"]),
    ],
)
def test_who_is_told_or_accused_does_not_speak(text, speaker, content):
    (attribution,) = tk.annotate(text).attributions
    assert (attribution.speaker, [span.of(text) for span in attribution.content][-len(content) :]) == (speaker, content)


def test_women_are_several():
    nine, two = tk.annotate("Nine women said it rained. Two women said it was dry.").attributions
    assert (nine.speaker, two.speaker) == ("Nine women", "Two women")


@pytest.mark.xfail(reason="the tagger takes “found the orchid” for a report")
def test_an_age_is_not_said():
    assert not tk.annotate("Mary Pell, who died on Monday aged 91, was the botanist who found the orchid.").attributions


@pytest.mark.parametrize(
    ("name", "speaker"),
    [
        ("Gonzalez", "Nathan Gonzales"),
        ("Brantd", "Karl Brandt"),
        ("Brand", "Brand"),  # too short to be a slip
        ("Hallamm", "Hallamm"),  # one of two
    ],
)
def test_a_last_name_may_be_misspelt(name, speaker):
    text = f"Nathan Gonzales met Karl Brandt, Ada Hallam and Ben Hallam. “It was close,” {name} said."
    assert who(text)[0] == speaker


def test_the_lead_may_describe_who_is_named_later():
    text = "A federal judge in Dorlin has ruled that Mayor Karl Brandt must pay. Judge Ada Pell said the rule was clear."
    assert [attribution.speaker for attribution in tk.annotate(text).attributions] == ["Ada Pell", "Ada Pell"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Senator Ada Pell said Mayor Joan Brandt told her to wait. “It will rain,” she said.", "Ada Pell"),
        ("Mayor Karl Brandt said Dr. Ibrahim Dunne believes the dam will hold. He added that it was old.", "Karl Brandt"),
        ("“Experts say the dam is weak,” Ada Pell said. They also say the river is high.", "Experts"),
        ("Ada Pell said the UN believes aid is late. It said trucks were stuck.", "United Nations"),
    ],
)
def test_whoever_spoke_inside_a_quotation_has_the_floor_no_more(text, name):
    assert who(text)[0] == name


def test_i_is_whoever_says_the_quotation_that_it_is_in():
    text = "“I think the dam will hold,” Ada Pell said. “Brandt told me that it was old.”"
    assert {attribution.speaker for attribution in tk.annotate(text).attributions} <= {"Ada Pell", "Brandt"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("President Ada Pell met Vice President Karl Brandt and his aides. The president said it rained.", "Ada Pell"),
        (
            "President Donald Trump spoke. Trump left. French President Emmanuel Macron hit back. The president said no.",
            "Emmanuel Macron",
        ),
        (
            "President Donald Trump spoke. Trump left. His aide Karl Brandt spoke, and Trump slept. The president said no.",
            "Donald Trump",
        ),
        ("Vice President Mike Pence spoke in Ohio. The president said jobs were back.", "president"),
    ],
)
def test_the_president_is_whoever_is_called_so(text, name):
    assert who(text)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In Keldry, Quelwick makes bricks, and Quelwick grew. The company said it would hire.", "Quelwick"),
        ("The Dorlin Action Union marched past Twitter. The group said it would return.", "Dorlin Action Union"),
        ("Turkey borders the valley of Afrin in Syria. It said it was worried.", "Turkey"),
    ],
)
def test_a_company_or_group_is_the_nearest_that_may_be_meant(text, name):
    assert who(text)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Pell administration objected to the dam. The administration said it would sue.", "Pell administration"),
        ("The Pell administration sued. The Brandt administration had not. The administration said no.", "administration"),
        ("Aides of the Food and Drug Administration met. The administration said it would sue.", "administration"),
    ],
)
def test_an_administration_is_the_one_that_was_named(text, name):
    assert who(text)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "The report, by the Circle Water institute, warns of drought. The report’s authors left. The report said so.",
            "Circle Water report",
        ),
        ("The report’s authors warned of drought. The report said wells were dry.", "report"),
        ("The report, by Ada Pell and Karl Brandt, warned of floods. The report said the dam was old.", "report"),
    ],
)
def test_a_report_is_no_author_of_it(text, name):
    assert who(text)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The WHO said last week that cases rose.", "World Health Organization"),
        ("The WHO’s director said that cases rose.", "World Health Organization's director"),
        ("Doctors who said that cases rose left the WHO.", "Doctors"),
        ("A WOMAN WHO SAID SHE SAW IT LEFT.", "WOMAN"),
        ("The UN said that aid had come.", "United Nations"),
        ("NATO said that aid had come.", "NATO"),
        ("District Judge John deWinter ruled for the town. The fence can stay, he said.", "John deWinter"),
        ("In May, many Saudis wept. They said it was late.", "many Saudis"),
        ("Ms. Pell and her husband, Karl, said the house was cold.", "Ms. Pell and her husband"),
    ],
)
def test_names_that_look_like_other_words(text, name):
    assert who(text)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“Russia was right when it said that aid would come,” Ada Pell said.", "Russia"),
        ("Ada Pell said the United Nations failed when it said that aid had come.", "United Nations"),
    ],
)
def test_it_inside_a_content_may_be_named_in_it(text, name):
    assert name in [attribution.speaker for attribution in tk.annotate(text).attributions]


@pytest.mark.parametrize(
    ("source", "rest", "name"),
    [
        ("Two people briefed", "on the talks told Hall that it rained.", "Two people briefed on the talks"),
        ("A source close", "to the Keldry family now says it rained.", "source close to the Keldry family"),
        ("Officials involved", "in the effort who left say it rained.", "Officials involved in the effort"),
        ("The officials involved", "say it rained.", "officials involved"),
        ("The wounded", "in the street say it rained.", "wounded"),
        ("A person familiar", "with what she planned says it rained.", "person familiar"),
        ("People familiar", "with Hall's plans say it rained.", "People familiar with Hall's plans"),
        (
            "Officials familiar",
            "with the intelligence reports said it rained.",
            "Officials familiar with the intelligence reports",
        ),
        ("Advisers familiar", "with the thinking of the two most senior men say it rained.", "Advisers familiar"),
    ],
)
def test_a_participle_behind_a_description_is_told_with_what_it_goes_with(source, rest, name):
    text = f"{source} {rest}"
    said = Attribution(content=(Span(text.index("it"), len(text) - 1),), source=(Span(0, len(source)),))
    assert resolve([said], Phrases(Words(text), []), sentences(text)).attributions[0].speaker == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Minister Ada Hall spoke of roads. The official said that they were wet.", ("Ada Hall", True)),
        ("Minister Ada Hall spoke of roads. The social worker said that they were wet.", ("social worker", False)),
        (
            "Minister Ada Hall spoke of roads. Several state attorneys said that they were wet.",
            ("Several state attorneys", False),
        ),
        ("Minister Ada Hall spoke of roads. Some senior official said that they were wet.", ("Some senior official", False)),
        ("Minister Ada Hall spoke of roads. Hall’s family said that they were wet.", ("Ada Hall's family", False)),
        ("Israeli Minister Ada Hall spoke of roads. Top Israeli official said that they were wet.", ("Ada Hall", True)),
        (
            "Israeli Minister Ada Hall spoke of roads. No Israeli official said that they were wet.",
            ("No Israeli official", False),
        ),
    ],
)
def test_only_general_roles_that_refer_back_may_mean_whoever_has_another(text, name):
    assert who(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Riyadh has denied it.", "Saudi Arabia"),
        ("Turkey is a member of the bank. Ankara said that it would pay.", "Turkey"),
    ],
)
def test_a_country_that_is_called_by_its_capital_has_its_own_name(text, name):
    assert who(text) == (name, True)


@pytest.mark.parametrize(
    "text",
    [
        "Donald Trump Jr met a lawyer in 2017. President Trump said it rained.",
        "Donald Trump Jr met a lawyer in 2017. Trump said it rained.",
        "Ivanka Trump met a lawyer in 2017. President Trump said it rained.",
    ],
)
def test_a_last_name_may_mean_whom_the_registry_knows_by_it_beside_a_namesake(text):
    assert who(text) == ("Donald Trump", True)


@pytest.mark.parametrize(
    ("source", "heard"),
    [
        ("A spokesman for Ada Hall", True),
        ("A group of protesters in Ada Hall’s office", False),
        ("An official close to Ada Hall", False),
    ],
)
def test_whoever_is_only_near_a_source_is_not_heard(source, heard):
    named = tk.annotate(f"Minister Ada Hall was away on Monday. {source} said it rained.").named
    assert [one.heard for one in named if one.name == "Ada Hall"] == [heard]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It rained, Breitbart London reported on Monday.", "Breitbart London"),
        ("CNN Philippines reported that it rained.", "CNN Philippines"),
        ("Roads in Southern California were closed. California reported that they were wet.", "California"),
    ],
)
def test_an_edition_is_no_country_and_a_part_of_a_state_no_person(text, name):
    assert who(text) == (name, True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Iran and France met in May. The Iranians said it rained.", "Iran"),
        ("Iran and France met in May. The French said it rained.", "France"),
        ("Iran and France met in May. Iranian fears that it would rain grew.", "Iran"),
        ("Iran and France met in May. An end came to French insistence that it had rained.", "France"),
        ("Iran and France met in May. Both backed the Iranian claim that it rained.", "Iran"),
        ("Iran and France met in May. An Iranian fears that it will rain.", "Iranian"),
        ("North Korea was angry in May. The North said it rained.", "North Korea"),
        ("North Korea met Kim Jong-un in May. Kim Jong Un was glad, not Kim Jong-il. Kim said it rained.", "Kim Jong-un"),
        ("Mr. Lund Abay met Ben Abbott in May. Ri Yong-ho left. Ri said it rained.", "Ri Yong-ho"),
        (
            "The National Council of Nurses and Carers met in May. The National Council said it rained.",
            "National Council of Nurses",
        ),
        ("The Keldry Association for the Deaf said it rained.", "Keldry Association for the Deaf"),
        ("The Keldry Campaign to Ban Landmines said it rained.", "Keldry Campaign to Ban Landmines"),
        (
            "Ada Hall left Keldry University of Science and Technology. The university said it rained.",
            "Keldry University of Science",
        ),
    ],
)
def test_a_short_name_is_that_of_whoever_has_the_whole_one(text, name):
    said, named = who(text)
    assert said.startswith(name)
    assert named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Donald Trump met Xi Jinping in May. The U.S. ambassador to Chile said it rained.", "U.S. ambassador to Chile"),
        ("President Ben Abay left in May. Abay was glad. The Keldry envoy said it rained.", "Keldry envoy"),
        ("Prime Minister Ada Hall left. The prime minister’s spokesman said it rained.", "Ada Hall's spokesman"),
        ("The Keldry Group left. The group’s lawyer said it rained.", "Keldry Group's lawyer"),
        ("The leader left. NATO governments said it rained.", "NATO governments"),
        ("Iran and France met in May. Iranians fear that it will rain.", "Iranians"),
    ],
)
def test_a_head_of_government_is_nobody_s_spokesman(text, name):
    assert who(text) == (name, False)


def test_a_member_of_parliament_by_title_is_one_whatever_the_registry_knows():
    article = tk.Article("a", "Rep. Steven Horsford said it rained.", published=date(2019, 3, 3))
    assert tk.annotate(article).attributions[0].source_type == "legislature"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Hall spoke in May. “It is our view that the road should be shut,” Hall said.", "Ada Hall"),
        ("Ada Hall spoke in May. “I was told that the road was shut,” Hall said.", None),
    ],
)
def test_i_before_a_cue_in_a_quotation_is_who_says_it(text, name):
    outer, inner = tk.annotate(text).attributions
    assert (outer.speaker, inner.speaker) == ("Ada Hall", name)


def test_a_cue_that_nobody_is_named_for_is_not_the_last_speaker_s():
    text = "Ada Hall said it rained. Users were advised that “the road is shut.”"
    assert [attribution.speaker for attribution in tk.annotate(text).attributions][1:] == [None]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ben Abay left. Ada Hall said: “Carl Brandt is a thug. He is a corrupt liar.”", "Carl Brandt"),
        ("The FBI left. Ada Hall said: “The Keldry Group is a gang. They are corrupt liars.”", "Keldry Group"),
    ],
)
def test_in_a_quotation_a_pronoun_is_first_who_is_named_in_it(text, name):
    terms = {term.span.of(text): term.target for term in tk.annotate(text).loaded}
    assert terms["corrupt"].name == name


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mr. Brandt, asked if Mr. Orlan should resign, said he had no view.", None),
        ("Ms. Brandt, asked whether the town would pay, declined to comment.", None),
        ("The mayor, Ada Hall, asked whether the bridge would close.", "Ada Hall"),
    ],
)
def test_who_is_asked_between_commas_does_not_ask(text, speaker):
    assert tk.annotate(text).attributions[0].speaker == speaker


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("President Tom Moss came. Last month Robert Chain, 68, of Keldry was arrested. He said it rained.", "Robert Chain"),
        (
            "Minister Tom Moss came. John Fund is a writer. “It rained,” Fund said. He told reporters that it would stop.",
            "John Fund",
        ),
        (
            "A spokesman said it rained. Morrok Tobin faced two charges. Tobin left. He told investigators that he knew.",
            "Morrok Tobin",
        ),
        ("Minister Tom Moss came. His lawyer, Jon Sale, came too. Sale was late. He said it rained.", "Jon Sale"),
        ("Ada Hall, a teacher, came. Jess Moss, a spokeswoman, left. “It is good,” she said.", "Jess Moss"),
        ("“It rained,” said Minister Ada Hall. Jamie Reed looked for work. “I am numb,” she said.", "Jamie Reed"),
    ],
)
def test_he_may_be_anybody_with_a_first_and_a_last_name(text, name):
    assert who(text) == (name, True)


@pytest.mark.parametrize("body", ["John Fund, a trust,", "The Robert Chain"])
def test_a_body_may_begin_with_a_first_name(body):
    names = [one.name for one in tk.annotate(f"{body} said it rained. {body} left.").named if one.kind == "person"]
    assert names == []


@pytest.mark.parametrize(
    "text",
    [
        "Tom Moss, a teacher, met Ben Abay, a plumber. “Moss does not agree,” Abay said. “He wants the town to pay.”",
        "Tom Moss, a teacher, met Ben Abay, a plumber. “He wants the town to pay,” Abay said.",
    ],
)
def test_he_is_not_the_one_in_whose_own_words_it_stands(text):
    assert {a.speaker for a in tk.annotate(text).attributions if a.source[0].of(text) == "He"} == {"Tom Moss"}


def test_they_are_not_those_in_whose_own_words_it_stands():
    text = "Democrats met Republicans. “Republicans will win,” Democrats said. “They want the town to pay.”"
    parts = [
        Span(text.index(part), text.index(part) + len(part)) for part in ("“Rep", "“They", "Democrats s", "said", "They", "want")
    ]
    win, pay, democrats, said, they, want = parts
    outer = Attribution(
        (Span(win.start, win.start + 23), Span(pay.start, len(text))), (said,), (Span(democrats.start, democrats.end - 2),)
    )
    inner = Attribution((Span(want.end + 1, len(text)),), (want,), (they,))
    resolved = resolve([outer, inner], Phrases(Words(text), quotations(text)), sentences(text)).attributions
    assert [a.speaker for a in resolved] == ["Democrats", "Republicans"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Her top rival, Ohio Sen. Ben Abay, said the road was closed.", "Ben Abay"),
        ("Pell's daughter, the Rev. Mary Pell, said the road was closed.", "Mary Pell"),
        ("The state's news agency, KANA, said the road was closed.", "KANA"),
        ("One of the opposition groups, the Keldry National Council, said the road was closed.", "Keldry National Council"),
        ("Two senators, Ben Abay of Utah and Mary Pell of Ohio, said the road was closed.", ("Ben Abay", "Mary Pell")),
        ("Its authors - Ben Abay and Mary Pell - said the road was closed.", ("Ben Abay", "Mary Pell")),
    ],
)
def test_an_apposition_names_whom_a_description_means(text, speaker):
    assert who(text) == (speaker, True)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Two senators, including Ben Abay and Mary Pell, said the road was closed.", "Two senators"),
        ("The notice, obtained by Keldry Radio, said the road was closed.", "notice"),
        ("According to officials, Mary Pell, who left, was tired.", "officials"),
        ("The aides, who met Mary Pell, Ben Abay, and a doctor, said it rained.", "aides"),
    ],
)
def test_what_is_no_apposition_names_nobody(text, speaker):
    assert who(text) == (speaker, False)


@pytest.mark.parametrize(
    "text",
    [
        "Ben Abay left. Kim Orlan, whose husband was inside, said it rained. “We are strong,” she said.",
        "Ben Abay left. Kim Orlan, a Republican whose husband is a Democrat, said it rained. “We are strong,” she said.",
    ],
)
def test_what_belongs_to_somebody_does_not_say_who_it_is(text):
    assert who(text) == ("Kim Orlan", True)


def test_that_before_several_begins_a_clause():
    assert who("The mayor saw that the officers left. They said it rained.") == ("officers", False)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("A spokesman for the Keldry Institute said it rained.", "Keldry Institute's spokesman"),
        ("A spokesman for the Keldry Institute said it rained. The spokesman said it was cold.", "Keldry Institute's spokesman"),
        (
            "A spokesman for the office of the Keldry Institute said it rained.",
            "spokesman for the office of the Keldry Institute",
        ),
        ("Spokesmen for the Keldry Institute said it rained.", "Spokesmen for the Keldry Institute"),
    ],
)
def test_who_speaks_for_a_body_is_known_by_its_name(text, speaker):
    assert who(text) == (speaker, False)


def test_a_share_says_itself_whose_it_is():
    assert who("More than three in five voters said it rained.") == ("More than three in five voters", False)


def test_a_family_name_that_comes_first_implies_no_pronoun():
    assert who("Park Dong-su said it rained. The road was closed, he said.") == ("Park Dong-su", True)
