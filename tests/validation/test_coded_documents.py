import pytest

import toolkit as tk
from toolkit.text.spans import Span
from toolkit.validation.coded_documents import coded_document, determined

TEXT = (
    "The puppet regime fled, residents said. “We are free,” said Ada Hall, the mayor, on Monday. She claimed that the brutal war "
    "had ended.\nAdvertisement\nOfficials called it a “victory” for the town. The army did not comment."
)


def span(phrase):
    return [TEXT.index(phrase), TEXT.index(phrase) + len(phrase)]


def coded(**changes):
    record = {"attributions": [], "loaded": [], "scare_quotes": [], "furniture": []} | changes
    return coded_document(tk.article_of(TEXT, title="The title"), record)


def test_what_the_toolkit_finds_coded_by_hand_has_the_figures_of_the_toolkit():
    document = tk.annotate(TEXT, tk.Annotator(loaded_model=None))  # every term counts once, as coded ones do
    again = coded_document(document.article, document.to_dict())
    measures = determined(tk.MEASURES)
    assert {name: m.counts(again) for name, m in measures.items()} == {name: m.counts(document) for name, m in measures.items()}


def test_voices_follow_from_the_attributions():
    said = {"content": [span("The puppet regime fled")], "cue": [span("said")], "source": [span("residents")], "kind": "indirect"}
    document = coded(
        attributions=[{**said, "speaker": "residents"}], loaded=[{"span": span("puppet regime"), "category": "label"}]
    )
    assert [(term.voice, term.speaker, term.entry.category) for term in document.loaded] == [("paraphrase", "residents", "label")]
    assert tk.MEASURES["loaded_narration"](document) == 0
    assert tk.MEASURES["loaded_paraphrase"](document) == pytest.approx(250)


def test_one_span_or_a_list_of_spans_is_a_role():
    said = {"content": [span("The puppet regime fled")], "cue": span("said"), "source": None, "kind": "indirect"}
    assert coded(attributions=[said]).attributions[0].cue == (Span(*span("said")),)


def test_furniture_has_no_words_and_what_is_coded_in_it_is_left_out():
    part = span("Advertisement")
    document = coded(
        furniture=[part],
        attributions=[{"content": [part], "kind": "direct"}],
        loaded=[{"span": part, "category": "label"}],
    )
    assert not document.attributions
    assert not document.loaded
    assert len(document.words) == len(coded().words) - 1


def test_titles_are_not_coded():
    assert coded().words_by_voice["headline"] == 0
    assert not coded(loaded=[{"field": "title", "span": [4, 9], "category": "label"}]).loaded


def test_only_what_coders_say_is_determined():
    measures = determined(tk.MEASURES)
    assert {"loaded_narration_label", "official_share", "scare_quotes", "first_expert"} <= set(measures)
    assert not {"loaded_headline", "cue_doubt", "untyped_share", "hedges", "marked_narration", "unheard_share"} & set(measures)
