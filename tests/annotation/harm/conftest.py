"""What tests of harm ask of a text."""

from collections.abc import Callable

import pytest

import toolkit as tk


@pytest.fixture
def told() -> Callable[[str], list[tuple]]:
    """Gives each event of a text as its word, form, and the words of agent and patient."""

    def events(text):
        def words(participant):
            return participant and participant.span.of(text)

        return [(e.trigger.of(text), e.form, words(e.agent), words(e.patient)) for e in tk.annotate(text).harm]

    return events
