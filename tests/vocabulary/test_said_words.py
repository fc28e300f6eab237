import toolkit as tk
from toolkit.vocabulary.boilerplate import pattern_of_names
from toolkit.vocabulary.said_words import example_of, said_words


def test_pairs_do_not_reach_over_what_is_left_out():
    document = tk.annotate("The army, “beaten”, left Wire offices.")
    terms = {token.term for token in said_words(document, names=pattern_of_names(["Wire"]))}
    assert terms == {"the", "army", "beaten", "left", "offices", "the army"}


def test_the_title_is_own_voice_and_has_its_own_place():
    document = tk.annotate(tk.article_of("It rained.", title="Storm hits"))
    tokens = said_words(document, "headline")
    assert [(token.term, token.field) for token in tokens] == [("storm", "title"), ("hits", "title"), ("storm hits", "title")]
    assert example_of(document.article, tokens[0]) == "[Storm] hits"


def test_only_the_voices_asked_for_are_heard():
    document = tk.annotate("“Such a mess,” Hall said.")
    assert [token.term for token in said_words(document, "quotation")] == ["such", "a", "mess", "such a", "a mess"]
    assert [token.term for token in said_words(document, ["narration"])] == ["hall", "said", "hall said"]
    assert len(said_words(document, "all")) == 8  # the comma parts mess from hall
