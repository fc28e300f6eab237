"""Measures of how harm is told, on articles short enough to count by hand."""

import math

import pytest

import toolkit as tk
from toolkit.annotation.sources.registry import load_registry

TEXT = (
    "Soldiers killed two boys. "  # agent, counted
    "A woman was killed on Friday. "  # passive, individual
    "Twelve people died in the raid. "  # died, counted, and a raid without an agent
    "Ada Hall said that militants shot three men."  # in paraphrase
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("harm_attributed", 1 / 5),
        ("harm_agent_narration", 1 / 4),
        ("harm_died_narration", 1 / 3),
        ("harm_agentless_narration", 1 / 2),
        ("harm_individual_narration", 1 / 3),
        ("harm_agent_paraphrase", 1),
        ("harm_agentless_paraphrase", 0),
    ],
)
def test_by_hand(name, expected):
    assert tk.score(TEXT).values[name] == pytest.approx(expected)


def test_the_places_of_a_measure_are_its_events():
    document = tk.annotate(TEXT)
    measure = tk.MEASURES["harm_agent_narration"]
    assert [place.what for place in measure.places(document)] == ["killed"]
    assert sum(place.weight for place in measure.places(document)) == measure.counts(document)[0]


def test_by_side(tmp_path):
    path = tmp_path / "sides.csv"
    path.write_text("name,side\nIsrael,one\nIran,other\n", encoding="utf-8")
    text = "Israeli soldiers killed two Iranian drivers. An Iranian pilot was killed. An Israeli pilot was killed by a bear."
    values = tk.score(text, registry=load_registry(sides=path)).values
    assert values["side_harm_agent_other"] == pytest.approx(1 / 2)
    assert values["side_harm_agent_one"] == 1
    assert values["side_harm_suffered_other"] == pytest.approx(2 / 3)
    assert values["side_harm_done_one"] == 1
    assert values["side_harm_attributed_one"] == 0


@pytest.mark.parametrize(
    ("told", "doubted"),
    [
        ("The ministry said that soldiers killed ten men.", 0),
        ("The ministry claimed that soldiers killed ten men.", 1),
        ("The militia-run ministry said that soldiers killed ten men.", 1),
        ("Officials of the militia-controlled town said that soldiers killed ten men.", 1),
        ("A run-down ministry said that soldiers killed ten men.", 0),
    ],
)
def test_the_outlet_leaves_open_what_it_gives_a_doubtful_source_for(told, doubted):
    assert tk.score(told).values["harm_doubted"] == doubted


def test_the_outlets_own_harm_is_in_no_doubt():
    assert math.isnan(tk.score("Soldiers killed ten men.").values["harm_doubted"])


def test_harm_in_a_title_is_told_in_the_headline():
    values = tk.score(tk.article_of("It rained.", title="Two boys killed in Keldry")).values
    assert values["harm_agentless_headline"] == 1
    assert values["harm_agent_headline"] == 0
    assert values["harm_attributed"] == 0


def test_explain_says_who_does_what_to_whom():
    article = tk.article_of("Soldiers killed two boys in Keldry.", outlet="Wire", title="Army kills two boys")
    for voice, agent in (("narration", "Soldiers"), ("headline", "Army")):
        [line] = tk.explain([article], "Wire", f"harm_agent_{voice}").lines.to_dict("records")
        assert (line["agent"], line["patient"]) == (agent, "two boys")
