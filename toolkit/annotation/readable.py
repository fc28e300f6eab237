"""What of an article is read: its words without furniture, and those of a title that is not its first line as well."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ..articles.article import Article
from ..text.furniture import Furniture, blanked
from ..text.spans import Span
from ..text.words import Words
from .attributions.embedded_posts import embedded_posts
from .attributions.passages import Passage, in_passage
from .attributions.voices import headings_of

_LETTER = re.compile(r"[^\r\n]")


class Readable(NamedTuple):
    """The words of an article that are read, with the posts and headings among them; `furniture` is what is not read."""

    furniture: list[Furniture]
    posts: list[Passage]
    headings: list[Span]
    words: Words
    title_words: Words


def readable(article: Article, parts: list[Furniture]) -> Readable:
    """What is read of an article of which some parts are furniture; a title that the text repeats is read there.

    >>> [words.keys for words in readable(Article("a", "Heavy rain\\nIt rained all day.", title="Heavy rain"), [])[3:]]
    [['heavy', 'rain', 'it', 'rained', 'all', 'day'], []]
    """
    text = blanked(article.text, parts)
    posts = embedded_posts(text)
    headings = [heading for heading in headings_of(text, titled=bool(article.title)) if not in_passage(heading, posts)]
    repeated = bool(headings) and headings[0].of(text) == (article.title or "").strip()
    return Readable(parts, posts, headings, Words(text), Words("" if repeated else article.title or ""))


def without_letters(article: Article) -> Article:
    """An article of which nothing is read, with the lines of its text.

    >>> without_letters(Article("a", "Il pleut.", title="La pluie")).text.strip()
    ''
    """
    return replace(article, text=_LETTER.sub(" ", article.text), title=None)


def byline_of(article: Article, parts: Sequence[Furniture]) -> str:
    """The lines with the author's name: that of the file, or bylines and biographies that are furniture; empty without any.

    >>> byline_of(Article("a", "It rained.", byline="Ada Hall"), [])
    'By Ada Hall'
    """
    if article.byline:
        return f"By {article.byline}"
    return "\n".join(part.span.of(article.text) for part in parts if part.reason in ("byline", "bio"))
