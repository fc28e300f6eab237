"""Intervals and tests checked by hand, and a short form of what `benchmarks/inference.py` measures in full."""

import importlib.util
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

from toolkit.statistics import tallies
from toolkit.statistics.against_rest import permutation_p
from toolkit.statistics.formulas import LOG_RATIO, MEAN, PER_THOUSAND, SHARE
from toolkit.statistics.inference import p_of, permutation_p_within, superiority, within_blocks
from toolkit.statistics.intervals import wilson
from toolkit.statistics.permutations import Permutations, cells_of, dealt_out
from toolkit.statistics.resampling import SHARES, Bootstrap
from toolkit.statistics.tallies import others_of, tally_of

ONE_BLOCK = np.zeros(6, dtype=int)


@pytest.fixture(scope="module")
def simulated():
    path = Path(__file__).parents[2] / "benchmarks" / "inference.py"
    spec = importlib.util.spec_from_file_location("inference_benchmark", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# -- standard errors -------------------------------------------------------------------------------------------------------


def test_the_error_of_a_rate_is_that_of_its_linearised_values():
    """Cochran 1977, 6.4: the variance of sum(y)/sum(x) is n/(n-1) sum((y - r x)^2) / sum(x)^2."""
    hits, words = np.array([1.0, 0, 3, 2]), np.array([100.0, 50, 200, 150])
    rate = hits.sum() / words.sum()
    by_hand = np.sqrt(4 / 3 * ((hits - rate * words) ** 2).sum()) / words.sum()
    estimate = tally_of({"rate": PER_THOUSAND}, np.column_stack([hits, words])).estimate("rate")
    assert estimate.value == pytest.approx(1000 * rate)
    assert estimate.error == pytest.approx(1000 * by_hand)


def test_the_error_of_a_mean_is_the_usual_one():
    values = np.array([1.0, 2, 4, 9])
    estimate = tally_of({"mean": MEAN}, np.column_stack([values, np.ones(4)])).estimate("mean")
    assert estimate.error == pytest.approx(values.std(ddof=1) / 2)


@pytest.mark.parametrize("formula", [PER_THOUSAND, SHARE, LOG_RATIO])
def test_gradients_are_the_slopes_of_their_formulas(formula):
    counts = np.array([3.0, 500.0, 2.0, 400.0])[: len(formula.counts)]
    for place, slope in enumerate(formula.gradient(counts)):
        step = np.zeros(len(counts))
        step[place] = 1e-4
        measured = (formula.compute(counts + step) - formula.compute(counts - step)) / 2e-4
        assert slope == pytest.approx(float(measured), rel=1e-5)


def test_clusters_are_summed_before_they_vary():
    counts = np.array([[1.0, 10], [3, 10], [2, 10], [2, 10]])
    tally = tally_of({"rate": SHARE}, counts)
    assert tally.clustered(np.array([0, 0, 1, 1])).estimate("rate").error == 0  # both clusters have 4 of 20
    assert tally.estimate("rate").error > 0


# -- intervals -------------------------------------------------------------------------------------------------------------


def interval(hits, words, formula=PER_THOUSAND, bounds=(0.0, 1000.0), resamples=2000):
    tally = tally_of({"rate": formula}, np.column_stack([hits, words]).astype(float))
    bootstrap = Bootstrap(resamples, 0.95, np.random.default_rng(0))
    drawn = tally.figures["rate"].estimate(bootstrap.sums(tally.columns), len(tally))
    return bootstrap.studentised(tally.estimate("rate"), drawn, len(tally), bounds)


def test_hits_in_one_article_have_the_interval_of_t_on_the_logarithm():
    from scipy.stats import t

    low, high = interval([2] + [0] * 19, [100] * 20)
    times = np.exp(t.ppf(0.975, 19) * 1.0)  # one article: the error is as large as the figure
    assert (low, high) == (pytest.approx(1 / times, rel=1e-6), pytest.approx(times, rel=1e-6))


def test_an_index_has_the_interval_of_its_share_of_the_range():
    """Five articles at 1 and one at .8, from -1 to 1; as shares of the range, 1 for the five and .9 for the one."""
    index = tally_of({"index": MEAN}, np.array([[1.0, 1]] * 5 + [[0.8, 1]]))
    share = tally_of({"index": MEAN}, np.array([[1.0, 1]] * 5 + [[0.9, 1]]))
    bootstrap = Bootstrap(200, 0.95, np.random.default_rng(0))
    low, high = bootstrap._rare(index.estimate("index"), 6, (-1.0, 1.0))
    of_share = bootstrap._rare(share.estimate("index"), 6, SHARES)
    assert ((low + 1) / 2, (high + 1) / 2) == pytest.approx(of_share)
    assert low < 1 - 0.2 / 6 < high <= 1


def test_a_share_near_one_is_the_mirror_of_one_near_zero():
    low, high = interval([99] + [100] * 19, [100] * 20, SHARE, SHARES)
    mirrored = interval([1] + [0] * 19, [100] * 20, SHARE, SHARES)
    assert (1 - high, 1 - low) == (pytest.approx(mirrored[0]), pytest.approx(mirrored[1]))


@pytest.mark.parametrize("hits", [[0] * 10, [5] * 10])
def test_where_all_articles_are_alike_there_is_no_interval(hits):
    assert np.isnan(interval(hits, [100] * 10)).all()


def test_the_total_of_the_others_is_that_of_their_articles(monkeypatch):
    """To the last bit: it is added up in the same order."""
    monkeypatch.setattr(tallies, "ROWS", 7)
    rng = np.random.default_rng(0)
    tally, groups = tally_of({"rate": PER_THOUSAND, "log ratio": LOG_RATIO}, rng.random((50, 6))), rng.integers(0, 4, 50)
    for group, others in enumerate(others_of(tally, groups)):
        apart = tally.of(groups != group)
        assert others.total.tolist() == apart.columns.sum(axis=0).tolist() == apart.total.tolist()
        assert others.n_units.tolist() == apart.n_units.tolist()
        assert others.counts_of("rate").tolist() == apart.counts_of("rate").tolist()


# -- tests of differences --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blocks", [1, 30])
def test_articles_are_dealt_as_if_all_their_keys_were_sorted(blocks):
    rng = np.random.default_rng(0)
    for n in (1, 2, 40, 3000):
        _, of_block = np.unique(rng.integers(0, blocks, n), return_inverse=True)
        cells, keys = cells_of(rng.integers(0, 7, n), of_block), of_block + rng.random((3, n))
        by_sorting = np.empty((3, n), dtype=int)
        for codes, order in zip(by_sorting, np.argsort(keys, axis=1), strict=True):
            codes[order] = np.repeat(np.arange(len(cells.starts)), np.diff(cells.starts, append=n))
        assert dealt_out(keys, cells.starts).tolist() == by_sorting.tolist()


def test_p_is_the_share_of_all_ways_to_deal_the_articles():
    """Six articles, three in each group: the share of all 20 ways to deal them whose statistic is as large."""
    values = np.array([1.0, 2, 3, 7, 8, 9.5])
    groups = np.array([0, 0, 0, 1, 1, 1])
    tally = tally_of({"mean": MEAN}, np.column_stack([values, np.ones(6)]))

    def statistic(chosen):
        one, other = values[list(chosen)], np.delete(values, list(chosen))
        return abs(one.mean() - other.mean()) / np.hypot(one.std(ddof=1), other.std(ddof=1))

    ways = [statistic(chosen) for chosen in combinations(range(6), 3)]
    exact = np.mean([way >= statistic((0, 1, 2)) - 1e-9 for way in ways])
    p = permutation_p(tally, groups, Permutations(4000, 0))["mean"]
    assert p == pytest.approx([exact, exact], abs=0.02)


def test_within_events_articles_are_exchanged_with_those_on_the_same_event():
    """Ten events, always one more hit in the same outlet, and events that differ far more: it shows only within events."""
    events = np.repeat(np.arange(10), 2)
    groups = np.tile([0, 1], 10)
    hits = np.repeat(np.arange(10) * 10.0, 2) + groups
    tally = tally_of({"rate": PER_THOUSAND}, np.column_stack([hits, np.full(20, 100.0)]))
    assert permutation_p(tally, groups, Permutations(999, 0))["rate"][0] > 0.5
    assert permutation_p_within(tally, groups, events, Permutations(999, 0))["rate"][0] <= 0.01


def test_the_difference_within_events_is_weighted_as_by_mantel_and_haenszel():
    """Two events; words 100 and 300 against 100 and 100: weights 50 and 75, differences 10 and -20 per 1,000."""
    counts = np.array([[2.0, 100], [1, 100], [3, 300], [3, 100]])
    tally = tally_of({"rate": PER_THOUSAND}, counts)
    groups, events = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    tallies = within_blocks(tally, groups, events)[0]
    assert tallies["difference"].estimate("rate").value == pytest.approx((50 * 10 + 75 * -20) / 125)
    assert tallies["own"].estimate("rate").value == pytest.approx((50 * 20 + 75 * 10) / 125)


def test_an_event_without_a_figure_on_one_side_has_no_weight():
    counts = np.array([[2.0, 100], [1, 100], [3, 300], [0, 0]])
    tallies = within_blocks(tally_of({"rate": PER_THOUSAND}, counts), np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]))[0]
    assert tallies["difference"].estimate("rate").value == pytest.approx(10)


def test_an_event_in_which_a_figure_is_not_measured_changes_no_p():
    """Ten clear pairs of one event, and a second event in which neither side has anything to measure."""
    rng = np.random.default_rng(0)
    counts = np.column_stack([np.r_[rng.uniform(8, 10, 10), rng.uniform(0, 2, 10)], np.full(20, 10.0)])
    groups, events = np.repeat([0, 1], 10), np.zeros(20, dtype=np.intp)
    alone = permutation_p_within(tally_of({"share": SHARE}, counts), groups, events, Permutations(199, 0))["share"]
    more = tally_of({"share": SHARE}, np.vstack([counts, np.zeros((2, 2))]))
    both = permutation_p_within(more, np.r_[groups, 0, 1], np.r_[events, 1, 1], Permutations(199, 0))["share"]
    assert alone.tolist() == both.tolist() == [0.005, 0.005]


def test_cells_are_summed_by_event_and_group():
    cells = cells_of(np.array([1, 0, 1, 0]), np.array([1, 0, 1, 1]))
    columns = np.array([[1.0], [2], [4], [8]])
    assert list(zip(cells.block.tolist(), cells.group.tolist(), cells.sums(columns).ravel(), strict=True)) == [
        (0, 0, 2.0),
        (1, 0, 8.0),
        (1, 1, 5.0),
    ]
    assert cells.totals(columns).ravel().tolist() == [2.0, 13.0]


def test_p_is_never_zero():
    assert p_of(np.array([5.0]), np.array([[1.0]] * 99)).tolist() == [0.01]


def test_superiority_counts_pairs_and_ties_half():
    values = np.array([[3.0], [1.0], [2.0], [2.0], [np.nan], [1.0]])
    groups = np.array([0, 0, 1, 1, 1, 1])
    # 3 beats 2, 2, 1; 1 loses to 2, 2 and ties with 1: 3.5 of 6
    assert superiority(values, groups, ONE_BLOCK)[:, 0].tolist() == [pytest.approx(3.5 / 6), pytest.approx(2.5 / 6)]


def test_superiority_within_events_compares_inside_them():
    values = np.array([[1.0], [0.0], [9.0], [8.0]])
    shares = superiority(values, np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]))
    assert shares.ravel().tolist() == [1.0, 0.0]


# -- what the benchmark measures, in short ---------------------------------------------------------------------------------


def test_intervals_hold_the_true_rate_as_often_as_they_promise(simulated):
    assert simulated.coverage(50, 400, 3)["studentised"] >= 0.92  # 0.93 and more in 2,000 runs, less 2 standard errors
    assert simulated.coverage(8, 400, 3)["studentised"] >= 0.91


@pytest.mark.parametrize("within", [False, True])
def test_tests_reject_as_seldom_as_they_should(simulated, within):
    assert 0.03 <= simulated.rejected(40, 800, 0, within=within) <= 0.07


def test_matching_changes_a_figure_only_where_topics_are_not_balanced(simulated):
    unmatched, matched = simulated.matched_and_not(100, 0, balanced=True)
    assert unmatched == pytest.approx(matched, abs=1)
    unmatched, matched = simulated.matched_and_not(100, 0, balanced=False)
    assert unmatched > 6
    assert abs(matched) < 1.5


@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_wilson_has_the_limits_of_scipy(confidence):
    for right, n in [(0, 1), (1, 1), (0, 7), (3, 7), (7, 7), (40, 99_991), (99_991, 99_991)]:
        limits = binomtest(right, n).proportion_ci(confidence, method="wilson")
        assert wilson(right, n, confidence) == (right / n, limits.low, limits.high)
