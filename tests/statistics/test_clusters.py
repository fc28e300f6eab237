"""Articles in clusters of unequal size: what is checked by hand, and a short form of what `benchmarks/clusters.py` measures."""

import numpy as np
import pytest

from toolkit.statistics.clusters import Outcome, _Contrasts, clustered_test, correlation_within, dealing, side_of
from toolkit.statistics.formulas import LOG_RATIO, PER_THOUSAND
from toolkit.statistics.intervals import Difference, newcombe, note_on
from toolkit.statistics.permutations import Permutations
from toolkit.statistics.resampling import Resampling
from toolkit.statistics.tallies import tally_of

HEAVY = np.repeat(np.arange(81), [200, *[5] * 80])


def drawn(rng, clusters, figures):
    """Lumpy counts, alike within clusters: a tally with one figure for each run."""
    shape = (len(clusters), figures)
    words = np.round(np.exp(rng.normal(6, 0.6, shape))).clip(50)
    shared = np.exp(rng.normal(0, 0.7, (clusters.max() + 1, figures)))
    hits = rng.poisson(words * 0.008 * rng.gamma(0.5, 2, shape) * shared[clusters])
    figures = dict.fromkeys(map(str, range(figures)), PER_THOUSAND)
    return tally_of(figures, np.stack([hits, words], axis=-1).reshape(len(clusters), -1).astype(float))


# -- how articles are dealt ------------------------------------------------------------------------------------------------


def test_whole_clusters_are_dealt_where_each_is_in_one_group():
    groups, clusters = np.repeat([0, 1, 1], 4), np.repeat([0, 1, 2], 4)
    deal = dealing(groups, clusters, np.random.default_rng(0))
    assert {tuple(deal()[::4].tolist()) for _ in range(60)} == {(0, 1, 1), (1, 0, 1), (1, 1, 0)}


def test_single_articles_are_dealt_where_groups_do_not_depend_on_clusters():
    groups, clusters = np.tile([0, 0, 1, 2], 6), np.repeat(np.arange(6), 4)
    assert correlation_within(groups, clusters) == 0
    deal = dealing(groups, clusters, np.random.default_rng(0))
    assert np.array_equal(deal(), np.random.default_rng(0).permutation(groups))


def test_groups_lean_to_clusters_as_much_as_they_did():
    rng, clusters = np.random.default_rng(1), np.repeat(np.arange(60), np.r_[[60, 40], [8] * 58])
    mixtures = rng.dirichlet([1, 0.5, 0.5], 60)
    groups = (rng.random(len(clusters))[:, None] > mixtures[clusters].cumsum(axis=1)[:, :2]).sum(axis=1)
    deal = dealing(groups, clusters, rng)
    observed = correlation_within(groups, clusters)
    dealt = [correlation_within(deal(), clusters) for _ in range(50)]
    assert 0.2 < observed < 0.5
    assert np.mean(dealt) == pytest.approx(observed, abs=0.06)


# -- errors and intervals --------------------------------------------------------------------------------------------------


def test_the_error_of_a_difference_leaves_out_what_both_sides_share():
    rng = np.random.default_rng(2)
    clusters, groups = np.repeat(np.arange(9), 4), rng.integers(0, 2, 36)
    tally = drawn(rng, clusters, 1)
    moved = np.zeros(9)
    for group, sign in ((0, 1), (1, -1)):
        own = tally.counts * (groups == group)[:, None]
        rate = own[:, 0].sum() / own[:, 1].sum()
        moved += sign * 1000 * np.bincount(clusters, (own[:, 0] - rate * own[:, 1])) / own[:, 1].sum()
    (difference,) = _Contrasts(tally, clusters, 2).of(np.array([groups, 1 - groups])).values()
    assert difference.error == pytest.approx(np.sqrt((moved**2).sum()), rel=1e-9)
    assert difference.value[0, 0] == pytest.approx(-difference.value[1, 0]) == pytest.approx(-difference.value[0, 1])


def test_a_group_without_articles_in_a_deal_has_no_difference():
    tally = drawn(np.random.default_rng(3), np.repeat([0, 1], 3), 1)
    (difference,) = _Contrasts(tally, np.repeat([0, 1], 3), 3).of(np.array([[0, 0, 0, 1, 1, 1]])).values()
    assert np.isnan(difference.value[0]).tolist() == [False, False, True]


@pytest.mark.parametrize("formula", [PER_THOUSAND, LOG_RATIO])
def test_a_large_cluster_moves_a_figure_as_much_as_the_figure_changes_without_it(formula):
    counts = np.array([[9.0, 900, 1, 500], [1, 100, 1, 100], [1, 200, 4, 300]])[:, : len(formula.counts)]
    side = side_of("", tally_of({"figure": formula}, counts), np.array([0, 1, 2]), Resampling(100).of(""))
    without = formula.compute(counts[1:].sum(axis=0))
    assert side.moved("figure")[0] == pytest.approx(formula.compute(counts.sum(axis=0)) - without)


def test_the_interval_is_as_wide_as_that_of_as_many_equal_clusters_as_unequal_ones_count_as():
    rng, clusters = np.random.default_rng(4), np.repeat(np.arange(30), [170, *[10] * 29])
    tally, bootstrap = drawn(rng, clusters, 15), Resampling(200).of("")
    side = side_of("", tally, clusters, bootstrap)
    assert 5 < np.median(side.counts_as) < 8
    plain = side_of("", tally.clustered(clusters), None, bootstrap)
    wider = np.divide(*(np.ptp(one.limits(bootstrap, (0.0, 1000.0)), axis=1) for one in (side, plain)))
    assert np.median(wider) > 1.3


def test_correlated_sides_differ_by_less():
    """Zou and Donner 2008: the square of a limit's distance is p² + q² − 2 r p q."""
    one, other = (5.0, 3.0, 9.0), (4.0, 2.5, 6.0)
    value, low, high = newcombe(one, other, 0.6)
    assert value - low == pytest.approx(np.sqrt(2**2 + 2**2 - 2 * 0.6 * 2 * 2))
    assert high - value == pytest.approx(np.sqrt(4**2 + 1.5**2 - 2 * 0.6 * 4 * 1.5))


@pytest.mark.parametrize(
    ("limits", "agreed"), [((-1.0, 5.0), (0.5, 5.0)), ((1.0, 5.0), (1.0, 5.0)), ((-2.0, 1.0), (0.5, 1.0)), ((np.nan,) * 2, None)]
)
def test_an_interval_excludes_0_where_the_test_rejects_it(limits, agreed):
    outcome = Outcome(np.array([0.0]), np.array([199.0]), np.array([0.5]), np.array([3.5]))
    result = outcome.agreed(Difference(4.0, 2.0, 2.0, *limits, ""), 0)
    assert (result.low, result.high) == (agreed or pytest.approx(limits, nan_ok=True))


def test_few_clusters_are_noted_by_what_they_count_as():
    assert note_on(40, 20, interval=True, clusters=6.4) == "interval rough: clusters count as 6 of equal size"
    assert note_on(40, 20, interval=True, clusters=30.0) == ""
    assert note_on(40, 20, interval=False, clusters=1.4) == "no interval: too few clusters that differ"


def test_rows_that_no_deal_has_matched_go_on_until_their_tests_need_no_more():
    rng = np.random.default_rng(6)
    groups, tally = rng.choice(2, len(HEAVY)), drawn(rng, HEAVY, 20)
    tally.counts[groups == 1, 0] *= 10  # one figure of twenty
    first, more = (
        clustered_test(tally, groups, HEAVY, deals) for deals in (Permutations(99, 0), Permutations(4000, 0, first=99, tests=80))
    )
    planted, *others = more
    assert first[planted].p.tolist() == [0.02, 0.02]
    assert (more[planted].p < 0.05 / 40).all()
    assert all(more[name].p.tolist() == first[name].p.tolist() for name in others)
    assert all(more[name].low.tolist() == first[name].low.tolist() for name in more)


def test_groups_that_are_not_tested_have_no_p():
    rng = np.random.default_rng(6)
    outcomes = clustered_test(
        drawn(rng, HEAVY, 2), rng.choice(2, len(HEAVY)), HEAVY, Permutations(19, 0), tested=np.array([True, False])
    )
    assert [np.isnan(outcome.p).tolist() for outcome in outcomes.values()] == [[False, True]] * 2


# -- under the null --------------------------------------------------------------------------------------------------------


def rejected(groups_of, deals=8, figures=40):
    """How often a 5 % test rejects where groups are dealt at random."""
    rng, p = np.random.default_rng(5), []
    for seed in range(deals):
        tally = drawn(rng, HEAVY, figures)
        outcomes = clustered_test(tally, groups_of(rng), HEAVY, Permutations(199, seed)).values()
        p += [value for outcome in outcomes for value in outcome.p.tolist()]
    return np.mean(np.array(p) <= 0.05)


def test_unequal_clusters_and_groups_are_not_found_to_differ_more_often_than_promised():
    """Student's t with clusters - 1 degrees of freedom rejects in a tenth of these."""
    share = rejected(lambda rng: rng.choice(3, len(HEAVY), p=[0.8, 0.15, 0.05]))
    assert 0.03 < share < 0.065


def test_nor_are_those_that_lean_to_clusters():
    def leaning(rng):
        return (rng.random(len(HEAVY)) > rng.beta(0.15, 0.15, 81)[HEAVY]).astype(int)

    assert 0.025 < rejected(leaning) < 0.075
