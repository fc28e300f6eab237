"""What scoring, annotating, comparing and reporting take, and what comes back of it."""

import io
import sys
import warnings
from datetime import date

import pandas as pd
import polars as pl
import pytest

import toolkit as tk
from toolkit import progress
from toolkit.scores.scoring import scores_of

NAMES = {"text": "body", "outlet": "paper"}
FRAME = pd.DataFrame(
    {
        "body": ["The puppet regime fell.", "It rained.", "It poured.", "The brutal regime fled."],
        "paper": ["Wire", "Wire", "Post", "Post"],
        "page": [1, 7, 1, 7],
        "sources": [0.5, 1.5, 2.5, 3.5],
        "front": [True, False, True, False],
    }
)


@pytest.fixture(scope="module")
def scores():
    return tk.score(FRAME, **NAMES)


def test_one_article_has_a_score_and_many_a_table(scores):
    assert isinstance(tk.score({"body": "It rained."}), tk.ArticleScore)
    assert isinstance(tk.score("It rained."), tk.ArticleScore)
    assert isinstance(tk.score(["It rained."]), tk.ScoreTable)
    assert [score.article.outlet for score in scores] == FRAME["paper"].tolist()


def test_figures_do_not_depend_on_the_form(scores):
    articles = [tk.article_of(body, id=str(i), outlet=paper) for i, (body, paper) in enumerate(FRAME[["body", "paper"]].values)]
    figures = tk.score(articles).to_frame()
    assert scores.to_frame()[list(figures)].equals(figures)
    assert tk.score(pl.DataFrame(FRAME.to_dict("list")), **NAMES).to_frame().equals(scores.to_frame())
    assert tk.score(FRAME.to_dict("records"), **NAMES).to_frame().equals(scores.to_frame())


def test_columns_of_the_user_come_back(scores, tmp_path):
    table = scores.to_frame()
    for name, own in {"paper": "paper", "page": "page", "front": "front", "sources": "own_sources"}.items():
        assert table[own].tolist() == FRAME[name].tolist()
        assert table[own].dtype.kind == pd.Series(FRAME[name].tolist()).dtype.kind
    assert table["sources"].tolist() == [0.0] * 4  # the measure
    assert "body" not in table
    scores.save(tmp_path / "scores")
    assert tk.load_scores(tmp_path / "scores").to_frame().equals(table)
    assert list(scores[0].to_frame().columns) == list(table.columns)


def test_columns_of_the_user_can_be_compared(scores):
    for by in ("page", "front"):
        groups = tk.compare(scores, by=by, measures=["loaded_narration"], resamples=40).table["group"]
        assert sorted(groups) == sorted(map(str, FRAME[by].unique()))


def test_a_frame_is_compared_as_its_scores_are(scores):
    options = {"measures": ["loaded_narration"], "resamples": 40}
    assert tk.compare(FRAME, **NAMES, **options).table.equals(tk.compare(scores, **options).table)
    with pytest.raises(tk.OptionError, match="text, outlet: columns are named where articles are scored"):
        tk.compare(scores, **NAMES, **options)
    with pytest.raises(tk.OptionError, match="perhaps you mean body"):
        tk.compare(FRAME, text="bdy")


def test_options_that_do_not_exist_are_told_with_similar_ones():
    with pytest.raises(tk.OptionError, match="no option 'outlets'; similar: outlet"):
        tk.score(FRAME, outlets="paper")
    with pytest.raises(tk.OptionError, match="no option 'qqq'; options: reader, "):
        tk.score(FRAME, qqq="paper")


@pytest.mark.parametrize("source", ["It rained.", ["It rained."]])
def test_options_that_annotate_does_not_take_are_told(source):
    with pytest.raises(tk.OptionError, match="unknown field qqq; fields are text, id, "):
        tk.annotate(source, qqq=1)
    with pytest.raises(tk.OptionError, match=r"rules_only is an option of the annotator: .*tk.Annotator\(rules_only="):
        tk.annotate(source, rules_only=True)


def test_many_articles_are_annotated_and_one_without_text_is_told():
    frame = pd.DataFrame({"text": ["It rained.", None, "“It poured,” Hall said."], "id": ["a", "b", "c"]})
    with pytest.warns(RuntimeWarning, match="DataFrame:1: no text"):
        documents = tk.annotate(frame)
    assert [document.article.id for document in documents] == ["a", "c"]
    assert documents[1].attributions[0].speaker == "Hall"


def test_one_article_that_cannot_be_annotated_does_not_end_the_run():
    def fails(article):
        if article.id == "1":
            raise RuntimeError("a bug")
        return tk.annotate(article)

    with pytest.warns(RuntimeWarning, match="1: not read: RuntimeError: a bug"):
        assert [document.article.id for document in tk.annotate(["It rained.", "It poured.", "It snowed."], fails)] == ["0", "2"]


def test_a_report_takes_a_frame_too(tmp_path):
    page = tk.report.write(FRAME, tmp_path / "frame.html", **NAMES).read_bytes()
    documents = tk.annotate(FRAME, **NAMES)
    assert page == tk.report.write(documents, tmp_path / "documents.html").read_bytes()
    assert page == tk.report.write(iter(documents), tmp_path / "documents.html").read_bytes()


def test_scores_hold_no_texts_for_a_report(scores, tmp_path):
    with pytest.raises(tk.OptionError, match="scores keep no texts"):
        tk.report.write(scores, tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


NEED_SCORES = {
    **{f.__name__: f for f in (tk.copies, tk.count_model, tk.independent, tk.keyness, tk.keyness_of_voices, tk.manifest)},
    **{f.__name__: f for f in (tk.matched, tk.naming, tk.omissions, tk.outlet_map, tk.power, tk.sensitivity, tk.silences)},
    "portrayal": lambda frame: tk.portrayal(frame, sides=True),
    "sample_articles": lambda frame: tk.sample_articles(frame, "page", "sheet.csv"),
    "timeline": tk.timeline,
    "with_events": lambda frame: tk.with_events(frame, None),
    "word_shift": lambda frame: tk.word_shift(frame, "Wire", "Post"),
}


@pytest.mark.parametrize("name", NEED_SCORES)
def test_a_frame_where_scores_are_needed(name):
    with pytest.raises(tk.OptionError, match="DataFrame: these are no scores; score the articles first"):
        NEED_SCORES[name](FRAME)


def test_what_compare_does_not_take(scores):
    with pytest.raises(tk.OptionError, match="what the command calls --against is reference="):
        tk.compare(scores, against="Wire")
    with pytest.raises(tk.OptionError, match="no option 'refrence'"):
        tk.compare(scores, refrence="Wire")


def test_groups_are_called_by_text(scores):
    with pytest.raises(tk.OptionError, match="no group 1; the nearest is '1'; groups are 1, 7"):
        tk.compare(scores, by="page", reference=1)
    with pytest.raises(tk.OptionError, match="no group 7; the nearest is '7'"):
        tk.keyness(scores, by="page", min_count=1, min_articles=1).over(7)


def test_parts_of_a_table(scores):
    assert scores[0].article.outlet == scores[-4].article.outlet == "Wire"
    assert [score.article.id for score in scores[1:3]] == ["1", "2"]
    assert [score.article.id for score in scores[[3, 0]]] == ["3", "0"]
    chosen = scores[scores.to_frame()["page"] == 7]
    assert chosen.to_frame()["page"].tolist() == [7, 7]
    assert chosen.measures is scores.measures
    none = scores[[]]
    assert (len(none), len(scores[scores.to_frame()["page"] == 99])) == (0, 0)
    assert none.to_frame()["outlet"].tolist() == []
    assert {"published", "n_words", *scores.measures} <= set(none.to_frame().columns) < set(scores.to_frame().columns)
    with pytest.raises(IndexError):
        scores[4]
    for wrong in ("in1", ["in1"], 1.5):
        with pytest.raises(tk.OptionError, match="choose scores by number, slice or mask"):
            scores[wrong]


def test_results_are_short_on_the_console(scores):
    comparison = tk.compare(scores, measures=["loaded_narration"], resamples=40)
    results = (scores, scores[0], tk.annotate("It rained."), comparison, tk.portrayal(scores), scores.scores)
    assert [repr(result).count("\n") for result in results] == [0] * len(results)
    assert max(len(repr(result)) for result in results) < 150
    assert repr(scores) == "ScoreTable(articles: 4, measures: 161, problems: 0)"
    assert repr(scores[0]) == "ArticleScore(0, Wire: 4 words, 161 measures)"


def test_scores_are_taken_as_they_are(scores):
    assert scores_of(scores) is scores


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("shown", "file"), [(None, Terminal()), (True, io.StringIO())])
def test_a_bar_counts_the_articles(monkeypatch, shown, file):
    monkeypatch.setattr(progress, "_DELAY", 0)
    monkeypatch.setattr(sys, "stderr", file)
    tk.score(FRAME, **NAMES, progress=shown)
    assert "/4 [" in file.getvalue()


@pytest.mark.parametrize(("shown", "file"), [(None, io.StringIO()), (False, Terminal())])
def test_nobody_sees_a_bar_who_does_not_look_on(monkeypatch, shown, file):
    monkeypatch.setattr(progress, "_DELAY", 0)
    monkeypatch.setattr(sys, "stderr", file)
    with warnings.catch_warnings(action="error"):
        tk.score(FRAME, **NAMES, progress=shown)
    assert file.getvalue() == ""


def test_how_a_text_is_written_is_told_where_it_misleads():
    text = "The mayor said the bridge was closed on Monday. " * 8
    told = [
        [problem.reason for problem in tk.score([written]).problems] for written in (text, text.upper(), text.replace(".", ""))
    ]
    assert [len(reasons) for reasons in told] == [0, 1, 1]
    assert "in capitals" in told[1][0]
    assert "no full stops" in told[2][0]


def test_numbers_of_the_users_own_are_numbers_from_every_file(tmp_path):
    frame = pd.DataFrame({"text": ["It rained.", "It dried."], "page": [1, 3], "front": [True, False]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    for name in ("a.csv", "a.jsonl"):
        table = tk.score(tk.read_articles(tmp_path / name))
        told = table.to_frame()
        assert len(table[told["page"] == 1]) == 1, name
        assert told["front"].tolist() == [True, False], name


def test_numbers_with_gaps_can_be_computed_with_as_they_were_before(tmp_path):
    frame = pd.DataFrame(
        {
            "text": ["It rained.", "It dried.", "It froze."],
            "reach": [10.5, None, 3.0],
            "page": [1, None, 2],
            "post": pd.array([2**60 + 1, None, 7], dtype="Int64"),
            "front": pd.array([True, None, False], dtype="boolean"),
        }
    )
    scores = tk.score(frame)
    scores.save(tmp_path / "scores")
    for table in (scores.to_frame(), tk.load_scores(tmp_path / "scores").to_frame()):
        assert table[["reach", "page"]].equals(frame[["reach", "page"]])
        assert [str(table[name].dtype) for name in ("post", "front")] == ["Int64", "boolean"]
        assert table.loc[0, "post"] == 2**60 + 1


def test_a_table_of_no_articles_has_the_types_of_one_of_some():
    rows = {"id": "a", "outlet": "Wire", "title": "Rain", "published": date(2017, 3, 1)}
    empty, filled = tk.ScoreTable().to_frame(), tk.score([tk.article_of("It rained.", **rows)]).to_frame()
    columns = [*rows, "p_genre_detected", "n_words", "loaded_narration"]
    assert len(empty) == 0
    assert list(empty) == list(filled)
    assert empty.dtypes[columns].tolist() == filled.dtypes[columns].tolist()
