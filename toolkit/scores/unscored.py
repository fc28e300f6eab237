"""What the problems table says of articles without a score, or with figures that are missing or poor for how they are written."""

from collections.abc import Mapping
from typing import Any

from ..articles.article import Article, Problem
from ..text.language import not_read

_START = 2000  # characters of a text whose letters tell how it is written
_TOLD = 40  # the fewest words of a text of which that is said


def failure(article: Article, error: Exception) -> str:
    """What the problems table says about an article that could not be scored.

    >>> failure(Article("a", "It rained."), ValueError("no sentence"))
    'a: not scored: ValueError: no sentence'
    """
    return f"{article.id}: not scored: {type(error).__name__}: {error}"


def problems_of(article: Article, record: Mapping[str, Any]) -> list[Problem]:
    """The rows in the problems table for an article with its record (see `Scorer.record`); none where nothing is amiss.

    >>> problems_of(Article("a", "It rained."), {"n_words": 2})
    []
    """
    if "problem" in record:
        return [unscored(article, record["problem"])]
    return unread(article, record["n_words"], record.get("language", ""))


def unscored(article: Article, reason: str) -> Problem:
    """The row in the problems table for an article that could not be scored, with the reason (see `failure`).

    >>> unscored(Article("a", "It rained."), "a: not scored").skipped
    True
    """
    return Problem(article.id, None, reason, "please report this text as a bug")


def unread(article: Article, n_words: int, language: str = "") -> list[Problem]:
    """The row in the problems table for an article that has no figures, or poor ones for how it is written; else none.

    Parameters
    ----------
    n_words : the number of words that were read; 0 where the whole text is furniture.
    language : the code of the language for which the article was not read; "" for none.

    Examples
    --------
    >>> [str(problem) for problem in unread(Article("a", "Il pleut.", file="mine.csv", row=3), 0, "fr")]
    ['mine.csv:3: a: not read, since it is in another language than English (fr): all its figures are missing (...)']
    """
    if n_words:
        return _misread(article, n_words)
    reason = f"{article.id}: nothing to read: the whole text is page furniture, or holds no words"
    remedy = "check the text, or read everything with --keep-furniture"
    if language:
        reason = f"{article.id}: {not_read(language)}: all its figures are missing"
        remedy = "if it is in English, say so in a column language, or read everything with --any-language"
    return [Problem(article.file or article.id, article.row, reason, remedy, skipped=False)]


def _misread(article: Article, n_words: int) -> list[Problem]:
    """The row for an article without small letters, which tell names from other words, or without marks, which tell sentences."""
    start = article.text[:_START]
    small, large = sum(map(str.islower, start)), sum(map(str.isupper, start))
    if n_words < _TOLD or not small + large:
        return []
    if large > small:
        reason, lost = "the text is in capitals", "names are not told from other words"
    elif not any(mark in article.text for mark in ".!?"):
        reason, lost = "the text has no full stops", "sentences are not told apart"
    else:
        return []
    remedy = "give the text as it was written"
    return [Problem(article.file or article.id, article.row, f"{article.id}: {reason}: {lost}", remedy, skipped=False)]
