"""Posts that an article prints: found by their signature, and never the outlet's own words."""

import pytest

import toolkit as tk
from toolkit.annotation.attributions.embedded_posts import embedded_posts

STORY = "The mayor left the hall on Monday.\n\n"


def posts_in(text):
    """What is said in each post, line by line, and who signed it."""
    return [([span.of(text) for span in said.content], said.source[0].of(text)) for said, _ in embedded_posts(text)]


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_a_space_in_the_day_of_a_post_may_keep_a_line_together(space):
    post = f"So sad! — Ada Hall (@adahall) May 3,{space}2020"
    assert posts_in(f"{STORY}{post}\n\nNobody else spoke.\n\nIt rained.") == [(["So sad!"], "Ada Hall")]


@pytest.mark.parametrize(
    ("post", "said", "by"),
    [
        ("So sad! — Ada Hall (@adahall) May 3, 2020", ["So sad!"], "Ada Hall"),
        ("So sad! — Ada Hall (@adahall) 3 May 2020", ["So sad!"], "Ada Hall"),
        ("So sad! https://t.co/x1 pic.twitter.com/x2 — Ada Hall (@adahall) May 3, 2020", ["So sad!"], "Ada Hall"),
        ("So sad! — 🌺 Ada Hall 🌺 (@adahall) May 3, 2020", ["So sad!"], "Ada Hall"),
        ("So sad!\n\n— Ada Hall (@adahall) May 3, 2020", ["So sad!"], "Ada Hall"),
        ("So sad!\n\n\n\nAnd so late. — Ada Hall (@adahall) May 3, 2020", ["So sad!", "And so late."], "Ada Hall"),
        ("So sad! A photo posted by Ada Hall (@ada.hall) on May 3, 2020 at 5:10pm PST", ["So sad!"], "Ada Hall"),
        ("So sad! Posted by Ada Hall on Sunday, May 3, 2020", ["So sad!"], "Ada Hall"),
    ],
)
def test_a_post_is_found_by_its_signature(post, said, by):
    assert posts_in(f"{STORY}{post}\n\nNobody else spoke.\n\nIt rained.") == [(said, by)]


@pytest.mark.parametrize(
    "line",
    [
        "The account (@adahall) has been quiet since May 3, 2020.",
        "So sad — Ada Hall (@adahall), who left.",
        "Posted by Ada Hall on May 3, 2020",
        "The letter was posted by Ada Hall on Sunday.",
    ],
)
def test_other_lines_with_accounts_and_days_are_no_posts(line):
    assert posts_in(f"{STORY}{line}\n\nIt rained.") == []


def test_posts_in_one_line_are_parted_at_the_signature():
    text = f"{STORY}First. — Ada Hall (@ada) May 3, 2020 Second. — Ben Abay (@ben) May 4, 2020\n\nIt rained."
    assert posts_in(text) == [(["First."], "Ada Hall"), (["Second."], "Ben Abay")]


def test_where_all_gaps_are_wide_a_post_is_one_line():
    text = "He left.\n\n\n\nShe came.\n\n\n\nSo sad! — Ada Hall (@ada) May 3, 2020\n\n\n\nIt rained."
    assert posts_in(text) == [(["So sad!"], "Ada Hall")]


def test_line_ends_do_not_matter():
    text = f"{STORY}So sad!\n\n\n\nAnd late. — Ada Hall (@ada) May 3, 2020\n\nIt rained.\n\nIt poured."
    assert posts_in(text.replace("\n", "\r\n")) == posts_in(text) == [(["So sad!", "And late."], "Ada Hall")]


def test_words_of_a_post_are_not_the_outlets():
    document = tk.annotate(
        f"{STORY}The thugs must go! — Ada Hall (@adahall) May 3, 2020\n\nThe hall was empty after the mayor had gone."
    )
    assert [(term.entry.term, term.voice) for term in document.loaded] == [("thug", "quotation")]
    assert [(a.speaker, a.kind, a.named) for a in document.attributions] == [("Ada Hall", "direct", True)]


def test_a_first_line_that_looks_like_a_heading_is_part_of_the_post():
    text = f"{STORY}A poll for today\n\n\n\nThe mayor is in the lead. — Ada Hall (@ada) May 3, 2020\n\nIt rained.\n\nIt poured."
    document = tk.annotate(text)
    assert not document.headings
    assert len(document.attributions) == 1


def test_who_is_quoted_inside_a_post_is_heard():
    text = (
        f"{STORY}The sheriff said that the road was closed. — Ada Hall (@adahall) May 3, 2020\n\nIt rained all day in the town."
    )
    assert {a.speaker for a in tk.annotate(text).attributions} == {"Ada Hall", "sheriff"}


def test_what_introduces_a_post_is_not_a_second_attribution_of_it():
    text = f"{STORY}Hall tweeted:\n\nThe road was closed for a week. — Ada Hall (@adahall) May 3, 2020\n\nIt rained all day."
    assert [a.speaker for a in tk.annotate(text).attributions] == ["Ada Hall"]
