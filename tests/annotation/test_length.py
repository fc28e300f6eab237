"""The work that a text makes grows with its length, also where the text is made to hurt."""

from cProfile import Profile
from pstats import Stats

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
    "overrides": "\u202eword ",
    "lines with a name": "Hall: \n",
    "turns": "Hall: It rained.\n",
    "letters without width": "wo\u200b\u200brd ",
    "no full stop": "the minister left the room and ",
}


def calls(text):
    """How many functions are called to annotate a text: the same on every machine."""
    annotator, profile = tk.Annotator(), Profile()
    annotator(tk.article_of(text))  # words are looked up once
    profile.enable()
    annotator(tk.article_of(text))
    profile.disable()
    return Stats(profile).total_calls


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_twice_the_text_makes_twice_the_work(pattern):
    times = 3000 // len(pattern)
    assert calls(pattern * times * 2) < 2.2 * calls(pattern * times)
