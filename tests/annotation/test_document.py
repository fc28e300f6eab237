import pytest

import toolkit as tk
from toolkit.annotation.annotator import annotate
from toolkit.annotation.attributions.voices import VOICES, headings_of


def voices(text, **fields):
    document = annotate(tk.article_of(text, **fields))
    return {(term.span.of(text if term.field == "text" else document.article.title), term.voice) for term in document.loaded}


def test_voice_of_each_term():
    text = (
        "Takfiri elements fled. The general said the puppet regime had fallen. "
        "“They are heroic,” the general said. Their “puppet regime” fell."
    )
    assert voices(text, title="Heroic boatmen") == {
        ("Heroic", "headline"),
        ("Takfiri", "narration"),
        ("puppet regime", "paraphrase"),
        ("heroic", "quotation"),
        ("puppet regime", "scare"),
    }


def test_marks_inside_attributed_content_are_quotation():
    text = "The general said that the “puppet regime” had fallen."
    assert voices(text) == {("puppet regime", "quotation")}


def test_cue_and_source_belong_to_narration():
    document = annotate("The puppet regime's spokesman said it rained.")
    assert [term.voice for term in document.loaded] == ["narration"]
    assert document.words_by_voice["narration"] == 5


def test_the_cue_and_source_inside_what_somebody_says_are_said_by_them():
    assert voices("Ada Hall said the brutal dictator warned that the town would burn.") == {
        ("brutal", "paraphrase"),
        ("dictator", "paraphrase"),
    }
    accused = "Minister Ada Hall accused her opponents of siding with parties that she claimed were wet."
    assert ("claimed", "narration") in voices(accused)
    assert voices("It rained, the vile dictator said.") == {("vile", "narration"), ("dictator", "narration")}


def test_he_and_she_in_a_quotation_are_not_who_says_it():
    document = annotate("“We thank minister Ben Abay. He is a heroic leader”, said Carl Hall.")
    assert [term.target.name for term in document.loaded if term.span.of(document.article.text) == "heroic"] == ["Ben Abay"]


def test_speaker_of_a_term_in_attributed_content():
    document = annotate("General Ben Abay said the puppet regime had fallen. The puppet regime fell.")
    assert [(term.voice, term.speaker) for term in document.loaded] == [("paraphrase", "Ben Abay"), ("narration", None)]


def test_heading_inside_the_text_is_headline():
    text = "The army left the town.\nPuppet regime falls\nThe people of the town came back."
    assert voices(text) == {("Puppet regime", "headline")}


@pytest.mark.parametrize(
    "below", ["Ada Hall", "By Ada Hall | The Wire", "Ada Hall, Political Editor", "3 May 2018", "Ada Hall\nMonday 3 May 2018"]
)
def test_the_first_line_of_a_text_is_its_headline_whatever_stands_between_it_and_the_prose(below):
    text = f"Puppet regime falls\n{below}\n\nThe people of the town came back on Monday."
    assert [span.of(text) for span in annotate(text).headings] == ["Puppet regime falls"]
    assert voices(text) == {("Puppet regime", "headline")}


@pytest.mark.parametrize(
    "line",
    [
        "Is this heroic, then?",
        "A heroic day for ‘New Dorlin’",
        "Dorlin mayor opens the road that was closed for a year in a heroic act, and so do all others",
    ],
)
def test_the_first_line_of_a_text_without_a_title_is_its_headline(line):
    text = f"{line}\n\nA road in Dorlin\n\nThe road was closed on Monday, and nobody could say when it would be open again."
    assert voices(text) == {("heroic", "headline")}
    assert voices(text, title="A road") == {
        ("heroic", "headline" if len(line.split()) < 6 and line[-1].isalnum() else "narration")
    }


def test_a_line_that_signs_a_quotation_is_no_heading():
    text = "“It rained on all of us.”\nThe Editors, New York Times\n\nThe road was closed.\nNobody knew why, then or later."
    assert not headings_of(text)
    assert annotate(text).attributions[0].speaker == "New York Times editorial board"


def test_headings_are_short_lines_before_a_paragraph():
    assert headings_of("One line only") == []
    assert headings_of("By Ada Hall\nThe army left the town.") == []
    assert headings_of("The army left.\nThe people of the town came back.") == []


def test_every_word_has_one_voice():
    text = "“A,” he said. The “b” c said d.\nHead here\nThe text goes on a bit."
    document = annotate(tk.article_of(text, title="Two words"))
    assert len(document.voices) == len(document.words)
    assert sum(document.words_by_voice.values()) == len(document.words) + 2
    assert set(document.words_by_voice) == set(VOICES)


def test_a_title_of_a_work_is_no_scare_quote():
    assert annotate("She read “The Long River” there.").scare_quotes == ()
    assert len(annotate("The so-called “Long River” pact failed.").scare_quotes) == 1


def test_annotations_are_plain_and_point_into_the_text():
    text = "“They are heroic,” Ada Hall said."
    record = annotate(tk.article_of(text, id="x", outlet="Wire", title="Heroic")).to_dict()
    assert {key: record[key] for key in ("id", "outlet", "title")} == {"id": "x", "outlet": "Wire", "title": "Heroic"}
    attribution = record["attributions"][0]
    assert [text[a:b] for a, b in attribution["content"]] == ["“They are heroic,”"]
    assert [text[a:b] for a, b in attribution["cue"]] == ["said"]
    assert attribution["speaker"] == "Ada Hall"
    assert [(term["field"], term["voice"]) for term in record["loaded"]] == [("title", "headline"), ("text", "quotation")]


def test_lexicon_of_ones_own_beside_the_shipped_one(tmp_path):
    (tmp_path / "mine.csv").write_text("term,category\nrain,emotive\n")
    annotator = tk.Annotator(["loaded_terms", tmp_path / "mine.csv"])
    document = annotator(tk.article_of("The puppet regime saw rain."))
    assert {(term.lexicon.name, term.entry.term) for term in document.loaded} == {
        ("loaded_terms", "puppet regime"),
        ("mine", "rain"),
    }


def test_a_title_that_the_text_repeats_counts_once():
    text = "Puppet regime falls\nThe people of the town came back."
    document = annotate(tk.article_of(text, title="Puppet regime falls"))
    assert document.words_by_voice["headline"] == 3
    assert len(document.loaded) == 1


def test_a_part_of_a_name_is_no_loaded_term():
    text = "The Al-Aqsa Martyrs Brigades met. The martyrs of the regime were named, the Hall regime said."
    assert [term.entry.term for term in annotate(text).loaded] == ["martyr", "regime", "regime"]


def test_a_negated_term_is_marked_and_counts():
    document = annotate("They were no heroic boatmen. The brutal war went on.")
    assert [(term.entry.term, term.negated) for term in document.loaded] == [("heroic", True), ("brutal", False)]


def test_the_least_probability_of_a_term_is_a_probability():
    with pytest.raises(tk.OptionError, match="between 0 and 1"):
        tk.Annotator(min_p=90)


def test_a_model_that_has_nothing_to_decide_about_is_an_error(tmp_path):
    (tmp_path / "mine.csv").write_text("term,category\nspineless,evaluative\n", encoding="utf-8")
    with pytest.raises(tk.OptionError, match="add --lexicon loaded_terms"):
        tk.Annotator([tmp_path / "mine.csv"], loaded_model=tmp_path / "mine.npz")
    assert tk.Annotator([tmp_path / "mine.csv"]).loaded_model is None


def test_who_is_heard_has_one_type():
    text = "Congress met on Monday. “It is done,” Ada Hall, a professor of law, said. Hall went on. Hall said it was late. " * 3
    document = tk.annotate(text)
    types = {a.speaker: a.source_type for a in document.attributions}
    assert all(one.source_type == types[one.name] for one in document.named if one.name in types)
