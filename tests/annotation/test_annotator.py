"""One annotator for everybody, and one list of its options."""

import gc
import inspect

import pandas as pd
import pytest

import toolkit as tk
from toolkit.annotation.annotator import usual_annotator
from toolkit.annotation.given import AnnotationOptions
from toolkit.errors import OptionError
from toolkit.scores.scoring import Scorer, usual_scorer
from toolkit.text.lexicon import Entry, Lexicon
from toolkit.text.matching import Matcher


def test_annotate_and_score_share_one_annotator():
    assert usual_scorer().annotator is usual_annotator()
    assert tk.score("It rained.").document.article == tk.annotate("It rained.").article


def test_another_annotator_makes_no_matcher_of_a_lexicon_that_has_one(monkeypatch):
    made = []
    usual_annotator()
    monkeypatch.setattr(Matcher, "__init__", lambda self, lexicon: made.append(lexicon.name))
    tk.Annotator(rules_only=True, registry=tk.load_registry())
    assert made == []


def test_no_circle_of_objects_of_an_article_waits_for_the_garbage_collector():
    text = "The Abay administration objected. Envoy Ada Hall said the group lied. The administration said it had “no part” in it."
    tk.score(text)  # what is made once and stays
    gc.collect()
    gc.disable()
    try:
        tk.score(text)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_the_options_are_the_keyword_arguments_of_the_annotator():
    parameters = inspect.signature(tk.Annotator).parameters.values()
    keyword_only = {parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY}
    assert keyword_only == set(AnnotationOptions.__annotations__)


def test_a_single_lexicon_needs_no_list():
    lexicon = Lexicon("own", "loaded", (Entry("regime", "label"),))
    assert [tk.Annotator(one).lexicons[0].name for one in ("loaded_terms", lexicon)] == ["loaded_terms", "own"]


@pytest.mark.parametrize("one", ["It rained.", {"text": "It rained."}, tk.article_of("It rained.")])
def test_an_annotator_takes_one_article_in_the_forms_that_annotate_takes(one):
    annotator = tk.Annotator()
    assert annotator.read(one) == annotator(one).article.text == "It rained."
    assert [words.keys for words in annotator.words(one)] == [[], ["it", "rained"]]
    assert annotator.furniture(one) == []


@pytest.mark.parametrize("given", [(pd.DataFrame({"term": ["mob"], "category": ["label"]})), {"regime": "label"}])
def test_what_is_no_lexicon_says_how_to_make_one(given):
    for lexicons in (given, [given]):
        with pytest.raises(tk.LexiconError, match="no lexicon; write a CSV with the columns term and category"):
            tk.score("It rained.", lexicons=lexicons)
        with pytest.raises(tk.LexiconError, match="no lexicon; write a CSV"):
            tk.FramingFeatures(lexicons=lexicons).fit(["It rained."])


def test_the_first_unknown_option_is_named():
    with pytest.raises(OptionError, match="no option 'reeder'; similar: reader"):
        tk.score("It rained.", zyx=1, rules=True, reeder="fast")


def test_score_takes_every_option():
    made_with = tk.score([tk.article_of("It rained.")], rules_only=True, bias_model=None).made_with
    assert made_with["attribution model"] == "none: rules only"
    assert made_with["sentences model"] == made_with["source type model"] == "none"


def test_a_scorer_can_be_made_of_an_annotator():
    annotator = tk.Annotator(rules_only=True, loaded_model=None)
    assert Scorer.of(annotator).annotator is annotator
    assert Scorer.of(annotator).score(tk.article_of("The puppet regime fell.")).values["loaded_narration"] == 250
