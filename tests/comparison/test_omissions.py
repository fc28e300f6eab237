"""What outlets leave out of the events that they share."""

import json
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

import toolkit as tk
from toolkit import example_results
from toolkit.annotation.sources.registry import load_registry
from toolkit.comparison.event_pools import ABSENT, HEARD, NAMED, articles_of_events
from toolkit.comparison.joined_names import words_of_name
from toolkit.comparison.statements import aligned
from toolkit.errors import OptionError
from toolkit.example import EXAMPLE, OMISSIONS, ORGANISATIONS, PLANTED, SIDES

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from omissions import planted as planted_statements, quality


def scored(texts, event="dam"):
    """Scores and articles of texts by outlet, on one event."""
    articles = [tk.article_of(text, id=f"{outlet} {event}", outlet=outlet, event=event) for outlet, text in texts.items()]
    return tk.score(articles), articles


def test_events_on_which_nothing_is_brought_show_nothing():
    result = tk.omissions(scored({"Wire": "It rained.", "Post": "It poured."})[0], copies="keep", resamples=50)
    assert result.events == []
    with pytest.raises(OptionError, match="there is nothing to show"):
        result.show()


def states(result, item):
    return result.table[result.table["item"] == item].set_index("group")["state"].to_dict()


HALL = "President Ada Hall said the dam had failed."


def test_a_source_is_heard_named_or_absent():
    texts = {"Wire": HALL, "Post": "President Ada Hall was there. Ada Hall left.", "Herald": "It rained in the old town."}
    result = tk.omissions(scored(texts)[0], copies="keep", resamples=50)
    assert states(result, "Ada Hall") == {"Wire": HEARD, "Post": NAMED, "Herald": ABSENT}


def test_columns_of_text_are_such_also_where_nobody_is_on_a_side():
    table = example_results.omissions().table
    assert table["side"].isna().all()
    assert table["side"].dtype == table["what"].dtype


def test_whoever_nobody_hears_is_an_actor_and_naming_brings_it():
    texts = {"Wire": "President Ada Hall left. Ada Hall is old.", "Post": "It rained in the old town."}
    result = tk.omissions(scored(texts)[0], copies="keep", resamples=50)
    rows = result.table[result.table["item"] == "Ada Hall"].set_index("group")
    assert rows["kind"].tolist() == ["actor", "actor"]
    assert rows["brought"].to_dict() == {"Post": False, "Wire": True}


def test_a_last_name_means_the_person_whom_another_article_names():
    texts = {"Wire": HALL, "Post": "Hall said it rained. It rained for long."}
    result = tk.omissions(scored(texts)[0], copies="keep", resamples=50)
    assert states(result, "Ada Hall") == {"Wire": HEARD, "Post": HEARD}


@pytest.mark.parametrize(
    "text",
    [
        "President Ada Hall declined to comment. Ada Hall left.",
        "President Ada Hall hoped to win. Ada Hall left.",
        "President Ada Hall opposed the plan. Ada Hall left.",
    ],
)
def test_what_is_surely_no_speech_is_not_heard(text):
    result = tk.omissions(scored({"Wire": HALL, "Post": text})[0], copies="keep", resamples=50)
    assert states(result, "Ada Hall") == {"Wire": HEARD, "Post": NAMED}


def test_words_of_a_name_leave_open_whether_it_is_absent():
    texts = {"Wire": HALL, "Post": "The town hall was full. It rained for long."}
    table = tk.omissions(scored(texts)[0], copies="keep", resamples=50).table
    assert table.set_index(["item", "group"]).loc[("Ada Hall", "Post"), ["state", "open"]].tolist() == [ABSENT, True]


def test_an_outlet_on_the_event_is_no_source_on_it():
    texts = {"SANA": "SANA reported that it rained. " + HALL, "Post": HALL}
    result = tk.omissions(scored(texts)[0], copies="keep", resamples=50)
    assert "SANA" not in set(result.table["item"])


def test_numbers_in_other_words_are_one():
    texts = {"Wire": "A dozen people were killed.", "Post": "Twelve were killed.", "Herald": "The shells killed 10 people."}
    result = tk.omissions(scored(texts)[0], copies="keep", resamples=50)
    assert states(result, "12 killed") == {"Wire": HEARD, "Post": HEARD, "Herald": NAMED}


def test_what_one_has_alone_and_what_all_others_have():
    result = example_results.omissions()
    assert set(result.missing("Herald").query("kind == 'source'")["item"]) == {"Ben Abay", "Cora Lane"}
    shares = result.shares[(result.shares["kind"] == "source") & (result.shares["split"] == "all")].set_index("group")
    assert shares.loc["Herald", ["pool", "brought", "missing", "missing_of"]].tolist() == [3, 1, 2, 3]
    assert shares.loc["Herald", "share"] == pytest.approx(1 / 3)
    assert not len(result.alone("Herald").query("kind == 'source'"))


def test_what_one_has_alone_is_told_of_nobody_else():
    texts = {"Wire": "President Ada Hall left. Ada Hall is old.", "Post": "It rained in the old town."}
    result = tk.omissions(scored(texts)[0], copies="keep", resamples=50)
    assert "Ada Hall" in result.alone("Wire")["item"].tolist()
    assert "Ada Hall" not in result.alone("Post")["item"].tolist()


def test_what_may_be_in_another_article_too_is_not_told_as_alone():
    scores, _ = scored({"Wire": HALL, "Post": "The town hall was full. It rained for long."})
    result = tk.omissions(scores, copies="keep", resamples=50)
    assert not len(result.alone("Wire").query("kind == 'source'"))
    assert result.shares.query("group == 'Wire' and kind == 'source' and split == 'all'")["alone"].tolist() == [0]


def test_a_statement_cut_short_is_shown_beside_the_whole_and_one_told_as_fact_too():
    whole = "“The dam at Keldry burst because nobody oiled the gates,” President Ada Hall said."
    texts = {
        "Wire": whole,
        "Post": "“The dam at Keldry burst,” Hall said.",
        "Herald": "The dam at Keldry burst. Nobody oiled it.",
    }
    scores, articles = scored(texts)
    table = tk.omissions(scores, texts=articles, copies="keep", resamples=50).statements.set_index("group")
    assert table["voice"].to_dict() == {"Wire": "attributed", "Post": "attributed", "Herald": "own"}
    assert table.loc["Wire", "kept"] == 1.0
    assert table.loc["Post", "kept"] < 1
    assert {"nobody", "oiled", "gates"} <= set(table.loc["Post", "cut_words"].split(", "))
    assert table.loc["Post", "cue"] == "said"


def test_a_longer_article_counts_less_once_it_is_rarefied():
    long = "President Ada Hall said it rained. " + "The rain fell on the old town all day. " * 20
    result = tk.omissions(scored({"Wire": long, "Post": HALL})[0], copies="keep", resamples=50)
    shares = result.shares[(result.shares["kind"] == "source") & (result.shares["split"] == "all")].set_index("group")
    assert shares["share"].tolist() == [1.0, 1.0]
    assert shares.loc["Wire", "share_rarefied"] < shares.loc["Post", "share_rarefied"] == 1.0


def test_the_same_text_counts_once():
    texts = {"Wire": HALL * 3, "Post": HALL * 3, "Herald": "It rained in the old town. President Ada Hall left."}
    result = tk.omissions(scored(texts)[0], resamples=50)
    assert len(set(result.table["group"])) == 2


def test_events_that_are_found_serve_as_well():
    first, second = (
        scored({"Wire": HALL, "Post": HALL + " It rained."}),
        scored({"Wire": "A bank closed.", "Post": "A bank closed in Arle."}, "b"),
    )
    scores = tk.score([*first[1], *second[1]])
    result = tk.omissions(scores, within=tk.find_events(scores), copies="keep", resamples=50)
    assert result.settings["within"] == "events found"


def test_results_pickle_and_come_from_saved_scores(tmp_path):
    scores, articles = scored({"Wire": HALL + " It rained.", "Post": "Hall left. Nobody said anything.", "Herald": HALL})
    scores.save(tmp_path / "scores")
    own = tk.omissions(scores, texts=articles, copies="keep", resamples=50)
    again = tk.omissions(tk.load_scores(tmp_path / "scores"), texts=articles, copies="keep", resamples=50)
    for one, other in ((own, again), (own, pickle.loads(pickle.dumps(own)))):
        assert one.to_frame().equals(other.to_frame())
        assert one.shares.equals(other.shares)
        assert one.statements.equals(other.statements)


def test_articles_that_changed_since_they_were_scored_tell_no_statements():
    scores, articles = scored({"Wire": HALL, "Post": HALL + " It rained."})
    changed = [tk.article_of(article.text + " Later.", id=article.id) for article in articles]
    assert tk.omissions(scores, texts=changed, copies="keep", resamples=50).settings["texts"] == 0


def test_what_cannot_be_compared_is_said():
    with pytest.raises(OptionError, match=r"there is only one group \(Wire\): give at least two, to be compared with each other"):
        tk.omissions(scored({"Wire": HALL})[0])
    with pytest.raises(OptionError, match="no article has a value for 'story'"):
        tk.omissions(scored({"Wire": HALL, "Post": HALL})[0], within="story", copies="keep")
    with pytest.raises(OptionError, match="share no event 'flood'"):
        example_results.omissions().of("flood")
    with pytest.raises(OptionError, match="groups are Herald, Post, Wire"):
        example_results.omissions().missing("Times")


# -- the example corpus ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def example_scores():
    return tk.score(list(tk.read_articles(EXAMPLE)), registry=load_registry(None, ORGANISATIONS, SIDES))


@pytest.fixture(scope="module")
def example(example_scores):
    return tk.omissions(example_scores, copies="keep", resamples=200)


@pytest.fixture(scope="module")
def planted():
    """The last names of those whom each article hears, by (event, outlet), as they were planted."""
    heard = {}
    for row in map(json.loads, PLANTED.read_text(encoding="utf-8").splitlines()):
        speakers = [a["speaker"] for a in row["attributions"] if a["named"] and isinstance(a["speaker"], str)]
        heard[row["id"][:4], row["outlet"]] = {last_name(name) for name in speakers if "overnment" not in name}
    return heard


def last_name(name):
    return words_of_name(name)[-1]


def test_planted_sources_are_heard_where_they_were_planted(example, planted):
    sources = example.table[(example.table["kind"] == "source") & example.table["brought"]]
    sources = sources.assign(name=sources["item"].map(last_name))
    found = sources.groupby(["event", "group"])["name"].apply(set).to_dict()
    everybody = set.union(*planted.values())
    right = sum(len(names & found.get(cell, set())) for cell, names in planted.items())
    wrong = sum(len((found.get(cell, set()) & everybody) - names) for cell, names in planted.items())
    assert right >= 0.7 * sum(map(len, planted.values()))
    assert wrong <= 0.05 * right


def test_planted_omissions_are_told_as_such(example, planted):
    """Of those whom an event's other outlets hear, those whom an outlet was planted not to hear are not heard there."""
    sources = example.table[(example.table["kind"] == "source") & example.table["brought"]]
    heard = set(zip(sources["event"], sources["group"], sources["item"].map(last_name), strict=True))
    told = [
        (event, outlet, name) not in heard
        for (event, outlet), names in planted.items()
        for name in set.union(*(others for (other, _), others in planted.items() if other == event)) - names
    ]
    assert len(told) > 500
    assert np.mean(told) >= 0.97


def test_the_wire_hears_most_and_the_tabloid_least(example):
    shares = example.shares[(example.shares["kind"] == "source") & (example.shares["split"] == "all")].set_index("group")["share"]
    assert shares.idxmax() == "Halyard Wire"
    assert shares.idxmin() in ("The Daily Rattle", "Kelmarra National Channel")


def test_state_broadcasters_hear_their_own_side(example):
    sides = example.shares[example.shares["split"] == "side"].set_index(["group", "value"])["share"]
    assert sides["Astreva One", "Astreva"] > 2 * sides["Astreva One", "Kelmarra"]
    assert sides["Kelmarra National Channel", "Kelmarra"] > 2 * sides["Kelmarra National Channel", "Astreva"]


OUTLETS = {"astreva": "Astreva One", "wire": "Halyard Wire", "kelmarra": "Kelmarra National Channel"} | {
    "rattle": "The Daily Rattle",
    "wayside": "Wayside Dispatch",
}


def test_planted_numbers_are_told_where_they_were_planted(example):
    """Each number is one item in nearly all the outlets that tell it, in whatever words."""
    brought = example.table[(example.table["kind"] == "number") & example.table["brought"]]
    told = joined = 0
    for event in map(json.loads, OMISSIONS.read_text(encoding="utf-8").splitlines()):
        for number in event["numbers"]:
            outlets = {OUTLETS[one["article"].split("-")[1]] for one in number["told"]}
            same = brought[
                (brought["event"] == event["event"]) & (brought["item"].str.split().str[0] == number["number"].split()[0])
            ]
            told += len(outlets)
            joined += max((len(outlets & set(rows["group"])) for _, rows in same.groupby("item")), default=0)
    assert told == 150
    assert joined >= 135


def test_statements_that_are_one_are_joined_on_the_half_on_which_nothing_was_chosen(example_scores):
    scores = example_scores.scores
    several = articles_of_events(scores, scores.values("event"), scores.values("outlet"))
    found = aligned(several, {article.id: article.text for article in tk.read_articles(EXAMPLE)}).by_event
    precision, recall, _ = quality(found, {event: row for event, row in planted_statements().items() if int(event[2:]) % 2 == 0})
    assert precision >= 0.8
    assert recall >= 0.44


def test_options_of_the_command_that_python_calls_otherwise_are_told():
    scores = tk.score([tk.article_of("It rained.", outlet="Wire")])
    with pytest.raises(OptionError, match=r"find_events: what the command .* is within=tk.find_events\(scores\) here"):
        tk.omissions(scores, find_events=True)
    with pytest.raises(OptionError, match=r"find_events: .* is within=tk.find_events\(scores\) here"):
        tk.compare(scores, find_events=True)
    with pytest.raises(OptionError, match="evnts: there is no such option"):
        tk.omissions(scores, evnts=True)
    with pytest.raises(OptionError, match="name the two groups"):
        tk.word_shift(scores)


def test_the_columns_of_texts_may_be_named():
    rows = [
        {"body": f"The dam at Hallet burst on Monday, Ada Hall said in {paper}.", "paper": paper} for paper in ("Wire", "Post")
    ]
    scores = tk.with_events(scores := tk.score(rows, text="body", outlet="paper"), tk.find_events(scores))
    result = tk.omissions(scores, texts=rows, text="body", outlet="paper", copies="keep", resamples=40)
    assert result.settings["texts"] == 2
