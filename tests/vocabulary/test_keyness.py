"""Statistics by hand-worked examples and published figures; then the user's steps on articles of our own writing."""

import math
from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import chi2_contingency, hypergeom

import toolkit as tk
from toolkit import example_results
from toolkit.annotation.attributions.voices import OWN_VOICES, VOICES
from toolkit.statistics import association
from toolkit.statistics.association import Pool
from toolkit.statistics.term_counts import Bags, Side, frequent_places
from toolkit.vocabulary.distinctive import distinctive_words
from toolkit.vocabulary.ngrams import ngrams, runs


def bags_of(articles) -> Bags:
    """The counts of words of each article, the terms in alphabetical order."""
    terms = sorted({term for article in articles for term in article})
    counts = np.array([[article.get(term, 0) for term in terms] for article in articles], dtype=float)
    return Bags(terms, csr_matrix(counts), counts.sum(axis=1))


def pool_of(bags, own) -> Pool:
    """Some of the articles and all others."""
    return Pool.of([bags.only(own), bags.only(~own)])


def sides(count, rest, size, rest_size):
    return [np.array([float(one)]) for one in (count, rest, size, rest_size)]


# -- statistics of two counts -----------------------------------------------------------------------------------------------


def test_log_odds_by_hand():
    """Monroe et al. 2008, equations 15 to 22, with a prior of 1000 words spread as 10 and 10: 8 of 10 words against 2 of 10."""
    log_odds, z = association.log_odds_ratio(*sides(8, 2, 10, 10))
    expected = math.log(508 / 502) - math.log(502 / 508)  # (8 + 500) / (10 + 1000 - 508), and the same of the rest
    assert log_odds[0] == pytest.approx(expected)
    assert z[0] == pytest.approx(expected / math.sqrt(1 / 508 + 1 / 502))


def test_log_likelihood_is_dunnings_table():
    """Dunning 1993, table of bigrams: 110, 2442, 111, 29114 has 270.72 ("the swiss"); the sign tells the direction."""
    assert association.log_likelihood(*sides(110, 111, 110 + 2442, 111 + 29114))[0] == pytest.approx(270.72, abs=0.005)
    assert association.log_likelihood(*sides(111, 110, 111 + 29114, 110 + 2442))[0] == pytest.approx(-270.72, abs=0.005)


def test_log_likelihood_by_hand_and_by_scipy():
    # 30 of 1000 against 10 of 1000: expected 20 on both sides
    by_hand = 2 * (30 * math.log(30 / 20) + 10 * math.log(10 / 20) + 970 * math.log(970 / 980) + 990 * math.log(990 / 980))
    result = association.log_likelihood(*sides(30, 10, 1000, 1000))[0]
    assert result == pytest.approx(by_hand)
    table = [[30, 970], [10, 990]]
    assert result == pytest.approx(chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic)
    assert association.log_likelihood(*sides(0, 10, 1000, 1000))[0] == pytest.approx(
        -2 * (10 * math.log(2) + 1000 * math.log(1000 / 995) + 990 * math.log(990 / 995))
    )


def test_log_ratio_by_hand():
    """Hardie 2014: log2 of the ratio of rates; 0 is taken as half an occurrence."""
    assert association.log_ratio(*sides(40, 10, 1000, 2000))[0] == pytest.approx(3)  # 40 against 5 per 1,000
    assert association.log_ratio(*sides(4, 0, 1000, 1000))[0] == pytest.approx(3)  # 4 against 0.5
    assert np.isnan(association.log_ratio(*sides(4, 0, 1000, 0))[0])


def test_percent_diff_by_hand():
    """Gabrielatos and Marchi 2012: (rate - rate of the rest) × 100 / rate of the rest."""
    assert association.percent_diff(*sides(40, 10, 1000, 2000))[0] == pytest.approx(700)
    assert association.percent_diff(*sides(0, 10, 1000, 2000))[0] == pytest.approx(-100)
    assert association.percent_diff(*sides(1, 0, 1000, 2000))[0] == np.inf


def test_bic_is_the_size_of_g2_less_the_logarithm_of_all_words():
    own, rest = (Side.of(bags_of([words])) for words in ({"a": 30, "b": 970}, {"a": 10, "b": 990}))
    result = association.statistics_of_counts(own.against(rest))
    assert result["bic"][0] == pytest.approx(abs(result["g2"][0]) - math.log(2000))


# -- statistics of the articles ---------------------------------------------------------------------------------------------


def gries():
    """The corpus of Gries 2008: five parts of 9, 10, 10, 10 and 11 words."""
    parts = ["b a m n i b e u p", "b a s a t b e w q n", "b c a g a b e s t a", "b a g h a b e a a t", "b a h a a b e a x a t"]
    return bags_of([Counter(part.split()) for part in parts])


def test_dispersion_is_that_of_gries():
    """DP of "a" is .18 there; over its largest value 1 - 9/50 that is .22 (Lijffijt and Gries 2012)."""
    bags = gries()
    result = dict(zip(bags.terms, association.dispersion(bags), strict=True))
    assert result["a"] == pytest.approx(0.18 / 0.82)
    assert result["x"] == pytest.approx((1 - 11 / 50) / 0.82)  # all in the part of 11 words
    assert result["m"] == pytest.approx(1)  # all in the shortest part


def test_dispersion_needs_the_term_and_two_articles():
    bags = bags_of([{"red": 1}, {"blue": 1}])
    assert np.isnan(association.dispersion(bags.only(np.array([True, False])))).all()


def test_dealt_out_has_the_mean_and_spread_of_all_ways():
    """Five articles, two of them ours: z is that of the ten ways to deal them out."""
    counts, lengths = np.array([3.0, 0, 1, 0, 2]), np.array([10.0, 20, 5, 10, 15])
    bags = bags_of([{"red": int(c), "the": int(n - c)} for c, n in zip(counts, lengths, strict=True)])
    own = np.array([True, False, True, False, False])
    rate = counts.sum() / lengths.sum()
    ways = np.array([(counts - rate * lengths)[list(two)].sum() for two in combinations(range(5), 2)])
    z, p = pool_of(bags, own).dealt_out(0)
    assert ways.mean() == pytest.approx(0)
    assert z[0] == pytest.approx((4 - rate * 15) / ways.std())
    assert pool_of(bags, own).deals.squares[0] == pytest.approx(((counts - rate * lengths) ** 2).sum())
    assert p[0] >= 0.1  # one of ten ways


@pytest.mark.parametrize(
    ("n", "own", "holders", "held"),
    [
        (800, 50, 10, 4),
        (800, 400, 10, 9),
        (100, 10, 5, 3),
        (400, 20, 40, 7),
        (600, 540, 90, 90),
        (40, 20, 12, 12),
        (600, 8, 3, 1),
    ],
)
def test_dealt_out_comes_near_the_exact_p(n, own, holders, held):
    """One occurrence in each of some articles of equal length: the exact p is hypergeometric, near it the mid-p."""
    side = np.zeros(n, dtype=bool)
    side[:held] = True
    side[holders : holders + own - held] = True
    bags = bags_of([{"red": int(i < holders), "the": 10 - int(i < holders)} for i in range(n)])
    ways, expected = np.arange(holders + 1), own * holders / n
    share, apart = hypergeom(n, holders, own).pmf(ways), np.abs(ways - expected) - abs(held - expected)
    mid = share[apart > 1e-9].sum() + share[np.abs(apart) <= 1e-9].sum() / 2
    assert pool_of(bags, side).dealt_out(0)[1][0] == pytest.approx(mid, rel=0.2)


def test_one_article_with_many_mentions_proves_little():
    """Twelve mentions in one article and twelve in twelve have the same G², not the same p."""
    lump = [{"lump": 12, "the": 88}] + [{"the": 100}] * 19
    even = [{"even": 1, "the": 99}] * 12 + [{"the": 100}] * 8
    rest = [{"the": 100}] * 20
    own = np.arange(40) < 20
    result = {}
    for name, articles in (("lump", lump), ("even", even)):
        bags = bags_of([*articles, *rest])
        rows = pool_of(bags, own).contrast(0)
        result[name] = {column: values[bags.terms.index(name)] for column, values in rows.items()}
    assert result["lump"]["g2"] == pytest.approx(result["even"]["g2"])
    assert result["lump"]["p"] > 0.2
    assert result["even"]["p"] < 0.001


def test_by_the_limit_of_the_log_ratio_a_word_of_one_article_is_not_first():
    """By z it is: thirty times "lump" in one article of eight, "even" once in each."""
    said = [f"The even {'lump ' * 30 * (not i)}{'and the river ' * 10}fell." for i in range(8)]
    rest = ["The old town, " + "and the river " * 10 + "fell."] * 8
    several = (("Herald", said), ("Wire", rest))
    scores = tk.score([tk.article_of(x, id=f"{o} {i}", outlet=o) for o, xs in several for i, x in enumerate(xs)])
    result = tk.keyness(scores, copies="keep", min_count=1, min_articles=1)
    assert result.over("Herald", 1)["term"].tolist() == ["lump"]
    assert "lump" not in result.over("Herald", sort="log_ratio_limit")["term"].tolist()
    even = result.over("Herald", sort="log_ratio_limit").set_index("term").loc["even"]
    assert 0 < even["log_ratio_limit"] == even["log_ratio_low"] < even["log_ratio"] < even["log_ratio_high"]
    assert result.over("Herald", sort="log_ratio_limit")["log_ratio_limit"].is_monotonic_decreasing


def _lumpy(rng, ratio, once_in):
    """Lengths of 90 articles and counts of lumpy words, which the first 30 use `ratio` times as often as the others."""
    lengths = rng.integers(100, 600, 90).astype(float)
    rate = np.where(np.arange(90)[:, None] < 30, ratio, 1) * lengths[:, None] / once_in
    return lengths, rng.poisson(rng.gamma(0.5, 2, rate.shape) * rate)


def test_the_interval_of_the_log_ratio_holds_the_true_one():
    """Lumpy words, whose rate on one side is twice or half that on the other, or the same."""
    rng, held, told = np.random.default_rng(0), [], []
    for _ in range(30):
        ratio = np.repeat([0.5, 1, 2], 20)
        lengths, counts = _lumpy(rng, ratio, 100)
        bags = Bags([str(i) for i in range(60)], csr_matrix(counts.astype(float)), lengths)
        rows = pool_of(bags, np.arange(90) < 30).contrast(0)
        held.append((rows["log_ratio_low"] <= np.log2(ratio)) & (np.log2(ratio) <= rows["log_ratio_high"]))
        told.append(rows["log_ratio_limit"][ratio == 1] != 0)
    assert 0.92 < np.mean(held) < 0.98
    assert np.mean(told) < 0.08


def test_limits_are_finite_and_hold_the_true_ratio_of_rare_words_too():
    """Most of these words are in none, one or two of the articles of a side."""
    rng, held, few = np.random.default_rng(0), [], []
    for _ in range(20):
        ratio = np.repeat([0.25, 1, 4], 40)
        lengths, counts = _lumpy(rng, ratio, 5000)
        frequent_enough = (counts.sum(axis=0) >= 5) & ((counts > 0).sum(axis=0) >= 3)
        counts, ratio = counts[:, frequent_enough], ratio[frequent_enough]
        bags = Bags([str(i) for i in range(counts.shape[1])], csr_matrix(counts.astype(float)), lengths)
        rows = pool_of(bags, np.arange(90) < 30).contrast(0)
        low, high = rows["log_ratio_low"], rows["log_ratio_high"]
        assert (low <= rows["log_ratio"]).all()
        assert (rows["log_ratio"] <= high).all()
        assert max(np.abs(low).max(), np.abs(high).max()) < 30
        held.append((low <= np.log2(ratio)) & (np.log2(ratio) <= high))
        few.append(np.minimum(rows["articles"], rows["rest_articles"]) < 3)
    assert 0.93 < np.concatenate(held)[np.concatenate(few)].mean() < 0.99


def test_a_word_of_two_articles_has_no_limits():
    bags = bags_of([{"town": 5, "the": 95}] * 2 + [{"the": 100}] * 20)
    rows = pool_of(bags, np.arange(22) < 10).contrast(0)
    town = bags.terms.index("town")
    assert np.isnan([rows["log_ratio_low"][town], rows["log_ratio_high"][town]]).all()
    assert rows["log_ratio_limit"][town] == 0


def test_a_term_that_a_small_group_lacks_is_within_chance():
    """A curve with bounds would give p = 0 here; one article says "aid" 13 times, many say it once."""
    articles = [{"aid": 13, "the": 87}] + [{"aid": 1, "the": 99}] * 20 + [{"the": 100}] * 200
    own = np.arange(221) >= 216
    assert pool_of(bags_of(articles), own).dealt_out(0)[1][0] > 0.3


def lumpy() -> Bags:
    """300 lumpy words in 120 articles of unequal length."""
    rng = np.random.default_rng(0)
    lengths = rng.integers(50, 400, 120)
    counts = rng.poisson(rng.gamma(0.3, 1 / 0.3, (120, 300)) * lengths[:, None] / 200)
    articles = [
        {f"w{j}": int(n) for j, n in enumerate(row) if n} | {"the": int(m)} for row, m in zip(counts, lengths, strict=True)
    ]
    bags = bags_of(articles)
    return bags.of_terms(frequent_places(bags.counts, 5, 3))


@pytest.mark.parametrize("size", [8, 20, 60])
def test_shuffled_groups_differ_at_the_nominal_rate(size):
    """In the tail as well; the curves that stood here before rejected .0001 to .0002 at .001."""
    bags, rng = lumpy(), np.random.default_rng(1)
    sides = [rng.permutation(120) < size for _ in range(100)]
    p = np.array([pool_of(bags, own).dealt_out(0)[1] for own in sides])
    for level, least, most in ((0.05, 0.038, 0.055), (0.01, 0.008, 0.012), (0.001, 0.0004, 0.0015)):
        assert least < np.mean(p <= level) < most


def test_p_is_that_of_dealing_whole_articles():
    """Of words of which one side has nearly all lumps, too, and whether its articles are long or short."""
    bags, rng = lumpy(), np.random.default_rng(2)
    rate = np.asarray(bags.counts.sum(axis=0)).ravel() / bags.lengths.sum()
    for own in (np.argsort(bags.lengths) < 20, rng.permutation(120) < 30):
        surplus = np.abs(bags.counts.T @ own - rate * bags.lengths[own].sum())
        dealt = np.array([rng.permutation(own) for _ in range(4000)]).T.astype(float)
        share = (np.abs(bags.counts.T @ dealt - rate[:, None] * (bags.lengths @ dealt)) >= surplus[:, None] - 1e-9).mean(axis=1)
        p = pool_of(bags, own).dealt_out(0)[1]
        told = (share > 0.002) & (share < 0.2)
        assert np.abs(np.log10(p[told] / share[told])).max() < 0.35
        assert np.median(np.abs(np.log10(p[told] / share[told]))) < 0.06


def test_within_articles_by_hand():
    """Two articles: 3 of 10 own words and 1 of 10 attributed; 2 of 10 and 0 of 30. Expected of the own: 2 and 0.5."""
    own = bags_of([{"red": 3, "the": 7}, {"red": 2, "the": 8}])
    attributed = bags_of([{"red": 1, "the": 9}, {"red": 0, "the": 30}])
    z, _ = association.within_articles(own, attributed)
    assert z[0] == pytest.approx((1 + 1.5) / math.sqrt(1 + 1.5**2))


def test_jensen_shannon_parts_add_up():
    one, other = np.array([6.0, 3, 1, 0]), np.array([1.0, 3, 2, 4])
    p, q = one / 10, other / 10
    by_hand = 0.5 * (0.6 * math.log2(0.6 / 0.35) + 0.1 * math.log2(0.1 / 0.35))
    parts = association.jensen_shannon_parts(one, other)
    assert parts[0] == pytest.approx(by_hand)
    assert parts[1] == 0
    m = (p + q) / 2
    entropy = [-sum(share * math.log2(share) for share in shares if share) for shares in (m, p, q)]
    assert parts.sum() == pytest.approx(entropy[0] - (entropy[1] + entropy[2]) / 2)
    assert association.jensen_shannon(one, other) == pytest.approx(parts.sum())


# -- groups of articles -----------------------------------------------------------------------------------------------------


def groups_of(**texts):
    """Scores by group; the outlet of a group is its name."""
    articles = [
        tk.article_of(text, id=f"{name}{i}", outlet=name.replace("_", " "))
        for name, several in texts.items()
        for i, text in enumerate(several)
    ]
    scores, ends = tk.score(articles, any_language=True).scores, np.cumsum([0, *map(len, texts.values())])
    return {name: scores[start:end] for name, start, end in zip(texts, ends, ends[1:], strict=False)}


def test_a_word_of_one_article_is_not_distinctive():
    groups = groups_of(a=["River. " * 50, *["Red. Red."] * 3], b=["Blue. " * 5] * 4)
    assert list(distinctive_words(groups).query("group == 'a'")["term"]) == ["red"]


def test_distinctive_words_are_the_overused_of_keyness():
    groups = groups_of(a=["Red. Red. " + "The. " * 5] * 4, b=["Blue. Blue. " + "The. " * 5] * 4)
    result = distinctive_words(groups).set_index("term")
    assert result.loc["red", ["group", "count", "articles", "rest_count", "per_1000"]].tolist() == ["a", 8, 4, 0, 8000 / 28]
    expected = association.log_odds_ratio(*sides(8, 0, 28, 28))
    assert result.loc["red", ["log_odds", "z"]].tolist() == pytest.approx([one[0] for one in expected])


def test_the_name_of_an_outlet_is_not_among_its_distinctive_words():
    groups = groups_of(Fox_News=["Fox News. Fox. Red."] * 4, Wire=["Blue. News."] * 4)
    assert list(distinctive_words(groups)["term"]) == ["red", "blue", "news"]


@pytest.fixture(scope="module")
def scores():
    said = {
        "Herald": "The regime shelled the town. Hall said the army came.",
        "Wire": "The army shelled the town. Hall said the regime fell.",
        "Zine": "A dog left. Hall said it rained.",
    }
    articles = [
        tk.article_of(text, id=f"{name} {i}", outlet=name, labels={"side": name[0]})
        for name, text in said.items()
        for i in range(6)
    ]
    return tk.score(articles)


def row(result, group, term):
    return result.of(group).set_index("term").loc[term]


def test_counts_and_articles_come_with_each_statistic(scores):
    result = row(tk.keyness(scores, copies="keep"), "Herald", "regime")
    assert result[["count", "articles", "rest_count", "rest_articles"]].tolist() == [6, 6, 0, 0]  # in its own voice
    assert result["per_1000"] == pytest.approx(1000 * 6 / 42)  # the regime shelled the town hall said
    assert result["dispersion"] == pytest.approx(0)
    assert result["log_ratio"] == pytest.approx(math.log2((6 / 42) / (0.5 / (42 + 30))))
    assert result["percent_diff"] == np.inf


def test_each_group_has_over_and_underused_words(scores):
    result = tk.keyness(scores, copies="keep")
    assert result.settings["groups"] == ["Herald", "Wire", "Zine"]
    assert result.over("Herald", 1)["term"].tolist() == ["regime"]
    assert "army" in result.under("Herald")["term"].tolist()
    assert (result.of("Herald")["z"].diff().dropna() <= 0).all()
    assert result.over("Herald", None, sort="log_ratio")["log_ratio"].is_monotonic_decreasing
    assert (result.over("Herald", None, p_adjusted=0.05)["p_adjusted"] <= 0.05).all()


def test_groups_of_one_name_are_refused(scores):
    with pytest.raises(tk.OptionError, match="two groups have the same name; groups are 1, '1'"):
        tk.keyness({1: scores.scores[:6], "1": scores.scores[6:]})


def test_voices_of_no_article_are_refused():
    with pytest.raises(tk.ArticleError, match="no article to take words from"):
        tk.keyness_of_voices({})


def test_of_voices_an_article_counts_once():
    """Both voices of two articles are no four articles."""
    scores = tk.score([tk.article_of("The mob fled. Hall said the mob fled.", id=str(i)) for i in range(2)])
    result = tk.keyness_of_voices(scores, copies="keep", min_count=1, min_articles=3)
    assert result.table.empty


def test_voices_are_kept_separate(scores):
    assert row(tk.keyness(scores, voice="attributed", copies="keep"), "Wire", "regime")["count"] == 6
    assert "regime" not in tk.keyness(scores, reference="Zine", copies="keep").of("Wire")["term"].tolist()
    assert row(tk.keyness(scores, voice="all", copies="keep"), "Herald", "regime")["rest_count"] == 6


def test_one_group_can_be_the_reference(scores):
    result = tk.keyness(scores, reference="Wire", copies="keep")
    assert result.settings["groups"] == ["Herald", "Zine"]
    assert set(result.table["reference"]) == {"Wire"}
    assert row(result, "Herald", "army")["rest_count"] == 6
    assert row(result, "Zine", "army")["count"] == 0


def test_groups_may_be_given(scores):
    halves = {"first": scores.scores[:9], "second": scores.scores[9:]}
    result = tk.keyness(halves, copies="keep")
    assert row(result, "first", "regime")["articles"] == 6
    assert row(tk.keyness(scores, "side", copies="keep"), "H", "regime")["articles"] == 6


def test_own_voice_against_sources(scores):
    result = tk.keyness_of_voices(scores, "outlet", copies="keep")
    assert row(result, "Herald", "regime")[["count", "rest_count", "reference"]].tolist() == [6, 0, "attributed"]
    assert row(result, "Wire", "regime")[["count", "rest_count"]].tolist() == [0, 6]
    both = tk.keyness_of_voices(scores, copies="keep")
    assert row(both, "all", "regime")[["count", "rest_count"]].tolist() == [6, 6]
    assert row(both, "all", "said")["p"] < 0.001


def test_rare_words_are_left_out_whatever_side_they_are_on(scores):
    table = tk.keyness(scores, min_count=7, copies="keep").table
    assert set(table["term"]) == {"the", "town", "shelled", "hall", "said"}
    assert not len(tk.keyness(scores, min_articles=19, copies="keep").table)


def test_p_is_adjusted_over_the_whole_table(scores):
    from scipy.stats import false_discovery_control

    table = tk.keyness(scores, copies="keep").table
    assert table["p_adjusted"].tolist() == pytest.approx(false_discovery_control(table["p"]).tolist())


def test_what_cannot_be_compared_is_refused_with_the_reason(scores):
    with pytest.raises(tk.OptionError, match="only one group"):
        tk.keyness({"Wire": scores.scores})
    with pytest.raises(tk.OptionError, match="no group 'Times'; groups"):
        tk.keyness(scores, reference="Times", copies="keep")
    with pytest.raises(tk.OptionError, match="choose among own, attributed, all"):
        tk.keyness(scores, voice="narrator", copies="keep")
    with pytest.raises(tk.OptionError, match="groups are Herald, Wire"):
        example_results.keyness().over("Times")
    with pytest.raises(tk.OptionError, match="cannot sort by 'size'"):
        example_results.keyness().over("Wire", sort="size")


# -- phrases ----------------------------------------------------------------------------------------------------------------


def test_phrases_lie_in_one_sentence_and_one_kind_of_voice():
    document = tk.annotate(tk.article_of("The old town fell, again. Rain came. Hall said the mob fled.", title="Old town falls"))
    assert runs(document, OWN_VOICES) == [
        ["the", "old", "town", "fell"], ["again"], ["rain", "came"], ["hall", "said"], ["old", "town", "falls"],
    ]  # fmt: skip
    assert runs(document, ["paraphrase"]) == [["the", "mob", "fled"]]
    assert ["hall", "said", "the", "mob", "fled"] in runs(document, VOICES)


def test_a_heading_is_not_joined_to_the_line_below():
    document = tk.annotate("The army left.\nA new start\nPeople came back to the town.")
    assert ["a", "new", "start"] in runs(document, OWN_VOICES)


def test_ngrams_are_those_of_counting_them_all():
    texts = ["a b a b c. b a b c", "a b c, a b. c a b", "b c a b a. a b c"]
    documents = [tk.annotate(text) for text in texts]
    result = ngrams(documents, VOICES, 3, min_count=2, min_articles=2)
    for n, bags in enumerate(result, 1):
        counts = [
            Counter(" ".join(run[i : i + n]) for run in runs(one, VOICES) for i in range(len(run) - n + 1)) for one in documents
        ]
        whole = sum(counts, Counter())
        often = {term for term, times in whole.items() if times >= 2 and sum(term in one for one in counts) >= 2}
        assert set(bags.terms) == often
        for i, one in enumerate(counts):
            assert {t: c for t, c in zip(bags.terms, bags.counts[i].toarray()[0], strict=True) if c} == {
                t: c for t, c in one.items() if t in often
            }
        assert bags.lengths.tolist() == [sum(one.values()) for one in counts]


def test_no_documents_have_no_ngrams():
    assert [bags.terms for bags in ngrams([], VOICES, 2)] == [[], []]


def test_single_words_come_out_as_from_scores(scores):
    articles = [
        tk.article_of(text, id=f"{name} {i}", outlet=name)
        for name, text in {"Herald": "The regime fell. It rained.", "Wire": "The army left, they said."}.items()
        for i in range(6)
    ]
    words = tk.keyness(tk.score(articles)).table.set_index(["group", "term"])
    phrases = tk.keyness_of_phrases(articles, longest=2)
    single = phrases.table[~phrases.table["term"].str.contains(" ")].set_index(["group", "term"])
    columns = ["count", "articles", "per_1000", "z", "g2", "p"]
    assert single.loc[words.index, columns].equals(words[columns])
    pair = row(phrases, "Herald", "the regime")
    assert pair["per_1000"] == pytest.approx(1000 * 6 / 18)  # the regime, regime fell, it rained


def test_an_article_that_fails_does_not_end_the_run():
    articles = [tk.article_of("The army left.", id=f"{name} {i}", outlet=name) for name in ("a", "b") for i in range(3)]

    def fragile(article):
        if article.id == "a 0":
            raise RuntimeError("no")
        return tk.annotate(article)

    result = tk.keyness_of_phrases(articles, min_count=1, min_articles=1, annotator=fragile)
    assert [problem.file for problem in result.problems] == ["a 0"]
    assert row(result, "a", "the army")["count"] == 2


def test_no_group_for_phrases():
    with pytest.raises(tk.OptionError, match="no article has a value for 'country'"):
        tk.keyness_of_phrases([tk.article_of("It rained.")], "country")


# -- what is shown ----------------------------------------------------------------------------------------------------------

NEWS = {
    "Fox News": "In Fox News, that of the hostages, them all, left. Hostages hope.",
    "Wire": "The dam burst and the dams leaked, like Fox in hope.",
    "Post": "It rained, and a hostage hoped.",
}


@pytest.fixture(scope="module")
def news():
    return tk.score([tk.article_of(t, id=f"{o} {i}", outlet=o) for o, t in NEWS.items() for i in range(6)])


def terms_of(result, group):
    return set(result.of(group)["term"])


def test_an_outlets_own_name_is_not_among_its_words_unless_asked_for(news):
    result, whole = tk.keyness(news, copies="keep"), tk.keyness(news, copies="keep", with_own_name=True)
    assert terms_of(whole, "Fox News") - terms_of(result, "Fox News") == {"fox", "news"}
    assert "fox" in terms_of(result, "Wire")
    columns = [name for name in whole.table.columns if name != "p_adjusted"]
    shown = whole.table[~((whole.table["group"] == "Fox News") & whole.table["term"].isin(["fox", "news"]))]
    assert result.table[columns].equals(shown[columns].reset_index(drop=True))  # nothing else changes
    assert result.settings["with_own_name"] is False


def test_groups_of_several_outlets_have_no_name_of_their_own(news):
    assert "fox" in terms_of(tk.keyness({"a": news.scores[:7], "b": news.scores[7:]}), "a")
    assert "fox" not in terms_of(tk.keyness({"a": news.scores[:6], "b": news.scores[6:]}), "a")


def test_function_words_are_left_out_on_request_and_still_count_as_words(news):
    result = tk.keyness(news, copies="keep", with_function_words=False)
    assert not {"the", "that", "them", "and", "it", "in"} & set(result.table["term"])
    whole = tk.keyness(news, copies="keep")
    rates = [one.table.set_index(["group", "term"])["per_1000"] for one in (result, whole)]
    assert rates[0].equals(rates[1].loc[rates[0].index])


@pytest.mark.parametrize("voice", ["own", "all"])
def test_forms_of_one_stem_are_one_word_under_the_commonest(news, voice):
    result = tk.keyness(news, copies="keep", stems=True, voice=voice)
    table = result.table.set_index(["group", "term"])
    assert table.loc[("Fox News", "hostages"), ["count", "rest_count"]].tolist() == [12, 6]
    assert table.loc[("Post", "hope"), ["count", "rest_count"]].tolist() == [6, 12]
    assert not {"hostage", "hoped", "dams"} & set(result.table["term"])
    assert (
        table["count"]
        .groupby("group")
        .sum()
        .equals(tk.keyness(news, copies="keep", voice=voice).table.groupby("group")["count"].sum())
    )


def test_stems_and_names_of_voices(news):
    result = tk.keyness_of_voices(news, "outlet", copies="keep", stems=True, with_function_words=False)
    assert "hostages" in set(result.table["term"])
    assert not {"fox", "the"} & terms_of(result, "Fox News")


def test_phrases_without_function_words_at_their_ends_and_own_names():
    articles = [tk.article_of(t, id=f"{o} {i}", outlet=o) for o, t in NEWS.items() for i in range(6)]
    result = tk.keyness_of_phrases(articles, with_function_words=False, longest=3)
    assert "dams leaked" in terms_of(result, "Wire")
    assert "burst and the" not in terms_of(result, "Wire")
    assert not any("fox" in term.split() for term in terms_of(result, "Fox News"))
    assert any("fox" in term.split() for term in terms_of(tk.keyness_of_phrases(articles, with_own_name=True), "Fox News"))


def test_phrases_of_a_data_frame():
    rows = [{"body": text, "paper": outlet, "no": i} for outlet, text in NEWS.items() for i in range(6)]
    of_rows = tk.keyness_of_phrases(pd.DataFrame(rows), text="body", outlet="paper", id="no")
    of_articles = tk.keyness_of_phrases([tk.article_of(r["body"], id=str(i), outlet=r["paper"]) for i, r in enumerate(rows)])
    assert of_rows.table.equals(of_articles.table)


def test_scores_have_no_phrases(news):
    with pytest.raises(tk.OptionError, match="scores keep no texts"):
        tk.keyness_of_phrases(news)


def test_a_misspelled_group_is_told_with_the_nearest(news):
    with pytest.raises(tk.OptionError, match="no group 'Fox New'; the nearest is 'Fox News'"):
        tk.keyness(news).over("Fox New")


# -- the real corpus --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fakes(syria):
    return tk.load_scores(syria)


def test_takfiri_is_distinctive_where_it_is_known_to_be(fakes):
    """It stands in three outlets only, and is key for each beside the other twelve; beside all fourteen, for two."""
    three = ["alalam", "manar", "sana"]
    result = tk.keyness(fakes, voice="all")
    assert set(result.table.query("term == 'takfiri' and count > 0")["group"]) == set(three)
    for outlet in three:
        groups = {outlet: [one for one in fakes if one.article.outlet == outlet]}
        groups["others"] = [one for one in fakes if one.article.outlet not in three]
        takfiri = row(tk.keyness(groups, voice="all", copies="keep"), outlet, "takfiri")
        assert takfiri["z_articles"] > 3
        assert takfiri["p_adjusted"] < 0.01
        assert takfiri["articles"] >= 5
        assert takfiri["rest_count"] == 0
    for outlet in ("alalam", "manar"):
        assert row(result, outlet, "takfiri")["z"] > 5
        assert row(result, outlet, "takfiri")["p_adjusted"] < 0.01


def test_regime_is_distinctive_where_it_is_known_to_be(fakes):
    result = tk.keyness(fakes)
    for outlet in ("alaraby", "dailysabah", "etilaf", "trt"):
        regime = row(result, outlet, "regime")
        assert regime["z"] > 1.96
        assert regime["p"] < 0.05
    assert row(result, "asharqalawsat", "regime")["z"] > 1.64  # 22 articles, 9 with the word
    for outlet in ("alaraby", "dailysabah", "etilaf"):
        assert "regime" in result.over(outlet, 10)["term"].tolist()
    for outlet in ("sana", "alalam", "manar"):
        assert "regime" in result.under(outlet, 10)["term"].tolist()
