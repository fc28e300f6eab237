"""Resampling of whole articles."""

from typing import ClassVar

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from toolkit.errors import OptionError
from toolkit.statistics.resampling import MANY, Resampling


class Watched(np.ndarray):
    """Counts that note with how many threads they are multiplied."""

    threads: ClassVar[set[int]] = set()

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if ufunc is np.matmul:
            self.threads |= {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
        return getattr(ufunc, method)(*map(np.asarray, inputs), **options)


def test_resamples_are_summed_by_one_thread():
    counts = np.ones((4, 2)).view(Watched)
    assert (Resampling(40).of("Wire").sums(counts) == 4).all()
    assert Watched.threads == {1}


@pytest.mark.parametrize("n", [MANY - 1, MANY], ids=["few", "many"])
def test_articles_are_drawn_alike_however_many_there_are(n):
    weights = Resampling(seed=3).of("Wire").weights(n, 400)
    assert (weights.sum(axis=1) == n).all()
    shares = np.bincount(weights.astype(int).ravel(), minlength=4)[:4] / weights.size
    assert shares == pytest.approx([0.368, 0.368, 0.184, 0.061], abs=0.005)  # Poisson's with a mean of 1, nearly
    assert np.var(weights.mean(axis=0)) == pytest.approx(1 / 400, rel=0.2)  # no article is preferred


def test_the_same_articles_are_drawn_from_the_same_seed():
    first, again = (Resampling(seed=3).of("Wire").weights(MANY, 2) for _ in range(2))
    assert (first == again).all()


def test_more_resamples_than_fit_in_memory_are_refused():
    with pytest.raises(OptionError, match="1,000,000 at most"):
        Resampling(10**12)
