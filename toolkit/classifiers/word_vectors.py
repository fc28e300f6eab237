"""Vectors of words, alike for words that are used alike: what lets a model know a word that it has not been taught.

The vectors are needed for training alone; a trained model keeps two numbers a word (see `wordmodel`).
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..errors import ArticleError
from ..files import atomic
from ..statistics.arrays import Floats, Singles
from ..text.lexicon import Entry, load_lexicon
from ..text.matching import words_of_term
from ..text.sentences import sentences
from ..text.words import Words

LEXICONS = ("loaded_terms", "boosters", "hedges", "factives", "implicatives", "reporting_verbs")
"""Shipped lexicons whose categories tell a model of loaded words something."""

DIMENSIONS = 200
LEAST_COUNT = 5  # of a word in the texts
TIMES = 15  # sentences in which each word is looked at, as far as there are so many
SENTENCES = 40_000  # looked at in all, at most
_SHORTEST, _LONGEST = 30, 300  # characters of a sentence that is looked at
_BATCH = 64


class WordVectors(NamedTuple):
    """Words and for each a vector of length 1 (words by dimensions); `made_of` says from what."""

    words: tuple[str, ...]
    vectors: Singles
    made_of: str = ""

    def of(self, words: Sequence[str]) -> Floats:
        """The vector of each word: of an unknown compound the mean of its parts, of another unknown word zeros.

        >>> vectors = WordVectors(("terror", "calm"), np.eye(2, dtype=np.float32))
        >>> vectors.of(["calm", "terror-ravaged", "odd"]).tolist()
        [[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]]
        """
        place = {word: i for i, word in enumerate(self.words)}
        found = np.zeros((len(words), self.vectors.shape[1]))
        for row, word in enumerate(words):
            parts = [word] if word in place else [part for part in word.split("-") if part in place]
            if parts:
                found[row] = self.vectors[[place[part] for part in parts]].mean(axis=0)
        return found

    def save(self, path: str | Path) -> None:
        """Write them as plain arrays (.npz)."""
        with atomic(path, "wb") as file:
            np.savez_compressed(
                file, words=np.array(self.words), vectors=self.vectors.astype(np.float16), made_of=np.array(self.made_of)
            )


def load_vectors(path: str | Path) -> WordVectors:
    """Vectors from a file that `WordVectors.save` or ``framing train vectors`` wrote; ArticleError where it holds none."""
    try:
        with np.load(path) as stored:
            return WordVectors(tuple(stored["words"].tolist()), stored["vectors"].astype(np.float32), str(stored["made_of"]))
    except (OSError, ValueError, KeyError) as error:
        raise ArticleError(f"{path}: no word vectors in it ({error}); `framing train vectors` writes them") from None


def with_lexicons(
    vectors: WordVectors | None = None, names: Sequence[str] = LEXICONS, *, without: Sequence[str] = ()
) -> WordVectors:
    """The vectors with one more dimension for each category of some lexicons: the weight of the word there, else 0.

    Parameters
    ----------
    vectors : None for the lexicons alone.
    without : collections of texts. Rows that cite or were read in one, and variants of such rows, are left out: with a model
        tried on these texts they would give the answers away.

    >>> known = with_lexicons(names=["boosters"])
    >>> float(known.of(["actually"]).max()), float(known.of(["table"]).max())
    (0.5, 0.0)
    """
    base = vectors or WordVectors((), np.zeros((0, 0), dtype=np.float32), "nothing")
    worth = _listed(names, without)
    columns = {column: i for i, column in enumerate(sorted({column for row in worth.values() for column in row}))}
    words = (*base.words, *sorted(set(worth) - set(base.words)))
    found = np.zeros((len(words), base.vectors.shape[1] + len(columns)), dtype=np.float32)
    found[: len(base.words), : base.vectors.shape[1]] = base.vectors
    for row, word in enumerate(words):
        for column, weight in worth.get(word, {}).items():
            found[row, base.vectors.shape[1] + columns[column]] = weight
    left_out = f" without rows of {', '.join(without)}" if without else ""
    labels = ", ".join(load_lexicon(name).label for name in names)
    return WordVectors(words, found, f"{base.made_of}; lexicons {labels}{left_out}")


def _listed(names: Sequence[str], without: Sequence[str]) -> dict[str, dict[str, float]]:
    """For each word that is an entry by itself its weight by lexicon and category."""
    found: dict[str, dict[str, float]] = {}
    for name in names:
        entries = load_lexicon(name).entries
        told = {entry.term for entry in entries if _cites(entry, without)}
        for entry in entries:
            variant = "variant of" in entry.locator and any(f'variant of "{term}"' in entry.locator for term in told)
            if entry.term in told or variant:
                continue
            for form in entry.forms:
                parts = words_of_term(form)
                if len(parts) == 1 and "*" not in parts[0]:
                    found.setdefault(parts[0], {})[f"{name}:{entry.category}"] = entry.weight
    return found


def _cites(entry: Entry, collections: Sequence[str]) -> bool:
    return any(name in f"{entry.source} {entry.locator}".lower() for name in collections)


def contextual_vectors(
    texts: Iterable[str],
    encoder: Any,
    *,
    words: Iterable[str] = (),
    most: int = SENTENCES,
    seed: int = 0,
    told: str = "",
) -> WordVectors:
    """Vectors of words from how an encoder reads them in sentences, averaged over sentences (Bommasani, Davis and Cardie 2020).

    The mean is taken off, and `DIMENSIONS` principal components are kept. About 12 minutes for 40,000 sentences.

    Parameters
    ----------
    texts : the user's own corpus; no labels are looked at.
    encoder : called with a list of sentences, gives for each the offsets (start, end) of its pieces and a vector for each piece
        (see `embeddings.SentenceEmbedding.pieces`).
    words : further words, which are read standing alone where the texts do not hold them.
    most : sentences looked at; those that hold rare words are taken first come, first served.
    told : what the texts and the encoder are, for `made_of`.
    """
    pool = [s for text in texts for span in sentences(text) if _SHORTEST < len(s := span.of(text)) < _LONGEST]
    random.Random(seed).shuffle(pool)
    counts = Counter(key for sentence in pool for key in Words(sentence).keys)
    known = sorted({word for word, n in counts.items() if n >= LEAST_COUNT} | set(words))
    if len(known) < 2:
        raise ArticleError(f"no two words stand {LEAST_COUNT} times in the texts: give more of them")
    place = {word: i for i, word in enumerate(known)}
    chosen = sorted(_chosen(pool, place, most), key=len)
    sums, n = _read(chosen, place, encoder)
    alone = [word for word in known if not n[place[word]]]
    sums_alone, n_alone = _read(alone, place, encoder)
    means = (sums + sums_alone) / np.maximum(n + n_alone, 1)[:, None]
    made_of = f"{told or 'texts'}: {len(chosen)} sentences, {len(alone)} of {len(known)} words alone, seed {seed}"
    return WordVectors(tuple(known), _reduced(means), made_of)


def _chosen(pool: Sequence[str], place: dict[str, int], most: int) -> list[str]:
    """Sentences in which words stand that have not yet been seen often."""
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


def _read(chosen: Sequence[str], place: dict[str, int], encoder: Any) -> tuple[Floats, Floats]:
    """For each word the sum of its vectors where it stands, and how often it stands."""
    sums, n = np.zeros((len(place), 0)), np.zeros(len(place))
    for first in range(0, len(chosen), _BATCH):
        batch = list(chosen[first : first + _BATCH])
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
    """Centred, reduced to the principal components, each of length 1."""
    centred = means - means.mean(axis=0)
    size = min(DIMENSIONS, *centred.shape)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    found = centred @ axes[:size].T
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    unit: Singles = (found / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit
