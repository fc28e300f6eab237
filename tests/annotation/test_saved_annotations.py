"""What was found in an article makes the same document again."""

from dataclasses import fields
from itertools import islice

import pytest

import toolkit as tk
from toolkit.annotation.given import FRAMES_MODEL
from toolkit.annotation.saved_annotations import key_of, line_of
from toolkit.errors import ArticleError
from toolkit.example import EXAMPLE, PLANTED, SIDES

ARTICLES = [
    *islice(tk.read_articles(EXAMPLE), 12),
    *islice(tk.read_articles(PLANTED), 6),
    tk.Article(
        "furniture", "The thugs fled, Hall said.\nAdvertisement\nRead more: “Heroes” of Keldry\nShe and Abay wept.", "Wire"
    ),
    tk.Article("title", "Soldiers killed 12 people on Monday. They are terrorists.", title="“Puppet” regime kills dozens"),
    tk.Article("talk", "HALL: They are thugs.\n\nABAY: They are not.\n\nHALL: They were killed by them.\n\nABAY: No."),
    tk.Article("other", "Der Minister trat am Montag zurück, wie seine Sprecherin in der Hauptstadt sagte.", title="Er geht"),
    tk.Article("empty", ""),
]
CONTENTS = [part.name for part in fields(tk.Document) if part.name not in ("words", "title_words", "bias_spread", "_repr_html_")]


def contents(document):
    """Everything in a document as text, so that what is no number equals itself."""
    words = [words.text for words in (document.words, document.title_words)]
    return [*words, str(document.bias_spread), *(str(getattr(document, name)) for name in CONTENTS)]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"rules_only": True, "loaded_model": None, "bias_model": None},
        {"frames_model": FRAMES_MODEL, "registry": tk.load_registry(sides=SIDES), "keep_furniture": True, "any_language": True},
    ],
    ids=["usual", "rules", "frames and sides"],
)
def test_a_document_is_made_again_of_what_was_found(options):
    annotator = tk.Annotator(**options)
    found = {article.id: line_of(annotator(article)).found for article in ARTICLES}
    again = annotator.with_saved(lambda article: found[article.id])
    for article in ARTICLES:
        one, other = annotator(article), again(article)
        assert contents(other) == contents(one), article.id
        assert other.to_dict() == one.to_dict()


def test_nothing_is_looked_for_where_it_was_found_before(monkeypatch):
    annotator = tk.Annotator()
    found = line_of(annotator(ARTICLES[0])).found
    monkeypatch.setattr(tk.Annotator, "_document", None)
    assert annotator.with_saved(lambda article: found)(ARTICLES[0]).attributions


@pytest.mark.parametrize("other", ["with_furniture", "by_rules_alone"])
def test_an_annotator_that_reads_otherwise_looks_anew(other):
    assert getattr(tk.Annotator().with_saved(lambda article: "[]"), other)()(ARTICLES[0]).attributions


@pytest.mark.parametrize("found", ["", "[]", "[[],[[[0]]],[],[],[],[],{},null,false]"])
def test_what_cannot_be_used_is_told(found):
    with pytest.raises(ArticleError, match="what was found in it earlier cannot be used"):
        tk.Annotator().with_saved(lambda article: found)(ARTICLES[0])


def test_the_key_of_an_article_is_that_of_its_text_and_fields():
    one = tk.Article("a", "It rained.", outlet="Wire")
    assert key_of(one) == key_of(tk.Article("b", "It rained.", outlet="Wire"))
    assert key_of(one) != key_of(tk.Article("a", "It rained.", outlet="Wire", title="Rain"))
    assert -(1 << 63) <= key_of(one) < 1 << 63


def test_terms_that_alone_were_looked_for_are_not_kept():
    assert line_of(tk.Annotator(only="loaded")(ARTICLES[0])) is None
