"""N-grams by voice: runs of one to a few words with nothing but space between, counted article by article in little memory."""

from array import array
from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np

from ..annotation.attributions.voices import VOICES
from ..annotation.document import Document
from ..statistics.arrays import Bools, Ints
from ..statistics.term_counts import Bags

_BREAK = -1  # marks a place that no n-gram may cross


def ngrams(
    documents: Iterable[Document], voices: Collection[str], longest: int = 3, *, min_count: int = 5, min_articles: int = 3
) -> list[Bags]:
    """The n-grams said in some voices, one `Bags` for each length from 1 to `longest`, in the order of the documents.

    An n-gram lies within one sentence or the title, every word in one of the voices, with nothing but space between the words.
    The documents are read once; only the numbers of their words are kept (four bytes each, some fifty while counting). N-grams
    are then counted exactly, length by length. Every part of an n-gram is at least as frequent as the n-gram itself (Agrawal and
    Srikant 1994), so those that occur only once are never looked at. `lengths` counts all n-grams of a length, kept or not.

    Parameters
    ----------
    min_count, min_articles : n-grams that occur less often, or in fewer articles, over all documents are left out.

    Examples
    --------
    >>> from toolkit.annotation.annotator import annotate
    >>> documents = map(annotate, ["The old town fell.", "The old town, he said."])
    >>> by_length = ngrams(documents, VOICES, min_count=2, min_articles=2)
    >>> [bags.terms for bags in by_length]
    [['the', 'old', 'town'], ['the old', 'old town'], ['the old town']]
    >>> by_length[1].lengths.tolist()  # in the second document two in "the old town" and one in "he said"
    [3.0, 3.0]
    """
    read = _read(documents, frozenset(voices))
    level = _Level(read.words, read.tokens, read.tokens >= 0, 1)
    by_length = []
    for length in range(1, longest + 1):
        level = level if length == 1 else _longer(level, read, min_count)
        level, bags = _kept(level, read, min_count, min_articles)
        by_length.append(bags)
    return by_length


class _Read(NamedTuple):
    """The words of all documents in one row: their numbers with breaks, the document of each, and the number of documents."""

    words: list[str]
    tokens: Ints
    article: Ints
    n: int


class _Level(NamedTuple):
    """N-grams of one length. Of each token, `at` is the number of the n-gram that starts there, or a break where it was left out;
    `there` is whether any n-gram of this length starts there."""

    terms: list[str]
    at: Ints
    there: Bools
    length: int


def _read(documents: Iterable[Document], voices: frozenset[str]) -> _Read:
    number: dict[str, int] = {}
    tokens, ends = array("i"), [0]
    for document in documents:
        for run in runs(document, voices):
            tokens.extend(number.setdefault(word, len(number)) for word in run)
            tokens.append(_BREAK)
        ends.append(len(tokens))
    row = np.frombuffer(tokens, dtype=np.intc).astype(np.int64) if tokens else np.zeros(0, dtype=np.int64)
    return _Read(list(number), row, np.repeat(np.arange(len(ends) - 1), np.diff(ends)), len(ends) - 1)


def runs(document: Document, voices: Collection[str]) -> list[list[str]]:
    """The words said in some voices, in the form that is looked up, as the longest runs within which n-grams may lie.

    >>> from toolkit.annotation.annotator import annotate
    >>> runs(annotate("Hall said the mob fled. It rained, and poured."), ["narration"])
    [['hall', 'said'], ['it', 'rained'], ['and', 'poured']]
    """
    words, title = document.words, document.title_words
    wanted = {VOICES.index(voice) for voice in voices}
    first = {words.inside(span).start for span in document.sentences}
    several: list[list[str]] = []
    before = False
    for i, (word, voice) in enumerate(zip(words.keys, document.voices, strict=True)):
        said = voice in wanted
        if said and not (before and i not in first and words.joined(i)):
            several.append([])
        if said:
            several[-1].append(word)
        before = said
    for i, word in enumerate(title.keys if "headline" in voices else []):
        if not (i and title.joined(i)):
            several.append([])
        several[-1].append(word)
    return several


def _longer(level: _Level, read: _Read, min_count: int) -> _Level:
    """The n-grams that are one word longer, and frequent enough: both the n-gram they extend and the one after it were kept."""
    n = len(read.tokens)
    last = np.append(read.tokens, [_BREAK] * level.length)[level.length :][:n]
    there = level.there & (last >= 0)
    whole = there & (level.at >= 0) & (np.append(level.at, _BREAK)[1:] >= 0)
    codes, numbers, counts = np.unique(level.at[whole] * len(read.words) + last[whole], return_inverse=True, return_counts=True)
    often = counts >= min_count
    at = np.full(n, _BREAK, dtype=np.int64)
    at[whole] = np.where(often, np.cumsum(often) - 1, _BREAK)[numbers]
    parts = zip(*np.divmod(codes[often], max(len(read.words), 1)), strict=True)
    return _Level([f"{level.terms[head]} {read.words[word]}" for head, word in parts], at, there, level.length + 1)


def _kept(level: _Level, read: _Read, min_count: int, min_articles: int) -> tuple[_Level, Bags]:
    """The n-grams that are frequent enough, renumbered, and their bags."""
    from scipy.sparse import coo_matrix

    n, at = len(level.terms), level.at
    starts = at >= 0
    counts = coo_matrix((np.ones(starts.sum()), (read.article[starts], at[starts])), shape=(read.n, n)).tocsr()
    counts.sum_duplicates()
    often = np.asarray(counts.sum(axis=0)).ravel() >= min_count
    kept = np.flatnonzero(often & (np.bincount(counts.indices, minlength=n) >= min_articles))
    numbers = np.full(n + 1, _BREAK, dtype=np.int64)  # the last entry, which -1 looks up, stays a break
    numbers[kept] = np.arange(len(kept))
    lengths = np.bincount(read.article[level.there], minlength=read.n).astype(float)
    terms = [level.terms[i] for i in kept]
    return level._replace(terms=terms, at=numbers[at]), Bags(terms, counts[:, kept], lengths)
