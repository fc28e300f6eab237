import unicodedata

import pytest

from toolkit.text.sentences import paragraphs, sentences
from toolkit.text.words import Words, key, straightened


@pytest.mark.parametrize("text", ["“Don’t”", "a\r\nb\rc", "İzmir", "soft\u00adhyphen", "", "‘90s’ \u2028 x"])
def test_straightening_keeps_every_offset(text):
    assert len(straightened(text)) == len(text)


def test_hyphenated_compound_is_one_word():
    assert Words("terror-ravaged re‑entry").keys == ["terror-ravaged", "re-entry"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("The U.S. said 1,000.5 left.", ["the", "u.s", "said", "1,000.5", "left"]),
        ("end.Next one", ["end", "next", "one"]),
        ("Daesh's rock 'n' roll", ["daesh", "rock", "n", "roll"]),
        ("workers’ rights", ["workers", "rights"]),
        ("P.M. al-Maliki", ["p.m", "al-maliki"]),
        ("", []),
    ],
)
def test_words(text, keys):
    assert Words(text).keys == keys


def test_composed_and_decomposed_letters_are_one_key():
    assert key(unicodedata.normalize("NFD", "Café")) == key("café")
    assert Words(unicodedata.normalize("NFD", "São Tomé")).keys == ["são", "tomé"]


def test_surfaces_are_the_text():
    text = "“Ça va,” dit-il… naïve"
    words = Words(text)
    assert [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == ["Ça", "va", "dit-il", "naïve"]


def test_a_sentence_ends_with_its_paragraph():
    text = "One line\nTwo. Three!\n\n  Four"
    assert [span.of(text) for span in sentences(text)] == ["One line", "Two.", "Three!", "Four"]


def test_an_abbreviated_title_does_not_end_a_sentence():
    text = "It rained. “We go,” Lt. Gen. Smith said. Sen. Hall left."
    assert [span.of(text) for span in sentences(text)] == ["It rained.", "“We go,” Lt. Gen. Smith said.", "Sen. Hall left."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Hall, R-Ariz. pressed them for more.",
        "Ada Hall, D-N.Y. said so.",
        "The town left the G.O.P. to itself.",
        "Ada Hall (R-Ky.), who knew (did she?), told them.",
        "“It is wrong,” U.S. Senator Ada Hall said.",
        "“He asked, ‘What did you know?’” Hall said.",
        "“He asked, ‘What did you know?’ ” Mr. Hall said on Monday.",
        "\"They cried, 'No!'\" Hall added.",
        "'They cried, \"No!\"' Hall added.",
    ],
)
def test_neither_a_party_nor_a_question_inside_a_quotation_cuts_who_spoke_off(sentence):
    text = f"It rained. {sentence} He left."
    for written in (text, text.replace(" ", "  "), unicodedata.normalize("NFD", text)):
        assert [" ".join(span.of(written).split()) for span in sentences(written)] == ["It rained.", sentence, "He left."]


def test_an_abbreviation_before_a_name_may_end_a_sentence():
    text = "It was Ada Hall, D-N.Y. Rep. Ben Abay agreed (It is in the U.S. Remember that), and (D-Ohio), too, left."
    assert next(span.of(text) for span in sentences(text)) == "It was Ada Hall, D-N.Y."


def test_what_follows_a_question_inside_a_quotation_is_a_sentence_where_nobody_said_it():
    text = "“He asked, ‘Why?’ ” Nobody knew. It was in the U.S. https://keldry.example She left."
    assert [span.of(text) for span in sentences(text)][:2] == ["“He asked, ‘Why?’ ”", "Nobody knew."]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_paragraphs_by_any_newline(newline):
    text = f"One.{newline}{newline}Two."
    assert [span.of(text) for span in paragraphs(text)] == ["One.", "Two."]


@pytest.mark.parametrize("text", ["ÅU.S", "İzmir", "am.é", "st.é", "U.S.é", "がか", "éa.É", "é.S"])
def test_letters_written_as_two_characters_make_the_same_words(text):
    composed, decomposed = (Words(unicodedata.normalize(form, text)).keys for form in ("NFC", "NFD"))
    assert composed == decomposed
