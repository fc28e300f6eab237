"""Totals of a machine corrected by a coded sample: the estimator, its λ, and how often its interval holds the truth."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from toolkit.statistics.coded_samples import CodedSample, Corrected
from toolkit.statistics.formulas import MEAN, SHARE


def units(articles, strata, machine, coded, *, tuned=True, step=1.0, formula=SHARE):
    """Units of a share: each is one of the base, and the machine and the coders say whether it is of the part."""
    n, ones = len(machine), np.ones(len(machine))
    counts, known = np.column_stack([machine, ones]), np.column_stack([coded, np.where(np.isnan(coded), np.nan, 1.0)])
    steps, families = np.column_stack([step * ones, 0 * ones]), np.arange(max(strata) + 1)
    exact = np.zeros((max(articles) + 1, 2))
    return CodedSample(np.array(articles), np.array(strata), families, np.ones(n), counts, known, steps, exact, formula, tuned)


def all_of(sample):
    return sample.estimate(np.ones(len(sample.exact), dtype=bool))


def test_the_total_is_that_of_a_stratified_sample():
    """Of 4 found units 2 were coded, 1 right; of 6 not found 3 were coded, 1 missed: 4/2 + 6/3 = 4 of 10."""
    coded = np.array([1, 0, np.nan, np.nan, 1, 0, 0, np.nan, np.nan, np.nan])
    sample = units(range(10), [0] * 4 + [1] * 6, np.array([1.0] * 4 + [0.0] * 6), coded)
    assert all_of(sample).value == pytest.approx(0.4)
    assert all_of(replace(sample, tuned=False)).value == pytest.approx(0.4)


def test_where_all_is_coded_only_the_articles_vary():
    rng = np.random.default_rng(0)
    right = (rng.random(60) < 0.4).astype(float)
    found = all_of(units(np.repeat(range(20), 3), rng.integers(0, 2, 60), rng.random(60).round(), right))
    assert found.value == pytest.approx(right.mean())
    assert found.coding_error == 0
    without = np.array([np.delete(right.reshape(20, 3), i, axis=0).mean() for i in range(20)])  # the jackknife
    assert found.error == pytest.approx(np.sqrt(((without - without.mean()) ** 2).sum() * 19 / 20), rel=0.06)


def test_answers_that_are_all_alike_do_not_make_the_interval_collapse():
    coded = np.array([0.0] * 20 + [np.nan] * 380)
    found = all_of(units(range(400), [0] * 400, np.zeros(400), coded))
    low, high = found.limits(0.95, (0.0, 1.0))
    assert (found.value, low) == (0, 0)
    assert 0.05 < high < 0.2  # none of 20: up to 14 % by Clopper and Pearson


def test_of_a_machine_that_says_nothing_nothing_is_taken():
    rng = np.random.default_rng(1)
    truth, noise = rng.normal(10, 1, 400), rng.normal(0, 5, 400)
    coded = np.where(np.arange(400) < 100, truth, np.nan)
    tuned, whole = (
        units(range(400), [0] * 400, noise, coded, step=0.0, tuned=tuned, formula=MEAN).estimate(np.ones(400, dtype=bool))
        for tuned in (True, False)
    )
    assert tuned.error < 0.4 * whole.error
    assert tuned.value == pytest.approx(coded[:100].mean(), abs=0.1)


def test_a_good_machine_makes_the_interval_narrower_than_the_coded_units_alone():
    rng = np.random.default_rng(2)
    truth = rng.normal(10, 3, 2000)
    coded = np.where(np.arange(2000) < 100, truth, np.nan)
    found = units(range(2000), [0] * 2000, truth + rng.normal(0, 0.5, 2000), coded, step=0.0, formula=MEAN)
    assert all_of(found).error < 0.4 * truth[:100].std() / 10


def test_strata_of_which_nothing_was_coded_are_like_those_of_their_family():
    coded = np.array([1.0, 0, np.nan, np.nan, np.nan])
    sample = units(range(5), [0, 0, 0, 1, 1], np.ones(5), coded)
    assert np.isnan(all_of(sample).value)
    assert all_of(replace(sample, families=np.array([0, 0]))).value == 0.5


def test_an_interval_stays_inside_the_range_and_is_longer_to_the_middle():
    low, high = Corrected(0.04, 0.02, 0.02, 100.0).limits(0.95, (0.0, 1.0))
    assert 0 < low < 0.04 < high < 0.15
    assert high - 0.04 > 0.04 - low
    assert Corrected(3.0, 1.0, 1.0, np.inf).limits(0.95, (0.0, np.inf))[0] == pytest.approx(3 * np.exp(-norm.ppf(0.975) / 3))
    assert Corrected(-1.0, 1.0, 1.0, np.inf).limits(0.95)[0] == pytest.approx(-1 - norm.ppf(0.975))


def test_near_an_end_of_the_range_the_interval_reaches_no_farther_than_twice_the_plain_one():
    """On the scale of logits it would be 0 to 1."""
    low, high = Corrected(0.0005, 0.02, 0.02, np.inf).limits(0.95, (0.0, 1.0))
    assert 0 <= low < 0.0005
    assert high == pytest.approx(0.0005 + 2 * norm.ppf(0.975) * 0.02)


def test_a_part_never_comes_out_above_its_whole_where_the_machine_is_right():
    """Units of unequal sizes, all of the part: the share is 1 whichever of them were coded."""
    rng = np.random.default_rng(4)
    sizes = rng.exponential(20, 300).round() + 1
    counts, coded = np.column_stack([sizes, sizes]), rng.random(300) < 0.2
    answers = np.where(coded[:, None], counts, np.nan)
    strata = np.zeros(300, dtype=int)
    sample = CodedSample(np.arange(300), strata, strata[:1], np.ones(300), counts, answers, counts, np.zeros((300, 2)), SHARE)
    assert all_of(sample).value == pytest.approx(1)


def test_p_and_interval_of_a_difference_agree():
    difference = Corrected(0.5, 0.1, 0.05, 30.0).less(Corrected(0.3, 0.02, 0.0, 12.0))
    for confidence in (0.9, 0.95, 0.99):
        low, high = difference.limits(confidence)
        assert (low > 0 or high < 0) == (difference.p < 1 - confidence)


@pytest.mark.parametrize(("share", "drawn"), [(0.3, 60), (0.05, 120)])
def test_intervals_hold_the_truth_though_the_errors_differ_between_groups(share, drawn):
    """Two groups with the same share, of which the machine reads one well and one badly."""
    rng, runs = np.random.default_rng(3), 120
    held, machine_held = [], []
    for _ in range(runs):
        articles = np.repeat(np.arange(200), 5)
        badly = articles >= 100
        own = rng.beta(3 * share, 3 * (1 - share), 200)[articles]
        truth = rng.random(1000) < own
        seen = np.where(
            truth, rng.random(1000) >= np.where(badly, 0.4, 0.1), rng.random(1000) < np.where(badly, 0.2, 0.02) * share
        )
        strata = 2 * badly + seen
        coded = np.full(1000, np.nan)
        for stratum in range(4):
            inside = np.flatnonzero(strata == stratum)
            chosen = rng.permutation(inside)[: drawn // 4]
            coded[chosen] = truth[chosen]
        sample = units(articles, strata, seen.astype(float), coded)
        groups = np.arange(200) >= 100
        for inside in (groups, ~groups):
            low, high = sample.estimate(inside).limits(0.95, (0.0, 1.0))
            held.append(low <= share <= high)
        machine_held.append(abs(seen[badly].mean() - share) < 1.96 * seen[badly].std() / np.sqrt(500))
    assert np.mean(held) >= 0.93
    assert np.mean(machine_held) < 0.8


def test_answers_that_are_all_alike_leave_an_interval_for_other_articles():
    n = 20
    one = np.zeros(n, dtype=int)
    right = np.ones((n, 2))
    steps = np.array([[1.0, 0.0]] * n)
    sample = CodedSample(np.arange(n), one, one[:1], np.ones(n), right, right, steps, np.zeros((n, 2)), SHARE)
    estimate = sample.estimate(np.ones(n, dtype=bool))
    low, high = estimate.limits(0.95, (0.0, 1.0))
    assert (estimate.value, estimate.coding_error, high) == (1.0, 0.0, 1.0)
    assert 0.8 < low < 0.95  # Wilson's lower limit of 20 of 20 is .84


def test_a_whole_of_rounding_residue_is_no_whole():
    counts = np.array([[1.0, 0.3], [1.0, -0.3 + 1e-17], [1.0, 0.0]])
    one = np.zeros(3, dtype=int)
    sample = CodedSample(np.arange(3), one, one[:1], np.ones(3), counts, counts, np.zeros((3, 2)), np.zeros((3, 2)), SHARE)
    assert np.isnan(sample.estimate(np.ones(3, dtype=bool)).value)
