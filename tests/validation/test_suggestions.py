from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.text.lexicon import Entry, Lexicon
from toolkit.validation import suggestions
from toolkit.validation.suggestions import suggest, word_vectors

MINE = Lexicon("mine", "loaded", (Entry("thug", "label"),))
WIRE, HERALD = "The thug and the vile rabble of it left the mill.", "The thug and the angry horde of it left the mill."

ALIKE = "The thug and the rabble burned the old mill.", "The thug and the crowd burned the old mill."


def corpus(wire=WIRE, herald=HERALD):
    """Two outlets: one says "rabble" where the other says "horde", both in sentences with "thug"."""
    texts = {"Wire": wire, "Herald": herald}
    return [tk.article_of(text, id=f"{outlet}{i}", outlet=outlet) for outlet, text in texts.items() for i in range(10)]


def test_the_likeliest_words_come_first_with_the_outlet_that_favours_them_and_an_example():
    candidates = suggest(corpus(), MINE)
    assert candidates["term"].tolist() == ["angry horde", "vile rabble", "left"]
    assert candidates[["of", "count", "articles"]].values.tolist() == [["Herald", 10, 10], ["Wire", 10, 10], ["", 20, 20]]
    assert candidates["p"].is_monotonic_decreasing
    assert candidates["example"][1] == "The thug and the [vile rabble] of it left the mill."


def test_groups_may_be_crossed_and_spans_of_time():
    articles = [replace(one, published=date(2017, 3, 1)) for one in corpus()]
    assert suggest(articles, MINE, by=["outlet", "year"])["of"].tolist() == ["Herald · 2017", "Wire · 2017", ""]


def test_a_text_without_a_candidate_gives_an_empty_table():
    candidates = suggest([{"text": "It rained", "outlet": "A"}])
    assert candidates.empty
    assert list(candidates.columns) == list(suggest(corpus(), MINE).columns)


def test_top_and_min_articles_leave_out():
    assert suggest(corpus(), MINE, top=1)["term"].tolist() == ["angry horde"]
    assert suggest(corpus(), MINE, min_articles=11)["term"].tolist() == ["left"]


def test_a_word_stands_alone_where_most_of_its_uses_are_outside_the_pair():
    articles = corpus() + [tk.article_of("A vile day.", id=str(i), outlet="Wire") for i in range(11)]
    terms = suggest(articles, MINE)["term"].tolist()
    assert "vile" in terms
    assert "vile rabble" not in terms


def test_the_entries_in_the_same_company_stand_beside_a_word():
    articles = corpus("It burned. The thug and the rest of it left.", "It burned. The crowd and the rest of it left.")
    candidates = suggest(articles, MINE).set_index("term")
    assert candidates.loc["crowd", "near"] == "thug"
    assert candidates.loc["crowd", "similarity"] == pytest.approx(1)
    assert 0 < candidates.loc["left", "similarity"] < 1


def test_no_entry_is_near_whose_company_is_not_alike():
    candidates = suggest(corpus(*ALIKE), MINE).set_index("term")
    assert candidates.loc["crowd", "near"] == ""
    assert candidates["similarity"].isna().all()


@pytest.mark.parametrize(
    ("wire", "why"),
    [
        ("“The thug and the vile rabble burned it,” Hall said.", "said by others"),
        ("The mill burned. So said Vile Rabble, the owner.", "a name"),
        ("The mill burned.\nRead more: The vile rabble of it\nIt rained.", "furniture"),
    ],
)
def test_what_is_not_the_outlets_own_language_is_no_candidate(wire, why):
    terms = " ".join(suggest(corpus(wire), MINE)["term"])
    assert "vile" not in terms, why
    assert "angry horde" in terms


def test_a_word_that_an_article_repeats_counts_once():
    ranks = []
    for times in (1, 40):
        articles = corpus() + [tk.article_of("A brutal day. " * times, id=str(i), outlet="Wire") for i in range(6)]
        candidates = suggest(articles, MINE)
        ranks.append(candidates["term"].str.startswith("brutal").argmax())
        assert candidates["score"].is_monotonic_decreasing
    assert ranks == [0, 3]
    assert not candidates["p"].is_monotonic_decreasing


def test_data_frames_serve_as_well():
    frame = pd.DataFrame([{"body": article.text, "paper": article.outlet} for article in corpus()])
    assert suggest(frame, MINE, text="body", outlet="paper").equals(suggest(corpus(), MINE))


def test_without_the_weights_the_words_that_an_outlet_favours_come_first(monkeypatch):
    monkeypatch.setattr(suggestions, "load_loaded_model", lambda: None)
    candidates = suggest(corpus(), MINE, top=2)
    assert candidates["p"].isna().all()
    assert candidates["score"].tolist() == candidates["z"].tolist()
    assert set(candidates["term"]) == {"vile rabble", "angry horde"}


def test_what_the_lexicon_has_is_not_suggested():
    assert "thug" not in set(suggest(corpus(), MINE, min_articles=3)["term"])


def test_words_in_the_same_company_are_alike():
    words, vectors = word_vectors([article.text.lower().rstrip(".").split() for article in corpus(*ALIKE)])
    place = {word: i for i, word in enumerate(words)}
    assert vectors[place["rabble"]] @ vectors[place["crowd"]] > 0.9
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_one_group_alone_is_enough():
    assert suggest(corpus()[:10], MINE)["term"].tolist() == ["vile rabble", "left"]


def test_what_cannot_be_suggested_is_an_error():
    with pytest.raises(tk.OptionError, match="at least 1"):
        suggest(corpus(), MINE, top=0)
    with pytest.raises(tk.OptionError, match="no article has a value for 'country'"):
        suggest(corpus(), MINE, by="country")
    with pytest.raises(tk.ArticleError, match="no article to suggest"):
        suggest([], MINE)
