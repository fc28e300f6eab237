"""Names of one person or body in several articles."""

import pytest

from toolkit.comparison.joined_names import Name, joined_names


def joined(*names, kind="person"):
    return [name.name for name in joined_names([Name(name, kind) for name in names]).values()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Hall", "Hall"),
        ("Ada Hall", "Ada M. Hall"),
        ("William Kristol", "Bill Kristol"),
        ("Nouri al-Maliki", "Maliki"),
        ("Sammy Davis", "Sammy Davis Jr."),
        ("Ada Hall", "Ms. Hall"),
        ("Ada Hall", "Mad Dog Hall"),
    ],
)
def test_names_of_one_person(one, other):
    first, second = joined(one, other)
    assert first == second


@pytest.mark.parametrize(
    "names", [("Bill Clinton", "Hillary Clinton"), ("Bill Clinton", "Hillary Clinton", "Clinton"), ("Ada Hall", "Ada Lane")]
)
def test_names_that_may_mean_two_stay_apart(names):
    assert len(set(joined(*names))) == len(names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sarrow Ledger Project", "the Ledger Project"),
        ("Customs and Border Protection", "CBP"),
        ("White House", "the White House"),
        ("Republicans", "Republican"),
    ],
)
def test_names_of_one_body(one, other):
    first, second = joined(one, other, kind="body")
    assert first == second


def test_a_part_of_two_bodies_is_neither():
    names = ("Texas National Guard", "Ohio National Guard", "National Guard")
    assert len(set(joined(*names, kind="body"))) == 3


def test_the_fullest_name_stands_for_all_and_loses_its_article():
    assert set(joined("the White House", "White House", kind="body")) == {"White House"}
    assert set(joined("Hall", "Ada Hall")) == {"Ada Hall"}


def test_the_order_of_names_makes_no_difference():
    names = [Name(name, "person") for name in ("Hall", "Ada Hall", "A. Hall", "Ben Lane", "Lane")]
    assert joined_names(names) == joined_names(names[::-1])
