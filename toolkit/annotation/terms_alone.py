"""An article in which nothing but the terms of lexicons is looked for."""

from collections.abc import Iterable

from ..articles.article import Article
from ..text.matching import Matcher
from .attributions.voices import UNREAD, voice_map
from .document import Document
from .loaded.loaded_terms import Placement, outside_names
from .readable import Readable
from .voiced import Voiced


def with_terms_alone(article: Article, read: Readable, matchers: Iterable[Matcher]) -> Document:
    """The document of an article, given what of it is read: its loaded terms, in the headline or in the text (`UNREAD`).

    >>> from toolkit.annotation.annotator import Annotator
    >>> document = Annotator(only="loaded")("Hall said the puppet regime fell.")
    >>> [(term.entry.term, term.voice) for term in document.loaded], document.attributions
    ([('puppet regime', 'text')], ())
    """
    voices = voice_map(read.words, (), (), (), read.headings)
    placing = Placement(read.words, read.title_words, voices, (), UNREAD)
    hits = [term for matcher in matchers for term in placing.hits(matcher)]
    return Voiced(article, read, (), (), (), (), voices, placing, UNREAD).document(
        loaded=tuple(outside_names(hits, (), read.words)), names=(), named=()
    )
