"""Intervals of figures that few articles hold."""

import numpy as np
import pytest

from toolkit.statistics.formulas import PER_THOUSAND, SHARE
from toolkit.statistics.intervals import HELD_BY_FEW, TO_THE_END, Side, limits_given_others
from toolkit.statistics.resampling import SHARES, Resampling
from toolkit.statistics.tallies import Alike, tally_of

RATES = (0.0, 1000.0)
WORDS = 500.0


def side_of(hits, formula=PER_THOUSAND, base=WORDS, resamples=499):
    """A side whose articles (rows) have these hits, one figure for each column."""
    hits = np.asarray(hits, dtype=float).reshape(len(hits), -1)
    counts = np.stack([hits, np.full(hits.shape, base)], axis=-1).reshape(len(hits), -1)
    tally = tally_of({str(i): formula for i in range(hits.shape[1])}, counts)
    bootstrap = Resampling(resamples).of("side")
    return Side("side", tally, bootstrap.sums(tally.columns)), bootstrap


def limits(own, others, bounds=RATES, **kind):
    side, bootstrap = side_of(own, **kind)
    (given,), (note,) = limits_given_others(side, side_of(others, **kind)[0].tally, bootstrap, bounds)
    return tuple(given.tolist()), note


def test_intervals_of_hits_that_few_articles_hold_cover_the_rate():
    """Six articles in a hundred have hits, a fifth of these twenty at once: of 50, half have none that is so heavy."""
    rng, true = np.random.default_rng(1), 1000 * 0.06 * (0.2 * 20 + 0.8) / WORDS
    own, others = ((rng.random((n, 150)) < 0.06) * np.where(rng.random((n, 150)) < 0.2, 20, 1) for n in (50, 200))
    (side, bootstrap), (rest, _) = side_of(own), side_of(others)
    given, alone = limits_given_others(side, rest.tally, bootstrap, RATES)[0], side.limits(bootstrap, RATES)
    covered = [np.mean([low <= true <= high for low, high in several]) for several in (given, alone)]
    assert covered[0] > 0.92
    assert covered[1] < 0.7


def test_one_hit_has_the_limits_of_one_event():
    """As Poisson's law has them: .025 and 5.6 times as many (Garwood 1936), the lower one that of the bootstrap or less."""
    (low, high), note = limits([1] + [0] * 99, [1] * 2 + [0] * 198)
    assert low == pytest.approx(2 * 0.0253 / 100, rel=0.1)
    assert high >= 2 * 5.57 / 100 * 0.95
    assert note == HELD_BY_FEW


def test_heavier_articles_among_the_others_widen_the_interval():
    own, light, heavy = [1] * 3 + [0] * 47, [1] * 6 + [0] * 94, [1] * 5 + [30] + [0] * 94
    assert limits(own, heavy)[0][1] > 2 * limits(own, light)[0][1]


def test_a_share_near_one_has_the_limits_of_its_distance_from_one():
    own, others = np.array([1, 2] + [0] * 48), np.array([3, 1, 1] + [0] * 97)
    (low, high), note = limits(own, others, SHARES, formula=SHARE, base=4)
    (mirrored_low, mirrored_high), mirrored_note = limits(4 - own, 4 - others, SHARES, formula=SHARE, base=4)
    assert (mirrored_low, mirrored_high) == pytest.approx((1 - high, 1 - low))
    assert note == mirrored_note == HELD_BY_FEW


def test_a_share_whose_interval_one_long_article_takes_to_the_far_end_is_noted():
    words = np.array([[4000]] + [[300], [500], [400]] * 8)
    share = np.array([[1.0]] + [[0.05], [0.3], [0.2]] * 8)
    (low, high), note = limits(share * words, share * words, SHARES, formula=SHARE, base=words)
    assert 0 < low < high == 1
    assert note == TO_THE_END
    _, even = limits(share * 400, share * 400, SHARES, formula=SHARE, base=400)
    assert even == ""


def test_figures_of_many_articles_have_the_limits_of_the_bootstrap():
    hits = np.random.default_rng(0).poisson(4, 60)
    side, bootstrap = side_of(hits)
    alone = tuple(side.limits(bootstrap, RATES)[0].tolist())
    assert limits(hits, [0] * 99 + [400]) == (alone, "")  # not drawn along by a single heavy one


def test_a_figure_of_a_side_is_estimated_once(monkeypatch):
    side, bootstrap = side_of([1, 0, 2, 0])
    made, estimate = [], Alike.estimate
    monkeypatch.setattr(Alike, "estimate", lambda self, sums, units: (made.append(sums.ndim), estimate(self, sums, units))[1])
    limits_given_others(side, side_of([1, 1, 0, 0])[0].tally, bootstrap, RATES)
    assert side.estimates.value.shape == (1,)
    assert made == [1, 2]  # of all units, and of the resamples
