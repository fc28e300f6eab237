from dataclasses import replace

import pytest

from toolkit.text.lexicon import Entry, Lexicon, load_lexicon, shipped_lexicons
from toolkit.text.matching import Matcher, matcher_of
from toolkit.text.words import Words


def hits_in(text, *entries):
    words = Words(text)
    hits = Matcher(Lexicon("test", "loaded", entries)).hits(words)
    return [words.span(hit.first, hit.after).of(text) for hit in hits]


def term(text, **more):
    return Entry(text, "label", **more)


def test_longest_term_wins():
    assert hits_in("the terrorist group", term("terrorist"), term("terrorist group")) == ["terrorist group"]


def test_hits_never_overlap():
    assert hits_in("a b c d", term("a b"), term("b c"), term("c d")) == ["a b", "c d"]


def test_term_does_not_match_inside_a_compound():
    assert hits_in("terror-ravaged terror", term("terror")) == ["terror"]


def test_wildcard_inside_a_word():
    assert hits_in("war-ravaged, terror-ravaged, ravaged", term("*-ravaged")) == ["war-ravaged", "terror-ravaged"]


def test_wildcard_alone_is_one_word():
    assert hits_in("the so-called caliphate fell", term("so-called *")) == ["so-called caliphate"]


def test_a_term_runs_into_quotation_marks_but_not_over_a_comma():
    assert hits_in("so-called “caliphate”", term("so-called *")) == ["so-called “caliphate"]
    assert hits_in("a puppet, regime", term("puppet regime")) == []


def test_a_comma_stands_where_the_term_has_one():
    body = term("Office of Roads, Rivers and Dams", case="exact")
    assert hits_in("The Office of Roads, Rivers and Dams met.", body) == ["Office of Roads, Rivers and Dams"]
    assert hits_in("The Office of Roads, Rivers, and Dams met.", body) == ["Office of Roads, Rivers, and Dams"]
    assert hits_in("The Office of Roads Rivers and Dams met.", body) == ["Office of Roads Rivers and Dams"]
    assert hits_in("The Office, of Roads, Rivers and Dams met.", body) == []
    assert hits_in("The office of roads, rivers and dams met.", body) == []


def test_excluded_phrases_do_not_count():
    entry = term("islamic resistance", not_in=("islamic resistance committee",))
    assert hits_in("The Islamic Resistance Committee and the Islamic resistance", entry) == ["Islamic resistance"]


def test_hyphens_and_spaces_are_one():
    text = "A witch hunt, a witch-hunt, witch-hunts on the far right and of the far-right mob"
    entries = (term("witch hunt", extra={"inflect": "noun"}), term("far-right"), term("far-right mob"))
    assert hits_in(text, *entries) == ["witch hunt", "witch-hunt", "witch-hunts", "far right", "far-right mob"]


def test_a_mixture_of_hyphens_and_spaces_is_found_in_terms_of_up_to_four_words():
    assert hits_in("a bull-in a china-shop", term("bull in a china shop")) == []
    assert hits_in("tax and-spend liberal, tax-and-spend-liberal", term("tax-and-spend liberal")) == [
        "tax and-spend liberal",
        "tax-and-spend-liberal",
    ]


def test_a_hyphen_stays_where_the_words_mean_something_else_without_it():
    entries = (term("would-be"), term("party-funded"), term("cult-like"))
    assert hits_in("It would be a cult like this that the party funded", *entries) == []
    assert hits_in("party funded media", term("party-funded media")) == ["party funded media"]


def test_wildcards_are_neither_joined_nor_split():
    assert hits_in("war ravaged, so-called-caliphate", term("*-ravaged"), term("so-called *")) == []
    assert hits_in("the so called caliphate", term("so-called *")) == ["so called caliphate"]


def test_a_row_with_the_spelling_itself_wins():
    text = "far right"
    hits = Matcher(Lexicon("test", "loaded", (term("far-right"), Entry("far right", "emotive")))).hits(Words(text))
    assert [hit.entry.category for hit in hits] == ["emotive"]


def test_an_exclusion_may_be_the_term_in_one_spelling():
    assert hits_in("a hard-line man took a hard line", term("hard-line", not_in=("hard line",))) == ["hard-line"]
    assert hits_in("far-right turn", term("far right", not_in=("far right turn",))) == []


def test_names_are_spelt_as_they_are():
    words = Words("the cease fire")
    assert Matcher(Lexicon("test", "names", (Entry("cease-fire", "thing"),))).hits(words) == []


def test_the_longest_of_terms_with_one_first_word_wins_over_a_wildcard():
    entries = (term("so *"), term("so called free press"), term("so called"))
    assert hits_in("so called free press, so called, so what", *entries) == ["so called free press", "so called", "so what"]


def test_exact_case():
    assert hits_in("Is the IS in us or US?", term("IS", case="exact"), term("US", case="exact")) == ["IS", "US"]


def test_possessive_and_case_do_not_matter():
    assert hits_in("REGIME’s regime's Regime", term("regime")) == ["REGIME’s", "regime's", "Regime"]


@pytest.mark.parametrize(
    ("word", "inflect", "forms"),
    [
        ("martyr", "noun", ["martyrs"]),
        ("atrocity", "noun", ["atrocities"]),
        ("slam", "verb", ["slams", "slammed", "slamming"]),
        ("vilify", "verb", ["vilifies", "vilified", "vilifying"]),
        ("unleash", "verb", ["unleashes", "unleashed", "unleashing"]),
        ("savage", "verb", ["savages", "savaged", "savaging"]),
        ("lash out", "verb", ["lashes out", "lashed out", "lashing out"]),
    ],
)
def test_regular_inflections(word, inflect, forms):
    assert list(Entry(word, "emotive", extra={"inflect": inflect}).forms) == [word, *forms]


@pytest.mark.parametrize("name", shipped_lexicons())
def test_every_entry_is_found_in_an_example_made_from_it(name):
    lexicon = load_lexicon(name)
    matcher = Matcher(lexicon)
    missed = []
    for entry in lexicon.entries:
        example = entry.term.replace("*", "x")
        words = Words(" , ".join([example, *entry.listed("context")[:1]]))
        if not any(hit.entry.term == entry.term for hit in matcher.hits(words)):
            longer = [hit.entry.term for hit in matcher.hits(words)]
            if not longer:
                missed.append(entry.term)
    assert missed == []


def test_a_context_must_be_near():
    settlement = term("settlement", extra={"context": "west bank|settlers"})
    assert hits_in("The settlement in the West Bank", settlement) == ["settlement"]
    assert hits_in("The settlement in court", settlement) == []
    assert hits_in("The West Bank" + " and so on" * 20 + " a settlement", settlement) == []


@pytest.mark.parametrize("name", ["loaded_terms", "names"])
def test_exclusions_hold(name):
    lexicon = load_lexicon(name)
    matcher = Matcher(lexicon)
    failed = []
    for entry in lexicon.entries:
        for phrase in entry.not_in:
            words = Words(" , ".join([phrase.replace("*", "x"), *entry.listed("context")[:1]]))
            if any(hit.entry is entry and hit.first < len(phrase.split()) for hit in matcher.hits(words)):
                failed.append((entry.term, phrase))
    assert failed == []


def test_a_pattern_of_many_stars_is_tried_once_and_not_in_every_way():
    stars = Matcher(Lexicon("mine", "loaded", (Entry("*a" * 12 + "*c", "label"), Entry("b*a*a*b", "label"))))
    text = f"{'a' * 200} {'a' * 12}c baab baxb ba-a-ab"
    words = Words(text)
    assert [words.surface(hit.first) for hit in stars.hits(words)] == ["aaaaaaaaaaaac", "baab", "ba-a-ab"]


def test_equal_lexicons_share_a_matcher_and_others_have_their_own():
    rows = (Entry("regime", "label"),)
    mine, again = (Lexicon("mine", "loaded", rows, sources={"own": {"citation": "ours"}}) for _ in range(2))
    assert matcher_of(mine) is matcher_of(again)
    for other in (replace(mine, entries=(Entry("junta", "label"),)), replace(mine, name="other"), mine.at_least(1)):
        assert matcher_of(other).lexicon == other != mine
