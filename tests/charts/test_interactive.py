"""Interactive charts: what stands in them and under the pointer. Whether a browser draws them is tested where there is one."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace

import pytest

import toolkit as tk
from toolkit import example_results
from toolkit.charts import interactive

pytest.importorskip("altair")

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def values(chart):
    """All rows of the data of a chart."""
    found = []

    def look(part):
        if isinstance(part, dict):
            found.extend(part["values"] if isinstance(part.get("values"), list) and "group" in str(part["values"]) else ())
            for one in part.values():
                look(one)
        elif isinstance(part, list):
            for one in part:
                look(one)

    look(chart.to_dict())
    return found


def under_the_pointer(chart):
    """The titles of the lines that the pointer shows."""
    return {title for line in re.findall(r'"tooltip": (\[.*?\])', json.dumps(chart.to_dict())) for title in _titles(line)}


def _titles(line):
    return [one["title"] for one in json.loads(line)]


def test_rates_have_interval_n_and_the_terms_behind_them(compared):
    chart = interactive.rates(compared, "loaded_narration")
    expected = compared.of("loaded_narration").set_index("group")
    rows = [row for row in values(chart) if "estimate" in row]
    assert [row["group"] for row in rows] == list(expected.sort_values("estimate", ascending=False).index)
    for row in rows:
        assert row["estimate"] == expected.loc[row["group"], "estimate"]
        assert row["n"] == "20"
        assert re.fullmatch(r"[\d.]+ to [\d.]+", row["interval"])
    terms = compared.terms.query("voice == 'narration' and group == @rows[0]['group']").sort_values("expected", ascending=False)
    assert rows[0]["examples"].startswith(f"{terms.iloc[0]['term']} ({terms.iloc[0]['count']})")
    assert {"figure", "interval", "n", "examples"} <= under_the_pointer(chart)


def test_a_measure_without_terms_has_no_examples(compared):
    chart = interactive.rates(compared, "official_share")
    assert "examples" not in under_the_pointer(chart)


def test_voices_have_a_row_for_each_voice_and_n_at_the_right(compared):
    chart = interactive.voices(compared)
    rows = values(chart)
    assert len([row for row in rows if "voice" in row]) == 3 * 5
    assert '"fill": {"condition": {"test": "datum.few", "value": "white"}' in json.dumps(chart.to_dict())
    measured = {voice: compared.of(f"loaded_{voice}").set_index("group")["n_measured"] for voice in interactive.VOICES}
    for row in (row for row in rows if "beside" in row):
        counts = [str(n[row["group"]]) for n in measured.values()]
        assert row["beside"] == f"n = {counts[0] if len(set(counts)) == 1 else ', '.join(counts)}"


def test_source_types_add_up_to_all_words(compared):
    rows = [row for row in values(interactive.source_types(compared)) if "type" in row]
    for outlet in compared.table["group"].unique():
        assert sum(row["estimate"] or 0 for row in rows if row["group"] == outlet) == pytest.approx(1)


def test_shares_are_told_in_per_cent_and_their_differences_in_points(compared):
    shares = interactive.rates(compared, "official_share")
    assert all(re.fullmatch(r"[\d.]+ to [\d.]+ %", row["interval"]) for row in values(shares) if "estimate" in row)
    assert "' %'" in json.dumps(shares.to_dict())
    points = interactive.differences(compared, "official_share")
    expected = compared.against("official_share").set_index("group")["difference"]
    told = {row["group"]: row["estimate"] for row in values(points) if "estimate" in row}
    assert told == pytest.approx((100 * expected).to_dict())


def test_differences_tell_ratio_and_p(compared):
    chart = interactive.differences(compared, "loaded_narration")
    assert {"ratio", "adjusted p"} <= under_the_pointer(chart)
    assert "20 and 80" in {row.get("n") for row in values(chart)}


def test_charts_say_which_groups_are_left_out(compared):
    for chart in (interactive.rates(compared, "official_share", groups=2), interactive.voices(compared, groups=2)):
        assert "shown: the 2 of 5 with the most articles; of equals, the first by name" in chart.to_dict()["title"]["subtitle"]


def test_a_figure_that_is_missing_is_none_not_nan(compared):
    table = compared.table.assign(low=float("nan"), high=float("nan"))
    chart = interactive.rates(replace(compared, table=table), "loaded_narration")
    assert "NaN" not in json.dumps(chart.to_dict())
    assert {row["interval"] for row in values(chart) if "interval" in row} == {"none"}


def test_the_map_has_a_point_and_a_region_for_each_group():
    result = example_results.outlet_map()
    rows = values(interactive.outlet_map(result))
    assert {row["group"] for row in rows if "corner" in row} == set(result.table["group"])
    assert [row["n"] for row in rows if "place" in row] == [f"{n:,}" for n in sorted(result.table["n_articles"], reverse=True)]


def test_names_on_a_crowded_map_keep_apart():
    result = example_results.outlet_map()
    row = result.table.to_dict("records")[0]
    crowd = result.table.from_records([{**row, "group": f"g{i}", "x": i / 10, "y": i / 10} for i in range(40)])
    named = [one["named"] for one in values(interactive.outlet_map(replace(result, table=crowd))) if "named" in one]
    assert named[0]
    assert 3 <= sum(named) <= 15


def test_a_timeline_has_gaps_where_there_is_no_interval():
    rows = [row for row in values(interactive.timeline(example_results.timeline())) if "period" in row]
    assert [row["joined"] is None for row in rows] == [not row["bounded"] for row in rows]
    assert [row["period"] for row in rows] == ["2017-01", "2017-02", "2017-03"]


def test_portrayal_has_a_cell_for_each_actor_and_group():
    result = example_results.portrayal()
    rows = [row for row in values(interactive.portrayal_map(result)) if "actor" in row]
    expected = result.table.query("voice == 'narration' and polarity == 'all'")
    assert {(row["group"], row["actor"]) for row in rows} == set(zip(expected["group"], expected["actor"], strict=True))
    with pytest.raises(tk.ArticleError, match="no loaded terms about actors in the voice 'song'"):
        interactive.portrayal_map(result, voice="song")


def test_without_the_packages_the_remedy_is_named(compared, monkeypatch, tmp_path):
    from toolkit.charts import web_page

    monkeypatch.setattr(web_page, "find_spec", lambda name: None)
    with pytest.raises(tk.ToolkitError, match=re.escape("pip install 'framing-toolkit[interactive]'")):
        interactive.save(interactive.rates(compared, "official_share"), tmp_path / "chart")


@pytest.fixture
def page(compared, tmp_path):
    """A page with an outlet whose name would end a script."""
    pytest.importorskip("vl_convert")
    table = compared.table.assign(group=compared.table["group"].replace("Halyard Wire", "</script><b>Wire"))
    return interactive.save(interactive.rates(replace(compared, table=table), "official_share"), tmp_path / "chart.v2")


def test_a_page_holds_everything_and_no_name_ends_its_script(page):
    text = page.read_text(encoding="utf-8")
    assert page.name == "chart.v2.html"
    assert not re.findall(r"<script[^>]+src=|<link", text)
    assert "<b>Wire" not in text
    assert "\\u003c/script>\\u003cb>Wire" in text


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
def test_a_browser_without_a_network_draws_a_page(page):
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * 0.0.0.0", "--virtual-time-budget=8000"]
    drawn = subprocess.run([BROWSER, *options, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120)
    assert 'class="chart-wrapper"' in drawn.stdout
    assert "The Daily Rattle" in re.search(r"<(?:svg|canvas)[\s\S]*", drawn.stdout).group()
