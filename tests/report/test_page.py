import json
import re
from base64 import b64decode
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path
from zlib import decompress

import pytest

import toolkit as tk
from toolkit import example_results
from toolkit.errors import OptionError
from toolkit.report.accuracy import ACCURACY
from toolkit.report.article import text_pieces
from toolkit.report.evidence import ARTICLES_A_PIECE, Row, main_sources
from toolkit.report.groups import overview
from toolkit.report.others import heard_by_others
from toolkit.text.lexicon import Entry, Lexicon


@pytest.fixture
def page(tmp_path):
    def page(*articles, comparison=None):
        path = tk.report.write([tk.annotate(article) for article in articles], tmp_path / "report.html", comparison)
        return path.read_text(encoding="utf-8")

    return page


def packed(html, name):
    """The value in a compressed piece of the page."""
    piece = re.search(f'<script type="application/octet-stream;base64" id="{name}">([A-Za-z0-9+/=]*)</script>', html)
    return json.loads(decompress(b64decode(piece.group(1))))


def test_the_key_of_the_bars_tells_what_hollow_ones_are(tmp_path):
    articles = [tk.article_of(f"The regime fell in town {n}.", id=f"{n}", outlet="AB"[n % 2]) for n in range(6)]
    scores = tk.score(articles)

    def report(least):
        comparison = tk.compare(scores, resamples=40, copies="keep", min_articles=least)
        return tk.report.write(articles, tmp_path / "report.html", comparison).read_text(encoding="utf-8")

    assert "(hollow: measured in fewer than 4 articles)" in report(4)
    assert "(hollow:" not in report(1)


EVIL = "<script>alert(1)</script> \"x\" & 'y' <img src=x onerror=alert(2)>"


def evil_articles(n):
    """Articles whose every field would like to be markup."""
    return [
        tk.article_of(f"{EVIL} he said. The puppet regime {EVIL}", id=f"{EVIL}{i}", outlet=EVIL, title=f"Puppet regime {EVIL}")
        for i in range(n)
    ]


def test_text_is_escaped_everywhere(page):
    html = page(*evil_articles(1))
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert html.count("&lt;script&gt;") >= 4


def test_nothing_breaks_out_of_a_large_report(tmp_path):
    own = Lexicon("own", "loaded", (Entry("puppet regime", EVIL, neutral=EVIL, source=f"{EVIL}<!--"),))
    table = tk.score([*evil_articles(21), tk.article_of("It rained.", id="b", outlet="Wire")], [own])
    read = tk.Annotator([own])
    comparison, page = tk.compare(table, resamples=40), tmp_path / "r.html"
    path = tk.report.write(map(read, evil_articles(21)), page, comparison, lexicons=[EVIL], models=[EVIL], interactive=False)
    html = path.read_text(encoding="utf-8")
    assert html.count("<script") == html.count("</script>") == 2 + 3 + 1  # two pieces, index, groups and others, the page's own
    assert "<img src=x" not in html
    assert "<!--" not in html
    assert packed(html, "index-packed")["entries"][0][1] == EVIL


def test_whom_others_on_the_event_heard_stands_beside_an_article(tmp_path):
    texts = {
        "Wire": "President Ada Hall said the dam had failed.",
        "Post": "Ada Hall was there. Ada Hall left.",
        EVIL: "It rained.",
    }
    articles = [tk.article_of(text, id=outlet, outlet=outlet, event=f"dam {EVIL}") for outlet, text in texts.items()]
    omissions = tk.omissions(tk.score(articles), copies="keep", resamples=50)
    path = tk.report.write(map(tk.annotate, articles), tmp_path / "report.html", omissions=lambda: omissions)
    html = path.read_text(encoding="utf-8")
    others = packed(html, "others-packed")
    assert others["Post"]["sources"] == [["Ada Hall", others["Post"]["sources"][0][1], "Wire", "named only"]]
    assert others["Wire"]["sources"] == []
    assert html.count("also heard; absence is no suppression") >= 3
    assert "<img src=x" not in html


def test_others_are_told_beside_an_article_whose_id_has_a_comma():
    texts = {"Herald, page 1": "It rained.", "Wire, page 2": "President Ada Hall said the dam had failed."}
    articles = [tk.article_of(text, id=id, outlet=id.split(",")[0], event="dam") for id, text in texts.items()]
    omissions = tk.omissions(tk.score(articles), copies="keep", resamples=50)
    assert omissions.articles.values.tolist() == [["dam", "Herald", "Herald, page 1"], ["dam", "Wire", "Wire, page 2"]]
    others = heard_by_others(omissions)
    assert list(others) == list(texts)
    assert others["Herald, page 1"]["sources"][0][0] == "Ada Hall"


def test_a_report_without_events_has_nobody_heard_by_others(page):
    assert packed(page(tk.article_of("It rained.")), "others-packed") == {}


def test_a_speaker_that_looks_like_markup_is_escaped(page):
    assert "<b>" not in page(tk.article_of("“We agree that it rained,” said President <b>Hall</b> Abay."))


def test_the_page_names_the_lexicons(tmp_path):
    path = tk.report.write([tk.annotate("It rained.")], tmp_path / "report.html", lexicons=["mine 1 (0123)"])
    assert "lexicons: mine 1 (0123)." in path.read_text(encoding="utf-8")


def test_the_page_names_the_models(tmp_path):
    path = tk.report.write([tk.annotate("It rained.")], tmp_path / "report.html", models=["sentences: mine 0123"])
    assert "models: sentences: mine 0123." in path.read_text(encoding="utf-8")


def test_articles_are_read_by_the_reader_that_the_page_names(tmp_path):
    html = tk.report.write(["It rained."], tmp_path / "report.html", reader="fast").read_text(encoding="utf-8")
    assert f"Made with framing-toolkit {tk.__version__}, fast reader" in html
    with pytest.raises(OptionError, match="no reader 'slow'"):
        tk.report.write(["It rained."], tmp_path / "slow.html", reader="slow")
    assert not (tmp_path / "slow.html").exists()


def test_tables_of_an_article_keep_their_own_widths_in_a_notebook():
    assert ".framing.framing.framing table { table-layout:auto; }" in tk.report.article_fragment(tk.annotate("It rained."))


def test_frames_are_shown_where_they_were_asked_for(tmp_path):
    document = tk.annotate("It rained.")
    assert "Frames:" not in tk.report.article_fragment(document)
    framed = replace(document, frames={"conflict": 0.256, "<b>": 0.1})
    page = tk.report.write([framed], tmp_path / "report.html").read_text(encoding="utf-8")
    for html in (page, tk.report.article_fragment(framed)):
        assert "Frames: probability that coders would find it; the shipped model has learned from" in html
        assert re.search(r'<th scope="row">conflict</th><td[^>]*>0\.26</td>', html)
        assert "&lt;b&gt;" in html
    assert packed(page, "piece-0")[0]["frames"] == {"conflict": 0.256, "<b>": 0.1}


def test_the_page_stands_alone_and_forbids_the_rest(page):
    html = page(tk.article_of("The puppet regime fell."))
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", html)
    assert "<link" not in html
    assert "@import" not in html
    assert "content=\"default-src 'none';" in html


def test_a_term_shows_its_entry_source_and_speaker(page):
    html = page(tk.article_of("“The puppet regime fell,” Ada Hall said."))
    tooltip = re.search(r'title="([^"]*)">puppet regime<', html).group(1)
    assert tooltip.startswith("puppet regime · ")
    assert "said by Ada Hall (quotation)" in tooltip
    assert "Lexicon: loaded_terms 0." in tooltip
    assert "Source: " in tooltip


TEXT = "The puppet regime fell, “Hall” said.\nIt rained: so “they” say."


def test_the_whole_text_is_there_unchanged(page):
    html = page(tk.article_of(TEXT))
    shown = re.search(r'<div class="text">(.*?)</div>', html, re.S).group(1)
    paragraphs = [re.sub(r"<[^>]+>", "", part) for part in re.findall(r"<p>(.*?)</p>", shown, re.S)]
    assert "\n".join(paragraphs) == TEXT


def test_the_whole_text_is_packed_unchanged(page):
    record = packed(page(tk.article_of(TEXT)), "piece-0")[0]
    texts = ["".join(part if isinstance(part, str) else part[0] for part in paragraph) for paragraph in record["paragraphs"]]
    assert "\n".join(texts) == TEXT


def test_a_term_is_packed_with_voice_entry_and_speaker(page):
    html = page(tk.article_of("“The puppet regime fell,” Ada Hall said.", title="Rain"))
    index = packed(html, "index-packed")
    assert index["voices"] == ["headline", "narration", "paraphrase", "quotation", "scare"]
    assert [entry[0] for entry in index["entries"]] == ["puppet regime"]
    expected = round(tk.annotate("“The puppet regime fell,” Ada Hall said.").loaded[0].p, 3)
    assert index["articles"] == [["text", -1, "", "Rain", "", [1, 3, 0, 4, 0], [0, 3, 1, expected]]]
    record = packed(html, "piece-0")[0]
    assert record["title"] == [["Rain", 0, -1, "", 0]]
    about = "about puppet regime (organisation), in a bad light"
    assert ["puppet regime", 3, 0, "Ada Hall", 0, about, ""] in record["paragraphs"][0]


def test_a_term_stays_whole_where_the_voice_changes_inside():
    document = tk.annotate("The “puppet” regime fell.")
    term = tk.LoadedTerm("text", tk.Span(5, 19), Entry("puppet regime", "label"), tk.load_lexicon("loaded_terms"), "scare")
    [shown] = text_pieces(replace(document, loaded=(term,)))
    assert [piece.text for piece in shown if piece.term] == ["puppet” regime"]


def test_articles_are_packed_by_the_piece(tmp_path):
    documents = [tk.annotate(tk.article_of(f"It rained {i}.", id=str(i), outlet="Wire")) for i in range(ARTICLES_A_PIECE + 1)]
    html = tk.report.write(iter(documents), tmp_path / "r.html").read_text(encoding="utf-8")
    assert len(packed(html, "piece-0")) == ARTICLES_A_PIECE
    assert packed(html, "piece-1")[0]["paragraphs"] == [[f"It rained {ARTICLES_A_PIECE}."]]
    assert packed(html, "index-packed")["groups"] == ["Wire"]
    assert '<div class="text">' not in html
    assert "need JavaScript" in html


def test_documents_are_read_before_the_comparison_is_asked_for(tmp_path):
    scores = []

    def documents():
        for article in tk.read_articles(tk.EXAMPLE):
            scores.append(tk.score(article))
            yield scores[-1].document

    def compared():
        assert len(scores) == 100
        return tk.compare(tk.ScoreTable(scores), resamples=40)

    html = tk.report.write(documents(), tmp_path / "r.html", compared).read_text(encoding="utf-8")
    assert "Overview by outlet" in html
    assert len(packed(html, "groups-packed")["pages"]) == 5


def test_overview_of_several_outlets(page):
    articles = list(tk.read_articles(tk.EXAMPLE))[:10]
    comparison = tk.compare(tk.score(articles), resamples=40)
    html = page(*articles, comparison=comparison)
    assert "Overview by outlet" in html
    assert "Framing report: 10 articles" in html
    assert "Invented article" in html
    assert html.count('<a href="#/group/The%20Daily%20Rattle">') == 3  # its bar and its rows of the two tables
    groups = packed(html, "groups-packed")
    rates = comparison.of("loaded_narration").set_index("group")["estimate"]
    titles = [title for title, *_ in groups["measures"]]
    figure = groups["pages"]["The Daily Rattle"]["figures"][titles.index("Loaded terms, narration")]
    assert figure[0] == f"{rates['The Daily Rattle']:.1f}"
    assert len(figure) == 7
    assert groups["differences"] is True


def test_groups_may_be_crossed(page):
    places = [("Herald", "dam"), ("Herald", "vote"), ("Wire", "dam")]
    articles = [tk.article_of("The regime fell.", id=f"{outlet}{event}", outlet=outlet, event=event) for outlet, event in places]
    html = page(*articles, comparison=tk.compare(tk.score(articles), ["outlet", "event"], copies="keep", resamples=40))
    assert "Overview by outlet and event" in html
    assert list(packed(html, "groups-packed")["pages"]) == ["Herald · dam", "Herald · vote", "Wire · dam"]


def test_the_overview_says_which_interval_covers_uneven_reading(page):
    articles = list(tk.read_articles(tk.EXAMPLE))[:20]
    usual, wider = (tk.compare(tk.score(articles), resamples=40, with_reading_error=chosen) for chosen in (False, True))
    assert "reading_error.csv" not in page(*articles, comparison=usual)
    html = page(*articles, comparison=wider)
    assert "a wider interval that also covers how unevenly outlets are read (reading_error.csv (" in html
    row = wider.of("loaded_narration").set_index("group").loc["The Daily Rattle"]
    assert f"<br>reading {row['low_with_reading']:.1f} to {row['high_with_reading']:.1f}<br>" in html


def test_bars_are_drawn_in_proportion(page):
    articles = [
        tk.article_of(f"{'It rained. ' * rains}The puppet regime fell.", id=f"{name}{i}", outlet=name)
        for name, rains in (("Herald", 0), ("Wire", 2))
        for i in range(2)
    ]
    html = page(*articles, comparison=tk.compare(tk.score(articles, loaded_model=None), resamples=40))
    assert re.findall(r'class="bar" style="width:([\d.]+)%', html) == ["100.0", "50.0"]  # one in four words, one in eight
    assert html.index(">Herald</span>") < html.index(">Wire</span>")


def test_main_sources_pool_the_words_of_articles(tmp_path):
    texts = ["Ada Hall said it rained.", "Ada Hall said it rained again. Bo Lee said it snowed."]
    documents = [tk.annotate(tk.article_of(text, id=text, outlet="Wire")) for text in texts]
    html = tk.report.write(documents, tmp_path / "r.html").read_text(encoding="utf-8")
    sources = packed(html, "groups-packed")["pages"]["Wire"]["sources"]
    assert [(name, share, n) for name, _, share, n in sources] == [("Ada Hall", 0.7143, 2), ("Bo Lee", 0.2857, 1)]


def test_a_main_source_of_two_types_has_that_of_most_words():
    sources = ({("Ada Hall", "lawyer"): 4}, {("Ada Hall", "civilian"): 3, ("Bo Lee", ""): 2}, {("Ada Hall", ""): 1})
    rows = [Row(tk.article_of(""), (0,) * 5, Counter(), Counter(of_article), {}) for of_article in sources]
    assert main_sources(rows) == [["Ada Hall", "lawyer", 0.8, 3], ["Bo Lee", "", 0.2, 1]]


def test_main_sources_of_nobody():
    assert main_sources([]) == []
    assert main_sources([Row(tk.article_of(""), (0,) * 5, Counter(), Counter(), {})]) == []


def test_a_thousand_articles_take_less_than_ten_megabytes(shared, tmp_path):
    articles = islice(tk.read_articles(shared / "article_bias_mideast" / "articles.jsonl"), 60)
    path = tk.report.write(map(tk.annotate, articles), tmp_path / "r.html")
    assert path.stat().st_size < 60 * 10_000


def test_no_article(page):
    assert "No article could be read." in page()


def test_notebook_display(page):
    scored = tk.score("The puppet regime fell.")
    assert "puppet regime" in scored._repr_html_()
    assert "<style>" in scored._repr_html_()
    assert "<table" in tk.score([tk.article_of("It rained.")])._repr_html_()


def test_harm_and_targets_are_told_without_script_too(page):
    html = page(tk.article_of("Soldiers killed two boys. Ada Hall was heroic.", title="Two boys killed"))
    assert '<span class="harm" title="harm (kill, active) · by whom: Soldiers · to whom: two boys">killed</span>' in html
    assert '<span class="harm" title="harm (kill, passive) · by whom: not told · to whom: Two boys">' in html
    assert "about Ada Hall (person), in a good light" in html
    assert "About whom: the 1 of 1 loaded term whose target is sure enough" in html
    assert "Harm: how it is told" in html


def test_a_loaded_term_that_tells_of_harm_is_one_piece():
    own = Lexicon("own", "loaded", (Entry("brutal murder", "emotive"),))
    document = tk.Annotator([own])(tk.article_of("The brutal murder of a driver was condemned."))
    [paragraph] = text_pieces(document)
    [piece] = [piece for piece in paragraph if piece.term]
    assert piece.text == "brutal murder"
    assert piece.harm == "harm (kill, nominal) · by whom: not told · to whom: driver"


def test_the_overview_and_each_group_tell_whom_loaded_terms_are_about(tmp_path):
    portrayal = example_results.portrayal()
    documents = [tk.annotate(tk.article_of("It rained.", id=name, outlet=name)) for name in ("Wire", "Herald")]
    comparison = tk.compare(tk.score([document.article for document in documents]), resamples=40)
    html = tk.report.write(documents, tmp_path / "r.html", comparison, portrayals=[portrayal]).read_text(encoding="utf-8")
    assert "Loaded terms about actors, by outlet" in html
    assert '<th scope="col" class="n">Ada Hall</th>' in html
    assert "sure enough for 100 % of loaded terms" in html
    assert html.count("n = 3, few") == 2
    own = {"whom": "actors", "rows": [["Ada Hall", "142.9", "–", "–", 3, True]], "sure": "100 %"}
    assert packed(html, "groups-packed")["pages"]["Wire"]["about"] == [own]


def test_an_interval_that_is_too_wide_is_cut_off_with_an_arrow():
    table = example_results.comparison().table.copy()
    main = table["measure"] == "loaded_narration"
    table.loc[main, "high"] = 50 * table.loc[main, "estimate"]
    bars = overview(replace(example_results.comparison(), table=table))["bars"]
    rows = bars["rows"] + bars["few"]
    assert bars["end"] == 2 * max(row[name] for row in rows for name in ("estimate", "paraphrase", "quotation"))
    assert [row["goes_on"] for row in rows] == [row["high"] > bars["end"] for row in rows]
    assert any(row["goes_on"] for row in rows)


def test_the_foot_repeats_the_figures_of_the_documentation():
    told = (Path(tk.__file__).parents[1] / "docs" / "accuracy.md").read_text(encoding="utf-8")
    [table] = re.findall("<!-- readers: .*?<!-- /readers -->", told, re.S)
    for what, fast, accurate in ACCURACY:
        figures = [row for row in table.splitlines() if str(fast) in row and str(accurate) in row]
        assert figures, what


def test_passages_that_are_left_out_and_likely_sentences_are_listed(page):
    advertisement = "Click here to subscribe to our newsletter"
    html = page(
        tk.article_of(f"The heroic regime fell.\n{advertisement}\nIt was a vile and shameful betrayal of a great nation.", id="a")
    )
    record = packed(html, "piece-0")[0]
    document = tk.annotate(
        tk.article_of(f"The heroic regime fell.\n{advertisement}\nIt was a vile and shameful betrayal of a great nation.")
    )
    assert [part.reason for part in document.furniture] == [reason for reason, _ in record["left_out"]] != []
    assert record["left_out"][0][1] == advertisement
    assert f"<li>{record['left_out'][0][0]}: {advertisement}</li>" in html
    assert all(f"<li>{p:.2f}: {start}</li>" in html for p, start in record["likely"])


def test_a_text_that_is_not_read_says_its_language(page):
    html = page(
        tk.article_of("Der Minister trat am Montag zurück, wie seine Sprecherin in der Hauptstadt sagte.", title="Rücktritt")
    )
    assert '<div class="text" lang="de">' in html
    assert packed(html, "piece-0")[0]["lang"] == "de"
    assert 'lang=""' not in page(tk.article_of("It rained."))
