"""Authorities that go by the name of one of another country or state: the Ohio Supreme Court is not that of the United States."""

import pytest

from toolkit.annotation.annotator import annotate


@pytest.mark.parametrize(
    ("text", "speaker", "source_type", "entity"),
    [
        ("The Ohio Supreme Court said it fell.", "Ohio Supreme Court", "judiciary", None),
        ("The state Senate said it fell.", "state Senate", "legislature", None),
        ("The state Department of Finance said it fell.", "state Department of Finance", "government", None),
        ("The New York State Department of Health said it fell.", "New York State Department of Health", "government", None),
        ("Poland’s Foreign Ministry said it fell.", "Poland’s Foreign Ministry", "government", None),
        ("The Iowa House said it fell.", "Iowa House", "legislature", None),
        ("Texas House Republicans said it fell.", "Texas House Republicans", "legislature", None),
        ("A state Senate source said it fell.", "state Senate source", "legislature", None),
        ("The Boston FBI said it fell.", "FBI", "government", "FBI"),
        ("The Indian Supreme Court said it fell.", "Indian Supreme Court", "judiciary", None),
        ("The Supreme Court said it fell.", "Supreme Court", "judiciary", "US Supreme Court"),
        ("America’s Supreme Court said it fell.", "Supreme Court", "judiciary", "US Supreme Court"),
        ("The U.S. Senate said it fell.", "U.S. Senate", "legislature", "US Senate"),
        ("The State Department said it fell.", "State Department", "government", "State Department"),
        ("The state department said it fell.", "State Department", "government", "State Department"),
    ],
)
def test_an_authority_is_that_of_the_place_before_its_name(text, speaker, source_type, entity):
    said = annotate(text).attributions[0]
    assert (said.speaker, said.source_type, said.entity) == (speaker, source_type, entity)


def test_a_body_does_not_go_on_with_a_day():
    said = annotate("The Ohio Supreme Court on Monday said that it fell.").attributions[0]
    assert said.speaker == "Ohio Supreme Court"
