from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot

import toolkit as tk
from toolkit import example_results
from toolkit.charts.labels import label_points, overlaps
from toolkit.charts.words import OVER_COLOUR, UNDER_COLOUR, two_sided

mpl.use("Agg")


@pytest.fixture(scope="module")
def words(scores):
    return tk.keyness(scores)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def names(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def boxes(ax):
    """The boxes of all labels in pixels, after everything is laid out."""
    ax.figure.draw_without_rendering()
    return np.array([text.get_window_extent().extents for text in ax.texts])


def test_bars_lie_on_both_sides_with_uses_and_articles(words):
    ax = tk.charts.keyness(words, "Halyard Wire", top=5)
    over, under = words.over("Halyard Wire", 5), words.under("Halyard Wire", 5)
    assert names(ax) == [*over["term"], *reversed(list(under["term"]))]
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([*over["z"], *reversed(list(under["z"]))])
    first = over.iloc[0]
    assert texts(ax)[0] == f"{first['count']} ({first['articles']}) : {first['rest_count']} ({first['rest_articles']})"
    assert ax.get_title("left") == "Own words of Halyard Wire, against all others"
    assert "right: uses (articles), Halyard Wire : all others" in ax.get_xlabel()


def test_what_may_be_chance_is_hollow(words):
    ax = tk.charts.keyness(words, "Kelmarra National Channel")
    rows = words.of("Kelmarra National Channel").set_index("term")
    for name, bar in zip(names(ax), ax.patches, strict=True):
        hollow = mpl.colors.to_hex(bar.get_facecolor()) == "#ffffff"
        assert hollow == (rows.loc[name, "p_adjusted"] > 0.05), name
    assert "hollow: p > .05, adjusted" in ax.get_xlabel()


def test_any_statistic_can_be_drawn(words):
    ax = tk.charts.keyness(words, "Halyard Wire", sort="percent_diff", top=3)  # infinite where nobody else says the word
    widths = [bar.get_width() for bar in ax.patches]
    assert np.isfinite(widths).all()
    assert ax.get_xlabel().startswith("less ← % difference of rates → more")
    with pytest.raises(tk.ArticleError, match="cannot sort by"):
        tk.charts.keyness(words, "Halyard Wire", sort="size")


def test_titles_say_whose_words_are_compared_with_whose(scores):
    titles = [
        tk.charts.keyness(result, group).get_title("left").replace("\n", " ")
        for result, group in (
            (tk.keyness(scores, voice="attributed"), "Halyard Wire"),
            (tk.keyness(scores, voice="all", reference="Astreva One"), "Halyard Wire"),
            (tk.keyness_of_voices(scores), "all"),
            (tk.keyness_of_phrases(list(tk.read_articles(tk.EXAMPLE))[:40], longest=2), "Halyard Wire"),
        )
    ]
    assert titles == [
        "Words of the sources of Halyard Wire, against all others",
        "Words of Halyard Wire, against Astreva One",
        "Words of all articles: own voice against sources",
        "Own phrases of Halyard Wire, against all others",
    ]


def test_distinctive_is_the_short_form(compared):
    ax = tk.charts.distinctive(compared, "Halyard Wire", top=6)
    rows = compared.distinctive.query("group == 'Halyard Wire'").head(6)
    assert names(ax) == list(rows["term"])
    assert [bar.get_width() for bar in ax.patches] == pytest.approx(list(rows["z"]))


@pytest.mark.parametrize("width", [3.3, 6.4])
def test_labels_of_the_scatter_cover_neither_each_other_nor_the_edge(words, width):
    for group in words.settings["groups"]:
        ax = pyplot.subplots(figsize=(width, 4), layout="constrained")[1]
        tk.charts.keyness_scatter(words, group, ax, labels=40)
        placed = boxes(ax)
        assert len(placed) >= 10
        for i, box in enumerate(placed):
            assert not overlaps(box, np.delete(placed, i, axis=0)), texts(ax)[i]
        edge = ax.get_window_extent()
        assert (placed[:, 0] >= edge.x0 - 1).all()
        assert (placed[:, 2] <= edge.x1 + 1).all()


def test_the_scatter_shows_every_word(words):
    ax = tk.charts.keyness_scatter(words, "Halyard Wire")
    assert sum(len(points.get_offsets()) for points in ax.collections) == len(words.of("Halyard Wire"))
    assert ax.get_xscale() == "log"
    assert ax.get_ylabel() == "less ← log-odds ratio → more"
    largest = max(points.get_sizes().max() for points in ax.collections if len(points.get_sizes()))
    assert largest == pytest.approx(63)  # the word of most articles


def test_labels_are_left_out_where_there_is_no_room():
    ax = pyplot.subplots(figsize=(2, 2))[1]
    written = label_points(ax, [(0.5, 0.5)] * 200, [f"word {i}" for i in range(200)], size=8, colour="black")
    assert 5 < len(written) < 200
    assert written[0] == "word 0"
    assert texts(ax) == written


def test_a_word_shift_is_drawn_with_its_totals(scores):
    shift = tk.word_shift(scores, "The Daily Rattle", "Halyard Wire", resamples=200)
    ax = tk.charts.word_shift(shift, top=4)
    one, other = shift.groups["value"]
    title = ax.get_title("left")
    assert title.replace("\n", " ") == f"Loaded terms in narration: The Daily Rattle {one:.1f}, Halyard Wire {other:.1f}"
    assert "\n" in title  # a title longer than the chart is wide would stretch it
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == pytest.approx(sorted(shift.table["contribution"].head(4), reverse=True))
    rest = shift.table["contribution"].iloc[4:].sum()
    assert f"together {rest:+.1f}".replace("-", "−") in ax.get_xlabel()
    assert f"difference of {shift.difference:+.1f} (95 % interval" in ax.get_xlabel()


def test_a_divergence_has_each_word_on_the_side_that_uses_it_more(scores):
    shift = tk.divergence_shift(scores, "The Daily Rattle", "Halyard Wire", deals=20)
    ax = tk.charts.word_shift(shift, top=8)
    rows = shift.table.set_index("term")
    for name, bar in zip(names(ax), ax.patches, strict=True):
        more = rows.loc[name, "rate_one"] > rows.loc[name, "rate_other"]
        assert (bar.get_width() > 0) == more
        assert mpl.colors.to_hex(bar.get_facecolor()) == (OVER_COLOUR if more else UNDER_COLOUR).lower()
    assert "differ by" in ax.get_title("left")
    assert "more in Halyard Wire ← part of the divergence → more in The Daily Rattle" in ax.get_xlabel()


def test_the_two_colours_differ_in_greyscale():
    from toolkit.charts.base import luminance

    assert luminance(UNDER_COLOUR) - luminance(OVER_COLOUR) > 0.4


def test_axes_that_are_given_are_drawn_on(words):
    given = pyplot.subplots(figsize=(3.3, 4))[1]
    assert tk.charts.keyness(words, "Halyard Wire", given) is given


def test_long_names_are_cut_or_broken():
    ax = two_sided(None, ["a" * 60], [1.0], [""], [False])
    assert len(names(ax)[0]) <= 28


def naming(articles):
    """One concept that outlets name in as many articles as given, half of them each way."""
    found = example_results.naming()
    rows = [
        {"group": outlet, "concept": "Islamic State", "name": name, "count": 5 * n, "uses": 10 * n, "share": 0.5, "n_articles": n}
        for outlet, n in articles.items()
        for name in ("ISIS", "Daesh")
    ]
    table = pd.DataFrame(rows).assign(low=np.nan, high=np.nan, few=True, connotation="", note="")
    return replace(found, table=table)


def test_names_show_the_outlets_with_the_most_articles_and_say_what_is_left_out():
    ax = tk.charts.names(naming({"A": 2, "B": 3, "C": 9, "D": 8}), "Islamic State", groups=2)
    assert set(names(ax)) == {"C", "D"}
    assert ax.get_xlabel().endswith("shown: the 2 of 3 with the most articles\nnot shown: 1 with under 3 articles")


def test_names_show_outlets_of_few_articles_where_all_have_few():
    ax = tk.charts.names(naming({"A": 1, "B": 2}), "Islamic State")
    assert set(names(ax)) == {"A", "B"}
    assert "not shown" not in ax.get_xlabel()


@pytest.mark.parametrize("articles", [{"A": 9}, dict.fromkeys("ABCDE", 9), {f"Outlet {i}": 9 for i in range(20)}], ids=len)
def test_the_legend_of_names_is_under_the_label_however_few_the_outlets(articles):
    ax = tk.charts.names(naming(articles), "Islamic State")
    ax.figure.canvas.draw()
    assert ax.get_legend().get_window_extent().y1 <= ax.xaxis.label.get_window_extent().y0


def test_distinctive_words_that_may_be_chance_are_hollow_as_in_keyness(scores, words):
    ax = tk.charts.distinctive(tk.compare(scores, resamples=40, measures=["loaded_narration"]), "Halyard Wire")
    rows = words.of("Halyard Wire").set_index("term")
    faces = [mpl.colors.to_hex(bar.get_facecolor()) for bar in ax.patches]
    doubtful = [
        face for name, face in zip(names(ax), faces, strict=True) if name in rows.index and rows.loc[name, "p_adjusted"] > 0.05
    ]
    assert doubtful
    assert set(doubtful) == {"#ffffff"}
    assert "hollow: p > .05, adjusted" in ax.get_xlabel()


def test_where_nothing_was_found_about_an_actor_a_mark_at_zero_stands_for_the_bar():
    said = "“It rained on Ada Hall in the town,” Ben Reed said."
    texts = {"Wire": f"Ada Hall, a brutal tyrant, left the town {{}}. {said}", "Post": f"Ada Hall left the town {{}}. {said}"}
    articles = [tk.article_of(text.format(i), id=f"{name}{i}", outlet=name) for name, text in texts.items() for i in range(6)]
    result = tk.portrayal(tk.score(articles), actors=["Ada Hall"], copies="keep", resamples=40)
    ax = tk.charts.portrayal_sides(result, ["Ada Hall"], polarity="all")
    marks = [line for line in ax.lines if line.get_marker() not in ("None", None, "")]
    rates = result.table.query("actor == 'Ada Hall' and voice in ['narration', 'quotation'] and polarity == 'all'")["rate"]
    assert (rates == 0).any()
    assert len(marks) == (rates == 0).sum()
    assert "mark at 0: none found" in ax.get_xlabel()
