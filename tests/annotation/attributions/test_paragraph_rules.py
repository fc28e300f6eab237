"""What paragraphs tell of attributions: where content ends, and which quotations go on with the one before."""

import pytest

from toolkit.annotation.attributions.attribution import Attribution
from toolkit.annotation.attributions.paragraph_rules import continuations, in_own_paragraph
from toolkit.annotation.phrases.noun_phrases import Phrases
from toolkit.text.quotations import quotations
from toolkit.text.spans import Span
from toolkit.text.words import Words


def phrases_of(text):
    return Phrases(Words(text), quotations(text))


def place(text, part):
    start = text.index(part)
    return Span(start, start + len(part))


def attribution_in(text, content, cue=None, source=None):
    return Attribution(
        *(tuple(place(text, part) for part in parts or ()) for parts in (content, cue and [cue], source and [source]))
    )


@pytest.mark.parametrize(
    ("text", "content", "cue", "kept"),
    [
        ("Hall said that it rained.\n\nThe match went on.", "that it rained.\n\nThe match went on", "said", "that it rained"),
        ("The match went on.\n\nIt rained, Hall said.", "The match went on.\n\nIt rained", "said", "It rained"),
        ("Hall said: “It rained.\n\n“The match went on.”", "“It rained.\n\n“The match went on.”", "said", None),
        ("Hall asked for:\n\n- a bridge\n\n- a road", ":\n\n- a bridge\n\n- a road", "asked", None),
        ("It rained.\n\nThe match went on.", "It rained.\n\nThe match went on", None, None),
    ],
)
def test_content_stays_in_the_paragraph_of_its_cue(text, content, cue, kept):
    read = in_own_paragraph(attribution_in(text, [content], cue), phrases_of(text))
    assert [span.of(text) for span in read.content] == [kept or content]


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("“We agree,” Ada Hall said. “We will go.”", True),
        ("“We agree,” Ada Hall said. The room was full on that day. “We will go.”", True),
        ("“We agree,” Ada Hall said.\n\n“We will go.”", False),
        ("That they agree, Ada Hall said. “We will go.”", False),
        (f"“We agree,” Ada Hall said. {'It rained on and on. ' * 6}“We will go.”", False),
    ],
)
def test_a_quotation_without_a_cue_goes_on_with_the_one_before(text, goes_on):
    first = attribution_in(text, [text[: text.index(",") + 1 + text.startswith("“")]], "said", "Ada Hall")
    assert continuations([first, attribution_in(text, ["“We will go.”"])], phrases_of(text)) == ({1: 0} if goes_on else {})


def test_a_quotation_does_not_go_on_behind_another_speaker():
    text = "“We agree,” Hall said. Reed denied that. “We will go.”"
    said = attribution_in(text, ["“We agree,”"], "said", "Hall")
    denied = attribution_in(text, ["that"], "denied", "Reed")
    assert continuations([said, denied, attribution_in(text, ["“We will go.”"])], phrases_of(text)) == {}


def test_what_is_said_inside_a_quotation_does_not_part_it():
    text = "“Reed said he agrees,” Hall said. “We will go.” “Soon.”"
    said = attribution_in(text, ["“Reed said he agrees,”"], None, None)
    outer = Attribution(said.content, (Span(text.rindex("said"), text.rindex("said") + 4),))
    inner = attribution_in(text, ["he agrees"], "said", "Reed")
    further = [attribution_in(text, [part]) for part in ("“We will go.”", "“Soon.”")]
    assert continuations([outer, inner, *further], phrases_of(text)) == {2: 0, 3: 0}
