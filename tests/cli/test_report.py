"""The report is made by several processes, goes on where it was interrupted, and starts from saved scores: the same bytes."""

import csv
import json
import re
from argparse import Namespace
from base64 import b64decode
from zlib import decompress

import pytest

import toolkit as tk
from toolkit.cli import report
from toolkit.cli.main import main
from toolkit.cli.resume import partial_of
from toolkit.scores import parallel


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    rows = [("text", "outlet", "title")]
    for i in range(12):
        rows += [(f"The puppet regime fell on day {i}. “It rained {i},” Ada Hall said.", "Herald", "Thugs flee")]
        rows += [(f"The army left on day {i}. Hall claimed that it rained.", "Wire", "")]
    path = tmp_path_factory.mktemp("corpus") / "corpus.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def page(source, output, *more):
    assert main(["report", str(source), "-o", str(output), "--resamples", "40", *more]) == 0
    assert not partial_of(output).exists()
    return output.read_bytes()


@pytest.fixture(scope="module")
def usual(corpus):
    return page(corpus, corpus.with_name("usual.html"), "--jobs", "1")


def test_the_page_does_not_depend_on_the_number_of_processes(corpus, usual, tmp_path, monkeypatch):
    monkeypatch.setattr(parallel, "_ALONE", 5)
    assert page(corpus, tmp_path / "two.html", "--jobs", "2") == usual


def test_a_report_in_a_folder_has_the_usual_name(corpus, usual, tmp_path):
    assert main(["report", str(corpus), "-o", str(tmp_path / "rep"), "--resamples", "40", "--jobs", "1"]) == 0
    assert (tmp_path / "rep" / "report.html").read_bytes() == usual


def test_an_interrupted_report_goes_on(corpus, usual, tmp_path, monkeypatch):
    annotated, real = [], tk.Annotator.__call__

    def annotate(self, article):
        if len(annotated) == 9:
            raise KeyboardInterrupt
        annotated.append(article.id)
        return real(self, article)

    with monkeypatch.context() as patch:
        patch.setattr(tk.Annotator, "__call__", annotate)
        assert main(["report", str(corpus), "-o", str(tmp_path / "a.html"), "--resamples", "40", "--jobs", "1"]) == 130
    again = []
    monkeypatch.setattr(tk.Annotator, "__call__", lambda self, article: again.append(article.id) or real(self, article))
    assert page(corpus, tmp_path / "a.html", "--jobs", "1") == usual
    assert len(again) == 24 - 9


def test_a_report_of_saved_scores_scores_nothing_again(corpus, usual, tmp_path, monkeypatch):
    scores = str(tmp_path / "scores")
    assert main(["score", str(corpus), "-o", scores]) == 0
    monkeypatch.setattr(report, "score_document", lambda *_: pytest.fail("scored again"))
    monkeypatch.setattr(tk.Annotator, "_document", lambda *_: pytest.fail("read again"))
    monkeypatch.setattr("toolkit.cli.scoring_run.repeated_rows", lambda articles: looked_through(articles))
    assert page(scores, tmp_path / "saved.html", "--jobs", "1") == usual


def looked_through(articles):
    assert list(articles) == [], "the articles were looked through for furniture again"
    return []


def test_what_groups_leave_out_is_missing_only_where_they_share_nothing():
    def left_out(resamples, *events):
        articles = [
            tk.article_of(f"Hall left town {outlet}.", id=outlet, outlet=outlet, event=e)
            for outlet, e in zip("AB", events, strict=False)
        ]
        return report._left_out(tk.score(articles), Namespace(by="outlet", resamples=resamples, seed=0))

    assert left_out(40, "dam", "vote") is None
    assert left_out(40, "dam") is None
    with pytest.raises(tk.OptionError, match="needs at least 40"):
        left_out(5, "dam", "dam")


def test_pages_of_groups_by_the_detected_genre_have_their_articles(corpus, tmp_path):
    html = page(corpus, tmp_path / "genre.html", "--by", "genre_detected", "--jobs", "1").decode()
    piece = re.search('id="index-packed">([A-Za-z0-9+/=]*)<', html).group(1)
    index = json.loads(decompress(b64decode(piece)))
    assert {index["groups"][article[1]] for article in index["articles"] if article[1] >= 0} == set(index["groups"])
    assert all(article[1] >= 0 for article in index["articles"])
