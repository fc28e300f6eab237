"""Vectors of words, similar for words that are used in similar ways, by which a model can judge words that it has not learned.

The vectors are needed only for training; a trained model keeps two numbers for each word (see `word_model`).
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..errors import ArticleError, ModelError
from ..files import arrays_in, atomic
from ..statistics.arrays import Floats, Singles
from ..text.lexicon import Entry, load_lexicon
from ..text.matching import words_of_term
from ..text.sentences import sentences
from ..text.words import Words

LEXICONS = ("loaded_terms", "boosters", "hedges", "factives", "implicatives", "reporting_verbs")
"""Shipped lexicons whose categories help a model of loaded words."""

DIMENSIONS = 200
LEAST_COUNT = 5  # occurrences of a word in the texts
TIMES = 15  # sentences in which each word is read, if there are as many
SENTENCES = 40_000  # read in all, at most
_SHORTEST, _LONGEST = 30, 300  # characters of a sentence that is read
_BATCH = 64


class WordVectors(NamedTuple):
    """Words, and for each a vector of length 1 (words by dimensions); `made_of` says what they were made from."""

    words: tuple[str, ...]
    vectors: Singles
    made_of: str = ""

    def of(self, words: Sequence[str]) -> Floats:
        """The vector of each word: for an unknown compound the mean of its known parts, for any other unknown word zeros.

        >>> vectors = WordVectors(("terror", "calm"), np.eye(2, dtype=np.float32))
        >>> vectors.of(["calm", "terror-ravaged", "odd"]).tolist()
        [[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]]
        """
        place = {word: i for i, word in enumerate(self.words)}
        vectors = np.zeros((len(words), self.vectors.shape[1]))
        for row, word in enumerate(words):
            parts = [word] if word in place else [part for part in word.split("-") if part in place]
            if parts:
                vectors[row] = self.vectors[[place[part] for part in parts]].mean(axis=0)
        return vectors

    def save(self, path: str | Path) -> None:
        """Write the words and vectors as plain arrays (.npz)."""
        with atomic(path, "wb") as file:
            np.savez_compressed(
                file, words=np.array(self.words), vectors=self.vectors.astype(np.float16), made_of=np.array(self.made_of)
            )


def load_vectors(path: str | Path) -> WordVectors:
    """Vectors from a file that `WordVectors.save` or ``framing train vectors`` wrote; ModelError where it holds none."""
    try:
        stored = arrays_in(path)
        return WordVectors(tuple(stored["words"].tolist()), stored["vectors"].astype(np.float32), str(stored["made_of"]))
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{path}: no word vectors in it ({error}); `framing train vectors` writes them") from None


def with_lexicons(
    vectors: WordVectors | None = None, names: Sequence[str] = LEXICONS, *, without: Sequence[str] = ()
) -> WordVectors:
    """The vectors with one more dimension for each category of some lexicons: the weight of the word in the category, or 0.

    Parameters
    ----------
    vectors : None to use the lexicons alone.
    names : of the lexicons.
    without : names of collections of texts. Rows that cite a collection or come from reading it, and variants of such rows, are
        left out, since they would give the answers away to a model that is tested on these texts.

    >>> vectors = with_lexicons(names=["boosters"])
    >>> float(vectors.of(["actually"]).max()), float(vectors.of(["table"]).max())
    (0.5, 0.0)
    """
    base = vectors or WordVectors((), np.zeros((0, 0), dtype=np.float32), "nothing")
    weights = _weights(names, without)
    columns = {column: i for i, column in enumerate(sorted({column for row in weights.values() for column in row}))}
    words = (*base.words, *sorted(set(weights) - set(base.words)))
    extended = np.zeros((len(words), base.vectors.shape[1] + len(columns)), dtype=np.float32)
    extended[: len(base.words), : base.vectors.shape[1]] = base.vectors
    for row, word in enumerate(words):
        for column, weight in weights.get(word, {}).items():
            extended[row, base.vectors.shape[1] + columns[column]] = weight
    left_out = f" without rows of {', '.join(without)}" if without else ""
    labels = ", ".join(load_lexicon(name).label for name in names)
    return WordVectors(words, extended, f"{base.made_of}; lexicons {labels}{left_out}")


def _weights(names: Sequence[str], without: Sequence[str]) -> dict[str, dict[str, float]]:
    """For each word that is an entry of its own, its weight by lexicon and category."""
    weights: dict[str, dict[str, float]] = {}
    for name in names:
        entries = load_lexicon(name).entries
        left_out = {entry.term for entry in entries if _cites(entry, without)}
        for entry in entries:
            variant = "variant of" in entry.locator and any(f'variant of "{term}"' in entry.locator for term in left_out)
            if entry.term in left_out or variant:
                continue
            for form in entry.forms:
                parts = words_of_term(form)
                if len(parts) == 1 and "*" not in parts[0]:
                    weights.setdefault(parts[0], {})[f"{name}:{entry.category}"] = entry.weight
    return weights


def _cites(entry: Entry, collections: Sequence[str]) -> bool:
    return any(name in f"{entry.source} {entry.locator}".lower() for name in collections)


def contextual_vectors(
    texts: Iterable[str],
    encoder: Any,
    *,
    words: Iterable[str] = (),
    most: int = SENTENCES,
    seed: int = 0,
    made_of: str = "texts",
) -> WordVectors:
    """Vectors of words from how an encoder reads them in sentences, averaged over sentences (Bommasani, Davis and Cardie 2020).

    The mean vector is subtracted, and `DIMENSIONS` principal components are kept. 40,000 sentences take about 12 minutes.

    Parameters
    ----------
    texts : the user's own corpus; it needs no labels.
    encoder : called with a list of sentences; returns for each the offsets (start, end) of its pieces and a vector for each piece
        (see `embeddings.SentenceEmbedding.pieces`).
    words : further words, which are read on their own where they do not occur in the texts.
    most : sentences to read at most. They are taken in random order; each must hold words that have been read seldom so far.
    made_of : what the texts and the encoder are, for the result's `made_of`.

    Raises ArticleError where fewer than two words occur often enough.
    """
    pool = [s for text in texts for span in sentences(text) if _SHORTEST < len(s := span.of(text)) < _LONGEST]
    random.Random(seed).shuffle(pool)
    counts = Counter(key for sentence in pool for key in Words(sentence).keys)
    vocabulary = sorted({word for word, n in counts.items() if n >= LEAST_COUNT} | set(words))
    if len(vocabulary) < 2:
        raise ArticleError(f"no two words occur {LEAST_COUNT} times in the texts: give more texts")
    place = {word: i for i, word in enumerate(vocabulary)}
    chosen = sorted(_chosen(pool, place, most), key=len)
    sums, n = _read(chosen, place, encoder)
    alone = [word for word in vocabulary if not n[place[word]]]
    sums_alone, n_alone = _read(alone, place, encoder)
    means = (sums + sums_alone) / np.maximum(n + n_alone, 1)[:, None]
    counted = f"{len(chosen)} sentences, {len(alone)} of {len(vocabulary)} words alone, seed {seed}"
    return WordVectors(tuple(vocabulary), _reduced(means), f"{made_of}: {counted}")


def _chosen(pool: Sequence[str], place: dict[str, int], most: int) -> list[str]:
    """Sentences with words that have not yet been read often."""
    wanted, chosen = np.full(len(place), TIMES), []
    for sentence in pool:
        rows = np.array(sorted({place[key] for key in Words(sentence).keys if key in place}), dtype=np.intp)
        missing = wanted[rows]
        if (missing > 0).sum() > 1 or (missing > TIMES // 2).any():
            chosen.append(sentence)
            wanted[rows] -= 1
        if len(chosen) >= most:
            break
    return chosen


def _read(texts: Sequence[str], place: dict[str, int], encoder: Any) -> tuple[Floats, Floats]:
    """For each word the sum of its vectors over its occurrences in some texts, and the number of these."""
    sums, n = np.zeros((len(place), 0)), np.zeros(len(place))
    for first in range(0, len(texts), _BATCH):
        batch = list(texts[first : first + _BATCH])
        for sentence, (offsets, vectors) in zip(batch, encoder(batch), strict=True):
            if not sums.shape[1]:
                sums = np.zeros((len(place), vectors.shape[1]))
            words = Words(sentence)
            for start, end, key in zip(words.starts, words.ends, words.keys, strict=True):
                inside = (offsets[:, 0] < end) & (offsets[:, 1] > start)
                if key in place and inside.any():
                    sums[place[key]] += vectors[inside].mean(axis=0)
                    n[place[key]] += 1
    return (sums, n) if sums.shape[1] else (np.zeros((len(place), 1)), n)


def _reduced(means: Floats) -> Singles:
    """Vectors centred, reduced to their principal components and scaled to length 1."""
    centred = means - means.mean(axis=0)
    size = min(DIMENSIONS, *centred.shape)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    components = centred @ axes[:size].T
    lengths = np.linalg.norm(components, axis=1, keepdims=True)
    unit: Singles = (components / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit
