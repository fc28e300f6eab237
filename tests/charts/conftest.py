"""The scores of the example corpus and a comparison of them, made once for all charts; figures are closed after each test."""

from collections.abc import Iterator

import pytest

import toolkit as tk


@pytest.fixture(scope="session")
def scores(example_scores: tk.ScoreTable) -> tk.ScoreTable:
    """The 100 articles of the example corpus, scored."""
    return example_scores


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
