"""The words that groups of scored articles use: whose words, in which articles."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np

from ..annotation.attributions.voices import ATTRIBUTED_VOICES, OWN_VOICES, VOICES
from ..errors import OptionError
from ..grouping.copies import Counting, independent
from ..grouping.groups import By, codes_of, grouped, title_of
from ..scores.article_score import ArticleScore
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable
from ..scores.uses import BagsOfGroups, Uses, UsesOfGroups
from ..statistics.term_counts import Bags
from .shown_words import forms_as_one

Groups = ScoreTable | Mapping[str, Iterable[ArticleScore]]
"""Scored articles: a table, to be grouped by a column, or the user's own groups by name."""

WHOSE = {"own": OWN_VOICES, "attributed": ATTRIBUTED_VOICES, "all": VOICES}
"""Whose words: the outlet's own (with the title), those of its sources, or both."""

WORDS_OF = {"own": "own words", "attributed": "words of their sources", "all": "all words"}
"""The same, as titles of charts and tables name them."""


def groups_of(scores: Groups, by: By, copies: Counting) -> dict[str, Scores]:
    """The groups of a table by a column, near-copies counted as `copies` says; or the user's own groups without empty ones.

    Raises OptionError where two of the user's groups have the same name, and else as `groups.grouped` does.

    >>> from toolkit.scores.scoring import score
    >>> list(groups_of({"north": score(["It rained."]), "south": []}, "outlet", "keep"))
    ['north']
    """
    if not isinstance(scores, Mapping):
        return grouped(independent(scores, copies, by=by).scores, by)
    groups = {str(name): list(members) for name, members in scores.items()}
    if len(groups) < len(scores):
        raise OptionError(f"two groups have the same name; groups are {', '.join(map(repr, scores))}")
    everything, ends = Scores.of(chain.from_iterable(groups.values())), np.cumsum([0, *map(len, groups.values())])
    parts = zip(groups, ends, ends[1:], strict=False)
    return {name: everything[start:end] for name, start, end in parts if start < end}


def grouped_by(scores: Groups, by: By | None) -> str | None:
    """The columns as titles of charts and tables name them; None for the user's own groups.

    >>> grouped_by(ScoreTable(), ["outlet", "year"]), grouped_by({}, "outlet")
    ('outlet and year', None)
    """
    return title_of(by) if by is not None and isinstance(scores, ScoreTable) else None


def checked_voice(voice: str) -> str:
    """The voice itself, if it is one of `WHOSE`.

    Raises OptionError otherwise.

    >>> checked_voice("own")
    'own'
    """
    if voice not in WHOSE:
        raise OptionError(f"unknown voice {voice!r}; choose among {', '.join(WHOSE)}")
    return voice


def _parts_of(voice: str) -> tuple[str, ...]:
    """The voices of which words are kept, of one of `WHOSE`."""
    return ("own", "attributed") if voice == "all" else (voice,)


def words_of(scores: Scores, voice: str) -> Uses:
    """How often each article uses each word in one of the voices of `WHOSE`.

    >>> from toolkit.scores.scoring import score
    >>> words_of(score(["It rained."]).scores, "own").keys
    ['it', 'rained']
    """
    return scores.words(_parts_of(voice))


def words_of_groups(groups: Mapping[str, Scores], voice: str, forms: Sequence[str] | None) -> UsesOfGroups:
    """The words of each article in one of the voices own and attributed, group by group; `forms` has what each counts as."""
    articles = Scores.joined(list(groups.values()))
    parts, keys = articles.words_in_parts(voice), articles.keys(voice)
    if forms is not None:
        parts, keys = ((places, uses.with_keys(forms)) for places, uses in parts), list(dict.fromkeys(forms))
    return UsesOfGroups(parts, keys, codes_of(groups))


def forms_of(groups: Mapping[str, Scores], voices: Sequence[str]) -> list[str]:
    """For each word, in the order of `Scores.keys`, the form under which all words of its stem are shown.

    >>> from toolkit.scores.scoring import score
    >>> forms_of({"north": score(["The attacks ended an attack on attacks."]).scores}, ["own"])
    ['the', 'attacks', 'ended', 'an', 'attacks', 'on']
    """
    articles = Scores.joined(list(groups.values()))
    keys = articles.keys(voices[0])
    times = sum((uses.total(uses.times) for voice in voices for _, uses in articles.words_in_parts(voice)), np.zeros(len(keys)))
    return forms_as_one(keys, times)


def bags_of_groups(groups: Mapping[str, Scores], voice: str, stems: bool) -> Sequence[Bags]:
    """The words of each article in one of the voices of `WHOSE`, group by group; with `stems`, those of one stem as one word.

    >>> from toolkit.scores.scoring import score
    >>> bags = bags_of_groups({"north": score(["It rained."]).scores}, "own", False)
    >>> len(bags), bags[0].terms
    (1, ['it', 'rained'])
    """
    if not groups:
        return []
    voices = _parts_of(voice)
    forms = forms_of(groups, voices) if stems else None
    return BagsOfGroups([words_of_groups(groups, one, forms) for one in voices])
