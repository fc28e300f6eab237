"""Words near a term or an actor: what counts as near, in whose voice, and how strong the association is."""

import math

import pandas as pd
import pytest
from nltk.metrics import BigramAssocMeasures

import toolkit as tk
from toolkit.articles.article import article_of
from toolkit.text.lexicon import Entry, Lexicon


def articles(*texts, outlet="Herald"):
    return [article_of(text, id=f"{outlet} {number}", outlet=outlet) for number, text in enumerate(texts)]


BRUTAL = ("The brutal regime fell in May.", "A brutal regime rules.", "The old regime is a brutal one.", "It rained in May.")


def test_counts_are_those_of_the_surface_within_a_window():
    found = tk.collocations(articles(*BRUTAL), "regime", window=3, min_count=1, min_articles=1, resamples=50)
    rows = found.to_frame().set_index("term")
    # the words within three of "regime", without itself: the brutal fell in may / a brutal rules / the old is a brutal
    assert rows.loc["brutal", ["near", "uses", "articles", "n_node", "n_near", "n_words", "n_articles"]].tolist() == [
        3, 3, 3, 3, 13, 18, 3,
    ]  # fmt: skip
    assert "one" not in rows.index  # the fourth word
    assert rows.loc["brutal", "association"] == pytest.approx(BigramAssocMeasures.likelihood_ratio(3, (13, 3), 18))
    assert rows.loc["brutal", "log_ratio"] == pytest.approx(math.log2((3.5 / 13) / (0.5 / 5)))


def test_a_window_ends_with_the_sentence():
    found = tk.collocations(articles(*["It was brutal. The regime fell."] * 3), "regime", resamples=50)
    assert found.to_frame()["term"].tolist() == ["fell"]


def test_only_one_voice_counts():
    texts = [
        "The regime fell, Ada Hall said.",
        "“The brutal regime fell,” Ada Hall said.",
        "“The brutal regime fell,” Ben Abay said.",
    ]
    attributed = tk.collocations(articles(*texts), "regime", voice="attributed", min_count=2, resamples=50)
    assert sorted(attributed.to_frame()["term"]) == ["brutal", "fell"]
    with pytest.raises(tk.OptionError, match="in no article, or not in the voice 'own'"):
        tk.collocations(articles(*texts), "regime")


def test_a_word_that_is_nowhere_is_told_from_one_without_collocates():
    with pytest.raises(tk.OptionError, match=r"in no article, or not in the voice 'own' \(.*\): zzz"):
        tk.collocations(articles(*BRUTAL), "zzz")
    rare = tk.collocations(articles(*BRUTAL), "regime", min_count=9, resamples=50)
    (told,) = rare.settings["notes"]
    assert told.startswith("regime is in 3 articles, but no word is near it 9 times, in 2 articles of a group: lower min_count")
    with pytest.raises(tk.OptionError, match="lower min_count"):
        rare.of("Herald")
    assert tk.collocations(articles(*BRUTAL), "regime", resamples=50).settings["notes"] == []


def test_an_actor_is_found_under_all_its_names():
    texts = ["Daesh fighters fled the town. Fighters of ISIS burned it.", "Daesh fighters fled. ISIS lost the city."]
    by_actor = tk.collocations(articles(*texts), "ISIS", min_count=1, min_articles=1, resamples=50).to_frame()
    assert by_actor["n_node"].iloc[0] == 4


def test_groups_are_apart_and_strongest_first():
    several = [*articles(*BRUTAL), *articles(*["The elected regime fell."] * 4, outlet="Wire")]
    found = tk.collocations(several, "regime", resamples=50)
    assert found.of("Wire")["term"].tolist() == ["elected", "fell"]
    assert found.to_frame().groupby("group")["association"].apply(lambda values: values.is_monotonic_decreasing).all()
    with pytest.raises(tk.OptionError, match="Herald, Wire"):
        found.of("Nobody")


def test_an_interval_holds_the_log_ratio_where_articles_differ():
    texts = ["The brutal regime fell and the town was quiet.", "The regime rules a brutal land of many towns."] * 6
    found = tk.collocations(articles(*texts, *["It was a brutal winter in all the towns there."] * 6), "regime", window=2)
    row = found.of("Herald").set_index("term").loc["brutal"]
    assert row["low"] < row["log_ratio"] < row["high"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"association": "best"}, "likelihood_ratio"),
        ({"window": 0}, "at least 1"),
        ({"voice": "loud"}, "voice"),
        ({"by": "paper"}, "paper"),
    ],
)
def test_wrong_options_are_told(options, message):
    with pytest.raises(tk.OptionError, match=message):
        tk.collocations(articles(*BRUTAL), "regime", **options)


def test_rows_of_a_data_frame_and_texts_serve_as_well():
    texts = ["The brutal regime fell.", "A brutal regime rules.", "The old regime is a brutal one."]
    articles = [tk.article_of(text, id=str(i), outlet="Herald") for i, text in enumerate(texts)]
    expected = tk.collocations(articles, "regime").table
    rows = pd.DataFrame({"body": texts, "paper": "Herald"})
    assert tk.collocations(rows, "regime", text="body", outlet="paper").table.equals(expected)
    assert tk.collocations(texts, "regime", by=()).table.drop(columns="group").equals(expected.drop(columns="group"))


def test_what_has_no_texts_or_groups_is_told():
    with pytest.raises(tk.OptionError, match="scores keep no texts"):
        tk.collocations(tk.score(["The regime fell."]), "regime")
    with pytest.raises(tk.OptionError, match="no article has a value for 'outlet'; name the column that has it by --outlet"):
        tk.collocations(["The regime fell."], "regime")
    with pytest.raises(tk.OptionError, match="no group 'Herold'; the nearest is 'Herald'"):
        tk.collocations([tk.article_of("The regime fell. " * 9, outlet="Herald")], "regime", min_articles=1).of("Herold")
    with pytest.raises(tk.OptionError, match=r"(?s)bodi.*body"):
        tk.collocations(pd.DataFrame({"body": ["The regime fell."]}), "regime", text="bodi")


def test_the_words_near_a_lexicon_are_near_its_terms():
    mine = Lexicon("mine", "loaded", (Entry("regime", "label"),))
    texts = [tk.article_of("Ada Hall met Ben Abay. The regime fell in Keldry.", id=str(i), outlet="Wire") for i in range(3)]
    assert tk.collocations(texts, mine, by=(), min_count=1).table["n_node"].max() == 3
    with pytest.raises(tk.OptionError, match="the node of collocations is empty"):
        tk.collocations(texts, " ")
