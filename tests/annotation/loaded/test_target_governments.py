"""Which government a regime is."""

import pytest

from toolkit.annotation.annotator import annotate


def _target(text):
    return annotate(text).loaded[-1].target


@pytest.mark.parametrize(
    "text",
    [
        "Aid groups met on Monday. Hezbollah backed the Assad regime.",
        "Aid groups met on Monday. Hezbollah backed the regime in Damascus.",
        "The Obama administration struck Syria. Hezbollah backed the Syrian regime.",
        "The army of Syria fled from Idlib. Syria lost it all. Hezbollah backed the regime.",
        "Aid groups met the Assad regime in Turkey on Monday. Turkey and Turkey alone warned the regime.",
    ],
)
def test_a_regime_is_the_government_of_its_country(text):
    target = _target(text)
    assert (target.name, target.entity, target.link, target.named) == ("Syrian government", "Syria", "self", True)


def test_a_regime_is_itself_whom_a_term_is_about_and_not_who_acts():
    assert _target("Iran and Russia warned Israel. Hezbollah attacked the Iranian regime.").entity == "Iran"


@pytest.mark.parametrize("text", ["Syria fears a brutal regime.", "No regime lasts, and Syria knows it."])
def test_any_regime_is_no_certain_government(text):
    assert _target(text) is None or _target(text).name != "Syrian government"


def test_a_regime_of_no_known_country_keeps_its_words():
    assert _target("Hall left the Kelvian regime.").name != "Syrian government"


def test_regime_change_is_no_government():
    assert _target("Syria fears regime change.").name != "Syrian government"


def test_a_body_that_rules_is_its_regime_itself():
    assert [term.target.name for term in annotate("The brutal Hamas regime fled.").loaded] == ["Hamas", "Hamas"]
