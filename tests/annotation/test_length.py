"""The work that a text makes grows with its length, also where the text is made to hurt."""

import sys

import pytest

import toolkit as tk

PATTERNS = {
    "plain": "Ada Hall said on Monday that the mill had burnt. “It was a puppet regime,” she added.\n",
    "cues": "said ",
    "cues with sources": "Hall said ",
    "cues with content": "said that ",
    "paragraphs that open a quotation": "“The minister left the room and the house.\n",
    "straight marks that open": '"The minister left the room and the house.\n',
    "curly marks that open": "“ word ",
    "single marks that open": "‘word and ",
    "straight single marks that open": " 'word and ",
    "possessives in an open quotation": "‘workers’ rights ",
    "names": "Ada Hall ",
    "quotations before said": "“word,” said ",
    "overrides": "\u202eword ",
    "lines with a name": "Hall: \n",
    "turns": "Hall: It rained.\n",
    "letters without width": "wo\u200b\u200brd ",
    "no full stop": "the minister left the room and ",
}


def steps(text):
    """How many instructions are run to annotate a text: the same on every machine."""
    annotator, n = tk.Annotator(), 0
    annotator(tk.article_of(text))  # words are looked up once

    def count(frame, event, _):
        nonlocal n
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        n += 1
        return count

    traced = sys.gettrace()
    sys.settrace(count)
    try:
        annotator(tk.article_of(text))
    finally:
        sys.settrace(traced)
    return n


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_twice_the_text_makes_twice_the_work(pattern):
    times = 2000 // len(pattern)
    assert steps(pattern * times * 2) < 2.2 * steps(pattern * times)


def test_a_line_of_white_space_is_searched_once():
    assert tk.annotate(" " * 400_000).sentences == ()  # a search from each of its characters would take a quarter of an hour
