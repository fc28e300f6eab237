"""What must never change a score: the form of the marks, newlines, composition of letters, order and batch."""

import re
import unicodedata

import numpy as np
import pytest

import toolkit as tk

TEXT = (
    "The “puppet regime” said on Monday it was ready. “We will go on,” General José Abay said, “and on.”\n"
    "Critics don't agree.\n"
    "“First of all,” said Ada Hall, “it isn't true.\n"
    "“Second, nobody asked.” The café's owner said the fighters were heroic.\n"
)
CHANGES = {
    "straight double marks": lambda text: text.replace("“", '"').replace("”", '"'),
    "curly apostrophes": lambda text: text.replace("'", "’"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "blanks at the ends of lines": lambda text: text.replace("\n", " \n"),
    "blank lines": lambda text: re.sub(r"\n+", "\n\n", text),
    "decomposed letters": lambda text: unicodedata.normalize("NFD", text),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
}


def counts(text):
    return tk.score(tk.article_of(text, title="Puppet regime's “last” stand")).counts


@pytest.mark.parametrize("change", CHANGES)
def test_form_of_the_text_never_changes_a_score(change):
    np.testing.assert_array_equal(counts(CHANGES[change](TEXT)), counts(TEXT))


APART = [
    (
        "\n\n\n\n",
        "“We will go on,” General Abay said.",
        "“And nobody will stop us,” the general said.",
        "“They have gone to ground.”",
    ),
    ("\n\n\n\n", "“The house has burnt down,” she said.", "“Nobody had asked us about it before.”", "It rained."),
    ("\n", "“We agree,” Ada Hall said.", "“Go on.”", "It rained."),
]


@pytest.mark.parametrize("rules_only", [False, True])
@pytest.mark.parametrize(("between", "lines"), [(between, lines) for between, *lines in APART])
def test_line_breaks_are_counted_and_not_their_characters(between, lines, rules_only):
    plain, windows = (
        tk.score(tk.article_of(by.join(lines)), rules_only=rules_only) for by in (between, between.replace("\n", "\r\n"))
    )
    np.testing.assert_array_equal(windows.counts, plain.counts)


@pytest.mark.parametrize("change", CHANGES)
def test_form_of_the_text_on_the_example_corpus(change):
    """Curly apostrophes are left out for articles whose quotation marks are single: there they would close them."""
    for article in list(tk.read_articles(tk.EXAMPLE))[:50]:
        if change == "curly apostrophes" and "‘" in article.text:
            continue
        np.testing.assert_array_equal(counts(CHANGES[change](article.text)), counts(article.text), err_msg=article.id)


def test_order_and_batch_never_change_a_score():
    articles = list(tk.read_articles(tk.EXAMPLE))[:30]
    alone = [tk.score(article).counts for article in articles]
    together = [one.counts for one in tk.score(articles)]
    backwards = [one.counts for one in tk.score(articles[::-1])][::-1]
    np.testing.assert_array_equal(alone, together)
    np.testing.assert_array_equal(alone, backwards)


def test_every_span_is_inside_its_text():
    for article in tk.read_articles(tk.EXAMPLE):
        document = tk.annotate(article)
        for attribution in document.attributions:
            for span in (*attribution.content, *attribution.cue, *attribution.source):
                assert span.of(article.text).strip() == span.of(article.text) != ""
        for term in document.loaded:
            field = article.text if term.field == "text" else article.title
            assert term.span.of(field).strip() == term.span.of(field) != ""


def test_other_line_breaks_are_line_breaks_between_quotations():
    lines = "“We agree,” Ada Hall said.\n\n\n\n\n\n\n\n“Go on.” It rained."
    np.testing.assert_array_equal(counts(lines.replace("\n", "\r")), counts(lines))
    for separator in ("\u2028", "\u2029"):
        np.testing.assert_array_equal(counts(lines.replace("\n", separator)), counts(lines))
