"""The rows of `scores.spans()`: who does what to whom, and on which side targets, agents and patients are."""

import pytest

import toolkit as tk
from toolkit.annotation.sources.registry import load_registry

TEXT = "Israeli soldiers killed two Iranian drivers, dozens of boys were injured, and the puppet regime of Iran fell."


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    path = tmp_path_factory.mktemp("sides") / "sides.csv"
    path.write_text("name,side\nIsrael,one\nIran,other\n", encoding="utf-8")
    return load_registry(sides=path)


def test_an_event_of_harm_is_a_row_at_its_word(sides):
    article = tk.article_of(TEXT, title="Soldiers kill drivers")
    rows = [row for row in tk.score(article, registry=sides).spans if row.mark == "harm"]
    assert [(row.field, row.text, row.category, row.form, row.voice) for row in rows] == [
        ("title", "kill", "kill", "active", "headline"),
        ("text", "killed", "kill", "active", "narration"),
        ("text", "injured", "injure", "passive", "narration"),
    ]
    killed, injured = rows[1:]
    assert (killed.agent, killed.agent_side, killed.patient_side, killed.victims) == ("Israeli soldiers", "one", "other", "2")
    assert (injured.agent, injured.agent_side, injured.victims) == (None, None, "dozens")


def test_the_target_of_a_loaded_term_has_a_side(sides):
    table = tk.score([tk.article_of(TEXT)], registry=sides).spans()
    about = table[table["mark"] == "loaded term"].set_index("text")
    assert about.loc["puppet regime", ["target", "target_side"]].tolist() == ["Iran", "other"]
    assert tk.score([tk.article_of(TEXT)]).spans()["target_side"].isna().all()


def test_saved_rows_are_the_same(sides, tmp_path):
    scores = tk.score([tk.article_of(TEXT, title="Soldiers kill drivers")], registry=sides)
    scores.save(tmp_path)
    assert tk.load_scores(tmp_path).spans().equals(scores.spans())
