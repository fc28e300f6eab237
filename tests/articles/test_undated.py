"""Articles without a date, one of whose columns may be the day on which they were published."""

import pytest

from toolkit.articles.objects import articles_in

ROWS = [{"text": "It rained.", "stamp": "2017-03-01"}, {"text": "It poured.", "stamp": "3 March 2017"}]


def remedies(rows, **options):
    articles = articles_in(rows, **options)
    list(articles)
    return [problem.remedy for problem in articles.problems]


def test_the_column_is_named():
    [remedy] = remedies(ROWS)
    assert "--date 'stamp'" in remedy


@pytest.mark.parametrize(
    "rows",
    [
        [*ROWS, {"text": "It snowed.", "stamp": "soon"}],
        [*ROWS, {"text": "It snowed."}],
        [{**row, "date": "2017-03-01"} for row in ROWS],
        [{**row, "stamp": 20170301} for row in ROWS],
        [{**row, "stamp": "20170301"} for row in ROWS],
    ],
    ids=["no day in one row", "nothing in one row", "a date of its own", "a number", "digits"],
)
def test_no_column_is_named(rows):
    assert remedies(rows) == []


def test_a_column_that_the_user_named():
    assert remedies(ROWS, date="stamp") == []


def test_a_file(tmp_path):
    from toolkit.articles.reading import read_articles

    path = tmp_path / "mine.csv"
    path.write_text("text,stamp\nIt rained.,2017-03-01\nIt poured.,2017-03-02\n")
    articles = read_articles(path)
    assert len(list(articles)) == 2
    [problem] = articles.problems
    assert (problem.file, problem.row, problem.skipped) == (str(path), None, False)
