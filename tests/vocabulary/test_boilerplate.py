import pytest

from toolkit.text.spans import covered
from toolkit.vocabulary.boilerplate import giveaways, pattern_of_names


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("CAIRO, July 3 (Wire) - The army left.", "The army left."),
        ("CAIRO (AP) — The army left.", "The army left."),
        ("(Reuters) - The army left.", "The army left."),
        ("WASHINGTON — The army left.", "The army left."),
        ("Wed 05 Apr 2017 The army left.", "The army left."),
        ("Posted on April 19 2017 The army left.", "The army left."),
        ("By Ada Hall and Ben Abay\nThe army left.", "The army left."),
        ("The army left.\nReporting by Ada Hall; Editing by Ben Abay", "The army left."),
        ("The army left, the Daily Rattle has learned.", "The army left, ."),
        ("The army left. Read also: More news", "The army left. : More news"),
        ("The army left.\nRead more: Another army", "The army left."),
        ("The army left. Follow us on Facebook.", "The army left."),
        ("The army left. © 2031 Rattle Media", "The army left."),
        ("See https://rattle.example/a?b=1 or @rattle or ada@rattle.example now.", "See or or now."),
        ("The Army - not the navy - left.", "The Army - not the navy - left."),
        ("The mayor told the council that reports by experts come daily.", None),
        ("It was a rattle (a toy) - and it broke.", None),
    ],
)
def test_giveaways_are_found_and_language_is_not(text, left):
    names = pattern_of_names(["The Daily Rattle"])
    hidden = covered(giveaways(text, names), len(text))
    shown = "".join(character for character, gone in zip(text, hidden, strict=True) if not gone)
    assert " ".join(shown.split()) == (text if left is None else left)


def test_an_author_is_hidden_wherever_named():
    text = "It rained. Ada Hall was there, and Hall Street flooded."
    assert [span.of(text) for span in giveaways(text, byline="Ben Abay and Ada Hall")] == ["Ada Hall"]


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("alalam", ["Al-Alam", "Alalam", "AL ALAM"]),
        ("manar", ["Al-Manar", "Manar"]),
        ("Press TV", ["Press TV", "PressTV", "presstv.ir", "the Press"]),
        ("The New York Times", ["The New York Times", "NYT", "nytimes.com", "the Times"]),
        ("bbc", ["BBC", "bbc.co.uk"]),
    ],
)
def test_an_outlet_is_found_by_its_forms(name, forms):
    pattern = pattern_of_names([name, "nytimes"])
    for form in forms:
        assert pattern.fullmatch(form), form
    assert not pattern.search("in the press, at times, a new almanac, manarola")
