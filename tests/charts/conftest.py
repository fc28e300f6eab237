"""The scores of the example corpus and a comparison of them, made once for all charts; figures are closed after each test."""

from collections.abc import Iterator

import pytest

import toolkit as tk


@pytest.fixture(scope="session")
def scores() -> tk.ScoreTable:
    """The 100 articles of the example corpus, scored."""
    return tk.score(tk.read_articles(tk.EXAMPLE))


@pytest.fixture(scope="session")
def compared(scores: tk.ScoreTable) -> tk.Comparison:
    """Its five outlets compared on all measures."""
    return tk.compare(scores, resamples=40)


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Closes all figures, which matplotlib would keep."""
    yield
    from matplotlib import pyplot

    pyplot.close("all")
