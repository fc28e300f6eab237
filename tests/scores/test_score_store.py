"""Saved scores: what comes back is what was saved, and nothing is mixed or lost."""

import json
import pickle
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import islice
from shutil import copyfile

import numpy as np
import pandas as pd
import pytest
from filelock import FileLock

import toolkit as tk
from toolkit.annotation.given import FRAMES_MODEL
from toolkit.errors import ArticleError, OptionError
from toolkit.example import EXAMPLE, NAMES, SIDES
from toolkit.files import MODELS
from toolkit.scores import score_store
from toolkit.scores.saved_lines import SavedLines
from toolkit.scores.score_store import Store, made_here, score_into
from toolkit.scores.store_manifest import MANIFEST, is_store
from toolkit.scores.unscored import problems_of


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
    for one, other in zip(again, scores, strict=True):
        assert plain(one.to_record(spans=False, annotations=False)) == plain(other.to_record(spans=False, annotations=False))
    assert [list(score.own.items()) for score in again] == [list(score.own.items()) for score in scores]
    assert [score.article for score in again] == [score.article for score in scores]
    assert (again.lexicons, again.made_with, again.problems) == (scores.lexicons, scores.made_with, scores.problems)
    pd.testing.assert_frame_equal(again.spans(), scores.spans())
    assert list(again.scores.lines) == list(scores.scores.lines)
    again.save(tmp_path / "copy")
    pd.testing.assert_frame_equal(tk.load_scores(tmp_path / "copy").spans(), scores.spans())
    assert list(tk.load_scores(tmp_path / "copy").scores.lines) == list(scores.scores.lines)


def test_what_was_found_in_an_article_is_told_if_it_is_as_it_was(scores, tmp_path, monkeypatch):
    monkeypatch.setattr(score_store, "PART", 3)
    scores.save(tmp_path)
    found, articles = SavedLines(Store(tmp_path)), list(islice(tk.read_articles(EXAMPLE), 9))
    lines = [line.found for line in scores.scores.lines]
    assert [found(article) for article in articles] == [*lines, None]
    assert pickle.loads(pickle.dumps(found))(articles[4]) == lines[4]
    assert found(replace(articles[4], id="renamed")) == lines[4]
    assert found(replace(articles[4], title="Renamed")) is None


def test_an_annotator_of_saved_scores_reads_nothing_again(scores, tmp_path, monkeypatch):
    scores.save(tmp_path)
    articles = list(islice(tk.read_articles(EXAMPLE), 8))
    usual = [document.to_dict() for document in tk.annotate(articles)]
    annotator = tk.load_annotator(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(tk.Annotator, "_document", lambda *_: pytest.fail("read again"))
        assert [document.to_dict() for document in tk.annotate(articles, annotator)] == usual
    assert annotator(replace(articles[0], title="Another")).attributions  # which is read
    with pytest.raises(OptionError, match="made otherwise"):
        tk.load_annotator(tmp_path, rules_only=True)


def test_parts_are_in_the_order_of_the_articles(scores, tmp_path, monkeypatch):
    monkeypatch.setattr(score_store, "PART", 3)
    scores.save(tmp_path)
    assert len(list(tmp_path.glob("articles-*.parquet"))) == 3
    assert [score.article.id for score in tk.load_scores(tmp_path)] == [score.article.id for score in scores]
    store = Store(tmp_path)
    assert len(store) == 8
    assert tk.load_scores(tmp_path).spans()["id"].tolist() == scores.spans()["id"].tolist()
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
    assert set(spans["mark"]) == {"loaded term", "name", "attribution", "scare quotes", "actor", "number", "harm"} | {
        "hedge",
        "booster",
        "factive",
        "implicative",
        "agentless passive",
    }
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
        return scorer.whole_record(article)

    with pytest.raises(BrokenOffError):
        run(tmp_path, step)
    with pytest.raises(ArticleError, match="the scores of 4 articles so far"):
        tk.load_scores(tmp_path)
    assert len(tk.load_scores(tmp_path, unfinished=True)) == 4
    again = []
    store = run(tmp_path, lambda article: again.append(article.id) or scorer.whole_record(article))
    assert store.complete
    assert again == [article.id for article in articles()][4:]
    whole = run(tmp_path / "whole", scorer.whole_record)
    assert [plain(record) for _, record in store] == [plain(record) for _, record in whole]
    spans = [tk.load_scores(folder).spans() for folder in (tmp_path, tmp_path / "whole")]
    assert len(spans[0])
    assert spans[0].equals(spans[1])


def backwards(make, missing, passed, stop=-1):
    """The parts from the last one to the first, until somebody pulls the plug."""
    for number, several in reversed(list(missing)):
        if number == stop:
            raise BrokenOffError
        passed(len(several))
        yield number, make(number, several)


def run_quickly(folder, made=made_here, several=None, seen=None):
    """Without any score, but for the list of the articles that are to be scored."""
    step = lambda article: (seen if seen is not None else []).append(article.id) or {"problem": f"{article.id}: none"}  # noqa: E731
    return score_into(folder, several or articles(), step, tk.Scorer().empty_table().about({}), problems_of, made=made)


def test_each_article_that_is_done_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(score_store, "PART", 4)
    about, several, told = tk.Scorer().empty_table().about({}), articles(), []
    for _ in range(2):  # all is scored, all is there
        score_into(tmp_path, several, lambda _: {"problem": "none"}, about, problems_of, tell=lambda *done: told.append(done))
    n = len(list(several))
    assert told[:n] == [(i, told[0][1]) for i in range(1, n + 1)]
    assert [done for done, _ in told[n:]] == [min(i + 4, n) for i in range(0, n, 4)]


def test_parts_may_be_made_in_any_order_and_those_behind_a_missing_one_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(score_store, "PART", 2)
    ids = [article.id for article in articles()]
    with pytest.raises(BrokenOffError):
        run_quickly(tmp_path / "b", partial(backwards, stop=3))
    broken = Store(tmp_path / "b")
    assert (broken.parts, list(broken.ahead), broken.complete) == ([], list(range(4, -(-len(ids) // 2))), False)
    again = []
    with pytest.raises(BrokenOffError):
        run_quickly(tmp_path / "b", partial(backwards, stop=1), seen=again)
    assert again == [*ids[6:8], *ids[4:6]]
    run_quickly(tmp_path / "b", seen=again)
    assert again[4:] == ids[:4]
    run_quickly(tmp_path / "a")
    assert (tmp_path / "a" / MANIFEST).read_bytes() == (tmp_path / "b" / MANIFEST).read_bytes()


def test_only_a_part_whose_articles_have_changed_is_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(score_store, "PART", 2)
    run_quickly(tmp_path)
    several = list(articles())
    several[5] = replace(several[5], title="Another")
    seen = []
    run_quickly(tmp_path, several=tk.Articles("changed", lambda problems: iter(several)), seen=seen)
    assert seen == [several[4].id, several[5].id]
    assert Store(tmp_path).complete


@pytest.mark.parametrize("damage", [lambda file: file.unlink(), lambda file: file.write_bytes(file.read_bytes()[:-9])])
def test_a_part_whose_file_is_gone_or_cut_off_is_made_again(damage, tmp_path, monkeypatch):
    monkeypatch.setattr(score_store, "PART", 2)
    run_quickly(tmp_path)
    damage(tmp_path / "spans-00002.parquet")
    seen = []
    run_quickly(tmp_path, seen=seen)
    assert seen == [article.id for article in list(articles())[4:6]]


def test_the_manifest_is_not_written_for_every_part(tmp_path, monkeypatch):
    monkeypatch.setattr(score_store, "PART", 1)
    monkeypatch.setattr(score_store, "connection_of", lambda: None)
    monkeypatch.setattr(score_store, "write_part", lambda *_: {})
    written, real = [], score_store.write_manifest
    monkeypatch.setattr(score_store, "write_manifest", lambda *a, **k: written.append(1) or real(*a, **k))
    several = [tk.article_of("It rained.", id=str(i)) for i in range(300)]
    run_quickly(tmp_path, several=tk.Articles("many", lambda problems: iter(several)))
    assert len(written) < 225
    assert len(Store(tmp_path).parts) == 300


def test_a_run_that_breaks_off_in_its_first_part_can_begin_again(tmp_path):
    def step(article):
        raise BrokenOffError

    with pytest.raises(BrokenOffError):
        run(tmp_path, step)
    assert run(tmp_path, tk.Scorer().whole_record).complete


def test_a_folder_in_which_no_article_was_scored_can_be_filled_otherwise(tmp_path):
    run_quickly(tmp_path, several=tk.Articles("none", lambda problems: iter([])))
    about = tk.Scorer().empty_table().about({})
    other = about._replace(made_with={**about.made_with, "furniture": "2 passages"})
    assert len(run(tmp_path, tk.Scorer().whole_record, other))
    assert Store(tmp_path).about.made_with["furniture"] == "2 passages"


def test_scores_are_made_with_every_shipped_model():
    made_with = tk.Scorer().made_with
    models = {path for path in MODELS.glob("*.npz") if path != FRAMES_MODEL}  # frames are found where they are asked for
    assert {sha256(path.read_bytes()).hexdigest()[:12] for path in models} <= set(made_with.values())
    about = tk.Scorer().empty_table().about({})
    before = about._replace(made_with={name: label for name, label in made_with.items() if name != "source type model"})
    assert before.differences(about) == [f"source type model: none there, {made_with['source type model']} now"]


def test_a_part_that_is_written_again_counts_only_when_it_is_whole(tmp_path, monkeypatch):
    scorer = tk.Scorer()
    run(tmp_path, scorer.whole_record)
    monkeypatch.setattr(score_store, "write_part", lambda *_: pytest.fail("the plug is pulled"))
    changed = tk.read_articles(EXAMPLE, where=["outlet=Halyard Wire"], columns={"event": "title"})
    with pytest.raises(pytest.fail.Exception):
        score_into(tmp_path, changed, scorer.whole_record, scorer.empty_table().about({}), lambda article, record: [])
    assert (Store(tmp_path).complete, len(Store(tmp_path))) == (False, 0)


@pytest.mark.parametrize("name", ["outlet=BBC", "scores [2024]", "what?*", "it's"])
def test_the_name_of_the_folder_is_only_a_name(name, scores, tmp_path):
    scores.save(tmp_path / name)
    again = tk.load_scores(tmp_path / name)
    assert [score.article.outlet for score in again] == [score.article.outlet for score in scores]
    assert len(again.spans()) == len(scores.spans())


def test_a_broken_file_is_an_error_that_says_so(scores, tmp_path):
    scores.save(tmp_path)
    (tmp_path / "terms-00000.parquet").write_bytes(b"nothing")
    with pytest.raises(ArticleError, match="cannot be read"):
        list(tk.load_scores(tmp_path))


def test_a_file_of_another_part_is_told_and_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(score_store, "PART", 2)
    scorer = tk.Scorer()
    run(tmp_path, scorer.whole_record)
    file, other = tmp_path / "terms-00001.parquet", tmp_path / "terms-00000.parquet"
    written = file.read_bytes()
    copyfile(other, file)
    with pytest.raises(ArticleError, match=r"cannot be read \(terms-00001.parquet has .* bytes, and was written with"):
        tk.load_scores(tmp_path)
    run(tmp_path, scorer.whole_record)
    assert file.read_bytes() == written
    assert Store(tmp_path).complete


def test_a_changed_field_is_scored_again(tmp_path):
    scorer, seen = tk.Scorer(), []
    run(tmp_path, scorer.whole_record)
    changed = tk.read_articles(EXAMPLE, where=["outlet=Halyard Wire"], columns={"event": "title"})
    score_into(
        tmp_path,
        changed,
        lambda article: seen.append(article) or scorer.whole_record(article),
        scorer.empty_table().about({}),
        lambda article, record: [],
    )
    assert len(seen) == len(list(changed)) > 0


def test_scores_that_were_made_otherwise_are_never_mixed(tmp_path):
    scorer = tk.Scorer()
    run(tmp_path, scorer.whole_record)
    other = tk.Scorer(rules_only=True).empty_table().about({})
    with pytest.raises(OptionError, match=r"attribution model: .* there, none: rules only now"):
        run(tmp_path, scorer.whole_record, other)
    later = scorer.empty_table().about({})._replace(toolkit="99")
    with pytest.raises(OptionError, match=r"toolkit: .* there, 99 now"):
        run(tmp_path, scorer.whole_record, later)


def test_a_folder_with_other_files_is_left_alone(tmp_path, scores):
    (tmp_path / "thesis.txt").write_text("All of it.")
    with pytest.raises(OptionError, match="holds other files"):
        scores.save(tmp_path)
    assert not is_store(tmp_path)
    with pytest.raises(ArticleError, match="no saved scores"):
        tk.load_scores(tmp_path)


def test_two_runs_do_not_write_into_one_folder(tmp_path, scores):
    scores.save(tmp_path)
    with FileLock(tmp_path / ".scores.json.lock"), pytest.raises(OptionError, match="another run"):
        scores.save(tmp_path)
    scores.save(tmp_path)


def test_scores_of_other_measures_or_a_later_form_are_refused(tmp_path, scores):
    scores.save(tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "counts": {"gone": ["hits", "words"]}}))
    with pytest.raises(ArticleError, match="other measures"):
        tk.load_scores(tmp_path)
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "schema": 99}))
    with pytest.raises(ArticleError, match="a later version"):
        tk.load_scores(tmp_path)


def test_measures_that_differ_only_in_case_share_no_column(tmp_path):
    sides = tmp_path / "sides.csv"
    sides.write_text("name,side\nAda Hall,US\nBen Abay,us\n", encoding="utf-8")
    scores = tk.score([tk.article_of("Ada Hall said it rained.")], registry=tk.load_registry(sides=sides))
    with pytest.raises(OptionError, match="side_words_US and side_words_us differ only in case"):
        scores.save(tmp_path / "scores")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(
            (key, None)
            for key in ("schema", "made_with", "counts", "settings", "reading", "toolkit", "complete", "problems", "parts")
        ),
        *(("parts", value) for value in ([{}], None, "x", [{"key": "", "n": "5", "problems": []}])),
        *(("problems", value) for value in ([[1]], {}, [["a", 1, "b"]])),
        *(("settings", value) for value in ({}, {"sides": 5}, [])),
        ("schema", "5"),
        ("ahead", {"x": {}}),
        ("made_with", []),
        ("counts", {"attributions": 5}),
    ],
)
def test_a_manifest_that_was_changed_is_told(scores, tmp_path, key, value):
    scores.save(tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    changed = {name: held for name, held in {**manifest, key: value}.items() if held is not None}
    (tmp_path / MANIFEST).write_text(json.dumps(changed))
    with pytest.raises(ArticleError, match=f"damaged .*{key}.*; score the articles again"):
        tk.load_scores(tmp_path)


def test_a_manifest_that_counts_other_articles_than_there_are_is_told(scores, tmp_path):
    scores.save(tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    manifest["parts"][0]["n"] -= 1
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ArticleError, match=r"scores\.json: damaged \(\d+ articles in parts 0 to 0, not \d+\)"):
        tk.load_scores(tmp_path).to_frame()


def test_a_file_in_place_of_the_folder_is_told(scores, tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("text\nIt rained.\n")
    with pytest.raises(tk.OptionError, match=r"scores\.csv is a file, not a folder"):
        scores.save(path)
