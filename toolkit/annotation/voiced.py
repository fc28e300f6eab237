"""An article of which it is known who says what: the voice of every word, and the document of what else is found in it."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

from ..articles.article import Article
from ..text.quotations import Quotation
from ..text.spans import Span
from .attributions.attribution import Attribution
from .attributions.voices import VOICES, scare_quotes, voice_map
from .document import Document
from .loaded.loaded_terms import Placement
from .readable import Readable


class Voiced(NamedTuple):
    """What of an article is read, with its sentences, quotations and attributions, and the voices that follow from these.

    `placing` gives terms their voice and speaker. `names` are those of the voices: `UNREAD` where nobody has read who says what.

    >>> from toolkit.annotation.readable import readable
    >>> article = Article("a", "It rained.")
    >>> Voiced.of(article, readable(article, []), [Span(0, 10)], [], []).document(loaded=(), names=(), named=()).words_by_voice
    {'headline': 0, 'narration': 2, 'paraphrase': 0, 'quotation': 0, 'scare': 0}
    """

    article: Article
    read: Readable
    sentences: Sequence[Span]
    quotations: Sequence[Quotation]
    attributions: Sequence[Attribution]
    scare: Sequence[Span]
    voices: bytes
    placing: Placement
    names: tuple[str, ...] = VOICES

    @classmethod
    def of(
        cls,
        article: Article,
        read: Readable,
        sentences: Sequence[Span],
        quotations: Sequence[Quotation],
        attributions: Sequence[Attribution],
    ) -> Self:
        """The voices of an article, given its attributions with their speakers."""
        words, headings = read.words, read.headings
        scare = scare_quotes(words.text, words, quotations, attributions, headings)
        voices = voice_map(words, quotations, attributions, scare, headings)
        placing = Placement(words, read.title_words, voices, attributions)
        return cls(article, read, sentences, quotations, attributions, scare, voices, placing)

    def document(self, **found: Any) -> Document:
        """The document of the article, with what else was `found` in it."""
        return Document(
            article=self.article,
            words=self.read.words,
            title_words=self.read.title_words,
            sentences=tuple(self.sentences),
            quotations=tuple(self.quotations),
            headings=tuple(self.read.headings),
            attributions=tuple(self.attributions),
            scare_quotes=tuple(self.scare),
            voice_map=self.voices,
            furniture=tuple(self.read.furniture),
            voice_names=self.names,
            **found,
        )
