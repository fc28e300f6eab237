"""The words of a source: its noun phrase alone, what a relative pronoun stands for, and subjects of cues without a source."""

import pytest

import toolkit as tk
from toolkit.annotation.attributions.attribution import Attribution
from toolkit.annotation.attributions.reporting_verbs import Rules
from toolkit.annotation.attributions.rule_attributions import attributions
from toolkit.annotation.phrases.noun_phrases import Phrases
from toolkit.annotation.sources.source_spans import SourceSpans
from toolkit.annotation.sources.source_subjects import with_subjects
from toolkit.text.sentences import sentences
from toolkit.text.spans import Span
from toolkit.text.words import Words


def at(text, part):
    start = text.index(part)
    return Span(start, start + len(part))


def refined(text, source, cue=None):
    cues = (at(text, cue),) if cue else ()
    attribution = Attribution(content=(Span(len(text) - 2, len(text)),), cue=cues, source=(at(text, source),))
    return [span.of(text) for span in SourceSpans(Phrases(Words(text), [])).refined(attribution).source]


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("He read the pamphleteers who urged a revolt.", "who", ["the pamphleteers", "who"]),
        ("She passed the Harbour Act, which made it a crime to fish.", "which", ["the Harbour Act", "which"]),
        ("Ben Abay, a retired lawyer, who said it rained, left.", "who", ["Ben Abay", "who"]),
        ("It irked a majority of voters who wanted it to rain.", "who", ["a majority of voters", "who"]),
        ("They quoted those who say it will rain.", "who", ["those", "who"]),
        ("Who said that it rained?", "Who", ["Who"]),
        ("President Hall just said it rained.", "President Hall just", ["President Hall"]),
        ("Ben Abay acted on the belief that it rained.", "Ben Abay acted", ["Ben Abay"]),
        ("The Court upheld the policies, deciding that it rained.", "The Court upheld the policies", ["The Court"]),
        (
            "It showed that Hall administration officials knew.",
            "that Hall administration officials",
            ["Hall administration officials"],
        ),
        ("Sen. Ada Hall (R-Ohio) said it rained.", "Sen. Ada Hall (R-Ohio", ["Sen. Ada Hall"]),
        ("Sens. Ada Hall (R-Ohio) and Ben Abay (D-Iowa) said so.", "Sens. Ada Hall (R-Ohio) and Ben Abay", None),
        ("He’s hoping that it will rain.", "He’s", ["He"]),
        ("Del. Ada Hall said it rained.", "Del. Ada Hall", ["Del. Ada Hall"]),
        ("The left said it rained.", "The left", ["The left"]),
        ("He no longer says that it rained.", "He no longer", ["He"]),
        ("He and Hall said it rained.", "He and Hall", ["He and Hall"]),
        ("Hall didn’t say that it rained.", "Hall didn’t", ["Hall"]),
        ("Officials with knowledge said it rained.", "Officials with", ["Officials"]),
        ("The politician left the court and said it rained.", "The politician left", ["The politician"]),
        ("All employees surveyed said it rained.", "All employees surveyed", ["All employees surveyed"]),
        (
            "Tens of thousands of Hong Kongers think that it rained.",
            "Tens of thousands of Hong",
            ["Tens of thousands of Hong Kongers"],
        ),
        ("A ministry official said it rained.", "A ministry", ["A ministry official"]),
        ("The city said it rained.", "The", ["The city"]),
        ("The Harbour Watch first reported that it rained.", "The Harbour Watch first", ["The Harbour Watch"]),
        ("Ministers and voters alike said it rained.", "Ministers and voters alike", ["Ministers and voters"]),
        ("The first said that it rained.", "The first", ["The first"]),
        ("Doctors we spoke to said it rained.", "Doctors we", ["Doctors"]),
    ],
)
def test_the_noun_phrase_alone(text, source, expected):
    assert refined(text, source) == (expected or [source])


def test_the_owner_alone_speaks_where_a_noun_is_the_cue():
    assert refined("Hall’s long-held conviction that it rained grew.", "Hall’s long-held", "conviction") == ["Hall’s"]
    assert refined("Hall’s recent vow that it would rain grew.", "Hall’s recent", "vow") == ["Hall’s"]
    assert refined("Hall’s 2003 statement that it rained grew.", "Hall’s 2003", "statement") == ["Hall’s"]
    assert refined("Hall’s lawyer fears that it rained.", "Hall’s lawyer", "fears") == ["Hall’s lawyer"]
    assert refined("Hall’s rivals vow that it will rain.", "Hall’s rivals", "vow") == ["Hall’s rivals"]
    assert refined("Men of his area fear that it will rain.", "Men of his area", "fear") == ["Men of his area"]
    assert refined("Hall’s rival vows that it will rain.", "Hall’s rival", "vows") == ["Hall’s rival"]


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("Hall, Ada Abay and Keldry Corp. all said it rained.", "Hall", "Hall, Ada Abay and Keldry Corp"),
        ("Hall, Ben Abay, and Ada Kerr said it rained.", "Hall", "Hall, Ben Abay, and Ada Kerr"),
        ("Ada Hall, Ohio’s Health and Hospitals Secretary, said it rained.", "Ada Hall", "Ada Hall"),
        ("Ada Hall, Mayor of Keldry, said it rained.", "Ada Hall", "Ada Hall"),
        ("Traders, fishermen and their families have said it rained.", "Traders", "Traders, fishermen and their families"),
        ("Traders, fishermen and farmers all said it rained.", "Traders", "Traders, fishermen and farmers"),
        ("Keldry, Dorn and moderate Abay forces said it rained.", "Keldry", "Keldry, Dorn and moderate Abay forces"),
        ("Traders, head of rain and snow, said it rained.", "Traders", "Traders"),
        ("Traders, Ada Hall, accused Keldry of rain and snow and said it rained.", "Traders, Ada Hall", "Traders, Ada Hall"),
        ("Traders, when rain and snow fell said it rained.", "Traders", "Traders"),
        ("In Keldry many, Hall and Abay among them said it rained.", "many", "many"),
    ],
)
def test_a_list_of_names_before_the_cue_is_one_source(text, source, expected):
    said = Attribution(content=(at(text, "it rained"),), cue=(at(text, "said"),), source=(at(text, source),))
    assert [span.of(text) for span in SourceSpans(Phrases(Words(text), [])).refined(said).source] == [expected]


def test_names_behind_the_cue_are_no_list_of_sources():
    text = "It rained, according to Hall, Abay and Kerr."
    said = Attribution(content=(at(text, "It rained"),), cue=(at(text, "according to"),), source=(at(text, "Hall"),))
    assert [span.of(text) for span in SourceSpans(Phrases(Words(text), [])).refined(said).source] == ["Hall"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("A letter seen by Reuters said the town was not safe.", "A letter"),
        ("A memo obtained by Fox News said the town was not safe.", "A memo"),
        ("The town is not safe, according to documents reviewed by The New York Times.", "documents"),
    ],
)
def test_who_came_by_a_document_does_not_speak(text, source):
    (attribution,) = tk.annotate(text).attributions
    assert (attribution.source[0].of(text), attribution.source_type, attribution.named) == (source, "document", False)


def test_who_published_a_document_speaks():
    (attribution,) = tk.annotate("A report published by Reuters said the town was not safe.").attributions
    assert (attribution.speaker, attribution.source_type) == ("Reuters", "media")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Attorneys for the family said it rained.", "Attorneys for the family"),
        ("The ally repeatedly said it rained.", "The ally"),
        ("The family has quietly said it rained.", "The family"),
    ],
)
def test_a_noun_in_ly_is_no_adverb(text, source):
    (attribution,) = tk.annotate(text).attributions
    assert attribution.source[0].of(text) == source
    assert attributions(Rules(Phrases(Words(text), [])), sentences(text))[0].source == attribution.source


def test_a_familys_lawyers_speak_as_lawyers():
    (attribution,) = tk.annotate("On Monday, attorneys for the family said the driver had fled.").attributions
    assert (attribution.speaker, attribution.source_type) == ("attorneys for the family", "lawyer")


def source_of(text, cue, content, *others):
    given = Attribution(content=(at(text, content),), cue=(at(text, cue),))
    before = [Attribution(content=(at(text, c),), cue=(at(text, q),), source=(at(text, s),)) for s, q, c in others]
    return [span.of(text) for span in with_subjects([*before, given], Phrases(Words(text), []), sentences(text))[-1].source]


@pytest.mark.parametrize(
    ("text", "cue", "content", "expected"),
    [
        ("Hall left the talks and has warned that it would rain.", "warned", "it would rain", ["Hall"]),
        ("The signatories added that it rained.", "added", "it rained", ["The signatories"]),
        ("The minister was told that it rained.", "told", "it rained", []),
        ("As noted by Ada Hall, it rained.", "noted", "it rained", ["Ada Hall"]),
        ("There are fears that it will rain.", "fears", "it will rain", []),
        ("The warning that it would rain came late.", "warning", "it would rain", []),
        (
            "A survey from Keldry Polls earlier this year found that it rained.",
            "found",
            "it rained",
            ["A survey from Keldry Polls"],
        ),
        ("It rained, per Hall.", "per", "It rained", ["Hall"]),
        ("It rained, argued its author.", "argued", "It rained", ["its author"]),
        ("The fishermen are convinced that it rained.", "convinced", "it rained", ["The fishermen"]),
        ("When asked by the fishermen whether it rained, he left.", "asked", "whether it rained", ["the fishermen"]),
        ("The fishermen don’t think that it rained.", "think", "it rained", ["The fishermen"]),
    ],
)
def test_the_subject_of_a_cue_without_a_source(text, cue, content, expected):
    assert source_of(text, cue, content) == expected


def test_a_later_verb_shares_the_source_of_the_verb_before():
    text = "On Monday the ministry said it rained, but warned that it would stop."
    assert source_of(text, "warned", "it would stop", ("the ministry", "said", "it rained")) == ["the ministry"]


@pytest.mark.parametrize(
    ("text", "cue", "subject"),
    [
        ("Noting that it rained, Ada Hall said so.", "Noting", ["Ada Hall"]),
        ("After warning that it rained, the minister said so.", "warning", ["the minister"]),
        ("In an attempt to prove that it rained, the minister said so.", "prove", ["the minister"]),
        ("Noting that it rained is easy and the minister said so.", "Noting", []),
    ],
)
def test_the_subject_of_a_participle_that_opens_the_sentence_is_behind_it(text, cue, subject):
    named = subject[0] if subject else "the minister"
    assert source_of(text, cue, "it rained", (named, "said", "so")) == subject


@pytest.mark.parametrize("text", ["Hall was told that it rained.", "Hall had often been told that it rained."])
def test_who_is_told_something_does_not_speak(text):
    told = Attribution(content=(at(text, "it rained"),), cue=(at(text, "told"),), source=(at(text, "Hall"),))
    assert with_subjects([told], Phrases(Words(text), []), sentences(text))[0].source == ()


@pytest.mark.parametrize(
    ("text", "cue", "content", "source", "expected"),
    [
        ("Hall has reportedly left the town.", "reportedly", "left the town", "Hall", []),
        ("Hall reportedly said it rained.", "reportedly", "it rained", "Hall", ["Hall"]),
        ("In all, an estimated 600 marches were planned.", "estimated", "600 marches were planned", "all", []),
        ("The fishermen estimated 600 marches were planned.", "estimated", "600 marches", "The fishermen", ["The fishermen"]),
        ("The firm, which some argue grew, denied that it rained.", "denied", "it rained", "some", ["The firm"]),
        ("The firm, which some argue grew, denied that it rained.", "argue", "grew", "some", ["some"]),
        ("The plan, which Hall, a lawyer, argued was old, failed.", "argued", "was old", "Hall", ["Hall"]),
        ("Mr. Abay sat with Hall, saying that it rained.", "saying", "it rained", "Hall", ["Mr. Abay"]),
        ("Mr. Abay sat with Hall, repeatedly saying that it rained.", "saying", "it rained", "Hall", ["Mr. Abay"]),
        ("Mr. Abay sat with Hall saying that it rained.", "saying", "it rained", "Hall", ["Hall"]),
        ("Mr. Abay sat with Hall, who nodded, saying that it rained.", "saying", "it rained", "Hall", ["Hall"]),
        ("Mr. Abay was praised by Hall, saying that it rained.", "saying", "it rained", "Hall", ["Hall"]),
        ("Mr. Abay left after Hall objected, saying that it rained.", "saying", "it rained", "Hall", ["Hall"]),
        ("Hall defers to Mr. Abay, who firmly believes it rained.", "believes", "it rained", "Hall", ["Mr. Abay", "who"]),
        ("Hall met the drivers who say it rained.", "say", "it rained", "Hall", ["the drivers", "who"]),
        ("Hall is a judge who says it rained.", "says", "it rained", "Hall", ["Hall"]),
        ("Hall (D-Ohio), a judge who says it rained, left.", "says", "it rained", "Hall", ["Hall"]),
        ("Leaders from rural parishes who say it rained left.", "say", "it rained", "Leaders", ["Leaders"]),
        ("Hall, the head of fishing group Dorn, who says it rained, left.", "says", "it rained", "Hall", ["Hall"]),
        ("Hall of Keldry, who says it rained, left.", "says", "it rained", "Hall", ["Hall"]),
    ],
)
def test_whose_verb_a_cue_is(text, cue, content, source, expected):
    found = Attribution(content=(at(text, content),), cue=(at(text, cue),), source=(at(text, source),))
    assert [span.of(text) for span in with_subjects([found], Phrases(Words(text), []), sentences(text))[0].source] == expected


def test_who_is_quoted_speaks():
    text = "Hall was quoted as saying that it rained."
    quoted = Attribution(content=(at(text, "it rained"),), cue=(at(text, "quoted"),), source=(at(text, "Hall"),))
    assert with_subjects([quoted], Phrases(Words(text), []), sentences(text))[0].source == quoted.source


def test_a_mark_behind_the_word_that_opens_a_clause_leaves_no_empty_source():
    text = "“It rained,” tweeted who.é “Go,” said Ada Hall."
    sources = [span for a in tk.annotate(text).attributions for span in a.source]
    assert all(span.start < span.end for span in sources)
