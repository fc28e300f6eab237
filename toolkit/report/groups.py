"""What the page shows of groups: figures with intervals, distinctive words, main sources. Nothing is computed here."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..comparison.compare import Comparison
from ..comparison.differences import REST
from ..comparison.portrayal import Portrayal
from ..measures.formatting import chance, figure, interval, level, percent, signed, signed_interval
from ..measures.measure import Measure
from .evidence import Row, main_sources

if TYPE_CHECKING:
    import pandas as pd

LANGUAGE = (
    "loaded_narration",
    "loaded_paraphrase",
    "loaded_quotation",
    "scare_quotes",
    "marked_narration",
)
SPEAKERS = (
    "words_attributed",
    "official_share",
    "unnamed_share",
    "sources_rarefied",
    "unresolved_share",
    "untyped_share",
    "side_balance",
)
KEY_MEASURES = (*LANGUAGE, *SPEAKERS)
"""The measures of the overview, as far as the comparison has them; a group's page and `framing compare` show all measures."""

_A_TABLE = 7  # measures side by side on a screen of 1,400 pixels

GROUPS_SHOWN = 30
"""Of more groups than these, the overview shows the bars of so many and folds up the rest, and its tables."""

MAIN = "loaded_narration"
"""The measure that the bars of the overview show; those of `MARKS` are marks next to them."""

MARKS = {"paraphrase": "loaded_paraphrase", "quotation": "loaded_quotation"}
WORDS_SHOWN = 15  # distinctive words of a group
_REACH = 2.0  # times the highest figure: where the scale of the bars ends, though an interval goes on


def overview(comparison: Comparison) -> dict[str, Any]:
    """The tables of groups, each with so few measures that it fits a screen, and the bars of the main measure."""
    rows, tables = [], _tables(comparison.measures)
    for group, figures in _by_group(comparison.table).items():
        any_of_group = next(iter(figures.values()))
        of_group = {name: any_of_group[name] for name in ("n_articles", "n_words", "opinion_share")}
        rows.append({"group": group, "figures": figures, **of_group})
    return {
        "by": comparison.by,
        "settings": comparison.settings,
        "tables": tables,
        "rows": rows,
        "bars": _bars(comparison) if {MAIN, *MARKS.values()} <= set(comparison.measures) else None,
    }


def _tables(measures: Mapping[str, Measure]) -> list[tuple[str, list[Measure]]]:
    """The tables of the overview: title and measures of each; all measures of the comparison where none is a key measure."""
    parts = {"Loaded language": LANGUAGE, "Who speaks": SPEAKERS}
    tables = [(title, [measures[name] for name in names if name in measures]) for title, names in parts.items()]
    if any(chosen for _, chosen in tables):
        return [(title, chosen) for title, chosen in tables if chosen]
    every = list(measures.values())
    return [("Figures", every[start : start + _A_TABLE]) for start in range(0, len(every), _A_TABLE)]


def _by_group(table: "pd.DataFrame") -> dict[str, dict[str, dict[str, Any]]]:
    """The rows of each group by measure, in the order of the table."""
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    for row in table.to_dict("records"):
        groups.setdefault(str(row["group"]), {})[str(row["measure"])] = {str(name): value for name, value in row.items()}
    return groups


def _bars(comparison: Comparison) -> dict[str, Any]:
    """The groups by their main figure, the highest first, with the places of bar, interval and marks in per cent of the scale.

    The scale is that of the groups with enough articles. The others are listed separately. What goes beyond the scale is cut off:
    these others, and intervals so wide that they would leave no room for the bars.
    """
    groups = _by_group(comparison.table).values()
    rows = [figures[MAIN] | {voice: figures[name]["estimate"] for voice, name in MARKS.items()} for figures in groups]
    rows.sort(key=lambda row: 1.0 if math.isnan(row["estimate"]) else -row["estimate"])
    many, few = [row for row in rows if not row["few"]], [row for row in rows if row["few"]]
    drawn_to, reach = (_highest(many or few, *names) for names in (("estimate", *MARKS), ("high",)))
    end = max(drawn_to, min(reach, _REACH * drawn_to)) or 1.0
    drawn = [[_placed(row, end) for row in part] for part in (many or few, few if many else [])]
    return {"end": end, "rows": drawn[0], "few": drawn[1]}


def _highest(rows: Sequence[Mapping[str, Any]], *names: str) -> float:
    """The highest of some figures of all rows; 0 where there is none."""
    return max((row[name] for row in rows for name in names if not math.isnan(row[name])), default=0.0)


def _placed(row: Mapping[str, Any], end: float) -> dict[str, Any]:
    """A row with the places of its figures in per cent of the scale; None where there is no figure."""
    places = {
        name: None if math.isnan(row[name]) else round(100 * min(row[name] / end, 1), 2)
        for name in ("estimate", "low", "high", *MARKS)
    }
    return {**row, "places": places, "marks": {voice: places[voice] for voice in MARKS}, "goes_on": row["high"] > end}


def portrayed(portrayal: Portrayal) -> dict[str, Any]:
    """The table of groups by actors, or sides, with the rates of loaded terms about each in narration and in quotations.

    >>> from toolkit import example_results
    >>> table = portrayed(example_results.portrayal())
    >>> [(row["group"], [cell and cell["narration"]["n"] for cell in row["cells"]]) for row in table["rows"]]
    [('Herald', [3]), ('Wire', [3])]
    """
    table = portrayal.table[portrayal.table["polarity"] == "all"]
    figures: dict[tuple[str, str], dict[str, Any]] = {}
    for row in table.to_dict("records"):
        figures.setdefault((str(row["group"]), str(row["actor"])), {})[str(row["voice"])] = row
    groups = dict.fromkeys(map(str, table["group"].sort_values()))
    rows = [{"group": group, "cells": [figures.get((group, actor)) for actor in portrayal.actors]} for group in groups]
    return {"whom": portrayal.whom, "actors": portrayal.actors, "rows": rows, "settings": portrayal.settings}


def _about(portrayal: Mapping[str, Any], cells: Sequence[Mapping[str, Any] | None]) -> dict[str, Any]:
    """The row of a group in a table of portrayals, for its own page: whom, rate, interval, rate quoted, n, and whether few.

    Whom the group writes about most comes first.
    """
    told = [(actor, cell) for actor, cell in zip(portrayal["actors"], cells, strict=True) if cell and "narration" in cell]
    told.sort(key=lambda row: -row[1]["narration"]["n_articles"])
    rows = [
        [
            actor,
            figure(cell["narration"]["rate"]),
            interval(cell["narration"]["low"], cell["narration"]["high"]),
            figure(cell["quotation"]["rate"] if "quotation" in cell else math.nan),
            int(cell["narration"]["n_articles"]),
            bool(cell["narration"]["few"]),
        ]
        for actor, cell in told
    ]
    settings = portrayal["settings"]
    return {"whom": portrayal["whom"], "rows": rows, "sure": percent(settings["sure"])}


def group_pages(
    comparison: Comparison | None, groups: Mapping[str, Sequence[Row]], portrayals: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """What the pages of the groups show in addition to their articles; figures only where there is a comparison.

    `portrayals` are tables of `portrayed`.
    """
    pages: dict[str, dict[str, Any]] = {name: {"sources": main_sources(rows)} for name, rows in groups.items()}
    measures = list(comparison.measures.values()) if comparison else []
    differences = _differences(comparison) if comparison else {}
    if comparison:
        for name, figures in _by_group(comparison.table).items():
            rows = [_cells(measure, figures[measure.name], differences.get((name, measure.name))) for measure in measures]
            pages.setdefault(name, {"sources": []}).update(figures=rows, distinctive=_distinctive(comparison, name))
    for portrayal in portrayals:
        for row in portrayal["rows"]:
            pages.setdefault(row["group"], {"sources": []}).setdefault("about", []).append(_about(portrayal, row["cells"]))
    return {
        "measures": [[measure.title, measure.unit, measure.definition, measure.name in KEY_MEASURES] for measure in measures],
        "confidence": level(comparison.settings["confidence"]) if comparison else None,
        "differences": bool(differences),
        "pages": pages,
    }


def _cells(measure: Measure, row: Mapping[str, Any], difference: Mapping[str, Any] | None) -> list[Any]:
    """One figure: value, interval, n, note and, where known, the difference from the rest with interval and adjusted p."""
    cells = [figure(row["estimate"], measure), interval(row["low"], row["high"], measure), int(row["n_measured"]), row["note"]]
    if not difference:
        return cells
    limits = signed_interval(difference["low"], difference["high"], measure)
    p = difference["p_adjusted"]
    return [*cells, signed(difference["difference"], measure), limits, "–" if math.isnan(p) else chance(p)]


def _differences(comparison: Comparison) -> dict[tuple[str, str], dict[str, Any]]:
    """The differences from the rest of the corpus by group and measure; none where there is one group only."""
    groups = _by_group(comparison.differences[comparison.differences["against"] == REST])
    return {(group, measure): row for group, rows in groups.items() for measure, row in rows.items()}


def _distinctive(comparison: Comparison, group: str) -> list[list[Any]]:
    """The words most typical of a group's own voice: word, z, count, per 1,000 words here and in the rest, articles."""
    table = comparison.distinctive[comparison.distinctive["group"] == group].head(WORDS_SHOWN)
    return [
        [row["term"], *(round(float(row[name]), 2) for name in ("z", "count", "per_1000", "rest_per_1000", "articles"))]
        for row in table.to_dict("records")
    ]
