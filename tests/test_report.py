import re
from dataclasses import replace

import pytest

import toolkit as tk


@pytest.fixture
def page(tmp_path):
    def page(*articles, comparison=None):
        path = tk.report.write([tk.annotate(article) for article in articles], tmp_path / "report.html", comparison)
        return path.read_text(encoding="utf-8")

    return page


EVIL = "<script>alert(1)</script> \"x\" & 'y' <img src=x onerror=alert(2)>"


def test_text_is_escaped_everywhere(page):
    article = tk.article_of(f"{EVIL} he said. The puppet regime {EVIL}", id=EVIL, outlet=EVIL, title=f"Puppet regime {EVIL}")
    html = page(article)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert html.count("&lt;script&gt;alert(1)") >= 4


def test_a_speaker_that_looks_like_markup_is_escaped(page):
    assert "<b>" not in page(tk.article_of("“We agree that it rained,” said President <b>Hall</b> Abay."))


def test_the_page_names_the_lexicons(tmp_path):
    path = tk.report.write([tk.annotate("It rained.")], tmp_path / "report.html", lexicons=["mine 1 (0123)"])
    assert "lexicons: mine 1 (0123)." in path.read_text(encoding="utf-8")


def test_the_page_names_the_models(tmp_path):
    path = tk.report.write([tk.annotate("It rained.")], tmp_path / "report.html", models=["sentences: mine 0123"])
    assert "models: sentences: mine 0123." in path.read_text(encoding="utf-8")


def test_frames_are_shown_where_they_were_asked_for(tmp_path):
    document = tk.annotate("It rained.")
    assert "Frames:" not in tk.report.article_fragment(document)
    told = replace(document, frames={"conflict": 0.256, "<b>": 0.1})
    page = tk.report.write([told], tmp_path / "report.html").read_text(encoding="utf-8")
    for html in (page, tk.report.article_fragment(told)):
        assert "Frames: probability that coders would find it; the model that ships has read" in html
        assert re.search(r"<td>conflict</td><td[^>]*>0\.26</td>", html)
        assert "&lt;b&gt;" in html


def test_the_page_stands_alone(page):
    html = page(tk.article_of("The puppet regime fell."))
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", html)
    assert "<link" not in html
    assert "@import" not in html


def test_a_term_tells_its_entry_source_and_speaker(page):
    html = page(tk.article_of("“The puppet regime fell,” Ada Hall said."))
    tip = re.search(r'data-tip="([^"]*)"[^>]*>puppet regime<', html).group(1)
    assert "puppet regime · " in tip
    assert "said by Ada Hall (quotation)" in tip
    assert "loaded_terms 0." in tip
    assert "Source: " in tip


def test_the_whole_text_is_there_unchanged(page):
    text = "The puppet regime fell, “Hall” said.\nIt rained: so “they” say."
    html = page(tk.article_of(text))
    shown = re.search(r'<div class="text">(.*?)</div>', html, re.S).group(1)
    paragraphs = [re.sub(r"<[^>]+>", "", part) for part in re.findall(r"<p>(.*?)</p>", shown, re.S)]
    assert "\n".join(paragraphs) == text


def test_overview_of_several_outlets(page):
    articles = list(tk.read_articles(tk.EXAMPLE))[:10]
    comparison = tk.compare(tk.score(articles), resamples=20)
    html = page(*articles, comparison=comparison)
    assert "Overview by outlet" in html
    assert html.count('<details class="article"') == 10
    assert "Invented article" in html
    assert html.count("data:image/png;base64,") == 2


def test_no_article_at_all(page):
    assert "No article could be read." in page()


def test_notebook_display(page):
    scored = tk.score("The puppet regime fell.")
    assert "puppet regime" in scored._repr_html_()
    assert "<style>" in scored._repr_html_()
    assert "<table" in tk.score([tk.article_of("It rained.")])._repr_html_()
