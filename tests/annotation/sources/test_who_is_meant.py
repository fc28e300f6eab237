"""Who is meant: by a role with a title, an "of" or a name behind it, and by a pronoun that is no subject."""

import pytest

import toolkit as tk


def who(text):
    last = tk.annotate(text).attributions[-1]
    return last.speaker, last.named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A former minister, Sir Alan Pike, said the road was closed.", "Alan Pike"),
        ("The Minister of Roads, Dr. Ibrahim Pell, urged drivers to stay calm.", "Ibrahim Pell"),
        ("The chairman, Senator Mary Pell, said the road was closed.", "Mary Pell"),
        ("The widow, Mrs. Clara Dunne, told reporters that the house was cold.", "Clara Dunne"),
    ],
)
def test_a_name_behind_a_role_may_have_a_title(text, name):
    assert who(text) == (name, True)


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("Leader of the Opposition Mary Pell", "Mary Pell"),
        ("President of the Senate Mary Pell", "Mary Pell"),
        ("Chief of Army Staff General Ben Abay", "Ben Abay"),
        ("Governor of Keldry State Ben Abay", "Ben Abay"),
        ("Critics of Senate Leader Ben Abay", "Critics of Senate Leader Ben Abay"),
        ("Supporters of the Opposition", "Supporters of the Opposition"),
        ("The widow of Army General Ben Abay", "widow of Army General Ben Abay"),
        ("Relatives of Ben Abay", "Relatives of Ben Abay"),
    ],
)
def test_a_name_behind_a_title_with_of(source, speaker):
    assert who(f"{source} said the town was safe.") == (speaker, speaker.count(" ") == 1)


def test_those_in_the_plural_are_not_the_person_named_behind_them():
    assert who("According to the experts, Sen. Mary Pell (D-VT) has lost.") == ("experts", False)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Adewale Pell said the road was closed. According to him, nobody had been paid.", "Adewale Pell"),
        ("Clara Dunne said the road was closed. Nobody had been paid, according to her.", "Clara Dunne"),
        ("Nurses said the ward was full. According to them, nobody had been paid.", "Nurses"),
        ("Clara Dunne said the road was closed. According to her lawyer, nobody had been paid.", "Clara Dunne's lawyer"),
    ],
)
@pytest.mark.parametrize("rules_only", [True, False])
def test_according_to_a_pronoun(text, speaker, rules_only):
    document = tk.annotate(text, tk.Annotator(rules_only=True) if rules_only else None)
    assert document.attributions[-1].speaker == speaker
