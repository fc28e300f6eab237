"""An article in which nothing but the terms of lexicons is looked for."""

from collections.abc import Iterable

from ..articles.article import Article
from ..text.matching import Matcher
from .attributions.voices import UNREAD, voice_map
from .document import Document
from .loaded.loaded_terms import Placement, outside_names
from .readable import Readable


def with_terms_alone(article: Article, read: Readable, matchers: Iterable[Matcher]) -> Document:
    """The document of an article, given what of it is read: its loaded terms, in the headline or in the text (`UNREAD`).

    >>> from toolkit.annotation.annotator import Annotator
    >>> document = Annotator(only="loaded")("Hall said the puppet regime fell.")
    >>> [(term.entry.term, term.voice) for term in document.loaded], document.attributions
    ([('puppet regime', 'text')], ())
    """
    parts, _, headings, words, title_words = read
    voices = voice_map(words, (), (), (), headings)
    placing = Placement(words, title_words, voices, (), UNREAD)
    hits = [term for matcher in matchers for term in placing.hits(matcher)]
    return Document(
        article=article,
        words=words,
        title_words=title_words,
        sentences=(),
        quotations=(),
        headings=tuple(headings),
        attributions=(),
        scare_quotes=(),
        voice_map=voices,
        loaded=tuple(outside_names(hits, (), words)),
        names=(),
        named=(),
        furniture=tuple(parts),
        voice_names=UNREAD,
    )
