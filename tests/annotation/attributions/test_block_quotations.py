"""Paragraphs that the line before announces are that source's words, also where somebody is quoted in them."""

import pytest

import toolkit as tk

BLOCK = "The road to the north was closed all week, the sheriff said, and no car came through before Sunday."


LONG = f"{BLOCK} The town sent bread by boat. {BLOCK} Nobody slept, and the lamps burned until the wind had fallen. {BLOCK}"
NO_SOURCE = "no source"


def block_of(line, block=BLOCK):
    """The source of the attribution whose content is the whole block; None where there is no such attribution."""
    text = f"The mayor left.\n\n{line}\n\n{block}\n\nThe shops were open again by Monday."
    said = [a for a in tk.annotate(text).attributions if [s.of(text).rstrip(".") for s in a.content] == [block.rstrip(".")]]
    return (said[0].source[0].of(text) if said[0].source else NO_SOURCE) if said else None


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Ada Hall wrote:", "Ada Hall"),
        ("As Ada Hall noted in a piece for the Courier:", "Ada Hall"),
        ("It snowed. The Courier reports:", "The Courier"),
        ("According to the report:", "the report"),
        ("From the Courier:", "the Courier"),
        ("It snowed for a week (via the Courier):", "the Courier"),
    ],
)
def test_a_paragraph_is_said_by_whom_the_line_before_names(line, source):
    assert block_of(line) == source


@pytest.mark.parametrize(
    "line",
    [
        "That is the question for the town:",
        "Ada Hall said that there were three reasons for the plan that the town had long been waiting for, and here they are:",
        "I wrote:",
        "Related posts:",
    ],
)
def test_other_lines_with_a_colon_announce_no_words(line):
    assert block_of(line) is None


@pytest.mark.parametrize(
    ("line", "block", "source"),
    [
        ("Ada Hall's takeaway:", LONG, "Ada Hall's"),
        ("The passage in the ruling from Dorlin:", LONG.replace("no car", "not one of our cars"), NO_SOURCE),
        ("The snow was the worst in years in Dorlin:", LONG, None),
        ("The report by Hall leaves two questions:", BLOCK, None),
        ("Update at 3 p.m. ET. A statement by Hall:", LONG, None),
    ],
)
def test_a_paragraph_after_a_colon_is_judged_by_how_it_looks(line, block, source):
    assert block_of(line, block) == source


def test_a_line_that_is_a_name_is_the_source_of_the_paragraph_after_it():
    block = LONG.replace("no car", "not one of our cars")
    assert block_of("Ada Hall of the Road Institute:", block) == "Ada Hall"


def test_what_a_block_says_of_others_is_heard_inside_it():
    text = f"The mayor left.\n\nAda Hall wrote:\n\n{BLOCK}\n\nThe shops were open again by Monday."
    assert {a.source[0].of(text) for a in tk.annotate(text).attributions} == {"Ada Hall", "the sheriff"}
