"""What a page shows of groups: their figures with intervals, what sets them apart, who speaks there. Nothing is computed here."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..comparison.compare import Comparison
from ..comparison.differences import REST
from ..measures.formatting import chance, figure, interval, signed
from ..measures.measure import Measure
from .evidence import Row, main_sources

if TYPE_CHECKING:
    import pandas as pd

KEY_MEASURES = (
    "loaded_narration",
    "loaded_paraphrase",
    "loaded_quotation",
    "scare_quotes",
    "marked_narration",
    "words_attributed",
    "official_share",
    "unnamed_share",
    "sources_rarefied",
    "unresolved_share",
    "untyped_share",
    "side_balance",
)
"""The measures of the overview, those of them that there are; a group's page and `framing compare` tell them all."""

MAIN = "loaded_narration"
"""The measure that the bars of the overview draw, with those of `BESIDE` as marks."""

BESIDE = {"paraphrase": "loaded_paraphrase", "quotation": "loaded_quotation"}
WORDS_TOLD = 15  # distinctive words of a group


def overview(comparison: Comparison) -> dict[str, Any]:
    """The table of groups, and the bars of the main measure."""
    chosen = [name for name in KEY_MEASURES if name in comparison.measures] or list(comparison.measures)
    measures, rows = [comparison.measures[name] for name in chosen], []
    for group, found in _by_group(comparison.table).items():
        cells = [(one, found[one.name]) for one in measures]
        rows.append({"group": group, "cells": cells, **{name: cells[0][1][name] for name in ("n_articles", "n_words")}})
    return {
        "by": comparison.by,
        "settings": comparison.settings,
        "measures": measures,
        "rows": rows,
        "bars": _bars(comparison) if {MAIN, *BESIDE.values()} <= set(comparison.measures) else None,
    }


def _by_group(table: "pd.DataFrame") -> dict[str, dict[str, dict[str, Any]]]:
    """The rows of each group by measure, in the order of the table."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in table.to_dict("records"):
        found.setdefault(str(row["group"]), {})[str(row["measure"])] = {str(name): value for name, value in row.items()}
    return found


def _bars(comparison: Comparison) -> dict[str, Any]:
    """The groups by their main figure, highest first, with the places of bar, interval and marks in per cent of the scale.

    The scale is that of the groups with enough articles; the others, told apart, are cut off where they go beyond it.
    """
    found = _by_group(comparison.table).values()
    rows = [one[MAIN] | {voice: one[name]["estimate"] for voice, name in BESIDE.items()} for one in found]
    rows.sort(key=lambda row: -row["estimate"] if row["estimate"] == row["estimate"] else 1.0)
    many, few = [row for row in rows if not row["few"]], [row for row in rows if row["few"]]
    figures = [row[name] for row in many or few for name in ("estimate", "high", *BESIDE)]
    end = max((value for value in figures if value == value), default=0.0) or 1.0
    drawn = [[_drawn(row, end) for row in part] for part in (many or few, few if many else [])]
    return {"end": end, "rows": drawn[0], "few": drawn[1]}


def _drawn(row: Mapping[str, Any], end: float) -> dict[str, Any]:
    """A row with the places of its figures in per cent of the scale; None where there is no figure."""
    places = {
        name: None if row[name] != row[name] else round(100 * min(row[name] / end, 1), 2)
        for name in ("estimate", "low", "high", *BESIDE)
    }
    return {**row, "places": places, "marks": {voice: places[voice] for voice in BESIDE}}


def group_pages(comparison: Comparison | None, groups: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """What the pages of the groups tell beside their articles; figures only where there is a comparison."""
    pages: dict[str, dict[str, Any]] = {name: {"sources": main_sources(rows)} for name, rows in groups.items()}
    measures = list(comparison.measures.values()) if comparison else []
    differences = _differences(comparison) if comparison else {}
    if comparison:
        for name, found in _by_group(comparison.table).items():
            rows = [_told(one, found[one.name], differences.get((name, one.name))) for one in measures]
            pages.setdefault(name, {"sources": []}).update(figures=rows, distinctive=_distinctive(comparison, name))
    return {
        "measures": [[one.title, one.unit, one.definition, one.name in KEY_MEASURES] for one in measures],
        "confidence": round(100 * comparison.settings["confidence"]) if comparison else None,
        "differences": bool(differences),
        "pages": pages,
    }


def _told(measure: Measure, row: Mapping[str, Any], difference: Mapping[str, Any] | None) -> list[Any]:
    """One figure: value, interval, n, note and, where it is known, the difference to the rest with interval and adjusted p."""
    told = [figure(row["estimate"], measure), interval(row["low"], row["high"], measure), int(row["n_measured"]), row["note"]]
    if not difference:
        return told
    value, low, high, p = (float(difference[name]) for name in ("difference", "low", "high", "p_adjusted"))
    between = "–" if low != low else f"{signed(low, measure).removesuffix(' points')} to {signed(high, measure)}"
    return [*told, "–" if value != value else signed(value, measure), between, "–" if p != p else chance(p)]


def _differences(comparison: Comparison) -> dict[tuple[str, str], dict[str, Any]]:
    """The differences to the rest of the corpus by group and measure; none where the comparison has none."""
    found = _by_group(comparison.differences[comparison.differences["against"] == REST])
    return {(group, measure): row for group, rows in found.items() for measure, row in rows.items()}


def _distinctive(comparison: Comparison, group: str) -> list[list[Any]]:
    """Words that set a group's own voice apart: word, z, count, per 1,000 words here and in the rest, articles."""
    found = comparison.distinctive[comparison.distinctive["group"] == group].head(WORDS_TOLD)
    return [
        [row["term"], *(round(float(row[name]), 2) for name in ("z", "count", "per_1000", "rest_per_1000", "articles"))]
        for row in found.to_dict("records")
    ]
