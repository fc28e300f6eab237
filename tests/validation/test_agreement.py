"""How far coders agree: alpha, and an interval that does not take what it has not seen for impossible."""

import numpy as np
import pytest

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
