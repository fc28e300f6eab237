"""Charts of what outlets leave out."""

from dataclasses import replace

import pytest

from toolkit import charts, example_results
from toolkit.errors import OptionError


def marks(ax):
    """Group and item of each mark by its look: filled, hollow or a dot."""
    columns, rows = ([label.get_text() for label in labels] for labels in (ax.get_xticklabels(), ax.get_yticklabels()))
    looks = {}
    for line in ax.lines:
        (x,), (y,) = line.get_xdata(), line.get_ydata()
        look = "dot" if line.get_marker() == "." else "hollow" if line.get_markerfacecolor() == "white" else "filled"
        looks[columns[x], rows[y]] = look
    return looks


def test_the_matrix_tells_heard_named_and_absent_apart():
    ax = charts.event_matrix(example_results.omissions())
    looks = marks(ax)
    assert looks["Herald", "Ada Hall"] == "filled"
    assert looks["Herald", "Ben Abay"] == "hollow"
    assert looks["Herald", "Cora Lane"] == "dot"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["heard", "named only", "not named"]


def test_the_matrix_says_what_it_leaves_out():
    ax = charts.event_matrix(example_results.omissions(), items=1, groups=2)
    assert "shown: the 1 of 3 that most bring" in ax.get_xlabel()
    assert "not shown: 1 that bring less" in ax.get_xlabel()
    assert len(ax.get_xticklabels()) == 2


@pytest.mark.parametrize("is_open", [True, False])
def test_the_question_mark_is_explained_where_there_is_one(is_open):
    result = example_results.omissions()
    ax = charts.event_matrix(replace(result, table=result.table.assign(open=is_open)))
    assert ("?: may be there" in ax.get_xlabel()) is is_open


def test_names_of_groups_are_as_long_as_in_other_charts():
    result = example_results.omissions()
    table = result.table.assign(group=result.table["group"].replace("Herald", "Kelmarra National Channel"))
    ax = charts.event_matrix(replace(result, table=table))
    assert "Kelmarra National Channel" in [label.get_text() for label in ax.get_xticklabels()]


def test_shares_have_a_mark_and_a_tick_for_each_group():
    ax = charts.omission_shares(example_results.omissions())
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Post", "Wire", "Herald"]
    assert "1 of 3, alone 0" in [text.get_text() for text in ax.texts]


def test_the_axis_of_shares_is_in_per_cent_and_a_cross_is_explained():
    ax = charts.omission_shares(example_results.omissions())
    ax.figure.canvas.draw()
    assert "20 %" in [label.get_text() for label in ax.get_xticklabels()]
    assert "×: no interval" in ax.get_xlabel()


def test_shares_of_many_groups_are_limited_to_those_on_the_most_events():
    ax = charts.omission_shares(example_results.omissions(), groups=2)
    assert len(ax.get_yticklabels()) == 2
    assert ax.get_xlabel().endswith("shown: the 2 of 3 with the most events; of equals, the first by name")


def test_what_is_not_there_is_said():
    with pytest.raises(OptionError, match="share no event"):
        charts.event_matrix(example_results.omissions(), "flood")
    with pytest.raises(OptionError, match="no actor"):
        charts.omission_shares(example_results.omissions(), kind="actor")
