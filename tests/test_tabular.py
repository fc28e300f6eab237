"""Results that are a table are read and shown in one way."""

import pandas as pd
import pytest

import toolkit as tk
from toolkit import example_results
from toolkit.grouping.events import matched
from toolkit.tabular import Tabular
from toolkit.text.spans import Span
from toolkit.validation.coded_sheets import Coding
from toolkit.validation.coded_texts import Coded, Phrase
from toolkit.validation.corrected_rates import Correction

SHOWN = {
    example_results.comparison: lambda result: result.wide().T.round(2),
    example_results.keyness: lambda result: result.table.groupby("group").head(10),
    example_results.sensitivity: lambda result: result.wide(),
    example_results.silences: lambda result: result.table.round(2),
    example_results.word_shift: lambda result: result.table.head(20),
}


@pytest.mark.parametrize("example", SHOWN, ids=lambda example: example.__name__)
def test_jupyter_shows_the_part_of_the_table_that_can_be_read_at_a_glance(example):
    result = example()
    assert isinstance(result, Tabular)
    assert result.to_frame() is result.table
    assert result._repr_html_() == SHOWN[example](result)._repr_html_()


def test_no_result_prints_its_tables():
    articles = [tk.article_of("The regime fell.", id=str(i), outlet=outlet, event="dam") for i, outlet in enumerate("ab")]
    scores = tk.score(articles)
    results = {
        "Power(2 rows: measure, ratio": example_results.power(),
        "Collocations(": tk.collocations(articles, "regime"),
        "Explanation(1 row: id, outlet": tk.explain(articles, "a"),
        "Matched(2 of 2 articles": matched(scores),
        "Validation(1 row: what, texts": tk.validate("loaded_terms", [Coded(articles[0], (Phrase(Span(4, 10)),))]),
        "Coding(units: 1, answers: 2)": Coding(pd.DataFrame({"unit": [1]}), pd.DataFrame({"unit": [1, 1]})),
        "Correction(0 rows: group": Correction(pd.DataFrame(columns=["group"]), pd.DataFrame()),
    }
    for begins, result in results.items():
        assert repr(result).startswith(begins)
        assert "\n" not in repr(result)


def test_a_long_table_is_cut_as_pandas_is_told_to():
    class Long(Tabular):
        table = pd.DataFrame({"n": range(100)})

    with pd.option_context("display.max_rows", 10):
        assert "<p>100 rows" in Long()._repr_html_()
