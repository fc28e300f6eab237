"""Of a noun phrase, the head is what a term is about, and a target's name is a name."""

import pytest

from toolkit.annotation.annotator import annotate


def _target(text, term):
    """The target of the last loaded term of a text that is spelt so."""
    return [t for t in annotate(text).loaded if t.span.of(text) == term][-1].target


@pytest.mark.parametrize(
    ("text", "term", "name"),
    [
        ("But then the narcissistic Harvard alum posted a very different video.", "narcissistic", "Harvard alum"),
        ("In his notorious Lester Holt interview, Trump said he was glad.", "notorious", "Lester Holt interview"),
        ("It was a notorious New Jersey-based company.", "notorious", "New Jersey-based company"),
        ("They met the heroic Sandy Hook principal Ada Hall.", "heroic", "Ada Hall"),
    ],
)
def test_a_name_in_front_of_a_noun_is_not_what_the_adjective_before_it_is_about(text, term, name):
    assert _target(text, term).name == name


@pytest.mark.parametrize("proposals", ["Hall's ludicrous", "Hall's “ludicrous”", "Hall’s rather ludicrous", "her ludicrous"])
def test_an_adjective_behind_a_possessor_is_about_what_is_possessed(proposals):
    text = f"Ada Hall spoke on Monday. Nobody read {proposals} proposals."
    assert _target(text, "ludicrous").name.endswith("proposals")


@pytest.mark.parametrize("rest", ["Hall's hypocrisy shocked people.", "Viewers found Hall's hypocrisy offensive."])
def test_a_noun_behind_a_possessor_may_be_about_the_possessor(rest):
    assert _target(f"Ada Hall spoke on Monday. {rest}", "hypocrisy").name == "Ada Hall"


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("Comey's firing", "Comey's firing"),
        ("The Comey firing", "Comey firing"),
        ("The summit with Comey", "summit"),
    ],
)
def test_what_is_said_of_a_subject_is_about_its_head(subject, name):
    assert _target(f"James Comey led the FBI. {subject} was unsettling.", "unsettling").name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Hall fled. They left the town after Hall was brutal.", "Ada Hall"),
        ("A number of soldiers were brutal.", "soldiers"),
    ],
)
def test_a_noun_behind_a_conjunction_or_a_quantity_is_no_modifier(text, name):
    assert _target(text, "brutal").name == name


def test_a_loaded_cue_is_about_the_head_of_its_source_and_not_its_possessor():
    text = "Syed Farook was armed. Farook's friend claims he was told of the plot."
    assert _target(text, "claims he").name == "Farook's friend"


def test_it_is_nobody_where_it_means_an_event():
    target = _target("The IISS wrote to Hall. It's horrifying that nobody read it.", "horrifying")
    assert (target.name, target.entity, target.link, target.named) == ("It", None, "pronoun", False)


def test_names_of_possessors_have_no_ending():
    targets = [t.target for t in annotate("The Left’s hypocrisy is shocking. The Right's hypocrisy is worse.").loaded if t.target]
    assert all(not target.name.endswith(("’s", "'s")) for target in targets)


@pytest.mark.parametrize(("group", "name"), [("The Americans", "United States"), ("Poor Americans", "Poor Americans")])
def test_some_of_a_people_are_not_their_country(group, name):
    assert _target(f"{group} are heroic.", "heroic").name == name


def test_if_not_denies_nothing():
    text = "Many find the form overwhelming, if not downright baffling."
    assert [t.negated for t in annotate(text).loaded] == [False] * 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Hall spoke on Monday. She is one of the most brutal critics of the bill.", "Ada Hall"),
        ("Ada Hall was actually a “brutal” critic.", "Ada Hall"),
        ("Ada Hall, the brutal senator, left on Monday.", "Ada Hall"),
        ("A brutal pastor named Cole Dunn left on Monday.", "Cole Dunn"),
        ("Ada Hall met a brutal senator.", "brutal senator"),
    ],
)
def test_a_noun_that_says_what_somebody_is_has_their_name(text, name):
    target = _target(text, "brutal")
    assert target is None or name.endswith(target.name)


def test_a_verb_behind_who_is_about_the_noun_before_it():
    assert _target("Ada Hall left on Monday. Those who brutally attacked Hall fled.", "brutally").name == "Those"


def test_a_term_that_owns_something_is_about_itself():
    target = _target("Nobody read the murderer's manifesto.", "murderer's")
    assert (target.name, target.link) == ("murderer", "self")
