"""Saved scores: what comes back is what was saved, and nothing is mixed or lost."""

import json
import os
from datetime import date
from itertools import islice

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.errors import ArticleError, OptionError
from toolkit.example import EXAMPLE, NAMES, SIDES
from toolkit.measures import score_store
from toolkit.measures.score_store import MANIFEST, Store, is_store, score_into


@pytest.fixture(scope="module")
def scores():
    return tk.score(list(islice(tk.read_articles(EXAMPLE), 8)))


def plain(record):
    """A record as JSON has it, so that lists and tuples are alike."""
    return json.loads(json.dumps(record))


def test_scores_come_back_as_they_were_saved(scores, tmp_path):
    scores.save(tmp_path / "scores")
    again = tk.load_scores(tmp_path / "scores")
    pd.testing.assert_frame_equal(again.to_frame(), scores.to_frame())
    assert [plain(score.to_record()) for score in again] == [plain(score.to_record()) for score in scores]
    assert [list(score.own.items()) for score in again] == [list(score.own.items()) for score in scores]
    assert [score.article for score in again] == [score.article for score in scores]
    assert (again.lexicons, again.made_with, again.problems) == (scores.lexicons, scores.made_with, scores.problems)
    pd.testing.assert_frame_equal(again.spans(), scores.spans())


def test_parts_are_in_the_order_of_the_articles(scores, tmp_path, monkeypatch):
    monkeypatch.setattr(score_store, "PART", 3)
    scores.save(tmp_path)
    assert len(list(tmp_path.glob("articles-*.parquet"))) == 3
    assert [score.article.id for score in tk.load_scores(tmp_path)] == [score.article.id for score in scores]
    store = Store(tmp_path)
    assert len(store) == 8
    assert [row[0] for row in store.spans()] == scores.spans()["id"].tolist()
    tk.ScoreTable(scores.scores[:2], measures=scores.measures, made_with=scores.made_with, lexicons=scores.lexicons).save(
        tmp_path
    )
    assert len(list(tmp_path.glob("articles-*.parquet"))) == 1


def test_what_the_user_has_of_its_own_comes_back(tmp_path):
    article = tk.article_of(
        "Hall said the thugs fled.", id="ä'\"", outlet=None, published=date(2017, 4, 5), labels={"mood": "“dull”"}
    )
    own = tk.score([article], registry=tk.load_registry(sides=SIDES), names=NAMES)
    own.problems.append(tk.Problem("a.csv", 3, "no text"))
    own.save(tmp_path)
    again = tk.load_scores(tmp_path)
    assert (again.scores[0].article.id, again.scores[0].article.value("mood")) == ("ä'\"", "“dull”")
    assert (again.names.label, again.names.by_term.keys()) == (own.names.label, own.names.by_term.keys())
    assert (list(again.measures), again.problems) == (list(own.measures), own.problems)
    np.testing.assert_array_equal(again.scores[0].counts, own.scores[0].counts)


def test_no_article_is_a_store_too(tmp_path):
    tk.score([]).save(tmp_path)
    assert len(tk.load_scores(tmp_path)) == 0


def test_the_places_are_a_table(scores):
    spans = scores.spans()
    assert set(spans["mark"]) <= {"loaded term", "name", "attribution", "scare quotes"}
    texts = {article.id: article for article in tk.read_articles(EXAMPLE)}
    for row in spans.itertuples():
        whole = texts[row.id].text if row.field == "text" else texts[row.id].title
        assert whole[row.start : row.end].startswith(row.text)


class BrokenOffError(Exception):
    """Somebody pulls the plug."""


def articles():
    return tk.read_articles(EXAMPLE, where=["outlet=Halyard Wire"])


def run(folder, step, about=None):
    scorer = tk.Scorer()
    return score_into(folder, articles(), step, about or scorer.empty_table().about({}), lambda article, record: [])


def test_a_run_that_breaks_off_goes_on_from_its_last_part(tmp_path, monkeypatch):
    monkeypatch.setattr(score_store, "PART", 2)
    scorer, read = tk.Scorer(), []

    def step(article):
        if len(read) == 5:
            raise BrokenOffError
        read.append(article.id)
        return scorer.record(article)

    with pytest.raises(BrokenOffError):
        run(tmp_path, step)
    assert not Store(tmp_path).complete
    again = []
    store = run(tmp_path, lambda article: again.append(article.id) or scorer.record(article))
    assert store.complete
    assert again == [article.id for article in articles()][4:]
    whole = run(tmp_path / "whole", scorer.record)
    assert [plain(record) for _, record in store] == [plain(record) for _, record in whole]


def test_a_changed_field_is_scored_again(tmp_path):
    scorer, seen = tk.Scorer(), []
    run(tmp_path, scorer.record)
    changed = tk.read_articles(EXAMPLE, where=["outlet=Halyard Wire"], columns={"event": "title"})
    score_into(
        tmp_path,
        changed,
        lambda article: seen.append(article) or scorer.record(article),
        scorer.empty_table().about({}),
        lambda article, record: [],
    )
    assert len(seen) == len(list(changed)) > 0


def test_scores_that_were_made_otherwise_are_never_mixed(tmp_path):
    scorer = tk.Scorer()
    run(tmp_path, scorer.record)
    other = tk.Scorer(rules_only=True).empty_table().about({})
    with pytest.raises(OptionError, match=r"attribution model: .* there, none: rules only now"):
        run(tmp_path, scorer.record, other)
    later = scorer.empty_table().about({})._replace(toolkit="99")
    with pytest.raises(OptionError, match=r"toolkit: .* there, 99 now"):
        run(tmp_path, scorer.record, later)


def test_a_folder_with_other_files_is_left_alone(tmp_path, scores):
    (tmp_path / "thesis.txt").write_text("All of it.")
    with pytest.raises(OptionError, match="holds other files"):
        scores.save(tmp_path)
    assert not is_store(tmp_path)
    with pytest.raises(ArticleError, match="no saved scores"):
        tk.load_scores(tmp_path)


def test_two_runs_do_not_write_into_one_folder(tmp_path, scores):
    scores.save(tmp_path)
    (tmp_path / ".writing").write_text(str(os.getpid()))
    with pytest.raises(OptionError, match="another run"):
        scores.save(tmp_path)
    (tmp_path / ".writing").write_text("999999999")  # of a run that is no more
    scores.save(tmp_path)
    assert not (tmp_path / ".writing").exists()


def test_scores_of_other_measures_or_a_later_form_are_refused(tmp_path, scores):
    scores.save(tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "counts": {"gone": ["hits", "words"]}}))
    with pytest.raises(ArticleError, match="other measures"):
        tk.load_scores(tmp_path)
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "schema": 99}))
    with pytest.raises(ArticleError, match="a later version"):
        tk.load_scores(tmp_path)
