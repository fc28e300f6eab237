import re
from dataclasses import replace
from xml.dom import minidom

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

import toolkit as tk
from toolkit.charts import fonts
from toolkit.charts.labels import overlaps

mpl.use("Agg")


@pytest.mark.parametrize("name", list(tk.charts.CHARTS))
def test_every_chart_returns_labelled_axes_with_n(name, compared):
    ax = tk.charts.CHARTS[name](compared)
    assert ax.get_title("left")
    assert ax.get_xlabel()
    assert [label.get_text() for label in ax.get_yticklabels()]
    assert sum(text.get_text().startswith("n = ") for text in ax.texts) == 5


@pytest.mark.parametrize(
    ("draw", "wanted"),
    [
        (lambda other: tk.charts.rates(other, "loaded_narration"), "rates: give what tk.compare makes (Comparison), not"),
        (lambda other: tk.charts.rates(comparison=other, measure="words"), "rates: give what tk.compare makes"),
        (tk.charts.timeline, "timeline: give what tk.timeline makes (Timeline), not"),
        (tk.charts.portrayal_map, "portrayal_map: give what tk.portrayal makes (Portrayal), not"),
        (tk.charts.calibration, "calibration: give what toolkit.training.evaluation makes (Evaluation), not"),
        (tk.charts.interactive.voices, "voices: give what tk.compare makes (Comparison), not"),
    ],
)
def test_a_chart_of_another_result_says_what_it_takes(draw, wanted, scores):
    with pytest.raises(tk.OptionError, match=re.escape(wanted)):
        draw(scores)


def test_every_chart_checks_its_result():
    """Whatever is no result is refused by a chart itself, and not by what it asks of it."""
    others = {"save", "picture", "styled"}
    for draw in (getattr(module, name) for module in (tk.charts, tk.charts.interactive) for name in {*module.__all__} - others):
        if not callable(draw):
            continue
        with pytest.raises(tk.OptionError, match=f"^{draw.__name__}: give what "):
            draw(None)


def test_the_confidence_of_intervals_is_not_rounded(compared, tmp_path):
    sure = replace(compared, settings={**compared.settings, "confidence": 0.995})
    charts = [tk.charts.rates(sure, "official_share"), tk.charts.differences(sure, "official_share"), tk.charts.voices(sure)]
    assert all("99.5 % interval" in ax.get_xlabel() for ax in charts)
    assert "99.5 % interval" in str(tk.charts.interactive.rates(sure, "official_share").to_dict()["title"]["subtitle"])
    page = tk.report.write(tk.annotate(["It rained.", "It poured."]), tmp_path / "report.html", sure).read_text(encoding="utf-8")
    assert "99.5 % interval" in page


def test_axes_that_are_given_are_drawn_on(compared):
    from matplotlib import pyplot

    given = pyplot.subplots()[1]
    assert tk.charts.rates(compared, "loaded_narration", ax=given) is given


@pytest.mark.parametrize("chart", [tk.charts.voices, tk.charts.source_types, tk.charts.categories])
@pytest.mark.parametrize("size", [(3.5, 3), (4, 4), (6, 3)])
def test_no_title_label_or_legend_above_is_cut_off_in_a_figure_with_a_layout(compared, chart, size):
    from matplotlib import pyplot

    figure, given = pyplot.subplots(figsize=size, layout="constrained")
    ax = chart(compared, ax=given)
    ax.set_yticks(ax.get_yticks(), ["The Weekly Courier of Dorlin"] * len(ax.get_yticks()))
    figure.draw_without_rendering()
    texts = [text for text in ax.get_children() if getattr(text, "get_text", str)() and hasattr(text, "get_wrap")]
    texts = [text for text in texts if text.get_wrap()] + [ax.xaxis.label]
    shown = [one.get_window_extent() for one in [*texts, *([ax.get_legend()] if chart is tk.charts.voices else [])]]
    pyplot.close(figure)
    assert len(texts) >= 2
    assert all(box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1 for box in shown)


def test_few_articles_are_hollow(scores):
    few = tk.compare(tk.ScoreTable(list(scores)[:15]), resamples=40, measures=["official_share"])
    marks = [line for line in tk.charts.rates(few, "official_share").lines if line.get_marker() == "o"]
    assert marks
    assert all(mark.get_markerfacecolor() == "white" for mark in marks)


def test_an_unknown_measure_names_those_there_are(compared):
    with pytest.raises(tk.ArticleError, match="loaded_narration"):
        tk.charts.rates(compared, "loadedness")


def test_the_users_style_is_left_alone(compared):
    before = dict(mpl.rcParams)
    tk.charts.rates(compared, "official_share")
    assert dict(mpl.rcParams) == before


def test_saved_as_png_and_svg(tmp_path, compared):
    files = tk.charts.save(tk.charts.rates(compared, "official_share"), tmp_path / "charts" / "official")
    assert [file.name for file in files] == ["official.png", "official.svg"]
    assert files[0].read_bytes()[:4] == b"\x89PNG"
    assert "Halyard Wire" in files[1].read_text(encoding="utf-8")


def test_one_kind_of_picture_need_not_be_in_a_list(tmp_path, compared):
    (file,) = tk.charts.save(tk.charts.rates(compared, "official_share"), tmp_path / "fig.png", "pdf")
    assert (file.name, file.read_bytes()[:4]) == ("fig.pdf", b"%PDF")
    with pytest.raises(tk.OptionError, match="unknown kind of picture 'gif'; choose among png, svg, pdf"):
        tk.charts.save(tk.charts.rates(compared, "official_share"), tmp_path / "fig", ["png", "gif"])


@pytest.mark.parametrize("kind", ["jpg", "PNG", "eps"])
def test_a_suffix_of_another_kind_of_picture_is_refused(tmp_path, compared, kind):
    with pytest.raises(tk.OptionError, match=f"unknown kind of picture '{kind}'; choose among png, svg, pdf"):
        tk.charts.save(tk.charts.rates(compared, "official_share"), tmp_path / f"fig.{kind}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ax": np.empty((2, 2), dtype=object)}, "ax: give one Axes, such as axes[0, 0] of plt.subplots(2, 2)[1], not ndarray"),
        ({"ax": Figure()}, "not Figure"),
        ({"groups": 0}, "groups 0: give 1 or more"),
        ({"groups": -1}, "groups -1: give 1 or more"),
    ],
)
def test_axes_that_are_none_and_charts_of_nothing_are_refused(compared, options, message):
    with pytest.raises(tk.OptionError, match=re.escape(message)):
        tk.charts.voices(compared, **options)


@pytest.mark.parametrize(("name", "written"), [("fig.pdf", ["fig.pdf"]), ("fig.1", ["fig.1.png", "fig.1.svg"])])
def test_the_suffix_says_which_picture_is_wanted(tmp_path, compared, name, written):
    files = tk.charts.save(tk.charts.rates(compared, "official_share"), tmp_path / name)
    assert [file.name for file in files] == written


def test_a_comparison_without_categories_has_no_chart_of_them(example_scores):
    few = tk.compare(example_scores, measures=["loaded_narration"], resamples=40, permutations=40)
    with pytest.raises(tk.OptionError, match="no category of terms in narration was compared"):
        tk.charts.categories(few)
    with pytest.raises(tk.OptionError, match=r"'loaded_paraphrase' .* or leave that out for all"):
        tk.charts.voices(few)


def test_a_misspelt_voice_is_no_measure_that_was_forgotten(compared):
    with pytest.raises(tk.OptionError, match="unknown voice 'naration'; choose among headline, narration"):
        tk.charts.categories(compared, "naration")


def test_one_article_as_a_strip():
    document = tk.annotate("The puppet regime fell. “They are heroic,” Ada Hall said.")
    ax = tk.charts.strip(document)
    assert {text.get_text().strip() for text in ax.texts} == {"puppet regime", "heroic"}


def test_the_legend_of_a_strip_names_scare_quotes():
    legend = tk.charts.strip(tk.annotate("The so-called “reform” of the town passed on Monday.")).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["narration", "scare quotes"]


@pytest.mark.parametrize("width", [None, 3.3, 9])
def test_labels_of_a_strip_cover_no_other_and_stay_inside(width):
    from matplotlib import pyplot

    text = (
        "The puppet regime fled. “The heroic mob,” Ada Hall said, slaughtered thugs. It rained. " * 3
        + "The regime and thugs fled."
    )
    document = tk.annotate(text)
    ax = tk.charts.strip(document, ax=pyplot.subplots(figsize=(width, 2.6))[1] if width else None)
    ax.figure.draw_without_rendering()
    shown = [label for label in ax.texts if label.get_visible()]
    boxes = np.array([label.get_window_extent().extents for label in shown])
    assert len(shown) > 5
    for number, box in enumerate(boxes):
        assert not overlaps(box, np.delete(boxes, number, axis=0)), shown[number].get_text()
    assert boxes[:, 2].max() <= ax.get_window_extent().x1 + 1
    assert boxes[:, 3].max() <= ax.get_window_extent().y1 + 1
    hidden = len(ax.texts) - len(shown)
    assert (f"{hidden} of {len(ax.texts)} loaded terms have no label" in ax.get_xlabel().replace("\n", " ")) == (hidden > 0)


def test_a_notebook_stays_interactive_after_the_first_chart():

    before = mpl.is_interactive()

    @tk.charts.styled
    def draw():
        mpl.interactive(True)  # what a notebook's backend does when the first figure is made

    try:
        draw()
        assert mpl.is_interactive()
    finally:
        mpl.interactive(before)


@pytest.mark.parametrize("outlet", ["$$", "a$x_1$", "New\nline", "nul\x00\x0b", "<b>&"])
def test_names_of_outlets_are_no_formulas_and_no_markup(tmp_path, outlet):
    articles = [tk.article_of(f"“It rained {i},” Ada Hall said.", outlet=name) for i in range(3) for name in (outlet, "Wire")]
    compared = tk.compare(tk.score(articles), resamples=40, min_articles=2, copies="keep")
    _, svg = tk.charts.save(tk.charts.rates(compared, "attributions"), tmp_path / "rates")
    assert svg.read_bytes().startswith(b"<?xml")
    minidom.parse(str(svg))


def test_letters_that_the_usual_font_lacks_are_taken_from_others_on_the_machine(compared, monkeypatch):
    monkeypatch.setattr(fonts, "FONTS", ("No Such Font", "DejaVu Serif"))
    fonts._there.cache_clear()
    with mpl.rc_context({"font.family": ["DejaVu Sans Mono"]}):
        name = tk.charts.rates(compared, "loaded_narration").get_yticklabels()[0]
    fonts._there.cache_clear()
    assert name.get_fontfamily() == ["DejaVu Sans Mono", "DejaVu Serif"]
