"""Permutation tests of many rows: when they stop, what p is then, and that neither memory nor other rows change it."""

import numpy as np
import pytest

from toolkit.errors import OptionError
from toolkit.statistics import against_rest, permutations
from toolkit.statistics.against_rest import batched, permutation_p
from toolkit.statistics.formulas import PER_THOUSAND
from toolkit.statistics.inference import adjusted, permutation_p_within
from toolkit.statistics.permutations import STOP, Permutations, Rows, permutations_of
from toolkit.statistics.resampling import Resampling
from toolkit.statistics.tallies import tally_of


def lumpy(articles, groups, figures, planted=0, seed=0):
    """Articles in groups of one size, with hits that come in lumps; the first rates are ten times as high in the first group."""
    rng, of_article = np.random.default_rng(seed), np.repeat(np.arange(groups), articles // groups)
    words = rng.integers(100, 1000, articles).astype(float)
    rate = words[:, None] * 0.004 * rng.gamma(1, 1, (articles, figures))
    rate[of_article == 0, :planted] *= 10
    counts = np.empty((articles, 2 * figures))
    counts[:, ::2], counts[:, 1::2] = rng.poisson(rate), words[:, None]
    return tally_of({f"rate {i}": PER_THOUSAND for i in range(figures)}, counts), of_article


# -- when a row stops ------------------------------------------------------------------------------------------------------


def test_a_row_stops_at_the_deal_that_is_extreme_for_the_last_time():
    """Of 1.0 the second and the fourth deal are as large: 2 of 4. Of 2.0 only the third is: 1 + 1 of 5 + 1."""
    deals = np.array([[0.5, 0.5], [-1.0, 0.0], [0.0, 3.0], [1.0, 0.0], [2.0, 0.0]])
    rows = Rows.of(np.array([1.0, 2.0]), stop=2).after(deals)
    assert rows.p.tolist() == [0.5, pytest.approx(2 / 6)]
    assert rows.active.tolist() == [False, True]


def test_a_deal_without_a_figure_does_not_count_and_a_row_without_one_has_no_p():
    rows = Rows.of(np.array([1.0, np.nan]), stop=9)
    assert rows.active.tolist() == [True, False]
    assert rows.after(np.array([[np.nan], [0.0], [2.0]])).p.tolist() == [pytest.approx(2 / 3), pytest.approx(np.nan, nan_ok=True)]


def test_p_is_as_often_small_as_it_says_where_there_is_no_difference():
    rng = np.random.default_rng(0)
    rows = Rows.of(rng.normal(size=20_000), stop=20)
    while rows.deals.max() < 1000:
        rows = rows.after(rng.normal(size=(100, int(rows.active.sum()))))
    for level in (0.2, 0.05, 0.01):
        assert (rows.p <= level).mean() == pytest.approx(level, abs=3 * np.sqrt(level / 20_000))
    assert rows.deals.mean() < 150


def test_no_more_articles_are_dealt_than_the_rows_need(monkeypatch):
    dealt, deal = [], permutations.dealt_out
    monkeypatch.setattr(permutations, "dealt_out", lambda keys, starts: dealt.extend(keys) or deal(keys, starts))
    p = permutation_p(*lumpy(40, 2, 1), Permutations(100_000, 0))["rate 0"]
    assert p.min() > 0.05
    assert len(dealt) < 40 * STOP


# -- what p depends on -----------------------------------------------------------------------------------------------------


def test_a_planted_difference_among_many_rows_is_significant_after_adjusting():
    tally, groups = lumpy(240, 6, 128, planted=1)
    few, enough = Permutations(2000, 0), permutations_of(Resampling(2000), len(groups), tests=768)
    p_few, p = (np.array(list(permutation_p(tally, groups, how).values())) for how in (few, enough))
    assert adjusted(p_few.ravel()).min() > 0.05
    assert adjusted(p.ravel())[0] <= 0.05
    assert adjusted(p.ravel())[6:].min() > 0.05  # the other 127 measures


@pytest.mark.parametrize("test", ["over all", "within events"])
def test_p_of_a_row_does_not_depend_on_the_other_measures(test):
    tally, groups = lumpy(60, 3, 8, planted=2)
    events, how = np.arange(60) % 20, Permutations(3000, 0)

    def p(of):
        return permutation_p(of, groups, how) if test == "over all" else permutation_p_within(of, groups, events, how)

    together = p(tally)
    for name in ("rate 0", "rate 5"):
        assert p(tally.only([name]))[name].tolist() == together[name].tolist()


@pytest.mark.parametrize("few", [0.0, 1.0])
def test_p_does_not_depend_on_how_much_is_computed_at_once(monkeypatch, few):
    tally, groups = lumpy(60, 3, 4, planted=1)
    usual = permutation_p(tally, groups, Permutations(2000, 0))
    monkeypatch.setattr(against_rest, "FEW_ROWS", few)
    monkeypatch.setattr(permutations, "DEALT", 700)
    again = permutation_p(tally, groups, Permutations(2000, 0))
    assert {name: p.tolist() for name, p in again.items()} == {name: p.tolist() for name, p in usual.items()}


def test_the_fewer_rows_are_clear_the_more_articles_are_dealt(monkeypatch):
    """Of 768 tests, one clear row takes 40 deals for each, and several clear rows that number among them."""
    tally, groups = lumpy(120, 6, 20, planted=20)
    dealt, deal = [], permutations.dealt_out
    monkeypatch.setattr(permutations, "dealt_out", lambda keys, starts: dealt.extend(keys) or deal(keys, starts))
    p = np.array(list(permutation_p(tally, groups, Permutations(30_720, 0, first=500, tests=768)).values()))
    clear = int((p * (len(dealt) + 1) < 1.001).sum())
    assert clear > 10
    assert 40 * 768 // clear <= len(dealt) < 40 * 768 // 10


def test_groups_that_are_not_tested_have_no_p_and_change_none():
    tally, groups = lumpy(60, 3, 4, planted=1)
    every = permutation_p(tally, groups, Permutations(2000, 0))
    some = permutation_p(tally, groups, Permutations(2000, 0), np.array([True, False, True]))
    for name, p in some.items():
        assert p[[0, 2]].tolist() == every[name][[0, 2]].tolist()
        assert np.isnan(p[1])


# -- how many deals --------------------------------------------------------------------------------------------------------


def test_many_articles_are_dealt_less_often_but_never_less_than_they_are_resampled():
    tests = [permutations_of(Resampling(1000), articles, 5000).most for articles in (500, 10_000, 10_000_000)]
    assert tests == [200_000, 20_000, 1000]
    assert permutations_of(Resampling(1000, permutations=99), 500, 5000).most == 99


def test_too_few_permutations_are_refused():
    with pytest.raises(OptionError, match="permutations 18: give 19 or more"):
        Resampling(permutations=18)


# -- large corpora ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_batches(monkeypatch):
    for name, value in {"BATCHES": 200, "LEAST_BATCHES": 20, "SINGLES": 100}.items():
        monkeypatch.setattr(against_rest, name, value)


def test_large_groups_are_dealt_in_batches_of_one_size_and_small_ones_article_by_article(small_batches):
    groups = np.repeat([0, 1, 2], [1200, 780, 20])
    batches = batched(tally_of({"rate": PER_THOUSAND}, np.ones((2000, 2))), groups, seed=0)
    sizes = batches.tally.counts[:, 0]
    assert set(sizes[batches.blocks == 0]) == {10.0}
    assert set(sizes[batches.blocks == 1]) == {1.0}
    assert (batches.groups == 2).sum() == 20
    assert [sizes[batches.groups == group].sum() for group in range(3)] == [1200, 780, 20]
    assert len(batches.groups) < 400


def test_in_batches_too_a_test_rejects_as_seldom_as_it_should_and_finds_what_is_planted(small_batches):
    tally, groups = lumpy(2000, 4, 300, planted=1)
    p = np.array(list(permutation_p(tally, groups, Permutations(400, 0, stop=40)).values()))
    assert (p[1:] <= 0.05).mean() == pytest.approx(0.05, abs=0.015)
    assert p[0, 0] == pytest.approx(1 / 401)
