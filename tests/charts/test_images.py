"""Every chart, drawn from figures that are made up here, looks like its picture in the folder images.

A picture changes only when its chart does, not with lexicons, models or intervals. After an intended change, make the
pictures again, look at them, and keep them:

    FRAMING_NEW_IMAGES=1 pytest tests/charts/test_images.py

A new chart gets a line in `CHARTS`. The pictures have no letters: how wide these are differs between versions of matplotlib,
and moves everything else (without them, 3.8 to 3.11 draw alike). What the letters say is held by the other tests of charts;
that they do not overlap is tested here.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from pathlib import Path
from zlib import crc32

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.testing.compare import compare_images

import toolkit as tk
from toolkit import example_results
from toolkit.annotation.attributions.attribution import STANCES
from toolkit.annotation.sources.speakers import SOURCE_TYPES
from toolkit.charts.base import style
from toolkit.comparison.portrayal import LIGHTS, PORTRAYING
from toolkit.scores.scores import ScoreTable

mpl.use("Agg")

IMAGES = Path(__file__).parent / "images"
TOLERANCE = 4  # root mean square over all pixels, of 255
DPI = 50
LONG = "Kelmarra National Broadcasting Channel"
OUTLETS = ("Astreva One", "Halyard Wire", LONG, "The Daily Rattle", "Wayside Dispatch")
SPANS = {"0 to 1": (0, 1), "-1 to 1": (-1, 1), "0 to 1000": (0, 30), "0 upward": (0, 30), "1 upward": (1, 5), "1 to 5": (1, 5)}
TALKED_ABOUT = {
    ("Ada Hall", "person"): {"Astreva One": "hhuuuuuo", "Halyard Wire": "hhhhhu", "The Daily Rattle": "uuu"},
    ("Concord of States", "body"): {
        "Astreva One": "huu",
        LONG: "uuuuo",
        "Halyard Wire": "hhh",
    },
    ("takfiri", "group"): {"The Daily Rattle": "uuuu", LONG: "huu"},
}
"""Articles by outlet that hear somebody (h), do not (u), or leave it open (o)."""


def made_up(*names):
    """A number from 0 to 1 that belongs to some names, the same everywhere."""
    return crc32(" ".join(names).encode()) / 2**32


@cache
def comparison():
    """Five outlets with made-up figures for every measure, with two sides."""
    example = example_results.comparison_with_sides()
    rows = [row(one, outlet) for one in example.measures.values() for outlet in OUTLETS]
    table = pd.DataFrame(rows)
    families = [[f"source_{kind}" for kind in SOURCE_TYPES]]
    families += [[f"side_cue_{stance}_{side}" for stance in STANCES] for side in ("east", "west")]
    for family in families:
        inside = table["measure"].isin(family)
        whole = table[inside].groupby("group")["estimate"].transform("sum")
        table.loc[inside, ["estimate", "low", "high"]] = table.loc[inside, ["estimate", "low", "high"]].div(whole, axis=0)
    return replace(example, table=table)


def row(measure, outlet):
    """One row as `compare` makes them: an outlet with few articles, and one without a figure here and there."""
    low, high = SPANS.get(measure.range, (-1, 1))
    at, n = made_up(measure.name, outlet), 3 + round(60 * made_up(outlet))
    estimate, off = low + (high - low) * at, (high - low) * (0.02 + 0.5 / n)
    missing = made_up(outlet, measure.name) < 0.05
    return {
        "group": outlet,
        "measure": measure.name,
        "title": measure.title,
        "unit": measure.unit,
        "estimate": float("nan") if missing else estimate,
        "low": float("nan") if missing else max(low, estimate - off),
        "high": float("nan") if missing else min(high, estimate + off),
        "n_articles": n,
        "n_measured": 0 if missing else n,
        "n_words": 300 * n,
        "base": 0.0 if missing else round(500 * made_up(measure.name)),
        "few": n < 20,
        "note": "",
    }


@cache
def silences():
    """Who is talked about and heard in the made-up articles of `TALKED_ABOUT`."""
    blank, states = tk.score("It rained."), {"h": "heard", "u": "unheard", "o": "open"}
    scores = [
        replace(blank, article=tk.article_of("", id=name, outlet=outlet), talked_about=Counter({(name, kind, states[state]): 2}))
        for (name, kind), outlets in TALKED_ABOUT.items()
        for outlet, articles in outlets.items()
        for state in articles
    ]
    return tk.silences(ScoreTable(scores), kinds=["person", "body", "group"], copies="keep")


def differing():
    """The made-up outlets against each other, within events, with the difference over all articles."""
    found = comparison()
    table = found.of("loaded_narration").dropna(subset=["estimate"])
    rows = table[["group", "measure", "n_articles", "few"]].assign(
        against="rest",
        difference=table["estimate"] - 12,
        low=table["low"] - 14,
        high=table["high"] - 11,
        ratio=table["estimate"] / 12,
        p_adjusted=[0.01 if abs(estimate - 12) > 10 else 0.3 for estimate in table["estimate"]],
        n_against=200 - table["n_articles"],
        unmatched=table["estimate"] - 15 + 6 * table["group"].map(made_up),
    )
    return replace(found, differences=rows, settings={**found.settings, "within": "event"})


def timelined(*groups):
    """A made-up measure by month, with months without articles, and a change."""
    example, rows = example_results.timeline(), []
    for group in groups:
        for month in range(18):
            n = round(40 * made_up(group, str(month))) if month not in (4, 5) else 0
            at = 8 + 12 * made_up(str(month), group) + 6 * (month > 9) if n else float("nan")
            limits = {"low": max(at - 20 / (n + 1), 0), "high": at + 40 / (n + 1)} if n > 1 else {}
            rows.append({"group": group, "period": f"{2019 + month // 12}-{month % 12 + 1:02}", "estimate": at, **limits})
            rows[-1] |= {"n_articles": n, "n_measured": n, "few": n < 20}
    change = {"group": groups[0], "period": "2019-11", "before": 13.4, "after": 20.1, "p": 0.01, "p_adjusted": 0.01}
    settings = {**example.settings, "by": "outlet"}
    return replace(example, table=pd.DataFrame(rows), changes=pd.DataFrame([change]), settings=settings)


def ranked():
    """Made-up ranks of the outlets in four variants, one of which leaves an outlet out."""
    example, rows = example_results.sensitivity(), []
    for variant in ("all articles", "without the top 5 terms", "all voices", "without Halyard Wire"):
        shown = [outlet for outlet in OUTLETS if outlet not in variant]
        order = sorted(shown, key=lambda outlet: made_up(outlet) if variant == "all articles" else made_up(outlet, variant))
        rows += [
            {"variant": variant, "group": one, "rank": order.index(one) + 1, "n_articles": 9 * len(one), "few": False}
            for one in shown
        ]
    agreement = pd.DataFrame({"variant": [row["variant"] for row in rows], "tau": 0.4}).drop_duplicates("variant")
    return replace(example, table=pd.DataFrame(rows), agreement=agreement)


def mapped():
    """Made-up places of the outlets, one with few articles."""
    example = example_results.outlet_map()
    rows = [
        {
            "group": outlet,
            "x": 8 * made_up("x", outlet) - 4,
            "y": 5 * made_up("y", outlet) - 2,
            "major": 0.6 + made_up(outlet),
            "minor": 0.5,
            "angle": 180 * made_up("angle", outlet),
            "n_articles": 9 * len(outlet),
            "few": outlet == "Wayside Dispatch",
        }
        for outlet in OUTLETS
    ]
    return replace(example, table=pd.DataFrame(rows))


def portrayed():
    """Made-up rates of terms about four actors; one actor is not in play in one outlet, another in few articles of all."""
    example, rows = example_results.portrayal(), []
    for outlet, actor in product(OUTLETS, ("Ada Hall", "Ministry of Foreign Affairs", "Ben Abay", "Concord of States")):
        n = len(outlet) if actor == "Ben Abay" else 40 + 2 * len(outlet)
        for voice, light in product(PORTRAYING, LIGHTS) if (outlet, actor) != (LONG, "Concord of States") else ():
            rate = 20 * made_up(outlet, actor, voice) * (1 if light == "all" else made_up(light, actor))
            row = {"group": outlet, "actor": actor, "voice": voice, "polarity": light, "rate": rate, "expected": rate}
            rows.append({**row, "low": 0.6 * rate, "high": 1.6 * rate, "n_articles": n, "few": n < 40})
    return replace(example, table=pd.DataFrame(rows))


def strip():
    text = (
        "The puppet regime fell on Monday. “They are heroic,” Ada Hall said. Ben Abay claimed that a massacre had been planned."
    )
    return tk.charts.strip(tk.annotate(text))


def planned():
    """Power that grows with the ratio and the number of articles."""
    shares = {(ratio, n): n * (ratio - 1) / (n * (ratio - 1) + 20) for ratio in (1.25, 1.5, 2, 3) for n in (10, 20, 50, 100, 200)}
    rows = [("loaded_narration", *at, share, share - 0.05, min(share + 0.05, 1), share, 400) for at, share in shares.items()]
    columns = ["measure", "ratio", "articles", "power", "low", "high", "approximate", "samples"]
    measures = {"loaded_narration": tk.MEASURES["loaded_narration"]}
    return tk.Power(pd.DataFrame(rows, columns=columns), pd.DataFrame(), measures, {"samples": 400, "level": 0.05})


CHARTS: dict[str, Callable] = {
    **{name: (lambda draw=draw: draw(comparison())) for name, draw in tk.charts.CHARTS.items()},
    "balance": lambda: tk.charts.balance(comparison()),
    "stances": lambda: tk.charts.stances(comparison()),
    "unheard": lambda: tk.charts.unheard(silences()),
    "differences": lambda: tk.charts.differences(differing(), "loaded_narration"),
    "timeline": lambda: tk.charts.timeline(timelined("all articles")),
    "timeline_by_outlet": lambda: tk.charts.timeline(timelined(*OUTLETS)),
    "sensitivity": lambda: tk.charts.sensitivity(ranked()),
    "outlet_map": lambda: tk.charts.outlet_map(mapped()),
    "portrayal_map": lambda: tk.charts.portrayal_map(portrayed()),
    "portrayal_sides": lambda: tk.charts.portrayal_sides(portrayed(), ["Ada Hall", "Concord of States"]),
    "power": lambda: tk.charts.power(planned()),
    "strip": strip,
}
"""What is drawn for each picture."""


def draw(name, path):
    """Write the chart without letters."""
    from matplotlib import pyplot

    with mpl.rc_context(mpl.rcParamsDefault | {"backend": "Agg"}):
        ax = CHARTS[name]()
        without_letters(ax.figure)
        with style(), mpl.rc_context({"savefig.bbox": None}):  # cut to what it holds it differs by a pixel between versions
            ax.figure.savefig(path, dpi=DPI, metadata={"Software": None})
        pyplot.close(ax.figure)


def without_letters(figure):
    """Take all words and numbers out of a figure, and its legends, which are as large as their letters."""
    from matplotlib.text import Text
    from matplotlib.ticker import NullFormatter

    for ax in figure.axes:
        ax.xaxis.set_major_formatter(NullFormatter())
        ax.yaxis.set_major_formatter(NullFormatter())
        if ax.get_legend():
            ax.get_legend().remove()
    for text in figure.findobj(Text):
        text.set_text("")


@pytest.mark.parametrize("name", list(CHARTS))
def test_chart_looks_as_its_picture(name, tmp_path):
    expected = IMAGES / f"{name}.png"
    if os.environ.get("FRAMING_NEW_IMAGES"):
        draw(name, expected)
    assert expected.is_file(), f"no picture of {name}: make it with FRAMING_NEW_IMAGES=1 and look at it"
    actual = tmp_path / f"{name}.png"
    draw(name, actual)
    assert compare_images(str(expected), str(actual), TOLERANCE) is None


def test_pictures_belong_to_charts():
    assert {path.stem for path in IMAGES.glob("*.png")} == set(CHARTS)


def test_a_chart_that_lost_its_intervals_is_noticed(tmp_path, monkeypatch):
    without = replace(comparison(), table=comparison().table.assign(low=float("nan"), high=float("nan")))
    monkeypatch.setitem(CHARTS, "without", lambda: tk.charts.balance(without))
    draw("without", tmp_path / "without.png")
    found = compare_images(str(IMAGES / "balance.png"), str(tmp_path / "without.png"), TOLERANCE, in_decorator=True)
    assert found["rms"] > 2 * TOLERANCE


@pytest.mark.parametrize("width", [None, 3.3])
@pytest.mark.parametrize("name", [name for name in CHARTS if name != "strip"])
def test_letters_do_not_overlap(name, width, monkeypatch):
    """In the chart's own width and in that of one column of a journal."""
    from matplotlib import pyplot

    made = pyplot.subplots
    if width:
        monkeypatch.setattr(pyplot, "subplots", lambda figsize: made(figsize=(width, figsize[1])))
    with mpl.rc_context(mpl.rcParamsDefault | {"backend": "Agg"}):
        ax = CHARTS[name]()
        ax.figure.canvas.draw()
        found = list(crossed(ax))
        pyplot.close(ax.figure)
    assert not found


def crossed(ax):
    """The pairs of words or numbers that are written over each other."""
    from matplotlib.text import Text

    legend = ax.get_legend()
    texts = [*ax.get_xticklabels(), *ax.get_yticklabels(), *ax.texts, ax.xaxis.label, *(legend.get_texts() if legend else ())]
    texts += [text for text in ax.get_children() if isinstance(text, Text) and text not in ax.texts]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text() and not text.get_rotation()]
    for (one, box), (other, other_box) in combinations(boxes, 2):
        if box.shrunk(0.9, 0.9).overlaps(other_box.shrunk(0.9, 0.9)):
            yield one, other
