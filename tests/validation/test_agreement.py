"""How far coders agree: alpha, and an interval that does not take what it has not seen for impossible."""

import numpy as np
import pytest

import toolkit as tk
from toolkit.errors import OptionError
from toolkit.validation.agreement import agreement_of


def pairs(*answers):
    return [list(zip(("Ann", "Bo", "Cy"), unit, strict=False)) for unit in answers]


def test_without_a_disagreement_the_interval_leaves_room_for_some():
    """Five units, no disagreement: the interval of resampled units is 1.0 to 1.0."""
    found = agreement_of(pairs("yy", "yy", "nn", "nn", "nn"))
    assert found.alpha == 1
    assert -0.1 < found.low < 0.5
    assert 0.9 < found.high <= 1


def test_more_units_make_the_interval_narrower():
    few, many = (agreement_of(pairs(*["yy", "nn"] * n)) for n in (5, 100))
    assert few.low < 0.6 < 0.94 < many.low


def test_alpha_is_that_of_krippendorff():
    """His example of binary data (2011, Computing Krippendorff's alpha-reliability, section B)."""
    found = agreement_of(pairs(*zip("0100000010", "1110010000", strict=True)))
    assert round(found.alpha, 3) == 0.095
    assert -1 < found.low < found.alpha < found.high < 1


def test_there_is_no_alpha_where_all_answers_are_the_same_and_a_note_says_why():
    found = agreement_of(pairs("nn", "nn", "nn"))
    assert np.isnan([found.alpha, found.low, found.high]).all()
    assert found.note == "no alpha: all answers are 'n'"
    assert agreement_of(pairs("y", "n")).note == "no unit was coded twice"


def test_units_of_one_coder_do_not_move_the_others():
    assert agreement_of(pairs("yy", "nn", "yn", "y", "n")) == agreement_of(pairs("yy", "nn", "yn"))


def test_sets_that_share_labels_agree_in_part():
    """By hand: distances of MASI are 2/3, 0 and 0 within the units, and 18.67 over all 30 pairs of answers."""
    units = pairs(("ab", "a"), ("a", "a"), ("b", "b"))
    found = agreement_of([[(coder, set(labels)) for coder, labels in unit] for unit in units], distance="masi")
    assert found.alpha == pytest.approx(1 - (2 / 3 / 3) / (56 / 3 / 30))
    assert found.low < found.alpha < found.high <= 1
    assert found.alpha > agreement_of(units).alpha


def test_no_label_is_an_answer_and_one_label_alone_is_no_set():
    none, one = [("Ann", set()), ("Bo", set())], [("Ann", {"a"}), ("Bo", ["a"])]
    assert agreement_of([none, one], distance="masi").alpha == 1
    assert agreement_of([one, one], distance="masi").note == "no alpha: all answers are 'a'"
    with pytest.raises(tk.OptionError, match="give each answer as a list or set"):
        agreement_of(pairs("yy", "nn"), distance="masi")
    with pytest.raises(tk.OptionError, match="no distance is called 'jaccard'; choose among nominal, masi"):
        agreement_of(pairs("yy", "nn"), distance="jaccard")


def test_the_interval_covers_alpha_of_twenty_units_with_several_labels():
    def drawn(n, rng):
        answers = (rng.random((n, 1, 3)) < (0.3, 0.3, 0.2)) ^ (rng.random((n, 2, 3)) < 0.1)
        return [[(str(coder), np.flatnonzero(labels).astype(str)) for coder, labels in enumerate(unit)] for unit in answers]

    true = agreement_of(drawn(1500, np.random.default_rng(99)), distance="masi", resamples=40).alpha
    rng, held = np.random.default_rng(1), []
    for _ in range(100):
        found = agreement_of(drawn(20, rng), distance="masi", resamples=400)
        held.append(found.low <= true <= found.high)
    assert np.mean(held) >= 0.92


@pytest.mark.parametrize(("prevalence", "agree"), [(0.1, 0.9), (0.3, 0.98), (0.5, 0.8)])
def test_the_interval_covers_alpha_of_twenty_units(prevalence, agree):
    rng, runs, wrong = np.random.default_rng(0), 200, (1 - np.sqrt(2 * agree - 1)) / 2
    share = prevalence * (1 - wrong) + (1 - prevalence) * wrong
    true, held = 1 - (1 - agree) / (2 * share * (1 - share)), []
    for _ in range(runs):
        truth = rng.random((20, 1)) < prevalence
        answers = truth ^ (rng.random((20, 2)) < wrong)
        found = agreement_of(pairs(*(tuple(map(str, unit)) for unit in answers)), resamples=300)
        held += [found.low <= true <= found.high] if not found.note else []
    assert np.mean(held) >= 0.92


def test_an_answer_that_is_missing_is_none():
    units = [[("Ann", "x"), ("Bo", "x")], [("Ann", "y"), ("Bo", "y")], [("Ann", "x"), ("Bo", "y")]]
    gaps = [*units, [("Ann", "x"), ("Bo", None)], [("Ann", float("nan")), ("Bo", "y")]]
    assert agreement_of(gaps) == agreement_of(units)
    assert agreement_of([[("Ann", 1), ("Bo", "x")], *units]).units == 4


@pytest.mark.parametrize("options", [{"resamples": 1}, {"confidence": 95}, {"seed": -1}])
def test_options_of_the_interval_are_checked(options):
    with pytest.raises(OptionError, match=f"{next(iter(options))} "):
        agreement_of([[("Ann", "x"), ("Bo", "y")]] * 3, **options)
