"""The count model against counts drawn from known rates, and against what follows from its likelihood."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t

import toolkit as tk
from toolkit.scores.article_score import slices
from toolkit.scores.scores import ScoreTable

BLANK = tk.score("It rained.")
PLACE = slices()["loaded_narration"]


def table(groups):
    """Articles by outlet, each of (hits, words) or (hits, words, event)."""
    scores = []
    for name, articles in groups.items():
        for i, (hits, words, *event) in enumerate(articles):
            counts = np.zeros_like(BLANK.counts)
            counts[PLACE] = hits, words
            article = tk.article_of("", id=f"{name} {i}", outlet=name, event=event[0] if event else None)
            scores.append(replace(BLANK, article=article, counts=counts))
    return ScoreTable(scores)


def drawn(rates, n, dispersion, seed=0):
    """Articles of 100 to 400 words; hits have the variance m + dispersion m²."""
    rng, groups = np.random.default_rng(seed), {}
    for number, rate in enumerate(rates):
        words = rng.integers(100, 400, n)
        expected = rate * words / 1000
        if dispersion:
            expected = rng.gamma(1 / dispersion, dispersion * expected)
        groups[f"g{number}"] = list(zip(rng.poisson(expected), words, strict=True))
    return groups


def model(groups, **options):
    return tk.count_model(table(groups), copies="keep", **{"resamples": 200, **options})


def test_known_ratio_and_dispersion_come_back():
    result = model(drawn((20, 40, 10), 1500, 0.5), reference="g0")
    assert result.dispersion == pytest.approx(0.5, abs=0.08)
    rows = result.table.set_index("group")
    assert rows.loc["g1", "ratio"] == pytest.approx(2, rel=0.1)
    assert rows.loc["g2", "ratio"] == pytest.approx(0.5, rel=0.1)
    assert rows["ratio"].to_numpy() == pytest.approx(rows["bootstrap_ratio"].to_numpy(), rel=0.05)
    for name, true in (("g1", 2), ("g2", 0.5)):
        assert rows.loc[name, "low"] < true < rows.loc[name, "high"]
        assert rows.loc[name, "bootstrap_low"] < true < rows.loc[name, "bootstrap_high"]
        assert rows.loc[name, "p_adjusted"] < 0.001


def test_intervals_hold_the_true_ratio_and_agree_with_the_bootstrap():
    inside, widths = [], []
    for seed in range(30):
        row = model(drawn((20, 40), 25, 1.0, seed), reference="g0", seed=seed).table.iloc[1]
        inside.append(row.low <= 2 <= row.high)
        widths.append(np.log(row.bootstrap_high / row.bootstrap_low) / np.log(row.high / row.low))
    assert np.mean(inside) >= 0.87
    assert np.median(widths) == pytest.approx(1, abs=0.25)


def test_without_dispersion_it_is_the_model_of_poisson():
    """Then the ratio is that of the pooled rates to the last digit, and alpha is 0."""
    result = model({"Herald": [(2, 100), (1, 100), (3, 150), (4, 150), (3, 150)] * 2, "Wire": [(1, 100), (2, 100), (0, 100)] * 4})
    herald, wire = (result.table.set_index("group").loc[name] for name in ("Herald", "Wire"))
    assert result.dispersion == 0
    assert result.reference == "Wire"
    assert herald["ratio"] == pytest.approx(2)
    assert herald["rate"] == pytest.approx(20)  # 26 hits in 1,300 words, against 12 in 1,200
    assert herald["bootstrap_ratio"] == pytest.approx(2)
    assert (herald["hits"], herald["words"], herald["n_measured"]) == (26, 1300, 10)
    assert wire["ratio"] == 1
    assert np.isnan(wire["p"])


def test_errors_are_those_of_the_sandwich():
    """Of one length each, the model's rates are the pooled ones, and the squared error is that of a mean over its square."""
    hits = {"Wire": [0, 1, 5, 2, 0, 1, 0, 3], "Herald": [4, 0, 2, 9, 1, 2, 0, 6]}
    result = model({name: [(n, 100) for n in members] for name, members in hits.items()}, reference="Wire")
    row = result.table.set_index("group").loc["Herald"]
    squares = sum(np.var(members, ddof=1) / len(members) / np.mean(members) ** 2 for members in hits.values())
    assert row["ratio"] == pytest.approx(2)
    assert np.log(row["high"] / row["ratio"]) == pytest.approx(t.ppf(0.975, 7) * np.sqrt(squares), rel=0.01)


def test_articles_of_one_event_are_no_evidence_of_their_own():
    members = [(n, 100) for n in (0, 1, 5, 2, 0, 1, 0, 3)]
    copied = {
        "Herald": [(2 * n, words, f"h{i}") for i, (n, words) in enumerate(members) for _ in range(5)],
        "Wire": [(n, words, f"w{i}") for i, (n, words) in enumerate(members) for _ in range(5)],
    }
    single, clustered = model(copied, reference="Wire"), model(copied, reference="Wire", cluster="event")
    wide, narrow = (np.log(one.table.loc[1, "high"] / one.table.loc[1, "low"]) for one in (clustered, single))
    assert wide > 1.8 * narrow  # five times as many articles seem to have errors smaller by the root of 5


def test_expected_numbers_need_not_be_whole():
    """Each of the hits of known rates counts as much as it is probable: the ratio stays, and intervals hold it."""
    inside, ratios = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        groups = {
            name: [(rng.beta(8, 2, int(hits)).sum(), words) for hits, words in members]
            for name, members in drawn((20, 40), 40, 0.5, seed).items()
        }
        row = model(groups, reference="g0", seed=seed).table.iloc[1]
        inside.append(row.low <= 2 <= row.high)
        ratios.append(np.log(row.ratio))
        assert row.hits == pytest.approx(sum(hits for hits, _ in groups["g1"]))
    assert np.mean(inside) >= 0.85
    assert np.exp(np.mean(ratios)) == pytest.approx(2, rel=0.08)


def test_a_share_of_every_hit_leaves_the_ratio_of_the_model_as_it_is():
    """With little dispersion the model is that of Poisson, whose ratios are those of the pooled rates, whatever a hit counts."""
    groups = {"Herald": [(2, 100), (1, 100), (3, 150), (4, 150), (3, 150)] * 2, "Wire": [(1, 100), (2, 100), (0, 100)] * 4}
    part = {name: [(0.7 * hits, words) for hits, words in members] for name, members in groups.items()}
    whole, parts = (model(of).table.set_index("group").loc["Herald"] for of in (groups, part))
    assert parts["ratio"] == pytest.approx(whole["ratio"]) == pytest.approx(2)
    assert (parts["low"], parts["high"]) == pytest.approx((whole["low"], whole["high"]))


def test_groups_without_hits_and_of_one_article_have_no_interval():
    result = model({"Wire": [(1, 100), (2, 100), (0, 100)], "Herald": [(0, 100), (0, 90)], "Post": [(3, 100)], "Day": [(0, 0)]})
    rows = result.table.set_index("group")
    assert result.reference == "Wire"
    assert rows.loc["Herald", ["ratio", "bootstrap_ratio"]].tolist() == [0, 0]
    assert rows.loc["Post", "ratio"] == pytest.approx(3)
    assert rows.loc[["Herald", "Post", "Day"], ["low", "high", "p", "bootstrap_low"]].isna().all(axis=None)
    assert rows.loc["Day", "note"] == "nothing to measure"
    assert np.isnan(rows.loc["Day", "ratio"])
    assert "no interval" in rows.loc["Post", "note"]


def test_shares_are_no_counts_per_words(example_scores):
    with pytest.raises(tk.OptionError, match=r"official_share \(.*\) is not a rate per 1,000 words"):
        tk.count_model(example_scores, "official_share")


@pytest.mark.parametrize(
    ("groups", "options", "said"),
    [
        ({"Wire": [(1, 100)]}, {}, "needs at least two groups"),
        ({"Wire": [(0, 100)], "Herald": [(1, 100)]}, {"reference": "Wire"}, "Wire has no hit"),
        (
            {"Wire": [(1, 100)], "Herald": [(1, 100)]},
            {"reference": "Times"},
            "no group 'Times'; groups are Herald, Wire",
        ),
        ({"Wire": [(1, 100)], "Herald": [(1, 100)]}, {"measure": "loadedness"}, "unknown measure 'loadedness'"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_with_the_reason(groups, options, said):
    with pytest.raises(tk.ArticleError, match=said):
        model(groups, **options)


def test_where_statsmodels_is_missing_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "statsmodels.discrete.discrete_model", None)
    with pytest.raises(tk.OptionError, match=r"pip install 'framing-toolkit\[models\]'"):
        model({"Wire": [(1, 100)], "Herald": [(2, 100)]})
