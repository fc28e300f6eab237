"""Paragraphs that the line before announces are that source's words, also where somebody is quoted in them."""

import pytest

import toolkit as tk

BLOCK = "The road to the north was closed all week, the sheriff said, and no car came through before Sunday."


def block_of(line, block=BLOCK):
    """Speaker and cue of the attribution whose content is the whole block; None where there is none."""
    text = f"The mayor left.\n\n{line}\n\n{block}\n\nThe shops were open again by Monday."
    found = tk.annotate(text).attributions
    return next((a.source[0].of(text) for a in found if [s.of(text).rstrip(".") for s in a.content] == [block.rstrip(".")]), None)


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


def test_what_a_block_says_of_others_is_heard_inside_it():
    text = f"The mayor left.\n\nAda Hall wrote:\n\n{BLOCK}\n\nThe shops were open again by Monday."
    assert {a.source[0].of(text) for a in tk.annotate(text).attributions} == {"Ada Hall", "the sheriff"}
