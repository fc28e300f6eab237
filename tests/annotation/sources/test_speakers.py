"""Who the source is: names, pronouns, descriptions, bodies, documents; types, sides; who is never heard."""

import datetime

import pytest

import toolkit as tk
from toolkit.annotation.annotator import annotate
from toolkit.annotation.attributions.attribution import Attribution
from toolkit.annotation.phrases.noun_phrases import Phrases
from toolkit.annotation.sources.registry import load_registry
from toolkit.annotation.sources.speakers import resolve
from toolkit.example import ORGANISATIONS, SIDES
from toolkit.measures.unheard import talked_about, unheard
from toolkit.text.quotations import quotations
from toolkit.text.sentences import sentences
from toolkit.text.spans import Span
from toolkit.text.words import Words

BEHIND_COMMA = "the tagger begins the source behind the first comma of the list"


def speakers(text):
    return [a.speaker for a in annotate(text).attributions]


def by_rules(article):
    """The attributions as rules and registries alone read them."""
    return tk.Annotator().by_rules_alone()(article).attributions


def types(text):
    return [a.source_type for a in annotate(text).attributions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Harbour Watch Group (HWG) counts ships. HWG said none had come.", "Harbour Watch Group"),
        ("The Harbour Watch Group counts ships. The group said none had come.", "Harbour Watch Group"),
        ("The Statistical Centre of Keldry is old. The centre said prices had risen.", "Statistical Centre of Keldry"),
        ("A monitor said ten had died. The Syrian Observatory for Human Rights is based in Coventry.", "Syrian Observatory"),
        ("A report by Reuters said the dam had burst.", "Reuters"),
        ("Gallup asked voters. A new Gallup poll said the dam was old.", "Gallup poll"),
        ("The town is quiet, Interfax news agency said.", "Interfax"),
        ("A police spokesman, Ben Abay, said the road was shut.", "Ben Abay"),
        ("Field sources in the north counted ten tanks. The sources said more would come.", "sources"),
        ("Hezbollah denied the report. It said no fighter had left.", "Hezbollah"),
    ],
)
def test_bodies_documents_and_descriptions(text, expected):
    assert expected in (speakers(text)[-1] or "")


@pytest.mark.parametrize("place", ["of Denver", "of Toledo", "from Dorlin"])
def test_whom_somebody_tells_it_says_nothing_about_them(place):
    assert types(f"Ada Hall {place} told the Guardian that the queue was long.") != ["media"]
    assert types("Ada Hall of the Guardian said the queue was long.") == ["media"]


@pytest.mark.parametrize(
    "behind",
    [
        "told the Keldry Times that it rained",
        "citing the Keldry Times, disagreed",
        "and Senate Republicans disagreed",
        "but the police disagreed",
        "during the trial of the senator",
    ],
)
def test_what_goes_on_behind_a_name_and_a_comma_is_no_description(behind):
    attributions = by_rules(f"In May, with Ada Hall, {behind}. Ada Hall said it snowed. Ada Hall left.")
    assert [a.source_type for a in attributions if a.speaker == "Ada Hall"][-1:] == [None]


def test_nobody_is_known_to_report_what_has_reportedly_happened():
    last = annotate("Hall left. Keldry’s leaders have reportedly lost their nerve, agreeing to “new rules”.").attributions[0]
    assert (last.source, last.speaker, last.link) == ((), None, "unexpressed")


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        (
            "The shop was raided, according to the Bureau of Alcohol, Tobacco, Firearms and Explosives.",
            "the Bureau of Alcohol, Tobacco, Firearms and Explosives",
            "Bureau of Alcohol, Tobacco, Firearms and Explosives",
        ),
        (
            "“It will rain,” said the Ministry of Works, Roads and Harbours.",
            "the Ministry of Works, Roads and Harbours",
            "Ministry of Works, Roads and Harbours",
        ),
        (
            "The Committee on Rivers, Lakes, and Dams said that it would rain.",
            "The Committee on Rivers, Lakes, and Dams",
            "Committee on Rivers, Lakes, and Dams",
        ),
        pytest.param(
            "The Ministry of Justice, Ada Hall and Ben Abay said it rained.",
            "The Ministry of Justice, Ada Hall and Ben Abay",
            ("Ministry of Justice", "Ada Hall", "Ben Abay"),
            marks=pytest.mark.xfail(reason=BEHIND_COMMA),
        ),
    ],
)
def test_commas_in_the_name_of_a_body(text, source, speaker):
    attribution = annotate(text).attributions[-1]
    assert (attribution.source[0].of(text), attribution.speaker) == (source, speaker)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Keldry Institute report said ships had gone.", "Keldry Institute report"),
        ("A study by the Keldry Institute counted ships. The study said none had come.", "Keldry Institute study"),
        ("Prices rose, according to data released on Friday by the Keldry Institute.", "Keldry Institute data"),
        ("A poll by Reuters said voters were tired.", "Reuters poll"),
        ("The Reuters article said the dam had burst.", "Reuters"),
        ("Minister Ada Hall left. Hall’s memo said it rained.", "Ada Hall"),
        ("Minister Ada Hall left. Hall’s lawsuit said it rained.", "Ada Hall lawsuit"),
    ],
)
def test_a_document_speaks_under_its_issuers_name(text, expected):
    assert speakers(text)[-1].lower() == expected.lower()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mary Hall met the mayor in California. She said it rained.", "Mary Hall"),
        ("Mary Hall met James Abay. He said it rained.", "James Abay"),
        ("Mary Hall praised Pure Harbour. She said it was clean.", "Mary Hall"),
        ("The rights group Live Harbour moved. The group said it rained.", "Live Harbour"),
        ("The Harbour Safety Agency met. HSA said it rained.", "Harbour Safety Agency"),
        ("Harbour and Tide Company (H&T) is old. H&T said it rained.", "Harbour and Tide Company"),
        ("Harlow’s announced that it would close. On Monday Harlow’s said so.", "Harlow’s"),
        ("Voters marched in the rain. They said it was cold.", "voters"),
        ("Voters said it rained. Some said it was cold.", "some voters"),
        ("Gov. Jim Justice met the envoys. Justice said it rained.", "Jim Justice"),
        ("Ada Hall spoke first. The lawyer of the town, Ben Abay, said it rained.", "Ben Abay"),
        ("Ada Hall (@adahall) tweeted: “It rained.”", "Ada Hall"),
        ("The Harbour Safety Agency met. The fishing industry said it rained.", "fishing industry"),
        ("The Harbour Rights Group met. Keldry's city council said it rained.", "Keldry's city council"),
        ("Minister Ada Hall resigned. Her letter said it had rained.", "Ada Hall"),
        ("Kyle Hall, a lawyer whom a girl had called, left. He said it rained.", "Kyle Hall"),
        ("VonTrey Clark was seen in town. Clark had a boat. He said it rained.", "VonTrey Clark"),
        ("Half of Keldrians like rain. In a poll, 51% said it rained.", "poll respondents"),
        ("A survey asked them. Two-thirds of Keldrians said it rained.", "poll respondents"),
        ("The town asked them. Two-thirds of Keldrians said it rained.", "Two-thirds of Keldrians"),
        ("Half of Keldrians like rain. On Monday, 51% said it rained.", "51% of respondents"),
        ("45 percent of voters said it rained. Another 30 percent said it did not.", "Another 30 percent of voters"),
        ("Three in ten said it rained.", "three in ten respondents"),
    ],
)
def test_who_is_meant(text, expected):
    assert speakers(text)[-1].lower() == expected.lower()


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Minister Ada Hall met Ben Abay. The former mayor said it rained.", "Ada Hall"),
        ("President Ada Hall met the envoy Ben Abay. The retired lawyer said it rained.", "Ben Abay"),
        ("Senator Ada Hall met the envoys. The mayor said it rained.", "Ada Hall"),
        ("Minister Ada Hall met the envoys. The senator said it rained.", "senator"),
        ("Senator Ada Hall met the envoys. The town's mayor said it rained.", "town's mayor"),
    ],
)
def test_a_definite_description_tells_something_new_about_whoever_is_salient(text, speaker):
    assert speakers(text)[-1] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The mayor of Keldry said it rained. Governor Ada Hall opposed the plan.", "Ada Hall"),
        ("The mayor of Keldry said it rained. Governor Ada Hall's house was cold.", "mayor of Keldry"),
        ("The mayor of Keldry said it rained. Ben Abay told Governor Ada Hall so.", "mayor of Keldry"),
        ("The mayor of Keldry said it rained. It was cold. Governor Ada Hall opposed the plan.", "mayor of Keldry"),
    ],
)
def test_the_next_sentence_names_whose_office_a_description_tells(text, speaker):
    before = "Ministers Ben Abay and Cal Dunn met. Nothing was said. It was late. Snow fell. Nobody left. "
    assert speakers(before + text)[0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The court met. It rejected the appeal. (Specifically, the court said it was late.)", "court"),
        ("President Ada Hall arrived. At a meeting at Camp Keldry, the president suggested it was late.", "Ada Hall"),
        ("Harbour Watch, a group accused of fraud, has grown. The group said it was late.", "Harbour Watch"),
    ],
)
def test_the_subject_of_a_verb_behind_a_comma_is_no_apposition(text, speaker):
    assert speakers(text)[-1] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We believe the road is safe,” said Interior Ministry spokesman Ben Abay.", "Interior Ministry"),
        ("“I believe the road is safe,” said Interior Ministry spokesman Ben Abay.", "Ben Abay"),
        ("“We believe the road is safe,” said President Ben Abay.", "Ben Abay"),
    ],
)
def test_we_in_the_words_of_somebody_who_speaks_for_a_body_means_the_body(text, speaker):
    inner = [a.speaker for a in annotate(text).attributions if a.source and a.source[0].of(text) in ("We", "I")]
    assert inner == [speaker]


def test_i_is_the_speaker_who_is_named_behind_the_quotation():
    text = "“I said that it was late,” said Ada Hall."

    def span(part):
        return (Span(text.index(part), text.index(part) + len(part)),)

    whole = Attribution(span("“I said that it was late,”"), (Span(27, 31),), span("Ada Hall"))
    inner = Attribution(span("that it was late"), span("said"), span("I"))
    resolved = resolve([whole, inner], Phrases(Words(text), quotations(text)), sentences(text)).attributions
    assert [attribution.speaker for attribution in resolved] == ["Ada Hall", "Ada Hall"]


@pytest.mark.parametrize(
    "text",
    [
        "“It rained all day,” said Sens. Ada Hall (R-Ohio) and Ben Abay (D-Iowa).",
        "Ada Hall (D) and Ben Abay (R) said it rained.",
        "It rained, according to Reps. Ada Hall (D-Iowa) and Ben Abay (R-Ohio).",
    ],
)
def test_two_senators_with_their_parties_are_two_speakers(text):
    assert speakers(text) == [("Ada Hall", "Ben Abay")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harbour Chief Ada Hall Plans To Resign\n\nAda Hall said she plans to resign.", "Ada Hall"),
        ("Buying Private Land Is Slowing Hall’s Wall\n\nMayor Ada Hall left. Hall said it rained.", "Ada Hall"),
        ("Hall, Abay Pledge End To Long Strike\n\nMayor Ben Abay met Ada Hall. Abay said it rained.", "Ben Abay"),
        ("Abay Wins Vote For Mayor\n\nBen Abay has won. “It rained,” Abay said.", "Ben Abay"),
    ],
)
def test_words_of_a_title_in_title_case_are_no_part_of_names(text, expected):
    assert speakers(text)[-1] == expected
    assert {entity.name for entity in annotate(text).named if entity.kind == "person"} <= {"Ada Hall", "Ben Abay", "Hall"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some residents said it would rain. Others said it had snowed.", "other residents"),
        ("Some were glad. Some said that it would rain. Others said no.", "Others"),
        ("Many people left. Some said that it would rain. Some said no.", "some people"),
    ],
)
def test_some_and_others_are_part_of_a_group_that_is_described(text, expected):
    assert speakers(text)[-1] == expected


def test_a_possessive_before_a_noun_is_no_part_of_a_name():
    assert speakers("The Kremlin’s claim that it rained was denied.") == ["The Kremlin"]
    assert speakers("Macy’s said it would close.") == ["Macy’s"]


def test_a_connective_is_no_attribution():
    assert speakers("Prices have begun rising again. That said, the changes in trade are large.") == []
    assert speakers("That said, Hall warned that it would rain.") == ["Hall"]


def test_a_number_of_sides_is_a_source_without_a_name():
    assert speakers("The two sides met on Monday, saying that it would rain.") == ["two sides"]


def test_the_author_speaks_where_the_outlet_says_i():
    own = annotate("By Ada Hall\n\nIt rained all day. As I wrote last week, the dam will burst.").attributions[-1]
    assert (own.speaker, own.source_type, own.named) == ("Ada Hall", "media", True)
    unsigned = annotate("It rained all day. As I wrote last week, the dam will burst.").attributions[-1]
    assert (unsigned.speaker, unsigned.named) == ("the author", False)


def test_the_author_is_named_by_the_biography_and_says_we():
    text = "It rained all day. We believe that the dam will burst.\n\nAda Hall is editor of the Keldry Times."
    own = annotate(text).attributions[-1]
    assert (own.speaker, own.link, own.source_type) == ("Ada Hall", "author", "media")
    told = "Ben Abay came. When I asked Abay to say more, he said it rained."
    assert speakers(told)[-1] == "Ben Abay"


def test_the_president_is_whoever_held_the_office_in_the_year():
    article = tk.article_of("Washington was quiet. The president said it rained.", published=datetime.date(2014, 5, 1))
    assert annotate(article).attributions[-1].speaker == "Barack Obama"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Republicans said it rained.", True),
        ("Some Republicans said it rained.", False),
        ("The Keldry Institute report said it rained.", True),
        ("The report said it rained.", False),
        ("Many Americans said it rained.", False),
        ("The administration said it rained.", True),
        ("Keldry’s fire department said it rained.", True),
        ("A fire department said it rained.", False),
        ("The media said it rained.", False),
    ],
)
def test_which_descriptions_are_named(text, named):
    assert annotate(text).attributions[-1].named is named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("President Ada Hall met General Ben Abay. They said it rained.", ("Ada Hall", "Ben Abay")),
        ("Foreign Minister Ada Hall and Defence Minister Ben Abay met. The ministers said it rained.", ("Ada Hall", "Ben Abay")),
        ("President Ada Hall spoke. President Ben Abay replied. The two leaders said it rained.", ("Ada Hall", "Ben Abay")),
        ("“I believe it will rain,” Ada Hall said.", "Ada Hall"),
        ("President Ada Hall met Minister Tom Moss. She said it rained. He said it did not.", "Tom Moss"),
        ("Sen. Ada Hall was upset. A second woman waved. She said it had rained.", "Ada Hall"),
        pytest.param(
            "President Ada Hall, Ben Abay and Keldry Corp. all said it rained.",
            ("Ada Hall", "Ben Abay", "Keldry Corp"),
            marks=pytest.mark.xfail(reason=BEHIND_COMMA),
        ),
        pytest.param(
            "President Ada Hall spoke. “It rained all day and all night.”",
            None,
            marks=pytest.mark.xfail(reason="the tagger takes the quotation for hers"),
        ),
        ("“It rained all day and all night.”", None),
    ],
)
def test_pronouns_and_pairs(text, expected):
    assert speakers(text)[-1] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tony Blair spoke. Cherie Blair, a lawyer, said it rained.", "Cherie Blair"),
        ("Bill Clinton met Hillary Clinton. Hillary Clinton said it rained.", "Hillary Clinton"),
        ("Energy Minister Lena Marsh came. General Omar Marsh said it rained. Marsh said it stopped.", "Omar Marsh"),
        ("Ada Hall Jr. said it rained. Hall said it stopped.", "Ada Hall Jr"),
        ("Ursula von der Leyen said it rained.", "Ursula von der Leyen"),
        ("Michael Jordan, a player, said it rained.", "Michael Jordan"),
        ("The president of Keldry said it rained.", "president of Keldry"),
        ("ACLU of Texas staff lawyer Ada Hall said it rained.", "Ada Hall"),
        ("Minneapolis' city council said it rained.", "Minneapolis' city council"),
        ("Relatives of President Ada Hall said it rained.", "Relatives of President Ada Hall"),
        ("Ada Hall said it rained. Hall's lawyer said it did not.", "Ada Hall's lawyer"),
        ("Hezbollah denied it. Its spokesman pointed out that it rained.", "Hezbollah's spokesman"),
        ("Foreign Minister of Iran Javad Zarif said it rained.", "Mohammad Javad Zarif"),
        ("Deputy Minister for Legal Affairs Ada Hall said it rained. Hall left.", "Ada Hall"),
    ],
)
def test_names_and_possessors(text, expected):
    assert speakers(text)[-1] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Michael Bloomberg came. Bloomberg said it rained.", "Michael Bloomberg"),
        ("Ada Nielsen, a teacher, came. “It rained,” Nielsen said.", "Ada Nielsen"),
        ("Mayor Bloomberg said it rained.", "Michael Bloomberg"),
        ("Bloomberg said it rained.", "Bloomberg"),
        ("Michael Bloomberg came. It rained, a Bloomberg poll found.", "Bloomberg poll"),
        ("Acting secretary Chad Wolf came. Wolf said it rained.", "Chad Wolf"),
        ("“It rained,” says Jordan Lund, an engineer.", "Jordan Lund"),
        ("Officials in Jordan met Jordan Lund, of the union. Jordan said it rained.", "Jordan"),
        ("Israel Valley officials said it rained.", "Israel Valley officials"),
        ("Rep. Jim Jordan came. Jordan said it rained.", "Jim Jordan"),
        ("Lisa Monaco came. Monaco said it rained.", "Lisa Monaco"),
        ("Steve Israel spoke of Israeli plans. Israel said it rained.", "Israel"),
        ("Bill Lund, a plumber, came. Lund said it rained.", "Bill Lund"),
        ("The Bill says that it rained.", "Bill"),
        ("Hunter Lund said it rained.", "Hunter Lund"),
        ("The writer Hunter S. Lund came. Lund said it rained.", "Hunter S. Lund"),
        ("President Joe Biden came. Hunter Biden said it rained.", "Hunter Biden"),
        ("Ada Hall, a University of Keldry professor, came. Hall said it rained.", "Ada Hall"),
        ("Ada Hall, a retired colonel and special forces veteran, came. Hall said it rained.", "Ada Hall"),
        ("Frustrated Republicans spoke. Republicans said it rained.", "Republicans"),
        ("Ada Hall, head of Education, came. Education was short. She said it rained.", "Ada Hall"),
        ("Keldry Inc. fell. The company said it rained.", "Keldry Inc"),
        ("Keldry Inc. fell. The struggling company said it rained.", "Keldry Inc"),
        ("Keldry Inc. fell. The Chicago-based company said it rained.", "Keldry Inc"),
        ("Keldry Inc. fell. The Vellane company said it rained.", "Vellane company"),
        ("SOHR counted the dead. The Britain-based group said it rained.", "SOHR"),
        ("A struggling industry\nAda Hall, its chief officer, came. Hall said it rained.", "Ada Hall"),
    ],
)
def test_names_that_persons_share_with_bodies_countries_and_roles(text, expected):
    assert speakers(text)[-1] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Senator Ada Hall met Senator Ben Abay. The freshman congresswoman said it rained.", "Ada Hall"),
        ("Russian minister Ada Hall met minister Ben Abay. The Russian minister said it rained.", "Ada Hall"),
        ("Senator Ada Hall met reporters. The bearded barista said it rained.", "bearded barista"),
        ("Senator Ada Hall met reporters. A freshman congresswoman said it rained.", "freshman congresswoman"),
    ],
)
def test_what_a_description_says_of_somebody_agrees(text, expected):
    assert speakers(text)[-1] == expected


def test_a_pronoun_keeps_its_gender():
    text = "President Ada Hall arrived. She said it rained. General Ben Abay came too. She said it would stop."
    assert speakers(text) == ["Ada Hall", "Ada Hall"]


def test_it_is_no_speaker_of_a_plain_verb():
    assert not [a for a in annotate("Russia took a stance when it agreed.").attributions if a.speaker == "it"]


COURTESY = "of those of whom an article says nothing but “Mr.”, coders call one in five a civilian: no type is likely enough"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Former Foreign Minister Ada Hall said it rained.", "politician"),
        ("Retired general Ben Abay said it rained.", "expert"),
        ("Opposition leader Ada Hall said it rained.", "politician"),
        ("Ada Hall of the Institute of Fine Arts and War Studies said it rained.", "expert"),
        ("A spokesman for Hezbollah said it rained.", "armed_group"),
        ("Ostery Quillan said it rained.", None),
        pytest.param("Mr. Quillan said it rained.", "civilian", marks=pytest.mark.xfail(reason=COURTESY)),
    ],
)
def test_types(text, expected):
    assert (types(text) or ["none found"])[0] == expected


def test_office_goes_by_the_date_of_the_article():
    text = "John Kerry said the talks had failed."
    dated = {year: tk.Article("a", text, published=datetime.date(year, 5, 1)) for year in (2015, 2019)}
    types_by_year = {year: annotate(article).attributions[0].source_type for year, article in dated.items()}
    assert types_by_year == {2015: "government", 2019: "politician"}


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("Former Rep. Carlos Curbelo said it rained.", 2018, "politician"),
        ("Rep. Carlos Curbelo said it rained.", 2018, "legislature"),
        ("The former Keldry Valley senator Ada Hall said it rained.", 2018, "politician"),
        ("Sen. Elizabeth Warren said it rained.", 2018, "legislature"),
        ("Sen. Elizabeth Warren said it rained.", 2019, "politician"),
        ("President Harry Truman said it rained.", 2019, "government"),
    ],
)
def test_who_has_left_an_office_or_runs_for_another_is_a_politician(text, year, expected):
    article = tk.Article("a", text, published=datetime.date(year, 5, 1))
    assert [a.source_type for a in by_rules(article)] == [expected]


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("president of the Keldry School Nurses Association", "ngo_monitor"),
        ("president of the Association of Keldry Nurses", "ngo_monitor"),
        ("president of the Military Prayer Foundation", "ngo_monitor"),
        ("director of research at the Dorlin State Weather Institute", "expert"),
        ("head of the teachers’ union", "ngo_monitor"),
        ("president of the Keldry Alliance", None),
        ("president of the Keldry Housing Conference", None),
        ("president of Every Voice, a watchdog group", "ngo_monitor"),
        ("chief economist at Lorrin Data, a software company", "expert"),
        ("director of the Keldry Department of Public Health", "government"),
        ("president of Dorlin", "government"),
        ("the city’s director of works", "government"),
        ("a spokeswoman for the county", "government"),
        ("the CIA’s general counsel", "government"),
        ("a strategist at Morgan Stanley", "expert"),
        ("a Republican strategist", "politician"),
    ],
)
def test_who_heads_a_body_speaks_as_its_name_says(description, expected):
    text = f"Ada Hall, {description}, said it rained."
    assert [a.source_type for a in by_rules(tk.article_of(text))] == [expected]


@pytest.mark.parametrize(
    ("text", "speaker", "expected"),
    [
        ("Ted Cruz left. Cruz spokesman Ada Hall said it rained.", "Ada Hall", "legislature"),
        ("Mayor Ben Abay left. Abay’s aide Ada Hall said it rained.", "Ada Hall", "government"),
        ("Mayor Ben Abay left. Abay’s lawyer Ada Hall said it rained.", "Ada Hall", "lawyer"),
        ("Ada Hall (R-Ohio) said it rained.", "Ada Hall", "legislature"),
        ("Gov. Ada Hall (R-Ohio) said it rained.", "Ada Hall", "government"),
        ("Police Chief Gen. Ada Hall said it rained.", "Ada Hall", "government"),
        ("Gen. Ada Hall, the army’s commander, said it rained.", "Ada Hall", "military"),
        ("Defense Secretary James Mattis was there. Gen. Mattis said it rained.", "James Mattis", "government"),
        ("U.S. Attorney General Ada Hall said it rained.", "Ada Hall", "government"),
        ("The hedge fund Lorrin said it rained.", "Lorrin", "company"),
        ("The Clean Rivers Act says it rained.", "Clean Rivers Act", "document"),
        ("Mothers Against Waste said it rained.", "Mothers Against Waste", "ngo_monitor"),
    ],
)
def test_what_the_words_beside_a_name_say(text, speaker, expected):
    article = tk.Article("a", text, published=datetime.date(2018, 5, 1))
    assert [(a.speaker, a.source_type) for a in by_rules(article)] == [(speaker, expected)]


def test_a_speaker_has_the_name_of_the_article_and_of_the_registry():
    attribution = annotate("The IRGC said the base was empty.").attributions[0]
    assert (attribution.speaker, attribution.entity) == ("IRGC", "Islamic Revolution Guards Corps")


@pytest.mark.parametrize(
    ("text", "speaker", "entity"),
    [
        ("Sen. Charles Schumer said it rained.", "Chuck Schumer", "Chuck Schumer"),
        ("Charles E. Schumer said it rained. Schumer left.", "Chuck Schumer", "Chuck Schumer"),
        ("Kamala D. Harris said it rained.", "Kamala Harris", "Kamala Harris"),
        ("Roger J. Stone Jr. said it rained.", "Roger J. Stone Jr", "Roger Stone"),
        ("Viktor Orban said it rained.", "Viktor Orban", "Viktor Orbán"),
        ("Michael Flynn Jr. said it rained.", "Michael Flynn Jr", "Michael Flynn Jr"),
        ("George P. Bush said it rained.", "George P. Bush", None),
        ("Ada Harris said it rained.", "Ada Harris", None),
        ("Laurence Tribe said it rained.", "Laurence Tribe", "Laurence Tribe"),
    ],
)
def test_registered_persons_are_known_by_all_their_names(text, speaker, entity):
    attribution = annotate(text).attributions[0]
    assert (attribution.speaker, attribution.entity) == (speaker, entity)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It has rained for days and days,” Reuters quoted Ada Hall as saying.", "Ada Hall"),
        ("Ada Hall left. “It has rained for days and days,” the newspaper quoted her as saying.", "Ada Hall"),
        ("The newspaper quotes Ada Hall: “It has rained for days and days.”", "Ada Hall"),
        ("Minister Ben Abay left. IRNA quoted him as saying that it rained.", "Ben Abay"),
        ("TASS quoted Ada Hall, the head of the agency, on Friday as saying that it rained.", "Ada Hall"),
        pytest.param(
            "Ben Abay quoted Ada Hall as saying it rained.",
            "Ben Abay",
            marks=pytest.mark.xfail(reason="the tagger finds what Hall said, and not that Abay quotes it"),
        ),
    ],
)
def test_whom_an_outlet_quotes_speaks(text, expected):
    assert speakers(text)[-1] == expected


QUOTED = "“The bill will hurt the people of the city for many years to come, and it must not pass.”"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"It rained.\n\n{QUOTED} Reuters\n\nBoth sides are sad.", "Reuters"),
        (f"It rained.\n\n{QUOTED}\n\nEditorial Board, New York Times\n\nIt rains.", "New York Times editorial board"),
        (f"It rained.\n\n{QUOTED}\n\nAda Hall, New York Times\n\nIt rains.", "Ada Hall"),
        (f"It rained.\n\n{QUOTED}\n\nJoy Park, New York Times\n\nIt rains.", "Joy Park"),
        (f"It rained.\n\n{QUOTED} Sen. Ada Hall (D-Ohio), New York Times\n\nIt rains.", "Ada Hall"),
        (f"It rained.\n\n{QUOTED} - Keldry Mayor Ada Hall\n\nIt rains.", "Ada Hall"),
        (f"It rained.\n\n{QUOTED} - Prime Minister Ada Hall on Twitter\n\nIt rains.", "Ada Hall"),
        (f"It rained.\n\n{QUOTED} Ada Hall, New York Times\n\nBoth sides are sad.", "Ada Hall"),
        (f"It rained.\n\n{QUOTED} Editorial Board, New York Times\n\nIt rains.", "New York Times editorial board"),
        (f"It rained.\n\nAda Hall, a teacher at the school:\n\n{QUOTED}\n\nIt rains.", "Ada Hall"),
        (f"Ada Hall left.\n\n{QUOTED}\n\nIt rains.", None),
        (f"It rained.\n\nSome note that {QUOTED}\n\nAda Hall, New York Times\n\nIt rains.", "Ada Hall"),
        (f"It rained.\n\nA teacher said: {QUOTED}\n\nAda Hall, New York Times\n\nIt rains.", "teacher"),
        (f"It rained.\n\nCritics said: {QUOTED}\n\nAda Hall, a teacher, left.\n\nIt rains.", "Critics"),
        (f"It rained.\n\nCritics said: {QUOTED}\n\nAda Hall is late.\n\nIt rains.", "Critics"),
        (f"It rained.\n\nCritics said: {QUOTED}\n\nAda Hall's bill\n\nIt rains.", "Critics"),
    ],
)
def test_lines_that_sign_or_announce_a_quotation(text, expected):
    assert speakers(text)[-1] == expected


TALK = "President Ada Hall said the Vellane Front must leave Keldry. The Vellane Front has 900 men. Dovra said no more."


@pytest.fixture
def registry(tmp_path):
    organisations, sides = tmp_path / "own.csv", tmp_path / "sides.csv"
    organisations.write_text("term,category,country\nVellane Front,armed_group,\nDovra,government,\n", encoding="utf-8")
    sides.write_text("name,side\nAda Hall,keldry\nVellane Front,rebels\n", encoding="utf-8")
    return load_registry(organisations=organisations, sides=sides)


def test_own_registry_and_sides(registry):
    scored = tk.Scorer(registry=registry).score(tk.article_of(TALK))
    assert [a.side for a in scored.document.attributions] == ["keldry", None]
    values = scored.values
    assert values["side_words_keldry"] == 1
    assert values["side_balance"] == 1
    assert values["second_side_position"] == 1
    assert values["side_cue_neutral_keldry"] == 1
    assert values["side_cue_neutral_rebels"] != values["side_cue_neutral_rebels"]
    assert 0 < values["side_unknown"] < 1


def test_sides_come_with_the_comparison(registry):
    articles = [tk.article_of(TALK, id=str(i), outlet=f"Outlet {i}") for i in range(2)]
    compared = tk.compare(tk.Scorer(registry=registry).score_all(articles), copies="keep")
    assert compared.of("side_words_keldry")["estimate"].tolist() == [1, 1]


def test_without_sides_there_are_no_measures_by_side():
    assert not [name for name in tk.score("It rained.").values if name.startswith("side_")]


@pytest.mark.parametrize(
    ("argument", "file", "content", "complaint"),
    [
        ("sides", "sides.csv", "name\nAda Hall\n", "no column side"),
        ("sides", "sides.csv", "name,side\nAda Hall,\n", "sides.csv:2: a name without a side"),
        ("sides", "sides.csv", "name,side\nIran,a\nIran,b\n", "sides.csv:3: 'Iran' is on side 'a' in line 2"),
        ("sides", "sides.csv", "name,side\nIran,unknown\n", "'unknown' cannot name a side"),
        ("sides", "sides.csv", "name,side\n", "no rows"),
        ("persons", "own.csv", "term,category\nAda Hall,queen\n", "own.csv:2: unknown category 'queen'"),
        (
            "persons",
            "own.csv",
            "term,category,valid_from\nAda Hall,government,May 2013\n",
            "own.csv:2: valid_from 'May 2013' is not a year",
        ),
        ("persons", "own.csv", "term,category,pronoun\nAda Hall,government,sie\n", "own.csv:2: pronoun 'sie'"),
        ("persons", "own.csv", "term,category,alias\nAda Hall,government,Hall\n", "own.csv:2: unknown column alias"),
    ],
)
def test_bad_rows_name_file_line_and_remedy(tmp_path, argument, file, content, complaint):
    path = tmp_path / file
    path.write_text(content, encoding="utf-8")
    with pytest.raises(tk.LexiconError, match=complaint):
        load_registry(**{argument: path})


def test_a_side_counts_for_every_alias(tmp_path):
    path = tmp_path / "sides.csv"
    path.write_text("name,side\nUS,west\nRevolutionary Guards,east\n", encoding="utf-8")
    annotator = tk.Annotator(registry=load_registry(sides=path))
    for text, side in (
        ("The U.S. official said it rained.", "west"),
        ("America’s ambassador said it rained.", "west"),
        ("A spokesman of the IRGC said it rained.", "east"),
        ("Ada Hall said it rained.", None),
    ):
        assert [a.side for a in annotator(tk.article_of(text)).attributions] == [side]


def test_speakers_on_two_sides_have_none(tmp_path):
    path = tmp_path / "sides.csv"
    path.write_text("name,side\nAda Hall,west\nBen Abay,east\n", encoding="utf-8")
    document = tk.Annotator(registry=load_registry(sides=path))(tk.article_of("Ada Hall and Ben Abay said it rained."))
    assert [(a.speaker, a.side) for a in document.attributions] == [(("Ada Hall", "Ben Abay"), None)]


def test_the_sides_of_the_example_show():
    registry = load_registry(organisations=ORGANISATIONS, sides=SIDES)
    compared = tk.compare(tk.score(tk.read_articles(tk.EXAMPLE), registry=registry), resamples=200)
    balance = compared.of("side_balance").set_index("group")["estimate"]
    assert balance["Astreva One"] > 0.8
    assert balance["Kelmarra National Channel"] < -0.8
    assert abs(balance["Halyard Wire"]) < 0.3


def test_talked_about_and_never_heard(registry):
    document = tk.Annotator(registry=registry)(tk.article_of(TALK))
    assert [entity.name for entity in talked_about(document)] == ["Vellane Front"]
    assert [entity.name for entity in unheard(document)] == ["Vellane Front"]
    heard = tk.Annotator(registry=registry)(tk.article_of(TALK + " A spokesman of the Vellane Front said it would stay."))
    assert unheard(heard) == []


def test_unresolved_sources_make_silence_unsure(registry):
    text = "The Vellane Front fled. The Vellane Front fled again. You fled. They said it rained."
    document = tk.Annotator(registry=registry)(tk.article_of(text))
    assert [(entity.name, len(entity.unsettled)) for entity in unheard(document)] == [("Vellane Front", 1)]
    assert tk.MEASURES["unheard_unsettled"](document) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The vaccine, the ministry insisted, had been stored correctly.", ["The vaccine", "had been stored correctly"]),
        ("The rebel outfit, General Ben Abay added, seized two towns in May.", ["The rebel outfit", "seized two towns in May"]),
        ("On Monday, General Ben Abay said, the towns were lost.", None),
    ],
)
def test_a_clause_that_its_speaker_interrupts(text, content):
    contents = [[span.of(text) for span in a.content] for a in annotate(text).attributions]
    assert contents == [content] if content else all("On Monday" not in part for parts in contents for part in parts)
