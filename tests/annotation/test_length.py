"""The work that a text makes grows with its length, also where the text is made to hurt."""

import sys
from itertools import islice, product

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
    "turns in one line": "Hall: It rained. Abay: Did it? ",
    "posts": "It rained. — Ada Hall (@ada) May 3, 2020\n\n",
    "posts in one line": "It rained. — Ada Hall (@ada) May 3, 2020 ",
    "block quotations": "Hall wrote:\nThe road to the north was closed all week, and no car at all came through, she said.\n",
    "letters without width": "wo\u200b\u200brd ",
    "no full stop": "the minister left the room and ",
    "persons of one last name": "{} Hall left. ",
    "persons of one last name, and the name alone": "{} Hall left. Hall spoke. ",
    "a title in the one gender and names in the other": "Mr. {} Hall left. Mrs. Hall left. ",
    "a role again and again": "Ada Hall is a lawyer. ",
    "first names that are countries": "Chad Lund ",
    "last names that are bodies": "Michael Bloomberg and Bloomberg ",
    "last names that are countries": "Jim Jordan left. Jordan spoke. ",
    "introductions by a body": "Ada Hall, a University of Keldry ",
    "places": "Houston left. ",
    "places by their kind": "Ohio left. The state said it rained. ",
    "judges": "A federal judge ruled that it rained. ",
    "documents": "The report said it rained. ",
    "names in the possessive": "Macy's Purse opened. ",
    "verbs of harm": "killed and ",
    "nouns of harm": "killing ",
    "clauses of harm": "bombed the town and killed nine men and ",
    "descriptions of harm": "the attack that killed ",
    "questions with whoever asked": "“Why?” Hall asked. ",
    "asides": "(a) Hall killed ",
}


def repeated(pattern, times):
    """The pattern many times, each with a name of its own in place of the braces."""
    return "".join(pattern.replace("{}", name.capitalize()) for name in islice(names(), times))


def names():
    """Names without end that are no words: they differ in their letters, and all have two syllables."""
    return (f"{a}{b}r{c}w" for c, a, b in product("aeiouy", "bcdfghjklmnpqrstvwxz", "aeiouy"))


def steps(text):
    """How many lines are run to annotate a text: the same on every machine."""
    article, n = tk.article_of(text), 0
    tk.annotate(article)  # words are looked up once

    def count(*_):
        nonlocal n
        n += 1
        return count

    traced = sys.gettrace()
    sys.settrace(count)
    try:
        tk.annotate(article)
    finally:
        sys.settrace(traced)
    return n


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_twice_the_text_makes_twice_the_work(pattern):
    times = 2000 // len(pattern)
    assert steps(repeated(pattern, 2 * times)) < 2.2 * steps(repeated(pattern, times))


def test_a_line_of_white_space_is_searched_once():
    assert tk.annotate(" " * 400_000).sentences == ()  # a search from each of its characters would take a quarter of an hour
