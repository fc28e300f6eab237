"""What the models of frames count in a text: stems of words, categories of the lexicons, pairs, runs of letters.

Each way of counting is a function in `BLOCKS` that returns for every occurrence the feature and the form that it has in the
text. A `Block` is one way of counting with the features of the learned texts; it turns texts into rows of numbers.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from ..errors import OptionError
from ..statistics.arrays import Floats
from ..text.lexicon import load_lexicon
from ..text.matching import matcher_of
from ..text.words import Words, straightened

KINDS = ("persons", "organisations", "role_nouns", "countries", "reporting_verbs", "loaded_terms")
"""The shipped lexicons whose categories count as words too in `kinds`, so that "senator" and "mayor" are alike."""

LEAST_TEXTS = {"words": 2, "kinds": 2, "pairs": 2, "letters": 3}
"""The number of learned texts in which a feature must occur to be counted."""

_MARK = re.compile(r"[$£€¥%?!\":]")
_MARK_NAMES = {"£": "$", "€": "$", "¥": "$"}
_ENDINGS = tuple(pair.split(":") for pair in "ies:y ied:y ing: edly: ed: ly: es: s:".split())
_SHORTEST_RUN, _LONGEST_RUN = 3, 5  # letters; the edges of the word count as letters


class Block(NamedTuple):
    """One way of counting and the features that it knows: the column of each, and its weight by rarity (at least 1)."""

    name: str
    columns: dict[str, int]
    rarity: Floats

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """The counts of each known feature in texts, (texts, features), as (1 + log count) × rarity.

        Every row is divided by the square root of its length, so that a long text weighs more, but not in proportion.
        """
        starts, columns, values = [0], [], []
        for text in texts:
            counts = Counter(feature for feature, _ in BLOCKS[self.name](text) if feature in self.columns)
            columns += [self.columns[feature] for feature in counts]
            values += [1 + np.log(n) for n in counts.values()]
            starts.append(len(columns))
        matrix = csr_matrix((values, columns, starts), shape=(len(texts), len(self.columns))) @ diags(self.rarity)
        length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        return csr_matrix(diags(1 / np.sqrt(np.where(length > 0, length, 1))) @ matrix)

    def forms(self, text: str) -> dict[int, str]:
        """The columns of the known features of a text, each with the form of its first occurrence."""
        occurrences = BLOCKS[self.name](text)
        return {self.columns[feature]: form for feature, form in reversed(occurrences) if feature in self.columns}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The block as plain arrays, from which `block_from` makes the same block."""
        features = np.frombuffer("\n".join(self.columns).encode(), dtype=np.uint8)
        return {f"{self.name}_features": features, f"{self.name}_rarity": self.rarity.astype(np.float16)}


def block_of(name: str, texts: Sequence[str]) -> Block:
    """The block that counts the features that occur in at least `LEAST_TEXTS` of the given texts.

    Rarity is 1 plus the natural logarithm of the inverse share of texts that have the feature, one text added (Spärck Jones
    1972). Raises OptionError for an unknown name.

    >>> block_of("words", ["Costs rose", "The cost fell"]).columns
    {'cost': 0}
    """
    if name not in BLOCKS:
        raise OptionError(f"unknown block {name!r}; choose among {', '.join(BLOCKS)}")
    counts = Counter(feature for text in texts for feature in {feature for feature, _ in BLOCKS[name](text)})
    features = sorted(feature for feature, n in counts.items() if n >= LEAST_TEXTS[name])
    rarity = 1 + np.log((1 + len(texts)) / (1 + np.array([counts[feature] for feature in features], dtype=float)))
    return Block(name, {feature: column for column, feature in enumerate(features)}, rounded(rarity))


def block_from(name: str, arrays: Mapping[str, NDArray[Any]]) -> Block:
    """The block whose arrays `Block.arrays` returned. Raises KeyError where an array is missing."""
    features = arrays[f"{name}_features"].tobytes().decode()
    columns = {feature: column for column, feature in enumerate(features.split("\n") if features else [])}
    return Block(name, columns, arrays[f"{name}_rarity"].astype(float))


def rounded(numbers: Floats) -> Floats:
    """Numbers rounded to the half precision of files, so that a model predicts the same before and after it is saved."""
    return numbers.astype(np.float16).astype(float)


# -- ways of counting: for every occurrence a feature and its form in the text ----------------------------------------------


def words(text: str) -> list[tuple[str, str]]:
    """Stems of the words, and the marks that indicate money, shares, speech and tone.

    >>> words("Costs rose 4 %!")
    [('cost', 'costs'), ('rose', 'rose'), ('4', '4'), ('%', '%'), ('!', '!')]
    """
    marks = [_MARK_NAMES.get(mark, mark) for mark in _MARK.findall(straightened(text))]
    return [*((stem(key), key) for key in Words(text).keys), *((mark, mark) for mark in marks)]


def kinds(text: str) -> list[tuple[str, str]]:
    """The features of `words`, and the categories of the terms of shipped lexicons (`KINDS`) that occur.

    >>> kinds("Governor resigns")[2:]
    [('role_nouns:government', 'role_nouns:government')]
    """
    tokens = Words(text)
    found = ((name, hit) for name in KINDS for hit in matcher_of(load_lexicon(name)).hits(tokens))
    categories = [f"{name}:{hit.entry.category}" for name, hit in found]
    return [*words(text), *((category, category) for category in categories)]


def pairs(text: str) -> list[tuple[str, str]]:
    """The features of `kinds`, and every pair of neighbours among them.

    >>> pairs("Calm seas")[2:]
    [('calm sea', 'calm seas')]
    """
    singles = kinds(text)
    return [*singles, *((f"{a[0]} {b[0]}", f"{a[1]} {b[1]}") for a, b in pairwise(singles))]


def letters(text: str) -> list[tuple[str, str]]:
    """Runs of three to five letters inside the words and at their edges.

    >>> [run for run, _ in letters("Gun")]
    [' gu', 'gun', 'un ', ' gun', 'gun ', ' gun ']
    """
    sizes = range(_SHORTEST_RUN, _LONGEST_RUN + 1)
    padded = [f" {word} " for word in straightened(text).lower().split()]
    runs = [word[i : i + size] for word in padded for size in sizes for i in range(len(word) - size + 1)]
    return [(run, f"…{run.strip()}…") for run in runs]


BLOCKS: Mapping[str, Callable[[str], list[tuple[str, str]]]] = {
    "words": words, "kinds": kinds, "pairs": pairs, "letters": letters,
}  # fmt: skip
"""The ways of counting by name. Only "kinds" and "pairs" use the lexicons."""


def stem(word: str) -> str:
    """A word without its regular English ending; what is left need not be a word.

    >>> [stem(word) for word in ("policies", "accused", "cutting", "glass", "news", "cost", "costs")]
    ['policy', 'accus', 'cut', 'glass', 'new', 'cost', 'cost']
    """
    for ending, instead in _ENDINGS if len(word) > 4 else _ENDINGS[-1:]:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending == "s" and word[-2] in "su"):
            word = word[: -len(ending)] + instead
            break
    word = word.removesuffix("e") if len(word) > 4 else word
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls" else word
