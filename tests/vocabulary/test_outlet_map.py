"""Places of groups against distances that can be counted, and against samples of which the truth is known."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

import toolkit as tk
from toolkit import example_results
from toolkit.statistics.formulas import PER_THOUSAND, SHARE
from toolkit.statistics.resampling import Resampling
from toolkit.statistics.tallies import tally_of
from toolkit.statistics.term_counts import Bags
from toolkit.vocabulary.group_profiles import Measured, Words, members_of, shared_words
from toolkit.vocabulary.outlet_map import _again, _ellipses, _places, _scaled, _squared_distances


def distances(places):
    return np.sqrt(((places[:, None] - places) ** 2).sum(axis=-1))


def drawn(sizes, *, seed, tilt=0.0, words=120):
    """Articles of 100 words from one and the same source; with a tilt each group prefers words of its own."""
    rng, rows = np.random.default_rng(seed), []
    base = 1 / np.arange(1, words + 1)
    for group, n in enumerate(sizes):
        preferred = base * np.exp(tilt * np.random.default_rng(group).normal(size=words))
        own = preferred * np.exp(rng.normal(0, 0.5, (n, words)))  # an article has words of its own, too
        rows.append(np.array([rng.multinomial(100, p / p.sum()) for p in own]))
    counts = np.vstack(rows).astype(float)
    return Words.of_bags(Bags([f"w{i}" for i in range(words)], csr_matrix(counts), counts.sum(axis=1)))


def test_places_keep_the_distances_whatever_groups_weigh():
    places = np.array([[0.0, 0.0], [3.0, 0.0], [3.0, 4.0], [-1.0, 2.0]])
    for masses in (np.full(4, 0.25), np.array([0.7, 0.1, 0.1, 0.1])):
        result, spread = _places(distances(places) ** 2, masses)
        assert distances(result) == pytest.approx(distances(places))
        assert masses @ result == pytest.approx([0, 0])
        assert masses @ result**2 == pytest.approx(spread[:2])  # 0 lies where the mean article is, and spread is variance
        assert spread[2:] == pytest.approx([0, 0])


def test_the_outermost_group_lies_on_the_positive_side():
    result, _ = _places(distances(np.array([[0.0], [1.0], [9.0]])) ** 2, np.full(3, 1 / 3))
    assert result[np.abs(result[:, 0]).argmax(), 0] > 0


def test_rates_and_errors_of_words_are_those_of_measures():
    counts, lengths = np.array([[1.0, 0], [3, 2], [0, 1], [4, 4], [2, 0]]), np.array([10.0, 20, 10, 30, 10])
    words, of = Words.of_bags(Bags(["mob", "army"], csr_matrix(counts), lengths)), members_of(np.array([3, 2]))
    for group, rows in enumerate((slice(0, 3), slice(3, 5))):
        for word in range(2):
            one = tally_of({"rate": PER_THOUSAND}, np.column_stack([counts[rows, word], lengths[rows]])).estimate("rate")
            assert 1000 * words.values(of)[group, word] == pytest.approx(one.value)
            assert 1000 * words.errors(of)[group, word] == pytest.approx(one.error)


def test_words_of_fewer_than_half_of_the_groups_are_left_out():
    counts = csr_matrix(np.array([[1.0, 1, 0], [1, 0, 1], [1, 0, 1], [1, 0, 1]]))
    bags, of = Bags(["the", "footer", "army"], counts, np.full(4, 9.0)), members_of(np.array([1, 1, 1, 1]))
    assert shared_words(bags, of, 99).terms == ["the", "army"]
    assert shared_words(bags, of, 1).terms == ["the"]


def test_chance_puts_small_groups_no_farther_out_than_large_ones():
    """Six samples of one source: as they are, those of 6 articles are far from each other; less what is chance, they are not."""
    sizes = np.array([6, 6, 60, 60, 60, 60])
    raw, corrected = [], []
    for seed in range(30):
        result = _scaled(drawn(sizes, seed=seed), sizes)
        raw.append(_squared_distances(result.figures, np.zeros(6)))
        corrected.append(_squared_distances(result.figures, (result.errors**2).sum(axis=1)))
    raw, corrected = np.mean(raw, axis=0), np.mean(corrected, axis=0)
    assert raw[0, 1] > 5 * raw[2, 3]
    assert abs(corrected[0, 1]) < 0.06 * raw[0, 1]
    assert abs(corrected[2, 3]) < 0.1 * raw[2, 3]


def test_ellipses_hold_the_true_places():
    """The truth is the map of 2,000 articles a group, turned onto that of the sample."""
    from scipy.linalg import orthogonal_procrustes

    sizes = np.array([10, 20, 30, 40])
    large = np.full(4, 2000)
    figures = drawn(large, seed=0, tilt=0.4)
    of = members_of(large)
    inside = []
    for seed in range(1, 16):
        sample = drawn(sizes, seed=seed, tilt=0.4)
        result = _scaled(sample, sizes)
        standard, masses = figures.values(of) / result.deviation, result.masses
        truth, _ = _places(
            _squared_distances(standard - masses @ standard, ((figures.errors(of) / result.deviation) ** 2).sum(axis=1)), masses
        )
        root = np.sqrt(masses)[:, None]
        off = truth @ orthogonal_procrustes(root * truth, root * result.places)[0] - result.places
        again = _again(sample, result, list("abcd"), sizes, Resampling(100, 0.95, seed))
        for (x, y), (major, minor, angle) in zip(off, _ellipses(again, sizes, 0.95), strict=True):
            turn = np.radians(angle)
            along, across = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
            inside.append((along / major) ** 2 + (across / minor) ** 2 <= 1)
    assert np.mean(inside) >= 0.93


def test_an_outlet_that_says_both_lies_between():
    result = example_results.outlet_map()
    x = result.table.set_index("group")["x"]
    assert x["Post"] == pytest.approx(0, abs=1e-9)
    assert x["Herald"] == pytest.approx(-x["Wire"])
    assert result.axes["share"].tolist() == [1, 0]
    assert result.axes.loc[0, "p"] < 0.05
    assert np.isnan(result.axes.loc[1, "p"])
    assert set(result.pulls["axis"]) == {"x"}  # all words are on one axis; none makes the other


def test_the_map_is_the_same_again_and_in_any_order(example_scores):
    result = tk.outlet_map(example_scores, resamples=40)
    again = tk.outlet_map(replace(example_scores, scores=example_scores.scores[::-1]), resamples=40)
    assert again.table[["x", "y"]].to_numpy() == pytest.approx(result.table[["x", "y"]].to_numpy())
    assert tk.outlet_map(example_scores, resamples=40).table.equals(result.table)
    assert result.settings["articles"] == 100
    assert result.table["n_articles"].tolist() == [20] * 5


def test_names_of_outlets_and_on_request_function_words_are_no_part_of_a_map():
    texts = {"Fox": "Fox said it rained {}.", "Wire": "The Fox of it, {}.", "Post": "{} and the Fox."}
    rows = [
        tk.article_of(text.format("red " * (i % 3 + n)), id=f"{outlet}{i}", outlet=outlet)
        for n, (outlet, text) in enumerate(texts.items())
        for i in range(6)
    ]
    scores = tk.score(rows, any_language=True)
    looked_at = [
        set(tk.outlet_map(scores, copies="keep", resamples=40, **options).pulls["what"])
        for options in ({"with_own_name": True}, {}, {"with_function_words": False})
    ]
    assert "fox" in looked_at[0]
    assert "the" in looked_at[1]
    assert "fox" not in looked_at[1] | looked_at[2]
    assert not {"the", "it", "and"} & looked_at[2]


def test_measures_in_the_place_of_words(example_scores):
    result = tk.outlet_map(example_scores, measures=["official_share", "loaded_narration", "words_quoted"], resamples=40)
    assert result.settings["of"] == "measures"
    assert result.settings["looked_at"] == 3
    assert set(result.pulls["what"]) <= {"official_share", "loaded_narration", "words_quoted"}
    assert result.axes["share"].sum() > 0.9


def test_groups_of_too_few_articles_are_left_out_and_named(example_scores):
    kept = [one for one in example_scores if one.article.outlet != "Astreva One"]
    few = [one for one in example_scores if one.article.outlet == "Astreva One"][:4]
    result = tk.outlet_map(replace(example_scores, scores=kept + few), copies="keep", resamples=40)
    assert result.settings["left_out"] == ["Astreva One"]
    assert len(result.table) == 4
    with pytest.raises(tk.ArticleError, match="needs 3 groups of 5 or more articles; found: none"):
        tk.outlet_map(replace(example_scores, scores=few))


def test_articles_that_quote_nobody_do_not_count_for_what_sources_say(example_scores):
    silent = tk.score([tk.article_of(f"It rained in town {i}.", id=f"s{i}", outlet="Silent Post") for i in range(9)])
    result = tk.outlet_map(
        replace(example_scores, scores=[*example_scores, *silent]), voice="attributed", copies="keep", resamples=40
    )
    assert result.settings["left_out"] == ["Silent Post"]
    assert result.settings["of"] == "words of their sources"
    assert len(result.table) == 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"voice": "loud"}, "choose among own, attributed, all"),
        ({"words": 0}, "words must be at least 1"),
        ({"measures": ["loadedness"]}, "unknown measure 'loadedness'"),
        ({"resamples": 0}, "an interval of 95 % needs at least 40"),
        ({"by": "colour"}, "no article has a value for 'colour'"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_with_the_reason(example_scores, options, said):
    with pytest.raises(tk.ArticleError, match=said):
        tk.outlet_map(example_scores, **options)


def test_the_war_in_syria_has_two_vocabularies(syria):
    """SANA, Al-Manar and Al-Alam lie together at the end of "terrorists", far from those who write of rebels."""
    result = tk.outlet_map(tk.load_scores(syria), resamples=50)
    x = result.table.set_index("group")["x"]
    assert set(x.nlargest(2).index) == {"sana", "manar"}
    assert x["alalam"] > 0 > x["reuters"]
    low, high = result.ends("x", 15)
    assert "terrorist" in high
    assert {"rebels", "rebel"} <= set(low)


def test_measures_that_are_left_out_leave_the_others_as_they_are():
    counts = np.random.default_rng(0).integers(1, 9, (6, 6)).astype(float)
    measured = Measured(tally_of(dict.fromkeys("abc", SHARE), counts))
    kept, members = np.array([True, False, True]), csr_matrix(np.repeat(np.eye(2), 3, axis=1))
    some = measured.only(kept)
    assert some.names == ["a", "c"]
    assert some.values(members) == pytest.approx(measured.values(members)[:, kept])
    assert some.errors(members) == pytest.approx(measured.errors(members)[:, kept])


def test_a_measure_that_a_deal_leaves_a_group_without():
    scores = tk.score(tk.read_articles(tk.EXAMPLE))
    result = tk.outlet_map(scores, measures=["hedges", "harm_died_narration"], resamples=60)
    assert np.isfinite(result.table.select_dtypes("number").to_numpy()).all()
