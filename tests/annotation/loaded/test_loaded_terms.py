"""Each term in a sentence where it is loaded and in one where a word of its form is innocent, all of our own writing.

The sentences were written before the exclusions; what is innocent and still found is marked, must go on being found, and loses
the mark when it is mended.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

import toolkit as tk
from toolkit.text.lexicon import LOADED_CATEGORIES

CASES = json.loads((Path(__file__).parent / "loaded_terms.json").read_text(encoding="utf-8"))
ANNOTATOR = tk.Annotator(rules_only=True, loaded_model=None)  # what the lexicon finds, before any model decides


def terms_in(text):
    return {term.entry.term for term in ANNOTATOR(tk.article_of(text)).loaded}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["term"])
def test_loaded_sense_is_found(case):
    assert case["term"] in terms_in(case["positive"])


def innocent():
    for case in CASES:
        marks = [pytest.mark.xfail(reason=case["fails"], strict=True)] if "fails" in case else []
        yield pytest.param(case, id=case["term"], marks=marks)


@pytest.mark.parametrize("case", list(innocent()))
def test_innocent_sense_is_not(case):
    assert case["term"] not in terms_in(case["negative"])


@pytest.mark.parametrize(
    "text",
    [
        "Jennifer Lawless teaches government. Lawless said that polls matter.",
        "He uses Brave, he said. Brave is a browser that blocks advertisements.",
        "She saw the film “Bombshell”. Bombshell is long.",
        "He was the host of the programme Political Junkie for more than a decade.",
        "Hall watched the documentary The Creepy Line twice last week.",
    ],
)
def test_names_of_persons_products_and_works_are_no_terms(text):
    assert terms_in(text) == set()


def test_a_term_that_a_list_writes_with_a_capital_counts_where_a_text_does(tmp_path):
    text = "Hall said that Dreamers may stay."
    for term, found in (("Dreamers", 1), ("dreamers", 0)):
        (tmp_path / "mine.csv").write_text(f"term,category\n{term},euphemism\n")
        assert len(tk.Annotator(lexicons=[tmp_path / "mine.csv"])(text).loaded) == found


@pytest.mark.parametrize("text", ["“Heroic,” he said.", "Heroic nurses left. The heroic day was over."])
def test_a_capital_that_a_sentence_explains_makes_no_name(text):
    assert "heroic" in terms_in(text)


def test_cases_are_many_and_mostly_hold():
    assert len({case["term"] for case in CASES}) >= 500
    assert set(Counter(tk.load_lexicon("loaded_terms").by_term[case["term"]].category for case in CASES)) == set(
        LOADED_CATEGORIES
    )
    assert sum("fails" in case for case in CASES) <= 9


def test_the_list_is_long_and_its_rows_have_sources():
    lexicon = tk.load_lexicon("loaded_terms")
    verified = [entry for entry in lexicon.entries if entry.source and "unverified" not in entry.locator]
    own = [entry for entry in verified if entry.source == "own_reading"]
    assert len(verified) >= 4200
    assert len(own) <= 0.55 * len(verified)
    assert all(" article" in entry.locator for entry in own)
    assert all(entry.locator for entry in lexicon.entries)
