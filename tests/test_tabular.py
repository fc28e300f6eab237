"""Results that are a table are read and shown in one way."""

import pandas as pd
import pytest

from toolkit import example_results
from toolkit.tabular import Tabular

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


def test_a_long_table_is_cut_as_pandas_is_told_to():
    class Long(Tabular):
        table = pd.DataFrame({"n": range(100)})

    with pd.option_context("display.max_rows", 10):
        assert "<p>100 rows" in Long()._repr_html_()
