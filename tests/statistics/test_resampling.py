"""Resampling of whole articles."""

from typing import ClassVar

import numpy as np
from threadpoolctl import threadpool_info

from toolkit.statistics.resampling import Resampling


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
