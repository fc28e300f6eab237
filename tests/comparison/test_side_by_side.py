"""Two texts side by side: who says what of it, and what only one has."""

import pytest

import toolkit as tk

WIRE = "President Ada Hall claimed the dam at Keldry had burst. “The heroic helpers saved us,” General Ben Abay said."
POST = "The dam at Keldry had burst. The puppet regime fled. Rebels killed 12 villagers. Ada Hall said nobody knew why."


@pytest.fixture(scope="module")
def both():
    return tk.side_by_side(tk.article_of(WIRE, outlet="Wire"), [tk.article_of(POST, id="p", outlet="Post")])


def cells(both, section):
    rows = both.table[both.table["section"] == section]
    return {row.what: (row.first, row.second) for row in rows.itertuples()}


def test_sides_are_called_by_their_outlets(both):
    assert both.names == ("Wire", "Post")
    assert tk.side_by_side("It rained.", "It snowed.").names == ("first", "second")
    assert tk.side_by_side("It rained.", "It snowed.", names=("a", "b")).names == ("a", "b")


def test_what_a_side_says_itself_is_apart_from_what_it_lets_others_say(both):
    assert cells(both, "own voice")["puppet regime"] == ("", "narration")
    assert cells(both, "others' voices")["heroic"][0].startswith("quotation by Ben Abay")
    assert "puppet regime" not in cells(both, "others' voices")
    assert cells(both, "about whom")["helpers"] == ("heroic (good)", "")


def test_sources_have_type_and_verbs_under_one_name(both):
    assert cells(both, "sources")["Ada Hall (government)"] == ("claimed", "said")
    assert cells(both, "sources")["Ben Abay (military)"] == ("said", "")


def test_what_one_attributes_and_the_other_tells_as_fact(both):
    (told,) = cells(both, "statements").values()
    assert told == ("Ada Hall claimed: the dam at Keldry had burst", "in its own voice: The dam at Keldry had burst.")


def test_harm_says_by_whom_and_to_whom(both):
    assert ("", "killed (12) by Rebels") in cells(both, "harm").values()


def test_words_that_both_use_are_not_among_those_of_one(both):
    first, second = cells(both, "words")["only here"]
    assert "helpers" in first
    assert "villagers" in second
    assert "Keldry" not in first + second


def test_a_side_without_an_article_is_refused(both):
    with pytest.raises(tk.NoArticleError, match="the second side has no article"):
        tk.side_by_side(WIRE, [])
