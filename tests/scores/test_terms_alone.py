"""Loaded terms counted alone (`only="loaded"`): the same terms as with everything, without the work for anything else."""

import pickle

import pytest

import toolkit as tk
from toolkit.annotation import annotator, voiced
from toolkit.measures.loaded import WITHOUT_VOICES
from toolkit.text.lexicon import Entry, Lexicon

TEXT = """The Takfiri elements fled in panic.
A puppet regime
Ada Hall said the puppet regime fell. “Thugs,” she said, “and heroic ones.” It was a bloody, brutal day in the capital.
Advertisement
The Brutal Regime Party, a sham of a party, met."""
OWN = Lexicon("mine", "loaded", (Entry("reg*", "label"), Entry("thug*", "emotive"), Entry("sham", "evaluative")))


def article(**more):
    return tk.article_of(TEXT, title="Regime falls", outlet="Wire", **more)


@pytest.mark.parametrize("lexicons", [["loaded_terms"], [OWN], ["loaded_terms", OWN]], ids=["shipped", "own", "both"])
def test_the_terms_are_those_of_a_whole_reading(lexicons):
    whole, alone = tk.annotate(article(), tk.Annotator(lexicons, loaded_model=None)), tk.score(article(), lexicons, only="loaded")
    assert [(t.field, t.span, t.entry) for t in alone.document.loaded] == [(t.field, t.span, t.entry) for t in whole.loaded]
    assert {t.voice for t in alone.document.loaded} == {"headline", "text"}
    assert [t.voice == "headline" for t in alone.document.loaded] == [t.voice == "headline" for t in whole.loaded]
    assert alone.document.words.keys == whole.words.keys


def test_there_are_only_measures_that_need_no_voice():
    values, whole = tk.score(article(), [OWN], only="loaded").values, tk.score(article(), [OWN]).values
    assert values.keys() == WITHOUT_VOICES.keys()
    assert values["loaded_headline"] == whole["loaded_headline"] == pytest.approx(1000 * 2 / 5)
    n = len(tk.annotate(article()).words) - 3  # without the heading
    assert values["loaded_text"] == pytest.approx(1000 * 2 / n)  # the regime that fell, and the sham
    assert values["loaded_text_label"] == pytest.approx(1000 * 1 / n)


def test_nothing_else_is_looked_for(monkeypatch):
    def unwanted(*_, **__):
        raise AssertionError("not needed for terms alone")

    monkeypatch.setattr(voiced, "scare_quotes", unwanted)
    steps = ("resolve", "transcript", "sentences", "quotations", "genre_of", "load_model", "load_type_model")
    for step in (*steps, "load_loaded_model", "load_sentence_model", "shipped_registry", "Phrases"):
        monkeypatch.setattr(annotator, step, unwanted)
    score = tk.Scorer(only="loaded").score(article())
    assert score.terms
    assert (score.own, score.attributed, score.names, score.talked_about, score.genre) == ({}, {}, {}, {}, None)


@pytest.mark.parametrize(
    "options",
    [{"min_p": 0.8}, {"reader": "accurate"}, {"rules_only": True}, {"frames_model": "mine.npz"}, {"names": "mine.csv"}],
    ids=lambda options: next(iter(options)),
)
def test_options_of_what_is_left_out_are_refused(options):
    with pytest.raises(tk.OptionError, match=f"^{next(iter(options))} cannot be combined with --only loaded"):
        tk.score(article(), only="loaded", **options)


def test_nothing_but_loaded_terms_can_be_alone():
    with pytest.raises(tk.OptionError, match="--only 'names' is unknown; the only choice is loaded"):
        tk.score(article(), only="names")


def test_a_single_article_in_another_language_says_that_it_was_not_read():
    german = "Der Minister trat am Montag zurück, wie seine Sprecherin in der Hauptstadt sagte."
    assert repr(tk.score(german)) == "ArticleScore(text: not read, since it is in another language than English (de))"
    assert repr(tk.annotate(german)) == "Document(text: not read, since it is in another language than English (de))"
    assert repr(tk.score("It rained.")) == f"ArticleScore(text: 2 words, {len(tk.MEASURES)} measures)"


def test_other_languages_are_not_read():
    german = tk.article_of("Der Minister trat am Montag zurück, wie seine Sprecherin in der Hauptstadt sagte.")
    assert (tk.score(german, only="loaded").language, tk.score(german, only="loaded").n_words) == ("de", 0)


def test_scores_are_kept_compared_and_pickled(tmp_path):
    articles = [article(id=str(n)) for n in range(3)] + [tk.article_of("The regime met.", id="x", outlet="Herald")]
    scores = tk.score(articles, only="loaded")
    scores.save(tmp_path / "scores")
    loaded = tk.load_scores(tmp_path / "scores")
    assert loaded.to_frame().equals(scores.to_frame())
    assert loaded.made_with["only"] == "loaded"
    assert pickle.loads(pickle.dumps(scores)).to_frame().equals(scores.to_frame())
    comparison = tk.compare(loaded, resamples=40, copies="keep")
    assert comparison.of("loaded_text")["estimate"].notna().all()
    with pytest.raises(tk.OptionError, match=r"loaded_narration.*score again without only"):
        comparison.of("loaded_narration")
    with pytest.raises(tk.OptionError, match="only: loaded there, none now"):
        tk.score(articles).save(tmp_path / "scores")
