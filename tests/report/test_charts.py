"""The interactive charts of the report, in a real headless Chromium and as they stand in the page."""

import re

import pytest

import toolkit as tk
from toolkit.charts import web_page
from toolkit.report.charts import charts_of

pytest.importorskip("altair")
pytest.importorskip("vl_convert")
expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install 'framing-toolkit[dev]'").expect

EVIL = "</script><img src=x onerror=alert(1)>"


def corpus():
    """Twelve articles of the Herald, the Wire, and an outlet that would like to be markup."""
    for outlet, text in {"Herald": "The puppet regime fell in town {}.", "Wire": "It rained in {}.", EVIL: "He left {}."}.items():
        yield from (
            tk.article_of(f"{text.format(n)} “They are thugs,” Mayor Ada Hall said.", id=f"{outlet}{n}", outlet=outlet)
            for n in range(12)
        )


@pytest.fixture(scope="module")
def comparison():
    return tk.compare(tk.score(list(corpus())), resamples=40, min_articles=1, copies="keep")


@pytest.fixture(scope="module")
def report(tmp_path_factory, comparison):
    return tk.report.write(list(corpus()), tmp_path_factory.mktemp("charts") / "report.html", comparison, interactive=True)


def marks(page):
    return page.locator("#chart-voices .mark-symbol.role-mark path")


@pytest.mark.parametrize("width", [390, 1400])
def test_the_charts_fit_and_the_bars_are_folded(visit, width):
    page = visit(viewport={"width": width, "height": 900})
    expect(page.locator("#chart-sources svg")).to_be_visible()
    expect(page.locator(".bars").first).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for drawing in page.locator(".drawing").all():
        box = drawing.locator("svg").bounding_box()
        assert box["x"] + box["width"] <= width
    names = page.locator("#chart-voices .role-axis-label text", has_text="Herald").bounding_box()
    assert names["x"] >= 0


def test_the_pointer_shows_figure_interval_n_and_terms(visit, comparison):
    page = visit(viewport={"width": 1400, "height": 900})
    marks(page).first.hover()
    row = comparison.of("loaded_narration").set_index("group").loc["Herald"]
    terms = page.locator("#tip dt").all_inner_texts()
    told = dict(zip(terms, page.locator("#tip dd").all_inner_texts(), strict=True))
    assert told["outlet"] == "Herald"
    assert float(told["figure"]) == pytest.approx(row["estimate"], rel=0.01)
    assert told["n"] == "12"
    assert re.fullmatch(r"[\d.]+ to [\d.]+", told["interval"])
    assert told["examples"] == "puppet regime (12)"
    page.mouse.move(1390, 5)
    expect(page.locator("#tip")).to_be_hidden()


def test_a_click_opens_the_page_of_the_group(visit):
    page = visit(viewport={"width": 1400, "height": 900})
    marks(page).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herald")
    expect(page.locator("#tip")).to_be_hidden()
    page.go_back()
    page.locator("#chart-sources .role-axis-label text", has_text="</script>").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(EVIL)


def test_a_finger_gets_the_figures_from_a_mark_and_the_page_from_a_name(visit):
    page = visit(viewport={"width": 390, "height": 900}, has_touch=True)
    marks(page).first.tap()
    expect(page.locator("#tip")).to_contain_text("puppet regime (12)")
    page.locator("#chart-voices .role-axis-label text", has_text="Herald").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herald")


def test_charts_that_were_hidden_fit_when_they_are_shown_again(visit):
    page = visit(viewport={"width": 1400, "height": 900})
    expect(page.locator("#chart-sources svg")).to_be_visible()
    page.get_by_role("link", name="Terms").click()
    expect(page.locator("#chart-sources svg")).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 900})
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("#chart-sources svg")).to_be_visible()
    page.wait_for_function("document.querySelector('#chart-sources svg').getBoundingClientRect().width <= 390")
    assert page.locator("#chart-sources svg").bounding_box()["width"] > 300


def test_without_script_the_page_has_its_bars(visit):
    page = visit("", java_script_enabled=False)
    expect(page.locator(".bars li").filter(visible=True)).to_have_count(3)
    expect(page.locator(".chart").filter(visible=True)).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_fault_of_accessibility_is_found(visit, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(color_scheme=scheme)
    expect(page.locator("#chart-sources svg")).to_be_visible()
    violations = axe.run(page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"], rule["nodes"][0]["failureSummary"]) for rule in violations] == []


def test_the_page_allows_its_two_scripts_and_no_text_to_become_one(report):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', report.read_text(encoding="utf-8")).group(1)
    assert re.fullmatch(r"default-src 'none'; style-src 'unsafe-inline'; script-src( 'sha256-[\w+/=]{44}'){2}", policy)


def test_charts_are_drawn_where_they_are_wanted_and_can_be(comparison, monkeypatch):
    assert list(charts_of(comparison).told) == ["voices", "sources"]
    assert charts_of(None, True) is None
    few = tk.compare(tk.score(list(corpus())), resamples=40, measures=["hedges"])
    assert charts_of(few, True) is None
    silent = tk.compare(tk.score([tk.article_of(f"The brutal rain fell {n}.", outlet="Wire") for n in range(9)]), resamples=40)
    assert list(charts_of(silent).told) == ["voices"]
    monkeypatch.setattr(web_page, "find_spec", lambda name: None)
    assert charts_of(comparison) is None
    with pytest.raises(tk.OptionError, match=re.escape("pip install 'framing-toolkit[interactive]'")):
        charts_of(comparison, True)
