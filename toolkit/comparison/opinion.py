"""How much of what is compared is opinion: groups that differ in it differ in their words for that reason alone."""

from collections.abc import Mapping
from math import isnan, nan

from ..choices import several_of
from ..classifiers.genre_features import GENRES
from ..grouping.groups import By
from ..scores.score_columns import Scores
from ..text.word_classes import word_list

MUCH = 0.2
"""The difference between the largest and the smallest share of opinion from which on a comparison warns."""


def opinion_share(scores: Scores) -> float:
    """The share of opinion among articles, from 0 to 1: the mean of `p_opinion`; NaN where it is known of none.

    >>> from toolkit.articles.article import article_of
    >>> from toolkit.scores.scoring import score
    >>> opinion_share(score([article_of("It rained.", genre="Editorial"), article_of("It is dry.", genre="news")]).scores)
    0.5
    """
    known = [p for p in p_opinion(scores) if not isnan(p)]
    return sum(known) / len(known) if known else nan


def p_opinion(scores: Scores) -> list[float]:
    """The probability that each article is opinion: 1 or 0 where the user names its genre, or else as it was detected.

    A name that is of no genre, such as "World", is as good as none. NaN where neither is known.
    """
    own = scores.fields("genre")
    told = {name: _told(name) for name in set(own)}
    detected = (nan if p is None else p for p in scores.opinion)
    return [p if (known := told[name]) is None else known for name, p in zip(own, detected, strict=True)]


def _told(genre: str | None) -> float | None:
    """Whether a genre of the user's own is opinion, 1 or 0; None where it does not say."""
    if genre and is_opinion(genre):
        return 1.0
    return 0.0 if genre and genre.strip().lower().replace(" ", "_") in GENRES else None


def is_opinion(genre: str) -> bool:
    """Whether a genre or section of the user's own is one of opinion."""
    names = word_list("opinion_url", "genre_words") | word_list("opinion_label", "genre_words")
    return genre.strip().lower() in names


def note_on_opinion(shares: Mapping[str, float], by: By) -> str:
    """A warning where the shares of opinion in groups differ by more than `MUCH`; "" for none, and where genres are compared.

    >>> note_on_opinion({"Wire": 0.02, "Post": 0.6}, "outlet")
    'opinion is 60 % of Post and 2 % of Wire: differences may be those of genre; --where genre=news compares news with news'
    """
    known = {name: share for name, share in shares.items() if not isnan(share)}
    if not known or any(name.startswith("genre") for name in several_of(by)):
        return ""
    most, least = max(known, key=known.__getitem__), min(known, key=known.__getitem__)
    if known[most] - known[least] <= MUCH:
        return ""
    shown = f"opinion is {100 * known[most]:.0f} % of {most} and {100 * known[least]:.0f} % of {least}"
    return f"{shown}: differences may be those of genre; --where genre=news compares news with news"
