"""A comparison as a paper prints it: a table with intervals and p, also as LaTeX or Markdown, and sentences about it.

Nothing is computed here, and figures are rounded text. To calculate with figures, take the tables of the comparison.

>>> from toolkit import example_results
>>> printed(example_results.comparison(), "loaded_narration")["outlet"].tolist()
['Herald (few)', 'Wire (few)']
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..choices import several_of
from ..comparison.compare import Comparison
from ..comparison.differences import REST
from ..comparison.reading_error import WITH_READING, has_wider
from ..errors import OptionError
from ..files import atomic
from ..grouping.groups import unknown_group
from ..measures.formatting import chance, counted, figure, interval, level, signed, signed_interval, unit_after
from ..measures.measure import Measure
from ..table_files import ENDINGS, write_frame
from ..version import __version__

if TYPE_CHECKING:
    import pandas as pd

_FORMULAS = {"−": "$-$", "<": "$<$", ">": "$>$"}  # signs that LaTeX prints wrongly, or not at all, outside formulas
_NUMBER = r"[-+−–<.\d]"  # how a cell with a figure begins
_WIDER = "difference with reading error"
_COUNTED = {"once": "were counted once", "agency": "were counted for their agency", "keep": "were kept"}


def printed(comparison: Comparison, measures: str | Sequence[str] | None = None, *, against: str = REST) -> "pd.DataFrame":
    """The figures of a comparison as a paper prints them: rounded, as text.

    Parameters
    ----------
    measures : one or several names, by default all that were compared; with one measure, the table has no column of measures.
    against : "rest", or the reference of the comparison.

    Returns
    -------
    DataFrame with one row for each measure and group. Its columns are: measure; what the articles are grouped by; articles (in
    which the measure has a value); estimate with its interval; difference with its interval; within events, the difference over
    all articles; p; and p adjusted for all tests of the comparison. A comparison of one group has no differences. One with
    reading error has the wider intervals in columns of their own.

    Raises OptionError for a measure that the comparison does not have, and for a group that nothing was compared with.

    Examples
    --------
    >>> from toolkit import example_results
    >>> printed(example_results.comparison(), ["loaded_narration"])[["outlet", "estimate", "difference"]].values.tolist()
    [['Herald (few)', '250.0 (–)', '+250.0 (–)'], ['Wire (few)', '0.0 (–)', '−250.0 (–)']]
    """
    import pandas as pd

    chosen = several_of(measures or comparison.measures)
    rows = []
    for name in chosen:
        differences = _differences(comparison, name, against)
        for row in comparison.of(name).to_dict("records"):
            head = {"measure": row["title"], comparison.by: f"{row['group']}{' (few)' if row['few'] else ''}"}
            cells = _cells(row, differences.get(row["group"]), comparison.measures[name])
            rows.append({**head, "articles": f"{row['n_measured']:,}", **cells})
    table = pd.DataFrame(rows).fillna("–")
    return table.drop(columns="measure") if len(chosen) == 1 else table


def _differences(comparison: Comparison, measure: str, against: str) -> dict[Any, dict[Any, Any]]:
    """The differences in one measure by group; none where there is one group."""
    if comparison.differences.empty:
        return {}
    return {row["group"]: row for row in comparison.against(measure, against).to_dict("records")}


def _cells(row: Mapping[Any, Any], difference: Mapping[Any, Any] | None, measure: Measure) -> dict[str, str]:
    """The figures of a row as text: the estimate and, where there is one, the difference."""
    cells = {"estimate": f"{figure(row['estimate'], measure)} ({interval(row['low'], row['high'], measure)})"}
    low, high = WITH_READING
    if low in row:
        cells["with reading error"] = interval(row[low], row[high], measure)
    if difference is None:
        return cells
    unmatched = {"over all articles": signed(difference["unmatched"], measure)} if "unmatched" in difference else {}
    p = {name.replace("_", " "): _p(difference[name]) for name in ("p", "p_adjusted")}
    wider = {_WIDER: signed_interval(difference[low], difference[high], measure)} if low in difference else {}
    return {**cells, "difference": _difference(difference, measure), **wider, **unmatched, **p}


def _p(p: float) -> str:
    return "–" if math.isnan(p) else chance(p)


def _difference(difference: Mapping[Any, Any], measure: Measure) -> str:
    """A difference with its interval, all with their signs; a dash where there is none."""
    value = signed(difference["difference"], measure)
    return value if value == "–" else f"{value} ({signed_interval(difference['low'], difference['high'], measure)})"


def latex(
    table: Any,
    measures: str | Sequence[str] | None = None,
    *,
    caption: str = "",
    label: str = "",
    decimals: int = 2,
) -> str:
    r"""A table as LaTeX, with the rules of the package booktabs and every special character escaped.

    A named index becomes a column, and columns of figures are aligned to the right.

    Parameters
    ----------
    table : a comparison, which is printed as by `printed`; any other result; or any table, such as a choice of columns.
    measures : of a comparison, the one or those to print; by default all.
    caption, label : of the table; none where empty.
    decimals : of figures that are not text yet.

    Examples
    --------
    >>> from toolkit import example_results
    >>> table = printed(example_results.comparison(), ["official_share"])[["outlet", "articles"]]
    >>> print(latex(table, caption="Above 50 %"))
    \begin{table}
    \caption{Above 50 \%}
    \begin{tabular}{lr}
    \toprule
    outlet & articles \\
    \midrule
    Herald (few) & 0 \\
    Wire (few) & 0 \\
    \bottomrule
    \end{tabular}
    \end{table}
    <BLANKLINE>
    """
    frame = _as_text(table, measures, decimals)
    aligned = "".join("r" if figures else "l" for figures in _aligned(frame))
    styler = frame.rename(columns=_escaped).style.hide(axis="index").format(escape="latex")
    written: str = styler.to_latex(
        hrules=True, column_format=aligned, caption=_escaped(caption) or None, label=label or None, environment="table"
    )
    for sign, formula in _FORMULAS.items():
        written = written.replace(sign, formula)
    return written


def markdown(table: Any, measures: str | Sequence[str] | None = None, *, decimals: int = 2) -> str:
    """A table as Markdown, in the form that GitHub, Quarto and Pandoc read.

    Parameters
    ----------
    table, measures, decimals : as for `latex`.

    Examples
    --------
    >>> from toolkit import example_results
    >>> print(markdown(printed(example_results.comparison(), ["official_share"])[["outlet", "articles"]]))
    | outlet | articles |
    | :-- | --: |
    | Herald (few) | 0 |
    | Wire (few) | 0 |
    """
    frame = _as_text(table, measures, decimals)
    rules = ["--:" if figures else ":--" for figures in _aligned(frame)]
    rows: list[list[str]] = [[str(name) for name in frame], rules, *frame.to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(_in_a_cell(cell) for cell in row)} |" for row in rows)


def save(table: Any, path: str | Path, measures: str | Sequence[str] | None = None) -> None:
    """Write a table or result into a file: as it is printed (.tex, .md), or its figures (.xlsx, .csv, .parquet).

    Parameters
    ----------
    table, measures : as for `latex`.

    Raises OptionError for another ending.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import example_results
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(example_results.comparison(), Path(folder) / "table.md", ["official_share"])
    ...     (Path(folder) / "table.md").read_text(encoding="utf-8").splitlines()[0]
    '| outlet | articles | estimate | difference | p | p adjusted |'
    """
    printers, ending = {".tex": latex, ".md": markdown}, Path(path).suffix.lower()
    if ending not in (*printers, *ENDINGS):
        raise OptionError(f"{path}: unknown kind of table; write .tex or .md as it is printed, or {' or '.join(ENDINGS)}")
    if printer := printers.get(ending):
        with atomic(path) as file:
            file.write(printer(table, measures).rstrip("\n") + "\n")
        return
    frame = _frame_of(table)
    write_frame(frame[frame["measure"].isin(several_of(measures))] if measures else frame, path)


def _as_text(table: Any, measures: str | Sequence[str] | None, decimals: int) -> "pd.DataFrame":
    """The cells of a table or result as text. Raises OptionError for measures of what is no comparison."""
    if isinstance(table, Comparison):
        table = printed(table, measures)
    elif measures is not None:
        raise OptionError("measures are chosen of a comparison; of a table, choose columns: table[['group', …]]")
    frame = _frame_of(table)
    frame = frame.reset_index() if frame.index.name else frame
    frame = frame.rename(columns=lambda name: str(name).replace("_", " ")).rename_axis(columns=None)
    return frame.map(lambda value: _plain(value, decimals)).astype(object).fillna("–").astype(str)


def _frame_of(table: Any) -> "pd.DataFrame":
    """The table of a result, or the table itself. Raises OptionError for a result of several tables."""
    frame: pd.DataFrame = table.to_frame() if hasattr(table, "to_frame") else table
    if not hasattr(frame, "columns"):
        raise OptionError(f"{type(table).__name__} is no single table: give one of those that it has, a data frame")
    return frame


def _aligned(frame: "pd.DataFrame") -> list[bool]:
    """Whether each column holds nothing but figures, which are aligned to the right."""
    return [bool(frame[name].str.match(_NUMBER).all()) for name in frame]


def _plain(value: Any, decimals: int) -> Any:
    """A figure rounded, with a true minus sign; anything else as it is."""
    return f"{value:z.{decimals}f}".replace("-", "−") if isinstance(value, float) and not math.isnan(value) else value


def _in_a_cell(text: str) -> str:
    """Text that does not end its cell."""
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())


_IN_LATEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def _escaped(text: str) -> str:
    """Text in which the characters that LaTeX takes for commands are escaped."""
    return text.translate(_IN_LATEX)


def finding(comparison: Comparison, group: str, measure: str, *, against: str = REST) -> str:
    """One figure as a sentence: the estimate with interval and n, the difference with its interval, and p.

    Parameters
    ----------
    group, measure : whose figure, and of what.
    against : "rest", or the reference of the comparison.

    Raises OptionError for a measure or a group that the comparison does not have.

    Examples
    --------
    >>> from toolkit import example_results
    >>> print(finding(example_results.comparison(), "Herald", "words_attributed"))
    Herald: words attributed, 0 % of words (95 % interval –; 1 article); difference from the rest 0 points (–), p = 1.000...
    """
    rows = {row["group"]: row for row in comparison.of(measure).to_dict("records")}
    if group not in rows:
        raise OptionError(unknown_group(group, rows))
    row, measured = rows[group], comparison.measures[measure]
    cells = _cells(row, _differences(comparison, measure, against).get(group), measured)
    value, limits = cells["estimate"].removesuffix(")").split(" (")
    unit = unit_after(row["estimate"], measured)
    title = measured.title[0].lower() + measured.title[1:]
    confidence = f"{level(comparison.settings['confidence'])} interval"
    sentence = f"{group}: {title}, {value} {unit} ({confidence} {limits}; {counted(row['n_measured'], 'article')})"
    if "difference" not in cells:
        return f"{sentence}."
    other = "the rest" if against == REST else against
    equals = "" if cells["p"].startswith("<") else "= "
    return f"{sentence}; difference from {other} {cells['difference']}, p {equals}{cells['p']}, adjusted p {cells['p adjusted']}."


def method(comparison: Comparison) -> str:
    """How the figures of a comparison were made, as a paper states it in its section on methods.

    >>> from toolkit import example_results
    >>> print(method(example_results.comparison()).split(" with framing-toolkit")[0])
    2 articles (9 words) in 2 groups by outlet were compared on ... measures
    """
    settings, groups = comparison.settings, comparison.table.drop_duplicates("group")
    size = f"{counted(settings['articles'], 'article')} ({groups['n_words'].sum():,} words) in {counted(len(groups), 'group')}"
    measures = counted(len(comparison.measures), "measure")
    average = "pool the counts of a group's articles" if settings["average"] == "words" else "are means over articles"
    copies = counted(settings["articles_that_are_copies"], "article")
    sentences = [
        f"{size} by {comparison.by} were compared on {measures} with framing-toolkit {__version__} "
        f"(lexicon {', '.join(settings['lexicons'])})",
        f"Figures {average}",
        *_expected(comparison),
        _intervals(settings),
        *_reading(comparison),
        *_tests(comparison),
        f"Near-copies {_COUNTED[settings['copies']]} ({copies} left out)",
    ]
    return ". ".join(sentences) + "."


def _expected(comparison: Comparison) -> list[str]:
    """What is counted as a loaded term, where some term counts less than 1; nothing where no figure counts any."""
    terms, families = comparison.terms, {measure.family for measure in comparison.measures.values()}
    if "loaded" not in families or (terms["expected"] == terms["count"]).all():
        return []
    return ["Each loaded term that was found counts as much as it is probable that a careful editor would mark it"]


def _intervals(settings: Mapping[str, Any]) -> str:
    """What the intervals are, and what is resampled."""
    confidence = f"The {level(settings['confidence'])} intervals"
    combined = "" if settings["within"] else "; intervals of differences combine those of the two sides (Newcombe 1998)"
    resamples = f"{settings['resamples']:,} resamples"
    return f"{confidence} are from a studentised bootstrap of {settings['resampled']} ({resamples}){combined}"


def _reading(comparison: Comparison) -> list[str]:
    """What the wider intervals are, where there are any."""
    if not has_wider(comparison.table):
        return []
    error = "the standard deviation of the toolkit's error between outlets in articles coded by hand"
    method = "estimated like the variance between studies of a meta-analysis (DerSimonian and Laird 1986)"
    return [f"A second, wider interval adds {error} ({comparison.settings['reading_error']}), {method}"]


def _tests(comparison: Comparison) -> list[str]:
    """What each group was compared with, and where p comes from; nothing where there is one group."""
    differences, settings = comparison.differences, comparison.settings
    if differences.empty:
        return []
    reference, within = settings["reference"], settings["within"]
    others = "all others together" + (f", and with {reference}" if reference else "")
    if within:
        left_out = counted(settings["articles_left_out"], "article")
        others += f", among articles with the same {within} only ({settings['events']} shared by two groups or more; "
        others += f"{left_out} left out)"
    families = [counted(int(rows["p"].notna().sum()), "test") for _, rows in differences.groupby("against", sort=False)]
    number = f"up to {settings['permutations']:,} " if settings["permutations"] else ""
    adjusted = f"adjusted for {' and '.join(families)} (false discovery rate; Benjamini and Hochberg 1995)"
    return [f"Each group was compared with {others}", f"The p values are from {number}{settings['tested']}, {adjusted}"]
