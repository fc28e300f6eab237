"""The model of loaded words: it decides about hits of the shipped lexicon, adds words of its own, and leaves a user's terms."""

import numpy as np
import pytest

import toolkit as tk
from toolkit.annotation.loaded.loaded_words import (
    AS_IT_IS,
    KINDS,
    LEAST_UNLISTED,
    LEXICON,
    MODEL,
    load_loaded_model,
    word_features,
)
from toolkit.cli.main import main

TEXT = "The shameful witch hunt went on. Their pathetic, spineless leaders blasted it. A major row over a regime broke out."


def terms(text=TEXT, lexicons=("loaded_terms",), **options):
    document = tk.Annotator(lexicons, rules_only=True, bias_model=None, **options)(tk.article_of(text))
    return {term.entry.term: term for term in document.loaded}


def test_each_reported_term_is_likely_enough():
    model = load_loaded_model()
    found = terms().values()
    assert found
    for term in found:
        kind = model.unlisted if term.lexicon.name == LEXICON else model.listed
        assert term.p >= kind.of_term(model.least)


def test_the_least_probability_is_an_option():
    few, many = terms(min_p=0.85), terms(min_p=0.05)
    assert 0 < len(few) < len(many)
    assert all(term.p >= 0.85 for term in few.values())


def test_a_lower_limit_adds_hits_of_the_lexicon_and_no_unlisted_words():
    text = "Their failure was a sad drama. The star is two light-years away."
    usual, all_that_could_be = terms(text), terms(text, min_p=0)
    unlisted = {term for term, hit in usual.items() if hit.lexicon.name == LEXICON}
    assert unlisted == {"sad drama"}
    assert unlisted == {term for term, hit in all_that_could_be.items() if hit.lexicon.name == LEXICON}
    assert {*all_that_could_be} - {*usual} == {"light-years"}


def test_the_limits_that_the_help_names_are_those_of_the_shipped_weights(capsys):
    model = load_loaded_model()
    limits = (model.listed.of_term(model.least), model.unlisted.of_term(LEAST_UNLISTED))
    with pytest.raises(SystemExit):
        main(["score", "--help"])
    for text in (capsys.readouterr().out, tk.Annotator.__doc__):
        assert all(f"{limit:.2f}".lstrip("0") in text for limit in limits)


def test_without_the_model_every_hit_counts_and_has_no_probability():
    hits = terms(loaded_model=None)
    assert "witch hunt" in hits
    assert all(term.p is None and term.lexicon.name == "loaded_terms" for term in hits.values())


def test_a_term_adds_its_probability_to_what_is_expected_and_one_without_any_adds_one():
    assert all(term.expected == term.p < 1 for term in terms().values())
    assert all(term.expected == 1 for term in terms(loaded_model=None).values())


def test_weights_without_a_calibration_are_read_too(tmp_path):
    with np.load(MODEL) as stored:
        older = {name: stored[name] for name in stored if name not in KINDS}
    np.savez(tmp_path / "older.npz", **older)
    model = load_loaded_model(tmp_path / "older.npz")
    assert (model.listed, model.unlisted) == (AS_IT_IS, AS_IT_IS)
    as_it_is = terms(loaded_model=tmp_path / "older.npz")
    assert set(as_it_is) == set(terms())  # a calibration changes probabilities, not which terms are reported
    assert as_it_is["witch hunt"].p != terms()["witch hunt"].p


def test_weights_that_are_written_anew_are_read_anew(tmp_path):
    with np.load(MODEL) as stored:
        arrays = dict(stored)
    np.savez(tmp_path / "mine.npz", **arrays)
    before = load_loaded_model(tmp_path / "mine.npz")
    assert load_loaded_model(tmp_path / "mine.npz") is before
    np.savez(tmp_path / "mine.npz", **{**arrays, "intercept": np.array(-50.0)})
    after = load_loaded_model(tmp_path / "mine.npz")
    assert (after.intercept, after.lexicon.sha256 != before.lexicon.sha256) == (-50.0, True)


def test_words_that_no_lexicon_lists_are_told_as_the_models_own():
    own = [term for term in terms(min_p=0.3).values() if term.lexicon.name == LEXICON]
    assert all(term.entry.source == LEXICON and term.entry.category for term in own)


def test_the_terms_of_a_users_lexicon_always_count(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("term,category\nwent on,label\n", encoding="utf-8")
    hit = terms(lexicons=("loaded_terms", path), min_p=0.99)["went on"]
    assert hit.p is None


def test_a_users_lexicon_alone_leaves_no_word_to_the_model(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("term,category\nwent on,label\n", encoding="utf-8")
    assert [(term, hit.lexicon.name) for term, hit in terms(lexicons=(path,)).items()] == [("went on", "mine")]
    assert tk.Scorer([path]).made_with["loaded words model"] == "none"


def test_annotations_say_how_likely_a_term_is():
    judged, unjudged = (tk.Annotator(rules_only=True, **options)(tk.article_of(TEXT)) for options in ({}, {"loaded_model": None}))
    assert all(0 < record["p"] <= 1 for record in judged.to_dict()["loaded"])
    assert [record["p"] for record in unjudged.to_dict()["loaded"]] == [None] * len(unjudged.loaded)


def test_names_are_no_terms_of_the_model():
    assert "brave" not in terms("She opened it in Brave, the browser. Ben Brave left.", min_p=0.2)


def test_the_model_of_a_broken_file_is_refused(tmp_path):
    path = tmp_path / "broken.npz"
    path.write_bytes(b"no weights")
    with pytest.raises(tk.ModelError, match="not weights of loaded words"):
        tk.Annotator(loaded_model=path)


def test_a_compound_has_its_parts_as_features():
    assert {"part far", "part right"} <= set(word_features(["far-right"])[0])
