"""What holds for every text, asked of texts made of the parts of news; `benchmarks/fuzz.py` asks it of damaged articles."""

import html
import re
import sys
from pathlib import Path

import numpy as np
import pytest

import toolkit as tk

hypothesis = pytest.importorskip("hypothesis", reason="needs hypothesis: pip install 'framing-toolkit[dev]'")
from hypothesis import Phase, given, settings  # noqa: E402
from hypothesis.strategies import builds, composite, just, lists, one_of, sampled_from  # noqa: E402

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from fuzz import FORMS, TOKENS, faults, form_faults, scorer  # noqa: E402

same_everywhere = settings(
    derandomize=True, database=None, deadline=None, max_examples=60, phases=(Phase.explicit, Phase.generate)
)  # the same texts in every run; shrinking one that fails takes minutes, so that the tests leave it to whoever mends it

SOURCES = (
    "Ada Hall|General José Abay|Mr. Hall|Hall|Abay|al-Maliki|İnan Öz|the minister|the Ministry of Health|U.S. officials|"
    "residents|a spokesman for the army|she|he|they|it|who|Reuters|a report|Ada Hall and Ben Abay|Hall, a lawyer,|critics"
).split("|")
VERBS = (
    "said|added|told reporters|claimed|insisted that|said that|warned|has said|was told|asked|denied|tweeted|according to|saying"
).split("|")
WORDS = (
    "the army left|it rained|puppet regime|thugs|nobody had asked|on Monday|in Keldry|killed 1,000.5|don't|workers' rights|"
    "the '80s|not heroic|so-called|was burnt|terror-ravaged|Zürich|café|e.g. this|U.S.|$5|50 %|https://example.com/a?b=c|@hall|#now|🙂|"
    "👩\u200d👩\u200d👧|الوزير|שלום|wo\u200brd|\u202ereturns|cafe\u0301|\u0301|Å|ﬁre|İzmir|--|— and —|(brackets)|AND SO|perhaps"
).split("|")
LINES = (
    "A new start|Advertisement|Read more: It rained in Keldry|By Ada Hall|Photo: Ada Hall/Reuters|Share this article|* * *|–|1.|"
    "KELDRY (Reuters) - It rained.|Ada Hall is a writer in Keldry.|Follow us on Twitter @keldry|© 2031 Keldry Times|Q: Who left?|"
    "A: Nobody.|HALL: It rained.|Ada Hall:|Correction: It did not rain.|Il pleut.| |\u200b|https://example.com"
).split("|")
CLAUSES = lists(sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
WHOLE = [("“", "”"), ('"', '"'), ("‘", "’"), ("«", "»"), ("“‘", "’”"), ("“so ‘", "’ it is”")]
BROKEN = [("“", ""), ("", "”"), ('"', ""), ("", '"'), ("‘", ""), ("'", "'"), ("„", "“"), ("”", "”"), ("`", "´")]


@composite
def sentences(draw, marks):
    """A sentence: narration, or a claim with its source before, inside or behind it, or without any."""
    source, verb, claim, more = draw(sampled_from(SOURCES)), draw(sampled_from(VERBS)), draw(CLAUSES), draw(CLAUSES)
    opening, closing = draw(sampled_from(marks))
    quoted, rest = f"{opening}{claim},{closing}", f"{opening}{more}.{closing}"
    start = f"{source[0].upper()}{source[1:]}"
    return draw(
        sampled_from(
            (
                f"{claim.capitalize()} {more}.",
                f"{start} {verb} {claim}.",
                f"{start} {verb}: {rest}",
                f"{quoted} {verb} {source}.",
                f"{quoted} {source} {verb}, {rest}",
                f"{claim.capitalize()}, {source} {verb}.",
                f"Their {opening}{claim}{closing} {more}.",
                f"{opening}{claim} {more}",
            )
        )
    )


def articles(marks):
    """An article of lines and paragraphs, with a title and perhaps an outlet."""
    paragraphs = lists(sentences(marks), min_size=1, max_size=3).map(" ".join)
    lines = lists(one_of(paragraphs, paragraphs, sampled_from(LINES)), max_size=5)
    text = builds(str.join, sampled_from(("\n", "\n\n", "\n\n\n\n")), lines)
    titles = one_of(just(""), CLAUSES, CLAUSES.map(str.title), sentences(marks))
    return builds(tk.article_of, text, title=titles, outlet=sampled_from((None, "Keldry Times", "$<b>&\n")))


@composite
def damaged(draw):
    """An article with marks, letters without width and whatever else comes into texts put in anywhere."""
    article = draw(articles(WHOLE + BROKEN))
    pieces = draw(lists(sampled_from(TOKENS), max_size=4))
    gaps = [match.start() for match in re.finditer(r"\b|$", article.text)]
    text = article.text
    for piece in pieces:
        at = draw(sampled_from(gaps))
        text = text[:at] + piece + text[at:]
    return tk.article_of(text, title=article.title, outlet=article.outlet)


@given(damaged())
@settings(same_everywhere, max_examples=200)
def test_spans_voices_measures_and_records_of_any_article(article):
    assert faults(scorer().score(article)) == []


@pytest.mark.parametrize("form", FORMS)
@given(article=articles(WHOLE + BROKEN))
@same_everywhere
def test_form_of_any_article_moves_no_count(form, article):
    assert form_faults(scorer().score(article), form) == []


@given(articles([("“", "”"), ("“so ‘", "’ it is”"), ("“‘", "’”")]))
@same_everywhere
def test_straight_double_marks_are_read_as_curly_ones(article):
    straight = tk.article_of(re.sub("[“”]", '"', article.text), title=article.title, outlet=article.outlet)
    np.testing.assert_array_equal(scorer().score(straight).counts, scorer().score(article).counts)


@given(damaged())
@same_everywhere
def test_page_shows_any_text_and_nothing_else_of_it_as_markup(article):
    shown = tk.report.article_fragment(scorer().score(article).document)
    assert re.sub(r"\s", "", article.text) in re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", shown)))
