import pandas as pd
import pytest

import toolkit as tk
from toolkit.text.spans import Span
from toolkit.validation.coded_texts import Coded, Phrase
from toolkit.validation.concordance import concordance
from toolkit.validation.contents import moved
from toolkit.validation.suggestions import suggest

TEXT = "The puppet regime fell.\n“A puppet regime,” Hall said, “has fallen.”"


def test_lines_with_voice_and_speaker():
    lines = concordance([tk.article_of(TEXT, id="a", outlet="Wire", title="Puppet regime falls")], "puppet regime", width=9)
    assert lines[["field", "left", "hit", "right", "voice", "speaker"]].fillna("").values.tolist() == [
        ["title", "", "Puppet regime", " falls", "headline", ""],
        ["text", "The ", "puppet regime", " fell. “A", "narration", ""],
        ["text", "fell. “A ", "puppet regime", ",” Hall s", "quotation", "Hall"],
    ]
    assert set(lines["outlet"]) == {"Wire"}


MINE = tk.Lexicon("mine", "loaded", (tk.Entry("fell", "emotive"),))
ARTICLE = tk.article_of(TEXT, outlet="Wire")


@pytest.mark.parametrize(
    "asked",
    [
        lambda: concordance([ARTICLE], MINE),
        lambda: suggest([ARTICLE], MINE),
        lambda: moved(MINE, MINE, [ARTICLE]),
        lambda: tk.validate(MINE, [Coded(ARTICLE, (Phrase(Span(19, 23)),))]),
    ],
    ids=["concordance", "suggest", "moved", "validate"],
)
def test_the_bias_of_sentences_is_not_asked_for_where_terms_are_looked_at(asked, monkeypatch):
    monkeypatch.setattr("toolkit.annotation.annotator.wording_in", lambda *_: pytest.fail("the bias model was run"))
    assert asked() is not None


def test_a_pattern_and_a_limit():
    lines = concordance([tk.article_of("war-torn, terror-torn, strife-torn")], "*-torn", limit=2)
    assert list(lines["hit"]) == ["war-torn", "terror-torn"]


def test_a_lexicon_of_your_own():
    mine = tk.Lexicon("mine", "loaded", (tk.Entry("fell", "emotive"),))
    assert list(concordance([tk.article_of(TEXT)], mine)["term"]) == ["fell"]


def test_texts_and_rows_of_a_frame_serve_as_well_as_articles():
    frame = pd.DataFrame({"body": [TEXT], "paper": ["Wire"]})
    assert concordance([TEXT], "puppet regime")["voice"].tolist() == ["narration", "quotation"]
    assert concordance(frame, "puppet regime", text="body", outlet="paper")["outlet"].tolist() == ["Wire", "Wire"]


def test_scores_keep_no_texts():
    with pytest.raises(tk.OptionError, match="scores keep no texts"):
        concordance(tk.score([TEXT]), "puppet regime")
