"""Keywords in context on terminals of any width."""

import io

import pytest
from rich.console import Console

from toolkit.cli.contexts import in_context

PLACES = [
    {
        "left": "Nobody would have thought, when the old ",
        "hit": "regime",
        "right": " fell at last, that\nit had many friends.",
    },
    {"left": "A ", "hit": "regime", "right": "."},
    {"left": "x" * 60, "hit": "regime in exile which has " + "y" * 200, "right": " z"},
    {"left": "", "hit": "regime", "right": " 政権は"},
]
BESIDE = {"said by": ["narration", "Hall", "A very long name of somebody who speaks", ""], "article": ["a1", "a2", "a3", "a4"]}


def printed(width, beside=BESIDE):
    """The lines that a terminal of this width shows."""
    screen = Console(width=width, file=io.StringIO(), color_system=None, legacy_windows=False)
    screen.print(in_context(PLACES, beside, width))
    return screen.file.getvalue().splitlines()


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_keywords_stand_below_each_other_on_one_line_each(width):
    header, *lines = printed(width)
    assert len(lines) == len(PLACES)
    assert {line.index("regime") for line in lines} == {header.index("place")}
    assert max(map(len, lines)) <= width


def test_what_is_cut_is_cut_from_the_far_ends():
    lines = printed(60)
    assert lines[1].split("regime")[0].endswith("when the old ")
    assert lines[1].split("regime")[0].lstrip().startswith("when")
    assert "…" in lines[1].split("regime")[1]
    assert lines[2].split("regime")[1].startswith(".")


def test_columns_without_room_or_content_are_left_out():
    assert printed(60)[0].split() == ["before", "place", "said", "by"]
    assert printed(80)[0].split() == ["before", "place", "said", "by", "article"]
    assert printed(40)[0].split() == ["before", "place"]
    assert printed(200, {"about": [""] * 4})[0].split() == ["before", "place"]
