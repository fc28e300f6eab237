"""What is said in some voices of an article, word by word, without what gives the outlet away."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..annotation.document import Document
from ..annotation.voices import OWN_VOICES, VOICES
from ..articles.article import Article
from ..errors import ArticleError
from ..text.spans import Span, bracketed, marked
from ..text.words import Words
from .boilerplate import giveaways

_SIDE = 50  # characters of an example on both sides


class Token(NamedTuple):
    """A word, or two words that nothing parts, in their looked-up form, and where they stand ("text" or "title")."""

    term: str
    field: str
    span: Span


def spoken(document: Document, voice: str | Sequence[str] = "own", names: re.Pattern[str] | None = None) -> list[Token]:
    """The words and pairs of words said in some voices, without numbers and what gives the outlet away (see `giveaways`).

    `voice` is "own" (headline, narration, scare quotes; the title among them), "all", or voices by name. Raises ArticleError
    for one that does not exist.

    >>> from toolkit.annotation.annotator import annotate
    >>> [token.term for token in spoken(annotate("Hall said the mob fled. It rained."))]
    ['hall', 'said', 'it', 'rained', 'hall said', 'it rained']
    """
    article, voices = document.article, voices_of(voice)
    said = [VOICES[code] in voices for code in document.voices]
    found = _tokens("text", document.words, said, giveaways(article.text, names, byline=article.byline))
    if "headline" in voices:
        title = document.title_words
        found += _tokens("title", title, [True] * len(title), giveaways(title.text, names))
    return found


def voices_of(voice: str | Sequence[str]) -> tuple[str, ...]:
    """The voices that "own", "all" or some names stand for; ArticleError for an unknown one."""
    named = {"own": OWN_VOICES, "all": VOICES}
    voices = named.get(voice, (voice,)) if isinstance(voice, str) else tuple(voice)
    if not voices or set(voices) - set(VOICES):
        raise ArticleError(f"voice {voice!r} is none of own, all, {', '.join(VOICES)}")
    return voices


def _tokens(field: str, words: Words, said: Sequence[bool], left_out: Iterable[Span]) -> list[Token]:
    """The tokens of a field from the words that are said and not left out."""
    hidden = marked(left_out, len(words.text))
    rows = zip(said, words.keys, words.starts, strict=True)
    return tokens(field, words, [ok and key[:1].isalpha() and not hidden[start] for ok, key, start in rows])


def tokens(field: str, words: Words, keep: Sequence[bool]) -> list[Token]:
    """The words of a field that are kept, then their pairs that nothing parts, each in order.

    >>> [token.term for token in tokens("text", Words("Hall left, it rained."), [True, True, False, True])]
    ['hall', 'left', 'rained', 'hall left']
    """
    single = [Token(words.keys[i], field, words.span(i, i + 1)) for i, ok in enumerate(keep) if ok]
    pairs = [i for i in range(1, len(keep)) if keep[i - 1] and keep[i] and words.joined(i)]
    return single + [Token(f"{words.keys[i - 1]} {words.keys[i]}", field, words.span(i - 1, i + 1)) for i in pairs]


def example_of(article: Article, token: Token) -> str:
    """A token where it stands, in brackets, with what is around it."""
    return bracketed((article.title or "") if token.field == "title" else article.text, token.span, _SIDE)
