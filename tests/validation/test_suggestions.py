import numpy as np
import pytest

import toolkit as tk
from toolkit.text.lexicon import Entry, Lexicon
from toolkit.validation.suggestions import suggest, word_vectors

MINE = Lexicon("mine", "loaded", (Entry("thug", "label"),))


def corpus():
    """Two outlets: one says "rabble" where the other says "crowd", both in sentences with "thug"."""
    texts = {"Wire": "The thug and the rabble burned the old mill.", "Herald": "The thug and the crowd burned the old mill."}
    return [tk.article_of(text, id=f"{outlet}{i}", outlet=outlet) for outlet, text in texts.items() for i in range(10)]


def test_what_an_outlet_favours_is_suggested_with_an_example():
    candidates = suggest(corpus(), MINE, top=5, least_articles=3).set_index("term")
    assert candidates.loc["rabble", ["way", "of", "count", "articles"]].tolist() == ["keyness", "Wire", 10, 10]
    assert candidates.loc["crowd", "of"] == "Herald"
    assert "[rabble]" in candidates.loc["rabble", "example"]


def test_what_the_lexicon_has_is_not_suggested():
    assert "thug" not in set(suggest(corpus(), MINE, least_articles=3)["term"])


def test_words_in_the_same_company_are_alike():
    words, vectors = word_vectors([article.text.lower().rstrip(".").split() for article in corpus()])
    place = {word: i for i, word in enumerate(words)}
    assert vectors[place["rabble"]] @ vectors[place["crowd"]] > 0.9
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_one_group_alone_has_neighbours_only():
    candidates = suggest(corpus()[:10], MINE, least_articles=3)
    assert set(candidates["way"]) <= {"neighbour"}


def test_what_cannot_be_suggested_is_an_error():
    with pytest.raises(tk.OptionError, match="at least 1"):
        suggest(corpus(), MINE, top=0)
    with pytest.raises(tk.OptionError, match="no article has a value for 'country'"):
        suggest(corpus(), MINE, by="country")
    with pytest.raises(tk.ArticleError, match="no article to suggest"):
        suggest([], MINE)
