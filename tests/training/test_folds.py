import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from toolkit.training.folds import grouped_folds, leave_one_group_out, merged_groups, random_folds, within_groups_auroc

GROUPS = np.array(["big"] * 6 + ["wide"] * 6 + ["small"] * 2 + ["tiny"])


def labels(n):
    return np.arange(n) % 2


def test_small_groups_are_merged_even_where_they_stay_small():
    merged = merged_groups(GROUPS, least=5)
    assert dict(zip(*np.unique(merged.astype(str), return_counts=True), strict=True)) == {"big": 6, "other": 3, "wide": 6}
    assert merged_groups(GROUPS, least=1).tolist() == GROUPS.tolist()
    assert merged_groups([], least=5).tolist() == []


def test_the_merged_group_is_called_as_asked():
    assert set(merged_groups([1, 1, 2], least=2, name="rest")) == {"1", "rest"}


def test_a_group_is_never_on_both_sides():
    y = labels(15)
    folds = grouped_folds(y, GROUPS, n_splits=3)
    assert all(not set(GROUPS[train]) & set(GROUPS[test]) for train, test in folds)
    assert sorted(i for _, test in folds for i in test) == list(range(15))


def test_more_folds_than_groups_are_refused():
    with pytest.raises(ValueError, match="5 folds of 4 groups"):
        grouped_folds(labels(15), GROUPS)
    with pytest.raises(ValueError, match="3 rows, but 15 groups"):
        grouped_folds(labels(3), GROUPS, n_splits=2)


def test_random_folds_have_even_labels_and_a_seed():
    y = labels(20)
    assert {y[test].sum() for _, test in random_folds(y)} == {2}
    first, same, other = (random_folds(y, seed=seed)[0][1].tolist() for seed in (0, 0, 1))
    assert first == same != other
    with pytest.raises(ValueError, match="rarest label has 1 rows"):
        random_folds([0, 0, 0, 1])


def test_each_group_is_left_out_once():
    folds = leave_one_group_out(GROUPS, least=5)
    assert [set(GROUPS[test]) for _, test in folds] == [{"big"}, {"small", "tiny"}, {"wide"}]
    with pytest.raises(ValueError, match="nothing to leave out"):
        leave_one_group_out(["a", "b"], least=50)


@pytest.mark.parametrize("folds", [random_folds, lambda y: grouped_folds(y, np.arange(40) % 7)])
def test_folds_are_taken_by_scikit_learn(folds):
    y = labels(40)
    predicted = cross_val_predict(LogisticRegression(), y[:, None] * 3.0, y, cv=folds(y))
    assert (predicted == y).all()


def test_who_only_knows_the_group_has_one_half():
    groups = np.repeat(["a", "b"], 10)
    y = np.array([1] * 8 + [0] * 2 + [1] * 2 + [0] * 8)
    assert within_groups_auroc(y, (groups == "a").astype(float), groups) == 0.5


def test_pairs_count_not_groups():
    # group a: one pair, wrong; group b: four pairs, all right
    assert within_groups_auroc([1, 0, 1, 1, 0, 0], [0.1, 0.9, 0.9, 0.8, 0.1, 0.2], list("aabbbb")) == 0.8


def test_without_pairs_there_is_no_figure():
    assert np.isnan(within_groups_auroc([1, 1, 0], [0.1, 0.2, 0.3], ["a", "a", "b"]))
