from math import isnan

import numpy as np
import pytest

from toolkit.statistics.random_effects import spread_between


def units(spread, *, groups=400, of_each=3, scatter=1.0, seed=0):
    """Groups of units whose means have a standard deviation of `spread`: totals, sizes, groups."""
    rng = np.random.default_rng(seed)
    numbers = np.repeat(np.arange(groups), of_each)
    sizes = rng.gamma(4, 0.25, len(numbers))
    means = rng.normal(0, spread, groups)[numbers]
    return sizes * means + np.sqrt(sizes) * rng.normal(0, scatter, len(numbers)), sizes, numbers


def test_the_spread_of_groups_is_found_under_the_scatter_of_their_units():
    found = spread_between(*units(0.5))
    assert found.moment == pytest.approx(0.5, abs=0.08)
    assert found.moment <= found.expected <= found.high


def test_groups_that_differ_by_chance_have_no_spread_but_a_bound():
    bounds = [spread_between(*units(0.0, groups=60, seed=seed), resamples=200) for seed in range(20)]
    assert np.mean([found.moment == 0 for found in bounds]) > 0.25
    assert all(0 < found.expected < found.high < 0.6 for found in bounds)


def test_groups_of_one_unit_say_nothing_even_if_they_scatter_more():
    totals, sizes, groups = units(0.3)
    rng = np.random.default_rng(1)
    more = np.concatenate([totals, rng.normal(0, 9, 100)]), np.r_[sizes, np.ones(100)], np.r_[groups, 400 + np.arange(100)]
    assert spread_between(*more).moment == pytest.approx(spread_between(totals, sizes, groups).moment, abs=0.12)


def test_without_two_units_in_a_group_nothing_is_known():
    assert all(map(isnan, spread_between(np.array([1.0, -1.0]), np.ones(2), np.array([0, 1]))))


def test_units_without_a_size_do_not_count():
    totals, sizes, groups = units(0.5, groups=50)
    with_empty = np.append(totals, 0.0), np.append(sizes, 0.0), np.append(groups, 50)
    assert spread_between(*with_empty) == pytest.approx(spread_between(totals, sizes, groups))


def test_units_that_differ_where_groups_do_not_give_a_finite_spread():
    spread = spread_between(np.tile([0.1, -0.1], 12), np.ones(24), np.repeat(np.arange(12), 2), resamples=50)
    assert spread.moment == 0
    assert np.isfinite(spread.expected)


def test_one_group_shows_no_spread():
    assert np.isnan(spread_between(np.ones(3), np.ones(3), np.zeros(3, dtype=int), resamples=50).moment)
