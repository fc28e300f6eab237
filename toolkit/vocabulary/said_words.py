"""The words that are said in some voices of an article, without what gives the outlet away."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..annotation.attributions.voices import OWN_VOICES, VOICES
from ..annotation.document import Document
from ..articles.article import Article
from ..errors import OptionError
from ..text.spans import Span, bracketed, covered
from ..text.words import Words
from .boilerplate import giveaways

_SIDE = 50  # characters shown on each side of an example


class Token(NamedTuple):
    """A word, or two words with nothing but space between them, in the form that is looked up; its field ("text" or "title")."""

    term: str
    field: str
    span: Span


def said_words(document: Document, voice: str | Sequence[str] = "own", names: re.Pattern[str] | None = None) -> list[Token]:
    """The words and pairs of words said in some voices, without numbers and what gives the outlet away (see `giveaways`).

    `voice` is "own" (headline, with the title, narration and scare quotes), "all", or one or several voices by name.

    Raises OptionError for a voice that does not exist.

    >>> from toolkit.annotation.annotator import annotate
    >>> [token.term for token in said_words(annotate("Hall said the mob fled. It rained."))]
    ['hall', 'said', 'it', 'rained', 'hall said', 'it rained']
    """
    article, voices = document.article, voices_of(voice)
    said = [VOICES[code] in voices for code in document.voices]
    spoken_tokens = _tokens("text", document.words, said, giveaways(article.text, names, byline=article.byline))
    if "headline" in voices:
        title = document.title_words
        spoken_tokens += _tokens("title", title, [True] * len(title), giveaways(title.text, names))
    return spoken_tokens


def voices_of(voice: str | Sequence[str]) -> tuple[str, ...]:
    """The voices that "own", "all" or some names stand for.

    Raises OptionError for an unknown voice.
    """
    several = {"own": OWN_VOICES, "all": VOICES}
    voices = several.get(voice, (voice,)) if isinstance(voice, str) else tuple(voice)
    if not voices or set(voices) - set(VOICES):
        raise OptionError(f"unknown voice {voice!r}; choose own, all, or among {', '.join(VOICES)}")
    return voices


def _tokens(field: str, words: Words, said: Sequence[bool], left_out: Iterable[Span]) -> list[Token]:
    """The tokens of a field from the words that are said and not left out."""
    hidden = covered(left_out, len(words.text))
    rows = zip(said, words.keys, words.starts, strict=True)
    return tokens(field, words, [in_voice and key[:1].isalpha() and not hidden[start] for in_voice, key, start in rows])


def tokens(field: str, words: Words, keep: Sequence[bool]) -> list[Token]:
    """The words of a field that are kept, then the pairs of them with nothing but space between, each in order.

    >>> [token.term for token in tokens("text", Words("Hall left, it rained."), [True, True, False, True])]
    ['hall', 'left', 'rained', 'hall left']
    """
    single = [Token(words.keys[i], field, words.span(i, i + 1)) for i, kept in enumerate(keep) if kept]
    pairs = [i for i in range(1, len(keep)) if keep[i - 1] and keep[i] and words.joined(i)]
    return single + [Token(f"{words.keys[i - 1]} {words.keys[i]}", field, words.span(i - 1, i + 1)) for i in pairs]


def example_of(article: Article, token: Token) -> str:
    """A token in brackets, with the text around it."""
    return bracketed(article.field(token.field), token.span, _SIDE)
