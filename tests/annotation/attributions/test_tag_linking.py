"""From tags to attributions: texts with their tagged pieces marked as <source>, [cue] and {content}."""

import re

import pytest

from toolkit.annotation.attributions.tag_linking import TAGS, Linker
from toolkit.annotation.phrases.noun_phrases import Phrases
from toolkit.text.quotations import quotations
from toolkit.text.sentences import sentences
from toolkit.text.words import Words

MARKS = {"<": "source", "[": "cue", "{": "content"}


def linked(marked):
    """The cue and content of each attribution of a text whose tagged pieces are marked."""
    text, found = attributions(marked)
    return [(" ".join(span.of(text) for span in a.cue), [span.of(text) for span in a.content]) for a in found]


def attributions(marked):
    """A text whose tagged pieces are marked, without the marks, and its attributions."""
    text = re.sub(r"[<>\[\]{}]", "", marked)
    words = Words(text)
    tags, place, role, begins = [0] * len(words), 0, "", False
    starts = {start: i for i, start in enumerate(words.starts)}
    for character in marked:
        if character in MARKS:
            role, begins = MARKS[character], True
        elif character in ">]}":
            role = ""
        else:
            if place in starts and role:
                tags[starts[place]] = TAGS.index(f"{'B' if begins else 'I'}-{role}")
                begins = False
            place += 1
    return text, Linker(Phrases(words, quotations(text)), sentences(text), tags).attributions()


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("<Hall> [said] on Monday that {it rained}, but <he> [warned] that {it would pour}.",
         [("said", ["it rained"]), ("warned", ["it would pour"])]),
        ("Hall spoke of {the risk}, but <he> [warned] that {it would pour}.", [("warned", ["it would pour"])]),
        ("After {the storm} broke, <Hall> [feared] that {it would pour}.", [("feared", ["it would pour"])]),
        ("{The army}, <Hall> [said], {will not move}.", [("said", ["The army", "will not move"])]),
        ("{It rained all day}, as <Hall> [noted].", [("noted", ["It rained all day"])]),
        ("{The army} is widely [expected] {to move}.", [("expected", ["The army", "to move"])]),
        ("“{It rained},” and <Hall> [said] {it poured}.", [("said", ["“It rained,”", "it poured"])]),
        ("He fears {what} <they> [think] {could happen}.", [("think", ["could happen"])]),
    ],
)  # fmt: skip
def test_content_before_a_cue_is_its_own_only_where_no_other_clause_begins(marked, found):
    assert linked(marked) == found


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("<Hall> [denied] {the report}, but did not rule out {a change of plan}.", ["the report"]),
        ("<Hall> [said] {it rained}, and {it poured}.", ["it rained", "it poured"]),
        ("<Hall> [denied] {the report}, which he had once called “{a good one}”.", ["the report", "“a good one”"]),
    ],
)
def test_a_second_content_behind_a_cue_stands_next_to_the_first_or_is_quoted(marked, found):
    assert [content for _, content in linked(marked)] == [found]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("<Hall> [says] {the dry climate} makes it hard {to say whether it rains}.",
         ["the dry climate makes it hard to say whether it rains"]),
        ("<Hall> [denied] {the report} and threatened {to sue}.", ["the report", "to sue"]),
        ("<Hall> [says] {the climate}, now dry, is {hard on us}.", ["the climate"]),
    ],
)  # fmt: skip
def test_a_hole_in_content_that_no_mark_parts_from_it_is_filled(marked, found):
    assert [content for _, content in linked(marked)] == [found]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("<Hall> [promised] {to maintain a home} game, and left.", "to maintain a home game"),
        ("<Hall> [promised] {to maintain the} status quo.", "to maintain the status quo"),
        ("<Hall> [promised] {to maintain the} most expensive roads.", "to maintain the"),
        ("{It rained} <Hall> [said].", "It rained"),
        ("<Hall> [promised] “{to maintain the} roads” of Dorlin.", "“to maintain the roads”"),
    ],
)
def test_content_takes_a_word_or_two_that_are_left_before_a_mark(marked, found):
    assert [content for _, content in linked(marked)] == [[found]]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("<Hall> [said] {it rained} but [warned] that {it would pour}.",
         [("said", ["it rained"]), ("warned", ["it would pour"])]),
        ("<Hall> [told] friends that {it rained}, [adding] {it would pour}.",
         [("told", ["it rained"]), ("adding", ["it would pour"])]),
        ("<Hall>, in a speech, “{It rained},” [added].", [("added", ["“It rained,”"])]),
    ],
)  # fmt: skip
def test_content_between_a_source_and_a_cue_is_no_content_of_that_cue_unless_it_is_quoted(marked, found):
    assert linked(marked) == found


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("There were [reports] that {the army had left Dorlin}.", [("reports", ["the army had left Dorlin"])]),
        ("The firm faces [allegations] of {fraud in three states}.", [("allegations", ["fraud in three states"])]),
        ("The club sold its ground, a [claim] that {Danvers has denied}.", []),
        ("Here is an [argument] for {trade with the neighbours}.", []),
    ],
)
def test_a_cue_without_a_source_keeps_what_it_leads_to_by_that_or_of(marked, found):
    assert linked(marked) == found


@pytest.mark.parametrize(
    ("marked", "source"),
    [
        ("Hall, which <owns the western mill> of Dorlin, [said] {it would close}.", "Hall"),
        ("He went to Dorlin, in which <the mayor> spoke, [said] {it rained}.", "the mayor"),
        ("The road, which <Hall> [said] {it would close}, stayed open.", "Hall"),
    ],
)
def test_a_source_in_a_relative_clause_that_ends_before_the_cue_is_none(marked, source):
    text, (attribution,) = attributions(marked)
    assert [span.of(text) for span in attribution.source] == [source]


@pytest.mark.parametrize(
    ("marked", "n"),
    [
        ("<The “camp>” [shown] on {the mayor's channel} was a market.", 0),
        ("The mayor has [shown] that {the camp was a market}.", 1),
        ("<They>’ve [seen] in {the camp a market}.", 1),
        ("The camp, [seen] as {a market}, closed. It was [known] that {it rained}.", 1),
    ],
)
def test_a_participle_without_an_auxiliary_is_no_cue_behind_a_noun(marked, n):
    assert len(attributions(marked)[1]) == n
