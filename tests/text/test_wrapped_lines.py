import re
import textwrap

import pytest

from toolkit.text.lexicon import Entry, Lexicon
from toolkit.text.matching import Matcher
from toolkit.text.sentences import paragraphs, sentences
from toolkit.text.words import Words
from toolkit.text.wrapped_lines import unwrapped

PARAGRAPHS = [
    "The mayor of the old town said on Monday that the bridge over the river would stay closed until the water had fallen by "
    "a metre and the engineers had looked at its piers. Nobody was hurt.",
    "Two residents said that they had been told nothing of it and would walk to the next town for their bread. “We walk,” one "
    "of them said. “We have no boat.”",
    "It rained again on Tuesday. The water, which had fallen by a hand since the morning, stood at the doors of the houses by "
    "the market, where the shops were shut.",
]
FORMS = {
    "blank lines": ("\n\n", "\n", ""),
    "none": ("\n", "\n", ""),
    "first lines set in": ("\n", "\n", "    "),
    "all lines apart": ("\n\n\n", "\n\n", ""),
    "Windows": ("\r\n", "\r\n", ""),
}


def wrapped(between: str, line_break: str, indent: str, width: int = 64) -> str:
    return between.join(line_break.join(textwrap.wrap(text, width, initial_indent=indent)) for text in PARAGRAPHS)


@pytest.mark.parametrize("form", FORMS)
def test_lines_of_a_fixed_width_are_no_paragraphs(form):
    text = wrapped(*FORMS[form])
    assert [" ".join(span.of(text).split()) for span in paragraphs(text)] == PARAGRAPHS
    assert len(sentences(text)) == 7


def test_offsets_stay_the_same():
    text = wrapped("\n", "\n", "")
    read = unwrapped(text)
    assert len(read) == len(text)
    assert read.replace("\n", " ") == text.replace("\n", " ")


def test_a_heading_stays_a_paragraph():
    text = "Water rises in the old town\nBy Ada Hall\n" + wrapped("\n", "\n", "")
    assert [span.of(text) for span in paragraphs(text)[:2]] == ["Water rises in the old town", "By Ada Hall"]


def test_a_term_goes_on_in_the_next_line():
    text = wrapped("\n", "\n", "", 60)
    terms = [" ".join(pair.split()) for pair in re.findall(r"\b[a-z]+\n[a-z]+", text)]
    words = Words(text)
    hits = Matcher(Lexicon("test", "loaded", tuple(Entry(term, "label") for term in terms))).hits(words)
    assert len(terms) > 3
    assert sum("\n" in words.span(hit.first, hit.after).of(text) for hit in hits) == len(terms)


@pytest.mark.parametrize(
    "text",
    [
        "Storm shuts the bridge\nMayor resigns\nHow to bake bread\nSchools stay open",
        "Roses by the wall\nand rain on the stone\nnobody at all\nand I walk alone",
        "\n".join(PARAGRAPHS),
        "\n\n".join(f"{text}\nAda Hall" for text in PARAGRAPHS),
        "",
        "\n \n",
        "The bridge over the river would stay\nshut until",
    ],
    ids=["headlines", "verse", "paragraphs", "signatures", "nothing", "white space", "one break"],
)
def test_other_lines_are_paragraphs(text):
    assert unwrapped(text) == text
    assert len(paragraphs(text)) == len(re.findall(r"^.*\S.*$", text, re.MULTILINE))
