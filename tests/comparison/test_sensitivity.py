"""Rankings made again, on articles of which every term can be counted."""

from dataclasses import replace
from math import isnan

import pytest

import toolkit as tk
from toolkit import example_results
from toolkit.annotation.loaded.loaded_words import LEXICON as LOADED_WORDS
from toolkit.comparison.variants import POOLED
from toolkit.errors import OptionError
from toolkit.scores.article_score import CERTAIN
from toolkit.statistics import against_rest
from toolkit.statistics.resampling import Bootstrap


def articles(said):
    """Articles by outlet, each a text or a text with its event."""
    return [
        tk.article_of(
            one if isinstance(one, str) else one[0], id=f"{name} {i}", outlet=name, event=None if isinstance(one, str) else one[1]
        )
        for name, texts in said.items()
        for i, one in enumerate(texts)
    ]


def again(said, *args, **kwargs):
    """A comparison of articles in which each hit counts 1, made again."""
    return tk.sensitivity(tk.score(articles(said), loaded_model=None), *args, resamples=50, **kwargs)


def ranks(found, variant):
    rows = found.table[found.table["variant"] == variant]
    return dict(zip(rows["group"], rows["rank"], strict=True))


SAID = {
    "Herald": ["The mob fled.", "The mob left.", "The mob came."],  # 3 of 9 words
    "Post": ["The thugs fled.", "The terrorists left.", "The army came."],  # 2 of 9
    "Wire": ["The mayor spoke.", "It rained all day.", "The thugs came home."],  # 1 of 11
}


def test_a_ranking_that_hangs_on_one_term_is_seen():
    found = again(SAID, top_terms=1)
    assert ranks(found, POOLED) == {"Herald": 1, "Post": 2, "Wire": 3}
    assert ranks(found, "without “mob”") == {"Herald": 3, "Post": 1, "Wire": 2}
    row = found.agreement.set_index("variant").loc["without “mob”"]
    assert row["tau"] == pytest.approx(-1 / 3)  # of three pairs one is in order, two are not
    assert not row["same_first"]
    assert "Herald" in row["other_sign"]
    assert list(found.wide().index) == ["Herald", "Post", "Wire"]


def test_estimates_without_a_term_leave_its_hits_out():
    rows = again(SAID, top_terms=1).table.set_index(["variant", "group"])["estimate"]
    assert rows[POOLED, "Herald"] == pytest.approx(1000 * 3 / 9)
    assert rows["without “mob”", "Herald"] == 0
    assert rows["without “mob”", "Post"] == pytest.approx(1000 * 2 / 9)


def test_hits_that_are_taken_away_are_those_of_the_measure(example_scores):
    measures = example_scores.measures
    place = list(measures).index("loaded_narration")
    start = sum(len(one.formula.counts) for one in list(measures.values())[:place])
    for one in example_scores:
        hits = sum(n for (_, _, _, voice), n in one.expected.items() if voice == "narration")
        assert one.counts[start] == pytest.approx(hits)


DOUBTFUL = {
    "Herald": ["The mob fled.", "The mob left.", "The mob came."],
    "Wire": ["The regime spoke at noon.", "The regime of the hills.", "The regime is old."],
}


def test_certain_terms_alone_and_flat_counts_are_variants():
    scores = tk.score(articles(DOUBTFUL))
    found = tk.sensitivity(scores, resamples=40)
    certain = f"certain terms only (p ≥ {CERTAIN:g})"
    assert {certain, "flat counts"} < set(found.agreement["variant"])
    flat = found.table[found.table["variant"] == "flat counts"].set_index("group")["estimate"]
    hits = {name: sum(sum(one.terms.values()) for one in scores if one.article.outlet == name) for name in DOUBTFUL}
    assert flat.to_dict() == pytest.approx({"Herald": 1000 * hits["Herald"] / 9, "Wire": 1000 * hits["Wire"] / 14})


def test_a_certain_term_counts_as_much_as_it_is_probable_and_a_doubtful_one_not():
    hits = {("mob", "label", "loaded_terms", "narration"): 0.95, ("regime", "label", "loaded_terms", "narration"): 0.6}
    blank = tk.score(articles(DOUBTFUL), loaded_model=None)
    one = [replace(score, expected=hits, certain=dict(list(hits.items())[:1])) for score in blank]
    found = tk.sensitivity(replace(blank, scores=one), resamples=40, top_terms=0, copies="keep")
    rows = found.table.set_index(["variant", "group"])["estimate"]
    assert rows[f"certain terms only (p ≥ {CERTAIN:g})", "Herald"] == pytest.approx(1000 * 3 * 0.95 / 9)


def test_without_a_model_every_term_is_certain_and_every_count_flat():
    assert not [name for name in again(SAID).agreement["variant"] if "certain" in name or "flat" in name]


def test_the_reader_may_be_another():
    scores = tk.score(articles(SAID), loaded_model=None)
    other = tk.score(articles({**SAID, "Wire": ["The mob, the thugs."]}), loaded_model=None)
    other = replace(other, made_with={**other.made_with, "reader": "accurate 0123456789ab"})
    found = tk.sensitivity(scores, otherwise={"read by the accurate reader": other}, resamples=50)
    assert ranks(found, "read by the accurate reader")["Wire"] == 1
    assert ranks(found, POOLED)["Wire"] == 3
    with pytest.raises(OptionError, match="same: these scores were made in the same way"):
        tk.sensitivity(scores, otherwise={"same": scores}, resamples=50)


def test_furniture_kept_is_a_variant_of_the_articles_that_both_have():
    """Wire's link is loaded; its last article is in the first scores only."""
    said = {**SAID, "Wire": [*SAID["Wire"], "The mayor left."]}
    said["Wire"][0] = "The mayor spoke.\nRead more: The mob, the thugs and the regime"
    scores = tk.score(articles(said), loaded_model=None)
    kept = tk.score(articles(said)[:-1], loaded_model=None, keep_furniture=True)
    found = tk.sensitivity(scores, otherwise={"furniture kept": kept}, resamples=50)
    assert found.agreement.set_index("variant")["n_articles"].loc[[POOLED, "furniture kept"]].tolist() == [10, 9]
    estimate = found.table.set_index(["variant", "group"])["estimate"]
    assert estimate["furniture kept", "Wire"] > 2 * estimate[POOLED, "Wire"]


def test_opinion_is_left_out():
    genres = {"Herald": ["Editorial", "news", "news"], "Post": ["news"] * 3, "Wire": ["Editorial"] * 3}
    told = [replace(one, genre=genres[one.outlet][int(one.id[-1])]) for one in articles(SAID)]
    found = tk.sensitivity(tk.score(told, loaded_model=None), resamples=50)
    rows = found.table[found.table["variant"] == "without opinion"].set_index("group")
    assert rows["n_articles"].to_dict() == {"Herald": 2, "Post": 3}
    assert "without opinion" not in set(again(SAID).agreement["variant"])


def test_words_that_only_the_model_finds_are_left_out():
    blank = tk.score(
        articles({"Herald": ["The mob fled."], "Wire": ["The thugs fled.", "The mob left town."]}), loaded_model=None
    )
    found_by = {"mob": "loaded_terms", "thug": LOADED_WORDS}
    one = [
        replace(score, terms=dict.fromkeys(terms, 1), expected=dict.fromkeys(terms, 1.0))
        for score in blank
        for terms in [[(word, category, found_by[word], voice) for word, category, _, voice in score.terms]]
    ]
    found = tk.sensitivity(replace(blank, scores=one), resamples=40, copies="keep", top_terms=0)
    estimate = found.table.set_index(["variant", "group"])["estimate"]
    assert estimate["without words that only the model finds", "Wire"] == pytest.approx(1000 / 7)
    assert estimate["without lexicon loaded_terms", "Herald"] == 0


def test_articles_are_resampled_and_dealt_out_once_for_all_variants_of_them(monkeypatch):
    """Not once for each: on 100,000 articles that had not come to an end."""
    drawn, dealt = [], []
    draw, deal = Bootstrap.sums, against_rest.sequential_p
    monkeypatch.setattr(Bootstrap, "sums", lambda self, counts: drawn.append(len(counts)) or draw(self, counts))
    monkeypatch.setattr(against_rest, "sequential_p", lambda *args: dealt.append(1) or deal(*args))
    found = again(SAID)
    apart = 1  # the variant without the largest group
    assert len(found.agreement) == 3 + apart
    assert len(drawn) == 3 + 2 * apart
    assert len(dealt) == 1 + apart


def test_the_largest_group_goes():
    said = {"Post": SAID["Post"] + ["The army left again."], "Herald": SAID["Herald"], "Wire": SAID["Wire"]}
    found = again(said)
    assert ranks(found, "without Post") == {"Herald": 1, "Wire": 2}
    row = found.agreement.set_index("variant").loc["without Post"]
    assert (row["groups"], row["tau"], row["n_articles"]) == (2, 1, 6)


def test_every_article_alike():
    said = {
        "Herald": ["The mob fled.", "The army left the old town at noon on Sunday."],  # 1 of 13 words; mean of 1/3 and 0
        "Wire": ["The mob left the old town with the army."],  # 1 of 9
    }
    found = again(said)
    assert ranks(found, POOLED) == {"Herald": 2, "Wire": 1}
    assert ranks(found, "every article alike") == {"Herald": 1, "Wire": 2}


def test_voices_put_together():
    said = {"Herald": ["“The mob fled,” the mayor said."], "Wire": ["The mayor said that the army fled."]}
    found = again(said, measure="loaded_quotation")
    assert {"narration only", "all voices"} <= set(found.agreement["variant"])
    estimate = found.table.set_index(["variant", "group"])["estimate"]
    assert estimate["narration only", "Herald"] == 0
    assert estimate["all voices", "Herald"] == pytest.approx(1000 / 6)


def test_lexicons_one_by_one(tmp_path):
    own = tmp_path / "weather.csv"
    own.write_text("term,category\nrained,emotive\n", encoding="utf-8")
    scores = tk.score(articles({"Herald": ["The mob fled."], "Wire": ["It rained. It rained."]}), ["loaded_terms", own])
    found = tk.sensitivity(scores, resamples=40)
    assert ranks(found, "without lexicon weather") == {"Herald": 1, "Wire": 2}
    assert ranks(found, "without lexicon loaded_terms") == {"Herald": 2, "Wire": 1}


def test_copies_kept_is_a_variant_where_there_are_some():
    text = "The mob fled from the old town in the morning, and the army came back to the bridge at noon."
    found = again({"Herald": [text, text], "Wire": ["The mayor spoke."]})
    counts = found.agreement.set_index("variant")["n_articles"]
    assert (counts[POOLED], counts["copies kept"]) == (2, 3)
    assert "copies kept" not in set(again(SAID).agreement["variant"])


def test_within_events_groups_are_ranked_by_their_difference():
    """Herald writes of loud events alone: on these it is the calmest, though its mean is the highest."""
    said = {  # 2, 1 or 0 of 5 words; no two texts alike, which would be copies
        "Herald": [("The mob fled home again.", "1"), ("The mob came back soon.", "2")],
        "Post": [("The mob of thugs fled.", "1"), ("The thugs and mob left.", "2"), ("The army fled home again.", "3")],
        "Wire": [("The mayor spoke at noon.", "3"), ("It rained in the hills.", "4")],
        "Day": [("The river rose at night.", "4")],
    }
    found = again(said)
    rows = found.table[found.table["variant"] == "within events"].set_index("group")
    assert rows.loc["Herald", "estimate"] == pytest.approx(200)
    assert rows.loc["Herald", "difference"] == pytest.approx(-200)
    assert rows.loc["Wire", "estimate"] == 0
    assert ranks(found, "within events") == {"Post": 1, "Wire": 2.5, "Day": 2.5, "Herald": 4}


def test_measures_that_count_no_terms_have_fewer_variants():
    found = again(SAID, measure="words_attributed")
    assert set(found.agreement["variant"]) == {POOLED, "every article alike", "without Wire"}  # of three, most words


def test_groups_with_few_articles_may_be_left_out_of_the_ranking():
    said = {**SAID, "Post": ["Thugs fled."]}
    every, dropped = (again(said, min_articles=2, drop_few=drop) for drop in (False, True))
    assert ranks(every, POOLED)["Post"] == 1
    assert "Post" not in set(dropped.table["group"])
    assert ranks(dropped, POOLED)["Herald"] == 1
    kept = [found.table.query("group == 'Herald' and variant == @POOLED")["difference"].iloc[0] for found in (every, dropped)]
    assert kept[0] == kept[1]  # it is still among the others
    assert set(again(said, top=1).table["group"]) == {"Herald"}


def test_two_groups_that_agree():
    found = example_results.sensitivity()
    assert found.agreement.set_index("variant").loc[POOLED, "tau"] == 1
    assert isnan(found.agreement.set_index("variant").loc["without “puppet regime”", "tau"])  # all are alike: no order


@pytest.mark.parametrize(
    ("said", "options", "told"),
    [
        (SAID, {"measure": "loadedness"}, "unknown measure 'loadedness'"),
        ({"Wire": ["It rained."]}, {}, r"there is only one group \(Wire\): give at least two"),
        (SAID, {"top": 0}, "top 0: give the number of groups"),
    ],
)
def test_what_is_asked_for_wrongly_is_told(said, options, told):
    with pytest.raises(tk.ArticleError, match=told):
        again(said, **options)


def test_clusters_are_those_of_the_comparison(example_scores):
    options = {"cluster": ["event"], "resamples": 200}
    found = tk.sensitivity(example_scores, "loaded_narration", **options)
    compared = tk.compare(example_scores, measures=["loaded_narration"], **options)
    assert found.settings["cluster"] == compared.settings["cluster"] == "event"
    rows = found.table[found.table["variant"] == POOLED]
    assert rows["low"].tolist() == pytest.approx(compared.of("loaded_narration")["low"].tolist())
    assert rows["p"].tolist() == pytest.approx(compared.against("loaded_narration")["p"].tolist())
