import pickle

import numpy as np
import pandas as pd
import pytest
from joblib import Memory
from sklearn.base import clone
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

import toolkit as tk
from toolkit.annotation.given import FRAMES_MODEL, AnnotationOptions
from toolkit.classifiers.sentence_model import MODEL
from toolkit.scores.features import FramingFeatures
from toolkit.text.lexicon import Entry, Lexicon

LOADED = ["The puppet regime fled.", "The terrorist thugs fled.", "The brutal regime fell.", "The puppet thugs fell."]
PLAIN = ["The army left the town.", "The bus left the station.", "The rain fell on the hills.", "“It rained,” Hall said."]


def test_figures_are_those_of_score():
    articles = [tk.article_of(text, title="A puppet regime") for text in LOADED + PLAIN]
    figures = FramingFeatures().fit_transform(articles)
    expected = tk.score(articles).to_frame()[list(tk.MEASURES)].to_numpy(float)
    assert figures.shape == (8, len(tk.MEASURES))
    assert np.array_equal(figures, expected, equal_nan=True)


@pytest.mark.parametrize("kind", [list, tuple, np.array, pd.Series, pd.DataFrame, lambda texts: np.array(texts)[:, None]])
def test_texts_come_in_any_container(kind):
    figures = FramingFeatures(["loaded_narration"]).fit_transform(kind(LOADED[:1] + PLAIN[:1]))
    assert figures.tolist() == [[tk.score(LOADED[0]).values["loaded_narration"]], [0.0]]


def test_nothing_to_measure_is_nan_and_not_zero():
    assert np.isnan(FramingFeatures(["direct_share"]).transform(["It rained."])).all()


def test_set_output_gives_named_columns():
    frame = FramingFeatures(["scare_quotes", "loaded_narration"]).set_output(transform="pandas").fit_transform(LOADED)
    assert list(frame.columns) == ["scare_quotes", "loaded_narration"]
    frame = FramingFeatures(["loaded_narration"]).set_output(transform="pandas").transform(pd.Series(LOADED, index=list("abcd")))
    assert frame.index.tolist() == list("abcd")


def test_unknown_measures_are_told_all_at_once_with_near_ones():
    with pytest.raises(ValueError, match=r"'loaded_narations'; similar names: loaded_narration(.|\n)*'xyz'; toolkit.MEASURES"):
        FramingFeatures(["loaded_narations", "hedges", "xyz"]).fit(LOADED)
    with pytest.raises(ValueError, match="list of measures is empty"):
        FramingFeatures([]).fit(LOADED)


def test_what_is_no_article_is_told_with_its_row():
    with pytest.raises(ValueError, match="row 1: float"):
        FramingFeatures().transform(["It rained.", 0.5])
    with pytest.raises(ValueError, match="put it in a list"):
        FramingFeatures().transform("It rained.")
    with pytest.raises(ValueError, match="a table of 2 columns"):
        FramingFeatures().transform(np.array([["Rain", "It rained."]]))
    with pytest.raises(ValueError, match="no text column; columns found: title, lead"):
        FramingFeatures().transform(pd.DataFrame({"title": ["Rain"], "lead": ["It rained."]}))


def test_a_data_frame_is_a_table_of_articles():
    frame = pd.DataFrame({"headline": ["A puppet regime", None], "body": ["It rained.", "It poured."]})
    features = FramingFeatures(["loaded_headline"], columns={"text": "body", "title": "headline"})
    figures = features.fit_transform(frame)
    assert figures[0, 0] > 0
    assert np.isnan(figures[1, 0])
    assert np.array_equal(pickle.loads(pickle.dumps(clone(features))).transform(frame), figures, equal_nan=True)


@pytest.fixture
def annotated(monkeypatch):
    """The texts that are annotated, one for each time."""
    texts, call = [], tk.Annotator.__call__
    monkeypatch.setattr(tk.Annotator, "__call__", lambda self, article: texts.append(article.text) or call(self, article))
    return texts


@pytest.mark.parametrize("kind", [str, lambda folder: folder, lambda folder: Memory(folder, verbose=0)])
def test_with_a_memory_a_grid_search_annotates_every_article_once(tmp_path, annotated, kind):
    features = FramingFeatures(["loaded_narration", "words_attributed"], memory=kind(tmp_path / "memory"))
    pipeline = make_pipeline(features, SimpleImputer(), LogisticRegression())
    search = GridSearchCV(pipeline, {"logisticregression__C": [0.1, 1, 10]}, cv=2)
    search.fit(LOADED + PLAIN, [1] * 4 + [0] * 4)
    assert sorted(annotated) == sorted(LOADED + PLAIN)
    expected = FramingFeatures(["loaded_narration", "words_attributed"]).transform(LOADED + PLAIN)
    assert np.array_equal(features.transform(LOADED + PLAIN), expected, equal_nan=True)
    assert len(annotated) == 2 * len(LOADED + PLAIN)  # the second time without a memory
    assert np.array_equal(pickle.loads(pickle.dumps(features)).transform(LOADED), expected[:4])
    assert len(annotated) == 2 * len(LOADED + PLAIN)


def test_a_memory_keeps_apart_what_differs(tmp_path, annotated):
    mine, other = (Lexicon("mine", "loaded", (Entry(term, "label"),)) for term in ("rain", "hills"))
    rules = {"rules_only": True, "memory": tmp_path}
    features = FramingFeatures(["loaded_narration"], **rules)
    row = {"text": PLAIN[2], "title": "The rain fell"}
    one, titled = features.transform([PLAIN[2]]), features.transform([row])
    hedges = FramingFeatures(["hedges"], **rules).transform([PLAIN[2]])
    assert one.tolist() == titled.tolist() == hedges.tolist() == [[0.0]]
    both = [
        FramingFeatures(["loaded_narration"], [lexicon], **rules).transform(["Hills, rain, rain."]) for lexicon in (mine, other)
    ]
    assert both[0][0, 0] == 2 * both[1][0, 0] > 0
    assert len(annotated) == 5


def test_what_fails_is_tried_again_and_told_each_time(tmp_path, monkeypatch):
    features = FramingFeatures(["loaded_narration"], memory=tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(tk.Annotator, "__call__", lambda self, article: 1 / 0)
        for _ in range(2):
            with pytest.warns(RuntimeWarning, match="ZeroDivisionError"):
                assert np.isnan(features.transform(PLAIN[:1])).all()
    assert not np.isnan(features.transform(PLAIN[:1])).any()


def test_an_own_lexicon_and_clone_and_pickle_give_the_same():
    mine = Lexicon("mine", "loaded", (Entry("rain", "label"),))
    features = FramingFeatures(["loaded_narration"], [mine], rules_only=True)
    expected = features.fit_transform(PLAIN)
    assert expected[2, 0] > 0
    for other in (clone(features), pickle.loads(pickle.dumps(features))):
        assert np.array_equal(other.transform(PLAIN), expected)
    assert features.get_params() == {
        **FramingFeatures().get_params(),
        "measures": ["loaded_narration"],
        "lexicons": [mine],
        "rules_only": True,
    }


def test_every_option_of_score_is_a_parameter_and_has_its_effect():
    assert AnnotationOptions.__annotations__.keys() <= FramingFeatures().get_params().keys()
    text = f"{LOADED[1]}\nFor the friends of puppet thugs everywhere."
    furniture = pd.DataFrame({"outlet": [""], "passage": [text.split("\n")[1]], "articles": [3], "reason": ["repeated"]})
    figures = []
    for options in ({}, {"loaded_model": None}, {"min_p": 0.99}, {"furniture": furniture}, {"only": "loaded"}):
        name = "loaded_text" if "only" in options else "loaded_narration"
        features = FramingFeatures([name], **options)
        assert features.transform([text])[0, 0] == tk.score(text, **options).values[name]
        assert clone(features).transform([text])[0, 0] == tk.score(text, **options).values[name]
        figures.append(features.transform([text])[0, 0])
    assert len(set(figures[:4])) == 4


def test_another_table_of_furniture_is_heeded():
    tables = [pd.DataFrame({"outlet": [""], "passage": [text], "articles": [3], "reason": ["repeated"]}) for text in LOADED[:2]]
    features, text = FramingFeatures(["loaded_narration"]), "\n".join(LOADED[:2])
    figures = {features.set_params(furniture=table).transform([text])[0, 0] for table in tables}
    assert len(figures) == 2


def test_the_classifier_s_measures_can_be_switched_off():
    features = FramingFeatures(bias_model=None)
    names = features.get_feature_names_out().tolist()
    assert names == [name for name in tk.MEASURES if "marked" not in name and not name.startswith("undecided")]
    assert features.transform(LOADED).shape == (4, len(names))
    with pytest.raises(ValueError, match="'marked_narration' needs a bias_model"):
        features.set_params(measures=["marked_narration"]).fit(LOADED)
    assert np.isfinite(features.set_params(bias_model=MODEL).fit_transform(LOADED)).all()


def test_frames_come_where_they_are_asked_for():
    assert not [name for name in FramingFeatures().get_feature_names_out() if name.startswith("frame_")]
    features = FramingFeatures(["frame_economic", "hedges"], frames_model=FRAMES_MODEL)
    assert 0 < features.fit_transform(LOADED)[0, 0] < 1


def test_a_pickle_does_not_say_where_the_toolkit_lies():
    kept = pickle.dumps(FramingFeatures())
    assert str(MODEL.parent).encode() not in kept
    assert b"biased_sentences" not in kept
    assert pickle.loads(kept).bias_model == MODEL
    assert pickle.loads(pickle.dumps(FramingFeatures(bias_model=None))).bias_model is None


def test_measures_by_side_come_with_a_registry_that_has_sides(tmp_path):
    (tmp_path / "sides.csv").write_text("name,side\nHall,north\nAbay,south\n", encoding="utf-8")
    features = FramingFeatures(["side_words_north"], registry=tk.load_registry(sides=tmp_path / "sides.csv"))
    assert features.fit_transform(["“It rained,” Hall said."]).tolist() == [[1.0]]
    assert "side_words_south" in clone(features).set_params(measures=None).get_feature_names_out()


def test_an_article_that_fails_is_a_row_of_nan_with_a_warning(monkeypatch):
    def broken(self, article, read=tk.Annotator.__call__):
        if "army" in article.text:
            raise RuntimeError("torn page")
        return read(self, article)

    monkeypatch.setattr(tk.Annotator, "__call__", broken)
    with pytest.warns(RuntimeWarning, match="torn page"):
        figures = FramingFeatures(["loaded_narration"]).transform([PLAIN[0], LOADED[0]])
    assert np.isnan(figures[0, 0])
    assert figures[1, 0] > 0


def test_in_a_pipeline_and_a_grid_search():
    pipeline = make_pipeline(FramingFeatures(rules_only=True), SimpleImputer(), LogisticRegression())
    grid = {"framingfeatures__measures": [["hedges"], ["loaded_narration"]]}
    search = GridSearchCV(pipeline, grid, cv=2).fit(LOADED + PLAIN, [1] * 4 + [0] * 4)
    assert search.best_params_ == {"framingfeatures__measures": ["loaded_narration"]}
    assert search.predict(["The brutal thugs fled."]).tolist() == [1]


@pytest.mark.parametrize("rows", [["The regime fell.", None, float("nan")], pd.Series(["The regime fell.", None])])
def test_a_missing_text_stays_a_row(rows):
    figures = tk.FramingFeatures(measures=["attributions"]).fit_transform(rows)
    assert np.isnan(figures[:, 0]).tolist() == [False] + [True] * (len(rows) - 1)
