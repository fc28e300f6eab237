"""Tables and sentences as a paper prints them, of comparisons that can be counted by hand."""

from io import StringIO

import pandas as pd
import pytest

import toolkit as tk
from toolkit.errors import OptionError
from toolkit.report import tables
from toolkit.report.summary import comparison_table
from toolkit.report.tables import finding, latex, method, printed

TEXTS = {"Wire": "The army left the town.", "Herald": "The puppet regime left it."}  # five words of narration each


@pytest.fixture(scope="module")
def scores():
    return tk.score(corpus(), loaded_model=None)  # each hit counts 1


def corpus():
    """Six articles an outlet on six events; the Herald has one loaded term in each."""
    rows = [(name, i, text) for name, text in TEXTS.items() for i in range(6)]
    return [tk.Article(f"{name} {i}", text, outlet=name, event=str(i)) for name, i, text in rows]


@pytest.fixture(scope="module")
def outlets(scores):
    return tk.compare(scores, measures=["loaded_narration", "words_attributed"], copies="keep", min_articles=3)


def test_a_table_prints_estimate_difference_and_p(outlets):
    table = printed(outlets, ["loaded_narration"])
    assert list(table) == ["outlet", "articles", "estimate", "difference", "p", "p adjusted"]
    herald = table.iloc[0]
    assert herald["outlet"] == "Herald"
    assert herald["articles"] == "6"
    assert herald["estimate"].startswith("200.0 (")
    assert herald["difference"].startswith("+200.0 (")
    # of 924 deals of 12 articles into two sixes, two are as far apart: p is about 2 in 924
    assert herald["p"] in {f".{n:03d}" for n in range(1, 6)}


def test_several_measures_have_their_own_column(outlets):
    table = printed(outlets)
    assert table["measure"].tolist() == ["Loaded terms, narration"] * 2 + ["Words attributed"] * 2
    assert table["estimate"].iloc[-1].startswith("0 %")
    assert table["difference"].iloc[-1].startswith("0 points")


def test_few_articles_are_marked(scores):
    few = tk.compare(scores, measures=["loaded_narration"], copies="keep")
    assert printed(few)["outlet"].tolist() == ["Herald (few)", "Wire (few)"]


def test_within_events_the_difference_over_all_articles_has_a_column(scores):
    within = tk.compare(scores, within="event", measures=["loaded_narration"], copies="keep", min_articles=3)
    table = printed(within)
    assert table["over all articles"].tolist() == ["+200.0", "−200.0"]
    assert table["difference"].tolist() == ["+200.0 (–)", "−200.0 (–)"]  # the same in every event: nothing to resample


def test_a_reference_is_not_compared_with_itself(scores):
    against = tk.compare(scores, reference="Wire", measures=["loaded_narration"], copies="keep", min_articles=3)
    assert printed(against, against="Wire").set_index("outlet").loc["Wire", "difference"] == "–"
    assert "difference from Wire" in finding(against, "Herald", "loaded_narration", against="Wire")


def test_one_group_has_no_differences():
    alone = tk.compare(tk.score([tk.Article("a", TEXTS["Wire"], outlet="Wire")]), measures=["loaded_narration"])
    assert list(printed(alone)) == ["outlet", "articles", "estimate"]
    assert finding(alone, "Wire", "loaded_narration").endswith("1 article).")
    assert "Each group" not in method(alone)


def test_unknown_names_are_refused(outlets):
    with pytest.raises(tk.ArticleError, match="'loudness' is none of the measures that were compared"):
        printed(outlets, ["loudness"])
    with pytest.raises(tk.ArticleError, match="nothing was compared with 'Wire'"):
        printed(outlets, against="Wire")
    with pytest.raises(OptionError, match="no group 'Post'; groups are Herald, Wire"):
        finding(outlets, "Post", "loaded_narration")


def test_latex_escapes_what_it_takes_for_commands(outlets):
    import pandas as pd

    table = pd.DataFrame({"outlet_name": ["Smith & Sons_1", "A {b}"], "share": ["50 %", "−3 (< .001)"], "rank": [1.0, 2.5]})
    written = latex(table, caption="Top 5 % & more", label="tab:top_5", decimals=1)
    assert r"\caption{Top 5 \% \& more}" in written
    assert r"\label{tab:top_5}" in written
    assert r"\begin{tabular}{lrr}" in written
    assert r"outlet name & share & rank \\" in written
    assert r"Smith \& Sons\_1 & 50 \% & 1.0 \\" in written
    assert r"A \{b\} & $-$3 ($<$ .001) & 2.5 \\" in written


def test_latex_escapes_signs_in_names_and_captions_as_in_cells():
    written = latex(pd.DataFrame({r"a\b~c^d": [1.0]}), caption=r"In C:\news~1, x^2")
    assert r"\caption{In C:\textbackslash{}news\textasciitilde{}1, x\textasciicircum{}2}" in written
    assert r"a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d \\" in written


def test_latex_takes_an_index_as_a_column_and_a_dash_for_nothing():
    import pandas as pd

    table = pd.DataFrame({"rank": [1.0, float("nan")]}, index=pd.Index(["Wire", "Post"], name="group"))
    written = latex(table, decimals=0)
    assert [line for line in written.splitlines() if line.endswith(r"\\")] == [r"group & rank \\", r"Wire & 1 \\", r"Post & – \\"]
    assert r"\caption" not in written


def test_figures_below_zero_are_aligned_to_the_right_with_a_minus():
    import pandas as pd

    written = latex(pd.DataFrame({"balance": [-0.25, 0.5]}))
    assert r"\begin{tabular}{r}" in written
    assert "$-$0.25" in written


def test_the_method_states_n_intervals_and_adjustment(outlets):
    text = method(outlets)
    assert text.startswith(
        f"12 articles (60 words) in 2 groups by outlet were compared on 2 measures with framing-toolkit {tk.__version__}"
    )
    assert "95 % intervals are from a studentised bootstrap of whole articles (2,000 resamples)" in text
    assert "adjusted for 4 tests (false discovery rate; Benjamini and Hochberg 1995)" in text
    assert text.endswith("Near-copies were kept (0 articles left out).")


def test_the_method_says_that_terms_count_as_much_as_they_are_probable(outlets):
    said = "counts as much as it is probable that a careful editor would mark it"
    assert said not in method(outlets)  # there each hit counts 1
    judged = tk.score([tk.Article(name, text, outlet=name) for name, text in TEXTS.items()])
    assert said in method(tk.compare(judged, measures=["loaded_narration"], resamples=40))
    assert said not in method(tk.compare(judged, measures=["words_attributed"], resamples=40))


def test_the_method_says_what_is_held_constant(scores):
    text = method(tk.compare(scores, within="event", measures=["loaded_narration"], copies="keep", resamples=100))
    assert "95 % intervals are from a studentised bootstrap of articles by event (100 resamples). Each group" in text
    assert "among articles with the same event only (6 shared by two groups or more; 0 articles left out)" in text
    assert "permutations of articles within each event" in text
    clustered = method(tk.compare(scores, cluster="event", measures=["loaded_narration"], copies="once", average="articles"))
    assert "Figures are means over articles. The 95 % intervals are from" in clustered
    assert "a studentised bootstrap of articles by event" in clustered
    assert clustered.endswith("Near-copies were counted once (10 articles left out).")


def test_a_finding_is_a_sentence_with_n_and_p(outlets):
    text = finding(outlets, "Herald", "loaded_narration")
    assert text.startswith("Herald: loaded terms, narration, 200.0 per 1,000 words of narration (95 % interval ")
    assert "; 6 articles); difference from the rest +200.0 (" in text
    assert finding(outlets, "Wire", "words_attributed").startswith("Wire: words attributed, 0 % of words (")


def test_names_and_figures_are_whole_on_a_narrow_terminal():
    from rich.console import Console

    names = ("The Hallet and Corran Chronicle", "Wire")
    texts = [*TEXTS.values()] * 4
    corpus = [tk.Article(f"{name} {i}", text, outlet=name) for name in names for i, text in enumerate(texts)]
    screen = Console(width=80, record=True, file=StringIO())
    comparison = tk.compare(tk.score(corpus), copies="keep", resamples=40)
    screen.print(comparison_table(comparison))
    printed = screen.export_text().split()
    assert {"narration", "narration)", "paraphrase)", "(per", "Chronicle"} <= set(printed)
    assert {f"{row['low']:.1f}–{row['high']:.1f}" for _, row in comparison.of("loaded_narration").iterrows()} <= set(printed)


def test_wider_intervals_are_not_spoken_of_where_no_figure_has_one(scores):
    options = {"copies": "keep", "resamples": 40, "with_reading_error": True}
    none = tk.compare(scores, measures=["loaded_narration", "hedges"], **options)
    assert "Wider intervals" not in comparison_table(none).caption
    assert "second, wider interval" not in method(none)


def test_wider_intervals_have_columns_of_their_own_and_a_sentence_on_their_method(outlets):
    options = {"copies": "keep", "min_articles": 3, "resamples": 100}
    wider = tk.compare(tk.score(corpus()), measures=["loaded_narration", "hedges"], with_reading_error=True, **options)
    table = printed(wider, ["loaded_narration"])
    assert list(table)[2:6] == ["estimate", "with reading error", "difference", "difference with reading error"]
    assert " to " in table.iloc[0]["difference with reading error"]
    assert printed(wider, ["hedges"]).iloc[0]["with reading error"] == "–"
    assert "(DerSimonian and Laird 1986)" in method(wider)
    assert "reading_error.csv (" in method(wider)
    assert "second, wider interval" not in method(outlets)
    assert "Wider intervals" in comparison_table(wider).caption
    assert finding(wider, "Herald", "loaded_narration").startswith("Herald: loaded terms, narration, ")


def test_a_comparison_is_printed_directly(outlets):
    assert tables.latex(outlets) == latex(printed(outlets))
    assert tables.latex(outlets, ["loaded_narration"], caption="Rates") == latex(
        printed(outlets, ["loaded_narration"]), caption="Rates"
    )
    assert tables.markdown(outlets, ["loaded_narration"]) == tables.markdown(printed(outlets, ["loaded_narration"]))
    with pytest.raises(OptionError, match="measures are chosen of a comparison"):
        tables.latex(printed(outlets), ["loaded_narration"])


def test_a_kind_of_table_that_there_is_not_names_all_that_there_are(outlets, tmp_path):
    with pytest.raises(OptionError, match=r"write .tex or .md as it is printed, or .csv or .parquet or .xlsx"):
        tables.save(outlets, tmp_path / "table.docx")


def test_one_measure_need_not_be_in_a_list(outlets, tmp_path):
    assert printed(outlets, "loaded_narration").equals(printed(outlets, ["loaded_narration"]))
    for name, measures in (("one.csv", "loaded_narration"), ("list.csv", ["loaded_narration"])):
        tables.save(outlets, tmp_path / name, measures)
    assert (tmp_path / "one.csv").read_text() == (tmp_path / "list.csv").read_text()
    assert len(pd.read_csv(tmp_path / "one.csv")) == len(outlets.of("loaded_narration"))


def test_markdown_has_a_cell_for_each_cell():
    frame = pd.DataFrame({"a_b": ["x | y", "two\nlines", None], "n": [1.5, -0.001, float("nan")]})
    assert tables.markdown(frame).splitlines() == [
        "| a b | n |",
        "| :-- | --: |",
        "| x \\| y | 1.50 |",
        "| two lines | 0.00 |",
        "| – | – |",
    ]


def test_other_results_are_printed_too(scores):
    keyness = tk.keyness(scores)
    assert tables.markdown(keyness).count("\n") == len(keyness.table) + 1


@pytest.mark.parametrize("ending", [".tex", ".md", ".xlsx", ".csv"])
def test_a_result_is_saved_as_the_ending_says(outlets, tmp_path, ending):
    path = tmp_path / f"table{ending}"
    tables.save(outlets, path, ["loaded_narration"])
    if ending in (".xlsx", ".csv"):
        read = pd.read_excel(path) if ending == ".xlsx" else pd.read_csv(path)
        assert read["estimate"].tolist() == outlets.of("loaded_narration")["estimate"].tolist()
    else:
        printer = tables.latex if ending == ".tex" else tables.markdown
        assert path.read_text(encoding="utf-8").strip() == printer(outlets, ["loaded_narration"]).strip()
    with pytest.raises(OptionError, match="unknown kind of table"):
        tables.save(outlets, tmp_path / "table.txt")


def test_every_result_that_is_one_table_can_be_printed(tmp_path):
    articles = [tk.article_of("The puppet regime fell, Hall said.", id=str(i), outlet="Wire") for i in range(3)]
    scores, explanation = tk.score(articles), tk.explain(articles, "Wire", copies="keep")
    for result in (scores, explanation):
        assert tables.markdown(result).count("\n") == len(result.to_frame()) + 1
        tables.save(result, tmp_path / "table.csv")
        assert len(pd.read_csv(tmp_path / "table.csv")) == len(result.to_frame())
    with pytest.raises(OptionError, match="is no single table"):
        tables.markdown(object())
