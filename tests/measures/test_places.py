"""The evidence of every measure: the weights of its places add up to what the figure is made of."""

import pytest

import toolkit as tk
from toolkit.annotation.attributions.voices import OWN_VOICES, VOICES
from toolkit.annotation.given import FRAMES_MODEL
from toolkit.example import ORGANISATIONS, SIDES

OF_WHOLE_ARTICLES = {"frame_conflict", "frame_human_interest", "frame_economic", "frame_morality", "frame_responsibility"}
"""Measures without places. A new one belongs here only if there is nothing in the text to point to."""

TEXTS = [
    "",
    "It rained.",
    "“It rained,” she said. “It snowed,” he said.",
    "Hall said that Abay claimed that the “puppet regime” had fallen. The Takfiris fled. The Takfiris were seen.",
    "According to officials, three were killed. The minister said: “Perhaps we clearly failed to act. Nobody managed to.”",
    "President Ada Hall spoke. Ada Hall left. She said it rained, and he said it snowed. A resident said “so”.",
]


@pytest.fixture(scope="module")
def scorer():
    """A scorer with every measure that there is: those by side and those of frames too."""
    registry = tk.load_registry(organisations=ORGANISATIONS, sides=SIDES)
    return tk.Scorer(registry=registry, frames_model=FRAMES_MODEL)


@pytest.fixture(scope="module")
def documents(scorer):
    """The example corpus, with texts on which two attributions meet, or nothing is said."""
    texts = [tk.article_of(text, id=f"text {n}") for n, text in enumerate(TEXTS)]
    return [scorer.annotator(article) for article in (*tk.read_articles(tk.EXAMPLE), *texts)]


OF_ALL_SOURCES = {"sources", "sources_rarefied", "effective_sources", "source_concentration", "source_gini"}
"""Figures of all sources of an article together: each attribution weighs 1, and none adds a part of its own."""


def what_weights_add_up_to(measure, document):
    """The number that the weights of a measure's places add up to in a document: its first count, or as said here."""
    counts = measure.counts(document)
    if measure.name in OF_ALL_SOURCES:
        return len(document.attributions)
    if measure.name == "top_source_share":  # a mean of shares: the words that the shares are of
        return sum(document.attributed_words)
    if measure.whole == "the text before them":  # a mean over words: the attributions that have these words
        ((field, value),) = measure.of.items()
        return sum(getattr(a, field) == value for a in document.attributions)
    if measure.style == "log ratio":  # the terms on both sides of the ratio
        return counts[0] + counts[2]
    return counts[0]


def test_a_measure_without_places_is_one_of_whole_articles(scorer):
    assert {name for name, measure in scorer.measures.items() if measure.places is None} == OF_WHOLE_ARTICLES


def test_the_weights_of_places_add_up_to_what_the_figure_is_made_of(scorer, documents):
    for name, measure in scorer.measures.items():
        for document in documents if measure.places else ():
            weight = sum(place.weight for place in measure.places(document))
            assert weight == pytest.approx(what_weights_add_up_to(measure, document)), (name, document.article.id)


def test_the_terms_of_a_log_ratio_are_those_of_both_counts(documents):
    measure = tk.MEASURES["loaded_log_ratio"]
    for document in documents:
        own = [place.weight for place in measure.places(document) if place.voice in OWN_VOICES]
        assert sum(own) == pytest.approx(measure.counts(document)[0])


def test_every_place_is_a_stretch_of_its_field_in_a_voice(scorer, documents):
    for measure in scorer.measures.values():
        for document in documents:
            for place in measure.places(document) if measure.places else ():
                field = document.article.text if place.field == "text" else document.article.title
                assert place.span.of(field).strip(), (measure.name, place)
                assert place.voice in VOICES
                assert place.what


def places(scorer, name, text):
    """The places of a measure in a text: the words, what they count as, and with what weight."""
    document = scorer.annotator(tk.article_of(text))
    return [(place.span.of(text), place.what, place.weight) for place in scorer.measures[name].places(document)]


HEARD = "It rained. President Ada Hall said it was wet. General Ben Abay said “it was dry” there."


def test_the_first_source_is_one_place_where_it_is_of_the_type(scorer):
    assert places(scorer, "first_government", HEARD) == [("it was wet", "Ada Hall", 1)]
    assert places(scorer, "first_military", HEARD) == []
    assert places(scorer, "first_source_official", HEARD) == [("it was wet", "Ada Hall", 1)]
    ((_, _, weight),) = places(scorer, "first_source_position", HEARD)
    assert weight == pytest.approx(6 / 17)


def test_words_quoted_are_those_in_quotation_marks(scorer):
    ((hit, what, weight),) = places(scorer, "words_quoted", HEARD)
    assert ("it was dry" in hit, what, weight) == (True, "Ben Abay", 3)
    assert [weight for _, _, weight in places(scorer, "words_attributed", HEARD)] == [3, 4]


def test_a_word_inside_two_attributions_counts_once_for_the_inner(scorer):
    text = "Hall said that Abay claimed that it rained."
    document, measure = scorer.annotator(tk.article_of(text)), scorer.measures["words_attributed"]
    assert len(document.attributions) == 2
    assert sum(place.weight for place in measure.places(document)) == measure.counts(document)[0] < sum(document.attributed_words)


def test_a_name_that_is_never_heard_counts_once_however_often_it_occurs(scorer):
    text = "The Takfiris fled. Nobody asked the Takfiris."
    assert places(scorer, "unheard_share", text) == [("Takfiris", "takfiri", 0.5)] * 2


def test_an_open_pronoun_is_a_place_of_those_whom_it_may_mean(scorer):
    text = "The Takfiris fled. Nobody asked the Takfiris. They said that it rained."
    assert places(scorer, "unheard_unsettled", text) == [("They", "takfiri", 1)]


@pytest.fixture
def sided(tmp_path):
    path = tmp_path / "sides.csv"
    path.write_text("name,side\nAda Hall,east\nBen Abay,west\n", encoding="utf-8")
    return tk.Scorer(registry=tk.load_registry(sides=path))


def test_a_balance_takes_the_words_of_the_second_side_from_those_of_the_first(sided):
    found = places(sided, "side_balance", HEARD)
    assert [(what, weight) for _, what, weight in found] == [("Ada Hall", 3), ("Ben Abay", -4)]
    table = tk.explain([tk.article_of(HEARD, outlet="Wire")], "Wire", "side_balance", scorer=sided)
    assert table.terms[["what", "share"]].values.tolist() == [["Ben Abay", -4 / 7], ["Ada Hall", 3 / 7]]
    assert table.estimate == pytest.approx(table.lines["weight"].sum() / table.base)


def test_the_side_that_is_heard_second_is_one_place(sided):
    ((_, what, weight),) = places(sided, "second_side_position", HEARD)
    assert (what, weight) == ("Ben Abay", pytest.approx(13 / 17))
    ((_, what, weight),) = places(sided, "second_side_position", "President Ada Hall said it rained.")
    assert (what, weight) == ("Ada Hall", 1)


def test_a_measure_of_whole_articles_says_that_it_has_no_places(scorer):
    with pytest.raises(tk.ArticleError, match="frame_conflict describes whole articles and has no places"):
        tk.explain([tk.article_of("It rained.", outlet="Wire")], "Wire", "frame_conflict", scorer=scorer)
