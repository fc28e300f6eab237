"""Groups of words with like neighbours, learned from texts without labels (Schütze 1995): verbs, kinds of nouns and so on."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from ..annotation.loaded.target_candidates import GROUPS, VERBS, WordClass, class_of
from ..statistics.arrays import Floats, Hashes
from ..text.word_tables import Remembered, checksum
from ..text.words import Words

NUMBER, LEAST_COUNT = 48, 8
"""Groups, and occurrences from which a word is in one."""

VERBAL = 0.18
"""Share of words behind "to", an auxiliary, a pronoun or "who" from which a group is one of verbs."""

_SMOOTHING, _ENDING = 0.02, 0.35  # occurrences added to each kind of neighbour, and what the ending of a word counts
_MARK = max(WordClass) + 1  # the neighbour that a mark or an end is
_BEFORE_VERBS = [WordClass.TO, WordClass.AUXILIARY, WordClass.PRONOUN, WordClass.RELATIVE]
_BY_ENDING = (WordClass.PAST, WordClass.IN_ED, WordClass.IN_ING, WordClass.ADJECTIVE, WordClass.PLURAL, WordClass.NOUN)


class WordGroups(NamedTuple):
    """The checksums of words, and the number of the group of each, from `GROUPS` or, for verbs, from `VERBS` on."""

    words: Hashes
    numbers: np.ndarray


def word_groups(texts: Iterable[str]) -> WordGroups:
    """Groups of the words that may be nouns or verbs and are frequent in some texts; the same texts give the same groups.

    >>> len(word_groups(["It rained."]).words)
    0
    """
    from sklearn.cluster import MiniBatchKMeans

    keys, before, behind = _neighbours(texts)
    if len(keys) < NUMBER:
        return WordGroups(np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.uint8))
    times = before.sum(axis=1)
    endings = np.array([[class_of(key) == one for one in _BY_ENDING] for key in keys]) * _ENDING
    shares = [np.sqrt((side + _SMOOTHING) / (times + _SMOOTHING * side.shape[1])[:, None]) for side in (before, behind)]
    clusters = MiniBatchKMeans(NUMBER, random_state=0, n_init=3, batch_size=4096, max_iter=60)
    number = clusters.fit(np.hstack([*shares, endings]), sample_weight=np.log1p(times)).labels_
    behind_to = np.bincount(number, before[:, _BEFORE_VERBS].sum(axis=1), NUMBER) / np.bincount(number, times, NUMBER).clip(1)
    numbers = np.where(behind_to >= VERBAL, VERBS, GROUPS)[number] + number
    return WordGroups(np.array([checksum(key) for key in keys], dtype=np.uint32), numbers.astype(np.uint8))


def _neighbours(texts: Iterable[str]) -> tuple[list[str], Floats, Floats]:
    """The frequent words that may be nouns or verbs, and how often each class of word stands before and behind each."""
    pairs: Counter[tuple[str, int, int]] = Counter()
    classes = Remembered(class_of)
    for words in map(Words, texts):
        own = [_MARK, *map(classes.__getitem__, words.keys), _MARK]
        marked = [not gap.isspace() for gap in words.gaps]
        before = [_MARK if mark else one for mark, one in zip(marked, own, strict=False)]
        behind = [_MARK if mark else one for mark, one in zip(marked[1:], own[2:], strict=False)]
        pairs.update(zip(words.keys, before, behind, strict=False))
    times: Counter[str] = Counter()
    for (key, *_), n in pairs.items():
        if classes[key] >= WordClass.PAST:
            times[key] += n
    keys = sorted(key for key, n in times.items() if n >= LEAST_COUNT)
    place = {key: i for i, key in enumerate(keys)}
    sides = np.zeros((2, len(keys), _MARK + 1))
    for (key, *around), n in pairs.items():
        if key in place:
            sides[[0, 1], place[key], around] += n
    return keys, sides[0], sides[1]
