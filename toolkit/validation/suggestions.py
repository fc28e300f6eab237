"""Candidate terms for a lexicon, for a person to accept: words that an outlet favours, and neighbours of the entries.

Two ways, both from the user's own corpus: keyness of words and pairs of words in the outlets' own voice (Monroe, Colaresi and
Quinn 2008), and words used in the same company as the entries (positive pointwise mutual information reduced by singular
values; Levy, Goldberg and Dagan 2015). Neither knows what is loaded; each candidate comes with an example to judge it by.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..annotation.annotator import Annotator
from ..annotation.document import Document
from ..annotation.voices import OWN_VOICES, VOICES
from ..articles.article import Article
from ..errors import ArticleError
from ..text.lexicon import Lexicon
from ..text.matching import Matcher, words_of_term
from ..text.spans import bracketed, marked
from ..text.word_classes import word_classes
from ..text.words import Words
from ..vocabulary.keyness import distinctive
from ..vocabulary.said_words import tokens

if TYPE_CHECKING:
    import pandas as pd

WINDOW = 4  # words on both sides that are a word's company
DIMENSIONS = 100
LEAST_COUNT = 8  # of a word whose company is looked at
_NEAREST = 3  # entries named beside a neighbour
_VOCABULARY = 20_000
_SIDE = 60  # characters of the example on both sides


def suggest(
    articles: Iterable[Article],
    lexicon: Lexicon | str = "loaded_terms",
    *,
    by: str = "outlet",
    top: int = 50,
    least_articles: int = 5,
    seed: int = 0,
) -> "pd.DataFrame":
    """Words and pairs of words that may belong into a lexicon, none of which it finds yet; names are left out.

    Parameters
    ----------
    by : a field or column; what its groups favour is suggested.
    top : candidates from each group by keyness, and as many neighbours of the entries in all.
    least_articles : of the group, or for neighbours of all, that must hold a candidate.
    seed : of the reduction to singular values.

    Raises
    ------
    ArticleError
        There is no article, none has a value for `by`, or nothing is to be suggested by `top`.

    Returns
    -------
    DataFrame with columns term, way (keyness or neighbour), of (the group, or the entries in whose company it stands), score
    (z, or cosine similarity), count, articles (both of the group, or for neighbours of all), example.
    """
    import pandas as pd

    read = Annotator([lexicon])
    documents = [read(article) for article in articles]
    groups = [str(value) if (value := document.article.value(by)) is not None else "" for document in documents]
    if top < 1 or not any(groups):
        raise ArticleError(f"no article has a value for {by!r}" if documents and top > 0 else "no article, or top is below 1")
    owned, matcher = [_own(document) for document in documents], Matcher(read.lexicons[0])
    found = [*_by_keyness(groups, owned, top), *_neighbours(documents, read.lexicons[0], top, seed)]
    counts = [Counter(words) for words in owned]
    rows = []
    for term, way, of, score in found:
        holders = [i for i, words in enumerate(counts) if term in words and (way != "keyness" or groups[i] == of)]
        if len(holders) >= max(least_articles, 1) and not matcher.hits(Words(term)):
            n = sum(counts[i][term] for i in holders)
            rows.append((term, way, of, score, n, len(holders), _example(documents[holders[0]], term)))
    columns = ["term", "way", "of", "score", "count", "articles", "example"]
    return pd.DataFrame(rows, columns=columns).drop_duplicates("term", ignore_index=True)


def _own(document: Document) -> list[str]:
    """The words of the outlet's own voice, and its pairs of words that nothing parts, without names and function words."""
    words, own = document.words, {VOICES.index(voice) for voice in OWN_VOICES}
    closed, names = word_classes(), marked((span for one in document.named for span in one.spans), len(document.article.text))
    first = {document.words.inside(span).start for span in document.sentences}
    named = [names[start] or (words.capital[i] and i not in first) for i, start in enumerate(words.starts)]
    rows = zip(words.keys, document.voices, named, strict=True)
    kept = [voice in own and not name and key not in closed and key[0].isalpha() for key, voice, name in rows]
    return [token.term for token in tokens("text", words, kept)]


def _example(document: Document, term: str) -> str:
    """The first place of a term in a document, in its context."""
    words, parts = document.words, term.split(" ")
    at = next(i for i in words.places[parts[0]] if words.keys[i : i + len(parts)] == parts)
    return bracketed(document.article.text, words.span(at, at + len(parts)), _SIDE)


def _by_keyness(groups_of: Sequence[str], owned: Sequence[list[str]], top: int) -> list[tuple[str, str, str, float]]:
    """What each group says more than the others."""
    groups: dict[str, list[Counter[str]]] = {}
    for group, words in zip(groups_of, owned, strict=True):
        if group:
            groups.setdefault(group, []).append(Counter(words))
    if len(groups) < 2:
        return []
    found = distinctive(groups, top=top)
    rows = zip(found["term"], found["group"], found["z"], strict=True)
    return [(str(term), "keyness", str(group), float(z)) for term, group, z in rows]


# -- neighbours ------------------------------------------------------------------------------------------------------------


def _neighbours(documents: Sequence[Document], lexicon: Lexicon, top: int, seed: int) -> list[tuple[str, str, str, float]]:
    """The words whose company is most like that of the entries; none where no entry is frequent enough."""
    words, vectors = word_vectors([document.words.keys for document in documents], seed=seed)
    place = {word: i for i, word in enumerate(words)}
    known = {key for entry in lexicon.entries for form in entry.forms if (key := " ".join(words_of_term(form))) in place}
    if not known:
        return []
    entries = sorted(known)
    similarity = vectors @ vectors[[place[form] for form in entries]].T
    nearest = np.argsort(-similarity, axis=1)[:, :_NEAREST]
    score = np.take_along_axis(similarity, nearest, axis=1).mean(axis=1)
    order = [i for i in np.argsort(-score) if words[i] not in known and words[i] not in word_classes()]
    return [(words[i], "neighbour", ", ".join(entries[j] for j in nearest[i]), float(score[i])) for i in order[:top]]


def word_vectors(texts: Sequence[Sequence[str]], *, seed: int = 0) -> tuple[list[str], NDArray[np.float64]]:
    """The words of some texts and for each a vector of length 1, alike for words that are used in the same company.

    Positive pointwise mutual information of words at most `WINDOW` apart, reduced to `DIMENSIONS` singular values, each
    weighed by its square root (Levy, Goldberg and Dagan 2015).

    >>> words, vectors = word_vectors([["red", "boat"], ["blue", "boat"]] * 10)
    >>> bool(vectors[words.index("red")] @ vectors[words.index("blue")] > 0.9)
    True
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import svds

    counts = Counter(word for text in texts for word in text)
    words = sorted(word for word, n in counts.most_common(_VOCABULARY) if n >= LEAST_COUNT)
    place = {word: i for i, word in enumerate(words)}
    if len(words) < 2:
        return words, np.zeros((len(words), 1))
    rows, columns = _pairs(texts, place)
    n = len(words)
    together = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(n, n)).tocsr()
    together = together + together.T
    alone = np.asarray(together.sum(axis=1)).ravel()
    together = together.tocoo()
    mutual = np.log(together.data * alone.sum() / (alone[together.row] * alone[together.col]))
    matrix = coo_matrix((np.maximum(mutual, 0), (together.row, together.col)), shape=(n, n)).tocsr()
    left, values, _ = svds(matrix, k=min(DIMENSIONS, n - 1), v0=np.random.default_rng(seed).random(n))
    vectors = left * np.sqrt(values)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return words, vectors / np.where(length > 0, length, 1)


def _pairs(texts: Sequence[Sequence[str]], place: Mapping[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of every two words at most `WINDOW` apart."""
    one, other = [], []
    for text in texts:
        known = np.array([place.get(word, -1) for word in text], dtype=np.int64)
        for apart in range(1, WINDOW + 1):
            both = (known[:-apart] >= 0) & (known[apart:] >= 0)
            one.append(known[:-apart][both])
            other.append(known[apart:][both])
    return np.concatenate(one), np.concatenate(other)
