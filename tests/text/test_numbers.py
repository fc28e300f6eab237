"""Counts of people, money, shares and things in one form."""

import json

import pytest

from toolkit.example import EXAMPLE, OMISSIONS
from toolkit.text.numbers import number_at, quantities
from toolkit.text.words import Words


def counted(text):
    return [(q.number, q.noun) for q in quantities(Words(text))]


@pytest.mark.parametrize("text", ["A dozen men left.", "12 men left.", "Twelve men left.", "About 12 men left."])
def test_a_number_has_one_form(text):
    assert counted(text) == [("12", "man")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It costs $1.2 billion.", "1200000000"),
        ("It costs $1.2bn.", "1200000000"),
        ("It costs 1,200 dollars.", "1200"),
        ("It costs $5m.", "5000000"),
        ("It costs a million dollars.", "1000000"),
        ("It costs two hundred and six dollars.", "206"),
        ("It costs twenty-two dollars.", "22"),
        ("It costs three thousand dollars.", "3000"),
        ("It costs 4.3-million dollars.", "4300000"),
    ],
)
def test_money(text, number):
    assert counted(text) == [(number, "dollar")]


@pytest.mark.parametrize("text", ["He had (million people) in mind.", "A ship; hundred men fell.", "It took 4-million of us."])
def test_a_number_has_a_word_at_least(text):
    words = Words(text)
    found = [(i, number_at(words, i)) for i in range(len(words))]
    assert all(number is None or number.after > i for i, number in found)
    assert any(number for _, number in found)


@pytest.mark.parametrize("text", ["61 percent agreed.", "61 per cent agreed.", "61% agreed.", "Sixty-one per cent agreed."])
def test_shares(text):
    assert counted(text) == [("61", "percent")]


@pytest.mark.parametrize(
    "text",
    [
        "Nine people were killed.",
        "Shells killed at least nine people.",
        "Killing nine, they fled.",
        "Nine are dead.",
        "The deaths of nine men: nine dead.",
        "Nine have been shot dead.",
    ],
)
def test_what_is_done_to_people_comes_before_who_they_are(text):
    assert ("9", "killed") in counted(text)


@pytest.mark.parametrize(
    "text",
    [
        "It happened in 2017.",
        "On May 12 it rained.",
        "On 12 May it rained.",
        "He is 41 years old.",
        "It began two years ago.",
        "At 10 a.m. it rained.",
        "One man left.",
        "They won 3-2.",
        "A Boeing 737 landed.",
        "The 1980s were long.",
        "On the 21st it rained.",
        "The 9/11 hijackers fled.",
        "On 15 Sept. it rained.",
    ],
)
def test_what_is_no_count(text):
    assert [q for q in quantities(Words(text)) if q.noun] == []


def test_units_are_read_together_with_their_number():
    assert counted("A 74-km wall, 15km long, for 30-day terms.") == [("74", "kilometre"), ("15", "kilometre"), ("30", "day")]


def test_a_number_without_a_noun_is_left_open():
    assert counted("Some 700 have crossed.") == [("700", "")]


def test_the_span_holds_number_and_noun():
    text = "Then nine of our citizens left."
    assert [q.span.of(text) for q in quantities(Words(text))] == ["nine of our citizens"]


def test_numbers_of_the_example_are_found():
    texts = {row["id"]: row["text"] for row in map(json.loads, EXAMPLE.read_text(encoding="utf-8").splitlines())}
    missed = []
    for event in map(json.loads, OMISSIONS.read_text(encoding="utf-8").splitlines()):
        for number in event["numbers"]:
            for told in number["told"]:
                start, end = told["span"]
                found = quantities(Words(texts[told["article"]]))
                if not any(q.span.start < end and start < q.span.end and q.number == number["number"].split()[0] for q in found):
                    missed.append((told["article"], told["text"]))
    assert missed == []
