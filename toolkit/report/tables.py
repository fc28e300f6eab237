"""A comparison as a paper prints it: a table with intervals and p, as LaTeX too, and sentences that say what was found and how.

Nothing is computed here. For figures to reckon with, take the tables of the comparison.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..comparison.compare import Comparison
from ..comparison.differences import REST
from ..errors import ArticleError
from ..grouping.groups import named, no_group
from ..measures.formatting import chance, figure, interval, signed, unit_after
from ..measures.measure import Measure
from ..version import __version__

if TYPE_CHECKING:
    import pandas as pd

_FORMULAS = {"−": "$-$", "<": "$<$", ">": "$>$"}  # signs that LaTeX prints as others, or not at all, outside of formulas
_NUMBER = r"[-+−–<.\d]"  # what a cell begins with that is a figure
_COUNTED = {"once": "count once", "agency": "count for their agency", "keep": "are kept"}


def printed(comparison: Comparison, measures: Sequence[str] | None = None, *, against: str = REST) -> "pd.DataFrame":
    """The figures of a comparison as a paper prints them: rounded, as text.

    Parameters
    ----------
    measures : names, by default all that were compared; of one alone the table has no column of measures.
    against : "rest", or the reference of the comparison.

    Returns
    -------
    DataFrame with one row a measure and group. Its columns: measure; what groups are by; articles (measured); estimate with its
    interval; difference with its interval; within events the difference over all articles; p, and p adjusted for all tests of
    the comparison. A comparison of one group has no differences.

    Raises ArticleError for a measure that does not exist, and for what nothing was compared with.

    Examples
    --------
    >>> from toolkit.comparison.compare import compare_example
    >>> printed(compare_example(), ["loaded_narration"])[["outlet", "estimate", "difference"]].values.tolist()
    [['Herald (few)', '250.0 (–)', '+250.0 (–)'], ['Wire (few)', '0.0 (–)', '−250.0 (–)']]
    """
    import pandas as pd

    chosen = list(measures or comparison.measures)
    rows = []
    for name in chosen:
        apart = _apart(comparison, name, against)
        for row in comparison.of(name).to_dict("records"):
            head = {"measure": row["title"], comparison.by: f"{row['group']}{' (few)' if row['few'] else ''}"}
            told = _told(row, apart.get(row["group"]), comparison.measures[name])
            rows.append({**head, "articles": f"{row['n_measured']:,}", **told})
    table = pd.DataFrame(rows).fillna("–")
    return table.drop(columns="measure") if len(chosen) == 1 else table


def _apart(comparison: Comparison, measure: str, against: str) -> dict[Any, dict[Any, Any]]:
    """The differences in one measure by group; none where there is one group."""
    if comparison.differences.empty:
        return {}
    return {row["group"]: row for row in comparison.against(measure, against).to_dict("records")}


def _told(row: Mapping[Any, Any], found: Mapping[Any, Any] | None, measure: Measure) -> dict[str, str]:
    """The figures of a row as text: the estimate and, where there is one, the difference."""
    told = {"estimate": f"{figure(row['estimate'], measure)} ({interval(row['low'], row['high'], measure)})"}
    if found is None:
        return told
    within = {"over all articles": signed(found["unmatched"], measure)} if "unmatched" in found else {}
    p = {name.replace("_", " "): "–" if found[name] != found[name] else chance(found[name]) for name in ("p", "p_adjusted")}
    return {**told, "difference": _difference(found, measure), **within, **p}


def _difference(found: Mapping[Any, Any], measure: Measure) -> str:
    """A difference with its interval, all with their signs."""
    if found["difference"] != found["difference"]:
        return "–"
    low, high = (signed(found[end], measure) for end in ("low", "high"))
    between = "–" if found["low"] != found["low"] else f"{low.removesuffix(' points')} to {high}"
    return f"{signed(found['difference'], measure)} ({between})"


def latex(table: "pd.DataFrame", *, caption: str = "", label: str = "", decimals: int = 2) -> str:
    r"""A table as LaTeX, with the rules of its package booktabs and every sign escaped.

    Any table will do: that of `printed`, the ranks of a sensitivity, a choice of columns. A named index becomes a column, and
    columns of figures stand to the right.

    >>> from toolkit.comparison.compare import compare_example
    >>> print(latex(printed(compare_example(), ["official_share"])[["outlet", "articles"]], caption="Above 50 %"))
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
    frame = table.reset_index() if table.index.name else table
    frame = frame.rename(columns=lambda name: _escaped(str(name).replace("_", " "))).rename_axis(columns=None)
    as_text = frame.astype(object).fillna("–").astype(str)
    aligned = "".join("r" if as_text[name].str.match(_NUMBER).all() else "l" for name in as_text)
    styler = frame.map(lambda value: _plain(value, decimals)).style.hide(axis="index").format(escape="latex", na_rep="–")
    written: str = styler.to_latex(
        hrules=True, column_format=aligned, caption=_escaped(caption) or None, label=label or None, environment="table"
    )
    for sign, formula in _FORMULAS.items():
        written = written.replace(sign, formula)
    return written


def _plain(value: Any, decimals: int) -> Any:
    """A figure rounded, with the sign of a minus; anything else as it is."""
    return f"{value:z.{decimals}f}".replace("-", "−") if isinstance(value, float) and value == value else value


def _escaped(text: str) -> str:
    """Text without what LaTeX takes for commands."""
    for sign in "&%$#_{}":
        text = text.replace(sign, f"\\{sign}")
    return text


def finding(comparison: Comparison, group: str, measure: str, *, against: str = REST) -> str:
    """One figure as a sentence: the estimate with interval and n, the difference with its interval, and p.

    Raises ArticleError for a measure or a group that does not exist.

    >>> from toolkit.comparison.compare import compare_example
    >>> print(finding(compare_example(), "Herald", "words_attributed"))
    Herald: words attributed, 0 % of words (95 % interval –; 1 article); 0 points (–) against the rest, p = 1.000, adjusted 1.000.
    """
    rows = {row["group"]: row for row in comparison.of(measure).to_dict("records")}
    if group not in rows:
        raise ArticleError(no_group(group, rows))
    row, one = rows[group], comparison.measures[measure]
    told = _told(row, _apart(comparison, measure, against).get(group), one)
    value, between = told["estimate"].removesuffix(")").split(" (")
    confidence = f"{100 * comparison.settings['confidence']:g} % interval"
    title, unit = one.title[0].lower() + one.title[1:], unit_after(row["estimate"], one)
    sentence = f"{group}: {title}, {value} {unit} ({confidence} {between}; {_many(row['n_measured'], 'article')})"
    if "difference" not in told:
        return f"{sentence}."
    other = "the rest" if against == REST else against
    equal = "" if told["p"].startswith("<") else "= "
    return f"{sentence}; {told['difference']} against {other}, p {equal}{told['p']}, adjusted {told['p adjusted']}."


def method(comparison: Comparison) -> str:
    """How the figures of a comparison were made, as a paper states it.

    >>> from toolkit.comparison.compare import compare_example
    >>> print(method(compare_example()).split(" with framing-toolkit")[0])
    2 articles (9 words) of 2 groups by outlet were compared on ... measures
    """
    settings, groups = comparison.settings, comparison.table.drop_duplicates("group")
    size = f"{_many(settings['articles'], 'article')} ({groups['n_words'].sum():,} words) of {_many(len(groups), 'group')}"
    on = _many(len(comparison.measures), "measure")
    pooled = "pool the counts of a group's articles" if settings["average"] == "words" else "are means over articles"
    copied = _many(settings["articles_that_are_copies"], "article")
    sentences = [
        f"{size} by {comparison.by} were compared on {on} with framing-toolkit {__version__} "
        f"(lexicon {', '.join(settings['lexicons'])})",
        f"Figures {pooled}; {_intervals(settings)}",
        *_against(comparison),
        f"Near-copies {_COUNTED[settings['copies']]} ({copied} left out)",
    ]
    return ". ".join(sentences) + "."


def _intervals(settings: Mapping[str, Any]) -> str:
    """What the intervals are, and what is resampled."""
    confidence = f"{100 * settings['confidence']:g} % intervals"
    made = "" if settings["within"] else ", those of differences made of the intervals of both sides (Newcombe 1998)"
    return f"{confidence} are from a studentised bootstrap of {settings['resampled']} ({settings['resamples']:,} resamples){made}"


def _against(comparison: Comparison) -> list[str]:
    """With what each group was compared, and where p comes from; nothing where there is one group."""
    apart, settings = comparison.differences, comparison.settings
    if apart.empty:
        return []
    reference, within = settings["reference"], settings["within"]
    beside = "all others together" + (f", and with {reference}" if reference else "")
    if within:
        left_out = _many(settings["articles_left_out"], "article")
        beside += f", on the same {named(within)} only ({settings['events']} that two groups share; {left_out} left out)"
    families = [_many(int(rows["p"].notna().sum()), "test") for _, rows in apart.groupby("against", sort=False)]
    tests = " and ".join(families)
    number = f"{settings['resamples']:,} " if settings["tested"].startswith("permutations") else ""
    return [
        f"Each group was compared with {beside}",
        f"p is from {number}{settings['tested']}, adjusted for {tests} (false discovery rate; Benjamini and Hochberg 1995)",
    ]


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
