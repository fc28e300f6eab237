"""Scores as columns: the same in memory and in a store, and articles made into objects only when they are asked for."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.grouping import copies
from toolkit.scores import score_store, stored_columns
from toolkit.scores.article_score import slices
from toolkit.scores.score_columns import Scores
from toolkit.scores.uses import NAMES, BagsOfGroups, UsesOfGroups
from toolkit.statistics import permutations, tallies
from toolkit.statistics.tallies import Tally

TEXTS = (
    "The puppet regime fled {0}. President Ada Hall said the thugs of Isis had left {0}.",
    "The army left {0} in the morning. “Daesh has fled,” Hall said in {0}.",
    "Ben Reed visited {0}. Nobody saw the Takfiri rebels there, and Reed was silent.",
)


@pytest.fixture(scope="module")
def held():
    """Twelve articles of three outlets, one of them a copy."""
    articles = [
        tk.article_of(
            TEXTS[i % 3].format(f"town {i} of province {i + 100}"),
            id=f"a{i}",
            outlet=("Herald", "Post", "Wire")[i % 3],
            published=date(2017, 3, 1 + i),
            genre="opinion" if i == 1 else None,
            labels={"desk": "north" if i % 2 else "south"},
        )
        for i in range(11)
    ]
    return tk.score([*articles, replace(articles[0], id="copy", outlet="Wire", published=None, wire_credit="AP")])


@pytest.fixture(scope="module")
def stored(held, tmp_path_factory):
    """The same from a store of three parts."""
    folder = tmp_path_factory.mktemp("scores")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(score_store, "PART", 5)
        held.save(folder)
    return tk.load_scores(folder)


@pytest.mark.parametrize("rows", [slice(None), slice(None, None, -1), np.array([7, 2, 11, 3]), np.zeros(0, dtype=int)])
def test_columns_of_a_store_are_those_in_memory(held, stored, rows, monkeypatch):
    monkeypatch.setattr(stored_columns, "_PARTS", 2)
    one, other = held.scores[rows], stored.scores[rows]
    assert len(one) == len(other)
    for name in ("id", "outlet", "published", "genre", "desk", "mood"):
        assert one.values(name) == other.values(name)
    assert one.fields("genre") == other.fields("genre")
    assert (one.n_words, one.sha256, one.genres) == (other.n_words, other.sha256, other.genres)
    assert (one.opinion, one.labels()) == (other.opinion, other.labels())
    np.testing.assert_array_equal(one.counts([5, 0, 9]), other.counts([5, 0, 9]))
    np.testing.assert_array_equal(one.sketches, other.sketches)
    assert list(one.places) == list(other.places)
    assert list(one.articles()) == list(other.articles())
    assert [sorted(scores.keys("names")) for scores in (one, other)] == [sorted(one.keys("names"))] * 2
    for name in NAMES:
        several = one.uses(name), other.uses(name)
        assert [several[0].of_article(i) for i in range(len(one))] == [several[1].of_article(i) for i in range(len(one))]
    assert one.words(["own", "attributed"]).bags.terms == other.words(["own", "attributed"]).bags.terms


def test_articles_are_made_when_they_are_asked_for(held, stored):
    for table in (held, stored):
        assert table.scores[-1].article.id == "copy"
        assert [score.article.id for score in table.scores[2:4]] == ["a2", "a3"]
        assert table.scores[1].own["army"] == 1
        assert [score.article.id for score in table.scores[::-1]][:2] == ["copy", "a10"]
        with pytest.raises(IndexError):
            table.scores[12]


def test_words_of_the_outlet_and_its_sources_are_added_up(held):
    words = held.scores.words(["own", "attributed"])
    assert [words.of_article(i) for i in range(12)] == [dict(score.own + score.attributed) for score in held]


def test_a_table_takes_a_list_of_scores(held):
    table = tk.ScoreTable(list(held)[:3])
    assert isinstance(table.scores, Scores)
    columns = ["id", "outlet", "n_words", "attributions", "loaded_narration"]
    pd.testing.assert_frame_equal(table.to_frame()[columns], held.to_frame()[columns].head(3))
    table.scores = [*table, held.scores[5]]
    assert [score.article.id for score in table] == ["a0", "a1", "a2", "a5"]
    pd.testing.assert_frame_equal(table.spans(), replace(held, scores=table.scores).spans())


@pytest.mark.parametrize("name", ["outlet", "desk", "edition"])
def test_values_can_be_replaced_without_a_change_to_the_table(stored, name):
    changed = stored.scores.with_values(name, ["new", ..., *["other"] * 10])
    assert changed.values(name)[:3] == ["new", stored.scores.values(name)[1], "other"]
    assert [score.article.value(name) for score in changed[1:3]] == changed.values(name)[1:3]
    assert "new" not in stored.scores.values(name)


def test_counts_can_be_replaced(stored):
    place = slices(stored.measures)["loaded_narration"].start
    changed = stored.scores.with_counts(place, np.arange(12.0))[[4, 2]]
    assert changed.counts([place]).ravel().tolist() == [4, 2]
    assert changed[0].counts[place] == 4
    assert changed[0].values["attributions"] == stored.scores[4].values["attributions"]


RESULTS = {
    "compare": lambda scores: tk.compare(scores, resamples=40).table,
    "terms": lambda scores: tk.compare(scores, resamples=40, copies="agency").terms,
    "distinctive": lambda scores: tk.compare(scores, "desk", resamples=40).distinctive,
    "articles": lambda scores: tk.compare(scores, resamples=40).articles,
    "copies": lambda scores: tk.copies(scores).table,
    "events": lambda scores: tk.find_events(scores).table,
    "keyness": lambda scores: tk.keyness(scores, min_count=1, min_articles=1).table,
    "keyness of voices": lambda scores: tk.keyness_of_voices(scores, min_count=1, min_articles=1).table,
    "naming": lambda scores: tk.naming(scores, period="month", resamples=40, deals=5).table,
    "divergence": lambda scores: tk.naming(scores, resamples=40, deals=5).divergence,
    "sensitivity": lambda scores: tk.sensitivity(scores, resamples=40, top_terms=1).table,
    "silences": lambda scores: tk.silences(scores, least=1).table,
    "timeline": lambda scores: tk.timeline(scores, resamples=40).table,
    "word shift": lambda scores: tk.word_shift(scores, "Herald", "Post", resamples=40).table,
    "frame": lambda scores: scores.to_frame(),
}


@pytest.mark.parametrize("name", RESULTS)
def test_results_need_columns_and_no_objects(held, stored, name, monkeypatch):
    monkeypatch.setattr(stored_columns, "records_of", None)  # which makes the objects
    pd.testing.assert_frame_equal(RESULTS[name](stored), RESULTS[name](held))


@pytest.fixture
def little_at_once(monkeypatch):
    """As if a few articles were many."""
    monkeypatch.setattr(stored_columns, "_PARTS", 1)
    monkeypatch.setattr(copies, "_HASHES", 40)
    monkeypatch.setattr(tallies, "ROWS", 2)
    monkeypatch.setattr(permutations, "DEALT", 30)


@pytest.mark.parametrize("name", RESULTS)
def test_results_do_not_depend_on_how_much_is_computed_at_once(stored, name, request):
    usual = RESULTS[name](stored)
    request.getfixturevalue("little_at_once")
    pd.testing.assert_frame_equal(RESULTS[name](stored), usual, check_exact=True)


@pytest.mark.usefixtures("little_at_once")
def test_a_comparison_never_holds_the_products_of_all_counts(stored, monkeypatch):
    """Of twelve articles of three outlets only those of one outlet, which are resampled, have them at once."""
    held, columns = [], Tally.columns
    monkeypatch.setattr(Tally, "columns", property(lambda self: (held.append(len(self)), columns.fget(self))[1]))
    tk.compare(stored, resamples=40, copies="keep", with_reading_error=True)
    assert max(held) == 4


@pytest.mark.usefixtures("little_at_once")
def test_what_groups_are_made_of_is_read_in_one_go(stored, monkeypatch):
    read, columns_of = [], stored_columns.columns_of
    monkeypatch.setattr(stored_columns, "columns_of", lambda *of: (read.append((of[2], of[3])), columns_of(*of))[1])
    tk.compare(tk.load_scores(stored.scores.columns.store.folder), resamples=40, copies="keep")
    assert read == [(stored_columns._TOGETHER, [number]) for number in range(3)]


@pytest.mark.usefixtures("little_at_once")
def test_the_words_of_an_article_are_read_once(stored, monkeypatch):
    read, uses_of = [], stored_columns.uses_of
    monkeypatch.setattr(stored_columns, "uses_of", lambda *of: (read.append(of[2:]), uses_of(*of))[1])
    tk.keyness(stored, copies="keep", min_count=1, min_articles=1)
    assert read == [("own", [0]), ("own", [1]), ("own", [2])]


def test_words_of_a_group_are_put_together_when_they_are_asked_for(stored):
    codes = np.arange(len(stored)) % 3
    groups = UsesOfGroups(stored.scores.words_in_parts("own"), stored.scores.keys("own"), codes)
    for code, uses in enumerate(groups):
        alone = stored.scores[codes == code].words(["own"])
        assert [uses.of_article(i) for i in range(len(uses))] == [alone.of_article(i) for i in range(len(alone))]
    bags = BagsOfGroups([groups])
    assert bags[0] is not bags[0]  # none is kept
    assert sum(several.lengths.sum() for several in bags) == stored.scores.words(["own"]).times.sum()


def test_articles_may_be_asked_for_twice(stored):
    assert [article.id for article in stored.scores[np.array([3, 3, 1])].articles()] == ["a3", "a3", "a1"]


@pytest.mark.parametrize("chosen", [slice(0, 0), slice(0, 1), slice(None)])
def test_columns_of_frames_have_their_types_also_where_nothing_is_in_them(held, tmp_path, chosen):
    some, text = held[chosen], pd.Series(["text"]).dtype
    frame, spans = some.to_frame(), some.spans()
    assert frame["published"].dt.year.dropna().isin([2017]).all()
    assert {str(frame[name].dtype) for name in ("id", "event", "language", "byline", "wire_credit")} == {str(text)}
    assert (str(frame["translated"].dtype), str(frame["p_genre_detected"].dtype)) == ("boolean", "float64")
    assert [str(spans[name].dtype) for name in ("published", "named", "target_sure")] == ["datetime64[ms]", "boolean", "boolean"]
    for one in (frame, spans):
        pd.testing.assert_frame_equal(one, _through_parquet(one, tmp_path))
    found = copies.copies(some).table
    assert [str(found[name].dtype) for name in ("set", "published", "resemblance")] == ["int64", "datetime64[ms]", "float64"]


def _through_parquet(frame, folder):
    frame.to_parquet(folder / "frame.parquet")
    return pd.read_parquet(folder / "frame.parquet")
