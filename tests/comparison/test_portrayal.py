"""How groups portray actors: counts, bases and intervals of loaded terms whose target is sure."""

import re
from math import isnan

import matplotlib as mpl
import pytest

import toolkit as tk
from toolkit.annotation.sources.registry import load_registry
from toolkit.errors import ArticleError, OptionError
from toolkit.scores.found_spans import FoundSpan

mpl.use("Agg")

PLACES = ("Arle", "Brone", "Corrin", "Dorn")


def scored(registry=None, **texts):
    """Articles by outlet, each text once for every place, which is also its event; each hit counts 1."""
    pairs = [(outlet, place, text.format(place)) for outlet, text in texts.items() for place in PLACES]
    articles = [tk.article_of(text, id=f"{outlet} {place}", outlet=outlet, event=place) for outlet, place, text in pairs]
    return tk.score(articles, loaded_model=None, registry=registry)


def told(scores, **places):
    """The same scores, in which the first term of each article is about somebody: outlet = (name, kind, sure, polarity)."""
    changed = []
    for score in scores:
        name, kind, sure, polarity = places[score.article.outlet]
        first, *rest = [place for place in score.spans if place.mark == "loaded term"]
        about = first._replace(target=name, named=name != "They", target_kind=kind, target_sure=sure, polarity=polarity)
        record = {**score.to_record(), "spans": (about, *(place._replace(target_sure=False) for place in rest))}
        changed.append(type(score).from_record(score.article, record, score.measures))
    return tk.ScoreTable(changed, measures=scores.measures)


@pytest.fixture(scope="module")
def scores():
    texts = {"Wire": "Ada Hall was heroic in {}.", "Herald": "Ada Hall was corrupt in {}."}
    return told(scored(**texts), Wire=("Ada Hall", "person", True, "+"), Herald=("Ada Hall", "person", True, "-"))


def row_of(result, group, voice="narration", polarity="all"):
    table = result.of("Ada Hall")
    return table[(table["group"] == group) & (table["voice"] == voice) & (table["polarity"] == polarity)].iloc[0]


def test_terms_about_an_actor_count_per_thousand_words_of_articles_in_which_the_actor_is(scores):
    result = tk.portrayal(scores, copies="keep", resamples=50)
    row = row_of(result, "Wire", polarity="+")
    assert (row["n"], row["expected"], row["words"], row["n_articles"]) == (4, 4.0, 24, 4)
    assert row["rate"] == pytest.approx(1000 * 4 / 24)
    against = result.against("Ada Hall").query("group == 'Wire' and voice == 'narration' and polarity == '+'").iloc[0]
    assert (against["estimate"], against["other"], against["difference"]) == (row["rate"], 0, row["rate"])
    assert (against["n_articles"], against["n_against"]) == (4, 4)


def test_lights_are_told_apart_and_add_up(scores):
    result = tk.portrayal(scores, copies="keep", resamples=50)
    for group in ("Wire", "Herald"):
        parts = sum(row_of(result, group, polarity=light)["expected"] for light in "+-0")
        assert parts == row_of(result, group)["expected"] == 4
    assert row_of(result, "Herald", polarity="-")["share"] == 1
    assert isnan(row_of(result, "Herald", polarity="+")["share"])


def test_targets_that_are_not_sure_do_not_count(scores):
    texts = {"Wire": "Ada Hall was heroic in {}."}
    unsure = told(scored(**texts), Wire=("Ada Hall", "person", False, "+"))
    result = tk.portrayal(unsure, copies="keep", resamples=50)
    assert result.table.empty
    assert result.settings["sure"] == 0


def test_kinds_choose_who_is_told_about(scores):
    assert tk.portrayal(scores, kinds=["country"], copies="keep", resamples=50).table.empty
    people = tk.portrayal(scores, kinds="person", copies="keep", resamples=50)
    assert people.table.equals(tk.portrayal(scores, kinds=["person"], copies="keep", resamples=50).table)
    with pytest.raises(OptionError, match="unknown kind people"):
        tk.portrayal(scores, kinds="people")
    with pytest.raises(OptionError, match="no row for 'Ben Abay'"):
        tk.portrayal(scores, copies="keep", resamples=50).of("Ben Abay")


def test_an_actor_in_one_group_only_has_no_difference(scores):
    one = tk.ScoreTable([score for score in scores if score.article.outlet == "Wire"], measures=scores.measures)
    result = tk.portrayal(one, copies="keep", resamples=50)
    assert row_of(result, "Wire")["n"] == 4
    assert result.against("Ada Hall").empty


def test_saved_scores_give_the_same_table(scores, tmp_path):
    scores.save(tmp_path / "scores")
    again = tk.portrayal(tk.load_scores(tmp_path / "scores"), copies="keep", resamples=50)
    assert again.table.equals(tk.portrayal(scores, copies="keep", resamples=50).table)


def test_scores_saved_by_an_earlier_version_are_refused(scores, tmp_path):
    scores.save(tmp_path)
    manifest = tmp_path / "scores.json"
    manifest.write_text(re.sub(r'"schema": \d+', '"schema": 3', manifest.read_text()))
    with pytest.raises(ArticleError, match="score the articles again"):
        tk.load_scores(tmp_path)


def test_one_group_alone_is_compared_with_nothing_and_it_says_so(scores):
    alone = tk.portrayal(scores[scores.to_frame()["outlet"] == "Wire"], copies="keep", resamples=50)
    assert alone.settings["notes"] == ["there is only one group (Wire): give at least two, to be compared with each other"]
    assert tk.portrayal(scores, copies="keep", resamples=50).settings["notes"] == []


def test_charts_draw_every_group_with_its_articles(scores):
    result = tk.portrayal(scores, copies="keep", resamples=50)
    ax = tk.charts.portrayal_map(result)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Herald", "Wire"]
    assert [text.get_text() for text in ax.texts] == ["166.7\n(4)", "166.7\n(4)"]
    ax = tk.charts.portrayal_sides(result, "Ada Hall")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Herald", "Wire"]
    with pytest.raises(OptionError, match="no loaded terms"):
        tk.charts.portrayal_map(result, voice="nobody")


def test_a_place_of_a_loaded_term_says_whom_it_is_about():
    spans = tk.score("Ada Hall was heroic.", loaded_model=None).spans
    term = next(place for place in spans if place.mark == "loaded term")
    assert isinstance(term, FoundSpan)
    assert (term.target, term.named, term.target_kind, term.polarity) == ("Ada Hall", True, "person", "+")
    [term] = [place for place in tk.score("They were heroic.", loaded_model=None).spans if place.mark == "loaded term"]
    assert (term.target, term.named) == ("They", False)


def test_an_article_that_does_not_name_an_actor_is_none_in_which_the_actor_is_in_play(scores):
    texts = {"Wire": "Ada Hall was heroic in {}.", "Herald": "It rained on the brave men in {}."}
    others = told(scored(**texts), Wire=("Iran", "country", True, "+"), Herald=("Ben Abay", "person", True, "-"))
    assert tk.portrayal(others, actors=["Iran"], copies="keep", resamples=50).of("Iran")["group"].unique().tolist() == ["Wire"]


def test_an_actor_who_is_named_twice_or_heard_is_in_play_without_a_term_too():
    texts = {
        "Wire": "The puppet regime of Iran met in {}.",
        "Herald": "Iran left {}. It rained on Iran.",
        "Post": "Iran left {}.",
    }
    table = tk.portrayal(scored(**texts), actors=["Iran"], copies="keep", resamples=50).of("Iran")
    assert table.query("voice == 'narration' and polarity == 'all'").set_index("group")["n"].to_dict() == {"Wire": 4, "Herald": 0}


def test_pronouns_and_descriptions_are_actors_only_where_they_are_asked_for(scores):
    texts = {"Wire": "They were heroic in {}."}
    nameless = told(scored(**texts), Wire=("They", "group", True, "+"))
    assert tk.portrayal(nameless, copies="keep", resamples=50).table.empty
    assert tk.portrayal(nameless, actors=["They"], copies="keep", resamples=50).actors == ["They"]


def test_an_actor_whom_no_article_names_is_told_with_whom_may_be_meant(scores):
    one = tk.portrayal(scores, actors="Ada Hall", copies="keep", resamples=50)
    assert one.table.equals(tk.portrayal(scores, actors=["Ada Hall"], copies="keep", resamples=50).table)
    with pytest.raises(OptionError, match="in no article, or not by that name: Ada Hal; perhaps you mean Ada Hall"):
        tk.portrayal(scores, actors=["Ada Hall", "Ada Hal"])
    with pytest.raises(OptionError, match=r"not by that name: Zyx$"):
        tk.portrayal(scores, actors="Zyx")


def test_within_events_only_articles_on_the_same_event_are_compared(scores):
    result = tk.portrayal(scores, within="event", copies="keep", resamples=50)
    against = result.against("Ada Hall").query("group == 'Wire' and voice == 'narration' and polarity == '+'").iloc[0]
    assert (against["estimate"], against["other"], against["n_events"]) == (pytest.approx(1000 / 6), 0, 4)
    alone = tk.ScoreTable(
        [one for one in scores if one.article.outlet == "Wire" or one.article.event != "Arle"], measures=scores.measures
    )
    result = tk.portrayal(alone, within="event", copies="keep", resamples=50)
    assert row_of(result, "Wire")["n_articles"] == 3  # nobody else is on the fourth event
    assert result.settings["within"] == "event"


def test_articles_of_a_cluster_are_resampled_together(scores):
    alone = row_of(tk.portrayal(scores, copies="keep", resamples=50), "Wire", polarity="-")
    result = tk.portrayal(scores, cluster="outlet", copies="keep", resamples=50)
    together = row_of(result, "Wire", polarity="-")
    assert (alone["rate"], together["rate"], together["n_articles"]) == (0, 0, 4)
    assert 0 < alone["high"] < 1000
    assert isnan(together["high"])
    assert "no interval" in together["note"]
    assert result.settings["cluster"] == "outlet"
    with pytest.raises(OptionError, match="cannot be combined"):
        tk.portrayal(scores, within="event", cluster="outlet")


def test_sides_are_made_of_all_who_are_on_them(tmp_path):
    path = tmp_path / "sides.csv"
    path.write_text("name,side\nIsrael,one\nIran,other\n", encoding="utf-8")
    scores = scored(
        load_registry(sides=path), Wire="The puppet regime of Iran met in {}.", Herald="The brutal Israeli army left {}."
    )
    result = tk.portrayal(scores, sides=True, copies="keep", resamples=50)
    assert set(result.table["kind"]) == {"side"}
    assert result.actors == ["one", "other"]
    assert result.of("other")["group"].unique().tolist() == ["Wire"]
    with pytest.raises(OptionError, match="no sides were given"):
        tk.portrayal(scored(Wire="Iran met in {}."), sides=True)


def test_scores_of_terms_alone_have_no_voices_to_tell_apart():
    with pytest.raises(OptionError, match="score again without only"):
        tk.portrayal(tk.score([tk.article_of("The regime fell.", outlet="Wire")], only="loaded"))


def test_a_side_is_in_play_where_it_is_heard(tmp_path):
    path = tmp_path / "sides.csv"
    path.write_text("name,side\nAda Hall,north\nBen Abay,north\n", encoding="utf-8")
    articles = [tk.article_of("Ben Abay was corrupt in Arle.", id="a", outlet="Wire")]
    articles += [
        tk.article_of(f"Ada Hall said it rained. Road {i} in Arle was closed.", id=str(i), outlet="Wire") for i in range(9)
    ]
    scores = tk.score(articles, loaded_model=None, registry=load_registry(sides=path))
    rows = tk.portrayal(scores, sides=True, copies="keep", resamples=50).table
    assert rows.query("voice == 'narration' and polarity == 'all'")["n_articles"].tolist() == [10]
